//! Which addresses may be asked, and where a redirect may lead. Pure: no name is resolved here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::{Class, Error};

/// The most redirects that a media download follows.
pub const MOST_HOPS: u32 = 3;
/// The longest address that an error shows, in characters.
const SHOWN: usize = 200;

/// How far away a host is, as far as its name or number tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// This machine.
    Loopback,
    /// A network that is not the open internet: private, link-local, reserved.
    Inside,
    /// The open internet, as far as can be seen; a name may still resolve to something nearer.
    Outside,
}

/// How far away an IP address is. An IPv4 address inside an IPv6 one is judged as what it is.
pub fn reach(ip: IpAddr) -> Reach {
    match ip {
        IpAddr::V4(ip) => reach4(ip),
        IpAddr::V6(ip) => reach6(ip),
    }
}

fn reach4(ip: Ipv4Addr) -> Reach {
    let [a, b, c, _] = ip.octets();
    match (a, b, c) {
        (127, ..) => Reach::Loopback,
        // "This host": most systems connect to themselves.
        (0, ..) => Reach::Loopback,
        (10, ..) | (172, 16..=31, _) | (192, 168, _) | (169, 254, _) | (100, 64..=127, _) => Reach::Inside,
        (192, 0, 0 | 2) | (198, 18..=19, _) | (198, 51, 100) | (203, 0, 113) | (192, 88, 99) => Reach::Inside,
        (224.., ..) => Reach::Inside,
        _ => Reach::Outside,
    }
}

fn reach6(ip: Ipv6Addr) -> Reach {
    let s = ip.segments();
    let low = || {
        let [a, b] = [s[6].to_be_bytes(), s[7].to_be_bytes()];
        Ipv4Addr::new(a[0], a[1], b[0], b[1])
    };
    if ip.is_loopback() || ip.is_unspecified() {
        return Reach::Loopback;
    }
    match s {
        // IPv4-mapped, IPv4-compatible, IPv4-translated, NAT64.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0, 0, 0, 0, 0, 0, ..] | [0, 0, 0, 0, 0xffff, 0, ..] => reach4(low()),
        [0x64, 0xff9b, ..] => reach4(low()),
        // 6to4 carries the IPv4 address in front.
        [0x2002, a, b, ..] => {
            let [a, b] = [a.to_be_bytes(), b.to_be_bytes()];
            reach4(Ipv4Addr::new(a[0], a[1], b[0], b[1]))
        }
        // Teredo, documentation, discard: nothing that serves files.
        [0x2001, 0, ..] | [0x2001, 0xdb8, ..] | [0x100, 0, ..] => Reach::Inside,
        // The open internet is 2000::/3; unique local, link-local, site-local and multicast are not in it.
        [first, ..] if first & 0xe000 == 0x2000 => Reach::Outside,
        _ => Reach::Inside,
    }
}

/// How far away the host of an address is, as far as its name or number tells.
pub fn host_reach(url: &Url) -> Reach {
    match url.host() {
        Some(Host::Ipv4(ip)) => reach4(ip),
        Some(Host::Ipv6(ip)) => reach6(ip),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            if name == "localhost" || name.ends_with(".localhost") || name.ends_with(".localdomain") {
                Reach::Loopback
            } else if name.ends_with(".local") || name.ends_with(".internal") || name.ends_with(".home.arpa")
            {
                Reach::Inside
            } else {
                Reach::Outside
            }
        }
        None => Reach::Inside,
    }
}

/// Whether plain http may be spoken to this host: a loopback number or `localhost` itself. Other names under
/// `localhost` may be looked up outside.
fn may_be_plain(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
        _ => host_reach(url) == Reach::Loopback,
    }
}

/// Reads the address of a server from the configuration: https, or http to this machine; no credentials, query
/// or fragment in it.
///
/// # Errors
/// Class `Refused`, with what would be right.
pub fn base(text: &str) -> Result<Url, Error> {
    let refused = |why: &str| Error::new(Class::Refused, why);
    let url = Url::parse(text.trim())
        .map_err(|error| refused(&format!("this is no address of a server: {error}")))?;
    if url.host().is_none() || url.cannot_be_a_base() {
        return Err(refused("an address of a server begins with https:// and names a host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("credentials don't belong in an address"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused("an address of a server has no ? and no #"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if may_be_plain(&url) => Ok(url),
        "http" => Err(refused(
            "plain http would show the credentials to the network; it is only spoken to loopback",
        )),
        _ => Err(refused("an address of a server begins with https://")),
    }
}

/// The server of an address: all that is told of a file's, since the rest may hold an applicant's name.
pub fn origin(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default())
}

/// An address as it may be shown: without credentials, query and fragment, and not longer than a line.
pub fn shown(url: &Url) -> String {
    let text = format!("{}{}", origin(url), url.path());
    if text.chars().count() <= SHOWN { text } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

/// Whether two addresses have the same scheme, host and port.
pub fn same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default()
}

/// Whether the credentials go along with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// They belong to this origin.
    Keep,
    /// They must not leave their origin.
    Drop,
}

/// Whether the addresses that a host's name resolves to are checked as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolving {
    /// Any address will do: it is the configured host, or the configuration itself points inside.
    Trusted,
    /// Only the open internet.
    OutsideOnly,
}

/// Where a redirect leads, and how to go there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Where to.
    pub url: Url,
    /// With or without credentials.
    pub credentials: Credentials,
    /// Whether the host's addresses are checked.
    pub resolving: Resolving,
}

/// Decides about one redirect of a download. `base` is the configured address, `from` the one that answered,
/// `location` what it said, `taken` how many redirects were followed before this one; `told` is what an error says of
/// an address.
///
/// # Errors
/// Class `Refused`, naming both addresses and the rule.
pub fn follow(
    base: &Url,
    from: &Url,
    location: &str,
    taken: u32,
    told: fn(&Url) -> String,
) -> Result<Hop, Error> {
    let to = from.join(location.trim()).ok();
    let refused = |why: &str| {
        let to = to.as_ref().map_or_else(|| "an address that can't be read".to_owned(), told);
        Error::new(Class::Refused, format!("{} redirects to {to}, and {why}", told(from)))
    };
    let Some(url) = &to else { return Err(refused("that can't be followed")) };
    if taken >= MOST_HOPS {
        return Err(refused("no more than 3 redirects are followed"));
    }
    if url.host().is_none() || !matches!(url.scheme(), "http" | "https") {
        return Err(refused("only https is followed"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("an address with credentials in it is not followed"));
    }
    let inside = host_reach(base) != Reach::Outside;
    if host_reach(url) != Reach::Outside && !inside {
        return Err(refused("an address inside a private network is not followed from outside"));
    }
    if url.scheme() == "http" && !may_be_plain(url) {
        return Err(refused("only https is followed"));
    }
    let credentials = if same_origin(base, url) { Credentials::Keep } else { Credentials::Drop };
    let resolving =
        if inside || url.host() == base.host() { Resolving::Trusted } else { Resolving::OutsideOnly };
    Ok(Hop { url: url.clone(), credentials, resolving })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    const BASE: &str = "https://api.example.com";

    fn from_outside(location: &str) -> Result<Hop, String> {
        follow(&url(BASE), &url("https://api.example.com/media/1?token=secret"), location, 0, shown)
            .map_err(|error| error.what)
    }

    #[test]
    fn a_server_is_https_or_this_machine() {
        for good in [
            "https://api.pitchyou.de",
            "https://api.pitchyou.de/prefix",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
            "http://localhost:1",
            "http://127.9.9.9",
        ] {
            assert!(base(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.pitchyou.de",
            "http://10.0.0.1",
            "http://evil.localhost",
            "http://localhost.evil.example",
            "https://user:pw@api.pitchyou.de",
            "https://api.pitchyou.de/?a=b",
            "https://api.pitchyou.de/#x",
            "ftp://api.pitchyou.de",
            "api.pitchyou.de",
            "data:text/plain,x",
            "",
        ] {
            assert_eq!(base(bad).unwrap_err().class, Class::Refused, "{bad}");
        }
    }

    #[test]
    fn an_outside_server_can_only_lead_outside() {
        for inside in [
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://0177.0.0.1/x",
            "https://0/x",
            "https://[::1]/x",
            "https://[::]/x",
            "https://[::ffff:127.0.0.1]/x",
            "https://[::ffff:a00:1]/x",
            "https://[::10.0.0.1]/x",
            "https://[64:ff9b::a00:1]/x",
            "https://[2002:a00:1::]/x",
            "https://[fc00::1]/x",
            "https://[fe80::1]/x",
            "https://[fec0::1]/x",
            "https://[ff02::1]/x",
            "https://10.1.2.3/x",
            "https://172.16.0.1/x",
            "https://192.168.1.1/x",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/x",
            "https://198.18.0.1/x",
            "https://224.0.0.1/x",
            "https://255.255.255.255/x",
            "https://localhost/x",
            "https://LOCALHOST./x",
            "https://a.localhost/x",
            "https://printer.local/x",
            "https://metadata.google.internal/x",
            "https://１２７.0.0.1/x",
            "//127.0.0.1/x",
        ] {
            let error = from_outside(inside).unwrap_err();
            assert!(error.contains("private network"), "{inside}: {error}");
        }
        for other in [
            "http://cdn.example.com/x",
            "http://api.example.com/x",
            "ftp://cdn.example.com/x",
            "file:///etc/passwd",
        ] {
            let error = from_outside(other).unwrap_err();
            assert!(error.contains("only https"), "{other}: {error}");
        }
        assert!(from_outside("https://me:pw@cdn.example.com/x").unwrap_err().contains("credentials"));
        assert!(from_outside("https://[bad").is_err());
    }

    #[test]
    fn credentials_stay_with_their_origin() {
        let hop = |location: &str| from_outside(location).unwrap();
        assert_eq!(hop("/other").credentials, Credentials::Keep);
        assert_eq!(hop("https://API.example.com:443/other").credentials, Credentials::Keep);
        assert_eq!(hop("other").url.as_str(), "https://api.example.com/media/other");
        for elsewhere in [
            "https://api.example.com:8443/x",
            "https://cdn.example.com/x",
            "https://api.example.com.evil.example/x",
            "https://api.example.com./x",
            "https://8.8.8.8/x",
            "https://bücher.example/x",
            "https://аpi.example.com/x", // a Cyrillic а
            "https://[2606:4700::1111]/x",
        ] {
            let hop = hop(elsewhere);
            assert_eq!(hop.credentials, Credentials::Drop, "{elsewhere}");
        }
        assert_eq!(hop("https://cdn.example.com/x").resolving, Resolving::OutsideOnly);
        assert_eq!(hop("https://api.example.com:8443/x").resolving, Resolving::Trusted);
    }

    #[test]
    fn an_inside_server_may_lead_inside_and_still_not_in_plain_text() {
        let base = url("http://127.0.0.1:9000");
        let hop = |location: &str| follow(&base, &base, location, 0, shown);
        assert_eq!(hop("http://127.0.0.1:9000/x").unwrap().credentials, Credentials::Keep);
        assert_eq!(hop("http://127.0.0.1:9001/x").unwrap().credentials, Credentials::Drop);
        assert_eq!(hop("http://localhost:9000/x").unwrap().credentials, Credentials::Drop);
        assert_eq!(hop("https://192.168.1.1/x").unwrap().credentials, Credentials::Drop);
        assert!(hop("http://192.168.1.1/x").is_err());
        assert!(hop("http://example.com/x").is_err());
        assert!(hop("http://x.localhost/x").is_err());
    }

    #[test]
    fn the_fourth_redirect_is_one_too_many() {
        let at = |taken| follow(&url(BASE), &url(BASE), "/x", taken, origin);
        assert!(at(2).is_ok());
        assert!(at(3).unwrap_err().what.contains("no more than 3"));
    }

    #[test]
    fn a_refusal_names_both_addresses_and_no_secret() {
        let error = from_outside("http://cdn.example.com/file?signature=abc#frag").unwrap_err();
        assert_eq!(
            error,
            "https://api.example.com/media/1 redirects to http://cdn.example.com/file, and only https is followed"
        );
        let error = from_outside("https://name:hunter2@cdn.example.com/file").unwrap_err();
        assert!(!error.contains("hunter2") && error.contains("https://cdn.example.com/file"), "{error}");
        assert!(shown(&url(&format!("https://a.example/{}", "x".repeat(500)))).chars().count() <= SHOWN + 1);
    }

    proptest! {
        #[test]
        fn nothing_that_is_followed_breaks_the_rules(location in "\\PC{0,60}|https?://[a-z0-9.:\\[\\]@%/-]{0,40}") {
            if let Ok(hop) = from_outside(&location) {
                prop_assert_eq!(hop.url.scheme(), "https");
                prop_assert_eq!(host_reach(&hop.url), Reach::Outside);
                prop_assert!(hop.url.username().is_empty() && hop.url.password().is_none());
                let ours = hop.url.host_str() == Some("api.example.com") && hop.url.port().is_none();
                prop_assert_eq!(hop.credentials == Credentials::Keep, ours);
            }
        }

        #[test]
        fn an_ipv4_address_is_judged_alike_in_every_dress(number in any::<u32>()) {
            let ip = Ipv4Addr::from(number);
            let plain = reach(IpAddr::V4(ip));
            let mapped = reach(IpAddr::V6(ip.to_ipv6_mapped()));
            prop_assert_eq!(plain, mapped);
            let written = url(&format!("https://{number}/"));
            prop_assert_eq!(host_reach(&written), plain);
        }
    }
}

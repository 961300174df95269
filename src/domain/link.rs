//! The job link: the address in a job advert that starts the WhatsApp interview.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Utm;
use super::id::fits_path;

/// Everything but RFC 3986's unreserved characters is escaped.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as part of an address: everything but unreserved characters as %XX of its UTF-8.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// What a job link is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobLink {
    /// The employer's own job id; required.
    pub job: String,
    /// The interview template's key; without one the client's standard interview runs.
    pub template: Option<String>,
    /// The job title to show in the interview.
    pub title: Option<String>,
    /// Where the link stands.
    pub utm: Utm,
}

/// Why a link can't be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The job id is empty.
    #[error("a job link needs a job id")]
    NoJob,
    /// The job id is `.` or `..`, which no address can carry.
    #[error("a job id can't be `.` or `..`: every browser folds it away")]
    DotJob,
    /// The client id is no host name label.
    #[error(
        "the client id is part of the link's host name and can only be 1 to 63 letters, digits and inner dashes"
    )]
    BadClient,
}

impl JobLink {
    /// Builds the address. `link_url` is the account's setting; `{client_id}` in it is replaced.
    /// Parameters stand in their published order, empty ones are left out.
    ///
    /// # Errors
    /// [`LinkError`] when the job id or the client id can't be part of an address.
    pub fn url(&self, link_url: &str, client_id: &str) -> Result<String, LinkError> {
        let job = self.job.trim();
        if job.is_empty() {
            return Err(LinkError::NoJob);
        }
        if !fits_path(job) {
            return Err(LinkError::DotJob);
        }
        if !is_dns_label(client_id) {
            return Err(LinkError::BadClient);
        }
        let mut url = format!(
            "{}/go/{}",
            link_url.replace("{client_id}", client_id).trim_end_matches('/'),
            encode(job)
        );
        let fields = [
            ("jkey", &self.template),
            ("title", &self.title),
            ("utm_source", &self.utm.source),
            ("utm_medium", &self.utm.medium),
            ("utm_campaign", &self.utm.campaign),
            ("utm_content", &self.utm.content),
        ];
        let mut sign = '?';
        for (name, value) in fields {
            let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) else {
                continue;
            };
            url.push(sign);
            url.push_str(name);
            url.push('=');
            url.push_str(&encode(value));
            sign = '&';
        }
        Ok(url)
    }
}

/// Whether a text can be one label of a host name (RFC 1123).
pub fn is_dns_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://{client_id}.pitchyou.de";

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_full_link_has_its_parameters_in_the_published_order() {
        let link = JobLink {
            job: "4711/a".into(),
            template: some("pflege"),
            title: some("Pflegefachkraft (m/w/d) & mehr"),
            utm: Utm {
                source: some("indeed"),
                medium: some("cpc"),
                campaign: some("Frühling 26"),
                content: some(""),
            },
        };
        assert_eq!(
            link.url(BASE, "acme").unwrap(),
            "https://acme.pitchyou.de/go/4711%2Fa?jkey=pflege&title=Pflegefachkraft%20%28m%2Fw%2Fd%29%20%26%20mehr\
             &utm_source=indeed&utm_medium=cpc&utm_campaign=Fr%C3%BChling%2026"
        );
    }

    #[test]
    fn a_bare_link_has_no_question_mark() {
        let link = JobLink { job: "7".into(), ..JobLink::default() };
        assert_eq!(link.url(BASE, "acme").unwrap(), "https://acme.pitchyou.de/go/7");
        assert_eq!(link.url("http://127.0.0.1:1/", "acme").unwrap(), "http://127.0.0.1:1/go/7");
    }

    #[test]
    fn what_no_address_can_carry_is_refused() {
        let link = |job: &str| JobLink { job: job.into(), ..JobLink::default() };
        assert_eq!(link(" ").url(BASE, "acme"), Err(LinkError::NoJob));
        assert_eq!(link("..").url(BASE, "acme"), Err(LinkError::DotJob));
        for client in ["", "a.b", "-a", "a/b", "ä"] {
            assert_eq!(link("1").url(BASE, client), Err(LinkError::BadClient), "{client:?}");
        }
    }
}

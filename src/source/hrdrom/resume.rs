//! The one file of a lead: what it is called by, and where it is fetched from.

use url::{Url, form_urlencoded};

use super::api::Api;
use crate::domain::{Media, MediaId};
use crate::http::{Call, Class, Error, address};
use crate::source::contract::Contract;
use crate::source::{Download, file};

/// What begins the id that we give to a file without an address. It can't be fetched, and so holds its applicant back
/// until somebody looks.
const NO_ADDRESS: &str = "(no address) ";

/// The parameters of an address that change by themselves: signatures and ends of validity.
#[derive(Debug)]
pub struct Volatile(Vec<String>);

impl Volatile {
    /// Those of the contract. A name that ends in `*` stands for all that begin like it.
    pub fn new(contract: &Contract) -> Self {
        Self(contract.list(&["resume", "volatile"]).into_iter().map(str::to_ascii_lowercase).collect())
    }

    fn has(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        self.0.iter().any(|known| match known.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == *known,
        })
    }

    /// What is left of an address's query, as it is written and with its `?`; nothing when nothing is.
    fn lasting(&self, url: &Url) -> String {
        let name =
            |pair: &str| form_urlencoded::parse(pair.as_bytes()).next().map(|(name, _)| name.into_owned());
        let pairs = url.query().unwrap_or_default().split('&');
        let lasting: Vec<&str> =
            pairs.filter(|pair| name(pair).is_some_and(|name| !self.has(&name))).collect();
        if lasting.is_empty() { String::new() } else { format!("?{}", lasting.join("&")) }
    }
}

/// The id of a file: its address without the parameters that change from list to list, so that another file at another
/// address is another file, and a new signature isn't. Two files may differ in a parameter alone, so all others belong
/// to the id. `number` tells apart the files of a lead that have no address.
pub fn id(base: &Url, volatile: &Volatile, address: Option<&str>, number: usize) -> MediaId {
    let Some(address) = address else { return MediaId(format!("{NO_ADDRESS}{number}")) };
    MediaId(match base.join(address.trim()) {
        Ok(url) if address::same_origin(&url, base) => format!("{}{}", url.path(), volatile.lasting(&url)),
        Ok(url) if url.host().is_some() => {
            format!("{}{}{}", url.origin().ascii_serialization(), url.path(), volatile.lasting(&url))
        }
        _ => address.to_owned(),
    })
}

/// Opens a file: at the account's own origin with a token, at one of the contract's `resume_origins` without, and
/// nowhere else. Errors name its server alone: what an address is made of may be somebody's name.
pub async fn open(api: &Api, media: &Media) -> Result<Download, Error> {
    let refused = |what: String| Error::new(Class::Refused, what);
    let Some(address) = media.uri.as_deref() else {
        return Err(refused("the source gives no address for this file, so it can't be fetched".into()));
    };
    let base = api.peer.base();
    let url = base.join(address.trim()).ok().filter(|url| url.host().is_some());
    let url = url.ok_or_else(|| refused("the file's address can't be read".into()))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused(format!(
            "an address with credentials in it is not asked: {}",
            address::origin(&url)
        )));
    }
    let call = file::asked_for(Call::get(url.clone())).named("the download of a résumé");
    if address::same_origin(&url, base) {
        let answer = api.send(call.clone()).await?;
        return file::check(&api.peer, &call, media, answer).await;
    }
    let allowed =
        api.contract.list(&["resume_origins"]).into_iter().filter_map(|one| address::base(one).ok());
    if !allowed.into_iter().any(|one| address::same_origin(&url, &one)) {
        let what = format!(
            "the file lies at {}, and is fetched only from {}, or from the resume_origins in [account.contract] of \
             account {}",
            address::origin(&url),
            api.peer.host(),
            api.account
        );
        return Err(refused(what));
    }
    let answer = api.peer.send(&call).await.map_err(|error| {
        // Another server's refusal, pause or absence says nothing about the account.
        let class = match error.class {
            Class::Auth => Class::Forbidden,
            Class::RateLimited | Class::Maintenance | Class::Unavailable | Class::Offline => {
                Class::WrongAnswer
            }
            class => class,
        };
        let what = format!("the file at {} can't be had: {}", address::origin(&url), error.what);
        Error { class, what, ..error }
    })?;
    file::check(&api.peer, &call, media, answer).await
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;
    use crate::domain::SourceKind;

    fn id_of(address: Option<&str>, number: usize) -> String {
        let base = Url::parse("https://api.example.com/prefix").unwrap();
        let contract = Contract::of(SourceKind::HrDrom, &Table::new()).unwrap();
        id(&base, &Volatile::new(&contract), address, number).0
    }

    #[test]
    fn an_id_is_the_address_without_its_signature() {
        for (address, same) in [
            ("https://api.example.com/files/1?sig=a#x", "/files/1"),
            ("https://api.example.com:443/files/1?sig=b", "/files/1"),
            ("/files/1", "/files/1"),
            ("/files/1?", "/files/1"),
            (" /files/1 ", "/files/1"),
            ("https://s3.example.com/files/1?sig=a", "https://s3.example.com/files/1"),
            (
                "https://s3.example.com/1?X-Amz-Algorithm=a&X-Amz-Expires=9&x-amz-signature=b",
                "https://s3.example.com/1",
            ),
            ("https://cdn.example.com/1?Policy=a&Signature=b&Key-Pair-Id=c", "https://cdn.example.com/1"),
            ("https://blob.example.com/1?sv=a&st=b&se=c&sr=b&sp=r&sig=d%3D", "https://blob.example.com/1"),
            ("http://api.example.com/files/1", "http://api.example.com/files/1"),
            ("data:text/plain,x", "data:text/plain,x"),
        ] {
            assert_eq!(id_of(Some(address), 1), same, "{address}");
        }
        assert_eq!(id_of(None, 2), "(no address) 2");
    }

    #[test]
    fn a_parameter_that_is_no_signature_belongs_to_the_id() {
        for (address, same) in [
            ("/file?id=1", "/file?id=1"),
            ("/file?expires=9&id=1&Token=x", "/file?id=1"),
            ("/file?b=2&a=%D1%8F&&c", "/file?b=2&a=%D1%8F&c"),
            ("/file?signed=1&x-ample=2", "/file?signed=1&x-ample=2"),
            ("/file?%73ig=a&id=1#x", "/file?id=1"),
            ("https://s3.example.com/get?key=a.pdf&X-Amz-Date=1", "https://s3.example.com/get?key=a.pdf"),
        ] {
            assert_eq!(id_of(Some(address), 1), same, "{address}");
        }
    }
}

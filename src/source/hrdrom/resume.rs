//! The one file of a lead: what it is called by, and where it is fetched from.

use url::Url;

use super::api::Api;
use crate::domain::{Media, MediaId};
use crate::http::{Call, Class, Error, address};
use crate::source::{Download, file};

/// What begins the id that we give to a file without an address. It can't be fetched, and so holds its applicant back
/// until somebody looks.
const NO_ADDRESS: &str = "(no address) ";

/// The id of a file: its address without what changes from list to list, so that another file at another address is
/// another file, and a new signature isn't. `number` tells apart the files of a lead that have no address.
pub fn id(base: &Url, address: Option<&str>, number: usize) -> MediaId {
    let Some(address) = address else { return MediaId(format!("{NO_ADDRESS}{number}")) };
    MediaId(match base.join(address.trim()) {
        Ok(url) if address::same_origin(&url, base) => url.path().to_owned(),
        Ok(url) if url.host().is_some() => format!("{}{}", url.origin().ascii_serialization(), url.path()),
        _ => address.to_owned(),
    })
}

/// Opens a file: at the account's own origin with a token, at one of the contract's `resume_origins` without, and
/// nowhere else.
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
            address::shown(&url)
        )));
    }
    let call = file::asked_for(Call::get(url.clone()));
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
            address::shown(&url),
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
        let what = format!("the file at {} can't be had: {}", address::shown(&url), error.what);
        Error { class, what, ..error }
    })?;
    file::check(&api.peer, &call, media, answer).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_address_without_its_signature() {
        let base = Url::parse("https://api.example.com/prefix").unwrap();
        for (address, same) in [
            ("https://api.example.com/files/1?sig=a#x", "/files/1"),
            ("https://api.example.com:443/files/1?sig=b", "/files/1"),
            ("/files/1", "/files/1"),
            (" /files/1 ", "/files/1"),
            ("https://s3.example.com/files/1?sig=a", "https://s3.example.com/files/1"),
            ("http://api.example.com/files/1", "http://api.example.com/files/1"),
            ("data:text/plain,x", "data:text/plain,x"),
        ] {
            assert_eq!(id(&base, Some(address), 1).as_str(), same, "{address}");
        }
        assert_eq!(id(&base, None, 2).as_str(), "(no address) 2");
    }
}

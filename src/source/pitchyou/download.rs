//! Media files: where they are asked for.

use super::api::Api;
use super::file::has_no_id;
use crate::domain::link::encode;
use crate::domain::{Media, SourceId};
use crate::http::{Call, Class, Error, Remedy};
use crate::source::{Download, file};

/// Opens a media file.
pub async fn open(api: &Api, applicant: &SourceId, media: &Media) -> Result<Download, Error> {
    if has_no_id(&media.id) {
        return Err(Error::new(
            Class::Refused,
            "the source gives no id for this file, so it can't be fetched",
        )
        .remedy(Remedy::NoAddress));
    }
    if !applicant.fits_path() || !crate::domain::id::fits_path(media.id.as_str()) {
        let what = "this file can't be fetched: its id or its applicant's can't be part of an address";
        return Err(Error::new(Class::Refused, what).remedy(Remedy::NoAddress));
    }
    let path = api
        .contract
        .text(&["paths", "media"])
        .replace("{profileId}", &encode(applicant.as_str()))
        .replace("{mediaId}", &encode(media.id.as_str()));
    let call = file::asked_for(Call::get(api.peer.url(&path)?));
    let answer = match api.send(call.clone()).await {
        Err(gone) if gone.status == Some(404) => match media.uri.as_deref().and_then(|uri| api.peer.own(uri))
        {
            Some(url) => {
                let announced = file::asked_for(Call::get(url)).named("the download of a file");
                api.send(announced).await.map_err(|error| match error.class {
                    // The published path is the one that counts.
                    Class::Gone => gone,
                    _ => error,
                })?
            }
            None => return Err(gone),
        },
        answer => answer?,
    };
    file::check(&api.peer, &call, media, answer).await
}

//! Files that break off, are gone, or are odd.

use std::collections::BTreeMap;

use kandidat::domain::{SourceId, SourceKind};
use kandidat::http::Class;
use kandidat::sandbox::{Content, Fault, Options, Profile};
use kandidat::source::{Confirmed, Offer};
use serde_json::json;

use super::rig::*;

pub async fn a_file_that_breaks_off_is_an_error_and_then_comes_whole(kind: SourceKind) {
    for (fault, class) in
        [(Fault::Drop { times: 1 }, Class::Offline), (Fault::Truncate { times: 1 }, Class::WrongAnswer)]
    {
        let rig = rig(kind, world(12, vec![])).await;
        let applications = rig.applications().await;
        rig.sandbox.set_faults(vec![fault]);
        for (one, media) in applications.iter().filter_map(|one| Some((one, one.media.first()?))) {
            let error = rig.save(&one.id, media).await.unwrap_err();
            assert_eq!(error.class, class, "{fault}: {error}");
            let whole = rig.bytes(one.id.as_str(), media.id.as_str());
            assert_eq!(rig.save(&one.id, media).await.unwrap(), whole, "{fault}");
        }
    }
}

pub async fn a_profile_that_vanished_is_gone(kind: SourceKind) {
    let rig = rig(kind, world(20, vec![Fault::Vanish { profiles: 2 }])).await;
    let applications = rig.applications().await;
    let mut gone = 0;
    for one in &applications {
        let Some(media) = one.media.first() else { continue };
        if rig.knows(one.id.as_str()) {
            rig.save(&one.id, media).await.unwrap();
            continue;
        }
        gone += 1;
        assert_eq!(rig.save(&one.id, media).await.unwrap_err().class, Class::Gone);
        if rig.source.offers(Offer::Chat) {
            assert_eq!(rig.source.chat(&one.id, None).await.unwrap_err().class, Class::Gone);
        }
        let fate = rig.source.confirm(std::slice::from_ref(&one.id)).await.unwrap();
        assert!(matches!(fate[..], [Confirmed::Refused(_)]), "{fate:?}");
    }
    assert_eq!(gone, 2);
}

pub async fn odd_files_are_fetched_or_refused_with_a_reason(kind: SourceKind) {
    let pdf = || Content::new(&b"%PDF-1.4 \xff"[..]);
    let text = |text: &'static str, mime: &str| Content::Bytes(text.into(), mime.to_owned());
    let page = "<!doctype html><html><body>Ein Zeugnis</body></html>";
    let profile = Profile::json(json!({
        "profileId": "odd/id ?#%ü",
        "steps": [{"question": "Q", "attachments": [
            {"mediaId": "a/b c?#ü%2F..", "mimeType": "application/pdf"},
            {"mediaId": "by-uri", "mimeType": "application/pdf", "downloadUri": "{base}/api/media/v1/files/odd%2Fid%20%3F%23%25%C3%BC/by-uri?x=1"},
            {"mediaId": "elsewhere", "downloadUri": "https://files.example.com/x"},
            {"mediaId": ".", "mimeType": "application/pdf"},
            {"mediaId": "..", "mimeType": "application/pdf"},
            {"fileName": "nameless.pdf"},
            {"mediaId": "page", "mimeType": "text/html"},
            {"mediaId": "not-a-page", "mimeType": "application/pdf"},
            {"mediaId": "error", "mimeType": "image/png"},
            {"mediaId": "empty", "mimeType": "image/png"},
            {"mediaId": "json", "mimeType": "application/json"},
        ]}],
    }))
    .media("a/b c?#ü%2F..", pdf())
    .media("by-uri", Content::OnlyByUri((&b"%PDF-1.4 \xff"[..]).into(), "application/pdf".into()))
    .media("elsewhere", Content::Missing)
    .media("page", text(page, "text/html"))
    .media("not-a-page", text(page, "application/octet-stream"))
    .media("error", text("{\"error\":\"try later\"}", "application/json"))
    .media("empty", text("", "image/png"))
    .media("json", text("{\"a\":1}", "application/json"));
    let rig = rig(kind, Options { profiles: vec![profile], ..world(0, vec![]) }).await;
    let one = rig.applications().await.remove(0);
    let mut fates = BTreeMap::new();
    for media in &one.media {
        let fate = match rig.save(&one.id, media).await {
            Ok(bytes) => format!("{} bytes", bytes.len()),
            Err(error) => format!("{:?}", error.class),
        };
        fates.insert(media.id.as_str(), fate);
    }
    let expected = [
        ("(no id) 1", "Refused"),
        (".", "Refused"),
        ("..", "Refused"),
        ("a/b c?#ü%2F..", "10 bytes"),
        ("by-uri", "10 bytes"),
        ("elsewhere", "Gone"),
        ("empty", "WrongAnswer"),
        ("error", "WrongAnswer"),
        ("json", "7 bytes"),
        ("not-a-page", "WrongAnswer"),
        ("page", "52 bytes"),
    ];
    let fates: Vec<(&str, &str)> = fates.iter().map(|(id, fate)| (*id, fate.as_str())).collect();
    assert_eq!(fates, expected, "{}", rig.sandbox.journal().text());
    let unfit = SourceId::text("..");
    let error = rig.source.download(&unfit, &one.media[0]).await.map(|_| ()).unwrap_err();
    assert_eq!(error.class, Class::Refused);
    assert!(error.what.contains("can't be fetched"), "{error}");
}

//! What a source does when all goes well.

use std::collections::HashSet;

use futures_util::StreamExt;
use kandidat::domain::{SourceId, SourceKind};
use kandidat::http::{Class, Sent};
use kandidat::sandbox::{AfterConfirm, Chat, Options};
use kandidat::source::{Confirmed, Record};
use secrecy::ExposeSecret;

use super::rig::*;

pub async fn reads_every_application(kind: SourceKind) {
    let rig = rig(kind, world(60, vec![])).await;
    let (records, listing) = rig.pull().await;
    let listing = listing.unwrap();
    assert_eq!((listing.records, listing.broken.is_none()), (60, true));
    assert_eq!(listing.drift, [""; 0]);
    let mut named = 0;
    for record in records {
        let Record::Readable { application, raw, .. } = record else { panic!("{record:?}") };
        let id = application.id.as_str();
        let body = String::from_utf8(rig.body(id)).unwrap();
        assert_eq!(String::from_utf8(raw).unwrap(), body, "byte for byte");
        let dated = ["createdAt", "timestamp", "created_at"].iter().any(|name| body.contains(name));
        assert_eq!(application.applied_at.is_some(), dated);
        named += usize::from(application.person.name.is_some());
        let media: HashSet<&str> = application.media.iter().map(|media| media.id.as_str()).collect();
        assert_eq!(media.len(), rig.files(id));
    }
    assert!(named > 50, "{named} of 60 have a name");
    assert_eq!(rig.applications().await.len(), 60, "a list is read again as it was");
    assert_eq!(rig.tokens(), 1, "one token serves all calls");
}

pub async fn reads_the_templates(kind: SourceKind) {
    let rig = rig(kind, world(1, vec![])).await;
    let templates = rig.source.templates().await.unwrap();
    assert!(templates.len() > 2 && templates.iter().all(|template| !template.descriptions.is_empty()));
    for (body, count) in
        [("null", Some(0)), ("[]", Some(0)), ("{}", None), ("[", None), ("", None), ("\"x\"", None)]
    {
        let options = Options { templates: Some(body.into()), ..world(0, vec![]) };
        let answer = self::rig(kind, options).await.source.templates().await;
        match count {
            Some(count) => assert_eq!(answer.unwrap().len(), count, "{body}"),
            None => assert_eq!(answer.unwrap_err().class, Class::WrongAnswer, "{body}"),
        }
    }
}

pub async fn fetches_every_file_as_it_is(kind: SourceKind) {
    let rig = rig(kind, world(12, vec![])).await;
    let applications = rig.applications().await;
    let files = applications.iter().flat_map(|one| one.media.iter().map(move |media| (&one.id, media)));
    let fetched: Vec<_> = futures_util::stream::iter(files)
        .map(|(id, media)| {
            let rig = &rig;
            async move { (id, media, rig.save(id, media).await.unwrap()) }
        })
        .buffer_unordered(8)
        .collect()
        .await;
    assert!(fetched.len() > 5);
    for (id, media, bytes) in fetched {
        assert_eq!(bytes, rig.bytes(id.as_str(), media.id.as_str()));
    }
    assert_eq!(rig.tokens(), 1);
}

pub async fn confirms_in_batches_and_again(kind: SourceKind) {
    for after_confirm in [AfterConfirm::Unlisted, AfterConfirm::Listed] {
        let rig = rig(kind, Options { after_confirm, ..world(20, vec![]) }).await;
        let all: Vec<SourceId> = rig.applications().await.into_iter().map(|one| one.id).collect();
        assert!(rig.source.batch() >= 20);
        assert_eq!(rig.source.confirm(&[]).await.unwrap(), []);
        for _ in 0..2 {
            assert_eq!(rig.source.confirm(&all).await.unwrap(), vec![Confirmed::Done; 20]);
        }
        let confirmed = rig.confirmed();
        assert_eq!(confirmed.len(), 20);
        assert!(confirmed.iter().all(|(_, times)| *times == 2));
    }
}

pub async fn one_bad_id_does_not_hold_the_rest(kind: SourceKind) {
    let rig = rig(kind, world(3, vec![])).await;
    let mut all: Vec<SourceId> = rig.applications().await.into_iter().map(|one| one.id).collect();
    all.push(SourceId::text("nobody"));
    let error = rig.source.confirm(&all).await.unwrap_err();
    assert_eq!((error.class, error.sent), (Class::Rejected, Sent::No));
    let mut fates = Vec::new();
    for one in &all {
        fates.extend(rig.source.confirm(std::slice::from_ref(one)).await.unwrap());
    }
    assert_eq!(fates[..3], [Confirmed::Done, Confirmed::Done, Confirmed::Done]);
    assert!(matches!(&fates[3], Confirmed::Refused(why) if why.contains("404")), "{fates:?}");
}

pub async fn opens_a_fresh_chat_each_time(kind: SourceKind) {
    let rig = rig(kind, world(3, vec![])).await;
    let applicant = rig.applications().await.remove(0).id;
    let mut links = HashSet::new();
    for recruiter in [Some("Jana \"J\" Weber"), None, Some("  ")] {
        let link = rig.source.chat(&applicant, recruiter).await.unwrap();
        assert!(!format!("{link:?}").contains("http"));
        let url = link.0.expose_secret().to_owned();
        assert!(url.starts_with(&format!("{}/", rig.sandbox.chat_url())), "{url}");
        let page = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap().get(&url);
        let page = page.send().await.unwrap();
        assert_eq!(page.status(), 200);
        let page = page.text().await.unwrap();
        assert_eq!(page.contains("Jana"), recruiter.is_some_and(|name| name.contains("Jana")), "{page}");
        links.insert(url);
    }
    assert_eq!(links.len(), 3);
    let gone = rig.source.chat(&SourceId::text("nobody"), None).await.unwrap_err();
    assert_eq!(gone.class, Class::Gone);
}

pub async fn says_when_the_chat_is_not_booked(kind: SourceKind) {
    let rig = rig(kind, Options { chat: Chat::NotBooked, ..world(1, vec![]) }).await;
    let applicant = rig.applications().await.remove(0).id;
    let error = rig.source.chat(&applicant, None).await.unwrap_err();
    assert_eq!(error.class, Class::Forbidden);
    assert!(error.what.contains("not booked") && error.what.contains("acme"), "{error}");
}

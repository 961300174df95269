//! Web pages and redirects where an answer was due.

use kandidat::domain::SourceKind;
use kandidat::http::Class;
use kandidat::sandbox::{Access, Fault};
use kandidat::source::{Confirmed, Offer};

use super::rig::*;

pub async fn a_web_page_is_no_answer(kind: SourceKind) {
    let rig = rig(kind, world(6, vec![])).await;
    let applications = rig.applications().await;
    let (one, media) =
        applications.iter().find_map(|one| Some((one, one.media.first()?))).expect("somebody has a file");
    rig.sandbox.set_faults(vec![Fault::Html200 { times: 1 }]);
    let (_, listing) = rig.pull().await;
    let all = [
        ("list", listing.map(|_| ()).unwrap_err()),
        ("poke", rig.poke().await.unwrap_err()),
        ("download", rig.source.download(&one.id, media).await.map(|_| ()).unwrap_err()),
        ("confirm", rig.source.confirm(std::slice::from_ref(&one.id)).await.map(|_| ()).unwrap_err()),
        ("sign-in", rig.source.sign_in().await.unwrap_err()),
    ];
    let chat = match rig.source.offers(Offer::Chat) {
        true => Some(("chat", rig.source.chat(&one.id, None).await.map(|_| ()).unwrap_err())),
        false => None,
    };
    for (call, error) in all.into_iter().chain(chat) {
        assert_eq!(error.class, Class::WrongAnswer, "{call}");
        assert!(error.what.contains("web page") && error.what.contains(": "), "{call}: {error}");
        assert!(!error.what.contains('<'), "{call}: {error}");
    }
    assert!(rig.confirmed().is_empty());
    assert_eq!(rig.source.confirm(std::slice::from_ref(&one.id)).await.unwrap(), [Confirmed::Done]);
}

pub async fn a_redirect_is_no_answer_and_downloads_follow_without_credentials(kind: SourceKind) {
    let rig = rig(kind, world(6, vec![Fault::Redirect { hops: 3 }])).await;
    let first = rig.poke().await.unwrap_err();
    assert_eq!(first.class, Class::WrongAnswer);
    assert!(first.what.contains("/signin") && first.what.contains("/token"), "{first}");
    assert_eq!(rig.poke().await.unwrap_err().class, Class::WrongAnswer);
    assert!(rig.pull().await.1.is_err());
    let applications = rig.applications().await;
    let (one, media) =
        applications.iter().find_map(|one| Some((one, one.media.first()?))).expect("somebody has a file");
    let bytes = rig.save(&one.id, media).await.unwrap();
    assert_eq!(bytes, rig.bytes(one.id.as_str(), media.id.as_str()));
    let aside: Vec<_> = rig
        .sandbox
        .journal()
        .entries()
        .into_iter()
        .filter(|entry| entry.path.starts_with("/blob/"))
        .collect();
    assert_eq!(aside.len(), 3);
    assert!(aside.iter().all(|entry| entry.access != Access::Leaked));
    rig.sandbox.set_faults(vec![Fault::Redirect { hops: 4 }]);
    let error = rig.save(&one.id, media).await.unwrap_err();
    assert_eq!(error.class, Class::Refused);
    assert!(error.what.contains("no more than 3"), "{error}");
}

//! Web pages and redirects where an answer was due.

use kandidat::config::Secret;
use kandidat::domain::{Media, MediaId, Role, SourceId, SourceKind};
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

/// A server that signs in whoever comes, and repeats all that it knows in every other answer.
fn gossip(status: u16, told: &'static str) -> axum::Router {
    use axum::http::{HeaderMap, StatusCode, Uri, header};
    use axum::routing::any;
    let sign_in = || async {
        (
            [(header::CONTENT_TYPE, "application/json")],
            r#"{"access_token":"acc-3ss","refresh_token":"r3fr-esh"}"#,
        )
    };
    let repeat = move |headers: HeaderMap, _: Uri| async move {
        let token = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
        let body = told.replace("{all}", &format!("hush-hush r3fr-esh {}", token.unwrap_or_default()));
        let place = [(header::LOCATION, "/elsewhere/hush-hush/acc-3ss")];
        (StatusCode::from_u16(status).unwrap(), place, body)
    };
    axum::Router::new()
        .route("/token", any(sign_in))
        .route("/api/v1/auth/token", any(sign_in))
        .fallback(repeat)
}

pub async fn what_a_server_repeats_of_our_secrets_is_never_told(kind: SourceKind) {
    let answers = [
        (500, "oops client_secret={all}"),
        (400, "oops {all}"),
        (403, "oops {all}"),
        (404, "oops {all}"),
        (302, "oops"),
        (200, "<html><body>oops {all}</body></html>"),
        (200, "oops {all}"),
        (200, r#"{"error":"oops {all}","{all}":1}"#),
        (200, r#"{"confirmed":[],"failed":[{"id":"7","error":"oops {all}"}]}"#),
        (200, r#"[{"id":"7","profileId":"7","oops {all}":1}]"#),
        (200, r#"{"oops {all}":1,"items":[{"id":"7","oops {all}":1}]}"#),
    ];
    for (status, told) in answers {
        let base = serve(gossip(status, told)).await;
        let rig = rig_with(kind, world(0, vec![]), |account| {
            account.base_url = base;
            account.secret = Secret::Plain("hush-hush".to_owned().into());
        });
        let rig = rig.await;
        let source = &rig.source;
        let id = SourceId::text("7");
        let media = Media {
            id: MediaId("9".into()),
            role: Role::Cv,
            name: None,
            mime: Some("application/pdf".into()),
            uri: None,
        };
        let mut said = Vec::new();
        let (records, _read) = tokio::sync::mpsc::channel(4);
        match source.pull(records).await {
            Ok(listing) => {
                said.extend(listing.drift.into_iter().chain(listing.broken.map(|error| error.what)))
            }
            Err(error) => said.push(error.what),
        }
        said.extend(poke(source.as_ref()).await.err().map(|error| error.what));
        said.extend(source.download(&id, &media).await.err().map(|error| error.what));
        match source.confirm(std::slice::from_ref(&id)).await {
            Ok(fates) => said.extend(fates.into_iter().filter_map(|fate| match fate {
                Confirmed::Refused(why) => Some(why),
                Confirmed::Done => None,
            })),
            Err(error) => said.push(error.what),
        }
        said.extend(source.chat(&id, None).await.err().map(|error| error.what));
        assert!(!said.is_empty(), "{status} {told}");
        for said in said {
            for secret in ["hush", "acc-3ss", "r3fr"] {
                // Whoever knows no refresh tokens has none to hide.
                if secret == "r3fr" && kind == SourceKind::PitchYou {
                    continue;
                }
                assert!(!said.contains(secret), "{status} {told}: {said}");
            }
        }
    }
}

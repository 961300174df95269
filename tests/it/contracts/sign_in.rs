//! Signing in: how often, when again, and what refused credentials mean.

use std::sync::Arc;

use kandidat::clock::Clock;
use kandidat::config::{Account, Secret};
use kandidat::domain::SourceKind;
use kandidat::http::Class;
use kandidat::http::pause;
use kandidat::sandbox::{self, Announced, Fault, Options};

use super::rig::*;

pub async fn signs_in_once_for_many_calls_at_once(kind: SourceKind) {
    let rig = rig(kind, world(4, vec![])).await;
    let calls = (0..12).map(|_| rig.poke());
    assert!(futures_util::future::join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(rig.asked(Ask::SignIn), 1);
    rig.source.sign_in().await.unwrap();
    assert_eq!(rig.asked(Ask::SignIn), 2, "an explicit sign-in always asks");
}

pub async fn renews_an_ended_token_and_repeats_the_call(kind: SourceKind) {
    let rig = rig(kind, world(8, vec![Fault::ExpireToken { calls: 3 }])).await;
    let calls = (0..8).map(|_| rig.poke());
    for answer in futures_util::future::join_all(calls).await {
        answer.unwrap();
    }
    assert_eq!(rig.tokens(), 2, "{}", rig.sandbox.journal().text());
    let poked = route(kind, Ask::Poke);
    assert!(rig.sandbox.journal().unauthorised().iter().all(|entry| entry.route == poked));
}

pub async fn renews_a_token_a_little_before_its_end(kind: SourceKind) {
    for (announced, good_for, ended_after) in [
        (Announced::Seconds(600), 500, 545),
        (Announced::Nothing, 1700, 1745),
        (Announced::Seconds(10), 8, 9),
        (Announced::Seconds(10_000_000), 80_000, 86_400),
    ] {
        let sandbox = sandbox::start(Options { announced, ..world(1, vec![]) }).await.unwrap();
        let start: jiff::Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let clock = Clock::fixed(start);
        let source = open(&account(kind, &sandbox), clock.clone(), Arc::new(pause::InMemory::default()));
        let after = |seconds| clock.set(start + jiff::SignedDuration::from_secs(seconds));
        poke(source.as_ref()).await.unwrap();
        after(good_for);
        poke(source.as_ref()).await.unwrap();
        assert_eq!(tokens(kind, &sandbox), 1, "{announced:?}");
        after(ended_after);
        poke(source.as_ref()).await.unwrap();
        assert_eq!(tokens(kind, &sandbox), 2, "{announced:?}");
        assert!(sandbox.journal().unauthorised().is_empty());
    }
}

pub async fn stops_asking_when_the_credentials_are_refused(kind: SourceKind) {
    let sandbox = sandbox::start(world(1, vec![Fault::RejectCredentials { times: None }])).await.unwrap();
    let start: jiff::Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
    let clock = Clock::fixed(start);
    let source = open(&account(kind, &sandbox), clock.clone(), Arc::new(pause::InMemory::default()));
    for _ in 0..5 {
        let error = poke(source.as_ref()).await.unwrap_err();
        assert_eq!(error.class, Class::Auth);
        assert!(error.what.contains("acme") && error.what.contains("check"), "{error}");
        for secret in [sandbox.credentials().1, &sandbox.hrdrom_credentials().1] {
            assert!(!error.what.contains(secret), "{error}");
        }
    }
    assert_eq!(sandbox.journal().count(route(kind, Ask::SignIn)), 1, "at most one try a minute");
    assert_eq!(source.sign_in().await.unwrap_err().class, Class::Auth);
    assert_eq!(sandbox.journal().count(route(kind, Ask::SignIn)), 2, "and at once on request");
    clock.set(start + jiff::SignedDuration::from_secs(61));
    sandbox.set_faults(vec![]);
    poke(source.as_ref()).await.unwrap();
    assert_eq!(sandbox.journal().count(route(kind, Ask::SignIn)), 3);
}

pub async fn a_changed_secret_needs_no_restart(kind: SourceKind) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "old\n").unwrap();
    let options = world_with_secret("old", world(1, vec![]));
    let first = sandbox::start(options.clone()).await.unwrap();
    let mut account = account(kind, &first);
    account.secret = Secret::File(file.clone());
    let source = open(&account, Clock::system(), Arc::new(pause::InMemory::default()));
    poke(source.as_ref()).await.unwrap();
    // The same server, with another secret: its tokens of before are gone as well.
    let listen = first.address();
    first.stop().await;
    let second = sandbox::start(world_with_secret("new", Options { listen, ..options })).await.unwrap();
    std::fs::write(&file, "new\n").unwrap();
    poke(source.as_ref()).await.unwrap();
    assert_eq!(
        second.journal().count(route(kind, Ask::SignIn)),
        2,
        "the old one once, then the one that was read again"
    );
}

pub async fn a_missing_secret_is_named(kind: SourceKind) {
    let rig =
        rig_with(kind, world(1, vec![]), |account| account.secret = Secret::File("no/such/file".into()))
            .await;
    let error = rig.source.sign_in().await.unwrap_err();
    assert_eq!(error.class, Class::Auth);
    assert!(error.what.contains("no/such/file") && error.what.contains("acme"), "{error}");
    assert_eq!(rig.asked(Ask::SignIn), 0);
}

pub async fn signs_in_by_http_basic_when_told_to(kind: SourceKind) {
    let options =
        Options { client_id: "cl:ient +ü".into(), client_secret: "s%e c+ret:ä".into(), ..world(1, vec![]) };
    let basic = |account: &mut Account| account.contract = "token_auth = \"basic\"".parse().unwrap();
    let rig = rig_with(kind, options.clone(), basic).await;
    rig.source.sign_in().await.unwrap();
    rig_with(kind, options, |_| {}).await.source.sign_in().await.unwrap();
}

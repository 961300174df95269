//! Each fault of the sandbox against the invariants: nothing confirmed that isn't durable, nobody lost or doubled,
//! a bounded number of requests, and after the fault the same inbox as without it.

use std::collections::{BTreeMap, BTreeSet};

use kandidat::domain::{Offer, Safety, SourceKind, Stage};
use kandidat::engine::{Confirming, Fetching};
use kandidat::error::ErrorKind;
use kandidat::sandbox::{self, Fault, Options};
use kandidat::store::{Edit, Insist};

use crate::inbox::{Inbox, digest, keys};

/// Few enough to be quick, enough for every kind of file and field.
const APPLICANTS: u32 = 14;
/// More requests than this for one sync of so few applicants is a loop.
const BOUND: u64 = 400;

fn world(faults: Vec<Fault>) -> Options {
    let hrdrom = sandbox::hrdrom::Settings { leads: APPLICANTS, ..Default::default() };
    Options { applicants: APPLICANTS, faults, hrdrom, ..Options::default() }
}

/// Small pages, so that a fault strikes in the middle of a list as well.
fn more(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::PitchYou => "",
        SourceKind::HrDrom => "[account.contract]\npage_size = \"4\"\n",
    }
}

/// What a run leaves: the inbox, who is confirmed, and what was reported of them.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    inbox: Vec<String>,
    confirmed: BTreeSet<String>,
    progress: BTreeMap<String, Vec<String>>,
}

impl Left {
    async fn by(inbox: &Inbox) -> Self {
        let progress = inbox.sandbox.journal().hrdrom().progress();
        Self { inbox: digest(&inbox.store).await, confirmed: confirmed(inbox), progress }
    }
}

/// Somebody gets in touch with everybody who is there.
async fn contact(inbox: &Inbox) {
    let contacted = Edit::Stage { to: Stage::Contacted, reason: None };
    let everybody = keys(&inbox.everybody().await);
    inbox.store.apply(everybody, contacted, inbox.engine.actor()).await.expect("the store holds");
}

/// What an undisturbed run leaves.
async fn undisturbed(kind: SourceKind) -> Left {
    let inbox = Inbox::with(kind, world(Vec::new()), more(kind)).await;
    let synced = inbox.sync_all().await;
    assert_eq!(synced.summary.new, u64::from(APPLICANTS), "{:?}", synced.summary);
    contact(&inbox).await;
    inbox.sync_all().await;
    inbox.assert_promises().await;
    let left = Left::by(&inbox).await;
    if kind.offers(Offer::Feedback) {
        assert_eq!(left.progress.len(), APPLICANTS as usize, "{:?}", left.progress);
    }
    left
}

fn confirmed(inbox: &Inbox) -> BTreeSet<String> {
    crate::inbox::confirmed(inbox.kind, &inbox.sandbox).into_iter().map(|(id, _)| id).collect()
}

/// With this fault for two syncs, then without it: the promises hold all the time, and the end is as if nothing
/// had happened.
async fn survives(kind: SourceKind, fault: Fault) {
    let expected = undisturbed(kind).await;
    let inbox = Inbox::with(kind, world(vec![fault]), more(kind)).await;
    for _ in 0..2 {
        let before = inbox.sandbox.journal().arrived();
        let _trouble = inbox.sync(Fetching::Fetch, Confirming::All).await.expect("the store holds");
        inbox.assert_promises().await;
        let asked = inbox.sandbox.journal().arrived() - before;
        assert!(asked < BOUND, "{fault:?}: {asked} requests\n{}", inbox.sandbox.journal().text());
        contact(&inbox).await;
    }
    inbox.sandbox.set_faults(Vec::new());
    // What failed waits a second or more by the clock before it is sent again; a person doesn't.
    inbox.store.outbox_retry(None, Insist::Yes).await.expect("the store holds");
    for _ in 0..3 {
        inbox.sync_all().await;
        contact(&inbox).await;
    }
    inbox.sync_all().await;
    inbox.assert_promises().await;
    assert_eq!(Left::by(&inbox).await, expected, "{fault:?}\n{}", inbox.sandbox.journal().text());
}

macro_rules! survive {
    ($kind:expr; $($name:ident: $fault:expr;)*) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            survives($kind, $fault).await;
        })*
    };
}

survive! {
    SourceKind::PitchYou;
    an_expired_token: Fault::ExpireToken { calls: 3 };
    refused_credentials_for_a_while: Fault::RejectCredentials { times: Some(2) };
    refused_credentials: Fault::RejectCredentials { times: None };
    a_rate_limit: Fault::RateLimit { seconds: 0, times: 2 };
    maintenance: Fault::Maintenance { seconds: 0, times: 3 };
    maintenance_until: Fault::MaintenanceUntil { seconds: 0, times: 3 };
    a_slow_server: Fault::Slow { millis: 1 };
    dropped_connections: Fault::Drop { times: 1 };
    connections_dropped_again_and_again: Fault::Drop { times: 3 };
    truncated_answers: Fault::Truncate { times: 1 };
    duplicates: Fault::Duplicate;
    broken_json: Fault::BadJson { times: 1 };
    html_instead_of_answers: Fault::Html200 { times: 1 };
    redirects: Fault::Redirect { hops: 1 };
    lost_answers: Fault::LostAnswer { times: 1 };
}

/// The same on HRDrom.
mod retail {
    use super::*;

    survive! {
        SourceKind::HrDrom;
        an_expired_session: Fault::ExpireToken { calls: 3 };
        refused_credentials_for_a_while: Fault::RejectCredentials { times: Some(2) };
        refused_credentials: Fault::RejectCredentials { times: None };
        a_rate_limit: Fault::RateLimit { seconds: 0, times: 2 };
        maintenance: Fault::Maintenance { seconds: 0, times: 3 };
        maintenance_until: Fault::MaintenanceUntil { seconds: 0, times: 3 };
        a_slow_server: Fault::Slow { millis: 1 };
        dropped_connections: Fault::Drop { times: 1 };
        connections_dropped_again_and_again: Fault::Drop { times: 3 };
        truncated_answers: Fault::Truncate { times: 1 };
        duplicates: Fault::Duplicate;
        broken_json: Fault::BadJson { times: 1 };
        html_instead_of_answers: Fault::Html200 { times: 1 };
        redirects: Fault::Redirect { hops: 1 };
        lost_answers: Fault::LostAnswer { times: 1 };
        a_first_password: Fault::FirstPassword;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn one_bad_lead() {
        let everybody_else = undisturbed(SourceKind::HrDrom).await.confirmed;
        let inbox = Inbox::of(SourceKind::HrDrom, world(vec![Fault::OneBadProfile])).await;
        for _ in 0..2 {
            let synced = inbox.sync_all().await;
            assert_eq!(synced.summary.unreadable, 1, "{:?}", synced.summary);
        }
        inbox.assert_promises().await;
        assert_eq!(confirmed(&inbox), everybody_else);
        assert_eq!(inbox.everybody().await.len(), APPLICANTS as usize + 1);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_vanished_lead() {
        let inbox = Inbox::of(SourceKind::HrDrom, world(vec![Fault::Vanish { profiles: 2 }])).await;
        let synced = inbox.sync_all().await;
        assert!(!synced.summary.problems.is_empty());
        inbox.assert_promises().await;
        assert_eq!(inbox.everybody().await.len(), APPLICANTS as usize, "nobody is lost");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn renamed_and_new_fields() {
        use kandidat::sandbox::Renamed;
        let renamed = |renamed| Fault::RenamedFields(renamed);
        for fault in
            [Fault::NewFields, renamed(Renamed::Plain), renamed(Renamed::Media), renamed(Renamed::Id)]
        {
            let inbox = Inbox::of(SourceKind::HrDrom, world(vec![fault])).await;
            inbox.sync_all().await;
            assert_eq!(inbox.everybody().await.len(), APPLICANTS as usize, "{fault:?}: nobody is lost");
            if fault == renamed(Renamed::Id) {
                assert!(confirmed(&inbox).is_empty());
            } else {
                assert!(
                    !inbox.store.drift(&inbox.account()).await.unwrap().is_empty(),
                    "{fault:?} is noticed"
                );
            }
            if fault == Fault::NewFields {
                assert_eq!(confirmed(&inbox).len(), APPLICANTS as usize);
            }
            if fault != renamed(Renamed::Media) && fault != renamed(Renamed::Id) {
                inbox.assert_promises().await;
            }
        }
    }
}

/// A record that can't be read stays, is shown, never confirmed, and stops nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_bad_profile() {
    let everybody_else = undisturbed(SourceKind::PitchYou).await.confirmed;
    let inbox = Inbox::start(world(vec![Fault::OneBadProfile])).await;
    for _ in 0..2 {
        let synced = inbox.sync_all().await;
        assert_eq!(synced.summary.unreadable, 1, "{:?}", synced.summary);
    }
    inbox.assert_promises().await;
    assert_eq!(confirmed(&inbox), everybody_else);
    let all = inbox.everybody().await;
    assert_eq!(all.len(), APPLICANTS as usize + 1);
    let bad: Vec<_> = all.iter().filter(|one| one.row.safety == Safety::Unreadable).collect();
    assert_eq!(bad.len(), 1);
    assert!(bad[0].unreadable.is_some() && bad[0].application.is_none());
    assert!(bad[0].row.id.to_string().starts_with("sandbox-pitchyou/unreadable-"), "{}", bad[0].row.id);
    assert!(!inbox.store.raw(bad[0].row.key).await.unwrap().is_empty(), "kept verbatim");
}

/// A profile that vanishes between the list and its media is reported, not retried for ever, and not confirmed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vanished_profile() {
    let inbox = Inbox::start(world(vec![Fault::Vanish { profiles: 2 }])).await;
    let synced = inbox.sync_all().await;
    assert!(!synced.summary.problems.is_empty());
    inbox.assert_promises().await;
    let asked = inbox.sandbox.journal().arrived();
    for _ in 0..3 {
        inbox.sync_all().await;
    }
    let again = inbox.sandbox.journal().arrived() - asked;
    assert!(again <= 20, "{again} requests for what is gone\n{}", inbox.sandbox.journal().text());
    let all = inbox.everybody().await;
    assert_eq!(all.len(), APPLICANTS as usize, "nobody is lost");
    let held: Vec<_> = all.iter().filter(|one| one.row.safety != Safety::Confirmed).collect();
    assert_eq!(held.len(), 2);
    for one in held {
        assert!(one.row.held.is_some(), "{} says what holds them back", one.row.id);
    }
}

/// Fields that nobody has published are kept and shown, and noticed once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_fields() {
    let inbox = Inbox::start(world(vec![Fault::NewFields])).await;
    let synced = inbox.sync_all().await;
    assert_eq!(synced.summary.confirmed, u64::from(APPLICANTS), "{:?}", synced.summary);
    inbox.assert_promises().await;
    let all = inbox.everybody().await;
    assert!(all.iter().all(|one| one.application.as_ref().is_some_and(|read| !read.other.is_empty())));
    assert!(!inbox.store.drift(&inbox.account()).await.unwrap().is_empty(), "drift is noticed");
}

/// Renamed fields cost what they held, are noticed, and never lead to a confirmation of what was not saved.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn renamed_fields() {
    use kandidat::sandbox::Renamed;
    for renamed in [Renamed::Plain, Renamed::Media, Renamed::Id] {
        let inbox = Inbox::start(world(vec![Fault::RenamedFields(renamed)])).await;
        inbox.sync_all().await;
        let all = inbox.everybody().await;
        assert_eq!(all.len(), APPLICANTS as usize, "{renamed:?}: nobody is lost");
        if renamed == Renamed::Id {
            assert!(all.iter().all(|one| one.row.safety == Safety::Unreadable));
            assert_eq!(inbox.sandbox.journal().confirmed(), []);
        } else {
            assert!(!inbox.store.drift(&inbox.account()).await.unwrap().is_empty(), "{renamed:?} is noticed");
        }
        if renamed == Renamed::Plain {
            inbox.assert_promises().await;
        }
    }
}

/// Refused credentials are told as such, and stop the asking.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_credentials_are_told_in_plain_words() {
    let inbox = Inbox::start(world(vec![Fault::RejectCredentials { times: None }])).await;
    let synced = inbox.sync_all().await;
    let (_, ended) = &synced.accounts[0];
    let error = ended.as_ref().expect_err("nothing arrived");
    assert_eq!(error.kind, ErrorKind::Auth);
    assert!(error.what.contains("sandbox-pitchyou") && error.next.is_some());
    let (_, secret) = inbox.sandbox.credentials();
    assert!(!format!("{error:?}").contains(secret));
    assert!(inbox.sandbox.journal().arrived() <= 2, "it stops asking\n{}", inbox.sandbox.journal().text());
}

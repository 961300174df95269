//! Answers that never came, and servers that are away.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kandidat::clock::Clock;
use kandidat::domain::{SourceId, SourceKind};
use kandidat::http::pause::{self};
use kandidat::http::{Class, Sent};
use kandidat::sandbox::{self, Fault, Moment, Route, Verdict, hook};
use kandidat::source::{Confirmed, Offer};

use super::rig::*;

pub async fn a_lost_confirmation_is_neither_done_nor_undone(kind: SourceKind) {
    let rig = rig(kind, world(4, vec![])).await;
    let all: Vec<SourceId> = rig.applications().await.into_iter().map(|one| one.id).collect();
    rig.sandbox.set_faults(vec![Fault::LostAnswer { times: 1 }]);
    let error = rig.source.confirm(&all).await.unwrap_err();
    assert_eq!((error.class, error.sent), (Class::Offline, Sent::Perhaps));
    assert_eq!(rig.asked(Ask::Confirm), 1, "it is the caller's to ask again");
    assert_eq!(rig.source.confirm(&all).await.unwrap(), vec![Confirmed::Done; 4]);
    if rig.source.offers(Offer::Chat) {
        let error = rig.source.chat(&all[0], None).await.unwrap_err();
        assert_eq!((error.class, error.sent), (Class::Offline, Sent::Perhaps));
    }
    rig.source.sign_in().await.unwrap();
}

pub async fn an_answer_cut_behind_its_status_is_a_success(kind: SourceKind) {
    let rig = rig(kind, world(4, vec![])).await;
    let all: Vec<SourceId> = rig.applications().await.into_iter().map(|one| one.id).collect();
    rig.sandbox.set_hook(Some(hook(|request, moment| match (request.route, moment) {
        (Route::Confirm, Moment::BeforeAnswering) => Verdict::CutBodyAfter(0),
        _ => Verdict::Go,
    })));
    assert_eq!(rig.source.confirm(&all).await.unwrap(), vec![Confirmed::Done; 4]);
}

pub async fn a_request_that_is_cut_before_it_is_handled_is_repeated_only_if_it_may_be(kind: SourceKind) {
    let rig = rig(kind, world(4, vec![])).await;
    let all: Vec<SourceId> = rig.applications().await.into_iter().map(|one| one.id).collect();
    let cuts = Arc::new(AtomicU32::new(0));
    let counter = cuts.clone();
    let signing_in = route(kind, Ask::SignIn);
    rig.sandbox.set_hook(Some(hook(move |request, moment| {
        let first = moment == Moment::BeforeHandling && counter.fetch_add(1, Ordering::SeqCst) < 2;
        if first && request.route != signing_in { Verdict::CutConnection } else { Verdict::Go }
    })));
    rig.poke().await.unwrap();
    assert_eq!(rig.asked(Ask::Poke), 3, "a question is asked again");
    cuts.store(0, Ordering::SeqCst);
    assert_eq!(rig.source.confirm(&all).await.unwrap_err().sent, Sent::Perhaps);
    assert_eq!(rig.asked(Ask::Confirm), 1, "an order is not");
}

pub async fn a_server_that_is_away_is_offline(kind: SourceKind) {
    let sandbox = sandbox::start(world(1, vec![])).await.unwrap();
    let account = account(kind, &sandbox);
    sandbox.stop().await;
    let source = open(&account, Clock::system(), Arc::new(pause::InMemory::default()));
    let error = poke(source.as_ref()).await.unwrap_err();
    assert_eq!((error.class, error.sent), (Class::Offline, Sent::No));
}

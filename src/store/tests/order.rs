//! Saving files and confirming: the first promise.

use super::*;
use crate::error::{Cause, Reason};

async fn order(inbox: &Inbox, key: Key, gaps: Gaps) -> Ordered {
    inbox.store.order_confirm(vec![key], &jana(), gaps).await.unwrap().remove(0).1
}

#[tokio::test]
async fn nothing_is_ordered_before_every_file_is_stored() {
    let inbox = Inbox::new().await;
    let key = inbox.pull(vec![readable(with_files("1", "Ada", &["a", "b"]))]).await[0].key;
    let wanted = inbox.store.wanted(&inbox.account, ALL, None, 10).await.unwrap();
    assert_eq!(wanted.len(), 2);
    assert!(matches!(order(&inbox, key, Gaps::Accept).await, Ordered::NotSafe(_)));
    inbox.save(&wanted[0], b"one").await;
    assert!(matches!(order(&inbox, key, Gaps::Refuse).await, Ordered::NotSafe(_)));
    assert_eq!(inbox.row(key).await.unsaved, 1);
    inbox.save(&wanted[1], b"two").await;
    assert_eq!(inbox.row(key).await.safety, Safety::Saved);
    assert_eq!(inbox.store.confirmable(&inbox.account).await.unwrap(), [key]);
    assert!(matches!(order(&inbox, key, Gaps::Refuse).await, Ordered::Queued(_)));
    assert_eq!(inbox.row(key).await.safety, Safety::Confirming);
    assert_eq!(order(&inbox, key, Gaps::Refuse).await, Ordered::Already);
}

#[tokio::test]
async fn a_file_removed_by_hand_holds_its_applicant_back() {
    let inbox = Inbox::new().await;
    let key = inbox.add(with_files("1", "Ada", &["a"])).await;
    let path = inbox.store.media_path(key, &MediaId("a".into())).await.unwrap().unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"bytes of a");
    std::fs::write(&path, b"cut").unwrap();
    assert_eq!(inbox.store.integrity().await.unwrap().len(), 1);
    assert!(matches!(order(&inbox, key, Gaps::Refuse).await, Ordered::NotSafe(_)));
    assert_eq!(inbox.row(key).await.safety, Safety::Pulled);
    inbox.save_all().await;
    let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
    // Also between the order and the sending.
    std::fs::remove_file(&path).unwrap();
    let lease = inbox.lease().await;
    assert_eq!(inbox.store.start(&lease, &[id]).await.unwrap(), []);
    assert_eq!(inbox.row(key).await.safety, Safety::Pulled);
    assert_eq!(inbox.store.outbox(10).await.unwrap(), []);
    assert!(inbox.told(key).await.contains(&"media.lost".to_owned()));
}

#[tokio::test]
async fn a_gap_is_accepted_by_name_or_not_at_all() {
    let inbox = Inbox::new().await;
    let key = inbox.pull(vec![readable(with_files("1", "Ada", &["a", "b"]))]).await[0].key;
    let (a, b) = (MediaId("a".into()), MediaId("b".into()));
    inbox
        .store
        .media_problem(key, &a, "the source doesn't have it (404)", Trouble::Gone, None)
        .await
        .unwrap();
    assert!(matches!(order(&inbox, key, Gaps::Accept).await, Ordered::NotSafe(_)), "b can still be had");
    let too_large = || Reason::new(Cause::TooLarge, "too large");
    inbox.store.media_problem(key, &b, too_large(), Trouble::Impossible, None).await.unwrap();
    assert_eq!(inbox.store.wanted(&inbox.account, ALL, None, 9).await.unwrap(), []);
    let asked = inbox.store.wanted(&inbox.account, Wanted::Of(vec![key]), None, 9).await.unwrap();
    assert_eq!(
        asked.iter().map(|w| &w.media.id).collect::<Vec<_>>(),
        [&b, &a],
        "asked for, what could not be had is tried again"
    );
    let Ordered::Held(why) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
    assert_eq!(why.to_string(), "a.pdf: the source doesn't have it (404)");
    let nobody = Actor { name: None, via: Via::Command };
    let ordered = inbox.store.order_confirm(vec![key], &nobody, Gaps::Accept).await.unwrap();
    assert!(matches!(ordered[0].1, Ordered::Held(_)));
    let batch = inbox.store.batch(vec![key]).await.unwrap();
    assert_eq!(batch.held[0].2, Gap::Acceptable);
    assert!(matches!(order(&inbox, key, Gaps::Accept).await, Ordered::Queued(_)));
    let row = inbox.row(key).await;
    assert_eq!((row.safety, row.held, row.unsaved), (Safety::Confirming, None, 2));
    let (events, _) = inbox.store.history(Some(key), None, None, 100).await.unwrap();
    let accepted: Vec<_> = events.iter().filter(|event| event.what == "gap.accepted").collect();
    assert_eq!(accepted.len(), 2);
    assert!(accepted.iter().all(|event| event.who.as_deref() == Some("Jana")));
}

#[tokio::test]
async fn a_confirmation_goes_its_way() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
    let lease = inbox.lease().await;
    let due = inbox.store.due(&inbox.account, inbox.clock.now(), 50).await.unwrap();
    assert_eq!((due.len(), due[0].id, due[0].state), (1, id, OutboxState::Waiting));
    assert_eq!(inbox.store.start(&lease, &[id]).await.unwrap(), [id]);
    assert_eq!(inbox.store.due(&inbox.account, inbox.clock.now(), 50).await.unwrap(), [], "being sent");
    let later = at("2026-03-01T12:05:00Z");
    let retry = Sent::Retry { at: later, reason: "away".into() };
    inbox.store.finish(&lease, vec![(id, retry)]).await.unwrap();
    assert_eq!(inbox.store.due(&inbox.account, inbox.clock.now(), 50).await.unwrap(), []);
    let due = inbox.store.due(&inbox.account, later, 50).await.unwrap();
    assert_eq!((due[0].attempts, due[0].reason.clone()), (1, Some("away".into())));
    inbox.store.start(&lease, &[id]).await.unwrap();
    inbox.store.finish(&lease, vec![(id, Sent::Done)]).await.unwrap();
    let detail = inbox.store.detail(key).await.unwrap().unwrap();
    assert_eq!((detail.row.safety, detail.confirmed_at), (Safety::Confirmed, Some(at(NOON))));
    assert_eq!(inbox.store.outbox(10).await.unwrap(), []);
    assert_eq!(inbox.told(key).await, ["pulled", "confirm.ordered", "confirmed"]);
    assert_eq!(order(&inbox, key, Gaps::Refuse).await, Ordered::Already);
}

#[tokio::test]
async fn an_old_lease_sends_nothing_and_ends_nothing() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
    let old = inbox.lease().await;
    inbox.store.start(&old, &[id]).await.unwrap();
    // Asleep for too long, but nobody has taken over.
    inbox.clock.set(at("2026-03-01T12:10:00Z"));
    assert_eq!(inbox.store.start(&old, &[id]).await.unwrap(), [id]);
    let new = inbox.lease().await;
    assert!(matches!(inbox.store.start(&old, &[id]).await, Err(Error::Stale)));
    // What the old one left in the middle is due under the new one.
    let due = inbox.store.due(&inbox.account, inbox.clock.now(), 50).await.unwrap();
    assert_eq!(due[0].state, OutboxState::Sending);
    assert_eq!(inbox.store.start(&new, &[id]).await.unwrap(), [id]);
    inbox.store.finish(&old, vec![(id, Sent::Dead { reason: "late".into() })]).await.unwrap();
    assert_eq!(
        inbox.store.outbox(10).await.unwrap()[0].state,
        OutboxState::Sending,
        "not the old one's any more"
    );
    inbox.store.finish(&new, vec![(id, Sent::Done)]).await.unwrap();
    assert_eq!(inbox.row(key).await.safety, Safety::Confirmed);
}

#[tokio::test]
async fn a_refused_confirmation_is_a_persons_to_decide() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
    let lease = inbox.lease().await;
    inbox.store.start(&lease, &[id]).await.unwrap();
    inbox.store.finish(&lease, vec![(id, Sent::Dead { reason: "unknown id".into() })]).await.unwrap();
    assert_eq!(inbox.row(key).await.safety, Safety::Saved);
    let totals = inbox.store.totals().await.unwrap();
    assert_eq!((totals.outbox, totals.dead, totals.to_confirm), (0, 1, 1));
    assert_eq!(inbox.store.due(&inbox.account, inbox.clock.now(), 50).await.unwrap(), []);
    assert_eq!(inbox.store.outbox_retry(None, Insist::No).await.unwrap(), 1);
    assert_eq!(inbox.row(key).await.safety, Safety::Confirming);
    assert_eq!(inbox.store.due(&inbox.account, inbox.clock.now(), 50).await.unwrap().len(), 1);
    assert_eq!(inbox.store.outbox_drop(vec![id], &jana()).await.unwrap(), 1);
    assert_eq!(inbox.row(key).await.safety, Safety::Saved);
    assert!(matches!(order(&inbox, key, Gaps::Refuse).await, Ordered::Queued(_)));
}

#[tokio::test]
async fn another_record_withdraws_what_has_not_left() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    order(&inbox, key, Gaps::Refuse).await;
    inbox.pull(vec![readable(with_files("1", "Ada B.", &["new"]))]).await;
    assert_eq!(inbox.store.outbox(10).await.unwrap(), []);
    assert_eq!(inbox.row(key).await.safety, Safety::Pulled);
    inbox.save_all().await;
    let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
    let lease = inbox.lease().await;
    inbox.store.start(&lease, &[id]).await.unwrap();
    // It has left: what comes now is a newer record, which the answer doesn't confirm.
    inbox.pull(vec![readable(with_files("1", "Ada C.", &["newer"]))]).await;
    assert_eq!(inbox.row(key).await.safety, Safety::Confirming);
    inbox.store.finish(&lease, vec![(id, Sent::Done)]).await.unwrap();
    assert_eq!(inbox.row(key).await.safety, Safety::Pulled);
    inbox.save_all().await;
    assert_eq!(inbox.row(key).await.safety, Safety::Saved);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
    let lease = inbox.lease().await;
    inbox.store.start(&lease, &[id]).await.unwrap();
    inbox.store.finish(&lease, vec![(id, Sent::Unknown { reason: "cut".into() })]).await.unwrap();
    let due = inbox.store.due(&inbox.account, inbox.clock.now(), 50).await.unwrap();
    assert_eq!((due[0].state, inbox.row(key).await.safety), (OutboxState::Unknown, Safety::Confirming));
}

#[tokio::test]
async fn an_order_that_may_have_arrived_ends_with_its_record() {
    // What comes of it is known, or isn't, after another record has come: nobody has ordered that one's confirmation.
    let lost = || Sent::Unknown { reason: "cut off".into() };
    let away = || Sent::Retry { at: at(NOON), reason: "away".into() };
    let refused = || Sent::Dead { reason: "unknown id".into() };
    for sent in [lost(), away(), refused()] {
        let inbox = Inbox::new().await;
        let key = inbox.add(application("1", "Ada")).await;
        let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
        let lease = inbox.lease().await;
        inbox.store.start(&lease, &[id]).await.unwrap();
        inbox.pull(vec![readable(application("1", "Ada Lovelace"))]).await;
        assert_eq!(inbox.row(key).await.safety, Safety::Confirming, "it is under way");
        inbox.store.finish(&lease, vec![(id, sent)]).await.unwrap();
        assert_eq!(inbox.row(key).await.safety, Safety::Saved);
        assert_eq!(inbox.store.outbox(10).await.unwrap(), []);
        assert!(inbox.told(key).await.contains(&"confirm.withdrawn".to_owned()));
    }
    // Its answer was lost before.
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
    let lease = inbox.lease().await;
    inbox.store.start(&lease, &[id]).await.unwrap();
    inbox.store.finish(&lease, vec![(id, lost())]).await.unwrap();
    inbox.pull(vec![readable(application("1", "Ada Lovelace"))]).await;
    assert_eq!(inbox.row(key).await.safety, Safety::Saved);
    assert_eq!(inbox.store.outbox(10).await.unwrap(), []);
    // A crash left it in the middle.
    let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
    inbox.store.start(&lease, &[id]).await.unwrap();
    inbox.pull(vec![readable(application("1", "Countess"))]).await;
    inbox.clock.set(at("2026-03-01T12:10:00Z"));
    let lease = inbox.lease().await;
    assert_eq!(inbox.store.start(&lease, &[id]).await.unwrap(), []);
    assert_eq!(inbox.row(key).await.safety, Safety::Saved);
    assert_eq!(inbox.store.outbox(10).await.unwrap(), []);
}

#[tokio::test]
async fn an_order_that_may_have_arrived_waits_while_its_files_are_lost() {
    let inbox = Inbox::new().await;
    let key = inbox.add(with_files("1", "Ada", &["a"])).await;
    let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
    let lease = inbox.lease().await;
    inbox.store.start(&lease, &[id]).await.unwrap();
    inbox.store.finish(&lease, vec![(id, Sent::Unknown { reason: "cut off".into() })]).await.unwrap();
    let path = inbox.store.media_path(key, &MediaId("a".into())).await.unwrap().unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(inbox.store.start(&lease, &[id]).await.unwrap(), []);
    let left = inbox.store.outbox(10).await.unwrap().remove(0);
    assert_eq!((left.state, left.reason.unwrap().cause), (OutboxState::Unknown, Some(Cause::NotSaved)));
    assert_eq!(
        inbox.store.due(&inbox.account, inbox.clock.now(), 50).await.unwrap(),
        [],
        "not at once again"
    );
    inbox.save_all().await;
    inbox.clock.set(at("2026-03-01T12:01:00Z"));
    let due = inbox.store.due(&inbox.account, inbox.clock.now(), 50).await.unwrap();
    assert_eq!(due.len(), 1);
    let lease = inbox.lease().await;
    assert_eq!(inbox.store.start(&lease, &[id]).await.unwrap(), [id]);
}

#[tokio::test]
async fn nobody_is_confirmed_with_a_record_beside_theirs_that_cannot_be_read() {
    let inbox = Inbox::new().await;
    let broken = || Pulled::Unreadable {
        id: Some(SourceId::text("1")),
        raw: b"{\"steps\": 7}".to_vec(),
        reason: "its steps are a number".into(),
    };
    let ada = || readable(application("1", "Ada"));
    for list in [vec![broken(), ada()], vec![broken(), ada()], vec![ada(), broken()]] {
        let key = inbox.pull(list).await[0].key;
        let Ordered::Held(why) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
        assert_eq!(why.cause, Some(Cause::Unreadable));
    }
    // It is listed no longer.
    let key = inbox.pull(vec![ada()]).await[0].key;
    assert!(matches!(order(&inbox, key, Gaps::Refuse).await, Ordered::Queued(_)));
}

#[tokio::test]
async fn giving_a_repeated_confirmation_up_leaves_a_changed_applicant_saved() {
    for refused in [false, true] {
        let inbox = Inbox::new().await;
        let key = inbox.add(application("1", "Ada")).await;
        let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
        let lease = inbox.lease().await;
        inbox.store.start(&lease, &[id]).await.unwrap();
        inbox.store.finish(&lease, vec![(id, Sent::Done)]).await.unwrap();
        inbox.pull(vec![readable(application("1", "Ada"))]).await;
        let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
        inbox.store.start(&lease, &[id]).await.unwrap();
        inbox.pull(vec![readable(application("1", "Ada Lovelace"))]).await;
        if refused {
            inbox.store.finish(&lease, vec![(id, Sent::Dead { reason: "gone".into() })]).await.unwrap();
        } else {
            inbox.clock.set(at("2026-03-01T12:10:00Z"));
            assert_eq!(inbox.store.outbox_drop(vec![id], &jana()).await.unwrap(), 1);
        }
        assert_eq!(inbox.row(key).await.safety, Safety::Saved, "no order stands behind it");
        assert!(matches!(order(&inbox, key, Gaps::Refuse).await, Ordered::Queued(_)));
    }
}

#[tokio::test]
async fn whoever_is_confirmed_and_listed_again_is_confirmed_again_once() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let lease = inbox.lease().await;
    let confirm = async || {
        let Ordered::Queued(id) = order(&inbox, key, Gaps::Refuse).await else { panic!() };
        inbox.store.start(&lease, &[id]).await.unwrap();
        id
    };
    let id = confirm().await;
    inbox.store.finish(&lease, vec![(id, Sent::Done)]).await.unwrap();
    let pass = inbox.store.begin_pass(&inbox.account).await.unwrap();
    let stored = inbox.store.save_pulled(&pass, vec![readable(application("1", "Ada"))]).await.unwrap();
    assert_eq!(stored[0].change, Change::Relisted);
    assert_eq!(inbox.store.relisted(&inbox.account, &pass).await.unwrap(), [key]);
    let id = confirm().await;
    assert_eq!(inbox.row(key).await.safety, Safety::Confirmed, "as it was");
    // That the source doesn't take it twice changes nothing.
    inbox.store.finish(&lease, vec![(id, Sent::Dead { reason: "unknown".into() })]).await.unwrap();
    assert_eq!(inbox.row(key).await.safety, Safety::Confirmed);
    assert_eq!(inbox.store.outbox(10).await.unwrap(), []);
    assert_eq!(inbox.store.relisted(&inbox.account, &pass).await.unwrap(), []);
    assert_eq!(order(&inbox, key, Gaps::Refuse).await, Ordered::Already);
}

#[tokio::test]
async fn a_file_of_the_wrong_length_leaves_nothing_behind() {
    let inbox = Inbox::new().await;
    let key = inbox.pull(vec![readable(with_files("1", "Ada", &["a"]))]).await[0].key;
    let wanted =
        inbox.store.wanted(&inbox.account, Wanted::One(key, MediaId("a".into())), None, 1).await.unwrap();
    let mut writer = inbox.store.writer(&wanted[0]).unwrap();
    writer.write(b"12345").unwrap();
    let error = writer.finish(Some(6)).unwrap_err();
    assert!(matches!(error, Error::Length { expected: 6, found: 5 }));
    assert_eq!(std::fs::read_dir(inbox.store.media_folder()).unwrap().count(), 0);
    inbox.store.media_problem(key, &wanted[0].media.id, "cut", Trouble::Temporary, None).await.unwrap();
    let again = inbox.store.wanted(&inbox.account, ALL, None, 1).await.unwrap();
    assert_eq!(again[0].attempts, 1);
}

#[tokio::test]
async fn the_same_content_is_one_file_and_what_is_cut_is_mended() {
    let inbox = Inbox::new().await;
    inbox
        .pull(vec![readable(with_files("1", "Ada", &["a"])), readable(with_files("2", "Bea", &["b", "c"]))])
        .await;
    let wanted = inbox.store.wanted(&inbox.account, ALL, None, 10).await.unwrap();
    let pdf = b"%PDF-1.7 the same";
    let mut files = Vec::new();
    for one in &wanted[..2] {
        let mut writer = inbox.store.writer(one).unwrap();
        writer.write(pdf).unwrap();
        files.push((one.key, one.media.id.clone(), writer.finish(None).unwrap()));
    }
    assert!(inbox.store.commit_media(files).await.unwrap().is_empty());
    let (first, second) = (
        inbox.store.media_path(wanted[0].key, &wanted[0].media.id).await.unwrap().unwrap(),
        inbox.store.media_path(wanted[1].key, &wanted[1].media.id).await.unwrap().unwrap(),
    );
    assert_eq!(first, second);
    std::fs::write(&first, b"cut").unwrap();
    inbox.save(&wanted[2], pdf).await;
    assert_eq!(std::fs::read(&first).unwrap(), pdf);
    let detail = inbox.store.detail(wanted[0].key).await.unwrap().unwrap();
    assert_eq!(detail.media.iter().find(|m| m.saved).unwrap().sniffed.as_deref(), Some("application/pdf"));
}

#[tokio::test]
async fn what_a_crash_left_is_swept_and_what_is_being_written_is_not() {
    let inbox = Inbox::new().await;
    inbox.pull(vec![readable(with_files("1", "Ada", &["a"]))]).await;
    let wanted = inbox.store.wanted(&inbox.account, ALL, None, 10).await.unwrap();
    std::fs::write(inbox.store.media_folder().join(".part-1-1"), b"left").unwrap();
    let mut writer = inbox.store.writer(&wanted[0]).unwrap();
    writer.write(b"being written").unwrap();
    assert_eq!(inbox.store.sweep().await.unwrap(), 1);
    let blob = writer.finish(None).unwrap();
    let failed =
        inbox.store.commit_media(vec![(wanted[0].key, wanted[0].media.id.clone(), blob)]).await.unwrap();
    assert!(failed.is_empty());
    assert_eq!(inbox.store.sweep().await.unwrap(), 0);
}

#[tokio::test]
async fn a_sync_asks_again_for_what_may_be_had_by_now() {
    let inbox = Inbox::new().await;
    let key = inbox.pull(vec![readable(with_files("1", "Ada", &["a"]))]).await[0].key;
    let file = MediaId("a".into());
    let fails = async |cause, trouble, size| {
        let problem = Reason::new(cause, "why");
        inbox.store.media_problem(key, &file, problem, trouble, size).await.unwrap()
    };
    let wanted = async |which| !inbox.store.wanted(&inbox.account, which, None, 9).await.unwrap().is_empty();
    assert!(fails(Cause::TooLarge, Trouble::Impossible, None).await, "it is news");
    assert!(!fails(Cause::TooLarge, Trouble::Impossible, None).await);
    assert!(!wanted(ALL).await, "nobody knows how large it is");
    for (size, again) in [(1001, false), (1000, true)] {
        fails(Cause::TooLarge, Trouble::Impossible, Some(size)).await;
        assert_eq!(wanted(ALL).await, again, "{size} bytes");
    }
    fails(Cause::Offline, Trouble::Temporary, None).await;
    assert!(wanted(ALL).await, "the size stands, and so does that it fits");
    assert_eq!(inbox.row(key).await.held.unwrap().cause, Some(Cause::TooLarge));
    fails(Cause::Refused, Trouble::Impossible, None).await;
    let again = inbox.store.wanted(&inbox.account, ALL, None, 9).await.unwrap();
    assert!(again[0].told, "why is known already");
    assert!(!inbox.store.wanted(&inbox.account, Wanted::Of(vec![key]), None, 9).await.unwrap()[0].told);
    fails(Cause::Gone, Trouble::Gone, None).await;
    assert!(!wanted(ALL).await && wanted(Wanted::One(key, file.clone())).await);
    fails(Cause::BadId, Trouble::Impossible, None).await;
    assert!(!wanted(ALL).await && !wanted(Wanted::Of(vec![key])).await, "no address can name it");
}

#[tokio::test]
async fn wanted_files_come_page_by_page() {
    let inbox = Inbox::new().await;
    let records = (0..7).map(|n| readable(with_files(&n.to_string(), "Ada", &["a", "b", "c"]))).collect();
    let keys: Vec<Key> = inbox.pull(records).await.into_iter().map(|stored| stored.key).collect();
    for which in [ALL, Wanted::Of(keys)] {
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = inbox.store.wanted(&inbox.account, which.clone(), after, 4).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.key, last.place));
            seen.extend(page.into_iter().map(|wanted| (wanted.key, wanted.media.id)));
        }
        assert_eq!(seen.len(), 21);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 21);
    }
}

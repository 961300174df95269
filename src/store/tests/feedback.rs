//! Reports of progress: in the same commit as the change, after the confirmation, in their order, each once.

use super::*;

fn stage(to: Stage) -> Edit {
    Edit::Stage { to, reason: None }
}

fn by_command() -> Actor {
    Actor { name: Some("Jana".into()), via: Via::Command }
}

impl Inbox {
    async fn moved(&self, key: Key, to: Stage) {
        self.store.apply(vec![key], stage(to), &by_command()).await.unwrap();
    }

    async fn confirmed(&self, id: &str) -> Key {
        let key = self.add(application(id, id)).await;
        self.confirm(key).await;
        key
    }

    async fn confirm(&self, key: Key) {
        self.store.order_confirm(vec![key], &by_command(), Gaps::Refuse).await.unwrap();
        let due = self.store.due(&self.account, self.clock.now(), 9).await.unwrap();
        self.sent(&due[0], Sent::Done).await;
    }

    async fn due_reports(&self) -> Vec<OutboxItem> {
        self.store.due_reports(&self.account, self.clock.now(), 9).await.unwrap()
    }

    async fn sent(&self, item: &OutboxItem, sent: Sent) {
        let lease = self.lease().await;
        assert_eq!(self.store.start(&lease, &[item.id]).await.unwrap(), [item.id]);
        self.store.finish(&lease, vec![(item.id, sent)]).await.unwrap();
        self.store.release(lease).await.unwrap();
    }

    /// What still stands in the outbox: stages and states.
    async fn waiting(&self) -> Vec<(Stage, OutboxState)> {
        let items = self.store.outbox(99).await.unwrap();
        items.into_iter().filter_map(|item| Some((item.report?.stage, item.state))).collect()
    }
}

#[tokio::test]
async fn a_report_waits_for_the_confirmation_and_for_those_before_it() {
    let inbox = Inbox::of(SourceKind::HrDrom).await;
    let key = inbox.add(application("1", "Ada")).await;
    inbox.moved(key, Stage::Contacted).await;
    let reject = Edit::Stage { to: Stage::Rejected, reason: Some("no licence".into()) };
    inbox.store.apply(vec![key], reject, &by_command()).await.unwrap();
    assert_eq!(inbox.due_reports().await, [], "it isn't confirmed, and isn't confirmed by this");
    assert_eq!(inbox.store.due(&inbox.account, inbox.clock.now(), 9).await.unwrap(), []);
    assert_eq!(inbox.store.totals().await.unwrap().outbox, 2);
    let all = inbox.store.outbox(9).await.unwrap();
    assert_eq!(inbox.store.start(&inbox.lease().await, &[all[0].id]).await.unwrap(), []);
    inbox.clock.set(at("2026-03-01T12:01:30Z"));
    inbox.confirm(key).await;

    let due = inbox.due_reports().await;
    let [first] = due.as_slice() else { panic!("one at a time: {due:?}") };
    let report = first.report.clone().unwrap();
    assert_eq!((report.stage, report.occurred_at), (Stage::Contacted, at(NOON)));
    // The answer is lost: the same once more, and nothing behind it.
    inbox.sent(first, Sent::Unknown { reason: "cut".into() }).await;
    let due = inbox.due_reports().await;
    assert_eq!((due.len(), due[0].report.as_ref()), (1, Some(&report)), "with the same id");
    inbox.sent(&due[0], Sent::Done).await;
    let due = inbox.due_reports().await;
    let second = due[0].report.clone().unwrap();
    assert_eq!((second.stage, second.why.as_deref()), (Stage::Rejected, Some("no licence")));
    assert_ne!(second.event_id, report.event_id);
    inbox.sent(&due[0], Sent::Done).await;
    assert_eq!(inbox.waiting().await, []);
    assert_eq!(inbox.told(key).await.iter().filter(|what| *what == "feedback").count(), 2);
}

#[tokio::test]
async fn a_stage_without_a_word_there_leaves_the_outbox_and_holds_nothing() {
    let inbox = Inbox::of(SourceKind::HrDrom).await;
    let key = inbox.confirmed("1").await;
    inbox.moved(key, Stage::Interview).await;
    inbox.sent(&inbox.due_reports().await[0], Sent::NotMapped).await;
    assert_eq!(inbox.waiting().await, []);
    let totals = inbox.store.totals().await.unwrap();
    assert_eq!((totals.outbox, totals.dead), (0, 0), "nothing waits and nothing is wrong");
    assert_eq!(inbox.told(key).await.last().map(String::as_str), Some("feedback.not-mapped"));
    inbox.moved(key, Stage::Offer).await;
    inbox.sent(&inbox.due_reports().await[0], Sent::Done).await;
    // Back to what the source knows, over a stage that it has no word for: there is nothing to tell.
    inbox.moved(key, Stage::New).await;
    inbox.sent(&inbox.due_reports().await[0], Sent::NotMapped).await;
    inbox.moved(key, Stage::Offer).await;
    assert_eq!(inbox.waiting().await, []);
}

#[tokio::test]
async fn one_that_was_refused_holds_nothing_and_is_not_sent_behind_a_later_one() {
    let inbox = Inbox::of(SourceKind::HrDrom).await;
    let key = inbox.confirmed("1").await;
    inbox.moved(key, Stage::Contacted).await;
    inbox.moved(key, Stage::Hired).await;
    inbox.sent(&inbox.due_reports().await[0], Sent::Dead { reason: "unknown status".into() }).await;
    let hired = inbox.due_reports().await.remove(0);
    assert_eq!(hired.report.as_ref().unwrap().stage, Stage::Hired);
    inbox.sent(&hired, Sent::Unknown { reason: "cut".into() }).await;
    assert_eq!(inbox.store.outbox_retry(None, Insist::No).await.unwrap(), 1, "only the later one");
    inbox.sent(&inbox.due_reports().await[0], Sent::Done).await;
    assert_eq!(inbox.waiting().await, []);
}

#[tokio::test]
async fn taking_back_withdraws_what_has_not_left_and_corrects_what_has() {
    let inbox = Inbox::of(SourceKind::HrDrom).await;
    let key = inbox.confirmed("1").await;
    inbox.moved(key, Stage::Contacted).await;
    let undone = inbox.store.undo(&by_command()).await.unwrap().unwrap();
    assert_eq!((undone.keys.len(), undone.corrected), (1, 0));
    assert_eq!(inbox.waiting().await, [], "nobody was told");
    assert!(inbox.told(key).await.contains(&"feedback.withdrawn".to_owned()));
    inbox.store.redo(&by_command()).await.unwrap();
    inbox.sent(&inbox.due_reports().await[0], Sent::Done).await;
    inbox.moved(key, Stage::Interview).await;
    let due = inbox.due_reports().await;
    inbox.sent(&due[0], Sent::Unknown { reason: "cut".into() }).await;
    let undone = inbox.store.undo(&by_command()).await.unwrap().unwrap();
    assert_eq!(undone.corrected, 1, "it may have left");
    assert_eq!(
        inbox.waiting().await,
        [(Stage::Interview, OutboxState::Unknown), (Stage::Contacted, OutboxState::Waiting)]
    );
    for _ in 0..2 {
        inbox.sent(&inbox.due_reports().await[0], Sent::Done).await;
    }
    // Back to where everybody begins: the source was told something else before.
    assert_eq!(inbox.store.undo(&by_command()).await.unwrap().unwrap().corrected, 1);
    assert_eq!(inbox.waiting().await, [(Stage::New, OutboxState::Waiting)]);
}

#[tokio::test]
async fn only_what_changes_and_only_where_somebody_wants_to_know() {
    let inbox = Inbox::of(SourceKind::HrDrom).await;
    let key = inbox.confirmed("1").await;
    inbox.moved(key, Stage::New).await;
    inbox.store.apply(vec![key], Edit::Contacted(Some(at(NOON))), &by_command()).await.unwrap();
    inbox.store.apply(vec![key], Edit::Note("call".into()), &by_command()).await.unwrap();
    assert_eq!(inbox.waiting().await, []);
    // On the screen a slip can be taken back for a while.
    let screen = Actor { via: Via::Screen, ..by_command() };
    inbox.store.apply(vec![key], stage(Stage::Contacted), &screen).await.unwrap();
    assert_eq!(inbox.due_reports().await, []);
    inbox.clock.set(at(NOON) + GRACE);
    assert_eq!(inbox.due_reports().await.len(), 1);
    let id = inbox.due_reports().await[0].id;
    assert_eq!(inbox.store.outbox_drop(vec![id], &screen).await.unwrap(), 1);
    assert_eq!(inbox.row(key).await.safety, Safety::Confirmed, "the confirmation is another matter");

    let inbox = Inbox::of(SourceKind::PitchYou).await;
    let key = inbox.confirmed("1").await;
    inbox.moved(key, Stage::Contacted).await;
    assert_eq!(inbox.waiting().await, []);
}

//! Local decisions, and taking them back.

use super::super::edit::Reading;
use super::*;

fn add(tags: &[&str]) -> Edit {
    Edit::Tags { add: tags.iter().map(|tag| (*tag).to_owned()).collect(), remove: Vec::new() }
}

fn stage(to: Stage) -> Edit {
    Edit::Stage { to, reason: None }
}

#[tokio::test]
async fn a_decision_is_made_taken_back_and_made_again() {
    let mut inbox = Inbox::new().await;
    let keys = vec![inbox.add(application("1", "Ada")).await, inbox.add(application("2", "Bea")).await];
    let reject = Edit::Stage { to: Stage::Rejected, reason: Some("no licence".into()) };
    let applied = inbox.store.apply(keys.clone(), reject, &jana()).await.unwrap();
    assert_eq!(applied.changed, 2);
    let detail = inbox.store.detail(keys[0]).await.unwrap().unwrap();
    assert_eq!((detail.row.stage, detail.reason.as_deref()), (Stage::Rejected, Some("no licence")));
    assert_eq!(detail.history[0].detail.as_deref(), Some("new → rejected: no licence"));
    inbox.again();
    let undone = inbox.store.undo(&jana()).await.unwrap().unwrap();
    assert_eq!((undone.what.as_str(), undone.keys.len(), undone.skipped.len()), ("stage", 2, 0));
    assert_eq!(inbox.row(keys[0]).await.stage, Stage::New);
    assert_eq!(inbox.store.detail(keys[0]).await.unwrap().unwrap().reason, None);
    assert_eq!(inbox.store.undo(&jana()).await.unwrap(), None);
    assert_eq!(inbox.store.redo(&jana()).await.unwrap().unwrap().keys.len(), 2);
    assert_eq!(inbox.row(keys[1]).await.stage, Stage::Rejected);
    assert_eq!(inbox.store.redo(&jana()).await.unwrap(), None);
}

#[tokio::test]
async fn decisions_stack_and_a_new_one_ends_what_could_be_made_again() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    for to in [Stage::Contacted, Stage::Interview, Stage::Offer] {
        inbox.store.apply(vec![key], stage(to), &jana()).await.unwrap();
    }
    assert!(inbox.row(key).await.contacted_at.is_some());
    for expected in [Stage::Interview, Stage::Contacted] {
        inbox.store.undo(&jana()).await.unwrap();
        assert_eq!(inbox.row(key).await.stage, expected);
    }
    inbox.store.redo(&jana()).await.unwrap();
    assert_eq!(inbox.row(key).await.stage, Stage::Interview);
    inbox.store.apply(vec![key], Edit::Assign(Some("Olga".into())), &jana()).await.unwrap();
    assert_eq!(inbox.store.redo(&jana()).await.unwrap(), None);
    while inbox.store.undo(&jana()).await.unwrap().is_some() {}
    let row = inbox.row(key).await;
    assert_eq!((row.stage, row.contacted_at, row.assignee), (Stage::New, None, None));
}

#[tokio::test]
async fn what_somebody_else_changed_since_stays() {
    let inbox = Inbox::new().await;
    let keys = vec![inbox.add(application("1", "Ada")).await, inbox.add(application("2", "Bea")).await];
    let olga = Actor { name: Some("Olga".into()), via: Via::Command };
    inbox.store.apply(keys.clone(), stage(Stage::Contacted), &jana()).await.unwrap();
    inbox.store.apply(vec![keys[1]], stage(Stage::Offer), &olga).await.unwrap();
    let undone = inbox.store.undo(&jana()).await.unwrap().unwrap();
    assert_eq!((undone.keys, undone.skipped), (vec![keys[0]], vec![keys[1]]));
    assert_eq!(inbox.row(keys[1]).await.stage, Stage::Offer);
    assert_eq!(inbox.store.undo(&jana()).await.unwrap(), None, "Olga's decisions are Olga's");
}

#[tokio::test]
async fn what_changes_nothing_is_no_decision() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let before = inbox.told(key).await;
    assert_eq!(inbox.store.apply(vec![key], stage(Stage::New), &jana()).await.unwrap().changed, 0);
    assert_eq!(inbox.store.apply(vec![Key(1)], stage(Stage::Offer), &jana()).await.unwrap().changed, 0);
    assert_eq!(inbox.store.undo(&jana()).await.unwrap(), None);
    assert_eq!(inbox.told(key).await, before);
}

#[tokio::test]
async fn having_looked_is_not_what_undo_takes_back() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    assert_eq!(inbox.store.totals().await.unwrap().unread, 1);
    inbox.store.apply(vec![key], stage(Stage::Offer), &jana()).await.unwrap();
    inbox.store.apply(vec![key], Edit::Read(Reading::Read), &jana()).await.unwrap();
    assert_eq!(inbox.store.totals().await.unwrap().unread, 0);
    inbox.store.undo(&jana()).await.unwrap();
    let row = inbox.row(key).await;
    assert_eq!((row.stage, row.unread), (Stage::New, false));
}

#[tokio::test]
async fn notes_tags_and_names_are_searched_at_once_and_no_longer_when_taken_back() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let tags = add(&["nacht", " früh schicht ", "Nacht", " "]);
    inbox.store.apply(vec![key], tags, &jana()).await.unwrap();
    inbox.store.apply(vec![key], Edit::Note("Rückruf\nmorgen".into()), &jana()).await.unwrap();
    inbox.store.apply(vec![key], Edit::Assign(Some("Olga Iwanowa".into())), &jana()).await.unwrap();
    assert_eq!(inbox.row(key).await.tags, ["nacht", "früh schicht"]);
    for query in [
        "tag:nacht",
        "tag:\"Früh Schicht\"",
        "fruh",
        "ruckr",
        "rueckr",
        "has:note",
        "assignee:iwan",
        "\"ruckruf morgen\"",
    ] {
        assert_eq!(inbox.found(query).await, ["Ada"], "{query}");
    }
    assert_eq!(inbox.found("tag:nach").await, Vec::<String>::new(), "a tag is a whole");
    while inbox.store.undo(&jana()).await.unwrap().is_some() {}
    for query in ["tag:nacht", "fruh", "ruckr", "has:note", "assignee:iwan"] {
        assert_eq!(inbox.found(query).await, Vec::<String>::new(), "{query}");
    }
    assert_eq!(inbox.found("ada").await, ["Ada"]);
}

#[tokio::test]
async fn a_decision_can_be_about_all_that_match() {
    let inbox = Inbox::new().await;
    for n in 0..30 {
        let mut applicant = application(&n.to_string(), "Ada");
        applicant.job = Some(if n < 20 { "1" } else { "2" }.into());
        inbox.add(applicant).await;
    }
    let query = Query::parse("job:1").unwrap();
    let applied = inbox.store.apply_where(&query, stage(Stage::Withdrawn), &jana()).await.unwrap();
    assert_eq!(applied.changed, 20);
    assert_eq!(inbox.found("stage:withdrawn").await.len(), 20);
    assert_eq!(inbox.store.undo(&jana()).await.unwrap().unwrap().keys.len(), 20);
    assert_eq!(inbox.found("stage:new").await.len(), 30);
}

#[tokio::test]
async fn a_batch_keeps_the_tags_that_each_one_has() {
    let inbox = Inbox::new().await;
    let keys = vec![inbox.add(application("1", "Ada")).await, inbox.add(application("2", "Bea")).await];
    inbox.store.apply(vec![keys[0]], add(&["Nacht", "sofort"]), &jana()).await.unwrap();
    inbox.store.apply(vec![keys[1]], add(&["lager"]), &jana()).await.unwrap();
    let both = Edit::Tags { add: vec!["wichtig".into(), "nacht".into()], remove: vec!["SOFORT".into()] };
    inbox.store.apply(keys.clone(), both, &jana()).await.unwrap();
    assert_eq!(inbox.row(keys[0]).await.tags, ["Nacht", "wichtig"]);
    assert_eq!(inbox.row(keys[1]).await.tags, ["lager", "wichtig", "nacht"]);
    inbox.store.undo(&jana()).await.unwrap();
    assert_eq!(inbox.row(keys[0]).await.tags, ["Nacht", "sofort"]);
    assert_eq!(inbox.row(keys[1]).await.tags, ["lager"]);
    let detail = inbox.store.detail(keys[0]).await.unwrap().unwrap();
    assert_eq!(detail.history[1].detail.as_deref(), Some("+wichtig, +nacht, -SOFORT"));
}

#[tokio::test]
async fn the_first_contact_is_the_one_that_counts() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let contacted = |minute: u8| Edit::Contacted(Some(at(&format!("2026-03-01T12:{minute:02}:00Z"))));
    inbox.store.apply(vec![key], contacted(1), &jana()).await.unwrap();
    assert_eq!(inbox.store.apply(vec![key], contacted(5), &jana()).await.unwrap().changed, 0);
    assert_eq!(inbox.row(key).await.contacted_at, Some(at("2026-03-01T12:01:00Z")));
    inbox.store.apply(vec![key], Edit::Contacted(None), &jana()).await.unwrap();
    assert_eq!(inbox.row(key).await.contacted_at, None);
}

async fn many(inbox: &Inbox, n: usize) -> Vec<Key> {
    let records = (0..n).map(|n| readable(application(&n.to_string(), "Ada"))).collect();
    inbox.pull(records).await.into_iter().map(|stored| stored.key).collect()
}

#[tokio::test]
async fn a_long_decision_can_be_stopped_and_what_was_done_of_it_taken_back() {
    let inbox = Inbox::new().await;
    let keys = many(&inbox, 1_000).await;
    let mut steps = 0;
    let stop_at_two = |_| {
        steps += 1;
        if steps == 2 { Going::Stop } else { Going::On }
    };
    let applied = inbox.store.apply_while(keys, stage(Stage::Offer), &jana(), stop_at_two).await.unwrap();
    assert_eq!((applied.changed, applied.left), (500, 500));
    assert_eq!(inbox.found("stage:offer").await.len(), 500);
    let undone = inbox.store.undo(&jana()).await.unwrap().unwrap();
    assert_eq!((undone.keys.len(), undone.stopped), (500, false));
    assert_eq!(inbox.found("stage:new").await.len(), 1_000);
    assert_eq!(inbox.store.undo(&jana()).await.unwrap(), None);
}

#[tokio::test]
async fn an_undo_that_was_stopped_goes_on_or_back_also_after_a_restart() {
    let mut inbox = Inbox::new().await;
    let keys = many(&inbox, 350).await;
    inbox.store.apply(keys, stage(Stage::Offer), &jana()).await.unwrap();
    let stopped = inbox.store.undo_while(&jana(), |_| Going::Stop).await.unwrap().unwrap();
    assert_eq!((stopped.keys.len(), stopped.stopped), (100, true));
    inbox.again();
    assert_eq!(inbox.found("stage:new").await.len(), 100);
    let stopped = inbox.store.undo_while(&jana(), |_| Going::Stop).await.unwrap().unwrap();
    // Those who are as they were count as done, and the next hundred are not reached.
    assert_eq!((stopped.keys.len(), stopped.skipped.len()), (0, 0));
    let undone = inbox.store.undo(&jana()).await.unwrap().unwrap();
    assert_eq!((undone.keys.len(), undone.skipped.len()), (250, 0));
    assert_eq!(inbox.found("stage:new").await.len(), 350);
    assert_eq!(inbox.store.undo(&jana()).await.unwrap(), None);
    inbox.store.redo_while(&jana(), |_| Going::Stop).await.unwrap();
    let back = inbox.store.undo(&jana()).await.unwrap().unwrap();
    assert_eq!(back.keys.len(), 100, "a half one can be taken back as well");
    assert_eq!(inbox.store.redo(&jana()).await.unwrap().unwrap().keys.len(), 350);
    assert_eq!(inbox.found("stage:offer").await.len(), 350);
}

#[tokio::test]
async fn who_is_put_off_comes_back_by_themselves() {
    let mut inbox = Inbox::new().await;
    let ada = inbox.add(application("1", "Ada")).await;
    inbox.add(application("2", "Bea")).await;
    let until = at("2026-03-01T13:00:00Z");
    inbox.store.apply(vec![ada], Edit::Snooze(Some(until)), &jana()).await.unwrap();
    let totals = inbox.store.totals().await.unwrap();
    assert_eq!((totals.all, totals.snoozed, totals.wakes), (2, 1, Some(until)));
    assert_eq!(inbox.store.groups().await.unwrap()[0].count, 1);
    assert_eq!(inbox.found("-is:snoozed").await, ["Bea"]);
    assert_eq!(inbox.store.wake().await.unwrap(), []);
    inbox.clock = Clock::fixed(until);
    inbox.again();
    assert_eq!(inbox.found("-is:snoozed").await.len(), 2, "before anybody has tidied up");
    assert_eq!(inbox.store.wake().await.unwrap(), [ada]);
    assert_eq!(inbox.found("-is:snoozed").await.len(), 2);
    let totals = inbox.store.totals().await.unwrap();
    assert_eq!((totals.snoozed, totals.wakes), (0, None));
    assert_eq!(inbox.told(ada).await.last().map(String::as_str), Some("woken"));
    let undone = inbox.store.undo(&jana()).await.unwrap().unwrap();
    assert_eq!((undone.keys.len(), undone.skipped.len()), (0, 0), "they are back already");
}

#[tokio::test]
async fn words_are_offered_again_the_latest_first() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let clock = inbox.clock.clone();
    let reject = |reason: &str| Edit::Stage { to: Stage::Rejected, reason: Some(reason.into()) };
    let mut store = inbox.store.clone();
    for (minute, edit) in [
        reject("no licence"),
        reject("too far"),
        add(&["nacht", "lager"]),
        reject(" no licence "),
        Edit::Assign(Some("Olga".into())),
        add(&["nacht"]),
        Edit::Stage { to: Stage::Offer, reason: Some("no reason for this".into()) },
    ]
    .into_iter()
    .enumerate()
    {
        let clock =
            Clock::fixed(clock.now().checked_add(jiff::SignedDuration::from_mins(minute as i64)).unwrap());
        store = open(inbox.folder.path(), &clock);
        store.apply(vec![key], edit, &jana()).await.unwrap();
    }
    assert_eq!(store.vocabulary(Vocabulary::Reason).await.unwrap(), ["no licence", "too far"]);
    assert_eq!(store.vocabulary(Vocabulary::Tag).await.unwrap(), ["nacht", "lager"]);
    assert_eq!(store.vocabulary(Vocabulary::Assignee).await.unwrap(), ["Olga"]);
}

#[tokio::test]
async fn the_other_applications_of_a_person_are_known() {
    let inbox = Inbox::new().await;
    let reachable = |id: &str, phone: &str, email: Option<&str>| {
        let mut one = application(id, id);
        one.person.phone = Some(phone.to_owned());
        one.person.email = email.map(str::to_owned);
        one
    };
    let mut keys = Vec::new();
    for one in [
        reachable("a", "+49 151 23456789", None),
        reachable("b", "0151 23456789", Some("Ute@example.org")),
        reachable("c", "0049 151 23456789", None),
        reachable("d", "+43 151 23456789", None),
        reachable("e", "030 111111", Some("ute@EXAMPLE.org")),
        reachable("f", "8 (916) 123-45-67", None),
        reachable("g", "+7 916 1234567", None),
    ] {
        keys.push(inbox.add(one).await);
    }
    let others = async |at: usize| {
        let rows = inbox.store.others(keys[at]).await.unwrap();
        let mut names: Vec<String> = rows.into_iter().map(|row| row.name).collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(others(0).await, "b c");
    // The number without a country may be either country's.
    assert_eq!(others(1).await, "a c d e");
    assert_eq!(others(3).await, "b");
    assert_eq!(others(4).await, "b");
    assert_eq!(others(5).await, "g");
    assert_eq!(inbox.store.detail(keys[0]).await.unwrap().unwrap().others, 2);
    assert_eq!(inbox.found("has:duplicate").await.len(), 7);
}

#[tokio::test]
async fn a_stretch_of_the_list_is_the_same_from_either_end() {
    let inbox = Inbox::new().await;
    many(&inbox, 40).await;
    let query = Query::parse("ada").unwrap();
    for sort in Sort::ALL {
        let keys = inbox.store.keys(&query, sort, 100).await.unwrap();
        for (one, other) in [(3, 20), (20, 3), (0, 39), (7, 7)] {
            let mut found = inbox.store.between(&query, sort, keys[one], keys[other]).await.unwrap();
            let mut meant = keys[one.min(other)..=one.max(other)].to_vec();
            found.sort();
            meant.sort();
            assert_eq!(found, meant, "{sort:?} {one} {other}");
        }
    }
    let one = inbox.store.keys(&query, Sort::Newest, 1).await.unwrap()[0];
    assert_eq!(inbox.store.between(&query, Sort::Newest, Key(1), one).await.unwrap(), [one]);
}

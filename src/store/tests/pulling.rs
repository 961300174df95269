//! What becomes of a source's records.

use super::*;
use crate::error::{Cause, Reason};

#[tokio::test]
async fn the_same_record_again_changes_nothing() {
    let inbox = Inbox::new().await;
    let record = readable(with_files("1", "Ada", &["f"]));
    let first = inbox.pull(vec![record.clone()]).await;
    assert_eq!(first[0].change, Change::New);
    let told = inbox.told(first[0].key).await;
    let second = inbox.pull(vec![record]).await;
    assert_eq!((second[0].key, second[0].change), (first[0].key, Change::Unchanged));
    assert_eq!(inbox.told(first[0].key).await, told);
    assert_eq!(inbox.store.totals().await.unwrap().all, 1);
}

#[tokio::test]
async fn records_are_kept_byte_for_byte() {
    let inbox = Inbox::new().await;
    let raw = b"{\"profileId\": 7,\n\t\"name\": \"\\u0001\xff\"}".to_vec();
    let mut applicant = application("7", "Ada");
    applicant.id = SourceId::number("7");
    let record = Pulled::Readable { application: Box::new(applicant), raw: raw.clone(), sameness: [7; 32] };
    let stored = inbox.pull(vec![record]).await;
    assert_eq!(inbox.store.raw(stored[0].key).await.unwrap(), raw);
    assert!(inbox.store.detail(stored[0].key).await.unwrap().unwrap().source_id.is_number());
}

#[tokio::test]
async fn a_changed_record_is_a_revision_and_decisions_stay() {
    let inbox = Inbox::new().await;
    let key = inbox.add(with_files("1", "Ada", &["a", "b"])).await;
    inbox.store.apply(vec![key], Edit::Note("calls back".into()), &jana()).await.unwrap();
    inbox.store.apply(vec![key], Edit::Stage { to: Stage::Interview, reason: None }, &jana()).await.unwrap();
    inbox.store.apply(vec![key], Edit::Read(super::super::edit::Reading::Read), &jana()).await.unwrap();
    assert_eq!(inbox.row(key).await.safety, Safety::Saved);

    let mut changed = with_files("1", "Ada Lovelace", &["b", "c"]);
    changed.template = Some("care".into());
    let stored = inbox.pull(vec![readable(changed)]).await;
    assert_eq!((stored[0].key, stored[0].change), (key, Change::Updated));
    let detail = inbox.store.detail(key).await.unwrap().unwrap();
    assert_eq!(detail.revisions, 2);
    assert_eq!(inbox.store.raw_revisions(key).await.unwrap().len(), 2);
    let row = &detail.row;
    assert_eq!(
        (row.name.as_str(), row.stage, row.unread, row.updated),
        ("Ada Lovelace", Stage::Interview, false, true)
    );
    assert_eq!(detail.note.as_deref(), Some("calls back"));
    assert_eq!((row.safety, row.media, row.unsaved), (Safety::Pulled, 2, 1), "b stays saved, c is missing");
    assert!(detail.media[0].saved && !detail.media[1].saved);
    inbox.save_all().await;
    assert_eq!(inbox.row(key).await.safety, Safety::Saved);
    assert_eq!(inbox.found("lovelace").await, ["Ada Lovelace"]);
    assert_eq!(inbox.found("is:updated calls").await, ["Ada Lovelace"], "the note is still found");
    assert_eq!(inbox.found("template:care").await, ["Ada Lovelace"]);
    assert_eq!(inbox.store.integrity().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn two_bodies_under_one_id_are_two_revisions_and_no_more() {
    let inbox = Inbox::new().await;
    let bodies = || vec![readable(application("1", "Former")), readable(application("1", "Later"))];
    let stored = inbox.pull(bodies()).await;
    assert_eq!([stored[0].change, stored[1].change], [Change::New, Change::Updated]);
    let key = stored[0].key;
    for _ in 0..3 {
        let stored = inbox.pull(bodies()).await;
        assert!(stored.iter().all(|stored| stored.change == Change::Unchanged), "{stored:?}");
        let detail = inbox.store.detail(key).await.unwrap().unwrap();
        assert_eq!((detail.row.name.as_str(), detail.revisions), ("Later", 2));
    }
    // Alone again: the former one is what counts, and still nothing is kept twice.
    inbox.pull(vec![readable(application("1", "Former"))]).await;
    let detail = inbox.store.detail(key).await.unwrap().unwrap();
    assert_eq!((detail.row.name.as_str(), detail.revisions), ("Former", 2));
    assert_eq!(inbox.found("former").await, ["Former"]);
    assert_eq!(inbox.found("later").await, Vec::<String>::new());
}

#[tokio::test]
async fn an_unreadable_record_is_kept_and_blocks_nobody() {
    let inbox = Inbox::new().await;
    let broken = |id: Option<&str>, raw: &[u8]| Pulled::Unreadable {
        id: id.map(SourceId::text),
        raw: raw.to_vec(),
        reason: "steps is no list".into(),
    };
    let records =
        || vec![broken(None, b"\xff{"), readable(application("1", "Ada")), broken(Some("2"), b"[]")];
    let stored = inbox.pull(records()).await;
    assert_eq!(stored[0].change, Change::Unreadable);
    assert!(stored[0].id.as_str().starts_with("unreadable-"));
    assert_eq!((stored[1].change, stored[2].id.as_str()), (Change::New, "2"));
    let again = inbox.pull(records()).await;
    assert_eq!(again[0].key, stored[0].key);
    assert_eq!([again[0].change, again[2].change], [Change::UnreadableAgain; 2]);
    assert_eq!(inbox.store.raw(stored[0].key).await.unwrap(), b"\xff{");
    let row = inbox.row(stored[2].key).await;
    assert_eq!(
        (row.safety, row.held.clone()),
        (Safety::Unreadable, Some(Reason::new(Cause::Unreadable, "steps is no list")))
    );
    let ordered = inbox.store.order_confirm(vec![stored[2].key], &jana(), Gaps::Accept).await.unwrap();
    assert_eq!(ordered[0].1, Ordered::Unreadable);
    assert_eq!(inbox.found("is:unreadable").await.len(), 2);
    assert_eq!(inbox.found("is:held").await.len(), 2);
    // The source mends it.
    inbox.pull(vec![readable(application("2", "Bea"))]).await;
    let row = inbox.row(stored[2].key).await;
    assert_eq!((row.name.as_str(), row.safety, row.held), ("Bea", Safety::Saved, None));
}

#[tokio::test]
async fn whoever_vanishes_is_told_once() {
    let inbox = Inbox::new().await;
    let both = || vec![readable(application("1", "Ada")), readable(application("2", "Bea"))];
    let stored = inbox.pull(both()).await;
    let pass = async |records, complete| {
        let pass = inbox.store.begin_pass(&inbox.account).await.unwrap();
        inbox.store.save_pulled(&pass, records).await.unwrap();
        inbox.store.end_pass(pass, complete).await.unwrap()
    };
    let first = || vec![readable(application("1", "Ada"))];
    assert_eq!(pass(first(), Complete::Broken).await, []);
    assert_eq!(pass(first(), Complete::Whole).await, [stored[1].key]);
    assert_eq!(pass(first(), Complete::Whole).await, [], "once");
    assert_eq!(inbox.told(stored[1].key).await, ["pulled", "vanished"]);
    assert_eq!(pass(both(), Complete::Whole).await, []);
    assert_eq!(pass(first(), Complete::Whole).await, [stored[1].key], "came back and vanished again");
}

#[tokio::test]
async fn many_of_one_moment_keep_their_order_and_their_keys() {
    let inbox = Inbox::new().await;
    let day = at("2026-02-01T00:00:00Z");
    let records: Vec<Pulled> = (0..5000)
        .map(|n| {
            let mut applicant = application(&n.to_string(), "Ada");
            applicant.applied_at = Some(day);
            readable(applicant)
        })
        .collect();
    let stored = inbox.pull(records).await;
    let mut keys: Vec<Key> = stored.iter().map(|stored| stored.key).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 5000);
    let off = at_of(keys[4999]).as_millisecond() - day.as_millisecond();
    assert!((0..10).contains(&off), "{off} ms away from their time");
}

#[tokio::test]
async fn a_wrong_clock_at_the_source_breaks_no_order() {
    let inbox = Inbox::new().await;
    let mut early = application("1", "Early");
    early.applied_at = Some(at("1970-01-01T00:00:00Z"));
    let mut late = application("2", "Late");
    late.applied_at = Some(at("9999-01-01T00:00:00Z"));
    inbox.pull(vec![readable(late), readable(application("3", "Now")), readable(early)]).await;
    assert_eq!(inbox.found("").await, ["Late", "Now", "Early"]);
}

#[tokio::test]
async fn an_id_that_fits_no_address_holds_its_files_back() {
    let inbox = Inbox::new().await;
    let stored = inbox
        .pull(vec![
            readable(with_files("..", "Ada", &["f"])),
            readable(application(".", "Bea")),
            readable(with_files("3", "Cem", &[".."])),
        ])
        .await;
    assert!(inbox.row(stored[0].key).await.held.unwrap().cause == Some(Cause::BadId));
    assert_eq!(inbox.row(stored[1].key).await.safety, Safety::Saved, "nothing to fetch");
    assert!(inbox.row(stored[2].key).await.held.is_some());
    assert_eq!(inbox.store.wanted(&inbox.account, Wanted::All, None, 10).await.unwrap(), []);
    let of = Wanted::Of(stored.iter().map(|stored| stored.key).collect());
    assert_eq!(inbox.store.wanted(&inbox.account, of, None, 10).await.unwrap(), []);
}

#[tokio::test]
async fn the_same_person_twice_is_a_duplicate() {
    let inbox = Inbox::new().await;
    for (id, phone) in [("1", "+49 151 234567"), ("2", "0049151234567"), ("3", "+49 151 999999")] {
        let mut applicant = application(id, id);
        applicant.person.phone = Some(phone.into());
        inbox.add(applicant).await;
    }
    assert_eq!(inbox.found("has:duplicate").await.len(), 2);
    assert_eq!(inbox.found("-has:duplicate").await, ["3"]);
}

#[tokio::test]
async fn many_are_told_of_as_one_by_one() {
    let inbox = Inbox::new().await;
    let mut keys = Vec::new();
    for n in 0..5 {
        keys.push(inbox.add(with_files(&n.to_string(), "Ada", &["a", "b"])).await);
    }
    keys.reverse();
    keys.insert(2, Key(7));
    let many = inbox.store.details(keys.clone()).await.unwrap();
    let mut told = Vec::new();
    for key in keys {
        if let Some(mut one) = inbox.store.detail(key).await.unwrap() {
            assert!(!std::mem::take(&mut one.history).is_empty());
            told.push(one);
        }
    }
    assert_eq!(many, told);
}

#[tokio::test]
async fn everybody_who_has_a_twin_knows() {
    let inbox = Inbox::new().await;
    let mut known: Vec<&str> = Vec::new();
    for (id, phone, twins) in [
        ("a", "+49 151 23456789", &[][..]),
        // The last nine digits are the same, and each says its country.
        ("b", "+43 151 23456789", &[]),
        ("c", "0151 23456789", &["a", "b", "c"]),
        ("d", "+49 151 23456789", &["d"]),
        ("e", "0151 23456789", &["e"]),
        ("f", "+41 151 23456789", &["f"]),
        ("g", "030 777777", &[]),
    ] {
        let mut applicant = application(id, id);
        applicant.person.phone = Some(phone.into());
        inbox.add(applicant).await;
        known.extend(twins);
        let mut found = inbox.found("has:duplicate").await;
        found.sort_unstable();
        assert_eq!(found, known, "after {id}");
    }
}

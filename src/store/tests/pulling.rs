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
    assert_eq!((row.safety, row.media, row.unsaved), (Safety::Pulled, 3, 1), "b stays saved, c is missing");
    let files: Vec<_> =
        detail.media.iter().map(|file| (file.media.id.as_str(), file.saved, file.earlier)).collect();
    assert_eq!(files, [("b", true, false), ("c", false, false), ("a", true, true)]);
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
    assert_eq!(inbox.store.wanted(&inbox.account, ALL, None, 10).await.unwrap(), []);
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

/// What an applicant's files are: id, stored, of an earlier record.
async fn files(inbox: &Inbox, key: Key) -> Vec<(String, bool, bool)> {
    let detail = inbox.store.detail(key).await.unwrap().unwrap();
    detail.media.into_iter().map(|file| (file.media.id.0, file.saved, file.earlier)).collect()
}

async fn wanted(inbox: &Inbox) -> Vec<WantedMedia> {
    inbox.store.wanted(&inbox.account, ALL, None, 100).await.unwrap()
}

async fn gone(inbox: &Inbox, key: Key, id: &str) {
    let why = Reason::new(Cause::Gone, "GET /media answered 404");
    inbox.store.media_problem(key, &MediaId(id.into()), why, Trouble::Gone, None).await.unwrap();
}

#[tokio::test]
async fn a_file_of_the_former_of_two_bodies_is_wanted_before_anything_is_confirmed() {
    let inbox = Inbox::new().await;
    let mut number = with_files("7", "Ada", &["early"]);
    number.id = SourceId::number("7");
    let bodies = || vec![readable(number.clone()), readable(with_files("7", "Ada", &["late"]))];
    let key = inbox.pull(bodies()).await[1].key;
    let shown = |early, late| vec![("late".to_owned(), late, false), ("early".to_owned(), early, true)];
    assert_eq!(files(&inbox, key).await, shown(false, false));
    let missing = wanted(&inbox).await;
    assert_eq!(missing.len(), 2, "{missing:?}");
    let late = missing.iter().find(|wanted| wanted.media.id.as_str() == "late").unwrap();
    inbox.save(late, b"late").await;
    assert_eq!(inbox.row(key).await.safety, Safety::Pulled);
    let ordered = inbox.store.order_confirm(vec![key], &jana(), Gaps::Accept).await.unwrap();
    assert!(matches!(ordered[0].1, Ordered::NotSafe(_)), "{ordered:?}");
    inbox.save_all().await;
    assert_eq!(files(&inbox, key).await, shown(true, true));
    assert_eq!(inbox.row(key).await.safety, Safety::Saved);
    inbox.pull(bodies()).await;
    assert_eq!(files(&inbox, key).await, shown(true, true));
    assert_eq!((inbox.row(key).await.safety, wanted(&inbox).await), (Safety::Saved, Vec::new()));
}

#[tokio::test]
async fn a_file_of_the_former_of_two_bodies_that_is_gone_is_a_gap_like_any_other() {
    let inbox = Inbox::new().await;
    let bodies = || vec![readable(with_files("1", "Ada", &["early"])), readable(with_files("1", "Ada", &[]))];
    let key = inbox.pull(bodies()).await[0].key;
    gone(&inbox, key, "early").await;
    for _ in 0..2 {
        let row = inbox.row(key).await;
        assert_eq!(row.held.and_then(|why| why.of).as_deref(), Some("early.pdf"));
        let ordered = inbox.store.order_confirm(vec![key], &jana(), Gaps::Refuse).await.unwrap();
        assert!(matches!(ordered[0].1, Ordered::Held(_)), "{ordered:?}");
        // Both stand in the list again: the source still names it.
        inbox.pull(bodies()).await;
    }
    let ordered = inbox.store.order_confirm(vec![key], &jana(), Gaps::Accept).await.unwrap();
    assert!(matches!(ordered[0].1, Ordered::Queued(_)), "{ordered:?}");
    assert!(inbox.told(key).await.contains(&"gap.accepted".to_owned()));
}

#[tokio::test]
async fn a_file_that_the_source_withdrew_is_tried_and_holds_nobody_back_for_ever() {
    let inbox = Inbox::new().await;
    let key = inbox.pull(vec![readable(with_files("1", "Ada", &["early", "saved"]))]).await[0].key;
    let saved = wanted(&inbox).await.into_iter().find(|wanted| wanted.media.id.as_str() == "saved").unwrap();
    inbox.save(&saved, b"bytes").await;
    inbox.pull(vec![readable(with_files("1", "Ada", &["late"]))]).await;
    let mut missing: Vec<_> = wanted(&inbox).await.into_iter().map(|wanted| wanted.media.id.0).collect();
    missing.sort();
    assert_eq!(missing, ["early", "late"], "what was named once and never had is tried");
    gone(&inbox, key, "early").await;
    inbox.save_all().await;
    let row = inbox.row(key).await;
    assert_eq!((row.safety, row.held, row.unsaved), (Safety::Saved, None, 0));
    let told = inbox.told(key).await;
    assert!(
        told.contains(&"media.problem".to_owned()) && told.contains(&"media.withdrawn".to_owned()),
        "{told:?}"
    );
    let detail = inbox.store.detail(key).await.unwrap().unwrap();
    let early = detail.media.iter().find(|file| file.media.id.as_str() == "early").unwrap();
    assert!(early.earlier && !early.saved && !early.gone && early.problem.is_some(), "{early:?}");
    // Named again, it is wanted again.
    inbox.pull(vec![readable(with_files("1", "Ada", &["late", "early"]))]).await;
    assert_eq!(inbox.row(key).await.safety, Safety::Pulled);
    assert_eq!(wanted(&inbox).await.len(), 1);
}

#[tokio::test]
async fn a_gap_closes_when_the_source_no_longer_names_its_file() {
    let inbox = Inbox::new().await;
    let bad = |files: &[&str]| vec![readable(with_files("1", "Ada", files))];
    let key = inbox.pull(bad(&["gone", ".."])).await[0].key;
    gone(&inbox, key, "gone").await;
    assert!(inbox.row(key).await.held.is_some());
    // A pass that breaks off says nothing about what is no longer named.
    let pass = inbox.store.begin_pass(&inbox.account).await.unwrap();
    inbox.store.save_pulled(&pass, bad(&["late"])).await.unwrap();
    inbox.store.end_pass(pass, Complete::Broken).await.unwrap();
    inbox.save_all().await;
    assert!(inbox.row(key).await.held.is_some());
    inbox.pull(bad(&["late"])).await;
    let row = inbox.row(key).await;
    assert_eq!((row.safety, row.held), (Safety::Saved, None));
    assert_eq!(inbox.told(key).await.iter().filter(|what| *what == "media.withdrawn").count(), 2);
}

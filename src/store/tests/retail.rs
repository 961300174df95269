//! Pages and their cursor, reference data, addresses that end.

use super::*;
use crate::domain::{Dictionary, Entry};

fn entry(id: &str, name: &str, parent: Option<&str>) -> Entry {
    Entry { id: id.into(), name: name.into(), parent: parent.map(str::to_owned) }
}

fn lead(id: &str, name: &str, profession: &str, location: &str) -> Pulled {
    let mut application = application(id, name);
    application.profession = Some(profession.into());
    application.location = Some(location.into());
    readable(application)
}

/// Keeps records one batch after the other, each with where the list goes on.
async fn keep(inbox: &Inbox, pass: &Pass, batches: Vec<(Vec<Pulled>, Option<&str>)>) -> Vec<usize> {
    let (ready, come) = tokio::sync::mpsc::channel(batches.len());
    for (records, cursor) in batches {
        let Ok(()) = ready.try_send(Ready::new(records, cursor.map(str::to_owned)).await.unwrap()) else {
            panic!("there is room");
        };
    }
    drop(ready);
    let mut commits = Vec::new();
    inbox.store.save_ready(pass, come, |stored| commits.push(stored.len())).await.unwrap();
    commits
}

#[tokio::test]
async fn what_is_ready_shares_a_commit() {
    let inbox = Inbox::of(SourceKind::HrDrom).await;
    let pass = inbox.store.begin_pass(&inbox.account).await.unwrap();
    let some = |of: &str, many: usize| -> Vec<Pulled> {
        (0..many).map(|n| readable(application(&format!("{of}{n}"), "Ada"))).collect()
    };
    let batches = vec![(some("a", 1), Some("1")), (some("b", 2), Some("2")), (some("c", 3), None)];
    assert_eq!(keep(&inbox, &pass, batches).await, [6]);
    let many = vec![(some("d", 400), None), (some("e", 400), Some("3")), (some("f", 7), None)];
    assert_eq!(keep(&inbox, &pass, many).await, [800, 7], "but not without end");
    assert_eq!(inbox.store.begin_pass(&inbox.account).await.unwrap().cursor.as_deref(), Some("3"));
    assert_eq!(inbox.store.count(&Query::parse("ada").unwrap()).await.unwrap(), 813);
    assert_eq!(inbox.store.integrity().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_broken_pass_leaves_its_place_behind_and_only_a_whole_one_from_the_start_decides_who_vanished() {
    let mut inbox = Inbox::of(SourceKind::HrDrom).await;
    let one = |id: &str| vec![readable(application(id, id))];
    inbox.pull(vec![readable(application("gone", "gone")), readable(application("1", "1"))]).await;
    let pass = inbox.store.begin_pass(&inbox.account).await.unwrap();
    assert_eq!(pass.cursor, None);
    keep(&inbox, &pass, vec![(one("1"), Some("after 1")), (one("2"), None)]).await;
    inbox.again();
    assert_eq!(inbox.store.end_pass(pass, Complete::Broken).await.unwrap(), []);
    let pass = inbox.store.begin_pass(&inbox.account).await.unwrap();
    assert_eq!(pass.cursor.as_deref(), Some("after 1"));
    let stored = inbox.store.save_pulled(&pass, one("2")).await.unwrap();
    assert_eq!(stored[0].change, Change::Unchanged, "a duplicate between pages does no harm");
    inbox.store.save_pulled(&pass, one("3")).await.unwrap();
    assert_eq!(inbox.store.end_pass(pass, Complete::Whole).await.unwrap(), [], "it began in the middle");
    let pass = inbox.store.begin_pass(&inbox.account).await.unwrap();
    assert_eq!(pass.cursor, None, "a pass that came to the end begins anew");
    for id in ["1", "2", "3"] {
        inbox.store.save_pulled(&pass, one(id)).await.unwrap();
    }
    let vanished = inbox.store.end_pass(pass, Complete::Whole).await.unwrap();
    assert_eq!(inbox.row(vanished[0]).await.name, "gone");
    // A place from which nothing comes is given up.
    let pass = inbox.store.begin_pass(&inbox.account).await.unwrap();
    keep(&inbox, &pass, vec![(Vec::new(), Some("nowhere"))]).await;
    inbox.store.forget_cursor(&pass).await.unwrap();
    assert_eq!(inbox.store.begin_pass(&inbox.account).await.unwrap().cursor, None);
}

#[tokio::test]
async fn professions_are_groups_and_searched_by_their_names() {
    let inbox = Inbox::of(SourceKind::HrDrom).await;
    inbox
        .pull(vec![
            lead("1", "Ada", "7", "msk"),
            lead("2", "Bea", "8", "spb"),
            lead("3", "Cem", "7", "nowhere"),
            readable(application("4", "Dan")),
        ])
        .await;
    let groups = || async {
        let groups = inbox.store.groups().await.unwrap();
        groups.into_iter().map(|g| (g.common, g.title, g.count)).collect::<Vec<_>>()
    };
    let profession = |id: &str, title: &str, n| (Common::Profession(id.into()), title.to_owned(), n);
    let rest = || (Common::Nothing, String::new(), 1);
    assert_eq!(groups().await, [profession("7", "7", 2), profession("8", "8", 1), rest()], "not named yet");

    let professions = [
        entry("5", "Склад", None),
        entry("8", "Водитель погрузчика", Some("5")),
        entry("7", "Комплектовщик", Some("5")),
        entry("9", "Повар", None),
    ];
    let save = |entries: Vec<Entry>, tag: &'static str| {
        let store = inbox.store.clone();
        let account = inbox.account.clone();
        async move { store.save_dictionary(&account, Dictionary::Professions, &entries, Some(tag)).await.unwrap() }
    };
    save(professions.to_vec(), "a").await;
    let figures = inbox.store.insights(Scope::default()).await.unwrap();
    let named: Vec<_> = figures.templates.iter().map(|row| (row.label.as_str(), row.count)).collect();
    assert_eq!(named, [("Комплектовщик", 2), ("", 1), ("Водитель погрузчика", 1)], "in figures too");
    let cities = [
        entry("ru", "Россия", None),
        entry("msk", "Москва", Some("ru")),
        entry("spb", "Санкт-Петербург", Some("ru")),
    ];
    inbox.store.save_dictionary(&inbox.account, Dictionary::Locations, &cities, None).await.unwrap();
    let named = [profession("8", "Водитель погрузчика", 1), profession("7", "Комплектовщик", 2), rest()];
    assert_eq!(groups().await, named, "in the source's order, only those that somebody has");
    let state = inbox.store.dictionary_state(&inbox.account, Dictionary::Professions).await.unwrap();
    assert_eq!(state.unwrap().tag.as_deref(), Some("a"));

    for (query, names) in [
        ("profession:7", &["Cem", "Ada"][..]),
        ("profession:комплект", &["Cem", "Ada"]),
        ("profession:погруз", &["Bea"]),
        ("profession:склад", &["Cem", "Bea", "Ada"]),
        ("profession:5", &[]),
        ("profession:повар", &[]),
        ("profession:\"\"", &["Dan"]),
        ("-profession:7", &["Dan", "Bea"]),
        ("location:моск", &["Ada"]),
        ("location:россия", &["Bea", "Ada"]),
        ("location:петербург", &["Bea"]),
        ("location:msk", &["Ada"]),
        ("location:nowhere", &["Cem"]),
        ("profession:склад -location:моск", &["Cem", "Bea"]),
    ] {
        let mut found = inbox.found(query).await;
        found.sort();
        let mut names = names.to_vec();
        names.sort_unstable();
        assert_eq!(found, names, "{query}");
    }
    let ada = inbox.store.find("acme/1", None).await.unwrap();
    let Found::One(key) = ada else { panic!("{ada:?}") };
    let detail = inbox.store.detail(key).await.unwrap().unwrap();
    assert_eq!(detail.profession.as_deref(), Some("Комплектовщик"));
    assert_eq!(detail.location.as_deref(), Some("Москва"));
    assert_eq!(detail.row.title.as_deref(), Some("Комплектовщик"), "what else is there to call it");

    let values =
        async |begin| inbox.store.values(crate::domain::query::Field::Profession, begin).await.unwrap();
    assert_eq!(values("комп").await, ["Комплектовщик"], "names are offered, not ids");
    assert_eq!(values("пов").await, ["Повар"], "also what nobody has");

    // What vanishes keeps its last name.
    save(professions[..2].to_vec(), "b").await;
    assert_eq!(groups().await, named);
    let known = inbox.store.dictionary(Some(&inbox.account), Dictionary::Professions).await.unwrap();
    let known: Vec<_> = known.iter().map(|(_, one)| (one.entry.name.as_str(), one.listed)).collect();
    assert_eq!(
        known,
        [("Склад", true), ("Водитель погрузчика", true), ("Комплектовщик", false), ("Повар", false)]
    );
}

#[tokio::test]
async fn an_unchanged_record_renews_the_addresses_of_what_is_not_stored() {
    let inbox = Inbox::of(SourceKind::HrDrom).await;
    let signed = |signature: &str| {
        let mut application = with_files("1", "Ada", &["/cv"]);
        application.media[0].uri = Some(format!("/cv?sig={signature}"));
        Pulled::Readable { application: Box::new(application), raw: b"{}".to_vec(), sameness: [7; 32] }
    };
    let key = inbox.pull(vec![signed("one")]).await[0].key;
    let wanted = || async { inbox.store.wanted(&inbox.account, ALL, None, 9).await.unwrap() };
    assert_eq!(wanted().await[0].media.uri.as_deref(), Some("/cv?sig=one"));
    let file = MediaId("/cv".into());
    inbox.store.media_problem(key, &file, "403", Trouble::Gone, None).await.unwrap();
    assert_eq!(wanted().await, []);
    assert!(inbox.row(key).await.held.is_some());
    assert_eq!(inbox.pull(vec![signed("one")]).await[0].change, Change::Unchanged);
    assert_eq!(wanted().await, [], "the same address again");
    assert_eq!(inbox.pull(vec![signed("two")]).await[0].change, Change::Unchanged);
    assert_eq!(wanted().await[0].media.uri.as_deref(), Some("/cv?sig=two"));
    assert_eq!(inbox.row(key).await.held, None);
    inbox.save_all().await;
    inbox.pull(vec![signed("three")]).await;
    assert_eq!(wanted().await, []);
    assert_eq!(inbox.row(key).await.safety, Safety::Saved);
}

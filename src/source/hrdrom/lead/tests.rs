//! Leads of every kind, read without a server.

use toml::Table;

use super::*;
use crate::domain::{SourceId, SourceKind};

fn names() -> Names {
    let contract = Contract::of(SourceKind::HrDrom, &Table::new()).unwrap();
    Names::new(&contract, Url::parse("https://api.example.com").unwrap())
}

fn record(text: &str) -> Record {
    names().record(&Piece::Record(text.as_bytes()), &mut Pass::default())
}

fn read(text: &str) -> Application {
    match record(text) {
        Record::Readable { application, .. } => *application,
        Record::Unreadable { reason, .. } => panic!("{text}: {reason}"),
    }
}

fn sameness(text: &str) -> [u8; 32] {
    match record(text) {
        Record::Readable { sameness, .. } => sameness,
        Record::Unreadable { reason, .. } => panic!("{text}: {reason}"),
    }
}

#[test]
fn a_whole_lead_is_read_into_the_common_vocabulary() {
    let lead = read(
        r#"{"id":9007199254740993,"created_at":"2026-11-21T15:00:00+03:00","name":"Ким Ольга","phone":"+7 000",
        "email":"o@mail.example","profession_id":11,"location_id":"msk","vacancy_id":"ВК-1","vacancy_title":"Курьер",
        "utm_source":"avito","utm_medium":null,"utm_campaign":"","utm_content":"x",
        "answers":[{"question":"Смена?","answer":"Да"},null,{"question":"Оклад?","answer":60000},
                   {"question":"Дни?","answer":["пн","вт"]},{"question":"?","answer":null}],
        "resume":{"file_name":"Резюме.pdf","mime_type":"application/pdf","url":"https://api.example.com/f/1?sig=1"},
        "comment":"Перезвонить"}"#,
    );
    assert!(lead.id.is_number() && lead.id.as_str() == "9007199254740993");
    assert_eq!(lead.applied_at.unwrap().to_string(), "2026-11-21T12:00:00Z");
    assert_eq!(lead.person.name.as_deref(), Some("Ким Ольга"));
    assert_eq!((lead.profession.as_deref(), lead.location.as_deref()), (Some("11"), Some("msk")));
    assert_eq!((lead.job.as_deref(), lead.title.as_deref()), (Some("ВК-1"), Some("Курьер")));
    assert_eq!(lead.utm.values().collect::<Vec<_>>(), ["avito", "x"]);
    let answers: Vec<_> = lead.steps.iter().map(|step| step.answer.as_deref()).collect();
    assert_eq!(answers, [Some("Да"), Some("60000"), Some("пн, вт"), None, Some("Перезвонить")]);
    assert_eq!(lead.steps[4].key.as_deref(), Some("comment"));
    let [file] = &lead.media[..] else { panic!("{:?}", lead.media) };
    assert_eq!((file.id.as_str(), file.role), ("/f/1", Role::Cv));
    assert_eq!(file.uri.as_deref(), Some("https://api.example.com/f/1?sig=1"));
    assert!(lead.other.is_empty() && lead.template.is_none());
}

#[test]
fn a_new_signature_is_the_same_file_and_another_address_another_one() {
    let lead = |url: &str| format!(r#"{{"id":"a","resume":{{"url":"{url}","file_name":"x"}}}}"#);
    let one = sameness(&lead("https://api.example.com/f/1?sig=1"));
    assert_eq!(one, sameness(&lead("https://api.example.com/f/1?sig=2")));
    assert_ne!(one, sameness(&lead("https://api.example.com/f/2?sig=1")));
    assert_ne!(one, sameness(&lead("https://api.example.com/f/1?version=2&sig=1")));
    assert_ne!(one, sameness(r#"{"id":"a","resume":null}"#));
}

#[test]
fn a_file_is_never_passed_over() {
    for (lead, ids) in [
        (r#"{"id":1,"resume":{"file_name":"x"}}"#, vec!["(no address) 1"]),
        (r#"{"id":1,"resume":"https://api.example.com/f/1"}"#, vec!["(no address) 1"]),
        (r#"{"id":1,"resume":[{"url":"/a"},{"url":"/b"},{"url":"/a"}]}"#, vec!["/a", "/b"]),
        (r#"{"id":1,"resume":[{"url":"/a?n=1"},{"url":"/a?n=2&sig=x"}]}"#, vec!["/a?n=1", "/a?n=2"]),
        (r#"{"id":1,"cv":{"url":"/a","file_name":"x"}}"#, vec!["/a"]),
        (r#"{"id":1,"more":[{"deep":{"url":"/a","mime_type":"x"}}],"resume":{"url":"/a"}}"#, vec!["/a"]),
        (r#"{"id":1,"profile":{"url":"https://social.example.com/me"}}"#, vec![]),
        (r#"{"id":1,"resume":null}"#, vec![]),
        (r#"{"id":1,"resume":{}}"#, vec![]),
        (r#"{"id":1,"resume":{"url":"","file_name":null}}"#, vec![]),
    ] {
        let found: Vec<String> = read(lead).media.into_iter().map(|media| media.id.0).collect();
        assert_eq!(found, ids, "{lead}");
    }
}

#[test]
fn what_can_not_be_read_says_why() {
    for (lead, why) in [
        ("17", "a number"),
        (r#"{"name":"x"}"#, "no id"),
        (r#"{"id":[1]}"#, "a list"),
        (r#"{"id":1,"answers":17}"#, "answers are a number"),
        (r#"{"id":1,"answers":[{},"x"]}"#, "answer 2 is a text"),
        (r#"{"id":1"#, "no JSON"),
    ] {
        let Record::Unreadable { reason, .. } = record(lead) else { panic!("{lead}") };
        assert!(reason.contains(why), "{lead}: {reason}");
    }
    let Record::Unreadable { id, .. } = record(r#"{"id":"kept","answers":{}}"#) else { panic!() };
    assert_eq!(id, Some(SourceId::text("kept")));
}

#[test]
fn what_the_contract_does_not_explain_is_kept_and_noticed() {
    let names = names();
    let mut pass = Pass::default();
    let lead = r#"{"id":1,"shoe":{"size":44},"phone":["x"],"created_at":"soon","answers":[{"question":"q","reply":"r"}]}"#;
    let Record::Readable { application, .. } = names.record(&Piece::Record(lead.as_bytes()), &mut pass)
    else {
        panic!()
    };
    let kept: Vec<&str> = application.other.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(kept, ["shoe", "answers[0].reply", "phone", "created_at"]);
    let drift = names.close(pass).sentences(str::to_owned).join("\n");
    for part in [
        "`shoe`",
        "`reply`",
        "`phone` of a lead is a list",
        "`created_at`",
        "no lead has `name`",
        "no answer has `answer`",
    ] {
        assert!(drift.contains(part), "{part}: {drift}");
    }
}

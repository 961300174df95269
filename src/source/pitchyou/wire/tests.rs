//! What profiles say, in every variant that the contract lists, and what becomes of those that say something else.

use proptest::prelude::*;
use serde_json::{Value, json};
use toml::Table;

use super::*;
use crate::domain::SourceKind;

fn names() -> Names {
    Names::new(&Contract::of(SourceKind::PitchYou, &Table::new()).unwrap())
}

fn read_bytes(raw: &[u8]) -> (Record, Vec<String>) {
    let names = names();
    let mut pass = Pass::default();
    let record = names.record(&Piece::Record(raw), &mut pass);
    (record, names.close(pass).sentences(str::to_owned))
}

fn read(profile: &Value) -> (Application, Vec<String>) {
    let raw = profile.to_string();
    match read_bytes(raw.as_bytes()) {
        (Record::Readable { application, raw: kept, .. }, drift) => {
            assert_eq!(kept, raw.as_bytes());
            (*application, drift)
        }
        (Record::Unreadable { reason, .. }, _) => panic!("{reason}: {raw}"),
    }
}

/// A profile with these fields beside its id.
fn with(fields: Value) -> Application {
    let mut profile = json!({"profileId": "p1"});
    profile.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    read(&profile).0
}

fn reason(raw: &str) -> (Option<String>, String) {
    match read_bytes(raw.as_bytes()).0 {
        Record::Unreadable { id, reason, raw: kept } => {
            assert_eq!(kept, raw.as_bytes());
            (id.map(|id| id.as_str().to_owned()), reason)
        }
        Record::Readable { .. } => panic!("it was read: {raw}"),
    }
}

fn full() -> Value {
    json!({
        "profileId": 4711,
        "firstName": "Fatma", "lastName": "Yılmaz", "phone": "+49 151 1", "email": "fatma@example.com",
        "createdAt": "2026-03-01T10:00:00Z", "jobTitle": "Pflegefachkraft",
        "jobTemplateKey": "pflege", "externalReferenceId": 17,
        "utmSource": "indeed", "utmMedium": "cpc", "utmCampaign": "spring", "utmContent": null,
        "steps": [
            {"key": "q1", "question": "Wie heißt du?", "answer": "Fatma", "attachments": null},
            {"question": "Zeugnisse?", "answer": null, "attachments": [
                {"mediaId": "m1", "mimeType": "image/jpeg", "fileName": "z.jpg", "downloadUri": "https://x/1"},
                {"mediaId": 2, "mimeType": "audio/ogg"},
            ]},
        ],
        "cv": {"mediaId": "cv", "mimeType": "application/pdf", "fileName": "cv.pdf"},
        "profileImage": {"mediaId": "m1", "mimeType": "image/jpeg"},
    })
}

#[test]
fn a_full_profile_is_read_into_the_common_words() {
    let (application, drift) = read(&full());
    assert_eq!(drift, [""; 0]);
    assert_eq!((application.id.as_str(), application.id.is_number()), ("4711", true));
    assert_eq!(application.person.name.as_deref(), Some("Fatma Yılmaz"));
    assert_eq!(application.person.phone.as_deref(), Some("+49 151 1"));
    assert_eq!(application.job.as_deref(), Some("17"));
    assert_eq!(application.template.as_deref(), Some("pflege"));
    assert_eq!(application.title.as_deref(), Some("Pflegefachkraft"));
    assert_eq!(application.utm.values().collect::<Vec<_>>(), ["indeed", "cpc", "spring"]);
    assert_eq!(application.applied_at.unwrap().to_string(), "2026-03-01T10:00:00Z");
    assert_eq!(application.other, []);
    let media: Vec<_> =
        application.media.iter().map(|m| (m.id.as_str(), m.role, m.name.as_deref())).collect();
    assert_eq!(
        media,
        [("m1", Role::Image, Some("z.jpg")), ("2", Role::Attachment, None), ("cv", Role::Cv, Some("cv.pdf"))],
        "each file once, with its more telling role"
    );
    let attached: Vec<_> = application.steps[1].attachments.iter().map(MediaId::as_str).collect();
    assert_eq!(attached, ["m1", "2"]);
    assert_eq!(application.steps[1].answer, None);
}

#[test]
fn little_is_enough() {
    for profile in
        [json!({"profileId": "p"}), json!({"profileId": "p", "steps": null, "cv": null, "firstName": ""})]
    {
        let (application, _) = read(&profile);
        assert_eq!(application, Application::new(SourceId::text("p")));
    }
    let (_, drift) = read(&json!({"profileId": "p"}));
    assert_eq!(drift, ["no profile has `steps` any more"]);
}

#[test]
fn every_alias_is_known_and_the_first_counts() {
    for (name, value) in [("name", "A B"), ("fullName", "A B")] {
        assert_eq!(with(json!({name: value})).person.name.as_deref(), Some("A B"));
    }
    for name in ["phone", "phoneNumber", "mobile", "whatsAppNumber"] {
        assert_eq!(with(json!({name: 4915112345678_u64})).person.phone.as_deref(), Some("4915112345678"));
    }
    for name in ["createdAt", "created", "timestamp", "applicationDate"] {
        assert!(with(json!({name: 1772359200})).applied_at.is_some(), "{name}");
    }
    for name in ["jobTitle", "title"] {
        assert_eq!(with(json!({name: "Koch"})).title.as_deref(), Some("Koch"));
    }
    for (question, answer, key) in
        [("question", "answer", "key"), ("questionText", "answerText", "stepKey"), ("label", "value", "id")]
    {
        let step = with(json!({"steps": [{question: "Q", answer: "A", key: "K"}]})).steps.remove(0);
        assert_eq!((step.question.as_deref(), step.answer.as_deref()), (Some("Q"), Some("A")));
        assert_eq!(step.key.as_deref(), Some("K"));
    }
    let (application, drift) = read(
        &json!({"profileId": "p", "steps": [], "mobile": "2", "phone": "1", "fullName": "X", "name": null}),
    );
    assert_eq!(application.person.phone.as_deref(), Some("1"));
    assert_eq!(application.person.name.as_deref(), Some("X"));
    assert_eq!(application.other, [("mobile".to_owned(), "\"2\"".to_owned())]);
    assert_eq!(drift, [""; 0], "a spare alias is nothing new");
}

#[test]
fn an_empty_alias_hides_none_that_says_something() {
    let (one, drift) = read(&json!({
        "profileId": "p", "phone": " ", "mobile": "", "whatsAppNumber": "+49 151 1", "title": "Koch", "jobTitle": "",
        "steps": [{"question": "Q", "answer": "", "value": 3, "attachments": []}],
    }));
    assert_eq!(one.person.phone.as_deref(), Some("+49 151 1"));
    assert_eq!(one.title.as_deref(), Some("Koch"));
    assert_eq!(one.steps[0].answer.as_deref(), Some("3"));
    let kept: Vec<&str> = one.other.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(kept, ["mobile", "jobTitle", "phone", "steps[0].answer"]);
    assert_eq!(drift, [""; 0], "what is not chosen is explained");
    // All empty: the first counts, and an empty list says that there is nothing.
    let (none, drift) = read(&json!({
        "profileId": "p", "phone": "", "mobile": "", "steps": [{"question": "Q", "answer": [], "value": "3"}],
    }));
    assert_eq!((none.person.phone, none.steps[0].answer.as_deref()), (None, None));
    assert_eq!(
        none.other.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["mobile", "steps[0].value"]
    );
    assert_eq!(drift, [""; 0]);
}

#[test]
fn an_empty_id_stays_one_and_is_not_taken_from_an_alias() {
    let overrides: Table = "[profile]\nid = [\"profileId\", \"id\"]".parse().unwrap();
    let names = Names::new(&Contract::of(SourceKind::PitchYou, &overrides).unwrap());
    let id = |raw: &str| match names.record(&Piece::Record(raw.as_bytes()), &mut Pass::default()) {
        Record::Readable { application, .. } => application.id.as_str().to_owned(),
        Record::Unreadable { reason, .. } => panic!("{reason}"),
    };
    assert_eq!(id(r#"{"profileId":"","id":"77","steps":[]}"#), "");
    assert_eq!(id(r#"{"profileId":null,"id":"77","steps":[]}"#), "77");
}

#[test]
fn answers_are_written_out() {
    for (answer, written) in [
        (json!("text"), Some("text")),
        (json!(17), Some("17")),
        (json!(1.5), Some("1.5")),
        (json!(true), Some("yes")),
        (json!(false), Some("no")),
        (json!(["a", 2, null, true]), Some("a, 2, yes")),
        (json!([]), None),
        (json!(null), None),
        (json!("  "), None),
    ] {
        let (application, drift) =
            read(&json!({"profileId": "p", "steps": [{"question": "Q", "answer": answer}]}));
        assert_eq!(application.steps[0].answer.as_deref(), written, "{answer}");
        assert_eq!(drift, [""; 0]);
    }
    let (application, drift) =
        read(&json!({"profileId": "p", "steps": [{"question": "Q", "answer": {"a": 1}}, null]}));
    assert_eq!(application.steps[0].answer.as_deref(), Some("{\"a\":1}"));
    assert_eq!(application.steps.len(), 1);
    assert!(drift[0].contains("`answer`") && drift[0].contains("an object"), "{drift:?}");
}

#[test]
fn a_name_is_taken_from_the_steps_only_when_there_is_no_other() {
    let steps = json!([{"question": "Wie heißt du?", "answer": "Max"}]);
    assert_eq!(with(json!({"steps": steps})).person.name.as_deref(), Some("Max"));
    assert_eq!(with(json!({"steps": steps, "lastName": "Muster"})).person.name.as_deref(), Some("Muster"));
    assert_eq!(with(json!({"steps": []})).person.name, None);
}

#[test]
fn unknown_fields_are_kept_and_noticed() {
    let (application, drift) = read(&json!({
        "profileId": "p", "shoe size": {"eu": 42},
        "steps": [{"question": "Q", "answer": "A", "durationMs": 5}],
        "cv": {"mediaId": "1", "virusScan": {"clean": true}},
        "nothing": null,
    }));
    let mut other = application.other;
    other.sort();
    let text = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        other,
        [
            text("cv.virusScan", r#"{"clean":true}"#),
            text("shoe size", r#"{"eu":42}"#),
            text("steps[0].durationMs", "5")
        ]
    );
    assert_eq!(drift.len(), 3);
    assert!(drift.iter().any(|one| one.contains("`shoe size` (an object)")), "{drift:?}");
}

#[test]
fn a_retyped_field_is_kept_and_noticed_and_spoils_nothing() {
    let (application, drift) =
        read(&json!({"profileId": "p", "steps": [], "email": ["a@b"], "createdAt": "soon"}));
    assert_eq!((application.person.email, application.applied_at), (None, None));
    assert_eq!(application.other.len(), 2);
    assert!(drift.iter().any(|one| one.contains("`email` of a profile is a list")), "{drift:?}");
    assert!(drift.iter().any(|one| one.contains("`createdAt`") && one.contains("a time")), "{drift:?}");
}

#[test]
fn no_file_is_passed_over_wherever_it_stands() {
    let file = |id: &str| json!({"mediaId": id, "mimeType": "image/png"});
    for profile in [
        json!({"profileId": "p", "resume": file("x")}),
        json!({"profileId": "p", "documents": {"all": [{"deep": file("x")}]}}),
        json!({"profileId": "p", "steps": [{"files": [file("x")]}]}),
        json!({"profileId": "p", "steps": [{"answer": [file("x")]}]}),
        json!({"profileId": "p", "steps": [{"attachments": file("x")}]}),
        json!({"profileId": "p", "cv": [file("x")]}),
        json!({"profileId": "p", "name": file("x")}),
        json!({"profileId": "p", "cv": {"mediaId": "y", "thumbnail": file("x")}}),
    ] {
        let (application, drift) = read(&profile);
        assert!(application.media.iter().any(|media| media.id.as_str() == "x"), "{profile}");
        assert!(!drift.is_empty(), "{profile}");
    }
}

#[test]
fn a_file_without_an_id_holds_its_applicant_back() {
    for (cv, uri) in [
        (json!({"fileName": "cv.pdf", "downloadUri": "https://x/1"}), Some("https://x/1")),
        (json!({"mediaId": null, "fileName": "cv.pdf"}), None),
        (json!({"mediaId": "", "fileName": "cv.pdf"}), None),
        (json!({"mediaId": {}, "fileName": "cv.pdf"}), None),
        (json!("https://x/1"), Some("https://x/1")),
        (json!(17), Some("17")),
    ] {
        let application = with(json!({"cv": cv}));
        assert_eq!(application.media.len(), 1, "{cv}");
        assert!(super::super::file::has_no_id(&application.media[0].id), "{cv}");
        assert_eq!(application.media[0].uri.as_deref(), uri, "{cv}");
    }
    let two = with(json!({"steps": [{"attachments": [{"fileName": "a"}, {"fileName": "b"}]}]}));
    assert_eq!((two.media.len(), two.steps[0].attachments.len()), (2, 2));
    // An object in which there is nothing announces nothing.
    let none = json!({"mediaId": null, "fileName": "", "downloadUri": null});
    assert_eq!(
        with(json!({"cv": none, "profileImage": {}, "steps": [{"attachments": [null, {}]}]})).media,
        []
    );
}

#[test]
fn what_can_not_be_read_says_why_and_names_its_id_if_it_can() {
    for (raw, id, why) in [
        ("{}", None, "no id"),
        (r#"{"profileId":null}"#, None, "no id"),
        (r#"{"profileId":true}"#, None, "a yes/no"),
        (r#"{"uuid":"x"}"#, None, "no id"),
        (r#""text""#, None, "a text"),
        ("17", None, "a number"),
        ("[]", None, "a list"),
        ("nul", None, "no JSON"),
        (r#"{"profileId":"p","steps":17}"#, Some("p"), "its steps are a number"),
        (r#"{"profileId":"p","steps":{"a":1}}"#, Some("p"), "its steps are an object"),
        (r#"{"profileId":"p","steps":[{},"x"]}"#, Some("p"), "its step 2 is a text"),
        (r#"{"profileId":"p","steps":[}"#, Some("p"), "no JSON"),
        (r#"{"profileId":"p","x":01}"#, Some("p"), "no JSON"),
        ("{\"profileId\":\"p\",\"x\":\"\t\"}", Some("p"), "no JSON"),
    ] {
        let (found, said) = reason(raw);
        assert_eq!(found.as_deref(), id, "{raw}");
        assert!(said.contains(why), "{raw}: {said}");
    }
    let (record, _) = read_bytes(b"{\"profileId\":\"bad-\xff\",\"steps\":[]}");
    assert!(
        matches!(&record, Record::Unreadable { id: None, reason, .. } if reason.contains("UTF-8")),
        "{record:?}"
    );
    let (record, _) = read_bytes(b"{\"profileId\":7,\"firstName\":\"\xff\"}");
    assert!(matches!(&record, Record::Unreadable { id: Some(id), .. } if id.is_number()), "{record:?}");
    let (record, _) = read_bytes(br#"{"profileId":"","firstName":"A"}"#);
    assert!(matches!(&record, Record::Readable { application, .. } if application.id == SourceId::text("")));
    let long = format!("{{\"profileId\":\"{}\"}}", "x".repeat(600));
    assert!(reason(&long).1.contains("longer"));
}

#[test]
fn limits_are_named() {
    let names = names();
    let mut pass = Pass::default();
    let large = names.record(&Piece::Large(br#"{"profileId":"p","steps":["#, 20_000_000), &mut pass);
    let Record::Unreadable { id, reason, .. } = large else { panic!("it was read") };
    assert!(
        id.unwrap().as_str() == "p" && reason.contains("20000000 bytes") && reason.contains("16 MB"),
        "{reason}"
    );
    let deep = names.record(&Piece::Deep(br#"{"profileId":"p"}"#), &mut pass);
    assert!(matches!(deep, Record::Unreadable { reason, .. } if reason.contains("64 levels")));
}

#[test]
fn sameness_is_blind_to_addresses_and_order() {
    let sameness = |profile: &Value, text: fn(&Value) -> String| match read_bytes(text(profile).as_bytes()).0
    {
        Record::Readable { sameness, .. } => sameness,
        Record::Unreadable { reason, .. } => panic!("{reason}"),
    };
    let plain: fn(&Value) -> String = Value::to_string;
    let one = sameness(&full(), plain);
    assert_eq!(one, sameness(&full(), |value| serde_json::to_string_pretty(value).unwrap()));
    let mut other = full();
    other["steps"][1]["attachments"][0]["downloadUri"] = json!("https://x/other?signature=new");
    assert_eq!(one, sameness(&other, plain));
    other["steps"][0]["answer"] = json!("Fatima");
    assert_ne!(one, sameness(&other, plain));
}

#[test]
fn volatile_fields_of_the_account_do_not_count() {
    let overrides: Table = "volatile = [\"lastSeen\"]".parse().unwrap();
    let names = Names::new(&Contract::of(SourceKind::PitchYou, &overrides).unwrap());
    let sameness = |raw: &str| match names.record(&Piece::Record(raw.as_bytes()), &mut Pass::default()) {
        Record::Readable { sameness, .. } => sameness,
        Record::Unreadable { reason, .. } => panic!("{reason}"),
    };
    assert_eq!(
        sameness(r#"{"profileId":1,"x":{"lastSeen":1}}"#),
        sameness(r#"{"profileId":1,"x":{"lastSeen":2}}"#)
    );
}

#[test]
fn a_profile_with_very_many_files_is_read_in_no_time() {
    let files: Vec<Value> = (0..50_000).map(|at| json!({"mediaId": at})).collect();
    let application = with(json!({"steps": [{"attachments": files}]}));
    assert_eq!((application.media.len(), application.steps[0].attachments.len()), (50_000, 50_000));
}

/// One change somewhere in a JSON value: another value, a missing or a new field, a list for a value.
fn mutate(value: &mut Value, dice: &mut impl Iterator<Item = u32>) {
    let roll = dice.next().unwrap_or(0);
    let child = match value {
        Value::Object(fields) if !fields.is_empty() && !roll.is_multiple_of(4) => {
            let at = (roll as usize / 4) % fields.len();
            if roll.is_multiple_of(7) {
                let name = fields.keys().nth(at).cloned().unwrap();
                let moved = fields.remove(&name).unwrap();
                fields.insert(format!("{name}X"), moved);
                return;
            }
            fields.values_mut().nth(at)
        }
        Value::Array(items) if !items.is_empty() && !roll.is_multiple_of(4) => {
            let at = (roll as usize / 4) % items.len();
            items.get_mut(at)
        }
        _ => None,
    };
    match child {
        Some(child) => mutate(child, dice),
        None => {
            *value = match roll % 9 {
                0 => Value::Null,
                1 => json!(true),
                2 => json!(-1.5e300),
                3 => json!("\u{202e}\u{0}💥"),
                4 => json!([value.clone(), value.clone()]),
                5 => json!({"value": value.clone(), "mediaId": "stray"}),
                6 => json!({}),
                7 => json!(""),
                _ => json!(u64::MAX),
            };
        }
    }
}

proptest! {
    #[test]
    fn whatever_a_profile_becomes_it_is_read_or_kept(
        rolls in prop::collection::vec(any::<u32>(), 1..60),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let mut profile = full();
        let mut dice = rolls.into_iter();
        for _ in 0..4 {
            mutate(&mut profile, &mut dice);
        }
        let mut raw = profile.to_string().into_bytes();
        for (at, byte) in cuts {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        let (record, drift) = read_bytes(&raw);
        let kept = match &record {
            Record::Readable { raw, application, .. } => {
                let mut ids: Vec<_> = application.media.iter().map(|media| media.id.clone()).collect();
                ids.sort();
                ids.dedup();
                prop_assert_eq!(ids.len(), application.media.len(), "each file once");
                for id in application.steps.iter().flat_map(|step| &step.attachments) {
                    prop_assert!(ids.contains(id), "every attachment is a file");
                }
                raw
            }
            Record::Unreadable { raw, .. } => raw,
        };
        prop_assert_eq!(kept, &raw);
        prop_assert!(drift.iter().all(|one| !one.chars().any(char::is_control)));
    }

    #[test]
    fn any_bytes_are_read_or_kept(raw in prop::collection::vec(any::<u8>(), 0..200)) {
        let (record, _) = read_bytes(&raw);
        let (Record::Readable { raw: kept, .. } | Record::Unreadable { raw: kept, .. }) = record;
        prop_assert_eq!(kept, raw);
    }
}

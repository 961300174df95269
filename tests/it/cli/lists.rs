//! `list`, `show`, `count`, `stats`, `history`, `stage`, `templates`: what is read back.

use serde_json::{Value, json};

use crate::env::Env;

fn synced() -> Env {
    let env = Env::new();
    let ran = env.run(&["sync"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    env
}

/// Ages count from now, which is another time in each run.
fn without_ages(text: &str) -> String {
    text.lines()
        .map(|line| {
            let words = line.split("  ").map(|cell| {
                let cell = cell.trim_end();
                let age = cell.trim_start().strip_suffix('d').is_some_and(|days| days.parse::<u32>().is_ok());
                if age { "AGE" } else { cell }
            });
            words.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
        })
        .collect()
}

#[test]
fn a_table_shows_hostile_names_and_obeys_none() {
    let env = synced();
    insta::assert_snapshot!(without_ages(&env.told(&["list"])), @r"
    exit 0
    --- out
       NAME                      POSITION         AGE   STAGE  MEDIA  SAFETY  ID
    ●  Fatma Yılmaz              Pflegefachkraft  AGE  new    3      saved   acme/p-100
    ●  Иван Петров               store            AGE  new    1      saved   acme/p-200
    ●  Mallory␛]0;owned␇�31mgnp                  AGE  new           saved   acme/x%20%1B[2J%25
    ");
}

#[test]
fn an_applicant_has_the_published_shape() {
    let env = synced();
    let mut fatma = env.json(&["list", "--json", "name:fatma"])[0].take();
    assert!(fatma["pulled_at"].as_str().unwrap().ends_with('Z'));
    fatma["pulled_at"] = json!("now");
    for media in fatma["media"].as_array_mut().unwrap() {
        assert_eq!(media["sha256"].as_str().unwrap().len(), 64);
        media["sha256"] = json!("hash");
    }
    let media = |id: &str, role: &str, name: &str, mime: &str, size: u64| {
        json!({"id": id, "role": role, "name": name, "mime": mime, "size": size, "sha256": "hash", "saved": true,
               "problem": null})
    };
    assert_eq!(
        fatma,
        json!({
            "schema": 1, "id": "acme/p-100", "account": "acme", "source": "pitchyou", "source_id": "p-100",
            "name": "Fatma Yılmaz", "phone": "+49 151 2345678", "email": "fatma@example.org", "job": "4711",
            "template": "care", "profession": null, "location": null, "title": "Pflegefachkraft",
            "utm": {"source": "indeed", "medium": "cpc", "campaign": "spring", "content": null},
            "applied_at": "2026-03-01T10:00:00Z", "pulled_at": "now", "stage": "new", "reason": null,
            "safety": "saved", "held": null, "unreadable": null, "unread": true, "updated": false, "tags": [],
            "note": null, "assignee": null, "contacted_at": null, "confirmed_at": null, "snoozed_until": null,
            "revisions": 1,
            "media": [
                media("m1", "attachment", "zeugnis.jpg", "image/jpeg", 9),
                media("m2", "cv", "lebenslauf.pdf", "application/pdf", 11),
                media("m3", "image", "ich.png", "image/png", 11),
            ],
            "steps": [
                {"key": "name", "question": "Wie heißt du?", "answer": "Fatma Yılmaz", "attachments": []},
                {"key": "proof", "question": "Zeugnisse?", "answer": null, "attachments": ["m1"]},
            ],
            "deliveries": [], "other": {"shoeSize": 38.5},
        })
    );
    let shown = env.json(&["show", "acme/p-100", "--json"]);
    assert_eq!(shown["schema"], 1);
    assert!(shown["history"].as_array().is_some_and(|history| !history.is_empty()), "{shown}");
}

#[test]
fn every_format_tells_the_same_applicants() {
    let env = synced();
    let array = env.json(&["list", "--format", "json"]);
    let lines = env.run(&["list", "--format", "jsonl"]).lines();
    assert_eq!(array.as_array().unwrap(), &lines);
    assert!(lines.iter().all(|line| line["schema"] == 1));
    assert_eq!(env.run(&["list", "stage:hired", "--json"]).out, "[]\n");

    let csv = env.run(&["list", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.bytes.as_slice());
    let heads = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell =
        |row: usize, head: &str| rows[row].get(heads.iter().position(|one| one == head).unwrap()).unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!((cell(0, "id"), cell(0, "phone"), cell(0, "media")), ("acme/p-100", "'+49 151 2345678", "3"));
    assert_eq!(cell(2, "email"), "'=cmd|' /C calc'!A0");
    assert!(!csv.out.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{7}']), "{}", csv.out);
}

#[test]
fn order_and_limit_are_kept() {
    let env = synced();
    let ids = |args: &[&str]| -> Vec<String> {
        let ran = env.run(&[&["list", "--format", "jsonl"], args].concat());
        ran.lines().iter().map(|line| line["source_id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&["--limit", "2"]), ["p-100", "p-200"]);
    assert_eq!(ids(&["--limit", "0"]), Vec::<String>::new());
    assert_eq!(ids(&["--sort", "name", "--limit", "1"]), ["p-100"]);
    assert_eq!(env.run(&["stage", "acme/p-100", "offer"]).code, 0);
    assert_eq!(ids(&["--sort", "stage"])[2], "p-100");
    assert_eq!(ids(&["utm:indeed"]), ["p-100"]);
    assert_eq!(ids(&["--query", "-utm:indeed -name:mallory"]), ["p-200"]);
    assert_eq!(ids(&["--", "-utm:indeed", "петров"]), ["p-200"]);
}

#[test]
fn a_mistake_in_a_query_is_placed_and_nothing_is_printed() {
    let env = synced();
    insta::assert_snapshot!(env.told(&["list", "is:unread", "stge:new"]), @r"
    exit 2
    --- err
    kandidat: there is no field `stge:`; did you mean `stage:`?
      is:unread stge:new
                ^^^^
    ");
    insta::assert_snapshot!(env.told(&["count", "stage:interveiw"]), @r"
    exit 2
    --- err
    kandidat: `stage:` doesn't know `interveiw`; did you mean `interview`?
      stage:interveiw
            ^^^^^^^^^
    ");
    insta::assert_snapshot!(env.told(&["list", "age:<2x"]), @r"
    exit 2
    --- err
    kandidat: `age:` takes a limit such as `<2d` or `>1h` (s, m, h, d, w), not `<2x`
      age:<2x
          ^^^
    ");
    for query in ["is:foo", "xyzxyzxyz:1"] {
        let ran = env.run(&["list", query]);
        let offered = ran.err.lines().next().unwrap().split_once("; there is ").unwrap().1.to_owned();
        let mut words: Vec<&str> = offered.split(", ").collect();
        let many = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), many, "each once: {offered}");
    }
    insta::assert_snapshot!(env.told(&["list", "--json", "--format", "csv"]), @r"
    exit 2
    --- err
    kandidat: --json and --format ask for different things
      → leave one of them out
    ");
}

#[test]
fn a_record_comes_back_byte_for_byte() {
    let env = synced();
    let raw = env.run(&["show", "acme/p-100", "--raw"]);
    assert_eq!(raw.bytes, env.sandbox().world().body("p-100").unwrap());
    let hostile = env.run(&["show", "acme/x", "--raw"]);
    assert_eq!(hostile.bytes, env.sandbox().world().body("x \u{1b}[2J%").unwrap());
}

#[test]
fn an_id_may_be_cut_short_while_it_is_clear() {
    let env = synced();
    assert_eq!(env.json(&["show", "acme/p-1", "--json"])["id"], "acme/p-100");
    assert_eq!(env.json(&["show", "p-200", "--json"])["id"], "acme/p-200");
    let id = env.json(&["list", "name:mallory", "--json"])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(id, "acme/x%20%1B[2J%25");
    assert_eq!(env.json(&["show", &id, "--json"])["source_id"], "x \u{1b}[2J%");
    insta::assert_snapshot!(env.told(&["show", "acme/p"]), @r#"
    exit 2
    --- err
    kandidat: "acme/p" is the beginning of several ids
      → one of acme/p-100, acme/p-200
    "#);
    insta::assert_snapshot!(env.told(&["show", "acme/p-101"]), @r#"
    exit 2
    --- err
    kandidat: there is no applicant "acme/p-101"
      → did you mean acme/p-100?
    "#);
    let far = env.run(&["show", "acme/nobody-like-this"]);
    assert_eq!(far.code, 2, "{far:?}");
    assert!(far.err.contains("→ the nearest is acme/"), "{far:?}");
}

#[test]
fn one_applicant_for_people() {
    let env = synced();
    let shown = env.told(&["show", "acme/p-100"]);
    let (facts, history) = shown.split_once("other fields\n").unwrap();
    insta::assert_snapshot!(facts, @r"
    exit 0
    --- out
    Fatma Yılmaz
    acme/p-100 · Pflegefachkraft · job 4711 · template care
    +49 151 2345678  fatma@example.org
    indeed / cpc / spring
    new · saved · unread

    1 Wie heißt du?
      Fatma Yılmaz

    2 Zeugnisse?
      ▣ zeugnis.jpg  attachment  image/jpeg  9 B  saved

      ▣ lebenslauf.pdf  cv  application/pdf  11 B  saved
      ▣ ich.png  image  image/png  11 B  saved
    ");
    assert!(history.contains("shoeSize: 38.5") && history.contains("pulled"), "{history}");
    let hostile = env.run(&["show", "acme/x"]);
    assert!(!hostile.out.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{7}']), "{hostile:?}");
}

#[test]
fn counts_are_for_status_bars() {
    let env = synced();
    assert_eq!(env.run(&["count"]).out, "3\n");
    assert_eq!(env.run(&["count", "name:fatma"]).out, "1\n");
    assert_eq!(env.run(&["count", "--account", "acme"]).out, "3\n");
    assert_eq!(env.run(&["stage", "acme/p-100", "offer"]).code, 0);
    let count = env.json(&["count", "--json"]);
    assert_eq!(
        (&count["schema"], &count["count"], &count["new"], &count["unread"]),
        (&json!(1), &json!(3), &json!(2), &json!(3))
    );
    assert_eq!(count["inbox"]["to_confirm"], 3);
    assert_eq!(env.json(&["count", "name:fatma", "--json"])["new"], 0);
}

#[test]
fn a_stage_is_moved_and_written_down() {
    let env = synced();
    insta::assert_snapshot!(env.told(&["stage", "acme/p-100", "acme/p-200", "rejected", "--reason", "no licence", "--recruiter", "Jana"]), @r"
    exit 0
    --- err
    2 applicants are rejected now
    ");
    let fatma = env.json(&["show", "acme/p-100", "--json"]);
    assert_eq!((&fatma["stage"], &fatma["reason"]), (&json!("rejected"), &json!("no licence")));
    let history = env.json(&["history", "acme/p-100", "--json"]);
    let last = history.as_array().unwrap().last().unwrap();
    assert_eq!((&last["what"], &last["who"]), (&json!("stage"), &json!("Jana")), "{history}");
    assert!(
        history
            .as_array()
            .unwrap()
            .iter()
            .all(|event| event["schema"] == 1 && event["applicant"] == "acme/p-100")
    );
    assert_eq!(
        env.json(&["stage", "--query", "name:mallory", "withdrawn", "--json"]),
        json!({"schema": 1, "stage": "withdrawn", "changed": 1})
    );
    assert_eq!(env.json(&["stage", "acme/p-200", "contacted", "--json"])["changed"], 1);
    assert!(env.json(&["show", "acme/p-200", "--json"])["contacted_at"].is_string());
    assert_eq!(env.json(&["stage", "acme/p-200", "contacted", "--json"])["changed"], 0, "stood there before");
    insta::assert_snapshot!(env.told(&["stage", "acme/p-100", "acme/p-200", "contacted"]), @r"
    exit 0
    --- err
    1 applicant is contacted now, 1 stood there before
    ");
    assert_eq!(env.run(&["stage", "acme/p-100", "rejected", "--reason", "no licence"]).code, 0);

    insta::assert_snapshot!(env.told(&["stage", "acme/p-100", "interveiw"]), @r#"
    exit 2
    --- err
    kandidat: there is no stage "interveiw"
      → did you mean interview? (new, contacted, interview, offer, hired, rejected, withdrawn)
    "#);
    insta::assert_snapshot!(env.told(&["stage", "offer"]), @r"
    exit 2
    --- err
    kandidat: this names no applicant
      → kandidat stage ID… STAGE, or --query QUERY STAGE
    ");
    insta::assert_snapshot!(env.told(&["stage", "acme/p-100", "acme/nobody", "offer"]), @r#"
    exit 2
    --- err
    kandidat: there is no applicant "acme/nobody"
      → the nearest is acme/p-100; `kandidat list` prints the ids
    "#);
    assert_eq!(
        env.json(&["show", "acme/p-100", "--json"])["stage"],
        "rejected",
        "a wrong id means that nothing is done"
    );
}

#[test]
fn history_is_the_proof() {
    let env = synced();
    assert_eq!(env.run(&["confirm", "acme/p-100", "--yes"]).code, 0);
    let words: Vec<Value> = env
        .json(&["history", "acme/p-100", "--json"])
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["what"].clone())
        .collect();
    assert_eq!(words.first(), Some(&json!("pulled")), "{words:?}");
    assert_eq!(words.last(), Some(&json!("confirmed")), "{words:?}");
    assert_eq!(words.iter().filter(|word| **word == json!("media.saved")).count(), 3, "{words:?}");
    let all = env.json(&["history", "--json"]).as_array().unwrap().len();
    assert!(all > words.len());
    assert_eq!(env.json(&["history", "--json", "--since", "1h"]).as_array().unwrap().len(), all);
    assert_eq!(env.json(&["history", "--json", "--since", "2999-01-01"]), json!([]));
    insta::assert_snapshot!(env.told(&["history", "--since", "soon"]), @r#"
    exit 2
    --- err
    kandidat: "soon" is no time
      → a span such as 30m, 2h or 7d, a day such as 2026-03-01, or a time such as 2026-03-01T15:30:00Z
    "#);
}

#[test]
fn templates_are_asked_for_once() {
    let env = Env::new();
    let templates = env.json(&["templates", "--json"]);
    let first = &templates[0];
    assert_eq!((&first["schema"], &first["account"]), (&json!(1), &json!("acme")), "{first}");
    assert!(first["template"].is_string() && first["title"].is_string() && first["descriptions"].is_array());
    let asked = env.sandbox().journal().arrived();
    assert_eq!(env.json(&["templates", "--json"]), templates);
    assert_eq!(env.sandbox().journal().arrived(), asked);
    assert_eq!(env.json(&["templates", "--refresh", "--json"]), templates);
    assert!(env.sandbox().journal().arrived() > asked);
}

#[test]
fn the_funnel_in_figures() {
    let env = synced();
    assert_eq!(env.run(&["stage", "acme/p-100", "interview"]).code, 0);
    for by in ["template", "job", "source", "campaign", "day"] {
        let stats = env.json(&["stats", "--by", by, "--json"]);
        assert_eq!((&stats["schema"], &stats["by"]), (&json!(1), &json!(by)), "{stats}");
        let rows = stats["rows"].as_array().unwrap();
        let all: u64 = rows.iter().map(|row| row["applicants"].as_u64().unwrap()).sum();
        assert_eq!(all, 3, "{stats}");
        let interview: u64 = rows.iter().map(|row| row["stages"]["interview"].as_u64().unwrap()).sum();
        assert_eq!(interview, 1, "{stats}");
    }
    assert!(env.run(&["stats"]).out.contains("care"));
}

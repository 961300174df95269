//! `confirm`, `save`, `outbox`: what reaches the source, and what waits.

use kandidat::sandbox::{Fault, Options, Profile};
use serde_json::json;

use crate::env::{Env, people};

#[test]
fn nobody_is_confirmed_without_a_yes() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    insta::assert_snapshot!(env.told(&["confirm", "acme/p-100"]), @r"
    exit 2
    --- err
    kandidat: nobody can be asked here, so nothing was confirmed
      → --yes confirms without asking, --dry-run shows what would be done
    ");
    insta::assert_snapshot!(env.told(&["confirm", "--query", "name:fatma", "--dry-run"]), @r"
    exit 0
    --- out
    ready         acme/p-100  Fatma Yılmaz
    ");
    assert!(env.sandbox().journal().confirmed().is_empty());
    insta::assert_snapshot!(env.told(&["confirm", "acme/p-100", "--yes"]), @r"
    exit 0
    --- out
    acme/p-100 confirmed
    --- err
    1 confirmed, 0 not
    ");
    assert_eq!(env.sandbox().journal().confirmed(), [("p-100".to_owned(), 1)]);
    assert_eq!(
        env.json(&["confirm", "acme/p-100", "acme/p-200", "--yes", "--json"]),
        json!({"schema": 1, "confirmed": 1, "results": [
            {"id": "acme/p-100", "outcome": "already", "reason": null},
            {"id": "acme/p-200", "outcome": "confirmed", "reason": null},
        ]})
    );
    assert_eq!(env.sandbox().journal().confirmed().len(), 2);
}

#[test]
fn what_is_not_saved_is_not_confirmed_unless_it_is_saved_first() {
    let env = Env::new();
    assert_eq!(env.run(&["sync", "--no-media"]).code, 0);
    insta::assert_snapshot!(env.told(&["confirm", "acme/p-100", "acme/x", "--yes"]), @r"
    exit 1
    --- out
    acme/x%20%1B[2J%25 confirmed
    --- err
    kandidat: acme/p-100: held back: 3 files are not saved yet (--save fetches first)
    1 confirmed, 1 not
    ");
    assert_eq!(
        env.json(&["confirm", "acme/p-100", "--dry-run", "--json"]),
        json!({"schema": 1, "dry_run": true, "ready": [], "needs_saving": [{"id": "acme/p-100", "files": 3}],
               "held_back": [], "ordered": [], "already": []})
    );
    let ran = env.run(&["confirm", "acme/p-100", "--yes", "--save"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(env.sandbox().journal().premature().is_empty());
}

#[test]
fn a_gap_is_accepted_by_name_and_on_record() {
    let mut profiles = people();
    profiles[1] = Profile::json(json!({"profileId": "p-200", "name": "Иван", "steps": [],
        "cv": {"mediaId": "gone", "fileName": "a.pdf", "mimeType": "application/pdf", "downloadUri": null}}));
    let env = Env::with(Options { applicants: 0, profiles, ..Options::default() });
    assert_eq!(env.run(&["sync"]).code, 1);
    let refused = env.run(&["confirm", "acme/p-200", "--yes"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("--accept-missing"), "{refused:?}");
    let ran = env.run(&["confirm", "acme/p-200", "--yes", "--accept-missing", "--recruiter", "Jana"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let history = env.json(&["history", "acme/p-200", "--json"]);
    let accepted =
        history.as_array().unwrap().iter().find(|event| event["detail"].to_string().contains("a.pdf"));
    assert_eq!(accepted.unwrap()["who"], "Jana", "{history}");
}

#[test]
fn an_order_that_finds_nobody_waits_in_the_outbox() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    env.faults(&[Fault::Maintenance { seconds: 3600, times: 1000 }]);
    let ran = env.run(&["confirm", "acme/p-100", "acme/p-200", "--yes"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    let outbox = env.json(&["outbox", "--json"]);
    let item = &outbox[0];
    assert_eq!(
        (&item["schema"], &item["kind"], &item["state"]),
        (&json!(1), &json!("confirm"), &json!("waiting")),
        "{outbox}"
    );
    assert_eq!(outbox.as_array().unwrap().len(), 2);
    assert!(item["applicant"].as_str().unwrap().starts_with("acme/p-") && item["target"].is_null());
    assert!(env.run(&["outbox"]).out.contains("waiting"));

    let first = item["id"].to_string();
    insta::assert_snapshot!(env.told(&["outbox", "drop", "4711"]), @r"
    exit 2
    --- err
    kandidat: the outbox has no 4711
      → `kandidat outbox` prints the numbers
    ");
    assert_eq!(env.json(&["outbox", "drop", &first, "--json"]), json!({"schema": 1, "changed": 1}));
    let dropped = item["applicant"].as_str().unwrap();
    assert_eq!(env.json(&["show", dropped, "--json"])["safety"], "saved");

    // Still closed: a retry says so, and whose wish it heeds.
    let ran = env.run(&["outbox", "retry"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.err.contains("waiting") && ran.err.contains("--force overrides it"), "{ran:?}");
    env.faults(&[]);
    let asked = env.sandbox().journal().arrived();
    assert_eq!(env.run(&["outbox", "retry"]).code, 5, "the server named a time");
    assert_eq!(env.sandbox().journal().arrived(), asked);
    let retried = env.json(&["outbox", "retry", "--force", "--json"]);
    let left = outbox[1]["id"].as_i64().unwrap();
    let whom = outbox[1]["applicant"].as_str().unwrap();
    assert_eq!(
        retried,
        json!({"schema": 1, "changed": 1, "results": [
            {"id": left, "kind": "confirm", "applicant": whom, "outcome": "sent", "reason": null}]})
    );
    assert_eq!(env.json(&["outbox", "--json"]), json!([]));
    insta::assert_snapshot!(env.told(&["outbox", "retry"]), @r"
    exit 0
    --- err
    nothing waits to be sent
    ");
    assert_eq!(env.sandbox().journal().confirmed().len(), 1, "what was dropped is not sent");
}

#[test]
fn what_was_ordered_and_waits_is_tried_again_and_never_called_done() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    env.faults(&[Fault::Redirect { hops: 1 }]);
    let ran = env.run(&["confirm", "acme/p-100", "--yes"]);
    assert_eq!(ran.code, 5, "a sign-in page in the way is no refusal: {ran:?}");
    assert_eq!(env.json(&["outbox", "--json"])[0]["state"], "waiting");
    env.faults(&[]);
    insta::assert_snapshot!(env.told(&["confirm", "acme/p-100", "--dry-run"]), @r"
    exit 0
    --- out
    ordered       acme/p-100  Fatma Yılmaz
    ");
    insta::assert_snapshot!(env.told(&["confirm", "acme/p-100", "--yes"]), @r"
    exit 0
    --- out
    acme/p-100 confirmed
    --- err
    1 confirmed, 0 not
    ");
    insta::assert_snapshot!(env.told(&["confirm", "acme/p-100", "--yes"]), @r"
    exit 0
    --- out
    acme/p-100 already
    --- err
    0 confirmed, 0 not
    ");
}

#[test]
fn refused_credentials_that_are_right_again_confirm_at_once() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    env.faults(&[Fault::RejectCredentials { times: None }]);
    assert_eq!(env.run(&["confirm", "acme/p-100", "--yes"]).code, 4);
    assert_eq!(env.run(&["confirm", "acme/p-100", "--yes"]).code, 4);
    env.faults(&[]);
    let ran = env.run(&["confirm", "acme/p-100", "--yes"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "acme/p-100 confirmed\n"), "{ran:?}");
    assert!(env.json(&["account", "list", "--json"])[0]["pause"].is_null());
}

#[test]
fn a_gap_that_nobody_named_is_accepted_by_whoever_is_logged_in() {
    let mut profiles = people();
    profiles[1] = Profile::json(json!({"profileId": "p-200", "name": "Иван", "steps": [],
        "cv": {"mediaId": "gone", "fileName": "a.pdf", "mimeType": "application/pdf", "downloadUri": null}}));
    let env = Env::with(Options { applicants: 0, profiles, ..Options::default() });
    env.configure(&env.account("acme", ""));
    assert_eq!(env.run(&["sync"]).code, 1);
    let mut command = env.command(&["confirm", "acme/p-200", "--yes", "--accept-missing"]);
    let output = command.env("LOGNAME", "otto").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let history = env.json(&["history", "acme/p-200", "--json"]);
    let accepted = history.as_array().unwrap().iter().find(|event| event["what"] == "gap.accepted");
    assert_eq!(accepted.unwrap()["who"], "otto", "{history}");
}

#[test]
fn files_are_saved_once_and_written_out_under_their_names() {
    let env = Env::new();
    assert_eq!(env.run(&["sync", "--no-media"]).code, 0);
    let saved = env.json(&["save", "acme/p-100", "acme/p-200", "--to", "out", "--json"]);
    assert_eq!(
        (&saved["media_saved"], &saved["written"], &saved["failed"]),
        (&json!(4), &json!(4), &json!([])),
        "{saved}"
    );
    let names: Vec<String> = env
        .files("out")
        .into_iter()
        .map(|(path, _)| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["ich.png", "lebenslauf.pdf", "zeugnis.jpg", "резюме.pdf"]);
    let asked = env.sandbox().journal().arrived();
    assert_eq!(env.json(&["save", "acme/p-100", "--to", "out", "--json"])["media_saved"], 0);
    assert_eq!(env.sandbox().journal().arrived(), asked, "a second save asks nobody");
    assert_eq!(env.files("out").len(), 4);
    let again = env.run(&["save", "acme/p-100", "--to", "out"]);
    assert!(again.err.contains("0 files written, 3 were there already"), "{again:?}");
    std::fs::write(env.path("a-file"), "x").unwrap();
    let impossible = env.run(&["save", "acme/p-100", "--to", "a-file"]);
    assert_eq!((impossible.code, impossible.out.as_str()), (1, ""), "{impossible:?}");
    assert!(
        impossible.err.contains("nothing can be written to ") && impossible.err.contains("a-file"),
        "{impossible:?}"
    );
    let quiet = env.run(&["save", "--query", "name:nobody"]);
    assert_eq!((quiet.code, quiet.out.as_str()), (0, ""));
}

//! `account` and `doctor`.

use kandidat::sandbox::{Fault, Options};
use serde_json::json;

use crate::env::Env;

#[test]
fn a_paused_account_is_left_alone() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    insta::assert_snapshot!(env.told(&["account", "pause", "acme"]), @r"
    exit 0
    --- err
    acme is paused until `kandidat account resume acme`
    ");
    let asked = env.sandbox().journal().arrived();
    insta::assert_snapshot!(env.told(&["sync"]), @r"
    exit 5
    --- out
    0 new, 0 updated, 0 files saved, 0 confirmed, 1 failed
    --- err
    kandidat: account acme is paused
      → `kandidat account resume acme` goes on
    ");
    // Nor does anybody else ask it: an order is written down and waits.
    for (call, code) in [
        (&["confirm", "acme/p-100", "--yes"][..], 5),
        (&["chat", "acme/p-100"][..], 5),
        (&["templates", "--refresh"][..], 5),
    ] {
        let ran = env.run(call);
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(ran.err.contains("account acme is paused"), "{ran:?}");
    }
    assert_eq!(env.json(&["outbox", "--json"])[0]["state"], "waiting");
    assert_eq!(env.sandbox().journal().arrived(), asked);
    let state = &env.json(&["account", "list", "--json"])[0];
    assert_eq!(
        (&state["schema"], &state["name"], &state["source"]),
        (&json!(1), &json!("acme"), &json!("pitchyou"))
    );
    assert_eq!((&state["pause"], &state["paused_until"]), (&json!("by hand"), &json!(null)), "{state}");
    assert_eq!(state["applicants"], 3);
    insta::assert_snapshot!(env.told(&["account", "resume", "acme"]), @r"
    exit 0
    --- err
    acme is asked again
    ");
    assert_eq!(env.run(&["sync"]).code, 0);
    assert_eq!(env.run(&["account", "pause", "acme", "--until", "2h"]).code, 0);
    assert!(env.json(&["account", "list", "--json"])[0]["paused_until"].is_string());
    insta::assert_snapshot!(env.told(&["account", "pause", "acme", "--until", "2020-01-01"]), @r"
    exit 2
    --- err
    kandidat: 2020-01-01 is past already
    ");
    insta::assert_snapshot!(env.told(&["account", "pause", "amce"]), @r#"
    exit 2
    --- err
    kandidat: there is no account "amce"
      → did you mean "acme"?
    "#);
}

#[test]
fn accounts_are_listed_with_their_health() {
    let env = Env::new();
    insta::assert_snapshot!(env.told(&["account", "list"]), @r"
    exit 0
    --- out
    NAME  SOURCE    APPLICANTS  LAST SYNC  SESSION  HEALTH  ADDRESS
    acme  pitchyou  0           never               well    http://[sandbox]
    ");
    env.faults(&[Fault::RejectCredentials { times: None }]);
    assert_eq!(env.run(&["sync"]).code, 4);
    assert_eq!(env.json(&["account", "list", "--json"])[0]["pause"], "refused");
}

#[test]
fn the_doctor_finds_what_is_wrong_and_says_what_to_do() {
    let env = Env::with(Options { applicants: 6, ..Options::default() });
    assert_eq!(env.run(&["sync"]).code, 0);
    let well = env.json(&["doctor", "--json"]);
    assert_eq!((&well["schema"], &well["ok"]), (&json!(1), &json!(true)), "{well:#}");
    let ran = env.run(&["doctor"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");

    let plain =
        env.account("acme", "").replace("{ env = \"SECRET\" }", &format!("\"{}\"", crate::env::SECRET));
    env.configure(&format!("[store]\nretention = \"90d\"\n{plain}"));
    env.faults(&[Fault::RejectCredentials { times: None }]);
    let ran = env.run(&["doctor", "--json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let report = ran.json();
    let findings: Vec<&serde_json::Value> =
        report["checks"].as_array().unwrap().iter().filter(|check| check["ok"] == false).collect();
    let told = findings.iter().map(|check| check["what"].as_str().unwrap()).collect::<Vec<_>>().join("\n");
    for expected in ["written in the configuration itself", "open to others", "retention", "credentials"] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    assert!(findings.iter().all(|check| check["next"].is_string()), "each says what to do: {findings:#?}");
    assert!(!ran.out.contains(crate::env::SECRET));
}

#[test]
fn the_doctor_needs_no_configuration_to_find_it_missing() {
    let env = Env::empty();
    let ran = env.run(&["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("there is no configuration at") && ran.out.contains("kandidat init"), "{ran:?}");
    env.configure("[ui]\nmouse = 1\n");
    let ran = env.run(&["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("config.toml:2:9: ui.mouse"), "{ran:?}");
}

#[test]
fn drift_is_shown_with_the_documentations_address() {
    let env = Env::with(Options { applicants: 8, ..Default::default() });
    env.faults(&[Fault::NewFields]);
    let _whatever = env.run(&["sync"]);
    env.faults(&[]);
    let ran = env.run(&["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("https://api.pitchyou.de/docs"), "{ran:?}");
}

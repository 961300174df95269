//! `sync`: the summary, what it leaves behind, and what its exit code says.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::time::Duration;

use kandidat::sandbox::{Fault, Options, Profile, Route};
use serde_json::json;

use crate::env::{Env, people};

#[test]
fn a_sync_pulls_saves_and_confirms_what_is_safe() {
    let env = Env::new();
    insta::assert_snapshot!(env.told(&["sync"]), @r"
    exit 0
    --- out
    3 new, 0 updated, 4 files saved, 0 confirmed
    ");
    assert!(env.sandbox().journal().confirmed().is_empty(), "nobody ordered a confirmation");
    assert_eq!(env.json(&["count", "is:saved", "--json"])["count"], 3);
    insta::assert_snapshot!(env.told(&["sync", "--confirm"]), @r"
    exit 0
    --- out
    0 new, 0 updated, 0 files saved, 3 confirmed
    ");
    assert_eq!(env.sandbox().journal().confirmed().len(), 3);
    assert!(env.sandbox().journal().premature().is_empty());
    insta::assert_snapshot!(env.told(&["sync", "--confirm"]), @r"
    exit 0
    --- out
    0 new, 0 updated, 0 files saved, 0 confirmed
    ");
}

#[test]
fn the_json_summary_is_one_object_with_every_count() {
    let env = Env::new();
    assert_eq!(
        env.json(&["sync", "--confirm", "--json"]),
        json!({"schema": 1, "new": 3, "updated": 0, "media_saved": 4, "confirmed": 3, "held_back": 0,
               "unreadable": 0, "failed": 0, "problems": []})
    );
}

#[test]
fn without_media_nothing_incomplete_is_confirmed_and_that_is_fine() {
    let env = Env::new();
    let summary = env.json(&["sync", "--confirm", "--no-media", "--json"]);
    assert_eq!((&summary["confirmed"], &summary["media_saved"]), (&json!(1), &json!(0)), "{summary}");
    assert_eq!(env.json(&["count", "is:unsaved", "--json"])["count"], 2);
}

#[test]
fn who_confirms_after_delivery_is_not_confirmed_by_a_sync() {
    let env = Env::new();
    env.configure(&env.account("acme", "confirm_after = \"delivered\""));
    assert_eq!(env.json(&["sync", "--confirm", "--json"])["confirmed"], 0);
    assert!(env.sandbox().journal().confirmed().is_empty());
    assert!(env.run(&["doctor"]).out.contains("confirms after delivery"));
    assert_eq!(env.run(&["confirm", "acme/p-100", "--yes"]).code, 0, "a person may");
}

#[test]
fn one_bad_record_is_kept_and_told_and_stops_nobody() {
    let mut profiles = people();
    profiles.insert(1, Profile::raw("{\"profileId\": \"bad-1\", \"steps\": \"none\"}").id("bad-1"));
    let env = Env::with(Options { applicants: 0, profiles, ..Options::default() });
    let ran = env.run(&["sync", "--confirm", "--json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let summary = ran.json();
    assert_eq!(
        (&summary["new"], &summary["unreadable"], &summary["confirmed"]),
        (&json!(3), &json!(1), &json!(3)),
        "{summary}"
    );
    insta::assert_snapshot!(env.told(&["sync"]), @r"
    exit 1
    --- out
    0 new, 0 updated, 0 files saved, 0 confirmed, 1 unreadable
    --- err
    kandidat: acme/bad-1: can't be read: its steps are a text, and a list was expected
      → `kandidat show --raw acme/bad-1` prints it as it came
    ");
    assert_eq!(
        env.run(&["show", "acme/bad-1", "--raw"]).bytes,
        b"{\"profileId\": \"bad-1\", \"steps\": \"none\"}"
    );
    let shown = env.json(&["show", "acme/bad-1", "--json"]);
    assert_eq!((&shown["safety"], &shown["name"]), (&json!("unreadable"), &json!(null)), "{shown}");
}

#[test]
fn a_file_that_is_gone_holds_its_applicant_back() {
    let mut profiles = people();
    profiles[1] = Profile::json(json!({"profileId": "p-200", "name": "Иван", "steps": [],
        "cv": {"mediaId": "gone", "fileName": "a.pdf", "mimeType": "application/pdf", "downloadUri": null}}));
    let env = Env::with(Options { applicants: 0, profiles, ..Options::default() });
    let ran = env.run(&["sync", "--confirm", "--json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let summary = ran.json();
    assert_eq!((&summary["held_back"], &summary["confirmed"]), (&json!(1), &json!(2)), "{summary}");
    assert_eq!(env.json(&["list", "is:held", "--json"])[0]["id"], "acme/p-200");
    // Whoever is still held back is named each time: the exit code alone explains nothing.
    for call in [&["sync", "--json"][..], &["sync", "--no-media", "--json"][..]] {
        let ran = env.run(call);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert_eq!(ran.json()["problems"][0]["what"], "acme/p-200: held back", "{ran:?}");
        assert!(ran.err.contains("acme/p-200: held back: a.pdf:"), "{ran:?}");
    }
}

#[test]
fn a_file_limit_is_a_full_disk_and_loses_nothing() {
    let env = Env::with(Options { applicants: 20, ..Options::default() });
    let usual = env.command(&[]);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "ulimit -f 1200; exec \"$0\" sync --confirm --json"]).arg(usual.get_program());
    shell.env_clear().envs(usual.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = shell.output().unwrap();
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let problems = summary["problems"].as_array().unwrap();
    assert!(problems.iter().any(|problem| problem["kind"] == "store"), "{summary}");
    let here = env.json(&["list", "--json"]);
    let files = here.as_array().unwrap().iter().flat_map(|one| one["media"].as_array().unwrap());
    let saved = files.filter(|file| file["saved"] == true).count();
    assert_eq!(summary["media_saved"], saved, "what was saved before it counts: {output:?}");
    assert!(env.sandbox().journal().premature().is_empty());
    let ran = env.run(&["sync", "--confirm"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(env.json(&["count", "is:confirmed", "--json"])["count"], 20);
    assert!(env.sandbox().journal().premature().is_empty());
}

#[test]
fn an_id_that_fits_no_path_is_stored_and_held_back() {
    let profiles = [".", "..", ""]
        .map(|id| {
            Profile::json(json!({"profileId": id, "name": format!("N{id}"), "steps": [],
                "cv": {"mediaId": "m", "fileName": "a.pdf", "mimeType": "application/pdf"}}))
        })
        .to_vec();
    let env = Env::with(Options { applicants: 0, profiles, ..Options::default() });
    let ran = env.run(&["sync", "--confirm", "--json"]);
    assert_eq!((ran.code, &ran.json()["held_back"]), (1, &json!(3)), "{ran:?}");
    assert!(env.sandbox().journal().confirmed().is_empty());
    for id in ["acme/.", "acme/..", "acme/"] {
        let shown = env.json(&["show", id, "--json"]);
        assert_eq!((&shown["id"], &shown["safety"]), (&json!(id), &json!("pulled")), "{shown}");
        assert!(shown["held"].as_str().unwrap().contains("can't be part of an address"), "{shown}");
    }
}

#[test]
fn refused_credentials_are_said_in_plain_words() {
    let env = Env::new();
    env.faults(&[Fault::RejectCredentials { times: None }]);
    let told = env.told(&["sync"]);
    assert!(told.starts_with("exit 4\n"), "{told}");
    insta::assert_snapshot!(told, @r#"
    exit 4
    --- out
    0 new, 0 updated, 0 files saved, 0 confirmed, 1 failed
    --- err
    kandidat: account acme: the credentials were refused: [sandbox] refuses the client id or the client secret of account acme ({"error":"invalid_client","message":"unknown client or wrong secret"}); check both in the configuration
      → check the credentials of account acme in the configuration; everything local goes on working
    "#);
}

#[test]
fn a_secret_that_is_not_there_is_a_mistake_in_the_configuration() {
    let env = Env::new();
    let output = env.command(&["sync"]).env_remove("SECRET").output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    insta::assert_snapshot!(env.settled(&String::from_utf8_lossy(&output.stderr)), @r"
    kandidat: [home]/config/kandidat/config.toml:5: account.client_secret: account acme has no client secret: the environment variable SECRET is not set
      → put the secret there, or name another place for it; everything local goes on working
    ");
    assert_eq!(env.sandbox().journal().arrived(), 0, "nobody is asked without a secret");
}

#[test]
fn a_server_that_is_away_is_told_apart_from_refused_credentials() {
    let env = Env::new();
    let address = env.sandbox().address();
    env.configure(&env.account("acme", "").replace(&address.to_string(), "127.0.0.1:9"));
    let ran = env.run(&["sync"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.err.contains("127.0.0.1") && ran.err.contains("can't be reached"), "{ran:?}");
    // A sign-in page instead of an answer.
    env.configure(&env.account("acme", ""));
    env.faults(&[Fault::Html200 { times: 1000 }]);
    assert_eq!(env.run(&["sync"]).code, 5);
    // A redirect instead of one.
    env.faults(&[Fault::Redirect { hops: 1 }]);
    let ran = env.run(&["sync"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.err.contains("redirects to"), "{ran:?}");
}

#[test]
fn one_of_two_accounts_failing_is_done_in_part() {
    let env = Env::new();
    let away =
        env.account("away", "").replace(&env.sandbox().address().to_string(), &closed_for_maintenance());
    let hrdrom = format!(
        "[[account]]\nname = \"retail\"\nsource = \"hrdrom\"\nlogin = \"r\"\npassword = \"hush\"\nbase_url = \"{}\"\n",
        env.sandbox().base_url()
    );
    env.configure(&format!("{}{away}", env.account("acme", "")));
    let ran = env.run(&["sync", "--json"]);
    assert_eq!((ran.code, &ran.json()["new"]), (1, &json!(3)), "{ran:?}");
    assert_eq!(env.run(&["sync", "--account", "away"]).code, 5);
    assert_eq!(env.run(&["sync", "--account", "acme"]).code, 0);

    env.configure(&format!("{}{hrdrom}", env.account("acme", "")));
    let ran = env.run(&["sync", "--json"]);
    assert_eq!(ran.code, 1, "the other account goes on: {ran:?}");
    let ran = env.run(&["sync", "--account", "retail"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.err.contains("retail: the credentials were refused") && !ran.err.contains("hush"), "{ran:?}");
    insta::assert_snapshot!(env.told(&["sync", "--account", "retial"]), @r#"
    exit 2
    --- err
    kandidat: there is no account "retial"
      → did you mean "retail"?
    "#);
}

#[test]
fn a_long_rate_limit_ends_the_sync_with_the_time() {
    let env = Env::new();
    env.faults(&[Fault::RateLimit { seconds: 3600, times: 1000 }]);
    let ran = env.run(&["sync"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert_eq!(env.json(&["account", "list", "--json"])[0]["pause"], "rate limit");
    // It holds in the next process as well, which asks nobody.
    env.faults(&[]);
    let asked = env.sandbox().journal().arrived();
    assert_eq!(env.run(&["sync"]).code, 5);
    assert_eq!(env.sandbox().journal().arrived(), asked);
    assert_eq!(env.run(&["account", "resume", "acme"]).code, 0);
    assert_eq!(env.run(&["sync"]).code, 0);
}

#[test]
fn watching_goes_on_until_it_is_stopped() {
    let env = Env::new();
    let mut child = env.spawn(&["sync", "--watch", "1s", "--json"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(first["new"], 3);
    let second: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(second["new"], 0);
    stop(&child, rustix::process::Signal::INT);
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn watching_leaves_refused_credentials_alone_for_a_while() {
    let env = Env::new();
    let refused = env.account("refused", "").replace("{ env = \"SECRET\" }", "\"wrong and long\"");
    env.configure(&format!("{}{refused}", env.account("acme", "")));
    let mut child = env.spawn(&["sync", "--watch", "1s", "--json"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let refusals = || {
        let entries = env.sandbox().journal().entries();
        entries.iter().filter(|entry| entry.route == Route::Token && entry.status == Some(401)).count()
    };
    let mut round = || {
        let summary: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        (summary["failed"].as_u64().unwrap(), refusals())
    };
    let (failed, at_first) = round();
    assert!(failed == 1 && at_first > 0, "{failed} failed, {at_first} refusals");
    for _ in 0..2 {
        assert_eq!(round(), (0, at_first), "the other account alone");
    }
    stop(&child, rustix::process::Signal::INT);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(env.run(&["sync", "--account", "refused"]).code, 4, "who asks by hand wants it tried");
    assert!(refusals() > at_first);
}

#[test]
fn a_stopped_sync_says_so_and_the_next_one_carries_on() {
    let env = Env::with(Options { applicants: 40, ..Options::default() });
    env.faults(&[Fault::Slow { millis: 300 }]);
    let child = env.spawn(&["sync", "--confirm"]);
    while env.sandbox().journal().arrived() < 6 {
        std::thread::sleep(Duration::from_millis(10));
    }
    stop(&child, rustix::process::Signal::TERM);
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(143));
    env.faults(&[]);
    let ran = env.run(&["sync", "--confirm"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(env.sandbox().world().listed(), 0);
    assert_eq!(env.json(&["count", "--json"])["count"], 40);
    assert!(env.sandbox().journal().premature().is_empty());
}

/// The address of a server that is closed for another hour.
fn closed_for_maintenance() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut request = [0; 4096];
            let _read = (&stream).read(&mut request);
            let _written = (&stream).write_all(
                b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 3600\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            );
        }
    });
    address.to_string()
}

/// Sends a signal to a child of this test.
pub fn stop(child: &std::process::Child, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(pid, signal).unwrap();
}

#[test]
fn watching_ends_when_nobody_reads_any_more() {
    let env = Env::new();
    let mut child = env.spawn(&["sync", "--watch", "1s", "--json"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().contains("\"new\":3"));
    drop(lines);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn a_record_that_is_too_large_is_not_said_to_be_whole() {
    let huge = format!("{{\"profileId\":\"big\",\"x\":\"{}\"}}", "a".repeat(17 * 1024 * 1024));
    let profiles = vec![kandidat::sandbox::Profile::raw(huge.into_bytes())];
    let env = Env::with(Options { applicants: 0, profiles, ..Options::default() });
    let ran = env.run(&["sync"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("only its beginning is kept"), "{}", ran.err);
    assert!(ran.err.contains("prints what is kept of it") && !ran.err.contains("as it came"), "{}", ran.err);
}

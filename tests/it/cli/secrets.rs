//! Secrets, tokens and chat links are seen nowhere; files are for the owner alone.

use std::os::unix::fs::PermissionsExt as _;

use kandidat::sandbox::Fault;

use crate::env::{Env, SECRET};

#[test]
fn secrets_are_in_no_output_and_no_log() {
    let env = Env::new();
    let mut said = String::new();
    let mut run = |args: &[&str]| {
        let ran = env.run(&[args, &["-v", "-v"]].concat());
        said.push_str(&ran.out);
        said.push_str(&ran.err);
        ran
    };
    run(&["sync", "--confirm"]);
    let link = run(&["chat", "acme/p-100", "--print"]).out;
    let token = link.trim_end().rsplit('/').next().unwrap().to_owned();
    assert!(token.len() > 8, "{link}");
    let mut said = said.replace(&link, "");
    for fault in Fault::ALL {
        if matches!(fault, Fault::Slow { .. }) {
            continue;
        }
        env.faults(&[fault]);
        for args in [&["sync"][..], &["chat", "acme/p-200", "--qr"], &["doctor"], &["templates", "--refresh"]]
        {
            let ran = env.run(&[args, &["-v", "-v", "--json"]].concat());
            if !args.contains(&"chat") {
                said.push_str(&ran.out);
            }
            said.push_str(&ran.err);
        }
        assert_eq!(env.run(&["account", "resume", "acme"]).code, 0);
    }
    let log = env.log();
    assert!(log.contains("acme"), "something is logged: {log}");
    for (name, text) in [("the output", &said), ("the log", &log)] {
        assert!(!text.contains(SECRET), "the secret is in {name}");
        assert!(!text.contains(&token), "a chat token is in {name}");
        assert!(!text.contains("Bearer "), "an access token is in {name}");
        assert!(!text.contains("Yılmaz") && !text.contains("Fatma"), "an applicant is in {name}");
    }
}

#[test]
fn everything_is_for_the_owner_alone() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    assert_eq!(env.run(&["save", "acme/p-100", "--to", "out"]).code, 0);
    let mut seen = 0;
    for name in ["data", "state", "out"] {
        for (path, _) in env.files(name) {
            let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
            assert_eq!(mode(path.parent().unwrap()) & 0o077, 0, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 5, "the inbox, its media, the log, the files written out");
}

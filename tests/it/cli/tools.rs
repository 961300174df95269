//! `sandbox`, `completions`, `man`.

use std::io::{BufRead as _, BufReader, Write as _};

use super::syncing::stop;
use crate::env::Env;

#[test]
fn the_sandbox_prints_a_configuration_that_works_with_it() {
    let env = Env::empty();
    let mut child = env.spawn(&["sandbox", "--applicants", "7", "--seed", "3"]);
    let mut config = String::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    // The last line of either account is the one address that HRDrom has.
    while config.matches("base_url").count() < 2 {
        assert_ne!(lines.read_line(&mut config).unwrap(), 0, "it ended: {config}");
    }
    std::fs::File::create(env.path("box.toml")).unwrap().write_all(config.as_bytes()).unwrap();
    let ran = env.run(&["--config", "box.toml", "sync", "--confirm", "--json"]);
    assert_eq!((ran.code, &ran.json()["confirmed"]), (0, &serde_json::json!(14)), "{ran:?}");
    let listed = env.run(&["--config", "box.toml", "list", "source:hrdrom", "--limit", "1", "--json"]);
    assert_eq!(listed.json()[0]["account"], "sandbox-hrdrom", "{listed:?}");
    stop(&child, rustix::process::Signal::INT);
    assert_eq!(child.wait().unwrap().code(), Some(130));

    let child = env.spawn(&["sandbox"]);
    std::thread::sleep(std::time::Duration::from_millis(300));
    stop(&child, rustix::process::Signal::TERM);
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(143));
}

#[test]
fn an_unknown_fault_lists_those_that_exist() {
    let env = Env::empty();
    let ran = env.run(&["sandbox", "--fault", "flood"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("reject-credentials") && ran.err.contains("first-password"), "{ran:?}");
}

#[test]
fn shells_complete_every_command() {
    let env = Env::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = env.run(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("confirm") && ran.out.contains("sandbox"), "{shell}");
    }
    assert_eq!(env.run(&["completions", "tcsh"]).code, 2);
}

#[test]
fn the_manual_has_every_command_and_exit_code() {
    let env = Env::empty();
    let ran = env.run(&["man"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains(".TH kandidat"));
    for part in [".SS kandidat list", ".SS kandidat outbox retry", ".SH EXIT STATUS", "accept\\-missing"] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
}

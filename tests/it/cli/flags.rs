//! The flags that every command has mean the same everywhere.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use kandidat::sandbox::Fault;
use serde_json::json;

use crate::env::{Env, Ran};

/// Two accounts with three applicants each.
fn two() -> Env {
    let env = Env::new();
    env.configure(&format!(
        "{}{}",
        env.account("acme", ""),
        env.account("other", "response_target = \"2h\"\n")
    ));
    assert_eq!(env.run(&["sync"]).code, 0);
    env
}

#[test]
fn an_account_narrows_every_command() {
    let env = two();
    assert_eq!(env.run(&["count"]).out, "6\n");
    assert_eq!(env.run(&["count", "--account", "other"]).out, "3\n");
    assert_eq!(env.json(&["list", "--account", "other", "--json"]).as_array().unwrap().len(), 3);
    let stats = env.json(&["stats", "--account", "other", "--json"]);
    let all: u64 =
        stats["rows"].as_array().unwrap().iter().map(|row| row["applicants"].as_u64().unwrap()).sum();
    assert_eq!((all, &stats["first_contact"]["target_seconds"]), (3, &json!(7200)), "{stats}");
    let templates = env.json(&["templates", "--account", "other", "--json"]);
    assert!(templates.as_array().unwrap().iter().all(|line| line["account"] == "other"), "{templates}");
    let history = env.json(&["history", "--account", "other", "--json"]);
    let theirs = |event: &serde_json::Value| event["applicant"].as_str().unwrap().starts_with("other/");
    assert!(history.as_array().unwrap().iter().all(theirs), "{history}");
    // An id without an account means the one of that account; one of another account is not there.
    assert_eq!(env.run(&["show", "p-100"]).code, 2, "both have one");
    assert_eq!(env.json(&["show", "p-100", "--account", "other", "--json"])["id"], "other/p-100");
    let ran = env.run(&["show", "acme/p-100", "--account", "other"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(
        env.json(&["stage", "--query", "name:fatma", "offer", "--account", "other", "--json"])["changed"],
        1
    );

    env.faults(&[Fault::Maintenance { seconds: 3600, times: 1000 }]);
    assert_eq!(env.run(&["confirm", "acme/p-100", "other/p-100", "--yes"]).code, 5);
    let outbox = env.json(&["outbox", "--account", "other", "--json"]);
    assert_eq!(outbox.as_array().unwrap().len(), 1, "{outbox}");
    env.faults(&[]);
    let retried = env.json(&["outbox", "retry", "--force", "--account", "other", "--json"]);
    assert_eq!(
        (&retried["changed"], &retried["results"][0]["applicant"]),
        (&json!(1), &json!("other/p-100"))
    );
    let left = env.json(&["outbox", "--json"]);
    assert_eq!(left[0]["applicant"], "acme/p-100");
    let id = left[0]["id"].to_string();
    assert_eq!(env.run(&["outbox", "drop", &id, "--account", "other"]).code, 2, "it is another's");

    for command in
        [&["count"][..], &["stats"], &["outbox"], &["history"], &["templates"], &["doctor"], &["sync"]]
    {
        let ran = env.run(&[command, &["--account", "othre"]].concat());
        assert_eq!(ran.code, 2, "{command:?}: {ran:?}");
        assert!(ran.err.contains("did you mean \"other\"?"), "{command:?}: {ran:?}");
    }
}

#[test]
fn a_secret_that_is_not_there_is_a_wrong_configuration_everywhere() {
    let env = Env::new();
    assert_eq!(env.run(&["sync", "--no-media"]).code, 0);
    let without = |args: &[&str]| Ran::of(env.command(args).env_remove("SECRET").output().unwrap());
    assert_eq!(env.run(&["save", "acme/p-200"]).code, 0);
    for args in [
        &["sync"][..],
        &["confirm", "acme/p-200", "--yes"],
        &["confirm", "acme/p-200", "--yes"],
        &["outbox", "retry"],
        &["save", "acme/p-100"],
        &["chat", "acme/p-100"],
        &["templates", "--refresh"],
    ] {
        let ran = without(args);
        assert_eq!(ran.code, 3, "{args:?}: {ran:?}");
        assert!(ran.err.contains("the environment variable SECRET is not set"), "{args:?}: {ran:?}");
    }
    let ran = env.run(&["outbox", "retry"]);
    assert_eq!(ran.code, 0, "as soon as it is there: {ran:?}");
}

/// Opens a folder and all in it to everybody's eyes, and to nobody's hands.
fn only_look(path: &Path) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            only_look(&entry.unwrap().path());
        }
    }
    let mode = if path.is_dir() { 0o555 } else { 0o444 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Runs it as somebody who can't write there: whoever this is, unless it is root, whom no mode stops.
fn run_as_onlooker(env: &Env, args: &[&str]) -> Ran {
    use std::os::unix::process::CommandExt as _;
    let mut command = env.command(args);
    if rustix::process::geteuid().is_root() {
        let program = env.path("program");
        if !program.exists() {
            // By another process: one that this process writes itself is busy as long as a child that another test
            // has just begun still holds it open.
            let copied =
                std::process::Command::new("cp").arg(env!("CARGO_BIN_EXE_kandidat")).arg(&program).status();
            assert!(copied.unwrap().success());
            std::fs::set_permissions(env.path(""), std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let mut other = std::process::Command::new(program);
        other.args(args).env_clear().current_dir("/").uid(65534).gid(65534);
        for (name, value) in command.get_envs() {
            other.env(name, value.unwrap());
        }
        command = other;
    }
    Ran::of(command.output().unwrap())
}

#[test]
fn where_nothing_can_be_written_one_can_still_look() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    let data = env.path("data");
    only_look(&data);
    only_look(&env.path("config"));
    for args in [
        &["count"][..],
        &["list", "--json"],
        &["show", "acme/p-100"],
        &["show", "acme/p-100", "--raw"],
        &["outbox"],
        &["history"],
        &["stats"],
        &["templates"],
        &["account", "list"],
    ] {
        let ran = run_as_onlooker(&env, args);
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
    }
    assert_eq!(run_as_onlooker(&env, &["count"]).out, "3\n");
    let ran = run_as_onlooker(&env, &["stage", "acme/p-100", "offer"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.err.contains("nothing could be stored"), "{ran:?}");

    // The same when the write-ahead log was tidied away, as in a backup.
    let open =
        |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let folder = data.join("kandidat");
    open(&folder, 0o755);
    open(&folder.join("inbox.db"), 0o644);
    for companion in ["inbox.db-wal", "inbox.db-shm"] {
        if folder.join(companion).exists() {
            open(&folder.join(companion), 0o644);
        }
    }
    let db = rusqlite::Connection::open(folder.join("inbox.db")).unwrap();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(db);
    assert!(!folder.join("inbox.db-wal").exists());
    only_look(&data);
    assert_eq!(run_as_onlooker(&env, &["count"]).out, "3\n");
    open(&folder, 0o755);
    open(&data, 0o755);
}

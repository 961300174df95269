//! The command line as a script meets it: the whole process, from its start to its end, with its answer in a pipe.
//!
//! `cargo bench --bench command [-- SIZE…]`. The floor is a process that does nothing; where the `sqlite3` shell is
//! installed, a second one is that shell reading fifty rows of the same file. Times are median / 99th percentile.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints, and says by panicking that it can't go on"
)]

#[expect(dead_code, reason = "each bench uses its part of what they share")]
mod common;

use std::process::{Command, Stdio};
use std::time::Instant;

use common::figure::Samples;
use common::floor;
use common::home::Home;
use common::inbox::{CONFIGURATION, Inbox};
use common::person::{COMMON, RARE};
use common::sizes;
use common::table::{Table, size};

const BAR: &str = "≤ 25 ms";

fn main() {
    floor::become_floor();
    let sizes = sizes(&[1_000, 100_000, 1_000_000]);
    let columns = sizes.iter().map(|applicants| size(*applicants)).chain(["floor".to_owned()]);
    let mut table = Table::new("command line, whole process, median / p99", columns);
    table.set("floor", "list --limit 50", BAR, floor::process(50).spread());
    let home = Home::new();
    home.configure(CONFIGURATION);
    for applicants in sizes {
        let inbox = Inbox::of(applicants);
        let rare = format!("count {RARE}");
        let common = format!("count {COMMON}");
        for (line, bar) in [
            ("list --limit 50", BAR),
            ("list --limit 50 --format json", BAR),
            ("count", BAR),
            ("count stage:new template:pflege", "–"),
            (rare.as_str(), "–"),
            (common.as_str(), "–"),
            ("--version", "–"),
        ] {
            let mut times = Samples::default();
            for round in 0..32 {
                let started = Instant::now();
                let answer = kandidat(&home, &inbox, line);
                if round >= 2 {
                    times.time(started.elapsed());
                }
                check(&inbox, line, &answer);
            }
            table.set(&size(applicants), line, bar, times.spread());
        }
        let mut times = Samples::default();
        for _ in 0..30 {
            let started = Instant::now();
            let done = Command::new("sqlite3")
                .arg("-readonly")
                .arg(inbox.folder.join("inbox.db"))
                .arg("SELECT name, title, job FROM applicant ORDER BY key DESC LIMIT 50")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            if done.is_ok_and(|status| status.success()) {
                times.time(started.elapsed());
            }
        }
        let told =
            if times.median().is_nan() { "left out: no sqlite3 here".to_owned() } else { times.spread() };
        table.set(&size(applicants), "floor: sqlite3 reads 50 rows", "–", told);
    }
    println!("{table}");
}

fn kandidat(home: &Home, inbox: &Inbox, line: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_kandidat"))
        .args(line.split(' '))
        .env_clear()
        .envs(home.environment())
        .env("KANDIDAT_DATA", &inbox.folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "kandidat {line}: {}\n{errors}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// A wrong answer is no answer, however fast.
fn check(inbox: &Inbox, line: &str, answer: &str) {
    let right = match line {
        "list --limit 50" => answer.lines().count() >= 50.min(inbox.applicants as usize),
        "count" => answer.trim() == inbox.applicants.to_string(),
        _ => !answer.is_empty(),
    };
    assert!(right, "kandidat {line} answered\n{answer}");
}

//! Syncing with a source on the same machine: the whole list into the store with its search index, media, memory
//! meanwhile, and whether the screen still answers.
//!
//! `cargo bench --bench sync [-- SIZE…] [PART…]`; parts are `list`, `media`, `large`, `screen`; the size is the number
//! of applicants in the list, 100 000 unless said otherwise. The sandbox runs in the bench's own process and needs
//! processor time of its own, for us as for `curl`. The floor of the list is `curl` to a file and then the same rows
//! inserted and indexed by the `sqlite3` shell; the floor of media is `curl --parallel` and then `sync`. Floors are
//! left out, and it is said, where a program for them isn't installed.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints, and says by panicking that it can't go on"
)]

#[expect(dead_code, reason = "each bench uses its part of what they share")]
mod common;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::figure::{Samples, megabytes, milliseconds, short};
use common::home::Home;
use common::table::{Table, size};
use common::terminal::{Launch, Terminal};
use common::world::{World, curl, fetch_all};
use common::{floor, process, shell, sizes, wanted};
use rustix::process::Pid;

const ROUNDS: usize = 3;

fn main() {
    floor::become_floor();
    let sizes = sizes(&[100_000]);
    let columns = sizes.iter().map(|applicants| size(*applicants)).chain(["media".to_owned()]);
    let mut table = Table::new("sync from loopback, median of three", columns);
    for applicants in sizes {
        let column = size(applicants);
        let mut set = |what: &str, bar: &str, value: String| table.set(&column, what, bar, value);
        if wanted("list") {
            list(applicants, &mut set);
        }
        if wanted("screen") {
            screen(applicants, &mut set);
        }
    }
    let mut set = |what: &str, bar: &str, value: String| table.set("media", what, bar, value);
    if wanted("media") {
        media("200 files of 1 MB", 200, 1_000_000, &mut set);
    }
    if wanted("large") {
        media("one file of 1 GB", 1, 1_000_000_000, &mut set);
    }
    println!("{table}");
}

type Set<'a> = dyn FnMut(&str, &str, String) + 'a;

fn list(applicants: u32, set: &mut Set<'_>) {
    let world = World::of(applicants);
    let (mut ours, mut memory) = (Samples::default(), Samples::default());
    let mut homes = Vec::new();
    for _ in 0..ROUNDS {
        let home = Home::new();
        home.configure(&world.configuration());
        let run = run(&home, &["sync", "--no-media"]);
        ours.time(run.time);
        run.memory.into_iter().for_each(|peak| memory.number(peak));
        homes.push(home);
    }
    set("sync --no-media, whole process", "≤ 2.0 × floor", seconds(&ours));
    set("memory meanwhile (VmHWM)", "≤ 45 MB", megabytes(memory.median() as u64));
    let home = homes.pop().unwrap();
    let mut again = Samples::default();
    for _ in 0..ROUNDS {
        again.time(run(&home, &["sync", "--no-media"]).time);
    }
    set("the same list once more, nothing new", "–", seconds(&again));
    let inbox = home.path().join("data/kandidat/inbox.db");
    set("the inbox's file", "–", megabytes(inbox.metadata().unwrap().len()));

    let Some(token) = world.token().filter(|_| shell::installed()) else {
        set("floor", "–", "left out: no curl or no sqlite3 here".to_owned());
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut fetched = Samples::default();
    let file = folder.path().join("list.json");
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let header = format!("Authorization: Bearer {token}");
        let status = curl().args(["--header", &header, "--output"]).arg(&file).arg(world.list_url()).status();
        assert!(status.unwrap().success());
        fetched.time(started.elapsed());
    }
    set("the list", "about 200 MB", megabytes(file.metadata().unwrap().len()));
    set("floor: curl to a file", "–", seconds(&fetched));
    shell::prepare(&inbox, folder.path());
    let mut inserted = Samples::default();
    for _ in 0..ROUNDS {
        for old in ["floor.db", "floor.db-wal", "floor.db-shm"] {
            let _ = std::fs::remove_file(folder.path().join(old));
        }
        inserted.time(shell::insert(folder.path()));
    }
    set("floor: the same rows by the sqlite3 shell", "–", seconds(&inserted));
    let ratio = ours.median() / (fetched.median() + inserted.median());
    set("sync : floor", "≤ 2.0", format!("{ratio:.2}"));
}

/// The open screen syncs, and somebody keeps pressing keys.
fn screen(applicants: u32, set: &mut Set<'_>) {
    let world = World::of(applicants);
    let home = Home::new();
    home.configure(&world.configuration());
    // A first sync of a short list gives the screen something to move in.
    let terminal = Launch::kandidat(&home).start();
    terminal.wait("the screen", |screen| screen.contents().contains("Applicants"));
    terminal.keys("r");
    terminal.wait("the first applicants", |screen| {
        screen.rows(24, 40).filter(|row| row.contains('●')).count() > 30
    });
    let started = Instant::now();
    let times = press(&terminal, |_| !arrived(&terminal.text(), applicants));
    set("screen open: the list", "–", milliseconds(started.elapsed()));
    set("screen open: keys meanwhile", "p99 ≤ 16 ms", format!("{} ({} keys)", times.spread(), times.count()));
    let times = press(&terminal, |pressed| pressed < 500);
    set("screen open: keys while files are saved", "p99 ≤ 16 ms", times.spread());
    let peak = process::peak_memory(terminal.process());
    set(
        "screen open: memory (VmHWM)",
        "≤ 45 MB",
        peak.map_or("left out: no /proc here".to_owned(), megabytes),
    );
    terminal.signal(rustix::process::Signal::TERM);
    terminal.exit();
}

/// Keys as fast as somebody presses them who reads what is on the screen, for as long as that holds of their number.
fn press(terminal: &Terminal, goes_on: impl Fn(usize) -> bool) -> Samples {
    let mut times = Samples::default();
    let mut down = true;
    while goes_on(times.count()) {
        let before = terminal.seen();
        let pressed = Instant::now();
        terminal.keys(if down { "j" } else { "k" });
        times.time(terminal.frame_after(before.frames).0 - pressed);
        if times.count() % 20 == 0 {
            down = !down;
        }
        std::thread::sleep(Duration::from_millis(15));
    }
    times
}

/// Whether the screen says that so many have arrived.
fn arrived(text: &str, applicants: u32) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    plain.contains(&applicants.to_string())
}

fn media(what: &str, files: usize, bytes: usize, set: &mut Set<'_>) {
    let world = World::of_files(files, bytes);
    let total = (files * bytes) as f64 / 1e6;
    let mut ours = Samples::default();
    for _ in 0..ROUNDS {
        let home = Home::new();
        home.configure(&world.configuration());
        ours.time(run(&home, &["sync"]).time);
    }
    let rate = |samples: &Samples| format!("{} MB/s", short(total / samples.median() * 1e3));
    set(&format!("{what}: sync, whole process"), "≥ 0.8 × floor", rate(&ours));
    let Some(token) = world.token() else {
        set(&format!("{what}: floor"), "–", "left out: no curl here".to_owned());
        return;
    };
    let mut theirs = Samples::default();
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir().unwrap();
        let urls: Vec<String> = (0..files).map(|number| world.file_url(number)).collect();
        theirs.time(fetch_all(&urls, &token, folder.path()));
    }
    set(&format!("{what}: floor, curl --parallel and sync"), "–", rate(&theirs));
    set(&format!("{what}: ratio"), "≥ 0.8", format!("{:.2}", theirs.median() / ours.median()));
}

/// One run of the built program.
struct Run {
    time: Duration,
    memory: Option<u64>,
}

fn run(home: &Home, arguments: &[&str]) -> Run {
    let errors: PathBuf = home.path().join("errors");
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_kandidat"))
        .args(arguments)
        .env_clear()
        .envs(home.environment())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(&errors).unwrap())
        .spawn()
        .unwrap();
    let process = Pid::from_child(&child);
    // The peak only grows: the last look before the end is near enough.
    let (ended, end) = std::sync::mpsc::channel::<()>();
    let looking = std::thread::spawn(move || {
        let mut peak = None;
        while end.recv_timeout(Duration::from_millis(20)) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            peak = process::peak_memory(process).or(peak);
        }
        peak
    });
    let status = child.wait().unwrap();
    let time = started.elapsed();
    drop(ended);
    let said = std::fs::read_to_string(&errors).unwrap();
    assert!(status.success(), "kandidat {arguments:?}: {status}\n{said}");
    Run { time, memory: looking.join().unwrap() }
}

fn seconds(samples: &Samples) -> String {
    format!("{} s", short(samples.median() / 1e3))
}

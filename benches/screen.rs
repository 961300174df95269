//! The screen in a real terminal of 120x40: how soon it stands, how fast a key is answered, how much it writes, what it
//! holds in memory, and whether it sleeps when nobody does anything.
//!
//! `cargo bench --bench screen [-- SIZE…] [PART…]`; parts are `start`, `keys`, `held`, `search`, `idle`, `all`. Each figure is
//! what a person would see from outside: from pressing the key to reading the last byte of the last frame that it
//! caused. `floor` rows are the least that any program needs for the same in the same pty, measured in the same run;
//! compare with them and not with another machine. Times are median / 99th percentile.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints, and says by panicking that it can't go on"
)]

#[expect(dead_code, reason = "each bench uses its part of what they share")]
mod common;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use common::figure::{Samples, megabytes, milliseconds, short};
use common::floor;
use common::home::Home;
use common::inbox::Inbox;
use common::person::{COMMON, RARE, RUSSIAN};
use common::process;
use common::table::{Table, size};
use common::terminal::{ESC, Launch, Screen, Terminal};
use common::{sizes, wanted};

/// After so long without a byte a key counts as answered.
const SETTLED: Duration = Duration::from_millis(40);
const PAGE_DOWN: &str = "\x1b[6~";
const PAGE_UP: &str = "\x1b[5~";
const CTRL_C: &str = "\x03";

fn main() {
    floor::become_floor();
    let sizes = sizes(&[1_000, 100_000, 1_000_000]);
    let columns = sizes.iter().map(|applicants| size(*applicants)).chain(["floor".to_owned()]);
    let mut table = Table::new("screen, 120x40, median / p99", columns);
    let home = Home::new();
    if wanted("start") {
        let times = floor::first_screen(&home, 20);
        table.set("floor", "first complete screen, warm", BAR_START, times.spread());
    }
    if wanted("keys") {
        let times = floor::key(&home, 200);
        table.set("floor", "move one row, list alone", BAR_ZOOMED, times.spread());
    }
    for applicants in sizes {
        let inbox = Inbox::of(applicants);
        let column = size(applicants);
        let mut set = |what: &str, bar: &str, value: String| table.set(&column, what, bar, value);
        if wanted("start") {
            start(&inbox, &mut set);
        }
        if wanted("keys") {
            keys(&inbox, &mut set);
        }
        if wanted("held") {
            held(&inbox, &mut set);
        }
        if wanted("search") {
            search(&inbox, &mut set);
        }
        if wanted("idle") {
            idle(&inbox, &mut set);
        }
        if wanted("all") {
            all(&inbox, &mut set);
        }
    }
    println!("{table}");
}

type Set<'a> = dyn FnMut(&str, &str, String) + 'a;

const BAR_START: &str = "≤ 40 ms; 1 M / 1 k ≤ 1.2";
const BAR_ZOOMED: &str = "p50 ≤ 1.5 ms, p99 ≤ 8 ms";
const BAR_STEP: &str = "p50 ≤ 3 ms";

/// The three panes are filled: the newest applicant stands in the list and in the profile, with the first question,
/// and the templates stand beside it.
fn complete(inbox: &Inbox) -> impl Fn(&Screen) -> bool + Send + 'static {
    let (name, question) = (inbox.newest(), inbox.first_question());
    move |screen| {
        let text = screen.contents();
        text.matches(&name).count() >= 2 && text.contains(question) && text.contains("Pflege")
    }
}

/// Starts the program and waits until its screen is complete and it has nothing more to say.
fn open(inbox: &Inbox, home: &Home, launch: impl Fn(Launch) -> Terminal) -> Terminal {
    let terminal = launch(inbox.kandidat(home));
    terminal.wait("the three panes", complete(inbox));
    terminal.quiet(Duration::from_millis(300));
    terminal
}

fn quit(terminal: &Terminal) -> Duration {
    let asked = Instant::now();
    terminal.keys("q");
    terminal.exit();
    asked.elapsed()
}

fn start(inbox: &Inbox, set: &mut Set<'_>) {
    let home = Home::new();
    let (mut times, mut ends, mut memory, mut frames) = Default::default();
    let (times, ends, memory, frames): (&mut Samples, &mut Samples, &mut Samples, &mut Samples) =
        (&mut times, &mut ends, &mut memory, &mut frames);
    for round in 0..22 {
        let terminal = inbox.kandidat(&home).start_watching(complete(inbox));
        let sighted = terminal.sighted("the three panes");
        let seen = terminal.seen();
        let peak = process::peak_memory(terminal.process());
        let end = quit(&terminal);
        // The first two warm the caches of the system.
        if round >= 2 {
            times.time(sighted - terminal.started());
            ends.time(end);
            frames.number(seen.frames);
            peak.into_iter().for_each(|peak| memory.number(peak));
        }
    }
    set("first complete screen, warm", BAR_START, times.spread());
    set("frames until it is complete", "–", short(frames.median()));
    set("memory then (VmHWM)", "≤ 30 MB at 1 k", megabytes(memory.median() as u64));
    set("quit", "–", ends.spread());
}

/// What one key caused.
struct Answer {
    first: Duration,
    last: Duration,
    frames: u64,
    bytes: u64,
}

fn press(terminal: &Terminal, key: &str) -> Answer {
    let before = terminal.seen();
    let pressed = Instant::now();
    terminal.keys(key);
    let first = terminal.frame_after(before.frames).0;
    let after = terminal.quiet(SETTLED);
    let (last, _) = terminal.frame_after(after.frames - 1);
    Answer {
        first: first - pressed,
        last: last - pressed,
        frames: after.frames - before.frames,
        bytes: after.bytes - before.bytes,
    }
}

/// Many answers to keys of one kind.
#[derive(Default)]
struct Answers {
    first: Samples,
    last: Samples,
    frames: Samples,
    bytes: Samples,
}

impl Answers {
    fn press(&mut self, terminal: &Terminal, keys: &[&str]) {
        for key in keys {
            let answer = press(terminal, key);
            self.first.time(answer.first);
            self.last.time(answer.last);
            self.frames.number(answer.frames);
            self.bytes.number(answer.bytes);
        }
    }

    fn times(&self) -> String {
        let spread = self.last.spread();
        // Where the first paint is not the whole answer, both are told.
        if self.frames.at(0.9) > 1.0 {
            format!("{spread} (first paint {})", short(self.first.median()))
        } else {
            spread
        }
    }

    fn paints(&self) -> String {
        format!("{} ({} at most)", short(self.frames.median()), short(self.frames.most()))
    }

    fn written(&self) -> String {
        format!("{:.0} ({:.0} at most)", self.bytes.median(), self.bytes.most())
    }
}

fn keys(inbox: &Inbox, set: &mut Set<'_>) {
    let home = Home::new();
    let terminal = open(inbox, &home, Launch::start);

    let mut following = Answers::default();
    following.press(&terminal, &["j"; 300]);
    set("move one row, with the profile", "p50 ≤ 2.5 ms, p99 ≤ 10 ms", following.times());
    set("– bytes", "median ≤ 2 500", following.written());
    set("– paints", "1", following.paints());

    press(&terminal, "z");
    let mut alone = Answers::default();
    alone.press(&terminal, &["j"; 300]);
    set("move one row, list alone", BAR_ZOOMED, alone.times());
    set("– bytes, list alone", "median ≤ 350", alone.written());
    set("– paints, list alone", "1", alone.paints());
    press(&terminal, "z");

    press(&terminal, "g");
    let mut page = Answers::default();
    page.press(&terminal, &[PAGE_DOWN; 20]);
    page.press(&terminal, &[PAGE_UP; 20]);
    set("page down, page up", BAR_STEP, page.times());
    let mut ends = Answers::default();
    ends.press(&terminal, &["G", "g"].repeat(20));
    set("jump to the end and back", BAR_STEP, ends.times());

    for (what, open, close) in [
        ("help", "?", CTRL_C),
        ("confirm dialog", "c", CTRL_C),
        ("stage dialog", "m", CTRL_C),
        ("job link form", "L", CTRL_C),
    ] {
        let (mut opened, mut closed) = (Answers::default(), Answers::default());
        for _ in 0..15 {
            opened.press(&terminal, &[open]);
            closed.press(&terminal, &[close]);
        }
        set(&format!("{what}: open"), BAR_STEP, opened.times());
        set(&format!("{what}: close"), BAR_STEP, closed.times());
    }
    let mut mark = Answers::default();
    mark.press(&terminal, &[" "; 20]);
    set("mark and move on", BAR_STEP, mark.times());
    let peak = process::peak_memory(terminal.process());
    set("memory after all of these keys (VmHWM)", "≤ 45 MB at 1 M", told(peak.map(megabytes)));
    quit_anyway(&terminal);
}

/// Ends the program whatever it may ask.
fn quit_anyway(terminal: &Terminal) {
    terminal.signal(rustix::process::Signal::TERM);
    terminal.exit();
}

fn held(inbox: &Inbox, set: &mut Set<'_>) {
    let home = Home::new();
    let terminal = open(inbox, &home, Launch::start);
    let (mut times, mut frames, mut bytes) = (Samples::default(), Samples::default(), Samples::default());
    for round in 0..20 {
        let before = terminal.quiet(Duration::from_millis(150));
        let key = if round % 2 == 0 { "j" } else { "k" };
        let pressed = Instant::now();
        terminal.keys(&key.repeat(200));
        terminal.frame_after(before.frames);
        let after = terminal.quiet(Duration::from_millis(150));
        let (last, _) = terminal.frame_after(after.frames - 1);
        times.time(last - pressed);
        frames.number(after.frames - before.frames);
        bytes.number(after.bytes - before.bytes);
    }
    set("200 held keys, to the last paint", "≤ 10 ms", times.spread());
    set("– frames", "≤ 3", format!("{} ({} at most)", short(frames.median()), short(frames.most())));
    set("– bytes in all", "–", format!("{:.0}", bytes.median()));
    quit_anyway(&terminal);
}

/// The names in the list: what a search changes. Not the signs before them: who stands under the cursor for a while
/// counts as read.
fn rows(screen: &Screen) -> u64 {
    let mut hasher = DefaultHasher::new();
    for row in screen.rows(30, 36).skip(2).take(36) {
        row.hash(&mut hasher);
    }
    hasher.finish()
}

fn search(inbox: &Inbox, set: &mut Set<'_>) {
    let home = Home::new();
    let bar = if inbox.applicants > 100_000 {
        "p50 ≤ 25 ms, p99 ≤ 100 ms"
    } else {
        "p50 ≤ 10 ms, p99 ≤ 50 ms"
    };
    let terminal = open(inbox, &home, |launch| launch.start_probing(rows));
    let mut all = (Samples::default(), Samples::default());
    for (what, words) in [
        ("many hits", &[COMMON, "Leipzig", "indeed"][..]),
        ("few hits", &[RARE, "Samuel Walsh", "Glockenspiel Verein"][..]),
        ("Russian", &[RUSSIAN, "Соловьёв", "категория"][..]),
        // The last one's words are in every German answer, and never stand together.
        ("phrases", &["\"auch Nachtschicht\"", "\"Schichtleitung die Arbeit\"", "\"Betrieb Klasse\""]),
        ("fields", &["stage:new job:4017", "template:pflege has:cv", "-Nachtschicht Köln"][..]),
    ] {
        let (mut pages, mut settled) = (Samples::default(), Samples::default());
        for word in words {
            terminal.keys("/");
            terminal.quiet(SETTLED);
            for letter in word.chars() {
                let (page, last) = letter_typed(&terminal, letter);
                pages.time(page);
                settled.time(last);
            }
            // Leaves the line and drops the filter.
            terminal.keys(ESC);
            terminal.wait("the whole list", |screen| screen.contents().contains(&inbox.newest()));
            terminal.quiet(Duration::from_millis(150));
        }
        set(&format!("search as you type, {what}: first page"), bar, pages.spread());
        set(&format!("– {what}: all painted, counts as well"), "–", settled.spread());
        all.0.join(&pages);
        all.1.join(&settled);
    }
    set("search as you type, all letters: first page", bar, all.0.spread());
    let peak = process::peak_memory(terminal.process());
    set("memory after searching (VmHWM)", "≤ 45 MB at 1 M", told(peak.map(megabytes)));
    quit_anyway(&terminal);
}

/// Types one letter: how long until the rows of the list were the final ones, and until nothing was painted any more.
fn letter_typed(terminal: &Terminal, letter: char) -> (Duration, Duration) {
    let before = terminal.seen();
    let pressed = Instant::now();
    terminal.keys(&letter.to_string());
    terminal.frame_after(before.frames);
    let after = terminal.quiet(Duration::from_millis(200));
    let frames = terminal.frames(before.frames, after.frames);
    let (last, _, final_rows) = *frames.last().unwrap();
    // The last frame that still showed other rows than the final ones is followed by the one that counts.
    let page = match frames.iter().rposition(|(_, _, rows)| *rows != final_rows) {
        Some(at) => frames[at + 1].0,
        None => frames[0].0,
    };
    (page - pressed, last - pressed)
}

/// Everybody is marked, moved to a stage, and moved back: in an inbox of its own, since that changes it.
fn all(inbox: &Inbox, set: &mut Set<'_>) {
    let copy = tempfile::tempdir().unwrap();
    std::fs::copy(inbox.folder.join("inbox.db"), copy.path().join("inbox.db")).unwrap();
    let inbox = Inbox { applicants: inbox.applicants, folder: copy.path().to_owned() };
    let home = Home::new();
    let terminal = open(&inbox, &home, Launch::start);
    let many: String = inbox.applicants.to_string();
    let told = |text: String| {
        move |screen: &Screen| {
            let plain: String = screen.contents().chars().filter(|c| !c.is_whitespace()).collect();
            plain.contains(&text)
        }
    };
    for (what, keys, text) in [
        ("mark everybody", "*", format!("{many}marked")),
        ("everybody: another stage", "mc", format!("{many}applicants:contacted")),
        ("everybody: taken back", "u", format!("Takenbackfor{many}:stage")),
    ] {
        let pressed = Instant::now();
        terminal.keys(keys);
        terminal.wait(what, told(text));
        set(what, "–", milliseconds(pressed.elapsed()));
        let mut meanwhile = Answers::default();
        meanwhile.press(&terminal, &["j"; 20]);
        set(&format!("– {what}: a key right after"), BAR_STEP, meanwhile.times());
    }
    let peak = process::peak_memory(terminal.process());
    set("– memory (VmHWM)", "≤ 45 MB at 1 M", self::told(peak.map(megabytes)));
    quit_anyway(&terminal);
}

fn idle(inbox: &Inbox, set: &mut Set<'_>) {
    let home = Home::new();
    let terminal = open(inbox, &home, Launch::start);
    // The applicant under the cursor counts as read after two seconds; that is something that happens.
    terminal.quiet(Duration::from_secs(4));
    let long = Duration::from_secs(10);
    let (seen, used) = (terminal.seen(), process::used(terminal.process()));
    std::thread::sleep(long);
    let (seen_after, used_after) = (terminal.seen(), process::used(terminal.process()));
    set("idle 10 s: bytes", "0", (seen_after.bytes - seen.bytes).to_string());
    set("idle 10 s: paints", "0", (seen_after.frames - seen.frames).to_string());
    let used = used.zip(used_after);
    let switches = used.map(|(before, after)| (after.switches - before.switches).to_string());
    set("idle 10 s: wake-ups", "≤ 5", told(switches));
    set("idle 10 s: CPU", "0 ms", told(used.map(|(before, after)| milliseconds(after.cpu - before.cpu))));
    set("threads", "–", told(used.map(|(before, _)| before.threads.to_string())));
    set("quit, idle", "–", milliseconds(quit(&terminal)));
}

fn told(value: Option<String>) -> String {
    value.unwrap_or_else(|| "left out: no /proc here".to_owned())
}

//! Floors: the least that any program can need for the same, run in the same pty in the same minute.
//!
//! A bench starts itself again with a word of its own and becomes that least program.

use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::time::Duration;

use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use super::figure::Samples;
use super::home::Home;
use super::terminal::{Launch, Terminal};

const SCREEN: &str = "--floor-screen";
const ECHO: &str = "--floor-echo";
const NOTHING: &str = "--floor-nothing";

/// Becomes a floor if this process was started as one. To be called first in `main`.
pub fn become_floor() {
    match std::env::args().nth(1).as_deref() {
        Some(SCREEN) => screen(),
        Some(ECHO) => echo(),
        Some(NOTHING) => {}
        _ => return,
    }
    std::process::exit(0);
}

/// Times from start to a full screen.
pub fn first_screen(home: &Home, times: usize) -> Samples {
    let mut samples = Samples::default();
    for _ in 0..times {
        let terminal = start(home, SCREEN, |screen| screen.contents().contains("row 40"));
        samples.time(terminal.sighted("the floor's screen") - terminal.started());
        terminal.keys("q");
        terminal.exit();
    }
    samples
}

/// Times from a key to the one line that answers it.
pub fn key(home: &Home, times: usize) -> Samples {
    let terminal = start(home, ECHO, |screen| screen.contents().contains("ready"));
    terminal.sighted("the floor's readiness");
    let mut samples = Samples::default();
    for _ in 0..times {
        let before = terminal.quiet(Duration::from_millis(5));
        let pressed = std::time::Instant::now();
        terminal.keys("j");
        samples.time(terminal.frame_after(before.frames).0 - pressed);
    }
    samples
}

/// Times of a process that does nothing, from start to end.
pub fn process(times: usize) -> Samples {
    let mut samples = Samples::default();
    for _ in 0..times {
        let started = std::time::Instant::now();
        std::process::Command::new(std::env::current_exe().unwrap()).arg(NOTHING).status().unwrap();
        samples.time(started.elapsed());
    }
    samples
}

fn start(
    home: &Home,
    word: &str,
    sight: impl Fn(&super::terminal::Screen) -> bool + Send + 'static,
) -> Terminal {
    Launch::program(std::env::current_exe().unwrap(), home).arguments([word]).start_watching(sight)
}

fn screen() {
    raw();
    let mut text = String::from("\x1b[?2026h\x1b[?1049h");
    for row in 1..=40 {
        text.push_str(&format!("\x1b[{row};1Hrow {row} {}", "x".repeat(110)));
    }
    text.push_str("\x1b[?2026l");
    write(&text);
    key_pressed();
}

fn echo() {
    raw();
    write("\x1b[?2026hready\x1b[?2026l");
    while key_pressed() != Some(b'q') {
        write(&format!("\x1b[?2026h\x1b[3;1H{}\x1b[?2026l", "x".repeat(260)));
    }
}

fn raw() {
    let input = std::io::stdin();
    let mut settings = tcgetattr(input.as_fd()).unwrap();
    settings.make_raw();
    tcsetattr(input.as_fd(), OptionalActions::Now, &settings).unwrap();
}

fn write(text: &str) {
    let mut output = std::io::stdout().lock();
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).unwrap();
}

fn key_pressed() -> Option<u8> {
    let mut key = [0];
    (std::io::stdin().lock().read(&mut key).unwrap() == 1).then_some(key[0])
}

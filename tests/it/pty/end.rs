//! Every way to leave: the terminal is given back as it was found.

use std::process::{Command, Stdio};

use rustix::process::Signal;

use super::home::Home;
use super::terminal::{CTRL_Z, ENTER, Launch};
use super::{demo, ended, settled};

#[test]
fn a_demo_opens_and_q_ends_it_and_nothing_is_left() {
    let home = Home::new();
    let terminal = demo(&home).start();
    settled(&terminal);
    terminal.keys("q");
    ended(&terminal, 0);
    let left: Vec<_> = std::fs::read_dir(home.temporary()).unwrap().collect();
    assert!(left.is_empty(), "the demo's own home is still there: {left:?}");
}

#[test]
fn sigterm_ends_it_with_143_and_a_clean_terminal() {
    let home = Home::new();
    let terminal = demo(&home).start();
    settled(&terminal);
    terminal.signal(Signal::TERM);
    ended(&terminal, 143);
}

#[test]
fn an_interrupt_from_outside_ends_it_as_q_does() {
    let home = Home::new();
    let terminal = demo(&home).start();
    settled(&terminal);
    terminal.signal(Signal::INT);
    ended(&terminal, 0);
}

#[test]
fn a_hang_up_ends_it() {
    let home = Home::new();
    let terminal = demo(&home).start();
    settled(&terminal);
    terminal.signal(Signal::HUP);
    terminal.exit();
    assert_eq!(terminal.left_behind(), Vec::<String>::new(), "{terminal}");
    assert!(std::fs::read_dir(home.temporary()).unwrap().next().is_none());
}

/// A terminal known to tell its keys apart is asked to, and then writes Esc and Ctrl with a letter as sequences.
#[test]
fn an_exact_keyboard_is_taken_and_given_back() {
    let home = Home::new();
    let terminal = demo(&home).variable("TERM", "xterm-kitty").start();
    settled(&terminal);
    assert_eq!(terminal.keyboard(), 1, "{terminal}");
    terminal.keys("!");
    terminal.wait_text("The end of the log");
    terminal.keys("\x1b[27u");
    terminal.wait_gone("The end of the log");
    // Ctrl and the Russian letter on the key of `c`.
    terminal.keys("\x1b[1089;5u");
    terminal.wait_text("Leave kandidat?");
    terminal.keys(ENTER);
    ended(&terminal, 0);
}

#[test]
fn other_terminals_keep_their_keyboard() {
    let home = Home::new();
    let terminal = demo(&home).variable("TERM", "xterm-kitty").variable("TMUX", "/nowhere,1,0").start();
    settled(&terminal);
    assert_eq!(terminal.keyboard(), 0, "{terminal}");
    terminal.keys("q");
    ended(&terminal, 0);
}

/// A shell with job control stands between, as it does for a person: a process without one can't be stopped.
#[test]
fn ctrl_z_gives_the_terminal_back_until_the_shell_calls() {
    let home = Home::new();
    let script = "\"$@\"; echo [stopped]; read answer; fg; echo \"ended with $?\"";
    let program = env!("CARGO_BIN_EXE_kandidat");
    let arguments = ["-m", "-c", script, "sh", program, "demo", "--applicants", "20", "--seed", "1"];
    let terminal = Launch::program("sh", &home).arguments(arguments).start();
    settled(&terminal);
    terminal.keys(CTRL_Z);
    terminal.wait_text("[stopped]");
    assert_eq!(terminal.left_behind(), Vec::<String>::new(), "{terminal}");
    terminal.keys(ENTER);
    settled(&terminal);
    // It listens again, and not only paints.
    terminal.keys("?");
    terminal.wait_text("One row down");
    terminal.keys("q");
    terminal.wait_gone("One row down");
    terminal.keys("q");
    terminal.wait_text("ended with 0");
    terminal.exit();
    assert_eq!(terminal.left_behind(), Vec::<String>::new(), "{terminal}");
}

#[test]
fn without_a_terminal_it_says_so_and_exits_2() {
    let home = Home::new();
    let output = Command::new(env!("CARGO_BIN_EXE_kandidat"))
        .env_clear()
        .envs(home.environment())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert!(String::from_utf8_lossy(&output.stderr).contains("terminal"), "{output:?}");
}

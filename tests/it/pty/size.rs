//! A terminal that grows and shrinks under the program.

use super::home::Home;
use super::{complete, demo, ended, listed, settled};

#[test]
fn it_follows_the_terminal_down_to_one_line_and_back() {
    let home = Home::new();
    let terminal = demo(&home).start();
    settled(&terminal);
    terminal.resize(80, 24);
    terminal.wait("the panes at 80x24", |screen| listed(screen) >= 10);
    terminal.resize(20, 6);
    terminal.wait("one pane at 20x6", |screen| (1..=4).contains(&listed(screen)));
    terminal.keys("j");
    terminal.resize(19, 6);
    terminal.wait("one line that says that this is too small", |screen| {
        let text = screen.contents();
        text.trim().lines().count() == 1 && text.contains("20") && text.contains('6') && listed(screen) == 0
    });
    terminal.resize(1, 1);
    terminal.resize(120, 40);
    terminal.wait("the three panes again", complete);
    terminal.keys("q");
    ended(&terminal, 0);
}

#[test]
fn a_size_that_changes_together_with_a_key_is_not_forgotten() {
    let home = Home::new();
    let terminal = demo(&home).start();
    settled(&terminal);
    for _ in 0..20 {
        terminal.keys("j");
        terminal.resize(19, 6);
        terminal.wait("the one line", |screen| listed(screen) == 0);
        terminal.keys("k");
        terminal.resize(20, 6);
        terminal.wait("one pane", |screen| (1..=4).contains(&listed(screen)));
    }
    terminal.keys("q");
    ended(&terminal, 0);
}

#[test]
fn a_key_pressed_at_the_moment_of_a_resize_acts_at_once() {
    let home = Home::new();
    let terminal = demo(&home).start();
    settled(&terminal);
    for turn in 0..150 {
        terminal.resize(if turn % 2 == 0 { 118 } else { 120 }, 40);
        terminal.keys("!");
        terminal.wait("the log", |screen| screen.contents().contains("The end of the log"));
        terminal.resize(if turn % 2 == 0 { 119 } else { 121 }, 40);
        terminal.keys("q");
        terminal.wait("the log gone", |screen| !screen.contents().contains("The end of the log"));
    }
    terminal.keys("q");
    ended(&terminal, 0);
}

#[test]
fn it_starts_in_the_smallest_terminal() {
    let home = Home::new();
    let terminal = demo(&home).size(20, 6).start();
    terminal.wait("an applicant at 20x6", |screen| listed(screen) >= 1);
    terminal.keys("q");
    ended(&terminal, 0);
}

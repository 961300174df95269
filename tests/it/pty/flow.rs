//! What a person does on a day: look, mark, confirm, search, chat.

use std::path::{Path, PathBuf};

use super::terminal::{ENTER, ESC, Launch};
use super::{World, ended, listed, settled};

#[test]
fn marked_applicants_are_confirmed_and_nobody_else() {
    let world = World::new();
    let terminal = world.inbox();
    // Marks two and moves on each time.
    terminal.keys("  ");
    terminal.wait("two marks", |screen| screen.contents().matches('✓').count() >= 2);
    terminal.keys("c");
    terminal.wait_text("can't be undone");
    assert_eq!(world.sandbox.journal().confirmed(), [], "nothing is confirmed before a person says so");
    terminal.keys(ENTER);
    terminal.wait_text("2 of 2 confirmed");
    let confirmed = world.sandbox.journal().confirmed();
    assert_eq!(confirmed.len(), 2, "{confirmed:?}\n{}", world.sandbox.journal().text());
    assert_eq!(world.sandbox.journal().premature(), [], "{}", world.sandbox.journal().text());
    // Esc and q in one go would be Alt-q.
    terminal.keys(ESC);
    terminal.wait_gone("2 of 2 confirmed");
    terminal.keys("q");
    ended(&terminal, 0);
}

#[test]
fn a_search_filters_while_it_is_typed() {
    let world = World::new();
    let terminal = world.inbox();
    let all = listed_now(&terminal);
    terminal.keys("/");
    terminal.keys("template:pflege");
    terminal.wait("fewer applicants", |screen| (1..all).contains(&listed(screen)));
    terminal.keys(" stage:hired");
    terminal.wait("nobody", |screen| listed(screen) == 0);
    // A mistake is shown, not swallowed.
    terminal.keys(" stgae:new");
    terminal.wait_text("stage");
    terminal.keys(ESC);
    terminal.wait("everybody", |screen| listed(screen) == all);
    terminal.keys("q");
    ended(&terminal, 0);
}

/// Over SSH there is no browser to open: the address is shown, as a link and as a QR code, and it is a fresh one.
#[test]
fn over_ssh_a_chat_is_a_link_and_a_qr_code() {
    let world = World::new();
    let launch = Launch::kandidat(&world.home).variable("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22");
    let terminal = launch.start();
    settled(&terminal);
    terminal.keys("o");
    let chat = format!("{}/", world.sandbox.chat_url());
    terminal.wait("the address and the QR code", |screen| {
        let text = screen.contents();
        text.contains(&chat) && text.matches(['█', '▀', '▄']).count() > 100
    });
    assert_eq!(world.sandbox.journal().chats_issued(), 1, "{}", world.sandbox.journal().text());
    let links = terminal.commands();
    assert!(links.iter().any(|link| link.starts_with("8;") && link.contains(&chat)), "{links:?}");
    terminal.keys(ESC);
    terminal.wait_gone(&chat);
    // Nothing of it may be kept: not in the log, not in the store.
    let token =
        links.iter().find_map(|link| link.split_once(&chat)).map(|(_, token)| token.to_owned()).unwrap();
    terminal.keys("q");
    ended(&terminal, 0);
    let kept = files_with(world.home.path(), token.as_bytes());
    assert!(kept.is_empty(), "the token is in {kept:?}");
}

/// The files below a folder that hold these bytes.
fn files_with(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, bytes));
        } else if std::fs::read(&path).unwrap().windows(bytes.len()).any(|part| part == bytes) {
            found.push(path);
        }
    }
    found
}

fn listed_now(terminal: &super::Terminal) -> usize {
    let count = std::cell::Cell::new(0);
    terminal.wait("the list", |screen| {
        count.set(listed(screen));
        count.get() > 0
    });
    count.get()
}

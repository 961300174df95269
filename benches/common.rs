//! What the benches share: the terminal of the tests, inboxes of any size, floors to compare with, and a table.

#[path = "../tests/it/pty/home.rs"]
pub mod home;
#[path = "../tests/it/pty/modes.rs"]
pub mod modes;
#[path = "../tests/it/pty/terminal.rs"]
pub mod terminal;

pub mod figure;
pub mod floor;
pub mod inbox;
pub mod person;
pub mod process;
pub mod shell;
pub mod table;
pub mod world;

/// The sizes that a bench runs at: the numbers among its arguments, else these.
pub fn sizes(usual: &[u32]) -> Vec<u32> {
    // `cargo bench` adds `--bench`, and a person may write 100_000.
    let asked: Vec<u32> =
        std::env::args().skip(1).filter_map(|argument| argument.replace('_', "").parse().ok()).collect();
    if asked.is_empty() { usual.to_vec() } else { asked }
}

/// Whether this part of the bench was asked for: any of the words among the arguments begins its name, or there are
/// no words at all.
pub fn wanted(part: &str) -> bool {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-') && argument.replace('_', "").parse::<u32>().is_err())
        .collect();
    words.is_empty() || words.iter().any(|word| part.starts_with(word.as_str()))
}

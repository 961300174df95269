//! The README's generated blocks: made by the program itself, and kept true here. To write them anew:
//! `KANDIDAT_WRITE_DOCS=1 cargo test docs::`.

use std::fs;

use kandidat::i18n::{Language, Words};

/// Compares a block between `<!-- NAME:begin … -->` and `<!-- NAME:end -->` with what the program says.
fn block(name: &str, right: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let text = fs::read_to_string(path).unwrap();
    let begin = text.find(&format!("<!-- {name}:begin")).expect("the block begins");
    let from = begin + text[begin..].find("-->").expect("the comment ends") + 4;
    let to = text.find(&format!("<!-- {name}:end -->")).expect("the block ends");
    let right = format!("{}\n", right.trim_end());
    if text[from..to] == right {
        return;
    }
    if std::env::var_os("KANDIDAT_WRITE_DOCS").is_some() {
        fs::write(path, format!("{}{right}{}", &text[..from], &text[to..])).unwrap();
        return;
    }
    panic!("the block {name} of the README is out of date; it should be:\n{right}");
}

#[test]
fn the_readme_shows_what_the_program_shows() {
    let words = Words::new(Language::En);
    block("screen", &format!("```text\n{}\n```", kandidat::tui::picture::readme().trim_end()));
    block("keys", &kandidat::tui::action::markdown_table(&words));
    block("commands", &kandidat::cli::markdown_table());
}

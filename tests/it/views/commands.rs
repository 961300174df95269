//! The palette, the help in its shapes, keys one after the other, and macros.

use std::collections::BTreeMap;

use kandidat::config::Macro;
use kandidat::tui::keymap::KeyMap;

use super::*;

/// A state after these keys, in a language, with a macro and two sequences.
fn configured(language: Language, typed: &str) -> String {
    let mut cx = sample::cx(language);
    let keys = [("cursor.first", "g g"), ("cursor.last", "g e")];
    let keys: BTreeMap<String, Vec<String>> =
        keys.map(|(name, keys)| (name.to_owned(), vec![keys.to_owned()])).into();
    let one = Macro {
        name: "No, thanks".into(),
        keys: vec!["X".into()],
        actions: ["applicant.reject", "applicant.next-unread"].map(str::to_owned).into(),
    };
    cx.keys = KeyMap::new(&keys, &[one]);
    pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        super::keys(&mut model, typed, &cx);
        model
    })
}

#[test]
fn palette() {
    insta::assert_snapshot!(configured(Language::En, ":"));
}

#[test]
fn palette_finds() {
    insta::assert_snapshot!(configured(Language::En, ":vi"));
}

#[test]
fn palette_in_german_and_russian() {
    let both = [Language::De, Language::Ru].map(|language| configured(language, ":"));
    insta::assert_snapshot!(both.join("\n"));
}

#[test]
fn palette_in_a_dialog() {
    insta::assert_snapshot!(after("c:"));
}

#[test]
fn help_of_a_dialog() {
    insta::assert_snapshot!(after("m?"));
}

#[test]
fn help_filtered() {
    insta::assert_snapshot!(configured(Language::En, "?/next"));
}

#[test]
fn keys_that_wait_for_the_next() {
    insta::assert_snapshot!(configured(Language::En, "g"));
}

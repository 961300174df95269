//! Which key does what, and what is said of keys that can't be had.

use crossterm::event::{KeyCode, KeyModifiers};
use proptest::prelude::*;

use super::*;

const LIST: &[Scope] = &[Scope::Macros, Scope::Applicants, Scope::Applicant, Scope::Cursor, Scope::App];

fn key(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)
}

fn control(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)
}

/// A map with these keys chosen.
fn chosen(keys: &[(&str, &[&str])]) -> KeyMap {
    let keys = keys
        .iter()
        .map(|(name, keys)| ((*name).to_owned(), keys.iter().map(|key| (*key).to_owned()).collect()));
    KeyMap::new(&keys.collect(), &[])
}

fn with_macro(keys: &str, actions: &[&str]) -> KeyMap {
    let one = config::Macro {
        name: "No, thanks".to_owned(),
        keys: vec![keys.to_owned()],
        actions: actions.iter().map(|name| (*name).to_owned()).collect(),
    };
    KeyMap::new(&BTreeMap::new(), &[one])
}

/// The name of what keys do, one after the other; what is still to come is `…`.
fn does(map: &KeyMap, chain: &[Scope], keys: &[KeyEvent]) -> Option<String> {
    let mut before = Vec::new();
    for key in keys {
        match map.find(chain, &before, *key) {
            Found::Does(bound) => return Some(map.name(bound).to_owned()),
            Found::Begins(keys) => before = keys,
            Found::Nothing => return None,
        }
    }
    Some("…".to_owned())
}

fn said(map: &KeyMap) -> Vec<String> {
    map.problems().iter().map(|problem| format!("{}: {problem}", problem.way().join("."))).collect()
}

#[test]
fn the_usual_keys_are_free_of_conflicts() {
    assert_eq!(said(&KeyMap::default()), Vec::<String>::new());
    for row in action::table() {
        for text in row.keys {
            assert!(Chord::parse(text).is_some(), "{}: {text}", row.name);
        }
    }
}

/// Over SSH, Alt may be anybody's; Ctrl-S and Ctrl-Q may stop the terminal; and on a German keyboard these letters
/// want AltGr, which some terminals don't pass on.
#[test]
fn the_usual_keys_need_no_alt_no_altgr_and_no_flow_control() {
    for row in action::table() {
        for text in row.keys {
            let chord = Chord::parse(text).unwrap();
            assert!(chord.is_without_alt(), "{}: {text}", row.name);
            for taken in ["ctrl-s", "ctrl-q"] {
                assert_ne!(Some(chord), Chord::parse(taken), "{}", row.name);
            }
            let typed = text.chars().next_back().unwrap();
            assert!(text.len() > 1 || !"@[]{}\\|~€".contains(typed), "{}: {text} needs AltGr", row.name);
            assert!(!chord.is_reserved(), "{}: {text}", row.name);
        }
    }
}

/// What the keys of a Russian keyboard type, beside those that type the same on a Latin one.
fn russian(latin: char) -> Option<char> {
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?";
    const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,";
    RUSSIAN.chars().nth(LATIN.chars().position(|c| c == latin)?)
}

#[test]
fn every_usual_key_does_the_same_on_a_russian_keyboard() {
    let map = KeyMap::default();
    let mut tried = 0;
    for chain in action::CHAINS {
        for row in action::table().filter(|row| chain.contains(&row.scope)) {
            for text in row.keys {
                let (modifiers, letter) = match text.strip_prefix("ctrl-") {
                    Some(letter) => (KeyModifiers::CONTROL, letter),
                    None => (KeyModifiers::NONE, *text),
                };
                let mut letters = letter.chars();
                let (Some(c), None) = (letters.next(), letters.next()) else { continue };
                let Some(typed) = russian(c) else {
                    assert!(!c.is_alphabetic() && !";'`".contains(c), "{}: {c}", row.name);
                    continue;
                };
                let press = |c| does(&map, chain, &[KeyEvent::new(KeyCode::Char(c), modifiers)]);
                assert_eq!(press(typed), press(c), "{} by {typed}", row.name);
                assert!(press(typed).is_some());
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn a_russian_layout_does_what_the_same_key_does() {
    let map = KeyMap::default();
    assert_eq!(does(&map, LIST, &[key('о')]).as_deref(), Some("cursor.down"));
    assert_eq!(does(&map, LIST, &[key('с')]).as_deref(), Some("applicant.confirm"));
    assert_eq!(does(&map, LIST, &[key('.')]).as_deref(), Some("app.search"));
    assert_eq!(does(&map, LIST, &[key(',')]).as_deref(), Some("app.help"));
    assert_eq!(does(&map, LIST, &[key('Ж')]).as_deref(), Some("app.palette"));
    assert_eq!(does(&map, LIST, &[control('в')]).as_deref(), Some("cursor.half-down"));
}

#[test]
fn a_key_can_be_chosen_and_be_several() {
    let map = chosen(&[("applicant.confirm", &["C", "ctrl-o"])]);
    assert_eq!(said(&map), Vec::<String>::new());
    assert_eq!(does(&map, LIST, &[key('C')]).as_deref(), Some("applicant.confirm"));
    assert_eq!(does(&map, LIST, &[control('o')]).as_deref(), Some("applicant.confirm"));
    assert_eq!(does(&map, LIST, &[key('c')]), None);
    assert_eq!(map.label("applicant.confirm"), "C Ctrl-o");
}

#[test]
fn an_empty_list_takes_a_key_away() {
    let map = chosen(&[("applicant.confirm", &[])]);
    assert_eq!(said(&map), Vec::<String>::new());
    assert_eq!(does(&map, LIST, &[key('c')]), None);
    assert_eq!(map.label("applicant.confirm"), "");
}

#[test]
fn a_sequence_waits_for_its_next_key_in_either_script() {
    let map = chosen(&[("cursor.first", &["g g", "home"]), ("cursor.last", &["g e"])]);
    assert_eq!(said(&map), Vec::<String>::new());
    assert_eq!(does(&map, LIST, &[key('g')]).as_deref(), Some("…"));
    for typed in [['g', 'g'], ['п', 'п'], ['g', 'п']] {
        assert_eq!(does(&map, LIST, &typed.map(key)).as_deref(), Some("cursor.first"), "{typed:?}");
    }
    assert_eq!(does(&map, LIST, &[key('п'), key('у')]).as_deref(), Some("cursor.last"));
    assert_eq!(does(&map, LIST, &[key('g'), key('x')]), None);
    assert_eq!(map.label("cursor.first"), "g g, Home");
    let begun = [Chord::parse("g").unwrap()];
    let following: Vec<(String, String)> = map
        .following(LIST, &begun)
        .into_iter()
        .map(|(keys, bound)| (keys, map.name(bound).to_owned()))
        .collect();
    assert_eq!(
        following,
        [("e".to_owned(), "cursor.last".to_owned()), ("g".to_owned(), "cursor.first".to_owned())]
    );
    assert!(action::find("cursor.last").is_some_and(|row| map.reaches(LIST, row)));
}

#[test]
fn a_key_that_begins_another_is_told_with_both() {
    let map = chosen(&[("cursor.last", &["g e"])]);
    assert_eq!(
        said(&map),
        ["keys.cursor.last: \"g e\" does \"cursor.last\", and \"g\" never does \"cursor.first\""]
    );
    assert_eq!(
        does(&map, LIST, &[key('g'), key('e')]).as_deref(),
        Some("cursor.last"),
        "what was chosen wins"
    );
    // Across scopes the inner one wins, as with single keys.
    let map = chosen(&[("app.sync", &["c s"])]);
    assert_eq!(
        said(&map),
        ["keys.app.sync: \"c\" does \"applicant.confirm\", and \"c s\" never does \"app.sync\""]
    );
    assert_eq!(does(&map, LIST, &[key('c')]).as_deref(), Some("applicant.confirm"));
}

#[test]
fn a_macro_has_keys_and_goes_before_what_they_did() {
    let map = with_macro("X", &["applicant.reject", "cursor.down"]);
    assert_eq!(said(&map), Vec::<String>::new());
    assert_eq!(does(&map, LIST, &[key('X')]).as_deref(), Some("No, thanks"));
    assert_eq!(map.macros()[0].actions.len(), 2);
    let map = with_macro("x", &["applicant.reject"]);
    assert_eq!(said(&map), ["macro.0.keys: \"x\" does \"No, thanks\" and hides \"applicant.reject\""]);
    assert_eq!(does(&map, LIST, &[key('x')]).as_deref(), Some("No, thanks"));
    let map = with_macro("X", &["applicant.rejekt"]);
    assert_eq!(said(&map), ["macro.0.actions: there is no action \"applicant.rejekt\""]);
    assert_eq!(map.problems()[0].right(), "did you mean \"applicant.reject\"?");
}

#[test]
fn mistakes_are_named() {
    let map = chosen(&[
        ("applicant.confrim", &["C"]),
        ("applicant.chat", &["hyper-o"]),
        ("applicant.copy", &["g esc"]),
        ("applicant.note", &["."]),
        ("applicant.save", &[""]),
        ("applicant.stage", &["j"]),
    ]);
    assert_eq!(
        said(&map),
        [
            "keys.applicant.chat: \"hyper-o\" is no key",
            "keys.applicant.confrim: there is no action \"applicant.confrim\"",
            "keys.applicant.copy: \"g esc\" is no key",
            "keys.applicant.note: \".\" can't be bound",
            "keys.applicant.save: \"\" is no key",
            "keys.applicant.stage: \"j\" does \"applicant.stage\" and hides \"cursor.down\"",
        ]
    );
    assert_eq!(does(&map, LIST, &[key('o')]).as_deref(), Some("applicant.chat"), "keeps its usual key");
}

#[test]
fn shift_is_part_of_a_letter() {
    let both = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::SHIFT);
    assert_eq!(Chord::of(both), Chord::parse("S").unwrap());
    assert_eq!(
        Chord::parse("shift-tab"),
        Some(Chord::of(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)))
    );
    assert_eq!(Chord::parse("-").unwrap().to_string(), "-");
    assert_eq!(Chord::parse("ctrl--").unwrap().to_string(), "Ctrl--");
}

proptest! {
    #[test]
    fn any_text_is_a_key_or_not(text in any::<String>()) {
        let _ = Chord::parse(&text);
        let _ = chosen(&[("applicant.note", &[&text])]);
        let _ = with_macro(&text, &[&text]);
    }
}

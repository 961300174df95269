//! Every key of every action is pressed by one of the tests in this folder.
//!
//! `person.does("NAME")` presses an action's first key and makes sure that this action was done, and
//! `person.does_by("NAME", "KEY")` another of its keys. Here these calls are read from the tests themselves, and held
//! against the program's own table.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kandidat::tui::action;

/// The quoted texts of all calls of this verb.
fn calls(code: &str, verb: &str) -> Vec<Vec<String>> {
    let verb = format!(".{verb}(");
    let texts = |call: &str| {
        let inside = call.split_once(')').map_or(call, |(inside, _)| inside);
        inside.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    };
    code.split(&verb).skip(1).map(texts).collect()
}

/// Which keys of which actions are pressed.
fn pressed() -> BTreeSet<(String, String)> {
    let mut pressed = BTreeSet::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/screen")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for call in calls(&code, "does") {
            let [name] = &call[..] else { continue };
            let key = action::find(name).and_then(|row| row.keys.first());
            pressed.extend(key.map(|key| (name.clone(), (*key).to_owned())));
        }
        for call in calls(&code, "does_by") {
            let [name, key] = &call[..] else { continue };
            pressed.insert((name.clone(), key.clone()));
        }
    }
    pressed
}

#[test]
fn every_key_of_every_action_is_pressed_by_a_driver_test() {
    let pressed = pressed();
    let mut missing = Vec::new();
    for row in action::table() {
        for (at, key) in row.keys.iter().enumerate() {
            if !pressed.contains(&(row.name.to_owned(), (*key).to_owned())) {
                let verb = match at {
                    0 => format!("person.does({:?})", row.name),
                    _ => format!("person.does_by({:?}, {key:?})", row.name),
                };
                missing.push(format!(
                    "no test presses `{key}` for `{}`: write one in tests/it/screen with `{verb}.await`, and look at \
                     what the person then sees and the store holds",
                    row.name
                ));
            }
        }
    }
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}

//! Notices where a source's answers differ from its contract: new, vanished and retyped fields, each told once.
//!
//! One notebook per pass over a list; its memory is bounded, and it holds names of fields only, never their values.

use std::collections::{BTreeSet, HashMap};

use crate::domain::text;

/// The most different remarks that are kept of one pass.
const MOST: usize = 64;
/// The longest field name that is shown, in characters.
const SHOWN: usize = 60;
/// As much of a field's name is kept, in bytes: more than a name needs, and than a secret has that stands in one.
const KEPT: usize = 4 * 1024;

/// What is noticed in one pass.
#[derive(Debug, Default)]
pub struct Drift {
    /// What was remarked on each field.
    fields: HashMap<String, Vec<Remark>>,
    /// How many remarks that is.
    remarks: usize,
    /// Whose fields are nowhere any more, and what they were called.
    vanished: Vec<(&'static str, Vec<String>)>,
    more: bool,
}

/// Whose field, of what kind, and what was expected, if anything was.
type Remark = (&'static str, &'static str, Option<&'static str>);

impl Drift {
    /// A field that the contract doesn't know. `of` is whose field it is, with its article.
    pub fn new_field(&mut self, of: &'static str, name: &str, kind: &'static str) {
        self.field(name, (of, kind, None));
    }

    /// A field whose value is not what the contract expects.
    pub fn retyped(&mut self, of: &'static str, name: &str, kind: &'static str, expected: &'static str) {
        self.field(name, (of, kind, Some(expected)));
    }

    fn field(&mut self, name: &str, remark: Remark) {
        let name = &name[..name.floor_char_boundary(KEPT)];
        if self.fields.get(name).is_some_and(|known| known.contains(&remark)) {
            return;
        }
        if self.remarks >= MOST {
            self.more = true;
            return;
        }
        self.remarks += 1;
        self.fields.entry(name.to_owned()).or_default().push(remark);
    }

    /// A field that is nowhere any more.
    pub fn vanished(&mut self, of: &'static str, names: &[&str]) {
        self.vanished.push((of, names.iter().map(|name| (*name).to_owned()).collect()));
    }

    /// The remarks as sentences, each once. What the server calls its fields goes through `masked` first: it may be
    /// a secret that it was sent.
    pub fn sentences(self, masked: impl Fn(&str) -> String) -> Vec<String> {
        let mut told = BTreeSet::new();
        for (name, remarks) in self.fields {
            let name = shown(&masked(&name));
            for (of, kind, expected) in remarks {
                told.insert(match expected {
                    None => format!("{of} has a field that the contract doesn't know: {name} ({kind})"),
                    Some(expected) => {
                        format!("the field {name} of {of} is {kind}, and the contract expects {expected}")
                    }
                });
            }
        }
        for (of, names) in self.vanished {
            let names: Vec<String> = names.iter().map(|name| shown(name)).collect();
            told.insert(format!("no {of} has {} any more", names.join(" or ")));
        }
        let more = self.more.then(|| "there are more differences than are listed here".to_owned());
        told.into_iter().chain(more).collect()
    }
}

fn shown(name: &str) -> String {
    format!("`{}`", text::excerpt(name.as_bytes(), SHOWN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_is_made_once_and_is_harmless() {
        let mut drift = Drift::default();
        for _ in 0..3 {
            drift.new_field("a profile", "shoe\u{1b}Size", "a number");
        }
        drift.retyped("a step", "answer", "an object", "a text");
        drift.vanished("profile", &["steps"]);
        assert_eq!(
            drift.sentences(str::to_owned),
            [
                "a profile has a field that the contract doesn't know: `shoe␛Size` (a number)",
                "no profile has `steps` any more",
                "the field `answer` of a step is an object, and the contract expects a text",
            ]
        );
    }

    #[test]
    fn the_notebook_has_an_end() {
        let mut drift = Drift::default();
        for at in 0..100_000 {
            drift.new_field("a profile", &format!("field{at}"), "a text");
        }
        let sentences = drift.sentences(str::to_owned);
        assert_eq!(sentences.len(), MOST + 1);
        assert!(sentences[MOST].contains("more"));
    }

    #[test]
    fn a_name_is_masked_before_it_is_cut() {
        let mut drift = Drift::default();
        let secret = "s3cret-".repeat(20);
        drift.new_field("a profile", &format!("before {secret}"), "a text");
        let sentences = drift.sentences(|name| name.replace(&secret, "…"));
        assert_eq!(sentences, ["a profile has a field that the contract doesn't know: `before …` (a text)"]);
    }

    #[test]
    fn a_name_without_end_is_not_kept_whole() {
        let mut drift = Drift::default();
        for letter in ["ä", "ö"] {
            drift.new_field("a profile", &letter.repeat(1_000_000), "a text");
        }
        assert!(drift.fields.keys().all(|name| name.len() <= KEPT));
        assert_eq!(drift.sentences(str::to_owned).len(), 2);
    }
}

//! Notices where a source's answers differ from its contract: new, vanished and retyped fields, each told once.
//!
//! One notebook per pass over a list; its memory is bounded, and it holds names of fields only, never their values.

use std::collections::{BTreeSet, HashMap};

use crate::domain::text;

/// The most different remarks that are kept of one pass.
const MOST: usize = 64;
/// The longest field name that is shown, in characters.
const SHOWN: usize = 60;

/// What is noticed in one pass.
#[derive(Debug, Default)]
pub struct Drift {
    remarks: BTreeSet<String>,
    /// What was remarked on each field: most differences stand in every record, and are told apart without a copy.
    fields: HashMap<String, Vec<Remark>>,
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
        if self.fields.get(name).is_some_and(|known| known.contains(&remark)) {
            return;
        }
        if self.remarks.len() >= MOST {
            self.more = true;
            return;
        }
        let (of, kind, expected) = remark;
        let shown = shown(name);
        self.remarks.insert(match expected {
            None => format!("{of} has a field that the contract doesn't know: {shown} ({kind})"),
            Some(expected) => {
                format!("the field {shown} of {of} is {kind}, and the contract expects {expected}")
            }
        });
        self.fields.entry(name.to_owned()).or_default().push(remark);
    }

    /// A field that is nowhere any more.
    pub fn vanished(&mut self, of: &str, names: &[&str]) {
        let names: Vec<String> = names.iter().map(|name| shown(name)).collect();
        self.remarks.insert(format!("no {of} has {} any more", names.join(" or ")));
    }

    /// The remarks, each once.
    pub fn sentences(self) -> Vec<String> {
        let more = self.more.then(|| "there are more differences than are listed here".to_owned());
        self.remarks.into_iter().chain(more).collect()
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
            drift.sentences(),
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
        let sentences = drift.sentences();
        assert_eq!(sentences.len(), MOST + 1);
        assert!(sentences[MOST].contains("more"));
    }
}

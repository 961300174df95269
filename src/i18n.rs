//! All words on the screen, in the reader's language, and how numbers, sizes, ages and times are written there.
//!
//! The texts are Fluent files in `assets/i18n`, compiled in; a new language is one file more and one line here.
//! Nothing here knows what the words are for.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

mod figure;
mod moment;

/// A language the screen speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// Russian.
    Ru,
}

impl Language {
    /// Every language, English first.
    pub const ALL: [Language; 3] = [Language::En, Language::De, Language::Ru];

    /// Its code, as in the configuration and in locale names.
    pub fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::De => "de",
            Language::Ru => "ru",
        }
    }

    /// The text of its file.
    fn source(self) -> &'static str {
        match self {
            Language::En => include_str!("../assets/i18n/en.ftl"),
            Language::De => include_str!("../assets/i18n/de.ftl"),
            Language::Ru => include_str!("../assets/i18n/ru.ftl"),
        }
    }

    /// The language of a setting: its own code, or for `auto` the first of `LC_ALL`, `LC_MESSAGES` and `LANG`
    /// that is set; English when it is none of ours.
    pub fn choose(setting: &str, variable: impl Fn(&str) -> Option<String>) -> Self {
        let locale = if setting == "auto" {
            ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(|name| variable(name).filter(|value| !value.is_empty()))
                .unwrap_or_default()
        } else {
            setting.to_owned()
        };
        Language::ALL
            .into_iter()
            .find(|language| locale.get(..2).is_some_and(|code| code.eq_ignore_ascii_case(language.code())))
            .unwrap_or_default()
    }
}

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

impl Words {
    /// The words of a language. A mistake in its file loses only the message it is in; tests allow none.
    pub fn new(language: Language) -> Self {
        let tag: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolation marks would be invisible characters between the cells of a table.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::En => |value, _| whole(Language::En, value),
            Language::De => |value, _| whole(Language::De, value),
            Language::Ru => |value, _| whole(Language::Ru, value),
        }));
        let resource = match FluentResource::try_new(language.source().to_owned()) {
            Ok(resource) => resource,
            Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    /// Which language they are.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A text without arguments. An unknown name stands for itself, so that a gap is seen and nothing breaks.
    pub fn word(&self, name: &str) -> String {
        self.phrase(name, &[])
    }

    /// A text with arguments. A name with a dot, as in `note.help`, asks for an attribute of a message.
    pub fn phrase(&self, name: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> String {
        let (id, attribute) = match name.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (name, None),
        };
        let pattern = self.bundle.get_message(id).and_then(|message| match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|found| found.value()),
            None => message.value(),
        });
        let Some(pattern) = pattern else { return name.to_owned() };
        let mut given = FluentArgs::new();
        for (key, value) in arguments {
            given.set(*key, value.clone());
        }
        let mut problems = Vec::new();
        self.bundle.format_pattern(pattern, Some(&given), &mut problems).into_owned()
    }

    /// Whether there is such a text.
    pub fn knows(&self, name: &str) -> bool {
        let (id, attribute) = name.split_once('.').unwrap_or((name, ""));
        self.bundle
            .get_message(id)
            .is_some_and(|message| attribute.is_empty() || message.get_attribute(attribute).is_some())
    }
}

/// A whole number in a text, written as everywhere on the screen.
fn whole(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let number = number.value;
    (number >= 0.0 && number.fract() == 0.0).then(|| figure::grouped(language, number as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn names(language: Language) -> BTreeSet<String> {
        let resource = FluentResource::try_new(language.source().to_owned())
            .unwrap_or_else(|(_, problems)| panic!("{}.ftl: {problems:?}", language.code()));
        let mut names = BTreeSet::new();
        for entry in resource.entries() {
            if let fluent_syntax_entry::Message(id, attributes) = fluent_syntax_entry::of(entry) {
                assert!(names.insert(id.clone()), "{} is there twice in {}.ftl", id, language.code());
                names.extend(attributes.into_iter().map(|name| format!("{id}.{name}")));
            }
        }
        names
    }

    /// The syntax tree's own crate is no dependency of ours: read what is needed from its debug text.
    mod fluent_syntax_entry {
        pub enum Entry {
            Message(String, Vec<String>),
            Other,
        }
        pub use Entry::Message;

        pub fn of(entry: &impl std::fmt::Debug) -> Entry {
            let text = format!("{entry:?}");
            let Some(rest) = text.strip_prefix("Message(Message { id: Identifier { name: \"") else {
                return Entry::Other;
            };
            let id = rest.split('"').next().unwrap().to_owned();
            let attributes = rest
                .split("Attribute { id: Identifier { name: \"")
                .skip(1)
                .map(|part| part.split('"').next().unwrap().to_owned())
                .collect();
            Message(id, attributes)
        }
    }

    #[test]
    fn every_language_has_the_same_names() {
        let english = names(Language::En);
        assert!(english.len() > 100);
        for language in [Language::De, Language::Ru] {
            let other = names(language);
            let missing: Vec<_> = english.difference(&other).collect();
            let extra: Vec<_> = other.difference(&english).collect();
            assert!(
                missing.is_empty() && extra.is_empty(),
                "{language:?}: missing {missing:?}, extra {extra:?}"
            );
        }
    }

    #[test]
    fn every_language_fills_in_the_same_arguments() {
        let arguments = |language: Language| {
            let mut found: BTreeSet<(String, String)> = BTreeSet::new();
            let mut id = String::new();
            for line in language.source().lines() {
                if let Some((name, _)) = line.split_once(" =")
                    && !line.starts_with([' ', '#'])
                {
                    id = name.trim().to_owned();
                }
                for part in line.split('$').skip(1) {
                    let name: String = part.chars().take_while(|c| c.is_alphanumeric()).collect();
                    found.insert((id.clone(), name));
                }
            }
            found
        };
        for language in [Language::De, Language::Ru] {
            assert_eq!(arguments(Language::En), arguments(language), "{language:?}");
        }
    }

    /// Every choice by a number in a language's file: the message it stands in, and its cases.
    fn choices(language: Language) -> Vec<(String, Vec<String>)> {
        let mut found = Vec::new();
        let mut id = String::new();
        for line in language.source().lines() {
            if let Some((name, _)) = line.split_once(" =")
                && !line.starts_with([' ', '#'])
            {
                id = name.trim().to_owned();
            }
            if line.trim_end().ends_with("->") {
                found.push((id.clone(), Vec::new()));
            } else if let Some(case) = line.trim_start().trim_start_matches('*').strip_prefix('[')
                && let (Some((case, _)), Some((_, cases))) = (case.split_once(']'), found.last_mut())
            {
                cases.push(case.to_owned());
            }
        }
        found
    }

    #[test]
    fn every_choice_knows_the_cases_of_its_language() {
        for language in Language::ALL {
            let known: &[&str] =
                if language == Language::Ru { &["one", "few", "many", "other"] } else { &["one", "other"] };
            let all = choices(language);
            assert!(all.len() > 20);
            for (id, cases) in all {
                // Exact numbers may stand beside them; where two cases read alike one of them is enough.
                let plain: Vec<&str> =
                    cases.iter().map(String::as_str).filter(|case| case.parse::<u64>().is_err()).collect();
                assert_eq!(plain.first(), Some(&"one"), "{language:?}: {id}");
                assert!(plain.len() > 1, "{language:?}: {id}");
                assert!(plain.iter().all(|case| known.contains(case)), "{language:?}: {id}: {plain:?}");
            }
        }
    }

    #[test]
    fn every_text_is_whole_for_every_number() {
        for language in Language::ALL {
            let words = Words::new(language);
            let arguments: BTreeSet<&str> = language
                .source()
                .split('$')
                .skip(1)
                .filter_map(|rest| rest.split(|sign: char| !sign.is_alphanumeric()).next())
                .collect();
            for name in names(language) {
                for n in [0_u64, 1, 2, 5, 11, 21, 22, 25, 101] {
                    let given: Vec<(&'static str, FluentValue<'_>)> =
                        arguments.iter().map(|argument| (*argument, n.into())).collect();
                    let text = words.phrase(&name, &given);
                    let broken = text.trim().is_empty() && name.contains('-') && !name.contains('.');
                    assert!(
                        !broken && !text.contains("{$") && text != name,
                        "{language:?}: {name}: {text:?}"
                    );
                }
            }
        }
    }

    fn sources(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                into.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_text_is_used_and_every_used_text_is_there() {
        let mut code = String::new();
        sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui"), &mut code);
        let actions: BTreeSet<String> = crate::tui::action::table().map(|row| row.message()).collect();
        let names: BTreeSet<String> =
            names(Language::En).into_iter().filter(|name| !name.contains('.')).collect();
        let unused: Vec<_> = names
            .iter()
            .filter(|name| !name.starts_with("event-"))
            .filter(|name| {
                name.strip_prefix("cause-").is_none_or(|word| crate::error::Cause::read(word).is_none())
            })
            .filter(|name| !actions.contains(*name) && !code.contains(&format!("\"{name}\"")))
            .collect();
        assert!(unused.is_empty(), "nobody says {unused:?}");
        // Texts are named by their family first; every literal of a family must be a text.
        let families: BTreeSet<&str> =
            names.iter().filter_map(|name| name.split_once('-')).map(|(f, _)| f).collect();
        for literal in code.split('"') {
            let Some((family, rest)) = literal.split_once('-') else { continue };
            let looks_like_one =
                !rest.is_empty() && literal.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            if looks_like_one && families.contains(family) {
                assert!(names.contains(literal), "{literal:?} is in no language");
            }
        }
    }

    #[test]
    fn the_language_comes_from_the_setting_or_the_locale() {
        let env = |name: &str| (name == "LANG").then(|| "de_DE.UTF-8".to_owned());
        assert_eq!(Language::choose("auto", env), Language::De);
        assert_eq!(Language::choose("ru", env), Language::Ru);
        assert_eq!(Language::choose("auto", |_| None), Language::En);
        assert_eq!(Language::choose("auto", |_| Some("C".to_owned())), Language::En);
    }

    #[test]
    fn a_name_that_is_not_there_stands_for_itself() {
        let words = Words::new(Language::En);
        assert_eq!(words.word("no-such-word"), "no-such-word");
        assert_eq!(words.word("no-such-word.help"), "no-such-word.help");
    }
}

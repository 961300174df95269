//! An interview template of a source.

use serde::{Deserialize, Serialize};

/// An interview template: its key and what the source says about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// PitchYou's `templateKey`.
    pub key: String,
    /// Descriptions: language (if the source names one) and text.
    pub descriptions: Vec<(Option<String>, String)>,
}

impl Template {
    /// The description in the wanted language, else in none, else the first, else the key.
    pub fn title(&self, language: &str) -> &str {
        let wanted = |tag: &Option<String>| {
            tag.as_deref().is_some_and(|tag| {
                tag.split(['-', '_']).next().is_some_and(|l| l.eq_ignore_ascii_case(language))
            })
        };
        self.descriptions
            .iter()
            .find(|(tag, _)| wanted(tag))
            .or_else(|| self.descriptions.iter().find(|(tag, _)| tag.is_none()))
            .or_else(|| self.descriptions.first())
            .map_or(self.key.as_str(), |(_, text)| text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_found_in_the_readers_language_first() {
        let mut template = Template { key: "care".into(), descriptions: vec![] };
        assert_eq!(template.title("de"), "care");
        template.descriptions =
            vec![(Some("en-GB".into()), "Nurse".into()), (Some("de".into()), "Pflege".into())];
        assert_eq!(template.title("de"), "Pflege");
        assert_eq!(template.title("en"), "Nurse");
        assert_eq!(template.title("ru"), "Nurse");
    }
}

//! The applicant's name when a profile has none of its own: it is the answer to the question that asks for it.

use std::collections::HashMap;

use crate::domain::Step;
use crate::source::contract::Contract;

use super::introduction;
use super::wire::both;

/// The longest answer that is taken for a name, in characters.
const LONGEST: usize = 100;

/// How many different questions a pass remembers.
const REMEMBERED: usize = 1000;

/// Which name a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Full,
    First,
    Last,
}

/// What the questions of one pass ask for: most applicants answer the same ones.
#[derive(Debug, Default)]
pub struct Asked(HashMap<String, Option<Part>>);

/// The questions that ask for a name, folded.
#[derive(Debug)]
pub struct Questions(Vec<(String, Part)>);

impl Questions {
    /// The questions that the contract lists.
    pub fn new(contract: &Contract) -> Self {
        let part = |key, part| contract.list(&["names", key]).into_iter().map(move |text| (fold(text), part));
        // "Vor- und Nachname" is looked for before "Nachname".
        Self(
            part("full", Part::Full)
                .chain(part("first", Part::First))
                .chain(part("last", Part::Last))
                .collect(),
        )
    }

    /// The name that the answers give, if one of the questions asked for it.
    pub fn name(&self, steps: &[Step], asked: &mut Asked) -> Option<String> {
        let (mut full, mut first, mut last) = (None, None, None);
        for step in steps {
            let Some(answer) = step.answer.as_deref().and_then(sensible) else { continue };
            let mut texts = [&step.question, &step.key].into_iter().flatten();
            let slot = match texts.find_map(|text| self.asks_for(text, asked)) {
                Some(Part::Full) => &mut full,
                Some(Part::First) => &mut first,
                Some(Part::Last) => &mut last,
                None => continue,
            };
            slot.get_or_insert_with(|| introduction::name(answer).to_owned());
        }
        full.or_else(|| both(first, last))
    }

    fn asks_for(&self, question: &str, asked: &mut Asked) -> Option<Part> {
        if let Some(part) = asked.0.get(question) {
            return *part;
        }
        let folded = fold(question);
        let part = self.0.iter().find(|(phrase, _)| matches(&folded, phrase)).map(|(_, part)| *part);
        if asked.0.len() < REMEMBERED {
            asked.0.insert(question.to_owned(), part);
        }
        part
    }
}

/// A question as it is compared: lower case, a space before each word and at the end, no other signs than `'` and
/// `-` in them.
fn fold(text: &str) -> String {
    let kept: String = text
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' => '\'',
            c if c.is_alphanumeric() || matches!(c, '\'' | '-') => c,
            _ => ' ',
        })
        .collect();
    let mut folded = String::from(" ");
    for word in kept.split_whitespace() {
        folded.push_str(word);
        folded.push(' ');
    }
    folded
}

/// Whether a question is this phrase, or contains it as whole words when it is more than one word: "name" alone
/// also stands in questions for other names. Both are folded.
fn matches(question: &str, phrase: &str) -> bool {
    question == phrase || (phrase.trim().contains(' ') && question.contains(phrase))
}

fn sensible(answer: &str) -> Option<&str> {
    let answer = answer.trim();
    let fits = answer.chars().count() <= LONGEST && answer.chars().any(char::is_alphabetic);
    (fits && !answer.contains('\n')).then_some(answer)
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;
    use crate::domain::SourceKind;

    fn name(steps: &[(&str, &str)]) -> Option<String> {
        let contract = Contract::of(SourceKind::PitchYou, &Table::new()).unwrap();
        let steps: Vec<Step> = steps
            .iter()
            .map(|(question, answer)| Step {
                question: Some((*question).into()),
                answer: Some((*answer).into()),
                ..Step::default()
            })
            .collect();
        Questions::new(&contract).name(&steps, &mut Asked::default())
    }

    #[test]
    fn the_question_for_a_name_is_known_in_three_languages() {
        for question in [
            "Wie heißt du?",
            "Hallo 👋 Wie heißt du denn, ich meine: wie ist dein Name?",
            "Wie lautet Ihr Name",
            "Vor- und Nachname:",
            "Name*",
            "What’s your name?",
            "Please tell us your full name.",
            "Как вас зовут?",
            "Как Вас зовут",
            "ФИО",
        ] {
            assert_eq!(
                name(&[("Alter?", "33"), (question, " Fatma Yılmaz ")]).as_deref(),
                Some("Fatma Yılmaz"),
                "{question}"
            );
        }
        assert_eq!(name(&[("Nachname", "Groß"), ("Vorname", "Jürgen")]).as_deref(), Some("Jürgen Groß"));
    }

    #[test]
    fn a_sentence_with_a_name_gives_the_name() {
        assert_eq!(name(&[("Wie heißt du?", "Ich bin Ute Schäfer 😊")]).as_deref(), Some("Ute Schäfer"));
        let apart = name(&[("Vorname", "Ich heiße Ute"), ("Nachname", "Schäfer 👍")]);
        assert_eq!(apart.as_deref(), Some("Ute Schäfer"));
    }

    #[test]
    fn other_names_and_odd_answers_are_left_alone() {
        for question in [
            "Name deines letzten Arbeitgebers?",
            "What is the name of your school?",
            "Firmenname",
            "Bist du namhaft?",
        ] {
            assert_eq!(name(&[(question, "Muster GmbH")]), None, "{question}");
        }
        for answer in ["", "👍", "0171 1234567", "x\ny"] {
            assert_eq!(name(&[("Wie heißt du?", answer)]), None, "{answer:?}");
        }
        assert_eq!(name(&[("Wie heißt du?", &"x".repeat(500))]), None);
    }
}

//! Owns inventing a lead: all rolled from (seed, index), the same whenever it is asked for.

use axum::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use super::dictionary::LOCATIONS;
use super::people::{COMMENTS, ORIGINS, Person, SALARY, Said, TOPICS, vacancy};
use crate::sandbox::applicant::Id;
use crate::sandbox::dice::{Dice, mix};
use crate::sandbox::media;

/// How far back the oldest lead goes, in seconds: 10 days.
const SPAN: usize = 10 * 86_400;

/// An invented lead.
pub(super) struct Invented {
    pub id: Id,
    pub created: Timestamp,
    pub person: Person,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub profession: Option<i64>,
    pub location: Option<&'static str>,
    pub vacancy: String,
    pub title: String,
    pub origin: Option<[Option<&'static str>; 4]>,
    pub answers: Option<Vec<(&'static str, Said)>>,
    pub comment: Option<&'static str>,
    pub resume: Option<Paper>,
}

/// The kind of a résumé, and its file's name.
pub(super) struct Paper {
    pub file_name: String,
    pub mime: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Photo,
    Empty,
}

/// A file as it is sent.
#[derive(Clone, Debug)]
pub(in crate::sandbox) struct File {
    pub file_name: String,
    pub mime: String,
    pub bytes: Bytes,
}

impl Invented {
    /// The lead `index`, as seen at `now`.
    pub fn of(seed: u64, index: u32, now: Timestamp) -> Self {
        let dice = &mut Dice::new(seed, u64::from(index), "lead");
        let person = Person::roll(dice);
        let name = match dice.below(6) {
            0 => person.given.to_owned(),
            1 => format!("{} {}", person.given, person.family),
            2 => format!("{} {} {}", person.family, person.given, person.patronymic).to_uppercase(),
            _ => format!("{} {} {}", person.family, person.given, person.patronymic),
        };
        let (profession, vacancy, title) = vacancy(dice);
        let age = 60 + i64::try_from(dice.below(SPAN)).unwrap_or(0);
        let answers = match dice.below(12) {
            0 => None,
            1 => Some(Vec::new()),
            _ => Some(answers(dice)),
        };
        let mut lead = Self {
            id: id(seed, index),
            created: Timestamp::from_second(now.as_second() - age).unwrap_or(now),
            name,
            phone: (!dice.once_in(15)).then(|| phone(dice)),
            email: (!dice.once_in(3)).then(|| format!("lead{}@mail.example", dice.below(100_000))),
            // Some carry an id that no dictionary has.
            profession: (!dice.once_in(10)).then(|| if dice.once_in(12) { 999 } else { profession }),
            location: (!dice.once_in(8)).then(|| dice.pick(LOCATIONS).0),
            vacancy,
            title,
            origin: (!dice.once_in(4)).then(|| *dice.pick(ORIGINS)),
            answers,
            comment: dice.once_in(3).then(|| *dice.pick(COMMENTS)),
            resume: None,
            person,
        };
        lead.resume = match dice.below(10) {
            0..5 => Some(Kind::Text),
            5 => Some(Kind::Photo),
            6 => Some(Kind::Empty),
            _ => None,
        }
        .map(|kind| lead.paper(kind));
        lead
    }

    fn paper(&self, kind: Kind) -> Paper {
        let (file_name, mime) = match kind {
            Kind::Text => (format!("Резюме {}.pdf", self.person.family), "application/pdf"),
            Kind::Photo => ("фото резюме (1).jpg".to_owned(), "image/jpeg"),
            Kind::Empty => ("resume.pdf".to_owned(), "application/pdf"),
        };
        Paper { file_name, mime, kind }
    }

    /// The bytes of the résumé.
    pub fn file(&self, seed: u64, index: u32) -> Option<File> {
        let paper = self.resume.as_ref()?;
        let dice = &mut Dice::new(seed, u64::from(index), "resume");
        let bytes = match paper.kind {
            Kind::Text => {
                let years = dice.below(20);
                media::paper(dice, &self.pages(years))
            }
            Kind::Photo => media::photo(dice),
            Kind::Empty => media::empty(),
        };
        Some(File { file_name: paper.file_name.clone(), mime: paper.mime.to_owned(), bytes: bytes.into() })
    }

    fn pages(&self, years: usize) -> Vec<Vec<String>> {
        let Person { family, given, patronymic } = &self.person;
        vec![vec![
            "Резюме".to_owned(),
            String::new(),
            format!("{family} {given} {patronymic}"),
            self.phone.clone().unwrap_or_default(),
            self.email.clone().unwrap_or_default(),
            String::new(),
            format!("Желаемая должность: {}", self.title),
            format!("Общий стаж: {years} л."),
            "О себе: ответственность, пунктуальность, без вредных привычек".to_owned(),
        ]]
    }
}

fn answers(dice: &mut Dice) -> Vec<(&'static str, Said)> {
    let mut answers: Vec<_> = TOPICS
        .iter()
        .map(|(question, heard)| {
            (*question, if dice.once_in(14) { Said::Nothing } else { Said::Text(dice.pick::<&str>(heard)) })
        })
        .collect();
    answers.truncate(dice.between(2, TOPICS.len()));
    if dice.once_in(2) {
        answers.push((SALARY, Said::Number(45_000 + 5_000 * i64::try_from(dice.below(20)).unwrap_or(0))));
    }
    answers
}

/// A number in an area code that nobody has.
fn phone(dice: &mut Dice) -> String {
    let mut digits = || dice.below(10);
    let seven: Vec<usize> = (0..7).map(|_| digits()).collect();
    let part = |from: usize, to: usize| seven[from..to].iter().map(usize::to_string).collect::<String>();
    let (one, two, three) = (part(0, 3), part(3, 5), part(5, 7));
    match seven[0] % 4 {
        0 => format!("+7000{one}{two}{three}"),
        1 => format!("+7 000 {one} {two} {three}"),
        _ => format!("+7 (000) {one}-{two}-{three}"),
    }
}

/// Most ids are texts that begin alike, some are numbers, some need escaping in an address.
fn id(seed: u64, index: u32) -> Id {
    match mix(seed ^ mix(u64::from(index) + 7)) % 10 {
        0 | 1 => Id::Number(9_007_199_254_740_993 + i64::from(index)),
        2 => Id::Text(format!("заявка/{index}?")),
        _ => Id::Text(format!("lead-{:04x}-{index}", mix(seed ^ u64::from(index)) >> 48)),
    }
}

/// The index of the lead with the given id, if the seed has one below `count`.
pub(super) fn index_of(seed: u64, count: u32, text: &str) -> Option<u32> {
    let guess = if let Some(rest) = text.strip_prefix("заявка/") {
        rest.strip_suffix('?')?.parse().ok()
    } else if let Some(rest) = text.strip_prefix("lead-") {
        rest.split_once('-')?.1.parse().ok()
    } else {
        u32::try_from(text.parse::<i64>().ok()?.checked_sub(9_007_199_254_740_993)?).ok()
    }?;
    (guess < count && id(seed, guess).text() == text).then_some(guess)
}

/// The id as JSON.
pub(super) fn value(id: &Id) -> Value {
    match id {
        Id::Text(text) => Value::from(text.clone()),
        Id::Number(number) => Value::from(*number),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn ids_are_unique_and_lead_back() {
        let mut seen = HashSet::new();
        for index in 0..2_000 {
            let id = id(5, index);
            assert_eq!(index_of(5, 2_000, &id.text()), Some(index), "{id:?}");
            assert_eq!(index_of(5, index, &id.text()), None);
            assert!(seen.insert(id.text().into_owned()));
        }
        for foreign in ["", "x", "заявка/", "lead-", "lead-0000-1", "9007199254740992", "-5"] {
            assert_eq!(index_of(5, 2_000, foreign), None, "{foreign}");
        }
    }

    #[test]
    fn a_world_has_everything_worth_looking_at() {
        let all: Vec<_> = (0..36).map(|index| Invented::of(1, index, now())).collect();
        let some = |what: &str, test: &dyn Fn(&Invented) -> bool| {
            assert!(all.iter().any(test), "nobody with {what}");
            assert!(!all.iter().all(test), "everybody with {what}");
        };
        some("a number as id", &|lead| matches!(lead.id, Id::Number(_)));
        some("an awkward id", &|lead| lead.id.text().contains('/'));
        some("a phone", &|lead| lead.phone.is_some());
        some("an e-mail", &|lead| lead.email.is_some());
        some("a profession", &|lead| lead.profession.is_some());
        some("a location", &|lead| lead.location.is_some());
        some("an origin", &|lead| lead.origin.is_some());
        some("answers", &|lead| lead.answers.as_ref().is_some_and(|answers| !answers.is_empty()));
        some("a comment", &|lead| lead.comment.is_some());
        some("a résumé", &|lead| lead.resume.is_some());
        for lead in &all {
            assert!(lead.created < now());
            assert!(lead.phone.iter().all(|phone| phone.starts_with("+7")));
            assert!(
                lead.name.chars().any(|letter| ('а'..='я').contains(&letter.to_lowercase().next().unwrap()))
            );
        }
    }

    #[test]
    fn résumés_are_recognised_and_their_own() {
        let mut seen = HashSet::new();
        for index in 0..60 {
            let lead = Invented::of(4, index, now());
            let Some(file) = lead.file(4, index) else { continue };
            assert_eq!(infer::get(&file.bytes).map(|found| found.mime_type()), Some(file.mime.as_str()));
            let own = seen.insert(file.bytes.clone());
            assert!(own || file.file_name == "resume.pdf", "{} twice", file.file_name);
        }
        assert!(seen.len() > 20);
    }
}

//! Owns the invented applicants: who they are, what they answered, which files they sent.
//!
//! An applicant is made from (seed, index) whenever one is needed and kept nowhere, so that a list of 100 000 costs
//! no memory. How a source writes an applicant down belongs to that source's side (`pitchyou::profile`).

mod id;
mod interview;
mod invent;
mod name;
mod talk;
pub mod template;

use jiff::Timestamp;

pub use self::id::{Id, index_of};
use self::template::{Job, Template};
use super::media::Kind;

/// The language that an applicant answers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// German.
    German,
    /// English.
    English,
    /// Russian, and a few Ukrainian names.
    Russian,
    /// Turkish.
    Turkish,
    /// Arabic, written from right to left.
    Arabic,
    /// Polish.
    Polish,
}

impl Language {
    /// All of them, in the order of the answer tables.
    pub const ALL: [Self; 6] =
        [Self::German, Self::English, Self::Russian, Self::Turkish, Self::Arabic, Self::Polish];

    fn roll(dice: &mut super::dice::Dice) -> Self {
        match dice.below(100) {
            0..44 => Self::German,
            44..62 => Self::Russian,
            62..78 => Self::English,
            78..87 => Self::Turkish,
            87..93 => Self::Arabic,
            _ => Self::Polish,
        }
    }
}

/// An answer to one question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A text, perhaps empty.
    Text(String),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Several choices.
    List(Vec<&'static str>),
    /// `null`.
    Null,
}

/// One question with its answer and the files sent with it.
#[derive(Clone, Debug)]
pub struct Step {
    /// The question's key.
    pub key: &'static str,
    /// The question.
    pub question: &'static str,
    /// The answer.
    pub answer: Answer,
    /// Places in `Applicant::media`.
    pub attachments: Vec<usize>,
}

/// One file of an applicant.
#[derive(Clone, Debug)]
pub struct Media {
    /// Its id, unique within the applicant.
    pub id: Id,
    /// What it is made of.
    pub kind: Kind,
    /// The name the sender's telephone gave it, if any.
    pub file_name: Option<String>,
    /// What the source says it is; not always right.
    pub mime: &'static str,
}

/// How the list writes an applicant down; most records have the common form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The names and types that most records have.
    Common,
    /// Other assumed names for the person and the steps, and Unix milliseconds.
    Other,
    /// As little as possible: no person, no time, only the steps say who it is.
    Bare,
}

/// Where the applicant came from.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// `utm_source`.
    pub source: &'static str,
    /// `utm_medium`.
    pub medium: &'static str,
    /// `utm_campaign`, if any.
    pub campaign: Option<&'static str>,
    /// `utm_content`, if any.
    pub content: Option<&'static str>,
}

/// One invented applicant.
#[derive(Clone, Debug)]
pub struct Applicant {
    /// The id at the source.
    pub id: Id,
    /// How it is written down.
    pub form: Form,
    /// The language of the answers.
    pub language: Language,
    /// First name.
    pub given: &'static str,
    /// Family name.
    pub family: &'static str,
    /// Telephone number, missing for those who came by web chat.
    pub phone: Option<String>,
    /// E-mail address, missing for many.
    pub email: Option<String>,
    /// When the interview ended.
    pub created: Timestamp,
    /// The interview template; `None` is the client's standard interview.
    pub template: Option<&'static Template>,
    /// The advertised job.
    pub job: Option<&'static Job>,
    /// Whether the record names the job's title.
    pub titled: bool,
    /// Where the applicant came from.
    pub origin: Option<Origin>,
    /// The interview; `None` when the record has no steps at all.
    pub steps: Option<Vec<Step>>,
    /// All files.
    pub media: Vec<Media>,
    /// The place of the cv in `media`.
    pub cv: Option<usize>,
    /// The place of the profile image in `media`.
    pub image: Option<usize>,
}

impl Applicant {
    /// The file with the given id.
    pub fn media(&self, id: &str) -> Option<usize> {
        self.media.iter().position(|media| media.id.text() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_world_has_everything_worth_looking_at() {
        let all: Vec<_> = (0..48).map(|index| Applicant::of(1, index, 48, now())).collect();
        let some = |what: &str, test: &dyn Fn(&Applicant) -> bool| {
            assert!(all.iter().any(test), "nobody with {what}");
        };
        for language in Language::ALL {
            some(&format!("{language:?}"), &|a| a.language == language);
        }
        some("no e-mail", &|a| a.email.is_none());
        some("no phone", &|a| a.phone.is_none());
        some("no steps", &|a| a.steps.is_none());
        some("no origin", &|a| a.origin.is_none());
        some("no template", &|a| a.template.is_none());
        some("another form", &|a| a.form == Form::Other);
        some("a bare form", &|a| a.form == Form::Bare);
        some("a number as id", &|a| matches!(a.id, Id::Number(_)));
        for kind in Kind::ALL {
            some(&format!("{kind:?}"), &|a| a.media.iter().any(|m| m.kind == kind));
        }
        assert!(all.iter().all(|a| a.created < now()));
        let recent = all.iter().filter(|a| now().duration_since(a.created).as_secs() < 86_400).count();
        assert!((8..40).contains(&recent), "{recent} of the last day");
    }

    #[test]
    fn media_ids_are_unique_within_an_applicant() {
        for index in 0..500 {
            let applicant = Applicant::of(3, index, 500, now());
            for (at, media) in applicant.media.iter().enumerate() {
                assert_eq!(applicant.media(&media.id.text()), Some(at));
            }
        }
    }
}

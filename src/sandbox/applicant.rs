//! Owns the invented applicants: who they are, what they answered, which files they sent.
//!
//! An applicant is made from (seed, index) whenever one is needed and kept nowhere, so that a list of 100 000 costs
//! no memory. How a source writes an applicant down belongs to that source's side (`pitchyou::profile`).

mod interview;
mod name;
pub mod template;

use std::borrow::Cow;

use jiff::Timestamp;

use self::interview::{Answered, Topic};
use self::template::{Job, TEMPLATES, TRADES, Template, Trade};
use super::dice::{Dice, mix};
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

    fn roll(dice: &mut Dice) -> Self {
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

/// An id as the source writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Id {
    /// A JSON text.
    Text(String),
    /// A JSON number.
    Number(i64),
}

impl Id {
    /// The id as text: what addresses carry, and what ids are compared by.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
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

/// How far back the oldest applicant goes, in seconds: 24 days.
const SPAN: f64 = 24.0 * 86_400.0;

const ORIGINS: &[Origin] = &[
    Origin { source: "indeed", medium: "cpc", campaign: Some("herbst-2026"), content: None },
    Origin {
        source: "facebook",
        medium: "paid_social",
        campaign: Some("pflege & herz"),
        content: Some("video-1"),
    },
    Origin { source: "google", medium: "cpc", campaign: Some("brand"), content: Some("anzeige a/b") },
    Origin { source: "stepstone", medium: "jobboard", campaign: None, content: None },
    Origin { source: "flyer", medium: "qr", campaign: Some("Straßenfest Köln"), content: None },
    Origin {
        source: "telegram", medium: "social", campaign: Some("работа-германия"), content: None
    },
    Origin { source: "instagram", medium: "story", campaign: Some("azubi_2027"), content: Some("🎮") },
    Origin { source: "newsletter", medium: "email", campaign: Some("2026-11"), content: Some("footer") },
];

impl Applicant {
    /// The applicant `index` of a world of `count`, as seen at `now`.
    pub fn of(seed: u64, index: u32, count: u32, now: Timestamp) -> Self {
        let dice = &mut Dice::new(seed, u64::from(index), "applicant");
        let language = Language::roll(dice);
        let given = *dice.pick(name::given(language));
        let family = *dice.pick(name::family(language));
        let form = match dice.below(16) {
            0 => Form::Other,
            1 if index > 0 => Form::Bare,
            _ => Form::Common,
        };
        let id = id(seed, index);
        let phone = (!dice.once_in(9)).then(|| phone(dice, language));
        let email = dice.once_in(2).then(|| {
            let host = dice.pick(name::HOSTS);
            format!("{}.{}@{host}", name::plain(given), name::plain(family))
        });
        let at = dice.below(TEMPLATES.len());
        let (template, trade) = (&TEMPLATES[at], TRADES[at]);
        let job = Some(dice.pick(template.jobs));
        let template = (!dice.once_in(14)).then_some(template);
        let titled = dice.once_in(2);
        let origin = (!dice.once_in(4)).then(|| *dice.pick(ORIGINS));
        let created = created(dice, seed, index, count, now);

        let mut applicant = Self {
            id,
            form,
            language,
            given,
            family,
            phone,
            email,
            created,
            template,
            job,
            titled,
            origin,
            steps: None,
            media: Vec::new(),
            cv: None,
            image: None,
        };
        applicant.send_files(dice, seed, index);
        // Somebody who broke the interview off at once has no steps; a bare record needs them for the name.
        let steps = applicant.interview(dice, trade, now);
        if form == Form::Bare || !dice.once_in(23) {
            applicant.steps = Some(steps);
        }
        applicant
    }

    /// The file with the given id.
    pub fn media(&self, id: &str) -> Option<usize> {
        self.media.iter().position(|media| media.id.text() == id)
    }

    fn send_files(&mut self, dice: &mut Dice, seed: u64, index: u32) {
        let numeric = dice.once_in(9);
        let awkward = matches!(&self.id, Id::Text(text) if text.contains('/'));
        let add = |media: &mut Vec<Media>, kind: Kind, file_name: Option<String>, mime| {
            let ordinal = media.len();
            let id = if numeric {
                Id::Number(500_000_000 + i64::from(index) * 16 + i64::try_from(ordinal).unwrap_or(0))
            } else if awkward {
                Id::Text(format!("datei {ordinal}/ö"))
            } else {
                let bits = mix(seed ^ mix(u64::from(index) * 16 + ordinal as u64 + 1));
                Id::Text(format!("{bits:016x}"))
            };
            media.push(Media { id, kind, file_name, mime });
            ordinal
        };
        let media = &mut self.media;
        if dice.below(100) < 55 {
            let (kind, mime, file) = if dice.once_in(4) {
                (Kind::PortraitJpeg, "image/jpeg", "profile.jpg")
            } else {
                (Kind::PortraitPng, "image/png", "profile.png")
            };
            self.image = Some(add(media, kind, Some(file.to_owned()), mime));
        }
        match dice.below(100) {
            0..62 => {
                let file = match self.language {
                    Language::Russian => format!("Резюме {}.pdf", self.family),
                    Language::English => format!("CV_{}.pdf", name::plain(self.family)),
                    Language::Arabic => "السيرة الذاتية.pdf".to_owned(),
                    _ => format!("Lebenslauf {}.pdf", self.family),
                };
                let mime = if dice.once_in(15) { "application/octet-stream" } else { "application/pdf" };
                self.cv = Some(add(media, Kind::Cv, Some(file), mime));
            }
            62..76 => {
                self.cv = Some(add(media, Kind::EmptyPdf, Some("cv.pdf".to_owned()), "application/pdf"));
            }
            _ => {}
        }
        let taken = self.created.as_second() / 86_400;
        for _ in 0..[0, 0, 1, 1, 2, 3][dice.below(6)] {
            match dice.below(8) {
                0 => {
                    add(media, Kind::CertificatePdf, Some("Zeugnis (1).pdf".to_owned()), "application/pdf");
                }
                1 => {
                    add(media, Kind::CertificatePng, None, "image/png");
                }
                2 => {
                    add(
                        media,
                        Kind::CertificateJpeg,
                        Some("../Zeugnis/Rückseite.JPG".to_owned()),
                        "image/jpeg",
                    );
                }
                _ => {
                    let file = format!("IMG-{taken}-WA{:04}.jpg", dice.below(40));
                    add(media, Kind::CertificateJpeg, Some(file), "image/jpeg");
                }
            }
        }
        match dice.below(100) {
            0..28 => {
                let file = format!("PTT-{taken}-WA{:04}.opus", dice.below(40));
                add(media, Kind::VoiceOgg, Some(file), "audio/ogg; codecs=opus");
            }
            28..40 => {
                add(media, Kind::VoiceWav, Some("Aufnahme.wav".to_owned()), "audio/wav");
            }
            40..54 => {
                let file = format!("VID-{taken}-WA{:04}.mp4", dice.below(40));
                add(media, Kind::Video, Some(file), "video/mp4");
            }
            _ => {}
        }
    }

    fn interview(&self, dice: &mut Dice, trade: Trade, now: Timestamp) -> Vec<Step> {
        let says = &mut Says {
            dice,
            applicant: self,
            asked: match self.language {
                Language::Russian => 2,
                Language::English | Language::Arabic => 1,
                _ => 0,
            },
            now,
        };
        let sent = |wanted: fn(Kind) -> bool| -> Vec<usize> {
            (0..self.media.len()).filter(|&at| wanted(self.media[at].kind)).collect()
        };
        let mut steps = Vec::with_capacity(10);
        steps.push(says.step(&interview::NAME));
        steps.push(says.step(interview::experience(trade)));
        steps.push(match says.dice.below(8) {
            0 => says.answered(&interview::SHIFT, Answer::Flag(true)),
            1 => says.answered(&interview::SHIFT, Answer::List(vec!["Früh", "Spät", "Wochenende"])),
            _ => says.step(&interview::SHIFT),
        });
        steps.push(says.step(&interview::LICENCE));
        if says.dice.once_in(2) {
            steps.push(says.step(&interview::GERMAN));
        }
        steps.push(match says.dice.below(9) {
            0 => says.answered(&interview::START, Answer::Null),
            1 => says.answered(&interview::START, Answer::Number(2027)),
            _ => says.step(&interview::START),
        });
        if says.dice.once_in(2) {
            steps.push(says.step(&interview::WAY));
        }
        // In one of two records the cv is an attachment of its question as well, under the same id.
        let cv = sent(|kind| kind == Kind::Cv);
        let shown = if says.dice.once_in(2) { cv.clone() } else { Vec::new() };
        steps.push(says.files(&interview::CV, shown, cv.is_empty()));
        let certificates =
            sent(|kind| matches!(kind, Kind::CertificateJpeg | Kind::CertificatePng | Kind::CertificatePdf));
        let none = certificates.is_empty();
        steps.push(says.files(&interview::CERTIFICATE, certificates, none));
        let spoken = sent(|kind| matches!(kind, Kind::VoiceOgg | Kind::VoiceWav | Kind::Video));
        steps.push(says.files(&interview::VOICE, spoken, false));
        steps.push(says.step(&interview::CALL));
        steps
    }
}

/// What one applicant says to the questions.
struct Says<'a> {
    dice: &'a mut Dice,
    applicant: &'a Applicant,
    asked: usize,
    now: Timestamp,
}

impl Says<'_> {
    fn step(&mut self, topic: &'static Topic) -> Step {
        let text = self.say(&topic.answered);
        self.answered(topic, Answer::Text(text))
    }

    fn answered(&self, topic: &'static Topic, answer: Answer) -> Step {
        Step { key: topic.key, question: topic.asked[self.asked], answer, attachments: Vec::new() }
    }

    fn files(&mut self, topic: &'static Topic, attachments: Vec<usize>, nothing: bool) -> Step {
        let text = if nothing { self.say(&interview::NOTHING) } else { self.say(&topic.answered) };
        Step { attachments, ..self.answered(topic, Answer::Text(text)) }
    }

    fn say(&mut self, answered: &Answered) -> String {
        let language = self.applicant.language as usize;
        let mut rest = *self.dice.pick(answered[language]);
        let mut said = String::with_capacity(rest.len() + 24);
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let (word, after) = after.split_once('}').unwrap_or((after, ""));
            match word {
                "given" => said.push_str(self.applicant.given),
                "family" => said.push_str(self.applicant.family),
                "town" => said.push_str(name::TOWNS[self.dice.below(name::TOWNS.len())]),
                "years" => said.push_str(["2", "3", "4", "7", "11", "15"][self.dice.below(6)]),
                _ => {
                    let days = self.dice.between(5, 60);
                    let day = moved(self.now, days as i64 * 86_400).to_string();
                    said.push_str(day.get(8..10).unwrap_or("01"));
                    said.push('.');
                    said.push_str(day.get(5..7).unwrap_or("01"));
                    said.push('.');
                }
            }
            rest = after;
        }
        said.push_str(rest);
        said
    }
}

/// Spread over the last weeks, many of them recent, in no order of the index.
fn created(dice: &mut Dice, seed: u64, index: u32, count: u32, now: Timestamp) -> Timestamp {
    let count = u64::from(count.max(1));
    let step = stride(count);
    let rank = (u64::from(index) * step + mix(seed) % count) % count;
    let share = (rank as f64 + (dice.roll() % 1000) as f64 / 1000.0) / count as f64;
    // Products only: powers of the C library may differ between machines in the last bit.
    let age = 90 + (SPAN * share * share * share) as i64;
    moved(now, -age)
}

/// A number without a common divisor with `count`, so that its multiples visit every rank once.
fn stride(count: u64) -> u64 {
    let divides = |mut a: u64, mut b: u64| {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (count * 5 / 8 + 1..).find(|&step| divides(step, count) == 1).unwrap_or(1)
}

/// The time some seconds later; stays where it is at the end of time.
fn moved(time: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(time.as_second().saturating_add(seconds)).unwrap_or(time)
}

fn phone(dice: &mut Dice, language: Language) -> String {
    // The blocks that are kept free for films and examples, where a country has one.
    let (prefix, digits) = match language {
        Language::Polish => ("+48 000 ", 6),
        Language::English if dice.once_in(3) => ("+44 7700 900", 3),
        _ => ("+49 171 39200", 2),
    };
    let mut phone = prefix.to_owned();
    for _ in 0..digits {
        phone.push(char::from(b'0' + u8::try_from(dice.below(10)).unwrap_or(0)));
    }
    match dice.below(4) {
        0 => phone.replace(' ', ""),
        1 => phone.replace(' ', "").replacen('+', "00", 1),
        _ => phone,
    }
}

const ODD: u64 = 0x9e37_79b9_7f4b;
const LOW: u64 = (1 << 48) - 1;

/// The number whose product with `ODD` ends in 1 (modulo 2^48), by Newton's steps.
const BACK: u64 = {
    let mut inverse = ODD;
    let mut step = 0;
    while step < 6 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(ODD.wrapping_mul(inverse)));
        step += 1;
    }
    inverse & LOW
};

/// The id of an applicant: most look like a UUID, some are numbers, a few need escaping in an address.
fn id(seed: u64, index: u32) -> Id {
    let bits = mix(seed.rotate_left(17) ^ mix(u64::from(index) + 1));
    match bits % 24 {
        0 | 1 => Id::Number(70_000_000 + i64::from(index) * 3),
        2 => Id::Text(format!("web/Köln #{index}")),
        _ => {
            let tail = u64::from(index).wrapping_add(mix(seed)).wrapping_mul(ODD) & LOW;
            Id::Text(format!(
                "{:08x}-{:04x}-4{:03x}-8{:03x}-{tail:012x}",
                bits >> 32,
                (bits >> 16) & 0xffff,
                (bits >> 4) & 0xfff,
                (bits >> 20) & 0xfff,
            ))
        }
    }
}

/// The index of the applicant with the given id, if the seed has one below `count`.
pub fn index_of(seed: u64, count: u32, text: &str) -> Option<u32> {
    let guess = if let Some(number) = text.strip_prefix("web/Köln #") {
        number.parse().ok()
    } else if let Ok(number) = text.parse::<i64>() {
        u32::try_from((number - 70_000_000) / 3).ok()
    } else {
        let tail = u64::from_str_radix(text.rsplit('-').next()?, 16).ok()?;
        let index = tail.wrapping_mul(BACK).wrapping_sub(mix(seed)) & LOW;
        u32::try_from(index).ok()
    }?;
    (guess < count && id(seed, guess).text() == text).then_some(guess)
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
        let (mut numbers, mut awkward) = (0, 0);
        for index in 0..5_000 {
            let id = id(42, index);
            numbers += usize::from(matches!(id, Id::Number(_)));
            awkward += usize::from(id.text().contains('/'));
            assert_eq!(index_of(42, 5_000, &id.text()), Some(index), "{id:?}");
            assert_eq!(index_of(42, index, &id.text()), None);
            assert!(seen.insert(id.text().into_owned()));
        }
        assert!(numbers > 200 && awkward > 100, "{numbers} {awkward}");
        for foreign in ["", "x", "-", "1", "web/Köln #9999999", "a-zzzz", "ff-000000000001"] {
            assert_eq!(index_of(42, 5_000, foreign), None, "{foreign}");
        }
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

    #[test]
    fn every_rank_is_taken_once() {
        for count in [1, 2, 3, 6, 48, 60, 1000] {
            let step = stride(count);
            let ranks: HashSet<_> = (0..count).map(|index| index * step % count).collect();
            assert_eq!(ranks.len() as u64, count);
        }
    }
}

//! Owns the interview as one applicant goes through it.

use jiff::Timestamp;

use super::interview::{self, Answered, Topic};
use super::invent::moved;
use super::name;
use super::template::Trade;
use super::{Answer, Applicant, Language, Step};
use crate::sandbox::dice::Dice;
use crate::sandbox::media::Kind;

impl Applicant {
    /// The questions that the trade asks, with this applicant's answers and files.
    pub(super) fn interview(&self, dice: &mut Dice, trade: Trade, now: Timestamp) -> Vec<Step> {
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

//! Owns inventing an applicant: person, origin, time and files, all rolled from (seed, index).

use jiff::Timestamp;

use super::id::id;
use super::name;
use super::template::{TEMPLATES, TRADES};
use super::{Applicant, Form, Id, Language, Media, Origin};
use crate::sandbox::dice::{Dice, mix};
use crate::sandbox::media::Kind;

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
        let family = *dice.pick(name::family(language, given));
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
        let steps = applicant.interview(dice, trade, now);
        // Somebody who broke the interview off at once has no steps, and no files that belong to them; a bare record
        // needs the steps for the name.
        if form == Form::Bare || !dice.once_in(23) {
            applicant.steps = Some(steps);
        } else {
            let kept = applicant.cv.max(applicant.image).map_or(0, |last| last + 1);
            applicant.media.truncate(kept);
        }
        applicant
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
        let taken = self.created.to_string().get(..10).unwrap_or_default().replace('-', "");
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
pub(super) fn moved(time: Timestamp, seconds: i64) -> Timestamp {
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_rank_is_taken_once() {
        for count in [1, 2, 3, 6, 48, 60, 1000] {
            let step = stride(count);
            let ranks: HashSet<_> = (0..count).map(|index| index * step % count).collect();
            assert_eq!(ranks.len() as u64, count);
        }
    }
}

//! Owns the files that invented applicants send: small, valid, made by code, and different for everyone.
//!
//! Each format has its own file below; this one decides what a file shows. Nothing here is read from disk.

mod jpeg;
mod mp4;
mod pdf;
mod picture;
mod png;
mod sound;

use super::applicant::Applicant;
use super::dice::Dice;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A portrait as PNG.
    PortraitPng,
    /// A portrait as JPEG.
    PortraitJpeg,
    /// A cv with text and a small picture.
    Cv,
    /// The placeholder that stands for a missing cv: one empty page, the same bytes for everyone.
    EmptyPdf,
    /// A photo of a certificate.
    CertificateJpeg,
    /// A screenshot of a certificate.
    CertificatePng,
    /// A certificate as PDF.
    CertificatePdf,
    /// A voice note: Opus in Ogg.
    VoiceOgg,
    /// A voice note: WAVE.
    VoiceWav,
    /// A short video: motion JPEG in MP4.
    Video,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::PortraitPng,
        Self::PortraitJpeg,
        Self::Cv,
        Self::EmptyPdf,
        Self::CertificateJpeg,
        Self::CertificatePng,
        Self::CertificatePdf,
        Self::VoiceOgg,
        Self::VoiceWav,
        Self::Video,
    ];
}

/// The bytes of an applicant's file `at`; the same whenever it is asked for. `None` if there is no such file.
pub fn make(seed: u64, index: u32, applicant: &Applicant, at: usize) -> Option<Vec<u8>> {
    let media = applicant.media.get(at)?;
    let dice = &mut Dice::new(seed ^ (at as u64).rotate_left(40), u64::from(index), "media");
    Some(match media.kind {
        Kind::PortraitPng => {
            let side = dice.between(96, 260);
            png::write(&picture::portrait(dice, side, side))
        }
        Kind::PortraitJpeg => jpeg::write(&picture::portrait(dice, 144, 144)),
        Kind::CertificateJpeg => {
            let width = 16 * dice.between(9, 16);
            jpeg::write(&picture::certificate(dice, width, width * 4 / 3))
        }
        Kind::CertificatePng => {
            let width = dice.between(160, 270);
            png::write(&picture::certificate(dice, width, width * 4 / 3))
        }
        Kind::Cv => pdf::write(&pages(dice, applicant), Some(&picture::portrait(dice, 72, 96))),
        Kind::CertificatePdf => {
            let page = vec![
                "Arbeitszeugnis".to_owned(),
                String::new(),
                format!("{} {}", applicant.given, applicant.family),
                "war vom 01.03. bis zum 31.10. bei uns beschäftigt und hat alle Aufgaben".to_owned(),
                "stets zu unserer vollen Zufriedenheit erledigt.".to_owned(),
                String::new(),
                format!("Zeichen: {:08X}", dice.below(usize::MAX) & 0xffff_ffff),
            ];
            pdf::write(&[page], None)
        }
        Kind::EmptyPdf => pdf::write(&[Vec::new()], None),
        Kind::VoiceOgg => {
            let seconds = dice.between(8, 50);
            sound::opus(dice, seconds)
        }
        Kind::VoiceWav => sound::wave(dice),
        Kind::Video => {
            let frames: Vec<Vec<u8>> = picture::film(dice, 72, 96, 8).iter().map(jpeg::write).collect();
            mp4::write(&frames, 72, 96)
        }
    })
}

/// A résumé with these lines and a portrait.
pub(super) fn paper(dice: &mut Dice, pages: &[Vec<String>]) -> Vec<u8> {
    pdf::write(pages, Some(&picture::portrait(dice, 72, 96)))
}

/// A photo of something written.
pub(super) fn photo(dice: &mut Dice) -> Vec<u8> {
    jpeg::write(&picture::certificate(dice, 160, 208))
}

/// The placeholder that stands for a missing résumé.
pub(super) fn empty() -> Vec<u8> {
    pdf::write(&[Vec::new()], None)
}

/// The lines of a cv, page by page.
fn pages(dice: &mut Dice, applicant: &Applicant) -> Vec<Vec<String>> {
    let mut page = vec![
        "Lebenslauf".to_owned(),
        String::new(),
        format!("{} {}", applicant.given, applicant.family),
        applicant.phone.clone().unwrap_or_default(),
        applicant.email.clone().unwrap_or_default(),
        String::new(),
    ];
    let mut year = 2026;
    for _ in 0..dice.between(2, 6) {
        let begun = year - i32::try_from(dice.between(1, 4)).unwrap_or(1);
        let place = ["Düsseldorf", "Essen", "Киев", "İzmir", "Łódź", "Leipzig"][dice.below(6)];
        let post = [
            "Pflegehelfer, Wohnbereich 2",
            "Kommissionierung und Versand",
            "Fahrer im Nahverkehr",
            "Verkauf und Kasse",
            "Küchenhilfe, später Jungkoch",
            "Praktikum in der IT-Abteilung",
        ][dice.below(6)];
        page.push(format!("{begun} – {year}   {place}: {post}"));
        year = begun;
    }
    page.push(String::new());
    page.push("Sprachen, Führerschein, Hobbys: siehe Anschreiben".to_owned());
    let mut pages = vec![page];
    if dice.once_in(3) {
        pages.push(vec![
            "Anschreiben".to_owned(),
            String::new(),
            "Ich freue mich auf ein Gespräch.".to_owned(),
        ]);
    }
    pages
}

/// CRC tables are made once per polynomial and direction, at compile time.
const fn table(polynomial: u32, direction: Direction) -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut rest = match direction {
            Direction::LowFirst => byte as u32,
            Direction::HighFirst => (byte as u32) << 24,
        };
        let mut bit = 0;
        while bit < 8 {
            rest = match direction {
                Direction::LowFirst if rest & 1 == 1 => (rest >> 1) ^ polynomial,
                Direction::LowFirst => rest >> 1,
                Direction::HighFirst if rest >> 31 == 1 => (rest << 1) ^ polynomial,
                Direction::HighFirst => rest << 1,
            };
            bit += 1;
        }
        table[byte] = rest;
        byte += 1;
    }
    table
}

/// Which bit of a byte a CRC takes first.
#[derive(Clone, Copy)]
enum Direction {
    LowFirst,
    HighFirst,
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn every_file_is_recognised_small_and_its_own() {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let mut hashes = HashSet::new();
        let mut kinds = HashSet::new();
        let mut empty = 0;
        for index in 0..60 {
            let applicant = Applicant::of(9, index, 60, now);
            for (at, media) in applicant.media.iter().enumerate() {
                let bytes = make(9, index, &applicant, at).unwrap();
                assert_eq!(bytes, make(9, index, &applicant, at).unwrap());
                let found = infer::get(&bytes).map(|found| found.mime_type());
                let expected = match media.kind {
                    Kind::PortraitPng | Kind::CertificatePng => "image/png",
                    Kind::PortraitJpeg | Kind::CertificateJpeg => "image/jpeg",
                    Kind::Cv | Kind::EmptyPdf | Kind::CertificatePdf => "application/pdf",
                    Kind::VoiceOgg => "audio/opus",
                    Kind::VoiceWav => "audio/x-wav",
                    Kind::Video => "video/mp4",
                };
                assert_eq!(found, Some(expected), "{:?}", media.kind);
                let least = if media.kind == Kind::EmptyPdf { 300 } else { 900 };
                assert!(
                    (least..310_000).contains(&bytes.len()),
                    "{:?} has {} bytes",
                    media.kind,
                    bytes.len()
                );
                kinds.insert(format!("{:?}", media.kind));
                if media.kind == Kind::EmptyPdf {
                    empty += 1;
                } else {
                    assert!(hashes.insert(Sha256::digest(&bytes).to_vec()), "{:?} twice", media.kind);
                }
            }
            assert_eq!(make(9, index, &applicant, 99), None);
        }
        assert_eq!(kinds.len(), Kind::ALL.len());
        assert!(empty > 1);
    }
}

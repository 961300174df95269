//! Whole files: what the sandbox's applicants send, and what nobody should.

use std::collections::BTreeSet;

use super::*;
use crate::sandbox::applicant::Applicant;
use crate::sandbox::media::{self, Kind};

const WANTED: Wanted = Wanted { columns: 40, rows: 12, cell: (10, 20), way: Some(Way::Blocks(Depth::Exact)) };

async fn look_at(bytes: &[u8]) -> Look {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    look_with(&path, WANTED, &folder.path().join("no-such-program")).await
}

#[tokio::test]
async fn every_file_of_the_sandbox_has_something_to_show() {
    let now = "2026-11-21T12:00:00Z".parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let mut seen = BTreeSet::new();
    for index in 0..40 {
        let applicant = Applicant::of(9, index, 60, now);
        for (at, file) in applicant.media.iter().enumerate() {
            if !seen.insert(format!("{:?}", file.kind)) {
                continue;
            }
            let bytes = media::make(9, index, &applicant, at).unwrap();
            let look = look_at(&bytes).await;
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(is_placeholder(&path).await, file.kind == Kind::EmptyPdf, "{:?}", file.kind);
            let as_expected = match (&look, file.kind) {
                (Look::Picture(picture), Kind::PortraitPng | Kind::CertificatePng) => picture.format == "PNG",
                (Look::Picture(picture), Kind::PortraitJpeg | Kind::CertificateJpeg) => {
                    picture.format == "JPEG"
                }
                (Look::Document(pdf), Kind::EmptyPdf) => pdf.blank && pdf.pages == Some(1),
                (Look::Document(pdf), Kind::Cv) => !pdf.blank && pdf.pages.is_some() && pdf.text.is_none(),
                (Look::Document(pdf), Kind::CertificatePdf) => !pdf.blank && pdf.pages == Some(1),
                (Look::Recording(sound), Kind::VoiceOgg) => {
                    let seconds = sound.length.unwrap().as_secs();
                    sound.codec == Some("Opus") && (7..=50).contains(&seconds)
                }
                (Look::Recording(sound), Kind::VoiceWav) => {
                    sound.format == "WAV" && (1..=10).contains(&sound.length.unwrap().as_secs())
                }
                (Look::Recording(film), Kind::Video) => {
                    film.size == Some((72, 96)) && film.length == Some(Duration::from_millis(1_600))
                }
                _ => false,
            };
            assert!(as_expected, "{:?}: {look:?}", file.kind);
        }
    }
    assert_eq!(seen.len(), Kind::ALL.len());
}

#[tokio::test]
async fn what_it_is_is_decided_by_its_bytes() {
    assert_eq!(
        look_at(b"\xff\xd8\xff\xe0 and then nothing of the kind").await,
        Look::Trouble(Trouble::Damaged)
    );
    assert_eq!(look_at(b"PK\x03\x04 something packed").await, Look::Nothing);
    assert_eq!(look_at(b"").await, Look::Nothing);
    let Look::Document(text) = look_at("Grüße\n".as_bytes()).await else { panic!("a text") };
    assert_eq!((text.pdf, text.text.as_deref()), (false, Some("Grüße\n")));
    // A photo of a phone, which can't be decoded here.
    assert_eq!(look_at(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").await, Look::Trouble(Trouble::Unknown));
}

#[tokio::test]
async fn what_is_not_there_is_no_reason_to_fall() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("nowhere")] {
        assert_eq!(look(&path, WANTED).await, Look::Trouble(Trouble::Unreadable));
        assert!(!is_placeholder(&path).await);
    }
}

#[tokio::test]
async fn a_reader_that_falls_is_a_damaged_file_and_the_next_one_is_read() {
    let fallen = beside(|| panic!("a decoder's mistake")).await;
    assert_eq!(fallen, Err::<(), _>(Trouble::Damaged));
    assert_eq!(look_at(b"text").await, look_at(b"text").await);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_ever_behind_another() {
    let turn = ONE.acquire().await.unwrap();
    assert_eq!(beside(|| ()).await, Err(Trouble::TooSlow));
    drop(turn);
}

#[tokio::test]
async fn pictures_can_be_switched_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n").unwrap();
    assert_eq!(look(&path, Wanted { way: None, ..WANTED }).await, Look::Trouble(Trouble::Off));
}

#[test]
fn terminals_are_known_by_the_name_that_they_give() {
    assert_eq!(Way::of_terminal("kitty(0.35.2)"), Some(Way::Kitty));
    assert_eq!(Way::of_terminal("iTerm2 3.5.4"), Some(Way::Iterm2));
    assert_eq!(Way::of_terminal("WezTerm 20240203"), Some(Way::Iterm2));
    assert_eq!(Way::of_terminal("foot(1.16.2)"), Some(Way::Sixel));
    for other in ["tmux 3.4", "XTerm(388)", "", "VTE(7600)"] {
        assert_eq!(Way::of_terminal(other), None);
    }
}

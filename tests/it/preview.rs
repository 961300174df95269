//! Files looked into without leaving the terminal: those that applicants send, and those that are meant to do harm.

use kandidat::sandbox::applicant::Applicant;
use kandidat::sandbox::media::{self, Kind};
use kandidat::sandbox::{Content, Options, Profile};
use serde_json::json;

use crate::driver::{Person, alone};

/// A file of this kind, as the sandbox's applicants send it.
fn file(kind: Kind) -> Vec<u8> {
    let now = "2026-11-21T12:00:00Z".parse().unwrap();
    for index in 0..60 {
        let applicant = Applicant::of(9, index, 60, now);
        if let Some(at) = applicant.media.iter().position(|media| media.kind == kind) {
            return media::make(9, index, &applicant, at).unwrap();
        }
    }
    panic!("nobody sends a {kind:?}");
}

/// Somebody who has sent these files, named `0.bin`, `1.bin` and so on.
fn world(files: &[&[u8]]) -> Options {
    let attachments: Vec<_> = (0..files.len())
        .map(|at| json!({"mediaId": format!("m{at}"), "fileName": format!("{at}.bin"), "mimeType": "image/heic"}))
        .collect();
    let mut profile = Profile::json(json!({
        "profileId": "p1",
        "name": "Fatma Yılmaz",
        "steps": [{"question": "Files?", "answer": "", "attachments": attachments}],
    }));
    for (at, bytes) in files.iter().enumerate() {
        profile = profile.media(&format!("m{at}"), Content::new(bytes.to_vec()));
    }
    Options { applicants: 0, profiles: vec![profile], ..Options::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_file_shows_what_it_is() {
    let files: Vec<Vec<u8>> =
        [Kind::CertificateJpeg, Kind::EmptyPdf, Kind::Cv, Kind::VoiceOgg, Kind::VoiceWav, Kind::Video]
            .map(file)
            .into();
    let parts: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    alone(async || {
        let mut person = Person::start(world(&parts), |config| config.ui.images = "halfblocks".into()).await;
        person.types("r").await;
        person.types("3").await;
        person.sees("empty page");
        person.types("J⏎").await;
        person.sees("0.bin · 1/6");
        person.sees("JPEG picture");
        assert!(person.symbols().iter().filter(|symbol| *symbol == "▀").count() > 100);
        person.types("J").await;
        person.sees("An empty page");
        person.sees("application/pdf (announced as image/heic)");
        person.sees("sha256");
        person.types("J").await;
        person.sees("PDF, ");
        person.types("J").await;
        person.sees("Ogg sound · Opus · 0:");
        person.types("J").await;
        person.sees("WAV sound · PCM · 0:");
        person.types("J").await;
        person.sees("MP4 video · MPEG-4 · 0:01 · 72 × 96");
        person.types("v").await;
        person.sees("Files can only be opened in a local session");
        person.types("w").await;
        person.sees("files written to");
        person.types("⎋").await;
        person.misses("MP4 video");
        assert_eq!(person.sent(), "", "nothing but cells");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_files_say_so_and_break_nothing() {
    let whole = file(Kind::CertificateJpeg);
    // A PNG that claims sixteen thousand pixels on each side, and one without any.
    let png = |side: [u8; 4]| {
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &side[..], &side, b"\x08\x06\0\0\0\x1e\x3f\x1c\x0f"].concat()
    };
    let nothing = png([0; 4]);
    let named = b"\xff\xd8\xff\xe0 \x1b[2J only the beginning of a picture".to_vec();
    let half = whole[..whole.len() / 2].to_vec();
    let packed = b"PK\x03\x04\x14\0\0\0\x08\0 not a document".to_vec();
    let files = [whole[..100].to_vec(), nothing, named, packed, half];
    let parts: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    alone(async || {
        let mut person = Person::start(world(&parts), |_| {}).await;
        person.types("r").await;
        person.types("3J⏎").await;
        for _ in 0..3 {
            person.sees("damaged, or not what it claims");
            person.sees("w writes it out");
            person.types("J").await;
        }
        person.sees("Nothing of it can be shown here.");
        person.types("J").await;
        person.sees("JPEG picture");
        person.sees("broken off");
        person.types("⎋q").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_that_can_draws_the_picture_itself() {
    let picture = file(Kind::CertificatePng);
    alone(async || {
        let mut person = Person::start(world(&[&picture]), |_| {}).await;
        person.types("r").await;
        assert_eq!(person.sent(), "", "it is not asked before it is needed");
        person.types("3J⏎").await;
        assert_eq!(person.sent(), "\u{1b}[>q");
        assert!(person.symbols().iter().any(|symbol| symbol == "▀"), "meanwhile it is drawn in cells");
        person.terminal_says("\u{1b}P>|kitty(0.35.2)\u{1b}\\").await;
        person.sees("PNG picture");
        assert!(!person.symbols().iter().any(|symbol| symbol == "▀"), "no cell is drawn below it");
        let shown = person.sent();
        assert_eq!(shown.matches("\u{1b}_Ga=T,f=100,").count(), 1);
        assert!(!shown.contains("a=d"));
        // Another size: made anew, and put there anew.
        person.resizes(100, 30).await;
        let shown = person.sent();
        assert_eq!(shown.matches("\u{1b}_Ga=T,f=100,").count(), 2);
        assert_eq!(shown.matches("\u{1b}_Ga=d,d=I,").count(), 1);
        person.types("⎋").await;
        assert!(person.sent().ends_with("\u{1b}_Ga=d,d=I,i=27489,q=2\u{1b}\\"), "it goes with the dialog");
        // The terminal is known now.
        person.types("⏎").await;
        assert_eq!(person.sent().matches("\u{1b}[>q").count(), 1);
        person.types("⎋").await;
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_configuration_names_the_protocol_or_none() {
    let picture = file(Kind::PortraitPng);
    for (images, begins) in
        [("iterm2", "\u{1b}]1337;File=inline=1;"), ("sixel", "\u{1b}P0;1;0q"), ("off", "")]
    {
        alone(async || {
            let change = |config: &mut kandidat::config::Config| config.ui.images = images.to_owned();
            let mut person = Person::start(world(&[&picture]), change).await;
            person.types("r").await;
            person.types("3J⏎").await;
            assert!(person.sent().contains(begins), "{images}");
            assert!(!person.sent().contains("\u{1b}[>q"), "{images}: nobody is asked");
            if images == "off" {
                person.sees("Pictures are switched off");
                assert_eq!(person.sent(), "");
            }
            person.types("⎋").await;
            person.leaves().await;
        })
        .await;
    }
}

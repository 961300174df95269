//! Texts, with programs that stand for `pdftotext`.

use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::*;

fn facts_of(bytes: &[u8]) -> Document {
    facts(&mut Bounded::of(Cursor::new(bytes.to_vec()), 1 << 26))
}

const EMPTY: &[u8] = b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj 2 0 obj <</Type/Pages/Count 1>> endobj\n\
    3 0 obj <</Type /Page/Parent 2 0 R/Contents 4 0 R>> endobj 4 0 obj <</Length 0>>\nstream\n\nendstream\nendobj";

#[test]
fn pages_are_counted_where_they_can_be_seen() {
    assert_eq!(facts_of(EMPTY).pages, Some(1));
    let two = [EMPTY, b"5 0 obj <</Type\n/Page>> endobj"].concat();
    assert_eq!(facts_of(&two).pages, Some(2));
    assert_eq!(facts_of(&[EMPTY, b"<</Type/ObjStm>>"].concat()).pages, None);
    assert_eq!(facts_of(b"%PDF-1.4 nothing else").pages, None);
}

#[test]
fn only_an_empty_page_is_blank() {
    assert!(facts_of(EMPTY).blank);
    for shows in ["/Font<</F 3 0 R>>", "/Subtype/Image", "<</Type/ObjStm>>", "/Encrypt 3 0 R"] {
        assert!(!facts_of(&[EMPTY, shows.as_bytes()].concat()).blank, "{shows}");
    }
    // Letters drawn as lines.
    let lines = [EMPTY, b"\nstream\n", &b"0 0 m 9 9 l S\n".repeat(20), b"endstream"].concat();
    assert!(!facts_of(&lines).blank);
    // Streams that never end are looked through once.
    let endless = [EMPTY, &b"stream".repeat(9_000)].concat();
    assert!(!facts_of(&endless).blank);
}

fn program(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("pdftotext");
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[tokio::test]
async fn the_text_comes_from_another_program() {
    let folder = tempfile::tempdir().unwrap();
    let echo = program(folder.path(), "printf 'one\\ftwo\\f'; for part; do echo \"$part\"; done");
    let document = with_text(facts_of(b"%PDF-"), Path::new("-l"), &echo).await;
    let text = document.text.unwrap();
    assert!(text.starts_with("one\u{c}two\u{c}-q\n"), "{text}");
    // Even a file called like an option is none.
    let here = std::path::absolute("-l").unwrap();
    assert!(text.ends_with(&format!("--\n{}\n-\n", here.display())), "{text}");
    assert_eq!((document.pages, document.cut), (Some(2), false));
}

#[tokio::test]
async fn without_a_program_or_with_one_that_fails_there_is_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = folder.path().join("nowhere");
    assert_eq!(with_text(facts_of(EMPTY), Path::new("a"), &nobody).await.text, None);
    let fails = program(folder.path(), "echo half; exit 3");
    let document = with_text(facts_of(b"%PDF-"), Path::new("a"), &fails).await;
    assert_eq!((document.text, document.cut), (None, false));
}

#[tokio::test]
async fn a_program_without_end_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let endless = program(folder.path(), "while :; do echo text text text text text text text; done");
    let document = with_text(facts_of(b"%PDF-"), Path::new("a"), &endless).await;
    assert_eq!(document.text.unwrap().len(), TEXT);
    assert!(document.cut);
}

#[test]
fn a_plain_text_is_one_without_controls() {
    assert!(is_text("Grüße\r\n\tИван".as_bytes()));
    assert!(is_text(&"ä".as_bytes().repeat(50)[..99]));
    for no in [&b""[..], b"a\0b", b"\x1b[2J", b"\xff\xfe", b"\xc3"] {
        assert!(!is_text(no), "{no:?}");
    }
}

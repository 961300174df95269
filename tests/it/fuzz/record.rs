//! Records as sources send them: read or kept, in whatever pieces they come.

use std::collections::HashSet;

use kandidat::domain::SourceKind;
use kandidat::source::contract::Contract;
use kandidat::source::envelope::Envelope;
use kandidat::source::hrdrom::lead;
use kandidat::source::json;
use kandidat::source::pitchyou::wire;
use kandidat::source::split::{End, Piece, Splitter};
use kandidat::source::{Record, time};

/// What came of a list, to be compared.
#[derive(Debug, PartialEq)]
struct List {
    end: End,
    records: Vec<(Option<String>, Vec<u8>)>,
    drift: Vec<String>,
}

/// The chunks that bytes come in: all at once, or so many at a time.
fn chunks(bytes: &[u8], size: usize) -> impl Iterator<Item = &[u8]> {
    bytes.chunks(if size == 0 { bytes.len().max(1) } else { size })
}

/// What is left of a record, after a look at what must hold for it.
fn looked_at(record: Record, piece: &Piece<'_>) -> (Option<String>, Vec<u8>) {
    let (Piece::Record(bytes) | Piece::Deep(bytes) | Piece::Large(bytes, _)) = piece;
    match record {
        Record::Readable { application, raw, .. } => {
            assert_eq!(&raw, bytes, "kept as it came");
            let ids: HashSet<_> = application.media.iter().map(|media| &media.id).collect();
            assert_eq!(ids.len(), application.media.len(), "each file once");
            for id in application.steps.iter().flat_map(|step| &step.attachments) {
                assert!(ids.contains(id), "every attachment is a file");
            }
            (Some(application.id.as_str().to_owned()), raw)
        }
        Record::Unreadable { raw, reason, .. } => {
            assert_eq!(&raw, bytes, "kept as it came");
            assert!(!reason.is_empty() && !reason.contains(char::is_control), "{reason:?}");
            (None, raw)
        }
    }
}

fn harmless(drift: &[String]) {
    for sentence in drift {
        assert!(!sentence.contains(char::is_control), "{sentence:?}");
    }
}

/// PitchYou's list of profiles; the first byte says in what pieces it comes.
pub fn profiles(data: &[u8]) {
    let Some((size, bytes)) = data.split_first() else { return };
    let names = wire::Names::new(&Contract::of(SourceKind::PitchYou, &toml::Table::new()).unwrap());
    let list = |size: usize| {
        let (mut splitter, mut pass, mut records) = (Splitter::default(), wire::Pass::default(), Vec::new());
        for chunk in chunks(bytes, size) {
            splitter.push(chunk, |piece| records.push(looked_at(names.record(&piece, &mut pass), &piece)));
        }
        List { end: splitter.finish(), records, drift: names.close(pass).sentences(str::to_owned) }
    };
    let whole = list(0);
    harmless(&whole.drift);
    assert_eq!(list(usize::from(*size)), whole, "in pieces of {size}");
}

/// A page of HRDrom's leads; the first byte says in what pieces it comes.
pub fn leads(data: &[u8]) {
    let Some((size, bytes)) = data.split_first() else { return };
    let base = "https://hrdrom.example/".parse().unwrap();
    let names = lead::Names::new(&Contract::of(SourceKind::HrDrom, &toml::Table::new()).unwrap(), base);
    let page = |size: usize| {
        let (mut pass, mut records) = (lead::Pass::default(), Vec::new());
        let mut envelope = Envelope::new(names.items.clone());
        for chunk in chunks(bytes, size) {
            envelope.push(chunk, |piece| records.push(looked_at(names.record(&piece, &mut pass), &piece)));
        }
        let (end, fields) = envelope.finish();
        (List { end, records, drift: names.close(pass).sentences(str::to_owned) }, fields)
    };
    let whole = page(0);
    harmless(&whole.0.drift);
    assert_eq!(page(usize::from(*size)), whole, "in pieces of {size}");
}

/// A JSON text: `serde_json` agrees on what is one, and times are read or not.
pub fn json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let ours = json::parse(text, 64);
    let theirs = serde_json::from_str::<serde::de::IgnoredAny>(text);
    // It refuses what is nested more than 127 levels deep; we, 64.
    if !matches!(ours, Err(json::Error { what: "it is nested too deeply", .. })) {
        assert_eq!(ours.is_ok(), theirs.is_ok(), "{ours:?} {theirs:?}");
    }
    json::fields_so_far(text, 64);
    if let Ok(node) = ours {
        assert_eq!(node.raw, text.trim_matches([' ', '\n', '\r', '\t']));
        time::read(&node);
    }
}

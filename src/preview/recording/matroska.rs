//! WebM and Matroska: elements with a length before them, of which those with the facts are looked for.

use std::io::{Read, Seek};
use std::ops::Range;

use super::{Kind, Recording, length};
use crate::preview::bounded::Bounded;

/// At most so many elements are looked at, in all.
const ELEMENTS: usize = 400;

struct Elements<'a, R> {
    file: &'a mut Bounded<R>,
    left: usize,
}

/// What the elements have told so far.
struct Facts {
    webm: bool,
    /// Nanoseconds per tick.
    scale: u64,
    ticks: Option<f64>,
    video: bool,
    size: Option<(u32, u32)>,
    codec: Option<&'static str>,
}

#[derive(Default)]
struct Track {
    kind: u64,
    width: u64,
    height: u64,
    codec: Option<&'static str>,
}

pub(super) fn read<R: Read + Seek>(file: &mut Bounded<R>) -> Option<Recording> {
    let whole = 0..file.size();
    let mut elements = Elements { file, left: ELEMENTS };
    let mut facts =
        Facts { webm: false, scale: 1_000_000, ticks: None, video: false, size: None, codec: None };
    elements.each(whole, |elements, id, inside| {
        match id {
            0x1a45_dfa3 => elements.each(inside, |elements, id, inside| {
                if id == 0x4282 {
                    facts.webm = elements.bytes(&inside).starts_with(b"webm");
                }
                Go::On
            }),
            0x1853_8067 => segment(elements, inside, &mut facts),
            _ => {}
        }
        Go::On
    });
    let seconds = facts.ticks.map(|ticks| ticks * facts.scale as f64 / 1e9);
    Some(Recording {
        kind: if facts.video { Kind::Video } else { Kind::Audio },
        format: if facts.webm { "WebM" } else { "Matroska" },
        codec: facts.codec,
        length: seconds.and_then(length),
        size: facts.size,
    })
}

fn segment<R: Read + Seek>(elements: &mut Elements<'_, R>, inside: Range<u64>, facts: &mut Facts) {
    elements.each(inside, |elements, id, inside| {
        match id {
            // Information about the whole.
            0x1549_a966 => elements.each(inside, |elements, id, inside| {
                match id {
                    0x2a_d7b1 => facts.scale = elements.number(&inside),
                    0x4489 => facts.ticks = elements.real(&inside),
                    _ => {}
                }
                Go::On
            }),
            // Tracks.
            0x1654_ae6b => elements.each(inside, |elements, id, inside| {
                if id == 0xae {
                    track(elements, inside, facts);
                }
                Go::On
            }),
            // The recording itself: what is said is said before.
            0x1f43_b675 => return Go::Stop,
            _ => {}
        }
        Go::On
    });
}

fn track<R: Read + Seek>(elements: &mut Elements<'_, R>, inside: Range<u64>, facts: &mut Facts) {
    let mut track = Track::default();
    elements.each(inside, |elements, id, inside| {
        match id {
            0x83 => track.kind = elements.number(&inside),
            0x86 => track.codec = codec(&elements.bytes(&inside)),
            0xe0 => elements.each(inside, |elements, id, inside| {
                match id {
                    0xb0 => track.width = elements.number(&inside),
                    0xba => track.height = elements.number(&inside),
                    _ => {}
                }
                Go::On
            }),
            _ => {}
        }
        Go::On
    });
    let sides = (u32::try_from(track.width).unwrap_or(0), u32::try_from(track.height).unwrap_or(0));
    if track.kind == 1 {
        facts.video = true;
        facts.size = facts.size.or((sides.0 > 0 && sides.1 > 0).then_some(sides));
        facts.codec = track.codec.or(facts.codec);
    } else if facts.codec.is_none() {
        facts.codec = track.codec;
    }
}

/// Whether the next element is looked at.
#[derive(PartialEq, Eq)]
enum Go {
    On,
    Stop,
}

impl<R: Read + Seek> Elements<'_, R> {
    /// Gives each element of a stretch: its id, and the stretch inside.
    fn each(&mut self, stretch: Range<u64>, mut act: impl FnMut(&mut Self, u64, Range<u64>) -> Go) {
        let mut place = stretch.start;
        while place < stretch.end && self.left > 0 {
            self.left -= 1;
            let Ok(head) = self.file.bytes_at(place, 12) else { return };
            let Some((id, id_bytes, _)) = number(&head, Marker::Kept) else { return };
            let Some((size, size_bytes, unknown)) = number(&head[id_bytes..], Marker::Removed) else {
                return;
            };
            let begins = place + (id_bytes + size_bytes) as u64;
            // A stream that was written as it came doesn't know how long it is.
            let ends = if unknown { stretch.end } else { begins.saturating_add(size).min(stretch.end) };
            if ends < begins || act(self, id, begins..ends) == Go::Stop {
                return;
            }
            place = ends;
        }
    }

    /// The bytes of a short element.
    fn bytes(&mut self, inside: &Range<u64>) -> Vec<u8> {
        let most = usize::try_from(inside.end - inside.start).unwrap_or(usize::MAX).min(64);
        self.file.bytes_at(inside.start, most).unwrap_or_default()
    }

    fn number(&mut self, inside: &Range<u64>) -> u64 {
        self.bytes(inside).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn real(&mut self, inside: &Range<u64>) -> Option<f64> {
        let bytes = self.bytes(inside);
        match bytes.len() {
            4 => Some(f64::from(f32::from_be_bytes(bytes.try_into().ok()?))),
            8 => Some(f64::from_be_bytes(bytes.try_into().ok()?)),
            _ => None,
        }
    }
}

/// Whether the bit that tells the length belongs to the number.
#[derive(PartialEq, Eq)]
enum Marker {
    Kept,
    Removed,
}

/// A number of one to eight bytes; how many they are, and whether all its bits are set, which means "unknown".
fn number(bytes: &[u8], marker: Marker) -> Option<(u64, usize, bool)> {
    let first = *bytes.first()?;
    let many = first.leading_zeros() as usize + 1;
    if many > 8 {
        return None;
    }
    let whole = bytes.get(..many)?.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let mask = (1_u64 << (7 * many)) - 1;
    let value = if marker == Marker::Kept { whole } else { whole & mask };
    Some((value, many, whole & mask == mask))
}

fn codec(name: &[u8]) -> Option<&'static str> {
    const CODECS: [(&[u8], &str); 8] = [
        (b"V_VP8", "VP8"),
        (b"V_VP9", "VP9"),
        (b"V_AV1", "AV1"),
        (b"V_MPEG4/ISO/AVC", "H.264"),
        (b"V_MPEGH/ISO/HEVC", "H.265"),
        (b"A_OPUS", "Opus"),
        (b"A_VORBIS", "Vorbis"),
        (b"A_AAC", "AAC"),
    ];
    CODECS.iter().find(|(id, _)| name.starts_with(id)).map(|(_, word)| *word)
}

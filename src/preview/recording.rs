//! What a voice note or a film says about itself: format, length and, for a film, its size. Only heads (and the last
//! page of an Ogg) are read, never the recording itself; whatever the bytes are, it ends, and it never panics.

use std::io::{Read, Seek};
use std::time::Duration;

use super::bounded::Bounded;

mod matroska;
mod mp4;
mod stream;

/// Whether there is something to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only to be heard.
    Audio,
    /// A film.
    Video,
}

/// What a recording says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// What it is.
    pub kind: Kind,
    /// Its container, as people call it.
    pub format: &'static str,
    /// How it is coded, where that is known.
    pub codec: Option<&'static str>,
    /// How long it is, where it says so.
    pub length: Option<Duration>,
    /// Columns and rows of a film's pictures.
    pub size: Option<(u32, u32)>,
}

/// The longest length that is believed: a hostile head may say anything.
const LONGEST: f64 = 1_000.0 * 3_600.0;

impl Recording {
    fn audio(format: &'static str, codec: Option<&'static str>, seconds: Option<f64>) -> Self {
        let length = seconds.and_then(length);
        Self { kind: Kind::Audio, format, codec, length, size: None }
    }
}

/// A length, if it can be one.
fn length(seconds: f64) -> Option<Duration> {
    (seconds > 0.0 && seconds <= LONGEST).then(|| Duration::try_from_secs_f64(seconds).ok()).flatten()
}

/// Reads what a recording says about itself; `None` when it is none that we know.
pub fn read<R: Read + Seek>(file: &mut Bounded<R>) -> Option<Recording> {
    let head: [u8; 12] = file.exactly(0)?;
    match &head {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E'] => stream::wave(file),
        [b'O', b'g', b'g', b'S', ..] => stream::ogg(file),
        [b'f', b'L', b'a', b'C', ..] => stream::flac(file),
        [b'#', b'!', b'A', b'M', b'R', ..] => Some(Recording::audio("AMR", None, None)),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => matroska::read(file),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => mp4::read(file),
        [0xff, second, ..] if second & 0xf6 == 0xf0 => Some(Recording::audio("AAC", None, None)),
        [b'I', b'D', b'3', ..] | [0xff, 0xe0..=0xff, ..] => stream::mp3(file),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

//! Sound in containers that are a stream of pieces: WAVE, Ogg, MP3, FLAC.

use std::io::{Read, Seek};

use super::{Kind, Recording};
use crate::preview::bounded::Bounded;

/// At most so many pieces are looked at.
const PIECES: usize = 64;
/// More than the longest page of an Ogg.
const PAGE: usize = 66 * 1024;

pub(super) fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// WAVE: bytes per second from `fmt `, bytes from `data`.
pub(super) fn wave<R: Read + Seek>(file: &mut Bounded<R>) -> Option<Recording> {
    let mut place: u64 = 12;
    let (mut rate, mut codec) = (None, None);
    for _ in 0..PIECES {
        let Some(head) = file.exactly::<8>(place) else { break };
        let size = u64::from(le32(&head, 4)?);
        match &head[..4] {
            b"fmt " => {
                let format: [u8; 16] = file.exactly(place + 8)?;
                codec = match le16(&format, 0)? {
                    1 | 3 => Some("PCM"),
                    6 => Some("A-law"),
                    7 => Some("µ-law"),
                    0x55 => Some("MP3"),
                    _ => None,
                };
                rate = le32(&format, 8).filter(|rate| *rate > 0);
            }
            b"data" => {
                // A recorder that was cut off leaves a size that means "to the end".
                let there = size.min(file.size().saturating_sub(place + 8));
                let seconds = rate.map(|rate| there as f64 / f64::from(rate));
                return Some(Recording::audio("WAV", codec, seconds));
            }
            _ => {}
        }
        place = place.checked_add(8 + size + (size & 1))?;
    }
    Some(Recording::audio("WAV", codec, None))
}

/// Ogg: the codec from its first page, the length from the number on its last.
pub(super) fn ogg<R: Read + Seek>(file: &mut Bounded<R>) -> Option<Recording> {
    let first = file.bytes_at(0, PAGE).ok()?;
    let body = 27 + usize::from(*first.get(26)?);
    let serial = first.get(14..18)?;
    let packet = first.get(body..)?;
    let (codec, rate, skipped) = if packet.starts_with(b"OpusHead") {
        ("Opus", 48_000, le16(packet, 10)?)
    } else if packet.starts_with(b"\x01vorbis") {
        ("Vorbis", le32(packet, 12)?, 0)
    } else if packet.starts_with(b"Speex   ") {
        ("Speex", le32(packet, 36)?, 0)
    } else {
        let video = packet.starts_with(b"\x80theora");
        let kind = if video { Kind::Video } else { Kind::Audio };
        return Some(Recording { kind, ..Recording::audio("Ogg", video.then_some("Theora"), None) });
    };
    let from = file.size().saturating_sub(2 * PAGE as u64);
    let end = file.bytes_at(from, 2 * PAGE).ok()?;
    let last = (0..end.len().saturating_sub(26)).rev().find_map(|at| {
        let page = end.get(at..at + 27)?;
        let samples = u64::from_le_bytes(page.get(6..14)?.try_into().ok()?);
        let ours = page.starts_with(b"OggS") && page.get(14..18)? == serial && samples != u64::MAX;
        ours.then_some(samples)
    });
    let samples = last.map(|samples| samples.saturating_sub(u64::from(skipped)));
    let seconds = samples.filter(|_| rate > 0).map(|samples| samples as f64 / f64::from(rate));
    Some(Recording::audio("Ogg", Some(codec), seconds))
}

/// FLAC: the number of samples stands in its first block.
pub(super) fn flac<R: Read + Seek>(file: &mut Bounded<R>) -> Option<Recording> {
    let info: [u8; 8] = file.exactly(18)?;
    let bits = u64::from_be_bytes(info);
    let (rate, samples) = (bits >> 44, bits & 0xf_ffff_ffff);
    let seconds = (rate > 0 && samples > 0).then(|| samples as f64 / rate as f64);
    Some(Recording::audio("FLAC", None, seconds))
}

/// MP3: the number of frames where the encoder has written it, else the size by the first frame's rate.
pub(super) fn mp3<R: Read + Seek>(file: &mut Bounded<R>) -> Option<Recording> {
    let tag: [u8; 10] = file.exactly(0)?;
    let mut place: u64 = 0;
    if tag.starts_with(b"ID3") {
        let size = tag[6..10].iter().fold(0_u64, |size, byte| size << 7 | u64::from(byte & 0x7f));
        place = 10 + size + if tag[5] & 0x10 == 0 { 0 } else { 10 };
    }
    let bytes = file.bytes_at(place, PAGE).ok()?;
    let (at, frame) = (0..bytes.len().saturating_sub(4)).find_map(|at| {
        let frame = Frame::read(&bytes[at..])?;
        // By chance alone bytes look like a frame now and then: the next one must follow.
        let next = bytes.get(at + frame.size..);
        let follows = next.is_none_or(|next| next.len() < 4 || Frame::read(next).is_some());
        follows.then_some((at, frame))
    })?;
    let counted = frame.frames(&bytes[at..]).map(|frames| f64::from(frames) * frame.seconds);
    let rest = file.size().saturating_sub(place + at as u64);
    let guessed = rest as f64 * 8.0 / f64::from(frame.rate);
    Some(Recording::audio("MP3", None, Some(counted.unwrap_or(guessed))))
}

/// The head of an MP3 frame.
struct Frame {
    /// Bits per second.
    rate: u32,
    /// Bytes, with this head.
    size: usize,
    /// How long one frame sounds.
    seconds: f64,
    /// Where the encoder's own figures begin.
    figures: usize,
}

impl Frame {
    fn read(bytes: &[u8]) -> Option<Self> {
        const FIRST: [u32; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
        const SECOND: [u32; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        let head: [u8; 4] = bytes.get(..4)?.try_into().ok()?;
        let layer_three = head[1] & 0xe6 == 0xe2;
        if head[0] != 0xff || !layer_three {
            return None;
        }
        // MPEG 2.5, (none), 2, 1.
        let version = head[1] >> 3 & 3;
        let slow = match version {
            0 => 4,
            2 => 2,
            3 => 1,
            _ => return None,
        };
        let hertz = [44_100, 48_000, 32_000].get(usize::from(head[2] >> 2 & 3))? / slow;
        let rates = if version == 3 { FIRST } else { SECOND };
        let rate = 1_000 * rates.get(usize::from(head[2] >> 4).checked_sub(1)?)?;
        let samples: u32 = if version == 3 { 1_152 } else { 576 };
        let padding = u32::from(head[2] >> 1 & 1);
        let size = (samples / 8 * rate / hertz + padding) as usize;
        let mono = head[3] >> 6 == 3;
        let figures = 4 + match (version == 3, mono) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        };
        Some(Self { rate, size, seconds: f64::from(samples) / f64::from(hertz), figures })
    }

    /// How many frames there are, where the encoder has written it into the first.
    fn frames(&self, bytes: &[u8]) -> Option<u32> {
        let own = bytes.get(self.figures..)?;
        if own.starts_with(b"Xing") || own.starts_with(b"Info") {
            return (be32(own, 4)? & 1 == 1).then(|| be32(own, 8)).flatten();
        }
        let other = bytes.get(36..)?;
        other.starts_with(b"VBRI").then(|| be32(other, 14)).flatten()
    }
}

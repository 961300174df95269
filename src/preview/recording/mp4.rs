//! MP4 and its kin (M4A, MOV, 3GP): boxes within boxes, of which the one with the facts is looked for.

use std::io::{Read, Seek};
use std::ops::Range;

use super::{Kind, Recording, length};
use crate::preview::bounded::Bounded;

/// At most so many boxes are looked at, in all.
const BOXES: usize = 400;

struct Boxes<'a, R> {
    file: &'a mut Bounded<R>,
    left: usize,
}

/// What the boxes have told so far.
#[derive(Default)]
struct Facts {
    seconds: Option<f64>,
    video: bool,
    sound: bool,
    size: Option<(u32, u32)>,
    codec: Option<&'static str>,
}

/// One track, until it is known whether it is the film's pictures.
#[derive(Default)]
struct Track {
    video: bool,
    sound: bool,
    size: Option<(u32, u32)>,
    codec: Option<&'static str>,
}

pub(super) fn read<R: Read + Seek>(file: &mut Bounded<R>) -> Option<Recording> {
    let brand: [u8; 4] = file.exactly(8)?;
    let whole = 0..file.size();
    let mut boxes = Boxes { file, left: BOXES };
    let mut facts = Facts::default();
    boxes.each(whole, |boxes, name, inside| {
        if name == *b"moov" {
            movie(boxes, inside, &mut facts);
        }
    });
    let kind = if facts.video || !facts.sound && &brand[..3] != b"M4A" { Kind::Video } else { Kind::Audio };
    let format = match &brand[..2] {
        b"M4" => "M4A",
        b"qt" => "QuickTime",
        b"3g" => "3GP",
        // Pictures of phones come in the same boxes.
        b"he" | b"mi" | b"av" if !facts.video && !facts.sound => return None,
        _ => "MP4",
    };
    Some(Recording {
        kind,
        format,
        codec: facts.codec,
        length: facts.seconds.and_then(length),
        size: facts.size,
    })
}

fn movie<R: Read + Seek>(boxes: &mut Boxes<'_, R>, inside: Range<u64>, facts: &mut Facts) {
    boxes.each(inside, |boxes, name, inside| match &name {
        b"mvhd" => facts.seconds = header(boxes.file, inside.start),
        b"trak" => {
            let mut track = Track::default();
            boxes.each(inside, |boxes, name, inside| match &name {
                b"tkhd" => track.size = picture(boxes.file, &inside),
                b"mdia" => media(boxes, inside, &mut track),
                _ => {}
            });
            facts.sound |= track.sound;
            if track.video {
                facts.video = true;
                facts.size = facts.size.or(track.size);
                facts.codec = track.codec.or(facts.codec);
            } else if track.sound && facts.codec.is_none() {
                facts.codec = track.codec;
            }
        }
        _ => {}
    });
}

fn media<R: Read + Seek>(boxes: &mut Boxes<'_, R>, inside: Range<u64>, track: &mut Track) {
    boxes.each(inside, |boxes, name, inside| match &name {
        b"hdlr" => {
            let kind = boxes.file.exactly::<4>(inside.start.saturating_add(8));
            track.video = kind.as_ref() == Some(b"vide");
            track.sound = kind.as_ref() == Some(b"soun");
        }
        b"minf" => boxes.each(inside, |boxes, name, inside| {
            if name == *b"stbl" {
                boxes.each(inside, |boxes, name, inside| {
                    if name == *b"stsd" {
                        track.codec = boxes.file.exactly(inside.start.saturating_add(12)).and_then(codec);
                    }
                });
            }
        }),
        _ => {}
    });
}

impl<R: Read + Seek> Boxes<'_, R> {
    /// Gives each box of a stretch: its name, and the stretch inside.
    fn each(&mut self, stretch: Range<u64>, mut act: impl FnMut(&mut Self, [u8; 4], Range<u64>)) {
        let mut place = stretch.start;
        while place.saturating_add(8) <= stretch.end && self.left > 0 {
            self.left -= 1;
            let Some(head) = self.file.exactly::<8>(place) else { return };
            let [a, b, c, d, name @ ..] = head;
            let (mut size, mut begins) = (u64::from(u32::from_be_bytes([a, b, c, d])), place + 8);
            if size == 1 {
                let Some(long) = self.file.exactly::<8>(begins) else { return };
                size = u64::from_be_bytes(long);
                begins += 8;
            }
            let ends = if size == 0 { stretch.end } else { place.saturating_add(size) };
            // A box that ends before its own head, or after what it is in, is a lie.
            if ends < begins || ends > stretch.end {
                return;
            }
            act(self, name, begins..ends);
            place = ends;
        }
    }
}

/// The seconds of `mvhd`.
fn header<R: Read + Seek>(file: &mut Bounded<R>, place: u64) -> Option<f64> {
    let [version] = file.exactly::<1>(place)?;
    let (scale, long) = if version == 1 {
        let scale = u32::from_be_bytes(file.exactly(place.checked_add(20)?)?);
        (scale, u64::from_be_bytes(file.exactly(place.checked_add(24)?)?))
    } else {
        let scale = u32::from_be_bytes(file.exactly(place.checked_add(12)?)?);
        (scale, u64::from(u32::from_be_bytes(file.exactly(place.checked_add(16)?)?)))
    };
    (scale > 0).then(|| long as f64 / f64::from(scale))
}

/// Columns and rows at the end of `tkhd`.
fn picture<R: Read + Seek>(file: &mut Bounded<R>, inside: &Range<u64>) -> Option<(u32, u32)> {
    let place = inside.end.checked_sub(8).filter(|place| *place >= inside.start)?;
    let sides: [u8; 8] = file.exactly(place)?;
    let [a, b, _, _, c, d, _, _] = sides;
    let (width, height) = (u32::from(u16::from_be_bytes([a, b])), u32::from(u16::from_be_bytes([c, d])));
    (width > 0 && height > 0).then_some((width, height))
}

fn codec(name: [u8; 4]) -> Option<&'static str> {
    Some(match &name {
        b"avc1" | b"avc3" => "H.264",
        b"hvc1" | b"hev1" => "H.265",
        b"vp08" => "VP8",
        b"vp09" => "VP9",
        b"av01" => "AV1",
        b"mp4v" => "MPEG-4",
        b"jpeg" | b"mjpa" | b"mjpb" => "Motion JPEG",
        b"s263" | b"h263" => "H.263",
        b"mp4a" => "AAC",
        b"alac" => "ALAC",
        b"Opus" => "Opus",
        b"samr" | b"sawb" => "AMR",
        _ => return None,
    })
}

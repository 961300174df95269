//! Owns writing sound: Opus in Ogg as telephones record it, and WAVE.

use super::{Direction, table};
use crate::sandbox::dice::Dice;

static TABLE: [u32; 256] = table(0x04c1_1db7, Direction::HighFirst);

/// A packet of 20 ms of silence: one full-band CELT frame, mono.
const SILENCE: [u8; 3] = [0xf8, 0xff, 0xfe];

/// A voice note of that many seconds; what differs is in the stream's number and its comments.
pub(super) fn opus(dice: &mut Dice, seconds: usize) -> Vec<u8> {
    let serial = dice.roll() as u32;
    let mut out = Vec::new();
    let mut head = b"OpusHead\x01\x01".to_vec();
    head.extend_from_slice(&312_u16.to_le_bytes()); // samples to skip
    head.extend_from_slice(&16_000_u32.to_le_bytes()); // the microphone's rate
    head.extend_from_slice(&[0, 0, 0]);
    page(&mut out, Place::First, 0, serial, 0, &[&head]);

    let comment = format!("RECORDED=take {:016x}", dice.roll());
    let mut tags = b"OpusTags".to_vec();
    let maker = "kandidat sandbox";
    tags.extend_from_slice(&(maker.len() as u32).to_le_bytes());
    tags.extend_from_slice(maker.as_bytes());
    tags.extend_from_slice(&1_u32.to_le_bytes());
    tags.extend_from_slice(&(comment.len() as u32).to_le_bytes());
    tags.extend_from_slice(comment.as_bytes());
    page(&mut out, Place::Middle, 0, serial, 1, &[&tags]);

    // 50 packets of 20 ms make a second, and a page; positions count samples at 48 kHz.
    let packets = vec![&SILENCE[..]; 50];
    for second in 1..=seconds {
        let place = if second == seconds { Place::Last } else { Place::Middle };
        page(&mut out, place, second as u64 * 48_000, serial, second as u32 + 1, &packets);
    }
    out
}

#[derive(Clone, Copy)]
enum Place {
    Middle = 0,
    First = 2,
    Last = 4,
}

fn page(out: &mut Vec<u8>, place: Place, position: u64, serial: u32, number: u32, packets: &[&[u8]]) {
    let start = out.len();
    out.extend_from_slice(b"OggS\0");
    out.push(place as u8);
    out.extend_from_slice(&position.to_le_bytes());
    out.extend_from_slice(&serial.to_le_bytes());
    out.extend_from_slice(&number.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    // All packets here are shorter than 255 bytes: one length each.
    out.push(packets.len() as u8);
    out.extend(packets.iter().map(|packet| packet.len() as u8));
    for packet in packets {
        out.extend_from_slice(packet);
    }
    let check = crc(&out[start..]);
    out[start + 22..start + 26].copy_from_slice(&check.to_le_bytes());
}

fn crc(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |rest: u32, &byte| (rest << 8) ^ TABLE[((rest >> 24) as u8 ^ byte) as usize])
}

/// A few seconds of a wavering tone: 8 kHz, eight bits, one channel.
pub(super) fn wave(dice: &mut Dice) -> Vec<u8> {
    let rate = 8_000_u32;
    let samples = dice.between(1, 9) as u32 * rate + dice.between(0, 4_000) as u32;
    let (mut pitch, mut phase) = (dice.between(400, 900) as u32, 0_u32);
    let mut out = Vec::with_capacity(samples as usize + 44);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(36 + samples + samples % 2).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&16_u32.to_le_bytes());
    out.extend_from_slice(&[1, 0, 1, 0]);
    out.extend_from_slice(&rate.to_le_bytes());
    out.extend_from_slice(&rate.to_le_bytes());
    out.extend_from_slice(&[1, 0, 8, 0]);
    out.extend_from_slice(b"data");
    out.extend_from_slice(&samples.to_le_bytes());
    for sample in 0..samples {
        if sample % 400 == 0 {
            pitch = dice.between(300, 1_400) as u32;
        }
        phase = (phase + pitch) % 32_768;
        // A triangle instead of a sine: whole numbers, the same on every machine.
        let height = phase.abs_diff(16_384) / 128;
        out.push((64 + height) as u8);
    }
    if samples % 2 == 1 {
        out.push(0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ogg_page_is_whole_and_in_order() {
        let bytes = opus(&mut Dice::new(1, 1, "ogg"), 5);
        let mut rest = &bytes[..];
        let mut number = 0;
        let mut last = 0;
        while !rest.is_empty() {
            assert_eq!(&rest[..5], b"OggS\0");
            assert_eq!(u32::from_le_bytes(rest[18..22].try_into().unwrap()), number);
            let lengths = usize::from(rest[26]);
            let body: usize = rest[27..27 + lengths].iter().map(|&length| usize::from(length)).sum();
            let size = 27 + lengths + body;
            let mut page = rest[..size].to_vec();
            page[22..26].fill(0);
            assert_eq!(u32::from_le_bytes(rest[22..26].try_into().unwrap()), crc(&page));
            last = rest[5];
            rest = &rest[size..];
            number += 1;
        }
        assert_eq!((number, last), (7, 4));
        assert_eq!(crc(b"123456789"), 0x89a1_897f);
    }

    #[test]
    fn a_wave_announces_its_length() {
        for index in 0..20 {
            let bytes = wave(&mut Dice::new(2, index, "wav"));
            let whole = u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
            assert_eq!(whole + 8, bytes.len());
            let data = u32::from_le_bytes(bytes[40..44].try_into().unwrap()) as usize;
            assert_eq!(data + data % 2 + 44, bytes.len());
        }
    }
}

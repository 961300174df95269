//! Owns writing PNG: eight bits a channel, RGB, in deflate blocks that are stored as they are.

use super::picture::Picture;
use super::{Direction, table};

static TABLE: [u32; 256] = table(0xedb8_8320, Direction::LowFirst);

/// Writes a picture as PNG.
pub(super) fn write(picture: &Picture) -> Vec<u8> {
    let stride = picture.width * 3;
    let mut raw = Vec::with_capacity((stride + 1) * picture.height);
    for row in picture.rgb.chunks_exact(stride) {
        raw.push(0); // no filter
        raw.extend_from_slice(row);
    }
    let mut header = Vec::with_capacity(13);
    header.extend_from_slice(&(picture.width as u32).to_be_bytes());
    header.extend_from_slice(&(picture.height as u32).to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);

    let mut out = Vec::with_capacity(raw.len() + raw.len() / 1000 + 100);
    out.extend_from_slice(b"\x89PNG\r\n\x1a\n");
    chunk(&mut out, b"IHDR", &header);
    chunk(&mut out, b"IDAT", &zlib(&raw));
    chunk(&mut out, b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend_from_slice(&(data.len() as u32).to_be_bytes());
    let start = out.len();
    out.extend_from_slice(kind);
    out.extend_from_slice(data);
    let check = crc(&out[start..]);
    out.extend_from_slice(&check.to_be_bytes());
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |rest: u32, &byte| (rest >> 8) ^ TABLE[((rest ^ u32::from(byte)) & 255) as usize])
}

fn zlib(raw: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = raw.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        out.push(u8::from(blocks.peek().is_none()));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    // 5552 is the most bytes that cannot overflow 32 bits between two reductions.
    for part in raw.chunks(5552) {
        for &byte in part {
            a += u32::from(byte);
            b += a;
        }
        a %= 65_521;
        b %= 65_521;
    }
    out.extend_from_slice(&((b << 16) | a).to_be_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;
    use crate::sandbox::dice::Dice;

    #[test]
    fn checksums_are_those_of_the_standards() {
        assert_eq!(crc(b"IEND"), 0xae42_6082);
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        assert_eq!(
            zlib(b"Wikipedia")[2..],
            [
                1, 9, 0, 0xf6, 0xff, b'W', b'i', b'k', b'i', b'p', b'e', b'd', b'i', b'a', 0x11, 0xe6, 0x03,
                0x98
            ]
        );
    }

    #[test]
    fn chunks_follow_one_another_to_the_last_byte() {
        let bytes = write(&picture::portrait(&mut Dice::new(1, 2, "png"), 200, 150));
        let mut rest = &bytes[8..];
        let mut kinds = Vec::new();
        while !rest.is_empty() {
            let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
            let check = u32::from_be_bytes(rest[8 + length..12 + length].try_into().unwrap());
            assert_eq!(check, crc(&rest[4..8 + length]));
            kinds.push(String::from_utf8(rest[4..8].to_vec()).unwrap());
            if kinds.len() == 2 {
                // Stored blocks: the length of all rows, a filter byte each, is what must come out.
                let mut blocks = &rest[10..8 + length - 4];
                let mut unpacked = 0;
                while !blocks.is_empty() {
                    let size = usize::from(u16::from_le_bytes([blocks[1], blocks[2]]));
                    assert_eq!(u16::from_le_bytes([blocks[3], blocks[4]]), !(size as u16));
                    unpacked += size;
                    blocks = &blocks[5 + size..];
                }
                assert_eq!(unpacked, 150 * (200 * 3 + 1));
            }
            rest = &rest[12 + length..];
        }
        assert_eq!(kinds, ["IHDR", "IDAT", "IEND"]);
    }
}

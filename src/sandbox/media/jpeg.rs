//! Owns writing JPEG: baseline, three components in full resolution, the tables of the standard's annex K.

use super::picture::Picture;

#[rustfmt::skip]
const ZIGZAG: [usize; 64] = [
     0,  1,  8, 16,  9,  2,  3, 10, 17, 24, 32, 25, 18, 11,  4,  5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,  6,  7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// One divisor for each place, gentle enough for a photo: half of annex K's luminance table.
#[rustfmt::skip]
const DIVISORS: [i32; 64] = [
     8,  6,  5,  8, 12, 20, 26, 31,
     6,  6,  7, 10, 13, 29, 30, 28,
     7,  7,  8, 12, 20, 29, 35, 28,
     7,  9, 11, 15, 26, 44, 40, 31,
     9, 11, 19, 28, 34, 55, 52, 39,
    12, 18, 28, 32, 41, 52, 57, 46,
    25, 32, 39, 44, 52, 61, 60, 51,
    36, 46, 48, 49, 56, 50, 52, 50,
];

const DC_COUNTS: [u8; 16] = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_VALUES: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const AC_COUNTS: [u8; 16] = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d];
#[rustfmt::skip]
const AC_VALUES: [u8; 162] = [
    0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07,
    0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0,
    0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28,
    0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49,
    0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69,
    0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89,
    0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7,
    0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5,
    0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2,
    0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8,
    0xf9, 0xfa,
];

/// A Huffman table: code and length of each value.
struct Codes([(u16, u8); 256]);

impl Codes {
    const fn of(counts: &[u8; 16], values: &[u8]) -> Self {
        let mut codes = [(0_u16, 0_u8); 256];
        let (mut code, mut at, mut length) = (0_u16, 0_usize, 0_usize);
        while length < 16 {
            let mut left = counts[length];
            while left > 0 {
                codes[values[at] as usize] = (code, length as u8 + 1);
                code = code.wrapping_add(1);
                at += 1;
                left -= 1;
            }
            code = code.wrapping_shl(1);
            length += 1;
        }
        Self(codes)
    }
}

static DC: Codes = Codes::of(&DC_COUNTS, &DC_VALUES);
static AC: Codes = Codes::of(&AC_COUNTS, &AC_VALUES);

/// Writes a picture as JPEG.
pub(super) fn write(picture: &Picture) -> Vec<u8> {
    let mut out = Vec::with_capacity(picture.rgb.len() / 4 + 700);
    out.extend_from_slice(&[0xff, 0xd8]);
    segment(&mut out, 0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    let mut divisors = vec![0];
    divisors.extend(ZIGZAG.map(|at| DIVISORS[at] as u8));
    segment(&mut out, 0xdb, &divisors);
    let [h1, h2] = (picture.height as u16).to_be_bytes();
    let [w1, w2] = (picture.width as u16).to_be_bytes();
    segment(&mut out, 0xc0, &[8, h1, h2, w1, w2, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    for (class, counts, values) in [(0x00, &DC_COUNTS, &DC_VALUES[..]), (0x10, &AC_COUNTS, &AC_VALUES[..])] {
        let mut table = vec![class];
        table.extend_from_slice(counts);
        table.extend_from_slice(values);
        segment(&mut out, 0xc4, &table);
    }
    segment(&mut out, 0xda, &[3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);

    let mut bits = Bits { out, held: 0, count: 0 };
    let mut before = [0; 3];
    for top in (0..picture.height).step_by(8) {
        for left in (0..picture.width).step_by(8) {
            let blocks = blocks(picture, left, top);
            for (block, before) in blocks.iter().zip(&mut before) {
                encode(&mut bits, block, before);
            }
        }
    }
    bits.finish()
}

fn segment(out: &mut Vec<u8>, marker: u8, data: &[u8]) {
    out.extend_from_slice(&[0xff, marker]);
    out.extend_from_slice(&(data.len() as u16 + 2).to_be_bytes());
    out.extend_from_slice(data);
}

/// The three components of an 8x8 block, as YCbCr around zero; the last row and column go on beyond the edge.
fn blocks(picture: &Picture, left: usize, top: usize) -> [[i32; 64]; 3] {
    let mut blocks = [[0; 64]; 3];
    let [luma, blue, red] = &mut blocks;
    for (at, ((luma, blue), red)) in luma.iter_mut().zip(blue).zip(red).enumerate() {
        let x = (left + at % 8).min(picture.width - 1);
        let y = (top + at / 8).min(picture.height - 1);
        let pixel = &picture.rgb[(y * picture.width + x) * 3..][..3];
        let [r, g, b] = [i32::from(pixel[0]), i32::from(pixel[1]), i32::from(pixel[2])];
        *luma = ((19_595 * r + 38_470 * g + 7_471 * b) >> 16) - 128;
        *blue = (-11_059 * r - 21_709 * g + 32_768 * b) >> 16;
        *red = (32_768 * r - 27_439 * g - 5_329 * b) >> 16;
    }
    blocks
}

/// The frequencies of eight values, times 8192 (the factors are cosines in whole numbers, so that every machine
/// gets the same bytes); sums and differences of opposite values halve the work.
fn cosines(x: [i32; 8]) -> [i32; 8] {
    let (s0, s1, s2, s3) = (x[0] + x[7], x[1] + x[6], x[2] + x[5], x[3] + x[4]);
    let (d0, d1, d2, d3) = (x[0] - x[7], x[1] - x[6], x[2] - x[5], x[3] - x[4]);
    [
        2896 * (s0 + s3 + s1 + s2),
        4017 * d0 + 3406 * d1 + 2276 * d2 + 799 * d3,
        3784 * (s0 - s3) + 1567 * (s1 - s2),
        3406 * d0 - 799 * d1 - 4017 * d2 - 2276 * d3,
        2896 * (s0 + s3 - s1 - s2),
        2276 * d0 - 4017 * d1 + 799 * d2 + 3406 * d3,
        1567 * (s0 - s3) - 3784 * (s1 - s2),
        799 * d0 - 2276 * d1 + 3406 * d2 - 4017 * d3,
    ]
}

/// The divided frequencies of a block, in zigzag order.
fn frequencies(block: &[i32; 64]) -> [i32; 64] {
    let mut rows = [0; 64];
    for y in 0..8 {
        let at = y * 8;
        let row = [
            block[at],
            block[at + 1],
            block[at + 2],
            block[at + 3],
            block[at + 4],
            block[at + 5],
            block[at + 6],
            block[at + 7],
        ];
        for (u, value) in cosines(row).into_iter().enumerate() {
            rows[at + u] = (value + 512) >> 10;
        }
    }
    let mut both = [0; 64];
    for u in 0..8 {
        let column = [
            rows[u],
            rows[u + 8],
            rows[u + 16],
            rows[u + 24],
            rows[u + 32],
            rows[u + 40],
            rows[u + 48],
            rows[u + 56],
        ];
        for (v, value) in cosines(column).into_iter().enumerate() {
            // 13 bits of the second cosine and 3 that the first step left.
            both[v * 8 + u] = (value + (1 << 15)) >> 16;
        }
    }
    ZIGZAG.map(|at| {
        let (value, divisor) = (both[at], DIVISORS[at]);
        (value.abs() + divisor / 2) / divisor * value.signum()
    })
}

fn encode(bits: &mut Bits, block: &[i32; 64], before: &mut i32) {
    let values = frequencies(block);
    let (step, size) = amplitude(values[0] - *before);
    *before = values[0];
    bits.code(&DC, size);
    bits.put(step, size);
    let mut zeros = 0;
    for &value in &values[1..] {
        if value == 0 {
            zeros += 1;
            continue;
        }
        while zeros > 15 {
            bits.code(&AC, 0xf0);
            zeros -= 16;
        }
        let (value, size) = amplitude(value);
        bits.code(&AC, zeros << 4 | size);
        bits.put(value, size);
        zeros = 0;
    }
    if zeros > 0 {
        bits.code(&AC, 0);
    }
}

/// The bits of a value and how many they are; negative values are written one lower.
fn amplitude(value: i32) -> (u16, u8) {
    let size = 32 - value.unsigned_abs().leading_zeros();
    let bits = if value < 0 { value - 1 } else { value };
    ((bits & ((1 << size) - 1)) as u16, size as u8)
}

struct Bits {
    out: Vec<u8>,
    held: u32,
    count: u8,
}

impl Bits {
    fn code(&mut self, codes: &Codes, value: u8) {
        let (code, length) = codes.0[usize::from(value)];
        self.put(code, length);
    }

    fn put(&mut self, bits: u16, count: u8) {
        self.held = self.held << count | u32::from(bits);
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            let byte = (self.held >> self.count) as u8;
            self.out.push(byte);
            if byte == 0xff {
                self.out.push(0);
            }
        }
        self.held &= (1 << self.count) - 1;
    }

    fn finish(mut self) -> Vec<u8> {
        self.put(0x7f, 7);
        self.out.extend_from_slice(&[0xff, 0xd9]);
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;
    use crate::sandbox::dice::Dice;

    #[test]
    fn a_flat_block_has_one_frequency() {
        let values = frequencies(&[100; 64]);
        assert_eq!(values[0], 100);
        assert!(values[1..].iter().all(|&value| value == 0));
    }

    #[test]
    fn the_frequencies_are_those_of_the_definition() {
        let block: [i32; 64] = std::array::from_fn(|at| (at as i32 * 37) % 251 - 128);
        let found = frequencies(&block);
        for (place, &at) in ZIGZAG.iter().enumerate() {
            let (v, u) = (at / 8, at % 8);
            let wave =
                |x: usize, u: usize| ((2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / 16.0).cos();
            let part = |u: usize| if u == 0 { 0.5_f64.sqrt() } else { 1.0 };
            let sum: f64 = (0..64).map(|i| f64::from(block[i]) * wave(i % 8, u) * wave(i / 8, v)).sum();
            let expected = 0.25 * part(u) * part(v) * sum / f64::from(DIVISORS[at]);
            assert!((f64::from(found[place]) - expected).abs() < 0.7, "{place}: {expected} {}", found[place]);
        }
    }

    #[test]
    fn amplitudes_are_those_of_the_standard() {
        assert_eq!(amplitude(0), (0, 0));
        assert_eq!(amplitude(1), (1, 1));
        assert_eq!(amplitude(-1), (0, 1));
        assert_eq!(amplitude(5), (5, 3));
        assert_eq!(amplitude(-5), (2, 3));
    }

    #[test]
    fn the_stream_begins_and_ends_and_has_no_stray_marker() {
        let bytes = write(&picture::certificate(&mut Dice::new(1, 1, "jpeg"), 150, 201));
        assert_eq!(bytes[..4], [0xff, 0xd8, 0xff, 0xe0]);
        assert_eq!(bytes[bytes.len() - 2..], [0xff, 0xd9]);
        let scan = bytes.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap() + 12;
        let stray = bytes[scan..bytes.len() - 2].windows(2).any(|pair| pair[0] == 0xff && pair[1] != 0);
        assert!(!stray);
    }
}

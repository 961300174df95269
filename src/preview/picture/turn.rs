//! How a picture is held, and pixels made fewer and turned accordingly.

use super::Pixels;
use super::decode::Raster;

/// How the camera was held: one of the eight ways of EXIF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Orientation(u8);

impl Default for Orientation {
    /// Upright.
    fn default() -> Self {
        Self(1)
    }
}

impl Orientation {
    /// Reads it from a block of EXIF; upright where that says nothing sensible.
    pub(super) fn read(exif: &[u8]) -> Self {
        Self::find(exif.strip_prefix(b"Exif\0\0").unwrap_or(exif)).unwrap_or_default()
    }

    fn find(tiff: &[u8]) -> Option<Self> {
        const ORIENTATION: u16 = 0x0112;
        let little = match tiff.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        let short = |at: usize| {
            let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
            Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
        };
        let bytes: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
        let list = if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) } as usize;
        let many = usize::from(short(list)?);
        (0..many.min(512)).find_map(|at| {
            let entry = list.checked_add(2 + at * 12)?;
            let found = short(entry)? == ORIENTATION;
            let way = u8::try_from(short(entry.checked_add(8)?)?).ok()?;
            (found && (1..=8).contains(&way)).then_some(Self(way))
        })
    }

    /// Whether columns become rows.
    pub(super) fn swaps(self) -> bool {
        self.0 >= 5
    }

    /// Pixels as they are to be looked at.
    pub(super) fn apply(self, pixels: &Pixels) -> Pixels {
        let (width, height) = (pixels.width, pixels.height());
        let (columns, rows) = if self.swaps() { (height, width) } else { (width, height) };
        let mut rgb = Vec::with_capacity(pixels.rgb.len());
        for y in 0..rows {
            for x in 0..columns {
                let (right, down) = (columns - 1 - x, rows - 1 - y);
                let (from_x, from_y) = match self.0 {
                    2 => (right, y),
                    3 => (right, down),
                    4 => (x, down),
                    5 => (y, x),
                    6 => (y, right),
                    7 => (down, right),
                    8 => (down, x),
                    _ => (x, y),
                };
                rgb.extend_from_slice(&pixels.at(from_x, from_y));
            }
        }
        Pixels { width: columns, rgb }
    }
}

/// A picture in so many pixels: each the mean of those it stands for, on white. Stops, with `None`, when told that
/// nobody wants it any more.
pub(super) fn shrink(
    raster: &Raster,
    (columns, rows): (u32, u32),
    is_over: impl Fn() -> bool,
) -> Option<Pixels> {
    let mut rgb = Vec::with_capacity(columns as usize * rows as usize * 3);
    let stretch = |at: u32, of: u32, whole: u32| {
        let edge = |at: u32| (u64::from(at) * u64::from(whole) / u64::from(of.max(1))) as usize;
        edge(at)..edge(at + 1).max(edge(at) + 1).min(whole as usize).max(edge(at))
    };
    let row_bytes = raster.width as usize * raster.channels;
    for y in 0..rows {
        if is_over() {
            return None;
        }
        let lines = stretch(y, rows, raster.height);
        for x in 0..columns {
            let across = stretch(x, columns, raster.width);
            let (mut sums, mut many) = ([0_u64; 3], 0_u64);
            for line in lines.clone() {
                let start = line * row_bytes + across.start * raster.channels;
                let end = line * row_bytes + across.end * raster.channels;
                for pixel in raster.bytes.get(start..end)?.chunks_exact(raster.channels) {
                    let (colour, opacity) = match *pixel {
                        [grey] => ([grey; 3], 255),
                        [grey, opacity] => ([grey; 3], opacity),
                        [r, g, b] => ([r, g, b], 255),
                        [r, g, b, opacity] => ([r, g, b], opacity),
                        _ => return None,
                    };
                    let opacity = u64::from(opacity);
                    for (sum, part) in sums.iter_mut().zip(colour) {
                        *sum += (u64::from(part) * opacity + 255 * (255 - opacity)) / 255;
                    }
                    many += 1;
                }
            }
            rgb.extend(sums.map(|sum| u8::try_from(sum / many.max(1)).unwrap_or(255)));
        }
    }
    Some(Pixels { width: columns, rgb })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(width: u32, letters: &str) -> Pixels {
        Pixels { width, rgb: letters.bytes().flat_map(|letter| [letter; 3]).collect() }
    }

    fn letters(pixels: &Pixels) -> String {
        pixels.rgb.chunks(3).map(|rgb| char::from(rgb[0])).collect()
    }

    #[test]
    fn the_eight_ways_of_exif() {
        // Two columns, three rows: "ab", "cd", "ef".
        let held = pixels(2, "abcdef");
        let upright = ["abcdef", "badcfe", "fedcba", "efcdab", "acebdf", "ecafdb", "fdbeca", "bdface"];
        for (way, expected) in (1..).zip(upright) {
            let turned = Orientation(way).apply(&held);
            assert_eq!(letters(&turned), expected, "{way}");
            assert_eq!(turned.width, if way >= 5 { 3 } else { 2 }, "{way}");
        }
    }

    #[test]
    fn the_way_is_read_in_both_byte_orders_and_nonsense_is_upright() {
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let big = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0";
        assert_eq!(Orientation::read(little), Orientation(6));
        assert_eq!(Orientation::read(big), Orientation(8));
        for nonsense in
            [&b""[..], b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff", &little[..19]]
        {
            assert_eq!(Orientation::read(nonsense), Orientation(1));
        }
    }

    #[test]
    fn many_pixels_become_their_mean_on_white() {
        let raster = |channels, bytes: &[u8]| Raster {
            format: "",
            orientation: Orientation::default(),
            width: 2,
            height: 2,
            channels,
            bytes: bytes.to_vec(),
            cut: false,
        };
        let grey = shrink(&raster(1, &[0, 100, 100, 200]), (1, 1), || false).unwrap();
        assert_eq!(grey.rgb, [100, 100, 100]);
        let clear = shrink(&raster(2, &[0, 255, 0, 0, 0, 0, 0, 255]), (2, 2), || false).unwrap();
        assert_eq!(clear.rgb.iter().step_by(3).copied().collect::<Vec<_>>(), [0, 255, 255, 0]);
        // Enlarged: each pixel stands for several.
        let large = shrink(&raster(1, &[1, 2, 3, 4]), (4, 4), || false).unwrap();
        assert_eq!(large.at(3, 0), [2; 3]);
        assert_eq!(large.at(0, 3), [3; 3]);
        assert!(shrink(&raster(1, &[0; 4]), (1, 1), || true).is_none());
        assert!(shrink(&raster(1, &[0; 3]), (1, 1), || false).is_none());
    }
}

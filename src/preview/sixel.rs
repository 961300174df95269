//! Sixel, the oldest protocol: rows of six pixels, colour by colour. The palette is fixed and what lies between two of
//! its colours is dithered, so that no picture has to be measured first.

use std::fmt::Write;

use super::picture::Pixels;

/// Steps of red, green and blue; together they fit into the 256 colours that every such terminal has.
const STEPS: [u32; 3] = [6, 7, 6];

/// In which order a square of pixels is rounded up.
const ORDER: [[u32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

/// The bytes that show pixels at the cursor.
pub fn show(pixels: &Pixels) -> Vec<u8> {
    let (width, height) = (pixels.width, pixels.height());
    let mut out = format!("\x1bP0;1;0q\"1;1;{width};{height}");
    for colour in 0..STEPS.iter().product::<u32>() {
        let [r, g, b] = parts(colour);
        let percent = |part: u32, steps: u32| part * 100 / (steps - 1);
        let _ = write!(
            out,
            "#{colour};2;{};{};{}",
            percent(r, STEPS[0]),
            percent(g, STEPS[1]),
            percent(b, STEPS[2])
        );
    }
    for top in (0..height).step_by(6) {
        let rows = 6.min(height - top);
        // The bits of each column, colour by colour.
        let mut used: std::collections::BTreeMap<u32, Vec<u8>> = std::collections::BTreeMap::new();
        for row in 0..rows {
            for x in 0..width {
                let colour = nearest(pixels.at(x, top + row), x, top + row);
                used.entry(colour).or_insert_with(|| vec![0; width as usize])[x as usize] |= 1 << row;
            }
        }
        for (at, (colour, bits)) in used.iter().enumerate() {
            out.push_str(if at == 0 { "" } else { "$" });
            let _ = write!(out, "#{colour}");
            runs(bits, &mut out);
        }
        if top + 6 < height {
            out.push('-');
        }
    }
    out.push_str("\x1b\\");
    out.into_bytes()
}

fn parts(colour: u32) -> [u32; 3] {
    [colour / (STEPS[1] * STEPS[2]), colour / STEPS[2] % STEPS[1], colour % STEPS[2]]
}

/// The number of the colour of a pixel, which depends on its place where two are equally near.
fn nearest(rgb: [u8; 3], x: u32, y: u32) -> u32 {
    let up = ORDER[(y % 4) as usize][(x % 4) as usize];
    let step = |part: u8, steps: u32| (u32::from(part) * (steps - 1) * 16 + up * 255 + 128) / (255 * 16);
    let [r, g, b] = [step(rgb[0], STEPS[0]), step(rgb[1], STEPS[1]), step(rgb[2], STEPS[2])];
    let [r, g, b] = [r.min(STEPS[0] - 1), g.min(STEPS[1] - 1), b.min(STEPS[2] - 1)];
    (r * STEPS[1] + g) * STEPS[2] + b
}

/// Columns of bits, those that repeat counted; the empty ones at the end are left out.
fn runs(bits: &[u8], out: &mut String) {
    let end = bits.iter().rposition(|bits| *bits != 0).map_or(0, |at| at + 1);
    for run in bits[..end].chunk_by(|one, other| one == other) {
        let sign = char::from(63 + run[0]);
        if run.len() > 3 {
            let _ = write!(out, "!{}{sign}", run.len());
        } else {
            out.extend(std::iter::repeat_n(sign, run.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(width: u32, rgb: &[[u8; 3]]) -> Pixels {
        Pixels::new(width, rgb.concat())
    }

    #[test]
    fn bands_of_six_rows_are_drawn_colour_by_colour() {
        let mut rgb = vec![[255, 255, 255]; 5 * 7];
        rgb[5 * 6] = [0, 0, 0];
        let text = String::from_utf8(show(&pixels(5, &rgb))).unwrap();
        assert!(text.starts_with("\x1bP0;1;0q\"1;1;5;7#0;2;0;0;0") && text.ends_with("\x1b\\"), "{text}");
        // White is colour 251: one band of five full columns, then one row of a black and four white pixels.
        assert!(text.ends_with("#251;2;100;100;100#251!5~-#0@$#251?!4@\x1b\\"), "{text}");
    }

    #[test]
    fn what_lies_between_two_colours_is_dithered_evenly() {
        // A third of the way between two of the six steps of red.
        let red = 51 + 17;
        let ups = (0..16).filter(|at| parts(nearest([red, 0, 0], at % 4, at / 4))[0] == 2).count();
        assert!((4..=6).contains(&ups), "{ups}");
        for rgb in [[0, 0, 0], [255, 255, 255]] {
            let all: Vec<u32> = (0..16).map(|at| nearest(rgb, at % 4, at / 4)).collect();
            assert!(all.windows(2).all(|two| two[0] == two[1]), "{all:?}");
        }
    }
}

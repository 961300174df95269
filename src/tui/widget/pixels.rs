//! A picture in cells: two pixels in each, or a sign for each where there is no colour.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use crate::preview::Depth;
use crate::preview::picture::Pixels;

/// From dark to bright.
const SIGNS: &[u8; 10] = b" .:-=+*#%@";

/// Draws two pixels into each cell, as far as there is room.
pub fn blocks(pixels: &Pixels, depth: Depth, area: Rect, buffer: &mut Buffer) {
    let colour = |x: u16, y: u32| (y < pixels.height()).then(|| colour(pixels.at(u32::from(x), y), depth));
    each(pixels, pixels.height().div_ceil(2), area, |column, row, place| {
        let (upper, lower) = (colour(column, u32::from(row) * 2), colour(column, u32::from(row) * 2 + 1));
        let cell = &mut buffer[place];
        // Both alike need no sign: fewer bytes go over the line.
        match (upper, lower) {
            (Some(upper), Some(lower)) if upper == lower => {
                cell.set_symbol(" ").set_style(Style::reset().bg(lower));
            }
            (Some(upper), lower) => {
                cell.set_symbol("▀").set_style(Style::reset().fg(upper).bg(lower.unwrap_or(Color::Reset)));
            }
            (None, _) => {}
        }
    });
}

/// Draws a sign for each pixel, as far as there is room.
pub fn signs(pixels: &Pixels, area: Rect, buffer: &mut Buffer) {
    each(pixels, pixels.height(), area, |column, row, place| {
        let [r, g, b] = pixels.at(u32::from(column), u32::from(row)).map(usize::from);
        let bright = (r * 299 + g * 587 + b * 114) / 1_000;
        let sign = SIGNS[bright * SIGNS.len() / 256];
        buffer[place].set_char(char::from(sign));
    });
}

fn each(pixels: &Pixels, rows: u32, area: Rect, mut act: impl FnMut(u16, u16, (u16, u16))) {
    let columns = u16::try_from(pixels.width).unwrap_or(u16::MAX).min(area.width);
    for row in 0..u16::try_from(rows).unwrap_or(u16::MAX).min(area.height) {
        for column in 0..columns {
            act(column, row, (area.x + column, area.y + row));
        }
    }
}

/// The colour of a pixel, as near as the terminal has it.
fn colour([r, g, b]: [u8; 3], depth: Depth) -> Color {
    if depth == Depth::Exact {
        return Color::Rgb(r, g, b);
    }
    // A cube of six steps, which are not evenly apart, and a ramp of 24 greys: whichever is nearer.
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |part: u8| {
        let near = (0..6_u8).min_by_key(|at| STEPS[usize::from(*at)].abs_diff(part));
        near.unwrap_or(0)
    };
    let cube = [step(r), step(g), step(b)];
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let grey = u8::try_from(mean.saturating_sub(3) / 10).unwrap_or(23).min(23);
    let far = |other: [u8; 3]| -> u32 {
        [r, g, b].iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(other)).pow(2)).sum()
    };
    if far([8 + grey * 10; 3]) < far(cube.map(|at| STEPS[usize::from(at)])) {
        Color::Indexed(232 + grey)
    } else {
        Color::Indexed(16 + cube[0] * 36 + cube[1] * 6 + cube[2])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_two_pixels() {
        let pixels =
            Pixels::new(2, [[1, 2, 3], [9, 9, 9], [4, 5, 6], [9, 9, 9], [7, 8, 9], [7, 8, 9]].concat());
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 4));
        blocks(&pixels, Depth::Exact, Rect::new(1, 1, 3, 3), &mut buffer);
        let cell = &buffer[(1, 1)];
        assert_eq!((cell.symbol(), cell.fg, cell.bg), ("▀", Color::Rgb(1, 2, 3), Color::Rgb(4, 5, 6)));
        assert_eq!((buffer[(2, 1)].symbol(), buffer[(2, 1)].bg), (" ", Color::Rgb(9, 9, 9)));
        // The last row has only an upper half.
        assert_eq!((buffer[(1, 2)].symbol(), buffer[(1, 2)].bg), ("▀", Color::Reset));
        assert_eq!(buffer[(3, 1)].symbol(), " ");
        // Nothing is drawn where there is no room.
        let mut small = Buffer::empty(Rect::new(0, 0, 1, 1));
        blocks(&pixels, Depth::Exact, Rect::new(0, 0, 1, 1), &mut small);
        signs(&pixels, Rect::new(0, 0, 1, 1), &mut small);
    }

    #[test]
    fn the_nearest_of_256_colours() {
        for (rgb, index) in
            [([0, 0, 0], 16), ([255, 255, 255], 231), ([128, 128, 128], 244), ([250, 10, 10], 196)]
        {
            assert_eq!(colour(rgb, Depth::Indexed), Color::Indexed(index), "{rgb:?}");
        }
        for grey in 0..=255 {
            colour([grey; 3], Depth::Indexed);
        }
    }

    #[test]
    fn brighter_pixels_have_fuller_signs() {
        let pixels = Pixels::new(3, [[0; 3], [128; 3], [255; 3]].concat());
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
        signs(&pixels, Rect::new(0, 0, 3, 1), &mut buffer);
        let drawn: String = buffer.content.iter().map(|cell| cell.symbol()).collect();
        assert_eq!(drawn, " +@");
    }
}

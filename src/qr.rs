//! QR codes that a phone reads from a terminal: with their quiet zone, two rows of squares in one line.

use qrcode::{EcLevel, QrCode};

/// The quiet zone around a code, in squares (ISO/IEC 18004).
const QUIET: usize = 4;

/// A QR code as squares, quiet zone included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    width: usize,
    dark: Vec<bool>,
}

/// What a code is drawn with. Both are meant as dark ink on a light ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// `█▀▄`: two rows of squares in a line.
    HalfBlocks,
    /// `##`: two characters for a square.
    Ascii,
}

/// The text is too long for any QR code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is too long for a QR code")]
pub struct TooLong;

impl Code {
    /// Encodes a text, at the lowest level of error correction: a screen doesn't get scratched, and smaller is
    /// easier to fit.
    ///
    /// # Errors
    /// [`TooLong`] above some 2 900 bytes.
    pub fn new(text: &str) -> Result<Self, TooLong> {
        let code = QrCode::with_error_correction_level(text, EcLevel::L).map_err(|_| TooLong)?;
        let inner = code.width();
        let width = inner + 2 * QUIET;
        let mut dark = vec![false; width * width];
        for y in 0..inner {
            for x in 0..inner {
                dark[(y + QUIET) * width + x + QUIET] = code[(x, y)] == qrcode::Color::Dark;
            }
        }
        Ok(Self { width, dark })
    }

    /// The same with half the quiet zone, where there is no room for more: a camera reads that as well on a screen,
    /// whose ground is dark or light all around.
    #[must_use]
    pub fn tight(&self) -> Self {
        let cut = QUIET / 2;
        let width = self.width - 2 * cut;
        let inside = |at: usize| self.is_dark(at % width + cut, at / width + cut);
        Self { width, dark: (0..width * width).map(inside).collect() }
    }

    /// Columns and rows of characters that it takes.
    pub fn size(&self, ink: Ink) -> (usize, usize) {
        match ink {
            Ink::HalfBlocks => (self.width, self.width.div_ceil(2)),
            Ink::Ascii => (self.width * 2, self.width),
        }
    }

    /// The lines to draw.
    pub fn lines(&self, ink: Ink) -> Vec<String> {
        match ink {
            Ink::HalfBlocks => (0..self.width)
                .step_by(2)
                .map(|y| {
                    (0..self.width)
                        .map(|x| match (self.is_dark(x, y), self.is_dark(x, y + 1)) {
                            (true, true) => '█',
                            (true, false) => '▀',
                            (false, true) => '▄',
                            (false, false) => ' ',
                        })
                        .collect()
                })
                .collect(),
            Ink::Ascii => (0..self.width)
                .map(|y| (0..self.width).map(|x| if self.is_dark(x, y) { "##" } else { "  " }).collect())
                .collect(),
        }
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark.get(y * self.width + x).copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_link_fits_a_usual_screen() {
        let code = Code::new(&"x".repeat(190)).unwrap();
        assert_eq!(code.size(Ink::HalfBlocks), (57, 29));
        assert_eq!(code.size(Ink::Ascii), (114, 57));
    }

    #[test]
    fn both_inks_draw_the_same_squares_inside_a_quiet_zone() {
        let code = Code::new("https://chat.example/t").unwrap();
        let (blocks, ascii) = (code.lines(Ink::HalfBlocks), code.lines(Ink::Ascii));
        for (y, line) in ascii.iter().enumerate() {
            for (x, pair) in line.as_bytes().chunks(2).enumerate() {
                let dark = pair == b"##";
                let block = blocks[y / 2].chars().nth(x).unwrap();
                let drawn = block == '█' || block == if y % 2 == 0 { '▀' } else { '▄' };
                assert_eq!(dark, drawn, "at {x},{y}");
                let outside = x < QUIET || y < QUIET || x >= code.width - QUIET || y >= code.width - QUIET;
                assert!(!(outside && dark));
            }
        }
        assert!(blocks[2].starts_with("    █▀▀▀▀▀█"), "the corner square stands after the quiet zone");
    }

    #[test]
    fn a_tight_code_has_the_same_squares() {
        let code = Code::new("https://chat.example/t").unwrap();
        let tight = code.tight();
        assert_eq!(tight.width, code.width - 4);
        for y in 0..code.width {
            for x in 0..code.width {
                let inside = x >= 2 && y >= 2 && x - 2 < tight.width && y - 2 < tight.width;
                assert_eq!(code.is_dark(x, y), inside && tight.is_dark(x - 2, y - 2), "at {x},{y}");
            }
        }
    }

    #[test]
    fn what_no_code_can_hold_is_refused() {
        assert_eq!(Code::new(&"x".repeat(4000)), Err(TooLong));
    }
}

//! Pictures: decoded within limits, turned as the camera says, and made as small as the room they are shown in. What
//! a hostile file can cost is settled before its pixels are: sides, memory, bytes and time.

use std::io::{Read, Seek};
use std::sync::Arc;

use super::bounded::Bounded;
use super::{Trouble, Wanted, Way, kitty, sixel};

mod decode;
mod turn;

/// The most pixels that are sent to a terminal: what is sent over a slow line keeps the screen waiting.
const SENT: u64 = 600_000;
/// A small picture is enlarged at most so many times.
const ENLARGED: u32 = 3;

/// A picture as it is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// What the file is: `JPEG`.
    pub format: &'static str,
    /// Its own columns and rows of pixels, as it is held.
    pub size: (u32, u32),
    /// Columns and rows of cells that it takes.
    pub cells: (u16, u16),
    /// The file ends before its picture does.
    pub cut: bool,
    /// How it gets there.
    pub drawn: Drawn,
}

/// How a picture gets onto the screen.
#[derive(Clone, PartialEq, Eq)]
pub enum Drawn {
    /// In cells, each with an upper and a lower pixel.
    Blocks(Pixels),
    /// In cells, each with a sign as dark as its pixel.
    Signs(Pixels),
    /// As bytes that the terminal itself draws from.
    Sent(Arc<[u8]>),
}

/// Pixels in red, green and blue, row by row.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: u32,
    rgb: Vec<u8>,
}

impl Pixels {
    /// Pixels of so many columns.
    pub fn new(width: u32, rgb: Vec<u8>) -> Self {
        Self { width, rgb }
    }

    /// One pixel; black outside.
    pub fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let place = (u64::from(y) * u64::from(self.width) + u64::from(x)) * 3;
        let place = if x < self.width { usize::try_from(place).unwrap_or(usize::MAX) } else { usize::MAX };
        let found = place.checked_add(3).and_then(|end| self.rgb.get(place..end));
        found.and_then(|rgb| rgb.try_into().ok()).unwrap_or_default()
    }

    /// The rows of pixels.
    pub fn height(&self) -> u32 {
        u32::try_from(self.rgb.len() / 3).unwrap_or(0).checked_div(self.width).unwrap_or(0)
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture")
            .field("size", &self.size)
            .field("cells", &self.cells)
            .finish_non_exhaustive()
    }
}

/// Decodes a picture for the room that is wanted.
///
/// # Errors
/// Why it can't be shown.
pub(super) fn read<R: Read + Seek>(
    file: &mut Bounded<R>,
    wanted: Wanted,
    way: Way,
) -> Result<Picture, Trouble> {
    let drawn = decode::decode(file).and_then(|raster| {
        let swaps = raster.orientation.swaps();
        let size = if swaps { (raster.height, raster.width) } else { (raster.width, raster.height) };
        let fitted = fit(size, wanted, way);
        // Small first, then turned: turning a large picture would take its memory twice.
        let (columns, rows) = fitted.pixels;
        let lying = if swaps { (rows, columns) } else { (columns, rows) };
        let small = turn::shrink(&raster, lying, || file.is_over()).ok_or(Trouble::TooSlow)?;
        let (format, orientation, cut) = (raster.format, raster.orientation, raster.cut);
        drop(raster);
        let drawn = draw(orientation.apply(&small), fitted.cells, way)?;
        Ok(Picture { format, size, cells: fitted.cells, cut, drawn })
    });
    // Decoders take a file that is read no further for a damaged one.
    drawn.map_err(|trouble| if file.is_over() { Trouble::TooSlow } else { trouble })
}

/// How large a picture becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fitted {
    pixels: (u32, u32),
    cells: (u16, u16),
}

/// The largest size in which a picture fits into its room, and keeps its shape.
fn fit(size: (u32, u32), wanted: Wanted, way: Way) -> Fitted {
    let (columns, rows) = (u32::from(wanted.columns.max(1)), u32::from(wanted.rows.max(1)));
    // Pixels of a cell; those of a sign are twice as high as wide.
    let (across, down, enlarged) = match way {
        Way::Blocks(_) | Way::Signs => (1, 2, 1),
        Way::Kitty | Way::Iterm2 | Way::Sixel => {
            (u32::from(wanted.cell.0.max(1)), u32::from(wanted.cell.1.max(1)), ENLARGED)
        }
    };
    let (width, height) = (u64::from(size.0.max(1)), u64::from(size.1.max(1)));
    let most = (u64::from(columns * across), u64::from(rows * down));
    // As a fraction of the picture's own size: the smaller of both sides', and not above what is allowed.
    let (mut of, mut to) = if most.0 * height <= most.1 * width { (width, most.0) } else { (height, most.1) };
    if to > of * u64::from(enlarged) {
        (of, to) = (1, u64::from(enlarged));
    }
    let scaled = |side: u64| u32::try_from(((side * to + of / 2) / of).max(1)).unwrap_or(1);
    let (width, height) = (scaled(width), scaled(height));
    let cells = (
        u16::try_from(width.div_ceil(across)).unwrap_or(u16::MAX).min(wanted.columns.max(1)),
        u16::try_from(height.div_ceil(down)).unwrap_or(u16::MAX).min(wanted.rows.max(1)),
    );
    let pixels = match way {
        Way::Signs => (width, height.div_ceil(2)),
        Way::Blocks(_) | Way::Sixel => (width, height),
        // The terminal stretches them to their cells: fewer are sent.
        Way::Kitty | Way::Iterm2 => {
            let many = u64::from(width) * u64::from(height);
            let part = if many > SENT { (SENT as f64 / many as f64).sqrt() } else { 1.0 };
            let less = |side: u32| ((f64::from(side) * part) as u32).max(1);
            (less(width), less(height))
        }
    };
    Fitted { pixels, cells }
}

fn draw(pixels: Pixels, cells: (u16, u16), way: Way) -> Result<Drawn, Trouble> {
    Ok(match way {
        Way::Blocks(_) => Drawn::Blocks(pixels),
        Way::Signs => Drawn::Signs(pixels),
        Way::Kitty => Drawn::Sent(kitty::show(&png(&pixels)?, cells).into()),
        Way::Iterm2 => Drawn::Sent(kitty::show_inline(&png(&pixels)?, cells).into()),
        Way::Sixel => Drawn::Sent(sixel::show(&pixels).into()),
    })
}

fn png(pixels: &Pixels) -> Result<Vec<u8>, Trouble> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, pixels.width, pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&pixels.rgb)?;
        writer.finish()
    });
    written.map(|()| out).map_err(|_| Trouble::Damaged)
}

#[cfg(test)]
mod tests;

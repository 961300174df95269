//! From a file to pixels, format by format. Each decoder hears its limits before it sees a pixel.

use std::io::{BufReader, Read, Seek};

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::turn::Orientation;
use crate::preview::Trouble;
use crate::preview::bounded::Bounded;

/// The longest side that is decoded.
const SIDE: u32 = 16_384;
/// The most pixels that are decoded: what a phone takes is 12 to 50 million.
const PIXELS: u64 = 64_000_000;
/// The most bytes that decoded pixels may take.
const MEMORY: usize = 256 * 1024 * 1024;
/// The most scans of a progressive JPEG; each costs as much as a whole picture.
const SCANS: usize = 16;

/// A decoded picture.
pub(super) struct Raster {
    pub(super) format: &'static str,
    pub(super) orientation: Orientation,
    pub(super) width: u32,
    pub(super) height: u32,
    /// 1 grey, 2 grey and opacity, 3 colour, 4 colour and opacity.
    pub(super) channels: usize,
    pub(super) bytes: Vec<u8>,
    /// The file ends before its picture does.
    pub(super) cut: bool,
}

/// Decodes a picture by what its first bytes say it is.
pub(super) fn decode<R: Read + Seek>(file: &mut Bounded<R>) -> Result<Raster, Trouble> {
    let head = file.bytes_at(0, 16).map_err(|_| Trouble::Unreadable)?;
    file.rewind().map_err(|_| Trouble::Unreadable)?;
    let raster = match head.as_slice() {
        [0xff, 0xd8, 0xff, ..] => jpeg(file),
        [0x89, b'P', b'N', b'G', ..] => png(file),
        [b'G', b'I', b'F', b'8', ..] => gif(file),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(file),
        _ => Err(Trouble::Unknown),
    }?;
    let pixels = u64::from(raster.width) * u64::from(raster.height);
    let whole = pixels > 0 && raster.bytes.len() as u64 >= pixels * raster.channels as u64;
    if whole { Ok(raster) } else { Err(Trouble::Damaged) }
}

/// Whether a picture of this size is decoded at all.
fn allowed(width: u32, height: u32) -> Result<(), Trouble> {
    if width == 0 || height == 0 {
        return Err(Trouble::Damaged);
    }
    let fits = width <= SIDE && height <= SIDE && u64::from(width) * u64::from(height) <= PIXELS;
    if fits { Ok(()) } else { Err(Trouble::TooLarge) }
}

fn room(bytes: Option<usize>) -> Result<Vec<u8>, Trouble> {
    match bytes {
        Some(bytes) if bytes <= MEMORY => Ok(vec![0; bytes]),
        _ => Err(Trouble::TooLarge),
    }
}

fn jpeg<R: Read + Seek>(file: &mut Bounded<R>) -> Result<Raster, Trouble> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| Trouble::of(&error))?;
    let options = DecoderOptions::default()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_max_scans(SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&bytes), options);
    decoder.decode_headers().map_err(|_| Trouble::Damaged)?;
    let info = decoder.info().ok_or(Trouble::Damaged)?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    allowed(width, height)?;
    let orientation = decoder.exif().map_or(Orientation::default(), |exif| Orientation::read(exif));
    let pixels = decoder.decode().map_err(|_| Trouble::Damaged)?;
    let channels = decoder.output_colorspace().map_or(3, |colours| colours.num_components());
    if !matches!(channels, 1 | 3) {
        return Err(Trouble::Unknown);
    }
    let cut = !ends(&bytes);
    Ok(Raster { format: "JPEG", orientation, width, height, channels, bytes: pixels, cut })
}

/// Whether a JPEG has an end. The decoder makes the best of one that was cut off; whoever looks at it must know.
fn ends(bytes: &[u8]) -> bool {
    // From segment to segment to the picture itself: a small one for browsing, with an end of its own, may lie in one.
    let mut place = 2;
    while let Some(&[0xff, marker, high, low]) = bytes.get(place..place + 4) {
        place += 2 + usize::from(u16::from_be_bytes([high, low]));
        if marker == 0xda {
            break;
        }
    }
    bytes.get(place..).is_some_and(|rest| rest.windows(2).any(|two| two == [0xff, 0xd9]))
}

fn png<R: Read + Seek>(file: &mut Bounded<R>) -> Result<Raster, Trouble> {
    let trouble = |error: png::DecodingError| match error {
        png::DecodingError::LimitsExceeded => Trouble::TooLarge,
        png::DecodingError::IoError(error) => Trouble::of(&error),
        _ => Trouble::Damaged,
    };
    let mut decoder = png::Decoder::new_with_limits(BufReader::new(file), png::Limits { bytes: MEMORY });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let head = decoder.read_header_info().map_err(trouble)?;
    allowed(head.width, head.height)?;
    let mut reader = decoder.read_info().map_err(trouble)?;
    let mut bytes = room(reader.output_buffer_size())?;
    let frame = reader.next_frame(&mut bytes).map_err(trouble)?;
    let orientation =
        reader.info().exif_metadata.as_deref().map_or(Orientation::default(), Orientation::read);
    let channels = frame.color_type.samples();
    Ok(Raster {
        format: "PNG",
        orientation,
        width: frame.width,
        height: frame.height,
        channels,
        bytes,
        cut: false,
    })
}

/// The first picture of a GIF.
fn gif<R: Read + Seek>(file: &mut Bounded<R>) -> Result<Raster, Trouble> {
    let trouble = |error: gif::DecodingError| match error {
        gif::DecodingError::Io(error) => Trouble::of(&error),
        _ => Trouble::Damaged,
    };
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    if let Some(bytes) = std::num::NonZeroU64::new(MEMORY as u64) {
        options.set_memory_limit(gif::MemoryLimit::Bytes(bytes));
    }
    let mut decoder = options.read_info(file).map_err(trouble)?;
    let frame = decoder.next_frame_info().map_err(trouble)?.ok_or(Trouble::Damaged)?;
    let (width, height) = (u32::from(frame.width), u32::from(frame.height));
    allowed(width, height)?;
    let mut bytes = room(Some(decoder.buffer_size()))?;
    decoder.read_into_buffer(&mut bytes).map_err(trouble)?;
    Ok(Raster {
        format: "GIF",
        orientation: Orientation::default(),
        width,
        height,
        channels: 4,
        bytes,
        cut: false,
    })
}

/// A WebP, or the first picture of one that moves.
fn webp<R: Read + Seek>(file: &mut Bounded<R>) -> Result<Raster, Trouble> {
    let trouble = |error: image_webp::DecodingError| match error {
        image_webp::DecodingError::MemoryLimitExceeded | image_webp::DecodingError::ImageTooLarge => {
            Trouble::TooLarge
        }
        image_webp::DecodingError::IoError(error) => Trouble::of(&error),
        _ => Trouble::Damaged,
    };
    let mut decoder = image_webp::WebPDecoder::new(BufReader::new(file)).map_err(trouble)?;
    decoder.set_memory_limit(MEMORY);
    let (width, height) = decoder.dimensions();
    allowed(width, height)?;
    let exif = decoder.exif_metadata().ok().flatten();
    let orientation = exif.as_deref().map_or(Orientation::default(), Orientation::read);
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    let mut bytes = room(decoder.output_buffer_size())?;
    decoder.read_image(&mut bytes).map_err(trouble)?;
    Ok(Raster { format: "WebP", orientation, width, height, channels, bytes, cut: false })
}

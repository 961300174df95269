//! Pictures that are fine, and pictures that are meant to do harm.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::preview::Depth;

const BLOCKS: Way = Way::Blocks(Depth::Exact);

fn wanted(columns: u16, rows: u16) -> Wanted {
    Wanted { columns, rows, cell: (10, 20), way: Some(BLOCKS) }
}

fn read_bytes(bytes: &[u8], way: Way) -> Result<Picture, Trouble> {
    read(&mut Bounded::of(Cursor::new(bytes.to_vec()), 1 << 26), wanted(40, 20), way)
}

/// A PNG with a head of its own and whatever follows.
fn png_of(width: u32, height: u32, colour: u8, data: &[u8]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8; 4], data: &[u8]| {
        out.extend((data.len() as u32).to_be_bytes());
        out.extend(name);
        out.extend(data);
        let sum = [&name[..], data].concat().iter().fold(u32::MAX, |mut rest, byte| {
            rest ^= u32::from(*byte);
            (0..8).for_each(|_| rest = if rest & 1 == 1 { rest >> 1 ^ 0xedb8_8320 } else { rest >> 1 });
            rest
        });
        out.extend((!sum).to_be_bytes());
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, colour, 0, 0, 0]].concat();
    chunk(b"IHDR", &head);
    chunk(b"IDAT", data);
    chunk(b"IEND", &[]);
    out
}

fn small_png() -> Vec<u8> {
    png(&Pixels::new(4, [[200, 10, 10], [10, 200, 10]].concat().repeat(6))).unwrap()
}

#[test]
fn a_picture_is_shown_in_its_own_shape() {
    let picture = read_bytes(&small_png(), BLOCKS).unwrap();
    assert_eq!((picture.format, picture.size, picture.cells), ("PNG", (4, 3), (4, 2)));
    let Drawn::Blocks(pixels) = picture.drawn else { panic!("blocks") };
    assert_eq!((pixels.width, pixels.height()), (4, 3));
    assert_eq!(
        (pixels.at(0, 0), pixels.at(1, 2), pixels.at(4, 0), pixels.at(0, 3)),
        ([200, 10, 10], [10, 200, 10], [0; 3], [0; 3])
    );
}

#[test]
fn what_is_sent_begins_as_its_protocol_says() {
    for (way, begins) in
        [(Way::Kitty, "\x1b_Ga=T,f=100,"), (Way::Iterm2, "\x1b]1337;File="), (Way::Sixel, "\x1bP0;1;0q")]
    {
        let picture = read_bytes(&small_png(), way).unwrap();
        let Drawn::Sent(bytes) = picture.drawn else { panic!("{way:?}") };
        assert!(bytes.starts_with(begins.as_bytes()) && bytes.ends_with(b"\x1b\\"), "{way:?}");
    }
}

#[test]
fn hostile_pictures_say_so_and_break_nothing() {
    let whole = small_png();
    let cases: [(&str, Vec<u8>, Trouble); 9] = [
        ("no width", png_of(0, 3, 2, &[]), Trouble::Damaged),
        ("no height", png_of(3, 0, 2, &[]), Trouble::Damaged),
        ("huge sides", png_of(u32::MAX >> 1, 1, 2, &[]), Trouble::TooLarge),
        ("more pixels than allowed", png_of(16_000, 16_000, 6, &[0x78, 0x9c, 0x63]), Trouble::TooLarge),
        ("cut in the head", whole[..20].to_vec(), Trouble::Damaged),
        ("cut in the pixels", whole[..whole.len() - 20].to_vec(), Trouble::Damaged),
        ("no pixels at all", png_of(4, 3, 2, &[]), Trouble::Damaged),
        ("a name without a picture", b"\xff\xd8\xff\xe0".to_vec(), Trouble::Damaged),
        ("another format", b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0".to_vec(), Trouble::Unknown),
    ];
    for (what, bytes, expected) in cases {
        assert_eq!(read_bytes(&bytes, BLOCKS).err(), Some(expected), "{what}");
    }
    // A GIF and a JPEG of 65 535 by 65 535 pixels in a few bytes.
    let gif = b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b";
    assert_eq!(read_bytes(gif, BLOCKS).err(), Some(Trouble::TooLarge));
    let jpeg = b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0";
    assert_eq!(read_bytes(jpeg, BLOCKS).err(), Some(Trouble::TooLarge));
    // Fewer bytes are allowed than the file has.
    let mut short = Bounded::of(Cursor::new(whole), 60);
    assert_eq!(read(&mut short, wanted(4, 4), BLOCKS).err(), Some(Trouble::TooLarge));
}

#[test]
fn it_is_as_large_as_its_room_and_never_larger() {
    let fitted = |size, way| fit(size, wanted(40, 20), way);
    let expected = |pixels, cells| Fitted { pixels, cells };
    assert_eq!(fitted((4_000, 3_000), BLOCKS), expected((40, 30), (40, 15)));
    assert_eq!(fitted((3_000, 4_000), BLOCKS), expected((30, 40), (30, 20)));
    assert_eq!(fitted((1_000_000, 1), BLOCKS), expected((40, 1), (40, 1)));
    assert_eq!(fitted((10, 10), BLOCKS), expected((10, 10), (10, 5)));
    assert_eq!(fitted((4_000, 3_000), Way::Signs), expected((40, 15), (40, 15)));
    assert_eq!(fitted((4_000, 3_000), Way::Kitty), expected((400, 300), (40, 15)));
    // A portrait of a thumb's size is enlarged, within bounds.
    assert_eq!(fitted((50, 50), Way::Kitty), expected((150, 150), (15, 8)));
}

proptest! {
    #[test]
    fn it_always_fits(
        width in 1_u32..70_000, height in 1_u32..70_000, columns in 0_u16..300, rows in 0_u16..100,
        cell in (0_u16..40, 0_u16..80), way in 0_usize..4
    ) {
        let way = [BLOCKS, Way::Signs, Way::Kitty, Way::Sixel][way];
        let fitted = fit((width, height), Wanted { columns, rows, cell, way: Some(way) }, way);
        prop_assert!(fitted.cells.0 <= columns.max(1) && fitted.cells.1 <= rows.max(1));
        prop_assert!(fitted.pixels.0 > 0 && fitted.pixels.1 > 0);
        if way == Way::Kitty {
            prop_assert!(u64::from(fitted.pixels.0) * u64::from(fitted.pixels.1) <= SENT.max(70_000));
        }
    }

    #[test]
    fn whatever_the_bytes_are_it_ends(kind in 0..4, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let head: &[u8] = match kind {
            0 => b"\xff\xd8\xff",
            1 => b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x04\0\0\0\x04\x08\x02\0\0\0",
            2 => b"GIF89a\x04\0\x04\0\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\x04\0\x04\0\0",
            _ => b"RIFF\x40\0\0\0WEBPVP8L\x30\0\0\0\x2f",
        };
        let _ = read_bytes(&[head, &bytes].concat(), BLOCKS);
    }
}

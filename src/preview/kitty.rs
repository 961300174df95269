//! The two protocols in which a terminal is handed a whole picture file: kitty's, in pieces, and iTerm2's.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The number of the picture on screen: there is only one at a time.
const ID: u32 = 27_489;
/// The most bytes of one piece.
const PIECE: usize = 4_096;

/// The bytes that show a PNG at the cursor, stretched over so many cells. The terminal says nothing back, and its
/// cursor stays; text is drawn above the picture.
pub fn show(png: &[u8], (columns, rows): (u16, u16)) -> Vec<u8> {
    let text = STANDARD.encode(png);
    let mut out = Vec::with_capacity(text.len() + 100);
    let mut pieces = text.as_bytes().chunks(PIECE).peekable();
    let mut head = format!("a=T,f=100,i={ID},p=1,c={columns},r={rows},z=-1,q=2,C=1,");
    while let Some(piece) = pieces.next() {
        let more = u8::from(pieces.peek().is_some());
        out.extend_from_slice(format!("\x1b_G{head}m={more};").as_bytes());
        out.extend_from_slice(piece);
        out.extend_from_slice(b"\x1b\\");
        head = "q=2,".to_owned();
    }
    out
}

/// The bytes that take it away again, and free its memory.
pub fn remove() -> Vec<u8> {
    format!("\x1b_Ga=d,d=I,i={ID},q=2\x1b\\").into_bytes()
}

/// The bytes that show a picture file at the cursor in iTerm2 and those that follow it, over so many cells.
pub fn show_inline(file: &[u8], (columns, rows): (u16, u16)) -> Vec<u8> {
    let text = STANDARD.encode(file);
    let size = file.len();
    format!(
        "\x1b]1337;File=inline=1;size={size};width={columns};height={rows};preserveAspectRatio=0;doNotMoveCursor=1:{text}\x1b\\"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_goes_to_kitty_in_pieces() {
        let png: Vec<u8> = (0..7_000_u32).map(|at| at as u8).collect();
        let bytes = String::from_utf8(show(&png, (40, 20))).unwrap();
        let pieces: Vec<&str> = bytes.split_terminator("\x1b\\").collect();
        assert_eq!(pieces.len(), 3);
        assert!(pieces[0].starts_with("\x1b_Ga=T,f=100,i=27489,p=1,c=40,r=20,z=-1,q=2,C=1,m=1;"));
        assert!(pieces[1].starts_with("\x1b_Gq=2,m=1;") && pieces[2].starts_with("\x1b_Gq=2,m=0;"));
        let text: String = pieces.iter().map(|piece| piece.split_once(';').unwrap().1).collect();
        assert!(pieces.iter().all(|piece| piece.split_once(';').unwrap().1.len() <= 4_096));
        assert_eq!(STANDARD.decode(text).unwrap(), png);
        assert_eq!(remove(), b"\x1b_Ga=d,d=I,i=27489,q=2\x1b\\");
    }

    #[test]
    fn a_picture_goes_to_iterm2_in_one_sequence() {
        let bytes = String::from_utf8(show_inline(b"jpeg", (7, 3))).unwrap();
        assert_eq!(
            bytes,
            "\x1b]1337;File=inline=1;size=4;width=7;height=3;preserveAspectRatio=0;doNotMoveCursor=1:anBlZw==\x1b\\"
        );
    }
}

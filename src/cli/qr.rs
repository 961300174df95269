//! A QR code on a terminal, if it fits.

use super::output::Output;
use crate::error::{ErrorKind, UserError};
use crate::qr::{Code, Ink};

/// Prints a code. On a terminal it is black on white whatever the terminal's colours are; a file or a pipe gets the
/// bare squares.
///
/// # Errors
/// Of kind `Partial` when the text is too long, or the terminal too narrow: with the size it needs.
pub fn print(out: &mut Output, text: &str) -> Result<(), UserError> {
    let code = Code::new(text).map_err(|error| {
        UserError::new(ErrorKind::Partial, "there is no QR code for it").why(error.to_string())
    })?;
    let ink = if utf8() { Ink::HalfBlocks } else { Ink::Ascii };
    let (columns, rows) = code.size(ink);
    if let Some(width) = out.width().filter(|width| columns > *width) {
        return Err(UserError::new(ErrorKind::Partial, "the QR code doesn't fit")
            .why(format!("it needs {columns} columns and {rows} lines, this terminal has {width} columns"))
            .next("make the window wider, or print the address"));
    }
    for line in code.lines(ink) {
        if out.to_terminal {
            out.line(format!("\x1b[38;5;16;48;5;231m{line}\x1b[0m"));
        } else {
            out.line(line);
        }
    }
    Ok(())
}

/// Whether the locale writes UTF-8; unset says nothing and counts as such.
fn utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

//! CSV for spreadsheets, in and out. What comes out can't be run by one: a cell that begins like a formula gets
//! an apostrophe before it.

use crate::domain::text;

/// A cell that no spreadsheet runs, without controls.
pub fn harmless(cell: &str) -> String {
    let cell = text::lines(cell);
    // What a spreadsheet skips before it looks for a formula is skipped here as well.
    let formula = cell
        .trim_start_matches(|c: char| c.is_whitespace() || c == '"')
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\u{2212}']);
    if formula { format!("'{cell}") } else { cell.into_owned() }
}

/// One line of harmless cells, with its end.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory doesn't fail.
    let _memory = writer.write_record(cells.into_iter().map(harmless));
    writer.into_inner().unwrap_or_default()
}

/// Which character stands between the cells of a file: the most frequent of comma, semicolon and tab in its first
/// line.
pub fn delimiter(bytes: &[u8]) -> u8 {
    let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| head.iter().filter(|byte| **byte == delimiter).count();
    [b';', b'\t'].into_iter().fold(b',', |best, other| if count(other) > count(best) { other } else { best })
}

/// Whether a row that was read from `start` to `end` is the last one and has a quotation mark that is never closed:
/// it then swallowed all lines after it.
pub fn is_unclosed(bytes: &[u8], start: u64, end: u64) -> bool {
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
    let row = &bytes[place(start).min(place(end))..place(end)];
    let marks = row.iter().filter(|byte| **byte == b'"').count();
    // A mark inside a cell without marks around it is a plain one.
    let opens =
        row.starts_with(b"\"") || row.windows(2).any(|two| matches!(two, [b',' | b';' | b'\t', b'"']));
    place(end) == bytes.len() && marks % 2 == 1 && opens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_mark_is_noticed_and_an_inch_is_none() {
        let whole = |text: &str| is_unclosed(text.as_bytes(), 0, text.len() as u64);
        assert!(whole("1,\"open\n2,x\n") && whole("\"1,x"));
        assert!(!whole("1,5\" screen") && !whole("1,\"closed\"") && !whole("1,x"));
        assert!(!is_unclosed(b"1,\"x\n2,y", 0, 4), "only the last row can be open");
    }

    #[test]
    fn a_spreadsheet_runs_nothing() {
        for evil in ["=1+1", "+49 151", "-2", "@SUM(A1)", " =x", "\t=x", "\r=x", "＝x", "\"=x"] {
            assert!(harmless(evil).starts_with('\''), "{evil:?}");
        }
        for plain in ["Jana", "1-2", "a=b", "", "'=x"] {
            assert_eq!(harmless(plain), plain);
        }
        assert_eq!(line(["a,b", "=c", "d\ne"]), b"\"a,b\",'=c,\"d\ne\"\n");
    }

    #[test]
    fn the_delimiter_is_what_the_first_line_uses() {
        assert_eq!(delimiter(b"job,title\n1;;;;,2"), b',');
        assert_eq!(delimiter(b"job;title\n"), b';');
        assert_eq!(delimiter(b"job\ttitle\n"), b'\t');
        assert_eq!(delimiter(b"job\n"), b',');
    }
}

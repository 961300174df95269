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

#[cfg(test)]
mod tests {
    use super::*;

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

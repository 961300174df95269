//! Text on its way into cells: made harmless, measured, cut and wrapped by grapheme.
//!
//! Terminals disagree about the width of emoji sequences, flags and stacked marks. Where they do, the columns
//! right of them break; so each such grapheme is replaced by the part on whose width all agree. Where the original is
//! wanted, those that can be painted whatever their width is are kept ([`wrap_original`], `tui/terminal/shown.rs`).

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::text;

/// Marks that may be stacked on one letter; more are dropped.
const MARKS: usize = 2;

/// The text as one line that can't break a table.
pub fn line(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { Cow::Owned(steady(&text::line(text))) }
}

/// The text as lines that can't break the borders beside them.
pub fn lines(text: &str) -> Vec<Cow<'_, str>> {
    match text::lines(text) {
        Cow::Borrowed(text) => text.split('\n').map(line).collect(),
        Cow::Owned(text) => text.split('\n').map(|part| Cow::Owned(steady(part))).collect(),
    }
}

/// Whether every character is a plain letter, sign or digit of one cell, which is the usual case.
pub fn is_plain(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}')
    })
}

/// Whether a character makes a grapheme what no table can hold: joiners, selectors, skin tones, halves of flags.
fn joins(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Whether it is a mark above or below its letter, of which everybody knows that it takes no cell.
fn is_plain_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Whether terminals may disagree about how many cells a grapheme takes: emoji of several parts or of late, syllables
/// of scripts whose letters stand beside, above and inside of each other.
pub fn is_doubtful(grapheme: &str) -> bool {
    if grapheme.len() < 3 {
        return false;
    }
    let mut chars = grapheme.chars();
    let first = chars.next().unwrap_or_default();
    matches!(first, '\u{1fa70}'..='\u{1faff}') || chars.any(|c| !is_plain_mark(c))
}

/// What becomes of graphemes of doubtful width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubtful {
    /// A part of certain width stands for them, where there is one.
    Replaced,
    /// They stay, unless they have more parts than there are in any language.
    Kept,
}

/// The most characters that a grapheme which stays may have: a family of four with skin tones has eleven.
const PARTS: usize = 12;
/// The most cells that it may take.
pub const WIDEST: usize = 6;

impl Doubtful {
    /// Whether a grapheme stays as it is.
    fn keeps(self, grapheme: &str) -> bool {
        self == Doubtful::Kept
            && is_doubtful(grapheme)
            && (2..=PARTS).contains(&grapheme.chars().count())
            && (1..=WIDEST).contains(&width(grapheme))
    }
}

/// Replaces each grapheme of doubtful width by one of certain width.
fn steady(text: &str) -> String {
    harmless(text, Doubtful::Replaced)
}

fn harmless(text: &str, doubtful: Doubtful) -> String {
    let mut out = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        if doubtful.keeps(grapheme) {
            out.push_str(grapheme);
        } else {
            steady_grapheme(grapheme, &mut out);
        }
    }
    // What stood apart may have come together: each turn shortens it.
    let is_too_wide = |grapheme: &str| width(grapheme) > 2 && !doubtful.keeps(grapheme);
    if out.graphemes(true).any(is_too_wide) { harmless(&out, doubtful) } else { out }
}

fn steady_grapheme(grapheme: &str, out: &mut String) {
    let mut chars = grapheme.chars();
    let Some(first) = chars.next() else { return };
    if ('\u{1f1e6}'..='\u{1f1ff}').contains(&first) {
        // A flag: two letters, which is what some terminals draw anyway.
        out.extend(
            grapheme.chars().filter_map(|c| char::from_u32('A' as u32 + (c as u32).wrapping_sub(0x1f1e6))),
        );
        return;
    }
    if chars.clone().next().is_none() {
        // A lone joiner, selector, mark or skin tone has no width of its own.
        let blank =
            matches!(first, '\u{1f3fb}'..='\u{1f3ff}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
        if UnicodeWidthStr::width(grapheme) > 0 && !blank {
            out.push(first);
        }
        return;
    }
    if grapheme.contains(joins) {
        steady_grapheme(&grapheme[..first.len_utf8()], out);
        return;
    }
    if width(grapheme) > 2 {
        // Letters that are to be joined into one syllable, and aren't one: some terminals join them, some don't.
        steady_grapheme(&grapheme[..first.len_utf8()], out);
        return;
    }
    if grapheme.chars().count() > 1 + MARKS {
        out.extend(grapheme.chars().take(1 + MARKS));
    } else {
        out.push_str(grapheme);
    }
}

/// How many cells a text takes.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else if is_plain(text) {
        text.chars().count()
    } else {
        UnicodeWidthStr::width(text)
    }
}

/// The text cut to so many cells, with `…` where something is missing.
pub fn clip(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let more = width(grapheme);
        if used + more > cells - 1 {
            break;
        }
        out.push_str(grapheme);
        used += more;
    }
    out.push('…');
    Cow::Owned(out)
}

/// The text cut or filled with spaces to exactly so many cells.
pub fn fit(text: &str, cells: usize) -> String {
    let mut out = clip(text, cells).into_owned();
    let used = width(&out);
    out.extend(std::iter::repeat_n(' ', cells.saturating_sub(used)));
    out
}

/// The same, with the text at the right end.
pub fn fit_right(text: &str, cells: usize) -> String {
    let cut = clip(text, cells);
    let mut out = " ".repeat(cells.saturating_sub(width(&cut)));
    out.push_str(&cut);
    out
}

/// The text in lines of at most so many cells: broken between words where it can be, inside a word where it
/// must be, never inside a grapheme.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut out = Vec::new();
    for part in lines(text) {
        wrap_line(&part, cells, &mut out);
    }
    out
}

/// The same with graphemes of doubtful width as they are: for places where nothing depends on it.
pub fn wrap_original(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut out = Vec::new();
    for part in text::lines(text).split('\n') {
        let part = if is_plain(part) { part.into() } else { Cow::from(harmless(part, Doubtful::Kept)) };
        wrap_line(&part, cells, &mut out);
    }
    out
}

/// The pieces between which a line may be broken: words with what clings to them, the spaces between, and what
/// follows a dash or a slash; scripts without spaces may be broken everywhere.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut last: Option<&str> = None;
    for (at, grapheme) in text.grapheme_indices(true) {
        let space = |g: &str| g.chars().all(char::is_whitespace);
        let breaks = last.is_some_and(|last| {
            space(last) != space(grapheme)
                || matches!(last, "-" | "/" | "\u{2010}")
                || width(last) > 1
                || width(grapheme) > 1
        });
        if breaks {
            out.push(&text[start..at]);
            start = at;
        }
        last = Some(grapheme);
    }
    out.push(&text[start..]);
    out
}

fn wrap_line(text: &str, cells: usize, out: &mut Vec<String>) {
    if width(text) <= cells {
        out.push(text.to_owned());
        return;
    }
    let mut current = String::new();
    let mut used = 0;
    for piece in pieces(text) {
        let more = width(piece);
        if used + more <= cells {
            current.push_str(piece);
            used += more;
            continue;
        }
        if !piece.is_empty() && piece.trim().is_empty() {
            // The space at a break is the break.
            out.push(std::mem::take(&mut current));
            used = 0;
            continue;
        }
        if used > 0 && more <= cells {
            out.push(std::mem::take(&mut current).trim_end().to_owned());
            current.push_str(piece);
            used = more;
            continue;
        }
        for grapheme in piece.graphemes(true) {
            let more = width(grapheme);
            if used + more > cells && used > 0 {
                out.push(std::mem::take(&mut current));
                used = 0;
            }
            current.push_str(grapheme);
            used += more;
        }
    }
    out.push(current);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_plain_character_is_a_grapheme_of_one_cell() {
        for c in ('\0'..=char::MAX).filter(|c| is_plain(c.encode_utf8(&mut [0; 4]))) {
            let (one, between) = (c.to_string(), format!("a{c}b"));
            assert_eq!(UnicodeWidthStr::width(one.as_str()), 1, "{c:?}");
            assert_eq!(between.graphemes(true).count(), 3, "{c:?}");
        }
    }

    #[test]
    fn what_terminals_measure_differently_is_replaced() {
        assert_eq!(line("👩\u{200d}💻 x"), "👩 x");
        assert_eq!(line("❤\u{fe0f}"), "❤");
        assert_eq!(line("🇩🇪"), "DE");
        assert_eq!(line("👍🏽"), "👍");
        assert_eq!(line("1\u{fe0f}\u{20e3}"), "1");
        assert_eq!(line("\u{1100}\u{1100}\u{1161}"), "\u{1100}");
        assert_eq!(line("a\u{115f}\u{3164}b"), "ab");
        assert_eq!(line("Z\u{300}\u{301}\u{302}\u{303}"), "Z\u{300}\u{301}");
        assert_eq!(line("Fatma Yılmaz"), "Fatma Yılmaz");
        assert_eq!(line("a\u{1b}[2Jb\u{202e}c"), "a␛[2Jbc");
    }

    #[test]
    fn the_original_stays_where_its_width_does_not_matter() {
        for kept in [
            "👩\u{200d}👩\u{200d}👧\u{200d}👦",
            "👍🏽",
            "🇩🇪",
            "1\u{fe0f}\u{20e3}",
            "❤\u{fe0f}",
            "☺\u{fe0f}",
            "क्\u{200d}ष",
            "र्ता",
            "क्षि",
            "நி",
            "각\u{11a8}",
        ] {
            assert_eq!(wrap_original(&format!("ab {kept} c"), 20), [format!("ab {kept} c")]);
            assert!(kept.graphemes(true).any(is_doubtful), "{kept}");
        }
        for (risky, steady) in [
            ("🇩 x", "D x"),
            ("\u{200d}\u{fe0f}x", "x"),
            ("a\u{1b}[2J", "a␛[2J"),
            ("Z\u{300}\u{301}\u{302}\u{303}", "Z\u{300}\u{301}"),
            ("👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩", "👩"),
        ] {
            assert_eq!(wrap_original(risky, 20), [steady]);
        }
        for certain in ["Fatma", "日本語", "е\u{301}", "محمد", "😀", "#1"] {
            assert!(!certain.graphemes(true).any(is_doubtful), "{certain}");
        }
    }

    #[test]
    fn a_cut_text_says_so() {
        assert_eq!(clip("Pflegefachkraft", 6), "Pfleg…");
        assert_eq!(clip("日本語", 4), "日…");
        assert_eq!(clip("abc", 3), "abc");
        assert_eq!(clip("abc", 0), "");
        assert_eq!(fit("日本語", 6), "日本語");
        assert_eq!(fit("日本語", 4), "日… ");
        assert_eq!(fit_right("12m", 5), "  12m");
    }

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(wrap("Ich habe fünf Jahre", 9), ["Ich habe", "fünf", "Jahre"]);
        assert_eq!(wrap("Donaudampfschiff", 5), ["Donau", "dampf", "schif", "f"]);
        assert_eq!(wrap("a\n\nb", 5), ["a", "", "b"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("can't be read. It", 13), ["can't be", "read. It"]);
        assert_eq!(wrap("Weißenfels-Hohenstein", 12), ["Weißenfels-", "Hohenstein"]);
        assert_eq!(wrap("倉庫作業員", 4), ["倉庫", "作業", "員"]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_its_room(text in any::<String>(), cells in 2_usize..20) {
            let safe = line(&text);
            prop_assert!(width(&clip(&safe, cells)) <= cells);
            prop_assert_eq!(width(&fit(&safe, cells)), cells);
            for part in wrap(&text, cells) {
                prop_assert!(width(&part) <= cells, "{:?}", part);
            }
            for part in wrap_original(&text, cells.max(WIDEST)) {
                prop_assert!(width(&part) <= cells.max(WIDEST), "{:?}", part);
            }
        }
    }
}

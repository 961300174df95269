//! Words shown where they stand: those of the search, and the keyword groups of the configuration. Found by the same
//! folding as the search index, and only in what is on the screen. The search's words are underlined, a group's are
//! bold, and the profile names the groups: nothing depends on colour.

use std::ops::Range;

use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

use super::cx::Cx;
use super::theme::Role;
use crate::config::Highlight;
use crate::domain::Query;
use crate::domain::fold;
use crate::domain::query::{Field, Test};
use crate::store::Applicant;

/// What the search looks for, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needles {
    /// The beginnings of words, anywhere.
    words: Vec<String>,
    /// Parts of the name.
    names: Vec<String>,
}

impl Needles {
    /// Of a query: what it asks for, not what it rules out.
    pub fn of(query: &Query) -> Self {
        let mut needles = Self::default();
        for term in query.terms.iter().filter(|term| !term.negated) {
            match &term.test {
                Test::Word(text) | Test::Phrase(text) => {
                    let forms = forms(text);
                    needles.names.extend(forms.iter().cloned());
                    needles.words.extend(forms);
                }
                Test::Field(Field::Name, text) => {
                    needles.names.extend(text.split_whitespace().flat_map(forms));
                }
                Test::Field(Field::Phone | Field::Email, text) => needles.words.extend(forms(text)),
                _ => {}
            }
        }
        needles
    }
}

/// A text as the index knows it, plain and written out; several words stand together.
fn forms(text: &str) -> Vec<String> {
    let joined = |form: fn((String, String)) -> String| {
        fold::words(text).into_iter().map(form).collect::<Vec<_>>().join("\n")
    };
    let mut forms = vec![joined(|(plain, _)| plain), joined(|(_, written)| written)];
    forms.dedup();
    forms.retain(|form| !form.is_empty());
    forms
}

fn spans(text: &str, needles: &[String], anywhere: bool) -> Vec<Range<usize>> {
    if needles.is_empty() {
        return Vec::new();
    }
    let needles: Vec<&str> = needles.iter().map(String::as_str).collect();
    fold::spans(text, &needles, anywhere)
}

/// A keyword group, ready to be looked for.
pub struct Group<'a> {
    highlight: &'a Highlight,
    needles: Vec<String>,
}

/// The keyword groups of the configuration.
pub fn groups(cx: &Cx) -> Vec<Group<'_>> {
    let all = cx.config.highlights.iter();
    all.map(|highlight| Group {
        needles: highlight.words.iter().flat_map(|word| forms(word)).collect(),
        highlight,
    })
    .collect()
}

impl Group<'_> {
    fn role(&self) -> Role {
        match self.highlight.look.as_str() {
            "good" => Role::Good,
            "warn" => Role::Warn,
            "bad" => Role::Bad,
            _ => Role::Mark,
        }
    }
}

/// The names of the groups that somebody's answers, or the note about them, speak of.
pub fn named(applicant: &Applicant, cx: &Cx) -> Vec<(String, Role)> {
    let answers = applicant.application.iter().flat_map(|application| &application.steps);
    let texts: Vec<&str> =
        answers.filter_map(|step| step.answer.as_deref()).chain(applicant.note.as_deref()).collect();
    let groups = groups(cx).into_iter();
    groups
        .filter(|group| texts.iter().any(|text| !spans(text, &group.needles, false).is_empty()))
        .map(|group| (group.highlight.name.clone(), group.role()))
        .collect()
}

/// A name in pieces, with what the search looks for underlined.
pub fn name(text: String, base: Style, needles: &Needles, cx: &Cx) -> Vec<(String, Style)> {
    let found = spans(&text, &needles.names, true);
    cut(text, base, &found, |style| underlined(style, cx))
}

/// Any other text in pieces, with the beginnings of words that the search looks for underlined.
pub fn words(text: String, base: Style, needles: &Needles, cx: &Cx) -> Vec<(String, Style)> {
    let found = spans(&text, &needles.words, false);
    cut(text, base, &found, |style| underlined(style, cx))
}

/// The same, with the words of the groups as well.
pub fn answer(
    text: String,
    base: Style,
    needles: &Needles,
    groups: &[Group<'_>],
    cx: &Cx,
) -> Vec<(String, Style)> {
    let mut pieces = vec![(text, base)];
    for group in groups {
        let look = cx.style(group.role()).add_modifier(Modifier::BOLD);
        pieces = pieces
            .into_iter()
            .flat_map(|(text, style)| {
                let found = spans(&text, &group.needles, false);
                cut(text, style, &found, |style| style.patch(look))
            })
            .collect();
    }
    // Over the whole text, so that a word that a group has cut off is still found.
    let whole: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
    let found = spans(&whole, &needles.words, false);
    if found.is_empty() {
        return pieces;
    }
    let mut start = 0;
    let mut out = Vec::new();
    for (text, style) in pieces {
        let end = start + text.len();
        let inside: Vec<Range<usize>> = found
            .iter()
            .filter(|range| range.start < end && range.end > start)
            .map(|range| range.start.max(start) - start..range.end.min(end) - start)
            .collect();
        out.extend(cut(text, style, &inside, |style| underlined(style, cx)));
        start = end;
    }
    out
}

fn underlined(style: Style, cx: &Cx) -> Style {
    let mut found = style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
    // The row under the cursor keeps its own colours.
    if style.bg.is_none() && !style.add_modifier.contains(Modifier::REVERSED) {
        found.fg = cx.style(Role::Focus).fg.or(found.fg);
    }
    found
}

/// A range that breaks no grapheme: one of several people isn't found in a family.
fn whole(text: &str, range: &Range<usize>) -> Range<usize> {
    if text[range.clone()].is_ascii() && text[range.end..].chars().next().is_none_or(|c| c.is_ascii()) {
        return range.clone();
    }
    let mut start = 0;
    let mut end = text.len();
    for (at, _) in text.grapheme_indices(true) {
        if at <= range.start {
            start = at;
        }
        if at >= range.end {
            end = at;
            break;
        }
    }
    start..end
}

/// The text in pieces, those in the ranges with another style.
fn cut(
    text: String,
    base: Style,
    ranges: &[Range<usize>],
    other: impl Fn(Style) -> Style,
) -> Vec<(String, Style)> {
    if ranges.is_empty() {
        return vec![(text, base)];
    }
    let mut out = Vec::new();
    let mut at = 0;
    for range in ranges {
        let Range { start, end } = whole(&text, range);
        let start = start.max(at);
        if start > at {
            out.push((text[at..start].to_owned(), base));
        }
        if end > start {
            out.push((text[start..end].to_owned(), other(base)));
            at = end;
        }
    }
    if at < text.len() {
        out.push((text[at..].to_owned(), base));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::tui::sample;
    use proptest::prelude::*;

    fn underlined_of(pieces: &[(String, Style)]) -> Vec<&str> {
        let found = |style: &Style| style.add_modifier.contains(Modifier::UNDERLINED);
        pieces.iter().filter(|(_, style)| found(style)).map(|(text, _)| text.as_str()).collect()
    }

    fn needles(query: &str) -> Needles {
        Needles::of(&Query::parse(query).unwrap())
    }

    #[test]
    fn what_was_searched_for_is_underlined_where_it_stands() {
        let cx = sample::cx(Language::En);
        let base = Style::new();
        let of = |text: &str, query: &str| {
            let pieces = words(text.to_owned(), base, &needles(query), &cx);
            assert_eq!(pieces.iter().map(|(text, _)| text.as_str()).collect::<String>(), text);
            underlined_of(&pieces).join("|")
        };
        assert_eq!(of("Jürgen Müller, Nachtschicht", "muell nacht"), "Müll|Nacht");
        assert_eq!(of("Пётр ёлка", "петр ЕЛ"), "Пётр|ёл");
        assert_eq!(of("Nachtschicht", "schicht"), "", "words are found by their beginning");
        assert_eq!(
            of("in der  Nacht, nicht der Tag", "\"der nacht\""),
            "der  Nacht",
            "a phrase stands together"
        );
        assert_eq!(of("Nacht", "-nacht"), "", "what is ruled out is not looked for");
        assert_eq!(of("Yılmaz", "name:lma"), "", "a name is looked for in the name");
        let name = name("Yılmaz".to_owned(), base, &needles("name:lma stage:new"), &cx);
        assert_eq!(underlined_of(&name), ["lma"], "any part of it");
    }

    #[test]
    fn nothing_that_belongs_together_is_taken_apart() {
        let cx = sample::cx(Language::En);
        let text = "Familie 👩\u{200d}👩\u{200d}👧 und 1\u{fe0f}\u{20e3} и\u{306}";
        for query in ["👩", "👧", "1", "и", "fam"] {
            let pieces = words(text.to_owned(), Style::new(), &needles(query), &cx);
            let graphemes: Vec<&str> = pieces.iter().flat_map(|(piece, _)| piece.graphemes(true)).collect();
            assert_eq!(graphemes, text.graphemes(true).collect::<Vec<_>>(), "{query}");
        }
        assert_eq!(underlined_of(&words(text.to_owned(), Style::new(), &needles("👩"), &cx)).len(), 1);
    }

    #[test]
    fn keyword_groups_are_bold_and_the_search_goes_over_them() {
        let mut cx = sample::cx(Language::En);
        let group = |name: &str, words: &[&str], look: &str| Highlight {
            name: name.into(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            look: look.into(),
        };
        cx.config.highlights =
            vec![group("licence", &["C/CE", "Führerschein"], "good"), group("night", &["nacht"], "warn")];
        let text = "Fuehrerschein C/CE, Nachtschicht";
        let pieces = answer(text.to_owned(), Style::new(), &needles("nachtsch"), &groups(&cx), &cx);
        let bold = |style: &Style| style.add_modifier.contains(Modifier::BOLD);
        let found: Vec<&str> =
            pieces.iter().filter(|(_, style)| bold(style)).map(|(text, _)| text.as_str()).collect();
        assert_eq!(found, ["Fuehrerschein", "C/CE", "Nacht", "sch"]);
        assert_eq!(underlined_of(&pieces), ["Nacht", "sch"]);
        assert_eq!(pieces.iter().map(|(text, _)| text.as_str()).collect::<String>(), text);
        let mut rows = sample::rows().into_iter();
        let applicant = sample::applicant(&rows.next().unwrap());
        assert_eq!(named(&applicant, &cx), [("night".to_owned(), Role::Warn)]);
    }

    proptest! {
        #[test]
        fn no_text_is_lost(text in any::<String>(), query in "[a-zäß ]{0,9}") {
            let cx = sample::cx(Language::En);
            let pieces = answer(text.clone(), Style::new(), &needles(&query), &groups(&cx), &cx);
            prop_assert_eq!(pieces.into_iter().map(|(text, _)| text).collect::<String>(), text);
        }
    }
}

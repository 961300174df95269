//! What may follow in the search line: candidates that Tab takes one after the other, shown in a row below the line.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::fold;
use crate::domain::query::{Field as QueryField, Mistake, Piece, Typing, written};
use crate::store::Common;
use crate::tui::cx::Cx;
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::theme::Role;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, line, width};

/// Something that Tab can put into the line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Candidate {
    /// What goes into the line.
    text: String,
    /// What the row calls it.
    label: String,
}

impl From<String> for Candidate {
    fn from(text: String) -> Self {
        Self { label: text.clone(), text }
    }
}

/// What Tab offers.
#[derive(Debug, Default)]
pub struct Offer {
    candidates: Vec<Candidate>,
    /// The one that stands in the line now.
    chosen: Option<usize>,
    /// What stands left and right of it.
    around: (String, String),
    /// The question whose answer is awaited.
    asked: Option<(QueryField, String)>,
    /// What to say where there is no candidate, as the name of a text.
    hint: Option<&'static str>,
}

impl Offer {
    /// What may follow on a text whose cursor stands between these halves. `before` is what was offered so far: its
    /// values stay until the store has answered.
    pub fn new(
        left: &str,
        right: &str,
        before: Offer,
        model: &mut Model,
        cx: &Cx,
        effects: &mut Vec<Effect>,
    ) -> Self {
        if !right.is_empty() && !right.starts_with(char::is_whitespace) {
            return Self::default();
        }
        let typing = Typing::at_end(left);
        let around = (left[..typing.range.start].to_owned(), right.to_owned());
        let mut candidates: Vec<Candidate> = typing.fixed().into_iter().map(Candidate::from).collect();
        let mut asked = None;
        if let Some((field, typed)) = typing.kept() {
            match field {
                QueryField::Account => candidates.extend(accounts(typed, cx)),
                QueryField::Template => candidates.extend(templates(typed, model)),
                field => {
                    let question = (field, typed.to_owned());
                    if before.asked.is_some_and(|(asked, _)| asked == field) {
                        let still = before.candidates.into_iter().filter(|one| begins(&one.label, typed));
                        candidates.extend(still);
                        candidates.dedup();
                    }
                    model.ask(Ask::Values(question.0, question.1.clone()), effects);
                    asked = Some(question);
                }
            }
        }
        // What stands there already need not be offered.
        let typed = match &typing.what {
            Piece::Word(typed) | Piece::Value(_, typed) => typed.as_str(),
            Piece::Done => "",
        };
        if candidates.len() == 1 && candidates[0].text == typed {
            candidates.clear();
        }
        let hint = match &typing.what {
            Piece::Word(typed) if typed.is_empty() && typing.start < typing.range.start => {
                Some("search-hint-not")
            }
            Piece::Value(field, typed) if typed.is_empty() => {
                let open = matches!(field.as_str(), "name" | "phone" | "email" | "id");
                Some(if open { "search-hint-text" } else { "search-hint-none" })
            }
            _ => None,
        };
        Self { candidates, chosen: None, around, asked, hint }
    }

    /// The nearest right one in the place of a mistake.
    pub fn mended(text: &str, mistake: &Mistake) -> Self {
        let Some(nearest) = &mistake.nearest else { return Self::default() };
        let (left, right) = (&text[..mistake.range.start], &text[mistake.range.end..]);
        // The nearest field brings its colon along.
        let right = if nearest.ends_with(':') { right.strip_prefix(':').unwrap_or(right) } else { right };
        // Whoever mends it goes on typing at the end.
        let candidates = vec![Candidate { text: format!("{nearest}{right}"), label: nearest.clone() }];
        Self { candidates, around: (left.to_owned(), String::new()), ..Self::default() }
    }

    /// Whether there is something to take.
    pub fn is_empty(&self) -> bool {
        self.candidates.is_empty()
    }

    /// Whether the only one there was has been taken, so that something else may follow.
    pub fn is_settled(&self) -> bool {
        self.candidates.len() == 1
    }

    /// Takes the next candidate (or the previous one): what then stands left and right of the cursor.
    pub fn take(&mut self, forward: bool) -> Option<(String, String)> {
        let many = self.candidates.len();
        let last = many.checked_sub(1)?;
        let at = match (self.chosen, forward) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) => (at + 1) % many,
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
        };
        self.chosen = Some(at);
        let (left, right) = &self.around;
        Some((format!("{left}{}", self.candidates[at].text), right.clone()))
    }

    /// Takes the store's answer, if it is to the latest question and nothing was chosen meanwhile.
    pub fn answered(&mut self, field: QueryField, typed: &str, values: Vec<String>, cx: &Cx) {
        if self.chosen.is_some() || self.asked.as_ref().is_none_or(|(f, t)| *f != field || t != typed) {
            return;
        }
        let me = cx.recruiter().filter(|name| field == QueryField::Assignee && begins(name, typed));
        // The words that are fixed stay in front: `source:` knows both.
        self.candidates.retain(|one| field == QueryField::UtmSource && is_kind(&one.text));
        for value in me.map(str::to_owned).into_iter().chain(values) {
            let label = line(&value).into_owned();
            let candidate = Candidate { text: written(&value), label };
            if !self.candidates.contains(&candidate) {
                self.candidates.push(candidate);
            }
        }
        if self.candidates.len() == 1 && self.candidates[0].label == typed {
            self.candidates.clear();
        }
    }

    /// Draws the row: the candidates, the chosen one always in sight; else what may be typed.
    pub fn draw(&self, frame: &mut Frame, area: Rect, row: u16, cx: &Cx) {
        let dim = cx.style(Role::Dim);
        let room = usize::from(area.width);
        if self.candidates.is_empty() {
            if let Some(hint) = self.hint {
                write(frame, area, row, &[(format!(" {}", cx.word(hint)), dim)]);
            }
            return;
        }
        let chosen = self.chosen.unwrap_or(0);
        let cells = |one: &Candidate| width(&one.label).min(room / 2) + 2;
        // From the chosen one backwards as far as fits, so that taking the next one seldom moves the row.
        let mut first = 0;
        while self.candidates[first..=chosen].iter().map(cells).sum::<usize>() + 2 > room && first < chosen {
            first += 1;
        }
        let mut pieces: Vec<(String, Style)> = Vec::new();
        let mut used = 0;
        for (at, one) in self.candidates.iter().enumerate().skip(first) {
            // One cell is kept for the sign that there are more.
            let end = usize::from(at + 1 < self.candidates.len());
            if used + cells(one) + end > room + 1 {
                pieces.push(("…".to_owned(), dim));
                break;
            }
            used += cells(one);
            let here = self.chosen == Some(at);
            let label = clip(&one.label, room / 2).into_owned();
            pieces.push((if here { cx.signs.cursor } else { " " }.to_owned(), cx.style(Role::Focus)));
            pieces.push((label, if here { cx.style(Role::Cursor) } else { dim }));
            pieces.push((" ".to_owned(), dim));
        }
        write(frame, area, row, &pieces);
    }
}

fn is_kind(word: &str) -> bool {
    crate::domain::SourceKind::ALL.iter().any(|kind| kind.as_str() == word)
}

/// Whether one of the words of a value begins so.
fn begins(value: &str, typed: &str) -> bool {
    let (value, typed) = (fold::line(value), fold::line(typed));
    value.starts_with(&typed) || value.contains(&format!(" {typed}"))
}

fn accounts(typed: &str, cx: &Cx) -> Vec<Candidate> {
    let names = cx.config.accounts.iter().map(|account| account.name.to_string());
    names.filter(|name| begins(name, typed)).map(Candidate::from).collect()
}

/// The templates of the left pane: called by their titles, searched by their keys.
fn templates(typed: &str, model: &Model) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for group in &model.templates.groups {
        let Common::Template(key) = &group.common else { continue };
        let text = written(key);
        if (begins(key, typed) || begins(&group.title, typed)) && !found.iter().any(|one| one.text == text) {
            let label = if group.title.trim().is_empty() { key } else { &group.title };
            found.push(Candidate { text, label: line(label).into_owned() });
        }
    }
    found
}

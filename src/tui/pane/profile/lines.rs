//! An applicant as lines: contact, origin, questions and answers, files, stage, note and history.

use crate::domain::media::Family;
use crate::domain::{MediaId, Role as MediaRole, Stage};
use crate::store::{Applicant, HistoryEvent, MediaState};
use crate::tui::cx::Cx;
use crate::tui::highlight;
use crate::tui::pane::applicants::view::{stage_in_full, stage_word};
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::widget::text::{clip, line, width, wrap, wrap_original};

/// One line of the pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its pieces, harmless already.
    pub pieces: Vec<(String, Role)>,
    /// The file it stands for, by its place in the applicant's media.
    pub media: Option<usize>,
    /// It is what a person wrote: words that are looked for are shown in it.
    pub said: bool,
}

/// The longest answer that is shown, in bytes; the rest is counted. `show` on the command line prints it whole.
const LONGEST: usize = 32 * 1024;

struct Page<'a> {
    lines: Vec<Line>,
    cells: usize,
    blank: &'a [MediaId],
    cx: &'a Cx,
    /// Whether what is pushed is what a person wrote.
    said: bool,
}

impl Page<'_> {
    fn push(&mut self, pieces: Vec<(String, Role)>) {
        self.lines.push(Line { pieces, media: None, said: self.said });
    }

    fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.pieces.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    fn title(&mut self, word: &str) {
        self.gap();
        let text = self.cx.word(word);
        self.push(vec![(text, Role::Title)]);
    }

    /// What was written, as it was written, where the terminal can show it.
    fn wrap(&self, text: &str, cells: usize) -> Vec<String> {
        if self.cx.signs.unicode { wrap_original(text, cells) } else { wrap(text, cells) }
    }

    /// A text of any length, wrapped, with this many cells before each line.
    fn text(&mut self, text: &str, indent: usize, role: Role) {
        let mut end = text.len().min(LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        for part in self.wrap(&text[..end], self.cells.saturating_sub(indent)) {
            self.push(vec![(" ".repeat(indent), Role::Text), (part, role)]);
        }
        if end < text.len() {
            let rest = self.cx.words.bytes((text.len() - end) as u64);
            let more = self.cx.words.phrase("profile-cut", &[("rest", rest.into())]);
            self.push(vec![(" ".repeat(indent), Role::Text), (more, Role::Dim)]);
        }
    }

    /// A label and a value, the value wrapped beside or below it.
    fn fact(&mut self, word: &str, value: &str) {
        let label = format!("{} ", self.cx.word(word));
        let used = width(&label);
        let value = line(value);
        if used + width(&value) <= self.cells {
            self.push(vec![(label, Role::Dim), (value.into_owned(), Role::Text)]);
        } else {
            self.push(vec![(label, Role::Dim)]);
            self.text(&value, 2, Role::Text);
        }
    }

    fn file(&mut self, at: usize, file: &MediaState, indent: usize) {
        let words = &self.cx.words;
        let mut facts = vec![];
        if let Some(size) = file.size {
            facts.push(words.bytes(size));
        }
        if file.earlier {
            facts.push(words.word("file-earlier"));
        }
        let (state, role) = if self.blank.contains(&file.media.id) {
            (words.word("file-placeholder"), Role::Warn)
        } else {
            state(file, self.cx)
        };
        let mut facts = if facts.is_empty() { String::new() } else { format!("{}  ", facts.join(" ")) };
        let name = name(file, self.cx);
        let rest = self.cells.saturating_sub(indent + 2 + width(&state) + 2);
        if width(&name) + width(&facts) > rest {
            // The name says more than the size.
            facts.clear();
        }
        let room = rest.saturating_sub(width(&facts)).max(6);
        let pieces = vec![
            (format!("{}{} ", " ".repeat(indent), self.cx.signs.media), Role::Text),
            (format!("{}  ", clip(&name, room)), Role::Text),
            (facts, Role::Dim),
            (state, role),
        ];
        self.lines.push(Line { pieces, media: Some(at), said: false });
        if let Some(problem) = file.problem.as_ref().filter(|_| !file.saved) {
            self.text(&told::reason(problem, self.cx), indent + 2, Role::Bad);
        }
    }
}

/// Whether a file is here, in a word.
pub fn state(file: &MediaState, cx: &Cx) -> (String, Role) {
    let (word, role) = if file.saved {
        ("file-saved", Role::Good)
    } else if file.gone {
        ("file-gone", Role::Bad)
    } else if file.problem.is_some() {
        ("file-failed", Role::Bad)
    } else {
        ("file-waiting", Role::Warn)
    };
    (cx.word(word), role)
}

/// What a file is called: its own name, else what it is.
pub fn name(file: &MediaState, cx: &Cx) -> String {
    if let Some(name) = &file.media.name {
        return line(name).into_owned();
    }
    let mime = file.sniffed.as_deref().or(file.media.mime.as_deref()).unwrap_or_default();
    cx.words.word(match (file.media.role, Family::of(mime)) {
        (MediaRole::Cv, _) => "file-cv",
        (MediaRole::Image, _) => "file-portrait",
        (_, Family::Image) => "file-image",
        (_, Family::Audio) => "file-audio",
        (_, Family::Video) => "file-video",
        (_, Family::Document) => "file-document",
    })
}

/// The lines of an applicant for a pane of so many cells. Of the files, these are empty pages.
pub fn lines(applicant: &Applicant, blank: &[MediaId], cells: usize, cx: &Cx) -> Vec<Line> {
    // The first cell is the cursor's.
    let mut page = Page { lines: Vec::new(), cells: cells.saturating_sub(1).max(8), blank, cx, said: false };
    head(applicant, &mut page);
    steps(applicant, &mut page);
    loose_files(applicant, &mut page);
    standing(applicant, &mut page);
    history(applicant, &mut page);
    page.lines
}

fn head(applicant: &Applicant, page: &mut Page) {
    let row = &applicant.row;
    if let Some(reason) = &applicant.unreadable {
        let text = page.cx.word("profile-unreadable");
        page.text(&text, 0, Role::Bad);
        page.text(reason, 2, Role::Dim);
        page.gap();
    }
    // What can't be read is held back for no other reason than that.
    if let Some(held) = row.held.as_ref().filter(|_| applicant.unreadable.is_none()) {
        let text = page.cx.words.phrase("profile-held", &[("why", told::reason(held, page.cx).into())]);
        page.text(&text, 0, Role::Bad);
    }
    let mut what: Vec<String> = row.title.iter().map(|title| line(title).into_owned()).collect();
    if let Some(job) = &row.job {
        what.push(page.cx.words.phrase("profile-job", &[("job", line(job).into_owned().into())]));
    }
    if !what.is_empty() {
        page.text(&what.join(" · "), 0, Role::Title);
    }
    let Some(application) = &applicant.application else {
        page.fact("profile-id", &row.id.to_string());
        return;
    };
    let utm: Vec<_> = application.utm.values().map(|value| line(value).into_owned()).collect();
    if !utm.is_empty() {
        page.text(&utm.join(" / "), 0, Role::Dim);
    }
    let mut contact = Vec::new();
    if let Some(phone) = &application.person.phone {
        contact.push(line(phone).into_owned());
    }
    if let Some(email) = &application.person.email {
        contact.push(format!("{} {}", page.cx.signs.mail, line(email)));
    }
    let joined = contact.join("  ");
    page.said = true;
    if width(&joined) <= page.cells {
        if !joined.is_empty() {
            page.push(vec![(joined, Role::Link)]);
        }
    } else {
        for one in &contact {
            page.text(one, 0, Role::Link);
        }
    }
    page.said = false;
    if applicant.others > 0 {
        let (n, key) = (applicant.others.into(), page.cx.keys.first("applicant.duplicates"));
        let text = page.cx.words.phrase("profile-others", &[("n", n), ("key", key.into())]);
        page.text(&text, 0, Role::Warn);
    }
    keywords(applicant, page);
    for (word, value) in
        [("profile-profession", &applicant.profession), ("profile-location", &applicant.location)]
    {
        if let Some(value) = value {
            page.fact(word, value);
        }
    }
}

/// The keyword groups that the answers and the note speak of.
fn keywords(applicant: &Applicant, page: &mut Page) {
    let mut pieces = Vec::new();
    for (name, role) in highlight::named(applicant, page.cx) {
        let gap =
            if pieces.is_empty() { format!("{} ", page.cx.word("profile-keywords")) } else { " · ".into() };
        pieces.push((gap, Role::Dim));
        pieces.push((line(&name).into_owned(), role));
    }
    if !pieces.is_empty() {
        page.push(pieces);
    }
}

fn steps(applicant: &Applicant, page: &mut Page) {
    let Some(application) = &applicant.application else { return };
    for (number, step) in application.steps.iter().enumerate() {
        page.gap();
        let count = format!("{} ", number + 1);
        let question = step.question.as_deref().or(step.key.as_deref()).unwrap_or_default();
        let mut parts = page.wrap(question, page.cells.saturating_sub(width(&count))).into_iter();
        let indent = width(&count);
        page.push(vec![(count, Role::Dim), (parts.next().unwrap_or_default(), Role::Title)]);
        for part in parts {
            page.push(vec![(" ".repeat(indent), Role::Text), (part, Role::Title)]);
        }
        if let Some(answer) = step.answer.as_deref().filter(|answer| !answer.trim().is_empty()) {
            page.said = true;
            page.text(answer, indent, Role::Text);
            page.said = false;
        }
        for id in &step.attachments {
            if let Some(at) = applicant.media.iter().position(|file| file.media.id == *id) {
                page.file(at, &applicant.media[at], indent);
            }
        }
    }
}

/// Files that belong to no question: the cv, the portrait.
fn loose_files(applicant: &Applicant, page: &mut Page) {
    let of_step = |file: &MediaState| {
        applicant.application.as_ref().is_some_and(|application| {
            application.steps.iter().any(|step| step.attachments.contains(&file.media.id))
        })
    };
    let loose: Vec<usize> = (0..applicant.media.len()).filter(|at| !of_step(&applicant.media[*at])).collect();
    if loose.is_empty() {
        return;
    }
    page.title("profile-files");
    for at in loose {
        page.file(at, &applicant.media[at], 2);
    }
}

fn standing(applicant: &Applicant, page: &mut Page) {
    let (row, cx) = (&applicant.row, page.cx);
    let moment = |at| cx.words.moment(at, cx.now, &cx.zone);
    page.title("profile-standing");
    let mut stage = stage_in_full(row.stage, cx);
    if let Some(reason) =
        applicant.reason.as_deref().filter(|_| matches!(row.stage, Stage::Rejected | Stage::Withdrawn))
    {
        stage = format!("{stage}: {}", line(reason));
    }
    page.fact("profile-stage", &stage);
    if let Some(at) = row.contacted_at {
        page.fact("profile-contacted", &moment(at));
    }
    if let Some(at) = applicant.snoozed_until.filter(|at| *at > cx.now) {
        page.fact("profile-snoozed", &moment(at));
    }
    page.fact("profile-applied", &moment(row.at));
    let (sign, _) = crate::tui::pane::applicants::view::safety(row, cx);
    let safety = match applicant.confirmed_at {
        Some(at) => format!("{sign} {} {}", safety_word(row, cx), moment(at)),
        None => format!("{sign} {}", safety_word(row, cx)),
    };
    page.fact("profile-safety", &safety);
    if applicant.revisions > 1 {
        page.fact("profile-revisions", &applicant.revisions.to_string());
    }
    if let Some(assignee) = &row.assignee {
        page.fact("profile-assignee", assignee);
    }
    if !row.tags.is_empty() {
        page.fact("profile-tags", &row.tags.join(" "));
    }
    if let Some(note) = &applicant.note {
        page.title("profile-note");
        page.said = true;
        page.text(note, 2, Role::Text);
        page.said = false;
    }
    let other =
        applicant.application.as_ref().map(|application| application.other.as_slice()).unwrap_or_default();
    if !other.is_empty() {
        page.title("profile-other");
        for (name, value) in other {
            page.text(&format!("{}: {}", line(name), line(value)), 2, Role::Dim);
        }
    }
}

fn safety_word(row: &crate::store::Row, cx: &Cx) -> String {
    use crate::domain::Safety;
    cx.words.word(match row.safety {
        Safety::Pulled => "safety-pulled",
        Safety::Saved => "safety-saved",
        Safety::Confirming => "safety-confirming",
        Safety::Confirmed => "safety-confirmed",
        Safety::Unreadable => "safety-unreadable",
    })
}

fn history(applicant: &Applicant, page: &mut Page) {
    if applicant.history.is_empty() {
        return;
    }
    page.title("profile-history");
    for event in &applicant.history {
        let text = event_text(event, page.cx);
        page.text(&text, 2, Role::Dim);
    }
}

/// What the history says more about an event, in the reader's language; people's own words and file names stay.
fn told_detail(what: &str, detail: &str, cx: &Cx) -> Option<String> {
    let stage =
        |word: &str| word.parse().map_or_else(|_| line(word).into_owned(), |stage| stage_word(stage, cx));
    Some(match what {
        "stage" => {
            let (moved, reason) = match detail.split_once(": ") {
                Some((moved, reason)) => (moved, Some(reason)),
                None => (detail, None),
            };
            let Some((from, to)) = moved.split_once(" → ") else { return Some(line(detail).into_owned()) };
            let moved = format!("{} → {}", stage(from), stage(to));
            reason.map_or(moved.clone(), |reason| format!("{moved}: {}", line(reason)))
        }
        "feedback" => stage(detail),
        "undone" | "redone" => cx.word(&format!("event-{detail}")),
        "contacted" | "snoozed" => match detail.parse() {
            Ok(at) => cx.words.moment(at, cx.now, &cx.zone),
            Err(_) => line(detail).into_owned(),
        },
        // The event's own words say it.
        "vanished" => return None,
        "confirmed" | "confirm.withdrawn" => {
            let name = match detail {
                "again" => "event-again",
                "a former record; a newer one is here" => "event-former",
                "the source sent a different record" => "event-changed",
                "no longer safely stored" => "event-unsafe",
                _ => return Some(line(detail).into_owned()),
            };
            cx.word(name)
        }
        _ => line(detail).into_owned(),
    })
}

/// One thing that happened, as a line.
fn event_text(event: &HistoryEvent, cx: &Cx) -> String {
    // A word of a newer version, or of a later part of the program, stands for itself.
    let name = format!("event-{}", event.what.replace('.', "-"));
    let what = if cx.words.knows(&name) { cx.word(&name) } else { line(&event.what).into_owned() };
    let mut parts = vec![cx.words.moment(event.at, cx.now, &cx.zone), what];
    parts.extend(event.detail.as_ref().and_then(|detail| told_detail(&event.what, detail, cx)));
    if let Some(who) = &event.who {
        parts.push(line(who).into_owned());
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::tui::sample;

    #[test]
    fn what_happened_is_told_in_the_readers_language() {
        let cx = sample::cx(Language::De);
        for (what, detail, told) in [
            ("stage", "new → rejected: zu weit", Some("neu → abgelehnt: zu weit")),
            ("stage", "of a newer version", Some("of a newer version")),
            ("feedback", "interview", Some("Gespräch")),
            ("undone", "stage", Some("Stufe")),
            ("redone", "assignee", Some("zugeteilt")),
            ("confirmed", "again", Some("noch einmal")),
            ("confirm.withdrawn", "no longer safely stored", Some("nicht mehr vollständig gesichert")),
            ("vanished", "no longer in the source's list", None),
            ("media.saved", "cv\u{1b}.pdf", Some("cv␛.pdf")),
        ] {
            assert_eq!(told_detail(what, detail, &cx).as_deref(), told, "{what}");
        }
        let woken = told_detail("snoozed", &cx.now.to_string(), &cx).unwrap();
        assert_eq!(woken, cx.words.moment(cx.now, cx.now, &cx.zone));
    }
}

//! The right pane: everything about the applicant under the cursor. Its own cursor walks over the lines, so that a
//! file can be chosen.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::{Key, MediaId};
use crate::preview::document::SMALL;
use crate::store::{Applicant, MediaState};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::preview::{Preview, placement};
use crate::tui::effect::Effect;
use crate::tui::highlight;
use crate::tui::model::{Load, Model, Pane, Tone};
use crate::tui::msg::Ask;
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, line};

pub mod lines;

/// The state of the pane.
#[derive(Debug, Default)]
pub struct State {
    /// Whom it shows.
    pub of: Option<Key>,
    /// Everything about them.
    pub detail: Option<Box<Applicant>>,
    /// Whether that is here.
    pub load: Load,
    /// The line under the cursor, and the first visible one.
    pub place: Place,
    /// Whose files were looked at for being empty pages, and what they held.
    looked: Option<(Key, Vec<String>)>,
    /// Those of them that are.
    blank: Vec<MediaId>,
}

/// What keys do in the pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Profile {
    Preview,
    NextFile,
    PreviousFile,
    Back,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Profile) -> Row {
    Row::new(name, keys, Scope::Profile, Action::Profile(act))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("profile.preview", &["enter"], Profile::Preview).hint(1),
    row("profile.next-file", &["J"], Profile::NextFile).hint(1),
    row("profile.previous-file", &["K"], Profile::PreviousFile),
    row("profile.back", &["esc"], Profile::Back),
];

/// Why an action can't be done now, as the name of a text.
pub fn why_not(model: &Model, act: Profile) -> Option<&'static str> {
    match act {
        Profile::Back => None,
        Profile::Preview | Profile::NextFile | Profile::PreviousFile => {
            let none = shown(model).is_none_or(|detail| detail.media.is_empty());
            none.then_some("why-no-file")
        }
    }
}

/// Does it.
pub fn act(model: &mut Model, act: Profile, cx: &Cx, effects: &mut Vec<Effect>) {
    match act {
        Profile::Preview => preview(model, cx, effects),
        Profile::Back => model.focus = Pane::Applicants,
        Profile::NextFile | Profile::PreviousFile => {
            let height = model.page(Pane::Profile);
            let lines = lines_of(model, cx);
            let at = model.profile.place.at;
            let files =
                || lines.iter().enumerate().filter(|(_, line)| line.media.is_some()).map(|(at, _)| at);
            let found = if act == Profile::NextFile {
                files().find(|file| *file > at).or_else(|| files().next())
            } else {
                files().rev().find(|file| *file < at).or_else(|| files().next_back())
            };
            if let Some(found) = found {
                let by = found as i64 - at as i64;
                model.profile.place.step(Motion::By(by), lines.len(), height);
            }
        }
    }
}

/// Looks into the file under the pane's cursor, or into the only one there is.
fn preview(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    let Some(detail) = shown(model) else { return };
    let only = || detail.media.first().filter(|_| detail.media.len() == 1);
    let file = selected(model, cx).or_else(only).map(|file| (detail.row.key, file.media.id.clone()));
    match file {
        Some((key, media)) => Preview::open(model, key, media, cx, effects),
        None => model.say(Tone::Warn, cx.word("said-choose-file"), cx),
    }
}

/// Everything that came in is worked off: asks which PDFs are empty pages, of those that are small enough for it.
pub fn work_off(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(detail) = shown(model) else { return };
    let small = |file: &&MediaState| {
        let pdf = file.sniffed.as_deref() == Some("application/pdf");
        file.saved && pdf && file.size.is_some_and(|size| size < SMALL)
    };
    let files: Vec<&MediaState> = detail.media.iter().filter(small).collect();
    let content = files.iter().filter_map(|file| file.sha256.clone()).collect();
    let (key, looked) = (detail.row.key, Some((detail.row.key, content)));
    if model.profile.looked == looked {
        return;
    }
    let media: Vec<MediaId> = files.iter().map(|file| file.media.id.clone()).collect();
    model.profile.looked = looked;
    model.profile.blank.clear();
    if !media.is_empty() {
        model.ask(Ask::Blank(key, media), effects);
    }
}

/// Takes the answer: which files are empty pages.
pub fn blank(model: &mut Model, key: Key, files: Vec<MediaId>) {
    if model.profile.of == Some(key) {
        model.profile.blank = files;
    }
}

/// What is known of the applicant under the list's cursor.
fn shown(model: &Model) -> Option<&Applicant> {
    detail_of(model, model.applicants.list.cursor()?)
}

/// Everything about an applicant, if the pane has it.
pub fn detail_of(model: &Model, key: Key) -> Option<&Applicant> {
    model.profile.detail.as_deref().filter(|detail| detail.row.key == key)
}

/// An applicant's name, if the screen has it.
pub fn name_of(model: &Model, key: Key) -> Option<String> {
    let detail = detail_of(model, key).map(|detail| &detail.row);
    detail.or_else(|| model.applicants.list.row(key)).map(|row| row.name.clone())
}

/// The file under the pane's cursor, when the pane has the focus.
pub fn selected<'a>(model: &'a Model, cx: &Cx) -> Option<&'a MediaState> {
    if model.focus != Pane::Profile {
        return None;
    }
    let detail = shown(model)?;
    let at = lines_of(model, cx).get(model.profile.place.at)?.media?;
    detail.media.get(at)
}

/// Takes the answer to a question about an applicant.
pub fn loaded(model: &mut Model, key: Key, detail: Option<Box<Applicant>>) {
    let state = &mut model.profile;
    if state.of != Some(key) || state.detail.is_none() {
        state.place = Place::default();
    }
    state.of = Some(key);
    state.detail = detail;
    state.load = Load::Ready;
}

/// The room for the pane's text; a guess while it isn't shown, which is only used to move in it.
fn room(model: &Model) -> u16 {
    model.layout().and_then(|layout| layout.profile).map_or(40, |area| area.width.saturating_sub(2))
}

fn lines_of(model: &Model, cx: &Cx) -> Vec<lines::Line> {
    shown(model)
        .map(|detail| lines::lines(detail, &model.profile.blank, usize::from(room(model)), cx))
        .unwrap_or_default()
}

/// Moves in the pane.
pub fn step(model: &mut Model, motion: Motion, cx: &Cx) {
    let height = model.page(Pane::Profile);
    let many = lines_of(model, cx).len();
    model.profile.place.step(motion, many, height);
}

/// Chooses a line of the page by the mouse.
pub fn point(model: &mut Model, at: u16, cx: &Cx) {
    let many = lines_of(model, cx).len();
    model.profile.place.at = (model.profile.place.top + usize::from(at)).min(many.saturating_sub(1));
}

/// The heading: the applicant's name.
pub fn heading(model: &Model, cx: &Cx) -> String {
    match model.current() {
        Some(row) => format!("3 {}", line(&row.name)),
        None => format!("3 {}", cx.word("pane-profile")),
    }
}

/// Draws the pane into the room inside its border.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
    if model.applicants.list.cursor().is_none() {
        return;
    }
    let Some(detail) = shown(model) else {
        match &model.profile.load {
            Load::Failed(error) => states::failed(frame, area, error, cx),
            _ => states::waiting(frame, area, cx),
        }
        return;
    };
    let lines = lines::lines(detail, &model.profile.blank, usize::from(area.width), cx);
    let mut place = model.profile.place;
    place.show(lines.len(), area.height);
    let focused = model.focus == Pane::Profile && model.dialogs.is_empty();
    let groups = highlight::groups(cx);
    let pictured = placement(model).is_some();
    for (at, text) in lines.iter().enumerate().skip(place.top).take(usize::from(area.height)) {
        let here = focused && at == place.at;
        let mut pieces: Vec<(String, ratatui::style::Style)> =
            vec![(if here { cx.signs.cursor } else { " " }.to_owned(), cx.style(Role::Focus))];
        for (piece, role) in &text.pieces {
            let style = if here && text.media.is_some() { cx.style(Role::Cursor) } else { cx.style(*role) };
            // Lines beside a picture that the terminal draws itself are never painted as a whole.
            let piece = if pictured { line(piece) } else { piece.into() };
            let piece = clip(&piece, usize::from(area.width)).into_owned();
            if text.said {
                pieces.extend(highlight::answer(piece, style, &model.applicants.needles, &groups, cx));
            } else {
                pieces.push((piece, style));
            }
        }
        write(frame, area, (at - place.top) as u16, &pieces);
    }
}

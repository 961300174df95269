//! How the list of applicants is drawn. A step of the cursor must change few cells: the highlight covers the name
//! and the position, and the signs at the right keep their own colours.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::{Safety, Stage};
use crate::engine::event::Health;
use crate::store::{Row, Sort};
use crate::tui::cx::Cx;
use crate::tui::highlight::{self, Needles};
use crate::tui::model::{Load, Model, Pane};
use crate::tui::pane::{search, views};
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, fit, fit_right, line, width};

/// The columns of the cursor, the mark, the unread dot and the spaces between; of the age with the late sign, of the
/// media count, and of the safety.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edge {
    lead: u16,
    age: u16,
    media: u16,
}

/// Where there is room, the signs stand apart.
const WIDE: Edge = Edge { lead: 5, age: 6, media: 5 };
/// Where there is little, every cell goes to the name and the position.
const TIGHT: Edge = Edge { lead: 4, age: 5, media: 4 };
/// The columns of the safety.
const SAFETY: u16 = 2;
/// From this width on there is room.
const ROOMY: u16 = 44;
/// From this width on the media count is shown.
const WITH_MEDIA: u16 = 30;
/// From this width on the age is shown.
const WITH_AGE: u16 = 24;
/// The widest names and positions that are given room.
const NAME: usize = 44;
const TITLE: usize = 60;
/// Below so much for both, a position would be a letter or two: the name is worth more.
const LEAST: usize = 18;
/// From this width on the stage is shown.
const WITH_STAGE: u16 = 64;
/// From this width on the job is shown.
const WITH_JOB: u16 = 84;

/// The widths of the columns; one that isn't shown has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Columns {
    name: usize,
    title: usize,
    stage: usize,
    job: usize,
    edge: Edge,
}

impl Columns {
    /// The columns of a list so wide, whose longest name and position take so many cells.
    fn new(width: u16, names: usize, titles: usize) -> Self {
        let stage = if width >= WITH_STAGE { 10 } else { 0 };
        let job = if width >= WITH_JOB { 12 } else { 0 };
        let mut edge = if width >= ROOMY { WIDE } else { TIGHT };
        if width < WITH_MEDIA {
            edge.media = 0;
        }
        if width < WITH_AGE {
            // Without an age one empty cell stands between the name and the sign.
            edge.age = 1;
        }
        let taken = edge.lead + edge.age + edge.media + SAFETY;
        let room = usize::from(width.saturating_sub(taken)) - (stage + job);
        let (names, titles) = (names.clamp(8, NAME), titles.min(TITLE));
        if titles == 0 || room < LEAST {
            return Self { name: room, title: 0, stage, job, edge };
        }
        let name = if names + 1 + titles <= room {
            names
        } else {
            // Both are cut: the name less, since it says who it is.
            names.min((room * 3 / 5).max(room.saturating_sub(titles + 1)))
        };
        Self { name, title: room - name - 1, stage, job, edge }
    }

    /// The columns of the rows that are here, in steps of four, so that they seldom move.
    fn of(width: u16, rows: &[Row]) -> Self {
        let widest = |text: fn(&Row) -> &str| {
            let widest = rows.iter().map(|row| self::width(&line(text(row)))).max();
            widest.unwrap_or(0).next_multiple_of(4)
        };
        let names = widest(|row| row.name.as_str());
        // Where room is scarce, a position that all have says nothing about anybody.
        let title = |row: &Row| (row.stage == Stage::New).then(|| row.title.clone());
        let one = width < ROOMY
            && rows.len() > 1
            && rows.first().is_some_and(|first| {
                let first = title(first);
                first.is_some() && rows.iter().all(|row| title(row) == first)
            });
        let titles = if one { 0 } else { widest(|row| row.title.as_deref().unwrap_or_default()) };
        Self::new(width, names, titles)
    }
}

/// Draws the pane into the room inside its border.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
    let state = &model.applicants;
    let (tabs, head) = model.head_of(area.height);
    if tabs > 0 {
        views::draw(frame, Rect { height: tabs, ..area }, model, cx);
    }
    let area = Rect { y: area.y + tabs, height: area.height - tabs, ..area };
    if let Some(open) = &state.line {
        open.draw(frame, Rect { height: head, ..area }, cx);
    }
    let area = Rect { y: area.y + head, height: area.height - head, ..area };
    if state.list.rows().is_empty() {
        empty(frame, area, model, cx);
        return;
    }
    let columns = Columns::of(area.width, state.list.rows());
    let needles = &state.needles;
    let range = state.ranged().map_or(0..0, |(rows, _)| rows);
    let top = state.list.page(area.height).first().and_then(|row| state.list.place_of(row.key)).unwrap_or(0);
    for (at, row) in state.list.page(area.height).iter().enumerate() {
        let marked = state.marks.contains(&row.key);
        let ranged = range.contains(&(top + at));
        let here = state.list.cursor() == Some(row.key);
        let focused = model.focus == Pane::Applicants && model.dialogs.is_empty();
        draw_row(frame, area, at as u16, row, columns, Look { needles, marked, ranged, here, focused }, cx);
    }
}

#[derive(Clone, Copy)]
struct Look<'a> {
    needles: &'a Needles,
    marked: bool,
    ranged: bool,
    here: bool,
    focused: bool,
}

fn draw_row(frame: &mut Frame, area: Rect, at: u16, row: &Row, columns: Columns, look: Look<'_>, cx: &Cx) {
    let text = cx.style(Role::Text);
    let dim = cx.style(Role::Dim);
    let signs = &cx.signs;
    let cursor = if look.here { signs.cursor } else { " " };
    let mark = if look.ranged {
        signs.range
    } else if look.marked {
        signs.mark
    } else {
        " "
    };
    let (dot, dot_style) =
        if row.unread { (signs.unread, cx.style(Role::Unread)) } else { (signs.read, dim) };
    let chosen = match (look.here, look.focused) {
        (true, true) => Some(cx.style(Role::Cursor)),
        (true, false) => Some(cx.style(Role::Quiet)),
        _ => None,
    };
    let is_out = matches!(row.stage, Stage::Rejected | Stage::Withdrawn);
    let name_style = chosen.unwrap_or(match (is_out, row.unread) {
        (true, _) => dim,
        (false, true) => cx.style(Role::Title),
        (false, false) => text,
    });
    let mut pieces: Vec<(String, Style)> = vec![
        (cursor.to_owned(), cx.style(Role::Focus)),
        (mark.to_owned(), cx.style(Role::Mark)),
        (if columns.edge.lead == WIDE.lead { " " } else { "" }.to_owned(), text),
        (dot.to_owned(), dot_style),
        (" ".to_owned(), text),
    ];
    pieces.extend(highlight::name(fit(&line(&row.name), columns.name), name_style, look.needles, cx));
    if columns.title > 0 {
        let title = row.title.as_deref().map(line).unwrap_or_default();
        // Without a column of its own the stage stands before the position: a decision has to be seen.
        let stage = (columns.stage == 0 && row.stage != Stage::New).then(|| stage_word(row.stage, cx));
        let title = stage.into_iter().chain((!title.is_empty()).then(|| title.into_owned()));
        let title = title.collect::<Vec<_>>().join(" · ");
        let title = format!(" {}", fit(&title, columns.title));
        pieces.extend(highlight::words(title, chosen.unwrap_or(dim), look.needles, cx));
    }
    if columns.job > 0 {
        let job = row.job.as_deref().map(line).unwrap_or_default();
        pieces.push((format!(" {}", fit(&job, columns.job - 1)), dim));
    }
    if columns.stage > 0 {
        let stage = if row.stage == Stage::New { String::new() } else { stage_word(row.stage, cx) };
        pieces.push((format!(" {}", fit(&stage, columns.stage - 1)), dim));
    }
    let edge = columns.edge;
    if edge.age > 1 {
        let late = is_late(row, cx);
        let age = cx.words.age(cx.seconds_since(row.at));
        let age_style = if late { cx.style(Role::Bad) } else { dim };
        pieces.push((fit_right(&age, usize::from(edge.age - 1)), age_style));
        pieces.push((if late { signs.late } else { " " }.to_owned(), age_style));
    } else {
        pieces.push((" ".to_owned(), text));
    }
    if edge.media > 0 {
        let media = row.media.min(99).to_string();
        let room = usize::from(edge.media - 2);
        pieces.push((format!("{media:>room$}{} ", signs.media), if row.media == 0 { dim } else { text }));
    }
    let (safety, role) = safety(row, cx);
    pieces.push((safety.to_owned(), cx.style(role)));
    pieces.push((if row.updated { "+" } else { " " }.to_owned(), cx.style(Role::Warn)));
    write(frame, area, at, &pieces);
}

/// Waiting for an answer for longer than the account's target, and nobody has been in touch.
pub fn is_late(row: &Row, cx: &Cx) -> bool {
    let target = cx.account(&row.id.account).map_or(3_600, |account| account.response_target.as_secs());
    row.contacted_at.is_none()
        && row.stage == Stage::New
        && cx.seconds_since(row.at) > i64::try_from(target).unwrap_or(i64::MAX)
}

/// The sign of how safe an applicant is, and its look.
pub fn safety(row: &Row, cx: &Cx) -> (&'static str, Role) {
    let signs = &cx.signs;
    match row.safety {
        Safety::Unreadable => (signs.unreadable, Role::Bad),
        Safety::Confirmed => (signs.confirmed, Role::Good),
        Safety::Confirming => (signs.confirming, Role::Warn),
        _ if row.held.is_some() => (signs.held, Role::Bad),
        Safety::Saved => (signs.saved, Role::Good),
        Safety::Pulled => (signs.pulled, Role::Warn),
    }
}

/// A stage in the reader's language.
pub fn stage_word(stage: Stage, cx: &Cx) -> String {
    cx.words.word(match stage {
        Stage::New => "stage-new",
        Stage::Contacted => "stage-contacted",
        Stage::Interview => "stage-interview",
        Stage::Offer => "stage-offer",
        Stage::Hired => "stage-hired",
        Stage::Rejected => "stage-rejected",
        Stage::Withdrawn => "stage-withdrawn",
    })
}

/// A stage's word where there is room for all of it.
pub fn stage_in_full(stage: Stage, cx: &Cx) -> String {
    cx.word(&format!("stage-to-{stage}"))
}

fn empty(frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
    let state = &model.applicants;
    match &state.list.load {
        Load::Waiting => states::waiting(frame, area, cx),
        Load::Failed(error) => states::failed(frame, area, error, cx),
        Load::Ready if state.query.terms.is_empty() && model.totals.snoozed == 0 => {
            // Why nobody is here is what the person wants to know first.
            let mut healths = model.accounts.values().filter_map(|account| account.health.as_ref());
            let unwell = |health: &&Health| {
                matches!(health, Health::Refused(_) | Health::FirstPassword(_) | Health::Waiting(..))
            };
            if let Some(Health::Refused(error) | Health::FirstPassword(error) | Health::Waiting(error, ..)) =
                healths.clone().find(unwell)
            {
                states::failed(frame, area, error, cx);
                return;
            }
            if healths.any(|health| *health == Health::Syncing) {
                states::note(frame, area, &cx.word("empty-syncing"), cx);
                return;
            }
            let sync = cx.keys.first("app.sync");
            let text = cx.words.phrase("empty-inbox", &[("key", sync.into())]);
            states::note(frame, area, &text, cx);
        }
        Load::Ready if state.line.is_none() && search::broken(&state.search, cx).is_some() => {
            let why = search::broken(&state.search, cx).unwrap_or_default();
            states::note(frame, area, &cx.words.phrase("view-broken", &[("why", why.into())]), cx);
        }
        Load::Ready => {
            let key = cx.keys.first(if state.line.is_some() { "search.drop" } else { "list.clear" });
            let text = match state.search.is_empty() {
                true => cx.word("empty-search"),
                false => cx.words.phrase("empty-search-drop", &[("key", key.into())]),
            };
            states::note(frame, area, &text, cx);
        }
    }
}

/// The order of the list, as the right end of its border says it.
pub fn order(sort: Sort, cx: &Cx) -> String {
    cx.word(match sort {
        Sort::Newest => "sort-newest",
        Sort::OldestUncontacted => "sort-oldest",
        Sort::Name => "sort-name",
        Sort::Stage => "sort-stage",
        Sort::Overdue => "sort-overdue",
    })
}

/// The heading and, at the right end of the border, the order. The usual order gives way to a longer heading, and any
/// order to a search that has no room beside it.
pub fn headings(model: &Model, cx: &Cx, room: usize) -> (String, String) {
    let heading = Heading::of(model, cx);
    let sort = model.applicants.sort;
    let order = order(sort, cx);
    let left = room.saturating_sub(width(&order) + 3);
    let beside = heading.within(left);
    let is_whole = width(&heading.whole()) <= left;
    let is_searched = heading.search.as_ref().is_none_or(|search| beside.contains(search.as_str()));
    if is_whole || (is_searched && sort != Sort::Newest) {
        return (beside, order);
    }
    (heading.within(room), String::new())
}

/// What the heading is made of.
struct Heading {
    pane: String,
    /// What the list is narrowed to in the left pane.
    filter: Option<String>,
    /// What was searched for, or the view that is shown.
    search: Option<String>,
    /// How many of how many, and the marks.
    figures: String,
}

/// What a heading's parts are joined by.
const BETWEEN: &str = " · ";
/// A name cut to less says nothing any more.
const LEAST_NAME: usize = 5;

impl Heading {
    fn of(model: &Model, cx: &Cx) -> Self {
        let state = &model.applicants;
        let all = cx.words.number(model.totals.all);
        let mut figures = vec![match state.count {
            Some(count) if !state.query.terms.is_empty() || model.totals.snoozed > 0 => {
                let count = cx.words.number(count);
                cx.words.phrase("count-of", &[("count", count.into()), ("all", all.into())])
            }
            Some(count) => cx.words.number(count),
            None => "…".to_owned(),
        }];
        if !state.marks.is_empty() {
            let marked = cx.words.number(state.marks.len() as u64);
            figures.push(format!("{} {marked}", cx.signs.mark));
        }
        if let Some((rows, all_here)) = state.ranged() {
            let many = if all_here { cx.words.number(rows.len() as u64) } else { "…".to_owned() };
            figures.push(format!("{} {many}", cx.signs.range));
        }
        let search = if state.line.is_none() { views::heading(model) } else { None };
        Self {
            pane: cx.word("pane-applicants"),
            filter: super::super::templates::filter_title(model, cx).map(|text| line(&text).into_owned()),
            search: search.map(|text| line(text).into_owned()),
            figures: figures.join(BETWEEN),
        }
    }

    fn whole(&self) -> String {
        let pane = format!("2 {}", self.pane);
        join([Some(pane.as_str()), self.filter.as_deref(), self.search.as_deref(), Some(&self.figures)])
    }

    /// As much as there is room for. Of the words what was searched for says most: the list can't be understood
    /// without it, and it stands nowhere else. The figures at the end say more than any words.
    fn within(&self, room: usize) -> String {
        let whole = self.whole();
        if width(&whole) <= room {
            return whole;
        }
        let Some(search) = self.search.as_deref() else {
            let words = join([Some(format!("2 {}", self.pane).as_str()), self.filter.as_deref()]);
            let left = room.saturating_sub(width(&self.figures) + width(BETWEEN));
            return join([Some(&*clip(&words, left)), Some(&self.figures)]);
        };
        let with = |filter: Option<&str>| join([Some("2"), filter, Some(search), Some(&self.figures)]);
        let bare = with(None);
        let left = room.saturating_sub(width(&bare));
        if let Some(filter) = self.filter.as_deref() {
            let left = left.saturating_sub(width(BETWEEN));
            if left >= LEAST_NAME.min(width(filter)) {
                return with(Some(&*clip(filter, left)));
            }
        }
        if width(&bare) <= room {
            return bare;
        }
        let left = room.saturating_sub(width(&join([Some("2"), Some(""), Some(&self.figures)])));
        join([Some("2"), Some(&*clip(search, left)), Some(&self.figures)])
    }
}

fn join<const N: usize>(parts: [Option<&str>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(BETWEEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_columns_take_the_whole_width(width in 18_u16..400, names in 0_usize..99, titles in 0_usize..99) {
            let columns = Columns::new(width, names, titles);
            let title = if columns.title > 0 { columns.title + 1 } else { 0 };
            let edge = columns.edge;
            let right = usize::from(edge.lead + edge.age + edge.media + SAFETY);
            let whole = right + columns.name + title + columns.stage + columns.job;
            prop_assert_eq!(whole, usize::from(width), "{:?}", columns);
            prop_assert!(columns.name >= 8, "{:?}", columns);
            // What fits is shown whole.
            let room = usize::from(width) - right - columns.stage - columns.job;
            if room >= LEAST && titles > 0 && names <= NAME && titles <= TITLE && names.max(8) + titles < room {
                prop_assert!(columns.name >= names && columns.title >= titles, "{:?}", columns);
            }
        }
    }
}

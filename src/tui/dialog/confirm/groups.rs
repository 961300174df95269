//! The groups of the batch: ready, to be saved first, held back, confirmed already; and what is at stake.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Confirm, MOST, Phase};
use crate::domain::Key;
use crate::engine::Gaps;
use crate::error::Reason;
use crate::store::Row as Applicant;
use crate::store::model::{Gap, Missing};
use crate::tui::cx::Cx;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, fit, line, wrap};

/// One line of the dialog.
pub(super) enum Entry<'a> {
    Heading(String),
    Ready(&'a Applicant),
    Unsaved(&'a Applicant, Missing),
    Held(&'a Applicant, &'a Reason, Gap),
    Already(&'a Applicant),
}

impl Entry<'_> {
    /// Whom it is about, if something can be done with it.
    pub(super) fn key(&self) -> Option<Key> {
        match self {
            Entry::Heading(_) | Entry::Already(_) => None,
            Entry::Ready(row) | Entry::Unsaved(row, _) | Entry::Held(row, ..) => Some(row.key),
        }
    }
}

impl Confirm {
    /// Which of the lines are headings.
    pub(super) fn headings(&self) -> Vec<bool> {
        self.entries(None).iter().map(|entry| matches!(entry, Entry::Heading(_))).collect()
    }

    /// Whom each line is about.
    pub(super) fn entries_plain(&self) -> Vec<Option<Key>> {
        self.entries(None).iter().map(Entry::key).collect()
    }

    /// The lines; their words only where they are drawn.
    pub(super) fn entries(&self, cx: Option<&Cx>) -> Vec<Entry<'_>> {
        let Some(batch) = self.batch.as_deref() else { return Vec::new() };
        let mut out = Vec::new();
        let heading = |name: &str, many: usize| {
            Entry::Heading(cx.map(|cx| cx.words.phrase(name, &[("n", many.into())])).unwrap_or_default())
        };
        out.push(heading("confirm-ready", batch.ready.len()));
        out.extend(batch.ready.iter().map(Entry::Ready));
        if !batch.unsaved.is_empty() {
            let mut all = Missing::default();
            batch.unsaved.iter().for_each(|(_, missing)| all += *missing);
            let mut text = heading("confirm-unsaved", batch.unsaved.len());
            if let (Entry::Heading(text), Some(cx)) = (&mut text, cx) {
                *text = format!("{text} · {}", missing_words(&all, cx));
            }
            out.push(text);
            out.extend(batch.unsaved.iter().map(|(row, files)| Entry::Unsaved(row, *files)));
        }
        if !batch.held.is_empty() {
            out.push(heading("confirm-held", batch.held.len()));
            out.extend(batch.held.iter().map(|(row, why, gap)| Entry::Held(row, why, *gap)));
        }
        if !batch.already.is_empty() {
            out.push(heading("confirm-already", batch.already.len()));
            out.extend(batch.already.iter().map(Entry::Already));
        }
        out
    }

    pub(super) fn draw_groups(&self, frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
        if self.batch.is_none() {
            states::waiting(frame, area, cx);
            return;
        }
        let entries = self.entries(Some(cx));
        // However small the screen is, somebody is seen, and what is at stake.
        let least = (area.height / 2).min(4);
        let mut foot: Vec<(String, Role)> = Vec::new();
        for (text, role) in self.foot(model, cx) {
            foot.extend(wrap(&text, usize::from(area.width)).into_iter().map(|part| (part, role)));
        }
        let most = usize::from(area.height - least);
        if foot.len() > most {
            foot = self.foot(model, cx);
            foot.drain(..foot.len().saturating_sub(most));
        }
        // Nobody scrolls for what they don't know of.
        if entries.len() + foot.len() > usize::from(area.height)
            && foot.len() < most
            && let Some(others) = self.others(cx)
        {
            foot.insert(0, (clip(&others, usize::from(area.width)).into_owned(), Role::Warn));
        }
        let room = area.height.saturating_sub(foot.len() as u16);
        let mut place = self.place;
        place.show(entries.len(), room);
        for (at, entry) in entries.iter().enumerate().skip(place.top).take(usize::from(room)) {
            self.draw_entry(entry, at == place.at, (at - place.top) as u16, frame, area, cx);
        }
        for (row, (text, role)) in (room..).zip(foot) {
            write(frame, area, row, &[(text, cx.style(role))]);
        }
    }

    /// How many are not ready, and why, in one line; nothing when all are.
    fn others(&self, cx: &Cx) -> Option<String> {
        let batch = self.batch.as_deref().filter(|_| !matches!(self.phase, Phase::Running(_)))?;
        let groups = [("confirm-unsaved", batch.unsaved.len()), ("confirm-held", batch.held.len())];
        let told: Vec<String> = groups
            .into_iter()
            .filter(|(_, many)| *many > 0)
            .map(|(name, many)| cx.words.phrase(name, &[("n", many.into())]))
            .collect();
        (!told.is_empty()).then(|| told.join(" · "))
    }

    fn draw_entry(&self, entry: &Entry, here: bool, at: u16, frame: &mut Frame, area: Rect, cx: &Cx) {
        let (row, sign, role, more) = match entry {
            Entry::Heading(text) => {
                write(frame, area, at, &[(text, cx.style(Role::Title))]);
                return;
            }
            Entry::Ready(row) => (row, cx.signs.mark, Role::Good, about(row)),
            Entry::Unsaved(row, missing) => (row, cx.signs.pulled, Role::Warn, missing_words(missing, cx)),
            Entry::Held(row, why, gap) => {
                let accepted = *gap == Gap::Acceptable && self.accepted == Gaps::Accept;
                let sign = if accepted { cx.signs.mark } else { cx.signs.held };
                (row, sign, if accepted { Role::Warn } else { Role::Bad }, told::reason(why, cx))
            }
            Entry::Already(row) => (row, cx.signs.confirmed, Role::Dim, about(row)),
        };
        let more_style = cx.style(if matches!(entry, Entry::Ready(_)) { Role::Dim } else { role });
        let taken_out = self.out.contains(&row.key);
        let (sign, role) = if taken_out { ("-", Role::Dim) } else { (sign, role) };
        let name_style = match (here, taken_out) {
            (true, _) => cx.style(Role::Cursor),
            (false, true) => cx.style(Role::Dim),
            (false, false) => cx.style(Role::Text),
        };
        let name = usize::from(area.width).saturating_sub(6) / 2;
        let pieces = [
            (cx.signs.choice(here).to_owned(), cx.style(Role::Focus)),
            (format!(" {sign} "), cx.style(role)),
            (fit(&line(&row.name), name.min(32)), name_style),
            (format!(" {more}"), more_style),
        ];
        write(frame, area, at, &pieces);
    }

    /// The lines below the groups: what would happen, or how far it is.
    pub(super) fn foot(&self, model: &Model, cx: &Cx) -> Vec<(String, Role)> {
        let mut foot = Vec::new();
        if self.left_out > 0 {
            let text =
                cx.words.phrase("confirm-left-out", &[("n", self.left_out.into()), ("most", MOST.into())]);
            foot.push((text, Role::Warn));
        }
        if let Phase::Running(task) = &self.phase {
            let progress = model.tasks.get(task).and_then(|task| task.progress.as_ref());
            let text = progress.map_or_else(|| cx.word("confirm-running"), |p| states::progress(p, 24, cx));
            foot.push((text, Role::Focus));
            return foot;
        }
        if self.accepted == Gaps::Accept {
            let who = line(cx.recruiter().unwrap_or_default()).into_owned();
            let text = cx
                .words
                .phrase("confirm-accepted", &[("n", self.accepted().len().into()), ("who", who.into())]);
            foot.push((text, Role::Warn));
        }
        let many = self.ready().len() + self.accepted().len();
        foot.push((cx.words.phrase("confirm-what", &[("n", many.into())]), Role::Title));
        foot.push((cx.word("confirm-for-good"), Role::Warn));
        foot
    }
}

/// How many files are missing, and how large they are, as far as that is known.
fn missing_words(missing: &Missing, cx: &Cx) -> String {
    let files = cx.words.phrase("confirm-files", &[("n", missing.files.into())]);
    let bytes = cx.words.bytes(missing.bytes);
    let size = match (missing.bytes, missing.unknown) {
        (_, 0) => bytes,
        (0, _) => cx.word("confirm-size-unknown"),
        _ => cx.words.phrase("confirm-at-least", &[("size", bytes.into())]),
    };
    format!("{files}, {size}")
}

/// The position of an applicant, which tells namesakes apart.
fn about(row: &Applicant) -> String {
    row.title.as_deref().map(line).unwrap_or_default().into_owned()
}

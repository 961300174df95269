//! Columns for people: aligned by what a terminal shows, cut only when it is one.

use unicode_width::UnicodeWidthStr as _;

use super::output::{Output, fit};
use crate::domain::id::escape_id;
use crate::domain::{ApplicantId, text};

/// As wide as a column gets on a terminal, the last one aside: one long name must not push everybody's id off the
/// screen.
const WIDEST: usize = 48;
/// As narrow as a column gets that gives way.
const NARROWEST: usize = 10;

/// A table that is printed in portions, so that a long list starts at once: the first portion settles the widths.
pub struct Table {
    heads: Vec<&'static str>,
    widths: Vec<usize>,
    /// The columns that give way when the terminal is narrow, one after the other.
    elastic: Vec<usize>,
    begun: bool,
}

impl Table {
    /// A table with these heads; `elastic` are the columns that are cut when the line is too wide, the first first.
    pub fn new(heads: &[&'static str], elastic: &[usize]) -> Self {
        let widths = heads.iter().map(|head| head.width()).collect();
        Self { heads: heads.to_vec(), widths, elastic: elastic.to_vec(), begun: false }
    }

    /// Prints some rows. Their texts may be hostile.
    pub fn rows(&mut self, out: &mut Output, rows: &[Vec<String>]) {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| text::line(cell).into_owned()).collect()).collect();
        if rows.is_empty() {
            return;
        }
        let last = self.heads.len().saturating_sub(1);
        for row in &rows {
            for (at, (width, cell)) in self.widths.iter_mut().zip(row).enumerate() {
                let wide = cell.width();
                let capped = at != last && out.width().is_some();
                *width = (*width).max(if capped { wide.min(WIDEST) } else { wide });
            }
        }
        if let Some(limit) = out.width() {
            let all: usize = self.widths.iter().sum::<usize>() + 2 * (self.widths.len() - 1);
            let mut over = all.saturating_sub(limit);
            for at in &self.elastic {
                if let Some(width) = self.widths.get_mut(*at) {
                    let given = over.min(width.saturating_sub(NARROWEST));
                    *width -= given;
                    over -= given;
                }
            }
        }
        if !self.begun {
            self.begun = true;
            let heads: Vec<String> = self.heads.iter().map(ToString::to_string).collect();
            self.row(out, &heads);
        }
        for row in &rows {
            self.row(out, row);
        }
    }

    fn row(&self, out: &mut Output, cells: &[String]) {
        let mut line = String::new();
        for (at, (cell, width)) in cells.iter().zip(&self.widths).enumerate() {
            // Whoever reads a file or a pipe gets all of it, at the price of a crooked line.
            let cell = if out.width().is_some() { fit(cell, *width) } else { cell.clone() };
            if at > 0 {
                line.push_str("  ");
            }
            line.push_str(&cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width())));
        }
        let line = line.trim_end();
        match out.width() {
            Some(limit) => out.line(fit(line, limit)),
            None => out.line(line),
        }
    }
}

/// On a terminal of fewer columns an id stands without its account.
const NARROW: usize = 120;

/// An applicant's id as a column has it: in full, but on a narrow terminal what commands know an applicant by as well.
pub fn id(applicant: &ApplicantId, out: &Output) -> String {
    if out.width().is_some_and(|width| width < NARROW) {
        escape_id(&applicant.source_id)
    } else {
        applicant.to_string()
    }
}

//! The table that a bench prints: one row for each bar, one column for each size.

use std::fmt;

/// Rows in the order in which they were first filled.
pub struct Table {
    title: String,
    columns: Vec<String>,
    rows: Vec<(String, String, Vec<String>)>,
}

impl Table {
    /// An empty table with a column for each size.
    pub fn new(title: &str, columns: impl IntoIterator<Item = String>) -> Self {
        Self { title: title.to_owned(), columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Fills a cell, and tells the waiting person.
    pub fn set(&mut self, column: &str, what: &str, bar: &str, value: impl Into<String>) {
        let value = value.into();
        eprintln!("  {column:>9}  {what}: {value}");
        let at = match self.rows.iter().position(|(known, ..)| known == what) {
            Some(at) => at,
            None => {
                self.rows.push((what.to_owned(), bar.to_owned(), vec!["–".to_owned(); self.columns.len()]));
                self.rows.len() - 1
            }
        };
        if let Some(column) = self.columns.iter().position(|known| known == column) {
            self.rows[at].2[column] = value;
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n## {}\n", self.title)?;
        writeln!(f, "| what | bar | {} |", self.columns.join(" | "))?;
        writeln!(f, "|{}", "---|".repeat(self.columns.len() + 2))?;
        for (what, bar, values) in &self.rows {
            writeln!(f, "| {what} | {bar} | {} |", values.join(" | "))?;
        }
        Ok(())
    }
}

/// A number of applicants as the head of a column.
pub fn size(applicants: u32) -> String {
    let digits = applicants.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

//! Queries as they come from the command line.

use unicode_width::UnicodeWidthStr as _;

use crate::domain::Query;
use crate::domain::text::line;
use crate::error::{ErrorKind, UserError};

/// One text of all words, or of the flag.
pub fn words(words: Vec<String>, text: Option<String>) -> String {
    text.unwrap_or_else(|| words.join(" "))
}

/// Reads a query.
///
/// # Errors
/// Of kind `Usage`, with the place of the mistake and the nearest right word.
pub fn parse(text: &str) -> Result<Query, UserError> {
    Query::parse(text).map_err(|mistake| {
        // Under the query as it is shown, marks below what is wrong.
        let width = |text: &str| line(text).width();
        let before = " ".repeat(width(text.get(..mistake.range.start).unwrap_or_default()));
        let marks = "^".repeat(width(text.get(mistake.range.clone()).unwrap_or_default()).max(1));
        UserError::new(ErrorKind::Usage, format!("{mistake}\n  {}\n  {before}{marks}", line(text)))
    })
}

//! Queries as they come from the command line.

use unicode_width::UnicodeWidthStr as _;

use crate::domain::Query;
use crate::domain::text::line;
use crate::error::{ErrorKind, UserError};

/// A query of all words that are left, or of one flag.
#[derive(Debug, clap::Args)]
pub struct Words {
    /// Which, as in the search line: stage:new is:unread age:<2d word "a phrase"
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// The same in one text; here a word may begin with `-`
    #[arg(long = "query", value_name = "QUERY", allow_hyphen_values = true, conflicts_with = "query")]
    text: Option<String>,
}

impl Words {
    /// One text of all words, or of the flag.
    pub fn text(self) -> String {
        self.text.unwrap_or_else(|| self.query.join(" "))
    }
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

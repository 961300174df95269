//! Reference data of a source: what the ids of professions and locations are called.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A kind of reference data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dictionary {
    /// What people do.
    Professions,
    /// Where they do it.
    Locations,
}

impl Dictionary {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Dictionary; 2] = [Dictionary::Professions, Dictionary::Locations];

    /// The word used on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Dictionary::Professions => "professions",
            Dictionary::Locations => "locations",
        }
    }
}

impl fmt::Display for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One entry of a dictionary. All texts are as they came: hostile until escaped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The source's id, as applications carry it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The id of the entry above it.
    pub parent: Option<String>,
}

//! An application in the common vocabulary, whatever its source calls the fields.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Media, SourceId, Step};

/// Who applied. All texts are as they came: hostile until escaped.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The whole name.
    pub name: Option<String>,
    /// The phone number as the source wrote it.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// Where the applicant came from: the utm fields of the job link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utm {
    /// `utm_source`: where the link stood.
    pub source: Option<String>,
    /// `utm_medium`: how it was paid for.
    pub medium: Option<String>,
    /// `utm_campaign`: which campaign.
    pub campaign: Option<String>,
    /// `utm_content`: which of several adverts.
    pub content: Option<String>,
}

impl Utm {
    /// The fields that are there, in their published order.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        [&self.source, &self.medium, &self.campaign, &self.content]
            .into_iter()
            .filter_map(|value| value.as_deref())
    }
}

/// One application as read from a source's record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// The source's id.
    pub id: SourceId,
    /// Who applied.
    pub person: Person,
    /// The employer's own job id.
    pub job: Option<String>,
    /// The key of the interview template.
    pub template: Option<String>,
    /// The job title, when the source names it.
    pub title: Option<String>,
    /// The utm fields of the job link.
    pub utm: Utm,
    /// The source's id of a profession.
    pub profession: Option<String>,
    /// The source's id of a location.
    pub location: Option<String>,
    /// When the person applied, when the source says so.
    pub applied_at: Option<Timestamp>,
    /// Questions and answers, in their order.
    pub steps: Vec<Step>,
    /// Every file, each once: those of the steps, the cv, the profile image.
    pub media: Vec<Media>,
    /// Fields that the contract doesn't know: name and JSON text.
    pub other: Vec<(String, String)>,
}

impl Application {
    /// An application of which only the id is known.
    pub fn new(id: SourceId) -> Self {
        Self {
            id,
            person: Person::default(),
            job: None,
            template: None,
            title: None,
            utm: Utm::default(),
            profession: None,
            location: None,
            applied_at: None,
            steps: Vec::new(),
            media: Vec::new(),
            other: Vec::new(),
        }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(…)")
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application")
            .field("id", &self.id)
            .field("steps", &self.steps.len())
            .field("media", &self.media.len())
            .finish_non_exhaustive()
    }
}

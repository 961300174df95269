//! What a decision changed on one applicant: kept with it, so that it can be taken back field by field.

use serde::{Deserialize, Serialize};

use crate::domain::Stage;
use crate::store::Edit;
use crate::store::state::State;

/// What a decision changed on one applicant, before or after.
#[derive(Serialize, Deserialize, PartialEq, Default)]
pub(super) struct Fields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stage: Option<Stage>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    reason: Option<Option<String>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    note: Option<Option<String>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    tags: Option<Option<String>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    assignee: Option<Option<String>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    contacted_at: Option<Option<i64>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    snoozed_until: Option<Option<i64>>,
}

/// A field that is there and empty is not one that isn't there.
fn there<'de, D, T>(from: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(from).map(Some)
}

impl Fields {
    /// Of `state`, what `edit` speaks of.
    pub(super) fn of(state: &State, edit: &Edit) -> Fields {
        let mut fields = Fields::default();
        match edit {
            Edit::Stage { .. } => {
                fields.stage = Some(state.class.stage);
                fields.reason = Some(state.reason.clone());
                fields.contacted_at = Some(state.contacted_at);
            }
            Edit::Note(_) => fields.note = Some(state.note.clone()),
            Edit::Tags { .. } => fields.tags = Some(state.tags.clone()),
            Edit::Assign(_) => fields.assignee = Some(state.assignee.clone()),
            Edit::Contacted(_) => fields.contacted_at = Some(state.contacted_at),
            Edit::Snooze(_) => fields.snoozed_until = Some(state.snoozed_until),
            Edit::Read(_) => {}
        }
        fields
    }

    /// Of `state`, what `self` speaks of.
    pub(super) fn like(&self, state: &State) -> Fields {
        Fields {
            stage: self.stage.as_ref().map(|_| state.class.stage),
            reason: self.reason.as_ref().map(|_| state.reason.clone()),
            note: self.note.as_ref().map(|_| state.note.clone()),
            tags: self.tags.as_ref().map(|_| state.tags.clone()),
            assignee: self.assignee.as_ref().map(|_| state.assignee.clone()),
            contacted_at: self.contacted_at.as_ref().map(|_| state.contacted_at),
            snoozed_until: self.snoozed_until.as_ref().map(|_| state.snoozed_until),
        }
    }

    pub(super) fn put(self, state: &mut State) {
        if let Some(stage) = self.stage {
            state.class.stage = stage;
        }
        if let Some(reason) = self.reason {
            state.reason = reason;
        }
        if let Some(note) = self.note {
            state.note = note;
        }
        if let Some(tags) = self.tags {
            state.tags = tags;
        }
        if let Some(assignee) = self.assignee {
            state.assignee = assignee;
        }
        if let Some(at) = self.contacted_at {
            state.contacted_at = at;
        }
        if let Some(until) = self.snoozed_until {
            state.snoozed_until = until;
        }
    }

    /// Whether what is searched changes with it.
    pub(super) fn is_indexed(&self) -> bool {
        self.note.is_some() || self.tags.is_some() || self.assignee.is_some()
    }
}

//! The three panes: each file holds a pane's state, its rows of the action table, its handler and its view.

pub mod applicant;
pub mod applicants;
pub mod profile;
pub mod search;
pub mod templates;
pub mod views;

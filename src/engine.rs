//! What happens when: pull → save → confirm, and everything that is sent.
//!
//! The screen sends [`Command`]s and hears [`Event`]s; the command line calls the same functions directly.
//! The engine commits to the store first and tells afterwards; events carry ids only, so a lost one is harmless.

pub mod command;
pub mod event;

pub use command::{Command, Confirming, Fetching, Gaps, TaskId};
pub use event::{Event, Outcome, Progress, Work};

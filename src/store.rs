//! The memory: one durable inbox, and the only place that knows how it is kept.
//!
//! The engine writes through it, the screen and the command line read through it. Nothing else knows SQL.

pub mod edit;
pub mod model;

pub use edit::{Actor, Edit, Via};
pub use model::{
    Applicant, Batch, From, Group, HistoryEvent, MediaState, OutboxId, OutboxItem, OutboxKind, OutboxState,
    Row, Sort, Totals, Window,
};

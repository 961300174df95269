//! The ground: what kandidat talks about, as plain data without any I/O.
//!
//! Everything above uses these words (see the table of domain words in the README's glossary); nothing here
//! knows a source, a database or a screen.

pub mod applicant;
pub mod button;
pub mod dictionary;
pub mod fold;
pub mod id;
pub mod link;
pub mod media;
pub mod query;
pub mod stage;
pub mod step;
pub mod template;
pub mod text;

pub use applicant::{Application, Person, Utm};
pub use dictionary::{Dictionary, Entry};
pub use id::{AccountName, ApplicantId, Key, MediaId, Offer, SourceId, SourceKind};
pub use media::{Media, Role};
pub use query::Query;
pub use stage::{Safety, Stage};
pub use step::Step;
pub use template::Template;

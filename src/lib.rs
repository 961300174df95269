//! kandidat: a keyboard-driven inbox for job applications that never loses an applicant.

pub mod clock;
pub mod config;
pub mod domain;
pub mod engine;
pub mod error;
pub mod http;
pub mod sandbox;
pub mod source;
pub mod store;

//! kandidat: a keyboard-driven inbox for job applications that never loses an applicant.

pub mod browser;
pub mod clipboard;
pub mod clock;
pub mod config;
pub mod domain;
pub mod engine;
pub mod error;
pub mod fail;
pub mod http;
pub mod i18n;
pub mod local;
pub mod qr;
pub mod sandbox;
pub mod source;
pub mod store;
pub mod tui;

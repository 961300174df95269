//! kandidat: a keyboard-driven inbox for job applications that never loses an applicant.

pub mod sandbox;

//! What a recruiter with an HRDrom account relies on: sessions and passwords, pages, reference data, feedback.

mod feedback;
mod pages;
pub mod password;
mod resumes;

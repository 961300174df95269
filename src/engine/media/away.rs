//! Whether a source that fails to give files is away, or only those files are bad: a bad file must not keep the
//! others from being fetched, and a source that is away must not be asked for each of thousands.

use std::collections::HashSet;

use crate::domain::Key;

/// So many files in a row, none of which failed before, and the source is away.
const NEW: usize = 3;
/// So many applicants in a row, and it is, whatever failed before.
const APPLICANTS: usize = 12;

/// The files that the source failed to give since it last answered for one.
#[derive(Debug, Default)]
pub struct Unwell {
    new: usize,
    of: HashSet<Key>,
}

impl Unwell {
    /// It answered, if only that there is no such file.
    pub fn answered(&mut self) {
        self.new = 0;
        self.of.clear();
    }

    /// It failed to give a file of this applicant, which was tried so often before. Answers whether it is away. A file
    /// that failed before says little: it may be bad for good.
    pub fn failed(&mut self, of: Key, attempts: u32) -> bool {
        self.new += usize::from(attempts == 0);
        self.of.insert(of);
        self.new >= NEW || self.of.len() >= APPLICANTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_away_when_it_gives_nothing_and_not_when_some_files_are_bad() {
        let mut unwell = Unwell::default();
        assert!(!unwell.failed(Key(1), 0) && !unwell.failed(Key(2), 0));
        unwell.answered();
        assert!(!unwell.failed(Key(3), 0) && !unwell.failed(Key(4), 0), "not in a row");
        assert!(unwell.failed(Key(5), 0));
    }

    #[test]
    fn files_that_failed_before_keep_no_other_from_being_asked_for() {
        let mut unwell = Unwell::default();
        assert!((0..100).all(|_| !unwell.failed(Key(1), 1)), "all of one applicant");
        assert!((2..12).all(|key| !unwell.failed(Key(key), 7)));
        assert!(unwell.failed(Key(12), 1), "nobody's files can be had");
    }
}

//! Points at which a test can make the program die, one between every two durable steps.
//!
//! Called by whatever writes durably (the store, the engine around a request). Does nothing, and costs one load,
//! unless the environment asks for it:
//! - `KANDIDAT_FAIL_AT=NAME` or `NAME:N`: the process aborts at the first or N-th time the point is passed;
//! - `KANDIDAT_FAIL_LOG=FILE`: each point passed is appended to the file, which is how a crash test finds them.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::sync::{Mutex, OnceLock, PoisonError};

struct Plan {
    at: Option<(String, u64)>,
    log: Option<Mutex<File>>,
    passed: Mutex<HashMap<String, u64>>,
}

fn plan() -> Option<&'static Plan> {
    static PLAN: OnceLock<Option<Plan>> = OnceLock::new();
    PLAN.get_or_init(|| {
        let at = std::env::var("KANDIDAT_FAIL_AT").ok().filter(|at| !at.is_empty()).map(|at| parse(&at));
        let log = std::env::var_os("KANDIDAT_FAIL_LOG")
            .filter(|file| !file.is_empty())
            .and_then(|file| File::options().append(true).create(true).open(file).ok())
            .map(Mutex::new);
        (at.is_some() || log.is_some()).then(|| Plan { at, log, passed: Mutex::default() })
    })
    .as_ref()
}

fn parse(text: &str) -> (String, u64) {
    match text.rsplit_once(':').and_then(|(name, times)| Some((name, times.parse().ok()?))) {
        Some((name, times)) => (name.to_owned(), times),
        None => (text.to_owned(), 1),
    }
}

/// Passes the point `name`: the process dies here, without unwinding, when the environment says so.
#[inline]
pub fn point(name: &str) {
    if let Some(plan) = plan() {
        plan.pass(name);
    }
}

impl Plan {
    #[cold]
    fn pass(&self, name: &str) {
        let times = {
            let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
            let times = passed.entry(name.to_owned()).or_default();
            *times += 1;
            *times
        };
        if let Some(log) = &self.log {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            // One write, so that lines of several processes don't mix; a log that can't be written shows as missing.
            let _ = log.write_all(format!("{name}\n").as_bytes());
        }
        if self.at.as_ref().is_some_and(|(at, on)| at == name && *on == times) {
            std::process::abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_has_a_name_and_a_count() {
        assert_eq!(parse("store.media.renamed"), ("store.media.renamed".to_owned(), 1));
        assert_eq!(parse("store.media.renamed:3"), ("store.media.renamed".to_owned(), 3));
    }

    #[test]
    fn a_point_is_passed_without_a_plan() {
        point("nobody asked for this");
    }
}

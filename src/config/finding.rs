//! What is not wrong with a configuration, but not good either: for `doctor`.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::{Config, ConfirmAfter, Secret, secret};

/// Something a person should know, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was found.
    pub what: String,
    /// What to do.
    pub next: String,
}

impl Finding {
    /// Puts one together.
    pub fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), next: next.into() }
    }
}

impl Config {
    /// Looks at the files' modes, at plain secrets, and at what this version reads without acting on it.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut holds_secret = false;
        for account in &self.accounts {
            match &account.secret {
                Secret::Plain(_) | Secret::Written(_) => {
                    holds_secret = true;
                    findings.push(Finding::new(
                        format!("the secret of account {} is written in the configuration itself", account.name),
                        if secret::keyring::BUILT {
                            "keep it elsewhere: { command = \"…\" }, { file = \"…\" }, { env = \"…\" } or { keyring = \"…\" }"
                        } else {
                            "keep it elsewhere: { command = \"…\" }, { file = \"…\" } or { env = \"…\" }"
                        },
                    ));
                }
                Secret::File(path) => findings.extend(open_to_others(path, "holds a secret")),
                Secret::Env(_) | Secret::Command(_) | Secret::Keyring(_) => {}
            }
            if account.confirm_after == ConfirmAfter::Delivered {
                findings.push(Finding::new(
                    format!("account {} confirms after delivery, but this version doesn't deliver yet", account.name),
                    "nothing of it is confirmed by `sync --confirm` until then; set confirm_after = \"saved\" to confirm",
                ));
            }
        }
        if holds_secret && let Some(file) = &self.file {
            findings.extend(open_to_others(file, "holds a secret"));
        }
        for target in &self.targets {
            findings.push(Finding::new(
                format!("target {} is configured, but this version doesn't deliver yet", target.name),
                "its settings are checked and kept; nothing is sent to it",
            ));
        }
        if self.store.retention.is_some() {
            findings.push(Finding::new(
                "[store] retention is set, but this version doesn't erase by age yet",
                "applicants stay until then; take the key out to end this notice",
            ));
        }
        if let Some(file) = &self.ca_file
            && let Err(error) = std::fs::metadata(file)
        {
            findings.push(Finding::new(
                format!("[network] ca_file {} can't be read: {error}", file.display()),
                "mend the path, or take the key out",
            ));
        }
        findings
    }
}

fn open_to_others(path: &Path, why: &str) -> Option<Finding> {
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then(|| {
        Finding::new(
            format!("{} {why} and is open to others (mode {mode:04o})", path.display()),
            format!("chmod 600 '{}'", path.display()),
        )
    })
}

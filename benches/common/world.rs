//! A sandbox in this process to sync with, and `curl` to compare with.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kandidat::sandbox::{Content, Handle, Options, Profile, start};
use serde_json::json;
use tokio::runtime::Runtime;

/// A sandbox that serves as long as this lives.
pub struct World {
    // Before the runtime that it runs on.
    handle: Handle,
    _runtime: Runtime,
}

impl World {
    /// With so many invented applicants.
    pub fn of(applicants: u32) -> Self {
        Self::with(Options { applicants, ..Options::default() })
    }

    /// With one applicant for each file, and nobody else. All files have the same length, and no two the same bytes.
    pub fn of_files(files: usize, bytes: usize) -> Self {
        let profile = |number: usize| {
            let media = json!({"mediaId": "m1", "fileName": format!("{number}.bin"), "mimeType": "video/mp4",
                "downloadUri": ""});
            let step = json!({"key": "film", "question": "Film?", "answer": "", "attachments": [media]});
            let body =
                json!({"profileId": format!("f{number}"), "name": format!("File {number}"), "steps": [step]});
            Profile::json(body).media("m1", Content::new(noise(number, bytes)))
        };
        let profiles = (0..files).map(profile).collect();
        Self::with(Options { applicants: 0, profiles, ..Options::default() })
    }

    fn with(options: Options) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let handle = runtime.block_on(start(options)).unwrap();
        Self { handle, _runtime: runtime }
    }

    /// The running sandbox.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// A configuration for it: nothing is synced by itself, and nothing slows the requests down.
    pub fn configuration(&self) -> String {
        format!(
            "[ui]\nlanguage = \"en\"\n\n[limits]\nmedia = \"4GB\"\n\n{}poll = \"off\"\nrequests_per_second = {}\n",
            self.handle.config_toml(),
            RATE
        )
    }

    /// The address of an applicant's file.
    pub fn file_url(&self, number: usize) -> String {
        format!("{}/api/media/v1/download/f{number}/m1", self.handle.base_url())
    }

    /// The address of the list.
    pub fn list_url(&self) -> String {
        format!("{}/api/applicant/v1/profiles", self.handle.base_url())
    }

    /// A token, as `curl` gets one; `None` when `curl` isn't installed.
    pub fn token(&self) -> Option<String> {
        let (id, secret) = self.handle.credentials();
        let answer = curl()
            .args(["--data-urlencode", &format!("client_id={id}")])
            .args(["--data-urlencode", &format!("client_secret={secret}")])
            .args(["--data", "grant_type=client_credentials", &format!("{}/token", self.handle.base_url())])
            .output()
            .ok()?;
        let answer: serde_json::Value = serde_json::from_slice(&answer.stdout).unwrap();
        Some(answer["access_token"].as_str().unwrap().to_owned())
    }
}

/// The most requests a second that a configuration may ask for.
const RATE: u32 = 1000;

/// `curl` without a configuration of its own, silent, failing on an error of the server.
pub fn curl() -> Command {
    let mut command = Command::new("curl");
    command.args(["--disable", "--silent", "--show-error", "--fail"]).stdin(Stdio::null());
    command
}

/// Fetches these addresses into files of this folder, several at a time, and flushes them: what the least program
/// would do that stores files durably.
pub fn fetch_all(urls: &[String], token: &str, folder: &Path) -> Duration {
    let mut list = String::new();
    for (at, url) in urls.iter().enumerate() {
        list.push_str(&format!("url = \"{url}\"\noutput = \"{}\"\n", folder.join(at.to_string()).display()));
    }
    let plan = folder.join("plan");
    std::fs::write(&plan, list).unwrap();
    let started = Instant::now();
    let status = curl()
        .args(["--parallel", "--header", &format!("Authorization: Bearer {token}"), "--config"])
        .arg(&plan)
        .status()
        .unwrap();
    assert!(status.success());
    let files = (0..urls.len()).map(|at| folder.join(at.to_string()));
    assert!(Command::new("sync").args(files).status().unwrap().success());
    started.elapsed()
}

fn noise(seed: usize, bytes: usize) -> Vec<u8> {
    let mut bits = seed as u64 + 1;
    let mut out = Vec::with_capacity(bytes + 8);
    while out.len() < bytes {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        out.extend_from_slice(&bits.to_le_bytes());
    }
    out.truncate(bytes);
    out
}

//! A home of its own for each test of the built program: folders, a clean environment, and a sandbox in this
//! process to talk to.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use kandidat::sandbox::{self, Fault, Handle, Options, Profile};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The secret of every account here; must never be seen anywhere but in a configuration.
pub const SECRET: &str = "sand-in-the-box";

/// A test's own world.
pub struct Env {
    home: TempDir,
    sandbox: Option<Handle>,
    // Dropped after the sandbox, which runs on it.
    _runtime: Option<Runtime>,
}

/// How a run of the program ended.
pub struct Ran {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// What it printed, as bytes.
    pub bytes: Vec<u8>,
    /// The same as text.
    pub out: String,
    /// What it said on stderr.
    pub err: String,
}

impl Env {
    /// An empty home, nobody to talk to.
    pub fn empty() -> Self {
        Self { home: TempDir::new().unwrap(), sandbox: None, _runtime: None }
    }

    /// A home with an account `acme` at a sandbox of three applicants made by hand (see [`people`]).
    pub fn new() -> Self {
        Self::with(Options { applicants: 0, profiles: people(), ..Options::default() })
    }

    /// The same, at a sandbox like this.
    pub fn with(options: Options) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = runtime.block_on(sandbox::start(options)).unwrap();
        let env = Self { home: TempDir::new().unwrap(), sandbox: Some(sandbox), _runtime: Some(runtime) };
        env.configure(&env.account("acme", ""));
        env
    }

    /// The sandbox.
    pub fn sandbox(&self) -> &Handle {
        self.sandbox.as_ref().expect("this test has a sandbox")
    }

    /// What goes wrong from now on.
    pub fn faults(&self, faults: &[Fault]) {
        self.sandbox().set_faults(faults.to_vec());
    }

    /// An `[[account]]` at the sandbox, with more keys.
    pub fn account(&self, name: &str, more: &str) -> String {
        let sandbox = self.sandbox();
        format!(
            "[[account]]\nname = \"{name}\"\nsource = \"pitchyou\"\nclient_id = \"sandbox\"\nclient_secret = {{ env = \
             \"SECRET\" }}\nbase_url = \"{}\"\nchat_url = \"{}\"\nlink_url = \"https://{{client_id}}.pitchyou.de\"\n\
             requests_per_second = 1000\n{more}\n",
            sandbox.base_url(),
            sandbox.chat_url(),
        )
    }

    /// Writes the configuration.
    pub fn configure(&self, text: &str) {
        let file = self.config_file();
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// Where the configuration is.
    pub fn config_file(&self) -> PathBuf {
        self.home.path().join("config/kandidat/config.toml")
    }

    /// A path in the home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The program, ready to run in this home and nothing of the outside.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kandidat"));
        command
            .args(args)
            .env_clear()
            .current_dir(self.home.path())
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_STATE_HOME", self.path("state"))
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("TMPDIR", self.path("tmp"))
            .env("SECRET", SECRET)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Coverage and sanitizers must still be able to write what they find.
        if let Some(profile) = std::env::var_os("LLVM_PROFILE_FILE") {
            command.env("LLVM_PROFILE_FILE", profile);
        }
        command
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// Runs it with this on stdin.
    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    /// Starts it.
    pub fn spawn(&self, args: &[&str]) -> Child {
        self.command(args).spawn().unwrap()
    }

    /// Runs it, which must work and print one JSON document.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> Value {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
        ran.json()
    }

    /// Runs it; everything that differs from run to run is put into words, so that it can stand in a test.
    pub fn told(&self, args: &[&str]) -> String {
        self.run(args).told(self)
    }

    /// The same of any text.
    pub fn settled(&self, text: &str) -> String {
        let mut text = text.replace(&self.home.path().display().to_string(), "[home]");
        if let Some(sandbox) = &self.sandbox {
            text = text.replace(&sandbox.address().to_string(), "[sandbox]");
        }
        text
    }

    /// All that is in the log files.
    pub fn log(&self) -> String {
        let Ok(files) = std::fs::read_dir(self.path("state/kandidat")) else { return String::new() };
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }

    /// Every file below a folder of the home, with its bytes.
    pub fn files(&self, name: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        walk(&self.path(name), &mut found);
        found.sort();
        found
    }
}

fn walk(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
}

impl std::fmt::Debug for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {}\n--- out\n{}\n--- err\n{}", self.code, self.out, self.err)
    }
}

impl Ran {
    /// What a program that ran by itself left.
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            bytes: output.stdout,
        }
    }

    /// Stdout as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Stdout as JSON, one document a line.
    #[track_caller]
    pub fn lines(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect()
    }

    /// Exit code, stdout and stderr as one text.
    pub fn told(&self, env: &Env) -> String {
        let mut text = format!("exit {}\n", self.code);
        for (name, stream) in [("out", &self.out), ("err", &self.err)] {
            if !stream.is_empty() {
                let _ = write!(text, "--- {name}\n{stream}");
            }
        }
        env.settled(&text)
    }
}

/// Three applicants: one with everything and three files, one in Russian with one file, one hostile with none.
pub fn people() -> Vec<Profile> {
    let media = |id: &str, name: &str, mime: &str| json!({"mediaId": id, "fileName": name, "mimeType": mime, "downloadUri": format!("/elsewhere/{id}")});
    let fatma = json!({
        "profileId": "p-100", "firstName": "Fatma", "lastName": "Yılmaz", "phone": "+49 151 2345678",
        "email": "fatma@example.org", "createdAt": "2026-03-01T10:00:00Z", "jobTitle": "Pflegefachkraft",
        "jobTemplateKey": "care", "externalReferenceId": "4711", "utmSource": "indeed", "utmMedium": "cpc",
        "utmCampaign": "spring", "utmContent": null,
        "steps": [
            {"key": "name", "question": "Wie heißt du?", "answer": "Fatma Yılmaz", "attachments": []},
            {"key": "proof", "question": "Zeugnisse?", "answer": null,
             "attachments": [media("m1", "zeugnis.jpg", "image/jpeg")]},
        ],
        "cv": media("m2", "lebenslauf.pdf", "application/pdf"),
        "profileImage": media("m3", "ich.png", "image/png"),
        "shoeSize": 38.50,
    });
    let ivan = json!({
        "profileId": "p-200", "name": "Иван Петров", "phone": "+7 900 123-45-67",
        "createdAt": "2026-03-01T09:00:00Z", "jobTemplateKey": "store", "externalReferenceId": "4712",
        "steps": [{"question": "Стаж?", "answer": 3, "attachments": null}],
        "cv": media("m1", "резюме.pdf", "application/pdf"), "profileImage": null,
    });
    let mallory = json!({
        "profileId": "x \u{1b}[2J%", "name": "Mallory\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}gnp",
        "createdAt": "2026-03-01T08:00:00Z", "email": "=cmd|' /C calc'!A0", "steps": [],
        "cv": null, "profileImage": null,
    });
    vec![
        Profile::json(fatma)
            .media("m1", sandbox::Content::new(&b"\xff\xd8\xff\xe0 jpeg"[..]))
            .media("m2", sandbox::Content::new(&b"%PDF-1.4 cv"[..]))
            .media("m3", sandbox::Content::new(&b"\x89PNG\r\n\x1a\n me"[..])),
        Profile::json(ivan).media("m1", sandbox::Content::new(&b"%PDF-1.4 ivan"[..])),
        Profile::json(mallory),
    ]
}

//! A home of its own for one run of the program, and the environment that keeps it there.

use std::fs;
use std::path::{Path, PathBuf};

/// A temporary home folder; it goes when this is dropped.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    /// An empty home.
    pub fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap() };
        for folder in ["config/kandidat", "data", "state", "cache", "run", "tmp"] {
            fs::create_dir_all(home.path().join(folder)).unwrap();
        }
        home
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder that `$TMPDIR` names in it.
    pub fn temporary(&self) -> PathBuf {
        self.path().join("tmp")
    }

    /// Writes the configuration where the program looks for it.
    pub fn configure(&self, text: &str) {
        use std::os::unix::fs::PermissionsExt;
        let file = self.path().join("config/kandidat/config.toml");
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// All that the program may know of its surroundings.
    pub fn environment(&self) -> Vec<(String, String)> {
        let at = |folder: &str| self.path().join(folder).to_str().unwrap().to_owned();
        let mut variables = vec![
            ("HOME".to_owned(), at("")),
            ("XDG_CONFIG_HOME".to_owned(), at("config")),
            ("XDG_DATA_HOME".to_owned(), at("data")),
            ("XDG_STATE_HOME".to_owned(), at("state")),
            ("XDG_CACHE_HOME".to_owned(), at("cache")),
            ("XDG_RUNTIME_DIR".to_owned(), at("run")),
            ("TMPDIR".to_owned(), at("tmp")),
            ("TERM".to_owned(), "xterm-256color".to_owned()),
            ("LANG".to_owned(), "en_US.UTF-8".to_owned()),
            ("TZ".to_owned(), "UTC".to_owned()),
        ];
        // Programs that the product may call (a shell, an opener) are found as usual.
        variables.extend(std::env::var("PATH").ok().map(|path| ("PATH".to_owned(), path)));
        variables
    }
}

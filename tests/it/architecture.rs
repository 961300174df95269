//! The floors of the house: each uses only what stands below it. The map is in `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

/// What each floor may use of this crate. A longer path wins over a shorter one.
const FLOORS: &[(&str, &[&str])] = &[
    ("clock", &[]),
    ("error", &[]),
    ("fail", &[]),
    ("domain", &["domain"]),
    ("i18n", &["i18n", "domain", "clock"]),
    ("config", &["config", "domain", "error", "source::contract"]),
    ("http", &["http", "clock", "config::secret", "config::Secret", "error", "domain::text"]),
    ("source", &["source", "domain", "http", "clock", "config", "error"]),
    ("store", &["store", "domain", "clock", "error", "fail"]),
    ("engine", &["engine", "domain", "store", "source", "http", "config", "clock", "error", "fail"]),
    ("tui::widget", &["tui::theme", "tui::widget", "domain::text", "preview", "qr"]),
    (
        "tui",
        &[
            "tui",
            "domain",
            "engine",
            "store",
            "i18n",
            "config",
            "clock",
            "error",
            "browser",
            "clipboard",
            "local",
            "preview",
            "qr",
            "source::ChatLink",
        ],
    ),
    ("browser", &["error"]),
    ("preview", &["preview"]),
    ("clipboard", &["local"]),
    ("local", &[]),
    ("qr", &[]),
    ("sandbox", &["sandbox"]),
    ("cli", &[""]),
    ("main", &[""]),
    ("lib", &[""]),
];

/// What the database driver and the network are called, and who may say so.
const DRIVERS: &[(&str, &[&str])] =
    &[("rusqlite", &["store"]), ("reqwest", &["http", "source", "target"]), ("axum", &["sandbox"])];

#[test]
fn each_floor_uses_only_what_stands_below_it() {
    let mut broken = Vec::new();
    for file in rust_files(Path::new("src")) {
        let path = module_path(&file);
        let Some((floor, allowed)) = floor(&path) else {
            broken.push(format!("src/{path} stands on no floor: give it one in this test and in src/lib.rs"));
            continue;
        };
        let code = code_without_tests(&fs::read_to_string(&file).unwrap());
        for used in uses(&code) {
            let fits = allowed
                .iter()
                .any(|door| door.is_empty() || used == *door || used.starts_with(&format!("{door}::")));
            if !fits {
                broken.push(format!(
                    "{}: `{floor}` must not use `crate::{used}`: it may use {allowed:?}. Move the code, pass a \
                     value in, or turn the dependency round with a trait.",
                    file.display()
                ));
            }
        }
        for (driver, owners) in DRIVERS {
            let owner = owners.iter().any(|owner| path == *owner || path.starts_with(&format!("{owner}::")));
            if !owner && (code.contains(&format!("{driver}::")) || code.contains(&format!("use {driver}"))) {
                broken.push(format!(
                    "{}: only {owners:?} may name `{driver}`: ask through their doors",
                    file.display()
                ));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn only_the_clock_asks_for_the_time() {
    let mut broken = Vec::new();
    for file in rust_files(Path::new("src")) {
        let path = module_path(&file);
        if path == "clock" || path.starts_with("sandbox") {
            continue;
        }
        let code = code_without_tests(&fs::read_to_string(&file).unwrap());
        for asked in ["Timestamp::now()", "SystemTime::now()", "Zoned::now()"] {
            if code.contains(asked) {
                broken.push(format!("{}: `{asked}`: take a `Clock` instead", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn only_the_command_line_prints() {
    let mut broken = Vec::new();
    for file in rust_files(Path::new("src")) {
        let path = module_path(&file);
        if path.starts_with("cli") || path == "main" {
            continue;
        }
        let code = code_without_tests(&fs::read_to_string(&file).unwrap());
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for print in ["println!(", "eprintln!(", "print!(", "eprint!(", "dbg!("] {
                if line.contains(print) {
                    broken.push(format!("{}: `{print}…)`: return the text", file.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn a_use_line_is_read_whatever_its_shape() {
    let code = "use crate::store::{Row, edit::{Edit, Via}};\nlet x = crate::http::Error::new();\npub(crate) fn f() {}";
    let mut used = uses(code);
    used.sort();
    assert_eq!(used, ["http::Error::new", "store::Row", "store::edit::Edit", "store::edit::Via"]);
}

fn floor(path: &str) -> Option<(&'static str, &'static [&'static str])> {
    FLOORS
        .iter()
        .filter(|(name, _)| path == *name || path.starts_with(&format!("{name}::")))
        .max_by_key(|(name, _)| name.len())
        .copied()
}

fn module_path(file: &Path) -> String {
    let inside = file.strip_prefix("src").unwrap().with_extension("");
    inside.to_str().expect("a source path is plain text").replace('/', "::")
}

/// The code up to the file's test module, which stands at its end and may use anything.
fn code_without_tests(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    text[..end].lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every path after `crate::`, with the groups of `use` lines taken apart.
fn uses(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find("crate::") {
        let before = rest[..at].chars().next_back();
        rest = &rest[at + "crate::".len()..];
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let mut chars = rest.char_indices().peekable();
        expand("", &mut chars, &mut found);
    }
    found
}

fn expand(prefix: &str, chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>, found: &mut Vec<String>) {
    let mut path = prefix.to_owned();
    while let Some((_, c)) = chars.peek().copied() {
        match c {
            c if c.is_alphanumeric() || c == '_' || c == ':' => path.push(c),
            '{' => {
                chars.next();
                loop {
                    while chars.peek().is_some_and(|(_, c)| c.is_whitespace() || *c == ',') {
                        chars.next();
                    }
                    match chars.peek() {
                        None => return,
                        Some((_, '}')) => {
                            chars.next();
                            return;
                        }
                        Some(_) => expand(&path, chars, found),
                    }
                }
            }
            ' ' if path.len() > prefix.len() => break,
            c if c.is_whitespace() => {}
            '*' => path.push('*'),
            _ => break,
        }
        chars.next();
    }
    // `x as y` inside a group: skip to the next comma or the end of the group.
    while chars.peek().is_some_and(|(_, c)| c.is_alphanumeric() || *c == ' ' || *c == '_') {
        chars.next();
    }
    if chars.peek().is_some_and(|(_, c)| !matches!(c, ',' | '}')) && path.len() <= prefix.len() {
        chars.next();
    }
    let path = path.trim_end_matches(':').trim_end_matches("::self").to_owned();
    if !path.is_empty() {
        found.push(path);
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // `test.rs`, `tests.rs` and their folders are modules of tests that outgrew their file; they may use anything.
        if path.file_stem().is_some_and(|name| name == "test" || name == "tests") {
            continue;
        }
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

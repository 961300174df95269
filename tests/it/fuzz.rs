//! What must hold for any bytes, tried on those in `tests/corpus`: hand-made ones, and whatever a fuzzer broke once.
//! The fuzzer itself is in `fuzz/` and runs the same functions.

mod inbox;
mod record;
mod text;

use std::fs;
use std::path::Path;

/// A name, which is also the folder below `tests/corpus`, and what must hold.
type Target = (&'static str, fn(&[u8]));

/// Every target; `fuzz/fuzz_targets` has a file for each.
pub const TARGETS: [Target; 8] = [
    ("profiles", record::profiles),
    ("leads", record::leads),
    ("json", record::json),
    ("query", text::query),
    ("text", text::text),
    ("config", text::config),
    ("preview", text::preview),
    ("inbox", inbox::inbox),
];

#[test]
fn the_corpus_breaks_nothing() {
    for (name, check) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
        let mut tried = 0;
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            // A test that fails says on which file.
            println!("{}", path.display());
            check(&bytes);
            // What is cut off and what follows are other bytes again.
            (0..bytes.len()).step_by(bytes.len() / 16 + 1).for_each(|end| check(&bytes[..end]));
            tried += 1;
        }
        assert!(tried > 0, "{} is empty", folder.display());
    }
}

#[test]
fn the_fuzzer_has_every_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut targets: Vec<String> = TARGETS.iter().map(|(name, _)| format!("{name}.rs")).collect();
    files.sort();
    targets.sort();
    assert_eq!(files, targets);
}

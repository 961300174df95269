//! Texts on their way to a screen, a query, a file name; files on their way to a preview; a configuration.

use std::io::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use kandidat::config::{Config, Folders};
use kandidat::domain::query::{Query, Typing};
use kandidat::domain::{fold, id, text as harmless};
use kandidat::preview::{self, Look, Wanted, Way};
use kandidat::tui::widget::text as cells;
use tokio::runtime::Runtime;

/// Reads a query, and its canonical text again.
pub fn query(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Query::parse(text) {
        Ok(query) => {
            let written = query.to_string();
            assert_eq!(Query::parse(&written).as_ref(), Ok(&query), "written as {written:?}");
        }
        Err(mistake) => {
            assert!(text.get(mistake.range.clone()).is_some(), "{mistake:?} is a place in it");
            assert!(!mistake.to_string().is_empty());
        }
    }
    let typing = Typing::at_end(text);
    assert!(text.get(typing.range.clone()).is_some() && text.get(typing.start..).is_some(), "{typing:?}");
    let _it_may_be_wrong = Query::parse_typed(text);
}

/// A text on the screen, in a file name, in an id, among words.
pub fn text(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let line = cells::line(text);
    assert!(!line.contains(|c: char| c.is_control() || harmless::is_invisible(c)), "{line:?}");
    assert!(!harmless::lines(text).contains(|c: char| c != '\n' && c.is_control()));
    for columns in [0, 1, 2, 7, 40] {
        assert_eq!(cells::width(&cells::fit(&line, columns)), columns, "{line:?}");
        assert_eq!(cells::width(&cells::fit_right(&line, columns)), columns, "{line:?}");
        assert!(cells::wrap(text, columns).iter().all(|part| cells::width(part) <= columns.max(2)));
    }
    let name = harmless::file_name(text, "file");
    assert!(!name.is_empty() && name.len() <= 190 && !name.starts_with('.'), "{name:?}");
    assert!(!name.contains(|c: char| c.is_control() || "/\\:".contains(c)), "{name:?}");
    assert_eq!(Path::new(&name).components().count(), 1, "{name:?}");

    let word = id::escape_id(text);
    assert_eq!(id::unescape_id(&word), text);
    assert!(!word.contains(|c: char| c.is_control() || c.is_whitespace()), "{word:?}");

    for (word, long) in fold::words(text) {
        for needle in [&word, &long] {
            for span in fold::spans(text, &[needle], false) {
                assert!(
                    text.get(span.clone()).is_some_and(|part| !part.is_empty()),
                    "{needle:?} at {span:?}"
                );
            }
        }
    }
    fold::national(text);
    harmless::excerpt(data, 20);
}

/// A configuration: read, or its mistakes told in harmless lines.
pub fn config(data: &[u8]) {
    let folders = Folders::below(Path::new("/home/somebody"));
    if let Err(error) = Config::read(data, Path::new("config.toml"), &folders) {
        let told =
            format!("{} {} {}", error.what, error.why.unwrap_or_default(), error.next.unwrap_or_default());
        assert!(told.contains("config.toml"), "{told:?}");
        assert!(!told.contains(|c: char| c != '\n' && c.is_control()), "{told:?}");
    }
}

/// A file that somebody looks at.
pub fn preview(data: &[u8]) {
    static RUNTIME: LazyLock<Runtime> =
        LazyLock::new(|| tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(data).unwrap();
    let wanted = Wanted { columns: 40, rows: 20, cell: (8, 16), way: Some(Way::Signs) };
    let _it_may_be_a_pdf = RUNTIME.block_on(preview::is_placeholder(file.path()));
    if let Look::Document(document) = RUNTIME.block_on(preview::look(file.path(), wanted)) {
        assert!(document.text.as_ref().is_none_or(|text| !text.contains('\u{1b}')));
    }
}

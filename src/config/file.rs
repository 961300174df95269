//! `config.toml` as a whole: its tables in turn, every mistake collected.

use std::cell::RefCell;
use std::path::Path;

use toml::de::DeTable;

use super::mistake::{Mistake, Place};
use super::section::{Reading, Section};
use super::{
    Config, Folders, Highlight, IMAGES, LANGUAGES, LOOKS, Macro, NOTIFY, SORTS, THEMES, Ui, View, account,
    target,
};
use crate::domain::{AccountName, Query, fold};

/// Reads the file's text over the defaults.
///
/// # Errors
/// Every mistake in it, in the file's order.
pub fn read(text: &str, path: &Path, folders: &Folders) -> Result<Config, Vec<Mistake>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        // What a broken file means can't be known, so nothing else is said about it.
        let mistakes = errors.iter().map(|error| {
            let place = Place::of(text, error.span().map_or(0, |span| span.start));
            let line = text.lines().nth(place.line - 1).unwrap_or_default().trim_start();
            // The parser calls a table that stands there twice an error; it is one of ours like any other.
            let key = line.split(['=', ' ', ']']).next().unwrap_or_default().trim_start_matches('[');
            let what = error.message().lines().collect::<Vec<_>>().join(", ");
            Mistake::new(place, key, what, "")
        });
        return Err(mistakes.collect());
    }
    let reading = Reading {
        text,
        folder: path.parent().unwrap_or(Path::new("/")),
        home: folders.home.clone(),
        mistakes: RefCell::new(Vec::new()),
    };
    let mut config = Config::in_folders(folders);
    config.file = Some(path.to_owned());
    let mut all = Section::new(&reading, "", root.span(), root.get_ref());

    if let Some(section) = all.section("ui") {
        config.ui = ui(section, &reading);
    }
    if let Some(mut section) = all.section("store") {
        // Relative to the data folder, unlike every other path.
        if let Some(text) = section.text("path") {
            config.store.path = folders.data.join(text);
        }
        if let Some(text) = section.text("media") {
            config.store.media = folders.data.join(text);
        }
        config.store.retention = section.duration_or_off("retention").flatten();
        section.finish();
    }
    if let Some(mut section) = all.section("limits") {
        config.media_limit = section.size("media").unwrap_or(config.media_limit);
        section.finish();
    }
    if let Some(mut section) = all.section("network") {
        config.ca_file = section.path("ca_file");
        section.finish();
    }
    accounts(&mut config, &mut all, text, path);
    targets(&mut config, &mut all);
    for section in all.sections("view") {
        config.views.extend(view(section, &config.views));
    }
    for section in all.sections("highlight") {
        config.highlights.extend(highlight(section, &config.highlights));
    }
    config.keys = all.texts_map("keys");
    for mut section in all.sections("macro") {
        let name = section.required("name", "the name that the palette shows");
        let keys = section.text_or_texts("keys").unwrap_or_default();
        let actions = section.texts("actions").unwrap_or_default();
        if actions.is_empty() {
            section.mistake(
                "actions",
                "names no action",
                "a list such as [\"applicant.reject\", \"cursor.down\"]",
            );
        }
        if let Some(name) = name.as_ref().filter(|name| config.macros.iter().any(|one| one.name == **name)) {
            section.mistake(
                "name",
                format!("there are two macros \"{name}\""),
                "a name of its own for each macro",
            );
        }
        section.finish();
        if let Some(name) = name {
            config.macros.push(Macro { name, keys, actions });
        }
    }
    all.finish();

    let mut mistakes = reading.mistakes.into_inner();
    if mistakes.is_empty() {
        return Ok(config);
    }
    mistakes.sort_by_key(|mistake| mistake.place);
    Err(mistakes)
}

fn ui(mut section: Section<'_, '_>, reading: &Reading<'_>) -> Ui {
    let usual = Ui::default();
    let ui = Ui {
        language: section.word("language", &LANGUAGES).unwrap_or(usual.language),
        theme: theme(&mut section, reading).unwrap_or(usual.theme),
        images: section.word("images", &IMAGES).unwrap_or(usual.images),
        recruiter: section.text("recruiter"),
        mouse: section.flag("mouse").unwrap_or(usual.mouse),
        auto_advance: section.flag("auto_advance").unwrap_or(usual.auto_advance),
        bell: section.flag("bell").unwrap_or(usual.bell),
        notify: section.word("notify", &NOTIFY).unwrap_or(usual.notify),
        title: section.flag("title").unwrap_or(usual.title),
        read_only: section.flag("read_only").unwrap_or(usual.read_only),
        save_to: section.path("save_to"),
    };
    section.finish();
    ui
}

/// A built-in theme, or the name of a file in `themes/` beside the configuration.
fn theme(section: &mut Section<'_, '_>, reading: &Reading<'_>) -> Option<String> {
    let name = section.text("theme")?;
    let inside = !name.contains(['/', '\\']) && !name.starts_with('.');
    let folder = reading.folder.join("themes");
    let file = inside && (folder.join(&name).is_file() || folder.join(format!("{name}.toml")).is_file());
    if THEMES.contains(&name.as_str()) || file {
        return Some(name);
    }
    section.unknown_word("theme", &name, &THEMES);
    None
}

fn accounts(config: &mut Config, all: &mut Section<'_, '_>, text: &str, path: &Path) {
    // The contract's entries are taken as they are; the source's contract file says what may stand there.
    let plain: toml::Table = toml::from_str(text).unwrap_or_default();
    let contracts = plain.get("account").and_then(|accounts| accounts.as_array());
    let mut names: Vec<AccountName> = Vec::new();
    for (at, mut section) in all.sections("account").into_iter().enumerate() {
        let contract = contracts.and_then(|all| all.get(at)?.get("contract")?.as_table()).cloned();
        let name = account::name(&mut section);
        if let Some(name) = &name {
            if names.contains(name) {
                section.mistake(
                    "name",
                    format!("there are two accounts \"{name}\""),
                    "a name of its own for each account",
                );
            }
            names.push(name.clone());
        }
        config.accounts.extend(account::read(section, name, contract.unwrap_or_default(), path));
    }
}

fn targets(config: &mut Config, all: &mut Section<'_, '_>) {
    let mut names: Vec<String> = Vec::new();
    for mut section in all.sections("target") {
        let name = section.required("name", "a name of your choice, unique among the targets");
        if let Some(name) = &name {
            if names.contains(name) {
                section.mistake(
                    "name",
                    format!("there are two targets \"{name}\""),
                    "a name of its own for each target",
                );
            }
            names.push(name.clone());
        }
        config.targets.extend(target::read(section, name));
    }
}

fn view(mut section: Section<'_, '_>, others: &[View]) -> Option<View> {
    let name = section.required("name", "what its tab says");
    if let Some(name) = name.as_ref().filter(|name| others.iter().any(|view| view.name == **name)) {
        section.mistake("name", format!("there are two views \"{name}\""), "a name of its own for each view");
    }
    let query = section.required("query", "a search such as \"stage:new is:unread\"");
    if let Some(Err(mistake)) = query.as_deref().map(Query::parse) {
        section.mistake("query", mistake.to_string(), "");
    }
    let sort = section.word("sort", &SORTS);
    section.finish();
    Some(View { name: name?, query: query?, sort })
}

fn highlight(mut section: Section<'_, '_>, others: &[Highlight]) -> Option<Highlight> {
    let name = section.required("name", "what the profile calls these words");
    if let Some(name) = name.as_ref().filter(|name| others.iter().any(|other| other.name == **name)) {
        let right = "a name of its own for each group of words";
        section.mistake("name", format!("there are two groups \"{name}\""), right);
    }
    let words = section.texts("words").unwrap_or_default();
    if words.is_empty() {
        section.mistake("words", "names no word", "a list such as [\"Führerschein\", \"C/CE\"]");
    }
    if let Some(word) = words.iter().find(|word| fold::words(word).is_empty()) {
        section.mistake("words", format!("\"{word}\" is no word"), "letters or digits");
    }
    let look = section.word("look", &LOOKS).unwrap_or_else(|| LOOKS[0].to_owned());
    section.finish();
    Some(Highlight { name: name?, words, look })
}

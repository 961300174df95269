//! One table of the file while it is read: every key that is asked for is known, every other is a mistake.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::{Host, Url};

use super::{Mistake, Place, Secret, value};
use crate::domain::stage::nearest;

/// What all sections of one file share.
pub struct Reading<'a> {
    /// The file's text, for places.
    pub text: &'a str,
    /// The file's folder, to which paths are relative.
    pub folder: &'a Path,
    /// The home folder, for `~/`.
    pub home: Option<PathBuf>,
    /// What was found wrong so far.
    pub mistakes: RefCell<Vec<Mistake>>,
}

impl Reading<'_> {
    /// Notes a mistake at these bytes.
    pub fn mistake(&self, span: &Range<usize>, key: &str, what: impl Into<String>, right: impl Into<String>) {
        let mistake = Mistake::new(Place::of(self.text, span.start), key, what, right);
        self.mistakes.borrow_mut().push(mistake);
    }

    /// An absolute path: `~/` is the home folder, anything relative is beside the file.
    pub fn path(&self, text: &str) -> PathBuf {
        match (text.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.folder.join(text),
        }
    }
}

/// One table.
pub struct Section<'a, 'i> {
    reading: &'a Reading<'a>,
    name: String,
    span: Range<usize>,
    table: &'a DeTable<'i>,
    known: Vec<&'static str>,
}

type Item<'a, 'i> = (Range<usize>, &'a Spanned<DeValue<'i>>);

impl<'a, 'i> Section<'a, 'i> {
    /// Starts to read a table; `name` is how mistakes call it (empty for the file itself).
    pub fn new(
        reading: &'a Reading<'a>,
        name: impl Into<String>,
        span: Range<usize>,
        table: &'a DeTable<'i>,
    ) -> Self {
        Self { reading, name: name.into(), span, table, known: Vec::new() }
    }

    /// A key's full name.
    pub fn key(&self, name: &str) -> String {
        if self.name.is_empty() { name.to_owned() } else { format!("{}.{name}", self.name) }
    }

    /// Where a key stands, else where the table begins.
    pub fn place(&self, name: &str) -> Place {
        let span = self.find(name).map_or_else(|| self.span.clone(), |(span, _)| span);
        Place::of(self.reading.text, span.start)
    }

    /// Notes a mistake about a key: at its value, or at the table if it isn't there.
    pub fn mistake(&self, name: &str, what: impl Into<String>, right: impl Into<String>) {
        let span = self.find(name).map_or_else(|| self.span.clone(), |(_, value)| value.span());
        self.reading.mistake(&span, &self.key(name), what, right);
    }

    /// Notes a mistake somewhere below a key: at the longest part of the way that exists.
    pub fn mistake_below(&self, way: &[&str], what: impl Into<String>, right: impl Into<String>) {
        let mut table = Some(self.table);
        let mut span = self.span.clone();
        for part in way {
            let found = table.and_then(|table| table.iter().find(|(key, _)| key.get_ref() == part));
            let Some((key, value)) = found else { break };
            span = key.span();
            table = value.get_ref().as_table();
        }
        self.reading.mistake(&span, &self.key(&way.join(".")), what, right);
    }

    /// Whether a key stands there; it counts as known from now on.
    pub fn has(&mut self, name: &'static str) -> bool {
        self.item(name).is_some()
    }

    fn find(&self, name: &str) -> Option<Item<'a, 'i>> {
        self.table.iter().find(|(key, _)| key.get_ref() == name).map(|(key, value)| (key.span(), value))
    }

    fn item(&mut self, name: &'static str) -> Option<Item<'a, 'i>> {
        self.known.push(name);
        self.find(name)
    }

    fn wrong_type(&self, name: &str, is: &DeValue<'_>, wanted: &str) {
        self.mistake(name, format!("is {}", kind(is)), format!("{wanted} goes here"));
    }

    /// A text. An empty one is a mistake: nothing here means anything when it is empty.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.text_like(name, "a text in quotes")
    }

    fn text_like(&mut self, name: &'static str, wanted: &str) -> Option<String> {
        let (_, value) = self.item(name)?;
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.mistake(name, "is empty", format!("{wanted} goes here, or leave the key out"));
                None
            }
            DeValue::String(text) => Some(text.clone().into_owned()),
            other => {
                self.wrong_type(name, other, wanted);
                None
            }
        }
    }

    /// A text that must be there; `right` says what it is.
    pub fn required(&mut self, name: &'static str, right: &str) -> Option<String> {
        if self.find(name).is_none() {
            self.known.push(name);
            self.mistake(name, "is missing", right);
            return None;
        }
        self.text(name)
    }

    /// One of several words.
    pub fn word(&mut self, name: &'static str, words: &[&str]) -> Option<String> {
        let text = self.text_like(name, &format!("one of {}", words.join(", ")))?;
        if words.contains(&text.as_str()) {
            return Some(text);
        }
        self.unknown_word(name, &text, words);
        None
    }

    /// Notes that a word is none of these.
    pub fn unknown_word(&self, name: &str, word: &str, words: &[&str]) {
        let right = match nearest(word, words.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"? ({})", words.join(", ")),
            None => format!("one of {}", words.join(", ")),
        };
        self.mistake(name, format!("there is no \"{word}\""), right);
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        let (_, value) = self.item(name)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            other => {
                self.wrong_type(name, other, "true or false, without quotes,");
                None
            }
        }
    }

    /// A whole number within a range.
    pub fn whole(&mut self, name: &'static str, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let (_, value) = self.item(name)?;
        match value.get_ref() {
            DeValue::Integer(number) => {
                let right = i64::from_str_radix(number.as_str(), number.radix())
                    .ok()
                    .filter(|number| range.contains(number));
                if right.is_none() {
                    let right = match *range.end() {
                        i64::MAX => format!("a whole number from {}", range.start()),
                        end => format!("a whole number from {} to {end}", range.start()),
                    };
                    self.mistake(name, format!("{number} is out of range"), right);
                }
                right
            }
            other => {
                self.wrong_type(name, other, "a whole number, without quotes,");
                None
            }
        }
    }

    /// A duration of at least a second. `Some(None)` is `"off"`.
    pub fn duration_or_off(&mut self, name: &'static str) -> Option<Option<Duration>> {
        let text =
            self.text_like(name, "a duration such as \"30s\", \"10m\", \"2h\" or \"180d\", or \"off\",")?;
        if text == "off" {
            return Some(None);
        }
        self.to_duration(name, &text, ", or \"off\"").map(Some)
    }

    /// A duration of at least a second.
    pub fn duration(&mut self, name: &'static str) -> Option<Duration> {
        let text = self.text_like(name, "a duration such as \"30s\", \"10m\", \"2h\" or \"180d\"")?;
        self.to_duration(name, &text, "")
    }

    fn to_duration(&self, name: &str, text: &str, also: &str) -> Option<Duration> {
        let duration = value::duration(text).filter(|duration| !duration.is_zero());
        if duration.is_none() {
            self.mistake(
                name,
                format!("\"{text}\" is no duration"),
                format!("a whole number and s, m, h or d, such as \"30s\" or \"2h\"{also}"),
            );
        }
        duration
    }

    /// A size in bytes, at least one.
    pub fn size(&mut self, name: &'static str) -> Option<u64> {
        let text = self.text_like(name, "a size such as \"20MB\"")?;
        let size = value::size(&text).filter(|size| *size > 0);
        if size.is_none() {
            self.mistake(
                name,
                format!("\"{text}\" is no size"),
                "a whole number and kB, MB or GB, such as \"20MB\"",
            );
        }
        size
    }

    /// A path, made absolute.
    pub fn path(&mut self, name: &'static str) -> Option<PathBuf> {
        let text = self.text_like(name, "a path in quotes")?;
        Some(self.reading.path(&text))
    }

    /// A web address without a trailing slash: https, or http to this machine only. `{client_id}` may stand in
    /// it where `placeholder` says so.
    pub fn address(&mut self, name: &'static str, placeholder: Placeholder) -> Option<String> {
        let text = self.text_like(name, "an address such as \"https://…\"")?;
        let probe = match placeholder {
            Placeholder::ClientId => text.replace("{client_id}", "x"),
            Placeholder::None => text.clone(),
        };
        let url = match Url::parse(&probe) {
            Ok(url) if matches!(url.scheme(), "https" | "http") && url.host().is_some() => url,
            Ok(_) => {
                self.mistake(name, "is no web address", "an address that begins with https://");
                return None;
            }
            Err(error) => {
                self.mistake(name, format!("is no address ({error})"), "an address such as \"https://…\"");
                return None;
            }
        };
        if url.scheme() == "http" && !is_loopback(&url) {
            self.mistake(
                name,
                "is plain http",
                "https://, because secrets and applicants' data go over it; http:// is for this machine only",
            );
            return None;
        }
        if !url.username().is_empty() || url.password().is_some() {
            self.mistake(name, "holds a user name or a password", "the address without them");
            return None;
        }
        if url.query().is_some() || url.fragment().is_some() {
            self.mistake(name, "has a `?` or a `#`", "the address up to there");
            return None;
        }
        Some(text.trim().trim_end_matches('/').to_owned())
    }

    /// A list of texts.
    pub fn texts(&mut self, name: &'static str) -> Option<Vec<String>> {
        let (_, value) = self.item(name)?;
        let wanted = "a list of texts such as [\"a\", \"b\"]";
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong_type(name, value.get_ref(), wanted);
            return None;
        };
        let mut texts = Vec::new();
        for item in array.iter() {
            match item.get_ref() {
                DeValue::String(text) => texts.push(text.clone().into_owned()),
                other => {
                    self.reading.mistake(
                        &item.span(),
                        &self.key(name),
                        format!("holds {}", kind(other)),
                        format!("{wanted} goes here"),
                    );
                    return None;
                }
            }
        }
        Some(texts)
    }

    /// A text, or a list of texts.
    pub fn text_or_texts(&mut self, name: &'static str) -> Option<Vec<String>> {
        match self.find(name).map(|(_, value)| value.get_ref()) {
            Some(DeValue::Array(_)) => self.texts(name),
            _ => self.text(name).map(|text| vec![text]),
        }
    }

    /// A table of texts and of lists of texts.
    pub fn texts_map(&mut self, name: &'static str) -> BTreeMap<String, Vec<String>> {
        let mut map = BTreeMap::new();
        let Some(section) = self.section(name) else { return map };
        for (key, value) in section.table.iter() {
            let key = key.get_ref();
            let texts = match value.get_ref() {
                DeValue::String(text) => Some(vec![text.clone().into_owned()]),
                DeValue::Array(list) => {
                    let text = |item: &Spanned<DeValue<'_>>| item.get_ref().as_str().map(str::to_owned);
                    list.iter().map(text).collect()
                }
                _ => None,
            };
            match texts {
                Some(texts) => {
                    map.insert(key.clone().into_owned(), texts);
                }
                None => {
                    section.wrong_type(key, value.get_ref(), "a text in quotes, or a list of such texts,")
                }
            }
        }
        map
    }

    /// A table of texts.
    pub fn text_map(&mut self, name: &'static str) -> BTreeMap<String, String> {
        let mut map = BTreeMap::new();
        let Some(section) = self.section(name) else { return map };
        for (key, value) in section.table.iter() {
            match value.get_ref() {
                DeValue::String(text) => {
                    map.insert(key.get_ref().clone().into_owned(), text.clone().into_owned());
                }
                other => section.wrong_type(key.get_ref(), other, "a text in quotes"),
            }
        }
        map
    }

    /// A table of whole numbers.
    pub fn number_map(&mut self, name: &'static str) -> BTreeMap<String, i64> {
        let mut map = BTreeMap::new();
        let Some(section) = self.section(name) else { return map };
        for (key, value) in section.table.iter() {
            let number = match value.get_ref() {
                DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
                _ => None,
            };
            match number {
                Some(number) => {
                    map.insert(key.get_ref().clone().into_owned(), number);
                }
                None => section.wrong_type(key.get_ref(), value.get_ref(), "a whole number"),
            }
        }
        map
    }

    /// A table within this one.
    pub fn section(&mut self, name: &'static str) -> Option<Section<'a, 'i>> {
        let (span, value) = self.item(name)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(Section::new(self.reading, self.key(name), span, table)),
            other => {
                self.wrong_type(name, other, &format!("a table, [{}],", self.key(name)));
                None
            }
        }
    }

    /// The tables of a `[[name]]` list.
    pub fn sections(&mut self, name: &'static str) -> Vec<Section<'a, 'i>> {
        let Some((_, value)) = self.item(name) else { return Vec::new() };
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong_type(name, value.get_ref(), &format!("a list of tables, each [[{name}]],"));
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in array.iter() {
            match item.get_ref() {
                DeValue::Table(table) => {
                    sections.push(Section::new(self.reading, self.key(name), item.span(), table));
                }
                other => self.reading.mistake(
                    &item.span(),
                    &self.key(name),
                    format!("holds {}", kind(other)),
                    format!("a table, [[{name}]], goes here"),
                ),
            }
        }
        sections
    }

    /// A secret: where it is found, or the secret itself.
    pub fn secret(&mut self, name: &'static str) -> Option<Secret> {
        const FORMS: &str = "{ command = \"…\" }, { env = \"VARIABLE\" }, { file = \"PATH\" }, { keyring = \"NAME\" }, or the secret in quotes";
        let (span, value) = self.item(name)?;
        match value.get_ref() {
            DeValue::String(text) if text.is_empty() => {
                self.mistake(name, "is empty", FORMS);
                None
            }
            DeValue::String(text) => Some(Secret::Plain(SecretString::from(text.clone().into_owned()))),
            DeValue::Table(table) => {
                let mut section = Section::new(self.reading, self.key(name), span, table);
                let found = [
                    section.text("command").map(Secret::Command),
                    section.text("env").map(Secret::Env),
                    section.path("file").map(Secret::File),
                    section.text("keyring").map(Secret::Keyring),
                ];
                let well = section.table.len() == 1;
                let mut found: Vec<Secret> = found.into_iter().flatten().collect();
                let unknown = section.finish();
                if !well && unknown == 0 {
                    self.mistake(name, "must say one place, no more and no less", FORMS);
                    return None;
                }
                found.pop()
            }
            other => {
                self.wrong_type(name, other, FORMS);
                None
            }
        }
    }

    /// A secret that must be there.
    pub fn required_secret(&mut self, name: &'static str) -> Option<Secret> {
        if self.find(name).is_none() {
            self.known.push(name);
            self.mistake(
                name,
                "is missing",
                "say where the secret is: { command = \"pass show …\" }, { env = \"VARIABLE\" } or { file = \"PATH\" }",
            );
            return None;
        }
        self.secret(name)
    }

    /// Ends the reading: every key that nobody asked for is a mistake. Returns how many there were.
    pub fn finish(self) -> usize {
        let mut unknown = 0;
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if self.known.contains(&name) {
                continue;
            }
            unknown += 1;
            let right = match nearest(name, self.known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys here are {}", self.known.join(", ")),
            };
            self.reading.mistake(&key.span(), &self.key(name), "unknown key", right);
        }
        unknown
    }
}

/// Whether `{client_id}` may stand in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// It may.
    ClientId,
    /// Nothing may.
    None,
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// What a value is, for a person.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

//! Owns the reference data: professions and locations, which tests may change while the server runs.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::page::{self, strikes};
use super::session::refusal;
use crate::sandbox::Shared;
use crate::sandbox::fault::Fault;
use crate::sandbox::journal::{self, Call};

/// One entry of a dictionary.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id: a text or a number.
    pub id: Value,
    /// Its name.
    pub name: String,
    /// The id of the entry above it.
    pub parent: Option<Value>,
}

/// One dictionary. All methods may be called while the server runs.
#[derive(Debug)]
pub struct Dictionary {
    entries: Mutex<Vec<Entry>>,
}

/// Both dictionaries.
#[derive(Debug)]
pub(in crate::sandbox) struct Dictionaries {
    pub professions: Dictionary,
    pub locations: Dictionary,
}

impl Default for Dictionaries {
    fn default() -> Self {
        let professions = PROFESSIONS.iter().map(|&(id, name, parent)| Entry {
            id: id.into(),
            name: name.to_owned(),
            parent: (parent > 0).then(|| parent.into()),
        });
        let locations = LOCATIONS.iter().map(|&(id, name, parent)| Entry {
            id: id.into(),
            name: name.to_owned(),
            parent: (!parent.is_empty()).then(|| parent.into()),
        });
        Self { professions: Dictionary::of(professions), locations: Dictionary::of(locations) }
    }
}

impl Dictionary {
    fn of(entries: impl Iterator<Item = Entry>) -> Self {
        Self { entries: Mutex::new(entries.collect()) }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<Entry>) -> T) -> T {
        act(&mut self.entries.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// All entries in their order.
    pub fn entries(&self) -> Vec<Entry> {
        self.with(|entries| entries.clone())
    }

    /// Gives the entry of that id (compared as text) these contents; adds it if there is none.
    pub fn set(&self, entry: Entry) {
        let id = journal::text(&entry.id);
        self.with(|entries| match entries.iter_mut().find(|known| journal::text(&known.id) == id) {
            Some(known) => *known = entry,
            None => entries.push(entry),
        });
    }

    /// Takes the entry of that id away; whether there was one.
    pub fn remove(&self, id: &str) -> bool {
        self.with(|entries| {
            let before = entries.len();
            entries.retain(|entry| journal::text(&entry.id) != id);
            entries.len() < before
        })
    }

    fn body(&self, members: page::Members) -> Vec<u8> {
        let entries = self.entries().into_iter().map(|entry| {
            let mut object = json!({"id": entry.id, "name": entry.name});
            if let Some(parent) = entry.parent {
                object["parent_id"] = parent;
            }
            if members == page::Members::Extended {
                object["archived"] = false.into();
            }
            object
        });
        Value::from_iter(entries).to_string().into_bytes()
    }
}

/// `GET /api/v1/dictionaries/professions`.
pub(super) async fn professions(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response {
    answer(&shared, &call, &headers, &shared.hrdrom.dictionaries.professions)
}

/// `GET /api/v1/dictionaries/locations`.
pub(super) async fn locations(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response {
    answer(&shared, &call, &headers, &shared.hrdrom.dictionaries.locations)
}

fn answer(shared: &Shared, call: &Call, headers: &HeaderMap, dictionary: &Dictionary) -> Response {
    if let Some(refusal) = refusal(shared, headers, call) {
        return refusal;
    }
    let mut body = dictionary.body(page::style(shared).members);
    let mark = Sha256::digest(&body);
    let tag: String = mark.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known =
        headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
            value.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == tag)
        });
    let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""));
    if known {
        call.change("unchanged".to_owned());
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let place = format!("hrdrom {:?}", call.info.route);
    if strikes(shared, call, &place, |fault| match fault {
        Fault::BadJson { times } => Some(times),
        _ => None,
    }) {
        body.pop();
    }
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json), (header::ETAG, tag)], body).into_response()
}

/// Id, name, and the id above or 0.
pub(super) const PROFESSIONS: &[(i64, &str, i64)] = &[
    (1, "Склад и логистика", 0),
    (11, "Комплектовщик", 1),
    (12, "Кладовщик", 1),
    (13, "Водитель погрузчика", 1),
    (2, "Розничная торговля", 0),
    (21, "Продавец-кассир", 2),
    (22, "Товаровед", 2),
    (23, "Администратор магазина", 2),
    (3, "Производство", 0),
    (31, "Оператор линии", 3),
    (32, "Упаковщик", 3),
    (4, "Кухня и доставка", 0),
    (41, "Курьер", 4),
    (42, "Повар-универсал", 4),
];

/// Id, name, and the id above or nothing.
pub(super) const LOCATIONS: &[(&str, &str, &str)] = &[
    ("msk", "Москва и область", ""),
    ("msk-khimki", "Химки", "msk"),
    ("msk-podolsk", "Подольск", "msk"),
    ("spb", "Санкт-Петербург", ""),
    ("spb-shushary", "Шушары", "spb"),
    ("ekb", "Екатеринбург", ""),
    ("kzn", "Казань", ""),
    ("nn", "Нижний Новгород", ""),
];

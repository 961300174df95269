//! Who is the same person: whoever has the same e-mail address, or the same phone number. Two numbers that both carry
//! their country must be the same in full; where one doesn't, the last nine digits count. Kept as hashes.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::{Error, Lane, Reader, Store, read};
use crate::domain::{Application, Key, fold};
use crate::store::Row;

/// At most so many applications of one person are looked for: more is no person but a shared number.
pub(super) const MOST: usize = 50;
/// Fewer digits than this, without the country, say nothing.
const LEAST: usize = 6;
/// So many digits count where one of two numbers carries no country.
const LAST: usize = 9;

/// How one application is known to others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Contacts {
    /// What it is kept under.
    pub(super) own: Vec<i64>,
    /// What the same person's other applications may be kept under.
    pub(super) alike: Vec<i64>,
    /// The one of these under which there can be different persons: those whose numbers carry a country.
    loose: Option<i64>,
}

impl Contacts {
    pub(super) fn of(application: &Application) -> Contacts {
        let mut contacts = Contacts::default();
        let person = &application.person;
        if let Some(email) = person.email.as_deref().map(|email| email.trim().to_lowercase())
            && email.contains('@')
        {
            contacts.both(&format!("e{email}"));
        }
        match person.phone.as_deref().and_then(Phone::read) {
            Some(Phone::World { whole, last }) => {
                contacts.both(&format!("w{whole}"));
                contacts.own.push(hash(&format!("i{last}")));
                contacts.alike.push(hash(&format!("d{last}")));
            }
            Some(Phone::Domestic { last }) => {
                contacts.both(&format!("d{last}"));
                let loose = hash(&format!("i{last}"));
                contacts.alike.push(loose);
                contacts.loose = Some(loose);
            }
            None => {}
        }
        contacts
    }

    fn both(&mut self, text: &str) {
        self.own.push(hash(text));
        self.alike.push(hash(text));
    }
}

fn hash(text: &str) -> i64 {
    let digest = Sha256::digest(text.as_bytes());
    i64::from_le_bytes(std::array::from_fn(|n| digest[n]))
}

/// A phone number, as far as it can be compared.
#[derive(Debug, PartialEq, Eq)]
enum Phone {
    /// With its country: E.164 without the plus, and the last digits of what follows the country.
    World { whole: String, last: String },
    /// As dialled at home, without the leading zero: the last digits.
    Domestic { last: String },
}

impl Phone {
    fn read(phone: &str) -> Option<Phone> {
        let digits = fold::digits(phone);
        // In the former Union an eight is dialled before ten digits; with a nine after it, it can't be a country.
        if digits.len() == 11 && digits.starts_with("89") && !is_international(phone) {
            let rest = &digits[1..];
            return Some(Phone::World { whole: format!("7{rest}"), last: last(rest) });
        }
        if let Some(national) = fold::national(phone) {
            let rest = &national[1..];
            return (rest.len() >= LEAST).then(|| Phone::World { whole: digits, last: last(rest) });
        }
        let rest = digits.trim_start_matches('0');
        (rest.len() >= LEAST).then(|| Phone::Domestic { last: last(rest) })
    }
}

fn is_international(phone: &str) -> bool {
    let phone = phone.trim();
    phone.starts_with('+') || phone.starts_with("00")
}

/// The last nine digits; the digits are ASCII.
fn last(digits: &str) -> String {
    digits[digits.len().saturating_sub(LAST)..].to_owned()
}

/// Others who are kept under a hash, the newest first.
fn under(db: &Connection, hash: i64, but: Option<Key>, most: usize) -> Result<Vec<Key>, Error> {
    let mut statement = db.prepare_cached(
        "SELECT key FROM contact WHERE hash = ?1 AND key IS NOT ?2 ORDER BY key DESC LIMIT ?3",
    )?;
    let rows =
        statement.query_map(params![hash, but.map(|key| key.0), most as i64], |row| row.get(0).map(Key))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether the person has other applications, and whose of these don't know it yet.
pub(super) fn twins(
    db: &Connection,
    contacts: &Contacts,
    but: Option<Key>,
) -> Result<(bool, Vec<Key>), Error> {
    let (mut any, mut unaware) = (false, Vec::new());
    for hash in &contacts.alike {
        let loose = contacts.loose == Some(*hash);
        let found = under(db, *hash, but, if loose { 8 } else { 2 })?;
        any |= !found.is_empty();
        // Two of one person have known it since the second came.
        if loose || found.len() == 1 {
            unaware.extend(found);
        }
    }
    Ok((any, unaware))
}

/// The other applications of the person behind this one, the newest first.
pub(super) fn others(db: &Connection, key: Key) -> Result<Vec<Key>, Error> {
    let json: Option<Option<String>> = db
        .prepare_cached(
            "SELECT r.application FROM applicant a JOIN revision r ON r.id = a.revision WHERE a.key = ?1",
        )?
        .query_row([key.0], |row| row.get(0))
        .optional()?;
    let Some(json) = json.flatten() else { return Ok(Vec::new()) };
    let mut keys = Vec::new();
    for hash in Contacts::of(&serde_json::from_str(&json)?).alike {
        keys.extend(under(db, hash, Some(key), MOST)?);
    }
    keys.sort_unstable_by(|one: &Key, other| other.cmp(one));
    keys.dedup();
    // Somebody who has been erased since may still be named in the table of contacts.
    let mut there = db.prepare_cached("SELECT 1 FROM applicant WHERE key = ?1")?;
    let mut found = Vec::with_capacity(keys.len());
    for key in keys.into_iter().take(MOST) {
        if there.exists([key.0])? {
            found.push(key);
        }
    }
    Ok(found)
}

impl Store {
    /// The other applications of the person behind this one, the newest first; never more than fifty.
    pub async fn others(&self, key: Key) -> Result<Vec<Row>, Error> {
        self.read(Lane::Quick, move |read: &Reader<'_>| read::rows(read, &others(read.db, key)?)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SourceId;

    fn contacts(phone: &str, email: &str) -> Contacts {
        let mut application = Application::new(SourceId::text("1"));
        application.person.phone = Some(phone.to_owned()).filter(|text| !text.is_empty());
        application.person.email = Some(email.to_owned()).filter(|text| !text.is_empty());
        Contacts::of(&application)
    }

    fn same(one: &str, other: &str) -> bool {
        let (one, other) = (contacts(one, ""), contacts(other, ""));
        let found = one.alike.iter().any(|hash| other.own.contains(hash));
        let back = other.alike.iter().any(|hash| one.own.contains(hash));
        assert_eq!(found, back, "whoever is found must find");
        found
    }

    #[test]
    fn one_number_is_known_however_it_is_written() {
        for (one, other) in [
            ("+49 151 23456789", "0151 23456789"),
            ("+49 151 23456789", "0049 151 2345 6789"),
            ("+49 151 23456789", "4915123456789"),
            ("+49 (0)151 23456789", "0151/23456789"),
            ("0049-151-23456789", "0151-23456789"),
            ("030 1234567", "+49 30 1234567"),
            ("+7 916 123-45-67", "8 (916) 123-45-67"),
            ("8 916 1234567", "79161234567"),
            ("+7 916 123-45-67", "916 123-45-67"),
            ("8 (916) 123-45-67", "89161234567"),
            ("+380 67 123 45 67", "067 1234567"),
        ] {
            assert!(same(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn different_numbers_stay_different() {
        for (one, other) in [
            ("+49 151 23456789", "+49 151 23456780"),
            // The last nine digits are the same, and each says its country.
            ("+49 151 23456789", "+43 151 23456789"),
            ("+7 916 123-45-67", "+49 916 1234567"),
            ("8 (916) 123-45-67", "+84 916 1234567"),
            ("12345", "12345"),
            ("", ""),
            ("unbekannt", "unbekannt"),
        ] {
            assert!(!same(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn an_address_is_the_same_in_any_case() {
        assert_eq!(contacts("", " Ute@Example.ORG "), contacts("", "ute@example.org"));
        assert_ne!(contacts("", "ute@example.org"), contacts("", "uta@example.org"));
        assert_eq!(contacts("", "keine"), Contacts::default());
    }
}

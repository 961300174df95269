//! Contract files: which paths, names and manners a source has, as data that an account can override.
//!
//! Each source's own code reads its contract; the configuration has overrides checked here before it is accepted.

use std::collections::BTreeSet;

use toml::{Table, Value};

use crate::config::Account;
use crate::domain::SourceKind;
use crate::error::{Cause, ErrorKind, UserError};
use crate::http::address;

/// PitchYou's contract, as it is shipped.
const PITCHYOU: &str = include_str!("../../assets/contracts/pitchyou.toml");
/// HRDrom's contract, as it is shipped.
const HRDROM: &str = include_str!("../../assets/contracts/hrdrom.toml");

/// An entry of `[account.contract]` that is no good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEntry {
    /// Its keys, below `[account.contract]`.
    pub path: Vec<String>,
    /// What is wrong with it, and what would be right, without a full stop.
    pub problem: String,
}

/// A source's contract with an account's overrides in it.
#[derive(Clone, Debug)]
pub struct Contract {
    table: Table,
}

/// Checks the overrides of an account against its source's contract.
///
/// # Errors
/// Every entry that the contract doesn't know, or that has the wrong type or an impossible value.
pub fn check(kind: SourceKind, overrides: &Table) -> Result<(), Vec<BadEntry>> {
    Contract::of(kind, overrides).map(|_| ())
}

/// What a person is told of overrides that don't fit.
pub(super) fn misfit(account: &Account, bad: &[BadEntry]) -> UserError {
    let problems: Vec<String> =
        bad.iter().map(|entry| format!("{}: {}", entry.path.join("."), entry.problem)).collect();
    UserError::new(
        ErrorKind::Config,
        format!("[account.contract] of account {} does not fit the contract", account.name),
    )
    .why(problems.join("; "))
    .cause(Cause::Misconfigured)
    .of(&account.name)
}

fn shipped(kind: SourceKind) -> Table {
    let text = match kind {
        SourceKind::PitchYou => PITCHYOU,
        SourceKind::HrDrom => HRDROM,
    };
    text.parse().unwrap_or_default()
}

impl Contract {
    /// The source's contract with these overrides.
    ///
    /// # Errors
    /// As [`check`].
    pub fn of(kind: SourceKind, overrides: &Table) -> Result<Self, Vec<BadEntry>> {
        let mut table = shipped(kind);
        let mut bad = Vec::new();
        merge(&mut table, overrides, &[], &mut bad);
        if bad.is_empty() { Ok(Self { table }) } else { Err(bad) }
    }

    /// The text of an entry; empty when there is none.
    pub fn text(&self, path: &[&str]) -> &str {
        self.entry(path).and_then(Value::as_str).unwrap_or_default()
    }

    /// The whole number in the text of an entry; 0 when there is none.
    pub fn number(&self, path: &[&str]) -> u64 {
        self.text(path).parse().unwrap_or(0)
    }

    /// The texts of a list entry, in their order.
    pub fn list(&self, path: &[&str]) -> Vec<&str> {
        self.entry(path).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    fn entry(&self, path: &[&str]) -> Option<&Value> {
        let (last, tables) = path.split_last()?;
        let mut table = &self.table;
        for name in tables {
            table = table.get(*name)?.as_table()?;
        }
        table.get(*last)
    }
}

/// Puts overrides into a table of the contract, and names those that don't fit.
fn merge(table: &mut Table, overrides: &Table, above: &[String], bad: &mut Vec<BadEntry>) {
    for (key, new) in overrides {
        let path: Vec<String> = above.iter().cloned().chain([key.clone()]).collect();
        let problem = match (table.get_mut(key), new) {
            (None, _) => Some(unknown(table, key)),
            (Some(Value::Table(inner)), Value::Table(new)) => {
                merge(inner, new, &path, bad);
                continue;
            }
            (Some(Value::Table(_)), _) => Some(format!("`{key}` is a table of the contract")),
            (Some(Value::Array(_)), Value::Array(items)) => wrong_list(&path, items),
            (Some(Value::Array(old)), _) => {
                let example = old.first().and_then(Value::as_str).unwrap_or(key);
                Some(format!("`{key}` is a list of texts, such as [{example:?}]"))
            }
            (Some(Value::String(_)), Value::String(text)) => wrong_text(&path, text),
            (Some(old), _) => Some(format!("`{key}` is a text, such as {old}")),
        };
        match problem {
            Some(problem) => bad.push(BadEntry { path, problem }),
            None => {
                table.insert(key.clone(), new.clone());
            }
        }
    }
}

fn unknown(table: &Table, key: &str) -> String {
    let nearest = table
        .keys()
        .map(|known| (strsim::jaro_winkler(known, key), known))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    match nearest {
        Some((_, near)) => format!("the contract has no `{key}`; did you mean `{near}`?"),
        None => {
            let known: BTreeSet<&str> = table.keys().map(String::as_str).collect();
            let known: Vec<&str> = known.into_iter().collect();
            format!("the contract has no `{key}`; here it has {}", known.join(", "))
        }
    }
}

fn wrong_list(path: &[String], items: &[Value]) -> Option<String> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let key = path.last().copied().unwrap_or_default();
    let plain = items.iter().all(|item| item.as_str().is_some_and(|text| !text.is_empty()));
    let needed = matches!(
        path.as_slice(),
        ["profile" | "media" | "lead" | "entry", "id"]
            | ["profile", "steps"]
            | ["page", "items" | "next"]
            | ["resume", "url"]
            | ["confirm", "confirmed" | "failed" | "id"]
            | ["token", "access_token"]
            | ["error", "code"]
    );
    match plain {
        false => Some(format!("`{key}` is a list of texts, none of them empty")),
        true if path == ["resume_origins"] => items.iter().filter_map(Value::as_str).find_map(wrong_origin),
        true if needed && items.is_empty() => Some(format!("`{key}` needs at least one name")),
        true => None,
    }
}

/// What is wrong with an address of another server.
fn wrong_origin(text: &str) -> Option<String> {
    match address::base(text) {
        Err(error) => Some(format!("{text:?}: {}", error.what)),
        Ok(url) if url.path() != "/" => {
            Some(format!("{text:?}: only a scheme, a host and perhaps a port belong here"))
        }
        Ok(_) => None,
    }
}

/// Whether a text can be a header's name (RFC 9110 5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

/// What is wrong with a text, for the entries that can't be just any text.
fn wrong_text(path: &[String], text: &str) -> Option<String> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let needs = |parts: &[&str]| {
        let missing: Vec<&str> = parts.iter().copied().filter(|part| !text.contains(part)).collect();
        (!missing.is_empty()).then(|| format!("this path needs {} in it", missing.join(" and ")))
    };
    match path.as_slice() {
        ["token_auth"] if !matches!(text, "form" | "basic") => {
            Some("`token_auth` is \"form\" or \"basic\"".into())
        }
        ["token_lifetime"] if text.parse::<u32>().map_or(true, |seconds| seconds == 0) => {
            Some("`token_lifetime` is a number of seconds, such as \"1800\"".into())
        }
        ["confirm_batch"] if !text.parse::<u32>().is_ok_and(|size| (1..=1000).contains(&size)) => {
            Some("`confirm_batch` is a number from 1 to 1000, such as \"50\"".into())
        }
        ["page_size"] if !text.parse::<u32>().is_ok_and(|size| (1..=1000).contains(&size)) => {
            Some("`page_size` is a number from 1 to 1000, such as \"100\"".into())
        }
        // A stage without a word is not reported.
        ["status", _] => None,
        ["headers", name] => (!is_token(text)).then(|| format!("`{name}` is the name of a header")),
        ["paths", "chat_test"] | ["docs"] => {
            (!text.starts_with("https://")).then(|| "this is an address that begins with https://".into())
        }
        ["paths", _] if !text.starts_with('/') => Some("a path begins with /".into()),
        ["paths", _]
            if text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '#' | '\\')) =>
        {
            Some("a path has no spaces, no # and no \\ in it".into())
        }
        ["paths", "media"] => needs(&["{profileId}", "{mediaId}"]),
        ["paths", "chat_page"] => needs(&["{token}"]),
        ["paths", "events"] => needs(&["{id}"]),
        [.., last] if text.is_empty() => Some(format!("`{last}` can't be empty")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overrides(text: &str) -> Table {
        text.parse().unwrap()
    }

    fn bad(text: &str) -> Vec<(String, String)> {
        let entries = check(SourceKind::PitchYou, &overrides(text)).unwrap_err();
        entries.into_iter().map(|entry| (entry.path.join("."), entry.problem)).collect()
    }

    #[test]
    fn the_shipped_contracts_are_whole_and_plain() {
        fn plain(value: &Value) -> bool {
            match value {
                Value::String(_) => true,
                Value::Array(items) => items.iter().all(|item| item.is_str()),
                Value::Table(table) => table.values().all(plain),
                _ => false,
            }
        }
        for (kind, token, sections) in [
            (SourceKind::PitchYou, "/token", ["profile", "step"]),
            (SourceKind::HrDrom, "/api/v1/auth/token", ["lead", "answer"]),
        ] {
            let contract = Contract::of(kind, &Table::new()).unwrap();
            assert_eq!(contract.text(&["paths", "token"]), token);
            assert_eq!(contract.number(&["confirm_batch"]), 50);
            // Putting it over itself passes every check that an override has to pass.
            assert_eq!(check(kind, &contract.table), Ok(()));
            assert!(contract.table.values().all(plain));
            for section in sections {
                for name in contract.list(&["expected", section]) {
                    assert!(!contract.list(&[section, name]).is_empty(), "{section}.{name}");
                }
            }
        }
    }

    #[test]
    fn single_entries_are_replaced() {
        let text = "token_auth = \"basic\"\n[profile]\nphone = [\"tel\"]\n[paths]\nprofiles = \"/v2/leads\"";
        let contract = Contract::of(SourceKind::PitchYou, &overrides(text)).unwrap();
        assert_eq!(contract.text(&["token_auth"]), "basic");
        assert_eq!(contract.list(&["profile", "phone"]), ["tel"]);
        assert_eq!(contract.text(&["paths", "profiles"]), "/v2/leads");
        assert_eq!(contract.text(&["paths", "confirm"]), "/api/applicant/v1/confirm");
    }

    #[test]
    fn a_mistake_is_named_with_what_would_be_right() {
        let found = bad("[profile]\nfone = [\"tel\"]\n[path]\nx = \"/x\"");
        assert_eq!((found[0].0.as_str(), found[0].1.contains("`paths`")), ("path", true), "{found:?}");
        assert_eq!(
            (found[1].0.as_str(), found[1].1.contains("`phone`")),
            ("profile.fone", true),
            "{found:?}"
        );
        assert!(bad("zzz = \"1\"")[0].1.contains("token_auth"));
        for (text, path, part) in [
            ("[profile]\nphone = \"tel\"", "profile.phone", "[\"phone\"]"),
            ("[profile]\nphone = [1]", "profile.phone", "list of texts"),
            ("[profile]\nphone = [\"\"]", "profile.phone", "empty"),
            ("[profile]\nid = []", "profile.id", "at least one"),
            ("token_auth = true", "token_auth", "\"form\""),
            ("token_auth = \"digest\"", "token_auth", "\"basic\""),
            ("confirm_batch = \"0\"", "confirm_batch", "1 to 1000"),
            ("token_lifetime = \"soon\"", "token_lifetime", "seconds"),
            ("confirm_body = \"\"", "confirm_body", "empty"),
            ("paths = \"/x\"", "paths", "table"),
            ("[paths]\ntoken = \"token\"", "paths.token", "begins with /"),
            ("[paths]\ntoken = \"/to ken\"", "paths.token", "spaces"),
            ("[paths]\nmedia = \"/media/{mediaId}\"", "paths.media", "{profileId}"),
            ("[paths]\nchat_page = \"/chat\"", "paths.chat_page", "{token}"),
        ] {
            let found = bad(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].0, path, "{text}");
            assert!(found[0].1.contains(part), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_mistake_in_the_second_contract_is_named_too() {
        for (text, path, part) in [
            ("[lead]\nfone = [\"tel\"]", "lead.fone", "`phone`"),
            ("[page]\nitems = []", "page.items", "at least one"),
            ("resume_origins = [\"files.example.com\"]", "resume_origins", "files.example.com"),
            ("resume_origins = [\"http://files.example.com\"]", "resume_origins", "plain http"),
            ("resume_origins = [\"https://files.example.com/x\"]", "resume_origins", "only a scheme"),
            ("[paths]\nevents = \"/events\"", "paths.events", "{id}"),
            ("[headers]\nkey = \"Idempotency Key\"", "headers.key", "name of a header"),
            ("page_size = \"0\"", "page_size", "1 to 1000"),
            ("[event]\nstatus = \"\"", "event.status", "empty"),
        ] {
            let found = check(SourceKind::HrDrom, &overrides(text)).unwrap_err();
            assert_eq!((found.len(), found[0].path.join(".").as_str()), (1, path), "{text}");
            assert!(found[0].problem.contains(part), "{text}: {found:?}");
        }
        let good =
            "resume_origins = [\"https://files.example.com:8443\"]\n[status]\noffer = \"\"\nnew = \"lead\"";
        assert_eq!(check(SourceKind::HrDrom, &overrides(good)), Ok(()));
    }
}

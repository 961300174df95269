//! One `[[account]]`.

use std::path::Path;
use std::time::Duration;

use super::section::{Placeholder, Section};
use super::{Account, ConfirmAfter, PITCHYOU_BASE, PITCHYOU_CHAT, PITCHYOU_LINK};
use crate::domain::{AccountName, SourceKind};
use crate::source::contract;

/// Its name, when it is one.
pub fn name(section: &mut Section<'_, '_>) -> Option<AccountName> {
    let text = section.required("name", "a name of your choice, unique among the accounts")?;
    match AccountName::new(text) {
        Ok(name) => Some(name),
        Err(bad) => {
            section.mistake(
                "name",
                format!("{:?} can't be an account's name", bad.0),
                "1 to 64 letters (A-Z, a-z), digits, dots, dashes or underscores",
            );
            None
        }
    }
}

/// All of its keys; `None` when something is wrong or missing, which has been noted.
pub fn read(
    mut section: Section<'_, '_>,
    name: Option<AccountName>,
    overrides: toml::Table,
    path: &Path,
) -> Option<Account> {
    const KINDS: [&str; 2] = ["pitchyou", "hrdrom"];
    let source: Option<SourceKind> = if section.has("source") {
        section.word("source", &KINDS).and_then(|word| word.parse().ok())
    } else {
        section.mistake("source", "is missing", "\"pitchyou\" or \"hrdrom\"");
        None
    };
    let poll = section.duration_or_off("poll").unwrap_or(Some(Duration::from_secs(120)));
    let response_target = section.duration("response_target").unwrap_or(Duration::from_secs(3600));
    let requests_per_second = section
        .whole("requests_per_second", 1..=1000)
        .and_then(|number| u32::try_from(number).ok())
        .unwrap_or(5);
    let confirm_after = match section.word("confirm_after", &["saved", "delivered"]).as_deref() {
        Some("delivered") => ConfirmAfter::Delivered,
        _ => ConfirmAfter::Saved,
    };
    // Only that it is a table: its entries were taken as they are, and the source's contract knows them.
    section.section("contract");
    let source = source?;
    for bad in contract::check(source, &overrides).err().unwrap_or_default() {
        let way: Vec<&str> = ["contract"].into_iter().chain(bad.path.iter().map(String::as_str)).collect();
        section.mistake_below(&way, bad.problem, "");
    }

    let (secret_key, client_id, secret) = match source {
        SourceKind::PitchYou => {
            let id = section.required("client_id", "the client id that PitchYou gave you");
            ("client_secret", id, section.required_secret("client_secret"))
        }
        SourceKind::HrDrom => {
            let login = section.required("login", "the login that HRDrom gave you");
            ("password", login, section.required_secret("password"))
        }
    };
    let secret_place =
        Some(format!("{}:{}: account.{secret_key}", path.display(), section.place(secret_key).line));
    let base_url = section.address("base_url", Placeholder::None);
    let (base_url, chat_url, link_url) = match source {
        SourceKind::PitchYou => (
            Some(base_url.unwrap_or_else(|| PITCHYOU_BASE.to_owned())),
            section.address("chat_url", Placeholder::None).unwrap_or_else(|| PITCHYOU_CHAT.to_owned()),
            section.address("link_url", Placeholder::ClientId).unwrap_or_else(|| PITCHYOU_LINK.to_owned()),
        ),
        SourceKind::HrDrom => {
            if !section.has("base_url") {
                section.mistake(
                    "base_url",
                    "is missing",
                    "the address of your HRDrom, such as \"https://…\"",
                );
            }
            (base_url, String::new(), String::new())
        }
    };
    section.finish();
    let name = name?;
    let secret = secret?.of(path, &name);
    Some(Account {
        name,
        source,
        client_id: client_id?,
        secret,
        base_url: base_url?,
        chat_url,
        link_url,
        poll,
        response_target,
        requests_per_second,
        confirm_after,
        contract: overrides,
        secret_place,
    })
}

//! Accounts that can't work as they are configured.

use std::sync::Arc;

use kandidat::clock::Clock;
use kandidat::config::Account;
use kandidat::domain::SourceKind;
use kandidat::http::pause::{self};
use kandidat::http::{self};
use kandidat::sandbox::{self};
use kandidat::source::{self, session};

use super::rig::*;

pub async fn a_wrong_account_is_refused_before_anything_is_sent(kind: SourceKind) {
    let sandbox = sandbox::start(world(1, vec![])).await.unwrap();
    let client = http::Client::new(http::Settings::quick(), Clock::system()).unwrap();
    let refused = |change: fn(&mut Account), part: &str| {
        let mut account = account(kind, &sandbox);
        change(&mut account);
        let keeper = Arc::new(session::InMemory::default());
        let board = Arc::new(pause::InMemory::default());
        let error = source::open(&account, &client, board, keeper).err().unwrap();
        assert_eq!(error.kind, kandidat::error::ErrorKind::Config);
        assert!(error.to_string().contains(part) && error.to_string().contains("acme"), "{error}");
    };
    refused(|account| account.base_url = "http://api.example.com".into(), "base_url");
    refused(|account| account.base_url = "api.example.com".into(), "base_url");
    refused(|account| account.contract = "confirm_batch = \"0\"".parse().unwrap(), "confirm_batch");
    if kind == SourceKind::PitchYou {
        refused(|account| account.chat_url = "http://chat.example.com".into(), "chat_url");
        refused(|account| account.contract = "token_auth = \"digest\"".parse().unwrap(), "token_auth");
    }
    assert_eq!(sandbox.journal().arrived(), 0);
}

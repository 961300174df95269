//! What of an account must not be seen in anything that is told of its server's answers: the secret of the
//! configuration, passwords, and every token that was ever used.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::OnceCell;

use super::quote;
use crate::config::Secret;

/// So many tokens are remembered; older ones have ended long ago.
const TOKENS: usize = 256;
/// A secret shorter than this is blacked out of quotations only: in our own words it would be found by chance.
const SHORT: usize = 4;

/// The secrets of one account, as far as they are known.
#[derive(Default)]
pub(super) struct Secrets {
    /// Where the account's own secret is. A session that was kept works without it having been read.
    place: Option<Secret>,
    known: Mutex<Known>,
    looked_up: OnceCell<()>,
}

#[derive(Default)]
struct Known {
    /// Whether the account's own secret is among them.
    whole: bool,
    lasting: Vec<SecretString>,
    tokens: VecDeque<SecretString>,
}

impl Secrets {
    /// Those of an account whose own secret is there.
    pub(super) fn at(place: &Secret) -> Self {
        Self { place: Some(place.clone()), ..Self::default() }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more that lasts.
    pub(super) fn add(&self, secret: &SecretString) {
        let mut known = self.known();
        if !known.lasting.iter().any(|one| one.expose_secret() == secret.expose_secret()) {
            known.lasting.push(secret.clone());
        }
    }

    /// The account's own secret, as it was read from its place.
    pub(super) fn add_own(&self, secret: &SecretString) {
        self.add(secret);
        self.known().whole = true;
    }

    /// A token that is used from now on.
    pub(super) fn add_token(&self, token: &SecretString) {
        let mut known = self.known();
        if !known.tokens.iter().any(|one| one.expose_secret() == token.expose_secret()) {
            known.tokens.push_back(token.clone());
            if known.tokens.len() > TOKENS {
                known.tokens.pop_front();
            }
        }
    }

    /// Reads the account's own secret if nobody did so far: the server knows it, and may repeat it. Its command is
    /// run once at most.
    pub(super) async fn look_up(&self) {
        if self.are_known() {
            return;
        }
        let Some(place) = &self.place else { return };
        self.looked_up
            .get_or_init(|| async {
                if let Ok(secret) = place.resolve().await {
                    self.add_own(&secret);
                }
            })
            .await;
    }

    /// Whether all of them are known; what costs nothing to read is read for it.
    pub(super) fn are_known(&self) -> bool {
        let Some(place) = &self.place else { return true };
        if !self.known().whole
            && let Some(secret) = place.at_hand()
        {
            self.add_own(&secret);
        }
        self.known().whole
    }

    /// All of them, in plain text.
    pub(super) fn plain(&self) -> Vec<String> {
        let known = self.known();
        let all = known.lasting.iter().chain(&known.tokens);
        all.map(|secret| secret.expose_secret().to_owned()).collect()
    }

    /// A message of ours that may hold some.
    pub(super) fn out_of(&self, text: &str) -> String {
        let mut secrets = self.plain();
        secrets.retain(|secret| secret.len() >= SHORT);
        quote::masked(text, &secrets)
    }
}

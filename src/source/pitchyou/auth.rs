//! Signing in: one token for all requests of the process, renewed before its end and after a 401, and a rest for the
//! server when it refuses the credentials.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Mutex, MutexGuard};

use crate::config::Account;
use crate::domain::AccountName;
use crate::http::{Body, Call, Class, Error, Peer, Proof, Repeat, quote};
use crate::source::contract::Contract;
use crate::source::json::{self, Json};
use crate::source::value::plain;

/// How long refused credentials are not tried again, unless somebody asks.
const REST: SignedDuration = SignedDuration::from_secs(60);
/// The most that a token is renewed before its end.
const MARGIN: Duration = Duration::from_secs(60);
/// The longest life of a token that is believed.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest answer to a sign-in, in bytes.
const LONGEST_ANSWER: usize = 256 * 1024;

/// The sign-in of one account.
pub struct Auth {
    account: AccountName,
    client_id: String,
    secret: crate::config::Secret,
    secret_place: Option<String>,
    contract: Contract,
    /// Locked while a sign-in is under way, so that many requests wait for one.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    secret: Option<SecretString>,
    token: Option<Token>,
    /// How many tokens were obtained.
    count: u64,
    refused: Option<(Timestamp, Error)>,
}

/// An access token.
#[derive(Clone)]
pub struct Token {
    text: SecretString,
    /// Which one it is, counted.
    number: u64,
    renew_at: Timestamp,
}

impl Token {
    /// How a request shows it.
    pub fn proof(&self) -> Proof {
        Proof::Bearer(self.text.clone())
    }
}

impl Auth {
    /// Prepares the sign-in; nothing is read or sent yet.
    pub fn new(account: &Account, contract: Contract) -> Self {
        Self {
            account: account.name.clone(),
            client_id: account.client_id.clone(),
            secret: account.secret.clone(),
            secret_place: account.secret_place.clone(),
            contract,
            state: Mutex::default(),
        }
    }

    /// A token that is good now: the one in hand, or a new one.
    ///
    /// # Errors
    /// Class `Auth` when the credentials are refused (without asking again for a minute), else why there was no
    /// usable answer.
    pub async fn token(&self, peer: &Peer) -> Result<Token, Error> {
        let state = self.state.lock().await;
        let now = peer.client().clock().now();
        match &state.token {
            Some(token) if now < token.renew_at => Ok(token.clone()),
            _ => self.anew(peer, state, Patience::Rest).await,
        }
    }

    /// A token in place of one that the server refused: the one that somebody else has got meanwhile, or a new one.
    ///
    /// # Errors
    /// As [`Auth::token`].
    pub async fn renewed(&self, peer: &Peer, refused: &Token) -> Result<Token, Error> {
        let mut state = self.state.lock().await;
        match &state.token {
            Some(token) if token.number != refused.number => Ok(token.clone()),
            _ => {
                state.token = None;
                self.anew(peer, state, Patience::Rest).await
            }
        }
    }

    /// Signs in anew at once, with a secret read anew, however short ago the credentials were refused.
    ///
    /// # Errors
    /// As [`Auth::token`].
    pub async fn sign_in(&self, peer: &Peer) -> Result<(), Error> {
        let mut state = self.state.lock().await;
        state.token = None;
        state.secret = None;
        self.anew(peer, state, Patience::Now).await.map(|_| ())
    }

    /// The error for a server that takes the credentials and then refuses the token that it gave for them.
    /// For a minute no request is sent.
    pub async fn refuses_its_own(&self, peer: &Peer) -> Error {
        let mut state = self.state.lock().await;
        let what = format!(
            "{} accepts the client id and secret of account {}, and refuses the token that it gave for them; \
             the client may not be allowed to use the interface",
            peer.host(),
            self.account
        );
        state.token = None;
        self.rest(peer, &mut state, Error::new(Class::Auth, what).status(401))
    }

    async fn anew(
        &self,
        peer: &Peer,
        mut state: MutexGuard<'_, State>,
        patience: Patience,
    ) -> Result<Token, Error> {
        let now = peer.client().clock().now();
        match &state.refused {
            Some((until, error)) if now < *until && patience == Patience::Rest => return Err(error.clone()),
            _ => state.refused = None,
        }
        let kept = state.secret.clone();
        let secret = match &kept {
            Some(secret) => secret.clone(),
            None => self.read_secret(peer, &mut state).await?,
        };
        let mut asked = self.ask(peer, &secret).await;
        if let (Some(kept), Err(error)) = (&kept, &asked)
            && error.class == Class::Auth
        {
            // It may have been changed since it was read.
            let read = self.read_secret(peer, &mut state).await?;
            if read.expose_secret() != kept.expose_secret() {
                asked = self.ask(peer, &read).await;
            }
        }
        match asked {
            Ok((text, life)) => {
                state.count += 1;
                let margin = MARGIN.min(life / 10);
                let good = SignedDuration::try_from(life.saturating_sub(margin)).unwrap_or_default();
                let now = peer.client().clock().now();
                let renew_at = now.checked_add(good).unwrap_or(now);
                let token = Token { text, number: state.count, renew_at };
                state.token = Some(token.clone());
                Ok(token)
            }
            Err(error) if error.class == Class::Auth => Err(self.rest(peer, &mut state, error)),
            Err(error) => Err(error),
        }
    }

    fn rest(&self, peer: &Peer, state: &mut State, error: Error) -> Error {
        let now = peer.client().clock().now();
        state.refused = Some((now.checked_add(REST).unwrap_or(now), error.clone()));
        error
    }

    async fn read_secret(&self, peer: &Peer, state: &mut State) -> Result<SecretString, Error> {
        match self.secret.resolve().await {
            Ok(secret) => {
                peer.hide_own(&secret);
                state.secret = Some(secret.clone());
                Ok(secret)
            }
            Err(error) => {
                let place =
                    self.secret_place.as_deref().map(|place| format!("{place}: ")).unwrap_or_default();
                let what = format!("{place}account {} has no client secret: {error}", self.account);
                Err(self.rest(peer, state, Error::new(Class::Auth, what)))
            }
        }
    }

    /// Asks for a token once. The answer is never logged or quoted.
    async fn ask(&self, peer: &Peer, secret: &SecretString) -> Result<(SecretString, Duration), Error> {
        let contract = &self.contract;
        let name = |key: &str| contract.text(&["token", key]).to_owned();
        let grant = SecretString::from(contract.text(&["grant_type"]).to_owned());
        let mut form = vec![(name("grant_type"), grant)];
        let mut proof = Proof::None;
        if contract.text(&["token_auth"]) == "basic" {
            proof = Proof::Basic(self.client_id.clone(), secret.clone());
        } else {
            form.push((name("client_id"), SecretString::from(self.client_id.clone())));
            form.push((name("client_secret"), secret.clone()));
        }
        let url = peer.url(contract.text(&["paths", "token"]))?;
        let call = Call::post(url, Body::Form(form), Repeat::Freely).proof(proof).secret_answer();
        let (mime, body) =
            peer.fetch(&call, LONGEST_ANSWER).await.map_err(|error| self.in_plain_words(peer, error))?;
        let wrong = |what: &str| {
            let what = format!("the sign-in at {} answered {what}", peer.host());
            Error::new(Class::WrongAnswer, what)
        };
        if quote::kind(mime.as_deref(), &body) == quote::Kind::Html {
            return Err(peer.wrong_answer(&call, "a token", mime.as_deref(), &body));
        }
        let text = std::str::from_utf8(&body).map_err(|_| wrong("with something else than JSON"))?;
        let node = json::parse(text, 16).map_err(|_| wrong("with something else than JSON"))?;
        let Json::Object(fields) = &node.json else { return Err(wrong("with JSON that is no object")) };
        let field = |key: &str| {
            let names = contract.list(&["token", key]);
            names.into_iter().find_map(|name| {
                let (_, node) = fields.iter().rev().find(|(known, _)| known == name)?;
                plain(node)
            })
        };
        let token = field("access_token").ok_or_else(|| wrong("without an access token"))?;
        if token.bytes().any(|byte| byte.is_ascii_control() || byte == b' ' || !byte.is_ascii()) {
            return Err(wrong("with an access token that no request can carry"));
        }
        if let Some(kind) = field("token_type")
            && !kind.eq_ignore_ascii_case("bearer")
        {
            return Err(wrong("with a token that is not of the type Bearer"));
        }
        let life = match field("expires_in").and_then(|text| text.parse::<f64>().ok()) {
            Some(seconds) if seconds.is_finite() => {
                Duration::from_secs_f64(seconds.clamp(0.0, LONGEST_LIFE.as_secs_f64()))
            }
            _ => Duration::from_secs(contract.number(&["token_lifetime"])),
        };
        Ok((SecretString::from(token), life))
    }

    /// What a refused sign-in means to a person.
    fn in_plain_words(&self, peer: &Peer, error: Error) -> Error {
        let host = peer.host();
        match error.status {
            Some(status @ (400 | 401 | 403)) => {
                let said =
                    error.what.split_once(": ").map(|(_, said)| format!(" ({said})")).unwrap_or_default();
                let what = format!(
                    "{host} refuses the client id or the client secret of account {}{said}; \
                     check both in the configuration",
                    self.account
                );
                Error::new(Class::Auth, what).status(status)
            }
            Some(status @ (404 | 405 | 410)) => {
                let what = format!(
                    "there is no sign-in at {host} (status {status}); check base_url of account {}",
                    self.account
                );
                Error::new(Class::WrongAnswer, what).status(status)
            }
            _ => error,
        }
    }
}

/// Whether a refusal of a moment ago is enough to not ask again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Patience {
    /// It is.
    Rest,
    /// Somebody wants to know now.
    Now,
}

//! The calls about passwords and tokens: each one request, its answer read, nothing kept.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::domain::{AccountName, text};
use crate::http::{Body, Call, Class, Error, Peer, Proof, Remedy, Repeat, Whole, quote};
use crate::source::contract::Contract;
use crate::source::json::{self, Json};
use crate::source::session::Session;
use crate::source::value::plain;

/// The most that a session is renewed before its end.
const MARGIN: Duration = Duration::from_secs(60);
/// The longest life of a session that is believed.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest answer to one of these calls, in bytes.
const LONGEST_ANSWER: usize = 256 * 1024;

/// Who signs in, and how the wire calls it.
pub struct Login {
    /// Whose login it is.
    pub account: AccountName,
    /// The login.
    pub name: String,
    /// What the wire looks like.
    pub contract: Contract,
}

impl Login {
    fn word(&self, section: &str, key: &str) -> String {
        self.contract.text(&[section, key]).to_owned()
    }

    /// A call with a JSON body; its secrets are blacked out in errors.
    fn call(
        &self,
        peer: &Peer,
        path: &str,
        repeat: Repeat,
        fields: &[(String, &SecretString)],
    ) -> Result<Call, Error> {
        let body: Map<String, Value> =
            fields.iter().map(|(name, value)| (name.clone(), value.expose_secret().into())).collect();
        let body = Body::Json(Value::Object(body).to_string().into_bytes());
        let call = Call::post(peer.url(self.contract.text(&["paths", path]))?, body, repeat);
        Ok(fields.iter().fold(call.taking(&[403]).secret_answer(), |call, (_, value)| call.hiding(value)))
    }

    async fn ask(&self, peer: &Peer, call: &Call) -> Result<Whole, Error> {
        let answer = peer.whole(call, LONGEST_ANSWER).await?;
        if answer.status == 403 {
            return Err(forbidden(&self.contract, &self.account, peer, call, &answer));
        }
        Ok(answer)
    }

    /// Signs in with a password.
    ///
    /// # Errors
    /// Class `Auth` when login or password are refused, or the first password has to be changed.
    pub async fn sign_in(&self, peer: &Peer, password: &SecretString) -> Result<Session, Error> {
        let login = SecretString::from(self.name.clone());
        let fields =
            [(self.word("credentials", "login"), &login), (self.word("credentials", "password"), password)];
        let call = self.call(peer, "token", Repeat::Freely, &fields)?;
        let answer = self.ask(peer, &call).await.map_err(|error| self.refused(peer, error))?;
        self.session(peer, &call, &answer)
    }

    /// Renews a session. The old pair is used up as soon as this is sent.
    ///
    /// # Errors
    /// Class `Auth` when the pair is no good any more, or the first password has to be changed.
    pub async fn refresh(&self, peer: &Peer, refresh: &SecretString) -> Result<Session, Error> {
        let fields = [(self.word("token", "refresh"), refresh)];
        let call = self.call(peer, "refresh", Repeat::UnlessTaken, &fields)?;
        match self.ask(peer, &call).await {
            Ok(answer) => self.session(peer, &call, &answer),
            Err(error) if matches!(error.status, Some(400..=499)) && error.class != Class::RateLimited => {
                Err(Error { class: Class::Auth, ..error })
            }
            Err(error) => Err(error),
        }
    }

    /// Ends a session: its refresh token first, so that nothing is left to renew it with.
    ///
    /// # Errors
    /// The server could not be told.
    pub async fn revoke(&self, peer: &Peer, session: &Session) -> Result<(), Error> {
        let proof = Proof::Bearer(session.access.clone());
        for token in session.refresh.iter().chain([&session.access]) {
            let fields = [(self.word("token", "revoke"), token)];
            let call = self.call(peer, "revoke", Repeat::Freely, &fields)?.proof(proof.clone());
            match self.ask(peer, &call).await {
                Ok(answer) if quote::kind(answer.mime.as_deref(), &answer.body) == quote::Kind::Html => {
                    return Err(peer.wrong_answer(&call, "an answer", answer.mime.as_deref(), &answer.body));
                }
                Ok(_) => {}
                // It is gone already; or it is the half that can't be revoked by itself.
                Err(error) if error.status == Some(401) => {}
                Err(error) if error.status == Some(400) && !std::ptr::eq(token, &session.access) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Changes the password.
    ///
    /// # Errors
    /// Class `Auth` when the old password is refused, `Rejected` when the new one is.
    pub async fn reset(&self, peer: &Peer, old: &SecretString, new: &SecretString) -> Result<(), Error> {
        let login = SecretString::from(self.name.clone());
        let fields = [
            (self.word("credentials", "login"), &login),
            (self.word("credentials", "password"), old),
            (self.word("credentials", "new_password"), new),
        ];
        let call = self.call(peer, "password", Repeat::UnlessTaken, &fields)?;
        let answer = self.ask(peer, &call).await.map_err(|error| match error.status {
            Some(status @ (401 | 403)) => {
                let what = format!(
                    "{} refuses the login or the old password of account {}{}",
                    peer.host(),
                    self.account,
                    said(&error)
                );
                Error::new(Class::Auth, what).status(status)
            }
            Some(404 | 405 | 410) => self.nowhere(peer, &error, "change of passwords"),
            _ => error,
        })?;
        if quote::kind(answer.mime.as_deref(), &answer.body) == quote::Kind::Html {
            return Err(peer.wrong_answer(&call, "an answer", answer.mime.as_deref(), &answer.body));
        }
        Ok(())
    }

    /// Reads a pair out of an answer, which is never logged or quoted.
    fn session(&self, peer: &Peer, call: &Call, answer: &Whole) -> Result<Session, Error> {
        let wrong = |what: &str| {
            Error::new(Class::WrongAnswer, format!("the sign-in at {} answered {what}", peer.host()))
        };
        if quote::kind(answer.mime.as_deref(), &answer.body) == quote::Kind::Html {
            return Err(peer.wrong_answer(call, "a token", answer.mime.as_deref(), &answer.body));
        }
        let text = std::str::from_utf8(&answer.body).map_err(|_| wrong("with something else than JSON"))?;
        let node = json::parse(text, 16).map_err(|_| wrong("with something else than JSON"))?;
        let Json::Object(fields) = &node.json else { return Err(wrong("with JSON that is no object")) };
        let field = |key: &str| {
            self.contract.list(&["token", key]).into_iter().find_map(|name| {
                let (_, node) = fields.iter().rev().find(|(known, _)| known == name)?;
                plain(node)
            })
        };
        let access = field("access_token").ok_or_else(|| wrong("without an access token"))?;
        if access.bytes().any(|byte| !byte.is_ascii_graphic()) {
            return Err(wrong("with an access token that no request can carry"));
        }
        if field("token_type").is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
            return Err(wrong("with a token that is not of the type Bearer"));
        }
        let life = match field("expires_in").and_then(|text| text.parse::<f64>().ok()) {
            Some(seconds) if seconds.is_finite() => {
                Duration::from_secs_f64(seconds.clamp(0.0, LONGEST_LIFE.as_secs_f64()))
            }
            _ => Duration::from_secs(self.contract.number(&["token_lifetime"])),
        };
        let refresh = field("refresh_token").map(SecretString::from);
        let access = SecretString::from(access);
        refresh.iter().chain([&access]).for_each(|token| peer.hide(token));
        let now = peer.client().clock().now();
        Ok(Session {
            origin: origin(peer),
            login: self.name.clone(),
            access,
            refresh,
            renew_at: later(now, life.saturating_sub(MARGIN.min(life / 10))),
            ends_at: later(now, life),
        })
    }

    /// What a refused sign-in means to a person.
    fn refused(&self, peer: &Peer, error: Error) -> Error {
        match error.status {
            _ if error.remedy == Remedy::ChangePassword => error,
            Some(status @ (400 | 401 | 403 | 422)) => {
                let what = format!(
                    "{} refuses the login or the password of account {}{}; check both in the configuration",
                    peer.host(),
                    self.account,
                    said(&error)
                );
                Error::new(Class::Auth, what).status(status)
            }
            Some(404 | 405 | 410) => self.nowhere(peer, &error, "sign-in"),
            _ => error,
        }
    }

    fn nowhere(&self, peer: &Peer, error: &Error, what: &str) -> Error {
        let status = error.status.unwrap_or_default();
        let what = format!(
            "there is no {what} at {} (status {status}); check base_url of account {}",
            peer.host(),
            self.account
        );
        Error::new(Class::WrongAnswer, what).status(status)
    }
}

/// The origin to whose tokens belong.
pub fn origin(peer: &Peer) -> String {
    peer.base().origin().ascii_serialization()
}

fn later(now: Timestamp, life: Duration) -> Timestamp {
    let life = SignedDuration::try_from(life).unwrap_or_default();
    now.checked_add(life).unwrap_or(now)
}

/// What the server said, in brackets.
fn said(error: &Error) -> String {
    error.what.split_once(": ").map(|(_, said)| format!(" ({said})")).unwrap_or_default()
}

/// The error for a 403: the first password, or something that isn't allowed.
pub fn forbidden(
    contract: &Contract,
    account: &AccountName,
    peer: &Peer,
    call: &Call,
    answer: &Whole,
) -> Error {
    let body = String::from_utf8_lossy(&answer.body);
    let fields = json::fields_so_far(&body, 16);
    let code = contract.list(&["error", "code"]).into_iter().find_map(|name| {
        let (_, node) = fields.iter().find(|(known, _)| known == name)?;
        plain(node)
    });
    if code.is_some_and(|code| contract.list(&["first_password"]).contains(&code.as_str())) {
        let what = format!(
            "the first password of account {account} has to be changed; until then {} answers nothing else",
            text::line(&peer.host())
        );
        return Error::new(Class::Auth, what).status(403).remedy(Remedy::ChangePassword);
    }
    peer.forbidden(call, answer)
}

//! PitchYou's calls: each one request, signed in, its answer checked.

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use secrecy::SecretString;

use super::auth::Auth;
use crate::domain::link::encode;
use crate::domain::{AccountName, SourceId, Template};
use crate::http::{Answer, Body, Call, Class, Error, Peer, Repeat, quote};
use crate::source::contract::Contract;
use crate::source::json::{self, Json};
use crate::source::value::plain;
use crate::source::{ChatLink, Confirmed};

/// The longest list of templates, in bytes.
const LONGEST_TEMPLATES: usize = 32 * 1024 * 1024;
/// How much of the answer to a confirmation is looked at.
const LONGEST_CONFIRMED: usize = 1024 * 1024;
/// The longest answer to the request for a chat token.
const LONGEST_CHAT: usize = 64 * 1024;
/// The longest chat token, in characters.
const LONGEST_TOKEN: usize = 2048;

/// The calls of one account.
pub struct Api {
    /// The way to the server.
    pub peer: Peer,
    /// The sign-in.
    pub auth: Auth,
    /// What the wire looks like.
    pub contract: Contract,
    /// Whose calls these are.
    pub account: AccountName,
    /// Where chat pages are, without a trailing slash.
    pub chat_url: String,
}

impl Api {
    /// Sends a call with a token. After a 401 it signs in anew and repeats the call, once.
    pub async fn send(&self, call: Call) -> Result<Answer, Error> {
        let token = self.auth.token(&self.peer).await?;
        let call = call.proof(token.proof());
        match self.peer.send(&call).await {
            Err(error) if error.status == Some(401) => {
                let token = self.auth.renewed(&self.peer, &token).await?;
                let again = self.peer.send(&call.proof(token.proof())).await;
                self.checked(again).await
            }
            answer => answer,
        }
    }

    /// Like [`Api::send`], and reads the whole answer.
    pub async fn fetch(&self, call: Call, most: usize) -> Result<(Option<String>, Bytes), Error> {
        let token = self.auth.token(&self.peer).await?;
        let call = call.proof(token.proof());
        match self.peer.fetch(&call, most).await {
            Err(error) if error.status == Some(401) => {
                let token = self.auth.renewed(&self.peer, &token).await?;
                let again = self.peer.fetch(&call.proof(token.proof()), most).await;
                self.checked(again).await
            }
            answer => answer,
        }
    }

    async fn checked<T>(&self, again: Result<T, Error>) -> Result<T, Error> {
        match again {
            Err(error) if error.status == Some(401) => Err(self.auth.refuses_its_own(&self.peer).await),
            answer => answer,
        }
    }

    /// A call that reads one of the contract's paths.
    pub fn get(&self, path: &str) -> Result<Call, Error> {
        Ok(Call::get(self.peer.url(self.contract.text(&["paths", path]))?))
    }

    fn post(&self, path: &str, body: Vec<u8>) -> Result<Call, Error> {
        let url = self.peer.url(self.contract.text(&["paths", path]))?;
        Ok(Call::post(url, Body::Json(body), Repeat::UnlessTaken))
    }

    /// A 404 on a path that always exists says that the address is wrong, not that something is gone.
    pub fn misplaced(&self, error: Error) -> Error {
        if error.class != Class::Gone {
            return error;
        }
        let what = format!("{}; check base_url of account {}", error.what, self.account);
        Error { class: Class::WrongAnswer, what, ..error }
    }

    /// The interview templates.
    pub async fn templates(&self) -> Result<Vec<Template>, Error> {
        let call = self.get("templates")?;
        let answer = self.fetch(call.clone(), LONGEST_TEMPLATES).await;
        let (mime, body) = answer.map_err(|error| self.misplaced(error))?;
        if matches!(quote::kind(mime.as_deref(), &body), quote::Kind::Html | quote::Kind::Empty) {
            return Err(self.peer.wrong_answer(&call, "a list of templates", mime.as_deref(), &body));
        }
        let (templates, left_out) = super::template::read(&self.contract, &body).map_err(|why| {
            let what = format!("{} answered with no list of templates: {why}", self.peer.host());
            Error::new(Class::WrongAnswer, what)
        })?;
        if left_out > 0 {
            tracing::warn!(account = %self.account, left_out, "templates without a key were left out");
        }
        Ok(templates)
    }

    /// Confirms these applicants in one request.
    pub async fn confirm(&self, applicants: &[SourceId]) -> Result<Vec<Confirmed>, Error> {
        if applicants.is_empty() {
            return Ok(Vec::new());
        }
        let body = self.confirmation(applicants);
        let call = self.post("confirm", body)?;
        match self.send(call.clone()).await {
            Ok(answer) => {
                // A page of a sign-in or of a hotel's network is no success. An answer that breaks off is one: its
                // status came.
                let mime = answer.mime();
                let body = answer.bytes(LONGEST_CONFIRMED).await.unwrap_or_default();
                if quote::kind(mime.as_deref(), &body) == quote::Kind::Html {
                    let error = self.peer.wrong_answer(&call, "an acknowledgement", mime.as_deref(), &body);
                    return Err(error.perhaps_sent());
                }
                Ok(vec![Confirmed::Done; applicants.len()])
            }
            Err(error) if matches!(error.status, Some(400 | 404 | 409 | 410 | 413 | 422)) => match applicants
            {
                [_] => Ok(vec![Confirmed::Refused(error.what)]),
                _ => Err(Error { class: Class::Rejected, ..error }),
            },
            Err(error) => Err(error),
        }
    }

    fn confirmation(&self, applicants: &[SourceId]) -> Vec<u8> {
        let ids: Vec<String> = applicants.iter().map(literal).collect();
        let list = format!("[{}]", ids.join(","));
        match self.contract.text(&["confirm_body"]) {
            "array" => list.into_bytes(),
            name => format!("{{{}:{list}}}", text(name)).into_bytes(),
        }
    }

    /// Asks for a fresh chat token and makes it an address. Neither is ever logged or quoted.
    pub async fn chat(&self, applicant: &SourceId, recruiter: Option<&str>) -> Result<ChatLink, Error> {
        let name = |key: &str| text(self.contract.text(&["chat", key]));
        let mut body = format!("{{{}:{}", name("profile"), literal(applicant));
        if let Some(recruiter) = recruiter.map(str::trim).filter(|recruiter| !recruiter.is_empty()) {
            body.push_str(&format!(",{}:{}", name("recruiter"), text(recruiter)));
        }
        body.push('}');
        let call = self.post("chat", body.into_bytes())?;
        let call = call.accept("application/json, text/plain;q=0.9").secret_answer();
        let (mime, answer) = match self.fetch(call.clone(), LONGEST_CHAT).await {
            Ok(answer) => answer,
            Err(error) if error.class == Class::Forbidden => {
                let what =
                    format!("the chat is not booked for the client of account {} (status 403)", self.account);
                return Err(Error { what, ..error });
            }
            Err(error) if error.class == Class::Gone => {
                let what =
                    format!("{} no longer knows this applicant, so there is no chat", self.peer.host());
                return Err(Error { what, ..error });
            }
            Err(error) => return Err(error),
        };
        let Some(token) = token(mime.as_deref(), &answer) else {
            return Err(self.peer.wrong_answer(&call, "a chat token", mime.as_deref(), &answer));
        };
        let page = self.contract.text(&["paths", "chat_page"]).replace("{token}", &encode(&token));
        Ok(ChatLink(SecretString::from(format!("{}{page}", self.chat_url))))
    }
}

/// A chat token out of an answer: a JSON text or plain text; nothing when it is none that an address can carry.
fn token(mime: Option<&str>, answer: &[u8]) -> Option<String> {
    if quote::kind(mime, answer) == quote::Kind::Html {
        return None;
    }
    let text = std::str::from_utf8(answer.strip_prefix(b"\xef\xbb\xbf").unwrap_or(answer)).ok()?.trim();
    let token = if text.starts_with('"') {
        match json::parse(text, 1).ok()?.json {
            Json::Text(token) => token.trim().to_owned(),
            _ => return None,
        }
    } else if text.starts_with(['{', '[', '<']) {
        return None;
    } else {
        text.to_owned()
    };
    // A token that arrives escaped must not be escaped twice into something that is folded away.
    let plain = percent_decode_str(&token).decode_utf8_lossy().into_owned();
    let absurd = token.is_empty()
        || token.len() > LONGEST_TOKEN
        || token.chars().any(|c| c.is_whitespace() || c.is_control())
        || matches!(plain.as_str(), "." | ".." | "null" | "undefined" | "true" | "false");
    (!absurd).then_some(token)
}

/// An id as the source wrote it.
fn literal(id: &SourceId) -> String {
    // Only what really is a number may stand without quotes.
    let number = id.is_number() && json::parse(id.as_str(), 1).is_ok_and(|node| plain(&node).is_some());
    if number { id.as_str().to_owned() } else { text(id.as_str()) }
}

/// A text in JSON.
fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_a_json_text_or_plain_text_and_nothing_absurd() {
        for answer in [r#""a-B_9.~""#, "a-B_9.~", " a-B_9.~\n", "\u{feff}\"a-B_9.~\""] {
            assert_eq!(token(None, answer.as_bytes()).as_deref(), Some("a-B_9.~"), "{answer:?}");
        }
        assert_eq!(token(None, "ä/b?c".as_bytes()).as_deref(), Some("ä/b?c"));
        for absurd in [
            "",
            "\"\"",
            ".",
            "..",
            "%2e%2e",
            "a b",
            "{\"token\":\"x\"}",
            "[\"x\"]",
            "<html>x</html>",
            "null",
            "\"a\\u0000b\"",
            "\"cut",
        ] {
            assert_eq!(token(None, absurd.as_bytes()), None, "{absurd:?}");
        }
        assert_eq!(token(Some("text/html"), b"hello"), None);
        assert_eq!(token(None, &b"x".repeat(5000)), None);
    }

    #[test]
    fn ids_go_back_as_they_came() {
        assert_eq!(literal(&SourceId::number("12345678901234567890123")), "12345678901234567890123");
        assert_eq!(literal(&SourceId::text("12")), "\"12\"");
        assert_eq!(literal(&SourceId::text("a\"b\u{1f600}\n")), "\"a\\\"b\u{1f600}\\n\"");
        assert_eq!(literal(&SourceId::number("1],[2")), "\"1],[2\"");
    }
}

//! HRDrom's calls: each one request, signed in, its answer checked.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::auth::Auth;
use super::{dictionary, login};
use crate::domain::link::encode;
use crate::domain::{AccountName, Dictionary, SourceId, text};
use crate::http::{Answer, Body, Call, Class, Error, Peer, Remedy, Repeat, Whole, quote};
use crate::source::contract::Contract;
use crate::source::feedback::{Event, Reported};
use crate::source::json::{self, Json, Node};
use crate::source::value::{is_blank, plain};
use crate::source::{Confirmed, Reference, other};

/// The longest dictionary, in bytes.
const LONGEST_DICTIONARY: usize = 32 * 1024 * 1024;
/// The longest other answer, in bytes.
const LONGEST_ANSWER: usize = 4 * 1024 * 1024;
/// How much of a server's reason is told, in characters.
const TOLD: usize = 200;

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
}

impl Api {
    /// Sends a call with a token. After a 401 it gets another token and repeats the call, once.
    pub async fn send(&self, call: Call) -> Result<Answer, Error> {
        self.send_taking(call, &[403]).await
    }

    /// Like [`Api::send`], where other statuses than 2xx are good answers as well. 403 has to be among them: it is
    /// looked into here.
    async fn send_taking(&self, call: Call, taken: &'static [u16]) -> Result<Answer, Error> {
        let call = call.taking(taken);
        let token = self.auth.token(&self.peer).await?;
        let call = call.proof(token.proof());
        let answer = match self.peer.send(&call).await {
            Err(error) if error.status == Some(401) => {
                let token = self.auth.renewed(&self.peer, &token).await?;
                match self.peer.send(&call.clone().proof(token.proof())).await {
                    Err(error) if error.status == Some(401) => {
                        return Err(self.auth.refuses_its_own(&self.peer).await);
                    }
                    answer => answer?,
                }
            }
            answer => answer?,
        };
        if answer.status() != 403 {
            return Ok(answer);
        }
        let answer = answer.whole(LONGEST_ANSWER).await?;
        let error = login::forbidden(&self.contract, &self.account, &self.peer, &call, &answer);
        match error.remedy {
            Remedy::ChangePassword => Err(self.auth.first_password(&self.peer, error).await),
            _ => Err(error),
        }
    }

    async fn whole(&self, call: Call, most: usize) -> Result<Whole, Error> {
        self.send(call).await?.whole(most).await
    }

    /// A 404 on a path that always exists says that the address is wrong, not that something is gone.
    pub fn misplaced(&self, error: Error) -> Error {
        if error.class != Class::Gone {
            return error;
        }
        let what = format!("{}; check base_url of account {}", error.what, self.account);
        Error { class: Class::WrongAnswer, what, ..error }
    }

    fn post(&self, path: &str, body: Map<String, Value>, repeat: Repeat) -> Result<Call, Error> {
        Ok(Call::post(self.peer.url(path)?, Body::Json(Value::Object(body).to_string().into_bytes()), repeat))
    }

    /// Reads reference data, unless it is what `known` names.
    pub async fn dictionary(&self, which: Dictionary, known: Option<&str>) -> Result<Reference, Error> {
        let mut call = Call::get(self.peer.url(self.contract.text(&["paths", which.as_str()]))?);
        if let Some(known) = known {
            call = call.header(self.contract.text(&["headers", "known_tag"]), known);
        }
        let taken: &[u16] = if known.is_some() { &[304, 403] } else { &[403] };
        let answer = self.send_taking(call.clone(), taken).await.map_err(|error| self.misplaced(error))?;
        let answer = answer.whole(LONGEST_DICTIONARY).await?;
        if answer.status == 304 {
            return Ok(Reference::Unchanged);
        }
        let expected = format!("a list of {which}");
        let entries = dictionary::read(&self.contract, &answer.body);
        let (entries, left_out) = entries.map_err(|why| match why {
            dictionary::Wrong::NoList => {
                other::answer(&self.peer, &call, &expected, answer.mime.as_deref(), &answer.body)
            }
            dictionary::Wrong::Broken(why) => {
                let what = format!("{} answered with no list of {which}: {why}", self.peer.host());
                Error::new(Class::WrongAnswer, what)
            }
        })?;
        if left_out > 0 {
            tracing::warn!(account = %self.account, %which, left_out, "entries without an id were left out");
        }
        // A tag that no header can carry back would spoil every later request.
        let tag = answer.header(self.contract.text(&["headers", "tag"])).map(str::to_owned);
        Ok(Reference::Entries(entries, tag.filter(|tag| !tag.is_empty())))
    }

    /// Acknowledges these leads in one request.
    pub async fn confirm(&self, leads: &[SourceId]) -> Result<Vec<Confirmed>, Error> {
        if leads.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<String> = leads.iter().map(literal).collect();
        let name = Value::from(self.contract.text(&["confirm", "ids"]));
        let body = format!("{{{name}:[{}]}}", ids.join(",")).into_bytes();
        let url = self.peer.url(self.contract.text(&["paths", "confirm"]))?;
        let call = Call::post(url, Body::Json(body), Repeat::UnlessTaken);
        match self.whole(call.clone(), LONGEST_ANSWER).await {
            Ok(answer) => self.fates(&call, leads, &answer).await,
            Err(error) if matches!(error.status, Some(400 | 404 | 409 | 410 | 413 | 422)) => match leads {
                [_] => Ok(vec![Confirmed::Refused(error.what)]),
                _ => Err(Error { class: Class::Rejected, ..error }),
            },
            Err(error) => Err(error),
        }
    }

    /// What became of each lead. One that the answer doesn't name was not acknowledged, as far as anybody knows.
    async fn fates(&self, call: &Call, leads: &[SourceId], answer: &Whole) -> Result<Vec<Confirmed>, Error> {
        let (mime, body) = (answer.mime.as_deref(), &answer.body);
        let wrong = || other::answer(&self.peer, call, "an acknowledgement", mime, body).perhaps_sent();
        let text = std::str::from_utf8(body).map_err(|_| wrong())?;
        let node = json::parse(text.trim_start_matches('\u{feff}'), 16).map_err(|_| wrong())?;
        let (Some(confirmed), Some(failed)) = (self.list(&node, "confirmed"), self.list(&node, "failed"))
        else {
            return Err(wrong());
        };
        if confirmed.is_empty() && failed.is_empty() {
            return Err(wrong());
        }
        let confirmed: HashSet<String> = confirmed.iter().filter_map(plain).collect();
        let before = self.contract.list(&["confirmed_before"]);
        let failed: HashMap<String, String> = failed
            .iter()
            .filter_map(|node| {
                let id = self.field(node, &["confirm", "id"]).or(Some(node)).and_then(plain)?;
                let error = self.field(node, &["confirm", "error"]).and_then(plain).unwrap_or_default();
                Some((id, error))
            })
            .collect();
        let mut fates = Vec::with_capacity(leads.len());
        for lead in leads {
            fates.push(match failed.get(lead.as_str()) {
                Some(error) if before.contains(&error.as_str()) => Confirmed::Done,
                Some(error) => {
                    let said = self.peer.without_secrets(error).await;
                    let why = if error.is_empty() {
                        "without saying why".to_owned()
                    } else {
                        self::text::excerpt(said.as_bytes(), TOLD)
                    };
                    Confirmed::Refused(format!("{} refuses this lead: {why}", self.peer.host()))
                }
                None if confirmed.contains(lead.as_str()) => Confirmed::Done,
                None => Confirmed::Refused(format!("{} answered without naming this lead", self.peer.host())),
            });
        }
        Ok(fates)
    }

    /// One of the two lists of an acknowledgement: empty when it is missing, nothing when it is no list.
    fn list<'n, 'a>(&self, node: &'n Node<'a>, key: &str) -> Option<&'n [Node<'a>]> {
        if !matches!(node.json, Json::Object(_)) {
            return None;
        }
        match self.field(node, &["confirm", key]).map(|node| &node.json) {
            None => Some(&[]),
            Some(Json::List(items)) => Some(items),
            Some(_) => None,
        }
    }

    fn field<'n, 'a>(&self, node: &'n Node<'a>, path: &[&str]) -> Option<&'n Node<'a>> {
        let Json::Object(fields) = &node.json else { return None };
        self.contract.list(path).into_iter().find_map(|name| {
            let (_, node) = fields.iter().rev().find(|(known, _)| known == name)?;
            (!matches!(node.json, Json::Null)).then_some(node)
        })
    }

    /// Reports a change of stage under this word.
    pub async fn report(&self, event: &Event, status: &str) -> Result<Reported, Error> {
        if !event.applicant.fits_path() {
            let why = "the lead's id can't be part of an address, so nothing can be reported".to_owned();
            return Ok(Reported::Refused(why));
        }
        let path =
            self.contract.text(&["paths", "events"]).replace("{id}", &encode(event.applicant.as_str()));
        let name = |key: &str| self.contract.text(&["event", key]).to_owned();
        let body = Map::from_iter([
            (name("id"), event.id.clone().into()),
            (name("status"), status.into()),
            (name("reason"), event.reason.clone().into()),
            (name("occurred_at"), event.occurred_at.to_string().into()),
        ]);
        // The same id makes it safe.
        let call = self.post(&path, body, Repeat::Freely)?;
        let call = call.header(self.contract.text(&["headers", "key"]), &event.id);
        match self.send(call.clone()).await {
            Ok(answer) => {
                // Of an answer that breaks off the status came, which is what counts.
                let mime = answer.mime();
                let body = answer.bytes(LONGEST_ANSWER).await.unwrap_or_default();
                if quote::kind(mime.as_deref(), &body) == quote::Kind::Html {
                    let error = self.peer.wrong_answer(&call, "an answer", mime.as_deref(), &body);
                    return Err(error.perhaps_sent());
                }
                Ok(Reported::Done)
            }
            Err(error) if matches!(error.status, Some(400 | 404 | 409 | 410 | 413 | 422)) => {
                Ok(Reported::Refused(error.what))
            }
            Err(error) => Err(error),
        }
    }
}

/// An id as the source wrote it.
fn literal(id: &SourceId) -> String {
    // Only what really is a number may stand without quotes.
    let number = id.is_number()
        && json::parse(id.as_str(), 1)
            .is_ok_and(|node| matches!(node.json, Json::Number(_)) && !is_blank(&node));
    if number { id.as_str().to_owned() } else { Value::from(id.as_str()).to_string() }
}

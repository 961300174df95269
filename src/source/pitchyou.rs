//! The source PitchYou: applications by WhatsApp interview.
//!
//! `auth` signs in, `api` makes the calls, `pull` and `download` read the two things that may be large, `wire` says
//! what a profile means in the common vocabulary (with `file` and `name`), `template` the same for templates.
//! All names on the wire come from the contract file.

mod api;
mod auth;
mod download;
mod file;
mod introduction;
mod name;
mod pull;
mod template;
pub mod wire;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use super::contract::{self, Contract};
use super::{ChatLink, Confirmed, Download, Error, Listing, Record, Source};
use crate::config::Account;
use crate::domain::{Media, SourceId, SourceKind, Template};
use crate::error::{Cause, ErrorKind, UserError};
use crate::http::{Client, PauseBoard, address};

/// One account at PitchYou.
pub struct PitchYou {
    api: api::Api,
    names: Arc<wire::Names>,
    batch: usize,
}

impl PitchYou {
    /// Prepares an account; nothing is sent yet.
    ///
    /// # Errors
    /// Kind `Config`, when an address or an override of the contract is no good.
    pub fn open(account: &Account, client: &Client, board: Arc<dyn PauseBoard>) -> Result<Self, UserError> {
        let contract = Contract::of(SourceKind::PitchYou, &account.contract)
            .map_err(|bad| contract::misfit(account, &bad))?;
        let wrong = |key: &str, error: Error| {
            UserError::new(ErrorKind::Config, format!("{key} of account {} can't be used", account.name))
                .why(error.what)
                .cause(Cause::Misconfigured)
                .of(&account.name)
        };
        let peer = client
            .peer(&account.base_url, account.requests_per_second, board)
            .map_err(|error| wrong("base_url", error))?
            .guarding(&account.secret);
        address::base(&account.chat_url).map_err(|error| wrong("chat_url", error))?;
        let batch = usize::try_from(contract.number(&["confirm_batch"])).unwrap_or(1).max(1);
        let api = api::Api {
            peer,
            auth: auth::Auth::new(account, contract.clone()),
            account: account.name.clone(),
            chat_url: account.chat_url.trim().trim_end_matches('/').to_owned(),
            contract,
        };
        let names = Arc::new(wire::Names::new(&api.contract));
        Ok(Self { api, names, batch })
    }
}

impl Source for PitchYou {
    fn kind(&self) -> SourceKind {
        SourceKind::PitchYou
    }

    fn batch(&self) -> usize {
        self.batch
    }

    fn sign_in(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.api.auth.sign_in(&self.api.peer))
    }

    fn templates(&self) -> BoxFuture<'_, Result<Vec<Template>, Error>> {
        Box::pin(self.api.templates())
    }

    fn pull(&self, out: mpsc::Sender<Record>) -> BoxFuture<'_, Result<Listing, Error>> {
        Box::pin(pull::pull(&self.api, self.names.clone(), out))
    }

    fn download<'a>(
        &'a self,
        applicant: &'a SourceId,
        media: &'a Media,
    ) -> BoxFuture<'a, Result<Download, Error>> {
        Box::pin(download::open(&self.api, applicant, media))
    }

    fn confirm<'a>(&'a self, applicants: &'a [SourceId]) -> BoxFuture<'a, Result<Vec<Confirmed>, Error>> {
        Box::pin(self.api.confirm(applicants))
    }

    fn chat<'a>(
        &'a self,
        applicant: &'a SourceId,
        recruiter: Option<&'a str>,
    ) -> BoxFuture<'a, Result<ChatLink, Error>> {
        Box::pin(self.api.chat(applicant, recruiter))
    }
}

#[cfg(test)]
mod tests;

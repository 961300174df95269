//! The source HRDrom: leads, page by page, and reports of how far each one got.
//!
//! `login` speaks the calls about passwords and tokens, `auth` decides when which of them is made, `api` makes the
//! other calls, `pull` reads the pages, `lead` says what a lead means in the common vocabulary, `dictionary` the same
//! for reference data, `resume` fetches the one file. All names on the wire come from the contract file.

mod api;
mod auth;
mod dictionary;
pub mod lead;
mod login;
mod pull;
mod resume;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use secrecy::SecretString;
use tokio::sync::mpsc;

use super::contract::{self, Contract};
use super::feedback::{Event, Reported};
use super::session::{SessionKeeper, SessionState};
use super::{
    ChatLink, Confirmed, Cursor, Download, Error, Listing, Mark, Record, Reference, Source, not_offered,
};
use crate::config::Account;
use crate::domain::{Dictionary, Media, SourceId, SourceKind, Stage, Template};
use crate::error::{Cause, ErrorKind, UserError};
use crate::http::{Client, PauseBoard};

/// One account at HRDrom.
pub struct HrDrom {
    api: api::Api,
    names: Arc<lead::Names>,
    batch: usize,
}

impl HrDrom {
    /// Prepares an account; nothing is sent yet.
    ///
    /// # Errors
    /// Kind `Config`, when the address or an override of the contract is no good.
    pub fn open(
        account: &Account,
        client: &Client,
        board: Arc<dyn PauseBoard>,
        keeper: Arc<dyn SessionKeeper>,
    ) -> Result<Self, UserError> {
        let contract = Contract::of(SourceKind::HrDrom, &account.contract)
            .map_err(|bad| contract::misfit(account, &bad))?;
        let peer = client.peer(&account.base_url, account.requests_per_second, board).map_err(|error| {
            UserError::new(ErrorKind::Config, format!("base_url of account {} can't be used", account.name))
                .why(error.what)
                .cause(Cause::Misconfigured)
                .of(&account.name)
        })?;
        let peer = peer.guarding(&account.secret);
        let batch = usize::try_from(contract.number(&["confirm_batch"])).unwrap_or(1).max(1);
        let names = Arc::new(lead::Names::new(&contract, peer.base().clone()));
        let auth = auth::Auth::new(account, contract.clone(), keeper);
        Ok(Self { api: api::Api { peer, auth, contract, account: account.name.clone() }, names, batch })
    }
}

impl Source for HrDrom {
    fn kind(&self) -> SourceKind {
        SourceKind::HrDrom
    }

    fn batch(&self) -> usize {
        self.batch
    }

    fn sign_in(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.api.auth.sign_in(&self.api.peer))
    }

    fn templates(&self) -> BoxFuture<'_, Result<Vec<Template>, Error>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn pull(&self, out: mpsc::Sender<Record>) -> BoxFuture<'_, Result<Listing, Error>> {
        let (marks, _) = mpsc::unbounded_channel();
        self.pull_from(None, marks, out)
    }

    fn pull_from(
        &self,
        from: Option<Cursor>,
        marks: mpsc::UnboundedSender<Mark>,
        out: mpsc::Sender<Record>,
    ) -> BoxFuture<'_, Result<Listing, Error>> {
        Box::pin(pull::pull(&self.api, self.names.clone(), from, marks, out))
    }

    fn download<'a>(&'a self, _: &'a SourceId, media: &'a Media) -> BoxFuture<'a, Result<Download, Error>> {
        Box::pin(resume::open(&self.api, media))
    }

    fn confirm<'a>(&'a self, applicants: &'a [SourceId]) -> BoxFuture<'a, Result<Vec<Confirmed>, Error>> {
        Box::pin(self.api.confirm(applicants))
    }

    fn chat<'a>(&'a self, _: &'a SourceId, _: Option<&'a str>) -> BoxFuture<'a, Result<ChatLink, Error>> {
        Box::pin(async { Err(not_offered(SourceKind::HrDrom, "chat")) })
    }

    fn dictionary<'a>(
        &'a self,
        which: Dictionary,
        known: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Reference, Error>> {
        Box::pin(self.api.dictionary(which, known))
    }

    fn status(&self, stage: Stage) -> Option<&str> {
        let status = self.api.contract.text(&["status", stage.as_str()]);
        (!status.is_empty()).then_some(status)
    }

    fn feedback<'a>(&'a self, event: &'a Event) -> BoxFuture<'a, Result<Reported, Error>> {
        Box::pin(async move {
            match self.status(event.stage) {
                Some(status) => self.api.report(event, status).await,
                None => Ok(Reported::NotMapped),
            }
        })
    }

    fn session(&self) -> BoxFuture<'_, Option<SessionState>> {
        Box::pin(async { Some(self.api.auth.standing(&self.api.peer).await) })
    }

    fn change_password<'a>(
        &'a self,
        old: &'a SecretString,
        new: &'a SecretString,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(self.api.auth.change_password(&self.api.peer, old, new))
    }

    fn renew(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.api.auth.refresh(&self.api.peer))
    }

    fn sign_out(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.api.auth.sign_out(&self.api.peer))
    }
}

//! Confirming: what a person or a sync ordered, for exactly those applicants.

use std::collections::{BTreeSet, HashMap, HashSet};

use tokio_util::sync::CancellationToken;

use super::event::Fate;
use super::progress::{Meter, Reporter};
use super::send::waiting;
use super::{Engine, Event, Fetching, Gaps, TaskId, Work};
use crate::domain::{AccountName, ApplicantId, Key, Safety};
use crate::error::{Cause, ErrorKind, Reason, UserError};
use crate::store::{Insist, Ordered, OutboxId, OutboxKind, OutboxState};

/// What came of a confirmation.
#[derive(Clone, Debug)]
pub struct Confirmation {
    /// What became of each applicant, in the order asked.
    pub fates: Vec<(Key, ApplicantId, Fate)>,
    /// What kept whole accounts from being asked.
    pub stopped: Vec<UserError>,
}

impl Engine {
    /// Confirms these applicants: fetches what is missing if so asked, writes the order down, and tries to send
    /// it at once. What can't be sent now stays in the outbox.
    ///
    /// # Errors
    /// Those of the store; what the source says is part of the fates.
    pub async fn confirm(
        &self,
        task: TaskId,
        keys: Vec<Key>,
        fetching: Fetching,
        gaps: Gaps,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<Confirmation, UserError> {
        if fetching == Fetching::Fetch {
            let what = keys.iter().map(|key| (*key, None)).collect();
            let fetched = self.save_these(task, what, reporter, cancel).await?;
            if let Some(error) = fetched.stop.filter(|error| error.kind == ErrorKind::Store) {
                return Err(error);
            }
        }
        if cancel.is_cancelled() {
            let stopped = Reason::new(Cause::Stopped, "stopped before it was ordered");
            let fates = self.fates(&keys, &HashMap::new(), &HashSet::new(), &stopped).await?;
            return Ok(Confirmation { fates, stopped: Vec::new() });
        }
        let meter = Meter::new(reporter, task, Work::Confirm, Some(keys.len() as u64));
        let confirmed = self.already_confirmed(&keys).await?;
        crate::fail::point("engine.confirm.before-order");
        let ordered: HashMap<Key, Ordered> =
            self.store().order_confirm(keys.clone(), self.actor(), gaps).await?.into_iter().collect();
        self.hurry(&keys).await?;
        crate::fail::point("engine.confirm.ordered");
        let _nobody_listens = reporter.send(Event::Changed(keys.clone()));
        let mut stopped = Vec::new();
        for account in self.accounts_of(&keys).await? {
            stopped.extend(self.send_now(&account, Some(&meter), reporter, cancel).await?);
        }
        let waiting = waiting(stopped.last());
        let fates = self.fates(&keys, &ordered, &confirmed, &waiting).await?;
        meter.add(fates.len() as u64, 0);
        meter.end();
        let _nobody_listens = reporter.send(Event::Changed(keys));
        Ok(Confirmation { fates, stopped })
    }

    /// Who needs no confirmation any more.
    async fn already_confirmed(&self, keys: &[Key]) -> Result<HashSet<Key>, UserError> {
        let rows = self.store().rows(keys.to_vec()).await?;
        Ok(rows.iter().filter(|row| row.safety == Safety::Confirmed).map(|row| row.key).collect())
    }

    /// What was ordered before and waits for its turn is tried at once as well: that is what was asked for. A pause
    /// that the server asked for still counts.
    async fn hurry(&self, keys: &[Key]) -> Result<(), UserError> {
        let waiting: Vec<OutboxId> = self
            .store()
            .outbox_of(keys)
            .await?
            .into_iter()
            .filter(|item| item.kind == OutboxKind::Confirm)
            .filter(|item| matches!(item.state, OutboxState::Waiting | OutboxState::Unknown))
            .map(|item| item.id)
            .collect();
        if !waiting.is_empty() {
            self.store().outbox_retry(Some(waiting), Insist::No).await?;
        }
        Ok(())
    }

    async fn accounts_of(&self, keys: &[Key]) -> Result<BTreeSet<AccountName>, UserError> {
        let rows = self.store().rows(keys.to_vec()).await?;
        Ok(rows.into_iter().map(|row| row.id.account).collect())
    }

    /// Reads the fates off the store, which is the truth; `ordered` says what held an applicant back.
    async fn fates(
        &self,
        keys: &[Key],
        ordered: &HashMap<Key, Ordered>,
        confirmed: &HashSet<Key>,
        waiting: &Reason,
    ) -> Result<Vec<(Key, ApplicantId, Fate)>, UserError> {
        let rows: HashMap<Key, _> =
            self.store().rows(keys.to_vec()).await?.into_iter().map(|row| (row.key, row)).collect();
        let mut reasons: HashMap<Key, (bool, Option<Reason>)> = HashMap::new();
        let confirmations = self.store().outbox_of(keys).await?.into_iter();
        for item in confirmations.filter(|item| item.kind == OutboxKind::Confirm) {
            reasons.insert(item.key, (item.state == OutboxState::Dead, item.reason));
        }
        let mut fates = Vec::with_capacity(keys.len());
        for key in keys {
            let Some(row) = rows.get(key) else { continue };
            let fate = match (ordered.get(key), row.safety) {
                (Some(Ordered::Already), Safety::Confirmed) if confirmed.contains(key) => Fate::Already,
                (_, Safety::Confirmed) => Fate::Confirmed,
                (Some(Ordered::Held(reason) | Ordered::NotSafe(reason)), _) => Fate::HeldBack(reason.clone()),
                (Some(Ordered::Unreadable), _) => {
                    Fate::HeldBack(Reason::new(Cause::Unreadable, "the record can't be read"))
                }
                (None, _) => Fate::HeldBack(waiting.clone()),
                _ => match reasons.remove(key) {
                    Some((true, reason)) => Fate::Refused(reason.unwrap_or_default()),
                    Some((false, Some(reason))) => Fate::Waiting(reason),
                    _ => Fate::Waiting(waiting.clone()),
                },
            };
            fates.push((*key, row.id.clone(), fate));
        }
        Ok(fates)
    }
}

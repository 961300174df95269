//! A sync: pull, save, confirm what may be confirmed, send what is due. Each part leaves the inbox in a state
//! from which the next start carries on.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::event::Health;
use super::progress::{Meter, Reporter};
use super::send::waiting;
use super::{Confirming, Engine, Event, Fetching, Gaps, Summary, TaskId, Work, media, plan};
use crate::config::ConfirmAfter;
use crate::domain::{AccountName, Dictionary, Offer};
use crate::error::{Cause, ErrorKind, Reason, UserError};
use crate::http::{self, Class};
use crate::source::Source;
use crate::store::{Pass, Pause, Wanted};

/// How long a sync waits for another process that is using the account.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a sync of several accounts brought.
#[derive(Debug)]
pub struct Synced {
    /// The figures of all accounts together.
    pub summary: Summary,
    /// How each account ended; an error is also among the summary's problems.
    pub accounts: Vec<(AccountName, Result<Summary, UserError>)>,
}

impl Engine {
    /// Syncs these accounts, one after the other.
    ///
    /// # Errors
    /// Only the store's: what a source says is in the answer, and doesn't stop the other accounts.
    pub async fn sync(
        &self,
        task: TaskId,
        accounts: &[AccountName],
        fetching: Fetching,
        confirming: Confirming,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<Synced, UserError> {
        self.sweep_sessions().await;
        let mut all = Synced { summary: Summary::default(), accounts: Vec::new() };
        for account in accounts {
            if cancel.is_cancelled() {
                break;
            }
            let ended = self.sync_account(task, account, fetching, confirming, reporter, cancel).await;
            match &ended {
                Ok(one) => all.summary.add(one),
                Err(error) if error.kind == ErrorKind::Store => return Err(error.clone()),
                Err(error) => {
                    all.summary.failed += 1;
                    all.summary.problems.push(error.clone());
                }
            }
            all.accounts.push((account.clone(), ended));
            if all.summary.problems.iter().any(|problem| problem.kind == ErrorKind::Store) {
                // What can't be stored here can't be stored for the next account either.
                break;
            }
        }
        Ok(all)
    }

    async fn sync_account(
        &self,
        task: TaskId,
        account: &AccountName,
        fetching: Fetching,
        confirming: Confirming,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<Summary, UserError> {
        self.register(account).await?;
        if let Some(paused) = self.heed_pause(account).await? {
            let until = self.store().pause(account).await?.and_then(|(_, until)| until);
            let _nobody_listens =
                reporter.send(Event::Account { account: account.clone(), health: Health::Paused(until) });
            return Err(paused);
        }
        let turn = self.syncing(account);
        let waited = tokio::select! {
            () = cancel.cancelled() => return Ok(Summary::default()),
            waited = async {
                let turn = turn.lock().await;
                self.leases().take(account, PATIENCE).await.map(|held| (turn, held))
            } => waited,
        };
        let (_turn, held) = waited?;
        let Some(held) = held else {
            return Err(UserError::new(
                ErrorKind::Unavailable,
                format!("account {account} is being synced by another process"),
            )
            .cause(Cause::Elsewhere)
            .of(account)
            .next("try again when it is done"));
        };
        let _nobody_listens =
            reporter.send(Event::Account { account: account.clone(), health: Health::Syncing });
        let mut summary = Summary::default();
        let ended =
            self.sync_parts(task, account, &held, fetching, confirming, &mut summary, reporter, cancel).await;
        self.leases().give_back(held).await;
        if let Err(error) = &ended
            && error.kind != ErrorKind::Store
        {
            self.tell_left_waiting(account, error, &mut summary).await?;
        }
        let problem = match &ended {
            Ok(()) => None,
            Err(error) => Some(Reason::from(error)),
        };
        // Who was stopped on the way has not been synced, and nothing was wrong.
        let stopped = ended.is_ok() && cancel.is_cancelled();
        if !stopped {
            let noted = self.store().set_sync_outcome(account, self.now(), problem).await;
            // Where nothing can be stored this can't either; what was brought before counts all the same.
            if ended.is_ok() {
                noted?;
            }
        }
        let health = match &ended {
            Ok(()) if stopped => {
                let told = UserError::new(ErrorKind::Interrupted, "stopped").cause(Cause::Cancelled);
                Health::Waiting(told, None)
            }
            Ok(()) => Health::Synced(self.now()),
            Err(error) => {
                let pause = self.store().pause(account).await?;
                unwell(error, pause)
            }
        };
        let _nobody_listens = reporter.send(Event::Account { account: account.clone(), health });
        let _nobody_listens = reporter.send(Event::Changed(Vec::new()));
        if let Err(error) = ended {
            if !summary.brought_anything() {
                return Err(error);
            }
            // Something arrived before it ended: that counts, and the end is one of the problems.
            if !summary.problems.contains(&error) {
                summary.failed += 1;
                summary.problems.push(error);
            }
        }
        Ok(summary)
    }

    /// What was ordered and could not be sent since the account's part ended early says why, here and in the outbox.
    async fn tell_left_waiting(
        &self,
        account: &AccountName,
        error: &UserError,
        summary: &mut Summary,
    ) -> Result<(), UserError> {
        let left = self.store().left_waiting(account, waiting(Some(error))).await?;
        if left > 0 {
            let what = match left {
                1 => format!("account {account}: 1 confirmation that was ordered is not sent"),
                left => format!("account {account}: {left} confirmations that were ordered are not sent"),
            };
            summary.failed += 1;
            summary.problems.push(
                UserError::new(ErrorKind::Partial, what)
                    .why("the account's part ended early")
                    .next("they go out with the next sync; `kandidat outbox` shows them")
                    .cause(Cause::NextSync)
                    .of(account),
            );
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the body of `sync_account`, called from there only")]
    async fn sync_parts(
        &self,
        task: TaskId,
        account: &AccountName,
        held: &super::lease::Held,
        fetching: Fetching,
        confirming: Confirming,
        summary: &mut Summary,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<(), UserError> {
        let source = self.source(account)?;
        let prepare = async {
            // Refused credentials are not tried again by themselves; whoever syncs all the same wants it tried now.
            if self.store().pause(account).await?.is_some_and(|(pause, _)| pause.is_for_credentials()) {
                self.sign_in(account).await?;
            }
            self.read_references(account, source.as_ref(), summary).await
        };
        tokio::select! {
            // There is nothing yet that would have to be finished.
            () = cancel.cancelled() => return Ok(()),
            prepared = prepare => prepared?,
        }
        let pulling = self.pull(task, account, source.as_ref(), summary, reporter, cancel).await?;
        let (mut stop, mut away) = (pulling.stop, pulling.away);
        if fetching == Fetching::Fetch && stop.is_none() && !cancel.is_cancelled() {
            let meter = Meter::new(reporter, task, Work::Save, None);
            let mut fetched = media::Fetched::default();
            let wanted = Wanted::All { most: self.media_limit() };
            let ended = self.fetch(account, &wanted, &mut fetched, &meter, reporter, cancel).await;
            meter.end();
            summary.media_saved += fetched.files;
            summary.failed += fetched.failed.len() as u64;
            summary.problems.extend(media::problems(&fetched.failed));
            ended?;
            (stop, away) = (fetched.stop, away.or(fetched.away));
        }
        // Who confirms after delivery alone waits for it; what a person orders by name is still sent.
        let by_itself = self.account(account)?.confirm_after == ConfirmAfter::Saved;
        if confirming == Confirming::All && by_itself {
            self.order_all(account, &pulling.pass).await?;
        }
        summary.held_back = self.store().held_back(account).await?;
        if let Some(error) = stop {
            return Err(error);
        }
        if cancel.is_cancelled() {
            return Ok(());
        }
        let brought = self.dispatch(account, held, None, reporter, cancel).await?;
        summary.confirmed += brought.confirmed;
        summary.failed += brought.failed.len() as u64;
        summary.problems.extend(brought.problems());
        // Who is safely stored doesn't wait for others who can't be had for now.
        brought.stop.or(away).map_or(Ok(()), Err)
    }

    /// Brings the templates and the reference data up to date. What of it can't be read is told, and keeps no applicant
    /// away; if the source is away altogether, its list says so.
    async fn read_references(
        &self,
        account: &AccountName,
        source: &dyn Source,
        summary: &mut Summary,
    ) -> Result<(), UserError> {
        if source.offers(Offer::Templates) {
            match source.templates().await {
                Ok(templates) => self.store().save_templates(account, &templates).await?,
                Err(error) => self.not_read(account, &error, summary).await?,
            }
        }
        if source.offers(Offer::Dictionaries) {
            for which in Dictionary::ALL {
                let Err(error) = self.read_dictionary(account, source, which).await? else { continue };
                self.not_read(account, &error, summary).await?;
                // Whoever can't be reached isn't waited for twice.
                if error.class == Class::Offline {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Tells that reference data could not be read.
    ///
    /// # Errors
    /// Where that concerns the whole account.
    async fn not_read(
        &self,
        account: &AccountName,
        error: &http::Error,
        summary: &mut Summary,
    ) -> Result<(), UserError> {
        if plan::concerns_the_account(error) {
            return Err(self.fail(account, error).await);
        }
        summary.failed += 1;
        summary.problems.push(plan::explain(account, error));
        Ok(())
    }

    /// Orders the confirmation of all that is safely stored, and of what was confirmed and is listed again.
    async fn order_all(&self, account: &AccountName, pass: &Pass) -> Result<(), UserError> {
        let mut keys = self.store().confirmable(account).await?;
        keys.extend(self.store().relisted(account, pass).await?);
        crate::fail::point("engine.sync.before-order");
        self.store().order_confirm(keys, self.actor(), Gaps::Refuse).await?;
        crate::fail::point("engine.sync.ordered");
        Ok(())
    }
}

/// How an account is that could not be synced.
fn unwell(error: &UserError, pause: Option<(Pause, Option<jiff::Timestamp>)>) -> Health {
    match pause {
        Some((Pause::Password, _)) => Health::FirstPassword(error.clone()),
        _ if error.kind == ErrorKind::Auth => Health::Refused(error.clone()),
        pause => Health::Waiting(error.clone(), pause.and_then(|(why, until)| Some((why, until?)))),
    }
}

impl Summary {
    /// Whether anything arrived or was sent, whatever else went wrong.
    fn brought_anything(&self) -> bool {
        self.new + self.updated + self.media_saved + self.confirmed + self.unreadable > 0
    }

    /// Adds another account's figures.
    fn add(&mut self, other: &Summary) {
        self.new += other.new;
        self.updated += other.updated;
        self.media_saved += other.media_saved;
        self.confirmed += other.confirmed;
        self.held_back += other.held_back;
        self.unreadable += other.unreadable;
        self.failed += other.failed;
        self.problems.extend(other.problems.iter().cloned());
    }
}

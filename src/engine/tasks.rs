//! The engine's own loop: takes commands from the screen, runs them side by side, and syncs by itself.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::progress::{Meter, Reporter};
use super::{Command, Confirming, Engine, Event, Fetching, Outcome, Summary, TaskId, Work};
use crate::domain::{AccountName, Offer};
use crate::error::UserError;
use crate::store::{Edit, GRACE, Going, Insist, Pause, Undone};

/// So much later than it is due, that it surely is.
const MOMENT: Duration = Duration::from_millis(50);
/// How long work on the network may take to come to its end, once nobody looks any more.
const PATIENCE: Duration = Duration::from_secs(5);
/// Commands without a number of their own answer under this one.
pub const UNNUMBERED: TaskId = TaskId(0);

/// Serves commands until [`Command::Quit`] or until nobody can send any more, then finishes what must be
/// finished. Local decisions are carried out in the order they come in; work on the network runs beside them.
/// Answers with why a decision failed that nobody listened for any more.
pub async fn run(
    engine: Engine,
    mut commands: mpsc::UnboundedReceiver<Command>,
    events: Reporter,
) -> Option<UserError> {
    let mut beside = Beside::default();
    let (decide, decisions) = mpsc::unbounded_channel();
    let (decided, mut over) = mpsc::unbounded_channel();
    let deciding = tokio::spawn(decisions_of(engine.clone(), decisions, events.clone(), decided));
    let mut polls = Polls::new(&engine);
    let mut reports = Reports::default();
    loop {
        tokio::select! {
            biased;
            command = commands.recv() => match command {
                None | Some(Command::Quit) => break,
                Some(Command::Cancel(task)) => beside.cancel(task),
                Some(command) => match command.task() {
                    _ if is_local(&command) => {
                        // Nothing of what somebody decided is dropped at the end: only they themselves stop it.
                        let token = CancellationToken::new();
                        if let Some(task) = command.task().filter(|task| *task != UNNUMBERED) {
                            beside.running.insert(task, token.clone());
                        }
                        let _it_waits_for_us = decide.send((command, token));
                    }
                    Some(task) => {
                        let token = beside.begin(task);
                        let (engine, events) = (engine.clone(), events.clone());
                        beside.work.spawn(async move {
                            let outcome = engine.perform(command, &events, &token).await;
                            let _nobody_listens = events.send(Event::Finished { task, outcome });
                            task
                        });
                    }
                    None => {}
                },
            },
            Some((task, left)) = over.recv() => {
                beside.running.remove(&task);
                match left {
                    Left::Nothing => {}
                    Left::Report => reports.decided(Instant::now()),
                    Left::AtOnce(outcome) => {
                        beside.send(&engine, engine.accounts(), &events, Some(Event::Finished { task, outcome }));
                    }
                }
            }
            Some(ended) = beside.work.join_next() => {
                if let Ok(task) = ended {
                    beside.running.remove(&task);
                }
            }
            () = at(reports.next) => {
                reports.passed(Instant::now());
                beside.send(&engine, engine.reporting(), &events, None);
            }
            account = polls.next() => {
                let (task, token) = beside.begin_own();
                let (engine, events) = (engine.clone(), events.clone());
                beside.work.spawn(async move {
                    engine.poll(task, account, &events, &token).await;
                    task
                });
            }
        }
    }
    beside.all.cancel();
    drop(decide);
    // It ends with its queue.
    let unheard = deciding.await.unwrap_or_default();
    let ends = async { while beside.work.join_next().await.is_some() {} };
    if tokio::time::timeout(PATIENCE, ends).await.is_err() {
        // A server that doesn't answer: what was sent to it stays in the outbox as what it is, unknown.
        tracing::warn!("the work on the network did not end in time, and is left where it is");
    }
    unheard
}

/// The work beside the loop, and what stops each of it.
#[derive(Default)]
struct Beside {
    all: CancellationToken,
    running: HashMap<TaskId, CancellationToken>,
    work: JoinSet<TaskId>,
    /// How much the engine has begun by itself.
    own: u64,
}

impl Beside {
    fn begin(&mut self, task: TaskId) -> CancellationToken {
        let token = self.all.child_token();
        self.running.insert(task, token.clone());
        token
    }

    fn begin_own(&mut self) -> (TaskId, CancellationToken) {
        self.own += 1;
        let task = TaskId(TaskId::OWN + self.own);
        (task, self.begin(task))
    }

    fn cancel(&self, task: TaskId) {
        if let Some(token) = self.running.get(&task) {
            token.cancel();
        }
    }

    /// Sends what is due for these accounts, then tells what waited for that.
    fn send(&mut self, engine: &Engine, accounts: Vec<AccountName>, events: &Reporter, then: Option<Event>) {
        let (task, token) = self.begin_own();
        let (engine, events) = (engine.clone(), events.clone());
        self.work.spawn(async move {
            join_all(accounts.into_iter().map(|account| engine.report(task, account, &events, &token))).await;
            if let Some(then) = then {
                let _nobody_listens = events.send(then);
            }
            task
        });
    }
}

/// What a decision leaves to be sent.
#[derive(Debug)]
enum Left {
    Nothing,
    /// A report of progress, once the change can't be taken back any more.
    Report,
    /// Whatever is due; the decision has ended, with this outcome, when that is sent.
    AtOnce(Outcome),
}

/// When reports of progress leave: a change of stage can be taken back for a while before. Whoever decides without a
/// pause holds nothing up for longer than twice that while.
#[derive(Debug, Default)]
struct Reports {
    next: Option<Instant>,
    last: Option<Instant>,
}

impl Reports {
    fn decided(&mut self, now: Instant) {
        let leaves = now + GRACE.unsigned_abs() + MOMENT;
        self.last = Some(leaves);
        self.next.get_or_insert(leaves);
    }

    /// What was due by now is being sent.
    fn passed(&mut self, now: Instant) {
        self.next = self.last.filter(|last| *last > now);
    }
}

/// Waits until then; for ever without a time.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Whether it is carried out here, in the order of the others of its kind; everything else is work on the network or
/// on files.
fn is_local(command: &Command) -> bool {
    match command {
        Command::Edit { .. }
        | Command::EditWhere { .. }
        | Command::Undo { .. }
        | Command::Redo { .. }
        | Command::Wake
        | Command::Retry { .. }
        | Command::Drop { .. }
        | Command::Pause { .. }
        | Command::Resume { .. }
        | Command::View(_)
        | Command::Remember { .. } => true,
        Command::Sync { .. }
        | Command::Save { .. }
        | Command::Confirm { .. }
        | Command::Chat { .. }
        | Command::TestChat { .. }
        | Command::Export { .. }
        | Command::Password { .. }
        | Command::Cancel(_)
        | Command::Quit => false,
    }
}

/// Whether a source may want to know of it.
fn is_reported(command: &Command) -> bool {
    matches!(
        command,
        Command::Edit { edit: Edit::Stage { .. }, .. }
            | Command::EditWhere { edit: Edit::Stage { .. }, .. }
            | Command::Undo { .. }
            | Command::Redo { .. }
    )
}

/// Carries local decisions out, one after the other, beside the loop: a long one doesn't keep it from stopping it.
async fn decisions_of(
    engine: Engine,
    mut decisions: mpsc::UnboundedReceiver<(Command, CancellationToken)>,
    events: Reporter,
    over: mpsc::UnboundedSender<(TaskId, Left)>,
) -> Option<UserError> {
    let mut unheard = None;
    if engine.writable().is_ok() {
        match engine.store().wake().await {
            Ok(woken) => tell_woken(woken.len() as u64, &events),
            Err(error) => tracing::warn!(%error, "those who were put off could not be brought back"),
        }
    }
    while let Some((command, cancel)) = decisions.recv().await {
        let task = command.task().unwrap_or(UNNUMBERED);
        let (sends, reports) = (matches!(command, Command::Retry { .. }), is_reported(&command));
        let outcome = engine.decide(command, &events, &cancel).await.unwrap_or_else(Outcome::Failed);
        if !matches!(outcome, Outcome::Failed(_)) {
            let _nobody_listens = events.send(Event::Changed(Vec::new()));
        }
        let left = if sends {
            Left::AtOnce(outcome)
        } else {
            let told = events.send(Event::Finished { task, outcome });
            if let Err(mpsc::error::SendError(Event::Finished { outcome: Outcome::Failed(error), .. })) = told
            {
                unheard = Some(error);
            }
            if reports { Left::Report } else { Left::Nothing }
        };
        let _the_loop_is_over = over.send((task, left));
    }
    unheard
}

fn tell_woken(many: u64, events: &Reporter) {
    if many > 0 {
        let _nobody_listens = events.send(Event::Woken(many));
    }
}

/// Tells how far a decision is, once it has turned out to take a while, and hears whether it is to stop.
struct Pace<'a> {
    task: TaskId,
    total: Option<u64>,
    done: u64,
    meter: Option<Meter>,
    events: &'a Reporter,
    cancel: &'a CancellationToken,
}

impl Pace<'_> {
    fn going(&mut self, some: u64) -> Going {
        let before = self.done;
        self.done += some;
        if let Some(meter) = &self.meter {
            meter.add(some, 0);
        } else if before > 0 && self.task != UNNUMBERED {
            let meter = Meter::new(self.events, self.task, Work::Edit, self.total);
            meter.add(self.done, 0);
            self.meter = Some(meter);
        }
        if self.cancel.is_cancelled() { Going::Stop } else { Going::On }
    }
}

impl Engine {
    async fn perform(&self, command: Command, events: &Reporter, cancel: &CancellationToken) -> Outcome {
        if let Command::TestChat { task, account } = &command {
            return match self.test_chat(account) {
                Ok(link) => {
                    let _nobody_listens = events.send(Event::Chat { task: *task, key: None, link });
                    Outcome::Chatted
                }
                Err(error) => Outcome::Failed(error),
            };
        }
        if let Err(error) = self.writable() {
            return Outcome::Failed(error);
        }
        match command {
            Command::Sync { task, account, fetching, confirming } => {
                let accounts = account.map_or_else(|| self.accounts(), |one| vec![one]);
                match self.sync(task, &accounts, fetching, confirming, events, cancel).await {
                    Ok(_) if cancel.is_cancelled() => Outcome::Cancelled,
                    Ok(synced) => Outcome::Synced(synced.summary),
                    Err(error) => Outcome::Failed(error),
                }
            }
            Command::Save { task, what } => self.save(task, what, events, cancel).await,
            Command::Confirm { task, keys, fetching, gaps } => {
                match self.confirm(task, keys, fetching, gaps, events, cancel).await {
                    Ok(brought) => Outcome::Confirmed(brought.fates),
                    Err(error) => Outcome::Failed(error),
                }
            }
            Command::Chat { task, key } => tokio::select! {
                () = cancel.cancelled() => Outcome::Cancelled,
                asked = self.chat(key) => match asked {
                    Ok(link) => {
                        let _nobody_listens = events.send(Event::Chat { task, key: Some(key), link });
                        let _nobody_listens = events.send(Event::Changed(vec![key]));
                        Outcome::Chatted
                    }
                    Err(error) => Outcome::Failed(error),
                },
            },
            // What has been sent is not broken off.
            Command::Password { account, new, .. } => {
                match self.change_password(&account, new.secret(), Some(events)).await {
                    Ok(stored) => Outcome::Password(stored),
                    Err(error) => Outcome::Failed(error),
                }
            }
            Command::Export { task, keys, to } => self.export(task, keys, to, events, cancel).await,
            other => self.decide(other, events, cancel).await.unwrap_or_else(Outcome::Failed),
        }
    }

    /// Carries a local decision out: no network.
    async fn decide(
        &self,
        command: Command,
        events: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<Outcome, UserError> {
        self.writable()?;
        let store = self.store();
        let changed =
            |undone: Option<Undone>, outcome: fn(Undone) -> Outcome| undone.map_or(Outcome::Nothing, outcome);
        let pace = |task, total| Pace { task, total, done: 0, meter: None, events, cancel };
        Ok(match command {
            Command::Edit { task, keys, edit } => {
                let mut pace = pace(task, Some(keys.len() as u64));
                let applied = store.apply_while(keys, edit, self.actor(), |some| pace.going(some)).await?;
                match applied.left {
                    0 => Outcome::Edited(applied.changed),
                    left => Outcome::EditedSome(applied.changed, left),
                }
            }
            Command::EditWhere { query, edit } => {
                Outcome::Edited(store.apply_where(&query, edit, self.actor()).await?.changed)
            }
            Command::Undo { task } => {
                let mut pace = pace(task, None);
                changed(store.undo_while(self.actor(), |some| pace.going(some)).await?, Outcome::Undone)
            }
            Command::Redo { task } => {
                let mut pace = pace(task, None);
                changed(store.redo_while(self.actor(), |some| pace.going(some)).await?, Outcome::Redone)
            }
            Command::Wake => {
                let woken = store.wake().await?.len() as u64;
                tell_woken(woken, events);
                Outcome::Edited(woken)
            }
            Command::Retry { ids } => Outcome::Edited(store.outbox_retry(ids, Insist::No).await?),
            Command::Drop { ids } => Outcome::Edited(store.outbox_drop(ids, self.actor()).await?),
            Command::Pause { account, until } => {
                store.set_pause(&account, Some((Pause::ByHand, until))).await?;
                Outcome::Edited(0)
            }
            Command::Resume { account } => {
                store.set_pause(&account, None).await?;
                Outcome::Edited(0)
            }
            Command::View(edit) => {
                store.edit_view(edit).await?;
                Outcome::Edited(0)
            }
            Command::Remember { name, value } => {
                store.remember(&name, &value).await?;
                Outcome::Edited(0)
            }
            _ => Outcome::Nothing,
        })
    }

    /// The accounts whose source wants to know how far applicants got.
    fn reporting(&self) -> Vec<AccountName> {
        let wanting = self.config().accounts.iter().filter(|account| account.source.offers(Offer::Feedback));
        wanting.map(|account| account.name.clone()).collect()
    }

    /// Sends what somebody's decision made due; keeps quiet when all is well.
    async fn report(
        &self,
        task: TaskId,
        account: AccountName,
        events: &Reporter,
        cancel: &CancellationToken,
    ) {
        if self.writable().is_err() {
            return;
        }
        let outcome = match self.send_due(&account, events, cancel).await {
            Ok(brought) => {
                let mut problems: Vec<UserError> = brought.problems().collect();
                problems.extend(brought.stop);
                Outcome::Synced(Summary { failed: problems.len() as u64, problems, ..Summary::default() })
            }
            Err(error) => Outcome::Failed(error),
        };
        let _nobody_listens = events.send(Event::Finished { task, outcome });
    }

    /// A sync that nobody asked for: it never confirms by itself, and keeps quiet when all is well.
    async fn poll(&self, task: TaskId, account: AccountName, events: &Reporter, cancel: &CancellationToken) {
        // One that is under way already, also because somebody wanted it, will do.
        let under_way = self.syncing(&account).try_lock().is_err();
        if under_way || self.writable().is_err() || self.rests(&account).await {
            return;
        }
        let ended =
            self.sync(task, &[account], Fetching::Fetch, Confirming::OrderedOnly, events, cancel).await;
        match ended {
            Ok(synced) => {
                if synced.summary.new > 0 {
                    let _nobody_listens = events.send(Event::Arrived(synced.summary.new));
                }
                let outcome = Outcome::Synced(synced.summary);
                let _nobody_listens = events.send(Event::Finished { task, outcome });
            }
            Err(error) => {
                tracing::error!(%error, "a sync in the background failed");
                let _nobody_listens = events.send(Event::Finished { task, outcome: Outcome::Failed(error) });
            }
        }
    }
}

/// When each account is synced by itself: at the start, then after every period.
struct Polls {
    due: Vec<(Instant, Duration, AccountName)>,
}

impl Polls {
    fn new(engine: &Engine) -> Self {
        let now = Instant::now();
        let polled = engine.config().accounts.iter();
        Self { due: polled.filter_map(|account| Some((now, account.poll?, account.name.clone()))).collect() }
    }

    /// Waits for the next account that is due; for ever when none is polled.
    async fn next(&mut self) -> AccountName {
        let Some(first) = self.due.iter_mut().min_by_key(|(at, _, _)| *at) else {
            return std::future::pending().await;
        };
        tokio::time::sleep_until(first.0).await;
        first.0 = Instant::now() + first.1;
        first.2.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_goes_on_deciding_does_not_hold_the_first_report_up() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds) + MOMENT;
        let mut reports = Reports::default();
        assert_eq!(reports.next, None);
        for second in [0, 5, 9] {
            reports.decided(start + Duration::from_secs(second));
            assert_eq!(reports.next, Some(after(10)), "by the first decision");
        }
        reports.passed(after(10));
        assert_eq!(reports.next, Some(after(19)), "the last one's turn comes as well");
        reports.decided(after(12));
        reports.passed(after(19));
        assert_eq!(reports.next, Some(after(22) + MOMENT));
        reports.passed(after(23));
        assert_eq!(reports.next, None);
    }
}

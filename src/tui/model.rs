//! The state of the screen: everything that a frame is drawn from, and nothing that the store could be asked for
//! again and isn't shown.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::cx::Cx;
use super::dialog::Dialog;
use super::effect::Effect;
use super::keymap::Chord;
use super::layout::{Banner, Layout, Zoom};
use super::macros;
use super::msg::{Ask, Subject, Ticket};
use super::pane::applicants::Marks;
use super::pane::{applicants, profile, templates, views};
use super::told;
use crate::domain::{AccountName, Key};
use crate::engine::event::Health;
use crate::engine::{Progress, TaskId, Work};
use crate::error::{Reason, UserError};
use crate::store::{Row, Totals, ViewEdit};

/// The three panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is named by what it shows")]
pub enum Pane {
    Templates,
    #[default]
    Applicants,
    Profile,
}

impl Pane {
    /// From left to right.
    pub const ALL: [Pane; 3] = [Pane::Templates, Pane::Applicants, Pane::Profile];
}

/// Whether something that is asked for has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Load {
    /// Not yet.
    #[default]
    Waiting,
    /// It is here.
    Ready,
    /// It can't be had: why.
    Failed(UserError),
}

/// How bad a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something can't be done, or only in part.
    Warn,
    /// Something went wrong.
    Bad,
}

/// Whose word a message is, the more urgent the later: what stands is not taken away by less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// Something has happened by itself.
    News,
    /// Work that a key began, perhaps long ago, has ended.
    Result,
    /// The answer to a key.
    Answer,
}

/// A message at the foot of the screen, for a while; the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What it says, in one line.
    pub text: String,
    /// The particulars, for the log screen.
    pub detail: Option<String>,
    /// How bad it is.
    pub tone: Tone,
    /// Whose word it is.
    pub voice: Voice,
    /// When it was said.
    pub at: Timestamp,
    /// When it goes.
    pub until: Timestamp,
}

/// What a chat page was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be opened or shown.
    Show,
    /// To be copied.
    Copy,
}

/// Work under way that this screen asked for, or that reports progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What kind.
    pub work: Work,
    /// How far it is, once it has said so.
    pub progress: Option<Progress>,
    /// What a chat page was asked for.
    pub purpose: Purpose,
    /// For whom, when it is one applicant.
    pub key: Option<Key>,
    /// What is to be said once it is done.
    pub said: Option<String>,
}

/// How an account is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// When a sync last worked.
    pub synced: Option<Timestamp>,
    /// What the engine said last.
    pub health: Option<Health>,
    /// What the store remembered of an earlier problem.
    pub problem: Option<Reason>,
    /// A person has paused it.
    pub paused: bool,
    /// It refuses to be asked until somebody does something: stays while it is tried again.
    pub refusal: Option<Refusal>,
    /// When a sync was tried last.
    pub tried: Option<Timestamp>,
    /// How many applicants it has.
    pub applicants: u64,
    /// Until when the session that is kept for it is good.
    pub session: Option<Timestamp>,
}

/// What somebody has to do before an account can be asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Put the right credentials where the configuration finds them.
    Credentials,
    /// Change the first password.
    FirstPassword,
}

impl Condition {
    /// Takes what the engine says.
    pub fn heard(&mut self, health: Health) {
        match &health {
            Health::Refused(_) => self.refusal = Some(Refusal::Credentials),
            Health::FirstPassword(_) => self.refusal = Some(Refusal::FirstPassword),
            Health::Synced(_) | Health::Waiting(..) | Health::Paused(_) => self.refusal = None,
            Health::Syncing => {}
        }
        self.health = Some(health);
    }

    /// Whether nothing works there until the first password is changed.
    pub fn wants_password(&self) -> bool {
        self.refusal == Some(Refusal::FirstPassword)
    }

    /// When a sync last worked.
    pub fn last_sync(&self) -> Option<Timestamp> {
        match self.health {
            Some(Health::Synced(at)) => Some(at),
            _ => self.synced,
        }
    }

    /// Whether a person has paused it.
    pub fn is_paused(&self) -> bool {
        match self.health {
            Some(Health::Paused(_)) => true,
            None => self.paused,
            _ => false,
        }
    }
}

/// Something that `u` can take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Marks, which belong to this screen: what they were before.
    Marked(Arc<Marks>),
    /// A decision that the store keeps: under which number it was sent, and who was marked before it.
    Stored(TaskId, Arc<Marks>),
    /// A saved view was changed: what takes it back.
    Viewed(ViewEdit),
}

/// What has to be asked for again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described at the question of the same name")]
pub struct Stale {
    pub count: bool,
    pub totals: bool,
    pub groups: bool,
    pub accounts: bool,
    pub detail: bool,
    pub views: bool,
}

impl Stale {
    /// Everything.
    pub const ALL: Stale =
        Stale { count: true, totals: true, groups: true, accounts: true, detail: true, views: true };
}

/// Whether the screen is on its way out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leaving {
    /// No.
    #[default]
    No,
    /// The engine finishes what must be finished; then the screen goes.
    Finishing,
}

/// How long a message stays, in seconds.
const TOAST: i64 = 6;
/// How long a message of something that went wrong stays, in seconds.
const TOAST_BAD: i64 = 12;
/// At most so many messages are kept for the log.
const JOURNAL: usize = 200;
/// Changes from below are shown at most this often, in milliseconds.
pub const REFRESH_EVERY: i64 = 250;
/// An applicant under the cursor for so long counts as read, in milliseconds.
pub const READ_AFTER: i64 = 2_000;
/// At most so many steps can be taken back.
const UNDO: usize = 100;

/// Until when a message of this tone stays.
fn stays(tone: Tone, cx: &Cx) -> Timestamp {
    let seconds = if tone == Tone::Done { TOAST } else { TOAST_BAD };
    cx.now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(cx.now)
}

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Model {
    /// Columns and rows.
    pub size: (u16, u16),
    /// Which pane the keys go to.
    pub focus: Pane,
    /// Whether that pane has the whole screen.
    pub zoom: Zoom,
    /// The left pane.
    pub templates: templates::State,
    /// The middle pane.
    pub applicants: applicants::State,
    /// The right pane.
    pub profile: profile::State,
    /// The tabs over the middle pane.
    pub views: views::State,
    /// The header's figures.
    pub totals: Totals,
    /// How the accounts are doing.
    pub accounts: BTreeMap<AccountName, Condition>,
    /// The dialogs, the one on top last.
    pub dialogs: Vec<Dialog>,
    /// The keys pressed so far of several that belong together.
    pub pending: Vec<Chord>,
    /// The macro under way.
    pub run: Option<macros::Run>,
    /// What was used last in the palette, the latest first; none until the store was asked.
    pub recent: Option<Vec<String>>,
    /// Work under way.
    pub tasks: BTreeMap<TaskId, Task>,
    /// The message at the foot.
    pub toast: Option<Toast>,
    /// What comes to the foot once that is free: it may not take an answer away before it is read.
    pub waiting: Option<Toast>,
    /// Messages so far, the latest last.
    pub journal: VecDeque<Toast>,
    /// What `u` takes back, the latest last.
    pub undo: Vec<Done>,
    /// What `Ctrl-r` does again.
    pub redo: Vec<Done>,
    /// What has to be asked for again.
    pub stale: Stale,
    /// When changes from below are to be shown.
    pub refresh_due: Option<Timestamp>,
    /// When they were last shown.
    pub refreshed: Option<Timestamp>,
    /// Who is under the cursor, and since when.
    pub dwell: Option<(Key, Timestamp)>,
    /// Whether the screen is on its way out.
    pub leaving: Leaving,
    /// Who was just noted as read, until the store says so.
    pub awaits_read: Option<Key>,
    /// What is known of the terminal, for pictures.
    pub terminal: super::dialog::preview::Terminal,
    /// What the first-start screen was answered with.
    pub chosen: Option<super::first::Start>,
    asked: BTreeMap<Subject, (Ticket, Ask)>,
    tickets: u64,
    numbers: u64,
}

impl Model {
    /// The screen before anything is known, at this size.
    pub fn new(columns: u16, rows: u16) -> Self {
        let mut model = Self { size: (columns, rows), stale: Stale::ALL, ..Self::default() };
        let height = model.page(Pane::Applicants);
        model.applicants.list.restart(None, height);
        model
    }

    /// Where everything is; `None` when the terminal is too small.
    pub fn layout(&self) -> Option<Layout> {
        let banner = if self.refusal().is_some() { Banner::Shown } else { Banner::Hidden };
        Layout::new(self.size.0, self.size.1, self.focus, self.zoom, banner)
    }

    /// The first account that can't be asked until somebody does something.
    pub fn refusal(&self) -> Option<(&AccountName, Refusal)> {
        self.accounts.iter().find_map(|(name, condition)| Some((name, condition.refusal?)))
    }

    /// The rows of a pane's page; at least one, so that a hidden pane can still be moved in.
    pub fn page(&self, pane: Pane) -> u16 {
        let height = self
            .layout()
            .and_then(|layout| layout.pane(pane))
            .map_or(self.size.1.saturating_sub(2), |area| area.height);
        let inside = height.saturating_sub(2);
        let head = if pane == Pane::Applicants { self.head_of(inside) } else { (0, 0) };
        inside.saturating_sub(head.0 + head.1).max(1)
    }

    /// The rows of the middle pane above its list: of the tabs, and of the search line.
    pub fn head(&self) -> (u16, u16) {
        let area = self.layout().and_then(|layout| layout.applicants);
        area.map_or((0, 0), |area| self.head_of(area.height.saturating_sub(2)))
    }

    /// Of so many rows of the middle pane, those of the tabs and those of the search line.
    pub fn head_of(&self, inside: u16) -> (u16, u16) {
        let tabs = self.views.rows(inside);
        (tabs, self.applicants.head_rows(inside.saturating_sub(tabs)))
    }

    /// Asks for something; an answer to an earlier question of the same kind will be dropped.
    pub fn ask(&mut self, ask: Ask, effects: &mut Vec<Effect>) {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.asked.insert(ask.subject(), (ticket, ask.clone()));
        effects.push(Effect::Query(ticket, ask));
    }

    /// The question that a ticket belongs to, if it still counts; it is then answered.
    pub fn answered(&mut self, ticket: Ticket) -> Option<Ask> {
        let subject =
            self.asked.iter().find(|(_, (asked, _))| *asked == ticket).map(|(subject, _)| *subject)?;
        self.asked.remove(&subject).map(|(_, ask)| ask)
    }

    /// Waits no more for an answer of this kind; whether it was awaited.
    pub fn forget(&mut self, subject: Subject) -> bool {
        self.asked.remove(&subject).is_some()
    }

    /// Whether an answer of this kind is still awaited.
    pub fn awaits(&self, subject: Subject) -> Option<&Ask> {
        self.asked.get(&subject).map(|(_, ask)| ask)
    }

    /// Whether an answer is awaited that the next frame should wait a moment for.
    pub fn awaits_prompt(&self) -> bool {
        self.asked.values().any(|(_, ask)| ask.is_prompt() && !self.is_hidden(ask))
    }

    /// Whether an answer is awaited that the next frame could show.
    pub fn awaits_shown(&self) -> bool {
        self.asked.values().any(|(_, ask)| !self.is_hidden(ask))
    }

    /// The profile comes when it will while its pane has no place: the list alone waits for nobody.
    fn is_hidden(&self, ask: &Ask) -> bool {
        matches!(ask, Ask::Detail(_) | Ask::Blank(..))
            && self.dialogs.is_empty()
            && self.layout().is_some_and(|layout| layout.profile.is_none())
    }

    /// Whether an answer is awaited that may decide whom the next action is about.
    pub fn awaits_whom(&self) -> bool {
        self.asked.values().any(|(_, ask)| ask.is_about_whom())
    }

    /// Whether any answer is awaited.
    pub fn awaits_any(&self) -> bool {
        !self.asked.is_empty()
    }

    /// A number for new work, and the work noted.
    pub fn begin(&mut self, work: Work, key: Option<Key>) -> TaskId {
        self.numbers += 1;
        let task = TaskId(self.numbers);
        self.tasks.insert(task, Task { work, progress: None, purpose: Purpose::Show, key, said: None });
        task
    }

    /// Shows a message, and keeps it for the log.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>, cx: &Cx) {
        self.say_more(tone, text.into(), None, cx);
    }

    /// Shows a message whose particulars stand only in the log.
    pub fn say_more(&mut self, tone: Tone, text: String, detail: Option<String>, cx: &Cx) {
        let toast = Toast { text, detail, tone, voice: Voice::Answer, at: cx.now, until: stays(tone, cx) };
        if self.journal.len() == JOURNAL {
            self.journal.pop_front();
        }
        self.journal.push_back(toast.clone());
        self.toast = Some(toast);
    }

    /// What was said last is of this voice: where something stood that mattered more, or as much and unasked for, it
    /// waits until that is gone. The log has it in any case.
    pub fn give_way(&mut self, stood: Option<Toast>, voice: Voice, cx: &Cx) {
        let Some(mut said) = self.toast.take() else {
            self.toast = stood;
            return;
        };
        said.voice = voice;
        let stays = |toast: &Toast| {
            voice != Voice::Answer
                && toast.voice != Voice::News
                && toast.until > cx.now
                && toast.text != cx.word("said-stopping")
        };
        let Some(stood) = stood.filter(stays) else {
            self.toast = Some(said);
            return;
        };
        self.toast = Some(stood);
        if self.waiting.as_ref().is_none_or(|other| other.voice <= voice) {
            self.waiting = Some(said);
        }
    }

    /// Shows what waits, if the foot is free.
    pub fn show_waiting(&mut self, cx: &Cx) {
        if self.toast.is_none() {
            let waited = self.waiting.take();
            self.toast = waited.map(|toast| Toast { until: stays(toast.tone, cx), ..toast });
        }
    }

    /// Takes a message back that is true no longer.
    pub fn hush(&mut self, text: &str) {
        if self.toast.as_ref().is_some_and(|toast| toast.text == text) {
            self.toast = None;
        }
    }

    /// Shows what went wrong.
    pub fn complain(&mut self, error: &UserError, cx: &Cx) {
        let text = told::one_line(error, cx);
        self.say_more(Tone::Bad, text, told::particulars(error), cx);
    }

    /// Notes something that can be taken back.
    pub fn did(&mut self, done: Done) {
        if self.undo.len() == UNDO {
            self.undo.remove(0);
        }
        self.undo.push(done);
        self.redo.clear();
    }

    /// The row under the list's cursor.
    pub fn current(&self) -> Option<&Row> {
        self.applicants.list.current()
    }

    /// Whom a batch action is about: the marked, else the one under the cursor.
    pub fn targets(&self) -> Vec<Key> {
        if self.applicants.marks.is_empty() {
            self.applicants.list.cursor().into_iter().collect()
        } else {
            // The greatest key is the newest applicant, which stands first in the list.
            self.applicants.marks.iter().rev().copied().collect()
        }
    }

    /// Forgets a decision that turned out to change nothing: it is not what `u` takes back.
    pub fn did_nothing(&mut self, task: TaskId) {
        self.undo.retain(|done| !matches!(done, Done::Stored(sent, _) if *sent == task));
    }

    /// Long work on this machine that can be stopped, the latest.
    pub fn stoppable(&self) -> Option<TaskId> {
        let stops = |task: &Task| matches!(task.work, Work::Edit | Work::Save | Work::Export);
        self.tasks.iter().rev().find(|(_, task)| stops(task) && task.progress.is_some()).map(|(id, _)| *id)
    }

    /// Work that must not be broken off.
    pub fn must_finish(&self) -> usize {
        self.tasks.values().filter(|task| matches!(task.work, Work::Confirm | Work::Password)).count()
    }
}

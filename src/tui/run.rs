//! THE loop: the only place of the screen that waits. It owns the model, feeds `update` with what comes in, does the
//! effects, and paints when something changed and nothing more is waiting to be worked off.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, Stream, StreamExt};
use ratatui::Terminal;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::busy::{Busy, Raised};
use super::cx::Cx;
use super::effect::Mouse;
use super::first::Start;
use super::input::{Held, Incoming};
use super::model::Model;
use super::msg::{Answer, Ask, Msg, Subject};
use super::pane::applicants::Marks;
use super::pixels::Pixels;
use super::probe::Probe;
use super::terminal::Screen;
use super::update::{next_wake, update};
use crate::browser::Opener;
use crate::clock::Clock;
use crate::engine::{Command, Event, TaskId};
use crate::error::{ErrorKind, UserError};
use crate::local::Multiplexer;

mod deed;
mod memory;
mod paint;
mod perform;
mod signal;
mod typed;

pub use memory::Inbox;
pub use typed::this_terminal;

/// How long a frame waits for the answers of cheap questions, so that a key has one paint and not two.
const PATIENCE: Duration = Duration::from_millis(8);

/// How long the first frame waits, so that it comes filled.
const FIRST: Duration = Duration::from_millis(30);
/// How long a frame waits for answers that nobody is in a hurry for.
const SOON: Duration = Duration::from_millis(2);

/// Who answers the screen's questions: the store, or a test.
pub trait Memory: Clone + Send + Sync + 'static {
    /// Answers a question of a screen that has marked these applicants.
    fn answer(&self, ask: Ask, marks: Arc<Marks>) -> BoxFuture<'static, Result<Answer, UserError>>;

    /// Rises when somebody, also another process, has changed the inbox.
    fn changed(&self) -> Option<watch::Receiver<u64>> {
        None
    }
}

/// What a screen is made of.
pub struct Options<M> {
    /// Configuration, words, looks.
    pub cx: Cx,
    /// Who answers questions.
    pub memory: M,
    /// Where commands go.
    pub commands: mpsc::UnboundedSender<Command>,
    /// Where events come from.
    pub events: mpsc::UnboundedReceiver<Event>,
    /// The time.
    pub clock: Clock,
    /// What stands between us and the terminal.
    pub multiplexer: Option<Multiplexer>,
    /// What opens a chat page or a file.
    pub opener: Opener,
    /// The idle counter.
    pub busy: Busy,
}

/// Runs the inbox until the person leaves.
///
/// # Errors
/// When the terminal can't be used; of kind `Terminated` when the system asked the program to end.
pub async fn run<S, I, M>(options: Options<M>, screen: S, input: I) -> Result<(), UserError>
where
    S: Screen,
    I: Stream<Item = io::Result<Incoming>> + Unpin,
    M: Memory,
{
    let model = Model::new(0, 0);
    Loop::new(options, screen, input, model)?.run().await.map(|_| ())
}

/// Runs the first-start screen: nothing but its dialog, nobody to ask and nobody to command.
///
/// # Errors
/// As [`run`].
pub async fn first_start<S, I>(
    cx: Cx,
    dialogs: Vec<super::dialog::Dialog>,
    screen: S,
    input: I,
    busy: Busy,
) -> Result<Start, UserError>
where
    S: Screen,
    I: Stream<Item = io::Result<Incoming>> + Unpin,
{
    let (commands, _nobody) = mpsc::unbounded_channel();
    let (_silent, events) = mpsc::unbounded_channel();
    let clock = Clock::system();
    let opener = Opener::default();
    let options = Options { cx, memory: Nobody, commands, events, clock, multiplexer: None, opener, busy };
    let mut model = Model::new(0, 0);
    model.dialogs = dialogs;
    let model = Loop::new(options, screen, input, model)?.run().await?;
    Ok(model.chosen.unwrap_or(Start::Leave))
}

/// Nobody to ask: the first-start screen has no store.
#[derive(Clone)]
struct Nobody;

impl Memory for Nobody {
    fn answer(&self, _ask: Ask, _marks: Arc<Marks>) -> BoxFuture<'static, Result<Answer, UserError>> {
        async { Err(UserError::new(ErrorKind::Config, "there is no inbox yet")) }.boxed()
    }
}

/// What comes back from work that the loop has started.
type Reply = (Msg, Raised);

struct Loop<S: Screen, I, M> {
    cx: Cx,
    memory: M,
    commands: mpsc::UnboundedSender<Command>,
    events: Option<mpsc::UnboundedReceiver<Event>>,
    /// Rises when the inbox was changed, also by another process.
    changed: Option<watch::Receiver<u64>>,
    clock: Clock,
    multiplexer: Option<Multiplexer>,
    opener: Opener,
    busy: Busy,
    terminal: Terminal<S>,
    input: I,
    held: Held,
    /// Counters of what is held.
    held_raised: Vec<Raised>,
    probe: Probe,
    pixels: Pixels,
    model: Model,
    replies: mpsc::UnboundedReceiver<Reply>,
    reply: mpsc::UnboundedSender<Reply>,
    /// Questions under way; a newer one of its kind ends an older one, whose answer nobody would look at.
    asking: HashMap<Subject, AbortHandle>,
    /// We have stopped ourselves: the shell's signal to go on is no news.
    stopped: bool,
    /// Counters of commands that the engine has not answered yet.
    awaited: HashMap<TaskId, Vec<Raised>>,
    mouse: Mouse,
    /// The window's title that was set last.
    title: String,
    dirty: bool,
    leaving: bool,
    terminated: bool,
}

/// What the loop woke up for.
enum Woken {
    Input(Option<io::Result<Incoming>>),
    Event(Option<Event>),
    Reply(Option<Reply>),
    Signal(signal::Signal),
    Changed,
    HoldOver,
    Time,
}

impl<S, I, M> Loop<S, I, M>
where
    S: Screen,
    I: Stream<Item = io::Result<Incoming>> + Unpin,
    M: Memory,
{
    fn new(options: Options<M>, mut screen: S, input: I, mut model: Model) -> Result<Self, UserError> {
        let mouse = if options.cx.config.ui.mouse { Mouse::Taken } else { Mouse::Released };
        screen.enter(mouse).map_err(|error| no_terminal(&error))?;
        let terminal = Terminal::new(screen).map_err(|error| no_terminal(&error))?;
        let size = terminal.size().map_err(|error| no_terminal(&error))?;
        let dialogs = std::mem::take(&mut model.dialogs);
        model = Model::new(size.width, size.height);
        model.dialogs = dialogs;
        let (reply, replies) = mpsc::unbounded_channel();
        Ok(Self {
            cx: options.cx,
            changed: options.memory.changed(),
            memory: options.memory,
            commands: options.commands,
            events: Some(options.events),
            clock: options.clock,
            multiplexer: options.multiplexer,
            opener: options.opener,
            busy: options.busy,
            terminal,
            input,
            held: Held::default(),
            held_raised: Vec::new(),
            probe: Probe::default(),
            pixels: Pixels::default(),
            model,
            replies,
            reply,
            asking: HashMap::new(),
            stopped: false,
            awaited: HashMap::new(),
            mouse,
            title: String::new(),
            dirty: true,
            leaving: false,
            terminated: false,
        })
    }

    async fn run(mut self) -> Result<Model, UserError> {
        let ended = self.turns().await;
        self.take_pixels();
        let left = self.terminal.backend_mut().leave();
        ended?;
        left.map_err(|error| no_terminal(&error))?;
        if self.terminated {
            return Err(UserError::new(ErrorKind::Terminated, "the system asked the program to end"));
        }
        Ok(self.model)
    }

    async fn turns(&mut self) -> Result<(), UserError> {
        let mut signals = signal::Signals::new().map_err(|error| no_terminal(&error))?;
        let starting = self.busy.raise();
        self.work_off();
        self.settle(FIRST, FIRST).await?;
        self.paint()?;
        drop(starting);
        while !self.leaving {
            let woken = self.wait(&mut signals).await;
            // What is raised from here on is lowered only after the frame is painted.
            let working = self.busy.raise();
            self.handle(woken).await?;
            self.drain()?;
            self.work_off();
            self.settle(PATIENCE, SOON).await?;
            self.paint()?;
            drop(working);
        }
        Ok(())
    }

    async fn wait(&mut self, signals: &mut signal::Signals) -> Woken {
        let hold = self.held.until();
        self.cx.now = self.clock.now();
        let wake = next_wake(&self.model, &self.cx).map(|at| {
            let millis = at.as_millisecond().saturating_sub(self.cx.now.as_millisecond()).max(1);
            Instant::now() + Duration::from_millis(u64::try_from(millis).unwrap_or(1))
        });
        tokio::select! {
            biased;
            signal = signals.next() => Woken::Signal(signal),
            input = self.input.next() => Woken::Input(input),
            event = next_event(&mut self.events) => Woken::Event(event),
            reply = self.replies.recv() => Woken::Reply(reply),
            () = next_change(&mut self.changed) => Woken::Changed,
            () = sleep_until(hold) => Woken::HoldOver,
            () = sleep_until(wake) => Woken::Time,
        }
    }

    async fn handle(&mut self, woken: Woken) -> Result<(), UserError> {
        match woken {
            Woken::Input(Some(Ok(incoming))) => self.take_input(incoming),
            // The terminal is gone: nobody is left to ask.
            Woken::Input(None | Some(Err(_))) => {
                self.leaving = true;
            }
            Woken::Event(Some(event)) => self.take_event(event),
            Woken::Event(None) => {
                self.events = None;
                self.feed(Msg::EngineEnded);
            }
            Woken::Reply(Some((msg, raised))) => self.take_reply(msg, raised),
            Woken::Reply(None) => {}
            Woken::Signal(signal::Signal::Terminate) => {
                self.terminated = true;
                self.feed(Msg::Terminate);
            }
            Woken::Signal(signal::Signal::Interrupt) => self.feed(Msg::Terminate),
            Woken::Signal(signal::Signal::Stop) => self.suspend()?,
            Woken::Signal(signal::Signal::Continue) => {
                if !std::mem::take(&mut self.stopped) {
                    // Stopped from outside without a word: the shell has its own modes by now.
                    self.retake()?;
                    self.feed(Msg::Resumed);
                }
            }
            Woken::Changed => self.feed(Msg::Engine(Event::Changed(Vec::new()))),
            Woken::HoldOver => self.release_held(),
            Woken::Time => self.feed(Msg::Tick),
        }
        Ok(())
    }

    /// Takes all that is there without waiting: held keys cost one frame, not one each.
    fn drain(&mut self) -> Result<(), UserError> {
        while !self.leaving {
            if let Some(Some(incoming)) = self.input.next().now_or_never() {
                match incoming {
                    Ok(incoming) => self.take_input(incoming),
                    Err(_) => self.leaving = true,
                }
                continue;
            }
            if let Some(events) = &mut self.events
                && let Ok(event) = events.try_recv()
            {
                self.take_event(event);
                continue;
            }
            if let Ok((msg, raised)) = self.replies.try_recv() {
                self.take_reply(msg, raised);
                continue;
            }
            break;
        }
        Ok(())
    }

    fn take_event(&mut self, event: Event) {
        let answered = match &event {
            Event::Finished { task, .. } => self.awaited.get_mut(task).and_then(Vec::pop),
            _ => None,
        };
        self.feed(Msg::Engine(event));
        drop(answered);
    }

    fn take_reply(&mut self, msg: Msg, raised: Raised) {
        self.feed(msg);
        drop(raised);
    }

    /// One message through `update`, and its effects into the world.
    fn feed(&mut self, msg: Msg) {
        self.cx.now = self.clock.now();
        self.dirty |= !matches!(msg, Msg::Drained);
        for effect in update(&mut self.model, msg, &self.cx) {
            self.perform(effect);
        }
    }

    /// Everything is worked off: ask for what is missing.
    fn work_off(&mut self) {
        self.feed(Msg::Drained);
    }

    /// Waits a moment for the answers of cheap questions; input goes first even now.
    async fn settle(&mut self, patience: Duration, soon: Duration) -> Result<(), UserError> {
        let now = Instant::now();
        let (until, soon) = (now + patience, now + soon);
        while !self.leaving {
            // The quick answers are waited for; the others may come along.
            let until = match (self.model.awaits_prompt(), self.model.awaits_shown()) {
                (true, _) => until,
                (false, true) => soon,
                (false, false) => break,
            };
            let woken = tokio::select! {
                biased;
                reply = self.replies.recv() => Woken::Reply(reply),
                input = self.input.next() => Woken::Input(input),
                () = tokio::time::sleep_until(until) => break,
            };
            self.handle(woken).await?;
            self.drain()?;
            self.work_off();
        }
        Ok(())
    }
}

async fn next_event(events: &mut Option<mpsc::UnboundedReceiver<Event>>) -> Option<Event> {
    match events {
        Some(events) => events.recv().await,
        None => std::future::pending().await,
    }
}

async fn next_change(changed: &mut Option<watch::Receiver<u64>>) {
    if let Some(receiver) = changed
        && receiver.changed().await.is_ok()
    {
        return;
    }
    std::future::pending().await
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

fn no_terminal(error: &io::Error) -> UserError {
    UserError::new(ErrorKind::Usage, "the terminal can't be used").why(error.to_string())
}

#[cfg(test)]
mod tests;

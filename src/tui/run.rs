//! THE loop: the only place of the screen that waits. It owns the model, feeds `update` with what comes in, does the
//! effects, and paints when something changed and nothing more is waiting to be worked off.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::Event as TerminalEvent;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, Stream, StreamExt};
use ratatui::Terminal;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::busy::{Busy, Raised};
use super::cx::Cx;
use super::effect::{Effect, Mouse, Probing};
use super::first::Start;
use super::input::{HOLD, Held, Incoming};
use super::model::Model;
use super::msg::{Answer, Ask, Msg, Subject};
use super::pane::applicants::Marks;
use super::pixels::{Before, Pixels};
use super::probe::{Found, Probe};
use super::terminal::{Screen, Surface, mouse, restore_on_panic};
use super::update::{next_wake, update};
use super::view;
use crate::clock::Clock;
use crate::engine::{Command, Event, TaskId};
use crate::error::{ErrorKind, UserError};
use crate::local::Multiplexer;
use crate::preview;

mod deed;
mod memory;
mod signal;

pub use memory::Inbox;

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
    /// The idle counter.
    pub busy: Busy,
}

/// The terminal that this process was started in, as the loop wants it.
pub fn this_terminal() -> (Surface<io::Stdout>, impl Stream<Item = io::Result<Incoming>> + Unpin) {
    // Whether there is colour is the theme's to say: with NO_COLOR, crossterm would write resets that also end
    // bold and reverse, and with them the cursor of the list.
    crossterm::style::force_color_output(true);
    restore_on_panic();
    (Surface::new(io::stdout(), None), keys())
}

/// What the terminal sends, through a queue of our own: crossterm's stream keeps the first waker that it is polled
/// with, and the loop polls both with its own and, to drain what is there, with none. Reading ends as soon as the
/// queue is dropped, so that no key is taken from whoever reads the terminal next.
///
/// That the size has changed is heard from the system itself: where a key and the signal come at the same moment,
/// crossterm forgets the signal, and the screen would keep its old size until the next one.
fn keys() -> impl Stream<Item = io::Result<Incoming>> + Unpin {
    let (sender, mut queue) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut events = crossterm::event::EventStream::new();
        let mut resized = signal::Resized::new().ok();
        loop {
            let event = tokio::select! {
                () = sender.closed() => return,
                event = events.next() => match event {
                    Some(Ok(TerminalEvent::Resize(..))) if resized.is_some() => continue,
                    event => event,
                },
                () = next_size(&mut resized) => match crossterm::terminal::size() {
                    Ok((columns, rows)) => Some(Ok(TerminalEvent::Resize(columns, rows))),
                    Err(_) => continue,
                },
            };
            let Some(event) = event else { return };
            if sender.send(event.map(Incoming::from)).is_err() {
                return;
            }
        }
    });
    futures_util::stream::poll_fn(move |cx| queue.poll_recv(cx))
}

/// Ends when the terminal's size may have changed; never where that can't be heard.
async fn next_size(resized: &mut Option<signal::Resized>) {
    match resized {
        Some(resized) => resized.next().await,
        None => std::future::pending().await,
    }
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
) -> Result<Start, UserError>
where
    S: Screen,
    I: Stream<Item = io::Result<Incoming>> + Unpin,
{
    let (commands, _nobody) = mpsc::unbounded_channel();
    let (_silent, events) = mpsc::unbounded_channel();
    let clock = Clock::system();
    let options =
        Options { cx, memory: Nobody, commands, events, clock, multiplexer: None, busy: Busy::default() };
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
    busy: Busy,
    terminal: Terminal<S>,
    input: I,
    held: Held,
    held_since: Option<(Instant, Vec<Raised>)>,
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
            busy: options.busy,
            terminal,
            input,
            held: Held::default(),
            held_since: None,
            probe: Probe::default(),
            pixels: Pixels::default(),
            model,
            replies,
            reply,
            asking: HashMap::new(),
            stopped: false,
            awaited: HashMap::new(),
            mouse,
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
        let hold = self.held_since.as_ref().map(|(since, _)| *since + HOLD);
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

    fn take_input(&mut self, incoming: Incoming) {
        let events = self.held.push(incoming.event);
        for event in events {
            self.take_terminal(event);
        }
        if self.held.is_waiting() {
            let (_, raised) = self.held_since.get_or_insert_with(|| (Instant::now(), Vec::new()));
            raised.extend(incoming.raised);
        } else {
            self.held_since = None;
        }
    }

    fn release_held(&mut self) {
        for event in self.held.expire() {
            self.take_terminal(event);
        }
        self.held_since = None;
    }

    fn take_terminal(&mut self, event: TerminalEvent) {
        let events = match self.probe.push(event) {
            Found::Events(events) => events,
            Found::Name(name) => {
                let cell = self.cell();
                return self.feed(Msg::Terminal { name: Some(name), cell });
            }
        };
        for event in events {
            self.take_settled(event);
        }
    }

    fn take_settled(&mut self, event: TerminalEvent) {
        match event {
            TerminalEvent::Key(key) => self.feed(Msg::Key(key)),
            TerminalEvent::Paste(text) => self.feed(Msg::Paste(text)),
            TerminalEvent::Mouse(event) => self.feed(Msg::Mouse(event)),
            TerminalEvent::Resize(columns, rows) => self.feed(Msg::Resize(columns, rows)),
            TerminalEvent::FocusGained | TerminalEvent::FocusLost => {}
        }
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
            let until = match (self.model.awaits_prompt(), self.model.awaits_any()) {
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

    fn paint(&mut self) -> Result<(), UserError> {
        if !std::mem::take(&mut self.dirty) || self.leaving {
            return Ok(());
        }
        let wanted = if self.cx.config.ui.mouse && !view::releases_mouse(&self.model) {
            Mouse::Taken
        } else {
            Mouse::Released
        };
        if wanted != self.mouse {
            self.mouse = wanted;
            self.terminal.backend_mut().send(mouse(wanted)).map_err(|error| no_terminal(&error))?;
        }
        // The terminal may have shrunk since it was heard of: nothing is drawn where there is no room any more.
        while let Some((columns, rows)) = self.draw()? {
            self.feed(Msg::Resize(columns, rows));
            self.work_off();
        }
        self.dirty = false;
        Ok(())
    }

    /// Draws a frame; gives the size of a terminal that is smaller than the model believes, and is left empty.
    fn draw(&mut self) -> Result<Option<(u16, u16)>, UserError> {
        let picture = super::dialog::preview::placement(&self.model);
        match self.pixels.before(picture.as_ref()) {
            Before::Nothing => {}
            Before::Send(bytes) => {
                self.terminal.backend_mut().send(&bytes).map_err(|error| no_terminal(&error))?
            }
            Before::Clear => self.terminal.clear().map_err(|error| no_terminal(&error))?,
        }
        let (model, cx) = (&self.model, &self.cx);
        let mut smaller = None;
        let drawn = self.terminal.draw(|frame| {
            let area = frame.area();
            if area.width < model.size.0 || area.height < model.size.1 {
                smaller = Some((area.width, area.height));
                return;
            }
            view::draw(frame, model, cx);
            view::hyperlinks(frame, model);
        });
        drawn.map_err(|error| no_terminal(&error))?;
        if smaller.is_none()
            && let Some(bytes) = self.pixels.after(picture)
        {
            self.terminal.backend_mut().send(&bytes).map_err(|error| no_terminal(&error))?;
        }
        Ok(smaller)
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Send(command) => self.command(command),
            Effect::Query(ticket, ask) => {
                let subject = ask.subject();
                let answer = self.memory.answer(ask, Arc::clone(&self.model.applicants.marks));
                let asking = self.start(async move { Msg::Loaded(ticket, answer.await) });
                if let Some(older) = self.asking.insert(subject, asking) {
                    older.abort();
                }
            }
            Effect::Copy(what, text) => match deed::clipboard(&text, self.multiplexer) {
                deed::Clipboard::Write(bytes) => {
                    let sent = self.terminal.backend_mut().send(&bytes).map_err(|error| error.to_string());
                    self.feed(Msg::Copied(what, sent));
                }
                deed::Clipboard::Tmux => {
                    self.start(async move { Msg::Copied(what, deed::through_tmux(&text).await) });
                }
            },
            Effect::Browse(key, link) => {
                self.start(async move {
                    let result = deed::browse(&link).await;
                    Msg::Browsed(key, link, result)
                });
            }
            Effect::View(key, media) => {
                let found = self.memory.answer(Ask::MediaPath(key, media.clone()), Arc::default());
                self.start(async move { Msg::Viewed(key, media, deed::view(found).await) });
            }
            Effect::Forget(subject) => {
                if let Some(asked) = self.asking.remove(&subject) {
                    asked.abort();
                }
            }
            Effect::Probe(what) => {
                if what == Probing::Name
                    && self.terminal.backend_mut().send(preview::terminal::QUESTION).is_ok()
                {
                    self.probe.ask();
                }
                let cell = self.cell();
                self.feed(Msg::Terminal { name: None, cell });
            }
            Effect::Suspend => {
                if let Err(error) = self.suspend() {
                    tracing::warn!(%error, "the program could not be suspended");
                }
            }
            Effect::Repaint => {
                self.dirty = true;
                self.take_pixels();
                let _cleared = self.terminal.clear();
            }
            Effect::Leave => {
                self.leaving = true;
                let _nobody_listens = self.commands.send(Command::Quit);
            }
        }
    }

    /// Work beside the loop; its answer comes back as a message.
    fn start(&self, work: impl Future<Output = Msg> + Send + 'static) -> AbortHandle {
        let (reply, raised) = (self.reply.clone(), self.busy.raise());
        let task = tokio::spawn(async move {
            let msg = work.await;
            let _the_loop_is_gone = reply.send((msg, raised));
        });
        task.abort_handle()
    }

    fn command(&mut self, command: Command) {
        let task = match &command {
            Command::Sync { task, .. }
            | Command::Save { task, .. }
            | Command::Confirm { task, .. }
            | Command::Chat { task, .. }
            | Command::Export { task, .. } => Some(*task),
            Command::Cancel(_) | Command::Quit => None,
            _ => Some(TaskId(0)),
        };
        if let Some(task) = task {
            self.awaited.entry(task).or_default().push(self.busy.raise());
        }
        let _the_engine_is_gone = self.commands.send(command);
    }

    /// The columns and rows of pixels in a cell, where the system knows them.
    fn cell(&mut self) -> Option<(u16, u16)> {
        let size = self.terminal.backend_mut().window_size().ok()?;
        let columns = size.pixels.width.checked_div(size.columns_rows.width)?;
        let rows = size.pixels.height.checked_div(size.columns_rows.height)?;
        Some((columns, rows))
    }

    /// Takes a picture away that the terminal has drawn itself.
    fn take_pixels(&mut self) {
        let bytes = self.pixels.forget();
        if !bytes.is_empty() {
            let _the_terminal_is_gone = self.terminal.backend_mut().send(&bytes);
        }
    }

    /// Gives the terminal back and takes it anew.
    fn retake(&mut self) -> Result<(), UserError> {
        self.take_pixels();
        let screen = self.terminal.backend_mut();
        screen.leave().and_then(|()| screen.enter(self.mouse)).map_err(|error| no_terminal(&error))
    }

    fn suspend(&mut self) -> Result<(), UserError> {
        self.take_pixels();
        let screen = self.terminal.backend_mut();
        screen.leave().map_err(|error| no_terminal(&error))?;
        let stopped = screen.suspend();
        screen.enter(self.mouse).map_err(|error| no_terminal(&error))?;
        match stopped {
            Ok(()) => self.stopped = true,
            Err(error) => self.model.say(super::model::Tone::Warn, error.to_string(), &self.cx),
        }
        self.feed(Msg::Resumed);
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

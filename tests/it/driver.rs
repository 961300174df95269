//! A person at the keyboard: keys in, the real loop, the real store and engine, the sandbox for a world. Settled by
//! the idle counter, never by sleeping; what goes wrong is told with the last screen, the keys and the journal.

mod cells;
mod deed;
mod desk;
mod seat;

use std::ops::{Deref, DerefMut};

use kandidat::clock::Clock;
use kandidat::config::Config;
use kandidat::engine::{Command, tasks};
use kandidat::error::UserError;
use kandidat::local::Session;
use kandidat::sandbox;
use kandidat::tui::cx::Cx;
use kandidat::tui::run::{self, Options};
use tokio::sync::mpsc;

use crate::inbox::Inbox;

pub use desk::Desk;
pub use seat::Seat;

/// The person: what they can do at a terminal is [`Seat`]'s.
pub struct Person {
    pub inbox: Inbox,
    /// What was opened on the machine that they sit at.
    pub desk: Desk,
    seat: Seat,
    running: tokio::task::JoinHandle<Result<(), UserError>>,
    engine: tokio::task::JoinHandle<Option<UserError>>,
}

impl Deref for Person {
    type Target = Seat;

    fn deref(&self) -> &Seat {
        &self.seat
    }
}

impl DerefMut for Person {
    fn deref_mut(&mut self) -> &mut Seat {
        &mut self.seat
    }
}

/// What the screen knows of its surroundings: English, in UTF-8.
pub fn looks(config: &Config, session: Session, save_to: std::path::PathBuf) -> Cx {
    let (cx, problems) = Cx::new(config.clone(), session, save_to, Clock::system().now(), |name| {
        (name == "LANG").then(|| "C.UTF-8".to_owned())
    });
    assert_eq!(problems, Vec::<String>::new());
    cx
}

impl Person {
    /// Sits down before an inbox, at 120 columns and 40 rows, over SSH.
    pub async fn start(options: sandbox::Options, change: impl FnOnce(&mut Config)) -> Self {
        Self::before(Inbox::start(options).await, change).await
    }

    /// The same, before this one.
    pub async fn before(inbox: Inbox, change: impl FnOnce(&mut Config)) -> Self {
        Self::sits(inbox, Session::Remote, change).await
    }

    /// The same, over SSH or at the machine itself.
    pub async fn sits(inbox: Inbox, session: Session, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = inbox.engine.config().clone();
        config.ui.language = "en".into();
        change(&mut config);
        let cx = looks(&config, session, inbox.home.path().join("out"));
        let (commands, orders) = mpsc::unbounded_channel::<Command>();
        let (reporter, events) = mpsc::unbounded_channel();
        let engine = tokio::spawn(tasks::run(inbox.engine.clone(), orders, reporter));
        let (seat, input) = Seat::new(Some(inbox.sandbox.journal().clone()));
        let memory = run::Inbox {
            store: inbox.store.clone(),
            log_dir: config.log_dir.clone(),
            sessions: config.sessions.clone(),
        };
        let (desk, busy) = (Desk::default(), seat.busy.clone());
        let options = Options {
            cx,
            memory,
            commands,
            events,
            clock: Clock::system(),
            multiplexer: None,
            opener: desk.opener(),
            busy: busy.clone(),
        };
        let starting = busy.raise();
        let screen = seat.cells.clone();
        let running = tokio::task::spawn_local(async move {
            let working = run::run(options, screen, input);
            drop(starting);
            working.await
        });
        let mut person = Self { inbox, desk, seat, running, engine };
        person.settled().await;
        person
    }

    /// Leaves, and waits until everything that must be finished is.
    pub async fn leaves(mut self) -> Inbox {
        self.seat.presses_last('q');
        self.has_left().await
    }

    /// The screen has ended by what was done last: waits until everything that must be finished is.
    pub async fn has_left(self) -> Inbox {
        self.running.await.unwrap().unwrap();
        assert_eq!(self.engine.await.unwrap(), None, "a decision failed and nobody heard");
        let (left, suspended) = {
            let seen = self.seat.cells.seen();
            (seen.left, seen.suspended)
        };
        assert_eq!(left, 1 + suspended, "the terminal was given back");
        self.inbox
    }
}

/// Runs a test on the thread that the loop needs.
pub async fn alone(test: impl AsyncFnOnce()) {
    tokio::task::LocalSet::new().run_until(test()).await;
}

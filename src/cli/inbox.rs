//! `kandidat` without a command: the inbox. Opens what the screen needs, and hands over to it; without any
//! configuration the first-start screen comes before.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::log::{self, Stderr};
use super::session::Session;
use super::{End, Ended, demo};
use crate::browser::Opener;
use crate::config::write::{self, append};
use crate::config::{Account, Config, Secret};
use crate::domain::{AccountName, Query};
use crate::engine::tasks;
use crate::error::{ErrorKind, UserError};
use crate::local::Surroundings;
use crate::store::Via;
use crate::tui::busy::Busy;
use crate::tui::cx::Cx;
use crate::tui::dialog::Dialog;
use crate::tui::dialog::connect::Connect;
use crate::tui::dialog::start::Start;
use crate::tui::keymap::{KeyMap, KeyProblem};
use crate::tui::run::{self, Inbox};
use crate::tui::{first, theme};

/// Opens the inbox.
pub async fn run(session: &mut Session) -> Ended {
    needs_terminal(session)?;
    let config = session.config()?;
    if config.accounts.is_empty() && !config.store.path.exists() {
        match first_start(session).await? {
            First::Demo => return demo::usual(session).await,
            First::Connected => {}
            First::Left => return Ok(End::Well),
        }
    }
    open(session).await
}

/// Refuses to draw where nobody looks.
///
/// # Errors
/// Of kind `Usage`, with what works without a terminal.
pub fn needs_terminal(session: &Session) -> Result<(), UserError> {
    if std::io::stdin().is_terminal() && session.out.to_terminal {
        return Ok(());
    }
    Err(UserError::new(ErrorKind::Usage, "the inbox needs a terminal")
        .next("`kandidat sync` pulls, `kandidat list` prints the applicants; `kandidat --help` has the rest"))
}

/// Runs the screen on the configured inbox until the person leaves.
///
/// # Errors
/// When the inbox or the terminal can't be used; of kind `Terminated` when the system wanted it to end.
pub async fn open(session: &mut Session) -> Ended {
    let config = session.config()?;
    let _log = log::start(&config.log_dir, session.global.verbose, Stderr::Taken);
    let engine = session.engine_as(Via::Screen).await?;
    let store = session.store().await?;
    let around = surroundings().await;
    let (cx, problems) = looks(session, &config, around)?;
    let (commands, orders) = mpsc::unbounded_channel();
    let (reporter, events) = mpsc::unbounded_channel();
    let work = tokio::spawn(tasks::run(engine, orders, reporter));
    let options = run::Options {
        cx,
        memory: Inbox { store, log_dir: config.log_dir.clone(), sessions: config.sessions.clone() },
        commands,
        events,
        clock: session.clock.clone(),
        multiplexer: around.multiplexer,
        opener: Opener::default(),
        busy: Busy::default(),
    };
    let ended = alone(async || {
        let (screen, input) = run::this_terminal(|name| session.environment.text(name));
        run::run(options, screen, input).await
    });
    // The channel is closed by now: what must be finished is finished, the rest stops. Whoever doesn't wait for that
    // ends it, as they end any command.
    session.signals.listen();
    let worked = work.await;
    for problem in problems {
        session.out.warn(format!("kandidat: {problem}"));
    }
    ended?;
    let unheard = worked.map_err(|error| {
        UserError::new(ErrorKind::Partial, "the work in the background ended by itself")
            .why(error.to_string())
    })?;
    // What was decided last could not be kept, and the screen was gone when that turned out.
    unheard.map_or(Ok(End::Well), Err)
}

/// Runs the screen on this thread and a runtime of its own: a key, an answer and a timer wake it directly, without a
/// detour through the threads that work for the engine.
fn alone(screen: impl AsyncFnOnce() -> Result<(), UserError>) -> Result<(), UserError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        UserError::new(ErrorKind::Partial, "the screen could not start").why(error.to_string())
    })?;
    let ended = tokio::task::block_in_place(|| runtime.block_on(screen()));
    // Nobody waits any more for what it asked.
    runtime.shutdown_background();
    ended
}

/// How the first-start screen was left.
enum First {
    Demo,
    Connected,
    Left,
}

async fn first_start(session: &mut Session) -> Result<First, UserError> {
    let config = session.config()?;
    let around = surroundings().await;
    let mut dialogs = vec![Dialog::Start(Start)];
    loop {
        let (cx, _usual) = looks(session, &config, around)?;
        let (screen, input) = run::this_terminal(|name| session.environment.text(name));
        match run::first_start(cx, dialogs, screen, input, Busy::default()).await? {
            first::Start::Leave => return Ok(First::Left),
            first::Start::Demo => return Ok(First::Demo),
            first::Start::Connect(account) => {
                let told = account.signing_in(&looks(session, &config, around)?.0);
                let problem = match unless_stopped(connect(session, &account, told)).await? {
                    Some(Ok(())) => return Ok(First::Connected),
                    Some(Err(error)) => Some(error),
                    None => None,
                };
                let again = Connect::again(&account, problem);
                dialogs = vec![Dialog::Start(Start), Dialog::Connect(Box::new(again))];
            }
        }
    }
}

/// Does something while there is no screen; nothing comes of it when the person stops it.
///
/// # Errors
/// Of kind `Terminated` when the system wants the program to end.
async fn unless_stopped<T>(work: impl Future<Output = T>) -> Result<Option<T>, UserError> {
    let unheard = |error: std::io::Error| {
        UserError::new(ErrorKind::Partial, "signals can't be listened to").why(error.to_string())
    };
    let ended = || Err(UserError::new(ErrorKind::Terminated, "the system asked the program to end"));
    let mut interrupt = signal(SignalKind::interrupt()).map_err(unheard)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(unheard)?;
    let mut hang_up = signal(SignalKind::hangup()).map_err(unheard)?;
    tokio::select! {
        done = work => Ok(Some(done)),
        _ = interrupt.recv() => Ok(None),
        _ = terminate.recv() => ended(),
        _ = hang_up.recv() => ended(),
    }
}

/// Tests the account, and writes it down when it works.
async fn connect(session: &mut Session, new: &first::NewAccount, told: String) -> Result<(), UserError> {
    let name = AccountName::new(new.name.clone())
        .map_err(|error| UserError::new(ErrorKind::Config, error.to_string()))?;
    let typed = new.secret.expose().to_owned();
    let (keep, secret) = match new.keep {
        first::Keep::File => (write::Keep::File(typed.clone().into()), Secret::Plain(typed.into())),
        first::Keep::Environment => (write::Keep::Env(typed.clone()), Secret::Env(typed)),
        first::Keep::Command => (write::Keep::Command(typed.clone()), Secret::Command(typed)),
    };
    let mut account = Account::pitchyou(name.clone(), new.client_id.clone(), secret);
    account.base_url = super::init::check_address(&new.base_url)
        .map_err(|why| UserError::new(ErrorKind::Config, "that is no address for the API").why(why))?;
    let config = session.config()?;
    session.out.note(told);
    // The screen is gone for a moment: what is typed meanwhile is for nobody.
    let _hidden = super::hidden::Hidden::all();
    super::doctor::sign_in(session, &account, &config).await?;
    let file = session.config_file()?;
    append(
        &file,
        &write::NewAccount {
            source: account.source,
            name,
            client_id: new.client_id.clone(),
            secret: keep,
            base_url: account.base_url,
        },
    )?;
    session.forget_config();
    Ok(())
}

async fn surroundings() -> Surroundings {
    let detect = tokio::task::spawn_blocking(Surroundings::detect).await;
    detect.unwrap_or(Surroundings { session: crate::local::Session::Remote, multiplexer: None })
}

fn looks(session: &Session, config: &Config, around: Surroundings) -> Result<(Cx, Vec<String>), UserError> {
    let save_to = match &config.ui.save_to {
        Some(folder) => folder.clone(),
        None => session.environment.home().unwrap_or_else(|| PathBuf::from(".")).join("applicants"),
    };
    let now = session.clock.now();
    Ok(Cx::new(config.clone(), around.session, save_to, now, |name| session.environment.text(name)))
}

/// Refuses keys and actions that don't exist, with their place in the file.
///
/// # Errors
/// Of kind `Config`.
pub fn check_keys(config: &Config) -> Result<(), UserError> {
    let keys = KeyMap::new(&config.keys, &config.macros);
    if let Some(problem) = keys.problems().iter().find(|problem| problem.is_mistake()) {
        return Err(placed(config, problem));
    }
    for (at, view) in config.views.iter().enumerate() {
        if let Err(mistake) = Query::parse(&view.query) {
            let way = ["view", &at.to_string(), "query"];
            return Err(config.mistake(&way, &mistake.to_string(), "a search as in the search line"));
        }
    }
    Ok(())
}

/// What of the configuration's looks and keys doesn't work as it was meant, for `doctor`.
pub fn findings(config: &Config) -> Vec<UserError> {
    let keys = KeyMap::new(&config.keys, &config.macros);
    let mut findings: Vec<UserError> =
        keys.problems().iter().map(|problem| placed(config, problem)).collect();
    let themes = config.file.as_deref().and_then(|file| file.parent()).map(|folder| folder.join("themes"));
    if let Err(why) = theme::Theme::load(&config.ui.theme, themes.as_deref()) {
        findings.push(
            UserError::new(ErrorKind::Config, why).next("mend the theme, or choose another in [ui] theme"),
        );
    }
    findings
}

/// What is wrong with a key, with its place in the file.
fn placed(config: &Config, problem: &KeyProblem) -> UserError {
    let way = problem.way();
    let way: Vec<&str> = way.iter().map(String::as_str).collect();
    config.mistake(&way, &problem.to_string(), &problem.right())
}

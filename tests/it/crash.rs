//! The crash loop: the program dies before and after each request of a sync with confirmation, and at each
//! failpoint between two durable steps. After the restart the inbox and what the source was told equal those of
//! the uninterrupted run.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};

use kandidat::domain::SourceKind;
use kandidat::sandbox::{self, Handle, Hook, Moment, Options, Verdict};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

use crate::inbox::{Home, assert_promises, digest, open_store};

const APPLICANTS: u32 = 5;

fn options(hook: Option<Hook>) -> Options {
    Options { applicants: APPLICANTS, seed: 4, hook, ..Options::default() }
}

/// The child that a hook kills; the hook may be asked before the child is known.
#[derive(Clone, Default)]
struct Victim(Arc<OnceLock<Pid>>);

impl Victim {
    fn is(&self, child: &Child) {
        self.0.set(Pid::from_child(child)).expect("one victim each");
    }

    /// Ends the child at once, and returns when it is gone; whoever started it still has to collect it.
    fn kill(&self) {
        let child = *self.0.wait();
        kill_process(child, Signal::KILL).unwrap();
        let gone = waitid(WaitId::Pid(child), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
        assert!(
            gone.is_ok() || matches!(gone, Err(Errno::CHILD)),
            "neither waited for nor collected: {gone:?}"
        );
    }
}

fn program(home: &Path, sandbox: &Handle) -> Command {
    let config = home.join("config.toml");
    let text = format!("{}poll = \"off\"\nrequests_per_second = 1000\n", sandbox.config_toml());
    std::fs::write(&config, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kandidat"));
    command.env_clear();
    for name in ["PATH", "LANG"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
        .env("HOME", home)
        .env("KANDIDAT_CONFIG", &config)
        .env("KANDIDAT_DATA", home.join("data"))
        .env("XDG_STATE_HOME", home.join("state"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn sync(home: &Path, sandbox: &Handle) -> Command {
    let mut command = program(home, sandbox);
    command.args(["sync", "--confirm", "--quiet"]);
    command
}

/// What a run left behind: the inbox, and whom the source takes for confirmed.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    inbox: Vec<String>,
    confirmed: BTreeSet<String>,
}

async fn left(home: &Home, sandbox: &Handle) -> Left {
    let config = config(home, sandbox);
    let store = open_store(&config).expect("the store opens after a crash");
    assert_promises(SourceKind::PitchYou, sandbox, &store).await;
    let inbox = digest(&store).await;
    store.close();
    let confirmed = sandbox.journal().confirmed().into_iter().map(|(id, _)| id).collect();
    Left { inbox, confirmed }
}

fn config(home: &Home, sandbox: &Handle) -> kandidat::config::Config {
    let mut config = home.config(SourceKind::PitchYou, sandbox, "");
    config.store.path = home.path().join("data/inbox.db");
    config.store.media = home.path().join("data/media");
    config
}

/// Runs to the end, and says how it ended when it did not end well.
async fn run_to_the_end(home: &Home, sandbox: &Handle) {
    let mut command = sync(home.path(), sandbox);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(
        output.status.success(),
        "the restart ended with {:?}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr),
        sandbox.journal().text()
    );
}

async fn uninterrupted() -> (Left, u64) {
    let sandbox = sandbox::start(options(None)).await.unwrap();
    let home = Home::new();
    run_to_the_end(&home, &sandbox).await;
    let requests = sandbox.journal().arrived();
    let left = left(&home, &sandbox).await;
    assert_eq!(left.confirmed.len(), APPLICANTS as usize, "{}", sandbox.journal().text());
    (left, requests)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_before_and_after_every_request() {
    let (expected, requests) = uninterrupted().await;
    let mut points = 0;
    for moment in [Moment::BeforeHandling, Moment::BeforeAnswering] {
        for number in 1..=requests {
            let victim = Victim::default();
            let killer = victim.clone();
            let hook = sandbox::hook(move |request, now| {
                if request.number == number && now == moment {
                    killer.kill();
                    return Verdict::CutConnection;
                }
                Verdict::Go
            });
            let sandbox = sandbox::start(options(Some(hook))).await.unwrap();
            let home = Home::new();
            let mut child = sync(home.path(), &sandbox).spawn().unwrap();
            victim.is(&child);
            let ended = tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap();
            assert_eq!(ended.code(), None, "it was not killed {moment:?} {number}");
            left(&home, &sandbox).await;
            sandbox.set_hook(None);
            run_to_the_end(&home, &sandbox).await;
            let now = left(&home, &sandbox).await;
            assert_eq!(now, expected, "killed {moment:?} {number}\n{}", sandbox.journal().text());
            points += 1;
        }
    }
    println!("{points} crash points: {requests} requests, before handling and before answering each");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_failpoint() {
    let (expected, _) = uninterrupted().await;
    let hits = failpoints().await;
    assert!(hits.len() > 20, "the failpoints are not compiled in: {hits:?}");
    let mut died = 0;
    for (name, hit) in &hits {
        let sandbox = sandbox::start(options(None)).await.unwrap();
        let home = Home::new();
        let mut command = sync(home.path(), &sandbox);
        command.env("KANDIDAT_FAIL_AT", format!("{name}:{hit}"));
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        // Work runs side by side, so a late hit of a point may not come in every run.
        if output.status.code().is_none() {
            died += 1;
        } else {
            assert!(output.status.success(), "{name}:{hit} ended with {:?}", output.status);
        }
        left(&home, &sandbox).await;
        run_to_the_end(&home, &sandbox).await;
        let now = left(&home, &sandbox).await;
        assert_eq!(now, expected, "died at {name}:{hit}\n{}", sandbox.journal().text());
    }
    let names: BTreeSet<_> = hits.iter().map(|(name, _)| name).collect();
    println!("{died} deaths at {} hits of {} failpoints", hits.len(), names.len());
    assert!(died * 10 >= hits.len() * 9, "{died} of {} died", hits.len());
}

/// Every hit of every failpoint in an uninterrupted run: its name, and how many times it was hit before, plus one.
async fn failpoints() -> Vec<(String, usize)> {
    let sandbox = sandbox::start(options(None)).await.unwrap();
    let home = Home::new();
    let log = home.path().join("failpoints");
    let mut command = sync(home.path(), &sandbox);
    command.env("KANDIDAT_FAIL_LOG", &log);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success());
    let mut hits: Vec<(String, usize)> = Vec::new();
    for name in std::fs::read_to_string(&log).unwrap().lines() {
        let before = hits.iter().filter(|(other, _)| other == name).count();
        hits.push((name.to_owned(), before + 1));
    }
    hits
}

//! The crash loop: the program dies before and after each request of a sync with confirmation (and of the
//! reports of progress, where the source wants them), and at each
//! failpoint between two durable steps. After the restart the inbox and what the source was told equal those of
//! the uninterrupted run.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, OnceLock};

use kandidat::domain::{Offer, SourceKind};
use kandidat::sandbox::{self, Handle, Hook, Moment, Options, Verdict};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

use crate::inbox::{Home, account_toml, assert_promises, confirmed, digest, open_store};

const APPLICANTS: u32 = 5;

fn options(hook: Option<Hook>) -> Options {
    let hrdrom = sandbox::hrdrom::Settings { leads: APPLICANTS, ..Default::default() };
    Options { applicants: APPLICANTS, seed: 4, hook, hrdrom, ..Options::default() }
}

/// What is run, one after the other. Where the source wants to know how far they got, somebody gets in touch with
/// everybody, and small pages leave more places to die at.
fn commands(kind: SourceKind) -> &'static [&'static [&'static str]] {
    const SYNC: &[&str] = &["sync", "--confirm", "--quiet"];
    match kind {
        SourceKind::PitchYou => &[SYNC],
        SourceKind::HrDrom => &[SYNC, &["stage", "--query", "stage:new", "contacted", "--quiet"], SYNC],
    }
}

fn more(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::PitchYou => "",
        SourceKind::HrDrom => "[account.contract]\npage_size = \"2\"\n",
    }
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

/// A source, its sandbox, and the home of whoever talks to it.
struct Case {
    kind: SourceKind,
    sandbox: Handle,
    home: Home,
}

/// What a run left behind: the inbox, whom the source takes for confirmed, and how far it knows them to be.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    inbox: Vec<String>,
    confirmed: BTreeSet<String>,
    progress: BTreeMap<String, Vec<String>>,
}

impl Case {
    async fn new(kind: SourceKind, hook: Option<Hook>) -> Self {
        Self { kind, sandbox: sandbox::start(options(hook)).await.unwrap(), home: Home::new() }
    }

    fn command(&self, args: &[&str]) -> Command {
        let home = self.home.path();
        let config = home.join("config.toml");
        std::fs::write(&config, format!("{}{}", account_toml(self.kind, &self.sandbox), more(self.kind)))
            .unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kandidat"));
        command.args(args).env_clear();
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

    async fn left(&self) -> Left {
        let mut config = self.home.config(self.kind, &self.sandbox, more(self.kind));
        config.store.path = self.home.path().join("data/inbox.db");
        config.store.media = self.home.path().join("data/media");
        let store = open_store(&config).expect("the store opens after a crash");
        assert_promises(self.kind, &self.sandbox, &store).await;
        let inbox = digest(&store).await;
        store.close();
        let confirmed = confirmed(self.kind, &self.sandbox).into_iter().map(|(id, _)| id).collect();
        Left { inbox, confirmed, progress: self.sandbox.journal().hrdrom().progress() }
    }

    /// Runs everything to its end, which must be a good one.
    async fn run_to_the_end(&self) {
        for args in commands(self.kind) {
            let output = ended(self.command(args)).await;
            assert!(
                output.status.success(),
                "the restart ended with {:?}\n{}\n{}",
                output.status,
                String::from_utf8_lossy(&output.stderr),
                self.sandbox.journal().text()
            );
        }
    }

    /// What must be left, after a restart, however it died.
    async fn must_leave(self, expected: &Left, how: &str) {
        self.left().await;
        self.sandbox.set_hook(None);
        self.run_to_the_end().await;
        assert_eq!(self.left().await, *expected, "{how}\n{}", self.sandbox.journal().text());
    }
}

async fn ended(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

async fn uninterrupted(kind: SourceKind) -> (Left, u64) {
    let case = Case::new(kind, None).await;
    case.run_to_the_end().await;
    let requests = case.sandbox.journal().arrived();
    let left = case.left().await;
    assert_eq!(left.confirmed.len(), APPLICANTS as usize, "{}", case.sandbox.journal().text());
    if kind.offers(Offer::Feedback) {
        assert_eq!(left.progress.len(), APPLICANTS as usize, "{}", case.sandbox.journal().text());
        assert!(left.progress.values().all(|stages| *stages == ["contacted"]), "{:?}", left.progress);
    }
    (left, requests)
}

async fn killed_before_and_after_every_request(kind: SourceKind) -> String {
    let (expected, requests) = uninterrupted(kind).await;
    let mut points = 0;
    for moment in [Moment::BeforeHandling, Moment::BeforeAnswering] {
        for number in 1..=requests {
            let victim = Arc::new(Mutex::new(Victim::default()));
            let killer = victim.clone();
            let hook = sandbox::hook(move |request, now| {
                if request.number == number && now == moment {
                    let victim = killer.lock().unwrap().clone();
                    victim.kill();
                    return Verdict::CutConnection;
                }
                Verdict::Go
            });
            let case = Case::new(kind, Some(hook)).await;
            let mut died = false;
            for args in commands(kind) {
                let next = Victim::default();
                *victim.lock().unwrap() = next.clone();
                let mut child = case.command(args).spawn().unwrap();
                next.is(&child);
                let ended = tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap();
                died |= ended.code().is_none();
            }
            assert!(died, "it was not killed {moment:?} {number}");
            case.must_leave(&expected, &format!("killed {moment:?} {number}")).await;
            points += 1;
        }
    }
    format!("{kind}: {points} crash points: {requests} requests, before handling and before answering each")
}

async fn killed_at_every_failpoint(kind: SourceKind) -> String {
    let (expected, _) = uninterrupted(kind).await;
    let hits = failpoints(kind).await;
    assert!(hits.len() > 20, "the failpoints are not compiled in: {hits:?}");
    let (mut deaths, mut reached) = (0, BTreeSet::new());
    for (at, name, hit) in &hits {
        let case = Case::new(kind, None).await;
        for (number, args) in commands(kind).iter().enumerate() {
            let mut command = case.command(args);
            if number == *at {
                command.env("KANDIDAT_FAIL_AT", format!("{name}:{hit}"));
            }
            let output = ended(command).await;
            // Work runs side by side, and what is ready shares a commit: a late hit of a point may not come in every
            // run.
            if output.status.code().is_none() {
                deaths += 1;
                reached.insert((*at, name));
            } else {
                let told = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{name}:{hit} ended with {:?}\n{told}", output.status);
            }
        }
        case.must_leave(&expected, &format!("died at {name}:{hit}")).await;
    }
    let names: BTreeSet<_> = hits.iter().map(|(_, name, _)| name).collect();
    let all: BTreeSet<_> = hits.iter().map(|(at, name, _)| (*at, name)).collect();
    assert_eq!(reached, all, "every point is died at");
    assert!(deaths * 4 >= hits.len() * 3, "{deaths} of {} died", hits.len());
    format!("{kind}: {deaths} deaths at {} hits of {} failpoints", hits.len(), names.len())
}

/// Every hit of every failpoint in an uninterrupted run: by which command, its name, and how many times that command
/// had hit it before, plus one.
async fn failpoints(kind: SourceKind) -> Vec<(usize, String, usize)> {
    let case = Case::new(kind, None).await;
    let mut hits: Vec<(usize, String, usize)> = Vec::new();
    for (at, args) in commands(kind).iter().enumerate() {
        let log = case.home.path().join(format!("failpoints-{at}"));
        let mut command = case.command(args);
        command.env("KANDIDAT_FAIL_LOG", &log);
        assert!(ended(command).await.status.success());
        for name in std::fs::read_to_string(&log).unwrap().lines() {
            let before = hits.iter().filter(|(by, other, _)| *by == at && other == name).count();
            hits.push((at, name.to_owned(), before + 1));
        }
    }
    hits
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pitchyou_killed_before_and_after_every_request() {
    println!("{}", killed_before_and_after_every_request(SourceKind::PitchYou).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pitchyou_killed_at_every_failpoint() {
    println!("{}", killed_at_every_failpoint(SourceKind::PitchYou).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hrdrom_killed_before_and_after_every_request() {
    println!("{}", killed_before_and_after_every_request(SourceKind::HrDrom).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hrdrom_killed_at_every_failpoint() {
    println!("{}", killed_at_every_failpoint(SourceKind::HrDrom).await);
}

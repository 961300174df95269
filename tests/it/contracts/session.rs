//! Sessions that outlive a command, and passwords: what HRDrom has beyond other sources.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use kandidat::clock::Clock;
use kandidat::domain::SourceKind;
use kandidat::engine::session::SessionFile;
use kandidat::http::pause::InMemory as Board;
use kandidat::http::{Class, Remedy, Sent};
use kandidat::sandbox::hrdrom::Sessions;
use kandidat::sandbox::{self, Announced, Fault, Handle, Moment, Options, Route, Verdict, hook};
use kandidat::source::Source;
use kandidat::source::session::{InMemory, Session, SessionKeeper, SessionState};
use secrecy::SecretString;
use tokio::sync::Notify;

use super::rig::*;

const KIND: SourceKind = SourceKind::HrDrom;

/// A keeper that can fail, or never come back.
#[derive(Default)]
struct Keeper {
    kept: InMemory,
    fails: AtomicBool,
    hangs: AtomicBool,
    asked: Notify,
    go_on: Notify,
}

impl Keeper {
    /// Waits until a session is about to be kept.
    async fn saving(&self) {
        let wait = tokio::time::timeout(std::time::Duration::from_secs(20), self.asked.notified());
        wait.await.expect("no session came to be kept");
    }
}

impl SessionKeeper for Keeper {
    fn load(&self) -> BoxFuture<'_, io::Result<Option<Session>>> {
        self.kept.load()
    }

    fn save<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            self.asked.notify_one();
            if self.fails.load(Ordering::SeqCst) {
                return Err(io::Error::other("the disk is full"));
            }
            if self.hangs.load(Ordering::SeqCst) {
                self.go_on.notified().await;
            }
            self.kept.save(session).await
        })
    }

    fn forget(&self) -> BoxFuture<'_, io::Result<()>> {
        self.kept.forget()
    }
}

/// A sandbox whose sessions are good for ten minutes, and what several processes have in common.
struct Host {
    sandbox: Handle,
    keeper: Arc<Keeper>,
    start: Timestamp,
}

impl Host {
    async fn with(faults: Vec<Fault>) -> Self {
        let options = Options { announced: Announced::Seconds(600), ..world(3, faults) };
        let start = "2026-03-01T10:00:00Z".parse().unwrap();
        Self { sandbox: sandbox::start(options).await.unwrap(), keeper: Arc::default(), start }
    }

    async fn new() -> Self {
        Self::with(vec![]).await
    }

    /// Another process, and its clock.
    fn process(&self) -> (Box<dyn Source>, Clock) {
        let clock = Clock::fixed(self.start);
        let account = account(KIND, &self.sandbox);
        let source = open_keeping(&account, clock.clone(), Arc::new(Board::default()), self.keeper.clone());
        (source, clock)
    }

    fn after(&self, seconds: i64) -> Timestamp {
        self.start + SignedDuration::from_secs(seconds)
    }

    fn sessions(&self) -> Sessions {
        self.sandbox.journal().hrdrom().sessions()
    }

    fn sign_ins(&self) -> usize {
        self.sandbox.journal().count(Route::SignIn)
    }
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

#[tokio::test]
async fn a_session_survives_the_command() {
    let host = Host::new().await;
    for _ in 0..3 {
        poke(host.process().0.as_ref()).await.unwrap();
    }
    assert_eq!(host.sessions(), Sessions { issued: 1, ..Sessions::default() });
    let (source, clock) = host.process();
    clock.set(host.after(550));
    poke(source.as_ref()).await.unwrap();
    poke(host.process().0.as_ref()).await.unwrap();
    assert_eq!(host.sessions(), Sessions { issued: 1, renewed: 1, ..Sessions::default() });
    // What has ended isn't renewed.
    let (source, clock) = host.process();
    clock.set(host.after(5000));
    assert!(matches!(source.session().await, Some(SessionState::Ended(_))));
    poke(source.as_ref()).await.unwrap();
    assert_eq!(host.sessions(), Sessions { issued: 2, renewed: 1, ..Sessions::default() });
    assert!(host.sandbox.journal().unauthorised().is_empty());
}

/// Over the file in which the engine keeps sessions.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_renew_at_once_renew_once() {
    let host = Host::new().await;
    let folder = tempfile::tempdir().unwrap();
    let account = account(KIND, &host.sandbox);
    let process = |now| {
        let keeper = Arc::new(SessionFile::new(folder.path(), &account.name));
        open_keeping(&account, Clock::fixed(now), Arc::new(Board::default()), keeper)
    };
    let begin: Vec<_> = (0..5).map(|_| process(host.start)).collect();
    let renew: Vec<_> = (0..5).map(|_| process(host.after(550))).collect();
    for (processes, renewed) in [(begin, 0), (renew, 1)] {
        let asked = processes.iter().map(|source| poke(source.as_ref()));
        for answer in futures_util::future::join_all(asked).await {
            answer.unwrap();
        }
        assert_eq!(host.sessions(), Sessions { issued: 1, renewed, ..Sessions::default() });
    }
}

#[tokio::test]
async fn a_session_of_somebody_else_is_not_shown() {
    let host = Host::new().await;
    poke(host.process().0.as_ref()).await.unwrap();
    let own = host.keeper.load().await.unwrap().unwrap();
    for foreign in [
        Session { origin: "https://api.example.com".into(), ..own.clone() },
        Session { login: "another".into(), ..own.clone() },
    ] {
        host.keeper.save(&foreign).await.unwrap();
        let before = host.sessions().issued;
        poke(host.process().0.as_ref()).await.unwrap();
        assert_eq!(host.sessions().issued, before + 1);
    }
    assert!(host.sandbox.journal().unauthorised().is_empty());
}

#[tokio::test]
async fn two_processes_share_a_session_whoever_renews_it() {
    let host = Host::new().await;
    let ((one, clock), (other, _)) = (host.process(), host.process());
    poke(one.as_ref()).await.unwrap();
    poke(other.as_ref()).await.unwrap();
    clock.set(host.after(550));
    poke(one.as_ref()).await.unwrap();
    // The other one's clock is late: it shows the old token, is refused, and finds the new one.
    poke(other.as_ref()).await.unwrap();
    assert_eq!(host.sessions(), Sessions { issued: 1, renewed: 1, ..Sessions::default() });
    assert_eq!(host.sandbox.journal().unauthorised().len(), 1);
}

#[tokio::test]
async fn a_new_pair_is_durable_before_it_is_used() {
    let host = Host::new().await;
    let (source, clock) = host.process();
    poke(source.as_ref()).await.unwrap();
    host.keeper.saving().await;
    host.keeper.hangs.store(true, Ordering::SeqCst);
    clock.set(host.after(550));
    let asked = host.sandbox.journal().count(Route::Professions);
    let watch = async {
        host.keeper.saving().await;
        assert_eq!(host.sessions().renewed, 1);
        assert_eq!(host.sandbox.journal().count(Route::Professions), asked, "used before it was kept");
        host.keeper.go_on.notify_one();
    };
    let (answer, ()) = tokio::join!(poke(source.as_ref()), watch);
    answer.unwrap();
    assert_eq!(host.sandbox.journal().count(Route::Professions), asked + 1);
}

#[tokio::test]
async fn dying_between_the_new_pair_and_its_keeping_costs_one_sign_in() {
    let host = Host::new().await;
    let (source, clock) = host.process();
    poke(source.as_ref()).await.unwrap();
    host.keeper.saving().await;
    host.keeper.hangs.store(true, Ordering::SeqCst);
    clock.set(host.after(550));
    tokio::select! {
        _ = poke(source.as_ref()) => panic!("the keeper hangs"),
        () = host.keeper.saving() => {}
    }
    drop(source);
    host.keeper.hangs.store(false, Ordering::SeqCst);
    for at in [550, 551, 552] {
        let (source, clock) = host.process();
        clock.set(host.after(at));
        poke(source.as_ref()).await.unwrap();
    }
    // Refused once, as it had been used, and never tried again.
    assert_eq!(host.sessions(), Sessions { issued: 2, renewed: 1, reused: 1, ..Sessions::default() });
}

#[tokio::test]
async fn a_lost_renewal_costs_one_sign_in() {
    let host = Host::new().await;
    let (source, clock) = host.process();
    poke(source.as_ref()).await.unwrap();
    host.sandbox.set_hook(Some(hook(|request, moment| match (request.route, moment) {
        (Route::Refresh, Moment::BeforeAnswering) => Verdict::CutConnection,
        _ => Verdict::Go,
    })));
    clock.set(host.after(550));
    for _ in 0..3 {
        poke(source.as_ref()).await.unwrap();
    }
    assert_eq!(host.sessions(), Sessions { issued: 2, renewed: 1, ..Sessions::default() });
    assert_eq!(host.sandbox.journal().count(Route::Refresh), 1);
}

#[tokio::test]
async fn a_renewal_that_is_put_off_leaves_the_old_token_in_use() {
    let host = Host::new().await;
    let (source, clock) = host.process();
    poke(source.as_ref()).await.unwrap();
    // Not at all a good answer, and no refusal either.
    host.sandbox.set_faults(vec![Fault::Html200 { times: 1 }]);
    clock.set(host.after(550));
    assert_eq!(
        poke(source.as_ref()).await.unwrap_err().class,
        Class::WrongAnswer,
        "the page for the call itself"
    );
    poke(source.as_ref()).await.unwrap();
    assert_eq!(host.sessions(), Sessions { issued: 1, renewed: 1, ..Sessions::default() });
}

#[tokio::test]
async fn a_session_that_can_not_be_kept_is_not_used() {
    let host = Host::new().await;
    host.keeper.fails.store(true, Ordering::SeqCst);
    let (source, clock) = host.process();
    for _ in 0..4 {
        let error = poke(source.as_ref()).await.unwrap_err();
        assert_eq!(error.class, Class::Refused);
        assert!(error.what.contains("disk is full") && error.what.contains("acme"), "{error}");
    }
    assert_eq!((host.sign_ins(), host.sandbox.journal().count(Route::Professions)), (1, 0));
    host.keeper.fails.store(false, Ordering::SeqCst);
    clock.set(host.after(61));
    poke(source.as_ref()).await.unwrap();
}

#[tokio::test]
async fn the_first_password_is_told_and_then_changed() {
    let host = Host::with(vec![Fault::FirstPassword]).await;
    let (source, _) = host.process();
    for _ in 0..4 {
        let error = poke(source.as_ref()).await.unwrap_err();
        assert_eq!((error.class, error.remedy), (Class::Auth, Remedy::ChangePassword));
        assert!(error.what.contains("acme") && error.what.contains("first password"), "{error}");
    }
    assert_eq!(host.sign_ins(), 1, "at most one try a minute");
    let Some(SessionState::Refused(error)) = source.session().await else { panic!() };
    assert_eq!(error.remedy, Remedy::ChangePassword);

    let old = secret(&host.sandbox.hrdrom_credentials().1);
    let new = secret("ein neues Wort ü\"");
    source.change_password(&old, &new).await.unwrap();
    poke(source.as_ref()).await.unwrap();
    assert!(matches!(source.session().await, Some(SessionState::Good(_))));
    assert_eq!(host.sandbox.hrdrom_credentials().1, "ein neues Wort ü\"");
    assert_eq!(host.sessions(), Sessions { issued: 1, passwords: 1, ..Sessions::default() });
}

#[tokio::test]
async fn the_first_password_may_come_up_in_the_middle() {
    let host = Host::new().await;
    let (source, _) = host.process();
    poke(source.as_ref()).await.unwrap();
    host.sandbox.set_faults(vec![Fault::FirstPassword]);
    for _ in 0..3 {
        assert_eq!(poke(source.as_ref()).await.unwrap_err().remedy, Remedy::ChangePassword);
    }
    assert_eq!(host.sandbox.journal().count(Route::Professions), 2);
    assert_eq!(source.sign_in().await.unwrap_err().remedy, Remedy::ChangePassword);
}

#[tokio::test]
async fn a_refused_change_leaves_the_old_password() {
    let host = Host::new().await;
    let (source, _) = host.process();
    poke(source.as_ref()).await.unwrap();
    let old = host.sandbox.hrdrom_credentials().1;
    for (old, new, class, part) in [
        ("not-the-old-one", "long-enough-1", Class::Auth, "old password"),
        (&old, "short-1", Class::Rejected, "password_too_weak"),
        (&old, &old, Class::Rejected, "password_unchanged"),
    ] {
        let error = source.change_password(&secret(old), &secret(new)).await.unwrap_err();
        assert_eq!((error.class, error.sent), (class, Sent::No), "{error}");
        assert!(error.what.contains(part), "{error}");
        assert!(!error.what.contains(old) && !error.what.contains(new), "{error}");
    }
    poke(source.as_ref()).await.unwrap();
    assert_eq!(host.sessions(), Sessions { issued: 1, ..Sessions::default() });
}

#[tokio::test]
async fn a_server_that_repeats_secrets_is_not_quoted_with_them() {
    use axum::http::StatusCode;
    use axum::routing::post;
    let echo = |body: String| async move { (StatusCode::UNPROCESSABLE_ENTITY, format!("no good: {body}")) };
    let refuse = |body: String| async move { (StatusCode::UNAUTHORIZED, format!("no good: {body}")) };
    let app = axum::Router::new()
        .route("/api/v1/auth/password/reset", post(echo))
        .route("/api/v1/auth/token", post(refuse));
    let base = serve(app).await;
    let rig = rig_with(KIND, world_with_secret("known-password", world(0, vec![])), |account| {
        account.base_url = base;
    });
    let rig = rig.await;
    let (old, new) = (secret("old-password"), secret("new-password"));
    let change = rig.source.change_password(&old, &new).await.unwrap_err();
    let sign_in = rig.source.sign_in().await.unwrap_err();
    for error in [change, sign_in] {
        assert!(error.what.contains("no good") && !error.what.contains("-password"), "{error}");
    }
}

#[tokio::test]
async fn a_kept_session_does_not_let_the_password_be_quoted() {
    use kandidat::config::Secret;
    let repeat = || async { (axum::http::StatusCode::BAD_REQUEST, "oops: hush-hush, kept-acc, kept-ref") };
    let base = serve(axum::Router::new().fallback(repeat)).await;
    let far = Timestamp::now() + SignedDuration::from_hours(1);
    // Also one that only a command knows, which is run for this; and one that is not to be had.
    for (password, quoted) in [
        (Secret::Plain(secret("hush-hush")), true),
        (Secret::Command("echo hush-hush".into()), true),
        (Secret::Command("exit 1".into()), false),
    ] {
        let sandbox = sandbox::start(world(0, vec![])).await.unwrap();
        let mut account = account(KIND, &sandbox);
        (account.base_url, account.secret) = (base.clone(), password);
        let kept = InMemory::default();
        let session = Session {
            origin: base.clone(),
            login: account.client_id.clone(),
            access: secret("kept-acc"),
            refresh: Some(secret("kept-ref")),
            renew_at: far,
            ends_at: far,
        };
        kept.save(&session).await.unwrap();
        let source = open_keeping(&account, Clock::system(), Arc::new(Board::default()), Arc::new(kept));
        let error = poke(source.as_ref()).await.unwrap_err();
        assert_eq!(error.status, Some(400), "{error}");
        assert_eq!(error.what.contains("oops"), quoted, "{error}");
        for secret in ["hush", "kept-acc", "kept-ref"] {
            assert!(!error.what.contains(secret), "{error}");
        }
    }
}

#[tokio::test]
async fn a_lost_change_is_found_out() {
    for done in [true, false] {
        let host = Host::new().await;
        let (source, _) = host.process();
        let moment = if done { Moment::BeforeAnswering } else { Moment::BeforeHandling };
        host.sandbox.set_hook(Some(hook(move |request, at| match request.route {
            Route::Password if at == moment => Verdict::CutConnection,
            _ => Verdict::Go,
        })));
        let old = secret(&host.sandbox.hrdrom_credentials().1);
        let answer = source.change_password(&old, &secret("long enough")).await;
        assert_eq!(answer.is_ok(), done);
        assert_eq!(answer.err().map(|error| error.sent), (!done).then_some(Sent::No));
        assert_eq!(host.sandbox.journal().count(Route::Password), 1, "asked once");
        poke(source.as_ref()).await.unwrap();
    }
    let host = Host::new().await;
    let (source, _) = host.process();
    let old = secret(&host.sandbox.hrdrom_credentials().1);
    host.sandbox.set_hook(Some(hook(|_, _| Verdict::CutConnection)));
    let error = source.change_password(&old, &secret("long enough")).await.unwrap_err();
    assert_eq!(error.sent, Sent::Perhaps, "nobody knows");
}

#[tokio::test]
async fn a_password_that_the_vendor_changed_overnight_ends_the_asking() {
    let host = Host::new().await;
    let (source, clock) = host.process();
    poke(source.as_ref()).await.unwrap();
    host.sandbox.change_hrdrom_password("something else");
    for _ in 0..5 {
        let error = poke(source.as_ref()).await.unwrap_err();
        assert_eq!((error.class, error.remedy), (Class::Auth, Remedy::AsUsual));
        assert!(error.what.contains("acme"), "{error}");
    }
    assert_eq!((host.sign_ins(), host.sandbox.journal().count(Route::Professions)), (2, 2));
    clock.set(host.after(61));
    assert!(poke(source.as_ref()).await.is_err());
    assert_eq!(host.sign_ins(), 3);
}

#[tokio::test]
async fn signing_out_revokes_and_forgets() {
    let host = Host::new().await;
    let (source, _) = host.process();
    source.sign_out().await.unwrap();
    assert_eq!(host.sandbox.journal().arrived(), 0);
    poke(source.as_ref()).await.unwrap();
    // By another command.
    host.process().0.sign_out().await.unwrap();
    assert_eq!(host.sessions(), Sessions { issued: 1, revoked: 1, ..Sessions::default() });
    assert!(host.keeper.load().await.unwrap().is_none());
    poke(source.as_ref()).await.unwrap();
    assert_eq!(host.sessions().issued, 2);
    source.sign_out().await.unwrap();
    assert!(matches!(source.session().await, Some(SessionState::SignedOut)));

    poke(source.as_ref()).await.unwrap();
    let Host { sandbox, keeper, .. } = host;
    sandbox.stop().await;
    assert_eq!(source.sign_out().await.unwrap_err().class, Class::Offline);
    assert!(keeper.load().await.unwrap().is_none(), "forgotten all the same");
}

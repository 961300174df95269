//! `kandidat doctor`: look at everything that can be wrong outside of the program, and say what to do about it.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::session::Session;
use super::{End, Ended, json, time};
use crate::config::{Account, Config, Finding};
use crate::domain::Offer;
use crate::engine::{Engine, plan};
use crate::error::{ErrorKind, UserError};
use crate::http;
use crate::local::{self, Multiplexer};
use crate::source::{self, contract::Contract};
use crate::store::{Access, Pause, Store};

mod record;

/// Check the configuration, terminal, network, sign-in, contract drift and store; say what to do
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Also write down what the sources really answer, without anything personal or secret: to be sent to whoever
    /// helps
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

/// Below this much room a sync of a day's media may fail, in bytes.
const ROOM: u64 = 500_000_000;

#[derive(Serialize)]
struct Report {
    schema: u32,
    ok: bool,
    checks: Vec<Check>,
}

/// One thing looked at.
#[derive(Serialize)]
struct Check {
    area: &'static str,
    ok: bool,
    what: String,
    next: Option<String>,
}

#[derive(Default)]
struct Checks(Vec<Check>);

impl Checks {
    fn well(&mut self, area: &'static str, what: impl Into<String>) {
        self.0.push(Check { area, ok: true, what: what.into(), next: None });
    }

    fn finding(&mut self, area: &'static str, what: impl Into<String>, next: impl Into<String>) {
        self.0.push(Check { area, ok: false, what: what.into(), next: Some(next.into()) });
    }

    fn error(&mut self, area: &'static str, error: &UserError) {
        let what = match &error.why {
            Some(why) => format!("{}: {why}", error.what),
            None => error.what.clone(),
        };
        self.0.push(Check { area, ok: false, what, next: error.next.clone() });
    }
}

/// Looks, and tells.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    if session.config().is_ok() {
        session.chosen_account().await?;
    }
    let mut checks = Checks::default();
    terminal(session, &mut checks).await;
    match session.config() {
        Err(error) => checks.error("configuration", &error),
        Ok(config) => {
            configuration(session, &config, &mut checks);
            folders(&config, &mut checks);
            match session.configured() {
                Err(error) => {
                    checks.error("configuration", &error);
                    if config.store.path.exists() {
                        memory(session, &mut checks).await;
                    }
                }
                Ok(_) => {
                    memory(session, &mut checks).await;
                    accounts(session, &config, &mut checks).await;
                    if let Some(file) = &args.record {
                        record(session, &config, file, &mut checks).await;
                    }
                }
            }
        }
    }
    let ok = checks.0.iter().all(|check| check.ok);
    if session.out.json {
        session.out.document(&Report { schema: json::SCHEMA, ok, checks: checks.0 });
    } else {
        for check in checks.0 {
            if check.ok && session.out.quiet {
                continue;
            }
            let sign = if check.ok { "ok" } else { "!!" };
            let mut lines = check.what.lines();
            let first = lines.next().unwrap_or_default();
            session.out.text(&format!("{sign}  {:<13}  {first}", check.area));
            for line in lines {
                session.out.text(&format!("                   {line}"));
            }
            if let Some(next) = check.next {
                session.out.text(&format!("                   → {next}"));
            }
        }
    }
    Ok(if ok { End::Well } else { End::With(ErrorKind::Partial) })
}

async fn terminal(session: &mut Session, checks: &mut Checks) {
    const AREA: &str = "terminal";
    let Some(width) = session.out.width() else {
        checks.well(AREA, "stdout is no terminal");
        return;
    };
    let variable = |name: &str| session.environment.text(name);
    let kind = variable("TERM").unwrap_or_default();
    if kind.is_empty() || kind == "dumb" {
        checks.finding(
            AREA,
            format!("TERM is \"{kind}\""),
            "the inbox needs a terminal that can move its cursor",
        );
    } else {
        checks.well(AREA, format!("TERM is {kind}, {width} columns"));
    }
    if width < 20 {
        checks.finding(AREA, "the window is too narrow", "the inbox needs 20 columns and 6 lines at least");
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable).unwrap_or_default();
    let upper = locale.to_ascii_uppercase();
    if upper.contains("UTF-8") || upper.contains("UTF8") || (cfg!(target_os = "macos") && locale.is_empty()) {
        checks.well(AREA, format!("the locale is {locale}"));
    } else {
        checks.finding(
            AREA,
            format!("the locale \"{locale}\" is not UTF-8, so names in other scripts may not show"),
            "export LANG=C.UTF-8",
        );
    }
    if let Ok(around) = tokio::task::spawn_blocking(local::Surroundings::detect).await {
        let place = match around.session {
            local::Session::Local => "chat pages open in the browser of this machine",
            local::Session::Remote => "no browser here: chat pages are shown as a link and a QR code",
        };
        checks.well(AREA, place);
        match around.multiplexer {
            Some(Multiplexer::Tmux) => {
                checks.well(AREA, "inside tmux: copying goes through tmux's own clipboard")
            }
            Some(Multiplexer::Screen) => checks.well(AREA, "inside screen"),
            None => {}
        }
    }
}

fn configuration(session: &mut Session, config: &Config, checks: &mut Checks) {
    const AREA: &str = "configuration";
    if let Some(file) = &config.file {
        checks.well(AREA, file.display().to_string());
    }
    for Finding { what, next } in config.findings() {
        checks.finding(AREA, what, next);
    }
    for error in super::inbox::findings(config) {
        checks.error("screen", &error);
    }
    if config.ui.read_only {
        checks.well(AREA, "nothing may be changed (read_only)");
    }
    if config.ui.recruiter.is_none() && !session.global.quiet {
        checks.well(AREA, "no recruiter is named, so the history names nobody ([ui] recruiter, --recruiter)");
    }
}

fn folders(config: &Config, checks: &mut Checks) {
    let data = config.store.path.parent().unwrap_or(Path::new("/"));
    for (area, folder) in [("store", data), ("store", &config.store.media), ("log", &config.log_dir)] {
        let Ok(facts) = std::fs::metadata(folder) else { continue };
        let mode = facts.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            checks.finding(
                area,
                format!("{} is open to others (mode {mode:04o})", folder.display()),
                format!("chmod 700 '{}'", folder.display()),
            );
        }
        if rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_err() {
            checks.finding(
                area,
                format!("{} can't be written", folder.display()),
                "give this user the folder, or name another ([store] path, KANDIDAT_DATA)",
            );
        }
    }
    if let Ok(facts) = std::fs::metadata(&config.store.path) {
        let mode = facts.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let file = config.store.path.display();
            checks.finding(
                "store",
                format!("{file} is open to others (mode {mode:04o})"),
                format!("chmod 600 '{file}'"),
            );
        }
    }
    // Where the folder isn't there yet, what is above it says enough.
    let Some(there) = data.ancestors().find(|folder| folder.exists()) else { return };
    if let Some(kind) = network_file_system(there) {
        checks.finding(
            "store",
            format!("{} is on a network file system ({kind}), where an inbox can be damaged", data.display()),
            "put it on a local disk: [store] path, or KANDIDAT_DATA",
        );
    }
    if let Ok(facts) = rustix::fs::statvfs(there) {
        let free = facts.f_bavail.saturating_mul(facts.f_frsize);
        let shown = crate::config::value::write_size(free);
        if free < ROOM {
            checks.finding(
                "store",
                format!("only {shown} are free for {}", data.display()),
                "make room, or move the inbox",
            );
        } else {
            checks.well("store", format!("{shown} are free for {}", data.display()));
        }
    }
}

/// The kind of network file system that a folder is on, if it is on one.
#[cfg(target_os = "linux")]
fn network_file_system(folder: &Path) -> Option<&'static str> {
    let kind = rustix::fs::statfs(folder).ok()?.f_type;
    #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "magic numbers have 32 bits")]
    let magic = kind as u32;
    Some(match magic {
        0x0000_6969 => "NFS",
        0xff53_4d42 | 0xfe53_4d42 | 0x0000_517b => "SMB",
        0x0102_1997 => "9P",
        0x5346_414f | 0x6b41_4653 => "AFS",
        0x00c3_6400 => "Ceph",
        0x0bd0_0bd0 => "Lustre",
        0x7375_7245 => "Coda",
        0x0116_1970 => "GFS2",
        _ => return None,
    })
}

/// The kind of network file system that a folder is on, if it is on one.
#[cfg(not(target_os = "linux"))]
fn network_file_system(_folder: &Path) -> Option<&'static str> {
    None
}

async fn memory(session: &mut Session, checks: &mut Checks) {
    const AREA: &str = "store";
    let store = match session.store().await {
        Ok(store) => store,
        Err(error) => return checks.error(AREA, &error),
    };
    match store.integrity().await {
        Ok(damage) if damage.is_empty() => {
            let all = store.totals().await.map(|totals| totals.all).unwrap_or_default();
            checks.well(AREA, format!("the inbox is whole: {all} applicants"));
        }
        Ok(damage) => {
            for what in damage {
                checks.finding(
                    AREA,
                    what,
                    "the source still lists what is not confirmed: `kandidat sync` fetches it again",
                );
            }
        }
        Err(error) => checks.error(AREA, &error.into()),
    }
    match store.totals().await {
        Ok(totals) if totals.dead > 0 => checks.finding(
            "outbox",
            format!("{} could not be sent and are given up", totals.dead),
            "`kandidat outbox` says why; `kandidat outbox retry` tries again",
        ),
        _ => {}
    }
}

async fn accounts(session: &mut Session, config: &Arc<Config>, checks: &mut Checks) {
    let (store, chosen) = match (session.store().await, session.chosen_account().await) {
        (Ok(store), Ok(chosen)) => (store, chosen),
        // The store has been told already.
        (Err(_), _) => return,
        (_, Err(error)) => return checks.error("account", &error),
    };
    let asked =
        config.accounts.iter().filter(|account| chosen.as_ref().is_none_or(|name| *name == account.name));
    for account in asked {
        session.out.progress(&format!("signing in: {}", account.name));
        // Without the right to write, nothing of the attempt is kept.
        let signed_in = if store.access() == Access::ReadOnly {
            sign_in(session, account, config).await
        } else {
            match session.engine().await {
                Ok(engine) => test(&engine, account, &store, session).await,
                Err(error) => Err(error),
            }
        };
        session.out.clear_progress();
        match signed_in {
            Ok(()) => checks.well("account", format!("{}: signed in at {}", account.name, account.base_url)),
            Err(error) => checks.error("account", &error),
        }
        match store.drift(&account.name).await {
            Ok(drift) if drift.is_empty() => {}
            Ok(drift) => checks.finding(
                "contract",
                format!("{}: answers differ from what is expected\n{}", account.name, drift.join("\n")),
                match documentation(account) {
                    docs if docs.is_empty() => {
                        "[account.contract] in the configuration overrides single entries".to_owned()
                    }
                    docs => format!(
                        "compare with {docs}; [account.contract] in the configuration overrides single entries"
                    ),
                },
            ),
            Err(error) => checks.error("contract", &error.into()),
        }
    }
}

/// Writes the sample, and says so.
async fn record(session: &mut Session, config: &Config, file: &Path, checks: &mut Checks) {
    const AREA: &str = "record";
    let chosen = session.global.account.clone();
    let asked =
        config.accounts.iter().filter(|account| chosen.as_ref().is_none_or(|name| *name == account.name));
    let asked: Vec<Account> = asked.cloned().collect();
    match record::write(session, config, &asked, file).await {
        Ok(()) => checks.well(
            AREA,
            format!(
                "{} has the shape of what the sources answer, and nobody's data; look at it before you send it",
                file.display()
            ),
        ),
        Err(error) => checks.error(AREA, &error),
    }
}

/// Where an account's source documents its interface.
fn documentation(account: &Account) -> String {
    // The overrides were checked when the configuration was read.
    let contract = Contract::of(account.source, &account.contract);
    contract.map(|contract| contract.text(&["docs"]).to_owned()).unwrap_or_default()
}

/// Signs in, unless a person paused the account.
async fn test(engine: &Engine, account: &Account, store: &Store, session: &Session) -> Result<(), UserError> {
    if let Some((Pause::ByHand, until)) = store.pause(&account.name).await?
        && until.is_none_or(|until| until > session.clock.now())
    {
        let end = until.map(|at| format!(" until {}", time::local(at))).unwrap_or_default();
        return Err(UserError::new(
            ErrorKind::Unavailable,
            format!("account {} is paused{end}", account.name),
        )
        .next(format!("`kandidat account resume {}` goes on", account.name)));
    }
    engine.sign_in(&account.name).await
}

/// Signs in without an inbox, for an account that isn't configured yet.
///
/// # Errors
/// What went wrong, in plain words.
pub async fn sign_in(session: &Session, account: &Account, config: &Config) -> Result<(), UserError> {
    let settings = http::Settings { ca_file: config.ca_file.clone(), ..http::Settings::default() };
    let client = http::Client::new(settings, session.clock.clone())?;
    let source = source::open(
        account,
        &client,
        Arc::new(http::pause::InMemory::default()),
        Arc::new(source::session::InMemory::default()),
    )?;
    source.sign_in().await.map_err(|error| plan::explain(&account.name, &error))?;
    if source.offers(Offer::Session) {
        // It was only a test; what can't be told ends by itself.
        let _ = source.sign_out().await;
    }
    Ok(())
}

//! The ways out, and back in: suspend, the question before leaving, a new password, the first start.

use kandidat::config::Config;
use kandidat::domain::SourceKind;
use kandidat::error::UserError;
use kandidat::local::Session;
use kandidat::sandbox::{Fault, Options};
use kandidat::tui::dialog::{Dialog, start};
use kandidat::tui::first::{Keep, Start};
use kandidat::tui::run;
use tokio::task::JoinHandle;

use super::people::{ANNA, BORIS, before_four};
use crate::driver::{Person, Seat, alone, looks};
use crate::inbox::Inbox;
use crate::retail::password::with_file;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_screen_goes_to_sleep_and_comes_back_as_it_was() {
    alone(async || {
        let mut person = before_four().await;
        person.types("j").await;
        person.does("app.suspend").await;
        assert_eq!(person.cells.seen().suspended, 1);
        person.is_at(BORIS);
        person.types("k").await;
        person.is_at(ANNA);
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_is_asked_about_and_can_be_thought_better_of() {
    alone(async || {
        let mut person = before_four().await;
        person.does("app.quit").await;
        person.sees("Leave kandidat?");
        person.does("dialog.discard").await;
        person.misses("Leave kandidat?");
        person.does("app.quit").await;
        person.does("quit.leave").await;
        let inbox = person.has_left().await;
        let mut person = Person::before(inbox, |_| {}).await;
        person.does("app.quit").await;
        person.does_by("quit.leave", "y").await;
        person.has_left().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_password_is_typed_twice_and_changed() {
    alone(async || {
        let options = Options { faults: vec![Fault::FirstPassword], ..Options::default() };
        let mut inbox = Inbox::of(SourceKind::HrDrom, options).await;
        let file = with_file(&mut inbox);
        let mut person = Person::before(inbox, |_| {}).await;
        person.types("r").await;
        person.does("app.password").await;
        person.sees("New password");
        person.cannot("password.change", "It is not shown while you type").await;
        person.types("long-enough-1").await;
        person.does("password.next").await;
        person.types("long-enough-").await;
        person.sees("The two are not the same");
        person.does_by("password.next", "shift-tab").await;
        person.does("password.next").await;
        person.types("1").await;
        person.does("password.change").await;
        person.sees("2 Applicants · 36");
        let inbox = person.leaves().await;
        assert_eq!(std::fs::read_to_string(file).unwrap().trim(), "long-enough-1");
        assert_eq!(inbox.sandbox.hrdrom_credentials().1, "long-enough-1");
    })
    .await;
}

/// Somebody who has no configuration yet.
struct Newcomer {
    seat: Seat,
    running: JoinHandle<Result<Start, UserError>>,
}

impl Newcomer {
    async fn start() -> Self {
        let home = crate::inbox::Home::new();
        let config = Config::read(
            b"[ui]\nlanguage = \"en\"\n",
            &home.path().join("config.toml"),
            &kandidat::config::Folders::below(home.path()),
        );
        let cx = looks(&config.unwrap(), Session::Remote, home.path().join("out"));
        let (mut seat, input) = Seat::new(None);
        let (screen, busy) = (seat.cells.clone(), seat.busy.clone());
        let starting = busy.raise();
        let running = tokio::task::spawn_local(async move {
            let working = run::first_start(cx, vec![Dialog::Start(start::Start)], screen, input, busy);
            drop(starting);
            working.await
        });
        seat.settled().await;
        seat.sees("Welcome to kandidat");
        Self { seat, running }
    }

    async fn chosen(self) -> Start {
        self.running.await.unwrap().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_start_offers_a_demo_and_a_way_out() {
    alone(async || {
        let mut newcomer = Newcomer::start().await;
        newcomer.seat.does("start.demo").await;
        assert_eq!(newcomer.chosen().await, Start::Demo);
        let mut newcomer = Newcomer::start().await;
        newcomer.seat.does("start.leave").await;
        assert_eq!(newcomer.chosen().await, Start::Leave);
        let mut newcomer = Newcomer::start().await;
        newcomer.seat.does_by("start.leave", "esc").await;
        assert_eq!(newcomer.chosen().await, Start::Leave);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_start_connects_an_account() {
    alone(async || {
        let mut newcomer = Newcomer::start().await;
        let seat = &mut newcomer.seat;
        seat.does("start.connect").await;
        seat.sees("Connect a PitchYou account");
        seat.does("dialog.close").await;
        seat.does_by("start.connect", "enter").await;
        seat.cannot("connect.test", "The client id is letters, digits and inner dashes").await;
        seat.types("acme").await;
        seat.does("connect.next").await;
        seat.does("connect.keep-next").await;
        seat.sees("in a variable");
        seat.does_by("connect.keep-next", "space").await;
        seat.sees("from a command");
        seat.does("connect.keep-previous").await;
        seat.sees("in a variable");
        seat.does("connect.next").await;
        seat.types("ACME_SECREx").await;
        seat.presses("backspace").await;
        seat.types("T").await;
        seat.does("connect.previous").await;
        seat.does("connect.previous").await;
        seat.types("-2").await;
        seat.does("connect.test").await;
        let Start::Connect(account) = newcomer.chosen().await else { panic!("no account") };
        assert_eq!((account.name.as_str(), account.client_id.as_str()), ("main", "acme-2"));
        assert_eq!((account.keep, account.secret.expose()), (Keep::Environment, "ACME_SECRET"));
        assert_eq!(account.base_url, "https://api.pitchyou.de");
    })
    .await;
}

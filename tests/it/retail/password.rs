//! The first password, a password that was changed overnight, and the end of a session.

use kandidat::config::Config;
use kandidat::config::secret::ByHand;
use kandidat::domain::SourceKind;
use kandidat::engine::{SessionState, Stored};
use kandidat::error::ErrorKind;
use kandidat::sandbox::hrdrom::Sessions;
use kandidat::sandbox::{Fault, Options};
use kandidat::store::Pause;
use secrecy::SecretString;

use crate::inbox::{Inbox, engine};

const NEW: &str = "a-password-of-one's-own";

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

async fn inbox(faults: Vec<Fault>) -> Inbox {
    Inbox::of(SourceKind::HrDrom, Options { faults, ..Options::default() }).await
}

/// The same inbox, its password in a file.
pub fn with_file(inbox: &mut Inbox) -> std::path::PathBuf {
    let file = inbox.home.path().join("password");
    std::fs::write(&file, inbox.sandbox.hrdrom_credentials().1).unwrap();
    let mut config: Config = inbox.engine.config().clone();
    config.accounts[0].secret = kandidat::config::Secret::File(file.clone());
    inbox.engine = engine(config, inbox.store.clone());
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_password_is_changed_once_and_stored_where_the_configuration_finds_it() {
    let mut inbox = inbox(vec![Fault::FirstPassword]).await;
    let file = with_file(&mut inbox);
    let synced = inbox.sync_all().await;
    let error = synced.accounts[0].1.as_ref().unwrap_err();
    assert_eq!(error.kind, ErrorKind::Auth);
    assert!(error.to_string().contains("first password") && error.to_string().contains("account passwd"));
    let asked = inbox.sandbox.journal().arrived();
    let account = inbox.account();
    for wrong in ["short", &inbox.sandbox.hrdrom_credentials().1] {
        let error = inbox.engine.change_password(&account, &secret(wrong), None).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage);
    }
    assert_eq!(inbox.sandbox.journal().arrived(), asked, "a wrong one is not sent");
    let stored = inbox.engine.change_password(&account, &secret(NEW), None).await.unwrap();
    assert!(matches!(&stored, Stored::There(place) if place.to_string().contains("password")), "{stored:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap().trim(), NEW);
    assert_eq!(inbox.sandbox.hrdrom_credentials().1, NEW);
    assert_eq!(inbox.sandbox.journal().arrived(), asked + 1, "sent once");
    let synced = inbox.sync_all().await;
    assert!(synced.accounts[0].1.is_ok() && synced.summary.new > 0, "{synced:?}");
    // A later process finds it too.
    let later = engine(inbox.engine.config().clone(), inbox.store.clone());
    later.sign_in(&account).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_password_cant_be_written_the_person_is_told_what_to_change() {
    let inbox = inbox(vec![Fault::FirstPassword]).await;
    let account = inbox.account();
    let stored = inbox.engine.change_password(&account, &secret(NEW), None).await.unwrap();
    assert!(matches!(&stored, Stored::ByHand(ByHand::Configuration)), "{stored:?}");
    // This process goes on with the new one.
    let synced = inbox.sync_all().await;
    assert!(synced.accounts[0].1.is_ok(), "{synced:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_changed_overnight_stops_the_asking_and_a_new_one_in_its_place_mends_it() {
    let mut inbox = inbox(Vec::new()).await;
    let file = with_file(&mut inbox);
    inbox.sync_all().await;
    inbox.sandbox.change_hrdrom_password(NEW);
    let before = inbox.sandbox.journal().arrived();
    let synced = inbox.sync_all().await;
    let error = synced.accounts[0].1.as_ref().unwrap_err();
    assert_eq!(error.kind, ErrorKind::Auth);
    assert!(inbox.sandbox.journal().arrived() - before <= 3, "{}", inbox.sandbox.journal().text());
    assert!(!inbox.everybody().await.is_empty(), "everything local goes on");
    std::fs::write(&file, NEW).unwrap();
    let synced = inbox.sync_all().await;
    assert!(synced.accounts[0].1.is_ok(), "{synced:?}\n{}", inbox.sandbox.journal().text());
    inbox.assert_promises().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_by_hand_outlives_a_refused_sign_in() {
    let inbox = inbox(Vec::new()).await;
    let account = inbox.account();
    inbox.sync_all().await;
    inbox.sandbox.change_hrdrom_password(NEW);
    for by_hand in [Some((Pause::ByHand, None)), None] {
        inbox.store.set_pause(&account, by_hand).await.unwrap();
        let error = inbox.engine.sign_in(&account).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Auth);
        let stands = inbox.store.pause(&account).await.unwrap();
        match by_hand {
            Some(_) => assert_eq!(stands, by_hand),
            None => assert!(matches!(stands, Some((Pause::Refused, Some(_)))), "{stands:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_outlives_the_process_and_ends_with_the_sign_out() {
    let inbox = inbox(Vec::new()).await;
    let account = inbox.account();
    inbox.sync_all().await;
    let later = || engine(inbox.engine.config().clone(), inbox.store.clone());
    let sessions = || inbox.sandbox.journal().hrdrom().sessions();
    assert!(matches!(later().session(&account).await.unwrap(), Some(SessionState::Good(_))));
    assert_eq!(sessions(), Sessions { issued: 1, ..Sessions::default() });
    later().sign_out(&account).await.unwrap();
    assert_eq!(sessions().revoked, 1);
    assert!(matches!(later().session(&account).await.unwrap(), Some(SessionState::SignedOut)));
    let left: Vec<_> = std::fs::read_dir(&inbox.engine.config().sessions).unwrap().collect();
    assert!(left.iter().all(|entry| entry.as_ref().unwrap().metadata().unwrap().len() == 0), "{left:?}");
    // Signing out twice is no error, and tells nobody anything.
    let asked = inbox.sandbox.journal().arrived();
    later().sign_out(&account).await.unwrap();
    assert_eq!(inbox.sandbox.journal().arrived(), asked);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_without_a_session_says_so() {
    let inbox = Inbox::start(Options::default()).await;
    let account = inbox.account();
    assert!(inbox.engine.session(&account).await.unwrap().is_none());
    assert_eq!(inbox.engine.sign_out(&account).await.unwrap_err().kind, ErrorKind::Usage);
    let error = inbox.engine.change_password(&account, &secret(NEW), None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage);
    assert!(!error.to_string().contains(NEW));
}

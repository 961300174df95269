//! What the last line says to a key, and for how long.

use super::*;

fn toast(model: &Model) -> &str {
    model.toast.as_ref().map_or("", |toast| toast.text.as_str())
}

#[test]
fn that_nobody_is_unread_is_said_of_one_direction() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "N", &cx);
    assert_eq!(toast(&model), "Nobody unread above. n looks below.");
    keys(&mut model, "nN", &cx);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1284)));
    keys(&mut model, "Gn", &cx);
    assert_eq!(toast(&model), "Nobody unread below. N looks above.");
}

#[test]
fn nothing_left_to_save_is_said_alike_by_both_keys() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "s", &cx);
    assert_eq!(toast(&model), "Everything is saved already.");
    let effects = keys(&mut model, "Space S", &cx);
    let [Command::Save { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    let saved = |files| Outcome::Saved { files, bytes: 0, failed: Vec::new(), stop: None };
    hear(&mut model, Event::Finished { task: *task, outcome: saved(0) }, &cx);
    assert_eq!(toast(&model), "Everything is saved already.");
    keys(&mut model, "j", &cx);
    hear(&mut model, Event::Finished { task: *task, outcome: saved(1) }, &cx);
    assert_eq!(toast(&model), "One file saved (0 B).");
}

#[test]
fn a_read_only_inbox_refuses_every_key_with_the_same_words() {
    let mut cx = cx();
    cx.config.ui.read_only = true;
    let mut model = full(&cx);
    for key in ["w", "c", "x", "S", "u"] {
        let effects = keys(&mut model, key, &cx);
        assert_eq!(sent(&effects), Vec::<&Command>::new(), "{key}");
        assert_eq!(toast(&model), cx.word("why-read-only"), "{key}");
    }
}

#[test]
fn what_takes_a_while_is_said_to_be_done_when_it_is() {
    let cx = cx();
    let mut model = full(&cx);
    model.applicants.marks = std::sync::Arc::new((1..=100_000).map(Key).collect());
    let effects = keys(&mut model, "mc", &cx);
    let [Command::Edit { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((toast(&model), model.journal.len()), ("", 0), "nothing is done yet");
    hear(&mut model, Event::Finished { task: *task, outcome: Outcome::Edited(100_000) }, &cx);
    assert_eq!(toast(&model), "100\u{a0}000 applicants: contacted. u takes it back.");
    // If it wasn't done, that isn't said at all.
    for outcome in [
        Outcome::EditedSome(10, 99_990),
        Outcome::Failed(UserError::new(ErrorKind::Store, "the disk is full")),
    ] {
        let mut model = full(&cx);
        model.applicants.marks = std::sync::Arc::new((1..=100_000).map(Key).collect());
        let effects = keys(&mut model, "f", &cx);
        let [Command::Edit { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
        hear(&mut model, Event::Finished { task: *task, outcome }, &cx);
        assert!(
            !model.journal.iter().any(|said| said.text.contains("as contacted at")),
            "{:?}",
            model.journal
        );
        assert_ne!(toast(&model), "");
    }
}

#[test]
fn the_answer_to_a_key_is_not_taken_away_by_news() {
    let cx = cx();
    let mut model = full(&cx);
    let undone = crate::store::Undone {
        what: "stage".into(),
        keys: vec![Key(1282)],
        skipped: Vec::new(),
        stage: Some(Stage::New),
        stopped: false,
        corrected: 0,
    };
    let answer = "Taken back for Jürgen Groß: stage → new.";
    let effects = keys(&mut model, "r", &cx);
    let [Command::Sync { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    let sync = *task;
    let effects = keys(&mut model, "u", &cx);
    let [Command::Undo { task }] = sent(&effects)[..] else { panic!("{effects:?}") };
    hear(&mut model, Event::Finished { task: *task, outcome: Outcome::Undone(undone.clone()) }, &cx);
    hear(&mut model, Event::Finished { task: sync, outcome: Outcome::Synced(Summary::default()) }, &cx);
    hear(&mut model, Event::Arrived(3), &cx);
    assert_eq!(toast(&model), answer);
    // What a key began is told before what came by itself; it has its own time, and goes with a key.
    let later = cx_at(&cx, 7);
    update(&mut model, Msg::Tick, &later);
    assert!(toast(&model).starts_with("Synced:"), "{}", toast(&model));
    update(&mut model, Msg::Tick, &cx_at(&cx, 12));
    assert!(toast(&model).starts_with("Synced:"));
    update(&mut model, Msg::Tick, &cx_at(&cx, 14));
    assert_eq!(toast(&model), "");
    // A key makes room as well, and an answer always comes at once.
    hear(&mut model, Event::Finished { task: TaskId(9), outcome: Outcome::Undone(undone.clone()) }, &cx);
    hear(&mut model, Event::Arrived(3), &cx);
    keys(&mut model, "j", &cx);
    assert_eq!(toast(&model), "3 new applicants.");
    hear(&mut model, Event::Arrived(4), &cx);
    assert_eq!(toast(&model), "4 new applicants.", "news follow news");
    hear(&mut model, Event::Finished { task: TaskId(9), outcome: Outcome::Undone(undone) }, &cx);
    assert_eq!(toast(&model), answer);
}

#[test]
fn what_became_of_a_batch_of_one_is_said_once() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "c Enter", &cx);
    let [Command::Confirm { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    let id = ApplicantId::new(sample::account().unwrap(), "p-1284");
    let over = |fate| Outcome::Confirmed(vec![(Key(1284), id.clone(), fate)]);
    hear(&mut model, Event::Finished { task: *task, outcome: over(Fate::Confirmed) }, &cx);
    let screen = picture::text(&model, &cx);
    let inside: Vec<&str> = screen
        .lines()
        .skip_while(|line| !line.contains("┌ Confirm one"))
        .take_while(|line| !line.contains("└──────────────────────────────────"))
        .collect();
    assert_eq!(inside.len(), 3, "border, heading, row\n{screen}");
    assert!(inside[2].contains("Fatma Yılmaz") && inside[2].contains("confirmed"), "{screen}");
}

#[test]
fn that_something_could_not_be_kept_is_said_at_once() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "mo", &cx);
    let [Command::Edit { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(toast(&model), "Stage: offer. u takes it back.");
    let full = UserError::from(crate::store::Error::Full);
    hear(&mut model, Event::Finished { task: *task, outcome: Outcome::Failed(full) }, &cx);
    assert!(toast(&model).contains("the disk is full"), "{}", toast(&model));
}

#[test]
fn a_chat_that_is_asked_for_is_seen_and_waits_until_nothing_else_is_open() {
    let mut cx = cx();
    cx.session = crate::local::Session::Remote;
    let mut model = full(&cx);
    let effects = keys(&mut model, "o", &cx);
    let [Command::Chat { task, key }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert!(picture::text(&model, &cx).contains("asking for the chat …"));
    keys(&mut model, "e", &cx);
    let link = crate::source::ChatLink("https://chat.example/1".to_owned().into());
    hear(&mut model, Event::Chat { task: *task, key: Some(*key), link }, &cx);
    assert!(
        matches!(model.dialogs[..], [Dialog::Chat(_), Dialog::Note(_)]),
        "the note is still being written"
    );
    hear(&mut model, Event::Finished { task: *task, outcome: Outcome::Chatted }, &cx);
    keys(&mut model, "Esc", &cx);
    assert!(matches!(model.dialogs[..], [Dialog::Chat(_)]));
    assert!(!picture::text(&model, &cx).contains("asking for the chat"));
}

#[test]
fn a_chat_that_could_not_be_asked_for_is_told_as_one() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "o", &cx);
    let [Command::Chat { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    let away = UserError::new(ErrorKind::Unavailable, "no answer").cause(Cause::Offline);
    hear(&mut model, Event::Finished { task: *task, outcome: Outcome::Failed(away) }, &cx);
    assert_eq!(toast(&model), "asking for the chat: the source can't be reached");
}

#[test]
fn what_an_earlier_run_was_refused_for_stands_from_the_start() {
    let cx = cx();
    let mut model = full(&cx);
    let account = sample::account().unwrap();
    for (pause, refusal) in [
        (crate::store::Pause::Refused, Some(crate::tui::model::Refusal::Credentials)),
        (crate::store::Pause::Password, Some(crate::tui::model::Refusal::FirstPassword)),
        (crate::store::Pause::Rate, None),
    ] {
        let standing = crate::tui::msg::Standing {
            account: account.clone(),
            synced: None,
            problem: None,
            pause: Some(pause),
            tried: None,
            applicants: 0,
            session: None,
        };
        model.accounts.clear();
        let mut asked = Vec::new();
        model.ask(Ask::Accounts, &mut asked);
        let [Effect::Query(ticket, _)] = asked[..] else { panic!("{asked:?}") };
        update(&mut model, Msg::Loaded(ticket, Ok(Answer::Accounts(vec![standing]))), &cx);
        assert_eq!(model.accounts[&account].refusal, refusal, "{pause:?}");
    }
}

//! What is left of the outbox and of the log by their filter.

use super::*;
use crate::domain::SourceId;
use crate::error::Reason;
use crate::store::{OutboxId, OutboxItem, OutboxKind, OutboxState, Report};

fn item(id: i64, name: &str, state: OutboxState, why: Option<Cause>) -> OutboxItem {
    let report = Report { event_id: "e".into(), stage: Stage::Offer, why: None, occurred_at: sample::now() };
    OutboxItem {
        id: OutboxId(id),
        report: (id == 4).then_some(report),
        kind: if id == 4 { OutboxKind::Feedback } else { OutboxKind::Confirm },
        key: Key(id),
        applicant: ApplicantId::new(sample::account().unwrap(), format!("p-{id}")),
        name: name.into(),
        source_id: SourceId::text(format!("p-{id}")),
        target: None,
        state,
        attempts: 0,
        next_try: None,
        reason: why.map(|why| Reason::new(why, "in English")),
    }
}

fn items() -> Vec<OutboxItem> {
    vec![
        item(1, "Fatma Yılmaz", OutboxState::Sending, None),
        item(2, "Jürgen Groß", OutboxState::Waiting, Some(Cause::Offline)),
        item(3, "Иван Петров", OutboxState::Dead, Some(Cause::Rejected)),
        item(4, "Fatma Yılmaz", OutboxState::Waiting, None),
    ]
}

/// The outbox with these in it, in a language.
fn outbox(cx: &Cx) -> Model {
    let mut model = full(cx);
    let effects = update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Char('O'), KeyModifiers::NONE)), cx);
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Query(ticket, Ask::Outbox) => Some(*ticket),
        _ => None,
    });
    update(&mut model, Msg::Loaded(asked.unwrap(), Ok(Answer::Outbox(items()))), cx);
    model
}

/// Which of them are on the screen.
fn shown(model: &Model, cx: &Cx) -> Vec<i64> {
    let screen = picture::text(model, cx);
    let name = |item: &&OutboxItem| {
        let kind = cx.word(if item.id.0 == 4 { "outbox-feedback" } else { "outbox-confirm" });
        screen.lines().any(|line| line.contains(&item.name) && line.contains(&format!("{kind} ")))
    };
    items().iter().filter(name).map(|item| item.id.0).collect()
}

/// Presses keys without answering what is asked: the items stay as they are.
fn press(model: &mut Model, keys: &str, cx: &Cx) -> Vec<Command> {
    let mut sent = Vec::new();
    for c in keys.chars() {
        let code = match c {
            '⏎' => KeyCode::Enter,
            '⎋' => KeyCode::Esc,
            c => KeyCode::Char(c),
        };
        for effect in update(model, Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)), cx) {
            if let Effect::Send(command) = effect {
                sent.push(command);
            }
        }
    }
    sent
}

#[test]
fn the_outbox_is_filtered_by_name_kind_state_and_reason_as_they_are_shown() {
    let cases: &[(Language, &str, &[i64])] = &[
        (Language::En, "", &[1, 2, 3, 4]),
        (Language::En, "yilmaz", &[1, 4]),
        (Language::En, "feedback", &[4]),
        (Language::En, "confirm fatma", &[1]),
        (Language::En, "waiting", &[2, 4]),
        (Language::En, "given up", &[3]),
        (Language::En, "offer", &[4]),
        (Language::En, "in English", &[]),
        (Language::De, "groß", &[2]),
        (Language::De, "nicht erreichbar", &[2]),
        (Language::De, "waiting", &[]),
        (Language::Ru, "петров", &[3]),
        (Language::Ru, "ПЕТР", &[3]),
    ];
    for (language, typed, left) in cases {
        let cx = sample::cx(*language);
        let mut model = outbox(&cx);
        press(&mut model, &format!("/{typed}"), &cx);
        assert_eq!(shown(&model, &cx), *left, "{typed}\n{}", picture::text(&model, &cx));
    }
}

#[test]
fn what_is_done_in_a_filtered_outbox_is_done_to_what_is_shown() {
    let cx = cx();
    let ids = |ids: &[i64]| Some(ids.iter().copied().map(OutboxId).collect::<Vec<_>>());
    let mut model = outbox(&cx);
    assert_eq!(press(&mut model, "R", &cx), [Command::Retry { ids: None }]);
    assert_eq!(press(&mut model, "jj/Rd", &cx), [], "letters are text while it is typed");
    press(&mut model, "⎋/waiting⏎", &cx);
    assert_eq!(shown(&model, &cx), [2, 4]);
    assert_eq!(press(&mut model, "R", &cx), [Command::Retry { ids: ids(&[2, 4]) }]);
    assert_eq!(press(&mut model, "jr", &cx), [Command::Retry { ids: ids(&[4]) }]);
    assert_eq!(press(&mut model, "kd", &cx), [Command::Drop { ids: vec![OutboxId(2)] }]);
    // Whoever was chosen stays chosen when the others are there again.
    press(&mut model, "⎋", &cx);
    assert_eq!(shown(&model, &cx), [1, 2, 3, 4]);
    assert_eq!(press(&mut model, "r", &cx), [Command::Retry { ids: ids(&[2]) }]);
    // What is loaded anew is filtered as well.
    press(&mut model, "/fatma⏎", &cx);
    let effects = update(&mut model, Msg::Engine(Event::Changed(Vec::new())), &cx);
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Query(ticket, Ask::Outbox) => Some(*ticket),
        _ => None,
    });
    let left = items().into_iter().filter(|item| item.id.0 != 1).collect();
    update(&mut model, Msg::Loaded(asked.unwrap(), Ok(Answer::Outbox(left))), &cx);
    assert_eq!(shown(&model, &cx), [4]);
    assert_eq!(press(&mut model, "r", &cx), [Command::Retry { ids: ids(&[4]) }]);

    press(&mut model, "/xyz⏎r", &cx);
    assert_eq!(model.toast.as_ref().unwrap().text, cx.word("why-nothing-matches"));
    press(&mut model, "⎋", &cx);
    assert_eq!(model.dialogs.len(), 1, "Esc first takes the filter away");
    press(&mut model, "⎋", &cx);
    assert!(model.dialogs.is_empty());
}

#[test]
fn the_log_is_filtered_by_its_text_and_scrolled_to_its_end_and_back() {
    let cx = cx();
    let mut model = full(&cx);
    model.say_more(Tone::Bad, "the first".into(), Some("error 4711".into()), &cx);
    model.say(Tone::Done, "the second", &cx);
    keys(&mut model, "!", &cx);
    let see = |model: &Model, text: &str| picture::text(model, &cx).contains(text);
    assert!(see(&model, "the first") && see(&model, "the second") && see(&model, "INFO synced acme"));
    keys(&mut model, "/4711", &cx);
    assert!(see(&model, "the first") && see(&model, "error 4711"), "by its particulars");
    assert!(!see(&model, "the second") && !see(&model, "INFO synced acme"));
    keys(&mut model, "C-u", &cx);
    keys(&mut model, "SYNCED", &cx);
    assert!(!see(&model, "the first") && see(&model, "INFO synced acme"));
    keys(&mut model, "Enter Esc", &cx);
    assert!(see(&model, "the first") && model.dialogs.len() == 1);
    for n in 0..100 {
        model.say(Tone::Done, format!("message {n}."), &cx);
    }
    keys(&mut model, "G", &cx);
    assert!(see(&model, "INFO synced acme"), "{}", picture::text(&model, &cx));
    let last = picture::text(&model, &cx);
    keys(&mut model, "j", &cx);
    assert_eq!(picture::text(&model, &cx), last);
    keys(&mut model, "k", &cx);
    assert_ne!(picture::text(&model, &cx), last, "one row up is one row up");
    keys(&mut model, "Esc", &cx);
    assert!(model.dialogs.is_empty());
}

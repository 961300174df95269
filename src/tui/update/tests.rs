//! Messages in, model and effects out.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;

use super::*;
use crate::config::secret::{ByHand, Writable};
use crate::domain::query::{Flag, Test};
use crate::domain::{ApplicantId, Key, Stage};
use crate::engine::command::NewPassword;
use crate::engine::event::{Fate, Health, Summary};
use crate::engine::{Command, Event, Outcome, Stored, TaskId};
use crate::error::{Cause, ErrorKind, UserError};
use crate::i18n::Language;

use crate::store::{Edit, From, Gaps, Sort, ViewEdit, Window, edit::Reading};
use crate::tui::app::App;
use crate::tui::layout::Zoom;
use crate::tui::msg::{Answer, Ticket};
use crate::tui::secret::Secret;
use crate::tui::{picture, sample};

mod filter;
mod keyboard;
mod list;
mod said;

fn cx() -> Cx {
    sample::cx(Language::En)
}

fn full(cx: &Cx) -> Model {
    sample::model(120, 40, cx)
}

fn pressed(model: &mut Model, code: KeyCode, modifiers: KeyModifiers, cx: &Cx) -> Vec<Effect> {
    let mut effects = update(model, Msg::Key(KeyEvent::new(code, modifiers)), cx);
    answer_all(model, &mut effects, cx);
    effects.extend(sample::settle(model, cx));
    effects
}

/// Answers the questions among the effects, from the made-up applicants, and takes them out.
fn answer_all(model: &mut Model, effects: &mut Vec<Effect>, cx: &Cx) {
    let asked: Vec<(Ticket, Ask)> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Query(ticket, ask) => Some((*ticket, ask.clone())),
            _ => None,
        })
        .collect();
    effects.retain(|effect| !matches!(effect, Effect::Query(..)));
    for (ticket, ask) in asked {
        sample::answer_to(model, ticket, &ask, cx);
    }
}

/// Presses keys as people write them: `j`, `Enter`, `Esc`, `C-d`, `Tab`; text between quotes is typed.
fn keys(model: &mut Model, keys: &str, cx: &Cx) -> Vec<Effect> {
    let mut effects = Vec::new();
    for key in keys.split(' ') {
        let (code, modifiers) = match key {
            "Enter" => (KeyCode::Enter, KeyModifiers::NONE),
            "Esc" => (KeyCode::Esc, KeyModifiers::NONE),
            "Tab" => (KeyCode::Tab, KeyModifiers::NONE),
            "Space" => (KeyCode::Char(' '), KeyModifiers::NONE),
            key if key.starts_with("C-") => {
                (KeyCode::Char(key.chars().nth(2).unwrap()), KeyModifiers::CONTROL)
            }
            text => {
                for c in text.chars() {
                    effects.extend(pressed(model, KeyCode::Char(c), KeyModifiers::NONE, cx));
                }
                continue;
            }
        };
        effects.extend(pressed(model, code, modifiers, cx));
    }
    effects
}

fn sent(effects: &[Effect]) -> Vec<&Command> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send(command) => Some(command),
            _ => None,
        })
        .collect()
}

fn hear(model: &mut Model, event: Event, cx: &Cx) -> Vec<Effect> {
    let mut effects = update(model, Msg::Engine(event), cx);
    effects.extend(sample::settle(model, cx));
    effects
}

#[test]
fn every_action_of_every_scope_runs_on_an_empty_and_on_a_full_screen() {
    let cx = cx();
    for row in action::table() {
        for pane in Pane::ALL {
            for mut model in [Model::new(80, 24), full(&cx)] {
                model.focus = pane;
                let mut effects = Vec::new();
                act(&mut model, row.action, &cx, &mut effects);
                answer_all(&mut model, &mut effects, &cx);
                update(&mut model, Msg::Drained, &cx);
                let screen = picture::text(&model, &cx);
                assert!(!screen.is_empty(), "{}", row.name);
            }
        }
    }
}

#[test]
fn marking_moves_on_and_can_be_taken_back() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "Space Space", &cx);
    assert_eq!(model.applicants.marks.len(), 2);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1282)));
    keys(&mut model, "u", &cx);
    assert_eq!(*model.applicants.marks, [Key(1284)].into());
    keys(&mut model, "C-r", &cx);
    assert_eq!(model.applicants.marks.len(), 2);
    keys(&mut model, "Esc u", &cx);
    assert_eq!(model.applicants.marks.len(), 2, "clearing can be taken back as well");
}

#[test]
fn the_next_unread_one_is_found_from_the_list_and_from_the_profile() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "jn", &cx);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1281)), "1282 is read");
    keys(&mut model, "3n", &cx);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1279)));
    assert_eq!(model.focus, Pane::Profile);
    assert_eq!(model.profile.of, Some(Key(1279)));
}

#[test]
fn a_range_is_marked_from_one_end_to_the_other() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "jVjjV", &cx);
    assert_eq!(*model.applicants.marks, [Key(1283), Key(1282), Key(1281)].into());
    keys(&mut model, "*", &cx);
    assert_eq!(model.applicants.marks.len(), sample::rows().len());
}

#[test]
fn a_batch_is_confirmed_as_it_was_shown() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "*c", &cx);
    assert!(matches!(model.dialogs.last(), Some(Dialog::Confirm(_))));
    // Somebody arrives meanwhile and marks change below: the dialog's ids are frozen.
    hear(&mut model, Event::Arrived(3), &cx);
    model.applicants.marks = Default::default();
    let effects = keys(&mut model, "Enter", &cx);
    let [Command::Confirm { task, keys: confirmed, gaps, .. }] = sent(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(*gaps, Gaps::Refuse);
    assert!(confirmed.contains(&Key(1284)) && !confirmed.contains(&Key(1283)), "unsaved ones are left");
    assert!(
        !confirmed.contains(&Key(1279)) && !confirmed.contains(&Key(1278)),
        "held and unreadable ones are left"
    );
    let id = ApplicantId::new(sample::account().unwrap(), "p-1284");
    let fates = vec![(Key(1284), id, Fate::Refused("no such profile".into()))];
    hear(&mut model, Event::Finished { task: *task, outcome: Outcome::Confirmed(fates) }, &cx);
    assert!(picture::text(&model, &cx).contains("no such profile"));
    keys(&mut model, "Enter", &cx);
    assert!(model.dialogs.is_empty());
}

#[test]
fn one_can_be_taken_out_of_a_batch_and_gaps_be_accepted() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "*c Space i Enter", &cx);
    let [Command::Confirm { keys, gaps, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(*gaps, Gaps::Accept);
    assert!(!keys.contains(&Key(1284)), "the first one was taken out");
    assert!(keys.contains(&Key(1279)), "the gap was accepted");
    assert!(!keys.contains(&Key(1278)), "an unreadable record is never confirmed");
}

#[test]
fn a_batch_that_was_not_seen_yet_is_not_confirmed() {
    let cx = cx();
    let mut model = full(&cx);
    let key = |c| Msg::Key(KeyEvent::new(c, KeyModifiers::NONE));
    let mut asked = update(&mut model, key(KeyCode::Char('c')), &cx);
    let hasty = update(&mut model, key(KeyCode::Enter), &cx);
    assert_eq!(sent(&hasty), Vec::<&Command>::new());
    assert_eq!(model.toast.as_ref().unwrap().text, cx.word("said-loading"));
    answer_all(&mut model, &mut asked, &cx);
    assert_eq!(model.toast, None, "the moment is over");
    assert_eq!(sent(&keys(&mut model, "Enter", &cx)).len(), 1);
}

#[test]
fn a_gap_is_accepted_by_name_only() {
    let mut cx = cx();
    cx.config.ui.recruiter = Some(" ".into());
    let mut model = full(&cx);
    let effects = keys(&mut model, "*c i Enter", &cx);
    let [Command::Confirm { gaps, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(*gaps, Gaps::Refuse);
    assert!(model.journal.iter().any(|said| said.text == cx.word("why-no-recruiter")));
}

#[test]
fn the_cursor_of_a_batch_stands_on_people() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "*c", &cx);
    for moves in ["g", "j", "j", "j", "j", "j", "j", "j", "j", "j", "k", "k", "k", "G", "k", "g", "k"] {
        keys(&mut model, moves, &cx);
        let screen = picture::text(&model, &cx);
        let person =
            |line: &&str| ["✓", "↓", "!", "◆"].iter().any(|sign| line.contains(&format!("│▸ {sign} ")));
        assert_eq!(screen.lines().filter(person).count(), 1, "after {moves}\n{screen}");
    }
}

#[test]
fn who_was_confirmed_before_needs_no_mark_after_a_batch() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "*c Enter", &cx);
    let [Command::Confirm { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert!(model.applicants.marks.contains(&Key(1280)), "who is confirmed can be marked");
    hear(&mut model, Event::Finished { task: *task, outcome: Outcome::Confirmed(Vec::new()) }, &cx);
    assert!(!model.applicants.marks.contains(&Key(1280)));
    assert!(model.applicants.marks.contains(&Key(1279)), "who is held back keeps the mark");
}

#[test]
fn several_problems_of_a_sync_are_counted_and_told_by_name() {
    let cx = cx();
    let mut model = full(&cx);
    let problem = |id| UserError::new(ErrorKind::Partial, format!("{id}: a file could not be saved"));
    let summary =
        Summary { problems: vec![problem("acme/p-1284"), problem("acme/gone")], ..Summary::default() };
    hear(&mut model, Event::Finished { task: TaskId(7), outcome: Outcome::Synced(summary) }, &cx);
    let text = &model.toast.as_ref().unwrap().text;
    assert_eq!(text, "Two problems, ! shows both. Fatma Yılmaz: a file could not be saved");
    assert_eq!(model.journal[0].text, "acme/gone: a file could not be saved");
}

#[test]
fn an_empty_inbox_says_why_it_is_empty() {
    let cx = cx();
    let mut model = Model::new(80, 24);
    let mut effects = update(&mut model, Msg::Drained, &cx);
    effects.retain(|effect| matches!(effect, Effect::Query(_, Ask::Window { .. })));
    let [Effect::Query(ticket, _)] = effects[..] else { panic!("{effects:?}") };
    update(&mut model, Msg::Loaded(ticket, Ok(Answer::Window(Default::default()))), &cx);
    let health = |health| Msg::Engine(Event::Account { account: sample::account().unwrap(), health });
    assert!(picture::text(&model, &cx).contains("Nobody has applied yet"));
    update(&mut model, health(Health::Syncing), &cx);
    assert!(picture::text(&model, &cx).contains("on their way"));
    let error = UserError::new(ErrorKind::Auth, "account acme: the credentials were refused")
        .cause(Cause::Credentials)
        .of("acme");
    update(&mut model, health(Health::Refused(error)), &cx);
    let screen = picture::text(&model, &cx);
    assert!(screen.contains("> Check the account"), "{screen}");
    assert!(screen.contains("✗ the credentials were refused"), "{screen}");
}

#[test]
fn a_long_message_takes_the_lines_above_and_gives_them_back() {
    let cx = cx();
    let mut model = sample::model(40, 12, &cx);
    let before = picture::text(&model, &cx);
    model.say(Tone::Done, "Two files written to /srv/applicants/2026-03-12/Fatma Yılmaz", &cx);
    let screen = picture::text(&model, &cx);
    let foot: Vec<&str> = screen.lines().rev().take(2).collect();
    assert_eq!(foot, [" 2026-03-12/Fatma Yılmaz", " ✓ Two files written to /srv/applicants/"], "{screen}");
    keys(&mut model, "2", &cx);
    assert_eq!(picture::text(&model, &cx), before);
}

#[test]
fn esc_leaves_the_code_of_a_job_link_for_the_choice() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "L Enter r", &cx);
    assert!(matches!(model.dialogs.last(), Some(Dialog::Formats(formats)) if formats.shows_code()));
    let hints = |model: &Model| picture::text(model, &cx).lines().last().unwrap().trim().to_owned();
    assert_eq!(hints(&model), "Esc close  ? keys");
    // The address stands alone there: the terminal has its mouse back, to click it and to select it.
    let room = ratatui::layout::Rect::new(0, 1, 120, 38);
    let (place, url, id) = model.dialogs.last().and_then(|top| top.hyperlink(room)).unwrap();
    assert_eq!((place.x, place.y, place.width, id), (0, 1, 120, "job"));
    assert!(url.starts_with("https://") && crate::tui::view::releases_mouse(&model));
    let first = picture::text(&model, &cx).lines().nth(1).unwrap().to_owned();
    assert!(url.starts_with(&first), "{first}");
    keys(&mut model, "Esc", &cx);
    assert!(matches!(model.dialogs.last(), Some(Dialog::Formats(formats)) if !formats.shows_code()));
    assert!(hints(&model).starts_with("Enter copy"));
    assert!(!crate::tui::view::releases_mouse(&model));
    keys(&mut model, "Esc", &cx);
    assert!(matches!(model.dialogs.last(), Some(Dialog::Link(_))));
}

#[test]
fn a_decision_is_seen_in_the_list_at_any_usual_width() {
    let cx = cx();
    for columns in [120, 200] {
        let mut model = sample::model(columns, 40, &cx);
        let rows = sample::rows().into_iter().map(|mut row| {
            row.stage = Stage::Rejected;
            row
        });
        let window = Window { rows: rows.collect(), ..Window::default() };
        model.applicants.list.place(window, From::Start, 36);
        assert!(picture::text(&model, &cx).contains("rejected"), "at {columns}");
    }
}

#[test]
fn the_walk_confirms_exactly_those_said_yes_to() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "*cpynq", &cx);
    let [Command::Confirm { keys, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(*keys, [Key(1284)]);
}

#[test]
fn esc_leaves_a_batch_untouched() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "*c Esc", &cx);
    assert_eq!(sent(&effects), Vec::<&Command>::new());
    assert!(model.dialogs.is_empty());
}

#[test]
fn a_rejection_asks_for_a_reason() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "x nolicence Enter", &cx);
    let commands = sent(&effects);
    assert!(commands.iter().any(|command| matches!(command,
        Command::Edit { keys, edit: Edit::Stage { to: Stage::Rejected, reason: Some(reason) }, .. }
            if *keys == [Key(1284)] && reason == "nolicence")));
    let effects = keys(&mut model, "x Esc", &cx);
    assert_eq!(sent(&effects), Vec::<&Command>::new());
}

#[test]
fn a_note_is_kept_by_esc_and_dropped_by_ctrl_c() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "ehello Enter world Esc", &cx);
    assert!(
        matches!(sent(&effects)[..], [Command::Edit { edit: Edit::Note(note), .. }] if note.ends_with("hello\nworld"))
    );
    let effects = keys(&mut model, "ehello C-c", &cx);
    assert_eq!(sent(&effects), Vec::<&Command>::new());
    let effects = keys(&mut model, "e Esc", &cx);
    assert_eq!(sent(&effects), Vec::<&Command>::new(), "an unchanged note is no change");
}

#[test]
fn the_search_filters_as_it_is_typed_and_esc_brings_everything_back() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "jj", &cx);
    let before = model.applicants.list.cursor();
    keys(&mut model, "/stage:new", &cx);
    assert_eq!(model.applicants.query, Query::parse("stage:new").unwrap());
    keys(&mut model, "x", &cx);
    assert!(picture::text(&model, &cx).contains("doesn't know newx"));
    assert_eq!(model.applicants.query, Query::parse("stage:new").unwrap(), "the last understood one stays");
    keys(&mut model, "Esc", &cx);
    assert!(model.applicants.query.is_empty());
    assert_eq!(model.applicants.list.cursor(), before);
    keys(&mut model, "/is:unread Enter", &cx);
    assert_eq!(model.applicants.query, Query::parse("is:unread").unwrap());
    keys(&mut model, "Esc", &cx);
    assert!(model.applicants.query.is_empty(), "Esc in the list drops a kept filter");
}

use crate::domain::Query;

#[test]
fn a_template_narrows_the_list_together_with_the_search() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "1j Enter", &cx);
    assert_eq!(model.focus, Pane::Applicants);
    assert_eq!(model.applicants.query, Query::parse("account:acme template:pflege").unwrap());
    keys(&mut model, "/is:unread Enter", &cx);
    assert_eq!(model.applicants.query, Query::parse("account:acme template:pflege is:unread").unwrap());
    keys(&mut model, "1g Enter", &cx);
    assert_eq!(model.applicants.query, Query::parse("is:unread").unwrap());
}

#[test]
fn a_late_answer_changes_nothing() {
    let cx = cx();
    let mut model = Model::new(120, 40);
    let effects = update(&mut model, Msg::Drained, &cx);
    let first = effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Query(ticket, Ask::Window { .. }) => Some(*ticket),
            _ => None,
        })
        .unwrap();
    keys(&mut model, "/a", &cx);
    let rows = model.applicants.list.rows().len();
    let empty = Answer::Window(crate::store::Window::default());
    update(&mut model, Msg::Loaded(first, Ok(empty)), &cx);
    assert_eq!(model.applicants.list.rows().len(), rows);
}

#[test]
fn a_frame_waits_for_a_profile_only_where_it_is_shown() {
    let cx = cx();
    for (zoom, waits) in [("", true), ("z", false)] {
        let mut model = full(&cx);
        keys(&mut model, zoom, &cx);
        let key = KeyEvent::new(KeyCode::Char('j'), KeyModifiers::NONE);
        update(&mut model, Msg::Key(key), &cx);
        let effects = update(&mut model, Msg::Drained, &cx);
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Query(_, Ask::Detail(_)))));
        assert_eq!(model.awaits_prompt(), waits);
        assert_eq!(model.awaits_shown(), waits);
    }
}

#[test]
fn a_paste_outside_of_a_field_is_ignored() {
    let cx = cx();
    let mut model = full(&cx);
    assert_eq!(update(&mut model, Msg::Paste("xq*c".into()), &cx), []);
    assert!(model.dialogs.is_empty() && model.applicants.marks.is_empty());
    keys(&mut model, "/", &cx);
    update(&mut model, Msg::Paste("fatma\nq".into()), &cx);
    assert_eq!(model.applicants.search, "fatma q");
}

#[test]
fn letters_typed_into_a_field_are_no_commands_in_any_script() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "/сq.,Ж", &cx);
    assert_eq!(sent(&effects), Vec::<&Command>::new());
    assert_eq!(model.applicants.line.as_ref().unwrap().field.text(), "сq.,Ж");
    assert_eq!(model.dialogs.len(), 0);
}

#[test]
fn a_chat_is_shown_over_ssh_and_opened_at_the_desk() {
    let mut cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "o", &cx);
    let [Command::Chat { task, key }] = sent(&effects)[..] else { panic!("{effects:?}") };
    let link = || {
        let text = "https://chat.pitchyou.de/t/secret";
        crate::source::ChatLink(secrecy::SecretString::from(text.to_owned()))
    };
    let effects = hear(&mut model, Event::Chat { task: *task, key: Some(*key), link: link() }, &cx);
    assert!(effects.contains(&Effect::Copy("what-chat", Secret::new("https://chat.pitchyou.de/t/secret"))));
    let screen = picture::text(&model, &cx);
    assert!(
        screen.lines().any(|line| line == "https://chat.pitchyou.de/t/secret"),
        "alone on its line:\n{screen}"
    );
    assert!(!format!("{model:?}").contains("secret"), "no debug text holds it");
    keys(&mut model, "Esc", &cx);
    cx.session = Session::Local;
    let effects = hear(&mut model, Event::Chat { task: *task, key: Some(*key), link: link() }, &cx);
    assert!(matches!(effects[..], [Effect::Browse(Some(Key(1284)), _)]));
    let failed =
        Msg::Browsed(Some(Key(1284)), Secret::new("https://chat.pitchyou.de/t/secret"), Err("none".into()));
    update(&mut model, failed, &cx);
    assert!(matches!(model.dialogs.last(), Some(Dialog::Chat(_))), "without a browser it is shown after all");
}

use crate::local::Session;

#[test]
fn what_tmux_refuses_is_sent_around_it() {
    let cx = cx();
    let mut model = full(&cx);
    let text = Secret::new("https://chat.example/t");
    let effects = update(&mut model, Msg::NotByTmux("what-chat", text.clone()), &cx);
    assert_eq!(effects, [Effect::CopyAround("what-chat", text)]);
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut cx = cx();
    cx.config.ui.read_only = true;
    let mut model = full(&cx);
    let effects = keys(&mut model, "cxmfesor", &cx);
    assert_eq!(sent(&effects), Vec::<&Command>::new());
    assert!(model.dialogs.is_empty());
    assert!(model.toast.as_ref().unwrap().text.contains("read-only"));
    cx.config.ui.read_only = false;
    cx.config.accounts[0].source = crate::domain::SourceKind::HrDrom;
    keys(&mut model, "o", &cx);
    assert!(model.toast.as_ref().unwrap().text.contains("HRDrom has no chat"));
    keys(&mut model, "L", &cx);
    assert!(model.toast.as_ref().unwrap().text.contains("HRDrom has no job links"));
}

#[test]
fn an_applicant_is_read_with_the_profile_in_focus_or_after_two_seconds() {
    let mut cx = cx();
    let mut model = full(&cx);
    let read = |effects: &[Effect]| {
        sent(effects).iter().any(|c| matches!(c, Command::Edit { edit: Edit::Read(Reading::Read), .. }))
    };
    assert!(!read(&keys(&mut model, "j", &cx)));
    cx.now += SignedDuration::from_millis(1_999);
    assert!(!read(&update(&mut model, Msg::Tick, &cx)));
    cx.now += SignedDuration::from_millis(1);
    assert!(read(&update(&mut model, Msg::Tick, &cx)));
    assert!(!read(&update(&mut model, Msg::Tick, &cx)), "once");
    keys(&mut model, "jj", &cx);
    assert!(read(&keys(&mut model, "Enter", &cx)));
}

#[test]
fn nothing_wakes_an_idle_screen_before_something_visible_changes() {
    let cx = cx();
    let mut model = full(&cx);
    model.toast = None;
    model.dwell = None;
    model.refresh_due = None;
    let next = next_wake(&model, &cx).unwrap();
    assert_eq!(next.as_second() % 60, 0, "ages change on the minute");
    let mut later = sample::cx(Language::En);
    later.now = next;
    assert_ne!(picture::text(&model, &cx), picture::text(&model, &later), "it wakes for something to see");
    assert_eq!(next_wake(&Model::new(80, 24), &cx), None);
}

#[test]
fn leaving_waits_only_for_confirmations() {
    let cx = cx();
    let mut model = full(&cx);
    assert_eq!(keys(&mut model, "q", &cx), [Effect::Leave]);
    let effects = keys(&mut model, "c Enter Esc q", &cx);
    assert!(!effects.contains(&Effect::Leave));
    assert!(matches!(model.dialogs.last(), Some(Dialog::Quit(_))));
    let effects = keys(&mut model, "Enter", &cx);
    assert_eq!(sent(&effects), [&Command::Quit]);
    assert!(!effects.contains(&Effect::Leave));
    assert_eq!(update(&mut model, Msg::EngineEnded, &cx), [Effect::Leave]);
}

#[test]
fn a_confirmation_that_ends_lets_the_screen_go_at_once() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "c Enter Esc", &cx);
    let [Command::Confirm { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    hear(&mut model, Event::Finished { task: *task, outcome: Outcome::Confirmed(vec![]) }, &cx);
    assert_eq!(keys(&mut model, "q", &cx), [Effect::Leave]);
}

#[test]
fn changes_from_below_are_asked_for_at_once_and_then_a_few_times_a_second() {
    let mut cx = cx();
    let mut model = full(&cx);
    cx.now += SignedDuration::from_secs(10);
    let asked = |effects: Vec<Effect>| effects.iter().filter(|e| matches!(e, Effect::Query(..))).count();
    let changed = |model: &mut Model, cx: &Cx| {
        update(model, Msg::Engine(Event::Changed(vec![])), cx);
        asked(update(model, Msg::Drained, cx))
    };
    assert!(changed(&mut model, &cx) > 0);
    for _ in 0..100 {
        assert_eq!(changed(&mut model, &cx), 0, "a storm of changes is one question");
    }
    cx.now += SignedDuration::from_millis(REFRESH_EVERY);
    update(&mut model, Msg::Tick, &cx);
    assert!(asked(update(&mut model, Msg::Drained, &cx)) > 0, "and the last of them is shown");
}

#[test]
fn an_account_that_fails_is_told_with_what_to_do() {
    let cx = cx();
    let mut model = full(&cx);
    let error = UserError::new(ErrorKind::Auth, "acme refused the credentials").next("check client_secret");
    let health = crate::engine::event::Health::Refused(error.clone());
    hear(&mut model, Event::Account { account: sample::account().unwrap(), health }, &cx);
    assert!(picture::text(&model, &cx).lines().next().unwrap().contains("acme refused the credentials"));
    hear(&mut model, Event::Finished { task: TaskId(9), outcome: Outcome::Failed(error) }, &cx);
    assert!(picture::text(&model, &cx).contains("check client_secret"));
}

#[test]
fn a_job_link_is_built_as_it_is_typed_and_remembered() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "1jL", &cx);
    assert!(picture::text(&model, &cx).contains("A job link needs a job id."));
    keys(&mut model, "47/1", &cx);
    assert!(picture::text(&model, &cx).contains("https://acme.pitchyou.de/go/47%2F1?jkey=pflege"));
    let effects = keys(&mut model, "Enter", &cx);
    assert!(matches!(sent(&effects)[..], [Command::Remember { name, value }]
        if name == "link.acme" && value.contains("47/1")));
    let effects = keys(&mut model, "h", &cx);
    assert!(matches!(&effects[..], [Effect::Copy("what-html", text)]
        if text.expose().contains("rel=\"noopener\"") && text.expose().contains("<svg")));
    let effects = keys(&mut model, "a", &cx);
    assert_eq!(
        effects,
        [Effect::Copy("what-link", Secret::new("https://acme.pitchyou.de/go/47%2F1?jkey=pflege"))]
    );
    keys(&mut model, "Esc Esc", &cx);
    assert!(model.dialogs.is_empty());
}

#[test]
fn insights_are_asked_for_by_period_and_wait_for_nothing() {
    let cx = cx();
    let mut model = full(&cx);
    let typed = |model: &mut Model, c: char| -> Vec<(Ticket, Ask)> {
        let effects = update(model, Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)), &cx);
        let queries = effects.into_iter().filter_map(|effect| match effect {
            Effect::Query(ticket, ask @ Ask::Insights(_)) => Some((ticket, ask)),
            _ => None,
        });
        queries.collect()
    };
    let since = |asked: &[(Ticket, Ask)]| -> Vec<Option<String>> {
        let scopes = asked.iter().filter_map(|(_, ask)| match ask {
            Ask::Insights(scope) => Some(scope.since.map(|at| at.to_string())),
            _ => None,
        });
        scopes.collect()
    };
    let asked = typed(&mut model, 'I');
    assert_eq!(asked.len(), 1);
    // While the answer is on its way, keys are worked off and nothing of another period is shown.
    assert!(picture::text(&model, &cx).contains("One moment"));
    let later = typed(&mut model, 'h');
    let answer = |ask: &Ask| Ok(sample::answer(ask));
    update(&mut model, Msg::Loaded(asked[0].0, answer(&asked[0].1)), &cx);
    assert!(picture::text(&model, &cx).contains("One moment"), "too late: another period is wanted by now");
    update(&mut model, Msg::Loaded(later[0].0, answer(&later[0].1)), &cx);
    assert!(picture::text(&model, &cx).contains("Half within 42m, nine of ten within 5h."));
    let today = sample::now().to_string()[..10].to_owned();
    assert_eq!(since(&typed(&mut model, 'h')), [Some(format!("{today}T00:00:00Z"))]);
    assert_eq!(since(&typed(&mut model, 'h')), [], "there is nothing shorter");
    for _ in 0..4 {
        typed(&mut model, 'l');
    }
    assert_eq!(since(&typed(&mut model, 'l')), [None], "everybody");
    assert_eq!(since(&typed(&mut model, 'r')), [None]);
    keys(&mut model, "Esc", &cx);
    assert!(model.dialogs.is_empty());
}

#[test]
fn news_ring_only_if_that_is_wanted() {
    let mut cx = cx();
    let mut model = full(&cx);
    assert_eq!(hear(&mut model, Event::Arrived(2), &cx), []);
    cx.notices.bell = true;
    assert_eq!(hear(&mut model, Event::Arrived(2), &cx), [Effect::Notify("2 new applicants.".into())]);
    assert_eq!(crate::tui::view::title(&model, &cx), "kandidat · 37 new");
}

#[test]
fn an_account_is_synced_paused_and_resumed_from_its_screen() {
    let cx = cx();
    let mut model = full(&cx);
    let account = sample::account().unwrap();
    let effects = keys(&mut model, "A p", &cx);
    assert!(sent(&effects).contains(&&Command::Pause { account: account.clone(), until: None }));
    let paused = Event::Account { account: account.clone(), health: Health::Paused(None) };
    hear(&mut model, paused, &cx);
    let effects = keys(&mut model, "r", &cx);
    assert!(sent(&effects).is_empty(), "{effects:?}");
    assert!(picture::text(&model, &cx).contains("This account is paused; resume it first."));
    let effects = keys(&mut model, "p", &cx);
    assert!(sent(&effects).contains(&&Command::Resume { account: account.clone() }));
    let effects = keys(&mut model, "r", &cx);
    assert!(matches!(sent(&effects)[..], [Command::Sync { account: Some(one), .. }] if *one == account));
}

#[test]
fn the_test_chat_is_opened_like_any_chat() {
    let mut cx = cx();
    cx.session = Session::Local;
    let mut model = full(&cx);
    let effects = keys(&mut model, "A o", &cx);
    let [Command::TestChat { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    let link = || crate::source::ChatLink("https://test.pitchyou.chat/".to_owned().into());
    let effects = hear(&mut model, Event::Chat { task: *task, key: None, link: link() }, &cx);
    assert!(matches!(effects[..], [Effect::Browse(None, _)]), "{effects:?}");
    cx.session = Session::Remote;
    let effects = hear(&mut model, Event::Chat { task: *task, key: None, link: link() }, &cx);
    assert!(matches!(effects[..], [Effect::Copy("what-chat", _)]), "{effects:?}");
    assert!(picture::text(&model, &cx).contains("Chat with the test page"));
}

#[test]
fn the_first_start_gives_back_what_was_filled_in() {
    use crate::tui::first::{Keep, NewAccount, Start};
    let cx = cx();
    let mut model = Model::new(120, 40);
    model.dialogs.push(Dialog::Start(dialog::start::Start));
    let effects = keys(&mut model, "c acme Tab Tab geheim Enter", &cx);
    assert_eq!(effects, [Effect::Leave]);
    assert_eq!(
        model.chosen,
        Some(Start::Connect(NewAccount {
            name: "main".into(),
            client_id: "acme".into(),
            keep: Keep::File,
            secret: Secret::new("geheim"),
            base_url: dialog::connect::BASE_URL.into(),
        }))
    );
    assert!(!picture::text(&model, &cx).contains("geheim"), "a secret is not shown");
    assert!(!format!("{model:?}").contains("geheim"));
    let mut model = Model::new(120, 40);
    model.dialogs.push(Dialog::Start(dialog::start::Start));
    assert_eq!(keys(&mut model, "d", &cx), [Effect::Leave]);
    assert_eq!(model.chosen, Some(Start::Demo));
}

#[test]
fn zoom_and_narrow_screens_show_one_pane() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "3z", &cx);
    assert_eq!(model.zoom, Zoom::One);
    let screen = picture::text(&model, &cx);
    assert!(screen.contains("3 Fatma") && !screen.contains("2 Applicants"));
    keys(&mut model, "q", &cx);
    assert_eq!(model.zoom, Zoom::All, "q goes back first");
    update(&mut model, Msg::Resize(60, 20), &cx);
    let screen = picture::text(&model, &cx);
    assert!(screen.contains("3 Fatma") && !screen.contains("2 Applicants"));
    keys(&mut model, "q", &cx);
    assert_eq!(model.focus, Pane::Applicants);
    update(&mut model, Msg::Resize(19, 5), &cx);
    assert!(picture::text(&model, &cx).contains("20x6"));
}

#[test]
fn the_mouse_chooses_panes_rows_and_filters() {
    let cx = cx();
    let mut model = full(&cx);
    let click = |model: &mut Model, column, row| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
        update(model, Msg::Mouse(event), &cx);
        sample::settle(model, &cx);
    };
    click(&mut model, 40, 4);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1282)));
    click(&mut model, 5, 3);
    assert_eq!(model.applicants.query, Query::parse("account:acme template:pflege").unwrap());
    click(&mut model, 100, 10);
    assert_eq!(model.focus, Pane::Profile);
    click(&mut model, 0, 0);
    click(&mut model, u16::MAX, u16::MAX);
    let kind = MouseEventKind::ScrollDown;
    let event = MouseEvent { kind, column: 40, row: 4, modifiers: KeyModifiers::NONE };
    let before = model.applicants.list.cursor();
    update(&mut model, Msg::Mouse(event), &cx);
    assert_ne!(model.applicants.list.cursor(), before);
}

/// Keys that people press, and some that nobody does.
fn any_key() -> impl Strategy<Value = (KeyCode, KeyModifiers)> {
    let code = prop_oneof![
        8 => prop::sample::select("abcdefghijklmnopqrstuvwxyzLSVNGOZ*/?!<>: 123.,йцуфывсмж😀é".chars().collect::<Vec<_>>())
            .prop_map(KeyCode::Char),
        4 => prop::sample::select(vec![
            KeyCode::Enter, KeyCode::Esc, KeyCode::Tab, KeyCode::BackTab, KeyCode::Backspace, KeyCode::Delete,
            KeyCode::Up, KeyCode::Down, KeyCode::Left, KeyCode::Right, KeyCode::Home, KeyCode::End,
            KeyCode::PageUp, KeyCode::PageDown, KeyCode::F(5),
        ]),
    ];
    let modifiers = prop_oneof![6 => Just(KeyModifiers::NONE), 1 => Just(KeyModifiers::CONTROL), 1 => Just(KeyModifiers::ALT)];
    (code, modifiers)
}

#[derive(Clone, Debug)]
enum Happening {
    Key(KeyCode, KeyModifiers),
    Paste(String),
    Resize(u16, u16),
    Mouse(u16, u16, bool),
    Changed,
    Fails,
    Later(i64),
}

fn any_happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        20 => any_key().prop_map(|(code, modifiers)| Happening::Key(code, modifiers)),
        1 => ".{0,20}".prop_map(Happening::Paste),
        2 => (0_u16..150, 0_u16..60).prop_map(|(columns, rows)| Happening::Resize(columns, rows)),
        2 => (0_u16..150, 0_u16..60, any::<bool>()).prop_map(|(x, y, wheel)| Happening::Mouse(x, y, wheel)),
        2 => Just(Happening::Changed),
        1 => Just(Happening::Fails),
        1 => (0_i64..100_000).prop_map(Happening::Later),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_sequence_of_keys_breaks_the_screen(
        happenings in prop::collection::vec(any_happening(), 1..60), language in 0_usize..3
    ) {
        let mut cx = sample::cx(Language::ALL[language]);
        let mut model = full(&cx);
        let mut fails = false;
        for happening in happenings {
            let msg = match happening {
                Happening::Key(code, modifiers) => Msg::Key(KeyEvent::new(code, modifiers)),
                Happening::Paste(text) => Msg::Paste(text),
                Happening::Resize(columns, rows) => Msg::Resize(columns, rows),
                Happening::Mouse(column, row, wheel) => {
                    let kind = if wheel { MouseEventKind::ScrollUp } else { MouseEventKind::Down(MouseButton::Left) };
                    Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
                }
                Happening::Changed => Msg::Engine(Event::Changed(vec![])),
                Happening::Fails => {
                    fails = !fails;
                    continue;
                }
                Happening::Later(millis) => {
                    cx.now += SignedDuration::from_millis(millis);
                    Msg::Tick
                }
            };
            let mut effects = update(&mut model, msg, &cx);
            effects.extend(update(&mut model, Msg::Drained, &cx));
            for effect in effects {
                if let Effect::Query(ticket, ask) = effect {
                    let error = UserError::new(ErrorKind::Store, "the disk is full");
                    let result = if fails { Err(error) } else { Ok(sample::answer(&ask)) };
                    update(&mut model, Msg::Loaded(ticket, result), &cx);
                }
            }
            let screen = picture::buffer(&model, &cx);
            prop_assert_eq!(screen.area.width, model.size.0);
            let _ = next_wake(&model, &cx);
        }
    }
}

#[test]
fn the_order_changes_and_the_cursor_goes_to_its_first_row() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "jj", &cx);
    let asked = update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Char('i'))), &cx);
    assert_eq!(asked, []);
    let asked = update(&mut model, Msg::Drained, &cx);
    let ordered = |effect: &Effect| {
        matches!(
            effect,
            Effect::Query(_, Ask::Window { sort: Sort::OldestUncontacted, from: From::Start, .. })
        )
    };
    assert!(asked.iter().any(ordered), "oldest uncontacted first is one key away: {asked:?}");
    assert!(
        !asked.iter().any(|effect| matches!(effect, Effect::Query(_, Ask::Count(_)))),
        "as many as before"
    );
    let mut effects = asked;
    answer_all(&mut model, &mut effects, &cx);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1284)));
    assert!(picture::text(&model, &cx).contains(" oldest ┐"));
    keys(&mut model, "iii", &cx);
    assert_eq!(model.applicants.sort, Sort::Newest, "and round again");
    let mut empty = Model::new(80, 24);
    keys(&mut empty, "i", &cx);
    assert_eq!(empty.applicants.sort, Sort::OldestUncontacted, "also where nobody is");
}

/// The search line as typed so far.
fn searched(model: &Model) -> String {
    model.applicants.line.as_ref().unwrap().field.text()
}

#[test]
fn a_field_and_its_value_are_completed() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "/", &cx);
    assert!(picture::text(&model, &cx).contains("stage:  is:  has:"), "the fields are there to see");
    keys(&mut model, "sta Tab", &cx);
    assert_eq!(searched(&model), "stage:");
    assert!(picture::text(&model, &cx).contains("new  contacted  interview"));
    keys(&mut model, "Tab Tab", &cx);
    assert_eq!(searched(&model), "stage:contacted", "each key takes the next");
    assert_eq!(model.applicants.query.to_string(), "stage:contacted", "and the list follows");
    pressed(&mut model, KeyCode::BackTab, KeyModifiers::NONE, &cx);
    assert_eq!(searched(&model), "stage:new");
    keys(&mut model, "Space template:la Tab", &cx);
    assert_eq!(searched(&model), "stage:new template:lager", "by what the left pane knows");
    keys(&mut model, "Enter", &cx);
    assert_eq!(model.applicants.search, "stage:new template:lager");
}

#[test]
fn values_of_the_store_are_offered_and_quoted() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "/tag:n", &cx);
    assert_eq!(effects, [], "all questions are answered");
    keys(&mut model, "Tab Tab", &cx);
    assert_eq!(searched(&model), "tag:\"night shift\"");
    // A late answer to what was typed before changes nothing.
    keys(&mut model, "Esc /tag:nachtdienst", &cx);
    let line = model.applicants.line.as_mut().unwrap();
    line.offer.answered(crate::domain::query::Field::Tag, "n", vec!["nacht".into()], &cx);
    assert!(line.offer.is_empty());
    keys(&mut model, "Esc /assignee:", &cx);
    assert!(picture::text(&model, &cx).contains("Jana Weber"), "whoever sits here is offered first");
}

#[test]
fn what_is_half_typed_keeps_the_list() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "/is:unread", &cx);
    let mut asked = 0;
    for c in " stage:n".chars() {
        let effects = update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Char(c))), &cx);
        asked += effects.len() + update(&mut model, Msg::Drained, &cx).len();
        assert_eq!(model.applicants.query.terms[0].to_string(), "is:unread");
    }
    // Of the eight keys only those that make another search are asked: `s`, `st`, … and back at the colon.
    assert_eq!(asked, 6 * 2, "a window and a count for each of these");
    assert_eq!(model.applicants.query.to_string(), "is:unread");
    assert!(!picture::text(&model, &cx).contains("Nobody matches"));
    assert!(model.applicants.line.as_ref().unwrap().mistake.is_empty());
    keys(&mut model, "Enter", &cx);
    assert!(picture::text(&model, &cx).contains("doesn't know n"), "Enter keeps no half field");
    keys(&mut model, "ew Enter", &cx);
    assert!(model.applicants.line.is_none());
    assert_eq!(model.applicants.query.to_string(), "is:unread stage:new");
}

#[test]
fn a_mistake_is_mended_by_a_key() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "/stge:new Tab", &cx);
    assert_eq!(searched(&model), "stage:new");
    keys(&mut model, "Space is:unred Tab", &cx);
    assert_eq!(searched(&model), "stage:new is:unread");
    assert_eq!(model.applicants.query.to_string(), "stage:new is:unread");
    keys(&mut model, "Space name:", &cx);
    assert!(picture::text(&model, &cx).contains("the beginning of any word"));
    keys(&mut model, "Enter", &cx);
    assert!(picture::text(&model, &cx).contains("Something is still missing after name:"));
    let down = pressed(&mut model, KeyCode::Down, KeyModifiers::NONE, &cx);
    assert_eq!((down, model.applicants.list.cursor()), (vec![], Some(Key(1283))), "the list moves meanwhile");
}

/// An account at a source with passwords and without a chat.
fn retail() -> Cx {
    let mut cx = cx();
    cx.config.accounts[0].source = crate::domain::SourceKind::HrDrom;
    cx
}

fn health(model: &mut Model, health: Health, cx: &Cx) {
    hear(model, Event::Account { account: sample::account().unwrap(), health }, cx);
}

#[test]
fn an_account_that_wants_another_password_says_so_until_it_has_it() {
    let cx = retail();
    let mut model = full(&cx);
    let rows = model.page(Pane::Applicants);
    let error = UserError::new(ErrorKind::Auth, "account acme: the first password has to be changed");
    health(&mut model, Health::FirstPassword(error.clone()), &cx);
    let screen = picture::text(&model, &cx);
    assert!(screen.lines().nth(1).unwrap().contains("acme: P changes the first password"), "{screen}");
    assert_eq!(model.page(Pane::Applicants), rows - 1);
    health(&mut model, Health::Syncing, &cx);
    assert_eq!(model.page(Pane::Applicants), rows - 1, "it stays while it is tried again");
    health(&mut model, Health::Refused(error), &cx);
    assert!(picture::text(&model, &cx).contains("acme: sign-in refused"));
    health(&mut model, Health::Synced(sample::now()), &cx);
    assert_eq!(model.page(Pane::Applicants), rows);
}

#[test]
fn a_new_password_is_typed_twice_unseen_and_sent_once() {
    let cx = retail();
    let mut model = full(&cx);
    keys(&mut model, "P", &cx);
    assert!(sent(&keys(&mut model, "Enter", &cx)).is_empty(), "there is nothing yet");
    assert!(sent(&keys(&mut model, "geheimes Enter geheimer Enter", &cx)).is_empty(), "they differ");
    let screen = picture::text(&model, &cx);
    assert!(screen.contains("The two are not the same.") && !screen.contains("geheim"), "{screen}");
    keys(&mut model, "Esc P geheimes Enter geheimes", &cx);
    let effects = keys(&mut model, "Enter", &cx);
    let [Command::Password { task, account, new }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((account.as_str(), new), ("acme", &NewPassword::new("geheimes".into())));
    assert!(!format!("{effects:?}").contains("geheimes"));
    let task = *task;
    assert!(sent(&keys(&mut model, "x Enter Enter", &cx)).is_empty(), "once");
    let error = UserError::new(ErrorKind::Auth, "account acme: the password was not changed");
    hear(&mut model, Event::Finished { task, outcome: Outcome::Failed(error) }, &cx);
    assert!(picture::text(&model, &cx).contains("the password was not changed"));

    let effects = keys(&mut model, "geheimes Enter geheimes Enter", &cx);
    let [Command::Password { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    let task = *task;
    let by_hand = Outcome::Password(Stored::ByHand(ByHand::Variable("HRDROM".into())));
    let effects = hear(&mut model, Event::Finished { task, outcome: by_hand }, &cx);
    assert!(matches!(sent(&effects)[..], [Command::Sync { .. }]), "and goes on at once: {effects:?}");
    assert!(picture::text(&model, &cx).contains("environment variable HRDROM"));
    keys(&mut model, "Enter", &cx);
    assert!(model.dialogs.is_empty());

    let effects = keys(&mut model, "P geheimes Tab geheimes Enter", &cx);
    let [Command::Password { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    let task = *task;
    let there = Outcome::Password(Stored::There(Writable::File("p".into())));
    hear(&mut model, Event::Finished { task, outcome: there }, &cx);
    assert!(model.dialogs.is_empty());
    assert!(picture::text(&model, &cx).contains("stored in the file p"));
}

#[test]
fn what_a_source_does_not_offer_says_why() {
    let mut model = full(&cx());
    assert_eq!(why_not(&model, Action::App(App::Password), &cx()), Some("why-no-password"));
    let cx = retail();
    model.templates.groups = vec![crate::store::Group {
        account: sample::account().unwrap(),
        common: crate::store::Common::Profession("7".into()),
        title: "Комплектовщик".into(),
        count: 3,
        new: 1,
        unread: 1,
    }];
    keys(&mut model, "1j", &cx);
    assert!(sent(&keys(&mut model, "L o", &cx)).is_empty());
    keys(&mut model, "1 Enter", &cx);
    assert_eq!(model.applicants.query, Query::parse("account:acme profession:7").unwrap());
    assert!(picture::text(&model, &cx).contains("Комплектовщик"));
}

#[test]
fn taking_back_what_was_reported_says_so() {
    let cx = retail();
    let mut model = full(&cx);
    let undone = crate::store::Undone {
        what: "stage".into(),
        keys: vec![Key(1282)],
        corrected: 1,
        ..crate::store::Undone::default()
    };
    let undone = Outcome::Undone(undone);
    hear(&mut model, Event::Finished { task: TaskId(0), outcome: undone }, &cx);
    assert_eq!(
        model.toast.as_ref().unwrap().text,
        "Taken back for Jürgen Groß: stage. The source had been told; it is told the stage before."
    );
}

/// Surroundings with two views in the configuration.
fn with_views() -> Cx {
    let mut cx = cx();
    let view = |name: &str, query: &str, sort: Option<&str>| crate::config::View {
        name: name.into(),
        query: query.into(),
        sort: sort.map(str::to_owned),
    };
    cx.config.views = vec![
        view("Nacht", "tag:nacht stage:new", Some("oldest")),
        view("Lager", "account:acme template:lager", None),
    ];
    cx
}

fn listed(model: &Model) -> (String, Sort) {
    (model.applicants.query.to_string(), model.applicants.sort)
}

#[test]
fn a_view_brings_its_search_and_its_order() {
    let cx = with_views();
    let mut model = full(&cx);
    keys(&mut model, "iii >", &cx);
    assert_eq!(listed(&model), ("tag:nacht stage:new".to_owned(), Sort::OldestUncontacted));
    assert!(picture::text(&model, &cx).contains("▸Nacht"));
    keys(&mut model, "i", &cx);
    assert!(picture::text(&model, &cx).contains("▸Nacht*"), "it is said that this is another order");
    keys(&mut model, ">", &cx);
    assert_eq!(listed(&model), ("account:acme template:lager".to_owned(), Sort::Newest));
    keys(&mut model, ">", &cx);
    assert_eq!(listed(&model), (String::new(), Sort::Stage), "everybody, in the order that was theirs");
    keys(&mut model, "< <", &cx);
    assert_eq!(listed(&model).0, "tag:nacht stage:new");
    keys(&mut model, "Esc", &cx);
    assert_eq!(listed(&model), (String::new(), Sort::Stage), "Esc drops the view like any search");
    // Under a Russian layout the same keys do the same.
    keys(&mut model, "Ю", &cx);
    assert_eq!(model.views.shown.as_deref(), Some("Nacht"));
}

#[test]
fn the_left_panes_choice_goes_on_to_hold_unless_the_view_says_otherwise() {
    let cx = with_views();
    let mut model = full(&cx);
    keys(&mut model, "1j Enter >", &cx);
    assert_eq!(listed(&model).0, "account:acme template:pflege tag:nacht stage:new");
    keys(&mut model, ">", &cx);
    assert_eq!(listed(&model).0, "account:acme template:lager");
}

#[test]
fn a_search_is_saved_renamed_removed_and_taken_back() {
    let cx = with_views();
    let mut model = full(&cx);
    keys(&mut model, "B", &cx);
    assert_eq!(model.toast.as_ref().unwrap().text, cx.word("why-no-search"));
    keys(&mut model, "1j Enter / is:unread Enter i", &cx);
    let effects = keys(&mut model, "B Enter Nacht Enter", &cx);
    assert_eq!(sent(&effects), Vec::<&Command>::new(), "neither without a name nor with a configured one");
    assert!(picture::text(&model, &cx).contains("The configuration has a view of this name."));
    let effects = keys(&mut model, "C-u Mine Enter", &cx);
    let [Command::View(ViewEdit::Keep(saved))] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((saved.name.as_str(), saved.sort), ("Mine", Sort::OldestUncontacted));
    assert_eq!(saved.query, "account:acme template:pflege is:unread", "with what the left pane says");
    assert_eq!(model.views.shown.as_deref(), Some("Mine"), "and it is the one that is shown");
    assert_eq!(listed(&model).0, saved.query);
    let effects = keys(&mut model, "b r", &cx);
    assert_eq!(effects, []);
    keys(&mut model, "C-u Lager Enter", &cx);
    assert!(picture::text(&model, &cx).contains("The configuration has a view of this name."));
    let effects = keys(&mut model, "C-u Ours Enter", &cx);
    assert_eq!(sent(&effects), [&Command::View(ViewEdit::Rename("Mine".into(), "Ours".into()))]);
    assert_eq!(model.views.shown.as_deref(), Some("Ours"));
    let effects = keys(&mut model, "d", &cx);
    assert_eq!(sent(&effects), [&Command::View(ViewEdit::Remove("Ours".into()))]);
    assert_eq!(model.views.views.len(), 2);
    keys(&mut model, "r", &cx);
    assert_eq!(model.toast.as_ref().unwrap().text, cx.word("why-view-configured"));
    let effects = keys(&mut model, "Esc u", &cx);
    assert!(matches!(sent(&effects)[..], [Command::View(ViewEdit::Keep(kept))] if kept.name == "Ours"));
    let effects = keys(&mut model, "u u C-r", &cx);
    assert_eq!(sent(&effects).len(), 3);
    assert_eq!(model.views.views.last().unwrap().saved.name, "Mine");
}

#[test]
fn a_read_only_screen_saves_no_view() {
    let mut cx = with_views();
    cx.config.ui.read_only = true;
    let mut model = full(&cx);
    let effects = keys(&mut model, "i B", &cx);
    assert_eq!((sent(&effects).len(), model.dialogs.len()), (0, 0));
    keys(&mut model, "b Enter", &cx);
    assert_eq!(model.views.shown.as_deref(), Some("Nacht"), "looking is allowed");
}

#[test]
fn a_tab_can_be_clicked() {
    let cx = with_views();
    let mut model = full(&cx);
    let area = model.layout().unwrap().applicants.unwrap();
    let event = |column, row| {
        Msg::Mouse(MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column,
            row,
            modifiers: KeyModifiers::NONE,
        })
    };
    update(&mut model, event(area.x + 1 + 7, area.y + 1), &cx);
    assert_eq!(model.views.shown.as_deref(), Some("Nacht"));
    sample::settle(&mut model, &cx);
    update(&mut model, event(area.x + 9, area.y + 3), &cx);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1283)), "below the tabs stand the applicants");
}

#[test]
fn the_longest_overdue_are_offered_where_accounts_differ() {
    let mut cx = cx();
    let mut second = cx.config.accounts[0].clone();
    second.name = crate::domain::AccountName::new("retail").unwrap();
    second.response_target = std::time::Duration::from_secs(86_400);
    cx.config.accounts.push(second);
    let mut model = full(&cx);
    keys(&mut model, "ii", &cx);
    assert_eq!(model.applicants.sort, Sort::Overdue);
    assert!(picture::text(&model, &cx).contains(" overdue ┐"));
    keys(&mut model, "iii", &cx);
    assert_eq!(model.applicants.sort, Sort::Newest);
}

#[test]
fn every_order_has_its_word_in_the_configuration() {
    assert_eq!(Sort::ALL.map(Sort::as_str), crate::config::SORTS);
    for sort in Sort::ALL {
        assert_eq!(sort.as_str().parse(), Ok(sort));
    }
}

/// The edits among what was sent, having looked left aside.
fn edits(effects: &[Effect]) -> Vec<(Vec<Key>, Edit)> {
    sent(effects)
        .into_iter()
        .filter_map(|command| match command {
            Command::Edit { keys, edit, .. } if !matches!(edit, Edit::Read(_)) => {
                Some((keys.clone(), edit.clone()))
            }
            _ => None,
        })
        .collect()
}

fn press(model: &mut Model, code: KeyCode, cx: &Cx) -> Vec<Effect> {
    pressed(model, code, KeyModifiers::NONE, cx)
}

fn rejected(reason: Option<&str>) -> Edit {
    Edit::Stage { to: Stage::Rejected, reason: reason.map(str::to_owned) }
}

#[test]
fn enter_takes_the_last_reason_and_the_arrows_the_others() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "x Enter", &cx);
    assert_eq!(edits(&effects), [(vec![Key(1284)], rejected(Some("no licence")))]);
    let mut model = full(&cx);
    keys(&mut model, "x", &cx);
    press(&mut model, KeyCode::Down, &cx);
    assert_eq!(edits(&keys(&mut model, "Enter", &cx))[0].1, rejected(Some("too far away")));
    let mut model = full(&cx);
    keys(&mut model, "x", &cx);
    press(&mut model, KeyCode::End, &cx);
    for _ in 0..2 {
        press(&mut model, KeyCode::Down, &cx);
    }
    assert_eq!(edits(&keys(&mut model, "Enter", &cx))[0].1, rejected(None), "the last line is none");
    let mut model = full(&cx);
    let effects = keys(&mut model, "x far Enter", &cx);
    assert_eq!(edits(&effects)[0].1, rejected(Some("far")), "what is typed counts");
    let mut model = full(&cx);
    keys(&mut model, "x far", &cx);
    press(&mut model, KeyCode::Down, &cx);
    assert_eq!(edits(&keys(&mut model, "Enter", &cx))[0].1, rejected(Some("too far away")));
}

#[test]
fn after_a_decision_the_cursor_goes_on_where_that_is_wanted() {
    for (auto_advance, typed, next) in [
        (true, "x Enter", 1283),
        (true, "m i", 1283),
        (true, "Z Enter", 1283),
        (true, "f", 1284),
        (true, "t nacht Enter", 1284),
        (true, "a Enter", 1284),
        (true, "x Esc", 1284),
        (false, "x Enter", 1284),
    ] {
        let mut cx = cx();
        cx.config.ui.auto_advance = auto_advance;
        let mut model = full(&cx);
        keys(&mut model, typed, &cx);
        assert_eq!(model.applicants.list.cursor(), Some(Key(next)), "{typed}");
    }
    // At the end there is nowhere to go.
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "G x Enter", &cx);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1276)));
}

#[test]
fn a_decision_about_the_marked_lets_the_marks_go_and_undo_brings_both_back() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "Space Space", &cx);
    let effects = keys(&mut model, "x Enter", &cx);
    assert_eq!(edits(&effects), [(vec![Key(1284), Key(1283)], rejected(Some("no licence")))]);
    assert!(model.applicants.marks.is_empty());
    assert_eq!(model.applicants.list.cursor(), Some(Key(1282)), "nobody is skipped");
    let effects = keys(&mut model, "u", &cx);
    assert!(matches!(sent(&effects)[..], [Command::Undo { .. }]), "{effects:?}");
    assert_eq!(model.applicants.marks.len(), 2);
    let effects = keys(&mut model, "C-r", &cx);
    assert!(matches!(sent(&effects)[..], [Command::Redo { .. }]), "{effects:?}");
    assert!(model.applicants.marks.is_empty());
    // Tags, people and the first contact leave the marks: more is done with the same ones.
    for typed in ["t nacht Enter", "a Enter", "f"] {
        let mut model = full(&cx);
        let effects = keys(&mut model, &format!("Space Space {typed}"), &cx);
        assert_eq!(edits(&effects)[0].0.len(), 2, "{typed}");
        assert_eq!(model.applicants.marks.len(), 2, "{typed}");
    }
}

#[test]
fn an_open_range_is_what_a_decision_is_about() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "V j j x Enter", &cx);
    assert_eq!(edits(&effects)[0].0, [Key(1284), Key(1283), Key(1282)]);
    // A beginning that isn't here: the store says who is between, and nobody is acted on before that.
    let mut model = full(&cx);
    model.applicants.range = Some(Key(5_000));
    let effects = keys(&mut model, "x", &cx);
    assert!(edits(&effects).is_empty() && model.dialogs.is_empty(), "{effects:?}");
    assert_eq!(model.applicants.marks.len(), sample::rows().len());
    keys(&mut model, "x", &cx);
    assert!(picture::text(&model, &cx).contains("rejected · 9 applicants"));
}

#[test]
fn tags_are_added_taken_away_and_completed() {
    let cx = cx();
    let tags = |add: &[&str], remove: &[&str]| Edit::Tags {
        add: add.iter().map(|tag| (*tag).to_owned()).collect(),
        remove: remove.iter().map(|tag| (*tag).to_owned()).collect(),
    };
    for (typed, edit) in [
        ("t nacht,-lager,wichtig Enter", tags(&["nacht", "wichtig"], &["lager"])),
        ("t n Tab Enter", tags(&["nacht"], &[])),
        ("t n Tab so Tab Enter", tags(&["nacht", "sofort"], &[])),
    ] {
        let mut model = full(&cx);
        assert_eq!(edits(&keys(&mut model, typed, &cx)), [(vec![Key(1284)], edit)], "{typed}");
    }
    let mut model = full(&cx);
    keys(&mut model, "t so", &cx);
    press(&mut model, KeyCode::Down, &cx);
    assert_eq!(edits(&keys(&mut model, "Enter", &cx))[0].1, tags(&["sofort"], &[]));
    let mut model = full(&cx);
    assert!(edits(&keys(&mut model, "t Enter", &cx)).is_empty(), "nothing said, nothing done");
    assert!(model.dialogs.is_empty());
}

#[test]
fn one_assigns_to_oneself_to_others_or_to_nobody() {
    let cx = cx();
    for (typed, to) in [
        ("a Enter", Some("Jana Weber")),
        ("a iwan Enter", Some("Olga Iwanowa")),
        ("a Peter Enter", Some("Peter")),
        ("a me Enter", Some("Jana Weber")),
    ] {
        let mut model = full(&cx);
        let effects = keys(&mut model, typed, &cx);
        assert_eq!(edits(&effects)[0].1, Edit::Assign(to.map(str::to_owned)), "{typed}");
    }
    let mut model = full(&cx);
    keys(&mut model, "a", &cx);
    for _ in 0..2 {
        press(&mut model, KeyCode::Down, &cx);
    }
    assert_eq!(edits(&keys(&mut model, "Enter", &cx))[0].1, Edit::Assign(None));
}

#[test]
fn somebody_is_put_off_until_a_time() {
    let cx = cx();
    let until = |text: &str| Edit::Snooze(Some(text.parse().unwrap()));
    for (typed, edit) in [
        ("Z Enter", until("2026-03-12T15:02:30Z")),
        ("Z 16:30 Enter", until("2026-03-12T16:30:00Z")),
        ("Z 3d Enter", until("2026-03-15T08:00:00Z")),
    ] {
        let mut model = full(&cx);
        assert_eq!(edits(&keys(&mut model, typed, &cx)), [(vec![Key(1284)], edit)], "{typed}");
        assert!(model.toast.as_ref().unwrap().text.starts_with("Put off until"), "{:?}", model.toast);
    }
    for typed in ["Z soon Enter", "Z 2020-01-01 Enter"] {
        let mut model = full(&cx);
        assert!(edits(&keys(&mut model, typed, &cx)).is_empty(), "{typed}");
        assert_eq!(model.dialogs.len(), 1, "{typed}");
    }
}

#[test]
fn the_screen_wakes_when_the_next_one_is_back() {
    let mut cx = cx();
    let mut model = full(&cx);
    let due = cx.now.checked_add(SignedDuration::from_secs(20)).unwrap();
    model.totals.wakes = Some(due);
    model.dwell = None;
    assert_eq!(next_wake(&model, &cx), Some(due));
    cx.now = due;
    let effects = update(&mut model, Msg::Tick, &cx);
    assert_eq!(sent(&effects), [&Command::Wake]);
    assert_ne!(next_wake(&model, &cx), Some(due), "once");
    cx.config.ui.read_only = true;
    model.totals.wakes = Some(due);
    let effects = update(&mut model, Msg::Tick, &cx);
    assert_eq!(sent(&effects), Vec::<&Command>::new());
    hear(&mut model, Event::Woken(2), &cx);
    assert!(model.toast.as_ref().unwrap().text.contains("2 applicants who were put off"));
}

#[test]
fn who_is_put_off_is_in_no_list_but_is_found_by_name() {
    let cx = cx();
    let hidden = |search: &str| {
        let mut model = full(&cx);
        model.applicants.search = search.to_owned();
        search::apply(&mut model, None, &cx, &mut Vec::new());
        let asked = model.applicants.asked();
        asked.terms.iter().any(|term| term.negated && term.test == Test::Is(Flag::Snoozed))
    };
    for search in ["", "stage:new", "tag:nacht", "-fatma"] {
        assert!(hidden(search), "{search}");
    }
    for search in ["fatma", "phone:0151", "is:snoozed", "id:acme/p-1", "is:marked", "\"a b\""] {
        assert!(!hidden(search), "{search}");
    }
}

#[test]
fn the_other_applications_are_shown_and_gone_to() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "D", &cx);
    assert!(model.dialogs.is_empty(), "there are none");
    assert_eq!(model.toast.as_ref().unwrap().text, cx.word("why-no-others"));
    keys(&mut model, "j j j j", &cx);
    assert!(picture::text(&model, &cx).contains("Applied 2 more times (D)"));
    keys(&mut model, "D Tab", &cx);
    assert!(picture::text(&model, &cx).contains("2 of 2 others"));
    keys(&mut model, "Enter", &cx);
    assert!(model.dialogs.is_empty());
    assert_eq!(model.applicants.list.cursor(), Some(Key(1277)), "they are in the list");
    let id = ApplicantId::new(sample::account().unwrap(), "p-9");
    let mut effects = Vec::new();
    applicants::visit(&mut model, Key(9), &id, &cx, &mut effects);
    assert_eq!(model.applicants.search, "id:\"acme/p-9\"", "they are not: they are searched for");
}

#[test]
fn nothing_at_all_is_written_when_the_inbox_is_read_only() {
    let mut cx = cx();
    cx.config.ui.read_only = true;
    for row in action::table() {
        let mut model = full(&cx);
        keys(&mut model, "j j j j Space", &cx);
        model.focus = Pane::Profile;
        if let Action::Dialog(_) = row.action {
            continue;
        }
        let mut effects = Vec::new();
        act(&mut model, row.action, &cx, &mut effects);
        // Into the dialog that it opens, if any, and through it by Enter.
        if !matches!(model.dialogs.last(), None | Some(Dialog::Quit(_))) {
            effects.extend(keys(&mut model, "Enter Enter", &cx));
        }
        effects.extend(sample::settle(&mut model, &cx));
        let mut late = cx_at(&cx, 10);
        late.config.ui.read_only = true;
        effects.extend(update(&mut model, Msg::Tick, &late));
        for command in sent(&effects) {
            let harmless = matches!(command, Command::Cancel(_) | Command::Quit);
            assert!(harmless, "{} sends {command:?}", row.name);
        }
    }
}

fn cx_at(cx: &Cx, seconds: i64) -> Cx {
    let mut later = sample::cx(Language::En);
    later.now = cx.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    later
}

#[test]
fn what_changed_nothing_is_not_what_undo_takes_back() {
    let cx = cx();
    let mut model = full(&cx);
    let effects = keys(&mut model, "m n", &cx);
    let [Command::Edit { task, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(model.undo.len(), 1);
    hear(&mut model, Event::Finished { task: *task, outcome: Outcome::Edited(0) }, &cx);
    assert!(model.undo.is_empty() && model.tasks.is_empty());
}

#[test]
fn undo_says_what_it_did_and_goes_there() {
    let cx = cx();
    let mut model = full(&cx);
    let undone = |keys: &[i64], skipped: &[i64], stopped| crate::store::Undone {
        what: "stage".into(),
        keys: keys.iter().map(|key| Key(*key)).collect(),
        skipped: skipped.iter().map(|key| Key(*key)).collect(),
        stage: Some(Stage::New),
        stopped,
        corrected: 0,
    };
    for (undone, says) in [
        (undone(&[1282], &[], false), "Taken back for Jürgen Groß: stage → new."),
        (undone(&[1282, 1281], &[], false), "Taken back for 2: stage → new."),
        (undone(&[], &[1281], false), "One was left alone: somebody has changed the same since."),
        (
            undone(&[1, 2], &[], true),
            "Taken back for 2: stage → new. Stopped half way; the same key goes on.",
        ),
    ] {
        hear(&mut model, Event::Finished { task: TaskId(3), outcome: Outcome::Undone(undone) }, &cx);
        assert_eq!(model.toast.as_ref().unwrap().text, says);
    }
    assert_eq!(model.applicants.list.cursor(), Some(Key(1282)));
}

#[test]
fn long_work_is_stopped_by_esc() {
    let cx = cx();
    let mut model = full(&cx);
    let progress = |done| crate::engine::Progress {
        task: TaskId(7),
        work: crate::engine::Work::Edit,
        done,
        total: Some(100_000),
        bytes: 0,
        rate: 0,
    };
    keys(&mut model, "Space", &cx);
    hear(&mut model, Event::Progress(progress(23_000)), &cx);
    assert!(picture::text(&model, &cx).contains("deciding 23"));
    let effects = keys(&mut model, "Esc", &cx);
    assert_eq!(sent(&effects), [&Command::Cancel(TaskId(7))]);
    assert_eq!(model.applicants.marks.len(), 1, "one thing at a time");
    hear(&mut model, Event::Finished { task: TaskId(7), outcome: Outcome::EditedSome(23_250, 76_750) }, &cx);
    let said = model.toast.as_ref().unwrap().text.clone();
    assert!(said.contains("23") && said.contains("76"), "{said}");
}

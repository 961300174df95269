//! The palette, the help, keys one after the other, and macros.

use super::*;
use crate::config::Macro;
use crate::tui::keymap::KeyMap;

/// Surroundings with these keys chosen and these macros.
fn configured(keys: &[(&str, &str)], macros: &[(&str, &str, &[&str])]) -> Cx {
    let mut cx = cx();
    let keys = keys.iter().map(|(name, keys)| ((*name).to_owned(), vec![(*keys).to_owned()]));
    let macros: Vec<Macro> = macros
        .iter()
        .map(|(name, keys, actions)| Macro {
            name: (*name).to_owned(),
            keys: vec![(*keys).to_owned()],
            actions: actions.iter().map(|name| (*name).to_owned()).collect(),
        })
        .collect();
    cx.keys = KeyMap::new(&keys.collect(), &macros);
    assert_eq!(cx.keys.problems(), []);
    cx
}

fn toast(model: &Model) -> &str {
    model.toast.as_ref().map_or("", |toast| toast.text.as_str())
}

fn hint(model: &Model, cx: &Cx) -> String {
    picture::text(model, cx).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn the_palette_does_what_was_found_where_it_was_opened() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "j:zoo Enter", &cx);
    assert_eq!((model.zoom, model.dialogs.len()), (Zoom::One, 0));
    let effects = keys(&mut model, "*:conf", &cx);
    assert_eq!(sent(&effects), Vec::<&Command>::new());
    assert!(picture::text(&model, &cx).contains("applicant.confirm"));
    keys(&mut model, "Enter", &cx);
    assert!(matches!(model.dialogs[..], [Dialog::Confirm(_)]), "{:?}", model.dialogs);
    // From within a dialog it is about that dialog.
    keys(&mut model, ":one", &cx);
    let screen = picture::text(&model, &cx);
    assert!(screen.contains("confirm.walk") && !screen.contains("app.zoom"), "{screen}");
    keys(&mut model, "Enter", &cx);
    assert_eq!(scope(&model), Scope::Dialog(dialog::Kind::Step));
}

#[test]
fn the_palette_says_why_something_cannot_be_done_and_stays() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, ":system's Enter", &cx);
    assert_eq!(toast(&model), cx.word("why-remote"));
    assert!(matches!(model.dialogs[..], [Dialog::Palette(_)]));
    keys(&mut model, "C-u", &cx);
    // An action of another pane is there as well, and can't be done from here.
    keys(&mut model, "show Space only Enter", &cx);
    assert_eq!(toast(&model), "only in “Templates”");
    keys(&mut model, "Esc", &cx);
    assert!(model.dialogs.is_empty());
}

#[test]
fn the_palette_finds_by_any_layout_and_shows_what_was_used_last_first() {
    let mut cx = sample::cx(Language::Ru);
    let mut model = full(&cx);
    let first = |model: &Model, cx: &Cx| {
        let screen = picture::text(model, cx);
        screen.lines().skip_while(|line| !line.contains("│:")).nth(1).map(str::to_owned)
    };
    let effects = keys(&mut model, "Жмасштаб", &cx);
    assert!(effects.iter().all(|effect| !matches!(effect, Effect::Send(_))));
    keys(&mut model, "Esc", &cx);
    let effects = keys(&mut model, "Жвесь Enter", &cx);
    assert!(
        sent(&effects).iter().any(|command| matches!(command, Command::Remember { name, value }
            if name == "palette.recent" && value.lines().next() == Some("app.zoom"))),
        "{effects:?}"
    );
    keys(&mut model, ":", &cx);
    let line = first(&model, &cx).unwrap();
    assert!(line.contains(&action::find("app.zoom").unwrap().short(&cx.words)), "{line}");
    keys(&mut model, "Esc", &cx);
    // English words under a keyboard that is still Russian: confirm.
    cx = sample::cx(Language::En);
    keys(&mut model, ":сщташкь", &cx);
    assert!(picture::text(&model, &cx).contains("applicant.confirm"));
}

#[test]
fn help_shows_the_keys_of_where_it_is_opened_and_is_filtered() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "?", &cx);
    assert!(picture::text(&model, &cx).contains("applicant.confirm"));
    keys(&mut model, "/half", &cx);
    let screen = picture::text(&model, &cx);
    assert!(screen.contains("Half a page up") && !screen.contains("A page up"), "{screen}");
    keys(&mut model, "Enter", &cx);
    keys(&mut model, "Esc", &cx);
    assert!(picture::text(&model, &cx).contains("One row down"), "Esc first takes the filter away");
    keys(&mut model, "Esc", &cx);
    assert!(model.dialogs.is_empty());
    keys(&mut model, "m?", &cx);
    let screen = picture::text(&model, &cx);
    assert!(screen.contains("stage.to-offer") && !screen.contains("app.zoom"), "{screen}");
    keys(&mut model, "?", &cx);
    assert!(matches!(model.dialogs[..], [Dialog::Stage(_)]), "the key that opened it closes it");
    // A text field takes the question mark; F1 is for everywhere.
    keys(&mut model, "Esc e?", &cx);
    assert!(matches!(model.dialogs[..], [Dialog::Note(_)]));
    assert!(hint(&model, &cx).contains("F1 keys"), "{}", hint(&model, &cx));
    pressed(&mut model, KeyCode::F(1), KeyModifiers::NONE, &cx);
    assert!(picture::text(&model, &cx).contains("In a text field"));
}

#[test]
fn a_prefix_waits_and_the_hints_show_what_may_follow() {
    let cx = configured(&[("cursor.first", "g g"), ("cursor.last", "g e")], &[]);
    let mut model = full(&cx);
    keys(&mut model, "jjg", &cx);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1282)), "it waits");
    let line = hint(&model, &cx);
    assert!(line.contains("g …") && line.contains("e last") && line.contains("g first"), "{line}");
    keys(&mut model, "g", &cx);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1284)));
    // Esc drops it, without clearing anything.
    keys(&mut model, "Space g Esc", &cx);
    assert_eq!((model.pending.len(), model.applicants.marks.len()), (0, 1));
    keys(&mut model, "gx", &cx);
    assert!(model.dialogs.is_empty(), "what doesn't follow does nothing");
    assert_eq!(toast(&model), "g x does nothing here");
    keys(&mut model, "пу", &cx);
    assert_eq!(model.applicants.list.cursor(), Some(sample::rows().last().unwrap().key));
}

#[test]
fn a_macro_does_one_thing_after_the_other_on_the_row_it_has_reached() {
    let steps = ["applicant.next-unread", "applicant.contacted", "cursor.first"];
    let cx = configured(&[], &[("Call next", "X", &steps)]);
    let mut model = full(&cx);
    let effects = keys(&mut model, "jX", &cx);
    let edited: Vec<_> = sent(&effects)
        .into_iter()
        .filter_map(|command| match command {
            Command::Edit { keys, edit: Edit::Contacted(_), .. } => Some(keys.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(edited, [vec![Key(1281)]], "who was reached, not who was left");
    assert_eq!(model.applicants.list.cursor(), Some(Key(1284)));
    assert!(model.run.is_none());
}

#[test]
fn keys_typed_during_a_macro_wait_for_its_end() {
    let cx = configured(&[], &[("Next", "X", &["applicant.next-unread", "cursor.down"])]);
    let mut model = full(&cx);
    let press = |c| Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
    // All at once, as over a slow line: nothing is answered in between.
    for c in "jX k".chars() {
        assert_eq!(update(&mut model, press(c), &cx), [], "{c}");
    }
    assert_eq!(model.applicants.list.cursor(), Some(Key(1283)));
    assert!(model.applicants.marks.is_empty());
    sample::settle(&mut model, &cx);
    // Next unread 1281, down 1280; then the space marks that one and moves on, and k comes back to it.
    assert_eq!(*model.applicants.marks, [Key(1280)].into());
    assert_eq!(model.applicants.list.cursor(), Some(Key(1280)));
}

#[test]
fn a_macro_waits_while_the_person_answers_its_dialog() {
    let cx = configured(&[], &[("No, thanks", "X", &["applicant.reject", "cursor.last"])]);
    let mut model = full(&cx);
    keys(&mut model, "X", &cx);
    assert!(matches!(model.dialogs[..], [Dialog::Reason(_)]));
    let effects = keys(&mut model, "zu Enter", &cx);
    assert!(
        sent(&effects)
            .iter()
            .any(|command| matches!(command, Command::Edit { edit: Edit::Stage { .. }, .. })),
        "{effects:?}"
    );
    assert_eq!(model.applicants.list.cursor(), Some(sample::rows().last().unwrap().key));
    assert!(model.run.is_none());
    // Left without a decision, it ends.
    keys(&mut model, "gX Esc", &cx);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1284)));
    assert!(model.run.is_none() && toast(&model).contains("No, thanks"), "{}", toast(&model));
}

#[test]
fn a_macro_acts_in_the_dialog_that_it_opens() {
    let cx = configured(&[], &[("Interview", "X", &["applicant.stage", "stage.to-interview"])]);
    let mut model = full(&cx);
    let effects = keys(&mut model, "X", &cx);
    assert!(model.dialogs.is_empty());
    assert!(
        sent(&effects)
            .iter()
            .any(|command| matches!(command, Command::Edit { edit: Edit::Stage { to, .. }, .. }
            if *to == Stage::Interview)),
        "{effects:?}"
    );
}

#[test]
fn a_macro_stops_at_what_cannot_be_done_and_says_why() {
    let steps = ["cursor.last", "applicant.view", "cursor.first"];
    let cx = configured(&[], &[("Look", "X", &steps), ("Odd", "Y", &["templates.filter"])]);
    let mut model = full(&cx);
    keys(&mut model, "X", &cx);
    assert_eq!(model.applicants.list.cursor(), Some(sample::rows().last().unwrap().key));
    assert!(
        toast(&model).contains("Look") && toast(&model).contains(&cx.word("why-remote")),
        "{}",
        toast(&model)
    );
    keys(&mut model, "Y", &cx);
    assert!(toast(&model).contains("only in “Templates”"), "{}", toast(&model));
    // In the palette and the help it is found as well.
    let mut model = full(&cx);
    keys(&mut model, ":look", &cx);
    assert!(picture::text(&model, &cx).contains("Macro: last → view → first"));
    keys(&mut model, "Enter", &cx);
    assert!(toast(&model).contains("Look"), "{}", toast(&model));
    keys(&mut model, "?/macros", &cx);
    assert!(picture::text(&model, &cx).contains("Look: cursor.last → applicant.view"));
}

#[test]
fn undo_is_hinted_once_there_is_something_to_take_back() {
    let cx = cx();
    let mut model = sample::model(200, 40, &cx);
    assert!(!hint(&model, &cx).contains("u undo"), "{}", hint(&model, &cx));
    keys(&mut model, "Space", &cx);
    assert!(hint(&model, &cx).contains("u undo"), "{}", hint(&model, &cx));
}

#[test]
fn esc_and_a_key_in_one_breath_are_both() {
    let alt = |model: &mut Model, code, cx: &Cx| pressed(model, code, KeyModifiers::ALT, cx);
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "Space", &cx);
    alt(&mut model, KeyCode::Char('j'), &cx);
    assert!(model.applicants.marks.is_empty(), "Esc");
    assert_eq!(model.applicants.list.cursor(), Some(Key(1282)), "and j");
    // Out of a text field, whose text Esc keeps.
    let mut effects = keys(&mut model, "ehello", &cx);
    effects.extend(alt(&mut model, KeyCode::Char('k'), &cx));
    assert!(
        sent(&effects).iter().any(|command| matches!(command, Command::Edit { edit: Edit::Note(note), .. }
            if note.ends_with("hello"))),
        "{effects:?}"
    );
    assert_eq!(model.applicants.list.cursor(), Some(Key(1283)));
    keys(&mut model, "/x", &cx);
    alt(&mut model, KeyCode::Enter, &cx);
    assert!(model.applicants.line.is_none() && model.focus == Pane::Profile, "Esc, then Enter in the list");
    // A dialog's letter is one of the dialog below.
    keys(&mut model, "2m?", &cx);
    let effects = alt(&mut model, KeyCode::Char('i'), &cx);
    assert!(model.dialogs.is_empty(), "{:?}", model.dialogs);
    assert_eq!(sent(&effects).len(), 1, "{effects:?}");
    // Where a field goes by words, and where somebody has bound it, it is what it looks like.
    keys(&mut model, "/one Space two", &cx);
    alt(&mut model, KeyCode::Backspace, &cx);
    assert_eq!(searched(&model).trim_end(), "one");
    alt(&mut model, KeyCode::Char('b'), &cx);
    assert!(model.applicants.line.is_some());
    let cx = configured(&[("cursor.last", "alt-j")], &[]);
    let mut model = full(&cx);
    keys(&mut model, "Space", &cx);
    alt(&mut model, KeyCode::Char('j'), &cx);
    assert_eq!(model.applicants.marks.len(), 1);
    assert_eq!(model.applicants.list.cursor(), Some(sample::rows().last().unwrap().key));
}

#[test]
fn a_decision_in_a_macro_that_goes_on_passes_nobody_over() {
    let cx = configured(
        &[],
        &[
            ("No, next", "X", &["applicant.reject", "applicant.next-unread"]),
            ("Talk, next", "Y", &["applicant.stage", "stage.to-interview", "applicant.next-unread"]),
            ("Up, no", "W", &["cursor.first", "applicant.reject"]),
        ],
    );
    for typed in ["X Enter", "Y"] {
        let mut model = full(&cx);
        keys(&mut model, typed, &cx);
        assert_eq!(model.applicants.list.cursor(), Some(Key(1283)), "{typed}: who is unread comes next");
        assert!(model.run.is_none());
    }
    // Where the decision is the last thing, it goes on as without a macro.
    let mut model = full(&cx);
    keys(&mut model, "jjW Enter", &cx);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1283)));
}

#[test]
fn help_in_a_text_field_lists_no_keys_that_type() {
    let cx = cx();
    let f1 = |model: &mut Model| pressed(model, KeyCode::F(1), KeyModifiers::NONE, &cx);
    for opened in ["e", "t", "x", "Z", "L", "a"] {
        let mut model = sample::model(120, 60, &cx);
        keys(&mut model, opened, &cx);
        f1(&mut model);
        let screen = picture::text(&model, &cx);
        let listed: Vec<&str> = screen
            .lines()
            .skip_while(|line| !line.contains("┌ Help"))
            .filter(|line| line.contains("dialog.") || line.contains("cursor."))
            .collect();
        assert!(listed.iter().any(|line| line.contains("dialog.help")), "{opened}\n{screen}");
        for line in listed {
            let keys = line.split('│').find(|part| part.contains("dialog.") || part.contains("cursor."));
            let keys: Vec<&str> = keys.unwrap().split("  ").next().unwrap().split(' ').collect();
            assert!(
                keys.iter().all(|key| key.chars().count() != 1 || "↑↓".contains(key)),
                "{opened}: {line}"
            );
        }
        assert!(!screen.contains("dialog.palette"), "{opened}\n{screen}");
    }
    // While searching, too; and the line is as it was.
    let mut model = full(&cx);
    keys(&mut model, "/stage:", &cx);
    f1(&mut model);
    let screen = picture::text(&model, &cx);
    assert!(screen.contains("search.keep") && screen.contains("In a text field"), "{screen}");
    assert!(!screen.contains("cursor.down") && !screen.contains("app.zoom"), "{screen}");
    f1(&mut model);
    keys(&mut model, "new", &cx);
    assert_eq!(searched(&model), "stage:new");
    // Where nothing is typed, letters are keys.
    keys(&mut model, "Enter c?", &cx);
    assert!(picture::text(&model, &cx).contains("dialog.palette"));
}

#[test]
fn what_is_typed_ahead_of_a_macros_dialog_is_the_answer_to_it() {
    let cx = configured(&[], &[("No, next", "X", &["applicant.reject", "applicant.next-unread"])]);
    let mut model = full(&cx);
    let press = |code| Msg::Key(KeyEvent::new(code, KeyModifiers::NONE));
    // All at once, as over a slow line.
    for code in [KeyCode::Char('X'), KeyCode::Enter, KeyCode::Char(' ')] {
        assert_eq!(update(&mut model, press(code), &cx), [], "{code:?}");
    }
    let effects = sample::settle(&mut model, &cx);
    assert!(
        matches!(sent(&effects)[..], [Command::Edit { edit: Edit::Stage { .. }, .. }, ..]),
        "{effects:?}"
    );
    assert!(model.dialogs.is_empty() && model.run.is_none());
    assert_eq!(*model.applicants.marks, [Key(1283)].into(), "the space came after it all");
}

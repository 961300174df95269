//! Messages in, model and effects out.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;
use crate::engine::Event;
use crate::i18n::Language;
use crate::preview::{Depth, Pictures, Trouble};
use crate::tui::msg::{Answer, Msg, Ticket};
use crate::tui::update::update;
use crate::tui::{picture, sample};

const SENT: Pictures = Pictures { way: Some(Way::Kitty), ask: false };
const ASKED: Pictures = Pictures { way: Some(Way::Blocks(Depth::Indexed)), ask: true };

fn cx() -> Cx {
    sample::cx(Language::En)
}

/// Presses keys, where `⏎` is Enter and `⎋` Esc, and answers what is asked, except for what files have to show.
fn press(model: &mut Model, keys: &str, cx: &Cx) -> Vec<Effect> {
    let mut others = Vec::new();
    for key in keys.chars() {
        let code = match key {
            '⏎' => KeyCode::Enter,
            '⎋' => KeyCode::Esc,
            '↓' => KeyCode::Down,
            key => KeyCode::Char(key),
        };
        others.extend(update(model, Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)), cx));
        others.extend(drained(model, cx));
    }
    others
}

fn drained(model: &mut Model, cx: &Cx) -> Vec<Effect> {
    let mut others = Vec::new();
    for _ in 0..10 {
        let effects = update(model, Msg::Drained, cx);
        if effects.is_empty() {
            break;
        }
        for effect in effects {
            match effect {
                Effect::Query(ticket, ask) if !matches!(ask, Ask::Look(..)) => {
                    sample::answer_to(model, ticket, &ask, cx);
                }
                other => others.push(other),
            }
        }
    }
    others
}

/// The profile, with the cursor on its first file.
fn profile(cx: &Cx) -> Model {
    let mut model = sample::model(120, 40, cx);
    press(&mut model, "3J", cx);
    model
}

fn looks(effects: &[Effect]) -> Vec<(Ticket, MediaId, Wanted)> {
    let looks = effects.iter().filter_map(|effect| match effect {
        Effect::Query(ticket, Ask::Look(_, media, wanted)) => Some((*ticket, media.clone(), *wanted)),
        _ => None,
    });
    looks.collect()
}

fn answer(model: &mut Model, effects: &[Effect], cx: &Cx) {
    for effect in effects {
        if let Effect::Query(ticket, ask @ Ask::Look(..)) = effect {
            sample::answer_to(model, *ticket, ask, cx);
        }
    }
}

fn screen(model: &Model, cx: &Cx) -> String {
    picture::text(model, cx)
}

#[test]
fn enter_on_a_file_shows_what_is_in_it() {
    let cx = cx();
    let mut model = profile(&cx);
    let effects = press(&mut model, "⏎", &cx);
    assert!(screen(&model, &cx).contains("Looking into the file"));
    assert_eq!(looks(&effects).len(), 1);
    answer(&mut model, &effects, &cx);
    assert!(drained(&mut model, &cx).is_empty(), "what is there is not asked for again");
    let text = screen(&model, &cx);
    for word in ["lebenslauf.pdf · 1/3", "PDF, 2 pages", "Ausbildung", "— 2 —", "␛[2J"] {
        assert!(text.contains(word), "{word}\n{text}");
    }
    press(&mut model, "⎋", &cx);
    assert!(model.dialogs.is_empty());
}

#[test]
fn enter_elsewhere_in_the_profile_asks_for_a_file() {
    let cx = cx();
    let mut model = sample::model(120, 40, &cx);
    press(&mut model, "3⏎", &cx);
    assert!(model.dialogs.is_empty());
    assert!(screen(&model, &cx).contains("Choose the file in the profile first."));
}

#[test]
fn a_picture_is_asked_for_again_in_another_size_and_a_text_is_wrapped_anew() {
    let cx = cx();
    let mut model = profile(&cx);
    let effects = press(&mut model, "J⏎", &cx);
    let small = looks(&effects)[0].2;
    answer(&mut model, &effects, &cx);
    let effects = press(&mut model, "z", &cx);
    let large = looks(&effects)[0].2;
    assert!(large.columns > small.columns, "{small:?} {large:?}");
    answer(&mut model, &effects, &cx);
    assert!(drained(&mut model, &cx).is_empty());
    update(&mut model, Msg::Resize(80, 24), &cx);
    let effects = drained(&mut model, &cx);
    assert!(looks(&effects)[0].2.columns <= 80);
    // Back to the text: nothing is asked for when the screen changes, and no line is wider than it.
    answer(&mut model, &effects, &cx);
    let effects = press(&mut model, "K", &cx);
    answer(&mut model, &effects, &cx);
    update(&mut model, Msg::Resize(40, 12), &cx);
    assert_eq!(looks(&drained(&mut model, &cx)), []);
    assert!(screen(&model, &cx).contains("Pflegefachkraft"));
}

#[test]
fn moving_on_and_closing_drop_what_is_not_ready() {
    let cx = cx();
    let mut model = profile(&cx);
    let first = press(&mut model, "⏎", &cx);
    let next = press(&mut model, "J", &cx);
    assert!(next.contains(&Effect::Forget(Subject::Look)));
    assert_eq!(looks(&next)[0].1.as_str(), "m2");
    // The late answer about the first file changes nothing.
    answer(&mut model, &first, &cx);
    assert!(screen(&model, &cx).contains("Looking into the file"));
    let closed = press(&mut model, "q", &cx);
    assert!(closed.contains(&Effect::Forget(Subject::Look)));
    answer(&mut model, &next, &cx);
    assert!(model.dialogs.is_empty());
    // What is ready needs nobody to stop.
    let effects = press(&mut model, "⏎", &cx);
    answer(&mut model, &effects, &cx);
    assert_eq!(press(&mut model, "⎋", &cx), []);
}

#[test]
fn the_files_go_round_in_a_circle() {
    let cx = cx();
    let mut model = profile(&cx);
    press(&mut model, "⏎", &cx);
    for (key, at) in [("K", "3/3"), ("J", "1/3"), ("l", "2/3"), ("h", "1/3")] {
        press(&mut model, key, &cx);
        assert!(screen(&model, &cx).contains(at), "{key}");
    }
}

#[test]
fn a_file_that_is_not_saved_offers_to_save_it_and_is_shown_then() {
    let cx = cx();
    let mut model = sample::model(120, 40, &cx);
    // The second applicant lacks a file.
    let effects = press(&mut model, "j3K⏎", &cx);
    assert_eq!(looks(&effects), []);
    assert!(screen(&model, &cx).contains("The file is not saved yet; s saves it."));
    assert!(screen(&model, &cx).contains("s save"), "the hint");
    let effects = press(&mut model, "s", &cx);
    let Some(Effect::Send(Command::Save { what, .. })) = effects.first() else { panic!("{effects:?}") };
    assert_eq!(what[0].1.as_ref().map(|media| media.as_str()), Some("m3"));
    // Saved meanwhile: the profile hears of it, and the file is looked into.
    if let Some(detail) = &mut model.profile.detail {
        detail.media[2].saved = true;
    }
    assert_eq!(looks(&drained(&mut model, &cx)).len(), 1);
}

#[test]
fn the_system_s_viewer_is_for_those_who_sit_here() {
    let mut cx = cx();
    let mut model = profile(&cx);
    press(&mut model, "⏎", &cx);
    let effects = press(&mut model, "v", &cx);
    assert_eq!(effects, []);
    assert!(screen(&model, &cx).contains("w writes them out"));
    cx.session = Session::Local;
    let effects = press(&mut model, "v", &cx);
    assert!(matches!(&effects[0], Effect::View(_, media) if media.as_str() == "m1"), "{effects:?}");
    let effects = press(&mut model, "w", &cx);
    assert!(matches!(&effects[0], Effect::Send(Command::Export { .. })), "{effects:?}");
}

#[test]
fn a_text_is_scrolled_as_far_as_it_goes() {
    let cx = cx();
    let mut model = profile(&cx);
    update(&mut model, Msg::Resize(40, 8), &cx);
    let effects = press(&mut model, "⏎", &cx);
    answer(&mut model, &effects, &cx);
    assert!(screen(&model, &cx).contains("Lebenslauf"));
    press(&mut model, "G", &cx);
    let text = screen(&model, &cx);
    assert!(text.contains("␛[2J") && !text.contains("Lebenslauf"), "{text}");
    press(&mut model, "g", &cx);
    assert!(screen(&model, &cx).contains("Lebenslauf"));
}

#[test]
fn the_terminal_is_asked_at_the_first_preview_and_never_again() {
    let cx = Cx { pictures: ASKED, ..cx() };
    let mut model = profile(&cx);
    let effects = press(&mut model, "J⏎", &cx);
    assert!(effects.contains(&Effect::Probe(Probing::Name)));
    assert_eq!(looks(&effects)[0].2.way, ASKED.way);
    answer(&mut model, &effects, &cx);
    // It answers late: the picture is made anew.
    let cell = Some((9, 18));
    update(&mut model, Msg::Terminal { name: Some("kitty(0.35.2)".into()), cell }, &cx);
    let effects = drained(&mut model, &cx);
    assert_eq!((looks(&effects)[0].2.way, looks(&effects)[0].2.cell), (Some(Way::Kitty), (9, 18)));
    answer(&mut model, &effects, &cx);
    let placed = placement(&model).unwrap();
    assert_eq!((placed.way, placed.screen), (Way::Kitty, (120, 40)));
    // Another size of the screen: the old picture goes at once, the cells are measured anew.
    let effects = update(&mut model, Msg::Resize(100, 30), &cx);
    assert_eq!(effects, [Effect::Probe(Probing::Size)]);
    assert_eq!(placement(&model), None);
    press(&mut model, "⎋", &cx);
    assert_eq!(placement(&model), None);
    assert!(!press(&mut model, "⏎", &cx).contains(&Effect::Probe(Probing::Name)));
}

#[test]
fn a_terminal_that_is_not_known_changes_nothing() {
    let cx = Cx { pictures: ASKED, ..cx() };
    let mut model = profile(&cx);
    let effects = press(&mut model, "J⏎", &cx);
    answer(&mut model, &effects, &cx);
    for name in [Some("XTerm(388)".to_owned()), None] {
        update(&mut model, Msg::Terminal { name, cell: Some((0, 0)) }, &cx);
        assert!(drained(&mut model, &cx).is_empty());
    }
    assert_eq!(placement(&model), None);
}

#[test]
fn what_the_configuration_says_needs_no_question() {
    let cx = Cx { pictures: SENT, ..cx() };
    let mut model = profile(&cx);
    let effects = press(&mut model, "J⏎", &cx);
    assert!(effects.contains(&Effect::Probe(Probing::Size)));
    assert_eq!(looks(&effects)[0].2.way, Some(Way::Kitty));
    let cx = Cx { pictures: Pictures { way: None, ask: false }, ..cx };
    let mut model = profile(&cx);
    let effects = press(&mut model, "J⏎", &cx);
    assert_eq!(looks(&effects)[0].2.way, None);
    answer(&mut model, &effects, &cx);
    assert!(screen(&model, &cx).contains("Pictures are switched off"));
}

#[test]
fn every_trouble_is_told_with_what_to_do() {
    let cx = cx();
    for (trouble, words) in [
        (Trouble::Unreadable, "can't be read"),
        (Trouble::Damaged, "damaged"),
        (Trouble::TooLarge, "too large"),
        (Trouble::TooSlow, "too long"),
        (Trouble::Unknown, "of this kind"),
        (Trouble::Off, "switched off"),
    ] {
        let mut model = profile(&cx);
        let effects = press(&mut model, "⏎", &cx);
        let ticket = looks(&effects)[0].0;
        update(&mut model, Msg::Loaded(ticket, Ok(Answer::Look(None, Look::Trouble(trouble)))), &cx);
        let text = screen(&model, &cx);
        assert!(text.contains(words) && text.contains("w writes it out"), "{trouble:?}\n{text}");
    }
}

#[test]
fn an_empty_page_is_called_so_in_the_profile() {
    let cx = cx();
    let mut model = sample::model(120, 40, &cx);
    let detail = model.profile.detail.as_mut().unwrap();
    detail.media[0].size = Some(700);
    let effects = update(&mut model, Msg::Drained, &cx);
    let [Effect::Query(ticket, Ask::Blank(_, files))] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(files.iter().map(|file| file.as_str()).collect::<Vec<_>>(), ["m1"]);
    update(&mut model, Msg::Loaded(*ticket, Ok(Answer::Blank(files.clone()))), &cx);
    assert!(screen(&model, &cx).contains("empty page"));
    assert_eq!(update(&mut model, Msg::Drained, &cx), [], "it is asked for once");
    // Changes from below bring the profile anew, and the answer stays.
    update(&mut model, Msg::Engine(Event::Changed(Vec::new())), &cx);
    drained(&mut model, &cx);
    press(&mut model, "j", &cx);
    assert!(!screen(&model, &cx).contains("empty page"));
}

#[test]
fn the_same_empty_page_of_another_applicant_is_looked_at_as_well() {
    let cx = cx();
    let mut model = sample::model(120, 40, &cx);
    let mut whom = Vec::new();
    for _ in 0..2 {
        // Everybody's files have the same content here, and the same ids.
        model.profile.detail.as_mut().unwrap().media[0].size = Some(700);
        for effect in update(&mut model, Msg::Drained, &cx) {
            if let Effect::Query(ticket, Ask::Blank(key, files)) = effect {
                whom.push(key);
                update(&mut model, Msg::Loaded(ticket, Ok(Answer::Blank(files))), &cx);
            }
        }
        assert!(screen(&model, &cx).contains("empty page"));
        press(&mut model, "j", &cx);
    }
    assert_eq!(whom.len(), 2);
    assert_ne!(whom[0], whom[1]);
}

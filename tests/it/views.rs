//! What the screen looks like: every pane state and every dialog, at three sizes, and in the three languages where
//! their words differ in length. The pictures were looked at before they were kept.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use kandidat::config::secret::ByHand;
use kandidat::domain::{AccountName, ApplicantId, Key, SourceId, SourceKind, Stage};
use kandidat::engine::event::{Fate, Health};
use kandidat::engine::{Event, Outcome, Progress, Stored, TaskId, Work};
use kandidat::error::{Cause, ErrorKind, Reason, UserError};
use kandidat::i18n::Language;
use kandidat::preview::{Look, Pictures, Trouble, Way};
use kandidat::store::{
    Common, Group, OutboxId, OutboxItem, OutboxKind, OutboxState, Report, SavedView, Sort, Totals, Window,
};
use kandidat::tui::cx::Cx;
use kandidat::tui::dialog::{self, Dialog};
use kandidat::tui::effect::Effect;
use kandidat::tui::model::Model;
use kandidat::tui::msg::{Answer, Ask, Msg};
use kandidat::tui::secret::Secret;
use kandidat::tui::theme::{self, Signs, Theme};
use kandidat::tui::update::update;
use kandidat::tui::widget::text;
use kandidat::tui::{picture, sample};
use proptest::prelude::*;
use ratatui::style::{Color, Modifier};

mod commands;

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (40, 12)];

/// Works off what the model asks for, with answers of the test's own where it has any.
fn settle(model: &mut Model, cx: &Cx, own: &dyn Fn(&Ask) -> Option<Result<Answer, UserError>>) {
    for _ in 0..20 {
        let effects = update(model, Msg::Drained, cx);
        if effects.is_empty() {
            break;
        }
        take(model, effects, cx, own);
    }
}

fn take(
    model: &mut Model,
    effects: Vec<Effect>,
    cx: &Cx,
    own: &dyn Fn(&Ask) -> Option<Result<Answer, UserError>>,
) {
    for effect in effects {
        if let Effect::Query(ticket, ask) = effect {
            let answer = own(&ask).unwrap_or_else(|| Ok(sample::answer(&ask)));
            update(model, Msg::Loaded(ticket, answer), cx);
        }
    }
}

fn none(_: &Ask) -> Option<Result<Answer, UserError>> {
    None
}

/// Types keys; `⏎`, `⎋`, `⇥` and `␣` are Enter, Esc, Tab and space.
fn keys(model: &mut Model, keys: &str, cx: &Cx) {
    for c in keys.chars() {
        let code = match c {
            '⏎' => KeyCode::Enter,
            '⎋' => KeyCode::Esc,
            '⇥' => KeyCode::Tab,
            '␣' => KeyCode::Char(' '),
            c => KeyCode::Char(c),
        };
        let effects = update(model, Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)), cx);
        take(model, effects, cx, &none);
        settle(model, cx, &none);
    }
}

/// The pictures of a state at the three sizes.
fn pictures(cx: &Cx, state: impl Fn(u16, u16) -> Model) -> String {
    SIZES
        .iter()
        .map(|(columns, rows)| {
            let model = state(*columns, *rows);
            format!("{columns}x{rows}\n{}\n", picture::text(&model, cx))
        })
        .collect()
}

fn after(typed: &str) -> String {
    let cx = sample::cx(Language::En);
    pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        keys(&mut model, typed, &cx);
        model
    })
}

fn error() -> UserError {
    UserError::new(ErrorKind::Store, "the inbox could not be used")
        .why("the disk is full")
        .next("make room; nothing was lost and nothing was confirmed")
        .cause(Cause::DiskFull)
}

#[test]
fn panes_full() {
    insta::assert_snapshot!(after(""));
}

#[test]
fn panes_profile_in_focus() {
    insta::assert_snapshot!(after("⏎JJ"));
}

#[test]
fn panes_templates_in_focus() {
    insta::assert_snapshot!(after("1j"));
}

#[test]
fn panes_held_back() {
    insta::assert_snapshot!(after("jjjjj3"));
}

#[test]
fn panes_unreadable() {
    insta::assert_snapshot!(after("jjjjjj3"));
}

#[test]
fn panes_filtered() {
    insta::assert_snapshot!(after("1j⏎/is:unread⏎␣"));
}

#[test]
fn panes_empty() {
    let cx = sample::cx(Language::En);
    let own = |ask: &Ask| match ask {
        Ask::Window { .. } => Some(Ok(Answer::Window(Window::default()))),
        Ask::Count(_) => Some(Ok(Answer::Count(0))),
        Ask::Totals => Some(Ok(Answer::Totals(Totals::default()))),
        Ask::Groups => Some(Ok(Answer::Groups(vec![]))),
        _ => None,
    };
    insta::assert_snapshot!(pictures(&cx, |columns, rows| {
        let mut model = Model::new(columns, rows);
        settle(&mut model, &cx, &own);
        model
    }));
}

#[test]
fn panes_loading() {
    let cx = sample::cx(Language::En);
    insta::assert_snapshot!(pictures(&cx, |columns, rows| {
        let mut model = Model::new(columns, rows);
        update(&mut model, Msg::Drained, &cx);
        model
    }));
}

#[test]
fn panes_failed() {
    let cx = sample::cx(Language::En);
    insta::assert_snapshot!(pictures(&cx, |columns, rows| {
        let mut model = Model::new(columns, rows);
        settle(&mut model, &cx, &|_| Some(Err(error())));
        model
    }));
}

#[test]
fn panes_account_refused_and_dead_letters() {
    let cx = sample::cx(Language::En);
    insta::assert_snapshot!(pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        model.totals.dead = 1;
        let error = UserError::new(ErrorKind::Auth, "account acme: the credentials were refused")
            .cause(Cause::Credentials)
            .of("acme");
        let account = sample::account().unwrap();
        update(
            &mut model,
            Msg::Engine(Event::Account { account, health: Health::Refused(error.clone()) }),
            &cx,
        );
        update(
            &mut model,
            Msg::Engine(Event::Finished { task: TaskId(7), outcome: Outcome::Failed(error) }),
            &cx,
        );
        model
    }));
}

#[test]
fn panes_in_ascii() {
    let mut cx = sample::cx(Language::En);
    cx.signs = Signs::ASCII;
    insta::assert_snapshot!(pictures(&cx, |columns, rows| sample::picture_model(columns, rows, &cx)));
}

#[test]
fn looks_of_every_theme() {
    let mut cx = sample::cx(Language::En);
    for name in theme::BUILT_IN {
        cx.theme = Theme::built_in(name);
        let mut model = sample::model(80, 24, &cx);
        keys(&mut model, "j␣j", &cx);
        insta::assert_snapshot!(format!("looks_{name}"), picture::looks(&model, &cx));
    }
}

/// Text that breaks columns where it can: joiners, marks, wide and right-to-left letters, controls.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        Just("👩\u{200d}👩\u{200d}👧".to_owned()),
        Just("❤\u{fe0f}🇩🇪👍🏽1\u{fe0f}\u{20e3}".to_owned()),
        Just("Z\u{300}\u{301}\u{302}\u{303}\u{304}".to_owned()),
        Just("محمد\u{202e}\u{2066}".to_owned()),
        Just("日本語한글".to_owned()),
        Just("\u{1b}[2J\u{9b}5A\r\n\t\u{7}".to_owned()),
        Just("\u{200d}\u{fe0f}\u{1f3fb}\u{115f}\u{3164}".to_owned()),
        "[a-zäöüß ]{0,12}".prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_a_column(texts in proptest::collection::vec(hostile(), 9), size in 0_usize..3) {
        let cx = sample::cx(Language::De);
        let (columns, rows) = SIZES[size];
        let mut model = sample::model(columns, rows, &cx);
        let plain = picture::buffer(&model, &cx);
        let mut window: Vec<_> = sample::rows();
        for (row, text) in window.iter_mut().zip(&texts) {
            row.name.clone_from(text);
            row.title = Some(text.chars().rev().collect());
            row.job = Some(text.clone());
            row.tags = vec![text.clone()];
            row.assignee = Some(text.clone());
        }
        for (group, text) in model.templates.groups.iter_mut().zip(&texts) {
            group.title.clone_from(text);
        }
        model.applicants.list.place(
            Window { rows: window, more_before: false, more_after: false },
            kandidat::store::From::Start,
            rows,
        );
        if let Some(detail) = &mut model.profile.detail {
            detail.note = Some(texts.concat());
        }
        let profile = model.layout().and_then(|layout| layout.profile).unwrap_or_default();
        let drawn = picture::buffer(&model, &cx);
        for y in 0..rows {
            for x in 0..columns {
                let (was, is) = (plain[(x, y)].symbol(), drawn[(x, y)].symbol());
                if matches!(was, "│" | "┌" | "┐" | "└" | "┘") {
                    prop_assert_eq!(is, was, "a border at {},{}", x, y);
                }
                if profile.contains((x, y).into()) && y > profile.y {
                    // What was written, as it was written; what would change the rest is gone all the same.
                    prop_assert!(text::width(is) <= text::WIDEST, "{:?}", is);
                    let hostile = |c: char| c.is_control() || kandidat::domain::text::is_invisible(c);
                    prop_assert!(!is.contains(hostile), "{:?} at {},{}", is, x, y);
                    continue;
                }
                prop_assert!(text::width(is) <= 2, "{:?}", is);
                prop_assert!(
                    !is.chars().any(|c| c.is_control() || matches!(c,
                        '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' |
                        '\u{1f1e6}'..='\u{1f1ff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' |
                        '\u{200e}' | '\u{200f}' | '\u{61c}')),
                    "{:?} at {},{}", is, x, y
                );
            }
        }
    }
}

#[test]
fn panes_at_the_least_size_and_below() {
    let cx = sample::cx(Language::En);
    let small: String = [(20, 6), (19, 6), (20, 5)]
        .map(|(columns, rows)| picture::text(&sample::model(columns, rows, &cx), &cx))
        .join("\n");
    insta::assert_snapshot!(small);
}

#[test]
fn search_with_a_mistake() {
    insta::assert_snapshot!(after("/stage:interveiw"));
}

#[test]
fn search_while_typing() {
    let all: String = ["/", "/stage:", "/tag:⇥", "/name:", "/ü -"].map(after).concat();
    insta::assert_snapshot!(all);
}

#[test]
fn search_while_typing_in_other_languages() {
    let all: String = [Language::De, Language::Ru]
        .map(|language| {
            let cx = sample::cx(language);
            ["/name:", "/stage:interveiw", "/age:⏎"]
                .map(|typed| {
                    pictures(&cx, |columns, rows| {
                        let mut model = sample::model(columns, rows, &cx);
                        keys(&mut model, typed, &cx);
                        model
                    })
                })
                .concat()
        })
        .concat();
    insta::assert_snapshot!(all);
}

/// The screen with its looks: `_` stands below what is underlined, `^` below what is bold and else plain.
fn looks(model: &Model, cx: &Cx) -> String {
    let mut terminal =
        ratatui::Terminal::new(ratatui::backend::TestBackend::new(model.size.0, model.size.1)).unwrap();
    terminal.draw(|frame| kandidat::tui::view::draw(frame, model, cx)).unwrap();
    let buffer = terminal.backend().buffer();
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let cells: Vec<_> = (0..buffer.area.width).map(|x| &buffer[(x, y)]).collect();
        out.extend(cells.iter().map(|cell| cell.symbol()));
        out.push('\n');
        let below: String = cells
            .iter()
            .map(|cell| match cell.modifier {
                m if m.contains(Modifier::UNDERLINED | Modifier::BOLD) => '_',
                m if m.contains(Modifier::BOLD) && cell.fg == Color::Green => '^',
                _ => ' ',
            })
            .collect();
        if !below.trim().is_empty() {
            out.push_str(below.trim_end());
            out.push('\n');
        }
    }
    out
}

#[test]
fn words_found_and_keyword_groups() {
    let mut cx = sample::cx(Language::En);
    cx.config.highlights = vec![kandidat::config::Highlight {
        name: "night".into(),
        words: vec!["nachtschicht".into(), "Wundmanagement".into()],
        look: "good".into(),
    }];
    let all: String = [(120, 40), (80, 24)]
        .map(|(columns, rows)| {
            let mut model = sample::model(columns, rows, &cx);
            keys(&mut model, "/yilm nacht pfleg⏎", &cx);
            looks(&model, &cx)
        })
        .concat();
    insta::assert_snapshot!(all);
}

/// The screen with views of the configuration.
fn with_views(language: Language, typed: &str) -> String {
    let mut cx = sample::cx(language);
    let view = |name: &str, query: &str, sort: Option<&str>| kandidat::config::View {
        name: name.into(),
        query: query.into(),
        sort: sort.map(str::to_owned),
    };
    cx.config.views = vec![
        view("Nacht", "tag:nacht stage:new", Some("oldest")),
        view("Späte Wechselwirkungen im Schichtbetrieb", "stage:new", None),
        view("ночь", "template:lager", Some("name")),
        view("Broken", "shift:night", None),
    ];
    pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        keys(&mut model, typed, &cx);
        model
    })
}

#[test]
fn tabs_of_saved_views() {
    let all: String = ["", ">", ">>>", ">/ x⏎", ">i"].map(|typed| with_views(Language::En, typed)).concat();
    insta::assert_snapshot!(all);
}

#[test]
fn a_view_that_cannot_be_read_says_so() {
    let cx = sample::cx(Language::En);
    let own = |ask: &Ask| match ask {
        Ask::Window { query, .. } if !query.is_empty() => Some(Ok(Answer::Window(Window::default()))),
        _ => None,
    };
    insta::assert_snapshot!(pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        let broken =
            SavedView { name: "Broken".into(), query: "shift:night".into(), sort: Sort::Newest, place: 1 };
        kandidat::tui::pane::views::loaded(&mut model, vec![broken], &cx);
        update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Char('>'))), &cx);
        settle(&mut model, &cx, &own);
        model
    }));
}

#[test]
fn dialog_views() {
    let all: String =
        ["b", "bj", "bs", ">BNacht⏎", ">>BSpät"].map(|typed| with_views(Language::En, typed)).concat();
    insta::assert_snapshot!(all);
}

#[test]
fn dialog_views_in_other_languages() {
    let all: String = [Language::De, Language::Ru]
        .map(|language| ["b", ">bs"].map(|typed| with_views(language, typed)).concat())
        .concat();
    insta::assert_snapshot!(all);
}

#[test]
fn dialog_views_empty() {
    insta::assert_snapshot!(after("b"));
}

#[test]
fn languages() {
    let all: String = [Language::De, Language::Ru]
        .map(|language| {
            let cx = sample::cx(language);
            let mut text = pictures(&cx, |columns, rows| sample::picture_model(columns, rows, &cx));
            let mut model = sample::model(80, 24, &cx);
            keys(&mut model, "*c", &cx);
            text.push_str(&picture::text(&model, &cx));
            keys(&mut model, "⎋L", &cx);
            text.push_str(&picture::text(&model, &cx));
            keys(&mut model, "⎋m", &cx);
            text.push_str(&picture::text(&model, &cx));
            keys(&mut model, "⎋?", &cx);
            text.push_str(&picture::text(&model, &cx));
            text
        })
        .concat();
    insta::assert_snapshot!(all);
}

#[test]
fn dialog_confirm() {
    insta::assert_snapshot!(after("*c␣i"));
}

#[test]
fn dialog_confirm_one_by_one() {
    insta::assert_snapshot!(after("*cpy"));
}

#[test]
fn dialog_confirm_under_way() {
    let cx = sample::cx(Language::En);
    insta::assert_snapshot!(pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        keys(&mut model, "*c⏎", &cx);
        let task = *model.tasks.keys().last().unwrap();
        let progress = Progress { task, work: Work::Confirm, done: 1, total: Some(3), bytes: 0, rate: 0 };
        update(&mut model, Msg::Engine(Event::Progress(progress)), &cx);
        model
    }));
}

#[test]
fn dialog_confirm_over() {
    insta::assert_snapshot!(confirm_over(Language::En));
}

#[test]
fn dialog_confirm_over_in_german() {
    insta::assert_snapshot!(confirm_over(Language::De));
}

fn confirm_over(language: Language) -> String {
    let cx = sample::cx(language);
    pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        keys(&mut model, "*c⏎", &cx);
        let task = *model.tasks.keys().last().unwrap();
        let id = |key: i64| ApplicantId::new(sample::account().unwrap(), format!("p-{key}"));
        let fates = vec![
            (Key(1284), id(1284), Fate::Confirmed),
            (Key(1282), id(1282), Fate::Already),
            (
                Key(1279),
                id(1279),
                Fate::HeldBack(Reason::new(Cause::Gone, "the file answered 404").of("zeugnis.jpg")),
            ),
            (Key(1276), id(1276), Fate::Waiting(Reason::new(Cause::Offline, "the connection was refused"))),
            (Key(1283), id(1283), Fate::Refused(Reason::new(Cause::Rejected, "no such profile\u{1b}[2J"))),
        ];
        let outcome = Outcome::Confirmed(fates);
        update(&mut model, Msg::Engine(Event::Finished { task, outcome }), &cx);
        model
    })
}

#[test]
fn dialog_reason() {
    insta::assert_snapshot!(after("x") + &after("␣␣xto"));
}

#[test]
fn dialog_tags() {
    insta::assert_snapshot!(after("tn") + &after("*t"));
}

#[test]
fn dialog_assign() {
    insta::assert_snapshot!(after("aol") + &after("*a"));
}

#[test]
fn dialog_snooze() {
    insta::assert_snapshot!(after("Z") + &after("*Z20 Mar 9:00") + &after("Zsometime"));
}

#[test]
fn dialog_duplicates() {
    insta::assert_snapshot!(after("jjjjD") + &after("jjjjD⇥jjj"));
}

/// The dialogs of triage where other words are longer.
fn triage_in(language: Language) -> String {
    let cx = sample::cx(language);
    let model = || sample::model(80, 24, &cx);
    ["x", "t", "a", "*Z", "jjjjD", "jjjj3", "Zx", "jjjjf", "Z⏎", "␣␣x⏎"]
        .map(|typed| {
            let mut model = model();
            keys(&mut model, typed, &cx);
            picture::text(&model, &cx)
        })
        .join("\n")
}

#[test]
fn triage_in_german() {
    insta::assert_snapshot!(triage_in(Language::De));
}

#[test]
fn triage_in_russian() {
    insta::assert_snapshot!(triage_in(Language::Ru));
}

#[test]
fn dialog_chat() {
    let cx = sample::cx(Language::En);
    insta::assert_snapshot!(pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        let link = Secret::new(format!("https://chat.pitchyou.de/t/{}", "0123456789abcdef".repeat(6)));
        model.dialogs.push(Dialog::Chat(Box::new(dialog::chat::Chat::new(
            Some(Key(1284)),
            "Fatma Yılmaz",
            link,
        ))));
        model
    }));
}

#[test]
fn dialog_preview_text() {
    insta::assert_snapshot!(after("⏎J⏎"));
}

#[test]
fn dialog_preview_picture() {
    insta::assert_snapshot!(after("⏎JJ⏎"));
}

#[test]
fn dialog_preview_whole_screen() {
    insta::assert_snapshot!(after("⏎JJ⏎⏎"));
}

#[test]
fn dialog_preview_without_colour() {
    let cx = Cx { pictures: Pictures { way: Some(Way::Signs), ask: false }, ..sample::cx(Language::En) };
    insta::assert_snapshot!(pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        keys(&mut model, "⏎JJ⏎", &cx);
        model
    }));
}

#[test]
fn dialog_preview_facts() {
    let mut pages = String::new();
    for language in [Language::En, Language::De, Language::Ru] {
        let cx = sample::cx(language);
        pages.push_str(&pictures(&cx, |columns, rows| {
            let mut model = sample::model(columns, rows, &cx);
            keys(&mut model, "⏎K⏎", &cx);
            model
        }));
    }
    insta::assert_snapshot!(pages);
}

#[test]
fn dialog_preview_not_saved() {
    insta::assert_snapshot!(after("jjjjj3J⏎K"));
}

#[test]
fn dialog_preview_damaged() {
    let cx = sample::cx(Language::En);
    insta::assert_snapshot!(pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        keys(&mut model, "⏎J", &cx);
        let own = |ask: &Ask| match ask {
            Ask::Look(..) => {
                Some(Ok(Answer::Look(Some("home/media/e3/e3b0c442".into()), Look::Trouble(Trouble::Damaged))))
            }
            _ => None,
        };
        let effects = update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)), &cx);
        take(&mut model, effects, &cx, &own);
        settle(&mut model, &cx, &own);
        model
    }));
}

#[test]
fn dialog_job_link() {
    insta::assert_snapshot!(after("L"));
}

#[test]
fn dialog_job_link_empty() {
    insta::assert_snapshot!(after("1L⇥"));
}

#[test]
fn dialog_job_link_formats() {
    insta::assert_snapshot!(after("L⏎⇥"));
}

#[test]
fn dialog_job_link_qr() {
    insta::assert_snapshot!(after("L⏎r"));
}

#[test]
fn dialog_stage() {
    insta::assert_snapshot!(after("mj"));
}

#[test]
fn dialog_note() {
    insta::assert_snapshot!(after(
        "e⏎Zeile drei ist etwas länger als die anderen und wird deshalb umgebrochen."
    ));
}

#[test]
fn dialog_copy() {
    insta::assert_snapshot!(after("yj"));
}

#[test]
fn dialog_help() {
    insta::assert_snapshot!(after("?"));
}

#[test]
fn dialog_help_at_its_end() {
    insta::assert_snapshot!(after("?G"));
}

#[test]
fn dialog_log() {
    insta::assert_snapshot!(after("f!"));
}

#[test]
fn dialog_outbox() {
    insta::assert_snapshot!(outbox(Language::En));
}

#[test]
fn dialog_outbox_in_german() {
    insta::assert_snapshot!(outbox(Language::De));
}

#[test]
fn dialog_outbox_in_russian() {
    insta::assert_snapshot!(outbox(Language::Ru));
}

#[test]
fn dialog_outbox_filtered() {
    let pages = [(Language::En, "/given⏎"), (Language::De, "/wartet"), (Language::Ru, "/нет такого")];
    insta::assert_snapshot!(pages.map(|(language, typed)| outbox_after(language, typed)).concat());
}

#[test]
fn dialog_log_filtered() {
    insta::assert_snapshot!(after("f!/info") + &after_in(Language::De, "f!/info⏎"));
}

fn outbox(language: Language) -> String {
    outbox_after(language, "")
}

fn outbox_after(language: Language, typed: &str) -> String {
    let cx = sample::cx(language);
    let item = |id: i64, state, attempts, reason: Option<Reason>| OutboxItem {
        id: OutboxId(id),
        report: None,
        kind: OutboxKind::Confirm,
        key: Key(id),
        applicant: ApplicantId::new(sample::account().unwrap(), format!("p-{id}")),
        name: sample::rows()[usize::try_from(id).unwrap()].name.clone(),
        source_id: SourceId::text(format!("p-{id}")),
        target: None,
        state,
        attempts,
        next_try: Some(sample::now()),
        reason,
    };
    let items = vec![
        item(1, OutboxState::Sending, 0, None),
        item(2, OutboxState::Waiting, 1, Some(Reason::new(Cause::Unavailable, "POST /confirm answered 503"))),
        item(3, OutboxState::Unknown, 2, Some(Reason::new(Cause::Offline, "the answer ended too early"))),
        item(4, OutboxState::Dead, 9, Some(Reason::new(Cause::Rejected, "no such profile"))),
    ];
    pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        let effects =
            update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Char('O'), KeyModifiers::NONE)), &cx);
        take(&mut model, effects, &cx, &|ask| {
            (*ask == Ask::Outbox).then(|| Ok(Answer::Outbox(items.clone())))
        });
        keys(&mut model, typed, &cx);
        model
    })
}

fn after_in(language: Language, typed: &str) -> String {
    let cx = sample::cx(language);
    pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        keys(&mut model, typed, &cx);
        model
    })
}

#[test]
fn dialog_insights() {
    insta::assert_snapshot!(after("I"));
}

#[test]
fn dialog_insights_at_its_end() {
    insta::assert_snapshot!(after("IG"));
}

#[test]
fn dialog_insights_in_german_and_russian() {
    insta::assert_snapshot!(after_in(Language::De, "I") + &after_in(Language::Ru, "I"));
}

#[test]
fn dialog_insights_in_ascii() {
    let mut cx = sample::cx(Language::En);
    cx.signs = Signs::ASCII;
    let mut model = sample::model(80, 24, &cx);
    keys(&mut model, "I", &cx);
    insta::assert_snapshot!(picture::text(&model, &cx));
}

#[test]
fn dialog_accounts() {
    insta::assert_snapshot!(after("A") + &accounts_in_trouble(Language::En));
}

#[test]
fn dialog_accounts_in_german_and_russian() {
    insta::assert_snapshot!(accounts_in_trouble(Language::De) + &accounts_in_trouble(Language::Ru));
}

fn accounts_in_trouble(language: Language) -> String {
    let mut cx = sample::cx(language);
    let mut second = cx.config.accounts[0].clone();
    second.name = AccountName::new("retail").unwrap();
    second.source = SourceKind::HrDrom;
    second.poll = Some(std::time::Duration::from_secs(120));
    cx.config.accounts.push(second);
    pictures(&cx, |columns, rows| {
        let mut model = sample::model(columns, rows, &cx);
        let account = AccountName::new("retail").unwrap();
        let error = UserError::new(ErrorKind::Auth, "account retail: the credentials were refused")
            .why("POST /api/v1/auth/token answered 401")
            .cause(Cause::Credentials)
            .of(&account);
        update(&mut model, Msg::Engine(Event::Account { account, health: Health::Refused(error) }), &cx);
        keys(&mut model, "Aj", &cx);
        model
    })
}

#[test]
fn dialog_outbox_of_reports() {
    let item = |id: i64, stage, state, reason: Option<&str>| OutboxItem {
        id: OutboxId(id),
        report: Some(Report { event_id: "e".into(), stage, why: None, occurred_at: sample::now() }),
        kind: OutboxKind::Feedback,
        key: Key(id),
        applicant: ApplicantId::new(sample::account().unwrap(), format!("p-{id}")),
        name: sample::rows()[usize::try_from(id).unwrap()].name.clone(),
        source_id: SourceId::text(format!("p-{id}")),
        target: None,
        state,
        attempts: 0,
        next_try: Some(sample::now()),
        reason: reason.map(Reason::from),
    };
    let items = vec![
        item(1, Stage::Contacted, OutboxState::Waiting, None),
        item(2, Stage::Rejected, OutboxState::Unknown, Some("the answer was lost")),
        item(3, Stage::Offer, OutboxState::Sending, None),
        item(4, Stage::Hired, OutboxState::Dead, Some("unknown status")),
    ];
    insta::assert_snapshot!(in_all_languages(|cx, columns, rows| {
        let mut model = sample::model(columns, rows, cx);
        let effects = update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Char('O'), KeyModifiers::NONE)), cx);
        take(&mut model, effects, cx, &|ask| {
            (*ask == Ask::Outbox).then(|| Ok(Answer::Outbox(items.clone())))
        });
        model
    }));
}

/// The pictures of a state of an account at HRDrom, at the three sizes, in the three languages.
fn in_all_languages(state: impl Fn(&Cx, u16, u16) -> Model) -> String {
    Language::ALL
        .iter()
        .map(|language| {
            let mut cx = sample::cx(*language);
            cx.config.accounts[0].source = SourceKind::HrDrom;
            pictures(&cx, |columns, rows| state(&cx, columns, rows))
        })
        .collect()
}

/// The screen with professions at the left, and an account that refuses to be asked.
fn refusing(cx: &Cx, columns: u16, rows: u16, health: Health) -> Model {
    let mut model = sample::model(columns, rows, cx);
    let account = sample::account().unwrap();
    let group = |common, title: &str, count| Group {
        account: account.clone(),
        common,
        title: title.into(),
        count,
        new: 1,
        unread: 1,
    };
    model.templates.groups = vec![
        group(Common::Profession("7".into()), "Комплектовщик на складе готовой продукции", 512),
        group(Common::Profession("8".into()), "Водитель погрузчика", 88),
        group(Common::Nothing, "", 3),
    ];
    update(&mut model, Msg::Engine(Event::Account { account, health }), cx);
    model
}

#[test]
fn banner_first_password() {
    let error = UserError::new(ErrorKind::Auth, "account acme: the first password has to be changed")
        .cause(Cause::FirstPassword)
        .of("acme");
    insta::assert_snapshot!(in_all_languages(|cx, columns, rows| {
        refusing(cx, columns, rows, Health::FirstPassword(error.clone()))
    }));
}

#[test]
fn banner_refused() {
    let error = UserError::new(ErrorKind::Auth, "account acme: the credentials were refused")
        .cause(Cause::Credentials)
        .of("acme");
    insta::assert_snapshot!(in_all_languages(|cx, columns, rows| {
        let mut model = refusing(cx, columns, rows, Health::Refused(error.clone()));
        keys(&mut model, "1", cx);
        model
    }));
}

#[test]
fn dialog_password() {
    insta::assert_snapshot!(in_all_languages(|cx, columns, rows| {
        let mut model = sample::model(columns, rows, cx);
        keys(&mut model, "Pgeheimes⏎gehei", cx);
        model
    }));
}

#[test]
fn dialog_password_by_hand() {
    insta::assert_snapshot!(in_all_languages(|cx, columns, rows| {
        let mut model = sample::model(columns, rows, cx);
        keys(&mut model, "Pgeheimes⏎geheimes⏎", cx);
        let by_hand = Stored::ByHand(ByHand::Variable("HRDROM_PASSWORD".into()));
        let task = *model.tasks.keys().next_back().unwrap();
        update(&mut model, Msg::Engine(Event::Finished { task, outcome: Outcome::Password(by_hand) }), cx);
        model
    }));
}

#[test]
fn dialog_quit_while_confirming() {
    insta::assert_snapshot!(after("c⏎⎋q"));
}

#[test]
fn first_start() {
    let cx = sample::cx(Language::En);
    insta::assert_snapshot!(pictures(&cx, |columns, rows| {
        let mut model = Model::new(columns, rows);
        model.dialogs.push(Dialog::Start(dialog::start::Start));
        model
    }));
}

#[test]
fn first_start_connecting() {
    let cx = sample::cx(Language::En);
    insta::assert_snapshot!(pictures(&cx, |columns, rows| {
        let mut model = Model::new(columns, rows);
        model.dialogs.push(Dialog::Start(dialog::start::Start));
        keys(&mut model, "cacme⇥⇥geheim", &cx);
        model
    }));
}

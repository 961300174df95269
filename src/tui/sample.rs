//! Made-up applicants: for the picture in the README and for the tests of the screen. Nothing of a real person.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::cx::Cx;
use super::effect::Effect;
use super::keymap::KeyMap;
use super::model::{Load, Model};
use super::msg::{Answer, Ask, Msg, Standing, Ticket};
use super::notice::Notices;
use super::theme::{Signs, Theme};
use super::update::update;
use crate::config::{self, Account, Config};
use crate::domain::{
    AccountName, ApplicantId, Application, Key, Media, MediaId, Person, Query, Role, Safety, SourceId,
    SourceKind, Stage, Step, Utm,
};
use crate::engine::event::Health;
use crate::engine::{Event, Progress, TaskId, Work};
use crate::error::{Cause, Reason};
use crate::i18n::{Language, Words};
use crate::local::Session;
use crate::preview::{Depth, Pictures, Way};
use crate::store::{
    Applicant, Common, FirstContact, Group, HistoryEvent, Insights, MediaState, Row, StatRow, Totals,
    Vocabulary, Window,
};

mod file;

/// The moment at which all of it is looked at: `2026-03-12T14:02:30Z`.
pub fn now() -> Timestamp {
    Timestamp::from_second(1_773_324_150).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn ago(seconds: i64) -> Timestamp {
    Timestamp::from_second(now().as_second() - seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The account `acme`.
pub fn account() -> Option<AccountName> {
    AccountName::new("acme").ok()
}

/// A plain applicant.
pub fn row(key: i64) -> Row {
    // The name is right by construction; a fallback keeps this file free of panics.
    let account = account().or_else(|| AccountName::new("a").ok());
    let id = match account {
        Some(account) => ApplicantId::new(account, format!("p-{key}")),
        None => unreachable!("both names are account names"),
    };
    Row {
        key: Key(key),
        id,
        name: format!("Applicant {key}"),
        title: Some("Lagerist".to_owned()),
        template: Some("lager".to_owned()),
        job: Some("4711".to_owned()),
        at: ago(600),
        media: 0,
        unsaved: 0,
        stage: Stage::New,
        safety: Safety::Saved,
        unread: true,
        updated: false,
        contacted_at: None,
        assignee: None,
        held: None,
        tags: Vec::new(),
    }
}

/// The applicants of the README's picture, the newest first.
pub fn rows() -> Vec<Row> {
    let person = |key: i64, name: &str, title: &str, minutes: i64, media: u32| Row {
        name: name.to_owned(),
        title: Some(title.to_owned()),
        at: ago(minutes * 60 + 30),
        media,
        ..row(key)
    };
    vec![
        Row { template: Some("pflege".into()), ..person(1284, "Fatma Yılmaz", "Pflegefachkraft", 12, 3) },
        Row {
            unsaved: 1, safety: Safety::Pulled, ..person(1283, "Иван Петров", "Комплектовщик", 48, 1)
        },
        Row { unread: false, ..person(1282, "Jürgen Groß", "Lagerist", 130, 0) },
        Row { safety: Safety::Confirming, ..person(1281, "Oksana Kovalenko", "Pflegehelferin", 190, 2) },
        Row {
            unread: false,
            contacted_at: Some(ago(3_600)),
            stage: Stage::Contacted,
            safety: Safety::Confirmed,
            ..person(1280, "Mehmet Öztürk", "Fahrer C/CE", 305, 2)
        },
        Row {
            held: Some(Reason::new(Cause::Gone, "GET /media answered 404").of("zeugnis.jpg")),
            unsaved: 1,
            safety: Safety::Pulled,
            ..person(
                1279,
                "Anna-Lena Freifrau von und zu Weißenfels-Hohenstein",
                "Stationsleitung Intensivpflege",
                1_500,
                4,
            )
        },
        Row {
            name: "unreadable-5f2c".into(),
            title: None,
            job: None,
            safety: Safety::Unreadable,
            ..person(1278, "", "", 2_000, 0)
        },
        Row {
            unread: false,
            stage: Stage::Rejected,
            safety: Safety::Confirmed,
            ..person(1277, "محمد العلي", "Lagerist", 4_400, 1)
        },
        Row { updated: true, ..person(1276, "山田 太郎", "倉庫作業員", 11_000, 1) },
    ]
}

fn media(id: &str, name: Option<&str>, mime: &str, role: Role) -> Media {
    Media {
        id: MediaId(id.to_owned()),
        role,
        name: name.map(str::to_owned),
        mime: Some(mime.to_owned()),
        uri: None,
    }
}

/// Everything about one of the [`rows`].
pub fn applicant(row: &Row) -> Applicant {
    let step = |question: &str, answer: &str, attachments: &[&str]| Step {
        key: None,
        question: Some(question.to_owned()),
        answer: (!answer.is_empty()).then(|| answer.to_owned()),
        attachments: attachments.iter().map(|id| MediaId((*id).to_owned())).collect(),
    };
    let source_id = SourceId::text(row.id.source_id.as_str());
    let mut application = Application::new(source_id.clone());
    application.person = Person {
        name: Some(row.name.clone()),
        phone: Some("+49 151 23456789".to_owned()),
        email: Some("post@example.org".to_owned()),
    };
    application.job.clone_from(&row.job);
    application.template.clone_from(&row.template);
    application.title.clone_from(&row.title);
    application.utm = Utm {
        source: Some("indeed".into()),
        medium: Some("cpc".into()),
        campaign: Some("spring".into()),
        content: None,
    };
    application.steps = vec![
        step("Wie heißt du?", &row.name, &[]),
        step("Bitte sende uns deinen Lebenslauf", "", &["m1"]),
        step("Welche Zeugnisse hast du?", "Examen und Wundmanagement 👩\u{200d}⚕️", &["m2", "m3"]),
        step(
            "Ab wann kannst du anfangen?",
            "Ab 1. April, gern auch früher. Nachtschicht ist kein Problem.",
            &[],
        ),
    ];
    application.media = vec![
        media("m1", Some("lebenslauf.pdf"), "application/pdf", Role::Cv),
        media("m2", Some("zeugnis.jpg"), "image/jpeg", Role::Attachment),
        media("m3", None, "audio/ogg", Role::Attachment),
    ];
    let saved = |media: &Media, size: u64| MediaState {
        media: media.clone(),
        size: Some(size),
        sha256: Some("e3b0c442".into()),
        sniffed: media.mime.clone(),
        saved: true,
        problem: None,
        gone: false,
        earlier: false,
    };
    let unsaved = |media: &Media, problem: Option<Reason>, gone: bool| MediaState {
        size: None,
        sha256: None,
        saved: false,
        problem,
        gone,
        ..saved(media, 0)
    };
    let files = match (row.unsaved, &row.held) {
        (0, _) => vec![
            saved(&application.media[0], 212_000),
            saved(&application.media[1], 1_830_000),
            saved(&application.media[2], 96_400),
        ],
        (_, Some(_)) => vec![
            saved(&application.media[0], 212_000),
            unsaved(&application.media[1], Some(Reason::new(Cause::Gone, "GET /media answered 404")), true),
            unsaved(&application.media[2], Some(Reason::new(Cause::Offline, "the connection broke")), false),
        ],
        _ => vec![
            saved(&application.media[0], 212_000),
            saved(&application.media[1], 1_830_000),
            unsaved(&application.media[2], None, false),
        ],
    };
    let event = |minutes: i64, what: &str, detail: Option<&str>, who: Option<&str>| HistoryEvent {
        at: ago(minutes * 60),
        applicant: Some(row.id.clone()),
        who: who.map(str::to_owned),
        via: "sync".to_owned(),
        what: what.to_owned(),
        detail: detail.map(str::to_owned),
    };
    let unreadable = row.safety == Safety::Unreadable;
    Applicant {
        profession: None,
        location: None,
        row: row.clone(),
        application: (!unreadable).then_some(application),
        unreadable: unreadable.then(|| "`id` is missing".to_owned()),
        source_id,
        media: if unreadable { Vec::new() } else { files },
        note: (row.key == Key(1284)).then(|| "Ruft morgen zurück.\nMöchte Nachtschicht.".to_owned()),
        reason: (row.stage == Stage::Rejected).then(|| "no licence".to_owned()),
        pulled_at: ago(700),
        confirmed_at: (row.safety == Safety::Confirmed).then(|| ago(3_000)),
        snoozed_until: None,
        others: if row.key == Key(1280) { 2 } else { 0 },
        revisions: if row.updated { 2 } else { 1 },
        history: vec![
            event(3, "note", None, Some("Jana Weber")),
            event(11, "media.saved", Some("zeugnis.jpg"), None),
            event(12, "pulled", None, None),
        ],
    }
}

/// The left pane of the README's picture.
pub fn groups() -> Vec<Group> {
    let Some(account) = account() else { return Vec::new() };
    let group = |template: &str, title: &str, count: u64, new: u64| Group {
        account: account.clone(),
        common: Common::Template(template.to_owned()),
        title: title.to_owned(),
        count,
        new,
        unread: new / 2,
    };
    vec![
        group("pflege", "Pflege", 512, 20),
        group("lager", "Lager", 301, 12),
        group("fahrer", "Fahrer", 88, 5),
    ]
}

/// The header's figures in the README's picture.
pub fn totals() -> Totals {
    Totals {
        all: 1_284,
        new: 37,
        unread: 21,
        to_save: 4,
        to_confirm: 12,
        confirming: 1,
        confirmed: 1_200,
        unreadable: 1,
        outbox: 2,
        dead: 0,
        snoozed: 0,
        wakes: None,
    }
}

/// A configuration with the account `acme`, kept in folders that are never touched.
pub fn config() -> Config {
    let mut config = Config::demo(Path::new("home"));
    config.ui.recruiter = Some("Jana Weber".to_owned());
    config.accounts.extend(account().map(|name| Account {
        name,
        source: SourceKind::PitchYou,
        client_id: "acme".into(),
        secret: config::Secret::Env("ACME_SECRET".into()),
        base_url: "https://api.pitchyou.de".into(),
        chat_url: "https://chat.pitchyou.de".into(),
        link_url: "https://{client_id}.pitchyou.de".into(),
        poll: None,
        response_target: Duration::from_secs(3_600),
        requests_per_second: 5,
        confirm_after: config::ConfirmAfter::default(),
        contract: toml::Table::new(),
        secret_place: None,
    }));
    config
}

/// Surroundings with that configuration, in a language, over SSH, without colour.
pub fn cx(language: Language) -> Cx {
    let config = config();
    Cx {
        save_to: config.store.media.with_file_name("out"),
        keys: KeyMap::new(&config.keys, &config.macros),
        config,
        words: Words::new(language).into(),
        theme: Theme::built_in("auto"),
        signs: Signs::UNICODE,
        notices: Notices::default(),
        now: now(),
        zone: TimeZone::UTC,
        session: Session::Remote,
        pictures: Pictures { way: Some(Way::Blocks(Depth::Exact)), ask: false },
    }
}

/// Figures of a made-up month.
pub fn figures() -> Insights {
    let row = |label: &str, count: u64| StatRow {
        label: label.to_owned(),
        count,
        stages: [
            count - count / 2 - count / 5,
            count / 2,
            count / 10,
            count / 20,
            0,
            count / 5 - count / 10 - count / 20,
            0,
        ],
    };
    let today = now().to_zoned(TimeZone::UTC).date();
    let days = (0_i32..30).filter_map(|before| {
        let day = today.checked_sub(jiff::Span::new().try_days(29 - before).ok()?).ok()?;
        let count = (before * 7 % 23) as u64 + u64::from(before % 7 < 5) * 30;
        Some((day, row(&day.to_string(), count)))
    });
    let hours = (0_u64..24).map(|hour| row(&format!("{hour:02}"), (12 - hour.abs_diff(13).min(12)) * 9));
    Insights {
        all: row("", 1284),
        templates: vec![row("pflege", 512), row("lager", 301), row("fahrer", 88), row("", 12)],
        jobs: (0..15).map(|n| row(&format!("47{n:02}"), 200 - n * 11)).collect(),
        sources: vec![row("indeed", 640), row("meta", 402), row("", 242)],
        campaigns: vec![row("frühjahr-2026-pflege-und-lager-süd\u{202e}", 700), row("", 584)],
        days: days.collect(),
        hours: hours.collect(),
        contact: FirstContact {
            contacted: 700,
            waiting: 584,
            median: Some(2_520),
            p90: Some(18_000),
            within: 546,
        },
    }
}

/// Answers a question from the made-up applicants, as the store would.
pub fn answer(ask: &Ask) -> Answer {
    let find = |key: &Key| rows().into_iter().find(|row| row.key == *key);
    match ask {
        Ask::Window { .. } => Answer::Window(Window { rows: rows(), more_before: false, more_after: false }),
        Ask::Count(query) => Answer::Count(if *query == super::pane::search::awake(&Query::default()) {
            totals().all
        } else {
            rows().len() as u64
        }),
        Ask::Keys(..) => Answer::Keys(rows().into_iter().map(|row| row.key).collect()),
        Ask::NextUnread(_, _, key, way) => {
            let unread = rows().into_iter().filter(|row| row.unread).map(|row| row.key);
            Answer::NextUnread(match way {
                super::msg::Way::Next => unread.filter(|other| other < key).max(),
                super::msg::Way::Previous => unread.filter(|other| other > key).min(),
            })
        }
        Ask::Totals => Answer::Totals(totals()),
        Ask::Groups => Answer::Groups(groups()),
        Ask::Accounts => Answer::Accounts(
            account()
                .map(|account| Standing {
                    account,
                    synced: Some(ago(30)),
                    problem: None,
                    pause: None,
                    tried: Some(ago(30)),
                    applicants: totals().all,
                    session: None,
                })
                .into_iter()
                .collect(),
        ),
        Ask::Insights(_) => Answer::Insights(Box::new(figures())),
        Ask::Detail(key) => Answer::Detail(find(key).map(|row| Box::new(applicant(&row)))),
        Ask::Batch(keys) => {
            let mut batch = crate::store::Batch::default();
            for row in keys.iter().filter_map(find) {
                match row.safety {
                    Safety::Unreadable => {
                        batch.held.push((
                            row,
                            Reason::new(Cause::Unreadable, "the record can't be read"),
                            crate::store::model::Gap::Never,
                        ));
                    }
                    Safety::Confirmed | Safety::Confirming => batch.already.push(row),
                    _ if row.held.is_some() => {
                        let why = row.held.clone().unwrap_or_default();
                        batch.held.push((row, why, crate::store::model::Gap::Acceptable));
                    }
                    Safety::Pulled => {
                        let files = row.unsaved;
                        let missing =
                            crate::store::model::Missing { files, bytes: 1_830_000, unknown: files - 1 };
                        batch.unsaved.push((row, missing));
                    }
                    Safety::Saved => batch.ready.push(row),
                }
            }
            Answer::Batch(Box::new(batch))
        }
        Ask::Outbox => Answer::Outbox(Vec::new()),
        Ask::Templates(_) => Answer::Templates(vec![
            crate::domain::Template { key: "pflege".into(), descriptions: vec![(None, "Pflege".into())] },
            crate::domain::Template { key: "lager".into(), descriptions: vec![(None, "Lager".into())] },
        ]),
        Ask::Vocabulary(kind) => Answer::Vocabulary(match kind {
            Vocabulary::Tag => vec!["nacht".into(), "sofort".into(), "führerschein".into()],
            Vocabulary::Assignee => vec!["Olga Iwanowa".into(), "Jana Weber".into()],
            Vocabulary::Reason => vec!["no licence".into(), "too far away".into()],
        }),
        Ask::Others(_) => Answer::Others(
            rows().iter().filter(|row| [Key(1282), Key(1277)].contains(&row.key)).map(applicant).collect(),
        ),
        Ask::Between(..) => Answer::Between(rows().into_iter().map(|row| row.key).collect()),
        Ask::Recall(_) => Answer::Recalled(None),
        Ask::LastTitle(..) => Answer::LastTitle(None),
        Ask::Log => Answer::Log(vec!["2026-03-12T14:02:00Z  INFO synced acme".into()]),
        Ask::MediaPath(..) => Answer::MediaPath(None),
        Ask::Views => Answer::Views(Vec::new()),
        Ask::Values(_, begin) => {
            let values = ["nacht", "night shift", "rückruf"].into_iter();
            Answer::Values(values.filter(|value| value.starts_with(begin)).map(str::to_owned).collect())
        }
        Ask::Look(_, media, wanted) => {
            Answer::Look(Some("home/media/e3/e3b0c442".into()), file::look(media, *wanted))
        }
        Ask::Blank(..) => Answer::Blank(Vec::new()),
    }
}

/// Works off everything that the model still asks for, from the made-up applicants; gives the other effects.
pub fn settle(model: &mut Model, cx: &Cx) -> Vec<Effect> {
    let mut others = Vec::new();
    for _ in 0..50 {
        let asked: Vec<(Ticket, Ask)> = update(model, Msg::Drained, cx)
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Query(ticket, ask) => Some((ticket, ask)),
                other => {
                    others.push(other);
                    None
                }
            })
            .collect();
        if asked.is_empty() {
            break;
        }
        for (ticket, ask) in asked {
            answer_to(model, ticket, &ask, cx);
        }
    }
    others
}

/// Answers one question from the made-up applicants.
pub fn answer_to(model: &mut Model, ticket: Ticket, ask: &Ask, cx: &Cx) {
    update(model, Msg::Loaded(ticket, Ok(answer(ask))), cx);
}

/// The screen with all of it, at a size.
pub fn model(columns: u16, rows: u16, cx: &Cx) -> Model {
    let mut model = Model::new(columns, rows);
    settle(&mut model, cx);
    if let Some(account) = account() {
        update(&mut model, Msg::Engine(Event::Account { account, health: Health::Synced(ago(30)) }), cx);
    }
    debug_assert!(model.applicants.list.load == Load::Ready);
    model
}

/// The screen of the README's picture: two marks, and files being saved.
pub fn picture_model(columns: u16, rows: u16, cx: &Cx) -> Model {
    let mut model = model(columns, rows, cx);
    model.applicants.marks = std::sync::Arc::new([Key(1283), Key(1282)].into());
    let progress = Progress {
        task: TaskId(1),
        work: Work::Save,
        done: 14,
        total: Some(22),
        bytes: 43_000_000,
        rate: 3_100_000,
    };
    update(&mut model, Msg::Engine(Event::Progress(progress)), cx);
    settle(&mut model, cx);
    model
}

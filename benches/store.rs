//! The store's share of the bars: how fast applicants come in, and how soon the list, the counts and the search
//! answer, at several sizes. Prints figures; people judge.
//!
//! `cargo bench --bench store -- [SIZE…] [--keep FOLDER]` (sizes default to 100000). With `--keep` the inboxes stay
//! in that folder, and are used again instead of being filled anew.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench prints, and stops when it can't go on"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kandidat::clock::Clock;
use kandidat::domain::{
    AccountName, Application, Key, Media, MediaId, Query, Role, SourceId, SourceKind, Stage, Step, Utm,
};
use kandidat::store::{
    Access, Actor, Complete, Edit, From, Options, Pulled, Sort, Store, Via, edit::Reading,
};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

const NOW: &str = "2026-11-20T12:00:00Z";
const BATCH: usize = 500;

fn main() {
    let mut sizes = Vec::new();
    let mut keep: Option<PathBuf> = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--keep" => keep = arguments.next().map(PathBuf::from),
            "--bench" => {}
            size => sizes.push(size.parse().expect("a number of applicants")),
        }
    }
    if sizes.is_empty() {
        sizes.push(100_000);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for size in sizes {
        let folder = keep.clone().unwrap_or_else(|| std::env::temp_dir().join("kandidat-bench"));
        let home = folder.join(size.to_string());
        println!("\n== {size} applicants");
        if !home.join("inbox.db").exists() {
            runtime.block_on(fill(&home, size));
        }
        runtime.block_on(measure(&home, size));
        if keep.is_none() {
            std::fs::remove_dir_all(home).unwrap();
        }
    }
}

fn open(home: &Path) -> Store {
    let clock = Clock::fixed(NOW.parse().unwrap());
    Store::open(Options {
        db: home.join("inbox.db"),
        media: home.join("media"),
        clock,
        access: Access::ReadWrite,
    })
    .unwrap()
}

// ---------------------------------------------------------------------------------------------- generator

const FIRST: [&str; 24] = [
    "Fatma",
    "Иван",
    "Jürgen",
    "Łukasz",
    "Anna",
    "Мария",
    "Svetlana",
    "Mehmet",
    "Ayşe",
    "Peter",
    "Sabine",
    "Ольга",
    "Алёна",
    "John",
    "Emily",
    "Zoë",
    "Nguyễn",
    "Ahmed",
    "Yusuf",
    "Katarzyna",
    "Dmitri",
    "Günther",
    "Çiğdem",
    "Björn",
];
const LAST: [&str; 24] = [
    "Yılmaz",
    "Петров",
    "Groß",
    "Nowak",
    "Müller",
    "Иванова",
    "Schneider",
    "Öztürk",
    "Schmidt",
    "Meier",
    "Соколова",
    "Weiß",
    "Smith",
    "Johnson",
    "Kowalski",
    "Nguyen",
    "Hassan",
    "Sørensen",
    "Кузнецов",
    "Fischer",
    "Weber",
    "Bauer",
    "Höffner",
    "Королёв",
];
const COMMON: [&str; 40] = [
    "ich",
    "und",
    "habe",
    "Erfahrung",
    "Pflege",
    "in",
    "der",
    "Jahre",
    "gern",
    "Nachtschicht",
    "Vollzeit",
    "Teilzeit",
    "Führerschein",
    "Klasse",
    "B",
    "ja",
    "nein",
    "sofort",
    "Berlin",
    "Hamburg",
    "Lager",
    "Stapler",
    "работал",
    "опыт",
    "на",
    "складе",
    "смена",
    "готов",
    "да",
    "нет",
    "yes",
    "experience",
    "years",
    "driver",
    "Pflegefachkraft",
    "Ausbildung",
    "Deutsch",
    "B2",
    "Wochenende",
    "Schicht",
];
const JOBS: [(&str, &str, &str); 6] = [
    ("4711", "pflege", "Pflegefachkraft"),
    ("4712", "lager", "Lagerist"),
    ("4713", "fahrer", "Fahrer"),
    ("4714", "pflege", "Pflegehelfer"),
    ("4715", "kueche", "Koch"),
    ("4716", "lager", "Комплектовщик"),
];

struct World {
    random: SmallRng,
    rare: Vec<String>,
}

impl World {
    fn new() -> Self {
        let mut random = SmallRng::seed_from_u64(7);
        let syllables =
            ["ba", "ke", "lu", "mi", "ro", "sta", "ver", "gen", "hei", "tung", "schla", "no", "ве", "ло"];
        let rare = (0..30_000)
            .map(|_| {
                let n = random.random_range(2..5);
                (0..n).map(|_| syllables[random.random_range(0..syllables.len())]).collect()
            })
            .collect();
        Self { random, rare }
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.random.random_range(0..of.len())]
    }

    fn answer(&mut self) -> String {
        let n = self.random.random_range(1..9);
        let mut answer = String::new();
        for _ in 0..n {
            if !answer.is_empty() {
                answer.push(' ');
            }
            if self.random.random_ratio(1, 5) {
                // A long tail: some words are rarer than others.
                let reach = self.random.random_range(1..=self.rare.len());
                let at = self.random.random_range(0..reach);
                answer.push_str(&self.rare[at]);
            } else {
                answer.push_str(self.one(&COMMON));
            }
        }
        answer
    }

    fn application(&mut self, n: usize, of: usize) -> Application {
        let id = format!("{:08x}-{:04x}-4{:03x}", self.random.random::<u32>(), n & 0xffff, (n >> 16) & 0xfff);
        let mut application = Application::new(SourceId::text(id));
        let (first, last) = (self.one(&FIRST), self.one(&LAST));
        application.person.name = Some(format!("{first} {last}"));
        application.person.phone = Some(format!("+4915{:09}", self.random.random_range(0..1_000_000_000u32)));
        if self.random.random_ratio(1, 2) {
            let number = self.random.random_range(1..100);
            let host = self.one(&["gmail.com", "web.de", "gmx.de", "mail.ru", "example.org"]);
            application.person.email =
                Some(format!("{}.{}{number}@{host}", first.to_lowercase(), last.to_lowercase()));
        }
        let (job, template, title) = JOBS[self.random.random_range(0..JOBS.len())];
        application.job = Some(job.into());
        application.template = Some(template.into());
        application.title = Some(title.into());
        application.utm = Utm {
            source: Some(self.one(&["indeed", "meta", "google", "stepstone"]).into()),
            medium: Some(self.one(&["cpc", "organic"]).into()),
            campaign: Some(format!("spring-{}", self.random.random_range(1..40))),
            content: None,
        };
        // A year, evenly, the oldest first.
        let year = 365 * 86_400_000i64;
        let now: jiff::Timestamp = NOW.parse().unwrap();
        let back = year - (year / of as i64) * n as i64 - self.random.random_range(0..600_000);
        application.applied_at = jiff::Timestamp::from_millisecond(now.as_millisecond() - back.max(0)).ok();
        for step in 0..8 {
            application.steps.push(Step {
                key: Some(format!("q{step}")),
                question: Some(format!("Frage {step}: Was möchtest du uns über deine Erfahrung sagen?")),
                answer: Some(self.answer()),
                attachments: Vec::new(),
            });
        }
        for file in 0..self.random.random_range(0..4) {
            let (mime, role) = [
                ("application/pdf", Role::Cv),
                ("image/jpeg", Role::Attachment),
                ("audio/ogg", Role::Attachment),
                ("image/png", Role::Image),
            ][file];
            application.media.push(Media {
                id: MediaId(format!("m-{n}-{file}")),
                role,
                name: Some(format!("datei-{file}.{}", mime.split('/').nth(1).unwrap())),
                mime: Some(mime.into()),
                uri: None,
            });
        }
        application
    }
}

fn record(application: Application) -> Pulled {
    let raw = serde_json::to_vec(&application).unwrap();
    let sameness = Sha256::digest(&raw).into();
    Pulled::Readable { application: Box::new(application), raw, sameness }
}

// ---------------------------------------------------------------------------------------------- filling

/// Seconds of processor time that the threads of this name have had (Linux; elsewhere nothing is known). On a
/// machine that does other things as well this tells more than the clock.
fn thread_time(name: &str) -> f64 {
    let mut nanoseconds = 0;
    for task in std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
        let is = std::fs::read_to_string(task.path().join("comm")).unwrap_or_default();
        if is.trim() == name {
            let stat = std::fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            nanoseconds += stat.split(' ').next().and_then(|time| time.parse::<u64>().ok()).unwrap_or(0);
        }
    }
    nanoseconds as f64 / 1e9
}

async fn fill(home: &Path, size: usize) {
    let store = open(home);
    let account = AccountName::new("acme").unwrap();
    store.register(&account, SourceKind::PitchYou).await.unwrap();
    let pass = store.begin_pass(&account).await.unwrap();
    let mut world = World::new();
    let mut spent = Duration::ZERO;
    let mut slowest = Duration::ZERO;
    let mut bytes = 0;
    let mut n = 0;
    while n < size {
        let batch: Vec<Pulled> =
            (n..(n + BATCH).min(size)).map(|n| record(world.application(n, size))).collect();
        bytes += batch
            .iter()
            .map(|pulled| match pulled {
                Pulled::Readable { raw, .. } | Pulled::Unreadable { raw, .. } => raw.len(),
            })
            .sum::<usize>();
        n += batch.len();
        let start = Instant::now();
        store.save_pulled(&pass, batch).await.unwrap();
        spent += start.elapsed();
        slowest = slowest.max(start.elapsed());
    }
    let start = Instant::now();
    store.end_pass(pass, Complete::Whole).await.unwrap();
    spent += start.elapsed();
    println!(
        "save_pulled: {:.0} applicants/s, {:.1} MB/s of records, slowest batch {:.0} ms",
        size as f64 / spent.as_secs_f64(),
        bytes as f64 / 1e6 / spent.as_secs_f64(),
        slowest.as_secs_f64() * 1e3
    );
    println!(
        "writing thread: {:.0} µs of processor an applicant",
        thread_time("store-write") * 1e6 / size as f64
    );
    // What people decided: most of the old ones are read and moved on.
    let keys = store.keys(&Query::default(), Sort::Newest, usize::MAX).await.unwrap();
    let by = Actor { name: Some("Jana".into()), via: Via::Screen };
    let old = &keys[size / 20..];
    let start = Instant::now();
    let some: Vec<Key> = old.iter().copied().take(20_000).collect();
    let changed = store.apply(some, Edit::Read(Reading::Read), &by).await.unwrap().changed;
    println!("apply: {:.0} read/s", changed as f64 / start.elapsed().as_secs_f64());
    store.apply(old[20_000.min(old.len())..].to_vec(), Edit::Read(Reading::Read), &by).await.unwrap();
    for (stage, of, from) in
        [(Stage::Contacted, 3, 0), (Stage::Rejected, 4, 1), (Stage::Offer, 1000, 2), (Stage::Hired, 5000, 3)]
    {
        let some: Vec<Key> = old.iter().copied().skip(from).step_by(of).collect();
        store.apply(some, Edit::Stage { to: stage, reason: None }, &by).await.unwrap();
    }
    store.close();
}

// ---------------------------------------------------------------------------------------------- measuring

fn show(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!("{what:<44} p50 {:8.2} ms   p99 {:8.2} ms", at(50), at(99));
}

async fn measure(home: &Path, size: usize) {
    let mut on_disk = 0;
    for entry in std::fs::read_dir(home).unwrap() {
        on_disk += entry.unwrap().metadata().unwrap().len();
    }
    println!(
        "on disk: {:.0} MB, {:.0} bytes an applicant",
        on_disk as f64 / 1e6,
        on_disk as f64 / size as f64
    );

    let all = Query::default();
    let mut times = Vec::new();
    for _ in 0..20 {
        let start = Instant::now();
        let store = open(home);
        let _ =
            tokio::join!(store.window(&all, Sort::Newest, From::Start, 60), store.totals(), store.groups());
        times.push(start.elapsed());
        store.close();
    }
    show("open, first window, totals, groups", times);

    let store = open(home);
    let mut from = From::Start;
    let mut times = Vec::new();
    for _ in 0..300 {
        let start = Instant::now();
        let window = store.window(&all, Sort::Newest, from, 60).await.unwrap();
        times.push(start.elapsed());
        match window.rows.last() {
            Some(row) if window.more_after => from = From::After(row.key),
            _ => break,
        }
    }
    show("next window", times);
    for (what, sort) in [
        ("end, newest", Sort::Newest),
        ("end, oldest uncontacted", Sort::OldestUncontacted),
        ("end, name", Sort::Name),
        ("end, stage", Sort::Stage),
    ] {
        let mut times = Vec::new();
        for _ in 0..50 {
            let start = Instant::now();
            store.window(&all, sort, From::End, 60).await.unwrap();
            times.push(start.elapsed());
        }
        show(what, times);
    }
    let keys = store.keys(&all, Sort::Newest, usize::MAX).await.unwrap();
    let mut times = Vec::new();
    for n in 0..200 {
        let key = keys[n * 7919 % keys.len()];
        let start = Instant::now();
        store.detail(key).await.unwrap().unwrap();
        times.push(start.elapsed());
    }
    show("detail", times);
    let by = Actor { name: Some("Jana".into()), via: Via::Screen };
    for (what, edit) in [
        ("apply one stage", Edit::Stage { to: Stage::Interview, reason: None }),
        ("apply one note", Edit::Note("Rückruf morgen früh".into())),
    ] {
        let mut times = Vec::new();
        for n in 0..50 {
            let key = keys[n * 7919 % keys.len()];
            let start = Instant::now();
            store.apply(vec![key], edit.clone(), &by).await.unwrap();
            times.push(start.elapsed());
        }
        show(what, times);
    }

    println!("-- first page and count of a search");
    let mut every = Vec::new();
    for text in SEARCHES {
        let query = Query::parse(text).unwrap();
        let (mut pages, mut counts) = (Vec::new(), Vec::new());
        let mut found = 0;
        let mut worked = 0.0;
        for _ in 0..7 {
            let before = thread_time("store-read");
            let start = Instant::now();
            store.window(&query, Sort::Newest, From::Start, 60).await.unwrap();
            pages.push(start.elapsed());
            worked += thread_time("store-read") - before;
            let start = Instant::now();
            found = store.count(&query).await.unwrap();
            counts.push(start.elapsed());
        }
        pages.sort_unstable();
        counts.sort_unstable();
        println!(
            "{text:<40} {found:>8}   page {:8.2} ms (worst {:8.2}, work {:6.2})   count {:8.2} ms",
            pages[3].as_secs_f64() * 1e3,
            pages[6].as_secs_f64() * 1e3,
            worked * 1e3 / 7.0,
            counts[3].as_secs_f64() * 1e3
        );
        every.extend(pages);
    }
    show("first page, all searches", every);
    if let Some(line) = std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| status.lines().find(|line| line.starts_with("VmHWM")).map(str::to_owned))
    {
        println!("{line} (with the bench's own list of keys: {} MB)", keys.len() * 8 / 1_000_000);
    }
    store.close();
}

/// As typed, letter by letter, and what recruiters combine.
const SEARCHES: [&str; 62] = [
    "p",
    "pf",
    "pfl",
    "pfle",
    "pfleg",
    "pflege",
    "pflegef",
    "m",
    "mü",
    "mül",
    "müll",
    "mülle",
    "müller",
    "п",
    "пе",
    "пет",
    "петр",
    "петро",
    "und",
    "ich",
    "erfahrung",
    "nachtschicht",
    "schneider",
    "neide",
    "ilma",
    "lma",
    "gmail",
    "example.org",
    "1512345",
    "151",
    "0151",
    "49159",
    "q",
    "x",
    "5",
    "werbakelu",
    "stavergen",
    "zzzz",
    "müller pflege",
    "fatma yılmaz",
    "pflege nachtschicht müller",
    "-pflege",
    "müller -pflege",
    "\"Erfahrung Pflege\"",
    "\"gern Nachtschicht\"",
    "stage:new pflege",
    "stage:offer pflege",
    "stage:hired erfahrung",
    "is:unread müller",
    "is:unread pflege",
    "stage:hired",
    "stage:offer is:unread",
    "is:unread",
    "template:lager müller",
    "job:4711 und",
    "has:cv müller",
    "utm:indeed nachtschicht",
    "age:<2d pflege",
    "age:>300d pflege",
    "stage:hired is:unread und",
    "name:müll",
    "campaign:spring-7 stage:contacted",
];

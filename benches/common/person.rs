//! Invented applicants in any number: German, Russian and English, with the length of real answers.
//!
//! Each is made from its number alone, so that a bench knows what must be on the screen, and which words are common
//! and which are rare.

use jiff::{SignedDuration, Timestamp};
use kandidat::domain::{Application, Media, MediaId, Role, SourceId, Step, Utm};
use serde_json::{Value, json};

/// The interview templates: key, description, and the job titles that use it.
pub const TEMPLATES: [(&str, &str, [&str; 3]); 6] = [
    ("pflege", "Pflege", ["Pflegefachkraft", "Pflegehelferin", "Wohnbereichsleitung"]),
    ("lager", "Lager", ["Lagerist", "Комплектовщик", "Staplerfahrer"]),
    ("fahrer", "Fahrer", ["Berufskraftfahrer CE", "Kurierfahrer", "Водитель категории B"]),
    ("verkauf", "Verkauf", ["Verkäufer Teilzeit", "Filialleitung", "Продавец-консультант"]),
    ("kueche", "Küche", ["Koch", "Küchenhilfe", "Beikoch Wochenende"]),
    ("buero", "Büro", ["Sachbearbeitung", "Office manager", "Empfang"]),
];

/// A word that many have written.
pub const COMMON: &str = "Nachtschicht";
/// A word that about one in 20 000 has written.
pub const RARE: &str = "Glockenspiel";
/// A Russian word that about one in twelve has written.
pub const RUSSIAN: &str = "вечернюю";

const GERMAN: (&[&str], &[&str]) = (
    &[
        "Fatma", "Jürgen", "Anja", "Björn", "Käthe", "Mehmet", "Lena", "Uwe", "Sophie", "Günther", "Zoë",
        "Ayşe",
    ],
    &[
        "Yılmaz", "Groß", "Müller", "Schäfer", "Weiß", "Öztürk", "Krüger", "Hübner", "Voß", "Lindner",
        "Böhm", "Demir",
    ],
);
const RUSSIAN_NAMES: (&[&str], &[&str]) = (
    &["Иван", "Ольга", "Алёна", "Сергей", "Наталья", "Дмитрий", "Юлия", "Пётр", "Светлана", "Артём"],
    &["Петренко", "Соловьёв", "Кузнецов", "Морозенко", "Воробьёв", "Щербак", "Лебедь", "Журавлёв", "Гончар"],
);
const ENGLISH: (&[&str], &[&str]) = (
    &["Grace", "Oliver", "Amara", "Liam", "Priya", "Noah", "Chloe", "Kwame", "Ella", "Samuel"],
    &["Okafor", "Bennett", "Clarke", "Nguyen", "Sharma", "Hughes", "Mensah", "Foster", "Walsh", "Patel"],
);
const TOWNS: [&str; 12] = [
    "Leipzig",
    "Köln",
    "Münster",
    "Görlitz",
    "Bremen",
    "Duisburg",
    "Erfurt",
    "Würzburg",
    "Kiel",
    "Aachen",
    "Саратов",
    "Пермь",
];

/// A small generator: the same number gives the same applicant for ever.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.roll() % limit as u64) as usize
    }

    fn pick<'a>(&mut self, things: &[&'a str]) -> &'a str {
        things[self.below(things.len())]
    }
}

/// One invented applicant, in our words and in the source's.
pub struct Person {
    /// As the inbox knows it.
    pub application: Application,
    /// As the source would have written it.
    pub raw: Vec<u8>,
}

/// The question that every interview begins with.
pub fn first_question(language: usize) -> &'static str {
    ["Wie heißt du?", "Как тебя зовут?", "What is your name?"][language]
}

/// The language of an applicant: 0 German, 1 Russian, 2 English.
pub fn language(number: u32) -> usize {
    match Dice(u64::from(number)).below(10) {
        0..5 => 0,
        5..8 => 1,
        _ => 2,
    }
}

/// The name of an applicant; with its number, so that none is like another.
pub fn name(number: u32) -> String {
    let (given, family) = [GERMAN, RUSSIAN_NAMES, ENGLISH][language(number)];
    let mut dice = Dice(u64::from(number) ^ 0xa11ce);
    format!("{} {} {number}", dice.pick(given), dice.pick(family))
}

/// Applicant `number` of `count`; the last is the newest, and `newest` is when it applied. All of them applied within
/// two years.
pub fn person(number: u32, count: u32, newest: Timestamp) -> Person {
    let mut dice = Dice(u64::from(number) ^ 0x5eed);
    let language = language(number);
    let name = name(number);
    let (template, _, titles) = TEMPLATES[[0, 0, 0, 1, 1, 2, 3, 4, 5, 1][dice.below(10)]];
    let title = dice.pick(&titles);
    let job = format!("{}", 4000 + dice.below(60));
    let phone = format!("+49 151 {:08}", dice.below(100_000_000));
    let email = (dice.below(3) > 0).then(|| format!("bewerbung{number}@post.example"));
    let age =
        SignedDuration::from_secs(i64::from(count - 1 - number) * 2 * 365 * 86_400 / i64::from(count.max(1)));
    let applied_at = newest - age;
    let steps = steps(&mut dice, number, language, &name);
    let utm = Utm {
        source: Some(dice.pick(&["indeed", "instagram", "stepstone", "hh", "plakat"]).to_owned()),
        medium: Some(dice.pick(&["cpc", "social", "print"]).to_owned()),
        campaign: Some(dice.pick(&["spring", "sommer26", "осень"]).to_owned()),
        content: None,
    };
    let mut media = Vec::new();
    if dice.below(5) < 2 {
        media.push(file(number, "cv", Role::Cv, "lebenslauf.pdf", "application/pdf"));
        if dice.below(2) == 0 {
            media.push(file(number, "p1", Role::Attachment, "zeugnis.jpg", "image/jpeg"));
        }
    }
    let id = format!("p-{number:07}");
    let raw =
        raw(&id, &name, &phone, email.as_deref(), applied_at, (template, title, &job), &utm, &steps, &media);
    let mut application = Application::new(SourceId::text(id));
    application.person.name = Some(name);
    application.person.phone = Some(phone);
    application.person.email = email;
    application.job = Some(job);
    application.template = Some(template.to_owned());
    application.title = Some(title.to_owned());
    application.utm = utm;
    application.applied_at = Some(applied_at);
    application.steps = steps;
    application.media = media;
    Person { application, raw }
}

fn file(number: u32, id: &str, role: Role, name: &str, mime: &str) -> Media {
    Media {
        id: MediaId(format!("{id}-{number}")),
        role,
        name: Some(name.to_owned()),
        mime: Some(mime.to_owned()),
        uri: None,
    }
}

fn steps(dice: &mut Dice, number: u32, language: usize, name: &str) -> Vec<Step> {
    let town = dice.pick(&TOWNS);
    let years = dice.below(25) + 1;
    let mut said: Vec<(&str, &str, String)> = Vec::new();
    match language {
        0 => {
            let shift = if dice.below(2) == 0 { "gern auch Nachtschicht" } else { "am liebsten früh" };
            said.push((
                "town",
                "Wo wohnst du?",
                format!("In {town}, ich kann aber auch pendeln oder umziehen."),
            ));
            said.push(("experience", "Welche Erfahrung bringst du mit?", format!(
                "Ich habe {years} Jahre in einem ähnlichen Betrieb gearbeitet, zuletzt als Vertretung der \
                 Schichtleitung. Die Arbeit im Team macht mir Freude, und ich lerne schnell dazu 🙂")));
            said.push((
                "shift",
                "Welche Schichten passen dir?",
                format!("Ich arbeite {shift}, am Wochenende nach Absprache."),
            ));
            said.push((
                "start",
                "Wann kannst du anfangen?",
                "Nach der Kündigungsfrist, also in etwa vier Wochen.".to_owned(),
            ));
            said.push((
                "licence",
                "Hast du einen Führerschein?",
                "Ja, Klasse B, und einen Staplerschein.".to_owned(),
            ));
        }
        1 => {
            let shift = if dice.below(4) == 0 {
                "в вечернюю смену"
            } else {
                "в любую смену"
            };
            said.push(("town", "Где ты живёшь?", format!("{town}, могу переехать в течение месяца.")));
            said.push(("experience", "Какой у тебя опыт?", format!(
                "Проработал на складе и в магазине {years} лет, последние два года старшим смены. Внимательный, \
                 без вредных привычек, есть медицинская книжка.")));
            said.push((
                "shift",
                "Какие смены подходят?",
                format!("Могу выходить {shift}, по выходным тоже."),
            ));
            said.push((
                "start",
                "Когда можешь начать?",
                "Готов приступить сразу после собеседования.".to_owned(),
            ));
            said.push((
                "licence",
                "Есть ли водительские права?",
                "Да, категория B, стаж восемь лет.".to_owned(),
            ));
        }
        _ => {
            said.push((
                "town",
                "Where do you live?",
                format!("I live in {town} and could move for the right job."),
            ));
            said.push(("experience", "What experience do you have?", format!(
                "I have worked for {years} years in care homes and warehouses, most recently as a team lead. I enjoy \
                 working with people and I am used to early mornings.")));
            said.push((
                "shift",
                "Which shifts suit you?",
                "Mornings are best, late shifts are fine as well.".to_owned(),
            ));
            said.push((
                "start",
                "When could you start?",
                "As soon as my notice period of one month is over.".to_owned(),
            ));
            said.push((
                "licence",
                "Do you have a driving licence?",
                "Yes, a car licence, clean for ten years 👍".to_owned(),
            ));
        }
    }
    if number % 20_000 == 17 {
        said.push(("hobby", "Was machst du in deiner Freizeit?", format!("Ich spiele {RARE} im Verein.")));
    }
    let mut steps = vec![step("name", first_question(language), name)];
    steps.extend(said.into_iter().map(|(key, question, answer)| step(key, question, &answer)));
    steps
}

fn step(key: &str, question: &str, answer: &str) -> Step {
    Step {
        key: Some(key.to_owned()),
        question: Some(question.to_owned()),
        answer: Some(answer.to_owned()),
        attachments: Vec::new(),
    }
}

#[expect(clippy::too_many_arguments, reason = "it writes down exactly what was made one function above")]
fn raw(
    id: &str,
    name: &str,
    phone: &str,
    email: Option<&str>,
    applied_at: Timestamp,
    (template, title, job): (&str, &str, &str),
    utm: &Utm,
    steps: &[Step],
    media: &[Media],
) -> Vec<u8> {
    let file = |media: &Media| {
        json!({
            "mediaId": media.id.as_str(), "fileName": media.name, "mimeType": media.mime,
            "downloadUri": format!("/api/media/v1/download/{id}/{}", media.id.as_str()),
        })
    };
    let attached: Vec<Value> =
        media.iter().filter(|media| media.role == Role::Attachment).map(file).collect();
    let steps: Vec<Value> = steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let attachments = if at == 2 { attached.clone() } else { Vec::new() };
            json!({"key": step.key, "question": step.question, "answer": step.answer, "attachments": attachments})
        })
        .collect();
    let body = json!({
        "profileId": id, "createdAt": applied_at.to_string(), "name": name, "phone": phone, "email": email,
        "jobTemplateKey": template, "externalReferenceId": job, "jobTitle": title,
        "utmSource": utm.source, "utmMedium": utm.medium, "utmCampaign": utm.campaign, "utmContent": utm.content,
        "cv": media.iter().find(|media| media.role == Role::Cv).map(file), "profileImage": null, "steps": steps,
    });
    serde_json::to_vec(&body).unwrap()
}

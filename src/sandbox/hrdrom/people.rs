//! Owns the words of invented leads: names, vacancies, questions and answers. No real person is meant.

use super::dictionary::PROFESSIONS;
use crate::sandbox::dice::Dice;

/// A person's name; its three parts agree in gender.
pub(super) struct Person {
    pub family: &'static str,
    pub given: &'static str,
    pub patronymic: &'static str,
}

const WOMEN: &[&str] = &[
    "Наталья",
    "Алёна",
    "Юлия",
    "Ольга",
    "Людмила",
    "Анастасия",
    "Гульнара",
    "Елена",
    "Фёкла",
    "Зарина",
    "Любовь",
    "Айгуль",
];
const MEN: &[&str] = &[
    "Иван",
    "Сергей",
    "Артём",
    "Дмитрий",
    "Пётр",
    "Руслан",
    "Виктор",
    "Ильдар",
    "Семён",
    "Йосиф",
    "Азамат",
    "Юрий",
];
const WOMENS_FAMILIES: &[&str] = &[
    "Петрова",
    "Соловьёва",
    "Щербакова",
    "Ким",
    "Мельничук",
    "Римская-Корсакова",
    "Яковлева",
    "Хабибуллина",
    "Черных",
    "Дурново",
];
const MENS_FAMILIES: &[&str] = &[
    "Петров",
    "Кузнецов",
    "Воробьёв",
    "Ахметов",
    "Цой",
    "Яковлев",
    "Мельничук",
    "Юсупов",
    "Долгих",
    "Щукин",
];
const WOMENS_PATRONYMICS: &[&str] =
    &["Ивановна", "Сергеевна", "Петровна", "Ильинична", "Рашидовна", "Фёдоровна", "Васильевна"];
const MENS_PATRONYMICS: &[&str] =
    &["Иванович", "Сергеевич", "Петрович", "Ильич", "Рашидович", "Фёдорович", "Васильевич"];

impl Person {
    pub fn roll(dice: &mut Dice) -> Self {
        let (given, family, patronymic) = if dice.once_in(2) {
            (WOMEN, WOMENS_FAMILIES, WOMENS_PATRONYMICS)
        } else {
            (MEN, MENS_FAMILIES, MENS_PATRONYMICS)
        };
        Self { given: *dice.pick(given), family: *dice.pick(family), patronymic: *dice.pick(patronymic) }
    }
}

/// What a lead answers to one question.
pub(super) enum Said {
    Text(&'static str),
    Number(i64),
    Nothing,
}

/// Questions with the answers that are heard.
pub(super) const TOPICS: &[(&str, &[&str])] = &[
    (
        "Когда вы готовы выйти на работу?",
        &["Хоть завтра", "Через две недели, отрабатываю", "с 1 декабря", "сразу после медкомиссии 👍"],
    ),
    (
        "Какой у вас опыт?",
        &[
            "Три года на складе маркетплейса: приёмка, комплектация по ТСД, инвентаризация.",
            "Опыта нет, но быстро учусь",
            "5 лет кассиром в сети, материальная ответственность, 1С\nесть рекомендации",
            "Работал на погрузчике, права категории С, удостоверение действует до 2028 года",
            "Вахта 60/30, упаковка и фасовка",
        ],
    ),
    ("Есть ли медицинская книжка?", &["Да", "Нет, готов(а) оформить", "да, до марта", "в процессе…"]),
    (
        "Готовы ли вы работать в ночную смену?",
        &["Да, если есть развозка", "Только день", "2/2 по 12 часов — подходит", "нет, маленький ребёнок"],
    ),
    ("Ваше гражданство?", &["РФ", "Казахстан", "Узбекистан, патент есть", "Беларусь"]),
    (
        "Где вы живёте?",
        &["м. Речной вокзал", "г. Химки, ул. Молодёжная", "общежитие нужно", "Шушары, рядом с вами"],
    ),
];

/// The question whose answer is a number.
pub(super) const SALARY: &str = "Какую зарплату вы ожидаете (₽ на руки)?";

/// Comments of the platform's own people.
pub(super) const COMMENTS: &[&str] = &[
    "Перезвонить после 18:00",
    "Не берёт трубку, писать в мессенджер",
    "Второй раз откликается; просит Химки, а не Подольск",
    "Говорит тихо 🙂 «очень хочет к вам»",
];

/// Source, medium, campaign, content.
pub(super) const ORIGINS: &[[Option<&str>; 4]] = &[
    [Some("avito"), Some("jobboard"), Some("склад-ноябрь"), None],
    [Some("telegram"), Some("social"), Some("работа рядом"), Some("пост №17")],
    [Some("vk"), Some("cpc"), Some("retail_2026"), Some("видео/а")],
    [Some("yandex"), Some("cpc"), Some("вахта 60/30"), None],
    [Some("listovka"), Some("qr"), None, None],
];

/// The vacancies of a profession: the employer's id and title.
pub(super) fn vacancy(dice: &mut Dice) -> (i64, String, String) {
    let below: Vec<_> = PROFESSIONS.iter().filter(|(.., above)| *above > 0).collect();
    let &&(id, name, _) = dice.pick(&below);
    let suffix = *dice.pick(&["", " (вахта)", " в ночную смену", ", гибкий график"]);
    let number = id * 100 + i64::try_from(dice.below(4)).unwrap_or(0);
    (id, format!("ВК-{number}"), format!("{name}{suffix}"))
}

//! Owns what the invented interviews ask and what is answered. All texts are written for this project.
//!
//! Questions stand in German, English and Russian; answers also in Turkish, Arabic and Polish.
//! `{given}`, `{family}`, `{town}`, `{years}` and `{day}` are filled in for each applicant.

use super::template::Trade;

/// Questions in German, English, Russian.
pub(super) type Asked = [&'static str; 3];

/// Answers by language, in the order of `Language::ALL`.
pub(super) type Answered = [&'static [&'static str]; 6];

/// One question with what people say to it.
pub(super) struct Topic {
    pub key: &'static str,
    pub asked: Asked,
    pub answered: Answered,
}

pub(super) const NAME: Topic = Topic {
    key: "name",
    asked: [
        "Hallo! Schön, dass du dich meldest. Wie heißt du?",
        "Hi! Great that you are here. What is your name?",
        "Здравствуйте! Как вас зовут?",
    ],
    answered: [
        &["{given} {family}", "Ich bin {given} {family} 😊", "{family}, {given}", "{given} {family}"],
        &["{given} {family}", "My name is {given} {family}", "{given} {family} 👋🏾"],
        &["{given} {family}", "Меня зовут {given} {family}", "{family} {given}"],
        &["{given} {family}", "Adım {given} {family}"],
        &["{given} {family}", "اسمي {given} {family}"],
        &["{given} {family}", "Nazywam się {given} {family}"],
    ],
};

/// The question that belongs to the trade.
pub(super) fn experience(trade: Trade) -> &'static Topic {
    match trade {
        Trade::Care => &CARE,
        Trade::Warehouse => &WAREHOUSE,
        Trade::Driving => &DRIVING,
        Trade::Sales => &SALES,
        Trade::Kitchen => &KITCHEN,
        Trade::Apprentice => &APPRENTICE,
    }
}

const CARE: Topic = Topic {
    key: "experience",
    asked: [
        "Welche Erfahrung hast du in der Pflege?",
        "What experience do you have in care?",
        "Какой у вас опыт ухода за людьми?",
    ],
    answered: [
        &[
            "Examinierte Altenpflegerin, {years} Jahre im Seniorenheim in {town}, zuletzt Nachtwache.",
            "{years} Jahre ambulante Pflege, mit eigenem Auto. Wundmanagement habe ich auch gemacht 👩‍⚕️",
            "Noch keine, aber ich habe meine Oma drei Jahre lang gepflegt ❤️",
            "Pflegehelfer mit LG1 und LG2\nKrankenhaus {town}\nStation Innere",
        ],
        &[
            "{years} years as a nurse on a surgical ward, recognition of my diploma is under way.",
            "Care assistant since {years} years, mostly dementia care. I love the work 🧡",
        ],
        &[
            "Медсестра, стаж {years} лет, диплом ещё не признан, но документы поданы.",
            "Работала сиделкой в {town} — {years} года. Рекомендации есть.",
        ],
        &["{years} yıl huzurevinde çalıştım, Almancam B1 👩🏻‍⚕️"],
        &["عملت ممرضة لمدة {years} سنوات في مستشفى حكومي"],
        &["Opiekunka osób starszych, {years} lat w Niemczech, dobre referencje."],
    ],
};

const WAREHOUSE: Topic = Topic {
    key: "experience",
    asked: [
        "Hast du schon im Lager gearbeitet? Was hast du dort gemacht?",
        "Have you worked in a warehouse before? What did you do there?",
        "Работали ли вы на складе? Чем занимались?",
    ],
    answered: [
        &[
            "Ja, {years} Jahre Kommissionierung mit Scanner bei einem Versandhändler in {town}.",
            "Wareneingang, Verpacken, Inventur. Staplerschein ist da, Schubmast auch 💪",
            "nein",
            "Hauptsächlich Hochregal, dazu Urlaubsvertretung für den Schichtleiter. Bin belastbar und pünktlich.",
        ],
        &[
            "Yes, picking and packing for {years} years, night shift mostly.",
            "Forklift + reach truck, {years} yrs. Licence photo comes below 👇",
        ],
        &[
            "Да, {years} года комплектовщиком, ТСД знаю.",
            "Грузчик, потом старший смены. Есть права на погрузчик 🚜",
            "Нет, но быстро учусь",
        ],
        &["Evet, {years} yıl depoda çalıştım, forklift ehliyetim var"],
        &["نعم، {years} سنوات في تجهيز الطلبات"],
        &["Tak, {years} lata na magazynie, wózek widłowy UDT."],
    ],
};

const DRIVING: Topic = Topic {
    key: "experience",
    asked: ["Was bist du bisher gefahren?", "What have you driven so far?", "На чём вы ездили до сих пор?"],
    answered: [
        &[
            "Sprinter, 7,5 t und {years} Jahre Sattelzug im Nahverkehr rund um {town}.",
            "Nur PKW, würde aber gern den CE machen.",
            "40-Tonner international, ADR inkl. Tank. Module alle aktuell, Fahrerkarte bis nächstes Jahr.",
        ],
        &[
            "Parcel van in {town}, up to 180 stops a day 🚐",
            "Articulated lorry, {years} years, no accidents.",
        ],
        &["Фура, Европа, {years} лет. Карта водителя есть 🚛", "Газель и легковые, город знаю хорошо"],
        &["{years} yıl tır, ADR belgem var 🚚"],
        &["شاحنة صغيرة وتوصيل طرود في {town}"],
        &["C+E, {years} lat, kontenery i chłodnia."],
    ],
};

const SALES: Topic = Topic {
    key: "experience",
    asked: [
        "Wo hast du schon im Verkauf gearbeitet?",
        "Where have you worked in retail?",
        "Где вы работали в торговле?",
    ],
    answered: [
        &[
            "Bäckerei in {town}, {years} Jahre, Kasse und Theke.",
            "Gelernte Einzelhandelskauffrau 🛒 Bestellungen, Inventur, Azubis angeleitet.",
            "Aushilfe im Getränkemarkt neben dem Studium",
        ],
        &[
            "Fashion store in {town} for {years} years, till and visual merchandising.",
            "Never in a shop, but {years} years in a call centre ☎️",
        ],
        &["Продавец-кассир, {years} года, продукты.", "Рынок, своя точка, {years} лет 😉"],
        &["Market ve fırın, {years} yıl kasa"],
        &["محل ملابس لمدة {years} سنوات"],
        &["Sklep spożywczy, kasa i wykładanie towaru, {years} lata."],
    ],
};

const KITCHEN: Topic = Topic {
    key: "experience",
    asked: [
        "Erzähl kurz von deiner Erfahrung in Küche oder Service.",
        "Tell us briefly about your experience in kitchen or service.",
        "Расскажите коротко об опыте на кухне или в зале.",
    ],
    answered: [
        &[
            "Koch gelernt in {town}, danach {years} Jahre à la carte, zuletzt Souschef 👨‍🍳",
            "Spülküche und Vorbereitung, jetzt möchte ich mehr lernen.",
            "Service im Biergarten, 4 Teller trage ich locker 😅",
        ],
        &[
            "Line cook for {years} years, Italian and Thai kitchen 🍜",
            "Barista & waiter, latte art included ☕️",
        ],
        &["Повар горячего цеха, {years} лет 🍲", "Официантка в {town}, сезон"],
        &["Dönerci ve pide ustası, {years} yıl 👨🏽‍🍳"],
        &["طباخ شرقي وغربي، خبرة {years} سنوات 🍽️"],
        &["Pomoc kuchenna i zmywak, {years} lata."],
    ],
};

const APPRENTICE: Topic = Topic {
    key: "experience",
    asked: [
        "Warum interessierst du dich für diese Ausbildung?",
        "Why are you interested in this apprenticeship?",
        "Почему вас интересует это обучение?",
    ],
    answered: [
        &[
            "Ich programmiere seit {years} Jahren kleine Spiele und habe ein Praktikum in {town} gemacht 🎮",
            "Weil ich mit Menschen arbeiten möchte und nicht nur am Schreibtisch sitzen.",
            "Meine Schwester macht das auch und ist sehr zufrieden 👩‍👧",
        ],
        &["I built my own computer and fix everyone's phone in the family 👨‍👩‍👧‍👦"],
        &["Нравится техника, учу немецкий {years} года, уровень B2"],
        &["Bu mesleği çok seviyorum, stajımı {town} şehrinde yaptım"],
        &["أحب هذا المجال وأريد أن أتعلم مهنة جيدة"],
        &["Chcę się uczyć i zostać w Niemczech na stałe."],
    ],
};

pub(super) const SHIFT: Topic = Topic {
    key: "shift",
    asked: [
        "Kannst du im Schichtdienst arbeiten?",
        "Can you work in shifts?",
        "Готовы ли вы работать посменно?",
    ],
    answered: [
        &[
            "Früh und Spät ja, Nacht nur im Notfall",
            "Ja, alle Schichten 👍🏼",
            "Nur vormittags, wegen der Kinder 👩‍👧‍👦",
            "Am liebsten Dauernachtschicht",
        ],
        &["Yes, any shift", "Early shift only please", "Weekends are fine, nights are not 🙅🏽‍♀️"],
        &["Да, любые смены", "Только день", "Можно и в ночь, если доплата 😁"],
        &["Evet, vardiyalı çalışabilirim"],
        &["نعم، لا مشكلة"],
        &["Tak, na trzy zmiany."],
    ],
};

pub(super) const LICENCE: Topic = Topic {
    key: "licence",
    asked: [
        "Hast du einen Führerschein?",
        "Do you have a driving licence?",
        "Есть ли у вас водительские права?",
    ],
    answered: [
        &[
            "Klasse B",
            "Ja, B und BE, Auto ist vorhanden 🚗",
            "Noch nicht, Prüfung ist am {day}",
            "C1, C, CE, 95",
        ],
        &["Yes, class B", "No, I come by bike 🚲", "UK licence, exchange is under way"],
        &["Категория B, обменян на немецкие", "Нет", "B, C, CE"],
        &["Var, B sınıfı"],
        &["لا، أستخدم القطار"],
        &["Kat. B, 12 lat praktyki"],
    ],
};

pub(super) const GERMAN: Topic = Topic {
    key: "language",
    asked: [
        "Welche Sprachen sprichst du, und wie gut?",
        "Which languages do you speak, and how well?",
        "Какими языками вы владеете?",
    ],
    answered: [
        &[
            "Deutsch Muttersprache, Englisch so lala",
            "Deutsch, Plattdeutsch 😄, Englisch B2",
            "Deutsch und Polnisch",
        ],
        &["English (native), German A2, Yoruba", "German B1, English C1, Hindi"],
        &["Русский, украинский, немецкий B1 🇩🇪", "Немецкий A2, учусь каждый день"],
        &["Türkçe, Almanca B1, biraz İngilizce"],
        &["العربية، الألمانية B1، قليل من الإنجليزية"],
        &["Polski, niemiecki B1, rosyjski"],
    ],
};

pub(super) const START: Topic = Topic {
    key: "start",
    asked: ["Wann könntest du anfangen?", "When could you start?", "Когда вы готовы выйти на работу?"],
    answered: [
        &[
            "Sofort!",
            "Zum {day}, ich habe noch Kündigungsfrist",
            "ab {day}",
            "In zwei Wochen, vorher Umzug nach {town} 📦",
        ],
        &["Right away 🙌🏿", "On {day}", "I have one month's notice"],
        &["Хоть завтра", "С {day}", "Через две недели 🗓️"],
        &["Hemen başlayabilirim", "{day}"],
        &["ابتداءً من {day}"],
        &["Od zaraz", "Od {day}"],
    ],
};

pub(super) const WAY: Topic = Topic {
    key: "way",
    asked: [
        "Wo wohnst du, und wie kommst du zur Arbeit?",
        "Where do you live, and how would you get to work?",
        "Где вы живёте и как будете добираться?",
    ],
    answered: [
        &[
            "{town}, mit der Bahn 20 Minuten",
            "{town}-Nord. Auto.",
            "Ziehe gerade nach {town}, brauche evtl. ein Zimmer",
        ],
        &["{town}, by tram", "Near {town} main station, bike or bus"],
        &["{town}, на электричке", "Общежитие в {town}, нужна развозка"],
        &["{town}, otobüsle 15 dakika"],
        &["{town}، بالحافلة"],
        &["{town}, rower albo tramwaj"],
    ],
};

pub(super) const CV: Topic = Topic {
    key: "cv",
    asked: [
        "Bitte sende uns deinen Lebenslauf, als PDF oder Foto.",
        "Please send us your CV, as a PDF or a photo.",
        "Пришлите, пожалуйста, резюме (PDF или фото).",
    ],
    answered: [
        &["Hier, ist von diesem Jahr", "📎", "", "Anschreiben habe ich leider keins"],
        &["Here you go", "📄👇", ""],
        &["Вот резюме", "", "📎"],
        &["Ekte", ""],
        &["مرفق", ""],
        &["W załączniku", ""],
    ],
};

/// What is said by those who have nothing to send.
pub(super) const NOTHING: Answered = [
    &["Habe ich gerade nicht da", "Schicke ich später 🙏🏻", "-", "Hab keinen Lebenslauf, ist das schlimm? 🙈"],
    &["I don't have one yet", "Later, my phone is full 🤷🏾‍♂️"],
    &["Позже пришлю", "Нет с собой"],
    &["Şu an yok"],
    &["ليس لدي الآن"],
    &["Nie mam przy sobie"],
];

pub(super) const CERTIFICATE: Topic = Topic {
    key: "certificate",
    asked: [
        "Hast du Zeugnisse oder Bescheinigungen? Ein Foto genügt.",
        "Do you have certificates? A photo is enough.",
        "Есть ли свидетельства или дипломы? Достаточно фото.",
    ],
    answered: [
        &["Ja, Vorder- und Rückseite", "Arbeitszeugnis", "Foto ist etwas schief 🙈", ""],
        &["Both sides", "Sorry for the bad light 💡", ""],
        &["Диплом и перевод", "Фото", ""],
        &["Diplomam", ""],
        &["صورة الشهادة", ""],
        &["Świadectwo pracy", ""],
    ],
};

pub(super) const VOICE: Topic = Topic {
    key: "voice",
    asked: [
        "Magst du uns etwas über dich erzählen? Gern als Sprachnachricht oder Video.",
        "Would you like to tell us about yourself? A voice note or a video is welcome.",
        "Расскажите немного о себе, можно голосовым сообщением или видео.",
    ],
    answered: [
        &[
            "🎤",
            "",
            "Ich bin zuverlässig, immer gut gelaunt und suche etwas Festes. Meine letzte Stelle endete, weil der Betrieb geschlossen hat. Ich freue mich über einen Anruf!",
        ],
        &[
            "🎙️",
            "",
            "I am a fast learner, friendly, and I never miss a shift. My family 👨‍👩‍👧‍👦 is settling in {town}.",
        ],
        &["🎤", "", "Ответственный, без вредных привычек, ищу постоянную работу на долгий срок."],
        &["🎤", "Çalışkan ve dakik biriyim, ekip işini severim"],
        &["🎤", "أنا مجتهد وأحب العمل ضمن فريق"],
        &["🎤", "Jestem punktualna i szybko się uczę."],
    ],
};

pub(super) const CALL: Topic = Topic {
    key: "reachable",
    asked: [
        "Wann erreichen wir dich am besten?",
        "When can we best reach you?",
        "Когда вам удобно позвонить?",
    ],
    answered: [
        &[
            "Ab 16 Uhr",
            "Jederzeit, bitte erst schreiben ✍🏻",
            "Vormittags zwischen 9 und 11",
            "Nur WhatsApp bitte",
        ],
        &["After 5 pm", "Any time 📞", "Text me first, please"],
        &["После 18:00", "В любое время", "Лучше писать в WhatsApp"],
        &["Saat 17'den sonra"],
        &["بعد الساعة الخامسة مساءً"],
        &["Po 15:00"],
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_words_in_every_language() {
        let trades = super::super::template::TRADES.map(experience);
        let common = [&NAME, &SHIFT, &LICENCE, &GERMAN, &START, &WAY, &CV, &CERTIFICATE, &VOICE, &CALL];
        for topic in trades.iter().chain(&common) {
            assert!(topic.asked.iter().all(|asked| asked.len() > 10), "{}", topic.key);
            assert!(topic.answered.iter().all(|answers| !answers.is_empty()), "{}", topic.key);
        }
    }
}

//! Owns the invented people's names, towns and addresses. No real person is meant.

use super::Language;

/// First names by language; some carry what real messengers send along: emoji, marks, a hyphen.
pub(super) fn given(language: Language) -> &'static [&'static str] {
    match language {
        Language::German => &[
            "Jürgen",
            "Anneliese",
            "Björn",
            "Käthe",
            "Lukas",
            "Mareike",
            "Sören",
            "Heike",
            "Uwe",
            "Franziska",
            "Tobias",
            "Ute",
            "Jan-Niklas",
            "Dörte",
            "Matthias",
            "Leonie",
            "Günther",
            "Svenja",
            "Moritz",
            "Annegret 🌻",
        ],
        Language::English => &[
            "Grace",
            "Oluwaseun",
            "Kevin",
            "Siobhán",
            "Priya",
            "Dwayne",
            "Chioma",
            "Liam",
            "Zoë",
            "Emmanuel",
            "Harper",
            "Tendai",
            "Rhys",
            "Blessing",
            "Joe 🚚",
        ],
        Language::Russian => &[
            "Иван",
            "Наталья",
            "Алёна",
            "Сергей",
            "Юлия",
            "Артём",
            "Ольга",
            "Дмитрий",
            "Людмила",
            "Пётр",
            "Анастасия",
            "Руслан",
            "Світлана",
            "Виктор",
            "Катя 💙💛",
        ],
        Language::Turkish => {
            &["Fatma", "Çağla", "İbrahim", "Ömer", "Şükran", "Gülşen", "Yiğit", "Emine", "Kağan", "Işıl"]
        }
        Language::Arabic => &["محمد", "فاطمة", "ليلى", "أحمد", "ياسمين", "خالد", "نور", "سامر", "رنا", "عمر"],
        Language::Polish => &[
            "Agnieszka",
            "Łukasz",
            "Małgorzata",
            "Paweł",
            "Żaneta",
            "Wojciech",
            "Grażyna",
            "Michał",
            "Świętosława",
            "Krzysztof",
        ],
    }
}

/// Family names by language; where they have a gender, it is that of the first name.
pub(super) fn family(language: Language, given: &str) -> &'static [&'static str] {
    // In Russian and Polish nearly all women's first names end so, and hardly any man's.
    let feminine = given.split(' ').next().is_some_and(|name| name.ends_with(['а', 'я', 'a']));
    match language {
        Language::German => &[
            "Groß",
            "Müller-Lüdenscheidt",
            "Schäfer",
            "Weiß",
            "von der Heide",
            "Köhler",
            "Böttcher",
            "Zimmermann",
            "Krüger",
            "Strauß",
            "Hübner",
            "Petersen",
            "Voß",
            "Lindemann",
            "Quast",
            "Freiherr von und zu Hohenfels-Rabenau",
            "Ott",
        ],
        Language::English => &[
            "O'Brien",
            "Adeyemi",
            "Smith",
            "Fitzgerald-Jones",
            "Patel",
            "Okonkwo",
            "McAllister",
            "Brown",
            "Moyo",
            "van der Merwe",
            "Li",
            "Thompson",
        ],
        Language::Russian if feminine => &[
            "Петрова",
            "Иваненко",
            "Соловьёва",
            "Щербакова",
            "Ким",
            "Мельничук",
            "Римская-Корсакова",
            "Яковлева",
        ],
        Language::Russian => {
            &["Петров", "Иваненко", "Кузнецов", "Ким", "Воробьёв", "Мельничук", "Ахметов", "Цой", "Яковлев"]
        }
        Language::Turkish => {
            &["Yılmaz", "Öztürk", "Çelik", "Şahin", "Kılıç", "Doğan", "Aydın", "Güneş", "Karaoğlu"]
        }
        Language::Arabic => &["الأحمد", "حداد", "الخطيب", "منصور", "العلي", "درويش", "النجار", "سليمان"],
        Language::Polish if feminine => &["Wiśniewska", "Wójcik", "Kowalczyk", "Źródłowska", "Grzęda"],
        Language::Polish => &["Wójcik", "Kowalczyk", "Dąbrowski", "Szczęsny", "Brzęczyszczykiewicz"],
    }
}

/// The name in letters that an e-mail address and a file name can have.
pub(super) fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        let part = match letter {
            'a'..='z' | '0'..='9' => {
                plain.push(letter);
                continue;
            }
            'ä' => "ae",
            'ö' => "oe",
            'ü' => "ue",
            'ß' => "ss",
            'á' | 'ą' | 'а' | 'ا' | 'أ' => "a",
            'ç' | 'ć' => "c",
            'é' | 'ë' | 'ę' | 'е' | 'ё' | 'э' => "e",
            'ğ' | 'г' => "g",
            'ı' | 'и' | 'і' | 'ي' | 'ى' => "i",
            'ł' | 'л' | 'ل' => "l",
            'ń' | 'н' | 'ن' => "n",
            'ó' | 'о' => "o",
            'ś' | 'ş' | 'с' | 'س' => "s",
            'ź' | 'ż' | 'з' | 'ز' => "z",
            'б' | 'ب' => "b",
            'в' | 'و' => "w",
            'д' | 'د' => "d",
            'ж' => "zh",
            'й' | 'ы' => "y",
            'к' | 'ك' | 'خ' => "k",
            'м' | 'م' => "m",
            'п' => "p",
            'р' | 'ر' => "r",
            'т' | 'ت' | 'ط' => "t",
            'у' => "u",
            'ф' | 'ف' => "f",
            'х' | 'ح' | 'ه' => "h",
            'ц' => "ts",
            'ч' | 'ش' => "sh",
            'ш' => "sh",
            'щ' => "shch",
            'ю' => "yu",
            'я' => "ya",
            _ => "",
        };
        plain.push_str(part);
    }
    if plain.is_empty() {
        plain.push('x');
    }
    plain
}

/// Towns that answers mention.
pub(super) const TOWNS: &[&str] = &[
    "Düsseldorf",
    "Essen",
    "Leipzig",
    "Köln-Mülheim",
    "Duisburg",
    "Hagen",
    "Bremen",
    "Görlitz",
    "Offenbach",
    "Nürnberg",
    "Kassel",
    "Wuppertal",
];

/// Endings of e-mail addresses, all reserved for examples.
pub(super) const HOSTS: &[&str] = &["example.com", "example.org", "example.net", "mail.example"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_plain_form_of_its_own_letters() {
        for language in Language::ALL {
            for name in given(language).iter().chain(family(language, "Anna")).chain(family(language, "Jan"))
            {
                let plain = plain(name);
                assert!(plain.chars().all(|c| c.is_ascii_alphanumeric()), "{name} → {plain}");
                assert!(plain.len() >= 2, "{name} → {plain}");
            }
        }
    }
}

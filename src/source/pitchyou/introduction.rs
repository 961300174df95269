//! The name inside the sentence with which people give it: `Ich bin Ute Schäfer 😊` is Ute Schäfer. What isn't surely
//! a name is left as it was said; the answer itself is never touched.

/// Words before the opening.
const GREETINGS: &[&[&str]] = &[
    &["guten", "tag"],
    &["guten", "morgen"],
    &["guten", "abend"],
    &["grüß", "gott"],
    &["hallo"],
    &["moin"],
    &["servus"],
    &["hi"],
    &["hey"],
    &["hello"],
    &["good", "morning"],
    &["good", "afternoon"],
    &["good", "evening"],
    &["здравствуйте"],
    &["привет"],
    &["добрый", "день"],
    &["добрый", "вечер"],
    &["доброе", "утро"],
];

/// Openings that only a name follows, however it is written.
const STRONG: &[&[&str]] = &[
    &["mein", "name", "ist"],
    &["mein", "name", "lautet"],
    &["ich", "heiße"],
    &["ich", "heisse"],
    &["ich", "heise"],
    &["man", "nennt", "mich"],
    &["my", "name", "is"],
    &["my", "name's"],
    &["my", "full", "name", "is"],
    &["меня", "зовут"],
    &["моё", "имя"],
    &["мое", "имя"],
    &["зовут", "меня"],
];

/// Openings that other things follow as well (*ich bin müde*): then the name must begin with a capital.
const WEAK: &[&[&str]] = &[
    &["ich", "bin"],
    &["das", "ist"],
    &["hier", "ist"],
    &["i", "am"],
    &["i'm"],
    &["this", "is"],
    &["это"],
    &["я"],
    &["name"],
    &["имя"],
];

/// Words between an opening and the name.
const ARTICLES: &[&str] = &["die", "der"];

/// Where another sentence goes on after the name.
const REST: &[&[&str]] = &[
    &["und", "ich"],
    &["und", "bin"],
    &["and", "i"],
    &["and", "i'm"],
    &["и", "я"],
    &["и", "мне"],
    &["мне"],
    &["ich", "bin"],
];

/// The most words of a name.
const MOST_WORDS: usize = 6;

/// The name in an answer: without an opening, greetings, what follows the name, and emoji at the end.
pub fn name(answer: &str) -> &str {
    let whole = trimmed(answer);
    let (after, greeted) = greeting(whole);
    let (rest, strength) = match (opening(after, STRONG), opening(after, WEAK)) {
        (Some(rest), _) => (rest, Strength::Strong),
        (None, Some(rest)) => (rest, Strength::Weak),
        (None, None) if greeted == Greeted::Apart => (after, Strength::Weak),
        (None, None) => return whole,
    };
    let rest = opening(rest, &[&["die"], &["der"]]).filter(|rest| is_capital(rest)).unwrap_or(rest);
    let found = trimmed(ended(rest));
    let plausible = !found.is_empty()
        && !found.chars().any(|c| c.is_ascii_digit())
        && found.split_whitespace().count() <= MOST_WORDS
        && found.split_whitespace().next().is_some_and(|first| !ARTICLES.contains(&first))
        && (strength == Strength::Strong || is_capital(found));
    if plausible { found } else { whole }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Strength {
    Strong,
    Weak,
}

/// How a greeting stands before the rest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Greeted {
    /// There is none, or it may belong to the rest.
    No,
    /// A sign stands between.
    Apart,
}

/// Whether a name may begin so: with a capital, or in a script that has none.
fn is_capital(text: &str) -> bool {
    text.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_lowercase())
}

fn greeting(text: &str) -> (&str, Greeted) {
    for words in GREETINGS {
        let Some(rest) = begins(text, words) else { continue };
        let apart = rest.trim_start().starts_with([',', '!', '.', '-', '–', '—', ':']);
        return (past(rest), if apart { Greeted::Apart } else { Greeted::No });
    }
    (text, Greeted::No)
}

fn opening<'a>(text: &'a str, openings: &[&[&str]]) -> Option<&'a str> {
    openings.iter().find_map(|words| begins(text, words)).map(past).filter(|rest| !rest.is_empty())
}

/// What comes after these words, if the text begins with them.
fn begins<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let mut rest = text;
    for word in words {
        rest = rest.trim_start();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).unwrap_or(rest.len());
        let (first, after) = rest.split_at(end);
        if first.to_lowercase().replace('’', "'") != *word {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

/// Past the signs between two parts.
fn past(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || ",.!:;-–—*\"„“«»".contains(c) || is_sign(c))
}

/// The text up to where the name ends: a sign, or words that go on.
fn ended(text: &str) -> &str {
    let sign = text.find([',', ';', '!', '?', '(', ':', '\n']).unwrap_or(text.len());
    let text = &text[..sign];
    let mut starts = vec![];
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if before.is_whitespace() && !c.is_whitespace() {
            starts.push(at);
        }
        before = c;
    }
    // A full stop ends a sentence after a long word, not after `Dr.` or an initial.
    let stop = text.match_indices(". ").map(|(at, _)| at).find(|at| last_word(&text[..*at]) > 3);
    let words =
        starts.into_iter().skip(1).find(|at| REST.iter().any(|rest| begins(&text[*at..], rest).is_some()));
    let end = stop.unwrap_or(text.len()).min(words.unwrap_or(text.len()));
    &text[..end]
}

/// The letters of the last word.
fn last_word(text: &str) -> usize {
    text.chars().rev().take_while(|c| c.is_alphabetic()).count()
}

/// Without space and emoji at both ends, and without a full stop that ends a sentence.
fn trimmed(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || is_sign(c));
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || is_sign(c) || "!,;\"„“«»".contains(c));
    match text.strip_suffix('.') {
        Some(before) if last_word(before) > 3 => before,
        _ => text,
    }
}

/// Whether it is an emoji or a part of one: nothing that a name is written with.
fn is_sign(c: char) -> bool {
    let code = u32::from(c);
    let part = matches!(code, 0x200d | 0xfe00..=0xfe0f | 0x20e3 | 0xe0000..=0xe007f);
    part || matches!(code, 0x2190..=0x2bff | 0x3030 | 0x303d | 0x3297 | 0x3299 | 0x1f000..=0x1faff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_openings_are_not_part_of_the_name() {
        for answer in [
            "Ute Schäfer",
            " Ute Schäfer 😊",
            "Ich bin Ute Schäfer 😊",
            "ich bin die Ute Schäfer!",
            "Ich heiße Ute Schäfer.",
            "ICH HEISSE Ute Schäfer",
            "Hallo, ich bin Ute Schäfer, 34 und komme aus Köln",
            "Hallo 👋 Mein Name ist Ute Schäfer und ich bin 34",
            "Guten Tag! Mein Name lautet: Ute Schäfer 👩\u{200d}⚕️",
            "Hi, Ute Schäfer",
            "Name: Ute Schäfer",
            "Hello, my name is Ute Schäfer. I live in Bonn.",
            "My name’s Ute Schäfer",
            "I'm Ute Schäfer 👍🏽",
            "I am Ute Schäfer (she/her)",
            "this is Ute Schäfer",
            "Здравствуйте! Меня зовут Ute Schäfer, мне 30 лет",
            "Добрый день, меня зовут Ute Schäfer и я из Бонна",
            "Моё имя — Ute Schäfer",
            "Я Ute Schäfer",
        ] {
            assert_eq!(name(answer), "Ute Schäfer", "{answer}");
        }
        assert_eq!(name("меня зовут иван петров"), "иван петров");
        assert_eq!(name("Я – Иван Петров ✌️"), "Иван Петров");
        assert_eq!(name("mein name ist dr. anna-lena müller"), "dr. anna-lena müller");
        assert_eq!(name("Ich bin Dr. Ute Schäfer."), "Dr. Ute Schäfer");
    }

    #[test]
    fn what_is_not_surely_a_name_is_left_as_it_was_said() {
        for answer in [
            "Ich bin 25 Jahre alt",
            "ich bin müde",
            "Ich bin",
            "я работаю водителем",
            "это секрет",
            "Hey Ute",
            "Im Yoon-ah",
            "Hi Nguyen",
            "Ian O’Brien",
            "Anna M.",
            "Jürgen Groß jun.",
            "José\u{301}",
            "محمد العلي",
            "山田 太郎",
            "Ямал Я",
        ] {
            assert_eq!(name(answer), answer, "{answer}");
        }
    }

    #[test]
    fn no_answer_is_cut_apart() {
        for answer in
            ["", "😊", "👩\u{200d}⚕️", "\u{301}", "Ich bin 😊", "mein name ist ,", "…", "\u{202e}Ich bin Ute"]
        {
            assert!(answer.contains(name(answer)), "{answer:?}");
        }
    }
}

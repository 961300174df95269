//! A job link as it stands in an advert: an HTML button or Markdown, with the words that applicants read.

/// The language of the button's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// German: what most adverts are in.
    #[default]
    German,
    /// English.
    English,
    /// Russian.
    Russian,
}

impl Language {
    /// The language of a tag such as `de` or `ru_RU.UTF-8`.
    pub fn of(tag: &str) -> Option<Self> {
        match tag.split(['-', '_', '.']).next().unwrap_or_default() {
            "de" => Some(Language::German),
            "en" => Some(Language::English),
            "ru" => Some(Language::Russian),
            _ => None,
        }
    }

    /// What the button says.
    pub fn words(self) -> &'static str {
        match self {
            Language::German => "Jetzt einfach per WhatsApp bewerben",
            Language::English => "Apply now, simply by WhatsApp",
            Language::Russian => "Откликнуться прямо в WhatsApp",
        }
    }

    fn tag(self) -> &'static str {
        match self {
            Language::German => "de",
            Language::English => "en",
            Language::Russian => "ru",
        }
    }
}

/// A speech bubble with a tick, drawn for this project; part of the page, so that nothing is loaded for it.
const MARK: &str = "<svg width=\"20\" height=\"20\" viewBox=\"0 0 20 20\" aria-hidden=\"true\">\
    <path fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\" stroke-linecap=\"round\" stroke-linejoin=\"round\" \
    d=\"M10 2.5a7.5 7.5 0 1 1-3.6 14.1L2.5 17.5l1-3.7A7.5 7.5 0 0 1 10 2.5ZM6.8 10.2l2.2 2.2 4.3-4.6\"/></svg>";

const STYLE: &str = "display:inline-flex;align-items:center;gap:.5em;padding:.7em 1.2em;border-radius:2em;\
    background:#0b6b4f;color:#fff;font:600 1em/1.2 sans-serif;text-decoration:none";

/// The link as an HTML button. It loads nothing by itself, except the picture of `logo` where one is asked for.
pub fn html(url: &str, language: Language, logo: Option<&str>) -> String {
    let mark = match logo {
        Some(logo) => format!("<img src=\"{}\" alt=\"\" height=\"20\">", escape(logo)),
        None => MARK.to_owned(),
    };
    format!(
        "<a href=\"{}\" target=\"_blank\" rel=\"noopener\" lang=\"{}\" style=\"{STYLE}\">{mark}<span>{}</span></a>",
        escape(url),
        language.tag(),
        escape(language.words()),
    )
}

/// The link as Markdown.
pub fn markdown(url: &str, language: Language) -> String {
    // Every parameter is percent-encoded; only the configured beginning could hold these.
    let url = url.replace('(', "%28").replace(')', "%29").replace(' ', "%20");
    format!("[{}]({url})", language.words())
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_loads_nothing_by_itself() {
        let url = "https://acme.pitchyou.de/go/1?jkey=a&title=b";
        let button = html(url, Language::German, None);
        assert!(button.starts_with("<a href=\"https://acme.pitchyou.de/go/1?jkey=a&amp;title=b\" "));
        assert!(
            button.contains("rel=\"noopener\"") && button.contains("Jetzt einfach per WhatsApp bewerben")
        );
        assert_eq!(button.matches("http").count(), 1, "only the link itself: {button}");
        let logo = html(url, Language::Russian, Some("https://x/\"onload=\"y"));
        assert!(logo.contains("<img src=\"https://x/&quot;onload=&quot;y\""), "{logo}");
        assert!(!logo.contains("<svg"));
    }

    #[test]
    fn markdown_keeps_its_brackets() {
        assert_eq!(
            markdown("http://h/(x)/go/1", Language::English),
            "[Apply now, simply by WhatsApp](http://h/%28x%29/go/1)"
        );
    }

    #[test]
    fn a_language_is_known_by_its_tag() {
        assert_eq!(Language::of("ru_RU.UTF-8"), Some(Language::Russian));
        assert_eq!(Language::of("C"), None);
    }
}

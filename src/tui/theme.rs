//! How things look: a style for each role, read from a theme file, and the signs that say the same without colour.
//!
//! A theme is data (`assets/themes`, or a file of the user's own); a new one is one file. Views ask for roles and
//! never for colours.

use std::collections::BTreeMap;
use std::path::Path;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

/// What a piece of the screen is, as far as its look goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the word used in a theme file")]
pub enum Role {
    Text,
    Dim,
    Title,
    Header,
    Border,
    Focus,
    Cursor,
    Quiet,
    Mark,
    Unread,
    Good,
    Warn,
    Bad,
    Link,
    Key,
    Field,
}

impl Role {
    const ALL: [Role; 16] = [
        Role::Text,
        Role::Dim,
        Role::Title,
        Role::Header,
        Role::Border,
        Role::Focus,
        Role::Cursor,
        Role::Quiet,
        Role::Mark,
        Role::Unread,
        Role::Good,
        Role::Warn,
        Role::Bad,
        Role::Link,
        Role::Key,
        Role::Field,
    ];
}

/// A colour in a theme file.
#[derive(Clone, Copy, Debug)]
struct Colour(Color);

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map(Colour).map_err(|_| {
            serde::de::Error::custom(format!(
                "{name:?} is no colour: write a name such as \"red\" or \"light-blue\", \"#rrggbb\", or a number \
                 from \"0\" to \"255\""
            ))
        })
    }
}

/// One role's look in a theme file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    fg: Option<Colour>,
    bg: Option<Colour>,
    #[serde(default)]
    bold: bool,
    #[serde(default)]
    dim: bool,
    #[serde(default)]
    italic: bool,
    #[serde(default)]
    underline: bool,
    #[serde(default)]
    reverse: bool,
}

/// A style for each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; 16],
}

impl Default for Theme {
    fn default() -> Self {
        Self::built_in("auto")
    }
}

/// Names of the themes that come with the program.
pub const BUILT_IN: [&str; 5] = ["auto", "dark", "light", "contrast", "mono"];

impl Theme {
    /// A theme that comes with the program; `auto` uses the terminal's own colours. An unknown name is `auto`.
    pub fn built_in(name: &str) -> Self {
        let text = match name {
            "dark" => include_str!("../../assets/themes/dark.toml"),
            "light" => include_str!("../../assets/themes/light.toml"),
            "contrast" => include_str!("../../assets/themes/contrast.toml"),
            "mono" => include_str!("../../assets/themes/mono.toml"),
            _ => include_str!("../../assets/themes/auto.toml"),
        };
        Self::parse(text).unwrap_or(Self { styles: [Style::new(); 16] })
    }

    /// The configured theme: a built-in one, or `NAME.toml` (or `NAME` itself) in the folder `themes`.
    ///
    /// # Errors
    /// Why the file can't be used, as a sentence that names it.
    pub fn load(name: &str, themes: Option<&Path>) -> Result<Self, String> {
        if BUILT_IN.contains(&name) {
            return Ok(Self::built_in(name));
        }
        let Some(folder) = themes else { return Err(format!("there is no theme {name:?}")) };
        let file =
            if name.ends_with(".toml") { folder.join(name) } else { folder.join(format!("{name}.toml")) };
        let text = std::fs::read_to_string(&file)
            .map_err(|error| format!("the theme {} can't be read: {error}", file.display()))?;
        // What a theme of the user's own leaves out looks as it does without one.
        Self::built_in("auto").over(&text).map_err(|why| format!("{}:{why}", file.display()))
    }

    /// Reads a theme file; what it leaves out has no look of its own.
    ///
    /// # Errors
    /// What is wrong with it, after its line and column.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self { styles: [Style::new(); 16] }.over(text)
    }

    /// This theme with the looks of a file.
    fn over(mut self, text: &str) -> Result<Self, String> {
        let looks: BTreeMap<Role, Look> = toml::from_str(text).map_err(|error| {
            let before = text.get(..error.span().map_or(0, |span| span.start)).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            format!("{line}:{column}: {}", error.message().lines().collect::<Vec<_>>().join(" "))
        })?;
        for role in Role::ALL {
            let Some(look) = looks.get(&role) else { continue };
            let mut style = Style::new();
            if let Some(Colour(fg)) = look.fg {
                style = style.fg(fg);
            }
            if let Some(Colour(bg)) = look.bg {
                style = style.bg(bg);
            }
            for (set, modifier) in [
                (look.bold, Modifier::BOLD),
                (look.dim, Modifier::DIM),
                (look.italic, Modifier::ITALIC),
                (look.underline, Modifier::UNDERLINED),
                (look.reverse, Modifier::REVERSED),
            ] {
                if set {
                    style = style.add_modifier(modifier);
                }
            }
            self.styles[role as usize] = style;
        }
        Ok(self)
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }
}

/// The signs of the screen: each state has one, so that colour is never needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named by what it stands for")]
pub struct Signs {
    pub cursor: &'static str,
    /// Where the cursor could be as well.
    pub other: &'static str,
    pub chosen: &'static str,
    pub mark: &'static str,
    pub done: &'static str,
    pub unread: &'static str,
    pub read: &'static str,
    pub late: &'static str,
    pub media: &'static str,
    pub pulled: &'static str,
    pub saved: &'static str,
    pub confirming: &'static str,
    pub confirmed: &'static str,
    pub unreadable: &'static str,
    pub held: &'static str,
    pub health_good: &'static str,
    pub health_bad: &'static str,
    pub health_busy: &'static str,
    pub full: &'static str,
    pub empty: &'static str,
    pub mail: &'static str,
    pub range: &'static str,
    /// Whether borders and QR codes may use more than ASCII.
    pub unicode: bool,
}

impl Signs {
    /// For terminals that show UTF-8.
    pub const UNICODE: Signs = Signs {
        cursor: "▸",
        other: " ",
        chosen: "◉",
        mark: "✓",
        done: "✓",
        unread: "●",
        read: "○",
        late: "!",
        media: "▣",
        pulled: "↓",
        saved: "✓",
        confirming: "…",
        confirmed: "◆",
        unreadable: "?",
        held: "!",
        health_good: "●",
        health_bad: "✗",
        health_busy: "◌",
        full: "▓",
        empty: "░",
        mail: "✉",
        range: "┃",
        unicode: true,
    };

    /// For the others.
    pub const ASCII: Signs = Signs {
        cursor: ">",
        other: " ",
        chosen: "*",
        mark: "x",
        done: "+",
        unread: "*",
        read: ".",
        late: "!",
        media: "#",
        pulled: "v",
        saved: "+",
        confirming: "~",
        confirmed: "=",
        unreadable: "?",
        held: "!",
        health_good: "*",
        health_bad: "!",
        health_busy: "~",
        full: "#",
        empty: "-",
        mail: "@",
        range: "|",
        unicode: false,
    };

    /// What stands at the left edge of a row that can be chosen.
    pub fn choice(&self, here: bool) -> &'static str {
        if here { self.cursor } else { self.other }
    }

    /// Which set a terminal can show, by its `TERM` and its locale.
    pub fn choose(variable: impl Fn(&str) -> Option<String>) -> Self {
        let term = variable("TERM").unwrap_or_default();
        if term == "linux" || term == "dumb" || term.starts_with("vt1") || term.starts_with("vt2") {
            return Self::ASCII;
        }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(|name| variable(name).filter(|value| !value.is_empty()));
        match locale {
            Some(locale) => {
                let locale = locale.to_ascii_lowercase();
                if locale.contains("utf-8") || locale.contains("utf8") { Self::UNICODE } else { Self::ASCII }
            }
            // macOS and containers often set no locale at all; their terminals speak UTF-8.
            None => Self::UNICODE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_theme_styles_every_role_it_must() {
        for name in BUILT_IN {
            let text = match name {
                "auto" => include_str!("../../assets/themes/auto.toml"),
                "dark" => include_str!("../../assets/themes/dark.toml"),
                "light" => include_str!("../../assets/themes/light.toml"),
                "contrast" => include_str!("../../assets/themes/contrast.toml"),
                _ => include_str!("../../assets/themes/mono.toml"),
            };
            let theme = Theme::parse(text).unwrap_or_else(|why| panic!("{name}: {why}"));
            for role in [Role::Cursor, Role::Focus, Role::Bad, Role::Title] {
                assert_ne!(theme.style(role), Style::new(), "{name}: {role:?}");
            }
        }
    }

    #[test]
    fn the_colourless_theme_has_no_colour() {
        let theme = Theme::built_in("mono");
        for role in Role::ALL {
            let style = theme.style(role);
            assert!(style.fg.is_none() && style.bg.is_none(), "{role:?}");
        }
    }

    #[test]
    fn a_mistake_in_a_theme_is_named_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        for (text, place, what) in [
            ("[dim]\nbold = true\n[text]\nfg = \"bluish\"\n", ":4:6: ", "\"bluish\" is no colour"),
            ("[text]\nbold = true\n[nonsense]\nfg = \"blue\"\n", ":3:2: ", "nonsense"),
            ("[text]\nshiny = true\n", ":2:1: ", "shiny"),
            ("[text]\nbold = \"yes\"\n", ":2:8: ", "boolean"),
            ("[text\n", ":1:6: ", ""),
        ] {
            std::fs::write(folder.path().join("own.toml"), text).unwrap();
            let why = Theme::load("own", Some(folder.path())).unwrap_err();
            assert!(why.contains(&format!("own.toml{place}")) && why.contains(what), "{why}");
            assert!(!why.contains('\n'), "{why}");
        }
        assert!(Theme::load("nowhere", None).unwrap_err().contains("nowhere"));
    }

    #[test]
    fn what_an_own_theme_leaves_out_looks_as_without_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("own.toml"), "[bad]\nfg = \"#ff00aa\"\n").unwrap();
        let own = Theme::load("own", Some(folder.path())).unwrap();
        assert_eq!(own.style(Role::Bad).fg, Some(Color::Rgb(255, 0, 170)));
        assert_eq!(own.style(Role::Cursor), Theme::default().style(Role::Cursor));
        assert_eq!(own, Theme::load("own.toml", Some(folder.path())).unwrap());
    }

    #[test]
    fn the_usual_theme_keeps_to_the_terminal_s_own_colours() {
        let theme = Theme::default();
        assert_eq!(theme.style(Role::Text), Style::new(), "its own text on its own background");
        for role in Role::ALL {
            for colour in [theme.style(role).fg, theme.style(role).bg].into_iter().flatten() {
                assert!(!matches!(colour, Color::Rgb(..) | Color::Indexed(16..)), "{role:?}: {colour:?}");
            }
        }
    }

    #[test]
    fn signs_fit_the_terminal() {
        let env = |term: &'static str, lang: &'static str| {
            move |name: &str| match name {
                "TERM" => Some(term.to_owned()),
                "LANG" => Some(lang.to_owned()),
                _ => None,
            }
        };
        assert!(Signs::choose(env("xterm-256color", "de_DE.UTF-8")).unicode);
        assert!(!Signs::choose(env("linux", "de_DE.UTF-8")).unicode);
        assert!(!Signs::choose(env("xterm", "C")).unicode);
    }

    #[test]
    fn every_sign_takes_one_cell() {
        for signs in [Signs::UNICODE, Signs::ASCII] {
            for sign in [
                signs.cursor,
                signs.other,
                signs.chosen,
                signs.mark,
                signs.unread,
                signs.read,
                signs.late,
                signs.media,
                signs.pulled,
                signs.saved,
                signs.confirming,
                signs.confirmed,
                signs.unreadable,
                signs.held,
                signs.full,
                signs.empty,
                signs.mail,
            ] {
                assert_eq!(crate::tui::widget::text::width(sign), 1, "{sign}");
            }
        }
    }
}

//! What `update` and the views may look at beside the model: configuration, words, looks, and the time.

use std::path::PathBuf;
use std::rc::Rc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::keymap::KeyMap;
use super::notice::Notices;
use super::theme::{Role, Signs, Theme};
use crate::config::{Account, Config};
use crate::domain::{AccountName, Offer, SourceKind};
use crate::i18n::{Language, Words};
use crate::local::Session;
use crate::preview::Pictures;

/// The surroundings: replaced as a whole when something of it changes, never reached by a global.
#[derive(Clone, Debug)]
pub struct Cx {
    /// The configuration.
    pub config: Config,
    /// The words.
    pub words: Rc<Words>,
    /// The looks.
    pub theme: Theme,
    /// The signs.
    pub signs: Signs,
    /// The keys.
    pub keys: KeyMap,
    /// Now.
    pub now: Timestamp,
    /// What the terminal is told beside the picture.
    pub notices: Notices,
    /// In which time zone times are shown.
    pub zone: TimeZone,
    /// Where the person sits.
    pub session: Session,
    /// How pictures are drawn.
    pub pictures: Pictures,
    /// Into which folder files are written out.
    pub save_to: PathBuf,
}

impl Cx {
    /// The surroundings of a configuration. `variable` asks the environment. What of the configuration can't be
    /// used (a theme, a key) is left at its default and told.
    pub fn new(
        config: Config,
        session: Session,
        save_to: PathBuf,
        now: Timestamp,
        variable: impl Fn(&str) -> Option<String>,
    ) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let words = Rc::new(Words::new(Language::choose(&config.ui.language, &variable)));
        let themes =
            config.file.as_deref().and_then(|file| file.parent()).map(|folder| folder.join("themes"));
        let no_colour = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
        let theme = if no_colour {
            Theme::built_in("mono")
        } else {
            Theme::load(&config.ui.theme, themes.as_deref()).unwrap_or_else(|why| {
                problems.push(why);
                Theme::default()
            })
        };
        let keys = KeyMap::new(&config.keys, &config.macros);
        problems
            .extend(keys.problems().iter().map(|problem| format!("{}: {problem}", problem.way().join("."))));
        let signs = Signs::choose(&variable);
        let ui = &config.ui;
        let notices = Notices::choose(ui.bell, &ui.notify, ui.title, &variable);
        let colour = !no_colour && config.ui.theme != "mono";
        let pictures = Pictures::choose(&config.ui.images, signs.unicode, colour, &variable);
        let cx = Self {
            pictures,
            config,
            words,
            theme,
            signs,
            keys,
            notices,
            now,
            zone: TimeZone::system(),
            session,
            save_to,
        };
        (cx, problems)
    }

    /// A style.
    pub fn style(&self, role: Role) -> ratatui::style::Style {
        self.theme.style(role)
    }

    /// A text.
    pub fn word(&self, name: &str) -> String {
        self.words.word(name)
    }

    /// The configuration of an account.
    pub fn account(&self, name: &AccountName) -> Option<&Account> {
        self.config.accounts.iter().find(|account| &account.name == name)
    }

    /// The kind of source behind an account; an account that is configured no more counts as PitchYou's.
    pub fn source(&self, name: &AccountName) -> SourceKind {
        self.account(name).map_or(SourceKind::PitchYou, |account| account.source)
    }

    /// Whether the source behind an account offers this.
    pub fn offers(&self, name: &AccountName, offer: Offer) -> bool {
        self.source(name).offers(offer)
    }

    /// Who acts, if that has been said.
    pub fn recruiter(&self) -> Option<&str> {
        self.config.ui.recruiter.as_deref().map(str::trim).filter(|name| !name.is_empty())
    }

    /// Whether nothing may be changed.
    pub fn read_only(&self) -> bool {
        self.config.ui.read_only
    }

    /// How many seconds ago something was.
    pub fn seconds_since(&self, at: Timestamp) -> i64 {
        self.now.as_second() - at.as_second()
    }
}

//! The one table of actions: key map, hint line, help, README and configuration names are all made from it.
//!
//! Each pane's and dialog's rows stand in its own file, next to the handler; here they are joined.

use super::dialog;
use super::keymap::{KeyMap, spell};
use super::pane;
use crate::i18n::Words;

pub use super::app::App;
pub use super::cursor::Cursor;
pub use pane::applicant::Applicant;
pub use pane::applicants::Applicants;
pub use pane::profile::Profile;
pub use pane::search::Search;
pub use pane::templates::Templates;
pub use pane::views::Views;

/// Something a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Of the whole screen.
    App(App),
    /// A movement, in whatever has the focus.
    Cursor(Cursor),
    /// Of the pane of templates.
    Templates(Templates),
    /// Of the pane of applicants.
    Applicants(Applicants),
    /// About an applicant, in the list and in the profile.
    Applicant(Applicant),
    /// Of the profile pane.
    Profile(Profile),
    /// Of the search line.
    Search(Search),
    /// About saved views.
    Views(Views),
    /// Of the dialog on top.
    Dialog(dialog::Act),
}

/// Where an action's keys are listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described at the action of the same name")]
pub enum Scope {
    App,
    Cursor,
    Templates,
    Applicants,
    Applicant,
    Profile,
    Search,
    /// The panes, before everything else: the keys of macros.
    Macros,
    /// The dialogs that have a filter.
    Filter,
    /// Any dialog.
    Dialogs,
    Dialog(dialog::Kind),
}

/// One action: its name, its keys, where they count, and how much it is worth showing.
#[derive(Debug)]
pub struct Row {
    /// Its name in the configuration; its words are the Fluent message of this name with dashes.
    pub name: &'static str,
    /// Its usual keys.
    pub keys: &'static [&'static str],
    /// Where they count.
    pub scope: Scope,
    /// What it does.
    pub action: Action,
    /// Its place in the hint line, the smallest first; 0 is not there.
    pub hint: u8,
    /// Actions of an outer scope that its keys are meant to hide.
    pub over: &'static [&'static str],
}

impl Row {
    /// A row that is not in the hint line and hides nothing.
    pub const fn new(
        name: &'static str,
        keys: &'static [&'static str],
        scope: Scope,
        action: Action,
    ) -> Self {
        Self { name, keys, scope, action, hint: 0, over: &[] }
    }

    /// Puts it into the hint line.
    #[must_use]
    pub const fn hint(mut self, place: u8) -> Self {
        self.hint = place;
        self
    }

    /// Names what it hides.
    #[must_use]
    pub const fn over(mut self, names: &'static [&'static str]) -> Self {
        self.over = names;
        self
    }

    /// The name of its words.
    pub fn message(&self) -> String {
        self.name.replace('.', "-")
    }

    /// Its short name, for the hint line.
    pub fn short(&self, words: &Words) -> String {
        words.word(&self.message())
    }

    /// What it does, for help.
    pub fn help(&self, words: &Words) -> String {
        words.word(&format!("{}.help", self.message()))
    }
}

/// The rows of every scope, in the order of the help.
const PARTS: &[&[Row]] = &[
    super::cursor::ROWS,
    pane::applicants::ROWS,
    pane::applicant::ROWS,
    pane::profile::ROWS,
    pane::templates::ROWS,
    pane::views::ROWS,
    super::app::ROWS,
    pane::search::ROWS,
    dialog::ROWS,
    dialog::confirm::ROWS,
    dialog::step::ROWS,
    dialog::chat::ROWS,
    dialog::link::ROWS,
    dialog::formats::ROWS,
    dialog::stage::ROWS,
    dialog::reason::ROWS,
    dialog::note::ROWS,
    dialog::tags::ROWS,
    dialog::assign::ROWS,
    dialog::snooze::ROWS,
    dialog::duplicates::ROWS,
    dialog::copy::ROWS,
    dialog::palette::ROWS,
    dialog::filter::ROWS,
    dialog::outbox::ROWS,
    dialog::preview::ROWS,
    dialog::password::ROWS,
    dialog::views::ROWS,
    dialog::accounts::ROWS,
    dialog::insights::ROWS,
    dialog::quit::ROWS,
    dialog::start::ROWS,
    dialog::connect::ROWS,
];

/// Every action.
pub fn table() -> impl Iterator<Item = &'static Row> {
    PARTS.iter().flat_map(|rows| rows.iter())
}

/// The scopes of the panes, whichever has the focus.
pub const PANES: &[Scope] =
    &[Scope::Templates, Scope::Applicants, Scope::Applicant, Scope::Profile, Scope::Cursor, Scope::App];

/// The action of this name.
pub fn find(name: &str) -> Option<&'static Row> {
    table().find(|row| row.name == name)
}

/// The chains in which keys are looked up, the innermost scope first.
pub const CHAINS: &[&[Scope]] = &[
    &[Scope::Macros, Scope::Templates, Scope::Cursor, Scope::App],
    &[Scope::Macros, Scope::Applicants, Scope::Applicant, Scope::Cursor, Scope::App],
    &[Scope::Macros, Scope::Profile, Scope::Applicant, Scope::Cursor, Scope::App],
    &[Scope::Search],
    &[Scope::Dialog(dialog::Kind::Confirm), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Step), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Over), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Chat), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Link), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Formats), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Stage), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Reason), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Note), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Tags), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Assign), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Snooze), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Duplicates), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Copy), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Palette), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Help), Scope::Filter, Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Log), Scope::Filter, Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Outbox), Scope::Filter, Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Preview), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Password), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Views), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::ViewName), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Accounts), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Insights), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Quit), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Start), Scope::Dialogs, Scope::Cursor],
    &[Scope::Dialog(dialog::Kind::Connect), Scope::Dialogs, Scope::Cursor],
];

/// The chain of a scope.
pub fn chain(inner: Scope) -> &'static [Scope] {
    let first = |chain: &&[Scope]| chain.iter().find(|scope| **scope != Scope::Macros) == Some(&inner);
    CHAINS.iter().copied().find(first).unwrap_or(&[])
}

/// The groups of the help, each with the scope whose rows it lists; dialogs show their keys themselves.
pub const GROUPS: &[(&str, Scope)] = &[
    ("help-move", Scope::Cursor),
    ("help-list", Scope::Applicants),
    ("help-applicant", Scope::Applicant),
    ("help-profile", Scope::Profile),
    ("help-templates", Scope::Templates),
    ("help-everywhere", Scope::App),
    ("help-search", Scope::Search),
];

/// The key table of the README: the usual keys, in Markdown, grouped as in the help.
pub fn markdown_table(words: &Words) -> String {
    let map = KeyMap::default();
    let mut out = String::from("| key | does | name |\n|---|---|---|\n");
    for (group, scope) in GROUPS {
        out.push_str(&format!("| | **{}** | |\n", words.word(group)));
        for row in table().filter(|row| row.scope == *scope) {
            let keys: Vec<String> = map
                .keys(row.name)
                .iter()
                .map(|keys| format!("`{}`", spell(keys).replace('|', "\\|")))
                .collect();
            out.push_str(&format!("| {} | {} | `{}` |\n", keys.join(" "), row.help(words), row.name));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use std::collections::BTreeSet;

    #[test]
    fn every_action_has_a_name_of_its_own_and_words_in_every_language() {
        let mut names = BTreeSet::new();
        for row in table() {
            assert!(names.insert(row.name), "{} is there twice", row.name);
            for language in Language::ALL {
                let words = Words::new(language);
                assert!(words.knows(&row.message()), "{language:?}: {}", row.message());
                assert!(
                    words.knows(&format!("{}.help", row.message())),
                    "{language:?}: {}.help",
                    row.message()
                );
            }
        }
    }

    #[test]
    fn no_action_stands_in_two_rows() {
        let mut seen = BTreeSet::new();
        for row in table() {
            assert!(seen.insert(format!("{:?}", row.action)), "{:?}", row.action);
        }
    }

    #[test]
    fn the_readme_table_names_the_keys() {
        let text = markdown_table(&Words::new(Language::En));
        assert!(text.contains("| `c` |") && text.contains("`applicant.confirm`"), "{text}");
    }
}

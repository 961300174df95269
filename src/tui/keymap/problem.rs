//! What is wrong with the keys and macros of a configuration: what, where, and what would be right.

use std::fmt;

/// Whose key it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An action's, in `[keys]`.
    Action(String),
    /// A macro's: its place in `[[macro]]`, from zero.
    Macro(usize),
}

impl Owner {
    /// Where its keys stand in the configuration, outermost first.
    pub fn way(&self) -> Vec<String> {
        match self {
            Owner::Action(name) => vec!["keys".to_owned(), name.clone()],
            Owner::Macro(at) => vec!["macro".to_owned(), at.to_string(), "keys".to_owned()],
        }
    }
}

/// What is wrong with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    /// There is no such action; the nearest one, if one is near.
    UnknownAction {
        /// In whose words: an entry of `[keys]`, or a macro.
        owner: Owner,
        /// As written.
        action: String,
        /// What was probably meant.
        nearest: Option<&'static str>,
    },
    /// The text is no key.
    BadKey {
        /// Whose.
        owner: Owner,
        /// As written.
        key: String,
    },
    /// `.` and `,` are `/` and `?` on a Russian keyboard and can't be bound.
    Reserved {
        /// Whose.
        owner: Owner,
        /// As written.
        key: String,
    },
    /// Two that can be wanted in the same place have the same key, or one's key begins the other's.
    Conflict {
        /// Whose key is in the configuration.
        owner: Owner,
        /// The key that acts.
        key: String,
        /// What it does: an action, or a macro by its name.
        does: String,
        /// The key that never does, where it is another one.
        lost: String,
        /// What that would do.
        hides: String,
    },
}

impl KeyProblem {
    /// Where it stands in the configuration, outermost first.
    pub fn way(&self) -> Vec<String> {
        match self {
            KeyProblem::UnknownAction { owner: Owner::Macro(at), .. } => {
                vec!["macro".to_owned(), at.to_string(), "actions".to_owned()]
            }
            KeyProblem::UnknownAction { owner, .. }
            | KeyProblem::BadKey { owner, .. }
            | KeyProblem::Reserved { owner, .. }
            | KeyProblem::Conflict { owner, .. } => owner.way(),
        }
    }

    /// Whether the configuration can't be used so. Of two keys in conflict one works; that is told and no more.
    pub fn is_mistake(&self) -> bool {
        !matches!(self, KeyProblem::Conflict { .. })
    }

    /// What would be right.
    pub fn right(&self) -> String {
        match self {
            KeyProblem::UnknownAction { nearest: Some(near), .. } => format!("did you mean \"{near}\"?"),
            KeyProblem::UnknownAction { .. } => {
                "`:` in the inbox shows every action with its name".to_owned()
            }
            KeyProblem::BadKey { .. } => "a key such as c, C, ctrl-d, space or f5; \"g g\" is one after the \
                                          other, and several keys are a list, [\"c\", \"f5\"]"
                .to_owned(),
            KeyProblem::Reserved { .. } => "another key: it is `/` or `?` on a Russian keyboard".to_owned(),
            KeyProblem::Conflict { does, hides, .. } => {
                format!("choose another key for {does:?} or for {hides:?}; an empty list takes a key away")
            }
        }
    }
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyProblem::UnknownAction { action, .. } => write!(f, "there is no action {action:?}"),
            KeyProblem::BadKey { key, .. } => write!(f, "{key:?} is no key"),
            KeyProblem::Reserved { key, .. } => write!(f, "{key:?} can't be bound"),
            KeyProblem::Conflict { key, does, lost, hides, .. } if key == lost => {
                write!(f, "{key:?} does {does:?} and hides {hides:?}")
            }
            KeyProblem::Conflict { key, does, lost, hides, .. } => {
                write!(f, "{key:?} does {does:?}, and {lost:?} never does {hides:?}")
            }
        }
    }
}

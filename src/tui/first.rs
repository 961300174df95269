//! The first-start screen as data: what it was answered with. Testing the connection and writing the
//! configuration are the caller's.

use super::cx::Cx;
use super::secret::Secret;
use super::widget::text::line;

/// Where a secret will be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// In a file of its own beside the configuration, for the owner alone.
    File,
    /// In an environment variable; the secret given is its name.
    Environment,
    /// Printed by a command; the secret given is that command.
    Command,
}

impl Keep {
    /// Every place, the one that always works first.
    pub const ALL: [Keep; 3] = [Keep::File, Keep::Environment, Keep::Command];
}

/// An account as it was filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAccount {
    /// Its name: checked, an account's name.
    pub name: String,
    /// PitchYou's client id: checked, a host name label.
    pub client_id: String,
    /// Where the secret is to be kept.
    pub keep: Keep,
    /// The secret itself, the variable's name, or the command, as `keep` says.
    pub secret: Secret,
    /// The address of the API, without a trailing slash.
    pub base_url: String,
}

impl NewAccount {
    /// What stands on the terminal while its connection is tested.
    pub fn signing_in(&self, cx: &Cx) -> String {
        let address = line(&self.base_url).into_owned();
        cx.words.phrase("connect-signing-in", &[("address", address.into())])
    }
}

/// What the first-start screen was answered with.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// Try the demo.
    Demo,
    /// Connect this account.
    Connect(NewAccount),
    /// Leave.
    Leave,
}

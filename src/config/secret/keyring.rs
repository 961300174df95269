//! Secrets in the desktop's key ring: the Secret Service on Linux, the keychain on macOS. Built only with the feature
//! `keyring`; without it every entry is refused, with the places that work everywhere.
//!
//! An entry of the name `NAME` has the service `kandidat` and the user `NAME`, so that the desktop's own tools can
//! make one: `secret-tool store --label=kandidat service kandidat username NAME`, or
//! `security add-generic-password -s kandidat -a NAME -w`.

use secrecy::SecretString;

use super::SecretError;

#[cfg(all(feature = "keyring", any(target_os = "linux", target_os = "macos")))]
mod built {
    use std::time::Duration;

    use keyring_core::api::CredentialStoreApi as _;
    use keyring_core::{Entry, Error};
    use secrecy::ExposeSecret as _;

    use super::{SecretError, SecretString};

    /// The service under which all entries stand.
    const SERVICE: &str = "kandidat";
    /// How long the desktop may take: it may ask a person to unlock the key ring.
    const PATIENCE: Duration = Duration::from_secs(60);

    fn open(name: &str) -> Result<Entry, Error> {
        #[cfg(target_os = "linux")]
        let store = zbus_secret_service_keyring_store::Store::new()?;
        #[cfg(target_os = "macos")]
        let store = apple_native_keyring_store::keychain::Store::new()?;
        store.build(SERVICE, name, None)
    }

    fn explain(name: &str, error: &Error) -> SecretError {
        let why = match error {
            Error::NoEntry => format!(
                "it has none; make one of service {SERVICE} and user {name} (secret-tool, security, or the desktop's own program)"
            ),
            Error::Ambiguous(_) => format!("it has several of service {SERVICE} and user {name}"),
            Error::BadEncoding(_) => "it is no readable text (UTF-8)".to_owned(),
            other => crate::domain::text::line(&other.to_string()).into_owned(),
        };
        SecretError::Keyring(name.to_owned(), why)
    }

    pub async fn read(name: &str) -> Result<SecretString, SecretError> {
        let entry = name.to_owned();
        // On a thread of its own: the desktop may wait for a person.
        let asked = tokio::task::spawn_blocking(move || open(&entry)?.get_password());
        let secret = match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(answer)) => answer.map_err(|error| explain(name, &error))?,
            Ok(Err(_)) => return Err(SecretError::Keyring(name.to_owned(), "asking it failed".into())),
            Err(_) => {
                let why = format!("it did not answer within {} s; is it locked?", PATIENCE.as_secs());
                return Err(SecretError::Keyring(name.to_owned(), why));
            }
        };
        super::super::first_line(secret.as_bytes(), format!("the key ring's entry {name}"))
    }

    pub fn write(name: &str, secret: &SecretString) -> Result<(), SecretError> {
        let written = open(name).and_then(|entry| entry.set_password(secret.expose_secret()));
        written.map_err(|error| explain(name, &error))
    }
}

#[cfg(not(all(feature = "keyring", any(target_os = "linux", target_os = "macos"))))]
mod built {
    use super::{SecretError, SecretString};

    pub async fn read(name: &str) -> Result<SecretString, SecretError> {
        Err(SecretError::NoKeyring(name.to_owned()))
    }

    pub fn write(name: &str, _secret: &SecretString) -> Result<(), SecretError> {
        Err(SecretError::NoKeyring(name.to_owned()))
    }
}

/// Whether this build can ask a key ring.
pub const BUILT: bool = cfg!(all(feature = "keyring", any(target_os = "linux", target_os = "macos")));

/// Reads an entry.
///
/// # Errors
/// When this build has no key ring, the key ring has no such entry, or it can't be asked.
pub async fn read(name: &str) -> Result<SecretString, SecretError> {
    built::read(name).await
}

/// Writes an entry, which is made if it isn't there. It may wait for a person, so it blocks.
///
/// # Errors
/// When this build has no key ring, or it can't be asked.
pub fn write(name: &str, secret: &SecretString) -> Result<(), SecretError> {
    built::write(name, secret)
}

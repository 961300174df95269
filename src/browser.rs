//! Opening an address in the person's browser, only ever in a local session, without showing a secret address
//! to other users of the machine.
//!
//! An opener's arguments can be read by everybody in the process list. A secret address therefore goes through
//! a redirect on the loopback that answers once and is gone.

use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::error::{Cause, ErrorKind, UserError};

/// How long the redirect waits for the browser.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest request head that is read.
const HEAD: usize = 16 * 1024;

type Open = dyn Fn(&OsStr) -> io::Result<()> + Send + Sync;

/// What opens an address or a file on the person's desk: the system's opener, or a test's. It may take a moment.
#[derive(Clone)]
pub struct Opener(Arc<Open>);

impl Opener {
    /// One that does this with an address or a path.
    pub fn new(open: impl Fn(&OsStr) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(open))
    }

    /// Opens an address or a file; returns once that is under way.
    ///
    /// # Errors
    /// When nothing could be started.
    pub fn open(&self, what: impl AsRef<OsStr>) -> io::Result<()> {
        (self.0)(what.as_ref())
    }
}

impl Default for Opener {
    /// The system's.
    fn default() -> Self {
        Self::new(|what| open::that_detached(what))
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opener").finish_non_exhaustive()
    }
}

/// Opens a secret address; returns when the browser has fetched the redirect.
///
/// # Errors
/// When no opener could be started, or the browser never came.
pub async fn open_secret(address: &SecretString, opener: &Opener) -> Result<(), UserError> {
    let door = OneShot::new(address.clone()).await.map_err(|error| no_browser(&error))?;
    opener.open(door.address()).map_err(|error| no_browser(&error))?;
    match tokio::time::timeout(PATIENCE, door.serve()).await {
        Ok(served) => served.map_err(|error| no_browser(&error)),
        Err(_) => Err(UserError::new(ErrorKind::Partial, "the browser did not ask for the page")
            .cause(Cause::NotOpened)
            .next("`kandidat chat --print` prints the address instead")),
    }
}

fn no_browser(error: &io::Error) -> UserError {
    UserError::new(ErrorKind::Partial, "the browser could not be opened")
        .cause(Cause::NotOpened)
        .why(error.to_string())
        .next("`kandidat chat --print` or `--qr` shows the address instead")
}

/// A redirect that answers one request for its secret path.
struct OneShot {
    listener: TcpListener,
    port: u16,
    path: String,
    target: SecretString,
}

impl OneShot {
    async fn new(target: SecretString) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce)?;
        Ok(Self { listener, port, path: format!("/{:032x}", u128::from_be_bytes(nonce)), target })
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port, self.path)
    }

    async fn serve(self) -> io::Result<()> {
        loop {
            let (mut stream, _) = self.listener.accept().await?;
            if let Ok(true) = self.answer(&mut stream).await {
                return Ok(());
            }
        }
    }

    /// Answers one connection; true when it was the browser.
    async fn answer(&self, stream: &mut TcpStream) -> io::Result<bool> {
        let mut head = Vec::new();
        while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < HEAD {
            if stream.read_buf(&mut head).await? == 0 {
                break;
            }
        }
        let asked = head.starts_with(format!("GET {} ", self.path).as_bytes());
        let answer = if asked {
            format!(
                "HTTP/1.1 303 See Other\r\nLocation: {}\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-store\r\n\
                 Content-Length: 0\r\nConnection: close\r\n\r\n",
                self.target.expose_secret()
            )
        } else {
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        };
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await?;
        Ok(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(port: u16, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn the_secret_is_told_once_and_only_to_who_knows_the_path() {
        let door = OneShot::new(SecretString::from("https://chat.example/secret")).await.unwrap();
        assert!(!door.address().contains("secret"));
        let (port, path) = (door.port, door.path.clone());
        let serving = tokio::spawn(door.serve());
        assert!(get(port, "/").await.starts_with("HTTP/1.1 404"));
        let answer = get(port, &path).await;
        assert!(answer.contains("Location: https://chat.example/secret\r\n"));
        serving.await.unwrap().unwrap();
        assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "the door is gone");
    }
}

//! The person's desk: a browser that follows where it is sent, and a viewer that notes what it is shown.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use kandidat::browser::Opener;

/// A page being fetched: where it sends the browser on to.
type Visit = JoinHandle<io::Result<Option<String>>>;

/// What was opened on it.
#[derive(Clone, Default)]
pub struct Desk {
    opened: Arc<Mutex<Vec<OsString>>>,
    visits: Arc<Mutex<Vec<Visit>>>,
}

impl Desk {
    pub fn opener(&self) -> Opener {
        let desk = self.clone();
        Opener::new(move |what| {
            desk.opened.lock().unwrap().push(what.to_owned());
            desk.visit(what);
            Ok(())
        })
    }

    /// What the system was given to open: addresses and paths, which everybody on the machine could see.
    pub fn opened(&self) -> Vec<OsString> {
        self.opened.lock().unwrap().clone()
    }

    /// Where the browser was sent on to since somebody last asked.
    pub fn visited(&self) -> Vec<String> {
        let visits = std::mem::take(&mut *self.visits.lock().unwrap());
        visits.into_iter().filter_map(|visit| visit.join().unwrap().unwrap()).collect()
    }

    /// A browser of its own, as an opener starts one: it asks later than the opener returns.
    fn visit(&self, what: &OsStr) {
        let Some(address) = what.to_str().and_then(|text| text.strip_prefix("http://")) else { return };
        let (host, path) = address.split_once('/').unwrap();
        let (host, path) = (host.to_owned(), path.to_owned());
        self.visits.lock().unwrap().push(std::thread::spawn(move || redirect(&host, &path)));
    }
}

fn redirect(host: &str, path: &str) -> io::Result<Option<String>> {
    let mut stream = TcpStream::connect(host)?;
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.lines().find_map(|line| line.strip_prefix("Location: ")).map(str::to_owned))
}

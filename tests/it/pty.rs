//! The built program in a real terminal: from the first screen to the last byte it writes.
//!
//! What the screen shows in detail is tested elsewhere, without a process. Here it is what only a terminal can tell:
//! that the program starts and ends, gives the terminal back as it found it however it ends, and that a key pressed by
//! a person reaches a source.

mod end;
mod flow;
mod home;
mod modes;
mod size;
#[expect(dead_code, reason = "the benches use the rest")]
mod terminal;

use kandidat::sandbox::{Handle, Options, start};
use tokio::runtime::Runtime;

use home::Home;
use terminal::{Launch, Screen, Terminal};

/// How many applicants the worlds of these tests have.
const APPLICANTS: u32 = 20;

/// A sandbox in this process, on a runtime of its own, and a home that is configured for it.
struct World {
    // Before the runtime that it runs on.
    sandbox: Handle,
    home: Home,
    _runtime: Runtime,
}

impl World {
    fn new() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let options = Options { applicants: APPLICANTS, seed: 1, ..Options::default() };
        let sandbox = runtime.block_on(start(options)).unwrap();
        let home = Home::new();
        home.configure(&format!(
            "[ui]\nlanguage = \"en\"\nrecruiter = \"Jana\"\n\n{}",
            sandbox.config_toml()
        ));
        Self { sandbox, home, _runtime: runtime }
    }

    /// The inbox on it, with all applicants there and all of their files saved.
    fn inbox(&self) -> Terminal {
        let terminal = Launch::kandidat(&self.home).start();
        settled(&terminal);
        terminal
    }
}

/// The inbox on the embedded sandbox.
fn demo(home: &Home) -> Launch {
    Launch::kandidat(home).arguments(["demo", "--applicants", "20", "--seed", "1"])
}

/// Waits until all applicants have arrived and nothing is saved any more.
fn settled(terminal: &Terminal) {
    terminal.wait("three panes with all applicants in them", |screen| {
        let text = screen.contents();
        complete(screen) && text.contains("synced") && !text.contains("to save")
    });
}

/// Whether the three panes stand and are filled.
fn complete(screen: &Screen) -> bool {
    let text = screen.contents();
    ["Templates", "Applicants", "Pflege"].iter().all(|word| text.contains(word)) && listed(screen) >= 15
}

/// How many applicants the list shows. The header has a dot of its own.
fn listed(screen: &Screen) -> usize {
    screen.contents().lines().skip(1).filter(|line| line.contains('●') || line.contains('○')).count()
}

/// The program has ended so, and the terminal is as it was.
fn ended(terminal: &Terminal, code: u32) {
    let exit = terminal.exit();
    assert_eq!((exit.code, exit.signal), (code, None), "{terminal}");
    assert_eq!(terminal.left_behind(), Vec::<String>::new(), "{terminal}");
}

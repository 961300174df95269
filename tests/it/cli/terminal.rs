//! What differs in front of a person: questions, progress, and a table that fits. The program runs in a real
//! pseudo terminal.

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::env::{Env, SECRET};

/// The program in a terminal.
struct Talk {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    said: Arc<(Mutex<String>, Condvar)>,
    terminal: Box<dyn MasterPty + Send>,
    /// Up to where the talk was heard.
    heard: usize,
}

impl Talk {
    fn new(env: &Env, args: &[&str], columns: u16) -> Self {
        let size = PtySize { rows: 40, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let model = env.command(args);
        let mut command = CommandBuilder::new(model.get_program());
        command.args(model.get_args());
        command.env_clear();
        for (name, value) in model.get_envs() {
            command.env(name, value.unwrap());
        }
        command.env("TERM", "xterm-256color");
        command.cwd(model.get_current_dir().unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let said = Arc::new((Mutex::new(String::new()), Condvar::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let told = Arc::clone(&said);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(many @ 1..) = reader.read(&mut bytes) {
                told.0.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..many]));
                told.1.notify_all();
            }
        });
        Self { child, keys, said, heard: 0, terminal: pair.master }
    }

    /// Waits for these words, after all that was heard before.
    fn hear(&mut self, words: &str) {
        let end = Instant::now() + Duration::from_secs(30);
        let mut said = self.said.0.lock().unwrap();
        loop {
            if let Some(at) = said[self.heard..].find(words) {
                self.heard += at + words.len();
                return;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{words:?} was never said: {said}");
            said = self.said.1.wait_timeout(said, left).unwrap().0;
        }
    }

    fn say(&mut self, line: &str) {
        self.keys.write_all(format!("{line}\r").as_bytes()).unwrap();
    }

    /// Waits for the end: exit code and all that was on the terminal.
    fn end(mut self) -> (u32, String) {
        let code = self.child.wait().unwrap().exit_code();
        // What was written last may still be on its way.
        let end = Instant::now() + Duration::from_millis(200);
        let mut said = self.said.0.lock().unwrap();
        while let left @ 1.. = end.saturating_duration_since(Instant::now()).as_millis() {
            said = self.said.1.wait_timeout(said, Duration::from_millis(left as u64)).unwrap().0;
        }
        (code, said.clone())
    }
}

#[test]
fn init_asks_tests_and_writes() {
    let env = Env::new();
    let base = env.sandbox().base_url().to_owned();
    std::fs::remove_file(env.config_file()).unwrap();
    let mut talk = Talk::new(&env, &["init"], 100);
    talk.hear("1 or 2 [1]:");
    talk.say("7");
    talk.hear("1 or 2 [1]:");
    talk.say("");
    talk.hear("Client id:");
    talk.say("sandbox");
    talk.hear("Name of the account [sandbox]:");
    talk.say("main one");
    talk.hear("an account's name is");
    talk.say("main");
    talk.hear("Address of the API");
    talk.say("http://api.pitchyou.de");
    talk.hear("https://");
    talk.say(&base);
    talk.hear("1, 2 or 3 [1]:");
    talk.say("");
    talk.hear("(not shown):");
    talk.say(SECRET);
    talk.hear("It works.");
    let (code, said) = talk.end();
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains(SECRET), "{said}");
    let written = std::fs::read_to_string(env.config_file()).unwrap();
    assert!(written.contains("name = \"main\"") && !written.contains(SECRET), "{written}");
    for file in [env.config_file(), env.path("config/kandidat/main.secret")] {
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600,
            "{}",
            file.display()
        );
    }
    assert_eq!(env.json(&["sync", "--json"])["new"], 3);
}

#[test]
fn init_writes_nothing_that_does_not_work_unless_told_to() {
    let env = Env::new();
    let base = env.sandbox().base_url().to_owned();
    std::fs::remove_file(env.config_file()).unwrap();
    let mut talk = Talk::new(&env, &["init"], 100);
    for (question, answer) in [
        ("1 or 2 [1]:", ""),
        ("Client id:", "sandbox"),
        ("[sandbox]:", ""),
        ("Address", base.as_str()),
        ("[1]:", "2"),
        ("Command:", "echo wrong"),
        ("Write it all the same?", "n"),
    ] {
        talk.hear(question);
        talk.say(answer);
    }
    let (code, said) = talk.end();
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("Nothing was written."), "{said}");
    assert!(!env.config_file().exists());
}

#[test]
fn init_connects_an_hrdrom_whose_first_password_is_changed_next() {
    let env = Env::with(kandidat::sandbox::Options {
        applicants: 1,
        faults: vec![kandidat::sandbox::Fault::FirstPassword],
        ..Default::default()
    });
    let base = env.sandbox().base_url().to_owned();
    let (login, first) = env.sandbox().hrdrom_credentials();
    std::fs::remove_file(env.config_file()).unwrap();
    let mut talk = Talk::new(&env, &["init"], 100);
    for (question, answer) in [
        ("1 or 2 [1]:", "2"),
        ("Login:", login),
        ("Name of the account", "retail"),
        ("Address of your HRDrom", ""),
        ("Address of your HRDrom", base.as_str()),
        ("[1]:", "1"),
        ("The password (not shown):", first.as_str()),
    ] {
        talk.hear(question);
        talk.say(answer);
    }
    talk.hear("kandidat account passwd retail");
    let (code, said) = talk.end();
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains(&first), "{said}");

    let new = "ein-neues-Passwort";
    let mut talk = Talk::new(&env, &["account", "passwd", "retail"], 100);
    for (question, answer) in [
        ("New password of retail (not shown):", new),
        ("Once more:", "something else"),
        ("these are not the same", ""),
        ("(not shown):", new),
        ("Once more:", new),
    ] {
        talk.hear(question);
        if !answer.is_empty() {
            talk.say(answer);
        }
    }
    talk.hear("the password is changed");
    let (code, said) = talk.end();
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains(new) && !said.contains(&first), "{said}");
    assert_eq!(env.sandbox().hrdrom_credentials().1, new);
    assert_eq!(std::fs::read_to_string(env.path("config/kandidat/retail.secret")).unwrap().trim(), new);
    assert_eq!(env.run(&["account", "login", "retail"]).code, 0);
}

#[test]
fn a_stopped_question_leaves_the_terminal_as_it_was() {
    let env = Env::new();
    let mut talk = Talk::new(&env, &["init"], 100);
    let modes = |talk: &Talk| format!("{:?}", talk.terminal.get_termios().unwrap());
    let before = modes(&talk);
    for (question, answer) in
        [("1 or 2 [1]:", "1"), ("Client id:", "x"), ("[x]:", ""), ("Address", ""), ("[1]:", "1")]
    {
        talk.hear(question);
        talk.say(answer);
    }
    talk.hear("(not shown):");
    assert_ne!(modes(&talk), before, "what is typed isn't shown");
    talk.keys.write_all(b"\x03").unwrap();
    assert_eq!(talk.child.wait().unwrap().exit_code(), 130);
    assert_eq!(modes(&talk), before);
}

#[test]
fn confirm_asks_a_person_and_does_what_it_showed() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    let mut talk = Talk::new(&env, &["confirm", "--query", "has:cv"], 100);
    talk.hear("ready         acme/p-100");
    talk.hear("Confirm these 2 applicants at the source? It can't be undone. [y/N]");
    talk.say("");
    let (code, said) = talk.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("nothing was confirmed"), "{said}");
    assert!(env.sandbox().journal().confirmed().is_empty());

    let mut talk = Talk::new(&env, &["confirm", "acme/p-100"], 100);
    talk.hear("[y/N]");
    talk.say("y");
    let (code, said) = talk.end();
    assert_eq!((code, env.sandbox().journal().confirmed().len()), (0, 1), "{said}");
}

#[test]
fn progress_is_drawn_for_a_person_and_taken_away() {
    let env = Env::with(kandidat::sandbox::Options { applicants: 20, ..Default::default() });
    env.faults(&[kandidat::sandbox::Fault::Slow { millis: 100 }]);
    let mut talk = Talk::new(&env, &["sync"], 100);
    talk.hear("saving ");
    let (code, said) = talk.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains('▓'), "{said}");
    let shown = said.trim_end().rsplit('\r').next().unwrap();
    assert!(shown.starts_with("20 new, 0 updated, "), "the summary stands alone: {said:?}");
}

#[test]
fn a_table_fits_the_terminal_and_obeys_no_name() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    let (code, said) = Talk::new(&env, &["list"], 60).end();
    assert_eq!(code, 0);
    assert!(said.lines().all(|line| line.trim_end_matches('\r').chars().count() <= 60), "{said}");
    assert!(!said.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{said:?}");
    let (code, raw) = Talk::new(&env, &["show", "acme/x", "--raw"], 60).end();
    assert_eq!(code, 0);
    assert!(!raw.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{raw:?}");
}

#[test]
fn the_demo_leaves_nothing_behind_however_it_ends() {
    for (how, expected) in [("q", 0), ("TERM", 143), ("INT", 0)] {
        let env = Env::empty();
        std::fs::create_dir(env.path("tmp")).unwrap();
        let mut talk = Talk::new(&env, &["demo", "--applicants", "5"], 120);
        talk.hear("synced");
        match how {
            "q" => talk.keys.write_all(b"q").unwrap(),
            signal => {
                let signal = if signal == "TERM" {
                    rustix::process::Signal::TERM
                } else {
                    rustix::process::Signal::INT
                };
                let pid = rustix::process::Pid::from_raw(talk.child.process_id().unwrap() as i32).unwrap();
                rustix::process::kill_process(pid, signal).unwrap();
            }
        }
        let (code, said) = talk.end();
        assert_eq!(code, expected, "{how}: {said}");
        assert!(env.files("").is_empty(), "{how}: {:?}", env.files(""));
        assert_eq!(std::fs::read_dir(env.path("tmp")).unwrap().count(), 0, "{how}");
    }
}

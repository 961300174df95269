//! How it is called: help, version, usage, missing or wrong configuration, read-only, closed pipes.

use std::io::Read as _;
use std::process::Stdio;

use crate::env::Env;

#[test]
fn it_says_its_version_and_what_it_can_do() {
    let env = Env::empty();
    assert_eq!(env.run(&["--version"]).out, format!("kandidat {}\n", env!("CARGO_PKG_VERSION")));
    let help = env.run(&["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    for later in ["deliver", "erase", "backup", "restore"] {
        assert!(!help.out.contains(later), "{later} is not built yet: {}", help.out);
    }
    insta::assert_snapshot!(env.told(&["--help"]), @r"
    exit 0
    --- out
    A keyboard-driven inbox for job applications, in the terminal, that never loses an applicant.

    Without a command the inbox opens. Every flow also works without the screen: data goes to stdout,
    everything else to stderr.

    Usage: kandidat [OPTIONS] [COMMAND]

    Commands:
      demo         The inbox on an embedded sandbox
      init         Ask for an account, test it, write the configuration
      sync         Pull, save, and send what is due
      count        How many applicants match
      list         Applicants that match
      show         One applicant
      save         Save media: fetch what is missing, and write the files out
      confirm      Confirm applicants at the source
      chat         A fresh chat page for one applicant
      link         Job links: the address in an advert that starts the WhatsApp interview
      templates    The interview templates
      dictionary   Reference data: professions and locations
      stage        Move applicants in the funnel
      outbox       What is still to be sent, and why it has not been
      stats        The funnel in figures
      account      The accounts and how they are doing, sessions and passwords, and a controlled stop
      history      What happened, when, by whom: the proof
      doctor       Check the configuration, terminal, network, sign-in, contract drift and store; say
                   what to do
      sandbox      Serve a fake PitchYou and HRDrom for tests and demos
      completions  Shell completions
      man          The manual page, for `man -l -`

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Everywhere:
          --config <FILE>
              Read this configuration instead of the usual one (also KANDIDAT_CONFIG)

          --account <NAME>
              Only this account

          --recruiter <NAME>
              Who acts: the name that applicants see, and that goes into the history (also
              KANDIDAT_RECRUITER)

          --read-only
              Look, and change nothing

          --json
              Print JSON

      -q, --quiet
              Print data and errors, nothing else

      -v, --verbose...
              Log more, and to stderr as well; twice for all there is
    ");
}

#[test]
fn a_wrong_call_is_answered_with_the_right_one() {
    let env = Env::empty();
    insta::assert_snapshot!(env.told(&["lst"]), @r"
    exit 2
    --- err
    error: unrecognized subcommand 'lst'

      tip: a similar subcommand exists: 'list'

    Usage: kandidat [OPTIONS] [COMMAND]

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(env.told(&["save"]), @r"
    exit 2
    --- err
    error: the following required arguments were not provided:
      <ID|--query <QUERY>>

    Usage: kandidat save <ID|--query <QUERY>>

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(env.told(&["sync", "--watch", "often"]), @r"
    exit 2
    --- err
    error: invalid value 'often' for '--watch [<EVERY>]': a whole number and s, m, h or d, such as 30s or 5m

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(env.told(&["list", "--account", "a/b"]), @r#"
    exit 2
    --- err
    error: invalid value 'a/b' for '--account <NAME>': an account's name is 1 to 64 letters (A-Z, a-z), digits, dots, dashes or underscores, not "a/b"

    For more information, try '--help'.
    "#);
}

#[test]
fn the_screen_needs_a_terminal() {
    let env = Env::empty();
    insta::assert_snapshot!(env.told(&[]), @r"
    exit 2
    --- err
    kandidat: the inbox needs a terminal
      → `kandidat sync` pulls, `kandidat list` prints the applicants; `kandidat --help` has the rest
    ");
    insta::assert_snapshot!(env.told(&["demo"]), @r"
    exit 2
    --- err
    kandidat: the inbox needs a terminal
      → `kandidat sync` pulls, `kandidat list` prints the applicants; `kandidat --help` has the rest
    ");
    insta::assert_snapshot!(env.told(&["init"]), @r"
    exit 2
    --- err
    kandidat: nobody can be asked here
      → run it in a terminal, or write the configuration by hand: the sample in the documentation has every key
    ");
    assert!(env.files("").is_empty(), "nothing was made");
}

#[test]
fn without_a_configuration_it_says_how_to_get_one() {
    let env = Env::empty();
    insta::assert_snapshot!(env.told(&["sync"]), @r"
    exit 3
    --- err
    kandidat: there is no configuration at [home]/config/kandidat/config.toml
      → `kandidat init` writes one, `kandidat demo` shows the inbox without one; `--config FILE` names another
    ");
    for args in [
        &["list"][..],
        &["count"],
        &["show", "x"],
        &["confirm", "x", "--yes"],
        &["chat", "x"],
        &["link", "--job", "1"],
        &["templates"],
        &["save", "x"],
        &["stage", "x", "offer"],
        &["outbox"],
        &["history"],
        &["stats"],
        &["account", "list"],
        &["account", "pause", "x"],
        &["account", "passwd", "x"],
        &["count", "--account", "x"],
    ] {
        assert_eq!(env.run(args).code, 3, "{args:?}");
    }
    insta::assert_snapshot!(env.told(&["--config", "none.toml", "list"]), @r"
    exit 3
    --- err
    kandidat: the configuration [home]/none.toml can't be read: No such file or directory (os error 2)
      → check the path, or run `kandidat init` to write a configuration
    ");
    assert!(env.files("data").is_empty(), "looking makes nothing");
}

#[test]
fn a_mistake_in_the_configuration_is_placed() {
    let env = Env::empty();
    env.configure("[ui]\nmouse = 1\nthme = \"dark\"\n[[account]]\nname = \"a\"\nsource = \"pitchyou\"\nclient_id = \"a\"\nclient_secret = \"s\"\n[account.contract.paths]\nprofles = \"/x\"\n");
    insta::assert_snapshot!(env.told(&["list"]), @r"
    exit 3
    --- err
    kandidat: 3 mistakes in the configuration
      [home]/config/kandidat/config.toml:2:9: ui.mouse: is a whole number
        → true or false, without quotes, goes here
      [home]/config/kandidat/config.toml:3:1: ui.thme: unknown key
        → did you mean `theme`?
      [home]/config/kandidat/config.toml:10:1: account.contract.paths.profles: the contract has no `profles`; did you mean `profiles`?
    ");
}

#[test]
fn a_key_that_cannot_be_bound_is_placed() {
    let env = Env::empty();
    let told = |keys: &str| {
        env.configure(&format!("[keys]\n{keys}\n"));
        env.told(&["list"])
    };
    insta::assert_snapshot!(told("\"applicant.confrm\" = \"C\""), @r#"
    exit 3
    --- err
    kandidat: [home]/config/kandidat/config.toml:2:1: keys.applicant.confrm: there is no action "applicant.confrm"
      → did you mean "applicant.confirm"?
    "#);
    insta::assert_snapshot!(told("\"applicant.confirm\" = \"hyper-x\""), @r#"
    exit 3
    --- err
    kandidat: [home]/config/kandidat/config.toml:2:1: keys.applicant.confirm: "hyper-x" is no key
      → a key such as c, C, ctrl-d, space or f5; "g g" is one after the other, and several keys are a list, ["c", "f5"]
    "#);
    insta::assert_snapshot!(told("\"applicant.confirm\" = \".\""), @r#"
    exit 3
    --- err
    kandidat: [home]/config/kandidat/config.toml:2:1: keys.applicant.confirm: "." can't be bound
      → another key: it is `/` or `?` on a Russian keyboard
    "#);
}

#[test]
fn keys_in_conflict_are_told_by_the_doctor_with_their_place() {
    let env = Env::new();
    let account = env.account("acme", "");
    env.configure(&format!("[keys]\n\"app.sync\" = \"c s\"\n\"applicant.note\" = []\n{account}"));
    assert_eq!(env.run(&["list"]).code, 0, "one of the two works");
    let ran = env.run(&["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let told = "config.toml:2:1: keys.app.sync: \"c\" does \"applicant.confirm\", and \"c s\" never does \"app.sync\"";
    assert!(ran.out.contains(told), "{ran:?}");
    assert!(!ran.out.contains("applicant.note"), "{ran:?}");
}

#[test]
fn a_view_or_macro_that_means_nothing_is_placed() {
    let env = Env::new();
    let account = env.account("acme", "");
    env.configure(&format!("{account}\n[[view]]\nname = \"a\"\nquery = \"stage:nwe\"\n"));
    let ran = env.run(&["count"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("view.query: `stage:` doesn't know `nwe`; did you mean `new`?"), "{ran:?}");
    env.configure(&format!(
        "{account}\n[[macro]]\nname = \"m\"\nkeys = \"f9\"\nactions = [\"applicant.confrm\"]\n"
    ));
    let ran = env.run(&["count"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("macro.actions: there is no action \"applicant.confrm\""), "{ran:?}");
    assert!(ran.err.contains("did you mean \"applicant.confirm\"?"), "{ran:?}");
}

#[test]
fn flags_win_over_the_environment_and_the_environment_over_the_file() {
    let env = Env::new();
    env.configure(&format!("[ui]\nrecruiter = \"file\"\n{}", env.account("acme", "")));
    assert_eq!(env.run(&["sync"]).code, 0);
    let who = |args: &[&str], variable: Option<&str>| {
        let mut command = env.command(args);
        command.envs(variable.map(|name| ("KANDIDAT_RECRUITER", name)));
        assert!(command.status().unwrap().success());
        let history = env.json(&["history", "acme/p-100", "--json"]);
        history.as_array().unwrap().last().unwrap()["who"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(who(&["stage", "acme/p-100", "contacted"], None), "file");
    assert_eq!(who(&["stage", "acme/p-100", "interview"], Some("environment")), "environment");
    assert_eq!(who(&["stage", "acme/p-100", "offer", "--recruiter", "flag"], Some("environment")), "flag");
    // Another configuration, and another data folder.
    let other = env.path("other.toml");
    std::fs::copy(env.config_file(), &other).unwrap();
    let mut command = env.command(&["count"]);
    command.env("KANDIDAT_CONFIG", &other).env("KANDIDAT_DATA", env.path("elsewhere"));
    assert_eq!(command.output().unwrap().stdout, b"0\n");
    assert!(env.path("elsewhere/inbox.db").exists());
}

#[test]
fn read_only_changes_nothing() {
    let env = Env::new();
    assert_eq!(env.run(&["sync", "--no-media"]).code, 0);
    let journal = env.sandbox().journal().arrived();
    let before = env.json(&["list", "--json"]);
    for args in [
        &["sync"][..],
        &["save", "acme/p-100"],
        &["confirm", "acme/p-100", "--yes"],
        &["chat", "acme/p-100"],
        &["stage", "acme/p-100", "offer"],
        &["outbox", "retry"],
        &["outbox", "drop", "1"],
        &["account", "pause", "acme"],
        &["account", "resume", "acme"],
    ] {
        let ran = env.command(args).arg("--read-only").output().unwrap();
        assert_eq!(ran.status.code(), Some(2), "{args:?}");
        assert!(ran.stdout.is_empty(), "{args:?}");
    }
    assert_eq!(env.sandbox().journal().arrived(), journal, "nobody was asked");
    assert_eq!(env.json(&["--read-only", "list", "--json"]), before);
    insta::assert_snapshot!(env.told(&["sync", "--read-only"]), @r"
    exit 2
    --- err
    kandidat: this would change something, and nothing may be changed: --read-only was given, or [ui] read_only is set
    ");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let env = Env::with(kandidat::sandbox::Options { applicants: 300, ..Default::default() });
    assert_eq!(env.run(&["sync", "--no-media"]).code, 0);
    let mut child = env.spawn(&["list", "--format", "json"]);
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_full_disk_behind_stdout_is_told() {
    let env = Env::new();
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let output = env.command(&["completions", "bash"]).stdout(Stdio::from(full)).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not be written"));
}

#[test]
fn nothing_is_drawn_where_nobody_looks() {
    let env = Env::with(kandidat::sandbox::Options { applicants: 20, ..Default::default() });
    let ran = env.run(&["sync"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.out.contains(['\u{1b}', '\r']) && !ran.err.contains(['\u{1b}', '\r']), "{ran:?}");
    assert_eq!(ran.err, "");
    assert_eq!(ran.out.lines().count(), 1);
    assert_eq!(env.run(&["sync", "--quiet"]).out, "");
}

#[test]
fn folders_that_are_none_are_told_in_plain_words() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    std::fs::write(env.path("a-file"), "x").unwrap();
    let mut command = env.command(&["list"]);
    let output = command.env("KANDIDAT_DATA", env.path("a-file")).output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(6), "{err}");
    assert!(err.contains("a-file/inbox.db could not be used") && err.contains("→ KANDIDAT_DATA"), "{err}");
    // A log that can't be kept is nothing to stop for, nor to complain of in somebody else's words.
    let mut command = env.command(&["count"]);
    let output = command.env("XDG_STATE_HOME", env.path("a-file")).output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

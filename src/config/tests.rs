//! Every kind of mistake, with its place and what would be right; and what a right file means.

use super::*;

const FILE: &str = "/etc/kandidat/config.toml";

fn read(text: &str) -> Result<Config, String> {
    let home = PathBuf::from("/home/jana");
    let folders = Folders { home: Some(home.clone()), ..Folders::below(&home) };
    Config::read(text.as_bytes(), Path::new(FILE), &folders)
        .map_err(|error| error.to_string().replace(FILE, "F"))
}

fn account(rest: &str) -> String {
    format!(
        "[[account]]\nname = \"acme\"\nsource = \"pitchyou\"\nclient_id = \"acme\"\nclient_secret = \"s\"\n{rest}"
    )
}

#[track_caller]
fn wrong(text: &str, told: &str) {
    assert_eq!(read(text).unwrap_err(), told, "of {text}");
}

#[test]
fn the_sample_is_right_as_it_stands_and_with_every_key_in_use() {
    let sample = include_str!("../../assets/config.sample.toml");
    let config = read(sample).unwrap();
    assert_eq!(config.accounts.len(), 1);

    let uncommented: String = sample
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[' || c == '"') => rest,
            _ => line,
        })
        .flat_map(|line| [line, "\n"])
        .collect();
    let config = read(&uncommented).unwrap();
    assert_eq!(config.accounts.len(), 2);
    assert_eq!(config.accounts[0].contract.len(), 2);
    assert_eq!(config.accounts[1].source, SourceKind::HrDrom);
    assert_eq!(config.targets.len(), 4);
    assert_eq!(config.views[0].sort.as_deref(), Some("oldest"));
    assert_eq!(config.keys["applicant.confirm"], ["C"]);
    assert_eq!(config.macros[0].actions.len(), 2);
    assert_eq!(config.store.retention, Some(Duration::from_secs(180 * 86_400)));
    assert_eq!(config.media_limit, MEDIA_LIMIT);
    assert_eq!(config.store.path, Path::new("/home/jana/data/inbox.db"));
    assert_eq!(config.ca_file.as_deref(), Some(Path::new("/home/jana/company-ca.pem")));
    assert_eq!(config.findings().len(), 6, "{:#?}", config.findings());
}

#[test]
fn the_samples_values_are_the_defaults() {
    let sample = include_str!("../../assets/config.sample.toml");
    let from = sample.find("#base_url = \"https://api.pitchyou.de\"").unwrap();
    let to = sample.find("#confirm_after").unwrap();
    let said: String = sample[from..to]
        .replace('#', "\n")
        .lines()
        .filter(|line| line.contains(" = "))
        .flat_map(|line| [line, "\n"])
        .collect();
    let plain = read(&account("")).unwrap();
    let said = read(&account(&said)).unwrap();
    assert_eq!(format!("{:?}", plain.accounts), format!("{:?}", said.accounts));
}

#[test]
fn an_unknown_key_is_answered_with_the_nearest() {
    wrong(
        &account("bas_url = \"https://x\"\n"),
        "F:6:1: account.bas_url: unknown key\n  → did you mean `base_url`?",
    );
    wrong(
        "[store]\nqwertyuiop = 1\n",
        "F:2:1: store.qwertyuiop: unknown key\n  → the keys here are path, media, retention",
    );
    wrong("[[acount]]\nname = \"x\"\n", "F:1:3: acount: unknown key\n  → did you mean `account`?");
}

#[test]
fn a_wrong_type_says_what_goes_there() {
    wrong(
        "[ui]\nmouse = \"yes\"\n",
        "F:2:9: ui.mouse: is a text\n  → true or false, without quotes, goes here",
    );
    wrong("[ui]\nrecruiter = 5\n", "F:2:13: ui.recruiter: is a whole number\n  → a text in quotes goes here");
    wrong("ui = 1\n", "F:1:6: ui: is a whole number\n  → a table, [ui], goes here");
    wrong(
        "account = \"x\"\n",
        "F:1:11: account: is a text\n  → a list of tables, each [[account]], goes here",
    );
    wrong(
        "[keys]\n\"a.b\" = [1]\n",
        "F:2:9: keys.a.b: is a list\n  → a text in quotes, or a list of such texts, goes here",
    );
}

#[test]
fn a_wrong_word_is_answered_with_the_nearest() {
    wrong(
        "[ui]\nlanguage = \"fr\"\n",
        "F:2:12: ui.language: there is no \"fr\"\n  → one of auto, en, de, ru",
    );
    wrong(
        "[ui]\ntheme = \"contrst\"\n",
        "F:2:9: ui.theme: there is no \"contrst\"\n  → did you mean \"contrast\"? (auto, dark, light, contrast, mono)",
    );
    wrong(
        "[[account]]\nname = \"a\"\nsource = \"pichyou\"\n",
        "F:3:10: account.source: there is no \"pichyou\"\n  → did you mean \"pitchyou\"? (pitchyou, hrdrom)",
    );
}

#[test]
fn durations_sizes_and_numbers_are_checked() {
    wrong(
        &account("poll = \"5 min\"\n"),
        "F:6:8: account.poll: \"5 min\" is no duration\n  → a whole number and s, m, h or d, such as \"30s\" or \"2h\", or \"off\"",
    );
    wrong(
        &account("poll = 120\n"),
        "F:6:8: account.poll: is a whole number\n  → a duration such as \"30s\", \"10m\", \"2h\" or \"180d\", or \"off\", goes here",
    );
    wrong(
        "[limits]\nmedia = \"lots\"\n",
        "F:2:9: limits.media: \"lots\" is no size\n  → a whole number and kB, MB or GB, such as \"20MB\"",
    );
    wrong(
        &account("requests_per_second = 0\n"),
        "F:6:23: account.requests_per_second: 0 is out of range\n  → a whole number from 1 to 1000",
    );
    assert_eq!(read(&account("poll = \"off\"\n")).unwrap().accounts[0].poll, None);
}

#[test]
fn a_secret_is_in_one_known_place() {
    wrong(
        "[[account]]\nname = \"a\"\nsource = \"pitchyou\"\nclient_id = \"a\"\n",
        "F:1:1: account.client_secret: is missing\n  → say where the secret is: { command = \"pass show …\" }, \
         { env = \"VARIABLE\" } or { file = \"PATH\" }",
    );
    wrong(
        &account("").replace("\"s\"", "{ enw = \"X\" }"),
        "F:5:19: account.client_secret.enw: unknown key\n  → did you mean `env`?",
    );
    let two = read(&account("").replace("\"s\"", "{ env = \"X\", file = \"y\" }")).unwrap_err();
    assert!(two.starts_with("F:5:17: account.client_secret: must say one place"), "{two}");
    let empty = read(&account("").replace("\"s\"", "\"\"")).unwrap_err();
    assert!(empty.starts_with("F:5:17: account.client_secret: is empty"), "{empty}");
    let config = read(&account("").replace("\"s\"", "{ file = \"acme.secret\" }")).unwrap();
    assert!(
        matches!(&config.accounts[0].secret, Secret::File(path) if path == Path::new("/etc/kandidat/acme.secret"))
    );
    assert_eq!(
        config.accounts[0].secret_place.as_deref(),
        Some("/etc/kandidat/config.toml:5: account.client_secret")
    );
}

#[test]
fn plain_http_is_for_this_machine() {
    for right in ["http://127.0.0.1:8080", "http://localhost:1/", "http://[::1]:9", "https://example.org/api"]
    {
        assert!(read(&account(&format!("base_url = \"{right}\"\n"))).is_ok(), "{right}");
    }
    for (bad, told) in [
        ("http://api.pitchyou.de", "is plain http"),
        ("http://127.0.0.1.example.org", "is plain http"),
        ("http://10.0.0.1", "is plain http"),
        ("ftp://example.org", "is no web address"),
        ("example.org", "is no address (relative URL without a base)"),
        ("https://user:pw@example.org", "holds a user name or a password"),
        ("https://example.org/?a=b", "has a `?` or a `#`"),
    ] {
        let error = read(&account(&format!("base_url = \"{bad}\"\n"))).unwrap_err();
        assert!(error.starts_with(&format!("F:6:12: account.base_url: {told}\n")), "{bad}: {error}");
    }
    assert_eq!(
        read(&account("base_url = \"https://example.org/api/\"\n")).unwrap().accounts[0].base_url,
        "https://example.org/api"
    );
}

#[test]
fn names_are_plain_and_unique() {
    let twice = format!("{}{}", account(""), account(""));
    wrong(
        &twice,
        "F:7:8: account.name: there are two accounts \"acme\"\n  → a name of its own for each account",
    );
    wrong(
        &account("").replace("\"acme\"\nsource", "\"a/b\"\nsource"),
        "F:2:8: account.name: \"a/b\" can't be an account's name\n  → 1 to 64 letters (A-Z, a-z), digits, dots, dashes or underscores",
    );
}

#[test]
fn a_view_is_a_search_that_can_be_read() {
    let view = |query: &str, sort: &str| {
        read(&format!("[[view]]\nname = \"v\"\nquery = \"{query}\"\nsort = \"{sort}\"\n"))
    };
    assert_eq!(view("stage:new is:unread", "oldest").unwrap().views.len(), 1);
    assert_eq!(
        view("stge:new", "newest").unwrap_err(),
        "F:3:9: view.query: there is no field `stge:`; did you mean `stage:`?"
    );
    assert!(view("x", "age").unwrap_err().starts_with("F:4:8: view.sort: there is no \"age\""));
}

#[test]
fn each_kind_of_target_is_checked() {
    let target = |rest: &str| format!("[[target]]\nname = \"t\"\n{rest}");
    for (text, told) in [
        ("kind = \"ftp\"\n", "F:3:8: target.kind: there is no \"ftp\""),
        ("", "F:1:1: target.kind: is missing"),
        ("kind = \"files\"\n", "F:1:1: target.path: is missing"),
        ("kind = \"files\"\npath = \"x\"\nformat = \"xml\"\n", "F:5:10: target.format: there is no \"xml\""),
        ("kind = \"webhook\"\nurl = \"https://x\"\n", "F:1:1: target.secret: is missing"),
        ("kind = \"webhook\"\nurl = \"http://x\"\nsecret = \"s\"\n", "F:4:7: target.url: is plain http"),
        ("kind = \"personio\"\ntoken = \"t\"\n", "F:1:1: target.company_id: is missing"),
        ("kind = \"amocrm\"\ntoken = \"t\"\n", "F:1:1: target.base_url: is missing"),
        (
            "kind = \"files\"\npath = \"x\"\ndeliver = \"on-stage:hird\"\n",
            "F:5:11: target.deliver: there is no \"hird\"",
        ),
        ("kind = \"files\"\npath = \"x\"\nurl = \"https://x\"\n", "F:5:1: target.url: unknown key"),
    ] {
        let error = read(&target(text)).unwrap_err();
        assert!(error.starts_with(told), "{text}: {error}");
    }
}

#[test]
fn broken_syntax_and_doubled_keys_have_a_place() {
    let error = read("[ui]\nmouse = true\nmouse = false\n").unwrap_err();
    assert!(error.starts_with("F:3:1: mouse: duplicate key"), "{error}");
    let error = read("[ui]\nmouse = tru\n").unwrap_err();
    assert!(error.starts_with("F:2:9: mouse: "), "{error}");
    let error =
        Config::read(b"[ui]\nx = \"\xff\"\n", Path::new("F"), &Folders::below(Path::new("/h"))).unwrap_err();
    assert_eq!(error.to_string(), "F:2:6: these bytes are not UTF-8\n  → save the file as UTF-8");
    assert_eq!(error.kind, ErrorKind::Config);
}

#[test]
fn several_mistakes_are_told_at_once_in_the_files_order() {
    insta::assert_snapshot!(read("[ui]\nmose = true\nlanguage = \"xx\"\n[[account]]\nname = \"a\"\n").unwrap_err(), @r#"
    3 mistakes in the configuration
      F:2:1: ui.mose: unknown key
        → did you mean `mouse`?
      F:3:12: ui.language: there is no "xx"
        → one of auto, en, de, ru
      F:4:1: account.source: is missing
        → "pitchyou" or "hrdrom"
    "#);
}

#[test]
fn a_key_is_placed_for_other_floors() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, account("[account.contract.paths]\nprofiles = \"/x\"\n")).unwrap();
    let config = Config::read(&std::fs::read(&file).unwrap(), &file, &Folders::below(folder.path())).unwrap();
    let place = config.locate(&["account", "0", "contract", "paths", "profiles"]).unwrap();
    assert_eq!((place.line, place.column), (7, 1));
    assert_eq!(config.locate(&["account", "0", "contract", "nothing"]).unwrap().line, 6);
    let error = config.mistake(&["account", "0", "contract", "paths", "profiles"], "is odd", "another");
    assert_eq!(
        error.to_string(),
        format!("{}:7:1: account.contract.paths.profiles: is odd\n  → another", file.display())
    );
}

#[test]
fn the_layers_are_default_file_environment_flag() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my.toml");
    std::fs::write(&file, "[ui]\nrecruiter = \"file\"\n[store]\npath = \"a.db\"\n").unwrap();
    let home = folder.path().as_os_str();
    let plain = Environment::of([("HOME", home)]);
    let load = |environment: &Environment, flags: &Flags| Config::load(environment, flags).unwrap();

    let config = load(&plain, &Flags::default());
    assert_eq!((config.file, config.ui.recruiter), (None, None));
    assert_eq!(config.store.path, folder.path().join(".local/share/kandidat/inbox.db"));
    assert_eq!(config.log_dir, folder.path().join(".local/state/kandidat"));

    let flags = Flags { config: Some(file.clone()), ..Flags::default() };
    assert_eq!(load(&plain, &flags).ui.recruiter.as_deref(), Some("file"));

    let all = Environment::of([
        ("HOME", home),
        ("KANDIDAT_CONFIG", file.as_os_str()),
        ("KANDIDAT_RECRUITER", "environment".as_ref()),
        ("KANDIDAT_DATA", folder.path().join("data").as_os_str()),
        ("XDG_STATE_HOME", "not/absolute".as_ref()),
    ]);
    let config = load(&all, &Flags::default());
    assert_eq!(config.ui.recruiter.as_deref(), Some("environment"));
    assert_eq!(config.store.path, folder.path().join("data/a.db"));
    assert_eq!(config.log_dir, folder.path().join(".local/state/kandidat"));
    let flags = Flags { recruiter: Some("flag".into()), read_only: true, ..Flags::default() };
    let config = load(&all, &flags);
    assert_eq!((config.ui.recruiter.as_deref(), config.ui.read_only), (Some("flag"), true));

    let flags = Flags { config: Some(folder.path().join("missing.toml")), ..Flags::default() };
    let error = Config::load(&plain, &flags).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Config);
    assert!(error.what.contains("missing.toml can't be read"), "{error}");
}

#[test]
fn an_open_file_with_a_secret_is_a_finding() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    let load = || {
        Config::read(&std::fs::read(&file).unwrap(), &file, &Folders::below(folder.path()))
            .unwrap()
            .findings()
    };
    std::fs::write(&file, account("")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let findings = load();
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert!(findings[1].what.ends_with("open to others (mode 0644)"), "{findings:?}");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(load().len(), 1);
}

#[test]
fn an_account_is_added_and_the_persons_text_stays() {
    use std::os::unix::fs::PermissionsExt as _;
    use write::{Keep, NewAccount, append};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new/config.toml");
    let add = |name: &str, secret: Keep| {
        let name = AccountName::new(name).unwrap();
        append(
            &file,
            &NewAccount {
                source: SourceKind::PitchYou,
                name,
                client_id: "id \"x\"".into(),
                secret,
                base_url: PITCHYOU_BASE.into(),
            },
        )
    };
    add("one", Keep::Env("ONE".into())).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));

    let text = format!("# mine\n{}\n# the end\n", std::fs::read_to_string(&file).unwrap());
    std::fs::write(&file, &text).unwrap();
    add("two", Keep::File("geheim".to_owned().into())).unwrap();
    let now = std::fs::read_to_string(&file).unwrap();
    assert!(now.starts_with("# mine\n") && now.contains("# the end"), "{now}");
    let config = Config::read(now.as_bytes(), &file, &Folders::below(folder.path())).unwrap();
    assert_eq!(config.accounts.len(), 2);
    assert_eq!(config.accounts[1].client_id, "id \"x\"");
    let secret = folder.path().join("new/two.secret");
    assert_eq!(std::fs::read_to_string(&secret).unwrap(), "geheim\n");
    assert_eq!(mode(&secret), 0o600);

    // A file that is there belongs to somebody.
    let foreign = folder.path().join("new/three.secret");
    std::fs::write(&foreign, "somebody's\n").unwrap();
    add("three", Keep::File("neu".to_owned().into())).unwrap();
    assert_eq!(std::fs::read_to_string(&foreign).unwrap(), "somebody's\n");
    let own = folder.path().join("new/three-2.secret");
    assert_eq!((std::fs::read_to_string(&own).unwrap().as_str(), mode(&own)), ("neu\n", 0o600));
    let now = std::fs::read_to_string(&file).unwrap();
    let config = Config::read(now.as_bytes(), &file, &Folders::below(&folder.path().join("new"))).unwrap();
    assert!(matches!(&config.accounts[2].secret, Secret::File(path) if path.ends_with("three-2.secret")));

    let error = add("two", Keep::Env("X".into())).unwrap_err();
    assert!(error.what.contains("already has an account \"two\""), "{error}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), now);
}

#[test]
fn a_plain_secret_is_never_debugged() {
    let config = read(&account("").replace("\"s\"", "\"sesam-öffne-dich\"")).unwrap();
    assert!(!format!("{config:?}").contains("sesam"));
    let broken = read(&account("").replace("\"s\"", "\"sesam-öffne-dich\n")).unwrap_err();
    assert!(!broken.contains("sesam"), "{broken}");
}

#[test]
fn a_contract_entry_that_the_source_does_not_know_is_placed() {
    let error = read(&account(
        "[account.contract]\ntoken_auth = \"basc\"\n[account.contract.paths]\nprofles = \"/x\"\n",
    ))
    .unwrap_err();
    insta::assert_snapshot!(error, @r#"
    2 mistakes in the configuration
      F:7:1: account.contract.token_auth: `token_auth` is "form" or "basic"
      F:9:1: account.contract.paths.profles: the contract has no `profles`; did you mean `profiles`?
    "#);
    let config = read(&account("[account.contract.paths]\nprofiles = \"/v2/profiles\"\n")).unwrap();
    assert_eq!(config.accounts[0].contract["paths"]["profiles"].as_str(), Some("/v2/profiles"));
}

#[test]
fn keyword_groups_are_read_strictly() {
    let config = read(
        "[[highlight]]\nname = \"licence\"\nwords = [\"Führerschein\", \"C/CE\"]\nlook = \"good\"\n\
         [[highlight]]\nname = \"night\"\nwords = [\"nacht\"]\n",
    )
    .unwrap();
    assert_eq!(config.highlights[0].words, ["Führerschein", "C/CE"]);
    assert_eq!((config.highlights[0].look.as_str(), config.highlights[1].look.as_str()), ("good", "mark"));
    for (text, place) in [
        (
            "[[highlight]]\nname = \"x\"\nwords = [\"a\"]\nlook = \"red\"",
            "4:8: highlight.look: there is no \"red\"",
        ),
        ("[[highlight]]\nname = \"x\"\nwords = [\"a\", \"--\"]", "highlight.words: \"--\" is no word"),
        ("[[highlight]]\nname = \"x\"", "highlight.words: names no word"),
        ("[[highlight]]\nwords = [\"a\"]", "highlight.name: is missing"),
        ("[[highlight]]\nname = \"x\"\nwords = [\"a\"]\ncolor = \"red\"", "highlight.color"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.to_string().contains(place), "{text}: {error}");
    }
}

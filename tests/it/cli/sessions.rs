//! Sessions and passwords of an HRDrom account, and the sample of what sources answer.

use kandidat::sandbox::{Fault, Options};
use serde_json::json;

use crate::env::{Env, SECRET};

const NEW: &str = "ein-neues-Passwort";

/// An account `retail` beside `acme`, its password in a file of its own.
fn retail(faults: Vec<Fault>) -> Env {
    retail_of(3, faults)
}

/// The same with so many applicants at PitchYou.
fn retail_of(applicants: u32, faults: Vec<Fault>) -> Env {
    let env = Env::with(Options { applicants, faults, ..Options::default() });
    let (login, password) = env.sandbox().hrdrom_credentials();
    let account = |password: &str| {
        format!(
            "{}[[account]]\nname = \"retail\"\nsource = \"hrdrom\"\nlogin = \"{login}\"\npassword = {password}\n\
             base_url = \"{}\"\nrequests_per_second = 1000\n",
            env.account("acme", ""),
            env.sandbox().base_url()
        )
    };
    env.configure(&account("{ file = \"retail.secret\" }"));
    std::fs::write(env.path("config/kandidat/retail.secret"), format!("{password}\n")).unwrap();
    env
}

fn standing(env: &Env) -> serde_json::Value {
    let list = env.json(&["account", "list", "--account", "retail", "--json"]);
    list[0]["session"].clone()
}

#[test]
fn a_session_is_begun_renewed_and_ended_by_hand() {
    let env = retail(Vec::new());
    assert_eq!(standing(&env), json!({"state": "signed out", "until": null}));
    assert_eq!(env.json(&["account", "list", "--json"])[0]["session"], json!(null), "PitchYou has none");
    let ran = env.run(&["account", "login", "retail"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.starts_with("retail: signed in, good until "), "{ran:?}");
    let before = standing(&env);
    assert_eq!(before["state"], "good", "{before}");
    assert!(env.run(&["account", "list"]).out.contains("until "));
    let sessions = || env.sandbox().journal().hrdrom().sessions();
    let ran = env.run(&["account", "refresh", "retail"]);
    assert_eq!((ran.code, sessions().issued, sessions().renewed), (0, 1, 1), "{ran:?}");
    let ran = env.run(&["account", "logout", "retail"]);
    assert_eq!((ran.code, sessions().revoked), (0, 1), "{ran:?}");
    assert_eq!(standing(&env)["state"], "signed out");
    let ran = env.run(&["account", "refresh", "retail"]);
    assert_eq!((ran.code, sessions().issued), (0, 2), "without one it begins one: {ran:?}");

    for command in ["logout", "passwd", "refresh"] {
        let ran = env.run_with(&["account", command, "acme"], b"long enough a password\n");
        assert_eq!(ran.code, 2, "{command}: {ran:?}");
    }
    assert_eq!(env.run(&["account", "login", "acme"]).code, 0, "its credentials are tested");
    for command in ["login", "logout", "passwd", "refresh"] {
        let ran = env.run(&["account", command, "retial"]);
        assert!(ran.code == 2 && ran.err.contains("did you mean \"retail\"?"), "{ran:?}");
        let ran = env.run(&["account", command, "retail", "--read-only"]);
        assert_eq!(ran.code, 2, "{command}: {ran:?}");
    }
    std::fs::write(env.path("config/kandidat/retail.secret"), "another\n").unwrap();
    let ran = env.run(&["account", "login", "retail"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    std::fs::remove_file(env.path("config/kandidat/retail.secret")).unwrap();
    assert_eq!(env.run(&["account", "login", "retail"]).code, 3);
}

#[test]
fn an_account_that_is_removed_leaves_no_session_behind() {
    let env = retail(Vec::new());
    assert_eq!(env.run(&["account", "login", "retail"]).code, 0);
    let sessions = || {
        let files = env.files("data/kandidat/sessions");
        files.iter().filter(|(_, bytes)| !bytes.is_empty()).count()
    };
    assert_eq!(sessions(), 1);
    env.configure(&env.account("acme", ""));
    assert_eq!(env.run(&["sync"]).code, 0);
    assert_eq!((env.sandbox().journal().hrdrom().sessions().revoked, sessions()), (1, 0));
}

#[test]
fn the_first_password_is_read_once_from_stdin_and_never_told() {
    let env = retail(vec![Fault::FirstPassword]);
    let first = env.sandbox().hrdrom_credentials().1;
    let ran = env.run(&["sync", "--account", "retail"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.err.contains("first password") && ran.err.contains("account passwd retail"), "{ran:?}");
    let asked = env.sandbox().journal().arrived();
    for (input, why) in [(&b""[..], "standard input is empty"), (b"short\n", "too short")] {
        let ran = env.run_with(&["account", "passwd", "retail"], input);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(why), "{ran:?}");
    }
    let same = env.run_with(&["account", "passwd", "retail"], format!("{first}\n").as_bytes());
    assert_eq!(same.code, 2, "{same:?}");
    assert_eq!(env.sandbox().journal().arrived(), asked, "nothing of that was sent");

    let args = ["account", "passwd", "retail", "--json", "-v", "-v"];
    let ran = env.run_with(&args, format!("{NEW}\nanother line\n").as_bytes());
    assert_eq!(ran.code, 0, "{ran:?}");
    let changed = ran.json();
    assert_eq!((&changed["schema"], &changed["to_do"]), (&json!(1), &json!(null)), "{changed}");
    assert!(changed["stored"].as_str().unwrap().ends_with("retail.secret"), "{changed}");
    assert_eq!(std::fs::read_to_string(env.path("config/kandidat/retail.secret")).unwrap().trim(), NEW);
    assert_eq!(env.run(&["account", "login", "retail"]).code, 0);
    for (name, text) in [("stdout", &ran.out), ("stderr", &ran.err), ("the log", &env.log())] {
        assert!(!text.contains(NEW) && !text.contains(&first), "a password is in {name}: {text}");
    }
}

#[test]
fn a_password_that_stands_elsewhere_is_changed_by_hand() {
    let env = retail(vec![Fault::FirstPassword]);
    let first = env.sandbox().hrdrom_credentials().1;
    let config = std::fs::read_to_string(env.config_file()).unwrap();
    env.configure(
        &config.replace("{ file = \"retail.secret\" }", &format!("{{ command = \"printf {first}\" }}")),
    );
    let ran = env.run_with(&["account", "passwd", "retail"], format!("{NEW}\n").as_bytes());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err.contains("the password is changed at the source") && ran.err.contains("command"),
        "{ran:?}"
    );
    assert!(!ran.err.contains(NEW) && !ran.err.contains(&first), "{ran:?}");
    assert_eq!(env.sandbox().hrdrom_credentials().1, NEW);
}

#[test]
fn reference_data_is_asked_for_once_and_again_when_wanted() {
    let env = retail(Vec::new());
    let asked = || env.sandbox().journal().text().matches("/dictionaries/").count();
    let known = env.json(&["dictionary", "professions", "--json"]);
    let all = known.as_array().unwrap();
    assert!(
        !all.is_empty() && all.iter().all(|line| line["schema"] == 1 && line["account"] == "retail"),
        "{known}"
    );
    assert!(all.iter().all(|line| line["listed"] == true && line["name"].is_string()), "{known}");
    assert_eq!(asked(), 1);
    let ran = env.run(&["dictionary", "professions"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with("ID") && ran.out.contains(all[0]["name"].as_str().unwrap()), "{ran:?}");
    assert_eq!(asked(), 1, "it is known already");
    assert_eq!(env.run(&["dictionary", "professions", "--refresh", "--account", "retail"]).code, 0);
    assert_eq!(asked(), 2);
    assert_eq!(
        env.run(&["dictionary", "locations", "--read-only"]).code,
        0,
        "nothing is asked, nothing is known"
    );
    assert_eq!(asked(), 2);
    assert_eq!(env.run(&["dictionary", "locations", "--refresh", "--read-only"]).code, 2);
    assert!(!env.json(&["dictionary", "locations", "--json"]).as_array().unwrap().is_empty());
    insta::assert_snapshot!(env.told(&["dictionary", "professions", "--account", "acme"]), @r"
    exit 2
    --- err
    kandidat: the source of account acme has no reference data: only HRDrom has any
    ");
    assert_eq!(env.run(&["account", "pause", "retail"]).code, 0);
    assert_eq!(env.run(&["dictionary", "professions", "--refresh"]).code, 5, "a paused account is not asked");
    assert_eq!(env.run(&["account", "resume", "retail"]).code, 0);
    let ran = env.run(&["dictionary", "jobs"]);
    assert!(ran.code == 2 && ran.err.contains("professions"), "{ran:?}");
    env.faults(&[Fault::RejectCredentials { times: None }]);
    assert_eq!(env.run(&["account", "logout", "retail"]).code, 0);
    let ran = env.run(&["dictionary", "professions", "--refresh"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(
        ran.out.contains(all[0]["name"].as_str().unwrap()),
        "what is known is printed all the same: {ran:?}"
    );
}

#[test]
fn a_sample_of_the_answers_has_nobody_in_it() {
    let env = retail_of(8, Vec::new());
    let ran = env.run(&["doctor", "--record", "sample.json", "-v", "-v"]);
    assert!(ran.out.contains("sample.json has the shape of what the sources answer"), "{ran:?}");
    let text = std::fs::read_to_string(env.path("sample.json")).unwrap();
    let sample: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&sample["schema"], sample["accounts"].as_array().unwrap().len()), (&json!(1), 2), "{text}");
    for account in sample["accounts"].as_array().unwrap() {
        assert_eq!(account["failed"], json!([]), "{text}");
    }
    let answers = |of: usize| sample["accounts"][of]["answers"].as_array().unwrap();
    let paths = |of: usize| -> Vec<&str> {
        answers(of).iter().map(|answer| answer["path"].as_str().unwrap()).collect()
    };
    assert!(
        paths(0).contains(&"/token") && paths(0).iter().any(|path| path.ends_with("/profiles")),
        "{text}"
    );
    assert!(paths(1).iter().any(|path| path.contains("/professions")), "{text}");
    assert!(
        text.contains("\"profileId\": \"")
            && text.contains("\"access_token\": \"")
            && text.contains("image/"),
        "{text}"
    );
    // Nothing that anybody is called, has answered, or could sign in with.
    assert_eq!(env.run(&["sync", "--account", "acme", "--no-media"]).code, 0);
    let (login, password) = env.sandbox().hrdrom_credentials();
    let mut theirs = vec![SECRET.to_owned(), login.to_owned(), password, env.sandbox().address().to_string()];
    for applicant in env.json(&["list", "--json"]).as_array().unwrap() {
        let shown = env.json(&["show", applicant["id"].as_str().unwrap(), "--json"]);
        for field in ["name", "phone", "email", "source_id", "title"] {
            theirs.extend(shown[field].as_str().map(str::to_owned));
        }
        for step in shown["steps"].as_array().unwrap() {
            theirs.extend(step["question"].as_str().map(str::to_owned));
            theirs.extend(step["answer"].as_str().filter(|answer| answer.len() > 3).map(str::to_owned));
        }
    }
    assert!(theirs.len() > 20);
    for part in theirs {
        assert!(!text.contains(&part), "{part:?} is in the sample");
    }
    let mode =
        |path| std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions());
    assert_eq!(mode(env.path("sample.json")) & 0o777, 0o600);
    assert_eq!(env.sandbox().journal().hrdrom().sessions().revoked, 1, "its own session is ended");
}

#[test]
fn a_report_that_waits_for_its_confirmation_is_nobodys_outage() {
    let env = retail(Vec::new());
    assert_eq!(env.run(&["sync", "--account", "retail"]).code, 0);
    let lead = env.json(&["list", "account:retail", "--limit", "1", "--json"])[0]["id"].clone();
    assert_eq!(env.run(&["stage", lead.as_str().unwrap(), "contacted"]).code, 0);
    let ran = env.run(&["outbox", "retry", "--json"]);
    assert_eq!(ran.code, 1, "nothing is away: {ran:?}");
    assert_eq!(ran.json()["results"][0]["outcome"], "waiting", "{ran:?}");
    assert!(ran.err.contains("waits until the applicant is confirmed"), "{ran:?}");
    // An account that a person paused is not asked, as everywhere.
    assert_eq!(env.run(&["account", "pause", "retail"]).code, 0);
    assert_eq!(env.run(&["outbox", "retry"]).code, 5);
}

#[test]
fn an_account_without_a_chat_has_no_test_page() {
    let env = retail(Vec::new());
    insta::assert_snapshot!(env.told(&["--account", "retail", "chat", "--test"]), @r"
    exit 2
    --- err
    kandidat: account retail has no chat: only PitchYou has one
    ");
    let ran = env.run(&["--account", "nope", "chat", "--test"]);
    assert!(ran.code == 2 && ran.err.contains("there is no account \"nope\""), "{ran:?}");
    assert_eq!(env.run(&["--account", "acme", "chat", "--test"]).code, 0);
}

#[test]
fn drift_of_a_source_without_documentation_names_none() {
    let env = retail(Vec::new());
    env.faults(&[Fault::NewFields]);
    let _whatever = env.run(&["sync", "--account", "retail"]);
    env.faults(&[]);
    let ran = env.run(&["doctor", "--account", "retail"]);
    assert!(ran.out.contains("→ [account.contract] in the configuration overrides"), "{ran:?}");
    assert!(!ran.out.contains("compare with"), "{ran:?}");
}

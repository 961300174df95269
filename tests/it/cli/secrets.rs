//! Secrets, tokens and chat links are seen nowhere; files are for the owner alone.

use std::os::unix::fs::PermissionsExt as _;

use kandidat::sandbox::hrdrom::{Lead, Settings};
use kandidat::sandbox::{self, Fault, Moment, Options, Route, Verdict};
use serde_json::json;

use crate::env::{Env, SECRET};

#[test]
fn secrets_are_in_no_output_and_no_log() {
    let env = Env::new();
    let mut said = String::new();
    let mut run = |args: &[&str]| {
        let ran = env.run(&[args, &["-v", "-v"]].concat());
        said.push_str(&ran.out);
        said.push_str(&ran.err);
        ran
    };
    run(&["sync", "--confirm"]);
    let link = run(&["chat", "acme/p-100", "--print"]).out;
    let token = link.trim_end().rsplit('/').next().unwrap().to_owned();
    assert!(token.len() > 8, "{link}");
    let mut said = said.replace(&link, "");
    for fault in Fault::ALL {
        if matches!(fault, Fault::Slow { .. }) {
            continue;
        }
        env.faults(&[fault]);
        for args in [&["sync"][..], &["chat", "acme/p-200", "--qr"], &["doctor"], &["templates", "--refresh"]]
        {
            let ran = env.run(&[args, &["-v", "-v", "--json"]].concat());
            if !args.contains(&"chat") {
                said.push_str(&ran.out);
            }
            said.push_str(&ran.err);
        }
        assert_eq!(env.run(&["account", "resume", "acme"]).code, 0);
    }
    let log = env.log();
    assert!(log.contains("acme"), "something is logged: {log}");
    for (name, text) in [("the output", &said), ("the log", &log)] {
        assert!(!text.contains(SECRET), "the secret is in {name}");
        assert!(!text.contains(&token), "a chat token is in {name}");
        assert!(!text.contains("Bearer "), "an access token is in {name}");
        assert!(!text.contains("Yılmaz") && !text.contains("Fatma"), "an applicant is in {name}");
    }
}

#[test]
fn the_name_in_a_resumes_address_is_in_no_log() {
    const FILE: &str = "Резюме Melnichuk.pdf";
    let lead = |id: &str, file: &str| {
        let url = format!("{{base}}/files/resumes/{id}/{file}");
        let resume = json!({"file_name": file, "mime_type": "application/pdf", "url": url});
        Lead::json(json!({"id": id, "name": "x", "resume": resume})).resume(
            FILE,
            "application/pdf",
            "%PDF-1.4 cv",
        )
    };
    let made = vec![lead("l-1", FILE), lead("l-2", "Другое Melnichuk.pdf")];
    let hrdrom = Settings { leads: 0, made, ..Settings::default() };
    let env = Env::with(Options { applicants: 0, hrdrom, ..Options::default() });
    env.configure(&env.sandbox().hrdrom_config_toml());
    let sync = || env.run(&["sync", "-v", "-v"]);
    let cut = sandbox::hook(|request, moment| match (request.route, moment) {
        (Route::Resume, Moment::BeforeAnswering) => Verdict::CutBodyAfter(3),
        _ => Verdict::Go,
    });
    env.sandbox().set_hook(Some(cut));
    let mut said = sync().err;
    env.sandbox().set_hook(None);
    env.faults(&[Fault::Redirect { hops: 4 }]);
    said.push_str(&sync().err);
    env.faults(&[]);
    said.push_str(&sync().err);
    // On the screen a file is told by its own name; what was asked for is not, and neither is it in the log.
    assert!(!said.contains("%D0%A0"), "{said}");
    assert!(said.contains("answered 404 to the download of a résumé"), "{said}");
    let log = env.log();
    assert!(log.contains("status=404") && log.contains("status=302"), "{log}");
    assert!(!log.contains("Melnichuk") && !log.contains("%D0%A0"), "{log}");
}

#[test]
fn everything_is_for_the_owner_alone() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    assert_eq!(env.run(&["save", "acme/p-100", "--to", "out"]).code, 0);
    let mut seen = 0;
    for name in ["data", "state", "out"] {
        for (path, _) in env.files(name) {
            let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
            assert_eq!(mode(path.parent().unwrap()) & 0o077, 0, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 5, "the inbox, its media, the log, the files written out");
}

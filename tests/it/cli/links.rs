//! `link` and `chat`: the two addresses.

use kandidat::sandbox::{Chat, Options};
use serde_json::json;

use crate::env::{Env, people};

#[test]
fn a_link_in_every_form() {
    let env = Env::new();
    insta::assert_snapshot!(env.told(&["link", "--job", "4711/a", "--template", "care", "--title", "Pflege & mehr", "--utm-source", "indeed"]), @r"
    exit 0
    --- out
    https://sandbox.pitchyou.de/go/4711%2Fa?jkey=care&title=Pflege%20%26%20mehr&utm_source=indeed
    ");
    insta::assert_snapshot!(env.told(&["link", "--job", "1", "--format", "html"]), @r#"
    exit 0
    --- out
    <a href="https://sandbox.pitchyou.de/go/1" target="_blank" rel="noopener" lang="de" style="display:inline-flex;align-items:center;gap:.5em;padding:.7em 1.2em;border-radius:2em;background:#0b6b4f;color:#fff;font:600 1em/1.2 sans-serif;text-decoration:none"><svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" d="M10 2.5a7.5 7.5 0 1 1-3.6 14.1L2.5 17.5l1-3.7A7.5 7.5 0 0 1 10 2.5ZM6.8 10.2l2.2 2.2 4.3-4.6"/></svg><span>Jetzt einfach per WhatsApp bewerben</span></a>
    "#);
    insta::assert_snapshot!(env.told(&["link", "--job", "1", "--format", "markdown", "--language", "ru"]), @r"
    exit 0
    --- out
    [Откликнуться прямо в WhatsApp](https://sandbox.pitchyou.de/go/1)
    ");
    assert_eq!(
        env.json(&["link", "--job", "1", "--title", "T", "--json"]),
        json!({"schema": 1, "account": "acme", "job": "1", "template": null, "title": "T",
               "utm": {"source": null, "medium": null, "campaign": null, "content": null},
               "url": "https://sandbox.pitchyou.de/go/1?title=T"})
    );
    let qr = env.run(&["link", "--job", "1", "--format", "qr"]);
    assert_eq!(qr.code, 0);
    assert!(qr.out.lines().count() > 10 && qr.out.contains('█') && !qr.out.contains('\u{1b}'));
    assert_eq!(env.sandbox().journal().arrived(), 0, "a link is built, not asked for");
}

#[test]
fn what_no_link_can_hold_is_refused() {
    let env = Env::new();
    insta::assert_snapshot!(env.told(&["link", "--job", ".."]), @r"
    exit 2
    --- err
    kandidat: a job id can't be `.` or `..`: every browser folds it away
    ");
    assert_eq!(env.run(&["link", "--job", ""]).code, 2);
    assert_eq!(env.run(&["link"]).code, 2);
    assert_eq!(env.run(&["link", "--job", "1", "--format", "html", "--logo", "javascript:alert(1)"]).code, 2);
    env.configure(&env.account("acme", "").replace("client_id = \"sandbox\"", "client_id = \"a.b\""));
    assert_eq!(env.run(&["link", "--job", "1"]).code, 2);
    env.configure(&format!("{}{}", env.account("acme", ""), env.account("beta", "")));
    insta::assert_snapshot!(env.told(&["link", "--job", "1"]), @r"
    exit 2
    --- err
    kandidat: there are several accounts whose interviews a link could start
      → choose one with --account: acme, beta
    ");
    assert_eq!(env.run(&["link", "--job", "1", "--account", "beta"]).code, 0);
}

#[test]
fn a_list_of_jobs_becomes_a_list_of_links() {
    let env = Env::new();
    let list =
        "\u{feff}utm_source;job;title\nindeed;4711;=Pflege\n;..;\nstepstone;4712;\"Lager; Nacht\"\nx;1;2;3\n";
    let ran = env.run_with(&["link", "--from", "-"], list.as_bytes());
    insta::assert_snapshot!(ran.told(&env), @r"
    exit 1
    --- out
    utm_source,job,title,url
    indeed,4711,'=Pflege,https://sandbox.pitchyou.de/go/4711?title=%3DPflege&utm_source=indeed
    stepstone,4712,Lager; Nacht,https://sandbox.pitchyou.de/go/4712?title=Lager%3B%20Nacht&utm_source=stepstone
    --- err
    kandidat: stdin:3: a job id can't be `.` or `..`: every browser folds it away
    kandidat: stdin:5: 4 cells, the header has 3
    ");
    std::fs::write(env.path("jobs.csv"), "job\ttemplate\n1\tcare\n").unwrap();
    let links = env.json(&["link", "--from", "jobs.csv", "--json"]);
    assert_eq!(links[0]["url"], "https://sandbox.pitchyou.de/go/1?jkey=care");
    std::fs::write(env.path("jobs.csv"), "job,titel\n1,x\n").unwrap();
    insta::assert_snapshot!(env.told(&["link", "--from", "jobs.csv"]), @r#"
    exit 2
    --- err
    kandidat: jobs.csv:1: there is no column "titel"
      → did you mean title?
    "#);
    std::fs::write(env.path("jobs.csv"), "job,title\n1,x\n2,\"open\n3,y\n").unwrap();
    insta::assert_snapshot!(env.told(&["link", "--from", "jobs.csv"]), @r"
    exit 1
    --- out
    job,title,url
    1,x,https://sandbox.pitchyou.de/go/1?title=x
    --- err
    kandidat: jobs.csv:3: a quotation mark is not closed
    ");
    let told = |name: &str| {
        env.configure(&env.account("acme", "").replace("\"sandbox\"", &format!("\"{name}\"")));
        std::fs::write(env.path("jobs.csv"), "job\n1\n2\n").unwrap();
        env.run(&["link", "--from", "jobs.csv"])
    };
    let ran = told("not a label");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert_eq!(ran.err.matches("host name").count(), 1, "no row is at fault: {ran:?}");
    assert_eq!(told("sandbox").code, 0);
    std::fs::write(env.path("jobs.csv"), "title\nx\n").unwrap();
    assert_eq!(env.run(&["link", "--from", "jobs.csv"]).code, 2);
    assert_eq!(env.run(&["link", "--from", "missing.csv"]).code, 2);
}

#[test]
fn a_chat_is_fresh_each_time_and_marks_the_contact() {
    let env = Env::new();
    assert_eq!(env.run(&["sync"]).code, 0);
    let first = env.json(&["chat", "acme/p-100", "--json"]);
    assert_eq!(first["schema"], 1);
    let url = first["url"].as_str().unwrap();
    assert!(url.starts_with(&env.sandbox().chat_url()), "{url}");
    let second = env.run(&["chat", "acme/p-100", "--print"]);
    assert!(second.out.starts_with(&env.sandbox().chat_url()) && second.out.trim_end() != url);
    assert_eq!(env.sandbox().journal().chats_issued(), 2);
    assert!(env.json(&["show", "acme/p-100", "--json"])["contacted_at"].is_string());
    assert_eq!(env.json(&["show", "acme/p-100", "--json"])["stage"], "new");
    assert!(env.run(&["chat", "acme/p-100", "--qr"]).out.contains('█'));
    insta::assert_snapshot!(env.told(&["chat", "acme/p-100", "--open"]), @r"
    exit 2
    --- err
    kandidat: this session has no browser: it came over SSH, or there is no display
      → --print or --qr shows the address instead
    ");
    insta::assert_snapshot!(env.told(&["chat", "--test"]), @r"
    exit 0
    --- out
    https://test.pitchyou.chat/
    ");
    assert_eq!(env.run(&["chat"]).code, 2);
}

#[test]
fn a_chat_that_is_not_booked_is_done_in_part() {
    let env =
        Env::with(Options { applicants: 0, profiles: people(), chat: Chat::NotBooked, ..Options::default() });
    assert_eq!(env.run(&["sync"]).code, 0);
    insta::assert_snapshot!(env.told(&["chat", "acme/p-100"]), @r"
    exit 1
    --- err
    kandidat: account acme: the chat is not booked for this client
      → ask the provider to book it; `kandidat chat --test` opens the free test page
    ");
}

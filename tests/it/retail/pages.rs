//! A list that comes in pages: where it goes on after a break, and what it says about who is gone.

use kandidat::domain::SourceKind;
use kandidat::sandbox::hrdrom::{Lead, Settings};
use kandidat::sandbox::{self, Fault, Hook, Moment, Options, Route, Verdict};
use kandidat::store::Insist;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::inbox::Inbox;

/// Pages of five.
const PAGES: &str = "[account.contract]\npage_size = \"5\"\n";

fn world(leads: u32) -> Options {
    let hrdrom = Settings { leads, ..Settings::default() };
    Options { hrdrom, ..Options::default() }
}

/// Cuts every page from the `at`-th on.
fn cut_from(at: usize) -> Hook {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    sandbox::hook(move |request, moment| {
        if request.route == Route::Leads && moment == Moment::BeforeHandling {
            let number = asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
            if number >= at {
                return Verdict::CutConnection;
            }
        }
        Verdict::Go
    })
}

/// The queries of all pages that were asked for.
fn pages(inbox: &Inbox) -> Vec<String> {
    let entries = inbox.sandbox.journal().entries();
    entries
        .into_iter()
        .filter(|entry| entry.route == Route::Leads)
        .map(|entry| entry.query.unwrap_or_default())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_pass_goes_on_where_it_broke_and_the_next_begins_anew() {
    let inbox = Inbox::with(SourceKind::HrDrom, world(23), PAGES).await;
    inbox.sandbox.set_hook(Some(cut_from(3)));
    let broken = inbox.sync_all().await;
    assert_eq!(broken.summary.new, 10, "{:?}\n{}", broken.summary, inbox.sandbox.journal().text());
    assert!(broken.summary.failed > 0);
    inbox.assert_promises().await;
    inbox.sandbox.set_hook(None);
    inbox.sandbox.journal().clear();
    let rest = inbox.sync_all().await;
    assert_eq!(rest.summary.new, 13, "{:?}\n{}", rest.summary, inbox.sandbox.journal().text());
    assert!(pages(&inbox)[0].contains("after="), "it goes on: {:?}", pages(&inbox));
    assert_eq!(pages(&inbox).len(), 3);
    assert!(inbox.everybody().await.iter().all(|one| one.row.held.is_none()));
    inbox.sandbox.journal().clear();
    inbox.sync_all().await;
    assert!(!pages(&inbox)[0].contains("after="), "and begins anew: {:?}", pages(&inbox));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_that_was_forgotten_or_leads_nowhere_loses_nobody() {
    let inbox = Inbox::with(SourceKind::HrDrom, world(12), PAGES).await;
    inbox.sandbox.set_hook(Some(cut_from(2)));
    inbox.sync_all().await;
    inbox.sandbox.leads().forget_cursors();
    inbox.sandbox.set_hook(None);
    inbox.sync_all().await;
    inbox.assert_promises().await;
    assert_eq!(inbox.everybody().await.len(), 12);
    assert_eq!(inbox.sandbox.leads().listed(), 0, "all confirmed");
    // A page that can't be read is not tried for ever: new leads stand before it.
    let inbox = Inbox::with(SourceKind::HrDrom, world(12), PAGES).await;
    inbox.sandbox.set_hook(Some(cut_from(2)));
    inbox.sync_all().await;
    inbox.sandbox.set_hook(None);
    inbox.sandbox.set_faults(vec![Fault::Html200 { times: 1000 }]);
    inbox.sync_all().await;
    inbox.sandbox.set_faults(Vec::new());
    inbox.store.outbox_retry(None, Insist::Yes).await.unwrap();
    inbox.sync_all().await;
    inbox.sync_all().await;
    assert_eq!(inbox.everybody().await.len(), 12, "{}", inbox.sandbox.journal().text());
    inbox.assert_promises().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_always_fails_keeps_no_new_lead_away() {
    let failures = [
        (Verdict::Answer(500), Moment::BeforeHandling),
        (Verdict::CutConnection, Moment::BeforeHandling),
        (Verdict::CutBodyAfter(0), Moment::BeforeAnswering),
    ];
    for (verdict, when) in failures {
        let inbox = Inbox::with(SourceKind::HrDrom, world(12), PAGES).await;
        let journal = inbox.sandbox.journal().clone();
        // No page but the first can be had.
        inbox.sandbox.set_hook(Some(sandbox::hook(move |request, moment| {
            let asked = journal.entries().into_iter().find(|entry| entry.number == request.number);
            let query = asked.and_then(|entry| entry.query).unwrap_or_default();
            if moment == when && query.contains("after=") { verdict } else { Verdict::Go }
        })));
        let first = inbox.sync_all().await.summary;
        assert_eq!((first.new, first.confirmed), (5, 5), "{verdict:?}: {first:?}");
        assert_eq!(first.failed, first.problems.len() as u64, "{first:?}");
        for _ in 0..4 {
            inbox.sync_all().await;
        }
        assert_eq!(inbox.everybody().await.len(), 12, "{verdict:?}\n{}", inbox.sandbox.journal().text());
        assert_eq!(inbox.sandbox.leads().listed(), 0, "all confirmed");
        inbox.assert_promises().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_gone_is_known_after_a_whole_pass_alone() {
    let inbox = Inbox::with(SourceKind::HrDrom, world(12), PAGES).await;
    let listed = kandidat::engine::Confirming::OrderedOnly;
    let fetch = kandidat::engine::Fetching::Fetch;
    inbox.sync(fetch, listed).await.unwrap();
    let gone = inbox.sandbox.leads().ids()[0].clone();
    inbox.sandbox.leads().remove(&gone).unwrap();
    inbox.sandbox.set_hook(Some(cut_from(2)));
    inbox.sync(fetch, listed).await.unwrap();
    inbox.sandbox.set_hook(None);
    inbox.sync(fetch, listed).await.unwrap();
    let vanished =
        |one: &kandidat::store::Applicant| one.history.iter().any(|event| event.what == "vanished");
    assert!(!inbox.everybody().await.iter().any(vanished), "neither by a part nor by the rest");
    inbox.sync(fetch, listed).await.unwrap();
    let all = inbox.everybody().await;
    let told: Vec<_> = all.iter().filter(|one| vanished(one)).map(|one| one.source_id.as_str()).collect();
    assert_eq!(told, [gone.as_str()]);
}

/// Answers every request with this.
async fn always(answer: &'static str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _read = stream.read(&mut [0; 4096]).await;
                let _written = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    origin
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_host_that_is_busy_or_away_holds_only_its_own_files() {
    let away = format!("http://{}", std::net::SocketAddr::from(([127, 0, 0, 1], 9)));
    for answer in [
        Some("HTTP/1.1 503 x\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"),
        Some("HTTP/1.1 429 x\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"),
        None,
    ] {
        let origin = match answer {
            Some(answer) => always(answer).await,
            None => away.clone(),
        };
        let lead = |id: &str, address: Option<String>| {
            let resume =
                address.map(|url| json!({"file_name": "cv.pdf", "mime_type": "application/pdf", "url": url}));
            Lead::json(json!({"id": id, "name": id, "answers": [], "resume": resume}))
        };
        let made = vec![lead("a", Some(format!("{origin}/cv?sig=1"))), lead("b", None), lead("c", None)];
        let hrdrom = Settings { leads: 0, made, ..Settings::default() };
        let more = format!("[account.contract]\nresume_origins = [\"{origin}\"]\n");
        let options = Options { hrdrom, ..Options::default() };
        let inbox = Inbox::with(SourceKind::HrDrom, options, &more).await;
        let busy = inbox.sync_all().await;
        assert_eq!((busy.summary.confirmed, busy.summary.held_back), (2, 1), "{:?}", busy.summary);
        assert_eq!(
            inbox.store.pause(&inbox.account()).await.unwrap(),
            None,
            "the account is asked as before"
        );
        assert!(
            busy.summary.problems.iter().any(|problem| problem.to_string().contains(&origin)),
            "{busy:?}"
        );
    }
}

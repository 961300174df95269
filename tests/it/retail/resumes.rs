//! Résumés whose addresses differ in their query alone: which of them are one file.

use kandidat::domain::{Safety, SourceKind};
use kandidat::engine::{Confirming, Fetching};
use kandidat::sandbox::Options;
use kandidat::sandbox::hrdrom::{Lead, Settings};
use serde_json::json;

use crate::inbox::Inbox;

/// A lead with a résumé for each of these queries. The sandbox sends the same bytes whatever is asked.
fn lead(queries: &[&str], bytes: &'static str) -> Lead {
    let resume = |query: &&str| {
        let url = format!("{{base}}/files/resumes/l-1/cv.pdf?{query}");
        json!({"file_name": format!("{query}.pdf"), "mime_type": "application/pdf", "url": url})
    };
    let resumes: Vec<_> = queries.iter().map(resume).collect();
    Lead::json(json!({"id": "l-1", "name": "Ольга", "answers": [], "resume": resumes})).resume(
        "cv.pdf",
        "application/pdf",
        bytes,
    )
}

async fn inbox(queries: &[&str]) -> Inbox {
    let hrdrom = Settings { leads: 0, made: vec![lead(queries, "%PDF-1.4 one")], ..Settings::default() };
    Inbox::of(SourceKind::HrDrom, Options { hrdrom, ..Options::default() }).await
}

/// How often a résumé was asked for.
fn asked(inbox: &Inbox) -> usize {
    inbox.sandbox.journal().downloads().values().map(|file| file.asked).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_resumes_told_apart_by_their_query_are_both_fetched_before_the_lead_is_confirmed() {
    let inbox = inbox(&["id=1&sig=a", "id=2&sig=a", "sig=b&id=1"]).await;
    let synced = inbox.sync_all().await;
    assert_eq!(synced.summary.confirmed, 1, "{:?}", synced.summary);
    let files = inbox.applicant("l-1").await.media;
    let ids: Vec<&str> = files.iter().map(|file| file.media.id.as_str()).collect();
    assert_eq!(ids, ["/files/resumes/l-1/cv.pdf?id=1", "/files/resumes/l-1/cv.pdf?id=2"]);
    assert_eq!(asked(&inbox), 2);
    inbox.assert_promises().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_resume_is_fetched_anew_and_a_new_signature_is_not() {
    let inbox = inbox(&["id=1&expires=1&sig=a"]).await;
    inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap();
    assert_eq!(asked(&inbox), 1);
    inbox.sandbox.leads().revise("l-1", lead(&["id=1&expires=2&Sig=b"], "%PDF-1.4 one"));
    inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap();
    assert_eq!(asked(&inbox), 1, "{}", inbox.sandbox.journal().text());
    inbox.sandbox.leads().revise("l-1", lead(&["id=2&expires=2&sig=b"], "%PDF-1.4 two"));
    inbox.sync_all().await;
    assert_eq!(asked(&inbox), 2, "{}", inbox.sandbox.journal().text());
    let one = inbox.applicant("l-1").await;
    assert_eq!(one.row.safety, Safety::Confirmed);
    let path = inbox.store.media_path(one.row.key, &one.media[0].media.id).await.unwrap().unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), "%PDF-1.4 two", "what goes by the new name");
}

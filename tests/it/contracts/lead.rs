//! Pages, reference data, résumés, acknowledgements and reports of progress: what HRDrom has beyond other sources.

use axum::Router;
use axum::routing::{get, post};
use kandidat::config::Account;
use kandidat::domain::{Dictionary, SourceId, SourceKind, Stage};
use kandidat::http::{Class, Error, Sent};
use kandidat::sandbox::hrdrom::{Arrival, Entry, Lead, Resumes, Settings};
use kandidat::sandbox::{self, Fault, Moment, Options, Route, Verdict, hook};
use kandidat::source::feedback::{Event, Reported};
use kandidat::source::{Confirmed, Cursor, Listing, Mark, Offer, Record, Reference};
use serde_json::json;
use tokio::sync::mpsc;

use super::rig::*;

const KIND: SourceKind = SourceKind::HrDrom;

/// A world of leads in pages of seven.
async fn paged(leads: u32) -> Rig {
    rig_with(KIND, world(leads, vec![]), |account| {
        account.contract = "page_size = \"7\"".parse().unwrap();
    })
    .await
}

impl Rig {
    async fn pass(&self, from: Option<Cursor>) -> (Vec<String>, Vec<Mark>, Result<Listing, Error>) {
        let (out, mut records) = mpsc::channel(4);
        let (marks, mut marked) = mpsc::unbounded_channel();
        let gather = async {
            let mut all = Vec::new();
            while let Some(record) = records.recv().await {
                let Record::Readable { application, .. } = record else { panic!("{record:?}") };
                all.push(application.id.as_str().to_owned());
            }
            all
        };
        let (ids, listing) = tokio::join!(gather, self.source.pull_from(from, marks, out));
        let mut marks = Vec::new();
        while let Some(mark) = marked.recv().await {
            marks.push(mark);
        }
        (ids, marks, listing)
    }

    async fn all(&self) -> Vec<SourceId> {
        self.applications().await.into_iter().map(|one| one.id).collect()
    }
}

#[tokio::test]
async fn a_pass_goes_page_by_page_and_can_be_resumed_behind_each() {
    let rig = paged(25).await;
    let world = rig.sandbox.leads().ids();
    let (ids, marks, listing) = rig.pass(None).await;
    let listing = listing.unwrap();
    assert_eq!((ids, listing.records, listing.broken.is_none()), (world.clone(), 25, true));
    assert_eq!(marks.iter().map(|mark| mark.records).collect::<Vec<_>>(), [7, 14, 21]);
    for mark in marks {
        let (rest, _, listing) = rig.pass(Some(mark.cursor)).await;
        assert_eq!(rest, world[usize::try_from(mark.records).unwrap()..]);
        assert!(listing.unwrap().broken.is_none());
    }
    assert_eq!(paged(7).await.pass(None).await.1, [], "no page follows a full one without a cursor");
}

#[tokio::test]
async fn a_pass_that_breaks_in_the_middle_is_resumed_and_loses_nobody() {
    let rig = paged(25).await;
    let pages = std::sync::atomic::AtomicU32::new(0);
    rig.sandbox.set_hook(Some(hook(move |request, moment| {
        let page = (request.route, moment) == (Route::Leads, Moment::BeforeAnswering);
        match page && pages.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 2 {
            true => Verdict::CutBodyAfter(2500),
            false => Verdict::Go,
        }
    })));
    let (first, marks, listing) = rig.pass(None).await;
    let listing = listing.unwrap();
    assert_eq!(listing.broken.unwrap().class, Class::Offline);
    assert!((14..21).contains(&first.len()) && listing.records == first.len() as u64, "{}", first.len());
    assert_eq!(marks.iter().map(|mark| mark.records).collect::<Vec<_>>(), [7, 14]);
    let (rest, _, listing) = rig.pass(Some(marks[1].cursor.clone())).await;
    assert!(listing.unwrap().broken.is_none());
    let mut both = first[..14].to_vec();
    both.extend(rest);
    assert_eq!(both, rig.sandbox.leads().ids());
}

#[tokio::test]
async fn a_forgotten_cursor_begins_at_the_beginning() {
    let rig = paged(25).await;
    let mark = rig.pass(None).await.1.remove(1);
    rig.sandbox.leads().forget_cursors();
    let (ids, marks, listing) = rig.pass(Some(mark.cursor)).await;
    assert_eq!((ids.len(), marks[0].records, listing.unwrap().records), (25, 7, 25));
    // In the middle of a pass it is an error, and no reason to begin again.
    let sandbox = &rig.sandbox;
    let journal = sandbox.journal();
    journal.clear();
    let (out, mut records) = mpsc::channel(1);
    let meddle = async {
        let mut count = 0;
        while records.recv().await.is_some() {
            count += 1;
            if count == 2 {
                sandbox.leads().forget_cursors();
            }
        }
    };
    let (listing, ()) = tokio::join!(rig.source.pull(out), meddle);
    let listing = listing.unwrap();
    assert_eq!((listing.records, listing.broken.unwrap().class), (7, Class::Rejected));
    assert_eq!(journal.count(Route::Leads), 2);
}

#[tokio::test]
async fn what_was_confirmed_meanwhile_does_not_come_again() {
    let rig = paged(25).await;
    let all = rig.all().await;
    rig.source.confirm(&all[3..20]).await.unwrap();
    let (ids, ..) = rig.pass(None).await;
    assert_eq!(ids.len(), 8);
}

/// A server that signs everybody in.
fn signing_in() -> Router {
    let token = || async { r#"{"access_token":"x","refresh_token":"y","expires_in":600}"# };
    Router::new().route("/api/v1/auth/token", post(token))
}

#[tokio::test]
async fn pages_in_circles_come_to_an_end() {
    let page = || async { r#"{"next":"round","items":[{"id":1}]}"# };
    let base = serve(signing_in().route("/api/v1/leads", get(page))).await;
    let rig = rig_with(KIND, world(0, vec![]), |account| account.base_url = base).await;
    let (ids, _, listing) = rig.pass(None).await;
    assert_eq!(ids.len(), 2);
    let broken = listing.unwrap().broken.unwrap();
    assert!(broken.class == Class::WrongAnswer && broken.what.contains("circles"), "{broken}");
}

#[tokio::test]
async fn dictionaries_come_when_they_have_changed() {
    let rig = rig(KIND, world(0, vec![])).await;
    for which in Dictionary::ALL {
        let Reference::Entries(entries, Some(tag)) = rig.source.dictionary(which, None).await.unwrap() else {
            panic!("no entries with a tag");
        };
        assert!(entries.len() > 5 && entries.iter().any(|entry| entry.parent.is_some()));
        let known = |tag: &str| {
            let (rig, tag) = (&rig, tag.to_owned());
            async move { rig.source.dictionary(which, Some(&tag)).await.unwrap() }
        };
        assert_eq!(known(&tag).await, Reference::Unchanged);
        let dictionary = match which {
            Dictionary::Professions => rig.sandbox.professions(),
            Dictionary::Locations => rig.sandbox.locations(),
        };
        let gone = &entries[3];
        assert!(dictionary.remove(&gone.id));
        dictionary.set(Entry { id: json!("new"), name: "Новое".into(), parent: None });
        let Reference::Entries(changed, Some(second)) = known(&tag).await else { panic!("it has changed") };
        assert_ne!(tag, second);
        assert_eq!(changed.len(), entries.len());
        assert!(!changed.contains(gone) && changed.last().unwrap().name == "Новое");
        let error = rig.source.dictionary(which, Some("no header\n")).await.unwrap_err();
        assert!(error.class == Class::Refused && error.what.contains("If-None-Match"), "{error}");
    }
    rig.sandbox.set_faults(vec![Fault::BadJson { times: 1 }]);
    let error = rig.source.dictionary(Dictionary::Professions, None).await.unwrap_err();
    assert!(error.class == Class::WrongAnswer && error.what.contains("professions"), "{error}");
}

#[tokio::test]
async fn what_is_not_offered_says_so() {
    let hrdrom = rig(KIND, world(1, vec![])).await;
    let applicant = hrdrom.all().await.remove(0);
    let error = hrdrom.source.chat(&applicant, None).await.unwrap_err();
    assert!(error.class == Class::Refused && error.what.contains("HRDrom has no chat"), "{error}");
    assert!(hrdrom.source.templates().await.unwrap().is_empty());
    let pitchyou = rig(SourceKind::PitchYou, world(1, vec![])).await;
    for (offer, here, there) in [
        (Offer::Templates, false, true),
        (Offer::Chat, false, true),
        (Offer::Dictionaries, true, false),
        (Offer::Feedback, true, false),
        (Offer::Session, true, false),
    ] {
        assert_eq!((hrdrom.source.offers(offer), pitchyou.source.offers(offer)), (here, there), "{offer:?}");
    }
    let error = pitchyou.source.dictionary(Dictionary::Locations, None).await.unwrap_err();
    assert!(error.what.contains("PitchYou has no reference data"), "{error}");
    let error = pitchyou.source.feedback(&event(&applicant, "e", Stage::Offer, 0)).await.unwrap_err();
    assert_eq!(error.class, Class::Refused);
    assert!(pitchyou.source.session().await.is_none() && pitchyou.source.sign_out().await.is_ok());
    let secret = "x".to_owned().into();
    assert!(pitchyou.source.change_password(&secret, &secret).await.is_err());
    assert_eq!(pitchyou.sandbox.journal().arrived(), 0);
}

#[tokio::test]
async fn resumes_elsewhere_are_fetched_where_the_contract_allows_and_without_credentials() {
    let elsewhere = || {
        let hrdrom = Settings { leads: 20, resumes: Resumes::Elsewhere, ..Settings::default() };
        Options { hrdrom, ..world(0, vec![]) }
    };
    let refusing = rig(KIND, elsewhere()).await;
    let (mut own, mut refused) = (0, 0);
    for one in refusing.applications().await {
        let Some(media) = one.media.first() else { continue };
        match refusing.save(&one.id, media).await {
            Ok(_) => own += 1,
            Err(error) => {
                refused += 1;
                assert_eq!(error.class, Class::Refused);
                for part in [refusing.sandbox.aside_url(), "127.0.0.1", "resume_origins", "acme"] {
                    assert!(error.what.contains(part), "{error}");
                }
                assert!(!error.what.contains("signature="), "{error}");
            }
        }
    }
    assert!(own > 2 && refused > 2, "{own} {refused}");

    let sandbox = sandbox::start(elsewhere()).await.unwrap();
    let mut account = account(KIND, &sandbox);
    account.contract = format!("resume_origins = [\"{}\"]", sandbox.aside_url()).parse().unwrap();
    let board = std::sync::Arc::new(kandidat::http::pause::InMemory::default());
    let source = open(&account, kandidat::clock::Clock::system(), board.clone());
    let rig = Rig { kind: KIND, sandbox, source, board };
    let mut fetched = 0;
    for one in rig.applications().await {
        for media in &one.media {
            let bytes = rig.save(&one.id, media).await.unwrap();
            assert_eq!(bytes, rig.bytes(one.id.as_str(), media.id.as_str()));
            fetched += 1;
        }
    }
    assert_eq!(fetched, own + refused);
    // The other server's refusal says nothing about the account.
    let mut one =
        rig.applications().await.into_iter().find(|one| {
            one.media.first().is_some_and(|media| media.uri.as_ref().unwrap().contains("signature"))
        });
    let one = one.as_mut().unwrap();
    one.media[0].uri = one.media[0].uri.take().map(|uri| uri.replace("signature=", "signature=0"));
    let error = rig.save(&one.id, &one.media[0]).await.unwrap_err();
    assert_eq!(error.class, Class::Forbidden);
    assert!(error.what.contains(rig.sandbox.aside_url()), "{error}");
    rig.poke().await.unwrap();
}

#[tokio::test]
async fn odd_resumes_are_fetched_or_refused_with_a_reason() {
    let lead = |id: &str, url: &str| {
        Lead::json(
            json!({"id": id, "resume": {"url": url, "mime_type": "application/pdf", "file_name": "a b.pdf"}}),
        )
        .resume("a b.pdf", "application/pdf", &b"%PDF-1.4 \xff"[..])
    };
    let page = Lead::json(
        json!({"id": "page", "resume": {"url": "/files/resumes/page/x.pdf", "file_name": "x.pdf"}}),
    )
    .resume("x.pdf", "text/html", "<!doctype html><html><body>Sign in</body></html>");
    let made = vec![
        lead("whole", "{base}/files/resumes/whole/a%20b.pdf"),
        lead("below", "/files/resumes/below/a%20b.pdf?x=1#y"),
        lead("gone", "/files/resumes/gone/other.pdf"),
        lead("user", "http://user:pass@127.0.0.1:1/x"),
        lead("inside", "http://169.254.169.254/latest/meta-data"),
        lead("file", "file:///etc/passwd"),
        Lead::json(json!({"id": "none", "resume": {"file_name": "x.pdf"}})),
        page,
    ];
    let hrdrom = Settings { leads: 0, made, ..Settings::default() };
    let rig = rig(KIND, Options { hrdrom, ..world(0, vec![]) }).await;
    let mut fates = Vec::new();
    for one in rig.applications().await {
        let fate = match rig.save(&one.id, &one.media[0]).await {
            Ok(bytes) => format!("{} bytes", bytes.len()),
            Err(error) => {
                assert!(!error.what.contains("pass@"), "{error}");
                format!("{:?}", error.class)
            }
        };
        fates.push((one.id.as_str().to_owned(), fate));
    }
    let expected = [
        ("whole", "10 bytes"),
        ("below", "10 bytes"),
        ("gone", "Gone"),
        ("user", "Refused"),
        ("inside", "Refused"),
        ("file", "Refused"),
        ("none", "Refused"),
        ("page", "WrongAnswer"),
    ];
    assert_eq!(fates, expected.map(|(id, fate)| (id.to_owned(), fate.to_owned())));
}

#[tokio::test]
async fn an_acknowledgement_is_answered_lead_by_lead_in_the_order_asked() {
    let rig = rig(KIND, world(5, vec![])).await;
    let mut all = rig.all().await;
    all.insert(2, SourceId::text("nobody"));
    rig.sandbox.leads().refuse(all[4].as_str(), Some("locked by \u{1b}[31mAnna"));
    let fates = rig.source.confirm(&all).await.unwrap();
    for (at, fate) in fates.iter().enumerate() {
        match (at, fate) {
            (2, Confirmed::Refused(why)) => assert!(why.contains("not_found"), "{why}"),
            (4, Confirmed::Refused(why)) => assert!(why.contains("locked by ␛[31mAnna"), "{why}"),
            (2 | 4, Confirmed::Done) => panic!("{at} is done"),
            (_, fate) => assert_eq!(*fate, Confirmed::Done),
        }
    }
    assert_eq!(rig.confirmed().len(), 4);
    let alone = rig.source.confirm(&all[4..5]).await.unwrap();
    assert!(matches!(&alone[..], [Confirmed::Refused(_)]));
}

#[tokio::test]
async fn an_error_that_means_done_is_done_when_the_contract_says_so() {
    let before =
        |account: &mut Account| account.contract = "confirmed_before = [\"already\"]".parse().unwrap();
    let rig = rig_with(KIND, world(2, vec![]), before).await;
    let all = rig.all().await;
    rig.sandbox.leads().refuse(all[0].as_str(), Some("already"));
    assert_eq!(rig.source.confirm(&all).await.unwrap(), [Confirmed::Done, Confirmed::Done]);
}

#[tokio::test]
async fn only_a_lead_that_is_named_counts_as_acknowledged() {
    let ids = [SourceId::number("1"), SourceId::text("2"), SourceId::text("3")];
    let named = "without naming";
    for (answer, fates) in [
        // A number is the same id as its text; what is in both lists has failed.
        (r#"{"confirmed":["1",2]}"#, Some(["", "", named])),
        (r#"{"confirmed":[1,"2","3"],"failed":[{"id":3,"error":"late"}],"x":1}"#, Some(["", "", "late"])),
        (r#"{"confirmed":null,"failed":[{"id":"1"}]}"#, Some(["without saying why", named, named])),
        (r#"{"failed":["1",2,"3"]}"#, Some(["without saying why"; 3])),
        ("{}", None),
        (r#"{"confirmed":[],"failed":[]}"#, None),
        (r#"{"confirmed":true}"#, None),
        (r#"["1","2","3"]"#, None),
        (r#"{"confirmed":["1","2","3"]"#, None),
        ("", None),
    ] {
        let base =
            serve(signing_in().route("/api/v1/leads/confirm", post(move || async move { answer }))).await;
        let rig = rig_with(KIND, world(0, vec![]), |account| account.base_url = base).await;
        match (rig.source.confirm(&ids).await, fates) {
            (Ok(got), Some(fates)) => {
                for (fate, why) in got.iter().zip(fates) {
                    match fate {
                        Confirmed::Done => assert_eq!(why, "", "{answer}"),
                        Confirmed::Refused(told) => {
                            assert!(!why.is_empty() && told.contains(why), "{answer}: {told}");
                        }
                    }
                }
            }
            (Err(error), None) => {
                assert_eq!((error.class, error.sent), (Class::WrongAnswer, Sent::Perhaps), "{answer}");
            }
            (got, _) => panic!("{answer}: {got:?}"),
        }
    }
}

#[tokio::test]
async fn a_cut_acknowledgement_is_unknown_and_asked_again() {
    let rig = rig(KIND, world(4, vec![])).await;
    let all = rig.all().await;
    for bytes in [0, 20] {
        rig.sandbox.set_hook(Some(hook(move |request, moment| match (request.route, moment) {
            (Route::Acknowledge, Moment::BeforeAnswering) => Verdict::CutBodyAfter(bytes),
            _ => Verdict::Go,
        })));
        let error = rig.source.confirm(&all).await.unwrap_err();
        assert_eq!((error.class, error.sent), (Class::Offline, Sent::Perhaps));
    }
    rig.sandbox.set_hook(None);
    assert_eq!(rig.source.confirm(&all).await.unwrap(), vec![Confirmed::Done; 4]);
    assert!(rig.confirmed().iter().all(|(_, times)| *times == 3));
}

fn event(lead: &SourceId, id: &str, stage: Stage, minute: i64) -> Event {
    Event {
        applicant: lead.clone(),
        id: id.to_owned(),
        stage,
        reason: (stage == Stage::Rejected).then(|| "не подошёл \"график\"".to_owned()),
        occurred_at: jiff::Timestamp::from_second(1_772_359_200 + minute * 60).unwrap(),
    }
}

#[tokio::test]
async fn progress_is_reported_once_in_order_and_with_its_reason() {
    let rig = rig(KIND, world(12, vec![])).await;
    let all = rig.all().await;
    rig.source.confirm(&all).await.unwrap();
    for (at, lead) in all.iter().enumerate() {
        for (minute, stage) in [Stage::Contacted, Stage::Interview, Stage::Rejected].into_iter().enumerate() {
            let event = event(lead, &format!("{at}-{stage}"), stage, i64::try_from(minute).unwrap());
            for _ in 0..2 {
                assert_eq!(rig.source.feedback(&event).await.unwrap(), Reported::Done);
            }
        }
    }
    let record = rig.sandbox.journal().hrdrom();
    assert_eq!(record.progress().len(), 12);
    assert!(record.progress().values().all(|stages| stages[..] == ["contacted", "interview", "rejected"]));
    assert!(record.out_of_order().is_empty());
    assert_eq!(record.events().len(), 72);
    let last = record.events().pop().unwrap();
    assert_eq!((last.reason.as_deref(), last.arrival), (Some("не подошёл \"график\""), Arrival::Repeated));
    assert_eq!(last.occurred_at, "2026-03-01T10:02:00Z");
}

#[tokio::test]
async fn a_stage_without_a_word_is_not_reported_and_others_by_their_word() {
    let mut options = world(1, vec![]);
    options.hrdrom.statuses = vec!["in_progress".into()];
    let words = |account: &mut Account| {
        account.contract = "[status]\ncontacted = \"in_progress\"\noffer = \"\"".parse().unwrap();
    };
    let rig = rig_with(KIND, options, words).await;
    let lead = rig.all().await.remove(0);
    rig.source.confirm(std::slice::from_ref(&lead)).await.unwrap();
    assert_eq!(rig.source.status(Stage::Contacted), Some("in_progress"));
    assert_eq!((rig.source.status(Stage::New), rig.source.status(Stage::Offer)), (None, None));
    let asked = rig.sandbox.journal().arrived();
    for stage in [Stage::New, Stage::Offer] {
        assert_eq!(rig.source.feedback(&event(&lead, "e", stage, 1)).await.unwrap(), Reported::NotMapped);
    }
    assert_eq!(rig.sandbox.journal().arrived(), asked);
    let reported = rig.source.feedback(&event(&lead, "e1", Stage::Contacted, 1)).await.unwrap();
    assert_eq!(reported, Reported::Done);
    // A word that the source doesn't have is refused, and says so.
    let refused = rig.source.feedback(&event(&lead, "e2", Stage::Hired, 2)).await.unwrap();
    assert!(matches!(&refused, Reported::Refused(why) if why.contains("unknown_status")), "{refused:?}");
}

#[tokio::test]
async fn a_lost_report_is_repeated_with_the_same_id() {
    let rig = rig(KIND, world(1, vec![])).await;
    let lead = rig.all().await.remove(0);
    rig.source.confirm(std::slice::from_ref(&lead)).await.unwrap();
    rig.sandbox.set_faults(vec![Fault::LostAnswer { times: 2 }]);
    assert_eq!(rig.source.feedback(&event(&lead, "e1", Stage::Offer, 1)).await.unwrap(), Reported::Done);
    let arrivals: Vec<Arrival> =
        rig.sandbox.journal().hrdrom().events().into_iter().map(|event| event.arrival).collect();
    assert_eq!(arrivals, [Arrival::Taken, Arrival::Repeated, Arrival::Repeated]);
    rig.sandbox.set_faults(vec![Fault::Html200 { times: 1 }]);
    let error = rig.source.feedback(&event(&lead, "e2", Stage::Hired, 2)).await.unwrap_err();
    assert_eq!((error.class, error.sent), (Class::WrongAnswer, Sent::Perhaps));
    rig.sandbox.set_faults(vec![Fault::Vanish { profiles: 0 }]);
    rig.sandbox.leads().remove(lead.as_str()).unwrap();
    let refused = rig.source.feedback(&event(&lead, "e3", Stage::Hired, 3)).await.unwrap();
    assert!(matches!(&refused, Reported::Refused(why) if why.contains("404")), "{refused:?}");
    let nowhere = rig.source.feedback(&event(&SourceId::text(".."), "e4", Stage::Hired, 4)).await.unwrap();
    assert!(matches!(nowhere, Reported::Refused(_)));
}

//! PitchYou's calls against small servers that answer in ways for which the sandbox has no fault.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use secrecy::ExposeSecret;

use super::*;
use crate::clock::Clock;
use crate::config::Secret;
use crate::domain::{AccountName, MediaId, Role};
use crate::http::pause::InMemory;
use crate::http::{Class, Sent, Settings};
use crate::source::Record;

const SECRET: &str = "hunter2-hunter2";

/// A server that signs everybody in and answers one path as it is told; remembers what it was sent there.
struct Server {
    source: PitchYou,
    bodies: Arc<Mutex<Vec<String>>>,
    sign_ins: Arc<AtomicUsize>,
}

type Answering = Arc<dyn Fn(&str) -> Response + Send + Sync>;

async fn server(overrides: &str, answer: impl Fn(&str) -> Response + Send + Sync + 'static) -> Server {
    let bodies: Arc<Mutex<Vec<String>>> = Arc::default();
    let sign_ins = Arc::new(AtomicUsize::new(0));
    let (kept, counter) = (bodies.clone(), sign_ins.clone());
    let answer: Answering = Arc::new(answer);
    let app = Router::new().fallback(any(move |request: Request| {
        let (kept, counter, answer) = (kept.clone(), counter.clone(), answer.clone());
        async move {
            let path = request.uri().path().to_owned();
            let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
            if path == "/token" {
                counter.fetch_add(1, Ordering::SeqCst);
                return r#"{"access_token":"t0ken-t0ken","expires_in":"3600"}"#.into_response();
            }
            kept.lock().unwrap().push(String::from_utf8(body.to_vec()).unwrap());
            answer(&path)
        }
    }));
    Server { source: source(app, overrides).await, bodies, sign_ins }
}

async fn source(app: Router, overrides: &str) -> PitchYou {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let account = Account {
        base_url: format!("{base}/"),
        chat_url: "https://chat.example.com/".to_owned(),
        requests_per_second: 10_000,
        contract: overrides.parse().unwrap(),
        ..Account::pitchyou(
            AccountName::new("acme").unwrap(),
            "acme",
            Secret::Plain(SECRET.to_owned().into()),
        )
    };
    let client = Client::new(Settings::quick(), Clock::system()).unwrap();
    PitchYou::open(&account, &client, Arc::new(InMemory::default())).unwrap()
}

fn sent(server: &Server) -> Vec<String> {
    server.bodies.lock().unwrap().clone()
}

async fn pull(source: &PitchYou) -> (usize, Result<Listing, Error>) {
    let (out, mut records) = mpsc::channel::<Record>(8);
    let count = async {
        let mut count = 0;
        while records.recv().await.is_some() {
            count += 1;
        }
        count
    };
    tokio::join!(count, source.pull(out))
}

async fn list(body: &'static str) -> Result<Listing, Error> {
    pull(&server("", move |_| body.into_response()).await.source).await.1
}

#[tokio::test]
async fn nothing_and_white_space_around_a_list_are_understood() {
    for (body, records) in [("[]", 0), ("null", 0), ("\u{feff} [ ] ", 0), ("\n[{\"profileId\":1},]\n", 1)] {
        let listing = list(body).await.unwrap();
        assert_eq!((listing.records, listing.broken.is_none()), (records, true), "{body:?}");
    }
}

#[tokio::test]
async fn an_object_instead_of_a_list_is_named_without_what_is_in_it() {
    for (body, part) in [
        (r#"{"items":[{"firstName":"Fatma"}],"next":null}"#, "the fields items, next"),
        (r#"{"firstName":"Fatma","error":"no such \u001b[2J client"}"#, "no such ␛[2J client"),
        ("", "with nothing"),
        ("  ", "with nothing"),
        ("certainly not", "certainly not"),
    ] {
        let error = list(body).await.unwrap_err();
        assert_eq!(error.class, Class::WrongAnswer, "{body}");
        assert!(error.what.contains(part) && !error.what.contains("Fatma"), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_path_that_does_not_exist_speaks_of_the_address() {
    let server = server("", |_| StatusCode::NOT_FOUND.into_response()).await;
    for error in [pull(&server.source).await.1.map(|_| ()), server.source.templates().await.map(|_| ())] {
        let error = error.unwrap_err();
        assert_eq!(error.class, Class::WrongAnswer);
        assert!(error.what.contains("check base_url of account acme"), "{error}");
    }
    let app = Router::new().fallback(any(|| async { StatusCode::NOT_FOUND }));
    let error = source(app, "").await.sign_in().await.unwrap_err();
    assert_eq!(error.class, Class::WrongAnswer);
    assert!(error.what.contains("no sign-in") && error.what.contains("base_url"), "{error}");
}

#[tokio::test]
async fn a_sign_in_that_answers_oddly_is_told_without_its_answer() {
    let odd = [
        ("t0ken-in-plain-text", Class::WrongAnswer),
        (r#""t0ken-in-plain-text""#, Class::WrongAnswer),
        (r#"{"token":"t0ken-in-plain-text"}"#, Class::WrongAnswer),
        (r#"{"access_token":"","t":"t0ken-in-plain-text"}"#, Class::WrongAnswer),
        (r#"{"access_token":"t0ken-in plain-text"}"#, Class::WrongAnswer),
        (r#"{"access_token":"t0ken-in-plain-text","token_type":"mac"}"#, Class::WrongAnswer),
        ("<html><body>Bitte hunter2-hunter2 anmelden</body></html>", Class::WrongAnswer),
        ("", Class::WrongAnswer),
    ];
    for (answer, class) in odd {
        let app = Router::new().fallback(any(move || async move { answer }));
        let error = source(app, "").await.sign_in().await.unwrap_err();
        assert_eq!(error.class, class, "{answer}");
        assert!(!error.what.contains("t0ken") && !error.what.contains("hunter2"), "{error}");
        assert_eq!(error.what.contains("Bitte … anmelden"), answer.starts_with('<'), "{error}");
    }
    for status in [StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN] {
        let app = Router::new().fallback(any(move || async move {
            (status, format!("{{\"error\":\"invalid_client\",\"secret\":\"{SECRET}\"}}"))
        }));
        let error = source(app, "").await.templates().await.unwrap_err();
        assert_eq!(error.class, Class::Auth);
        assert!(error.what.contains("invalid_client") && error.what.contains("acme"), "{error}");
        assert!(!error.what.contains(SECRET), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_refuses_its_own_token_is_left_alone() {
    let server = server("", |_| StatusCode::UNAUTHORIZED.into_response()).await;
    for _ in 0..3 {
        let error = server.source.templates().await.unwrap_err();
        assert_eq!(error.class, Class::Auth);
        assert!(error.what.contains("refuses the token"), "{error}");
    }
    assert_eq!((sent(&server).len(), server.sign_ins.load(Ordering::SeqCst)), (2, 2));
}

#[tokio::test]
async fn a_confirmation_is_written_as_the_contract_says() {
    let ids = [SourceId::text("a\"b"), SourceId::number("12345678901234567890123"), SourceId::text("7")];
    for (overrides, written) in [
        ("", r#"["a\"b",12345678901234567890123,"7"]"#),
        (r#"confirm_body = "profileIds""#, r#"{"profileIds":["a\"b",12345678901234567890123,"7"]}"#),
    ] {
        let server = server(overrides, |_| StatusCode::NO_CONTENT.into_response()).await;
        assert_eq!(server.source.confirm(&ids).await.unwrap(), vec![Confirmed::Done; 3]);
        assert_eq!(sent(&server), [written]);
    }
    let few = server("confirm_batch = \"7\"", |_| StatusCode::OK.into_response()).await;
    assert_eq!(few.source.batch(), 7);
}

#[tokio::test]
async fn any_success_confirms_and_a_refusal_is_told_for_one_and_for_many() {
    let two = [SourceId::text("a"), SourceId::text("b")];
    for status in [200, 201, 202, 204, 299] {
        let server = server("", move |_| StatusCode::from_u16(status).unwrap().into_response()).await;
        assert_eq!(server.source.confirm(&two).await.unwrap(), vec![Confirmed::Done; 2], "{status}");
    }
    for status in [400, 404, 409, 410, 413, 422] {
        let status = StatusCode::from_u16(status).unwrap();
        let server = server("", move |_| (status, "no such thing").into_response()).await;
        assert_eq!(server.source.confirm(&two).await.unwrap_err().class, Class::Rejected, "{status}");
        let one = server.source.confirm(&two[..1]).await.unwrap();
        assert!(matches!(&one[..], [Confirmed::Refused(why)] if why.contains("no such thing")), "{one:?}");
    }
    for (status, class, perhaps) in [
        (403, Class::Forbidden, Sent::No),
        (405, Class::Rejected, Sent::No),
        (500, Class::Unavailable, Sent::Perhaps),
        (302, Class::WrongAnswer, Sent::No),
    ] {
        let server = server("", move |_| StatusCode::from_u16(status).unwrap().into_response()).await;
        let error = server.source.confirm(&two[..1]).await.unwrap_err();
        assert_eq!((error.class, error.sent, sent(&server).len()), (class, perhaps, 1), "{status}");
    }
}

#[tokio::test]
async fn a_chat_is_asked_for_as_published_and_its_token_escaped() {
    let server = server("", |_| "\"a/b?c#d ü\\u0065\"".replace(' ', "").into_response()).await;
    let link = server.source.chat(&SourceId::number("7"), Some(" Jana \"J\" ")).await.unwrap();
    assert_eq!(link.0.expose_secret(), "https://chat.example.com/a%2Fb%3Fc%23d%C3%BCe");
    server.source.chat(&SourceId::text("7"), None).await.unwrap();
    let bodies = sent(&server);
    assert_eq!(bodies, [r#"{"profileId":7,"recruiterName":"Jana \"J\""}"#, r#"{"profileId":"7"}"#]);
}

#[tokio::test]
async fn an_absurd_chat_token_is_refused_and_never_told() {
    for answer in
        [r#"{"token":"s3cret-s3cret"}"#, "s3cret s3cret", "\"s3cret\\u0000\"", "..", "", "[\"s3cret\"]"]
    {
        let server = server("", move |_| answer.into_response()).await;
        let error = server.source.chat(&SourceId::text("7"), None).await.unwrap_err();
        assert_eq!(error.class, Class::WrongAnswer, "{answer}");
        assert!(!error.what.contains("s3cret"), "{error}");
    }
}

fn media(uri: Option<String>) -> Media {
    Media { id: MediaId("m".into()), role: Role::Cv, name: None, mime: Some("application/pdf".into()), uri }
}

#[tokio::test]
async fn an_announced_address_is_tried_after_a_404_only() {
    for (status, uri, class, asked) in [
        (404, Some("/there?sig=1"), None, 2),
        (404, Some("/nowhere"), Some(Class::Gone), 2),
        (404, Some("https://elsewhere.example.com/there"), Some(Class::Gone), 1),
        (404, None, Some(Class::Gone), 1),
        (410, Some("/there"), Some(Class::Gone), 1),
        (403, Some("/there"), Some(Class::Forbidden), 1),
    ] {
        let server = server("", move |path| match path {
            "/there" => "%PDF-1.4".into_response(),
            _ => StatusCode::from_u16(status).unwrap().into_response(),
        })
        .await;
        let download = server.source.download(&SourceId::text("p"), &media(uri.map(str::to_owned))).await;
        assert_eq!(download.map(|_| ()).err().map(|error| error.class), class, "{status} {uri:?}");
        assert_eq!(sent(&server).len(), asked, "{status} {uri:?}");
    }
}

#[tokio::test]
async fn a_compressed_list_is_read() {
    // [{"profileId":1}]
    const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x8b\xae\x56\x2a\x28\xca\x4f\xcb\xcc\x49\xf5\x4c\x51\xb2\x32\xac\x8d\x05\x00\xca\x94\xc1\x82\x11\x00\x00\x00";
    let server = server("", |_| ([("content-encoding", "gzip")], Body::from(GZIP)).into_response()).await;
    let (count, listing) = pull(&server.source).await;
    assert_eq!(count, 1, "{listing:?}");
}

//! The way to a server, tried on small servers that misbehave in one way each.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use futures_util::stream;

use super::*;
use crate::clock::Clock;
use crate::http::pause::InMemory;
use crate::http::{Repeat, Settings, client};

/// Serves in this process, until the test ends.
async fn serve(app: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{at}")
}

fn peer_with(base: &str, board: Arc<InMemory>) -> Peer {
    let client = client::Client::new(Settings::quick(), Clock::system()).unwrap();
    client.peer(base, 100_000, board).unwrap()
}

fn peer(base: &str) -> Peer {
    peer_with(base, Arc::default())
}

/// A server that gives these answers one after the other, the last one for ever; counts the requests.
fn script(answers: Vec<fn() -> Response>) -> (Router, Arc<AtomicU32>) {
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let app = Router::new().fallback(any(move || {
        let at = usize::try_from(counter.fetch_add(1, Ordering::SeqCst)).unwrap();
        let answer = answers[at.min(answers.len() - 1)];
        async move { answer() }
    }));
    (app, asked)
}

fn post(peer: &Peer, repeat: Repeat) -> Call {
    Call::post(peer.url("/x").unwrap(), Body::Json(b"[]".to_vec()), repeat)
}

#[tokio::test]
async fn an_unwell_server_is_asked_again_and_then_answers() {
    let (app, asked) = script(vec![
        || StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        || StatusCode::BAD_GATEWAY.into_response(),
        || "well".into_response(),
    ]);
    let peer = peer(&serve(app).await);
    let (_, body) = peer.fetch(&Call::get(peer.url("/x").unwrap()), 100).await.unwrap();
    assert_eq!((&body[..], asked.load(Ordering::SeqCst)), (&b"well"[..], 3));
}

#[tokio::test]
async fn five_tries_are_enough() {
    let (app, asked) =
        script(vec![|| (StatusCode::INTERNAL_SERVER_ERROR, "out of \x1b order").into_response()]);
    let peer = peer(&serve(app).await);
    let error = peer.fetch(&Call::get(peer.url("/x").unwrap()), 100).await.unwrap_err();
    assert_eq!((error.class, error.status, asked.load(Ordering::SeqCst)), (Class::Unavailable, Some(500), 5));
    assert!(error.what.ends_with("answered 500 to GET /x: out of ␛ order"), "{error}");
}

#[tokio::test]
async fn what_may_have_been_taken_is_not_posted_twice() {
    let (app, asked) = script(vec![|| StatusCode::INTERNAL_SERVER_ERROR.into_response()]);
    let peer = peer(&serve(app).await);
    let error = peer.send(&post(&peer, Repeat::UnlessTaken)).await.err().unwrap();
    assert_eq!((error.sent, asked.load(Ordering::SeqCst)), (Sent::Perhaps, 1));
    let error = peer.send(&post(&peer, Repeat::Freely)).await.err().unwrap();
    assert_eq!((error.class, asked.load(Ordering::SeqCst)), (Class::Unavailable, 6));
}

#[tokio::test]
async fn a_short_pause_is_waited_for_and_written_on_the_board() {
    let (app, asked) =
        script(vec![|| (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "7")]).into_response(), || {
            "now".into_response()
        }]);
    let board = Arc::new(InMemory::default());
    let peer = peer_with(&serve(app).await, board.clone());
    assert!(peer.send(&post(&peer, Repeat::UnlessTaken)).await.is_ok());
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    assert_eq!(board.current().await.unwrap().why, Why::RateLimited);
}

#[tokio::test]
async fn a_long_pause_is_told_at_once_and_holds_for_everybody() {
    let (app, asked) =
        script(vec![|| (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "3600")]).into_response()]);
    let base = serve(app).await;
    let board = Arc::new(InMemory::default());
    for _ in 0..2 {
        let peer = peer_with(&base, board.clone());
        let error = peer.send(&Call::get(peer.url("/x").unwrap())).await.err().unwrap();
        assert_eq!(error.class, Class::Maintenance);
        let left = error.retry_at.unwrap().duration_since(jiff::Timestamp::now()).as_secs();
        assert!((3500..=3600).contains(&left), "{left}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1, "the second one obeyed the board");
}

#[tokio::test]
async fn a_busy_server_without_a_time_is_asked_five_times() {
    for status in [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE] {
        let asked = Arc::new(AtomicU32::new(0));
        let counter = asked.clone();
        let app = Router::new().fallback(any(move || {
            counter.fetch_add(1, Ordering::SeqCst);
            async move { status }
        }));
        let peer = peer(&serve(app).await);
        let error = peer.send(&post(&peer, Repeat::UnlessTaken)).await.err().unwrap();
        assert_eq!((asked.load(Ordering::SeqCst), error.retry_at), (5, None));
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_asked_for_again() {
    let (app, asked) = script(vec![
        || {
            let pieces = [Ok("[1, "), Err(std::io::Error::other("cut"))];
            axum::body::Body::from_stream(stream::iter(pieces)).into_response()
        },
        || "[1, 2]".into_response(),
    ]);
    let peer = peer(&serve(app).await);
    let (_, body) = peer.fetch(&Call::get(peer.url("/x").unwrap()), 100).await.unwrap();
    assert_eq!((&body[..], asked.load(Ordering::SeqCst)), (&b"[1, 2]"[..], 2));
}

#[tokio::test]
async fn a_lost_answer_says_that_the_request_may_have_arrived() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut request).await;
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    let peer = peer(&base);
    let error = peer.send(&post(&peer, Repeat::UnlessTaken)).await.err().unwrap();
    assert_eq!((error.class, error.sent), (Class::Offline, Sent::Perhaps));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_server_that_is_not_there_was_not_asked() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let peer = peer(&base);
    let error = peer.send(&post(&peer, Repeat::UnlessTaken)).await.err().unwrap();
    assert_eq!((error.class, error.sent), (Class::Offline, Sent::No));
    assert!(error.what.contains("can't be reached"), "{error}");
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_offline() {
    let app = Router::new().fallback(any(|| async { "plain" }));
    let base = serve(app).await.replace("http://", "https://");
    let peer = peer(&base);
    let error = peer.send(&post(&peer, Repeat::UnlessTaken)).await.err().unwrap();
    assert_eq!((error.class, error.sent), (Class::Offline, Sent::No));
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let app = Router::new().fallback(any(|| async {
        std::future::pending::<()>().await;
        "never"
    }));
    let settings = Settings {
        silence: Duration::from_millis(20),
        schedule: super::super::Schedule { tries: 2, ..super::super::Schedule::quick() },
        ..Settings::default()
    };
    let client = client::Client::new(settings, Clock::system()).unwrap();
    let peer = client.peer(&serve(app).await, 1000, Arc::new(InMemory::default())).unwrap();
    let error = peer.send(&Call::get(peer.url("/x").unwrap())).await.err().unwrap();
    assert_eq!((error.class, error.sent), (Class::Offline, Sent::Perhaps));
    assert!(error.what.contains("not a byte came"), "{error}");
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_refused() {
    let app = Router::new().fallback(any(|| async { "x".repeat(10_000) }));
    let peer = peer(&serve(app).await);
    let error = peer.fetch(&Call::get(peer.url("/x").unwrap()), 9_999).await.unwrap_err();
    assert_eq!(error.class, Class::Refused);
}

#[tokio::test]
async fn a_call_is_not_redirected() {
    let app = Router::new().fallback(any(|| async {
        (StatusCode::FOUND, [("location", "https://login.example.com/sign?session=abc")])
    }));
    let peer = peer(&serve(app).await);
    let error = peer.send(&Call::get(peer.url("/x").unwrap())).await.err().unwrap();
    assert_eq!(error.class, Class::WrongAnswer);
    assert!(
        error.what.contains("127.0.0.1") && error.what.contains("https://login.example.com/sign,"),
        "{error}"
    );
    assert!(!error.what.contains("abc"), "{error}");
}

/// Which paths were asked for, and whether credentials came along.
type Seen = Arc<Mutex<Vec<(String, bool)>>>;

/// A server whose `/hop` leads to `target`, and that notes which credentials arrive where.
fn hopping(target: &'static str) -> (Router, Seen) {
    let seen = Seen::default();
    let (one, two) = (seen.clone(), seen.clone());
    let note = |seen: &Seen, request: &Request| {
        let proof = request.headers().contains_key("authorization");
        seen.lock().unwrap().push((request.uri().path().to_owned(), proof));
    };
    let app = Router::new()
        .route(
            "/hop",
            get(move |request: Request| {
                note(&one, &request);
                async move { (StatusCode::TEMPORARY_REDIRECT, [("location", target)]) }
            }),
        )
        .fallback(any(move |request: Request| {
            note(&two, &request);
            async { "file" }
        }));
    (app, seen)
}

fn download(peer: &Peer, path: &str) -> Call {
    Call::get(peer.url(path).unwrap()).proof(Proof::Bearer("t0ken-t0ken".to_owned().into())).following()
}

#[tokio::test]
async fn a_download_follows_home_with_its_credentials() {
    let (app, seen) = hopping("/file");
    let peer = peer(&serve(app).await);
    let (_, body) = peer.fetch(&download(&peer, "/hop"), 100).await.unwrap();
    assert_eq!(&body[..], b"file");
    assert_eq!(*seen.lock().unwrap(), [("/hop".to_owned(), true), ("/file".to_owned(), true)]);
}

#[tokio::test]
async fn credentials_stay_behind_when_a_download_leaves_home_and_comes_back() {
    let (elsewhere, seen_there) = hopping("/file");
    let there: &'static str = Box::leak(format!("{}/hop", serve(elsewhere).await).into_boxed_str());
    let (home, seen_home) = hopping(there);
    let peer = peer(&serve(home).await);
    peer.fetch(&download(&peer, "/hop"), 100).await.unwrap();
    assert_eq!(*seen_home.lock().unwrap(), [("/hop".to_owned(), true)]);
    assert_eq!(*seen_there.lock().unwrap(), [("/hop".to_owned(), false), ("/file".to_owned(), false)]);
}

#[tokio::test]
async fn a_redirect_without_end_is_cut_off() {
    let (app, seen) = hopping("/hop");
    let peer = peer(&serve(app).await);
    let error = peer.fetch(&download(&peer, "/hop"), 100).await.unwrap_err();
    assert_eq!((error.class, seen.lock().unwrap().len()), (Class::Refused, 4));
}

#[tokio::test]
async fn an_error_never_repeats_our_secrets() {
    let app = Router::new().fallback(any(|headers: HeaderMap, body: String| async move {
        let proof = headers.get("authorization").map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        (StatusCode::BAD_REQUEST, format!("you sent {proof} and {body}"))
    }));
    let peer = peer(&serve(app).await);
    let fields = vec![("client_secret".to_owned(), SecretString::from("hunter2-hunter2".to_owned()))];
    let call = Call::post(peer.url("/token").unwrap(), Body::Form(fields), Repeat::Freely)
        .proof(Proof::Bearer("t0ken-t0ken".to_owned().into()));
    let error = peer.send(&call).await.err().unwrap();
    assert_eq!(error.class, Class::Rejected);
    assert!(error.what.contains("you sent Bearer … and client_secret=…"), "{error}");
    let wrong = peer.wrong_answer(&call.secret_answer(), "a token", None, b"the-new-t0ken");
    assert!(!wrong.what.contains("t0ken"), "{wrong}");
}

#[tokio::test]
async fn what_is_told_of_a_file_names_its_server_and_nobody() {
    let app = Router::new().fallback(any(|request: Request| async move {
        let uri = request.uri().clone();
        let (query, path) = (uri.query().unwrap_or_default(), uri.path());
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        match query.parse::<u16>().map(StatusCode::from_u16) {
            Ok(Ok(status)) => (status, format!("no {path}, no {decoded}")).into_response(),
            _ => (StatusCode::FOUND, [("location", query.to_owned())]).into_response(),
        }
    }));
    let peer = peer(&serve(app).await);
    let call = |how: &str| {
        let url = peer.url(&format!("/files/Резюме Мельничук Ada.pdf?{how}")).unwrap();
        Call::get(url).following().named("the download of a résumé")
    };
    for how in
        ["401", "403", "404", "422", "500", "http://example.com/Ada.pdf", "https://me:pw@example.com/Ada.pdf"]
    {
        let error = peer.send(&call(how)).await.err().unwrap();
        let nobody = ["Мельничук", "%D0%9C", "Ada"].iter().all(|name| !error.what.contains(name));
        assert!(nobody && error.what.contains(&peer.host()), "{how}: {error}");
        assert_eq!(error.what.contains("the download of a résumé"), how.len() == 3, "{how}: {error}");
    }
    let wrong =
        peer.wrong_answer(&call("200"), "the file", None, "{\"no\":\"Резюме Мельничук Ada.pdf\"}".as_bytes());
    assert!(wrong.what.contains("the download of a résumé") && !wrong.what.contains("Ada"), "{wrong}");
    let away = self::peer("http://127.0.0.1:9");
    assert_eq!(call("x").path(away.base()), "…");
    let plain = Call::get(peer.url("/media/1").unwrap());
    assert_eq!((plain.path(&plain.url), plain.path(away.base())), ("/media/1", "…"));
}

#[tokio::test]
async fn every_status_has_its_class() {
    let app = Router::new().fallback(any(|request: Request| async move {
        request
            .uri()
            .path()
            .trim_start_matches('/')
            .parse::<u16>()
            .map(StatusCode::from_u16)
            .unwrap()
            .unwrap()
    }));
    let peer = peer(&serve(app).await);
    for (status, class) in [
        (400, Class::Rejected),
        (401, Class::Auth),
        (403, Class::Forbidden),
        (404, Class::Gone),
        (410, Class::Gone),
        (422, Class::Rejected),
        (300, Class::WrongAnswer),
        (500, Class::Unavailable),
        (599, Class::Unavailable),
    ] {
        let error = peer.send(&Call::get(peer.url(&status.to_string()).unwrap())).await.err().unwrap();
        assert_eq!((error.class, error.status), (class, Some(status)), "{status}");
    }
}

#[test]
fn a_path_stays_on_its_server() {
    let client = client::Client::new(Settings::quick(), Clock::system()).unwrap();
    let peer = client.peer("https://api.example.com/prefix/", 1, Arc::new(InMemory::default())).unwrap();
    assert_eq!(peer.url("/api/x").unwrap().as_str(), "https://api.example.com/prefix/api/x");
    assert_eq!(peer.url("//evil.example/x").unwrap().host_str(), Some("api.example.com"));
    assert!(peer.own("https://api.example.com/f?x=1").is_some());
    assert!(peer.own("/f").is_some());
    for other in [
        "https://api.example.com:444/f",
        "http://api.example.com/f",
        "//evil.example/f",
        "https://a@api.example.com/f",
        "data:x",
    ] {
        assert!(peer.own(other).is_none(), "{other}");
    }
}

#[test]
fn basic_credentials_are_encoded_before_they_are_joined() {
    assert_eq!(basic("a:b", &"c d".to_owned().into()), "Basic YSUzQWI6Yytk");
}

#[tokio::test]
async fn a_redirect_to_a_name_that_leads_inside_is_refused_when_it_is_resolved() {
    let watchman = crate::http::resolve::Watchman::default();
    watchman.watch("localhost");
    // Like the watched client, without the system's certificates, which not every machine has.
    client::install_crypto();
    let builder = reqwest::Client::builder().no_proxy().tls_certs_only([]).dns_resolver(watchman);
    let url = Url::parse("https://localhost:9/file?signature=abc").unwrap();
    let error = builder.build().unwrap().get(url.clone()).send().await.unwrap_err();
    let call = Call::get(Url::parse("http://127.0.0.1:9/hop").unwrap());
    let failure = peer("http://127.0.0.1:9").no_answer(&call, &url, &error);
    assert_eq!((failure.error.class, failure.trouble), (Class::Refused, Trouble::Final));
    let what =
        "127.0.0.1:9 redirects to https://localhost:9/file, and that name leads into a private network";
    assert_eq!(failure.error.what, what);
}

#[tokio::test]
async fn a_body_that_is_cut_is_told_as_cut_and_a_garbled_one_as_garbled() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    for (head, why) in [
        ("Content-Length: 1000\r\n\r\n0123456789", "the connection broke"),
        ("Content-Length: 1000\r\nContent-Encoding: gzip\r\n\r\n\u{1f}\u{1}", "its compression is broken"),
    ] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _asked = stream.read(&mut [0; 4096]).await;
                let body = if why.starts_with("its") {
                    "not gzip at all, but long enough".repeat(32)
                } else {
                    String::new()
                };
                let _gone = stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}{body}").as_bytes()).await;
            }
        });
        let peer = peer(&base);
        let error = peer.fetch(&Call::get(peer.url("/x").unwrap()), 10_000).await.unwrap_err();
        assert_eq!(error.class, Class::Offline);
        assert!(error.what.ends_with(why), "{error}");
    }
}

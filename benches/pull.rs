//! Reading a list: how fast records are cut, and how fast a source reads them from loopback, beside plain fetching.
//!
//! `cargo bench --bench pull [-- APPLICANTS]`. Prints figures; people judge. On a busy machine the time that the
//! processors worked (Linux only) says more than the time that passed; it includes the answering server.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops when it can't go on"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use kandidat::clock::Clock;
use kandidat::config::{Account, Secret};
use kandidat::domain::AccountName;
use kandidat::http::{self, pause};
use kandidat::sandbox;
use kandidat::source::split::Splitter;
use kandidat::source::{self, Record, session};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

const ROUNDS: usize = 5;

#[tokio::main(worker_threads = 2)]
async fn main() {
    let applicants = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(100_000);
    let list = Arc::new(list(applicants).await);
    let megabytes = list.len() as f64 / 1e6;
    println!("{applicants} profiles, {megabytes:.0} MB, medians of {ROUNDS}");

    let mut cut = Vec::new();
    for _ in 0..ROUNDS {
        let start = Watch::start();
        let mut splitter = Splitter::default();
        let mut records = 0_u32;
        for chunk in list.chunks(64 * 1024) {
            splitter.push(chunk, |_| records += 1);
        }
        assert_eq!(records, applicants);
        cut.push(start.read());
    }
    report("cut into records, from memory", megabytes, cut);

    let base = serve(list.clone()).await;
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let mut fetched = Vec::new();
    for _ in 0..ROUNDS {
        let start = Watch::start();
        let mut answer = client.get(format!("{base}/profiles")).send().await.unwrap();
        while answer.chunk().await.unwrap().is_some() {}
        fetched.push(start.read());
    }
    report("fetched and thrown away, from loopback", megabytes, fetched);

    let secret = Secret::Plain("secret".to_owned().into());
    let account = Account {
        base_url: base.clone(),
        chat_url: base,
        requests_per_second: 1000,
        ..Account::pitchyou(AccountName::new("bench").unwrap(), "bench", secret)
    };
    let client = http::Client::new(http::Settings::default(), Clock::system()).unwrap();
    let source = source::open(
        &account,
        &client,
        Arc::new(pause::InMemory::default()),
        Arc::new(session::InMemory::default()),
    )
    .unwrap();
    let mut pulled = Vec::new();
    for _ in 0..ROUNDS {
        let start = Watch::start();
        let (out, mut records) = mpsc::channel(256);
        let count = async {
            let mut count = 0;
            while let Some(record) = records.recv().await {
                count += u32::from(matches!(record, Record::Readable { .. }));
            }
            count
        };
        let (count, listing) = tokio::join!(count, source.pull(out));
        assert!(listing.unwrap().broken.is_none());
        assert_eq!(count, applicants);
        pulled.push(start.read());
    }
    report("pulled: fetched, cut, read, hashed, handed on", megabytes, pulled);
}

/// Measures the time that passes and the time that the processors work.
struct Watch(Instant, Option<Duration>);

impl Watch {
    fn start() -> Self {
        Self(Instant::now(), worked())
    }

    fn read(&self) -> (Duration, Option<Duration>) {
        (self.0.elapsed(), worked().zip(self.1).map(|(now, then)| now - then))
    }
}

/// What the processors have worked for this process, in user and system mode; a tick is 10 ms.
fn worked() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

fn report(what: &str, megabytes: f64, mut times: Vec<(Duration, Option<Duration>)>) {
    times.sort_unstable();
    let (passed, worked) = times[times.len() / 2];
    let passed = passed.as_secs_f64();
    print!("{what:<48} {:>6.0} ms {:>5.0} MB/s", passed * 1e3, megabytes / passed);
    match worked.map(|worked| worked.as_secs_f64()).filter(|worked| *worked > 0.0) {
        Some(worked) => println!(" | processors {:>6.0} ms {:>5.0} MB/s", worked * 1e3, megabytes / worked),
        None => println!(),
    }
}

/// The sandbox's list of that many profiles, fetched once: making it takes longer than reading it.
async fn list(applicants: u32) -> Vec<u8> {
    let sandbox =
        sandbox::start(sandbox::Options { applicants, ..sandbox::Options::default() }).await.unwrap();
    http::install_crypto();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let (id, secret) = sandbox.credentials();
    let form = [("client_id", id), ("client_secret", secret), ("grant_type", "client_credentials")];
    let token = client.post(format!("{}/token", sandbox.base_url())).form(&form).send().await.unwrap();
    let token: serde_json::Value = token.json().await.unwrap();
    let list = client
        .get(format!("{}/api/applicant/v1/profiles", sandbox.base_url()))
        .bearer_auth(token["access_token"].as_str().unwrap());
    list.send().await.unwrap().bytes().await.unwrap().to_vec()
}

/// A server that can do nothing but answer with the list, and with a token for a POST.
async fn serve(list: Arc<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(answer(stream, list.clone()));
        }
    });
    base
}

async fn answer(stream: TcpStream, list: Arc<Vec<u8>>) {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut post, mut length) = (None, 0);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            post.get_or_insert_with(|| line.starts_with("POST"));
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        let token = br#"{"access_token":"t","expires_in":3600}"#;
        let body = if post == Some(true) { &token[..] } else { list.as_slice() };
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
    }
}

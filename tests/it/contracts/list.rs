//! Lists that break off, and records that can't be read.

use std::collections::{BTreeMap, HashSet};

use kandidat::config::Account;
use kandidat::domain::SourceKind;
use kandidat::http::Class;
use kandidat::sandbox::Fault;
use kandidat::source::Record;
use tokio::sync::mpsc;

use super::rig::*;

pub async fn a_list_that_breaks_off_counts_as_far_as_it_came(kind: SourceKind) {
    for (fault, class) in [
        (Fault::Drop { times: 1 }, Class::Offline),
        (Fault::Truncate { times: 1 }, Class::WrongAnswer),
        (Fault::BadJson { times: 1 }, Class::WrongAnswer),
    ] {
        let rig = rig(kind, world(40, vec![fault])).await;
        let (records, listing) = rig.pull().await;
        let listing = listing.unwrap();
        assert_eq!((records.len(), listing.records), (20, 20), "{fault}");
        assert_eq!(listing.broken.unwrap().class, class, "{fault}");
        let first: Vec<String> =
            records.into_iter().filter_map(readable).map(|one| one.id.as_str().to_owned()).collect();
        let whole = ids(&rig.applications().await);
        assert_eq!((first.len(), whole.len()), (20, 40), "{fault}");
        assert_eq!(first[..], whole[..20], "{fault}");
    }
}

pub async fn a_list_that_breaks_off_at_once_is_an_error(kind: SourceKind) {
    for fault in [Fault::Drop { times: 1 }, Fault::Truncate { times: 1 }] {
        let rig = rig(kind, world(1, vec![fault])).await;
        let (records, listing) = rig.pull().await;
        assert!(records.is_empty() && listing.is_err(), "{fault}");
        assert_eq!(rig.applications().await.len(), 1, "{fault}");
    }
}

pub async fn one_bad_record_spoils_only_itself(kind: SourceKind) {
    let rig = rig(kind, world(10, vec![Fault::OneBadProfile])).await;
    let (records, listing) = rig.pull().await;
    assert_eq!((listing.unwrap().records, records.len()), (11, 11));
    let bad: Vec<&Record> = records.iter().filter(|one| matches!(one, Record::Unreadable { .. })).collect();
    let [Record::Unreadable { id: None, raw, reason }] = bad[..] else { panic!("{bad:?}") };
    let start = [in_names_of(kind, "{\"profileId\":\"bad-").as_bytes(), b"\xff"].concat();
    assert!(raw.starts_with(&start) && raw.ends_with(b":17}"), "kept as it came");
    assert!(reason.contains("UTF-8"), "{reason}");
}

pub async fn every_hostile_record_is_read_or_kept(kind: SourceKind) {
    let bodies: Vec<Vec<u8>> = vec![
        b"17".to_vec(),
        b"null".to_vec(),
        b"\"\"".to_vec(),
        b"{\"profileId\":\"h1\",\"steps\":\"x\"}".to_vec(),
        b"{\"profileId\":\"h2\",\"firstName\":\"\\ud83d\",\"steps\":[]}".to_vec(),
        b"{\"profileId\":\"h3\" \"steps\":[]}".to_vec(),
        [b"{\"profileId\":\"h4\",\"x\":".to_vec(), b"[".repeat(70), b"]".repeat(70), b"}".to_vec()].concat(),
        [b"{\"profileId\":\"h5\",\"x\":".to_vec(), b"[".repeat(63), b"]".repeat(63), b"}".to_vec()].concat(),
        [b"{\"profileId\":\"h6\",\"x\":\"".to_vec(), b"x".repeat(17 * 1024 * 1024), b"\"}".to_vec()].concat(),
        "{\"profileId\":\"h7\u{202e}\\u0000/../?#%\",\"firstName\":\"\\u001b[2J\u{1f468}\u{200d}\u{1f469}\"}"
            .into(),
        b"{\"profileId\":12345678901234567890123,\"steps\":null}".to_vec(),
    ];
    let named = |body: Vec<u8>| in_names_of(kind, &String::from_utf8(body).unwrap()).into_bytes();
    let bodies: Vec<Vec<u8>> = bodies.into_iter().map(named).collect();
    let count = bodies.len();
    let rig = rig(kind, world_of(&bodies)).await;
    let (records, listing) = rig.pull().await;
    assert!(listing.unwrap().broken.is_none());
    assert_eq!(records.len(), count);
    let mut seen = BTreeMap::new();
    for (record, body) in records.into_iter().zip(&bodies) {
        match record {
            Record::Readable { application, raw, .. } => {
                assert_eq!(&raw, body);
                seen.insert(application.id.as_str().to_owned(), "read");
            }
            Record::Unreadable { id, raw, reason } => {
                assert_eq!(raw, body[..raw.len()], "{reason}");
                assert_eq!(raw.len(), body.len().min(16 * 1024 * 1024), "{reason}");
                if let Some(id) = id {
                    seen.insert(id.as_str().to_owned(), "kept");
                }
            }
        }
    }
    let read: Vec<&str> =
        seen.iter().filter(|(_, fate)| **fate == "read").map(|(id, _)| id.as_str()).collect();
    assert_eq!(read, ["12345678901234567890123", "h2", "h5", "h7\u{202e}\0/../?#%"]);
    let kept: Vec<&str> =
        seen.iter().filter(|(_, fate)| **fate == "kept").map(|(id, _)| id.as_str()).collect();
    assert_eq!(kept, ["h1", "h4", "h6"]);
}

pub async fn the_same_record_twice_is_told_twice_and_is_the_same(kind: SourceKind) {
    // A source with pages repeats between them.
    let pages = |account: &mut Account| {
        if kind == SourceKind::HrDrom {
            account.contract = "page_size = \"3\"".parse().unwrap();
        }
    };
    let rig = rig_with(kind, world(9, vec![Fault::Duplicate]), pages).await;
    let (records, _) = rig.pull().await;
    assert!(records.len() >= 11, "{}", records.len());
    let mut same: BTreeMap<String, HashSet<[u8; 32]>> = BTreeMap::new();
    for record in records {
        let Record::Readable { application, sameness, .. } = record else { panic!("{record:?}") };
        same.entry(application.id.as_str().to_owned()).or_default().insert(sameness);
    }
    assert_eq!(same.len(), 9);
    assert!(same.values().all(|one| one.len() == 1));
}

pub async fn nobody_listening_ends_the_pass(kind: SourceKind) {
    let rig = rig(kind, world(3000, vec![])).await;
    let (out, mut records) = mpsc::channel(1);
    let listen = async move {
        records.recv().await;
        drop(records);
    };
    let (_, listing) = tokio::join!(listen, rig.source.pull(out));
    let listing = listing.unwrap();
    assert!(listing.records < 10 && listing.broken.is_some(), "{listing:?}");
}

pub async fn a_pass_that_is_given_up_leaves_no_thread_behind(kind: SourceKind) {
    let rig = rig(kind, world(2000, vec![])).await;
    let (out, mut records) = mpsc::channel(1);
    tokio::select! {
        _ = rig.source.pull(out) => panic!("with most of its records not taken it can't end"),
        first = records.recv() => assert!(first.is_some()),
    }
    // The reading thread holds the sender; the channel closes when it has ended.
    while records.recv().await.is_some() {}
}

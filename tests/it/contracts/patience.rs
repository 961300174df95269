//! Servers that ask for a pause, or take their time.

use kandidat::domain::{SourceId, SourceKind};
use kandidat::http::Class;
use kandidat::http::pause::{PauseBoard, Why};
use kandidat::sandbox::Fault;

use super::rig::*;

pub async fn short_pauses_are_waited_for(kind: SourceKind) {
    for fault in [
        Fault::RateLimit { seconds: 1, times: 2 },
        Fault::Maintenance { seconds: 1, times: 3 },
        Fault::MaintenanceUntil { seconds: 1, times: 3 },
    ] {
        let rig = rig(kind, world(4, vec![fault])).await;
        let applicants: Vec<SourceId> = rig.applications().await.into_iter().map(|one| one.id).collect();
        assert_eq!(applicants.len(), 4);
        assert_eq!(rig.source.confirm(&applicants).await.unwrap().len(), 4, "{fault}");
        assert!(rig.board.current().await.is_some(), "{fault}");
    }
}

pub async fn long_pauses_are_told_at_once(kind: SourceKind) {
    for (fault, class, why) in [
        (Fault::RateLimit { seconds: 3600, times: 9 }, Class::RateLimited, Why::RateLimited),
        (Fault::Maintenance { seconds: 5400, times: 9 }, Class::Maintenance, Why::Maintenance),
        (Fault::MaintenanceUntil { seconds: 5400, times: 9 }, Class::Maintenance, Why::Maintenance),
    ] {
        let rig = rig(kind, world(4, vec![fault])).await;
        for _ in 0..3 {
            let error = rig.poke().await.unwrap_err();
            assert_eq!(error.class, class);
            assert!(error.retry_at.unwrap() > jiff::Timestamp::now());
        }
        assert_eq!(rig.sandbox.journal().arrived(), 1, "the others did not even ask");
        assert_eq!(rig.board.current().await.unwrap().why, why);
    }
}

pub async fn a_slow_server_is_waited_for(kind: SourceKind) {
    let rig = rig(kind, world(2, vec![Fault::Slow { millis: 4 }])).await;
    let applications = rig.applications().await;
    let (one, media) =
        applications.iter().find_map(|one| Some((one, one.media.first()?))).expect("somebody has a file");
    rig.save(&one.id, media).await.unwrap();
}

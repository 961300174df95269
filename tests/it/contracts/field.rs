//! Fields that are new, renamed, or overridden by the account.

use std::collections::HashSet;

use kandidat::config::Account;
use kandidat::domain::SourceKind;
use kandidat::sandbox::{Fault, Renamed};
use kandidat::source::Record;

use super::rig::*;

pub async fn new_fields_are_kept_and_noticed(kind: SourceKind) {
    let rig = rig(kind, world(10, vec![Fault::NewFields])).await;
    let (records, listing) = rig.pull().await;
    let drift = listing.unwrap().drift;
    let names: &[&str] = match kind {
        SourceKind::PitchYou => &["`matching`", "`consentVersion`", "`durationMs`", "`virusScan`"],
        SourceKind::HrDrom => &["`score`", "`consent_version`", "`checked_at`", "`server`"],
    };
    for name in names {
        assert_eq!(drift.iter().filter(|one| one.contains(name)).count(), 1, "{name}: {drift:?}");
    }
    for application in records.into_iter().filter_map(readable) {
        assert!(application.other.iter().any(|(name, _)| name == "matching" || name == "score"));
    }
    rig.poke().await.unwrap();
}

pub async fn renamed_fields_lose_no_file_and_no_applicant(kind: SourceKind) {
    let plain = rig(kind, world(20, vec![Fault::RenamedFields(Renamed::Plain)])).await;
    let (records, listing) = plain.pull().await;
    let drift = listing.unwrap().drift;
    assert!(drift.iter().any(|one| one.contains("`tel`")), "{drift:?}");
    assert!(drift.iter().any(|one| one.contains("`reply`")), "{drift:?}");
    assert_eq!(records.into_iter().filter_map(readable).count(), 20);

    let media = rig(kind, world(20, vec![Fault::RenamedFields(Renamed::Media)])).await;
    let mut files = 0;
    for application in media.applications().await {
        let found: HashSet<&str> = application.media.iter().map(|media| media.id.as_str()).collect();
        assert_eq!(found.len(), media.files(application.id.as_str()));
        for file in &application.media {
            let bytes = media.bytes(application.id.as_str(), file.id.as_str());
            assert_eq!(media.save(&application.id, file).await.unwrap(), bytes);
        }
        files += found.len();
    }
    assert!(files > 10);

    let id = rig(kind, world(5, vec![Fault::RenamedFields(Renamed::Id)])).await;
    let (records, listing) = id.pull().await;
    assert!(records.iter().all(|one| matches!(one, Record::Unreadable { id: None, .. })));
    let missing = match kind {
        SourceKind::PitchYou => "no profile has `profileId`",
        SourceKind::HrDrom => "no lead has `id`",
    };
    assert!(listing.unwrap().drift.iter().any(|one| one.contains(missing)));
}

pub async fn overridden_names_are_read(kind: SourceKind) {
    let contract = |account: &mut Account| {
        account.contract = match kind {
            SourceKind::PitchYou => {
                "[profile]\nphone = [\"tel\", \"whatsAppNumber\"]\n[step]\nanswer = [\"reply\", \"answerText\"]"
            }
            SourceKind::HrDrom => "[lead]\nphone = [\"tel\"]\n[answer]\nanswer = [\"reply\"]",
        }
        .parse()
        .unwrap();
    };
    let rig = rig_with(kind, world(20, vec![Fault::RenamedFields(Renamed::Plain)]), contract).await;
    let applications = rig.applications().await;
    assert!(applications.iter().filter(|one| one.person.phone.is_some()).count() > 5);
    assert!(applications.iter().any(|one| one.steps.iter().any(|step| step.answer.is_some())));
}

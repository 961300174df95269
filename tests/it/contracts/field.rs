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
    for name in ["`matching`", "`consentVersion`", "`durationMs`", "`virusScan`"] {
        assert_eq!(drift.iter().filter(|one| one.contains(name)).count(), 1, "{name}: {drift:?}");
    }
    for application in records.into_iter().filter_map(readable) {
        assert!(application.other.iter().any(|(name, _)| name == "matching"));
    }
    rig.source.templates().await.unwrap();
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
        let known = media.sandbox.world().media_ids(application.id.as_str());
        assert_eq!(found, known.iter().map(String::as_str).collect());
        files += found.len();
    }
    assert!(files > 10);

    let id = rig(kind, world(5, vec![Fault::RenamedFields(Renamed::Id)])).await;
    let (records, listing) = id.pull().await;
    assert!(records.iter().all(|one| matches!(one, Record::Unreadable { id: None, .. })));
    assert!(listing.unwrap().drift.iter().any(|one| one.contains("no profile has `profileId`")));
}

pub async fn overridden_names_are_read(kind: SourceKind) {
    let contract = |account: &mut Account| {
        account.contract =
            "[profile]\nphone = [\"tel\", \"whatsAppNumber\"]\n[step]\nanswer = [\"reply\", \"answerText\"]"
                .parse()
                .unwrap();
    };
    let rig = rig_with(kind, world(20, vec![Fault::RenamedFields(Renamed::Plain)]), contract).await;
    let applications = rig.applications().await;
    assert!(applications.iter().filter(|one| one.person.phone.is_some()).count() > 5);
    assert!(applications.iter().any(|one| one.steps.iter().any(|step| step.answer.is_some())));
}

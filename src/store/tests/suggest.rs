//! Values for completing a search.

use super::*;
use crate::domain::query::Field;

#[tokio::test]
async fn values_are_those_used_last_and_older_ones_by_their_beginning() {
    let inbox = Inbox::new().await;
    for n in 0..20 {
        let mut one = application(&n.to_string(), "Ada");
        one.job = Some(format!("job {n}"));
        one.location = Some("Düsseldorf".into());
        one.profession = Some("Krankenpfleger".into());
        one.utm.source = Some(if n == 0 { "Stepstone" } else { "indeed" }.into());
        one.utm.campaign = Some("indoor".into());
        inbox.add(one).await;
    }
    let store = &inbox.store;
    let jobs = store.values(Field::Job, "").await.unwrap();
    assert_eq!((jobs.len(), jobs[0].as_str()), (12, "job 19"), "the newest first, and not without end");
    assert_eq!(store.values(Field::Job, "JOB 3").await.unwrap(), ["job 3"]);
    assert_eq!(store.values(Field::Job, "3").await.unwrap(), ["job 3"], "by any of its words");
    assert_eq!(store.values(Field::Location, "dus").await.unwrap(), ["Düsseldorf"]);
    assert_eq!(store.values(Field::Profession, "").await.unwrap(), ["Krankenpfleger"]);
    assert_eq!(store.values(Field::UtmSource, "").await.unwrap(), ["indeed", "Stepstone"]);
    assert_eq!(store.values(Field::Utm, "ind").await.unwrap(), ["indeed", "indoor"]);
    assert_eq!(store.values(Field::Tag, "").await.unwrap(), Vec::<String>::new());
    assert_eq!(store.values(Field::Name, "a").await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_people_chose_is_known_however_old_the_applicant() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let tags = Edit::Tags { add: vec!["nacht".into(), "zwei worte".into()], remove: Vec::new() };
    inbox.store.apply(vec![key], tags, &jana()).await.unwrap();
    inbox.store.apply(vec![key], Edit::Assign(Some("Olga".into())), &jana()).await.unwrap();
    assert_eq!(inbox.store.values(Field::Tag, "").await.unwrap(), ["nacht", "zwei worte"]);
    assert_eq!(inbox.store.values(Field::Tag, "wor").await.unwrap(), ["zwei worte"]);
    assert_eq!(inbox.store.values(Field::Assignee, "ol").await.unwrap(), ["Olga"]);
    inbox.store.undo(&jana()).await.unwrap();
    assert_eq!(inbox.store.values(Field::Assignee, "").await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn an_old_value_is_found_by_the_index() {
    let inbox = Inbox::new().await;
    let mut old = application("old", "Bea");
    old.profession = Some("Lokführer im Güterverkehr".into());
    inbox.add(old).await;
    // So many that the old one isn't looked at by itself any more.
    let mut others = Vec::new();
    for n in 0..310 {
        let mut one = application(&format!("n{n}"), "Ada");
        one.profession = Some("Lagerist".into());
        others.push(readable(one));
    }
    inbox.pull(others).await;
    assert_eq!(inbox.store.values(Field::Profession, "").await.unwrap(), ["Lagerist"]);
    assert_eq!(
        inbox.store.values(Field::Profession, "L").await.unwrap(),
        ["Lagerist", "Lokführer im Güterverkehr"]
    );
}

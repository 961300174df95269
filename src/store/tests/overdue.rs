//! The list by response time.

use super::*;
use crate::domain::Query;

#[tokio::test]
async fn who_is_longest_over_the_target_stands_first() {
    let inbox = Inbox::new().await;
    let slow = AccountName::new("slow").unwrap();
    let calm = AccountName::new("calm").unwrap();
    for account in [&slow, &calm] {
        inbox.store.register(account, SourceKind::PitchYou).await.unwrap();
    }
    let hours = |hours: u64| Duration::from_secs(hours * 3_600);
    inbox.store.answer_within([
        (inbox.account.clone(), hours(1)),
        (slow.clone(), hours(24)),
        (calm.clone(), hours(1)),
    ]);
    // Applied so many minutes ago; due an hour or a day later. Two are due in the same millisecond.
    let mut right = Vec::new();
    for n in 0..60_i64 {
        let (account, within) = match n % 3 {
            0 => (&inbox.account, 60),
            1 => (&slow, 1_440),
            _ => (&calm, 60),
        };
        let minutes = if n < 2 { 2_000 + within } else { (n * 7_919) % 3_000 };
        let mut one = application(&n.to_string(), &format!("n{n}"));
        one.applied_at = Some(at(NOON) - Duration::from_secs(minutes.unsigned_abs() * 60));
        let pass = inbox.store.begin_pass(account).await.unwrap();
        let key = inbox.store.save_pulled(&pass, vec![readable(one)]).await.unwrap()[0].key;
        inbox.store.end_pass(pass, Complete::Whole).await.unwrap();
        let is_contacted = n % 10 == 9;
        if is_contacted {
            let edit = Edit::Contacted(Some(at(NOON)));
            inbox.store.apply(vec![key], edit, &jana()).await.unwrap();
        }
        right.push((is_contacted, if is_contacted { 0 } else { within - minutes }, key));
    }
    right.sort_unstable();
    let right: Vec<Key> = right.into_iter().map(|(.., key)| key).collect();
    let query = Query::default();
    let store = &inbox.store;
    assert_eq!(store.keys(&query, Sort::Overdue, 1_000).await.unwrap(), right);
    for (place, key) in right.iter().enumerate() {
        assert_eq!(store.position(&query, Sort::Overdue, *key).await.unwrap(), Some(place as u64));
        for limit in [1, 3, 7] {
            let keys = |window: Window| window.rows.into_iter().map(|row| row.key).collect::<Vec<_>>();
            let after = store.window(&query, Sort::Overdue, From::After(*key), limit).await.unwrap();
            assert_eq!(after.more_after, place + 1 + limit < right.len());
            assert_eq!(keys(after), right[place + 1..].iter().copied().take(limit).collect::<Vec<_>>());
            let before = store.window(&query, Sort::Overdue, From::Before(*key), limit).await.unwrap();
            assert_eq!(keys(before), right[place.saturating_sub(limit)..place], "before {place}");
            let around = store.window(&query, Sort::Overdue, From::At(*key), limit).await.unwrap();
            assert!(keys(around).contains(key));
        }
    }
    let late = Query::parse("n1").unwrap();
    let some = store.keys(&late, Sort::Overdue, 1_000).await.unwrap();
    let named = store.found_names(&late).await;
    assert_eq!(some, right.iter().copied().filter(|key| named.contains(key)).collect::<Vec<_>>());
}

impl Store {
    /// Who matches, in no order.
    async fn found_names(&self, query: &Query) -> Vec<Key> {
        self.keys(query, Sort::Newest, 1_000).await.unwrap()
    }
}

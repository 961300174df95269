//! Every fault on HRDrom's side: what exactly it does, how often, and that all is well afterwards.

use super::*;
use crate::sandbox::fault::Renamed;

/// One call of each route, in the order of the router: their status codes.
async fn round(caller: &Caller) -> Vec<u16> {
    let credentials = caller.credentials();
    let mut reset = credentials.clone();
    reset["new_password"] = "x".into();
    let mut seen = vec![caller.bare(RESET, &reset).await.0, caller.bare(TOKEN, &credentials).await.0];
    for path in [PROFESSIONS, LOCATIONS, LEADS] {
        seen.push(caller.get(path).await.status().as_u16());
    }
    let (lead, file, _) = caller.some_resume();
    seen.push(caller.get(&file).await.status().as_u16());
    seen.push(caller.confirm(json!([lead])).await.0);
    seen.push(caller.event(&lead, &event("e", "offer", 1)).await.0);
    seen.push(caller.bare(REVOKE, &json!({"token": "x"})).await.0);
    seen.push(caller.bare(REFRESH, &json!({"refresh_token": "x"})).await.0);
    seen
}

#[tokio::test]
async fn first_password_closes_everything_until_it_is_changed() {
    let settings = Settings { leads: 12, ..Settings::default() };
    let options = || Options { faults: vec![Fault::FirstPassword], ..small(settings.clone()) };
    let mut caller = Caller::out(options()).await;
    assert_eq!(round(&caller).await, [422, 403, 403, 403, 403, 403, 403, 403, 403, 403]);
    let refused = caller.get(LEADS).await;
    assert_eq!(refused.json::<Value>().await.unwrap()["error"], "password_reset_required");
    let wrong = json!({"login": "sandbox", "password": "x"});
    assert_eq!(caller.bare(TOKEN, &wrong).await.0, 401);
    let mut reset = caller.credentials();
    reset["new_password"] = "a second one".into();
    assert_eq!(caller.bare(RESET, &reset).await.0, 204);
    assert_eq!(caller.sign_in().await, 200);
    assert_eq!(caller.leads(100).await.len(), 12);

    // Switched on later, it closes what was open; switched off, the password counts as changed.
    caller.handle.set_faults(vec![Fault::FirstPassword]);
    assert_eq!(caller.get(LEADS).await.status(), 403);
    caller.handle.set_faults(Vec::new());
    assert_eq!(caller.get(LEADS).await.status(), 401);
    assert_eq!(caller.sign_in().await, 200);
}

#[tokio::test]
async fn expire_token_ends_the_first_session_with_both_tokens() {
    let mut caller = Caller::with(Fault::ExpireToken { calls: 3 }).await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(caller.get(LOCATIONS).await.status().as_u16());
    }
    assert_eq!(seen, [200, 200, 200, 401, 401]);
    assert_eq!(caller.renew().await, 401);
    assert_eq!(caller.sign_in().await, 200);
    for _ in 0..6 {
        assert_eq!(caller.get(LOCATIONS).await.status(), 200);
    }
}

#[tokio::test]
async fn reject_credentials_refuses_sign_in_and_ends_sessions() {
    let mut caller = Caller::with(Fault::RejectCredentials { times: None }).await;
    assert_eq!([caller.sign_in().await, caller.sign_in().await, caller.renew().await], [401; 3]);
    assert_eq!(caller.get(LEADS).await.status(), 401);
    caller.handle.set_faults(vec![Fault::RejectCredentials { times: Some(1) }]);
    assert_eq!([caller.sign_in().await, caller.sign_in().await], [401, 200]);
}

#[tokio::test]
async fn rate_limit_and_maintenance_stand_in_for_every_route() {
    let caller = Caller::with(Fault::RateLimit { seconds: 7, times: 1 }).await;
    assert_eq!(round(&caller).await, [429; 10]);
    assert_eq!(round(&caller).await, [422, 200, 200, 200, 200, 200, 200, 201, 200, 401]);
    let caller = Caller::with(Fault::Maintenance { seconds: 5400, times: 9 }).await;
    assert_eq!(round(&caller).await, [503, 503, 503, 503, 503, 503, 503, 503, 503, 401]);
    let caller = Caller::with(Fault::MaintenanceUntil { seconds: 60, times: 1 }).await;
    let refused = caller.get(LEADS).await;
    assert!(refused.headers()["retry-after"].to_str().unwrap().ends_with(" GMT"));
}

#[tokio::test]
async fn slow_waits() {
    let caller = Caller::with(Fault::Slow { millis: 120 }).await;
    let started = std::time::Instant::now();
    assert_eq!(caller.get(PROFESSIONS).await.status(), 200);
    assert!(started.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn drop_and_truncate_break_the_first_page_and_each_file() {
    for fault in [Fault::Drop { times: 1 }, Fault::Truncate { times: 1 }] {
        let caller = Caller::with(fault).await;
        let cut = matches!(fault, Fault::Drop { .. });
        let (_, file, bytes) = caller.some_resume();
        let page = caller.get(LEADS).await.bytes().await;
        assert_eq!(page.is_err(), cut, "{fault}");
        if let Ok(page) = page {
            let text = String::from_utf8_lossy(&page);
            assert_eq!(text.matches("{\"id\":").count(), 7, "half of them and one that is cut");
            assert!(serde_json::from_str::<Value>(&text).is_err());
        }
        assert_eq!(caller.leads(5).await.len(), 12);
        let first = caller.get(&file).await.bytes().await;
        assert_eq!(first.map_or(0, |got| got.len()), 0);
        assert_eq!(caller.get(&file).await.bytes().await.unwrap(), bytes);
        let counts: Vec<Downloads> = caller.handle.journal().downloads().into_values().collect();
        assert_eq!(counts, [Downloads { asked: 2, completed: 1 }]);
        let cuts = caller.handle.journal().entries();
        let cuts = cuts.iter().filter(|entry| entry.outcome == Outcome::Cut).count();
        assert_eq!(cuts, if cut { 2 } else { 0 }, "{}", caller.handle.journal().text());
    }
}

#[tokio::test]
async fn duplicate_repeats_the_last_lead_of_the_page_before() {
    let caller = Caller::with(Fault::Duplicate).await;
    let world = caller.handle.leads().ids();
    let mut expected = world.clone();
    expected.insert(5, world[4].clone());
    expected.insert(11, world[9].clone());
    assert_eq!(ids(&caller.leads(5).await), expected);
}

#[tokio::test]
async fn bad_json_breaks_the_first_answers() {
    let caller = Caller::with(Fault::BadJson { times: 1 }).await;
    for path in [LEADS, PROFESSIONS, LOCATIONS] {
        assert!(caller.get(path).await.json::<Value>().await.is_err(), "{path}");
        assert!(caller.get(path).await.json::<Value>().await.is_ok(), "{path}");
    }
}

#[tokio::test]
async fn one_bad_profile_stands_on_every_first_page() {
    let caller = Caller::with(Fault::OneBadProfile).await;
    for _ in 0..2 {
        let body = caller.get(LEADS).await.bytes().await.unwrap();
        let bad: &[u8] = b"{\"id\":\"bad-\xff\xfe\xe2\x28\xa1\",\"answers\":17}";
        let at = body.windows(bad.len()).position(|part| part == bad).unwrap();
        let good = [&body[..at], b"null", &body[at + bad.len()..]].concat();
        let page: Value = serde_json::from_slice(&good).unwrap();
        assert_eq!(page["items"].as_array().unwrap().len(), 13);
    }
}

#[tokio::test]
async fn html_200_stands_in_once_at_every_place() {
    let caller = Caller::with(Fault::Html200 { times: 1 }).await;
    assert_eq!(round(&caller).await, [200; 10]);
    assert_eq!(caller.handle.leads().listed(), 12);
    assert_eq!(round(&caller).await, [422, 200, 200, 200, 200, 200, 200, 201, 200, 401]);
    assert_eq!(caller.handle.leads().listed(), 11);
}

#[tokio::test]
async fn redirect_leads_resumes_to_another_origin_and_the_rest_to_a_page() {
    let caller = Caller::with(Fault::Redirect { hops: 2 }).await;
    assert_eq!(round(&caller).await, [302; 10]);
    let (_, file, bytes) = caller.some_resume();
    let mut answer = caller.get(&file).await;
    let mut hops = 0;
    while answer.status() == 302 {
        hops += 1;
        let to = answer.headers()["location"].to_str().unwrap().to_owned();
        assert!(to.starts_with(caller.handle.aside_url()), "{to}");
        assert_eq!(caller.client.get(&to).bearer_auth("x").send().await.unwrap().status(), 400);
        answer = caller.client.get(&to).send().await.unwrap();
    }
    assert_eq!((hops, caller.handle.journal().leaks().len()), (2, 2));
    assert_eq!(answer.bytes().await.unwrap(), bytes);
}

#[tokio::test]
async fn lost_answer_does_it_and_says_nothing() {
    let mut caller = Caller::with(Fault::LostAnswer { times: 1 }).await;
    let post = async |path: &str, body: Value| {
        let request = caller.client.post(caller.url(path)).json(&body);
        request.bearer_auth(&caller.access).header("Idempotency-Key", "e1").send().await
    };
    let lead = caller.handle.leads().ids().remove(0);
    let id = caller.handle.leads().listed_as(&lead).unwrap();
    assert!(post(CONFIRM, json!({"ids": [id]})).await.is_err());
    assert!(caller.handle.leads().is_confirmed(&lead));
    assert_eq!(post(CONFIRM, json!({"ids": [id]})).await.unwrap().status(), 200);
    assert!(post(&events(&lead), event("e1", "offer", 1)).await.is_err());
    assert_eq!(post(&events(&lead), event("e1", "offer", 1)).await.unwrap().status(), 200);
    // The pair is used up, and nobody knows the new one.
    assert!(post(REFRESH, json!({"refresh_token": caller.refresh})).await.is_err());
    assert_eq!(post(REFRESH, json!({"refresh_token": caller.refresh})).await.unwrap().status(), 401);
    assert_eq!(caller.get(LEADS).await.status(), 401);
    assert!(post(TOKEN, caller.credentials()).await.is_err());
    assert_eq!(caller.sign_in().await, 200);
    let mut reset = caller.credentials();
    reset["new_password"] = "a second one".into();
    assert!(caller.client.post(caller.url(RESET)).json(&reset).send().await.is_err());
    assert_eq!(caller.bare(RESET, &reset).await.0, 401);
    assert_eq!(caller.sign_in().await, 200);
    let record = caller.handle.journal().hrdrom();
    assert_eq!(record.progress()[&lead], ["offer"]);
    assert_eq!(record.acknowledged(), [(lead, 2)]);
    let expected = Sessions { issued: 4, renewed: 1, reused: 1, passwords: 1, revoked: 0 };
    assert_eq!(record.sessions(), expected);
}

#[tokio::test]
async fn vanish_takes_the_first_leads_with_resumes_away() {
    let caller = Caller::with(Fault::Vanish { profiles: 2 }).await;
    let world = caller.handle.leads();
    let with_file = world.ids().into_iter().filter(|id| world.resume(id).is_some());
    let gone: Vec<(String, String)> = with_file
        .take(2)
        .map(|id| (id.clone(), resume::path(&id, &world.resume(&id).unwrap().file_name)))
        .collect();
    assert_eq!(caller.leads(100).await.len(), 12);
    for (id, file) in &gone {
        assert_eq!(caller.get(file).await.status(), 404);
        assert_eq!(caller.confirm(json!([id])).await.1["failed"][0]["error"], "not_found");
        assert_eq!(caller.event(id, &event("e", "offer", 1)).await.0, 404);
    }
    assert_eq!(caller.leads(100).await.len(), 10);
}

#[tokio::test]
async fn new_fields_appear_on_every_level() {
    let caller = Caller::with(Fault::NewFields).await;
    caller.handle.leads().add(Lead::json(json!({"id": "p", "resume": {"url": "x"}})));
    let page: Value = caller.get(LEADS).await.json().await.unwrap();
    assert!(page.get("server").is_some());
    let leads = page["items"].as_array().unwrap();
    assert!(leads.iter().all(|lead| lead["consent_version"] == "2026-10"));
    assert_eq!(leads[12]["resume"]["checked_at"], "2026-10");
    assert!(leads.iter().any(|lead| lead["answers"][0]["checked_at"] == "2026-10"));
    let professions: Vec<Value> = caller.get(PROFESSIONS).await.json().await.unwrap();
    assert_eq!(professions[0]["archived"], false);
}

#[tokio::test]
async fn renamed_fields_have_other_names_and_the_same_values() {
    for (renamed, pairs) in [
        (Renamed::Plain, &[("phone", "tel"), ("created_at", "created"), ("utm_source", "source")][..]),
        (Renamed::Media, &[("resume", "cv")]),
        (Renamed::Id, &[("id", "uuid")]),
    ] {
        let caller = Caller::with(Fault::RenamedFields(renamed)).await;
        let changed = caller.leads(100).await;
        caller.handle.set_faults(Vec::new());
        let usual = caller.leads(100).await;
        for (old, new) in pairs {
            assert!(changed.iter().all(|lead| lead.get(old).is_none()));
            assert!(changed.iter().zip(&usual).all(|(changed, usual)| changed.get(new) == usual.get(old)));
        }
        let replies = changed.iter().any(|lead| lead["answers"][0].get("reply").is_some());
        assert_eq!(replies, renamed == Renamed::Plain);
    }
}

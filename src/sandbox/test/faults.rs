//! Every fault: what exactly it does, how often, and that all is well afterwards.

use super::*;

/// One request over a connection of its own, so that a cut is seen as it is.
async fn raw_get(caller: &Caller, path: &str) -> (String, Vec<u8>) {
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n",
        caller.token
    );
    let got = raw(caller, &request).await;
    let head = got.windows(4).position(|part| part == b"\r\n\r\n").expect("no head") + 4;
    (String::from_utf8(got[..head].to_vec()).unwrap(), got[head..].to_vec())
}

fn id(caller: &Caller) -> Value {
    let id = caller.handle.world().ids().remove(0);
    caller.handle.world().listed_as(&id).unwrap()
}

/// What is left to the caller when every call has been made once: status codes in the order of the calls.
async fn round(caller: &Caller) -> Vec<u16> {
    let (file, _) = caller.some_file();
    let mut seen = vec![sign_in(&caller.handle, &caller.client).await.status().as_u16()];
    for path in [TEMPLATES, PROFILES, &file] {
        seen.push(caller.get(path).await.status().as_u16());
    }
    seen.push(caller.confirm(&json!([id(caller)])).await.as_u16());
    seen.push(caller.post(CHAT, &json!({"profileId": id(caller)})).await.unwrap().status().as_u16());
    seen
}

#[tokio::test]
async fn expire_token_ends_the_first_token_only() {
    let mut caller = Caller::with(Fault::ExpireToken { calls: 3 }).await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(caller.get(TEMPLATES).await.status().as_u16());
    }
    assert_eq!(seen, [200, 200, 200, 401, 401]);
    let answer: Value = sign_in(&caller.handle, &caller.client).await.json().await.unwrap();
    caller.token = answer["access_token"].as_str().unwrap().to_owned();
    for _ in 0..6 {
        assert_eq!(caller.get(TEMPLATES).await.status(), 200);
    }
    let faults = caller.handle.journal().entries();
    assert_eq!(faults.iter().filter(|entry| entry.fault == Some("expire-token")).count(), 2);
}

#[tokio::test]
async fn reject_credentials_refuses_sign_in_and_old_tokens() {
    let caller = Caller::with(Fault::RejectCredentials { times: None }).await;
    for _ in 0..3 {
        assert_eq!(sign_in(&caller.handle, &caller.client).await.status(), 401);
    }
    assert_eq!(caller.get(TEMPLATES).await.status(), 401);
    caller.handle.set_faults(vec![Fault::RejectCredentials { times: Some(1) }]);
    assert_eq!(sign_in(&caller.handle, &caller.client).await.status(), 401);
    assert_eq!(sign_in(&caller.handle, &caller.client).await.status(), 200);
    assert_eq!(caller.handle.journal().tokens_issued(), 2);
}

#[tokio::test]
async fn rate_limit_refuses_the_first_two_of_each_route() {
    let caller = Caller::with(Fault::RateLimit { seconds: 7, times: 2 }).await;
    let listed = caller.handle.world().listed();
    assert_eq!(round(&caller).await, [429; 6]);
    let refused = caller.get(TEMPLATES).await;
    assert_eq!(refused.headers()["retry-after"], "7");
    assert_eq!(caller.get(TEMPLATES).await.status(), 200);
    assert_eq!(round(&caller).await, [429, 200, 429, 429, 429, 429]);
    assert_eq!(caller.handle.world().listed(), listed);
    assert_eq!(round(&caller).await, [200; 6]);
    assert_eq!(caller.get("/test-chat").await.status(), 200);
}

#[tokio::test]
async fn maintenance_refuses_the_first_three_of_all() {
    let caller = Caller::with(Fault::Maintenance { seconds: 5400, times: 3 }).await;
    let refused = caller.get(PROFILES).await;
    assert_eq!(
        (refused.status().as_u16(), &refused.headers()["retry-after"]),
        (503, &"5400".parse().unwrap())
    );
    assert_eq!(round(&caller).await, [503, 503, 200, 200, 200, 200]);
}

#[tokio::test]
async fn maintenance_until_names_a_date() {
    let caller = Caller::with(Fault::MaintenanceUntil { seconds: 3600, times: 1 }).await;
    let refused = caller.get(PROFILES).await;
    assert_eq!(refused.status(), 503);
    let date = refused.headers()["retry-after"].to_str().unwrap();
    let date = jiff::fmt::strtime::parse("%a, %d %b %Y %H:%M:%S GMT", date).unwrap();
    let date = date.to_datetime().unwrap().to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let ahead = date.as_second() - system_time().as_second();
    assert!((3590..=3601).contains(&ahead), "{ahead}");
    assert_eq!(caller.get(PROFILES).await.status(), 200);
}

#[tokio::test]
async fn slow_waits_and_sends_files_in_four_pieces() {
    let caller = Caller::with(Fault::Slow { millis: 120 }).await;
    let (file, bytes) = caller.some_file();
    let start = std::time::Instant::now();
    let mut answer = caller.get(&file).await;
    assert!(start.elapsed() >= Duration::from_millis(120));
    let (mut pieces, mut got) = (0, Vec::new());
    while let Some(piece) = answer.chunk().await.unwrap() {
        pieces += 1;
        got.extend_from_slice(&piece);
    }
    assert!(start.elapsed() >= Duration::from_millis(240));
    assert!(pieces >= 4, "{pieces} pieces");
    assert_eq!(got, bytes);
}

#[tokio::test]
async fn drop_cuts_the_first_list_and_each_file_in_the_middle() {
    let caller = Caller::with(Fault::Drop { times: 1 }).await;
    let count = caller.handle.world().listed();
    let (head, body) = raw_get(&caller, PROFILES).await;
    assert!(head.contains("chunked"), "{head}");
    assert!(!body.ends_with(b"0\r\n\r\n"), "the list has a proper end");
    let records = body.windows(13).filter(|part| part == b"{\"profileId\":").count();
    assert_eq!(records, count / 2 + 1);
    assert_eq!(caller.list().await.len(), count);

    let (file, bytes) = caller.some_file();
    let (head, body) = raw_get(&caller, &file).await;
    assert!(head.contains(&format!("content-length: {}", bytes.len())), "{head}");
    assert_eq!(body, bytes[..bytes.len() / 2]);
    assert_eq!(caller.get(&file).await.bytes().await.unwrap(), bytes);
    let journal = caller.handle.journal();
    let cut = journal.entries().iter().filter(|entry| entry.outcome == Outcome::Cut).count();
    assert_eq!(cut, 2, "{}", journal.text());
    let counts: Vec<Downloads> = journal.downloads().into_values().collect();
    assert_eq!(counts, [Downloads { asked: 2, completed: 1 }]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drop_sends_the_first_half_of_a_large_file_too() {
    let caller = Caller::new(Options {
        applicants: 0,
        profiles: vec![Profile::json(json!({"profileId": "p"})).media("m", Content::new(vec![7; 3_000_001]))],
        faults: vec![Fault::Drop { times: 1 }],
        ..Options::default()
    })
    .await;
    let (_, body) = raw_get(&caller, &download("p", "m")).await;
    assert_eq!(body.len(), 1_500_000);
    let (_, body) = raw_get(&caller, &download("p", "m")).await;
    assert_eq!(body.len(), 3_000_001);
}

#[tokio::test]
async fn a_cut_answer_is_an_error_for_a_client() {
    let caller = Caller::with(Fault::Drop { times: 1 }).await;
    assert!(caller.get(PROFILES).await.bytes().await.is_err());
    let (file, _) = caller.some_file();
    assert!(caller.get(&file).await.bytes().await.is_err());
}

#[tokio::test]
async fn truncate_ends_the_first_answers_early_but_properly() {
    let caller = Caller::with(Fault::Truncate { times: 1 }).await;
    let (_, body) = raw_get(&caller, PROFILES).await;
    assert!(body.ends_with(b"0\r\n\r\n"));
    let text = String::from_utf8_lossy(&body).into_owned();
    assert_eq!(text.matches("{\"profileId\":").count(), 7);
    assert!(!text.contains("\r\n]"));
    assert_eq!(caller.list().await.len(), 12);

    let (file, bytes) = caller.some_file();
    let (head, body) = raw_get(&caller, &file).await;
    assert!(head.contains("200 OK") && head.contains("content-length: 0"), "{head}");
    assert!(body.is_empty());
    assert_eq!(caller.get(&file).await.bytes().await.unwrap(), bytes);
    let counts: Vec<Downloads> = caller.handle.journal().downloads().into_values().collect();
    assert_eq!(counts, [Downloads { asked: 2, completed: 1 }]);
}

#[tokio::test]
async fn duplicate_lists_each_third_profile_twice() {
    let caller = Caller::with(Fault::Duplicate).await;
    for _ in 0..2 {
        let listed: Vec<String> =
            caller.list().await.iter().map(|profile| journal::text(&profile["profileId"])).collect();
        let mut expected = Vec::new();
        for (at, id) in caller.handle.world().ids().into_iter().enumerate() {
            if at % 3 == 0 {
                expected.push(id.clone());
            }
            expected.push(id);
        }
        assert_eq!(listed, expected);
    }
}

#[tokio::test]
async fn bad_json_breaks_the_first_answers() {
    let caller = Caller::with(Fault::BadJson { times: 1 }).await;
    let body = caller.get(PROFILES).await.text().await.unwrap();
    assert!(serde_json::from_str::<Value>(&body).is_err());
    let (before, after) = body.split_once("}}]}").unwrap();
    assert_eq!(before.matches("{\"profileId\":").count(), 6);
    assert_eq!(after.matches("{\"profileId\":").count(), 6);
    assert_eq!(caller.list().await.len(), 12);
    assert!(caller.get(TEMPLATES).await.json::<Value>().await.is_err());
    assert!(caller.get(TEMPLATES).await.json::<Value>().await.is_ok());
}

#[tokio::test]
async fn one_bad_profile_stays_in_every_list() {
    let caller = Caller::with(Fault::OneBadProfile).await;
    for _ in 0..2 {
        let body = caller.get(PROFILES).await.bytes().await.unwrap();
        let bad: &[u8] = b"{\"profileId\":\"bad-\xff\xfe\xe2\x28\xa1\",\"steps\":17}";
        assert!(std::str::from_utf8(&body).is_err());
        let at = body.windows(bad.len()).position(|part| part == bad).unwrap();
        let good = [&body[..at], b"null", &body[at + bad.len()..]].concat();
        let list: Vec<Value> = serde_json::from_slice(&good).unwrap();
        assert_eq!((list.len(), &list[6]), (13, &Value::Null));
    }
}

#[tokio::test]
async fn html_200_stands_in_once_at_every_place() {
    let caller = Caller::with(Fault::Html200 { times: 1 }).await;
    let listed = caller.handle.world().listed();
    let (file, bytes) = caller.some_file();
    for path in [TEMPLATES, PROFILES, &file] {
        let answer = caller.get(path).await;
        assert_eq!(answer.status(), 200);
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
    }
    assert_eq!(caller.get(&file).await.bytes().await.unwrap(), bytes);
    let confirm = caller.post(CONFIRM, &json!([id(&caller)])).await.unwrap();
    assert!(confirm.text().await.unwrap().starts_with("<!doctype html>"));
    assert_eq!(caller.handle.world().listed(), listed);
    assert!(caller.handle.journal().confirmed().is_empty());
    assert_eq!(caller.confirm(&json!([id(&caller)])).await, 200);
    assert_eq!(caller.handle.world().listed(), listed - 1);
}

#[tokio::test]
async fn redirect_leads_files_to_another_origin_and_the_rest_to_a_page() {
    let caller = Caller::with(Fault::Redirect { hops: 2 }).await;
    let answer = caller.get(PROFILES).await;
    assert_eq!(answer.status(), 302);
    assert_eq!(answer.headers()["location"], format!("{}/signin", caller.handle.base_url()));
    assert_eq!(caller.list().await.len(), 12);

    let (file, bytes) = caller.some_file();
    for _ in 0..2 {
        let mut answer = caller.get(&file).await;
        let mut hops = 0;
        while answer.status() == 302 {
            hops += 1;
            let to = answer.headers()["location"].to_str().unwrap().to_owned();
            assert!(to.starts_with(caller.handle.aside_url()), "{to}");
            assert_ne!(caller.handle.aside_url(), caller.handle.base_url());
            let leak = caller.client.get(&to).bearer_auth(&caller.token).send().await.unwrap();
            assert_eq!(leak.status(), 400);
            answer = caller.client.get(&to).send().await.unwrap();
        }
        assert_eq!(hops, 2);
        assert_eq!(answer.bytes().await.unwrap(), bytes);
    }
    assert_eq!(caller.handle.journal().leaks().len(), 4);
    let counts: Vec<Downloads> = caller.handle.journal().downloads().into_values().collect();
    assert_eq!(counts, [Downloads { asked: 2, completed: 2 }]);
}

#[tokio::test]
async fn lost_answer_does_it_and_says_nothing() {
    let caller = Caller::with(Fault::LostAnswer { times: 1 }).await;
    let first = id(&caller);
    let request = format!(
        "POST {CONFIRM} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n[{first}]",
        caller.token,
        first.to_string().len() + 2
    );
    assert_eq!(raw(&caller, &request).await, b"");
    assert_eq!(caller.handle.world().listed(), 11);
    assert!(caller.post(CHAT, &json!({"profileId": first})).await.is_err());
    assert_eq!(caller.confirm(&json!([first])).await, 200);
    let journal = caller.handle.journal();
    assert_eq!(journal.confirmed(), [(journal::text(&first), 2)], "{}", journal.text());
    assert_eq!(journal.chats_issued(), 1);
    let url = format!("{}/token", caller.handle.base_url());
    let (id, secret) = caller.handle.credentials();
    let form = [("client_id", id), ("client_secret", secret)];
    assert!(caller.client.post(&url).form(&form).send().await.is_err());
    assert_eq!(sign_in(&caller.handle, &caller.client).await.status(), 200);
}

#[tokio::test]
async fn vanish_takes_the_first_profiles_with_files_away() {
    let caller = Caller::with(Fault::Vanish { profiles: 2 }).await;
    let world = caller.handle.world();
    let gone: Vec<(String, Vec<String>)> = world
        .ids()
        .into_iter()
        .map(|id| (id.clone(), world.media_ids(&id)))
        .filter(|(_, media)| !media.is_empty())
        .take(2)
        .collect();
    assert_eq!(caller.list().await.len(), 12);
    for (id, media) in &gone {
        for media in media {
            assert_eq!(caller.get(&download(id, media)).await.status(), 404);
        }
        assert_eq!(caller.confirm(&json!([id])).await, 404);
    }
    let left = caller.list().await;
    assert_eq!(left.len(), 10);
    assert!(
        left.iter().all(|profile| gone.iter().all(|(id, _)| journal::text(&profile["profileId"]) != *id))
    );
    assert_eq!(caller.list().await.len(), 10);
}

#[tokio::test]
async fn new_fields_appear_in_profiles_made_by_seed_and_by_hand() {
    let caller = Caller::with(Fault::NewFields).await;
    caller.handle.world().add(Profile::json(json!({"profileId": "p", "cv": {"mediaId": 1}})));
    let profiles = caller.list().await;
    assert!(profiles.iter().all(|profile| profile["consentVersion"] == "2026-10"));
    assert_eq!(profiles[12]["cv"]["virusScan"], "2026-10");
    let templates: Vec<Value> = caller.get(TEMPLATES).await.json().await.unwrap();
    assert_eq!(templates[0]["owner"]["id"], 7);
    caller.handle.set_faults(Vec::new());
    assert!(caller.list().await.iter().all(|profile| profile.get("consentVersion").is_none()));
}

#[tokio::test]
async fn renamed_fields_have_other_names_and_the_same_values() {
    for (renamed, pairs) in [
        (
            Renamed::Plain,
            &[
                ("phone", "tel"),
                ("createdAt", "created_on"),
                ("utmSource", "utm_source"),
                ("answer", "reply"),
            ][..],
        ),
        (Renamed::Media, &[("cv", "resume"), ("attachments", "files")][..]),
        (Renamed::Id, &[("profileId", "uuid")][..]),
    ] {
        let caller = Caller::with(Fault::RenamedFields(renamed)).await;
        caller.handle.world().add(Profile::json(json!({
            "profileId": "p", "phone": "1", "createdAt": "x", "utmSource": "y", "cv": null,
            "steps": [{"question": "q", "answer": "a", "attachments": []}],
        })));
        let body = caller.get(PROFILES).await.text().await.unwrap();
        let list: Vec<Value> = serde_json::from_str(&body).unwrap();
        assert_eq!(list.len(), 13);
        for (from, to) in pairs {
            assert!(!body.contains(&format!("\"{from}\":")), "{from} is still there");
            assert!(list[12].to_string().contains(&format!("\"{to}\":")), "{to} is missing");
            assert!(list[..12].iter().any(|profile| profile.to_string().contains(&format!("\"{to}\":"))));
        }
    }
}

#[tokio::test]
async fn faults_can_be_switched_while_it_runs() {
    let caller = Caller::with(Fault::RateLimit { seconds: 0, times: 2 }).await;
    assert_eq!(caller.get(TEMPLATES).await.status(), 429);
    caller.handle.set_faults(Vec::new());
    assert_eq!(caller.get(TEMPLATES).await.status(), 200);
    caller.handle.set_faults(vec![Fault::RateLimit { seconds: 0, times: 1 }, Fault::Duplicate]);
    assert_eq!(caller.get(PROFILES).await.status(), 429);
    assert_eq!(caller.list().await.len(), 16);
}

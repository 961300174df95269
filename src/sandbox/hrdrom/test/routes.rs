//! Every route without faults, and the record.

use std::time::Duration;

use super::*;

#[tokio::test]
async fn signing_in_gives_a_pair_and_tells_nobody() {
    let mut caller = Caller::out(Options::default()).await;
    let (status, answer) = caller.bare(TOKEN, &caller.credentials()).await;
    assert_eq!((status, &answer["expires_in"]), (200, &json!(1800)));
    let (login, password) = caller.handle.hrdrom_credentials();
    for wrong in [json!({"login": login, "password": "x"}), json!({"login": "x", "password": password})] {
        assert_eq!(caller.bare(TOKEN, &wrong).await.0, 401);
    }
    for wrong in [json!({"login": login}), json!([]), json!({"login": login, "password": 7})] {
        assert_eq!(caller.bare(TOKEN, &wrong).await.0, 400);
    }
    assert_eq!(caller.sign_in().await, 200);
    let journal = caller.handle.journal();
    assert_eq!(journal.hrdrom().sessions(), Sessions { issued: 2, ..Sessions::default() });
    assert_eq!(journal.tokens_issued(), 0);
    assert_eq!(journal.unauthorised().len(), 5);
    let told = format!("{} {:?} {:?}", journal.text(), journal.hrdrom(), caller.handle);
    for secret in [password.as_str(), &caller.access, &caller.refresh] {
        assert!(!told.contains(secret), "{told}");
    }
}

#[tokio::test]
async fn a_session_is_renewed_once_and_its_old_half_ends() {
    let mut caller = Caller::new(Options::default()).await;
    let (access, refresh) = (caller.access.clone(), caller.refresh.clone());
    assert_eq!(caller.get(PROFESSIONS).await.status(), 200);
    assert_eq!(caller.renew().await, 200);
    assert!(access != caller.access && refresh != caller.refresh);
    assert_eq!(caller.get(PROFESSIONS).await.status(), 200);
    let old = caller.client.get(caller.url(PROFESSIONS)).bearer_auth(&access).send().await.unwrap();
    assert_eq!(old.status(), 401);
    let (status, answer) = caller.bare(REFRESH, &json!({"refresh_token": refresh})).await;
    assert_eq!((status, answer["error"].as_str()), (401, Some("invalid_grant")));
    assert_eq!(caller.bare(REFRESH, &json!({"refresh_token": "r.x"})).await.0, 401);
    assert_eq!(caller.bare(REFRESH, &json!({})).await.0, 400);
    // A second use is refused, and doesn't harm the new pair.
    assert_eq!(caller.renew().await, 200);
    let expected = Sessions { issued: 1, renewed: 2, reused: 1, ..Sessions::default() };
    assert_eq!(caller.handle.journal().hrdrom().sessions(), expected);
}

#[tokio::test]
async fn a_session_that_has_ended_is_not_renewed() {
    let lifetime = Duration::from_millis(120);
    let mut caller = Caller::new(Options { token_lifetime: lifetime, ..Options::default() }).await;
    tokio::time::sleep(lifetime).await;
    assert_eq!(caller.get(LEADS).await.status(), 401);
    assert_eq!(caller.renew().await, 401);
    assert_eq!(caller.sign_in().await, 200);
    assert_eq!(caller.get(LEADS).await.status(), 200);
}

#[tokio::test]
async fn a_revoked_session_is_gone_by_either_token() {
    let mut caller = Caller::new(Options::default()).await;
    for by_refresh in [false, true] {
        let token = if by_refresh { &caller.refresh } else { &caller.access };
        let revoked =
            caller.client.post(caller.url(REVOKE)).json(&json!({"token": token})).send().await.unwrap();
        assert_eq!(revoked.status(), 200);
        assert_eq!(caller.get(LEADS).await.status(), 401);
        assert_eq!(caller.renew().await, 401);
        assert_eq!(caller.sign_in().await, 200);
    }
    assert_eq!(caller.bare(REVOKE, &json!({"token": "unknown"})).await.0, 200);
    assert_eq!(caller.bare(REVOKE, &json!({})).await.0, 400);
    assert_eq!(caller.handle.journal().hrdrom().sessions().revoked, 2);
}

#[tokio::test]
async fn the_password_changes_by_the_account_and_by_the_vendor() {
    let mut caller = Caller::new(Options::default()).await;
    let (login, old) = caller.handle.hrdrom_credentials();
    let body = |password: &str, new: &str| json!({"login": login, "password": password, "new_password": new});
    assert_eq!(caller.bare(RESET, &body("wrong", "long enough")).await.0, 401);
    assert_eq!(caller.bare(RESET, &body(&old, "short")).await.1["error"], "password_too_weak");
    assert_eq!(caller.bare(RESET, &body(&old, &old)).await.1["error"], "password_unchanged");
    assert_eq!(caller.bare(RESET, &json!({"login": login, "password": old})).await.0, 400);
    assert_eq!(caller.get(LEADS).await.status(), 200);
    assert_eq!(caller.bare(RESET, &body(&old, "новый пароль")).await.0, 204);
    assert_eq!(caller.get(LEADS).await.status(), 401);
    assert_eq!(caller.bare(TOKEN, &json!({"login": login, "password": old})).await.0, 401);
    assert_eq!(caller.handle.hrdrom_credentials().1, "новый пароль");
    assert_eq!(caller.sign_in().await, 200);

    let known = caller.credentials();
    caller.handle.change_hrdrom_password("overnight");
    assert_eq!(caller.get(LEADS).await.status(), 401);
    assert_eq!(caller.renew().await, 401);
    assert_eq!(caller.bare(TOKEN, &known).await.0, 401);
    let journal = caller.handle.journal();
    assert_eq!(journal.hrdrom().sessions().passwords, 1);
    assert!(!journal.text().contains("пароль"));
}

#[tokio::test]
async fn dictionaries_are_sent_when_they_have_changed() {
    let caller = Caller::new(Options::default()).await;
    for path in [PROFESSIONS, LOCATIONS] {
        let first = caller.get(path).await;
        let tag = first.headers()["etag"].clone();
        let entries: Vec<Value> = first.json().await.unwrap();
        assert!(entries.len() > 5);
        assert!(entries.iter().any(|entry| entry.get("parent_id").is_some()));
        for (known, status) in
            [(tag.clone(), 304), ("\"x\", *".parse().unwrap(), 304), ("\"x\"".parse().unwrap(), 200)]
        {
            let again = caller.request(Method::GET, path).header("If-None-Match", known);
            assert_eq!(again.send().await.unwrap().status(), status);
        }
        let (dictionary, id) = if path == PROFESSIONS {
            (caller.handle.professions(), json!(11))
        } else {
            (caller.handle.locations(), json!("kzn"))
        };
        assert!(dictionary.remove(&text(&id)) && !dictionary.remove(&text(&id)));
        let less =
            caller.request(Method::GET, path).header("If-None-Match", tag.clone()).send().await.unwrap();
        assert_ne!(less.headers()["etag"], tag);
        assert_eq!(less.json::<Vec<Value>>().await.unwrap().len(), entries.len() - 1);
        dictionary.set(Entry { id: id.clone(), name: "Новое имя".to_owned(), parent: None });
        dictionary
            .set(Entry { id: id.clone(), name: "Ещё новее".to_owned(), parent: Some(json!(1)) });
        let more: Vec<Value> = caller.get(path).await.json().await.unwrap();
        let changed = json!({"id": id, "name": "Ещё новее", "parent_id": 1});
        assert_eq!((more.len(), more.last()), (entries.len(), Some(&changed)));
        assert_eq!(dictionary.entries().len(), more.len());
    }
}

#[tokio::test]
async fn pages_follow_each_other_to_the_end() {
    let made = Lead::json(json!({"id": "by-hand", "resume": {"url": "{base}/files/resumes/by-hand/a.txt"}}));
    let made = made.resume("a.txt", "text/plain", "резюме");
    let settings = Settings { leads: 25, made: vec![made], ..Settings::default() };
    let caller = Caller::new(small(settings)).await;
    let world = caller.handle.leads();
    for limit in [1, 7, 13, 26, 500] {
        assert_eq!(ids(&caller.leads(limit).await), world.ids(), "{limit}");
    }
    let usual: Value = caller.get(LEADS).await.json().await.unwrap();
    assert_eq!((usual["items"].as_array().unwrap().len(), &usual["next"]), (26, &Value::Null));
    for (query, error) in [
        ("limit=0", "invalid_limit"),
        ("limit=501", "invalid_limit"),
        ("limit=x", "invalid_limit"),
        ("after=7", "invalid_cursor"),
    ] {
        let answer = caller.get(&format!("{LEADS}?{query}")).await;
        assert_eq!(answer.status(), 400, "{query}");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], error);
    }
    assert!(caller.handle.journal().text().contains("/api/v1/leads?limit=7&after= "));

    // A cursor that isn't escaped is found out, and one that is forgotten too.
    let next = caller.page(7, "").await["next"].as_str().unwrap().to_owned();
    assert_eq!(caller.get(&format!("{LEADS}?limit=7&after={next}")).await.status(), 400);
    assert_eq!(ids(caller.page(7, &next).await["items"].as_array().unwrap()), world.ids()[7..14]);
    world.forget_cursors();
    let query = [("after", next)];
    let stale = caller.request(Method::GET, LEADS).query(&query).send().await.unwrap();
    assert_eq!(stale.status(), 400);
    let url = usual["items"][25]["resume"]["url"].as_str().unwrap().to_owned();
    let file = caller.client.get(url).bearer_auth(&caller.access).send().await.unwrap();
    assert_eq!(file.text().await.unwrap(), "резюме");
}

#[tokio::test]
async fn a_lead_has_the_assumed_fields_and_a_resume_that_can_be_had() {
    let caller = Caller::new(Options::default()).await;
    let known = [
        "id",
        "created_at",
        "name",
        "phone",
        "email",
        "profession_id",
        "location_id",
        "vacancy_id",
        "vacancy_title",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_content",
        "answers",
        "resume",
        "comment",
    ];
    let mut seen = std::collections::BTreeSet::new();
    for lead in caller.leads(100).await {
        for (name, value) in lead.as_object().unwrap() {
            assert!(known.contains(&name.as_str()), "{name}");
            if !value.is_null() {
                seen.insert(name.clone());
            }
        }
        let id = text(&lead["id"]);
        let Some(url) = lead["resume"]["url"].as_str() else { continue };
        let file = caller.client.get(url).bearer_auth(&caller.access).send().await.unwrap();
        assert_eq!(file.headers()["content-type"], lead["resume"]["mime_type"].as_str().unwrap());
        assert_eq!(file.bytes().await.unwrap(), caller.handle.leads().resume_bytes(&id).unwrap());
        assert_eq!(caller.client.get(url).send().await.unwrap().status(), 401);
    }
    assert_eq!(seen.len(), known.len(), "{seen:?}");
    let downloads = caller.handle.journal().downloads();
    assert!(downloads.len() > 10);
    assert!(downloads.values().all(|file| *file == Downloads { asked: 1, completed: 1 }));
}

#[tokio::test]
async fn resumes_elsewhere_need_a_signature_and_no_credentials() {
    let settings = Settings { resumes: Resumes::Elsewhere, ..Settings::default() };
    let caller = Caller::new(small(settings)).await;
    let (mut own, mut elsewhere) = (0, 0);
    let (first, second) = (caller.leads(100).await, caller.leads(100).await);
    for (lead, again) in first.iter().zip(&second) {
        let Some(url) = lead["resume"]["url"].as_str() else { continue };
        if !url.starts_with(caller.handle.aside_url()) {
            own += 1;
            continue;
        }
        elsewhere += 1;
        assert_ne!(lead["resume"]["url"], again["resume"]["url"], "the signature changes");
        assert_eq!(caller.client.get(url).send().await.unwrap().status(), 200);
        let bare = url.split_once('?').unwrap().0;
        assert_eq!(caller.client.get(bare).send().await.unwrap().status(), 403);
        let leaked = caller.client.get(url).bearer_auth(&caller.access).send().await.unwrap();
        assert_eq!(leaked.status(), 400);
    }
    assert!(own > 3 && elsewhere > 3, "{own} {elsewhere}");
    assert_eq!(caller.handle.journal().leaks().len(), elsewhere);
    let config: toml::Table = caller.handle.hrdrom_config_toml().parse().unwrap();
    let origins = config["account"][0]["contract"]["resume_origins"].as_array().unwrap();
    assert_eq!(origins[0].as_str(), Some(caller.handle.aside_url()));
}

#[tokio::test]
async fn acknowledging_is_answered_lead_by_lead() {
    let caller = Caller::new(small(Settings { leads: 12, ..Settings::default() })).await;
    let world = caller.handle.leads();
    let listed: Vec<Value> = caller.leads(100).await.iter().map(|lead| lead["id"].clone()).collect();
    world.refuse(&text(&listed[1]), Some("locked"));
    let (status, answer) = caller.confirm(json!([listed[0], listed[1], "nobody"])).await;
    assert_eq!(status, 200);
    let failed = json!([{"id": listed[1], "error": "locked"}, {"id": "nobody", "error": "not_found"}]);
    assert_eq!(answer, json!({"confirmed": [listed[0]], "failed": failed}));
    assert_eq!(world.listed(), 11);
    assert!(world.is_confirmed(&text(&listed[0])) && !world.is_confirmed(&text(&listed[1])));
    world.refuse(&text(&listed[1]), None);
    assert_eq!(caller.confirm(json!([listed[0], listed[1]])).await.1["failed"], json!([]));
    for wrong in [json!([]), json!("x"), json!([null]), json!([[1]])] {
        assert_eq!(caller.confirm(wrong).await.0, 400);
    }
    let journal = caller.handle.journal();
    let record = journal.hrdrom();
    assert_eq!(record.acknowledged(), [(text(&listed[0]), 2), (text(&listed[1]), 1)]);
    assert_eq!(
        record.refused(),
        [(text(&listed[1]), "locked".into()), ("nobody".into(), "not_found".into())]
    );
    assert!(journal.text().contains("; acknowledged 1 of 3"), "{}", journal.text());
    assert!(journal.confirmed().is_empty() && journal.mistyped().is_empty());
    assert_eq!(ids(&caller.leads(100).await), world.ids());

    // What was confirmed without its résumé, and with an id of another type.
    let (lead, path, _) = caller.some_resume();
    let number = listed.iter().find(|id| id.is_number()).unwrap();
    caller.confirm(json!([lead, text(number)])).await;
    assert!(journal.premature().contains(&(lead, RESUME.to_owned())));
    assert_eq!(journal.mistyped(), [json!(text(number))]);
    journal.clear();
    assert_eq!(caller.get(&path).await.status(), 200);
    assert_eq!((record.acknowledged().len(), record.sessions().issued), (0, 0));
}

#[tokio::test]
async fn an_event_is_taken_once_and_only_for_a_confirmed_lead() {
    let caller = Caller::new(small(Settings { leads: 12, ..Settings::default() })).await;
    let world = caller.handle.leads();
    let all = world.ids();
    let lead = all.iter().find(|id| id.contains('/')).unwrap_or(&all[0]);
    let contacted = event("e1", "contacted", 1);
    assert_eq!(caller.event(lead, &contacted).await, (409, "lead_not_confirmed".into()));
    caller.confirm(json!([world.listed_as(lead)])).await;
    assert_eq!(caller.event(lead, &contacted).await.0, 201);
    assert_eq!(caller.event(lead, &contacted).await.0, 200);
    assert_eq!(caller.event(lead, &event("e1", "offer", 2)).await, (409, "event_id_used".into()));
    let mut rejected = event("e2", "rejected", 9);
    rejected["reason"] = "не подошёл график".into();
    assert_eq!(caller.event(lead, &rejected).await.0, 201);
    assert_eq!(caller.event(lead, &event("e3", "interview", 5)).await.0, 201);
    assert_eq!(caller.event("nobody", &event("e4", "offer", 1)).await, (404, "not_found".into()));
    assert_eq!(caller.event(lead, &event("e5", "new", 1)).await, (422, "unknown_status".into()));
    let mut timeless = event("e6", "offer", 1);
    timeless["occurred_at"] = "yesterday".into();
    assert_eq!(caller.event(lead, &timeless).await, (422, "invalid_time".into()));
    for key in [None, Some("e8")] {
        let mut request = caller.request(Method::POST, &events(lead)).json(&event("e7", "offer", 1));
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        assert_eq!(request.send().await.unwrap().status(), 400);
    }
    let record = caller.handle.journal().hrdrom();
    let arrivals: Vec<_> =
        record.events().iter().map(|event| (event.event_id.clone(), event.arrival)).collect();
    let expected = [
        ("e1", Arrival::Early),
        ("e1", Arrival::Taken),
        ("e1", Arrival::Repeated),
        ("e1", Arrival::Conflicting),
        ("e2", Arrival::Taken),
        ("e3", Arrival::TakenLate),
    ];
    assert_eq!(arrivals, expected.map(|(id, arrival)| (id.to_owned(), arrival)));
    assert_eq!(record.progress()[lead], ["contacted", "rejected", "interview"]);
    assert_eq!(record.out_of_order()[0].event_id, "e3");
    assert_eq!(record.early().len(), 1);
    assert_eq!(record.events()[4].reason.as_deref(), Some("не подошёл график"));
}

#[tokio::test]
async fn leads_change_while_the_server_runs() {
    let caller = Caller::new(small(Settings { leads: 3, ..Settings::default() })).await;
    let world = caller.handle.leads();
    let all = world.ids();
    caller.confirm(json!([world.listed_as(&all[0])])).await;
    world.edit(&all[0], |lead| lead["name"] = "Другое имя".into()).unwrap();
    world.revise(&all[1], Lead::json(json!({"id": world.listed_as(&all[1]), "name": "Совсем другой"})));
    world.remove(&all[2]).unwrap();
    world.add(Lead::raw(*b"{\"id\":7,\"name\":\"x\"}").id(7));
    world.revise("new", Lead::json(json!({"id": "new"})));
    let leads = caller.leads(2).await;
    assert_eq!(ids(&leads), [all[0].as_str(), &all[1], "7", "new"]);
    assert_eq!(leads[0]["name"], "Другое имя");
    assert_eq!(leads[1].as_object().unwrap().len(), 2);
    assert_eq!(world.edit("nobody", |_| {}), Err(UnknownLead("nobody".into())));
    assert_eq!(world.remove(&all[2]), Err(UnknownLead(all[2].clone())));
    assert!(!world.knows(&all[2]) && world.knows("7") && !world.is_confirmed(&all[0]));
}

#[tokio::test]
async fn the_same_seed_gives_the_same_leads() {
    let one =
        Caller::new(Options { now: Some("2026-11-21T12:00:00Z".parse().unwrap()), ..Options::default() })
            .await;
    let world = one.handle.leads();
    let again = World::new(1, 36, "2026-11-21T12:00:00Z".parse().unwrap(), Vec::new());
    for id in world.ids() {
        assert_eq!(world.body(&id), again.body(&id));
        assert_eq!(world.resume_bytes(&id), again.resume_bytes(&id));
    }
    let other = World::new(2, 36, "2026-11-21T12:00:00Z".parse().unwrap(), Vec::new());
    assert_ne!(world.ids(), other.ids());
}

#[tokio::test]
async fn the_printed_account_is_complete() {
    let settings = Settings { password: "a\"b\\c".to_owned(), ..Settings::default() };
    let handle = start(small(settings)).await.unwrap();
    let parsed: toml::Table = handle.hrdrom_config_toml().parse().unwrap();
    let account = &parsed["account"][0];
    for (key, value) in
        [("name", "sandbox-hrdrom"), ("source", "hrdrom"), ("login", "sandbox"), ("password", "a\"b\\c")]
    {
        assert_eq!(account[key].as_str(), Some(value));
    }
    assert_eq!(account["base_url"].as_str(), Some(handle.base_url()));
    assert!(account.get("contract").is_none());
    assert!(!format!("{:?} {:?}", Settings::default(), Options::default()).contains("toes"));
}

#[tokio::test]
async fn a_hook_may_cut_a_page_and_the_next_request_goes_on() {
    let hook = hook(|request, moment| match (request.route, moment) {
        (Route::Leads, crate::sandbox::Moment::BeforeAnswering) if request.number == 3 => {
            Verdict::CutBodyAfter(50)
        }
        _ => Verdict::Go,
    });
    let settings = Settings { leads: 12, ..Settings::default() };
    let caller = Caller::new(Options { hook: Some(hook), ..small(settings) }).await;
    let next = caller.page(4, "").await["next"].as_str().unwrap().to_owned();
    let query = [("limit", "4"), ("after", &next)];
    let second = || caller.request(Method::GET, LEADS).query(&query).send();
    assert!(second().await.unwrap().bytes().await.is_err());
    assert_eq!(second().await.unwrap().json::<Value>().await.unwrap()["items"].as_array().unwrap().len(), 4);
    let cut = caller.handle.journal().entries();
    assert_eq!(cut.iter().filter(|entry| entry.outcome == Outcome::Cut).count(), 1);
}

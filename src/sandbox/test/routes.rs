//! Every route without faults, the hook, the journal, and a long list.

use futures_util::StreamExt as _;

use super::*;

#[tokio::test]
async fn signing_in_takes_the_right_secret_in_either_style() {
    let handle = start(Options::default()).await.unwrap();
    let client = client();
    let url = format!("{}/token", handle.base_url());
    let answer: Value = sign_in(&handle, &client).await.json().await.unwrap();
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["expires_in"], 1800);

    let (id, secret) = handle.credentials();
    let basic = client.post(&url).basic_auth(id, Some(secret));
    let basic = basic.form(&[("grant_type", "client_credentials")]).send().await.unwrap();
    assert_eq!(basic.status(), 200);
    let second: Value = basic.json().await.unwrap();
    assert_ne!(second["access_token"], answer["access_token"]);

    let wrong = client.post(&url).form(&[("client_id", id), ("client_secret", "x")]);
    let wrong = wrong.send().await.unwrap();
    assert_eq!(wrong.status(), 401);
    assert_eq!(wrong.json::<Value>().await.unwrap()["error"], "invalid_client");
    let none = client.post(&url).form(&[("client_id", id)]).send().await.unwrap();
    assert_eq!(none.status(), 400);
    let json = client.post(&url).json(&json!({"client_id": id})).send().await.unwrap();
    assert_eq!(json.status(), 400);
    let grant = [("grant_type", "password"), ("client_id", id), ("client_secret", secret)];
    assert_eq!(client.post(&url).form(&grant).send().await.unwrap().status(), 400);

    assert_eq!(handle.journal().tokens_issued(), 2);
    assert_eq!(handle.journal().unauthorised().len(), 2);
    let text = handle.journal().text();
    assert!(!text.contains(secret) && !text.contains(answer["access_token"].as_str().unwrap()), "{text}");
}

#[tokio::test]
async fn nothing_is_given_without_a_good_token() {
    let lifetime = Duration::from_millis(150);
    let caller = Caller::new(Options { token_lifetime: lifetime, ..Options::default() }).await;
    assert_eq!(caller.get(TEMPLATES).await.status(), 200);
    let (file, _) = caller.some_file();
    for (method, path) in [
        (Method::GET, TEMPLATES),
        (Method::GET, PROFILES),
        (Method::GET, file.as_str()),
        (Method::POST, CONFIRM),
        (Method::POST, CHAT),
    ] {
        let url = format!("{}{path}", caller.handle.base_url());
        let bare = caller.client.request(method.clone(), &url).send().await.unwrap();
        assert_eq!(bare.status(), 401, "{path}");
        let wrong = caller.client.request(method, &url).bearer_auth("wrong").send().await.unwrap();
        assert_eq!(wrong.status(), 401, "{path}");
    }
    tokio::time::sleep(lifetime).await;
    let ended = caller.get(TEMPLATES).await;
    assert_eq!(ended.status(), 401);
    assert_eq!(ended.headers()["www-authenticate"], "Bearer error=\"invalid_token\"");
    assert_eq!(caller.handle.journal().unauthorised().len(), 11);
}

#[tokio::test]
async fn what_expires_in_says_can_be_something_else() {
    for (announced, expected) in [(Announced::Seconds(5), json!(5)), (Announced::Nothing, Value::Null)] {
        let handle = start(Options { announced, ..Options::default() }).await.unwrap();
        let answer: Value = sign_in(&handle, &client()).await.json().await.unwrap();
        assert_eq!(answer["expires_in"], expected);
    }
}

#[tokio::test]
async fn the_lists_hold_what_the_world_holds() {
    let caller = Caller::new(Options::default()).await;
    let templates: Vec<Value> = caller.get(TEMPLATES).await.json().await.unwrap();
    assert!(templates.len() >= 5 && templates.iter().all(|template| template["templateKey"].is_string()));
    let profiles = caller.list().await;
    let ids: Vec<String> = profiles.iter().map(|profile| journal::text(&profile["profileId"])).collect();
    assert_eq!(ids, caller.handle.world().ids());
    assert_eq!(ids.len(), 48);
    let uri = profiles.iter().find_map(|profile| profile["cv"]["downloadUri"].as_str()).unwrap();
    assert!(uri.starts_with(&format!("{}/api/media/v1/files/", caller.handle.base_url())), "{uri}");
}

#[tokio::test]
async fn the_same_seed_and_time_give_the_same_bytes() {
    let options = || Options { now: "2026-11-21T08:00:00Z".parse().ok(), seed: 77, ..Options::default() };
    let mut bodies = Vec::new();
    for options in [options(), options(), Options { seed: 78, ..options() }] {
        let caller = Caller::new(options).await;
        let body = caller.get(PROFILES).await.text().await.unwrap();
        bodies.push(body.replace(caller.handle.base_url(), ""));
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_ne!(bodies[0], bodies[2]);
}

#[tokio::test]
async fn every_file_can_be_fetched_under_both_addresses() {
    let caller = Caller::new(Options { applicants: 30, ..Options::default() }).await;
    let world = caller.handle.world();
    let mut awkward = 0;
    for profile in caller.list().await {
        let id = journal::text(&profile["profileId"]);
        awkward += usize::from(id.contains('/'));
        for media in world.media_ids(&id) {
            let bytes = world.media(&id, &media).unwrap();
            let answer = caller.get(&download(&id, &media)).await;
            assert_eq!(answer.status(), 200, "{id} {media}");
            assert_eq!(answer.headers()["content-type"], "application/octet-stream");
            assert_eq!(answer.content_length(), Some(bytes.len() as u64));
            assert_eq!(answer.bytes().await.unwrap(), bytes);
        }
        if let Some(uri) = profile["cv"]["downloadUri"].as_str() {
            let path = uri.strip_prefix(caller.handle.base_url()).unwrap();
            let cv = caller.get(path).await.bytes().await.unwrap();
            assert_eq!(cv, world.media(&id, &journal::text(&profile["cv"]["mediaId"])).unwrap());
        }
    }
    assert!(awkward > 0, "no id that needs escaping");
    assert!(caller.handle.journal().downloads().values().all(|file| file.completed >= 1));
    assert_eq!(caller.get(&download("nobody", "1")).await.status(), 404);
}

#[tokio::test]
async fn confirming_takes_profiles_out_of_the_list() {
    let caller = Caller::new(Options {
        applicants: 40,
        profiles: vec![Profile::json(json!({"profileId": 12345}))],
        ..Options::default()
    })
    .await;
    let profiles = caller.list().await;
    let number = profiles.iter().find(|profile| profile["profileId"].is_number()).unwrap();
    let ids = json!([profiles[0]["profileId"], number["profileId"], 12345]);
    assert_eq!(caller.confirm(&ids).await, 200);
    assert_eq!(caller.list().await.len(), 38);
    // Again is harmless; the wrapped form is understood; a foreign id spoils the whole batch.
    assert_eq!(caller.confirm(&json!({"profileIds": ids})).await, 200);
    assert_eq!(caller.confirm(&json!([profiles[1]["profileId"], "nobody"])).await, 404);
    assert_eq!(caller.list().await.len(), 38);
    for wrong in [json!("x"), json!({}), json!([{}]), json!([null])] {
        assert_eq!(caller.confirm(&wrong).await, 400, "{wrong}");
    }
    let journal = caller.handle.journal();
    let expected = |id: &Value| (journal::text(id), 2);
    let confirmed = journal.confirmed();
    assert_eq!(confirmed.len(), 3, "{}", journal.text());
    assert!(confirmed.contains(&expected(&ids[0])) && confirmed.contains(&("12345".to_owned(), 2)));
    assert!(journal.mistyped().is_empty());
    assert_eq!(caller.confirm(&json!(["12345"])).await, 200);
    assert_eq!(journal.mistyped(), [json!("12345")]);
}

#[tokio::test]
async fn a_confirmation_before_the_files_is_noticed() {
    let caller = Caller::new(Options {
        applicants: 0,
        profiles: vec![
            Profile::json(json!({"profileId": "p"}))
                .media("a", Content::new("aaaa"))
                .media("b", Content::new("bbbb"))
                .media("c", Content::Missing),
        ],
        ..Options::default()
    })
    .await;
    assert_eq!(caller.get(&download("p", "a")).await.text().await.unwrap(), "aaaa");
    assert_eq!(caller.get(&download("p", "c")).await.status(), 404);
    assert_eq!(caller.confirm(&json!(["p"])).await, 200);
    let journal = caller.handle.journal();
    assert_eq!(journal.premature(), [("p".to_owned(), "b".to_owned())]);
    let file = |media: &str| journal.downloads()[&("p".to_owned(), media.to_owned())];
    assert_eq!(file("a"), Downloads { asked: 1, completed: 1 });
    assert_eq!(file("c"), Downloads { asked: 1, completed: 0 });
}

#[tokio::test]
async fn confirmed_profiles_may_stay_listed() {
    let options = Options { applicants: 3, after_confirm: AfterConfirm::Listed, ..Options::default() };
    let caller = Caller::new(options).await;
    let ids = json!(caller.handle.world().ids().into_iter().take(1).collect::<Vec<_>>());
    assert_eq!(caller.confirm(&ids).await, 200);
    assert_eq!(caller.list().await.len(), 3);
}

#[tokio::test]
async fn every_chat_has_a_token_of_its_own() {
    let caller = Caller::new(Options {
        applicants: 0,
        profiles: vec![Profile::json(json!({"profileId": "p", "firstName": "<b>Zoë</b>"}))],
        ..Options::default()
    })
    .await;
    let body = json!({"profileId": "p", "recruiterName": "Jana & Co"});
    let first = caller.post(CHAT, &body).await.unwrap();
    assert_eq!(first.headers()["content-type"], "application/json");
    let first: String = first.json().await.unwrap();
    let second = caller.post(CHAT, &json!({"profileId": "p"})).await.unwrap();
    assert!(second.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
    let second = second.text().await.unwrap();
    assert_ne!(first, second);

    let url = format!("{}/{first}", caller.handle.chat_url());
    let page = caller.client.get(url).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(page.contains("&lt;b&gt;Zoë&lt;/b&gt;") && page.contains("Jana &amp; Co"), "{page}");
    assert!(!page.contains("<b>Zoë"));
    assert_eq!(caller.get("/chat/wrong").await.status(), 404);
    assert_eq!(caller.post(CHAT, &json!({"profileId": "q"})).await.unwrap().status(), 404);
    assert_eq!(caller.post(CHAT, &json!({"recruiterName": "J"})).await.unwrap().status(), 400);
    assert_eq!(caller.get("/test-chat").await.status(), 200);
    assert_eq!(caller.handle.journal().chats_issued(), 2);
    assert!(!caller.handle.journal().text().contains(&first));

    let caller = Caller::new(Options { chat: Chat::NotBooked, ..Options::default() }).await;
    assert_eq!(caller.post(CHAT, &body).await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_job_link_shows_what_arrived() {
    let caller = Caller::new(Options::default()).await;
    let path = "/go/PF%2F1?jkey=pflege&title=Koch%20%2B%20K%C3%B6chin&utm_source=a%26b";
    let page = caller.client.get(format!("{}{path}", caller.handle.link_url())).send().await.unwrap();
    assert_eq!(page.headers()["content-security-policy"], "default-src 'none'; style-src 'unsafe-inline'");
    let page = page.text().await.unwrap();
    for part in ["PF/1", "<th>jkey<td>pflege", "Koch + Köchin", "a&amp;b"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(caller.handle.journal().text().contains("?jkey=pflege"));
}

#[tokio::test]
async fn wrong_paths_and_methods_are_refused_in_json() {
    let caller = Caller::new(Options::default()).await;
    for (method, path, status) in [
        (Method::GET, "/nothing", 404),
        (Method::GET, "/token", 405),
        (Method::GET, CONFIRM, 405),
        (Method::DELETE, PROFILES, 405),
    ] {
        let answer = caller.request(method, path).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        assert!(answer.json::<Value>().await.unwrap()["error"].is_string());
    }
}

#[tokio::test]
async fn profiles_made_by_hand_come_and_go_while_it_runs() {
    let caller = Caller::new(Options {
        applicants: 2,
        profiles: vec![Profile::raw(*b"{\"profileId\":\"\xff\"}")],
        ..Options::default()
    })
    .await;
    let world = caller.handle.world();
    let body = caller.get(PROFILES).await.bytes().await.unwrap();
    assert!(body.ends_with(b"{\"profileId\":\"\xff\"}]"));
    world.add(Profile::json(json!({"profileId": "late", "x": "\u{1b}[2J"})));
    let first = world.ids().remove(0);
    world.remove(&first).unwrap();
    let body = caller.get(PROFILES).await.bytes().await.unwrap();
    let text = String::from_utf8_lossy(&body).into_owned();
    assert!(text.contains("late") && text.contains("\\u001b") && !text.contains(&first));
    assert_eq!(caller.confirm(&json!([first])).await, 404);
}

#[tokio::test]
async fn a_list_of_100_000_is_made_while_it_is_sent() {
    let caller = Caller::new(Options { applicants: 100_000, ..Options::default() }).await;
    let mut pieces = caller.get(PROFILES).await.bytes_stream();
    let (mut records, mut bytes, mut last) = (0, 0, 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.unwrap();
        // Records are separated by a comma and a line feed; texts can't hold a raw line feed.
        records += piece.iter().filter(|&&byte| byte == b'\n').count();
        bytes += piece.len();
        last = *piece.last().unwrap();
    }
    assert_eq!((records + 1, last), (100_000, b']'));
    assert!(bytes > 150_000_000, "{bytes}");
}

#[tokio::test]
async fn a_hook_decides_over_every_request_at_both_moments() {
    let caller = Caller::new(Options { applicants: 3, ..Options::default() }).await;
    let id = caller.handle.world().ids().remove(0);
    for (moment, left) in [(Moment::BeforeHandling, 3), (Moment::BeforeAnswering, 2)] {
        caller.handle.set_hook(Some(hook(move |request, now| {
            if request.route == Route::Confirm && now == moment {
                Verdict::CutConnection
            } else {
                Verdict::Go
            }
        })));
        let error = caller.post(CONFIRM, &json!([id])).await.unwrap_err();
        assert!(!error.is_timeout(), "{error}");
        caller.handle.set_hook(None);
        assert_eq!(caller.handle.world().listed(), left, "{moment:?}");
    }
    let cut = caller.handle.journal().entries().iter().filter(|entry| entry.outcome == Outcome::Cut).count();
    assert_eq!(cut, 2);
}

#[tokio::test]
async fn a_hook_can_hang_and_cut_bodies() {
    let caller = Caller::new(Options { applicants: 30, ..Options::default() }).await;
    caller.handle.set_hook(Some(hook(|request, moment| match (request.route, moment) {
        (Route::Templates, Moment::BeforeHandling) => Verdict::Hang,
        (Route::Media | Route::Profiles, Moment::BeforeAnswering) => Verdict::CutBodyAfter(700),
        _ => Verdict::Go,
    })));
    let hung = caller.request(Method::GET, TEMPLATES).timeout(Duration::from_millis(200)).send().await;
    assert!(hung.unwrap_err().is_timeout());
    let (file, bytes) = caller.some_file();
    for path in [file.as_str(), PROFILES] {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n", caller.token);
        let got = raw(&caller, &request).await;
        let text = String::from_utf8_lossy(&got).into_owned();
        let head = text.find("\r\n\r\n").unwrap() + 4;
        if path == PROFILES {
            // 700 bytes in one chunk, and no last chunk.
            assert!(text[head..].starts_with("2BC\r\n["), "{text}");
            assert_eq!(got.len() - head, 700 + "2BC\r\n".len() + "\r\n".len());
        } else {
            assert!(text.contains(&format!("content-length: {}", bytes.len())), "{text}");
            assert_eq!(got.len() - head, 700);
        }
    }
}

#[tokio::test]
async fn a_cut_file_does_not_count_as_sent() {
    let caller = Caller::new(Options {
        applicants: 0,
        profiles: vec![Profile::json(json!({"profileId": "p"})).media("m", Content::new("four"))],
        hook: Some(hook(|request, moment| match (request.route, moment) {
            (Route::Media, Moment::BeforeAnswering) if request.number < 4 => Verdict::CutBodyAfter(3),
            (Route::Media, Moment::BeforeAnswering) => Verdict::CutBodyAfter(4),
            _ => Verdict::Go,
        })),
        ..Options::default()
    })
    .await;
    let path = download("p", "m");
    for _ in 0..2 {
        assert!(caller.get(&path).await.bytes().await.is_err());
    }
    let journal = caller.handle.journal();
    let counts = || journal.downloads().into_values().collect::<Vec<_>>();
    assert_eq!(counts(), [Downloads { asked: 2, completed: 0 }]);
    assert_eq!(caller.get(&path).await.text().await.unwrap(), "four");
    assert_eq!(counts(), [Downloads { asked: 3, completed: 1 }]);
}

#[tokio::test]
async fn stopping_closes_everything_and_frees_the_port() {
    let caller = Caller::new(Options::default()).await;
    let address = caller.handle.address();
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET /test-chat HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut start_of = [0; 15];
    idle.read_exact(&mut start_of).await.unwrap();
    assert_eq!(&start_of, b"HTTP/1.1 200 OK");
    caller.handle.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(5), idle.read_to_end(&mut rest)).await;
    assert!(closed.is_ok(), "an idle connection outlives the sandbox");
    let second = start(Options { listen: address, ..Options::default() }).await.unwrap();
    assert_eq!(second.address(), address);
    assert_eq!(sign_in(&second, &client()).await.status(), 200);
}

#[tokio::test]
async fn dropping_the_handle_stops_it_too() {
    let caller = Caller::new(Options::default()).await;
    let address = caller.handle.address();
    drop(caller);
    for _ in 0..250 {
        if TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the port is still open");
}

#[tokio::test]
async fn the_printed_account_is_complete() {
    let handle = start(Options { client_secret: "a\"b\\c".to_owned(), ..Options::default() }).await.unwrap();
    let parsed: toml::Table = handle.config_toml().parse().unwrap();
    let account = &parsed["account"][0];
    assert_eq!(account["name"].as_str(), Some("sandbox-pitchyou"));
    assert_eq!(account["source"].as_str(), Some("pitchyou"));
    assert_eq!(account["client_secret"].as_str(), Some("a\"b\\c"));
    assert_eq!(account["base_url"].as_str(), Some(handle.base_url()));
    assert_eq!(account["chat_url"].as_str(), Some(handle.chat_url().as_str()));
    assert_eq!(account["link_url"].as_str(), Some(handle.link_url()));
    assert!(!format!("{handle:?} {:?}", Options::default()).contains("sand-in"));
}

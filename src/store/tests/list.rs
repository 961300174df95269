//! Windows, counts and searching.

use super::super::edit::Reading;
use super::*;
use crate::domain::fold;
use crate::domain::query::{Field, Flag, Test, Thing};

fn minutes_ago(n: i64) -> Timestamp {
    Timestamp::from_millisecond(at(NOON).as_millisecond() - n * 60_000).unwrap()
}

/// A varied crowd: names, stages, unread, contacted.
async fn crowd(inbox: &Inbox, n: i64) -> Vec<Key> {
    let names = ["Fatma Yılmaz", "Иван Петров", "Jürgen Groß", "Łukasz Nowak", "Anna Müller"];
    let mut records = Vec::new();
    for i in 0..n {
        let mut applicant = application(&format!("p-{i:04}"), &format!("{} {i}", names[i as usize % 5]));
        applicant.applied_at = Some(minutes_ago(i));
        applicant.template = Some(["care", "store"][i as usize % 2].into());
        applicant.steps = vec![Step { answer: Some(format!("Antwort {} pflege", i % 7)), ..Step::default() }];
        records.push(readable(applicant));
    }
    let keys: Vec<Key> = inbox.pull(records).await.into_iter().map(|stored| stored.key).collect();
    let some = |of: usize| keys.iter().copied().skip(of).step_by(of).collect::<Vec<_>>();
    inbox.store.apply(some(3), Edit::Stage { to: Stage::Contacted, reason: None }, &jana()).await.unwrap();
    inbox.store.apply(some(5), Edit::Stage { to: Stage::Offer, reason: None }, &jana()).await.unwrap();
    inbox.store.apply(some(2), Edit::Read(Reading::Read), &jana()).await.unwrap();
    keys
}

#[tokio::test]
async fn windows_join_without_a_seam_in_every_order() {
    let inbox = Inbox::new().await;
    let all = crowd(&inbox, 60).await;
    let store = inbox.store.with_marks(all.iter().copied().step_by(4));
    for query in [
        "",
        "is:unread",
        "stage:contacted",
        "pflege",
        "pflege is:unread -stage:offer",
        "is:marked",
        "\"antwort 3\"",
        "-muller",
        "-is:marked",
    ] {
        let query = Query::parse(query).unwrap();
        for sort in [Sort::Newest, Sort::OldestUncontacted, Sort::Name, Sort::Stage] {
            let whole = store.window(&query, sort, From::Start, 1000).await.unwrap();
            assert!(!whole.more_before && !whole.more_after);
            let keys: Vec<Key> = whole.rows.iter().map(|row| row.key).collect();
            assert!(!keys.is_empty(), "{query}");
            assert_eq!(store.keys(&query, sort, 1000).await.unwrap(), keys);
            assert_eq!(store.count(&query).await.unwrap(), keys.len() as u64);
            // Forwards and backwards, seven at a time.
            let (mut forth, mut from) = (Vec::new(), From::Start);
            loop {
                let window = store.window(&query, sort, from, 7).await.unwrap();
                forth.extend(window.rows.iter().map(|row| row.key));
                assert_eq!(window.more_after, forth.len() < keys.len(), "{query} {sort:?}");
                if !window.more_after {
                    break;
                }
                from = From::After(*forth.last().unwrap());
            }
            assert_eq!(forth, keys, "{query} {sort:?}");
            let (mut back, mut from) = (Vec::new(), From::End);
            loop {
                let window = store.window(&query, sort, from, 7).await.unwrap();
                back.splice(0..0, window.rows.iter().map(|row| row.key));
                assert_eq!(window.more_before, back.len() < keys.len(), "{query} {sort:?}");
                if !window.more_before {
                    break;
                }
                from = From::Before(back[0]);
            }
            assert_eq!(back, keys, "{query} {sort:?}");
            // Around somebody.
            for (n, key) in keys.iter().enumerate() {
                assert_eq!(
                    store.position(&query, sort, *key).await.unwrap(),
                    Some(n as u64),
                    "{query} {sort:?}"
                );
                let window = store.window(&query, sort, From::At(*key), 8).await.unwrap();
                let around: Vec<Key> = window.rows.iter().map(|row| row.key).collect();
                assert_eq!(around.len(), keys.len().min(8));
                assert!(around.contains(key));
                let first = keys.iter().position(|k| *k == around[0]).unwrap();
                assert_eq!(around, keys[first..first + around.len()]);
                assert_eq!(window.more_before, first > 0);
                assert_eq!(window.more_after, first + around.len() < keys.len());
            }
        }
    }
}

#[tokio::test]
async fn orders_are_what_they_are_called() {
    let inbox = Inbox::new().await;
    crowd(&inbox, 40).await;
    let rows = async |sort| inbox.store.window(&Query::default(), sort, From::Start, 100).await.unwrap().rows;
    assert!(rows(Sort::Newest).await.is_sorted_by(|a, b| a.at >= b.at));
    assert!(rows(Sort::Name).await.is_sorted_by_key(|row| fold::line(&row.name)));
    assert!(rows(Sort::OldestUncontacted).await.is_sorted_by_key(|row| (row.contacted_at.is_some(), row.at)));
    assert!(rows(Sort::Stage).await.is_sorted_by_key(|row| (row.stage, std::cmp::Reverse(row.at))));
}

#[tokio::test]
async fn the_next_unread_is_the_next_unread() {
    let inbox = Inbox::new().await;
    let keys = crowd(&inbox, 20).await;
    let next = async |at: usize, direction| {
        inbox.store.next_unread(&Query::default(), Sort::Newest, keys[at], direction).await.unwrap()
    };
    // 2, 4, 6 … were read.
    assert_eq!(next(1, Direction::Forward).await, Some(keys[3]));
    assert_eq!(next(4, Direction::Backward).await, Some(keys[3]));
    assert_eq!(next(0, Direction::Backward).await, None);
    assert_eq!(next(19, Direction::Forward).await, None);
}

#[tokio::test]
async fn a_word_is_found_as_people_spell_it() {
    let inbox = Inbox::new().await;
    let mut fatma = application("f-17/x", "Fatma Yılmaz");
    fatma.person.phone = Some("+49 151 234567".into());
    fatma.person.email = Some("fatma.y@example.com".into());
    fatma.job = Some("4711".into());
    fatma.title = Some("Pflegefachkraft (m/w/d)".into());
    fatma.utm = Utm { source: Some("indeed".into()), campaign: Some("Spring Sale".into()), ..Utm::default() };
    fatma.steps = vec![Step {
        question: Some("Frage".into()),
        answer: Some("Ich arbeite gern nachts, don't worry ❤".into()),
        ..Step::default()
    }];
    inbox.add(fatma).await;
    let mut ivan = application("42", "Йосиф Алёхин");
    ivan.steps =
        vec![Step { answer: Some("Водитель погрузчика".into()), ..Step::default() }];
    inbox.add(ivan).await;
    inbox.add(application("43", "Jürgen Größe")).await;
    let yes: &[(&str, &[&str])] = &[
        (
            "Fatma Yılmaz",
            &[
                "fatma",
                "FATMA",
                "yilmaz",
                "Yılm",
                "lma",
                "atm",
                "z",
                "fat yil",
                "151234",
                "0151234567",
                "+49151",
                "0049151234567",
                "151 234567",
                "+49 (0)151",
                "234-567",
                "example",
                "fatma.y@example.com",
                "xampl",
                "y@ex",
                "f-17",
                "17/x",
                "4711",
                "indeed",
                "spring",
                "pflegefach",
                "gern",
                "nachts",
                "\"gern nachts\"",
                "\"arbeite gern nachts\"",
                "don't",
                "❤",
                "job:4711",
                "utm:indeed",
                "source:indeed",
                "campaign:\"spring sale\"",
                "campaign:spring-sale",
                "utm:\"spring sale\"",
                "name:yilm",
                "name:ilma",
                "phone:151",
                "phone:+49151",
                "phone:\"0151 23\"",
                "email:example",
                "id:f-17",
                "id:acme/f-17/x",
                "fatma -ivan",
                "source:pitchyou fatma",
                "account:ACME lma",
                "-водитель -jurgen",
            ],
        ),
        (
            "Йосиф Алёхин",
            &["йосиф", "алехин", "алёх", "водит", "погруз ёх", "лехи", "\"водитель погрузчика\"", "42"],
        ),
        (
            "Jürgen Größe",
            &["jürgen", "jurgen", "juergen", "größe", "grosse", "groesse", "uerg", "roß", "name:groess"],
        ),
    ];
    for (name, queries) in yes {
        for query in *queries {
            assert_eq!(inbox.found(query).await, [*name], "{query}");
        }
    }
    for query in [
        "иосиф",
        "frage",
        "rbeite",
        "achts",
        "\"nachts gern\"",
        "\"gern nacht\"",
        "job:471",
        "job:47111",
        "utm:inde",
        "name:gern",
        "email:151",
        "phone:abc",
        "account:other",
        "fatma -gern",
        "fatma -\"gern nachts\"",
        "stage:offer fatma",
        "is:held",
        "has:cv",
        "source:hrdrom",
        "y@fatma",
        "водитель fatma",
        "template:care",
        "tag:nacht",
        "lmaa",
    ] {
        assert_eq!(inbox.found(query).await, Vec::<String>::new(), "{query}");
    }
    assert_eq!(inbox.found("…").await.len(), 3, "nothing to look for");
}

#[tokio::test]
async fn long_words_are_found_in_the_middle_of_long_names() {
    let inbox = Inbox::new().await;
    inbox.add(application("0123456789abcdef0123", "Maximiliane Wolfeschlegelsteinhausenberg")).await;
    for query in [
        "wolfeschlegel",
        "schlegelstein",
        "hausenberg",
        "legelsteinhausen",
        "aximiliane",
        "56789abcdef",
        "name:steinhausenb",
    ] {
        assert_eq!(inbox.found(query).await.len(), 1, "{query}");
    }
    for query in ["schlegelhausen", "hausenbergs", "56789abcdeg", "id:01230123", "-wolfeschlegel"] {
        assert_eq!(inbox.found(query).await.len(), 0, "{query}");
    }
}

#[tokio::test]
async fn flags_things_and_ages_filter() {
    let inbox = Inbox::new().await;
    let file = |id: &str, role, mime: &str| Media {
        id: MediaId(id.into()),
        role,
        name: None,
        mime: Some(mime.into()),
        uri: None,
    };
    let mut ada = application("1", "Ada");
    ada.applied_at = Some(minutes_ago(30));
    ada.media = vec![file("cv", Role::Cv, "application/pdf"), file("me", Role::Image, "image/jpeg")];
    let mut bea = application("2", "Bea");
    bea.applied_at = Some(minutes_ago(3 * 24 * 60));
    bea.media = vec![file("v", Role::Attachment, "video/mp4"), file("a", Role::Attachment, "audio/ogg")];
    let ada = inbox.add(ada).await;
    let bea = inbox.pull(vec![readable(bea)]).await[0].key;
    let later = at("2026-03-02T12:00:00Z");
    inbox.store.apply(vec![bea], Edit::Snooze(Some(later)), &jana()).await.unwrap();
    inbox.store.apply(vec![ada], Edit::Contacted(Some(minutes_ago(10))), &jana()).await.unwrap();
    inbox.store.media_problem(bea, &MediaId("v".into()), "gone", Trouble::Gone, None).await.unwrap();
    for (ada, bea) in [
        ("has:cv", "has:video"),
        ("has:image", "has:audio"),
        ("has:document", "-has:document"),
        ("age:<1d", "age:>1d"),
        ("-age:>1d", "-age:<1d"),
        ("age:<31m", "age:>2d"),
        ("contacted:yes", "contacted:no"),
        ("contacted:<1h", "-contacted:<1h"),
        ("contacted:>5m", "-contacted:>5m"),
        ("is:saved", "is:unsaved"),
        ("-is:held", "is:held"),
        ("-is:snoozed", "is:snoozed"),
        ("-is:unsaved", "-is:saved"),
        ("-is:pulled", "is:pulled"),
        ("ada is:saved", "bea is:snoozed"),
    ] {
        assert_eq!(inbox.found(ada).await, ["Ada"], "{ada}");
        assert_eq!(inbox.found(bea).await, ["Bea"], "{bea}");
    }
    inbox.clock.set(later);
    assert_eq!(inbox.found("is:snoozed").await, Vec::<String>::new(), "its time has come");
    assert_eq!(inbox.found("-is:snoozed").await.len(), 2);
    assert_eq!(inbox.found("age:>1d age:<2d").await, ["Ada"]);
    let none = Query::default().and(Test::Is(Flag::Marked));
    assert_eq!(inbox.store.count(&none).await.unwrap(), 0);
    assert_eq!(inbox.store.with_marks([bea]).count(&none).await.unwrap(), 1);
    let both = none.and(Test::Has(Thing::Video)).and(Test::Field(Field::Name, "bea".into()));
    assert_eq!(inbox.store.with_marks([bea, ada]).count(&both).await.unwrap(), 1);
}

#[tokio::test]
async fn titles_come_from_the_job_or_the_template() {
    let inbox = Inbox::new().await;
    let template = Template { key: "care".into(), descriptions: vec![(None, "Pflege".into())] };
    inbox.store.save_templates(&inbox.account, &[template]).await.unwrap();
    let mut applicant = application("1", "Ada");
    applicant.template = Some("care".into());
    applicant.job = Some("7".into());
    let key = inbox.add(applicant.clone()).await;
    assert_eq!(inbox.row(key).await.title.as_deref(), Some("Pflege"));
    inbox.store.save_title(&inbox.account, "7", "Pflegekraft Nacht").await.unwrap();
    assert_eq!(inbox.row(key).await.title.as_deref(), Some("Pflegekraft Nacht"));
    assert_eq!(
        inbox.store.last_title(&inbox.account, "7").await.unwrap().as_deref(),
        Some("Pflegekraft Nacht")
    );
    applicant.title = Some("Nurse".into());
    inbox.pull(vec![readable(applicant)]).await;
    assert_eq!(inbox.row(key).await.title.as_deref(), Some("Nurse"));
    assert_eq!(inbox.found("template:pflege").await, ["Ada"], "by its description, when no key is so");
}

/// What the index should find, by reading everybody's texts.
fn reads(application: &Application, term: &str) -> bool {
    let begins = |text: &str, needle: &str, anywhere: bool| {
        [fold::line(text), fold::written_line(text)].iter().any(|line| {
            line.match_indices(needle).any(|(at, _)| anywhere || at == 0 || line.as_bytes()[at - 1] == b' ')
        })
    };
    let person = &application.person;
    let parts = [Some(application.id.as_str().to_owned()), person.name.clone(), person.email.clone()];
    let digits = person.phone.as_deref().map(fold::digits);
    let words =
        application.steps.iter().filter_map(|step| step.answer.clone()).chain(application.job.clone());
    let words: Vec<String> = words.collect();
    [fold::line(term), fold::written_line(term)].iter().any(|needle| {
        parts.iter().flatten().any(|text| begins(text, needle, true))
            || digits.iter().any(|digits| digits.contains(needle.as_str()))
            || words.iter().any(|text| begins(text, needle, false))
    })
}

#[tokio::test]
async fn searching_agrees_with_reading_everybody() {
    use rand::rngs::SmallRng;
    use rand::{Rng, SeedableRng};

    let mut random = SmallRng::seed_from_u64(3);
    // Few letters, so that beginnings, middles and folds meet often.
    let mut word = |longest: usize| -> String {
        let letters = ["a", "b", "ä", "ö", "ß", "ł", "ё", "е", "й", "1", "2", "A"];
        (0..random.random_range(1..=longest))
            .map(|_| letters[random.random_range(0..letters.len())])
            .collect()
    };
    let inbox = Inbox::new().await;
    let applications: Vec<Application> = (0..150)
        .map(|n| {
            let mut applicant = application(&format!("{n}{}", word(9)), &format!("{} {}", word(12), word(5)));
            applicant.person.email = Some(format!("{}@{}", word(4), word(3)));
            applicant.job = Some(word(3));
            applicant.steps = (0..3)
                .map(|_| Step { answer: Some(format!("{} {}", word(6), word(2))), ..Step::default() })
                .collect();
            applicant
        })
        .collect();
    let keys = inbox.pull(applications.iter().cloned().map(readable).collect()).await;
    let keys_of: Vec<Key> = keys.iter().map(|stored| stored.key).collect();
    for _ in 0..400 {
        let (first, second) = (word(8), word(3));
        for (text, expected) in [
            (first.clone(), [true, false]),
            (format!("{first} {second}"), [true, true]),
            (format!("{second} -{first}"), [false, true]),
            (format!("-{first}"), [false, false]),
        ] {
            let found = inbox.store.keys(&Query::parse(&text).unwrap(), Sort::Newest, 1000).await.unwrap();
            let mut right: Vec<Key> = (applications.iter().zip(&keys))
                .filter(|(application, _)| {
                    let alone = !text.contains(' ');
                    reads(application, &first) == expected[0]
                        && (alone || reads(application, &second) == expected[1])
                })
                .map(|(_, stored)| stored.key)
                .collect();
            right.sort_unstable_by(|a, b| b.cmp(a));
            let shown = |keys: &[Key], others: &[Key]| -> Vec<String> {
                let odd = applications
                    .iter()
                    .zip(&keys_of)
                    .filter(|(_, key)| keys.contains(key) && !others.contains(key));
                odd.map(|(application, _)| serde_json::to_string(application).unwrap()).collect()
            };
            assert_eq!(
                found,
                right,
                "{text}: too many {:?}, missing {:?}",
                shown(&found, &right),
                shown(&right, &found)
            );
        }
    }
}

#[tokio::test]
async fn phrases_are_found_where_their_words_stand_together() {
    use rand::rngs::SmallRng;
    use rand::{Rng, SeedableRng};

    let mut random = SmallRng::seed_from_u64(5);
    let long = "lang".repeat(30);
    let words = ["so", "müde", "mude", "muede", "Sonne", "ß", "ss", "1", "😴", &long];
    let mut text = |most: usize| -> String {
        let words: Vec<&str> =
            (0..random.random_range(1..=most)).map(|_| words[random.random_range(0..words.len())]).collect();
        words.join(if random.random_bool(0.8) { " " } else { "-" })
    };
    let inbox = Inbox::new().await;
    let applications: Vec<Application> = (0..200)
        .map(|n| {
            let mut applicant = application(&format!("{n} {}", text(2)), &text(3));
            applicant.person.email = Some(format!("{}@{}", text(2), text(2)));
            applicant.job = Some(text(2));
            applicant.steps = (0..2).map(|_| Step { answer: Some(text(6)), ..Step::default() }).collect();
            applicant
        })
        .collect();
    let keys = inbox.pull(applications.iter().cloned().map(readable).collect()).await;
    let both = |text: &str| [fold::line(text), fold::written_line(text)];
    // Everybody's texts, folded: those that are found by any part, and those that are found by words.
    let texts: Vec<[Vec<String>; 2]> = applications
        .iter()
        .map(|one| {
            let parts = [Some(one.id.as_str()), one.person.name.as_deref(), one.person.email.as_deref()];
            let words = one.steps.iter().map(|step| step.answer.as_deref()).chain([one.job.as_deref()]);
            [parts.into_iter().flatten().flat_map(both).collect(), words.flatten().flat_map(both).collect()]
        })
        .collect();
    let mut hits = 0;
    for _ in 0..100 {
        let phrase = text(4);
        let forms = both(&phrase);
        let has = |lines: &[String], found: fn(&str, &str) -> bool| {
            lines.iter().any(|line| forms.iter().any(|form| found(line, form)))
        };
        let whole = |line: &str, form: &str| format!(" {line} ").contains(&format!(" {form} "));
        let begun = |line: &str, form: &str| format!(" {line}").contains(&format!(" {form}"));
        let within = |line: &str, form: &str| line.contains(form);
        let expected: Vec<(bool, bool)> = texts
            .iter()
            .map(|[parts, words]| {
                let (id, other) = parts.split_at(2);
                let quoted = has(id, |line, form| line == form) || has(other, whole) || has(words, whole);
                (quoted, has(parts, within) || has(words, begun))
            })
            .collect();
        let joined = phrase.replace(' ', "-");
        for (query, quoted, negated) in [
            (format!("\"{phrase}\""), true, false),
            (format!("-\"{phrase}\""), true, true),
            (joined.clone(), false, false),
            (format!("-{joined}"), false, true),
        ] {
            let parsed = Query::parse(&query).unwrap();
            let mut found = inbox.store.keys(&parsed, Sort::Newest, 1000).await.unwrap();
            assert_eq!(inbox.store.count(&parsed).await.unwrap(), found.len() as u64);
            let mut right: Vec<Key> = (expected.iter().zip(&keys))
                .filter(|((whole, begun), _)| (if quoted { *whole } else { *begun }) != negated)
                .map(|(_, stored)| stored.key)
                .collect();
            hits += right.len();
            found.sort_unstable();
            right.sort_unstable();
            let odd = (applications.iter().zip(&keys))
                .find(|(_, stored)| found.contains(&stored.key) != right.contains(&stored.key));
            assert!(odd.is_none(), "{query}: {:?}", odd.map(|(one, _)| serde_json::to_string(one)));
        }
    }
    assert!(hits > 5_000, "{hits}");
}

#[tokio::test]
async fn a_query_streams_and_never_sorts_everybody() {
    let inbox = Inbox::new().await;
    crowd(&inbox, 10).await;
    for sql in [
        "SELECT rowid FROM search WHERE search MATCH 'a' AND rowid BETWEEN 1 AND 2 ORDER BY rowid DESC",
        "SELECT key FROM applicant NOT INDEXED WHERE key BETWEEN 1 AND 2 ORDER BY key DESC",
        "SELECT key FROM applicant INDEXED BY applicant_class WHERE class = 1 AND key BETWEEN 1 AND 2 \
         ORDER BY key ASC LIMIT 9",
        "SELECT key FROM applicant INDEXED BY applicant_sort WHERE (sort, key) > ('a', 1) ORDER BY sort ASC, key ASC",
    ] {
        let plan = inbox
            .store
            .read(Lane::Quick, move |read| {
                let mut statement = read.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let rows = statement.query_map([], |row| row.get::<_, String>(3))?;
                Ok(rows.collect::<Result<Vec<_>, _>>()?.join("; "))
            })
            .await
            .unwrap();
        assert!(!plan.contains("TEMP B-TREE"), "{sql}: {plan}");
    }
}

#[tokio::test]
async fn beginnings_of_very_many_words_are_found_wherever_they_are() {
    let inbox = Inbox::new().await;
    let records = (0..1500i64).map(|n| {
        let mut applicant = application(&n.to_string(), &format!("{n}"));
        applicant.applied_at = Some(minutes_ago(n));
        // Everybody's number begins so; and so do the answers of the eldest hundred and of some in between.
        applicant.person.phone = Some(format!("+49151{:07}", n * 7919));
        if n >= 1400 || n % 90 == 0 {
            applicant.steps = vec![Step { answer: Some(format!("seltsam{n}")), ..Step::default() }];
        }
        readable(applicant)
    });
    inbox.pull(records.collect()).await;
    let own: Vec<Key> = inbox.store.keys(&Query::default(), Sort::Newest, 2000).await.unwrap();
    let strange: Vec<Key> =
        own.iter().enumerate().filter(|(n, _)| *n >= 1400 || n % 90 == 0).map(|(_, key)| *key).collect();
    for (query, expected) in [("4915", &own), ("selts", &strange), ("selts 4915", &strange)] {
        let query = Query::parse(query).unwrap();
        assert_eq!(inbox.store.count(&query).await.unwrap(), expected.len() as u64);
        for (from, forth) in [(From::Start, true), (From::End, false)] {
            let (mut from, mut found) = (from, Vec::new());
            loop {
                let window = inbox.store.window(&query, Sort::Newest, from, 50).await.unwrap();
                let keys = window.rows.iter().map(|row| row.key);
                if forth {
                    found.extend(keys);
                    from = From::After(*found.last().unwrap());
                } else {
                    found.splice(0..0, keys);
                    from = From::Before(found[0]);
                }
                if !(if forth { window.more_after } else { window.more_before }) {
                    break;
                }
            }
            assert_eq!(&found, expected, "{query} {forth}");
        }
    }
    let some: Vec<Key> = own.iter().copied().skip(1390).take(20).collect();
    inbox.store.apply(some, Edit::Stage { to: Stage::Offer, reason: None }, &jana()).await.unwrap();
    for (query, n) in
        [("stage:offer selts", 10), ("stage:offer 4915 -selts", 10), ("stage:offer \"seltsam1405\"", 1)]
    {
        let query = Query::parse(query).unwrap();
        assert_eq!(inbox.store.count(&query).await.unwrap(), n);
        assert_eq!(
            inbox.store.window(&query, Sort::Newest, From::End, 50).await.unwrap().rows.len() as u64,
            n
        );
    }
    let query = Query::parse("4915 -selts").unwrap();
    assert_eq!(inbox.store.count(&query).await.unwrap() as usize, own.len() - strange.len());
}

#[tokio::test]
async fn hits_of_the_right_kind_are_found_behind_very_many_of_the_wrong_one() {
    let inbox = Inbox::new().await;
    let records = (0..6000i64).map(|n| {
        let mut applicant = application(&n.to_string(), &format!("gleich {}", n % 3));
        applicant.applied_at = Some(minutes_ago(n));
        readable(applicant)
    });
    inbox.pull(records.collect()).await;
    let own: Vec<Key> = inbox.store.keys(&Query::default(), Sort::Newest, 9000).await.unwrap();
    let offers: Vec<Key> = own[4500..].to_vec();
    inbox.store.apply(offers.clone(), Edit::Stage { to: Stage::Offer, reason: None }, &jana()).await.unwrap();
    let query = Query::parse("stage:offer gleich -1").unwrap();
    let right: Vec<Key> =
        (4500..6000).filter(|n| n % 3 != 1 && !n.to_string().contains('1')).map(|n| own[n]).collect();
    assert_eq!(inbox.store.keys(&query, Sort::Newest, 9000).await.unwrap(), right);
    assert_eq!(inbox.store.count(&query).await.unwrap(), right.len() as u64);
    let backwards = inbox.store.window(&query, Sort::OldestUncontacted, From::Start, 9000).await.unwrap();
    assert!(backwards.rows.iter().rev().map(|row| row.key).eq(right.iter().copied()));
}

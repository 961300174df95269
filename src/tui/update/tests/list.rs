//! The list under the keys: who is shown, in which order, and who is marked.

use super::*;

/// The store has answered that nobody matches.
fn nobody_matches(model: &mut Model) {
    let list = &mut model.applicants.list;
    list.restart(None, 10);
    list.take_wanted();
    list.place(Window { rows: Vec::new(), more_before: false, more_after: false }, From::Start, 10);
}

#[test]
fn esc_drops_a_kept_search_that_matches_nobody() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "Space /qqqq Enter", &cx);
    nobody_matches(&mut model);
    assert!(picture::text(&model, &cx).contains("Nobody matches. Esc drops the search."));
    keys(&mut model, "Esc", &cx);
    assert!(model.applicants.marks.is_empty() && model.applicants.search == "qqqq", "one thing at a time");
    nobody_matches(&mut model);
    keys(&mut model, "Esc", &cx);
    assert_eq!(model.applicants.search, "");
    assert_eq!(model.applicants.list.cursor(), Some(Key(1284)));
}

#[test]
fn esc_in_the_search_line_drops_what_is_typed_and_what_was_kept() {
    let cx = cx();
    let mut model = full(&cx);
    for typed in ["/ Esc", "/ Space is:unread Esc", "/ C-u Esc"] {
        keys(&mut model, "/stage:new Enter jj", &cx);
        let before = model.applicants.list.cursor();
        keys(&mut model, typed, &cx);
        assert!(model.applicants.line.is_none() && model.applicants.query.is_empty(), "{typed}");
        assert_eq!(model.applicants.search, "", "{typed}");
        assert_eq!(model.applicants.list.cursor(), before, "{typed}");
    }
}

#[test]
fn the_palette_finds_the_order_by_what_it_puts_first() {
    for (language, words) in [
        (Language::En, ["oldest", "uncontacted", "newest"]),
        (Language::De, ["älteste", "älteste ohne Kontakt", "neueste"]),
        (Language::Ru, ["старые", "без контакта", "новые"]),
    ] {
        let cx = sample::cx(language);
        for word in words {
            let mut model = full(&cx);
            keys(&mut model, &format!(":{}", word.replace(' ', " Space ")), &cx);
            keys(&mut model, "Enter", &cx);
            assert_eq!(model.applicants.sort, Sort::OldestUncontacted, "{word}");
        }
    }
}

#[test]
fn a_kept_search_is_seen_in_a_narrow_heading() {
    let cx = cx();
    let mut model = sample::model(80, 24, &cx);
    let heading = |model: &Model| {
        let screen = picture::text(model, &cx);
        screen.lines().find(|line| line.contains("┌ 2")).unwrap().to_owned()
    };
    keys(&mut model, "/stage:new Enter", &cx);
    assert!(heading(&model).contains("┌ 2 · stage:new · 9 of 1\u{a0}284 ─"), "{}", heading(&model));
    model.templates.filter = crate::tui::pane::templates::Entry::Group(
        sample::account().unwrap(),
        crate::store::Common::Template("pflege".into()),
    );
    assert!(heading(&model).contains("┌ 2 · stage:new · 9 of 1\u{a0}284 ─"), "{}", heading(&model));
    keys(&mut model, "i", &cx);
    assert!(heading(&model).contains(" · stage:new · 9 of 1\u{a0}284 "), "{}", heading(&model));
    // There is a limit to everything.
    keys(&mut model, "/ Space and Space everything Space else Enter", &cx);
    assert!(heading(&model).contains("┌ 2 · stage:new "), "{}", heading(&model));
    assert!(heading(&model).contains("… · 9 of 1\u{a0}284"), "{}", heading(&model));
    // Where there is room, all of it is there.
    let mut model = full(&cx);
    keys(&mut model, "/stage:new Enter", &cx);
    assert!(heading(&model).contains("2 Applicants · stage:new · 9 of 1\u{a0}284"), "{}", heading(&model));
}

#[test]
fn an_open_range_shows_whom_it_will_mark() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "jVjj", &cx);
    let screen = picture::text(&model, &cx);
    let ranged = |screen: &str| screen.lines().filter(|line| line.contains('┃')).count();
    assert!(screen.contains("2 Applicants · 1\u{a0}284 · ┃ 3"), "{screen}");
    for name in ["┃ ● Иван Петров", "┃ ○ Jürgen Groß", "▸┃ ● Oksana Kovalenko"] {
        assert!(screen.contains(name), "{name}\n{screen}");
    }
    assert_eq!(ranged(&screen), 4, "three rows and the heading\n{screen}");
    assert!(screen.contains("V mark these 3  Esc leave it"), "{screen}");
    keys(&mut model, "kkk", &cx);
    assert!(picture::text(&model, &cx).contains("▸┃ ● Fatma Yılmaz"), "upwards as well");
    keys(&mut model, "V", &cx);
    assert_eq!(*model.applicants.marks, [Key(1284), Key(1283)].into());
    assert_eq!(ranged(&picture::text(&model, &cx)), 0);
    keys(&mut model, "V Esc", &cx);
    assert_eq!(ranged(&picture::text(&model, &cx)), 0);
    assert_eq!(model.applicants.marks.len(), 2, "without a range nothing was marked");
}

#[test]
fn an_open_range_whose_beginning_is_far_away_is_shown_as_far_as_can_be_seen() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "Vjj", &cx);
    // The rows are read around the cursor: the beginning isn't among them any more.
    let rows = (0..30).map(|n| sample::row(1_282 - n)).collect();
    let height = model.page(Pane::Applicants);
    model.applicants.list.refresh(height);
    model.applicants.list.take_wanted();
    let window = Window { rows, more_before: true, more_after: true };
    model.applicants.list.place(window, From::At(Key(1282)), height);
    assert_eq!(model.applicants.ranged(), Some((0..1, false)));
    let screen = picture::text(&model, &cx);
    assert!(screen.contains("· ┃ …") && screen.contains("V mark the range"), "{screen}");
    model.applicants.list.step(Motion::By(2), height);
    assert_eq!(model.applicants.ranged(), Some((0..3, false)), "it began above");
}

#[test]
fn figures_name_templates_as_the_left_pane_does() {
    use crate::domain::AccountName;
    let cx = cx();
    let mut model = full(&cx);
    // The same key at another account, where it is called something else.
    let mut other = model.templates.groups[1].clone();
    other.account = AccountName::new("retail").unwrap();
    other.title = "Warehouse".into();
    model.templates.groups.push(other);
    keys(&mut model, "I", &cx);
    model.size = (120, 80);
    let screen = picture::text(&model, &cx);
    assert!(screen.contains("│Pflege   ") && !screen.contains("│pflege"), "{screen}");
    assert!(screen.contains("│lager   "), "which of the two would be a guess\n{screen}");
}

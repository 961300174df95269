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

//! What the last line says to a key, and for how long.

use super::*;

fn toast(model: &Model) -> &str {
    model.toast.as_ref().map_or("", |toast| toast.text.as_str())
}

#[test]
fn that_nobody_is_unread_is_said_of_one_direction() {
    let cx = cx();
    let mut model = full(&cx);
    keys(&mut model, "N", &cx);
    assert_eq!(toast(&model), "Nobody unread above. n looks below.");
    keys(&mut model, "nN", &cx);
    assert_eq!(model.applicants.list.cursor(), Some(Key(1284)));
    keys(&mut model, "Gn", &cx);
    assert_eq!(toast(&model), "Nobody unread below. N looks above.");
}

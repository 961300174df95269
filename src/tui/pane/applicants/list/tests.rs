//! The list against a store of plain numbers.

use proptest::prelude::*;

use super::*;
use crate::tui::sample;

/// What a store would answer: applicants with these keys, in this order.
fn window(all: &[i64], from: From, limit: usize) -> Window {
    let at = |key: Key| all.iter().position(|one| Key(*one) == key);
    let range = match from {
        From::Start => 0..limit.min(all.len()),
        From::End => all.len().saturating_sub(limit)..all.len(),
        From::At(key) => {
            let middle = at(key).unwrap_or_else(|| all.iter().filter(|one| **one > key.0).count());
            let start = middle.saturating_sub(limit / 2);
            start..(start + limit).min(all.len())
        }
        From::After(_) | From::Before(_) => unreachable!("the list asks around its cursor"),
    };
    Window {
        rows: all[range.clone()].iter().map(|key| sample::row(*key)).collect(),
        more_before: range.start > 0,
        more_after: range.end < all.len(),
    }
}

fn settle(list: &mut List, all: &[i64], height: u16) -> usize {
    let mut asked = 0;
    while let Some((from, limit)) = list.take_wanted() {
        asked += 1;
        assert!(asked < 1_000, "it never stops asking");
        list.place(window(all, from, limit), from, height);
    }
    asked
}

fn started(all: &[i64], height: u16) -> List {
    let mut list = List::default();
    list.restart(None, height);
    settle(&mut list, all, height);
    list
}

fn newest_first(many: i64) -> Vec<i64> {
    (1..=many).rev().collect()
}

#[test]
fn an_answer_from_before_a_new_search_keeps_nobody_in_the_list() {
    let mut list = started(&[3, 2, 1], 10);
    list.refresh(10);
    let (from, limit) = list.take_wanted().unwrap();
    list.restart(None, 10);
    list.place(window(&[3, 2, 1], from, limit), from, 10);
    settle(&mut list, &[], 10);
    assert!(list.rows().is_empty(), "nobody matches the new search");
    assert_eq!(list.cursor(), None);
}

#[test]
fn it_holds_a_few_pages_and_jumps_to_the_end_at_once() {
    let all = newest_first(100_000);
    let mut list = started(&all, 30);
    assert!(list.rows().len() <= 200);
    list.step(Motion::Last, 30);
    assert_eq!(settle(&mut list, &all, 30), 1);
    assert_eq!(list.cursor(), Some(Key(1)));
    assert_eq!(list.page(30).len(), 30);
    list.step(Motion::By(-1), 30);
    assert_eq!(list.cursor(), Some(Key(2)));
}

#[test]
fn held_keys_that_run_over_the_edge_are_made_good() {
    let all = newest_first(5_000);
    let mut list = started(&all, 30);
    for _ in 0..700 {
        list.step(Motion::By(1), 30);
    }
    settle(&mut list, &all, 30);
    assert_eq!(list.cursor(), Some(Key(5_000 - 700)));
}

#[test]
fn most_steps_leave_the_page_alone() {
    let all = newest_first(5_000);
    let mut list = started(&all, 36);
    let mut flips = 0;
    for _ in 0..360 {
        let before = list.page(36).first().map(|row| row.key);
        list.step(Motion::By(1), 36);
        settle(&mut list, &all, 36);
        flips += usize::from(before != list.page(36).first().map(|row| row.key));
    }
    assert!((18..=21).contains(&flips), "{flips}");
}

#[test]
fn in_a_list_that_was_empty_the_cursor_stays_with_the_newest_until_it_is_moved() {
    let mut list = started(&[], 5);
    // A list does not fill from its newest on.
    for all in [newest_first(3), newest_first(300), newest_first(3_000)] {
        list.refresh(5);
        settle(&mut list, &all, 5);
        assert_eq!(list.cursor(), all.first().map(|key| Key(*key)));
        assert_eq!(list.page(5).first().map(|row| row.key), list.cursor());
    }
    // One question is under way from the list's beginning when the person goes on from there.
    list.refresh(5);
    let (from, limit) = list.take_wanted().unwrap();
    list.step(Motion::By(1), 5);
    let all = newest_first(6_000);
    list.place(window(&all, from, limit), from, 5);
    settle(&mut list, &all, 5);
    assert_eq!(list.cursor(), Some(Key(2_999)));
    assert!(list.rows().is_sorted_by(|a, b| a.key > b.key), "nothing was torn apart");
    list.refresh(5);
    settle(&mut list, &newest_first(7_000), 5);
    assert_eq!(list.cursor(), Some(Key(2_999)));
}

#[test]
fn whoever_a_person_has_turned_to_stays_under_the_cursor() {
    for turn in [List::hold, List::release] {
        let mut list = started(&[], 5);
        list.hold();
        list.refresh(5);
        settle(&mut list, &newest_first(3), 5);
        assert_eq!(list.cursor(), Some(Key(3)), "there was nobody to turn to");
        turn(&mut list);
        list.refresh(5);
        settle(&mut list, &newest_first(9), 5);
        assert_eq!(list.cursor(), Some(Key(3)));
    }
}

#[test]
fn new_arrivals_do_not_move_the_row_under_the_cursor() {
    let mut all = newest_first(500);
    let mut list = started(&all, 20);
    for _ in 0..7 {
        list.step(Motion::By(1), 20);
    }
    let line = |list: &List| list.page(20).iter().position(|row| Some(row.key) == list.cursor());
    let before = (list.cursor(), line(&list));
    for new in 501..504 {
        all.insert(0, new);
    }
    list.refresh(20);
    settle(&mut list, &all, 20);
    assert_eq!((list.cursor(), line(&list)), before);
}

#[test]
fn a_row_leaves_from_under_the_cursor_only_by_the_persons_own_act() {
    let mut all = newest_first(100);
    let mut list = started(&all, 20);
    list.step(Motion::By(3), 20);
    assert_eq!(list.cursor(), Some(Key(97)));
    all.retain(|key| *key != 97);
    list.refresh(20);
    settle(&mut list, &all, 20);
    assert_eq!(list.cursor(), Some(Key(97)), "somebody else's change");
    list.step(Motion::By(1), 20);
    list.refresh(20);
    settle(&mut list, &all, 20);
    assert!(list.row(Key(97)).is_none());
    assert_eq!(list.cursor(), Some(Key(96)));
    list.release();
    all.retain(|key| *key != 96);
    list.refresh(20);
    settle(&mut list, &all, 20);
    assert_eq!(list.cursor(), Some(Key(95)), "the next one follows");
}

#[test]
fn an_empty_list_has_no_cursor_and_gets_one_with_its_first_row() {
    let mut list = started(&[], 20);
    assert_eq!((list.cursor(), list.load.clone()), (None, Load::Ready));
    list.step(Motion::By(1), 20);
    list.step(Motion::Last, 20);
    list.refresh(20);
    settle(&mut list, &[7], 20);
    assert_eq!(list.cursor(), Some(Key(7)));
}

proptest! {
    #[test]
    fn the_cursor_is_where_the_keys_say(
        many in 1_i64..600, height in 1_u16..40,
        moves in prop::collection::vec((0..5, -90_i64..90, any::<bool>()), 0..60)
    ) {
        let all = newest_first(many);
        let mut list = started(&all, height);
        let mut expected = 0_i64;
        for (kind, by, now) in moves {
            let motion = match kind {
                0 => Motion::First,
                1 => Motion::Last,
                2 => Motion::Flip(by),
                _ => Motion::By(by),
            };
            // A step past the end is lost, as everywhere: bring both to the same place before it.
            settle(&mut list, &all, height);
            expected = match motion {
                Motion::First => 0,
                Motion::Last => many - 1,
                Motion::By(by) | Motion::Flip(by) => (expected + by).clamp(0, many - 1),
            };
            list.step(motion, height);
            if now {
                settle(&mut list, &all, height);
                let page = list.page(height);
                prop_assert!(page.iter().any(|row| Some(row.key) == list.cursor()), "the cursor is on the page");
                prop_assert!(page.len() == usize::from(height).min(all.len()));
            }
        }
        settle(&mut list, &all, height);
        prop_assert_eq!(list.cursor(), Some(Key(all[usize::try_from(expected).unwrap()])));
    }
}

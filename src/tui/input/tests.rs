use super::*;

fn press(code: KeyCode) -> Event {
    Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

const ESC: Event = Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));

/// A terminal whose keys come at given times, in milliseconds; the time in between passes as in the loop.
struct Line {
    held: Held,
    began: Instant,
    out: Vec<Event>,
}

impl Line {
    fn new() -> Self {
        Self { held: Held::default(), began: Instant::now(), out: Vec::new() }
    }

    fn at(&mut self, millis: u64, event: Event) -> &mut Self {
        let now = self.passes(millis);
        self.out.extend(self.held.push(event, now));
        self
    }

    /// Letters, with `\x1b` for the Esc that crossterm makes of a lone one.
    fn text(&mut self, millis: u64, text: &str) -> &mut Self {
        for c in text.chars() {
            self.at(millis, if c == '\x1b' { ESC } else { press(KeyCode::Char(c)) });
        }
        self
    }

    /// Time passes until then.
    fn passes(&mut self, millis: u64) -> Instant {
        let now = self.began + Duration::from_millis(millis);
        while self.held.until().is_some_and(|until| until <= now) {
            self.out.extend(self.held.expire());
        }
        now
    }

    /// What came out so far.
    fn out(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.out)
    }
}

fn letters(text: &str) -> Vec<Event> {
    text.chars().map(|c| press(KeyCode::Char(c))).collect()
}

#[test]
fn a_lone_esc_is_esc_after_a_moment() {
    let mut line = Line::new();
    assert_eq!(line.text(0, "\x1b").out(), []);
    assert!(line.held.is_waiting());
    line.passes(25);
    assert_eq!(line.out(), [ESC]);
    assert!(!line.held.is_waiting());
    assert_eq!(line.held.until(), None, "nothing more to wake up for");
}

#[test]
fn an_arrow_in_pieces_is_an_arrow() {
    let mut line = Line::new();
    assert_eq!(line.text(0, "\x1b[A").out(), [press(KeyCode::Up)]);
    assert_eq!(line.text(0, "\x1b[6~").out(), [press(KeyCode::PageDown)]);
    assert_eq!(line.text(0, "\x1bOB").out(), [press(KeyCode::Down)]);
    assert_eq!(line.text(0, "\x1bOP").out(), [press(KeyCode::F(1))]);
    assert!(!line.held.is_waiting());
    // Each piece in a packet of its own.
    line.text(1_000, "\x1b").text(1_020, "[").text(1_100, "1").text(1_200, ";5").text(1_300, "A");
    assert_eq!(line.out(), [Event::Key(KeyEvent::new(KeyCode::Up, KeyModifiers::CONTROL))]);
}

#[test]
fn an_arrow_whose_esc_was_given_out_is_still_no_letters() {
    let mut line = Line::new();
    assert_eq!(line.text(0, "\x1b").text(60, "[B").out(), [ESC, press(KeyCode::Down)]);
    assert_eq!(line.text(1_000, "\x1b").text(1_050, "O").text(1_100, "A").out(), [ESC, press(KeyCode::Up)]);
    // What doesn't go on as a sequence was typed.
    line.text(2_000, "\x1b").text(2_100, "O").passes(2_220);
    assert_eq!(line.out(), [vec![ESC], letters("O")].concat());
    assert_eq!(line.text(3_000, "\x1b").text(3_100, "Oj").out(), [vec![ESC], letters("Oj")].concat());
    // Much later it has nothing to do with the Esc, and neither has what comes after another key.
    assert_eq!(line.text(4_000, "\x1b").text(4_200, "O").out(), [vec![ESC], letters("O")].concat());
    assert_eq!(line.text(5_000, "\x1b").text(5_040, "jO").out(), [vec![ESC], letters("jO")].concat());
}

#[test]
fn a_sequence_in_pieces_is_one_key_or_none() {
    let typed = |text: &str| {
        let mut line = Line::new();
        let out = line.text(0, "\x1b").text(0, text).out();
        assert!(!line.held.is_waiting(), "{text}");
        out
    };
    let with = |code, modifiers| vec![Event::Key(KeyEvent::new(code, modifiers))];
    assert_eq!(typed("[1;5A"), with(KeyCode::Up, KeyModifiers::CONTROL));
    assert_eq!(typed("[27u"), with(KeyCode::Esc, KeyModifiers::NONE));
    assert_eq!(typed("[100;5u"), with(KeyCode::Char('d'), KeyModifiers::CONTROL));
    assert_eq!(typed("[1074;5u"), with(KeyCode::Char('d'), KeyModifiers::CONTROL), "Ctrl and в");
    assert_eq!(typed("[<0;110;35M"), with(KeyCode::Null, KeyModifiers::NONE), "a click is no keys");
    assert_eq!(typed("[201~"), with(KeyCode::Null, KeyModifiers::NONE), "the end of no paste");
    assert_eq!(typed("[Z"), with(KeyCode::BackTab, KeyModifiers::SHIFT));
}

#[test]
fn a_paste_in_pieces_is_a_paste() {
    let pasted = |text: &str| vec![Event::Paste(text.to_owned())];
    let mut line = Line::new();
    assert_eq!(line.text(0, "\x1b").text(10, "[200~fxq:jj\x1b[201~").out(), pasted("fxq:jj"));
    assert_eq!(line.text(20, "j").out(), letters("j"));
    // The Esc was given out; lines, tabs and what looks like commands belong to it all the same.
    line.text(1_000, "\x1b").text(1_060, "[200~").at(1_060, press(KeyCode::Char('q')));
    line.at(1_060, press(KeyCode::Enter)).at(1_060, press(KeyCode::Tab));
    line.at(1_060, Event::Key(KeyEvent::new(KeyCode::Char('j'), KeyModifiers::CONTROL)));
    line.at(1_060, Event::Resize(80, 24));
    line.text(1_400, "x\x1b[201~");
    assert_eq!(line.out(), [vec![ESC, Event::Resize(80, 24)], pasted("q\n\t\nx")].concat());
    assert!(!line.held.is_waiting());
}

#[test]
fn a_paste_whose_end_is_not_told_ends_with_a_pause() {
    let mut line = Line::new();
    line.text(0, "\x1b").text(10, "[200~fx").text(400, "qq").passes(899);
    assert_eq!(line.out(), []);
    line.passes(900);
    assert_eq!(line.out(), [Event::Paste("fxqq".into())]);
    assert_eq!(line.text(901, "[j").out(), letters("[j"));
}

#[test]
fn ctrl_with_a_cyrillic_letter_is_ctrl_with_the_latin_one() {
    let control = |c| Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL));
    let mut line = Line::new();
    assert_eq!(line.at(0, control('ц')).out(), [control('w')]);
    assert_eq!(line.text(0, "ц").out(), letters("ц"), "a letter alone is a letter");
    let altgr = KeyModifiers::CONTROL | KeyModifiers::ALT;
    let typed = Event::Key(KeyEvent::new(KeyCode::Char('ц'), altgr));
    assert_eq!(line.at(0, typed.clone()).out(), [typed]);
}

#[test]
fn two_escs_are_two() {
    let mut line = Line::new();
    line.text(0, "\x1b\x1b").passes(25);
    assert_eq!(line.out(), [ESC, ESC]);
}

#[test]
fn esc_and_a_letter_at_once_is_alt() {
    let mut line = Line::new();
    let out = line.text(0, "\x1bx").out();
    assert_eq!(out, [Event::Key(KeyEvent::new(KeyCode::Char('x'), KeyModifiers::ALT))]);
}

#[test]
fn other_keys_pass_at_once() {
    let mut line = Line::new();
    assert_eq!(line.text(0, "j").out(), letters("j"));
    assert_eq!(line.text(0, "\x1b").at(0, Event::Resize(80, 24)).out(), [ESC, Event::Resize(80, 24)]);
}

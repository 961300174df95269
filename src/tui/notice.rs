//! What the terminal is told beside the picture: a bell and a notification when somebody new has applied, and the
//! window's title with the count. Nothing of it carries an applicant's text; nothing is sent while nothing happens.

use crate::local::Multiplexer;

/// How a terminal takes a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notify {
    /// OSC 9: iTerm2, WezTerm, kitty, Ghostty, Windows Terminal.
    Osc9,
    /// OSC 777: foot, urxvt, terminals made of VTE.
    Osc777,
}

/// What is told, by the configuration and the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// The bell rings.
    pub bell: bool,
    /// A notification is shown.
    pub notify: Option<Notify>,
    /// The window's title is set.
    pub title: bool,
}

impl Notices {
    /// As configured, as far as this terminal can; `variable` asks the environment.
    pub fn choose(bell: bool, notify: &str, title: bool, variable: impl Fn(&str) -> Option<String>) -> Self {
        let term = variable("TERM").unwrap_or_default();
        // Consoles print what they don't know instead of taking it as a command.
        let able = !(term.is_empty() || term == "linux" || term == "dumb" || term.starts_with("vt"));
        let by_name = || {
            let is = |name: &str| term.starts_with(name);
            let vte = variable("VTE_VERSION").is_some();
            if vte || is("rxvt") || is("foot") { Notify::Osc777 } else { Notify::Osc9 }
        };
        let notify = match notify {
            "auto" => Some(by_name()),
            "osc9" => Some(Notify::Osc9),
            "osc777" => Some(Notify::Osc777),
            _ => None,
        };
        Self { bell, notify: notify.filter(|_| able), title: title && able }
    }

    /// Whether news are told at all.
    pub fn any(&self) -> bool {
        self.bell || self.notify.is_some()
    }

    /// The bytes that tell a piece of news.
    pub fn news(&self, text: &str, multiplexer: Option<Multiplexer>) -> Vec<u8> {
        let text = harmless(text);
        let mut out = Vec::new();
        if let Some(notify) = self.notify {
            let sequence = match notify {
                Notify::Osc9 => format!("\x1b]9;{text}\x1b\\"),
                Notify::Osc777 => format!("\x1b]777;notify;kandidat;{text}\x1b\\"),
            };
            out.extend_from_slice(&through(&sequence, multiplexer));
        }
        if self.bell {
            out.push(b'\x07');
        }
        out
    }
}

/// The bytes that set the window's title.
pub fn title(text: &str) -> Vec<u8> {
    format!("\x1b]2;{}\x1b\\", harmless(text)).into_bytes()
}

/// A multiplexer passes on what is wrapped for it; tmux only if `allow-passthrough` is on, else it drops it.
fn through(sequence: &str, multiplexer: Option<Multiplexer>) -> Vec<u8> {
    match multiplexer {
        Some(Multiplexer::Tmux) => format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b")),
        // Screen ends its string at the first ST: the sequence within ends by a bell.
        Some(Multiplexer::Screen) => format!("\x1bP{}\x07\x1b\\", sequence.trim_end_matches("\x1b\\")),
        None => sequence.to_owned(),
    }
    .into_bytes()
}

/// No control gets in, and no `;` that would begin another field.
fn harmless(text: &str) -> String {
    let text = super::widget::text::line(text);
    text.chars().filter(|c| !c.is_control()).map(|c| if c == ';' { ',' } else { c }).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env<'a>(pairs: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn a_terminal_is_told_in_its_own_way() {
        let xterm = [("TERM", "xterm-256color")];
        let of = |notify: &str, pairs: &[(&str, &str)]| Notices::choose(false, notify, true, env(pairs));
        assert_eq!(of("auto", &xterm).notify, Some(Notify::Osc9));
        assert_eq!(
            of("auto", &[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")]).notify,
            Some(Notify::Osc777)
        );
        assert_eq!(of("auto", &[("TERM", "foot")]).notify, Some(Notify::Osc777));
        assert_eq!(of("osc9", &[("TERM", "foot")]).notify, Some(Notify::Osc9));
        assert_eq!(of("off", &xterm), Notices { title: true, ..Notices::default() });
        assert_eq!(of("auto", &[("TERM", "linux")]), Notices::default(), "a console would print it");
    }

    #[test]
    fn hostile_text_stays_text() {
        let all = Notices { bell: true, notify: Some(Notify::Osc777), title: true };
        let hostile = "a\x1b]2;b\x07c\x1b\\;d\u{9c}\u{202e}";
        let told = String::from_utf8(all.news(hostile, None)).unwrap();
        let body =
            told.strip_prefix("\x1b]777;notify;kandidat;").unwrap().strip_suffix("\x1b\\\x07").unwrap();
        assert!(!body.chars().any(|c| c.is_control() || c == ';'), "{body:?}");
        let set = String::from_utf8(title(hostile)).unwrap();
        let body = set.strip_prefix("\x1b]2;").unwrap().strip_suffix("\x1b\\").unwrap();
        assert!(!body.chars().any(char::is_control), "{body:?}");
    }

    #[test]
    fn multiplexers_get_it_wrapped() {
        let all = Notices { bell: false, notify: Some(Notify::Osc9), title: false };
        assert_eq!(all.news("x", Some(Multiplexer::Tmux)), b"\x1bPtmux;\x1b\x1b]9;x\x1b\x1b\\\x1b\\");
        assert_eq!(all.news("x", Some(Multiplexer::Screen)), b"\x1bP\x1b]9;x\x07\x1b\\");
        assert_eq!(Notices { bell: true, ..Notices::default() }.news("x", Some(Multiplexer::Tmux)), b"\x07");
    }
}

//! How pictures get onto this terminal: what the environment and the configuration say, before anybody has asked the
//! terminal itself.

use super::{Depth, Way};

/// How pictures are drawn, as far as it is known at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pictures {
    /// How; `None` when they aren't wanted.
    pub way: Option<Way>,
    /// Whether the terminal may be asked what more it can.
    pub ask: bool,
}

/// The question for a terminal's name, which every one that knows it answers, and all others pass over.
pub const QUESTION: &[u8] = b"\x1b[>q";

impl Pictures {
    /// Chooses by `[ui] images`, by whether the terminal shows more than ASCII, and whether colour is wanted.
    pub fn choose(
        setting: &str,
        unicode: bool,
        colour: bool,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let term = variable("TERM").unwrap_or_default();
        // A multiplexer keeps cells and nothing else; what it passes on, it can't take away again.
        let inside = set("TMUX") || set("STY") || term.starts_with("screen") || term.starts_with("tmux");
        let exact = variable("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit")
            || ["kitty", "ghostty", "foot", "wezterm", "alacritty", "direct"]
                .iter()
                .any(|name| term.contains(name));
        let blocks = Way::Blocks(if exact { Depth::Exact } else { Depth::Indexed });
        let cells = if unicode && colour { blocks } else { Way::Signs };
        let way = match setting {
            "off" => return Self { way: None, ask: false },
            "halfblocks" if unicode => blocks,
            "kitty" if !inside => Way::Kitty,
            "iterm2" if !inside => Way::Iterm2,
            // tmux knows sixel itself, from 3.4 on.
            "sixel" => Way::Sixel,
            "auto" => return Self { way: Some(cells), ask: unicode && colour && !inside },
            _ => cells,
        };
        Self { way: Some(way), ask: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(setting: &str, unicode: bool, colour: bool, variables: &[(&str, &str)]) -> Pictures {
        Pictures::choose(setting, unicode, colour, |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_terminal_is_asked_only_when_nothing_is_said_and_nothing_stands_between() {
        const INDEXED: Option<Way> = Some(Way::Blocks(Depth::Indexed));
        let xterm = ("TERM", "xterm-256color");
        assert_eq!(choose("auto", true, true, &[xterm]), Pictures { way: INDEXED, ask: true });
        for inside in [("TMUX", "/tmp/tmux,1,0"), ("STY", "1.pts"), ("TERM", "tmux-256color")] {
            assert_eq!(choose("auto", true, true, &[inside]), Pictures { way: INDEXED, ask: false });
            assert_eq!(choose("kitty", true, true, &[inside]).way, INDEXED);
            assert_eq!(choose("sixel", true, true, &[inside]).way, Some(Way::Sixel));
        }
        assert_eq!(choose("kitty", true, true, &[xterm]), Pictures { way: Some(Way::Kitty), ask: false });
        assert_eq!(choose("iterm2", true, true, &[]).way, Some(Way::Iterm2));
        assert_eq!(choose("off", true, true, &[]), Pictures { way: None, ask: false });
    }

    #[test]
    fn colours_are_as_many_as_the_terminal_has() {
        let exact = Some(Way::Blocks(Depth::Exact));
        assert_eq!(choose("auto", true, true, &[("COLORTERM", "truecolor")]).way, exact);
        assert_eq!(choose("halfblocks", true, true, &[("TERM", "xterm-kitty")]).way, exact);
        // Without colour, or where only ASCII is shown, signs; the terminal is left alone.
        for (unicode, colour) in [(true, false), (false, true)] {
            assert_eq!(choose("auto", unicode, colour, &[]), Pictures { way: Some(Way::Signs), ask: false });
        }
        // Blocks that were asked for are drawn also without the other colours.
        assert!(matches!(choose("halfblocks", true, false, &[]).way, Some(Way::Blocks(_))));
    }
}

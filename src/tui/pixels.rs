//! The picture that the terminal draws itself, beside the cells: put there after the frame, and taken away before the
//! next one that has none, or another.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::preview::{Way, kitty};

/// A picture and its place.
#[derive(Clone, Debug)]
pub struct Placement {
    /// The cells that it covers.
    pub area: Rect,
    /// The size of the screen: a change of it clears the terminal, and the picture with it.
    pub screen: (u16, u16),
    /// In which protocol.
    pub way: Way,
    /// What draws it at the cursor.
    pub bytes: Arc<[u8]>,
}

impl PartialEq for Placement {
    fn eq(&self, other: &Self) -> bool {
        let here = |one: &Self| (one.area, one.screen, one.way);
        here(self) == here(other) && Arc::ptr_eq(&self.bytes, &other.bytes)
    }
}

/// What has to be done before a frame.
#[derive(Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing.
    Nothing,
    /// These bytes take the picture away.
    Send(Vec<u8>),
    /// The picture lies in the cells: all of them are drawn anew.
    Clear,
}

/// The picture that is on screen.
#[derive(Debug, Default)]
pub struct Pixels(Option<Placement>);

impl Pixels {
    /// What has to be done before a frame with this picture is drawn.
    pub fn before(&mut self, wanted: Option<&Placement>) -> Before {
        if self.0.as_ref() == wanted {
            return Before::Nothing;
        }
        match self.0.take() {
            None => Before::Nothing,
            Some(shown) if shown.way == Way::Kitty => Before::Send(kitty::remove()),
            Some(_) => Before::Clear,
        }
    }

    /// The bytes that put a picture there, after the frame; none when it is there already.
    pub fn after(&mut self, wanted: Option<Placement>) -> Option<Vec<u8>> {
        if self.0 == wanted {
            return None;
        }
        self.0 = wanted;
        let shown = self.0.as_ref()?;
        let place = format!("\x1b[?2026h\x1b7\x1b[{};{}H", shown.area.y + 1, shown.area.x + 1);
        Some([place.as_bytes(), shown.bytes.as_ref(), b"\x1b8\x1b[?2026l".as_slice()].concat())
    }

    /// The terminal has been cleared, or is given back: what is there any more has to be taken away by these bytes.
    pub fn forget(&mut self) -> Vec<u8> {
        match self.0.take() {
            Some(shown) if shown.way == Way::Kitty => kitty::remove(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placement(way: Way) -> Placement {
        Placement { area: Rect::new(4, 2, 10, 5), screen: (80, 24), way, bytes: b"picture".to_vec().into() }
    }

    #[test]
    fn a_picture_is_put_there_once_and_taken_away_when_it_goes() {
        let mut pixels = Pixels::default();
        let one = placement(Way::Kitty);
        assert_eq!(pixels.before(Some(&one)), Before::Nothing);
        let sent = pixels.after(Some(one.clone())).unwrap();
        assert_eq!(sent, b"\x1b[?2026h\x1b7\x1b[3;5Hpicture\x1b8\x1b[?2026l");
        // The next frame has the same picture: nothing is sent.
        assert_eq!(pixels.before(Some(&one)), Before::Nothing);
        assert_eq!(pixels.after(Some(one)), None);
        assert_eq!(pixels.before(None), Before::Send(kitty::remove()));
        assert_eq!(pixels.after(None), None);
        assert_eq!(pixels.before(None), Before::Nothing);
    }

    #[test]
    fn a_picture_in_the_cells_is_drawn_over() {
        let mut pixels = Pixels::default();
        let (one, other) = (placement(Way::Sixel), placement(Way::Sixel));
        pixels.after(Some(one.clone()));
        // Equal bytes of another picture, or another size of the screen, are another picture.
        assert_eq!(pixels.before(Some(&other)), Before::Clear);
        assert!(pixels.after(Some(other.clone())).is_some());
        let resized = Placement { screen: (81, 24), ..other };
        assert_eq!(pixels.before(Some(&resized)), Before::Clear);
        assert!(pixels.after(Some(resized)).is_some());
        assert_eq!(pixels.forget(), b"");
        assert_eq!(pixels.before(None), Before::Nothing);
    }

    #[test]
    fn giving_the_terminal_back_takes_the_picture_along() {
        let mut pixels = Pixels::default();
        pixels.after(Some(placement(Way::Kitty)));
        assert_eq!(pixels.forget(), kitty::remove());
        assert_eq!(pixels.forget(), b"");
    }
}

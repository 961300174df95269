//! Where everything is: a pure function of the size, the focus and the zoom, used by the views and by the mouse.

use ratatui::layout::Rect;

use super::model::Pane;

/// The least columns and rows that are drawn on.
pub const LEAST: (u16, u16) = (20, 6);

/// Below so many columns only one pane is shown.
pub const NARROW: u16 = 80;

/// Whether one pane has the whole screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zoom {
    /// All panes that fit.
    #[default]
    All,
    /// The one with the focus.
    One,
}

/// Whether there is a line for what somebody has to do before an account can be asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "both say what they are")]
pub enum Banner {
    Hidden,
    Shown,
}

/// The areas of the screen; a pane that isn't shown has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The first line.
    pub header: Rect,
    /// Below it, what somebody has to do before an account can be asked again.
    pub banner: Option<Rect>,
    /// The templates, with their border.
    pub templates: Option<Rect>,
    /// The applicants, with their border.
    pub applicants: Option<Rect>,
    /// The profile, with its border.
    pub profile: Option<Rect>,
    /// The last line.
    pub hints: Rect,
}

impl Layout {
    /// The areas; `None` when the terminal is too small for any.
    pub fn new(columns: u16, rows: u16, focus: Pane, zoom: Zoom, banner: Banner) -> Option<Self> {
        if columns < LEAST.0 || rows < LEAST.1 {
            return None;
        }
        let header = Rect::new(0, 0, columns, 1);
        let hints = Rect::new(0, rows - 1, columns, 1);
        // Where there is hardly room for a list, the header has to do.
        let banner = (banner == Banner::Shown && rows > LEAST.1).then(|| Rect::new(0, 1, columns, 1));
        let top = if banner.is_some() { 2 } else { 1 };
        let body = Rect::new(0, top, columns, rows - 1 - top);
        let mut layout = Self { header, banner, templates: None, applicants: None, profile: None, hints };
        if zoom == Zoom::One || columns < NARROW {
            *match focus {
                Pane::Templates => &mut layout.templates,
                Pane::Applicants => &mut layout.applicants,
                Pane::Profile => &mut layout.profile,
            } = Some(body);
            return Some(layout);
        }
        let left = (columns / 5).clamp(16, 28);
        let right = ((columns - left) * 42 / 100).max(28);
        let middle = columns - left - right;
        layout.templates = Some(Rect { width: left, ..body });
        layout.applicants = Some(Rect { x: left, width: middle, ..body });
        layout.profile = Some(Rect { x: left + middle, width: right, ..body });
        Some(layout)
    }

    /// The area of a pane.
    pub fn pane(&self, pane: Pane) -> Option<Rect> {
        match pane {
            Pane::Templates => self.templates,
            Pane::Applicants => self.applicants,
            Pane::Profile => self.profile,
        }
    }

    /// The pane at a place, and the row inside its border.
    pub fn hit(&self, column: u16, row: u16) -> Option<(Pane, Option<u16>)> {
        Pane::ALL.into_iter().find_map(|pane| {
            let area = self.pane(pane)?;
            let inside =
                column >= area.left() && column < area.right() && row >= area.top() && row < area.bottom();
            if !inside {
                return None;
            }
            let line = row.checked_sub(area.top() + 1).filter(|line| *line + 2 < area.height);
            Some((pane, line))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_narrow_screen_shows_one_pane() {
        let layout = Layout::new(79, 24, Pane::Applicants, Zoom::All, Banner::Hidden).unwrap();
        assert!(layout.applicants.is_some() && layout.templates.is_none() && layout.profile.is_none());
        let layout = Layout::new(80, 24, Pane::Applicants, Zoom::All, Banner::Hidden).unwrap();
        assert!(Pane::ALL.into_iter().all(|pane| layout.pane(pane).is_some()));
        assert!(Layout::new(19, 24, Pane::Applicants, Zoom::All, Banner::Hidden).is_none());
        assert!(Layout::new(20, 6, Pane::Profile, Zoom::All, Banner::Hidden).unwrap().profile.is_some());
    }

    proptest! {
        #[test]
        fn panes_fill_the_width_and_never_overlap(columns in 80_u16..500, rows in 6_u16..200) {
            let layout = Layout::new(columns, rows, Pane::Profile, Zoom::All, Banner::Hidden).unwrap();
            let [a, b, c] = Pane::ALL.map(|pane| layout.pane(pane).unwrap());
            prop_assert_eq!((a.x, b.x, c.x, c.right()), (0, a.right(), b.right(), columns));
            prop_assert!(a.width >= 16 && b.width >= 26 && c.width >= 28);
        }

        #[test]
        fn any_place_is_in_one_pane_or_none(columns in 0_u16..300, rows in 0_u16..100, x: u16, y: u16) {
            if let Some(layout) = Layout::new(columns, rows, Pane::Applicants, Zoom::All, Banner::Hidden) {
                let _ = layout.hit(x, y);
            }
        }
    }
}

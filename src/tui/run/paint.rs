//! A frame: the mouse taken or given back with it, and a terminal that has shrunk meanwhile.

use std::io;

use futures_util::Stream;

use super::{Loop, Memory, no_terminal};
use crate::error::UserError;
use crate::tui::dialog;
use crate::tui::effect::Mouse;
use crate::tui::input::Incoming;
use crate::tui::msg::Msg;
use crate::tui::notice;
use crate::tui::pixels::Before;
use crate::tui::terminal::{Screen, mouse};
use crate::tui::view;

impl<S, I, M> Loop<S, I, M>
where
    S: Screen,
    I: Stream<Item = io::Result<Incoming>> + Unpin,
    M: Memory,
{
    /// Paints what has changed, with one write.
    pub(super) fn paint(&mut self) -> Result<(), UserError> {
        if !std::mem::take(&mut self.dirty) || self.leaving {
            return Ok(());
        }
        let wanted = if self.cx.config.ui.mouse && !view::releases_mouse(&self.model) {
            Mouse::Taken
        } else {
            Mouse::Released
        };
        if wanted != self.mouse {
            self.mouse = wanted;
            self.terminal.backend_mut().with_frame(mouse(wanted));
        }
        let title = if self.cx.notices.title { view::title(&self.model, &self.cx) } else { String::new() };
        if title != self.title {
            self.terminal.backend_mut().with_frame(&notice::title(&title));
            self.title = title;
        }
        // The terminal may have shrunk since it was heard of: nothing is drawn where there is no room any more.
        while let Some((columns, rows)) = self.draw()? {
            self.feed(Msg::Resize(columns, rows));
            self.work_off();
        }
        self.dirty = false;
        Ok(())
    }

    /// Draws a frame; gives the size of a terminal that is smaller than the model believes, and is left empty.
    fn draw(&mut self) -> Result<Option<(u16, u16)>, UserError> {
        let picture = dialog::preview::placement(&self.model);
        match self.pixels.before(picture.as_ref()) {
            Before::Nothing => {}
            Before::Send(bytes) => self.terminal.backend_mut().with_frame(&bytes),
            Before::Clear => self.terminal.clear().map_err(|error| no_terminal(&error))?,
        }
        let (model, cx) = (&self.model, &self.cx);
        let mut smaller = None;
        let drawn = self.terminal.draw(|frame| {
            let area = frame.area();
            if area.width < model.size.0 || area.height < model.size.1 {
                smaller = Some((area.width, area.height));
                return;
            }
            view::draw(frame, model, cx);
            view::hyperlinks(frame, model);
        });
        drawn.map_err(|error| no_terminal(&error))?;
        if smaller.is_none()
            && let Some(bytes) = self.pixels.after(picture)
        {
            self.terminal.backend_mut().send(&bytes).map_err(|error| no_terminal(&error))?;
        }
        Ok(smaller)
    }
}

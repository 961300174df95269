//! The line below the header: what somebody has to do before an account can be asked again.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::cx::Cx;
use crate::tui::model::{Model, Refusal};
use crate::tui::theme::Role;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::fit;

/// Draws it.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
    let Some((account, refusal)) = model.refusal() else { return };
    let (text, action) = match refusal {
        Refusal::Credentials => ("banner-refused", "app.sync"),
        Refusal::FirstPassword => ("banner-first-password", "app.password"),
    };
    let key = cx.keys.first(action);
    let text = cx.words.phrase(text, &[("account", account.as_str().into()), ("key", key.into())]);
    let text = fit(&format!(" {} {text}", cx.signs.held), usize::from(area.width));
    write(frame, area, 0, &[(text, cx.style(Role::Bad))]);
}

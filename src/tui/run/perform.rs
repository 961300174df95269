//! The loop's deeds: what `update` wants done in the world.

use std::io;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::Stream;
use tokio::task::AbortHandle;

use super::{Loop, Memory, deed, no_terminal};
use crate::clipboard;
use crate::engine::Command;
use crate::engine::tasks::UNNUMBERED;
use crate::error::UserError;
use crate::preview;
use crate::tui::effect::{Effect, Probing};
use crate::tui::input::Incoming;
use crate::tui::model::Tone;
use crate::tui::msg::{Ask, Msg};
use crate::tui::terminal::Screen;

impl<S, I, M> Loop<S, I, M>
where
    S: Screen,
    I: Stream<Item = io::Result<Incoming>> + Unpin,
    M: Memory,
{
    pub(super) fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Send(command) => self.command(command),
            Effect::Query(ticket, ask) => {
                let subject = ask.subject();
                let answer = self.memory.answer(ask, Arc::clone(&self.model.applicants.marks));
                let asking = self.start(async move { Msg::Loaded(ticket, answer.await) });
                if let Some(older) = self.asking.insert(subject, asking) {
                    older.abort();
                }
            }
            Effect::Notify(text) => {
                let bytes = self.cx.notices.news(&text, self.multiplexer);
                // A terminal that is gone is noticed by the next frame.
                let _the_terminal_is_gone = self.terminal.backend_mut().send(&bytes);
            }
            Effect::Copy(what, text) => match deed::clipboard(&text, self.multiplexer) {
                deed::Clipboard::Write(bytes) => {
                    let sent = self.terminal.backend_mut().send(&bytes).map_err(|error| error.to_string());
                    self.feed(Msg::Copied(what, sent));
                }
                deed::Clipboard::Tmux => {
                    self.start(async move {
                        match deed::through_tmux(&text).await {
                            Ok(()) => Msg::Copied(what, Ok(())),
                            // An old tmux doesn't pass a buffer on: the terminal around it is written to.
                            Err(why) => {
                                tracing::debug!(why, "tmux took no buffer");
                                Msg::NotByTmux(what, text)
                            }
                        }
                    });
                }
            },
            Effect::CopyAround(what, text) => {
                let bytes = clipboard::osc52_through_tmux(text.expose());
                let sent = self.terminal.backend_mut().send(&bytes).map_err(|error| error.to_string());
                self.feed(Msg::Copied(what, sent));
            }
            Effect::Browse(key, link) => {
                let opener = self.opener.clone();
                self.start(async move {
                    let result = deed::browse(&link, &opener).await;
                    Msg::Browsed(key, link, result)
                });
            }
            Effect::View(key, media) => {
                let found = self.memory.answer(Ask::MediaPath(key, media.clone()), Arc::default());
                let opener = self.opener.clone();
                self.start(async move { Msg::Viewed(key, media, deed::view(found, opener).await) });
            }
            Effect::Forget(subject) => {
                if let Some(asked) = self.asking.remove(&subject) {
                    asked.abort();
                }
            }
            Effect::Probe(what) => {
                if what == Probing::Name
                    && self.terminal.backend_mut().send(preview::terminal::QUESTION).is_ok()
                {
                    self.probe.ask();
                }
                let cell = self.cell();
                self.feed(Msg::Terminal { name: None, cell });
            }
            Effect::Suspend => {
                if let Err(error) = self.suspend() {
                    tracing::warn!(%error, "the program could not be suspended");
                }
            }
            Effect::Repaint => {
                self.dirty = true;
                self.take_pixels();
                let _cleared = self.terminal.clear();
            }
            Effect::Leave => {
                self.leaving = true;
                let _nobody_listens = self.commands.send(Command::Quit);
            }
        }
    }

    /// Work beside the loop; its answer comes back as a message.
    fn start(&self, work: impl Future<Output = Msg> + Send + 'static) -> AbortHandle {
        self.start_boxed(Box::pin(work))
    }

    fn start_boxed(&self, work: Pin<Box<dyn Future<Output = Msg> + Send>>) -> AbortHandle {
        let (reply, raised) = (self.reply.clone(), self.busy.raise());
        let task = tokio::spawn(async move {
            let msg = work.await;
            let _the_loop_is_gone = reply.send((msg, raised));
        });
        task.abort_handle()
    }

    fn command(&mut self, command: Command) {
        let task = match &command {
            Command::Cancel(_) | Command::Quit => None,
            command => Some(command.task().unwrap_or(UNNUMBERED)),
        };
        if let Some(task) = task {
            self.awaited.entry(task).or_default().push(self.busy.raise());
        }
        let _the_engine_is_gone = self.commands.send(command);
    }

    /// The columns and rows of pixels in a cell, where the system knows them.
    pub(super) fn cell(&mut self) -> Option<(u16, u16)> {
        let size = self.terminal.backend_mut().window_size().ok()?;
        let columns = size.pixels.width.checked_div(size.columns_rows.width)?;
        let rows = size.pixels.height.checked_div(size.columns_rows.height)?;
        Some((columns, rows))
    }

    /// Takes a picture away that the terminal has drawn itself.
    pub(super) fn take_pixels(&mut self) {
        let bytes = self.pixels.forget();
        if !bytes.is_empty() {
            let _the_terminal_is_gone = self.terminal.backend_mut().send(&bytes);
        }
    }

    /// Gives the terminal back and takes it anew.
    pub(super) fn retake(&mut self) -> Result<(), UserError> {
        self.take_pixels();
        self.title.clear();
        let screen = self.terminal.backend_mut();
        screen.leave().and_then(|()| screen.enter(self.mouse)).map_err(|error| no_terminal(&error))
    }

    pub(super) fn suspend(&mut self) -> Result<(), UserError> {
        self.take_pixels();
        self.title.clear();
        let screen = self.terminal.backend_mut();
        screen.leave().map_err(|error| no_terminal(&error))?;
        let stopped = screen.suspend();
        screen.enter(self.mouse).map_err(|error| no_terminal(&error))?;
        match stopped {
            Ok(()) => self.stopped = true,
            Err(error) => self.model.say(Tone::Warn, error.to_string(), &self.cx),
        }
        self.feed(Msg::Resumed);
        Ok(())
    }
}

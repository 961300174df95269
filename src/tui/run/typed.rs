//! What the terminal sends: where it comes from, and how the loop takes it.

use std::io;
use std::sync::Once;

use crossterm::event::Event as TerminalEvent;
use futures_util::{Stream, StreamExt};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{Loop, Memory, signal};
use crate::tui::input::Incoming;
use crate::tui::msg::Msg;
use crate::tui::probe::Found;
use crate::tui::terminal::{Keyboard, Screen, Surface, restore_on_panic};

/// The terminal that this process was started in, as the loop wants it. `variable` asks the environment.
pub fn this_terminal(
    variable: impl Fn(&str) -> Option<String>,
) -> (Surface<io::Stdout>, impl Stream<Item = io::Result<Incoming>> + Unpin) {
    // Whether there is colour is the theme's to say: with NO_COLOR, crossterm would write resets that also end
    // bold and reverse, and with them the cursor of the list.
    crossterm::style::force_color_output(true);
    let keyboard = Keyboard::of(variable);
    restore_on_panic(keyboard);
    (Surface::new(io::stdout(), None).with_keyboard(keyboard), keys())
}

/// What the terminal sends, through a queue of our own: crossterm's stream keeps the first waker that it is polled
/// with, and the loop polls both with its own and, to drain what is there, with none. Reading ends as soon as the
/// queue is dropped, so that no key is taken from whoever reads the terminal next.
///
/// That the size has changed is heard from the system, and by us alone: where a key and the signal come at the same
/// moment, crossterm handles one of the two and forgets the other, so that the screen would keep its old size, or
/// the key wait for the next one.
fn keys() -> impl Stream<Item = io::Result<Incoming>> + Unpin {
    let (sender, mut queue) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut events = crossterm::event::EventStream::new();
        take_the_signal_of_size();
        let mut resized = signal::Resized::new().ok();
        loop {
            let event = tokio::select! {
                () = sender.closed() => return,
                event = events.next() => match event {
                    Some(Ok(TerminalEvent::Resize(..))) if resized.is_some() => continue,
                    event => event,
                },
                () = next_size(&mut resized) => match crossterm::terminal::size() {
                    Ok((columns, rows)) => Some(Ok(TerminalEvent::Resize(columns, rows))),
                    Err(_) => continue,
                },
            };
            let Some(event) = event else { return };
            if sender.send(event.map(Incoming::from)).is_err() {
                return;
            }
        }
    });
    futures_util::stream::poll_fn(move |cx| queue.poll_recv(cx))
}

/// Takes the signal of a changed size from crossterm, whose reader has just been made (it is made once in a
/// process), before we listen to it ourselves. There is no other way to have its reader wait for keys alone.
fn take_the_signal_of_size() {
    static TAKEN: Once = Once::new();
    TAKEN.call_once(|| {
        #[expect(
            deprecated,
            reason = "it removes what others have registered, which is what is wanted here"
        )]
        signal_hook_registry::unregister_signal(signal::RESIZED);
    });
}

/// Ends when the terminal's size may have changed; never where that can't be heard.
async fn next_size(resized: &mut Option<signal::Resized>) {
    match resized {
        Some(resized) => resized.next().await,
        None => std::future::pending().await,
    }
}

impl<S, I, M> Loop<S, I, M>
where
    S: Screen,
    I: Stream<Item = io::Result<Incoming>> + Unpin,
    M: Memory,
{
    pub(super) fn take_input(&mut self, incoming: Incoming) {
        let events = self.held.push(incoming.event, Instant::now());
        for event in events {
            self.take_terminal(event);
        }
        if self.held.is_waiting() {
            self.held_raised.extend(incoming.raised);
        } else {
            self.held_raised.clear();
        }
    }

    pub(super) fn release_held(&mut self) {
        for event in self.held.expire() {
            self.take_terminal(event);
        }
        self.held_raised.clear();
    }

    fn take_terminal(&mut self, event: TerminalEvent) {
        let events = match self.probe.push(event) {
            Found::Events(events) => events,
            Found::Name(name) => {
                let cell = self.cell();
                return self.feed(Msg::Terminal { name: Some(name), cell });
            }
        };
        for event in events {
            self.take_settled(event);
        }
    }

    fn take_settled(&mut self, event: TerminalEvent) {
        match event {
            TerminalEvent::Key(key) => self.feed(Msg::Key(key)),
            TerminalEvent::Paste(text) => self.feed(Msg::Paste(text)),
            TerminalEvent::Mouse(event) => self.feed(Msg::Mouse(event)),
            TerminalEvent::Resize(columns, rows) => self.feed(Msg::Resize(columns, rows)),
            TerminalEvent::FocusGained | TerminalEvent::FocusLost => {}
        }
    }
}

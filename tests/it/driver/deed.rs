//! Which actions the screen has done: heard from its own log, on the thread that its loop runs on.

use std::fmt;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

/// The actions since somebody last asked, as their `Debug` writes them.
#[derive(Clone, Default)]
pub struct Deeds(Arc<Mutex<Vec<String>>>);

impl Deeds {
    /// Listens on this thread until the guard goes.
    pub fn listen() -> (Self, DefaultGuard) {
        let deeds = Self::default();
        let subscriber = tracing_subscriber::registry().with(deeds.clone());
        (deeds, tracing::subscriber::set_default(subscriber))
    }

    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl<S: Subscriber> Layer<S> for Deeds {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "kandidat::tui::update" {
            event.record(&mut Action(&self.0));
        }
    }
}

struct Action<'a>(&'a Mutex<Vec<String>>);

impl Visit for Action<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "action" {
            self.0.lock().unwrap().push(format!("{value:?}"));
        }
    }
}

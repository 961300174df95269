//! The screen: one model, a pure `update`, views that only draw, and one loop (`run`) that does the effects.
//!
//! Follow a key: [`keymap`] finds the named action for the scope that has the focus ([`action`] is the one table),
//! [`update`] runs the handler that stands next to the action's row in its pane or dialog, and out come effects,
//! plain data. The store is asked for what a frame lacks once everything that came in is worked off. Nothing here
//! knows a source, the network or a database; the command line starts it with [`run::run`].

pub mod action;
mod answer;
pub mod app;
pub mod busy;
pub mod cursor;
pub mod cx;
pub mod dialog;
pub mod effect;
pub mod first;
pub mod highlight;
pub mod input;
pub mod keymap;
pub mod layout;
pub mod macros;
pub mod model;
pub mod msg;
mod news;
pub mod notice;
pub mod pane;
pub mod picture;
pub mod pixels;
pub mod probe;
pub mod run;
pub mod sample;
pub mod secret;
pub mod terminal;
pub mod theme;
pub mod told;
pub mod update;
pub mod view;
pub mod widget;

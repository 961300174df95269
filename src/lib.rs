//! kandidat: a keyboard-driven inbox for job applications that never loses an applicant.
//!
//! # The map
//!
//! Each floor uses only what stands below it; `tests/it/architecture.rs` says so when one doesn't.
//!
//! ```text
//!  main ─ cli/                one file per subcommand; the only place that prints
//!  tui/                       the screen            sandbox/   the fake world (an independent witness)
//!  engine/                    what happens when: pull → save → confirm, and everything that is sent
//!  source/   store/           the outside systems, and the memory
//!  http/                      one client: timeouts, retry, limits, redirects, redaction
//!  domain/  config/  clock  error  fail  i18n       the ground: plain data, hardly any I/O
//!  local  browser  clipboard  qr  preview           the person's desk: where they sit, and how to reach it
//! ```
//!
//! # How data flows
//!
//! ```text
//!  terminal ──keys───┐                                     ┌─ store: one writing thread, several reading ones
//!  engine events ────┼─► tui::run ─► update(model, msg, cx) ─► effects ─► Send(Command) ─► engine ─► source, store
//!  query answers ────┤        ▲      pure: no I/O, no time               └► Query(ticket) ─► store ─► answer
//!  timers asked for ─┘        └─ draw(model), when dirty and everything that came in is worked off
//! ```
//!
//! The loop has the main thread and a runtime of its own (`cli/inbox.rs`); the engine works on the threads of another.
//! The store is the truth: the engine commits first and tells afterwards, with ids only; the screen asks again.
//! Confirmations are rows in the outbox before they are requests ([`store`]), sent under a lease whose fence is
//! checked in the commit before every send ([`engine`]).
//!
//! # Where to begin
//!
//! What happens on `c`: the key is looked up in [`tui`]'s one table of actions, the handler of the pane opens the
//! dialog `tui/dialog/confirm.rs` on frozen ids, its `Enter` sends [`engine::Command::Confirm`],
//! `engine/confirm.rs` orders it in one commit (`store/outbox.rs` refuses whoever isn't safely stored) and
//! `engine/outbox.rs` sends it. `tests/it/flows.rs` tells these stories, `tests/it/faults.rs` what may go wrong,
//! `tests/it/crash.rs` what is left when the program dies in between.
//!
//! # Where a new thing goes
//!
//! | to add | touch |
//! |---|---|
//! | a key action | a row and an arm in its pane's file; its words in `assets/i18n` |
//! | a dialog or pane | one file, a variant, its words, a snapshot |
//! | an API call | the wire type and one function in the source; the sandbox's route; a fault case |
//! | a source | one folder, one line in `source.rs`, its side of the sandbox; the generic contract suite runs on it |
//! | a column | the next file in `assets/migrations`; one file of the store |
//! | a language or theme | one file in `assets` |
//! | a subcommand | one file in `cli/`, one line in `cli.rs` |

pub mod browser;
pub mod cli;
pub mod clipboard;
pub mod clock;
pub mod config;
pub mod domain;
pub mod engine;
pub mod error;
pub mod fail;
pub mod http;
pub mod i18n;
pub mod local;
pub mod preview;
pub mod qr;
pub mod sandbox;
pub mod source;
pub mod store;
pub mod tui;

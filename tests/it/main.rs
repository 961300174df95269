//! One integration binary: every test that needs more than one floor.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says so by panicking")]

mod architecture;
mod cli;
mod contracts;
mod crash;
mod docs;
mod driver;
mod env;
mod faults;
mod flows;
mod fuzz;
mod inbox;
mod keys;
mod preview;
mod pty;
mod retail;
mod screen;
mod stubborn;
mod views;

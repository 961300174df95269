//! The built program from outside: what it prints, where, and with which exit code. One file of tests for each
//! concern.

mod accounts;
mod calls;
mod confirming;
mod flags;
mod links;
mod lists;
mod secrets;
mod sessions;
mod syncing;
mod terminal;
mod tls;
mod tools;

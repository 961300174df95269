#![no_main]

#[path = "../../tests/it/fuzz/inbox.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::inbox(data));

#![no_main]

#[path = "../../tests/it/fuzz/record.rs"]
#[expect(dead_code, reason = "the other targets of the file")]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::leads(data));

//! The thin binary: parse, start logging, run one command, map the error to an exit code.

fn main() {}

//! What the system says about a running process. Linux only: elsewhere the rows say that they are left out.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use rustix::process::Pid;

/// What a process has used so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Used {
    /// Times that one of its threads was put on or taken off a processor.
    pub switches: u64,
    /// Time on a processor.
    pub cpu: Duration,
    /// Its threads.
    pub threads: usize,
}

/// The most memory that the process has held, in bytes.
pub fn peak_memory(process: Pid) -> Option<u64> {
    field(&fs::read_to_string(folder(process).join("status")).ok()?, "VmHWM:")
        .map(|kilobytes| kilobytes * 1024)
}

/// What the process has used until now.
pub fn used(process: Pid) -> Option<Used> {
    let mut used = Used::default();
    for thread in fs::read_dir(folder(process).join("task")).ok()? {
        let thread = thread.ok()?.path();
        let status = fs::read_to_string(thread.join("status")).ok()?;
        used.switches +=
            field(&status, "voluntary_ctxt_switches:")? + field(&status, "nonvoluntary_ctxt_switches:")?;
        let schedule = fs::read_to_string(thread.join("schedstat")).ok()?;
        used.cpu += Duration::from_nanos(schedule.split_whitespace().next()?.parse().ok()?);
        used.threads += 1;
    }
    Some(used)
}

fn folder(process: Pid) -> PathBuf {
    PathBuf::from(format!("/proc/{}", process.as_raw_nonzero()))
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

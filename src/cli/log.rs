//! The program's log: a file for each day in the state folder, for the owner alone. Never on stdout; on stderr
//! only with `-v`, and never under a screen.

use std::path::Path;

use crate::config::write::make_folder;
use tracing_appender::non_blocking::NonBlockingBuilder;
pub use tracing_appender::non_blocking::WorkerGuard as Guard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// How many days are kept.
const DAYS: usize = 14;

/// Whether the log may also be told on stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stderr {
    /// It may.
    Free,
    /// A screen is drawn there.
    Taken,
}

/// Starts logging; what is still in flight is written when the guard goes. A folder that can't be written is
/// not worth failing for: `doctor` says so.
pub fn start(folder: &Path, verbose: u8, stderr: Stderr) -> Option<Guard> {
    let level = match verbose {
        0 => LevelFilter::INFO,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    // Other crates stay at warnings: their lower levels write addresses and headers.
    let filter = || Targets::new().with_default(LevelFilter::WARN).with_target("kandidat", level);
    // It complains on stderr in its own words when it can't look for old files, or remove them.
    let usable = make_folder(folder).is_ok()
        && std::fs::read_dir(folder).is_ok()
        && rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok();
    let appender = usable.then(|| {
        RollingFileAppender::builder()
            .rotation(Rotation::DAILY)
            .filename_prefix("kandidat")
            .filename_suffix("log")
            .max_log_files(DAYS)
            .build(folder)
    });
    let (file, guard) = match appender {
        Some(Ok(appender)) => {
            // Lines wait rather than get lost.
            let (writer, guard) = NonBlockingBuilder::default().lossy(false).finish(appender);
            let layer =
                tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false).with_filter(filter());
            (Some(layer), Some(guard))
        }
        Some(Err(_)) | None => (None, None),
    };
    let aloud = (verbose > 0 && stderr == Stderr::Free).then(|| {
        let layer =
            tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false).without_time();
        layer.with_filter(filter())
    });
    // Only a second start in one process can fail here, and then the first goes on.
    let _already = tracing_subscriber::registry().with(file).with(aloud).try_init();
    guard
}

//! How far work is, as one line on a terminal.

use super::output::Output;
use crate::config::value::write_size;
use crate::engine::{Event, Progress, Work};

const CELLS: u64 = 20;

/// Draws an event if it tells of progress.
pub fn draw(out: &mut Output, event: &Event) {
    if let Event::Progress(progress) = event {
        out.progress(&line(progress));
    }
}

fn line(progress: &Progress) -> String {
    let doing = match progress.work {
        Work::Pull => "reading the list",
        Work::Save => "saving",
        Work::Confirm => "confirming",
        Work::Chat => "asking for a chat",
        Work::Export => "writing out",
        Work::Password => "changing the password",
        Work::Edit => "deciding",
    };
    let mut line = match progress.total {
        Some(total) if total > 0 => {
            let done = progress.done.min(total);
            let full = usize::try_from(CELLS * done / total).unwrap_or(0);
            let empty = usize::try_from(CELLS).unwrap_or(0) - full;
            format!("{}{} {doing} {done}/{total}", "▓".repeat(full), "░".repeat(empty))
        }
        _ => format!("{doing} {}", progress.done),
    };
    if progress.bytes > 0 {
        line.push_str(&format!("  {}  {}/s", write_size(progress.bytes), write_size(progress.rate)));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::TaskId;

    #[test]
    fn the_line_says_how_far_and_how_fast() {
        let mut progress = Progress {
            task: TaskId(1),
            work: Work::Save,
            done: 14,
            total: Some(22),
            bytes: 3_100_000,
            rate: 3_100_000,
        };
        assert_eq!(line(&progress), "▓▓▓▓▓▓▓▓▓▓▓▓░░░░░░░░ saving 14/22  3.1 MB  3.1 MB/s");
        progress = Progress { work: Work::Pull, total: None, bytes: 0, ..progress };
        assert_eq!(line(&progress), "reading the list 14");
    }
}

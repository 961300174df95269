//! Whether the inbox is sound: what `doctor` asks, and what is tidied away at a start.

use super::state::SAVED;
use super::{Error, Lane, Store, blob};

impl Store {
    /// Looks the inbox over: the database's own check, the cached figures, and every stored file. One sentence for
    /// each thing that is wrong, without applicants' texts; empty when all is well.
    pub async fn integrity(&self) -> Result<Vec<String>, Error> {
        let folder = self.media_folder().to_owned();
        self.read(Lane::Slow, move |read| {
            let mut wrong: Vec<String> = Vec::new();
            let mut statement = read.db.prepare("PRAGMA quick_check(20)")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let said: String = row.get(0)?;
                if said != "ok" {
                    wrong.push(format!("the database: {said}"));
                }
            }
            let miscounted: i64 = read.db.query_row(
                "SELECT count(*) FROM class c WHERE n <> (SELECT count(*) FROM applicant a WHERE a.class = c.id)",
                [],
                |row| row.get(0),
            )?;
            if miscounted > 0 {
                wrong.push(format!("{miscounted} cached figures don't agree with the applicants"));
            }
            let unindexed: i64 = read.db.query_row(
                "SELECT (SELECT count(*) FROM applicant) - (SELECT count(*) FROM search_docsize)",
                [],
                |row| row.get(0),
            )?;
            if unindexed != 0 {
                wrong.push("the search index doesn't have everybody".into());
            }
            let mut statement = read.db.prepare(
                "SELECT DISTINCT sha256, size FROM media WHERE state = ?1",
            )?;
            let mut rows = statement.query([SAVED])?;
            let mut lost = 0u64;
            while let Some(row) = rows.next()? {
                read.go_on()?;
                let sha256: Vec<u8> = row.get(0)?;
                if !blob::is_there(&folder, &sha256, row.get(1)?) {
                    lost += 1;
                }
            }
            if lost > 0 {
                wrong.push(format!("{lost} stored files are missing from the media folder, or are cut short"));
            }
            Ok(wrong)
        })
        .await
    }

    /// Removes temporary files that a crash left behind; those that somebody is writing stay. Answers with how many.
    pub async fn sweep(&self) -> Result<u64, Error> {
        let folder = self.media_folder().to_owned();
        tokio::task::spawn_blocking(move || blob::sweep(&folder))
            .await
            .map_err(|_| Error::Bug("the media folder could not be swept".into()))?
    }
}

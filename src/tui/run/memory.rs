//! The store as the screen's memory, and the end of the log file.

use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::watch;

use super::Memory;
use crate::domain::query::{Flag, Test};
use crate::domain::{Key, Query};
use crate::engine::session;
use crate::error::{Cause, ErrorKind, UserError};
use crate::preview::{self, Look, Trouble};
use crate::store::{Direction, Store};
use crate::tui::msg::{Answer, Ask, Standing, Way};

/// At most so many rows of the outbox are shown.
const OUTBOX: usize = 1_000;
/// So many bytes of the log are shown.
const LOG: u64 = 64 * 1024;

/// The inbox and its log.
#[derive(Clone, Debug)]
pub struct Inbox {
    /// The store.
    pub store: Store,
    /// The folder of log files.
    pub log_dir: PathBuf,
    /// The folder of the sources' sessions.
    pub sessions: PathBuf,
}

impl Memory for Inbox {
    fn answer(&self, ask: Ask, marks: Arc<BTreeSet<Key>>) -> BoxFuture<'static, Result<Answer, UserError>> {
        let inbox = self.clone();
        async move { inbox.ask(ask, marks).await }.boxed()
    }

    fn changed(&self) -> Option<watch::Receiver<u64>> {
        Some(self.store.changed())
    }
}

impl Inbox {
    /// The store in which `is:marked` means what this screen has marked.
    fn knowing(&self, query: &Query, marks: &BTreeSet<Key>) -> Store {
        if query.terms.iter().any(|term| term.test == Test::Is(Flag::Marked)) {
            self.store.with_marks(marks.iter().copied())
        } else {
            self.store.clone()
        }
    }

    async fn ask(self, ask: Ask, marks: Arc<BTreeSet<Key>>) -> Result<Answer, UserError> {
        let store = &self.store;
        Ok(match ask {
            Ask::Window { query, sort, from, limit } => {
                Answer::Window(self.knowing(&query, &marks).window(&query, sort, from, limit).await?)
            }
            Ask::Count(query) => Answer::Count(self.knowing(&query, &marks).count(&query).await?),
            Ask::Keys(query, sort, limit) => {
                Answer::Keys(self.knowing(&query, &marks).keys(&query, sort, limit).await?)
            }
            Ask::NextUnread(query, sort, key, way) => {
                let direction = match way {
                    Way::Next => Direction::Forward,
                    Way::Previous => Direction::Backward,
                };
                let store = self.knowing(&query, &marks);
                Answer::NextUnread(store.next_unread(&query, sort, key, direction).await?)
            }
            Ask::Totals => Answer::Totals(store.totals().await?),
            Ask::Groups => Answer::Groups(store.groups().await?),
            Ask::Accounts => {
                let accounts = store.accounts().await?.into_iter().map(|account| Standing {
                    session: session::kept_until(&self.sessions, &account.name),
                    account: account.name,
                    synced: account.last_sync,
                    problem: account.last_error,
                    pause: account.pause,
                    tried: account.last_try,
                    applicants: account.applicants,
                });
                Answer::Accounts(accounts.collect())
            }
            Ask::Detail(key) => Answer::Detail(store.detail(key).await?.map(Box::new)),
            Ask::Batch(keys) => Answer::Batch(Box::new(store.batch(keys).await?)),
            Ask::Outbox => Answer::Outbox(store.outbox(OUTBOX).await?),
            Ask::Templates(account) => {
                let templates = store.templates(Some(&account)).await?;
                Answer::Templates(templates.into_iter().map(|(_, template)| template).collect())
            }
            Ask::Recall(name) => Answer::Recalled(store.recall(&name).await?),
            Ask::Vocabulary(kind) => Answer::Vocabulary(store.vocabulary(kind).await?),
            Ask::Others(key) => {
                let mut others = Vec::new();
                for row in store.others(key).await? {
                    others.extend(store.detail(row.key).await?);
                }
                Answer::Others(others)
            }
            Ask::Between(query, sort, one, other) => {
                Answer::Between(self.knowing(&query, &marks).between(&query, sort, one, other).await?)
            }
            Ask::LastTitle(account, job) => Answer::LastTitle(store.last_title(&account, &job).await?),
            Ask::MediaPath(key, media) => Answer::MediaPath(store.media_path(key, &media).await?),
            Ask::Values(field, begin) => Answer::Values(store.values(field, &begin).await?),
            Ask::Look(key, media, wanted) => match store.media_path(key, &media).await? {
                Some(path) => {
                    let look = preview::look(&path, wanted).await;
                    Answer::Look(Some(path), look)
                }
                None => Answer::Look(None, Look::Trouble(Trouble::Unreadable)),
            },
            Ask::Blank(key, files) => {
                let mut blank = Vec::new();
                for media in files {
                    if let Some(path) = store.media_path(key, &media).await?
                        && preview::is_placeholder(&path).await
                    {
                        blank.push(media);
                    }
                }
                Answer::Blank(blank)
            }
            Ask::Views => Answer::Views(store.views().await?),
            Ask::Insights(scope) => Answer::Insights(Box::new(store.insights(*scope).await?)),
            Ask::Log => {
                let folder = self.log_dir.clone();
                let read = tokio::task::spawn_blocking(move || end_of_log(&folder)).await;
                let lines = read.unwrap_or_else(|_| Err(std::io::Error::other("the log could not be read")));
                Answer::Log(lines.map_err(|error| {
                    UserError::new(ErrorKind::Store, "the log can't be read")
                        .cause(Cause::NoLog)
                        .why(error.to_string())
                })?)
            }
        })
    }
}

/// The last lines of the newest file in the folder, the latest last.
fn end_of_log(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut newest = None;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let facts = entry.metadata()?;
        if facts.is_file() && entry.path().extension().is_some_and(|ending| ending == "log")
            || facts.is_file() && entry.file_name().to_string_lossy().contains("log")
        {
            let changed = facts.modified()?;
            if newest.as_ref().is_none_or(|(last, _)| changed > *last) {
                newest = Some((changed, entry.path()));
            }
        }
    }
    let Some((_, path)) = newest else { return Ok(Vec::new()) };
    let mut file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LOG)))?;
    let mut bytes = Vec::new();
    file.take(LOG).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let cut = usize::from(length > LOG);
    Ok(text.lines().skip(cut).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_newest_log_is_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(end_of_log(folder.path()).unwrap().is_empty());
        std::fs::write(folder.path().join("kandidat.log"), "one\ntwo\n").unwrap();
        std::fs::write(folder.path().join("inbox.db"), "no log").unwrap();
        assert_eq!(end_of_log(folder.path()).unwrap(), ["one", "two"]);
        let long = "0123456789\n".repeat(10_000);
        std::fs::write(folder.path().join("kandidat.log"), long).unwrap();
        let lines = end_of_log(folder.path()).unwrap();
        assert!(lines.len() < 6_000 && lines.iter().all(|line| line == "0123456789"));
        assert!(end_of_log(&folder.path().join("nowhere")).is_err());
    }
}

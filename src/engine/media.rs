//! Saving: every missing media file, several at a time, durable before it counts.

mod away;

use std::pin::pin;

use futures_util::future::{Fuse, FusedFuture};
use futures_util::stream;
use futures_util::{FutureExt, StreamExt};
use tokio_util::sync::CancellationToken;

use super::progress::{Meter, Reporter};
use super::{Engine, Event, Outcome, TaskId, Work, plan};
use crate::domain::{AccountName, ApplicantId, Key, MediaId, text};
use crate::error::{Cause, ErrorKind, Reason, UserError};
use crate::http::{Class, Error, Remedy, Sent};
use crate::source::Source;
use crate::store::{self, Blob, Trouble, Wanted, WantedMedia};

/// Files fetched at the same time.
const AT_ONCE: usize = 6;
/// Files committed together: they share the folder's flush and the transaction.
const COMMIT: usize = 24;
/// Files looked up at a time.
const WINDOW: usize = 200;

/// What saving brought.
#[derive(Default)]
pub struct Fetched {
    /// Files stored now.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What failed: whose, and why.
    pub failed: Vec<(ApplicantId, Reason)>,
    /// The account answers nothing more: why.
    pub stop: Option<UserError>,
    /// The source fails to give one file after the other: why. What else it is asked for goes on.
    pub away: Option<UserError>,
    unwell: away::Unwell,
}

impl Fetched {
    /// Whether no more files are asked for.
    fn is_over(&self) -> bool {
        self.stop.is_some() || self.away.is_some()
    }
}

/// What became of files that were made durable together.
#[derive(Default)]
struct Kept {
    /// Whose they are.
    keys: Vec<Key>,
    /// How many are durable.
    files: u64,
    /// Their bytes.
    bytes: u64,
    /// Why one of them is not.
    fault: Option<UserError>,
}

/// How one file ended.
enum Fetch {
    Here(Box<Blob>),
    /// Why, and how long it was said to be.
    Failed(Error, Option<u64>),
    Stopped,
}

impl Engine {
    /// Fetches these applicants' missing media, or single files of theirs.
    pub async fn save(
        &self,
        task: TaskId,
        what: Vec<(Key, Option<MediaId>)>,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Outcome {
        match self.save_these(task, what, reporter, cancel).await {
            Ok(_) if cancel.is_cancelled() => Outcome::Cancelled,
            Ok(fetched) => match fetched.stop.or(fetched.away) {
                Some(error) if fetched.files == 0 => Outcome::Failed(error),
                stop => Outcome::Saved {
                    files: fetched.files,
                    bytes: fetched.bytes,
                    failed: fetched.failed,
                    stop,
                },
            },
            Err(error) => Outcome::Failed(error),
        }
    }

    pub(super) async fn save_these(
        &self,
        task: TaskId,
        what: Vec<(Key, Option<MediaId>)>,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<Fetched, UserError> {
        let mut all = Fetched::default();
        let (single, whole): (Vec<_>, Vec<_>) = what.into_iter().partition(|(_, media)| media.is_some());
        let mut wishes: Vec<Wanted> =
            single.into_iter().filter_map(|(key, media)| Some(Wanted::One(key, media?))).collect();
        if !whole.is_empty() {
            wishes.push(Wanted::Of(whole.into_iter().map(|(key, _)| key).collect()));
        }
        for account in self.accounts() {
            for wish in &wishes {
                let meter = Meter::new(reporter, task, Work::Save, None);
                let mut fetched = Fetched::default();
                let ended = self.fetch(&account, wish, &mut fetched, &meter, reporter, cancel).await;
                meter.end();
                all.files += fetched.files;
                all.bytes += fetched.bytes;
                all.failed.extend(fetched.failed);
                all.stop = all.stop.or(fetched.stop);
                all.away = all.away.or(fetched.away);
                if let Err(error) = ended {
                    // What can't be stored for this account can't be stored for the next one either.
                    all.stop = Some(error);
                    return Ok(all);
                }
            }
        }
        Ok(all)
    }

    /// Fetches what is wanted of one account, window by window; `fetched` also counts what came before an error.
    pub(super) async fn fetch(
        &self,
        account: &AccountName,
        wanted: &Wanted,
        fetched: &mut Fetched,
        meter: &Meter,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<(), UserError> {
        let mut after = None;
        let mut source = None;
        loop {
            let window = self.store().wanted(account, wanted.clone(), after, WINDOW).await?;
            let Some(last) = window.last() else { return Ok(()) };
            after = Some((last.key, last.place));
            // A person may pause it meanwhile.
            if let Some(paused) = self.heed_pause(account).await? {
                fetched.stop = Some(paused);
                return Ok(());
            }
            meter.grow(window.len() as u64);
            let source = match &source {
                Some(source) => std::sync::Arc::clone(source),
                None => std::sync::Arc::clone(source.insert(self.source(account)?)),
            };
            self.fetch_window(account, source.as_ref(), window, fetched, meter, reporter, cancel).await?;
            if fetched.is_over() || cancel.is_cancelled() {
                return Ok(());
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one window's share of `fetch`, called from there only")]
    async fn fetch_window(
        &self,
        account: &AccountName,
        source: &dyn Source,
        window: Vec<WantedMedia>,
        fetched: &mut Fetched,
        meter: &Meter,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<(), UserError> {
        // What concerns more than a file ends the window early; what is already here is still committed.
        let enough = cancel.child_token();
        let mut arriving = pin!(
            stream::iter(window)
                .map(|wanted| {
                    let enough = &enough;
                    async move {
                        let ended = tokio::select! {
                            // What has not begun is not begun any more.
                            biased;
                            () = enough.cancelled() => Ok(Fetch::Stopped),
                            ended = self.fetch_one(source, &wanted, meter) => ended,
                        };
                        (wanted, ended)
                    }
                })
                .buffer_unordered(AT_ONCE)
                .fuse()
        );
        let mut fault = None;
        // While some are being made durable, others go on arriving.
        let mut here = Vec::new();
        let mut keeping = pin!(Fuse::terminated());
        loop {
            if keeping.is_terminated() && !here.is_empty() {
                keeping.set(self.keep(std::mem::take(&mut here)).fuse());
            }
            tokio::select! {
                kept = &mut keeping, if !keeping.is_terminated() => {
                    let kept: Kept = kept?;
                    fetched.files += kept.files;
                    fetched.bytes += kept.bytes;
                    if let Some(error) = kept.fault {
                        enough.cancel();
                        fault.get_or_insert(error);
                    }
                    meter.add(kept.keys.len() as u64, 0);
                    let _nobody_listens = reporter.send(Event::Changed(kept.keys));
                }
                Some((wanted, ended)) = arriving.next(), if here.len() < COMMIT => match ended {
                    Ok(Fetch::Here(blob)) => {
                        fetched.unwell.answered();
                        here.push((wanted.key, wanted.media.id.clone(), *blob));
                    }
                    Ok(Fetch::Failed(error, announced)) => {
                        self.fetch_failed(account, &wanted, &error, announced, fetched).await?;
                        if fetched.is_over() {
                            enough.cancel();
                        }
                    }
                    Ok(Fetch::Stopped) => {}
                    Err(error) => {
                        enough.cancel();
                        fault.get_or_insert(error);
                    }
                },
                else => break,
            }
        }
        fault.map_or(Ok(()), Err)
    }

    /// Makes files durable, and counts those that are.
    async fn keep(&self, files: Vec<(Key, MediaId, Blob)>) -> Result<Kept, UserError> {
        let mut kept = Kept { keys: files.iter().map(|(key, _, _)| *key).collect(), ..Kept::default() };
        let sizes: Vec<_> = files.iter().map(|(key, id, blob)| (*key, id.clone(), blob.size)).collect();
        let lost = self.store().commit_media(files).await?;
        for (key, id, size) in sizes {
            if !lost.iter().any(|(of, which, _)| *of == key && *which == id) {
                kept.files += 1;
                kept.bytes += size;
            }
        }
        for (_, _, error) in &lost {
            tracing::error!(%error, "a file could not be made durable; it is fetched again");
        }
        kept.fault = lost.into_iter().next().map(|(_, _, error)| error.into());
        Ok(kept)
    }

    async fn fetch_one(
        &self,
        source: &dyn Source,
        wanted: &WantedMedia,
        meter: &Meter,
    ) -> Result<Fetch, UserError> {
        let mut tries = 0;
        loop {
            match self.stream_one(source, wanted, meter).await? {
                // A connection that breaks in the middle of a file is common over a long evening of pulling;
                // opening it again is what the retry schedule of `http` can't do by itself.
                Fetch::Failed(error, _)
                    if error.class == Class::Offline && error.sent == Sent::Perhaps && tries < 4 =>
                {
                    tries += 1
                }
                ended => return Ok(ended),
            }
        }
    }

    async fn stream_one(
        &self,
        source: &dyn Source,
        wanted: &WantedMedia,
        meter: &Meter,
    ) -> Result<Fetch, UserError> {
        let mut download = match source.download(&wanted.source_id, &wanted.media).await {
            Ok(download) => download,
            Err(error) => return Ok(Fetch::Failed(error, None)),
        };
        let announced = download.length;
        let limit = self.media_limit();
        let too_large = |bytes: u64| {
            Fetch::Failed(Error::new(
                Class::Refused,
                format!(
                    "the file is larger than the limit ({bytes} of at most {limit} bytes); see [limits] media"
                ),
            )
            .remedy(Remedy::RaiseLimit), Some(bytes))
        };
        if let Some(length) = download.length
            && length > limit
        {
            return Ok(too_large(length));
        }
        let mut writer = self.store().writer(wanted)?;
        while let Some(chunk) = download.bytes.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) => return Ok(Fetch::Failed(error, announced)),
            };
            writer.write(&chunk)?;
            if writer.size() > limit {
                return Ok(too_large(writer.size()));
            }
            meter.add(0, chunk.len() as u64);
        }
        if writer.size() == 0 {
            return Ok(Fetch::Failed(Error::new(Class::WrongAnswer, "the file is empty"), None));
        }
        match writer.finish(download.length) {
            Ok(blob) => Ok(Fetch::Here(Box::new(blob))),
            Err(store::Error::Length { expected, found }) => {
                let cut = format!("the connection broke after {found} of {expected} bytes");
                Ok(Fetch::Failed(Error::new(Class::Offline, cut).perhaps_sent(), announced))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn fetch_failed(
        &self,
        account: &AccountName,
        wanted: &WantedMedia,
        error: &Error,
        announced: Option<u64>,
        fetched: &mut Fetched,
    ) -> Result<(), UserError> {
        match error.class {
            // The file may be bad, and all others be well.
            Class::Unavailable => {
                if fetched.unwell.failed(wanted.key, wanted.attempts) && fetched.away.is_none() {
                    fetched.away = Some(self.fail(account, error).await);
                }
            }
            _ if plan::lies_elsewhere(error) => {
                let told = self.fail(account, error).await;
                fetched.stop.get_or_insert(told);
                return Ok(());
            }
            Class::Offline => {}
            _ => fetched.unwell.answered(),
        }
        let trouble = plan::trouble(error);
        let news = self
            .store()
            .media_problem(wanted.key, &wanted.media.id, plan::reason(error), trouble, announced)
            .await?;
        if wanted.told && !news && trouble != Trouble::Temporary {
            return Ok(());
        }
        let id = ApplicantId::new(account.clone(), wanted.source_id.as_str());
        fetched.failed.push((id, plan::reason(error).of(label(wanted))));
        Ok(())
    }
}

/// A file's name for a message: harmless, and never empty.
fn label(wanted: &WantedMedia) -> String {
    let name = wanted.media.name.as_deref().unwrap_or_else(|| wanted.media.id.as_str());
    text::file_name(name, "file")
}

/// The problems of a sync that saved media.
pub fn problems(failed: &[(ApplicantId, Reason)]) -> impl Iterator<Item = UserError> {
    failed.iter().map(|(id, why)| {
        let told = UserError::new(ErrorKind::Partial, format!("{id}: a file could not be saved"))
            .why(why.to_string())
            .next(next_step(why.cause))
            .of(why.of.as_ref().map_or_else(|| id.to_string(), |file| format!("{id}: {file}")));
        UserError { cause: why.cause, ..told }
    })
}

/// What becomes of a file that could not be had, and what a person can do.
fn next_step(cause: Option<Cause>) -> &'static str {
    match cause {
        Some(Cause::Gone) => {
            "`kandidat save` asks for it again; `kandidat confirm --accept-missing` accepts a gap for good"
        }
        Some(Cause::TooLarge) => {
            "raise [limits] media, then `kandidat save` fetches it; `kandidat confirm --accept-missing` accepts a gap \
             for good"
        }
        Some(Cause::BadId) => "`kandidat confirm --accept-missing` accepts the gap for good",
        Some(Cause::Refused | Cause::Forbidden | Cause::Rejected) => {
            "it is tried again with the next sync; `kandidat confirm --accept-missing` accepts a gap for good"
        }
        _ => "it is tried again with the next sync",
    }
}

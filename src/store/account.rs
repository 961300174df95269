//! Accounts as the inbox knows them: numbers for their names, how their last sync went, pauses, templates, what the
//! contract didn't know, and small settings.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Error, Lane, Store, time};
use crate::domain::{AccountName, SourceKind, Template};
use crate::error::Reason;

/// Why an account isn't asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// A person wanted it.
    ByHand,
    /// The source asked for fewer requests.
    Rate,
    /// The source is being maintained.
    Maintenance,
    /// The source refused the credentials.
    Refused,
    /// The source wants the first password changed before anything else.
    Password,
}

impl Pause {
    const ALL: [Pause; 5] = [Pause::ByHand, Pause::Rate, Pause::Maintenance, Pause::Refused, Pause::Password];

    /// Whether it lasts until the credentials are right; it isn't tried by itself before its time, and at once when a
    /// person asks.
    pub fn is_for_credentials(self) -> bool {
        matches!(self, Pause::Refused | Pause::Password)
    }

    /// The word under which it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Pause::ByHand => "hand",
            Pause::Rate => "rate",
            Pause::Maintenance => "maintenance",
            Pause::Refused => "refused",
            Pause::Password => "password",
        }
    }

    fn read(word: Option<String>) -> Option<Pause> {
        word.map(|word| Pause::ALL.into_iter().find(|pause| pause.as_str() == word).unwrap_or(Pause::ByHand))
    }
}

/// How an account is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountState {
    /// Which.
    pub name: AccountName,
    /// The kind of source behind it.
    pub kind: SourceKind,
    /// The last sync that worked.
    pub last_sync: Option<Timestamp>,
    /// The last one that was tried.
    pub last_try: Option<Timestamp>,
    /// Why the last one did not work.
    pub last_error: Option<Reason>,
    /// Why it isn't asked.
    pub pause: Option<Pause>,
    /// Until when.
    pub paused_until: Option<Timestamp>,
    /// How many applicants came by it.
    pub applicants: u64,
}

/// The number of an account.
pub(super) fn number(db: &Connection, account: &AccountName) -> Result<i64, Error> {
    db.prepare_cached("SELECT id FROM account WHERE name = ?1")?
        .query_row([account.as_str()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::NotFound(format!("account {account} in the inbox")))
}

/// The name of an account as stored.
pub(super) fn name(text: String) -> Result<AccountName, Error> {
    AccountName::new(text).map_err(|_| Error::Corrupt("a stored account name can't be read".into()))
}

/// The pause of an account and when it ends, if it hasn't.
fn standing(
    db: &Connection,
    account: &AccountName,
    now: i64,
) -> Result<Option<(Pause, Option<Timestamp>)>, Error> {
    let (why, until) = db
        .prepare_cached("SELECT pause, paused_until FROM account WHERE name = ?1")?
        .query_row([account.as_str()], |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?)))
        .optional()?
        .unwrap_or_default();
    Ok(Pause::read(why).filter(|_| until.is_none_or(|until| until > now)).map(|why| (why, until.map(time))))
}

/// Writes down why an account isn't asked and until when, or that it is.
fn write_pause(
    db: &Connection,
    account: &AccountName,
    pause: Option<(Pause, Option<Timestamp>)>,
) -> Result<(), Error> {
    let number = number(db, account)?;
    let (why, until) = match pause {
        Some((why, until)) => (Some(why.as_str()), until.map(Timestamp::as_millisecond)),
        None => (None, None),
    };
    db.prepare_cached("UPDATE account SET pause = ?2, paused_until = ?3 WHERE id = ?1")?
        .execute(params![number, why, until])?;
    Ok(())
}

/// The number of a template, which is made when it is new; 0 for none.
pub(super) fn template(db: &Connection, account: i64, key: Option<&str>) -> Result<i64, Error> {
    let Some(key) = key else { return Ok(0) };
    let found = db
        .prepare_cached("SELECT id FROM template WHERE account = ?1 AND key = ?2")?
        .query_row(params![account, key], |row| row.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    db.prepare_cached("INSERT INTO template (account, key) VALUES (?1, ?2)")?
        .execute(params![account, key])?;
    Ok(db.last_insert_rowid())
}

/// What a template is called, from its stored descriptions.
pub(super) fn template_title(key: &str, descriptions: &str, language: &str) -> String {
    let descriptions = serde_json::from_str(descriptions).unwrap_or_default();
    Template { key: key.to_owned(), descriptions }.title(language).to_owned()
}

impl Store {
    /// Makes an account known. Does nothing when it is.
    pub async fn register(&self, account: &AccountName, kind: SourceKind) -> Result<(), Error> {
        let account = account.clone();
        let known = {
            let account = account.clone();
            self.read(Lane::Quick, move |read| {
                let found: Option<String> = read
                    .db
                    .query_row("SELECT kind FROM account WHERE name = ?1", [account.as_str()], |row| {
                        row.get(0)
                    })
                    .optional()?;
                Ok(found.as_deref() == Some(kind.as_str()))
            })
            .await?
        };
        if known {
            return Ok(());
        }
        self.write(move |tx, _| {
            tx.execute(
                "INSERT INTO account (name, kind) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET kind = ?2",
                params![account.as_str(), kind.as_str()],
            )?;
            Ok(())
        })
        .await
    }

    /// Every account that was ever registered, in that order.
    pub async fn accounts(&self) -> Result<Vec<AccountState>, Error> {
        self.read(Lane::Quick, |read| {
            let mut statement = read.db.prepare_cached(
                "SELECT a.name, a.kind, a.synced_at, a.tried_at, a.problem, a.pause, a.paused_until, \
                 (SELECT coalesce(sum(n), 0) FROM class c WHERE c.account = a.id) FROM account a ORDER BY a.id",
            )?;
            let mut rows = statement.query([])?;
            let mut accounts = Vec::new();
            while let Some(row) = rows.next()? {
                accounts.push(AccountState {
                    name: name(row.get(0)?)?,
                    kind: row.get::<_, String>(1)?.parse().unwrap_or(SourceKind::PitchYou),
                    last_sync: row.get::<_, Option<i64>>(2)?.map(time),
                    last_try: row.get::<_, Option<i64>>(3)?.map(time),
                    last_error: row.get(4)?,
                    pause: Pause::read(row.get(5)?),
                    paused_until: row.get::<_, Option<i64>>(6)?.map(time),
                    applicants: row.get::<_, i64>(7)?.max(0) as u64,
                });
            }
            Ok(accounts)
        })
        .await
    }

    /// Stops asking an account (until a time, or until resumed), or goes on, whatever stood there: a person decides.
    pub async fn set_pause(
        &self,
        account: &AccountName,
        pause: Option<(Pause, Option<Timestamp>)>,
    ) -> Result<(), Error> {
        let account = account.clone();
        self.write(move |tx, _| write_pause(tx, &account, pause)).await
    }

    /// Stops asking an account until a time because its source said so, unless a stronger pause stands: one by hand, or
    /// one that doesn't end earlier.
    pub async fn pause_until(
        &self,
        account: &AccountName,
        why: Pause,
        until: Timestamp,
    ) -> Result<(), Error> {
        let account = account.clone();
        self.write(move |tx, shared| match standing(tx, &account, shared.now())? {
            Some((Pause::ByHand, _) | (_, None)) => Ok(()),
            Some((_, Some(stands))) if stands >= until => Ok(()),
            _ => write_pause(tx, &account, Some((why, Some(until)))),
        })
        .await
    }

    /// Goes on with an account whose credentials are right again; other pauses stand.
    pub async fn end_refusal(&self, account: &AccountName) -> Result<(), Error> {
        let account = account.clone();
        self.write(move |tx, shared| match standing(tx, &account, shared.now())? {
            Some((pause, _)) if pause.is_for_credentials() => write_pause(tx, &account, None),
            _ => Ok(()),
        })
        .await
    }

    /// Whether an account isn't to be asked now, and until when. A pause whose time is over is none.
    pub async fn pause(&self, account: &AccountName) -> Result<Option<(Pause, Option<Timestamp>)>, Error> {
        let account = account.clone();
        self.read(Lane::Quick, move |read| standing(read.db, &account, read.shared.now())).await
    }

    /// Keeps how an account's sync went: `None` for well, else why not.
    pub async fn set_sync_outcome(
        &self,
        account: &AccountName,
        at: Timestamp,
        problem: Option<Reason>,
    ) -> Result<(), Error> {
        let account = account.clone();
        self.write(move |tx, _| {
            let number = number(tx, &account)?;
            tx.execute(
                "UPDATE account SET tried_at = ?2, problem = ?3, \
                 synced_at = CASE WHEN ?3 IS NULL THEN ?2 ELSE synced_at END WHERE id = ?1",
                params![number, at.as_millisecond(), problem],
            )?;
            Ok(())
        })
        .await
    }

    /// Keeps an account's templates as its source lists them. One that is no longer listed keeps its name.
    pub async fn save_templates(&self, account: &AccountName, templates: &[Template]) -> Result<(), Error> {
        let (account, templates) = (account.clone(), templates.to_vec());
        let known = self.templates(Some(&account)).await?;
        if known.iter().map(|(_, template)| template).eq(&templates) {
            return Ok(());
        }
        self.write(move |tx, _| {
            let number = number(tx, &account)?;
            tx.execute("UPDATE template SET place = NULL WHERE account = ?1", [number])?;
            for (place, template) in templates.iter().enumerate() {
                tx.execute(
                    "INSERT INTO template (account, key, descriptions, place) VALUES (?1, ?2, ?3, ?4) \
                     ON CONFLICT (account, key) DO UPDATE SET descriptions = ?3, place = ?4",
                    params![
                        number,
                        template.key,
                        serde_json::to_string(&template.descriptions)?,
                        place as i64
                    ],
                )?;
            }
            Ok(())
        })
        .await
    }

    /// The templates that an account's source lists (or all accounts'), in the source's order.
    pub async fn templates(
        &self,
        account: Option<&AccountName>,
    ) -> Result<Vec<(AccountName, Template)>, Error> {
        let account = account.cloned();
        self.read(Lane::Quick, move |read| {
            let mut statement = read.db.prepare_cached(
                "SELECT a.name, t.key, t.descriptions FROM template t JOIN account a ON a.id = t.account \
                 WHERE t.place IS NOT NULL AND (?1 IS NULL OR a.name = ?1) ORDER BY a.id, t.place",
            )?;
            let mut rows = statement.query([account.as_ref().map(AccountName::as_str)])?;
            let mut templates = Vec::new();
            while let Some(row) = rows.next()? {
                let descriptions = serde_json::from_str(&row.get::<_, String>(2)?)?;
                templates.push((name(row.get(0)?)?, Template { key: row.get(1)?, descriptions }));
            }
            Ok(templates)
        })
        .await
    }

    /// Keeps a small setting.
    pub async fn remember(&self, name: &str, value: &str) -> Result<(), Error> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.write(move |tx, _| {
            tx.execute(
                "INSERT INTO memo (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
                params![name, value],
            )?;
            Ok(())
        })
        .await
    }

    /// A small setting, as last kept.
    pub async fn recall(&self, name: &str) -> Result<Option<String>, Error> {
        let name = name.to_owned();
        self.read(Lane::Quick, move |read| {
            let value = read.db.query_row("SELECT value FROM memo WHERE name = ?1", [name], |row| row.get(0));
            Ok(value.optional()?)
        })
        .await
    }

    /// Keeps what the contract didn't know; answers with what is seen for the first time.
    pub async fn save_drift(&self, account: &AccountName, drift: &[String]) -> Result<Vec<String>, Error> {
        if drift.is_empty() {
            return Ok(Vec::new());
        }
        let (account, drift) = (account.clone(), drift.to_vec());
        self.write(move |tx, shared| {
            let number = number(tx, &account)?;
            let mut fresh = Vec::new();
            for what in drift {
                let added = tx.execute(
                    "INSERT INTO drift (account, what, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                    params![number, what, shared.now()],
                )?;
                if added > 0 {
                    fresh.push(what);
                }
            }
            Ok(fresh)
        })
        .await
    }

    /// What the contract of an account's source didn't know, ever.
    pub async fn drift(&self, account: &AccountName) -> Result<Vec<String>, Error> {
        let account = account.clone();
        self.read(Lane::Quick, move |read| {
            let mut statement = read.db.prepare(
                "SELECT d.what FROM drift d JOIN account a ON a.id = d.account WHERE a.name = ?1 ORDER BY d.at",
            )?;
            let rows = statement.query_map([account.as_str()], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Keeps the title last used for a job, which the source doesn't send back.
    pub async fn save_title(&self, account: &AccountName, job: &str, title: &str) -> Result<(), Error> {
        let (account, job, title) = (account.clone(), job.to_owned(), title.to_owned());
        self.write(move |tx, _| {
            let number = number(tx, &account)?;
            tx.execute(
                "INSERT INTO job_title (account, job, title) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (account, job) DO UPDATE SET title = ?3",
                params![number, job, title],
            )?;
            Ok(())
        })
        .await
    }

    /// The title last used for a job.
    pub async fn last_title(&self, account: &AccountName, job: &str) -> Result<Option<String>, Error> {
        let (account, job) = (account.clone(), job.to_owned());
        self.read(Lane::Quick, move |read| {
            let title = read.db.query_row(
                "SELECT t.title FROM job_title t JOIN account a ON a.id = t.account \
                 WHERE a.name = ?1 AND t.job = ?2",
                params![account.as_str(), job],
                |row| row.get(0),
            );
            Ok(title.optional()?)
        })
        .await
    }
}

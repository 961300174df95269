//! `kandidat link`: job links, one or a whole list.

use std::io::Read as _;
use std::path::PathBuf;

use serde::Serialize;

use super::session::Session;
use super::{End, Ended, csv, json, qr};
use crate::config::Account;
use crate::domain::button::{self, Language};
use crate::domain::link::{JobLink, LinkError, is_dns_label};
use crate::domain::stage::nearest;
use crate::domain::{AccountName, Offer, Utm, text};
use crate::error::{ErrorKind, UserError};

/// Job links: the address in an advert that starts the WhatsApp interview
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").args(["job", "from"]).required(true)))]
pub struct Args {
    /// Your own job id; comes back with every application
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    job: Option<String>,
    /// The interview template's key; without one the standard interview runs
    #[arg(long, value_name = "KEY", conflicts_with = "from")]
    template: Option<String>,
    /// The job title that the interview shows
    #[arg(long, value_name = "TEXT", conflicts_with = "from")]
    title: Option<String>,
    /// Where the link stands
    #[arg(long, value_name = "TEXT", conflicts_with = "from")]
    utm_source: Option<String>,
    /// How it is paid for
    #[arg(long, value_name = "TEXT", conflicts_with = "from")]
    utm_medium: Option<String>,
    /// Which campaign
    #[arg(long, value_name = "TEXT", conflicts_with = "from")]
    utm_campaign: Option<String>,
    /// Which of several adverts
    #[arg(long, value_name = "TEXT", conflicts_with = "from")]
    utm_content: Option<String>,
    /// As what
    #[arg(long, value_name = "FORMAT", value_enum, conflicts_with = "from")]
    format: Option<Format>,
    /// The picture on the HTML button, instead of the one that is part of it
    #[arg(long, value_name = "URL", conflicts_with = "from")]
    logo: Option<String>,
    /// The language of the button's words: de, en or ru
    #[arg(long, value_name = "LANGUAGE", value_parser = ["de", "en", "ru"], conflicts_with = "from")]
    language: Option<String>,
    /// A list of jobs as CSV (`-` is stdin): job,template,title,utm_source,utm_medium,utm_campaign,utm_content, only
    /// job required; the same comes out with url added
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The address
    #[default]
    Url,
    /// A button
    Html,
    /// A link
    Markdown,
    /// A QR code
    Qr,
}

#[derive(Serialize)]
struct Link<'a> {
    schema: u32,
    account: &'a AccountName,
    job: &'a str,
    template: Option<&'a str>,
    title: Option<&'a str>,
    utm: &'a Utm,
    url: &'a str,
}

/// Prints them.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    let account = account(session).await?;
    let known = templates(&account, session).await?;
    if let Some(file) = &args.from {
        // What is wrong with every row is no row's fault.
        if !is_dns_label(&account.client_id) {
            return Err(UserError::new(ErrorKind::Usage, LinkError::BadClient.to_string()));
        }
        return list(&account, &known, file, session);
    }
    let link = JobLink {
        job: args.job.unwrap_or_default(),
        template: args.template,
        title: args.title,
        utm: Utm {
            source: args.utm_source,
            medium: args.utm_medium,
            campaign: args.utm_campaign,
            content: args.utm_content,
        },
    };
    if let Some(logo) = &args.logo
        && !url::Url::parse(logo).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
    {
        return Err(UserError::new(ErrorKind::Usage, "--logo is no web address").next("--logo https://…"));
    }
    let url = address(&account, &link)?;
    if let Some(doubt) = doubt(&known, &link) {
        session.out.warn(format!("kandidat: {doubt}"));
    }
    if session.out.json {
        if args.format.is_some() {
            return Err(UserError::new(ErrorKind::Usage, "--json and --format ask for different things")
                .next("leave one of them out"));
        }
        session.out.document(&Link::new(&account, &link, &url));
    } else {
        let wished = args.language.or_else(|| session.config().ok().map(|config| config.ui.language.clone()));
        let language = wished.and_then(|tag| Language::of(&tag)).unwrap_or_default();
        match args.format.unwrap_or_default() {
            Format::Url => session.out.line(&url),
            Format::Html => session.out.line(button::html(&url, language, args.logo.as_deref())),
            Format::Markdown => session.out.line(button::markdown(&url, language)),
            Format::Qr => qr::print(&mut session.out, &url)?,
        }
    }
    remember_title(session, &account, &link).await?;
    Ok(End::Well)
}

/// The keys of the account's templates, as far as they are in the inbox.
async fn templates(account: &Account, session: &mut Session) -> Result<Vec<String>, UserError> {
    if !session.config()?.store.path.exists() {
        return Ok(Vec::new());
    }
    let templates = session.store().await?.templates(Some(&account.name)).await?;
    Ok(templates.into_iter().map(|(_, template)| template.key).collect())
}

/// What may be wrong with a link whose interview isn't among the known ones: an advert with it starts another one.
fn doubt(known: &[String], link: &JobLink) -> Option<String> {
    let key = link.template.as_deref().map(str::trim).filter(|key| !key.is_empty())?;
    if known.is_empty() || known.iter().any(|one| one == key) {
        return None;
    }
    let told = format!("the source has no template `{}` as far as is known here", text::line(key));
    Some(match nearest(key, known.iter().map(String::as_str)) {
        Some(right) => format!("{told}; did you mean `{}`?", text::line(right)),
        None => format!("{told}; `kandidat templates --refresh` asks it"),
    })
}

/// The source doesn't send the title back, so the inbox shows the last one that was used for a job.
async fn remember_title(session: &mut Session, account: &Account, link: &JobLink) -> Result<(), UserError> {
    let config = session.config()?;
    let Some(title) = link.title.as_deref().map(str::trim).filter(|title| !title.is_empty()) else {
        return Ok(());
    };
    if config.ui.read_only {
        return Ok(());
    }
    Ok(session.store().await?.save_title(&account.name, link.job.trim(), title).await?)
}

impl<'a> Link<'a> {
    fn new(account: &'a Account, link: &'a JobLink, url: &'a str) -> Self {
        Self {
            schema: json::SCHEMA,
            account: &account.name,
            job: &link.job,
            template: link.template.as_deref(),
            title: link.title.as_deref(),
            utm: &link.utm,
            url,
        }
    }
}

fn no_links(account: &Account) -> UserError {
    UserError::new(ErrorKind::Usage, format!("account {} has no job links", account.name))
        .why("only PitchYou starts interviews by a link")
}

/// The account whose interviews the links start.
async fn account(session: &mut Session) -> Result<Account, UserError> {
    let config = session.configured()?;
    if let Some(name) = session.chosen_account().await? {
        return match config.account(&name) {
            Some(account) if account.source.offers(Offer::Templates) => Ok(account.clone()),
            Some(account) => Err(no_links(account)),
            None => {
                Err(UserError::new(ErrorKind::Usage, format!("account {name} is not in the configuration")))
            }
        };
    }
    let able: Vec<&Account> =
        config.accounts.iter().filter(|account| account.source.offers(Offer::Templates)).collect();
    match able.as_slice() {
        [one] => Ok((*one).clone()),
        [] => match config.accounts.first() {
            Some(account) => Err(no_links(account)),
            None => Err(UserError::new(ErrorKind::Config, "there is no account")),
        },
        several => {
            let names: Vec<&str> = several.iter().map(|account| account.name.as_str()).collect();
            Err(UserError::new(
                ErrorKind::Usage,
                "there are several accounts whose interviews a link could start",
            )
            .next(format!("choose one with --account: {}", names.join(", "))))
        }
    }
}

fn address(account: &Account, link: &JobLink) -> Result<String, UserError> {
    link.url(&account.link_url, &account.client_id)
        .map_err(|error| UserError::new(ErrorKind::Usage, error.to_string()))
}

/// The columns of a list, in the order in which they are printed.
const COLUMNS: [&str; 7] =
    ["job", "template", "title", "utm_source", "utm_medium", "utm_campaign", "utm_content"];

fn list(account: &Account, known: &[String], file: &PathBuf, session: &mut Session) -> Ended {
    let (bytes, shown) = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        (std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes), "stdin".to_owned())
    } else {
        (std::fs::read(file), file.display().to_string())
    };
    let bytes = bytes.map_err(|error| {
        UserError::new(ErrorKind::Usage, format!("{shown} can't be read")).why(error.to_string())
    })?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(csv::delimiter(bytes))
        .flexible(true)
        .trim(::csv::Trim::All)
        .from_reader(bytes);
    let places = columns(
        &reader.headers().cloned().map_err(|error| {
            UserError::new(ErrorKind::Usage, format!("{shown}:1: the header line can't be read"))
                .why(error.to_string())
        })?,
        &shown,
    )?;

    let mut links = Vec::new();
    let mut bad = 0;
    let mut record = ::csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        let read = reader.read_record(&mut record);
        let line = record.position().map_or(line, ::csv::Position::line);
        let link = match read {
            Ok(false) => break,
            Ok(true) if record.len() > places.width => {
                Err(format!("{} cells, the header has {}", record.len(), places.width))
            }
            Ok(true)
                if csv::is_unclosed(
                    bytes,
                    record.position().map_or(0, ::csv::Position::byte),
                    reader.position().byte(),
                ) =>
            {
                Err("a quotation mark is not closed".to_owned())
            }
            Ok(true) => Ok(places.link(&record)),
            Err(error) => Err(error.to_string()),
        };
        let made = link.and_then(|link| match address(account, &link) {
            Ok(url) => Ok((link, url)),
            Err(error) => Err(error.to_string()),
        });
        match made {
            Ok(made) => {
                if let Some(doubt) = doubt(known, &made.0) {
                    session.out.warn(format!("{shown}:{line}: {doubt}"));
                }
                links.push(made);
            }
            Err(why) => {
                bad += 1;
                session.out.failure(&format!("{shown}:{line}: {why}"));
            }
        }
    }
    if session.out.json {
        let links: Vec<Link<'_>> = links.iter().map(|(link, url)| Link::new(account, link, url)).collect();
        session.out.document(&links);
    } else {
        // The same rows: the columns that came, in the order in which they came.
        let mut order: Vec<(usize, usize)> =
            places.at.iter().enumerate().filter_map(|(column, at)| Some(((*at)?, column))).collect();
        order.sort_unstable();
        let order: Vec<usize> = order.into_iter().map(|(_, column)| column).collect();
        let heads = order.iter().filter_map(|column| COLUMNS.get(*column).copied());
        session.out.bytes(&csv::line(heads.chain(["url"])));
        for (link, url) in &links {
            let cells = [
                Some(&link.job),
                link.template.as_ref(),
                link.title.as_ref(),
                link.utm.source.as_ref(),
                link.utm.medium.as_ref(),
                link.utm.campaign.as_ref(),
                link.utm.content.as_ref(),
            ];
            let chosen = order.iter().map(|column| cells.get(*column).copied().flatten());
            let line = chosen.chain([Some(url)]).map(|cell| cell.map_or("", String::as_str));
            session.out.bytes(&csv::line(line));
        }
    }
    Ok(if bad == 0 { End::Well } else { End::With(ErrorKind::Partial) })
}

/// At which place of a line each column stands.
struct Places {
    at: [Option<usize>; COLUMNS.len()],
    width: usize,
}

fn columns(heads: &::csv::StringRecord, file: &str) -> Result<Places, UserError> {
    let mut at = [None; COLUMNS.len()];
    for (place, head) in heads.iter().enumerate() {
        let name = head.trim().to_ascii_lowercase();
        // A list that went through this command before has it already.
        if name == "url" {
            continue;
        }
        let Some(column) = COLUMNS.iter().position(|column| *column == name) else {
            let error = UserError::new(ErrorKind::Usage, format!("{file}:1: there is no column \"{head}\""));
            return Err(match nearest(&name, COLUMNS) {
                Some(near) => error.next(format!("did you mean {near}?")),
                None => error.next(format!("the columns are {}", COLUMNS.join(", "))),
            });
        };
        if at[column].replace(place).is_some() {
            return Err(UserError::new(
                ErrorKind::Usage,
                format!("{file}:1: there are two columns \"{name}\""),
            ));
        }
    }
    if at[0].is_none() {
        return Err(UserError::new(ErrorKind::Usage, format!("{file}:1: there is no column \"job\""))
            .next(format!("a header line such as {}", COLUMNS.join(","))));
    }
    Ok(Places { at, width: heads.len() })
}

impl Places {
    fn link(&self, record: &::csv::StringRecord) -> JobLink {
        let cell = |column: usize| {
            let text = record.get(self.at[column]?)?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        JobLink {
            job: cell(0).unwrap_or_default(),
            template: cell(1),
            title: cell(2),
            utm: Utm { source: cell(3), medium: cell(4), campaign: cell(5), content: cell(6) },
        }
    }
}

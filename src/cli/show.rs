//! `kandidat show`: one applicant with all there is, or the source's own record byte for byte.

use super::output::Output;
use super::session::Session;
use super::{End, Ended, json, time};
use crate::config::value::write_size;
use crate::domain::{MediaId, text};
use crate::store::{Applicant, MediaState};

/// One applicant
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id as `list` prints it, or a unique beginning of it
    #[arg(value_name = "ID")]
    id: String,
    /// The source's own record, byte for byte
    #[arg(long)]
    raw: bool,
}

/// Prints the applicant.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    let key = session.find(&args.id).await?;
    let store = session.store().await?;
    if args.raw {
        let raw = store.raw(key).await?;
        if session.out.to_terminal {
            for line in String::from_utf8_lossy(&raw).split('\n') {
                session.out.text(line);
            }
        } else {
            session.out.bytes(&raw);
        }
        return Ok(End::Well);
    }
    let Some(applicant) = store.detail(key).await? else {
        // Gone between the two questions.
        return Err(crate::error::UserError::new(
            crate::error::ErrorKind::Usage,
            format!("there is no applicant \"{}\" any more", args.id),
        ));
    };
    if session.out.json {
        let kind = session.kinds().await?.get(&applicant.row.id.account).copied();
        session.out.document(&json::Applicant::new(applicant, kind, json::History::Tell));
    } else {
        print(&mut session.out, &applicant);
    }
    Ok(End::Well)
}

fn print(out: &mut Output, applicant: &Applicant) {
    let row = &applicant.row;
    out.text(&row.name);
    let mut facts = vec![row.id.to_string()];
    facts.extend(row.title.clone());
    facts.extend(row.job.as_ref().map(|job| format!("job {job}")));
    facts.extend(row.template.as_ref().map(|template| format!("template {template}")));
    facts.extend(applicant.profession.clone().filter(|profession| row.title.as_ref() != Some(profession)));
    facts.extend(applicant.location.clone());
    out.text(&facts.join(" · "));
    if let Some(read) = &applicant.application {
        let contact: Vec<&str> =
            [&read.person.phone, &read.person.email].into_iter().filter_map(Option::as_deref).collect();
        if !contact.is_empty() {
            out.text(&contact.join("  "));
        }
        let utm: Vec<&str> = read.utm.values().collect();
        if !utm.is_empty() {
            out.text(&utm.join(" / "));
        }
    }
    let mut state = vec![row.stage.to_string()];
    state.extend(applicant.reason.clone());
    state.push(row.safety.to_string());
    if row.unread {
        state.push("unread".to_owned());
    }
    if row.updated {
        state.push("updated".to_owned());
    }
    if let Some(at) = row.contacted_at {
        state.push(format!("contacted {}", time::local(at)));
    }
    if let Some(at) = applicant.snoozed_until {
        state.push(format!("snoozed until {}", time::local(at)));
    }
    if let Some(who) = &row.assignee {
        state.push(format!("assigned to {who}"));
    }
    state.extend(row.tags.iter().map(|tag| format!("#{tag}")));
    out.text(&state.join(" · "));
    if let Some(reason) = &applicant.unreadable {
        out.text(&format!("unreadable: {reason} (`show --raw` prints the record)"));
    }
    if let Some(reason) = &row.held {
        out.text(&format!("held back: {reason}"));
    }
    if let Some(note) = applicant.note.as_ref().filter(|note| !note.is_empty()) {
        out.line("");
        for line in text::lines(note).lines() {
            out.text(&format!("  {line}"));
        }
    }
    if let Some(read) = &applicant.application {
        let mut told: Vec<&MediaId> = Vec::new();
        for (at, step) in read.steps.iter().enumerate() {
            out.line("");
            let question = step.question.as_deref().or(step.key.as_deref()).unwrap_or("?");
            out.text(&format!("{} {question}", at + 1));
            for line in text::lines(step.answer.as_deref().unwrap_or_default()).lines() {
                out.text(&format!("  {line}"));
            }
            for id in &step.attachments {
                if let Some(state) = applicant.media.iter().find(|state| state.media.id == *id) {
                    out.text(&file(state));
                    told.push(id);
                }
            }
        }
        let rest: Vec<&MediaState> =
            applicant.media.iter().filter(|state| !told.contains(&&state.media.id)).collect();
        if !rest.is_empty() {
            out.line("");
            for state in rest {
                out.text(&file(state));
            }
        }
        if !read.other.is_empty() {
            out.line("");
            out.line("other fields");
            for (name, value) in &read.other {
                out.text(&format!("  {name}: {value}"));
            }
        }
    }
    out.line("");
    for event in &applicant.history {
        let mut line = format!("{}  {}", time::local(event.at), event.what);
        if let Some(detail) = &event.detail {
            line.push_str(&format!("  {detail}"));
        }
        if let Some(who) = &event.who {
            line.push_str(&format!("  ({who})"));
        }
        out.text(&line);
    }
}

fn file(state: &MediaState) -> String {
    let name = state.media.name.as_deref().unwrap_or(state.media.id.as_str());
    let mut line = format!("  ▣ {name}  {}", state.media.role.as_str());
    if let Some(mime) = state.media.mime.as_deref().or(state.sniffed.as_deref()) {
        line.push_str(&format!("  {mime}"));
    }
    if let Some(size) = state.size {
        line.push_str(&format!("  {}", write_size(size)));
    }
    if state.earlier {
        line.push_str("  of an earlier record");
    }
    line.push_str(if state.saved { "  saved" } else { "  not saved" });
    if let Some(problem) = &state.problem {
        line.push_str(&format!(": {problem}"));
    }
    line
}

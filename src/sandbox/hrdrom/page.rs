//! Owns the pages of leads, and how faults change what is written into them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::session::refusal;
use super::world::Page;
use super::{Resumes, resume};
use crate::sandbox::answer::{Streamed, shorten};
use crate::sandbox::fault::{Fault, Renamed};
use crate::sandbox::journal::Call;
use crate::sandbox::pitchyou::problem;
use crate::sandbox::{Shared, json};

/// How many leads a page has if nothing else is asked for.
const USUAL: usize = 100;
/// The most leads that may be asked for at once.
const MOST: usize = 500;

/// How leads are written at the moment; faults change it.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    pub base: String,
    pub aside: String,
    pub members: Members,
    renamed: &'static [(&'static str, &'static str)],
    resumes: Resumes,
    seed: u64,
    /// The number of the list, for signatures.
    list: u64,
}

/// Which members a record has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Members {
    /// The assumed ones.
    #[default]
    Known,
    /// Further ones on every level.
    Extended,
}

impl Style {
    /// What a member is called.
    pub fn name<'a>(&self, name: &'a str) -> &'a str {
        self.renamed.iter().find(|(from, _)| *from == name).map_or(name, |(_, to)| to)
    }

    /// The address of a lead's résumé.
    pub fn resume(&self, lead: &str, path: &str) -> String {
        let elsewhere = self.resumes == Resumes::Elsewhere && lead.len() % 2 == 1;
        if !elsewhere {
            return format!("{}{path}", self.base);
        }
        let signature = resume::signature(self.seed, lead, self.list);
        format!("{}{path}?expires={}&signature={signature}", self.aside, self.list)
    }
}

/// The style under the faults that are on.
pub(super) fn style(shared: &Shared) -> Style {
    let renamed: Option<&'static [_]> = shared.faults.find(|fault| match fault {
        Fault::RenamedFields(Renamed::Plain) => Some(
            &[("phone", "tel"), ("created_at", "created"), ("utm_source", "source"), ("answer", "reply")][..],
        ),
        Fault::RenamedFields(Renamed::Media) => Some(&[("resume", "cv")][..]),
        Fault::RenamedFields(Renamed::Id) => Some(&[("id", "uuid")][..]),
        _ => None,
    });
    let members = shared.faults.find(|fault| (fault == Fault::NewFields).then_some(Members::Extended));
    Style {
        base: shared.base.clone(),
        aside: shared.aside.clone(),
        members: members.unwrap_or_default(),
        renamed: renamed.unwrap_or_default(),
        resumes: shared.hrdrom.resumes,
        seed: shared.hrdrom.seed,
        list: 0,
    }
}

/// Whether a fault strikes here and now, which the journal notes.
pub(super) fn strikes(shared: &Shared, call: &Call, place: &str, pick: fn(Fault) -> Option<u32>) -> bool {
    let name = shared.faults.find(|fault| pick(fault).map(|_| fault.name()));
    let strikes = shared.faults.strike(place, pick);
    if let (true, Some(name)) = (strikes, name) {
        call.fault(name);
    }
    strikes
}

/// `GET /api/v1/leads`: unconfirmed leads, page by page.
pub(super) async fn leads(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refusal(&shared, &headers, &call) {
        return refusal;
    }
    let query = query.unwrap_or_default();
    let query: HashMap<String, String> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let limit = query.get("limit").map_or(Ok(USUAL), |limit| limit.parse());
    let Some(limit) = limit.ok().filter(|limit| (1..=MOST).contains(limit)) else {
        let message = "limit is a number from 1 to 500";
        return problem(StatusCode::BAD_REQUEST, "invalid_limit", message);
    };
    let after = query.get("after").map(String::as_str).unwrap_or_default();
    let world = &shared.hrdrom.world;
    let style = Style { list: world.page_asked(), ..style(&shared) };
    let Some(page) = world.page(after, limit, &style) else {
        return problem(StatusCode::BAD_REQUEST, "invalid_cursor", "the cursor is unknown or too old");
    };
    let on_first =
        |pick: fn(Fault) -> Option<u32>| after.is_empty() && strikes(&shared, &call, "hrdrom leads", pick);
    if let Some(leads) = shared.faults.find(|fault| match fault {
        Fault::Vanish { profiles } => Some(profiles),
        _ => None,
    }) && on_first(|fault| matches!(fault, Fault::Vanish { .. }).then_some(1))
    {
        for id in world.vanish(leads) {
            call.change(format!("vanished {id}"));
        }
    }
    // Exactly one of these ends or breaks the page; the first that strikes wins.
    let end = if on_first(|fault| match fault {
        Fault::Drop { times } => Some(times),
        _ => None,
    }) {
        End::Cut
    } else if on_first(|fault| match fault {
        Fault::Truncate { times } => Some(times),
        _ => None,
    }) {
        End::Short
    } else if on_first(|fault| match fault {
        Fault::BadJson { times } => Some(times),
        _ => None,
    }) {
        End::Unbalanced
    } else {
        End::Whole
    };
    let on = |wanted: Fault, here: bool| {
        let on = here && shared.faults.find(|fault| (fault == wanted).then_some(())).is_some();
        if on {
            call.fault(wanted.name());
        }
        on
    };
    let mut page = page;
    if on(Fault::Duplicate, page.last_before.is_some())
        && let Some(last) = page.last_before.take()
    {
        page.leads.insert(0, last);
    }
    if on(Fault::OneBadProfile, after.is_empty()) {
        page.leads
            .insert(page.leads.len() / 2, b"{\"id\":\"bad-\xff\xfe\xe2\x28\xa1\",\"answers\":17}".to_vec());
    }
    answer(&page, style.members, end, call)
}

/// How a page ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Whole,
    Cut,
    Short,
    Unbalanced,
}

/// Every second page says first what follows.
fn answer(page: &Page, members: Members, end: End, call: Call) -> Response {
    let half = page.leads.len() / 2;
    let mut next = b"\"next\":".to_vec();
    match &page.next {
        Some(cursor) => json::text(&mut next, cursor),
        None => next.extend_from_slice(b"null"),
    }
    let next_first = page.last_before.is_some();
    let mut out = b"{".to_vec();
    if members == Members::Extended {
        out.extend_from_slice(b"\"server\":{\"items\":[1]},");
    }
    if next_first {
        out.extend_from_slice(&next);
        out.push(b',');
    }
    out.extend_from_slice(b"\"items\":[");
    let mut stop = None;
    for (at, lead) in page.leads.iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(b",\n");
        }
        if at == half {
            match end {
                End::Whole => {}
                End::Unbalanced => out.extend_from_slice(b"}]}"),
                End::Cut | End::Short => stop = stop.or(Some(out.len() + lead.len() / 2)),
            }
        }
        out.extend_from_slice(lead);
    }
    out.push(b']');
    if !next_first {
        out.push(b',');
        out.extend_from_slice(&next);
    }
    out.push(b'}');
    let stop = stop.unwrap_or(out.len() / 2);
    if end == End::Short {
        out.truncate(stop);
    }
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    let response = ([(header::CONTENT_TYPE, json)], out).into_response();
    if end == End::Cut {
        let mut response = shorten(response, stop, call);
        response.extensions_mut().insert(Streamed);
        return response;
    }
    response
}

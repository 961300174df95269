//! Owns the moments at which a test may step in: before a request is handled, and before it is answered.
//!
//! Crash tests use it: kill the client at request number N, at either moment, for every N.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

/// The calls that the sandbox knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Route {
    /// `POST /token`.
    Token,
    /// `GET /api/jobtemplates/v1/gettemplates`.
    Templates,
    /// `GET /api/applicant/v1/profiles`.
    Profiles,
    /// `GET /api/media/v1/download/{profileId}/{mediaId}`.
    Media,
    /// `GET /api/media/v1/files/{profileId}/{mediaId}`: where a `downloadUri` points.
    File,
    /// `POST /api/applicant/v1/confirm`.
    Confirm,
    /// `POST /api/chattoken/v1`.
    ChatToken,
    /// `GET /chat/{token}`.
    ChatPage,
    /// `GET /test-chat`: the free test page.
    TestPage,
    /// `GET /go/{job}`: where a job link leads.
    JobLink,
    /// HRDrom's `POST /api/v1/auth/password/reset`.
    Password,
    /// HRDrom's `POST /api/v1/auth/token`.
    SignIn,
    /// HRDrom's `POST /api/v1/auth/refresh`.
    Refresh,
    /// HRDrom's `POST /api/v1/auth/revoke`.
    Revoke,
    /// HRDrom's `GET /api/v1/dictionaries/professions`.
    Professions,
    /// HRDrom's `GET /api/v1/dictionaries/locations`.
    Locations,
    /// HRDrom's `GET /api/v1/leads`: one page.
    Leads,
    /// A résumé of HRDrom's, at the address that its lead names.
    Resume,
    /// HRDrom's `POST /api/v1/leads/confirm`.
    Acknowledge,
    /// HRDrom's `POST /api/v1/leads/{id}/events`.
    Event,
    /// A page or a file that only a fault leads to.
    Aside,
    /// Anything else.
    Other,
}

impl Route {
    /// The call that a path belongs to, whatever the method.
    pub fn of(path: &str) -> Self {
        let under = |start: &str| path.len() > start.len() && path.starts_with(start);
        match path {
            "/token" => Self::Token,
            "/api/jobtemplates/v1/gettemplates" => Self::Templates,
            "/api/applicant/v1/profiles" => Self::Profiles,
            "/api/applicant/v1/confirm" => Self::Confirm,
            "/api/chattoken/v1" => Self::ChatToken,
            "/test-chat" => Self::TestPage,
            "/signin" => Self::Aside,
            "/api/v1/auth/password/reset" => Self::Password,
            "/api/v1/auth/token" => Self::SignIn,
            "/api/v1/auth/refresh" => Self::Refresh,
            "/api/v1/auth/revoke" => Self::Revoke,
            "/api/v1/dictionaries/professions" => Self::Professions,
            "/api/v1/dictionaries/locations" => Self::Locations,
            "/api/v1/leads" => Self::Leads,
            "/api/v1/leads/confirm" => Self::Acknowledge,
            _ if under("/api/v1/leads/") && path.ends_with("/events") => Self::Event,
            _ if under(super::hrdrom::RESUMES) => Self::Resume,
            _ if under("/api/media/v1/download/") => Self::Media,
            _ if under(super::pitchyou::FILES) => Self::File,
            _ if under("/chat/") => Self::ChatPage,
            _ if under("/go/") => Self::JobLink,
            _ if under("/blob/") => Self::Aside,
            _ => Self::Other,
        }
    }

    /// Whether it is a call of the interface (not a page for people), so that faults apply.
    pub fn is_call(self) -> bool {
        !matches!(self, Self::ChatPage | Self::TestPage | Self::JobLink | Self::Aside | Self::Other)
    }

    /// Whether it gives a file, so that faults count for each file by itself.
    pub fn is_file(self) -> bool {
        matches!(self, Self::Media | Self::File | Self::Resume)
    }
}

/// Which request it is.
#[derive(Clone, Debug)]
pub struct RequestInfo {
    /// Its place in the order of arrival, from 1.
    pub number: u64,
    /// The method.
    pub method: String,
    /// The path as it came, without the query; a chat token in it is blacked out.
    pub path: String,
    /// The call.
    pub route: Route,
}

/// When a hook is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// The request has been read, nothing has been done.
    BeforeHandling,
    /// Everything has been done, nothing has been answered. (Lists and files are made while they are sent.)
    BeforeAnswering,
}

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The request goes its way.
    Go,
    /// The connection is closed without another byte.
    CutConnection,
    /// The answer's head and that many bytes of its body are sent, then the connection is closed, unless
    /// the body is announced as no longer than that. Before handling: like `CutConnection`.
    CutBodyAfter(usize),
    /// This status is answered instead, whatever was done.
    Answer(u16),
    /// Nothing happens any more, the connection stays open.
    Hang,
}

/// Asked at every moment of every request.
pub type Hook = Arc<dyn Fn(RequestInfo, Moment) -> BoxFuture<'static, Verdict> + Send + Sync>;

/// A hook that decides at once.
pub fn hook(decide: impl Fn(&RequestInfo, Moment) -> Verdict + Send + Sync + 'static) -> Hook {
    Arc::new(move |request, moment| {
        let verdict = decide(&request, moment);
        Box::pin(async move { verdict })
    })
}

/// Keeps a hook out of `Debug`.
#[derive(Clone, Default)]
pub(super) struct Gate(pub Option<Hook>);

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Gate(hook)" } else { "Gate(open)" })
    }
}

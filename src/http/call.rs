//! One request as data: what is asked, who asks, when it may be repeated, and what an error may quote.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::address;
use super::retry::Repeat;

/// What is sent along.
#[derive(Clone, Default)]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// JSON text.
    Json(Vec<u8>),
    /// `application/x-www-form-urlencoded` fields.
    Form(Vec<(String, SecretString)>),
}

/// How the request shows who asks.
#[derive(Clone, Default)]
pub enum Proof {
    /// It doesn't.
    #[default]
    None,
    /// `Authorization: Bearer`.
    Bearer(SecretString),
    /// `Authorization: Basic` with a name and a password.
    Basic(String, SecretString),
}

/// Whether an error may quote the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// Its first readable characters.
    Allowed,
    /// Only if it is a web page: a right answer would be a secret.
    PagesOnly,
}

/// Whether redirects are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirects {
    /// Never.
    Refuse,
    /// As far as [`address::follow`] allows.
    Follow,
}

/// One request.
#[derive(Clone)]
pub struct Call {
    pub(super) method: reqwest::Method,
    pub(super) url: Url,
    pub(super) body: Body,
    pub(super) proof: Proof,
    pub(super) accept: &'static str,
    pub(super) repeat: Repeat,
    pub(super) quoting: Quoting,
    pub(super) redirects: Redirects,
    pub(super) headers: Vec<(String, String)>,
    pub(super) taken: &'static [u16],
    pub(super) hidden: Vec<SecretString>,
    /// What the request is called where its path must not be told.
    pub(super) name: Option<&'static str>,
}

impl Call {
    fn new(method: reqwest::Method, url: Url, repeat: Repeat) -> Self {
        Self {
            method,
            url,
            body: Body::None,
            proof: Proof::None,
            accept: "application/json",
            repeat,
            quoting: Quoting::Allowed,
            redirects: Redirects::Refuse,
            headers: Vec::new(),
            taken: &[],
            hidden: Vec::new(),
            name: None,
        }
    }

    /// Reads something; repeated freely.
    pub fn get(url: Url) -> Self {
        Self::new(reqwest::Method::GET, url, Repeat::Freely)
    }

    /// Changes something; `repeat` says what a repetition does.
    pub fn post(url: Url, body: Body, repeat: Repeat) -> Self {
        Self { body, ..Self::new(reqwest::Method::POST, url, repeat) }
    }

    /// Shows who asks.
    #[must_use]
    pub fn proof(mut self, proof: Proof) -> Self {
        self.proof = proof;
        self
    }

    /// What kind of answer is wanted; JSON otherwise.
    #[must_use]
    pub fn accept(mut self, accept: &'static str) -> Self {
        self.accept = accept;
        self
    }

    /// A right answer is a secret: errors don't quote it.
    #[must_use]
    pub fn secret_answer(mut self) -> Self {
        self.quoting = Quoting::PagesOnly;
        self
    }

    /// Redirects are followed, by the rule for downloads.
    #[must_use]
    pub fn following(mut self) -> Self {
        self.redirects = Redirects::Follow;
        self
    }

    /// Sends a further header along; not for secrets. On a redirect it goes along to any origin.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Answers with one of these statuses are good ones as well.
    #[must_use]
    pub fn taking(mut self, statuses: &'static [u16]) -> Self {
        self.taken = statuses;
        self
    }

    /// A secret that the body holds: errors black it out wherever the answer repeats it.
    #[must_use]
    pub fn hiding(mut self, secret: &SecretString) -> Self {
        self.hidden.push(secret.clone());
        self
    }

    /// The source chose the address, and an applicant's name may be part of it: errors and the log say this instead.
    #[must_use]
    pub fn named(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }

    /// What errors call this request: its name, or its method and its path.
    pub(super) fn label(&self) -> String {
        self.name.map_or_else(|| format!("{} {}", self.method, self.url.path()), str::to_owned)
    }

    /// What errors say of an address that this request leads to: the server alone where the rest may be a name.
    pub(super) fn told(&self) -> fn(&Url) -> String {
        if self.name.is_some() { address::origin } else { address::shown }
    }

    /// What the log calls an address that is asked for this request. One that a redirect names is the source's choice
    /// as well.
    pub(super) fn path<'a>(&self, url: &'a Url) -> &'a str {
        if self.name.is_some() || *url != self.url { "…" } else { url.path() }
    }

    /// What of this request must not be quoted, as it is and as a form writes it.
    pub(super) fn secrets(&self) -> Vec<String> {
        let mut secrets = Vec::new();
        let mut add = |secret: &SecretString| {
            let plain = secret.expose_secret();
            let encoded: String = url::form_urlencoded::byte_serialize(plain.as_bytes()).collect();
            if encoded != plain {
                secrets.push(encoded);
            }
            secrets.push(plain.to_owned());
        };
        if let Proof::Bearer(secret) | Proof::Basic(_, secret) = &self.proof {
            add(secret);
        }
        if let Body::Form(fields) = &self.body {
            fields.iter().for_each(|(_, value)| add(value));
        }
        self.hidden.iter().for_each(&mut add);
        if self.name.is_some() {
            secrets.extend(spellings(self.url.path()));
        }
        secrets
    }
}

/// A path and its last part, as they are and decoded: so an answer says which file it doesn't have.
fn spellings(path: &str) -> Vec<String> {
    let last = path.rsplit('/').next().unwrap_or_default();
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut all = vec![path.to_owned(), decoded(path), last.to_owned(), decoded(last)];
    // What is shorter would be found by chance.
    all.retain(|text| text.chars().count() > 3);
    all
}

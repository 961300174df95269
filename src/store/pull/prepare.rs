//! Making a record ready for the database, outside of any transaction.

use sha2::{Digest, Sha256};

use super::Pulled;
use crate::domain::{Application, SourceId, fold};
use crate::store::index::{Added, Document};
use crate::store::person::Contacts;
use crate::store::{Error, hex};

/// A record made ready for the database, outside of any transaction.
pub(super) struct Prepared {
    pub(super) id: SourceId,
    pub(super) raw: Vec<u8>,
    pub(super) sameness: [u8; 32],
    pub(super) content: Content,
    pub(super) document: Document,
}

/// What it says, and what is made of that.
pub(super) enum Content {
    Readable { application: Box<Application>, json: String, sort: String, contacts: Contacts },
    Unreadable { reason: String },
}

pub(super) fn prepare(pulled: Pulled) -> Result<Prepared, Error> {
    match pulled {
        Pulled::Readable { application, raw, sameness } => {
            let name = application.person.name.as_deref().map(fold::line).filter(|name| !name.is_empty());
            Ok(Prepared {
                id: application.id.clone(),
                raw,
                sameness,
                document: Document::new(&application, &Added::default()).packed(),
                content: Content::Readable {
                    json: serde_json::to_string(&application)?,
                    sort: name.unwrap_or_else(|| fold::line(application.id.as_str())),
                    contacts: Contacts::of(&application),
                    application,
                },
            })
        }
        Pulled::Unreadable { id, raw, reason } => {
            let sameness: [u8; 32] = Sha256::digest(&raw).into();
            let id = id
                .filter(|id| !id.as_str().is_empty())
                .unwrap_or_else(|| SourceId::text(format!("unreadable-{}", hex(&sameness[..8]))));
            let document = Document::unreadable(id.as_str(), &Added::default());
            Ok(Prepared { id, raw, sameness, document, content: Content::Unreadable { reason } })
        }
    }
}

//! What confirming several applicants would do: the groups of the dialog.

use super::state::Files;
use super::{Batch, Error, Gap, Lane, Store, read};
use crate::domain::{Key, Safety};

impl Store {
    /// Sorts applicants by what confirming them would do, each group in the order given.
    pub async fn batch(&self, keys: Vec<Key>) -> Result<Batch, Error> {
        self.read(Lane::Quick, move |reader| {
            let mut batch = Batch::default();
            for row in read::rows(reader, &keys)? {
                reader.go_on()?;
                match row.safety {
                    Safety::Confirmed | Safety::Confirming => batch.already.push(row),
                    Safety::Unreadable => {
                        let why = row.held.clone().unwrap_or_default();
                        batch.held.push((row, why, Gap::Never));
                    }
                    Safety::Saved => batch.ready.push(row),
                    Safety::Pulled => {
                        let files = Files::of(reader.db, row.key)?;
                        match files.held {
                            Some(why) if files.fetchable.files == 0 => {
                                batch.held.push((row, why, Gap::Acceptable));
                            }
                            _ => batch.unsaved.push((row, files.fetchable)),
                        }
                    }
                }
            }
            Ok(batch)
        })
        .await
    }
}

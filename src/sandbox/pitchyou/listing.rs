//! Owns a list at one moment: what is written while the world goes on changing.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::made::Profile;
use super::profile::{self, Style};
use crate::sandbox::applicant::Applicant;

/// A list at one moment, written out profile by profile.
#[derive(Debug)]
pub(super) struct Listing {
    pub seed: u64,
    pub count: u32,
    pub now: Timestamp,
    pub unlisted: Bits,
    pub revised: BTreeMap<u32, Arc<Profile>>,
    pub added: Vec<Arc<Profile>>,
    /// The next generated profile.
    pub index: u32,
    /// The next one made by hand.
    pub at: usize,
}

impl Listing {
    /// How many profiles it has in all.
    pub fn len(&self) -> usize {
        self.count as usize - self.unlisted.count() + self.added.len()
    }

    /// Writes the next profile; `None` when there is none.
    pub fn next(&mut self, out: &mut Vec<u8>, style: &Style) -> Option<()> {
        while self.index < self.count {
            let index = self.index;
            self.index += 1;
            if self.unlisted.get(index) {
                continue;
            }
            match self.revised.get(&index) {
                Some(profile) => profile.write(out, style),
                None => profile::write(out, &Applicant::of(self.seed, index, self.count, self.now), style),
            }
            return Some(());
        }
        let profile = self.added.get(self.at)?;
        self.at += 1;
        profile.write(out, style);
        Some(())
    }
}

/// One bit for each generated profile, as many as are needed.
#[derive(Clone, Debug, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub fn get(&self, index: u32) -> bool {
        let word = self.0.get(index as usize / 64).copied().unwrap_or(0);
        word >> (index % 64) & 1 == 1
    }

    pub fn set(&mut self, index: u32, on: bool) {
        let at = index as usize / 64;
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        let bit = 1 << (index % 64);
        if on {
            self.0[at] |= bit;
        } else {
            self.0[at] &= !bit;
        }
    }

    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }
}

//! Finds the fields of an object by the names that the contract gives them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::source::contract::Contract;
use crate::source::drift::Drift;
use crate::source::json::{Field, Json, Node};

/// The fields of one kind of object: their keys in the contract, and the names they may have on the wire.
#[derive(Debug)]
pub struct Shape<const N: usize> {
    keys: [&'static str; N],
    /// A name on the wire → which field it is, and its rank among that field's names.
    names: HashMap<String, (usize, usize), BuildHasherDefault<Quick>>,
}

/// A hash (FNV-1a) for a table that only the contract fills: nobody can make it slow from outside, and it is asked
/// for every field of every record.
#[derive(Debug)]
struct Quick(u64);

impl Default for Quick {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}

/// Which of the names of a field counts, the least one: whether it says nothing, and its place among the names.
type Rank = (bool, usize);

/// An object, its fields found.
pub struct Read<'n, 'a, const N: usize> {
    keys: [&'static str; N],
    found: [Option<(Rank, &'n Field<'a>)>; N],
    /// Fields that the contract doesn't know; those that are `null` are left out.
    pub unknown: Vec<(&'n str, &'n Node<'a>)>,
    /// Fields in whose place another alias or a later repetition counts; those that are `null` are left out.
    pub spare: Vec<(&'n str, &'n Node<'a>)>,
    /// Which fields were there, `null` included: bit *n* for key *n*.
    pub mask: u32,
}

impl<const N: usize> Shape<N> {
    /// The shape of `section` in the contract.
    pub fn new(contract: &Contract, section: &str, keys: [&'static str; N]) -> Self {
        let mut names = HashMap::default();
        for (field, key) in keys.iter().enumerate() {
            for (rank, name) in contract.list(&[section, key]).into_iter().enumerate() {
                names.entry(name.to_owned()).or_insert((field, rank));
            }
        }
        Self { keys, names }
    }

    /// Finds the fields of an object.
    pub fn read<'n, 'a>(&self, fields: &'n [Field<'a>]) -> Read<'n, 'a, N> {
        let mut read =
            Read { keys: self.keys, found: [None; N], unknown: Vec::new(), spare: Vec::new(), mask: 0 };
        for field in fields {
            let known = self.names.get(field.0.as_ref());
            if let Some((at, _)) = known {
                read.mask |= 1 << at;
            }
            if field.1.json == Json::Null {
                continue;
            }
            let Some((at, rank)) = known else {
                read.unknown.push((field.0.as_ref(), &field.1));
                continue;
            };
            let rank = (self.is_silent(*at, &field.1), *rank);
            let loser = match read.found[*at] {
                Some((better, _)) if better < rank => Some(field),
                // Of a name that stands twice the last one counts, as almost every reader has it.
                before => {
                    read.found[*at] = Some((rank, field));
                    before.map(|(_, field)| field)
                }
            };
            read.spare.extend(loser.map(|(name, node)| (name.as_ref(), node)));
        }
        read
    }

    /// Whether a value is an empty text, which hides no alias that says something. An empty list says that there is
    /// nothing; and an id is never taken from elsewhere, since a wrong one would be confirmed.
    fn is_silent(&self, at: usize, node: &Node<'_>) -> bool {
        self.keys[at] != "id" && matches!(&node.json, Json::Text(text) if text.trim().is_empty())
    }

    /// Notes the expected fields that no object had.
    pub fn vanished(&self, expected: &[String], seen: u32, of: &'static str, drift: &mut Drift) {
        for (at, key) in self.keys.iter().enumerate() {
            if seen & (1 << at) == 0 && expected.iter().any(|name| name == key) {
                let mut names: Vec<(usize, &str)> = self
                    .names
                    .iter()
                    .filter(|(_, (field, _))| *field == at)
                    .map(|(name, (_, rank))| (*rank, name.as_str()))
                    .collect();
                names.sort_unstable();
                let names: Vec<&str> = names.into_iter().map(|(_, name)| name).collect();
                drift.vanished(of, &names);
            }
        }
    }
}

impl<'n, 'a, const N: usize> Read<'n, 'a, N> {
    fn at(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|known| *known == key)
    }

    /// The value of a field, by its key in the contract; nothing when it is missing or `null`.
    pub fn get(&self, key: &str) -> Option<&'n Node<'a>> {
        self.found[self.at(key)?].map(|(_, field)| &field.1)
    }

    /// What the source calls that field here, if it is there.
    pub fn name(&self, key: &'static str) -> &'n str
    where
        'static: 'n,
    {
        self.at(key).and_then(|at| self.found[at]).map_or(key, |(_, field)| field.0.as_ref())
    }
}

//! Owns the ids of invented applicants, which lead back to the index that they were made from.

use std::borrow::Cow;

use crate::sandbox::dice::mix;

/// An id as the source writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Id {
    /// A JSON text.
    Text(String),
    /// A JSON number.
    Number(i64),
}

impl Id {
    /// The id as text: what addresses carry, and what ids are compared by.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
        }
    }
}

const ODD: u64 = 0x9e37_79b9_7f4b;
const LOW: u64 = (1 << 48) - 1;

/// The number whose product with `ODD` ends in 1 (modulo 2^48), by Newton's steps.
const BACK: u64 = {
    let mut inverse = ODD;
    let mut step = 0;
    while step < 6 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(ODD.wrapping_mul(inverse)));
        step += 1;
    }
    inverse & LOW
};

/// The id of an applicant: most look like a UUID, some are numbers, a few need escaping in an address.
pub(super) fn id(seed: u64, index: u32) -> Id {
    let bits = mix(seed.rotate_left(17) ^ mix(u64::from(index) + 1));
    match bits % 24 {
        0 | 1 => Id::Number(70_000_000 + i64::from(index) * 3),
        2 => Id::Text(format!("web/Köln #{index}")),
        _ => {
            let tail = u64::from(index).wrapping_add(mix(seed)).wrapping_mul(ODD) & LOW;
            Id::Text(format!(
                "{:08x}-{:04x}-4{:03x}-8{:03x}-{tail:012x}",
                bits >> 32,
                (bits >> 16) & 0xffff,
                (bits >> 4) & 0xfff,
                (bits >> 20) & 0xfff,
            ))
        }
    }
}

/// The index of the applicant with the given id, if the seed has one below `count`.
pub fn index_of(seed: u64, count: u32, text: &str) -> Option<u32> {
    let guess = if let Some(number) = text.strip_prefix("web/Köln #") {
        number.parse().ok()
    } else if let Ok(number) = text.parse::<i64>() {
        u32::try_from((number - 70_000_000) / 3).ok()
    } else {
        let tail = u64::from_str_radix(text.rsplit('-').next()?, 16).ok()?;
        let index = tail.wrapping_mul(BACK).wrapping_sub(mix(seed)) & LOW;
        u32::try_from(index).ok()
    }?;
    (guess < count && id(seed, guess).text() == text).then_some(guess)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_lead_back() {
        let mut seen = HashSet::new();
        let (mut numbers, mut awkward) = (0, 0);
        for index in 0..5_000 {
            let id = id(42, index);
            numbers += usize::from(matches!(id, Id::Number(_)));
            awkward += usize::from(id.text().contains('/'));
            assert_eq!(index_of(42, 5_000, &id.text()), Some(index), "{id:?}");
            assert_eq!(index_of(42, index, &id.text()), None);
            assert!(seen.insert(id.text().into_owned()));
        }
        assert!(numbers > 200 && awkward > 100, "{numbers} {awkward}");
        for foreign in ["", "x", "-", "1", "web/Köln #9999999", "a-zzzz", "ff-000000000001"] {
            assert_eq!(index_of(42, 5_000, foreign), None, "{foreign}");
        }
    }
}

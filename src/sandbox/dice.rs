//! Owns the sandbox's chance: a small generator whose values never change between versions or machines.
//!
//! Everything that is made from a seed rolls these dice. A generator of a crate would do, but crates may change
//! their streams between releases, and the same seed has to give the same bytes for ever.

/// A stream of numbers that depends on its key alone (SplitMix64).
#[derive(Clone, Debug)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// Dice for one purpose: the same seed, index and purpose roll the same numbers.
    pub fn new(seed: u64, index: u64, purpose: &str) -> Self {
        // FNV-1a over the purpose keeps the streams of one applicant apart from each other.
        let salt = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut dice =
            Self { state: mix(seed ^ salt).wrapping_add(mix(index.wrapping_add(0x9e37_79b9_7f4a_7c15))) };
        dice.roll();
        dice
    }

    /// The next 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// A number from 0 to `limit` - 1; 0 when the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.roll()) * (limit as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True once in `n` rolls on average.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of the given things; the slice must not be empty.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }
}

/// Spreads the bits of a number: near inputs give far outputs, and no two inputs the same.
pub fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_of_a_seed_is_fixed_for_ever() {
        let mut dice = Dice::new(7, 3, "name");
        let rolled: Vec<u64> = (0..3).map(|_| dice.roll()).collect();
        let mut again = Dice::new(7, 3, "name");
        assert_eq!(rolled, (0..3).map(|_| again.roll()).collect::<Vec<_>>());
        assert_ne!(rolled[0], Dice::new(7, 3, "media").roll());
        assert_ne!(rolled[0], Dice::new(7, 4, "name").roll());
        assert_ne!(rolled[0], Dice::new(8, 3, "name").roll());
    }

    #[test]
    fn limits_hold() {
        let mut dice = Dice::new(1, 1, "limits");
        let mut seen = [false; 6];
        for _ in 0..1_000 {
            seen[dice.below(6)] = true;
            assert!((3..=5).contains(&dice.between(3, 5)));
        }
        assert_eq!(seen, [true; 6]);
        assert_eq!(dice.below(0), 0);
    }
}

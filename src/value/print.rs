//! Prints: what tells a value from others in little room.

use foldhash::quality::FixedState;
use std::hash::{BuildHasher, Hash};

/// 96 bits of two hashes of a value: among a hundred million values two different ones share a print once in ten million million
/// runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Print([u32; 3]);

impl Print {
    /// What no value has.
    pub const NONE: Self = Self([0; 3]);

    /// Of a value, as it hashes.
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let hash = |seed| FixedState::with_seed(seed).hash_one(value);
        let (first, second) = (hash(1), hash(2));
        let low = |hash: u64| u32::try_from(hash & u64::from(u32::MAX)).unwrap_or_default();
        Self([low(first).max(1), low(first >> 32), low(second)])
    }

    /// Its words: zeros of [`Self::NONE`] alone.
    pub fn words(self) -> [u32; 3] {
        self.0
    }

    /// The print of some words; `None` of zeros.
    pub fn from_words(words: [u32; 3]) -> Option<Self> {
        Some(Self(words)).filter(|print| *print != Self::NONE)
    }

    /// A number below `count` that spreads values evenly.
    pub fn part(self, count: u32) -> usize {
        (self.0[2] % count.max(1)) as usize
    }

    /// A number below `count` that rises with the print, whatever the count.
    pub fn place(self, count: usize) -> usize {
        let place = (u128::from(self.0[1]) * count as u128) >> 32;
        usize::try_from(place).unwrap_or_default()
    }
}

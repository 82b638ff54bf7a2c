//! The groups of an aggregate (按): a tally for each value of a column.

use super::row::Cell;
use crate::language::program::Value;
use std::collections::{BTreeMap, HashMap};

/// What each group came to; a text met before is found without being copied.
#[derive(Clone, Debug)]
pub(crate) struct Groups<T> {
    places: BTreeMap<Value, usize>,
    texts: HashMap<Box<str>, usize, foldhash::fast::RandomState>,
    tallies: Vec<T>,
}

impl<T> Default for Groups<T> {
    fn default() -> Self {
        Self { places: BTreeMap::new(), texts: HashMap::default(), tallies: Vec::new() }
    }
}

impl<T: Default> Groups<T> {
    /// What the group of a cell came to; `None` where `owned` finds no value in it.
    pub(crate) fn of(&mut self, cell: &Cell<'_>, owned: impl FnOnce(&Cell<'_>) -> Option<Value>) -> Option<&mut T> {
        let known = match cell {
            Cell::Text(text) => self.texts.get(*text).copied(),
            _ => None,
        };
        let place = match known {
            Some(place) => place,
            None => self.place(cell, owned(cell)?),
        };
        self.tallies.get_mut(place)
    }

    fn place(&mut self, cell: &Cell<'_>, key: Value) -> usize {
        let next = self.tallies.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.tallies.push(T::default());
        }
        if let Cell::Text(text) = cell {
            self.texts.insert(Box::from(*text), place);
        }
        place
    }

    /// All of them, in the order of their keys.
    pub(crate) fn finish(self) -> Vec<(Value, T)> {
        let mut tallies: Vec<Option<T>> = self.tallies.into_iter().map(Some).collect();
        let mut take = |place: usize| tallies.get_mut(place)?.take();
        self.places.into_iter().filter_map(|(key, place)| Some((key, take(place)?))).collect()
    }
}

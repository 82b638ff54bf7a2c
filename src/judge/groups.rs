//! The groups of an aggregate (按): a tally for each value of a column.

use super::row::{Cell, column_cell};
use crate::data::{BatchColumn, CellState, ColumnValues};
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

/// The groups of a batch's rows.
pub(crate) struct Keys<'b> {
    column: &'b BatchColumn,
    nullable: bool,
    /// Which text each row holds, and the group of each that was met.
    codes: Option<&'b [u8]>,
    met: Vec<Option<usize>>,
}

impl<'b> Keys<'b> {
    /// Of a column.
    pub(crate) fn of(column: &'b BatchColumn, nullable: bool) -> Self {
        let codes = match &column.values {
            ColumnValues::Text(texts) => texts.coded().map(|(_, codes)| codes),
            _ => None,
        };
        Self { column, nullable, codes, met: vec![None; 1 << 8] }
    }

    /// The place of a row's group; an error where nobody knows it, `None` of a 可空 blank.
    pub(crate) fn place<T: Default>(
        &mut self,
        row: usize,
        groups: &mut Groups<T>,
        owned: impl FnOnce(&Cell<'_>) -> Option<Value>,
    ) -> Option<Result<usize, Unkeyed>> {
        let is_value = self.column.states.get(row) == Some(&CellState::Value);
        let code = self.codes.filter(|_| is_value).and_then(|codes| codes.get(row).copied()).map(usize::from);
        if let Some(place) = code.and_then(|code| *self.met.get(code)?) {
            return Some(Ok(place));
        }
        let place = match column_cell(self.column, row, self.nullable) {
            Cell::Blank => return None,
            key => groups.find(&key, owned),
        };
        if let Some(met) = code.and_then(|code| self.met.get_mut(code)) {
            *met = place;
        }
        Some(place.ok_or(Unkeyed))
    }
}

/// A row whose group nobody knows.
pub(crate) struct Unkeyed;

impl<T: Default> Groups<T> {
    /// The place of a cell's group among those of [`Self::at`]; `None` where `owned` finds no value in it.
    pub(crate) fn find(&mut self, cell: &Cell<'_>, owned: impl FnOnce(&Cell<'_>) -> Option<Value>) -> Option<usize> {
        let known = match cell {
            Cell::Text(text) => self.texts.get(*text).copied(),
            _ => None,
        };
        match known {
            Some(place) => Some(place),
            None => Some(self.place(cell, owned(cell)?)),
        }
    }

    /// What the group at a place came to.
    pub(crate) fn at(&mut self, place: usize) -> Option<&mut T> {
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

//! Sets of values: what 属于 looks into.

use super::row::Cell;
use crate::language::program::Value;
use crate::value::{Date, Number};
use std::collections::HashSet;

/// Values by type; asked by reference, so that looking a text up copies nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownSet {
    numbers: HashSet<Number>,
    dates: HashSet<Date>,
    texts: HashSet<Box<str>, foldhash::fast::RandomState>,
    truths: HashSet<bool>,
    grades: HashSet<usize>,
    /// Cells without a value, which might hold anything.
    pub(crate) missing: u64,
    /// Rows seen; 0 of a table that is empty.
    pub(crate) rows: u64,
    /// Whether the table was submitted at all.
    pub(crate) submitted: bool,
}

impl KnownSet {
    /// The values listed in a rule.
    pub(crate) fn listed(values: &[Value]) -> Self {
        let mut set = Self { submitted: true, rows: 1, ..Self::default() };
        for value in values {
            set.insert(&Cell::of(value));
        }
        set
    }

    /// Takes a value in; whether it is new. A cell without a value is never new.
    pub(crate) fn insert(&mut self, cell: &Cell<'_>) -> bool {
        match cell {
            Cell::Number(n) => self.numbers.insert(n.clone()),
            Cell::Date(d) => self.dates.insert(*d),
            Cell::Text(t) => !self.texts.contains(*t) && self.texts.insert(Box::from(*t)),
            Cell::Truth(t) => self.truths.insert(*t),
            Cell::Grade(g) => self.grades.insert(*g),
            Cell::Range(_) | Cell::Blank | Cell::Missing => false,
        }
    }

    /// Whether it holds a value.
    pub(crate) fn contains(&self, cell: &Cell<'_>) -> bool {
        match cell {
            Cell::Number(n) => self.numbers.contains(n),
            Cell::Date(d) => self.dates.contains(d),
            Cell::Text(t) => self.texts.contains(*t),
            Cell::Truth(t) => self.truths.contains(t),
            Cell::Grade(g) => self.grades.contains(g),
            Cell::Range(_) | Cell::Blank | Cell::Missing => false,
        }
    }

    /// Whether it is all there and holds something, so that what it lacks is not in it.
    pub(crate) fn is_complete(&self) -> bool {
        self.submitted && self.missing == 0 && self.rows > 0
    }

    /// How many different values it holds.
    pub(crate) fn len(&self) -> u64 {
        (self.numbers.len() + self.dates.len() + self.texts.len() + self.truths.len() + self.grades.len()) as u64
    }

    /// How many values of another set it lacks.
    pub(crate) fn lacks(&self, other: &Self) -> u64 {
        let lacking = other.numbers.difference(&self.numbers).count()
            + other.dates.difference(&self.dates).count()
            + other.texts.difference(&self.texts).count();
        (lacking + other.truths.difference(&self.truths).count() + other.grades.difference(&self.grades).count()) as u64
    }

    /// Takes over another set.
    pub(crate) fn merge(&mut self, other: Self) {
        self.numbers.extend(other.numbers);
        self.dates.extend(other.dates);
        self.texts.extend(other.texts);
        self.truths.extend(other.truths);
        self.grades.extend(other.grades);
        self.missing += other.missing;
        self.rows += other.rows;
        self.submitted |= other.submitted;
    }
}

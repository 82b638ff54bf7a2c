//! One side of an aggregate: rows that surely count, or rows that perhaps do.

use super::answer::ordering;
use super::known::KnownSet;
use super::row::Cell;
use crate::data::{BatchColumn, CellState};
use crate::language::program::{Type, Value};
use crate::value::{Number, NumberColumn};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Rows of one certainty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side {
    /// All of them.
    pub(crate) matched: u64,
    /// Those without a value that should have one.
    pub(crate) missing: u64,
    /// 可空 blanks.
    pub(crate) blanks: u64,
    /// The sum of values above 0.
    pub(crate) positive: Number,
    /// The sum of values below 0.
    pub(crate) negative: Number,
    /// The least value.
    pub(crate) least: Option<Value>,
    /// The largest.
    pub(crate) most: Option<Value>,
    /// How often each value stands there, where that is kept.
    pub(crate) values: BTreeMap<Value, u64>,
    /// Every value once, where that is kept.
    pub(crate) distinct: KnownSet,
}

/// What is kept of every value besides sums and extremes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Nothing.
    Nothing,
    /// How often each stands there.
    Values,
    /// Each once.
    Distinct,
}

impl Side {
    /// Takes a row in, with the cell that is folded if there is one.
    pub(crate) fn add(&mut self, cell: Option<Cell<'_>>, ty: Option<&Type>, keep: Keep) {
        self.matched += 1;
        let Some(cell) = cell else { return };
        match &cell {
            Cell::Blank => self.blanks += 1,
            Cell::Missing | Cell::Range(_) => self.missing += 1,
            _ if keep == Keep::Distinct => {
                self.distinct.insert(&cell);
            }
            Cell::Number(n) if keep == Keep::Nothing => self.add_number(n),
            _ => self.add_value(owned(&cell, ty), keep),
        }
    }

    fn add_number(&mut self, n: &Number) {
        let sum = if n.is_negative() { &mut self.negative } else { &mut self.positive };
        *sum = &*sum + n;
        self.reach(n, n);
    }

    /// Takes in rows of a column of numbers, of which nothing but sums and extremes is kept.
    pub(crate) fn add_numbers(
        &mut self,
        column: &BatchColumn,
        nullable: bool,
        numbers: &NumberColumn,
        inside: impl Fn(usize) -> bool,
    ) {
        let rows = || column.states.iter().enumerate().filter(|(row, _)| inside(*row));
        let count = |wanted: CellState| rows().filter(|(_, state)| **state == wanted).count() as u64;
        let (blanks, faulty) = (count(CellState::Blank), count(CellState::Faulty));
        self.matched += rows().count() as u64;
        self.blanks += if nullable { blanks } else { 0 };
        self.missing += if nullable { faulty } else { faulty + blanks };
        let valued = rows().filter(|(_, state)| **state == CellState::Value).map(|(row, _)| row);
        if let Some(summed) = numbers.summed(valued) {
            self.positive = &self.positive + &summed.positive;
            self.negative = &self.negative + &summed.negative;
            self.reach(&summed.least, &summed.most);
        }
    }

    fn reach(&mut self, least: &Number, most: &Number) {
        if beats(self.least.as_ref(), least, Ordering::is_lt) {
            self.least = Some(Value::Number(least.clone()));
        }
        if beats(self.most.as_ref(), most, Ordering::is_gt) {
            self.most = Some(Value::Number(most.clone()));
        }
    }

    fn add_value(&mut self, value: Option<Value>, keep: Keep) {
        let Some(value) = value else {
            self.missing += 1;
            return;
        };
        if let Value::Number(n) = &value {
            self.add_number(n);
        } else {
            self.least = pick(self.least.take(), Some(value.clone()), Ordering::is_lt);
            self.most = pick(self.most.take(), Some(value.clone()), Ordering::is_gt);
        }
        if keep == Keep::Values {
            *self.values.entry(value).or_default() += 1;
        }
    }

    /// Takes over the rows of another part of the table.
    pub(crate) fn merge(&mut self, other: Self) {
        self.matched += other.matched;
        self.missing += other.missing;
        self.blanks += other.blanks;
        self.positive = &self.positive + &other.positive;
        self.negative = &self.negative + &other.negative;
        self.least = pick(self.least.take(), other.least, Ordering::is_lt);
        self.most = pick(self.most.take(), other.most, Ordering::is_gt);
        for (value, count) in other.values {
            *self.values.entry(value).or_default() += count;
        }
        self.distinct.merge(other.distinct);
    }

    /// Rows with a value.
    pub(crate) fn valued(&self) -> u64 {
        self.matched - self.missing - self.blanks
    }

    /// The sum of all values.
    pub(crate) fn sum(&self) -> Number {
        &self.positive + &self.negative
    }
}

fn beats(kept: Option<&Value>, n: &Number, wins: fn(Ordering) -> bool) -> bool {
    match kept {
        Some(Value::Number(kept)) => wins(n.cmp(kept)),
        _ => true,
    }
}

/// The one of two values that wins; the other where one is absent.
pub(crate) fn pick(a: Option<Value>, b: Option<Value>, wins: fn(Ordering) -> bool) -> Option<Value> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if ordering(&b, &a).is_some_and(wins) { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// The value of a cell; `None` where it has none.
pub(crate) fn owned(cell: &Cell<'_>, ty: Option<&Type>) -> Option<Value> {
    match (cell, ty) {
        (Cell::Number(n), _) => Some(Value::Number(n.clone())),
        (Cell::Date(d), _) => Some(Value::Date(*d)),
        (Cell::Text(t), _) => Some(Value::Text((*t).to_owned())),
        (Cell::Truth(t), _) => Some(Value::Truth(*t)),
        (Cell::Grade(rank), Some(Type::Grade(scale))) => Some(Value::Grade(*scale, *rank)),
        _ => None,
    }
}

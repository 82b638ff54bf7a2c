//! A figure of the plan: number, unit, the words around it.

use crate::value::{Number, Rounding, Unit};
use std::ops::Range;

/// A number that the plan's text holds.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Number and unit in the text, in bytes.
    pub place: Range<usize>,
    /// Its line, from 0.
    pub line: usize,
    /// Number and unit in the line, in characters.
    pub chars: Range<usize>,
    /// As written, half-width.
    pub written: String,
    /// The number; of a range its lower end.
    pub low: Number,
    /// The upper end of a range.
    pub high: Option<Number>,
    /// Its unit as written; empty when it has none.
    pub unit_word: String,
    /// Its unit, if it is a known one.
    pub unit: Option<Unit>,
    /// The word before it that says how it binds (`超过`); empty when there is none.
    pub before: &'static str,
    /// The word behind it (`以上`, `左右`); empty when there is none.
    pub behind: &'static str,
    /// The word of change before it (`增长`, `新增`); empty when there is none.
    pub change: &'static str,
    /// The nearest strength word of its sentence; empty when there is none.
    pub strength: &'static str,
    /// The date its clause or sentence names, as written; empty when there is none.
    pub deadline: String,
    /// Whether it is a part of a name (`801台地块`, `500万元以上固定资产投资`, `三大`), and no figure that a rule is asked for.
    pub named: bool,
    /// What its row in a table of indicators is named; empty outside such tables.
    pub row: String,
    /// Whether its column tells of years gone by.
    pub past: bool,
}

impl Figure {
    /// Its number, of a range both; of a fraction that no decimal is, what people round it to as well.
    pub fn numbers(&self) -> Vec<Number> {
        let mut numbers: Vec<Number> = std::iter::once(&self.low).chain(&self.high).cloned().collect();
        if self.low.decimal_places().is_none() {
            let rounded =
                [1, 2].into_iter().flat_map(|places| [Rounding::Floor, Rounding::Ceil].map(|way| (places, way)));
            numbers.extend(rounded.map(|(places, way)| self.low.cut(places, way)));
        }
        numbers
    }

    /// Whether it measures the same amount: value and dimension, counts alike.
    pub fn agrees(&self, number: &Number, unit: Option<&Unit>) -> bool {
        self.numbers().iter().any(|own| same(own, self.unit.as_ref(), number, unit))
    }

    /// Whether the number is the same, whatever the unit.
    pub fn counts(&self, number: &Number) -> bool {
        &self.low == number || self.high.as_ref() == Some(number)
    }
}

/// Whether two amounts are one; an amount without a unit agrees with a count.
pub(super) fn same(a: &Number, a_unit: Option<&Unit>, b: &Number, b_unit: Option<&Unit>) -> bool {
    let counting = |unit: &Unit| unit.is_bare() || unit.dimension.is_count();
    match (a_unit, b_unit) {
        (Some(x), Some(y)) => (x.comparable(y) || counting(x) && counting(y)) && x.to_base(a) == y.to_base(b),
        (None, None) => a == b,
        (Some(unit), None) => counting(unit) && &unit.to_base(a) == b,
        (None, Some(unit)) => counting(unit) && a == &unit.to_base(b),
    }
}

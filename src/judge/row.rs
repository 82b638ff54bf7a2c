//! The values of one row, and terms and tests over them, a batch at a time.

use super::answer::Answer;
use super::compare::By;
use super::format::conforms;
use super::known::KnownSet;
use super::matcher::Matcher;
use crate::data::{Batch, BatchColumn, CellState, ColumnValues};
use crate::language::ast::ArithmeticOperator;
use crate::language::program::{Format, Function, Value};
use crate::value::{Date, Mark, Number, NumberColumn, Period, Truth, Unit};
use std::sync::Arc;

/// A value of one row.
#[derive(Clone, Debug)]
pub(crate) enum Cell<'c> {
    /// In base units.
    Number(Number),
    /// A date.
    Date(Date),
    /// A text.
    Text(&'c str),
    /// 是 or 否.
    Truth(bool),
    /// A rank.
    Grade(usize),
    /// Somewhere in a range.
    Range(&'c Answer),
    /// A 可空 blank.
    Blank,
    /// Nothing usable.
    Missing,
}

impl<'c> Cell<'c> {
    /// The cell of a value.
    pub(crate) fn of(value: &'c Value) -> Self {
        match value {
            Value::Number(n) => Self::Number(n.clone()),
            Value::Date(d) => Self::Date(*d),
            Value::Text(t) => Self::Text(t),
            Value::Truth(t) => Self::Truth(*t),
            Value::Grade(_, rank) => Self::Grade(*rank),
        }
    }

    fn of_answer(answer: &'c Answer) -> Self {
        match answer {
            Answer::Known(value) => Self::of(value),
            Answer::Range(..) => Self::Range(answer),
            Answer::Missing(_) => Self::Missing,
        }
    }

    /// An owned answer; `None` of a 可空 blank. Grades keep no scale here: they are only compared within one.
    pub(crate) fn answer(self) -> Option<Answer> {
        Some(match self {
            Self::Number(n) => Answer::Known(Value::Number(n)),
            Self::Date(d) => Answer::Known(Value::Date(d)),
            Self::Text(t) => Answer::Known(Value::Text(t.to_owned())),
            Self::Truth(t) => Answer::Known(Value::Truth(t)),
            Self::Grade(_) | Self::Missing => Answer::Missing(String::new()),
            Self::Range(answer) => answer.clone(),
            Self::Blank => return None,
        })
    }
}

/// A column that a compiled condition reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Its place among the columns asked for.
    pub(crate) index: usize,
    /// 可空
    pub(crate) nullable: bool,
}

/// An expression over one row.
#[derive(Clone, Debug)]
pub(crate) enum Term {
    /// A cell.
    Slot(Slot),
    /// The same in every row.
    Fixed(Answer),
    /// `-X`
    Negate(Box<Term>),
    /// `A + B`
    Arithmetic(Box<Term>, ArithmeticOperator, Box<Term>),
    /// A function; the unit is that of its first argument.
    Call(Function, Vec<Term>, Unit, Date),
}

/// The values of a term in a batch.
#[derive(Clone, Debug)]
pub(crate) enum Vector<'b> {
    /// As read, and whether it is 可空.
    Column(&'b BatchColumn, bool),
    /// Made of a column, cell by cell.
    Like(Box<BatchColumn>, bool),
    /// The same in every row.
    Fixed(&'b Answer),
    /// Computed; `None` is a 可空 blank.
    Made(Vec<Option<Answer>>),
}

impl Vector<'_> {
    /// The column that it is, and whether that is 可空.
    pub(crate) fn column(&self) -> Option<(&BatchColumn, bool)> {
        match self {
            Self::Column(column, nullable) => Some((column, *nullable)),
            Self::Like(column, nullable) => Some((column, *nullable)),
            Self::Fixed(_) | Self::Made(_) => None,
        }
    }

    /// The value of a row.
    #[inline]
    pub(crate) fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Column(column, nullable) => column_cell(column, row, *nullable),
            Self::Like(column, nullable) => column_cell(column, row, *nullable),
            Self::Fixed(answer) => Cell::of_answer(answer),
            Self::Made(made) => {
                made.get(row).map_or(Cell::Missing, |m| m.as_ref().map_or(Cell::Blank, Cell::of_answer))
            }
        }
    }
}

/// The cell of a column; a blank is an answer only where the column is 可空.
#[inline]
pub(crate) fn column_cell(column: &BatchColumn, row: usize, nullable: bool) -> Cell<'_> {
    let found = match column.states.get(row) {
        Some(CellState::Value) => match &column.values {
            ColumnValues::Number(values) => values.get(row).map(Cell::Number),
            ColumnValues::Date(values) => values.get(row).map(|d| Cell::Date(*d)),
            ColumnValues::Text(values) => values.get(row).map(Cell::Text),
            ColumnValues::Truth(values) => values.get(row).map(|t| Cell::Truth(*t)),
            ColumnValues::Grade(values) => values.get(row).map(|g| Cell::Grade(*g as usize)),
        },
        Some(CellState::Blank) if nullable => Some(Cell::Blank),
        _ => None,
    };
    found.unwrap_or(Cell::Missing)
}

impl Term {
    /// Its values in a batch.
    pub(crate) fn vector<'b>(&'b self, batch: &'b Batch) -> Vector<'b> {
        match self {
            Self::Slot(slot) => match batch.columns.get(slot.index) {
                Some(column) => Vector::Column(column, slot.nullable),
                None => Vector::Made(Vec::new()),
            },
            Self::Fixed(answer) => Vector::Fixed(answer),
            Self::Call(Function::Length, arguments, ..) if let Some(lengths) = lengths(arguments, batch) => lengths,
            _ => Vector::Made((0..batch.rows.len()).map(|row| self.computed(batch, row)).collect()),
        }
    }

    fn computed(&self, batch: &Batch, row: usize) -> Option<Answer> {
        match self {
            Self::Slot(slot) => {
                batch.columns.get(slot.index).map_or(Cell::Missing, |c| column_cell(c, row, slot.nullable)).answer()
            }
            Self::Fixed(answer) => Some(answer.clone()),
            Self::Negate(inner) => inner.computed(batch, row).map(Answer::negated),
            Self::Arithmetic(left, operator, right) => {
                Some(left.computed(batch, row)?.arithmetic(*operator, &right.computed(batch, row)?))
            }
            Self::Call(function, arguments, unit, as_of) => {
                let values = arguments.iter().map(|a| a.computed(batch, row)).collect::<Option<Vec<_>>>()?;
                Some(super::scalar::called(*function, values, unit, *as_of))
            }
        }
    }
}

/// The lengths of a column's texts; `None` where the function has something else to measure.
fn lengths<'b>(arguments: &[Term], batch: &Batch) -> Option<Vector<'b>> {
    let [Term::Slot(slot)] = arguments else { return None };
    let column = batch.columns.get(slot.index)?;
    let ColumnValues::Text(texts) = &column.values else { return None };
    let mut values = NumberColumn::with_room(texts.len());
    texts.told(length).into_iter().for_each(|length| values.push_decimal(length, 0));
    let made = BatchColumn { place: None, states: column.states.clone(), values: ColumnValues::Number(values) };
    Some(Vector::Like(Box::new(made), slot.nullable))
}

/// How many characters a text has: its bytes without those that go on with one, eight looked at together.
fn length(text: &str) -> i64 {
    let words = text.as_bytes().chunks_exact(8);
    let rest = words.remainder().iter().filter(|byte| **byte & 0xc0 == 0x80).count();
    let in_word = |word: &[u8]| {
        let word = word.try_into().map_or(0, u64::from_le_bytes);
        (word & !(word << 1) & 0x8080_8080_8080_8080).count_ones() as usize
    };
    i64::try_from(text.len() - rest - words.map(in_word).sum::<usize>()).unwrap_or(i64::MAX)
}

/// A test of one value.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// 为 2023年上半年
    During(Period),
    /// 属于, 不属于
    Within {
        /// The set.
        set: Arc<KnownSet>,
        /// 不属于
        negated: bool,
        /// 可无: an empty set is an answer.
        optional: bool,
    },
    /// 符合
    Matches(Matcher),
    /// 格式
    Format(Format),
    /// A 是否 value alone.
    Holds,
}

impl Test {
    /// What it says of each row.
    pub(crate) fn marks(&self, value: &Vector<'_>, blank: Mark, rows: usize) -> Vec<Mark> {
        self.of_texts(value, blank).unwrap_or_else(|| {
            let mark = |cell: Cell<'_>| if matches!(cell, Cell::Blank) { blank } else { self.mark(&cell) };
            (0..rows).map(|row| mark(value.cell(row))).collect()
        })
    }

    /// The same of a column of texts, where the value of a cell alone decides.
    fn of_texts(&self, value: &Vector<'_>, blank: Mark) -> Option<Vec<Mark>> {
        let (column, nullable) = value.column()?;
        let ColumnValues::Text(texts) = &column.values else { return None };
        let by_state = By { column, blank: if nullable { blank } else { Mark::Unknown } };
        Some(match self {
            Self::Matches(matcher) => by_state.of_texts(texts, matcher.asked(texts.len())),
            Self::Format(format) => by_state.of_texts(texts, |text| conforms(*format, text)),
            Self::Within { set, negated, .. } if set.is_complete() => {
                by_state.of_texts(texts, |text| set.contains(&Cell::Text(text)) != *negated)
            }
            _ => return None,
        })
    }

    fn mark(&self, cell: &Cell<'_>) -> Mark {
        match (self, cell) {
            (Self::During(period), Cell::Date(date)) => Truth::from(period.contains(*date)).into(),
            (Self::Within { set, negated, optional }, cell) => within(set, cell, *negated, *optional),
            (Self::Matches(matcher), Cell::Text(text)) => Truth::from(matcher.is_in(text)).into(),
            (Self::Format(format), Cell::Text(text)) => Truth::from(conforms(*format, text)).into(),
            (Self::Holds, Cell::Truth(truth)) => Truth::from(*truth).into(),
            _ => Mark::Unknown,
        }
    }
}

/// Membership: what a set with unusable cells does not hold it may yet hold, and outside an empty set proves nothing.
pub(crate) fn within(set: &KnownSet, cell: &Cell<'_>, negated: bool, optional: bool) -> Mark {
    if !set.submitted || matches!(cell, Cell::Missing | Cell::Range(_)) {
        return Mark::Unknown;
    }
    let found = match set.contains(cell) {
        true => Mark::True,
        false if set.missing > 0 || (negated && set.rows == 0 && !optional) => Mark::Unknown,
        false => Mark::False,
    };
    if negated { found.not() } else { found }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_length_counts_characters() {
        for text in ["", "a", "数字经济", "数字经济核心产业企业", "PM2.5浓度（微克）", "é😀x", "一二三四五六七八九十😀"]
        {
            assert_eq!(super::length(text), i64::try_from(text.chars().count()).unwrap(), "{text}");
        }
    }
}

//! Two columns of values compared row by row; columns of one type without a look at each cell's type.

use super::answer::Answer;
use super::row::{Cell, Vector};
use crate::data::{BatchColumn, CellState, ColumnValues, TextColumn};
use crate::language::program::{Comparison, Value};
use crate::value::Mark;

/// What a comparison says of each row.
pub(crate) fn compare(
    left: &Vector<'_>,
    comparison: Comparison,
    right: &Vector<'_>,
    blank: Mark,
    rows: usize,
) -> Vec<Mark> {
    let alike = match (left, right) {
        (Vector::Fixed(Answer::Known(fixed)), other) => with_fixed(other, comparison.flipped(), fixed, blank),
        (other, Vector::Fixed(Answer::Known(fixed))) => with_fixed(other, comparison, fixed, blank),
        (left, right) => of_dates(left, comparison, right, blank),
    };
    alike.unwrap_or_else(|| {
        (0..rows).map(|row| left.cell(row).compare(comparison, right.cell(row)).unwrap_or(blank)).collect()
    })
}

/// A column against one value of its own type.
fn with_fixed(column: &Vector<'_>, comparison: Comparison, fixed: &Value, blank: Mark) -> Option<Vec<Mark>> {
    let (column, nullable) = column.column()?;
    let by_state = By { column, blank: if nullable { blank } else { Mark::Unknown } };
    Some(match (&column.values, fixed, comparison) {
        (ColumnValues::Number(values), Value::Number(fixed), _) => {
            by_state.marks(values.told(fixed, |ordering| comparison.holds(ordering)).into_iter(), |holds| holds)
        }
        (ColumnValues::Date(values), Value::Date(fixed), _) => {
            by_state.marks(values.iter(), |value| comparison.holds(value.cmp(fixed)))
        }
        (ColumnValues::Text(values), Value::Text(fixed), Comparison::Equal) => {
            by_state.of_texts(values, |value| value == fixed.as_str())
        }
        (ColumnValues::Text(values), Value::Text(fixed), _) => {
            by_state.of_texts(values, |value| comparison.holds(value.cmp(fixed.as_str())))
        }
        (ColumnValues::Truth(values), Value::Truth(fixed), _) => {
            by_state.marks(values.iter(), |value| comparison.holds(value.cmp(fixed)))
        }
        _ => return None,
    })
}

/// Two columns of dates.
fn of_dates(left: &Vector<'_>, comparison: Comparison, right: &Vector<'_>, blank: Mark) -> Option<Vec<Mark>> {
    let ((left, left_nullable), (right, right_nullable)) = (left.column()?, right.column()?);
    let (ColumnValues::Date(ours), ColumnValues::Date(others)) = (&left.values, &right.values) else { return None };
    let states = left.states.iter().zip(&right.states);
    let mark = |((state, other), (our, their)): ((&CellState, &CellState), (&_, &_))| match (state, other) {
        (CellState::Value, CellState::Value) => Mark::from(comparison.holds(Ord::cmp(our, their))),
        (CellState::Blank, _) if left_nullable => blank,
        (_, CellState::Blank) if right_nullable => blank,
        _ => Mark::Unknown,
    };
    Some(states.zip(ours.iter().zip(others)).map(mark).collect())
}

/// A column told by what became of its cells first.
pub(crate) struct By<'b> {
    pub(crate) column: &'b BatchColumn,
    /// What a blank comes to.
    pub(crate) blank: Mark,
}

impl By<'_> {
    /// The same of texts.
    pub(crate) fn of_texts(&self, texts: &TextColumn, holds: impl Fn(&str) -> bool) -> Vec<Mark> {
        self.marks(texts.told(holds).into_iter(), |holds| holds)
    }

    /// What a question says of the cells that hold a value; of the others their state says it.
    pub(crate) fn marks<T>(&self, values: impl Iterator<Item = T>, holds: impl Fn(T) -> bool) -> Vec<Mark> {
        if self.column.is_full() {
            return values.map(|value| Mark::from(holds(value))).collect();
        }
        let mark = |(state, value): (&CellState, T)| match state {
            CellState::Value => Mark::from(holds(value)),
            CellState::Blank => self.blank,
            CellState::Faulty => Mark::Unknown,
        };
        self.column.states.iter().zip(values).map(mark).collect()
    }
}

impl Cell<'_> {
    /// What a comparison of two values says; `None` where one of them is a 可空 blank.
    pub(crate) fn compare(self, comparison: Comparison, other: Self) -> Option<Mark> {
        let ordering = match (&self, &other) {
            (Self::Blank, _) | (_, Self::Blank) => return None,
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Truth(a), Self::Truth(b)) => a.cmp(b),
            (Self::Grade(a), Self::Grade(b)) => a.cmp(b),
            (Self::Range(_), _) | (_, Self::Range(_)) => {
                let (left, right) = (self.answer()?, other.answer()?);
                return Some(left.compare(comparison, &right).into());
            }
            _ => return Some(Mark::Unknown),
        };
        Some(comparison.holds(ordering).into())
    }
}

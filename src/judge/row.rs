//! Row conditions, compiled once into a tree over column slots and evaluated a batch at a time to marks.

use super::answer::Answer;
use super::format::conforms;
use super::known::{KnownSet, Prints};
use crate::data::{Batch, BatchColumn, CellState, ColumnValues};
use crate::language::ast::ArithmeticOperator;
use crate::language::program::{Comparison, Format, Function, Value};
use crate::value::{Date, Number, Period, Truth, Unit};
use std::rc::Rc;

/// What a condition says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// It holds.
    True,
    /// It does not.
    False,
    /// Nobody can tell.
    Unknown,
    /// A 可空 blank: there is nothing there to judge.
    Blank,
}

impl From<Truth> for Mark {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::True,
            Truth::False => Self::False,
            Truth::Unknown => Self::Unknown,
        }
    }
}

impl Mark {
    /// Its truth; of a blank nothing is known.
    pub(crate) fn truth(self) -> Truth {
        match self {
            Self::True => Truth::True,
            Self::False => Truth::False,
            Self::Unknown | Self::Blank => Truth::Unknown,
        }
    }

    fn not(self) -> Self {
        if self == Self::Blank { self } else { self.truth().not().into() }
    }
}

/// Where a condition stands: a blank leaves a row out of a filter, and takes a part out of a row's condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// 其中
    Filter,
    /// 每个 …：
    Body,
}

impl Role {
    /// Both.
    pub(crate) fn and(self, a: Mark, b: Mark) -> Mark {
        match (self, a, b) {
            (Self::Body, Mark::Blank, other) | (Self::Body, other, Mark::Blank) => other,
            (Self::Filter, Mark::False, _) | (Self::Filter, _, Mark::False) => Mark::False,
            (Self::Filter, Mark::Blank, _) | (Self::Filter, _, Mark::Blank) => Mark::Blank,
            _ => a.truth().and(b.truth()).into(),
        }
    }

    fn or(self, a: Mark, b: Mark) -> Mark {
        match (self, a, b) {
            (_, Mark::True, _) | (_, _, Mark::True) => Mark::True,
            (Self::Filter, Mark::Blank, Mark::False) | (Self::Filter, Mark::False, Mark::Blank) => Mark::Blank,
            (_, Mark::Blank, other) | (_, other, Mark::Blank) => other,
            _ => a.truth().or(b.truth()).into(),
        }
    }

    fn implies(self, premise: Mark, then: Mark) -> Mark {
        match (self, premise, then) {
            (Self::Filter, ..) => self.or(premise.not(), then),
            (_, Mark::False, _) => Mark::True,
            (_, Mark::Blank, _) | (_, _, Mark::Blank) => Mark::Blank,
            _ => premise.truth().implies(then.truth()).into(),
        }
    }
}

/// A value of one row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'c> {
    /// In base units.
    Number(&'c Number),
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
            Value::Number(n) => Self::Number(n),
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
    fn answer(self) -> Option<Answer> {
        Some(match self {
            Self::Number(n) => Answer::Known(Value::Number(n.clone())),
            Self::Date(d) => Answer::Known(Value::Date(d)),
            Self::Text(t) => Answer::Known(Value::Text(t.to_owned())),
            Self::Truth(t) => Answer::Known(Value::Truth(t)),
            Self::Grade(_) | Self::Missing => Answer::Missing(String::new()),
            Self::Range(answer) => answer.clone(),
            Self::Blank => return None,
        })
    }

    #[inline]
    fn compare(self, comparison: Comparison, other: Self) -> Option<Mark> {
        let ordering = match (self, other) {
            (Self::Blank, _) | (_, Self::Blank) => return None,
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(&b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Truth(a), Self::Truth(b)) => a.cmp(&b),
            (Self::Grade(a), Self::Grade(b)) => a.cmp(&b),
            (Self::Range(_), _) | (_, Self::Range(_)) => {
                let (left, right) = (self.answer()?, other.answer()?);
                return Some(left.compare(comparison, &right).into());
            }
            _ => return Some(Mark::Unknown),
        };
        Some(Truth::from(comparison.holds(ordering)).into())
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
#[derive(Debug)]
pub(crate) enum Vector<'b> {
    /// As read.
    Column(&'b BatchColumn, bool),
    /// The same in every row.
    Fixed(&'b Answer),
    /// Computed; `None` is a 可空 blank.
    Made(Vec<Option<Answer>>),
}

impl Vector<'_> {
    /// The value of a row.
    #[inline]
    pub(crate) fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Column(column, nullable) => column_cell(column, row, *nullable),
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
            Self::Call(Function::Length, arguments, ..) if let Some(length) = text_length(arguments, batch, row) => {
                Some(Answer::number(Number::from(length)))
            }
            Self::Call(function, arguments, unit, as_of) => {
                let values = arguments.iter().map(|a| a.computed(batch, row)).collect::<Option<Vec<_>>>()?;
                Some(super::scalar::called(*function, values, unit, *as_of))
            }
        }
    }
}

/// The length of a cell's text, not copied; `None` where the function has something else to measure.
fn text_length(arguments: &[Term], batch: &Batch, row: usize) -> Option<u64> {
    let [Term::Slot(slot)] = arguments else { return None };
    match column_cell(batch.columns.get(slot.index)?, row, slot.nullable) {
        Cell::Text(text) => Some(text.chars().count() as u64),
        _ => None,
    }
}

/// A condition over one row.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// The same for every row.
    Fixed(Mark),
    /// `A < B`
    Compare {
        /// Left.
        left: Term,
        /// How.
        comparison: Comparison,
        /// Right.
        right: Term,
        /// What a 可空 blank comes to.
        blank: Mark,
    },
    /// A test of one value.
    Test {
        /// Of what.
        value: Term,
        /// Which.
        test: Test,
        /// What a 可空 blank comes to.
        blank: Mark,
    },
    /// 为空, 非空
    Null {
        /// The column.
        slot: Slot,
        /// 非空
        negated: bool,
    },
    /// 唯一
    Unique {
        /// The column.
        slot: Slot,
        /// Values of rows surely in scope.
        seen: Prints,
        /// Values of rows perhaps in scope.
        perhaps: Prints,
    },
    /// 且
    And(Vec<Node>),
    /// 或
    Or(Vec<Node>),
    /// 非
    Not(Box<Node>),
    /// 若 … 则 …
    If(Box<Node>, Box<Node>),
}

/// A test of one value.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// 为 2023年上半年
    During(Period),
    /// 属于, 不属于
    Within {
        /// The set.
        set: Rc<KnownSet>,
        /// 不属于
        negated: bool,
        /// 可无: an empty set is an answer.
        optional: bool,
    },
    /// 符合
    Matches(regex::Regex),
    /// 格式
    Format(Format),
    /// A 是否 value alone.
    Holds,
}

impl Test {
    fn mark(&self, cell: &Cell<'_>) -> Mark {
        match (self, cell) {
            (Self::During(period), Cell::Date(date)) => Truth::from(period.contains(*date)).into(),
            (Self::Within { set, negated, optional }, cell) => within(set, cell, *negated, *optional),
            (Self::Matches(regex), Cell::Text(text)) => Truth::from(regex.is_match(text)).into(),
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

impl Node {
    /// What it says of every row of a batch; 唯一 counts only the rows that `scope` lets in.
    pub(crate) fn marks(&mut self, batch: &Batch, role: Role, scope: Option<&[Mark]>) -> Vec<Mark> {
        let rows = batch.rows.len();
        match self {
            Self::Fixed(mark) => vec![*mark; rows],
            Self::Compare { left, comparison, right, blank } => {
                let (left, right) = (left.vector(batch), right.vector(batch));
                (0..rows).map(|row| left.cell(row).compare(*comparison, right.cell(row)).unwrap_or(*blank)).collect()
            }
            Self::Test { value, test, blank } => {
                let value = value.vector(batch);
                let mark = |cell: Cell<'_>| if matches!(cell, Cell::Blank) { *blank } else { test.mark(&cell) };
                (0..rows).map(|row| mark(value.cell(row))).collect()
            }
            Self::Null { slot, negated } => null_marks(batch, *slot, *negated),
            Self::Unique { slot, seen, perhaps } => {
                let Some(column) = batch.columns.get(slot.index) else { return vec![Mark::Unknown; rows] };
                let inside = |row: usize| scope.and_then(|s| s.get(row)).copied().unwrap_or(Mark::True);
                (0..rows)
                    .map(|row| unique_mark(&column_cell(column, row, slot.nullable), inside(row), seen, perhaps))
                    .collect()
            }
            Self::And(parts) => combine(parts, batch, role, scope, (Mark::True, Role::and)),
            Self::Or(parts) => combine(parts, batch, role, scope, (Mark::False, Role::or)),
            Self::Not(inner) => inner.marks(batch, role, scope).into_iter().map(Mark::not).collect(),
            Self::If(premise, then) => {
                let premise = premise.marks(batch, role, scope);
                let then = then.marks(batch, role, scope);
                premise.into_iter().zip(then).map(|(p, t)| role.implies(p, t)).collect()
            }
        }
    }
}

type Combine = (Mark, fn(Role, Mark, Mark) -> Mark);

fn combine(
    parts: &mut [Node],
    batch: &Batch,
    role: Role,
    scope: Option<&[Mark]>,
    (neutral, with): Combine,
) -> Vec<Mark> {
    let mut parts = parts.iter_mut();
    let Some(first) = parts.next() else { return vec![neutral; batch.rows.len()] };
    let mut marks = first.marks(batch, role, scope);
    for part in parts {
        for (mark, other) in marks.iter_mut().zip(part.marks(batch, role, scope)) {
            *mark = with(role, *mark, other);
        }
    }
    marks
}

fn null_marks(batch: &Batch, slot: Slot, negated: bool) -> Vec<Mark> {
    let Some(column) = batch.columns.get(slot.index) else { return vec![Mark::Unknown; batch.rows.len()] };
    let mark = |state: &CellState| match state {
        CellState::Value => Truth::from(negated).into(),
        CellState::Blank => Truth::from(!negated).into(),
        CellState::Faulty => Mark::Unknown,
    };
    column.states.iter().map(mark).collect()
}

fn unique_mark(cell: &Cell<'_>, inside: Mark, seen: &mut Prints, perhaps: &mut Prints) -> Mark {
    match (cell, inside) {
        (_, Mark::False) => Mark::True,
        (Cell::Blank, _) | (_, Mark::Blank) => Mark::Blank,
        (Cell::Missing | Cell::Range(_), _) => Mark::Unknown,
        (cell, Mark::Unknown) if seen.contains(cell) => Mark::False,
        (cell, Mark::Unknown) => {
            if perhaps.insert(cell) {
                Mark::True
            } else {
                Mark::Unknown
            }
        }
        (cell, Mark::True) if !seen.insert(cell) => Mark::False,
        (cell, Mark::True) => {
            if perhaps.contains(cell) {
                Mark::Unknown
            } else {
                Mark::True
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_leaves_a_row_out_of_a_filter_even_under_not() {
        let role = Role::Filter;
        assert_eq!(role.and(Mark::Blank, Mark::True), Mark::Blank);
        assert_eq!(role.and(Mark::Blank, Mark::Unknown), Mark::Blank);
        assert_eq!(role.or(Mark::Blank, Mark::Unknown), Mark::Unknown);
        assert_eq!(role.or(Mark::Blank, Mark::True), Mark::True);
        assert_eq!(Mark::Blank.not(), Mark::Blank);
    }

    #[test]
    fn a_blank_takes_its_part_out_of_a_row_condition() {
        let role = Role::Body;
        assert_eq!(role.and(Mark::Blank, Mark::False), Mark::False);
        assert_eq!(role.and(Mark::Blank, Mark::Unknown), Mark::Unknown);
        assert_eq!(role.or(Mark::Blank, Mark::False), Mark::False);
        assert_eq!(role.implies(Mark::False, Mark::Blank), Mark::True);
        assert_eq!(role.implies(Mark::True, Mark::Blank), Mark::Blank);
    }
}

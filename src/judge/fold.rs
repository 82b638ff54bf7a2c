//! Aggregates: rows folded into one figure, with the range that rows nobody can decide leave open.

use super::answer::Answer;
use super::conditions::{Asked, said};
use super::each::Extent;
use super::groups::{Groups, Keys};
use super::row::{Cell, Slot, Term, Vector};
use super::side::{Keep, Side, owned, pick};
use crate::data::{Batch, BatchColumn, ColumnValues};
use crate::language::program::{AggregateId, Fold, TableId, Type, Value};
use crate::value::{Mark, Marks, Number, NumberColumn, Period};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// An aggregate that was computed.
#[derive(Clone, Debug)]
pub(crate) struct Folded {
    /// Over which table.
    pub(crate) table: TableId,
    /// The table as passed over.
    pub(crate) extent: Extent,
    /// The period of the files used, if they carry one.
    pub(crate) period: Option<Period>,
    /// Over all rows.
    pub(crate) whole: One,
    /// By group (按), of every group of the table.
    pub(crate) groups: BTreeMap<Value, One>,
    /// A group that no row of the table belongs to.
    pub(crate) absent: One,
    /// Rows whose group nobody knows.
    pub(crate) unkeyed: u64,
    /// 可空 blanks left out.
    pub(crate) blanks: u64,
    /// As written.
    pub(crate) text: String,
}

impl Folded {
    /// The figure of a group, or of all rows.
    pub(crate) fn of(&self, group: Option<&Value>) -> &One {
        match group {
            None => &self.whole,
            Some(group) => self.groups.get(group).unwrap_or(&self.absent),
        }
    }

    /// How many 可空 blanks were left out, if any.
    pub(crate) fn blank_note(&self) -> Option<String> {
        (self.blanks > 0).then(|| format!("`{}` 有 {} 行为可空的空白，未计入", self.text, self.blanks))
    }
}

/// One figure.
#[derive(Clone, Debug)]
pub(crate) struct One {
    /// What is certain of it.
    pub(crate) answer: Answer,
    /// Rows that nobody can decide.
    pub(crate) undecided: u64,
}

/// Rows folded so far, the sure ones apart from the doubtful.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    rows: u64,
    blanks: u64,
    sure: Side,
    doubtful: Side,
}

impl Tally {
    /// Takes over the rows of another part of the table.
    pub(crate) fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.blanks += other.blanks;
        self.sure.merge(other.sure);
        self.doubtful.merge(other.doubtful);
    }

    /// Takes rows in of which only their number counts.
    fn count(&mut self, rows: usize, inside: Option<&[Mark]>) {
        let of = |mark: Mark| inside.map_or(0, |marks| marks.iter().filter(|m| **m == mark).count() as u64);
        self.rows += rows as u64;
        self.sure.matched += if inside.is_none() { rows as u64 } else { of(Mark::True) };
        self.doubtful.matched += of(Mark::Unknown);
        self.blanks += of(Mark::Blank);
    }

    /// Takes rows of a column of numbers in.
    fn numbers(&mut self, (column, nullable): (&BatchColumn, bool), numbers: &NumberColumn, inside: Option<&[Mark]>) {
        let is = |row: usize, mark: Mark| inside.map_or(mark == Mark::True, |marks| marks.get(row) == Some(&mark));
        self.rows += column.states.len() as u64;
        self.blanks += inside.map_or(0, |marks| marks.iter().filter(|mark| **mark == Mark::Blank).count() as u64);
        self.sure.add_numbers(column, nullable, numbers, |row| is(row, Mark::True));
        self.doubtful.add_numbers(column, nullable, numbers, |row| is(row, Mark::Unknown));
    }

    /// Takes rows in that may or may not belong here.
    fn perhaps(&mut self, other: Self) {
        self.doubtful.merge(other.sure);
        self.doubtful.merge(other.doubtful);
    }
}

/// How an aggregate folds.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    /// Which.
    pub(crate) id: AggregateId,
    /// How.
    pub(crate) function: Fold,
    /// Of what.
    pub(crate) value: Option<Term>,
    /// The type of that.
    pub(crate) ty: Option<Type>,
    /// Whether a missing cell is at least 0.
    pub(crate) non_negative: bool,
    /// Which rows.
    pub(crate) filter: Option<Asked>,
    /// 按
    pub(crate) group: Option<Slot>,
    /// The type of the group's column.
    pub(crate) group_ty: Option<Type>,
    /// Over all rows.
    pub(crate) whole: Tally,
    /// By group.
    pub(crate) groups: Groups<Tally>,
    /// Rows whose group nobody knows.
    pub(crate) unkeyed: Tally,
}

impl Folder {
    /// Takes a batch in, given what the conditions of the pass say of it.
    pub(crate) fn add(&mut self, batch: &Batch, marks: &Marks) {
        let inside = self.filter.map(|filter| said(marks, filter));
        if self.group.is_none() && self.value.is_none() {
            return self.whole.count(batch.rows.len(), inside);
        }
        let keep = self.keep();
        let value = self.value.as_ref().map(|term| term.vector(batch));
        if let (None, Keep::Nothing, Some((column, nullable))) =
            (self.group, keep, value.as_ref().and_then(Vector::column))
            && let ColumnValues::Number(numbers) = &column.values
        {
            return self.whole.numbers((column, nullable), numbers, inside);
        }
        let column = self.group.and_then(|slot| Some((batch.columns.get(slot.index)?, slot.nullable)));
        let mut keys = column.map(|(column, nullable)| Keys::of(column, nullable));
        for row in 0..batch.rows.len() {
            let mark = inside.map_or(Some(Mark::True), |marks| marks.get(row).copied());
            let owned = |key: &Cell<'_>| owned(key, self.group_ty.as_ref());
            let tally = match keys.as_mut().map(|keys| keys.place(row, &mut self.groups, owned)) {
                None => &mut self.whole,
                Some(None) => continue,
                Some(Some(place)) => place.ok().and_then(|at| self.groups.at(at)).unwrap_or(&mut self.unkeyed),
            };
            tally.rows += 1;
            let cell = || value.as_ref().map(|v| v.cell(row));
            match mark {
                Some(Mark::True) => tally.sure.add(cell(), self.ty.as_ref(), keep),
                Some(Mark::Unknown) => tally.doubtful.add(cell(), self.ty.as_ref(), keep),
                Some(Mark::Blank) => tally.blanks += 1,
                Some(Mark::False) | None => {}
            }
        }
    }

    fn keep(&self) -> Keep {
        match self.function {
            Fold::Count | Fold::Share | Fold::Sum | Fold::Largest | Fold::Smallest => Keep::Nothing,
            Fold::Mean | Fold::Median => Keep::Values,
            Fold::CountDistinct => Keep::Distinct,
        }
    }

    /// The figure, when every row was taken in.
    pub(crate) fn finish(mut self, table: TableId, extent: Extent, period: Option<Period>, text: &str) -> Folded {
        let groups = std::mem::take(&mut self.groups).finish();
        let unkeyed = std::mem::take(&mut self.unkeyed);
        let mut all = std::mem::take(&mut self.whole);
        for (_, tally) in &groups {
            all.merge(tally.clone());
        }
        all.merge(unkeyed.clone());
        let (lost, blanks) = (unkeyed.rows, all.blanks + all.sure.blanks + all.doubtful.blanks);
        let with_doubt = |mut tally: Tally| {
            tally.perhaps(unkeyed.clone());
            self.one(&tally, lost)
        };
        let absent = with_doubt(Tally::default());
        let groups = groups.into_iter().map(|(key, tally)| (key, with_doubt(tally))).collect();
        let whole = self.one(&all, 0);
        Folded { table, extent, period, whole, groups, absent, unkeyed: lost, blanks, text: text.to_owned() }
    }

    fn one(&self, tally: &Tally, lost: u64) -> One {
        let missing = if self.value.is_some() { tally.sure.missing + tally.doubtful.missing } else { 0 };
        One { answer: self.answer(tally, lost, missing), undecided: tally.doubtful.matched + tally.sure.missing }
    }

    fn answer(&self, tally: &Tally, lost: u64, missing: u64) -> Answer {
        let open = missing > 0;
        if open && !self.non_negative && self.function != Fold::CountDistinct {
            return Answer::Missing(format!("有 {missing} 行缺数"));
        }
        let (sure, doubtful) = (&tally.sure, &tally.doubtful);
        match self.function {
            Fold::Count => counts(sure.matched, sure.matched + doubtful.matched),
            Fold::Share => share(sure.matched, doubtful.matched, tally.rows, lost),
            Fold::CountDistinct => distinct(sure, doubtful),
            Fold::Sum => {
                let (low, high) = (&sure.sum() + &doubtful.negative, &sure.sum() + &doubtful.positive);
                Answer::numbers(Some(low), (!open).then_some(high))
            }
            Fold::Mean => mean(sure, doubtful, open),
            Fold::Median => median(sure, doubtful, open),
            Fold::Largest => largest(sure, doubtful),
            Fold::Smallest => smallest(sure, doubtful),
        }
    }
}

fn counts(low: u64, high: u64) -> Answer {
    Answer::numbers(Some(Number::from(low)), Some(Number::from(high)))
}

fn nothing() -> Answer {
    Answer::Missing("没有一行有数".to_owned())
}

fn undecided() -> Answer {
    Answer::Missing("没有一行能确定在内".to_owned())
}

/// Matching rows over all rows; of the rows without a group any may belong here.
fn share(sure: u64, doubtful: u64, rows: u64, lost: u64) -> Answer {
    let over = |a: u64, b: u64| Number::from(a).checked_div(&Number::from(b));
    let own = doubtful.min(rows - sure + lost);
    match (over(sure, rows + lost), over(sure + own, rows.max(sure + own))) {
        (Some(low), Some(high)) if rows > 0 => Answer::numbers(Some(low), Some(high)),
        _ => nothing(),
    }
}

fn distinct(sure: &Side, doubtful: &Side) -> Answer {
    let low = sure.distinct.len().max(u64::from(sure.missing > 0));
    counts(low, sure.distinct.len() + sure.distinct.lacks(&doubtful.distinct) + sure.missing + doubtful.missing)
}

fn mean(sure: &Side, doubtful: &Side, open: bool) -> Answer {
    let rows = sure.valued() + sure.missing;
    if rows == 0 {
        return if doubtful.matched > doubtful.blanks { undecided() } else { nothing() };
    }
    let zeros = (Value::Number(Number::zero()), doubtful.missing);
    let mut candidates: Vec<(&Value, u64)> = doubtful.values.iter().map(|(v, n)| (v, *n)).collect();
    if zeros.1 > 0 {
        candidates.push((&zeros.0, zeros.1));
    }
    candidates.sort();
    let low = stretched(&sure.sum(), rows, candidates.iter(), Ordering::is_lt);
    let high = stretched(&sure.sum(), rows, candidates.iter().rev(), Ordering::is_gt);
    Answer::numbers(Some(low), (!open).then_some(high))
}

/// The mean moved as far as doubtful values can move it, taken in the order in which they pull most.
fn stretched<'v>(
    sum: &Number,
    rows: u64,
    values: impl Iterator<Item = &'v (&'v Value, u64)>,
    pulls: fn(Ordering) -> bool,
) -> Number {
    let (mut sum, mut rows) = (sum.clone(), Number::from(rows));
    for (value, count) in values {
        let Some(value) = super::answer::as_number(value) else { continue };
        if !pulls((value * &rows).cmp(&sum)) {
            break;
        }
        let count = Number::from(*count);
        sum = &sum + &(value * &count);
        rows = &rows + &count;
    }
    sum.checked_div(&rows).unwrap_or_default()
}

fn median(sure: &Side, doubtful: &Side, open: bool) -> Answer {
    let mut known = expanded(&sure.values);
    known.splice(0..0, std::iter::repeat_n(Number::zero(), usize::try_from(sure.missing).unwrap_or(0)));
    known.sort();
    let mut perhaps = expanded(&doubtful.values);
    perhaps.splice(0..0, std::iter::repeat_n(Number::zero(), usize::try_from(doubtful.missing).unwrap_or(0)));
    perhaps.sort();
    if known.is_empty() {
        return if perhaps.is_empty() { nothing() } else { undecided() };
    }
    let low = (0..=perhaps.len()).filter_map(|k| middle(&known, perhaps.get(..k)?)).min();
    let high = (0..=perhaps.len()).filter_map(|k| middle(&known, perhaps.get(k..)?)).max();
    Answer::numbers(low, high.filter(|_| !open))
}

fn expanded(values: &BTreeMap<Value, u64>) -> Vec<Number> {
    let numbers = values.iter().filter_map(|(v, n)| Some((super::answer::as_number(v)?, usize::try_from(*n).ok()?)));
    numbers.flat_map(|(number, count)| std::iter::repeat_n(number.clone(), count)).collect()
}

/// The middle of two sorted lists taken together; of an even number the mean of the middle two.
fn middle(a: &[Number], b: &[Number]) -> Option<Number> {
    let total = a.len() + b.len();
    let upper = nth(a, b, total / 2)?;
    if total % 2 == 1 {
        return Some(upper.clone());
    }
    let lower = nth(a, b, (total / 2).checked_sub(1)?)?;
    (lower + upper).checked_div(&Number::from(2i64))
}

/// The value of rank `rank` (from 0) in two sorted lists, by halving.
fn nth<'n>(a: &'n [Number], b: &'n [Number], rank: usize) -> Option<&'n Number> {
    let (mut low, mut high) = (rank.saturating_sub(b.len()), rank.min(a.len()));
    while low < high {
        let from_a = low.midpoint(high);
        let from_b = rank - from_a;
        let too_few = from_b > 0 && a.get(from_a) < b.get(from_b - 1);
        if too_few { low = from_a + 1 } else { high = from_a }
    }
    let (x, y) = (a.get(low), b.get(rank - low));
    match (x, y) {
        (Some(x), Some(y)) => Some(x.min(y)),
        (x, y) => x.or(y),
    }
}

fn largest(sure: &Side, doubtful: &Side) -> Answer {
    let floor = (sure.missing > 0).then(|| Value::Number(Number::zero()));
    let Some(low) = pick(sure.most.clone(), floor, Ordering::is_gt) else { return none_sure(doubtful) };
    let open = sure.missing + doubtful.missing > 0;
    let high = pick(Some(low.clone()), doubtful.most.clone(), Ordering::is_gt);
    Answer::range(Some(low), high.filter(|_| !open))
}

fn smallest(sure: &Side, doubtful: &Side) -> Answer {
    let zero = (sure.missing + doubtful.missing > 0).then(|| Value::Number(Number::zero()));
    let high = sure.least.clone();
    if high.is_none() && sure.missing == 0 {
        return none_sure(doubtful);
    }
    let low = [doubtful.least.clone(), zero]
        .into_iter()
        .flatten()
        .fold(high.clone(), |a, b| pick(a, Some(b), Ordering::is_lt));
    Answer::range(low, high)
}

fn none_sure(doubtful: &Side) -> Answer {
    if doubtful.matched > doubtful.blanks { undecided() } else { nothing() }
}

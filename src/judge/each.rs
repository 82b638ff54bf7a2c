//! 每个: a condition that every row of a table must satisfy.

use super::compile::{Compiler, Slots};
use super::conditions::{Asked, Node, printed, said};
use super::judgement::{Amount, RowShown, Rows, RuleResult, TargetShown};
use super::repeats::Repeats;
use super::role::Role;
use super::row::{Cell, column_cell};
use super::scalar::World;
use super::shown;
use super::timing::Due;
use super::verdict::Case;
use super::walk::Needs;
use crate::data::{Batch, BatchColumn, CellState, Passed, Place, Tables};
use crate::language::program::{ColumnId, Condition, ConditionKind, Each, Status, TableId, Type, Value};
use crate::value::{Date, Mark, Marks, Number, Print, Truth, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// One part of the condition: parts joined by 且 are told apart, so that a finding points at the cell at fault.
#[derive(Clone, Debug)]
struct Part {
    node: Asked,
    slot: Option<usize>,
    /// Whether its column is 可空.
    nullable: bool,
}

/// A rule over rows, compiled for one pass.
#[derive(Clone, Debug)]
pub(crate) struct Checker {
    /// Index of the rule.
    pub(crate) rule: usize,
    filter: Option<Asked>,
    parts: Vec<Part>,
    due: Option<(usize, Date)>,
    pending: bool,
    types: Vec<Type>,
    explained: BTreeSet<u64>,
    /// The values of a 唯一 that is all that is asked: which of them repeat is told at the end.
    repeats: Option<Repeats>,
    tally: Tally,
}

/// What the rows came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    sure: u64,
    doubtful: u64,
    held: u64,
    failed: u64,
    missing: u64,
    pending: u64,
    overdue: u64,
    skipped: u64,
    blanks: u64,
    /// Failing rows that an explanation names.
    pub(crate) covered: BTreeSet<u64>,
    failing: Vec<RowShown>,
    undecided: Vec<RowShown>,
}

impl Tally {
    /// Rows surely in scope that hold.
    fn hold(&mut self, rows: usize) {
        self.sure += rows as u64;
        self.held += rows as u64;
    }
}

impl Checker {
    /// Compiles a rule; the filter and the condition share the pass's slots.
    pub(crate) fn compile(
        compiler: &mut Compiler<'_, '_>,
        rule: usize,
        each: &Each,
        as_of: Date,
        explained: BTreeSet<u64>,
    ) -> Self {
        let filter = each.filter.as_ref().map(|f| compiler.node(f, Role::Filter));
        compiler.scope = filter;
        let asked = conjuncts(&each.body);
        let unique = match asked.as_slice() {
            [only] if each.due.is_none() => unique(compiler, only),
            _ => None,
        };
        let repeats = unique.is_some().then(|| Repeats::listing(compiler.world.listed));
        let parts = match unique {
            Some(part) => vec![part],
            None => asked.into_iter().map(|c| part(compiler, c)).collect(),
        };
        let due = each.due.map(|(column, date)| (compiler.slot(column).index, date));
        let pending = due.is_some_and(|(_, date)| as_of < date);
        Self { rule, filter, parts, due, pending, types: Vec::new(), explained, repeats, tally: Tally::default() }
    }

    /// Learns the types of the pass's columns, to show cells.
    pub(crate) fn know(&mut self, world: &World<'_>, table: TableId, slots: &Slots) {
        let ty = |id: &crate::language::program::ColumnId| {
            world.program.column(table, *id).map_or(Type::Text, |c| c.ty.clone())
        };
        self.types = slots.columns().iter().map(ty).collect();
    }

    /// Takes a batch in, given what the conditions of the pass say of it.
    pub(crate) fn add(&mut self, world: &World<'_>, batch: &Batch, marks: &Marks) {
        let scope = self.filter.map(|filter| said(marks, filter));
        let first = self.seen(batch, marks, scope);
        let parts: Vec<&[Mark]> = match &first {
            Some(marks) => vec![marks],
            None => self.parts.iter().map(|part| said(marks, part.node)).collect(),
        };
        let rows = batch.rows.len();
        for begin in (0..rows).step_by(STEP) {
            let step = begin..rows.min(begin + STEP);
            if scope.is_some_and(|scope| is_all(scope, &step, Mark::False)) {
                continue;
            }
            if scope.is_none_or(|scope| is_all(scope, &step, Mark::True))
                && parts.iter().all(|part| is_all(part, &step, Mark::True))
            {
                self.tally.hold(step.len());
                continue;
            }
            self.step(world, batch, step, scope, &parts);
        }
    }

    /// Puts down the values of a 唯一 that is told at the end; until then every value counts as the first.
    fn seen(&mut self, batch: &Batch, marks: &Marks, scope: Option<&[Mark]>) -> Option<Vec<Mark>> {
        let (repeats, part) = (self.repeats.as_mut()?, self.parts.first()?);
        let prints = printed(marks, part.node);
        if let (Some(first), Some(last)) = (batch.rows.first(), batch.rows.last()) {
            for number in self.explained.range(first..=last) {
                let from = batch.rows.partition_point(|row| row < number);
                for at in from..batch.rows.partition_point(|row| row <= number) {
                    repeats.ask(at, *number);
                }
            }
        }
        repeats.see(batch, prints, scope);
        let column = part.slot.and_then(|slot| batch.columns.get(slot));
        let is_blank = |row: usize| column.and_then(|column| column.states.get(row)) == Some(&CellState::Blank);
        let none = |row: usize| if part.nullable && is_blank(row) { Mark::Blank } else { Mark::Unknown };
        let has_value = |row: usize| prints.get(row).is_some_and(|print| *print != Print::NONE);
        let mark = |row| if has_value(row) { Mark::True } else { none(row) };
        Some((0..batch.rows.len()).map(mark).collect())
    }

    /// Takes some rows in, one by one.
    fn step(
        &mut self,
        world: &World<'_>,
        batch: &Batch,
        rows: Range<usize>,
        scope: Option<&[Mark]>,
        parts: &[&[Mark]],
    ) {
        for row in rows {
            match scope.map_or(Some(Mark::True), |scope| scope.get(row).copied()) {
                None | Some(Mark::False) => {}
                Some(Mark::Blank) => self.tally.blanks += 1,
                Some(Mark::True) if parts.iter().all(|part| part.get(row) == Some(&Mark::True)) => self.tally.hold(1),
                Some(inside) => self.row(world, batch, row, inside, parts),
            }
        }
    }

    fn row(&mut self, world: &World<'_>, batch: &Batch, row: usize, inside: Mark, marks: &[&[Mark]]) {
        let body = joined(marks, row);
        let at = |mark: Mark| marks.iter().position(|m| m.get(row) == Some(&mark)).unwrap_or(0);
        let tally = &mut self.tally;
        tally.blanks += u64::from(marks.iter().any(|m| m.get(row) == Some(&Mark::Blank)));
        match inside {
            Mark::True => tally.sure += 1,
            _ => tally.doubtful += 1,
        }
        let waits = self.pending && self.due.is_some_and(|(slot, _)| is_blank(batch, slot, row));
        match (inside, body) {
            (_, Mark::Blank) => tally.skipped += 1,
            (Mark::True, Mark::True) => tally.held += 1,
            (_, Mark::True) => {}
            (_, Mark::Unknown) if waits => tally.pending += 1,
            (Mark::True, Mark::False) => self.fail(world, batch, row, at(Mark::False)),
            (_, unsure) => self.doubt(world, batch, row, at(unsure)),
        }
    }

    fn fail(&mut self, world: &World<'_>, batch: &Batch, row: usize, part: usize) {
        self.tally.failed += 1;
        self.cover(batch.rows.get(row).copied().unwrap_or(0));
        let after = self.due.and_then(|(slot, due)| {
            Some(matches!(column_cell(batch.columns.get(slot)?, row, false), Cell::Date(d) if d > due))
        });
        self.tally.overdue += u64::from(after == Some(true));
        if self.tally.failing.len() < world.listed {
            let shown = self.shown(world, batch, row, part, false);
            self.tally.failing.push(shown);
        }
    }

    fn doubt(&mut self, world: &World<'_>, batch: &Batch, row: usize, part: usize) {
        self.tally.missing += 1;
        if self.tally.undecided.len() < world.listed {
            let shown = self.shown(world, batch, row, part, true);
            self.tally.undecided.push(shown);
        }
    }

    fn shown(&self, world: &World<'_>, batch: &Batch, row: usize, part: usize, missing: bool) -> RowShown {
        let slot = self.parts.get(part).and_then(|p| p.slot);
        let column = slot.and_then(|s| batch.columns.get(s));
        let place = Place {
            file: batch.file,
            row: batch.rows.get(row).copied().unwrap_or(0),
            column: column.and_then(|c| c.place.clone()),
            offset: batch.offsets.get(row).copied().unwrap_or(0),
        };
        let ty = slot.and_then(|s| self.types.get(s));
        let is_faulty = |c: &BatchColumn| c.place.is_some() && c.states.get(row) == Some(&CellState::Faulty);
        let value = match column {
            Some(column) if is_faulty(column) => UNREADABLE.to_owned(),
            Some(column) => cell_text(world, column, row, ty),
            None => String::new(),
        };
        RowShown { place, missing, value }
    }

    /// Tells which rows repeat a value, when all were seen; those to be shown are read again.
    pub(crate) fn settle(&mut self, world: &World<'_>, table: TableId, columns: &[ColumnId], tables: &mut dyn Tables) {
        let Some(mut repeats) = self.repeats.take() else { return };
        let told = repeats.told(tables.threads());
        self.tally.covered.extend(told.asked);
        self.tally.held -= told.inside;
        self.tally.failed += told.failing;
        self.tally.missing += told.doubtful;
        let mut wanted: BTreeMap<Passed, Vec<(usize, bool)>> = BTreeMap::new();
        for repeat in told.first {
            if let Some((passed, at)) = repeats.place(repeat.row) {
                wanted.entry(passed).or_default().push((at, repeat.fails()));
            }
        }
        let passed: Vec<Passed> = wanted.keys().copied().collect();
        tables.again(table, columns, &passed, &mut |batch| {
            let held =
                wanted.range(Passed::bounds(batch)).filter_map(|(passed, _)| Some((*passed, passed.within(batch)?)));
            for (passed, first) in held.collect::<Vec<_>>() {
                for (at, fails) in wanted.remove(&passed).into_iter().flatten() {
                    self.repeated(world, batch, first + at, fails);
                }
            }
        });
        for shown in [&mut self.tally.failing, &mut self.tally.undecided] {
            shown.sort_by(|a, b| a.place.cmp(&b.place));
            shown.truncate(world.listed);
        }
    }

    fn repeated(&mut self, world: &World<'_>, batch: &Batch, row: usize, fails: bool) {
        let shown = self.shown(world, batch, row, 0, !fails);
        if fails { self.tally.failing.push(shown) } else { self.tally.undecided.push(shown) }
    }

    /// Takes note of a failing row that an explanation names.
    fn cover(&mut self, number: u64) {
        if self.explained.contains(&number) {
            self.tally.covered.insert(number);
        }
    }

    /// What the rows came to.
    pub(crate) fn finish(self) -> Tally {
        self.tally
    }
}

/// What is shown of a cell that holds something unusable; a data finding says why.
const UNREADABLE: &str = "读不出";

/// Rows looked at together: nearly all of them hold.
const STEP: usize = 128;

/// Whether all of some rows have one mark; without a branch, so that many are compared at once.
fn is_all(marks: &[Mark], rows: &Range<usize>, wanted: Mark) -> bool {
    marks
        .get(rows.clone())
        .is_some_and(|marks| marks.iter().fold(0, |other, mark| other | (*mark as u8 ^ wanted as u8)) == 0)
}

/// Parts joined by 且, row by row.
fn joined(marks: &[&[Mark]], row: usize) -> Mark {
    let mut marks = marks.iter().filter_map(|m| m.get(row).copied());
    let first = marks.next().unwrap_or(Mark::True);
    marks.fold(first, |a, b| Role::Body.and(a, b))
}

fn is_blank(batch: &Batch, slot: usize, row: usize) -> bool {
    batch.columns.get(slot).and_then(|c| c.states.get(row)) == Some(&CellState::Blank)
}

fn conjuncts(condition: &Condition) -> Vec<&Condition> {
    match &condition.kind {
        ConditionKind::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        _ => vec![condition],
    }
}

fn part(compiler: &mut Compiler<'_, '_>, condition: &Condition) -> Part {
    let pointed = match &condition.kind {
        ConditionKind::If { then, .. } => then,
        _ => condition,
    };
    let column =
        Needs::of_condition(pointed).columns.first().or(Needs::of_condition(condition).columns.first()).copied();
    let node = compiler.node(condition, Role::Body);
    let slot = column.map(|column| compiler.slot(column));
    Part { node, slot: slot.map(|slot| slot.index), nullable: slot.is_some_and(|slot| slot.nullable) }
}

/// 唯一 and nothing else: what it asks for is what tells values apart.
fn unique(compiler: &mut Compiler<'_, '_>, condition: &Condition) -> Option<Part> {
    let ConditionKind::Unique { column } = &condition.kind else { return None };
    let slot = compiler.slot(*column);
    let node = compiler.conditions.joined(Node::Print(slot));
    Some(Part { node, slot: Some(slot.index), nullable: slot.nullable })
}

fn cell_text(world: &World<'_>, column: &BatchColumn, row: usize, ty: Option<&Type>) -> String {
    let unit = match ty {
        Some(Type::Number(unit)) => unit.clone(),
        _ => Unit::bare(),
    };
    let value = match (column_cell(column, row, false), ty) {
        (Cell::Number(n), _) => Value::Number(n),
        (Cell::Date(d), _) => Value::Date(d),
        (Cell::Text(t), _) => Value::Text(t.to_owned()),
        (Cell::Truth(t), _) => Value::Truth(t),
        (Cell::Grade(rank), Some(Type::Grade(scale))) => Value::Grade(*scale, rank),
        _ => return String::new(),
    };
    let text = shown::value_text(world.program, &value, &unit);
    if matches!(value, Value::Number(_)) { format!("{text}{}", unit.name) } else { text }
}

/// How a table was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reach {
    /// No file holds it.
    #[default]
    Absent,
    /// A file could not be read to its end: what it would have said is unknown.
    Broken,
    /// To the end.
    Whole,
}

/// A table as passed over.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extent {
    /// How it was read.
    pub(crate) reach: Reach,
    /// All its rows.
    pub(crate) rows: u64,
}

impl Extent {
    /// Why nothing can be said of the table, if so.
    pub(crate) fn fault(&self, name: &str) -> Option<String> {
        match self.reach {
            Reach::Absent => Some(format!("没有提交表「{name}」的数据")),
            Reach::Broken => Some(format!("表「{name}」没有读完，见数据问题")),
            Reach::Whole => None,
        }
    }
}

/// The result of a rule over rows.
pub(crate) fn judge(case: Case<'_, '_>, each: &Each, extent: Extent, tally: Tally) -> RuleResult {
    let (truth, reason) = truth(case, each, extent, &tally);
    let status = match (truth, case.due) {
        (Truth::Unknown, _) => Status::Missing,
        (Truth::True, Due::Later) => Status::OnTrack,
        (Truth::True, _) => Status::Met,
        (_, Due::Now) => Status::Violated,
        (_, _) => Status::NotDue,
    };
    let mut result = case.result(status);
    result.reason = reason;
    result.target = Some(asked(each));
    result.actual = each.count.as_ref().map(|_| rows_amount(tally.sure));
    result.notes.extend((tally.blanks > 0).then(|| format!("有 {} 行为可空的空白，未判定", tally.blanks)));
    result.notes.extend(already_late(case, each, &tally));
    result.rows = rows(tally, case.world.listed);
    result.data_at = result.rows.shown.first().map(|r| r.place.clone()).into_iter().collect();
    result
}

/// Before the day that rows are due on, a date already past it fails nothing yet, but is said.
fn already_late(case: Case<'_, '_>, each: &Each, tally: &Tally) -> Option<String> {
    let (_, date) = each.due.filter(|_| case.due == Due::Later && tally.overdue > 0)?;
    Some(format!("{} 行填的日期已晚于 {date}", tally.overdue))
}

fn asked(each: &Each) -> TargetShown {
    let (value, unit) = match (&each.due, &each.count) {
        (Some((_, date)), _) => (date.to_string(), ""),
        (None, Some(count)) => (count.to_string(), "行"),
        (None, None) => (String::new(), ""),
    };
    TargetShown { op: "each".to_owned(), value, unit: unit.to_owned() }
}

fn rows_amount(rows: u64) -> Amount {
    Amount { number: Some(Number::from(rows)), value: rows.to_string(), unit: "行".to_owned(), period: None }
}

/// Whether every row holds, and what is to be said of it.
fn truth(case: Case<'_, '_>, each: &Each, extent: Extent, tally: &Tally) -> (Truth, Option<String>) {
    let name = case.world.table_name(each.table);
    if let Some(fault) = extent.fault(name) {
        return (Truth::Unknown, Some(fault));
    }
    let (count, count_reason) = counted(each, tally);
    if extent.rows == 0 && !case.rule.optional {
        return (
            Truth::Unknown,
            Some(format!("表「{name}」没有一行数据，空表不算达标（若可以没有，在规则下写 可无）")),
        );
    }
    let judged = tally.held + tally.failed + tally.missing + tally.pending;
    if judged == 0 && !case.rule.optional && count != Truth::False {
        return (Truth::Unknown, Some(nothing_judged(name, tally)));
    }
    let rows = match tally {
        t if t.failed > 0 || t.pending > 0 => Truth::False,
        t if t.missing > 0 => Truth::Unknown,
        _ => Truth::True,
    };
    let lines: Vec<String> = count_reason.into_iter().chain(row_reason(tally)).collect();
    (count.and(rows), (!lines.is_empty()).then(|| lines.join("；")))
}

fn nothing_judged(name: &str, tally: &Tally) -> String {
    match tally {
        t if t.skipped > 0 => format!("表「{name}」要判定的列全为可空的空白，没有一行可判"),
        t if t.doubtful > 0 => format!("表「{name}」没有一行能确定在所判范围内"),
        _ => format!("表「{name}」没有一行在所判范围内，空的不算达标（若可以没有，在规则下写 可无）"),
    }
}

/// 共 N个: exactly N rows in scope.
fn counted(each: &Each, tally: &Tally) -> (Truth, Option<String>) {
    let Some(count) = &each.count else { return (Truth::True, None) };
    let (low, high) = (Number::from(tally.sure), Number::from(tally.sure + tally.doubtful));
    let truth = match () {
        () if *count < low || *count > high => Truth::False,
        () if low == high => Truth::True,
        () => Truth::Unknown,
    };
    let actual = if low == high { low.to_string() } else { format!("{low} 至 {high}") };
    (truth, (truth != Truth::True).then(|| format!("应有 {count} 行，实有 {actual} 行")))
}

fn row_reason(tally: &Tally) -> Option<String> {
    let mut parts = Vec::new();
    if tally.failed > 0 {
        parts.push(format!("{} 行中 {} 行不符合", tally.sure + tally.doubtful, tally.failed));
    }
    if tally.pending > 0 {
        parts.push(format!("已有 {} 行符合，{} 行尚无日期", tally.held, tally.pending));
    }
    if tally.missing > 0 {
        parts.push(format!("{} 行缺数据，无法判定", tally.missing));
    }
    (!parts.is_empty()).then(|| parts.join("，"))
}

fn rows(tally: Tally, listed: usize) -> Rows {
    let checked = tally.sure + tally.doubtful;
    let shown = tally.failing.into_iter().chain(tally.undecided).take(listed).collect();
    Rows { checked, failed: tally.failed, missing: tally.missing, shown }
}

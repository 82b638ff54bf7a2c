//! Rows of an item table decoded, a stretch at a time: columns of values with what is wrong in them.
//!
//! Every reader of item tables decodes through here, so that the look at a file when it is opened and the passes that rules
//! need see the same rows and cells.

use std::ops::Range;

use crate::value::{Marks, Units};

use super::aside::{RowKind, TOTAL, Tally, kind};
use super::columns::{ColumnPlan, Decoded};
use super::dataset::{Batch, BatchColumn, CellState, ColumnValues};
use super::fields::{Block, Plain};
use super::findings::Findings;
use super::part::Part;
use super::plain;
use super::problem::Problem;
use super::promises::{Newcomers, broken};
use super::record::Record;
use super::spare::Spare;

/// How the rows of one file are decoded.
pub(crate) struct Decoding<'a> {
    /// The file.
    pub(crate) part: &'a Part,
    /// The columns wanted, in order.
    pub(crate) plans: Vec<&'a ColumnPlan>,
    /// The units of the rules.
    pub(crate) units: &'a Units,
    /// How many findings of a kind are listed, if cells are looked at for what is wrong with them.
    pub(crate) checks: Option<u64>,
    /// What is done with a batch where it was decoded.
    pub(crate) then: &'a Then<'a>,
    /// Batches whose buffers are filled again.
    pub(crate) spare: Spare,
}

/// What is done with a batch on the thread that decoded it: its columns put in order, and what is asked of it.
pub(crate) type Then<'a> = dyn Fn(Batch) -> (Batch, Marks) + Sync + 'a;

/// Nothing is.
pub(crate) fn nothing(batch: Batch) -> (Batch, Marks) {
    (batch, Marks::new())
}

/// Rows decoded.
#[derive(Debug)]
pub(crate) struct Stretch {
    /// Their columns.
    pub(crate) batch: Batch,
    /// What is wrong in them.
    pub(crate) problems: Findings,
    /// Values of columns that promise to be 唯一.
    pub(crate) newcomers: Vec<Newcomers>,
    /// Rows counted.
    pub(crate) tally: Tally,
    /// What was asked of the rows.
    pub(crate) marks: Marks,
}

impl Decoding<'_> {
    /// No rows yet, and room for some.
    pub(crate) fn stretch(&self, room: usize) -> Stretch {
        let spare = self.spare.take();
        let (rows, offsets, mut columns) = spare.map_or_else(
            || (Vec::with_capacity(room), Vec::with_capacity(room), Vec::new()),
            |batch| (batch.rows, batch.offsets, batch.columns),
        );
        let columns = self.plans.iter().map(|plan| plan.column(self.part, room, &mut columns)).collect();
        let unique = |plan: &&&ColumnPlan| self.checks.is_some() && plan.declared.unique;
        Stretch {
            batch: Batch { file: self.part.file, rows, offsets, columns },
            problems: Findings::listing(self.checks.unwrap_or_default()),
            newcomers: self.plans.iter().filter(unique).map(|plan| Newcomers::of(plan)).collect(),
            tally: Tally::default(),
            marks: Marks::new(),
        }
    }

    /// Does what is to be done with rows when they are all there.
    pub(crate) fn finish(&self, stretch: Stretch) -> Stretch {
        let (batch, marks) = (self.then)(stretch.batch);
        Stretch { batch, marks, ..stretch }
    }

    /// Takes back a batch that nobody needs any more.
    pub(crate) fn spare(&self, batch: Option<Batch>) {
        if let Some(batch) = batch {
            self.spare.put(batch);
        }
    }

    /// Takes a row in.
    pub(crate) fn take(&self, record: &Record<'_>, into: &mut Stretch) {
        into.tally.read(record);
        let kind = if plain::is_data(record, &self.part.header) {
            RowKind::Data
        } else {
            kind(record, &self.part.header, &|_| false)
        };
        let broken = match kind {
            RowKind::Aside(reason) => {
                if self.checks.is_some() {
                    self.part.check_unit_aside(reason, record, self.units, &mut into.problems);
                }
                return into.tally.set_aside(reason, 1);
            }
            RowKind::Total => return into.tally.set_aside(TOTAL, 1),
            RowKind::Broken(fault) => Some(fault),
            RowKind::Lone => {
                if self.checks.is_some() {
                    let (place, problem) = self.part.lone(record);
                    into.problems.at(place, problem);
                }
                None
            }
            RowKind::Data => None,
        };
        into.tally.used += 1;
        into.batch.rows.push(record.row);
        into.batch.offsets.push(record.offset);
        match broken {
            None => self.cells(record, into),
            Some(fault) => {
                into.batch.columns.iter_mut().for_each(|column| column.push(Decoded::Faulty(None)));
                if self.checks.is_some() {
                    into.problems.at(self.part.row(record), Problem::BrokenRow { fault });
                }
            }
        }
    }

    fn cells(&self, record: &Record<'_>, into: &mut Stretch) {
        let Stretch { batch, newcomers, problems, .. } = into;
        for (plan, column) in self.plans.iter().zip(&mut batch.columns) {
            let plain = plan.index.filter(|_| !self.looks_at(plan, column)).and_then(|index| record.plain(index));
            if plain.is_some_and(|cell| plain::take(plan, &mut std::iter::once(cell), column)) {
                let line = plan.index.map_or(record.row, |index| record.line(index));
                let last = column.states.len() - 1;
                self.meet(plan, column, last, newcomers, |_| (record.row, line, record.offset));
            } else {
                self.cell(record, plan, column, (newcomers, problems));
            }
        }
    }

    /// Takes a cell in that is not told by its bytes.
    fn cell(
        &self,
        record: &Record<'_>,
        plan: &ColumnPlan,
        column: &mut BatchColumn,
        (newcomers, problems): (&mut [Newcomers], &mut Findings),
    ) {
        let Some(index) = plan.index else {
            return column.push(Decoded::Faulty(None));
        };
        let cell = record.cell(index);
        let decoded = plan.decode(&cell, self.units);
        let problem = if self.checks.is_some() { broken(plan, &cell, &decoded) } else { None };
        if let Some(problem) = problem {
            problems.at(self.part.cell(record, index), problem);
        }
        if let (true, Decoded::Value(value)) = (self.checks.is_some(), &decoded)
            && let Some(newcomers) = newcomers.iter_mut().find(|newcomers| newcomers.column() == plan.id)
        {
            newcomers.take(value, &cell, record, index);
        }
        column.push(decoded);
    }

    /// Takes many rows in: those that are surely data a column at a time, each other by itself.
    pub(crate) fn take_block(&self, block: &Block<'_>, into: &mut Stretch) {
        let mut places = Vec::new();
        let names = plain::Names::of(block);
        let mut row = 0;
        while row < block.len() {
            let count = plain::rows_of_data(block, &names, row, &self.part.header);
            self.rows(block, row..row + count, into);
            row += count;
            if row < block.len() {
                self.take(&block.record(row, &mut places), into);
                row += 1;
            }
        }
    }

    /// Takes in rows of data, a column at a time.
    fn rows(&self, block: &Block<'_>, rows: Range<usize>, into: &mut Stretch) {
        let first = block.row + rows.start as u64;
        into.tally.take(first, rows.len() as u64);
        into.batch.rows.extend((first..).take(rows.len()));
        into.batch.offsets.extend(rows.clone().map(|row| block.offset(row)));
        let Stretch { batch, newcomers, problems, .. } = into;
        for (plan, column) in self.plans.iter().zip(&mut batch.columns) {
            let beside = (&mut **newcomers, &mut *problems);
            let decoded = plan.index.filter(|_| column.wants_text(block.lines.charset));
            match (decoded.and_then(|index| block.decoded(rows.clone(), index)), plan.index) {
                (Some(decoded), _) => {
                    let lines = decoded.lines();
                    self.column(plan, column, (block, rows.clone()), decoded.cells(&lines), beside);
                }
                (None, Some(index)) => {
                    self.column(plan, column, (block, rows.clone()), block.cells(rows.clone(), index), beside);
                }
                (None, None) => self.column(plan, column, (block, rows.clone()), std::iter::empty(), beside),
            }
        }
    }

    /// Whether each cell of a column is looked at: values that must stand there once are told with what the cell says.
    fn looks_at(&self, plan: &ColumnPlan, column: &BatchColumn) -> bool {
        self.checks.is_some() && plan.declared.unique && !matches!(column.values, ColumnValues::Text(_))
    }

    /// Takes note of plain texts from one on that must stand there once; of each its row, line and offset.
    fn meet(
        &self,
        plan: &ColumnPlan,
        column: &BatchColumn,
        from: usize,
        newcomers: &mut [Newcomers],
        place: impl Fn(usize) -> (u64, u64, u64),
    ) {
        let (true, ColumnValues::Text(texts), Some(index)) = (self.checks.is_some(), &column.values, plan.index) else {
            return;
        };
        let Some(newcomers) = newcomers.iter_mut().find(|newcomers| newcomers.column() == plan.id) else { return };
        for at in (from..column.states.len()).filter(|at| column.states.get(*at) == Some(&CellState::Value)) {
            newcomers.take_text(texts.get(at).unwrap_or_default(), index, place(at));
        }
    }

    /// Takes in a column of rows of data: its plain cells at once, each other by itself.
    fn column<'l>(
        &self,
        plan: &ColumnPlan,
        column: &mut BatchColumn,
        (block, rows): (&Block<'_>, Range<usize>),
        mut cells: impl Iterator<Item = Plain<'l>>,
        (newcomers, problems): (&mut [Newcomers], &mut Findings),
    ) {
        let before = column.states.len();
        let row = |at: usize| rows.start + at - before;
        let looks = self.looks_at(plan, column);
        let mut places = Vec::new();
        loop {
            let from = column.states.len();
            if !looks {
                plain::take(plan, &mut cells, column);
            }
            let place = |at: usize| (block.row + row(at) as u64, block.offset(row(at)));
            self.meet(plan, column, from, newcomers, |at| (place(at).0, place(at).0, place(at).1));
            let row = row(column.states.len());
            if row >= rows.end {
                break;
            }
            let record = block.record(row, &mut places);
            self.cell(&record, plan, column, (newcomers, problems));
        }
    }
}

impl Stretch {
    /// Gives rows that were numbered from `guessed` on their true numbers, from `first` on.
    pub(crate) fn renumber(&mut self, guessed: u64, first: u64) {
        let renumber = |row: &mut u64| *row = row.wrapping_sub(guessed).wrapping_add(first);
        self.batch.rows.iter_mut().for_each(renumber);
        self.problems.rows_mut().for_each(renumber);
        self.newcomers.iter_mut().for_each(|newcomers| newcomers.rows_mut().for_each(renumber));
    }

    /// How many cells it holds.
    pub(crate) fn size(&self) -> usize {
        self.batch.rows.len() * (self.batch.columns.len() + 1)
    }
}

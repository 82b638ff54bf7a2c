//! Item tables: checked once when opened, then streamed as batches of columns as often as rules need.

use std::sync::Arc;

use crate::language::program::{ColumnId, TableId};
use crate::value::{Period, Units};

use super::aside::{TOTAL, Tally};
use super::columns::ColumnPlan;
use super::dataset::{Batch, DataFinding, FileId, Tables};
use super::decoding::Decoding;
use super::findings::Findings;
use super::part::Part;
use super::problem::Problem;
use super::promises::Promises;
use super::rows::Stopped;
use super::stretches::{self, Shares};
use super::totals;

/// Cells of small files that are kept decoded; a file that has no room left is decoded again for every pass.
const ROOM: usize = 1 << 18;

/// The item tables of a run.
#[derive(Debug, Default)]
pub struct FileTables {
    parts: Vec<TablePart>,
    units: Arc<Units>,
    shares: Shares,
    room: usize,
    failures: Vec<DataFinding>,
}

/// A file of an item table.
#[derive(Debug)]
pub(crate) struct TablePart {
    pub(crate) table: TableId,
    pub(crate) part: Arc<Part>,
    pub(crate) plans: Vec<ColumnPlan>,
    kept: Kept,
}

/// The columns of a file that rules name, decoded.
#[derive(Debug, Default)]
struct Kept {
    columns: Vec<ColumnId>,
    /// Whether every row is there.
    whole: bool,
    batches: Vec<Batch>,
}

impl TablePart {
    /// A file whose rows nobody has read yet.
    pub(crate) fn new(table: TableId, part: Arc<Part>, plans: Vec<ColumnPlan>) -> Self {
        Self { table, part, plans, kept: Kept::default() }
    }
}

impl FileTables {
    pub(crate) fn new(units: Arc<Units>, shares: Shares) -> Self {
        Self { parts: Vec::new(), units, shares, room: ROOM, failures: Vec::new() }
    }

    /// Takes a file in: counts its rows and checks the cells that rules or promises need.
    pub(crate) fn add(
        &mut self,
        mut part: TablePart,
        promises: &mut Promises,
        findings: &mut Findings,
    ) -> Result<Tally, Stopped> {
        let mut tally = Tally::below(&part.part.header);
        let used: Vec<&ColumnPlan> = part.plans.iter().filter(|plan| plan.declared.used).collect();
        let mut kept = Kept { columns: used.iter().map(|plan| plan.id).collect(), whole: true, batches: Vec::new() };
        let mut room = self.room;
        stretches::read(&part.decoding(used, &self.units, true), self.shares, &mut |stretch| {
            let size = stretch.size();
            tally.merge(stretch.tally);
            stretch.problems.into_iter().for_each(|(place, problem)| findings.at(place, problem));
            for newcomers in &stretch.newcomers {
                promises.meet(part.table, &part.part, newcomers, findings);
            }
            kept.whole &= size <= room;
            if !kept.whole {
                kept.batches.clear();
            } else if !stretch.batch.rows.is_empty() {
                room -= size;
                kept.batches.push(stretch.batch);
            }
        })?;
        if kept.whole {
            self.room = room;
        }
        part.kept = kept;
        if tally.aside(TOTAL) > 0 {
            totals::check(&part, &self.units, findings)?;
        }
        self.parts.push(part);
        Ok(tally)
    }

    /// Forgets sheets that nobody filled in: they are no empty tables. One for a later period than another file's stays, or
    /// the older rows would stand in for it.
    pub(crate) fn forget(&mut self, unfilled: &[FileId]) {
        let dated: Vec<(TableId, Option<Period>)> = self.parts.iter().map(|p| (p.table, p.part.period)).collect();
        let older = |part: &TablePart| {
            let end = part.part.period.map(|period| period.last);
            dated.iter().any(|(table, period)| *table == part.table && period.is_some_and(|p| Some(p.last) < end))
        };
        self.parts.retain(|part| !unfilled.contains(&part.part.file) || older(part));
    }

    /// Files that changed or vanished after they were opened, so that a scan did not reach their end.
    pub fn failures(&self) -> &[DataFinding] {
        &self.failures
    }
}

impl TablePart {
    fn decoding<'a>(&'a self, plans: Vec<&'a ColumnPlan>, units: &'a Units, checks: bool) -> Decoding<'a> {
        Decoding { part: &self.part, plans, units, checks }
    }

    /// Hands over the columns asked for: as kept, or read again.
    fn scan(
        &self,
        columns: &[ColumnId],
        (units, shares): (&Units, Shares),
        visit: &mut dyn FnMut(&Batch),
    ) -> Result<(), Stopped> {
        let plans: Vec<&ColumnPlan> = columns.iter().filter_map(|id| self.plans.get(id.0)).collect();
        let place = |plan: &&ColumnPlan| self.kept.columns.iter().position(|kept| *kept == plan.id);
        if let (true, Some(places)) = (self.kept.whole, plans.iter().map(place).collect::<Option<Vec<usize>>>()) {
            self.kept.batches.iter().for_each(|batch| visit(&picked(batch, &places)));
            return Ok(());
        }
        stretches::read(&self.decoding(plans, units, false), shares, &mut |stretch| {
            if !stretch.batch.rows.is_empty() {
                visit(&stretch.batch);
            }
        })
    }
}

fn picked(batch: &Batch, places: &[usize]) -> Batch {
    let columns = places.iter().filter_map(|place| batch.columns.get(*place)).cloned().collect();
    Batch { file: batch.file, rows: batch.rows.clone(), offsets: batch.offsets.clone(), columns }
}

impl Tables for FileTables {
    fn files(&self, table: TableId) -> Vec<(FileId, Option<Period>)> {
        self.parts.iter().filter(|part| part.table == table).map(|part| (part.part.file, part.part.period)).collect()
    }

    fn scan(&mut self, table: TableId, files: &[FileId], columns: &[ColumnId], visit: &mut dyn FnMut(&Batch)) {
        for file in files {
            let parts = self.parts.iter().filter(|part| part.table == table && part.part.file == *file);
            for part in parts {
                if let Err(stopped) = part.scan(columns, (&self.units, self.shares), visit) {
                    let reason = stopped.of("").diagnostic().message;
                    let finding = Problem::Vanished { reason }.at(part.part.title(None));
                    if !self.failures.contains(&finding) {
                        self.failures.push(finding);
                    }
                }
            }
        }
    }

    fn findings(&self) -> Vec<DataFinding> {
        self.failures.clone()
    }
}

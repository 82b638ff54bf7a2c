//! Item tables: checked once when opened, then streamed as batches of columns as often as rules need.

use std::sync::Arc;

use crate::language::program::{ColumnId, TableId};
use crate::value::{Period, Units};

use super::aside::{RowKind, TOTAL, Tally, kind};
use super::columns::{ColumnPlan, Decoded};
use super::dataset::{Batch, BatchColumn, DataFinding, FileId, Tables};
use super::findings::Findings;
use super::part::Part;
use super::problem::Problem;
use super::promises::{At, Promises};
use super::record::Record;
use super::rows::Stopped;
use super::totals;

/// Rows of a batch.
const ROWS: usize = 4096;

/// Cells of small tables that are kept from the check for the passes after it.
const KEPT: usize = 1 << 18;

/// The item tables of a run.
#[derive(Debug, Default)]
pub struct FileTables {
    parts: Vec<TablePart>,
    kept: usize,
    units: Arc<Units>,
    failures: Vec<DataFinding>,
}

/// A file of an item table.
#[derive(Debug)]
pub(crate) struct TablePart {
    pub(crate) table: TableId,
    pub(crate) part: Arc<Part>,
    pub(crate) plans: Vec<ColumnPlan>,
    /// All of it, if it is small: the columns that rules use, in the order of `plans`.
    pub(crate) kept: Option<Batch>,
}

impl FileTables {
    pub(crate) fn new(units: Arc<Units>) -> Self {
        Self { units, ..Self::default() }
    }

    /// Takes a file in: counts its rows and checks the cells that rules or promises need.
    pub(crate) fn add(
        &mut self,
        mut part: TablePart,
        promises: &mut Promises,
        findings: &mut Findings,
    ) -> Result<Tally, Stopped> {
        let (tally, batch) = check(&part, &self.units, promises, findings)?;
        let cells = batch.as_ref().map_or(0, |batch| batch.rows.len() * batch.columns.len());
        part.kept = batch.filter(|_| self.kept + cells <= KEPT);
        self.kept += part.kept.as_ref().map_or(0, |_| cells);
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

/// Reads every row once; hands over what it read of a small table.
fn check(
    part: &TablePart,
    units: &Units,
    promises: &mut Promises,
    findings: &mut Findings,
) -> Result<(Tally, Option<Batch>), Stopped> {
    let plans: Vec<&ColumnPlan> = part.used().collect();
    let mut tally = Tally::below(&part.part.header);
    let mut building = Building::of(part, plans.iter().copied());
    let mut small = true;
    let mut rows = part.part.rows()?;
    while let Some(record) = rows.next()? {
        tally.read(&record);
        let broken = match kind(&record, &part.part.header, &|_| false) {
            RowKind::Aside(reason) => {
                tally.set_aside(reason, 1);
                continue;
            }
            RowKind::Total => {
                tally.set_aside(TOTAL, 1);
                continue;
            }
            RowKind::Broken(fault) => {
                findings.at(part.part.row(&record), Problem::BrokenRow { fault });
                true
            }
            RowKind::Data => false,
        };
        tally.used += 1;
        if building.rows.len() == ROWS {
            building = Building::of(part, plans.iter().copied());
            small = false;
        }
        building.row(&record);
        for (plan, column) in plans.iter().zip(&mut building.columns) {
            let Some(index) = plan.index.filter(|_| !broken) else {
                column.push(Decoded::Faulty(None));
                continue;
            };
            let cell = record.cell(index);
            let decoded = plan.decode(&cell, units);
            let at = At { table: part.table, part: &part.part, record: &record, index };
            promises.check(plan, &cell, &decoded, &at, findings);
            column.push(decoded);
        }
    }
    Ok((tally, small.then(|| building.done(part))))
}

impl TablePart {
    /// The columns that rules use.
    fn used(&self) -> impl Iterator<Item = &ColumnPlan> {
        self.plans.iter().filter(|plan| plan.declared.used)
    }

    /// The named columns of a small table.
    fn kept(&self, columns: &[ColumnId]) -> Option<Batch> {
        let kept = self.kept.as_ref()?;
        let column = |id: &ColumnId| kept.columns.get(self.used().position(|plan| plan.id == *id)?).map(Arc::clone);
        let columns = columns.iter().map(column).collect::<Option<_>>()?;
        Some(Batch { file: kept.file, rows: kept.rows.clone(), offsets: kept.offsets.clone(), columns })
    }
}

impl Tables for FileTables {
    fn files(&self, table: TableId) -> Vec<(FileId, Option<Period>)> {
        self.parts.iter().filter(|part| part.table == table).map(|part| (part.part.file, part.part.period)).collect()
    }

    fn scan(&mut self, table: TableId, files: &[FileId], columns: &[ColumnId], visit: &mut dyn FnMut(&Batch)) {
        for file in files {
            let parts = self.parts.iter().filter(|part| part.table == table && part.part.file == *file);
            for part in parts {
                if let Err(stopped) = scan(part, columns, &self.units, visit) {
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

fn scan(part: &TablePart, columns: &[ColumnId], units: &Units, visit: &mut dyn FnMut(&Batch)) -> Result<(), Stopped> {
    if let Some(batch) = part.kept(columns) {
        if !batch.rows.is_empty() {
            visit(&batch);
        }
        return Ok(());
    }
    let plans: Vec<&ColumnPlan> = columns.iter().filter_map(|id| part.plans.get(id.0)).collect();
    let mut building = Building::of(part, plans.iter().copied());
    let mut rows = part.part.rows()?;
    while let Some(record) = rows.next()? {
        let broken = match kind(&record, &part.part.header, &|_| false) {
            RowKind::Aside(_) | RowKind::Total => continue,
            RowKind::Broken(_) => true,
            RowKind::Data => false,
        };
        building.row(&record);
        for (plan, column) in plans.iter().zip(&mut building.columns) {
            match plan.index.filter(|_| !broken) {
                Some(index) => column.push(plan.decode(&record.cell(index), units)),
                None => column.push(Decoded::Faulty(None)),
            }
        }
        if building.rows.len() == ROWS {
            let full = std::mem::replace(&mut building, Building::of(part, plans.iter().copied()));
            visit(&full.done(part));
        }
    }
    if !building.rows.is_empty() {
        visit(&building.done(part));
    }
    Ok(())
}

/// A batch being filled.
struct Building {
    rows: Vec<u64>,
    offsets: Vec<u64>,
    columns: Vec<BatchColumn>,
}

impl Building {
    fn of<'p>(part: &TablePart, plans: impl Iterator<Item = &'p ColumnPlan>) -> Self {
        let columns = plans.map(|plan| plan.column(&part.part)).collect();
        Self { rows: Vec::new(), offsets: Vec::new(), columns }
    }

    fn row(&mut self, record: &Record<'_>) {
        self.rows.push(record.row);
        self.offsets.push(record.offset);
    }

    fn done(self, part: &TablePart) -> Batch {
        let columns = self.columns.into_iter().map(Arc::new).collect();
        Batch { file: part.part.file, rows: self.rows, offsets: self.offsets, columns }
    }
}

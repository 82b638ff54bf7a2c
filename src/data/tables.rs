//! Item tables: checked once when opened, then streamed as batches of columns as often as rules need.

use std::sync::Arc;

use crate::language::program::{ColumnId, TableId};
use crate::value::{Period, Units};

use super::aside::{RowKind, TOTAL, Tally, kind};
use super::columns::{ColumnPlan, Decoded};
use super::dataset::{Batch, DataFinding, FileId, Tables};
use super::findings::Findings;
use super::part::Part;
use super::problem::Problem;
use super::promises::{At, Promises};
use super::rows::Stopped;
use super::totals;

/// Rows of a batch.
const ROWS: usize = 4096;

/// The item tables of a run.
#[derive(Debug, Default)]
pub struct FileTables {
    parts: Vec<TablePart>,
    units: Arc<Units>,
    failures: Vec<DataFinding>,
}

/// A file of an item table.
#[derive(Debug)]
pub(crate) struct TablePart {
    pub(crate) table: TableId,
    pub(crate) part: Arc<Part>,
    pub(crate) plans: Vec<ColumnPlan>,
}

impl FileTables {
    pub(crate) fn new(units: Arc<Units>) -> Self {
        Self { parts: Vec::new(), units, failures: Vec::new() }
    }

    /// Takes a file in: counts its rows and checks the cells that rules or promises need.
    pub(crate) fn add(
        &mut self,
        part: TablePart,
        promises: &mut Promises,
        findings: &mut Findings,
    ) -> Result<Tally, Stopped> {
        let tally = check(&part, &self.units, promises, findings)?;
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

/// Reads every row once.
fn check(part: &TablePart, units: &Units, promises: &mut Promises, findings: &mut Findings) -> Result<Tally, Stopped> {
    let plans: Vec<(&ColumnPlan, usize)> =
        part.plans.iter().filter(|plan| plan.declared.used).filter_map(|plan| Some((plan, plan.index?))).collect();
    let mut tally = Tally::below(&part.part.header);
    let mut rows = part.part.rows()?;
    while let Some(record) = rows.next()? {
        tally.read(&record);
        match kind(&record, &part.part.header, &|_| false) {
            RowKind::Aside(reason) => tally.set_aside(reason, 1),
            RowKind::Total => tally.set_aside(TOTAL, 1),
            RowKind::Broken(fault) => {
                findings.at(part.part.row(&record), Problem::BrokenRow { fault });
                tally.used += 1;
            }
            RowKind::Data => {
                tally.used += 1;
                for (plan, index) in &plans {
                    let cell = record.cell(*index);
                    let decoded = plan.decode(&cell, units);
                    let at = At { table: part.table, part: &part.part, record: &record, index: *index };
                    promises.check(plan, &cell, &decoded, &at, findings);
                }
            }
        }
    }
    Ok(tally)
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
    let plans: Vec<&ColumnPlan> = columns.iter().filter_map(|id| part.plans.get(id.0)).collect();
    let mut batch = empty(part, &plans);
    let mut rows = part.part.rows()?;
    while let Some(record) = rows.next()? {
        let broken = match kind(&record, &part.part.header, &|_| false) {
            RowKind::Aside(_) | RowKind::Total => continue,
            RowKind::Broken(_) => true,
            RowKind::Data => false,
        };
        batch.rows.push(record.row);
        batch.offsets.push(record.offset);
        for (plan, column) in plans.iter().zip(&mut batch.columns) {
            match plan.index.filter(|_| !broken) {
                Some(index) => column.push(plan.decode(&record.cell(index), units)),
                None => column.push(Decoded::Faulty(None)),
            }
        }
        if batch.rows.len() == ROWS {
            visit(&batch);
            batch = empty(part, &plans);
        }
    }
    if !batch.rows.is_empty() {
        visit(&batch);
    }
    Ok(())
}

fn empty(part: &TablePart, plans: &[&ColumnPlan]) -> Batch {
    let columns = plans.iter().map(|plan| plan.column(&part.part)).collect();
    Batch { file: part.part.file, rows: Vec::new(), offsets: Vec::new(), columns }
}

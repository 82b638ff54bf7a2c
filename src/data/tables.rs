//! Item tables: checked once when opened, then streamed as batches of columns as often as rules need.
//!
//! A long file of a row a line can instead be checked in the first pass that rules make over it, so that its cells are decoded
//! once and not twice; one that no rule passes over is checked at the end.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::language::program::{ColumnId, TableId};
use crate::limits::Limits;
use crate::value::{Marks, Period, Units};

use super::aside::Tally;
use super::dataset::{Ask, Batch, DataFinding, FileId, Passed, Tables, ask_nothing};
use super::decoding::nothing;
use super::findings::Findings;
use super::part::Part;
use super::problem::Problem;
use super::promises::{Newcomers, Promises};
use super::read_error::ReadError;
use super::rows::Stopped;
use super::stretches::{self, Shares};
use super::table_part::{Heard, Kept, TablePart, has_sums};
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
    /// Files of which no row could be read, with the periods they are for.
    lost: Vec<(TableId, FileId, Option<Period>)>,
    /// Whether long files wait for their first pass to be checked.
    lazy: bool,
    late: Late,
}

/// What first passes found in files that waited for them.
#[derive(Debug, Default)]
struct Late {
    findings: Findings,
    tallies: Vec<(FileId, Tally)>,
    /// Files that could not be read: they are refused as if they had been read when they were opened.
    errors: Vec<(FileId, ReadError)>,
    /// The findings, when every file has been checked.
    settled: Vec<DataFinding>,
}

/// What the rows of a file hold.
#[derive(Debug)]
pub(crate) struct Found {
    /// Rows counted.
    pub(crate) tally: Tally,
    newcomers: Vec<Newcomers>,
    kept: Kept,
    /// How many cells are kept.
    size: usize,
}

impl FileTables {
    pub(crate) fn new(units: Arc<Units>, shares: Shares) -> Self {
        Self { parts: Vec::new(), units, shares, room: ROOM, ..Self::default() }
    }

    /// Lets long files wait for their first pass.
    pub(crate) fn wait(&mut self, limits: Limits) {
        self.lazy = true;
        self.late.findings = Findings::within(limits);
    }

    /// Takes note of a file of which no row could be read: an older one does not stand in for it.
    pub(crate) fn lose(&mut self, table: TableId, file: FileId, period: Option<Period>) {
        self.lost.push((table, file, period));
    }

    /// Takes a long file in without reading it, if it can be checked in the first pass that rules make over it.
    pub(crate) fn put_off(&mut self, part: TablePart) -> Result<Option<TablePart>, Stopped> {
        if !(self.lazy && part.is_long(self.shares)? && part.can_wait()?) {
            return Ok(Some(part));
        }
        self.parts.push(TablePart { waits: true, ..part });
        Ok(None)
    }

    /// Takes a file in, whose rows may be found already: counts its rows and checks the cells that rules or promises need.
    pub(crate) fn add(
        &mut self,
        mut part: TablePart,
        found: Option<Found>,
        promises: &mut Promises,
        findings: &mut Findings,
    ) -> Result<Tally, Stopped> {
        let found = match found {
            Some(found) => {
                found.newcomers.iter().for_each(|new| promises.meet(part.table, &part.part, new, findings));
                found
            }
            None => self.look(&part, self.room, findings, &mut |new, findings| {
                promises.meet(part.table, &part.part, new, findings);
            })?,
        };
        if found.kept.whole && found.size <= self.room {
            self.room -= found.size;
            part.kept = found.kept;
        }
        self.parts.push(part);
        Ok(found.tally)
    }

    /// Looks at the rows of a short file: what they hold and what is wrong with them, but for values that other files hold too.
    pub(crate) fn find(&self, part: &TablePart, findings: &mut Findings) -> Result<Found, Stopped> {
        let mut newcomers = Vec::new();
        let found = self.look(part, ROOM, findings, &mut |new, _| newcomers.push(new.clone()))?;
        Ok(Found { newcomers, ..found })
    }

    fn look(
        &self,
        part: &TablePart,
        mut room: usize,
        findings: &mut Findings,
        meet: &mut dyn FnMut(&Newcomers, &mut Findings),
    ) -> Result<Found, Stopped> {
        let mut tally = Tally::below(&part.part.header);
        let used = part.used();
        let mut kept = Kept { columns: used.iter().map(|plan| plan.id).collect(), whole: true, batches: Vec::new() };
        let whole = room;
        stretches::read(
            &part.decoding(used, &self.units, Some(findings.most()), &nothing),
            self.shares,
            &mut |stretch| {
                let size = stretch.size();
                tally.merge(stretch.tally);
                findings.follow(stretch.problems);
                stretch.newcomers.iter().for_each(|new| meet(new, findings));
                kept.whole &= size <= room;
                if !kept.whole {
                    kept.batches.clear();
                    return Some(stretch.batch);
                }
                if !stretch.batch.rows.is_empty() {
                    room -= size;
                    kept.batches.push(stretch.batch);
                }
                None
            },
        )?;
        if has_sums(&tally) {
            totals::check(part, &self.units, findings)?;
        }
        Ok(Found { tally, newcomers: Vec::new(), kept, size: whole - room })
    }

    /// Hands over the values of a column that promises to be 唯一, file by file; what cannot be read any more is left out.
    pub(crate) fn values_of(
        &self,
        table: TableId,
        column: ColumnId,
        period: Option<Period>,
        visit: &mut dyn FnMut(&Part, &Newcomers),
    ) {
        for part in self.parts.iter().filter(|part| part.table == table && part.part.period == period) {
            let plans = part.plans.iter().filter(|plan| plan.id == column).collect();
            let decoding = part.decoding(plans, &self.units, Some(0), &nothing);
            let read = stretches::read(&decoding, self.shares, &mut |stretch| {
                stretch.newcomers.iter().for_each(|newcomers| visit(&part.part, newcomers));
                Some(stretch.batch)
            });
            drop(read);
        }
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

    /// Finds files for different periods of which both end on the same day: one of them alone can be the newest.
    pub(crate) fn find_rivals(&self, findings: &mut Findings) {
        for (at, part) in self.parts.iter().enumerate() {
            let Some(period) = part.part.period else { continue };
            let before = self.parts.iter().take(at).filter(|other| other.table == part.table);
            let rival = before.filter_map(|other| other.part.period).find(|p| *p != period && p.last == period.last);
            if let Some(other) = rival {
                findings.at(part.part.title(None), Problem::PeriodsEndAlike { period, other });
            }
        }
    }

    /// The rows of files that were counted in a first pass.
    pub(crate) fn late_tallies(&self) -> &[(FileId, Tally)] {
        &self.late.tallies
    }

    /// The files that a first pass could not read to their end; their paths are not known here.
    pub(crate) fn late_errors(&self) -> &[(FileId, ReadError)] {
        &self.late.errors
    }

    /// Files that changed or vanished after they were opened, so that a scan did not reach their end.
    pub fn failures(&self) -> &[DataFinding] {
        &self.failures
    }
}

fn vanished(part: &Part, error: &ReadError) -> DataFinding {
    Problem::Vanished { reason: error.diagnostic().message }.at(part.title(None))
}

impl FileTables {
    /// Makes the first pass over one file, for nothing but what is wrong in it.
    fn check_part(&mut self, index: usize) {
        self.scan_part(index, &[], (&ask_nothing, &mut |_, _| {}));
    }

    /// Passes over one file; its first pass counts and checks, too.
    fn scan_part(&mut self, index: usize, columns: &[ColumnId], heard: Heard<'_, '_>) {
        let by = (&*self.units, self.shares);
        let Some(part) = self.parts.get_mut(index) else { return };
        let waited = std::mem::replace(&mut part.waits, false);
        let result = if waited {
            let mut tally = Tally::below(&part.part.header);
            let result = part.first_scan(columns, by, (&mut tally, &mut self.late.findings), heard);
            self.late.tallies.push((part.part.file, tally));
            result
        } else {
            part.scan(columns, by, heard)
        };
        let Err(stopped) = result else { return };
        let error = stopped.of("");
        let finding = vanished(&part.part, &error);
        if waited {
            self.late.errors.push((part.part.file, error));
        }
        self.fail(finding);
    }

    /// Hands over rows of one file again.
    fn scan_again(
        &mut self,
        index: usize,
        table: TableId,
        (columns, passed): (&[ColumnId], &[Passed]),
        visit: &mut dyn FnMut(&Batch),
    ) {
        let Some(part) = self.parts.get(index).filter(|part| part.table == table) else { return };
        let own: Vec<&Passed> = passed.iter().filter(|passed| passed.file == part.part.file).collect();
        if own.is_empty() {
            return;
        }
        let by = (&*self.units, self.shares);
        let result = match part.is_begun_anywhere() {
            Ok(true) => part.read_again(columns, &self.units, &own, visit),
            Ok(false) => part.scan(columns, by, (&ask_nothing, &mut |batch, _| visit(batch))),
            Err(stopped) => Err(stopped),
        };
        if let Err(stopped) = result {
            let finding = vanished(&part.part, &stopped.of(""));
            self.fail(finding);
        }
    }

    fn fail(&mut self, finding: DataFinding) {
        if !self.failures.contains(&finding) {
            self.failures.push(finding);
        }
    }
}

impl Tables for FileTables {
    fn files(&self, table: TableId) -> Vec<(FileId, Option<Period>)> {
        self.parts.iter().filter(|part| part.table == table).map(|part| (part.part.file, part.part.period)).collect()
    }

    fn lost(&self, table: TableId) -> Vec<(FileId, Option<Period>)> {
        self.lost.iter().filter(|(of, ..)| *of == table).map(|(_, file, period)| (*file, *period)).collect()
    }

    fn scan(
        &mut self,
        table: TableId,
        files: &[FileId],
        columns: &[ColumnId],
        ask: &Ask<'_>,
        visit: &mut dyn FnMut(&Batch, Marks),
    ) {
        for file in files {
            for index in 0..self.parts.len() {
                let Some(part) = self.parts.get(index) else { continue };
                if part.table != table || part.part.file != *file {
                    continue;
                }
                if part.waits && !part.decodes(columns) {
                    self.check_part(index);
                }
                self.scan_part(index, columns, (ask, visit));
            }
        }
    }

    fn again(&mut self, table: TableId, columns: &[ColumnId], passed: &[Passed], visit: &mut dyn FnMut(&Batch)) {
        for index in 0..self.parts.len() {
            self.scan_again(index, table, (columns, passed), visit);
        }
    }

    fn threads(&self) -> usize {
        self.shares.threads
    }

    fn settle(&mut self) -> BTreeMap<FileId, u64> {
        for index in 0..self.parts.len() {
            if self.parts.get(index).is_some_and(|part| part.waits) {
                self.check_part(index);
            }
        }
        self.late.settled.extend(std::mem::take(&mut self.late.findings).finish());
        self.late.tallies.iter().map(|(file, tally)| (*file, tally.used)).collect()
    }

    fn findings(&self) -> Vec<DataFinding> {
        self.failures.iter().chain(&self.late.settled).cloned().collect()
    }
}

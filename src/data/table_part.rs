//! One file of an item table: looked at and streamed, its rows read again where they are asked for.

use std::sync::Arc;

use crate::language::program::{ColumnId, TableId};
use crate::value::{Marks, Units};

use super::aside::{GROUP, SUBTOTAL_ROW, TOTAL, Tally};
use super::columns::ColumnPlan;
use super::dataset::{Ask, Batch, Passed};
use super::decoding::{Decoding, Then, nothing};
use super::findings::Findings;
use super::part::Part;
use super::rows::{Origin, Stopped};
use super::spare::Spare;
use super::stretches::{self, Shares};
use super::totals;

/// A sheet of no more rows is looked at beside other files.
const SHORT: usize = 1 << 12;

/// A file of an item table.
#[derive(Debug)]
pub(crate) struct TablePart {
    /// Of which table.
    pub(crate) table: TableId,
    /// The file.
    pub(crate) part: Arc<Part>,
    /// Its columns.
    pub(crate) plans: Vec<ColumnPlan>,
    /// What of it is kept decoded.
    pub(crate) kept: Kept,
    /// Whether its rows are still to be counted and its cells to be checked.
    pub(crate) waits: bool,
}

/// The columns of a file that rules name, decoded.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// Which.
    pub(crate) columns: Vec<ColumnId>,
    /// Whether every row is there.
    pub(crate) whole: bool,
    /// Their values.
    pub(crate) batches: Vec<Batch>,
}

impl TablePart {
    /// A file whose rows nobody has read yet.
    pub(crate) fn new(table: TableId, part: Arc<Part>, plans: Vec<ColumnPlan>) -> Self {
        Self { table, part, plans, kept: Kept::default(), waits: false }
    }

    /// How some of its columns are decoded.
    pub(crate) fn decoding<'a>(
        &'a self,
        plans: Vec<&'a ColumnPlan>,
        units: &'a Units,
        checks: Option<u64>,
        then: &'a Then<'a>,
    ) -> Decoding<'a> {
        Decoding { part: &self.part, plans, units, checks, then, spare: Spare::default() }
    }

    /// The columns that rules or promises name.
    pub(crate) fn used(&self) -> Vec<&ColumnPlan> {
        self.plans.iter().filter(|plan| plan.declared.used).collect()
    }

    /// Whether it is short enough to be looked at beside other files.
    pub(crate) fn is_short(&self) -> bool {
        match &self.part.origin {
            Origin::Delimited { bytes, .. } | Origin::Json { bytes, .. } => bytes.is_kept(),
            Origin::Sheet(sheet) => sheet.len() <= SHORT,
        }
    }

    /// Whether it is text of a row a line, too long to be kept.
    pub(crate) fn is_long(&self, shares: Shares) -> Result<bool, Stopped> {
        let (Origin::Delimited { bytes, .. } | Origin::Json { bytes, lines: true, .. }) = &self.part.origin else {
            return Ok(false);
        };
        Ok(bytes.divisible()?.is_some_and(|length| length > 2 * shares.bytes))
    }

    /// Whether nothing but its own rows says what is wrong in it: values that must differ are compared across files in their
    /// order, and a file without a row is told at once.
    pub(crate) fn can_wait(&self) -> Result<bool, Stopped> {
        let apart = !self.used().iter().any(|plan| plan.declared.unique);
        Ok(apart && self.part.rows()?.next()?.is_some())
    }

    /// Hands over the columns asked for while counting rows and checking cells.
    pub(crate) fn first_scan(
        &self,
        columns: &[ColumnId],
        (units, shares): (&Units, Shares),
        (tally, findings): (&mut Tally, &mut Findings),
        (ask, visit): Heard<'_, '_>,
    ) -> Result<(), Stopped> {
        let used = self.used();
        let places: Vec<_> = columns.iter().map(|id| used.iter().position(|plan| plan.id == *id)).collect();
        let then = |batch: Batch| asked(arranged(batch, &places), ask);
        stretches::read(&self.decoding(used, units, Some(findings.most()), &then), shares, &mut |stretch| {
            tally.merge(stretch.tally);
            findings.follow(stretch.problems);
            if !stretch.batch.rows.is_empty() {
                visit(&stretch.batch, stretch.marks);
            }
            Some(stretch.batch)
        })?;
        if has_sums(tally) {
            totals::check(self, units, findings)?;
        }
        Ok(())
    }

    /// Whether a first pass decodes every column asked for.
    pub(crate) fn decodes(&self, columns: &[ColumnId]) -> bool {
        let is_used = |id: &ColumnId| self.plans.get(id.0).is_some_and(|plan| plan.declared.used);
        columns.iter().all(is_used)
    }

    /// Whether its rows are neither kept nor to be come by from its beginning alone.
    pub(crate) fn is_begun_anywhere(&self) -> Result<bool, Stopped> {
        Ok(!self.kept.whole && self.part.origin.is_begun_anywhere()?)
    }

    /// Reads some rows again.
    pub(crate) fn read_again(
        &self,
        columns: &[ColumnId],
        units: &Units,
        passed: &[&Passed],
        visit: &mut dyn FnMut(&Batch),
    ) -> Result<(), Stopped> {
        let plans: Vec<&ColumnPlan> = columns.iter().filter_map(|id| self.plans.get(id.0)).collect();
        let decoding = self.decoding(plans, units, None, &nothing);
        for passed in passed {
            let stretch = stretches::again(&decoding, passed)?;
            visit(&stretch.batch);
            decoding.spare(Some(stretch.batch));
        }
        Ok(())
    }

    /// Hands over the columns asked for: as kept, or read again.
    pub(crate) fn scan(
        &self,
        columns: &[ColumnId],
        (units, shares): (&Units, Shares),
        (ask, visit): Heard<'_, '_>,
    ) -> Result<(), Stopped> {
        let plans: Vec<&ColumnPlan> = columns.iter().filter_map(|id| self.plans.get(id.0)).collect();
        let place = |plan: &&ColumnPlan| self.kept.columns.iter().position(|kept| *kept == plan.id);
        if let (true, Some(places)) = (self.kept.whole, plans.iter().map(place).collect::<Option<Vec<usize>>>()) {
            for batch in &self.kept.batches {
                let (batch, marks) = asked(picked(batch, &places), ask);
                visit(&batch, marks);
            }
            return Ok(());
        }
        let then = |batch: Batch| asked(batch, ask);
        stretches::read(&self.decoding(plans, units, None, &then), shares, &mut |stretch| {
            if !stretch.batch.rows.is_empty() {
                visit(&stretch.batch, stretch.marks);
            }
            Some(stretch.batch)
        })
    }
}

/// Whether rows that say sums were set aside.
pub(crate) fn has_sums(tally: &Tally) -> bool {
    [TOTAL, SUBTOTAL_ROW, GROUP].iter().any(|reason| tally.aside(reason) > 0)
}

/// Who is asked of each batch, and who is handed it with the answer.
pub(crate) type Heard<'v, 'a> = (&'v Ask<'a>, &'v mut dyn FnMut(&Batch, Marks));

fn asked(batch: Batch, ask: &Ask<'_>) -> (Batch, Marks) {
    let marks = ask(&batch);
    (batch, marks)
}

fn picked(batch: &Batch, places: &[usize]) -> Batch {
    let columns = places.iter().filter_map(|place| batch.columns.get(*place)).cloned().collect();
    Batch { file: batch.file, rows: batch.rows.clone(), offsets: batch.offsets.clone(), columns }
}

/// The columns at some places of a batch, in that order; each is asked for once.
fn arranged(batch: Batch, places: &[Option<usize>]) -> Batch {
    let mut all: Vec<_> = batch.columns.into_iter().map(Some).collect();
    let mut take = |place: &Option<usize>| all.get_mut((*place)?)?.take();
    let columns = places.iter().filter_map(&mut take).collect();
    Batch { columns, ..batch }
}

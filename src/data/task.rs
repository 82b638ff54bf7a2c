//! One table of one file, read by itself: what it holds and what is wrong with it, whatever the tables before it hold.

use std::sync::Arc;

use crate::value::Period;

use super::aside::Tally;
use super::columns::plan;
use super::dataset::{DataFile, Explanation, Figure, FileId, MilestoneRow, Place};
use super::explanations::ExplanationTable;
use super::file::OpenedTable;
use super::findings::Findings;
use super::input::Input;
use super::names::TableKind;
use super::part::Part;
use super::problem::Problem;
use super::readers::Readers;
use super::rows::{Origin, Stopped};
use super::table_part::TablePart;
use super::tables::{FileTables, Found};

/// How many rows are looked at for a delimiter that none of ours is.
const HEAD: usize = 30;

/// A table to be read.
pub(crate) struct Task<'a> {
    /// Where it stands in the run.
    pub(crate) file: FileId,
    /// The entry that names its file.
    pub(crate) input: &'a Input,
    /// The table.
    pub(crate) table: OpenedTable,
    /// Its file's name without extensions.
    pub(crate) stem: Arc<str>,
    /// What it is.
    pub(crate) kind: Option<TableKind>,
    /// The period that the whole of it is for.
    pub(crate) period: Option<Period>,
    /// Whether the workbook was made from the rules: a sheet that nobody filled in is then no submission.
    pub(crate) made: bool,
}

/// What a table holds.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    pub(crate) part: Option<Arc<Part>>,
    pub(crate) findings: Findings,
    pub(crate) figures: Vec<Figure>,
    pub(crate) milestones: Vec<MilestoneRow>,
    pub(crate) explanations: Vec<Explanation>,
    /// The period that the lines above an item table name.
    pub(crate) period: Option<Period>,
    /// An item table, with what its rows hold unless they are many.
    pub(crate) items: Option<(TablePart, Option<Found>)>,
}

impl Task<'_> {
    /// The file as reports name it.
    pub(crate) fn described(&self, readers: &Readers<'_>) -> DataFile {
        DataFile {
            path: self.input.shown.clone(),
            sheet: self.table.sheet.clone(),
            has_cells: !matches!(self.table.origin, Origin::Json { .. }),
            table: self.kind.map(|kind| kind.name(readers.program)).unwrap_or_default(),
            period: self.period,
            office: self.input.office.clone(),
            encoding: self.table.encoding.clone(),
            rows_read: 0,
            rows_used: 0,
            rows_set_aside: Vec::new(),
        }
    }

    /// Reads it; of long item tables all but the rows.
    pub(crate) fn run(self, readers: &Readers<'_>, tables: &FileTables) -> Result<Outcome, Stopped> {
        let findings = Findings::within(self.input.limits);
        let mut outcome = Outcome { findings, ..Outcome::default() };
        self.note_delimiter(&mut outcome.findings);
        let units = &readers.program.units;
        let header = match self.kind {
            Some(kind) => readers.header(kind, &self.table.origin, self.input)?,
            None => None,
        };
        let (Some(kind), Some(mut header)) = (self.kind, header) else {
            outcome.tally = self.unread(readers, &mut outcome.findings)?;
            return Ok(outcome);
        };
        // Figures and milestones are known by their names, numbered or not.
        header.groups = header.groups.filter(|_| matches!(kind, TableKind::Items(_)));
        header.unit_of_titles(&|title| readers.is_of_names(kind, title));
        header.single_of_names(self.table.name.iter().map(String::as_str).chain([&*self.stem]));
        header.unit_of_names(self.table.name.iter().map(String::as_str).chain([&*self.stem]), units);
        let (file, file_name, made) = (self.file, self.stem.to_string(), self.made);
        let mut period = self.period;
        if matches!(kind, TableKind::Items(_)) {
            let plan = readers.program.plan.period.as_ref();
            let said = header.preamble.stated(plan);
            if let (Some(named), Some(said)) = (period, said.filter(|said| period.is_some_and(|p| p.last != said.last)))
            {
                outcome.findings.at(self.start(), Problem::PeriodsContradict { named, said });
            }
            period = period.or(said);
            outcome.period = period;
        }
        let part = Arc::new(Part { file, file_name, origin: self.table.origin, header, period });
        note_hidden(&part, &mut outcome.findings);
        outcome.part = Some(Arc::clone(&part));
        outcome.read(kind, &part, readers, tables)?;
        if outcome.is_read() {
            outcome.note_no_rows(kind, made, readers);
        }
        Ok(outcome)
    }

    fn note_delimiter(&self, findings: &mut Findings) {
        let Origin::Delimited { delimiter, .. } = &self.table.origin else { return };
        if let Some(found) = super::dialect::unexpected(&self.input.path, *delimiter) {
            findings.at(self.start(), Problem::OtherDelimiter { found });
        }
    }

    /// Where it begins.
    pub(crate) fn start(&self) -> Place {
        let start = self.table.origin.start();
        Place { file: self.file, row: start.row, column: None, offset: start.offset }
    }

    /// Its own name, or its file's.
    pub(crate) fn name(&self) -> String {
        self.table.name.clone().unwrap_or_else(|| super::file::file_name(self.input))
    }

    /// Counts the rows of a table that nothing can be made of.
    fn unread(&self, readers: &Readers<'_>, findings: &mut Findings) -> Result<Tally, Stopped> {
        let mut tally = Tally::default();
        let mut rows = self.table.origin.rows(self.table.origin.start())?;
        let mut single_fields = Vec::new();
        while let Some(record) = rows.next()? {
            tally.read += 1;
            if record.len() == 1 && single_fields.len() < HEAD {
                single_fields.push(record.cell(0).display());
            }
        }
        if tally.read > HEAD.min(single_fields.len()) as u64 && single_fields.len() < HEAD {
            single_fields.clear();
        }
        if self.kind.is_none() && readers.is_guide(&self.table, self.input) {
            tally.set_aside("填表说明", tally.read);
            return Ok(tally);
        }
        let problem = match self.kind {
            Some(TableKind::Explanations) | None => self.astray(readers),
            Some(kind) => {
                let (table, wanted) = (kind.name(readers.program), readers.expected(kind));
                Problem::HeaderMissing { table, wanted, parted_by: super::dialect::strange(&single_fields) }
            }
        };
        tally.set_aside(if self.kind.is_some() { "找不到表头" } else { "对不上表的行" }, tally.read);
        findings.at(self.start(), problem);
        Ok(tally)
    }

    /// What a table is that no name tells the kind of.
    fn astray(&self, readers: &Readers<'_>) -> Problem {
        let name = self.name();
        let stem = name.split('.').next().unwrap_or_default();
        let similar = TableKind::similar(readers.program, stem).filter(|similar| similar != stem);
        let looks = self.kind.is_none() && self.table.sheet.is_some();
        match if looks { readers.recognise(&self.table, "", self.input) } else { None } {
            Some(kind) => Problem::TableAstray { name, table: kind.name(readers.program) },
            None => Problem::TableUnmatched { similar, name },
        }
    }
}

impl Outcome {
    fn read(
        &mut self,
        kind: TableKind,
        part: &Arc<Part>,
        readers: &Readers<'_>,
        tables: &FileTables,
    ) -> Result<(), Stopped> {
        let findings = &mut self.findings;
        match kind {
            TableKind::Figures => self.tally = readers.figures.read(part, findings, &mut self.figures)?,
            TableKind::Milestones => self.tally = readers.milestones.read(part, findings, &mut self.milestones)?,
            TableKind::Explanations => self.tally = ExplanationTable::read(part, findings, &mut self.explanations)?,
            TableKind::Items(id) => {
                let Some(table) = readers.program.table(id) else { return Ok(()) };
                let plans = plan(readers.program, table, part, findings);
                let part = TablePart::new(id, Arc::clone(part), plans);
                let found = if part.is_short() { Some(tables.find(&part, findings)?) } else { None };
                self.tally = found.as_ref().map(|found| found.tally.clone()).unwrap_or_default();
                self.items = Some((part, found));
            }
        }
        Ok(())
    }

    /// Whether its rows were read and counted.
    fn is_read(&self) -> bool {
        self.items.as_ref().is_none_or(|(_, found)| found.is_some())
    }

    /// Says that a table has no rows, unless that is no submission.
    pub(crate) fn note_no_rows(&mut self, kind: TableKind, made: bool, readers: &Readers<'_>) {
        let Some(part) = &self.part else { return };
        let above = part.header.rows_above + part.header.blank_above;
        if !made && self.tally.used == 0 && self.tally.read == above {
            self.findings.at(part.title(None), Problem::NoRows { table: kind.name(readers.program) });
        }
    }
}

/// Says what of a sheet its reader in Excel does not see.
fn note_hidden(part: &Part, findings: &mut Findings) {
    let Origin::Sheet(sheet) = &part.origin else { return };
    let hidden = sheet.hidden;
    if hidden.sheet {
        findings.at(part.title(None), Problem::HiddenSheet);
    }
    if let Some((count, first)) = hidden.rows {
        findings.at(Place { row: first, ..part.title(None) }, Problem::HiddenRows { count });
    }
    if let Some((count, first)) = hidden.columns {
        findings.at(part.title(usize::try_from(first).ok()), Problem::HiddenColumns { count });
    }
}

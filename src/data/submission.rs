//! Everything submitted in a run: files opened one after another, each table read as what it is.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::language::program::Program;
use crate::value::Period;

use super::aside::Tally;
use super::columns::{ItemTitles, plan};
use super::dataset::{DataFile, Dataset, Excerpt, FileId, Place};
use super::duplicates::{reconcile_figures, reconcile_milestones};
use super::excerpt;
use super::explanations::ExplanationTable;
use super::figures::FigureTable;
use super::file::{Opened, OpenedTable, open_file};
use super::findings::Findings;
use super::header::{self, Header, Wanted};
use super::input::Input;
use super::milestones::MilestoneTable;
use super::names::TableKind;
use super::part::Part;
use super::problem::Problem;
use super::promises::Promises;
use super::read_error::{ReadError, ReadErrorKind};
use super::rows::{Origin, Stopped};
use super::tables::{FileTables, TablePart};

/// What was submitted, and the way back to its files.
#[derive(Debug, Default)]
pub struct Submission {
    /// Figures, milestones, explanations, files and findings.
    pub dataset: Dataset,
    /// Item tables, to be scanned.
    pub tables: FileTables,
    parts: Vec<Option<Arc<Part>>>,
}

impl Submission {
    /// The row of a place, read back from its file; `None` when there is none to show.
    pub fn excerpt(&self, place: &Place) -> Option<Excerpt> {
        let part = self.parts.get(place.file.0 as usize)?.as_ref()?;
        excerpt::read(part, place)
    }
}

/// Opens the data files of a run and reads all but the rows of item tables.
///
/// # Errors
/// One for each file that cannot be read at all.
pub fn open(program: &Program, inputs: &[Input]) -> Result<Submission, Vec<ReadError>> {
    let mut reader = Reader::new(program);
    let mut errors = Vec::new();
    for input in inputs {
        if let Err(error) = reader.input(input) {
            errors.push(error);
        }
    }
    if errors.is_empty() { Ok(reader.finish()) } else { Err(errors) }
}

struct Reader<'p> {
    program: &'p Program,
    figures: FigureTable<'p>,
    milestones: MilestoneTable<'p>,
    promises: Promises,
    findings: Findings,
    submission: Submission,
    /// What was read: a table of a file that two entries name counts once.
    taken: BTreeSet<(PathBuf, Option<String>, Option<TableKind>)>,
}

/// What one input says of all its tables.
struct Said<'a> {
    input: &'a Input,
    declared: Option<TableKind>,
    period: Option<Period>,
}

impl<'p> Reader<'p> {
    fn new(program: &'p Program) -> Self {
        let tables = FileTables::new(Arc::new(program.units.clone()));
        Self {
            program,
            figures: FigureTable::new(program),
            milestones: MilestoneTable::new(program),
            promises: Promises::default(),
            findings: Findings::default(),
            taken: BTreeSet::new(),
            submission: Submission { tables, ..Submission::default() },
        }
    }

    fn finish(mut self) -> Submission {
        let dataset = &mut self.submission.dataset;
        reconcile_figures(&mut dataset.figures, self.program, &mut self.findings);
        reconcile_milestones(&mut dataset.milestones, self.program, &mut self.findings);
        dataset.findings = self.findings.finish();
        self.submission
    }

    fn input(&mut self, input: &Input) -> Result<(), ReadError> {
        let said = self.said(input)?;
        let opened = open_file(input)?;
        let kinds = self.kinds(&said, &opened);
        let path = input.path.canonicalize().unwrap_or_else(|_| input.path.clone());
        for (table, (kind, period)) in opened.tables.into_iter().zip(kinds) {
            if !self.taken.insert((path.clone(), table.name.clone(), kind)) {
                continue;
            }
            let period = said.period.or(period);
            self.table(&said, table, kind, period).map_err(|stopped| stopped.of(&input.shown))?;
        }
        Ok(())
    }

    fn said<'a>(&self, input: &'a Input) -> Result<Said<'a>, ReadError> {
        let error = |kind| ReadError::new(&input.shown, kind);
        let declared = match &input.table {
            None => None,
            Some(name) => Some(TableKind::named(self.program, name).ok_or_else(|| {
                let similar = TableKind::similar(self.program, name);
                error(ReadErrorKind::UnknownTable { name: name.clone(), similar })
            })?),
        };
        let plan = self.program.plan.period.as_ref();
        let period = match &input.period {
            None => None,
            Some(text) => {
                let written = super::period::read(text, plan);
                Some(written.ok_or_else(|| error(ReadErrorKind::BadPeriod { text: text.clone() }))?.period)
            }
        };
        Ok(Said { input, declared, period })
    }

    /// Which table each part of a file is, and the period that its name says.
    fn kinds(&self, said: &Said<'_>, opened: &Opened) -> Vec<(Option<TableKind>, Option<Period>)> {
        let by_file = TableKind::of_name(self.program, &opened.stem);
        let file_period = by_file.and_then(|(_, period)| period).or_else(|| super::period::split_name(&opened.stem).1);
        let own: Vec<Option<(TableKind, Option<Period>)>> = opened
            .tables
            .iter()
            .map(|table| table.name.as_deref().and_then(|name| TableKind::of_name(self.program, name)))
            .collect();
        let owned = |kind: TableKind| own.iter().flatten().any(|(other, _)| *other == kind);
        let mut given = false;
        let tables = opened.tables.iter().zip(&own);
        let kinds = tables.map(|(table, own)| match (said.declared, own) {
            (Some(kind), Some((other, period))) if kind == *other => (Some(kind), period.or(file_period)),
            (Some(kind), _) if !owned(kind) && !std::mem::replace(&mut given, true) => (Some(kind), file_period),
            (Some(_), _) => (None, None),
            (None, Some((kind, period))) => (Some(*kind), period.or(file_period)),
            (None, None) => match by_file {
                Some((kind, _)) if !owned(kind) || self.fits(kind, table, said.input) => (Some(kind), file_period),
                _ => (None, None),
            },
        });
        kinds.collect()
    }

    /// Whether a header of that kind can be found in a sheet.
    fn fits(&self, kind: TableKind, table: &OpenedTable, input: &Input) -> bool {
        matches!(self.header(kind, &table.origin, input), Ok(Some(_)))
    }

    fn header(&self, kind: TableKind, origin: &Origin, input: &Input) -> Result<Option<Header>, Stopped> {
        let find = |wanted: &dyn Wanted| header::find(origin, wanted, input.header, &input.rename, &self.program.units);
        match kind {
            TableKind::Figures => find(&self.figures),
            TableKind::Milestones => find(&self.milestones),
            TableKind::Explanations => find(&ExplanationTable),
            TableKind::Items(id) => self.program.table(id).map_or(Ok(None), |table| find(&ItemTitles(table))),
        }
    }

    fn table(
        &mut self,
        said: &Said<'_>,
        table: OpenedTable,
        kind: Option<TableKind>,
        period: Option<Period>,
    ) -> Result<(), Stopped> {
        let file = FileId(u32::try_from(self.submission.dataset.files.len()).unwrap_or(u32::MAX));
        let name = kind.map(|kind| kind.name(self.program)).unwrap_or_default();
        let described = DataFile {
            path: said.input.shown.clone(),
            sheet: table.sheet.clone(),
            has_cells: !matches!(table.origin, Origin::Json { .. }),
            table: name,
            period,
            encoding: table.encoding.clone(),
            rows_read: 0,
            rows_used: 0,
            rows_set_aside: Vec::new(),
        };
        self.submission.dataset.files.push(described);
        self.submission.parts.push(None);
        let header = match kind {
            Some(kind) => self.header(kind, &table.origin, said.input)?,
            None => None,
        };
        let tally = match (kind, header) {
            (Some(kind), Some(header)) => {
                let part = Arc::new(Part { file, origin: table.origin, header, period });
                if let Some(place) = self.submission.parts.last_mut() {
                    *place = Some(Arc::clone(&part));
                }
                self.note_hidden(&part);
                self.part(kind, &part)?
            }
            (kind, _) => self.unread(said, kind, &table, file)?,
        };
        if let Some(file) = self.submission.dataset.files.last_mut() {
            (file.rows_read, file.rows_used, file.rows_set_aside) = (tally.read, tally.used, tally.reasons());
        }
        Ok(())
    }

    /// Says what of a sheet its reader in Excel does not see.
    fn note_hidden(&mut self, part: &Part) {
        let Origin::Sheet(sheet) = &part.origin else { return };
        let hidden = sheet.hidden;
        if hidden.sheet {
            self.findings.at(part.title(None), Problem::HiddenSheet);
        }
        if let Some((count, first)) = hidden.rows {
            self.findings.at(Place { row: first, ..part.title(None) }, Problem::HiddenRows { count });
        }
        if let Some((count, first)) = hidden.columns {
            self.findings.at(part.title(usize::try_from(first).ok()), Problem::HiddenColumns { count });
        }
    }

    fn part(&mut self, kind: TableKind, part: &Arc<Part>) -> Result<Tally, Stopped> {
        let findings = &mut self.findings;
        let dataset = &mut self.submission.dataset;
        let tally = match kind {
            TableKind::Figures => self.figures.read(part, findings, &mut dataset.figures)?,
            TableKind::Milestones => self.milestones.read(part, findings, &mut dataset.milestones)?,
            TableKind::Explanations => ExplanationTable::read(part, findings, &mut dataset.explanations)?,
            TableKind::Items(id) => {
                let Some(table) = self.program.table(id) else { return Ok(Tally::default()) };
                let plans = plan(self.program, table, part, findings);
                let part = TablePart { table: id, part: Arc::clone(part), plans };
                self.submission.tables.add(part, &mut self.promises, findings)?
            }
        };
        if tally.used == 0 && tally.read == part.header.rows_above + part.header.blank_above {
            findings.at(part.title(None), Problem::NoRows { table: kind.name(self.program) });
        }
        Ok(tally)
    }

    /// Counts the rows of a table that nothing can be made of.
    fn unread(
        &mut self,
        said: &Said<'_>,
        kind: Option<TableKind>,
        table: &OpenedTable,
        file: FileId,
    ) -> Result<Tally, Stopped> {
        let mut tally = Tally::default();
        let mut rows = table.origin.rows(table.origin.start())?;
        while rows.next()?.is_some() {
            tally.read += 1;
        }
        let name = table.name.clone().unwrap_or_else(|| super::file::file_name(said.input));
        let problem = match kind {
            Some(TableKind::Explanations) | None => {
                let stem = name.split('.').next().unwrap_or_default();
                let similar = TableKind::similar(self.program, stem).filter(|similar| similar != stem);
                Problem::TableUnmatched { similar, name }
            }
            Some(kind) => Problem::HeaderMissing { table: kind.name(self.program), wanted: self.expected(kind) },
        };
        tally.set_aside(if kind.is_some() { "找不到表头" } else { "对不上表的行" }, tally.read);
        let start = table.origin.start();
        self.findings.at(Place { file, row: start.row, column: None, offset: start.offset }, problem);
        Ok(tally)
    }

    fn expected(&self, kind: TableKind) -> Vec<String> {
        match kind {
            TableKind::Figures => FigureTable::expected(),
            TableKind::Milestones => MilestoneTable::expected(),
            TableKind::Explanations => Vec::new(),
            TableKind::Items(id) => {
                let columns = self.program.table(id).map(|table| table.columns.as_slice()).unwrap_or_default();
                columns.iter().map(|column| column.name.clone()).collect()
            }
        }
    }
}

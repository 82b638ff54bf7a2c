//! Everything submitted in a run: files opened one after another, each table read as what it is.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::language::program::{Program, TableId};
use crate::limits::Limits;
use crate::value::Period;

use super::aside::Tally;
use super::bytes::Room;
use super::columns::{ItemTitles, plan};
use super::companies::agree;
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
use super::sheet_name::is_guide;
use super::stretches::Shares;
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
    /// Takes over the rows of tables that were counted while they were judged.
    ///
    /// # Errors
    /// One for each file that could not be read to its end then; nothing that was judged counts.
    pub fn settle(&mut self) -> Result<(), Vec<ReadError>> {
        for (file, tally) in self.tables.late_tallies() {
            if let Some(file) = self.dataset.files.get_mut(file.0 as usize) {
                (file.rows_read, file.rows_used, file.rows_set_aside) = (tally.read, tally.used, tally.reasons());
            }
        }
        let path = |file: FileId| self.dataset.file(file).map(|file| file.path.clone()).unwrap_or_default();
        let errors = self.tables.late_errors().iter();
        let errors: Vec<_> = errors.map(|(file, error)| ReadError { path: path(*file), ..error.clone() }).collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// The row of a place, read back from its file; `None` when there is none to show.
    pub fn excerpt(&self, place: &Place) -> Option<Excerpt> {
        let part = self.parts.get(place.file.0 as usize)?.as_ref()?;
        excerpt::read(part, place)
    }
}

/// Opens the data files of a run and reads all but the rows of item tables, on all cores.
///
/// # Errors
/// One for each file that cannot be read at all.
pub fn open(program: &Program, inputs: &[Input]) -> Result<Submission, Vec<ReadError>> {
    open_by(program, inputs, Shares::default())
}

/// Opens the data files of a run; how large ones are divided changes nothing but the time it takes.
///
/// # Errors
/// One for each file that cannot be read at all.
pub fn open_by(program: &Program, inputs: &[Input], shares: Shares) -> Result<Submission, Vec<ReadError>> {
    read(Reader::new(program, shares, limits_of(inputs)), inputs)
}

/// Opens the data files of a run; long item tables are counted and checked in the first pass that judging makes over them, and
/// [`Submission::settle`] then tells what that found.
///
/// # Errors
/// One for each file that cannot be read at all.
pub fn open_lazily(program: &Program, inputs: &[Input], shares: Shares) -> Result<Submission, Vec<ReadError>> {
    let limits = limits_of(inputs);
    let mut reader = Reader::new(program, shares, limits);
    reader.submission.tables.wait(limits);
    read(reader, inputs)
}

fn limits_of(inputs: &[Input]) -> Limits {
    inputs.first().map(|input| input.limits).unwrap_or_default()
}

fn read(mut reader: Reader<'_>, inputs: &[Input]) -> Result<Submission, Vec<ReadError>> {
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
    /// Sheets made from the rules that nobody filled in.
    unfilled: Vec<FileId>,
    room: Room,
    /// What was read: a table of a file that two entries name counts once.
    taken: BTreeSet<(PathBuf, Option<String>, Option<TableKind>)>,
}

/// How many rows are looked at for a delimiter that none of ours is.
const HEAD: usize = 30;

/// What one input says of all its tables.
struct Said<'a> {
    input: &'a Input,
    declared: Option<TableKind>,
    period: Option<Period>,
    /// Whether the workbook was made from the rules: a sheet that nobody filled in is then no submission.
    made: bool,
}

impl<'p> Reader<'p> {
    fn new(program: &'p Program, shares: Shares, limits: Limits) -> Self {
        let tables = FileTables::new(Arc::new(program.units.clone()), shares);
        Self {
            program,
            figures: FigureTable::new(program),
            milestones: MilestoneTable::new(program),
            promises: Promises::default(),
            findings: Findings::within(limits),
            taken: BTreeSet::new(),
            unfilled: Vec::new(),
            room: Room::beside(shares),
            submission: Submission { tables, ..Submission::default() },
        }
    }

    fn finish(mut self) -> Submission {
        let dataset = &mut self.submission.dataset;
        agree(&mut dataset.figures, self.program, &mut self.findings);
        reconcile_figures(&mut dataset.figures, self.program, &mut self.findings);
        reconcile_milestones(&mut dataset.milestones, self.program, &mut self.findings);
        dataset.findings = self.findings.finish();
        self.submission.tables.forget(&self.unfilled);
        self.submission
    }

    fn input(&mut self, input: &Input) -> Result<(), ReadError> {
        let mut said = self.said(input)?;
        let opened = open_file(input, &mut self.room)?;
        said.made = opened.tables.iter().any(|table| self.is_guide(table, input));
        let mut kinds = self.kinds(&said, &opened);
        let by_header = self.by_header(&said, &opened, &mut kinds);
        let path = input.path.canonicalize().unwrap_or_else(|_| input.path.clone());
        for ((table, (kind, period)), by_header) in opened.tables.into_iter().zip(kinds).zip(by_header) {
            if !self.taken.insert((path.clone(), table.name.clone(), kind)) {
                continue;
            }
            let period = said.period.or(period);
            let name = table.name.clone().unwrap_or_else(|| super::file::file_name(input));
            let place = self.next_place(&table.origin);
            self.table(&said, table, &opened.stem, kind, period).map_err(|stopped| stopped.of(&input.shown))?;
            if let Some(kind) = kind.filter(|_| by_header) {
                self.findings.at(place, Problem::TableByHeader { name, table: kind.name(self.program) });
            }
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
        Ok(Said { input, declared, period, made: false })
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
            _ if self.is_guide(table, said.input) => (None, None),
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

    /// Whether a sheet only says how to fill in the others; one that the manifest names is read as it says.
    fn is_guide(&self, table: &OpenedTable, input: &Input) -> bool {
        input.sheet.is_none() && table.sheet.as_deref().is_some_and(|sheet| is_guide(self.program, sheet))
    }

    /// Gives the tables of a file that no name tells their kind by their headers; tells which.
    fn by_header(
        &self,
        said: &Said<'_>,
        opened: &Opened,
        kinds: &mut [(Option<TableKind>, Option<Period>)],
    ) -> Vec<bool> {
        let nameless = said.declared.is_none() && kinds.iter().all(|(kind, _)| kind.is_none());
        let misspelt = TableKind::similar(self.program, &opened.stem).is_some();
        let nameless = nameless && !misspelt && !super::names::is_copy(&opened.stem);
        let tables = opened.tables.iter().zip(kinds);
        let tables = tables.map(|(table, (kind, period))| {
            let is_copy = table.name.as_deref().is_some_and(super::names::is_copy);
            let found = if nameless && !is_copy { self.recognise(table, &opened.stem, said.input) } else { None };
            *kind = kind.or(found);
            *period = period.or(found.and_then(|_| super::period::split_name(&opened.stem).1));
            found.is_some()
        });
        tables.collect()
    }

    /// The only kind of table that a header can be of.
    fn recognise(&self, table: &OpenedTable, stem: &str, input: &Input) -> Option<TableKind> {
        let header = |kind| self.header(kind, &table.origin, input).ok().flatten();
        let has = |header: &Header, name: &str| !header.columns(name).is_empty();
        let items = self.program.tables.iter().enumerate().filter(|(id, known)| {
            let found = header(TableKind::Items(TableId(*id)));
            known.columns.len() > 1 && found.is_some_and(|h| known.columns.iter().all(|column| has(&h, &column.name)))
        });
        let items = items.map(|(id, _)| TableKind::Items(TableId(id)));
        let figures = header(TableKind::Figures).filter(|header| self.figures.owns(header, stem));
        let milestones = header(TableKind::Milestones).filter(|header| has(header, "事项") && has(header, "状态"));
        let fixed = figures.map(|_| TableKind::Figures).into_iter().chain(milestones.map(|_| TableKind::Milestones));
        let mut all = fixed.chain(items);
        all.next().filter(|_| all.next().is_none())
    }

    /// Where the next table to be read begins.
    fn next_place(&self, origin: &Origin) -> Place {
        let file = FileId(u32::try_from(self.submission.dataset.files.len()).unwrap_or(u32::MAX));
        let start = origin.start();
        Place { file, row: start.row, column: None, offset: start.offset }
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
        stem: &str,
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
            office: said.input.office.clone(),
            encoding: table.encoding.clone(),
            rows_read: 0,
            rows_used: 0,
            rows_set_aside: Vec::new(),
        };
        self.submission.dataset.files.push(described);
        self.submission.parts.push(None);
        self.note_delimiter(said.input, &table.origin, file);
        let mut header = match kind {
            Some(kind) => self.header(kind, &table.origin, said.input)?,
            None => None,
        };
        if let Some(header) = &mut header {
            // Figures and milestones are known by their names, numbered or not.
            header.groups = header.groups.filter(|_| matches!(kind, Some(TableKind::Items(_))));
            header.unit_of_names(table.name.iter().map(String::as_str).chain([stem]), &self.program.units);
        }
        let tally = match (kind, header) {
            (Some(kind), Some(header)) => {
                let file_name = stem.to_owned();
                let part = Arc::new(Part { file, file_name, origin: table.origin, header, period });
                if let Some(place) = self.submission.parts.last_mut() {
                    *place = Some(Arc::clone(&part));
                }
                self.note_hidden(&part);
                self.part(kind, &part, said.made)?
            }
            (kind, _) => self.unread(said, kind, &table, file)?,
        };
        if let Some(file) = self.submission.dataset.files.last_mut() {
            (file.rows_read, file.rows_used, file.rows_set_aside) = (tally.read, tally.used, tally.reasons());
        }
        Ok(())
    }

    fn note_delimiter(&mut self, input: &Input, origin: &Origin, file: FileId) {
        let Origin::Delimited { delimiter, .. } = origin else { return };
        if let Some(found) = super::dialect::unexpected(&input.path, *delimiter) {
            let start = origin.start();
            let place = Place { file, row: start.row, column: None, offset: start.offset };
            self.findings.at(place, Problem::OtherDelimiter { found });
        }
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

    fn part(&mut self, kind: TableKind, part: &Arc<Part>, made: bool) -> Result<Tally, Stopped> {
        let findings = &mut self.findings;
        let dataset = &mut self.submission.dataset;
        let tally = match kind {
            TableKind::Figures => self.figures.read(part, findings, &mut dataset.figures)?,
            TableKind::Milestones => self.milestones.read(part, findings, &mut dataset.milestones)?,
            TableKind::Explanations => ExplanationTable::read(part, findings, &mut dataset.explanations)?,
            TableKind::Items(id) => {
                let Some(table) = self.program.table(id) else { return Ok(Tally::default()) };
                let plans = plan(self.program, table, part, findings);
                let part = TablePart::new(id, Arc::clone(part), plans);
                let file = part.part.file;
                let Some(part) = self.submission.tables.put_off(part)? else { return Ok(Tally::default()) };
                let tally = self.submission.tables.add(part, &mut self.promises, findings)?;
                self.unfilled.extend((made && tally.used == 0).then_some(file));
                tally
            }
        };
        if !made && tally.used == 0 && tally.read == part.header.rows_above + part.header.blank_above {
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
        if kind.is_none() && self.is_guide(table, said.input) {
            tally.set_aside("填表说明", tally.read);
            return Ok(tally);
        }
        let name = table.name.clone().unwrap_or_else(|| super::file::file_name(said.input));
        let problem = match kind {
            Some(TableKind::Explanations) | None => {
                let stem = name.split('.').next().unwrap_or_default();
                let similar = TableKind::similar(self.program, stem).filter(|similar| similar != stem);
                let looks = kind.is_none() && table.sheet.is_some() && !super::names::is_copy(&name);
                match if looks { self.recognise(table, "", said.input) } else { None } {
                    Some(kind) => Problem::TableAstray { name, table: kind.name(self.program) },
                    None => Problem::TableUnmatched { similar, name },
                }
            }
            Some(kind) => {
                let (table, wanted) = (kind.name(self.program), self.expected(kind));
                Problem::HeaderMissing { table, wanted, parted_by: super::dialect::strange(&single_fields) }
            }
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

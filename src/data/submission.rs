//! Everything submitted in a run: files opened one after another, each table read as what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::language::program::Program;
use crate::limits::Limits;
use crate::value::Period;

use super::ahead::{Ahead, Tried};
use super::bytes::Room;
use super::companies::agree;
use super::dataset::{Dataset, Excerpt, FileId, Place};
use super::duplicates::{reconcile_figures, reconcile_milestones};
use super::excerpt;
use super::file::{Opened, OpenedTable, open_file};
use super::findings::Findings;
use super::input::Input;
use super::names::TableKind;
use super::part::Part;
use super::problem::Problem;
use super::promises::Promises;
use super::read_error::{ReadError, ReadErrorKind};
use super::readers::Readers;
use super::rows::Stopped;
use super::stretches::Shares;
use super::tables::FileTables;
use super::task::{Outcome, Task};
use super::text::name_key;

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

    /// Sets the rows of a file aside that an item table no longer counts.
    pub fn set_aside(&mut self, file: FileId, reason: &str) {
        if let Some(file) = self.dataset.files.get_mut(file.0 as usize)
            && file.rows_used > 0
        {
            file.rows_set_aside.push((reason.to_owned(), std::mem::take(&mut file.rows_used)));
        }
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
    read(Reader::new(program, shares, limits_of(inputs)), inputs, Ahead::default())
}

/// Opens the data files of a run; long item tables are counted and checked in the first pass that judging makes over them, and
/// [`Submission::settle`] then tells what that found.
///
/// # Errors
/// One for each file that cannot be read at all.
pub fn open_lazily(
    program: &Program,
    inputs: &[Input],
    shares: Shares,
    ahead: Ahead,
) -> Result<Submission, Vec<ReadError>> {
    let limits = limits_of(inputs);
    let mut reader = Reader::new(program, shares, limits);
    reader.submission.tables.wait(limits);
    read(reader, inputs, ahead)
}

fn limits_of(inputs: &[Input]) -> Limits {
    inputs.first().map(|input| input.limits).unwrap_or_default()
}

fn read(mut reader: Reader<'_>, inputs: &[Input], ahead: Ahead) -> Result<Submission, Vec<ReadError>> {
    reader.stems = inputs.iter().filter_map(|input| Some((stem_of(&input.path)?, input.path.clone()))).collect();
    let mut opened = ahead.finish().into_iter();
    let (mut tasks, mut errors) = (Vec::new(), Vec::new());
    for (index, input) in inputs.iter().enumerate() {
        match reader.line_up(input, opened.next().flatten()) {
            Ok(lined_up) => tasks.extend(lined_up.into_iter().map(|task| (index, task))),
            Err(error) => errors.push((index, error)),
        }
        if tasks.len() >= TOGETHER {
            reader.run(std::mem::take(&mut tasks), inputs, &mut errors);
        }
    }
    reader.run(tasks, inputs, &mut errors);
    errors.sort_by_key(|(index, _)| *index);
    if errors.is_empty() { Ok(reader.finish()) } else { Err(errors.into_iter().map(|(_, error)| error).collect()) }
}

/// The part of a year that a file's folder is called after; one of a whole year may hold files of any time in it.
fn period_of_folder(path: &std::path::Path, plan: Option<&Period>) -> Option<Period> {
    let name = path.parent()?.file_name()?.to_string_lossy();
    super::period::whole_name(&name, plan).filter(|period| period.month_count() < 12)
}

/// Whether two files are as long as each other, as copies are.
fn same_length(a: &std::path::Path, b: &std::path::Path) -> bool {
    let length = |path| std::fs::metadata(path).map(|file| file.len()).ok();
    length(a) == length(b)
}

/// A file's folder, and its name up to the first point.
fn stem_of(path: &std::path::Path) -> Option<(Option<PathBuf>, String)> {
    let name = path.file_name()?.to_string_lossy();
    let stem = name.split('.').next().unwrap_or_default();
    Some((path.parent().map(std::path::Path::to_path_buf), name_key(stem).into_owned()))
}

/// How many tables are read side by side: what they hold is in memory until it is taken in.
const TOGETHER: usize = 64;

struct Reader<'p> {
    readers: Readers<'p>,
    promises: Promises,
    findings: Findings,
    submission: Submission,
    /// Sheets made from the rules that nobody filled in.
    unfilled: Vec<FileId>,
    shares: Shares,
    room: Room,
    /// The names of all files without endings, with their folders.
    stems: BTreeMap<(Option<PathBuf>, String), PathBuf>,
    /// What was read: a table of a file that two entries name counts once.
    taken: BTreeSet<(PathBuf, Option<String>, Option<TableKind>)>,
}

/// What one input says of all its tables.
struct Said<'a> {
    input: &'a Input,
    declared: Option<TableKind>,
    period: Option<Period>,
}

/// A table lined up to be read, and whether its header alone tells its kind.
type LinedUp<'a> = (Task<'a>, bool);

impl<'p> Reader<'p> {
    fn new(program: &'p Program, shares: Shares, limits: Limits) -> Self {
        let tables = FileTables::new(Arc::new(program.units.clone()), shares);
        Self {
            readers: Readers::new(program),
            promises: Promises::default(),
            findings: Findings::within(limits),
            taken: BTreeSet::new(),
            stems: BTreeMap::new(),
            unfilled: Vec::new(),
            shares,
            room: Room::beside(shares),
            submission: Submission { tables, ..Submission::default() },
        }
    }

    fn finish(mut self) -> Submission {
        let (dataset, program) = (&mut self.submission.dataset, self.readers.program);
        agree(&mut dataset.figures, program, &mut self.findings);
        reconcile_figures(&mut dataset.figures, program, &mut self.findings);
        reconcile_milestones(&mut dataset.milestones, program, &mut self.findings);
        self.promises.settle(&self.submission.tables, &mut self.findings);
        self.submission.tables.find_rivals(&mut self.findings);
        dataset.findings = self.findings.finish();
        self.submission.tables.forget(&self.unfilled);
        self.submission
    }

    /// Opens a file, unless that was done ahead, and tells what its tables are.
    fn line_up<'a>(&mut self, input: &'a Input, opened: Tried) -> Result<Vec<LinedUp<'a>>, ReadError> {
        let said = self.said(input)?;
        let opened = opened.unwrap_or_else(|| open_file(input, &mut self.room))?;
        let made = opened.tables.iter().any(|table| self.readers.is_guide(table, input));
        let mut kinds = self.kinds(&said, &opened);
        let by_header = self.by_header(&said, &opened, &mut kinds);
        let path = input.path.canonicalize().unwrap_or_else(|_| input.path.clone());
        let stem: Arc<str> = opened.stem.into();
        let copied = self.copied(input, &stem, &opened.tables);
        let mut tasks = Vec::new();
        for ((table, (kind, period)), by_header) in opened.tables.into_iter().zip(kinds).zip(by_header) {
            if self.taken.insert((path.clone(), table.name.clone(), kind)) {
                let file = FileId(u32::try_from(self.submission.dataset.files.len()).unwrap_or(u32::MAX));
                let period = said.period.or(period);
                let task = Task { file, input, table, stem: Arc::clone(&stem), kind, period, made };
                self.submission.dataset.files.push(task.described(&self.readers));
                self.submission.parts.push(None);
                let copy = copied.iter().find(|(table, ..)| kind.is_some() && *table == task.table.name);
                if let Some((_, copy, original)) = copy.cloned() {
                    self.findings.at(task.start(), Problem::CopyJoined { copy, original });
                }
                tasks.push((task, by_header));
            }
        }
        Ok(tasks)
    }

    /// The tables of a file that are called copies of others: the table, what it is called, and what it is a copy of.
    fn copied(&self, input: &Input, stem: &str, tables: &[OpenedTable]) -> Vec<(Option<String>, String, String)> {
        let folder = input.path.parent().map(std::path::Path::to_path_buf);
        let of_file = super::names::original(stem).filter(|original| {
            let other = self.stems.get(&(folder, original.clone()));
            other.is_some_and(|other| same_length(other, &input.path))
        });
        let key = |table: &OpenedTable| table.name.as_deref().map(|name| name_key(name).into_owned());
        let sheet = |name: &str| tables.iter().find(|table| key(table).as_deref() == Some(name));
        let copy = |table: &OpenedTable| {
            if let Some(original) = &of_file {
                return Some((table.name.clone(), stem.to_owned(), original.clone()));
            }
            let name = table.name.clone()?;
            let original = super::names::original(&name)?;
            sheet(&original).filter(|other| other.origin.is_alike(&table.origin))?;
            Some((table.name.clone(), name, original))
        };
        tables.iter().filter_map(copy).collect()
    }

    /// Reads tables on all cores and takes them in one after another.
    fn run(&mut self, tasks: Vec<(usize, LinedUp<'_>)>, inputs: &[Input], errors: &mut Vec<(usize, ReadError)>) {
        let (mut places, mut all) = (Vec::new(), Vec::new());
        for (index, (task, by_header)) in tasks {
            places.push((index, task.file, task.kind, task.made, by_header.then(|| (task.start(), task.name()))));
            all.push(task);
        }
        let (readers, tables) = (&self.readers, &self.submission.tables);
        let outcomes =
            crate::threads::in_parallel(all, self.shares.threads, &|task: Task<'_>| task.run(readers, tables));
        for ((index, file, kind, made, by_header), outcome) in places.into_iter().zip(outcomes) {
            if errors.iter().any(|(broken, _)| *broken == index) {
                continue;
            }
            let taken = outcome.and_then(|outcome| self.take(outcome, file, kind, made));
            if let Err(stopped) = taken {
                let shown = inputs.get(index).map_or("", |input| input.shown.as_str());
                errors.push((index, stopped.of(shown)));
                continue;
            }
            if let (Some((place, name)), Some(kind)) = (by_header, kind) {
                self.findings.at(place, Problem::TableByHeader { name, table: kind.name(self.readers.program) });
            }
        }
    }

    /// Takes in what a table holds.
    fn take(&mut self, mut outcome: Outcome, file: FileId, kind: Option<TableKind>, made: bool) -> Result<(), Stopped> {
        if let (Some(TableKind::Items(table)), None) = (kind, &outcome.part) {
            let period = self.submission.dataset.file(file).and_then(|file| file.period);
            self.submission.tables.lose(table, file, period);
        }
        if let Some((part, found)) = outcome.items.take() {
            let short = found.is_some();
            let Some(part) = self.submission.tables.put_off(part)? else {
                self.keep(outcome, file);
                return Ok(());
            };
            let (promises, findings) = (&mut self.promises, &mut outcome.findings);
            outcome.tally = self.submission.tables.add(part, found, promises, findings)?;
            self.unfilled.extend((made && outcome.tally.used == 0).then_some(file));
            if let (false, Some(kind)) = (short, kind) {
                outcome.note_no_rows(kind, made, &self.readers);
            }
        }
        self.keep(outcome, file);
        Ok(())
    }

    fn keep(&mut self, outcome: Outcome, file: FileId) {
        if let Some(described) = self.submission.dataset.files.get_mut(file.0 as usize) {
            described.period = described.period.or(outcome.period);
        }
        let (dataset, place) = (&mut self.submission.dataset, file.0 as usize);
        self.findings.absorb(outcome.findings);
        dataset.figures.extend(outcome.figures);
        dataset.milestones.extend(outcome.milestones);
        dataset.explanations.extend(outcome.explanations);
        if let Some(part) = self.submission.parts.get_mut(place) {
            *part = outcome.part;
        }
        if let Some(file) = dataset.files.get_mut(place) {
            let tally = outcome.tally;
            (file.rows_read, file.rows_used, file.rows_set_aside) = (tally.read, tally.used, tally.reasons());
        }
    }

    fn said<'a>(&self, input: &'a Input) -> Result<Said<'a>, ReadError> {
        let error = |kind| ReadError::new(&input.shown, kind);
        let declared = match &input.table {
            None => None,
            Some(name) => Some(TableKind::named(self.readers.program, name).ok_or_else(|| {
                let similar = TableKind::similar(self.readers.program, name);
                error(ReadErrorKind::UnknownTable { name: name.clone(), similar })
            })?),
        };
        let plan = self.readers.program.plan.period.as_ref();
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
        let plan = self.readers.program.plan.period.as_ref();
        let by_file = TableKind::of_name(self.readers.program, &opened.stem);
        let file_period = by_file.and_then(|(_, period)| period).or_else(|| super::period::split_name(&opened.stem).1);
        let file_period = file_period.or_else(|| period_of_folder(&said.input.path, plan));
        let sheet_period = |table: &OpenedTable| super::period::whole_name(table.name.as_deref()?, plan);
        let own: Vec<Option<(TableKind, Option<Period>)>> = opened
            .tables
            .iter()
            .map(|table| table.name.as_deref().and_then(|name| TableKind::of_name(self.readers.program, name)))
            .collect();
        let owned = |kind: TableKind| own.iter().flatten().any(|(other, _)| *other == kind);
        let mut given = false;
        let tables = opened.tables.iter().zip(&own);
        let kinds = tables.map(|(table, own)| match (said.declared, own) {
            _ if self.readers.is_guide(table, said.input) => (None, None),
            (Some(kind), Some((other, period))) if kind == *other => (Some(kind), period.or(file_period)),
            (Some(kind), _) if !owned(kind) && !std::mem::replace(&mut given, true) => (Some(kind), file_period),
            (Some(_), _) => (None, None),
            (None, Some((kind, period))) => (Some(*kind), period.or(file_period)),
            (None, None) => match by_file {
                Some((kind, _)) if !owned(kind) || self.readers.fits(kind, table, said.input) => {
                    (Some(kind), sheet_period(table).or(file_period))
                }
                _ => (None, None),
            },
        });
        kinds.collect()
    }

    /// Gives the tables of a file that no name tells their kind by their headers; tells which.
    fn by_header(
        &self,
        said: &Said<'_>,
        opened: &Opened,
        kinds: &mut [(Option<TableKind>, Option<Period>)],
    ) -> Vec<bool> {
        let nameless = said.declared.is_none() && kinds.iter().all(|(kind, _)| kind.is_none());
        let misspelt = || TableKind::similar(self.readers.program, &opened.stem).is_some();
        let nameless = nameless && !super::names::is_copy(&opened.stem) && !misspelt();
        let tables = opened.tables.iter().zip(kinds);
        let tables = tables.map(|(table, (kind, period))| {
            let is_copy = table.name.as_deref().is_some_and(super::names::is_copy);
            let found =
                if nameless && !is_copy { self.readers.recognise(table, &opened.stem, said.input) } else { None };
            *kind = kind.or(found);
            *period = period.or(found.and_then(|_| super::period::split_name(&opened.stem).1));
            found.is_some()
        });
        tables.collect()
    }
}

//! Reading submitted data: each test is named for the fault its file shows.

mod binary_books;
mod csv_oddities;
mod dialects;
mod excerpts;
mod exports;
mod figures;
mod formats;
mod headers;
mod long_files;
mod milestones;
mod none_for_another;
mod offices;
mod one_fault;
mod packages;
mod tables;
mod units_said;
mod workbooks;

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use plancheck::data::{self, DataFinding, Input, Place, ReadError, Submission};
use plancheck::diagnostic::Diagnostics;
use plancheck::language::check::{Overrides, check};
use plancheck::language::parse::parse;
use plancheck::language::program::Program;
use plancheck::source::Sources;

/// A program from the text of a rule file; its mistakes fail the test.
pub(crate) fn program(rules: &str) -> Program {
    let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
    let id = sources.add("规则.plan", rules);
    let file = parse(id, rules, &mut sink);
    let program = check(&[file], &sources, &Overrides::default(), &mut sink);
    assert!(!sink.has_errors(), "{:#?}", sink.sorted());
    program
}

thread_local! {
    /// Keeps a test's folders until its thread ends: tables and excerpts are read from files that still exist.
    static KEPT: RefCell<Vec<Rc<tempfile::TempDir>>> = const { RefCell::new(Vec::new()) };
}

/// A scratch folder with data files.
pub(crate) struct Folder {
    folder: Rc<tempfile::TempDir>,
    pub(crate) inputs: Vec<Input>,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = Rc::new(tempfile::tempdir().unwrap());
        KEPT.with(|kept| kept.borrow_mut().push(Rc::clone(&folder)));
        Self { folder, inputs: Vec::new() }
    }

    /// The path of a file to be written by other means, taken in as an input.
    pub(crate) fn path(&mut self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        self.inputs.push(Input { path: path.clone(), shown: name.to_owned(), ..Input::default() });
        path
    }

    /// Adds a file.
    pub(crate) fn file(mut self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::write(path, bytes).unwrap();
        self
    }

    /// Changes what is said of the last file.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Input)) -> Self {
        change(self.inputs.last_mut().unwrap());
        self
    }

    /// The codes of what cannot be read.
    pub(crate) fn refused(&self, rules: &str) -> Vec<(&'static str, Option<(u64, u64)>)> {
        self.try_open(rules).unwrap_err().iter().map(|error| (error.kind.code(), error.at)).collect()
    }

    pub(crate) fn try_open(&self, rules: &str) -> Result<Submission, Vec<ReadError>> {
        data::open(&program(rules), &self.inputs)
    }

    pub(crate) fn open(&self, rules: &str) -> Submission {
        self.try_open(rules).unwrap_or_else(|errors| panic!("{errors:#?}"))
    }
}

/// `a.csv:3 C3` of a place.
pub(crate) fn at(submission: &Submission, place: &Place) -> String {
    let file = submission.dataset.file(place.file).unwrap();
    let sheet = file.sheet.as_ref().map(|sheet| format!(" {sheet}!")).unwrap_or_default();
    let cell = if file.has_cells { place.cell() } else { place.column.as_ref().map(|c| c.name.clone()) };
    format!("{}{sheet}:{} {}", file.path, place.row, cell.unwrap_or_default()).trim_end().to_owned()
}

/// Every finding as `code severity place`.
pub(crate) fn findings(submission: &Submission) -> Vec<String> {
    let line = |finding: &DataFinding| {
        let place = finding.place.as_ref().map(|place| at(submission, place)).unwrap_or_default();
        format!("{} {:?} {place}", finding.code, finding.severity).to_lowercase()
    };
    submission.dataset.findings.iter().map(line).collect()
}

/// Level figures as `indicator[scope] period value`.
pub(crate) fn figures(submission: &Submission, rules: &str) -> Vec<String> {
    use plancheck::data::FigureValue::{Blank, Faulty, Grade, Number};
    let program = program(rules);
    let line = |figure: &plancheck::data::Figure| {
        let name = &program.indicator(figure.indicator).unwrap().name;
        let scope = figure.scope.as_ref().map(|scope| format!("[{scope}]")).unwrap_or_default();
        let value = match &figure.value {
            Number { value, .. } => value.to_string(),
            Grade { rank, .. } => format!("#{rank}"),
            Blank => "空".to_owned(),
            Faulty => "错".to_owned(),
        };
        let single = if figure.single { "当月" } else { "" };
        format!("{name}{scope} {}{single} {:?} {value}", figure.period, figure.aspect)
    };
    submission.dataset.figures.iter().map(line).collect()
}

/// The cells of a table's columns as text, a row a line; `空` blank, `错` faulty.
pub(crate) fn rows(submission: &mut Submission, rules: &str, table: &str, columns: &[&str]) -> Vec<String> {
    use plancheck::data::{CellState, ColumnValues, Tables};
    use plancheck::language::program::{ColumnId, TableId};
    let program = program(rules);
    let id = TableId(program.tables.iter().position(|t| t.name == table).unwrap());
    let known = &program.tables[id.0].columns;
    let ids: Vec<ColumnId> =
        columns.iter().map(|name| ColumnId(known.iter().position(|c| c.name == *name).unwrap())).collect();
    let files: Vec<_> = submission.tables.files(id).iter().map(|(file, _)| *file).collect();
    let mut lines = Vec::new();
    submission.tables.scan(id, &files, &ids, &plancheck::data::ask_nothing, &mut |batch, _| {
        for (at, row) in batch.rows.iter().enumerate() {
            let cell = |column: &plancheck::data::BatchColumn| match (column.states[at], &column.values) {
                (CellState::Blank, _) => "空".to_owned(),
                (CellState::Faulty, _) => "错".to_owned(),
                (CellState::Value, ColumnValues::Number(all)) => all.get(at).unwrap().to_string(),
                (CellState::Value, ColumnValues::Date(all)) => all.get(at).unwrap().to_string(),
                (CellState::Value, ColumnValues::Text(all)) => all.get(at).unwrap().to_owned(),
                (CellState::Value, ColumnValues::Truth(all)) => all.get(at).unwrap().to_string(),
                (CellState::Value, ColumnValues::Grade(all)) => format!("#{}", all[at]),
            };
            lines.push(format!("{row}: {}", batch.columns.iter().map(cell).collect::<Vec<_>>().join(" ")));
        }
    });
    lines
}

//! Reading submitted data: each test is named for the fault its file shows.

mod cells;
mod excerpts;
mod figures;
mod formats;
mod headers;
mod milestones;
mod tables;
mod workbooks;

use std::path::PathBuf;

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

/// A scratch folder with data files.
pub(crate) struct Folder {
    folder: tempfile::TempDir,
    pub(crate) inputs: Vec<Input>,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), inputs: Vec::new() }
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

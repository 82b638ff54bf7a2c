//! One table of one file: where its rows lie, its header, and places in it.

use crate::value::Period;

use super::dataset::{FileId, Place, PlaceColumn};
use super::findings::Findings;
use super::header::Header;
use super::problem::Problem;
use super::record::Record;
use super::rows::{Origin, Rows, Stopped};
use super::title::Title;
use super::unit_line::UnitLine;

/// A table in a file, its header found.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Which file and sheet.
    pub(crate) file: FileId,
    /// The file's name without extensions.
    pub(crate) file_name: String,
    /// Where its rows lie.
    pub(crate) origin: Origin,
    /// Its header.
    pub(crate) header: Header,
    /// The period that the whole of it is for.
    pub(crate) period: Option<Period>,
}

impl Part {
    /// The rows below the header.
    pub(crate) fn rows(&self) -> Result<Rows, Stopped> {
        let mut rows = self.origin.rows(self.header.start)?;
        if self.header.is_row {
            rows.next()?;
        }
        Ok(rows)
    }

    /// How a place names a column.
    pub(crate) fn column(&self, index: usize) -> PlaceColumn {
        let title = self.header.title(index);
        PlaceColumn {
            index: u32::try_from(index).unwrap_or(u32::MAX),
            name: title.map(|title| title.written.clone()).unwrap_or_default(),
        }
    }

    /// The place of a cell.
    pub(crate) fn cell(&self, record: &Record<'_>, index: usize) -> Place {
        Place { file: self.file, row: record.line(index), column: Some(self.column(index)), offset: record.offset }
    }

    /// The place of a row.
    pub(crate) fn row(&self, record: &Record<'_>) -> Place {
        Place { file: self.file, row: record.row, column: None, offset: record.offset }
    }

    /// The place of a title, or of the header where the column is not known.
    pub(crate) fn title(&self, index: Option<usize>) -> Place {
        let start = self.header.start;
        Place { file: self.file, row: start.row, column: index.map(|index| self.column(index)), offset: start.offset }
    }

    /// The only column that answers to one of some names; a second one is a finding, and no column can be trusted.
    pub(crate) fn find(&self, names: &[&str], findings: &mut Findings) -> Column {
        for name in names {
            match self.header.columns(name).as_slice() {
                [] => {}
                [index] => return Column::At(*index),
                [_, second, ..] => {
                    let column = self.header.title(*second).map(|title| title.written.clone()).unwrap_or_default();
                    findings.at(self.title(Some(*second)), Problem::ColumnTwice { column });
                    return Column::Twice;
                }
            }
        }
        Column::Missing
    }

    /// Notes every title that is not among the known columns.
    pub(crate) fn note_unknown(&self, known: &[usize], names: &[&str], findings: &mut Findings) {
        let strangers = self.header.titles.iter().enumerate();
        for (index, title) in strangers.filter(|(index, title)| !known.contains(index) && !title.is_blank()) {
            if !self.header.is_row && self.is_noted_elsewhere(title, known) {
                continue;
            }
            if names.iter().any(|name| super::header::answers(title, name)) {
                continue;
            }
            let similar = self.similar_free(title, names);
            findings.at(self.title(Some(index)), Problem::ColumnUnknown { column: title.written.clone(), similar });
        }
    }

    /// Of a nested object of JSON either the object is noted or, where some of it is known, the rest of it.
    fn is_noted_elsewhere(&self, title: &Title, known: &[usize]) -> bool {
        let is_known = |prefix: &str| {
            known.iter().filter_map(|index| self.header.title(*index)).any(|title| title.written.starts_with(prefix))
        };
        if is_known(&format!("{}.", title.written)) {
            return true;
        }
        let parent = title.written.split_once('.').map(|(parent, _)| parent);
        let parent = parent.filter(|parent| self.header.titles.iter().any(|title| title.written == *parent));
        parent.is_some_and(|parent| !is_known(&format!("{parent}.")))
    }

    /// The name that a title was probably meant to be, if no column has that name.
    fn similar_free(&self, title: &Title, names: &[&str]) -> Option<String> {
        let free = names.iter().copied().filter(|name| self.header.columns(name).is_empty());
        super::text::similar(&title.names.last()?.1, free)
    }

    /// The finding of a column that is not there.
    pub(crate) fn missing(&self, name: &str, findings: &mut Findings) {
        let titles = self.header.titles.iter().filter(|title| !title.is_blank());
        let similar = super::text::similar(name, titles.map(|title| title.written.as_str()));
        findings.at(self.title(None), Problem::ColumnMissing { column: name.to_owned(), similar });
    }

    /// The finding of a 单位 line that names no unit.
    pub(crate) fn check_unit_line(&self, findings: &mut Findings) {
        if let UnitLine::Unknown(unit, row, index) = &self.header.line {
            let place = Place { row: *row, ..self.title(None) };
            let column = PlaceColumn { index: *index, name: String::new() };
            let problem = Problem::HeaderUnit { text: "单位：".to_owned() + unit, unit: unit.clone() };
            findings.at(Place { column: Some(column), ..place }, problem);
        }
    }
}

/// What became of looking for a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// It is there.
    At(usize),
    /// It is there more than once.
    Twice,
    /// It is not there.
    Missing,
}

impl Column {
    /// Its index.
    pub(crate) fn index(self) -> Option<usize> {
        match self {
            Self::At(index) => Some(index),
            Self::Twice | Self::Missing => None,
        }
    }
}

//! One table of one file: where its rows lie, its header, and places in it.

use crate::value::{Period, Unit, Units};

use super::aside::{REMARK, UNIT};
use super::dataset::{FileId, Place, PlaceColumn};
use super::findings::Findings;
use super::header::{Header, Untitled};
use super::problem::Problem;
use super::record::Record;
use super::rows::{Origin, Rows, Start, Stopped};
use super::title::{Title, TitleUnit};
use super::unit_line::UnitLine;
use super::unit_said::{self, Heard};

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
        self.find_among(names, &[], findings)
    }

    /// The only column that answers to any of some names that mean the same.
    pub(crate) fn find_only(&self, names: &[&str], findings: &mut Findings) -> Column {
        let present: Vec<&str> = names.iter().copied().filter(|name| !self.header.columns(name).is_empty()).collect();
        if let [_, second, ..] = present.as_slice() {
            let whole = present.iter().map(|name| (*name).to_owned()).collect();
            let place = self.title(self.header.columns(second).first().copied());
            findings.at(place, Problem::ColumnTwice { column: (*second).to_owned(), whole });
            return Column::Twice;
        }
        self.find(names, findings)
    }

    /// The same where other names are declared, too: a title that is one of them to the letter is none of these.
    pub(crate) fn find_among(&self, names: &[&str], declared: &[&str], findings: &mut Findings) -> Column {
        for name in names {
            let mut columns = self.header.columns(name);
            if let [index] = columns.as_slice() {
                columns.extend(self.header.also(name, *index, declared));
            }
            match columns.as_slice() {
                [] => {}
                [index] => return Column::At(*index),
                all @ [_, second, ..] => {
                    let written = |index: &usize| self.header.title(*index).map(|title| title.written.clone());
                    let mut whole: Vec<String> = all.iter().filter_map(written).collect();
                    whole.dedup();
                    let column = if whole.len() > 1 { (*name).to_owned() } else { written(second).unwrap_or_default() };
                    whole.retain(|whole| *whole != column);
                    findings.at(self.title(Some(*second)), Problem::ColumnTwice { column, whole });
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
            let stands_twice = |name: &&str| super::header::answers(title, name) && self.is_said_twice(name, title);
            if names.iter().any(stands_twice) {
                continue;
            }
            let similar = self.similar_free(title, names);
            findings.at(self.title(Some(index)), Problem::ColumnUnknown { column: title.written.clone(), similar });
        }
        for column in &self.header.untitled {
            let text = column.texts.first().cloned().unwrap_or_default();
            findings.at(self.untitled(column), Problem::ColumnUntitled { text });
        }
    }

    /// Where a column without a title holds something first.
    pub(crate) fn untitled(&self, column: &Untitled) -> Place {
        let Start { offset, row } = column.start;
        Place { file: self.file, row, column: Some(self.column(column.index)), offset }
    }

    /// Whether a title that is no column of its own was said to stand there twice.
    fn is_said_twice(&self, name: &str, title: &Title) -> bool {
        let key = super::text::name_key(name);
        let plain = self.header.titles.iter().any(|other| other.is_whole(&key));
        !plain || title.is_whole(&key) || title.is_but_for_a_unit()
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

    /// The finding of a 单位 line that names no unit, or two of one measure.
    pub(crate) fn check_unit_line(&self, findings: &mut Findings) {
        let (problem, row, index) = match (&self.header.line, self.header.line.contradiction()) {
            (_, Some((units, row, index))) => (Problem::LineContradicts { units }, row, index),
            (UnitLine::Unknown(unit, row, index), None) => {
                (Problem::HeaderUnit { text: format!("单位：{unit}"), unit: unit.clone() }, *row, *index)
            }
            _ => return,
        };
        let column = Some(PlaceColumn { index, name: String::new() });
        findings.at(Place { row, column, ..self.title(None) }, problem);
    }
}

impl Part {
    /// The finding of a row with a single filled cell.
    pub(crate) fn lone(&self, record: &Record<'_>) -> (Place, Problem) {
        let (index, text) = record.first().map_or((0, String::new()), |(index, cell)| (index, cell.display()));
        (self.cell(record, index), Problem::LoneCell { text })
    }

    /// The finding of a row set aside that says another unit than the figures were read in.
    pub(crate) fn unit_aside(&self, reason: &str, record: &Record<'_>, units: &Units) -> Option<(Place, Problem)> {
        if ![UNIT, REMARK].contains(&reason) || matches!(self.header.line, UnitLine::Unknown(..)) {
            return None;
        }
        let cells = (0..record.len()).map(|index| (index, record.cell(index).display()));
        cells.filter(|(_, text)| text.contains("单位")).find_map(|(index, text)| {
            let next = record.cell(index + 1).display();
            let heard = unit_said::in_cell(&text, &super::text::name_key(&next), units);
            let unit = heard.into_iter().find_map(|heard| self.unsaid(heard))?;
            Some((self.cell(record, index), Problem::UnitAside { unit, used: self.header.line.written() }))
        })
    }

    /// Finds a row set aside that says another unit than the figures were read in.
    pub(crate) fn check_unit_aside(&self, reason: &str, record: &Record<'_>, units: &Units, findings: &mut Findings) {
        if let Some((place, problem)) = self.unit_aside(reason, record, units) {
            findings.at(place, problem);
        }
    }

    /// What of it neither the header nor the line above it says.
    fn unsaid(&self, heard: Heard) -> Option<String> {
        let titles = self.header.titles.iter().filter_map(|title| match &title.unit {
            TitleUnit::Known(unit) => Some(unit),
            _ => None,
        });
        let line = if let UnitLine::Known(all, ..) = &self.header.line { all.as_slice() } else { &[] };
        let said: Vec<&Unit> = titles.chain(line).collect();
        let is_said = |unit: &Unit| said.iter().any(|other| other.comparable(unit) && other.factor == unit.factor);
        match heard {
            Heard::Unknown(word) => Some(word),
            Heard::Units(all) => all.into_iter().find(|unit| !is_said(unit)).map(|unit| unit.name),
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

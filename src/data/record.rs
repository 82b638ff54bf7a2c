//! A row of any format: cells read by their index, each still as the file has it.

use std::borrow::Cow;

use super::delimited::RowFault;
use super::encoding::Charset;
use super::fields::{Block, Field, Fields, Plain};
use super::json_row::JsonRow;
use super::workbook::SheetRow;

/// A row, lent until the next is read.
#[derive(Clone, Copy)]
pub(crate) struct Record<'a> {
    /// Its number in the file, from 1; in JSON the line it begins in.
    pub(crate) row: u64,
    /// Where it begins, in bytes.
    pub(crate) offset: u64,
    /// What is broken in it: then its cells may stand in the wrong columns.
    pub(crate) fault: Option<RowFault>,
    /// Its cells.
    pub(crate) cells: Cells<'a>,
}

/// The cells of a row.
#[derive(Clone, Copy)]
pub(crate) enum Cells<'a> {
    /// Of delimited text.
    Fields(Fields<'a>, Charset),
    /// Of a sheet.
    Sheet(SheetRow<'a>),
    /// Of a JSON object, in the order of the table's keys.
    Json(JsonRow<'a>),
}

/// A cell as the file has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RawCell<'a> {
    /// Nothing.
    Empty,
    /// Text; in delimited files every cell.
    Text(Cow<'a, str>),
    /// A number of a workbook or of JSON, as exact decimal text.
    Number {
        /// Its digits.
        text: Cow<'a, str>,
        /// Whether the cell shows it as a percentage.
        percent: Percent,
        /// Whether it went through a binary double, which keeps 15 digits.
        binary: bool,
    },
    /// A date of a workbook, as a day serial.
    Day(Day),
    /// 是 or 否 of a workbook or of JSON.
    Truth(bool),
    /// An error value of a workbook.
    Error(&'static str),
    /// Bytes that the encoding does not know, with what can be shown of them.
    Undecodable(String),
    /// An array or object of JSON.
    Nested,
}

/// Whether a cell shows its number as a percentage: `0.081` as `8.1%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Percent {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// The format is not known (xls): a ratio cannot be read safely.
    Unknown,
    /// The format shows another number than the cell holds: `0!.0,` shows 125000 as 12.5.
    Masked,
}

/// A date cell of a workbook.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Day {
    /// Days since the workbook's epoch; a time of day is the fraction.
    pub(crate) serial: f64,
    /// Whether the epoch is 1904.
    pub(crate) from_1904: bool,
    /// What its format shows.
    pub(crate) shows: DayShape,
}

/// How much of a date its format shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayShape {
    /// The day.
    Day,
    /// Year and month: `2023年6月` typed into Excel.
    Month,
    /// Only a time of day.
    Time,
}

impl<'a> Block<'a> {
    /// One of its records by itself, its places written down.
    pub(crate) fn record(self, row: usize, places: &'a mut Vec<Field>) -> Record<'a> {
        let cells = Cells::Fields(self.fields(row, places), self.lines.charset);
        Record { row: self.row + row as u64, offset: self.offset(row), fault: None, cells }
    }
}

impl<'a> Record<'a> {
    /// The cell at an index, if its bytes are its text.
    pub(crate) fn plain(&self, index: usize) -> Option<Plain<'_>> {
        match &self.cells {
            Cells::Fields(fields, _) => fields.cell(index),
            Cells::Json(row) => row.plain(index),
            Cells::Sheet(_) => None,
        }
    }

    /// The cell at an index.
    pub(crate) fn cell(&self, index: usize) -> RawCell<'a> {
        match self.cells {
            Cells::Fields(fields, charset) => match (fields.text(index), fields.get(index)) {
                (Some(""), _) | (_, None) => RawCell::Empty,
                (Some(text), _) => RawCell::Text(Cow::Borrowed(text)),
                (None, Some(bytes)) => decode(charset, bytes),
            },
            Cells::Sheet(row) => row.cell(index),
            Cells::Json(row) => row.cell(index),
        }
    }

    /// How many cells the row has, trailing blank ones included.
    pub(crate) fn len(&self) -> usize {
        match self.cells {
            Cells::Fields(fields, _) => fields.len(),
            Cells::Sheet(row) => row.width(),
            Cells::Json(row) => row.len(),
        }
    }

    /// The text of a cell that says nothing but 小计 or 合计; other cells are not decoded.
    pub(crate) fn sum_word(&self, index: usize) -> Option<String> {
        if let Cells::Fields(fields, _) = self.cells {
            // The last byte of 计 in UTF-8 and in GB18030.
            fields.get(index).filter(|bytes| matches!(bytes.last(), Some(0xa1 | 0xc6)))?;
        }
        if let Cells::Json(row) = self.cells
            && row.ends_otherwise(index)
        {
            return None;
        }
        let cell = self.cell(index);
        let RawCell::Text(text) = &cell else { return None };
        if ends_otherwise(text.as_bytes()) {
            return None;
        }
        let key = super::text::name_key(text);
        matches!(key.as_ref(), "小计" | "合计" | "总计" | "共计").then(|| key.into_owned())
    }

    /// Whether no cell behind the first filled one says anything else.
    pub(crate) fn is_alone(&self, first: usize) -> bool {
        match self.cells {
            Cells::Fields(fields, _) => {
                let own = fields.get(first).unwrap_or_default();
                let is_other = |bytes: &Cow<'_, [u8]>| !bytes.trim_ascii().is_empty() && *bytes != own;
                !(first + 1..fields.len()).filter_map(|at| fields.get(at)).any(|bytes| is_other(&bytes))
            }
            _ => {
                let own = self.cell(first);
                let is_other = |cell: &RawCell<'_>| !cell.is_blank() && *cell != own;
                !(first + 1..self.len()).map(|at| self.cell(at)).any(|cell| is_other(&cell))
            }
        }
    }

    /// Whether the first filled cell's text stands in another cell, too.
    pub(crate) fn is_repeated(&self, first: usize) -> bool {
        (first + 1..self.len()).any(|at| !self.cell(at).is_blank())
    }

    /// The line a cell stands in, where that differs from the row (JSON).
    pub(crate) fn line(&self, index: usize) -> u64 {
        match self.cells {
            Cells::Json(row) => row.line(index, self.row),
            _ => self.row,
        }
    }

    /// The first cell that holds anything, with its index.
    pub(crate) fn first(&self) -> Option<(usize, RawCell<'a>)> {
        let found = |index: usize| Some((index, self.cell(index))).filter(|(_, cell)| !cell.is_blank());
        match self.cells {
            Cells::Sheet(row) => row.first(),
            _ => (0..self.len()).find_map(found),
        }
    }
}

/// Whether a text surely does not end in 计: its last character is another of the commonest. A blank could follow 计.
pub(crate) fn ends_otherwise(bytes: &[u8]) -> bool {
    match bytes {
        [.., b'!'..=b'~'] => true,
        [.., 0xe4..=0xe9, 0x80..=0xbf, last] => *last != 0xa1 && *last >= 0x80,
        _ => false,
    }
}

fn decode(charset: Charset, bytes: Cow<'_, [u8]>) -> RawCell<'_> {
    let decoded = match bytes {
        Cow::Borrowed(bytes) => charset.decode(bytes),
        Cow::Owned(bytes) => charset.decode(&bytes).map(|text| Cow::Owned(text.into_owned())),
    };
    match decoded {
        Ok(text) if text.is_empty() => RawCell::Empty,
        Ok(text) => RawCell::Text(text),
        Err(shown) => RawCell::Undecodable(shown),
    }
}

impl RawCell<'_> {
    /// What it says, as text; a date or truth of a workbook as a person would write it.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Empty => Some(Cow::Borrowed("")),
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Number { text, percent: Percent::Yes, .. } => Some(Cow::Owned(super::cell::percent_text(text))),
            Self::Number { text, .. } => Some(Cow::Borrowed(text)),
            Self::Day(day) => super::cell::day_text(*day).map(Cow::Owned),
            Self::Truth(truth) => Some(Cow::Borrowed(if *truth { "是" } else { "否" })),
            Self::Error(error) => Some(Cow::Borrowed(error)),
            Self::Undecodable(_) | Self::Nested => None,
        }
    }

    /// What it says, to be shown.
    pub(crate) fn display(&self) -> String {
        match self {
            Self::Undecodable(lossy) => lossy.clone(),
            Self::Nested => "{…}".to_owned(),
            other => other.text().map(Cow::into_owned).unwrap_or_default(),
        }
    }

    /// Whether it holds nothing but blanks.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => super::text::trim(text).is_empty(),
            _ => false,
        }
    }
}

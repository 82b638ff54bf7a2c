//! The rows of one table of a file, read one after another, whatever the format.

use std::io;
use std::sync::Arc;

use super::bytes::Bytes;
use super::delimited::Splitter;
use super::encoding::Charset;
use super::fields::Block;
use super::json::{JsonError, JsonReader, Spot};
use super::json_rows::JsonRows;
use super::read_error::{ReadError, ReadErrorKind};
use super::record::{Cells, Record};
use super::workbook::Sheet;

/// Where the rows of one table lie.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// Delimited text.
    Delimited {
        /// The file.
        bytes: Bytes,
        /// What stands between fields.
        delimiter: u8,
    },
    /// A sheet of a workbook.
    Sheet(Arc<Sheet>),
    /// An array of objects in a JSON file, or an NDJSON file.
    Json {
        /// The file.
        bytes: Bytes,
        /// Where the array begins.
        start: Spot,
        /// Every key of the table, in order of appearance.
        keys: Arc<[String]>,
        /// One object a line, without an array round them.
        lines: bool,
    },
}

/// Rows that two sheets are compared by.
const COMPARED: usize = 200;

/// Where in an origin reading begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Start {
    /// Byte offset; of no meaning in workbooks.
    pub(crate) offset: u64,
    /// Number of the first row.
    pub(crate) row: u64,
}

/// Why reading stopped in the middle.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// The system's words.
    Io(io::Error),
    /// JSON that is wrong.
    Wrong(ReadErrorKind, (u64, u64)),
}

impl Stopped {
    /// As the error of a file.
    pub(crate) fn of(self, path: &str) -> ReadError {
        match self {
            Self::Io(error) => ReadError::from_io(path, &error),
            Self::Wrong(kind, at) => ReadError { path: path.to_owned(), at: Some(at), kind },
        }
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<JsonError> for Stopped {
    fn from(error: JsonError) -> Self {
        match error {
            JsonError::Io(error) => Self::Io(error),
            JsonError::Wrong(kind, at) => Self::Wrong(kind, at),
        }
    }
}

impl Origin {
    /// Where its first row begins.
    pub(crate) fn start(&self) -> Start {
        match self {
            Self::Delimited { bytes, .. } => Start { offset: bytes.start(), row: 1 },
            Self::Sheet(_) => Start { offset: 0, row: 1 },
            Self::Json { start, .. } => Start { offset: start.offset, row: start.line },
        }
    }

    /// Whether the first rows of two sheets hold the same, all of them.
    pub(crate) fn is_alike(&self, other: &Self) -> bool {
        let (Self::Sheet(a), Self::Sheet(b)) = (self, other) else { return false };
        let text = |sheet: &Sheet, at: usize| {
            let row = sheet.row_at(at)?;
            Some((0..row.width()).map(|index| row.cell(index).display()).collect::<Vec<_>>())
        };
        a.len() == b.len() && (0..a.len().min(COMPARED)).all(|at| text(a, at) == text(b, at))
    }

    /// Whether its rows can be read from any of them on, without what stands before.
    pub(crate) fn is_begun_anywhere(&self) -> io::Result<bool> {
        Ok(match self {
            Self::Delimited { bytes, .. } => bytes.is_kept() || bytes.divisible()?.is_some(),
            Self::Json { bytes, lines, .. } => *lines && bytes.is_utf_8() && bytes.divisible()?.is_some(),
            Self::Sheet(_) => true,
        })
    }

    /// Its rows from a place on.
    pub(crate) fn rows(&self, from: Start) -> Result<Rows, Stopped> {
        Ok(match self {
            Self::Delimited { bytes, delimiter } => {
                let charset = bytes.handed_charset();
                let splitter = Splitter::new(bytes.window(from.offset)?, *delimiter, from.offset, from.row);
                Rows::Delimited { splitter: splitter.of(charset), charset }
            }
            Self::Sheet(sheet) => Rows::Sheet { sheet: Arc::clone(sheet), next: sheet.rows_before(from.row) },
            Self::Json { bytes, start, keys, lines } => {
                let line = Spot { offset: from.offset, line: from.row, column: 1 };
                let spot = if *lines { line } else { *start };
                let reader = JsonReader::new(bytes.text_window(spot.offset)?, spot);
                Rows::Json(JsonRows::new(reader, keys, *lines))
            }
        })
    }
}

/// Rows being read.
pub(crate) enum Rows {
    Delimited { splitter: Splitter, charset: Charset },
    Sheet { sheet: Arc<Sheet>, next: usize },
    Json(JsonRows),
}

impl Rows {
    /// Where what comes next begins; in a workbook its place among the rows stands for the offset.
    pub(crate) fn place(&self) -> Start {
        match self {
            Self::Delimited { splitter, .. } => splitter.place(),
            Self::Sheet { next, .. } => Start { offset: *next as u64, row: 0 },
            Self::Json(rows) => {
                let spot = rows.spot();
                Start { offset: spot.offset, row: spot.line }
            }
        }
    }

    /// The next rows of text that have so many fields each and no quote, as far as they are at hand and begin before `until`; there
    /// may be none, and still be a next row.
    pub(crate) fn block(&mut self, width: usize, until: u64) -> Option<Block<'_>> {
        match self {
            Self::Delimited { splitter, .. } => splitter.block(width, until),
            Self::Sheet { .. } | Self::Json(_) => None,
        }
    }

    /// The next row. Blank lines of text are rows; blank rows of a workbook are left out.
    pub(crate) fn next(&mut self) -> Result<Option<Record<'_>>, Stopped> {
        match self {
            Self::Delimited { splitter, charset } => {
                let Some(cut) = splitter.next()? else { return Ok(None) };
                let cells = Cells::Fields(cut.fields, *charset);
                Ok(Some(Record { row: cut.row, offset: cut.offset, fault: cut.fault, cells }))
            }
            Self::Sheet { sheet, next } => {
                let Some(row) = sheet.row_at(*next) else { return Ok(None) };
                *next += 1;
                Ok(Some(Record { row: row.number, offset: 0, fault: None, cells: Cells::Sheet(row) }))
            }
            Self::Json(rows) => rows.next(),
        }
    }
}

//! The rows of one table of a file, read one after another, whatever the format.

use std::io;
use std::sync::Arc;

use super::bytes::Bytes;
use super::delimited::{RowFault, Splitter};
use super::encoding::Charset;
use super::json::{JsonCell, JsonError, JsonReader, Spot};
use super::read_error::{ReadError, ReadErrorKind};
use super::record::{Cells, Record};
use super::window::Window;
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

    /// Its rows from a place on.
    pub(crate) fn rows(&self, from: Start) -> Result<Rows, Stopped> {
        Ok(match self {
            Self::Delimited { bytes, delimiter } => Rows::Delimited {
                splitter: Splitter::new(bytes.window(from.offset)?, *delimiter, from.offset, from.row),
                charset: bytes.handed_charset(),
            },
            Self::Sheet(sheet) => Rows::Sheet { sheet: Arc::clone(sheet), next: sheet.rows_before(from.row) },
            Self::Json { bytes, start, keys, lines } => {
                let reader = JsonReader::new(bytes.text_window(start.offset)?, *start);
                Rows::Json(JsonRows { reader, keys: keys.to_vec(), cells: Vec::new(), lines: *lines, begun: false })
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

/// Rows of a JSON array or of NDJSON.
pub(crate) struct JsonRows {
    reader: JsonReader,
    keys: Vec<String>,
    cells: Vec<Option<JsonCell>>,
    lines: bool,
    begun: bool,
}

impl JsonRows {
    fn next(&mut self) -> Result<Option<Record<'_>>, Stopped> {
        if !self.more()? {
            return Ok(None);
        }
        let spot = self.reader.spot();
        self.cells.clear();
        self.cells.resize(self.keys.len(), None);
        let fault = self.fill()?;
        Ok(Some(Record { row: spot.line, offset: spot.offset, fault, cells: Cells::Json(&self.cells) }))
    }

    /// Goes to the next object, if there is one.
    fn more(&mut self) -> Result<bool, Stopped> {
        let first = !std::mem::replace(&mut self.begun, true);
        if self.lines {
            return Ok(self.reader.next_visible()?.is_some());
        }
        if first {
            self.reader.expect(b'[', "数组 `[…]`")?;
            if self.reader.take(b']')? {
                return Ok(false);
            }
        } else if self.reader.take(b']')? {
            return Ok(false);
        } else {
            self.reader.expect(b',', "逗号 `,` 或 `]`")?;
        }
        let next = self.reader.next_visible()?;
        let spot = self.reader.spot();
        match next {
            Some(b'{') => Ok(true),
            Some(_) => {
                Err(Stopped::Wrong(ReadErrorKind::JsonShape { expected: "对象 `{…}`" }, (spot.line, spot.column)))
            }
            None => Err(Stopped::Wrong(ReadErrorKind::JsonSyntax { expected: "对象 `{…}`" }, (spot.line, spot.column))),
        }
    }

    /// Reads the object; in NDJSON a broken one costs its line only.
    fn fill(&mut self) -> Result<Option<RowFault>, Stopped> {
        let object = if self.lines { self.reader.object_in_line() } else { self.reader.object() };
        let members = match object {
            Ok(members) if self.lines && !self.reader.at_line_end()? => {
                drop(members);
                self.reader.skip_line()?;
                return Ok(Some(RowFault::Json));
            }
            Ok(members) => members,
            Err(JsonError::Wrong(kind, at)) if !self.lines || !matches!(kind, ReadErrorKind::JsonSyntax { .. }) => {
                return Err(Stopped::Wrong(kind, at));
            }
            Err(JsonError::Wrong(..)) => {
                self.reader.skip_line()?;
                return Ok(Some(RowFault::Json));
            }
            Err(JsonError::Io(error)) => return Err(error.into()),
        };
        for (position, (key, cell)) in members.into_iter().enumerate() {
            let at = self.column(position, key);
            if let Some(place) = self.cells.get_mut(at) {
                *place = Some(cell);
            }
        }
        Ok(None)
    }

    /// The column of a key; objects mostly have their keys in the same order.
    fn column(&mut self, guess: usize, key: String) -> usize {
        if self.keys.get(guess) == Some(&key) {
            return guess;
        }
        if let Some(at) = self.keys.iter().position(|other| *other == key) {
            return at;
        }
        self.keys.push(key);
        self.cells.push(None);
        self.keys.len() - 1
    }

    /// The keys seen so far.
    fn into_keys(self) -> Vec<String> {
        self.keys
    }
}

/// A table found in a JSON file.
pub(crate) struct JsonPart {
    /// Its name; `None` for the only table of a file, which is named by the file.
    pub(crate) name: Option<String>,
    /// Where its rows lie.
    pub(crate) origin: Origin,
}

/// Finds the tables of a JSON file, reading all of it.
pub(crate) fn json_parts(bytes: &Bytes, lines: bool) -> Result<Vec<JsonPart>, Stopped> {
    let start = Spot { offset: bytes.text_start(), line: 1, column: 1 };
    let mut reader = JsonReader::new(bytes.text_window(start.offset)?, start);
    match reader.next_visible()? {
        _ if lines => Ok(vec![survey(bytes, None, reader, true)?.0]),
        Some(b'[') => {
            let (part, mut reader) = survey(bytes, None, reader, false)?;
            end(&mut reader)?;
            Ok(vec![part])
        }
        Some(b'{') => match object_parts(bytes, reader) {
            Err(Stopped::Wrong(kind @ ReadErrorKind::JsonShape { .. }, at)) => {
                Ok(vec![object_lines(bytes, start)?.ok_or(Stopped::Wrong(kind, at))?])
            }
            other => other,
        },
        _ => {
            let spot = reader.spot();
            Err(Stopped::Wrong(ReadErrorKind::JsonShape { expected: "对象 `{…}`" }, (spot.line, spot.column)))
        }
    }
}

/// A file of one object a line, whatever its name says; `None` when any line is something else.
fn object_lines(bytes: &Bytes, start: Spot) -> Result<Option<JsonPart>, Stopped> {
    let reader = || Ok::<_, Stopped>(JsonReader::new(bytes.text_window(start.offset)?, start));
    let mut rows = JsonRows { reader: reader()?, keys: Vec::new(), cells: Vec::new(), lines: true, begun: false };
    let mut count = 0_u64;
    while let Some(record) = rows.next()? {
        if record.fault.is_some() {
            return Ok(None);
        }
        count += 1;
    }
    if count < 2 { Ok(None) } else { Ok(Some(survey(bytes, None, reader()?, true)?.0)) }
}

fn object_parts(bytes: &Bytes, mut reader: JsonReader) -> Result<Vec<JsonPart>, Stopped> {
    let mut parts: Vec<JsonPart> = Vec::new();
    reader.expect(b'{', "对象 `{…}`")?;
    if !reader.take(b'}')? {
        loop {
            let known = |key: &str| parts.iter().any(|part| part.name.as_deref() == Some(key));
            let name = reader.key(known)?;
            let is_array = reader.next_visible()? == Some(b'[');
            let spot = reader.spot();
            if !is_array {
                let kind = ReadErrorKind::JsonShape { expected: "数组 `[…]`，每个表一个" };
                return Err(Stopped::Wrong(kind, (spot.line, spot.column)));
            }
            let (part, rest) = survey(bytes, Some(name), reader, false)?;
            parts.push(part);
            reader = rest;
            if reader.take(b'}')? {
                break;
            }
            reader.expect(b',', "逗号 `,` 或 `}`")?;
        }
    }
    end(&mut reader)?;
    Ok(parts)
}

fn end(reader: &mut JsonReader) -> Result<(), Stopped> {
    let rest = reader.next_visible()?;
    let spot = reader.spot();
    match rest {
        None => Ok(()),
        Some(_) => Err(Stopped::Wrong(ReadErrorKind::JsonSyntax { expected: "文件结尾" }, (spot.line, spot.column))),
    }
}

/// Reads one table to its end, learning its keys.
fn survey(
    bytes: &Bytes,
    name: Option<String>,
    reader: JsonReader,
    lines: bool,
) -> Result<(JsonPart, JsonReader), Stopped> {
    let start = reader.spot();
    let mut rows = JsonRows { reader, keys: Vec::new(), cells: Vec::new(), lines, begun: false };
    while rows.next()?.is_some() {}
    let reader = std::mem::replace(&mut rows.reader, JsonReader::new(Window::whole(Arc::new([]), 0), start));
    let keys = rows.into_keys().into();
    Ok((JsonPart { name, origin: Origin::Json { bytes: bytes.clone(), start, keys, lines } }, reader))
}

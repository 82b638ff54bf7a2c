//! The rows of JSON tables: arrays of objects, and files of one object a line; and which tables a file has.

use std::collections::HashMap;

use super::bytes::Bytes;
use super::delimited::RowFault;
use super::fields::Lines;
use super::json::{JsonCell, JsonError, JsonReader, Spot};
use super::json_row::JsonRow;
use super::json_sweep::{self, Keys, Span};
use super::read_error::ReadErrorKind;
use super::record::{Cells, Record};
use super::rows::{Origin, Stopped};
use crate::limits::Limit;

/// Bytes that should be at hand before an object is swept.
const AT_HAND: usize = 1 << 14;

/// Rows of a JSON array or of NDJSON.
pub(crate) struct JsonRows {
    reader: JsonReader,
    keys: Keys,
    /// Where keys are, once an object has them in another order.
    places: HashMap<String, usize>,
    spans: Vec<Span>,
    cells: Vec<Option<JsonCell>>,
    lines: bool,
    begun: bool,
}

impl JsonRows {
    /// Rows that come next, of a table whose keys are known as far as `keys` goes.
    pub(crate) fn new(reader: JsonReader, keys: &[String], lines: bool) -> Self {
        let (keys, places) = (Keys::new(keys), HashMap::new());
        Self { reader, keys, places, spans: Vec::new(), cells: Vec::new(), lines, begun: false }
    }

    /// Where the next row is looked for.
    pub(crate) fn spot(&self) -> Spot {
        self.reader.spot()
    }

    /// The next row.
    pub(crate) fn next(&mut self) -> Result<Option<Record<'_>>, Stopped> {
        if !self.more()? {
            return Ok(None);
        }
        let spot = self.reader.spot();
        if let Some(length) = self.sweep()? {
            let lines = Lines::of(self.reader.pass(length, self.lines));
            let cells = Cells::Json(JsonRow::Swept { lines, spans: &self.spans });
            return Ok(Some(Record { row: spot.line, offset: spot.offset, fault: None, cells }));
        }
        self.cells.clear();
        self.cells.resize(self.keys.len(), None);
        let fault = self.fill()?;
        let cells = Cells::Json(JsonRow::Built(&self.cells));
        Ok(Some(Record { row: spot.line, offset: spot.offset, fault, cells }))
    }

    /// Sweeps over the object ahead, if nothing in it needs a closer look.
    fn sweep(&mut self) -> Result<Option<usize>, Stopped> {
        // It does not count nesting that is allowed less than it follows.
        if self.reader.limits().count(Limit::Depth) < json_sweep::DEEPEST + 2 {
            return Ok(None);
        }
        let (bytes, ended) = self.reader.ahead(AT_HAND)?;
        self.spans.resize(self.keys.len(), Span::default());
        let swept = json_sweep::object(bytes, &self.keys, &mut self.spans, (self.lines, ended));
        // A longer one might hold a value that breaks a limit.
        Ok(swept.filter(|length| *length <= self.reader.limits().count(Limit::Cell)))
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
        if self.lines {
            self.reader.skip_line()?;
        }
        for (position, (key, cell)) in members.into_iter().enumerate() {
            let at = self.column(position, key)?;
            if let Some(place) = self.cells.get_mut(at) {
                *place = Some(cell);
            }
        }
        Ok(None)
    }

    /// The column of a key; objects mostly have their keys in the same order.
    fn column(&mut self, guess: usize, key: String) -> Result<usize, Stopped> {
        let names = self.keys.names();
        if names.get(guess) == Some(&key) {
            return Ok(guess);
        }
        let new = names.iter().enumerate().skip(self.places.len());
        self.places.extend(new.map(|(at, key)| (key.clone(), at)));
        if let Some(at) = self.places.get(&key) {
            return Ok(*at);
        }
        self.keys.push(key);
        self.cells.push(None);
        self.reader.hold(Limit::Columns, self.keys.len() as u64)?;
        Ok(self.keys.len() - 1)
    }

    /// The keys seen so far.
    pub(crate) fn names(&self) -> &[String] {
        self.keys.names()
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

/// The table of a file of one object a line whose keys are known.
pub(crate) fn lines_part(bytes: &Bytes, keys: Vec<String>) -> Result<JsonPart, Stopped> {
    let start = Spot { offset: bytes.text_start(), line: 1, column: 1 };
    let mut reader = JsonReader::new(bytes.text_window(start.offset)?, start);
    reader.next_visible()?;
    let origin = Origin::Json { bytes: bytes.clone(), start: reader.spot(), keys: keys.into(), lines: true };
    Ok(JsonPart { name: None, origin })
}

/// A file of one object a line, whatever its name says; `None` when any line is something else.
fn object_lines(bytes: &Bytes, start: Spot) -> Result<Option<JsonPart>, Stopped> {
    let reader = || Ok::<_, Stopped>(JsonReader::new(bytes.text_window(start.offset)?, start));
    let mut rows = JsonRows::new(reader()?, &[], true);
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
    let mut rows = JsonRows::new(reader, &[], lines);
    while rows.next()?.is_some() {}
    let keys = rows.names().into();
    Ok((JsonPart { name, origin: Origin::Json { bytes: bytes.clone(), start, keys, lines } }, rows.reader))
}

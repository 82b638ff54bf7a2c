//! A JSON object as a row: its values in the order of the table's keys.

use std::borrow::Cow;

use super::fields::{Lines, Plain};
use super::json::JsonCell;
use super::json_sweep::{Kind, Span, unescaped};
use super::record::{Percent, RawCell};

/// A row of JSON.
#[derive(Clone, Copy)]
pub(crate) enum JsonRow<'a> {
    /// Where in the bytes of an object its values stand.
    Swept {
        /// The object's bytes.
        lines: Lines<'a>,
        /// Its values.
        spans: &'a [Span],
    },
    /// Values that were read one by one.
    Built(&'a [Option<JsonCell>]),
}

impl<'a> JsonRow<'a> {
    /// How many keys the table has.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Swept { spans, .. } => spans.len(),
            Self::Built(cells) => cells.len(),
        }
    }

    /// The value of a key, as any format gives a cell.
    pub(crate) fn cell(self, index: usize) -> RawCell<'a> {
        match self {
            Self::Swept { lines, spans } => spans.get(index).map_or(RawCell::Empty, |span| raw(lines, *span)),
            Self::Built(cells) => cells.get(index).and_then(Option::as_ref).map_or(RawCell::Empty, JsonCell::raw),
        }
    }

    /// A value whose bytes are what it says: a number, a text without escapes, or nothing.
    pub(crate) fn plain(&self, index: usize) -> Option<Plain<'_>> {
        let Self::Swept { lines, spans } = self else { return None };
        let span = spans.get(index)?;
        match span.kind {
            Kind::Absent | Kind::Null => Some(Plain::new(lines, 0..0)),
            Kind::Number | Kind::Text => Some(Plain::new(lines, span.range())),
            Kind::True | Kind::False | Kind::Escaped | Kind::Nested => None,
        }
    }

    /// Whether a value surely is no text that ends in 计; it is not decoded.
    pub(crate) fn ends_otherwise(self, index: usize) -> bool {
        let Self::Swept { lines, spans } = self else { return false };
        let Some(span) = spans.get(index) else { return true };
        match span.kind {
            Kind::Text => {
                let text = lines.held.get(span.range());
                text.is_some_and(super::record::ends_otherwise)
            }
            Kind::Escaped => false,
            _ => true,
        }
    }

    /// The line that a value begins in, where the object begins in line `row`.
    pub(crate) fn line(self, index: usize, row: u64) -> u64 {
        match self {
            Self::Swept { lines, spans } => {
                let bytes = lines.held;
                let before = spans.get(index).and_then(|span| bytes.get(..span.start as usize)).unwrap_or_default();
                row + memchr::memchr_iter(b'\n', before).count() as u64
            }
            Self::Built(cells) => cells.get(index).and_then(Option::as_ref).map_or(row, |cell| cell.line),
        }
    }
}

fn raw(lines: Lines<'_>, span: Span) -> RawCell<'_> {
    let written = lines.held.get(span.range()).unwrap_or_default();
    match span.kind {
        Kind::Absent | Kind::Null => RawCell::Empty,
        Kind::True => RawCell::Truth(true),
        Kind::False => RawCell::Truth(false),
        Kind::Nested => RawCell::Nested,
        Kind::Number => {
            let text = std::str::from_utf8(written).unwrap_or_default();
            RawCell::Number { text: Cow::Borrowed(text), percent: Percent::No, binary: false }
        }
        Kind::Text => match lines.text(span.range()).map_or_else(|| std::str::from_utf8(written), Ok) {
            Ok(text) => RawCell::Text(Cow::Borrowed(text)),
            Err(_) => RawCell::Undecodable(String::from_utf8_lossy(written).into_owned()),
        },
        Kind::Escaped => match String::from_utf8(unescaped(written)) {
            Ok(text) => RawCell::Text(Cow::Owned(text)),
            Err(error) => RawCell::Undecodable(String::from_utf8_lossy(error.as_bytes()).into_owned()),
        },
    }
}

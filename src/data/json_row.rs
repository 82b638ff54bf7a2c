//! A JSON object as a row: its values in the order of the table's keys.

use std::borrow::Cow;

use encoding_rs::UTF_8;

use super::json::JsonCell;
use super::json_sweep::{Kind, Span, unescaped};
use super::record::{Percent, RawCell};

/// A row of JSON.
#[derive(Clone, Copy)]
pub(crate) enum JsonRow<'a> {
    /// Where in the bytes of an object its values stand.
    Swept {
        /// The object.
        bytes: &'a [u8],
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
            Self::Swept { bytes, spans } => spans.get(index).map_or(RawCell::Empty, |span| raw(bytes, *span)),
            Self::Built(cells) => cells.get(index).and_then(Option::as_ref).map_or(RawCell::Empty, JsonCell::raw),
        }
    }

    /// Whether a value surely is no text that ends in 计; it is not decoded.
    pub(crate) fn ends_otherwise(self, index: usize) -> bool {
        let Self::Swept { bytes, spans } = self else { return false };
        let Some(span) = spans.get(index) else { return true };
        match span.kind {
            Kind::Text => {
                let text = bytes.get(span.start as usize..span.end as usize);
                text.is_some_and(super::record::ends_otherwise)
            }
            Kind::Escaped => false,
            _ => true,
        }
    }

    /// The line that a value begins in, where the object begins in line `row`.
    pub(crate) fn line(self, index: usize, row: u64) -> u64 {
        match self {
            Self::Swept { bytes, spans } => {
                let before = spans.get(index).and_then(|span| bytes.get(..span.start as usize)).unwrap_or_default();
                row + memchr::memchr_iter(b'\n', before).count() as u64
            }
            Self::Built(cells) => cells.get(index).and_then(Option::as_ref).map_or(row, |cell| cell.line),
        }
    }
}

fn raw(bytes: &[u8], span: Span) -> RawCell<'_> {
    let written = bytes.get(span.start as usize..span.end as usize).unwrap_or_default();
    match span.kind {
        Kind::Absent | Kind::Null => RawCell::Empty,
        Kind::True => RawCell::Truth(true),
        Kind::False => RawCell::Truth(false),
        Kind::Nested => RawCell::Nested,
        Kind::Number => {
            let text = std::str::from_utf8(written).unwrap_or_default();
            RawCell::Number { text: Cow::Borrowed(text), percent: Percent::No, binary: false }
        }
        // Its check of Chinese text is the faster one.
        Kind::Text => match UTF_8.decode_without_bom_handling_and_without_replacement(written) {
            Some(text) => RawCell::Text(text),
            None => RawCell::Undecodable(String::from_utf8_lossy(written).into_owned()),
        },
        Kind::Escaped => match String::from_utf8(unescaped(written)) {
            Ok(text) => RawCell::Text(Cow::Owned(text)),
            Err(error) => RawCell::Undecodable(String::from_utf8_lossy(error.as_bytes()).into_owned()),
        },
    }
}

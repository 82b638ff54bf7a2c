//! Delimited text cut into records, streamed, each with its row, its byte offset and what is broken in it.
//!
//! The csv crate skips blank lines, moves a record's offset over line ends and swallows everything behind a quote that is
//! never closed; rows would be misnumbered or vanish without a word. So records are cut here: blank lines are rows, and
//! a record whose quote goes wrong costs one line, not the rest of the file.

use std::borrow::Cow;
use std::io;

use super::rows::Start;
use super::window::Window;
use crate::limits::{Exceeded, Limit};

/// What stands in place of bytes that a decoder did not know, and the first character of what that becomes when it is mistaken for
/// another encoding.
const LEFT_BEHIND: [&str; 2] = ["\u{fffd}", "锟"];

/// What is broken in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowFault {
    /// A quote is not closed, or text stands behind the closing one.
    Quote,
    /// A line of NDJSON that is no JSON object.
    Json,
    /// More or fewer fields than the header has.
    Fields {
        /// How many it has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
}

/// A field of a record: where it lies in the record's bytes.
#[derive(Clone, Copy, Debug)]
struct Field {
    start: usize,
    end: usize,
    doubled_quotes: bool,
}

/// Cuts bytes into records.
pub(crate) struct Splitter {
    window: Window,
    delimiter: u8,
    offset: u64,
    row: u64,
    fields: Vec<Field>,
    is_utf_8: bool,
    /// Up to where nothing stands that a lossy decoder leaves behind, for each such thing.
    clean: [u64; 2],
}

/// One record, lent until the next is cut.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    bytes: &'a [u8],
    /// The same where it is to be UTF-8 and is.
    text: Option<&'a str>,
    /// Whether it surely holds nothing that a lossy decoder left behind.
    is_clean: bool,
    places: &'a [Field],
}

/// A record with its place.
pub(crate) struct Cut<'a> {
    pub(crate) row: u64,
    pub(crate) offset: u64,
    pub(crate) fault: Option<RowFault>,
    pub(crate) fields: Fields<'a>,
}

enum Attempt {
    Whole { length: usize, fault: Option<RowFault> },
    NeedsMore,
    QuoteOpen,
}

impl Splitter {
    /// Cuts what `window` shows, whose first byte lies at `offset` and whose first record is row `row`.
    pub(crate) fn new(window: Window, delimiter: u8, offset: u64, row: u64) -> Self {
        Self {
            window,
            delimiter,
            offset,
            row: row.saturating_sub(1),
            fields: Vec::new(),
            is_utf_8: false,
            clean: [0; 2],
        }
    }

    /// Cuts bytes that are to be UTF-8: each record is looked at as a whole, so that its fields need not be.
    pub(crate) fn of_utf_8(self, is_utf_8: bool) -> Self {
        Self { is_utf_8, ..self }
    }

    /// Where the next record begins.
    pub(crate) fn place(&self) -> Start {
        Start { offset: self.offset, row: self.row + 1 }
    }

    /// The next record; a blank line is a record with one empty field.
    pub(crate) fn next(&mut self) -> io::Result<Option<Cut<'_>>> {
        let (length, fault) = loop {
            let (rest, ended) = (self.window.rest(), self.window.ended());
            if rest.is_empty() && ended {
                return Ok(None);
            }
            match cut(rest, self.delimiter, ended, &mut self.fields) {
                Attempt::Whole { length, fault } => break (length, fault),
                Attempt::QuoteOpen => break (cut_line(rest, self.delimiter, &mut self.fields), Some(RowFault::Quote)),
                // A quoted field longer than any line may be is a quote that was never closed.
                Attempt::NeedsMore if rest.len() > self.window.limits().count(Limit::Line) => {
                    let length = cut_line(rest, self.delimiter, &mut self.fields);
                    if length == rest.len() {
                        return Err(self.refuse(Limit::Line, None));
                    }
                    break (length, Some(RowFault::Quote));
                }
                Attempt::NeedsMore => self.window.more()?,
            }
        };
        if self.fields.len() as u64 > self.window.limits().get(Limit::Columns) {
            return Err(self.refuse(Limit::Columns, Some(self.fields.len() as u64)));
        }
        let offset = self.offset;
        let is_clean = self.is_clean(length);
        let taken = self.window.take(length);
        self.offset += length as u64;
        self.row += 1;
        let bytes = self.window.taken(taken);
        let text = if self.is_utf_8 { simdutf8::basic::from_utf8(bytes).ok() } else { None };
        Ok(Some(Cut { row: self.row, offset, fault, fields: Fields { bytes, text, is_clean, places: &self.fields } }))
    }

    /// Whether the next record holds none of what a lossy decoder leaves behind: the whole window is looked at once for each.
    fn is_clean(&mut self, length: usize) -> bool {
        let end = self.offset + length as u64;
        let (rest, ended) = (self.window.rest(), self.window.ended());
        for (clean, left_behind) in self.clean.iter_mut().zip(LEFT_BEHIND) {
            if end > *clean && self.is_utf_8 {
                // The last bytes of a window may be the first of one.
                let sure = if ended { rest.len() } else { rest.len().saturating_sub(left_behind.len() - 1) };
                *clean = self.offset + memchr::memmem::find(rest, left_behind.as_bytes()).unwrap_or(sure) as u64;
            }
        }
        self.clean.iter().all(|clean| end <= *clean)
    }

    /// The next row breaks a limit.
    fn refuse(&self, limit: Limit, found: Option<u64>) -> io::Error {
        Exceeded { row: Some(self.row + 1), ..self.window.limits().exceeded(limit, found) }.into()
    }
}

impl<'a> Fields<'a> {
    /// How many fields.
    pub(crate) fn len(self) -> usize {
        self.places.len()
    }

    /// The bytes of a field that has no doubled quotes.
    pub(crate) fn plain(self, index: usize) -> Option<&'a [u8]> {
        let field = self.places.get(index).filter(|field| !field.doubled_quotes)?;
        self.bytes.get(field.start..field.end)
    }

    /// The text of a field that has no doubled quotes, in a record that is UTF-8.
    pub(crate) fn text(self, index: usize) -> Option<&'a str> {
        let field = self.places.get(index).filter(|field| !field.doubled_quotes)?;
        self.text?.get(field.start..field.end)
    }

    /// Whether no field holds anything that a lossy decoder left behind; `false` where nobody looked.
    pub(crate) fn is_clean(self) -> bool {
        self.is_clean
    }

    /// The bytes of a field, its quotes removed.
    pub(crate) fn get(self, index: usize) -> Option<Cow<'a, [u8]>> {
        let field = self.places.get(index)?;
        let bytes = self.bytes.get(field.start..field.end)?;
        if !field.doubled_quotes {
            return Some(Cow::Borrowed(bytes));
        }
        let mut single = Vec::with_capacity(bytes.len());
        let mut skip = false;
        for byte in bytes {
            skip = *byte == b'"' && !skip;
            if !skip {
                single.push(*byte);
            }
        }
        Some(Cow::Owned(single))
    }

    /// The record's bytes, its line end included.
    pub(crate) fn all(self) -> &'a [u8] {
        self.bytes
    }

    /// Where the last field ends.
    pub(crate) fn end(self) -> usize {
        self.places.last().map_or(0, |field| field.end)
    }

    /// Where a field lies in the record, in bytes.
    pub(crate) fn range(self, index: usize) -> Option<std::ops::Range<usize>> {
        self.places.get(index).map(|field| field.start..field.end)
    }
}

/// Where the line end at `at` is over; `None` when the next block must be seen first.
fn line_end(bytes: &[u8], at: usize, ended: bool) -> Option<usize> {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(at + 2),
        (Some(b'\r'), None) if !ended => None,
        _ => Some(at + 1),
    }
}

/// Cuts one record from the front of `bytes`.
fn cut(bytes: &[u8], delimiter: u8, ended: bool, fields: &mut Vec<Field>) -> Attempt {
    fields.clear();
    let mut at = 0;
    loop {
        let end = if bytes.get(at) == Some(&b'"') {
            match cut_quoted(bytes, at, delimiter, ended) {
                Quoted::Field(field, end) => {
                    fields.push(field);
                    end
                }
                Quoted::NeedsMore => return Attempt::NeedsMore,
                Quoted::Open => return Attempt::QuoteOpen,
            }
        } else {
            let length = plain_length(bytes.get(at..).unwrap_or_default(), delimiter);
            fields.push(Field { start: at, end: at + length, doubled_quotes: false });
            at + length
        };
        match bytes.get(end) {
            None if ended => return Attempt::Whole { length: end, fault: None },
            None => return Attempt::NeedsMore,
            Some(byte) if *byte == delimiter => at = end + 1,
            Some(_) => match line_end(bytes, end, ended) {
                Some(length) => return Attempt::Whole { length, fault: None },
                None => return Attempt::NeedsMore,
            },
        }
    }
}

/// How many bytes stand before the first delimiter or line end; eight are looked at together.
fn plain_length(bytes: &[u8], delimiter: u8) -> usize {
    let wanted = [delimiter, b'\n', b'\r'];
    let mut at = 0;
    for word in bytes.chunks_exact(8) {
        let word = word.try_into().map_or(0, u64::from_le_bytes);
        let found = wanted.iter().fold(0, |found, byte| found | zero_bytes(word ^ EACH.wrapping_mul(u64::from(*byte))));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| wanted.contains(byte)).unwrap_or(rest.len())
}

/// 1 in each of eight bytes.
const EACH: u64 = u64::from_le_bytes([1; 8]);

/// The high bit of bytes that are zero; the lowest one set is exact, those above it may not be.
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(EACH) & !word & (EACH << 7)
}

enum Quoted {
    Field(Field, usize),
    NeedsMore,
    Open,
}

/// Cuts the quoted field that begins at `at`; gives it and where the delimiter or line end behind it stands.
fn cut_quoted(bytes: &[u8], at: usize, delimiter: u8, ended: bool) -> Quoted {
    let mut doubled_quotes = false;
    let mut position = at + 1;
    loop {
        let Some(length) = memchr::memchr(b'"', bytes.get(position..).unwrap_or_default()) else {
            return if ended { Quoted::Open } else { Quoted::NeedsMore };
        };
        let quote = position + length;
        match bytes.get(quote + 1) {
            Some(b'"') => {
                doubled_quotes = true;
                position = quote + 2;
            }
            None if !ended => return Quoted::NeedsMore,
            _ => {
                let rest = bytes.get(quote + 1..).unwrap_or_default();
                let blanks = rest.iter().take_while(|b| **b == b' ' && delimiter != b' ').count();
                let end = quote + 1 + blanks;
                return match bytes.get(end) {
                    None if !ended => Quoted::NeedsMore,
                    Some(b) if *b != delimiter && *b != b'\n' && *b != b'\r' => Quoted::Open,
                    _ => Quoted::Field(Field { start: at + 1, end: quote, doubled_quotes }, end),
                };
            }
        }
    }
}

/// Cuts one line without regard to quotes; gives its length with the line end.
fn cut_line(bytes: &[u8], delimiter: u8, fields: &mut Vec<Field>) -> usize {
    fields.clear();
    let end = bytes.iter().position(|b| *b == b'\n' || *b == b'\r').unwrap_or(bytes.len());
    let mut start = 0;
    for field in bytes.get(..end).unwrap_or_default().split(|b| *b == delimiter) {
        fields.push(Field { start, end: start + field.len(), doubled_quotes: false });
        start += field.len() + 1;
    }
    if end == bytes.len() { end } else { line_end(bytes, end, true).unwrap_or(bytes.len()) }
}

/// The delimiter of a text from its first lines: the one most lines agree on; `default` in a tie.
pub(crate) fn find_delimiter(head: &[u8], default: u8) -> u8 {
    let lines: Vec<&[u8]> = head.split(|b| *b == b'\n').take(30).collect();
    if let Some([b's', b'e', b'p', b'=', delimiter, ..]) = lines.first() {
        return *delimiter;
    }
    let agreement = |delimiter: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| count_outside_quotes(line, delimiter)).collect();
        let agreeing = |n: usize| counts.iter().filter(|count| **count == n).count();
        counts.iter().filter(|n| **n > 0).map(|n| (agreeing(*n), *n)).max()
    };
    let mut best = (agreement(default), default);
    for delimiter in [b',', b'\t', b';', b'|'] {
        let found = agreement(delimiter);
        if found.map(|(lines, _)| lines) > best.0.map(|(lines, _)| lines) {
            best = (found, delimiter);
        }
    }
    best.1
}

fn count_outside_quotes(line: &[u8], delimiter: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for byte in line {
        quoted ^= *byte == b'"';
        count += usize::from(*byte == delimiter && !quoted);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(text: &str) -> Vec<(u64, u64, bool, Vec<String>)> {
        let mut splitter = Splitter::new(Window::whole(text.as_bytes().into(), 0), b',', 0, 1);
        let mut all = Vec::new();
        while let Some(cut) = splitter.next().unwrap() {
            let fields =
                (0..cut.fields.len()).map(|i| String::from_utf8(cut.fields.get(i).unwrap().into_owned()).unwrap());
            all.push((cut.row, cut.offset, cut.fault.is_some(), fields.collect()));
        }
        all
    }

    #[test]
    fn blank_lines_are_rows_and_offsets_are_exact() {
        let rows = cuts("a,b\r\n\r\n1,\"x\r\ny\"\"z\"\r\n2,");
        let places: Vec<_> = rows.iter().map(|r| (r.0, r.1)).collect();
        assert_eq!(places, [(1, 0), (2, 5), (3, 7), (4, 20)]);
        assert_eq!(rows[2].3, ["1", "x\r\ny\"z"]);
        assert_eq!(rows[3].3, ["2", ""]);
    }

    #[test]
    fn an_open_quote_costs_one_line() {
        let rows = cuts("a,b\n\"x,1\ny,2\nz,\"3\"\n");
        assert_eq!(rows.iter().map(|r| r.2).collect::<Vec<_>>(), [false, true, false, false]);
        assert_eq!(rows[3].3, ["z", "3"]);
    }
}

//! Delimited text cut into records, streamed, each with its row, its byte offset and what is broken in it.
//!
//! The csv crate skips blank lines, moves a record's offset over line ends and swallows everything behind a quote that is
//! never closed; rows would be misnumbered or vanish without a word. So records are cut here: blank lines are rows, and
//! a record whose quote goes wrong costs one line, not the rest of the file.

use std::io;

use super::encoding::Charset;
use super::fields::{Block, Field, Fields, Lines};
use super::read_error::Binary;
use super::rows::Start;
use super::structure::Signs;
use super::window::Window;
use crate::limits::{Exceeded, Limit};

/// What stands in place of bytes that a decoder did not know, and the first character of what that becomes when it is mistaken for
/// another encoding.
const LEFT_BEHIND: [&str; 2] = ["\u{fffd}", "锟"];

/// Whether a text holds nothing that a lossy decoder leaves behind.
pub(crate) fn is_clean(text: &[u8]) -> bool {
    !LEFT_BEHIND.iter().any(|what| memchr::memmem::find(text, what.as_bytes()).is_some())
}

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

/// Bytes of a window whose signs are found at once, at least.
const PIECE: usize = 1 << 16;

/// Cuts bytes into records.
pub(crate) struct Splitter {
    window: Window,
    delimiter: u8,
    offset: u64,
    row: u64,
    fields: Vec<Field>,
    charset: Charset,
    /// Up to where nothing stands that a lossy decoder leaves behind, for each such thing.
    clean: [u64; 2],
    /// Where in the window the signs stand, those of taken records included until more comes in.
    signs: Vec<usize>,
    /// The first sign behind what is taken.
    next: usize,
    /// Up to where the window was looked through for signs.
    seen: usize,
}

/// A record with its place.
pub(crate) struct Cut<'a> {
    pub(crate) row: u64,
    pub(crate) offset: u64,
    pub(crate) fault: Option<RowFault>,
    pub(crate) fields: Fields<'a>,
}

/// Records taken from the window.
struct Taken {
    begin: usize,
    end: usize,
    is_clean: bool,
}

enum Attempt {
    Whole { end: usize },
    NeedsMore,
    QuoteOpen,
}

impl Splitter {
    /// Cuts what `window` shows, whose first byte lies at `offset` and whose first record is row `row`.
    pub(crate) fn new(window: Window, delimiter: u8, offset: u64, row: u64) -> Self {
        Self {
            seen: window.position(),
            window,
            delimiter,
            offset,
            row: row.saturating_sub(1),
            fields: Vec::new(),
            charset: Charset::UTF_8,
            clean: [0; 2],
            signs: Vec::new(),
            next: 0,
        }
    }

    /// Cuts bytes of some encoding: many records are looked at as a whole, so that their fields need not be.
    pub(crate) fn of(self, charset: Charset) -> Self {
        Self { charset, ..self }
    }

    /// Where the next record begins.
    pub(crate) fn place(&self) -> Start {
        Start { offset: self.offset, row: self.row + 1 }
    }

    /// The next record; a blank line is a record with one empty field.
    pub(crate) fn next(&mut self) -> io::Result<Option<Cut<'_>>> {
        let (end, fault) = loop {
            if self.window.rest().is_empty() && self.window.ended() {
                return Ok(None);
            }
            match self.cut() {
                Attempt::Whole { end } => break (end, None),
                Attempt::QuoteOpen if let Some(end) = self.cut_line(self.is_all()) => {
                    break (end, Some(RowFault::Quote));
                }
                _ if self.look_on()? => {}
                // A quoted field longer than any line may be is a quote that was never closed.
                _ if self.window.rest().len() > self.window.limits().count(Limit::Line) => {
                    match self.cut_line(true).filter(|end| *end < self.seen) {
                        Some(end) => break (end, Some(RowFault::Quote)),
                        None => return Err(self.refuse(Limit::Line, None)),
                    }
                }
                _ => self.more()?,
            }
        };
        if self.fields.len() as u64 > self.window.limits().get(Limit::Columns) {
            return Err(self.refuse(Limit::Columns, Some(self.fields.len() as u64)));
        }
        self.next += self.signs.iter().skip(self.next).take_while(|sign| **sign < end).count();
        let (row, offset) = (self.row + 1, self.offset);
        let taken = self.take(end, 1);
        let lines = self.lines(taken);
        let fields = Fields { lines, record: (lines.begin, end), places: &self.fields };
        Ok(Some(Cut { row, offset, fault, fields }))
    }

    /// The records from here on that have so many fields each and no quote, as far as they are at hand and begin before `until`.
    pub(crate) fn block(&mut self, width: usize, until: u64) -> Option<Block<'_>> {
        let bytes = self.window.held();
        let line_end = self.next + width.checked_sub(1)?;
        let stride = if bytes.get(*self.signs.get(line_end)?) == Some(&b'\r') { width + 1 } else { width };
        let records = self.alike(width, stride, until);
        let signs = self.next..self.next + records * stride;
        let end = self.signs.get(signs.clone())?.last()? + 1;
        let (row, offset) = (self.row + 1, self.offset);
        self.next = signs.end;
        let taken = self.take(end, records as u64);
        Some(Block { lines: self.lines(taken), signs: self.signs.get(signs)?, stride, width, row, offset })
    }

    /// How many records from here on have their signs in the same places.
    fn alike(&self, width: usize, stride: usize, until: u64) -> usize {
        let (bytes, mut begin) = (self.window.held(), self.window.position());
        let last = until.saturating_sub(self.offset);
        let last = usize::try_from(last).map_or(usize::MAX, |length| begin.saturating_add(length));
        let is_like = |record: &[usize]| {
            let (fields, line_end) = record.split_at(width - 1);
            let is_line_end = match line_end {
                [end] => bytes.get(*end) == Some(&b'\n'),
                [end, next] => bytes.get(*end..=*next) == Some(b"\r\n"),
                _ => false,
            };
            is_line_end && fields.iter().all(|sign| bytes.get(*sign) == Some(&self.delimiter))
        };
        let records = self.signs.get(self.next..).unwrap_or_default().chunks_exact(stride);
        let in_reach = |record: &&[usize]| {
            let begin = std::mem::replace(&mut begin, record.last().map_or(0, |end| end + 1));
            begin < last && is_like(record)
        };
        if matches!(self.delimiter, b'"' | b'\r' | b'\n') { 0 } else { records.take_while(in_reach).count() }
    }

    /// Takes records up to a place in the window.
    fn take(&mut self, end: usize, records: u64) -> Taken {
        let begin = self.window.position();
        let is_clean = self.is_clean(end - begin);
        self.window.take(end - begin);
        self.offset += (end - begin) as u64;
        self.row += records;
        Taken { begin, end, is_clean }
    }

    /// What was taken, looked at as a whole, so that no field need be.
    fn lines(&self, Taken { begin, end, is_clean }: Taken) -> Lines<'_> {
        let held = self.window.held();
        let bytes = held.get(begin..end).unwrap_or_default();
        let text = if self.charset.is_utf_8() { simdutf8::basic::from_utf8(bytes).ok() } else { None };
        Lines { held, begin, text, charset: self.charset, is_clean }
    }

    /// Whether nothing comes behind what was looked through for signs.
    fn is_all(&self) -> bool {
        self.window.ended() && self.seen == self.window.held().len()
    }

    /// Finds the signs in the next piece of the window; `false` when all of it was looked through. Text has no zeros. Of a long
    /// record as much again is looked at, since it is cut anew each time.
    fn look_on(&mut self) -> io::Result<bool> {
        let piece = self.window.held().get(self.seen..).unwrap_or_default();
        let piece = piece.get(..PIECE.max(self.seen - self.window.position())).unwrap_or(piece);
        if memchr::memchr(0, piece).is_some() {
            return Err(io::Error::other(Binary));
        }
        self.signs.drain(..std::mem::take(&mut self.next));
        Signs::with(self.delimiter).find(piece, self.seen, &mut self.signs);
        self.seen += piece.len();
        Ok(!piece.is_empty())
    }

    /// Lets more come into the window, which lets go of what was taken; of a long record as much again.
    fn more(&mut self) -> io::Result<()> {
        let (before, length) = (self.window.position(), self.window.rest().len());
        self.window.at_least(2 * length.max(1))?;
        let shift = before - self.window.position();
        self.signs.drain(..std::mem::take(&mut self.next));
        self.signs.iter_mut().for_each(|sign| *sign -= shift);
        self.seen -= shift;
        Ok(())
    }

    /// Cuts one record from the front of what was looked through.
    fn cut(&mut self) -> Attempt {
        let bytes = self.window.held().get(..self.seen).unwrap_or_default();
        let (ended, delimiter) = (self.is_all(), self.delimiter);
        let mut signs = self.signs.iter().copied().skip(self.next).peekable();
        let mut at = self.window.position();
        self.fields.clear();
        loop {
            let quote = signs.peek().filter(|sign| opens_quoted(bytes, at, **sign, delimiter));
            let end = if let Some(quote) = quote {
                match cut_quoted(bytes, *quote, delimiter, ended) {
                    Quoted::Field(field, end) => {
                        self.fields.push(field);
                        end
                    }
                    Quoted::NeedsMore => return Attempt::NeedsMore,
                    Quoted::Open => return Attempt::QuoteOpen,
                }
            } else {
                let ends_field = |sign: &usize| bytes.get(*sign).is_some_and(|byte| is_end(*byte, delimiter));
                let end = match signs.find(ends_field) {
                    Some(end) => end,
                    None if ended => bytes.len(),
                    None => return Attempt::NeedsMore,
                };
                self.fields.push(Field { start: at, end, doubled_quotes: false });
                end
            };
            while signs.next_if(|sign| *sign <= end).is_some() {}
            match bytes.get(end) {
                None if ended => return Attempt::Whole { end },
                None => return Attempt::NeedsMore,
                Some(byte) if *byte == delimiter => at = end + 1,
                Some(_) => match line_end(bytes, end, ended) {
                    Some(end) => return Attempt::Whole { end },
                    None => return Attempt::NeedsMore,
                },
            }
        }
    }

    /// Cuts one line without regard to quotes; gives where it ends with its line end, `None` if that was not looked at yet.
    fn cut_line(&mut self, ended: bool) -> Option<usize> {
        let bytes = self.window.held().get(..self.seen).unwrap_or_default();
        let mut start = self.window.position();
        let rest = bytes.get(start..).unwrap_or_default();
        let line = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let end = match line {
            Some(length) => line_end(bytes, start + length, ended)?,
            None if ended => bytes.len(),
            None => return None,
        };
        self.fields.clear();
        for field in rest.get(..line.unwrap_or(rest.len())).unwrap_or_default().split(|byte| *byte == self.delimiter) {
            self.fields.push(Field { start, end: start + field.len(), doubled_quotes: false });
            start += field.len() + 1;
        }
        Some(end)
    }

    /// Whether the next record holds none of what a lossy decoder leaves behind: the whole window is looked at once for each.
    fn is_clean(&mut self, length: usize) -> bool {
        let end = self.offset + length as u64;
        let (rest, ended) = (self.window.rest(), self.window.ended());
        for (clean, left_behind) in self.clean.iter_mut().zip(LEFT_BEHIND) {
            if end > *clean && self.charset.is_utf_8() {
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

/// Where the line end at `at` is over; `None` when the next block must be seen first.
fn line_end(bytes: &[u8], at: usize, ended: bool) -> Option<usize> {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(at + 2),
        (Some(b'\r'), None) if !ended => None,
        _ => Some(at + 1),
    }
}

/// Whether the next sign is a quote with nothing but blanks before it in its field.
fn opens_quoted(bytes: &[u8], at: usize, sign: usize, delimiter: u8) -> bool {
    let before = bytes.get(at..sign).unwrap_or(b"?");
    bytes.get(sign) == Some(&b'"') && before.iter().all(|byte| *byte == b' ' && delimiter != b' ')
}

/// Whether a byte ends a field without quotes.
fn is_end(byte: u8, delimiter: u8) -> bool {
    byte == delimiter || byte == b'\n' || byte == b'\r'
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

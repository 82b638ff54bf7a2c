//! The fields of delimited text, where they lie: of one record, or of many one behind another.

use std::borrow::Cow;
use std::ops::Range;

use super::delimited::is_clean;
use super::encoding::Charset;
use super::structure::Signs;

/// A field: where it lies among the bytes held.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) doubled_quotes: bool,
}

/// Bytes held, of which some are text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lines<'a> {
    /// All bytes held.
    pub(crate) held: &'a [u8],
    /// Where the lines begin.
    pub(crate) begin: usize,
    /// The lines from there on, where they are to be UTF-8 and are.
    pub(crate) text: Option<&'a str>,
    /// Their encoding.
    pub(crate) charset: Charset,
    /// Whether they surely hold nothing that a lossy decoder left behind.
    pub(crate) is_clean: bool,
}

/// One record, lent until the next is cut.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    pub(crate) lines: Lines<'a>,
    /// Where the record begins, and where it ends with its line end.
    pub(crate) record: (usize, usize),
    pub(crate) places: &'a [Field],
}

/// A cell whose bytes are its text.
#[derive(Clone, Copy)]
pub(crate) struct Plain<'l> {
    lines: &'l Lines<'l>,
    start: usize,
    end: usize,
}

/// Fields one below another, decoded together.
pub(crate) struct Decoded {
    text: String,
    ends: Vec<usize>,
    is_clean: bool,
}

/// Bytes of a usual field.
const USUAL: usize = 24;

impl Decoded {
    /// As lines of text.
    pub(crate) fn lines(&self) -> Lines<'_> {
        Lines {
            text: Some(&self.text),
            held: self.text.as_bytes(),
            begin: 0,
            charset: Charset::UTF_8,
            is_clean: self.is_clean,
        }
    }

    /// The bytes of one.
    pub(crate) fn get(&self, row: usize) -> Option<&[u8]> {
        let begin = row.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).map(|end| end + 1));
        self.text.as_bytes().get(begin?..*self.ends.get(row)?)
    }

    /// Each of them in its lines.
    pub(crate) fn cells<'l>(&self, lines: &'l Lines<'l>) -> impl Iterator<Item = Plain<'l>> {
        let mut begin = 0;
        self.ends.iter().map(move |end| Plain { lines, start: std::mem::replace(&mut begin, end + 1), end: *end })
    }
}

/// Records one behind another, each with as many fields and none with a quote.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    pub(crate) lines: Lines<'a>,
    /// Where fields and lines end.
    pub(crate) signs: &'a [usize],
    /// Signs of a record.
    pub(crate) stride: usize,
    /// Fields of a record.
    pub(crate) width: usize,
    /// The number of the first record.
    pub(crate) row: u64,
    /// Where it begins in the file.
    pub(crate) offset: u64,
}

impl<'a> Lines<'a> {
    /// Bytes that are to be UTF-8.
    pub(crate) fn of(held: &'a [u8]) -> Self {
        let text = simdutf8::basic::from_utf8(held).ok();
        Self { held, begin: 0, text, charset: Charset::UTF_8, is_clean: false }
    }

    #[inline]
    fn bytes(self, range: Range<usize>) -> Option<&'a [u8]> {
        self.held.get(range)
    }

    /// The text of a range, in lines that are UTF-8.
    #[inline]
    pub(crate) fn text(self, range: Range<usize>) -> Option<&'a str> {
        self.text?.get(range.start.checked_sub(self.begin)?..range.end.checked_sub(self.begin)?)
    }
}

impl<'l> Plain<'l> {
    /// What lies in a range of lines.
    pub(crate) fn new(lines: &'l Lines<'l>, range: Range<usize>) -> Self {
        Self { lines, start: range.start, end: range.end }
    }

    /// Its bytes.
    #[inline]
    pub(crate) fn bytes(self) -> &'l [u8] {
        self.lines.bytes(self.start..self.end).unwrap_or_default()
    }

    /// Its text, in lines that are UTF-8.
    #[inline]
    pub(crate) fn text(self) -> Option<&'l str> {
        self.lines.text(self.start..self.end)
    }

    /// Its encoding.
    pub(crate) fn charset(self) -> Charset {
        self.lines.charset
    }

    /// Whether it surely holds nothing that a lossy decoder left behind; `false` where nobody looked.
    pub(crate) fn is_clean(self) -> bool {
        self.lines.is_clean
    }
}

impl<'a> Fields<'a> {
    /// How many fields.
    pub(crate) fn len(self) -> usize {
        self.places.len()
    }

    /// A field, if it has no doubled quotes.
    pub(crate) fn cell(&self, index: usize) -> Option<Plain<'_>> {
        let field = self.places.get(index).filter(|field| !field.doubled_quotes)?;
        Some(Plain { lines: &self.lines, start: field.start, end: field.end })
    }

    /// The text of a field that has no doubled quotes, in a record that is UTF-8.
    pub(crate) fn text(self, index: usize) -> Option<&'a str> {
        let field = self.places.get(index).filter(|field| !field.doubled_quotes)?;
        self.lines.text(field.start..field.end)
    }

    /// The bytes of a field, its quotes removed.
    pub(crate) fn get(self, index: usize) -> Option<Cow<'a, [u8]>> {
        let field = self.places.get(index)?;
        let bytes = self.lines.bytes(field.start..field.end)?;
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
        self.lines.bytes(self.record.0..self.record.1).unwrap_or_default()
    }

    /// Where the last field ends, in the record's bytes.
    pub(crate) fn end(self) -> usize {
        self.places.last().map_or(0, |field| field.end - self.record.0)
    }

    /// Where a field lies in the record, in bytes.
    pub(crate) fn range(self, index: usize) -> Option<Range<usize>> {
        self.places.get(index).map(|field| field.start - self.record.0..field.end - self.record.0)
    }
}

impl<'a> Block<'a> {
    /// How many records.
    pub(crate) fn len(self) -> usize {
        self.signs.len() / self.stride
    }

    /// Where a record begins in the file.
    pub(crate) fn offset(self, row: usize) -> u64 {
        self.offset + (self.begin(row * self.stride) - self.lines.begin) as u64
    }

    /// The bytes of a field.
    pub(crate) fn plain(self, row: usize, index: usize) -> Option<&'a [u8]> {
        self.lines.bytes(self.range(row, index)?)
    }

    /// A field of each of some records; there are none where no record has it.
    pub(crate) fn cells(&self, rows: Range<usize>, index: usize) -> impl Iterator<Item = Plain<'_>> {
        let (stride, lines) = (self.stride, &self.lines);
        let signs = self.signs.get(rows.start * stride..rows.end * stride).unwrap_or_default();
        let signs = if index < stride { signs } else { &[] };
        // The first field of the first record begins where no sign of these records ends.
        let first = signs.first().filter(|_| index == 0);
        let first = first.map(|end| Plain { lines, start: self.begin(rows.start * stride), end: *end });
        let before = index.checked_sub(1).unwrap_or(stride - 1);
        let field = move |signs: &[usize]| match signs {
            [before, end, ..] => Some(Plain { lines, start: before + 1, end: *end }),
            _ => None,
        };
        first.into_iter().chain(signs.get(before..).unwrap_or_default().chunks(stride).filter_map(field))
    }

    /// The text of a field of each of some records in another encoding; `None` if one of them holds bytes unknown to it.
    pub(crate) fn decoded(&self, rows: Range<usize>, index: usize) -> Option<Decoded> {
        let count = rows.len();
        let (mut bytes, mut ends) = (Vec::with_capacity(USUAL * count), Vec::with_capacity(count));
        for cell in self.cells(rows, index) {
            bytes.extend_from_slice(cell.bytes());
            ends.push(bytes.len());
            bytes.push(b'\n');
        }
        if bytes.is_ascii() {
            return Some(Decoded { text: String::from_utf8(bytes).ok()?, ends, is_clean: true });
        }
        let mut text = String::new();
        // No character ends in a line end, and no field of a block holds one.
        self.lines.charset.decode_into(&bytes, &mut text).then_some(())?;
        ends.clear();
        Signs::with(b'\n').find(text.as_bytes(), 0, &mut ends);
        (ends.len() == count).then(|| Decoded { is_clean: is_clean(text.as_bytes()), text, ends })
    }

    fn range(self, row: usize, index: usize) -> Option<Range<usize>> {
        let sign = row * self.stride + index;
        Some(self.begin(sign)..*self.signs.get(sign)?)
    }

    /// Where what a sign ends begins: behind the sign before it.
    fn begin(self, sign: usize) -> usize {
        let before = sign.checked_sub(1).and_then(|before| self.signs.get(before));
        before.map_or(self.lines.begin, |before| before + 1)
    }

    /// One record by itself, its places written down.
    pub(crate) fn fields(self, row: usize, places: &'a mut Vec<Field>) -> Fields<'a> {
        let ranges = (0..self.width).filter_map(|index| self.range(row, index));
        places.clear();
        places.extend(ranges.map(|range| Field { start: range.start, end: range.end, doubled_quotes: false }));
        let record = (self.begin(row * self.stride), self.begin((row + 1) * self.stride));
        Fields { lines: self.lines, record, places }
    }
}

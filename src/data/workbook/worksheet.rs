//! The part of an xlsx that is one sheet: its cells as they come, its merged regions, what it hides.

use memchr::memchr;

use super::cell::{Content, UNCACHED};
use super::limits::Room;
use super::look::{Look, Looks};
use super::markup::{Scanner, Tag, Token, between, malformed, unescape};
use super::merged::Region;
use super::sections::Shown;
use super::sheet::{Builder, Sheet};
use super::texts::{Texts, rich_text, unescaped};
use crate::data::read_error::ReadErrorKind;
use crate::limits::Limit;

/// What a book says of all its sheets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Book<'a> {
    /// The looks of its cell styles.
    pub(super) looks: &'a Looks,
    /// Whether days are counted from 1904.
    pub(super) from_1904: bool,
    /// Whether formulas are to be worked out when it is opened: its writer did not, and wrote 0 for each.
    pub(super) uncalculated: bool,
}

/// Reads a sheet; `room` is how many cells more the book may have. Gives the highest shared string it uses, too.
pub(super) fn read(
    scanner: Scanner<'_>,
    name: String,
    book: Book<'_>,
    room: &mut Room,
) -> Result<(Sheet, Option<u32>), ReadErrorKind> {
    let mut reader = SheetReader {
        scanner,
        book,
        builder: Builder::within(room.limits),
        room,
        merged: Vec::new(),
        hidden_columns: Vec::new(),
        place: Place::default(),
        highest: None,
        text: String::new(),
    };
    reader.builder.sheet.name = name;
    reader.builder.sheet.from_1904 = book.from_1904;
    reader.run()?;
    let SheetReader { builder, merged, hidden_columns, room, highest, .. } = reader;
    let mut sheet = builder.finish(&merged, room)?;
    sheet.hide_columns(&hidden_columns);
    Ok((sheet, highest))
}

/// Where reading is.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    row: u32,
    /// The column behind the last cell.
    column: u32,
    row_hidden: bool,
}

struct SheetReader<'a, 'r> {
    scanner: Scanner<'a>,
    book: Book<'a>,
    room: &'r mut Room,
    builder: Builder,
    merged: Vec<Region>,
    hidden_columns: Vec<(u32, u32)>,
    place: Place,
    highest: Option<u32>,
    text: String,
}

/// What `t` says of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Formula,
    Inline,
    Truth,
    Error,
    /// A date as ISO 8601 writes it.
    Iso,
}

impl Kind {
    fn of(word: &[u8]) -> Self {
        match word {
            b"s" => Self::Shared,
            b"str" => Self::Formula,
            b"inlineStr" => Self::Inline,
            b"b" => Self::Truth,
            b"e" => Self::Error,
            b"d" => Self::Iso,
            _ => Self::Number,
        }
    }
}

/// A cell's tag.
#[derive(Clone, Copy, Debug)]
struct Head {
    row: u32,
    column: u32,
    look: Look,
    kind: Kind,
}

impl SheetReader<'_, '_> {
    fn run(&mut self) -> Result<(), ReadErrorKind> {
        let mut in_data = false;
        loop {
            if in_data {
                self.plain_cells()?;
                if self.plain_cell()? {
                    continue;
                }
            }
            let Some(token) = self.scanner.next()? else { return Ok(()) };
            match token {
                Token::Open(tag) => match tag.name {
                    b"c" if in_data => {
                        let (place, looks) = (self.place, self.book.looks);
                        let empty = tag.empty;
                        let head = head(&tag, place, looks)?;
                        self.place.column = head.column.saturating_add(1);
                        if !empty {
                            self.cell(head)?;
                        }
                    }
                    b"row" if in_data => self.place = row(&tag, self.place),
                    b"sheetData" => in_data = !tag.empty,
                    b"mergeCell" => {
                        let region = tag.raw("ref").and_then(region);
                        self.merged.extend(region);
                        self.room.limits.hold(Limit::Merged, self.merged.len() as u64)?;
                    }
                    b"col" if !in_data && tag.is_on("hidden") => {
                        let ends = tag.number("min").zip(tag.number("max"));
                        self.hidden_columns.extend(ends.map(|(min, max): (u32, u32)| (min.saturating_sub(1), max)));
                        self.room.limits.hold(Limit::Columns, self.hidden_columns.len() as u64)?;
                    }
                    _ => {}
                },
                Token::Close(b"sheetData") => in_data = false,
                _ => {}
            }
        }
    }

    /// Reads as many cells as come next in the form that nearly every writer gives numbers and shared texts.
    fn plain_cells(&mut self) -> Result<(), ReadErrorKind> {
        let ahead = self.scanner.ahead();
        let (sheet, mut at) = (&mut self.builder, 0);
        loop {
            let rest = ahead.get(at..).unwrap_or_default();
            if let Some((place, length)) = plain_row(rest, self.place) {
                self.place = place;
                at += length;
                continue;
            }
            let Some((head, empty, length)) = plain_head(rest, self.book.looks).filter(|_| !self.place.row_hidden)
            else {
                break;
            };
            let mut behind = length;
            if !empty {
                let Some(value) = plain_value(rest.get(length..).unwrap_or_default()) else { break };
                let content = match head.kind {
                    Kind::Shared => digits(value).map(Content::Shared),
                    Kind::Number => Content::plain_number(value, head.look),
                    _ => None,
                };
                let Some(content) = content else { break };
                if let Content::Shared(index) = content {
                    self.highest = self.highest.max(Some(index));
                }
                sheet.push(head.row, head.column, content, self.room)?;
                behind += value.len() + VALUE;
            }
            self.place.column = head.column.saturating_add(1);
            at += behind;
        }
        self.scanner.advance(at);
        Ok(())
    }

    /// Reads a cell if it comes next in the form that nearly every writer gives it.
    fn plain_cell(&mut self) -> Result<bool, ReadErrorKind> {
        let Some((head, empty, length)) = plain_head(self.scanner.ahead(), self.book.looks) else { return Ok(false) };
        self.scanner.advance(length);
        self.place.column = head.column.saturating_add(1);
        if !empty {
            self.cell(head)?;
        }
        Ok(true)
    }

    /// Reads a cell whose tag was read, up to its end.
    fn cell(&mut self, head: Head) -> Result<(), ReadErrorKind> {
        let (open, close): (&[u8], &[u8]) = match head.kind {
            Kind::Inline => (b"<is><t>", b"</t></is></c>"),
            _ => (b"<v>", b"</v></c>"),
        };
        if let Some(value) = between(self.scanner.ahead(), open, close) {
            self.text.clear();
            unescape(value, &mut self.text)?;
            let length = open.len() + value.len() + close.len();
            self.scanner.advance(length);
            return self.put(head, true, false);
        }
        self.text.clear();
        let (mut has_value, mut has_formula) = (false, false);
        loop {
            match self.scanner.next()?.ok_or_else(malformed)? {
                Token::Open(Tag { name: b"v", empty, .. }) => {
                    has_value = true;
                    if !empty {
                        self.text.clear();
                        self.scanner.text(&mut self.text)?;
                    }
                }
                Token::Open(Tag { name: b"is", empty: false, .. }) if head.kind == Kind::Inline => {
                    has_value = true;
                    self.text.clear();
                    rich_text(&mut self.scanner, &mut self.text)?;
                }
                Token::Open(Tag { name: b"f", empty, .. }) => {
                    has_formula = true;
                    if !empty {
                        self.scanner.skip()?;
                    }
                }
                Token::Open(Tag { empty: false, .. }) => self.scanner.skip()?,
                Token::Close(_) => return self.put(head, has_value, has_formula),
                _ => {}
            }
        }
    }

    fn put(&mut self, head: Head, has_value: bool, has_formula: bool) -> Result<(), ReadErrorKind> {
        let text = std::mem::take(&mut self.text);
        let content = self.content(head, &text, has_value, has_formula);
        self.text = text;
        let Some(content) = content? else { return Ok(()) };
        let hidden = &mut self.builder.sheet.hidden.rows;
        let is_first = self.builder.sheet.rows.last().is_none_or(|last| last.number != head.row);
        if self.place.row_hidden && is_first {
            let (count, first) = hidden.unwrap_or((0, u64::from(head.row)));
            *hidden = Some((count + 1, first));
        }
        self.builder.push(head.row, head.column, content, self.room)
    }

    /// What a cell holds: a formula that was never worked out holds that, not nothing.
    fn content(
        &mut self,
        head: Head,
        text: &str,
        has_value: bool,
        has_formula: bool,
    ) -> Result<Option<Content>, ReadErrorKind> {
        let own = &mut self.builder.sheet.own;
        let value = text.trim();
        let is_number = matches!(head.kind, Kind::Number | Kind::Truth | Kind::Error);
        let uncached = !has_value || is_number && (value.is_empty() || self.book.uncalculated && value == "0");
        if has_formula && uncached {
            return Ok(Some(Content::error(UNCACHED)));
        }
        Ok(match head.kind {
            Kind::Formula | Kind::Inline | Kind::Iso if text.is_empty() => None,
            _ if value.is_empty() && head.kind != Kind::Inline && head.kind != Kind::Formula => None,
            Kind::Number => number(value, head.look, self.book.looks, own)?,
            Kind::Shared => {
                let index = value.parse().map_err(|_| malformed())?;
                self.highest = self.highest.max(Some(index));
                Some(Content::Shared(index))
            }
            Kind::Formula | Kind::Inline | Kind::Iso => Some(Content::Own(own.push(&unescaped(text))?)),
            Kind::Truth => Some(Content::Truth(matches!(value, "1" | "true"))),
            Kind::Error => Some(Content::error(value)),
        })
    }
}

/// A number as its look shows it.
pub(super) fn number(
    value: &str,
    look: Look,
    looks: &Looks,
    own: &mut Texts,
) -> Result<Option<Content>, ReadErrorKind> {
    let sections = if let Look::Sections(at) = look { looks.sections(at) } else { None };
    let look = match sections.map(|sections| sections.show(value)) {
        Some(Shown::Text(text)) => return Ok(Some(Content::Own(own.push(&text)?))),
        Some(Shown::Plain(look)) => look,
        None => look,
    };
    match Content::number(value, look, own)? {
        None => Ok(Some(Content::Own(own.push(value)?))),
        number => Ok(number),
    }
}

/// Bytes of what stands round a value.
const VALUE: usize = b"<v></v></c>".len();

/// The value in `<v>…</v></c>`, if that is what comes next and the value is short.
fn plain_value(ahead: &[u8]) -> Option<&[u8]> {
    let rest = ahead.strip_prefix(b"<v>")?;
    let length = rest.iter().take(32).position(|byte| *byte == b'<')?;
    let (value, behind) = rest.split_at_checked(length)?;
    (behind.starts_with(b"</v></c>") && !value.is_empty()).then_some(value)
}

/// The end of a row and the tag that begins the next, if that is what comes next: where that is, and their length.
fn plain_row(ahead: &[u8], place: Place) -> Option<(Place, usize)> {
    let rest = ahead.strip_prefix(b"</row>").unwrap_or(ahead);
    let length = memchr(b'>', rest.strip_prefix(b"<row ")?)?;
    let attributes = rest.get(b"<row ".len()..)?.get(..length)?;
    let quotes = attributes.iter().filter(|byte| **byte == b'"').count();
    if quotes % 2 != 0 || attributes.iter().any(|byte| matches!(byte, b'\'' | b'/')) {
        return None;
    }
    let length = ahead.len() - rest.len() + b"<row ".len() + length + 1;
    Some((row(&Tag::of_attributes(attributes), place), length))
}

/// The tag `<c r="C7" s="1" t="s">`, if that is what comes next: what it says, whether it is the whole cell, its length.
fn plain_head(ahead: &[u8], looks: &Looks) -> Option<(Head, bool, usize)> {
    let rest = ahead.strip_prefix(b"<c r=\"")?;
    let mut at = rest.iter().take(16).position(|byte| *byte == b'"')?;
    let (row, column) = reference(rest.get(..at)?)?;
    let mut head = Head { row, column, look: looks.get(0), kind: Kind::Number };
    loop {
        at += 1;
        match rest.get(at..)? {
            [b'>', ..] => return Some((head, false, at + 7)),
            [b'/', b'>', ..] => return Some((head, true, at + 8)),
            [b' ', name @ (b's' | b't'), b'=', b'"', value @ ..] => {
                let length = value.iter().take(16).position(|byte| *byte == b'"')?;
                let value = value.get(..length)?;
                match name {
                    b's' => head.look = looks.get(digits(value)?),
                    _ => head.kind = Kind::of(value),
                }
                at += 4 + length;
            }
            _ => return None,
        }
    }
}

/// The row that a tag begins.
fn row(tag: &Tag<'_>, place: Place) -> Place {
    let row = tag.number("r").unwrap_or_else(|| place.row.saturating_add(1));
    let flat = || tag.number::<f64>("ht").is_some_and(|height| height <= 0.0);
    Place { row, column: 0, row_hidden: tag.is_on("hidden") || flat() }
}

/// What a cell's tag says; where it says no place, the cell is behind the one before.
fn head(tag: &Tag<'_>, place: Place, looks: &Looks) -> Result<Head, ReadErrorKind> {
    let mut head = Head { row: place.row, column: place.column, look: looks.get(0), kind: Kind::Number };
    for (name, value) in tag.attributes() {
        match name {
            b"r" => {
                let (row, column) = reference(value).ok_or_else(malformed)?;
                (head.row, head.column) = (row, column);
            }
            b"s" => head.look = looks.get(digits(value).unwrap_or(0)),
            b"t" => head.kind = Kind::of(value),
            _ => {}
        }
    }
    Ok(head)
}

fn digits(text: &[u8]) -> Option<u32> {
    let add = |number: u32, byte: &u8| {
        number.checked_mul(10)?.checked_add(u32::from(byte.checked_sub(b'0').filter(|d| *d < 10)?))
    };
    text.iter().try_fold(0, add).filter(|_| !text.is_empty())
}

/// `C7` as row 7 and column 2.
fn reference(text: &[u8]) -> Option<(u32, u32)> {
    let mut column: u32 = 0;
    let mut letters = 0;
    for byte in text.iter().take_while(|byte| byte.is_ascii_alphabetic()) {
        column = column.checked_mul(26)?.checked_add(u32::from(byte.to_ascii_uppercase() - b'A') + 1)?;
        letters += 1;
    }
    Some((digits(text.get(letters..)?)?, column.checked_sub(1)?))
}

/// `A1:B3`; a region of one cell covers nothing else.
fn region(text: &[u8]) -> Option<Region> {
    let colon = memchr(b':', text)?;
    let (first, last) = (reference(text.get(..colon)?)?, reference(text.get(colon + 1..)?)?);
    (first != last).then_some(Region { rows: (first.0, last.0), columns: (first.1, last.1) })
}

impl Sheet {
    /// Counts the hidden columns that hold something; ranges from 0, ends excluded.
    pub(super) fn hide_columns(&mut self, ranges: &[(u32, u32)]) {
        if ranges.is_empty() {
            return;
        }
        let mut used = vec![false; usize::from(u16::MAX) + 1];
        for cell in &self.cells {
            if let Some(place) = used.get_mut(usize::from(cell.column)) {
                *place = true;
            }
        }
        let is_hidden = |column: u32| ranges.iter().any(|(from, to)| (*from..*to).contains(&column));
        let hidden: Vec<u32> = (0..=u32::from(u16::MAX))
            .zip(used)
            .filter(|(at, used)| *used && is_hidden(*at))
            .map(|(at, _)| at)
            .collect();
        self.hidden.columns = hidden.first().map(|first| (u32::try_from(hidden.len()).unwrap_or(u32::MAX), *first));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_rows_and_columns() {
        assert_eq!(reference(b"A1"), Some((1, 0)));
        assert_eq!(reference(b"XFD1048576"), Some((1_048_576, 16383)));
        assert_eq!(["", "7", "A", "A1B", "AAAAAAAAAA1"].map(|text| reference(text.as_bytes())), [None; 5]);
        assert_eq!(region(b"A1:A1"), None);
        assert_eq!(region(b"B2:A3x"), None);
    }
}

//! ods: one part with every sheet, whose cells say themselves what their numbers are.

use super::archive::Archive;
use super::cell::{Content, UNCACHED};
use super::limits::{self, Room};
use super::look::Look;
use super::markup::{Feed, Scanner, Tag, Token, malformed, unescape};
use super::merged::Region;
use super::sheet::{Builder, Sheet};
use crate::data::read_error::ReadErrorKind;
use crate::data::record::Percent;
use crate::limits::{Limit, Limits};

/// Reads every sheet of an ods, or only the one named.
pub(super) fn read(archive: &Archive, only: Option<&str>) -> Result<Vec<Sheet>, ReadErrorKind> {
    let lacking = || ReadErrorKind::BadWorkbook { reason: "里面没有表格".to_owned() };
    let part = |name: &str| match archive.entry(name) {
        Some(entry) => archive.part(entry).map(|part| Some(Scanner::new(Feed::Part(part), archive.limits))),
        None => Ok(None),
    };
    if let Some(mut manifest) = part("META-INF/manifest.xml")? {
        while let Some(token) = manifest.next()? {
            if matches!(token, Token::Open(Tag { name: b"encryption-data", .. })) {
                return Err(ReadErrorKind::Locked);
            }
        }
    }
    let mut reader = Reader { scanner: part("content.xml")?.ok_or_else(lacking)?, room: Room::new(archive.limits) };
    let mut sheets = reader.sheets()?;
    let chosen = super::select(sheets.iter().map(|sheet| sheet.name.clone()).collect(), only)?;
    sheets.retain(|sheet| chosen.contains(&sheet.name));
    if sheets.is_empty() { Err(lacking()) } else { Ok(sheets) }
}

struct Reader<'a> {
    scanner: Scanner<'a>,
    /// How many cells more the book may have.
    room: Room,
}

/// A sheet being read.
#[derive(Default)]
struct Table {
    builder: Builder,
    merged: Vec<Region>,
    hidden_columns: Vec<(u32, u32)>,
    /// The row being read, from 1, and how often it stands.
    row: u32,
    repeated: u32,
    row_hidden: bool,
    in_row: bool,
    /// The row's cells that hold something.
    cells: Vec<(u32, Content)>,
    /// Columns passed, of columns or of the row's cells.
    column: u32,
}

/// What a cell's tag says.
struct CellTag {
    kind: Vec<u8>,
    value: Option<String>,
    is_error: bool,
    has_formula: bool,
    repeated: u32,
    span: (u32, u32),
}

impl Reader<'_> {
    fn sheets(&mut self) -> Result<Vec<Sheet>, ReadErrorKind> {
        let (mut sheets, mut styles, mut style) = (Vec::new(), Vec::new(), None);
        while let Some(token) = self.scanner.next()? {
            let Token::Open(tag) = token else { continue };
            match tag.name {
                b"style" => style = tag.get("name")?,
                b"table-properties" if tag.raw("display") == Some(b"false") => styles.extend(style.clone()),
                b"table" => {
                    let (name, empty) = (tag.get("name")?.unwrap_or_default(), tag.empty);
                    let hidden = tag.get("style-name")?.is_some_and(|style| styles.contains(&style));
                    let mut table = Table { builder: Builder::within(self.room.limits), ..Table::default() };
                    table.builder.sheet.name = name;
                    table.builder.sheet.hidden.sheet = hidden;
                    if !empty {
                        self.table(&mut table)?;
                    }
                    let mut sheet = table.builder.finish(&table.merged, &mut self.room)?;
                    sheet.hide_columns(&table.hidden_columns);
                    sheets.push(sheet);
                }
                // What was changed away is no content.
                b"tracked-changes" if !tag.empty => self.scanner.skip()?,
                _ => {}
            }
            if sheets.len() > limits::SHEETS {
                return limits::broken("工作表数", limits::SHEETS);
            }
        }
        Ok(sheets)
    }

    fn table(&mut self, table: &mut Table) -> Result<(), ReadErrorKind> {
        loop {
            match self.scanner.next()?.ok_or_else(malformed)? {
                Token::Open(tag) => match tag.name {
                    b"table-column" => table.columns(&tag),
                    b"table-row" => {
                        table.begin(&tag);
                        if tag.empty {
                            table.end(&mut self.room)?;
                        }
                    }
                    b"table-cell" | b"covered-table-cell" => {
                        let (cell, empty) = (CellTag::read(&tag)?, tag.empty);
                        let mut text = String::new();
                        if !empty {
                            self.text(&mut text)?;
                        }
                        table.cell(&cell, &text, &self.room.limits)?;
                    }
                    b"shapes" | b"forms" | b"named-expressions" if !tag.empty => self.scanner.skip()?,
                    _ => {}
                },
                Token::Close(b"table-row") => table.end(&mut self.room)?,
                Token::Close(b"table") => return Ok(()),
                _ => {}
            }
        }
    }

    /// The text of a cell whose tag was read, its paragraphs on lines of their own; remarks and drawings left out.
    fn text(&mut self, text: &mut String) -> Result<(), ReadErrorKind> {
        let (mut depth, mut paragraphs) = (1, 0);
        while depth > 0 {
            match self.scanner.next()?.ok_or_else(malformed)? {
                Token::Open(tag) => match tag.name {
                    b"s" => {
                        let count = tag.number("c").unwrap_or(1usize).min(self.room.limits.count(Limit::Cell) + 1);
                        text.extend(std::iter::repeat_n(' ', count));
                        depth += usize::from(!tag.empty);
                    }
                    b"tab" | b"line-break" => {
                        text.push(if tag.name == b"tab" { '\t' } else { '\n' });
                        depth += usize::from(!tag.empty);
                    }
                    b"p" => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                        depth += usize::from(!tag.empty);
                    }
                    b"span" | b"a" => depth += usize::from(!tag.empty),
                    _ if !tag.empty => self.scanner.skip()?,
                    _ => {}
                },
                Token::Text(raw) if depth > 1 => unescape(raw, text)?,
                Token::Close(_) => depth -= 1,
                _ => {}
            }
            self.room.limits.hold(Limit::Cell, text.len() as u64)?;
        }
        Ok(())
    }
}

fn repeated(tag: &Tag<'_>, name: &str) -> u32 {
    tag.number(name).unwrap_or(1u32).max(1)
}

/// Whether a number is shown with a word behind it: `5000万元`.
fn is_worded(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| !c.is_ascii() && c.is_alphabetic() || c == '%')
}

/// A number with the word that its cell shows behind it; hidden from use where the cell shows another number.
fn worded(value: &str, text: &str, own: &mut super::texts::Texts) -> Result<Option<Content>, ReadErrorKind> {
    let suffix = text.trim_start_matches(|c: char| c.is_ascii() && c != '%');
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
    let is_same = |shown: f64, held: f64| (shown - held).abs() <= 0.5;
    match (digits.parse(), value.parse()) {
        (Ok(shown), Ok(held)) if is_same(shown, held) => Ok(Some(Content::Own(own.push(&format!("{value}{suffix}"))?))),
        _ => Content::number(value, Look::Number(Percent::Masked), own),
    }
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(tag.raw("visibility"), Some(b"collapse" | b"filter"))
}

impl CellTag {
    fn read(tag: &Tag<'_>) -> Result<Self, ReadErrorKind> {
        let kinds: Vec<&[u8]> = tag.attributes().filter(|(name, _)| *name == b"value-type").map(|(_, v)| v).collect();
        let is_error = kinds.contains(&&b"error"[..]);
        let kind = kinds.into_iter().find(|kind| *kind != b"error").unwrap_or_default().to_vec();
        let value = match kind.as_slice() {
            b"date" => tag.get("date-value")?,
            b"boolean" => tag.get("boolean-value")?,
            b"string" => tag.get("string-value")?,
            _ => tag.get("value")?,
        };
        Ok(Self {
            kind,
            value,
            is_error,
            has_formula: tag.raw("formula").is_some(),
            repeated: repeated(tag, "number-columns-repeated"),
            span: (repeated(tag, "number-rows-spanned"), repeated(tag, "number-columns-spanned")),
        })
    }

    fn content(&self, text: &str, table: &mut Table) -> Result<Option<Content>, ReadErrorKind> {
        let own = &mut table.builder.sheet.own;
        let value = self.value.as_deref().unwrap_or(text);
        let number = |percent| Look::Number(percent);
        Ok(match self.kind.as_slice() {
            _ if self.is_error => Some(Content::error(text)),
            b"percentage" => Content::number(value, number(Percent::Yes), own)?,
            b"float" if is_worded(text) => worded(value, text, own)?,
            b"float" | b"currency" => Content::number(value, number(Percent::No), own)?,
            b"boolean" => Some(Content::Truth(value == "true")),
            // A month typed into a cell is its first day, and is shown as a month.
            b"date" if text.ends_with('月') => Some(Content::Own(own.push(text)?)),
            b"date" => Some(Content::Own(own.push(value)?)),
            b"" if self.has_formula => Some(Content::error(UNCACHED)),
            _ if !text.is_empty() => Some(Content::Own(own.push(text)?)),
            _ if value.is_empty() => None,
            _ => Some(Content::Own(own.push(value)?)),
        })
    }
}

impl Table {
    fn columns(&mut self, tag: &Tag<'_>) {
        let end = self.column.saturating_add(repeated(tag, "number-columns-repeated"));
        if is_hidden(tag) {
            self.hidden_columns.push((self.column, end));
        }
        self.column = end;
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        self.row = self.row.saturating_add(self.repeated.max(1));
        self.repeated = repeated(tag, "number-rows-repeated");
        self.row_hidden = is_hidden(tag);
        self.in_row = true;
        self.column = 0;
        self.cells.clear();
    }

    fn cell(&mut self, cell: &CellTag, text: &str, limits: &Limits) -> Result<(), ReadErrorKind> {
        if !self.in_row {
            return Err(malformed());
        }
        let first = self.column;
        self.column = first.saturating_add(cell.repeated);
        let Some(content) = cell.content(text, self)? else { return Ok(()) };
        limits.hold(Limit::Columns, u64::from(self.column))?;
        self.cells.extend((first..self.column).map(|column| (column, content)));
        if cell.span != (1, 1) {
            let last = |first: u32, span: u32| first.saturating_add(span - 1);
            self.merged.push(Region {
                rows: (self.row, last(self.row, cell.span.0)),
                columns: (first, last(first, cell.span.1)),
            });
        }
        limits.hold(Limit::Merged, self.merged.len() as u64)?;
        Ok(())
    }

    /// Takes the row in, as often as it stands.
    fn end(&mut self, room: &mut Room) -> Result<(), ReadErrorKind> {
        if !std::mem::replace(&mut self.in_row, false) {
            return Err(malformed());
        }
        if self.cells.is_empty() {
            return Ok(());
        }
        let last = self.row.saturating_add(self.repeated - 1);
        if self.row_hidden {
            let (count, first) = self.builder.sheet.hidden.rows.unwrap_or((0, u64::from(self.row)));
            self.builder.sheet.hidden.rows = Some((count + u64::from(self.repeated), first));
        }
        for row in self.row..=last {
            for (column, content) in &self.cells {
                self.builder.push(row, *column, *content, room)?;
            }
        }
        Ok(())
    }
}

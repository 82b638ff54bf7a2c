//! A row read back from its file to be shown: a window of a line, or a few columns of a sheet.

use std::sync::Arc;

use super::bytes::Bytes;
use super::dataset::{Excerpt, Place, column_letters};
use super::delimited::Splitter;
use super::json::{JsonReader, Spot};
use super::part::Part;
use super::rows::{Origin, Start};
use super::text::{is_unprintable, name_key, trim};
use super::window::Window;
use super::workbook::Sheet;

/// Columns of a terminal that an excerpt takes.
const WIDTH: usize = 60;

/// Columns of a sheet shown on each side of the mark.
const BESIDE: usize = 2;

/// How much of a JSON record is looked at.
const JSON_RECORD: usize = 1 << 16;

/// Reads a place's row back; `None` when the file no longer has it.
pub(crate) fn read(part: &Part, place: &Place) -> Option<Excerpt> {
    match &part.origin {
        Origin::Sheet(sheet) => Some(grid(sheet, part, place)),
        Origin::Delimited { bytes, delimiter } => line(bytes, *delimiter, place),
        Origin::Json { bytes, .. } => json(bytes, place),
    }
}

fn line(bytes: &Bytes, delimiter: u8, place: &Place) -> Option<Excerpt> {
    let start = Start { offset: place.offset, row: place.row };
    let mut splitter = Splitter::new(bytes.window(start.offset).ok()?, delimiter, start.offset, start.row);
    let cut = splitter.next().ok()??;
    let charset = bytes.handed_charset();
    let all = cut.fields.all();
    let text = |range: std::ops::Range<usize>| match charset.decode(all.get(range).unwrap_or_default()) {
        Ok(text) => text.into_owned(),
        Err(lossy) => lossy,
    };
    let index = place.column.as_ref().and_then(|column| usize::try_from(column.index).ok());
    let range = match index {
        Some(index) => cut.fields.range(index).unwrap_or(cut.fields.end()..cut.fields.end()),
        None => 0..cut.fields.end(),
    };
    let (before, cell, after) = (text(0..range.start), text(range.clone()), text(range.end..cut.fields.end()));
    Some(window(place.row, &before, &cell, &after))
}

/// Cuts a line to a window round a cell.
fn window(line: u64, before: &str, cell: &str, after: &str) -> Excerpt {
    let column = before.chars().count() + 1;
    let (before, cell, after) = (visible(before), visible(cell), visible(after));
    let cell = head(&cell, WIDTH);
    let room = WIDTH.saturating_sub(width(&cell));
    let left = tail(&before, room.saturating_sub(width(&after).min(room / 2)));
    let right = head(&after, room.saturating_sub(width(&left)));
    let mark = left.len()..left.len() + cell.len();
    Excerpt::Line { line, text: format!("{left}{cell}{right}"), mark, column }
}

/// The text with every character that would move the cursor replaced.
fn visible(text: &str) -> String {
    let replace = |c: char| match c {
        '\n' | '\r' => '⏎',
        '\t' => ' ',
        c if is_unprintable(c) => '\u{fffd}',
        c => c,
    };
    text.chars().map(replace).collect()
}

fn char_width(c: char) -> usize {
    let wide = matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{3fffd}');
    if wide { 2 } else { 1 }
}

fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// The beginning of a text, with `…` if it is cut.
fn head(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += char_width(*c);
        used <= room
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push('…');
    kept
}

/// The end of a text, with `…` if it is cut.
fn tail(text: &str, room: usize) -> String {
    let reversed: String = text.chars().rev().collect();
    head(&reversed, room).chars().rev().collect()
}

fn json(bytes: &Bytes, place: &Place) -> Option<Excerpt> {
    let back = usize::try_from(place.offset.saturating_sub(bytes.text_start())).ok()?.min(JSON_RECORD);
    let mut window = bytes.text_window(place.offset - back as u64).ok()?;
    let all = window.at_least(back + JSON_RECORD).ok()?;
    let (before, record) = all.get(..back + JSON_RECORD).unwrap_or(all).split_at_checked(back)?;
    let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let prefix = String::from_utf8_lossy(before.get(line_start..)?);
    let spot = Spot { offset: place.offset, line: 1, column: prefix.chars().count() as u64 + 1 };
    let cell = place.column.as_ref().and_then(|column| json_cell(record, spot, &column.name));
    let (line, column) = cell.unwrap_or((1, spot.column));
    let shown = all.get(line_start..)?.split(|b| *b == b'\n').nth(usize::try_from(line - 1).ok()?)?;
    let shown = String::from_utf8_lossy(shown);
    let shown = shown.trim_end_matches('\r');
    let start = shown.char_indices().nth(usize::try_from(column - 1).ok()?).map_or(shown.len(), |(at, _)| at);
    let (before, rest) = shown.split_at_checked(start)?;
    let length = if cell.is_some() { value_length(rest) } else { rest.len() };
    let (value, after) = rest.split_at_checked(length)?;
    let number = if line == 1 { place.row } else { record_line(bytes, place.offset)? + line - 1 };
    Some(self::window(number, before, value, after))
}

/// The line and column of a record's cell.
fn json_cell(record: &[u8], spot: Spot, name: &str) -> Option<(u64, u64)> {
    let members = JsonReader::new(Window::whole(Arc::from(record), 0), spot).object().ok()?;
    let known = name_key(name);
    let cell = members.into_iter().find(|(key, _)| *name_key(key) == *known)?.1;
    Some((cell.line, cell.column))
}

/// The line that an offset lies in.
fn record_line(bytes: &Bytes, offset: u64) -> Option<u64> {
    let mut window = bytes.text_window(bytes.text_start()).ok()?;
    let mut left = usize::try_from(offset - bytes.text_start()).ok()?;
    let mut line = 1;
    while left > 0 {
        let block = window.at_least(1).ok()?;
        let length = block.len().min(left);
        line += block.get(..length)?.iter().filter(|b| **b == b'\n').count() as u64;
        left = if length == 0 { 0 } else { left - length };
        window.take(length);
    }
    Some(line)
}

/// How far the JSON value at the front of a line reaches, in bytes.
fn value_length(text: &str) -> usize {
    let mut escaped = false;
    let quoted = text.starts_with('"');
    let is_end = |c: char| {
        let ends = if quoted { c == '"' && !escaped } else { matches!(c, ',' | '}' | ']' | ' ') };
        escaped = c == '\\' && !escaped;
        ends
    };
    let skip = usize::from(quoted);
    let end = text.get(skip..).and_then(|rest| rest.find(is_end)).map(|at| at + skip + usize::from(quoted));
    end.unwrap_or(text.len())
}

fn grid(sheet: &Sheet, part: &Part, place: &Place) -> Excerpt {
    let row = sheet.row(place.row);
    let marked = place.column.as_ref().and_then(|column| usize::try_from(column.index).ok());
    let last = row.map_or(0, |row| row.width().saturating_sub(1)).max(part.header.width().saturating_sub(1));
    let centre = marked.unwrap_or(0);
    let from = centre.saturating_sub(BESIDE);
    let to = (centre.max(BESIDE) + BESIDE).min(last.max(centre));
    let mut shown: Vec<usize> = (from..=to).collect();
    if from > 0 {
        shown.insert(0, 0);
    }
    let cell = |index: usize| {
        let column = u32::try_from(index).unwrap_or(u32::MAX);
        let text = row.map(|row| row.cell(index).display()).unwrap_or_default();
        let header = part.header.title(index).map(|title| title.written.clone()).unwrap_or_default();
        (column_letters(column), header, head(&visible(trim(&text)), WIDTH / 3))
    };
    let mark = marked.and_then(|index| shown.iter().position(|other| *other == index));
    Excerpt::Grid { row: place.row, columns: shown.into_iter().map(cell).collect(), mark }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_round_its_cell() {
        let before = "甲".repeat(100) + ",";
        let Excerpt::Line { text, mark, column, .. } = window(3, &before, "12\u{1b}x", &"乙".repeat(100)) else {
            panic!()
        };
        assert!(width(&text) <= WIDTH, "{text}");
        assert_eq!(text.get(mark), Some("12\u{fffd}x"));
        assert_eq!(column, 102);
        assert!(text.starts_with('…') && text.ends_with('…'));
    }

    #[test]
    fn a_json_value_ends_where_it_ends() {
        assert_eq!(value_length("\"a\\\"b\", 1"), 6);
        assert_eq!(value_length("12.5}"), 4);
    }
}

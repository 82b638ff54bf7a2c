//! xls through calamine.

use std::io::Cursor;

use calamine::{CellErrorType, Data, Dimensions, ExcelDateTime, Reader, SheetVisible, Xls, XlsError};

use super::cell::{Content, decimal};
use super::limits;
use super::look::Look;
use super::merged::Region;
use super::sheet::{Builder, Sheet};
use super::texts::Texts;
use crate::data::read_error::ReadErrorKind;
use crate::data::record::{DayShape, Percent};

pub(super) fn read_xls(bytes: Vec<u8>, only: Option<&str>) -> Result<Vec<Sheet>, ReadErrorKind> {
    let bad = |error: XlsError| match error {
        XlsError::Password => ReadErrorKind::Locked,
        other => ReadErrorKind::BadWorkbook { reason: other.to_string() },
    };
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(bad)?;
    let names = super::select(book.sheet_names(), only)?;
    let (from_1904, mut room) = (book.has_1904_epoch(), limits::CELLS);
    let mut sheets = Vec::new();
    for name in names {
        let range = book.worksheet_range(&name).map_err(bad)?;
        let merged = book.merge_cells_by_sheet_name(&name).map_err(bad)?;
        let mut sheet = of_range(name, &range, &merged, &mut room)?;
        sheet.from_1904 = from_1904;
        sheet.hidden.sheet = is_hidden(book.sheets_metadata(), &sheet.name);
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn is_hidden(sheets: &[calamine::Sheet], name: &str) -> bool {
    sheets.iter().any(|sheet| sheet.name == name && sheet.visible != SheetVisible::Visible)
}

fn of_range(
    name: String,
    range: &calamine::Range<Data>,
    merged: &[Dimensions],
    room: &mut usize,
) -> Result<Sheet, ReadErrorKind> {
    let mut builder = Builder::default();
    builder.sheet.name = name;
    let (top, left) = range.start().unwrap_or_default();
    let place = |start: u32, n: usize| start.saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
    for (row, column, data) in range.used_cells() {
        if let Some(content) = content(data, &mut builder.sheet.own)? {
            builder.push(place(top, row).saturating_add(1), place(left, column), content, room)?;
        }
    }
    if merged.len() > limits::MERGED {
        return limits::broken("合并单元格数", limits::MERGED);
    }
    let regions = merged.iter().filter(|region| region.start != region.end);
    let regions: Vec<Region> = regions
        .map(|d| Region {
            rows: (d.start.0.saturating_add(1), d.end.0.saturating_add(1)),
            columns: (d.start.1, d.end.1),
        })
        .collect();
    builder.finish(&regions, room)
}

fn content(data: &Data, own: &mut Texts) -> Result<Option<Content>, ReadErrorKind> {
    // calamine does not say whether such a cell shows a percentage.
    let look = Look::Number(Percent::Unknown);
    Ok(match data {
        Data::Int(number) => Content::number(&number.to_string(), look, own)?,
        Data::Float(number) => Content::number(&decimal(*number), look, own)?,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Some(Content::Own(own.push(text)?)),
        Data::Bool(truth) => Some(Content::Truth(*truth)),
        Data::DateTime(moment) => Some(day(moment)),
        Data::Error(error) => Some(Content::error(error_word(error))),
        Data::Empty => None,
    })
}

fn day(date: &ExcelDateTime) -> Content {
    let shows = if date.is_duration() { DayShape::Time } else { DayShape::Day };
    Content::Day(shows, date.as_f64().to_le_bytes())
}

fn error_word(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

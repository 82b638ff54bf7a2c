//! xls: values through calamine, what they show and what is hidden through [`super::binary_looks`].

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{CellErrorType, Data, Dimensions, ExcelDateTime, Reader, SheetVisible, Xls, XlsError};

use super::binary_looks::{self, SheetLooks};
use super::cell::{Content, decimal};
use super::limits::Room;
use super::look::{Look, Looks};
use super::merged::Region;
use super::sheet::{Builder, Sheet};
use super::texts::Texts;
use super::{biff, container};
use crate::data::read_error::ReadErrorKind;
use crate::data::record::{DayShape, Percent};
use crate::limits::{Limit, Limits};

pub(super) fn read_xls(bytes: Vec<u8>, only: Option<&str>, limits: Limits) -> Result<Vec<Sheet>, ReadErrorKind> {
    let stream = container::book(&bytes)
        .ok_or_else(|| ReadErrorKind::BadWorkbook { reason: "文件结构有误，可能没有传完".to_owned() })?;
    biff::hold(&stream, &limits)?;
    drop(stream);
    let only = only.map(str::to_owned);
    // What its records say it takes for granted, and panics where they lie; that must cost this file only.
    let reader =
        std::thread::Builder::new().name(READER.to_owned()).spawn(move || sheets(bytes, only.as_deref(), limits));
    let read = reader.map_err(|error| ReadErrorKind::Refused { reason: error.to_string() })?.join();
    read.unwrap_or_else(|_| Err(ReadErrorKind::BadWorkbook { reason: "文件结构有误".to_owned() }))
}

/// The name of threads whose panics are answered for.
pub const READER: &str = "xls";

fn sheets(bytes: Vec<u8>, only: Option<&str>, limits: Limits) -> Result<Vec<Sheet>, ReadErrorKind> {
    let bad = |error: XlsError| match error {
        XlsError::Password => ReadErrorKind::Locked,
        other => ReadErrorKind::BadWorkbook { reason: other.to_string() },
    };
    let looks = binary_looks::read(&bytes);
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(bad)?;
    let all = book.sheet_names();
    let names = super::select(all.clone(), only)?;
    let (from_1904, mut room) = (book.has_1904_epoch(), Room::new(limits));
    let mut sheets = Vec::new();
    for name in names {
        let range = book.worksheet_range(&name).map_err(bad)?;
        let merged = book.merge_cells_by_sheet_name(&name).map_err(bad)?;
        let at = all.iter().position(|other| *other == name);
        let shown = looks.as_ref().and_then(|book| Some((&book.looks, book.sheets.get(at?)?)));
        let mut sheet = of_range(name, &range, &merged, shown, &mut room)?;
        sheet.from_1904 = from_1904;
        hide(&mut sheet, shown);
        sheet.hidden.sheet = is_hidden(book.sheets_metadata(), &sheet.name);
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn is_hidden(sheets: &[calamine::Sheet], name: &str) -> bool {
    sheets.iter().any(|sheet| sheet.name == name && sheet.visible != SheetVisible::Visible)
}

/// Notes the hidden rows and columns that hold something.
fn hide(sheet: &mut Sheet, shown: Option<(&Looks, &SheetLooks)>) {
    let Some((_, looks)) = shown else { return };
    let all: BTreeSet<u64> = looks.rows.iter().map(|hidden| u64::from(*hidden) + 1).collect();
    let hidden = |row: u64| all.contains(&row);
    let numbers = (0..).map_while(|at| sheet.row_at(at)).map(|row| row.number);
    let rows: Vec<u64> = if looks.rows.is_empty() { Vec::new() } else { numbers.filter(|row| hidden(*row)).collect() };
    sheet.hidden.rows = rows.first().map(|first| (rows.len() as u64, *first));
    sheet.hide_columns(&looks.columns);
}

fn of_range(
    name: String,
    range: &calamine::Range<Data>,
    merged: &[Dimensions],
    shown: Option<(&Looks, &SheetLooks)>,
    room: &mut Room,
) -> Result<Sheet, ReadErrorKind> {
    let mut builder = Builder::within(room.limits);
    builder.sheet.name = name;
    let (top, left) = range.start().unwrap_or_default();
    let place = |start: u32, n: usize| start.saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
    for (row, column, data) in range.used_cells() {
        let (row, column) = (place(top, row), place(left, column));
        let look = shown.and_then(|(looks, sheet)| Some((looks, looks.get(sheet.style(row, column)?))));
        if let Some(content) = content(data, look, &mut builder.sheet.own)? {
            builder.push(row.saturating_add(1), column, content, room)?;
        }
    }
    room.limits.hold(Limit::Merged, merged.len() as u64)?;
    let regions = merged.iter().filter(|region| region.start != region.end);
    let regions: Vec<Region> = regions
        .map(|d| Region {
            rows: (d.start.0.saturating_add(1), d.end.0.saturating_add(1)),
            columns: (d.start.1, d.end.1),
        })
        .collect();
    builder.finish(&regions, room)
}

fn content(data: &Data, look: Option<(&Looks, Look)>, own: &mut Texts) -> Result<Option<Content>, ReadErrorKind> {
    let number = |text: &str, own: &mut Texts| match look {
        Some((looks, look)) => super::worksheet::number(text, look, looks, own),
        // Whether such a cell shows a percentage is not known.
        None => Content::number(text, Look::Number(Percent::Unknown), own),
    };
    Ok(match data {
        Data::Int(value) => number(&value.to_string(), own)?,
        Data::Float(value) => number(&decimal(*value), own)?,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Some(Content::Own(own.push(text)?)),
        Data::Bool(truth) => Some(Content::Truth(*truth)),
        Data::DateTime(moment) => match look {
            Some((_, Look::Day(shows))) => Some(Content::Day(shows, moment.as_f64().to_le_bytes())),
            _ => Some(day(moment)),
        },
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

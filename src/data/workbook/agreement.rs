//! The readers of xlsx and ods against calamine, cell by cell.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Ods, Reader, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::cell::decimal;
use super::{Sheet, UNCACHED, read};
use crate::data::record::RawCell;
use crate::limits::Limits;

/// A row and a column, from 0.
type Place = (u32, u32);
type Cells = BTreeMap<Place, String>;

/// Cells as text, by row from 0 and column; blank text counts as nothing.
fn ours(sheet: &Sheet) -> Cells {
    let rows = (0..).map_while(|at| sheet.row_at(at));
    let cells =
        rows.flat_map(|row| (0..row.width()).map(move |column| (row.number as u32 - 1, column, row.cell(column))));
    let shown = cells.map(|(row, column, cell)| {
        let text = match cell {
            RawCell::Empty => String::new(),
            RawCell::Text(text) => text.into_owned(),
            RawCell::Number { text, .. } => text.into_owned(),
            RawCell::Day(day) => decimal(day.serial),
            RawCell::Truth(truth) => truth.to_string(),
            RawCell::Error(error) => error.to_owned(),
            other => panic!("{other:?}"),
        };
        ((row, column as u32), text)
    });
    shown.filter(|(_, text)| !text.trim().is_empty()).collect()
}

fn theirs(data: &Data) -> String {
    match data {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => decimal(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(date) => decimal(date.as_f64()),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// What differs between the two readers. A cell that only we have lies in a merged region or lacks its result; a time of
/// day in an ods is what its cell shows.
fn differences<R: Reader<Cursor<Vec<u8>>>>(
    sheets: &[Sheet],
    book: &mut R,
    covered: impl Fn(&mut R, &str, &Place) -> bool,
) -> Vec<String>
where
    R::Error: std::fmt::Debug,
{
    let mut found = Vec::new();
    let flat = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    for sheet in sheets {
        let range = book.worksheet_range(&sheet.name).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        let place = |row: usize, column: usize| (top + row as u32, left + column as u32);
        let cells = range.used_cells().map(|(row, column, data)| (place(row, column), flat(&theirs(data))));
        let cells: Cells = cells.filter(|(_, text)| !text.is_empty()).collect();
        let ours = ours(sheet);
        for (at, text) in cells.iter().filter(|(_, text)| !text.starts_with("PT")) {
            if ours.get(at).map(|ours| flat(ours)).as_ref() != Some(text) {
                found.push(format!("{} {at:?}: {:?}, not {text:?}", sheet.name, ours.get(at)));
            }
        }
        let more = ours.iter().filter(|(at, text)| !cells.contains_key(at) && *text != UNCACHED);
        let strange: Vec<_> = more.filter(|(at, _)| !covered(book, &sheet.name, at)).collect();
        found.extend(strange.iter().map(|(at, text)| format!("{} {at:?}: {text:?}, not empty", sheet.name)));
    }
    found
}

fn xlsx_differences(bytes: &[u8]) -> Vec<String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let covered = |book: &mut Xlsx<_>, sheet: &str, at: &Place| {
        book.merge_cells_by_sheet_name(sheet).unwrap().iter().any(|region| region.contains(at.0, at.1))
    };
    differences(&read(bytes.to_vec(), None, Limits::default()).unwrap(), &mut book, covered)
}

fn ods_differences(bytes: &[u8]) -> Vec<String> {
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes.to_vec())).unwrap();
    // calamine does not tell where an ods merges cells.
    differences(&read(bytes.to_vec(), None, Limits::default()).unwrap(), &mut book, |_, _, _| true)
}

#[test]
fn what_a_writer_wrote_is_read_by_both() {
    let mut book = Workbook::new();
    let (day, percent) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("0.0%"));
    for name in ["一", "二 & \"三\""] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for row in 0..200 {
            let number = f64::from(row) * 0.1 + 0.01;
            sheet.write(row, 0, format!("第{row}行 <&> \"'_x000D_")).unwrap();
            sheet.write(row, 1, number).unwrap().write_with_format(row, 2, number, &percent).unwrap();
            sheet.write_with_format(row, 3, ExcelDateTime::from_ymd(2023, 6, 1).unwrap(), &day).unwrap();
            sheet.write(row, 5, row % 2 == 0).unwrap().write(row, 7, " 两端\n换行 ").unwrap();
            sheet.write(row, 9, Formula::new("A1").set_result("甲")).unwrap();
            sheet.write(row, 16383, 1e-9).unwrap();
        }
        sheet.merge_range(300, 0, 301, 3, "合并", &Format::new()).unwrap();
    }
    assert_eq!(xlsx_differences(&book.save_to_buffer().unwrap()), [""; 0]);
}

/// The public workbooks that `tests/corpora` names, where they are at hand.
#[test]
fn public_workbooks_are_read_alike() {
    let Ok(folder) = std::env::var("PLANCHECK_CORPORA") else { return };
    let (mut compared, mut found) = (0, Vec::new());
    for entry in std::fs::read_dir(format!("{folder}/calamine")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let different: fn(&[u8]) -> Vec<String> = match path.extension().and_then(|e| e.to_str()) {
            Some("xlsx" | "xlsm") => xlsx_differences,
            Some("ods") => ods_differences,
            _ => continue,
        };
        // What we refuse is counted by the test of the corpora.
        if read(bytes.clone(), None, Limits::default()).is_ok() {
            compared += 1;
            found.extend(different(&bytes).into_iter().map(|line| format!("{}: {line}", path.display())));
        }
    }
    assert!(found.is_empty() && compared > 0, "{found:#?}");
}

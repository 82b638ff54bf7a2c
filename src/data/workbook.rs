//! Workbooks (xlsx, xls, ods) as sparse sheets: values, what their formats show, merged cells filled.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{
    CellErrorType, Data, DataRef, Dimensions, ExcelDateTime, Ods, OdsError, Reader, Style, Xls, XlsError, Xlsx,
    XlsxError,
};

use super::read_error::ReadErrorKind;
use super::record::{Day, DayShape, Percent, RawCell};

/// A sheet; only rows and cells that hold something are kept.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// Its name.
    pub(crate) name: String,
    /// Its rows in order.
    pub(crate) rows: Vec<SheetRow>,
    /// Merged regions of more than one cell: first and last row and column, from 0.
    pub(crate) merged: Vec<Region>,
}

/// A row that holds something.
#[derive(Debug)]
pub(crate) struct SheetRow {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// Its cells by column, from 0.
    pub(crate) cells: Vec<(u32, SheetCell)>,
}

/// A merged region, from 0, ends included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Region {
    pub(crate) first: (u32, u32),
    pub(crate) last: (u32, u32),
}

/// A cell of a sheet.
#[derive(Clone, Debug)]
pub(crate) enum SheetCell {
    /// Text.
    Text(Arc<str>),
    /// A number.
    Number(f64, Percent),
    /// A date or a time.
    Day(Day),
    /// 是 or 否.
    Truth(bool),
    /// An error value.
    Error(&'static str),
}

impl SheetCell {
    /// As any format gives a cell.
    pub(crate) fn raw(&self) -> RawCell<'_> {
        match self {
            Self::Text(text) => RawCell::Text(text.as_ref().into()),
            Self::Number(number, percent) => {
                RawCell::Number { text: decimal(*number).into(), percent: *percent, binary: true }
            }
            Self::Day(day) => RawCell::Day(*day),
            Self::Truth(truth) => RawCell::Truth(*truth),
            Self::Error(error) => RawCell::Error(error),
        }
    }
}

/// The decimal a cell stands for: the shortest that gives its binary number, or, where that needs more digits than the 15
/// that Excel itself keeps, the one of 15 digits; the digits behind are noise of binary sums.
fn decimal(number: f64) -> String {
    let shortest = format!("{number}");
    let digits = shortest.trim_start_matches(['-', '0', '.']).chars().filter(char::is_ascii_digit).count();
    if digits <= 15 || !shortest.contains('.') {
        return shortest;
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// Reads every sheet, or only the one named.
pub(crate) fn read(bytes: Vec<u8>, only: Option<&str>) -> Result<Vec<Sheet>, ReadErrorKind> {
    match bytes.as_slice() {
        [b'P', b'K', ..] if holds(&bytes, b"opendocument.spreadsheet") => read_ods(bytes, only),
        [b'P', b'K', ..] => read_xlsx(bytes, only),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => read_xls(bytes, only),
        [b'<', ..] | [0xef, 0xbb, 0xbf, b'<', ..] => Err(ReadErrorKind::NotATable { seems: "网页" }),
        [] => Err(ReadErrorKind::NotATable { seems: "空文件" }),
        _ => Err(ReadErrorKind::NotATable { seems: "改了后缀的文本" }),
    }
}

/// Whether a zip's first entry says what it is, as ods does.
fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.get(..200.min(bytes.len())).unwrap_or_default().windows(words.len()).any(|window| window == words)
}

fn select(names: Vec<String>, only: Option<&str>) -> Result<Vec<String>, ReadErrorKind> {
    let Some(only) = only else { return Ok(names) };
    let found = names.iter().find(|name| *name == only || super::text::name_key(name) == super::text::name_key(only));
    match found {
        Some(name) => Ok(vec![name.clone()]),
        None => Err(ReadErrorKind::SheetMissing { sheet: only.to_owned(), sheets: names }),
    }
}

fn read_xlsx(bytes: Vec<u8>, only: Option<&str>) -> Result<Vec<Sheet>, ReadErrorKind> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| xlsx_error(&error))?;
    let mut sheets = Vec::new();
    for name in select(book.sheet_names(), only)? {
        let cells = match xlsx_cells(&mut book, &name) {
            // A chart has no cells.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            other => other.map_err(|error| xlsx_error(&error))?,
        };
        let merged = book.merge_cells_by_sheet_name(&name).map_err(|error| xlsx_error(&error))?;
        sheets.push(Sheet::new(name, cells, &merged));
    }
    Ok(sheets)
}

type Placed = ((u32, u32), SheetCell);

fn xlsx_cells(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<Vec<Placed>, XlsxError> {
    let from_1904 = book.has_1904_epoch();
    let mut reader = book.worksheet_cells_reader(name)?;
    let looks: Vec<Look> = reader.styles().iter().map(|style| Look { from_1904, ..Look::of(style) }).collect();
    let plain = Look { percent: Percent::No, shape: DayShape::Day, from_1904 };
    let mut cells = Vec::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        let look = looks.get(style).copied().unwrap_or(plain);
        let value = match cell.get_value() {
            DataRef::SharedString(text) => Some(SheetCell::Text((*text).into())),
            DataRef::Int(number) => Data::Int(*number).pipe(look),
            DataRef::Float(number) => Data::Float(*number).pipe(look),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                Some(SheetCell::Text(text.as_str().into()))
            }
            DataRef::Bool(truth) => Some(SheetCell::Truth(*truth)),
            DataRef::DateTime(date) => Some(day_cell(date, look)),
            DataRef::Error(error) => Some(SheetCell::Error(error_word(error))),
            DataRef::Empty => None,
        };
        cells.extend(value.map(|value| (cell.get_position(), value)));
    }
    Ok(cells)
}

/// What a cell's format makes of its number.
#[derive(Clone, Copy)]
struct Look {
    percent: Percent,
    shape: DayShape,
    from_1904: bool,
}

impl Look {
    fn of(style: &Style) -> Self {
        let Some(format) = &style.number_format else {
            return Self { percent: Percent::No, shape: DayShape::Day, from_1904: false };
        };
        let letters = format_letters(&format.format_code);
        let percent = if letters.contains('%') { Percent::Yes } else { Percent::No };
        // Built-in formats of Chinese Excel are not written out in the file: ECMA-376 part 1, 18.8.30.
        let shape = match format.format_id {
            Some(27 | 36 | 50 | 52 | 57) => DayShape::Month,
            Some(32..=35 | 55 | 56) => DayShape::Time,
            Some(28..=31 | 51 | 53 | 54 | 58) => DayShape::Day,
            _ if letters.contains(['d', 'D']) => DayShape::Day,
            _ if letters.contains(['y', 'Y', 'e']) => DayShape::Month,
            _ if letters.contains(['h', 'H', 's', 'S']) => DayShape::Time,
            _ => DayShape::Day,
        };
        Self { percent, shape, from_1904: false }
    }
}

/// The letters of a format's first section that format anything: not quoted, not escaped, not in brackets.
fn format_letters(code: &str) -> String {
    let mut letters = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '[' => drop(chars.by_ref().find(|c| *c == ']')),
            '\\' | '_' | '*' => drop(chars.next()),
            ';' => break,
            other => letters.push(other),
        }
    }
    letters
}

fn read_xls(bytes: Vec<u8>, only: Option<&str>) -> Result<Vec<Sheet>, ReadErrorKind> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => ReadErrorKind::Locked,
        other => ReadErrorKind::BadWorkbook { reason: other.to_string() },
    })?;
    let names = select(book.sheet_names(), only)?;
    let from_1904 = book.has_1904_epoch();
    let bad = |error: XlsError| ReadErrorKind::BadWorkbook { reason: error.to_string() };
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).map_err(bad)?;
            let merged = book.merge_cells_by_sheet_name(&name).map_err(bad)?;
            Ok(Sheet::new(name, range_cells(&range, from_1904), &merged))
        })
        .collect()
}

fn read_ods(bytes: Vec<u8>, only: Option<&str>) -> Result<Vec<Sheet>, ReadErrorKind> {
    let bad = |error: OdsError| ReadErrorKind::BadWorkbook { reason: error.to_string() };
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(bad)?;
    let names = select(book.sheet_names(), only)?;
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).map_err(bad)?;
            Ok(Sheet::new(name, range_cells(&range, false), &[]))
        })
        .collect()
}

fn xlsx_error(error: &XlsxError) -> ReadErrorKind {
    match error {
        XlsxError::Password => ReadErrorKind::Locked,
        other => ReadErrorKind::BadWorkbook { reason: other.to_string() },
    }
}

fn range_cells(range: &calamine::Range<Data>, from_1904: bool) -> Vec<Placed> {
    let look = Look { percent: Percent::Unknown, shape: DayShape::Day, from_1904 };
    let (top, left) = range.start().unwrap_or_default();
    let place = |row: usize, column: usize| {
        let add = |start: u32, n: usize| start.saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
        (add(top, row), add(left, column))
    };
    let cells = range.used_cells();
    cells.filter_map(|(row, column, data)| Some((place(row, column), data.clone().pipe(look)?))).collect()
}

/// A calamine value through the look of its cell.
trait Pipe {
    fn pipe(self, look: Look) -> Option<SheetCell>;
}

impl Pipe for Data {
    fn pipe(self, look: Look) -> Option<SheetCell> {
        Some(match self {
            // Excel itself keeps every number as a double.
            #[expect(
                clippy::cast_precision_loss,
                reason = "calamine gives as integers only what was written without a point"
            )]
            Self::Int(number) => SheetCell::Number(number as f64, look.percent),
            Self::Float(number) => SheetCell::Number(number, look.percent),
            Self::String(text) | Self::DateTimeIso(text) | Self::DurationIso(text) => SheetCell::Text(text.into()),
            Self::Bool(truth) => SheetCell::Truth(truth),
            Self::DateTime(date) => day_cell(&date, look),
            Self::Error(error) => SheetCell::Error(error_word(&error)),
            Self::Empty => return None,
        })
    }
}

fn day_cell(date: &ExcelDateTime, look: Look) -> SheetCell {
    let shows = if date.is_duration() { DayShape::Time } else { look.shape };
    SheetCell::Day(Day { serial: date.as_f64(), from_1904: look.from_1904, shows })
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

impl Sheet {
    fn new(name: String, mut cells: Vec<Placed>, merged: &[Dimensions]) -> Self {
        cells.sort_by_key(|(place, _)| *place);
        let mut sheet = Self { name, rows: Vec::new(), merged: Vec::new() };
        for ((row, column), cell) in cells {
            let number = u64::from(row) + 1;
            match sheet.rows.last_mut() {
                Some(last) if last.number == number => last.cells.push((column, cell)),
                _ => sheet.rows.push(SheetRow { number, cells: vec![(column, cell)] }),
            }
        }
        let regions = merged.iter().map(|d| Region { first: d.start, last: d.end });
        sheet.merged = regions.filter(|r| r.first != r.last).collect();
        for region in sheet.merged.clone() {
            sheet.spread(region);
        }
        sheet
    }

    /// Gives a merged cell's value to every cell it covers, inside the rows and columns that hold anything.
    fn spread(&mut self, region: Region) {
        let width = self.rows.iter().filter_map(|row| row.cells.last()).map(|(column, _)| *column).max().unwrap_or(0);
        let first = u64::from(region.first.0) + 1;
        let Ok(begin) = self.rows.binary_search_by_key(&first, |row| row.number) else { return };
        let Some(value) = self.rows.get(begin).and_then(|row| row.get(region.first.1)).cloned() else { return };
        let last = u64::from(region.last.0) + 1;
        let columns = region.first.1..=region.last.1.min(width);
        for row in self.rows.iter_mut().skip(begin).take_while(|row| row.number <= last) {
            for column in columns.clone() {
                row.set_if_empty(column, &value);
            }
        }
    }

    /// The row of a number.
    pub(crate) fn row(&self, number: u64) -> Option<&SheetRow> {
        let at = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        self.rows.get(at)
    }
}

impl SheetRow {
    /// The cell of a column.
    pub(crate) fn get(&self, column: u32) -> Option<&SheetCell> {
        let at = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }

    fn set_if_empty(&mut self, column: u32, value: &SheetCell) {
        if let Err(at) = self.cells.binary_search_by_key(&column, |(column, _)| *column) {
            self.cells.insert(at, (column, value.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_the_decimal_that_was_typed() {
        assert_eq!(decimal(8.1), "8.1");
        assert_eq!(decimal(0.1 + 0.2), "0.3");
        assert_eq!(decimal(1e-7), "0.0000001");
        assert_eq!(decimal(360_103_199_003_071_200.0), "360103199003071200");
    }

    #[test]
    fn formats_tell_percentages_and_months() {
        assert!(format_letters("0.0%").contains('%'));
        assert!(!format_letters("0\"%\"").contains('%'));
        assert_eq!(format_letters("yyyy\"年\"m\"月\";@"), "yyyym");
    }
}

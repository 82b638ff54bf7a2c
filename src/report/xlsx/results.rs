//! A sheet of results: the 对照表, whole or of one chapter or office.

use rust_xlsxwriter::{ConditionalFormatText, ConditionalFormatTextRule, Format, Worksheet, XlsxError};

use unicode_width::UnicodeWidthStr as _;

use super::look::{Look, fill};
use crate::language::program::Status;
use crate::report::comparison::{COLUMNS, Cell, Row, shown};
use crate::report::{View, phrase, readings};
use crate::template::put;
use crate::value::{Number, Rounding};

/// Widths of [`COLUMNS`] and of 标号, in characters of Latin letters.
const WIDTHS: [f64; 15] = [6.0, 28.0, 8.0, 20.0, 12.0, 12.0, 9.0, 12.0, 12.0, 8.0, 8.0, 14.0, 30.0, 44.0, 14.0];
/// The column of 判定.
const VERDICT: u16 = 8;
/// The last column.
const LAST: u16 = 14;
/// Digits that Excel keeps of a number.
const DIGITS: usize = 15;
/// The last row of a sheet, from 0.
const LAST_ROW: u32 = 1_048_575;

/// The sheet of some rows.
pub(super) fn sheet(
    view: &View<'_>,
    name: &str,
    of: &str,
    rows: &[&Row<'_>],
    look: &Look,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    let header = head(view, &mut sheet, of, rows, look)?;
    let mut last = header;
    for row in rows.iter().take((LAST_ROW - header) as usize) {
        last += 1;
        line(&mut sheet, last, row, look)?;
    }
    sheet.autofilter(header, 0, last, LAST)?;
    sheet.set_freeze_panes(header + 1, 2)?;
    sheet.set_repeat_rows(header, header)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.5, 0.3, 0.3);
    sheet.set_footer("&C第 &P 页，共 &N 页");
    for status in Status::ALL {
        let rule = ConditionalFormatTextRule::BeginsWith(status.word().to_owned());
        let coloured = ConditionalFormatText::new().set_rule(rule).set_format(fill(status));
        sheet.add_conditional_format(header + 1, VERDICT, last.max(header + 1), VERDICT, &coloured)?;
    }
    Ok(sheet)
}

/// Title, date, tallies, readings, and the header; gives the header's row.
fn head(view: &View<'_>, sheet: &mut Worksheet, of: &str, rows: &[&Row<'_>], look: &Look) -> Result<u32, XlsxError> {
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let plan = shown(&view.program.plan.name);
    let plan = if plan.is_empty() { "计划".to_owned() } else { plan };
    put(sheet, (0, 0), &format!("{plan}执行情况对照表（{}）", shown(of)), &look.title)?;
    sheet.set_row_height(0, 26)?;
    let judgement = view.judgement;
    let date = format!("判定日 {}（{}）", phrase::as_of(judgement), phrase::as_of_source(judgement.as_of_source));
    let tally = |status: Status| (status, rows.iter().filter(|row| row.result.status == status).count());
    let tallies = Status::ALL.into_iter().map(tally).filter(|(_, n)| *n > 0);
    let tallies: Vec<String> = tallies.map(|(status, n)| format!("{} {n}", status.word())).collect();
    let tallies = format!("共 {} 条：{}", rows.len(), tallies.join("，"));
    let readings = readings::of(view).into_iter().map(|line| format!("口径：{line}"));
    let mut at = 0;
    for said in [date, tallies].into_iter().chain(readings) {
        at += 1;
        put(sheet, (at, 0), &said, &look.said)?;
    }
    for (column, title) in (0..).zip(COLUMNS.iter().chain(&["标号"])) {
        put(sheet, (at + 1, column), title, &look.header)?;
    }
    sheet.set_row_height(at + 1, 24)?;
    Ok(at + 1)
}

fn line(sheet: &mut Worksheet, at: u32, row: &Row<'_>, look: &Look) -> Result<(), XlsxError> {
    let texts: Vec<String> = row.texts().into_iter().chain([row.id.clone()]).collect();
    sheet.set_row_height(at, height(&texts))?;
    for (column, text) in (0..).zip(texts) {
        let (cell, percent) = match column {
            4 => (Some(&row.base), row.unit == "%"),
            5 => (Some(&row.actual), row.unit == "%"),
            6 => (Some(&row.completion), true),
            7 => (Some(&row.gap), row.unit == "%"),
            _ => (None, false),
        };
        match cell {
            Some(cell) => figure(sheet, (at, column), cell, percent, look)?,
            None if column == 0 => {
                let number = f64::from(u32::try_from(row.number).unwrap_or(u32::MAX));
                sheet.write_number_with_format(at, column, number, &look.middle)?;
            }
            None => put(sheet, (at, column), &text, of(column, look))?,
        }
    }
    Ok(())
}

/// Points that a row needs: not every program fits rows to wrapped text by itself.
fn height(texts: &[String]) -> f64 {
    let wide = |text: &String| f64::from(u32::try_from(text.width()).unwrap_or(u32::MAX));
    let lines = texts.iter().zip(WIDTHS).map(|(text, width)| (wide(text) / (width - 1.0)).ceil());
    (lines.fold(1.0, f64::max) * 13.5 + 3.0).min(409.0)
}

fn of(column: u16, look: &Look) -> &Format {
    if matches!(column, 2 | 8..=10) { &look.middle } else { &look.text }
}

/// A number where a cell of Excel keeps every digit of it, otherwise its text.
fn figure(sheet: &mut Worksheet, at: (u32, u16), cell: &Cell, percent: bool, look: &Look) -> Result<(), XlsxError> {
    let double = cell.number.as_ref().and_then(|number| double(number, percent));
    match double {
        Some((value, places)) => {
            sheet.write_number_with_format(at.0, at.1, value, &look.number(places, percent))?;
        }
        None => put(sheet, at, &cell.text, &look.figure)?,
    }
    Ok(())
}

/// The number as Excel holds it, and its decimal places as shown.
fn double(number: &Number, percent: bool) -> Option<(f64, u32)> {
    let held = if percent { number.checked_div(&Number::from(100_i64))? } else { number.clone() };
    let text = held.to_decimal_string(held.decimal_places()?, Rounding::HalfUp);
    let digits = text.trim_start_matches(['-', '0', '.']).chars().filter(char::is_ascii_digit).count();
    let value = text.parse::<f64>().ok().filter(|_| digits <= DIGITS)?;
    Some((value, number.decimal_places()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_excel_would_round_is_none() {
        let double = |text, percent| double(&Number::parse(text).unwrap(), percent);
        assert_eq!(double("123456789012345", false), Some((123_456_789_012_345.0, 0)));
        assert_eq!(double("1234567890123456", false), None);
        assert_eq!(double("-0.10", false), Some((-0.1, 1)));
        assert_eq!(double("7.5", true), Some((0.075, 1)));
    }
}

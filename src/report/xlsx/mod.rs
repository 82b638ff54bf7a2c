//! 对照表 as a workbook: all results, a sheet a chapter, a sheet an office, failing rows, and what is wrong with the data.
//!
//! Submitted text is always written as text, never as a formula or a link.

mod look;
mod names;
mod other;
mod results;

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Workbook, XlsxError};

use look::Look;
use names::Names;

use super::comparison::{self, NO_SECTION, Row};
use super::{View, explanation, reminder};

/// Sheets of chapters and of offices that a workbook has at most, each; what is beyond stands in the whole table.
const SHEETS: usize = 100;

/// The workbook's bytes, the same for the same results.
///
/// # Errors
/// When Excel's format refuses something, in words.
pub fn render(view: &View<'_>) -> Result<Vec<u8>, String> {
    build(view).map_err(|error| format!("Excel 的格式容不下：{error}"))
}

/// The offices in the order they come, each with its rows; a rule of several offices stands under each.
fn offices<'r, 'a>(rows: &'r [Row<'a>]) -> Vec<(&'a str, Vec<&'r Row<'a>>)> {
    let mut places = BTreeMap::new();
    let mut offices: Vec<(&str, Vec<&Row<'_>>)> = Vec::new();
    for row in rows {
        for name in reminder::offices(row.rule).collect::<BTreeSet<_>>() {
            let place = *places.entry(name).or_insert(offices.len());
            match offices.get_mut(place) {
                Some((_, own)) => own.push(row),
                None => offices.push((name, vec![row])),
            }
        }
    }
    offices
}

fn build(view: &View<'_>) -> Result<Vec<u8>, XlsxError> {
    let rows = comparison::rows(view);
    let (look, mut names) = (Look::new(), Names::default());
    let mut book = Workbook::new();
    book.set_properties(&crate::template::properties(view.program)?);
    let all: Vec<_> = rows.iter().collect();
    book.push_worksheet(results::sheet(view, &names.take("对照表"), "全部", &all, &look)?);
    for (name, own) in comparison::grouped(&rows, |row| &row.section).iter().take(SHEETS) {
        if name != NO_SECTION {
            book.push_worksheet(results::sheet(view, &names.take(name), name, own, &look)?);
        }
    }
    for (name, own) in offices(&rows).iter().take(SHEETS) {
        book.push_worksheet(results::sheet(view, &names.take(name), name, own, &look)?);
    }
    for row in rows.iter().filter(|row| !row.result.rows.shown.is_empty()).take(SHEETS) {
        book.push_worksheet(other::failing(view, &names.take(&format!("不符行 {}", row.id)), row, &look)?);
    }
    if !view.judgement.findings.is_empty() {
        book.push_worksheet(other::findings(view, &names.take("数据问题"), &look)?);
    }
    if !reminder::reminders(view).is_empty() {
        book.push_worksheet(other::reminders(view, &names.take("催报清单"), &look)?);
    }
    if !explanation::explanations(view).is_empty() {
        book.push_worksheet(other::explanations(view, &names.take("说明"), &look)?);
    }
    book.save_to_buffer()
}

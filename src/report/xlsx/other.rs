//! The sheets beside the results: failing rows, what is wrong with the data, whom to remind, explanations.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::look::Look;
use crate::report::comparison::{Row, shown};
use crate::report::{View, explanation, phrase, reminder};
use crate::template::put;

/// Findings that a workbook lists; the rest is counted.
const FINDINGS: usize = 10_000;

/// The first failing rows of a result; how many more there are is said.
pub(super) fn failing(view: &View<'_>, name: &str, row: &Row<'_>, look: &Look) -> Result<Worksheet, XlsxError> {
    let rows = &row.result.rows;
    let title = format!(
        "{}：核 {} 行，{} 行不符，{} 行缺数据；下列 {} 行",
        row.id,
        rows.checked,
        rows.failed,
        rows.missing,
        rows.shown.len()
    );
    let cells = rows.shown.iter().map(|at| {
        let word = if at.missing { "缺数据" } else { "不符" };
        vec![word.to_owned(), phrase::place(view, &at.place), column(&at.place), shown(&at.value)]
    });
    table(
        name,
        &[title, shown(&row.rule.text)],
        &[("结果", 10.0), ("位置", 48.0), ("列", 20.0), ("内容", 30.0)],
        cells,
        look,
    )
}

fn column(place: &crate::data::Place) -> String {
    place.column.as_ref().map(|column| shown(&column.name)).unwrap_or_default()
}

pub(super) fn findings(view: &View<'_>, name: &str, look: &Look) -> Result<Worksheet, XlsxError> {
    let findings = &view.judgement.findings;
    let rest = findings.len().saturating_sub(FINDINGS);
    let more = if rest > 0 { format!("，另有 {rest} 项未列，见 json") } else { String::new() };
    let cells = findings.iter().take(FINDINGS).map(|finding| {
        let place = finding.place.as_ref().map(|at| phrase::place_and_column(view, at)).unwrap_or_default();
        let help = shown(&finding.help.join("；"));
        vec![finding.severity.word().to_owned(), shown(&finding.message), place, help, finding.code.to_owned()]
    });
    let columns = [("程度", 8.0), ("问题", 60.0), ("位置", 44.0), ("怎么改", 50.0), ("代码", 24.0)];
    table(name, &[format!("数据问题 {} 项{more}", findings.len())], &columns, cells, look)
}

pub(super) fn reminders(view: &View<'_>, name: &str, look: &Look) -> Result<Worksheet, XlsxError> {
    let reminders = reminder::reminders(view);
    let cells = reminders.iter().map(|reminder| reminder.cells().map(|cell| shown(&cell)).to_vec());
    let [office, absent, late, rules] = reminder::COLUMNS;
    let columns = [(office, 20.0), (absent, 40.0), (late, 34.0), (rules, 50.0)];
    table(name, &[format!("催报 {} 个单位", reminders.len())], &columns, cells, look)
}

pub(super) fn explanations(view: &View<'_>, name: &str, look: &Look) -> Result<Worksheet, XlsxError> {
    let all = explanation::explanations(view);
    let cells = all.iter().map(|explained| {
        let submitted = explained.submitted;
        let row = submitted.row.map(|row| row.to_string()).unwrap_or_default();
        let fate = explained.fate.word().to_owned();
        vec![
            shown(&submitted.rule),
            row,
            fate,
            shown(&explanation::signature(submitted)),
            phrase::place(view, &submitted.place),
        ]
    });
    let columns = [("规则", 16.0), ("行", 8.0), ("效力", 16.0), ("说明", 60.0), ("位置", 40.0)];
    table(name, &[format!("说明 {} 条", all.len())], &columns, cells, look)
}

fn table(
    name: &str,
    said: &[String],
    columns: &[(&str, f64)],
    rows: impl Iterator<Item = Vec<String>>,
    look: &Look,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    let mut at = 0;
    for line in said {
        put(&mut sheet, (at, 0), line, if at == 0 { &look.title } else { &look.said })?;
        at += 1;
    }
    let header = at;
    for (column, (title, width)) in (0..).zip(columns) {
        sheet.set_column_width(column, *width)?;
        put(&mut sheet, (header, column), title, &look.header)?;
    }
    for row in rows {
        at += 1;
        for (column, text) in (0..).zip(row) {
            put(&mut sheet, (at, column), &text, &look.text)?;
        }
    }
    let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
    sheet.autofilter(header, 0, at, last)?;
    sheet.set_freeze_panes(header + 1, 0)?;
    sheet.set_repeat_rows(header, header)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(sheet)
}

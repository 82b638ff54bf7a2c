//! The report as GitHub-flavoured Markdown, fit for a comment on a pull request: what is wrong first, then the 对照表 folded.

use std::fmt::Write as _; // writing to a String cannot fail

use crate::diagnostic::Severity;
use crate::language::program::Status;

use super::comparison::{self, COLUMNS, Row, shown};
use super::escape::markdown;
use super::{View, phrase, readings, reminder};

/// How many rows or findings a part shows; the rest is counted. A comment holds 65 536 characters.
const SHOWN: usize = 100;

/// The report.
pub fn render(view: &View<'_>) -> String {
    let rows = comparison::rows(view);
    let mut text = head(view);
    text.push_str(&totals(view, &rows));
    let of = |wanted: fn(Status) -> bool| rows.iter().filter(|row| wanted(row.result.status)).collect::<Vec<_>>();
    text.push_str(&wanting("未达标、缺数据和滞后", &of(reminder::is_open)));
    text.push_str(&wanting("基本达标", &of(|status| status == Status::NearlyMet)));
    text.push_str(&findings(view));
    text.push_str(&reminders(view));
    text.push_str(&whole(&rows));
    text.push_str("\n## 所用口径\n\n");
    for line in readings::of(view) {
        let _ = writeln!(text, "- {}", markdown(&line));
    }
    text
}

fn head(view: &View<'_>) -> String {
    let name = &view.program.plan.name;
    let name = if name.is_empty() { "计划执行对照" } else { name };
    let judgement = view.judgement;
    let (source, weights) = (phrase::as_of_source(judgement.as_of_source), view.weights());
    format!(
        "# {}\n\n判定日 {}（{source}）；错误 {}，警告 {}，提示 {}\n",
        markdown(name),
        phrase::as_of(judgement),
        weights.errors,
        weights.warnings,
        weights.notes
    )
}

fn totals(view: &View<'_>, rows: &[Row<'_>]) -> String {
    let mut text = String::from("\n| 判定 | 条数 |\n| --- | ---: |\n");
    for status in Status::ALL.into_iter().filter(|status| view.count(*status) > 0) {
        let _ = writeln!(text, "| {} | {} |", status.word(), view.count(status));
    }
    let _ = writeln!(text, "| 合计 | {} |", rows.len());
    let explained = rows.iter().filter(|row| row.result.explained).count();
    if explained > 0 {
        let _ = writeln!(text, "\n未达标中已说明 {explained} 条，不计入退出状态");
    }
    text
}

/// Rules that do not stand as they should, under what they are; what only waits for its day or a person is none of them.
fn wanting(what: &str, rows: &[&Row<'_>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let header = ["标号", "指标", "年度目标", "实际完成", "差额", "判定", "责任单位", "来源", "备注"];
    let cells = |row: &Row<'_>| {
        let unit = |cell: &comparison::Cell| with_unit(row, cell);
        let (id, subject, target) = (row.id.clone(), row.subject.clone(), row.target.clone());
        let (verdict, office, source) = (row.verdict.clone(), row.office.clone(), row.source.clone());
        vec![id, subject, target, unit(&row.actual), unit(&row.gap), verdict, office, source, row.remark.clone()]
    };
    let title = format!("\n## {what} {} 条\n\n", rows.len());
    title + &table(&header, rows.iter().take(SHOWN).copied().map(cells)) + &rest(rows.len(), "条，全部见下面的对照表")
}

/// A figure with its unit behind it.
fn with_unit(row: &Row<'_>, cell: &comparison::Cell) -> String {
    if cell.number.is_some() { format!("{}{}", cell.text, row.unit) } else { cell.text.clone() }
}

fn findings(view: &View<'_>) -> String {
    let findings = &view.judgement.findings;
    if findings.is_empty() {
        return String::new();
    }
    let (grave, notes): (Vec<_>, Vec<_>) = findings.iter().partition(|f| f.severity > Severity::Note);
    let cells = |finding: &&crate::data::DataFinding| {
        let place = finding.place.as_ref().map(|at| phrase::place_and_column(view, at)).unwrap_or_default();
        let message = [vec![finding.message.clone()], finding.help.clone()].concat().join("；");
        vec![finding.severity.word().to_owned(), shown(&message), place, finding.code.to_owned()]
    };
    let told = grave.into_iter().chain(notes).take(SHOWN);
    let title = format!("\n## 数据问题 {} 项\n\n", findings.len());
    title
        + &table(&["程度", "问题", "位置", "代码"], told.map(|f| cells(&f)))
        + &rest(findings.len(), "项，全部见 json")
}

fn reminders(view: &View<'_>) -> String {
    let reminders = reminder::reminders(view);
    if reminders.is_empty() {
        return String::new();
    }
    let cells = |reminder: &reminder::Reminder| reminder.cells().map(|cell| shown(&cell)).to_vec();
    let rows = reminders.iter().take(SHOWN).map(cells);
    format!("\n## 催报清单 {} 个单位\n\n", reminders.len())
        + &table(&reminder::COLUMNS, rows)
        + &rest(reminders.len(), "个单位")
}

fn whole(rows: &[Row<'_>]) -> String {
    let table = table(&COLUMNS, rows.iter().map(|row| row.texts().to_vec()));
    format!("\n<details>\n<summary>对照表 {} 条</summary>\n\n{table}\n</details>\n", rows.len())
}

fn rest(all: usize, words: &str) -> String {
    let rest = all.saturating_sub(SHOWN);
    if rest > 0 { format!("\n另有 {rest} {words}\n") } else { String::new() }
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", header.join(" | "), " --- |".repeat(header.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| markdown(cell)).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

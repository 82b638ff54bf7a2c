//! GitHub annotations: a workflow command a line, as many as GitHub shows, and a last one that counts the rest.

use std::fmt::Write as _; // writing to a String cannot fail

use crate::diagnostic::{Diagnostic, Severity, visible};
use crate::language::program::Status;
use crate::source::Sources;

use super::issue::{self, Issue, Origin};
use super::{View, escape, phrase};

/// GitHub shows ten annotations of each level for a step: so many errors, warnings and notices, with the count at the end.
const JUDGED: [usize; 3] = [10, 10, 9];
/// The same where nothing was judged, which the last error says.
const UNJUDGED: [usize; 3] = [9, 10, 10];
/// So many rows stand in the summary of a job.
const ROWS: usize = 50;

/// The annotations, the gravest first, else in the order of rules, data findings and remarks.
pub fn render(view: &View<'_>) -> String {
    let issues = issue::issues(view);
    let mut text = annotations(&issues, JUDGED);
    let weights = view.weights();
    let counted =
        format!("{}。错误 {}，警告 {}，提示 {}", tally(view), weights.errors, weights.warnings, weights.notes);
    let title = format!("plancheck {}", visible(&view.program.plan.name));
    let _ =
        writeln!(text, "::notice title={}::{}", property(title.trim()), message(&(counted + &hidden(&issues, JUDGED))));
    text
}

/// What could not be judged, as annotations.
pub fn render_failure<'a>(sources: &Sources, diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> String {
    let issues: Vec<Issue<'_>> = diagnostics.into_iter().map(|d| issue::of_diagnostic(sources, d)).collect();
    let mut text = annotations(&issues, UNJUDGED);
    let said = format!("无法判定，没有任何规则得到核对{}", hidden(&issues, UNJUDGED));
    let _ = writeln!(text, "::error title=plancheck::{}", message(&said));
    text
}

/// The summary of a job in Markdown, for the file that `GITHUB_STEP_SUMMARY` names.
pub fn summary(view: &View<'_>) -> String {
    let plan = &view.program.plan.name;
    let name = if plan.is_empty() { "核对结果" } else { plan };
    let mut text = format!(
        "### {}\n\n判定日 {}\n\n| 状态 | 条数 |\n| --- | ---: |\n",
        escape::markdown(name),
        phrase::as_of(view.judgement)
    );
    for status in Status::ALL.into_iter().filter(|status| view.count(*status) > 0) {
        let _ = writeln!(text, "| {} | {} |", status.word(), view.count(status));
    }
    let _ = writeln!(text, "| 合计 | {} |", view.results().len());
    let issues = issue::issues(view);
    let graves: Vec<&Issue<'_>> = by_weight(&issues).into_iter().filter(|i| rank(i) > 1).collect();
    if !graves.is_empty() {
        text.push_str("\n| 程度 | 项 | 内容 | 位置 |\n| --- | --- | --- | --- |\n");
    }
    for issue in graves.iter().take(ROWS) {
        let word = issue.severity.map_or("", Severity::word);
        let cells = [word, &issue.title, &issue.message, &place(issue)].map(escape::markdown);
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    if let Some(rest) = graves.len().checked_sub(ROWS).filter(|rest| *rest > 0) {
        let _ = writeln!(text, "\n另有 {rest} 项");
    }
    text + "\n"
}

fn tally(view: &View<'_>) -> String {
    let counts =
        Status::ALL.into_iter().map(|status| (status.word(), view.count(status))).filter(|(_, count)| *count > 0);
    let parts: Vec<String> = counts.map(|(word, count)| format!("{word} {count}")).collect();
    format!("规则 {} 条：{}", view.results().len(), parts.join("、"))
}

/// Errors, warnings, notices.
const RANKS: [u8; 3] = [3, 2, 1];

fn rank(issue: &Issue<'_>) -> u8 {
    match issue.severity {
        Some(Severity::Error) => 3,
        Some(Severity::Warning) => 2,
        Some(Severity::Note) | None => 1,
    }
}

/// The heavier first, else as found.
fn by_weight<'i, 'a>(issues: &'i [Issue<'a>]) -> Vec<&'i Issue<'a>> {
    let mut sorted: Vec<&Issue<'_>> = issues.iter().collect();
    sorted.sort_by_key(|issue| std::cmp::Reverse(rank(issue)));
    sorted
}

/// The first of each level.
fn annotations(issues: &[Issue<'_>], room: [usize; 3]) -> String {
    let sorted = by_weight(issues);
    let of = |(wanted, room): (u8, usize)| sorted.iter().filter(move |issue| rank(issue) == wanted).take(room);
    RANKS.into_iter().zip(room).flat_map(of).map(|issue| annotation(issue)).collect()
}

/// How many no annotation was made of.
fn hidden(issues: &[Issue<'_>], room: [usize; 3]) -> String {
    let over = |(wanted, room): (u8, usize)| issues.iter().filter(|i| rank(i) == wanted).count().saturating_sub(room);
    let rest: usize = RANKS.into_iter().zip(room).map(over).sum();
    if rest == 0 { String::new() } else { format!("；另有 {rest} 项没有列出，见其他格式的报告") }
}

fn annotation(issue: &Issue<'_>) -> String {
    let level = match rank(issue) {
        3 => "error",
        2 => "warning",
        _ => "notice",
    };
    let mut properties = Vec::new();
    if let Some(at) = &issue.at {
        properties.push(format!("file={}", property(&visible(&at.file))));
        properties.extend(at.line.map(|line| format!("line={line}")));
        properties.extend(at.column.filter(|_| at.line.is_some()).map(|column| format!("col={column}")));
    }
    properties.push(format!("title={}", property(&visible(&issue.title))));
    let cell = issue.at.as_ref().and_then(super::spot::Spot::address).map(|cell| visible(&format!("单元格：{cell}")));
    let lines: Vec<String> = std::iter::once(issue.message.clone()).chain(cell).chain(issue.details.clone()).collect();
    format!("::{level} {}::{}\n", properties.join(","), message(&lines.join("\n")))
}

fn place(issue: &Issue<'_>) -> String {
    let Some(at) = &issue.at else { return String::new() };
    let line = at.line.map_or_else(String::new, |line| format!(":{line}"));
    let cell = at.address().map_or_else(String::new, |cell| format!(" {cell}"));
    let whose = if matches!(issue.origin, Origin::Rules(_)) { String::new() } else { cell };
    format!("{}{line}{whose}", at.file)
}

/// As the toolkit escapes what stands behind `::`.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As the toolkit escapes a property.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

//! The phrases that all reports for people share: what was asked, what was found, where it stands.

use std::fmt::Write as _; // writing to a String cannot fail

use crate::data::{Excerpt, Place};
use crate::diagnostic::visible;
use crate::judge::{Amount, AsOfSource, Judgement, RuleResult};
use crate::language::ast::State;
use crate::language::program::{Aspect, Body, Change, Deadline, Expr, ExprKind, Goal, Rule, Status};

use super::View;
use crate::source::{Sources, Span};
use crate::value::Number;

/// How many failing rows a report for people shows with their place.
pub const ROWS_SHOWN: usize = 5;

/// `152家`; a text or a date as it is.
pub fn amount(amount: &Amount) -> String {
    format!("{}{}", between(&amount.value), amount.unit)
}

/// A value that is not known exactly, as people write it: `34～35`.
pub fn between(value: &str) -> String {
    let figure = |text: &str| crate::value::Number::parse(text.trim_end_matches('%')).is_some();
    match value.split_once("..") {
        Some((low, high)) if figure(low) && figure(high) => format!("{low}～{high}"),
        _ => value.to_owned(),
    }
}

/// Actual over target, unless it would call complete what is not met, or is below nothing.
pub fn completion(result: &RuleResult) -> Option<&str> {
    let text = result.completion.as_deref().filter(|text| !text.starts_with('-'))?;
    let whole = text.trim_end_matches(['%', '％']).split('.').next()?.len() >= 3;
    let held = matches!(result.status, Status::Met | Status::OnTrack);
    (held || !whole).then_some(text)
}

/// Where a rule begins: behind its label, if it has one.
pub fn rule_span(sources: &Sources, rule: &Rule) -> Span {
    let written = sources.slice(rule.span);
    let behind = |label: &String| Some(written.strip_prefix(label.as_str())?.trim_start());
    let rest = rule.label.as_ref().and_then(behind).and_then(|rest| rest.strip_prefix(['：', ':']));
    let Some(rest) = rest.map(str::trim_start) else { return rule.span };
    let skipped = u32::try_from(written.len() - rest.len()).unwrap_or(0);
    Span { start: rule.span.start + skipped, ..rule.span }
}

/// What a rule measures, in the words of its plan.
pub fn subject(view: &View<'_>, rule: &Rule) -> Option<String> {
    let Body::Target(target) = &rule.body else {
        return None;
    };
    let level = level(view, &target.measure.level);
    let level = level.unwrap_or_else(|| view.sources.slice(target.subject_span).trim().to_owned());
    let word = match target.measure.change {
        None => "",
        Some(Change::Growth) => " 增长",
        Some(Change::Decline) => " 下降",
        Some(Change::NetIncrease) => " 净增",
        Some(Change::AnnualGrowth { .. }) => " 年均增长",
    };
    (!level.is_empty()).then(|| format!("{level}{word}"))
}

fn level(view: &View<'_>, level: &Expr) -> Option<String> {
    let ExprKind::Figure { indicator, scope, aspect } = &level.kind else {
        return None;
    };
    let name = &view.program.indicator(*indicator)?.name;
    let scope = scope.as_ref().map_or_else(String::new, |s| format!("[{s}]"));
    let aspect = match aspect {
        Aspect::Level => "",
        Aspect::LastYear => ".上年",
        Aspect::Previous => ".上期",
        Aspect::Growth => ".同比",
    };
    Some(format!("{name}{scope}{aspect}"))
}

/// What a rule asks of its figure, as written: `超过 160家`.
pub fn goal(view: &View<'_>, rule: &Rule, result: &RuleResult) -> Option<String> {
    let written = view.sources.slice(rule.target_span).trim();
    let value = result.target.as_ref().map(|t| format!("{}{}", t.value, t.unit));
    if written.is_empty() || written.contains('\n') {
        return result.target.as_ref().map(|t| format!("{} {}{}", t.op, t.value, t.unit));
    }
    // A target that the rule only names is said with its value.
    match value.filter(|v| names_a_figure(&rule.body) && !v.is_empty()) {
        Some(value) => Some(format!("{written}（{value}）")),
        None => Some(written.to_owned()),
    }
}

/// Whether the goal is an expression over figures or parameters rather than a constant.
fn names_a_figure(body: &Body) -> bool {
    match body {
        Body::Target(target) => match &target.goal {
            Goal::Bound { value, .. } | Goal::About { value, .. } => !matches!(value.kind, ExprKind::Constant(_)),
            _ => false,
        },
        _ => false,
    }
}

/// One line on what was asked and what was found.
pub fn headline(view: &View<'_>, rule: &Rule, result: &RuleResult) -> String {
    let figure = match (subject(view, rule), &result.actual, goal(view, rule, result)) {
        (Some(subject), Some(actual), Some(goal)) => {
            format!("{subject} {}，目标 {goal}", amount(actual))
        }
        _ => milestone(view, rule).unwrap_or_else(|| rule.text.clone()),
    };
    let mut line = visible(&figure);
    for part in [rows(result), gap(result), groups(result)].into_iter().flatten() {
        let _ = write!(line, "，{}", visible(&part));
    }
    if let Some(share) = completion(result).filter(|_| result.status != Status::Met) {
        let _ = write!(line, "（完成 {share}）");
    }
    line
}

/// The one milestone of a rule over several.
pub(super) fn milestone(view: &View<'_>, rule: &Rule) -> Option<String> {
    let Body::Milestone { milestone, state } = &rule.body else { return None };
    let state = match state {
        State::Start => "启动",
        State::Advance => "推进",
        State::Finish => "完成",
    };
    Some(format!("事项 {} {state}", view.program.milestone(*milestone)?.name))
}

/// What is still wanting; the sides of a 勾稽 that holds within its 容差 lie apart, and nothing is wanting.
pub(super) fn wanting(result: &RuleResult) -> Option<&Amount> {
    result.gap.as_ref().filter(|_| result.status != Status::Met)
}

fn gap(result: &RuleResult) -> Option<String> {
    let gap = wanting(result).filter(|_| result.status != Status::OnTrack)?;
    if gap.number.as_ref().is_some_and(Number::is_zero) {
        return Some("正好在界上，界不算达标".to_owned());
    }
    let upper = result.target.as_ref().is_some_and(|t| t.op.starts_with('<'));
    Some(format!("{} {}", if upper { "超出" } else { "还差" }, amount(gap)))
}

fn rows(result: &RuleResult) -> Option<String> {
    let rows = &result.rows;
    let mut parts = Vec::new();
    if rows.failed > 0 {
        parts.push(format!("{} 行不符", rows.failed));
    }
    if rows.missing > 0 {
        parts.push(format!("{} 行缺数据", rows.missing));
    }
    (!parts.is_empty()).then(|| format!("{} 行中 {}", rows.checked, parts.join("、")))
}

fn groups(result: &RuleResult) -> Option<String> {
    (!result.groups.is_empty()).then(|| format!("{} 组不符", result.groups.len()))
}

/// Where a cell stands, as people write it: `data/指标.csv:3:10（C3）`, `data/b.xlsx 项目!C7`.
pub fn place(view: &View<'_>, place: &Place) -> String {
    let Some(file) = view.dataset.file(place.file) else {
        return String::new();
    };
    let cell = place.cell().filter(|_| file.has_cells);
    if let Some(sheet) = &file.sheet {
        let cell = cell.unwrap_or_else(|| format!("第{}行", place.row));
        return visible(&format!("{} {sheet}!{cell}", file.path));
    }
    let at = match view.excerpts.get(place) {
        Some(Excerpt::Line { line, column, .. }) => format!("{line}:{column}"),
        _ => place.row.to_string(),
    };
    let cell = cell.map_or_else(String::new, |c| format!("（{c}）"));
    visible(&format!("{}:{at}{cell}", file.path))
}

/// The same without folders, where there is little room.
pub fn short_place(view: &View<'_>, at: &Place) -> String {
    let whole = place(view, at);
    whole.rsplit('/').next().unwrap_or(&whole).to_owned()
}

/// A place with the name of its column.
pub fn place_and_column(view: &View<'_>, at: &Place) -> String {
    let column = at.column.as_ref().map_or_else(String::new, |c| format!(" {}", c.name));
    format!("{}{}", place(view, at), visible(&column))
}

/// A deadline: its day, and whether nobody wrote it down.
pub fn deadline(deadline: &Deadline) -> String {
    match deadline {
        Deadline::On { date, default: false } => date.to_string(),
        Deadline::On { date, default: true } => format!("{date}（默认，计划期末）"),
        Deadline::Never => "无期限".to_owned(),
        Deadline::AtOnce => "即时".to_owned(),
    }
}

/// The date of judgement, or a word for none.
pub fn as_of(judgement: &Judgement) -> String {
    judgement.day().map_or_else(|| "未定".to_owned(), |day| day.to_string())
}

/// Where the date of judgement comes from.
pub fn as_of_source(source: AsOfSource) -> &'static str {
    match source {
        AsOfSource::Given => "由 --as-of 或清单给定",
        AsOfSource::Data => "取自数据中最新的日期",
        AsOfSource::Plan => "计划期末，数据中没有日期",
        AsOfSource::Unknown => "没有给定，数据和计划里也没有日期，各条都按已到期核对；可以用 --as-of 给定",
    }
}

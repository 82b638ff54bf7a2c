//! One result: at length where something is wrong, in a line or two where little is to be said.

use std::fmt::Write as _; // writing to a String cannot fail

use crate::diagnostic::{Line, Mark, Severity, Snippet, Style, Tone, draw, visible};
use crate::judge::RuleResult;
use crate::language::program::{Body, Deadline, Rule, Status};
use crate::report::{View, explanation, phrase, suspicion, weight};
use crate::trace::locate;

use super::cell;

/// How many groups of a rule are shown.
const GROUPS_SHOWN: usize = 20;

/// Everything: the cell, the rule, the plan's line, what was applied, how to go on.
pub(super) fn at_length(view: &View<'_>, rule: &Rule, result: &RuleResult, style: Style) -> String {
    let mut text = title(view, rule, result, style);
    text.push_str(&data(view, rule, result, style));
    text.push_str(&rule_snippet(view, rule, style));
    text.push_str(&plan_snippet(view, rule, result, style));
    text.push_str(&rows(view, result));
    text.push_str(&groups(result));
    text.push_str(&remarks(rule, result, style));
    text.push_str(&explained(view, rule, result));
    text
}

/// Who explained a miss, until when it counts.
fn explained(view: &View<'_>, rule: &Rule, result: &RuleResult) -> String {
    if !result.explained {
        return String::new();
    }
    let own = explanation::explanations(view).into_iter().filter(|e| e.covers.contains(&rule.id.as_str()));
    let lines: Vec<String> =
        own.map(|e| format!("  说明：{}\n", visible(&explanation::signature(e.submitted)))).collect();
    lines.concat()
}

/// Title, the cell's and the rule's place, reason and readings.
pub(super) fn in_short(view: &View<'_>, rule: &Rule, result: &RuleResult, style: Style) -> String {
    let mut text = title(view, rule, result, style);
    let rule_at = view.sources.locate(phrase::rule_span(view.sources, rule));
    let data = result.data_at.first().map(|p| format!("，数据 {}", phrase::place_and_column(view, p)));
    let _ = writeln!(text, "  规则 {rule_at}{}", data.unwrap_or_default());
    text.push_str(&rows(view, result));
    text.push_str(&groups(result));
    text.push_str(&remarks(rule, result, style));
    text
}

/// Title and why, in one line.
pub(super) fn in_one_line(view: &View<'_>, rule: &Rule, result: &RuleResult, style: Style) -> String {
    let mut parts = vec![title(view, rule, result, style).trim_end().to_owned()];
    parts.extend(result.reason.iter().chain(&result.evidence).map(|t| visible(t)));
    if let Some(office) = &rule.office {
        parts.push(format!("责任：{}", visible(office)));
    }
    let mut text = parts.join("；") + "\n";
    if let Some(line) = suspicion::of(result) {
        text.push_str(&help(&line, style));
    }
    text
}

/// A result that holds, with what must be said of it.
pub(super) fn holding(view: &View<'_>, rule: &Rule, result: &RuleResult, style: Style) -> String {
    let mut text = title(view, rule, result, style);
    let suspicion = suspicion::of(result);
    if let Some(place) = result.data_at.first().filter(|_| suspicion.is_some()) {
        let _ = writeln!(text, "  数据 {}", phrase::place_and_column(view, place));
    }
    text.extend(result.notes.iter().map(|n| format!("  注：{}\n", visible(n))));
    if let Some(line) = suspicion {
        text.push_str(&help(&line, style));
    }
    text
}

fn title(view: &View<'_>, rule: &Rule, result: &RuleResult, style: Style) -> String {
    let (sign, tone) = match (result.status, weight(result)) {
        (Status::Met | Status::OnTrack, _) => (style.paint(Tone::Good, "√"), Tone::Good),
        (_, weight) => {
            let severity = weight.unwrap_or(Severity::Note);
            (style.sign(severity), Tone::of(severity))
        }
    };
    let light = result.light.map_or("", crate::judge::Light::word);
    let light = if light.is_empty() { String::new() } else { format!("（{light}）") };
    let explained = if result.explained { "（已说明）" } else { "" };
    let name = style.paint(tone, &format!("{} {}{light}{explained}", visible(&rule.id), result.status.word()));
    format!("{sign} {name}：{}\n", phrase::headline(view, rule, result))
}

/// The cell that the figure, or the first failing row, comes from.
fn data(view: &View<'_>, rule: &Rule, result: &RuleResult, style: Style) -> String {
    let Some((first, others)) = result.data_at.split_first() else {
        let row = result.rows.shown.first();
        return row.map_or_else(String::new, |row| cell::cell(view, &row.place, row_label(row.missing), style));
    };
    let single = matches!(rule.body, Body::Target(_)) && others.is_empty();
    let label = match &result.actual {
        // The cell may hold another unit, or a level that a growth rate was computed from.
        Some(actual) if single && cell::holds(view, first, &actual.value) => format!("报送 {}", phrase::amount(actual)),
        Some(actual) if single => format!("核得 {}", phrase::amount(actual)),
        _ => String::new(),
    };
    cell::cell(view, first, &label, style) + &cell::also(view, others)
}

fn row_label(missing: bool) -> &'static str {
    if missing { "缺数据" } else { "不符" }
}

/// The rule's line with its range marked.
fn rule_snippet(view: &View<'_>, rule: &Rule, style: Style) -> String {
    let span = if view.sources.slice(rule.target_span).is_empty() { rule.span } else { rule.target_span };
    let Some(source) = view.sources.get(span.source) else {
        return String::new();
    };
    let position = source.position(span.start as usize);
    let (line, start) = (source.line(position.line), source.line_start(position.line));
    let clip = |offset: u32| (offset as usize).saturating_sub(start).min(line.len());
    let mark = Mark::new(clip(span.start)..clip(span.end), "规则的要求");
    let place = visible(&view.sources.locate(span).to_string());
    let number = u64::try_from(position.line).ok();
    draw(&Snippet { place, lines: vec![Line::new(number, line, vec![mark])] }, style)
}

/// The plan's own line, where the manifest names its text and the line can be found.
fn plan_snippet(view: &View<'_>, rule: &Rule, result: &RuleResult, style: Style) -> String {
    let Some(source) = view.plan_text.and_then(|id| view.sources.get(id)) else {
        return String::new();
    };
    let locator = rule.basis.as_deref().unwrap_or(&rule.section);
    let figure = result.target.as_ref().map(|t| (t.value.as_str(), t.unit.as_str()));
    let subject = phrase::subject(view, rule).unwrap_or_default();
    let Some(range) = locate::locate(&source.text, locator, figure, &subject) else {
        return String::new();
    };
    let position = source.position(range.start);
    let (line, start) = (source.line(position.line), source.line_start(position.line));
    let clip = |offset: usize| offset.saturating_sub(start).min(line.len());
    let mark = Mark::new(clip(range.start)..clip(range.end), "计划原文");
    let place = visible(&format!("{}:{}:{}", source.name, position.line, position.column));
    draw(&Snippet { place, lines: vec![Line::new(u64::try_from(position.line).ok(), line, vec![mark])] }, style)
}

fn rows(view: &View<'_>, result: &RuleResult) -> String {
    let shown = result.rows.shown.iter().take(phrase::ROWS_SHOWN);
    let mut text = String::new();
    for row in shown {
        let value = if row.value.is_empty() { "空白".to_owned() } else { visible(&row.value) };
        let place = phrase::place_and_column(view, &row.place);
        let _ = writeln!(text, "  {} {place}：{value}", row_label(row.missing));
    }
    let told = u64::try_from(result.rows.shown.len().min(phrase::ROWS_SHOWN)).unwrap_or(0);
    let all = result.rows.failed + result.rows.missing;
    if told > 0 && all > told {
        let _ = writeln!(text, "  另有 {} 行", all - told);
    }
    text
}

fn groups(result: &RuleResult) -> String {
    let mut text = String::new();
    for group in result.groups.iter().take(GROUPS_SHOWN) {
        let actual = group.actual.as_ref().map_or_else(String::new, |a| format!("：{}", phrase::amount(a)));
        let gap = group.gap.as_ref().map_or_else(String::new, |g| format!("，还差 {}", phrase::amount(g)));
        let reason = group.reason.as_ref().map_or_else(String::new, |r| format!("，{r}"));
        let line = format!("{} {}{actual}{gap}{reason}", group.name, group.status.word());
        let _ = writeln!(text, "  组 {}", visible(&line));
    }
    if let Some(rest) = result.groups.len().checked_sub(GROUPS_SHOWN).filter(|n| *n > 0) {
        let _ = writeln!(text, "  另有 {rest} 组");
    }
    text
}

/// Reason, readings applied, notes, office, evidence, help.
fn remarks(rule: &Rule, result: &RuleResult, style: Style) -> String {
    let line = |word: &str, said: &str| format!("  {word}：{}\n", visible(said));
    let mut text = String::new();
    // What the headline says of rows, and the deadline that the summary says of all, need not be said again.
    let counted = format!("{} 行中", result.rows.checked);
    text.extend(result.reason.iter().filter(|t| !t.starts_with(&counted)).map(|t| line("原因", t)));
    let default = matches!(rule.deadline, Deadline::On { default: true, .. });
    let applied = result.applied.iter().filter(|t| style.verbose || !(default && t.starts_with("期限")));
    text.extend(applied.map(|t| line("适用", t)));
    text.extend(result.evidence.iter().map(|t| line("报送", t)));
    text.extend(result.notes.iter().map(|t| line("注", t)));
    text.extend(rule.office.iter().map(|t| line("责任", t)));
    text.extend(suspicion::of(result).iter().map(|t| help(t, style)));
    text
}

fn help(text: &str, style: Style) -> String {
    format!("  {}{}\n", style.paint(Tone::Plain, "帮助："), visible(text))
}

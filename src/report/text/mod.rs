//! The report for people at a terminal: what is wrong first, with its places; then the tallies.

use std::collections::BTreeMap;
use std::fmt::Write as _; // writing to a String cannot fail

mod cell;
mod explanations;
mod result;
mod summary;

use crate::diagnostic::{Severity, Style, Tone, visible};
use crate::judge::RuleResult;
use crate::language::program::{Rule, Status};

use super::{View, escape, phrase, suspicion};

pub(super) use summary::chapter;

/// The whole report.
pub fn render(view: &View<'_>, style: Style) -> String {
    let mut text = head(view, style);
    for status in ORDER {
        text.push_str(&section(view, *status, style));
    }
    text.push_str(&holding(view, style));
    text.push_str(&explanations::render(view, style));
    text.push_str(&findings(view, style));
    text.push_str(&summary::render(view, style));
    escape::log(text)
}

/// How many data findings of a kind are shown with their cells; the others are counted.
pub(crate) const FINDINGS_SHOWN: usize = 100;

/// Sections of results that are not simply met, the gravest first.
const ORDER: &[Status] =
    &[Status::Violated, Status::Missing, Status::Behind, Status::NearlyMet, Status::Manual, Status::NotDue];

fn head(view: &View<'_>, style: Style) -> String {
    let plan = &view.program.plan;
    let mut text = String::new();
    if !plan.name.is_empty() {
        let _ = writeln!(text, "{}", style.paint(Tone::Strong, &visible(&plan.name)));
    }
    let judgement = view.judgement;
    let day = phrase::as_of(judgement);
    let _ = writeln!(text, "判定日 {day}（{}）", phrase::as_of_source(judgement.as_of_source));
    text
}

/// A heading over a part of the report.
fn heading(title: &str, count: usize, style: Style) -> String {
    format!("\n{}\n\n", style.paint(Tone::Strong, &format!("【{title}】{count} 项")))
}

/// The results of one status, at the length they deserve.
fn section(view: &View<'_>, status: Status, style: Style) -> String {
    let results: Vec<_> = view.results().into_iter().filter(|(_, r)| r.status == status).collect();
    if results.is_empty() {
        return String::new();
    }
    let text = heading(status.word(), results.len(), style);
    let long = style.verbose || status == Status::Violated;
    let block = |(rule, result)| match status {
        _ if long => result::at_length(view, rule, result, style),
        Status::Manual | Status::NotDue => result::in_one_line(view, rule, result, style),
        _ => result::in_short(view, rule, result, style),
    };
    let blocks: Vec<String> = results.into_iter().map(block).collect();
    text + &blocks.join(if long { "\n" } else { "" })
}

/// Results that hold and yet must be spoken of: a figure of a doubtful scale, a note; all of them when asked.
fn holding(view: &View<'_>, style: Style) -> String {
    let holds = |r: &RuleResult| matches!(r.status, Status::Met | Status::OnTrack);
    let spoken = |r: &RuleResult| style.verbose || !r.notes.is_empty() || suspicion::of(r).is_some();
    let results: Vec<(&Rule, &RuleResult)> =
        view.results().into_iter().filter(|(_, r)| holds(r) && spoken(r)).collect();
    if results.is_empty() {
        return String::new();
    }
    let mut text = heading("达标、达序时，但请留意", results.len(), style);
    if style.verbose {
        text = heading("达标、达序时", results.len(), style);
    }
    for (rule, result) in results {
        text.push_str(&result::holding(view, rule, result, style));
    }
    text
}

/// What is wrong with the data, each with its cell.
fn findings(view: &View<'_>, style: Style) -> String {
    let findings = &view.judgement.findings;
    if findings.is_empty() {
        return String::new();
    }
    let mut text = heading("数据问题", findings.len(), style);
    let (long, short): (Vec<_>, Vec<_>) = findings.iter().partition(|f| f.severity > Severity::Note || style.verbose);
    let shown = long.iter().take(FINDINGS_SHOWN).map(|finding| cell::finding(view, finding, style));
    let mut blocks: Vec<String> = shown.collect();
    let notes = short.iter().take(FINDINGS_SHOWN).map(|finding| cell::finding_in_one_line(view, finding, style));
    blocks.extend(Some(notes.collect::<Vec<_>>().concat()).filter(|notes| !notes.is_empty()));
    let rest = long.iter().skip(FINDINGS_SHOWN).chain(short.iter().skip(FINDINGS_SHOWN));
    blocks.extend(others(rest.map(|finding| finding.code)));
    text.push_str(&blocks.join("\n"));
    text
}

/// How many findings are left out, by code: none goes without a word.
fn others<'a>(codes: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    codes.for_each(|code| *counts.entry(code).or_default() += 1);
    let parts: Vec<String> = counts.iter().map(|(code, count)| format!("{code} {count} 项")).collect();
    (!parts.is_empty()).then(|| format!("另有 {}；全部见 --format json\n", parts.join("、")))
}

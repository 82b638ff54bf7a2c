//! What a run found wrong, in one shape for the formats of CI services: results that weigh, data findings, diagnostics.

use crate::data::DataFinding;
use crate::diagnostic::{Diagnostic, Severity, visible};
use crate::judge::RuleResult;
use crate::language::program::{Rule, Status};
use crate::source::Sources;

use super::spot::Spot;
use super::{View, phrase, suspicion, weight};

/// Something to be looked at.
#[derive(Clone, Debug)]
pub(super) struct Issue<'a> {
    /// What it comes from.
    pub(super) origin: Origin<'a>,
    /// How much it weighs for the exit status; `None` when it is for information.
    pub(super) severity: Option<Severity>,
    /// `SZ04 未达标`, or the code of a finding.
    pub(super) title: String,
    /// What is wrong, in one line.
    pub(super) message: String,
    /// Reason, readings and help, a line each.
    pub(super) details: Vec<String>,
    /// Where to point: the data first, else the rule.
    pub(super) at: Option<Spot>,
}

/// Where an issue comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin<'a> {
    /// A rule's result.
    Result(&'a Rule, &'a RuleResult),
    /// A finding about the data.
    Data(&'a DataFinding),
    /// A remark on rules, manifest or arguments.
    Rules(&'a Diagnostic),
}

/// Everything that is to be looked at, in the order of rules, data findings, diagnostics: what is met, on schedule or not yet due
/// is left out, what is judged by hand stays.
pub(super) fn issues<'a>(view: &View<'a>) -> Vec<Issue<'a>> {
    let results = view.results().into_iter().filter(|(_, result)| is_open(result.status));
    let mut issues: Vec<Issue<'a>> = results.map(|(rule, result)| of_result(view, rule, result)).collect();
    issues.extend(view.judgement.findings.iter().map(|finding| of_finding(view, finding)));
    issues.extend(view.diagnostics.iter().map(|diagnostic| of_diagnostic(view.sources, diagnostic)));
    for issue in issues.iter_mut().filter(|issue| issue.at.is_none()) {
        issue.at = Spot::anywhere(view);
    }
    issues
}

/// Whether somebody has something to do about a status.
fn is_open(status: Status) -> bool {
    !matches!(status, Status::Met | Status::OnTrack | Status::NotDue)
}

/// A result with what a reader needs to act on it.
pub(super) fn of_result<'a>(view: &View<'a>, rule: &'a Rule, result: &'a RuleResult) -> Issue<'a> {
    Issue {
        origin: Origin::Result(rule, result),
        severity: weight(result),
        title: title(rule, result),
        message: phrase::headline(view, rule, result),
        details: details(rule, result),
        at: Some(Spot::of_data(view, result).unwrap_or_else(|| Spot::of_rule(view, rule))),
    }
}

/// `SZ04 滞后（红灯）`
pub(super) fn title(rule: &Rule, result: &RuleResult) -> String {
    let light = result.light.map_or("", crate::judge::Light::word);
    let light = if light.is_empty() { String::new() } else { format!("（{light}）") };
    let explained = if result.explained { "（已说明）" } else { "" };
    format!("{} {}{light}{explained}", visible(&rule.id), result.status.word())
}

fn details(rule: &Rule, result: &RuleResult) -> Vec<String> {
    let line = |word: &str, said: &String| visible(&format!("{word}：{said}"));
    let mut lines: Vec<String> = result.reason.iter().map(|said| line("原因", said)).collect();
    lines.extend(result.applied.iter().map(|said| line("适用", said)));
    lines.extend(result.evidence.iter().map(|said| line("报送", said)));
    lines.extend(result.notes.iter().map(|said| line("注", said)));
    lines.extend(rule.office.iter().map(|said| line("责任", said)));
    lines.extend(suspicion::of(result).iter().map(|said| line("帮助", said)));
    lines
}

fn of_finding<'a>(view: &View<'a>, finding: &'a DataFinding) -> Issue<'a> {
    Issue {
        origin: Origin::Data(finding),
        severity: Some(finding.severity),
        title: finding.code.to_owned(),
        message: visible(&finding.message),
        details: helps(&finding.help),
        at: finding.place.as_ref().and_then(|place| Spot::of_place(view, place)),
    }
}

/// A diagnostic, at the place of its first label.
pub(super) fn of_diagnostic<'a>(sources: &Sources, diagnostic: &'a Diagnostic) -> Issue<'a> {
    Issue {
        origin: Origin::Rules(diagnostic),
        severity: Some(diagnostic.severity),
        title: diagnostic.code.to_owned(),
        message: visible(&diagnostic.message),
        details: helps(&diagnostic.help),
        at: diagnostic.span().map(|span| Spot::of_span(sources, span)),
    }
}

fn helps(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| visible(&format!("帮助：{line}"))).collect()
}

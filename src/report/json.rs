//! The JSON result, version 1. Its JSON Schema is printed by `plancheck schema` ([`super::schema`]).

mod files;

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::data::{DataFinding, Figure as SubmittedFigure, FigureValue, Place};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::{Amount, AsOfSource, GroupResult, Light, RowShown, RuleResult};
use crate::language::ast::FigureAspect;
use crate::language::program::{Deadline, Program, Rule, Status};
use crate::source::{Sources, Span};
use crate::value::Number;

use files::{reminded, submitted};

use super::explanation::{Explained, explanations};
use super::reminder;
use super::{View, escape, phrase, suspicion, weight};

/// Version of the result's shape; it grows when fields change meaning or go, not when some are added.
const VERSION: u32 = 1;

/// The result as JSON, ending in a line break.
pub fn render(view: &View<'_>) -> String {
    let mut bytes = Vec::new();
    // INVARIANT: memory takes every byte, and what is written is UTF-8.
    let _ = write(view, &mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

/// Writes the result as JSON, an entry at a time: what is written is never held whole.
///
/// # Errors
/// When the writer fails.
pub fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let results = view.results();
    let explained = explanations(view);
    let document = Document {
        version: VERSION,
        plan: plan(view.program),
        as_of: view.judgement.day().map(|day| day.to_string()),
        as_of_source: match view.judgement.as_of_source {
            AsOfSource::Given => "given",
            AsOfSource::Data => "data",
            AsOfSource::Plan => "plan",
            AsOfSource::Unknown => "unknown",
        },
        summary: summary(view),
        rules: Each(|| results.iter().map(|(rule, result)| entry(view, rule, result))),
        explanations: Each(|| explained.iter().map(|e| explanation(view, e))),
        figures: Each(|| view.dataset.figures.iter().filter_map(|f| submitted_figure(view, f))),
        data_findings: Each(|| view.judgement.findings.iter().map(|f| finding(view, f))),
        data: Each(|| view.dataset.files.iter().map(submitted)),
        reminders: Each(|| reminder::reminders(view).into_iter().map(reminded)),
        diagnostics: Each(|| view.diagnostics.iter().map(|d| problem(view.sources, d))),
    };
    serde_json::to_writer_pretty(escape::Escaping(&mut *out), &document)?;
    out.write_all(b"\n")
}

/// What could not be judged, and why, as JSON.
pub fn render_failure<'a>(sources: &Sources, diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> String {
    let diagnostics = diagnostics.into_iter().map(|d| problem(sources, d)).collect();
    escape::json(&Failure { version: VERSION, diagnostics })
}

/// A list whose entries are made while they are written.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

#[derive(Serialize)]
struct Document<R, E, G, F, D, M, P> {
    version: u32,
    plan: Plan,
    as_of: Option<String>,
    as_of_source: &'static str,
    summary: Summary,
    rules: R,
    explanations: E,
    figures: G,
    data_findings: F,
    data: D,
    reminders: M,
    diagnostics: P,
}

#[derive(Serialize)]
struct Failure {
    version: u32,
    diagnostics: Vec<Problem>,
}

#[derive(Serialize)]
struct Plan {
    name: String,
    period: Option<String>,
}

#[derive(Serialize)]
struct Summary {
    rules: usize,
    met: usize,
    nearly_met: usize,
    on_track: usize,
    behind: usize,
    not_due: usize,
    violated: usize,
    missing: usize,
    manual: usize,
    explained: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct RuleEntry {
    id: String,
    section: String,
    strength: Option<String>,
    severity: Severity,
    text: String,
    status: &'static str,
    weight: Option<Severity>,
    light: Option<&'static str>,
    target: Option<Target>,
    actual: Option<Figure>,
    gap: Option<Gap>,
    completion: Option<String>,
    deadline: Option<String>,
    deadline_default: bool,
    office: Option<String>,
    reason: Option<String>,
    explained: bool,
    applied: Vec<String>,
    notes: Vec<String>,
    help: Vec<String>,
    evidence: Vec<String>,
    basis: Option<String>,
    rule_at: RuleAt,
    data_at: Vec<DataAt>,
    rows: Rows,
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Explanation {
    rule: String,
    row: Option<u64>,
    text: String,
    signer: String,
    date: Option<String>,
    expires: Option<String>,
    fate: &'static str,
    covers: Vec<String>,
    at: DataAt,
}

#[derive(Serialize)]
struct SubmittedEntry {
    indicator: String,
    scope: Option<String>,
    period: String,
    single: bool,
    aspect: &'static str,
    value: String,
    unit: String,
    office: Option<String>,
    at: DataAt,
}

#[derive(Serialize)]
struct Target {
    op: String,
    value: String,
    unit: String,
}

#[derive(Serialize)]
struct Figure {
    value: String,
    unit: String,
    period: Option<String>,
}

#[derive(Serialize)]
struct Gap {
    value: String,
    unit: String,
}

#[derive(Serialize)]
struct RuleAt {
    file: String,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct DataAt {
    file: String,
    sheet: Option<String>,
    row: u64,
    column: Option<String>,
    cell: Option<String>,
}

#[derive(Serialize)]
struct Rows {
    checked: u64,
    failed: u64,
    missing: u64,
    shown: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    at: DataAt,
    missing: bool,
    value: String,
}

#[derive(Serialize)]
struct Group {
    name: String,
    status: &'static str,
    actual: Option<Figure>,
    gap: Option<Gap>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct Finding {
    code: &'static str,
    severity: Severity,
    message: String,
    help: Vec<String>,
    at: Option<DataAt>,
    also: Vec<DataAt>,
}

#[derive(Serialize)]
struct Problem {
    code: &'static str,
    severity: Severity,
    message: String,
    help: Vec<String>,
    at: Option<RuleAt>,
}

fn plan(program: &Program) -> Plan {
    Plan { name: program.plan.name.clone(), period: program.plan.period.map(|p| p.to_string()) }
}

fn explanation(view: &View<'_>, explained: &Explained<'_>) -> Explanation {
    let submitted = explained.submitted;
    Explanation {
        rule: submitted.rule.clone(),
        row: submitted.row,
        text: submitted.text.clone(),
        signer: submitted.signer.clone(),
        date: submitted.date.map(|day| day.to_string()),
        expires: submitted.expires.map(|day| day.to_string()),
        fate: explained.fate.key(),
        covers: explained.covers.iter().map(|&id| id.to_owned()).collect(),
        at: data_at(view, &submitted.place),
    }
}

/// A figure in the unit it was submitted in; nothing where no value could be read.
fn submitted_figure(view: &View<'_>, figure: &SubmittedFigure) -> Option<SubmittedEntry> {
    let (value, unit) = match &figure.value {
        FigureValue::Number { value, unit, text, .. } => (decimal(&unit.from_base(value), text), unit.name.clone()),
        FigureValue::Grade { text, .. } => (text.clone(), String::new()),
        FigureValue::Blank | FigureValue::Faulty => return None,
    };
    Some(SubmittedEntry {
        indicator: view.program.indicator(figure.indicator)?.name.clone(),
        scope: figure.scope.clone(),
        period: figure.period.to_string(),
        single: figure.single,
        aspect: match figure.aspect {
            FigureAspect::Level => "level",
            FigureAspect::Growth => "growth",
            FigureAspect::NetIncrease => "net_increase",
        },
        value,
        unit,
        office: figure.office.clone(),
        at: data_at(view, &figure.place),
    })
}

/// What was submitted is a decimal; a unit without an exact one is left as the cell has it.
fn decimal(value: &Number, text: &str) -> String {
    value.decimal_places().map_or_else(|| text.to_owned(), |_| value.to_string())
}

fn summary(view: &View<'_>) -> Summary {
    let weights = view.weights();
    Summary {
        rules: view.results().len(),
        met: view.count(Status::Met),
        nearly_met: view.count(Status::NearlyMet),
        on_track: view.count(Status::OnTrack),
        behind: view.count(Status::Behind),
        not_due: view.count(Status::NotDue),
        violated: view.count(Status::Violated),
        missing: view.count(Status::Missing),
        manual: view.count(Status::Manual),
        explained: view.results().iter().filter(|(_, r)| r.explained).count(),
        errors: weights.errors,
        warnings: weights.warnings,
        notes: weights.notes,
    }
}

fn entry(view: &View<'_>, rule: &Rule, result: &RuleResult) -> RuleEntry {
    let (deadline, deadline_default) = match rule.deadline {
        Deadline::On { date, default } => (Some(date.to_string()), default),
        Deadline::Never | Deadline::AtOnce => (None, false),
    };
    RuleEntry {
        id: rule.id.clone(),
        section: rule.section.clone(),
        strength: Some(rule.strength.clone()).filter(|s| !s.is_empty()),
        severity: rule.severity,
        text: rule.text.clone(),
        status: result.status.key(),
        weight: weight(result),
        light: result.light.map(light),
        target: result.target.as_ref().map(|t| Target {
            op: t.op.clone(),
            value: t.value.clone(),
            unit: t.unit.clone(),
        }),
        actual: result.actual.as_ref().map(figure),
        gap: phrase::wanting(result).map(gap),
        completion: phrase::completion(result).map(str::to_owned),
        deadline,
        deadline_default,
        office: rule.office.clone(),
        reason: result.reason.clone(),
        explained: result.explained,
        applied: result.applied.clone(),
        notes: result.notes.clone(),
        help: suspicion::of(result).into_iter().collect(),
        evidence: result.evidence.clone(),
        basis: rule.basis.clone(),
        rule_at: rule_at(view.sources, phrase::rule_span(view.sources, rule)),
        data_at: result.data_at.iter().map(|p| data_at(view, p)).collect(),
        rows: rows(view, result),
        groups: result.groups.iter().map(group).collect(),
    }
}

fn light(light: Light) -> &'static str {
    match light {
        Light::None => "none",
        Light::Yellow => "yellow",
        Light::Red => "red",
    }
}

fn figure(amount: &Amount) -> Figure {
    Figure { value: amount.value.clone(), unit: amount.unit.clone(), period: amount.period.map(|p| p.to_string()) }
}

fn gap(amount: &Amount) -> Gap {
    Gap { value: amount.value.clone(), unit: amount.unit.clone() }
}

fn group(group: &GroupResult) -> Group {
    Group {
        name: group.name.clone(),
        status: group.status.key(),
        actual: group.actual.as_ref().map(figure),
        gap: group.gap.as_ref().map(gap),
        reason: group.reason.clone(),
    }
}

fn rule_at(sources: &Sources, span: Span) -> RuleAt {
    let location = sources.locate(span);
    RuleAt { file: location.name.to_owned(), line: location.position.line, column: location.position.column }
}

fn data_at(view: &View<'_>, place: &Place) -> DataAt {
    let file = view.dataset.file(place.file);
    DataAt {
        file: file.map_or_else(String::new, |f| f.path.clone()),
        sheet: file.and_then(|f| f.sheet.clone()),
        row: place.row,
        column: place.column.as_ref().map(|c| c.name.clone()),
        cell: place.cell().filter(|_| file.is_some_and(|f| f.has_cells)),
    }
}

fn rows(view: &View<'_>, result: &RuleResult) -> Rows {
    let row =
        |shown: &RowShown| Row { at: data_at(view, &shown.place), missing: shown.missing, value: shown.value.clone() };
    let rows = &result.rows;
    Rows {
        checked: rows.checked,
        failed: rows.failed,
        missing: rows.missing,
        shown: rows.shown.iter().map(row).collect(),
    }
}

fn finding(view: &View<'_>, finding: &DataFinding) -> Finding {
    Finding {
        code: finding.code,
        severity: finding.severity,
        message: finding.message.clone(),
        help: finding.help.clone(),
        at: finding.place.as_ref().map(|p| data_at(view, p)),
        also: finding.also.iter().map(|p| data_at(view, p)).collect(),
    }
}

fn problem(sources: &Sources, diagnostic: &Diagnostic) -> Problem {
    Problem {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        at: diagnostic.span().map(|span| rule_at(sources, span)),
    }
}

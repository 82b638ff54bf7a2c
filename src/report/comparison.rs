//! 对照表: commitment beside outcome, a row a result, in the words that every report for people shares.

use std::collections::BTreeMap;

use crate::data::{FigureValue, Place};
use crate::diagnostic::{Severity, visible};
use crate::judge::{Amount, RuleResult};
use crate::language::ast::FigureAspect;
use crate::language::program::{Aspect, Binding, Body, ExprKind, IndicatorId, Rule, Type};
use crate::value::{Number, Rounding, Unit};

use super::{View, phrase, suspicion, weight};

/// The table's columns, in order.
pub const COLUMNS: [&str; 14] = [
    "序号",
    "指标",
    "单位",
    "年度目标",
    "上年基数",
    "实际完成",
    "完成率",
    "差额",
    "判定",
    "强度",
    "属性",
    "责任单位",
    "来源",
    "备注",
];

/// What stands for a section or an office that nobody wrote.
pub const NO_SECTION: &str = "（无章节）";
/// What stands for an office that nobody wrote.
pub const NO_OFFICE: &str = "（未写责任单位）";

/// How many cells a row names as its source.
const PLACES_SHOWN: usize = 3;

/// A cell: what it says, and the number in the row's unit where it is one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// What it says; a figure in another unit than the row's says its own.
    pub text: String,
    /// The number that the text says, exactly; a percentage is its number of hundredths.
    pub number: Option<Number>,
}

/// A row: one result. Every text is safe to show on one line: control and bidirectional characters are made visible.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Its result.
    pub result: &'a RuleResult,
    /// 序号, from 1.
    pub number: usize,
    /// The rule's key.
    pub id: String,
    /// The section, or [`NO_SECTION`].
    pub section: String,
    /// 指标: what is measured, or the whole rule where it measures no single figure.
    pub subject: String,
    /// 单位
    pub unit: String,
    /// 年度目标, as written.
    pub target: String,
    /// 上年基数
    pub base: Cell,
    /// 实际完成
    pub actual: Cell,
    /// 完成率, in percent.
    pub completion: Cell,
    /// 差额: what is still needed.
    pub gap: Cell,
    /// 判定, its light and whether it is explained.
    pub verdict: String,
    /// 强度
    pub strength: String,
    /// 属性
    pub binding: &'static str,
    /// 责任单位, or [`NO_OFFICE`].
    pub office: String,
    /// 来源: the cells of the figure.
    pub source: String,
    /// 备注: why, and what else must be said.
    pub remark: String,
    /// How much it weighs for the exit status.
    pub weight: Option<Severity>,
}

impl Row<'_> {
    /// The texts in the order of [`COLUMNS`].
    pub fn texts(&self) -> [String; 14] {
        [
            self.number.to_string(),
            self.subject.clone(),
            self.unit.clone(),
            self.target.clone(),
            self.base.text.clone(),
            self.actual.text.clone(),
            self.completion.text.clone(),
            self.gap.text.clone(),
            self.verdict.clone(),
            self.strength.clone(),
            self.binding.to_owned(),
            self.office.clone(),
            self.source.clone(),
            self.remark.clone(),
        ]
    }
}

/// The rows, in the order of the program.
pub fn rows<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let bases = Bases::of(view);
    let numbered = view.results().into_iter().enumerate();
    numbered.map(|(index, (rule, result))| row(view, &bases, index + 1, rule, result)).collect()
}

/// The distinct keys of rows in the order they come (`|row| &row.section`), each with its rows.
pub fn grouped<'r, 'a>(rows: &'r [Row<'a>], key: impl Fn(&'r Row<'a>) -> &'r str) -> Vec<(String, Vec<&'r Row<'a>>)> {
    let mut places = BTreeMap::new();
    let mut groups: Vec<(String, Vec<&Row<'_>>)> = Vec::new();
    for row in rows {
        let name = key(row).to_owned();
        let place = *places.entry(name.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, own)) => own.push(row),
            None => groups.push((name, vec![row])),
        }
    }
    groups
}

/// Text on one line, every control character shown; characters that no XML can hold are replaced.
pub fn shown(text: &str) -> String {
    visible(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

fn row<'a>(view: &View<'a>, bases: &Bases<'a>, number: usize, rule: &'a Rule, result: &'a RuleResult) -> Row<'a> {
    let unit = unit(result);
    let or = |text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { shown(text) };
    let completion = phrase::completion(result).unwrap_or_default();
    Row {
        rule,
        result,
        number,
        id: shown(&rule.id),
        section: or(&rule.section, NO_SECTION),
        subject: shown(&subject(view, rule)),
        target: shown(&target(view, rule, result)),
        base: base(view, bases, rule, &unit).unwrap_or_default(),
        actual: actual(view, rule, result, &unit),
        completion: Cell { text: shown(completion), number: Number::parse(completion.trim_end_matches('%')) },
        gap: phrase::wanting(result).map(|a| cell(a, &unit)).unwrap_or_default(),
        verdict: verdict(result),
        strength: shown(&rule.strength),
        binding: rule.binding.map_or("", |binding| match binding {
            Binding::Obligatory => "约束性",
            Binding::Expected => "预期性",
        }),
        office: or(rule.office.as_deref().unwrap_or_default(), NO_OFFICE),
        source: source(view, result),
        remark: remark(view, rule, result),
        weight: weight(result),
        unit: shown(&unit),
    }
}

fn unit(result: &RuleResult) -> String {
    let own = result.actual.as_ref().map(|a| a.unit.clone()).filter(|u| !u.is_empty());
    own.or_else(|| result.target.as_ref().map(|t| t.unit.clone())).unwrap_or_default()
}

/// What is measured; of a milestone its name, of rows what is said of which.
fn subject(view: &View<'_>, rule: &Rule) -> String {
    let rows =
        || rule.text.split_once('：').filter(|_| matches!(rule.body, Body::Each(_))).map(|(rows, _)| rows.to_owned());
    let milestone = || match &rule.body {
        Body::Milestone { milestone, .. } => Some(format!("事项 {}", view.program.milestone(*milestone)?.name)),
        _ => None,
    };
    phrase::subject(view, rule).or_else(milestone).or_else(rows).unwrap_or_else(|| rule.text.clone())
}

/// What it must be, without what [`subject`] says already.
fn target(view: &View<'_>, rule: &Rule, result: &RuleResult) -> String {
    let written = match &rule.body {
        Body::Target(_) => phrase::goal(view, rule, result),
        Body::Milestone { .. } => result.target.as_ref().map(|target| target.value.clone()),
        Body::Each(_) => rule.text.split_once('：').map(|(_, condition)| condition.to_owned()),
        Body::Identity(_) | Body::Composite(_) => None,
    };
    written.filter(|written| !written.is_empty()).unwrap_or_else(|| rule.text.clone())
}

fn cell(amount: &Amount, unit: &str) -> Cell {
    if amount.unit == unit {
        return Cell { text: shown(&phrase::between(&amount.value)), number: Number::parse(&amount.value) };
    }
    Cell { text: shown(&phrase::amount(amount)), number: None }
}

/// What was found; of a milestone its state, of rows how many hold.
fn actual(view: &View<'_>, rule: &Rule, result: &RuleResult, unit: &str) -> Cell {
    if let Some(amount) = &result.actual {
        return cell(amount, unit);
    }
    let text = state(view, rule, result).map(|(state, _)| state).or_else(|| held(result)).unwrap_or_default();
    Cell { text: shown(&text), number: None }
}

/// How many rows hold, of those that were judged.
pub(super) fn held(result: &RuleResult) -> Option<String> {
    let rows = &result.rows;
    let held = rows.checked.saturating_sub(rows.failed + rows.missing);
    (rows.checked > 0).then(|| format!("{held}/{} 行", rows.checked))
}

/// The submitted state of a milestone, and what was submitted with it.
pub(super) fn state(view: &View<'_>, rule: &Rule, result: &RuleResult) -> Option<(String, Vec<String>)> {
    let Body::Milestone { milestone, .. } = &rule.body else { return None };
    let name = format!("「{}」", view.program.milestone(*milestone)?.name);
    let (first, rest) = result.evidence.split_first()?;
    let said = first.strip_prefix(name.as_str())?;
    let (state, more) = said.split_once('，').unwrap_or((said, ""));
    let more = Some(more.to_owned()).filter(|more| !more.is_empty());
    Some((state.to_owned(), more.into_iter().chain(rest.iter().cloned()).collect()))
}

fn verdict(result: &RuleResult) -> String {
    let light = result.light.map_or("", crate::judge::Light::word);
    let light = if light.is_empty() { String::new() } else { format!("（{light}）") };
    let explained = if result.explained { "（已说明）" } else { "" };
    format!("{}{light}{explained}", result.status.word())
}

/// A level in base units, with the unit it was submitted in.
type Submitted<'a> = (&'a Number, &'a Unit);

/// Last year's levels as submitted, by indicator and scope; none where two differ.
#[derive(Debug, Default)]
pub(super) struct Bases<'a>(BTreeMap<(IndicatorId, Option<&'a str>), Option<Submitted<'a>>>);

impl<'a> Bases<'a> {
    pub(super) fn of(view: &View<'a>) -> Self {
        let Some(year) = view.program.plan.period.and_then(|p| p.last_year()) else { return Self::default() };
        let mut bases = BTreeMap::new();
        let levels = view.dataset.figures.iter().filter(|f| f.aspect == FigureAspect::Level && !f.single);
        for figure in levels.filter(|f| f.period == year) {
            let FigureValue::Number { value, unit, .. } = &figure.value else { continue };
            let own = bases.entry((figure.indicator, figure.scope.as_deref())).or_insert(Some((value, unit)));
            // Two different figures for one period are a data finding; neither is shown as the base.
            *own = own.filter(|(known, _)| *known == value);
        }
        Self(bases)
    }

    /// The one level submitted for last year.
    pub(super) fn get(&self, indicator: IndicatorId, scope: Option<&'a str>) -> Option<Submitted<'a>> {
        self.0.get(&(indicator, scope)).copied().flatten()
    }
}

/// Last year's level of the indicator that a rule measures: declared, or submitted once.
fn base<'a>(view: &View<'a>, bases: &Bases<'a>, rule: &'a Rule, unit: &str) -> Option<Cell> {
    let Body::Target(target) = &rule.body else { return None };
    let ExprKind::Figure { indicator, scope, aspect: Aspect::Level } = &target.measure.level.kind else { return None };
    let declared = view.program.indicator(*indicator)?;
    let Some(Type::Number(own)) = &declared.measure else { return None };
    let submitted = || bases.get(*indicator, scope.as_deref()).map(|(value, _)| value.clone());
    let value = declared.last_year.clone().filter(|_| scope.is_none()).or_else(submitted)?;
    Some(level(&value, own, unit))
}

fn level(value: &Number, own: &Unit, unit: &str) -> Cell {
    let value = own.from_base(value);
    let text = match value.decimal_places() {
        Some(places) => value.to_decimal_string(places, Rounding::HalfUp),
        None => value.to_decimal_string(4, Rounding::HalfUp),
    };
    cell(&Amount { number: None, value: text, unit: own.name.clone(), period: None }, unit)
}

/// The cells that a result comes from: those of its figure, else of the rows that fail.
pub(super) fn places(result: &RuleResult) -> Vec<&Place> {
    let rows = result.rows.shown.iter().map(|row| &row.place);
    if result.data_at.is_empty() { rows.collect() } else { result.data_at.iter().collect() }
}

fn source(view: &View<'_>, result: &RuleResult) -> String {
    let places = places(result);
    let named: Vec<String> = places.iter().take(PLACES_SHOWN).map(|place| phrase::place(view, place)).collect();
    let rest = places.len().saturating_sub(PLACES_SHOWN);
    let rest = if rest > 0 { format!(" 等 {} 处", places.len()) } else { String::new() };
    shown(&(named.join("；") + &rest))
}

/// Everything that a reader must not miss: the reason, rows that fail, doubts of scale, the readings applied.
fn remark(view: &View<'_>, rule: &Rule, result: &RuleResult) -> String {
    let state = state(view, rule, result);
    // 实际完成 says the state already.
    let said = state.as_ref().map(|(state, _)| format!("」{state}"));
    let repeats = |reason: &&String| said.as_ref().is_some_and(|said| reason.ends_with(said.as_str()));
    let mut parts: Vec<String> = result.reason.iter().filter(|reason| !repeats(reason)).cloned().collect();
    let rows = &result.rows;
    if rows.failed + rows.missing > 0 && !parts.iter().any(|part| part.contains("行中")) {
        parts.push(format!("{} 行中 {} 行不符，{} 行缺数据", rows.checked, rows.failed, rows.missing));
    }
    if !result.groups.is_empty() {
        parts.push(format!("{} 组不符", result.groups.len()));
    }
    parts.extend(suspicion::of(result));
    parts.extend(result.applied.iter().filter(|line| !is_said_elsewhere(line)).cloned());
    parts.extend(result.notes.iter().cloned());
    parts.extend(state.map_or_else(|| result.evidence.clone(), |(_, rest)| rest));
    parts.extend(rule.remark.iter().cloned());
    shown(&parts.join("；"))
}

/// Files stand in 来源, and deadlines that nobody wrote are one of the readings of the whole report.
fn is_said_elsewhere(line: &str) -> bool {
    line.starts_with("数据：") || line.starts_with("期限 ") && line.ends_with("（默认：计划期末）")
}

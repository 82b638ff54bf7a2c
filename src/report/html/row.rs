//! A row of the 对照表.

use serde::Serialize;

use crate::judge::{Light, RuleResult};
use crate::language::program::{Aspect, Body, ExprKind, Goal, Rule, Status, Target};
use crate::report::comparison::{self, Bases};
use crate::report::{View, phrase, sentence};
use crate::value::{Number, Rounding, Unit};

use super::evidence::Evidence;

/// One rule, judged.
#[derive(Serialize)]
pub(super) struct Row {
    #[serde(skip)]
    pub(super) status: Status,
    pub(super) explained: bool,
    index: usize,
    pub(super) id: String,
    pub(super) subject: String,
    unit: String,
    goal: String,
    base: String,
    actual: String,
    pub(super) share: Option<Share>,
    gap: String,
    pub(super) key: &'static str,
    pub(super) word: &'static str,
    light: &'static str,
    strength: String,
    binding: &'static str,
    office: String,
    source: String,
    remark: String,
    pub(super) evidence: Option<Evidence>,
}

/// How far a figure has come, in percent of its target.
#[derive(Clone, Serialize)]
pub(super) struct Share {
    /// As written in every report.
    pub(super) text: String,
    /// Whole percent, for drawing: at most 100.
    pub(super) percent: u64,
    /// What the schedule asks by now, for drawing.
    pub(super) mark: Option<u64>,
}

impl Row {
    pub(super) fn of<'a>(
        view: &View<'a>,
        bases: &Bases<'a>,
        (rule, result): (&'a Rule, &'a RuleResult),
        budget: &mut usize,
    ) -> Self {
        let unit = unit(result);
        let amount = |amount: &crate::judge::Amount| {
            if amount.unit == unit { phrase::between(&amount.value) } else { phrase::amount(amount) }
        };
        Self {
            status: result.status,
            explained: result.explained,
            index: result.rule,
            id: rule.id.clone(),
            subject: subject(view, rule),
            goal: goal(view, rule, result),
            base: base(bases, rule, &unit).unwrap_or_default(),
            actual: result.actual.as_ref().map(amount).or_else(|| found(view, rule, result)).unwrap_or_default(),
            share: share(result),
            gap: gap(result).map(amount).unwrap_or_default(),
            key: result.status.key(),
            word: result.status.word(),
            light: result.light.map_or("", Light::word),
            strength: rule.strength.clone(),
            binding: rule.binding.map_or("", sentence::binding),
            office: rule.office.clone().unwrap_or_default(),
            source: result.data_at.first().map_or_else(String::new, |at| phrase::short_place(view, at)),
            remark: remark(rule, result),
            evidence: Evidence::within(view, rule, result, budget),
            unit,
        }
    }
}

/// The order in which statuses ask for attention.
pub(super) fn gravity(status: Status) -> usize {
    const ORDER: [Status; 8] = [
        Status::Violated,
        Status::Missing,
        Status::Behind,
        Status::NearlyMet,
        Status::Manual,
        Status::NotDue,
        Status::OnTrack,
        Status::Met,
    ];
    ORDER.iter().position(|known| *known == status).unwrap_or(ORDER.len())
}

fn subject(view: &View<'_>, rule: &Rule) -> String {
    phrase::subject(view, rule).or_else(|| phrase::milestone(view, rule)).unwrap_or_else(|| rule.text.clone())
}

fn unit(result: &RuleResult) -> String {
    let asked = result.target.as_ref().map(|target| target.unit.clone());
    asked.or_else(|| result.actual.as_ref().map(|actual| actual.unit.clone())).unwrap_or_default()
}

/// What was asked, its unit left to its own column.
fn goal(view: &View<'_>, rule: &Rule, result: &RuleResult) -> String {
    let Some(target) = &result.target else {
        return phrase::goal(view, rule, result).unwrap_or_default();
    };
    let value = phrase::between(&target.value);
    let sign = match target.op.as_str() {
        ">" => "超过 ",
        ">=" => "≥ ",
        "<" => "低于 ",
        "<=" => "≤ ",
        "!=" => "≠ ",
        "=" | "in" => "",
        "~" => return format!("{value} 左右"),
        "each" => return format!("逐行：{value}"),
        _ => "",
    };
    format!("{sign}{value}")
}

/// Of a milestone its state, of rows how many hold.
fn found(view: &View<'_>, rule: &Rule, result: &RuleResult) -> Option<String> {
    comparison::state(view, rule, result).map(|(state, _)| state).or_else(|| comparison::held(result))
}

fn gap(result: &RuleResult) -> Option<&crate::judge::Amount> {
    phrase::wanting(result).filter(|_| result.status != Status::OnTrack)
}

/// Last year's figure in the rule's unit: as declared, else as submitted for the year before the plan's.
fn base<'a>(bases: &Bases<'a>, rule: &'a Rule, unit: &str) -> Option<String> {
    let Body::Target(target) = &rule.body else { return None };
    let ExprKind::Figure { indicator, scope, aspect: Aspect::Level } = &target.measure.level.kind else { return None };
    let written = goal_unit(target).filter(|own| own.name == unit && target.measure.change.is_none());
    if let (Some(value), Some(unit)) = (&target.measure.last_year, written) {
        return Some(exact(value, unit));
    }
    let (value, own) = bases.get(*indicator, scope.as_deref())?;
    match written.filter(|written| written.dimension == own.dimension) {
        Some(written) => Some(exact(value, written)),
        None => Some(format!("{}{}", exact(value, own), own.name)),
    }
}

pub(super) fn goal_unit(target: &Target) -> Option<&Unit> {
    let (Goal::Bound { value, .. } | Goal::About { value, .. }) = &target.goal else { return None };
    match &value.ty {
        crate::language::program::Type::Number(unit) => Some(unit),
        _ => None,
    }
}

fn exact(value: &Number, unit: &Unit) -> String {
    let value = unit.from_base(value);
    value.decimal_places().map_or_else(|| value.to_decimal_string(2, Rounding::HalfUp), |_| value.to_string())
}

/// The share of the target, with the schedule's mark where one was applied.
fn share(result: &RuleResult) -> Option<Share> {
    let text = phrase::completion(result)?.to_owned();
    let percent = whole(&Number::parse(text.trim_end_matches(['%', '％']))?)?;
    Some(Share { text, percent, mark: mark(result) })
}

/// What the judge said that the schedule asks (`序时进度 6/12，应达 80家`), in percent of the target.
fn mark(result: &RuleResult) -> Option<u64> {
    let target = result.target.as_ref()?;
    let asked = |line: &String| {
        let words = line.split_once("，应达 ")?.1.strip_suffix(target.unit.as_str())?.to_owned();
        Number::parse(&words)
    };
    let asked = result.applied.iter().find_map(asked)?;
    let share = asked.checked_div(&Number::parse(&target.value)?)?;
    // Rounded up: what is behind by a hair must not look as if it were there.
    whole(&(&share * &Number::from(100_i64)).ceil())
}

fn whole(percent: &Number) -> Option<u64> {
    percent.floor().to_u64().map(|percent| percent.min(100))
}

fn remark(rule: &Rule, result: &RuleResult) -> String {
    let explained = result.explained.then(|| "已说明".to_owned());
    let parts = explained.into_iter().chain(result.reason.clone()).chain(result.notes.iter().cloned());
    parts.chain(rule.remark.clone()).collect::<Vec<_>>().join("；")
}

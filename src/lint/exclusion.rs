//! What no bounds show: 不等于 against 等于 of the same value, and one text or grade against another.

use std::collections::BTreeMap;

use super::claim::{each_target, opposite};
use super::conflict::same_day;
use super::finding::{Finding, names};
use super::linear::Linear;
use crate::diagnostic::Severity;
use crate::language::program::{
    Aspect, Body, Change, Comparison, ConditionKind, Deadline, ExprKind, Goal, IndicatorId, Program, Target, Value,
};

/// What is compared, whatever its type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Measured {
    Number(Linear, u8, Option<i16>),
    Figure(IndicatorId, Option<String>, Aspect),
}

/// One equality, or the denial of one.
struct Equality {
    rule: usize,
    deadline: Deadline,
    equal: bool,
    value: Value,
}

/// One finding for each pair of rules that cannot both hold.
pub(super) fn exclusions(program: &Program) -> Vec<Finding> {
    let mut all: BTreeMap<Measured, Vec<Equality>> = BTreeMap::new();
    for (index, rule) in program.rules.iter().enumerate() {
        let mut take = |target: &Target| {
            if let Some((measured, equal, value)) = equality(program, target) {
                all.entry(measured).or_default().push(Equality { rule: index, deadline: rule.deadline, equal, value });
            }
        };
        match &rule.body {
            Body::Target(target) => take(target),
            Body::Composite(condition) => each_target(condition, false, &mut take),
            Body::Each(_) | Body::Milestone { .. } | Body::Identity(_) => {}
        }
    }
    let mut found = Vec::new();
    for equalities in all.values() {
        for (at, second) in equalities.iter().enumerate() {
            let earlier = equalities.get(..at).unwrap_or_default();
            let first =
                earlier.iter().find(|first| exclude(first, second) && same_day(first.deadline, second.deadline));
            found.extend(first.and_then(|first| contradiction(program, first.rule, second.rule)));
        }
    }
    found.extend(denials(program));
    found
}

/// `非 X` beside `X`, where the text alone shows it: milestones, intervals, conditions of several parts.
fn denials(program: &Program) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, rule) in program.rules.iter().enumerate() {
        let Body::Composite(condition) = &rule.body else { continue };
        let ConditionKind::Not(denied) = &condition.kind else { continue };
        let bounded = matches!(&denied.kind, ConditionKind::Target(target) if opposite(target).is_some());
        let Some(text) = rule.text.strip_prefix('非').filter(|_| !bounded) else { continue };
        let said =
            |text: &str| text.trim().trim_start_matches(['(', '（']).trim_end_matches([')', '）']).trim().to_owned();
        let same = program
            .rules
            .iter()
            .position(|other| said(&other.text) == said(text) && same_day(other.deadline, rule.deadline));
        let pair = same.map(|other| (other.min(index), other.max(index)));
        found.extend(pair.and_then(|(first, second)| contradiction(program, first, second)));
    }
    found
}

/// Numbers that are equal to two values are found by their bounds.
fn exclude(first: &Equality, second: &Equality) -> bool {
    match (first.equal, second.equal) {
        (true, true) => first.value != second.value && !matches!(first.value, Value::Number(_)),
        (false, false) => false,
        _ => first.value == second.value,
    }
}

fn equality(program: &Program, target: &Target) -> Option<(Measured, bool, Value)> {
    let Goal::Bound { comparison, value } = &target.goal else { return None };
    let equal = match comparison {
        Comparison::Equal => true,
        Comparison::NotEqual => false,
        _ => return None,
    };
    let measure = &target.measure;
    let ExprKind::Constant(value) = &value.kind else { return None };
    let measured = match (value, &measure.level.kind) {
        (Value::Number(_), _) => {
            let (kind, since) = match measure.change {
                None => (0, None),
                Some(Change::Growth) => (1, None),
                Some(Change::Decline) => (2, None),
                Some(Change::NetIncrease) => (3, None),
                Some(Change::AnnualGrowth { since }) => (4, Some(since)),
            };
            Measured::Number(Linear::read(program, &measure.level)?, kind, since)
        }
        (_, ExprKind::Figure { indicator, scope, aspect }) => Measured::Figure(*indicator, scope.clone(), *aspect),
        _ => return None,
    };
    Some((measured, equal, value.clone()))
}

fn contradiction(program: &Program, first: usize, second: usize) -> Option<Finding> {
    let text = |rule: usize| program.rules.get(rule).map(|rule| rule.text.clone());
    let (a, b) = (text(first)?, text(second)?);
    let message = format!("{} 不能同时成立：「{a}」与「{b}」", names(program, [first, second]));
    let finding = Finding::about(program, "contradiction", Severity::Error, message, &[(first, a), (second, b)]);
    Some(finding.help("去掉其中一条就不再矛盾；请与计划原文核对"))
}

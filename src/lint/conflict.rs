//! Claims that cannot all hold, each reported with a set from which none can be left out.

use std::collections::BTreeMap;

use super::claim::{Claim, Origin};
use super::finding::{Finding, names};
use super::linear::{Linear, Variable};
use super::shortfall::{added, combination};
use super::simplex::{Limits, Near, feasible};
use super::words;
use crate::diagnostic::Severity;
use crate::language::program::{Deadline, Program};
use crate::value::{Flavor, Number, Unit};

/// Claims that are connected by their unknowns, beyond which a group is not searched as a whole.
const LARGEST: usize = 120;

/// Groups of claims that hold at one time and share unknowns, in the order of their first claim.
pub(super) fn groups<'c>(claims: &'c [Claim]) -> Vec<Vec<&'c Claim>> {
    let mut deadlines: Vec<Deadline> = Vec::new();
    for deadline in claims.iter().filter_map(|claim| claim.deadline) {
        if !deadlines.iter().any(|known| same_day(*known, deadline)) {
            deadlines.push(deadline);
        }
    }
    let at = |deadline: Deadline| -> Vec<&'c Claim> {
        let holds = |claim: &&Claim| claim.deadline.is_none_or(|own| same_day(own, deadline));
        claims.iter().filter(holds).collect()
    };
    if deadlines.is_empty() {
        return connected(&claims.iter().collect::<Vec<_>>());
    }
    let whole = |group: &Vec<&Claim>| group.iter().any(|claim| claim.deadline.is_some());
    let mut all: Vec<_> = deadlines.iter().flat_map(|d| connected(&at(*d))).filter(whole).collect();
    let untimed: Vec<&Claim> = claims.iter().filter(|claim| claim.deadline.is_none()).collect();
    all.extend(connected(&untimed));
    all
}

/// Whether two deadlines are the same day, written or not.
pub(super) fn same_day(a: Deadline, b: Deadline) -> bool {
    match (a, b) {
        (Deadline::On { date: a, .. }, Deadline::On { date: b, .. }) => a == b,
        (a, b) => a == b,
    }
}

fn connected<'c>(claims: &[&'c Claim]) -> Vec<Vec<&'c Claim>> {
    let mut parents: Vec<usize> = (0..claims.len()).collect();
    let mut first: BTreeMap<&Variable, usize> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        for variable in claim.form.terms.keys() {
            let other = *first.entry(variable).or_insert(index);
            let (a, b) = (root(&mut parents, other), root(&mut parents, index));
            if let Some(parent) = parents.get_mut(a.max(b)) {
                *parent = a.min(b);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Claim>> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        groups.entry(root(&mut parents, index)).or_default().push(claim);
    }
    groups.into_values().collect()
}

fn root(parents: &mut [usize], of: usize) -> usize {
    let mut at = of;
    while let Some(parent) = parents.get(at).copied().filter(|parent| *parent != at) {
        if let Some(grand) = parents.get(parent).copied()
            && let Some(slot) = parents.get_mut(at)
        {
            *slot = grand;
        }
        at = parent;
    }
    at
}

/// The contradictions of a group: pairs of bounds on one form, else sets found by the simplex.
pub(super) fn contradictions(program: &Program, group: &[&Claim]) -> Vec<Finding> {
    let mut clash = pairs(group);
    let mut rest: Vec<&Claim> = group.to_vec();
    for pair in &clash {
        rest.retain(|claim| !pair.iter().any(|known| std::ptr::eq(*known, *claim)));
    }
    while rest.len() > 1 && rest.len() <= LARGEST && possible(&rest) == Some(false) {
        let set = smallest(&rest);
        let Some(dropped) = set.iter().rev().find(|claim| claim.rule.is_some()).copied() else { break };
        rest.retain(|claim| !std::ptr::eq(*claim, dropped));
        clash.push(set);
    }
    clash.iter().map(|set| contradiction(program, set)).collect()
}

/// One pair for each form whose tightest bounds exclude each other.
fn pairs<'c>(group: &[&'c Claim]) -> Vec<Vec<&'c Claim>> {
    let mut forms: BTreeMap<&Linear, Vec<&'c Claim>> = BTreeMap::new();
    for claim in group {
        forms.entry(&claim.form).or_default().push(claim);
    }
    let pair = |claims: Vec<&'c Claim>| {
        let low = claims.iter().filter(|c| c.low.is_some()).max_by(|a, b| a.low.cmp(&b.low))?;
        let high = claims.iter().filter(|c| c.high.is_some()).min_by(|a, b| a.high.cmp(&b.high))?;
        let apart = low.low > high.high && !std::ptr::eq(*low, *high);
        apart.then(|| vec![*low, *high])
    };
    forms.into_values().filter_map(pair).collect()
}

pub(super) fn possible(claims: &[&Claim]) -> Option<bool> {
    let limits: Vec<Limits<'_>> =
        claims.iter().map(|c| Limits { form: &c.form, low: c.low.clone(), high: c.high.clone() }).collect();
    feasible(&limits)
}

/// Leaves out what the conflict does not need; then looks for a set with fewer rules still.
fn smallest<'c>(claims: &[&'c Claim]) -> Vec<&'c Claim> {
    let forward = filtered(claims.to_vec(), claims);
    let reversed: Vec<&Claim> = claims.iter().rev().copied().collect();
    let backward = filtered(claims.to_vec(), &reversed);
    if backward.len() < forward.len() { backward } else { forward }
}

fn filtered<'c>(mut set: Vec<&'c Claim>, order: &[&'c Claim]) -> Vec<&'c Claim> {
    for candidate in order {
        let without: Vec<&Claim> = set.iter().copied().filter(|claim| !std::ptr::eq(*claim, *candidate)).collect();
        if possible(&without) == Some(false) {
            set = without;
        }
    }
    set
}

fn contradiction(program: &Program, set: &[&Claim]) -> Finding {
    let rules: Vec<usize> = set.iter().filter_map(|claim| claim.rule).collect();
    let said: Vec<String> = set.iter().map(|claim| format!("「{}」", claim.words)).collect();
    let gap = match set {
        [low, high] if low.form == high.form => gap(low, high),
        _ => sum(program, set).unwrap_or_default(),
    };
    let message = format!("{} 不能同时成立：{}{gap}", names(program, rules), said.join("与"));
    let parts: Vec<(usize, String)> = set.iter().filter_map(|claim| Some((claim.rule?, claim.words.clone()))).collect();
    let mut finding = Finding::about(program, "contradiction", Severity::Error, message, &parts);
    let facts = set.iter().filter(|claim| claim.rule.is_none());
    finding.places.extend(facts.map(|claim| (claim.span, claim.words.clone())));
    finding.help("放宽其中一条就不再矛盾；请与计划原文核对")
}

/// How far the ends lie apart, where both are numbers that somebody wrote.
fn gap(low: &Claim, high: &Claim) -> String {
    if low.exact.is_none() || high.exact.is_none() {
        return String::new();
    }
    let (Some(Near(low_end, _)), Some(Near(high_end, _))) = (&low.low, &high.high) else { return String::new() };
    let apart = low_end - high_end;
    // Two ratios lie so many points apart.
    let unit = if low.unit.flavor == Flavor::Ratio { Unit::points() } else { low.unit.clone() };
    if apart.is_positive() { format!("，两头相差 {}", words::amount(&apart, &unit)) } else { String::new() }
}

/// The sum by which the other claims overrun a bound of one of them: `：甲 6000万元 + 乙 5000万元 = 11000万元，比 …`.
fn sum(program: &Program, set: &[&Claim]) -> Option<String> {
    let targets = set.iter().copied().filter(|claim| claim.origin == Origin::Target);
    let sums = targets.filter_map(|total| {
        let others: Vec<&Claim> = set.iter().copied().filter(|claim| !std::ptr::eq(*claim, total)).collect();
        let parts = combination(&total.form, &others)?;
        let over = total.high.as_ref().and_then(|high| overrun(program, total, (&high.0, "多"), &ends(&parts, false)?));
        let sum = over.or_else(|| {
            total.low.as_ref().and_then(|low| overrun(program, total, (&low.0, "少"), &ends(&parts, true)?))
        })?;
        // A reader adds more easily than he takes away.
        Some((parts.iter().filter(|(_, factor)| factor.is_negative()).count(), sum))
    });
    sums.min_by_key(|(taken, _)| *taken).map(|(_, sum)| sum)
}

/// What each part is worth at its highest, or at its lowest, end.
fn ends<'c>(parts: &[(&'c Claim, Number)], highest: bool) -> Option<Vec<(&'c Claim, Number)>> {
    let end = |(claim, factor): &(&'c Claim, Number)| {
        let end = if factor.is_positive() == highest { &claim.high } else { &claim.low };
        Some((*claim, &end.as_ref()?.0 * factor))
    };
    parts.iter().map(end).collect()
}

fn overrun(
    program: &Program,
    total: &Claim,
    (bound, way): (&Number, &str),
    worth: &[(&Claim, Number)],
) -> Option<String> {
    let made: Number = worth.iter().map(|(_, value)| value.clone()).sum();
    let apart = &made - bound;
    let past = if way == "多" { apart.is_positive() } else { apart.is_negative() };
    past.then(|| {
        let said = |number: &Number| words::amount(number, &total.unit);
        let sum = added(program, &total.unit, worth.to_vec());
        let sum = if sum.is_empty() { String::new() } else { format!("{sum} = ") };
        format!("；{sum}{}，比 {} {way} {}", said(&made), said(bound), said(&apart.abs()))
    })
}

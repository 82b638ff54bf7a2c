//! Growth against a level of the same figure: what the base makes of the rate, and what the level asks.

use std::collections::BTreeMap;

use super::claim::{Claim, bounds, literal};
use super::conflict::same_day;
use super::finding::Finding;
use super::linear::Linear;
use super::words;
use crate::diagnostic::Severity;
use crate::language::program::{Body, Change, Comparison, Goal, Program, Rule, Target};
use crate::value::Number;

/// Every level that a growth target, met exactly over its base, does not reach.
pub(super) fn growths(program: &Program, claims: &[Claim]) -> Vec<Finding> {
    let mut levels: BTreeMap<&Linear, Vec<&Claim>> = BTreeMap::new();
    for claim in claims.iter().filter(|c| c.change.is_none() && c.lower().is_some()) {
        levels.entry(&claim.form).or_default().push(claim);
    }
    let mut found = Vec::new();
    for (index, rule) in program.rules.iter().enumerate() {
        let Body::Target(target) = &rule.body else { continue };
        let form = Linear::read(program, &target.measure.level);
        let against = form.as_ref().and_then(|form| levels.get(form)).into_iter().flatten();
        match target.measure.change {
            Some(Change::Growth) => {
                found.extend(against.filter_map(|level| tension(program, (index, rule, target), level)));
            }
            Some(Change::NetIncrease) => {
                found.extend(against.filter_map(|level| increase(program, (index, rule, target), level)));
            }
            _ => {}
        }
    }
    found
}

/// A net increase, met exactly over its base, that does not reach a level due on the same day.
fn increase(program: &Program, (index, rule, target): (usize, &Rule, &Target), level: &Claim) -> Option<Finding> {
    let base = target.measure.last_year.as_ref()?;
    let more = stated(&target.goal)?;
    let (reached, wanted) = (base + more, level.least()?);
    let one_day = level.deadline.is_some_and(|deadline| same_day(deadline, rule.deadline));
    if reached >= *wanted || !one_day {
        return None;
    }
    let said = |number: &Number| words::amount(number, &level.unit);
    let message = format!(
        "{} 刚好完成时到不了 {} 的总量：上年 {} + 净增 {} = {}，比 {} 少 {}",
        rule.id,
        program.rules.get(level.rule?).map_or("", |rule| rule.id.as_str()),
        said(base),
        said(more),
        said(&reached),
        said(wanted),
        said(&(wanted - &reached)),
    );
    let parts = [(index, format!("净增 {}", said(more))), (level.rule?, level.words.clone())];
    Some(
        Finding::about(program, "shortfall", Severity::Warning, message, &parts).help("核对总量与净增的数，或上年的数"),
    )
}

/// What a goal asks at the least, as written.
fn stated(goal: &Goal) -> Option<&Number> {
    match goal {
        Goal::About { value, .. } => literal(value),
        Goal::Bound { comparison: Comparison::AtLeast | Comparison::Greater, value } => literal(value),
        Goal::Promised { low, .. } => literal(low),
        _ => None,
    }
}

fn tension(program: &Program, (index, rule, target): (usize, &Rule, &Target), level: &Claim) -> Option<Finding> {
    let base = target.measure.last_year.as_ref()?;
    let rate = bounds(program, target)?.exact?;
    let reached = base * &(&Number::one() + &rate);
    let wanted = level.least()?;
    if reached >= *wanted || !base.is_positive() {
        return None;
    }
    let unit = &level.unit;
    let said = |number: &Number| words::amount(number, unit);
    let one_day = level.deadline.is_some_and(|deadline| same_day(deadline, rule.deadline));
    let needed = (wanted - base).checked_div(base)? * Number::from(100i64);
    let rule_name = |index: usize| program.rules.get(index).map_or("", |rule| rule.id.as_str());
    let caveat = match (target.measure.reported_only, one_day) {
        (true, _) => "；增速按可比价、总量按现价，两者不能直接换算，只是张力",
        (false, false) => "；两条的期限不同，只是张力",
        (false, true) => "",
    };
    let message = format!(
        "{} 的增速刚好完成时到不了 {} 的总量：{} × {} = {}，比 {} 少 {}，要增长约 {}% 才够{caveat}",
        rule.id,
        rule_name(level.rule?),
        said(base),
        words::decimal(&(&Number::one() + &rate)),
        said(&reached),
        said(wanted),
        said(&(wanted - &reached)),
        needed.to_decimal_string(2, crate::value::Rounding::Ceil),
    );
    let hard = one_day && !target.measure.reported_only;
    let (code, severity) = if hard { ("shortfall", Severity::Warning) } else { ("growth-tension", Severity::Note) };
    let growth = format!("增长 {}%", words::decimal(&(&rate * &Number::from(100i64))));
    let parts = [(index, growth), (level.rule?, level.words.clone())];
    Some(Finding::about(program, code, severity, message, &parts).help("核对总量目标的年份与口径"))
}

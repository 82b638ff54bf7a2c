//! Two claims on the same figure: said twice, at two strengths, or the weaker word behind the stronger.

use std::collections::BTreeMap;

use super::claim::Claim;
use super::conflict::same_day;
use super::finding::{Finding, names};
use super::linear::Linear;
use super::simplex::Near;
use super::words;
use crate::diagnostic::Severity;
use crate::language::program::{Program, Rule};
use crate::value::Number;

/// A claim with its bases put in.
struct Own<'c> {
    claim: &'c Claim,
    rule: &'c Rule,
    index: usize,
    low: Option<Near>,
    high: Option<Near>,
}

/// What is found by comparing each claim with the next on the same form.
pub(super) fn pairs(program: &Program, claims: &[Claim]) -> Vec<Finding> {
    let mut forms: BTreeMap<Linear, Vec<Own<'_>>> = BTreeMap::new();
    for claim in claims {
        if let Some((form, own)) = own(program, claim) {
            forms.entry(form).or_default().push(own);
        }
    }
    let mut found = Vec::new();
    for own in forms.into_values() {
        for (index, second) in own.iter().enumerate() {
            // The nearest earlier claim that says something of this one: one finding for a rule, however many there are.
            let earlier = own.get(..index).unwrap_or_default();
            found.extend(earlier.iter().rev().take(8).find_map(|first| compare(program, first, second)));
        }
    }
    found
}

fn own<'c>(program: &'c Program, claim: &'c Claim) -> Option<(Linear, Own<'c>)> {
    let index = claim.rule?;
    claim.deadline?;
    let mut form = claim.form.with_bases(program);
    let shift = std::mem::take(&mut form.constant);
    let moved = |near: &Near| Near(&near.0 - &shift, near.1.clone());
    let (low, high) = (claim.low.as_ref().map(moved), claim.high.as_ref().map(moved));
    Some((form, Own { claim, rule: program.rules.get(index)?, index, low, high }))
}

fn compare(program: &Program, first: &Own<'_>, second: &Own<'_>) -> Option<Finding> {
    if first.rule.span == second.rule.span {
        return tiers(program, first, second);
    }
    if !first.claim.deadline.zip(second.claim.deadline).is_some_and(|(a, b)| same_day(a, b)) {
        return None;
    }
    if first.low == second.low && first.high == second.high {
        return Some(same(program, first, second));
    }
    // Only bounds on the same side can make each other idle.
    let upward = first.high.is_none() && second.high.is_none();
    let downward = first.low.is_none() && second.low.is_none();
    if !upward && !downward {
        return None;
    }
    let first_tighter = if upward { first.low > second.low } else { first.high < second.high };
    let (tight, loose) = if first_tighter { (first, second) } else { (second, first) };
    idle(program, tight, loose)
}

fn parts(a: &Own<'_>, b: &Own<'_>) -> [(usize, String); 2] {
    [a, b].map(|own| (own.index, format!("{}{}", strength(own.rule), own.claim.words)))
}

fn strength(rule: &Rule) -> String {
    if rule.strength.is_empty() { String::new() } else { format!("{} ", rule.strength) }
}

fn same(program: &Program, first: &Own<'_>, second: &Own<'_>) -> Finding {
    let who = names(program, [first.index, second.index]);
    let (a, b) = (&first.rule.strength, &second.rule.strength);
    let parts = parts(first, second);
    if first.claim.change != second.claim.change && first.rule.severity != second.rule.severity {
        return inverted(program, first, second);
    }
    if first.rule.severity != second.rule.severity || a != b {
        let word = |word: &str| if word.is_empty() { "没有强度词".to_owned() } else { format!("「{word}」") };
        let severity = if first.rule.severity == second.rule.severity { Severity::Note } else { Severity::Warning };
        let message = format!("{who} 说的是同一件事（{}），强度却不同：{}、{}", first.claim.words, word(a), word(b));
        return Finding::about(program, "strength-differs", severity, message, &parts)
            .help("合并为一条，按较严的强度写；或说明两条各指什么");
    }
    let message = format!("{who} 是同一项要求：{}", first.claim.words);
    Finding::about(program, "duplicate-rule", Severity::Warning, message, &parts).help("删去其中一条")
}

/// Equal demands in other words, or a firm one beyond a stretch one.
fn inverted(program: &Program, a: &Own<'_>, b: &Own<'_>) -> Finding {
    let (firm, stretch) = if a.rule.severity >= b.rule.severity { (a, b) } else { (b, a) };
    let sum = match base(stretch).or_else(|| base(firm)) {
        Some(sum) => format!("（{sum}）"),
        None => String::new(),
    };
    let message = format!(
        "强度倒置：{} 「{}{}」，{} 只是「{}{}」，做到前一条就必须做到后一条{sum}",
        firm.rule.id,
        strength(firm.rule),
        firm.claim.words,
        stretch.rule.id,
        strength(stretch.rule),
        stretch.claim.words,
    );
    Finding::about(program, "strength-inversion", Severity::Warning, message, &parts(firm, stretch))
        .help("确保的事不应以力争的事为前提：两条用同一强度，或提高力争的一条")
}

/// `上年 11栋 + 净增 1栋 = 12栋`
fn base(own: &Own<'_>) -> Option<String> {
    let (low, level) = (own.claim.low.as_ref()?, own.low.as_ref()?);
    let net = own.claim.change == Some(crate::language::program::Change::NetIncrease);
    let crate::language::program::Body::Target(target) = &own.rule.body else { return None };
    let last = target.measure.last_year.as_ref().filter(|_| net)?;
    let (total, step) =
        if low.0 == level.0 { (low.0.clone(), &low.0 - last) } else { (level.0.clone(), low.0.clone()) };
    let unit = &own.claim.unit;
    let said = |number: &Number| words::amount(number, unit);
    Some(format!("上年 {} + 净增 {} = {}", said(last), said(&step), said(&total)))
}

fn idle(program: &Program, tight: &Own<'_>, loose: &Own<'_>) -> Option<Finding> {
    match loose.rule.severity.cmp(&tight.rule.severity) {
        // A firm floor below a stretch goal is how plans are written.
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Less => Some(inverted(program, tight, loose)),
        std::cmp::Ordering::Equal => {
            let who = |own: &Own<'_>| names(program, [own.index]);
            let message = format!(
                "{} 是多余的：{} 要求更严，{} 达到时 {} 必然达到",
                who(loose),
                who(tight),
                tight.claim.words,
                loose.claim.words
            );
            let finding = Finding::about(program, "redundant-rule", Severity::Note, message, &parts(loose, tight));
            Some(finding.help("若两条确是分别考核，可不改；否则留较严的一条"))
        }
    }
}

/// The upper tier must ask for more than the lower.
fn tiers(program: &Program, lower: &Own<'_>, upper: &Own<'_>) -> Option<Finding> {
    let wrong = match (&lower.low, &upper.low, &lower.high, &upper.high) {
        (Some(low), Some(high), None, None) => high <= low,
        (None, None, Some(low), Some(high)) => high >= low,
        _ => false,
    };
    let message = || {
        format!(
            "两档的次序反了：{} 要 {}，{} 只要 {}",
            lower.rule.id, lower.claim.words, upper.rule.id, upper.claim.words
        )
    };
    wrong.then(|| {
        Finding::about(program, "tier-order", Severity::Warning, message(), &parts(lower, upper))
            .help("后一档应比前一档更高；核对两个数有没有写反")
    })
}

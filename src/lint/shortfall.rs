//! Totals that the parts do not reach when each part is met exactly.
//!
//! A total's form is written as a combination of the forms of the other claims (each then an equation), of 勾稽 and of
//! declared bases; the same combination of what they are worth is what the parts make. Elimination keeps every factor.

use super::claim::{Claim, Origin};
use super::finding::{Finding, names};
use super::linear::{Linear, Variable};
use super::words;
use crate::diagnostic::Severity;
use crate::language::program::Program;
use crate::value::{Number, Unit};

/// Equations beyond which a group is not searched.
const LARGEST: usize = 60;
/// Ways to make one total that are tried.
const WAYS: usize = 8;

/// The shortfalls of a group that is free of contradictions.
pub(super) fn shortfalls(program: &Program, group: &[&Claim]) -> Vec<Finding> {
    if group.len() < 3 || group.len() > LARGEST || !group.iter().any(|claim| claim.form.terms.len() > 1) {
        return Vec::new();
    }
    let mut found: Vec<(Vec<usize>, Finding)> = Vec::new();
    for total in group.iter().filter(|claim| claim.lower().is_some()) {
        for finding in derivations(total, group).iter().filter_map(|sum| sum.finding(program, total)) {
            if !found.iter().any(|(rules, _)| *rules == finding.rules) {
                found.push((finding.rules.clone(), finding));
            }
        }
    }
    found.into_iter().map(|(_, finding)| finding).collect()
}

/// The ways to make a total: after each, it is tried again without one of the targets it used.
fn derivations<'c>(total: &Claim, group: &[&'c Claim]) -> Vec<Sum<'c>> {
    let (mut found, mut tried): (Vec<Sum<'c>>, usize) = (Vec::new(), 0);
    let mut without: Vec<Vec<usize>> = vec![Vec::new()];
    while let Some(excluded) = without.get(tried).cloned().filter(|_| tried < WAYS) {
        tried += 1;
        let allowed =
            |claim: &&&Claim| claim.origin != Origin::Target || claim.rule.is_none_or(|r| !excluded.contains(&r));
        let rest: Vec<&'c Claim> = group.iter().filter(allowed).copied().collect();
        let Some(sum) = Sum::of(total, &rest) else { continue };
        let used = sum.parts.iter().filter(|(claim, _)| claim.origin == Origin::Target).filter_map(|(c, _)| c.rule);
        for rule in used {
            let more: Vec<usize> = excluded.iter().copied().chain([rule]).collect();
            without.push(more);
        }
        found.push(sum);
    }
    found
}

/// A total as a combination of equations.
struct Sum<'c> {
    parts: Vec<(&'c Claim, Number)>,
}

impl<'c> Sum<'c> {
    fn of(total: &Claim, group: &[&'c Claim]) -> Option<Self> {
        let mut pins: Vec<&'c Claim> =
            group.iter().copied().filter(|c| c.exact.is_some() && c.form != total.form && c.deadline_fits()).collect();
        tightest(&mut pins);
        combination(&total.form, &pins)?;
        for candidate in pins.clone() {
            let without: Vec<&Claim> = pins.iter().copied().filter(|pin| !std::ptr::eq(*pin, candidate)).collect();
            if combination(&total.form, &without).is_some() {
                pins = without;
            }
        }
        Some(Self { parts: combination(&total.form, &pins)? })
    }

    /// What each part is worth when it is met exactly.
    fn worth(&self) -> Vec<(&'c Claim, Number)> {
        let worth = |(claim, factor): &(&'c Claim, Number)| Some((*claim, claim.exact.as_ref()? * factor));
        self.parts.iter().filter_map(worth).collect()
    }

    fn finding(&self, program: &Program, total: &Claim) -> Option<Finding> {
        let exact = |(claim, factor): &(&Claim, Number)| claim.exact.as_ref().map(|exact| exact * factor);
        let sum: Number = self.parts.iter().map(exact).collect::<Option<Vec<_>>>()?.into_iter().sum();
        let slack: Number = self.parts.iter().map(|(claim, factor)| &claim.slack * &factor.abs()).sum();
        let targets = || self.parts.iter().filter(|(claim, _)| claim.origin == Origin::Target);
        // A part that may exceed its bound only helps the total when it is added, and only a lower bound may be exceeded.
        let adds = targets().all(|(claim, factor)| factor.is_positive() && claim.lower().is_some());
        let short = total.least()? - &sum;
        // A figure's own level and increase are one claim in two words: no part of it.
        let own = |claim: &Claim| claim.form.with_bases(program).terms == total.form.with_bases(program).terms;
        let itself = targets().any(|(claim, _)| own(claim));
        if targets().next().is_none() || itself || !adds || short <= slack {
            return None;
        }
        let message = format!(
            "{} 的要求靠 {} 各自刚好完成达不到：{} = {}，比 {} 少 {}",
            names(program, total.rule),
            names(program, targets().filter_map(|(claim, _)| claim.rule)),
            added(program, &total.unit, self.worth()),
            words::amount(&sum, &total.unit),
            words::amount(total.least()?, &total.unit),
            words::amount(&short, &total.unit),
        );
        let first = (total.rule?, format!("要 {}", total.words));
        let mut others: Vec<(usize, String)> = Vec::new();
        for (claim, _) in self.parts.iter().filter(|(claim, _)| claim.origin != Origin::Earlier) {
            others.extend(claim.rule.map(|rule| (rule, claim.words.clone())));
        }
        let parts: Vec<(usize, String)> = std::iter::once(first).chain(others).collect();
        let mut finding = Finding::about(program, "shortfall", Severity::Warning, message, &parts);
        let facts = self.parts.iter().filter(|(claim, _)| claim.rule.is_none());
        finding.places.extend(facts.map(|(claim, _)| (claim.span, claim.words.clone())));
        Some(finding.help("各条刚好完成时总量仍差这么多：提高分项、降低总量，或补上漏写的分项"))
    }
}

/// `上年 7.78万户 + 净增 7560户 + 净增 13048户`: bases first, then targets, then what stands in 勾稽.
pub(super) fn added(program: &Program, unit: &Unit, mut parts: Vec<(&Claim, Number)>) -> String {
    let rank = |origin: &Origin| match origin {
        Origin::Fact => 0,
        Origin::Target => 1,
        Origin::Identity | Origin::Earlier => 2,
    };
    parts.sort_by_key(|(claim, value)| (value.is_negative(), rank(&claim.origin)));
    let mut text = String::new();
    for (claim, value) in parts.into_iter().filter(|(_, value)| !value.is_zero()) {
        text += match (text.is_empty(), value.is_negative()) {
            (true, false) => "",
            (true, true) => "- ",
            (false, false) => " + ",
            (false, true) => " - ",
        };
        text += &format!("{}{}", role(program, claim), words::amount(&value.abs(), unit));
    }
    text
}

/// The word that says what a summand is.
fn role(program: &Program, claim: &Claim) -> String {
    match claim.origin {
        Origin::Fact => "上年 ".to_owned(),
        Origin::Target if claim.change == Some(crate::language::program::Change::NetIncrease) => "净增 ".to_owned(),
        Origin::Target => format!("{} ", words::form(program, &claim.form)),
        Origin::Identity | Origin::Earlier => String::new(),
    }
}

impl Claim {
    /// Whether it may stand in a sum: targets with a lower bound, identities and bases.
    fn deadline_fits(&self) -> bool {
        self.origin != Origin::Target || self.low.is_some()
    }
}

/// Of several targets on one form only the one that asks for most.
fn tightest(pins: &mut Vec<&Claim>) {
    let all = pins.clone();
    pins.retain(|pin| {
        let rival = |other: &Claim| {
            let same = other.origin == Origin::Target && other.form == pin.form && !std::ptr::eq(other, *pin);
            same && (other.low > pin.low || (other.low == pin.low && other.rule < pin.rule))
        };
        pin.origin != Origin::Target || !all.iter().any(|other| rival(other))
    });
}

/// The factors that make a form of the claims' forms, by elimination; `None` when there are none.
pub(super) fn combination<'c>(form: &Linear, claims: &[&'c Claim]) -> Option<Vec<(&'c Claim, Number)>> {
    let mut rows: Vec<(Variable, Linear, Vec<Number>)> = Vec::new();
    for (index, claim) in claims.iter().enumerate() {
        let mut factors = vec![Number::zero(); claims.len()];
        if let Some(own) = factors.get_mut(index) {
            *own = Number::one();
        }
        let (rest, factors) = reduced(claim.form.clone(), factors, &rows);
        if let Some((pivot, coefficient)) = rest.terms.iter().next() {
            let inverse = Number::one().checked_div(coefficient)?;
            let factors = factors.iter().map(|factor| factor * &inverse).collect();
            rows.push((pivot.clone(), rest.times(&inverse), factors));
        }
    }
    let (rest, factors) = reduced(form.clone(), vec![Number::zero(); claims.len()], &rows);
    let used = claims.iter().copied().zip(factors).filter(|(_, factor)| !factor.is_zero());
    rest.terms.is_empty().then(|| used.map(|(claim, factor)| (claim, -factor)).collect())
}

/// A form less multiples of the rows, until no pivot is left in it; the factors follow.
fn reduced(
    mut form: Linear,
    mut factors: Vec<Number>,
    rows: &[(Variable, Linear, Vec<Number>)],
) -> (Linear, Vec<Number>) {
    for (pivot, row, made) in rows {
        let Some(times) = form.terms.get(pivot).map(|c| -c) else { continue };
        form = form.plus(row, &times);
        for (factor, part) in factors.iter_mut().zip(made) {
            *factor = &*factor + &(part * &times);
        }
    }
    (form, factors)
}

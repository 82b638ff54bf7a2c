//! Exact differences between figures of two results.

use std::collections::BTreeMap;

use super::review::{Amount, Entry, Figure};
use crate::language::program::Status;
use crate::value::{Number, Units};

/// How far a figure moved: exact, in the newer unit; of rates in 个百分点.
pub(super) fn difference(units: &Units, old: (&str, &str), new: (&str, &str)) -> Option<(Number, String)> {
    let (before, after) = (Number::parse(old.0)?, Number::parse(new.0)?);
    let before = if old.1 == new.1 { before } else { units.lookup(old.1)?.convert(&before, &units.lookup(new.1)?)? };
    let unit = match new.1 {
        "%" => "个百分点",
        "‰" => "个千分点",
        unit => unit,
    };
    Some((&after - &before, unit.to_owned()))
}

/// `+9`, `-0.5`
pub(super) fn signed(number: &Number) -> String {
    if number.is_positive() { format!("+{number}") } else { number.to_string() }
}

/// Whether a figure moved toward its target: by what is still needed, else by the side that the target lies on.
pub(super) fn better(old: &Entry, new: &Entry, moved: &Number) -> Option<bool> {
    let (before, after) = (needed(old), needed(new));
    match before.zip(after) {
        Some((before, after)) if before != after => return Some(after < before),
        _ => {}
    }
    match new.target.as_ref()?.op.as_str() {
        ">" | ">=" => Some(moved.is_positive()),
        "<" | "<=" => Some(moved.is_negative()),
        _ => None,
    }
}

/// What is still needed; nothing where the target holds. Gaps in different units say nothing.
fn needed(entry: &Entry) -> Option<Number> {
    let holds = matches!(entry.status, Status::Met | Status::OnTrack);
    match &entry.gap {
        Some(gap) => same_unit(entry, gap).then(|| Number::parse(&gap.value).map(|n| n.abs()))?,
        None => holds.then(Number::zero),
    }
}

/// The gap of a rate is in 个百分点: comparable with itself all the same.
fn same_unit(entry: &Entry, gap: &Amount) -> bool {
    entry.target.as_ref().is_some_and(|target| target.unit == gap.unit || target.unit == "%")
}

/// What makes two figures the same figure: indicator, scope, period, whether of its own month only, and aspect.
pub(super) type Key<'f> = (&'f str, Option<&'f str>, &'f str, bool, &'f str);

/// The figures of a result by what they are.
pub(super) fn by_key(figures: &[Figure]) -> BTreeMap<Key<'_>, Vec<&Figure>> {
    let mut found: BTreeMap<Key<'_>, Vec<&Figure>> = BTreeMap::new();
    for figure in figures {
        let key = (
            figure.indicator.as_str(),
            figure.scope.as_deref(),
            figure.period.as_str(),
            figure.single,
            figure.aspect.as_str(),
        );
        found.entry(key).or_default().push(figure);
    }
    found
}

/// Whether two figures say the same, in whatever unit.
pub(super) fn agree(units: &Units, a: &Figure, b: &Figure) -> bool {
    match difference(units, (&a.value, &a.unit), (&b.value, &b.unit)) {
        Some((difference, _)) => difference.is_zero(),
        None => a.value == b.value && a.unit == b.unit,
    }
}

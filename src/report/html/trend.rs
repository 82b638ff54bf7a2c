//! Figures over time, where several periods were submitted; every bar has its period and its figure in words beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::data::{Figure, FigureValue};
use crate::judge::RuleResult;
use crate::language::ast::FigureAspect;
use crate::language::program::{Aspect, Body, Change, ExprKind, Rule, Target};
use crate::report::{View, phrase};
use crate::value::{Number, Period, Rounding, Unit};

use super::row::goal_unit;

/// Fewer periods show no trend.
const LEAST: usize = 3;
/// How many periods of a figure are drawn, the newest.
const PERIODS: usize = 12;
/// How many figures are drawn.
const SHOWN: usize = 24;
/// The height of a drawing.
const HEIGHT: i64 = 40;

/// A figure over time.
#[derive(Serialize)]
pub(super) struct Trend {
    id: String,
    subject: String,
    width: usize,
    bars: Vec<Bar>,
    /// How far from the top the target's line stands.
    target: Option<u64>,
    goal: String,
    words: String,
}

/// A period's bar: a rectangle, its top and its height from the top of the drawing.
#[derive(Serialize)]
struct Bar {
    start: usize,
    top: u64,
    height: u64,
    /// Whether it covers less than the longest period: year to date, or part of the year.
    part: bool,
}

/// Of whom a figure is, and what of it.
type Key<'a> = (usize, Option<&'a str>, u8);

/// The figures that at least three periods were submitted of, in the order of the rules, and how many are left out.
pub(super) fn trends(view: &View<'_>) -> (Vec<Trend>, usize) {
    let series = series(view);
    let mut seen = BTreeSet::new();
    let (mut trends, mut left) = (Vec::new(), 0);
    for (rule, result) in view.results() {
        let Body::Target(target) = &rule.body else { continue };
        let Some(key) = key(target) else { continue };
        let Some(figures) = series.get(&key).filter(|figures| figures.len() >= LEAST && seen.insert(key)) else {
            continue;
        };
        match trend(view, (rule, result), target, figures) {
            Some(_) if trends.len() >= SHOWN => left += 1,
            Some(trend) => trends.push(trend),
            None => {}
        }
    }
    (trends, left)
}

fn key(target: &Target) -> Option<Key<'_>> {
    let ExprKind::Figure { indicator, scope, aspect: Aspect::Level } = &target.measure.level.kind else { return None };
    let aspect = match target.measure.change {
        None => 0,
        Some(Change::Growth | Change::Decline) => 1,
        Some(Change::NetIncrease) => 2,
        Some(Change::AnnualGrowth { .. }) => return None,
    };
    Some((indicator.0, scope.as_deref(), aspect))
}

/// The figures of one key, by the last and first day of their periods.
type Series<'a> = BTreeMap<(i64, i64), (Period, &'a Number, &'a Unit)>;

/// What was submitted of each figure, a value a period, in the order of time; of a period with two values neither is shown.
fn series<'a>(view: &View<'a>) -> BTreeMap<Key<'a>, Series<'a>> {
    let mut series: BTreeMap<Key<'_>, Series<'_>> = BTreeMap::new();
    let mut doubtful = BTreeSet::new();
    for figure in view.dataset.figures.iter().filter(|figure| !figure.single) {
        let FigureValue::Number { value, unit, .. } = &figure.value else { continue };
        let (key, at) = (key_of(figure), (days(&figure.period, true), days(&figure.period, false)));
        let own = series.entry(key).or_default();
        if own.insert(at, (figure.period, value, unit)).is_some_and(|(_, other, _)| other != value) {
            doubtful.insert((key, at));
        }
    }
    for (key, at) in doubtful {
        series.entry(key).or_default().remove(&at);
    }
    series
}

fn key_of(figure: &Figure) -> Key<'_> {
    let aspect = match figure.aspect {
        FigureAspect::Level => 0,
        FigureAspect::Growth => 1,
        FigureAspect::NetIncrease => 2,
    };
    (figure.indicator.0, figure.scope.as_deref(), aspect)
}

/// A day as a number that orders days.
fn days(period: &Period, last: bool) -> i64 {
    let day = if last { period.last } else { period.first };
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

fn trend(
    view: &View<'_>,
    (rule, result): (&Rule, &RuleResult),
    target: &Target,
    figures: &Series<'_>,
) -> Option<Trend> {
    let shown: Vec<_> = figures.values().skip(figures.len().saturating_sub(PERIODS)).collect();
    let (_, _, last) = *shown.last()?;
    let asked = goal_unit(target).filter(|unit| unit.dimension == last.dimension);
    let unit = asked.unwrap_or(last);
    let alike = shown.iter().all(|(_, _, own)| own.dimension == unit.dimension);
    let values: Vec<Number> = shown.iter().map(|(_, value, _)| unit.from_base(value)).collect();
    let longest = shown.iter().map(|(period, _, _)| period.month_count()).max()?;
    // A decline is asked for with its sign turned: its figure cannot stand beside the growth rates drawn.
    let bound = asked.filter(|_| target.measure.change != Some(Change::Decline));
    let bound = bound.and_then(|_| Number::parse(&result.target.as_ref()?.value));
    let scale = Scale::of(values.iter().chain(&bound)).filter(|_| alike)?;
    let bars = values.iter().zip(&shown).enumerate().map(|(index, (value, (period, _, _)))| {
        let (top, height) = scale.bar(value)?;
        Some(Bar { start: index * 10 + 1, top, height, part: period.month_count() < longest })
    });
    let word = |(value, (period, _, _)): (&Number, &&(Period, &Number, &Unit))| {
        let value =
            value.decimal_places().map_or_else(|| value.to_decimal_string(2, Rounding::HalfUp), |_| value.to_string());
        format!("{period} {value}{}", unit.name)
    };
    Some(Trend {
        id: rule.id.clone(),
        subject: phrase::subject(view, rule).unwrap_or_default(),
        width: shown.len() * 10,
        bars: bars.collect::<Option<_>>()?,
        target: bound.and_then(|bound| scale.at(&bound)),
        goal: phrase::goal(view, rule, result).unwrap_or_default(),
        words: values.iter().zip(&shown).map(word).collect::<Vec<_>>().join(" · "),
    })
}

/// From the least to the most of what is drawn, nought always among it.
struct Scale {
    least: Number,
    range: Number,
}

impl Scale {
    fn of<'n>(values: impl Iterator<Item = &'n Number>) -> Option<Self> {
        let nought = Number::default();
        let (mut least, mut most) = (nought.clone(), nought);
        for value in values {
            least = least.min(value.clone());
            most = most.max(value.clone());
        }
        let range = &most - &least;
        (!range.is_zero()).then_some(Self { least, range })
    }

    /// How far from the top a value stands.
    fn at(&self, value: &Number) -> Option<u64> {
        let share = (value - &self.least).checked_div(&self.range)?;
        let height = (&share * &Number::from(HEIGHT)).round(0).to_u64()?;
        u64::try_from(HEIGHT).ok()?.checked_sub(height)
    }

    /// The top of a bar from nought to a value, and its height: never none at all.
    fn bar(&self, value: &Number) -> Option<(u64, u64)> {
        let (a, b) = (self.at(value)?, self.at(&Number::default())?);
        Some((a.min(b), a.abs_diff(b).max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_nought_and_reach_down_below_it() {
        let numbers = ["-10", "0", "30"].map(|text| Number::parse(text).unwrap());
        let scale = Scale::of(numbers.iter()).unwrap();
        assert_eq!(numbers.iter().map(|n| scale.bar(n).unwrap()).collect::<Vec<_>>(), [(30, 10), (30, 1), (0, 30)]);
        assert!(Scale::of([Number::default()].iter()).is_none());
    }
}

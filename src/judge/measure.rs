//! What is measured: a level, its growth, its net increase, or its mean yearly growth.

use super::answer::Answer;
use super::figures::{Key, Point, Reading, growth_rate};
use super::scalar::{Context, Moment, Trace, World, differing_base};
use crate::language::ast::{ArithmeticOperator, FigureAspect};
use crate::language::program::{Aspect, Change, Comparison, Expr, ExprKind, Measure, Value};
use crate::value::{Number, Truth};
use std::cmp::Ordering;

/// What was measured.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// A value.
    Plain(Answer),
    /// The mean yearly growth behind a ratio over some years; compared by powers, for the root is seldom exact.
    Root {
        /// Level over base, not negative.
        ratio: Number,
        /// Years between them.
        years: u32,
    },
}

impl Found {
    /// Whether it compares so with an end of the goal.
    pub(crate) fn compare(&self, comparison: Comparison, goal: &Answer) -> Truth {
        match self {
            Self::Plain(answer) => answer.compare(comparison, goal),
            Self::Root { ratio, years } => {
                let known = goal.known_number().map(|rate| comparison.holds(compare_root(ratio, *years, rate)));
                Truth::from(known)
            }
        }
    }

    /// The plain answer.
    pub(crate) fn plain(&self) -> Option<&Answer> {
        match self {
            Self::Plain(answer) => Some(answer),
            Self::Root { .. } => None,
        }
    }

    /// Why nothing was found.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.plain().and_then(Answer::reason)
    }
}

/// How the `years`-th root of a ratio, less one, compares with a rate.
fn compare_root(ratio: &Number, years: u32, rate: &Number) -> Ordering {
    let factor = &Number::one() + rate;
    if factor.is_negative() {
        return Ordering::Greater;
    }
    Number::cmp_power(&factor, years, ratio).reverse()
}

/// Finds what a measure asks for.
pub(crate) fn find(world: &World<'_>, measure: &Measure, context: Context<'_>, trace: &mut Trace) -> Found {
    match measure.change {
        None => Found::Plain(world.answer(&measure.level, context, trace)),
        Some(Change::Growth) => Found::Plain(growth(world, measure, context, trace)),
        Some(Change::Decline) => Found::Plain(growth(world, measure, context, trace).negated()),
        Some(Change::NetIncrease) => Found::Plain(increase(world, measure, context, trace)),
        Some(Change::AnnualGrowth { since }) => annual(world, measure, since, context, trace),
    }
}

/// The indicator behind a level that is one figure.
pub(crate) fn key_of(level: &Expr) -> Option<Key<'_>> {
    match &level.kind {
        ExprKind::Figure { indicator, scope, aspect: Aspect::Level } => {
            Some(Key { indicator: *indicator, scope: scope.as_deref() })
        }
        _ => None,
    }
}

fn growth(world: &World<'_>, measure: &Measure, context: Context<'_>, trace: &mut Trace) -> Answer {
    if let Some(key) = key_of(&measure.level) {
        let reading = world.growth_of(key, measure.reported_only, measure.last_year.as_ref(), context.due);
        trace.touch(&reading);
        trace.unit = None;
        return reading.answer;
    }
    let level = world.answer(&measure.level, context, trace);
    trace.unit = None;
    if measure.reported_only {
        return Answer::Missing("口径 可比价：只认填报的同比，合成的数没有填报".to_owned());
    }
    let base = declared_base(world, measure, trace);
    let base = base.unwrap_or_else(|| elsewhen(world, &measure.level, context.at(Moment::YearsBack(1)), trace));
    growth_rate(&level, &base, "上年同期")
}

/// The 上年 attribute where a whole year is looked at.
fn declared_base(world: &World<'_>, measure: &Measure, trace: &Trace) -> Option<Answer> {
    let plan_over = world.program.plan.period.is_some_and(|p| world.as_of >= p.last);
    let closes = |p: &crate::value::Period| Point { period: *p, single: false }.closes_year();
    let whole = if trace.periods.is_empty() { plan_over } else { trace.periods.iter().all(closes) };
    measure.last_year.clone().filter(|_| whole).map(Answer::number)
}

fn elsewhen(world: &World<'_>, level: &Expr, context: Context<'_>, trace: &mut Trace) -> Answer {
    let mut other = Trace::default();
    let answer = world.answer(level, context, &mut other);
    trace.absorb(other);
    answer
}

fn increase(world: &World<'_>, measure: &Measure, context: Context<'_>, trace: &mut Trace) -> Answer {
    if let Some(key) = key_of(&measure.level) {
        let reading = figure_increase(world, key, measure, context.due);
        trace.touch(&reading);
        return reading.answer;
    }
    let level = world.answer(&measure.level, context, trace);
    let declared = measure.last_year.clone().map(Answer::number);
    let base = declared.unwrap_or_else(|| elsewhen(world, &measure.level, context.at(Moment::LastYearEnd), trace));
    level.arithmetic(ArithmeticOperator::Subtract, &base)
}

/// 净增 as submitted, else the level less last year's end.
fn figure_increase<'a>(world: &World<'a>, key: Key<'_>, measure: &Measure, due: bool) -> Reading<'a> {
    let aspects = [FigureAspect::NetIncrease, FigureAspect::Level];
    let Some(point) = world.figures.newest(key, &aspects, due) else { return world.figures.level(key, due) };
    if let Some(reported) = world.figures.reported_increase(key, &point) {
        return reported;
    }
    let level = world.figures.level_at(key, &point);
    let submitted = world.figures.last_year_end(key, &point);
    let note = differing_base(measure.last_year.as_ref(), &submitted);
    let base = measure.last_year.clone().map_or_else(|| submitted.answer.clone(), Answer::number);
    let mut places = level.places.clone();
    if measure.last_year.is_none() {
        places.extend(submitted.places);
    }
    Reading {
        answer: level.answer.clone().arithmetic(ArithmeticOperator::Subtract, &base),
        places,
        note: level.note.clone().or(note),
        ..level
    }
}

fn annual(world: &World<'_>, measure: &Measure, since: i16, context: Context<'_>, trace: &mut Trace) -> Found {
    let missing = |reason: &str| Found::Plain(Answer::Missing(reason.to_owned()));
    let level = world.answer(&measure.level, context, trace);
    trace.unit = None;
    if let Some(reason) = level.reason() {
        return missing(reason);
    }
    if measure.reported_only {
        return missing("口径 可比价：现价水平不能证明年均增长");
    }
    let year = trace.period().map_or_else(|| world.as_of.year(), |p| p.last.year());
    let Some(years) = u32::try_from(i32::from(year) - i32::from(since)).ok().filter(|y| *y > 0) else {
        return missing(&format!("基年 {since}年不早于数据的时期"));
    };
    let declared = declared_base(world, measure, trace).filter(|_| years == 1);
    let base = declared.unwrap_or_else(|| elsewhen(world, &measure.level, context.at(Moment::YearsBack(years)), trace));
    let rate = growth_rate(&level, &base, &format!("基年 {since}年同期"));
    if years == 1 || rate.reason().is_some() {
        return Found::Plain(rate);
    }
    let ratio = rate.known().and_then(super::answer::as_number).map(|r| r + &Number::one());
    match ratio.filter(|r| !r.is_negative()) {
        Some(ratio) => Found::Root { ratio, years },
        None => missing("水平是负数，或者水平、基数不确定，不能计算年均增长"),
    }
}

/// The known number behind a level's base at last year's end, for schedules.
pub(crate) fn base_of(world: &World<'_>, measure: &Measure, context: Context<'_>) -> Option<Number> {
    let submitted = || world.answer(&measure.level, context.at(Moment::LastYearEnd), &mut Trace::default());
    measure.last_year.clone().or_else(|| match submitted() {
        Answer::Known(Value::Number(n)) => Some(n),
        _ => None,
    })
}

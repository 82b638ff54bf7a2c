//! When a rule is due, and what its schedule asks for on the way there.

use super::answer::Answer;
use super::measure;
use super::scalar::{Context, World};
use super::shown;
use super::target::{self, Weighed};
use crate::language::ast::Nature;
use crate::language::program::{Change, Comparison, Deadline, Rule, Schedule, Target};
use crate::value::{Date, Number, Rounding, Truth};

/// Whether a rule is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// It must hold.
    Now,
    /// It need not hold yet.
    Later,
    /// 无期限
    Never,
}

impl Due {
    /// Of a rule on a date; a deadline's own day is due.
    pub(crate) fn of(rule: &Rule, as_of: Date) -> Self {
        match rule.deadline {
            _ if rule.data_rule => Self::Now,
            Deadline::AtOnce => Self::Now,
            Deadline::On { date, .. } if as_of >= date => Self::Now,
            Deadline::On { .. } => Self::Later,
            Deadline::Never => Self::Never,
        }
    }

    /// Whether it is due.
    pub(crate) fn now(self) -> bool {
        self == Self::Now
    }
}

/// The day of a deadline.
pub(crate) fn day_of(deadline: Deadline) -> Option<Date> {
    match deadline {
        Deadline::On { date, .. } => Some(date),
        Deadline::Never | Deadline::AtOnce => None,
    }
}

/// What a schedule asks for on the date of judgement.
#[derive(Clone, Debug)]
pub(crate) struct Required {
    /// Which way.
    pub(crate) comparison: Comparison,
    /// How much, in base units.
    pub(crate) value: Answer,
    /// What the distance to it is measured by: the target, or the target less its base.
    pub(crate) scale: Number,
    /// The line that says so.
    pub(crate) applied: String,
}

/// What a schedule asks for; `Err` says why a schedule that was written does not apply.
pub(crate) fn required(
    world: &World<'_>,
    rule: &Rule,
    target: &Target,
    weighed: &Weighed,
    context: Context<'_>,
) -> Result<Option<Required>, String> {
    let growth = target.measure.change.is_some_and(|c| c != Change::NetIncrease);
    let unfit = growth || rule.schedule == Schedule::None || !target::goal_stands(target);
    let (Some(deadline), false) = (day_of(rule.deadline), unfit) else {
        return Ok(None);
    };
    let Some((comparison, goal)) = target::bound(&weighed.asked) else { return Ok(None) };
    let Some(goal) = goal.known_number() else { return Ok(None) };
    let upto = weighed.trace.period().map_or(world.as_of, |p| p.last).min(deadline);
    let start = world.program.plan.period.map_or_else(|| first_of_year(deadline), |p| p.first);
    let (share, what) = match &rule.schedule {
        Schedule::Linear => linear(start, upto, deadline),
        Schedule::Steps(steps) => stepped(steps, upto, comparison),
        Schedule::None => return Ok(None),
    };
    let base = start_value(world, rule, target, context)?;
    let scale = goal - &base;
    let value = &base + &(&scale * &share);
    let applied = format!("{what}，{}", wanted(target, &value, comparison));
    Ok(Some(Required { comparison, value: Answer::number(value), scale, applied }))
}

fn first_of_year(day: Date) -> Date {
    Date::new(day.year(), 1, 1).unwrap_or(day)
}

/// Where the way to the target begins: 0, or the base of a stock.
fn start_value(world: &World<'_>, rule: &Rule, target: &Target, context: Context<'_>) -> Result<Number, String> {
    let measure = &target.measure;
    match measure.nature {
        _ if measure.change.is_some() => Ok(Number::zero()),
        Some(Nature::Flow) | None => Ok(Number::zero()),
        Some(Nature::Stock) => match measure::base_of(world, measure, context) {
            Some(base) => Ok(base),
            None if matches!(rule.schedule, Schedule::Steps(_)) => Ok(Number::zero()),
            None => Err("时点数没有上年基数，序时进度不适用，只在到期时判定".to_owned()),
        },
        Some(Nature::Mean) => Err("均值不按进度考核，只在到期时判定".to_owned()),
    }
}

/// The share of the time from the period's start to the deadline that had gone by at the end of the figure's own period.
fn linear(start: Date, upto: Date, deadline: Date) -> (Number, String) {
    let (elapsed, total) = (months(start, upto), months(start, deadline));
    let share = elapsed.checked_div(&total).unwrap_or_else(Number::one);
    let months = |n: &Number| shown::decimal(n, None, Rounding::HalfUp);
    (share, format!("序时进度 {}/{}", months(&elapsed), months(&total)))
}

/// Months from the morning of the first day to the evening of the last, parts of months by their days.
fn months(first: Date, last: Date) -> Number {
    let point = |date: Date, days: i8| {
        let whole = Number::from(i64::from(date.year()) * 12 + i64::from(date.month()));
        let part = Number::from(i64::from(days)).checked_div(&Number::from(i64::from(date.days_in_month())));
        &whole + &part.unwrap_or_default()
    };
    let span = &point(last, last.day()) - &point(first, first.day() - 1);
    if span.is_negative() { Number::zero() } else { span }
}

/// The last step passed; of a ceiling the step under way, and after the last one the whole.
fn stepped(steps: &[(Date, Number)], upto: Date, comparison: Comparison) -> (Number, String) {
    let mut steps: Vec<&(Date, Number)> = steps.iter().collect();
    steps.sort();
    let step = match comparison {
        Comparison::AtMost => steps.iter().find(|(date, _)| *date >= upto).copied(),
        _ => steps.iter().rev().find(|(date, _)| *date <= upto).copied(),
    };
    let share = step.map_or_else(
        || if comparison == Comparison::AtMost { Number::one() } else { Number::zero() },
        |(_, share)| share.clone(),
    );
    let percent = &share * &Number::from(100i64);
    let word = step.map_or_else(|| "进度".to_owned(), |(date, _)| format!("进度 {date}"));
    (share, format!("{word} {percent}%"))
}

fn wanted(target: &Target, value: &Number, comparison: Comparison) -> String {
    let unit = target::goal_unit(&target.goal).cloned().unwrap_or_else(crate::value::Unit::bare);
    let upper = comparison == Comparison::AtMost;
    let rounding = if upper { Rounding::Floor } else { Rounding::Ceil };
    let number = shown::decimal(&unit.from_base(value), None, rounding);
    format!("{}{number}{}", if upper { "应不超过 " } else { "应达 " }, unit.name)
}

impl Required {
    /// Whether the share is reached.
    pub(crate) fn reached(&self, weighed: &Weighed) -> Truth {
        weighed.found.compare(self.comparison, &self.value)
    }

    /// How many points short of it, in hundredths of the scale; `None` where that means nothing.
    pub(crate) fn points_short(&self, found: &Answer) -> Option<Number> {
        let (low, high) = found.ends()?;
        let best = if self.comparison == Comparison::AtMost { low } else { high };
        let best = super::answer::as_number(best?)?;
        let short = (self.value.known_number()? - best).abs();
        short.checked_div(&self.scale.abs()).map(|share| &share * &Number::from(100i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(month: i8, day: i8) -> Date {
        Date::new(2023, month, day).unwrap()
    }

    #[test]
    fn months_count_whole_ones_and_parts_by_days() {
        assert_eq!(months(date(1, 1), date(6, 30)), Number::from(6i64));
        assert_eq!(months(date(1, 1), date(12, 31)), Number::from(12i64));
        assert_eq!(months(date(1, 1), date(4, 15)), Number::parse("3.5").unwrap());
        assert_eq!(months(date(1, 1), date(2, 28)), Number::from(2i64));
    }

    #[test]
    fn steps_hold_until_the_next_one() {
        let steps = [(date(3, 31), Number::parse("0.2").unwrap()), (date(6, 30), Number::parse("0.45").unwrap())];
        let share = |day, comparison| stepped(&steps, day, comparison).0.to_string();
        assert_eq!(share(date(3, 30), Comparison::AtLeast), "0");
        assert_eq!(share(date(3, 31), Comparison::AtLeast), "0.2");
        assert_eq!(share(date(6, 29), Comparison::AtLeast), "0.2");
        assert_eq!(share(date(6, 30), Comparison::AtLeast), "0.45");
        assert_eq!(share(date(4, 30), Comparison::AtMost), "0.45");
        assert_eq!(share(date(7, 1), Comparison::AtMost), "1");
    }
}

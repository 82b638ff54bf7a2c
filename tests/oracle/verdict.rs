//! The status of a rule from what is known of its parts, read off the table of statuses one line after another.

use super::evaluator::{Here, Known, Truth, and, compare, or};
use super::facts::{Cell, Q, q};
use super::in_time::in_time;
use super::milestones;
use plancheck::language::ast::{FigureAspect, Nature, State};
use plancheck::language::program::{
    Aggregate, Aspect, Body, Change, Comparison, Condition, ConditionKind, Deadline, Direction, Each, Expr, ExprKind,
    Goal, Identity, Measure, Rule, Schedule, Status, Target, ToleranceAmount, Value,
};
use plancheck::value::{Date, Period};
use std::collections::BTreeSet;

/// What must agree of a rule's result.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) status: Status,
    /// Rows checked, failed and undecided, of a rule over rows.
    pub(super) rows: Option<(u64, u64, u64)>,
    /// The figure found, where it is plain, in base units.
    pub(super) actual: Option<Q>,
}

fn only(status: Status) -> Verdict {
    Verdict { status, rows: None, actual: None }
}

pub(super) fn verdict(here: &Here<'_>, rule: &Rule) -> Verdict {
    let due = due(here, rule) || rule.data_rule;
    let deadline = if let Deadline::On { date, .. } = rule.deadline { Some(date) } else { None };
    let here = &Here { due, deadline, ..*here };
    match &rule.body {
        Body::Target(target) => in_time(here, rule, |here| target_verdict(here, rule, target)),
        Body::Each(each) => each_verdict(here, rule, each),
        Body::Identity(identity) => only(of_data(identity_truth(here, identity))),
        Body::Composite(condition) => in_time(here, rule, |here| only(composite(here, rule, condition))),
        Body::Milestone { milestone, state } => only(milestone_status(here, rule, milestone.0, *state)),
    }
}

fn due(here: &Here<'_>, rule: &Rule) -> bool {
    match rule.deadline {
        Deadline::On { date, .. } => here.as_of >= date,
        Deadline::AtOnce => true,
        Deadline::Never => false,
    }
}

fn of_data(truth: Truth) -> Status {
    match truth {
        Some(true) => Status::Met,
        Some(false) => Status::Violated,
        None => Status::Missing,
    }
}

/// Of conditions over figures: what only an empty table makes true is no pass; what cannot be undone is met at once.
fn composite(here: &Here<'_>, rule: &Rule, condition: &Condition) -> Status {
    let doubting = Here { doubt_empty: !rule.optional, doubt_early: here.due, ..*here };
    let truth = here.holds(condition, false);
    let truth = if truth == Some(true) { doubting.holds(condition, false) } else { truth };
    match settled(here, condition) {
        Some(true) if truth == Some(true) => return Status::Met,
        Some(false) if !here.due && rule.deadline != Deadline::Never => return Status::Violated,
        _ => {}
    }
    plain(here, rule, truth)
}

/// What later figures cannot change.
fn settled(here: &Here<'_>, condition: &Condition) -> Truth {
    match &condition.kind {
        ConditionKind::Target(target) if target.measure.nature == Some(Nature::Flow) => {
            let Goal::Bound { comparison, .. } = &target.goal else { return None };
            if !stands(&target.goal) {
                return None;
            }
            let truth = goal_truth(here, &target.goal, &measured(here, &target.measure));
            match comparison {
                Comparison::Greater | Comparison::AtLeast => truth.filter(|t| *t),
                Comparison::Less | Comparison::AtMost => truth.filter(|t| !*t),
                _ => None,
            }
        }
        ConditionKind::Milestone { milestone, state } => {
            milestones::truth(here, milestone.0, *state).filter(|t| *t || here.due)
        }
        ConditionKind::And(parts) => and(parts.iter().map(|p| settled(here, p))),
        ConditionKind::Or(parts) => or(parts.iter().map(|p| settled(here, p))),
        ConditionKind::Not(part) => settled(here, part).map(|t| !t),
        ConditionKind::If { premise, then } => or([settled(here, premise).map(|t| !t), settled(here, then)]),
        _ => None,
    }
}

/// A status without a schedule.
fn plain(here: &Here<'_>, rule: &Rule, truth: Truth) -> Status {
    match (truth, due(here, rule)) {
        (None, _) => Status::Missing,
        (Some(true), false) if rule.deadline == Deadline::Never => Status::Met,
        (Some(true), false) => Status::OnTrack,
        (Some(false), false) => Status::NotDue,
        (truth, true) => of_data(truth),
    }
}

/// The figure that a goal is held against.
pub(super) fn measured(here: &Here<'_>, measure: &Measure) -> Known {
    match (&measure.change, &measure.level.kind) {
        (None, _) => here.value(&measure.level),
        (Some(Change::Growth), ExprKind::Figure { indicator, scope, .. }) => {
            here.growth(indicator.0, scope.as_deref(), measure.reported_only)
        }
        (Some(Change::Decline), ExprKind::Figure { indicator, scope, .. }) => {
            match here.growth(indicator.0, scope.as_deref(), measure.reported_only) {
                Known::Number(low, high) => Known::Number(high.map(|h| -h), low.map(|l| -l)),
                other => other,
            }
        }
        (Some(Change::NetIncrease), ExprKind::Figure { indicator, scope, .. }) => {
            let scope = scope.as_deref();
            let said = here.newest(indicator.0, scope);
            let said = said.map(|p| here.figure(indicator.0, scope, FigureAspect::NetIncrease, p));
            if let Some(said) = said.filter(|s| *s != Known::Missing) {
                return said;
            }
            let base = measure.last_year.as_ref().map(q);
            match (here.value(&measure.level).point(), base) {
                (Some(now), Some(base)) => Known::exact(now - base),
                _ => Known::Missing,
            }
        }
        (Some(Change::AnnualGrowth { .. }), _) if measure.reported_only => Known::Missing,
        (Some(Change::AnnualGrowth { since }), ExprKind::Figure { indicator, scope, .. }) => {
            here.yearly_growth(indicator.0, scope.as_deref(), *since)
        }
        other => panic!("not generated: {other:?}"),
    }
}

/// Whether the goal itself holds, tolerance aside.
pub(super) fn goal_truth(here: &Here<'_>, goal: &Goal, value: &Known) -> Truth {
    match goal {
        Goal::Bound { comparison, value: bound } => compare(value, *comparison, &here.value(bound), false),
        Goal::Between { low, low_open, high, high_open } => {
            let lower = if *low_open { Comparison::Greater } else { Comparison::AtLeast };
            let upper = if *high_open { Comparison::Less } else { Comparison::AtMost };
            and([compare(value, lower, &here.value(low), false), compare(value, upper, &here.value(high), false)])
        }
        Goal::Promised { low, .. } => compare(value, Comparison::AtLeast, &here.value(low), false),
        Goal::About { .. } => panic!("左右 has three answers"),
        Goal::Within { .. } | Goal::Null { .. } => panic!("not generated: {goal:?}"),
    }
}

/// 左右: whether the target is reached, and whether the figure is at least inside the tolerance.
fn about(value: &Known, target: &Known, tolerance: &ToleranceAmount, direction: Direction) -> (Truth, Truth) {
    let Some(target) = target.point() else { return (None, None) };
    let off = match tolerance {
        ToleranceAmount::Absolute(amount) => q(amount),
        ToleranceAmount::Relative(share) => {
            let off = q(share) * &target;
            if off < Q::from_integer(0.into()) { -off } else { off }
        }
    };
    let against = |comparison, bound: Q| compare(value, comparison, &Known::exact(bound), false);
    let (low, high) = (&target - &off, &target + &off);
    match direction {
        Direction::Up => (against(Comparison::AtLeast, target), against(Comparison::AtLeast, low)),
        Direction::Down => (against(Comparison::AtMost, target), against(Comparison::AtMost, high)),
        Direction::Both => (
            against(Comparison::Equal, target),
            and([against(Comparison::AtLeast, low), against(Comparison::AtMost, high)]),
        ),
    }
}

fn target_verdict(here: &Here<'_>, rule: &Rule, target: &Target) -> Verdict {
    if let ExprKind::Aggregate(id) = &target.measure.level.kind {
        let aggregate = &here.program.aggregates[id.0];
        if aggregate.group.is_some() {
            return only(grouped(here, rule, target, aggregate));
        }
    }
    let value = measured(here, &target.measure);
    let status = target_status(here, rule, target, &value);
    Verdict { status, rows: None, actual: value.point() }
}

/// Of every group of the whole table the worst.
fn grouped(here: &Here<'_>, rule: &Rule, target: &Target, aggregate: &Aggregate) -> Status {
    let column = aggregate.group.expect("it is grouped");
    let rows = &here.facts.tables[aggregate.table.0];
    let mut groups: Vec<&Value> = Vec::new();
    let mut unknown = !here.facts.present[aggregate.table.0];
    for row in rows {
        match &row[column.0] {
            Cell::Value(value) if !groups.contains(&value) => groups.push(value),
            Cell::Value(_) => {}
            Cell::Blank if here.program.tables[aggregate.table.0].columns[column.0].nullable => {}
            Cell::Blank | Cell::Faulty => unknown = true,
        }
    }
    let mut found: Vec<Status> = groups
        .iter()
        .map(|group| plain(here, rule, goal_truth(here, &target.goal, &here.aggregate(aggregate, Some(group)))))
        .collect();
    if unknown || groups.is_empty() && !rule.optional {
        found.push(Status::Missing);
    }
    let worst = [Status::Violated, Status::Missing, Status::NotDue, Status::OnTrack];
    worst.into_iter().find(|s| found.contains(s)).unwrap_or(plain(here, rule, Some(true)))
}

fn empty_table(here: &Here<'_>, target: &Target) -> bool {
    match &target.measure.level.kind {
        ExprKind::Aggregate(id) => here.facts.tables[here.program.aggregates[id.0].table.0].is_empty(),
        _ => false,
    }
}

fn target_status(here: &Here<'_>, rule: &Rule, target: &Target, value: &Known) -> Status {
    let (truth, near) = match &target.goal {
        Goal::About { value: goal, tolerance } => about(value, &here.value(goal), &tolerance.amount, target.direction),
        goal => {
            let truth = goal_truth(here, goal, value);
            (truth, truth)
        }
    };
    // What only an empty table makes true is no pass.
    let truth = if empty_table(here, target) && truth == Some(true) && !rule.optional { None } else { truth };
    if rule.deadline == Deadline::Never {
        return plain(here, rule, truth);
    }
    if due(here, rule) {
        // Up to an earlier day than the deadline a year-to-date figure cannot show that it stays below.
        let early = figure_period(here, &target.measure)
            .is_some_and(|p| matches!(rule.deadline, Deadline::On { date, .. } if p.last < date));
        let flow = target.measure.nature == Some(Nature::Flow) && target.measure.change.is_none();
        let capped = match &target.goal {
            Goal::Bound { comparison, .. } => {
                matches!(comparison, Comparison::Less | Comparison::AtMost | Comparison::Equal)
            }
            Goal::Between { .. } => true,
            _ => false,
        };
        if early && flow && capped && truth == Some(true) || truth == Some(true) && may_turn(here, target, true) {
            return Status::Missing;
        }
        return match (truth, near) {
            (Some(false), Some(true)) => Status::NearlyMet,
            (Some(false), None) => Status::Missing,
            (truth, _) => of_data(truth),
        };
    }
    early(here, rule, target, value, truth)
}

/// Before the deadline.
fn early(here: &Here<'_>, rule: &Rule, target: &Target, value: &Known, truth: Truth) -> Status {
    let flow = target.measure.nature == Some(Nature::Flow) && target.measure.change.is_none();
    let lasts = flow && stands(&target.goal);
    if lasts && over(here, target, value) == Some(true) {
        return Status::Violated;
    }
    let lower = matches!(
        &target.goal,
        Goal::Bound { comparison: Comparison::Greater | Comparison::AtLeast, .. } | Goal::Promised { .. }
    ) || matches!((&target.goal, target.direction), (Goal::About { .. }, Direction::Up));
    if lasts && lower && truth == Some(true) {
        return Status::Met;
    }
    if matches!(target.measure.change, Some(Change::Growth | Change::Decline | Change::AnnualGrowth { .. })) {
        return growth_early(truth);
    }
    let upper = matches!(&target.goal, Goal::Bound { comparison: Comparison::Less | Comparison::AtMost, .. });
    let share = share(here, rule, target, value, upper);
    match (truth, share) {
        (None, Some(_) | None) if truth.is_none() && !matches!(share, Some(Some(true))) => Status::Missing,
        (_, Some(reached)) if flow && upper => scheduled(reached),
        (Some(true), None) if lasts && upper => Status::NotDue,
        (Some(true), _) => Status::OnTrack,
        (_, Some(reached)) => scheduled(reached),
        (Some(false), None) => Status::NotDue,
        (None, None) => Status::Missing,
    }
}

/// Whether a year-to-date figure on one side alone, which ends before the deadline, may yet turn what is so today.
pub(super) fn may_turn(here: &Here<'_>, target: &Target, truth: bool) -> bool {
    let (Some(deadline), Goal::Bound { comparison, value }) = (here.deadline, &target.goal) else { return false };
    let grows = |expr: &Expr| match &expr.kind {
        ExprKind::Figure { indicator, scope, aspect: Aspect::Level } => {
            let flow = here.program.indicators[indicator.0].nature == Some(Nature::Flow);
            let newest = here.newest_level(indicator.0, scope.as_deref());
            flow && newest.is_some_and(|period| period.last < deadline)
        }
        _ => false,
    };
    let (level, goal) = (grows(&target.measure.level), grows(value));
    if target.measure.change.is_some() || level == goal {
        return false;
    }
    match comparison {
        Comparison::Greater | Comparison::AtLeast => goal == truth,
        Comparison::Less | Comparison::AtMost => level == truth,
        Comparison::Equal | Comparison::NotEqual => true,
    }
}

/// Whether a goal does not move with the figures.
fn stands(goal: &Goal) -> bool {
    !format!("{goal:?}").contains("Figure {")
}

fn growth_early(truth: Truth) -> Status {
    match truth {
        Some(true) => Status::OnTrack,
        Some(false) => Status::Behind,
        None => Status::Missing,
    }
}

fn scheduled(reached: Truth) -> Status {
    match reached {
        Some(true) => Status::OnTrack,
        Some(false) => Status::Behind,
        None => Status::Missing,
    }
}

/// Whether a year-to-date figure is already past its upper bound.
fn over(here: &Here<'_>, target: &Target, value: &Known) -> Truth {
    match &target.goal {
        Goal::Bound { comparison: Comparison::Equal, value: bound } => {
            compare(value, Comparison::Greater, &here.value(bound), false)
        }
        Goal::Bound { comparison: comparison @ (Comparison::Less | Comparison::AtMost), value: bound } => {
            compare(value, *comparison, &here.value(bound), false).map(|t| !t)
        }
        Goal::Between { high, high_open, .. } => {
            let upper = if *high_open { Comparison::Less } else { Comparison::AtMost };
            compare(value, upper, &here.value(high), false).map(|t| !t)
        }
        _ => Some(false),
    }
}

/// Whether the share that the schedule asks for is reached; `None` without a schedule.
fn share(here: &Here<'_>, rule: &Rule, target: &Target, value: &Known, upper: bool) -> Option<Truth> {
    let goal = match &target.goal {
        // An exact value has no share that could be asked for.
        Goal::Bound { comparison: Comparison::Equal | Comparison::NotEqual, .. } => return None,
        _ if target.measure.nature == Some(Nature::Mean) => return None,
        // A goal that moves with the figures is no target to be on the way to.
        Goal::Bound { value, .. } if matches!(value.kind, ExprKind::Figure { .. }) => return None,
        Goal::Bound { value, .. } | Goal::About { value, .. } => value,
        Goal::Between { low, .. } | Goal::Promised { low, .. } => low,
        Goal::Within { .. } | Goal::Null { .. } => return None,
    };
    let at = figure_period(here, &target.measure).unwrap_or(Period::day(here.as_of)).last;
    let part = match &rule.schedule {
        Schedule::None => return None,
        Schedule::Linear => {
            let Deadline::On { date, .. } = rule.deadline else { return None };
            let start = here.program.plan.period?.first;
            Q::new(months(start, at).into(), months(start, date).into())
        }
        Schedule::Steps(points) => q(&points.iter().rev().find(|(date, _)| *date <= at)?.1),
    };
    let Some(goal) = here.value(goal).point() else { return Some(None) };
    // 时点 goes from its base to the target, and without a base nowhere in proportion; everything else goes from nothing.
    let stock = matches!((target.measure.nature, target.measure.change), (Some(Nature::Stock), None));
    let base = target.measure.last_year.as_ref().map(q).or_else(|| year_end(here, &target.measure.level));
    let base = base.filter(|_| stock);
    if stock && base.is_none() && rule.schedule == Schedule::Linear {
        return None;
    }
    let base = base.unwrap_or_else(|| Q::from_integer(0.into()));
    let wanted = &base + (goal - &base) * part;
    let way = if upper { Comparison::AtMost } else { Comparison::AtLeast };
    Some(compare(value, way, &Known::exact(wanted), false))
}

fn figure_period(here: &Here<'_>, measure: &Measure) -> Option<Period> {
    newest_of(here, &measure.level)
}

/// The newest period of the figures in an expression.
fn newest_of(here: &Here<'_>, level: &Expr) -> Option<Period> {
    match &level.kind {
        ExprKind::Figure { indicator, scope, .. } => here.newest_level(indicator.0, scope.as_deref()),
        ExprKind::Arithmetic { left, right, .. } => {
            newest_of(here, left).into_iter().chain(newest_of(here, right)).max_by_key(|p| p.last)
        }
        _ => None,
    }
}

/// A level at the end of the year before the one judged.
fn year_end(here: &Here<'_>, level: &Expr) -> Option<Q> {
    let ExprKind::Figure { indicator, scope, .. } = &level.kind else { return None };
    let year = newest_of(here, level)?.last.year() - 1;
    here.level(indicator.0, scope.as_deref(), Period::year(year)?).point()
}

/// Whole months from a first day to a last day, ends included.
fn months(first: Date, last: Date) -> i64 {
    (i64::from(last.year()) - i64::from(first.year())) * 12 + i64::from(last.month()) - i64::from(first.month()) + 1
}

/// The days that the figures of an expression and the files behind its aggregates end on.
fn ends(here: &Here<'_>, expr: &Expr) -> Vec<Date> {
    match &expr.kind {
        ExprKind::Arithmetic { left, right, .. } => [ends(here, left), ends(here, right)].concat(),
        ExprKind::Aggregate(_) => here.facts.period.iter().map(|period| period.last).collect(),
        _ => newest_of(here, expr).iter().map(|period| period.last).collect(),
    }
}

fn identity_truth(here: &Here<'_>, identity: &Identity) -> Truth {
    let ends: BTreeSet<Date> =
        [&identity.left, &identity.right].into_iter().flat_map(|side| ends(here, side)).collect();
    if ends.len() > 1 {
        return None;
    }
    let (left, right) = (here.value(&identity.left), here.value(&identity.right));
    let Some(tolerance) = &identity.tolerance else { return compare(&left, identity.comparison, &right, false) };
    let (Some(left), Some(right)) = (left.point(), right.point()) else { return None };
    let off = match tolerance {
        ToleranceAmount::Absolute(amount) => q(amount),
        ToleranceAmount::Relative(share) => {
            let size = if right < Q::from_integer(0.into()) { -right.clone() } else { right.clone() };
            q(share) * size
        }
    };
    Some(match identity.comparison {
        Comparison::Equal => left <= &right + &off && left >= &right - &off,
        Comparison::AtMost => left <= right + off,
        Comparison::AtLeast => left >= right - off,
        _ => panic!("no such identity"),
    })
}

fn milestone_status(here: &Here<'_>, rule: &Rule, milestone: usize, state: State) -> Status {
    if state == State::Advance {
        return Status::Manual;
    }
    let late = |date: Date| here.deadline.is_some_and(|deadline| date > deadline) && date <= here.as_of;
    let mut dates = here.facts.milestones.iter().filter(|(m, ..)| *m == milestone).filter_map(|(.., date)| *date);
    match (milestones::truth(here, milestone, state), due(here, rule)) {
        (None, _) => Status::Missing,
        (Some(true), _) => Status::Met,
        (Some(false), false) if state == State::Finish && dates.any(late) => Status::Violated,
        (Some(false), true) => Status::Violated,
        (Some(false), false) => Status::NotDue,
    }
}

fn each_verdict(here: &Here<'_>, rule: &Rule, each: &Each) -> Verdict {
    let table = each.table;
    let rows = &here.facts.tables[table.0];
    if !here.facts.present[table.0] {
        return Verdict { status: Status::Missing, rows: Some((0, 0, 0)), actual: None };
    }
    let is_due = due(here, rule);
    let date_is_due = each.due.map_or(is_due, |(_, date)| here.as_of >= date);
    let (mut checked, mut failed, mut missing, mut undone) = (0, 0, 0, 0);
    let (mut sure, mut maybe, mut left_out) = (0usize, 0usize, 0usize);
    for index in 0..rows.len() {
        let row = Here { row: Some((table, index)), among: each.filter.as_ref(), ..*here };
        let inside = each.filter.as_ref().map_or(Some(true), |f| row.holds(f, true));
        match inside {
            Some(true) => sure += 1,
            None => maybe += 1,
            Some(false) => continue,
        }
        checked += 1;
        if skipped(&row, each) {
            left_out += usize::from(inside == Some(true));
            continue;
        }
        let blank_date = each.due.is_some_and(|(column, _)| rows[index][column.0] == Cell::Blank);
        let holds = row.holds(&each.body, false);
        if blank_date && !date_is_due && holds.is_none() {
            undone += 1;
            continue;
        }
        match or([inside.map(|i| !i), holds]) {
            Some(true) => {}
            Some(false) => failed += 1,
            None => missing += 1,
        }
    }
    let size = Known::Number(Some(Q::from_integer(sure.into())), Some(Q::from_integer((sure + maybe).into())));
    let count =
        each.count.as_ref().map_or(Some(true), |n| compare(&size, Comparison::Equal, &Known::exact(q(n)), false));
    let all = if failed + undone > 0 { Some(false) } else { (missing == 0).then_some(true) };
    let truth = and([count, all]);
    // What holds only since no row is judged is no pass.
    let status = if rows.is_empty() && !rule.optional || sure == left_out && truth == Some(true) && !rule.optional {
        Status::Missing
    } else if rule.data_rule {
        of_data(truth)
    } else {
        match (truth, is_due) {
            (None, _) => Status::Missing,
            (truth, true) => of_data(truth),
            (Some(true), false) if rule.deadline == Deadline::Never => Status::Met,
            (Some(true), false) => Status::OnTrack,
            (Some(false), false) => Status::NotDue,
        }
    };
    Verdict { status, rows: Some((checked, failed, missing)), actual: None }
}

/// A condition on one 可空 column alone is not asked of a row where that is blank.
fn skipped(row: &Here<'_>, each: &Each) -> bool {
    let subject = match &each.body.kind {
        ConditionKind::Compare { left, .. } => left,
        ConditionKind::During { date, .. } => date,
        ConditionKind::Within { value, .. } => value,
        ConditionKind::Holds(value) => value,
        _ => return false,
    };
    row.value(subject) == Known::Empty
}

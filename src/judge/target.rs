//! A figure against its goal: what was found, what was asked, and whether it holds, nearly holds, or holds for good.

use super::answer::Answer;
use super::condition;
use super::course::is_negative;
use super::measure::{self, Found};
use super::scalar::{Context, Trace, World};
use super::walk::{self, Leaf, Needs};
use crate::language::ast::{ArithmeticOperator, Nature};
use crate::language::program::{
    Change, Comparison, Direction, Expr, ExprKind, Fold, Function, Goal, Target, Tolerance, ToleranceAmount, Type,
    Value,
};
use crate::value::{Number, Truth, Unit};

/// A goal with its values.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    /// One bound.
    Bound(Comparison, Answer),
    /// 左右: the target, and the ends that tolerance leaves.
    About {
        /// The target.
        value: Answer,
        /// The lowest value still 基本达标, if there is a lower end.
        low: Option<Number>,
        /// The highest.
        high: Option<Number>,
        /// Which side is better.
        direction: Direction,
    },
    /// Both ends bind.
    Between {
        /// Lower end, and how.
        low: (Comparison, Answer),
        /// Upper end, and how.
        high: (Comparison, Answer),
    },
    /// The lower end binds.
    Promised(Answer, Answer),
    /// Membership or 非空.
    Other(Truth),
}

/// A figure weighed against its goal.
#[derive(Clone, Debug)]
pub(crate) struct Weighed {
    /// What was found.
    pub(crate) found: Found,
    /// What was asked.
    pub(crate) asked: Asked,
    /// At or beyond the target.
    pub(crate) strict: Truth,
    /// Inside the tolerance.
    pub(crate) lenient: Truth,
    /// Known only if it cannot change any more within the plan's period.
    pub(crate) forever: Truth,
    /// What was touched.
    pub(crate) trace: Trace,
    why: Option<String>,
}

impl Weighed {
    /// Why it is undecided.
    pub(crate) fn reason(&self, world: &World<'_>) -> String {
        let empty = (!self.trace.empty.is_empty()).then(|| condition::empty_tables(world, &self.trace));
        self.why.clone().or(empty).unwrap_or_else(|| undecided(self.trace.undecided))
    }
}

/// `有 3 行无法判定`
pub(crate) fn undecided(rows: u64) -> String {
    if rows == 0 { "不能确定".to_owned() } else { format!("有 {rows} 行缺数据，无法判定") }
}

/// The groups of a measure with 按; `None` of one without.
pub(crate) fn groups(world: &World<'_>, target: &Target) -> Option<Vec<Value>> {
    let mut needs = Needs::default();
    walk::expr(&target.measure.level, &mut |leaf| needs.take(leaf));
    let grouped = |id: &&_| world.program.aggregate(**id).is_some_and(|a| a.group.is_some());
    let ids: Vec<_> = needs.aggregates.iter().filter(grouped).collect();
    if ids.is_empty() {
        return None;
    }
    let mut keys: Vec<Value> =
        ids.iter().filter_map(|id| world.folded.get(id)).flat_map(|f| f.groups.keys().cloned()).collect();
    keys.sort();
    keys.dedup();
    Some(keys)
}

/// Rows of a grouped measure whose group nobody knows.
pub(crate) fn unkeyed(world: &World<'_>, target: &Target) -> u64 {
    let needs = Needs::of_expr(&target.measure.level);
    needs.aggregates.iter().filter_map(|id| world.folded.get(id)).map(|f| f.unkeyed).sum()
}

/// Weighs a figure against its goal.
pub(crate) fn weigh(world: &World<'_>, target: &Target, context: Context<'_>) -> Weighed {
    let mut trace = Trace::default();
    let found = measure::find(world, &target.measure, context, &mut trace);
    let mut side = Trace::default();
    let (asked, why) = ask(world, target, &found, context, &mut side);
    trace.absorb(side);
    let why = why.or_else(|| found.reason().map(str::to_owned)).or_else(|| asked_reason(&asked));
    let (strict, lenient) = (judged(&found, &asked, false), judged(&found, &asked, true));
    let forever = if lasting(target) { settled(&found, &asked, strict) } else { Truth::Unknown };
    Weighed { found, asked, strict, lenient, forever, trace, why }
}

fn ask(
    world: &World<'_>,
    target: &Target,
    found: &Found,
    context: Context<'_>,
    trace: &mut Trace,
) -> (Asked, Option<String>) {
    let level = &target.measure.level;
    let mut value = |expr: &Expr| world.answer(expr, context, trace);
    let asked = match &target.goal {
        Goal::Bound { comparison, value: bound } => Asked::Bound(*comparison, value(bound)),
        Goal::About { value: goal, tolerance } => {
            let goal = value(goal);
            let direction = direction_of(target);
            let (low, high) = about_ends(&goal, tolerance, direction);
            Asked::About { value: goal, low, high, direction }
        }
        Goal::Between { low, low_open, high, high_open } => {
            let (above, below) = between_comparisons(*low_open, *high_open);
            Asked::Between { low: (above, value(low)), high: (below, value(high)) }
        }
        Goal::Promised { low, high } => Asked::Promised(value(low), value(high)),
        Goal::Within { set, negated } => {
            let answer = found.plain().cloned().unwrap_or(Answer::Missing(String::new()));
            Asked::Other(condition::within_set(world, &answer, set, *negated))
        }
        Goal::Null { negated } => {
            let (truth, why) = condition::submitted(world, level, *negated, context, trace);
            return (Asked::Other(truth), why);
        }
    };
    (asked, None)
}

fn asked_reason(asked: &Asked) -> Option<String> {
    let answers = match asked {
        Asked::Bound(_, a) | Asked::About { value: a, .. } => vec![a],
        Asked::Between { low: (_, a), high: (_, b) } | Asked::Promised(a, b) => vec![a, b],
        Asked::Other(_) => vec![],
    };
    answers.into_iter().find_map(|a| a.reason().map(str::to_owned))
}

/// Which side of a target is better; a decline is better the larger it is, though its level is better the lower.
fn direction_of(target: &Target) -> Direction {
    match (target.measure.change, target.direction) {
        (Some(Change::Decline), Direction::Down) => Direction::Up,
        (_, direction) => direction,
    }
}

/// The signs of an interval's ends.
pub(crate) fn between_comparisons(low_open: bool, high_open: bool) -> (Comparison, Comparison) {
    let above = if low_open { Comparison::Greater } else { Comparison::AtLeast };
    let below = if high_open { Comparison::Less } else { Comparison::AtMost };
    (above, below)
}

/// The ends that a tolerance leaves round a target.
pub(crate) fn about_ends(
    goal: &Answer,
    tolerance: &Tolerance,
    direction: Direction,
) -> (Option<Number>, Option<Number>) {
    let Some(target) = goal.known_number() else { return (None, None) };
    let width = match &tolerance.amount {
        ToleranceAmount::Absolute(width) => width.clone(),
        ToleranceAmount::Relative(share) => &target.abs() * share,
    };
    let (low, high) = (target - &width, target + &width);
    match direction {
        Direction::Up => (Some(low), None),
        Direction::Down => (None, Some(high)),
        Direction::Both => (Some(low), Some(high)),
    }
}

fn judged(found: &Found, asked: &Asked, lenient: bool) -> Truth {
    match asked {
        Asked::Bound(comparison, value) => found.compare(*comparison, value),
        Asked::Between { low, high } => found.compare(low.0, &low.1).and(found.compare(high.0, &high.1)),
        Asked::Promised(low, _) => found.compare(Comparison::AtLeast, low),
        Asked::Other(truth) => *truth,
        Asked::About { value, .. } if value.known().is_none() => Truth::Unknown,
        Asked::About { low, high, .. } if lenient => {
            let end = |comparison, end: &Option<Number>| match end {
                Some(end) => found.compare(comparison, &Answer::number(end.clone())),
                None => Truth::True,
            };
            end(Comparison::AtLeast, low).and(end(Comparison::AtMost, high))
        }
        Asked::About { value, direction, .. } => match direction {
            Direction::Up => found.compare(Comparison::AtLeast, value),
            Direction::Down => found.compare(Comparison::AtMost, value),
            Direction::Both => found.compare(Comparison::Equal, value),
        },
    }
}

/// Whether a figure only grows and its goal stands still, so that what is reached stays reached.
pub(crate) fn lasting(target: &Target) -> bool {
    is_flow(target) && goal_stands(target) && only_grows(&target.measure.level)
}

/// Whether an expression of year-to-date figures grows with each of them: a difference of two may fall again.
fn only_grows(level: &Expr) -> bool {
    let stands =
        |expr: &Expr| matches!(expr.kind, ExprKind::Constant(_) | ExprKind::Parameter { .. }) && !is_negative(expr);
    match &level.kind {
        ExprKind::Figure { .. } | ExprKind::Aggregate(_) | ExprKind::Constant(_) | ExprKind::Parameter { .. } => true,
        ExprKind::Arithmetic { left, operator: ArithmeticOperator::Add, right } => {
            only_grows(left) && only_grows(right)
        }
        ExprKind::Arithmetic { left, operator: ArithmeticOperator::Multiply, right } => {
            only_grows(left) && stands(right) || stands(left) && only_grows(right)
        }
        ExprKind::Arithmetic { left, right, .. } => only_grows(left) && stands(right),
        ExprKind::Call { function: Function::Round, arguments } => arguments.first().is_some_and(only_grows),
        _ => false,
    }
}

/// The expressions that a goal is made of.
pub(crate) fn goal_ends(goal: &Goal) -> Vec<&Expr> {
    match goal {
        Goal::Bound { value, .. } | Goal::About { value, .. } => vec![value],
        Goal::Between { low, high, .. } | Goal::Promised { low, high } => vec![low, high],
        Goal::Within { .. } | Goal::Null { .. } => Vec::new(),
    }
}

/// Whether a goal does not depend on other figures, which move with time themselves.
pub(crate) fn goal_stands(target: &Target) -> bool {
    let mut still = true;
    let mut goal = |expr: &Expr| {
        walk::expr(expr, &mut |leaf| {
            still &= !matches!(leaf, Leaf::Expr(ExprKind::Figure { .. } | ExprKind::Aggregate(_)));
        });
    };
    match &target.goal {
        Goal::Bound { value, .. } | Goal::About { value, .. } => goal(value),
        Goal::Between { low, high, .. } | Goal::Promised { low, high } => {
            goal(low);
            goal(high);
        }
        Goal::Within { .. } | Goal::Null { .. } => return false,
    }
    still
}

/// Whether the figure adds up over the year.
pub(crate) fn is_flow(target: &Target) -> bool {
    target.measure.nature == Some(Nature::Flow) && target.measure.change.is_none()
}

/// What cannot change any more of a figure that only grows.
fn settled(found: &Found, asked: &Asked, strict: Truth) -> Truth {
    let over = |comparison: Comparison, end: &Answer| found.compare(comparison, end) == Truth::False;
    let fails = |fails: bool| if fails { Truth::False } else { Truth::Unknown };
    let reached = if strict == Truth::True { Truth::True } else { Truth::Unknown };
    match asked {
        Asked::Bound(Comparison::Greater | Comparison::AtLeast, _)
        | Asked::Promised(..)
        | Asked::About { direction: Direction::Up, .. } => reached,
        Asked::Bound(c @ (Comparison::Less | Comparison::AtMost), end) => fails(over(*c, end)),
        Asked::Bound(Comparison::Equal, end) => fails(over(Comparison::AtMost, end)),
        Asked::Between { high, .. } => fails(over(high.0, &high.1)),
        Asked::About { high: Some(high), .. } => fails(over(Comparison::AtMost, &Answer::number(high.clone()))),
        _ => Truth::Unknown,
    }
}

/// Whether the goal has an upper end that a growing figure may yet pass.
pub(crate) fn capped(asked: &Asked) -> bool {
    match asked {
        Asked::Bound(comparison, _) => {
            matches!(comparison, Comparison::Less | Comparison::AtMost | Comparison::Equal)
        }
        Asked::Between { .. } => true,
        Asked::About { direction, .. } => *direction != Direction::Up,
        Asked::Promised(..) | Asked::Other(_) => false,
    }
}

/// The bound that is scheduled: which way, and to what.
pub(crate) fn bound(asked: &Asked) -> Option<(Comparison, &Answer)> {
    match asked {
        Asked::Bound(Comparison::Greater | Comparison::AtLeast, value) | Asked::Promised(value, _) => {
            Some((Comparison::AtLeast, value))
        }
        Asked::Bound(Comparison::Less | Comparison::AtMost, value) => Some((Comparison::AtMost, value)),
        Asked::Between { low: (_, value), .. } => Some((Comparison::AtLeast, value)),
        Asked::About { value, direction: Direction::Down, .. } => Some((Comparison::AtMost, value)),
        Asked::About { value, .. } => Some((Comparison::AtLeast, value)),
        Asked::Bound(Comparison::Equal | Comparison::NotEqual, _) | Asked::Other(_) => None,
    }
}

/// The unit that the goal is written in, if it is a number.
pub(crate) fn goal_unit(goal: &Goal) -> Option<&Unit> {
    let expr = match goal {
        Goal::Bound { value, .. } | Goal::About { value, .. } => value,
        Goal::Between { high, .. } | Goal::Promised { high, .. } => high,
        Goal::Within { .. } | Goal::Null { .. } => return None,
    };
    match &expr.ty {
        Type::Number(unit) => Some(unit),
        _ => None,
    }
}

/// Whether the figure counts things, so that the next one above a number is a whole one.
pub(crate) fn counts_things(world: &World<'_>, target: &Target, trace: &Trace) -> bool {
    if target.measure.change.is_some_and(|c| c != Change::NetIncrease) {
        return false;
    }
    let level = &target.measure.level;
    let counted = match &level.kind {
        ExprKind::Aggregate(id) => {
            world.program.aggregate(*id).is_some_and(|a| matches!(a.function, Fold::Count | Fold::CountDistinct))
        }
        _ => false,
    };
    let of_count = |unit: &Unit| unit.dimension.is_count();
    let typed = matches!(&level.ty, Type::Number(unit) if of_count(unit));
    // A rule that only says `> 160` counts things: a bare figure against it is read as that many.
    let bare = target.measure.change.is_none()
        && matches!((&level.kind, &level.ty), (ExprKind::Figure { .. }, Type::Number(unit)) if unit.is_bare());
    counted
        || bare
        || typed
        || goal_unit(&target.goal).is_some_and(of_count)
        || trace.unit.as_ref().is_some_and(of_count)
}

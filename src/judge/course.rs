//! Whither a figure may still go: a year-to-date figure whose data end before the deadline goes on growing, and what holds today
//! need not hold then.

use super::figures::Key;
use super::scalar::{Trace, World};
use super::target::{Asked, goal_ends};
use crate::language::ast::{ArithmeticOperator, FigureAspect, Nature};
use crate::language::program::{
    AggregateId, Aspect, Change, Comparison, Direction, Expr, ExprKind, Fold, Function, Program, Target, Value,
};
use crate::value::{Date, Period, Truth};

/// Which way an expression may still go, and up to when its data reach.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Course {
    rises: bool,
    falls: bool,
    /// The earliest end of a figure that still grows.
    pub(crate) upto: Option<Period>,
}

impl Course {
    fn rising(upto: Period) -> Self {
        Self { rises: true, falls: false, upto: Some(upto) }
    }

    fn is_open(self) -> bool {
        self.rises || self.falls
    }

    fn turned(self) -> Self {
        Self { rises: self.falls, falls: self.rises, ..self }
    }

    fn either_way(self) -> Self {
        Self { rises: self.is_open(), falls: self.is_open(), ..self }
    }

    fn with(self, other: Self) -> Self {
        let upto = self.upto.into_iter().chain(other.upto).min_by_key(|period| period.last);
        Self { rises: self.rises || other.rises, falls: self.falls || other.falls, upto }
    }
}

/// Whither the distance of a figure from its goal may still go up to a day. Where both sides grow, like is compared with like.
pub(crate) fn of_target(world: &World<'_>, target: &Target, deadline: Date) -> Course {
    // Growth is compared with the same months of last year; 净增 of a year-to-date figure with the whole of it.
    if target.measure.change.is_some_and(|change| change != Change::NetIncrease) {
        return Course::default();
    }
    let look = Look { world, deadline };
    let level = look.course(&target.measure.level);
    let goal = goal_ends(&target.goal).into_iter().map(|end| look.course(end)).fold(Course::default(), Course::with);
    if level.is_open() && goal.is_open() { Course::default() } else { level.with(goal.turned()) }
}

/// Whether what is so today may be otherwise in the end.
pub(crate) fn may_turn(truth: Truth, asked: &Asked, course: Course) -> bool {
    let Course { rises, falls, .. } = course;
    match (asked, truth) {
        (_, Truth::Unknown) | (Asked::Other(_), _) => false,
        (Asked::Bound(Comparison::Greater | Comparison::AtLeast, _) | Asked::Promised(..), truth) => {
            if truth == Truth::True { falls } else { rises }
        }
        (Asked::Bound(Comparison::Less | Comparison::AtMost, _), truth) => {
            if truth == Truth::True {
                rises
            } else {
                falls
            }
        }
        (Asked::About { direction: Direction::Up, .. }, Truth::True) => falls,
        (Asked::About { direction: Direction::Down, .. }, Truth::True) => rises,
        (Asked::Bound(..) | Asked::Between { .. } | Asked::About { .. }, _) => rises || falls,
    }
}

/// Why a mean proves nothing: it is one of a part of the plan's time alone.
pub(crate) fn part_of_mean(program: &Program, target: &Target, trace: &Trace) -> Option<String> {
    let of_mean = target.measure.nature == Some(Nature::Mean) && target.measure.change.is_none();
    let (plan, period) = (program.plan.period.filter(|_| of_mean)?, trace.period()?);
    let year = Period::year(period.last.year())?;
    let whole = Period { first: plan.first.max(year.first), last: period.last };
    (period.first > whole.first)
        .then(|| format!("均值只是 {period} 一期的，不是 {whole} 的；若就是，请把时期写成 {whole}"))
}

/// Why what holds today proves nothing.
pub(crate) fn unproven(upto: Period, deadline: Date) -> String {
    format!("累计数只到 {upto}，不能证明到期限 {deadline} 仍然成立")
}

/// Whether an expression is a number below 0.
pub(crate) fn is_negative(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(Value::Number(number)) => number.is_negative(),
        ExprKind::Negate(inner) => matches!(&inner.kind, ExprKind::Constant(_)) && !is_negative(inner),
        _ => false,
    }
}

struct Look<'w, 'a> {
    world: &'w World<'a>,
    deadline: Date,
}

impl Look<'_, '_> {
    fn course(&self, expr: &Expr) -> Course {
        match &expr.kind {
            ExprKind::Figure { indicator, scope, aspect: Aspect::Level } => {
                self.figure(Key { indicator: *indicator, scope: scope.as_deref() })
            }
            ExprKind::Aggregate(id) => self.aggregate(*id),
            ExprKind::Negate(inner) => self.course(inner).turned(),
            ExprKind::Arithmetic { left, operator, right } => self.joined(left, *operator, right),
            ExprKind::Call { function, arguments } => self.call(*function, arguments),
            _ => Course::default(),
        }
    }

    fn short(&self, period: Option<Period>) -> Course {
        period.filter(|period| period.last < self.deadline).map_or(Course::default(), Course::rising)
    }

    fn figure(&self, key: Key<'_>) -> Course {
        let indicator = self.world.program.indicator(key.indicator);
        let grows = indicator.is_some_and(|indicator| indicator.nature == Some(Nature::Flow));
        let point = self.world.figures.newest(key, &[FigureAspect::Level], true);
        self.short(point.map(|point| point.period).filter(|_| grows))
    }

    /// A count or sum over a 累计 table, whose newest file says how far it reaches.
    fn aggregate(&self, id: AggregateId) -> Course {
        let program = self.world.program;
        let grows = program.aggregate(id).is_some_and(|aggregate| {
            let adds = matches!(aggregate.function, Fold::Count | Fold::CountDistinct | Fold::Sum);
            adds && program.tables.get(aggregate.table.0).is_some_and(|table| table.nature == Some(Nature::Flow))
        });
        self.short(self.world.folded.get(&id).and_then(|folded| folded.period).filter(|_| grows))
    }

    fn joined(&self, left: &Expr, operator: ArithmeticOperator, right: &Expr) -> Course {
        let scales = matches!(operator, ArithmeticOperator::Multiply | ArithmeticOperator::Divide);
        let turns = scales && (is_negative(left) != is_negative(right));
        let (left, right) = (self.course(left), self.course(right));
        let course = Self::of(left, operator, right);
        if turns { course.turned() } else { course }
    }

    fn of(left: Course, operator: ArithmeticOperator, right: Course) -> Course {
        match operator {
            ArithmeticOperator::Add => left.with(right),
            ArithmeticOperator::Subtract => left.with(right.turned()),
            ArithmeticOperator::Multiply if left.is_open() && right.is_open() => left.with(right).either_way(),
            ArithmeticOperator::Multiply => left.with(right),
            // A share of two that grow alike may go on as it is.
            ArithmeticOperator::Divide if left.is_open() && right.is_open() => Course::default(),
            ArithmeticOperator::Divide => left.with(right.turned()),
        }
    }

    fn call(&self, function: Function, arguments: &[Expr]) -> Course {
        let all = arguments.iter().map(|argument| self.course(argument)).fold(Course::default(), Course::with);
        if function == Function::Absolute { all.either_way() } else { all }
    }
}

//! Figures against goals: what is measured, what it must satisfy, and how far from it is still near.

use super::attribute::Attributes;
use super::compare::{Asked, written_period};
use super::expression::Context;
use super::literal::fold;
use super::names::Symbol;
use super::{Checker, Problem};
use crate::language::ast::{self, ArithmeticOperator, ChangeKind, ConditionKind as Written, Nature, RangeKind};
use crate::language::program::{
    Aspect, Change, Comparison, Condition, ConditionKind, Direction, Expr, ExprKind, Fold, Goal, Measure, Target, Type,
    Value,
};
use crate::source::Span;
use crate::value::{Flavor, Number, Unit};

/// A measure as written: subject, change, base year.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'e> {
    pub(super) expr: &'e ast::Expr,
    pub(super) change: Option<&'e ast::Node<ast::Change>>,
    pub(super) since: Option<&'e ast::Node<String>>,
}

impl Checker<'_> {
    /// A condition over figures and milestones.
    pub(super) fn figure_condition(
        &mut self,
        context: &Context,
        condition: &ast::Condition,
        attributes: &Attributes<'_>,
    ) -> Option<Condition> {
        match &condition.kind {
            Written::Measure { .. } | Written::Chain { .. } => self.leaves(context, condition, attributes),
            Written::Milestones { names, state, .. } => {
                let ids: Vec<_> = names.iter().map(|n| self.milestone(n)).collect();
                let kinds =
                    ids.into_iter().map(|id| Some(ConditionKind::Milestone { milestone: id?, state: state.kind }));
                let mut all: Vec<Condition> =
                    kinds.map(|k| k.map(|kind| Condition { kind, span: condition.span })).collect::<Option<_>>()?;
                if all.len() == 1 {
                    all.pop()
                } else {
                    Some(Condition { kind: ConditionKind::And(all), span: condition.span })
                }
            }
            Written::Each { .. } => self.nested("`每个`", condition.span),
            Written::Holds(_) => self.nested("没有范围的值", condition.span),
            Written::And(parts) | Written::Or(parts) => {
                let parts: Vec<Option<Condition>> =
                    parts.iter().map(|p| self.figure_condition(context, p, attributes)).collect();
                let parts: Vec<Condition> = parts.into_iter().collect::<Option<_>>()?;
                let kind = if matches!(condition.kind, Written::And(_)) {
                    ConditionKind::And(parts)
                } else {
                    ConditionKind::Or(parts)
                };
                Some(Condition { kind, span: condition.span })
            }
            Written::Not(part) => {
                let part = self.figure_condition(context, part, attributes)?;
                Some(Condition { kind: ConditionKind::Not(part.into()), span: condition.span })
            }
            Written::If { premise, then } => {
                let (premise, then) = (
                    self.figure_condition(context, premise, attributes),
                    self.figure_condition(context, then, attributes),
                );
                Some(Condition {
                    kind: ConditionKind::If { premise: premise?.into(), then: then?.into() },
                    span: condition.span,
                })
            }
        }
    }

    /// `X [增长] RANGE`
    pub(super) fn target(
        &mut self,
        context: &Context,
        subject: Subject<'_>,
        range: &ast::Range,
        attributes: &Attributes<'_>,
    ) -> Option<Target> {
        self.fused_subject(subject, range)?;
        let level = self.expression(&context.subject(), subject.expr)?;
        let measure = self.measure(level, subject, attributes)?;
        let direction = attributes.direction.unwrap_or_else(|| self.direction_of(&measure.level));
        self.growth_in_percent(subject, &measure, range)?;
        self.growth_in_points(subject, &measure, range)?;
        let goal = self.goal(context, subject, &measure, range, attributes)?;
        Some(Target { measure, goal, direction, subject_span: subject.expr.span, goal_span: range.span })
    }

    /// What is measured, with the base of its change.
    fn measure(&mut self, level: Expr, subject: Subject<'_>, attributes: &Attributes<'_>) -> Option<Measure> {
        let change = match subject.change.map(|c| c.kind.kind) {
            None => None,
            Some(ChangeKind::Growth) => Some(Change::Growth),
            Some(ChangeKind::Decline) => Some(Change::Decline),
            Some(ChangeKind::NetIncrease) => Some(Change::NetIncrease),
            Some(ChangeKind::AnnualGrowth) => Some(Change::AnnualGrowth { since: self.base_year(subject)? }),
        };
        if change.is_some() && !matches!(level.ty, Type::Number(_)) {
            let what = subject.change.map_or(String::new(), |c| c.kind.word.clone());
            self.report(Problem::Misapplied { what, to: super::literal::type_word(&level.ty) }, level.span);
            return None;
        }
        let indicator = indicator_of(&level).and_then(|id| self.program.indicator(id));
        let unscoped = matches!(level.kind, ExprKind::Figure { scope: None, aspect: Aspect::Level, .. });
        let inherited = indicator.filter(|_| unscoped).and_then(|i| i.last_year.clone());
        let comparable = indicator.is_some_and(|i| i.comparable_prices);
        let nature = self.nature(&level);
        let defined = self.defined_base(subject.expr, &level.ty);
        let own = attributes.last_year.and_then(|value| self.base_number(value, &level.ty));
        let reported_only = attributes.comparable_prices.unwrap_or(comparable);
        Some(Measure { level, change, last_year: own.or(defined).or(inherited), nature, reported_only })
    }

    fn base_year(&mut self, subject: Subject<'_>) -> Option<i16> {
        let Some(since) = subject.since else {
            self.report(Problem::NoBaseYear, subject.change.map_or(subject.expr.span, |c| c.span));
            return None;
        };
        Some(self.period(&since.kind, since.span)?.last.year())
    }

    /// 上年 of a definition.
    fn defined_base(&mut self, subject: &ast::Expr, ty: &Type) -> Option<Number> {
        let ast::ExprKind::Name(name) = &subject.kind else { return None };
        let Some(Symbol::Definition(at)) = self.names.get(name) else { return None };
        let value = self.definitions.get(at)?.last_year?;
        self.base_number(value, ty)
    }

    /// 上年 as a number of base units.
    pub(super) fn base_number(&mut self, value: &ast::Expr, ty: &Type) -> Option<Number> {
        // What nothing gives a unit takes the one written here.
        let unknown = matches!(ty, Type::Number(unit) if unit.is_bare());
        match self.constant(value, Some(ty).filter(|_| !unknown))? {
            (Value::Number(number), _) => Some(number),
            _ => None,
        }
    }

    fn direction_of(&self, level: &Expr) -> Direction {
        indicator_of(level).and_then(|id| self.program.indicator(id)).map_or(Direction::Up, |i| i.direction)
    }

    /// How a level adds up over periods.
    fn nature(&self, level: &Expr) -> Option<Nature> {
        use ArithmeticOperator::{Add, Divide, Multiply, Subtract};
        match &level.kind {
            ExprKind::Figure { indicator, aspect: Aspect::Level, .. } => self.program.indicator(*indicator)?.nature,
            ExprKind::Aggregate(id) => {
                let aggregate = self.program.aggregate(*id)?;
                let adds = matches!(aggregate.function, Fold::Count | Fold::CountDistinct | Fold::Sum);
                self.program.table(aggregate.table)?.nature.filter(|_| adds)
            }
            ExprKind::Negate(inner) => self.nature(inner),
            ExprKind::Arithmetic { left, operator: Add | Subtract, right } => {
                let (a, b) = (self.nature(left)?, self.nature(right)?);
                (a == b).then_some(a)
            }
            ExprKind::Arithmetic { left, operator: Multiply | Divide, right } => match (fold(left), fold(right)) {
                (_, Some(_)) => self.nature(left),
                (Some(_), _) => self.nature(right),
                _ => None,
            },
            _ => None,
        }
    }

    /// What values of the range must be measured in.
    fn goal_type(measure: &Measure) -> Type {
        match (measure.change, &measure.level.ty) {
            (None, ty) => ty.clone(),
            (Some(Change::NetIncrease), Type::Number(unit)) if unit.flavor == Flavor::Ratio => {
                Type::Number(Unit::points())
            }
            (Some(Change::NetIncrease), ty) => ty.clone(),
            (Some(_), _) => Type::Number(Unit::percent()),
        }
    }

    /// A stand-in for the measure on the left of a comparison.
    fn left(subject: Subject<'_>, measure: &Measure) -> Expr {
        let span = subject.change.map_or(subject.expr.span, |c| subject.expr.span.to(c.span));
        // A rate shows nothing of what its level is measured in.
        let kind = match measure.change {
            None | Some(Change::NetIncrease) => measure.level.kind.clone(),
            Some(_) => ExprKind::Unknown(String::new()),
        };
        Expr { kind, ty: Self::goal_type(measure), span }
    }

    /// A value of the range, of one type with the measure.
    fn goal_value(
        &mut self,
        context: &Context,
        left: &Expr,
        value: &ast::Expr,
        comparison: Comparison,
    ) -> Option<Expr> {
        let resolved = match written_period(value) {
            Some(text) => {
                let period = self.period(text, value.span)?;
                self.day(&period, comparison, value)
            }
            None => self.against(context, value, left)?,
        };
        let (_, resolved) = self.paired(left.clone(), resolved)?;
        Some(resolved)
    }

    fn goal(
        &mut self,
        context: &Context,
        subject: Subject<'_>,
        measure: &Measure,
        range: &ast::Range,
        attributes: &Attributes<'_>,
    ) -> Option<Goal> {
        let direction = attributes.direction.unwrap_or_else(|| self.direction_of(&measure.level));
        let left = Self::left(subject, measure);
        match &range.kind {
            RangeKind::Bound { operator, value, side } => {
                let turned =
                    if Self::turns(operator.as_ref().map(|o| o.kind.kind)) { direction } else { Direction::Up };
                let turned = if matches!(measure.change, Some(Change::Decline)) { Direction::Up } else { turned };
                match self.asked(operator.as_ref(), side.as_ref(), turned, value)? {
                    Asked::Is(comparison) => {
                        let value = self.goal_value(context, &left, value, comparison)?;
                        self.orderable(&left, comparison, range.span)?;
                        Some(Goal::Bound { comparison, value })
                    }
                    Asked::About => self.about(context, &left, value, attributes),
                    Asked::During => {
                        self.report(Problem::Misapplied { what: self.written(value.span), to: "指标" }, value.span);
                        None
                    }
                }
            }
            RangeKind::Between { low, high } => {
                self.ends_alike(low, high)?;
                let low = self.goal_value(context, &left, low, Comparison::AtLeast)?;
                let high = self.goal_value(context, &left, high, Comparison::AtMost)?;
                self.ordered(&low, &high)?;
                Some(Goal::Between { low, low_open: false, high, high_open: false })
            }
            RangeKind::Promised { low, high } => {
                let (low, high) = self.promised(low, high)?;
                let (_, low) = self.paired(left.clone(), low)?;
                let (_, high) = self.paired(left, high)?;
                let decline = matches!(measure.change, Some(Change::Decline));
                Some(match direction {
                    Direction::Down if !decline => Goal::Bound { comparison: Comparison::AtMost, value: high },
                    Direction::Both => Goal::Between { low, low_open: false, high, high_open: false },
                    Direction::Up | Direction::Down => Goal::Promised { low, high },
                })
            }
            RangeKind::Top(rank) => self.top_goal(left, rank),
            RangeKind::LastYear(operator) => self.last_year_goal(subject, &left, operator, direction, range.span),
            RangeKind::Within { negated, set } => {
                Some(Goal::Within { set: self.set(context, set, &left)?, negated: *negated })
            }
            RangeKind::NotNull => Some(Goal::Null { negated: true }),
            RangeKind::Null => Some(Goal::Null { negated: false }),
            RangeKind::Matches(_) | RangeKind::Format(_) | RangeKind::Unique => {
                self.report(
                    Problem::Misapplied { what: self.written(range.span), to: "指标；它只用于表里的列" },
                    range.span,
                );
                None
            }
        }
    }

    /// `前 3名`
    fn top_goal(&mut self, left: Expr, rank: &ast::Node<ast::Literal>) -> Option<Goal> {
        let rank = self.quantity(&rank.kind, rank.span, None)?;
        let (left, value) = self.paired(left, rank)?;
        if let ExprKind::Figure { indicator, aspect: Aspect::Level, .. } = &left.kind
            && let Some(indicator) = self.program.indicators.get_mut(indicator.0)
        {
            indicator.ranked = true;
        }
        Some(Goal::Bound { comparison: Comparison::AtMost, value })
    }

    fn orderable(&mut self, left: &Expr, comparison: Comparison, span: Span) -> Option<()> {
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if ordered && matches!(left.ty, Type::Text | Type::Truth) {
            let of = super::literal::type_word(&left.ty);
            self.report(Problem::NoOrder { operator: comparison.sign().to_owned(), of, other: span }, left.span);
            return None;
        }
        Some(())
    }

    /// `多于 上年`
    fn last_year_goal(
        &mut self,
        subject: Subject<'_>,
        left: &Expr,
        operator: &ast::Node<ast::Operator>,
        direction: Direction,
        span: Span,
    ) -> Option<Goal> {
        let Some(Asked::Is(comparison)) = super::compare::asked(Some(operator.kind.kind), None, direction) else {
            self.report(Problem::Misapplied { what: operator.kind.word.clone(), to: "`上年`" }, span);
            return None;
        };
        let value = match &left.kind {
            ExprKind::Figure { indicator, scope, aspect: Aspect::Level } if subject.change.is_none() => {
                self.figure(*indicator, scope.clone(), Aspect::LastYear, span)
            }
            _ if subject.change.is_some() => {
                let written = self.written(subject.expr.span);
                let reason = format!("`{written}` 的增减没有上年可比；请把上年的增减写成数值");
                Expr { kind: ExprKind::Unknown(reason), ty: left.ty.clone(), span }
            }
            _ => self.earlier(left.clone(), subject.expr, Aspect::LastYear, span),
        };
        Some(Goal::Bound { comparison, value })
    }

    /// `7.5%左右`
    fn about(
        &mut self,
        context: &Context,
        left: &Expr,
        value: &ast::Expr,
        attributes: &Attributes<'_>,
    ) -> Option<Goal> {
        let Type::Number(unit) = left.ty.clone() else {
            self.report(
                Problem::Misapplied { what: "左右".to_owned(), to: super::literal::type_word(&left.ty) },
                value.span,
            );
            return None;
        };
        let value = self.goal_value(context, left, value, Comparison::AtLeast)?;
        let tolerance = self.tolerance(&unit, attributes)?;
        Some(Goal::About { value, tolerance })
    }

    /// `A ≤ X ≤ B` over figures.
    pub(super) fn chain_target(
        &mut self,
        context: &Context,
        condition: &ast::Condition,
        attributes: &Attributes<'_>,
    ) -> Option<Target> {
        let Written::Chain { low, subject, high, .. } = &condition.kind else { return None };
        let (first, second) = self.chain_operators(condition)?;
        let upward = matches!(first, Comparison::Less | Comparison::AtMost);
        let open = |c: Comparison| matches!(c, Comparison::Less | Comparison::Greater);
        let (low, low_open, high, high_open) =
            if upward { (low, open(first), high, open(second)) } else { (high, open(second), low, open(first)) };
        let subject = Subject { expr: subject, change: None, since: None };
        let level = self.expression(&context.subject(), subject.expr)?;
        let measure = self.measure(level, subject, attributes)?;
        let left = Self::left(subject, &measure);
        let low = self.goal_value(context, &left, low, Comparison::AtLeast)?;
        let high = self.goal_value(context, &left, high, Comparison::AtMost)?;
        if low.span.start <= high.span.start {
            self.ordered(&low, &high)?;
        }
        let goal = Goal::Between { low, low_open, high, high_open };
        Some(Target {
            measure,
            goal,
            direction: Direction::Up,
            subject_span: subject.expr.span,
            goal_span: condition.span,
        })
    }
}

/// The indicator that a level is, if it is one alone.
pub(super) fn indicator_of(level: &Expr) -> Option<crate::language::program::IndicatorId> {
    match &level.kind {
        ExprKind::Figure { indicator, .. } => Some(*indicator),
        _ => None,
    }
}

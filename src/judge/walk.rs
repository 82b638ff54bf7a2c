//! What conditions and expressions are made of: the columns, aggregates and sets they name.

use crate::language::program::{AggregateId, ColumnId, Condition, ConditionKind, Expr, ExprKind, Goal, Set, Target};

/// A leaf of an expression or condition.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leaf<'e> {
    /// An expression without parts.
    Expr(&'e ExprKind),
    /// A column looked into by 属于.
    Set(usize),
    /// A column whose values must differ.
    Unique(ColumnId),
}

/// Visits every leaf of a condition, in the order written.
pub(crate) fn condition<'e>(condition_: &'e Condition, visit: &mut dyn FnMut(Leaf<'e>)) {
    match &condition_.kind {
        ConditionKind::Compare { left, right, .. } => {
            expr(left, visit);
            expr(right, visit);
        }
        ConditionKind::During { date: value, .. }
        | ConditionKind::Matches { text: value, .. }
        | ConditionKind::Format { text: value, .. }
        | ConditionKind::Null { value, .. }
        | ConditionKind::Holds(value) => expr(value, visit),
        ConditionKind::Within { value, set, .. } => {
            expr(value, visit);
            looked_into(set, visit);
        }
        ConditionKind::Unique { column } => visit(Leaf::Unique(*column)),
        ConditionKind::Milestone { .. } => {}
        ConditionKind::Target(inner) => target(inner, visit),
        ConditionKind::And(parts) | ConditionKind::Or(parts) => parts.iter().for_each(|part| condition(part, visit)),
        ConditionKind::Not(inner) => condition(inner, visit),
        ConditionKind::If { premise, then } => {
            condition(premise, visit);
            condition(then, visit);
        }
    }
}

/// Visits every leaf of a figure and its goal.
pub(crate) fn target<'e>(target: &'e Target, visit: &mut dyn FnMut(Leaf<'e>)) {
    expr(&target.measure.level, visit);
    match &target.goal {
        Goal::Bound { value, .. } | Goal::About { value, .. } => expr(value, visit),
        Goal::Between { low, high, .. } | Goal::Promised { low, high } => {
            expr(low, visit);
            expr(high, visit);
        }
        Goal::Within { set, .. } => looked_into(set, visit),
        Goal::Null { .. } => {}
    }
}

fn looked_into<'e>(set: &'e Set, visit: &mut dyn FnMut(Leaf<'e>)) {
    if let Set::Column(index) = set {
        visit(Leaf::Set(*index));
    }
}

/// Visits every leaf of an expression.
pub(crate) fn expr<'e>(expression: &'e Expr, visit: &mut dyn FnMut(Leaf<'e>)) {
    match &expression.kind {
        ExprKind::Negate(inner) => expr(inner, visit),
        ExprKind::Arithmetic { left, right, .. } => {
            expr(left, visit);
            expr(right, visit);
        }
        ExprKind::Call { arguments, .. } => arguments.iter().for_each(|argument| expr(argument, visit)),
        leaf => visit(Leaf::Expr(leaf)),
    }
}

/// What something must wait for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// Aggregates.
    pub(crate) aggregates: Vec<AggregateId>,
    /// Columns looked into.
    pub(crate) sets: Vec<usize>,
    /// Columns of the row at hand.
    pub(crate) columns: Vec<ColumnId>,
}

impl Needs {
    /// Takes one leaf in.
    pub(crate) fn take(&mut self, leaf: Leaf<'_>) {
        match leaf {
            Leaf::Expr(ExprKind::Aggregate(id)) => push(&mut self.aggregates, *id),
            Leaf::Expr(ExprKind::Column(id)) => push(&mut self.columns, *id),
            Leaf::Unique(id) => push(&mut self.columns, id),
            Leaf::Set(index) => push(&mut self.sets, index),
            Leaf::Expr(_) => {}
        }
    }

    /// Of a condition.
    pub(crate) fn of_condition(c: &Condition) -> Self {
        let mut needs = Self::default();
        condition(c, &mut |leaf| needs.take(leaf));
        needs
    }

    /// Of an expression.
    pub(crate) fn of_expr(e: &Expr) -> Self {
        let mut needs = Self::default();
        expr(e, &mut |leaf| needs.take(leaf));
        needs
    }
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

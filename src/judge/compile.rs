//! From conditions over rows to trees over column slots; whatever does not depend on the row is evaluated here, once.

use super::answer::Answer;
use super::condition::{self, Mode, Scene};
use super::known::{KnownSet, Prints};
use super::row::{Mark, Node, Role, Slot, Term, Test};
use super::scalar::{Context, Trace, World, unit_of};
use super::walk::Needs;
use crate::data::Batch;
use crate::language::program::{ColumnId, Condition, ConditionKind, Expr, ExprKind, Set, TableId};
use std::rc::Rc;

/// The columns that one pass over a table asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    columns: Vec<ColumnId>,
}

impl Slots {
    /// The slot of a column, asked for from now on.
    pub(crate) fn index(&mut self, column: ColumnId) -> usize {
        let known = self.columns.iter().position(|c| *c == column);
        known.unwrap_or_else(|| {
            self.columns.push(column);
            self.columns.len() - 1
        })
    }

    /// The columns, by slot.
    pub(crate) fn columns(&self) -> &[ColumnId] {
        &self.columns
    }
}

/// Compiles the conditions of one pass.
#[derive(Debug)]
pub(crate) struct Compiler<'c, 'a> {
    /// What scalars are evaluated against.
    pub(crate) world: &'c World<'a>,
    /// The table passed over.
    pub(crate) table: TableId,
    /// The columns asked for.
    pub(crate) slots: &'c mut Slots,
    /// 可无 of the rule at hand.
    pub(crate) optional: bool,
}

impl Compiler<'_, '_> {
    /// The slot of a column.
    pub(crate) fn slot(&mut self, column: ColumnId) -> Slot {
        let nullable = self.world.program.column(self.table, column).is_some_and(|c| c.nullable);
        Slot { index: self.slots.index(column), nullable }
    }

    /// An expression over a row.
    pub(crate) fn term(&mut self, expr: &Expr) -> Term {
        if Needs::of_expr(expr).columns.is_empty() {
            return Term::Fixed(self.world.answer(expr, Context::now(true), &mut Trace::default()));
        }
        match &expr.kind {
            ExprKind::Column(column) => Term::Slot(self.slot(*column)),
            ExprKind::Negate(inner) => Term::Negate(Box::new(self.term(inner))),
            ExprKind::Arithmetic { left, operator, right } => {
                Term::Arithmetic(Box::new(self.term(left)), *operator, Box::new(self.term(right)))
            }
            ExprKind::Call { function, arguments } => {
                let terms = arguments.iter().map(|a| self.term(a)).collect();
                Term::Call(*function, terms, unit_of(arguments), self.world.as_of)
            }
            _ => Term::Fixed(Answer::Missing(String::new())),
        }
    }

    /// A condition over a row.
    pub(crate) fn node(&mut self, condition: &Condition, role: Role) -> Node {
        let needs = Needs::of_condition(condition);
        if needs.columns.is_empty() && needs.sets.is_empty() {
            return Node::Fixed(self.fixed(condition));
        }
        let blank = blank_mark(role, &needs);
        match &condition.kind {
            ConditionKind::Compare { left, operator, right } => {
                Node::Compare { left: self.term(left), comparison: *operator, right: self.term(right), blank }
            }
            ConditionKind::During { date, period } => self.test(date, Test::During(*period), blank),
            ConditionKind::Within { value, set, negated } => self.within(value, set, *negated, blank),
            ConditionKind::Matches { text, pattern } => self.test(text, Test::Matches(pattern.regex.clone()), blank),
            ConditionKind::Format { text, format } => self.test(text, Test::Format(*format), blank),
            ConditionKind::Null { value, negated } => self.null(value, *negated),
            ConditionKind::Unique { column } => {
                Node::Unique { slot: self.slot(*column), seen: Prints::default(), perhaps: Prints::default() }
            }
            ConditionKind::Holds(value) => self.test(value, Test::Holds, blank),
            ConditionKind::Milestone { .. } | ConditionKind::Target(_) => Node::Fixed(Mark::Unknown),
            ConditionKind::And(parts) => Node::And(parts.iter().map(|p| self.node(p, role)).collect()),
            ConditionKind::Or(parts) => Node::Or(parts.iter().map(|p| self.node(p, role)).collect()),
            ConditionKind::Not(inner) => Node::Not(Box::new(self.node(inner, role))),
            ConditionKind::If { premise, then } => {
                Node::If(Box::new(self.node(premise, role)), Box::new(self.node(then, role)))
            }
        }
    }

    fn fixed(&self, condition: &Condition) -> Mark {
        let scene = Scene { due: true, deadline: None, optional: self.optional };
        condition::truth(self.world, condition, Mode::Lenient, scene, &mut condition::Findings::default()).into()
    }

    fn test(&mut self, value: &Expr, test: Test, blank: Mark) -> Node {
        Node::Test { value: self.term(value), test, blank }
    }

    fn within(&mut self, value: &Expr, set: &Set, negated: bool, blank: Mark) -> Node {
        let set = self.set(set);
        let optional = self.optional;
        self.test(value, Test::Within { set, negated, optional }, blank)
    }

    fn set(&self, set: &Set) -> Rc<KnownSet> {
        match set {
            Set::Listed(values) => Rc::new(KnownSet::listed(values)),
            Set::Column(index) => self.world.sets.get(index).cloned().unwrap_or_default(),
        }
    }

    fn null(&mut self, value: &Expr, negated: bool) -> Node {
        match &value.kind {
            ExprKind::Column(column) => Node::Null { slot: self.slot(*column), negated },
            _ => Node::Fixed(Mark::Unknown),
        }
    }
}

/// A blank leaves a row out of any filter, and skips a row's condition on that column alone.
fn blank_mark(role: Role, needs: &Needs) -> Mark {
    if role == Role::Filter || needs.columns.len() == 1 { Mark::Blank } else { Mark::Unknown }
}

/// What a filter says of every row of a batch.
pub(crate) fn filter_marks(filter: Option<&mut Node>, batch: &Batch) -> Vec<Mark> {
    filter.map_or_else(|| vec![Mark::True; batch.rows.len()], |node| node.marks(batch, Role::Filter, None))
}

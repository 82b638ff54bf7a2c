//! From conditions over rows to trees over column slots; whatever does not depend on the row is evaluated here, once.

use super::answer::Answer;
use super::condition::{self, Mode, Scene};
use super::conditions::{Asked, Conditions, Node};
use super::known::KnownSet;
use super::matcher::Matcher;
use super::role::Role;
use super::row::{Slot, Term, Test};
use super::scalar::{Context, Trace, World, unit_of};
use super::terms::Read;
use super::walk::Needs;
use crate::language::program::{ColumnId, Condition, ConditionKind, Expr, ExprKind, Set, TableId};
use crate::value::Mark;
use std::fmt::Debug;
use std::sync::Arc;

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
    /// The conditions asked.
    pub(crate) conditions: &'c mut Conditions,
    /// The filter of the rule at hand.
    pub(crate) scope: Option<Asked>,
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

    fn read(&mut self, expr: &Expr) -> Read {
        let term = self.term(expr);
        self.conditions.read(term)
    }

    /// A condition over a row.
    pub(crate) fn node(&mut self, condition: &Condition, role: Role) -> Asked {
        let needs = Needs::of_condition(condition);
        if needs.columns.is_empty() && needs.sets.is_empty() {
            let mark = self.fixed(condition);
            return self.conditions.joined(Node::Fixed(mark));
        }
        let blank = blank_mark(role, &needs);
        match &condition.kind {
            ConditionKind::Compare { left, operator, right } => {
                let (left, right) = (self.read(left), self.read(right));
                self.conditions.joined(Node::Compare { left, comparison: *operator, right, blank })
            }
            ConditionKind::During { date, period } => self.test(date, period, blank, Test::During(*period)),
            ConditionKind::Within { value, set, negated } => {
                let (optional, of) = (self.optional, self.set(set));
                let test = Test::Within { set: of, negated: *negated, optional };
                self.test(value, &(set, negated, optional), blank, test)
            }
            ConditionKind::Matches { text, pattern } => {
                self.test(text, &pattern.regex, blank, Test::Matches(Matcher::new(pattern.regex.clone())))
            }
            ConditionKind::Format { text, format } => self.test(text, format, blank, Test::Format(*format)),
            ConditionKind::Null { value, negated } => self.null(value, *negated),
            ConditionKind::Unique { column } => {
                let slot = self.slot(*column);
                self.conditions.unique(slot, self.scope)
            }
            ConditionKind::Holds(value) => self.test(value, &(), blank, Test::Holds),
            ConditionKind::Milestone { .. } | ConditionKind::Target(_) => {
                self.conditions.joined(Node::Fixed(Mark::Unknown))
            }
            ConditionKind::And(parts) => {
                let parts = parts.iter().map(|part| self.node(part, role)).collect();
                self.conditions.joined(Node::And(role, parts))
            }
            ConditionKind::Or(parts) => {
                let parts = parts.iter().map(|part| self.node(part, role)).collect();
                self.conditions.joined(Node::Or(role, parts))
            }
            ConditionKind::Not(inner) => {
                let inner = self.node(inner, role);
                self.conditions.joined(Node::Not(inner))
            }
            ConditionKind::If { premise, then } => {
                let (premise, then) = (self.node(premise, role), self.node(then, role));
                self.conditions.joined(Node::If(role, premise, then))
            }
        }
    }

    fn fixed(&self, condition: &Condition) -> Mark {
        let scene = Scene { due: true, deadline: None, optional: self.optional };
        condition::truth(self.world, condition, Mode::Lenient, scene, &mut condition::Findings::default()).into()
    }

    /// A test of one value, known again by the value and by what it is tested for.
    fn test(&mut self, value: &Expr, about: &dyn Debug, blank: Mark, test: Test) -> Asked {
        let value = self.read(value);
        let name = format!("{:?} {about:?} {value:?} {blank:?}", std::mem::discriminant(&test));
        self.conditions.once(name, || Node::Test { value, test, blank })
    }

    fn set(&self, set: &Set) -> Arc<KnownSet> {
        match set {
            Set::Listed(values) => Arc::new(KnownSet::listed(values)),
            Set::Column(index) => self.world.sets.get(index).cloned().unwrap_or_default(),
        }
    }

    fn null(&mut self, value: &Expr, negated: bool) -> Asked {
        let node = match &value.kind {
            ExprKind::Column(column) => Node::Null { slot: self.slot(*column), negated },
            _ => Node::Fixed(Mark::Unknown),
        };
        self.conditions.joined(node)
    }
}

/// A blank leaves a row out of any filter, and skips a row's condition on that column alone.
fn blank_mark(role: Role, needs: &Needs) -> Mark {
    if role == Role::Filter || needs.columns.len() == 1 { Mark::Blank } else { Mark::Unknown }
}

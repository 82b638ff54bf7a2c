//! Indicators that no rule gives a unit: what they meet says what they measure, a bare number that they can only be
//! counted; and those that meet only each other must all measure one thing, whatever it is.

use super::Checker;
use super::compare::unit_phrase;
use super::problem::Problem;
use crate::language::ast::ArithmeticOperator;
use crate::language::program::{
    Aspect, Body, Change, Condition, ConditionKind, Expr, ExprKind, Function, Goal, IndicatorId, Set, Target, Type,
};
use crate::source::Span;
use crate::value::{Flavor, Unit};
use std::collections::BTreeMap;
use std::mem;

/// What an expression measures, as far as it can be told.
#[derive(Clone, Debug)]
enum Sort {
    /// What the indicators of a company measure.
    Open(usize),
    /// This; and whether a rule read later than this expression was the first to say so.
    Known(Unit, bool),
    /// No number.
    None,
}

/// Which indicators meet, and what one of them was seen beside.
#[derive(Debug, Default)]
struct Kin {
    leaders: Vec<usize>,
    units: BTreeMap<usize, (Unit, Span)>,
}

impl Kin {
    fn leader(&self, member: usize) -> usize {
        let mut at = member;
        while let Some(next) = self.leaders.get(at).copied().filter(|next| *next != at) {
            at = next;
        }
        at
    }
}

/// Whether numbers in both can stand side by side.
fn fit(a: &Unit, b: &Unit) -> bool {
    let countable = |unit: &Unit| unit.is_bare() || unit.dimension.is_count();
    a.comparable(b) || countable(a) && countable(b)
}

impl Checker<'_> {
    /// Settles what every indicator without a unit measures, once all rules have been read.
    pub(super) fn settle(&mut self) {
        let mut kin = Kin { leaders: (0..self.program.indicators.len()).collect(), ..Kin::default() };
        let (rules, aggregates) = (mem::take(&mut self.program.rules), mem::take(&mut self.program.aggregates));
        for rule in &rules {
            self.body(&mut kin, &rule.body);
        }
        for aggregate in &aggregates {
            aggregate.value.iter().for_each(|value| drop(self.sort(&mut kin, value)));
            aggregate.filter.iter().for_each(|filter| self.meet(&mut kin, filter));
        }
        (self.program.rules, self.program.aggregates) = (rules, aggregates);
        self.company(&kin);
    }

    /// Gives every open indicator what its company measures, or the company that must agree on it.
    fn company(&mut self, kin: &Kin) {
        let mut companies: BTreeMap<usize, Vec<IndicatorId>> = BTreeMap::new();
        for at in 0..self.program.indicators.len() {
            let leader = kin.leader(at);
            let Some(indicator) = self.program.indicators.get_mut(at).filter(|i| i.measure.is_none()) else { continue };
            match kin.units.get(&leader) {
                Some((unit, _)) => indicator.measure = Some(Type::Number(unit.clone())),
                None => companies.entry(leader).or_default().push(IndicatorId(at)),
            }
        }
        self.program.companies = companies.into_values().collect();
    }

    fn body(&mut self, kin: &mut Kin, body: &Body) {
        match body {
            Body::Target(target) => self.aim(kin, target),
            Body::Each(each) => {
                each.filter.iter().for_each(|filter| self.meet(kin, filter));
                self.meet(kin, &each.body);
            }
            Body::Identity(identity) => drop(self.beside(kin, &identity.left, &identity.right)),
            Body::Composite(condition) => self.meet(kin, condition),
            Body::Milestone { .. } => {}
        }
    }

    fn meet(&mut self, kin: &mut Kin, condition: &Condition) {
        match &condition.kind {
            ConditionKind::Compare { left, right, .. } => drop(self.beside(kin, left, right)),
            ConditionKind::Within { value, set, .. } => self.listed(kin, value, set),
            ConditionKind::Target(target) => self.aim(kin, target),
            ConditionKind::And(parts) | ConditionKind::Or(parts) => parts.iter().for_each(|part| self.meet(kin, part)),
            ConditionKind::Not(part) => self.meet(kin, part),
            ConditionKind::If { premise, then } => {
                self.meet(kin, premise);
                self.meet(kin, then);
            }
            ConditionKind::Null { value, .. } => drop(self.sort(kin, value)),
            _ => {}
        }
    }

    fn aim(&mut self, kin: &mut Kin, target: &Target) {
        let level = &target.measure.level;
        if target.measure.change.is_some_and(|change| change != Change::NetIncrease) {
            self.sort(kin, level);
            return;
        }
        match &target.goal {
            Goal::Bound { value, .. } | Goal::About { value, .. } => drop(self.beside(kin, level, value)),
            Goal::Between { low, high, .. } | Goal::Promised { low, high } => {
                self.beside(kin, level, low);
                self.beside(kin, level, high);
            }
            Goal::Within { set, .. } => self.listed(kin, level, set),
            Goal::Null { .. } => drop(self.sort(kin, level)),
        }
    }

    /// Numbers of a list have taken the unit of what they are compared with, if there is one.
    fn listed(&mut self, kin: &mut Kin, value: &Expr, set: &Set) {
        let unit = match set {
            Set::Listed(_) => Some(Unit::bare()),
            Set::Column(index) => {
                self.program.sets.get(*index).and_then(|set| match &self.program.column(set.table, set.column)?.ty {
                    Type::Number(unit) => Some(unit.clone()),
                    _ => None,
                })
            }
        };
        if let (Sort::Open(company), Some(unit)) = (self.sort(kin, value), unit) {
            self.takes(kin, company, unit, value.span);
        }
    }

    /// Two expressions that are compared or added.
    fn beside(&mut self, kin: &mut Kin, left: &Expr, right: &Expr) -> Sort {
        let (a, b) = (self.sort(kin, left), self.sort(kin, right));
        match (a, b) {
            (Sort::Open(a), Sort::Open(b)) => Sort::Open(self.joined(kin, a, b)),
            (Sort::Open(company), Sort::Known(unit, late)) => {
                self.takes(kin, company, unit.clone(), right.span);
                Sort::Known(unit, late)
            }
            (Sort::Known(unit, late), Sort::Open(company)) => {
                self.takes(kin, company, unit.clone(), left.span);
                Sort::Known(unit, late)
            }
            (Sort::Known(a, first), Sort::Known(b, second)) => {
                if first || second {
                    self.units_fit(left, &a, right, &b);
                }
                Sort::Known(a, first || second)
            }
            (Sort::None, known) | (known, Sort::None) => known,
        }
    }

    fn sort(&mut self, kin: &mut Kin, expr: &Expr) -> Sort {
        let own = || match &expr.ty {
            Type::Number(unit) => Sort::Known(unit.clone(), false),
            _ => Sort::None,
        };
        match &expr.kind {
            ExprKind::Figure { aspect: Aspect::Growth, .. } => own(),
            ExprKind::Figure { indicator, .. } => match self.program.indicator(*indicator).map(|i| &i.measure) {
                Some(None) => Sort::Open(kin.leader(indicator.0)),
                Some(Some(Type::Number(unit))) => {
                    Sort::Known(unit.clone(), !matches!(&expr.ty, Type::Number(u) if fit(u, unit)))
                }
                _ => Sort::None,
            },
            ExprKind::Negate(inner) => self.sort(kin, inner),
            ExprKind::Arithmetic { left, operator: ArithmeticOperator::Add | ArithmeticOperator::Subtract, right } => {
                self.beside(kin, left, right)
            }
            ExprKind::Arithmetic { left, operator, right } => self.scaled(kin, expr, left, *operator, right),
            ExprKind::Call { function, arguments } => self.called(kin, *function, arguments).unwrap_or_else(own),
            _ => own(),
        }
    }

    /// A product or quotient: a number times what is open is as open; a quotient of two that are open is a number.
    fn scaled(&mut self, kin: &mut Kin, whole: &Expr, left: &Expr, operator: ArithmeticOperator, right: &Expr) -> Sort {
        let number = |unit: &Unit| unit.dimension.is_none() && unit.flavor != Flavor::Points;
        let divides = operator == ArithmeticOperator::Divide;
        match (self.sort(kin, left), self.sort(kin, right)) {
            (Sort::Open(a), Sort::Open(b)) if divides => {
                self.joined(kin, a, b);
            }
            (Sort::Open(company), Sort::Known(unit, _)) if number(&unit) => return Sort::Open(company),
            (Sort::Known(unit, _), Sort::Open(company)) if number(&unit) && !divides => return Sort::Open(company),
            (a, b) => {
                for (sort, span) in [(a, right.span), (b, left.span)] {
                    if let Sort::Open(company) = sort {
                        self.takes(kin, company, Unit::bare(), span);
                    }
                }
            }
        }
        match &whole.ty {
            Type::Number(unit) => Sort::Known(unit.clone(), false),
            _ => Sort::None,
        }
    }

    fn called(&mut self, kin: &mut Kin, function: Function, arguments: &[Expr]) -> Option<Sort> {
        let (first, others) = arguments.split_first()?;
        match function {
            Function::Absolute | Function::Round => Some(self.sort(kin, first)),
            Function::Largest | Function::Smallest => {
                let alone = self.sort(kin, first);
                others.iter().map(|other| self.beside(kin, first, other)).last().or(Some(alone))
            }
            Function::Length | Function::Days => None,
        }
    }

    fn joined(&mut self, kin: &mut Kin, a: usize, b: usize) -> usize {
        let (a, b) = (kin.leader(a), kin.leader(b));
        let (first, second) = (a.min(b), a.max(b));
        if let Some(leader) = kin.leaders.get_mut(second) {
            *leader = first;
        }
        if let (true, Some((unit, span))) = (first != second, kin.units.remove(&second)) {
            self.takes(kin, first, unit, span);
        }
        first
    }

    /// A company meets a unit; two that do not go together are said, each with its place.
    fn takes(&mut self, kin: &mut Kin, company: usize, unit: Unit, span: Span) {
        let leader = kin.leader(company);
        match kin.units.get(&leader) {
            None => drop(kin.units.insert(leader, (unit, span))),
            Some((known, _)) if fit(known, &unit) => {
                if known.is_bare() && !unit.is_bare() {
                    kin.units.insert(leader, (unit, span));
                }
            }
            Some((known, other)) => {
                let problem =
                    Problem::UnitMismatch { left: unit_phrase(known), right: unit_phrase(&unit), other: *other };
                self.report(problem, span);
            }
        }
    }
}

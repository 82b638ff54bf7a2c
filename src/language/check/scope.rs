//! A measure as it is judged: figure first, once for each of its scopes.

use super::Checker;
use super::attribute::Attributes;
use super::expression::Context;
use super::goal::Subject;
use crate::language::ast::{self, ConditionKind as Written, OperatorKind, RangeKind};
use crate::language::program::{Condition, ConditionKind, Target};

impl Checker<'_> {
    /// A figure against a goal, for each of its scopes; parameters follow the scope.
    pub(super) fn leaves(
        &mut self,
        context: &Context,
        condition: &ast::Condition,
        attributes: &Attributes<'_>,
    ) -> Option<Condition> {
        let turned = self.turned(condition);
        let all: Vec<Option<Condition>> = by_scope(turned.as_ref().unwrap_or(condition))
            .into_iter()
            .map(|(scope, one)| {
                let context = Context { scope: scope.or_else(|| context.scope.clone()), ..context.clone() };
                let target = self.one_target(&context, &one, attributes)?;
                Some(Condition { kind: ConditionKind::Target(target.into()), span: condition.span })
            })
            .collect();
        let mut all: Vec<Condition> = all.into_iter().collect::<Option<_>>()?;
        if all.len() < 2 {
            return all.pop();
        }
        Some(Condition { kind: ConditionKind::And(all), span: condition.span })
    }

    /// The condition with its figure on the left, if a value that is no name stands there.
    pub(super) fn turned(&self, condition: &ast::Condition) -> Option<ast::Condition> {
        let Written::Measure { subject, .. } = &condition.kind else { return None };
        let named = match &subject.kind {
            ast::ExprKind::Quantity(literal) => self.names.get(&literal.word()).is_some() || !self.has_unit(literal),
            ast::ExprKind::Text(text) => self.names.get(text).is_some(),
            _ => false,
        };
        figure_first(condition).filter(|_| !named)
    }

    /// `X [增长] RANGE` or `A ≤ X ≤ B`, of one scope at most.
    pub(super) fn one_target(
        &mut self,
        context: &Context,
        condition: &ast::Condition,
        attributes: &Attributes<'_>,
    ) -> Option<Target> {
        match &condition.kind {
            Written::Measure { subject, change, since, range } => {
                let subject = Subject { expr: subject, change: change.as_ref(), since: since.as_ref() };
                self.target(context, subject, range, attributes)
            }
            _ => self.chain_target(context, condition, attributes),
        }
    }
}

/// `100家 ≤ 企业` is `企业 ≥ 100家`: the figure is what is measured.
pub(super) fn figure_first(condition: &ast::Condition) -> Option<ast::Condition> {
    let Written::Measure { subject, change: None, since: None, range } = &condition.kind else { return None };
    let RangeKind::Bound { operator: Some(operator), value, side: None } = &range.kind else { return None };
    let literal =
        |e: &ast::Expr| matches!(e.kind, ast::ExprKind::Quantity(_) | ast::ExprKind::Date(_) | ast::ExprKind::Text(_));
    if !literal(subject) || literal(value) {
        return None;
    }
    let kind = match operator.kind.kind {
        OperatorKind::Greater => OperatorKind::Less,
        OperatorKind::Less => OperatorKind::Greater,
        OperatorKind::AtLeast => OperatorKind::AtMost,
        OperatorKind::AtMost => OperatorKind::AtLeast,
        same @ (OperatorKind::Equal | OperatorKind::NotEqual) => same,
        _ => return None,
    };
    let operator = ast::Node::new(ast::Operator { kind, word: operator.kind.word.clone() }, operator.span);
    let bound = RangeKind::Bound { operator: Some(operator), value: subject.clone(), side: None };
    let range = ast::Range::new(bound, subject.span.to(range.span));
    let kind = Written::Measure { subject: value.clone(), change: None, since: None, range };
    Some(ast::Condition::new(kind, condition.span))
}

/// A measure once for each of its scopes, with the scope that parameters follow.
pub(super) fn by_scope(condition: &ast::Condition) -> Vec<(Option<String>, ast::Condition)> {
    let (Written::Measure { subject, .. } | Written::Chain { subject, .. }) = &condition.kind else {
        return vec![(None, condition.clone())];
    };
    let ast::ExprKind::Scoped { base, scopes } = &subject.kind else { return vec![(None, condition.clone())] };
    let one = |scope: &ast::Name| {
        let kind = ast::ExprKind::Scoped { base: base.clone(), scopes: vec![scope.clone()] };
        let mut one = condition.clone();
        if let Written::Measure { subject, .. } | Written::Chain { subject, .. } = &mut one.kind {
            subject.kind = kind;
        }
        (Some(scope.kind.clone()), one)
    };
    scopes.iter().map(one).collect()
}

//! `A ≤ X ≤ B`: two signs that must point the same way.

use super::compare::{Asked, asked};
use super::expression::Context;
use super::{Checker, Problem};
use crate::language::ast::{self, ConditionKind as Written};
use crate::language::program::{Comparison, Condition, ConditionKind, Direction};

impl Checker<'_> {
    /// `0.01亿元 ≤ 投资额 ≤ 500亿元`, over a row.
    pub(super) fn chain(&mut self, context: &Context, condition: &ast::Condition) -> Option<Condition> {
        let Written::Chain { low, subject, high, .. } = &condition.kind else { return None };
        let (down, up) = self.chain_operators(condition)?;
        let low = self.value(context, low, down.flipped())?;
        let subject = self.expression(&context.hinting(low.ty.clone()), subject)?;
        let high = self.value(&context.hinting(low.ty.clone()), high, up)?;
        let lower = self.comparison(subject.clone(), down.flipped(), low, condition.span);
        let upper = self.comparison(subject, up, high, condition.span);
        Some(Condition { kind: ConditionKind::And(vec![lower?, upper?]), span: condition.span })
    }

    /// Both signs of `A ≤ X ≤ B`: each `<` or `≤` (or both turned round).
    pub(super) fn chain_operators(&mut self, chain: &ast::Condition) -> Option<(Comparison, Comparison)> {
        let Written::Chain { low, low_operator, subject, high_operator, high } = &chain.kind else { return None };
        let sign = |o: &ast::Node<ast::Operator>| match asked(Some(o.kind.kind), None, Direction::Up) {
            Some(Asked::Is(comparison)) => Some(comparison),
            _ => None,
        };
        let (low_sign, high_sign) = (sign(low_operator), sign(high_operator));
        let up = |c: Option<Comparison>| matches!(c, Some(Comparison::Less | Comparison::AtMost));
        let down = |c: Option<Comparison>| matches!(c, Some(Comparison::Greater | Comparison::AtLeast));
        if up(low_sign) && up(high_sign) || down(low_sign) && down(high_sign) {
            return low_sign.zip(high_sign);
        }
        // `甲 ≥ 5家 ≤ 9家`: both bounds are meant for the name before them.
        let bounded = [subject, high].iter().all(|value| matches!(value.kind, ast::ExprKind::Quantity(_)));
        let ends = match (low_sign, high_sign) {
            _ if !bounded => None,
            (Some(least), Some(most)) if down(low_sign) && up(high_sign) => Some((least, subject, most, high)),
            (Some(most), Some(least)) if up(low_sign) && down(high_sign) => Some((least, high, most, subject)),
            _ => None,
        };
        let meant = ends.map(|(least, from, most, to)| {
            let [from, name, to] = [from, low, to].map(|e| self.written(e.span));
            let sign = |open: bool| if open { "<" } else { "≤" };
            let (first, second) = (sign(least == Comparison::Greater), sign(most == Comparison::Less));
            format!("{from} {first} {name} {second} {to}")
        });
        let (before, behind) = (low_operator.kind.word.clone(), high_operator.kind.word.clone());
        self.report(Problem::SignsDisagree { before, behind, meant, other: low_operator.span }, high_operator.span);
        None
    }
}

//! 容差: the rule's own, else the manifest's, else the plan's, else the language's.

use super::attribute::Attributes;
use super::compare::unit_phrase;
use super::{Checker, Problem};
use crate::language::ast;
use crate::language::program::{Tolerance, ToleranceAmount};
use crate::value::{Flavor, Number, Unit};

impl Checker<'_> {
    /// The tolerance that applies: the rule's, the manifest's, the plan's, or the language's.
    pub(super) fn tolerance(&mut self, unit: &Unit, attributes: &Attributes<'_>) -> Option<Tolerance> {
        let rate = unit.flavor.is_rate();
        if let Some(own) = attributes.tolerances.first() {
            if let Some(tolerance) = self.written_tolerance(&own.kind, unit) {
                return Some(tolerance);
            }
            self.report(Problem::BadTolerance { written: own.kind.word() }, own.span);
            return None;
        }
        let manifest = if rate { &self.overrides.rate_tolerance } else { &self.overrides.quantity_tolerance };
        if let Some(given) = manifest {
            let literal = if let ast::ExprKind::Quantity(literal) = &given.kind { Some(literal.clone()) } else { None };
            let tolerance = literal.and_then(|literal| self.written_tolerance(&literal, unit));
            if tolerance.is_none() {
                let written = self.written(given.span);
                self.report(Problem::BadTolerance { written }, given.span);
            }
            return tolerance;
        }
        let preferred = |points: bool| {
            move |t: &&&ast::Node<ast::Literal>| t.kind.unit.as_ref().is_some_and(|u| u.kind.contains('点')) == points
        };
        let plan = self.plan_tolerances.clone();
        let plan = plan.iter().find(preferred(rate)).or_else(|| plan.iter().find(preferred(!rate)).filter(|_| rate));
        if let Some(tolerance) = plan.and_then(|t| self.written_tolerance(&t.kind, unit)) {
            return Some(tolerance);
        }
        Some(if rate {
            Tolerance {
                amount: ToleranceAmount::Absolute(Number::from_decimal(5, 3)),
                text: "0.5个百分点".to_owned(),
                default: true,
            }
        } else {
            Tolerance {
                amount: ToleranceAmount::Relative(Number::from_decimal(5, 2)),
                text: "5%".to_owned(),
                default: true,
            }
        })
    }

    /// 容差: 百分点 of a rate is absolute, % relative to the target, a quantity of the same dimension absolute.
    pub(super) fn written_tolerance(&mut self, literal: &ast::Literal, unit: &Unit) -> Option<Tolerance> {
        let own = match &literal.unit {
            Some(word) => self.program.units.lookup(&word.kind)?,
            None => Unit::bare(),
        };
        let base = own.to_base(&literal.number);
        if base.is_negative() {
            return None;
        }
        let amount = match (own.flavor, unit.flavor) {
            (Flavor::Points, Flavor::Ratio | Flavor::Points) => ToleranceAmount::Absolute(base),
            (Flavor::Ratio, _) => ToleranceAmount::Relative(base),
            (Flavor::Plain, Flavor::Plain)
                if own.comparable(unit) || own.is_bare() && unit.dimension.is_count() || unit.is_bare() =>
            {
                ToleranceAmount::Absolute(base)
            }
            (Flavor::Intensity, Flavor::Intensity) => ToleranceAmount::Absolute(base),
            _ => return None,
        };
        Some(Tolerance { amount, text: literal.word(), default: false })
    }

    /// Both sides of a 勾稽 brought together, its tolerance in base units.
    pub(super) fn identity_tolerance(
        &mut self,
        literal: &ast::Node<ast::Literal>,
        unit: &Unit,
    ) -> Option<ToleranceAmount> {
        let tolerance = self.written_tolerance(&literal.kind, unit);
        if tolerance.is_none() {
            self.report(
                Problem::BadTolerance { written: format!("{}（{}）", literal.kind.word(), unit_phrase(unit)) },
                literal.span,
            );
        }
        tolerance.map(|t| t.amount)
    }
}

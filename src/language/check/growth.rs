//! Growth written in what no growth rate has: a quantity, or the percentage points of a ratio.

use super::goal::Subject;
use super::{Checker, Problem};
use crate::language::ast::{self, ChangeKind, OperatorKind, RangeKind, Side};
use crate::language::program::{Aspect, Change, Expr, ExprKind, Measure, Type};
use crate::value::{Flavor, Unit};

impl Checker<'_> {
    /// `企业 增长 100家`
    pub(super) fn growth_in_percent(
        &mut self,
        subject: Subject<'_>,
        measure: &Measure,
        range: &ast::Range,
    ) -> Option<()> {
        let Some(change) = subject.change.filter(|_| is_rate(measure) && self.is_level(range)) else { return Some(()) };
        let net = (change.kind.kind == ChangeKind::Growth).then_some(change.span);
        let written = self.written(range.span);
        self.report(Problem::GrowthUnit { written, other: change.span, net }, range.span);
        None
    }

    /// `森林覆盖率 增长 0.5个百分点`: what grows is a ratio itself, and 0.5% of it would be another, smaller step.
    pub(super) fn growth_in_points(
        &mut self,
        subject: Subject<'_>,
        measure: &Measure,
        range: &ast::Range,
    ) -> Option<()> {
        let of_ratio = matches!(&measure.level.ty, Type::Number(unit) if unit.flavor == Flavor::Ratio);
        let points = self.range_unit(range).is_some_and(|unit| unit.flavor == Flavor::Points);
        let Some(change) = subject.change.filter(|_| is_rate(measure) && of_ratio && points) else { return Some(()) };
        let written = self.written(range.span);
        let (net, meant) = match change.kind.kind {
            ChangeKind::Growth => (Some(change.span), None),
            ChangeKind::Decline => (None, self.falling(range)),
            ChangeKind::NetIncrease | ChangeKind::AnnualGrowth => (None, None),
        };
        self.report(Problem::PointsOfRatio { written, other: change.span, net, meant }, range.span);
        None
    }

    /// `失业率.同比`
    pub(super) fn is_growth_of_ratio(&self, expr: &Expr) -> bool {
        let ExprKind::Figure { indicator, aspect: Aspect::Growth, .. } = &expr.kind else { return false };
        let measure = self.program.indicator(*indicator).and_then(|i| i.measure.as_ref());
        matches!(measure, Some(Type::Number(unit)) if unit.flavor == Flavor::Ratio)
    }

    /// A fall by points as a net increase: `0.5个百分点以上` → `净增 不高于 -0.5个百分点`.
    fn falling(&self, range: &ast::Range) -> Option<String> {
        let RangeKind::Bound { operator, value, side } = &range.kind else { return None };
        let word = match (operator.as_ref().map(|o| o.kind.kind), side.as_ref().map(|s| s.kind)) {
            (None | Some(OperatorKind::AtLeast | OperatorKind::Reach), None | Some(Side::OrMore)) => "不高于",
            (Some(OperatorKind::Greater), None) => "低于",
            (None | Some(OperatorKind::AtMost), Some(Side::OrLess | Side::Within))
            | (Some(OperatorKind::AtMost), None) => "不低于",
            (Some(OperatorKind::Less), None) => "高于",
            _ => return None,
        };
        Some(format!("净增 {word} -{}", self.written(value.span)))
    }

    /// Whether a range is written in a unit that no rate has: `达到 180亿元`.
    pub(super) fn is_level(&self, range: &ast::Range) -> bool {
        self.range_unit(range).is_some_and(|u| !u.dimension.is_none())
    }

    /// The unit that a range is written in.
    fn range_unit(&self, range: &ast::Range) -> Option<Unit> {
        let literal = match &range.kind {
            RangeKind::Bound { value: ast::Expr { kind: ast::ExprKind::Quantity(literal), .. }, .. }
            | RangeKind::Between { high: ast::Expr { kind: ast::ExprKind::Quantity(literal), .. }, .. } => literal,
            RangeKind::Promised { high, .. } => &high.kind,
            _ => return None,
        };
        literal.unit.as_ref().and_then(|u| self.program.units.lookup(&u.kind))
    }
}

fn is_rate(measure: &Measure) -> bool {
    !matches!(measure.change, None | Some(Change::NetIncrease))
}

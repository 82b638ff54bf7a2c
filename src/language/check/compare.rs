//! Two values side by side: types, units, and the mend where one can be computed.

use super::literal::{constant, fold, type_word};
use super::{Checker, Problem};
use crate::language::ast::{self, ArithmeticOperator, OperatorKind, Side};
use crate::language::program::{
    AggregateId, Aspect, ColumnId, Comparison, Condition, ConditionKind, Direction, Expr, ExprKind, Fold, TableId,
    Type, Value,
};
use crate::source::Span;
use crate::value::{Flavor, Period, Unit};

/// What operator and side words ask together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// A comparison.
    Is(Comparison),
    /// 左右
    About,
    /// A date inside a period.
    During,
}

/// What the words before and behind a value ask together; `None` when they disagree.
pub(super) fn asked(operator: Option<OperatorKind>, side: Option<Side>, direction: Direction) -> Option<Asked> {
    use OperatorKind::{About, AtLeast, AtMost, Equal, Reach};
    let reach = if direction == Direction::Down { Comparison::AtMost } else { Comparison::AtLeast };
    Some(match (operator, side) {
        (None, None) => Asked::Is(reach),
        (None, Some(Side::OrMore)) => Asked::Is(Comparison::AtLeast),
        (None, Some(Side::OrLess | Side::Within)) => Asked::Is(Comparison::AtMost),
        (None | Some(About | Reach | Equal), Some(Side::About)) => Asked::About,
        (None, Some(Side::Before)) => Asked::Is(Comparison::AtMost),
        (Some(kind), None) => single(kind, reach),
        (Some(AtLeast), Some(Side::OrMore)) => Asked::Is(Comparison::AtLeast),
        (Some(Reach), Some(Side::OrMore)) if reach == Comparison::AtLeast => Asked::Is(reach),
        (Some(AtMost), Some(Side::OrLess | Side::Within)) => Asked::Is(Comparison::AtMost),
        (Some(Reach), Some(Side::OrLess | Side::Within)) if reach == Comparison::AtMost => Asked::Is(reach),
        (Some(Equal), Some(Side::OrMore)) => Asked::Is(Comparison::AtLeast),
        (Some(Equal), Some(Side::OrLess | Side::Within)) => Asked::Is(Comparison::AtMost),
        _ => return None,
    })
}

fn single(kind: OperatorKind, reach: Comparison) -> Asked {
    match kind {
        OperatorKind::Greater | OperatorKind::After => Asked::Is(Comparison::Greater),
        OperatorKind::AtLeast | OperatorKind::NotBefore => Asked::Is(Comparison::AtLeast),
        OperatorKind::Reach => Asked::Is(reach),
        OperatorKind::Less | OperatorKind::Before => Asked::Is(Comparison::Less),
        OperatorKind::AtMost | OperatorKind::NotAfter => Asked::Is(Comparison::AtMost),
        OperatorKind::Equal => Asked::Is(Comparison::Equal),
        OperatorKind::NotEqual => Asked::Is(Comparison::NotEqual),
        OperatorKind::About => Asked::About,
    }
}

/// Whether an operator speaks of dates only.
pub(super) fn is_date_word(kind: OperatorKind) -> bool {
    matches!(kind, OperatorKind::NotAfter | OperatorKind::Before | OperatorKind::NotBefore | OperatorKind::After)
}

/// The day of a period that a comparison means: the last for 不晚于 and 晚于, the first for 早于 and 不早于.
fn day_of(period: &Period, comparison: Comparison) -> crate::value::Date {
    match comparison {
        Comparison::Less | Comparison::AtLeast => period.first,
        _ => period.last,
    }
}

/// A word behind a value.
pub(super) fn side_word(side: Side) -> &'static str {
    match side {
        Side::OrMore => "以上",
        Side::OrLess => "以下",
        Side::Within => "以内",
        Side::About => "左右",
        Side::Before => "前",
    }
}

/// A unit in messages: `个数（家）`, `比率（%）`.
pub(super) fn unit_phrase(unit: &Unit) -> String {
    let kind = match unit.flavor {
        Flavor::Ratio => "比率".to_owned(),
        Flavor::Points => "比率之差".to_owned(),
        Flavor::Intensity => "两个数之比".to_owned(),
        Flavor::Plain => unit.dimension.name(),
    };
    if unit.name.is_empty() { kind } else { format!("{kind}（{}）", unit.name) }
}

impl Checker<'_> {
    /// A period as a constant date for a comparison; that the first day is meant is said where the words are of the last.
    pub(super) fn day(&mut self, period: &Period, comparison: Comparison, value: &ast::Expr) -> Expr {
        let day = day_of(period, comparison);
        let word = if comparison == Comparison::Less { "早于" } else { "不早于" };
        let ends = written_period(value).filter(|text| text.contains(['底', '末']) && day != period.last);
        if let Some(text) = ends.map(str::to_owned) {
            self.report(Problem::FirstDayMeant { word, text, first: day, last: period.last }, value.span);
        }
        constant(Value::Date(day), Type::Date, value.span)
    }

    /// `left ? right` with both sides brought to one type.
    pub(super) fn comparison(
        &mut self,
        left: Expr,
        operator: Comparison,
        right: Expr,
        span: Span,
    ) -> Option<Condition> {
        let (left, right) = self.paired(left, right)?;
        let ordered = !matches!(operator, Comparison::Equal | Comparison::NotEqual);
        if ordered && matches!(left.ty, Type::Text | Type::Truth) {
            let problem =
                Problem::NoOrder { operator: operator.sign().to_owned(), of: type_word(&left.ty), other: right.span };
            self.report(problem, left.span);
            return None;
        }
        Some(Condition { kind: ConditionKind::Compare { left, operator, right }, span })
    }

    /// Brings two values to one type; what does not go together is said.
    pub(super) fn paired(&mut self, left: Expr, right: Expr) -> Option<(Expr, Expr)> {
        let (left, right) = self.adopted(left, right);
        match (&left.ty, &right.ty) {
            (Type::Grade(scale), Type::Text) => {
                let graded = self.graded(&right, *scale)?;
                Some((left, graded))
            }
            (Type::Text, Type::Grade(scale)) => {
                let graded = self.graded(&left, *scale)?;
                Some((graded, right))
            }
            (Type::Number(a), Type::Number(b)) => {
                let (a, b) = (a.clone(), b.clone());
                self.units_fit(&left, &a, &right, &b).then_some((left, right))
            }
            (a, b) if a == b => {
                self.member_of_set(&left, &right);
                Some((left, right))
            }
            (a, b) => {
                let problem = Problem::TypeMismatch { left: type_word(a), right: type_word(b), other: left.span };
                let quoted = misquoted(&right, a).map(|text| (text, left.span, right.span));
                let quoted = quoted.or_else(|| misquoted(&left, b).map(|text| (text, right.span, left.span)));
                match quoted {
                    Some((text, other, at)) => self.report(Problem::Quoted { text, other }, at),
                    None => self.report(problem, right.span),
                }
                None
            }
        }
    }

    /// What nobody gave a unit takes the other side's; a number without one shows nothing.
    pub(super) fn adopted(&mut self, left: Expr, right: Expr) -> (Expr, Expr) {
        let right = self.adopt(right, &left.ty);
        let left = self.adopt(left, &right.ty);
        (left, right)
    }

    fn adopt(&mut self, mut expr: Expr, other: &Type) -> Expr {
        let shown = !matches!(other, Type::Number(unit) if unit.is_bare() || unit.flavor == Flavor::Points);
        if shown && self.teach(&expr, self.row, other) {
            expr.ty = other.clone();
        }
        expr
    }

    /// Gives every open name of an expression a type; false when there is none.
    fn teach(&mut self, expr: &Expr, row: Option<TableId>, ty: &Type) -> bool {
        match &expr.kind {
            // No figure is a date, and none is 是 or 否.
            ExprKind::Figure { .. } if matches!(ty, Type::Date | Type::Truth) => false,
            ExprKind::Figure { indicator, aspect, .. } if *aspect != Aspect::Growth => {
                let known = self.program.indicators.get_mut(indicator.0);
                known.is_some_and(|i| i.measure.is_none() && i.measure.replace(ty.clone()).is_none())
            }
            ExprKind::Parameter { parameter, .. } => {
                let known = self.program.parameters.get_mut(parameter.0);
                known.is_some_and(|p| p.measure.is_none() && p.measure.replace(ty.clone()).is_none())
            }
            ExprKind::Column(id) => row.is_some_and(|table| self.teach_column(table, *id, ty)),
            ExprKind::Aggregate(id) => self.teach_aggregate(*id, ty),
            ExprKind::Negate(inner) => self.teach(inner, row, ty),
            ExprKind::Arithmetic { left, operator: ArithmeticOperator::Add | ArithmeticOperator::Subtract, right } => {
                let left = self.teach(left, row, ty);
                self.teach(right, row, ty) || left
            }
            _ => false,
        }
    }

    fn teach_column(&mut self, table: TableId, id: ColumnId, ty: &Type) -> bool {
        let columns = self.program.tables.get_mut(table.0).map(|t| &mut t.columns);
        match columns.and_then(|c| c.get_mut(id.0)) {
            Some(column) if self.open_columns.remove(&(table, id)) => {
                column.ty = ty.clone();
                true
            }
            _ => false,
        }
    }

    fn teach_aggregate(&mut self, id: AggregateId, ty: &Type) -> bool {
        let keeps = |f: Fold| matches!(f, Fold::Sum | Fold::Mean | Fold::Median | Fold::Largest | Fold::Smallest);
        let Some(aggregate) = self.program.aggregate(id).filter(|a| keeps(a.function)) else { return false };
        let (table, Some(value)) = (aggregate.table, aggregate.value.clone()) else { return false };
        let taught = self.teach(&value, Some(table), ty);
        if let (true, Some(aggregate)) = (taught, self.program.aggregates.get_mut(id.0)) {
            aggregate.value = Some(Expr { ty: ty.clone(), ..value });
        }
        taught
    }

    fn graded(&mut self, text: &Expr, scale: crate::language::program::ScaleId) -> Option<Expr> {
        match &text.kind {
            ExprKind::Constant(Value::Text(member)) => self.grade(member, scale, text.span),
            _ => {
                self.report(Problem::TypeMismatch { left: "等级", right: "文本", other: text.span }, text.span);
                None
            }
        }
    }

    /// A text that the column's set does not hold can never be equal to it.
    fn member_of_set(&mut self, left: &Expr, right: &Expr) {
        for (column, text) in [(left, right), (right, left)] {
            let (ExprKind::Column(id), ExprKind::Constant(Value::Text(text_value))) = (&column.kind, &text.kind) else {
                continue;
            };
            let holder = self.row.and_then(|table| self.program.column(table, *id));
            let Some(found) = holder.and_then(|c| c.allowed.clone()) else { continue };
            if !found.contains(text_value) {
                let nearest = crate::diagnostic::suggest::nearest(text_value, found.iter().map(String::as_str))
                    .map(str::to_owned);
                let problem =
                    Problem::NotInSet { text: text_value.clone(), column: self.written(column.span), nearest };
                self.report(problem, text.span);
            }
        }
    }

    /// Whether two numbers can be compared; the mend is computed where it can be.
    pub(super) fn units_fit(&mut self, left: &Expr, a: &Unit, right: &Expr, b: &Unit) -> bool {
        if a.comparable(b) {
            return true;
        }
        let literal = |e: &Expr| fold(e).is_some();
        match (a.flavor, b.flavor) {
            (Flavor::Ratio, Flavor::Points) if self.is_growth_of_ratio(left) => {
                let written = self.written(right.span);
                self.report(Problem::PointsOfRatio { written, other: left.span, net: None, meant: None }, right.span);
            }
            (Flavor::Ratio, Flavor::Points) => self.points_for_ratio(right, left.span),
            (Flavor::Points, Flavor::Ratio) if literal(right) => self.ratio_for_points(right, left.span),
            (Flavor::Points, Flavor::Ratio) => self.points_for_ratio(left, right.span),
            // A quotient of one dimension is a number and a ratio; a bare number that somebody wrote is no ratio.
            (Flavor::Plain, Flavor::Ratio | Flavor::Intensity) if a.is_bare() && !literal(left) => return true,
            (Flavor::Ratio | Flavor::Intensity, Flavor::Plain) if b.is_bare() && !literal(right) => return true,
            _ if a.is_bare() && b.dimension.is_count() || b.is_bare() && a.dimension.is_count() => return true,
            _ if b.is_bare() && literal(right) => {
                self.unit_missing(right, a, left.span);
            }
            _ if a.is_bare() && literal(left) => self.unit_missing(left, b, right.span),
            _ => self.unit_mismatch(left, a, right, b),
        }
        false
    }

    /// A number without a unit against what has one.
    fn unit_missing(&mut self, bare: &Expr, measure: &Unit, other: Span) {
        let (number, wanted) = (self.written(bare.span), unit_phrase(measure));
        let problem = Problem::UnitMissing { number, wanted, unit: measure.name.clone(), other };
        self.report(problem, bare.span);
    }

    /// Two units of different dimensions, each with its place.
    pub(super) fn unit_mismatch(&mut self, left: &Expr, a: &Unit, right: &Expr, b: &Unit) {
        let problem = Problem::UnitMismatch { left: unit_phrase(a), right: unit_phrase(b), other: left.span };
        self.report(problem, right.span);
    }

    /// `增长 7.5个百分点` → `增长 7.5%`
    pub(super) fn points_for_ratio(&mut self, points: &Expr, other: Span) {
        let written = self.written(points.span);
        let meant = in_unit(points, &Unit::percent());
        self.report(Problem::PointsForRatio { written, meant, other }, points.span);
    }

    fn ratio_for_points(&mut self, ratio: &Expr, other: Span) {
        let written = self.written(ratio.span);
        let meant = in_unit(ratio, &Unit::points()).unwrap_or_else(|| "个百分点".to_owned());
        self.report(Problem::RatioForPoints { written, meant, other }, ratio.span);
    }
}

/// The text of a constant that should be a value of a type.
fn misquoted(text: &Expr, meant: &Type) -> Option<String> {
    let ExprKind::Constant(Value::Text(word)) = &text.kind else { return None };
    let fits = match meant {
        Type::Truth => matches!(word.as_str(), "是" | "否"),
        Type::Date => crate::value::parse_date(word).is_some(),
        Type::Number(_) => word.starts_with(|c: char| c.is_ascii_digit()),
        Type::Text | Type::Grade(_) => false,
    };
    fits.then(|| word.clone())
}

/// A constant written in another unit.
fn in_unit(expr: &Expr, unit: &Unit) -> Option<String> {
    match fold(expr)? {
        Value::Number(base) => Some(format!("{}{}", unit.from_base(&base), unit.name)),
        _ => None,
    }
}

/// The period that an expression writes, if it writes a date.
pub(super) fn written_period(value: &ast::Expr) -> Option<&str> {
    match &value.kind {
        ast::ExprKind::Date(text) => Some(text),
        _ => None,
    }
}

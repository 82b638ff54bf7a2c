//! 勾稽: two sides of the data that must agree.

use super::answer::Answer;
use super::judgement::{Amount, RuleResult, TargetShown};
use super::shown;
use crate::language::ast::{ArithmeticOperator, State};
use crate::language::program::{Comparison, Expr, Identity, Program, Status, ToleranceAmount, Type};
use crate::value::{Number, Rounding, Truth, Unit};

/// Whether an identity holds, its tolerance included.
pub(crate) fn holds(identity: &Identity, left: &Answer, right: &Answer) -> Truth {
    let Some(width) = width(identity, right) else { return left.compare(identity.comparison, right) };
    let moved = |by: &Number| right.clone().arithmetic(ArithmeticOperator::Add, &Answer::number(by.clone()));
    let (low, high) = (moved(&-&width), moved(&width));
    match identity.comparison {
        Comparison::Equal => left.compare(Comparison::AtLeast, &low).and(left.compare(Comparison::AtMost, &high)),
        Comparison::AtMost | Comparison::Less => left.compare(identity.comparison, &high),
        Comparison::AtLeast | Comparison::Greater => left.compare(identity.comparison, &low),
        Comparison::NotEqual => left.compare(identity.comparison, right),
    }
}

fn width(identity: &Identity, right: &Answer) -> Option<Number> {
    match identity.tolerance.as_ref()? {
        ToleranceAmount::Absolute(width) => Some(width.clone()),
        ToleranceAmount::Relative(share) => Some(&right.known_number()?.abs() * share),
    }
}

/// Shows both sides and their distance.
pub(crate) fn show(program: &Program, identity: &Identity, (left, right): (&Answer, &Answer), result: &mut RuleResult) {
    let unit = unit_of(&identity.right).or_else(|| unit_of(&identity.left)).unwrap_or_else(Unit::bare);
    let text = |answer: &Answer| answer.known().map(|v| shown::value_text(program, v, &unit));
    let op = identity.comparison.sign().to_owned();
    result.target = text(right).map(|value| TargetShown { op, value, unit: unit.name.clone() });
    let number = |answer: &Answer| answer.known_number().map(|n| unit.from_base(n));
    result.actual =
        text(left).map(|value| Amount { number: number(left), value, unit: unit.name.clone(), period: None });
    let apart = number(left).zip(number(right)).map(|(a, b)| (&a - &b).abs()).filter(|d| !d.is_zero());
    result.gap = apart.map(|d| Amount {
        value: shown::decimal(&d, None, Rounding::Ceil),
        number: Some(d),
        unit: unit.name.clone(),
        period: None,
    });
    if matches!(result.status, Status::Met | Status::OnTrack) {
        result.gap = None;
    }
    result.applied.extend(identity.tolerance_text.as_ref().map(|t| format!("容差 {t}")));
}

fn unit_of(side: &Expr) -> Option<Unit> {
    match &side.ty {
        Type::Number(unit) if !unit.is_bare() => Some(unit.clone()),
        _ => None,
    }
}

/// What a milestone must have reached, as results show it.
pub(crate) fn milestone_target(state: State) -> TargetShown {
    let (op, value) = match state {
        State::Start => ("started", "启动"),
        State::Advance => ("advancing", "推进"),
        State::Finish => ("done", "完成"),
    };
    TargetShown { op: op.to_owned(), value: value.to_owned(), unit: String::new() }
}

//! Linear forms over the figures that rules speak of.

use std::collections::BTreeMap;

use crate::language::ast::ArithmeticOperator;
use crate::language::program::{AggregateId, Aspect, Expr, ExprKind, IndicatorId, ParameterId, Program, Value};
use crate::value::Number;

/// What a form counts as one unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Variable {
    /// A figure of an indicator.
    Figure(IndicatorId, Option<String>, Aspect),
    /// A figure made of rows; of last year's end when the flag is set.
    Aggregate(AggregateId, bool),
    /// The growth of a form that is no figure alone, or at constant prices; a year's mean since a base year when there is one.
    Growth(Box<Linear>, Option<i16>),
    /// A parameter without a value.
    Parameter(ParameterId, Option<String>),
}

/// `Σ coefficient × unknown + constant`, in base units.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Linear {
    /// No coefficient is 0.
    pub(super) terms: BTreeMap<Variable, Number>,
    /// What stands alone.
    pub(super) constant: Number,
}

impl Linear {
    /// A number alone.
    pub(super) fn number(constant: Number) -> Self {
        Self { terms: BTreeMap::new(), constant }
    }

    /// One unknown.
    pub(super) fn of(variable: Variable) -> Self {
        Self { terms: BTreeMap::from([(variable, Number::one())]), constant: Number::zero() }
    }

    /// The form of an expression; `None` when it is not linear or not a number.
    pub(super) fn read(program: &Program, expr: &Expr) -> Option<Self> {
        match &expr.kind {
            ExprKind::Constant(Value::Number(number)) => Some(Self::number(number.clone())),
            ExprKind::Figure { indicator, scope, aspect } => {
                Some(Self::of(Variable::Figure(*indicator, scope.clone(), *aspect)))
            }
            ExprKind::Parameter { parameter, scope } => match program.parameter(*parameter)?.value(scope.as_deref()) {
                Some(Value::Number(number)) => Some(Self::number(number.clone())),
                Some(_) => None,
                None => Some(Self::of(Variable::Parameter(*parameter, scope.clone()))),
            },
            ExprKind::Aggregate(id) => {
                let grouped = program.aggregate(*id)?.group.is_some();
                (!grouped).then(|| Self::of(Variable::Aggregate(*id, false)))
            }
            ExprKind::Negate(inner) => Some(Self::read(program, inner)?.times(&-Number::one())),
            ExprKind::Arithmetic { left, operator, right } => {
                let (left, right) = (Self::read(program, left)?, Self::read(program, right)?);
                left.combined(*operator, &right)
            }
            _ => None,
        }
    }

    fn combined(&self, operator: ArithmeticOperator, other: &Self) -> Option<Self> {
        match operator {
            ArithmeticOperator::Add => Some(self.plus(other, &Number::one())),
            ArithmeticOperator::Subtract => Some(self.plus(other, &-Number::one())),
            ArithmeticOperator::Multiply if other.terms.is_empty() => Some(self.times(&other.constant)),
            ArithmeticOperator::Multiply if self.terms.is_empty() => Some(other.times(&self.constant)),
            ArithmeticOperator::Divide if other.terms.is_empty() => {
                Some(self.times(&Number::one().checked_div(&other.constant)?))
            }
            _ => None,
        }
    }

    /// `self + factor × other`
    pub(super) fn plus(&self, other: &Self, factor: &Number) -> Self {
        let mut sum = self.clone();
        for (variable, coefficient) in &other.terms {
            let term = sum.terms.entry(variable.clone()).or_default();
            *term = &*term + &(coefficient * factor);
        }
        sum.terms.retain(|_, coefficient| !coefficient.is_zero());
        sum.constant = &sum.constant + &(&other.constant * factor);
        sum
    }

    /// Every part multiplied.
    pub(super) fn times(&self, factor: &Number) -> Self {
        Self::default().plus(self, factor)
    }

    /// The same figures, of last year; `None` when one of them has none.
    pub(super) fn last_year(&self) -> Option<Self> {
        let earlier = |(variable, coefficient): (&Variable, &Number)| {
            let variable = match variable {
                Variable::Figure(id, scope, Aspect::Level) => Variable::Figure(*id, scope.clone(), Aspect::LastYear),
                Variable::Aggregate(id, false) => Variable::Aggregate(*id, true),
                _ => return None,
            };
            Some((variable, coefficient.clone()))
        };
        let terms = self.terms.iter().map(earlier).collect::<Option<_>>()?;
        Some(Self { terms, constant: self.constant.clone() })
    }

    /// Its growth on last year, or a year since a base year; at constant prices it is another unknown than the levels' own.
    pub(super) fn growth(&self, since: Option<i16>, constant_prices: bool) -> Self {
        let mut terms = self.terms.iter();
        match (terms.next(), terms.next(), since) {
            (Some((Variable::Figure(id, scope, Aspect::Level), factor)), None, None)
                if *factor == Number::one() && self.constant.is_zero() && !constant_prices =>
            {
                Self::of(Variable::Figure(*id, scope.clone(), Aspect::Growth))
            }
            _ => Self::of(Variable::Growth(Box::new(self.clone()), since)),
        }
    }

    /// With the last year's figures that the rules themselves declare put in.
    pub(super) fn with_bases(&self, program: &Program) -> Self {
        let mut form = self.clone();
        for variable in self.terms.keys() {
            if let Some(base) = base(program, variable) {
                let fact = Self::of(variable.clone()).plus(&Self::number(base), &-Number::one());
                let factor = self.terms.get(variable).cloned().unwrap_or_default();
                form = form.plus(&fact, &-factor);
            }
        }
        form
    }
}

/// Last year's figure, if the rules declare it.
pub(super) fn base(program: &Program, variable: &Variable) -> Option<Number> {
    match variable {
        Variable::Figure(id, None, Aspect::LastYear) => program.indicator(*id)?.last_year.clone(),
        _ => None,
    }
}

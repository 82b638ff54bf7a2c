//! Numbers with units, dates and texts as values.

use super::{Checker, Problem};
use crate::language::ast::{self, Literal};
use crate::language::program::{Expr, ExprKind, Type, Value};
use crate::source::Span;
use crate::value::{Number, Period, Unit};

impl Checker<'_> {
    /// The unit of a literal; a unit that does not exist is said.
    pub(super) fn unit(&mut self, literal: &Literal, wanted: Option<&Unit>) -> Option<Unit> {
        let Some(word) = &literal.unit else { return Some(Unit::bare()) };
        let unit = self.known_unit(&word.kind);
        if unit.is_none() {
            let wanted = wanted.filter(|u| !u.name.is_empty()).map(|u| u.name.clone());
            let same = |name: &String| self.program.units.lookup(name).map(|u| self.program.units.of_dimension(&u));
            let alike = wanted.as_ref().and_then(same).unwrap_or_default();
            let alike = alike.into_iter().take(8).map(str::to_owned).collect();
            self.report(Problem::UnknownUnit { unit: word.kind.clone(), wanted, alike }, word.span);
        }
        unit
    }

    /// The unit of a word; the declared units in it are used.
    pub(super) fn known_unit(&mut self, word: &str) -> Option<Unit> {
        let unit = self.program.units.lookup(word)?;
        let in_word = |name: &&String| word.split(['/', '·', '*']).any(|part| part.ends_with(name.as_str()));
        let used: Vec<String> = self.words.keys().filter(in_word).cloned().collect();
        self.used_words.extend(used);
        Some(unit)
    }

    /// Whether a literal's unit exists, without a word.
    pub(super) fn has_unit(&self, literal: &Literal) -> bool {
        literal.unit.as_ref().is_none_or(|u| self.program.units.lookup(&u.kind).is_some())
    }

    /// A literal as a constant, in base units.
    pub(super) fn quantity(&mut self, literal: &Literal, span: Span, wanted: Option<&Unit>) -> Option<Expr> {
        let unit = self.unit(literal, wanted)?;
        Some(constant_number(&literal.number, unit, span))
    }

    /// A value written alone (上年, 参数, 给定): a constant of a type, if one is wanted.
    pub(super) fn constant(&mut self, value: &ast::Expr, wanted: Option<&Type>) -> Option<(Value, Unit)> {
        let value = self.constant_expr(value, wanted)?;
        let unit = match &value.ty {
            Type::Number(unit) => unit.clone(),
            _ => Unit::bare(),
        };
        match fold(&value) {
            Some(constant) => Some((constant, unit)),
            None => {
                self.report(Problem::Misapplied { what: self.written(value.span), to: "要写定的值" }, value.span);
                None
            }
        }
    }

    fn constant_expr(&mut self, value: &ast::Expr, wanted: Option<&Type>) -> Option<Expr> {
        let unit = match wanted {
            Some(Type::Number(unit)) => Some(unit.clone()),
            _ => None,
        };
        let resolved = match (&value.kind, wanted) {
            (ast::ExprKind::Text(text) | ast::ExprKind::Name(text), Some(Type::Grade(scale))) => {
                self.grade(text, *scale, value.span)?
            }
            (ast::ExprKind::Name(text), Some(Type::Text)) => {
                constant(Value::Text(text.clone()), Type::Text, value.span)
            }
            (ast::ExprKind::Quantity(literal), Some(Type::Text | Type::Grade(_))) => {
                let text = ast::Expr::new(ast::ExprKind::Text(literal.word()), value.span);
                return self.constant_expr(&text, wanted);
            }
            (ast::ExprKind::Quantity(literal), _) => self.quantity(literal, value.span, unit.as_ref())?,
            (ast::ExprKind::Date(text), _) => {
                let period = self.period(text, value.span)?;
                constant(Value::Date(period.last), Type::Date, value.span)
            }
            _ => self.expression(&super::expression::Context::figures(), value)?,
        };
        match wanted {
            Some(wanted) => self.fits(resolved, wanted, value.span),
            None => Some(resolved),
        }
    }

    /// The value, if it is of the wanted type; a figure without a unit takes the declared one (language §2).
    fn fits(&mut self, value: Expr, wanted: &Type, span: Span) -> Option<Expr> {
        match (&value.ty, wanted) {
            (Type::Number(unit), Type::Number(want)) => {
                if unit.comparable(want) || want.is_bare() && unit.dimension.is_count() {
                    return Some(value);
                }
                if let (true, Some(Value::Number(number))) = (unit.is_bare() && !unit_written(&value), fold(&value)) {
                    return Some(constant_number(&number, want.clone(), span));
                }
                let left = super::compare::unit_phrase(unit);
                let right = super::compare::unit_phrase(want);
                self.report(Problem::UnitMismatch { left, right, other: span }, span);
                None
            }
            (have, want) if have == want => Some(value),
            (have, want) => {
                self.report(Problem::TypeMismatch { left: type_word(have), right: type_word(want), other: span }, span);
                None
            }
        }
    }

    /// A member of a scale.
    pub(super) fn grade(&mut self, text: &str, scale: crate::language::program::ScaleId, span: Span) -> Option<Expr> {
        let known = self.program.scale(scale)?;
        if let Some(rank) = known.rank(text) {
            return Some(constant(Value::Grade(scale, rank), Type::Grade(scale), span));
        }
        let members = known.members.clone();
        let nearest = crate::diagnostic::suggest::nearest(text, members.iter().map(String::as_str)).map(str::to_owned);
        self.report(Problem::Unknown { what: "级", name: text.to_owned(), nearest, known: members }, span);
        None
    }

    /// A period as written, in the plan's year where it names none.
    pub(super) fn period(&mut self, text: &str, span: Span) -> Option<Period> {
        let period = match self.program.plan.period {
            Some(plan) => Period::parse_in(text, &plan),
            None => Period::parse(text),
        };
        if period.is_none() {
            let some_year = Period::year(2000).is_some_and(|year| Period::parse_in(text, &year).is_some());
            let no_year = self.program.plan.period.is_none() && some_year;
            self.report(Problem::BadDate { text: text.to_owned(), no_year }, span);
        }
        period
    }
}

/// Whether a number without a dimension was written with a multiplier all the same: `10万` is that many, whatever the unit.
fn unit_written(value: &Expr) -> bool {
    matches!(&value.ty, Type::Number(unit) if !unit.name.is_empty())
}

/// A number in a unit, as a constant in base units.
pub(super) fn constant_number(number: &Number, unit: Unit, span: Span) -> Expr {
    let base = unit.to_base(number);
    constant(Value::Number(base), Type::Number(unit), span)
}

/// A constant.
pub(super) fn constant(value: Value, ty: Type, span: Span) -> Expr {
    Expr { kind: ExprKind::Constant(value), ty, span }
}

/// The value of an expression that nothing is submitted for.
pub(super) fn fold(expr: &Expr) -> Option<Value> {
    use ast::ArithmeticOperator::{Add, Divide, Multiply, Subtract};
    match &expr.kind {
        ExprKind::Constant(value) => Some(value.clone()),
        ExprKind::Negate(inner) => match fold(inner)? {
            Value::Number(n) => Some(Value::Number(-n)),
            _ => None,
        },
        ExprKind::Arithmetic { left, operator, right } => {
            let (Value::Number(left), Value::Number(right)) = (fold(left)?, fold(right)?) else { return None };
            Some(Value::Number(match operator {
                Add => &left + &right,
                Subtract => &left - &right,
                Multiply => &left * &right,
                Divide => left.checked_div(&right)?,
            }))
        }
        _ => None,
    }
}

/// A type's name in messages.
pub(super) fn type_word(ty: &Type) -> &'static str {
    match ty {
        Type::Number(_) => "数值",
        Type::Date => "日期",
        Type::Text => "文本",
        Type::Truth => "是否",
        Type::Grade(_) => "等级",
    }
}

//! Expressions: every name looked up, every type and unit known.

use super::literal::{constant, constant_number, fold, type_word};
use super::names::Symbol;
use super::{Checker, Problem};
use crate::language::ast::{self, ArithmeticOperator, Literal};
use crate::language::program::{Aspect, Expr, ExprKind, Function, IndicatorId, ParameterId, TableId, Type, Value};
use crate::source::Span;
use crate::value::{Base, Dimension, Flavor, Number, Unit};

/// Where an expression stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// Over the rows of this table, rather than over figures.
    pub(super) table: Option<TableId>,
    /// The scope that parameters follow.
    pub(super) scope: Option<String>,
    /// What an unknown column of an undeclared table must be.
    pub(super) hint: Option<Type>,
    /// Left of a range: a word that begins with a numeral and is no number with a unit is a name.
    pub(super) subject: bool,
}

impl Context {
    /// Over figures.
    pub(super) fn figures() -> Self {
        Self::default()
    }

    /// Over the rows of a table.
    pub(super) fn rows(&self, table: TableId) -> Self {
        Self { table: Some(table), scope: self.scope.clone(), ..Self::default() }
    }

    /// The same, left of a range.
    pub(super) fn subject(&self) -> Self {
        Self { subject: true, ..self.clone() }
    }

    /// The same, where an unknown column must be of a type.
    pub(super) fn hinting(&self, ty: Type) -> Self {
        Self { hint: Some(ty), ..self.clone() }
    }
}

impl Checker<'_> {
    /// Gives an expression its meaning; what is wrong is said, and then there is none.
    pub(super) fn expression(&mut self, context: &Context, expr: &ast::Expr) -> Option<Expr> {
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Quantity(literal) => self.quantity_or_name(context, literal, span),
            ast::ExprKind::Date(text) => {
                let period = self.period(text, span)?;
                Some(constant(Value::Date(period.last), Type::Date, span))
            }
            ast::ExprKind::Text(text) => Some(constant(Value::Text(text.clone()), Type::Text, span)),
            ast::ExprKind::Truth(truth) => Some(constant(Value::Truth(*truth), Type::Truth, span)),
            ast::ExprKind::Name(name) => self.named(context, name, span),
            ast::ExprKind::Scoped { base, scopes } => self.scoped(base, scopes, span),
            ast::ExprKind::Member { base, field } => self.member(context, base, field, span),
            ast::ExprKind::Call { .. } => self.call(context, expr),
            ast::ExprKind::Negate(inner) => {
                let inner = self.expression(context, inner)?;
                self.number_of(&inner)?;
                let ty = inner.ty.clone();
                Some(Expr { kind: ExprKind::Negate(inner.into()), ty, span })
            }
            ast::ExprKind::Arithmetic { left, operator, right } => {
                let (left, right) = (self.expression(context, left), self.expression(context, right));
                self.arithmetic(left?, operator.kind, right?, span)
            }
        }
    }

    /// A word that begins with a numeral: a declared name, a value if its unit is one, else a name.
    fn quantity_or_name(&mut self, context: &Context, literal: &Literal, span: Span) -> Option<Expr> {
        let word = literal.word();
        if self.is_name(context, &word) {
            return self.named(context, &word, span);
        }
        if context.subject && !self.has_unit(literal) {
            return self.named(context, &word, span);
        }
        self.quantity(literal, span, None)
    }

    /// Whether a word is a known name here.
    pub(super) fn is_name(&self, context: &Context, word: &str) -> bool {
        let column = context.table.is_some_and(|table| self.column_of(table, word).is_some());
        column || self.names.get(word).is_some()
    }

    /// A name: a column of the row, else what is declared, else something yet unknown.
    pub(super) fn named(&mut self, context: &Context, name: &str, span: Span) -> Option<Expr> {
        if let Some(table) = context.table
            && let Some(column) = self.use_column(table, name)
        {
            return Some(column.at(span));
        }
        match self.names.get(name) {
            Some(Symbol::Indicator(id)) => Some(self.figure(id, None, Aspect::Level, span)),
            Some(Symbol::Parameter(id)) => self.parameter(id, context.scope.clone(), span),
            Some(Symbol::Definition(at)) => self.definition(context, at, span),
            Some(Symbol::Table(_)) => {
                self.report(Problem::TableAsValue { table: name.to_owned() }, span);
                None
            }
            Some(other @ (Symbol::Milestone(_) | Symbol::Scale(_))) => {
                self.report(
                    Problem::Misapplied {
                        what: name.to_owned(),
                        to: if other.what() == "事项" {
                            "计算；事项写成 `事项 名称 完成`"
                        } else {
                            "计算"
                        },
                    },
                    span,
                );
                None
            }
            None => match context.table {
                Some(table) => self.unknown_column(context, table, name, span),
                None => {
                    let id = self.implicit_indicator(name, span);
                    Some(self.figure(id, None, Aspect::Level, span))
                }
            },
        }
    }

    /// A figure of an indicator.
    pub(super) fn figure(&mut self, id: IndicatorId, scope: Option<String>, aspect: Aspect, span: Span) -> Expr {
        self.names.mark(Symbol::Indicator(id));
        if let (Some(scope), Some(indicator)) = (&scope, self.program.indicators.get_mut(id.0))
            && let Err(at) = indicator.scopes.binary_search(scope)
        {
            indicator.scopes.insert(at, scope.clone());
        }
        let level =
            self.program.indicator(id).and_then(|i| i.measure.clone()).unwrap_or_else(|| Type::Number(Unit::bare()));
        let ty = if aspect == Aspect::Growth { Type::Number(Unit::percent()) } else { level };
        Expr { kind: ExprKind::Figure { indicator: id, scope, aspect }, ty, span }
    }

    /// A parameter; one that nobody gave a unit takes it from what it is compared with.
    fn parameter(&mut self, id: ParameterId, scope: Option<String>, span: Span) -> Option<Expr> {
        self.names.mark(Symbol::Parameter(id));
        let ty = self.program.parameter(id)?.measure.clone().unwrap_or_else(|| Type::Number(Unit::bare()));
        Some(Expr { kind: ExprKind::Parameter { parameter: id, scope }, ty, span })
    }

    /// A definition, expanded where it is used.
    fn definition(&mut self, context: &Context, at: usize, span: Span) -> Option<Expr> {
        let definition = self.definitions.get_mut(at)?;
        definition.used = true;
        let (name, body, filter) = (definition.name.kind.clone(), definition.body, definition.filter);
        self.names.mark(Symbol::Definition(at));
        if filter.is_some()
            || matches!(&body.kind, ast::ExprKind::Name(table) if matches!(self.names.get(table), Some(Symbol::Table(_))))
        {
            self.report(Problem::TableAsValue { table: name }, span);
            return None;
        }
        if self.expanding.contains(&at) {
            self.report(Problem::Cycle { name }, span);
            return None;
        }
        self.expanding.push(at);
        let expanded = self.expression(context, body);
        self.expanding.pop();
        expanded.map(|e| Expr { span, ..e })
    }

    fn scoped(&mut self, base: &ast::Expr, scopes: &[ast::Name], span: Span) -> Option<Expr> {
        let [scope] = scopes else {
            self.report(Problem::ManyScopes, span);
            return None;
        };
        let name = self.base_name(base)?;
        match self.names.get(&name) {
            Some(Symbol::Parameter(id)) => self.parameter(id, Some(scope.kind.clone()), span),
            Some(Symbol::Indicator(id)) => Some(self.figure(id, Some(scope.kind.clone()), Aspect::Level, span)),
            None => {
                let id = self.implicit_indicator(&name, base.span);
                Some(self.figure(id, Some(scope.kind.clone()), Aspect::Level, span))
            }
            Some(other) => {
                self.report(Problem::Misapplied { what: format!("[{}]", scope.kind), to: other.what() }, span);
                None
            }
        }
    }

    /// The name that a scope or a member belongs to.
    fn base_name(&mut self, base: &ast::Expr) -> Option<String> {
        match &base.kind {
            ast::ExprKind::Name(name) => Some(name.clone()),
            ast::ExprKind::Quantity(literal) => Some(literal.word()),
            _ => {
                self.report(
                    Problem::Misapplied { what: self.written(base.span), to: "这里；这里要一个名称" },
                    base.span,
                );
                None
            }
        }
    }

    /// `X.上年`, `X.上期`, `X.同比`, `TABLE.COLUMN`.
    fn member(&mut self, context: &Context, base: &ast::Expr, field: &ast::Name, span: Span) -> Option<Expr> {
        if let ast::ExprKind::Name(table) = &base.kind
            && let Some(Symbol::Table(id)) = self.table_of(table)
        {
            return self.table_column(context, id, table, field, span);
        }
        let aspect = match field.kind.as_str() {
            "上年" => Aspect::LastYear,
            "上期" => Aspect::Previous,
            "同比" => Aspect::Growth,
            other => {
                let known = ["上年", "上期", "同比"].map(str::to_owned).to_vec();
                self.report(
                    Problem::Unknown { what: "属性", name: other.to_owned(), nearest: None, known },
                    field.span,
                );
                return None;
            }
        };
        let level = self.expression(context, base)?;
        match level.kind {
            ExprKind::Figure { indicator, scope, aspect: Aspect::Level } => {
                Some(self.figure(indicator, scope, aspect, span))
            }
            _ => Some(self.earlier(level, base, aspect, span)),
        }
    }

    fn table_column(
        &mut self,
        context: &Context,
        id: TableId,
        table: &str,
        field: &ast::Name,
        span: Span,
    ) -> Option<Expr> {
        if context.table != Some(id) {
            self.report(Problem::BareColumn { table: table.to_owned() }, span);
            return None;
        }
        match self.use_column(id, &field.kind) {
            Some(column) => Some(column.at(span)),
            None => self.unknown_column(context, id, &field.kind, field.span),
        }
    }

    /// The unit of a number; anything else is said to be none.
    pub(super) fn number_of(&mut self, expr: &Expr) -> Option<Unit> {
        match &expr.ty {
            Type::Number(unit) => Some(unit.clone()),
            other => {
                let left = type_word(other);
                self.report(Problem::TypeMismatch { left, right: "数值", other: expr.span }, expr.span);
                None
            }
        }
    }

    fn arithmetic(&mut self, left: Expr, operator: ArithmeticOperator, right: Expr, span: Span) -> Option<Expr> {
        use ArithmeticOperator::{Add, Divide, Multiply, Subtract};
        if left.ty == Type::Date && right.ty == Type::Date && operator == Subtract {
            let days = Unit::new("天", Dimension::of(Base::Day, 1), Number::one());
            let kind = ExprKind::Call { function: Function::Days, arguments: vec![right, left] };
            return Some(Expr { kind, ty: Type::Number(days), span });
        }
        // The date goes first, as those who compute expect.
        let (left, right) = if right.ty == Type::Date && operator == Add { (right, left) } else { (left, right) };
        if let Some(ty) = later(&left, operator, &right) {
            let kind = ExprKind::Arithmetic { left: left.into(), operator, right: right.into() };
            return Some(Expr { kind, ty, span });
        }
        let adding = matches!(operator, Add | Subtract);
        let (left, right) = if adding { self.adopted(left, right) } else { (left, right) };
        let (a, b) = (self.number_of(&left)?, self.number_of(&right)?);
        let unit = match operator {
            Add | Subtract => self.sum_unit(&left, &a, &right, &b, operator)?,
            Multiply => product_unit(&a, &b),
            Divide => {
                if fold(&right) == Some(Value::Number(Number::zero())) {
                    self.report(Problem::DivisionByZero, right.span);
                    return None;
                }
                quotient_unit(&a, &b)
            }
        };
        Some(Expr {
            kind: ExprKind::Arithmetic { left: left.into(), operator, right: right.into() },
            ty: Type::Number(unit),
            span,
        })
    }

    /// The unit of a sum or difference: one dimension; two ratios differ by 百分点.
    fn sum_unit(
        &mut self,
        left: &Expr,
        a: &Unit,
        right: &Expr,
        b: &Unit,
        operator: ArithmeticOperator,
    ) -> Option<Unit> {
        match (a.flavor, b.flavor) {
            (Flavor::Ratio, Flavor::Ratio) if operator == ArithmeticOperator::Subtract => return Some(Unit::points()),
            (Flavor::Ratio, Flavor::Points) => {
                self.points_for_ratio(right, left.span);
                return None;
            }
            (Flavor::Points, Flavor::Ratio) => {
                self.points_for_ratio(left, right.span);
                return None;
            }
            _ => {}
        }
        let countable = |unit: &Unit| unit.dimension.is_count() || unit.flavor == Flavor::Intensity;
        let fits = a.comparable(b) || a.is_bare() && countable(b) || b.is_bare() && countable(a);
        if !fits {
            self.unit_mismatch(left, a, right, b);
            return None;
        }
        Some(if a.is_bare() { b.clone() } else { a.clone() })
    }

    /// A function's result rounded to the unit it is shown in, and other functions of values.
    pub(super) fn value_call(
        &mut self,
        context: &Context,
        function: Function,
        arguments: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let resolved: Vec<Option<Expr>> = arguments.iter().map(|a| self.expression(context, a)).collect();
        let mut arguments: Vec<Expr> = resolved.into_iter().collect::<Option<_>>()?;
        let days = Unit::new("天", Dimension::of(Base::Day, 1), Number::one());
        let characters = Unit::new("个", Dimension::of(Base::Count, 1), Number::one());
        let first = arguments.first().map(|a| a.ty.clone());
        let ty = match (function, first, arguments.len()) {
            (Function::Absolute, Some(Type::Number(unit)), 1) => Type::Number(unit),
            (Function::Round, Some(Type::Number(unit)), 1) => {
                arguments.push(constant_number(&Number::zero(), Unit::bare(), span));
                Type::Number(unit)
            }
            (Function::Round, Some(Type::Number(unit)), 2) => Type::Number(unit),
            (Function::Length, Some(Type::Text), 1) => Type::Number(characters),
            (Function::Days, Some(Type::Date), 1 | 2) if arguments.iter().all(|a| a.ty == Type::Date) => {
                Type::Number(days)
            }
            (Function::Largest | Function::Smallest, Some(Type::Number(unit)), 2..)
                if arguments.iter().all(|a| matches!(&a.ty, Type::Number(u) if u.comparable(&unit))) =>
            {
                Type::Number(unit)
            }
            _ => {
                self.report(Problem::Arguments { function: word(function).to_owned(), form: form(function) }, span);
                return None;
            }
        };
        Some(Expr { kind: ExprKind::Call { function, arguments }, ty, span })
    }
}

/// A date some days later or earlier.
fn later(left: &Expr, operator: ArithmeticOperator, right: &Expr) -> Option<Type> {
    let days = |e: &Expr| matches!(&e.ty, Type::Number(u) if u.dimension == Dimension::of(Base::Day, 1));
    let sums = matches!(operator, ArithmeticOperator::Add | ArithmeticOperator::Subtract);
    (left.ty == Type::Date && days(right) && sums).then_some(Type::Date)
}

fn product_unit(a: &Unit, b: &Unit) -> Unit {
    match (a.flavor, b.flavor) {
        (Flavor::Plain, Flavor::Plain) => a.times(b),
        (Flavor::Plain, _) if !a.is_bare() => a.clone(),
        (_, Flavor::Plain) if !b.is_bare() => b.clone(),
        (Flavor::Plain, _) => b.clone(),
        _ => a.clone(),
    }
}

fn quotient_unit(a: &Unit, b: &Unit) -> Unit {
    match (a.flavor, b.flavor) {
        // Values are in base units, so what cancels leaves a bare number, whatever the units' factors.
        (Flavor::Plain, Flavor::Plain) if a.dimension == b.dimension => Unit::bare(),
        (Flavor::Plain, Flavor::Plain) => a.per(b),
        (_, Flavor::Plain) if b.is_bare() => a.clone(),
        (Flavor::Plain, _) => a.clone(),
        _ => Unit::bare(),
    }
}

fn word(function: Function) -> &'static str {
    match function {
        Function::Absolute => "绝对值",
        Function::Round => "四舍五入",
        Function::Length => "长度",
        Function::Days => "天数",
        Function::Largest => "最大",
        Function::Smallest => "最小",
    }
}

fn form(function: Function) -> &'static str {
    match function {
        Function::Absolute => "`绝对值(数值)`",
        Function::Round => "`四舍五入(数值)` 或 `四舍五入(数值, 小数位数)`",
        Function::Length => "`长度(文本列)`",
        Function::Days => "`天数(起始日期, 终止日期)` 或 `天数(起始日期)`",
        Function::Largest => "`最大(表.列)` 或 `最大(甲, 乙)`",
        Function::Smallest => "`最小(表.列)` 或 `最小(甲, 乙)`",
    }
}

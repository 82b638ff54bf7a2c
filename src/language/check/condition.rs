//! Conditions over one row of a table, and over figures.

use super::compare::{Asked, asked, is_date_word, side_word, written_period};
use super::expression::Context;
use super::literal::{constant, type_word};
use super::{Checker, Problem};
use crate::language::ast::{self, ConditionKind as Written, OperatorKind, RangeKind};
use crate::language::program::{
    ColumnSet, Comparison, Condition, ConditionKind, Direction, Expr, ExprKind, Format, Pattern, Set, Type, Value,
};
use crate::source::Span;
use crate::value::Number;

/// A part's way into a whole: each part resolved, all needed.
type Resolve<'c, 'a> = fn(&mut Checker<'a>, &Context, &ast::Condition) -> Option<Condition>;

impl<'a> Checker<'a> {
    /// A condition over the row of the context's table.
    pub(super) fn row_condition(&mut self, context: &Context, condition: &ast::Condition) -> Option<Condition> {
        match &condition.kind {
            Written::Measure { subject, change: None, range, .. } => {
                self.row_measure(context, subject, range, condition.span)
            }
            Written::Measure { change: Some(change), .. } => {
                self.report(Problem::Misapplied { what: change.kind.word.clone(), to: "表里的一行" }, change.span);
                None
            }
            Written::Chain { .. } => self.chain(context, condition),
            Written::Holds(value) => self.holds(context, value, condition.span),
            Written::Each { .. } => self.nested("`每个`", condition.span),
            Written::Milestones { .. } => self.nested("`事项`", condition.span),
            _ => self.connected(context, condition, Self::row_condition),
        }
    }

    pub(super) fn nested<T>(&mut self, what: &'static str, span: Span) -> Option<T> {
        self.report(Problem::Nested { what }, span);
        None
    }

    /// 且 或 非 若…则, each part by the given way.
    pub(super) fn connected(
        &mut self,
        context: &Context,
        condition: &ast::Condition,
        resolve: Resolve<'_, 'a>,
    ) -> Option<Condition> {
        let mut all = |parts: &[ast::Condition]| -> Option<Vec<Condition>> {
            let parts: Vec<Option<Condition>> = parts.iter().map(|p| resolve(self, context, p)).collect();
            parts.into_iter().collect()
        };
        let kind = match &condition.kind {
            Written::And(parts) => ConditionKind::And(all(parts)?),
            Written::Or(parts) => ConditionKind::Or(all(parts)?),
            Written::Not(part) => ConditionKind::Not(resolve(self, context, part)?.into()),
            Written::If { premise, then } => {
                let (premise, then) = (resolve(self, context, premise), resolve(self, context, then));
                ConditionKind::If { premise: premise?.into(), then: then?.into() }
            }
            _ => return None,
        };
        Some(Condition { kind, span: condition.span })
    }

    /// A 是否 value alone.
    fn holds(&mut self, context: &Context, value: &ast::Expr, span: Span) -> Option<Condition> {
        let value = self.expression(&context.hinting(Type::Truth), value)?;
        if value.ty != Type::Truth {
            self.report(
                Problem::Misapplied {
                    what: self.written(span), to: "条件；它不是 是否 列，要写出与什么相比"
                },
                span,
            );
            return None;
        }
        Some(Condition { kind: ConditionKind::Holds(value), span })
    }

    /// A value behind an operator: a period gives the day that the operator means.
    pub(super) fn value(&mut self, context: &Context, value: &ast::Expr, comparison: Comparison) -> Option<Expr> {
        match written_period(value) {
            Some(text) => {
                let period = self.period(text, value.span)?;
                Some(self.day(&period, comparison, value))
            }
            None => self.expression(context, value),
        }
    }

    fn row_measure(
        &mut self,
        context: &Context,
        subject: &ast::Expr,
        range: &ast::Range,
        span: Span,
    ) -> Option<Condition> {
        match &range.kind {
            RangeKind::Bound { .. } => self.row_bound(context, subject, range, span),
            RangeKind::Between { low, high } => {
                self.ends_alike(low, high)?;
                let low = self.value(context, low, Comparison::AtLeast)?;
                let subject = self.expression(&context.hinting(low.ty.clone()), subject)?;
                let high = self.value(context, high, Comparison::AtMost)?;
                self.interval(subject, low, high, span)
            }
            RangeKind::Promised { low, high } => {
                let (low, _) = self.promised(low, high)?;
                let subject = self.expression(&context.hinting(low.ty.clone()), subject)?;
                self.comparison(subject, Comparison::AtLeast, low, span)
            }
            RangeKind::Top(rank) => {
                let last = self.quantity(&rank.kind, rank.span, None)?;
                let subject = self.expression(&context.hinting(last.ty.clone()), subject)?;
                let first = Expr { kind: ExprKind::Constant(Value::Number(Number::one())), ..last.clone() };
                self.interval(subject, first, last, span)
            }
            RangeKind::LastYear(operator) => {
                self.report(
                    Problem::Misapplied { what: format!("{} 上年", operator.kind.word), to: "表里的一行" },
                    range.span,
                );
                None
            }
            _ => self.row_shape(context, subject, range, span),
        }
    }

    /// `介于 5 至 8万户` does not say whether 5 is 5户 or 5万户.
    pub(super) fn ends_alike(&mut self, low: &ast::Expr, high: &ast::Expr) -> Option<()> {
        let (ast::ExprKind::Quantity(one), ast::ExprKind::Quantity(other)) = (&low.kind, &high.kind) else {
            return Some(());
        };
        let unit = other.unit.as_ref().and_then(|u| self.program.units.lookup(&u.kind));
        let Some(unit) = unit.filter(|u| one.unit.is_none() && u.factor != crate::value::Number::one()) else {
            return Some(());
        };
        let (number, wanted) = (self.written(low.span), super::compare::unit_phrase(&unit));
        self.report(Problem::UnitMissing { number, wanted, unit: unit.name, other: high.span }, low.span);
        None
    }

    pub(super) fn interval(&mut self, subject: Expr, low: Expr, high: Expr, span: Span) -> Option<Condition> {
        let lower = self.comparison(subject.clone(), Comparison::AtLeast, low, span);
        let upper = self.comparison(subject, Comparison::AtMost, high, span);
        Some(Condition { kind: ConditionKind::And(vec![lower?, upper?]), span })
    }

    fn row_bound(
        &mut self,
        context: &Context,
        subject: &ast::Expr,
        range: &ast::Range,
        span: Span,
    ) -> Option<Condition> {
        let RangeKind::Bound { operator, value, side } = &range.kind else { return None };
        self.quoted_enough(context, subject, value)?;
        let asked = self.asked(operator.as_ref(), side.as_ref(), Direction::Up, value)?;
        let period = match written_period(value) {
            Some(text) => Some(self.period(text, value.span)?),
            None => None,
        };
        match (asked, period) {
            (Asked::About, _) => {
                self.report(Problem::Misapplied { what: "左右".to_owned(), to: "表里的一行" }, value.span);
                None
            }
            (Asked::Is(Comparison::Equal | Comparison::NotEqual) | Asked::During, Some(period)) => {
                let date = self.expression(&context.hinting(Type::Date), subject)?;
                let date = self.dated(date, value.span)?;
                let during = Condition { kind: ConditionKind::During { date, period }, span };
                let negated = asked == Asked::Is(Comparison::NotEqual);
                Some(if negated { Condition { kind: ConditionKind::Not(during.into()), span } } else { during })
            }
            (Asked::Is(comparison), Some(period)) => {
                let left = self.expression(&context.hinting(Type::Date), subject)?;
                let left = self.dated(left, value.span)?;
                Some(Condition {
                    kind: ConditionKind::Compare {
                        left,
                        operator: comparison,
                        right: self.day(&period, comparison, value),
                    },
                    span,
                })
            }
            (Asked::Is(comparison), None) => self.compared(context, subject, comparison, value, span),
            (Asked::During, None) => None,
        }
    }

    /// Two expressions; the side that is known tells what an undeclared column is.
    fn compared(
        &mut self,
        context: &Context,
        subject: &ast::Expr,
        comparison: Comparison,
        value: &ast::Expr,
        span: Span,
    ) -> Option<Condition> {
        let unknown = matches!(&subject.kind, ast::ExprKind::Name(name) if !self.is_name(context, name));
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let (left, right) = if unknown {
            let numbers = context.hinting(Type::Number(crate::value::Unit::bare()));
            let right = self.expression(if ordered { &numbers } else { context }, value)?;
            (self.expression(&context.hinting(right.ty.clone()), subject)?, right)
        } else {
            let left = self.expression(context, subject)?;
            let right = self.against(context, value, &left)?;
            (left, right)
        };
        self.comparison(left, comparison, right, span)
    }

    /// `状态 = 落地`: a bare word against a text is a text whose quotation marks were forgotten, if nothing is called so.
    fn quoted_enough(&mut self, context: &Context, subject: &ast::Expr, value: &ast::Expr) -> Option<()> {
        let (ast::ExprKind::Name(column), ast::ExprKind::Name(word)) = (&subject.kind, &value.kind) else {
            return Some(());
        };
        let table = context.table?;
        let found = self.column_of(table, column).and_then(|id| self.program.column(table, id));
        let textual = found.is_some_and(|c| matches!(c.ty, Type::Text | Type::Grade(_)));
        let declared = self.program.table(table).is_some_and(|t| t.declared);
        if !textual || !declared || self.is_name(context, word) {
            return Some(());
        }
        self.report(Problem::Unquoted { word: word.clone(), other: subject.span }, value.span);
        None
    }

    /// A value that is compared with something of a known type: its unit's mend can be told.
    pub(super) fn against(&mut self, context: &Context, value: &ast::Expr, left: &Expr) -> Option<Expr> {
        if let (ast::ExprKind::Quantity(literal), Type::Number(unit)) = (&value.kind, &left.ty)
            && !self.is_name(context, &literal.word())
        {
            return self.quantity(literal, value.span, Some(unit));
        }
        if let (ast::ExprKind::Name(word), Type::Grade(scale)) = (&value.kind, &left.ty)
            && !self.is_name(context, word)
            && self.program.scale(*scale).is_some_and(|s| s.rank(word).is_some())
        {
            self.report(Problem::Unquoted { word: word.clone(), other: left.span }, value.span);
            return None;
        }
        if let (ast::ExprKind::Quantity(literal), Type::Text | Type::Grade(_)) = (&value.kind, &left.ty)
            && !self.has_unit(literal)
        {
            return Some(constant(Value::Text(literal.word()), Type::Text, value.span));
        }
        self.expression(&context.hinting(left.ty.clone()), value)
    }

    fn dated(&mut self, date: Expr, other: Span) -> Option<Expr> {
        if date.ty == Type::Date {
            return Some(date);
        }
        self.report(Problem::TypeMismatch { left: type_word(&date.ty), right: "日期", other }, date.span);
        None
    }

    /// What operator and side ask; disagreement and misuse are said.
    pub(super) fn asked(
        &mut self,
        operator: Option<&ast::Node<ast::Operator>>,
        side: Option<&ast::Node<ast::Side>>,
        direction: Direction,
        value: &ast::Expr,
    ) -> Option<Asked> {
        let date = written_period(value);
        if operator.is_none()
            && side.is_none()
            && let Some(text) = date
        {
            let until = text.ends_with('前') || text.ends_with('内');
            return Some(if until { Asked::Is(Comparison::AtMost) } else { Asked::During });
        }
        if let (Some(side), Some(_)) = (side.filter(|s| s.kind == ast::Side::About), date) {
            self.report(Problem::Misapplied { what: "左右".to_owned(), to: "日期" }, side.span);
            return None;
        }
        let asked = asked(operator.map(|o| o.kind.kind), side.map(|s| s.kind), direction);
        if asked.is_none() {
            let before = operator.map_or(String::new(), |o| o.kind.word.clone());
            let behind = side.map_or("", |s| side_word(s.kind));
            let (value_text, other) = (self.written(value.span), operator.map(|o| o.span));
            let problem = Problem::SidesDisagree { before, behind, value: value_text, other };
            self.report(problem, side.map_or(value.span, |s| s.span));
        }
        if let (Some(operator), true) = (operator, date.is_none()) {
            self.date_word_fits(operator, value)?;
        }
        asked
    }

    /// 不晚于 and its like go with dates only.
    fn date_word_fits(&mut self, operator: &ast::Node<ast::Operator>, value: &ast::Expr) -> Option<()> {
        let numeric = matches!(value.kind, ast::ExprKind::Quantity(_));
        if is_date_word(operator.kind.kind) && numeric {
            self.report(Problem::Misapplied { what: operator.kind.word.clone(), to: "日期以外的值" }, operator.span);
            return None;
        }
        Some(())
    }

    /// 属于 符合 格式 非空 为空 唯一, over a row.
    fn row_shape(
        &mut self,
        context: &Context,
        subject: &ast::Expr,
        range: &ast::Range,
        span: Span,
    ) -> Option<Condition> {
        let hint = match &range.kind {
            RangeKind::Within { set: ast::Set::Listed(items), .. } => {
                items.first().and_then(|i| self.expression(context, i)).map(|i| i.ty)
            }
            _ => Some(Type::Text),
        };
        let value = self.expression(&context.hinting(hint?), subject)?;
        let kind = match &range.kind {
            RangeKind::Within { negated, set } => {
                ConditionKind::Within { set: self.set(context, set, &value)?, negated: *negated, value }
            }
            RangeKind::Matches(pattern) => {
                ConditionKind::Matches { text: self.texted(value, "符合")?, pattern: self.pattern(pattern)? }
            }
            RangeKind::Format(name) => {
                ConditionKind::Format { text: self.texted(value, "格式")?, format: self.format(name)? }
            }
            RangeKind::NotNull => ConditionKind::Null { value, negated: true },
            RangeKind::Null => ConditionKind::Null { value, negated: false },
            RangeKind::Unique => match value.kind {
                ExprKind::Column(column) => ConditionKind::Unique { column },
                _ => {
                    self.report(Problem::Misapplied { what: "唯一".to_owned(), to: "列以外的值" }, span);
                    return None;
                }
            },
            _ => return None,
        };
        Some(Condition { kind, span })
    }

    fn texted(&mut self, value: Expr, what: &str) -> Option<Expr> {
        if value.ty == Type::Text {
            return Some(value);
        }
        self.report(Problem::Misapplied { what: what.to_owned(), to: "文本以外的值" }, value.span);
        None
    }

    /// The set behind 属于, its members of the value's type.
    pub(super) fn set(&mut self, context: &Context, set: &ast::Set, value: &Expr) -> Option<Set> {
        match set {
            ast::Set::Listed(items) => {
                let members: Vec<Option<Value>> =
                    items.iter().map(|item| self.set_member(context, item, value)).collect();
                members.into_iter().collect::<Option<_>>().map(Set::Listed)
            }
            ast::Set::Column(column) => self.set_column(column, value),
        }
    }

    fn set_member(&mut self, context: &Context, item: &ast::Expr, value: &Expr) -> Option<Value> {
        let member = self.against(context, item, value)?;
        let (_, member) = self.paired(value.clone(), member)?;
        super::literal::fold(&member)
    }

    fn set_column(&mut self, column: &ast::Expr, value: &Expr) -> Option<Set> {
        let ast::ExprKind::Member { base, field } = &column.kind else {
            self.report(
                Problem::Misapplied { what: self.written(column.span), to: "`属于`；写成 `{…}` 或 `表.列`" },
                column.span,
            );
            return None;
        };
        let ast::ExprKind::Name(table) = &base.kind else { return self.nested("这个表达式", base.span) };
        let part = self.part(table, base.span)?;
        let context = Context::figures().rows(part.table).hinting(value.ty.clone());
        let found = self.expression(&context, &ast::Expr::new(ast::ExprKind::Name(field.kind.clone()), field.span))?;
        let (_, found) = self.paired(value.clone(), found)?;
        let ExprKind::Column(column) = found.kind else { return None };
        let wanted = ColumnSet { table: part.table, column };
        let at = self.program.sets.iter().position(|s| *s == wanted).unwrap_or(self.program.sets.len());
        if at == self.program.sets.len() {
            self.program.sets.push(wanted);
        }
        Some(Set::Column(at))
    }

    fn pattern(&mut self, pattern: &ast::Node<String>) -> Option<Pattern> {
        match regex::Regex::new(&pattern.kind) {
            Ok(regex) => Some(Pattern { text: pattern.kind.clone(), regex }),
            Err(error) => {
                let why = super::pattern::why(&error);
                self.report(Problem::BadPattern { why }, pattern.span);
                None
            }
        }
    }

    fn format(&mut self, name: &ast::Name) -> Option<Format> {
        let known = ["统一社会信用代码", "身份证号", "手机号", "行政区划代码"];
        Some(match name.kind.as_str() {
            "统一社会信用代码" => Format::CreditCode,
            "身份证号" => Format::IdentityNumber,
            "手机号" => Format::MobileNumber,
            "行政区划代码" => Format::DivisionCode,
            other => {
                let nearest = crate::diagnostic::suggest::nearest(other, known).map(str::to_owned);
                self.report(
                    Problem::Unknown {
                        what: "格式",
                        name: other.to_owned(),
                        nearest,
                        known: known.map(str::to_owned).to_vec(),
                    },
                    name.span,
                );
                return None;
            }
        })
    }

    /// Both ends of `1-3家`; one unit serves both.
    pub(super) fn promised(
        &mut self,
        low: &ast::Node<ast::Literal>,
        high: &ast::Node<ast::Literal>,
    ) -> Option<(Expr, Expr)> {
        let mut lower = low.kind.clone();
        let mut upper = high.kind.clone();
        lower.unit = lower.unit.or_else(|| upper.unit.clone());
        upper.unit = upper.unit.or_else(|| lower.unit.clone());
        let (a, b) = (self.quantity(&lower, low.span, None)?, self.quantity(&upper, high.span, None)?);
        let (a, b) = self.paired(a, b)?;
        self.ordered(&a, &b)?;
        Some((a, b))
    }

    /// The lower end must not lie above the upper.
    pub(super) fn ordered(&mut self, low: &Expr, high: &Expr) -> Option<()> {
        if let (Some(a), Some(b)) = (super::literal::fold(low), super::literal::fold(high))
            && a > b
        {
            self.report(
                Problem::EmptyInterval { low: self.written(low.span), high: self.written(high.span) },
                low.span.to(high.span),
            );
            return None;
        }
        Some(())
    }

    /// Whether an operator word is one that turns with 方向.
    pub(super) fn turns(kind: Option<OperatorKind>) -> bool {
        matches!(kind, None | Some(OperatorKind::Reach))
    }
}

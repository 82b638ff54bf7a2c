//! 计数 合计 平均 …: functions over the rows of a table, or of a named part of one.

use super::expression::Context;
use super::names::Symbol;
use super::{Checker, Problem};
use crate::diagnostic::suggest;
use crate::language::ast::{self, Name};
use crate::language::program::{
    Aggregate, AggregateId, ColumnId, Condition, ConditionKind, Expr, ExprKind, Fold, Function, TableId, Type,
};
use crate::source::Span;
use crate::value::{Base, Dimension, Number, Unit};

/// Every function's name.
const FUNCTIONS: [&str; 12] =
    ["计数", "去重计数", "合计", "平均", "中位数", "最大", "最小", "占比", "绝对值", "四舍五入", "长度", "天数"];

/// A table with the filters of the named part that it was reached through.
pub(super) struct Part<'a> {
    pub(super) table: TableId,
    pub(super) filters: Vec<&'a ast::Condition>,
}

impl<'a> Checker<'a> {
    /// `FUNCTION(…)`
    pub(super) fn call(&mut self, context: &Context, expr: &ast::Expr) -> Option<Expr> {
        let ast::ExprKind::Call { function, arguments, filter, group } = &expr.kind else { return None };
        let over_table = arguments.iter().any(|a| self.speaks_of_table(a)) || filter.is_some() || group.is_some();
        let fold = match function.kind.as_str() {
            "计数" => Fold::Count,
            "去重计数" => Fold::CountDistinct,
            "合计" => Fold::Sum,
            "平均" => Fold::Mean,
            "中位数" => Fold::Median,
            "占比" => Fold::Share,
            "最大" if over_table || arguments.len() == 1 => Fold::Largest,
            "最小" if over_table || arguments.len() == 1 => Fold::Smallest,
            other => return self.other_call(context, other, function.span, arguments, expr.span),
        };
        self.fold(context, fold, expr)
    }

    fn other_call(
        &mut self,
        context: &Context,
        name: &str,
        name_span: Span,
        arguments: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let function = match name {
            "绝对值" => Function::Absolute,
            "四舍五入" => Function::Round,
            "长度" => Function::Length,
            "天数" => Function::Days,
            "最大" => Function::Largest,
            "最小" => Function::Smallest,
            _ => {
                let nearest = suggest::nearest(name, FUNCTIONS).map(str::to_owned);
                let known = FUNCTIONS.map(str::to_owned).to_vec();
                self.report(Problem::Unknown { what: "函数", name: name.to_owned(), nearest, known }, name_span);
                return None;
            }
        };
        self.value_call(context, function, arguments, span)
    }

    fn fold(&mut self, context: &Context, fold: Fold, expr: &ast::Expr) -> Option<Expr> {
        let ast::ExprKind::Call { arguments, filter, group, .. } = &expr.kind else { return None };
        let span = expr.span;
        let counts_rows = matches!(fold, Fold::Count | Fold::Share);
        let [argument] = arguments.as_slice() else { return self.wrong(fold, span) };
        let name = table_name(argument);
        let Some((name, name_span)) = name
            .filter(|_| counts_rows == matches!(argument.kind, ast::ExprKind::Name(_) | ast::ExprKind::Quantity(_)))
        else {
            return self.wrong(fold, span);
        };
        let part = self.part(&name, name_span)?;
        let rows = context.rows(part.table);
        let outer = self.row.replace(part.table);
        let value = (!counts_rows).then(|| self.folded_value(&rows, fold, argument, &name, &part));
        let filter = self.filters(&rows, &part.filters, filter.as_deref());
        let group = group.as_ref().map(|group| self.group_column(&rows, group));
        self.row = outer;
        let (value, filter, group) = (all_or_none(value)?, filter?, all_or_none(group)?);
        let ty = result_type(fold, value.as_ref());
        if fold == Fold::Share && !part.filters.is_empty() && filter_of(expr).is_some() {
            return self.share_of_part(&rows, &part, filter, group, expr);
        }
        let aggregate =
            Aggregate { function: fold, table: part.table, value, filter, group, text: self.written(span), span };
        let id = self.aggregate(aggregate, context);
        Some(Expr { kind: ExprKind::Aggregate(id), ty, span })
    }

    /// 占比 of a named part: matching rows over the rows of the part, not of the whole table.
    fn share_of_part(
        &mut self,
        rows: &Context,
        part: &Part<'a>,
        matching: Option<Condition>,
        group: Option<ColumnId>,
        expr: &ast::Expr,
    ) -> Option<Expr> {
        let (span, text) = (expr.span, self.written(expr.span));
        let outer = self.row.replace(part.table);
        let whole = self.filters(rows, &part.filters, None);
        self.row = outer;
        let whole = whole?;
        let mut count = |filter: Option<Condition>, text: String| {
            let aggregate =
                Aggregate { function: Fold::Count, table: part.table, value: None, filter, group, text, span };
            let id = self.aggregate(aggregate, rows);
            Box::new(Expr { kind: ExprKind::Aggregate(id), ty: result_type(Fold::Count, None), span })
        };
        let left = count(matching, format!("{text} 的分子"));
        let right = count(whole, format!("{text} 的分母"));
        let kind = ExprKind::Arithmetic { left, operator: ast::ArithmeticOperator::Divide, right };
        Some(Expr { kind, ty: Type::Number(Unit::percent()), span })
    }

    fn wrong(&mut self, fold: Fold, span: Span) -> Option<Expr> {
        let (function, form) = match fold {
            Fold::Count => ("计数", "`计数(表)` 或 `计数(表 其中 条件)`"),
            Fold::Share => ("占比", "`占比(表 其中 条件)`"),
            Fold::CountDistinct => ("去重计数", "`去重计数(表.列)`"),
            Fold::Sum => ("合计", "`合计(表.列)` 或 `合计(表.列 其中 条件)`"),
            Fold::Mean => ("平均", "`平均(表.列)`"),
            Fold::Median => ("中位数", "`中位数(表.列)`"),
            Fold::Largest => ("最大", "`最大(表.列)`"),
            Fold::Smallest => ("最小", "`最小(表.列)`"),
        };
        self.report(Problem::Arguments { function: function.to_owned(), form }, span);
        None
    }

    /// The table of a name, or of a named part; one that nothing declares is made.
    pub(super) fn part(&mut self, name: &str, span: Span) -> Option<Part<'a>> {
        match self.names.get(name) {
            Some(Symbol::Table(table)) => {
                self.names.mark(Symbol::Table(table));
                Some(Part { table, filters: Vec::new() })
            }
            Some(Symbol::Definition(at)) => self.defined_part(at, span),
            Some(other) => {
                let what = format!("{} {name}", other.what());
                self.report(Problem::Misapplied { what, to: "这里；这里要一张表" }, span);
                None
            }
            None => {
                let table = self.implicit_table(name, span);
                self.names.mark(Symbol::Table(table));
                Some(Part { table, filters: Vec::new() })
            }
        }
    }

    fn defined_part(&mut self, at: usize, span: Span) -> Option<Part<'a>> {
        self.names.mark(Symbol::Definition(at));
        let definition = self.definitions.get_mut(at)?;
        definition.used = true;
        let (name, body, filter) = (definition.name.kind.clone(), definition.body, definition.filter);
        if self.expanding.contains(&at) {
            self.report(Problem::Cycle { name }, span);
            return None;
        }
        let ast::ExprKind::Name(table) = &body.kind else {
            self.report(Problem::Misapplied { what: name, to: "这里；这里要一张表" }, span);
            return None;
        };
        self.expanding.push(at);
        let part = self.part(table, body.span);
        self.expanding.pop();
        part.map(|mut part| {
            part.filters.extend(filter);
            part
        })
    }

    /// The filters of a part and of its use, all to hold.
    pub(super) fn filters(
        &mut self,
        rows: &Context,
        inner: &[&ast::Condition],
        own: Option<&ast::Condition>,
    ) -> Option<Option<Condition>> {
        let all: Vec<Option<Condition>> =
            inner.iter().copied().chain(own).map(|f| self.row_condition(rows, f)).collect();
        let mut all: Vec<Condition> = all.into_iter().collect::<Option<_>>()?;
        if all.len() < 2 {
            return Some(all.pop());
        }
        let span = all.first()?.span;
        Some(Some(Condition { kind: ConditionKind::And(all), span }))
    }

    /// `TABLE.COLUMN`, or an expression over columns so written. A part's name stands for its table.
    fn folded_value(
        &mut self,
        rows: &Context,
        fold: Fold,
        argument: &ast::Expr,
        name: &str,
        part: &Part,
    ) -> Option<Expr> {
        let table = self.program.table(part.table)?.name.clone();
        let argument = renamed(argument, name, &table);
        let wants_number = !matches!(fold, Fold::CountDistinct);
        let bare = Type::Number(Unit::bare());
        let context = if wants_number { rows.hinting(bare) } else { rows.hinting(Type::Text) };
        let value = self.expression(&context, &argument)?;
        let fits = match fold {
            Fold::CountDistinct => true,
            Fold::Largest | Fold::Smallest => matches!(value.ty, Type::Number(_) | Type::Date | Type::Grade(_)),
            _ => matches!(value.ty, Type::Number(_)),
        };
        if !fits {
            self.number_of(&value)?;
        }
        Some(value)
    }

    fn group_column(&mut self, rows: &Context, group: &Name) -> Option<ColumnId> {
        let table = rows.table?;
        let column = match self.use_column(table, &group.kind) {
            Some(found) => found.at(group.span),
            None => self.unknown_column(&rows.hinting(Type::Text), table, &group.kind, group.span)?,
        };
        match column.kind {
            ExprKind::Column(id) => Some(id),
            _ => None,
        }
    }

    /// An aggregate's place in the program; one written before serves again.
    fn aggregate(&mut self, aggregate: Aggregate, context: &Context) -> AggregateId {
        let key = (aggregate.table, format!("{:?}", aggregate.function), aggregate.text.clone(), context.scope.clone());
        let next = AggregateId(self.program.aggregates.len());
        let id = *self.aggregates.entry(key).or_insert(next);
        if id == next {
            self.program.aggregates.push(aggregate);
        }
        id
    }

    fn speaks_of_table(&self, argument: &ast::Expr) -> bool {
        let Some((name, _)) = table_name(argument) else { return false };
        match self.names.get(&name) {
            Some(Symbol::Table(_)) => true,
            Some(Symbol::Definition(at)) => self.definitions.get(at).is_some_and(|d| d.filter.is_some()),
            _ => false,
        }
    }
}

/// What is wanted, if it was found; nothing, if nothing was wanted.
#[expect(clippy::option_option, reason = "wanted or not, found or not")]
fn all_or_none<T>(found: Option<Option<T>>) -> Option<Option<T>> {
    match found {
        None => Some(None),
        Some(found) => found.map(Some),
    }
}

fn filter_of(expr: &ast::Expr) -> Option<&ast::Condition> {
    match &expr.kind {
        ast::ExprKind::Call { filter, .. } => filter.as_deref(),
        _ => None,
    }
}

/// The table that an argument speaks of: `项目`, `项目.投资额`, `项目.投资额 - 项目.完成额`.
fn table_name(argument: &ast::Expr) -> Option<(String, Span)> {
    match &argument.kind {
        ast::ExprKind::Name(name) => Some((name.clone(), argument.span)),
        ast::ExprKind::Quantity(literal) => Some((literal.word(), argument.span)),
        ast::ExprKind::Member { base, .. } => table_name(base),
        ast::ExprKind::Arithmetic { left, right, .. } => member_table(left).or_else(|| member_table(right)),
        ast::ExprKind::Negate(inner) => table_name(inner),
        _ => None,
    }
}

/// The same, where a name alone is a value.
fn member_table(argument: &ast::Expr) -> Option<(String, Span)> {
    match &argument.kind {
        ast::ExprKind::Name(_) | ast::ExprKind::Quantity(_) => None,
        _ => table_name(argument),
    }
}

/// The expression with a part's name put as its table's.
fn renamed(expr: &ast::Expr, part: &str, table: &str) -> ast::Expr {
    let again = |e: &ast::Expr| Box::new(renamed(e, part, table));
    let kind = match &expr.kind {
        ast::ExprKind::Member { base, field } if matches!(&base.kind, ast::ExprKind::Name(n) if n == part) => {
            let base = Box::new(ast::Expr::new(ast::ExprKind::Name(table.to_owned()), base.span));
            ast::ExprKind::Member { base, field: field.clone() }
        }
        ast::ExprKind::Arithmetic { left, operator, right } => {
            ast::ExprKind::Arithmetic { left: again(left), operator: operator.clone(), right: again(right) }
        }
        ast::ExprKind::Negate(inner) => ast::ExprKind::Negate(again(inner)),
        other => other.clone(),
    };
    ast::Expr::new(kind, expr.span)
}

fn result_type(fold: Fold, value: Option<&Expr>) -> Type {
    match fold {
        Fold::Count | Fold::CountDistinct => {
            Type::Number(Unit::new("个", Dimension::of(Base::Count, 1), Number::one()))
        }
        Fold::Share => Type::Number(Unit::percent()),
        _ => value.map_or_else(|| Type::Number(Unit::bare()), |v| v.ty.clone()),
    }
}

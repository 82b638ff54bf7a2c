//! `测试` blocks: what is given, and what must come of it.

use super::names::Symbol;
use super::{Checker, Problem, sectioned};
use crate::diagnostic::suggest;
use crate::language::ast::{self, FigureAspect, StatementKind, TestLine};
use crate::language::program::{
    ColumnId, Expected, Given, IndicatorId, Status, SubmittedState, TableId, Test, Type, Value,
};
use crate::source::Span;
use crate::value::{Flavor, Period, Unit};

impl Checker<'_> {
    /// Every test of every file.
    pub(super) fn tests(&mut self, files: &[ast::File]) {
        for (_, statement) in sectioned(files) {
            if let StatementKind::Test { name, lines } = &statement.kind {
                self.attributes(statement);
                self.test(name, lines, statement.span);
            }
        }
    }

    fn test(&mut self, name: &ast::Node<String>, lines: &[ast::Node<TestLine>], span: Span) {
        let mut test = Test { name: name.kind.clone(), span, as_of: None, given: Vec::new(), expected: Vec::new() };
        for line in lines {
            match &line.kind {
                TestLine::AsOf(date) => test.as_of = self.period(&date.kind, date.span).map(|p| p.last),
                TestLine::Expect { rule, status, rows } => {
                    let expected = self.expected(rule, status, rows.as_ref(), line.span);
                    test.expected.extend(expected);
                }
                given => test.given.extend(self.given(given, line.span)),
            }
        }
        if !lines.iter().any(|l| matches!(l.kind, TestLine::Expect { .. })) {
            self.report(Problem::EmptyTest { name: name.kind.clone() }, name.span);
        }
        self.program.tests.push(test);
    }

    fn given(&mut self, line: &TestLine, span: Span) -> Option<Given> {
        match line {
            TestLine::Figure { name, scope, aspect, value, period, single } => {
                let indicator = self.given_indicator(name)?;
                let period = match period {
                    Some(text) => self.period(&text.kind, text.span)?,
                    None => self.whole_plan(span),
                };
                let wanted = self.given_type(indicator, *aspect);
                let (value, unit) = self.constant(value, wanted.as_ref())?;
                Some(Given::Figure {
                    indicator,
                    scope: scope.as_ref().map(|s| s.kind.clone()),
                    aspect: *aspect,
                    period,
                    single: *single,
                    value,
                    unit,
                    span,
                })
            }
            TestLine::Parameter { name, scope, value } => {
                let Some(Symbol::Parameter(parameter)) = self.names.get(&name.kind) else {
                    return self.unknown("参数", &name.kind, name.span, |s| matches!(s, Symbol::Parameter(_)));
                };
                let wanted = self.program.parameter(parameter).and_then(|p| p.measure.clone());
                let (value, _) = self.constant(value, wanted.as_ref())?;
                Some(Given::Parameter { parameter, scope: scope.as_ref().map(|s| s.kind.clone()), value })
            }
            TestLine::Milestone { name, state, date } => {
                let Some(Symbol::Milestone(milestone)) = self.names.get(&name.kind) else {
                    return self.unknown("事项", &name.kind, name.span, |s| matches!(s, Symbol::Milestone(_)));
                };
                let date = match date {
                    Some(text) => Some(self.period(&text.kind, text.span)?.last),
                    None => None,
                };
                Some(Given::Milestone { milestone, state: SubmittedState::parse(&state.kind)?, date, span })
            }
            TestLine::Table { name, columns, rows } => self.given_table(name, columns, rows),
            TestLine::AsOf(_) | TestLine::Expect { .. } => None,
        }
    }

    /// The plan's period; without one, the year of nothing in particular.
    fn whole_plan(&mut self, span: Span) -> Period {
        let plan = self.program.plan.period.or_else(|| Period::year(2000));
        plan.unwrap_or_else(|| {
            self.report(Problem::BadDate { text: String::new(), no_year: true }, span);
            Period { first: crate::value::Date::MIN, last: crate::value::Date::MAX }
        })
    }

    /// Whether a declaration or a rule speaks of an indicator: one that only a test gives is misspelt.
    fn is_spoken_of(&self, symbol: Symbol) -> bool {
        let declared = |id| self.program.indicator(id).is_some_and(|i| i.declared);
        self.names.is_used(symbol) || matches!(symbol, Symbol::Indicator(id) if declared(id))
    }

    fn given_indicator(&mut self, name: &ast::Name) -> Option<IndicatorId> {
        match self.names.get(&name.kind) {
            Some(symbol @ Symbol::Indicator(id)) if self.is_spoken_of(symbol) => Some(id),
            _ => {
                let spoken = |s: Symbol| matches!(s, Symbol::Indicator(_)) && self.is_spoken_of(s);
                let nearest = self.names.nearest(&name.kind, spoken);
                let problem = Problem::Unknown { what: "指标", name: name.kind.clone(), nearest, known: Vec::new() };
                self.report(problem, name.span);
                None
            }
        }
    }

    fn unknown<T>(&mut self, what: &'static str, name: &str, span: Span, sort: fn(Symbol) -> bool) -> Option<T> {
        let nearest = self.names.nearest(name, sort);
        self.report(Problem::Unknown { what, name: name.to_owned(), nearest, known: Vec::new() }, span);
        None
    }

    fn given_type(&self, indicator: IndicatorId, aspect: FigureAspect) -> Option<Type> {
        let level = self.program.indicator(indicator).and_then(|i| i.measure.clone());
        match (aspect, level) {
            (FigureAspect::Growth, _) => Some(Type::Number(Unit::percent())),
            (FigureAspect::NetIncrease, Some(Type::Number(unit))) if unit.flavor == Flavor::Ratio => {
                Some(Type::Number(Unit::points()))
            }
            (_, level) => level,
        }
    }

    fn given_table(
        &mut self,
        name: &ast::Name,
        columns: &[ast::Name],
        rows: &[ast::Node<Vec<Option<ast::Expr>>>],
    ) -> Option<Given> {
        let Some(Symbol::Table(table)) = self.names.get(&name.kind) else {
            return self.unknown("表", &name.kind, name.span, |s| matches!(s, Symbol::Table(_)));
        };
        let ids: Vec<Option<ColumnId>> = columns.iter().map(|c| self.given_column(table, c)).collect();
        let ids: Vec<ColumnId> = ids.into_iter().collect::<Option<_>>()?;
        let resolved: Vec<_> = rows.iter().map(|row| self.given_row(table, &ids, row)).collect();
        Some(Given::Table { table, columns: ids, rows: resolved.into_iter().collect::<Option<_>>()? })
    }

    fn given_column(&mut self, table: TableId, name: &ast::Name) -> Option<ColumnId> {
        if let Some(id) = self.column_of(table, &name.kind) {
            return Some(id);
        }
        let known: Vec<String> = self.program.table(table)?.columns.iter().map(|c| c.name.clone()).collect();
        let nearest = suggest::nearest(&name.kind, known.iter().map(String::as_str)).map(str::to_owned);
        self.report(Problem::Unknown { what: "列", name: name.kind.clone(), nearest, known }, name.span);
        None
    }

    fn given_row(
        &mut self,
        table: TableId,
        columns: &[ColumnId],
        row: &ast::Node<Vec<Option<ast::Expr>>>,
    ) -> Option<(Vec<Option<Value>>, Span)> {
        if row.kind.len() != columns.len() {
            self.report(Problem::BadColumn { why: "这一行的值与表头的列数不一样" }, row.span);
            return None;
        }
        let mut cells = Vec::new();
        for (id, cell) in columns.iter().zip(&row.kind) {
            let ty = self.program.column(table, *id)?.ty.clone();
            cells.push(match cell {
                Some(value) => Some(self.constant(value, Some(&ty))?.0),
                None => None,
            });
        }
        Some((cells, row.span))
    }

    /// The rule of a label or key; a label over several scopes, milestones or tiers stands for its first rule alone.
    fn expected(
        &mut self,
        rule: &ast::Name,
        status: &ast::Name,
        rows: Option<&ast::Node<u64>>,
        span: Span,
    ) -> Option<Expected> {
        let wanted = Status::parse(&status.kind);
        if wanted.is_none() {
            self.report(Problem::BadStatus { word: status.kind.clone() }, status.span);
        }
        let at = self.program.rules.iter().position(|r| r.id == rule.kind);
        let Some(at) = at else {
            let known: Vec<&str> = self.program.rules.iter().map(|r| r.id.as_str()).collect();
            let under: Vec<String> = known
                .iter()
                .filter(|id| id.starts_with(&format!("{}/", rule.kind)))
                .map(|id| (*id).to_owned())
                .collect();
            let nearest = if under.is_empty() { suggest::nearest(&rule.kind, known).map(str::to_owned) } else { None };
            self.report(Problem::Unknown { what: "规则", name: rule.kind.clone(), nearest, known: under }, rule.span);
            return None;
        };
        Some(Expected { rule: at, status: wanted?, rows: rows.map(|r| r.kind), span })
    }
}

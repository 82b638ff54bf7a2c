//! Which name stands for what.

use super::{Checker, Problem};
use crate::diagnostic::{Severity, suggest};
use crate::language::ast::Name;
use crate::language::program::{
    Direction, Indicator, IndicatorId, Milestone, MilestoneId, ParameterId, ScaleId, Table, TableId,
};
use crate::source::Span;
use crate::value::half_width;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Symbol {
    Indicator(IndicatorId),
    Milestone(MilestoneId),
    Table(TableId),
    Scale(ScaleId),
    Parameter(ParameterId),
    Definition(usize),
}

impl Symbol {
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Indicator(_) => "指标",
            Self::Milestone(_) => "事项",
            Self::Table(_) => "表",
            Self::Scale(_) => "等级",
            Self::Parameter(_) => "参数",
            Self::Definition(_) => "定义",
        }
    }
}

/// So many pairs of names are compared for did-you-mean; where more names than that are unknown, the later ones are said without it.
const MOST_COMPARED: usize = 500_000;

/// The names of a program.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: BTreeMap<String, (Symbol, Span)>,
    used: BTreeSet<Symbol>,
    /// Pairs of names compared so far.
    compared: Cell<usize>,
}

/// Full and half width are one.
fn key(name: &str) -> String {
    half_width(name.trim()).into_owned()
}

impl Names {
    pub(super) fn get(&self, name: &str) -> Option<Symbol> {
        self.known.get(&key(name)).map(|(symbol, _)| *symbol)
    }

    pub(super) fn put(&mut self, name: &str, symbol: Symbol, span: Span) -> Option<(Symbol, Span)> {
        match self.known.get(&key(name)) {
            Some(first) => Some(*first),
            None => {
                self.known.insert(key(name), (symbol, span));
                None
            }
        }
    }

    pub(super) fn mark(&mut self, symbol: Symbol) {
        self.used.insert(symbol);
    }

    pub(super) fn is_used(&self, symbol: Symbol) -> bool {
        self.used.contains(&symbol)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Symbol, Span)> {
        self.known.iter().map(|(name, (symbol, span))| (name.as_str(), *symbol, *span))
    }

    /// The known name of one sort that is most like another.
    pub(super) fn nearest(&self, name: &str, sort: impl Fn(Symbol) -> bool) -> Option<String> {
        if self.compared.get() > MOST_COMPARED {
            return None;
        }
        self.compared.set(self.compared.get() + self.known.len());
        let known = self.known.iter().filter(|(_, (symbol, _))| sort(*symbol)).map(|(name, _)| name.as_str());
        suggest::nearest(name, known).map(str::to_owned)
    }
}

/// The strength words of the language.
pub(super) fn builtin_strengths() -> BTreeMap<String, Severity> {
    let words = [
        ("确保 必须 完成", Severity::Error),
        ("力争 预期 全力", Severity::Warning),
        ("争取 加快 推进 鼓励 加速 大力 积极 持续 稳步 逐步", Severity::Note),
    ];
    words.iter().flat_map(|(words, severity)| words.split(' ').map(|w| (w.to_owned(), *severity))).collect()
}

impl Checker<'_> {
    /// Registers a name; says so when it stands for something already.
    pub(super) fn name(&mut self, name: &Name, symbol: Symbol) {
        if let Some((_, first)) = self.names.put(&name.kind, symbol, name.span) {
            self.report(Problem::NameTwice { name: name.kind.clone(), first }, name.span);
        }
    }

    /// The indicator of a name, made when nothing declares it.
    pub(super) fn implicit_indicator(&mut self, name: &str, span: Span) -> IndicatorId {
        let id = IndicatorId(self.program.indicators.len());
        self.program.indicators.push(Indicator {
            name: name.to_owned(),
            aliases: Vec::new(),
            declared: false,
            measure: None,
            unit_declared: false,
            nature: None,
            last_year: None,
            comparable_prices: false,
            ranked: false,
            direction: Direction::Up,
            office: None,
            scopes: Vec::new(),
            span,
        });
        self.names.put(name, Symbol::Indicator(id), span);
        self.warn_undeclared("指标", name, span, |s| matches!(s, Symbol::Indicator(_)));
        id
    }

    /// The milestone of a name, made when nothing declares it.
    pub(super) fn milestone(&mut self, name: &Name) -> Option<MilestoneId> {
        match self.names.get(&name.kind) {
            Some(Symbol::Milestone(id)) => {
                self.names.mark(Symbol::Milestone(id));
                Some(id)
            }
            Some(other) => {
                let first = self.names.iter().find(|(_, s, _)| *s == other).map_or(name.span, |(_, _, span)| span);
                self.report(Problem::NameTwice { name: name.kind.clone(), first }, name.span);
                None
            }
            None => {
                let id = MilestoneId(self.program.milestones.len());
                self.program.milestones.push(Milestone {
                    name: name.kind.clone(),
                    declared: false,
                    office: None,
                    span: name.span,
                });
                self.names.put(&name.kind, Symbol::Milestone(id), name.span);
                self.names.mark(Symbol::Milestone(id));
                self.warn_undeclared("事项", &name.kind, name.span, |s| matches!(s, Symbol::Milestone(_)));
                Some(id)
            }
        }
    }

    /// The table of a name, made when nothing declares it.
    pub(super) fn implicit_table(&mut self, name: &str, span: Span) -> TableId {
        let id = TableId(self.program.tables.len());
        self.program.tables.push(Table {
            name: name.to_owned(),
            declared: false,
            nature: None,
            columns: Vec::new(),
            span,
        });
        self.names.put(name, Symbol::Table(id), span);
        self.warn_undeclared("表", name, span, |s| matches!(s, Symbol::Table(_)));
        id
    }

    /// A warning when other things of the sort are declared: then this one may be misspelt.
    fn warn_undeclared(&mut self, what: &'static str, name: &str, span: Span, sort: fn(Symbol) -> bool) {
        let declared = |symbol: Symbol| match symbol {
            Symbol::Indicator(id) => self.program.indicator(id).is_some_and(|i| i.declared),
            Symbol::Milestone(id) => self.program.milestone(id).is_some_and(|m| m.declared),
            Symbol::Table(id) => self.program.table(id).is_some_and(|t| t.declared),
            _ => true,
        };
        if !self.names.iter().any(|(_, symbol, _)| sort(symbol) && declared(symbol)) {
            return;
        }
        let nearest = self.names.nearest(name, |symbol| sort(symbol) && declared(symbol));
        self.report(Problem::Undeclared { what, name: name.to_owned(), nearest }, span);
    }

    /// Lines that could not be understood: what they mean to use is used.
    fn faulty_lines(&self) -> Vec<String> {
        let errors = self.sink.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        let lines = errors.filter_map(|diagnostic| {
            let span = diagnostic.span()?;
            let source = self.sources.get(span.source)?;
            Some(source.line(source.position(span.start as usize).line).to_owned())
        });
        lines.collect()
    }

    /// Says what was declared and never used.
    pub(super) fn unused(&mut self) {
        let declared = |symbol: Symbol| match symbol {
            Symbol::Indicator(id) => self.program.indicator(id).is_some_and(|i| i.declared),
            Symbol::Milestone(id) => self.program.milestone(id).is_some_and(|m| m.declared),
            Symbol::Table(id) => self.program.table(id).is_some_and(|t| t.declared),
            Symbol::Definition(at) => !self.definitions.get(at).is_some_and(|d| d.used),
            Symbol::Parameter(id) => {
                self.program.parameter(id).is_some_and(|p| !self.loose_parameters.contains_key(&p.name))
            }
            Symbol::Scale(_) => true,
        };
        let mut unused: Vec<(Span, Symbol, String)> = self
            .names
            .iter()
            .filter(|(_, symbol, _)| declared(*symbol) && !self.names.is_used(*symbol))
            .map(|(name, symbol, span)| (span, symbol, name.to_owned()))
            .collect();
        unused.sort();
        // An alias is no declaration of its own.
        unused.dedup_by_key(|(_, symbol, _)| *symbol);
        let faulty = self.faulty_lines();
        let mentioned = |name: &str| faulty.iter().any(|line| line.contains(name));
        unused.retain(|(_, _, name)| !mentioned(name));
        for (span, symbol, name) in unused {
            self.report(Problem::Unused { what: symbol.what(), name }, span);
        }
        for (name, span) in self.words.clone() {
            if !self.used_words.contains(&name) && !mentioned(&name) {
                self.report(Problem::Unused { what: "词", name }, span);
            }
        }
        for (name, span) in self.loose_parameters.clone() {
            if !self.names.get(&name).is_some_and(|s| self.names.is_used(s)) {
                let nearest = self
                    .names
                    .nearest(&name, |s| matches!(s, Symbol::Parameter(_)) && self.names.get(&name) != Some(s));
                self.report(Problem::Unknown { what: "参数", name, nearest, known: Vec::new() }, span);
            }
        }
    }
}

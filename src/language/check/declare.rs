//! Declarations of all files, in any order.

use super::names::Symbol;
use super::{Checker, Definition, Problem, sectioned};
use crate::diagnostic::{Severity, suggest};
use crate::language::ast::{self, ColumnFlag, ColumnType, Nature, Node, StatementKind};
use crate::language::program::{
    Column, Description, Indicator, IndicatorId, Milestone, MilestoneId, Parameter, ParameterId, Scale, ScaleId, Table,
    TableId, Type,
};
use crate::value::{Flavor, Unit};

impl<'a> Checker<'a> {
    /// Takes every declaration in: units, scales and the plan first, for others speak of them.
    pub(super) fn declare(&mut self, files: &'a [ast::File]) {
        let all: Vec<&ast::Statement> = sectioned(files).map(|(_, statement)| statement).collect();
        sectioned(files).for_each(|(section, statement)| self.declare_description(section, statement));
        self.declare_words(&all);
        for statement in &all {
            self.declare_ground(statement);
        }
        for statement in &all {
            self.declare_thing(statement);
        }
    }

    fn declare_ground(&mut self, statement: &'a ast::Statement) {
        match &statement.kind {
            StatementKind::Plan(name) => self.declare_plan(name, statement),
            StatementKind::Scale { name, members } => self.declare_scale(name, members),
            StatementKind::Unit { .. } | StatementKind::Strength { .. } | StatementKind::Include(_) => {
                self.attributes(statement);
            }
            _ => {}
        }
    }

    fn declare_description(&mut self, section: String, statement: &'a ast::Statement) {
        let StatementKind::Description { figure, name, reason } = &statement.kind else { return };
        let attributes = self.attributes(statement);
        self.program.descriptions.push(Description {
            figure: figure.kind.clone(),
            name: name.kind.clone(),
            reason: reason.as_ref().map(|r| r.kind.clone()).or(attributes.remark),
            section: attributes.basis.unwrap_or(section),
            span: statement.span,
        });
    }

    fn declare_plan(&mut self, name: &ast::Name, statement: &'a ast::Statement) {
        if !self.program.plan.name.is_empty() {
            let first = self.keys.get("计划").copied().unwrap_or(name.span);
            return self.report(Problem::PlanTwice { first }, name.span);
        }
        self.keys.insert("计划".to_owned(), name.span);
        let attributes = self.attributes(statement);
        self.plan_tolerances = attributes.tolerances.clone();
        let plan = &mut self.program.plan;
        plan.name.clone_from(&name.kind);
        plan.region = attributes.region.map(str::to_owned);
        plan.number = attributes.number.map(str::to_owned);
        plan.basis = attributes.basis;
        if let Some((text, span)) = attributes.period {
            self.program.plan.period = self.period(text, span);
        }
        for tolerance in attributes.tolerances {
            let ratio = tolerance.kind.unit.as_ref().and_then(|u| self.program.units.lookup(&u.kind));
            if ratio.is_none_or(|u| u.flavor == Flavor::Plain) || tolerance.kind.number.is_negative() {
                self.report(Problem::BadTolerance { written: tolerance.kind.word() }, tolerance.span);
            }
        }
    }

    /// 单位 and 强度, each of which may stand on another that comes later.
    fn declare_words(&mut self, all: &[&'a ast::Statement]) {
        let mut waiting: Vec<&'a ast::Statement> = all
            .iter()
            .copied()
            .filter(|s| matches!(s.kind, StatementKind::Unit { .. } | StatementKind::Strength { .. }))
            .collect();
        loop {
            let before = waiting.len();
            waiting.retain(|statement| !self.declare_word(statement));
            if waiting.len() == before {
                break;
            }
        }
        for statement in waiting {
            match &statement.kind {
                StatementKind::Unit { value, .. } => {
                    self.unit(value, None);
                }
                StatementKind::Strength { like, .. } => self.unknown_strength(like),
                _ => {}
            }
        }
    }

    /// Whether the word is settled, for good or bad.
    fn declare_word(&mut self, statement: &'a ast::Statement) -> bool {
        match &statement.kind {
            StatementKind::Unit { name, value } => self.declare_unit(name, value),
            StatementKind::Strength { name, like } => self.declare_strength(name, like),
            _ => true,
        }
    }

    fn declare_unit(&mut self, name: &ast::Name, value: &ast::Literal) -> bool {
        if !self.has_unit(value) {
            return false;
        }
        if let Some(first) = self.words.get(&name.kind).copied() {
            self.report(Problem::NameTwice { name: name.kind.clone(), first }, name.span);
        } else if self.program.units.is_unit_name(&name.kind) {
            self.report(Problem::BuiltinUnit { name: name.kind.clone() }, name.span);
        } else if !value.number.is_positive() {
            self.report(Problem::BadUnit { name: name.kind.clone() }, name.span);
        } else if let Some(of) = self.unit(value, None) {
            let factor = of.to_base(&value.number);
            self.program.units.define(Unit { name: name.kind.clone(), factor, ..of });
            self.words.insert(name.kind.clone(), name.span);
        }
        true
    }

    fn declare_scale(&mut self, name: &ast::Name, members: &[ast::Member]) {
        let mut scale = Scale { name: name.kind.clone(), members: Vec::new(), aliases: Vec::new(), span: name.span };
        for member in members {
            let rank = scale.members.len();
            for text in std::iter::once(&member.name).chain(&member.aliases) {
                if scale.rank(&text.kind).is_some() {
                    self.report(Problem::BadScale { why: "同一个等级写了两次" }, text.span);
                }
            }
            scale.members.push(member.name.kind.clone());
            scale.aliases.extend(member.aliases.iter().map(|a| (a.kind.clone(), rank)));
        }
        let id = ScaleId(self.program.scales.len());
        self.program.scales.push(scale);
        self.name(name, Symbol::Scale(id));
    }

    fn declare_strength(&mut self, name: &ast::Name, like: &ast::Name) -> bool {
        let Some(severity) = self.strengths.get(&like.kind).copied() else { return false };
        self.used_words.insert(like.kind.clone());
        if let Some(first) = self.words.insert(name.kind.clone(), name.span) {
            self.report(Problem::NameTwice { name: name.kind.clone(), first }, name.span);
            return true;
        }
        let remapped = self.remapped(&name.kind).or_else(|| self.remapped(&like.kind));
        self.strengths.insert(name.kind.clone(), remapped.unwrap_or(severity));
        true
    }

    fn unknown_strength(&mut self, like: &ast::Name) {
        let known = self.strengths.keys();
        let nearest = suggest::nearest(&like.kind, known.map(String::as_str)).map(str::to_owned);
        let known = self.strengths.keys().cloned().collect();
        self.report(Problem::Unknown { what: "强度词", name: like.kind.clone(), nearest, known }, like.span);
    }

    /// What the manifest makes a strength word weigh.
    pub(super) fn remapped(&self, word: &str) -> Option<Severity> {
        self.overrides.severities.iter().rev().find(|(w, _, _)| w == word).map(|(_, severity, _)| *severity)
    }

    /// A manifest that weighs a word that is no strength weighs nothing.
    pub(super) fn check_severities(&mut self) {
        for (word, _, span) in &self.overrides.severities {
            self.used_words.insert(word.clone());
            if !self.strengths.contains_key(word) {
                self.unknown_strength(&ast::Name::new(word.clone(), *span));
            }
        }
    }

    fn declare_thing(&mut self, statement: &'a ast::Statement) {
        match &statement.kind {
            StatementKind::Indicator { name, measure, nature } => {
                self.declare_indicator(statement, name, measure.as_ref(), nature.as_ref());
            }
            StatementKind::Milestone(name) => {
                let attributes = self.attributes(statement);
                let id = MilestoneId(self.program.milestones.len());
                let office = attributes.office.map(str::to_owned);
                self.program.milestones.push(Milestone {
                    name: name.kind.clone(),
                    declared: true,
                    office,
                    span: name.span,
                });
                self.name(name, Symbol::Milestone(id));
            }
            StatementKind::Table { name, nature, columns } => {
                self.declare_table(statement, name, nature.as_ref(), columns);
            }
            StatementKind::Parameter { name, scope, unit, value } => {
                self.attributes(statement);
                self.declare_parameter(name, scope.as_ref(), unit.as_ref(), value.as_ref());
            }
            StatementKind::Definition { name, body, filter } => {
                let attributes = self.attributes(statement);
                let at = self.definitions.len();
                self.definitions.push(Definition {
                    name,
                    body,
                    filter: filter.as_deref(),
                    last_year: attributes.last_year,
                    used: false,
                });
                self.name(name, Symbol::Definition(at));
            }
            _ => {}
        }
    }

    fn declare_indicator(
        &mut self,
        statement: &'a ast::Statement,
        name: &ast::Name,
        measure: Option<&ast::Name>,
        nature: Option<&Node<Nature>>,
    ) {
        let attributes = self.attributes(statement);
        let id = IndicatorId(self.program.indicators.len());
        let measure = measure.and_then(|m| self.measure_word(m));
        let wanted = measure.clone().unwrap_or_else(|| Type::Number(Unit::bare()));
        let last_year = attributes.last_year.and_then(|value| {
            let constant =
                if measure.is_some() { self.constant(value, Some(&wanted)) } else { self.constant(value, None) };
            match constant {
                Some((crate::language::program::Value::Number(n), _)) => Some(n),
                _ => None,
            }
        });
        self.program.indicators.push(Indicator {
            name: name.kind.clone(),
            aliases: attributes.aliases.iter().map(|a| a.kind.clone()).collect(),
            declared: true,
            unit_declared: measure.is_some(),
            measure,
            nature: nature.map(|n| n.kind),
            last_year,
            comparable_prices: attributes.comparable_prices.unwrap_or(false),
            ranked: false,
            direction: attributes.direction.unwrap_or_default(),
            office: attributes.office.map(str::to_owned),
            scopes: Vec::new(),
            span: name.span,
        });
        self.name(name, Symbol::Indicator(id));
        for alias in attributes.aliases {
            self.name(alias, Symbol::Indicator(id));
        }
    }

    /// A unit or the name of a scale.
    fn measure_word(&mut self, word: &ast::Name) -> Option<Type> {
        if let Some(Symbol::Scale(id)) = self.names.get(&word.kind) {
            self.names.mark(Symbol::Scale(id));
            return Some(Type::Grade(id));
        }
        let unit = self.known_unit(&word.kind);
        if unit.is_none() {
            let scale = self.names.nearest(&word.kind, |s| matches!(s, Symbol::Scale(_)));
            self.report(Problem::UnknownMeasure { word: word.kind.clone(), scale }, word.span);
        }
        unit.map(Type::Number)
    }

    fn declare_table(
        &mut self,
        statement: &'a ast::Statement,
        name: &ast::Name,
        nature: Option<&Node<Nature>>,
        columns: &[Node<ast::Column>],
    ) {
        self.attributes(statement);
        let id = TableId(self.program.tables.len());
        let mut table = Table {
            name: name.kind.clone(),
            declared: true,
            nature: nature.map(|n| n.kind),
            columns: Vec::new(),
            span: name.span,
        };
        for column in columns {
            if let Some(first) = table.columns.iter().find(|c| c.name == column.kind.name.kind) {
                let problem = Problem::NameTwice { name: first.name.clone(), first: first.span };
                self.report(problem, column.kind.name.span);
                continue;
            }
            let column = self.column(&column.kind);
            table.columns.push(column);
        }
        self.program.tables.push(table);
        self.name(name, Symbol::Table(id));
    }

    fn column(&mut self, column: &ast::Column) -> Column {
        let has = |flag| column.flags.iter().any(|f| f.kind == flag);
        let (ty, allowed) = match &column.ty.kind {
            ColumnType::Text => (Type::Text, None),
            ColumnType::Integer | ColumnType::Number => (Type::Number(Unit::bare()), None),
            ColumnType::Date => (Type::Date, None),
            ColumnType::Truth => (Type::Truth, None),
            ColumnType::Set(members) => (Type::Text, Some(members.clone())),
            ColumnType::Named(word) => {
                let ty = self.measure_word(&Node::new(word.clone(), column.ty.span));
                (ty.unwrap_or(Type::Text), None)
            }
        };
        if has(ColumnFlag::NotNull) && has(ColumnFlag::Nullable) {
            self.report(Problem::BadColumn { why: "一列不能既 `非空` 又 `可空`" }, column.name.span);
        }
        if has(ColumnFlag::NonNegative) && !matches!(ty, Type::Number(_)) {
            self.report(Problem::BadColumn { why: "`非负` 只用于数值列" }, column.name.span);
        }
        let promises =
            has(ColumnFlag::NotNull) || has(ColumnFlag::Unique) || has(ColumnFlag::NonNegative) || allowed.is_some();
        Column {
            name: column.name.kind.clone(),
            integer: column.ty.kind == ColumnType::Integer,
            allowed,
            not_null: has(ColumnFlag::NotNull),
            unique: has(ColumnFlag::Unique),
            nullable: has(ColumnFlag::Nullable),
            non_negative: has(ColumnFlag::NonNegative),
            used: promises,
            span: column.name.span,
            ty,
        }
    }

    fn declare_parameter(
        &mut self,
        name: &ast::Name,
        scope: Option<&ast::Name>,
        unit: Option<&ast::Name>,
        value: Option<&ast::Expr>,
    ) {
        let measure = unit.and_then(|u| self.measure_word(u));
        let known = match self.names.get(&name.kind) {
            Some(Symbol::Parameter(id))
                if scope.is_some()
                    || self.program.parameter(id).is_some_and(|p| p.value.is_none() && value.is_some()) =>
            {
                Some(id)
            }
            _ => None,
        };
        let id = known.unwrap_or_else(|| {
            let id = ParameterId(self.program.parameters.len());
            self.program.parameters.push(Parameter {
                name: name.kind.clone(),
                measure: None,
                value: None,
                scoped: Vec::new(),
                span: name.span,
            });
            self.name(name, Symbol::Parameter(id));
            id
        });
        if let (Some(parameter), Some(measure)) = (self.program.parameters.get_mut(id.0), measure) {
            parameter.measure = Some(measure);
        }
        if let Some(value) = value {
            let scoped =
                |s: &ast::Name| self.program.parameter(id).is_some_and(|p| p.scoped.iter().any(|(k, _)| *k == s.kind));
            if scope.is_some_and(scoped) {
                let first = self.program.parameter(id).map_or(name.span, |p| p.span);
                self.report(Problem::NameTwice { name: name.kind.clone(), first }, name.span);
            }
            self.set_parameter(id, scope.map(|s| s.kind.as_str()), value);
        }
    }
}

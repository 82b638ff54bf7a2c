//! What an undeclared indicator is measured in: what the rules that name it say.

use super::names::Symbol;
use super::{Checker, Problem, sectioned};
use crate::language::ast::{self, ChangeKind, ConditionKind, RangeKind, StatementKind, TestLine};
use crate::language::program::{Parameter, ParameterId, Type};
use crate::source::Span;
use crate::value::{Flavor, Unit};

impl Checker<'_> {
    /// Reads the unit of every bare level's target, before any rule is put together.
    pub(super) fn infer(&mut self, files: &[ast::File]) {
        for (_, statement) in sectioned(files) {
            match &statement.kind {
                StatementKind::Commitment(commitment)
                    if commitment.strength.as_ref().is_none_or(|word| self.strengths.contains_key(&word.kind)) =>
                {
                    self.infer_condition(&commitment.predicate);
                    if let (Some(tier), ConditionKind::Measure { subject, change, .. }) =
                        (&commitment.tier, &commitment.predicate.kind)
                    {
                        self.infer_range(subject, change.as_ref(), &tier.range);
                    }
                }
                StatementKind::Test { lines, .. } => lines.iter().for_each(|line| {
                    if let TestLine::Figure {
                        name,
                        value: ast::Expr { kind: ast::ExprKind::Quantity(literal), .. },
                        aspect: ast::FigureAspect::Level,
                        ..
                    } = &line.kind
                    {
                        self.infer_name(&name.kind, name.span, literal);
                    }
                }),
                _ => {}
            }
        }
    }

    fn infer_condition(&mut self, condition: &ast::Condition) {
        match &condition.kind {
            ConditionKind::And(parts) | ConditionKind::Or(parts) => parts.iter().for_each(|p| self.infer_condition(p)),
            ConditionKind::Not(part) => self.infer_condition(part),
            ConditionKind::If { premise, then } => {
                self.infer_condition(premise);
                self.infer_condition(then);
            }
            ConditionKind::Measure { subject, change, range, .. } => self.infer_range(subject, change.as_ref(), range),
            ConditionKind::Chain { low, subject, high, .. } => {
                for end in [low, high] {
                    if let ast::ExprKind::Quantity(literal) = &end.kind {
                        self.infer_subject(subject, literal);
                    }
                }
            }
            _ => {}
        }
    }

    fn infer_range(&mut self, subject: &ast::Expr, change: Option<&ast::Node<ast::Change>>, range: &ast::Range) {
        if change.is_some_and(|c| c.kind.kind != ChangeKind::NetIncrease) {
            return;
        }
        match &range.kind {
            RangeKind::Bound { value: ast::Expr { kind: ast::ExprKind::Quantity(literal), .. }, .. } => {
                self.infer_subject(subject, literal);
            }
            RangeKind::Bound { value: ast::Expr { kind: ast::ExprKind::Text(_), .. }, .. } => self.infer_text(subject),
            RangeKind::Promised { high, .. } => self.infer_subject(subject, &high.kind),
            RangeKind::Top(rank) => self.infer_subject(subject, &rank.kind),
            RangeKind::Between { low: ast::Expr { kind: ast::ExprKind::Quantity(literal), .. }, .. } => {
                self.infer_subject(subject, literal);
            }
            _ => {}
        }
    }

    fn infer_subject(&mut self, subject: &ast::Expr, literal: &ast::Literal) {
        let name = match &subject.kind {
            ast::ExprKind::Name(name) => name.clone(),
            ast::ExprKind::Quantity(word) if !self.has_unit(word) => word.word(),
            ast::ExprKind::Scoped { base, .. } => return self.infer_subject(base, literal),
            _ => return,
        };
        self.infer_name(&name, subject.span, literal);
    }

    fn infer_name(&mut self, name: &str, span: Span, literal: &ast::Literal) {
        let Some(word) = &literal.unit else { return };
        let Some(unit) = self.program.units.lookup(&word.kind).filter(|u| u.flavor != Flavor::Points) else { return };
        let id = match self.names.get(name) {
            Some(Symbol::Indicator(id)) => id,
            Some(_) => return,
            None => self.implicit_indicator(name, span),
        };
        let Some(indicator) = self.program.indicators.get_mut(id.0) else { return };
        if indicator.measure.is_none() && !unit.is_bare() {
            indicator.measure = Some(Type::Number(unit));
        }
    }

    /// `信用等级 达到 "AA+"` of an indicator that nothing declares: texts have no order, and it is said.
    fn infer_text(&mut self, subject: &ast::Expr) {
        let ast::ExprKind::Name(name) = &subject.kind else { return };
        if self.names.get(name).is_none() {
            let id = self.implicit_indicator(name, subject.span);
            if let Some(indicator) = self.program.indicators.get_mut(id.0) {
                indicator.measure = Some(Type::Text);
            }
        }
    }

    /// Names that nothing declares but manifest, arguments or tests give as parameters: rules may use them so.
    pub(super) fn loosen(&mut self, files: &[ast::File]) {
        let mut given: Vec<(&str, Option<&ast::Expr>, Span)> =
            self.overrides.parameters.iter().map(|p| (p.name.as_str(), None, p.span)).collect();
        for (_, statement) in sectioned(files) {
            let StatementKind::Test { lines, .. } = &statement.kind else { continue };
            given.extend(lines.iter().filter_map(|line| match &line.kind {
                TestLine::Parameter { name, value, .. } => Some((name.kind.as_str(), Some(value), name.span)),
                _ => None,
            }));
        }
        for (name, value, span) in given {
            if self.names.get(name).is_some() {
                continue;
            }
            let unit = match value.map(|v| &v.kind) {
                Some(ast::ExprKind::Quantity(literal)) => literal.unit.as_ref(),
                _ => None,
            };
            let unit = unit.and_then(|u| self.known_unit(&u.kind)).filter(|u| !u.is_bare());
            let id = ParameterId(self.program.parameters.len());
            self.program.parameters.push(Parameter {
                name: name.to_owned(),
                measure: unit.map(Type::Number),
                value: None,
                scoped: Vec::new(),
                span,
            });
            self.names.put(name, Symbol::Parameter(id), span);
            self.loose_parameters.insert(name.to_owned(), span);
        }
    }

    /// Values of parameters from manifest and arguments.
    pub(super) fn apply_overrides(&mut self) {
        for given in &self.overrides.parameters {
            let Some(Symbol::Parameter(id)) = self.names.get(&given.name) else {
                let nearest = self.names.nearest(&given.name, |s| matches!(s, Symbol::Parameter(_)));
                self.report(
                    Problem::Unknown { what: "参数", name: given.name.clone(), nearest, known: Vec::new() },
                    given.span,
                );
                continue;
            };
            self.set_parameter(id, given.scope.as_deref(), &given.value);
        }
    }

    /// Gives a parameter a value, checked against its unit.
    pub(super) fn set_parameter(
        &mut self,
        id: crate::language::program::ParameterId,
        scope: Option<&str>,
        value: &ast::Expr,
    ) {
        let wanted = self.program.parameter(id).and_then(|p| p.measure.clone());
        let Some((value, unit)) = self.constant(value, wanted.as_ref()) else { return };
        let Some(parameter) = self.program.parameters.get_mut(id.0) else { return };
        if parameter.measure.is_none() {
            parameter.measure = Some(type_of(&value, unit));
        }
        match scope {
            None => parameter.value = Some(value),
            Some(scope) => match parameter.scoped.binary_search_by(|(s, _)| s.as_str().cmp(scope)) {
                Ok(at) => {
                    if let Some(entry) = parameter.scoped.get_mut(at) {
                        entry.1 = value;
                    }
                }
                Err(at) => parameter.scoped.insert(at, (scope.to_owned(), value)),
            },
        }
    }
}

fn type_of(value: &crate::language::program::Value, unit: Unit) -> Type {
    use crate::language::program::Value;
    match value {
        Value::Number(_) => Type::Number(unit),
        Value::Date(_) => Type::Date,
        Value::Text(_) => Type::Text,
        Value::Truth(_) => Type::Truth,
        Value::Grade(scale, _) => Type::Grade(*scale),
    }
}

//! Commitments and identities become rules: one for each scope, milestone and tier.

use super::attribute::Attributes;
use super::expression::Context;
use super::goal::indicator_of;
use super::scope::by_scope;
use super::{Checker, Problem, sectioned};
use crate::diagnostic::{Severity, suggest};
use crate::language::ast::{self, ChangeKind, Commitment, ConditionKind as Written, OperatorKind, StatementKind};
use crate::language::program::{
    Body, ColumnId, Comparison, Condition, ConditionKind, Deadline, Each, ExprKind, Identity, Rule, Type, Value,
};
use crate::source::Span;
use crate::value::{Date, Unit};
use std::collections::BTreeMap;

/// A rule's body with what else its predicate says.
struct Made {
    body: Body,
    /// Behind the key of the commitment: `/国控`, empty for none.
    suffix: String,
    target_span: Span,
    data_rule: bool,
    due: Option<Date>,
    office: Option<String>,
    inherited_deadline: Option<Deadline>,
    notes: Vec<String>,
}

impl Made {
    fn new(body: Body, target_span: Span) -> Self {
        Self {
            body,
            suffix: String::new(),
            target_span,
            data_rule: false,
            due: None,
            office: None,
            inherited_deadline: None,
            notes: Vec::new(),
        }
    }
}

/// What the rules of one statement share.
struct Frame<'s> {
    statement: &'s ast::Statement,
    section: String,
    label: Option<String>,
    key: String,
    attributes: Attributes<'s>,
}

impl<'a> Checker<'a> {
    /// Every commitment and identity, in the order of files and lines.
    pub(super) fn rules(&mut self, files: &'a [ast::File]) {
        let deadlines = self.milestone_deadlines(files);
        let keys = generated_keys(files, self);
        for ((section, statement), key) in sectioned(files).zip(keys) {
            let label = match &statement.kind {
                StatementKind::Commitment(commitment) => commitment.label.as_ref(),
                StatementKind::Identity { label, .. } => label.as_ref(),
                _ => continue,
            };
            let attributes = self.attributes(statement);
            let key = label.map_or(key, |l| l.kind.clone());
            if let Some(label) = label
                && let Some(first) = self.keys.insert(label.kind.clone(), label.span)
            {
                self.report(Problem::LabelTwice { label: label.kind.clone(), first }, label.span);
            }
            let frame = Frame { statement, section, label: label.map(|l| l.kind.clone()), key, attributes };
            match &statement.kind {
                StatementKind::Commitment(commitment) => self.commitment(&frame, commitment, &deadlines),
                _ => self.identity(&frame),
            }
        }
    }

    /// 期限 of declared milestones.
    fn milestone_deadlines(&mut self, files: &[ast::File]) -> BTreeMap<String, Deadline> {
        let mut deadlines = BTreeMap::new();
        for (_, statement) in sectioned(files) {
            let StatementKind::Milestone(name) = &statement.kind else { continue };
            for attribute in &statement.attributes {
                match &attribute.kind {
                    ast::Attribute::NoDeadline => {
                        deadlines.insert(name.kind.clone(), Deadline::Never);
                    }
                    ast::Attribute::Deadline(text) => {
                        if let Some(period) = self.period(text, attribute.span) {
                            deadlines.insert(name.kind.clone(), Deadline::On { date: period.last, default: false });
                        }
                    }
                    _ => {}
                }
            }
        }
        deadlines
    }

    /// How severe a miss is; an unknown strength word is said.
    fn severity(&mut self, strength: Option<&ast::Name>, before: Span) -> Option<Severity> {
        let Some(word) = strength else { return Some(Severity::Error) };
        let known = self.strengths.get(&word.kind).copied().map(|s| self.remapped(&word.kind).unwrap_or(s));
        self.used_words.insert(word.kind.clone());
        if known.is_none() {
            let nearest = suggest::nearest(&word.kind, self.strengths.keys().map(String::as_str)).map(str::to_owned);
            self.report(Problem::TwoNames { first: word.kind.clone(), second: before, nearest }, word.span);
        }
        known
    }

    fn commitment(&mut self, frame: &Frame<'_>, commitment: &Commitment, deadlines: &BTreeMap<String, Deadline>) {
        let predicate = &commitment.predicate;
        let severity = self.severity(commitment.strength.as_ref(), predicate.span);
        let tier_severity = commitment.tier.as_ref().map(|t| self.severity(Some(&t.strength), t.range.span));
        if severity.is_none() {
            // Where the words belong is not known: what else is wrong with them would be a guess.
            return;
        }
        let made = self.bodies(predicate, &frame.attributes, commitment.strength.is_some(), deadlines);
        let strength = commitment.strength.as_ref().map(|s| s.kind.clone()).unwrap_or_default();
        let text = self.written(predicate.span);
        for made in made {
            if let Some(severity) = severity {
                self.push_rule(frame, made, &strength, severity, text.clone());
            }
        }
        let (Some(tier), Some(Some(severity))) = (&commitment.tier, tier_severity) else { return };
        let Written::Measure { subject, change, since, .. } = &predicate.kind else {
            return self.nested::<()>("第二档", tier.range.span).unwrap_or(());
        };
        let inherited =
            change.as_ref().filter(|c| c.kind.kind == ChangeKind::NetIncrease || !self.is_level(&tier.range));
        let change = tier.change.as_ref().or(inherited);
        let second = ast::Condition::new(
            Written::Measure {
                subject: subject.clone(),
                change: change.cloned(),
                since: since.clone(),
                range: tier.range.clone(),
            },
            predicate.span,
        );
        let word = change.map(|c| format!(" {}", c.kind.word)).unwrap_or_default();
        let text = format!("{}{word} {}", self.written(subject.span), self.written(tier.range.span));
        for mut made in self.bodies(&second, &frame.attributes, true, deadlines) {
            made.suffix = format!("/2{}", made.suffix);
            self.push_rule(frame, made, &tier.strength.kind, severity, text.clone());
        }
    }

    /// The bodies that one predicate makes.
    fn bodies(
        &mut self,
        predicate: &ast::Condition,
        attributes: &Attributes<'_>,
        strong: bool,
        deadlines: &BTreeMap<String, Deadline>,
    ) -> Vec<Made> {
        match &predicate.kind {
            Written::Each { .. } => self.each(predicate, attributes, strong).into_iter().collect(),
            Written::Milestones { names, open, state } => self.milestones(names, *open, state, deadlines),
            Written::Measure { range, .. } => self.measures(predicate, range.span, attributes),
            Written::Chain { .. } => self.measures(predicate, predicate.span, attributes),
            _ => {
                let condition = self.figure_condition(&Context::figures(), predicate, attributes);
                condition.map(|c| Made::new(Body::Composite(c), predicate.span)).into_iter().collect()
            }
        }
    }

    /// One target, or one for each scope.
    fn measures(&mut self, predicate: &ast::Condition, goal: Span, attributes: &Attributes<'_>) -> Vec<Made> {
        let turned = self.turned(predicate);
        let goal = if turned.is_some() { predicate.span } else { goal };
        let each = by_scope(turned.as_ref().unwrap_or(predicate));
        let several = each.len() > 1;
        let mut made = Vec::new();
        for (scope, one) in each {
            let context = Context { scope: scope.clone(), ..Context::figures() };
            let Some(target) = self.one_target(&context, &one, attributes) else { continue };
            let mut one = self.target_made(target, goal);
            if let (true, Some(scope)) = (several, scope) {
                one.suffix = format!("/{scope}");
            }
            made.push(one);
        }
        made
    }

    fn target_made(&mut self, target: crate::language::program::Target, span: Span) -> Made {
        let indicator = indicator_of(&target.measure.level).and_then(|id| self.program.indicator(id));
        let office = indicator.and_then(|i| i.office.clone());
        Made { office, ..Made::new(Body::Target(target), span) }
    }

    fn milestones(
        &mut self,
        names: &[ast::Name],
        open: bool,
        state: &ast::Node<ast::State>,
        deadlines: &BTreeMap<String, Deadline>,
    ) -> Vec<Made> {
        let mut made = Vec::new();
        for name in names {
            let Some(id) = self.milestone(name) else { continue };
            let mut one = Made::new(Body::Milestone { milestone: id, state: state.kind }, name.span.to(name.span));
            one.office = self.program.milestone(id).and_then(|m| m.office.clone());
            one.inherited_deadline = deadlines.get(&name.kind).copied();
            if names.len() > 1 {
                one.suffix = format!("/{}", name.kind);
            }
            if open {
                one.notes.push("原文有“等”，只核列名的各项".to_owned());
            }
            made.push(one);
        }
        made
    }

    /// `每个 TABLE …：COND`
    fn each(&mut self, predicate: &ast::Condition, attributes: &Attributes<'_>, strong: bool) -> Option<Made> {
        let Written::Each { table, count, filter, body: written } = &predicate.kind else { return None };
        let part = self.part(&table.kind, table.span)?;
        let rows = Context::figures().rows(part.table);
        let count = count.as_ref().and_then(|c| self.row_count(c));
        let outer = self.row.replace(part.table);
        let filter = self.filters(&rows, &part.filters, filter.as_deref());
        let body = self.row_condition(&rows, written);
        self.row = outer;
        let body = body?;
        let due = due_on(written, &body);
        let shape = is_shape(&body.kind);
        let free = !strong && attributes.deadline.is_none() && due.is_none();
        let each = Each { table: part.table, count, filter: filter?, body, due };
        let mut made = Made::new(Body::Each(each), written.span);
        made.due = due.map(|(_, date)| date);
        made.data_rule = shape || free;
        Some(made)
    }

    /// `共 130个`
    fn row_count(&mut self, count: &ast::Node<ast::Literal>) -> Option<crate::value::Number> {
        let value = self.quantity(&count.kind, count.span, None)?;
        match (&value.ty, &value.kind) {
            (Type::Number(unit), ExprKind::Constant(Value::Number(n)))
                if unit.is_bare() || unit.dimension.is_count() =>
            {
                Some(n.clone())
            }
            _ => {
                self.report(Problem::Misapplied { what: count.kind.word(), to: "行数" }, count.span);
                None
            }
        }
    }

    fn identity(&mut self, frame: &Frame<'_>) {
        let StatementKind::Identity { left, operator, right, tolerance, .. } = &frame.statement.kind else { return };
        let comparison = match operator.kind.kind {
            OperatorKind::Equal => Comparison::Equal,
            OperatorKind::AtMost => Comparison::AtMost,
            OperatorKind::AtLeast => Comparison::AtLeast,
            _ => {
                return self.report(
                    Problem::Misapplied {
                        what: operator.kind.word.clone(), to: "`勾稽`；它只用 `=`、`≤`、`≥`"
                    },
                    operator.span,
                );
            }
        };
        let (a, b) = (self.expression(&Context::figures(), left), self.expression(&Context::figures(), right));
        let (Some(a), Some(b)) = (a, b) else { return };
        let Some((a, b)) = self.paired(a, b) else { return };
        let unit = match &a.ty {
            Type::Number(unit) => unit.clone(),
            _ => Unit::bare(),
        };
        let written = tolerance.as_ref().or(frame.attributes.tolerances.first().copied());
        let amount = written.and_then(|t| self.identity_tolerance(t, &unit));
        let tolerance_text = written.map(|t| t.kind.word());
        let span = left.span.to(right.span);
        let identity = Identity { left: a, comparison, right: b, tolerance: amount, tolerance_text };
        let mut made = Made::new(Body::Identity(identity), span);
        made.data_rule = true;
        let text = format!("勾稽 {}", self.written(span));
        self.push_rule(frame, made, "", Severity::Error, text);
    }

    fn push_rule(&mut self, frame: &Frame<'_>, made: Made, strength: &str, severity: Severity, text: String) {
        let attributes = &frame.attributes;
        let deadline = self.deadline(attributes, made.due, made.inherited_deadline);
        let schedule = self.schedule(attributes, &made.body);
        let mut notes = made.notes;
        notes.extend(Self::measure_word_note(&made.body));
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let id = format!("{}{}", frame.key, made.suffix);
        // The rules of one statement follow each other.
        let siblings = self.program.rules.iter().rev().take_while(|r| r.span == frame.statement.span);
        if let Some(first) = siblings.filter(|r| r.id == id).last() {
            let problem = Problem::LabelTwice { label: id.clone(), first: first.target_span };
            self.report(problem, made.target_span);
        }
        self.program.rules.push(Rule {
            id,
            label: frame.label.clone(),
            section: frame.section.clone(),
            strength: strength.to_owned(),
            severity,
            text,
            span: frame.statement.span,
            target_span: made.target_span,
            data_rule: made.data_rule,
            deadline,
            schedule,
            optional: attributes.optional,
            office: owned(attributes.office).or(made.office),
            audit: attributes.audit.unwrap_or_default(),
            binding: attributes.binding,
            basis: attributes.basis.clone(),
            remark: attributes.remark.clone(),
            tags: attributes.tags.iter().map(|t| t.kind.clone()).collect(),
            notes,
            body: made.body,
        });
    }

    /// A rule in 家 on an indicator in 户: one dimension, and said.
    fn measure_word_note(body: &Body) -> Option<String> {
        let Body::Target(target) = body else { return None };
        let crate::language::program::Goal::Bound { value, .. } = &target.goal else { return None };
        let (Type::Number(a), Type::Number(b)) = (&target.measure.level.ty, &value.ty) else { return None };
        let plain = |u: &Unit| u.name.trim_start_matches(['万', '亿', '千', '百', '十']).to_owned();
        let counted = target.measure.change.is_none() && matches!(target.measure.level.kind, ExprKind::Figure { .. });
        let differs = a.dimension.is_count() && b.dimension.is_count() && plain(a) != plain(b);
        (counted && differs).then(|| format!("指标以 `{}` 计，规则以 `{}` 计，按同一量比较", a.name, b.name))
    }
}

/// `DATE 不晚于 D` as the whole condition or a part of its 且: the rule is due on D.
fn due_on(written: &ast::Condition, body: &Condition) -> Option<(ColumnId, Date)> {
    let until = |c: &Condition| match &c.kind {
        ConditionKind::Compare { left, operator: Comparison::AtMost, right } => match (&left.kind, &right.kind) {
            (ExprKind::Column(column), ExprKind::Constant(Value::Date(date))) => Some((*column, *date)),
            _ => None,
        },
        _ => None,
    };
    match &body.kind {
        ConditionKind::And(parts) if !matches!(written.kind, Written::Chain { .. }) => parts.iter().find_map(until),
        _ => until(body),
    }
}

/// 唯一 非空 格式 符合 属于: conditions of the data's shape.
fn is_shape(kind: &ConditionKind) -> bool {
    match kind {
        ConditionKind::Unique { .. }
        | ConditionKind::Null { negated: true, .. }
        | ConditionKind::Format { .. }
        | ConditionKind::Matches { .. }
        | ConditionKind::Within { .. } => true,
        ConditionKind::And(parts) => parts.iter().all(|p| is_shape(&p.kind)),
        _ => false,
    }
}

/// A key for every statement, whether it needs one or not: section, subject and kind; equal ones told apart by their range, then by order. The first of equals has the short key, so that a line added below changes none.
fn generated_keys(files: &[ast::File], checker: &Checker<'_>) -> Vec<String> {
    let named: Vec<(String, String)> =
        sectioned(files).map(|(section, statement)| key_of(&section, statement, checker)).collect();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let longer: Vec<String> = named
        .iter()
        .map(|(key, range)| {
            let n = times.entry(key).or_default();
            *n += 1;
            if *n > 1 && !range.is_empty() { format!("{key}/{range}") } else { key.clone() }
        })
        .collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    longer
        .into_iter()
        .map(|key| {
            let n = seen.entry(key.clone()).or_default();
            *n += 1;
            if *n > 1 { format!("{key}#{n}") } else { key }
        })
        .collect()
}

fn key_of(section: &str, statement: &ast::Statement, checker: &Checker<'_>) -> (String, String) {
    let (subject, kind, range) = match &statement.kind {
        StatementKind::Commitment(commitment) if commitment.label.is_none() => {
            predicate_key(&commitment.predicate, checker)
        }
        StatementKind::Identity { label: None, left, right, .. } => {
            (checker.written(left.span.to(right.span)), "勾稽", String::new())
        }
        _ => return (String::new(), String::new()),
    };
    let section = if section.is_empty() { String::new() } else { format!("{section}/") };
    (format!("{section}{subject}/{kind}"), range)
}

fn predicate_key(predicate: &ast::Condition, checker: &Checker<'_>) -> (String, &'static str, String) {
    match &predicate.kind {
        Written::Measure { subject, change, range, .. } => {
            let kind = match change.as_ref().map(|c| c.kind.kind) {
                None => "水平",
                Some(ChangeKind::Growth) => "增长",
                Some(ChangeKind::Decline) => "下降",
                Some(ChangeKind::NetIncrease) => "净增",
                Some(ChangeKind::AnnualGrowth) => "年均增长",
            };
            (checker.written(subject.span), kind, checker.written(range.span))
        }
        Written::Chain { subject, .. } => (checker.written(subject.span), "水平", checker.written(predicate.span)),
        Written::Each { table, body, .. } => {
            let of = match &body.kind {
                Written::Measure { subject, .. } | Written::Chain { subject, .. } | Written::Holds(subject) => {
                    checker.written(subject.span)
                }
                _ => "条件".to_owned(),
            };
            (format!("{}/{of}", table.kind), "每个", checker.written(body.span))
        }
        Written::Milestones { names, .. } => {
            (names.iter().map(|n| n.kind.as_str()).collect::<Vec<_>>().join("、"), "事项", String::new())
        }
        _ => (checker.written(predicate.span), "条件", String::new()),
    }
}

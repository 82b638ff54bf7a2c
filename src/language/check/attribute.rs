//! The attribute lines of one statement, sorted and checked against what the statement takes.

use super::{Checker, Problem};
use crate::language::ast::{self, Attribute, Node, StatementKind};
use crate::language::program::{Audit, Binding, Direction};
use crate::source::Span;

/// What the attribute lines of a statement say.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes<'a> {
    pub(super) office: Option<&'a str>,
    /// Lines of one word are joined.
    pub(super) remark: Option<String>,
    /// See above.
    pub(super) basis: Option<String>,
    pub(super) number: Option<&'a str>,
    pub(super) region: Option<&'a str>,
    pub(super) period: Option<(&'a str, Span)>,
    /// `Some(None)` is 无期限.
    pub(super) deadline: Option<Option<(&'a str, Span)>>,
    pub(super) schedule: Option<&'a Node<Attribute>>,
    pub(super) optional: bool,
    pub(super) tolerances: Vec<&'a Node<ast::Literal>>,
    pub(super) binding: Option<Binding>,
    pub(super) audit: Option<Audit>,
    pub(super) tags: Vec<&'a ast::Name>,
    pub(super) direction: Option<Direction>,
    pub(super) aliases: Vec<&'a ast::Name>,
    pub(super) comparable_prices: Option<bool>,
    pub(super) last_year: Option<&'a ast::Expr>,
}

/// Attributes that may be written on several lines.
const REPEATABLE: [&str; 4] = ["说明", "依据", "标签", "别名"];

fn joined(before: Option<String>, text: &str) -> String {
    before.map_or_else(|| text.to_owned(), |before| format!("{before}；{text}"))
}

/// A statement's name in messages, and the attributes that it takes.
fn taken(kind: &StatementKind) -> (&'static str, &'static [&'static str]) {
    match kind {
        StatementKind::Plan(_) => ("`计划`", &["文号", "地区", "期间", "容差", "依据", "说明", "责任"]),
        StatementKind::Indicator { .. } => {
            ("`指标`", &["别名", "上年", "口径", "方向", "责任", "说明", "依据", "标签"])
        }
        StatementKind::Milestone(_) => ("`事项`", &["责任", "期限", "说明", "依据", "标签"]),
        StatementKind::Definition { .. } => ("`定义`", &["上年", "说明", "依据"]),
        StatementKind::Commitment(_) => (
            "规则",
            &["责任", "期限", "进度", "可无", "容差", "属性", "审核", "依据", "说明", "标签", "方向", "口径", "上年"],
        ),
        StatementKind::Identity { .. } => {
            ("`勾稽`", &["责任", "期限", "可无", "容差", "属性", "审核", "依据", "说明", "标签"])
        }
        StatementKind::Description { .. } => ("`描述`", &["说明", "依据"]),
        StatementKind::Test { .. } => ("`测试`", &["说明"]),
        _ => ("这条语句", &["说明", "依据", "责任"]),
    }
}

impl Checker<'_> {
    /// Sorts the attribute lines of a statement.
    pub(super) fn attributes<'s>(&mut self, statement: &'s ast::Statement) -> Attributes<'s> {
        let (name, taken) = taken(&statement.kind);
        let mut found = Attributes::default();
        let mut seen: Vec<(&'static str, Span)> = Vec::new();
        for attribute in &statement.attributes {
            let word = attribute.kind.word();
            if !taken.contains(&word) {
                self.report(Problem::AttributeMisplaced { word, statement: name }, attribute.span);
            } else if let Some((_, first)) = seen.iter().find(|(w, _)| *w == word && !REPEATABLE.contains(w)) {
                self.report(Problem::AttributeTwice { word, first: *first }, attribute.span);
            } else {
                seen.push((word, attribute.span));
                self.attribute(&mut found, attribute);
            }
        }
        found
    }

    fn attribute<'s>(&mut self, found: &mut Attributes<'s>, attribute: &'s Node<Attribute>) {
        match &attribute.kind {
            Attribute::Office(text) => found.office = Some(text),
            Attribute::Remark(text) => found.remark = Some(joined(found.remark.take(), text)),
            Attribute::Basis(text) => found.basis = Some(joined(found.basis.take(), text)),
            Attribute::Number(text) => found.number = Some(text),
            Attribute::Region(text) => found.region = Some(text),
            Attribute::Period(text) => found.period = Some((text, attribute.span)),
            Attribute::Deadline(text) => found.deadline = Some(Some((text, attribute.span))),
            Attribute::NoDeadline => found.deadline = Some(None),
            Attribute::Linear | Attribute::NotScheduled | Attribute::Steps(_) => found.schedule = Some(attribute),
            Attribute::Optional => found.optional = true,
            Attribute::Tolerance(amounts) => found.tolerances = amounts.iter().collect(),
            Attribute::Tags(tags) => found.tags.extend(tags),
            Attribute::Aliases(names) => found.aliases.extend(names),
            Attribute::LastYear(value) => found.last_year = Some(value),
            Attribute::Binding(word) => {
                let known = [("约束性", Binding::Obligatory), ("预期性", Binding::Expected)];
                found.binding = self.word(word, "`约束性`、`预期性`", &known);
            }
            Attribute::Audit(word) => {
                let known = [("强制", Audit::Mandatory), ("核实", Audit::Verify)];
                found.audit = self.word(word, "`强制`、`核实`", &known);
            }
            Attribute::Direction(word) => {
                let known = [("越高越好", Direction::Up), ("越低越好", Direction::Down), ("双侧", Direction::Both)];
                found.direction = self.word(word, "`越高越好`、`越低越好`、`双侧`", &known);
            }
            Attribute::Calibre(word) => {
                let known = [("可比价", true), ("不变价", true), ("现价", false), ("当年价", false)];
                found.comparable_prices = self.word(word, "`可比价`、`现价`", &known);
            }
        }
    }

    fn word<T: Copy>(&mut self, word: &ast::Name, known: &'static str, values: &[(&str, T)]) -> Option<T> {
        let found = values.iter().find(|(w, _)| *w == word.kind).map(|(_, value)| *value);
        if found.is_none() {
            self.report(Problem::AttributeWord { word: word.kind.clone(), known }, word.span);
        }
        found
    }
}

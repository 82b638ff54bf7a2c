//! The only file that knows the parser generator: a line of text becomes a tree of named stretches.

use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pairs;
use pest::{Parser, Token};
use pest_derive::Parser;

use super::layout;
use crate::language::words::OPERATORS;

pub(super) use generated::Rule;

mod generated {
    #![allow(missing_docs, missing_debug_implementations, clippy::pedantic, reason = "generated from the grammar")]
    #[derive(super::Parser)]
    #[grammar = "../grammar/plan.pest"]
    pub(crate) struct Grammar;
}

/// A stretch of a line that a rule of the grammar recognised.
#[derive(Clone, Debug)]
pub(super) struct Tree<'a> {
    /// The rule.
    pub(super) rule: Rule,
    /// What it recognised.
    pub(super) text: &'a str,
    /// Where that begins in the line, in bytes.
    pub(super) start: usize,
    /// The stretches inside.
    pub(super) children: Vec<Tree<'a>>,
}

impl<'a> Tree<'a> {
    /// The tree of the first pair; the end of the line is no part of it.
    fn of(line: &'a str, pairs: Pairs<'a, Rule>) -> Option<Self> {
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut done: Vec<Self> = Vec::new();
        for token in pairs.tokens() {
            match token {
                Token::Start { pos, .. } => open.push((pos.pos(), done.len())),
                Token::End { rule, pos } => {
                    let (start, inside) = open.pop()?;
                    if rule == Rule::EOI {
                        continue;
                    }
                    let children = if inside < done.len() { done.split_off(inside) } else { Vec::new() };
                    done.push(Self { rule, text: line.get(start..pos.pos())?, start, children });
                }
            }
        }
        done.into_iter().next()
    }

    /// One past its last byte.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Its first child by that rule.
    pub(super) fn child(&self, rule: Rule) -> Option<&Tree<'a>> {
        self.children.iter().find(|c| c.rule == rule)
    }

    /// Whether it has a child by that rule.
    pub(super) fn has(&self, rule: Rule) -> bool {
        self.child(rule).is_some()
    }
}

/// Where a line stops making sense, and what could have stood there.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// Byte in the line.
    pub(super) at: usize,
    /// The rules that could have gone on.
    pub(super) expected: Vec<Rule>,
}

/// What a line is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A statement, or a line of a table or test.
    Statement,
    /// An attribute line.
    Attribute,
    /// One value alone.
    Value,
    /// What one rule describes, to learn where it stops being that.
    Only(Rule),
}

/// Reads a whole line.
pub(super) fn read(entry: Entry, line: &str) -> Result<Tree<'_>, Failure> {
    limit_calls();
    if layout::exhausts(line) {
        return Err(Failure { at: 0, expected: Vec::new() });
    }
    if let Some(tree) = directly(entry, line) {
        return Ok(tree);
    }
    let rule = match entry {
        Entry::Statement => Rule::statement,
        Entry::Attribute => Rule::attribute_line,
        Entry::Value => Rule::only_value,
        Entry::Only(rule) => rule,
    };
    let pairs = generated::Grammar::parse(rule, line).map_err(|error| failure(&error))?;
    Tree::of(line, pairs).ok_or(Failure { at: 0, expected: Vec::new() })
}

/// Reads a line by the one rule that its first word points at. What that rule does not read to the end is for all the
/// alternatives to try, one after another: they find the same tree where there is one, and say what could have stood where not.
fn directly(entry: Entry, line: &str) -> Option<Tree<'_>> {
    let rule = match entry {
        Entry::Statement => first_alternative(line)?,
        Entry::Attribute => attribute_of(line)?,
        Entry::Value | Entry::Only(_) => return None,
    };
    // A strength word of the user's own begins what is else a commitment.
    let next = (rule == Rule::commitment).then_some(Rule::own_strength);
    whole(rule, line).or_else(|| whole(next?, line))
}

/// The tree of a rule that reads a line to its end.
fn whole(rule: Rule, line: &str) -> Option<Tree<'_>> {
    let pairs = generated::Grammar::parse(rule, line).ok()?;
    Tree::of(line, pairs).filter(|tree| tree.end() == line.len())
}

/// The first alternative of `statement` that a line can be, if its beginning tells.
fn first_alternative(line: &str) -> Option<Rule> {
    if line.starts_with('【') {
        return Some(Rule::heading);
    }
    if line.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut words = line.split([' ', '\t', '\u{1}', '\u{3}']);
    let word = words.next().unwrap_or("");
    Some(match word {
        _ if word == "勾稽" || word.ends_with(":勾稽") => Rule::identity,
        _ if line.contains("勾稽") => return None,
        "计划" => Rule::plan,
        "指标" => Rule::indicator,
        "列" => Rule::column,
        "表" => Rule::table,
        "等级" => Rule::scale,
        "参数" => Rule::parameter,
        "单位" => Rule::unit_decl,
        "强度" => Rule::strength_decl,
        "定义" => Rule::definition,
        "引用" => Rule::include,
        "测试" => Rule::test,
        "描述" => Rule::description,
        "判定日" => Rule::as_of,
        "期望" => Rule::expect,
        "给定" => match words.next() {
            Some("参数") => Rule::given_parameter,
            Some("事项") => Rule::given_milestone,
            Some("表") => Rule::given_table,
            _ => Rule::given_figure,
        },
        // A commitment about it ends in a state; one about an indicator of this name has an operator behind it.
        "事项" if words.next().is_some_and(begins_plainly) && words.all(str::is_empty) => Rule::declared_milestone,
        _ if DECLARING.iter().any(|declaring| line.starts_with(declaring)) => return None,
        _ => Rule::commitment,
    })
}

/// Whether a word begins like a name and like no operator, whatever the operator.
fn begins_plainly(word: &str) -> bool {
    let operators = OPERATORS.iter().chain(&["不", "属于", "符合", "格式", "介于", "非空", "为空", "唯一"]);
    let mut operators = operators.chain(&["超", "达", "为", "是", "约", "且", "或", "按"]);
    word.starts_with(char::is_alphanumeric) && !operators.any(|operator| word.starts_with(operator))
}

/// What begins the declarations, which are tried before a commitment.
const DECLARING: [&str; 14] =
    ["计划", "指标", "表", "列", "等级", "参数", "单位", "强度", "定义", "引用", "测试", "给定", "判定日", "期望"];

/// The attribute that a line begins, where one word begins one attribute.
fn attribute_of(line: &str) -> Option<Rule> {
    Some(match line.split([' ', '\t', ':']).next().unwrap_or("") {
        "无期限" => Rule::no_deadline,
        "可无" => Rule::optional,
        "容差" => Rule::tolerance,
        "属性" => Rule::binding,
        "审核" => Rule::audit,
        "标签" => Rule::tags,
        "方向" => Rule::direction,
        "别名" => Rule::aliases,
        "口径" => Rule::calibre,
        "上年" => Rule::last_year_base,
        "期间" => Rule::period,
        "期限" => Rule::deadline,
        _ => return None,
    })
}

/// A line that asks for more steps than this is refused instead of hanging: no honest line comes near.
const MOST_CALLS: usize = 2_000_000;

fn limit_calls() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| pest::set_call_limit(std::num::NonZeroUsize::new(MOST_CALLS)));
}

fn failure(error: &pest::error::Error<Rule>) -> Failure {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.clone(),
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Failure { at, expected }
}

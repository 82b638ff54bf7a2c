//! The only file that knows the parser generator: a line of text becomes a tree of named stretches.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;
use pest_derive::Parser;

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
    fn of(pair: Pair<'a, Rule>) -> Self {
        let span = pair.as_span();
        let (rule, text, start) = (pair.as_rule(), span.as_str(), span.start());
        let children = pair.into_inner().filter(|p| p.as_rule() != Rule::EOI).map(Self::of).collect();
        Self { rule, text, start, children }
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
    let rule = match entry {
        Entry::Statement => Rule::statement,
        Entry::Attribute => Rule::attribute_line,
        Entry::Value => Rule::only_value,
        Entry::Only(rule) => rule,
    };
    let pairs = generated::Grammar::parse(rule, line).map_err(|error| failure(&error))?;
    let tree = pairs.filter(|p| p.as_rule() != Rule::EOI).map(Tree::of).next();
    tree.ok_or(Failure { at: 0, expected: Vec::new() })
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

//! From what was written to what was meant: names looked up, units checked, every rule put together.
//!
//! Declarations of all files come first, in any order; then every commitment, then the tests; what is left unused is said at the end.

mod aggregate;
mod attribute;
mod chain;
mod column;
mod compare;
mod condition;
mod declare;
mod earlier;
mod expression;
mod fused;
mod goal;
mod growth;
mod infer;
mod kin;
mod literal;
mod names;
mod pattern;
mod problem;
mod rule;
mod schedule;
mod scope;
mod test;
mod tolerance;

pub use problem::{CODES, UNDECLARED};

use crate::diagnostic::{Diagnostics, Severity};
use crate::language::ast::{self, StatementKind};
use crate::language::program::{AggregateId, ColumnId, Program, TableId};
use crate::source::{Sources, Span};
use names::Names;
use problem::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// A parameter's value given outside the rules.
#[derive(Clone, Debug)]
pub struct ParameterOverride {
    /// The parameter.
    pub name: String,
    /// For one scope only.
    pub scope: Option<String>,
    /// Its value.
    pub value: ast::Expr,
    /// Where it is given.
    pub span: Span,
}

/// What manifest and arguments say of the rules.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Values of parameters; a later one wins.
    pub parameters: Vec<ParameterOverride>,
    /// 左右 of a rate.
    pub rate_tolerance: Option<ast::Expr>,
    /// 左右 of a quantity.
    pub quantity_tolerance: Option<ast::Expr>,
    /// Severities of strength words.
    pub severities: Vec<(String, Severity, Span)>,
}

/// Gives rule files their meaning; what is wrong goes into the sink, and what can be understood is.
pub fn check(files: &[ast::File], sources: &Sources, overrides: &Overrides, sink: &mut Diagnostics) -> Program {
    let mut checker = Checker {
        sources,
        sink,
        overrides,
        program: Program::default(),
        names: Names::default(),
        definitions: Vec::new(),
        strengths: names::builtin_strengths(),
        expanding: Vec::new(),
        plan_tolerances: Vec::new(),
        keys: BTreeMap::new(),
        aggregates: BTreeMap::new(),
        row: None,
        open_columns: BTreeSet::new(),
        loose_parameters: BTreeMap::new(),
        words: BTreeMap::new(),
        used_words: BTreeSet::new(),
    };
    checker.declare(files);
    checker.infer(files);
    checker.check_severities();
    checker.loosen(files);
    checker.apply_overrides();
    checker.rules(files);
    checker.settle();
    checker.tests(files);
    checker.unused();
    checker.program
}

/// What checking carries along.
struct Checker<'a> {
    sources: &'a Sources,
    sink: &'a mut Diagnostics,
    overrides: &'a Overrides,
    program: Program,
    names: Names,
    definitions: Vec<Definition<'a>>,
    strengths: BTreeMap<String, Severity>,
    /// Definitions being expanded, to see a circle.
    expanding: Vec<usize>,
    /// 容差 of the plan.
    plan_tolerances: Vec<&'a ast::Node<ast::Literal>>,
    /// Keys of rules, with where each was first used.
    keys: BTreeMap<String, Span>,
    /// Aggregates by table, function, text and the scope that their parameters follow.
    aggregates: BTreeMap<(TableId, String, String, Option<String>), AggregateId>,
    /// The table whose rows are being read.
    row: Option<TableId>,
    /// Columns of undeclared tables that no use has shown the type of.
    open_columns: BTreeSet<(TableId, ColumnId)>,
    /// Parameters that only manifest, arguments or tests know, with where they are given.
    loose_parameters: BTreeMap<String, Span>,
    /// Declared units and strength words, with where.
    words: BTreeMap<String, Span>,
    /// Those of them that something uses.
    used_words: BTreeSet<String>,
}

/// A `定义`, kept as written: it is expanded where it is used.
struct Definition<'a> {
    name: &'a ast::Name,
    body: &'a ast::Expr,
    filter: Option<&'a ast::Condition>,
    last_year: Option<&'a ast::Expr>,
    used: bool,
}

impl Checker<'_> {
    fn report(&mut self, problem: Problem, span: Span) {
        self.sink.push(problem.at(span));
    }

    /// The text of a place, on one line and without its comments.
    fn written(&self, span: Span) -> String {
        let text = self.sources.slice(span);
        let mut written = String::with_capacity(text.len());
        for word in text.lines().map(without_comment).flat_map(str::split_whitespace) {
            if !written.is_empty() {
                written.push(' ');
            }
            written.push_str(word);
        }
        written
    }
}

/// A line up to its comment; signs inside quotation marks begin none.
fn without_comment(line: &str) -> &str {
    if !line.contains(['#', '＃', '/', '／']) {
        return line;
    }
    let mut closing: Option<char> = None;
    for (at, c) in line.char_indices() {
        let rest = line.get(at..).unwrap_or("");
        match closing {
            Some(end) if c == end => closing = None,
            Some(_) => {}
            None if matches!(c, '#' | '＃') || rest.starts_with("//") || rest.starts_with("／／") => {
                return line.get(..at).unwrap_or(line);
            }
            None => {
                closing = match c {
                    '"' | '`' => Some(c),
                    '“' => Some('”'),
                    '「' => Some('」'),
                    '《' => Some('》'),
                    _ => None,
                }
            }
        }
    }
    line
}

/// Every statement of every file with the section it stands in.
fn sectioned(files: &[ast::File]) -> impl Iterator<Item = (String, &ast::Statement)> {
    files.iter().flat_map(|file| {
        let mut section = String::new();
        file.statements.iter().filter_map(move |statement| {
            if let StatementKind::Heading(parts) = &statement.kind {
                section = parts.iter().map(|p| p.kind.as_str()).collect::<Vec<_>>().join("·");
                return None;
            }
            Some((section.clone(), statement))
        })
    })
}

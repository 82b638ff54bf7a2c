//! From what was written to what was meant: names looked up, units checked, every rule put together.
//!
//! Declarations of all files come first, in any order; then every commitment, then the tests; what is left unused is said at the end.

mod aggregate;
mod attribute;
mod column;
mod compare;
mod condition;
mod declare;
mod expression;
mod goal;
mod infer;
mod literal;
mod names;
mod problem;
mod rule;
mod schedule;
mod test;

pub use problem::CODES;

use crate::diagnostic::{Diagnostics, Severity};
use crate::language::ast::{self, StatementKind};
use crate::language::program::Program;
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
        generated: BTreeSet::new(),
    };
    checker.declare(files);
    checker.infer(files);
    checker.apply_overrides();
    checker.rules(files);
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
    /// Rules whose key was made, not written: indices into the program.
    generated: BTreeSet<usize>,
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

    /// The text of a place, on one line.
    fn written(&self, span: Span) -> String {
        self.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }
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

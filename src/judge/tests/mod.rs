//! Judging, told in the plan language: each case is a rule file whose own tests must pass.

mod milestones;
mod rows;
mod schedules;
mod shown;
mod statuses;
mod unknowns;

use super::trial::{self, TrialResult};
use super::{Judgement, RuleResult};
use crate::diagnostic::{Diagnostics, Severity};
use crate::language::check::{Overrides, check};
use crate::language::parse::parse;
use crate::language::program::Program;
use crate::source::Sources;

/// The program of a text, which must have no error.
pub(super) fn program(text: &str) -> Program {
    let mut sources = Sources::default();
    let id = sources.add("a.plan", text);
    let mut sink = Diagnostics::default();
    let file = parse(id, text, &mut sink);
    let program = check(&[file], &sources, &Overrides::default(), &mut sink);
    let errors: Vec<_> = sink.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    program
}

fn failures(program: &Program, trial: &TrialResult) -> Vec<String> {
    let test = &program.tests[trial.test];
    let told = |o: &trial::Outcome| {
        let expected = &test.expected[o.expected];
        let rule = &program.rules[expected.rule];
        let result = o.result.as_ref().unwrap();
        format!(
            "{} / {}: 期望 {}，实为 {} {:?}（{} 行）",
            test.name,
            rule.id,
            expected.status.word(),
            result.status.word(),
            result.reason,
            result.rows.failed
        )
    };
    trial.outcomes.iter().filter(|o| !o.passed).map(told).collect()
}

/// Every test in a text passes.
pub(super) fn holds(text: &str) {
    let program = program(text);
    assert!(!program.tests.is_empty());
    let failed: Vec<String> = trial::run(&program).iter().flat_map(|t| failures(&program, t)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What judging makes of the first test of a text.
pub(super) fn judged(text: &str) -> Judgement {
    let program = program(text);
    trial::judgement(&program, &program.tests[0])
}

/// The result of the first rule, judged on what the first test gives.
pub(super) fn first(text: &str) -> RuleResult {
    judged(text).results.remove(0)
}

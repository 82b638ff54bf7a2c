//! Judging, told in the plan language: each case is a rule file whose own tests must pass.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a case that does not fit fails its test")]

mod explanations;
mod milestones;
mod rows;
mod schedules;
mod shown;
mod statuses;
mod submissions;
mod unknowns;

use plancheck::data::Dataset;
use plancheck::diagnostic::{Diagnostics, Severity};
use plancheck::judge::trial::{self, TrialResult};
use plancheck::judge::{Judgement, RuleResult, Settings, judge};
use plancheck::language::check::{Overrides, check};
use plancheck::language::parse::parse;
use plancheck::language::program::Program;
use plancheck::source::Sources;

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
    let (dataset, mut tables) = trial::world(&program, &program.tests[0]);
    let as_of = program.tests[0].as_of.or(program.plan.period.map(|p| p.last));
    judge(&program, &dataset, &mut tables, &Settings { as_of, ..Settings::default() })
}

/// The result of the first rule, judged on what the first test gives.
pub(super) fn first(text: &str) -> RuleResult {
    judged(text).results.remove(0)
}

/// The same, after a change to what was submitted.
fn changed(text: &str, change: impl FnOnce(&mut Dataset)) -> Judgement {
    let program = program(text);
    let (mut dataset, mut tables) = trial::world(&program, &program.tests[0]);
    change(&mut dataset);
    let as_of = program.tests[0].as_of.or(program.plan.period.map(|p| p.last));
    judge(&program, &dataset, &mut tables, &Settings { as_of, ..Settings::default() })
}

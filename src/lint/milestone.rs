//! The same milestone promised twice: at two strengths, or just so.

use std::collections::BTreeMap;

use super::conflict::same_day;
use super::finding::{Finding, names};
use crate::diagnostic::Severity;
use crate::language::ast::State;
use crate::language::program::{Body, MilestoneId, Program, Rule};

/// Every promise of a milestone against the nearest earlier one that asks for the same state.
pub(super) fn milestones(program: &Program) -> Vec<Finding> {
    let mut last: BTreeMap<(MilestoneId, u8), usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (index, rule) in program.rules.iter().enumerate() {
        let Body::Milestone { milestone, state } = rule.body else { continue };
        let earlier = last.insert((milestone, rank(state)), index);
        let earlier = earlier.and_then(|at| Some((at, program.rules.get(at)?)));
        found.extend(earlier.and_then(|earlier| twice(program, earlier, (index, rule))));
    }
    found
}

fn rank(state: State) -> u8 {
    match state {
        State::Start => 0,
        State::Advance => 1,
        State::Finish => 2,
    }
}

fn twice(program: &Program, first: (usize, &Rule), second: (usize, &Rule)) -> Option<Finding> {
    let (a, b) = (first.1, second.1);
    let who = names(program, [first.0, second.0]);
    let parts = [first, second].map(|(index, rule)| (index, rule.strength.clone()));
    if a.strength != b.strength || a.severity != b.severity {
        let severity = if a.severity == b.severity { Severity::Note } else { Severity::Warning };
        let word = |word: &str| if word.is_empty() { "没有强度词".to_owned() } else { format!("「{word}」") };
        let (a, b) = (word(&a.strength), word(&b.strength));
        let message = format!("{who} 说的是同一件事项，强度却不同：{a}、{b}");
        return Some(
            Finding::about(program, "strength-differs", severity, message, &parts)
                .help("合并为一条，按较严的强度写；或说明两条各指什么"),
        );
    }
    same_day(a.deadline, b.deadline).then(|| {
        Finding::about(program, "duplicate-rule", Severity::Warning, format!("{who} 是同一项要求"), &parts)
            .help("删去其中一条")
    })
}

//! What a status weighs for the exit status.

use super::judgement::RuleResult;
use super::scalar::World;
use super::timing::Due;
use crate::diagnostic::Severity;
use crate::language::program::{Rule, Status};

/// Lays its weight on every result.
pub(crate) fn lay(world: &World<'_>, results: &mut [RuleResult]) {
    for result in results {
        let Some(rule) = world.program.rules.get(result.rule) else { continue };
        result.weight = of(result, rule, Due::of(rule, world.as_of));
    }
}

/// A miss weighs what its rule weighs; what is not due yet, or nearly met, is for information.
fn of(result: &RuleResult, rule: &Rule, due: Due) -> Option<Severity> {
    match result.status {
        Status::Met | Status::OnTrack => None,
        Status::Violated if result.explained => None,
        Status::Violated => Some(rule.severity),
        Status::Missing if due.now() => Some(rule.severity),
        Status::Behind => Some(rule.severity.min(Severity::Warning)),
        Status::Missing | Status::NearlyMet | Status::NotDue | Status::Manual => Some(Severity::Note),
    }
}

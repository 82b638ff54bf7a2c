//! Findings on the rules alone: what contradicts, repeats, falls short or is left out. Exact, and without data.

mod claim;
mod conflict;
mod exclusion;
mod filter;
mod finding;
mod gap;
mod growth;
mod linear;
mod milestone;
mod pair;
mod shortfall;
mod simplex;
mod words;

pub use finding::Finding;

use crate::language::program::Program;

/// Every code of this room.
pub const CODES: &[&str] = &[
    "contradiction",
    "duplicate-rule",
    "empty-filter",
    "growth-tension",
    "no-base",
    "no-deadline",
    "redundant-rule",
    "shortfall",
    "strength-differs",
    "strength-inversion",
    "tier-order",
    "wide-tolerance",
];

/// Looks at the rules alone; findings stand in the order of their first places, each once.
pub fn lint(program: &Program) -> Vec<Finding> {
    let claims = claim::claims(program);
    let mut found = Vec::new();
    for group in conflict::groups(&claims) {
        let contradictions = conflict::contradictions(program, &group);
        if contradictions.is_empty() {
            found.extend(shortfall::shortfalls(program, &group));
        }
        found.extend(contradictions);
    }
    found.extend(pair::pairs(program, &claims));
    found.extend(exclusion::exclusions(program));
    found.extend(milestone::milestones(program));
    found.extend(growth::growths(program, &claims));
    found.extend(gap::gaps(program));
    found.sort_by(|a, b| {
        (a.places.first().map(|p| p.0), a.code, &a.rules).cmp(&(b.places.first().map(|p| p.0), b.code, &b.rules))
    });
    found.dedup_by(|a, b| a.code == b.code && a.message == b.message);
    found
}

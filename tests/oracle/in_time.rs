//! What is reached after a deadline that somebody wrote is not reached in time.

use super::evaluator::Here;
use super::facts::Facts;
use super::verdict::Verdict;
use plancheck::language::program::{Body, Deadline, Rule, Status};

/// Judges by the figures of the day, and where those hold, by the figures up to the deadline alone.
pub(super) fn in_time(here: &Here<'_>, rule: &Rule, judge: impl Fn(&Here<'_>) -> Verdict) -> Verdict {
    let now = judge(here);
    let Deadline::On { date, default: false } = rule.deadline else { return now };
    let holds = matches!(now.status, Status::Met | Status::NearlyMet);
    if date >= here.as_of || rule.data_rule || !holds || looks_into_tables(&rule.body) {
        return now;
    }
    let figures = here.facts.figures.iter().filter(|f| f.period.last <= date).cloned().collect();
    let facts = Facts { figures, ..here.facts.clone() };
    let then = judge(&Here { facts: &facts, ..*here });
    if then.status == Status::Met { now } else { then }
}

/// Rows have no day of their own: a rule that names an aggregate or a column's values is judged as of today.
fn looks_into_tables(body: &Body) -> bool {
    let written = format!("{body:?}");
    written.contains("Aggregate(AggregateId") || written.contains("set: Column(")
}

//! Milestones as submitted, row beside row.

use super::evaluator::{Here, Truth};
use plancheck::language::ast::State;
use plancheck::language::program::SubmittedState;

/// Whether a state is reached, in time where there is a day for it.
pub(super) fn truth(here: &Here<'_>, milestone: usize, state: State) -> Truth {
    let rows: Vec<_> = here.facts.milestones.iter().filter(|(m, ..)| *m == milestone).collect();
    let (_, submitted, date) = rows.first()?;
    if rows.iter().any(|row| row != &rows[0]) {
        return None;
    }
    let submitted = (*submitted)?;
    match state {
        State::Start => Some(submitted >= SubmittedState::Started),
        State::Advance => None,
        State::Finish if submitted == SubmittedState::Finished => {
            Some(date.is_none_or(|date| date <= here.as_of && here.deadline.is_none_or(|deadline| date <= deadline)))
        }
        State::Finish => Some(false),
    }
}

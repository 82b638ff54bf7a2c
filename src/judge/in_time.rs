//! A deadline that somebody wrote has passed, and the newest figure is later: what it shows may have been reached too late.

use super::judgement::RuleResult;
use super::timing::Due;
use super::verdict::Case;
use super::walk::Needs;
use crate::language::program::{Deadline, Status};

/// Judges a rule; where a later figure makes it look better than what was known at its deadline, the deadline's counts.
pub(crate) fn judge<'a>(case: Case<'_, 'a>, needs: &Needs, judge: impl Fn(Case<'_, 'a>) -> RuleResult) -> RuleResult {
    let result = judge(case);
    let late = match case.rule.deadline {
        Deadline::On { date, default: false } if date < case.world.as_of && case.due == Due::Now => Some(date),
        _ => None,
    };
    let of_figures = needs.aggregates.is_empty() && needs.sets.is_empty() && !case.rule.data_rule;
    let holds = matches!(result.status, Status::Met | Status::NearlyMet);
    let (Some(date), true) = (late, of_figures && holds) else { return result };
    let world = case.world.until(date);
    let mut then = judge(Case { world: &world, ..case });
    if then.status == result.status || then.status == Status::Met {
        return result;
    }
    let period = result.actual.as_ref().and_then(|actual| actual.period);
    let later = period.map_or_else(|| "以后的数".to_owned(), |period| format!("{period}的数"));
    then.reason = Some(match then.status {
        Status::Missing => format!("没有期限 {date} 以前的数；{later}在期限之后，不能说明按期达到"),
        _ => format!("期限 {date} 时还没有达到；{later}在期限之后，不算按期达到"),
    });
    then
}

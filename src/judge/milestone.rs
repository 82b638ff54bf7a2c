//! 事项: the submitted state of a milestone against what a rule asks.

use super::condition::Findings;
use super::scalar::World;
use crate::data::{MilestoneRow, Place};
use crate::language::ast::State;
use crate::language::program::{MilestoneId, SubmittedState};
use crate::value::{Date, Truth};

/// What was submitted of a milestone.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Whether the state asked for was reached in time.
    pub(crate) truth: Truth,
    /// 推进: there is no end state to measure.
    pub(crate) manual: bool,
    /// Why it is unknown or fails, or what else must be said.
    pub(crate) reason: Option<String>,
    /// What a reader should know of a milestone that is met.
    pub(crate) note: Option<String>,
    /// State and evidence, a line each.
    pub(crate) evidence: Vec<String>,
    /// The cell to point at.
    pub(crate) place: Option<Place>,
}

impl Seen {
    /// Tells a composite condition what was seen.
    pub(crate) fn tell(&self, findings: &mut Findings) {
        findings.manual |= self.manual;
        if self.truth == Truth::Unknown && !self.manual {
            findings.because(self.reason.clone().unwrap_or_default());
        }
        for line in &self.evidence {
            if !findings.evidence.contains(line) {
                findings.evidence.push(line.clone());
            }
        }
        findings.trace.note(self.note.clone());
        findings.trace.places.extend(self.place.clone().filter(|p| !findings.trace.places.contains(p)));
    }

    /// What cannot change any more: a state reached; a state not reached once it is due.
    pub(crate) fn forever(&self, due: bool) -> Truth {
        if due || self.truth == Truth::True { self.truth } else { Truth::Unknown }
    }
}

/// Looks a milestone up: of several rows by period the newest not after the date of judgement.
pub(crate) fn look(world: &World<'_>, milestone: MilestoneId, state: State, deadline: Option<Date>) -> Seen {
    let name = world.program.milestone(milestone).map_or("", |m| m.name.as_str());
    let rows = newest(world, milestone);
    let Some(row) = rows.first().copied() else {
        let reason = Some(format!("没有填报事项「{name}」"));
        return Seen {
            truth: Truth::Unknown,
            manual: state == State::Advance,
            reason,
            note: None,
            evidence: Vec::new(),
            place: None,
        };
    };
    let mut seen = judge_row(row, name, state, deadline, world.as_of);
    if seen.truth == Truth::True && state == State::Finish && unusable_date(world, row) {
        seen.truth = Truth::Unknown;
        seen.reason = Some(format!("事项「{name}」的完成日期不可用，见数据问题"));
    }
    if rows.iter().any(|other| (other.state, other.date) != (row.state, row.date)) {
        seen.truth = Truth::Unknown;
        seen.reason = Some(format!("事项「{name}」填报了 {} 行，互不一致", rows.len()));
    }
    seen.manual = state == State::Advance;
    seen.evidence = rows.iter().flat_map(|row| evidence(row, name)).collect();
    if seen.manual {
        seen.truth = Truth::Unknown;
        seen.reason = None;
    }
    seen
}

/// The rows of the newest period; rows without a period count as of their own date's day or of today.
fn newest<'a>(world: &World<'a>, milestone: MilestoneId) -> Vec<&'a MilestoneRow> {
    let mine = |r: &&MilestoneRow| r.milestone == milestone && r.period.is_none_or(|p| p.last <= world.as_of);
    let rows: Vec<&MilestoneRow> = world.dataset.milestones.iter().filter(mine).collect();
    let newest = rows.iter().map(|r| r.period.map(|p| p.last)).max().flatten();
    rows.into_iter().filter(|r| newest.is_none() || r.period.map(|p| p.last) == newest).collect()
}

fn judge_row(row: &MilestoneRow, name: &str, state: State, deadline: Option<Date>, as_of: Date) -> Seen {
    let mut seen = Seen {
        truth: Truth::Unknown,
        manual: false,
        reason: None,
        note: None,
        evidence: Vec::new(),
        place: Some(row.place.clone()),
    };
    let Some(submitted) = row.state else {
        seen.reason = Some(format!("事项「{name}」的状态为空或不可用"));
        return seen;
    };
    seen.truth = Truth::from(submitted.satisfies(state));
    if seen.truth == Truth::False {
        seen.reason = Some(format!("事项「{name}」{}", submitted.word()));
    }
    if state == State::Finish && submitted == SubmittedState::Finished {
        finished(&mut seen, row, name, deadline, as_of);
    }
    seen
}

/// Whether the cell of the date holds something unusable, which is not the same as no date.
fn unusable_date(world: &World<'_>, row: &MilestoneRow) -> bool {
    row.date.is_none() && row.date_place.is_some() && world.dataset.findings.iter().any(|f| f.place == row.date_place)
}

/// A finished milestone: in time if its date says so, with a note if it has none.
fn finished(seen: &mut Seen, row: &MilestoneRow, name: &str, deadline: Option<Date>, as_of: Date) {
    let Some(date) = row.date else {
        seen.note = Some(format!("事项「{name}」已完成，但没有填报完成日期，不能核实是否按期"));
        return;
    };
    let late = deadline.filter(|d| date > *d);
    if let Some(deadline) = late.filter(|_| date <= as_of) {
        seen.truth = Truth::False;
        seen.reason = Some(format!("事项「{name}」完成于 {date}，晚于期限 {deadline}"));
    } else if date > as_of {
        seen.truth = Truth::False;
        seen.reason = Some(format!("事项「{name}」填报的完成日期 {date} 晚于判定日 {as_of}"));
    }
    if seen.truth == Truth::False {
        seen.place = row.date_place.clone().or_else(|| seen.place.take());
    }
}

fn evidence(row: &MilestoneRow, name: &str) -> Vec<String> {
    let state = row.state.map_or("状态不明", SubmittedState::word);
    let date = row.date.map_or_else(String::new, |d| format!("，完成日期 {d}"));
    let mut lines = vec![format!("「{name}」{state}{date}")];
    let labelled = [("进度", &row.progress), ("佐证", &row.evidence), ("说明", &row.remark)];
    lines.extend(labelled.iter().filter_map(|(label, text)| text.as_ref().map(|t| format!("{label}：{t}"))));
    lines
}

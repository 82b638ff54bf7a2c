//! Two reviews side by side.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Unusable;
use super::figures::{agree, better, by_key, difference, signed};
use super::review::{Amount, Entry, Figure, Finding, Review, same_plan};
use crate::diagnostic::Severity;
use crate::language::program::Status;
use crate::report::phrase::between;
use crate::value::Units;

/// What changed, each list in the order of the newer review.
#[derive(Clone, Debug, Serialize)]
pub struct Changes {
    /// The plan's name.
    pub plan: String,
    /// The older date of judgement.
    pub old_as_of: Option<String>,
    /// The newer date of judgement.
    pub new_as_of: Option<String>,
    /// Rules that are met now and were not.
    pub newly_met: Vec<StatusChange>,
    /// Rules that are worse than they were: missed, without data, or behind; new rules that are.
    pub newly_missed: Vec<Miss>,
    /// Other changes of status.
    pub other: Vec<StatusChange>,
    /// Figures of rules that moved.
    pub moved: Vec<Moved>,
    /// Submitted figures of a period both reviews know that are not what they were.
    pub restated: Vec<Restated>,
    /// Whether both results carry the figures that restatements are found by.
    pub figures_known: bool,
    /// Rules added, removed or changed.
    pub rules: Vec<RuleChange>,
    /// Findings about data that the older review does not have.
    pub new_findings: Vec<FindingChange>,
    /// Findings about data that the newer review no longer has.
    pub gone_findings: Vec<FindingChange>,
}

/// A rule whose status changed.
#[derive(Clone, Debug, Serialize)]
pub struct StatusChange {
    /// The rule's key.
    pub id: String,
    /// What it asks.
    pub text: String,
    /// The office responsible.
    pub office: Option<String>,
    /// The older status; `None` for a rule that is new.
    pub old: Option<&'static str>,
    /// The newer status.
    pub new: &'static str,
    /// The older status in Chinese.
    #[serde(skip)]
    pub old_word: String,
    /// The newer status in Chinese.
    #[serde(skip)]
    pub new_word: String,
    /// The newer figure, with its unit.
    pub actual: Option<String>,
    /// Why, where the newer review says.
    pub reason: Option<String>,
}

/// A rule that got worse, and what that weighs.
#[derive(Clone, Debug, Serialize)]
pub struct Miss {
    /// The change.
    #[serde(flatten)]
    pub change: StatusChange,
    /// What it weighs now; `None` when a signed explanation covers it.
    pub weight: Option<Severity>,
}

/// A rule's figure that moved.
#[derive(Clone, Debug, Serialize)]
pub struct Moved {
    /// The rule's key.
    pub id: String,
    /// What it asks.
    pub text: String,
    /// The older figure, with unit and period.
    pub old: String,
    /// The newer figure.
    pub new: String,
    /// Newer less older, exact; `None` where the two cannot be subtracted.
    pub difference: Option<String>,
    /// The unit of the difference.
    pub unit: Option<String>,
    /// Whether it moved toward its target; `None` where that means nothing.
    pub better: Option<bool>,
}

/// A submitted figure that is not what it was.
#[derive(Clone, Debug, Serialize)]
pub struct Restated {
    /// The indicator, with its scope.
    pub indicator: String,
    /// 数值, 同比 or 净增.
    pub aspect: &'static str,
    /// Its period.
    pub period: String,
    /// What it was, with its unit.
    pub old: String,
    /// What it is.
    pub new: String,
    /// Newer less older, exact, with its unit.
    pub difference: Option<String>,
    /// Where it stood.
    pub old_at: String,
    /// Where it stands.
    pub new_at: String,
}

/// A rule that was added, removed or changed.
#[derive(Clone, Debug, Serialize)]
pub struct RuleChange {
    /// The rule's key.
    pub id: String,
    /// `added`, `removed`, or what changed of it: `text`, `target`, `strength`, `deadline`, `office`, `section`.
    pub what: &'static str,
    /// As it was.
    pub old: Option<String>,
    /// As it is.
    pub new: Option<String>,
}

/// A finding about the data.
#[derive(Clone, Debug, Serialize)]
pub struct FindingChange {
    /// Its code.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub at: Option<String>,
}

impl Changes {
    /// Whether something newly missed weighs at least as much.
    pub fn reach(&self, severity: Severity) -> bool {
        self.newly_missed.iter().filter_map(|miss| miss.weight).any(|weight| weight >= severity)
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        let statuses = self.newly_met.len() + self.newly_missed.len() + self.other.len();
        let rest = self.moved.len() + self.restated.len() + self.rules.len();
        statuses + rest + self.new_findings.len() + self.gone_findings.len() == 0
    }
}

/// Compares two reviews of one plan.
///
/// # Errors
/// When they are of two plans.
pub fn compare(old: &Review, new: &Review) -> Result<Changes, Unusable> {
    same_plan(old, new)?;
    let units = Units::builtin();
    let before: BTreeMap<&str, &Entry> = old.rules.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let mut changes = Changes {
        plan: new.plan.name.clone(),
        old_as_of: old.as_of.clone(),
        new_as_of: new.as_of.clone(),
        newly_met: Vec::new(),
        newly_missed: Vec::new(),
        other: Vec::new(),
        moved: Vec::new(),
        restated: restated(&units, old.figures.as_deref().unwrap_or(&[]), new.figures.as_deref().unwrap_or(&[])),
        figures_known: old.figures.is_some() && new.figures.is_some(),
        rules: Vec::new(),
        new_findings: beyond(&new.data_findings, &old.data_findings),
        gone_findings: beyond(&old.data_findings, &new.data_findings),
    };
    for entry in &new.rules {
        let earlier = before.get(entry.id.as_str()).copied();
        changes.status(earlier, entry);
        match earlier {
            None => changes.rules.push(added(entry)),
            Some(earlier) => {
                changes.rules.extend(changed(earlier, entry));
                changes.moved.extend(moved(&units, earlier, entry));
            }
        }
    }
    let now: BTreeSet<&str> = new.rules.iter().map(|entry| entry.id.as_str()).collect();
    let gone = old.rules.iter().filter(|entry| !now.contains(entry.id.as_str()));
    changes.rules.extend(gone.map(removed));
    Ok(changes)
}

/// How bad a status is: missed (or without data once that weighs), behind, or neither. What is explained is still missed, but a
/// little less so: an explanation that no longer counts makes a rule worse.
fn badness(entry: &Entry) -> u8 {
    match entry.status {
        Status::Violated if entry.explained => 3,
        Status::Violated => 4,
        Status::Missing if is_due(entry) => 4,
        Status::Behind => 2,
        Status::Missing | Status::Manual | Status::NotDue => 1,
        Status::Met | Status::NearlyMet | Status::OnTrack => 0,
    }
}

/// A rule without data weighs a note until it is due.
fn is_due(entry: &Entry) -> bool {
    entry.weight.is_some_and(|weight| weight > Severity::Note || entry.severity == Severity::Note)
}

fn is_met(entry: &Entry) -> bool {
    matches!(entry.status, Status::Met | Status::NearlyMet)
}

impl Changes {
    fn status(&mut self, old: Option<&Entry>, new: &Entry) {
        let worse = badness(new) >= 2 && old.is_none_or(|old| badness(new) > badness(old));
        let change = || status_change(old, new);
        if worse {
            self.newly_missed.push(Miss { change: change(), weight: new.weight });
        } else if is_met(new) && !old.is_some_and(is_met) {
            self.newly_met.push(change());
        } else if old.is_some_and(|old| (old.status, old.explained) != (new.status, new.explained)) {
            self.other.push(change());
        }
    }
}

fn status_change(old: Option<&Entry>, new: &Entry) -> StatusChange {
    StatusChange {
        id: new.id.clone(),
        text: new.text.clone(),
        office: new.office.clone(),
        old: old.map(|old| old.status.key()),
        new: new.status.key(),
        old_word: old.map_or_else(|| "（新规则）".to_owned(), word),
        new_word: word(new),
        actual: new.actual.as_ref().map(shown),
        reason: new.reason.clone(),
    }
}

fn word(entry: &Entry) -> String {
    let remark = match entry.status {
        Status::Missing if !is_due(entry) => "（未到期）",
        _ if entry.explained => "（已说明）",
        _ => "",
    };
    format!("{}{remark}", entry.status.word())
}

fn shown(amount: &Amount) -> String {
    let period = amount.period.as_ref().map_or_else(String::new, |period| format!("（{period}）"));
    format!("{}{}{period}", between(&amount.value), amount.unit)
}

fn moved(units: &Units, old: &Entry, new: &Entry) -> Option<Moved> {
    let (before, after) = (old.actual.as_ref()?, new.actual.as_ref()?);
    let found = difference(units, (&before.value, &before.unit), (&after.value, &after.unit));
    let same = match &found {
        Some((difference, _)) => difference.is_zero(),
        None => (&before.value, &before.unit) == (&after.value, &after.unit),
    };
    if same {
        return None;
    }
    Some(Moved {
        id: new.id.clone(),
        text: new.text.clone(),
        old: shown(before),
        new: shown(after),
        better: found.as_ref().and_then(|(difference, _)| better(old, new, difference)),
        difference: found.as_ref().map(|(difference, _)| signed(difference)),
        unit: found.map(|(_, unit)| unit),
    })
}

fn restated(units: &Units, old: &[Figure], new: &[Figure]) -> Vec<Restated> {
    let before = by_key(old);
    let one = |(key, after): (super::figures::Key<'_>, Vec<&Figure>)| {
        let earlier = before.get(&key)?;
        let fresh = after.iter().find(|figure| !earlier.iter().any(|other| agree(units, figure, other)));
        let lost = earlier.iter().find(|figure| !after.iter().any(|other| agree(units, figure, other)));
        let (was, is) = match (lost, fresh) {
            (None, None) => return None,
            (lost, fresh) => (lost.or(earlier.first())?, fresh.or(after.first())?),
        };
        let found = difference(units, (&was.value, &was.unit), (&is.value, &is.unit));
        Some(Restated {
            indicator: was.scope.as_ref().map_or_else(|| was.indicator.clone(), |s| format!("{}[{s}]", was.indicator)),
            aspect: aspect(&was.aspect),
            period: format!("{}{}", was.period, if was.single { "（当月或当季）" } else { "" }),
            old: format!("{}{}", was.value, was.unit),
            new: format!("{}{}", is.value, is.unit),
            difference: found.map(|(difference, unit)| format!("{}{unit}", signed(&difference))),
            old_at: was.at.words(),
            new_at: is.at.words(),
        })
    };
    by_key(new).into_iter().filter_map(one).collect()
}

fn aspect(key: &str) -> &'static str {
    match key {
        "growth" => "同比",
        "net_increase" => "净增",
        _ => "数值",
    }
}

fn added(entry: &Entry) -> RuleChange {
    RuleChange { id: entry.id.clone(), what: "added", old: None, new: Some(entry.text.clone()) }
}

fn removed(entry: &Entry) -> RuleChange {
    let was = format!("{}（{}）", entry.text, word(entry));
    RuleChange { id: entry.id.clone(), what: "removed", old: Some(was), new: None }
}

/// What is asked differently; a target that is a parameter or another figure changes under the same text.
fn changed(old: &Entry, new: &Entry) -> Vec<RuleChange> {
    let target = |entry: &Entry| entry.target.as_ref().map(|t| format!("{} {}{}", t.op, t.value, t.unit));
    let text = |entry: &Entry| Some(entry.text.clone());
    let weighs =
        |entry: &Entry| Some(format!("{}（{}）", entry.strength.as_deref().unwrap_or(""), entry.severity.word()));
    let known = old.target.is_some() && new.target.is_some();
    let pairs = [
        ("text", text(old), text(new)),
        ("target", target(old).filter(|_| known), target(new).filter(|_| known)),
        ("strength", weighs(old), weighs(new)),
        ("deadline", old.deadline.clone(), new.deadline.clone()),
        ("office", old.office.clone(), new.office.clone()),
        ("section", Some(old.section.clone()), Some(new.section.clone())),
    ];
    let id = &new.id;
    let differing = pairs.into_iter().filter(|(_, old, new)| old != new);
    differing.map(|(what, old, new)| RuleChange { id: id.clone(), what, old, new }).collect()
}

/// The findings of one review that the other does not have, as often as it lacks them; rows are passed over.
fn beyond(here: &[Finding], there: &[Finding]) -> Vec<FindingChange> {
    let mut counts: BTreeMap<FindingKey<'_>, usize> = BTreeMap::new();
    for finding in there {
        *counts.entry(finding_key(finding)).or_default() += 1;
    }
    let mut left = Vec::new();
    for finding in here {
        match counts.get_mut(&finding_key(finding)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => left.push(FindingChange {
                code: finding.code.clone(),
                severity: finding.severity,
                message: finding.message.clone(),
                at: finding.at.as_ref().map(super::review::At::words),
            }),
        }
    }
    left
}

type FindingKey<'f> = (&'f str, &'f str, &'f str, &'f str, &'f str);

fn finding_key(finding: &Finding) -> FindingKey<'_> {
    let at = finding.at.as_ref();
    let sheet = at.and_then(|at| at.sheet.as_deref()).unwrap_or("");
    let column = at.and_then(|at| at.column.as_deref()).unwrap_or("");
    (&finding.code, &finding.message, at.map_or("", |at| at.file.as_str()), sheet, column)
}

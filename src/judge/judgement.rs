//! What a run found: a result for every rule, findings about the data, and the tallies that summaries are made of.

use crate::data::{DataFinding, Place};
use crate::diagnostic::Severity;
use crate::language::program::Status;
use crate::limits::Limits;
use crate::value::{Date, Number, Period};

/// The whole result of a run.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The date of judgement; [`UNDATED`] when nobody names one.
    pub as_of: Date,
    /// Where that date comes from.
    pub as_of_source: AsOfSource,
    /// One for each rule of the program, in its order.
    pub results: Vec<RuleResult>,
    /// Findings about the data, those of reading included, in the order of files and rows.
    pub findings: Vec<DataFinding>,
}

/// Where the date of judgement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOfSource {
    /// `--as-of`, the manifest or 判定日.
    Given,
    /// The newest date in the data.
    Data,
    /// The end of the plan's period, when the data hold no date.
    Plan,
    /// From nowhere: nobody gave one, and neither data nor plan hold a date.
    Unknown,
}

/// Stands for the date of judgement when none is known: every deadline has passed by then, so that nothing is let off.
pub(crate) const UNDATED: Date = Date::MAX;

impl Judgement {
    /// The date of judgement, if there is one.
    pub fn day(&self) -> Option<Date> {
        (self.as_of_source != AsOfSource::Unknown).then_some(self.as_of)
    }
}

/// What became of one rule.
#[derive(Clone, Debug)]
pub struct RuleResult {
    /// Index of the rule in the program.
    pub rule: usize,
    /// Its status.
    pub status: Status,
    /// The severity that counts for the exit status; `None` when nothing is wrong (`missing` before it is due is a note).
    pub weight: Option<Severity>,
    /// The light of a `behind`: how far behind its schedule.
    pub light: Option<Light>,
    /// Why it is missing, or undecided, or what else must be said in one line.
    pub reason: Option<String>,
    /// What was asked.
    pub target: Option<TargetShown>,
    /// What was found.
    pub actual: Option<Amount>,
    /// What is still needed to meet the target.
    pub gap: Option<Amount>,
    /// Actual over target, rounded down toward not met; `None` where a ratio means nothing.
    pub completion: Option<String>,
    /// The tolerance applied (`容差 0.5个百分点（默认）`), schedule applied (`序时 6/12，应达 80家`), readings: a line each.
    pub applied: Vec<String>,
    /// What else a reader should know (等 is open, above the promised interval, unit of another measure word …).
    pub notes: Vec<String>,
    /// The cells that the actual figure comes from; the first is the one to point at.
    pub data_at: Vec<Place>,
    /// For rules over rows.
    pub rows: Rows,
    /// For rules with 按: each group that does not hold.
    pub groups: Vec<GroupResult>,
    /// Whether a signed explanation covers its failure.
    pub explained: bool,
    /// The submitted state and evidence of a milestone, a line each.
    pub evidence: Vec<String>,
}

/// How far behind its schedule a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// Less than 10 points behind.
    None,
    /// From 10 points.
    Yellow,
    /// More than 30 points.
    Red,
}

impl Light {
    /// The word shown beside 滞后; empty for none.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Yellow => "黄灯",
            Self::Red => "红灯",
        }
    }
}

/// A target as results show it.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetShown {
    /// `>` `>=` `<` `<=` `=` `!=` `~` (左右) `in` (interval or set) `1..3` forms say `in`; `each`, `done` …
    pub op: String,
    /// The value in the unit written, exact; of an interval `1..3`.
    pub value: String,
    /// The unit written; empty when none.
    pub unit: String,
}

/// A figure with its unit, as results show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// The number in the unit given here; `None` for texts, dates and grades.
    pub number: Option<Number>,
    /// The value as text, exact; rounded (toward not met) only where no decimal is exact.
    pub value: String,
    /// The unit it is given in; empty when none.
    pub unit: String,
    /// The period of the figure.
    pub period: Option<Period>,
}

/// Rows that a rule looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// How many were judged.
    pub checked: u64,
    /// How many fail.
    pub failed: u64,
    /// How many are undecided.
    pub missing: u64,
    /// The first 100 failing rows, then undecided ones while room is left.
    pub shown: Vec<RowShown>,
}

/// A failing or undecided row.
#[derive(Clone, Debug, PartialEq)]
pub struct RowShown {
    /// Its cell.
    pub place: Place,
    /// Whether it is undecided rather than failing.
    pub missing: bool,
    /// The cell's value as shown; empty when blank.
    pub value: String,
}

/// A group (按) that does not hold.
#[derive(Clone, Debug)]
pub struct GroupResult {
    /// The group's value.
    pub name: String,
    /// Its status.
    pub status: Status,
    /// What was found.
    pub actual: Option<Amount>,
    /// What is still needed.
    pub gap: Option<Amount>,
    /// Why it is undecided.
    pub reason: Option<String>,
}

/// What judging needs besides program and data.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The date of judgement; the newest date in the data when `None`.
    pub as_of: Option<Date>,
    /// From how many points behind a light is yellow; over how many it is red. 10 and 30 by default.
    pub lights: Option<(Number, Number)>,
    /// How many rows a result shows is one of them.
    pub limits: Limits,
}

//! A JSON result read back: only what comparing needs; fields that a later program adds are passed over.

use serde::{Deserialize, Deserializer};

use super::Unusable;
use crate::diagnostic::Severity;
use crate::language::program::Status;

/// The version that is understood.
const VERSION: u64 = 1;

/// A review as its JSON result tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct Review {
    pub(super) plan: Plan,
    #[serde(default)]
    pub(super) as_of: Option<String>,
    pub(super) rules: Vec<Entry>,
    /// Results of early programs have none.
    pub(super) figures: Option<Vec<Figure>>,
    pub(super) data_findings: Vec<Finding>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) period: Option<String>,
}

impl Plan {
    fn words(&self) -> String {
        format!("{} {}", self.name, self.period.as_deref().unwrap_or("")).trim().to_owned()
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) section: String,
    pub(super) strength: Option<String>,
    #[serde(deserialize_with = "severity")]
    pub(super) severity: Severity,
    pub(super) text: String,
    #[serde(deserialize_with = "status")]
    pub(super) status: Status,
    #[serde(default, deserialize_with = "weight")]
    pub(super) weight: Option<Severity>,
    pub(super) target: Option<Target>,
    pub(super) actual: Option<Amount>,
    pub(super) gap: Option<Amount>,
    pub(super) deadline: Option<String>,
    pub(super) office: Option<String>,
    pub(super) reason: Option<String>,
    #[serde(default)]
    pub(super) explained: bool,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) op: String,
    pub(super) value: String,
    pub(super) unit: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) value: String,
    pub(super) unit: String,
    pub(super) period: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Figure {
    pub(super) indicator: String,
    pub(super) scope: Option<String>,
    pub(super) period: String,
    pub(super) single: bool,
    pub(super) aspect: String,
    pub(super) value: String,
    pub(super) unit: String,
    pub(super) at: At,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Finding {
    pub(super) code: String,
    #[serde(deserialize_with = "severity")]
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) at: Option<At>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct At {
    pub(super) file: String,
    pub(super) sheet: Option<String>,
    pub(super) row: u64,
    pub(super) column: Option<String>,
    pub(super) cell: Option<String>,
}

impl At {
    /// `data/b.xlsx 项目!C7`, `data/指标.csv:3（C3）`
    pub(super) fn words(&self) -> String {
        match (&self.sheet, &self.cell) {
            (Some(sheet), Some(cell)) => format!("{} {sheet}!{cell}", self.file),
            (Some(sheet), None) => format!("{} {sheet}!第{}行", self.file, self.row),
            (None, Some(cell)) => format!("{}:{}（{cell}）", self.file, self.row),
            (None, None) => format!("{}:{}", self.file, self.row),
        }
    }
}

/// Just enough to tell a result from what is none.
#[derive(Deserialize)]
struct Head {
    version: u64,
    plan: Option<serde::de::IgnoredAny>,
    diagnostics: Option<serde::de::IgnoredAny>,
}

/// Reads a result.
///
/// # Errors
/// When it is no result, one of another version, or the record of a run that judged nothing.
pub fn read(path: &str, text: &str) -> Result<Review, Unusable> {
    let text = text.trim_start_matches('\u{feff}');
    let strange = |error: serde_json::Error| Unusable::NotAResult { path: path.to_owned(), reason: reason(&error) };
    let head: Head = serde_json::from_str(text).map_err(strange)?;
    if head.version != VERSION {
        return Err(Unusable::Version { path: path.to_owned(), version: head.version });
    }
    if head.plan.is_none() && head.diagnostics.is_some() {
        return Err(Unusable::Unjudged { path: path.to_owned() });
    }
    let review: Review = serde_json::from_str(text).map_err(strange)?;
    let mut ids: Vec<&str> = review.rules.iter().map(|entry| entry.id.as_str()).collect();
    ids.sort_unstable();
    let twice = ids.iter().zip(ids.iter().skip(1)).find(|(a, b)| a == b).map(|(id, _)| (*id).to_owned());
    match twice {
        Some(id) => {
            Err(Unusable::NotAResult { path: path.to_owned(), reason: format!("规则 `{id}` 出现了两次") })
        }
        None => Ok(review),
    }
}

fn reason(error: &serde_json::Error) -> String {
    let at = format!("第 {} 行第 {} 列", error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Data => format!("{at}附近缺少或写错了应有的字段"),
        _ => format!("{at}不是 JSON"),
    }
}

/// Whether both are reviews of one plan.
///
/// # Errors
/// When they are not.
pub(super) fn same_plan(old: &Review, new: &Review) -> Result<(), Unusable> {
    if old.plan == new.plan {
        return Ok(());
    }
    Err(Unusable::OtherPlan { old: old.plan.words(), new: new.plan.words() })
}

fn status<'de, D: Deserializer<'de>>(input: D) -> Result<Status, D::Error> {
    let word = String::deserialize(input)?;
    let found = Status::ALL.into_iter().find(|status| status.key() == word);
    found.ok_or_else(|| serde::de::Error::custom("status"))
}

fn severity<'de, D: Deserializer<'de>>(input: D) -> Result<Severity, D::Error> {
    let word = String::deserialize(input)?;
    Severity::parse(&word).ok_or_else(|| serde::de::Error::custom("severity"))
}

fn weight<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Severity>, D::Error> {
    let word = Option::<String>::deserialize(input)?;
    word.map(|word| Severity::parse(&word).ok_or_else(|| serde::de::Error::custom("weight"))).transpose()
}

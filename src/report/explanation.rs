//! 说明 as reports list them: every signed explanation, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::{DataFinding, Explanation, FileId, Place};
use crate::diagnostic::Severity;
use crate::judge::RuleResult;
use crate::language::program::Rule;

use super::View;

/// The table that explanations are submitted in.
const TABLE: &str = "说明";

/// A submitted explanation with what became of it.
#[derive(Clone, Debug)]
pub struct Explained<'a> {
    /// As submitted.
    pub submitted: &'a Explanation,
    /// What became of it.
    pub fate: Fate,
    /// Keys of the reported rules that it names and that count as explained.
    pub covers: Vec<&'a str>,
}

/// What became of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It counts, and a miss is explained by it (or by it with others).
    Counts,
    /// It counts for its row, while other failing rows of the rule stay unexplained.
    Partial,
    /// It does not count; the finding of this code says why.
    Refused(&'static str),
}

impl Fate {
    /// The word of reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Counts => "有效",
            Self::Partial => "有效（其余不符的行没有说明）",
            Self::Refused("explanation-expired") => "已过期",
            Self::Refused("explanation-unused") => "没有用上",
            Self::Refused("explanation-of-mandatory-rule") => "无效（强制规则不能说明）",
            Self::Refused("explanation-unknown-rule") => "无效（没有这条规则）",
            Self::Refused("explanation-incomplete") => "无效（缺少必填项）",
            Self::Refused(_) => "无效",
        }
    }

    /// The name in machine-readable results.
    pub fn key(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Partial => "partial",
            Self::Refused("explanation-expired") => "expired",
            Self::Refused("explanation-unused") => "unused",
            Self::Refused("explanation-of-mandatory-rule") => "mandatory",
            Self::Refused("explanation-unknown-rule") => "unknown_rule",
            Self::Refused(_) => "incomplete",
        }
    }
}

/// Every explanation submitted, in the order of files and rows.
pub fn explanations<'a>(view: &View<'a>) -> Vec<Explained<'a>> {
    let results = view.results();
    let refusals = view.judgement.findings.iter().filter(|finding| finding.code.starts_with("explanation-"));
    let refused: BTreeMap<&Place, &'static str> =
        refusals.filter_map(|finding| Some((finding.place.as_ref()?, finding.code))).collect();
    let one = |submitted: &'a Explanation| explained(view, &results, submitted, refused.get(&submitted.place).copied());
    let mut all: Vec<Explained<'a>> = view.dataset.explanations.iter().map(one).collect();
    all.sort_by(|a, b| a.submitted.place.cmp(&b.submitted.place));
    all
}

/// What is wrong with rows of 说明 that no explanation could be read out of.
pub fn unreadable<'a>(view: &View<'a>) -> Vec<&'a DataFinding> {
    let rows: BTreeSet<(FileId, u64)> = view.dataset.explanations.iter().map(|e| (e.place.file, e.place.row)).collect();
    let lost = |finding: &&DataFinding| {
        let place = finding.place.as_ref().filter(|_| finding.severity > Severity::Note);
        place.is_some_and(|place| {
            let file = view.dataset.file(place.file);
            file.is_some_and(|file| file.table == TABLE) && !rows.contains(&(place.file, place.row))
        })
    };
    view.judgement.findings.iter().filter(lost).collect()
}

/// `统计口径调整（张三，2023-12-20 签署，有效期到 2024-06-30）`
pub fn signature(submitted: &Explanation) -> String {
    let signed = submitted.date.map_or_else(String::new, |day| format!("，{day} 签署"));
    let until = submitted.expires.map_or_else(|| "，未写有效期".to_owned(), |day| format!("，有效期到 {day}"));
    format!("{}（{}{signed}{until}）", submitted.text, submitted.signer)
}

fn explained<'a>(
    view: &View<'a>,
    results: &[(&'a Rule, &'a RuleResult)],
    submitted: &'a Explanation,
    refused: Option<&'static str>,
) -> Explained<'a> {
    let named = |(rule, _): &&(&Rule, &RuleResult)| names(rule, &submitted.rule);
    let own: Vec<&(&Rule, &RuleResult)> = results.iter().filter(named).filter(|_| refused.is_none()).collect();
    let covers: Vec<&str> =
        own.iter().filter(|(_, result)| result.explained).map(|(rule, _)| rule.id.as_str()).collect();
    // A rule that the report leaves out cannot show whether it was covered whole.
    let left_out = view.only.is_some() && own.is_empty();
    let fate = match refused {
        Some(code) => Fate::Refused(code),
        None if covers.is_empty() && !left_out => Fate::Partial,
        None => Fate::Counts,
    };
    Explained { submitted, fate, covers }
}

fn names(rule: &Rule, name: &str) -> bool {
    let name = name.trim();
    rule.id == name || rule.label.as_deref() == Some(name)
}

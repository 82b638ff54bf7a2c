//! Findings as they come in; of many of one kind in one column only the first are listed, the rest counted.

use std::collections::BTreeMap;

use crate::diagnostic::Severity;
use crate::limits::{Limit, Limits};

use super::dataset::{DataFinding, FileId, Place};
use super::problem::Problem;

/// A sink for findings.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// How many findings of one code, file and column are listed.
    most: u64,
    listed: Vec<DataFinding>,
    counts: BTreeMap<(Option<FileId>, &'static str, Option<u32>), Count>,
}

#[derive(Debug)]
struct Count {
    total: u64,
    severity: Severity,
    first_unlisted: Option<Place>,
}

impl Findings {
    /// For a run within some limits.
    pub(crate) fn within(limits: Limits) -> Self {
        Self { most: limits.get(Limit::Listed), ..Self::default() }
    }

    /// Takes one in.
    pub(crate) fn push(&mut self, finding: DataFinding) {
        let place = finding.place.as_ref();
        let column = place.and_then(|place| place.column.as_ref()).map(|column| column.index);
        let count = self.counts.entry((place.map(|place| place.file), finding.code, column)).or_insert(Count {
            total: 0,
            severity: finding.severity,
            first_unlisted: None,
        });
        count.total += 1;
        count.severity = count.severity.max(finding.severity);
        if count.total <= self.most {
            self.listed.push(finding);
        } else if count.first_unlisted.is_none() {
            count.first_unlisted = finding.place;
        }
    }

    /// Takes over those of tables that none here is of.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.listed.extend(other.listed);
        for (key, theirs) in other.counts {
            let count =
                self.counts.entry(key).or_insert(Count { total: 0, severity: theirs.severity, first_unlisted: None });
            count.total += theirs.total;
            count.severity = count.severity.max(theirs.severity);
            count.first_unlisted = count.first_unlisted.take().or(theirs.first_unlisted);
        }
    }

    /// Takes a problem in at a place.
    pub(crate) fn at(&mut self, place: Place, problem: Problem) {
        self.push(problem.at(place));
    }

    /// All of them, in the order of files and rows, with a last one for those not listed.
    pub(crate) fn finish(self) -> Vec<DataFinding> {
        let (mut all, most) = (self.listed, self.most);
        for ((_, code, _), count) in self.counts {
            let unlisted = count.total.saturating_sub(most);
            if unlisted > 0 {
                let more = Problem::More { code, severity: count.severity, count: unlisted };
                all.push(more.at(count.first_unlisted));
            }
        }
        all.sort_by(|a, b| (a.place.is_none(), &a.place).cmp(&(b.place.is_none(), &b.place)));
        all
    }
}

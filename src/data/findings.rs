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
        Self::listing(limits.get(Limit::Listed))
    }

    /// With so many of one code, file and column listed.
    pub(crate) fn listing(most: u64) -> Self {
        Self { most, ..Self::default() }
    }

    /// How many of one code, file and column are listed.
    pub(crate) fn most(&self) -> u64 {
        self.most
    }

    /// Takes one in; whether it is listed.
    pub(crate) fn push(&mut self, finding: DataFinding) -> bool {
        match self.count((finding.code, finding.severity), finding.place.as_ref()) {
            Some(first) => {
                *first = first.take().or(finding.place);
                false
            }
            None => {
                self.listed.push(finding);
                true
            }
        }
    }

    /// Names one more place in a listed finding.
    pub(crate) fn add_place(&mut self, code: &str, at: &Place, place: Option<Place>) {
        let is_it = |finding: &&mut DataFinding| finding.code == code && finding.place.as_ref() == Some(at);
        if let Some(finding) = self.listed.iter_mut().find(is_it) {
            finding.also.extend(place);
        }
    }

    /// Counts one; where the place of the first unlisted one is kept, `None` of one to be listed.
    fn count(
        &mut self,
        (code, severity): (&'static str, Severity),
        place: Option<&Place>,
    ) -> Option<&mut Option<Place>> {
        let column = place.and_then(|place| place.column.as_ref()).map(|column| column.index);
        let key = (place.map(|place| place.file), code, column);
        let count = self.counts.entry(key).or_insert(Count { total: 0, severity, first_unlisted: None });
        count.total += 1;
        count.severity = count.severity.max(severity);
        (count.total > self.most).then_some(&mut count.first_unlisted)
    }

    /// Takes over those of the rows behind.
    pub(crate) fn follow(&mut self, next: Self) {
        let most = next.most;
        for finding in next.listed {
            self.push(finding);
        }
        for (key, theirs) in next.counts {
            if theirs.total > most {
                let none = Count { total: 0, severity: theirs.severity, first_unlisted: None };
                let count = self.counts.entry(key).or_insert(none);
                count.total += theirs.total - most;
                count.severity = count.severity.max(theirs.severity);
                count.first_unlisted = count.first_unlisted.take().or(theirs.first_unlisted);
            }
        }
    }

    /// The numbers of the rows they are at.
    pub(crate) fn rows_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        let listed = self.listed.iter_mut().filter_map(|finding| finding.place.as_mut());
        let unlisted = self.counts.values_mut().filter_map(|count| count.first_unlisted.as_mut());
        listed.chain(unlisted).map(|place| &mut place.row)
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
        match self.count((problem.code(), problem.severity()), Some(&place)) {
            Some(first) => *first = first.take().or(Some(place)),
            None => self.listed.push(problem.at(place)),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn below(most: u64, rows: std::ops::Range<u64>) -> Findings {
        let mut findings = Findings::listing(most);
        for row in rows {
            let place = Place { file: FileId(0), row, column: None, offset: 0 };
            findings.at(place, Problem::ColumnTwice { column: "甲".to_owned(), whole: Vec::new() });
        }
        findings
    }

    #[test]
    fn findings_come_to_the_same_however_the_rows_are_divided() {
        for most in [0, 1, 4, 9, 20] {
            let whole = below(most, 0..15).finish();
            for middle in 0..=15 {
                let mut parts = below(most, 0..middle);
                parts.follow(below(most, middle..15));
                assert_eq!(parts.finish(), whole, "{most} {middle}");
            }
        }
    }
}

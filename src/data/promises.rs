//! What columns promise of their cells: 非空, 唯一, 非负, 整数, a set. A row that breaks one is a finding and still counts.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use crate::language::program::{ColumnId, TableId};
use crate::value::Period;

use super::columns::{ColumnPlan, Decoded, Value};
use super::dataset::{FileId, Place};
use super::findings::Findings;
use super::part::Part;
use super::problem::Problem;
use super::record::{RawCell, Record};

/// Checks cells as they are read the first time.
#[derive(Default)]
pub(crate) struct Promises {
    seen: HashMap<(TableId, ColumnId, Option<Period>), Seen>,
}

/// Values seen in a column, each by two independent hashes, with where it was first.
type Seen = HashMap<(u64, u64), (FileId, u64, u64)>;

/// The cell at hand.
pub(crate) struct At<'a> {
    pub(crate) table: TableId,
    pub(crate) part: &'a Part,
    pub(crate) record: &'a Record<'a>,
    pub(crate) index: usize,
}

impl Promises {
    /// Checks one cell.
    pub(crate) fn check(
        &mut self,
        plan: &ColumnPlan,
        cell: &RawCell<'_>,
        decoded: &Decoded<'_>,
        at: &At<'_>,
        findings: &mut Findings,
    ) {
        match decoded {
            Decoded::Faulty(None) => {}
            Decoded::Faulty(Some(problem)) => findings.at(at.place(), problem.clone()),
            Decoded::Blank if plan.declared.not_null => {
                findings.at(at.place(), Problem::BlankForbidden { column: plan.declared.name.clone() });
            }
            Decoded::Blank => {}
            Decoded::Value(value) => {
                if let Some(problem) = broken(plan, cell, value) {
                    findings.at(at.place(), problem);
                }
                if plan.declared.unique {
                    self.unique(plan, cell, value, at, findings);
                }
            }
        }
    }

    fn unique(
        &mut self,
        plan: &ColumnPlan,
        cell: &RawCell<'_>,
        value: &Value<'_>,
        at: &At<'_>,
        findings: &mut Findings,
    ) {
        let seen = self.seen.entry((at.table, plan.id, at.part.period)).or_default();
        let here = (at.part.file, at.record.row, at.record.offset);
        match seen.entry(fingerprint(value)) {
            std::collections::hash_map::Entry::Vacant(entry) => drop(entry.insert(here)),
            std::collections::hash_map::Entry::Occupied(entry) => {
                let (file, row, offset) = *entry.get();
                let problem = Problem::ValueTwice { column: plan.declared.name.clone(), text: cell.display() };
                let mut finding = problem.at(at.place());
                finding.also.push(Place {
                    file,
                    row,
                    offset,
                    column: at.place().column.filter(|_| file == at.part.file),
                });
                findings.push(finding);
            }
        }
    }
}

impl At<'_> {
    fn place(&self) -> Place {
        self.part.cell(self.record, self.index)
    }
}

fn broken(plan: &ColumnPlan, cell: &RawCell<'_>, value: &Value<'_>) -> Option<Problem> {
    let declared = &plan.declared;
    let (column, text) = (|| declared.name.clone(), || cell.display());
    match value {
        Value::Number(number) if declared.non_negative && number.is_negative() => {
            Some(Problem::Negative { column: column(), text: text() })
        }
        Value::Number(number) if declared.integer && !number.is_integer() => {
            Some(Problem::NotInteger { column: column(), text: text() })
        }
        Value::Date(date) => super::cell::is_serial(cell).then(|| Problem::SerialDate { text: text(), date: *date }),
        Value::Text(written) => {
            let allowed = declared.allowed.as_ref()?;
            let outside = !allowed.iter().any(|member| member == written);
            outside.then(|| Problem::OutsideSet { column: column(), text: text(), allowed: allowed.clone() })
        }
        _ => None,
    }
}

fn fingerprint(value: &Value<'_>) -> (u64, u64) {
    let hash = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        match value {
            Value::Number(number) => number.hash(&mut hasher),
            Value::Date(date) => date.hash(&mut hasher),
            Value::Text(text) => text.hash(&mut hasher),
            Value::Truth(truth) => truth.hash(&mut hasher),
            Value::Grade(rank) => rank.hash(&mut hasher),
        }
        hasher.finish()
    };
    (hash(0), hash(1))
}

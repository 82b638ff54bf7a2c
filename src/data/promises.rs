//! What columns promise of their cells: 非空, 唯一, 非负, 整数, a set. A row that breaks one is a finding and still counts.

use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash, Hasher};

use crate::language::program::{ColumnId, TableId};
use crate::value::Period;

use super::columns::{ColumnPlan, Decoded, Value};
use super::dataset::{FileId, Place, TextColumn};
use super::findings::Findings;
use super::part::Part;
use super::problem::Problem;
use super::record::{RawCell, Record};

/// The values seen in columns that promise to be 唯一.
#[derive(Default)]
pub(crate) struct Promises {
    seen: HashMap<(TableId, ColumnId, Option<Period>), Seen>,
}

/// Values seen in a column, each by two hashes, with where it was first.
type Seen = HashMap<(u64, u64), (FileId, u64, u64)>;

/// The values of one column, to be looked for among those seen before.
#[derive(Clone, Debug)]
pub(crate) struct Newcomers {
    column: ColumnId,
    name: String,
    values: Vec<Newcomer>,
    texts: TextColumn,
}

#[derive(Clone, Copy, Debug)]
struct Newcomer {
    print: (u64, u64),
    index: usize,
    row: u64,
    line: u64,
    offset: u64,
}

impl Newcomers {
    /// None yet.
    pub(crate) fn of(plan: &ColumnPlan) -> Self {
        Self { column: plan.id, name: plan.declared.name.clone(), values: Vec::new(), texts: TextColumn::default() }
    }

    /// Of which column.
    pub(crate) fn column(&self) -> ColumnId {
        self.column
    }

    /// Takes a cell's value in.
    pub(crate) fn take(&mut self, value: &Value<'_>, cell: &RawCell<'_>, record: &Record<'_>, index: usize) {
        let (row, line, offset) = (record.row, record.line(index), record.offset);
        self.values.push(Newcomer { print: fingerprint(value), index, row, line, offset });
        match cell {
            RawCell::Text(text) => self.texts.push(text),
            other => self.texts.push(&other.display()),
        }
    }

    /// The numbers of their rows and lines.
    pub(crate) fn rows_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        self.values.iter_mut().flat_map(|value| [&mut value.row, &mut value.line])
    }
}

impl Promises {
    /// Looks for values among those of the rows before them.
    pub(crate) fn meet(&mut self, table: TableId, part: &Part, newcomers: &Newcomers, findings: &mut Findings) {
        let seen = self.seen.entry((table, newcomers.column, part.period)).or_default();
        for (at, value) in newcomers.values.iter().enumerate() {
            let (file, row, offset) = match seen.entry(value.print) {
                Entry::Vacant(entry) => {
                    entry.insert((part.file, value.row, value.offset));
                    continue;
                }
                Entry::Occupied(entry) => *entry.get(),
            };
            let text = newcomers.texts.get(at).unwrap_or_default().to_owned();
            let problem = Problem::ValueTwice { column: newcomers.name.clone(), text };
            let column = Some(part.column(value.index));
            let mut finding = problem.at(Place { file: part.file, row: value.line, column, offset: value.offset });
            let column = Some(part.column(value.index)).filter(|_| file == part.file);
            finding.also.push(Place { file, row, column, offset });
            findings.push(finding);
        }
    }
}

/// What is wrong with a cell, but for a value that stands in another row too.
pub(crate) fn broken(plan: &ColumnPlan, cell: &RawCell<'_>, decoded: &Decoded<'_>) -> Option<Problem> {
    match decoded {
        Decoded::Faulty(problem) => problem.clone(),
        Decoded::Blank if plan.declared.not_null => {
            Some(Problem::BlankForbidden { column: plan.declared.name.clone() })
        }
        Decoded::Blank => None,
        Decoded::Value(value) => broken_by(plan, cell, value),
    }
}

fn broken_by(plan: &ColumnPlan, cell: &RawCell<'_>, value: &Value<'_>) -> Option<Problem> {
    let declared = &plan.declared;
    let (column, text) = (|| declared.name.clone(), || cell.display());
    match value {
        Value::Number(number) if declared.non_negative && number.is_negative() => {
            Some(Problem::Negative { column: column(), text: text() })
        }
        Value::Number(number) if declared.integer && !number.is_integer() => {
            Some(Problem::NotInteger { column: column(), text: text() })
        }
        Value::Number(number) => {
            let unit = plan.assumed_rate(cell, number)?;
            Some(Problem::RateAssumed { text: text(), unit: unit.name.clone() })
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
    let mut hasher = DefaultHasher::new();
    match value {
        Value::Number(number) => number.hash(&mut hasher),
        Value::Date(date) => date.hash(&mut hasher),
        Value::Text(text) => text.hash(&mut hasher),
        Value::Truth(truth) => truth.hash(&mut hasher),
        Value::Grade(rank) => rank.hash(&mut hasher),
    }
    let first = hasher.finish();
    hasher.write_u8(1);
    (first, hasher.finish())
}

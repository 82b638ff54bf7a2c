//! What columns promise of their cells: 非空, 唯一, 非负, 整数, a set. A row that breaks one is a finding and still counts.

use std::collections::{BTreeMap, HashMap};

use crate::language::program::{ColumnId, TableId};
use crate::value::{Period, Print, Prints};

use super::columns::{ColumnPlan, Decoded, Value};
use super::dataset::{FileId, Place};
use super::findings::Findings;
use super::part::Part;
use super::problem::Problem;
use super::record::{RawCell, Record};
use super::tables::FileTables;
use super::text_column::TextColumn;

/// The values seen in columns that promise to be 唯一.
#[derive(Default)]
pub(crate) struct Promises {
    seen: HashMap<Key, Seen>,
    sought: BTreeMap<Key, Vec<Repeated>>,
}

/// A column of a table, for a period.
type Key = (TableId, ColumnId, Option<Period>);

/// So many values of a column are kept with their places; where others were first is looked for when one is repeated.
const PLACED: usize = 1 << 16;

/// Values seen in a column.
#[derive(Default)]
struct Seen {
    prints: Prints,
    /// Where the first of them were.
    places: HashMap<Print, First>,
}

/// Where a value was first.
#[derive(Clone, Copy)]
struct First {
    file: FileId,
    row: u64,
    offset: u64,
}

/// A value that was seen before, nobody knows where.
struct Repeated {
    print: Print,
    /// Where it is repeated.
    at: Place,
}

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
    print: Print,
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
        self.values.push(Newcomer { print: print(value), index, row, line, offset });
        match cell {
            RawCell::Text(text) => self.texts.push(text),
            other => self.texts.push(&other.display()),
        }
    }

    /// Takes in a text that its cell says letter for letter.
    pub(crate) fn take_text(&mut self, text: &str, index: usize, (row, line, offset): (u64, u64, u64)) {
        self.values.push(Newcomer { print: Print::of(text), index, row, line, offset });
        self.texts.push(text);
    }

    /// The numbers of their rows and lines.
    pub(crate) fn rows_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        self.values.iter_mut().flat_map(|value| [&mut value.row, &mut value.line])
    }
}

impl Promises {
    /// Looks for values among those of the rows before them.
    pub(crate) fn meet(&mut self, table: TableId, part: &Part, newcomers: &Newcomers, findings: &mut Findings) {
        let key = (table, newcomers.column, part.period);
        let seen = self.seen.entry(key).or_default();
        for (at, value) in newcomers.values.iter().enumerate() {
            if seen.prints.insert(value.print) {
                if seen.places.len() < PLACED {
                    seen.places.insert(value.print, value.first(part));
                }
                continue;
            }
            let text = newcomers.texts.get(at).unwrap_or_default().to_owned();
            let column = Some(part.column(value.index));
            let place = Place { file: part.file, row: value.line, column, offset: value.offset };
            let mut finding = Problem::ValueTwice { column: newcomers.name.clone(), text }.at(place.clone());
            let first = seen.places.get(&value.print);
            finding.also.extend(first.map(|first| first.beside(&place)));
            if findings.push(finding) && first.is_none() {
                self.sought.entry(key).or_default().push(Repeated { print: value.print, at: place });
            }
        }
    }

    /// Looks through tables again for where repeated values were first, if that was not kept.
    pub(crate) fn settle(self, tables: &FileTables, findings: &mut Findings) {
        for ((table, column, period), sought) in self.sought {
            let mut first: HashMap<Print, Option<First>> = sought.iter().map(|value| (value.print, None)).collect();
            tables.values_of(table, column, period, &mut |part, newcomers| {
                for value in &newcomers.values {
                    if let Some(place @ None) = first.get_mut(&value.print) {
                        *place = Some(value.first(part));
                    }
                }
            });
            for Repeated { print, at } in sought {
                let place = first.get(&print).copied().flatten().map(|first| first.beside(&at));
                findings.add_place(Problem::VALUE_TWICE, &at, place);
            }
        }
    }
}

impl First {
    /// As a place named beside one of the same column, which another file may have elsewhere.
    fn beside(self, other: &Place) -> Place {
        let column = other.column.clone().filter(|_| self.file == other.file);
        Place { file: self.file, row: self.row, column, offset: self.offset }
    }
}

impl Newcomer {
    fn first(&self, part: &Part) -> First {
        First { file: part.file, row: self.row, offset: self.offset }
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

fn print(value: &Value<'_>) -> Print {
    match value {
        Value::Number(number) => Print::of(number),
        Value::Date(date) => Print::of(date),
        Value::Text(text) => Print::of(text.as_ref()),
        Value::Truth(truth) => Print::of(truth),
        Value::Grade(rank) => Print::of(rank),
    }
}

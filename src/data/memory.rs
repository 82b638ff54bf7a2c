//! Item tables in memory: for rule tests, and for whoever wants to judge without files.

use crate::language::program::{ColumnId, TableId, Type, Value};
use crate::value::{Date, Marks, Number, Period};

use super::dataset::{Ask, Batch, BatchColumn, CellState, ColumnValues, FileId, PlaceColumn, Tables};
use super::text_column::TextColumn;

/// A cell of a table in memory.
#[derive(Clone, Debug, PartialEq)]
pub enum MemoryCell {
    /// A value.
    Value(Value),
    /// Nothing.
    Blank,
    /// Something unusable.
    Faulty,
}

impl From<Option<Value>> for MemoryCell {
    fn from(value: Option<Value>) -> Self {
        value.map_or(Self::Blank, Self::Value)
    }
}

/// One table in memory, as one file.
#[derive(Clone, Debug)]
pub struct MemoryTable {
    /// Which table.
    pub table: TableId,
    /// Its place among the files of the dataset.
    pub file: FileId,
    /// The period it is for.
    pub period: Option<Period>,
    /// Its columns with their names and types; other columns of the table are missing.
    pub columns: Vec<(ColumnId, String, Type)>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<MemoryCell>>,
    /// The row number of the first row.
    pub first_row: u64,
}

/// Item tables in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryTables {
    tables: Vec<MemoryTable>,
    rows_a_batch: Option<usize>,
}

impl MemoryTable {
    /// A table without rows, whose first row is 2, below a header.
    pub fn new(table: TableId, file: FileId, columns: Vec<(ColumnId, String, Type)>) -> Self {
        Self { table, file, period: None, columns, rows: Vec::new(), first_row: 2 }
    }

    /// Adds a row; cells it is too short for are blank.
    #[must_use]
    pub fn row(mut self, cells: Vec<MemoryCell>) -> Self {
        self.rows.push(cells);
        self
    }

    /// The same, for a period.
    #[must_use]
    pub fn of(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    fn batch(&self, columns: &[ColumnId], from: usize, to: usize) -> Batch {
        let rows = self.rows.get(from..to).unwrap_or_default();
        let numbers = (from as u64..to as u64).map(|index| self.first_row + index);
        Batch {
            file: self.file,
            rows: numbers.collect(),
            offsets: vec![0; rows.len()],
            columns: columns.iter().map(|id| self.column(*id, rows)).collect(),
        }
    }

    fn column(&self, id: ColumnId, rows: &[Vec<MemoryCell>]) -> BatchColumn {
        let Some(index) = self.columns.iter().position(|(column, ..)| *column == id) else {
            let states = vec![CellState::Faulty; rows.len()];
            let mut texts = TextColumn::default();
            for _ in rows {
                texts.push("");
            }
            return BatchColumn { place: None, states, values: ColumnValues::Text(texts) };
        };
        let (name, ty) = self.columns.get(index).map_or(("", &Type::Text), |(_, name, ty)| (name.as_str(), ty));
        let cells: Vec<&MemoryCell> = rows.iter().map(|row| row.get(index).unwrap_or(&MemoryCell::Blank)).collect();
        let place = PlaceColumn { index: u32::try_from(index).unwrap_or(u32::MAX), name: name.to_owned() };
        let states = cells.iter().map(|cell| state(cell, ty)).collect();
        BatchColumn { place: Some(place), states, values: values(&cells, ty) }
    }
}

/// A value of another type than its column's is unusable.
fn state(cell: &MemoryCell, ty: &Type) -> CellState {
    match (cell, ty) {
        (MemoryCell::Blank, _) => CellState::Blank,
        (MemoryCell::Value(Value::Number(_)), Type::Number(_))
        | (MemoryCell::Value(Value::Date(_)), Type::Date)
        | (MemoryCell::Value(Value::Text(_)), Type::Text)
        | (MemoryCell::Value(Value::Truth(_)), Type::Truth)
        | (MemoryCell::Value(Value::Grade(..)), Type::Grade(_)) => CellState::Value,
        _ => CellState::Faulty,
    }
}

fn values(cells: &[&MemoryCell], ty: &Type) -> ColumnValues {
    let value = |cell: &&MemoryCell| match cell {
        MemoryCell::Value(value) => Some(value.clone()),
        MemoryCell::Blank | MemoryCell::Faulty => None,
    };
    let values = cells.iter().map(value);
    match ty {
        Type::Number(_) => ColumnValues::Number(
            values.map(|v| if let Some(Value::Number(number)) = v { number } else { Number::zero() }).collect(),
        ),
        Type::Date => ColumnValues::Date(
            values.map(|v| if let Some(Value::Date(date)) = v { date } else { Date::ZERO }).collect(),
        ),
        Type::Truth => ColumnValues::Truth(values.map(|v| matches!(v, Some(Value::Truth(true)))).collect()),
        Type::Grade(_) => {
            let rank =
                |v| if let Some(Value::Grade(_, rank)) = v { u32::try_from(rank).unwrap_or(u32::MAX) } else { 0 };
            ColumnValues::Grade(values.map(rank).collect())
        }
        Type::Text => {
            let mut texts = TextColumn::default();
            values.for_each(|v| texts.push(if let Some(Value::Text(text)) = &v { text } else { "" }));
            ColumnValues::Text(texts)
        }
    }
}

impl MemoryTables {
    /// Tables in the order given.
    pub fn new(tables: Vec<MemoryTable>) -> Self {
        Self { tables, rows_a_batch: None }
    }

    /// The same, handed over so many rows at a time; the result of judging must not depend on it.
    #[must_use]
    pub fn in_batches_of(mut self, rows: usize) -> Self {
        self.rows_a_batch = Some(rows.max(1));
        self
    }
}

impl Tables for MemoryTables {
    fn files(&self, table: TableId) -> Vec<(FileId, Option<Period>)> {
        self.tables.iter().filter(|t| t.table == table).map(|t| (t.file, t.period)).collect()
    }

    fn scan(
        &mut self,
        table: TableId,
        files: &[FileId],
        columns: &[ColumnId],
        ask: &Ask<'_>,
        visit: &mut dyn FnMut(&Batch, Marks),
    ) {
        let size = self.rows_a_batch.unwrap_or(4096);
        for file in files {
            for part in self.tables.iter().filter(|t| t.table == table && t.file == *file) {
                let mut from = 0;
                while from < part.rows.len() {
                    let to = (from + size).min(part.rows.len());
                    let batch = part.batch(columns, from, to);
                    visit(&batch, ask(&batch));
                    from = to;
                }
            }
        }
    }
}

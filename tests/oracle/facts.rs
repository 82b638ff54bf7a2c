//! What is submitted, as plain rows, and the same as judging takes it.

use num_bigint::BigInt;
use num_rational::BigRational;
use plancheck::data::{
    DataFile, Dataset, Figure, FigureValue, FileId, MemoryCell, MemoryTable, MemoryTables, MilestoneRow, Place,
};
use plancheck::language::ast::FigureAspect;
use plancheck::language::program::{ColumnId, IndicatorId, MilestoneId, Program, SubmittedState, TableId, Type, Value};
use plancheck::value::{Date, Number, Period, Unit};

pub(super) type Q = BigRational;

/// A decimal as a quotient, by way of its digits.
pub(super) fn q(number: &Number) -> Q {
    let text = number.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits: BigInt = format!("{whole}{part}").parse().unwrap();
    Q::new(digits, BigInt::from(10).pow(u32::try_from(part.len()).unwrap()))
}

/// A quotient as a number, by way of its digits.
pub(super) fn number(value: &Q) -> Number {
    let whole = |n: &BigInt| Number::parse(&n.to_string()).unwrap();
    whole(value.numer()).checked_div(&whole(value.denom())).unwrap()
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Value(Value),
    Blank,
    Faulty,
}

#[derive(Clone, Debug)]
pub(super) struct Submitted {
    pub(super) indicator: usize,
    pub(super) scope: Option<String>,
    pub(super) aspect: FigureAspect,
    pub(super) period: Period,
    /// Whether it covers its own quarter only.
    pub(super) single: bool,
    pub(super) cell: Cell,
}

/// Everything submitted; tables by their index in the program.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) figures: Vec<Submitted>,
    pub(super) milestones: Vec<(usize, Option<SubmittedState>, Option<Date>)>,
    /// The files of every table alike, each with the period it is for.
    pub(super) files: Vec<(Option<Period>, Rows)>,
    /// The period of the files that count, if they have one.
    pub(super) period: Option<Period>,
    /// The rows of the files that count, joined.
    pub(super) tables: Vec<Rows>,
    /// Whether any file counts.
    pub(super) present: Vec<bool>,
}

/// Rows of a table.
pub(super) type Rows = Vec<Vec<Cell>>;

impl Facts {
    /// The same for judging, tables in batches of a few rows.
    pub(super) fn submitted(&self, program: &Program, batch: usize) -> (Dataset, MemoryTables) {
        let mut dataset = Dataset { files: vec![file("指标"), file("事项")], ..Dataset::default() };
        for (row, figure) in (2..).zip(&self.figures) {
            let unit = match (&program.indicators[figure.indicator].measure, figure.aspect) {
                (Some(Type::Number(unit)), FigureAspect::Level | FigureAspect::NetIncrease) => unit.clone(),
                _ => Unit::percent(),
            };
            dataset.figures.push(Figure {
                indicator: IndicatorId(figure.indicator),
                scope: figure.scope.clone(),
                period: figure.period,
                single: figure.single,
                aspect: figure.aspect,
                value: figure_value(&figure.cell, unit),
                office: None,
                place: place(0, row),
            });
        }
        for (row, (milestone, state, date)) in (2..).zip(&self.milestones) {
            dataset.milestones.push(MilestoneRow {
                milestone: MilestoneId(*milestone),
                state: *state,
                date: *date,
                progress: None,
                evidence: None,
                remark: None,
                period: None,
                place: place(1, row),
                date_place: None,
            });
        }
        let mut tables = Vec::new();
        for (index, declared) in program.tables.iter().enumerate() {
            for (period, rows) in &self.files {
                let id = FileId(u32::try_from(dataset.files.len()).unwrap());
                dataset.files.push(file(&declared.name));
                let columns = declared.columns.iter().enumerate();
                let columns = columns.map(|(i, c)| (ColumnId(i), c.name.clone(), c.ty.clone())).collect();
                let table = MemoryTable::new(TableId(index), id, columns);
                let table = period.iter().fold(table, |table, period| table.of(*period));
                tables.push(rows.iter().fold(table, |table, row| table.row(row.iter().map(memory).collect())));
            }
        }
        (dataset, MemoryTables::new(tables).in_batches_of(batch))
    }
}

fn memory(cell: &Cell) -> MemoryCell {
    match cell {
        Cell::Value(value) => MemoryCell::Value(value.clone()),
        Cell::Blank => MemoryCell::Blank,
        Cell::Faulty => MemoryCell::Faulty,
    }
}

fn figure_value(cell: &Cell, unit: Unit) -> FigureValue {
    match cell {
        Cell::Value(Value::Number(value)) => {
            let shown = unit.from_base(value);
            let places = shown.decimal_places().unwrap_or(0);
            FigureValue::Number { value: value.clone(), unit, places, text: shown.to_string() }
        }
        Cell::Value(Value::Grade(_, rank)) => FigureValue::Grade { rank: *rank, text: rank.to_string() },
        Cell::Blank => FigureValue::Blank,
        _ => FigureValue::Faulty,
    }
}

fn place(file: u32, row: u64) -> Place {
    Place { file: FileId(file), row, column: None, offset: 0 }
}

fn file(table: &str) -> DataFile {
    DataFile {
        path: format!("{table}.csv"),
        sheet: None,
        has_cells: true,
        table: table.to_owned(),
        period: None,
        office: None,
        encoding: "UTF-8".to_owned(),
        rows_read: 0,
        rows_used: 0,
        rows_set_aside: Vec::new(),
    }
}

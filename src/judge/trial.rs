//! 测试: rules judged against what a test gives, on the day it names.

use super::{Judgement, RuleResult, Settings, judge};
use crate::data::{DataFile, Dataset, Figure, FigureValue, FileId, MemoryTable, MemoryTables, MilestoneRow, Place};
use crate::language::program::{ColumnId, Expected, Given, Parameter, Program, Status, TableId, Test, Type, Value};
use crate::source::Span;
use crate::value::{Period, Unit};

/// What became of a test.
#[derive(Clone, Debug)]
pub struct TrialResult {
    /// Index of the test in the program.
    pub test: usize,
    /// One for each `期望` line, in order.
    pub outcomes: Vec<Outcome>,
}

/// What became of an expectation.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Index of the expectation in its test.
    pub expected: usize,
    /// Whether the rule came out as expected.
    pub passed: bool,
    /// What came instead, or as expected; `None` when the rule is not in the program.
    pub result: Option<RuleResult>,
}

impl TrialResult {
    /// Whether every expectation holds; a test that expects nothing fails.
    pub fn passed(&self) -> bool {
        !self.outcomes.is_empty() && self.outcomes.iter().all(|outcome| outcome.passed)
    }
}

impl Outcome {
    /// The status that came.
    pub fn status(&self) -> Option<Status> {
        self.result.as_ref().map(|result| result.status)
    }

    /// How many rows failed.
    pub fn rows_failed(&self) -> u64 {
        self.result.as_ref().map_or(0, |result| result.rows.failed)
    }
}

/// Runs every test of a program, each against its own data only.
pub fn run(program: &Program) -> Vec<TrialResult> {
    program.tests.iter().enumerate().map(|(index, test)| trial(program, index, test)).collect()
}

/// The rules that no test expects anything of, by index.
pub fn unexercised(program: &Program) -> Vec<usize> {
    let expected = |rule: &usize| program.tests.iter().any(|t| t.expected.iter().any(|e| e.rule == *rule));
    (0..program.rules.len()).filter(|rule| !expected(rule)).collect()
}

/// What judging makes of a test's data.
fn judgement(program: &Program, test: &Test) -> Judgement {
    let program = with_parameters(program, test);
    let (dataset, mut tables) = world(&program, test);
    let as_of = test.as_of.or(program.plan.period.map(|p| p.last));
    judge(&program, &dataset, &mut tables, &Settings { as_of, ..Settings::default() })
}

fn trial(program: &Program, index: usize, test: &Test) -> TrialResult {
    let judgement = judgement(program, test);
    let outcome = |(expected, line)| outcome(&judgement, expected, line);
    TrialResult { test: index, outcomes: test.expected.iter().enumerate().map(outcome).collect() }
}

fn outcome(judgement: &Judgement, expected: usize, line: &Expected) -> Outcome {
    let result = judgement.results.get(line.rule).cloned();
    let fits = |r: &RuleResult| r.status == line.status && line.rows.is_none_or(|rows| rows == r.rows.failed);
    Outcome { expected, passed: result.as_ref().is_some_and(fits), result }
}

/// The program with the parameters that a test gives.
fn with_parameters(program: &Program, test: &Test) -> Program {
    let mut program = program.clone();
    for given in &test.given {
        let Given::Parameter { parameter, scope, value } = given else { continue };
        let Some(parameter) = program.parameters.get_mut(parameter.0) else { continue };
        set(parameter, scope.as_deref(), value);
    }
    program
}

fn set(parameter: &mut Parameter, scope: Option<&str>, value: &Value) {
    let Some(scope) = scope else {
        parameter.value = Some(value.clone());
        return;
    };
    parameter.scoped.retain(|(name, _)| name != scope);
    parameter.scoped.push((scope.to_owned(), value.clone()));
    parameter.scoped.sort();
}

/// What a test gives, as if it had been submitted.
pub fn world(program: &Program, test: &Test) -> (Dataset, MemoryTables) {
    let mut dataset = Dataset::default();
    let mut tables = Vec::new();
    for (index, given) in test.given.iter().enumerate() {
        let place = Place { file: file(&mut dataset, ""), row: index as u64 + 1, column: None, offset: 0 };
        match given {
            Given::Figure { indicator, scope, aspect, period, single, value, unit, .. } => {
                dataset.figures.push(Figure {
                    indicator: *indicator,
                    scope: scope.clone(),
                    period: *period,
                    single: *single,
                    aspect: *aspect,
                    value: figure_value(value, unit),
                    office: None,
                    place,
                });
            }
            Given::Milestone { milestone, state, date, .. } => dataset.milestones.push(MilestoneRow {
                milestone: *milestone,
                state: Some(*state),
                date: *date,
                progress: None,
                evidence: None,
                remark: None,
                period: None,
                place,
                date_place: None,
            }),
            Given::Table { table, columns, rows } => {
                let name = program.table(*table).map_or("", |t| t.name.as_str());
                let file = file(&mut dataset, name);
                tables.push(memory_table(program, *table, file, (columns, rows)));
            }
            Given::Parameter { .. } => {}
        }
    }
    (dataset, MemoryTables::new(tables))
}

/// A stand-in for a file.
fn file(dataset: &mut Dataset, table: &str) -> FileId {
    dataset.files.push(DataFile {
        path: "测试".to_owned(),
        sheet: None,
        has_cells: false,
        table: table.to_owned(),
        period: None::<Period>,
        office: None,
        encoding: String::new(),
        rows_read: 0,
        rows_used: 0,
        rows_set_aside: Vec::new(),
    });
    FileId(u32::try_from(dataset.files.len() - 1).unwrap_or(u32::MAX))
}

type Rows = Vec<(Vec<Option<Value>>, Span)>;

fn memory_table(program: &Program, id: TableId, file: FileId, (header, rows): (&[ColumnId], &Rows)) -> MemoryTable {
    let typed = |column: &ColumnId| {
        let declared = program.column(id, *column);
        let ty = declared.map_or(Type::Text, |c| c.ty.clone());
        (*column, declared.map_or_else(String::new, |c| c.name.clone()), ty)
    };
    let mut table = MemoryTable::new(id, file, header.iter().map(typed).collect());
    for (row, _) in rows {
        table = table.row(row.iter().cloned().map(Into::into).collect());
    }
    table
}

fn figure_value(value: &Value, unit: &Unit) -> FigureValue {
    match value {
        Value::Number(number) => {
            let shown = unit.from_base(number);
            let places = shown.decimal_places().unwrap_or(0);
            FigureValue::Number {
                value: number.clone(),
                unit: unit.clone(),
                places,
                text: format!("{shown}{}", unit.name),
            }
        }
        Value::Grade(_, rank) => FigureValue::Grade { rank: *rank, text: String::new() },
        Value::Date(_) | Value::Text(_) | Value::Truth(_) => FigureValue::Faulty,
    }
}

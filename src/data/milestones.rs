//! 事项: the states that offices submit for milestones.

use std::collections::BTreeMap;

use crate::language::program::{MilestoneId, Program, SubmittedState};
use crate::value::{Date, Period};

use super::aside::{RowKind, TOTAL, Tally, kind};
use super::cell::{self, Reading};
use super::dataset::{MilestoneRow, Place};
use super::findings::Findings;
use super::header::{Wanted, answers};
use super::part::{Column, Part};
use super::period;
use super::problem::Problem;
use super::record::Record;
use super::rows::Stopped;
use super::text::{name_key, similar};
use super::title::Title;

/// Titles of 事项 tables, each with what else it is called.
const TITLES: [&[&str]; 8] = [
    &["事项", "事项名称"],
    &["状态", "进展状态"],
    &["完成日期", "完成时间"],
    &["进度", "进展"],
    &["佐证", "佐证材料"],
    &["说明", "备注"],
    &["时期", "报告期"],
    &["填报单位", "责任单位", "责任"],
];

/// Reads 事项 tables.
pub(crate) struct MilestoneTable<'p> {
    program: &'p Program,
    names: BTreeMap<String, MilestoneId>,
}

impl Wanted for MilestoneTable<'_> {
    fn score(&self, titles: &[Title]) -> usize {
        let has = |names: &&&[&str]| titles.iter().any(|t| names.iter().any(|name| answers(t, name)));
        TITLES.iter().filter(has).count()
    }
}

impl<'p> MilestoneTable<'p> {
    /// For the milestones of a program.
    pub(crate) fn new(program: &'p Program) -> Self {
        let milestones = program.milestones.iter().enumerate();
        let names = milestones.map(|(index, m)| (name_key(&m.name).into_owned(), MilestoneId(index))).collect();
        Self { program, names }
    }

    /// The titles a header should have.
    pub(crate) fn expected() -> Vec<String> {
        ["事项", "状态", "完成日期"].map(str::to_owned).to_vec()
    }

    /// Reads a table's rows.
    pub(crate) fn read(
        &self,
        part: &Part,
        findings: &mut Findings,
        milestones: &mut Vec<MilestoneRow>,
    ) -> Result<Tally, Stopped> {
        let columns = TITLES.map(|names| part.find(names, findings));
        for (column, name) in columns.iter().zip(["事项", "状态"]) {
            if *column == Column::Missing {
                part.missing(name, findings);
            }
        }
        let known: Vec<usize> = columns.iter().filter_map(|column| column.index()).collect();
        part.note_unknown(&known, &TITLES.map(|names| names.first().copied().unwrap_or_default()), findings);
        let columns = columns.map(Column::index);
        let mut tally = Tally::below(&part.header);
        let mut rows = part.rows()?;
        let is_known = |text: &str| self.names.contains_key(name_key(text).as_ref());
        while let Some(record) = rows.next()? {
            tally.read(&record);
            match kind(&record, &part.header, &is_known) {
                RowKind::Aside(reason) => tally.set_aside(reason, 1),
                RowKind::Total => tally.set_aside(TOTAL, 1),
                RowKind::Broken(fault) => {
                    findings.at(part.row(&record), Problem::BrokenRow { fault });
                    tally.set_aside("破损的行", 1);
                }
                RowKind::Data | RowKind::Lone => {
                    let mut row = Row { part, record: &record, columns: &columns, findings };
                    match self.row(&mut row) {
                        Ok(found) => {
                            tally.used += 1;
                            milestones.push(found);
                        }
                        Err(reason) => tally.set_aside(reason, 1),
                    }
                }
            }
        }
        Ok(tally)
    }

    fn row(&self, row: &mut Row<'_>) -> Result<MilestoneRow, &'static str> {
        let (milestone, name) = self.milestone(row)?;
        let [_, state_column, date_column, ..] = *row.columns;
        let mut state = row.state();
        let (date, date_is_faulty) = row.date();
        if date_is_faulty && state == Some(SubmittedState::Finished) {
            row.finding(date_column, Problem::FinishedWhen { name });
            state = None;
        }
        let [_, _, _, progress, evidence, remark, when, _] = *row.columns;
        let period = row.period(when, self.program.plan.period.as_ref());
        Ok(MilestoneRow {
            milestone,
            state,
            date,
            progress: row.text(progress),
            evidence: row.text(evidence),
            remark: row.text(remark),
            period: period.or(row.part.period),
            place: row.place(state_column),
            date_place: date_column.filter(|_| date.is_some() || date_is_faulty).map(|index| row.place(Some(index))),
        })
    }

    fn milestone(&self, row: &mut Row<'_>) -> Result<(MilestoneId, String), &'static str> {
        let [name_column, ..] = *row.columns;
        let Some(name) = row.text(name_column) else {
            row.finding(name_column, Problem::NameMissing { column: "事项".to_owned() });
            return Err("没有写事项的行");
        };
        match self.names.get(name_key(&name).as_ref()) {
            Some(id) => Ok((*id, name)),
            None => {
                let similar = similar(&name, self.program.milestones.iter().map(|m| m.name.as_str()));
                row.finding(name_column, Problem::MilestoneUnknown { name, similar });
                Err("不认得的事项")
            }
        }
    }
}

struct Row<'a> {
    part: &'a Part,
    record: &'a Record<'a>,
    columns: &'a [Option<usize>; 8],
    findings: &'a mut Findings,
}

impl Row<'_> {
    fn place(&self, column: Option<usize>) -> Place {
        column.map_or_else(|| self.part.row(self.record), |index| self.part.cell(self.record, index))
    }

    fn finding(&mut self, column: Option<usize>, problem: Problem) {
        self.findings.at(self.place(column), problem);
    }

    /// A cell's text; a cell that has none is a finding.
    fn text(&mut self, column: Option<usize>) -> Option<String> {
        let cell = self.record.cell(column?);
        match cell::text(&cell) {
            Reading::Value(text) => Some(text.into_owned()),
            Reading::Blank => None,
            Reading::Faulty(fault) => {
                self.finding(column, Problem::Cell { fault, text: cell.display() });
                None
            }
        }
    }

    fn state(&mut self) -> Option<SubmittedState> {
        let [_, column, ..] = *self.columns;
        let text = self.text(column)?;
        let state = SubmittedState::parse(&name_key(&text));
        if state.is_none() {
            self.finding(column, Problem::StateBad { text });
        }
        state
    }

    /// The date of completion, and whether something unusable stands there.
    fn date(&mut self) -> (Option<Date>, bool) {
        let [_, _, column, ..] = *self.columns;
        let Some(index) = column else { return (None, false) };
        let cell = self.record.cell(index);
        match cell::date(&cell) {
            Reading::Value(date) => (Some(date), false),
            Reading::Blank => (None, false),
            Reading::Faulty(fault) => {
                self.finding(column, Problem::Cell { fault, text: cell.display() });
                (None, true)
            }
        }
    }

    fn period(&mut self, column: Option<usize>, plan: Option<&Period>) -> Option<Period> {
        let text = self.text(column)?;
        let written = period::read(&text, plan);
        if written.is_none() {
            self.finding(column, Problem::PeriodBad { text });
        }
        written.map(|written| written.period)
    }
}

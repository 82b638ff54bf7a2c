//! 说明: signed explanations for checks that may be true though they fail.

use crate::value::Date;

use super::aside::{RowKind, TOTAL, Tally, kind};
use super::cell::{self, Reading};
use super::dataset::Explanation;
use super::findings::Findings;
use super::header::{Wanted, answers};
use super::part::{Column, Part};
use super::problem::Problem;
use super::record::Record;
use super::rows::Stopped;
use super::text::name_key;
use super::title::Title;

const TITLES: [&str; 6] = ["规则", "行", "说明", "签署人", "日期", "有效期"];

/// Reads 说明 tables.
pub(crate) struct ExplanationTable;

impl Wanted for ExplanationTable {
    fn score(&self, titles: &[Title]) -> usize {
        let has = |name: &&&str| titles.iter().any(|title| answers(title, name));
        // A sheet of remarks may well be called 说明: without 规则 it explains nothing.
        if titles.iter().any(|title| answers(title, "规则")) { TITLES.iter().filter(has).count() } else { 0 }
    }
}

impl ExplanationTable {
    /// Reads a table's rows; one that is not signed and dated explains nothing.
    pub(crate) fn read(
        part: &Part,
        findings: &mut Findings,
        explanations: &mut Vec<Explanation>,
    ) -> Result<Tally, Stopped> {
        let columns = TITLES.map(|name| part.find(&[name], findings));
        for (column, name) in columns.iter().zip(TITLES).filter(|(_, name)| !matches!(*name, "行" | "有效期")) {
            if *column == Column::Missing {
                part.missing(name, findings);
            }
        }
        let known: Vec<usize> = columns.iter().filter_map(|column| column.index()).collect();
        part.note_unknown(&known, &TITLES, findings);
        let mut tally = Tally::below(&part.header);
        let mut rows = part.rows()?;
        while let Some(record) = rows.next()? {
            tally.read(&record);
            match kind(&record, &part.header, &|_| false) {
                RowKind::Aside(reason) => tally.set_aside(reason, 1),
                RowKind::Total => tally.set_aside(TOTAL, 1),
                RowKind::Broken(fault) => {
                    findings.at(part.row(&record), Problem::BrokenRow { fault });
                    tally.set_aside("破损的行", 1);
                }
                RowKind::Data | RowKind::Lone => match row(part, &record, columns.map(Column::index), findings) {
                    Some(explanation) => {
                        tally.used += 1;
                        explanations.push(explanation);
                    }
                    None => tally.set_aside("不完整的说明", 1),
                },
            }
        }
        Ok(tally)
    }
}

fn row(part: &Part, record: &Record<'_>, columns: [Option<usize>; 6], findings: &mut Findings) -> Option<Explanation> {
    let [rule, row, text, signer, date, expires] = columns;
    let texts = [rule, text, signer].map(|column| read_text(part, record, column, findings));
    let date = read_date(part, record, date, findings);
    let expires = read_date(part, record, expires, findings);
    let row = read_row(part, record, row, findings);
    let named =
        ["规则", "说明", "签署人"].into_iter().zip(&texts).filter(|(_, text)| text.is_none()).map(|(name, _)| name);
    let mut missing: Vec<&'static str> = named.collect();
    missing.extend((date == Ok(None)).then_some("日期"));
    if !missing.is_empty() {
        findings.at(part.row(record), Problem::ExplanationIncomplete { missing });
        return None;
    }
    let [rule, text, signer] = texts;
    let (rule, text, signer) = (rule?, text?, signer?);
    let place = part.row(record);
    Some(Explanation { rule, row: row.ok()?, text, signer, date: date.ok()?, expires: expires.ok()?, place })
}

fn read_text(part: &Part, record: &Record<'_>, column: Option<usize>, findings: &mut Findings) -> Option<String> {
    let index = column?;
    let cell = record.cell(index);
    match cell::text(&cell) {
        Reading::Value(text) => Some(text.into_owned()),
        Reading::Blank => None,
        Reading::Faulty(fault) => {
            findings.at(part.cell(record, index), Problem::Cell { fault, text: cell.display() });
            None
        }
    }
}

/// A date, or nothing; `Err` when what stands there is no date, which was said.
fn read_date(
    part: &Part,
    record: &Record<'_>,
    column: Option<usize>,
    findings: &mut Findings,
) -> Result<Option<Date>, ()> {
    let Some(index) = column else { return Ok(None) };
    let cell = record.cell(index);
    match cell::date(&cell) {
        Reading::Value(date) => Ok(Some(date)),
        Reading::Blank => Ok(None),
        Reading::Faulty(fault) => {
            findings.at(part.cell(record, index), Problem::Cell { fault, text: cell.display() });
            Err(())
        }
    }
}

/// A row number (`7`, `第7行`, `C7`), or nothing.
fn read_row(
    part: &Part,
    record: &Record<'_>,
    column: Option<usize>,
    findings: &mut Findings,
) -> Result<Option<u64>, ()> {
    let Some(index) = column else { return Ok(None) };
    let Some(text) = read_text(part, record, column, findings) else { return Ok(None) };
    let key = name_key(&text).into_owned();
    let digits =
        key.trim_start_matches('第').trim_end_matches('行').trim_start_matches(|c: char| c.is_ascii_uppercase());
    match digits.parse() {
        Ok(row) if row > 0 => Ok(Some(row)),
        _ => {
            findings.at(part.cell(record, index), Problem::RowNumberBad { text });
            Err(())
        }
    }
}

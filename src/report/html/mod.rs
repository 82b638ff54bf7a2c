//! The page for people: one file that fetches nothing, read on a screen or printed.
//!
//! The template engine escapes every value; what is submitted passes [`escape::html`] besides, so that controls show.

mod chart;
mod evidence;
mod office;
mod row;
mod trend;

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, Output, State, escape_formatter};
use serde::Serialize;

use crate::language::program::Status;

use super::comparison::Bases;
use super::explanation::{Fate, explanations, signature, unreadable};
use super::{View, escape, phrase, readings, reminder, text};
use chart::{Band, Segment};
use office::Office;
use row::Row;
use trend::Trend;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The columns of the 对照表.
const HEADS: [&str; 14] = [
    "序号",
    "指标",
    "单位",
    "年度目标",
    "上年基数",
    "实际完成",
    "完成率",
    "差额",
    "判定",
    "强度",
    "属性",
    "责任单位",
    "来源",
    "备注",
];

/// How many data findings the page lists; the others are counted.
const FINDINGS_SHOWN: usize = 200;

/// The page, ending in a line break; the same result gives the same bytes.
pub fn render(view: &View<'_>) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(format);
    let page =
        environment.template_from_named_str("page.html", PAGE).and_then(|page| page.render(Serde(page_of(view))));
    // INVARIANT: the template is a constant that tests render; should it fail all the same, nothing is called sound.
    page.unwrap_or_else(|error| format!("<!doctype html><p>{}\n", escape::html(&format!("报告未能生成：{error}"))))
}

/// Writes a value: a text with its controls made visible and its markup escaped, whatever else as the engine does.
fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() => out.write_str(&escape::html(text)).map_err(Error::from),
        _ => escape_formatter(out, state, value),
    }
}

#[derive(Serialize)]
struct Page {
    style: Value,
    script: Value,
    title: String,
    period: Option<String>,
    as_of: String,
    as_of_source: &'static str,
    verdict: Verdict,
    readings: Vec<String>,
    total: usize,
    explained: usize,
    totals: Vec<Segment>,
    statuses: Vec<Word>,
    heads: [&'static str; 14],
    sections: Vec<Section>,
    evidence_left: usize,
    bands: Vec<Band>,
    progress: Vec<chart::Progress>,
    progress_left: usize,
    trends: Vec<Trend>,
    trends_left: usize,
    names: Vec<String>,
    offices: Vec<Office>,
    findings: Vec<Finding>,
    findings_left: usize,
    explanations: Vec<Explanation>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct Verdict {
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct Word {
    key: &'static str,
    word: &'static str,
}

/// The rules under one heading.
#[derive(Serialize)]
struct Section {
    name: String,
    total: usize,
    open: usize,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Finding {
    word: &'static str,
    key: &'static str,
    message: String,
    code: &'static str,
    place: String,
    also: Vec<String>,
    also_left: usize,
    help: Vec<String>,
}

#[derive(Serialize)]
struct Explanation {
    rule: String,
    fate: &'static str,
    sound: bool,
    text: String,
    place: String,
}

#[derive(Serialize)]
struct File {
    name: String,
    table: String,
    period: String,
    read: u64,
    used: u64,
    aside: String,
}

fn page_of(view: &View<'_>) -> Page {
    let weights = view.weights();
    let sections = sections(view);
    let (offices, names) = office::offices(view);
    let (findings, findings_left) = findings(view);
    let rows = || sections.iter().flat_map(|section| &section.rows);
    let (progress, progress_left) = chart::progress(rows());
    let (trends, trends_left) = trend::trends(view);
    let name = &view.program.plan.name;
    Page {
        style: Value::from_safe_string(STYLE.to_owned()),
        script: Value::from_safe_string(SCRIPT.to_owned()),
        title: if name.is_empty() { "计划核对报告".to_owned() } else { name.clone() },
        period: view.program.plan.period.map(|period| period.to_string()),
        as_of: phrase::as_of(view.judgement),
        as_of_source: phrase::as_of_source(view.judgement.as_of_source),
        verdict: Verdict { errors: weights.errors, warnings: weights.warnings, notes: weights.notes },
        readings: readings::of(view),
        total: view.results().len(),
        explained: rows().filter(|row| row.explained).count(),
        totals: chart::segments(rows().map(|row| row.status)),
        statuses: Status::ALL.into_iter().map(|status| Word { key: status.key(), word: status.word() }).collect(),
        heads: HEADS,
        evidence_left: rows().filter(|row| row.evidence.is_none()).count(),
        bands: sections.iter().map(Band::of).collect(),
        progress,
        progress_left,
        trends,
        trends_left,
        names,
        offices,
        findings,
        findings_left,
        explanations: signed(view),
        files: files(view),
        sections,
    }
}

/// The rows by section, chapters in their own order.
fn sections(view: &View<'_>) -> Vec<Section> {
    let mut budget = evidence::BUDGET;
    let bases = Bases::of(view);
    let mut results: Vec<_> = view.results().into_iter().enumerate().collect();
    // What is wrong gets its evidence first, should there be too much to show.
    results.sort_by_key(|(index, (_, result))| (row::gravity(result.status), *index));
    let judged = results.into_iter().map(|(index, (rule, result))| {
        let row = Row::of(view, &bases, (rule, result), &mut budget);
        (index, rule.section.clone(), row)
    });
    let mut judged: Vec<_> = judged.collect();
    judged.sort_by_key(|(index, _, _)| *index);
    let mut sections: Vec<Section> = Vec::new();
    let mut known: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for (_, name, row) in judged {
        let at = *known.entry(name.clone()).or_insert(sections.len());
        if at == sections.len() {
            sections.push(Section { name, total: 0, open: 0, rows: Vec::new() });
        }
        if let Some(section) = sections.get_mut(at) {
            section.total += 1;
            section.open += usize::from(reminder::is_open(row.status));
            section.rows.push(row);
        }
    }
    sections.sort_by_cached_key(|section| text::chapter(&section.name));
    for section in sections.iter_mut().filter(|section| section.name.is_empty()) {
        "（无章节）".clone_into(&mut section.name);
    }
    sections
}

/// The gravest findings first, and how many are left out.
fn findings(view: &View<'_>) -> (Vec<Finding>, usize) {
    let mut all: Vec<_> = view.judgement.findings.iter().collect();
    all.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let shown = all.iter().take(FINDINGS_SHOWN).map(|finding| Finding {
        word: finding.severity.word(),
        key: evidence::tone(finding.severity),
        message: finding.message.clone(),
        code: finding.code,
        place: finding.place.as_ref().map_or_else(String::new, |place| phrase::place_and_column(view, place)),
        also: finding.also.iter().take(phrase::ROWS_SHOWN).map(|at| phrase::place_and_column(view, at)).collect(),
        also_left: finding.also.len().saturating_sub(phrase::ROWS_SHOWN),
        help: finding.help.clone(),
    });
    (shown.collect(), all.len().saturating_sub(FINDINGS_SHOWN))
}

/// Every explanation submitted with what became of it, those that could not be read among them.
fn signed(view: &View<'_>) -> Vec<Explanation> {
    let read = explanations(view).into_iter().map(|explained| {
        let submitted = explained.submitted;
        let row = submitted.row.map_or_else(String::new, |row| format!(" 第{row}行"));
        Explanation {
            rule: format!("{}{row}", submitted.rule),
            fate: explained.fate.word(),
            sound: explained.fate == Fate::Counts,
            text: signature(submitted),
            place: phrase::place(view, &submitted.place),
        }
    });
    let lost = unreadable(view).into_iter().map(|finding| Explanation {
        rule: "—".to_owned(),
        fate: "不完整",
        sound: false,
        text: finding.message.clone(),
        place: finding.place.as_ref().map_or_else(String::new, |place| phrase::place(view, place)),
    });
    read.chain(lost).collect()
}

fn files(view: &View<'_>) -> Vec<File> {
    let one = |file: &crate::data::DataFile| {
        let aside: Vec<String> = file.rows_set_aside.iter().map(|(reason, n)| format!("{reason} {n}")).collect();
        File {
            name: file.sheet.as_ref().map_or_else(|| file.path.clone(), |sheet| format!("{} {sheet}", file.path)),
            table: if file.table.is_empty() { "（未对应任何表）".to_owned() } else { file.table.clone() },
            period: file.period.map_or_else(String::new, |period| period.to_string()),
            read: file.rows_read,
            used: file.rows_used,
            aside: aside.join("、"),
        }
    };
    view.dataset.files.iter().map(one).collect()
}

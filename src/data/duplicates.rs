//! The same figure or milestone submitted twice: once too often when equal, no value when not.

use std::collections::BTreeMap;

use crate::language::ast::{FigureAspect, Nature};
use crate::language::program::{IndicatorId, MilestoneId, Program};
use crate::value::{Date, Period};

use super::dataset::{Figure, FigureValue, MilestoneRow, Place};
use super::findings::Findings;
use super::problem::Problem;

type FigureKey<'a> = (IndicatorId, Option<&'a str>, Option<Date>, Date, bool, u8);

/// What must not be submitted twice. A year-to-date figure has one value for each end, whatever its period is called.
fn key<'a>(figure: &'a Figure, program: &Program) -> FigureKey<'a> {
    let nature = program.indicator(figure.indicator).and_then(|indicator| indicator.nature);
    let by_end = nature == Some(Nature::Flow) && !figure.single;
    let aspect = match figure.aspect {
        FigureAspect::Level => 0,
        FigureAspect::Growth => 1,
        FigureAspect::NetIncrease => 2,
    };
    let first = (!by_end).then_some(figure.period.first);
    (figure.indicator, figure.scope.as_deref(), first, figure.period.last, figure.single, aspect)
}

fn same(a: &FigureValue, b: &FigureValue) -> bool {
    match (a, b) {
        (FigureValue::Number { value: a, .. }, FigureValue::Number { value: b, .. }) => a == b,
        (FigureValue::Grade { rank: a, .. }, FigureValue::Grade { rank: b, .. }) => a == b,
        (FigureValue::Blank, FigureValue::Blank) => true,
        _ => false,
    }
}

fn shown(figure: &Figure) -> String {
    match &figure.value {
        FigureValue::Number { text, unit, .. } if text.chars().all(|c| c.is_ascii_digit() || "-.,".contains(c)) => {
            format!("{text}{}", unit.name)
        }
        FigureValue::Number { text, .. } | FigureValue::Grade { text, .. } => text.clone(),
        FigureValue::Blank => "空".to_owned(),
        FigureValue::Faulty => "读不出的数".to_owned(),
    }
}

/// Finds figures submitted twice: of equal ones the first stays, of different ones none has a value.
pub(crate) fn reconcile_figures(figures: &mut Vec<Figure>, program: &Program, findings: &mut Findings) {
    let mut groups: BTreeMap<FigureKey<'_>, Vec<usize>> = BTreeMap::new();
    for (index, figure) in figures.iter().enumerate() {
        groups.entry(key(figure, program)).or_default().push(index);
    }
    let (mut again, mut faulty) = (Vec::new(), Vec::new());
    for indices in groups.into_values().filter(|indices| indices.len() > 1) {
        let members: Vec<&Figure> = indices.iter().filter_map(|index| figures.get(*index)).collect();
        let [first, others @ ..] = members.as_slice() else { continue };
        match others.iter().find(|other| !same(&first.value, &other.value)) {
            Some(other) => {
                let (a, b) = (shown(first), shown(other));
                let problem = Problem::FigureConflict { name: name(first, program), first: a, second: b };
                push(problem, &other.place, first, others, findings);
                faulty.extend(indices);
            }
            None => {
                for other in others {
                    push(Problem::FigureTwice { name: name(first, program) }, &other.place, first, &[], findings);
                }
                again.extend(indices.into_iter().skip(1));
            }
        }
    }
    for index in faulty {
        if let Some(figure) = figures.get_mut(index) {
            figure.value = FigureValue::Faulty;
        }
    }
    again.sort_unstable();
    let mut index = 0;
    figures.retain(|_| {
        index += 1;
        again.binary_search(&(index - 1)).is_err()
    });
}

fn push(problem: Problem, at: &Place, first: &Figure, others: &[&Figure], findings: &mut Findings) {
    let mut finding = problem.at(at.clone());
    finding.also = vec![first.place.clone()];
    finding.also.extend(others.iter().map(|other| other.place.clone()).filter(|place| place != at));
    findings.push(finding);
}

fn name(figure: &Figure, program: &Program) -> String {
    let mut name = program.indicator(figure.indicator).map(|indicator| indicator.name.clone()).unwrap_or_default();
    if let Some(scope) = &figure.scope {
        name = format!("{name}[{scope}]");
    }
    let aspect = match figure.aspect {
        FigureAspect::Level => "",
        FigureAspect::Growth => "同比",
        FigureAspect::NetIncrease => "净增",
    };
    let single = if figure.single { "当月" } else { "" };
    format!("{name} {}{single}{aspect}", figure.period)
}

/// Finds milestones submitted twice for a period: different states or dates are no state.
pub(crate) fn reconcile_milestones(rows: &mut Vec<MilestoneRow>, program: &Program, findings: &mut Findings) {
    let mut groups: BTreeMap<(MilestoneId, Option<Period>), Vec<usize>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        groups.entry((row.milestone, row.period)).or_default().push(index);
    }
    let (mut again, mut stateless) = (Vec::new(), Vec::new());
    for indices in groups.into_values().filter(|indices| indices.len() > 1) {
        let members: Vec<&MilestoneRow> = indices.iter().filter_map(|index| rows.get(*index)).collect();
        let [first, others @ ..] = members.as_slice() else { continue };
        let name = program.milestone(first.milestone).map(|m| m.name.clone()).unwrap_or_default();
        let is_other = |row: &&&MilestoneRow| (row.state, row.date) != (first.state, first.date);
        let (problem, at) = match others.iter().find(is_other) {
            Some(other) => {
                stateless.extend(indices);
                (Problem::MilestoneConflict { name, first: state(first), second: state(other) }, other)
            }
            None => {
                again.extend(indices.into_iter().skip(1));
                let Some(other) = others.first() else { continue };
                (Problem::MilestoneTwice { name }, other)
            }
        };
        let mut finding = problem.at(at.place.clone());
        finding.also = members.iter().map(|row| row.place.clone()).filter(|place| *place != at.place).collect();
        findings.push(finding);
    }
    for index in stateless {
        if let Some(row) = rows.get_mut(index) {
            row.state = None;
        }
    }
    again.sort_unstable();
    let mut index = 0;
    rows.retain(|_| {
        index += 1;
        again.binary_search(&(index - 1)).is_err()
    });
}

fn state(row: &MilestoneRow) -> String {
    let word = row.state.map_or("没有状态", crate::language::program::SubmittedState::word);
    row.date.map_or_else(|| word.to_owned(), |date| format!("{word} {date}"))
}

//! Reports of a judgement, one file a format. They read results; how results come about is not theirs to know.

pub mod comparison;
pub mod csv;
pub mod docx;
pub mod escape;
pub mod explanation;
pub mod failure;
pub mod github;
pub mod html;
mod issue;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod phrase;
pub mod readings;
pub mod reminder;
pub mod sarif;
pub mod schema;
pub mod sentence;
mod spot;
mod suspicion;
mod table;
pub mod text;
pub mod xlsx;

pub use table::Table;

use std::collections::BTreeMap;

use crate::data::{Dataset, Excerpt, Place};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::{Judgement, RuleResult};
use crate::language::program::{Program, Rule, Status};
use crate::source::{SourceId, Sources};

/// All that a report is made of.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The rules.
    pub program: &'a Program,
    /// The texts that rules stand in.
    pub sources: &'a Sources,
    /// What was submitted.
    pub dataset: &'a Dataset,
    /// What was found.
    pub judgement: &'a Judgement,
    /// The rows of places, read back from their files.
    pub excerpts: &'a BTreeMap<Place, Excerpt>,
    /// The plan's text, if the manifest names one.
    pub plan_text: Option<SourceId>,
    /// Warnings and notes on rules and files.
    pub diagnostics: &'a [Diagnostic],
    /// The results to report, by index; `None` for all.
    pub only: Option<Vec<usize>>,
}

impl<'a> View<'a> {
    /// The results to report, each with its rule, in the order of the program.
    pub fn results(&self) -> Vec<(&'a Rule, &'a RuleResult)> {
        let chosen = |index: usize| self.only.as_ref().is_none_or(|only| only.contains(&index));
        let results = self.judgement.results.iter().enumerate().filter(|(i, _)| chosen(*i)).map(|(_, r)| r);
        results.filter_map(|result| Some((self.program.rules.get(result.rule)?, result))).collect()
    }

    /// How many results and data findings weigh each severity, as they count for the exit status.
    pub fn weights(&self) -> Weights {
        let results = self.results().into_iter().filter_map(|(_, result)| weight(result));
        let findings = self.judgement.findings.iter().map(|f| f.severity);
        let mut weights = Weights::default();
        results.chain(findings).for_each(|severity| weights.add(severity));
        weights
    }

    /// How many results have a status; explained failures are among the violated.
    pub fn count(&self, status: Status) -> usize {
        self.results().iter().filter(|(_, r)| r.status == status).count()
    }
}

/// What a result weighs for the exit status; an explained failure weighs nothing.
pub fn weight(result: &RuleResult) -> Option<Severity> {
    result.weight.filter(|_| !result.explained)
}

/// How many findings weigh how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weights {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Weights {
    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
    }

    /// Whether any finding weighs at least as much.
    pub fn reach(self, severity: Severity) -> bool {
        let by_severity =
            [(Severity::Error, self.errors), (Severity::Warning, self.warnings), (Severity::Note, self.notes)];
        by_severity.iter().any(|(weight, count)| *weight >= severity && *count > 0)
    }
}

/// The places that a report shows with their text: for the caller to read back before rendering.
pub fn places_shown(judgement: &Judgement) -> Vec<Place> {
    let of_result = |r: &'_ RuleResult| {
        let first = r.data_at.first().cloned();
        let rows: Vec<Place> = r.rows.shown.iter().take(phrase::ROWS_SHOWN).map(|row| row.place.clone()).collect();
        let wanted = r.status != Status::Met;
        first.into_iter().chain(rows).filter(move |_| wanted).collect::<Vec<_>>()
    };
    // Errors and warnings are shown before notes; each kind is cut at the same number.
    let (grave, notes): (Vec<_>, Vec<_>) = judgement.findings.iter().partition(|f| f.severity > Severity::Note);
    let shown = grave.into_iter().take(text::FINDINGS_SHOWN).chain(notes.into_iter().take(text::FINDINGS_SHOWN));
    let findings = shown.filter_map(|f| f.place.clone());
    let mut places: Vec<Place> = judgement.results.iter().flat_map(of_result).chain(findings).collect();
    places.sort();
    places.dedup();
    places
}

//! 说明: signed explanations, and the rules and rows that they cover.

use super::judgement::RuleResult;
use super::problem::Problem;
use crate::data::{DataFinding, Dataset, Explanation};
use crate::language::program::{Audit, Program, Status};
use crate::value::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The explanations of a run, with the rules that each speaks of.
#[derive(Debug)]
pub(crate) struct Explanations<'a> {
    program: &'a Program,
    as_of: Date,
    all: Vec<(&'a Explanation, Vec<usize>)>,
}

/// Failing rows of a rule that an explanation names, by rule.
pub(crate) type Covered = BTreeMap<usize, BTreeSet<u64>>;

impl<'a> Explanations<'a> {
    /// Finds the rules that explanations name: by key, else by label.
    pub(crate) fn gather(program: &'a Program, dataset: &'a Dataset, as_of: Date) -> Self {
        let all = dataset.explanations.iter().map(|e| (e, named(program, &e.rule))).collect();
        Self { program, as_of, all }
    }

    /// The rows of a rule that explanations in force name.
    pub(crate) fn rows_of(&self, rule: usize) -> BTreeSet<u64> {
        self.in_force(rule).filter_map(|e| e.row).collect()
    }

    fn in_force(&self, rule: usize) -> impl Iterator<Item = &'a Explanation> {
        self.all.iter().filter(move |(e, rules)| rules.contains(&rule) && self.usable(e)).map(|(e, _)| *e)
    }

    fn usable(&self, explanation: &Explanation) -> bool {
        self.fault(explanation).is_none()
    }

    /// Why an explanation does not count, whatever it explains.
    fn fault(&self, explanation: &Explanation) -> Option<Problem> {
        let rule = explanation.rule.clone();
        if explanation.signer.trim().is_empty() || explanation.text.trim().is_empty() {
            return Some(Problem::UnsignedExplanation { rule });
        }
        // It may be signed after the date of judgement: offices explain when they see the result.
        if explanation.date.is_none() {
            return Some(Problem::UnsignedExplanation { rule });
        }
        let expired = explanation.expires.filter(|last| *last < self.as_of);
        expired.map(|expires| Problem::ExpiredExplanation { rule, expires, as_of: self.as_of })
    }

    /// Marks what is explained, and says what is wrong with explanations.
    pub(crate) fn apply(&self, results: &mut [RuleResult], covered: &Covered) -> Vec<DataFinding> {
        for (index, result) in results.iter_mut().enumerate() {
            result.explained =
                result.status == Status::Violated && self.verifiable(index) && self.covers(index, result, covered);
        }
        self.all.iter().filter_map(|(e, rules)| Some(self.problem(e, rules, results, covered)?.at(&e.place))).collect()
    }

    fn verifiable(&self, rule: usize) -> bool {
        self.program.rules.get(rule).is_some_and(|r| r.audit == Audit::Verify)
    }

    /// The whole rule, or every failing row of it.
    fn covers(&self, rule: usize, result: &RuleResult, covered: &Covered) -> bool {
        let whole = self.in_force(rule).any(|e| e.row.is_none());
        let rows = covered.get(&rule).map_or(0, |rows| rows.len() as u64);
        let only_rows = result.rows.failed > 0 && result.rows.missing == 0 && !miscounted(result);
        whole || (only_rows && rows == result.rows.failed)
    }

    fn problem(
        &self,
        explanation: &Explanation,
        rules: &[usize],
        results: &[RuleResult],
        covered: &Covered,
    ) -> Option<Problem> {
        let rule = explanation.rule.clone();
        if rules.is_empty() {
            return Some(Problem::UnknownExplained { rule });
        }
        if !rules.iter().any(|r| self.verifiable(*r)) {
            return Some(Problem::MandatoryExplained { rule });
        }
        if let Some(fault) = self.fault(explanation) {
            return Some(fault);
        }
        let used = |index: &usize| {
            let violated = results.get(*index).is_some_and(|r| r.status == Status::Violated) && self.verifiable(*index);
            let row = explanation.row.is_none_or(|row| covered.get(index).is_some_and(|rows| rows.contains(&row)));
            violated && row
        };
        let row = explanation.row;
        (!rules.iter().any(used)).then_some(Problem::UnusedExplanation { rule, row })
    }
}

/// 共 N个 failed: that is no row's failure.
fn miscounted(result: &RuleResult) -> bool {
    let rows = result.target.as_ref().zip(result.actual.as_ref());
    rows.is_some_and(|(target, actual)| target.unit == actual.unit && target.value != actual.value)
}

fn named(program: &Program, name: &str) -> Vec<usize> {
    let matching = |fits: &dyn Fn(&crate::language::program::Rule) -> bool| -> Vec<usize> {
        program.rules.iter().enumerate().filter(|(_, r)| fits(r)).map(|(i, _)| i).collect()
    };
    let name = name.trim();
    let by_key = matching(&|r| r.id == name);
    if by_key.is_empty() { matching(&|r| r.label.as_deref() == Some(name)) } else { by_key }
}

//! Judging: a program against a dataset on a date. Pure: no file, no clock, no printing.

mod answer;
mod compare;
mod compile;
mod condition;
mod conditions;
mod course;
mod each;
mod explanation;
mod figures;
mod fold;
mod format;
mod groups;
mod identity;
mod in_time;
mod judgement;
mod known;
mod matcher;
mod measure;
mod milestone;
mod problem;
mod repeats;
mod role;
mod row;
mod scalar;
mod scan;
mod shown;
mod side;
mod signs;
mod target;
mod terms;
mod timing;
pub mod trial;
mod verdict;
pub(crate) mod walk;
mod weight;

pub use judgement::*;
pub use problem::CODES;

use crate::data::{Dataset, Tables};
use crate::language::program::{Body, Program};
use crate::limits::Limit;
use crate::value::Date;
use explanation::{Covered, Explanations};
use figures::Figures;
use scalar::World;
use scan::Scanned;
pub(crate) use scan::counted_files;
use std::collections::BTreeMap;
use timing::Due;
use verdict::Case;
use walk::Needs;

/// Judges every rule of a program against what was submitted.
///
/// Tables are passed over once for every level of what rules need of each other; then each rule gets its status, explanations
/// are laid beside the failures, and what is wrong with the data itself is added to what reading found.
pub fn judge(program: &Program, dataset: &Dataset, tables: &mut dyn Tables, settings: &Settings) -> Judgement {
    let (as_of, as_of_source) = date_of(program, dataset, settings);
    let figures = Figures::gather(program, dataset, as_of);
    let listed = settings.limits.count(Limit::Listed);
    let (folded, sets, late) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut world = World { program, dataset, figures, as_of, listed, folded, sets, late };
    let explanations = Explanations::gather(program, dataset, as_of);
    let scanned = scan::run(&mut world, tables, &explanations);
    world.late = tables.settle();
    let covered: Covered = scanned.each.iter().map(|(rule, (_, tally))| (*rule, tally.covered.clone())).collect();
    let mut results = results(&world, scanned, settings);
    let mut findings = dataset.findings.clone();
    findings.extend(tables.findings());
    findings.extend(problem::of_figures(&world));
    findings.extend(problem::of_date(program, as_of, as_of_source));
    findings.extend(explanations.apply(&mut results, &covered));
    weight::lay(&world, &mut results);
    findings.sort_by(|a, b| (a.place.is_none(), &a.place).cmp(&(b.place.is_none(), &b.place)));
    Judgement { as_of, as_of_source, results, findings }
}

/// The date given, else the newest in the data, else the end of the plan's period, else none that is known.
fn date_of(program: &Program, dataset: &Dataset, settings: &Settings) -> (Date, AsOfSource) {
    let plan = program.plan.period.map(|p| p.last);
    match (settings.as_of, dataset.newest(), plan) {
        (Some(given), ..) => (given, AsOfSource::Given),
        (None, Some(newest), _) => (newest, AsOfSource::Data),
        (None, None, Some(plan)) => (plan, AsOfSource::Plan),
        (None, None, None) => (UNDATED, AsOfSource::Unknown),
    }
}

fn results(world: &World<'_>, mut scanned: Scanned, settings: &Settings) -> Vec<RuleResult> {
    let one = |(index, rule): (usize, &crate::language::program::Rule)| {
        let case = Case { world, rule, due: Due::of(rule, world.as_of), settings };
        let result = match &rule.body {
            Body::Target(target) => {
                let mut needs = Needs::default();
                walk::target(target, &mut |leaf| needs.take(leaf));
                in_time::judge(case, &needs, |case| verdict::target(case, target))
            }
            Body::Each(each) => {
                let (extent, tally) = scanned.each.remove(&index).unwrap_or_default();
                each::judge(case, each, extent, tally)
            }
            Body::Milestone { milestone, state } => verdict::milestone(case, *milestone, *state),
            Body::Identity(identity) => verdict::identity(case, identity),
            Body::Composite(condition) => {
                in_time::judge(case, &Needs::of_condition(condition), |case| verdict::composite(case, condition))
            }
        };
        RuleResult { rule: index, ..result }
    };
    world.program.rules.iter().enumerate().map(one).collect()
}

//! Evaluation against a second evaluator: for generated rules and data both must come to the same result.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what does not fit fails its test"
)]

mod evaluator;
mod facts;
mod figures;
mod generator;
mod in_time;
mod milestones;
mod shapes;
mod verdict;

use evaluator::Here;
use generator::Case;
use plancheck::judge::{Settings, judge};
use plancheck::language::program::{Body, Program, Status, Type};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use verdict::verdict;

proptest! {
    #![proptest_config(crate::laws::config())]

    #[test]
    fn judging_agrees_with_a_plain_evaluator(case in generator::case()) {
        agree(&case)?;
    }
}

fn agree(case: &Case) -> Result<(), TestCaseError> {
    let program = crate::judging::program(&case.text);
    let facts = case.facts(&program);
    let (dataset, mut tables) = facts.submitted(&program, case.batch);
    let as_of = case.as_of;
    let judged = judge(&program, &dataset, &mut tables, &Settings { as_of: Some(as_of), ..Settings::default() });
    let here = Here {
        program: &program,
        facts: &facts,
        as_of,
        due: false,
        deadline: None,
        among: None,
        doubt_empty: false,
        doubt_early: false,
        row: None,
    };
    for (rule, result) in program.rules.iter().zip(&judged.results) {
        let plain = verdict(&here, rule);
        // Rows of no known group may belong to any: the plain evaluator does not try them in each.
        if result.reason.as_ref().is_some_and(|r| r.contains("不知属于哪一组")) {
            prop_assert_ne!(result.status, Status::Met, "{}", case.text);
            continue;
        }
        let told = || format!("{}\non {as_of}\n{facts:#?}\n{rule:#?}\njudged {result:#?}\nplain {plain:?}", case.text);
        prop_assert_eq!(
            result.status,
            plain.status,
            "STATUS {}: judged {:?}, plain {:?} ({:?})\n{}",
            rule.text,
            result.status,
            plain.status,
            result.reason,
            told()
        );
        if let Some(rows) = plain.rows {
            let judged = (result.rows.checked, result.rows.failed, result.rows.missing);
            prop_assert_eq!(judged, rows, "ROWS {}\n{}", rule.text, told());
        }
        if let (Some(wanted), Some(unit)) = (&plain.actual, unit(&program, &rule.body)) {
            let shown = result.actual.as_ref().and_then(|a| a.number.clone());
            let unit = result.actual.as_ref().and_then(|a| program.units.lookup(&a.unit)).unwrap_or(unit);
            let shown = shown.map(|n| unit.to_base(&n));
            prop_assert_eq!(shown, Some(facts::number(wanted)), "ACTUAL {}\n{}", rule.text, told());
        }
    }
    Ok(())
}

/// The unit that a plain figure is measured in.
fn unit(_program: &Program, body: &Body) -> Option<plancheck::value::Unit> {
    match body {
        Body::Target(target) => match (&target.measure.level.ty, target.measure.change) {
            (Type::Number(unit), None) => Some(unit.clone()),
            _ => None,
        },
        _ => None,
    }
}

//! Figures that rules compare and add without a unit: all of a company must measure one thing.

use std::collections::BTreeSet;

use crate::language::ast::FigureAspect;
use crate::language::program::Program;
use crate::value::Unit;

use super::cell::{UnitFault, fits};
use super::dataset::{Figure, FigureValue};
use super::figure_value::measure_name;
use super::findings::Findings;
use super::problem::Problem;

/// Takes the value of figures that measure something else than the first of their company that says what it measures.
pub(crate) fn agree(figures: &mut [Figure], program: &Program, findings: &mut Findings) {
    for company in &program.companies {
        let members: BTreeSet<_> = company.iter().copied().collect();
        let of_company =
            |figure: &&mut Figure| members.contains(&figure.indicator) && figure.aspect == FigureAspect::Level;
        let Some(common) = figures.iter_mut().filter(of_company).find_map(|f| unit_of(f)).cloned() else { continue };
        for figure in figures.iter_mut().filter(of_company) {
            let FigureValue::Number { value, unit, text, .. } = &figure.value else { continue };
            if fits(unit, &common) || value.is_zero() && unit.is_bare() {
                continue;
            }
            let fault = if unit.is_bare() { UnitFault::Needed } else { UnitFault::Dimension { found: unit.clone() } };
            let (wanted, measures) = (common.name.clone(), measure_name(&common));
            findings.at(figure.place.clone(), Problem::Unit { fault, text: text.clone(), wanted, measures });
            figure.value = FigureValue::Faulty;
        }
    }
}

/// The unit of a figure that has one.
fn unit_of(figure: &Figure) -> Option<&Unit> {
    match &figure.value {
        FigureValue::Number { unit, .. } => Some(unit).filter(|unit| !unit.is_bare()),
        _ => None,
    }
}

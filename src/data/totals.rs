//! 合计 rows: set aside, and checked against the sum of the rows they are about.

use crate::value::{Flavor, Number, Units};

use super::aside::{RowKind, kind};
use super::columns::{ColumnPlan, Decoded, Value};
use super::findings::Findings;
use super::problem::Problem;
use super::rows::Stopped;
use super::tables::TablePart;

/// The sums of one column.
#[derive(Default)]
struct Sums {
    all: Number,
    since_total: Number,
    unknown: bool,
    totals: Vec<(super::dataset::Place, Number, Number)>,
}

/// Compares every 合计 row with the rows since the one before, and with all rows.
pub(crate) fn check(part: &TablePart, units: &Units, findings: &mut Findings) -> Result<(), Stopped> {
    let sums_up = |plan: &&ColumnPlan| plan.unit().is_some_and(|unit| unit.flavor == Flavor::Plain);
    let plans: Vec<(&ColumnPlan, usize)> =
        part.plans.iter().filter(sums_up).filter_map(|plan| Some((plan, plan.index?))).collect();
    let mut columns: Vec<Sums> = plans.iter().map(|_| Sums::default()).collect();
    let mut rows = part.part.rows()?;
    while let Some(record) = rows.next()? {
        let is_total = match kind(&record, &part.part.header, &|_| false) {
            RowKind::Aside(_) => continue,
            RowKind::Total => true,
            RowKind::Data | RowKind::Lone => false,
            RowKind::Broken(_) => return Ok(()),
        };
        for ((plan, index), sums) in plans.iter().zip(&mut columns) {
            match plan.decode(&record.cell(*index), units) {
                Decoded::Value(Value::Number(number)) if is_total => {
                    let place = part.part.cell(&record, *index);
                    sums.totals.push((place, number, std::mem::take(&mut sums.since_total)));
                }
                Decoded::Value(Value::Number(number)) => {
                    sums.all = &sums.all + &number;
                    sums.since_total = &sums.since_total + &number;
                }
                Decoded::Faulty(_) if !is_total => sums.unknown = true,
                _ => {}
            }
        }
    }
    for ((plan, _), sums) in plans.iter().zip(columns).filter(|(_, sums)| !sums.unknown) {
        report(plan, sums, findings);
    }
    Ok(())
}

fn report(plan: &ColumnPlan, sums: Sums, findings: &mut Findings) {
    for (place, total, since) in sums.totals {
        if total == sums.all || total == since {
            continue;
        }
        let shown = |number: &Number| {
            let unit = plan.unit();
            let value = unit.map_or_else(|| number.clone(), |unit| unit.from_base(number));
            format!("{value}{}", unit.map(|unit| unit.name.as_str()).unwrap_or_default())
        };
        let column = plan.declared.name.clone();
        findings.at(place, Problem::TotalOff { column, total: shown(&total), sum: shown(&sums.all) });
    }
}

//! 合计 and 小计 rows: set aside, and checked against the sums of the rows they are about.

use crate::value::{Flavor, Number, Units};

use super::aside::{GROUP, RowKind, SUBTOTAL_ROW, kind};
use super::columns::{ColumnPlan, Decoded, Value};
use super::dataset::Place;
use super::findings::Findings;
use super::problem::Problem;
use super::rows::Stopped;
use super::table_part::TablePart;

/// What a row is to the sums.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Item,
    Subtotal,
    Total,
}

/// The sums of one column.
struct Sums {
    all: Number,
    since_total: Number,
    /// The sums of the items before, between and behind subtotals.
    parts: Vec<Number>,
    unknown: bool,
    totals: Vec<(Place, Number, Number)>,
    subtotals: Vec<Option<(Place, Number)>>,
}

/// Compares every 合计 row with the rows since the one before and with all rows, every 小计 row with those next to it.
pub(crate) fn check(part: &TablePart, units: &Units, findings: &mut Findings) -> Result<(), Stopped> {
    let sums_up = |plan: &&ColumnPlan| plan.unit().is_some_and(|unit| unit.flavor == Flavor::Plain);
    let plans: Vec<(&ColumnPlan, usize)> =
        part.plans.iter().filter(sums_up).filter_map(|plan| Some((plan, plan.index?))).collect();
    let mut columns: Vec<Sums> = plans.iter().map(|_| Sums::new()).collect();
    let mut rows = part.part.rows()?;
    while let Some(record) = rows.next()? {
        let role = match kind(&record, &part.part.header, &|_| false) {
            RowKind::Aside(SUBTOTAL_ROW | GROUP) => Role::Subtotal,
            RowKind::Aside(_) => continue,
            RowKind::Total => Role::Total,
            RowKind::Data | RowKind::Lone => Role::Item,
            RowKind::Broken(_) => return Ok(()),
        };
        for ((plan, index), sums) in plans.iter().zip(&mut columns) {
            let place = || part.part.cell(&record, *index);
            match plan.decode(&record.cell(*index), units) {
                Decoded::Value(Value::Number(number)) => sums.take(role, number, place),
                Decoded::Faulty(Some(problem)) if role != Role::Item => {
                    findings.at(place(), problem);
                    sums.skip(role);
                }
                Decoded::Faulty(_) if role == Role::Item => sums.unknown = true,
                _ => sums.skip(role),
            }
        }
    }
    for ((plan, _), sums) in plans.iter().zip(columns).filter(|(_, sums)| !sums.unknown) {
        sums.report(plan, findings);
    }
    Ok(())
}

impl Sums {
    fn new() -> Self {
        Self {
            all: Number::zero(),
            since_total: Number::zero(),
            parts: vec![Number::zero()],
            unknown: false,
            totals: Vec::new(),
            subtotals: Vec::new(),
        }
    }

    fn take(&mut self, role: Role, number: Number, place: impl Fn() -> Place) {
        match role {
            Role::Item => {
                self.all = &self.all + &number;
                self.since_total = &self.since_total + &number;
                if let Some(part) = self.parts.last_mut() {
                    *part = &*part + &number;
                }
            }
            Role::Subtotal => {
                self.subtotals.push(Some((place(), number)));
                self.parts.push(Number::zero());
            }
            Role::Total => self.totals.push((place(), number, std::mem::take(&mut self.since_total))),
        }
    }

    /// A row that says nothing here.
    fn skip(&mut self, role: Role) {
        if role == Role::Subtotal {
            self.subtotals.push(None);
            self.parts.push(Number::zero());
        }
    }

    fn report(self, plan: &ColumnPlan, findings: &mut Findings) {
        let shown = |number: &Number| {
            let unit = plan.unit();
            let value = unit.map_or_else(|| number.clone(), |unit| unit.from_base(number));
            format!("{value}{}", unit.map(|unit| unit.name.as_str()).unwrap_or_default())
        };
        let column = || plan.declared.name.clone();
        for (at, (place, total, since)) in self.totals.iter().enumerate() {
            // Items behind the last total belong to none.
            let is_whole = at + 1 < self.totals.len() || self.since_total.is_zero();
            if *total != self.all && (total != since || !is_whole) {
                let problem =
                    Problem::TotalOff {
                        row: "合计行", column: column(), total: shown(total), sum: shown(&self.all)
                    };
                findings.at(place.clone(), problem);
            }
        }
        for (at, found) in self.subtotals.iter().enumerate() {
            let Some((place, total)) = found else { continue };
            if *total != self.all && !self.adds_up(at, total) {
                let sum = self.parts.get(at).filter(|part| !part.is_zero()).or(self.parts.get(at + 1));
                let sum = sum.map(shown).unwrap_or_default();
                findings
                    .at(place.clone(), Problem::TotalOff { row: "小计行", column: column(), total: shown(total), sum });
            }
        }
    }

    /// Whether a subtotal is the sum of the parts right before or right behind it.
    fn adds_up(&self, at: usize, total: &Number) -> bool {
        let (before, behind) = self.parts.split_at_checked(at + 1).unwrap_or_default();
        runs_to(before.iter().rev(), total) || runs_to(behind.iter(), total)
    }
}

/// Whether numbers added one after another come to a total on the way.
fn runs_to<'n>(mut parts: impl Iterator<Item = &'n Number>, total: &Number) -> bool {
    let mut sum = Number::zero();
    parts.any(|part| {
        sum = &sum + part;
        sum == *total
    })
}

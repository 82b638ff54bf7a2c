//! Whether bounds on linear forms can hold together: the general simplex with Bland's rule, over exact numbers.
//!
//! A strict bound is one an infinitesimal further in, so no bound is ever rounded (Dutertre and de Moura, CAV 2006).

use std::collections::BTreeMap;

use super::linear::{Linear, Variable};
use crate::value::Number;

/// A number and so many infinitesimals.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near(pub(super) Number, pub(super) Number);

impl Near {
    fn plus(&self, other: &Self, factor: &Number) -> Self {
        Self(&self.0 + &(&other.0 * factor), &self.1 + &(&other.1 * factor))
    }
}

/// Bounds on one form; the form's constant is 0.
#[derive(Clone, Debug)]
pub(super) struct Limits<'a> {
    /// What is bounded.
    pub(super) form: &'a Linear,
    /// At least.
    pub(super) low: Option<Near>,
    /// At most.
    pub(super) high: Option<Near>,
}

/// Pivots after which the answer is given up; Bland's rule ends far earlier on what people write.
const PIVOTS: usize = 5_000;

#[derive(Default)]
struct Tableau {
    rows: BTreeMap<usize, BTreeMap<usize, Number>>,
    values: Vec<Near>,
    bounds: Vec<(Option<Near>, Option<Near>)>,
}

/// Whether all limits can hold at once; `None` when the search was given up.
pub(super) fn feasible(limits: &[Limits<'_>]) -> Option<bool> {
    if limits.iter().any(|l| matches!((&l.low, &l.high), (Some(low), Some(high)) if low > high)) {
        return Some(false);
    }
    let mut tableau = Tableau::new(limits);
    for _ in 0..PIVOTS {
        let Some((basic, wanted, rise)) = tableau.broken() else { return Some(true) };
        let Some(entering) = tableau.entering(basic, rise) else { return Some(false) };
        tableau.pivot(basic, entering, &wanted)?;
    }
    None
}

impl Tableau {
    fn new(limits: &[Limits<'_>]) -> Self {
        let variables = limits.iter().flat_map(|l| l.form.terms.keys());
        let mut index: BTreeMap<&Variable, usize> = variables.map(|v| (v, 0)).collect();
        index.values_mut().enumerate().for_each(|(n, slot)| *slot = n);
        let count = index.len();
        let row = |l: &Limits<'_>| {
            let terms = l.form.terms.iter();
            terms.filter_map(|(v, c)| Some((*index.get(v)?, c.clone()))).collect()
        };
        let rows = limits.iter().enumerate().map(|(n, l)| (count + n, row(l))).collect();
        let free = std::iter::repeat_n((None, None), count);
        let bounds = free.chain(limits.iter().map(|l| (l.low.clone(), l.high.clone()))).collect();
        Self { rows, values: vec![Near::default(); count + limits.len()], bounds }
    }

    fn value(&self, variable: usize) -> Near {
        self.values.get(variable).cloned().unwrap_or_default()
    }

    fn bound(&self, variable: usize) -> (Option<&Near>, Option<&Near>) {
        self.bounds.get(variable).map_or((None, None), |(low, high)| (low.as_ref(), high.as_ref()))
    }

    /// The first basic unknown outside its bounds, where it should be, and whether it must rise.
    fn broken(&self) -> Option<(usize, Near, bool)> {
        self.rows.keys().find_map(|basic| {
            let value = self.value(*basic);
            match self.bound(*basic) {
                (Some(low), _) if value < *low => Some((*basic, low.clone(), true)),
                (_, Some(high)) if value > *high => Some((*basic, high.clone(), false)),
                _ => None,
            }
        })
    }

    /// The first other unknown that can move the basic one the right way.
    fn entering(&self, basic: usize, rise: bool) -> Option<usize> {
        let can = |(other, coefficient): (&usize, &Number)| {
            let up = coefficient.is_positive() == rise;
            let value = self.value(*other);
            let (low, high) = self.bound(*other);
            let free = if up { high.is_none_or(|h| value < *h) } else { low.is_none_or(|l| value > *l) };
            free.then_some(*other)
        };
        self.rows.get(&basic)?.iter().find_map(can)
    }

    /// Exchanges two unknowns and moves the leaving one onto its bound.
    fn pivot(&mut self, basic: usize, entering: usize, wanted: &Near) -> Option<()> {
        let mut row = self.rows.remove(&basic)?;
        let coefficient = row.remove(&entering)?;
        let inverse = Number::one().checked_div(&coefficient)?;
        let step = wanted.plus(&self.value(basic), &-Number::one());
        let step = Near::default().plus(&step, &inverse);
        for c in row.values_mut() {
            *c = &-&*c * &inverse;
        }
        row.insert(basic, inverse);
        *self.values.get_mut(basic)? = wanted.clone();
        *self.values.get_mut(entering)? = self.value(entering).plus(&step, &Number::one());
        let others: Vec<usize> = self.rows.keys().copied().collect();
        for other in others {
            let Some(factor) = self.rows.get_mut(&other)?.remove(&entering) else { continue };
            *self.values.get_mut(other)? = self.value(other).plus(&step, &factor);
            let target = self.rows.get_mut(&other)?;
            for (variable, c) in &row {
                let slot = target.entry(*variable).or_default();
                *slot = &*slot + &(c * &factor);
            }
            target.retain(|_, c| !c.is_zero());
        }
        self.rows.insert(entering, row);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Limits, Near, feasible};
    use crate::language::program::{AggregateId, ParameterId};
    use crate::lint::linear::{Linear, Variable};
    use crate::value::Number;

    /// Runs of neighbouring unknowns: their matrix is totally unimodular, so whole bounds have whole answers.
    const RUNS: [(usize, usize); 6] = [(0, 1), (1, 2), (2, 3), (0, 2), (1, 3), (0, 3)];

    fn run(from: usize, to: usize) -> Linear {
        let one = |n: usize| Linear::of(Variable::Parameter(ParameterId(n), None));
        (from..to).fold(Linear::default(), |sum, n| sum.plus(&one(n), &Number::one()))
    }

    fn brute(bounds: &[(i64, i64)]) -> bool {
        let fits = |x: [i64; 3]| {
            let sum = |(from, to): &(usize, usize)| x.iter().skip(*from).take(to - from).sum::<i64>();
            RUNS.iter().zip(bounds).all(|(run, (low, high))| (*low..=*high).contains(&sum(run)))
        };
        (0..=5).any(|a| (0..=5).any(|b| (0..=5).any(|c| fits([a, b, c]))))
    }

    proptest! {
        #[test]
        fn bounds_are_feasible_just_when_some_whole_numbers_fit(
            single in prop::collection::vec((0i64..6, 0i64..6), 3),
            sums in prop::collection::vec((0i64..16, 0i64..16), 3),
        ) {
            let bounds: Vec<(i64, i64)> = single.into_iter().chain(sums).map(|(a, b)| (a.min(b), a.max(b))).collect();
            let forms: Vec<Linear> = RUNS.iter().map(|(from, to)| run(*from, *to)).collect();
            let near = |n: i64| Some(Near(Number::from(n), Number::zero()));
            let limits: Vec<Limits<'_>> = forms.iter().zip(&bounds)
                .map(|(form, (low, high))| Limits { form, low: near(*low), high: near(*high) })
                .collect();
            prop_assert_eq!(feasible(&limits), Some(brute(&bounds)));
        }
    }

    #[test]
    fn strict_bounds_leave_no_room_where_closed_ones_leave_a_point() {
        let form = Linear::of(Variable::Aggregate(AggregateId(0), false));
        let twice = form.times(&Number::from(2i64));
        let at = |n: i64, by: i64| Some(Near(Number::from(n), Number::from(by)));
        let ask = |by| {
            let low = Limits { form: &form, low: at(1, by), high: None };
            feasible(&[low, Limits { form: &twice, low: None, high: at(2, 0) }])
        };
        assert_eq!((ask(0), ask(1)), (Some(true), Some(false)));
    }
}

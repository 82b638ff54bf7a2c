//! Rules over data, judged the plain way: one row after another, big rationals, nothing shared and nothing kept.

use super::facts::{Cell, Facts, Q, q};
use super::figures::years_back;
use super::{milestones, shapes};
use plancheck::language::ast::ArithmeticOperator;
use plancheck::language::program::{
    Aggregate, Aspect, Comparison, Condition, ConditionKind, Expr, ExprKind, Fold, Function, Program, Set, TableId,
    Target, Type, Value,
};
use plancheck::value::{Date, Number};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// What is known of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Known {
    /// Nothing.
    Missing,
    /// A blank that is an answer (可空).
    Empty,
    /// A number between two ends; without an end it goes on for ever.
    Number(Option<Q>, Option<Q>),
    /// Mean yearly growth: level over base, and the years between them. The root itself is seldom a quotient.
    Root(Q, u32),
    /// Exactly this, which is no number.
    Other(Value),
}

impl Known {
    pub(super) fn exact(value: Q) -> Self {
        Self::Number(Some(value.clone()), Some(value))
    }

    pub(super) fn point(&self) -> Option<Q> {
        match self {
            Self::Number(Some(low), Some(high)) if low == high => Some(low.clone()),
            _ => None,
        }
    }
}

/// Kleene's third value is `None`.
pub(super) type Truth = Option<bool>;

pub(super) fn and(parts: impl IntoIterator<Item = Truth>) -> Truth {
    let parts: Vec<Truth> = parts.into_iter().collect();
    if parts.contains(&Some(false)) {
        return Some(false);
    }
    if parts.contains(&None) { None } else { Some(true) }
}

pub(super) fn not(truth: Truth) -> Truth {
    truth.map(|t| !t)
}

pub(super) fn or(parts: impl IntoIterator<Item = Truth>) -> Truth {
    not(and(parts.into_iter().map(not)))
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub(super) program: &'a Program,
    pub(super) facts: &'a Facts,
    pub(super) as_of: Date,
    /// Whether the rule is due: from then on a blank is no longer a figure to come.
    pub(super) due: bool,
    /// The day it is due.
    pub(super) deadline: Option<Date>,
    /// The filter of the rows that are judged.
    pub(super) among: Option<&'a Condition>,
    /// Whether a condition over an empty table alone is taken as not known.
    pub(super) doubt_empty: bool,
    /// Whether what figures may still turn by the deadline is taken as not known.
    pub(super) doubt_early: bool,
    /// The table and the index of the row at hand.
    pub(super) row: Option<(TableId, usize)>,
}

impl Here<'_> {
    pub(super) fn value(&self, expr: &Expr) -> Known {
        match &expr.kind {
            ExprKind::Constant(Value::Number(number)) => Known::exact(q(number)),
            ExprKind::Constant(other) => Known::Other(other.clone()),
            ExprKind::Figure { indicator, scope, aspect } => {
                let (id, scope) = (indicator.0, scope.as_deref());
                let at = self.newest_level(id, scope);
                match aspect {
                    Aspect::Level => at.map_or(Known::Missing, |p| self.level(id, scope, p)),
                    // The declared 上年 is the base of growth and 净增 only.
                    Aspect::LastYear => at.map_or(Known::Missing, |p| self.level(id, scope, years_back(p, 1))),
                    Aspect::Growth => self.growth(id, scope, self.program.indicators[id].comparable_prices),
                    Aspect::Previous => at.map_or(Known::Missing, |p| self.before(id, scope, p)),
                }
            }
            ExprKind::Parameter { parameter, scope } => {
                match self.program.parameters[parameter.0].value(scope.as_deref()) {
                    Some(Value::Number(number)) => Known::exact(q(number)),
                    Some(other) => Known::Other(other.clone()),
                    None => Known::Missing,
                }
            }
            ExprKind::Aggregate(id) => self.aggregate(&self.program.aggregates[id.0], None),
            ExprKind::Column(column) => {
                let (table, row) = self.row.expect("a column stands in a row");
                match &self.facts.tables[table.0][row][column.0] {
                    Cell::Value(Value::Number(number)) => Known::exact(q(number)),
                    Cell::Value(other) => Known::Other(other.clone()),
                    Cell::Blank if self.program.tables[table.0].columns[column.0].nullable => Known::Empty,
                    Cell::Blank | Cell::Faulty => Known::Missing,
                }
            }
            ExprKind::Negate(inner) => match self.value(inner) {
                Known::Number(low, high) => Known::Number(high.map(|h| -h), low.map(|l| -l)),
                other => other,
            },
            ExprKind::Arithmetic { left, operator, right } => {
                arithmetic(self.value(left), *operator, self.value(right))
            }
            ExprKind::Call { function, arguments } => self.call(*function, arguments),
            ExprKind::Unknown(_) => panic!("not generated: {expr:?}"),
        }
    }

    /// A function of figures that are exactly known, of texts and of dates.
    fn call(&self, function: Function, arguments: &[Expr]) -> Known {
        let values: Vec<Known> = arguments.iter().map(|a| self.value(a)).collect();
        let points: Option<Vec<Q>> = values.iter().map(Known::point).collect();
        let zero = Q::from_integer(0.into());
        let number = match (function, values.first(), points.as_deref()) {
            (Function::Length, Some(Known::Other(Value::Text(text))), _) => {
                Q::from_integer(text.chars().count().into())
            }
            (Function::Days, Some(Known::Other(Value::Date(from))), _) => {
                let to = match values.get(1) {
                    Some(Known::Other(Value::Date(to))) => *to,
                    None => self.as_of,
                    Some(_) => return Known::Missing,
                };
                Q::from_integer((day_number(to) - day_number(*from)).into())
            }
            (Function::Absolute, _, Some([x])) => {
                if *x < zero {
                    -x
                } else {
                    x.clone()
                }
            }
            (Function::Largest, _, Some(points)) => points.iter().max().expect("an argument").clone(),
            (Function::Smallest, _, Some(points)) => points.iter().min().expect("an argument").clone(),
            (Function::Round, _, Some([x, places @ ..])) => {
                // In the unit that the figure is shown in, half away from zero.
                let Type::Number(unit) = &arguments[0].ty else { return Known::Missing };
                let places = places.first().map_or(0, |p| p.to_integer().try_into().expect("a few places"));
                let scale = Q::from_integer(num_bigint::BigInt::from(10).pow(places));
                let shown = x / q(&unit.factor) * &scale;
                shown.round() / scale * q(&unit.factor)
            }
            _ => return Known::Missing,
        };
        Known::exact(number)
    }

    /// A figure made of rows; with a group, of its rows alone.
    pub(super) fn aggregate(&self, aggregate: &Aggregate, group: Option<&Value>) -> Known {
        let Some(rows) = self.facts.tables.get(aggregate.table.0) else { return Known::Missing };
        if !self.facts.present[aggregate.table.0] {
            return Known::Missing;
        }
        if self.doubt_empty && rows.is_empty() {
            return Known::Missing;
        }
        let mut ways = Vec::new();
        let mut sure = Vec::new();
        let mut doubtful = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let here = Here { row: Some((aggregate.table, index)), ..*self };
            let inside = match (group, aggregate.group) {
                (Some(group), Some(column)) => match &row[column.0] {
                    Cell::Value(value) => Some(value == group),
                    Cell::Blank if self.program.tables[aggregate.table.0].columns[column.0].nullable => Some(false),
                    _ => None,
                },
                _ => Some(true),
            };
            let value = aggregate.value.as_ref().map(|v| match (&v.kind, here.value(v)) {
                (ExprKind::Column(c), Known::Missing)
                    if aggregate.function == Fold::Sum
                        && self.program.tables[aggregate.table.0].columns[c.0].non_negative =>
                {
                    Known::Number(Some(q(&Number::zero())), None)
                }
                (_, value) => value,
            });
            let matches = aggregate.filter.as_ref().map_or(Some(true), |f| here.holds(f, true));
            ways.push((inside, matches));
            match and([inside, matches]) {
                Some(true) => sure.push(value),
                Some(false) => {}
                None => doubtful.push(value),
            }
        }
        fold(aggregate, &ways, sure, doubtful)
    }

    /// Whether a condition holds. A blank that is an answer is left out of filters; elsewhere nothing is known of it.
    pub(super) fn holds(&self, condition: &Condition, filter: bool) -> Truth {
        match &condition.kind {
            ConditionKind::Compare { left, operator, right } => {
                compare(&self.value(left), *operator, &self.value(right), filter)
            }
            ConditionKind::During { date, period } => match self.value(date) {
                Known::Other(Value::Date(date)) => Some(period.contains(date)),
                other => blank(&other, filter),
            },
            ConditionKind::Within { value, set: Set::Listed(values), negated } => match self.value(value) {
                Known::Other(value) => Some(values.contains(&value) != *negated),
                other => blank(&other, filter),
            },
            ConditionKind::Within { value, set: Set::Column(index), negated } => {
                let set = &self.program.sets[*index];
                let cells = || self.facts.tables[set.table.0].iter().map(|row| &row[set.column.0]);
                match self.value(value) {
                    Known::Other(value) if cells().any(|c| matches!(c, Cell::Value(v) if *v == value)) => {
                        Some(!*negated)
                    }
                    // A cell without a value might hold it.
                    Known::Other(_) if cells().any(|c| !matches!(c, Cell::Value(_))) => None,
                    Known::Other(_) => Some(*negated),
                    other => blank(&other, filter),
                }
            }
            ConditionKind::Null { value, negated } => {
                let ExprKind::Column(column) = &value.kind else { panic!("not generated: {value:?}") };
                let (table, row) = self.row.expect("a column stands in a row");
                match self.facts.tables[table.0][row][column.0] {
                    Cell::Blank => Some(!*negated),
                    Cell::Value(_) => Some(*negated),
                    Cell::Faulty => None,
                }
            }
            ConditionKind::Unique { column } => {
                let (table, row) = self.row.expect("a column stands in a row");
                let rows = &self.facts.tables[table.0];
                let Cell::Value(value) = &rows[row][column.0] else { return None };
                // The first occurrence among the rows that are judged is the one that stands.
                let earlier = (0..row).filter(|i| matches!(&rows[*i][column.0], Cell::Value(v) if v == value));
                let among =
                    |i| self.among.map_or(Some(true), |f| Here { row: Some((table, i)), ..*self }.holds(f, true));
                not(or(earlier.map(among)))
            }
            ConditionKind::Holds(expr) => match self.value(expr) {
                Known::Other(Value::Truth(truth)) => Some(truth),
                other => blank(&other, filter),
            },
            ConditionKind::Target(target) => self.target_truth(target),
            ConditionKind::Matches { text, pattern } => match self.value(text) {
                Known::Other(Value::Text(text)) => Some(shapes::matches(&pattern.text, &text)),
                other => blank(&other, filter),
            },
            ConditionKind::Format { text, format } => match self.value(text) {
                Known::Other(Value::Text(text)) => Some(shapes::is(*format, &text)),
                other => blank(&other, filter),
            },
            ConditionKind::Milestone { milestone, state } => milestones::truth(self, milestone.0, *state),
            ConditionKind::And(parts) => and(parts.iter().map(|p| self.holds(p, filter))),
            ConditionKind::Or(parts) => or(parts.iter().map(|p| self.holds(p, filter))),
            ConditionKind::Not(part) => not(self.holds(part, filter)),
            ConditionKind::If { premise, then } => or([not(self.holds(premise, filter)), self.holds(then, filter)]),
        }
    }

    fn target_truth(&self, target: &Target) -> Truth {
        let truth = super::verdict::goal_truth(self, &target.goal, &super::verdict::measured(self, &target.measure));
        truth.filter(|truth| !(self.doubt_early && super::verdict::may_turn(self, target, *truth)))
    }
}

/// Days since a day long past, counted one calendar month after another.
fn day_number(date: Date) -> i64 {
    let leap = |year: i16| i64::from(year % 4 == 0 && year % 100 != 0 || year % 400 == 0);
    let lengths = |year: i16| [31, 28 + leap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: i64 = (1900..date.year()).map(|year| 365 + leap(year)).sum();
    let months: i64 = lengths(date.year()).iter().take(usize::try_from(date.month() - 1).unwrap()).sum();
    years + months + i64::from(date.day())
}

fn blank(known: &Known, filter: bool) -> Truth {
    (filter && *known == Known::Empty).then_some(false)
}

fn arithmetic(left: Known, operator: ArithmeticOperator, right: Known) -> Known {
    if left == Known::Empty || right == Known::Empty {
        return Known::Empty;
    }
    let zero = Q::from_integer(0.into());
    match (operator, &left, &right) {
        (ArithmeticOperator::Add, Known::Number(a, b), Known::Number(c, d)) => Known::Number(both(a, c), both(b, d)),
        (ArithmeticOperator::Subtract, Known::Number(a, b), Known::Number(c, d)) => {
            let less = |x: &Option<Q>, y: &Option<Q>| Some(x.clone()? - y.clone()?);
            Known::Number(less(a, d), less(b, c))
        }
        (ArithmeticOperator::Multiply, ..) => match (left.point(), right.point()) {
            (Some(a), Some(b)) => Known::exact(a * b),
            _ => Known::Missing,
        },
        (ArithmeticOperator::Divide, ..) => match (left.point(), right.point()) {
            (Some(a), Some(b)) if b != zero => Known::exact(a / b),
            _ => Known::Missing,
        },
        _ => Known::Missing,
    }
}

fn both(a: &Option<Q>, b: &Option<Q>) -> Option<Q> {
    Some(a.clone()? + b.clone()?)
}

/// Certain only if every value between the ends agrees.
pub(super) fn compare(left: &Known, operator: Comparison, right: &Known, filter: bool) -> Truth {
    match (left, right) {
        (Known::Empty, _) => blank(left, filter),
        (_, Known::Empty) => blank(right, filter),
        (Known::Number(a, b), Known::Number(c, d)) => {
            // Of left - right, the ends.
            let low = a.as_ref().zip(d.as_ref()).map(|(a, d)| a.cmp(d));
            let high = b.as_ref().zip(c.as_ref()).map(|(b, c)| b.cmp(c));
            let (low_gt, low_ge) = (low.is_some_and(|o| o.is_gt()), low.is_some_and(|o| o.is_ge()));
            let (high_lt, high_le) = (high.is_some_and(|o| o.is_lt()), high.is_some_and(|o| o.is_le()));
            let certain = |yes: bool, no: bool| if yes { Some(true) } else { no.then_some(false) };
            match operator {
                Comparison::Greater => certain(low_gt, high_le),
                Comparison::AtLeast => certain(low_ge, high_lt),
                Comparison::Less => certain(high_lt, low_ge),
                Comparison::AtMost => certain(high_le, low_gt),
                Comparison::Equal => certain(low_ge && high_le, low_gt || high_lt),
                Comparison::NotEqual => certain(low_gt || high_lt, low_ge && high_le),
            }
        }
        (Known::Root(ratio, years), right) => {
            let factor = right.point()? + Q::from_integer(1.into());
            let power = (0..*years).fold(Q::from_integer(1.into()), |power, _| power * &factor);
            let below = factor < Q::from_integer(0.into());
            Some(operator.holds(if below { Ordering::Greater } else { ratio.cmp(&power) }))
        }
        (Known::Other(a), Known::Other(b)) => Some(operator.holds(a.cmp(b))),
        _ => None,
    }
}

fn fold(
    aggregate: &Aggregate,
    ways: &[(Truth, Truth)],
    sure: Vec<Option<Known>>,
    doubtful: Vec<Option<Known>>,
) -> Known {
    let zero = Q::from_integer(0.into());
    let whole = |n: usize| Q::from_integer(n.into());
    match aggregate.function {
        Fold::Count => Known::Number(Some(whole(sure.len())), Some(whole(sure.len() + doubtful.len()))),
        Fold::Share => shares(ways),
        Fold::CountDistinct => {
            let different = |cells: &mut dyn Iterator<Item = &Known>| -> BTreeSet<String> {
                cells.map(|k| format!("{k:?}")).collect()
            };
            let said = |cells: &[Option<Known>]| -> (Vec<Known>, usize) {
                let cells: Vec<Known> = cells.iter().flatten().filter(|k| **k != Known::Empty).cloned().collect();
                let known: Vec<Known> = cells.iter().filter(|k| **k != Known::Missing).cloned().collect();
                let unknown = cells.len() - known.len();
                (known, unknown)
            };
            let ((sure, hidden), (more, maybe)) = (said(&sure), said(&doubtful));
            let low = different(&mut sure.iter()).len().max(hidden.min(1));
            let high = different(&mut sure.iter().chain(&more)).len() + hidden + maybe;
            Known::Number(Some(whole(low)), Some(whole(high)))
        }
        Fold::Sum => {
            let (mut low, mut high) = (zero.clone(), Some(zero.clone()));
            for (cell, certain) in sure.iter().map(|c| (c, true)).chain(doubtful.iter().map(|c| (c, false))) {
                match cell.as_ref() {
                    Some(Known::Empty) | None => {}
                    Some(Known::Number(Some(a), b)) => {
                        low += if certain || *a < zero { a.clone() } else { zero.clone() };
                        let b = b.as_ref().map(|b| if certain || *b > zero { b.clone() } else { zero.clone() });
                        high = both(&high, &b);
                    }
                    Some(_) => return Known::Missing,
                }
            }
            Known::Number(Some(low), high)
        }
        Fold::Mean | Fold::Median | Fold::Largest | Fold::Smallest => every_way(aggregate.function, &sure, &doubtful),
    }
}

/// The figure with every choice of the doubtful rows, from the least to the greatest.
fn every_way(function: Fold, sure: &[Option<Known>], doubtful: &[Option<Known>]) -> Known {
    let points = |cells: &[Option<Known>]| -> Option<Vec<Q>> {
        cells.iter().flatten().filter(|k| **k != Known::Empty).map(Known::point).collect()
    };
    let (Some(sure), Some(doubtful)) = (points(sure), points(doubtful)) else { return Known::Missing };
    let figures: Option<Vec<Q>> = (0..1usize << doubtful.len())
        .map(|chosen| {
            let some = doubtful.iter().enumerate().filter(|(i, _)| chosen >> i & 1 == 1).map(|(_, q)| q);
            let mut numbers: Vec<Q> = sure.iter().chain(some).cloned().collect();
            numbers.sort();
            let n = numbers.len();
            (n > 0).then(|| match function {
                Fold::Mean => numbers.iter().sum::<Q>() / Q::from_integer(n.into()),
                Fold::Median => (&numbers[(n - 1) / 2] + &numbers[n / 2]) / Q::from_integer(2.into()),
                Fold::Largest => numbers[n - 1].clone(),
                _ => numbers[0].clone(),
            })
        })
        .collect();
    figures.map_or(Known::Missing, |f| Known::Number(f.iter().min().cloned(), f.iter().max().cloned()))
}

/// Matching rows over all rows, with every choice of what is not known: each row is outside, inside, or inside and matching.
fn shares(ways: &[(Truth, Truth)]) -> Known {
    let mut worlds = BTreeSet::from([(0usize, 0usize)]);
    for (inside, matches) in ways {
        let mut next = BTreeSet::new();
        for (matching, all) in worlds {
            if *inside != Some(true) {
                next.insert((matching, all));
            }
            if *inside != Some(false) && *matches != Some(true) {
                next.insert((matching, all + 1));
            }
            if *inside != Some(false) && *matches != Some(false) {
                next.insert((matching + 1, all + 1));
            }
        }
        worlds = next;
    }
    if worlds.iter().any(|(_, all)| *all == 0) {
        return Known::Missing;
    }
    let figures: Vec<Q> = worlds.iter().map(|(m, all)| Q::new((*m).into(), (*all).into())).collect();
    Known::Number(figures.iter().min().cloned(), figures.iter().max().cloned())
}

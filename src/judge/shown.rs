//! What results show of figures: in the unit of the rule, exact, and never rounded toward met.

use super::answer::{Answer, as_number};
use super::judgement::{Amount, TargetShown};
use super::measure::Found;
use super::scalar::World;
use super::target::{self, Asked, Weighed};
use crate::language::ast::ArithmeticOperator;
use crate::language::program::{Change, Comparison, Direction, Expr, ExprKind, Goal, Program, Set, Target, Value};
use crate::value::{Flavor, Number, Period, Rounding, Truth, Unit};

/// Fewest and most decimal places of a figure that no decimal gives exactly.
const PLACES: std::ops::RangeInclusive<u32> = 2..=60;

/// A number in decimals: exact if it can be, else cut with just enough places to tell it from another.
pub(crate) fn decimal(value: &Number, other: Option<&Number>, rounding: Rounding) -> String {
    if value.decimal_places().is_some() {
        return value.to_string();
    }
    let told = |cut: &Number| other.is_none_or(|o| cut.cmp(o) == value.cmp(o));
    let cut = PLACES.map(|places| value.cut(places, rounding)).find(told);
    cut.unwrap_or_else(|| value.cut(*PLACES.start(), rounding)).to_string()
}

/// A value of any kind in words.
pub(crate) fn value_text(program: &Program, value: &Value, unit: &Unit) -> String {
    match value {
        Value::Number(n) => decimal(&unit.from_base(n), None, Rounding::HalfUp),
        Value::Date(date) => date.to_string(),
        Value::Text(text) => text.clone(),
        Value::Truth(truth) => if *truth { "是" } else { "否" }.to_owned(),
        Value::Grade(scale, rank) => {
            program.scale(*scale).and_then(|s| s.members.get(*rank)).cloned().unwrap_or_default()
        }
    }
}

/// What a rule's result shows of its figure.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// What was asked.
    pub(crate) target: Option<TargetShown>,
    /// What was found.
    pub(crate) actual: Option<Amount>,
    /// What is still needed.
    pub(crate) gap: Option<Amount>,
    /// Actual over target.
    pub(crate) completion: Option<String>,
}

/// Shows a figure and its goal.
pub(crate) fn show(world: &World<'_>, target: &Target, weighed: &Weighed) -> Shown {
    let view = View { world, target, weighed, unit: goal_unit(target), period: weighed.trace.period() };
    Shown { target: view.target(), actual: view.actual(), gap: view.gap(), completion: view.completion() }
}

fn goal_unit(target: &Target) -> Unit {
    let level = || match &target.measure.level.ty {
        crate::language::program::Type::Number(unit) => unit.clone(),
        _ => Unit::bare(),
    };
    match (target::goal_unit(&target.goal), target.measure.change) {
        (Some(unit), Some(change)) if unit.is_bare() && change != Change::NetIncrease => Unit::percent(),
        (Some(unit), _) => unit.clone(),
        (None, _) => level(),
    }
}

/// Whether a level is in the unit of its first figure: a quotient of two is not.
fn in_unit_submitted(level: &Expr) -> bool {
    match &level.kind {
        ExprKind::Arithmetic { operator: ArithmeticOperator::Multiply | ArithmeticOperator::Divide, right, .. } => {
            matches!(right.kind, ExprKind::Constant(_))
        }
        ExprKind::Arithmetic { left, .. } => in_unit_submitted(left),
        ExprKind::Negate(inner) => in_unit_submitted(inner),
        _ => true,
    }
}

struct View<'v, 'a> {
    world: &'v World<'a>,
    target: &'v Target,
    weighed: &'v Weighed,
    unit: Unit,
    period: Option<Period>,
}

impl View<'_, '_> {
    fn target(&self) -> Option<TargetShown> {
        let text = |answer: &Answer| self.text(answer, Rounding::HalfUp, None);
        let (op, value) = match &self.weighed.asked {
            Asked::Bound(comparison, value) => (comparison.sign(), text(value)?),
            Asked::About { value, .. } => ("~", text(value)?),
            Asked::Between { low: (_, low), high: (_, high) } | Asked::Promised(low, high) => {
                ("in", format!("{}..{}", text(low)?, text(high)?))
            }
            Asked::Other(_) => return Some(self.other()),
        };
        Some(TargetShown { op: op.to_owned(), value, unit: self.unit_name(&self.unit) })
    }

    fn other(&self) -> TargetShown {
        let (op, value) = match &self.target.goal {
            Goal::Within { set, negated } => (if *negated { "not in" } else { "in" }, self.set(set)),
            Goal::Null { negated } => (if *negated { "not null" } else { "null" }, String::new()),
            _ => ("", String::new()),
        };
        TargetShown { op: op.to_owned(), value, unit: String::new() }
    }

    fn set(&self, set: &Set) -> String {
        let program = self.world.program;
        match set {
            Set::Listed(values) => {
                let texts: Vec<String> = values.iter().map(|v| value_text(program, v, &self.unit)).collect();
                format!("{{{}}}", texts.join(", "))
            }
            Set::Column(index) => {
                program.sets.get(*index).map_or_else(String::new, |s| column_name(program, s.table, s.column))
            }
        }
    }

    fn is_number(answer: &Answer) -> bool {
        answer.ends().is_some_and(|(a, b)| a.or(b).is_some_and(|v| as_number(v).is_some()))
    }

    fn unit_name(&self, unit: &Unit) -> String {
        let plain = |a: &Answer| a.ends().is_none() || Self::is_number(a);
        if self.weighed.found.plain().is_none_or(plain) { unit.name.clone() } else { String::new() }
    }

    /// The unit of the actual figure: a bare goal leaves it the unit it was submitted in.
    fn actual_unit(&self) -> Unit {
        let own = self.unit.is_bare() && in_unit_submitted(&self.target.measure.level);
        let submitted = self.weighed.trace.unit.as_ref().filter(|u| own && u.factor == Number::one());
        submitted.cloned().unwrap_or_else(|| self.unit.clone())
    }

    /// Rounded toward not met: down where more is better.
    fn rounding(&self) -> Rounding {
        match target::bound(&self.weighed.asked) {
            Some((Comparison::AtMost, _)) => Rounding::Ceil,
            _ if self.above_interval() => Rounding::Ceil,
            _ => Rounding::Floor,
        }
    }

    fn above_interval(&self) -> bool {
        matches!(&self.weighed.asked, Asked::Between { high, .. } if self.weighed.found.compare(high.0, &high.1) == Truth::False)
    }

    fn actual(&self) -> Option<Amount> {
        let unit = self.actual_unit();
        let (number, value) = match &self.weighed.found {
            Found::Root { ratio, years } => (None, self.root(ratio, *years)?),
            Found::Plain(answer) => {
                let number = answer.known_number().map(|n| unit.from_base(n));
                let goal = target::bound(&self.weighed.asked).and_then(|(_, goal)| goal.known_number());
                (number, self.text(answer, self.rounding(), goal)?)
            }
        };
        let unit = self.unit_name(&unit);
        Some(Amount { number, value, unit, period: self.period })
    }

    fn text(&self, answer: &Answer, rounding: Rounding, apart: Option<&Number>) -> Option<String> {
        let apart = apart.map(|n| self.unit.from_base(n));
        let one = |value: &Value| match value {
            Value::Number(n) => decimal(&self.unit.from_base(n), apart.as_ref(), rounding),
            other => value_text(self.world.program, other, &self.unit),
        };
        match answer {
            Answer::Known(value) => Some(one(value)),
            Answer::Range(low, high) => Some(format!(
                "{}..{}",
                low.as_ref().map_or_else(String::new, one),
                high.as_ref().map_or_else(String::new, one)
            )),
            Answer::Missing(_) => None,
        }
    }

    /// A mean yearly growth, in the unit of the goal.
    fn root(&self, ratio: &Number, years: u32) -> Option<String> {
        let rate = |places: u32| Some(&ratio.nth_root_floor(years, places)? - &Number::one());
        let goal = target::bound(&self.weighed.asked).and_then(|(_, goal)| goal.known_number());
        let holds =
            |comparison, g: &Number| self.weighed.found.compare(comparison, &Answer::number(g.clone())) == Truth::True;
        let told = |rate: &Number| {
            goal.is_none_or(|g| {
                (rate >= g) == holds(Comparison::AtLeast, g) && (rate <= g) == holds(Comparison::AtMost, g)
            })
        };
        let found = (4..=60).filter_map(rate).find(told).or_else(|| rate(4))?;
        Some(self.unit.from_base(&found).to_string())
    }

    /// A mean yearly growth to six places, rounded toward not met.
    fn root_near(&self, ratio: &Number, years: u32) -> Option<Number> {
        let floor = &ratio.nth_root_floor(years, 6)? - &Number::one();
        let exact = self.weighed.found.compare(Comparison::Equal, &Answer::number(floor.clone())) == Truth::True;
        let up = self.rounding() == Rounding::Ceil && !exact;
        Some(if up { &floor + &Number::from_decimal(1, 6) } else { floor })
    }

    fn gap(&self) -> Option<Amount> {
        let short = self.shortfall()?;
        let growth = self.target.measure.change.is_some_and(|c| c != Change::NetIncrease);
        let ratio = self.unit.flavor == Flavor::Ratio;
        let unit = if growth || ratio { Unit::points() } else { self.actual_unit() };
        let number = unit.from_base(&short);
        let value = decimal(&number, Some(&Number::zero()), Rounding::Ceil);
        Some(Amount { number: Some(number), value, unit: unit.name, period: None })
    }

    /// What is still needed, in base units; nothing of what is met or has no distance.
    fn shortfall(&self) -> Option<Number> {
        if self.weighed.strict != Truth::False {
            return None;
        }
        let actual = match &self.weighed.found {
            Found::Plain(answer) => answer.known_number()?.clone(),
            Found::Root { ratio, years } => self.root_near(ratio, *years)?,
        };
        let (comparison, goal) = self.missed()?;
        let goal = goal.known_number()?;
        let counted = target::counts_things(self.world, self.target, &self.weighed.trace) && actual.is_integer();
        Some(match comparison {
            Comparison::Greater if counted => &(&goal.floor() + &Number::one()) - &actual,
            Comparison::Less if counted => &actual - &(&goal.ceil() - &Number::one()),
            Comparison::Greater | Comparison::AtLeast => goal - &actual,
            Comparison::Less | Comparison::AtMost => &actual - goal,
            Comparison::Equal => (goal - &actual).abs(),
            Comparison::NotEqual => return None,
        })
    }

    /// The end of the goal that is missed.
    fn missed(&self) -> Option<(Comparison, &Answer)> {
        match &self.weighed.asked {
            Asked::Bound(comparison, value) => Some((*comparison, value)),
            Asked::Between { low, high } => {
                Some(if self.above_interval() { (high.0, &high.1) } else { (low.0, &low.1) })
            }
            Asked::Promised(low, _) => Some((Comparison::AtLeast, low)),
            Asked::About { value, direction, .. } => match direction {
                Direction::Up => Some((Comparison::AtLeast, value)),
                Direction::Down => Some((Comparison::AtMost, value)),
                Direction::Both => Some((Comparison::Equal, value)),
            },
            Asked::Other(_) => None,
        }
    }

    /// Actual over target of a lower bound on a level, in percent with one decimal at most; never 100% of what is not met.
    fn completion(&self) -> Option<String> {
        let growth = self.target.measure.change.is_some_and(|c| c != Change::NetIncrease);
        let lower = match &self.weighed.asked {
            Asked::Bound(Comparison::Greater | Comparison::AtLeast, value) | Asked::Promised(value, _) => value,
            Asked::About { value, direction: Direction::Up, .. } => value,
            _ => return None,
        };
        let goal = lower.known_number().filter(|g| g.is_positive() && !growth)?;
        let actual = self.weighed.found.plain()?.known_number()?;
        let percent = (actual * &Number::from(100i64)).checked_div(goal)?.cut(1, Rounding::Floor).max(Number::zero());
        let most = Number::from_decimal(999, 1);
        let percent = if self.weighed.strict == Truth::True { percent } else { percent.min(most) };
        Some(format!("{percent}%"))
    }
}

/// `「项目.投资额」`
fn column_name(
    program: &Program,
    table: crate::language::program::TableId,
    column: crate::language::program::ColumnId,
) -> String {
    let table_name = program.table(table).map_or("", |t| t.name.as_str());
    let column_name = program.column(table, column).map_or("", |c| c.name.as_str());
    format!("{table_name}.{column_name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_is_cut_only_as_far_as_it_stays_apart() {
        let third = |n: &str| Number::parse(n).unwrap().checked_div(&Number::from(3i64)).unwrap();
        let hundred = Number::from(100i64);
        assert_eq!(decimal(&third("100"), None, Rounding::Floor), "33.33");
        assert_eq!(decimal(&third("299.99999"), Some(&hundred), Rounding::Floor), "99.99");
        assert_eq!(decimal(&third("299.99999"), Some(&hundred), Rounding::Ceil), "99.999997");
        assert_eq!(decimal(&third("300.00001"), Some(&hundred), Rounding::Floor), "100.000003");
        assert_eq!(
            decimal(&Number::parse("1234567890123456789012345678.9").unwrap(), None, Rounding::Floor),
            "1234567890123456789012345678.9"
        );
    }
}

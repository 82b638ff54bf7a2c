//! What is certain of a value: the value itself, a range it must lie in, or nothing and why.

use crate::language::ast::ArithmeticOperator;
use crate::language::program::{Comparison, Value};
use crate::value::{Date, Number, Truth};
use jiff::Span;
use std::cmp::Ordering;

/// What is certain of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// It is this.
    Known(Value),
    /// It lies between two ends, both included; an absent end is open without limit.
    Range(Option<Value>, Option<Value>),
    /// Nothing, and why.
    Missing(String),
}

impl Answer {
    /// A known number.
    pub(crate) fn number(value: Number) -> Self {
        Self::Known(Value::Number(value))
    }

    /// The narrowest form of a range.
    pub(crate) fn range(low: Option<Value>, high: Option<Value>) -> Self {
        match (low, high) {
            (Some(low), Some(high)) if low == high => Self::Known(low),
            (low, high) => Self::Range(low, high),
        }
    }

    /// A range of numbers.
    pub(crate) fn numbers(low: Option<Number>, high: Option<Number>) -> Self {
        Self::range(low.map(Value::Number), high.map(Value::Number))
    }

    /// The known value.
    pub(crate) fn known(&self) -> Option<&Value> {
        match self {
            Self::Known(value) => Some(value),
            _ => None,
        }
    }

    /// The known number.
    pub(crate) fn known_number(&self) -> Option<&Number> {
        self.known().and_then(as_number)
    }

    /// Lower and upper end; `None` of a side without limit.
    pub(crate) fn ends(&self) -> Option<(Option<&Value>, Option<&Value>)> {
        match self {
            Self::Known(value) => Some((Some(value), Some(value))),
            Self::Range(low, high) => Some((low.as_ref(), high.as_ref())),
            Self::Missing(_) => None,
        }
    }

    /// Why nothing is certain.
    pub(crate) fn reason(&self) -> Option<&str> {
        match self {
            Self::Missing(reason) => Some(reason),
            _ => None,
        }
    }

    fn number_ends(&self) -> Result<(Option<Number>, Option<Number>), String> {
        let cloned = |v: &Value| as_number(v).cloned();
        match self {
            Self::Known(value) => Ok((cloned(value), cloned(value))),
            Self::Range(low, high) => Ok((low.as_ref().and_then(cloned), high.as_ref().and_then(cloned))),
            Self::Missing(reason) => Err(reason.clone()),
        }
    }

    /// The same with its sign turned.
    pub(crate) fn negated(self) -> Self {
        match self.number_ends() {
            Ok((low, high)) => Self::numbers(high.map(|n| -n), low.map(|n| -n)),
            Err(reason) => Self::Missing(reason),
        }
    }

    /// Without its sign.
    pub(crate) fn absolute(self) -> Self {
        let (low, high) = match self.number_ends() {
            Ok(ends) => ends,
            Err(reason) => return Self::Missing(reason),
        };
        let crosses = low.as_ref().is_none_or(Number::is_negative) && high.as_ref().is_none_or(|h| !h.is_negative());
        let (a, b) = (low.map(|n| n.abs()), high.map(|n| n.abs()));
        let largest = a.clone().zip(b.clone()).map(|(a, b)| a.max(b));
        let smallest = if crosses { Some(Number::zero()) } else { [a, b].into_iter().flatten().min() };
        Self::numbers(smallest, largest)
    }

    /// Four arithmetic operations, over ranges by their ends.
    pub(crate) fn arithmetic(self, operator: ArithmeticOperator, other: &Self) -> Self {
        if let Some(dated) = self.with_date(operator, other) {
            return dated;
        }
        let (left, right) = match (self.number_ends(), other.number_ends()) {
            (Ok(left), Ok(right)) => (left, right),
            (Err(reason), _) | (_, Err(reason)) => return Self::Missing(reason),
        };
        match operator {
            ArithmeticOperator::Add => {
                Self::numbers(both(left.0, right.0, |a, b| a + b), both(left.1, right.1, |a, b| a + b))
            }
            ArithmeticOperator::Subtract => {
                Self::numbers(both(left.0, right.1, |a, b| a - b), both(left.1, right.0, |a, b| a - b))
            }
            ArithmeticOperator::Multiply => product(left, right),
            ArithmeticOperator::Divide => quotient(left, right),
        }
    }

    /// Dates and days: the difference of two dates, a date some days later.
    fn with_date(&self, operator: ArithmeticOperator, other: &Self) -> Option<Self> {
        let (Self::Known(Value::Date(left)), Self::Known(right)) = (self, other) else { return None };
        match (operator, right) {
            (ArithmeticOperator::Subtract, Value::Date(right)) => Some(Self::number(days_between(*right, *left))),
            (ArithmeticOperator::Add, Value::Number(days)) => Some(later(*left, days)),
            (ArithmeticOperator::Subtract, Value::Number(days)) => Some(later(*left, &-days)),
            _ => None,
        }
    }

    /// Whether the comparison holds over the whole of both ranges, over none of them, or nobody can tell.
    pub(crate) fn compare(&self, comparison: Comparison, other: &Self) -> Truth {
        let (Some(left), Some(right)) = (self.ends(), other.ends()) else { return Truth::Unknown };
        match comparison {
            Comparison::Greater => above(left, right, Ordering::is_gt),
            Comparison::AtLeast => above(left, right, Ordering::is_ge),
            Comparison::Less => above(right, left, Ordering::is_gt),
            Comparison::AtMost => above(right, left, Ordering::is_ge),
            Comparison::Equal => equal(left, right),
            Comparison::NotEqual => equal(left, right).not(),
        }
    }
}

type Ends<'a> = (Option<&'a Value>, Option<&'a Value>);

fn above(left: Ends<'_>, right: Ends<'_>, enough: fn(Ordering) -> bool) -> Truth {
    let surely = left.0.zip(right.1).is_some_and(|(a, b)| ordering(a, b).is_some_and(enough));
    let never = left.1.zip(right.0).is_some_and(|(a, b)| ordering(a, b).is_some_and(|o| !enough(o)));
    match (surely, never) {
        (true, _) => Truth::True,
        (_, true) => Truth::False,
        _ => Truth::Unknown,
    }
}

fn equal(left: Ends<'_>, right: Ends<'_>) -> Truth {
    let one = |ends: Ends<'_>| ends.0.zip(ends.1).is_some_and(|(a, b)| a == b);
    let apart =
        |a: Ends<'_>, b: Ends<'_>| a.1.zip(b.0).is_some_and(|(a, b)| ordering(a, b).is_some_and(Ordering::is_lt));
    if apart(left, right) || apart(right, left) {
        return Truth::False;
    }
    let same = one(left) && one(right) && left.0 == right.0;
    if same { Truth::True } else { Truth::Unknown }
}

/// How two values of one type are ordered; `None` between types and between texts that only equality compares.
pub(crate) fn ordering(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Truth(a), Value::Truth(b)) => Some(a.cmp(b)),
        (Value::Grade(a, x), Value::Grade(b, y)) if a == b => Some(x.cmp(y)),
        _ => None,
    }
}

pub(crate) fn as_number(value: &Value) -> Option<&Number> {
    match value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// Days from the first date to the second.
pub(crate) fn days_between(from: Date, to: Date) -> Number {
    let days = from.until(to).map_or(0, |span| span.get_days());
    Number::from(i64::from(days))
}

fn later(date: Date, days: &Number) -> Answer {
    let moved = days.to_i64().and_then(|d| date.checked_add(Span::new().try_days(d).ok()?).ok());
    moved.map_or_else(
        || Answer::Missing("日期加减的天数不是整数，或超出历法".to_owned()),
        |d| Answer::Known(Value::Date(d)),
    )
}

fn both(a: Option<Number>, b: Option<Number>, f: impl Fn(&Number, &Number) -> Number) -> Option<Number> {
    a.zip(b).map(|(a, b)| f(&a, &b))
}

type NumberEnds = (Option<Number>, Option<Number>);

fn product(left: NumberEnds, right: NumberEnds) -> Answer {
    let one = |e: &NumberEnds| e.0.is_some() && e.0 == e.1;
    if one(&left) || one(&right) {
        let (factor, range) = if one(&left) { (left.0, right) } else { (right.0, left) };
        return scaled(range, &factor.unwrap_or_default());
    }
    let (Some(a), Some(b), Some(c), Some(d)) = (&left.0, &left.1, &right.0, &right.1) else {
        return positive_product(&left, &right);
    };
    let corners = [a * c, a * d, b * c, b * d];
    Answer::numbers(corners.iter().min().cloned(), corners.iter().max().cloned())
}

/// Of ranges without an upper limit only the product of two that are not negative has a lower end.
fn positive_product(left: &NumberEnds, right: &NumberEnds) -> Answer {
    let lows = left.0.as_ref().zip(right.0.as_ref()).filter(|(a, b)| !a.is_negative() && !b.is_negative());
    Answer::Range(lows.map(|(a, b)| Value::Number(a * b)), None)
}

fn scaled(range: NumberEnds, factor: &Number) -> Answer {
    if factor.is_zero() {
        return Answer::number(Number::zero());
    }
    let (low, high) = (range.0.map(|n| &n * factor), range.1.map(|n| &n * factor));
    if factor.is_negative() { Answer::numbers(high, low) } else { Answer::numbers(low, high) }
}

fn quotient(left: NumberEnds, right: NumberEnds) -> Answer {
    let touches =
        right.0.as_ref().is_none_or(|n| !n.is_positive()) && right.1.as_ref().is_none_or(|n| !n.is_negative());
    if touches {
        return Answer::Missing("除数为 0，或不能确定不为 0".to_owned());
    }
    let inverse = |n: Option<Number>| n.map_or(Some(Number::zero()), |n| Number::one().checked_div(&n));
    product(left, (inverse(right.1), inverse(right.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(value: i64) -> Number {
        Number::from(value)
    }

    fn range(low: i64, high: i64) -> Answer {
        Answer::numbers(Some(n(low)), Some(n(high)))
    }

    #[test]
    fn comparisons_hold_only_over_the_whole_range() {
        let sixty = Answer::number(n(60));
        assert_eq!(range(61, 64).compare(Comparison::AtLeast, &sixty), Truth::True);
        assert_eq!(range(59, 64).compare(Comparison::AtLeast, &sixty), Truth::Unknown);
        assert_eq!(range(50, 59).compare(Comparison::AtLeast, &sixty), Truth::False);
        assert_eq!(range(60, 64).compare(Comparison::Greater, &sixty), Truth::Unknown);
        assert_eq!(range(61, 64).compare(Comparison::Equal, &sixty), Truth::False);
        assert_eq!(range(61, 64).compare(Comparison::NotEqual, &sixty), Truth::True);
        assert_eq!(range(58, 60).compare(Comparison::Less, &sixty), Truth::Unknown);
        assert_eq!(range(58, 60).compare(Comparison::AtMost, &sixty), Truth::True);
        let open = Answer::numbers(Some(n(61)), None);
        assert_eq!(open.compare(Comparison::AtLeast, &sixty), Truth::True);
        assert_eq!(open.compare(Comparison::AtMost, &sixty), Truth::False);
        assert_eq!(open.compare(Comparison::AtMost, &Answer::number(n(61))), Truth::Unknown);
    }

    #[test]
    fn ranges_compute_by_their_ends() {
        use ArithmeticOperator::{Add, Divide, Multiply, Subtract};
        assert_eq!(range(1, 3).arithmetic(Add, &range(10, 20)), range(11, 23));
        assert_eq!(range(1, 3).arithmetic(Subtract, &range(10, 20)), range(-19, -7));
        assert_eq!(range(-1, 3).arithmetic(Multiply, &range(10, 20)), range(-20, 60));
        assert_eq!(range(10, 20).arithmetic(Divide, &range(2, 5)), range(2, 10));
        assert!(range(10, 20).arithmetic(Divide, &range(0, 5)).reason().is_some());
        assert_eq!(range(-3, 2).absolute(), range(0, 3));
        assert_eq!(range(2, 3).negated(), range(-3, -2));
    }
}

//! A figure that is about ten thousand or a hundred million times its target, or the inverse: said, never mended.

use crate::judge::{Amount, RuleResult, TargetShown};
use crate::value::Number;

/// A line for a figure whose ratio to its target looks like 万 or 亿 left out or written twice.
pub(super) fn of(result: &RuleResult) -> Option<String> {
    let (target, actual) = (result.target.as_ref()?, result.actual.as_ref()?);
    let (wanted, found) = (decimal(target.value.split("..").next()?)?, decimal(&actual.value)?);
    if target.unit != actual.unit || !wanted.is_positive() || !found.is_positive() {
        return None;
    }
    let (word, times) = match (scale(&found, &wanted), scale(&wanted, &found)) {
        (Some(word), _) => (word, "倍"),
        (None, Some(word)) => (word, "分之一"),
        (None, None) => return None,
    };
    Some(format!(
        "报送的 {} 约为目标 {} 的{word}{times}，数值或单位是否多写、少写了“{word}”？请核对原始数据",
        figure(actual),
        goal(target)
    ))
}

fn figure(amount: &Amount) -> String {
    format!("{}{}", amount.value, amount.unit)
}

fn goal(target: &TargetShown) -> String {
    format!("{}{}", target.value, target.unit)
}

/// 万 or 亿, when the greater is a fifth to five times as many times the less.
fn scale(greater: &Number, less: &Number) -> Option<&'static str> {
    let near = |power: u32| {
        let middle = less * &Number::from(10_i64).pow(power);
        let five = Number::from(5_i64);
        middle <= greater * &five && greater <= &(&middle * &five)
    };
    if near(4) {
        Some("万")
    } else if near(8) {
        Some("亿")
    } else {
        None
    }
}

/// Reads an exact decimal; a date or a text is none.
fn decimal(text: &str) -> Option<Number> {
    Number::parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ratios_near_ten_thousand_or_a_hundred_million_are_suspicious() {
        let scale = |text| scale(&decimal(text).unwrap(), &Number::from(1_i64));
        assert_eq!(scale("10000"), Some("万"));
        assert_eq!(scale("2000"), Some("万"));
        assert_eq!(scale("50000"), Some("万"));
        assert_eq!(scale("50000.1"), None);
        assert_eq!(scale("1999.9"), None);
        assert_eq!(scale("20000000"), Some("亿"));
    }
}

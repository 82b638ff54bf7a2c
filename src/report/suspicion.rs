//! A figure that is about ten thousand or a hundred million times its target, or the inverse: said, never mended.

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::judge::{Amount, RuleResult, TargetShown};

/// A line for a figure whose ratio to its target looks like 万 or 亿 left out or written twice.
pub(super) fn of(result: &RuleResult) -> Option<String> {
    let (target, actual) = (result.target.as_ref()?, result.actual.as_ref()?);
    let (wanted, found) = (decimal(target.value.split("..").next()?)?, decimal(&actual.value)?);
    if target.unit != actual.unit || !wanted.is_positive() || !found.is_positive() {
        return None;
    }
    let ratio = found / wanted;
    let (word, times) = scale(&ratio).map(|w| (w, "倍")).or_else(|| scale(&ratio.recip()).map(|w| (w, "分之一")))?;
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

/// 万 or 亿, when a ratio lies within a fifth to five times of it.
fn scale(ratio: &BigRational) -> Option<&'static str> {
    let near = |power: u32| {
        let scale = BigRational::from_integer(num_bigint::BigInt::from(10).pow(power));
        let five = BigRational::from_integer(5.into());
        &(&scale / &five) <= ratio && ratio <= &(scale * five)
    };
    if near(4) {
        Some("万")
    } else if near(8) {
        Some("亿")
    } else {
        None
    }
}

/// Reads an exact decimal: digits with at most one point.
fn decimal(text: &str) -> Option<BigRational> {
    let text = text.replace(',', "");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{whole}{fraction}");
    let number: num_bigint::BigInt = digits.parse().ok()?;
    let places = u32::try_from(fraction.len()).ok()?;
    let value = BigRational::new(number, num_bigint::BigInt::from(10).pow(places));
    (!value.is_zero()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ratios_near_ten_thousand_or_a_hundred_million_are_suspicious() {
        let scale = |text| scale(&decimal(text).unwrap());
        assert_eq!(scale("10000"), Some("万"));
        assert_eq!(scale("2000"), Some("万"));
        assert_eq!(scale("50000"), Some("万"));
        assert_eq!(scale("50000.1"), None);
        assert_eq!(scale("1999.9"), None);
        assert_eq!(scale("20000000"), Some("亿"));
    }
}

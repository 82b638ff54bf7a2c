//! 格式: texts with check digits and fixed shapes.

use crate::language::program::Format;
use crate::value::Date;

/// Whether a text has a format, check digits included.
pub(crate) fn conforms(format: Format, text: &str) -> bool {
    match format {
        Format::CreditCode => credit_code(text),
        Format::IdentityNumber => identity_number(text),
        Format::MobileNumber => mobile_number(text),
        Format::DivisionCode => division_code(text),
    }
}

/// The alphabet of GB 32100-2015, 4.2: no I, O, S, V, Z.
const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// GB 32100-2015: weights 3^i mod 31; the check character makes the sum up to a multiple of 31.
fn credit_code(text: &str) -> bool {
    let values: Option<Vec<u32>> = text.chars().map(credit_value).collect();
    let Some(values) = values.filter(|v| v.len() == 18) else { return false };
    let region = text.chars().skip(2).take(6).all(|c| c.is_ascii_digit());
    let mut weight = 1;
    let mut sum = 0;
    for value in values.iter().take(17) {
        sum = (sum + value * weight) % 31;
        weight = weight * 3 % 31;
    }
    region && values.last().is_some_and(|check| (sum + check) % 31 == 0)
}

fn credit_value(c: char) -> Option<u32> {
    CREDIT_ALPHABET.chars().position(|a| a == c).and_then(|i| u32::try_from(i).ok())
}

/// GB 11643-1999: 17 digits with a division and a day of birth, weights 2^(17-i) mod 11, ISO 7064 MOD 11-2.
fn identity_number(text: &str) -> bool {
    let Some((body, check)) = text.split_at_checked(17) else { return false };
    if !all_digits(body) || check.len() != 1 || !province(body) {
        return false;
    }
    let born = body.get(6..14).and_then(day_of_birth).is_some();
    let weights = (1..=17u32).rev().map(|power| 2u32.pow(power) % 11);
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let expected = (12 - sum % 11) % 11;
    let given = if check.eq_ignore_ascii_case("X") { Some(10) } else { check.parse().ok() };
    born && given == Some(expected)
}

fn day_of_birth(digits: &str) -> Option<Date> {
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    Date::new(year.parse().ok().filter(|y| *y >= 1800)?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Eleven digits from 13 to 19.
fn mobile_number(text: &str) -> bool {
    let second = text.chars().nth(1).is_some_and(|c| ('3'..='9').contains(&c));
    text.len() == 11 && all_digits(text) && text.starts_with('1') && second
}

/// GB/T 2260: six digits whose first two name a province.
fn division_code(text: &str) -> bool {
    text.len() == 6 && all_digits(text) && province(text)
}

fn province(digits: &str) -> bool {
    let code: Option<u8> = digits.get(..2).and_then(|d| d.parse().ok());
    code.is_some_and(|c| matches!(c, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credit_codes_are_checked_to_their_last_character() {
        assert!(credit_code("91350100M000100Y43"));
        assert!(!credit_code("91350100M000100Y44"));
        assert!(!credit_code("91350100M000100Y4"));
        assert!(!credit_code("9135010OM000100Y43"));
        assert!(!credit_code("91350100m000100y43"));
        assert!(!credit_code(""));
    }

    #[test]
    fn identity_numbers_are_checked_to_their_last_character() {
        assert!(identity_number("11010519491231002X"));
        assert!(identity_number("11010519491231002x"));
        assert!(!identity_number("110105194912310021"));
        assert!(!identity_number("11010519490231002X"));
        assert!(identity_number("440524188001010014"));
        assert!(!identity_number("44052418800101001"));
        assert!(!identity_number("身份证号身份证号"));
    }

    #[test]
    fn phones_and_divisions_have_their_shape() {
        assert!(mobile_number("13800138000"));
        assert!(!mobile_number("12800138000"));
        assert!(!mobile_number("1380013800"));
        assert!(division_code("360103"));
        assert!(!division_code("990103"));
        assert!(!division_code("3601030"));
    }
}

//! Laws and examples of exact numbers.

use super::*;
use proptest::prelude::*;

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

#[test]
fn a_third_three_times_is_a_whole() {
    let third = number("100000000").checked_div(&number("3")).unwrap();
    assert_eq!(third.to_string(), "100000000/3");
    assert_eq!(&third * &number("3"), number("100000000"));
}

#[test]
fn figures_of_any_length_are_kept() {
    let long = "1234567890123456789012345678901234567890.0000000000000000000000000000000000000001";
    assert_eq!(number(long).to_string(), long);
    let edge = number("9999999999999999999999999999");
    assert!(&edge + &number("0.0000000000000000000000000001") > edge);
    assert_eq!((&edge * &edge).to_string(), "99999999999999999999999999980000000000000000000000000001");
}

#[test]
fn only_plain_decimals_are_read() {
    assert!([".5", "5.", "1e3", "", "-", "１", "1,000", "+-1", "0x1"].iter().all(|t| Number::parse(t).is_none()));
    assert_eq!(Number::parse_scientific("1.5e-7"), Number::parse("0.00000015"));
    assert_eq!(Number::from_f64_shortest(0.081), Number::parse("0.081"));
    assert_eq!(Number::from_f64_shortest(f64::NAN), None);
}

#[test]
fn rounding_says_which_way() {
    let x = number("-2.345");
    let to = |r| x.to_decimal_string(2, r);
    assert_eq!(
        [Rounding::HalfUp, Rounding::Floor, Rounding::Ceil, Rounding::TowardZero, Rounding::AwayFromZero].map(to),
        ["-2.35", "-2.35", "-2.34", "-2.34", "-2.35"]
    );
    assert_eq!(number("1.5").round(0), number("2"));
    assert_eq!(number("99.99").to_decimal_string(1, Rounding::TowardZero), "99.9");
}

#[test]
fn roots_are_bounded_from_below() {
    assert_eq!(number("2").nth_root_floor(2, 4).unwrap(), number("1.4142"));
    assert_eq!(Number::cmp_power(&number("1.1"), 3, &number("1.331")), Ordering::Equal);
}

fn any_number() -> impl Strategy<Value = Number> {
    let short = (any::<i64>(), 0u8..20).prop_map(|(m, s)| Number::from_decimal(i128::from(m), s));
    let wide = (any::<i128>(), 0u8..45).prop_map(|(m, s)| Number::from_decimal(m, s));
    let ratio = (any::<i64>(), 1i64..1000).prop_map(|(a, b)| Number::from(a).checked_div(&Number::from(b)).unwrap());
    prop_oneof![short, wide, ratio]
}

proptest! {
    #[test]
    fn arithmetic_is_a_field(a in any_number(), b in any_number(), c in any_number()) {
        prop_assert_eq!(&a + &b, &b + &a);
        prop_assert_eq!(&(&a + &b) + &c, &a + &(&b + &c));
        prop_assert_eq!(&a * &(&b + &c), &(&a * &b) + &(&a * &c));
        prop_assert_eq!(&(&a - &b) + &b, a.clone());
        if !b.is_zero() {
            prop_assert_eq!(&a.checked_div(&b).unwrap() * &b, a);
        }
    }

    #[test]
    fn order_agrees_with_difference(a in any_number(), b in any_number()) {
        prop_assert_eq!(a.cmp(&b), (&a - &b).cmp(&Number::zero()));
    }

    #[test]
    fn what_is_printed_is_read_back(m in any::<i128>(), s in 0u8..60) {
        let number = Number::from_decimal(m, s);
        prop_assert_eq!(Number::parse(&number.to_string()), Some(number));
    }
}

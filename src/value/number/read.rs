//! Numbers out of text: exact as written, at any length.

use num_bigint::BigInt;
use num_rational::BigRational;

use super::Number;
use crate::value::digits;

impl Number {
    /// Reads `-12.50`: a sign, digits, and digits behind a point; nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(short) = Self::parse_short(text.as_bytes()) {
            return Some(short);
        }
        let (negative, body) = match text.strip_prefix(['-', '+']) {
            Some(body) => (text.starts_with('-'), body),
            None => (false, text),
        };
        let (whole, fraction) = body.split_once('.').map_or((body, None), |(w, f)| (w, Some(f)));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || fraction.is_some_and(|f| !digits(f)) {
            return None;
        }
        let fraction = fraction.unwrap_or("");
        let magnitude = Self::from_digits(whole, fraction)?;
        Some(if negative { -magnitude } else { magnitude })
    }

    /// Digits and at most one point among them, as nearly every figure is written; `None` of all else, right or wrong.
    pub fn parse_short(text: &[u8]) -> Option<Self> {
        Self::parse_decimal(text, 0).map(|(mantissa, places)| Self::from_decimal(mantissa.into(), places))
    }

    /// The same, times a power of ten from -9 to 18, as a mantissa and its places, if it is one of a machine word.
    #[inline]
    pub fn parse_decimal(text: &[u8], power: i8) -> Option<(i64, u8)> {
        let (mantissa, scale) = Self::read_decimal(text, power)?;
        match u8::try_from(scale) {
            Ok(scale) => Some((mantissa, scale)),
            Err(_) => {
                mantissa.checked_mul(10i64.checked_pow(scale.unsigned_abs().into())?).map(|mantissa| (mantissa, 0))
            }
        }
    }

    #[inline]
    fn read_decimal(text: &[u8], power: i8) -> Option<(i64, i8)> {
        if !(-9..=18).contains(&power) {
            return None;
        }
        if let Some(word) = digits::word(text) {
            let (mantissa, places) = in_word(word, text.len())?;
            return Some((mantissa, i8::try_from(places).ok()? - power));
        }
        if text.len() > 18 {
            return None;
        }
        let (mut mantissa, mut point) = (0i64, None);
        for (at, byte) in text.iter().enumerate() {
            match byte {
                b'0'..=b'9' => mantissa = mantissa * 10 + i64::from(byte - b'0'),
                b'.' if point.is_none() && at > 0 && at + 1 < text.len() => point = Some(at),
                _ => return None,
            }
        }
        let places = point.map_or(0, |at| text.len() - at - 1);
        Some((mantissa, i8::try_from(places).ok()? - power))
    }

    fn from_digits(whole: &str, fraction: &str) -> Option<Self> {
        if whole.len() + fraction.len() <= 18 {
            let mantissa = whole.bytes().chain(fraction.bytes()).fold(0i64, |m, b| m * 10 + i64::from(b - b'0'));
            return Some(Self::from_decimal(i128::from(mantissa), u8::try_from(fraction.len()).ok()?));
        }
        if whole.len() + fraction.len() <= 38 {
            let mantissa = whole.bytes().chain(fraction.bytes()).fold(0i128, |m, b| m * 10 + i128::from(b - b'0'));
            return Some(Self::from_decimal(mantissa, u8::try_from(fraction.len()).ok()?));
        }
        let mantissa = BigInt::parse_bytes(format!("{whole}{fraction}").as_bytes(), 10)?;
        let denominator = BigInt::from(10).pow(u32::try_from(fraction.len()).ok()?);
        Some(Self::from_big(BigRational::new(mantissa, denominator)))
    }

    /// Reads also `1.5e-7`, as JSON and spreadsheets write it; exponents past a thousand are refused.
    pub fn parse_scientific(text: &str) -> Option<Self> {
        let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
            return Self::parse(text);
        };
        let (mantissa, exponent) = (Self::parse(mantissa)?, exponent.parse::<i32>().ok()?);
        if exponent.unsigned_abs() > 1000 {
            return None;
        }
        let factor = Self::from(10i64).pow(exponent.unsigned_abs());
        if exponent < 0 { mantissa.checked_div(&factor) } else { Some(&mantissa * &factor) }
    }

    /// The shortest decimal that a spreadsheet's binary number stands for: 0.1 is 0.1.
    pub fn from_f64_shortest(value: f64) -> Option<Self> {
        value.is_finite().then(|| format!("{value:e}")).and_then(|text| Self::parse_scientific(&text))
    }
}

/// The decimal that a word of so many bytes writes: its digits as a whole number, and how many stand behind the point.
#[inline]
fn in_word(word: u64, length: usize) -> Option<(i64, usize)> {
    let (word, length, places) = match digits::find(word, b'.').filter(|at| *at < length) {
        None => (word, length, 0),
        Some(at) if at > 0 && at + 1 < length => (digits::without(word, at), length - 1, length - at - 1),
        Some(_) => return None,
    };
    let digits = digits::digits(word, length).filter(|_| length > 0)?;
    Some((i64::try_from(digits::number(digits)).ok()?, places))
}

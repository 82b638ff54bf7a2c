//! Exact numbers of any length: never a binary fraction, never a silent rounding.
//!
//! Nearly every figure is a short decimal, so those are kept as an `i128` mantissa with a scale; quotients such as 1/3 and
//! figures past 38 digits are rationals of big integers. One number has one form, so equality and hashing are of values.

mod column;
mod read;

pub use column::{NumberColumn, Summed};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, ToPrimitive};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Mul, Neg, Sub};

/// An exact number.
#[derive(Clone, PartialEq, Eq)]
pub struct Number(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    /// `mantissa / 10^scale`, without trailing zeros behind the point.
    Short { mantissa: i128, scale: u8 },
    /// What has no such form.
    Long(Box<BigRational>),
}

/// The largest scale of a short decimal: 10^38 still fits an `i128`.
const MOST_PLACES: u8 = 38;

/// How a number is cut to some decimal places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// 四舍五入: half away from zero.
    HalfUp,
    /// Toward minus infinity.
    Floor,
    /// Toward plus infinity.
    Ceil,
    /// Toward zero.
    TowardZero,
    /// Away from zero.
    AwayFromZero,
}

/// The powers of ten that fit an `i128`.
#[expect(clippy::indexing_slicing, reason = "evaluated when compiled: out of bounds would not compile")]
const TENS: [i128; 39] = {
    let mut tens = [1; 39];
    let mut power = 1;
    while power < tens.len() {
        tens[power] = tens[power - 1] * 10;
        power += 1;
    }
    tens
};

fn ten(power: u8) -> Option<i128> {
    TENS.get(usize::from(power)).copied()
}

impl Number {
    /// 0
    pub const fn zero() -> Self {
        Self(Repr::Short { mantissa: 0, scale: 0 })
    }

    /// 1
    pub const fn one() -> Self {
        Self(Repr::Short { mantissa: 1, scale: 0 })
    }

    /// `mantissa / 10^scale`.
    pub fn from_decimal(mantissa: i128, scale: u8) -> Self {
        let (mantissa, scale) = without_zeros(mantissa, scale);
        if scale > MOST_PLACES || mantissa == i128::MIN {
            let denominator = BigInt::from(10).pow(u32::from(scale));
            return Self::from_big(BigRational::new(BigInt::from(mantissa), denominator));
        }
        Self(Repr::Short { mantissa, scale })
    }

    fn from_big(value: BigRational) -> Self {
        short(&value).map_or_else(|| Self(Repr::Long(Box::new(value))), Self)
    }

    fn big(&self) -> BigRational {
        match &self.0 {
            Repr::Short { mantissa, scale } => {
                BigRational::new(BigInt::from(*mantissa), BigInt::from(10).pow(u32::from(*scale)))
            }
            Repr::Long(value) => (**value).clone(),
        }
    }

    /// A mantissa of a machine word and its places, where it has such a form.
    fn word(&self) -> Option<(i64, u8)> {
        let Repr::Short { mantissa, scale } = &self.0 else { return None };
        i64::try_from(*mantissa).ok().map(|mantissa| (mantissa, *scale))
    }

    /// The quotient; `None` when the divisor is 0.
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        if divisor.is_zero() {
            return None;
        }
        let short = self.pair(divisor).and_then(|(a, b)| short_quotient(a, b));
        Some(short.unwrap_or_else(|| Self::from_big(self.big() / divisor.big())))
    }

    /// The number multiplied by itself.
    #[must_use]
    pub fn pow(&self, exponent: u32) -> Self {
        match &self.0 {
            Repr::Short { mantissa, scale } => {
                let mantissa = mantissa.checked_pow(exponent);
                let scale = u32::from(*scale).checked_mul(exponent).and_then(|s| u8::try_from(s).ok());
                match (mantissa, scale) {
                    (Some(mantissa), Some(scale)) => Self::from_decimal(mantissa, scale),
                    _ => Self::from_big(Pow::pow(self.big(), exponent)),
                }
            }
            Repr::Long(value) => Self::from_big(Pow::pow((**value).clone(), exponent)),
        }
    }

    /// `n` of 10^n, within what an exponent of a short decimal can be.
    pub fn power_of_ten(&self) -> Option<i8> {
        let Repr::Short { mantissa, scale } = &self.0 else { return None };
        match TENS.iter().position(|power| power == mantissa).map(i8::try_from) {
            Some(Ok(power)) => i8::try_from(*scale).ok().map(|scale| power - scale),
            _ => None,
        }
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Short { mantissa: 0, .. })
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Short { mantissa, .. } => *mantissa < 0,
            Repr::Long(value) => value.is_negative(),
        }
    }

    /// Whether it is above 0.
    pub fn is_positive(&self) -> bool {
        !self.is_zero() && !self.is_negative()
    }

    /// Whether it is whole.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Short { scale, .. } => *scale == 0,
            Repr::Long(value) => value.is_integer(),
        }
    }

    /// The next whole number downward.
    #[must_use]
    pub fn floor(&self) -> Self {
        self.cut(0, Rounding::Floor)
    }

    /// The next whole number upward.
    #[must_use]
    pub fn ceil(&self) -> Self {
        self.cut(0, Rounding::Ceil)
    }

    /// 四舍五入 to some decimal places.
    #[must_use]
    pub fn round(&self, places: u32) -> Self {
        self.cut(places, Rounding::HalfUp)
    }

    /// Cut to some decimal places, toward zero.
    #[must_use]
    pub fn truncate(&self, places: u32) -> Self {
        self.cut(places, Rounding::TowardZero)
    }

    /// Cut to some decimal places.
    #[must_use]
    pub fn cut(&self, places: u32, rounding: Rounding) -> Self {
        if self.decimal_places().is_some_and(|own| own <= places) {
            return self.clone();
        }
        if let Repr::Short { mantissa, scale } = &self.0
            && let Some(cut) = short_cut(*mantissa, *scale, places, rounding)
        {
            return cut;
        }
        let scale = BigInt::from(10).pow(places);
        let scaled = self.big() * BigRational::from_integer(scale.clone());
        let whole = match rounding {
            Rounding::Floor => scaled.floor(),
            Rounding::Ceil => scaled.ceil(),
            Rounding::TowardZero => scaled.trunc(),
            Rounding::AwayFromZero if scaled.is_negative() => scaled.floor(),
            Rounding::AwayFromZero => scaled.ceil(),
            Rounding::HalfUp => scaled.round(),
        };
        Self::from_big(whole / BigRational::from_integer(scale))
    }

    /// How many decimal places it needs; `None` when no decimal is exact.
    pub fn decimal_places(&self) -> Option<u32> {
        match &self.0 {
            Repr::Short { scale, .. } => Some(u32::from(*scale)),
            Repr::Long(value) => finite_places(value.denom()),
        }
    }

    /// As a machine integer, if it is one.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Short { mantissa, scale: 0 } => i64::try_from(*mantissa).ok(),
            _ => None,
        }
    }

    /// As a machine integer without a sign, if it is one.
    pub fn to_u64(&self) -> Option<u64> {
        match &self.0 {
            Repr::Short { mantissa, scale: 0 } => u64::try_from(*mantissa).ok(),
            _ => None,
        }
    }

    /// Cut to some decimal places and written without trailing zeros.
    pub fn to_decimal_string(&self, places: u32, rounding: Rounding) -> String {
        self.cut(places, rounding).to_string()
    }

    /// Compares `base` to the power `exponent` with `other`, without a root.
    pub fn cmp_power(base: &Self, exponent: u32, other: &Self) -> Ordering {
        base.pow(exponent).cmp(other)
    }

    /// The largest decimal with so many places whose `n`-th power does not exceed a number that is not negative.
    pub fn nth_root_floor(&self, n: u32, places: u32) -> Option<Self> {
        if self.is_negative() || n == 0 {
            return None;
        }
        let scale = BigInt::from(10).pow(places);
        let scaled = (self.big() * BigRational::from_integer(Pow::pow(scale.clone(), n))).floor().to_integer();
        Some(Self::from_big(BigRational::new(scaled.nth_root(n), scale)))
    }
}

/// The short form of a rational, if it has one.
fn short(value: &BigRational) -> Option<Repr> {
    let places = finite_places(value.denom())?;
    let scale = u8::try_from(places).ok().filter(|s| *s <= MOST_PLACES)?;
    let mantissa = (value.numer() * BigInt::from(10).pow(places)) / value.denom();
    Some(Repr::Short { mantissa: mantissa.to_i128().filter(|m| *m != i128::MIN)?, scale })
}

/// How many decimal places a reduced denominator needs; `None` if it has another prime factor than 2 and 5.
fn finite_places(denominator: &BigInt) -> Option<u32> {
    let mut rest = denominator.clone();
    let mut counts = [0u32; 2];
    for (count, prime) in counts.iter_mut().zip([2u8, 5]) {
        let prime = BigInt::from(prime);
        while rest.is_multiple_of(&prime) {
            rest /= &prime;
            *count += 1;
        }
    }
    rest.is_one().then(|| counts.into_iter().max().unwrap_or(0))
}

/// A short decimal without trailing zeros behind the point.
fn without_zeros(mut mantissa: i128, mut scale: u8) -> (i128, u8) {
    // Nearly every mantissa fits a machine word, whose remainders cost a tenth.
    if let Ok(mut short) = i64::try_from(mantissa) {
        while scale > 0 && short % 10 == 0 {
            short /= 10;
            scale -= 1;
        }
        return (i128::from(short), scale);
    }
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}

/// The quotient of two short decimals, if it is one again and nothing overflows on the way.
fn short_quotient(a: (i128, u8), b: (i128, u8)) -> Option<Number> {
    let (numerator, denominator) = (a.0.checked_mul(ten(b.1)?)?, b.0.checked_mul(ten(a.1)?)?);
    let common = i128::try_from(numerator.unsigned_abs().gcd(&denominator.unsigned_abs())).ok()?;
    let (numerator, denominator) = (numerator.checked_div(common)?, denominator.checked_div(common)?);
    let (mut rest, mut counts) = (denominator, [0u8; 2]);
    for (count, prime) in counts.iter_mut().zip([2, 5]) {
        while rest % prime == 0 {
            rest /= prime;
            *count += 1;
        }
    }
    let places = counts.into_iter().max().filter(|_| rest.unsigned_abs() == 1)?;
    let mantissa = numerator.checked_mul(ten(places)?)?.checked_div(denominator)?;
    Some(Number::from_decimal(mantissa, places))
}

/// A short decimal cut to fewer places, if nothing overflows on the way.
fn short_cut(mantissa: i128, scale: u8, places: u32, rounding: Rounding) -> Option<Number> {
    let places = u8::try_from(places).ok()?;
    let unit = ten(scale.checked_sub(places)?)?;
    let down = mantissa.div_euclid(unit);
    let up = if mantissa.rem_euclid(unit) == 0 { down } else { down + 1 };
    let whole = match rounding {
        Rounding::Floor => down,
        Rounding::Ceil => up,
        Rounding::TowardZero => mantissa / unit,
        Rounding::AwayFromZero if mantissa < 0 => down,
        Rounding::AwayFromZero => up,
        Rounding::HalfUp => mantissa.checked_add(mantissa.signum() * (unit / 2))? / unit,
    };
    Some(Number::from_decimal(whole, places))
}

/// Brings two short decimals to one scale.
fn aligned(a: (i128, u8), b: (i128, u8)) -> Option<(i128, i128, u8)> {
    if a.1 == b.1 {
        return Some((a.0, b.0, a.1));
    }
    let scale = a.1.max(b.1);
    let left = a.0.checked_mul(ten(scale - a.1)?)?;
    let right = b.0.checked_mul(ten(scale - b.1)?)?;
    Some((left, right, scale))
}

impl Number {
    fn pair(&self, other: &Self) -> Option<((i128, u8), (i128, u8))> {
        match (&self.0, &other.0) {
            (Repr::Short { mantissa: a, scale: s }, Repr::Short { mantissa: b, scale: t }) => {
                Some(((*a, *s), (*b, *t)))
            }
            _ => None,
        }
    }
}

impl Add for &Number {
    type Output = Number;
    fn add(self, other: Self) -> Number {
        let sum = self.pair(other).and_then(|(a, b)| aligned(a, b)).and_then(|(a, b, s)| Some((a.checked_add(b)?, s)));
        sum.map_or_else(|| Number::from_big(self.big() + other.big()), |(m, s)| Number::from_decimal(m, s))
    }
}

impl Sub for &Number {
    type Output = Number;
    fn sub(self, other: Self) -> Number {
        self + &-other
    }
}

impl Mul for &Number {
    type Output = Number;
    fn mul(self, other: Self) -> Number {
        let product = self.pair(other).and_then(|((a, s), (b, t))| Some((a.checked_mul(b)?, s.checked_add(t)?)));
        product.map_or_else(|| Number::from_big(self.big() * other.big()), |(m, s)| Number::from_decimal(m, s))
    }
}

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        match &self.0 {
            Repr::Short { mantissa, scale } => Number::from_decimal(-mantissa, *scale),
            Repr::Long(value) => Number::from_big(-(**value).clone()),
        }
    }
}

macro_rules! owned {
    ($($name:ident $method:ident),*) => {$(
        impl $name for Number {
            type Output = Number;
            fn $method(self, other: Self) -> Number {
                (&self).$method(&other)
            }
        }
    )*};
}
owned!(Add add, Sub sub, Mul mul);

impl Neg for Number {
    type Output = Number;
    fn neg(self) -> Number {
        -&self
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::zero()
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::from_decimal(i128::from(value), 0)
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::from_decimal(i128::from(value), 0)
    }
}

impl std::iter::Sum for Number {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::zero(), |a, b| &a + &b)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let short = self.pair(other).and_then(|(a, b)| aligned(a, b));
        short.map_or_else(|| self.big().cmp(&other.big()), |(a, b, _)| a.cmp(&b))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Repr::Short { mantissa, scale } = &self.0 {
            let magnitude = mantissa.unsigned_abs();
            let digits = u64::try_from(magnitude).map_or_else(|_| magnitude.to_string(), |short| short.to_string());
            return decimal(f, *mantissa < 0, &digits, usize::from(*scale));
        }
        let Some(places) = self.decimal_places() else {
            let value = self.big();
            return write!(f, "{}/{}", value.numer(), value.denom());
        };
        let mantissa = (self.big() * BigRational::from_integer(BigInt::from(10).pow(places))).to_integer();
        decimal(f, mantissa.is_negative(), &mantissa.abs().to_string(), places as usize)
    }
}

/// Writes digits with a point before the last `places` of them.
fn decimal(f: &mut fmt::Formatter<'_>, negative: bool, digits: &str, places: usize) -> fmt::Result {
    if negative {
        f.write_str("-")?;
    }
    if places == 0 {
        return f.write_str(digits);
    }
    match digits.len().checked_sub(places).and_then(|whole| digits.split_at_checked(whole)) {
        Some((whole, fraction)) if !whole.is_empty() => write!(f, "{whole}.{fraction}"),
        _ => write!(f, "0.{digits:0>places$}"),
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests;

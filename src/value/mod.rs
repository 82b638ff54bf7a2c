//! Values: exact numbers, units with dimensions, dates and periods, three-valued truth.

mod date;
mod digits;
mod mark;
mod number;
mod numeral;
mod print;
mod prints;
mod truth;
mod unit;
mod units;

pub use date::{Date, Period, excel_moment, excel_serial, iso_date, parse_date};
pub use mark::{Mark, Marks, Told};
pub use number::{Number, NumberColumn, Rounding, Summed};
pub use numeral::{doubtful_numeral, numeral_prefix, parse_numeral};
pub use print::Print;
pub use prints::Prints;
pub use truth::Truth;
pub use unit::{Base, Dimension, Flavor, Unit};
pub use units::Units;

use std::borrow::Cow;
use std::fmt;

/// A number with its unit, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The number, in `unit`.
    pub value: Number,
    /// The unit.
    pub unit: Unit,
}

impl Quantity {
    /// The number in the base unit of its dimension.
    pub fn base(&self) -> Number {
        self.unit.to_base(&self.value)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.value, self.unit.name)
    }
}

/// The half-width form of full-width ASCII and the ideographic and no-break spaces.
pub fn half_width(text: &str) -> Cow<'_, str> {
    let wide = |c: char| matches!(c, '！'..='～' | '\u{3000}' | '\u{a0}');
    if !text.contains(wide) {
        return Cow::Borrowed(text);
    }
    let narrow = |c: char| match c {
        '！'..='～' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    };
    Cow::Owned(text.chars().map(narrow).collect())
}

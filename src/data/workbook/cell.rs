//! A cell of a sheet in sixteen bytes: short numbers in itself, everything else by its place among texts.

use super::look::Look;
use super::texts::Texts;
use crate::data::read_error::ReadErrorKind;
use crate::data::record::{Day, DayShape, Percent, RawCell};

/// What stands in a formula cell whose program never worked it out.
pub(crate) const UNCACHED: &str = "公式没有算出结果";

/// Digits that a cell keeps in itself.
const SHORT: usize = 9;
/// Digits that Excel keeps.
const DIGITS: usize = 15;

/// A cell that holds something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    /// Its column, from 0.
    pub(super) column: u16,
    content: Content,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    /// A text shared by the book.
    Shared(u32),
    /// A text of its sheet.
    Own(u32),
    /// A short decimal.
    Short(Percent, u8, [u8; SHORT]),
    /// A long decimal, among the texts of its sheet.
    Long(Percent, u32),
    /// A day serial, as the bytes of a double.
    Day(DayShape, [u8; 8]),
    /// 是 or 否.
    Truth(bool),
    /// An error value.
    Error(u8),
}

const ERRORS: [&str; 15] = [
    UNCACHED,
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
];

impl Cell {
    pub(super) fn new(column: u16, content: Content) -> Self {
        Self { column, content }
    }

    /// The same in another column.
    pub(super) fn moved(self, column: u16) -> Self {
        Self { column, ..self }
    }

    /// As any format gives a cell.
    pub(super) fn raw<'a>(&'a self, shared: &'a Texts, own: &'a Texts, from_1904: bool) -> RawCell<'a> {
        let number = |text: &'a str, percent| RawCell::Number { text: text.into(), percent, binary: true };
        let text = |texts: &'a Texts, at| texts.get(at).unwrap_or_default();
        match &self.content {
            Content::Shared(at) => RawCell::Text(text(shared, *at).into()),
            Content::Own(at) => RawCell::Text(text(own, *at).into()),
            Content::Short(percent, length, digits) => {
                let digits = digits.get(..usize::from(*length)).unwrap_or_default();
                number(std::str::from_utf8(digits).unwrap_or_default(), *percent)
            }
            Content::Long(percent, at) => number(text(own, *at), *percent),
            Content::Day(shows, serial) => {
                RawCell::Day(Day { serial: f64::from_le_bytes(*serial), from_1904, shows: *shows })
            }
            Content::Truth(truth) => RawCell::Truth(*truth),
            Content::Error(at) => RawCell::Error(ERRORS.get(usize::from(*at)).copied().unwrap_or("#UNKNOWN!")),
        }
    }
}

impl Content {
    /// An error value by its word.
    pub(super) fn error(word: &str) -> Self {
        let at = ERRORS.iter().position(|error| *error == word).unwrap_or(ERRORS.len() - 1);
        Self::Error(u8::try_from(at).unwrap_or(0))
    }

    /// A number as written, through the look of its cell.
    pub(super) fn number(text: &str, look: Look, own: &mut Texts) -> Result<Option<Self>, ReadErrorKind> {
        let percent = match look {
            Look::Number(percent) => percent,
            Look::Sections(_) => Percent::Masked,
            Look::Day(shape) => {
                return Ok(text
                    .parse()
                    .ok()
                    .filter(|n: &f64| n.is_finite())
                    .map(|n| Self::Day(shape, n.to_le_bytes())));
            }
        };
        if is_decimal(text) {
            return Self::decimal(text, percent, own).map(Some);
        }
        match text.parse().ok().filter(|number: &f64| number.is_finite()) {
            Some(number) => Self::decimal(&decimal(number), percent, own).map(Some),
            None => Ok(None),
        }
    }

    fn decimal(text: &str, percent: Percent, own: &mut Texts) -> Result<Self, ReadErrorKind> {
        let mut digits = [0; SHORT];
        Ok(match (digits.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(text.as_bytes());
                Self::Short(percent, length, digits)
            }
            _ => Self::Long(percent, own.push(text)?),
        })
    }
}

/// Whether a number as written is the decimal it stands for: no more digits than Excel keeps, none that says nothing.
fn is_decimal(text: &str) -> bool {
    let bytes = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let point = bytes.iter().position(|b| *b == b'.');
    let digits = bytes.len() - usize::from(point.is_some());
    let whole = point.unwrap_or(bytes.len());
    let plain = bytes.iter().enumerate().all(|(at, b)| b.is_ascii_digit() || Some(at) == point);
    let tight = match (bytes, point) {
        ([b'0', ..], _) if whole > 1 => false,
        (_, Some(_)) => whole > 0 && !matches!(bytes.last(), Some(b'0' | b'.')),
        _ => whole > 0,
    };
    plain && tight && digits <= DIGITS
}

/// The decimal a cell stands for: the shortest that gives its binary number, or, where that needs more digits than the 15
/// that Excel itself keeps, the one of 15 digits; the digits behind are noise of binary sums.
pub(super) fn decimal(number: f64) -> String {
    let shortest = format!("{number}");
    let digits = shortest.trim_start_matches(['-', '0', '.']).chars().filter(char::is_ascii_digit).count();
    if digits <= DIGITS || !shortest.contains('.') {
        return shortest;
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_small() {
        assert_eq!(size_of::<Cell>(), 16);
    }

    #[test]
    fn a_cell_is_the_decimal_that_was_typed() {
        let read = |text: &str| {
            let mut own = Texts::default();
            let content = Content::number(text, Look::PLAIN, &mut own).unwrap()?;
            match Cell::new(0, content).raw(&Texts::default(), &own, false) {
                RawCell::Number { text, .. } => Some(text.into_owned()),
                other => panic!("{other:?}"),
            }
        };
        let cases = [
            ("8.1", "8.1"),
            ("8.0999999999999996", "8.1"),
            ("0.30000000000000004", "0.3"),
            ("1E-7", "0.0000001"),
            ("1.50", "1.5"),
            ("007", "7"),
            ("-12.25", "-12.25"),
            ("3.60103199003071E+17", "360103199003071000"),
            ("360103199003071234", "360103199003071200"),
            ("13800000000", "13800000000"),
        ];
        for (written, meant) in cases {
            assert_eq!(read(written).as_deref(), Some(meant), "{written}");
        }
        assert_eq!(read("1,5"), None);
    }
}

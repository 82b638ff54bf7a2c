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
        if is_decimal(text.as_bytes()) {
            return Self::decimal(text, percent, own).map(Some);
        }
        if let Some(text) = rounded(text) {
            return Self::decimal(&text, percent, own).map(Some);
        }
        match text.parse().ok().filter(|number: &f64| number.is_finite()) {
            Some(number) => Self::decimal(&decimal(number), percent, own).map(Some),
            None => Ok(None),
        }
    }

    /// A short number in digits alone, if that is what some bytes are and their look says no more; as [`Self::number`] has it.
    pub(super) fn plain_number(bytes: &[u8], look: Look) -> Option<Self> {
        let mut digits = [0; SHORT];
        match look {
            Look::Number(percent) if is_decimal(bytes) => {
                digits.get_mut(..bytes.len())?.copy_from_slice(bytes);
                Some(Self::Short(percent, u8::try_from(bytes.len()).ok()?, digits))
            }
            Look::Day(shape) => Some(Self::Day(shape, whole(bytes)?.to_le_bytes())),
            _ => None,
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

/// A whole number of few digits.
fn whole(bytes: &[u8]) -> Option<f64> {
    if bytes.is_empty() || bytes.len() > SHORT {
        return None;
    }
    let add =
        |number: u32, byte: &u8| Some(number * 10 + u32::from(byte.checked_sub(b'0').filter(|digit| *digit < 10)?));
    bytes.iter().try_fold(0, add).map(f64::from)
}

/// Whether a number as written is the decimal it stands for: no more digits than Excel keeps, none that says nothing.
fn is_decimal(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let (mut point, mut plain) = (None, true);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {}
            b'.' if point.is_none() => point = Some(at),
            _ => plain = false,
        }
    }
    let digits = bytes.len() - usize::from(point.is_some());
    let whole = point.unwrap_or(bytes.len());
    let tight = match (bytes, point) {
        ([b'0', ..], _) if whole > 1 => false,
        (_, Some(_)) => whole > 0 && !matches!(bytes.last(), Some(b'0' | b'.')),
        _ => whole > 0,
    };
    plain && tight && digits <= DIGITS
}

/// A number of 16 or 17 digits rounded to 15, as [`decimal`] rounds it; `None` where only its binary can tell. Its digits lie
/// no more than 10 of the last apart from the binary number's own, so that both round alike unless they are nearly halfway.
fn rounded(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.')?;
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0');
    let surplus = significant.len().checked_sub(DIGITS).filter(|surplus| matches!(surplus, 1 | 2))?;
    let plain = !whole.is_empty() && whole.len() <= DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    let power = 10_u64.pow(u32::try_from(surplus).ok()?);
    let number: u64 = significant.parse().ok().filter(|_| plain)?;
    let rest = number % power * (100 / power);
    if (39..=61).contains(&rest) || fraction.len() <= surplus {
        return None;
    }
    let kept = number / power + u64::from(rest > 50);
    let places = fraction.len() - surplus;
    let all = format!("{kept:0>width$}", width = places + 1);
    let (whole, fraction) = all.split_at_checked(all.len() - places)?;
    let fraction = fraction.trim_end_matches('0');
    let sign = if text.starts_with('-') { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}"))
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

    proptest::proptest! {
        #[test]
        fn digits_round_as_their_binary_number_does(text in "-?(0|[1-9][0-9]{0,14})[.][0-9]{0,18}") {
            if let Some(rounded) = rounded(&text) {
                proptest::prop_assert_eq!(rounded, decimal(text.parse().unwrap()), "{}", text);
            }
        }

        #[test]
        fn numbers_as_programs_write_them_round_alike(number in proptest::num::f64::NORMAL, digits in 14_usize..18) {
            let written = format!("{number:.digits$}");
            for text in [format!("{number}"), written] {
                if let Some(rounded) = rounded(&text) {
                    proptest::prop_assert_eq!(rounded, decimal(text.parse().unwrap()), "{}", text);
                }
            }
        }

        #[test]
        fn sums_round_alike(cents in proptest::collection::vec(0_i32..100_000, 1..8)) {
            let sum: f64 = cents.iter().map(|cent| f64::from(*cent) / 100.0).sum();
            let text = format!("{sum}");
            if let Some(rounded) = rounded(&text) {
                proptest::prop_assert_eq!(rounded, decimal(sum), "{}", text);
            }
        }

        #[test]
        fn plain_numbers_are_read_as_all_numbers_are(text in "-?[0-9]{0,10}[.]?[0-9]{0,3}") {
            for look in [Look::PLAIN, Look::Number(Percent::Yes), Look::Day(DayShape::Day)] {
                let mut own = Texts::default();
                if let Some(plain) = Content::plain_number(text.as_bytes(), look) {
                    let all = Content::number(&text, look, &mut own).unwrap();
                    proptest::prop_assert_eq!(format!("{:?}", Some(plain)), format!("{all:?}"), "{}", text);
                }
            }
        }
    }
}

//! What a cell says, read the same way in every format: numbers with units, dates, truths, texts; blanks and faults.

use std::borrow::Cow;

use crate::language::program::Scale;
use crate::value::{Date, Number, Period, Unit, Units, excel_moment, excel_serial, parse_date};

use super::record::{Day, DayShape, Percent, RawCell};
use super::text::{name_key, trim, value_text};

/// What was read from a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading<T> {
    /// A value.
    Value(T),
    /// Nothing, or a word for nothing.
    Blank,
    /// Something unusable.
    Faulty(CellFault),
}

/// Why a cell cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CellFault {
    /// No number: `约100`, `1.2.3`.
    NotNumber,
    /// Commas that do not stand every three digits: `1,2345`.
    Grouping,
    /// An error value of a workbook.
    Excel(&'static str),
    /// Bytes that the encoding does not know.
    Undecodable,
    /// Letters behind the number that are no unit.
    UnknownUnit(String),
    /// No date.
    NotDate,
    /// A month where a day is needed.
    OnlyMonth,
    /// Neither 是 nor 否.
    NotTruth,
    /// No member of its scale; the members.
    NotMember(Vec<String>),
    /// A number too long for the workbook's cell: its last digits are lost.
    LongNumber,
    /// A number as Excel shows long ones, `3.60103E+17`: the digits not shown are lost.
    Scientific,
    /// A mark before the value that made it text in a spreadsheet: `'100`.
    Apostrophe,
    /// An array or object of JSON.
    Nested,
    /// A ratio whose cell format is not known.
    HiddenPercent,
    /// A number whose cell shows another.
    Masked,
}

/// A number as its cell has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Amount {
    /// The number, in the unit written.
    pub(crate) value: Number,
    /// Decimal places written.
    pub(crate) places: u32,
    /// What stands behind it.
    pub(crate) unit: Suffix,
    /// Whether the cell's format, which could make it a percentage, is not known.
    pub(crate) hidden: bool,
}

/// What stands behind a number in its cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Suffix {
    /// Nothing.
    None,
    /// `万` or `亿` alone; the unit is said elsewhere.
    Multiplier(String),
    /// A unit.
    Unit(Unit),
}

/// Words and signs for nothing.
pub(crate) fn is_blank_word(text: &str) -> bool {
    let is_dash = |c: char| matches!(c, '—' | '–' | '-' | '－' | '−' | '─' | '―' | '/' | '…' | '⋯');
    text.chars().all(is_dash)
        || matches!(text, "无" | "暂无" | "未统计" | "未报" | "未填报" | "不适用" | "..." | "......")
        || matches!(text, "N/A" | "n/a" | "NA" | "null" | "NULL")
}

/// Error values of a spreadsheet, written out as text.
const EXCEL_ERRORS: [&str; 9] =
    ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#GETTING_DATA"];

/// Whether a text has a character that begins like `\u{fffd}` or `锟` and goes on like it.
pub(crate) fn may_be_replaced(bytes: &[u8]) -> bool {
    let is_one = |at: usize| matches!(bytes.get(at..), Some([0xef, 0xbf, 0xbd, ..] | [0xe9, 0x94, 0x9f, ..]));
    memchr::memchr2_iter(0xef, 0xe9, bytes).any(is_one)
}

/// What a spreadsheet's export did to a text, whatever the column holds.
fn spoilt(text: &str) -> Option<CellFault> {
    // What a lossy decoder put in place of bytes it did not know, before or after a second mistaken decoding.
    if may_be_replaced(text.as_bytes()) && (text.contains('\u{fffd}') || text.contains("锟斤拷")) {
        return Some(CellFault::Undecodable);
    }
    let first = text.chars().next()?;
    match first {
        '#' => match EXCEL_ERRORS.iter().find(|error| **error == text) {
            Some(error) => Some(CellFault::Excel(error)),
            None => text.chars().all(|c| c == '#').then_some(CellFault::Excel("####")),
        },
        '\'' | '＇' | '‘' | '’' => {
            text.chars().nth(1).is_some_and(|c| c.is_ascii_digit() || c == '-').then_some(CellFault::Apostrophe)
        }
        '0'..='9' | '-' | '０'..='９' => is_scientific(text).then_some(CellFault::Scientific),
        _ => None,
    }
}

/// `1.2E+08`, as Excel shows numbers that are too long for their cell.
fn is_scientific(text: &str) -> bool {
    if !text.bytes().any(|byte| matches!(byte, b'E' | b'e' | 0xef)) || !text.contains(['E', 'e', 'Ｅ', 'ｅ']) {
        return false;
    }
    let text = value_text(text);
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = exponent.trim_start_matches(['+', '-']);
    let signed = exponent.len() == digits.len() + 1;
    signed
        && (1..=3).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && Number::parse(mantissa).is_some()
}

/// The text of a cell, blanks at its ends removed; numbers and dates of workbooks as a person would write them.
pub(crate) fn text<'a>(cell: &'a RawCell<'_>) -> Reading<Cow<'a, str>> {
    let text = match cell {
        RawCell::Error(error) => return Reading::Faulty(CellFault::Excel(error)),
        RawCell::Undecodable(_) => return Reading::Faulty(CellFault::Undecodable),
        RawCell::Nested => return Reading::Faulty(CellFault::Nested),
        RawCell::Number { text, binary: true, .. } if text.len() > 15 && !text.contains('.') => {
            return Reading::Faulty(CellFault::LongNumber);
        }
        RawCell::Text(text) => Cow::Borrowed(trim(text)),
        other => match other.text() {
            Some(text) => text,
            None => return Reading::Faulty(CellFault::NotDate),
        },
    };
    if let (RawCell::Text(_), Some(fault)) = (cell, spoilt(&text)) {
        return Reading::Faulty(fault);
    }
    if text.is_empty() || is_blank_word(&text) { Reading::Blank } else { Reading::Value(text) }
}

/// A number with what stands behind it.
pub(crate) fn amount(cell: &RawCell<'_>, units: &Units) -> Reading<Amount> {
    match cell {
        RawCell::Empty => Reading::Blank,
        RawCell::Text(text) => amount_of_text(text, units),
        RawCell::Number { text, percent, .. } => native_amount(text, *percent),
        RawCell::Error(error) => Reading::Faulty(CellFault::Excel(error)),
        RawCell::Undecodable(_) => Reading::Faulty(CellFault::Undecodable),
        RawCell::Nested => Reading::Faulty(CellFault::Nested),
        RawCell::Day(_) | RawCell::Truth(_) => Reading::Faulty(CellFault::NotNumber),
    }
}

fn native_amount(text: &str, percent: Percent) -> Reading<Amount> {
    let Some(number) = Number::parse_scientific(text) else { return Reading::Faulty(CellFault::NotNumber) };
    let (value, unit) = match percent {
        Percent::Yes => (&number * &Number::from(100i64), Suffix::Unit(Unit::percent())),
        Percent::Masked if !number.is_zero() => return Reading::Faulty(CellFault::Masked),
        Percent::No | Percent::Unknown | Percent::Masked => (number, Suffix::None),
    };
    let places = value.decimal_places().unwrap_or(0);
    Reading::Value(Amount { value, places, unit, hidden: percent == Percent::Unknown })
}

fn amount_of_text(text: &str, units: &Units) -> Reading<Amount> {
    let text = value_text(text);
    if let Some(value) = Number::parse(&text) {
        let places = places(&text);
        return Reading::Value(Amount { value, places, unit: Suffix::None, hidden: false });
    }
    if is_blank_word(&text) {
        return Reading::Blank;
    }
    if let Some(fault) = spoilt(&text) {
        return Reading::Faulty(fault);
    }
    let joined = join_groups(&text);
    let (digits, suffix) = split_number(&joined);
    if digits.is_empty() {
        return Reading::Faulty(CellFault::NotNumber);
    }
    let Some(value) = grouped_number(digits) else {
        return Reading::Faulty(if text.contains(',') { CellFault::Grouping } else { CellFault::NotNumber });
    };
    match suffix_of(suffix.trim(), units) {
        Ok(unit) => Reading::Value(Amount { value, places: places(digits), unit, hidden: false }),
        Err(fault) => Reading::Faulty(fault),
    }
}

/// With commas in place of single blanks between digits, where no comma stands: `1 376` is `1,376`.
fn join_groups(text: &str) -> Cow<'_, str> {
    let is_blank = |c: char| c.is_whitespace();
    if text.is_ascii() && !text.contains(' ') || text.contains(',') || !text.contains(is_blank) {
        return Cow::Borrowed(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let joined = chars.iter().enumerate().map(|(at, c)| {
        let between = is_blank(*c) && digit(at.checked_sub(1)) && digit(Some(at + 1));
        if between { ',' } else { *c }
    });
    Cow::Owned(joined.collect())
}

/// Digits behind the point.
fn places(digits: &str) -> u32 {
    let behind = digits.bytes().rev().position(|byte| byte == b'.');
    behind.map_or(0, |fraction| u32::try_from(fraction).unwrap_or(u32::MAX))
}

/// The sign, digits, commas and points that a text begins with, and the rest.
fn split_number(text: &str) -> (&str, &str) {
    let signed = text.strip_prefix(['-', '+', '−']).map_or(0, |rest| text.len() - rest.len());
    let is_digit = |c: char| c.is_ascii_digit() || c == ',' || c == '.';
    let end = text.char_indices().find(|(at, c)| *at >= signed && !is_digit(*c)).map_or(text.len(), |(at, _)| at);
    if end == signed { ("", text) } else { text.split_at_checked(end).unwrap_or((text, "")) }
}

/// A number whose commas, if any, stand every three digits.
fn grouped_number(digits: &str) -> Option<Number> {
    let digits = digits.replace('−', "-");
    if !digits.contains(',') {
        return Number::parse(&digits);
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next()?;
    if !(1..=3).contains(&first.len()) || groups.any(|group| group.len() != 3) || fraction.contains(',') {
        return None;
    }
    Number::parse(&digits.replace(',', ""))
}

fn suffix_of(word: &str, units: &Units) -> Result<Suffix, CellFault> {
    const APPROXIMATE: [&str; 9] = ["左右", "以上", "以下", "以内", "余", "多", "+", "-", "上下"];
    if word.is_empty() {
        return Ok(Suffix::None);
    }
    match units.lookup(word) {
        Some(unit) if unit.is_bare() => Ok(Suffix::Multiplier(unit.name)),
        Some(unit) => Ok(Suffix::Unit(unit)),
        None if word.contains(|c: char| c.is_ascii_digit()) => Err(CellFault::NotNumber),
        None if APPROXIMATE.iter().any(|tail| word.ends_with(tail)) => Err(CellFault::NotNumber),
        None => Err(CellFault::UnknownUnit(word.to_owned())),
    }
}

/// A day.
pub(crate) fn date(cell: &RawCell<'_>) -> Reading<Date> {
    let text = match cell {
        RawCell::Day(day) if day.shows == DayShape::Month => return Reading::Faulty(CellFault::OnlyMonth),
        RawCell::Day(day) => return day_date(*day).map_or(Reading::Faulty(CellFault::NotDate), Reading::Value),
        RawCell::Truth(_) => return Reading::Faulty(CellFault::NotDate),
        other => match text(other) {
            Reading::Value(text) => text,
            Reading::Blank => return Reading::Blank,
            Reading::Faulty(fault) => return Reading::Faulty(fault),
        },
    };
    let unspaced = || text.contains('年').then(|| parse_date(&name_key(&text))).flatten();
    if let Some(date) = parse_date(&text).or_else(unspaced).or_else(|| serial(&value_text(&text))) {
        return Reading::Value(date);
    }
    let only_month = Period::parse(&text).is_some_and(|period| period.month_count() == 1);
    Reading::Faulty(if only_month { CellFault::OnlyMonth } else { CellFault::NotDate })
}

/// A day serial that a date lost its format to: five digits, 1927 to 2173.
fn serial(text: &str) -> Option<Date> {
    let digits = text.split_once('.').map_or(text, |(whole, _)| whole);
    (digits.len() == 5 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')).then_some(())?;
    excel_serial(&Number::parse(text)?, false)
}

/// Whether a cell of text holds a day serial where a date is wanted.
pub(crate) fn is_serial(cell: &RawCell<'_>) -> bool {
    matches!(cell, RawCell::Text(text) if serial(&value_text(text)).is_some() && parse_date(text).is_none())
}

fn day_date(day: Day) -> Option<Date> {
    if day.shows == DayShape::Time {
        return None;
    }
    excel_moment(day.serial, day.from_1904)
}

/// A date of a workbook as a person would write it; `None` for a time of day.
pub(crate) fn day_text(day: Day) -> Option<String> {
    let date = day_date(day)?;
    Some(match day.shows {
        DayShape::Month => format!("{}年{}月", date.year(), date.month()),
        DayShape::Day | DayShape::Time => date.to_string(),
    })
}

/// `0.081` as `8.1%`.
pub(crate) fn percent_text(ratio: &str) -> String {
    let number = Number::parse_scientific(ratio).map(|n| (&n * &Number::from(100i64)).to_string());
    format!("{}%", number.unwrap_or_else(|| ratio.to_owned()))
}

/// 是 or 否.
pub(crate) fn truth(cell: &RawCell<'_>) -> Reading<bool> {
    match cell {
        RawCell::Truth(truth) => return Reading::Value(*truth),
        RawCell::Text(text) if text == "是" => return Reading::Value(true),
        RawCell::Text(text) if text == "否" => return Reading::Value(false),
        _ => {}
    }
    match text(cell) {
        Reading::Value(text) => match name_key(&text).to_lowercase().as_str() {
            "是" | "√" | "✓" | "✔" | "☑" | "y" | "yes" | "true" => Reading::Value(true),
            "否" | "×" | "✗" | "✘" | "☒" | "x" | "n" | "no" | "false" => Reading::Value(false),
            _ => Reading::Faulty(CellFault::NotTruth),
        },
        Reading::Blank => Reading::Blank,
        Reading::Faulty(fault) => Reading::Faulty(fault),
    }
}

/// The rank of a member of a scale; a member called like a blank is a member.
pub(crate) fn grade(cell: &RawCell<'_>, scale: &Scale) -> Reading<usize> {
    let written = cell.text();
    let rank = written.as_deref().and_then(|text| scale.rank(trim(text)).or_else(|| loose_rank(scale, text)));
    match (rank, text(cell)) {
        (Some(rank), _) => Reading::Value(rank),
        (None, Reading::Value(_)) => Reading::Faulty(CellFault::NotMember(scale.members.clone())),
        (None, Reading::Blank) => Reading::Blank,
        (None, Reading::Faulty(fault)) => Reading::Faulty(fault),
    }
}

fn loose_rank(scale: &Scale, text: &str) -> Option<usize> {
    let key = name_key(text);
    let aliases = scale.aliases.iter().map(|(alias, rank)| (alias, *rank));
    let mut names = scale.members.iter().enumerate().map(|(rank, name)| (name, rank)).chain(aliases);
    names.find(|(name, _)| !key.is_empty() && name_key(name) == key).map(|(_, rank)| rank)
}

/// Why a number of one unit cannot be taken for another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum UnitFault {
    /// It measures something else.
    Dimension {
        /// The unit found.
        found: Unit,
    },
    /// No unit is said anywhere.
    Needed,
    /// `12.5万` under `万户`: one of the two is too many.
    TwoMultipliers {
        /// The unit that already has one.
        unit: Unit,
    },
    /// `万` before something it cannot stand before.
    Unknown {
        /// As joined.
        unit: String,
    },
}

/// Whether a number in `found` can be compared with one in `wanted`; a bare number is a count.
pub(crate) fn fits(found: &Unit, wanted: &Unit) -> bool {
    let countable = |unit: &Unit| unit.is_bare() || unit.dimension.is_count();
    found.comparable(wanted) || countable(found) && countable(wanted)
}

/// The unit of a number: what stands behind it, completed by what is `said` elsewhere. `12.5万` of a count is 125000.
pub(crate) fn unit_of(suffix: &Suffix, said: Option<&Unit>, units: &Units) -> Result<Unit, UnitFault> {
    match (suffix, said) {
        (Suffix::Unit(unit), _) => Ok(unit.clone()),
        (Suffix::None, Some(unit)) => Ok(unit.clone()),
        (Suffix::None, None) => Err(UnitFault::Needed),
        (Suffix::Multiplier(word), None) => units.lookup(word).ok_or(UnitFault::Needed),
        (Suffix::Multiplier(word), Some(unit)) => {
            let has_one =
                |unit: &Unit| unit.name.starts_with(['十', '百', '千', '万', '亿']) && unit.factor != Number::one();
            if has_one(unit) && units.lookup(unit.word()).is_some() {
                return Err(UnitFault::TwoMultipliers { unit: unit.clone() });
            }
            let joined = format!("{word}{}", unit.name);
            units.lookup(&joined).ok_or(UnitFault::Unknown { unit: joined })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Reading<(String, String)> {
        match amount(&RawCell::Text(text.into()), &Units::builtin()) {
            Reading::Value(a) => {
                let unit = match a.unit {
                    Suffix::None => String::new(),
                    Suffix::Multiplier(word) => word,
                    Suffix::Unit(unit) => unit.name,
                };
                Reading::Value((a.value.to_string(), unit))
            }
            Reading::Blank => Reading::Blank,
            Reading::Faulty(fault) => Reading::Faulty(fault),
        }
    }

    fn value(number: &str, unit: &str) -> Reading<(String, String)> {
        Reading::Value((number.to_owned(), unit.to_owned()))
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        assert_eq!(read(" １，３７６．５０ "), value("1376.5", ""));
        for text in ["1 376", "1\u{3000}376", "1\u{a0}376", "1\u{202f}376"] {
            assert_eq!(read(text), value("1376", ""), "{text}");
        }
        assert_eq!(read("12 500 万元"), value("12500", "万元"));
        assert_eq!(read("12.5万"), value("12.5", "万"));
        assert_eq!(read("160 家"), value("160", "家"));
        assert_eq!(read("-0.5个百分点"), value("-0.5", "个百分点"));
        assert_eq!(read("８．１％"), value("8.1", "%"));
        assert_eq!(read("3‰"), value("3", "‰"));
    }

    #[test]
    fn blanks_are_blank_and_everything_else_is_a_fault() {
        for text in ["", "—", "-", "--", "－", "/", "……", "无", "暂无", "未统计", "N/A", "不适用", "\u{3000}"]
        {
            assert_eq!(read(text), Reading::Blank, "{text}");
        }
        for text in ["约100", ">100", "1.2.3", "100左右", "1 37", "1 376 5", "1 376,500"] {
            assert_eq!(read(text), Reading::Faulty(CellFault::NotNumber), "{text}");
        }
        assert_eq!(read("1,2345"), Reading::Faulty(CellFault::Grouping));
        for text in ["1.5E+08", "3.60103E+17", "１.2e+08"] {
            assert_eq!(read(text), Reading::Faulty(CellFault::Scientific), "{text}");
        }
        assert_eq!(read("'100"), Reading::Faulty(CellFault::Apostrophe));
        assert_eq!(read("#DIV/0!"), Reading::Faulty(CellFault::Excel("#DIV/0!")));
        assert_eq!(read("12户户"), Reading::Faulty(CellFault::UnknownUnit("户户".into())));
    }

    #[test]
    fn dates_are_days() {
        let day = |text: &str| date(&RawCell::Text(text.into()));
        let first = Reading::Value(crate::value::parse_date("2023-09-01").unwrap());
        for text in [
            "2023-09-01",
            "2023/9/1",
            "2023.9.1",
            "20230901",
            "2023年9月1日",
            "45170",
            "2023-09-01 00:00:00",
            "2023 年 9 月 1 日",
        ] {
            assert_eq!(day(text), first, "{text}");
        }
        assert_eq!(day("2023年9月"), Reading::Faulty(CellFault::OnlyMonth));
        assert_eq!(day("2023-02-30"), Reading::Faulty(CellFault::NotDate));
        assert_eq!(day("—"), Reading::Blank);
    }

    #[test]
    fn a_multiplier_alone_completes_the_unit_said_elsewhere() {
        let units = Units::builtin();
        let unit = |word: &str| units.lookup(word);
        let suffix = Suffix::Multiplier("万".into());
        assert_eq!(unit_of(&suffix, unit("户").as_ref(), &units), Ok(unit("万户").unwrap()));
        assert!(matches!(unit_of(&suffix, unit("万户").as_ref(), &units), Err(UnitFault::TwoMultipliers { .. })));
    }
}

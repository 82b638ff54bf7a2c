//! Dates and periods, as plans and submissions write them.

use super::{Number, digits, half_width, parse_numeral};
pub use jiff::civil::Date;
use jiff::{Span, ToSpan};
use std::fmt;

/// Whole days from a first to a last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

impl Period {
    /// One day.
    pub fn day(date: Date) -> Self {
        Self { first: date, last: date }
    }

    /// A calendar year.
    pub fn year(year: i16) -> Option<Self> {
        Self::months(year, 1, 12)
    }

    /// A run of calendar years.
    pub fn years(from: i16, to: i16) -> Option<Self> {
        let (first, last) = (Self::year(from)?.first, Self::year(to)?.last);
        (first <= last).then_some(Self { first, last })
    }

    /// The first (1) or second (2) half of a year.
    pub fn half(year: i16, half: i8) -> Option<Self> {
        let to = half.checked_mul(6)?;
        Self::months(year, to - 5, to)
    }

    /// A quarter (1 to 4) of a year.
    pub fn quarter(year: i16, quarter: i8) -> Option<Self> {
        let to = quarter.checked_mul(3)?;
        Self::months(year, to - 2, to)
    }

    /// A month of a year.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        Self::months(year, month, month)
    }

    /// A run of months of a year.
    pub fn months(year: i16, from: i8, to: i8) -> Option<Self> {
        let (first, last) = (Date::new(year, from, 1).ok()?, Date::new(year, to, 1).ok()?.last_of_month());
        (first <= last).then_some(Self { first, last })
    }

    /// Whether a day lies in it.
    pub fn contains(&self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }

    /// Whether all of it lies in another.
    pub fn within(&self, other: &Self) -> bool {
        other.first <= self.first && self.last <= other.last
    }

    /// How many whole calendar months it covers; 0 if it does not begin and end with months.
    pub fn month_count(&self) -> u32 {
        if self.first.day() != 1 || self.last != self.last.last_of_month() {
            return 0;
        }
        u32::try_from(month_index(self.last) - month_index(self.first) + 1).unwrap_or(0)
    }

    /// The same period a year earlier.
    #[must_use]
    pub fn last_year(&self) -> Option<Self> {
        self.shifted(-12)
    }

    /// The period of the same length just before (上期).
    #[must_use]
    pub fn previous(&self) -> Option<Self> {
        match self.month_count() {
            0 => {
                let last = self.first.yesterday().ok()?;
                let days = self.first.until(self.last).ok()?.get_days();
                Some(Self { first: last.checked_sub(Span::new().days(days)).ok()?, last })
            }
            months => self.shifted(-i32::try_from(months).ok()?),
        }
    }

    fn shifted(&self, months: i32) -> Option<Self> {
        let whole = self.last == self.last.last_of_month();
        let last = self.last.checked_add(months.months()).ok()?;
        let last = if whole { last.last_of_month() } else { last };
        Some(Self { first: self.first.checked_add(months.months()).ok()?, last })
    }

    /// Reads a period that names its year: `2023年` `2023年上半年` `2023年一季度` `2023年1-6月` `2021-2025年` `2023-06` `2023Q1` `2023-09-30`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((first, last)) = text.split_once('至')
            && let (Some(first), Some(last)) = (parse_date(first), parse_date(last))
        {
            return (first <= last).then_some(Self { first, last });
        }
        let text = tidy(text);
        if let Some(date) = parse_date(&text) {
            let end_named = text.contains(['底', '末']);
            return if end_named { period_with_year(&text) } else { Some(Self::day(date)) };
        }
        period_with_year(&text)
    }

    /// Reads also what leaves the plan's year out: `6月` `1-6月` `9月底前` `上半年` `三季度` `年内` `年底` `今年` `全年` `9月30日前`.
    pub fn parse_in(text: &str, plan: &Self) -> Option<Self> {
        if let Some(period) = Self::parse(text) {
            return Some(period);
        }
        let text = tidy(text);
        let this_year = ["今年", "本年", "当年"].iter().find_map(|word| text.strip_prefix(word));
        let text = this_year
            .filter(|rest| !rest.is_empty() && !rest.starts_with('度') && !TAILS.contains(rest))
            .map(str::to_owned)
            .unwrap_or(text);
        Self::parse(&text).or_else(|| {
            let year = plan.first.year();
            let body = without_tail(&text);
            match body {
                _ if text == "年" => None,
                "年" | "今年" | "全年" | "本年" | "本年度" | "当年" => Some(whole_plan(&text, plan)),
                _ => part_of_year(body, year).map(|period| tailed(&text, period)),
            }
        })
    }
}

/// `年初` is its first day, `年中` the first half, anything else the whole of the plan's period.
fn whole_plan(text: &str, plan: &Period) -> Period {
    if text.ends_with('初') { Period::day(plan.first) } else { *plan }
}

fn tailed(text: &str, period: Period) -> Period {
    if text.ends_with('初') { Period::day(period.first) } else { period }
}

const TAILS: [&str; 13] =
    ["底以前", "底之前", "末以前", "底前", "末前", "以前", "之前", "以内", "底", "末", "前", "内", "初"];

fn without_tail(text: &str) -> &str {
    let tail = TAILS.iter().find(|tail| text.len() > tail.len() && text.ends_with(**tail));
    tail.map_or(text, |tail| text.strip_suffix(tail).unwrap_or(text))
}

fn tidy(text: &str) -> String {
    let text = half_width(text).replace("月份", "月");
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, '—' | '–' | '−' | '~' | '～' | '至') { '-' } else { c })
        .collect()
}

fn period_with_year(text: &str) -> Option<Period> {
    let body = without_tail(text);
    let named = span_of_years(body).or_else(|| {
        let (year, rest) = leading_year(body)?;
        if rest.is_empty() { Period::year(year) } else { part_of_year(rest, year) }
    });
    named.or_else(|| numeric_month(body)).map(|period| tailed(text, period))
}

/// `2021-2025年`
fn span_of_years(text: &str) -> Option<Period> {
    let (from, to) = text.strip_suffix('年')?.split_once('-')?;
    Period::years(four_digits(from.trim_end_matches('年'))?, four_digits(to)?)
}

/// `2023年…` or `2023` alone, or `2023Q1`.
fn leading_year(text: &str) -> Option<(i16, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let year = four_digits(digits)?;
    let rest = rest
        .strip_prefix("年度")
        .or_else(|| rest.strip_prefix('年'))
        .or_else(|| rest.strip_prefix('-').filter(|r| r.starts_with('Q')));
    match rest {
        Some(rest) => Some((year, rest)),
        None if text.len() == 4 || text.get(4..)?.starts_with('Q') => Some((year, text.get(4..)?)),
        None => None,
    }
}

fn four_digits(text: &str) -> Option<i16> {
    (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
        .filter(|y| (1000..=9998).contains(y))
}

/// `2023-06` `2023.6` `2023/6` `202306`
fn numeric_month(text: &str) -> Option<Period> {
    let (year, rest) = text.split_at_checked(4)?;
    let year = four_digits(year)?;
    let month = rest.strip_prefix(['-', '.', '/']).or_else(|| (rest.len() == 2).then_some(rest))?;
    Period::month(year, small(month)?)
}

fn part_of_year(text: &str, year: i16) -> Option<Period> {
    match text {
        "上半年" | "年中" => return Period::half(year, 1),
        "下半年" => return Period::half(year, 2),
        "前三季度" => return Period::months(year, 1, 9),
        _ => {}
    }
    if let Some(quarter) = text.strip_suffix("季度").or_else(|| text.strip_suffix("季")) {
        return Period::quarter(year, small(quarter.trim_start_matches('第'))?);
    }
    if let Some(quarter) = text.strip_prefix('Q') {
        return Period::quarter(year, small(quarter)?);
    }
    let (months, rest) = text.split_once('月')?;
    if rest.is_empty() {
        return run_of_months(months, year);
    }
    within_month(small(months)?, rest, year)
}

fn run_of_months(months: &str, year: i16) -> Option<Period> {
    match months.split_once('-') {
        Some((from, to)) => Period::months(year, small(from.trim_end_matches('月'))?, small(to)?),
        None => Period::month(year, small(months)?),
    }
}

fn within_month(month: i8, rest: &str, year: i16) -> Option<Period> {
    let days = |from: i8, to: i8| {
        Some(Period { first: Date::new(year, month, from).ok()?, last: Date::new(year, month, to).ok()? })
    };
    match rest {
        "上旬" => days(1, 10),
        "中旬" => days(11, 20),
        "下旬" => days(21, Date::new(year, month, 1).ok()?.days_in_month()),
        _ if rest.starts_with('-') => {
            let to = small(rest.trim_start_matches('-').trim_end_matches('月'))?;
            Period::months(year, month, to)
        }
        _ => {
            let day = small(rest.strip_suffix('日').or_else(|| rest.strip_suffix('号'))?)?;
            days(day, day)
        }
    }
}

/// A month, quarter or day: one or two digits, or a Chinese numeral.
fn small(text: &str) -> Option<i8> {
    let ascii = !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    if ascii { text.parse().ok() } else { parse_numeral(text)?.to_i64().and_then(|n| i8::try_from(n).ok()) }
}

fn month_index(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.first, self.last);
        let year = first.year();
        if first == last {
            return write!(f, "{first}");
        }
        if self.month_count() == 0 {
            return write!(f, "{first}至{last}");
        }
        if year != last.year() {
            return match (first.month(), last.month()) {
                (1, 12) => write!(f, "{year}-{}年", last.year()),
                (from, to) => write!(f, "{year}年{from}月至{}年{to}月", last.year()),
            };
        }
        match (first.month(), last.month()) {
            (1, 12) => write!(f, "{year}年"),
            (1, 6) => write!(f, "{year}年上半年"),
            (7, 12) => write!(f, "{year}年下半年"),
            (1, 3) => write!(f, "{year}年一季度"),
            (4, 6) => write!(f, "{year}年二季度"),
            (7, 9) => write!(f, "{year}年三季度"),
            (10, 12) => write!(f, "{year}年四季度"),
            (from, to) if from == to => write!(f, "{year}年{from}月"),
            (from, to) => write!(f, "{year}年{from}-{to}月"),
        }
    }
}

/// A day as `2023-09-01`; `None` of all else.
#[inline]
pub fn iso_date(text: &[u8]) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
    let pairs = digits::pairs(digits::digits(u64::from_le_bytes([*y1, *y2, *y3, *y4, *m1, *m2, *d1, *d2]), 8)?);
    let [century, _, year, _, month, _, day, _] =
        pairs.to_le_bytes().map(|pair| i8::try_from(pair).unwrap_or_default());
    Date::new(i16::from(century) * 100 + i16::from(year), month, day).ok()
}

/// Reads a day as data write it: `2023-09-30` `2023/9/1` `2023.9.1` `20230901` `2023年9月1日` `2023年6月底`, with or without a time behind it.
pub fn parse_date(text: &str) -> Option<Date> {
    if let Some(date) = iso_date(text.as_bytes()) {
        return Some(date);
    }
    let text = half_width(text.trim());
    let (text, time) = text.split_once([' ', 'T']).map_or((&*text, None), |(day, time)| (day, Some(time)));
    if time.is_some_and(|time| !is_time(time)) {
        return None;
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::new(four_digits(text.get(..4)?)?, small(text.get(4..6)?)?, small(text.get(6..)?)?).ok();
    }
    if let Some(period) = text.strip_suffix(['底', '末']).filter(|t| t.contains('月')).and_then(period_with_year) {
        return Some(period.last);
    }
    let text = text.strip_suffix(['日', '号']).unwrap_or(text);
    let mut parts = text.split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let signs: Vec<char> = text.chars().filter(|c| "-/.".contains(*c)).collect();
    let mixed = signs.iter().any(|sign| Some(sign) != signs.first());
    let whole = !mixed && parts.next().is_none() && [month, day].iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
    if !whole {
        return None;
    }
    Date::new(four_digits(year)?, small(month)?, small(day)?).ok()
}

/// `00:00:00`, with or without seconds.
fn is_time(text: &str) -> bool {
    let mut parts = text.trim().trim_end_matches('Z').splitn(3, ':');
    let below = |part: Option<&str>, most: u8| {
        part.and_then(|p| p.split('.').next()).and_then(|p| p.parse::<u8>().ok()).is_some_and(|n| n < most)
    };
    let (hour, minute, second) = (parts.next(), parts.next(), parts.next());
    below(hour, 24) && below(minute, 60) && second.is_none_or(|s| below(Some(s), 60))
}

/// The day of a spreadsheet's serial number; serial 60 of the 1900 system is a day that never was.
pub fn excel_serial(serial: &Number, from_1904: bool) -> Option<Date> {
    serial.floor().to_i64().and_then(|days| excel_day(days, from_1904))
}

/// The day of a spreadsheet's moment, its time of day behind the point.
pub fn excel_moment(serial: f64, from_1904: bool) -> Option<Date> {
    #[allow(clippy::cast_possible_truncation, reason = "a cast ends at the largest number, which is no day")]
    let days = serial.floor() as i64;
    Some(days).filter(|_| serial.is_finite()).and_then(|days| excel_day(days, from_1904))
}

/// The day of a whole serial.
fn excel_day(days: i64, from_1904: bool) -> Option<Date> {
    let days = Some(days).filter(|d| (0..=2_958_465).contains(d))?;
    let (epoch, days) = match (from_1904, days) {
        (true, days) => (Date::new(1904, 1, 1).ok()?, days),
        (false, 0 | 60) => return None,
        (false, days @ 0..=59) => (Date::new(1899, 12, 31).ok()?, days),
        (false, days) => (Date::new(1899, 12, 30).ok()?, days),
    };
    epoch.checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let plan = Period::year(2023)?;
        Period::parse_in(text, &plan).map(|p| p.to_string())
    }

    #[test]
    fn periods_are_read_as_written() {
        let cases = [
            ("2023年", "2023年"),
            ("2023", "2023年"),
            ("2023年度", "2023年"),
            ("２０２３年上半年", "2023年上半年"),
            ("2023年第一季度", "2023年一季度"),
            ("2023年1季度", "2023年一季度"),
            ("2023Q3", "2023年三季度"),
            ("2023年前三季度", "2023年1-9月"),
            ("2023年6月", "2023年6月"),
            ("2023-06", "2023年6月"),
            ("202306", "2023年6月"),
            ("2023年1—6月", "2023年上半年"),
            ("2023年1至8月", "2023年1-8月"),
            ("2021-2025年", "2021-2025年"),
            ("2023-09-30", "2023-09-30"),
            ("2023年9月30日", "2023-09-30"),
            ("6月", "2023年6月"),
            ("9月底前", "2023年9月"),
            ("上半年", "2023年上半年"),
            ("三季度", "2023年三季度"),
            ("年内", "2023年"),
            ("年底", "2023年"),
            ("今年", "2023年"),
            ("全年", "2023年"),
            ("年初", "2023-01-01"),
            ("9月30日前", "2023-09-30"),
            ("2023年底", "2023年"),
            ("2023年6月底", "2023年6月"),
            ("6月中旬", "2023-06-11至2023-06-20"),
            ("2023-03-02至2023-05-01", "2023-03-02至2023-05-01"),
            ("2023年6月份", "2023年6月"),
            ("今年9月底前", "2023年9月"),
            ("今年上半年", "2023年上半年"),
            ("今年内", "2023年"),
            ("今年年底", "2023年"),
            ("十二月", "2023年12月"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["2023年13月", "家", "2023年0季度", "", "年", "2023-02-30", "6个月"] {
            assert!(shown(text).is_none() || text == "年", "{text} {:?}", shown(text));
        }
    }

    #[test]
    fn days_of_data_are_read() {
        for text in [
            "2023-09-01",
            "2023/9/1",
            "2023.9.1",
            "20230901",
            "2023年9月1日",
            "２０２３－９－１",
            "2023-09-01 00:00:00",
        ] {
            assert_eq!(parse_date(text).map(|d| d.to_string()).as_deref(), Some("2023-09-01"), "{text}");
        }
        assert_eq!(parse_date("2023年6月底").map(|d| d.to_string()).as_deref(), Some("2023-06-30"));
        for text in
            ["2023-13-01", "2023", "2023.9", "明年", "20230230", "2023-09-01 abc", "2023-09-01 25:00", "2023-9/1"]
        {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn spreadsheet_serials_respect_the_leap_bug() {
        let day = |n: i32, mac| {
            let moment = excel_moment(f64::from(n) + 0.75, mac);
            assert_eq!(moment, excel_serial(&Number::from(i64::from(n)), mac));
            moment.map(|d| d.to_string())
        };
        assert_eq!(day(45199, false).as_deref(), Some("2023-09-30"));
        assert_eq!(day(59, false).as_deref(), Some("1900-02-28"));
        assert_eq!(day(60, false), None);
        assert_eq!(day(61, false).as_deref(), Some("1900-03-01"));
        assert_eq!(day(0, true).as_deref(), Some("1904-01-01"));
    }

    #[test]
    fn neighbours_of_a_period() {
        let june = Period::month(2024, 2).unwrap();
        assert_eq!(june.last_year().unwrap().to_string(), "2023年2月");
        assert_eq!(june.previous().unwrap().to_string(), "2024年1月");
        assert_eq!(Period::quarter(2023, 1).unwrap().previous().unwrap().to_string(), "2022年四季度");
        assert_eq!(Period::months(2023, 1, 8).unwrap().month_count(), 8);
    }
}

//! Periods as submissions write them: with 当月 or 当季 for a figure that is not year-to-date, and without the plan's year.

use crate::value::Period;

use super::text::name_key;

/// A period as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// The period.
    pub(crate) period: Period,
    /// 当月 or 当季: not a year-to-date figure.
    pub(crate) single: bool,
}

/// Words that say the figure is its month's or quarter's alone.
const SINGLE: [&str; 8] = ["当月", "本月", "单月", "当季度", "当季", "本季度", "本季", "单季"];

/// Words that say what a period says anyway.
const IDLE: [&str; 5] = ["累计数", "累计", "当期", "数据", "数"];

/// Reads a period; one without a year is in the plan's.
pub(crate) fn read(text: &str, plan: Option<&Period>) -> Option<Written> {
    let (rest, single) = strip(text);
    parse(&rest, plan).map(|period| Written { period, single: single || is_part(&period, plan) })
}

/// Whether months from the middle of a year on are meant as they stand: 下半年 and `7-12月` are never from January, as a month and a
/// quarter may be. Those that the plan begins with are its own year so far.
fn is_part(period: &Period, plan: Option<&Period>) -> bool {
    let of_one_year = period.first.year() == period.last.year();
    let of_plan = plan.is_some_and(|plan| plan.first == period.first);
    of_one_year && !of_plan && period.first.month() != 1 && !matches!(period.month_count(), 0 | 1 | 3)
}

/// Reads a period; blank but for 当月 means the period that the file is for.
pub(crate) fn read_or(text: &str, plan: Option<&Period>, file: Option<Period>) -> Option<Written> {
    let (rest, single) = strip(text);
    let period = if rest.is_empty() { file } else { parse(&rest, plan) };
    period.map(|period| Written { period, single: single || is_part(&period, plan) })
}

/// Words for the time that a table is of, whatever that is.
const OWN: [&str; 5] = ["本年", "今年", "当年", "本期", "本年度"];

/// Whether a text means the time that its table is of.
pub(crate) fn is_own(text: &str) -> bool {
    OWN.contains(&strip(text).0.as_str())
}

fn strip(text: &str) -> (String, bool) {
    let mut rest: String = name_key(text).chars().filter(|c| !matches!(c, '(' | ')' | '[' | ']')).collect();
    let mut single = false;
    for word in SINGLE {
        if let Some((before, after)) = rest.split_once(word) {
            rest = format!("{before}{after}");
            single = true;
        }
    }
    for word in IDLE {
        rest = rest.strip_suffix(word).map(str::to_owned).unwrap_or(rest);
    }
    (rest, single)
}

fn parse(text: &str, plan: Option<&Period>) -> Option<Period> {
    match plan {
        Some(plan) => Period::parse_in(text, plan),
        None => Period::parse(text),
    }
}

/// The period that a name is, and nothing else; a month, quarter or half without a year is in the plan's.
pub(crate) fn whole_name(name: &str, plan: Option<&Period>) -> Option<Period> {
    let (rest, period) = split_name(name);
    period.filter(|_| rest.is_empty()).or_else(|| part_of_year(&name_key(name), plan))
}

/// A month, quarter or half of the plan's year, as names have them: `项目（6月）`.
pub(crate) fn part_of_year(text: &str, plan: Option<&Period>) -> Option<Period> {
    let is_part = ["月", "季度", "半年", "全年"].iter().any(|end| text.ends_with(end));
    let period = parse(&strip(text).0, Some(plan?));
    period.filter(|_| is_part)
}

/// The period that a file's or sheet's name ends or begins with, and the rest of the name.
pub(crate) fn split_name(name: &str) -> (String, Option<Period>) {
    let key = name_key(name);
    let is_separator = |c: char| matches!(c, '-' | '_' | '—' | '－' | '.' | '(' | ')' | '·');
    if let Some(period) = Period::parse(&key).filter(|_| key.contains('年')) {
        return (String::new(), Some(period));
    }
    let cuts: Vec<usize> = key.char_indices().map(|(at, _)| at).skip(1).collect();
    let named = |text: &str| text.trim_matches(is_separator).to_owned();
    let is_period = |text: &str| {
        let text = text.trim_matches(is_separator);
        let looks = text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().count() >= 5;
        Period::parse(text).filter(|_| looks)
    };
    for at in &cuts {
        let Some((before, after)) = key.split_at_checked(*at) else { continue };
        if let Some(period) = is_period(after).filter(|_| !before.ends_with(|c: char| c.is_ascii_digit())) {
            return (named(before), Some(period));
        }
    }
    for at in cuts.iter().rev() {
        let Some((before, after)) = key.split_at_checked(*at) else { continue };
        if let Some(period) = is_period(before).filter(|_| !after.starts_with(|c: char| c.is_ascii_digit())) {
            return (named(after), Some(period));
        }
    }
    (key.into_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_table_and_period() {
        let split = |name| split_name(name);
        let june = Period::month(2023, 6);
        assert_eq!(split("指标_2023年6月"), ("指标".into(), june));
        assert_eq!(split("指标-2023年1-6月"), ("指标".into(), Period::months(2023, 1, 6)));
        assert_eq!(split("2023年6月指标"), ("指标".into(), june));
        assert_eq!(split("指标202306"), ("指标".into(), june));
        assert_eq!(split("项目2"), ("项目2".into(), None));
        assert_eq!(split("项目"), ("项目".into(), None));
    }

    #[test]
    fn a_month_may_be_single() {
        let plan = Period::year(2023);
        let read = |text| read(text, plan.as_ref()).unwrap();
        assert!(read("2023年6月当月").single);
        assert!(read("6月（当月）").single);
        assert!(!read("1-6月").single);
        assert!(read("7-12月").single && read("下半年").single);
        assert!(!read("三季度").single && !read("6月").single);
        assert_eq!(read("1-6月").period, Period::months(2023, 1, 6).unwrap());
    }
}

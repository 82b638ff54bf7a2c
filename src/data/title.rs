//! The title of a column: its names and the unit written in it.

use std::borrow::Cow;

use crate::value::{Unit, Units};

use super::text::name_key;

/// A title in one or two rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Title {
    /// As written; the two rows of a title joined by `/`.
    pub(crate) written: String,
    /// The names it answers to, the surest first, each with how sure it is: 0 as written, 1 without units, 2 the lower row alone.
    pub(crate) names: Vec<(u8, String)>,
    /// The unit written in it.
    pub(crate) unit: TitleUnit,
    /// Whether the unit was written above and may be meant for a neighbour.
    pub(crate) unit_from_left: bool,
    /// Whether its figures are each of their own month or quarter (当月), or of the year so far (累计), where it says so.
    pub(crate) single: Option<bool>,
}

/// The unit of a title.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum TitleUnit {
    /// None is written.
    #[default]
    None,
    /// A unit.
    Known(Unit),
    /// Something in brackets that is no unit.
    Unknown(String),
}

/// Words in brackets that say something else than a unit.
const REMARKS: [&str; 21] = [
    "必填",
    "选填",
    "可空",
    "可选",
    "累计",
    "时点",
    "当年",
    "实际",
    "自动计算",
    "文本",
    "日期",
    "是/否",
    "是否",
    "完成",
    "完成数",
    "完成值",
    "当年价",
    "现价",
    "快报",
    "初步核算",
    "初步数",
];

/// Words in brackets that say a figure is of its own month or quarter alone.
const SINGLE: [&str; 6] = ["当月", "当季", "本月", "本季", "单月", "单季"];

/// What in brackets says that a figure is not what was done in the period: a title with it is none of its name without it.
const NOT_DONE: [&str; 10] = ["计划", "预计", "目标", "预期", "预测", "任务", "同期", "上年", "去年", "上期"];

/// One row of a title: the whole name, the name without its bracket, and the bracket's unit.
#[derive(Clone, Debug, Default)]
pub(crate) struct TitlePart {
    pub(crate) whole: String,
    pub(crate) base: String,
    pub(crate) unit: TitleUnit,
    /// As [`Title::single`].
    single: Option<bool>,
}

impl TitlePart {
    /// Takes a cell of the header apart.
    pub(crate) fn read(text: &str, units: &Units) -> Self {
        let whole = name_key(text).into_owned();
        let Some((base, inside)) = bracket(&whole) else {
            return Self { base: whole.clone(), whole, ..Self::default() };
        };
        let is_part = inside.starts_with(['含', '不']) || inside.starts_with("其中") || inside.starts_with("包括");
        if !is_part && NOT_DONE.iter().any(|word| inside.contains(word)) {
            return Self { base: whole.clone(), whole, ..Self::default() };
        }
        let word =
            ["单位:", "计量单位:", "单位为", "单位"].iter().find_map(|p| inside.strip_prefix(p)).unwrap_or(inside);
        let unit = match super::unit_said::lookup(word, units) {
            Some(unit) => TitleUnit::Known(unit),
            None if is_remark(word) => TitleUnit::None,
            None => TitleUnit::Unknown(word.to_owned()),
        };
        Self { base: base.to_owned(), unit, single: single(word), whole }
    }
}

/// Whether a word in brackets is known and no unit.
fn is_remark(word: &str) -> bool {
    let says_what_is_in_it = word.starts_with('含') || word.starts_with("不含");
    says_what_is_in_it || REMARKS.contains(&word) || SINGLE.contains(&word) || super::figures::is_change(word)
}

fn single(word: &str) -> Option<bool> {
    if SINGLE.contains(&word) { Some(true) } else { (word == "累计").then_some(false) }
}

/// Whether a name says that figures are each of their own month or quarter.
pub(crate) fn says_single(name: &str) -> bool {
    SINGLE.iter().any(|word| name.contains(word)) && !name.contains("累计")
}

/// What stands before and inside the bracket that a text ends with.
fn bracket(text: &str) -> Option<(&str, &str)> {
    for (open, close) in [('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕')] {
        if let Some((base, inside)) = text.strip_suffix(close).and_then(|rest| rest.rsplit_once(open)) {
            return (!base.is_empty()).then_some((base, inside));
        }
    }
    let (base, inside) = text.rsplit_once([':', ',', '/'])?;
    let is_unit = matches!(inside, "%" | "‰") || inside.ends_with('元');
    (is_unit && !base.is_empty()).then_some((base, inside))
}

impl Title {
    /// A title in one row.
    pub(crate) fn single(text: &str, units: &Units) -> Self {
        let part = TitlePart::read(text, units);
        Self {
            written: one_line(text),
            names: distinct([(0, part.whole), (1, part.base)]),
            unit: part.unit,
            unit_from_left: false,
            single: part.single,
        }
    }

    /// A title in two rows: `组/列`; `upper_from_left` when the upper cell is blank and the group began further left.
    pub(crate) fn double(upper: &str, lower: &str, upper_from_left: bool, units: &Units) -> Self {
        if name_key(lower).is_empty() {
            return if upper_from_left { Self::default() } else { Self::single(upper, units) };
        }
        if name_key(upper).is_empty() || name_key(upper) == name_key(lower) {
            return Self::single(lower, units);
        }
        if let Some(unit) = unit_alone(lower, units) {
            let joined = format!("{}/{}", one_line(upper), one_line(lower));
            let title = Self::single(upper, units);
            let own = if title.unit == TitleUnit::None { TitleUnit::Known(unit) } else { title.unit.clone() };
            return Self {
                written: joined.clone(),
                names: with(title.names, name_key(&joined).into_owned()),
                unit: own,
                ..title
            };
        }
        let (above, below) = (TitlePart::read(upper, units), TitlePart::read(lower, units));
        let joined = |a: &str, b: &str| format!("{a}/{b}");
        let names = [
            (0, joined(&above.whole, &below.whole)),
            (1, joined(&above.base, &below.whole)),
            (1, joined(&above.base, &below.base)),
            (2, below.whole),
            (2, below.base),
        ];
        let own = below.unit != TitleUnit::None;
        Self {
            written: joined(&one_line(upper), &one_line(lower)),
            names: distinct(names),
            unit: if own { below.unit } else { above.unit },
            unit_from_left: !own && upper_from_left,
            single: below.single.or(above.single),
        }
    }

    /// Puts the name that a manifest gives it in place of its own.
    pub(crate) fn rename(&mut self, target: &str) {
        self.names = vec![(0, name_key(target).into_owned())];
    }

    /// Whether what it says more than its name is a unit of quantities: 占比 and % are of something else.
    pub(crate) fn is_but_for_a_unit(&self) -> bool {
        matches!(&self.unit, TitleUnit::Known(unit) if !unit.flavor.is_rate())
    }

    /// Whether the whole of it is a name.
    pub(crate) fn is_whole(&self, key: &str) -> bool {
        self.names.first().is_some_and(|(_, name)| name == key)
    }

    /// Whether nothing is written.
    pub(crate) fn is_blank(&self) -> bool {
        self.names.first().is_none_or(|(_, name)| name.is_empty())
    }
}

/// A cell's text without line breaks, as it is named in places.
fn one_line(text: &str) -> String {
    let parts: Vec<Cow<'_, str>> =
        text.split(['\n', '\r']).map(|part| Cow::Borrowed(super::text::trim(part))).collect();
    parts.concat().chars().filter(|c| !super::text::is_unprintable(*c)).collect()
}

/// The unit that a cell of a header is, with or without brackets, and nothing else.
pub(crate) fn unit_alone(text: &str, units: &Units) -> Option<Unit> {
    let key = name_key(text);
    let inside = key.trim_start_matches(['(', '[', '【', '〔']).trim_end_matches([')', ']', '】', '〕']);
    let word = inside.strip_prefix("单位:").unwrap_or(inside);
    units.lookup(word).filter(|unit| !unit.is_bare() && !word.starts_with(|c: char| c.is_ascii_digit()))
}

fn with(mut names: Vec<(u8, String)>, name: String) -> Vec<(u8, String)> {
    if !names.iter().any(|(_, other)| *other == name) {
        names.push((1, name));
    }
    names
}

fn distinct<const N: usize>(names: [(u8, String); N]) -> Vec<(u8, String)> {
    let mut kept: Vec<(u8, String)> = Vec::new();
    for (sureness, name) in names {
        if !kept.iter().any(|(_, other)| *other == name) {
            kept.push((sureness, name));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_tells_its_name_and_unit() {
        let units = Units::builtin();
        let title = Title::single("签约\n金额（万元）", &units);
        assert_eq!(title.names, [(0, "签约金额(万元)".to_owned()), (1, "签约金额".to_owned())]);
        assert_eq!(title.unit, TitleUnit::Known(units.lookup("万元").unwrap()));
        assert_eq!(Title::single("投资额（万园）", &units).unit, TitleUnit::Unknown("万园".into()));
        let double = Title::double("投资（亿元）", "计划", false, &units);
        assert!(double.names.contains(&(1, "投资/计划".to_owned())));
        assert_eq!(double.unit, TitleUnit::Known(units.lookup("亿元").unwrap()));
    }
}

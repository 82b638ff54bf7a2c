//! A line `单位：万元` above a table, or `单位：万元、人` for columns that measure different things.

use crate::value::{Flavor, Unit, Units};

use super::cell::fits;
use super::text::name_key;

/// What a 单位 line says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum UnitLine {
    /// No such line.
    #[default]
    None,
    /// Its units.
    Known(Vec<Unit>),
    /// Its text, which is no unit, and its row and column.
    Unknown(String, u64, u32),
}

/// What a 单位 line says of one measure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Says {
    /// It does not measure such a thing.
    Nothing,
    /// This unit.
    Unit(Unit),
    /// Two units could be meant, or the line names none.
    Unclear,
}

/// Signs that stand between units.
const BETWEEN: [char; 8] = ['、', ',', '，', ';', '；', '和', '及', '|'];

impl UnitLine {
    /// Reads the cells of a row.
    pub(crate) fn read(row: u64, texts: &[String], units: &Units) -> Option<Self> {
        texts.iter().enumerate().find_map(|(index, text)| {
            let next = texts.iter().skip(index + 1).map(|text| name_key(text)).find(|text| !text.is_empty());
            cell(text, next.as_deref().unwrap_or_default(), units, (row, index))
        })
    }

    /// What it says of a measure.
    pub(crate) fn says(&self, wanted: &Unit) -> Says {
        let all = match self {
            Self::None => return Says::Nothing,
            Self::Unknown(..) => return Says::Unclear,
            Self::Known(all) => all,
        };
        let mut fitting = all.iter().filter(|unit| fits(unit, wanted));
        let Some(first) = fitting.next() else { return Says::Nothing };
        if fitting.all(|unit| unit.factor == first.factor) {
            return Says::Unit(first.clone());
        }
        let same = all.iter().find(|unit| fits(unit, wanted) && single_name(unit) == single_name(wanted));
        same.map_or(Says::Unclear, |unit| Says::Unit(unit.clone()))
    }

    /// Whether numbers of a measure without a unit of their own cannot be used: counts and rates need none from the line.
    pub(crate) fn hides(&self, wanted: &Unit) -> bool {
        let needs_unit = !wanted.dimension.is_count() && wanted.flavor == Flavor::Plain && !wanted.is_bare();
        match self {
            Self::Unknown(..) => needs_unit,
            Self::Known(_) => self.says(wanted) == Says::Unclear,
            Self::None => false,
        }
    }

    /// Its units as written.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Known(units) => units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、"),
            Self::Unknown(text, ..) => text.clone(),
        }
    }
}

/// A unit's name without 万 and the like.
fn single_name(unit: &Unit) -> &str {
    unit.name.trim_start_matches(['十', '百', '千', '万', '亿'])
}

/// The 单位 line in one cell; `next` is what the next filled cell says.
fn cell(text: &str, next: &str, units: &Units, (row, column): (u64, usize)) -> Option<UnitLine> {
    let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, '\u{3000}')).filter(|piece| !piece.is_empty());
    let spaced: Vec<String> = pieces.map(|piece| name_key(piece).into_owned()).collect();
    let whole = name_key(text).into_owned();
    let mut found: Vec<Unit> = Vec::new();
    let mut unknown = None;
    let candidates = if spaced.iter().any(|piece| after_word(piece).is_some_and(|word| !word.is_empty())) {
        spaced
    } else {
        vec![whole]
    };
    for piece in &candidates {
        let Some(said) = after_word(piece) else { continue };
        let word = if said.is_empty() { next } else { said };
        let word = word.trim_end_matches([')', ']', '】', ';', '。']);
        match read_units(word, units) {
            _ if word.is_empty() || is_office(word) => {}
            Some(mut listed) => found.append(&mut listed),
            None => unknown = Some(word.to_owned()),
        }
    }
    let column = u32::try_from(column).unwrap_or(0);
    match (unknown, found.is_empty()) {
        (Some(word), _) => Some(UnitLine::Unknown(word, row, column)),
        (None, true) => None,
        (None, false) if is_contradictory(&found) => Some(UnitLine::Unknown(names(&found), row, column)),
        (None, false) => Some(UnitLine::Known(found)),
    }
}

fn names(units: &[Unit]) -> String {
    units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、")
}

/// Whether a list names two scales of one measure: `万元、亿元`. Counts are told apart by what they count.
fn is_contradictory(units: &[Unit]) -> bool {
    let clash = |a: &Unit, b: &Unit| {
        let told_apart = a.dimension.is_count() && single_name(a) != single_name(b);
        a.comparable(b) && a.factor != b.factor && !told_apart
    };
    units.iter().enumerate().any(|(index, a)| units.iter().skip(index + 1).any(|b| clash(a, b)))
}

/// What stands behind the last `单位:` that means a unit of measure.
fn after_word(key: &str) -> Option<&str> {
    let at = key.match_indices("单位:").filter(|(at, _)| key.get(..*at).is_some_and(is_unit_word)).last();
    at.and_then(|(at, word)| key.get(at + word.len()..))
}

/// Whether `单位` stands alone or as a unit of measure, and is not the end of `填报单位`.
fn is_unit_word(before: &str) -> bool {
    before.is_empty()
        || ["计量", "金额", "货币", "数据", "人数", "面积", "数量"].iter().any(|word| before.ends_with(word))
        || before.ends_with(|c: char| !c.is_alphabetic())
}

/// One unit, or several. `万元/人` above columns of money and of people names both; above one of 元/人 it is that.
fn read_units(word: &str, units: &Units) -> Option<Vec<Unit>> {
    let single = units.lookup(word);
    let split = |sign: &[char]| -> Option<Vec<Unit>> {
        let parts: Vec<&str> = word.split(sign).filter(|part| !part.is_empty()).collect();
        parts.iter().map(|part| units.lookup(part)).collect()
    };
    match single {
        Some(unit) if word.contains('/') => {
            Some(std::iter::once(unit).chain(split(&['/']).unwrap_or_default()).collect())
        }
        Some(unit) => Some(vec![unit]),
        None => split(&BETWEEN).or_else(|| split(&['/'])).filter(|all| !all.is_empty()),
    }
}

/// Whether a word ends as offices are called.
fn is_office(word: &str) -> bool {
    word.chars().count() >= 3
        && word.ends_with([
            '局', '委', '办', '部', '司', '府', '镇', '乡', '村', '会', '院', '校', '心', '队', '道', '站', '所', '处',
        ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Option<UnitLine> {
        UnitLine::read(1, &[text.to_owned()], &Units::builtin())
    }

    fn said(text: &str, wanted: &str) -> String {
        match line(text).unwrap_or_default().says(&Units::builtin().lookup(wanted).unwrap()) {
            Says::Nothing => "-".to_owned(),
            Says::Unit(unit) => unit.name,
            Says::Unclear => "?".to_owned(),
        }
    }

    #[test]
    fn a_line_is_read_wherever_it_stands() {
        for text in
            ["单位：万元", "（单位：万元）", "重点项目表（单位:万元）", "填报单位：发改委 单位：万元", "计量单位：万元"]
        {
            assert_eq!(said(text, "亿元"), "万元", "{text}");
        }
        assert_eq!(line("填报单位：区发改委"), None);
    }

    #[test]
    fn several_units_are_told_apart_by_what_they_measure() {
        let text = "单位：万元、万人、家";
        assert_eq!(
            [said(text, "亿元"), said(text, "人"), said(text, "家"), said(text, "户")],
            ["万元", "万人", "家", "?"]
        );
        assert_eq!([said("单位：万元/人", "亿元"), said("单位：万元/人", "元/人")], ["万元", "万元/人"]);
        assert_eq!(said("单位：万元、亿元", "亿元"), "?");
        assert_eq!(said("金额单位：万元  人数单位：人", "亿元"), "万元");
    }
}

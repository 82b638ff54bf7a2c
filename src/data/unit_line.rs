//! A line `单位：万元` above a table, or `单位：万元、人` for columns that measure different things.

use std::collections::BTreeSet;

use crate::value::{Unit, Units};

use super::cell::fits;
use super::text::{name_key, trim};
use super::unit_said::{self as said, Heard};

/// What a 单位 line says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum UnitLine {
    /// No such line.
    #[default]
    None,
    /// Its units, and the row and column of the last that said one.
    Known(Vec<Unit>, u64, u32),
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

/// Different texts that a row with a unit standing alone may have: an office, a date, the unit.
const SPARSE: usize = 3;

impl UnitLine {
    /// Reads the cells of a row: every 单位 said in it, or a unit that stands there alone.
    pub(crate) fn read(row: u64, texts: &[String], units: &Units) -> Self {
        let filled = |text: &&String| !name_key(text).is_empty();
        let distinct: BTreeSet<&str> = texts.iter().filter(filled).map(|text| trim(text)).collect();
        let mut line = Self::None;
        for (index, text) in texts.iter().enumerate() {
            let next = texts.iter().skip(index + 1).find(filled).map(|text| name_key(text)).unwrap_or_default();
            let mut heard = said::in_cell(text, &next, units);
            if heard.is_empty() && distinct.len() <= SPARSE {
                heard.extend(said::alone(text, distinct.len() == 1, units).map(|unit| Heard::Units(vec![unit])));
            }
            let column = u32::try_from(index).unwrap_or(0);
            line = heard.into_iter().fold(line, |line, heard| line.with(Self::of(heard, row, column)));
        }
        line
    }

    /// What the name of a file or sheet says: `项目（万元）`.
    pub(crate) fn of_name(name: &str, units: &Units) -> Self {
        let key = name_key(name);
        let pieces = key.split(|c: char| "()[]【】〔〕_-—".contains(c)).skip(1);
        let found = pieces.filter_map(|piece| said::of_piece(piece, units)).map(|unit| Self::Known(vec![unit], 1, 0));
        found.fold(Self::None, Self::with)
    }

    /// Together with another line of the same table; two scales of one measure are unclear, and the later row shows it.
    pub(crate) fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, line) | (line @ Self::Unknown(..), _) | (line, Self::None) => line,
            (_, line @ Self::Unknown(..)) => line,
            (Self::Known(mut all, row, column), Self::Known(more, ..))
                if more.iter().all(|unit| all.contains(unit)) =>
            {
                all.dedup();
                Self::Known(all, row, column)
            }
            (Self::Known(mut all, ..), Self::Known(more, row, column)) => {
                all.extend(more);
                Self::Known(all, row, column)
            }
        }
    }

    /// Where it names two scales of one measure, and what it names.
    pub(crate) fn contradiction(&self) -> Option<(String, u64, u32)> {
        match self {
            Self::Known(all, row, column) if is_contradictory(all) => Some((self.written(), *row, *column)),
            _ => None,
        }
    }

    fn of(heard: Heard, row: u64, column: u32) -> Self {
        match heard {
            Heard::Unknown(word) => Self::Unknown(word, row, column),
            Heard::Units(all) => Self::Known(all, row, column),
        }
    }

    /// What it says of a measure.
    pub(crate) fn says(&self, wanted: &Unit) -> Says {
        let all = match self {
            Self::None => return Says::Nothing,
            Self::Unknown(..) => return Says::Unclear,
            Self::Known(all, ..) => all,
        };
        let mut fitting = all.iter().filter(|unit| fits(unit, wanted));
        let Some(first) = fitting.next() else { return Says::Nothing };
        if fitting.all(|unit| unit.factor == first.factor) {
            return Says::Unit(first.clone());
        }
        let mut same = all.iter().filter(|unit| fits(unit, wanted) && single_name(unit) == single_name(wanted));
        match same.next() {
            Some(unit) if same.all(|other| other.factor == unit.factor) => Says::Unit(unit.clone()),
            _ => Says::Unclear,
        }
    }

    /// Whether numbers of a measure without a unit of their own cannot be used: counts and rates need none from the line.
    pub(crate) fn hides(&self, wanted: &Unit) -> bool {
        let needs_unit = !wanted.dimension.is_count() && !wanted.flavor.is_rate() && !wanted.is_bare();
        match self {
            Self::Unknown(..) => needs_unit,
            Self::Known(..) => self.says(wanted) == Says::Unclear,
            Self::None => false,
        }
    }

    /// Its units as written.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Known(units, ..) => units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、"),
            Self::Unknown(text, ..) => text.clone(),
        }
    }
}

/// A unit's name without 万 and the like.
fn single_name(unit: &Unit) -> &str {
    unit.word()
}

/// Whether a list names two scales of one measure: `万元、亿元`. Counts are told apart by what they count.
fn is_contradictory(units: &[Unit]) -> bool {
    let clash = |a: &Unit, b: &Unit| {
        let told_apart = a.dimension.is_count() && single_name(a) != single_name(b);
        a.comparable(b) && a.factor != b.factor && !told_apart
    };
    units.iter().enumerate().any(|(index, a)| units.iter().skip(index + 1).any(|b| clash(a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> UnitLine {
        UnitLine::read(1, &[text.to_owned()], &Units::builtin())
    }

    fn said(text: &str, wanted: &str) -> String {
        match line(text).says(&Units::builtin().lookup(wanted).unwrap()) {
            Says::Nothing => "-".to_owned(),
            Says::Unit(unit) => unit.name,
            Says::Unclear => "?".to_owned(),
        }
    }

    #[test]
    fn a_line_is_read_wherever_it_stands() {
        for text in [
            "单位：万元",
            "（单位：万元）",
            "重点项目表（单位:万元）",
            "填报单位：发改委 单位：万元",
            "计量单位：万元",
            "单位 万元",
            "单位：万 元",
            "单 位：万元",
            "单位（万元）",
            "单位为万元",
            "单位；万元",
            "单位∶万元",
            "单位﹕万元",
            "投资单位：万元",
            "单位：人民币万元",
            "单位：万元（人民币）",
            "金额：万元",
            "（万元）",
            "万元",
            "重点项目表（万元）",
            "注：本表金额单位均为万元。",
        ] {
            assert_eq!(said(text, "亿元"), "万元", "{text}");
        }
        for text in ["填报单位：区发改委", "建设单位：张家", "单位负责人", "500万元以上项目", "2023年项目表（130个）"]
        {
            assert_eq!(line(text), UnitLine::None, "{text}");
        }
        assert!(matches!(line("单位：万"), UnitLine::Unknown(..)));
        assert!(matches!(line("单位：佳"), UnitLine::Unknown(..)));
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

//! The table of units: built in, and added to by rules.

use super::{Base, Dimension, Flavor, Number, Unit};
use std::collections::BTreeMap;

/// Measure words: one dimension, factor 1.
const COUNTS: &str = "个 家 户 栋 所 条 项 处 件 名 人 张 座 场 次 册 批 台 辆 套 间 床 起 例 级 幢 部 本 篇 份 只 头 株 棵 根 块 片 支 队 组 班 \
    届 位 口 架 艘 艇 盏 门 宗 笔 类 种 站 点 对 副 款 期 轮 宗地 枚 颗 匹 卷 车次 班次 件次 架次 剂次 面 道 \
    列 羽 眼 孔 标箱 标准箱 场次 桶 席 课时 学时";

/// Name, base, power, and how many base units: mantissa and decimal places.
const MEASURES: &[(&str, Base, i8, i128, u8)] = &[
    ("人次", Base::Visit, 1, 1, 0),
    ("元", Base::Yuan, 1, 1, 0),
    ("人民币元", Base::Yuan, 1, 1, 0),
    ("角", Base::Yuan, 1, 1, 1),
    ("分钱", Base::Yuan, 1, 1, 2),
    ("美元", Base::Dollar, 1, 1, 0),
    ("米", Base::Length, 1, 1, 0),
    ("m", Base::Length, 1, 1, 0),
    ("公里", Base::Length, 1, 1000, 0),
    ("千米", Base::Length, 1, 1000, 0),
    ("km", Base::Length, 1, 1000, 0),
    ("里", Base::Length, 1, 500, 0),
    ("分米", Base::Length, 1, 1, 1),
    ("厘米", Base::Length, 1, 1, 2),
    ("cm", Base::Length, 1, 1, 2),
    ("毫米", Base::Length, 1, 1, 3),
    ("mm", Base::Length, 1, 1, 3),
    ("微米", Base::Length, 1, 1, 6),
    ("平方米", Base::Length, 2, 1, 0),
    ("平米", Base::Length, 2, 1, 0),
    ("㎡", Base::Length, 2, 1, 0),
    ("m²", Base::Length, 2, 1, 0),
    ("m2", Base::Length, 2, 1, 0),
    ("公顷", Base::Length, 2, 10_000, 0),
    ("平方公里", Base::Length, 2, 1_000_000, 0),
    ("平方千米", Base::Length, 2, 1_000_000, 0),
    ("km²", Base::Length, 2, 1_000_000, 0),
    ("立方米", Base::Length, 3, 1, 0),
    ("方", Base::Length, 3, 1, 0),
    ("㎥", Base::Length, 3, 1, 0),
    ("m³", Base::Length, 3, 1, 0),
    ("m3", Base::Length, 3, 1, 0),
    ("升", Base::Length, 3, 1, 3),
    ("L", Base::Length, 3, 1, 3),
    ("l", Base::Length, 3, 1, 3),
    ("毫升", Base::Length, 3, 1, 6),
    ("mL", Base::Length, 3, 1, 6),
    ("千克", Base::Mass, 1, 1, 0),
    ("公斤", Base::Mass, 1, 1, 0),
    ("kg", Base::Mass, 1, 1, 0),
    ("斤", Base::Mass, 1, 5, 1),
    ("克", Base::Mass, 1, 1, 3),
    ("g", Base::Mass, 1, 1, 3),
    ("毫克", Base::Mass, 1, 1, 6),
    ("mg", Base::Mass, 1, 1, 6),
    ("微克", Base::Mass, 1, 1, 9),
    ("μg", Base::Mass, 1, 1, 9),
    ("ug", Base::Mass, 1, 1, 9),
    ("吨", Base::Mass, 1, 1000, 0),
    ("t", Base::Mass, 1, 1000, 0),
    ("千瓦时", Base::Energy, 1, 1, 0),
    ("kWh", Base::Energy, 1, 1, 0),
    ("度", Base::Energy, 1, 1, 0),
    ("兆瓦时", Base::Energy, 1, 1000, 0),
    ("吨标准煤", Base::Coal, 1, 1, 0),
    ("吨标煤", Base::Coal, 1, 1, 0),
    ("千克标准煤", Base::Coal, 1, 1, 3),
    ("公斤标准煤", Base::Coal, 1, 1, 3),
    ("克标准煤", Base::Coal, 1, 1, 6),
    ("天", Base::Day, 1, 1, 0),
    ("日", Base::Day, 1, 1, 0),
    ("工作日", Base::Workday, 1, 1, 0),
    ("个工作日", Base::Workday, 1, 1, 0),
    ("周", Base::Day, 1, 7, 0),
    ("月", Base::Month, 1, 1, 0),
    ("个月", Base::Month, 1, 1, 0),
    ("季度", Base::Month, 1, 3, 0),
    ("个季度", Base::Month, 1, 3, 0),
    ("年", Base::Month, 1, 12, 0),
    ("岁", Base::Month, 1, 12, 0),
    ("分", Base::Score, 1, 1, 0),
];

/// Multipliers that go before any unit, longer ones first.
const MULTIPLIERS: [(&str, i64); 9] = [
    ("万亿", 1_000_000_000_000),
    ("千亿", 100_000_000_000),
    ("百亿", 10_000_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("十万", 100_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1_000),
];

/// Every unit that can be written.
#[derive(Clone, Debug)]
pub struct Units {
    named: BTreeMap<String, Unit>,
}

impl Default for Units {
    fn default() -> Self {
        Self::builtin()
    }
}

impl Units {
    /// The built-in table.
    pub fn builtin() -> Self {
        let mut units = Self { named: BTreeMap::new() };
        for name in COUNTS.split_whitespace() {
            units.define(Unit::new(name, Dimension::of(Base::Count, 1), Number::one()));
        }
        for (name, base, power, mantissa, places) in MEASURES {
            units.define(Unit::new(*name, Dimension::of(*base, *power), Number::from_decimal(*mantissa, *places)));
        }
        units.define_quotients();
        units.define_ratios();
        units
    }

    /// 亩 小时 分钟 秒: no decimal is exact; 千瓦 is 千瓦时 an hour.
    fn define_quotients(&mut self) {
        let exact = |a: i64, b: i64| Number::from(a).checked_div(&Number::from(b)).unwrap_or_default();
        self.define(Unit::new("亩", Dimension::of(Base::Length, 2), exact(2000, 3)));
        let power = Dimension::of(Base::Energy, 1).per(&Dimension::of(Base::Day, 1));
        self.define(Unit::new("千瓦", power, Number::from(24i64)));
        self.define(Unit::new("兆瓦", power, Number::from(24_000i64)));
        self.define(Unit::new("小时", Dimension::of(Base::Day, 1), exact(1, 24)));
        self.define(Unit::new("个小时", Dimension::of(Base::Day, 1), exact(1, 24)));
        self.define(Unit::new("分钟", Dimension::of(Base::Day, 1), exact(1, 1440)));
        self.define(Unit::new("秒", Dimension::of(Base::Day, 1), exact(1, 86_400)));
    }

    fn define_ratios(&mut self) {
        let flavored = |name: &str, flavor, places| Unit {
            name: name.into(),
            dimension: Dimension::none(),
            flavor,
            factor: Number::from_decimal(1, places),
        };
        self.define(flavored("%", Flavor::Ratio, 2));
        self.define(flavored("‰", Flavor::Ratio, 3));
        for name in ["百分点", "个百分点"] {
            self.define(flavored(name, Flavor::Points, 2));
        }
        for name in ["千分点", "个千分点"] {
            self.define(flavored(name, Flavor::Points, 3));
        }
    }

    /// Adds a unit under its name, in place of one of that name.
    pub fn define(&mut self, unit: Unit) {
        self.named.insert(unit.name.clone(), unit);
    }

    /// The unit that a whole word names, with `万` and `亿` before any unit, and quotients and products: `万户` `元/人` `吨标准煤/万元`.
    pub fn lookup(&self, word: &str) -> Option<Unit> {
        if let Some(unit) = self.named.get(word) {
            return Some(unit.clone());
        }
        let word = super::half_width(word.trim()).replace('µ', "μ").replace(['(', ')'], "");
        let mut parts = word.split(['/', '·', '*']);
        let first = self.single(parts.next()?)?;
        let mut unit = first;
        let signs = word.chars().filter(|c| "/·*".contains(*c));
        let mut below = false;
        for (sign, part) in signs.zip(parts) {
            let next = self.single(part)?;
            if unit.is_bare() || unit.flavor != Flavor::Plain || next.flavor != Flavor::Plain {
                return None;
            }
            // 元/人·年 is 元/(人·年): what follows the stroke is below it.
            below |= sign == '/';
            unit = if below { unit.per(&next) } else { unit.times(&next) };
        }
        unit.name = word;
        if below && unit.dimension.is_none() {
            unit.flavor = Flavor::Intensity;
        }
        Some(unit)
    }

    fn single(&self, word: &str) -> Option<Unit> {
        if let Some(unit) = self.named.get(word) {
            return Some(unit.clone());
        }
        let (rest, factor) = MULTIPLIERS.iter().find_map(|(m, factor)| Some((word.strip_prefix(m)?, *factor)))?;
        let unit = if rest.is_empty() {
            Unit::bare()
        } else {
            self.named.get(rest).filter(|u| u.flavor == Flavor::Plain)?.clone()
        };
        Some(Unit { name: word.to_owned(), factor: &unit.factor * &Number::from(factor), ..unit })
    }

    /// The longest unit that a run of letters begins with, and what is left behind it.
    pub fn split_unit<'a>(&self, letters: &'a str) -> Option<(Unit, &'a str)> {
        letters.char_indices().rev().find_map(|(at, c)| {
            let (head, rest) = letters.split_at_checked(at + c.len_utf8())?;
            Some((self.lookup(head)?, rest))
        })
    }

    /// Whether a word names a unit.
    pub fn is_unit_name(&self, word: &str) -> bool {
        self.lookup(word).is_some()
    }

    /// The units by name that measure a dimension, in the order of their factors.
    pub fn of_dimension(&self, unit: &Unit) -> Vec<&str> {
        let mut same: Vec<&Unit> = self.named.values().filter(|u| u.comparable(unit)).collect();
        same.sort_by(|a, b| a.factor.cmp(&b.factor).then_with(|| a.name.cmp(&b.name)));
        same.into_iter().map(|u| u.name.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(value: i64, from: &str, to: &str) -> Option<Number> {
        let units = Units::builtin();
        units.lookup(from)?.convert(&Number::from(value), &units.lookup(to)?)
    }

    #[test]
    fn scales_of_money_area_and_time_convert_exactly() {
        assert_eq!(convert(1, "亿元", "万元"), Some(Number::from(10_000i64)));
        assert_eq!(convert(1, "万亿元", "千万元"), Some(Number::from(100_000i64)));
        assert_eq!(convert(3, "亩", "平方米"), Some(Number::from(2000i64)));
        assert_eq!(convert(1, "平方公里", "公顷"), Some(Number::from(100i64)));
        assert_eq!(convert(1, "年", "个月"), Some(Number::from(12i64)));
        assert_eq!(convert(36, "小时", "分钟"), Some(Number::from(2160i64)));
        assert_eq!(convert(1, "毫克/升", "微克/立方米"), Some(Number::from(1_000_000i64)));
        assert_eq!(convert(1, "mg/L", "μg/m³"), Some(Number::from(1_000_000i64)));
        assert_eq!(convert(1, "万元/人", "元/人"), Some(Number::from(10_000i64)));
        assert_eq!(convert(5, "万户", "家"), Some(Number::from(50_000i64)));
        assert_eq!(convert(6, "件/万人", "件/人"), Number::parse("0.0006"));
        assert_eq!(convert(6, "元/万", "元"), Number::parse("0.0006"));
        assert_eq!(convert(12, "元/人·年", "元/人·月"), Some(Number::from(1i64)));
        assert_eq!(convert(1, "%/人", "%"), None);
        assert_eq!(convert(5, "张/千人", "张/万人"), Some(Number::from(50i64)));
    }

    #[test]
    fn dimensions_never_mix() {
        for (a, b) in [
            ("元", "美元"),
            ("月", "天"),
            ("%", "个百分点"),
            ("人", "人次"),
            ("元", "个"),
            ("工作日", "天"),
            ("吨", "吨标准煤"),
            ("平方米", "立方米"),
            ("张/千人", "张"),
            ("件/万人", "%"),
        ] {
            assert_eq!(convert(1, a, b), None, "{a} {b}");
        }
    }

    #[test]
    fn every_pair_of_one_dimension_converts_there_and_back() {
        let units = Units::builtin();
        let value = Number::parse("1234567890123456789.0123456789").unwrap();
        for a in units.named.values() {
            for b in units.named.values().filter(|b| b.comparable(a)) {
                assert_eq!(b.convert(&a.convert(&value, b).unwrap(), a), Some(value.clone()), "{} {}", a.name, b.name);
            }
        }
    }

    #[test]
    fn a_run_of_letters_gives_its_longest_unit() {
        let units = Units::builtin();
        let split = |letters| units.split_unit(letters).map(|(u, rest)| (u.name, rest.to_owned()));
        assert_eq!(split("万元以上"), Some(("万元".into(), "以上".into())));
        assert_eq!(split("平方公里"), Some(("平方公里".into(), String::new())));
        assert_eq!(split("佳"), None);
        assert!(units.lookup("万").is_some_and(|u| u.is_bare()));
    }
}

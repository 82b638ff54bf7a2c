//! Units and dimensions: a unit of one dimension converts exactly into another of it, between dimensions never.

use super::Number;

/// What can be measured and is not made of something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// 个 家 户 栋 人 …
    Count,
    /// 人次
    Visit,
    /// 元
    Yuan,
    /// 美元
    Dollar,
    /// 米
    Length,
    /// 千克
    Mass,
    /// 千瓦时
    Energy,
    /// 吨标准煤
    Coal,
    /// 天 (and 小时, 分钟)
    Day,
    /// 工作日: how many fit a run of days depends on the calendar.
    Workday,
    /// 月 (and 年): months and days do not convert.
    Month,
    /// 分, of a score.
    Score,
}

impl Base {
    const ALL: [Self; 12] = [
        Self::Count,
        Self::Visit,
        Self::Yuan,
        Self::Dollar,
        Self::Length,
        Self::Mass,
        Self::Energy,
        Self::Coal,
        Self::Day,
        Self::Workday,
        Self::Month,
        Self::Score,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Count => "个数",
            Self::Visit => "人次",
            Self::Yuan => "人民币",
            Self::Dollar => "美元",
            Self::Length => "长度",
            Self::Mass => "重量",
            Self::Energy => "电量",
            Self::Coal => "标准煤",
            Self::Day => "天数",
            Self::Workday => "工作日",
            Self::Month => "月数",
            Self::Score => "分数",
        }
    }
}

/// A product of powers of bases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dimension([i8; Base::ALL.len()]);

impl Dimension {
    /// A bare number's.
    pub fn none() -> Self {
        Self::default()
    }

    /// One base to a power.
    pub fn of(base: Base, power: i8) -> Self {
        Self(Base::ALL.map(|own| if own == base { power } else { 0 }))
    }

    /// Whether it is a bare number's.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it is a count's.
    pub fn is_count(&self) -> bool {
        *self == Self::of(Base::Count, 1)
    }

    /// Of a product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let mut powers = self.0;
        powers.iter_mut().zip(other.0).for_each(|(own, power)| *own = own.saturating_add(power));
        Self(powers)
    }

    /// Of a quotient.
    #[must_use]
    pub fn per(&self, other: &Self) -> Self {
        self.times(&Self(other.0.map(i8::saturating_neg)))
    }

    /// The bases that it has, with their powers.
    fn powers(&self) -> impl Iterator<Item = (Base, i8)> {
        Base::ALL.into_iter().zip(self.0).filter(|(_, power)| *power != 0)
    }

    /// What it is called in messages.
    pub fn name(&self) -> String {
        let known = [(Base::Length, 2, "面积"), (Base::Length, 3, "体积")];
        if self.is_none() {
            return "没有单位的数".to_owned();
        }
        if let Some((_, _, name)) = known.iter().find(|(base, power, _)| *self == Self::of(*base, *power)) {
            return (*name).to_owned();
        }
        let part = |(base, power): (Base, i8)| match (base, power) {
            (Base::Length, 2) => "面积".to_owned(),
            (Base::Length, 3) => "体积".to_owned(),
            (_, 1) => base.name().to_owned(),
            (_, n) => format!("{}的{n}次方", base.name()),
        };
        let side = |sign: i8| {
            self.powers()
                .filter(|(_, p)| p.signum() == sign)
                .map(|(b, p)| part((b, p.saturating_mul(sign))))
                .collect::<Vec<_>>()
                .join("·")
        };
        let (above, below) = (side(1), side(-1));
        match (above.is_empty(), below.is_empty()) {
            (_, true) => above,
            (true, false) => format!("每{below}"),
            (false, false) => format!("{above}/{below}"),
        }
    }
}

/// What a number without a dimension is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flavor {
    /// A number, or a quantity with a dimension.
    #[default]
    Plain,
    /// `%` `‰`: a ratio.
    Ratio,
    /// 百分点: a difference of ratios.
    Points,
    /// `件/万人`: so many of one thing for each of another of the same dimension (强度相对指标); no share of a whole.
    Intensity,
}

impl Flavor {
    /// Whether it is in hundredths of a whole: a ratio or a difference of ratios.
    pub fn is_rate(self) -> bool {
        matches!(self, Self::Ratio | Self::Points)
    }
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    /// As written; empty for a bare number.
    pub name: String,
    /// What it measures.
    pub dimension: Dimension,
    /// Ratio, difference of ratios, or neither.
    pub flavor: Flavor,
    /// How many base units it is.
    pub factor: Number,
}

impl Unit {
    /// No unit: a bare number.
    pub fn bare() -> Self {
        Self { name: String::new(), dimension: Dimension::none(), flavor: Flavor::Plain, factor: Number::one() }
    }

    /// A unit of a dimension.
    pub fn new(name: impl Into<String>, dimension: Dimension, factor: Number) -> Self {
        Self { name: name.into(), dimension, flavor: Flavor::Plain, factor }
    }

    /// `%`
    pub fn percent() -> Self {
        Self {
            name: "%".into(),
            dimension: Dimension::none(),
            flavor: Flavor::Ratio,
            factor: Number::from_decimal(1, 2),
        }
    }

    /// 个百分点
    pub fn points() -> Self {
        Self {
            name: "个百分点".into(),
            dimension: Dimension::none(),
            flavor: Flavor::Points,
            factor: Number::from_decimal(1, 2),
        }
    }

    /// Whether it is a bare number's: no dimension and no flavor.
    pub fn is_bare(&self) -> bool {
        self.dimension.is_none() && self.flavor == Flavor::Plain
    }

    /// Its name without 万 and 亿 before it.
    pub fn word(&self) -> &str {
        self.name.trim_start_matches(['十', '百', '千', '万', '亿'])
    }

    /// Whether values in both can be compared.
    pub fn comparable(&self, other: &Self) -> bool {
        self.dimension == other.dimension && self.flavor == other.flavor
    }

    /// A number in this unit, in base units.
    pub fn to_base(&self, value: &Number) -> Number {
        value * &self.factor
    }

    /// A number of base units, in this unit.
    pub fn from_base(&self, value: &Number) -> Number {
        value.checked_div(&self.factor).unwrap_or_default()
    }

    /// A number in this unit, in another of its dimension.
    pub fn convert(&self, value: &Number, to: &Self) -> Option<Number> {
        self.comparable(to).then(|| to.from_base(&self.to_base(value)))
    }

    /// The unit of a product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.combined(other, self.dimension.times(&other.dimension), &self.factor * &other.factor, "·")
    }

    /// The unit of a quotient.
    #[must_use]
    pub fn per(&self, other: &Self) -> Self {
        let factor = self.factor.checked_div(&other.factor).unwrap_or_else(Number::one);
        self.combined(other, self.dimension.per(&other.dimension), factor, "/")
    }

    fn combined(&self, other: &Self, dimension: Dimension, factor: Number, sign: &str) -> Self {
        if dimension.is_none() && factor == Number::one() {
            return Self::bare();
        }
        if other.is_bare() && other.factor == Number::one() {
            return self.clone();
        }
        let name = if self.name.is_empty() && sign == "·" {
            other.name.clone()
        } else {
            format!("{}{sign}{}", self.name, other.name)
        };
        Self { name, dimension, flavor: Flavor::Plain, factor }
    }
}

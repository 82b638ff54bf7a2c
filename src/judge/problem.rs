//! What judging finds wrong with submitted data: kinds, codes and words.

use super::figures::{Figures, Key};
use super::judgement::{AsOfSource, UNDATED};
use super::scalar::World;
use crate::data::{DataFinding, Figure, FigureValue, Place};
use crate::diagnostic::Severity;
use crate::language::ast::FigureAspect;
use crate::language::program::Program;
use crate::value::{Date, Number, Period};
use std::collections::BTreeMap;

/// A kind of mistake, with what its words need.
#[derive(Clone, Debug)]
pub(crate) enum Problem {
    /// 同比 as submitted is not what the levels give.
    GrowthDiffers {
        /// The indicator, in 「」.
        name: String,
        /// When.
        period: Period,
        /// As submitted.
        submitted: String,
        /// As the levels give it, to the same digits.
        computed: String,
    },
    /// Two figures that mean the same period and differ.
    FiguresConflict {
        /// The indicator, in 「」.
        name: String,
        /// One period.
        one: Period,
        /// The other.
        other: Period,
    },
    /// A year-to-date figure below an earlier one of the same year.
    CumulativeFalls {
        /// The indicator, in 「」.
        name: String,
        /// The earlier.
        before: Period,
        /// The later.
        after: Period,
    },
    /// Months or quarters that do not add up to the year-to-date figure.
    PartsDiffer {
        /// The indicator, in 「」.
        name: String,
        /// Of the year-to-date figure.
        period: Period,
    },
    /// A figure a hundred times that of a year before, or a hundredth.
    ScaleJumps {
        /// The indicator, in 「」.
        name: String,
        /// A year before.
        before: Period,
        /// Now.
        after: Period,
    },
    /// Nothing submitted is of the plan's time.
    AllBeforePlan {
        /// The newest date in the data.
        newest: Date,
        /// The plan's time.
        plan: Period,
    },
    /// An explanation of a rule that there is not.
    UnknownExplained {
        /// As written.
        rule: String,
    },
    /// An explanation of a rule that cannot be explained away.
    MandatoryExplained {
        /// The rule.
        rule: String,
    },
    /// An explanation without signer, date or text.
    UnsignedExplanation {
        /// The rule.
        rule: String,
    },
    /// An explanation past its last day.
    ExpiredExplanation {
        /// The rule.
        rule: String,
        /// Its last day.
        expires: Date,
        /// Judged on.
        as_of: Date,
    },
    /// An explanation of something that does not fail.
    UnusedExplanation {
        /// The rule.
        rule: String,
        /// The row, if it names one.
        row: Option<u64>,
    },
}

/// Every code of findings that judging makes.
pub const CODES: &[&str] = &[
    "growth-differs",
    "conflicting-figures",
    "cumulative-falls",
    "parts-differ",
    "scale-jumps",
    "data-before-plan",
    "explanation-unknown-rule",
    "explanation-of-mandatory-rule",
    "explanation-incomplete",
    "explanation-expired",
    "explanation-unused",
];

impl Problem {
    fn code(&self) -> &'static str {
        match self {
            Self::GrowthDiffers { .. } => "growth-differs",
            Self::FiguresConflict { .. } => "conflicting-figures",
            Self::CumulativeFalls { .. } => "cumulative-falls",
            Self::PartsDiffer { .. } => "parts-differ",
            Self::ScaleJumps { .. } => "scale-jumps",
            Self::AllBeforePlan { .. } => "data-before-plan",
            Self::UnknownExplained { .. } => "explanation-unknown-rule",
            Self::MandatoryExplained { .. } => "explanation-of-mandatory-rule",
            Self::UnsignedExplanation { .. } => "explanation-incomplete",
            Self::ExpiredExplanation { .. } => "explanation-expired",
            Self::UnusedExplanation { .. } => "explanation-unused",
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::FiguresConflict { .. } | Self::UnsignedExplanation { .. } | Self::AllBeforePlan { .. } => {
                Severity::Error
            }
            Self::UnusedExplanation { .. } => Severity::Note,
            _ => Severity::Warning,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::GrowthDiffers { name, period, submitted, computed } => {
                format!("{name}{period}填报的同比 {submitted} 与按两期数计算的 {computed} 不一致，按填报的判定")
            }
            Self::FiguresConflict { name, one, other } => {
                format!("{name}的 {one} 与 {other} 是同一累计期，两个数不同，都不采用")
            }
            Self::CumulativeFalls { name, before, after } => {
                format!("{name}是累计数，{after} 的数却比 {before} 的小")
            }
            Self::PartsDiffer { name, period } => {
                format!("{name}各当月（当季）数相加，与 {period} 的累计数不一致，按累计数判定")
            }
            Self::ScaleJumps { name, before, after } => {
                format!("{name} {before} 与 {after} 的数相差百倍以上")
            }
            Self::AllBeforePlan { newest, plan } => {
                format!("数据只到 {newest}，都在计划期 {plan} 以前，没有一项可以判定")
            }
            Self::UnknownExplained { rule } => format!("说明所指的规则 `{rule}` 不存在"),
            Self::MandatoryExplained { rule } => format!("规则 `{rule}` 是强制审核，不能用说明免除"),
            Self::UnsignedExplanation { rule } => format!("规则 `{rule}` 的说明缺文字、签署人或日期，不算数"),
            Self::ExpiredExplanation { rule, expires, as_of } => {
                if *as_of == UNDATED {
                    format!("规则 `{rule}` 的说明有效期到 {expires}，判定日没有给定，不能认定它还有效")
                } else {
                    format!("规则 `{rule}` 的说明有效期到 {expires}，判定日 {as_of} 已过期")
                }
            }
            Self::UnusedExplanation { rule, row: None } => format!("规则 `{rule}` 没有未达标，这条说明没有用上"),
            Self::UnusedExplanation { rule, row: Some(row) } => {
                format!("规则 `{rule}` 第 {row} 行没有未达标，这条说明没有用上")
            }
        }
    }

    fn help(&self) -> Vec<String> {
        let line = match self {
            Self::GrowthDiffers { .. } => "核对本期数、上年同期数和同比；按可比价计算的指标写 口径 可比价",
            Self::FiguresConflict { .. } => "累计指标的时期写到哪个月就是 1 月到那个月；只是当月的数要注明 当月",
            Self::CumulativeFalls { .. } => {
                "若各数是当月（当季）的，在时期后面注明 当月（当季）；若更正过，把较早的数也改过来"
            }
            Self::ScaleJumps { .. } => "核对两个数的单位：是不是一个写了万元、一个写了亿元",
            Self::PartsDiffer { .. } => "核对各月（各季）的数和累计数",
            Self::AllBeforePlan { .. } => "报送计划期内的数；确要按这一天判定，用 --as-of 写明",
            Self::UnknownExplained { .. } => "说明的「规则」列写规则的标号，例如 GQ03 或 GQ03/2",
            Self::MandatoryExplained { .. } => "可以说明的规则在其下写 审核 核实",
            Self::UnsignedExplanation { .. } => "补齐说明、签署人和日期",
            Self::ExpiredExplanation { .. } => "由签署人重新签署，写明日期和有效期",
            Self::UnusedExplanation { .. } => "删去这条说明，或核对它所指的规则和行",
        };
        vec![line.to_owned()]
    }

    /// The finding at a place.
    pub(crate) fn at(self, place: &Place) -> DataFinding {
        DataFinding { place: Some(place.clone()), ..self.nowhere() }
    }

    /// The finding of what stands nowhere.
    fn nowhere(self) -> DataFinding {
        DataFinding {
            code: self.code(),
            severity: self.severity(),
            message: self.message(),
            help: self.help(),
            place: None,
            also: Vec::new(),
        }
    }
}

/// What is wrong with figures as submitted, whatever rules ask of them.
pub(crate) fn of_figures(world: &World<'_>) -> Vec<DataFinding> {
    let mut findings = Vec::new();
    for key in world.figures.keys() {
        findings.extend(world.figures.all(key).iter().filter_map(|f| growth_differs(world, key, f)));
        findings.extend(conflicts(&world.figures, key));
        findings.extend(falls(&world.figures, key));
        findings.extend(jumps(&world.figures, key));
        findings.extend(parts_differ(&world.figures, key));
    }
    findings
}

/// That nothing submitted is of the plan's time, where the date of judgement comes from the data alone.
pub(crate) fn of_date(program: &Program, as_of: Date, source: AsOfSource) -> Option<DataFinding> {
    let plan = program.plan.period.filter(|plan| source == AsOfSource::Data && as_of < plan.first)?;
    Some(Problem::AllBeforePlan { newest: as_of, plan }.nowhere())
}

/// 同比 against levels, rounded to the digits submitted; at comparable prices levels prove nothing.
fn growth_differs(world: &World<'_>, key: Key<'_>, figure: &Figure) -> Option<DataFinding> {
    let indicator = world.program.indicator(key.indicator).filter(|i| !i.comparable_prices)?;
    let FigureValue::Number { value, unit, places, text } = &figure.value else { return None };
    if figure.aspect != FigureAspect::Growth || figure.single {
        return None;
    }
    let point = super::figures::Point { period: figure.period, single: false };
    let level = world.figures.level_at(key, &point);
    let of_plan = world.program.plan.period.is_some_and(|p| figure.period.last.year() == p.last.year());
    let last_year = indicator.last_year.as_ref().filter(|_| of_plan);
    let reading = world.computed_growth(key, &point, &level, last_year);
    let computed = unit.from_base(reading.answer.known_number()?).round(*places);
    if computed == unit.from_base(value).round(*places) {
        return None;
    }
    let name = world.figures.name(key);
    let shown = format!("{computed}{}", unit.name);
    let submitted = if text.is_empty() { format!("{}{}", unit.from_base(value), unit.name) } else { text.clone() };
    let mut finding =
        Problem::GrowthDiffers { name, period: figure.period, submitted, computed: shown }.at(&figure.place);
    finding.also = reading.places.into_iter().cloned().collect();
    Some(finding)
}

/// Year-to-date figures of one end under two names, with different values.
fn conflicts(figures: &Figures<'_>, key: Key<'_>) -> Vec<DataFinding> {
    let all = figures.cumulative(key);
    let mut findings = Vec::new();
    for (index, later) in all.iter().enumerate() {
        let same =
            |f: &&&Figure| f.period.last == later.period.last && f.period != later.period && number(f) != number(later);
        let Some(earlier) = all.iter().take(index).find(same) else { continue };
        let name = figures.name(key);
        let mut finding = Problem::FiguresConflict { name, one: earlier.period, other: later.period }.at(&later.place);
        finding.also = vec![earlier.place.clone()];
        findings.push(finding);
    }
    findings
}

/// Year-to-date figures that are above 0 and below the one before them in the year.
fn falls(figures: &Figures<'_>, key: Key<'_>) -> Vec<DataFinding> {
    let mut all = figures.cumulative(key);
    all.sort_by_key(|figure| figure.period.last);
    let pairs = all.iter().zip(all.iter().skip(1));
    let falls = pairs.filter(|(before, after)| {
        let of_one_year = before.period.last.year() == after.period.last.year();
        let positive = number(after).is_some_and(|number| !number.is_negative());
        of_one_year && before.period.last < after.period.last && positive && number(after) < number(before)
    });
    let finding = |(before, after): (&&Figure, &&Figure)| {
        let name = figures.name(key);
        let problem = Problem::CumulativeFalls { name, before: before.period, after: after.period };
        DataFinding { also: vec![before.place.clone()], ..problem.at(&after.place) }
    };
    falls.map(finding).collect()
}

/// Times by which a figure may differ from that of a year before and still be in the same unit.
const FAR: i64 = 100;

/// Levels that are very far from those of a year before: one of the two may be in another unit.
fn jumps(figures: &Figures<'_>, key: Key<'_>) -> Vec<DataFinding> {
    let is_level = |f: &&Figure| f.aspect == FigureAspect::Level && number(f).is_some_and(|n| !n.is_zero());
    let all: Vec<&Figure> = figures.all(key).into_iter().filter(is_level).collect();
    let far = |a: &Number, b: &Number| a.abs() > &b.abs() * &Number::from(FAR);
    // Of several for one time the first stands last and stays.
    let by_time: BTreeMap<_, &Figure> = all.iter().rev().map(|f| ((f.period, f.single), *f)).collect();
    let before = |after: &Figure| by_time.get(&(after.period.last_year()?, after.single)).copied();
    let pairs = all.iter().filter_map(|after| Some((before(after)?, *after)));
    let jumps = pairs.filter(|(before, after)| {
        number(before).zip(number(after)).is_some_and(|(before, after)| far(before, after) || far(after, before))
    });
    let finding = |(before, after): (&Figure, &Figure)| {
        let name = figures.name(key);
        let problem = Problem::ScaleJumps { name, before: before.period, after: after.period };
        DataFinding { also: vec![before.place.clone()], ..problem.at(&after.place) }
    };
    jumps.map(finding).collect()
}

/// Year-to-date figures beside months or quarters that do not add up to them.
fn parts_differ(figures: &Figures<'_>, key: Key<'_>) -> Vec<DataFinding> {
    let differs = |whole: &&&Figure| {
        let sum = figures.sum_of_parts(key, whole.period.last);
        sum.is_some_and(|sum| Some(&sum) != number(whole))
    };
    if !figures.all(key).iter().any(|figure| figure.single) {
        return Vec::new();
    }
    let all = figures.cumulative(key);
    let name = || figures.name(key);
    all.iter().filter(differs).map(|f| Problem::PartsDiffer { name: name(), period: f.period }.at(&f.place)).collect()
}

fn number(figure: &Figure) -> Option<&Number> {
    match &figure.value {
        FigureValue::Number { value, .. } => Some(value),
        _ => None,
    }
}

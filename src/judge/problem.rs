//! What judging finds wrong with submitted data: kinds, codes and words.

use super::figures::{Figures, Key};
use super::judgement::UNDATED;
use super::scalar::World;
use crate::data::{DataFinding, Figure, FigureValue, Place};
use crate::diagnostic::Severity;
use crate::language::ast::FigureAspect;
use crate::value::{Date, Number, Period};

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
            Self::UnknownExplained { .. } => "explanation-unknown-rule",
            Self::MandatoryExplained { .. } => "explanation-of-mandatory-rule",
            Self::UnsignedExplanation { .. } => "explanation-incomplete",
            Self::ExpiredExplanation { .. } => "explanation-expired",
            Self::UnusedExplanation { .. } => "explanation-unused",
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::FiguresConflict { .. } | Self::UnsignedExplanation { .. } => Severity::Error,
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
        DataFinding {
            code: self.code(),
            severity: self.severity(),
            message: self.message(),
            help: self.help(),
            place: Some(place.clone()),
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
    }
    findings
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

fn number(figure: &Figure) -> Option<&Number> {
    match &figure.value {
        FigureValue::Number { value, .. } => Some(value),
        _ => None,
    }
}

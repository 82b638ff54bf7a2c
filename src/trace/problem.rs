//! What tracing finds: figures without a rule, rules without their figure.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// Every code of this room.
pub const CODES: &[&str] =
    &["description-unused", "plan-figure-absent", "plan-figure-uncovered", "plan-section-missing"];

/// A finding.
#[derive(Clone, Debug)]
pub(super) enum Problem {
    /// A figure that neither rule nor 描述 covers.
    Uncovered { figure: String, section: String, line: String },
    /// A rule's figure that its section does not hold.
    Absent { figure: String, section: String, near: Option<(Span, Near)> },
    /// A section that the plan does not have.
    NoSection { locator: String, nearest: Option<String> },
    /// A 描述 whose figure its section does not hold.
    Unused { figure: String, section: String },
}

/// Where a figure stands instead.
#[derive(Clone, Copy, Debug)]
pub(super) enum Near {
    /// In the section, with another unit.
    Unit,
    /// In another section.
    Elsewhere,
}

impl Problem {
    fn code(&self) -> &'static str {
        match self {
            Self::Uncovered { .. } => "plan-figure-uncovered",
            Self::Absent { .. } => "plan-figure-absent",
            Self::NoSection { .. } => "plan-section-missing",
            Self::Unused { .. } => "description-unused",
        }
    }

    fn message(&self) -> String {
        let place =
            |section: &str| if section.is_empty() { "计划原文".to_owned() } else { format!("【{section}】") };
        match self {
            Self::Uncovered { figure, .. } => format!("计划里的 `{figure}` 没有规则，也没有 `描述`"),
            Self::Absent { figure, section, .. } => format!("{}里没有 `{figure}`", place(section)),
            Self::NoSection { locator, .. } => format!("计划原文里没有【{locator}】这一节"),
            Self::Unused { figure, section } => format!("{}里没有 `{figure}`，这条 `描述` 用不上", place(section)),
        }
    }

    /// The diagnostic at its place.
    pub(super) fn at(self, span: Span) -> Diagnostic {
        let label = match &self {
            Self::Uncovered { .. } => "计划原文",
            Self::Absent { .. } => "规则的要求",
            _ => "",
        };
        let mut diagnostic = Diagnostic::error(self.code(), self.message(), span, label);
        match self {
            Self::Uncovered { figure, section, line } => {
                let heading = if section.is_empty() { String::new() } else { format!("在【{section}】下") };
                diagnostic = diagnostic.help(format!("{heading}写一条规则：{line}"));
                diagnostic.help(format!("若它不是承诺：描述 {figure} 名称 说明 \"为什么不设规则\""))
            }
            Self::Absent { near, .. } => match near {
                Some((other, Near::Unit)) => diagnostic.also(other, "原文是这个单位").help("核对规则的单位"),
                Some((other, Near::Elsewhere)) => {
                    diagnostic.also(other, "原文在这里").help("核对规则所在的章节，或用 `依据` 写明出处")
                }
                None => diagnostic.help("核对规则的数和单位；若它本不出自计划，用 `依据` 写明出处"),
            },
            Self::NoSection { nearest, .. } => match nearest {
                Some(near) => diagnostic.help(format!("是不是【{near}】？")),
                None => diagnostic.help("章节写计划原文的标题，如【一·做大数字经济】；或用 `依据` 写明出处"),
            },
            Self::Unused { .. } => {
                diagnostic.weighing(Severity::Warning).help("核对它的数、单位和所在的章节；原文已经没有就删去")
            }
        }
    }
}

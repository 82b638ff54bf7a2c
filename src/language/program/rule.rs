//! Rules: what must hold, by when, how severely, and how it is scheduled.

use super::{ColumnId, Comparison, Condition, Direction, Expr, MilestoneId, Set, TableId};
use crate::diagnostic::Severity;
use crate::language::ast::{Nature, State};
use crate::source::Span;
use crate::value::{Date, Number};

/// One rule, which gets one result.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its key, unique in the program: the label (`GQ03`, `GQ03/2`, `HB01/国控`), or one made of section, indicator and kind.
    pub id: String,
    /// Its label as written.
    pub label: Option<String>,
    /// The heading it stands under, levels joined by `·`; empty when none.
    pub section: String,
    /// The strength word as written; empty when none.
    pub strength: String,
    /// How severe a miss is.
    pub severity: Severity,
    /// The rule as written, without label, strength and comment.
    pub text: String,
    /// The whole statement's line.
    pub span: Span,
    /// The range of the predicate: what is pointed at when it is missed.
    pub target_span: Span,
    /// What must hold.
    pub body: Body,
    /// Whether it holds at any time, due or not (勾稽, 唯一, 非空 …).
    pub data_rule: bool,
    /// 期限
    pub deadline: Deadline,
    /// 进度
    pub schedule: Schedule,
    /// 可无: an empty table satisfies it.
    pub optional: bool,
    /// 责任: the rule's own, else its indicator's or milestone's.
    pub office: Option<String>,
    /// 审核
    pub audit: Audit,
    /// 属性
    pub binding: Option<Binding>,
    /// 依据
    pub basis: Option<String>,
    /// 说明
    pub remark: Option<String>,
    /// 标签
    pub tags: Vec<String>,
    /// Readings that the report must say: 等, a lone reading of 以上, a unit compared across measure words …
    pub notes: Vec<String>,
}

/// What a rule asks.
#[derive(Clone, Debug)]
pub enum Body {
    /// A figure against a goal.
    Target(Target),
    /// Every row of a table.
    Each(Each),
    /// A milestone's state.
    Milestone {
        /// The milestone.
        milestone: MilestoneId,
        /// What it must have reached.
        state: State,
    },
    /// An identity of the data.
    Identity(Identity),
    /// A condition over several figures or milestones.
    Composite(Condition),
}

/// A figure against a goal.
#[derive(Clone, Debug)]
pub struct Target {
    /// What is measured.
    pub measure: Measure,
    /// What it must satisfy.
    pub goal: Goal,
    /// 方向
    pub direction: Direction,
    /// Where the subject is written.
    pub subject_span: Span,
    /// Where the range is written.
    pub goal_span: Span,
}

/// What is measured.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The level.
    pub level: Expr,
    /// Its change, if that is what is measured.
    pub change: Option<Change>,
    /// 上年 of the rule, definition or indicator, in base units: base of 净增 and of full-year growth only.
    pub last_year: Option<Number>,
    /// How the level adds up over periods; of an aggregate, its table's.
    pub nature: Option<Nature>,
    /// Only a reported growth rate counts (口径 可比价).
    pub reported_only: bool,
}

/// The change of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// 增长 on the same period of last year.
    Growth,
    /// 下降: growth with its sign turned.
    Decline,
    /// 净增: level less last year's end.
    NetIncrease,
    /// 年均增长 since the base year.
    AnnualGrowth {
        /// The base year.
        since: i16,
    },
}

/// What a figure must satisfy. Values of one dimension with the measure.
#[derive(Clone, Debug)]
pub enum Goal {
    /// `超过 160家`
    Bound {
        /// How.
        comparison: Comparison,
        /// The bound.
        value: Expr,
    },
    /// `7.5%左右`
    About {
        /// The target.
        value: Expr,
        /// How far below it is still 基本达标.
        tolerance: Tolerance,
    },
    /// `介于 A 至 B`: both ends bind.
    Between {
        /// Lower end.
        low: Expr,
        /// Whether the lower end itself is outside (`A < X`).
        low_open: bool,
        /// Upper end.
        high: Expr,
        /// Whether the upper end itself is outside.
        high_open: bool,
    },
    /// `1-3家`: the lower end binds; above the upper end is met, and noted.
    Promised {
        /// Lower end.
        low: Expr,
        /// Upper end.
        high: Expr,
    },
    /// `属于 {…}`
    Within {
        /// The set.
        set: Set,
        /// 不属于
        negated: bool,
    },
    /// `非空` (`为空` when negated is false): a figure was submitted at all.
    Null {
        /// 非空
        negated: bool,
    },
}

/// The tolerance of 左右.
#[derive(Clone, Debug, PartialEq)]
pub struct Tolerance {
    /// How far.
    pub amount: ToleranceAmount,
    /// As written or by default: `0.5个百分点`, `5%`.
    pub text: String,
    /// Whether nobody wrote it down.
    pub default: bool,
}

/// How far from its target a figure may lie.
#[derive(Clone, Debug, PartialEq)]
pub enum ToleranceAmount {
    /// In base units of the measure (百分点 of a rate: 0.005).
    Absolute(Number),
    /// Relative to the target (5%: 0.05).
    Relative(Number),
}

/// Every row of a table.
#[derive(Clone, Debug)]
pub struct Each {
    /// The table.
    pub table: TableId,
    /// `共 N个`: exactly N rows that match the filter.
    pub count: Option<Number>,
    /// Which rows.
    pub filter: Option<Condition>,
    /// What must hold for each.
    pub body: Condition,
    /// `DATE 不晚于 D`: due on D, a blank date is a row not yet done until then.
    pub due: Option<(ColumnId, Date)>,
}

/// An identity of the data.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Left side.
    pub left: Expr,
    /// `=`, `≤` or `≥`.
    pub comparison: Comparison,
    /// Right side.
    pub right: Expr,
    /// How far the sides may lie apart.
    pub tolerance: Option<ToleranceAmount>,
    /// The tolerance as written.
    pub tolerance_text: Option<String>,
}

/// 期限
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// A day, its end included.
    On {
        /// The day.
        date: Date,
        /// Whether nobody wrote it down: the end of the plan's period.
        default: bool,
    },
    /// 无期限
    Never,
    /// No 期限 and no 期间: due at once.
    AtOnce,
}

/// 进度
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// 序时: in proportion to time.
    Linear,
    /// Listed points: from each date on, the share of the target that must be reached.
    Steps(Vec<(Date, Number)>),
    /// 不考核: judged at the end only.
    None,
}

/// 审核
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audit {
    /// 强制: cannot be explained away.
    #[default]
    Mandatory,
    /// 核实: may be true though it fails; a signed explanation is taken.
    Verify,
}

/// 属性
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// 约束性
    Obligatory,
    /// 预期性
    Expected,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 达标
    Met,
    /// 基本达标
    NearlyMet,
    /// 达序时
    OnTrack,
    /// 滞后
    Behind,
    /// 未到期
    NotDue,
    /// 未达标
    Violated,
    /// 缺数据
    Missing,
    /// 人工判定
    Manual,
}

impl Status {
    /// Every status, in the order of summaries.
    pub const ALL: [Self; 8] = [
        Self::Met,
        Self::NearlyMet,
        Self::OnTrack,
        Self::Behind,
        Self::NotDue,
        Self::Violated,
        Self::Missing,
        Self::Manual,
    ];

    /// The Chinese word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "达标",
            Self::NearlyMet => "基本达标",
            Self::OnTrack => "达序时",
            Self::Behind => "滞后",
            Self::NotDue => "未到期",
            Self::Violated => "未达标",
            Self::Missing => "缺数据",
            Self::Manual => "人工判定",
        }
    }

    /// The name in machine-readable results.
    pub fn key(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NearlyMet => "nearly_met",
            Self::OnTrack => "on_track",
            Self::Behind => "behind",
            Self::NotDue => "not_due",
            Self::Violated => "violated",
            Self::Missing => "missing",
            Self::Manual => "manual",
        }
    }

    /// Reads the Chinese word of a `期望` line.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

//! Attribute lines, and the lines of tests, as written.

use super::{Expr, Literal, Name, Node};

/// An attribute line.
#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    /// `责任 OFFICE`, free text.
    Office(String),
    /// `说明`, free text.
    Remark(String),
    /// `依据`, free text.
    Basis(String),
    /// `文号`, free text.
    Number(String),
    /// `地区`
    Region(String),
    /// `期间 2023年`, as written.
    Period(String),
    /// `期限 9月底前`, as written.
    Deadline(String),
    /// `期限 无期限` or `无期限`
    NoDeadline,
    /// `进度 序时`
    Linear,
    /// `进度 不考核`
    NotScheduled,
    /// `进度 一季度 20% 上半年 45%`
    Steps(Vec<(Node<String>, Node<Literal>)>),
    /// `可无`
    Optional,
    /// `容差 0.5个百分点、5%`
    Tolerance(Vec<Node<Literal>>),
    /// `属性 约束性`
    Binding(Name),
    /// `审核 核实`
    Audit(Name),
    /// `标签 甲、乙`
    Tags(Vec<Name>),
    /// `方向 越低越好`
    Direction(Name),
    /// `别名 甲、乙`
    Aliases(Vec<Name>),
    /// `口径 可比价`
    Calibre(Name),
    /// `上年 727.24亿元`
    LastYear(Expr),
}

impl Attribute {
    /// The word its line begins with.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Office(_) => "责任",
            Self::Remark(_) => "说明",
            Self::Basis(_) => "依据",
            Self::Number(_) => "文号",
            Self::Region(_) => "地区",
            Self::Period(_) => "期间",
            Self::Deadline(_) | Self::NoDeadline => "期限",
            Self::Linear | Self::NotScheduled | Self::Steps(_) => "进度",
            Self::Optional => "可无",
            Self::Tolerance(_) => "容差",
            Self::Binding(_) => "属性",
            Self::Audit(_) => "审核",
            Self::Tags(_) => "标签",
            Self::Direction(_) => "方向",
            Self::Aliases(_) => "别名",
            Self::Calibre(_) => "口径",
            Self::LastYear(_) => "上年",
        }
    }
}

/// A line of a `测试`.
#[derive(Clone, Debug, PartialEq)]
pub enum TestLine {
    /// `给定 X[国控] [同比|净增] = VALUE [于 PERIOD] [当月|当季]`
    Figure {
        /// The indicator.
        name: Name,
        /// Its scope.
        scope: Option<Name>,
        /// Level, 同比 or 净增.
        aspect: FigureAspect,
        /// The value.
        value: Expr,
        /// The period as written; the plan's by default.
        period: Option<Node<String>>,
        /// 当月 or 当季: not a year-to-date figure.
        single: bool,
    },
    /// `给定 参数 X[国控] = VALUE`
    Parameter {
        /// The parameter.
        name: Name,
        /// Its scope.
        scope: Option<Name>,
        /// The value.
        value: Expr,
    },
    /// `给定 事项 X 已完成 [于 DATE]`
    Milestone {
        /// The milestone.
        name: Name,
        /// The submitted state as written: 未启动 已启动 推进中 已完成.
        state: Name,
        /// When it was finished, as written.
        date: Option<Node<String>>,
    },
    /// `给定 表 项目 { 列, 列 / 值, 值 / … }`
    Table {
        /// The table.
        name: Name,
        /// Its header.
        columns: Vec<Name>,
        /// Its rows; `None` is a blank cell.
        rows: Vec<Node<Vec<Option<Expr>>>>,
    },
    /// `判定日 2023-06-30`, as written.
    AsOf(Node<String>),
    /// `期望 TZ03 未达标 [2行]`
    Expect {
        /// The rule's label or key.
        rule: Name,
        /// The status word.
        status: Name,
        /// How many rows fail.
        rows: Option<Node<u64>>,
    },
}

/// Which figure of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureAspect {
    /// The figure itself.
    Level,
    /// 同比
    Growth,
    /// 净增
    NetIncrease,
}

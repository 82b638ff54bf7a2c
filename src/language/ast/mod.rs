//! What was written in a rule file: every statement with its place, nothing looked up, nothing judged.
//!
//! Two nodes are equal when they say the same, wherever they stand: places do not count.

mod attribute;
mod condition;
mod expr;

pub use attribute::*;
pub use condition::*;
pub use expr::*;

use crate::source::{SourceId, Span};

/// Something written, and where.
#[derive(Clone)]
pub struct Node<T> {
    /// What.
    pub kind: T,
    /// Where.
    pub span: Span,
}

impl<T> Node<T> {
    /// Something at a place.
    pub fn new(kind: T, span: Span) -> Self {
        Self { kind, span }
    }
}

impl<T: PartialEq> PartialEq for Node<T> {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// Says what, not where: a tree stays readable.
impl<T: std::fmt::Debug> std::fmt::Debug for Node<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.kind.fmt(f)
    }
}

/// A name or a word, without its quotation marks (`《…》` keeps its own).
pub type Name = Node<String>;

/// One rule file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its text.
    pub source: SourceId,
    /// Its statements in order.
    pub statements: Vec<Statement>,
}

/// A statement with the attribute lines below it.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it states.
    pub kind: StatementKind,
    /// The statement's own line.
    pub span: Span,
    /// Its attributes in order.
    pub attributes: Vec<Node<Attribute>>,
}

impl PartialEq for Statement {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.attributes == other.attributes
    }
}

/// The forms of statement.
#[derive(Clone, Debug, PartialEq)]
pub enum StatementKind {
    /// `计划 NAME`
    Plan(Name),
    /// `【一·做大数字经济】`, by level.
    Heading(Vec<Name>),
    /// `指标 NAME [UNIT|GRADE] [累计|时点|均值]`
    Indicator {
        /// Its name.
        name: Name,
        /// A unit or the name of a scale.
        measure: Option<Name>,
        /// How periods add up.
        nature: Option<Node<Nature>>,
    },
    /// `事项 NAME`
    Milestone(Name),
    /// `表 NAME [累计|时点]` with its `列` lines.
    Table {
        /// Its name.
        name: Name,
        /// How its periods add up.
        nature: Option<Node<Nature>>,
        /// Its columns in order.
        columns: Vec<Node<Column>>,
    },
    /// `等级 NAME {"低", "中" = "二级", "高"}`, low to high.
    Scale {
        /// Its name.
        name: Name,
        /// Its members.
        members: Vec<Member>,
    },
    /// `参数 NAME[SCOPE] [UNIT] [= VALUE]`
    Parameter {
        /// Its name.
        name: Name,
        /// For one scope only.
        scope: Option<Name>,
        /// Its unit (or scale).
        unit: Option<Name>,
        /// Its value.
        value: Option<Expr>,
    },
    /// `单位 NAME = QUANTITY`
    Unit {
        /// The new unit.
        name: Name,
        /// How much of a known one it is.
        value: Literal,
    },
    /// `强度 NAME = STRENGTH`
    Strength {
        /// The new word.
        name: Name,
        /// The built-in word it weighs as.
        like: Name,
    },
    /// `定义 NAME = EXPR` or `定义 NAME = TABLE 其中 COND`
    Definition {
        /// Its name.
        name: Name,
        /// What it stands for.
        body: Expr,
        /// With a filter it is a part of a table.
        filter: Option<Box<Condition>>,
    },
    /// `[LABEL：] 勾稽 EXPR = EXPR [容差 QUANTITY]`
    Identity {
        /// Its label.
        label: Option<Name>,
        /// Left side.
        left: Expr,
        /// `=`, `≤` or `≥`.
        operator: Node<Operator>,
        /// Right side.
        right: Expr,
        /// How far the sides may lie apart.
        tolerance: Option<Node<Literal>>,
    },
    /// `[LABEL：] [STRENGTH] [完成|实现] PREDICATE`
    Commitment(Box<Commitment>),
    /// `引用 "file.plan"`
    Include(Node<String>),
    /// `描述 FIGURE NAME [说明 "…"]`: a figure of the plan that describes and promises nothing.
    Description {
        /// The figure as the plan writes it, half-width.
        figure: Node<String>,
        /// What it counts.
        name: Name,
        /// Why no rule is asked for it.
        reason: Option<Node<String>>,
    },
    /// `测试 "…"` with its `给定`, `判定日` and `期望` lines.
    Test {
        /// Its name.
        name: Node<String>,
        /// Its lines in order.
        lines: Vec<Node<TestLine>>,
    },
}

/// How the figures of an indicator or table add up over periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// 累计: summed over the year.
    Flow,
    /// 时点: a stock.
    Stock,
    /// 均值: a mean or ratio.
    Mean,
}

/// A `列` line.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Node<ColumnType>,
    /// Its flags in order: 非空 唯一 可空 非负.
    pub flags: Vec<Node<ColumnFlag>>,
}

/// The type of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnType {
    /// 文本
    Text,
    /// 整数
    Integer,
    /// 数值
    Number,
    /// 日期
    Date,
    /// 是否
    Truth,
    /// A unit or the name of a scale.
    Named(String),
    /// `{"签约", "落地"}`
    Set(Vec<String>),
}

/// What a column promises of its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnFlag {
    /// 非空
    NotNull,
    /// 唯一
    Unique,
    /// 可空: a blank is an answer.
    Nullable,
    /// 非负
    NonNegative,
}

/// A member of a scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: Node<String>,
    /// Other ways to write it.
    pub aliases: Vec<Node<String>>,
}

/// A rule that the plan commits to.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    /// Its label.
    pub label: Option<Name>,
    /// The strength word as written, known or not.
    pub strength: Option<Name>,
    /// 完成 or 实现 before the predicate.
    pub verb: Option<Name>,
    /// What is promised.
    pub predicate: Condition,
    /// The second tier: `，力争 达到 180亿元`.
    pub tier: Option<Tier>,
    /// Whether it was copied from a plan as `1.地区生产总值:增长7.5%左右`.
    pub copied: bool,
}

/// The second tier of a commitment.
#[derive(Clone, Debug, PartialEq)]
pub struct Tier {
    /// Its strength word.
    pub strength: Name,
    /// 增长, 净增 … before its range; default as in the first tier.
    pub change: Option<Node<Change>>,
    /// Its range.
    pub range: Range,
}

//! Conditions and ranges, as written.

use super::{Expr, Literal, Name, Node};

/// A condition, over figures or over one row.
pub type Condition = Node<ConditionKind>;

/// The forms of condition.
#[derive(Clone, Debug, PartialEq)]
pub enum ConditionKind {
    /// `A 或 B`
    Or(Vec<Condition>),
    /// `A 且 B`
    And(Vec<Condition>),
    /// `非 A`
    Not(Box<Condition>),
    /// `若 A 则 B`
    If {
        /// The premise.
        premise: Box<Condition>,
        /// What then must hold.
        then: Box<Condition>,
    },
    /// `每个 TABLE [共 N个] [其中 COND]：COND`
    Each {
        /// The table, or a named part of one.
        table: Name,
        /// How many rows it must have.
        count: Option<Node<Literal>>,
        /// Which rows.
        filter: Option<Box<Condition>>,
        /// What must hold for each.
        body: Box<Condition>,
    },
    /// `事项 A、B 等 完成`
    Milestones {
        /// The named ones.
        names: Vec<Name>,
        /// 等: there are more that are not named.
        open: bool,
        /// What they must have reached.
        state: Node<State>,
    },
    /// `X [增长] RANGE`
    Measure {
        /// What is measured.
        subject: Expr,
        /// 增长, 净增 …
        change: Option<Node<Change>>,
        /// `自 2020年`: the base year of 年均增长, as written.
        since: Option<Node<String>>,
        /// What it must satisfy.
        range: Range,
    },
    /// `A ≤ X ≤ B`
    Chain {
        /// Left value.
        low: Expr,
        /// Between left and subject.
        low_operator: Node<Operator>,
        /// What is measured.
        subject: Expr,
        /// Between subject and right.
        high_operator: Node<Operator>,
        /// Right value.
        high: Expr,
    },
    /// A 是否 column alone.
    Holds(Expr),
}

/// What a milestone must have reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// 启动
    Start,
    /// 推进
    Advance,
    /// 完成
    Finish,
}

/// The change of a figure, instead of its level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub kind: ChangeKind,
    /// The word as written (`净增长`).
    pub word: String,
}

/// The kinds of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// 增长: on the same period of last year.
    Growth,
    /// 下降: the same, downward.
    Decline,
    /// 净增 净增长 新增 增加: level less last year's end.
    NetIncrease,
    /// 年均增长: geometric mean.
    AnnualGrowth,
}

/// What a subject must satisfy.
pub type Range = Node<RangeKind>;

/// The forms of range.
#[derive(Clone, Debug, PartialEq)]
pub enum RangeKind {
    /// An operator with its value: `超过 160家`, `达到 1720个以上`, `60个以下`, `7.5%左右`, `约 100亿元`; or a bare quantity `3栋`.
    Bound {
        /// The operator before the value, if any.
        operator: Option<Node<Operator>>,
        /// The value.
        value: Expr,
        /// The word behind the value, if any.
        side: Option<Node<Side>>,
    },
    /// `介于 A 至 B`
    Between {
        /// Lower end.
        low: Expr,
        /// Upper end.
        high: Expr,
    },
    /// `1-3家`
    Promised {
        /// Lower end, which binds.
        low: Node<Literal>,
        /// Upper end, which does not.
        high: Node<Literal>,
    },
    /// `前 100名`
    Top(Node<Literal>),
    /// `多于 上年`
    LastYear(Node<Operator>),
    /// `属于 {…}`, `不属于 TABLE.COLUMN`
    Within {
        /// 不属于
        negated: bool,
        /// The set.
        set: Set,
    },
    /// `符合 "regex"`
    Matches(Node<String>),
    /// `格式 统一社会信用代码`
    Format(Name),
    /// `非空`
    NotNull,
    /// `为空`
    Null,
    /// `唯一`
    Unique,
}

/// An operator as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// What it asks.
    pub kind: OperatorKind,
    /// The word or sign as written, in half-width form (`突破`, `>=`).
    pub word: String,
}

/// What an operator asks of the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorKind {
    /// `>` 超过 超 大于 高于 多于 突破
    Greater,
    /// `≥` `>=` 不少于 不低于 不小于 至少
    AtLeast,
    /// 达到 达 完成 实现: `≥`, or `≤` where lower is better.
    Reach,
    /// `<` 低于 小于 少于 不满 不足
    Less,
    /// `≤` `<=` 不超过 不高于 不大于 不多于 至多
    AtMost,
    /// `=` 等于 为 是
    Equal,
    /// `≠` `!=` 不等于 不为 不是
    NotEqual,
    /// `≈` 约
    About,
    /// 不晚于
    NotAfter,
    /// 早于
    Before,
    /// 不早于
    NotBefore,
    /// 晚于
    After,
}

/// A word behind a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// 以上
    OrMore,
    /// 以下
    OrLess,
    /// 以内
    Within,
    /// 左右
    About,
    /// 前, behind a date (`9月底 前`) or a rank.
    Before,
}

/// What 属于 looks into.
#[derive(Clone, Debug, PartialEq)]
pub enum Set {
    /// `{"甲", "乙"}`
    Listed(Vec<Expr>),
    /// `TABLE.COLUMN`
    Column(Expr),
}

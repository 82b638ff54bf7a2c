//! What was written in a rule file: every statement with its place, nothing looked up, nothing judged.
//!
//! Two nodes are equal when they say the same, wherever they stand: places do not count.

use crate::source::{SourceId, Span};
use crate::value::Number;

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

/// An expression.
pub type Expr = Node<ExprKind>;

/// The forms of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `160` `10万户` `三条`; a word that begins with a numeral and may yet turn out to be a name.
    Quantity(Literal),
    /// A date or period as written, in half-width form: `2023-09-30` `9月底前` `年内`.
    Date(String),
    /// `"现代商贸"`
    Text(String),
    /// `是` `否`
    Truth(bool),
    /// A name.
    Name(String),
    /// `X[国控]`, `X[国控、省控]`
    Scoped {
        /// What.
        base: Box<Expr>,
        /// The scopes.
        scopes: Vec<Name>,
    },
    /// `X.上年`, `项目.投资额`, `项目.「列」`
    Member {
        /// Of what.
        base: Box<Expr>,
        /// Which.
        field: Name,
    },
    /// `计数(项目 其中 … 按 街道)`, `绝对值(X)`
    Call {
        /// The function's name.
        function: Name,
        /// What it is applied to.
        arguments: Vec<Expr>,
        /// 其中 …
        filter: Option<Box<Condition>>,
        /// 按 …
        group: Option<Name>,
    },
    /// `-X`
    Negate(Box<Expr>),
    /// `A + B`
    Arithmetic {
        /// Left.
        left: Box<Expr>,
        /// Which.
        operator: Node<ArithmeticOperator>,
        /// Right.
        right: Box<Expr>,
    },
}

/// `+ - × ÷`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `×` `*`
    Multiply,
    /// `÷` `/`
    Divide,
}

/// A number with or without a unit, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// The number.
    pub number: Number,
    /// How it was written, in half-width form: `1,376`, `三`.
    pub digits: String,
    /// The letters behind it, not looked up: `家`, `万户`, `%`, `微克/立方米`.
    pub unit: Option<Node<String>>,
}

impl Literal {
    /// The whole word, as a name would read: `500万元以上固定资产投资`.
    pub fn word(&self) -> String {
        format!("{}{}", self.digits, self.unit.as_ref().map_or("", |u| u.kind.as_str()))
    }
}

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

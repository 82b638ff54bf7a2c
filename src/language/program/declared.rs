//! What rules speak of: the plan, indicators, milestones, tables, scales, parameters, tests.

use super::{Status, Value};
use crate::language::ast::{FigureAspect, Nature, State};
use crate::source::Span;
use crate::value::{Date, Number, Period, Unit};

/// Index of an [`Indicator`] in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorId(pub usize);
/// Index of a [`Milestone`] in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MilestoneId(pub usize);
/// Index of a [`Table`] in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub usize);
/// Index of a [`Column`] in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub usize);
/// Index of a [`Scale`] in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScaleId(pub usize);
/// Index of a [`Parameter`] in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParameterId(pub usize);

/// The plan's own statement.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Its name; empty when no `计划` statement was written.
    pub name: String,
    /// 期间
    pub period: Option<Period>,
    /// 地区
    pub region: Option<String>,
    /// 文号
    pub number: Option<String>,
    /// 依据
    pub basis: Option<String>,
}

/// A figure that is submitted by period.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Its name.
    pub name: String,
    /// 别名
    pub aliases: Vec<String>,
    /// Whether an `指标` statement declares it; one only used in rules is known by its name alone.
    pub declared: bool,
    /// What its figures are measured in; `None` when undeclared and no rule says.
    pub measure: Option<Type>,
    /// Whether the `指标` statement itself says so: only then is a figure without a unit in it.
    pub unit_declared: bool,
    /// 累计, 时点 or 均值; `None` when not declared.
    pub nature: Option<Nature>,
    /// 上年: last year's whole-year or year-end figure, in base units.
    pub last_year: Option<Number>,
    /// 口径 可比价: only a reported growth rate counts.
    pub comparable_prices: bool,
    /// Whether a rule asks for one of the first places (`前 3名`): its figures are ranks.
    pub ranked: bool,
    /// 方向
    pub direction: Direction,
    /// 责任
    pub office: Option<String>,
    /// The scopes that rules name (`国控`), sorted.
    pub scopes: Vec<String>,
    /// Where it is declared or first used.
    pub span: Span,
}

/// 方向
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Higher is better.
    #[default]
    Up,
    /// 越低越好
    Down,
    /// 双侧
    Both,
}

/// A milestone.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// Its name.
    pub name: String,
    /// Whether an `事项` statement declares it.
    pub declared: bool,
    /// 责任
    pub office: Option<String>,
    /// Where it is declared or first used.
    pub span: Span,
}

/// An item table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Whether a `表` statement declares it.
    pub declared: bool,
    /// 累计 or 时点.
    pub nature: Option<Nature>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Where it is declared or first used.
    pub span: Span,
}

/// A column of an item table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its cells hold.
    pub ty: Type,
    /// Whether whole numbers only (整数).
    pub integer: bool,
    /// The texts it may hold, if it is a set.
    pub allowed: Option<Vec<String>>,
    /// 非空
    pub not_null: bool,
    /// 唯一
    pub unique: bool,
    /// 可空: a blank is an answer.
    pub nullable: bool,
    /// 非负
    pub non_negative: bool,
    /// Whether a rule, or a promise of the column itself, needs its cells.
    pub used: bool,
    /// Where it is declared or first used.
    pub span: Span,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A number measured in a unit; values are kept in the base unit, the unit tells how to show them.
    Number(Unit),
    /// A date.
    Date,
    /// Text.
    Text,
    /// 是 or 否.
    Truth,
    /// A member of a scale.
    Grade(ScaleId),
}

/// An ordered scale, low to high.
#[derive(Clone, Debug)]
pub struct Scale {
    /// Its name.
    pub name: String,
    /// Its members' names, low to high.
    pub members: Vec<String>,
    /// Other ways to write a member, each with the member's index.
    pub aliases: Vec<(String, usize)>,
    /// Where it is declared.
    pub span: Span,
}

impl Scale {
    /// The rank of a member, from 0.
    pub fn rank(&self, text: &str) -> Option<usize> {
        let by_name = self.members.iter().position(|m| m == text);
        by_name.or_else(|| self.aliases.iter().find(|(alias, _)| alias == text).map(|(_, rank)| *rank))
    }
}

/// A figure set elsewhere.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it is measured in.
    pub measure: Option<Type>,
    /// Its value without a scope.
    pub value: Option<Value>,
    /// Its values by scope, sorted.
    pub scoped: Vec<(String, Value)>,
    /// Where it is declared.
    pub span: Span,
}

impl Parameter {
    /// The value for a scope: the scope's own, else the one without a scope.
    pub fn value(&self, scope: Option<&str>) -> Option<&Value> {
        let own = scope.and_then(|s| self.scoped.iter().find(|(name, _)| name == s)).map(|(_, value)| value);
        own.or(self.value.as_ref())
    }
}

/// A column that `属于 TABLE.COLUMN` looks into.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSet {
    /// The table.
    pub table: TableId,
    /// The column.
    pub column: ColumnId,
}

/// `描述 92栋 商务楼宇存量`: a figure of the plan's text that describes and promises nothing.
#[derive(Clone, Debug)]
pub struct Description {
    /// The figure as the plan writes it, half-width: `92栋`, `2A+`, `1-3家`.
    pub figure: String,
    /// What it counts.
    pub name: String,
    /// Why it needs no rule.
    pub reason: Option<String>,
    /// Where in the plan it stands: 依据, else the heading above it, levels joined by `·`; empty for anywhere.
    pub section: String,
    /// Where it is written.
    pub span: Span,
}

/// A `测试`.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// 判定日, else the end of the plan's period.
    pub as_of: Option<Date>,
    /// What is given.
    pub given: Vec<Given>,
    /// What is expected.
    pub expected: Vec<Expected>,
}

/// A `给定` line.
#[derive(Clone, Debug)]
pub enum Given {
    /// A figure of an indicator.
    Figure {
        /// The indicator.
        indicator: IndicatorId,
        /// Its scope.
        scope: Option<String>,
        /// Level, 同比 or 净增.
        aspect: FigureAspect,
        /// Its period.
        period: Period,
        /// 当月 or 当季.
        single: bool,
        /// The value.
        value: Value,
        /// The unit as written, to show it.
        unit: Unit,
        /// Where.
        span: Span,
    },
    /// A parameter's value.
    Parameter {
        /// The parameter.
        parameter: ParameterId,
        /// Its scope.
        scope: Option<String>,
        /// The value.
        value: Value,
    },
    /// The state of a milestone.
    Milestone {
        /// The milestone.
        milestone: MilestoneId,
        /// Its state.
        state: SubmittedState,
        /// When it was finished.
        date: Option<Date>,
        /// Where.
        span: Span,
    },
    /// The rows of a table.
    Table {
        /// The table.
        table: TableId,
        /// Its header.
        columns: Vec<ColumnId>,
        /// Its rows, a value (or a blank) for each column of the header.
        rows: Vec<(Vec<Option<Value>>, Span)>,
    },
}

/// The state that an office submits for a milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubmittedState {
    /// 未启动
    NotStarted,
    /// 已启动
    Started,
    /// 推进中
    Advancing,
    /// 已完成
    Finished,
}

impl SubmittedState {
    /// Reads the four words of a submission.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "未启动" => Some(Self::NotStarted),
            "已启动" => Some(Self::Started),
            "推进中" => Some(Self::Advancing),
            "已完成" => Some(Self::Finished),
            _ => None,
        }
    }

    /// The word of a submission.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStarted => "未启动",
            Self::Started => "已启动",
            Self::Advancing => "推进中",
            Self::Finished => "已完成",
        }
    }

    /// Whether it satisfies what a rule asks; a later state satisfies an earlier one.
    pub fn satisfies(self, state: State) -> bool {
        match state {
            State::Start => self >= Self::Started,
            State::Advance => self >= Self::Advancing,
            State::Finish => self == Self::Finished,
        }
    }
}

/// A `期望` line.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Index of the rule in the program.
    pub rule: usize,
    /// The status it must get.
    pub status: Status,
    /// How many rows must fail.
    pub rows: Option<u64>,
    /// Where.
    pub span: Span,
}

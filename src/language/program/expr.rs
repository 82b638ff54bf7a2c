//! Expressions and conditions with their types, over figures or over one row of a table.

use super::{ColumnId, IndicatorId, MilestoneId, ParameterId, ScaleId, TableId, Target, Type};
use crate::language::ast::{ArithmeticOperator, State};
use crate::source::Span;
use crate::value::{Date, Number, Period};

/// A value; numbers are in the base unit of their dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A number in base units.
    Number(Number),
    /// A date.
    Date(Date),
    /// Text.
    Text(String),
    /// 是 or 否.
    Truth(bool),
    /// The rank of a member in its scale, from 0.
    Grade(ScaleId, usize),
}

/// An expression with its type.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it computes.
    pub kind: ExprKind,
    /// The type of its value.
    pub ty: Type,
    /// Where it is written.
    pub span: Span,
}

/// The forms of expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A constant.
    Constant(Value),
    /// A figure of an indicator.
    Figure {
        /// The indicator.
        indicator: IndicatorId,
        /// `[国控]`; without it the figure submitted without a scope.
        scope: Option<String>,
        /// Which of its figures.
        aspect: Aspect,
    },
    /// A parameter; its value may be missing.
    Parameter {
        /// The parameter.
        parameter: ParameterId,
        /// The scope asked for.
        scope: Option<String>,
    },
    /// An aggregate over a table.
    Aggregate(AggregateId),
    /// A cell of the row at hand.
    Column(ColumnId),
    /// `-X`
    Negate(Box<Expr>),
    /// `A + B`
    Arithmetic {
        /// Left.
        left: Box<Expr>,
        /// Which.
        operator: ArithmeticOperator,
        /// Right.
        right: Box<Expr>,
    },
    /// 绝对值 四舍五入 长度 天数, and 最大 最小 over arguments.
    Call {
        /// Which.
        function: Function,
        /// Its arguments.
        arguments: Vec<Expr>,
    },
    /// What nobody can know: `定义.上年` and the like. Always missing, and says why.
    Unknown(String),
}

/// Which figure of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// The figure of the period judged.
    Level,
    /// `.上年`: the same period of last year.
    LastYear,
    /// `.上期`: the period before.
    Previous,
    /// `.同比`: the growth on the same period of last year.
    Growth,
}

/// Functions over values of one row or of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// 绝对值(X)
    Absolute,
    /// 四舍五入(X[, places]): of the number in the unit it is shown in.
    Round,
    /// 长度(TEXT): in characters.
    Length,
    /// 天数(FROM, TO): days from the first date to the second; 天数(FROM) to the date of judgement.
    Days,
    /// 最大(A, B, …)
    Largest,
    /// 最小(A, B, …)
    Smallest,
}

/// Index of an [`Aggregate`] in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AggregateId(pub usize);

/// A figure made of many rows.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// How rows make one figure.
    pub function: Fold,
    /// Over which table.
    pub table: TableId,
    /// Of what; `None` for 计数 and 占比.
    pub value: Option<Expr>,
    /// Which rows.
    pub filter: Option<Condition>,
    /// 按 COLUMN
    pub group: Option<ColumnId>,
    /// As written.
    pub text: String,
    /// Where it is first written.
    pub span: Span,
}

/// How rows make one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// 计数: rows.
    Count,
    /// 去重计数: different values.
    CountDistinct,
    /// 合计
    Sum,
    /// 平均
    Mean,
    /// 中位数: the middle value; of an even number the mean of the middle two.
    Median,
    /// 最大
    Largest,
    /// 最小
    Smallest,
    /// 占比: matching rows over all rows.
    Share,
}

/// A condition, over figures or over one row.
#[derive(Clone, Debug)]
pub struct Condition {
    /// What it asks.
    pub kind: ConditionKind,
    /// Where it is written.
    pub span: Span,
}

/// The forms of condition.
#[derive(Clone, Debug)]
pub enum ConditionKind {
    /// `A < B`; both sides have the same type and dimension.
    Compare {
        /// Left.
        left: Expr,
        /// How.
        operator: Comparison,
        /// Right.
        right: Expr,
    },
    /// A date inside a period: `开工日期 为 2023年上半年`.
    During {
        /// The date.
        date: Expr,
        /// The period.
        period: Period,
    },
    /// 属于, 不属于
    Within {
        /// Of what.
        value: Expr,
        /// The set.
        set: Set,
        /// 不属于
        negated: bool,
    },
    /// 符合: the expression occurs in the text.
    Matches {
        /// The text.
        text: Expr,
        /// The expression.
        pattern: Pattern,
    },
    /// 格式
    Format {
        /// The text.
        text: Expr,
        /// Which format.
        format: Format,
    },
    /// 为空, and 非空 when negated.
    Null {
        /// Of what.
        value: Expr,
        /// 非空
        negated: bool,
    },
    /// 唯一, over the rows of a table: every occurrence after the first fails.
    Unique {
        /// The column.
        column: ColumnId,
    },
    /// A 是否 column or value alone.
    Holds(Expr),
    /// A milestone that has reached a state.
    Milestone {
        /// The milestone.
        milestone: MilestoneId,
        /// The state.
        state: State,
    },
    /// A figure against a goal, with growth, tolerance and direction.
    Target(Box<Target>),
    /// 且
    And(Vec<Condition>),
    /// 或
    Or(Vec<Condition>),
    /// 非
    Not(Box<Condition>),
    /// 若 … 则 …
    If {
        /// The premise.
        premise: Box<Condition>,
        /// What then must hold.
        then: Box<Condition>,
    },
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `>`
    Greater,
    /// `≥`
    AtLeast,
    /// `<`
    Less,
    /// `≤`
    AtMost,
    /// `=`
    Equal,
    /// `≠`
    NotEqual,
}

impl Comparison {
    /// Whether an ordering satisfies it.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Greater => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
        }
    }

    /// The sign of results: `>` `>=` `<` `<=` `=` `!=`.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::NotEqual => "!=",
        }
    }

    /// The comparison with both sides negated (or swapped): `>` becomes `<`.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Greater => Self::Less,
            Self::AtLeast => Self::AtMost,
            Self::Less => Self::Greater,
            Self::AtMost => Self::AtLeast,
            same => same,
        }
    }
}

/// What 属于 looks into.
#[derive(Clone, Debug)]
pub enum Set {
    /// Listed values.
    Listed(Vec<Value>),
    /// The values of a table's column: index into [`super::Program::sets`].
    Column(usize),
}

/// A regular expression, compiled.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written.
    pub text: String,
    /// Compiled.
    pub regex: regex::Regex,
}

/// Formats with check digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// 统一社会信用代码, GB 32100-2015
    CreditCode,
    /// 身份证号, GB 11643-1999
    IdentityNumber,
    /// 手机号
    MobileNumber,
    /// 行政区划代码, GB/T 2260
    DivisionCode,
}

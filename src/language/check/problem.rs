//! What can be wrong with the meaning of rules, and the words for it.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use crate::value::Date;

/// The kinds of mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// One name for two things.
    NameTwice { name: String, first: Span },
    /// One label for two rules.
    LabelTwice { label: String, first: Span },
    /// Something declared that no rule uses.
    Unused { what: &'static str, name: String },
    /// A name that nothing declares, where others are declared.
    Undeclared { what: &'static str, name: String, nearest: Option<String> },
    /// A name that must be known and is not.
    Unknown { what: &'static str, name: String, nearest: Option<String>, known: Vec<String> },
    /// Two names side by side.
    TwoNames { first: String, second: Span, nearest: Option<String> },
    /// A name that swallowed an operator: `企业超过 160家`.
    FusedName { name: String, spaced: String },
    /// A name that swallowed a change in a plan's words: `企业比上年提高 5%`.
    FusedChange { name: String, spaced: String },
    /// A unit that does not exist.
    UnknownUnit { unit: String, wanted: Option<String>, alike: Vec<String> },
    /// A word behind a name that is neither unit nor scale.
    UnknownMeasure { word: String, scale: Option<String> },
    /// A unit of the built-in table, declared anew.
    BuiltinUnit { name: String },
    /// A unit that is nothing, or less.
    BadUnit { name: String },
    /// Steps of a 进度 that do not rise.
    BadSteps,
    /// A share of a 进度 that is none: `一季度 20`, `一季度 120%`; with the share as it was meant, if that is plain.
    BadShare { written: String, whole: bool, meant: Option<String> },
    /// A day outside the plan's period.
    OutsidePlan { text: String, plan: String },
    /// The end of a period where its first day is meant.
    FirstDayMeant { word: &'static str, text: String, first: Date, last: Date },
    /// Two units of different dimensions.
    UnitMismatch { left: String, right: String, other: Span },
    /// A bare number where a unit is needed.
    UnitMissing { number: String, wanted: String, unit: String, other: Span },
    /// 百分点 compared with a ratio's level, or added to it.
    PointsForRatio { written: String, meant: Option<String>, other: Span },
    /// A ratio's own growth in 百分点: the word to put 净增 in place of, and how it is meant.
    PointsOfRatio { written: String, other: Span, net: Option<Span>, meant: Option<String> },
    /// A ratio compared with a difference of ratios.
    RatioForPoints { written: String, meant: String, other: Span },
    /// Two values that cannot be compared or combined.
    TypeMismatch { left: &'static str, right: &'static str, other: Span },
    /// `增长 100家`: a growth rate in a unit that is none.
    GrowthUnit { written: String, other: Span, net: Option<Span> },
    /// A text without its quotation marks.
    Unquoted { word: String, other: Span },
    /// A value with quotation marks that it should not have.
    Quoted { text: String, other: Span },
    /// An order asked of texts.
    NoOrder { operator: String, of: &'static str, other: Span },
    /// An operator that does not go with what it is applied to.
    Misapplied { what: String, to: &'static str },
    /// The words before and behind a value disagree.
    SidesDisagree { before: String, behind: &'static str, value: String, other: Option<Span> },
    /// `甲 ≥ 5家 ≤ 9家`: signs that point two ways, and how the interval is written.
    SignsDisagree { before: String, behind: String, meant: Option<String>, other: Span },
    /// 上年均增长 without its base year.
    NoBaseYear,
    /// `TABLE.COLUMN` outside a function.
    BareColumn { table: String },
    /// A table where a value is needed.
    TableAsValue { table: String },
    /// A function with wrong arguments.
    Arguments { function: String, form: &'static str },
    /// A definition that leads back to itself.
    Cycle { name: String },
    /// A regular expression that cannot be read.
    BadPattern { why: String },
    /// A date that cannot be read.
    BadDate { text: String, no_year: bool },
    /// An attribute that the statement above does not take.
    AttributeMisplaced { word: &'static str, statement: &'static str },
    /// An attribute written twice.
    AttributeTwice { word: &'static str, first: Span },
    /// A word that is none of those an attribute takes.
    AttributeWord { word: String, known: &'static str },
    /// A tolerance of a wrong unit.
    BadTolerance { written: String },
    /// A column that promises what cannot be.
    BadColumn { why: &'static str },
    /// A test that asks nothing.
    EmptyTest { name: String },
    /// A result that cannot be: `期望 SZ04 好`.
    BadStatus { word: String },
    /// An empty scale, a member named twice.
    BadScale { why: &'static str },
    /// Several scopes where only one can stand.
    ManyScopes,
    /// A predicate inside another that cannot stand there.
    Nested { what: &'static str },
    /// A plan declared twice.
    PlanTwice { first: Span },
    /// Intervals upside down.
    EmptyInterval { low: String, high: String },
    /// A quotient by a constant 0.
    DivisionByZero,
    /// A text that its set does not hold.
    NotInSet { text: String, column: String, nearest: Option<String> },
}

/// The code of a name that nothing declares: the data may know it all the same.
pub const UNDECLARED: &str = "undeclared-name";

/// Every code of this room.
pub const CODES: &[&str] = &[
    "name-twice",
    "label-twice",
    "unused-declaration",
    "undeclared-name",
    "unknown-name",
    "two-names",
    "missing-space",
    "foreign-operator",
    "unknown-unit",
    "bad-unit",
    "bad-steps",
    "outside-plan",
    "first-day-meant",
    "unit-mismatch",
    "unit-missing",
    "points-for-ratio",
    "ratio-for-points",
    "type-mismatch",
    "growth-unit",
    "missing-quotes",
    "needless-quotes",
    "no-order",
    "misapplied",
    "sides-disagree",
    "no-base-year",
    "bare-column",
    "table-as-value",
    "function-arguments",
    "definition-cycle",
    "bad-pattern",
    "bad-date",
    "attribute-misplaced",
    "attribute-twice",
    "attribute-word",
    "bad-tolerance",
    "bad-column",
    "empty-test",
    "bad-status",
    "bad-scale",
    "many-scopes",
    "nested-predicate",
    "plan-twice",
    "empty-interval",
    "division-by-zero",
    "not-in-set",
];

impl Problem {
    fn code(&self) -> &'static str {
        match self {
            Self::NameTwice { .. } => "name-twice",
            Self::LabelTwice { .. } => "label-twice",
            Self::Unused { .. } => "unused-declaration",
            Self::Undeclared { .. } => UNDECLARED,
            Self::Unknown { .. } => "unknown-name",
            Self::TwoNames { .. } => "two-names",
            Self::FusedName { .. } => "missing-space",
            Self::FusedChange { .. } => "foreign-operator",
            Self::UnknownUnit { .. } | Self::UnknownMeasure { .. } => "unknown-unit",
            Self::BuiltinUnit { .. } | Self::BadUnit { .. } => "bad-unit",
            Self::BadSteps | Self::BadShare { .. } => "bad-steps",
            Self::OutsidePlan { .. } => "outside-plan",
            Self::FirstDayMeant { .. } => "first-day-meant",
            Self::UnitMismatch { .. } => "unit-mismatch",
            Self::UnitMissing { .. } => "unit-missing",
            Self::PointsForRatio { .. } | Self::PointsOfRatio { .. } => "points-for-ratio",
            Self::RatioForPoints { .. } => "ratio-for-points",
            Self::TypeMismatch { .. } => "type-mismatch",
            Self::GrowthUnit { .. } => "growth-unit",
            Self::Unquoted { .. } => "missing-quotes",
            Self::Quoted { .. } => "needless-quotes",
            Self::NoOrder { .. } => "no-order",
            Self::Misapplied { .. } => "misapplied",
            Self::SidesDisagree { .. } | Self::SignsDisagree { .. } => "sides-disagree",
            Self::NoBaseYear => "no-base-year",
            Self::BareColumn { .. } => "bare-column",
            Self::TableAsValue { .. } => "table-as-value",
            Self::Arguments { .. } => "function-arguments",
            Self::Cycle { .. } => "definition-cycle",
            Self::BadPattern { .. } => "bad-pattern",
            Self::BadDate { .. } => "bad-date",
            Self::AttributeMisplaced { .. } => "attribute-misplaced",
            Self::AttributeTwice { .. } => "attribute-twice",
            Self::AttributeWord { .. } => "attribute-word",
            Self::BadTolerance { .. } => "bad-tolerance",
            Self::BadColumn { .. } => "bad-column",
            Self::EmptyTest { .. } => "empty-test",
            Self::BadStatus { .. } => "bad-status",
            Self::BadScale { .. } => "bad-scale",
            Self::ManyScopes => "many-scopes",
            Self::Nested { .. } => "nested-predicate",
            Self::PlanTwice { .. } => "plan-twice",
            Self::EmptyInterval { .. } => "empty-interval",
            Self::DivisionByZero => "division-by-zero",
            Self::NotInSet { .. } => "not-in-set",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NameTwice { name, .. } => format!("`{name}` 已经是另一样东西的名字"),
            Self::LabelTwice { label, .. } => format!("标号 `{label}` 用了两次"),
            Self::Unused { what, name } => format!("{what} `{name}` 声明了，但没有规则用它"),
            Self::Undeclared { what, name, .. } => format!("{what} `{name}` 没有声明"),
            Self::Unknown { what, name, .. } => format!("没有叫 `{name}` 的{what}"),
            Self::TwoNames { first, .. } => format!("`{first}` 不是强度词，它与后面的名字之间缺了运算符或多了空格"),
            Self::FusedName { name, .. } => format!("`{name}` 里的词连在了一起，词与词之间要有空格"),
            Self::FusedChange { name, .. } => format!("`{name}` 里连着增减的说法，不是本语言的写法"),
            Self::UnknownUnit { unit, .. } => format!("没有 `{unit}` 这个单位"),
            Self::UnknownMeasure { word, .. } => format!("`{word}` 不是单位，也不是等级"),
            Self::BuiltinUnit { name } => format!("单位 `{name}` 是自带的，不能另作规定"),
            Self::BadUnit { name } => format!("单位 `{name}` 要等于一个正数"),
            Self::BadSteps => "进度的各点要按时间先后、百分比由低到高写".to_owned(),
            Self::BadShare { written, whole: true, .. } => format!("进度 `{written}` 超过了 100%"),
            Self::BadShare { written, meant: Some(_), .. } => format!("进度 `{written}` 少了百分号"),
            Self::BadShare { written, .. } => format!("进度要写百分比，`{written}` 不是"),
            Self::OutsidePlan { text, plan } => format!("`{text}` 不在计划的期间 {plan} 之内"),
            Self::FirstDayMeant { word, text, first, .. } => {
                format!("`{word} {text}` 按这段时间的第一天 {first} 算，不是最后一天")
            }
            Self::UnitMismatch { left, right, .. } => format!("{left}与{right}不能比较或相加"),
            Self::UnitMissing { number, wanted, .. } => format!("`{number}` 没有写单位，这里要的是{wanted}"),
            Self::PointsForRatio { written, .. } => format!("`{written}` 是两个比率之差，不能当作比率"),
            Self::PointsOfRatio { written, .. } => {
                format!("指标本身是比率，`{written}` 是它前后之差，不是它增减的百分比")
            }
            Self::RatioForPoints { written, .. } => format!("`{written}` 是比率，这里要的是两个比率之差"),
            Self::TypeMismatch { left, right, .. } => format!("{left}与{right}不能比较或计算"),
            Self::GrowthUnit { written, .. } => format!("增长、下降说的是百分比，`{written}` 不是"),
            Self::Unquoted { word, .. } => format!("文本 `{word}` 没有加引号"),
            Self::Quoted { text, .. } => format!("`{text}` 不该加引号，加了引号就是文本"),
            Self::NoOrder { operator, of, .. } => format!("{of}没有高低先后，不能用 `{operator}`"),
            Self::Misapplied { what, to } => format!("`{what}` 不能用于{to}"),
            Self::SidesDisagree { before, behind, .. } => format!("`{before}` 与 `{behind}` 说的不是一个意思"),
            Self::SignsDisagree { before, behind, .. } => format!("`{before}` 与 `{behind}` 不同向，连不成区间"),
            Self::NoBaseYear => "`年均增长` 没有写从哪一年算起".to_owned(),
            Self::BareColumn { table } => format!("表 `{table}` 的列只能在函数或 `每个` 里用"),
            Self::TableAsValue { table } => format!("`{table}` 是一张表，不是一个数"),
            Self::Arguments { function, .. } => format!("函数 `{function}` 的写法不对"),
            Self::Cycle { name } => format!("定义 `{name}` 绕回了自己"),
            Self::BadPattern { why } => format!("这个正则表达式读不懂：{why}"),
            Self::BadDate { text, no_year: true } if text.is_empty() => "不知道是哪一时期的数".to_owned(),
            Self::BadDate { text, no_year: true } => format!("`{text}` 没有写年份，计划也没有写 `期间`"),
            Self::BadDate { text, .. } => format!("`{text}` 不是日期或时期"),
            Self::AttributeMisplaced { word, statement } => format!("{statement}没有 `{word}` 这个属性"),
            Self::AttributeTwice { word, .. } => format!("属性 `{word}` 写了两次"),
            Self::AttributeWord { word, .. } => format!("这里不能写 `{word}`"),
            Self::BadTolerance { written } => format!("容差 `{written}` 用不上"),
            Self::BadColumn { why } => (*why).to_owned(),
            Self::EmptyTest { name } => format!("测试 `{name}` 没有写期望什么"),
            Self::BadStatus { word, .. } => format!("没有 `{word}` 这个判定结果"),
            Self::BadScale { why } => (*why).to_owned(),
            Self::ManyScopes => "这里只能写一个范围".to_owned(),
            Self::Nested { what } => format!("{what}不能写在这里"),
            Self::PlanTwice { .. } => "`计划` 写了两次".to_owned(),
            Self::EmptyInterval { low, high } => format!("区间的下端 `{low}` 高于上端 `{high}`"),
            Self::DivisionByZero => "除数是 0".to_owned(),
            Self::NotInSet { text, column, .. } => format!("列 `{column}` 不会是 `{text}`"),
        }
    }

    /// The other party, and what is said of it.
    fn other(&self) -> Option<(Span, &'static str)> {
        match self {
            Self::NameTwice { first, .. }
            | Self::LabelTwice { first, .. }
            | Self::AttributeTwice { first, .. }
            | Self::PlanTwice { first } => Some((*first, "先在这里")),
            Self::TwoNames { second, .. } => Some((*second, "另一个名字")),
            Self::UnitMismatch { other, .. }
            | Self::UnitMissing { other, .. }
            | Self::PointsForRatio { other, .. }
            | Self::PointsOfRatio { other, .. }
            | Self::RatioForPoints { other, .. }
            | Self::GrowthUnit { other, .. }
            | Self::Unquoted { other, .. }
            | Self::Quoted { other, .. }
            | Self::NoOrder { other, .. }
            | Self::TypeMismatch { other, .. } => Some((*other, "与它相比")),
            Self::SidesDisagree { other: Some(other), .. } | Self::SignsDisagree { other, .. } => {
                Some((*other, "与这里不一致"))
            }
            _ => None,
        }
    }

    fn help(&self) -> Vec<String> {
        let near = |nearest: &Option<String>| nearest.iter().map(|n| format!("是不是 `{n}`？")).collect::<Vec<_>>();
        match self {
            Self::Undeclared { nearest, .. } if nearest.is_some() => near(nearest),
            Self::Undeclared { .. } => vec!["名字若没有错，它的数据以后会来；否则请改正或声明它".to_owned()],
            Self::Unknown { nearest, .. } if nearest.is_some() => near(nearest),
            Self::Unknown { known, .. } if !known.is_empty() => vec![format!("可用的有：{}", known.join("、"))],
            Self::BadStatus { .. } => {
                vec!["可用的有：达标、基本达标、达序时、滞后、未到期、未达标、缺数据、人工判定".to_owned()]
            }
            Self::NotInSet { nearest, .. } => near(nearest),
            Self::TwoNames { first, nearest, .. } => {
                let word = nearest.iter().map(|word| format!("强度词是不是 `{word}`？"));
                let declare = [format!(
                    "若是一个名字，请连写或写成 `「…」`；若 `{first}` 是强度词，请声明 `强度 {first} = 力争`"
                )];
                word.chain(declare).collect()
            }
            Self::UnknownUnit { wanted: Some(wanted), alike, .. } => {
                vec![format!("这里的单位是 `{wanted}`；同类的有 {}", alike.join("、"))]
            }
            Self::UnknownMeasure { scale: Some(scale), .. } => vec![format!("若是等级，是不是 `{scale}`？")],
            Self::UnknownMeasure { word, .. } => {
                vec![format!("若是新的单位或等级，请声明：`单位 {word} = 12 个` 或 `等级 {word} {{\"低\", \"高\"}}`")]
            }
            Self::BadShare { whole: true, .. } => vec!["进度是到那时应完成全年目标的百分之几，最多 100%".to_owned()],
            Self::BadShare { meant: Some(_), .. } => Vec::new(),
            Self::BadSteps | Self::BadShare { .. } => vec!["例如：`进度 一季度 20% 上半年 45% 三季度 75%`".to_owned()],
            Self::UnknownUnit { unit, .. } => {
                vec![format!("核对单位有没有写错；若 `{unit}` 确是新的单位，用 `单位 … = …` 声明它合多少")]
            }
            Self::FirstDayMeant { word, first, last, .. } => {
                vec![format!("若指最后一天，写 `{word} {last}`；若指第一天，写 `{word} {first}`")]
            }
            Self::NoBaseYear => vec!["例如：`营业收入 年均增长 10% 自 2020年`".to_owned()],
            Self::BareColumn { table } => vec![format!("例如：`合计({table}.列名)`、`每个 {table}：列名 非空`")],
            Self::TableAsValue { table } => vec![format!("要数它有几行，写 `计数({table})`")],
            Self::Arguments { form, .. } => vec![format!("写法：{form}")],
            Self::AttributeWord { known, .. } => vec![format!("可以写：{known}")],
            Self::BadTolerance { .. } => {
                vec!["比率的容差写 `0.5个百分点`，数量的容差写 `5%` 或同一单位的数量".to_owned()]
            }
            Self::BadDate { no_year: true, .. } => {
                vec!["写明年份，如 `2023年9月底前`，或在 `计划` 下面写 `期间 2023年`".to_owned()]
            }
            Self::EmptyTest { .. } => vec!["写一行 `期望 标号 达标`".to_owned()],
            Self::SidesDisagree { before, behind, value, .. } if !value.is_empty() => {
                vec![format!("只留一个：`{before} {value}` 或 `{value}{behind}`")]
            }
            Self::SignsDisagree { meant, .. } => {
                let form = meant.as_deref().unwrap_or("甲 ≤ 乙 ≤ 丙");
                vec![format!("两个符号要同向，下端写在前面：`{form}`")]
            }
            Self::NoOrder { .. } => {
                vec!["要比高低，先声明等级：`等级 名称 {\"低\", \"中\", \"高\"}`，列的类型写等级的名称".to_owned()]
            }
            Self::BadPattern { .. } => vec!["例如：`符合 \"^[0-9]{6}$\"`".to_owned()],
            _ => self.help_with_units(),
        }
    }

    fn help_with_units(&self) -> Vec<String> {
        match self {
            Self::UnitMismatch { left, right, .. } if right.starts_with("比率（") && !left.starts_with("比率") => {
                vec!["若说的是增速，写 `增长 7.5%`；若说的是占比，写 `甲 ÷ 乙`".to_owned()]
            }
            Self::UnitMissing { number, unit, .. } if !unit.is_empty() => {
                // 100亿 against 亿元 is 100亿元.
                let scaled = number.ends_with(['千', '万', '亿']);
                let unit = if scaled { unit.trim_start_matches(['十', '百', '千', '万', '亿']) } else { unit };
                vec![format!("若就是这个数，写 `{number}{unit}`")]
            }
            Self::GrowthUnit { written, .. } => {
                vec![format!("增速写成 `增长 7.5%`；要说增加了多少，写 `净增 {written}`")]
            }
            Self::PointsOfRatio { net: Some(_), .. } => Vec::new(),
            Self::PointsOfRatio { meant: Some(meant), .. } => vec![format!("比率增减几个百分点，写 `{meant}`")],
            Self::PointsOfRatio { .. } => vec!["比率增减几个百分点，写 `净增 0.5个百分点` 这样的形式".to_owned()],
            _ => Vec::new(),
        }
    }

    /// The diagnostic at its place.
    pub(super) fn at(self, span: Span) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.code(), self.message(), span, "");
        let warns = matches!(self, Self::Unused { .. } | Self::Undeclared { .. } | Self::OutsidePlan { .. });
        if warns || matches!(self, Self::FirstDayMeant { .. }) {
            diagnostic = diagnostic.weighing(Severity::Warning);
        }
        if let Some((other, text)) = self.other() {
            diagnostic = diagnostic.also(other, text);
        }
        let mended = match &self {
            Self::PointsForRatio { meant, .. } | Self::BadShare { meant, .. } => meant.clone(),
            Self::RatioForPoints { meant, .. } => Some(meant.clone()),
            Self::FusedName { spaced, .. } | Self::FusedChange { spaced, .. } => Some(spaced.clone()),
            Self::Unquoted { word, .. } => Some(format!("\"{word}\"")),
            Self::Quoted { text, .. } => Some(text.clone()),
            Self::NotInSet { nearest: Some(near), .. } => Some(format!("\"{near}\"")),
            Self::Undeclared { nearest: Some(near), .. } | Self::Unknown { nearest: Some(near), .. } => {
                Some(near.clone())
            }
            _ => None,
        };
        diagnostic = self.help().into_iter().fold(diagnostic, Diagnostic::help);
        if let Self::GrowthUnit { net: Some(word), .. } | Self::PointsOfRatio { net: Some(word), .. } = &self {
            return diagnostic.mend(*word, "净增");
        }
        match mended {
            Some(text) => diagnostic.mend(span, text),
            None => diagnostic,
        }
    }
}

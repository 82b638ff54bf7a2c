//! What can be wrong with the writing of a rule file, and the words for it.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// A mistake of writing, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// Which.
    pub(super) kind: ProblemKind,
    /// Where.
    pub(super) span: Span,
    /// The whole line, and how it reads when mended.
    pub(super) mended: Option<(Span, String)>,
}

/// The kinds of mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ProblemKind {
    /// A bracket that nothing closes.
    UnclosedBracket { opener: char },
    /// A bracket that was never opened, or closes another kind.
    StrayBracket { closer: char },
    /// Brackets nested too deep.
    TooDeep { most: usize },
    /// A quotation that nothing closes.
    UnclosedQuotation { mark: char },
    /// Words run together.
    MissingSpace { word: String },
    /// A keyword with a wrong character.
    Misspelt { word: String, meant: Vec<&'static str> },
    /// An operator of another notation.
    ForeignOperator { word: String, meant: String },
    /// `《` `》` typed for `<` `>`.
    TitleMark { mark: char },
    /// A subject with no range behind it.
    NoRange { subject: String },
    /// A range with no subject before it.
    NoSubject,
    /// Something else than what could stand here.
    Unexpected { found: String, expected: Vec<&'static str>, form: Option<&'static str> },
    /// An attribute line of the wrong form.
    Attribute { word: String, form: &'static str },
    /// A line that belongs below a statement, with none above it.
    Orphan { what: &'static str, below: &'static str },
    /// A line that takes too long to read.
    TooComplex,
    /// A line copied from a plan (`1.地区生产总值:增长7.5%左右`), understood.
    Copied { subject: String },
    /// A Chinese numeral with two readings, and the line in each.
    DoubtfulNumeral { word: String, readings: [(String, String); 2] },
    /// An operator before 前, which is a range itself: the line without the one, and without the other.
    RankBehindOperator { operator: String, rank: String, lines: [String; 2] },
    /// A strength word behind the subject: `企业 力争达到 160家`.
    StrengthInside { word: &'static str },
    /// A strength word with a colon, which makes it a label: `力争：企业 超过 5家`.
    StrengthLabel { word: String },
    /// An interval behind an operator or before 左右 and its like: how it is written alone, one end binding or both.
    IntervalWithWord { written: String, lines: [String; 2] },
    /// `增长 -5%`: the line with the fall as the least, and as the most.
    NegativeChange { change: String, figure: String, lines: [String; 2] },
    /// A rule file holds nothing that can be a value.
    NotAValue,
}

impl ProblemKind {
    /// Its stable name.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::UnclosedBracket { .. } => "unclosed-bracket",
            Self::StrayBracket { .. } => "stray-bracket",
            Self::TooDeep { .. } => "nested-too-deep",
            Self::UnclosedQuotation { .. } => "unclosed-quotation",
            Self::MissingSpace { .. } => "missing-space",
            Self::Misspelt { .. } => "misspelt-word",
            Self::ForeignOperator { .. } => "foreign-operator",
            Self::TitleMark { .. } => "title-mark",
            Self::NoRange { .. } => "missing-range",
            Self::NoSubject => "missing-subject",
            Self::Unexpected { .. } => "unexpected-text",
            Self::Attribute { .. } => "attribute-form",
            Self::Orphan { .. } => "orphan-line",
            Self::TooComplex => "too-complex",
            Self::Copied { .. } => "copied-line",
            Self::DoubtfulNumeral { .. } => "doubtful-numeral",
            Self::RankBehindOperator { .. } => "rank-behind-operator",
            Self::StrengthInside { .. } => "strength-inside",
            Self::StrengthLabel { .. } => "strength-label",
            Self::IntervalWithWord { .. } => "interval-with-word",
            Self::NegativeChange { .. } => "negative-change",
            Self::NotAValue => "not-a-value",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::UnclosedBracket { opener } => format!("括号 `{opener}` 没有合上"),
            Self::StrayBracket { closer } => format!("多出一个 `{closer}`，前面没有与它配对的括号"),
            Self::TooDeep { most } => format!("括号套得太深，超过 {most} 层"),
            Self::UnclosedQuotation { mark } => format!("引号 `{mark}` 没有合上"),
            Self::MissingSpace { word } => format!("`{word}` 里的词连在了一起，词与词之间要有空格"),
            Self::Misspelt { word, meant } if meant.len() > 3 => format!("没有 `{word}` 这个词，像是笔误"),
            Self::Misspelt { word, meant } => format!("没有 `{word}` 这个词，像是 `{}` 的笔误", meant.join("` 或 `")),
            Self::ForeignOperator { word, .. } => format!("`{word}` 不是本语言的写法"),
            Self::TitleMark { mark } => format!("`{mark}` 是书名号，不是小于号、大于号"),
            Self::NoRange { subject } => format!("`{subject}` 后面没有写要达到什么"),
            Self::NoSubject => "没有写是什么要达到这个要求".to_owned(),
            Self::Unexpected { found, .. } if found.is_empty() => "这一行没有写完".to_owned(),
            Self::Unexpected { found, .. } => format!("看不懂 `{found}`"),
            Self::Attribute { word, .. } => format!("属性 `{word}` 的写法不对"),
            Self::Orphan { what, below } => format!("{what}要写在{below}的下面"),
            Self::TooComplex => "这一行太复杂，读不下去".to_owned(),
            Self::Copied { subject } => format!("照抄计划的写法，已按指标 `{subject}` 理解"),
            Self::DoubtfulNumeral { word, readings: [(one, _), (other, _)] } => {
                format!("`{word}` 有两种读法：{one} 和 {other}")
            }
            Self::RankBehindOperator { operator, rank, .. } => {
                format!("`{rank}` 说的是名次，本身就是要求，前面不能再写 `{operator}`")
            }
            Self::StrengthInside { word } => format!("强度词 `{word}` 要写在指标的前面"),
            Self::StrengthLabel { word } => format!("`{word}` 后面写了冒号就成了标号，不再是强度词"),
            Self::IntervalWithWord { written, .. } => {
                format!("`{written}` 是区间，本身就是要求，要连着写，前后不能再有 `超过`、`左右` 一类的词")
            }
            Self::NegativeChange { change, figure, .. } => {
                format!("`{change}` 后面不能是负数 `{figure}`：至少要降这么多，还是至多降这么多，说不准")
            }
            Self::NotAValue => "这里要一个值，如 `32微克/立方米`、`7.5%`、`2023-09-30`".to_owned(),
        }
    }

    fn label(&self) -> String {
        match self {
            Self::UnclosedBracket { .. } | Self::UnclosedQuotation { .. } => "从这里开始".to_owned(),
            Self::Misspelt { meant, .. } if meant.len() > 3 => String::new(),
            Self::Misspelt { meant, .. } => format!("应写 `{}`", meant.join("` 或 `")),
            Self::ForeignOperator { meant, .. } if meant.is_empty() => "去掉它".to_owned(),
            Self::ForeignOperator { meant, .. } => format!("应写 `{meant}`"),
            Self::StrengthInside { .. } => "要写在最前面".to_owned(),
            Self::StrengthLabel { .. } => "后面空一格，不写冒号".to_owned(),
            Self::MissingSpace { .. } => "要断开".to_owned(),
            Self::NoRange { .. } => "后面缺少范围".to_owned(),
            Self::NoSubject => "前面缺少指标".to_owned(),
            Self::Unexpected { expected, .. } if !expected.is_empty() => {
                format!("这里应为{}", expected.join("、"))
            }
            _ => String::new(),
        }
    }

    fn help(&self) -> Vec<String> {
        let one = match self {
            Self::DoubtfulNumeral { readings, .. } => {
                return readings.iter().map(|(number, line)| format!("若是 {number}：`{line}`")).collect();
            }
            Self::RankBehindOperator { lines: [rank, count], .. } => {
                return vec![format!("若指名次排在前面：`{rank}`"), format!("若指数量：`{count}`")];
            }
            Self::IntervalWithWord { lines: [promised, closed], .. } => {
                return vec![format!("下端算数，超过上端也算达标：`{promised}`"), format!("两端都算数：`{closed}`")];
            }
            Self::NegativeChange { lines: [least, most], .. } => {
                return vec![format!("若至少要降这么多：`{least}`"), format!("若至多降这么多：`{most}`")];
            }
            Self::Misspelt { meant, .. } if meant.len() > 3 => Some(format!("只差一个字的有 `{}`", meant.join("`、`"))),
            Self::NoRange { .. } => Some("例如：`数字经济核心产业企业 超过 160家`".to_owned()),
            Self::NoSubject => Some("先写指标再写范围：`数字经济核心产业企业 超过 160家`".to_owned()),
            Self::Unexpected { form: Some(form), .. } => Some(format!("写法：{form}")),
            Self::Attribute { word, form } => {
                Some(format!("写法：{form}；以 `{word}` 开头的行归上一条语句；若指标就叫 `{word}`，请写 `「{word}」`"))
            }
            Self::Orphan { .. } => Some("先写语句，再在下一行写它".to_owned()),
            Self::TooComplex => Some("拆成几条规则，或用 `定义` 给其中一部分起名".to_owned()),
            Self::TooDeep { .. } => Some("用 `定义` 给里层起名".to_owned()),
            Self::TitleMark { mark: '《' } => Some("要写小于号请用 `<` 或 `低于`".to_owned()),
            Self::TitleMark { .. } => Some("要写大于号请用 `>` 或 `超过`".to_owned()),
            _ => None,
        };
        one.into_iter().collect()
    }
}

impl From<Problem> for Diagnostic {
    fn from(problem: Problem) -> Self {
        let kind = &problem.kind;
        let mut diagnostic = Self::error(kind.code(), kind.message(), problem.span, kind.label());
        if matches!(kind, ProblemKind::Copied { .. }) {
            diagnostic = diagnostic.weighing(Severity::Note);
        }
        for help in kind.help() {
            diagnostic = diagnostic.help(help);
        }
        if let Some((span, line)) = problem.mended {
            diagnostic = diagnostic.mend(span, line);
        }
        diagnostic
    }
}

/// Every code of this room.
pub const CODES: &[&str] = &[
    "unclosed-bracket",
    "stray-bracket",
    "nested-too-deep",
    "unclosed-quotation",
    "missing-space",
    "misspelt-word",
    "foreign-operator",
    "title-mark",
    "missing-range",
    "missing-subject",
    "unexpected-text",
    "attribute-form",
    "orphan-line",
    "too-complex",
    "copied-line",
    "doubtful-numeral",
    "rank-behind-operator",
    "strength-inside",
    "strength-label",
    "interval-with-word",
    "negative-change",
    "not-a-value",
];

/// How an attribute line is written.
pub(super) fn attribute_form(word: &str) -> &'static str {
    match word {
        "期限" | "无期限" => "`期限 2023年9月底` 或 `期限 无期限`",
        "期间" => "`期间 2023年`",
        "进度" => "`进度 序时`、`进度 不考核` 或 `进度 一季度 20% 上半年 45% 三季度 75%`",
        "容差" => "`容差 0.5个百分点` 或 `容差 5%`",
        "属性" => "`属性 约束性` 或 `属性 预期性`",
        "审核" => "`审核 强制` 或 `审核 核实`",
        "方向" => "`方向 越高越好`、`方向 越低越好` 或 `方向 双侧`",
        "别名" => "`别名 社消总额、社零`",
        "标签" => "`标签 民生、重点`",
        "口径" => "`口径 可比价`",
        "上年" => "`上年 727.24亿元`",
        "可无" => "`可无`，单独一行",
        "地区" => "`地区 云溪区`",
        _ => "属性词后空一格写内容",
    }
}

//! What can be wrong with the arguments of a run, in Chinese.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::Failure;
use crate::diagnostic::Diagnostic;
use crate::diff::Unusable;
use crate::source::Sources;
use crate::template::Unmakeable;

/// Every code of this room.
pub const CODES: &[&str] = &[
    "argument-invalid",
    "date-invalid",
    "explain-unknown",
    "file-exists",
    "file-unwritable",
    "format-output",
    "no-figures",
    "only-unmatched",
    "template-limit",
];

/// A mistake in the arguments of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// Arguments that do not fit.
    Argument {
        /// What is wrong.
        message: String,
        /// How to mend it.
        help: Vec<String>,
    },
    /// `--as-of` with something that is no date.
    Date {
        /// As given.
        text: String,
    },
    /// `--only` with a name that no rule, section or office bears.
    Only {
        /// As given.
        name: String,
        /// The nearest that exists.
        nearest: Option<String>,
    },
    /// `explain` of something that is neither code nor rule.
    Unknown {
        /// As given.
        name: String,
        /// The nearest that exists.
        nearest: Option<String>,
    },
    /// More formats than files.
    Output {
        /// What is wrong.
        message: String,
    },
    /// A plan's text without a figure: nothing to compare rules with.
    NoFigures {
        /// Its path as shown.
        path: String,
    },
    /// A file that must not be overwritten.
    Exists {
        /// Its path as shown.
        path: String,
    },
    /// A file that could not be written.
    Unwritable {
        /// Its path as shown.
        path: String,
        /// Why.
        reason: String,
    },
    /// Rules that no workbook has room for.
    Template(Unmakeable),
    /// Results that cannot be compared.
    Result(Unusable),
}

impl Mistake {
    fn code(&self) -> &'static str {
        match self {
            Self::Argument { .. } => "argument-invalid",
            Self::Date { .. } => "date-invalid",
            Self::Only { .. } => "only-unmatched",
            Self::Unknown { .. } => "explain-unknown",
            Self::Output { .. } => "format-output",
            Self::NoFigures { .. } => "no-figures",
            Self::Exists { .. } => "file-exists",
            Self::Unwritable { .. } => "file-unwritable",
            Self::Template(_) => "template-limit",
            Self::Result(unusable) => unusable.code(),
        }
    }

    pub(super) fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::placeless(self.code(), self.message());
        diagnostic.help = self.help();
        diagnostic
    }

    fn message(&self) -> String {
        match self {
            Self::Argument { message, .. } | Self::Output { message } => message.clone(),
            Self::Date { text } => format!("`{text}` 不是日期"),
            Self::Only { name, .. } => format!("--only 的 `{name}` 不是任何规则、章节或责任单位"),
            Self::Unknown { name, .. } => format!("`{name}` 既不是诊断代码，也不是规则标号"),
            Self::NoFigures { path } => format!("`{path}` 里没有一个带单位的数"),
            Self::Exists { path } => format!("`{path}` 已经存在，没有改动它"),
            Self::Unwritable { path, reason } => format!("写不了 `{path}`：{reason}"),
            Self::Result(unusable) => unusable.message(),
            Self::Template(unmakeable) => format!("做不成填报表：{}", unmakeable.message()),
        }
    }

    fn help(&self) -> Vec<String> {
        match self {
            Self::Argument { help, .. } => help.clone(),
            Self::Date { .. } => vec!["日期如 2023-12-31；按今天判定写 today 或 今天".to_owned()],
            Self::Only { nearest: Some(name), .. } | Self::Unknown { nearest: Some(name), .. } => {
                vec![format!("是不是 `{name}`？")]
            }
            Self::Only { .. } => vec!["`plancheck list` 列出全部规则、章节和责任单位".to_owned()],
            Self::Output { .. } => {
                vec!["多种格式时逐一配上文件：--format json -o r.json --format text -o r.txt".to_owned()]
            }
            Self::NoFigures { .. } => vec!["核对它是不是计划原文；扫描件要先转成文字".to_owned()],
            Self::Result(unusable) => unusable.help(),
            Self::Template(_) => vec!["用 --only 分几份做".to_owned()],
            Self::Exists { .. } => vec!["换一个文件夹，或先移走它".to_owned()],
            _ => Vec::new(),
        }
    }
}

impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Self {
        Self { sources: Sources::default(), diagnostics: vec![mistake.diagnostic()] }
    }
}

/// A complaint of the argument reader in Chinese.
pub(super) fn from_clap(error: &clap::Error) -> Mistake {
    let text = |kind| error.get(kind).map(value).filter(|text| !text.is_empty());
    let argument = text(ContextKind::InvalidArg).unwrap_or_default();
    let given = text(ContextKind::InvalidValue).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认得参数 `{argument}`"),
        ErrorKind::InvalidSubcommand => {
            format!("不认得命令 `{}`", text(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "没有写命令".to_owned(),
        ErrorKind::InvalidValue if given.is_empty() => format!("`{argument}` 后面少了值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("`{argument}` 的值 `{given}` 无法使用")
        }
        ErrorKind::MissingRequiredArgument => format!("少了参数 `{argument}`"),
        ErrorKind::ArgumentConflict => format!(
            "`{argument}` 不能与 `{}` 同时使用，或只能写一次",
            text(ContextKind::PriorArg).unwrap_or_else(|| argument.clone())
        ),
        ErrorKind::InvalidUtf8 => "参数里有不是 UTF-8 的文字".to_owned(),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("`{argument}` 的值的个数不对")
        }
        _ => format!("参数有误 `{argument}`"),
    };
    let nearest = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    // Of several suggestions the last is the nearest.
    let text_of_last = |kind| text(kind).and_then(|all| all.split('、').next_back().map(str::to_owned));
    let mut help: Vec<String> =
        nearest.into_iter().filter_map(text_of_last).map(|near| format!("是不是 `{near}`？")).collect();
    help.extend(text(ContextKind::ValidValue).map(|all| format!("可用的值：{all}")));
    help.push("`plancheck --help` 列出命令，`plancheck 命令 --help` 列出它的参数".to_owned());
    Mistake::Argument { message, help }
}

fn value(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::None => String::new(),
        other => other.to_string(),
    }
}

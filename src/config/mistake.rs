//! What can be wrong with a manifest, with paths and with rule files as files.

use crate::diagnostic::{Diagnostic, Severity};
use crate::limits::Exceeded;
use crate::source::Span;

/// Every code of this room.
pub const CODES: &[&str] = &[
    "data-file-ignored",
    "data-none",
    "file-too-big",
    "file-unreadable",
    "include-outside",
    "manifest-key-unknown",
    "manifest-syntax",
    "manifest-type",
    "manifest-value",
    "path-missing",
    "pattern-unmatched",
    "rule-file-encoding",
    "rules-none",
    "too-many-rules",
];

/// A mistake in manifest, paths or files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// The manifest is no TOML.
    Syntax {
        /// What is wrong, in Chinese.
        message: String,
    },
    /// A key that no manifest has.
    UnknownKey {
        /// The key.
        key: String,
        /// The table it stands in, as written in its header; empty at the top.
        table: String,
        /// The nearest key that exists there.
        nearest: Option<String>,
        /// All keys that exist there.
        known: Vec<String>,
    },
    /// A value of the wrong type.
    Type {
        /// The key.
        key: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// A value that cannot be used.
    Value {
        /// The key.
        key: String,
        /// The value as written.
        value: String,
        /// What it must be.
        wanted: String,
    },
    /// A path that does not exist.
    MissingPath {
        /// The path as shown.
        path: String,
        /// The nearest name in the same folder.
        nearest: Option<String>,
    },
    /// A pattern that no file matches.
    Unmatched {
        /// The pattern as written.
        pattern: String,
        /// The folder it was looked for in.
        folder: String,
    },
    /// A file that could not be read.
    Unreadable {
        /// The path as shown.
        path: String,
        /// Why.
        reason: String,
    },
    /// A file that is more than a limit of the run allows.
    OverLimit {
        /// The path as shown.
        path: String,
        /// The limit.
        exceeded: Exceeded,
    },
    /// A rule file that is not UTF-8.
    Encoding {
        /// The path as shown.
        path: String,
        /// The encoding it was read in.
        encoding: &'static str,
    },
    /// A rule file outside the rule directory.
    Outside {
        /// The path as written.
        path: String,
        /// The rule directory.
        folder: String,
    },
    /// No rule file was found.
    NoRules {
        /// Where was looked, and for what.
        looked: String,
    },
    /// No data file was found.
    NoData {
        /// Where was looked, and for what.
        looked: String,
    },
    /// A file among the data that is no data file.
    Ignored {
        /// The path as shown.
        path: String,
    },
}

impl Mistake {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "manifest-syntax",
            Self::UnknownKey { .. } => "manifest-key-unknown",
            Self::Type { .. } => "manifest-type",
            Self::Value { .. } => "manifest-value",
            Self::MissingPath { .. } => "path-missing",
            Self::Unmatched { .. } => "pattern-unmatched",
            Self::Unreadable { .. } => "file-unreadable",
            Self::OverLimit { exceeded, .. } => exceeded.limit.code(),
            Self::Encoding { .. } => "rule-file-encoding",
            Self::Outside { .. } => "include-outside",
            Self::NoRules { .. } => "rules-none",
            Self::NoData { .. } => "data-none",
            Self::Ignored { .. } => "data-file-ignored",
        }
    }

    /// The diagnostic, at its place where it has one.
    pub fn at(self, span: Option<Span>) -> Diagnostic {
        let mut diagnostic = match span {
            Some(span) => Diagnostic::error(self.code(), self.message(), span, self.label()),
            None => Diagnostic::placeless(self.code(), self.message()),
        };
        if matches!(self, Self::Encoding { .. } | Self::Ignored { .. }) {
            diagnostic = diagnostic.weighing(Severity::Note);
        }
        diagnostic.help = self.help();
        diagnostic
    }

    fn message(&self) -> String {
        match self {
            Self::Syntax { message } => format!("清单写法有误：{message}"),
            Self::UnknownKey { key, table, .. } if table.is_empty() => {
                format!("清单里没有 `{key}` 这一项")
            }
            Self::UnknownKey { key, table, .. } => format!("`{table}` 里没有 `{key}` 这一项"),
            Self::Type { key, .. } => format!("`{key}` 的值类型不对"),
            Self::Value { key, value, .. } => format!("`{key}` 的值 `{value}` 无法使用"),
            Self::MissingPath { path, .. } => format!("找不到 `{path}`"),
            Self::Unmatched { pattern, .. } => format!("没有文件与 `{pattern}` 相符"),
            Self::Unreadable { path, reason } => format!("读不了 `{path}`：{reason}"),
            Self::OverLimit { path, exceeded } => format!("没有读 `{path}`：{}", exceeded.message()),
            Self::Encoding { path, encoding } => {
                format!("`{path}` 不是 UTF-8 编码，已按 {encoding} 读取")
            }
            Self::Outside { path, .. } => format!("引用的 `{path}` 在规则目录之外"),
            Self::NoRules { looked } => format!("没有找到规则：{looked}"),
            Self::NoData { looked } => format!("没有找到数据：{looked}"),
            Self::Ignored { path } => format!("`{path}` 不是认得的数据文件，没有读取"),
        }
    }

    fn label(&self) -> String {
        match self {
            Self::Type { wanted, .. } => format!("这里要写{wanted}"),
            Self::Value { wanted, .. } => format!("要写 {wanted}"),
            Self::UnknownKey { .. } => "不认得的项".to_owned(),
            Self::Syntax { .. } => "这里".to_owned(),
            _ => String::new(),
        }
    }

    fn help(&self) -> Vec<String> {
        match self {
            Self::UnknownKey { nearest: Some(name), .. } => vec![format!("是不是 `{name}`？")],
            Self::UnknownKey { known, .. } => vec![format!("可用的有：{}", known.join("、"))],
            Self::MissingPath { nearest: Some(name), .. } => vec![format!("同一文件夹里有 `{name}`")],
            Self::Unmatched { folder, .. } => vec![format!("查找的文件夹是 `{folder}`")],
            Self::OverLimit { exceeded, .. } => vec![exceeded.help()],
            Self::Outside { folder, .. } => vec![format!("只能引用 `{folder}` 之内的规则文件")],
            Self::NoRules { .. } => {
                vec!["规则文件以 .plan 结尾；`plancheck init` 可生成一个能直接运行的样例".to_owned()]
            }
            Self::NoData { .. } => {
                vec!["把数据放进 data 文件夹，或用 `--data 文件` 指定，或在 plancheck.toml 写 [[data]]".to_owned()]
            }
            Self::Ignored { .. } => vec![format!("认得的后缀：{}，也可再加 .gz", super::files::KINDS.join(" "))],
            _ => Vec::new(),
        }
    }
}

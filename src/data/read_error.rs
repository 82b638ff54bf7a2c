//! Why a data file cannot be read at all. Such a run judges nothing.

use crate::diagnostic::Diagnostic;
use crate::limits::Exceeded;

use super::text::shown;

/// A data file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The path shown to users.
    pub path: String,
    /// Line and column (in characters) in the file, from 1, where known.
    pub at: Option<(u64, u64)>,
    /// What is wrong.
    pub kind: ReadErrorKind,
}

/// The kinds of unreadable data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadErrorKind {
    /// No such file.
    Missing,
    /// The operating system refuses.
    Refused {
        /// Its words.
        reason: String,
    },
    /// Compressed data are damaged.
    Damaged,
    /// What it holds is no table, whatever its name says.
    NotATable {
        /// What it seems to be.
        seems: &'static str,
    },
    /// A name that no reader answers to.
    UnknownExtension {
        /// As written; empty when the name has none.
        extension: String,
    },
    /// A declared encoding that nobody knows.
    UnknownEncoding {
        /// As declared.
        name: String,
    },
    /// A declared table that the rules do not have.
    UnknownTable {
        /// As declared.
        name: String,
        /// The one probably meant.
        similar: Option<String>,
    },
    /// A declared sheet that the workbook does not have.
    SheetMissing {
        /// As declared.
        sheet: String,
        /// The sheets it has.
        sheets: Vec<String>,
    },
    /// A declared period that is none.
    BadPeriod {
        /// As declared.
        text: String,
    },
    /// A workbook with a password.
    Locked,
    /// A workbook that its reader cannot follow.
    BadWorkbook {
        /// The reader's words.
        reason: String,
    },
    /// More than a limit of the run allows.
    OverLimit(Exceeded),
    /// A workbook larger than its format allows.
    WorkbookTooBig {
        /// What is too much.
        what: &'static str,
        /// How much is allowed.
        limit: String,
    },
    /// JSON that breaks off or goes on where it must not.
    JsonSyntax {
        /// What should stand there.
        expected: &'static str,
    },
    /// JSON whose shape is not that of tables.
    JsonShape {
        /// What should stand there.
        expected: &'static str,
    },
    /// The same key twice in one JSON object.
    JsonKeyTwice {
        /// The key.
        key: String,
    },
}

/// Why bytes are no text: there are zeros among them.
#[derive(Debug)]
pub(crate) struct Binary;

impl std::fmt::Display for Binary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&ReadErrorKind::BINARY.message())
    }
}

impl std::error::Error for Binary {}

impl ReadErrorKind {
    /// A file with zeros among its bytes.
    pub(crate) const BINARY: Self = Self::NotATable { seems: "二进制文件" };

    /// Every code of this room's unreadable files.
    pub const CODES: &[&str] = &[
        "data-file-missing",
        "data-file-refused",
        "data-file-damaged",
        "not-a-table",
        "unknown-data-format",
        "unknown-encoding",
        "unknown-table",
        "sheet-missing",
        "bad-file-period",
        "workbook-locked",
        "bad-workbook",
        "workbook-too-big",
        "json-syntax",
        "json-shape",
        "json-key-twice",
        "json-too-deep",
        "file-too-big",
        "unpacked-too-big",
        "too-many-columns",
        "line-too-long",
        "cell-too-long",
        "too-many-merged",
    ];

    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "data-file-missing",
            Self::Refused { .. } => "data-file-refused",
            Self::Damaged => "data-file-damaged",
            Self::NotATable { .. } => "not-a-table",
            Self::UnknownExtension { .. } => "unknown-data-format",
            Self::UnknownEncoding { .. } => "unknown-encoding",
            Self::UnknownTable { .. } => "unknown-table",
            Self::SheetMissing { .. } => "sheet-missing",
            Self::BadPeriod { .. } => "bad-file-period",
            Self::Locked => "workbook-locked",
            Self::BadWorkbook { .. } => "bad-workbook",
            Self::WorkbookTooBig { .. } => "workbook-too-big",
            Self::JsonSyntax { .. } => "json-syntax",
            Self::JsonShape { .. } => "json-shape",
            Self::JsonKeyTwice { .. } => "json-key-twice",
            Self::OverLimit(exceeded) => exceeded.limit.code(),
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Missing => "没有这个数据文件".to_owned(),
            Self::Refused { reason } => format!("数据文件打不开：{}", shown(reason)),
            Self::Damaged => "压缩文件已损坏，没有读完".to_owned(),
            Self::NotATable { seems } => format!("内容不是表格，像是{seems}"),
            Self::UnknownExtension { extension } if extension.is_empty() => {
                "文件名没有后缀，不知道是什么格式".to_owned()
            }
            Self::UnknownExtension { extension } => format!("不认得 `.{}` 格式", shown(extension)),
            Self::UnknownEncoding { name } => format!("没有叫 `{}` 的编码", shown(name)),
            Self::UnknownTable { name, .. } => format!("规则里没有叫 `{}` 的表", shown(name)),
            Self::SheetMissing { sheet, .. } => format!("工作簿里没有工作表 `{}`", shown(sheet)),
            Self::BadPeriod { text } => format!("`{}` 不是时期", shown(text)),
            Self::Locked => "工作簿有密码，读不了".to_owned(),
            Self::BadWorkbook { reason } => format!("工作簿读不了：{}", shown(reason)),
            Self::WorkbookTooBig { what, limit } => format!("工作簿太大，没有读：{what}超过 {limit}"),
            Self::JsonSyntax { expected } => format!("JSON 写法有误，这里应当是{expected}"),
            Self::JsonShape { expected } => format!("JSON 的内容不是数据表，这里应当是{expected}"),
            Self::JsonKeyTwice { key } => format!("同一个 JSON 对象里键 `{}` 出现两次，不知道以哪个为准", shown(key)),
            Self::OverLimit(exceeded) => format!("没有读：{}", exceeded.message()),
        }
    }

    fn help(&self) -> Option<String> {
        match self {
            Self::Missing => Some("请核对路径，或者检查 plancheck.toml 中 [[data]] 的 path".to_owned()),
            Self::Refused { .. } => Some("请检查文件权限，以及是否被别的程序占用".to_owned()),
            Self::Damaged => Some("请重新压缩或重新传送".to_owned()),
            Self::NotATable { .. } => Some("请在 Excel 中另存为 xlsx 或 CSV".to_owned()),
            Self::UnknownExtension { .. } => {
                Some("可以用 csv tsv txt xlsx xls ods json ndjson，后面都可以再加 .gz".to_owned())
            }
            Self::UnknownEncoding { .. } => Some("可以写 auto、utf-8、gb18030；不写就是 auto".to_owned()),
            Self::UnknownTable { similar, .. } => match similar {
                Some(similar) => Some(format!("是不是「{similar}」？")),
                None => Some("table 可以是 指标、事项、说明，或者规则里「表」声明的名字".to_owned()),
            },
            Self::SheetMissing { sheets, .. } => {
                let names: Vec<_> = sheets.iter().map(|name| format!("`{}`", shown(name))).collect();
                Some(format!("它的工作表有 {}", names.join("、")))
            }
            Self::BadPeriod { .. } => Some("可以写 2023年、2023年6月、2023年1-6月、2023年一季度".to_owned()),
            Self::Locked => Some("请去掉密码后另存".to_owned()),
            Self::BadWorkbook { .. } => Some("请在 Excel 中打开后另存为 xlsx".to_owned()),
            Self::WorkbookTooBig { .. } => Some("请拆成几个工作簿，或者另存为 CSV".to_owned()),
            Self::OverLimit(exceeded) => Some(exceeded.help()),
            Self::JsonShape { .. } => Some("形如 {\"指标\": [{\"指标\": \"…\", \"数值\": 1}]}".to_owned()),
            Self::JsonSyntax { .. } | Self::JsonKeyTwice { .. } => None,
        }
    }
}

impl From<Exceeded> for ReadErrorKind {
    fn from(exceeded: Exceeded) -> Self {
        Self::OverLimit(exceeded)
    }
}

impl ReadError {
    pub(crate) fn new(path: &str, kind: ReadErrorKind) -> Self {
        Self { path: path.to_owned(), at: None, kind }
    }

    /// What the operating system said of a file, in our words.
    pub(crate) fn from_io(path: &str, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        if let Some(exceeded) = error.get_ref().and_then(|inner| inner.downcast_ref::<Exceeded>()) {
            return Self { at: exceeded.row.map(|row| (row, 1)), ..Self::new(path, (*exceeded).into()) };
        }
        if error.get_ref().and_then(|inner| inner.downcast_ref::<Binary>()).is_some() {
            return Self::new(path, ReadErrorKind::BINARY);
        }
        let kind = match error.kind() {
            ErrorKind::NotFound => ReadErrorKind::Missing,
            ErrorKind::PermissionDenied => ReadErrorKind::Refused { reason: "没有权限".to_owned() },
            ErrorKind::IsADirectory => ReadErrorKind::NotATable { seems: "文件夹" },
            ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::UnexpectedEof => ReadErrorKind::Damaged,
            _ => ReadErrorKind::Refused { reason: error.to_string() },
        };
        Self::new(path, kind)
    }

    /// The place as users read it: `data/a.json:3:5`.
    pub fn place(&self) -> String {
        match self.at {
            Some((line, column)) => format!("{}:{line}:{column}", self.path),
            None => self.path.clone(),
        }
    }

    /// As a diagnostic. Data files are no [`crate::source::Sources`], so the place stands in the message.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::placeless(self.kind.code(), format!("{}：{}", self.place(), self.kind.message()));
        match self.kind.help() {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

impl From<ReadError> for Diagnostic {
    fn from(error: ReadError) -> Self {
        error.diagnostic()
    }
}

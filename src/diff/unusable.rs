//! Why a file cannot be compared.

/// Every code of this room.
pub const CODES: &[&str] = &["result-other-plan", "result-unusable", "result-version"];

/// Why two results cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// A file that is no JSON result of this program.
    NotAResult {
        /// Its path as shown.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The record of a run in which nothing could be judged.
    Unjudged {
        /// Its path as shown.
        path: String,
    },
    /// A result of another version.
    Version {
        /// Its path as shown.
        path: String,
        /// The version it says it has.
        version: u64,
    },
    /// Results of two plans.
    OtherPlan {
        /// Name and period of the older.
        old: String,
        /// Name and period of the newer.
        new: String,
    },
}

impl Unusable {
    /// Stable name, kebab-case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAResult { .. } | Self::Unjudged { .. } => "result-unusable",
            Self::Version { .. } => "result-version",
            Self::OtherPlan { .. } => "result-other-plan",
        }
    }

    /// What is wrong.
    pub fn message(&self) -> String {
        match self {
            Self::NotAResult { path, reason } => format!("`{path}` 不是核对结果：{reason}"),
            Self::Unjudged { path } => format!("`{path}` 记的是一次没能判定的核对，里面没有结果"),
            Self::Version { path, version } => format!("`{path}` 是第 {version} 版的结果，这里只认第 1 版"),
            Self::OtherPlan { old, new } => format!("两份结果不是同一个计划：`{old}` 与 `{new}`"),
        }
    }

    /// How to mend it.
    pub fn help(&self) -> Vec<String> {
        let line = match self {
            Self::NotAResult { .. } => "用 `plancheck check --format json -o 结果.json` 生成",
            Self::Unjudged { .. } => "先改正那次核对报出的错误，再生成一份",
            Self::Version { .. } => "用同一版本的程序重新生成两份结果",
            Self::OtherPlan { .. } => "只能比较同一计划、同一期间的两次核对",
        };
        vec![line.to_owned()]
    }
}

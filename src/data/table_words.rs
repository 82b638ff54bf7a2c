//! What is wrong with a table as a whole, its time or one of its columns, in words.

use super::problem::Problem;
use super::text::shown;

/// How many names of a list a message shows.
const NAMED: usize = 5;

impl Problem {
    /// Of a mistake that concerns more than a cell.
    pub(super) fn table_message(&self) -> String {
        match self {
            Self::TableUnmatched { name, .. } => format!("`{}` 对不上规则里的任何表，没有采用", shown(name)),
            Self::TableAstray { name, table } => {
                format!("`{}` 的表头和「{table}」一样，名字却对不上，没有采用", shown(name))
            }
            Self::TableByHeader { name, table } => format!("`{}` 按表头认作「{table}」", shown(name)),
            Self::Unneeded { what, names } => {
                let first: Vec<_> = names.iter().take(NAMED).map(|name| format!("`{}`", shown(name))).collect();
                let rest = if names.len() > NAMED { "等 " } else { "，共 " };
                format!("规则没有用到的{what}：{}{rest}{} 个，没有采用", first.join("、"), names.len())
            }
            Self::HeaderMissing { table, .. } => format!("找不到「{table}」的表头，整张表没有采用"),
            Self::OtherDelimiter { found } => format!("后缀与内容不符，文件是用{found}分列的，按{found}读"),
            Self::OfficeAbsent { office, pattern, due, overdue } => {
                let due = due
                    .map_or_else(String::new, |due| format!("，报送期限 {due}{}", if *overdue { " 已过" } else { "" }));
                format!("{} 没有报送 `{}`{due}，由多家报送的表因此不全", shown(office), shown(pattern))
            }
            Self::NoRows { table } => format!("「{table}」没有一行数据"),
            Self::ColumnMissing { column, .. } => format!("缺少「{column}」列，这一列的值都算缺数据"),
            Self::SubjectMissing => "看不出是哪个指标的数，整张表没有采用".to_owned(),
            Self::ColumnUnknown { column, .. } => format!("规则没有用到的列 `{}`", shown(column)),
            Self::CopyJoined { copy, original } => {
                format!("`{}` 像是 `{}` 的副本，两份都计入了，同一行会算两遍", shown(copy), shown(original))
            }
            Self::PeriodsContradict { named, said } => {
                format!("文件名或清单写的时期是 {named}，表头上方写的是 {said}，不知道以哪个为准")
            }
            Self::PeriodsEndAlike { period, other } => {
                format!("这份表是 {period} 的，另有一份是 {other} 的，截止同一天，只用了较长的一期")
            }
            Self::ColumnUntitled { text } => {
                format!("这一列没有表头，下面却填了 `{}` 等内容，都没有采用", shown(text))
            }
            Self::ScopeUnneeded { name, scope, .. } => {
                format!("规则没有用到 {} 范围为 `{}` 的数", shown(name), shown(scope))
            }
            Self::ColumnTwice { column, .. } => format!("`{}` 列出现两次，不知道以哪一列为准", shown(column)),
            _ => String::new(),
        }
    }
}

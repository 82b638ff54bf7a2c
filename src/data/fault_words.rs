//! The words and codes of what is wrong inside a row or a cell.

use super::cell::{CellFault, UnitFault};
use super::delimited::RowFault;
use super::text::shown;
use super::workbook::UNCACHED;

impl RowFault {
    pub(super) fn message(self) -> String {
        match self {
            Self::Quote => "引号没有配对，这一行分不清各列".to_owned(),
            Self::Json => "这一行不是完整的 JSON 对象".to_owned(),
            Self::Fields { found, expected } if found > expected => {
                format!("这一行有 {found} 列，表头只有 {expected} 列，分不清各列")
            }
            Self::Fields { found, expected } => format!("这一行只有 {found} 列，表头有 {expected} 列，分不清各列"),
        }
    }
}

impl CellFault {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NotNumber | Self::Grouping => "not-a-number",
            Self::Excel(UNCACHED) => "formula-not-calculated",
            Self::Excel(_) => "excel-error",
            Self::Undecodable => "undecodable-bytes",
            Self::UnknownUnit(_) => "unknown-unit",
            Self::NotDate | Self::OnlyMonth => "not-a-date",
            Self::NotTruth => "not-a-truth",
            Self::NotMember(_) => "not-a-grade",
            Self::LongNumber | Self::Scientific => "digits-lost",
            Self::Apostrophe => "stray-apostrophe",
            Self::Nested => "nested-value",
            Self::HiddenPercent | Self::Masked => "format-unknown",
        }
    }

    pub(super) fn message(&self, text: &str) -> String {
        let text = shown(text);
        match self {
            Self::NotNumber => format!("`{text}` 不是数"),
            Self::Grouping => format!("`{text}` 的逗号不是三位一组"),
            Self::Excel(UNCACHED) => "单元格的公式没有算出结果，没有值可用".to_owned(),
            Self::Excel(error) => format!("单元格是 Excel 错误值 `{error}`"),
            Self::Undecodable => format!("`{text}` 中有编码不认得的字节"),
            Self::UnknownUnit(unit) => format!("`{text}` 中的 `{}` 不是认得的单位", shown(unit)),
            Self::NotDate => format!("`{text}` 不是日期"),
            Self::OnlyMonth => format!("`{text}` 只写到月，这里要写到日"),
            Self::NotTruth => format!("`{text}` 不是「是」或「否」"),
            Self::NotMember(_) => format!("`{text}` 不是规定的等级"),
            Self::Scientific => format!("`{text}` 是 Excel 的科学计数，没有显示出来的位数已经丢失"),
            Self::Apostrophe => format!("`{text}` 前面多了一个撇号"),
            Self::LongNumber => format!("`{text}` 存成了数值，Excel 只保留前 15 位，后面的已经丢失"),
            Self::Nested => "这里应当是一个值，却是 JSON 的对象或数组".to_owned(),
            Self::HiddenPercent => format!("看不出 `{text}` 是否显示为百分数"),
            Self::Masked => format!("单元格存的是 `{text}`，格式显示出来的却是另一个数"),
        }
    }

    pub(super) fn help(&self) -> Option<String> {
        Some(match self {
            Self::NotNumber => "填一个确定的数；没有就留空或写 —".to_owned(),
            Self::Grouping => "写成 1,376 或 1376".to_owned(),
            Self::Undecodable => "请另存为 UTF-8，或者在 plancheck.toml 里写明 encoding".to_owned(),
            Self::NotDate => "写成 2023-09-30".to_owned(),
            Self::OnlyMonth => "写成 2023-09-30；月底可以写 2023年9月底".to_owned(),
            Self::NotTruth => "写 是 或 否".to_owned(),
            Self::NotMember(members) => format!("从低到高有 {}", members.join("、")),
            Self::LongNumber => "把这一列设为文本格式再填".to_owned(),
            Self::Scientific => "号码把这一列设为文本格式再填，金额设为数值格式，然后重新导出".to_owned(),
            Self::Apostrophe => "去掉撇号；要保住开头的 0，把这一列设为文本格式".to_owned(),
            Self::HiddenPercent => "xls 读不出百分比格式，请另存为 xlsx，或者把百分号写进单元格".to_owned(),
            Self::Masked => "把单元格格式改成常规，填上要报的数".to_owned(),
            Self::Excel(UNCACHED) => "在 Excel 中打开，等它算完再保存".to_owned(),
            Self::Excel(_) | Self::UnknownUnit(_) | Self::Nested => return None,
        })
    }
}

impl UnitFault {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Dimension { .. } => "unit-mismatch",
            Self::Needed => "unit-missing",
            Self::TwoMultipliers { .. } | Self::Unknown { .. } => "unknown-unit",
        }
    }

    pub(super) fn message(&self, text: &str, wanted: &str, measures: &str) -> String {
        let text = shown(text);
        match self {
            Self::Dimension { found } => {
                let found = if found.name.is_empty() { "没有单位" } else { found.name.as_str() };
                if wanted.is_empty() {
                    return format!("`{text}` 的单位是 {}，规则里没有写单位，只能与个数比较", shown(found));
                }
                format!("`{text}` 的单位是 {}，应当与 `{wanted}` 同类（{measures}）", shown(found))
            }
            Self::Needed => format!("`{text}` 没有写单位，应当与 `{wanted}` 同类（{measures}），不采用"),
            Self::TwoMultipliers { unit } => {
                format!("`{text}` 已经带了倍数，单位又是 {}，分不清是哪个", shown(&unit.name))
            }
            Self::Unknown { unit } => format!("`{text}` 的单位合起来是 `{}`，没有这个单位", shown(unit)),
        }
    }

    pub(super) fn help(&self) -> String {
        match self {
            Self::Needed => "在单元格、单位列或表头写明单位".to_owned(),
            Self::Dimension { .. } => "核对是不是填错了行或填错了单位".to_owned(),
            Self::TwoMultipliers { .. } | Self::Unknown { .. } => "把单位写全，如 12.5万元".to_owned(),
        }
    }
}

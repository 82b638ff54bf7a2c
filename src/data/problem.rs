//! What can be wrong with submitted data: the kinds, their codes, how much they weigh, and their words.

use crate::diagnostic::Severity;
use crate::language::program::SubmittedState;
use crate::value::{Date, Period};

use super::cell::{CellFault, UnitFault};
use super::dataset::{DataFinding, Place};
use super::delimited::RowFault;
use super::text::shown;

/// A kind of mistake in submitted data.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Problem {
    /// A file or sheet that no table of the rules is called like.
    TableUnmatched { name: String, similar: Option<String> },
    /// A sheet with a table's header and another name, beside sheets that bear the tables' names.
    TableAstray { name: String, table: String },
    /// A file or sheet that no table is called like, known by its header.
    TableByHeader { name: String, table: String },
    /// Indicators or places of a published table that the rules do not name.
    Unneeded { what: &'static str, names: Vec<String> },
    /// No row looks like the header.
    HeaderMissing { table: String, wanted: Vec<String>, parted_by: Option<&'static str> },
    /// Fields parted by another sign than the file's name promises.
    OtherDelimiter { found: &'static str },
    /// A file that an office should have sent.
    OfficeAbsent { office: String, pattern: String, due: Option<Date>, overdue: bool },
    /// The table has a header and nothing below.
    NoRows { table: String },
    /// A column that the table needs.
    ColumnMissing { column: String, similar: Option<String> },
    /// A table by place that does not say which indicator it is of.
    SubjectMissing,
    /// A column that the rules do not know.
    ColumnUnknown { column: String, similar: Option<String> },
    /// A file for one period beside one for another that ends on the same day.
    PeriodsEndAlike { period: Period, other: Period },
    /// A file or sheet that is called a copy of another which is read, too.
    CopyJoined { copy: String, original: String },
    /// Lines above a table that name another time than its file or the manifest.
    PeriodsContradict { named: Period, said: Period },
    /// A column without a title that holds something.
    ColumnUntitled { text: String },
    /// Units in a column without a title.
    UnitUntitled { text: String },
    /// A figure of a scope that no rule names.
    ScopeUnneeded { name: String, scope: String, similar: Option<String> },
    /// Two columns of one name.
    ColumnTwice { column: String, whole: Vec<String> },
    /// A unit in a header or in the 单位 line that is none.
    HeaderUnit { text: String, unit: String },
    /// A 单位 line with several units of which two could be meant.
    LineUnclear { column: String, units: String },
    /// 单位 lines with two scales of one measure.
    LineContradicts { units: String },
    /// A unit in a header that measures something else than the column.
    HeaderDimension { column: String, unit: String, wanted: String },
    /// A unit behind an indicator's name and another in the row's 单位.
    UnitsDiffer { named: String, column: String },
    /// A row set aside that says a unit which the figures were not read in.
    UnitAside { unit: String, used: String },
    /// A row of which a single cell holds anything.
    LoneCell { text: String },
    /// A row that cannot be cut into cells.
    BrokenRow { fault: RowFault },
    /// A 合计 or 小计 row that is not the sum of the rows.
    TotalOff { row: &'static str, column: String, total: String, sum: String },
    /// A row without the name it is about.
    NameMissing { column: String },
    /// An indicator that the rules do not know; `stranger` when they know nothing like it.
    IndicatorUnknown { name: String, similar: Option<String> },
    /// A milestone that the rules do not know.
    MilestoneUnknown { name: String, similar: Option<String> },
    /// A figure without a period.
    PeriodMissing,
    /// A period that is none.
    PeriodBad { text: String },
    /// A cell that holds no usable value.
    Cell { fault: CellFault, text: String },
    /// A number whose unit cannot be had.
    Unit { fault: UnitFault, text: String, wanted: String, measures: String },
    /// A number without a unit, taken for a count.
    CountAssumed { text: String, unit: String },
    /// A rate below 1 without a sign, taken for so many hundredths.
    RateAssumed { text: String, unit: String },
    /// The same figure twice, with the same value.
    FigureTwice { name: String },
    /// The same figure twice, with different values.
    FigureConflict { name: String, first: String, second: String },
    /// A state that is none of the four.
    StateBad { text: String },
    /// A milestone twice with different states or dates.
    MilestoneConflict { name: String, first: String, second: String },
    /// A milestone twice, the same.
    MilestoneTwice { name: String },
    /// 已完成 with a date that cannot be read.
    FinishedWhen { name: String },
    /// An explanation without signer, date, rule or text.
    ExplanationIncomplete { missing: Vec<&'static str> },
    /// 行 of an explanation that is no row number.
    RowNumberBad { text: String },
    /// A blank in a 非空 column.
    BlankForbidden { column: String },
    /// A value again in a 唯一 column.
    ValueTwice { column: String, text: String },
    /// A negative number in a 非负 column.
    Negative { column: String, text: String },
    /// A text outside the column's set.
    OutsideSet { column: String, text: String, allowed: Vec<String> },
    /// A day serial in text, read as the date it stands for.
    SerialDate { text: String, date: Date },
    /// A fraction in an 整数 column.
    NotInteger { column: String, text: String },
    /// What is no place in a row of ranks.
    NoRank { name: String, text: String },
    /// Findings of one kind and column that are not listed.
    More { code: &'static str, severity: Severity, count: u64 },
    /// A number in a cell merged over several rows.
    MergedNumber { text: String, rows: u64 },
    /// Rows of a sheet that are hidden and were read.
    HiddenRows { count: u64 },
    /// Columns of a sheet that are hidden and were read.
    HiddenColumns { count: u32 },
    /// A sheet that is hidden and was read.
    HiddenSheet,
    /// A file that could be opened and then could not be read to its end.
    Vanished { reason: String },
}

/// Every code of a data finding.
pub const CODES: &[&str] = &[
    "unmatched-data",
    "table-by-header",
    "unneeded-rows",
    "header-not-found",
    "other-delimiter",
    "office-absent",
    "no-rows",
    "missing-column",
    "undeclared-column",
    "unneeded-scope",
    "untitled-column",
    "periods-end-alike",
    "period-contradicts",
    "copy-counted",
    "column-twice",
    "unknown-unit",
    "unit-mismatch",
    "unit-missing",
    "unit-line-unused",
    "lone-cell",
    "broken-row",
    "total-mismatch",
    "name-missing",
    "unknown-indicator",
    "unknown-milestone",
    "period-missing",
    "bad-period",
    "not-a-number",
    "excel-error",
    "formula-not-calculated",
    "undecodable-bytes",
    "not-a-date",
    "not-a-truth",
    "not-a-grade",
    "digits-lost",
    "nested-value",
    "format-unknown",
    "unit-assumed",
    "repeated-figure",
    "conflicting-figures",
    "bad-state",
    "conflicting-states",
    "repeated-milestone",
    "finish-date-unusable",
    "explanation-incomplete",
    "bad-row-number",
    "blank-not-allowed",
    "repeated-value",
    "negative-value",
    "outside-set",
    "not-an-integer",
    "no-rank",
    "date-serial",
    "stray-apostrophe",
    "merged-number",
    "hidden-rows",
    "hidden-columns",
    "hidden-sheet",
    "data-file-changed",
];

impl Problem {
    /// The stable name of [`Self::ValueTwice`].
    pub(crate) const VALUE_TWICE: &str = "repeated-value";

    /// Its stable name.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::TableUnmatched { .. } | Self::TableAstray { .. } => "unmatched-data",
            Self::TableByHeader { .. } => "table-by-header",
            Self::Unneeded { .. } => "unneeded-rows",
            Self::HeaderMissing { .. } => "header-not-found",
            Self::OtherDelimiter { .. } => "other-delimiter",
            Self::OfficeAbsent { .. } => "office-absent",
            Self::NoRows { .. } => "no-rows",
            Self::ColumnMissing { .. } | Self::SubjectMissing => "missing-column",
            Self::ColumnUnknown { .. } => "undeclared-column",
            Self::ColumnUntitled { .. } => "untitled-column",
            Self::PeriodsContradict { .. } => "period-contradicts",
            Self::CopyJoined { .. } => "copy-counted",
            Self::PeriodsEndAlike { .. } => "periods-end-alike",
            Self::ScopeUnneeded { .. } => "unneeded-scope",
            Self::ColumnTwice { .. } => "column-twice",
            Self::HeaderUnit { .. }
            | Self::LineUnclear { .. }
            | Self::LineContradicts { .. }
            | Self::UnitUntitled { .. } => "unknown-unit",
            Self::HeaderDimension { .. } | Self::UnitsDiffer { .. } => "unit-mismatch",
            Self::UnitAside { .. } => "unit-line-unused",
            Self::LoneCell { .. } => "lone-cell",
            Self::BrokenRow { .. } => "broken-row",
            Self::TotalOff { .. } => "total-mismatch",
            Self::NameMissing { .. } => "name-missing",
            Self::IndicatorUnknown { .. } => "unknown-indicator",
            Self::MilestoneUnknown { .. } => "unknown-milestone",
            Self::PeriodMissing => "period-missing",
            Self::PeriodBad { .. } => "bad-period",
            Self::Cell { fault, .. } => fault.code(),
            Self::Unit { fault, .. } => fault.code(),
            Self::CountAssumed { .. } | Self::RateAssumed { .. } => "unit-assumed",
            Self::FigureTwice { .. } => "repeated-figure",
            Self::FigureConflict { .. } => "conflicting-figures",
            Self::StateBad { .. } => "bad-state",
            Self::MilestoneConflict { .. } => "conflicting-states",
            Self::MilestoneTwice { .. } => "repeated-milestone",
            Self::FinishedWhen { .. } => "finish-date-unusable",
            Self::ExplanationIncomplete { .. } => "explanation-incomplete",
            Self::RowNumberBad { .. } => "bad-row-number",
            Self::BlankForbidden { .. } => "blank-not-allowed",
            Self::ValueTwice { .. } => Self::VALUE_TWICE,
            Self::Negative { .. } => "negative-value",
            Self::OutsideSet { .. } => "outside-set",
            Self::NotInteger { .. } => "not-an-integer",
            Self::NoRank { .. } => "no-rank",
            Self::SerialDate { .. } => "date-serial",
            Self::More { code, .. } => code,
            Self::MergedNumber { .. } => "merged-number",
            Self::HiddenRows { .. } => "hidden-rows",
            Self::HiddenColumns { .. } => "hidden-columns",
            Self::HiddenSheet => "hidden-sheet",
            Self::Vanished { .. } => "data-file-changed",
        }
    }

    /// How much it weighs.
    pub(crate) fn severity(&self) -> Severity {
        match self {
            Self::ColumnUnknown { .. }
            | Self::ScopeUnneeded { .. }
            | Self::TableByHeader { .. }
            | Self::OtherDelimiter { .. }
            | Self::SerialDate { .. }
            | Self::Unneeded { .. }
            | Self::IndicatorUnknown { similar: None, .. }
            | Self::CountAssumed { .. }
            | Self::FigureTwice { .. }
            | Self::HiddenRows { .. }
            | Self::HiddenColumns { .. }
            | Self::HiddenSheet
            | Self::MilestoneTwice { .. } => Severity::Note,
            Self::TableUnmatched { .. }
            | Self::MergedNumber { .. }
            | Self::RateAssumed { .. }
            | Self::NoRows { .. }
            | Self::OfficeAbsent { overdue: false, .. }
            | Self::IndicatorUnknown { .. }
            | Self::ColumnUntitled { .. }
            | Self::MilestoneUnknown { .. } => Severity::Warning,
            Self::More { severity, .. } => *severity,
            _ => Severity::Error,
        }
    }

    /// As a finding at a place.
    pub(crate) fn at(self, place: impl Into<Option<Place>>) -> DataFinding {
        DataFinding {
            code: self.code(),
            severity: self.severity(),
            message: self.message(),
            help: self.help().into_iter().collect(),
            place: place.into(),
            also: Vec::new(),
        }
    }

    fn message(&self) -> String {
        match self {
            Self::SubjectMissing
            | Self::TableUnmatched { .. }
            | Self::TableAstray { .. }
            | Self::TableByHeader { .. }
            | Self::Unneeded { .. }
            | Self::HeaderMissing { .. }
            | Self::OtherDelimiter { .. }
            | Self::OfficeAbsent { .. }
            | Self::NoRows { .. }
            | Self::ColumnMissing { .. }
            | Self::ColumnUnknown { .. }
            | Self::CopyJoined { .. }
            | Self::PeriodsContradict { .. }
            | Self::PeriodsEndAlike { .. }
            | Self::ColumnUntitled { .. }
            | Self::ScopeUnneeded { .. }
            | Self::ColumnTwice { .. } => self.table_message(),
            Self::HeaderUnit { .. }
            | Self::LineUnclear { .. }
            | Self::LineContradicts { .. }
            | Self::HeaderDimension { .. }
            | Self::UnitsDiffer { .. }
            | Self::UnitUntitled { .. }
            | Self::UnitAside { .. } => self.unit_message(),
            Self::TotalOff { .. } | Self::RateAssumed { .. } | Self::MergedNumber { .. } => self.number_message(),
            Self::LoneCell { text } => format!("这一行只有 `{}` 一格，仍算一行数据", shown(text)),
            Self::BrokenRow { fault } => fault.message(),
            Self::NameMissing { column } => format!("这一行没有写「{column}」，没有采用"),
            Self::IndicatorUnknown { name, .. } => format!("规则里没有指标 `{}`，这一行没有采用", shown(name)),
            Self::MilestoneUnknown { name, .. } => format!("规则里没有事项 `{}`，这一行没有采用", shown(name)),
            Self::PeriodMissing => "这个数没有写时期，没有采用".to_owned(),
            Self::PeriodBad { text } => format!("`{}` 不是时期", shown(text)),
            Self::Cell { fault, text } => fault.message(text),
            Self::Unit { fault, text, wanted, measures } => fault.message(text, wanted, measures),
            Self::CountAssumed { text, unit } => format!("`{}` 没有写单位，按 {unit} 计", shown(text)),
            Self::FigureTwice { name } => format!("{} 报了两次，数值相同", shown(name)),
            Self::FigureConflict { name, first, second } => {
                format!("{} 报了两个不同的数：`{}` 和 `{}`，两个都不采用", shown(name), shown(first), shown(second))
            }
            Self::StateBad { text } => format!("`{}` 不是事项的状态", shown(text)),
            Self::MilestoneConflict { name, first, second } => {
                format!("事项 {} 报了两种情况：`{}` 和 `{}`，都不采用", shown(name), shown(first), shown(second))
            }
            Self::MilestoneTwice { name } => format!("事项 {} 报了两次，内容相同", shown(name)),
            Self::FinishedWhen { name } => format!("事项 {} 报已完成，但完成日期读不出来，按没有状态处理", shown(name)),
            Self::ExplanationIncomplete { missing } => format!("说明缺少 {}，没有采用", missing.join("、")),
            Self::RowNumberBad { text } => format!("`{}` 不是行号，这条说明没有采用", shown(text)),
            Self::BlankForbidden { column } => format!("「{column}」要求非空，这里没有填"),
            Self::ValueTwice { column, text } => format!("「{column}」要求唯一，`{}` 已经出现过", shown(text)),
            Self::Negative { column, text } => format!("「{column}」要求非负，这里是 `{}`", shown(text)),
            Self::OutsideSet { column, text, .. } => format!("「{column}」不能填 `{}`", shown(text)),
            Self::NoRank { name, text } => format!("`{name}` 是名次，从第 1 名起，`{}` 不是名次", shown(text)),
            Self::NotInteger { column, text } => format!("「{column}」要求整数，这里是 `{}`", shown(text)),
            Self::SerialDate { text, date } => format!("`{}` 是日期序列号，读作 {date}", shown(text)),
            Self::More { count, .. } => {
                format!("同一列还有 {count} 处同样的问题，没有一一列出（用 --limit 列出条数=… 可多列）")
            }
            Self::HiddenRows { count } => format!("有 {count} 行是隐藏的，照样读入"),
            Self::HiddenColumns { count } => format!("有 {count} 列是隐藏的，照样读入"),
            Self::HiddenSheet => "这张工作表是隐藏的，照样读入".to_owned(),
            Self::Vanished { reason } => format!("文件打开之后读不完：{}", shown(reason)),
        }
    }

    /// What is doubtful about a number that can be read.
    fn number_message(&self) -> String {
        match self {
            Self::TotalOff { row, column, total, sum } => {
                format!("{row}的「{column}」是 {total}，各行相加是 {sum}")
            }
            Self::RateAssumed { text, unit } => {
                let text = shown(text);
                format!("`{text}` 没有写 {unit}，按 {text}{unit} 计")
            }
            Self::MergedNumber { text, rows } => {
                format!("合并单元格里的 `{}` 盖住 {rows} 行，每行都按它计，求和会重复", shown(text))
            }
            _ => String::new(),
        }
    }

    /// What is wrong with a unit said for a whole column or table.
    fn unit_message(&self) -> String {
        match self {
            Self::HeaderUnit { text, unit } => format!("`{}` 中的 `{}` 不是认得的单位", shown(text), shown(unit)),
            Self::LineUnclear { column, units } => {
                format!("单位行写了 `{}`，分不清 `{}` 用的是哪个", shown(units), shown(column))
            }
            Self::LineContradicts { units } => format!("单位行写了 `{}`，分不清用的是哪个", shown(units)),
            Self::HeaderDimension { column, unit, wanted } => {
                let unit = shown(unit);
                if wanted.is_empty() {
                    return format!("「{column}」的表头写的是 `{unit}`，规则里没有写单位，只能与个数比较");
                }
                format!("「{column}」的单位应当与 `{wanted}` 同类，表头写的是 `{unit}`")
            }
            Self::UnitsDiffer { named, column } => {
                format!("名称后面写的单位是 `{}`，单位列写的是 `{}`，不知道以哪个为准", shown(named), shown(column))
            }
            Self::UnitUntitled { text } => {
                format!("这一列没有表头，里面的 `{}` 像是单位，没有自带单位的数都不采用", shown(text))
            }
            Self::UnitAside { unit, used } => {
                let used = if used.is_empty() {
                    "表头上方没有单位行".to_owned()
                } else {
                    format!("表头上方写的是 `{}`", shown(used))
                };
                format!("这里写的单位是 `{}`，{used}，数没有按它读", shown(unit))
            }
            _ => String::new(),
        }
    }

    fn help(&self) -> Option<String> {
        let suggestion = |similar: &Option<String>| similar.as_ref().map(|name| format!("是不是「{}」？", shown(name)));
        match self {
            Self::TableUnmatched { similar, .. } => suggestion(similar).or_else(|| {
                Some("文件名或工作表名要与规则里的表同名，或者在 plancheck.toml 的 [[data]] 里写 table".to_owned())
            }),
            Self::TableAstray { table, .. } => Some(format!("是要报的就改名，如 `{table}-续`；不是就删掉")),
            Self::HeaderMissing { parted_by: Some(sign), .. } => {
                Some(format!("看上去是用{sign}分列的，请改用逗号、制表符、分号或竖线"))
            }
            Self::HeaderMissing { wanted, .. } => Some(format!("表头应当有 {}", wanted.join("、"))),
            Self::ColumnMissing { similar, .. } => similar
                .as_ref()
                .map(|name| format!("是不是 `{}`？可以在 plancheck.toml 的 rename 里对应起来", shown(name)))
                .or_else(|| Some("补上这一列，或者在 plancheck.toml 的 rename 里对应起来".to_owned())),
            Self::SubjectMissing => Some(
                "在表头上方写一行「指标：名称（单位）」，或者把文件名改成指标的名称，如 地区生产总值（亿元）"
                    .to_owned(),
            ),
            Self::ColumnTwice { whole, .. } if !whole.is_empty() => {
                let names: Vec<String> = whole.iter().map(|name| format!("「{}」", shown(name))).collect();
                Some(format!("规则里的列名写全，如 {}", names.join("、")))
            }
            Self::CopyJoined { .. } => Some("是副本就删掉；不是就改个名字".to_owned()),
            Self::PeriodsContradict { .. } => Some("核对是不是交错了文件；改正其中一处".to_owned()),
            Self::PeriodsEndAlike { .. } => Some("一期只报一份；两份都要用的，改成同一个时期".to_owned()),
            Self::ColumnUntitled { .. } => Some("给这一列写上表头，或者把内容移到表格之外".to_owned()),
            Self::UnitUntitled { .. } => Some("给这一列写上表头「单位」".to_owned()),
            Self::NoRank { .. } => Some("没有参加排名、还没有公布的，留空".to_owned()),
            Self::ScopeUnneeded { similar, .. }
            | Self::ColumnUnknown { similar, .. }
            | Self::IndicatorUnknown { similar, .. }
            | Self::MilestoneUnknown { similar, .. } => suggestion(similar),
            Self::HeaderUnit { .. } | Self::LineUnclear { .. } | Self::LineContradicts { .. } => {
                Some("没有自带单位的数都不采用；请改成规则认得的单位，如 亿元、万元、家".to_owned())
            }
            Self::UnitAside { .. } => {
                Some("整张表用一种单位，写在表头上方的「单位：」行，或者写进表头的括号".to_owned())
            }
            Self::LoneCell { .. } => {
                Some("是标题、落款或说明就移出表格，或者以「注：」开头；是数据就把其他列填上".to_owned())
            }
            Self::OfficeAbsent { .. } => {
                Some("催报，或者核对 plancheck.toml 中 [[data]] 的 office、offices".to_owned())
            }
            Self::PeriodMissing => Some("补上时期列，或者在 plancheck.toml 的 [[data]] 里写 period".to_owned()),
            Self::PeriodBad { .. } => Some("可以写 2023年、2023年6月、2023年1-6月、2023年一季度".to_owned()),
            Self::Cell { fault, .. } => fault.help(),
            Self::Unit { fault: UnitFault::Dimension { found }, wanted, .. } if wanted.is_empty() => Some(format!(
                "若单位没有填错，请在规则里写明：指标（列）声明为 {0}，目标也写成 {0}",
                shown(&found.name)
            )),
            Self::Unit { fault, .. } => Some(fault.help()),
            Self::StateBad { .. } => Some(format!("状态只能是 {}", states())),
            Self::FinishedWhen { .. } => Some("请改好完成日期，如 2023-09-30".to_owned()),
            Self::RowNumberBad { .. } => Some("行写数据文件里的行号；整条规则都说明时留空".to_owned()),
            Self::OutsideSet { allowed, .. } => Some(format!("只能填 {}", allowed.join("、"))),
            _ => None,
        }
    }
}

fn states() -> String {
    use SubmittedState::{Advancing, Finished, NotStarted, Started};
    [NotStarted, Started, Advancing, Finished].map(SubmittedState::word).join("、")
}

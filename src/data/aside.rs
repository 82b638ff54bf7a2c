//! Rows that are no data: blank ones, totals, remarks, signatures, and the header again.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cell::is_blank_word;
use super::delimited::RowFault;
use super::groups::{is_head, is_numbered_heading};
use super::header::Header;
use super::record::{Cells, RawCell, Record};
use super::text::{name_key, trim};

/// What a row below the header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// A row of data.
    Data,
    /// A row of data of which a single cell holds anything.
    Lone,
    /// A row of data whose cells may stand in the wrong columns.
    Broken(RowFault),
    /// A 合计 row.
    Total,
    /// Another row set aside, with the reason.
    Aside(&'static str),
}

/// The reason under which 合计 rows are counted.
pub(crate) const TOTAL: &str = "合计行";
/// The reason under which 小计 rows are counted.
pub(crate) const SUBTOTAL_ROW: &str = "小计行";
/// The reason under which rows are counted that head a group and may give its subtotal.
pub(crate) const GROUP: &str = "分组小计行";
/// The reason under which rows that only say a unit are counted.
pub(crate) const UNIT: &str = "单位行";
/// The reason under which remarks are counted.
pub(crate) const REMARK: &str = "备注行";
/// The reason under which lines that name the source of a published table are counted.
pub(crate) const SOURCE: &str = "数据来源行";
const BLANK: &str = "空行";
const ABOVE: &str = "表头以上";
const PEOPLE: &str = "填报人、审核人行";

/// What a row is. A row whose first name is known to the rules is data, whatever it is called.
pub(crate) fn kind(record: &Record<'_>, header: &Header, is_known: &dyn Fn(&str) -> bool) -> RowKind {
    if let Some(fault) = record.fault {
        return RowKind::Broken(fault);
    }
    let Some((index, first)) = record.first() else { return RowKind::Aside(BLANK) };
    let reason = word(record, index, &first).filter(|(_, text)| !is_known(text));
    if let Some((kind, _)) = reason {
        return kind;
    }
    if is_nothing(record) {
        return RowKind::Aside(NOTHING);
    }
    if header.is_row && !stands_below_a_title(record, header) {
        return RowKind::Aside("表格以外的行");
    }
    let is_lone = record.is_alone(index) && !matches!(first, RawCell::Error(_));
    let below = || footing(&first.text()?, record.is_repeated(index), is_known);
    if let Some(kind) = if is_lone { below() } else { None } {
        return kind;
    }
    if header.lines_below.contains(&record.row) {
        return RowKind::Aside(UNIT);
    }
    if header.groups.is_some_and(|column| record.cell(column).text().is_some_and(|text| is_head(&text))) {
        return RowKind::Aside(GROUP);
    }
    if is_header_again(record, header, index) {
        return RowKind::Aside("重复的表头");
    }
    if record.row == header.start.row + 1 && header.is_row && is_numbering(record) {
        return RowKind::Aside("栏次行");
    }
    let whole = if is_lone && header.is_row && header.titled() >= WIDE { RowKind::Lone } else { RowKind::Data };
    fields_fault(record, header).map_or(whole, RowKind::Broken)
}

/// Columns of a table in which a row of one filled cell is doubtful.
const WIDE: usize = 3;

/// The kind that a row's first words give it, and those words; a running number before them is passed over.
fn word(record: &Record<'_>, index: usize, first: &RawCell<'_>) -> Option<(RowKind, String)> {
    let text = first.text()?;
    let of = |text: &str| kind_of(text).map(|kind| (kind, text.to_owned()));
    if text.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十、.()（）".contains(c)) {
        let next = (index + 1..record.len().min(index + 3)).map(|at| record.cell(at)).find(|cell| !cell.is_blank())?;
        return next.text().and_then(|text| of(&text)).filter(|(kind, _)| *kind == RowKind::Total || *kind == SUBTOTAL);
    }
    of(&text).or_else(|| subtotal_behind(record, index))
}

/// `A街道,小计,…`: the group's name covers the row of its subtotal, too.
fn subtotal_behind(record: &Record<'_>, first: usize) -> Option<(RowKind, String)> {
    let texts = (first + 1..record.len().min(first + 4)).filter_map(|at| record.sum_word(at));
    texts.map(|text| (SUBTOTAL, text)).next()
}

const PART: RowKind = RowKind::Aside("其中行");
const SUBTOTAL: RowKind = RowKind::Aside(SUBTOTAL_ROW);

/// What the words that set a row aside begin with.
const FIRST: &[char] = &[
    '合', '总', '共', '小', '备', '注', '附', '说', '填', '审', '制', '复', '单', '联', '负', '报', '数', '来', '资',
    '示', '例', '(', '（', '其', '平', '第', '全', '本', '各', '经', '主', '签', '盖', '统', '编', '累', '分', '情',
    '补', '无', '暂', '∑', 'Σ', '没',
];

/// Whether words that set a row aside begin with a character.
pub(crate) fn opens_aside(c: char) -> bool {
    FIRST.contains(&c)
}

/// What a line begins with that asks who filled the table in, or says it.
const SIGNED: [&str; 29] = [
    "填报人",
    "审核人",
    "填表人",
    "制表人",
    "制表",
    "复核人",
    "审批人",
    "负责人",
    "单位负责人",
    "联系人",
    "联系电话",
    "填报日期",
    "填报单位",
    "报送单位",
    "报送时间",
    "报送日期",
    "分管领导",
    "分管负责人",
    "主要领导",
    "填报时间",
    "填表日期",
    "报出日期",
    "单位盖章",
    "盖章",
    "签字",
    "经办人",
    "主管领导",
    "统计负责人",
    "编制人",
];

/// What the words of a first cell make of their row.
pub(crate) fn kind_of(text: &str) -> Option<RowKind> {
    let text = trim(text);
    if !text.starts_with(FIRST) && !text.trim_end_matches([':', '：']).ends_with('计') {
        return None;
    }
    let key = name_key(text);
    let bare = key.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(&key).trim_end_matches(':');
    let bare = bare.strip_suffix(')').and_then(|rest| rest.split_once('(')).map_or(bare, |(before, _)| before);
    match bare {
        "合计" | "总计" | "共计" | "总合计" | "合计数" | "全部合计" | "全区合计" | "全市合计" | "全省合计"
        | "全县合计" | "本页合计" | "本表合计" | "各项合计" | "累计" | "∑" | "Σ" => {
            return Some(RowKind::Total);
        }
        _ if sums_of_something(bare) => return Some(RowKind::Total),
        "小计" | "本页小计" => return Some(SUBTOTAL),
        "平均" | "平均值" | "平均数" => return Some(RowKind::Aside("平均行")),
        _ if ["小计", "合计", "总计"].iter().any(|word| bare.ends_with(word)) => return Some(SUBTOTAL),
        "其中" => return Some(PART),
        _ if bare.starts_with("其中:") => return Some(PART),
        _ if bare.starts_with('第') && (bare.ends_with('页') && bare.contains(|c: char| c.is_ascii_digit())) => {
            return Some(RowKind::Aside("页码行"));
        }
        _ => {}
    }
    let begins = |words: &[&str]| {
        words.iter().any(|word| {
            let rest = text.strip_prefix(word).unwrap_or("x");
            rest.is_empty() || rest.starts_with([':', '：', '(', '（']) || rest.starts_with(char::is_whitespace)
        })
    };
    if begins(&[
        "备注",
        "备注说明",
        "情况说明",
        "补充说明",
        "注",
        "附注",
        "说明",
        "注释",
        "填表说明",
        "填报说明",
        "编制说明",
    ]) || is_numbered_note(text)
    {
        return Some(RowKind::Aside(REMARK));
    }
    if begins(&["示例", "填写示例", "例", "例如"]) || key.starts_with("(示例)") || key.starts_with("(例)") {
        return Some(RowKind::Aside("示例行"));
    }
    if begins(&["数据来源", "资料来源", "来源"]) {
        return Some(RowKind::Aside(SOURCE));
    }
    let sealed = key.starts_with("单位(盖章)") || key.starts_with("单位(公章)");
    (sealed || begins(&SIGNED)).then_some(RowKind::Aside(PEOPLE))
}

/// `合计2个项目`, `共5家`, `合计金额`; what is called 合计用电量 may be an item.
fn sums_of_something(text: &str) -> bool {
    let rest = ["合计", "总计", "共计", "共有", "共"].iter().find_map(|word| text.strip_prefix(word));
    let names = ["金额", "数额", "总额", "投资", "投资额", "总投资", "项目数", "数量", "总数", "人数", "户数", "面积"];
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) || names.contains(&rest))
}

/// The reason under which rows are counted that say there is nothing to report.
const NOTHING: &str = "无内容的行";

/// Whether a row holds anything in a column with a title.
fn stands_below_a_title(record: &Record<'_>, header: &Header) -> bool {
    let titled = header.keys.iter().enumerate().filter(|(_, key)| !key.is_empty());
    titled.map(|(index, _)| record.cell(index)).any(|cell| !cell.is_blank())
}

/// Whether a row says in every cell that there is nothing, whatever number it was printed with.
fn is_nothing(record: &Record<'_>) -> bool {
    let mut says_so = false;
    for index in 0..record.len() {
        let cell = record.cell(index);
        if cell.is_blank() {
            continue;
        }
        let serial = |text: &str| !says_so && text.bytes().all(|byte| byte.is_ascii_digit());
        match cell.text() {
            Some(text) if is_nil(trim(&text)) => says_so = true,
            Some(text) if serial(trim(&text)) => {}
            _ => return false,
        }
    }
    says_so
}

/// Whether a text says that there is nothing.
fn is_nil(text: &str) -> bool {
    let begins = ["本月无", "本季无", "本季度无", "本期无", "本年无", "无新增", "没有新增"];
    is_blank_word(text) || begins.iter().any(|word| text.starts_with(word))
}

/// `注1：` `注2.`
fn is_numbered_note(text: &str) -> bool {
    let rest = text.strip_prefix("备注").or_else(|| text.strip_prefix('注'));
    rest.is_some_and(|rest| {
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        after.len() < rest.len() && after.starts_with([':', '：', '.', '、'])
    })
}

/// Why a row that says only one thing is no data: a group's heading, a title after a page break, the 单位 line again, a
/// sentence, a seal or a date below the table. `repeated` when a merged cell gave the text to several columns.
fn footing(text: &str, repeated: bool, is_known: &dyn Fn(&str) -> bool) -> Option<RowKind> {
    let text = trim(text);
    if text.is_ascii() || is_known(text) {
        return None;
    }
    let key = name_key(text);
    let said = key.trim_start_matches(['(', '[', '【']).trim_end_matches([')', ']', '】']);
    let begins = |words: &[&str]| words.iter().any(|word| said.starts_with(word));
    let ends = |words: &[&str]| words.iter().any(|word| said.ends_with(word));
    let label = said.split_once(':').map_or("", |(label, _)| label);
    let reason = if is_numbered_heading(text) {
        "分组标题行"
    } else if key.ends_with(['表', ')']) && ["续表", "(续)"].iter().any(|word| key.ends_with(word)) {
        "续表标题行"
    } else if super::unit_said::is_line(&key) {
        UNIT
    } else if begins(&["合计", "总计", "共计"]) && said.contains(|c: char| c.is_ascii_digit()) {
        return Some(RowKind::Total);
    } else if text.starts_with(['※', '*', '＊', '★', '☆', '△', '▲'])
        || ends(&["。"])
        || begins(&["截至", "截止", "以上数据"])
    {
        REMARK
    } else if ends(&["盖章", "公章", "签章", "签字", "签名"]) || is_signing(label) {
        PEOPLE
    } else if crate::value::parse_date(said).is_some() {
        "落款日期行"
    } else if repeated && said.chars().count() > 2 {
        "通栏文字行"
    } else {
        return None;
    };
    Some(RowKind::Aside(reason))
}

/// Whether what stands before a colon is what a form asks of its filler.
fn is_signing(label: &str) -> bool {
    const ROLES: [&str; 14] = [
        "审核",
        "填报",
        "填表",
        "制表",
        "校对",
        "复核",
        "批准",
        "签发",
        "联系",
        "电话",
        "日期",
        "时间",
        "报送",
        "负责人",
    ];
    ROLES.iter().any(|role| label.contains(role))
}

/// Whether a row numbers its columns, as printed forms do: `甲,乙,1,2,3`.
fn is_numbering(record: &Record<'_>) -> bool {
    let mut letters = 0_usize;
    let mut number = 0_usize;
    for index in 0..record.len() {
        let cell = record.cell(index);
        let Some(text) = cell.text() else { return false };
        let key = name_key(&text).into_owned();
        let word = key.trim_matches(|c| "()[]".contains(c));
        let is_letter = |row: &str| row.chars().nth(letters).is_some_and(|c| word.chars().eq([c]));
        if number == 0 && (word == "栏次" || is_letter("甲乙丙丁戊己") || is_letter("ABCDEFGHIJ")) {
            letters += usize::from(word != "栏次");
        } else if word == (number + 1).to_string() {
            number += 1;
        } else if !word.is_empty() {
            return false;
        }
    }
    letters + number >= 3
}

fn is_header_again(record: &Record<'_>, header: &Header, first: usize) -> bool {
    if !header.is_row {
        return false;
    }
    let same = |index: usize| {
        let cell = record.cell(index);
        let title = header.keys.get(index).map_or("", String::as_str);
        cell.is_blank() || cell.text().is_some_and(|text| is_title_or_half(title, &name_key(&text)))
    };
    same(first)
        && (0..record.len()).all(same)
        && (0..record.len()).filter(|at| !record.cell(*at).is_blank()).count() > 1
}

/// Whether a text is a title, or the upper or lower half of one in two rows.
fn is_title_or_half(title: &str, text: &str) -> bool {
    let rest = title.strip_prefix(text).or_else(|| title.strip_suffix(text));
    rest.is_some_and(|rest| rest.is_empty() || !text.is_empty() && (rest.starts_with('/') || rest.ends_with('/')))
}

/// Whether a row of text has another number of fields than its header.
fn fields_fault(record: &Record<'_>, header: &Header) -> Option<RowFault> {
    let Cells::Fields(..) = record.cells else { return None };
    let (found, expected) = (record.len(), header.width());
    let titles = header.titles.len();
    let surplus = found > titles && (found != header.fields || (titles..found).any(|at| !record.cell(at).is_blank()));
    (surplus || found < expected).then_some(RowFault::Fields { found, expected })
}

/// Rows counted as they go by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Every row but the header.
    pub(crate) read: u64,
    /// Rows that became data.
    pub(crate) used: u64,
    aside: BTreeMap<Cow<'static, str>, u64>,
    last: u64,
}

impl Tally {
    /// Begins below a header.
    pub(crate) fn below(header: &Header) -> Self {
        let mut tally = Self::default();
        tally.begin(header);
        tally.set_aside(ABOVE, header.rows_above);
        tally.set_aside(BLANK, header.blank_above);
        tally.read = header.rows_above + header.blank_above;
        tally
    }

    /// Puts the first row below a header.
    pub(crate) fn begin(&mut self, header: &Header) {
        self.last = header.start.row;
    }

    /// Puts the first row behind one of a number.
    pub(crate) fn go_on_behind(&mut self, row: u64) {
        self.last = row;
    }

    /// Puts the first row behind the last of another tally.
    pub(crate) fn follow(&mut self, before: &Self) {
        self.last = before.last;
    }

    /// Adds the rows that follow.
    pub(crate) fn merge(&mut self, next: Self) {
        self.read += next.read;
        self.used += next.used;
        for (reason, count) in next.aside {
            *self.aside.entry(reason).or_default() += count;
        }
    }

    /// Counts a row as read, and the blank ones that a workbook leaves out before it.
    pub(crate) fn read(&mut self, record: &Record<'_>) {
        if let Cells::Sheet(_) = record.cells {
            let left_out = record.row.saturating_sub(self.last + 1);
            self.read += left_out;
            self.set_aside(BLANK, left_out);
        }
        self.last = record.row;
        self.read += 1;
    }

    /// Counts rows of data, of text, that follow one another.
    pub(crate) fn take(&mut self, first: u64, count: u64) {
        if count > 0 {
            self.last = first + count - 1;
        }
        self.read += count;
        self.used += count;
    }

    /// Counts rows as set aside.
    pub(crate) fn set_aside(&mut self, reason: &'static str, count: u64) {
        if count > 0 {
            *self.aside.entry(Cow::Borrowed(reason)).or_default() += count;
        }
    }

    /// The rows set aside, by reason.
    pub(crate) fn reasons(&self) -> Vec<(String, u64)> {
        self.aside.iter().map(|(reason, count)| (reason.to_string(), *count)).collect()
    }

    /// How many rows of a reason were set aside.
    pub(crate) fn aside(&self, reason: &str) -> u64 {
        self.aside.get(reason).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_set_a_row_aside() {
        assert_eq!(kind_of("合 计"), Some(RowKind::Total));
        assert_eq!(kind_of("小计："), Some(SUBTOTAL));
        assert_eq!(kind_of("A街道小计："), Some(SUBTOTAL));
        for total in ["（合计）", "合计2个项目", "合计金额", "共2个项目", "累计", "∑", "总计：", "合计（万元）"]
        {
            assert_eq!(kind_of(total), Some(RowKind::Total), "{total}");
        }
        assert_eq!(kind_of("共青城市政项目"), None);
        assert_eq!(kind_of("分管领导：张三"), Some(RowKind::Aside(PEOPLE)));
        assert_eq!(kind_of("注1：含续建"), Some(RowKind::Aside(REMARK)));
        assert_eq!(kind_of("填报人：张三"), Some(RowKind::Aside(PEOPLE)));
        assert_eq!(kind_of("（示例）某项目"), Some(RowKind::Aside("示例行")));
        assert_eq!(kind_of("示例小区改造"), None);
        assert_eq!(kind_of("合计用电量"), None);
        assert_eq!(kind_of("注册企业"), None);
    }
}

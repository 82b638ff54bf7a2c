//! Rows and cells of the commonest shape, told by their bytes alone.
//!
//! Nearly every cell of a long table is a plain number, a day such as `2023-09-01`, or a text that begins with a letter or a
//! Han character. What is known here from a few bytes reads the same by [`super::aside::kind`] and [`ColumnPlan::decode`];
//! whatever is in doubt goes there.

use super::aside::opens_aside;
use super::cell::{is_blank_word, may_be_replaced};
use super::columns::ColumnPlan;
use super::dataset::{BatchColumn, CellState, ColumnValues};
use super::encoding::Charset;
use super::fields::{Block, Decoded, Plain};
use super::header::Header;
use super::record::{Cells, Record};
use super::text::is_trimmed;
use crate::value::{Date, iso_date};

/// The last bytes of 计 in UTF-8 and in GB18030.
const SUM_ENDS: [u8; 2] = [0xa1, 0xc6];

/// How many cells of a row may say that it is a subtotal.
const SUM_CELLS: usize = 4;

/// Whether a row is surely one of data.
pub(crate) fn is_data(record: &Record<'_>, header: &Header) -> bool {
    let charset = match record.cells {
        Cells::Fields(_, charset) => charset,
        Cells::Json(_) => Charset::UTF_8,
        Cells::Sheet(_) => return false,
    };
    let field = |at| record.plain(at).map(Plain::bytes);
    let name = if charset.is_utf_8() { field(0) } else { field(0).filter(|name| name.is_ascii()) };
    record.fault.is_none()
        && may_be_data(record.len(), header)
        && is_row_of_data(record.row, record.len(), field, (name, charset), header)
}

/// The texts of the first fields of a block, where they are in another encoding than UTF-8.
pub(crate) enum Names {
    /// They stand in the block; those of another encoding are of use as far as they are ASCII.
    There,
    /// Decoded.
    Decoded(Decoded),
}

impl Names {
    /// Those of a block.
    pub(crate) fn of(block: &Block<'_>) -> Self {
        if block.lines.charset.is_utf_8() || block.plain(0, 0).is_some_and(<[u8]>::is_ascii) {
            return Self::There;
        }
        block.decoded(0..block.len(), 0).map_or(Self::There, Self::Decoded)
    }

    fn get<'t>(&'t self, block: &'t Block<'_>, row: usize) -> Option<&'t [u8]> {
        match self {
            Self::There => block.plain(row, 0).filter(|name| block.lines.charset.is_utf_8() || name.is_ascii()),
            Self::Decoded(decoded) => decoded.get(row),
        }
    }
}

/// How many rows of a block from one on are surely of data.
pub(crate) fn rows_of_data(block: &Block<'_>, names: &Names, from: usize, header: &Header) -> usize {
    if !may_be_data(block.width, header) {
        return 0;
    }
    let charset = block.lines.charset;
    let is_data = |row: &usize| {
        let number = block.row + *row as u64;
        is_row_of_data(number, block.width, |at| block.plain(*row, at), (names.get(block, *row), charset), header)
    };
    (from..block.len()).take_while(is_data).count()
}

/// Whether rows of so many fields can be told by their bytes below a header.
fn may_be_data(width: usize, header: &Header) -> bool {
    header.groups.is_none() && width == header.titles.len()
}

fn is_row_of_data<'a>(
    row: u64,
    width: usize,
    field: impl Fn(usize) -> Option<&'a [u8]>,
    (name, charset): (Option<&[u8]>, Charset),
    header: &Header,
) -> bool {
    let told_by_place = row <= header.start.row + 1 || header.lines_below.contains(&row);
    let (Some(first), Some(name)) = (field(0).filter(|_| !told_by_place), name) else { return false };
    let title = header.keys.first().map_or("", String::as_str).as_bytes();
    let mut behind = (1..width.min(SUM_CELLS)).map(&field);
    let sums = |field: Option<&[u8]>| field.is_none_or(|field| field.last().is_some_and(|end| SUM_ENDS.contains(end)));
    (is_sign(name) || is_han_name(name))
        && !(title.starts_with(name) || title.ends_with(name))
        && !sums(Some(first))
        && behind.clone().any(|field| field.is_some_and(|field| is_filled(field, charset) && field != first))
        && !behind.any(sums)
}

/// Whether a text is a sign such as `XM-0001`: visible ASCII, not all of it digits.
fn is_sign(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_graphic) && text.iter().any(u8::is_ascii_alphabetic)
}

/// Whether a text begins with what is no blank in its encoding, nor the first of more bytes of one.
fn is_filled(text: &[u8], charset: Charset) -> bool {
    match text.first() {
        Some(0x21..=0x7e | 0xe4..=0xe9) => true,
        Some(0xb0..=0xf7) => !charset.is_utf_8(),
        _ => false,
    }
}

/// Whether a text begins and ends with a Han character and sets no row aside by its words. One with blanks in it may be a title
/// again, spaced out.
fn is_han_name(text: &[u8]) -> bool {
    if memchr::memchr2(b' ', 0xe3, text).is_some() {
        return false;
    }
    let first = han(text.get(..3).unwrap_or_default());
    let last = text.len().checked_sub(3).and_then(|at| han(text.get(at..)?));
    last.is_some() && first.is_some_and(|c| !opens_aside(c) && !"一二三四五六七八九十".contains(c))
}

fn han(bytes: &[u8]) -> Option<char> {
    let text = std::str::from_utf8(bytes).ok()?;
    text.chars().next().filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
}

/// Adds plain cells to their column, up to the first that is none: nothing is added for it, and it is passed over. Whether all were
/// plain.
pub(crate) fn take<'l>(
    plan: &ColumnPlan,
    cells: &mut impl Iterator<Item = Plain<'l>>,
    column: &mut BatchColumn,
) -> bool {
    let (states, nullable) = (&mut column.states, !plan.declared.not_null);
    match &mut column.values {
        ColumnValues::Number(all) => each(cells, states, nullable, |cell| match cell {
            Some(cell) => plan.plain_number(cell.bytes(), all),
            None => {
                all.push_decimal(0, 0);
                Some(())
            }
        }),
        ColumnValues::Date(all) => each(cells, states, nullable, |cell| {
            cell.map_or(Some(Date::ZERO), |cell| iso_date(cell.bytes())).map(|date| all.push(date))
        }),
        ColumnValues::Text(all) => each(cells, states, nullable, |cell| {
            let Some(cell) = cell else {
                all.push("");
                return Some(());
            };
            match cell.text() {
                Some(text) if all.push_again(text) => Some(()),
                Some(text) => is_plain_text(plan, cell, text).then(|| all.push_plain(text)),
                None if all.push_bytes(cell.bytes()) => Some(()),
                None => {
                    let text = cell.charset().decode(cell.bytes()).ok()?;
                    is_plain_text(plan, cell, &text).then(|| all.push_decoded(&text, cell.bytes()))
                }
            }
        }),
        ColumnValues::Truth(all) => {
            each(cells, states, nullable, |cell| cell.map_or(Some(false), plain_truth).map(|truth| all.push(truth)))
        }
        ColumnValues::Grade(_) => cells.next().is_none(),
    }
}

/// Adds cells, blank ones as `None`, as long as they are taken.
fn each<'l>(
    cells: &mut impl Iterator<Item = Plain<'l>>,
    states: &mut Vec<CellState>,
    nullable: bool,
    mut add: impl FnMut(Option<Plain<'l>>) -> Option<()>,
) -> bool {
    let mut values = 0;
    let mut stopped = false;
    for cell in cells {
        let is_blank = nullable && cell.bytes().is_empty();
        stopped = add(Some(cell).filter(|_| !is_blank)).is_none();
        if stopped {
            break;
        }
        values += 1;
        if is_blank {
            states.resize(states.len() + values - 1, CellState::Value);
            states.push(CellState::Blank);
            values = 0;
        }
    }
    states.resize(states.len() + values, CellState::Value);
    !stopped
}

#[inline]
fn is_plain_text(plan: &ColumnPlan, cell: Plain<'_>, text: &str) -> bool {
    let is_spoilt = || !cell.is_clean() && may_be_replaced(text.as_bytes());
    plan.is_member(text).unwrap_or_else(|| is_plain(text) && !is_spoilt())
}

/// A text that is no word for nothing, no error value and no long number, and that has nothing to be trimmed off.
#[inline]
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = match bytes {
        // NA N/A null NULL
        [b'N' | b'n', ..] => !is_blank_word(text),
        [b'A'..=b'Z' | b'a'..=b'z', ..] => true,
        [b'0'..=b'9', ..] => !may_be_scientific(bytes),
        // 无 暂无 未报 不适用
        [0xe6, 0x97, 0xa0, ..] | [0xe6, 0x9a, 0x82, ..] | [0xe6, 0x9c, 0xaa, ..] | [0xe4, 0xb8, 0x8d, ..] => {
            !is_blank_word(text)
        }
        [0xe4..=0xe9, ..] => true,
        _ => false,
    };
    plain && is_trimmed(bytes)
}

/// Whether a text that begins with a digit could be a number such as `1.2E+08`, in signs of either width.
fn may_be_scientific(text: &[u8]) -> bool {
    if memchr::memchr3(b'E', b'e', 0xef, text).is_none() {
        return false;
    }
    let behind = text.iter().find(|byte| !matches!(byte, b'0'..=b'9' | b'.'));
    matches!(behind, Some(b'E' | b'e' | 0xef))
}

/// 是 or 否 and nothing else.
fn plain_truth(cell: Plain<'_>) -> Option<bool> {
    match cell.text()? {
        "是" => Some(true),
        "否" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::aside::{RowKind, kind};
    use super::super::bytes::Room;
    use super::super::file::open_file;
    use super::super::header::{Wanted, answers, find};
    use super::super::input::Input;
    use super::super::stretches::Shares;
    use super::super::title::Title;
    use super::*;
    use crate::value::Units;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    struct Names;

    impl Wanted for Names {
        fn score(&self, titles: &[Title]) -> usize {
            titles.iter().filter(|title| answers(title, "名称")).count()
        }
    }

    /// What stands in first columns, and what sets rows aside.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            3 => "[合共小总注备一二甲表计其中填称号0-9a：:、（）() ]{0,4}",
            1 => "[A-Z0-9-]{1,3}",
            1 => prop::sample::select(vec!["合计", "小计", "本页小计", "其中：甲", "备注：无", "填报人：张三", "第1页", "一、工业", "名称", "编号", "数据来源：甲"])
                .prop_map(str::to_owned),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_row_told_by_its_bytes_is_one_of_data(rows in prop::collection::vec(prop::collection::vec(text(), 5), 2..9)) {
            let lines = rows.iter().map(|row| row.join(",") + "\n").collect::<String>();
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("项目.csv");
            std::fs::write(&path, format!("编号,名称,甲,乙,丙\n{lines}")).unwrap();
            let input = Input { path, ..Input::default() };
            let table = open_file(&input, &mut Room::beside(Shares::default())).unwrap().tables.pop().unwrap();
            let header = find(&table.origin, &Names, None, &BTreeMap::new(), &Units::default()).unwrap().unwrap();
            let mut rows = table.origin.rows(header.start).unwrap();
            rows.next().unwrap();
            while let Some(record) = rows.next().unwrap() {
                let told = is_data(&record, &header);
                prop_assert!(!told || kind(&record, &header, &|_| false) == RowKind::Data, "{}", record.row);
            }
        }
    }

    #[test]
    fn words_for_nothing_and_what_excel_spoilt_are_in_doubt() {
        for doubtful in [
            "",
            "无",
            "暂无",
            "未统计",
            "不适用",
            "N/A",
            "null",
            "—",
            "#N/A",
            "'100",
            "1.2E+08",
            "1.2Ｅ+08",
            "3e5",
            " 甲",
            "甲　",
        ] {
            assert!(!is_plain(doubtful), "{doubtful}");
        }
        for plain in ["甲", "城东街道", "XM-0001", "91K4E2", "未来科技城", "未开工", "Nanhu", "5G基站", "a 座"]
        {
            assert!(is_plain(plain), "{plain}");
        }
    }
}

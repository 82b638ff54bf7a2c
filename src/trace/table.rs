//! Tables of indicators: what a figure's column and row say that its cell does not.

use super::figure::Figure;
use super::line::Line;
use crate::value::Units;
use std::ops::Range;

/// What the head of a column says of the figures below it.
#[derive(Clone, Debug, Default)]
struct Column {
    /// The unit in its brackets.
    unit: String,
    /// Whether it holds rates of growth.
    growth: bool,
    /// Whether it tells of years gone by.
    past: bool,
    /// Whether it holds what is planned.
    planned: bool,
}

/// A table's head: its columns, and which of them name the rows and give their units.
#[derive(Clone, Debug)]
pub(super) struct Head {
    columns: Vec<Column>,
    name: usize,
    unit: Option<usize>,
}

/// For each line the head of its table, by index; lines that are no row of a table of indicators have none.
pub(super) fn heads(lines: &[Line]) -> (Vec<Head>, Vec<Option<usize>>) {
    let mut heads: Vec<Head> = Vec::new();
    let mut open = None;
    let of = |line: &Line| {
        // A page leaves empty lines between its rows.
        if line.chars.is_empty() {
            return None;
        }
        let row = line.chars.contains(&'|');
        match head(line).filter(|_| row) {
            Some(head) => {
                heads.push(head);
                open = Some(heads.len() - 1);
                None
            }
            None => {
                open = open.filter(|_| row);
                open
            }
        }
    };
    let own = lines.iter().map(of).collect();
    (heads, own)
}

fn cells(line: &Line) -> Vec<Range<usize>> {
    let mut start = 0;
    let cell = |part: &[char]| {
        let cell = start..start + part.len();
        start += part.len() + 1;
        cell
    };
    line.chars.split(|c| *c == '|').map(cell).collect()
}

/// The head that a line is; it names its rows and what is planned, and holds no figure but years.
fn head(line: &Line) -> Option<Head> {
    let cells: Vec<String> = cells(line).into_iter().map(|cell| line.text(cell)).collect();
    let named = |words: &[&str]| cells.iter().position(|cell| words.iter().any(|word| cell.contains(word)));
    let name = named(&["名称"]).or_else(|| named(&["指标", "项目"])).filter(|_| cells.len() > 2)?;
    let latest = cells.iter().filter_map(|cell| year(cell)).max();
    let columns: Vec<Column> = cells.iter().map(|cell| column(cell, latest)).collect();
    let short = cells.iter().all(|cell| cell.chars().count() <= 24);
    let unit = cells.iter().position(|cell| cell.contains("单位") && !cell.contains(['责', '牵', '部']));
    (short && columns.iter().any(|column| column.planned)).then_some(Head { columns, name, unit })
}

fn column(cell: &str, latest: Option<i32>) -> Column {
    let has = |words: &[&str]| words.iter().any(|word| cell.contains(word));
    let earlier = year(cell).is_some_and(|own| latest.is_some_and(|latest| own < latest));
    let past = earlier || has(&["完成", "实际", "执行", "上年", "基数", "初步", "实绩"]) && !has(&["目标", "计划数"]);
    let planned = !past && (has(&["目标", "预期", "计划", "安排"]) || year(cell).is_some() && year(cell) == latest);
    let growth = has(&["增长", "增速", "增幅", "同比"]);
    let bracket = cell.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(unit, _)| unit);
    Column { unit: bracket.to_owned(), growth, past, planned }
}

/// The calendar year that a cell names.
fn year(cell: &str) -> Option<i32> {
    let (front, _) = cell.split_once('年')?;
    let from = front.char_indices().rev().take(4).last().map(|(at, _)| at)?;
    front.get(from..)?.parse().ok().filter(|year| (1990..2100).contains(year))
}

/// Gives the figures of a row what their columns and the row's cells say of them.
pub(super) fn complete(head: &Head, line: &Line, figures: &mut [Figure], units: &Units) {
    let cells = cells(line);
    let text = |index: usize| cells.get(index).map(|cell| line.text(cell.clone())).unwrap_or_default();
    let name = text(head.name);
    let own_unit = head.unit.map(&text).unwrap_or_default();
    for figure in figures {
        let Some(at) = cells.iter().position(|cell| cell.contains(&figure.chars.start)) else { continue };
        let (Some(column), Some(cell)) = (head.columns.get(at), cells.get(at)) else { continue };
        if at == head.name || !(column.planned || column.past || column.growth) {
            continue;
        }
        figure.row.clone_from(&name);
        figure.past = column.past;
        let bare = line.text(cell.clone());
        if !figure.unit_word.is_empty() || !is_amount(&bare) {
            continue;
        }
        let unit = if column.growth {
            "%"
        } else if column.unit.is_empty() {
            &own_unit
        } else {
            &column.unit
        };
        figure.unit = units.lookup(unit);
        figure.unit_word = if figure.unit.is_some() { unit.to_owned() } else { String::new() };
        figure.named = false;
        figure.change = if unit == "%" { change(&name, column.growth) } else { "" };
    }
}

/// Whether a cell holds a number and at most how it binds.
fn is_amount(cell: &str) -> bool {
    let rest = cell.trim_start_matches(['≥', '≤', '>', '<', '=', '约', '-']);
    let rest = rest.trim_end_matches(['左', '右', '以', '上', '下', '内', '%']);
    !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '~'))
}

/// What a rate in a row of that name says: a share is a level, anything else grows.
fn change(name: &str, growth: bool) -> &'static str {
    const SHARES: [&str; 9] = ["率", "比重", "占比", "比例", "涨幅", "指数", "系数", "覆盖", "程度"];
    let falls = ["降低", "下降"].iter().any(|word| name.contains(word));
    match growth {
        _ if falls => "下降",
        false if SHARES.iter().any(|word| name.contains(word)) && !name.ends_with("增长率") => "",
        _ => "增长",
    }
}

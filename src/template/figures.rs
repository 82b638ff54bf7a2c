//! The sheet 指标: a row for each figure that the rules read, in long form.

use rust_xlsxwriter::{DataValidation, Worksheet, XlsxError};

use crate::language::program::{Indicator, Type};

use super::Maker;
use super::guide::Entry;
use super::needs::{FigureRow, Readers, When, Wish, labels, offices};
use super::sheet::{LAST_ROW, any, head, number, put, rate, row, sheet as new_sheet, told, widest, width};

/// Columns: title, least width, what it is for.
const COLUMNS: [(&str, usize, &str); 9] = [
    ("指标", 20, "规则里的指标名。已经填好，不要改。"),
    (
        "时期",
        14,
        "这一行的数是哪一期的，如 2023年、2023年6月、2023年一季度。累计指标一律填从年初累计的数；只有当月的写 2023年6月当月。",
    ),
    ("数值", 14, "填数字，单位按「单位」列。没有的数留空，不要填 0。"),
    ("单位", 12, "数值的单位，已经填好。用别的单位报数时改这里，如把 亿元 改成 万元。"),
    ("同比", 12, "比上年同期增长，带上 % 填，如 7.3%；下降填负数，如 -1.2%。"),
    ("净增", 12, "比上年末净增加的数，单位按「单位」列。"),
    ("范围", 12, "指标分范围报时是哪个范围，如 国控、省控。已经填好，不要改。"),
    ("填报单位", 16, "由谁填报。"),
    ("备注", 56, "哪些规则用到这一行，怎么填。可以改写。"),
];

/// One row to be written.
struct Line<'a> {
    at: u32,
    indicator: &'a Indicator,
    scope: &'a str,
    wanted: &'a FigureRow,
}

/// Makes the sheet and what the guide says of it.
pub(super) fn sheet(maker: &mut Maker<'_>, name: String) -> Result<(Worksheet, Entry), XlsxError> {
    let program = maker.order.program;
    let mut sheet = new_sheet(&name, 1)?;
    for (at, (title, _, note)) in (0..).zip(COLUMNS) {
        let look = if matches!(title, "数值" | "时期" | "指标") { &maker.look.must } else { &maker.look.read };
        head(&mut sheet, at, title, look, note)?;
    }
    let (mut readers, mut names) = (Readers::new(), Vec::new());
    let mut at = 0;
    for ((id, scope), rows) in &maker.needs.figures {
        let Some(indicator) = program.indicator(*id) else { continue };
        names.push(indicator.name.as_str());
        for wanted in rows {
            at += 1;
            readers.extend(&wanted.rules);
            let line = Line { at: row(at), indicator, scope: scope.as_deref().unwrap_or_default(), wanted };
            write(maker, &mut sheet, &line)?;
        }
    }
    for (at, (title, least, _)) in (0..).zip(COLUMNS) {
        let below = if title == "指标" { widest(names.iter().copied()).max(least) } else { least };
        sheet.set_column_width(at, width(title, below))?;
    }
    below(&mut sheet, row(at) + 1)?;
    let entry = Entry {
        sheet: name,
        purpose: format!("各项指标的数，共 {at} 行，一行一个数"),
        offices: offices(program, &readers),
        must: "数值（黄色的格子）".to_owned(),
    };
    Ok((sheet, entry))
}

/// Rules of entry for rows that submitters add.
fn below(sheet: &mut Worksheet, first: u32) -> Result<(), XlsxError> {
    let entry = told(rate(), "同比", "带上 % 填，如 7.3%；下降填负数")?;
    sheet.add_data_validation(first, 4, LAST_ROW, 4, &entry)?;
    let entry = told(number(false), "净增", "填数字，单位按「单位」列")?;
    sheet.add_data_validation(first, 5, LAST_ROW, 5, &entry)?;
    Ok(())
}

fn write(maker: &mut Maker<'_>, sheet: &mut Worksheet, line: &Line<'_>) -> Result<(), XlsxError> {
    let program = maker.order.program;
    let (at, wanted) = (line.at, line.wanted);
    let unit = match &line.indicator.measure {
        Some(Type::Number(unit)) => unit.name.as_str(),
        _ => "",
    };
    let period = wanted.period.map(|period| period.to_string()).unwrap_or_default();
    let office = line.indicator.office.clone().unwrap_or_else(|| offices(program, &wanted.rules).join("、"));
    let look = &maker.look;
    put(sheet, (at, 0), &line.indicator.name, &look.known)?;
    put(sheet, (at, 1), &period, if period.is_empty() { &look.needed } else { &look.known })?;
    put(sheet, (at, 2), "", look.wish(wanted.level))?;
    put(sheet, (at, 3), unit, if unit.is_empty() { &look.idle } else { &look.known })?;
    put(sheet, (at, 4), "", look.wish(wanted.growth))?;
    put(sheet, (at, 5), "", look.wish(wanted.net))?;
    put(sheet, (at, 6), line.scope, if line.scope.is_empty() { &look.idle } else { &look.known })?;
    put(sheet, (at, 7), &office, &look.open.clone().set_text_wrap())?;
    put(sheet, (at, 8), &remark(maker, line), &look.open.clone().set_text_wrap())?;
    if period.is_empty() {
        let entry = told(any(), "时期", &format!("填{}的时期，如 2023年、2023年6月", wanted.when.word()))?;
        sheet.add_data_validation(at, 1, at, 1, &entry)?;
    }
    let subject = if line.scope.is_empty() {
        line.indicator.name.clone()
    } else {
        format!("{}[{}]", line.indicator.name, line.scope)
    };
    let entry = told(value(maker, line)?, &subject, &message(maker, line, unit))?;
    sheet.add_data_validation(at, 2, at, 2, &entry)?;
    let entry = told(rate(), &subject, &wished(wanted.growth, "同比增长，带上 % 填，如 7.3%；下降填负数"))?;
    sheet.add_data_validation(at, 4, at, 4, &entry)?;
    let entry = told(number(false), &subject, &wished(wanted.net, &format!("比上年末净增的数，单位 {unit}")))?;
    sheet.add_data_validation(at, 5, at, 5, &entry)?;
    Ok(())
}

fn wished(wish: Wish, text: &str) -> String {
    match wish {
        Wish::Idle => "规则用不到，可以不填".to_owned(),
        Wish::Open => format!("可填可不填：{text}"),
        Wish::Needed => text.to_owned(),
    }
}

/// What may stand in 数值: a number, or a member of the indicator's scale.
fn value(maker: &mut Maker<'_>, line: &Line<'_>) -> Result<DataValidation, XlsxError> {
    let program = maker.order.program;
    match &line.indicator.measure {
        Some(Type::Grade(scale)) => {
            let members = program.scale(*scale).map(|scale| scale.members.as_slice()).unwrap_or_default();
            maker.choices.list(&members.iter().map(String::as_str).collect::<Vec<_>>())
        }
        Some(Type::Number(_)) | None => Ok(number(false)),
        Some(_) => Ok(any()),
    }
}

fn message(maker: &Maker<'_>, line: &Line<'_>, unit: &str) -> String {
    let what = match &line.indicator.measure {
        Some(Type::Grade(_)) => "从下拉框里选等级".to_owned(),
        _ if unit.is_empty() => "填数字".to_owned(),
        _ => format!("填数字，单位 {unit}"),
    };
    let period = line.wanted.period.map_or_else(|| line.wanted.when.word(), |period| period.to_string());
    let text = wished(line.wanted.level, &format!("{period}的数：{what}。没有就留空，不要填 0"));
    format!("{text}\n用于 {}", labels(maker.order.program, &line.wanted.rules, 8))
}

/// Which rules read the row, and what can stand for what.
fn remark(maker: &Maker<'_>, line: &Line<'_>) -> String {
    let wanted = line.wanted;
    let mut parts = vec![format!("用于 {}", labels(maker.order.program, &wanted.rules, 6))];
    match (wanted.when, wanted.level, wanted.growth, wanted.net) {
        (When::Current, Wish::Idle, Wish::Needed, _) => parts.push("只要同比".to_owned()),
        (When::Current, Wish::Open, Wish::Needed, _) => parts.push("填同比；没有同比时填本期和上年同期的数".to_owned()),
        (When::Current, _, _, Wish::Open) => parts.push("净增没有现成的数时按本期数减上年末数算".to_owned()),
        (When::Current, ..) => {}
        (when, Wish::Open, ..) => parts.push(format!("{}的数，本期填了同比就不用填", when.word())),
        (when, ..) => parts.push(format!("{}的数", when.word())),
    }
    parts.join("；")
}

//! The sheet 事项: a row for each milestone that the rules read.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::language::program::SubmittedState;

use super::Maker;
use super::guide::Entry;
use super::needs::{Readers, labels, offices};
use super::sheet::{any, date, head, put, row, sheet as new_sheet, told, widest, width};

const STATES: [SubmittedState; 4] =
    [SubmittedState::NotStarted, SubmittedState::Started, SubmittedState::Advancing, SubmittedState::Finished];

/// Columns: title, least width, what it is for.
const COLUMNS: [(&str, usize, &str); 8] = [
    ("事项", 24, "规则里的事项名。已经填好，不要改。"),
    ("状态", 12, "从下拉框里选：未启动、已启动、推进中、已完成。"),
    ("完成日期", 14, "已完成的填完成那天，如 2023-09-30；没有完成的留空。"),
    ("进度", 20, "做到哪一步了，用一句话写。"),
    ("佐证", 24, "能证明的材料：文件名、文号或网址。"),
    ("说明", 24, "其他要说的。"),
    ("时期", 14, "这一行是截至哪一期的，如 2023年、2023年6月。"),
    ("填报单位", 16, "由谁填报。"),
];

/// Makes the sheet and what the guide says of it.
pub(super) fn sheet(maker: &mut Maker<'_>, name: String) -> Result<(Worksheet, Entry), XlsxError> {
    let program = maker.order.program;
    let mut sheet = new_sheet(&name, 1)?;
    let mut names = Vec::new();
    let mut readers = Readers::new();
    for (at, (title, _, note)) in (0..).zip(COLUMNS) {
        let look = match title {
            "事项" | "状态" => &maker.look.must,
            "完成日期" | "时期" => &maker.look.read,
            _ => &maker.look.spare,
        };
        head(&mut sheet, at, title, look, note)?;
    }
    for (index, (id, rules)) in maker.needs.milestones.iter().enumerate() {
        let Some(milestone) = program.milestone(*id) else { continue };
        names.push(milestone.name.as_str());
        readers.extend(rules);
        let office = milestone.office.clone().unwrap_or_else(|| offices(program, rules).join("、"));
        let asked = rules.iter().filter_map(|rule| program.rules.get(*rule)).map(|rule| rule.text.as_str());
        let asked: Vec<&str> = asked.take(2).collect();
        let message = format!("从下拉框里选。用于 {}：{}", labels(program, rules, 4), asked.join("；"));
        let at = row(index) + 1;
        write(maker, &mut sheet, (at, &milestone.name, &office))?;
        let list = maker.choices.list(&STATES.map(SubmittedState::word))?;
        sheet.add_data_validation(at, 1, at, 1, &told(list, &milestone.name, &message)?)?;
        let day = told(date()?, "完成日期", "填日期，如 2023-09-30；没有完成的留空")?;
        sheet.add_data_validation(at, 2, at, 2, &day)?;
        let when = told(any(), "时期", "截至哪一期，如 2023年、2023年6月")?;
        sheet.add_data_validation(at, 6, at, 6, &when)?;
    }
    for (at, (title, least, _)) in (0..).zip(COLUMNS) {
        let below = if title == "事项" { widest(names.iter().copied()).max(least) } else { least };
        sheet.set_column_width(at, width(title, below))?;
    }
    let purpose = format!("各项工作的进展，共 {} 项，一行一项", names.len());
    let entry = Entry { sheet: name, purpose, offices: offices(program, &readers), must: "状态".to_owned() };
    Ok((sheet, entry))
}

fn write(maker: &Maker<'_>, sheet: &mut Worksheet, (at, name, office): (u32, &str, &str)) -> Result<(), XlsxError> {
    let look = &maker.look;
    let text = look.open.clone().set_text_wrap().set_num_format("@");
    let period = maker.order.period.map(|period| period.to_string()).unwrap_or_default();
    put(sheet, (at, 0), name, &look.known)?;
    put(sheet, (at, 1), "", &look.needed)?;
    put(sheet, (at, 2), "", &look.open.clone().set_num_format("yyyy-mm-dd"))?;
    (3..6).try_for_each(|column| put(sheet, (at, column), "", &text))?;
    put(sheet, (at, 6), &period, &look.known)?;
    put(sheet, (at, 7), office, &text)
}

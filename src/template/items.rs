//! The sheet of an item table: its columns with units, drop-downs and what each is for.

use rust_xlsxwriter::{DataValidation, Format, Worksheet, XlsxError};

use crate::language::program::{Column, ColumnId, Table, TableId, Type};

use super::Maker;
use super::guide::Entry;
use super::needs::{Readers, labels, offices};
use super::sheet::{LAST_ROW, any, column as number_of, date, head, number, sheet as new_sheet, told, whole, width};

/// Makes the sheet and what the guide says of it.
pub(super) fn sheet(maker: &mut Maker<'_>, id: TableId, name: String) -> Result<(Worksheet, Entry), XlsxError> {
    let program = maker.order.program;
    let mut sheet = new_sheet(&name, 1)?;
    let columns = program.table(id).map(|table| table.columns.as_slice()).unwrap_or_default();
    for (index, column) in columns.iter().enumerate() {
        let at = number_of(index);
        let readers = maker.needs.columns.get(&(id, ColumnId(index)));
        let title = title(column);
        let note = note(maker, column, readers);
        let look = match (column.not_null || column.unique, column.used || readers.is_some()) {
            (true, _) => &maker.look.must,
            (false, true) => &maker.look.read,
            (false, false) => &maker.look.spare,
        };
        head(&mut sheet, at, &title, look, &note)?;
        sheet.set_column_width(at, width(&title, least(column)))?;
        sheet.set_column_format(at, &format(column))?;
        let entry = told(entry(maker, column)?, &title, &note)?;
        sheet.add_data_validation(1, at, LAST_ROW, at, &entry)?;
    }
    let none = Readers::new();
    let readers = maker.needs.tables.get(&id).unwrap_or(&none);
    let must: Vec<&str> = columns.iter().filter(|c| c.not_null || c.unique).map(|c| c.name.as_str()).collect();
    let purpose = program.table(id).map(purpose).unwrap_or_default();
    Ok((sheet, Entry { sheet: name, purpose, offices: offices(program, readers), must: must.join("、") }))
}

fn purpose(table: &Table) -> String {
    let first = table.columns.first().map(|column| column.name.as_str()).unwrap_or_default();
    format!("{}，一行一个，从「{first}」填起", table.name)
}

/// `列名（单位）`
fn title(column: &Column) -> String {
    match &column.ty {
        Type::Number(unit) if !unit.is_bare() => format!("{}（{}）", column.name, unit.name),
        _ => column.name.clone(),
    }
}

fn least(column: &Column) -> usize {
    match &column.ty {
        Type::Text if column.allowed.is_none() => 20,
        Type::Date => 14,
        _ => 12,
    }
}

/// Text columns keep what is typed: a code of eighteen digits is no number.
fn format(column: &Column) -> Format {
    let plain = Format::new().set_font_name("宋体").set_font_size(11);
    match &column.ty {
        Type::Text | Type::Grade(_) => plain.set_num_format("@"),
        Type::Date => plain.set_num_format("yyyy-mm-dd"),
        Type::Number(_) | Type::Truth => plain,
    }
}

fn entry(maker: &mut Maker<'_>, column: &Column) -> Result<DataValidation, XlsxError> {
    let program = maker.order.program;
    let list = match (&column.ty, &column.allowed) {
        (_, Some(allowed)) => allowed.clone(),
        (Type::Grade(scale), _) => program.scale(*scale).map(|scale| scale.members.clone()).unwrap_or_default(),
        (Type::Truth, _) => vec!["是".to_owned(), "否".to_owned()],
        (Type::Date, _) => return date(),
        (Type::Text, _) => return Ok(any()),
        (Type::Number(_), _) if column.integer => return Ok(whole(column.non_negative)),
        (Type::Number(_), _) => return Ok(number(column.non_negative)),
    };
    maker.choices.list(&list.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What the column is for and which rules read it.
fn note(maker: &Maker<'_>, column: &Column, readers: Option<&Readers>) -> String {
    let mut lines = vec![asked(column)];
    let promises = [
        (column.not_null, "必填"),
        (column.unique, "不得重复"),
        (column.non_negative, "不能是负数"),
        (column.nullable, "没有的留空"),
    ];
    let promises: Vec<&str> = promises.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect();
    if !promises.is_empty() {
        lines.push(promises.join("；"));
    }
    lines.push(match readers {
        Some(rules) => format!("用于 {}", labels(maker.order.program, rules, 10)),
        None => "没有规则直接用到，备查".to_owned(),
    });
    lines.join("\n")
}

fn asked(column: &Column) -> String {
    match (&column.ty, &column.allowed) {
        (_, Some(_)) | (Type::Grade(_), _) => "从下拉框里选".to_owned(),
        (Type::Truth, _) => "填 是 或 否".to_owned(),
        (Type::Date, _) => "填日期，如 2023-09-30".to_owned(),
        (Type::Text, _) => "填文字".to_owned(),
        (Type::Number(unit), _) => {
            let number = if column.integer { "填整数" } else { "填数字" };
            if unit.is_bare() { number.to_owned() } else { format!("{number}，单位 {}", unit.name) }
        }
    }
}

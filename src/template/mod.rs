//! The workbook that submitting offices fill in, made from the rules: what it makes, filled, `check` reads.
//!
//! ```text
//! program → needs (which figures, milestones and columns the rules read) → one file a kind of sheet → bytes
//! ```

mod choices;
mod explanations;
mod figures;
mod guide;
mod items;
mod look;
mod milestones;
mod needs;
mod sheet;

pub(crate) use sheet::put;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::data::{GUIDE_SHEETS, sheet_key, short_sheet_name};
use crate::language::program::{Audit, Program, TableId};
use crate::value::Period;

use choices::Choices;
use look::Look;
use needs::Needs;

/// Columns that a sheet of Excel can have.
const COLUMNS: usize = 16_384;
/// Characters (UTF-16) that a sheet's name can have.
const NAME: usize = 31;

/// What a workbook is made for.
#[derive(Debug)]
pub struct Order<'p> {
    /// The rules.
    pub program: &'p Program,
    /// The period it is filled in for; `None` when neither plan nor user says.
    pub period: Option<Period>,
    /// Whether the names of item tables' sheets say the period.
    pub dated: bool,
    /// The rules it is for, by index; all when `None`.
    pub only: Option<Vec<usize>>,
}

/// Why no workbook can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmakeable {
    /// A table with more columns than a sheet can have.
    Columns {
        /// The table.
        table: String,
        /// How many it has.
        columns: usize,
    },
    /// Excel's format refuses something.
    Refused {
        /// Why.
        reason: String,
    },
}

impl Unmakeable {
    /// What is wrong, in Chinese.
    pub fn message(&self) -> String {
        match self {
            Self::Columns { table, columns } => {
                format!("表「{table}」有 {columns} 列，一张工作表最多 {COLUMNS} 列")
            }
            Self::Refused { reason } => format!("Excel 的格式容不下：{reason}"),
        }
    }
}

impl From<XlsxError> for Unmakeable {
    fn from(error: XlsxError) -> Self {
        Self::Refused { reason: error.to_string() }
    }
}

/// A workbook made.
#[derive(Debug)]
pub struct Made {
    /// The file's bytes; the same for the same order.
    pub bytes: Vec<u8>,
    /// The sheets to be filled in, in order.
    pub sheets: Vec<String>,
}

/// Makes the workbook.
///
/// # Errors
/// When the format has no room for what the rules say.
pub fn make(order: &Order<'_>) -> Result<Made, Unmakeable> {
    let needs = Needs::gather(order);
    let tables = tables(order, &needs)?;
    let mut maker = Maker { order, needs: &needs, look: Look::new(), choices: Choices::new() };
    let mut names = Names::new(order);
    let guide_name = names.guide();
    let mut sheets = Vec::new();
    let mut entries = Vec::new();
    let taken = |name: &str| order.program.tables.iter().any(|table| sheet_key(&table.name) == name);
    if !needs.figures.is_empty() && !taken("指标") {
        let (sheet, entry) = figures::sheet(&mut maker, names.fixed("指标"))?;
        sheets.push(sheet);
        entries.push(entry);
    }
    if !needs.milestones.is_empty() && !taken("事项") {
        let (sheet, entry) = milestones::sheet(&mut maker, names.fixed("事项"))?;
        sheets.push(sheet);
        entries.push(entry);
    }
    for id in tables {
        let (sheet, entry) = items::sheet(&mut maker, id, names.table(id))?;
        sheets.push(sheet);
        entries.push(entry);
    }
    let explainable: Vec<&str> = order.rules().filter(|r| r.audit == Audit::Verify).map(|r| r.id.as_str()).collect();
    if !explainable.is_empty() && !taken("说明") {
        let (sheet, entry) = explanations::sheet(&mut maker, names.fixed("说明"), &explainable)?;
        sheets.push(sheet);
        entries.push(entry);
    }
    let mut book = Workbook::new();
    book.set_properties(&properties(order.program)?);
    book.push_worksheet(guide::sheet(&maker, &guide_name, &entries)?);
    for sheet in sheets {
        book.push_worksheet(sheet);
    }
    if let Some(sheet) = maker.choices.sheet()? {
        book.push_worksheet(sheet);
    }
    let sheets = entries.into_iter().map(|entry| entry.sheet).collect();
    Ok(Made { bytes: book.save_to_buffer()?, sheets })
}

/// What every sheet is made with.
struct Maker<'a> {
    order: &'a Order<'a>,
    needs: &'a Needs,
    look: Look,
    choices: Choices,
}

impl<'p> Order<'p> {
    /// The rules it is for.
    fn rules(&self) -> impl Iterator<Item = &'p crate::language::program::Rule> {
        let meant = |index: &usize| self.only.as_ref().is_none_or(|only| only.contains(index));
        self.program.rules.iter().enumerate().filter(move |(index, _)| meant(index)).map(|(_, rule)| rule)
    }
}

/// The item tables that get a sheet: those that the rules read, and when it is for all rules every declared one.
fn tables(order: &Order<'_>, needs: &Needs) -> Result<Vec<TableId>, Unmakeable> {
    let mut found = Vec::new();
    for (index, table) in order.program.tables.iter().enumerate() {
        let id = TableId(index);
        if !(needs.tables.contains_key(&id) || order.only.is_none() && table.declared) || table.columns.is_empty() {
            continue;
        }
        if table.columns.len() > COLUMNS {
            return Err(Unmakeable::Columns { table: table.name.clone(), columns: table.columns.len() });
        }
        found.push(id);
    }
    Ok(found)
}

/// Properties of a workbook, without a clock.
pub(crate) fn properties(program: &Program) -> Result<DocProperties, XlsxError> {
    properties_of(&program.plan.name)
}

/// The same under a title.
pub(crate) fn properties_of(title: &str) -> Result<DocProperties, XlsxError> {
    // The time of making would make every run's bytes differ.
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title: String = title.chars().take(250).collect();
    Ok(DocProperties::new().set_creation_datetime(&epoch).set_title(title).set_author("plancheck"))
}

/// Names of sheets: each once, legal in Excel, and read back by `check` as what it is.
struct Names<'a> {
    order: &'a Order<'a>,
    taken: Vec<String>,
}

impl<'a> Names<'a> {
    fn new(order: &'a Order<'a>) -> Self {
        let kept = [GUIDE_SHEETS.as_slice(), &["指标", "事项", "说明"]].concat();
        Self { order, taken: kept.into_iter().map(str::to_owned).collect() }
    }

    fn guide(&self) -> String {
        let [guide, _] = GUIDE_SHEETS;
        guide.to_owned()
    }

    fn fixed(&self, name: &str) -> String {
        name.to_owned()
    }

    /// The table's own name, with the period behind it if asked; a short one when Excel cannot have that or `check` would read
    /// another table in it.
    fn table(&mut self, id: TableId) -> String {
        let name = self.order.program.table(id).map(|table| table.name.as_str()).unwrap_or_default();
        let period = self.order.period.filter(|_| self.order.dated).map(|period| format!("_{period}"));
        let period = period.unwrap_or_default();
        let candidates = [format!("{}{period}", legal(name)), format!("{}{period}", legal(&short_sheet_name(name)))];
        let fits = |name: &String| {
            let says = crate::data::sheet_meaning(self.order.program, name);
            name.encode_utf16().count() <= NAME
                && !is_reserved(name)
                && !self.taken.contains(&name.to_lowercase())
                && says == Some((id, self.order.period.filter(|_| self.order.dated)))
        };
        let found = candidates.into_iter().find(fits).unwrap_or_else(|| legal(&short_sheet_name(name)));
        self.taken.push(found.to_lowercase());
        found
    }
}

/// Characters that Excel refuses in a sheet's name, in full width: names are compared in half width.
fn legal(name: &str) -> String {
    let wide = |c: char| match c {
        '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or('_'),
        c if c.is_control() => '_',
        other => other,
    };
    name.trim().chars().map(wide).collect()
}

fn is_reserved(name: &str) -> bool {
    name.is_empty() || name.eq_ignore_ascii_case("history")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_excel_refuses_stands_in_full_width() {
        assert_eq!(legal("投资/计划[一]?"), "投资／计划［一］？");
        assert!(is_reserved("History"));
    }
}

//! Drop-downs: short lists stand in the rule of entry itself, long ones on a hidden sheet.

use rust_xlsxwriter::{DataValidation, Formula, Worksheet, XlsxError};

use crate::data::GUIDE_SHEETS;

use super::sheet::{column, row};

/// Characters (UTF-16) that a list inside a rule of entry can have.
const LIST: usize = 255;

/// The lists of a workbook.
#[derive(Debug)]
pub(super) struct Choices {
    name: &'static str,
    long: Vec<Vec<String>>,
}

impl Choices {
    /// None yet.
    pub(super) fn new() -> Self {
        let [_, name] = GUIDE_SHEETS;
        Self { name, long: Vec::new() }
    }

    /// A drop-down of texts.
    pub(super) fn list(&mut self, texts: &[&str]) -> Result<DataValidation, XlsxError> {
        let length = texts.iter().map(|text| text.encode_utf16().count() + 1).sum::<usize>();
        let plain = |text: &&str| !text.contains([',', '"']) && !text.starts_with('=') && text.trim() == *text;
        if length <= LIST && !texts.is_empty() && texts.iter().all(plain) {
            return DataValidation::new().allow_list_strings(texts);
        }
        let list: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let at = self.long.iter().position(|long| *long == list).unwrap_or_else(|| {
            self.long.push(list);
            self.long.len() - 1
        });
        let letter = rust_xlsxwriter::utility::column_number_to_name(column(at));
        let formula = format!("'{}'!${letter}$1:${letter}${}", self.name, texts.len().max(1));
        Ok(DataValidation::new().allow_list_formula(Formula::new(formula)))
    }

    /// The sheet of the long lists, if there are any.
    pub(super) fn sheet(&self) -> Result<Option<Worksheet>, XlsxError> {
        if self.long.is_empty() {
            return Ok(None);
        }
        let mut sheet = Worksheet::new();
        sheet.set_name(self.name)?.set_very_hidden(true);
        for (at, list) in self.long.iter().enumerate() {
            for (index, text) in list.iter().enumerate() {
                sheet.write_string(row(index), column(at), text.as_str())?;
            }
        }
        Ok(Some(sheet))
    }
}

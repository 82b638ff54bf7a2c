//! What every sheet has: cells of text that stay text, headers with notes, rules of entry within Excel's limits.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, Formula, Note, Worksheet,
    XlsxError,
};
use unicode_width::UnicodeWidthStr as _;

/// The last row of a sheet, from 0.
pub(super) const LAST_ROW: u32 = 1_048_575;
/// Characters (UTF-16) of a cell.
const CELL: usize = 32_767;
/// Characters of a rule of entry's title and message.
const TITLE: usize = 32;
const MESSAGE: usize = 255;
/// Larger than any figure of a plan; Excel keeps 15 digits.
const LARGEST: &str = "999999999999999";

/// A column's number; what is beyond Excel's columns was refused before.
pub(super) fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// A row's number.
pub(super) fn row(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Text cut to so many UTF-16 units, the cut shown.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    kept.chain(['…']).collect()
}

/// Writes text as text, whatever it begins with; nothing is written as a blank cell.
pub(crate) fn put(sheet: &mut Worksheet, at: (u32, u16), text: &str, format: &Format) -> Result<(), XlsxError> {
    match text {
        "" => sheet.write_blank(at.0, at.1, format)?,
        text => sheet.write_string_with_format(at.0, at.1, cut(text, CELL), format)?,
    };
    Ok(())
}

/// A new sheet with its header frozen, printed across one page.
pub(super) fn sheet(name: &str, frozen_columns: u16) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, frozen_columns)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_row_height(0, 32)?;
    Ok(sheet)
}

/// Writes a header with a note on what the column is for.
pub(super) fn head(sheet: &mut Worksheet, at: u16, title: &str, format: &Format, note: &str) -> Result<(), XlsxError> {
    put(sheet, (0, at), title, format)?;
    let lines = note.lines().map(|line| line.width().div_ceil(34).max(1)).sum::<usize>();
    let height = u32::try_from(lines.saturating_mul(18).saturating_add(16).min(400)).unwrap_or(400);
    let note = Note::new(cut(note, CELL)).add_author_prefix(false).set_author("plancheck");
    sheet.insert_note(0, at, &note.set_width(260).set_height(height).set_font_name("宋体").set_font_size(10))?;
    Ok(())
}

/// A column's width for its title and what stands below.
pub(super) fn width(title: &str, below: usize) -> f64 {
    let chars = title.width().saturating_add(4).max(below).clamp(10, 56);
    f64::from(u32::try_from(chars).unwrap_or(56))
}

/// How wide the widest of some texts is.
pub(super) fn widest<'t>(texts: impl IntoIterator<Item = &'t str>) -> usize {
    texts.into_iter().map(|text| text.width() + 2).max().unwrap_or(0)
}

/// Adds what a reader sees when the cell is chosen, and when what is entered does not fit.
pub(super) fn told(entry: DataValidation, title: &str, message: &str) -> Result<DataValidation, XlsxError> {
    entry
        .ignore_blank(true)
        .set_input_title(cut(title, TITLE))?
        .set_input_message(cut(message, MESSAGE))?
        .set_error_title("填的内容不合要求")?
        .set_error_message(cut(message, MESSAGE))
}

/// Any text.
pub(super) fn any() -> DataValidation {
    DataValidation::new().allow_any_value()
}

/// A number.
pub(super) fn number(non_negative: bool) -> DataValidation {
    let low = if non_negative { "0".to_owned() } else { format!("-{LARGEST}") };
    DataValidation::new()
        .allow_decimal_number_formula(DataValidationRule::Between(Formula::new(low), Formula::new(LARGEST)))
}

/// A whole number.
pub(super) fn whole(non_negative: bool) -> DataValidation {
    let low = if non_negative { "0".to_owned() } else { format!("-{LARGEST}") };
    DataValidation::new()
        .allow_whole_number_formula(DataValidationRule::Between(Formula::new(low), Formula::new(LARGEST)))
}

/// A rate: more than ±100% is asked about, for a `%` is easily left out.
pub(super) fn rate() -> DataValidation {
    DataValidation::new()
        .allow_decimal_number(DataValidationRule::Between(-1.0, 1.0))
        .set_error_style(DataValidationErrorStyle::Warning)
}

/// A date.
pub(super) fn date() -> Result<DataValidation, XlsxError> {
    let (first, last) = (ExcelDateTime::from_ymd(1900, 1, 1)?, ExcelDateTime::from_ymd(9999, 12, 31)?);
    Ok(DataValidation::new().allow_date(DataValidationRule::Between(first, last)))
}

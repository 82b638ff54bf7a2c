//! The sheet 说明: signed explanations of checks that may be true though they fail.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::Maker;
use super::guide::Entry;
use super::sheet::{LAST_ROW, any, date, head, sheet as new_sheet, told, whole, width};

/// Columns: title, least width, what it is for.
const COLUMNS: [(&str, usize, &str); 6] = [
    ("规则", 16, "要说明的是哪一条规则，从下拉框里选。只有注明「审核 核实」的规则可以说明。"),
    ("行", 8, "只说明表里的一行时，填它在工作表里的行号；说明整条规则时留空。"),
    ("说明", 48, "情况属实的理由。"),
    ("签署人", 14, "谁签的字。"),
    ("日期", 14, "签字那天，如 2023-12-31。"),
    ("有效期", 14, "到哪天为止有效；留空为一直有效。"),
];

/// Makes the sheet and what the guide says of it.
pub(super) fn sheet(maker: &mut Maker<'_>, name: String, rules: &[&str]) -> Result<(Worksheet, Entry), XlsxError> {
    let mut sheet = new_sheet(&name, 0)?;
    let plain = Format::new().set_font_name("宋体").set_font_size(11);
    for (at, (title, least, note)) in (0..).zip(COLUMNS) {
        let look = if matches!(title, "行" | "有效期") { &maker.look.read } else { &maker.look.must };
        head(&mut sheet, at, title, look, note)?;
        sheet.set_column_width(at, width(title, least))?;
        let (entry, format) = match title {
            "规则" => (maker.choices.list(rules)?, plain.clone().set_num_format("@")),
            "行" => (whole(true), plain.clone()),
            "日期" | "有效期" => (date()?, plain.clone().set_num_format("yyyy-mm-dd")),
            _ => (any(), plain.clone().set_num_format("@").set_text_wrap()),
        };
        sheet.set_column_format(at, &format)?;
        sheet.add_data_validation(1, at, LAST_ROW, at, &told(entry, title, note)?)?;
    }
    let purpose = "核对不符但情况属实的，在这里说明并签字；没有就空着".to_owned();
    let must = "规则、说明、签署人、日期".to_owned();
    Ok((sheet, Entry { sheet: name, purpose, offices: Vec::new(), must }))
}

//! Names of sheets that a workbook made from the rules has: those that hold no data, and short ones for tables whose own name
//! Excel cannot have.

use crate::language::program::{Program, TableId};
use crate::value::Period;

use super::names::TableKind;
use super::text::name_key;

/// The guide and the lists of drop-downs: set aside and counted, unless a table of the rules is called so.
pub const GUIDE_SHEETS: [&str; 2] = ["填表说明", "填表选项"];

/// Characters of a table's name that a short one keeps.
const KEPT: usize = 8;

/// A name in the form in which names are compared.
pub fn sheet_key(name: &str) -> String {
    name_key(name).into_owned()
}

/// A short name for a table, the same as long as the table is called the same: its beginning and a number made of all of it.
pub fn short_sheet_name(table: &str) -> String {
    let key = name_key(table);
    // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    let number = key.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let begin: String = key.chars().filter(|c| c.is_alphanumeric()).take(KEPT).collect();
    format!("{begin}~{number:08x}")
}

/// The item table, and the period, that `check` reads in a sheet's name.
pub fn sheet_meaning(program: &Program, name: &str) -> Option<(TableId, Option<Period>)> {
    match TableKind::of_name(program, name)? {
        (TableKind::Items(id), period) => Some((id, period)),
        _ => None,
    }
}

/// Whether a sheet holds no data of its own.
pub(super) fn is_guide(program: &Program, sheet: &str) -> bool {
    GUIDE_SHEETS.contains(&name_key(sheet).as_ref()) && TableKind::named(program, sheet).is_none()
}

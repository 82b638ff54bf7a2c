//! How large a workbook may be: what is larger is refused with the limit that it breaks, so that no file, however made, takes
//! more than seconds and half a gigabyte.

use crate::data::read_error::ReadErrorKind;

/// Bytes of the file itself.
pub(crate) const FILE: u64 = 128 << 20;
/// Bytes of one part, decompressed.
pub(super) const PART: u64 = 4 << 30;
/// How many times its packed size a part may hold, once it is larger than [`SMALL`]; sheets come to 10 to 40.
pub(super) const RATIO: u64 = 250;
/// Bytes up to which no part is suspicious.
pub(super) const SMALL: u64 = 8 << 20;
/// Entries of the archive.
pub(super) const ENTRIES: usize = 1 << 16;
/// Bytes of one tag, or of the text of one cell with its markup.
pub(super) const TOKEN: usize = 4 << 20;
/// Cells of a book that hold something, merged ones counted in every cell they cover; a full sheet of 11 columns has 11.5 million.
pub(super) const CELLS: usize = 12 << 20;
/// Bytes of text of a book.
pub(super) const TEXT: usize = 128 << 20;
/// Merged regions of a sheet.
pub(super) const MERGED: usize = 1 << 17;
/// Sheets of a book.
pub(super) const SHEETS: usize = 1 << 10;
/// Rows of a sheet: Excel's own limit.
pub(super) const ROWS: u32 = 1 << 20;
/// Columns of a sheet: Excel's own limit.
pub(super) const COLUMNS: u32 = 1 << 14;

/// A limit broken.
pub(super) fn broken<T>(what: &'static str, limit: impl std::fmt::Display) -> Result<T, ReadErrorKind> {
    Err(ReadErrorKind::WorkbookTooBig { what, limit: limit.to_string() })
}

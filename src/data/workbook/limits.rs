//! What bounds a workbook besides the limits of the run: its format's own bounds, which nobody can raise.

use crate::data::read_error::ReadErrorKind;
use crate::limits::{Limit, Limits};

/// Entries of the archive.
pub(super) const ENTRIES: usize = 1 << 16;
/// Sheets of a book.
pub(super) const SHEETS: usize = 1 << 10;
/// Rows of a sheet: Excel's own limit.
pub(super) const ROWS: u32 = 1 << 20;

/// How many cells more a book may have, and the limits it is read within.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    left: usize,
    pub(super) limits: Limits,
}

impl Room {
    /// For a book of which nothing is read.
    pub(super) fn new(limits: Limits) -> Self {
        Self { left: limits.count(Limit::Cells), limits }
    }

    /// Takes cells in.
    pub(super) fn take(&mut self, cells: usize) -> Result<(), ReadErrorKind> {
        match self.left.checked_sub(cells) {
            Some(left) => self.left = left,
            None => return Err(self.limits.exceeded(Limit::Cells, None).into()),
        }
        Ok(())
    }
}

/// A bound of the format broken.
pub(super) fn broken<T>(what: &'static str, limit: impl std::fmt::Display) -> Result<T, ReadErrorKind> {
    Err(ReadErrorKind::WorkbookTooBig { what, limit: limit.to_string() })
}

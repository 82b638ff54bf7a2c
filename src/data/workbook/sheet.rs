//! A sheet: only rows and cells that hold something, in order.

use std::sync::Arc;

use super::cell::{Cell, Content};
use super::limits::{self, Room};
use super::merged::Region;
use super::texts::Texts;
use crate::data::dataset::column_letters;
use crate::data::read_error::ReadErrorKind;
use crate::data::record::RawCell;
use crate::limits::{Limit, Limits};

/// A sheet of a workbook.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// Its name.
    pub(crate) name: String,
    /// What of it is not shown to who opens the book.
    pub(crate) hidden: Hidden,
    pub(super) rows: Vec<Head>,
    pub(super) cells: Vec<Cell>,
    pub(super) own: Texts,
    pub(super) shared: Arc<Texts>,
    pub(super) from_1904: bool,
    /// Merged regions over several rows: the first row, from 1, how many, and the first column, from 0.
    pub(crate) tall: Vec<(u64, u64, usize)>,
}

/// What a book hides; it is read like everything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hidden {
    /// The sheet.
    pub(crate) sheet: bool,
    /// Rows that hold something: how many, and the number of the first.
    pub(crate) rows: Option<(u64, u64)>,
    /// Columns that hold something: how many, and the first, from 0.
    pub(crate) columns: Option<(u32, u32)>,
}

/// Where a row's cells begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// Its number, from 1.
    pub(super) number: u32,
    pub(super) start: u32,
}

/// A row that holds something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SheetRow<'a> {
    /// Its number, from 1.
    pub(crate) number: u64,
    cells: &'a [Cell],
    sheet: &'a Sheet,
}

impl Sheet {
    /// Whether it holds nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows hold something.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many rows hold something before a row.
    pub(crate) fn rows_before(&self, number: u64) -> usize {
        self.rows.partition_point(|row| u64::from(row.number) < number)
    }

    /// A row by its place among those that hold something.
    pub(crate) fn row_at(&self, at: usize) -> Option<SheetRow<'_>> {
        let head = self.rows.get(at)?;
        let cells = self.cells.get(self.range(at)?)?;
        Some(SheetRow { number: u64::from(head.number), cells, sheet: self })
    }

    /// Where a row's cells stand.
    pub(super) fn range(&self, at: usize) -> Option<std::ops::Range<usize>> {
        let end = self.rows.get(at + 1).map_or(self.cells.len(), |next| next.start as usize);
        Some(self.rows.get(at)?.start as usize..end)
    }

    /// The row of a number.
    pub(crate) fn row(&self, number: u64) -> Option<SheetRow<'_>> {
        self.row_at(self.rows_before(number)).filter(|row| row.number == number)
    }
}

impl<'a> SheetRow<'a> {
    /// The cell of a column.
    pub(crate) fn cell(&self, column: usize) -> RawCell<'a> {
        let wanted = |cell: &Cell| usize::from(cell.column) == column;
        let at = match self.cells.get(column) {
            // Most rows have no gaps.
            Some(cell) if wanted(cell) => column,
            _ => self.cells.partition_point(|cell| usize::from(cell.column) < column),
        };
        let cell = self.cells.get(at).filter(|cell| wanted(cell));
        cell.map_or(RawCell::Empty, |cell| self.raw(cell))
    }

    fn raw(&self, cell: &'a Cell) -> RawCell<'a> {
        cell.raw(&self.sheet.shared, &self.sheet.own, self.sheet.from_1904)
    }

    /// How many columns it reaches over.
    pub(crate) fn width(&self) -> usize {
        self.cells.last().map_or(0, |cell| usize::from(cell.column) + 1)
    }

    /// The first cell that is not blank, with its column.
    pub(crate) fn first(&self) -> Option<(usize, RawCell<'a>)> {
        let cells = self.cells.iter().map(|cell| (usize::from(cell.column), self.raw(cell)));
        cells.into_iter().find(|(_, cell)| !cell.is_blank())
    }
}

/// A sheet being filled, cell by cell.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) sheet: Sheet,
    /// Whether every cell so far came behind the one before.
    disordered: bool,
}

impl Builder {
    /// For a book read within some limits.
    pub(super) fn within(limits: Limits) -> Self {
        let sheet = Sheet { own: Texts::within(limits), ..Sheet::default() };
        Self { sheet, disordered: false }
    }

    /// Takes a cell in; rows from 1, columns from 0. `room` is how many cells more the book may have.
    pub(super) fn push(
        &mut self,
        row: u32,
        column: u32,
        content: Content,
        room: &mut Room,
    ) -> Result<(), ReadErrorKind> {
        if row == 0 || row > limits::ROWS {
            return limits::broken("行号", limits::ROWS);
        }
        room.limits.hold(Limit::Columns, u64::from(column) + 1)?;
        let Ok(column) = u16::try_from(column) else { return limits::broken("列数", u16::MAX) };
        room.take(1)?;
        let sheet = &mut self.sheet;
        match sheet.rows.last() {
            Some(last) if last.number == row => {
                self.disordered |= sheet.cells.last().is_some_and(|cell| cell.column >= column);
            }
            last => {
                self.disordered |= last.is_some_and(|last| last.number > row);
                let start = u32::try_from(sheet.cells.len()).unwrap_or(u32::MAX);
                sheet.rows.push(Head { number: row, start });
            }
        }
        sheet.cells.push(Cell::new(column, content));
        Ok(())
    }

    /// The sheet, its cells in order and its merged regions filled.
    pub(super) fn finish(mut self, merged: &[Region], room: &mut Room) -> Result<Sheet, ReadErrorKind> {
        if self.disordered {
            let placed = self.sheet.placed();
            self.sheet.arrange(placed)?;
        }
        self.sheet.fill(merged, room)?;
        Ok(self.sheet)
    }
}

impl Sheet {
    /// Every cell with the number of its row.
    pub(super) fn placed(&self) -> Vec<(u32, Cell)> {
        let rows = self.rows.iter().enumerate();
        let cells = rows.flat_map(|(at, head)| {
            let cells = self.range(at).and_then(|range| self.cells.get(range)).unwrap_or_default();
            cells.iter().map(|cell| (head.number, *cell))
        });
        cells.collect()
    }

    /// Puts cells in order; a place that has two is no sheet.
    pub(super) fn arrange(&mut self, mut placed: Vec<(u32, Cell)>) -> Result<(), ReadErrorKind> {
        placed.sort_by_key(|(row, cell)| (*row, cell.column));
        self.rows.clear();
        self.cells.clear();
        let mut before = None;
        for (row, cell) in placed {
            if before.replace((row, cell.column)) == Some((row, cell.column)) {
                let place = format!("{}{row}", column_letters(u32::from(cell.column)));
                return Err(ReadErrorKind::BadWorkbook { reason: format!("单元格 {place} 出现两次") });
            }
            if self.rows.last().is_none_or(|last| last.number != row) {
                self.rows.push(Head { number: row, start: u32::try_from(self.cells.len()).unwrap_or(u32::MAX) });
            }
            self.cells.push(cell);
        }
        Ok(())
    }
}

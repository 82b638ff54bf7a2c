//! Merged regions: a value belongs to every cell that its region covers.

use super::cell::Cell;
use super::limits::Room;
use super::sheet::Sheet;
use crate::data::read_error::ReadErrorKind;
use crate::limits::{Exceeded, Limit};

/// A region of more than one cell, ends included: rows from 1, columns from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) rows: (u32, u32),
    pub(super) columns: (u32, u32),
}

fn too_wide(room: &Room) -> Exceeded {
    room.limits.exceeded(Limit::Cells, None)
}

impl Sheet {
    /// Gives each region's value to the empty cells it covers, inside the rows and columns that hold anything.
    pub(super) fn fill(&mut self, merged: &[Region], room: &mut Room) -> Result<(), ReadErrorKind> {
        let mut filled = Vec::new();
        let width = self.cells.iter().map(|cell| u32::from(cell.column)).max().unwrap_or(0);
        let mut work = room.limits.count(Limit::Cells);
        for region in merged {
            let (first, last) = region.rows;
            if let (true, Ok(column)) = (first < last, usize::try_from(region.columns.0)) {
                self.tall.push((u64::from(first), u64::from(last - first) + 1, column));
            }
            self.cover(*region, width, &mut work, &mut filled).ok_or_else(|| too_wide(room))?;
        }
        if filled.is_empty() {
            return Ok(());
        }
        filled.sort_by_key(|(row, cell): &(u32, Cell)| (*row, cell.column));
        filled.dedup_by_key(|(row, cell)| (*row, cell.column));
        room.take(filled.len())?;
        self.insert(filled);
        Ok(())
    }

    /// Puts cells into rows that exist, in their order, moving each cell once and from the back.
    fn insert(&mut self, mut filled: Vec<(u32, Cell)>) {
        let Some((_, any)) = filled.last().copied() else { return };
        let mut read = self.cells.len();
        let mut write = read + filled.len();
        self.cells.resize(write, any);
        for head in self.rows.iter_mut().rev() {
            let start = head.start as usize;
            loop {
                let old = read.checked_sub(1).filter(|at| *at >= start).and_then(|at| self.cells.get(at).copied());
                let new = filled.last().filter(|(row, _)| *row == head.number).map(|(_, cell)| *cell);
                let cell = match (old, new) {
                    (Some(old), new) if new.is_none_or(|new| new.column < old.column) => {
                        read -= 1;
                        old
                    }
                    (_, Some(new)) => {
                        filled.pop();
                        new
                    }
                    _ => break,
                };
                write -= 1;
                if let Some(place) = self.cells.get_mut(write) {
                    *place = cell;
                }
            }
            head.start = u32::try_from(write).unwrap_or(u32::MAX);
        }
    }

    /// `None` when the regions cover more than the book may hold.
    fn cover(&self, region: Region, width: u32, work: &mut usize, filled: &mut Vec<(u32, Cell)>) -> Option<()> {
        let first = self.rows_before(u64::from(region.rows.0));
        let anchor = self.rows.get(first).filter(|head| head.number == region.rows.0);
        let Some(value) = anchor.and_then(|_| self.at(first, region.columns.0)) else { return Some(()) };
        let rows = self.rows.iter().enumerate().skip(first).take_while(|(_, head)| head.number <= region.rows.1);
        for (at, head) in rows {
            for column in region.columns.0..=region.columns.1.min(width) {
                *work = work.checked_sub(1)?;
                if let (None, Ok(column)) = (self.at(at, column), u16::try_from(column)) {
                    filled.push((head.number, value.moved(column)));
                }
            }
        }
        Some(())
    }

    /// The cell of a column in a row by its place.
    fn at(&self, row: usize, column: u32) -> Option<Cell> {
        let cells = self.cells.get(self.range(row)?)?;
        let at = cells.binary_search_by_key(&column, |cell| u32::from(cell.column)).ok()?;
        cells.get(at).copied()
    }
}

//! What the cells of an xls show, and what it hides: calamine hands over neither ([MS-XLS]).

use std::collections::BTreeMap;

use super::container::{book, u16_at, u32_at};
use super::look::Looks;

/// The looks of a book and, sheet by sheet in the book's order, of its cells.
#[derive(Debug, Default)]
pub(super) struct BinaryLooks {
    pub(super) looks: Looks,
    pub(super) sheets: Vec<SheetLooks>,
}

/// What one sheet says beside its values.
#[derive(Debug, Default)]
pub(super) struct SheetLooks {
    /// Row, column and style of each number, in that order.
    styles: Vec<(u16, u16, u16)>,
    /// Hidden rows, from 0.
    pub(super) rows: Vec<u16>,
    /// Hidden columns, from 0: the first and the one behind the last.
    pub(super) columns: Vec<(u32, u32)>,
}

impl SheetLooks {
    /// The style of a number.
    pub(super) fn style(&self, row: u32, column: u32) -> Option<u32> {
        let place = (u16::try_from(row).ok()?, u16::try_from(column).ok()?);
        let at = self.styles.binary_search_by_key(&place, |(row, column, _)| (*row, *column)).ok()?;
        self.styles.get(at).map(|(.., style)| u32::from(*style))
    }
}

mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000a;
    pub(super) const COLUMNS: u16 = 0x007d;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const NUMBERS: u16 = 0x00bd;
    pub(super) const STYLE: u16 = 0x00e0;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const SHORT_NUMBER: u16 = 0x027e;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// The versions whose records are known.
const BIFF5: u16 = 0x0500;
const BIFF8: u16 = 0x0600;

/// Reads the looks of a book; `None` when they cannot be known.
pub(super) fn read(file: &[u8]) -> Option<BinaryLooks> {
    let book = book(file)?;
    let version =
        records(&book).next().filter(|(kind, _)| *kind == kind::BEGIN).and_then(|(_, data)| u16_at(data, 0))?;
    if ![BIFF5, BIFF8].contains(&version) {
        return None;
    }
    let (mut codes, mut styles, mut starts) = (BTreeMap::new(), Vec::new(), Vec::new());
    for (kind, data) in records(&book).take_while(|(kind, _)| *kind != kind::END) {
        match kind {
            kind::FORMAT => drop(codes.insert(u32::from(u16_at(data, 0)?), code(data, version)?)),
            kind::STYLE => styles.push(u32::from(u16_at(data, 2)?)),
            kind::SHEET => starts.push(usize::try_from(u32_at(data, 0)?).ok()?),
            _ => {}
        }
    }
    let sheets = starts.into_iter().map(|start| sheet(book.get(start..)?)).collect::<Option<_>>()?;
    Some(BinaryLooks { looks: Looks::of_formats(&styles, &codes), sheets })
}

/// A format's code; letters beyond ASCII never say what a number is.
fn code(data: &[u8], version: u16) -> Option<String> {
    if version == BIFF5 {
        let length = usize::from(*data.get(2)?);
        return Some(data.get(3..3 + length)?.iter().map(|byte| char::from(*byte)).collect());
    }
    let (length, wide) = (usize::from(u16_at(data, 2)?), data.get(4)? & 1 == 1);
    if !wide {
        return Some(data.get(5..5 + length)?.iter().map(|byte| char::from(*byte)).collect());
    }
    let units: Vec<u16> = data.get(5..5 + 2 * length)?.chunks_exact(2).filter_map(|two| u16_at(two, 0)).collect();
    Some(String::from_utf16_lossy(&units))
}

fn sheet(stream: &[u8]) -> Option<SheetLooks> {
    let mut looks = SheetLooks::default();
    let mut depth = 0_u32;
    for (kind, data) in records(stream) {
        match kind {
            kind::BEGIN => depth += 1,
            kind::END if depth <= 1 => break,
            kind::END => depth -= 1,
            // A chart inside has cells of its own.
            _ if depth != 1 => {}
            kind::FORMULA | kind::NUMBER | kind::SHORT_NUMBER => {
                looks.styles.push((u16_at(data, 0)?, u16_at(data, 2)?, u16_at(data, 4)?));
            }
            kind::NUMBERS => numbers(data, &mut looks.styles)?,
            kind::ROW if u16_at(data, 12)? & 0x20 != 0 => looks.rows.push(u16_at(data, 0)?),
            kind::COLUMNS if u16_at(data, 8)? & 1 != 0 => {
                looks.columns.push((u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?) + 1));
            }
            _ => {}
        }
    }
    looks.styles.sort_unstable();
    Some(looks)
}

/// Numbers side by side: row, first column, a style and four bytes for each, last column.
fn numbers(data: &[u8], styles: &mut Vec<(u16, u16, u16)>) -> Option<()> {
    let (row, first) = (u16_at(data, 0)?, u16_at(data, 2)?);
    let each = data.get(4..data.len().checked_sub(2)?)?.chunks_exact(6);
    for (column, bytes) in (first..).zip(each) {
        styles.push((row, column, u16_at(bytes, 0)?));
    }
    Some(())
}

/// Records one after another: what they are and what they hold.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let data = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, data))
    })
}

//! The records of an old workbook, looked through for how much calamine would lay out: it makes room for every cell between the
//! first and the last, and for what a sheet says of itself.

use crate::data::read_error::ReadErrorKind;
use crate::limits::{Limit, Limits};

/// Records that hold cells; each begins with a row and a column.
const CELLS: [u16; 9] = [0x0006, 0x00bd, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x0207, 0x027e];
const MUL_RK: u16 = 0x00bd;
const SHEET: u16 = 0x0085;
const LOCK: u16 = 0x002f;
const DIMENSIONS: u16 = 0x0200;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
/// Cells of a sheet of 65536 rows and 256 columns: no old one has more.
const LARGEST: u64 = 1 << 24;
/// How many times its length a book may be passed over: its sheets lie behind one another.
const PASSES: usize = 4;

fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// Records one after another.
fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, length) = (number(stream, 0, 2)?, usize::try_from(number(stream, 2, 2)?).ok()?);
        let data = stream.get(4..4 + length)?;
        stream = stream.get(4 + length..)?;
        Some((u16::try_from(kind).ok()?, data))
    })
}

/// Holds what a book's sheets reach over against the limits.
pub(super) fn hold(stream: &[u8], limits: &Limits) -> Result<(), ReadErrorKind> {
    // What has a password is not laid out.
    let own = || records(stream).take_while(|(kind, _)| *kind != END);
    if own().any(|(kind, _)| kind == LOCK) {
        return Ok(());
    }
    let (mut cells, mut passed) = (0_u64, 0_usize);
    for (_, data) in own().filter(|(kind, _)| *kind == SHEET) {
        let start = number(data, 0, 4).and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
        let (area, length) = extent(stream.get(start..).unwrap_or_default()).ok_or_else(damaged)?;
        cells = cells.saturating_add(area);
        passed = passed.saturating_add(length);
        if passed > PASSES.saturating_mul(stream.len()) {
            return Err(damaged());
        }
        if cells > limits.get(Limit::Cells) {
            return Err(limits.exceeded(Limit::Cells, None).into());
        }
    }
    Ok(())
}

fn damaged() -> ReadErrorKind {
    ReadErrorKind::BadWorkbook { reason: "文件结构有误".to_owned() }
}

/// How many cells a sheet reaches over, and how long it is; `None` when it says that it is larger than any.
fn extent(sheet: &[u8]) -> Option<(u64, usize)> {
    let (mut rows, mut columns, mut length, mut depth) = ((u64::MAX, 0), (u64::MAX, 0), 0, 0_u32);
    for (kind, data) in records(sheet) {
        length += 4 + data.len();
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            // What stands in a sheet, a chart, has an end of its own.
            END => depth -= 1,
            _ => {}
        }
        if kind == DIMENSIONS && stated(data) > LARGEST {
            return None;
        }
        if !CELLS.contains(&kind) {
            continue;
        }
        let Some((row, column)) = number(data, 0, 2).zip(number(data, 2, 2)) else { continue };
        let last =
            if kind == MUL_RK { number(data, data.len().saturating_sub(2), 2).unwrap_or(column) } else { column };
        rows = (rows.0.min(row), rows.1.max(row));
        columns = (columns.0.min(column), columns.1.max(last));
    }
    let span = |(first, last): (u64, u64)| (last + 1).saturating_sub(first);
    Some((span(rows).saturating_mul(span(columns)), length))
}

/// How many cells a sheet says that it has.
fn stated(data: &[u8]) -> u64 {
    let size = if data.len() == 10 { 2 } else { 4 };
    let of = |at: usize, size: usize| number(data, at, size).unwrap_or(0);
    let rows = (of(0, size), of(size, size));
    let columns = (of(2 * size, 2), of(2 * size + 2, 2));
    let span = |(first, behind): (u64, u64)| if behind > first { behind - first } else { behind.max(first + 1) };
    span(rows).saturating_mul(span(columns))
}

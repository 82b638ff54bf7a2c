//! What was submitted, typed by the rules: figures, milestones, explanations, and item tables as batches of columns.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::offices::Expected;
use super::text_column::TextColumn;
use crate::diagnostic::Severity;
use crate::language::ast::FigureAspect;
use crate::language::program::{ColumnId, IndicatorId, MilestoneId, SubmittedState, TableId};
use crate::value::{Date, Marks, Number, NumberColumn, Period, Unit};

/// Index of a [`DataFile`] in its dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in submitted data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which file (and sheet).
    pub file: FileId,
    /// Row from 1, header and title rows included; in JSON the line.
    pub row: u64,
    /// Which cell of the row; `None` for the whole row.
    pub column: Option<PlaceColumn>,
    /// Where the record begins in the decoded text, in bytes; 0 where that means nothing (workbooks).
    pub offset: u64,
}

/// A column of a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceColumn {
    /// From 0, as the file has it.
    pub index: u32,
    /// Its header as written.
    pub name: String,
}

impl Place {
    /// The cell's address as a spreadsheet names it (`C7`), when a column is known.
    pub fn cell(&self) -> Option<String> {
        self.column.as_ref().map(|c| format!("{}{}", column_letters(c.index), self.row))
    }
}

/// `0` → `A`, `26` → `AA`.
pub fn column_letters(index: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(index) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A file, or one sheet of a workbook, and what became of its rows.
#[derive(Clone, Debug)]
pub struct DataFile {
    /// The path shown to users.
    pub path: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Whether cells have spreadsheet addresses (CSV and workbooks do, JSON does not).
    pub has_cells: bool,
    /// The table it was read as: `指标`, `事项`, `说明` or an item table's name; empty when none matched.
    pub table: String,
    /// The period the whole file is for.
    pub period: Option<Period>,
    /// The office whose file the manifest says it is.
    pub office: Option<String>,
    /// `UTF-8`, `GB18030` …; empty for workbooks.
    pub encoding: String,
    /// Rows below the header.
    pub rows_read: u64,
    /// Rows that became data.
    pub rows_used: u64,
    /// Rows that did not, by reason (`合计行`, `空行`), sorted by reason.
    pub rows_set_aside: Vec<(String, u64)>,
}

/// A figure of an indicator.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The indicator.
    pub indicator: IndicatorId,
    /// 范围
    pub scope: Option<String>,
    /// 时期, as submitted: of a year-to-date figure called `2023年6月` this is June.
    pub period: Period,
    /// 当月 or 当季: not a year-to-date figure.
    pub single: bool,
    /// 数值, 同比 or 净增.
    pub aspect: FigureAspect,
    /// What was submitted.
    pub value: FigureValue,
    /// 填报单位
    pub office: Option<String>,
    /// Its cell.
    pub place: Place,
}

/// What a figure's cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum FigureValue {
    /// A number.
    Number {
        /// In base units.
        value: Number,
        /// The unit it was submitted in.
        unit: Unit,
        /// Decimal places submitted, in that unit.
        places: u32,
        /// The cell's text.
        text: String,
    },
    /// A member of a scale, by rank.
    Grade {
        /// Its rank, from 0.
        rank: usize,
        /// The cell's text.
        text: String,
    },
    /// Nothing, or `—` `/` `…` `无`.
    Blank,
    /// Something unusable; a data finding says why.
    Faulty,
}

/// A row of 事项.
#[derive(Clone, Debug)]
pub struct MilestoneRow {
    /// The milestone.
    pub milestone: MilestoneId,
    /// 状态; `None` when blank or faulty.
    pub state: Option<SubmittedState>,
    /// 完成日期
    pub date: Option<Date>,
    /// 进度, as submitted.
    pub progress: Option<String>,
    /// 佐证
    pub evidence: Option<String>,
    /// 说明
    pub remark: Option<String>,
    /// 时期, where the file or the row says.
    pub period: Option<Period>,
    /// The cell of its state.
    pub place: Place,
    /// The cell of its date, if it has one.
    pub date_place: Option<Place>,
}

/// A row of 说明: a signed explanation for a check that may be true though it fails.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// 规则: a label or key, not looked up.
    pub rule: String,
    /// 行: the row it explains; the whole rule when blank.
    pub row: Option<u64>,
    /// 说明
    pub text: String,
    /// 签署人
    pub signer: String,
    /// 日期
    pub date: Option<Date>,
    /// 有效期: the last day it counts.
    pub expires: Option<Date>,
    /// Its row.
    pub place: Place,
}

/// Something wrong with submitted data.
#[derive(Clone, Debug, PartialEq)]
pub struct DataFinding {
    /// Stable name, kebab-case.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Vec<String>,
    /// Where; `None` when it is about no single file (a table that no file holds).
    pub place: Option<Place>,
    /// Other places that have to do with it.
    pub also: Vec<Place>,
}

/// Everything submitted, but for the rows of item tables, which are streamed.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// Every file and sheet.
    pub files: Vec<DataFile>,
    /// The offices that the manifest expects files of.
    pub offices: Vec<Expected>,
    /// 指标
    pub figures: Vec<Figure>,
    /// 事项
    pub milestones: Vec<MilestoneRow>,
    /// 说明
    pub explanations: Vec<Explanation>,
    /// Findings of what is read so far; those of item tables come with their scan.
    pub findings: Vec<DataFinding>,
}

impl Dataset {
    /// The file behind an id.
    pub fn file(&self, id: FileId) -> Option<&DataFile> {
        self.files.get(id.0 as usize)
    }

    /// The newest period end in 指标 and 事项: the date of judgement when nobody gives one.
    pub fn newest(&self) -> Option<Date> {
        let figures = self.figures.iter().map(|f| f.period.last);
        let rows = self.milestones.iter().filter_map(|m| m.period.map(|p| p.last).or(m.date));
        figures.chain(rows).max()
    }
}

/// What is asked of a batch by itself, whatever the rows before it.
pub type Ask<'a> = dyn Fn(&Batch) -> Marks + Sync + 'a;

/// For who only wants the rows.
pub fn ask_nothing(_: &Batch) -> Marks {
    Marks::new()
}

/// The item tables of a run, to be scanned as often as rules need.
pub trait Tables {
    /// The files that hold a table, with the period each is for, in a stable order.
    fn files(&self, table: TableId) -> Vec<(FileId, Option<Period>)>;

    /// Files that were to hold a table and of which no row could be read, with the period each is for.
    fn lost(&self, _table: TableId) -> Vec<(FileId, Option<Period>)> {
        Vec::new()
    }

    /// Passes over the given files of a table in order, handing over the named columns a batch at a time, together with what `ask`
    /// says of it: that may be asked of several batches at once, on other threads, in any order and more than once.
    /// Findings about cells are kept once, however often a table is scanned.
    fn scan(
        &mut self,
        table: TableId,
        files: &[FileId],
        columns: &[ColumnId],
        ask: &Ask<'_>,
        visit: &mut dyn FnMut(&Batch, Marks),
    );

    /// Hands over again what scans of a table have handed over: batches with the same columns that hold these rows, and perhaps
    /// others, in any order.
    fn again(&mut self, table: TableId, columns: &[ColumnId], passed: &[Passed], visit: &mut dyn FnMut(&Batch)) {
        let files: BTreeSet<FileId> = passed.iter().map(|passed| passed.file).collect();
        let files: Vec<FileId> = files.into_iter().collect();
        self.scan(table, &files, columns, &ask_nothing, &mut |batch, _| visit(batch));
    }

    /// How many threads a run may use.
    fn threads(&self) -> usize {
        1
    }

    /// Checks what no scan has passed over; called once, when rules need no further scan. Gives the rows used of files that
    /// were not counted before they were scanned.
    fn settle(&mut self) -> BTreeMap<FileId, u64> {
        BTreeMap::new()
    }

    /// What went wrong while scanning (a file that changed or vanished under it), each once. A scan that adds one did not reach the
    /// end of its table, and what rests on that table is unknown. What scans found wrong in cells is added by [`Self::settle`].
    fn findings(&self) -> Vec<DataFinding> {
        Vec::new()
    }
}

/// Some rows of one file of a table.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The file.
    pub file: FileId,
    /// For each row its number in the file, from 1.
    pub rows: Vec<u64>,
    /// For each row the byte offset of its record in the decoded text (0 in workbooks).
    pub offsets: Vec<u64>,
    /// The columns asked for, in the order asked.
    pub columns: Vec<BatchColumn>,
}

/// Rows that a scan handed over one behind another, by where the first and the last of them stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passed {
    /// The file.
    pub file: FileId,
    /// The number of the first row.
    pub row: u64,
    /// Its offset.
    pub offset: u64,
    /// How many there are.
    pub rows: usize,
    /// The offset of the last.
    pub last: u64,
}

impl Passed {
    /// Some rows of a batch from one on, or as many as there are.
    pub fn of(batch: &Batch, from: usize, rows: usize) -> Option<Self> {
        let (row, offset) = (*batch.rows.get(from)?, *batch.offsets.get(from)?);
        let rows = rows.min(batch.rows.len() - from);
        let last = *batch.offsets.get(from + rows.checked_sub(1)?)?;
        Some(Self { file: batch.file, row, offset, rows, last })
    }

    /// Where a batch that holds all of them holds the first: rows and offsets rise in a file.
    pub fn within(&self, batch: &Batch) -> Option<usize> {
        let first = batch.rows.partition_point(|row| *row < self.row);
        let behind = batch.rows.partition_point(|row| *row <= self.row);
        let offsets = batch.offsets.get(first..behind)?;
        let at = first + offsets.partition_point(|offset| *offset < self.offset);
        let is_there = batch.file == self.file && batch.offsets.get(at) == Some(&self.offset) && at < behind;
        (is_there && at + self.rows <= batch.rows.len()).then_some(at)
    }

    /// Between which a batch lies.
    pub fn bounds(batch: &Batch) -> RangeInclusive<Self> {
        let end = |row: Option<&u64>, offset: Option<&u64>| {
            (row.copied().unwrap_or_default(), offset.copied().unwrap_or_default())
        };
        let (row, offset) = end(batch.rows.first(), batch.offsets.first());
        let first = Self { file: batch.file, row, offset, rows: 0, last: 0 };
        let (row, offset) = end(batch.rows.last(), batch.offsets.last());
        first..=Self { row, offset, rows: usize::MAX, last: u64::MAX, ..first }
    }
}

/// One column of a batch.
#[derive(Clone, Debug)]
pub struct BatchColumn {
    /// Where the file has it, to name a cell; `None` when the file lacks the column (its cells are then all faulty).
    pub place: Option<PlaceColumn>,
    /// What became of each cell.
    pub states: Vec<CellState>,
    /// The values; those of cells without one are meaningless.
    pub values: ColumnValues,
}

/// What became of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellState {
    /// It holds a value.
    Value,
    /// It is blank, or says `—` `/` `…` `无`.
    Blank,
    /// It holds something unusable; a data finding says why.
    Faulty,
}

/// The values of a column, by type.
#[derive(Clone, Debug)]
pub enum ColumnValues {
    /// In base units.
    Number(NumberColumn),
    /// Dates.
    Date(Vec<Date>),
    /// Texts.
    Text(TextColumn),
    /// 是 or 否.
    Truth(Vec<bool>),
    /// Ranks in the column's scale.
    Grade(Vec<u32>),
}

/// The row of a place, read back from its file to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Excerpt {
    /// A line of text (CSV, JSON), cut to a window round the cell.
    Line {
        /// The line's number in the file.
        line: u64,
        /// The text shown; `…` stands where it is cut.
        text: String,
        /// The cell in it, in bytes.
        mark: std::ops::Range<usize>,
        /// Column of the cell in the file's line, in characters from 1.
        column: usize,
    },
    /// A row of a workbook with its header.
    Grid {
        /// The row's number.
        row: u64,
        /// The columns shown: letters, header, cell text.
        columns: Vec<(String, String, String)>,
        /// Index of the marked column; `None` when the whole row is meant.
        mark: Option<usize>,
    },
}

//! Submitted data: from files to a typed [`Dataset`] whose every cell knows its place.
//!
//! ```text
//! bytes → records of raw cells (delimited, workbook, json: one shape for all)
//!       → header and table found → cells read (cell) → figures, milestones, explanations; item tables streamed
//! ```
//!
//! What is wrong with a file as such is a [`ReadError`]; what is wrong inside it is a [`DataFinding`] at its cell, and the
//! rest is still read.

mod ahead;
mod aside;
mod board;
mod bytes;
mod cell;
mod columns;
mod companies;
mod crossed;
mod dataset;
mod decoding;
mod delimited;
mod dialect;
mod duplicates;
mod encoding;
mod excerpt;
mod explanations;
mod fault_words;
mod fields;
mod figure_period;
mod figure_value;
mod figures;
mod file;
mod findings;
mod groups;
mod header;
mod indicator_names;
mod input;
mod json;
mod json_keys;
mod json_row;
mod json_rows;
#[cfg(test)]
mod json_suite;
mod json_sweep;
mod memory;
mod milestones;
mod names;
mod offices;
mod part;
mod period;
mod period_title;
mod plain;
#[cfg(test)]
mod pollock;
mod preamble;
mod problem;
mod promises;
mod read_error;
mod readers;
mod record;
mod region;
mod rows;
mod sheet_name;
mod spare;
mod stretches;
mod structure;
mod submission;
mod table_part;
mod table_words;
mod tables;
mod task;
mod text;
mod text_column;
mod title;
mod totals;
mod unit_line;
mod unit_said;
mod window;
mod workbook;

pub use ahead::Ahead;
pub use dataset::*;
pub use input::Input;
pub use memory::{MemoryCell, MemoryTable, MemoryTables};
pub use offices::{Expected, absent, last_ended, newest};
pub use problem::CODES;
pub use read_error::{ReadError, ReadErrorKind};
pub use sheet_name::{GUIDE_SHEETS, sheet_key, sheet_meaning, short_sheet_name};
pub use stretches::Shares;
pub use submission::{Submission, open, open_by, open_lazily};
pub use tables::FileTables;
pub use text_column::TextColumn;
pub use workbook::READER;

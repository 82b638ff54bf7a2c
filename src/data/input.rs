//! One data file to be read, as the manifest or the command line names it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::limits::Limits;

/// A data file with all that was said of it; patterns are expanded before.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Where the file lies.
    pub path: PathBuf,
    /// The path shown to users.
    pub shown: String,
    /// The table it holds; found by name when `None`.
    pub table: Option<String>,
    /// The only sheet to read; all when `None`.
    pub sheet: Option<String>,
    /// `auto`, `utf-8`, `gb18030` … ; `auto` when `None`.
    pub encoding: Option<String>,
    /// The row its header is in, from 1; found when `None`.
    pub header: Option<u64>,
    /// The period its rows are for, where they do not say.
    pub period: Option<String>,
    /// The office it comes from.
    pub office: Option<String>,
    /// Headers as written, and the columns they stand for.
    pub rename: BTreeMap<String, String>,
    /// What it is read within.
    pub limits: Limits,
}

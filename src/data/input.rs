//! stub
use super::{Batch, Dataset, Excerpt, FileId, Place, Tables};
use crate::language::program::{ColumnId, Program, TableId};
use crate::value::Period;
use std::{collections::BTreeMap, path::PathBuf};
#[derive(Debug, Clone, Default)]
pub struct Input {
    pub path: PathBuf,
    pub shown: String,
    pub table: Option<String>,
    pub sheet: Option<String>,
    pub encoding: Option<String>,
    pub header: Option<u64>,
    pub period: Option<String>,
    pub rename: BTreeMap<String, String>,
}
#[derive(Debug)]
pub struct ReadError;
#[derive(Debug, Default)]
pub struct FileTables;
impl Tables for FileTables {
    fn files(&self, _: TableId) -> Vec<(FileId, Option<Period>)> {
        vec![]
    }
    fn scan(&mut self, _: TableId, _: &[FileId], _: &[ColumnId], _: &mut dyn FnMut(&Batch)) {}
}
#[derive(Debug, Default)]
pub struct Submission {
    pub dataset: Dataset,
    pub tables: FileTables,
}
impl Submission {
    pub fn excerpt(&self, _p: &Place) -> Option<Excerpt> {
        None
    }
}
pub fn open(_p: &Program, _i: &[Input]) -> Result<Submission, Vec<ReadError>> {
    Ok(Submission::default())
}
impl From<ReadError> for crate::diagnostic::Diagnostic {
    fn from(_: ReadError) -> Self {
        unreachable!()
    }
}

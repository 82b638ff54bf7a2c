//! Where a run gets its rules and its data from: `plancheck.toml`, folders, patterns and rule files.

mod document;
mod files;
mod glob;
mod inputs;
mod manifest;
mod mistake;
mod rules;
mod syntax;
mod toml_reader;
mod workspace;

pub use document::read_document;
pub use files::{below, is_data_file, read_text, reason, shown};
pub use manifest::{DataEntry, Manifest, ParameterEntry, Word};
pub use mistake::{CODES, Mistake};
pub use workspace::{Settings, Workspace, date, limits};

//! Changes as JSON, for programs.

use serde::Serialize;

use super::Changes;
use crate::report::escape::json;

/// Version of the shape; it grows when fields change meaning or go, not when some are added.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'c> {
    version: u32,
    #[serde(flatten)]
    changes: &'c Changes,
}

/// The changes as JSON, ending in a line break.
pub fn render(changes: &Changes) -> String {
    json(&Document { version: VERSION, changes })
}

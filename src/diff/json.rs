//! Changes as JSON, for programs.

use serde::Serialize;

use super::Changes;

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
    // INVARIANT: every map key is a string, so writing cannot fail.
    serde_json::to_string_pretty(&Document { version: VERSION, changes }).unwrap_or_default() + "\n"
}

//! The JSON Schema (draft 2020-12) of the JSON result; a test holds real results against it.

/// The schema, ending in a line break.
pub const SCHEMA: &str = include_str!("result.schema.json");

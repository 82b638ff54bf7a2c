//! Every integration test, in one binary.

mod data;
mod laws;

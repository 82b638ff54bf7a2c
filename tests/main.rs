//! Every integration test, in one binary.

mod cli;
mod laws;
mod reports;
mod tidy;

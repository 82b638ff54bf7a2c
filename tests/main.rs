//! Every integration test, in one binary.

mod cli;
mod examples;
mod laws;
mod reports;
mod tidy;

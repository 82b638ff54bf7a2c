//! Every integration test, in one binary.

mod cli;
mod judging;
mod laws;
mod reports;
mod tidy;

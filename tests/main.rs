//! Every integration test, in one binary.

mod cli;
mod examples;
mod judged;
mod laws;
mod reports;
mod tidy;

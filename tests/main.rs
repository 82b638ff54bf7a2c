//! Every integration test, in one binary.

mod check;
mod cli;
mod examples;
mod judged;
mod judging;
mod laws;
mod reports;
mod tidy;

//! Every integration test, in one binary.

mod cli;
mod examples;
mod judged;
mod judging;
mod laws;
mod oracle;
mod reports;
mod tidy;

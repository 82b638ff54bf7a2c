//! Every integration test, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::pedantic,
    clippy::too_many_lines,
    clippy::type_complexity,
    clippy::needless_range_loop,
    unreachable_pub,
    reason = "a test fails by panicking, and tables of cases are long"
)]

mod cases;
mod check;
mod ci;
mod cli;
mod corpora;
mod data;
mod diff;
mod draft;
mod examples;
mod faults;
mod fmt;
mod fuzzing;
mod judged;
mod judging;
mod laws;
mod limits;
mod lint;
mod oracle;
mod pages;
mod periods;
mod reports;
mod template;
mod tidy;
mod trace;
mod undated;

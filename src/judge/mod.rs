//! Judging: a program against a dataset on a date. Pure: no file, no clock, no printing.

mod judgement;

pub use judgement::*;

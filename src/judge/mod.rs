//! Judging: a program against a dataset on a date. Pure: no file, no clock, no printing.

mod judgement;
pub mod trial;
pub fn judge(
    _: &crate::language::program::Program,
    _: &crate::data::Dataset,
    _: &mut dyn crate::data::Tables,
    _: &Settings,
) -> Judgement {
    unreachable!()
}

pub use judgement::*;

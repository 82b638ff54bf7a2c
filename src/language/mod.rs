//! The plan language: what was written ([`ast`]), how it is read, and what it means ([`program`]).

pub mod ast;
pub mod check;
pub mod format;
pub mod parse;
pub mod program;
pub(crate) mod words;

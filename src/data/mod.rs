//! Submitted data: from files to a typed [`Dataset`] whose every cell knows its place.

mod dataset;
mod input;
pub use input::*;

pub use dataset::*;

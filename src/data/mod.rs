//! Submitted data: from files to a typed [`Dataset`] whose every cell knows its place.

mod dataset;
mod input;
mod memory;
pub use input::*;
pub use memory::*;

pub use dataset::*;

//! Submitted data: from files to a typed [`Dataset`] whose every cell knows its place.

mod dataset;

pub use dataset::*;

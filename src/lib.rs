//! plancheck: judges submitted data against the commitments of an annual plan.

pub mod data;
pub mod diagnostic;
pub mod judge;
pub mod language;
pub mod source;
pub mod value;

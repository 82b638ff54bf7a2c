//! plancheck.

//! The plan's text: where it says what a rule asks.

pub mod locate;

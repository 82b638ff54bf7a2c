//! What changed between two reviews, read from their JSON results.

mod compare;
mod figures;
pub mod html;
pub mod json;
pub mod markdown;
mod review;
mod table;
pub mod text;
mod unusable;

pub use compare::{Changes, FindingChange, Miss, Moved, Restated, RuleChange, StatusChange, compare};
pub use review::{Review, read};
pub use unusable::{CODES, Unusable};

//! The plan's text: its sections, its figures, where it says what a rule asks, and which figures no rule covers.

mod ask;
mod cover;
pub mod deadline;
mod figure;
pub mod line;
pub mod locate;
mod named;
mod problem;
mod scan;
mod section;
mod strength;
mod table;
pub mod words;

pub use cover::{Cover, SectionCount, Trace, trace};
pub use figure::Figure;
pub use problem::CODES;
pub use scan::{amounts, list_number, scan};
pub use section::{Outline, Section};

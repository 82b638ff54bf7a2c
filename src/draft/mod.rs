//! A first rule file from a plan's text: what the plan commits to, as rules that a clerk then goes through line by line.
//!
//! Sentences about what was done last year are told apart (`review`); of the others every figure becomes a rule (`target`), and
//! every piece that promises something done a milestone (`milestone`). What is written is checked before it is handed over (`file`).

mod commitment;
mod file;
mod milestone;
mod part;
mod respective;
mod review;
mod subject;
mod target;

pub use commitment::{Commitment, Promise};
pub use file::{Drafted, draft};
pub use target::line;

use crate::trace::line::{Line, lines};
use crate::trace::{Outline, scan};
use crate::value::Units;

/// What a plan's text commits to, in the order of the text.
pub fn commitments(text: &str) -> Vec<Commitment> {
    let lines = lines(text);
    let outline = Outline::new(&lines);
    let units = Units::builtin();
    let figures = scan(&lines, &units);
    let year = review::plan_year(&lines);
    let past = review::past_lines(&lines, &outline, year);
    let mut found: Vec<Commitment> = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(index, _)| past.get(*index) == Some(&false)) {
        let first = figures.partition_point(|figure| figure.line < index);
        let own: Vec<_> = figures.get(first..).unwrap_or(&[]).iter().take_while(|f| f.line == index).collect();
        let section = outline.locator(index);
        let body = outline.heading_end(index);
        let at = |promise: (Promise, usize)| Commitment {
            section: section.clone(),
            line: index,
            column: promise.1,
            promise: promise.0,
        };
        let targets = own.iter().filter(|f| !f.named && f.chars.start >= body && review::promises(line, f, year));
        let mut promised: Vec<(Promise, usize)> =
            targets.map(|figure| (target::target(line, &own, figure), figure.chars.start)).collect();
        promised.extend(milestone::milestones(line, body, &own, year));
        promised.sort_by_key(|(_, column)| *column);
        found.extend(promised.into_iter().map(at));
    }
    found
}

/// The text of a stretch of a line.
fn said(line: &Line, range: std::ops::Range<usize>) -> String {
    line.text(range)
}

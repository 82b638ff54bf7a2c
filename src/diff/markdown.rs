//! Changes as Markdown.

use std::fmt::Write as _; // writing to a String cannot fail

use super::Changes;
use super::table::{dates, remarks, sections};
use crate::report::escape::markdown;

/// The changes as Markdown; no submitted text acts as markup.
pub fn render(changes: &Changes) -> String {
    let title = if changes.plan.is_empty() { "两次核对的变化" } else { &changes.plan };
    let mut text = format!("# {}\n\n{}\n", markdown(title), markdown(&dates(changes)));
    for section in sections(changes) {
        let rule = vec!["---"; section.header.len()].join(" | ");
        let _ = write!(text, "\n## {}（{} 项）\n\n", section.title, section.rows.len());
        let _ = write!(text, "| {} |\n| {rule} |\n", section.header.join(" | "));
        for row in &section.rows {
            let cells: Vec<String> = row.iter().map(|cell| markdown(cell)).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
    }
    for remark in remarks(changes) {
        let _ = writeln!(text, "\n{remark}");
    }
    text
}

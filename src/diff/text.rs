//! Changes for people at a terminal.

use std::fmt::Write as _; // writing to a String cannot fail

use super::Changes;
use super::table::{dates, remarks, sections};
use crate::diagnostic::visible;
use crate::report::Table;

/// The changes as text; every submitted word made visible.
pub fn render(changes: &Changes) -> String {
    let mut text = String::new();
    if !changes.plan.is_empty() {
        let _ = writeln!(text, "{}", visible(&changes.plan));
    }
    let _ = writeln!(text, "{}", visible(&dates(changes)));
    for section in sections(changes) {
        let mut table = Table::new(section.header.iter().map(|&word| word.to_owned()));
        for row in &section.rows {
            table.row(row.iter().map(|cell| if cell.is_empty() { "·".to_owned() } else { visible(cell) }));
        }
        let _ = write!(text, "\n【{}】{} 项\n{}", section.title, section.rows.len(), table.render("  "));
    }
    for remark in remarks(changes) {
        let _ = writeln!(text, "\n{remark}");
    }
    text
}

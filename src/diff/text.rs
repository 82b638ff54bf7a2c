//! Changes for people at a terminal.

use std::fmt::Write as _; // writing to a String cannot fail

use super::Changes;
use super::table::{Section, dates, remarks, sections};
use crate::diagnostic::visible;
use crate::report::escape;

/// The changes as text; every submitted word made visible.
pub fn render(changes: &Changes) -> String {
    let mut text = String::new();
    if !changes.plan.is_empty() {
        let _ = writeln!(text, "{}", visible(&changes.plan));
    }
    let _ = writeln!(text, "{}", visible(&dates(changes)));
    for section in sections(changes) {
        let _ = writeln!(text, "\n【{}】{} 项", section.title, section.rows.len());
        text.extend(section.rows.iter().map(|row| entry(&section, row)));
    }
    for remark in remarks(changes) {
        let _ = writeln!(text, "\n{remark}");
    }
    escape::log(text)
}

/// What it is about, then what is said of it: a table would be wider than any terminal.
fn entry(section: &Section, row: &[String]) -> String {
    let head: Vec<String> = row.iter().take(2).map(|cell| visible(cell)).collect();
    let named = section.header.iter().zip(row).skip(2).filter(|(_, cell)| !cell.is_empty());
    let said: Vec<String> = named.map(|(word, cell)| format!("{word} {}", visible(cell))).collect();
    format!("  {}\n    {}\n", head.join(" "), said.join("，"))
}

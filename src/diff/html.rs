//! Changes as one self-contained page: nothing is loaded, nothing runs, all submitted text is escaped.

use std::fmt::Write as _; // writing to a String cannot fail

use super::Changes;
use super::table::{Section, dates, remarks, sections};
use crate::report::escape::html;

const HEAD: &str = include_str!("page.html");

/// The page.
pub fn render(changes: &Changes) -> String {
    let title = if changes.plan.is_empty() { "两次核对的变化" } else { &changes.plan };
    let mut body = format!("<h1>{}</h1>\n<p>{}</p>\n", html(title), html(&dates(changes)));
    for section in sections(changes) {
        body.push_str(&table(&section));
    }
    for remark in remarks(changes) {
        let _ = writeln!(body, "<p>{}</p>", html(remark));
    }
    // Parts are taken apart first: what is put in must not be looked through for marks.
    let (before, rest) = HEAD.split_once("{title}").unwrap_or_default();
    let (between, after) = rest.split_once("{body}").unwrap_or_default();
    [before, &html(title), between, &body, after].concat()
}

fn table(section: &Section) -> String {
    let cells = |cells: &mut dyn Iterator<Item = String>| cells.collect::<Vec<_>>().concat();
    let header = cells(&mut section.header.iter().map(|word| format!("<th scope=\"col\">{word}</th>")));
    let row = |row: &Vec<String>| {
        format!("<tr>{}</tr>\n", cells(&mut row.iter().map(|cell| format!("<td>{}</td>", html(cell)))))
    };
    let rows: String = section.rows.iter().map(row).collect();
    let (title, count) = (section.title, section.rows.len());
    format!(
        "<details open>\n<summary><h2>{title}（{count} 项）</h2></summary>\n<div class=\"wide\"><table>\n\
         <thead><tr>{header}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n</details>\n"
    )
}

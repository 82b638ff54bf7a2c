//! The canonical layout of a rule file: signs, spaces, indentation and blank lines; comments and order stay.
//!
//! It works on what was written, line by line, so that nothing the tree does not hold is lost. A line is only changed where
//! the changed line says the same: where it would not, it stays as written.

use super::spacing::Spacing;
use crate::diagnostic::Diagnostics;
use crate::language::parse::parse;
use crate::language::parse::written::{Piece, Row, pieces, rows, same};
use crate::source::SourceId;

/// Columns that a line below a statement, or the rest of a long line, is indented by.
const STEP: usize = 2;
/// Marks that a line copied from a plan may end in, and that say nothing.
const COPIED: [char; 8] = [' ', '\t', ',', ';', '。', '、', '，', '；'];

/// The canonical text of a rule file that has no syntax errors; of any other text something that says the same.
pub fn canonical(source: &str) -> String {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let pieces = pieces(source);
    let neat = assemble(&pieces, neat);
    if says_the_same(source, &neat) {
        return neat;
    }
    let plain = assemble(&pieces, |rows| rows.iter().map(as_written).collect());
    if says_the_same(source, &plain) { plain } else { source.to_owned() }
}

/// The comments of a text in order, as written.
pub fn comments(source: &str) -> Vec<String> {
    rows(source).into_iter().map(|row| row.comment).filter(|comment| !comment.is_empty()).collect()
}

fn says_the_same(source: &str, other: &str) -> bool {
    let read = |text: &str| parse(SourceId::default(), text, &mut Diagnostics::default()).statements;
    let marked = |text: &str| comments(text).iter().map(|c| comment(c)).collect::<Vec<_>>();
    marked(source) == marked(other) && read(source) == read(other)
}

fn assemble(pieces: &[Piece], form: impl Fn(&[Row]) -> Vec<String>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut has_statement = false;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Blank if lines.last().is_none_or(String::is_empty) => {}
            Piece::Blank => lines.push(String::new()),
            Piece::Comment { text, indented } => {
                let next = pieces.iter().skip(at).find_map(below);
                let inner = has_statement && (next == Some(true) || *indented);
                lines.push(format!("{}{}", indent(usize::from(inner)), comment(text)));
            }
            Piece::Code { rows, below } => {
                has_statement = !rows.first().is_some_and(|row| row.code.starts_with('【'));
                lines.extend(code(rows, form(rows), usize::from(*below)));
            }
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

fn below(piece: &Piece) -> Option<bool> {
    if let Piece::Code { below, .. } = piece { Some(*below) } else { None }
}

/// The lines of one statement, comments behind them.
fn code(rows: &[Row], forms: Vec<String>, level: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (row, form) in rows.iter().zip(forms) {
        let deeper = usize::from(!lines.is_empty() && !form.starts_with([')', ']', '}']));
        let line = format!("{}{form}", indent(level + deeper));
        match (form.is_empty(), row.comment.is_empty()) {
            (true, true) => {}
            (true, false) => lines.push(format!("{line}{}", comment(&row.comment))),
            (false, true) => lines.push(line),
            (false, false) => lines.push(format!("{line}  {}", comment(&row.comment))),
        }
    }
    lines
}

fn indent(level: usize) -> String {
    " ".repeat(level * STEP)
}

/// A comment behind its half-width sign.
fn comment(text: &str) -> String {
    match (text.strip_prefix('＃'), text.strip_prefix("／／")) {
        (Some(rest), _) => format!("#{rest}"),
        (_, Some(rest)) => format!("//{rest}"),
        _ => text.to_owned(),
    }
}

/// The rows of one statement in their canonical form, or as written where that would say something else.
fn neat(rows: &[Row]) -> Vec<String> {
    let written: Vec<String> = rows.iter().map(as_written).collect();
    let source = written.join("\n");
    let settled = [true, false].into_iter().map(|parts| spaced(rows, parts)).find(|forms| {
        let text = forms.join("\n");
        same(&source, &text) && spaced(&self::rows(&text), true) == *forms
    });
    settled.unwrap_or(written)
}

fn as_written(row: &Row) -> String {
    match &row.free {
        Some((word, text)) => format!("{word} {text}").trim_end().to_owned(),
        None => row.written.clone(),
    }
}

fn spaced(rows: &[Row], parts: bool) -> Vec<String> {
    let last = rows.iter().rposition(|row| !row.code.is_empty());
    let mut spacing = Spacing::begin(parts);
    let form = |(at, row): (usize, &Row)| {
        let is_last = Some(at) == last;
        if let Some(kept) = kept(row, is_last) {
            return kept;
        }
        let code = if is_last { row.code.trim_end_matches(COPIED) } else { row.code.as_str() };
        spacing.line(code)
    };
    rows.iter().enumerate().map(form).collect()
}

/// A line whose words are kept as written: free text, a heading, the plan's name, a place.
fn kept(row: &Row, is_last: bool) -> Option<String> {
    if row.free.is_some() || row.code.is_empty() {
        return Some(as_written(row));
    }
    let written = if is_last { row.written.trim_end_matches(COPIED) } else { row.written.as_str() };
    if row.code.starts_with('【') {
        return Some(written.to_owned());
    }
    let named = ["计划", "地区", "描述"]
        .iter()
        .find(|word| row.code.strip_prefix(**word).is_some_and(|r| r.starts_with(' ')))?;
    let rest = written.strip_prefix(*named)?.trim();
    Some(format!("{named} {}", if *named == "描述" { described(&row.code) } else { rest.to_owned() }))
}

/// A figure keeps its signs: `3+1` is one word here.
fn described(code: &str) -> String {
    let mut spacing = Spacing::default();
    let rest = code.strip_prefix("描述").unwrap_or(code).trim_start();
    let end = rest.find(|c: char| c == ' ' || c.is_control()).unwrap_or(rest.len());
    let (figure, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
    format!("{figure} {}", spacing.line(rest)).trim().to_owned()
}

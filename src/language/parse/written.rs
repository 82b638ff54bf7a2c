//! A rule file as a sequence of pieces, comments and blank lines included: what its layout is made of.

use super::expression::Builder;
use super::statement::Parsed;
use super::text::Line;
use super::{layout, read, slip, text};
use crate::diagnostic::Diagnostics;
use crate::source::SourceId;

/// Opens and closes a text, and a name, in [`Row::code`].
pub(in crate::language) const MARKS: [[char; 2]; 2] = [text::TEXT, text::NAME];

/// A part of a rule file, from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::language) enum Piece {
    /// One blank line.
    Blank,
    /// A line that is nothing but a comment.
    Comment {
        /// From its sign on, as written.
        text: String,
        /// Whether it was written behind white space.
        indented: bool,
    },
    /// A statement, or a line below one.
    Code {
        /// Its physical lines, with blank lines and comments between them.
        rows: Vec<Row>,
        /// Whether it belongs to the statement above.
        below: bool,
    },
}

/// One physical line of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::language) struct Row {
    /// Half-width, quotation marked by [`MARKS`]; empty where only a comment stands.
    pub(in crate::language) code: String,
    /// The same as written.
    pub(in crate::language) written: String,
    /// The comment behind it, from its sign on.
    pub(in crate::language) comment: String,
    /// Whether it was written behind white space.
    pub(in crate::language) indented: bool,
    /// The word and the text of a free-text attribute.
    pub(in crate::language) free: Option<(&'static str, String)>,
}

/// The pieces of a text.
pub(in crate::language) fn pieces(source: &str) -> Vec<Piece> {
    let lines = text::lines(source);
    let mut sizes = layout::groups(&lines, &slip::complete).into_iter();
    let mut rows = lines.iter().zip(rows(source));
    let mut pieces = Vec::new();
    while let Some((line, first)) = rows.next() {
        if line.is_blank() {
            pieces.push(match first.comment.as_str() {
                "" => Piece::Blank,
                _ => Piece::Comment { text: first.comment, indented: first.indented },
            });
            continue;
        }
        let below = belongs_below(line, source);
        let (mut taken, mut left) = (vec![first], sizes.next().unwrap_or(1).saturating_sub(1));
        while left > 0 {
            let Some((line, next)) = rows.next() else { break };
            left -= usize::from(!line.is_blank());
            taken.push(next);
        }
        pieces.push(Piece::Code { rows: taken, below });
    }
    pieces
}

/// The physical lines of a text.
pub(in crate::language) fn rows(source: &str) -> Vec<Row> {
    let mut start = 0;
    let mut rows = Vec::new();
    for (line, raw) in text::lines(source).into_iter().zip(source.split_inclusive('\n')) {
        let (from, to) = line.bounds();
        let between = |from, to| source.get(from..to).unwrap_or("").trim().to_owned();
        rows.push(Row {
            written: between(from, to),
            comment: between(to, start + raw.len()),
            indented: raw.starts_with(char::is_whitespace),
            code: line.text,
            free: line.free,
        });
        start += raw.len();
    }
    rows
}

/// Whether a line belongs to the statement above it: an attribute, a column, a line of a test.
fn belongs_below(line: &Line, source: &str) -> bool {
    let first = line.text.split([' ', super::text::NAME[0], super::text::TEXT[0]]).next().unwrap_or("");
    let listed = ["列", "给定", "期望", "判定日"].contains(&first) || first.starts_with("判定日");
    line.free.is_some()
        || super::leading_attribute(&line.text).is_some()
        || listed && matches!(alone(line, source), Some(Parsed::Column(_) | Parsed::Test(_)) | None)
}

/// Whether two texts, each read as one statement, say the same.
pub(in crate::language) fn same(one: &str, other: &str) -> bool {
    whole(one).is_some_and(|parsed| whole(other).is_some_and(|second| parsed == second))
}

/// A text read as one statement, whatever its lines.
fn whole(source: &str) -> Option<Parsed> {
    let mut lines = text::lines(source).into_iter().filter(|line| !line.is_blank());
    let mut line = lines.next()?;
    lines.for_each(|next| line.join(&next));
    line.trim_end();
    alone(&line, source)
}

fn alone(line: &Line, source: &str) -> Option<Parsed> {
    read(Builder { source: SourceId::default(), line, written: source }, &mut Diagnostics::default()).ok()
}

//! A few lines of a text with marks under them, made fit to be shown: nothing in it can disturb a terminal.

use std::fmt::Write as _; // writing to a String cannot fail
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

use super::Label;
use crate::source::{Source, Sources, Span};

/// How many columns of a line are shown at most.
const WIDTH: usize = 100;
/// How many columns before a mark are kept when its line is cut.
const BEFORE: usize = 40;
/// Labels of one text at most so many lines apart are shown in one snippet.
const NEAR: usize = 3;

/// Consecutive lines of one text with what is marked in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The place written above it: `rules/a.plan:12:6`.
    pub place: String,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A line of a snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number; `None` for a line that the file does not have (the letters above a worksheet's cells).
    pub number: Option<u64>,
    /// Its text.
    pub text: String,
    /// What is marked in it, in order.
    pub marks: Vec<Mark>,
}

/// A marked stretch of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// In bytes of the line.
    pub range: Range<usize>,
    /// What is said of it; may be empty.
    pub text: String,
}

impl Line {
    /// A line fit to be shown: control characters made visible, and cut to a window round its first mark.
    pub fn new(number: Option<u64>, text: &str, marks: Vec<Mark>) -> Self {
        let window = window(text, marks.first().map(|m| m.range.clone()));
        let mut shown = String::new();
        if window.start > 0 {
            shown.push('…');
        }
        let mut moved = marks;
        let mut places: Vec<(usize, usize)> = Vec::new();
        for (at, c) in text.char_indices().filter(|(at, _)| window.contains(at)) {
            places.push((at, shown.len()));
            push_visible(&mut shown, c);
        }
        places.push((window.end, shown.len()));
        let end = shown.len();
        let place = |offset: usize| places.iter().rev().find(|(from, _)| *from <= offset).map_or(0, |(_, to)| *to);
        for mark in &mut moved {
            let start = place(mark.range.start).min(end);
            mark.range = start..place(mark.range.end).clamp(start, end);
        }
        if window.end < text.len() {
            shown.push('…');
        }
        moved.sort_by_key(|m| m.range.start);
        Self { number, text: shown, marks: moved }
    }
}

impl Mark {
    /// A mark with its words.
    pub fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }
}

/// The labels of a diagnostic as snippets: that of the first label first, each other text or distant place after it.
pub(super) fn of_labels(sources: &Sources, labels: &[Label]) -> Vec<Snippet> {
    let mut groups: Vec<Vec<&Label>> = Vec::new();
    for label in labels {
        let near = groups.iter_mut().find(|g| g.iter().any(|other| are_near(sources, other.span, label.span)));
        match near {
            Some(group) => group.push(label),
            None => groups.push(vec![label]),
        }
    }
    groups.iter().filter_map(|group| of_group(sources, group)).collect()
}

fn are_near(sources: &Sources, a: Span, b: Span) -> bool {
    let line = |span| sources.locate(span).position.line;
    a.source == b.source && line(a).abs_diff(line(b)) <= NEAR
}

fn of_group(sources: &Sources, group: &[&Label]) -> Option<Snippet> {
    let first = group.first()?.span;
    let source = sources.get(first.source)?;
    let lines: Vec<usize> = group.iter().map(|l| source.position(l.span.start as usize).line).collect();
    let (from, to) = (*lines.iter().min()?, *lines.iter().max()?);
    let shown = (from..=to).map(|number| {
        let marks = group.iter().zip(&lines).filter(|(_, line)| **line == number);
        line_of(source, number, marks.map(|(label, _)| *label))
    });
    Some(Snippet { place: visible(&sources.locate(first).to_string()), lines: shown.collect() })
}

fn line_of<'a>(source: &Source, number: usize, labels: impl Iterator<Item = &'a Label>) -> Line {
    let text = source.line(number);
    let start = source.line_start(number);
    let marks = labels.map(|label| {
        let clip = |offset: u32| (offset as usize).saturating_sub(start).min(text.len());
        Mark::new(clip(label.span.start)..clip(label.span.end), label.text.clone())
    });
    Line::new(u64::try_from(number).ok(), text, marks.collect())
}

/// The part of a line that is shown, in bytes: all of it when it fits.
fn window(text: &str, mark: Option<Range<usize>>) -> Range<usize> {
    let columns: usize = text.chars().map(width).sum();
    if columns <= WIDTH {
        return 0..text.len();
    }
    let focus = mark.map_or(0, |m| m.start).min(text.len());
    let mut start = focus;
    let mut used = 0;
    for (at, c) in text.char_indices().rev().skip_while(|(at, _)| *at >= focus) {
        used += width(c);
        if used > BEFORE {
            break;
        }
        start = at;
    }
    let mut shown = 0;
    let rest = text.char_indices().skip_while(|(at, _)| *at < start);
    let end = rest
        .take_while(|(_, c)| {
            shown += width(*c);
            shown <= WIDTH
        })
        .last();
    start..end.map_or(text.len(), |(at, c)| at + c.len_utf8())
}

fn width(c: char) -> usize {
    match c {
        ' '..='~' => 1,
        '\u{4e00}'..='\u{9fff}' => 2,
        _ => c.width().unwrap_or(1),
    }
}

/// A text in which every control character is replaced by its picture, so that it cannot act on a terminal.
pub fn visible(text: &str) -> String {
    if text.bytes().all(harmless) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|c| push_visible(&mut shown, c));
    shown
}

/// Whether no character that begins with, or has in it, such a byte needs a picture: what does begins with C2, E2 or EF, or is
/// ASCII.
fn harmless(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7e | 0x80..=0xc1 | 0xc3..=0xe1 | 0xe3..=0xee | 0xf0..)
}

fn push_visible(shown: &mut String, c: char) {
    match c {
        ' '..='~' | '\u{4e00}'..='\u{9fff}' => shown.push(c),
        '\t' => shown.push_str("    "),
        '\u{0}'..='\u{1f}' => shown.push(char::from_u32(0x2400 + c as u32).unwrap_or('?')),
        '\u{7f}' => shown.push('\u{2421}'),
        // Bidirectional controls reorder what follows them, zero-width ones hide differences.
        '\u{80}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => {
            let _ = write!(shown, "<U+{:04X}>", c as u32);
        }
        _ => shown.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_round_its_mark() {
        let text = format!("{}目标{}", "前".repeat(200), "后".repeat(200));
        let line = Line::new(Some(1), &text, vec![Mark::new(600..606, "")]);
        let mark = line.marks[0].range.clone();
        assert_eq!(line.text.get(mark), Some("目标"));
        assert!(line.text.starts_with("…前") && line.text.ends_with("后…"));
    }

    #[test]
    fn control_characters_become_pictures_and_marks_move_along() {
        let line = Line::new(Some(1), "a\u{1b}[31m\t红\u{202e}x", vec![Mark::new(7..10, "")]);
        assert_eq!(line.text, "a␛[31m    红<U+202E>x");
        assert_eq!(line.text.get(line.marks[0].range.clone()), Some("红"));
    }
}

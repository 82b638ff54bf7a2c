//! A line of the plan as it is compared: half-width, without spaces, every character knowing where it stands.

use std::ops::Range;

/// One line of a text.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its characters, half-width, white space left out.
    pub chars: Vec<char>,
    /// For each of them its stretch in the text, in bytes.
    places: Vec<Range<usize>>,
}

/// Every line of a text.
pub fn lines(text: &str) -> Vec<Line> {
    let mut start = 0;
    let line = |raw: &str| {
        let line = Line::new(raw, start);
        start += raw.len();
        line
    };
    text.split_inclusive('\n').map(line).collect()
}

impl Line {
    fn new(raw: &str, start: usize) -> Self {
        let mut line = Self::default();
        for (at, c) in raw.char_indices() {
            let half = half_width(c);
            if !half.is_whitespace() && half != '\u{200b}' && half != '\u{feff}' {
                line.chars.push(half);
                line.places.push(start + at..start + at + c.len_utf8());
            }
        }
        line
    }

    /// Its characters as a text.
    pub fn text(&self, range: Range<usize>) -> String {
        self.chars.get(range.start..range.end.min(self.chars.len())).unwrap_or(&[]).iter().collect()
    }

    /// The stretch of the text behind a stretch of characters.
    pub fn place(&self, range: Range<usize>) -> Range<usize> {
        let first = self.places.get(range.start).map_or(0, |place| place.start);
        let last = range.end.checked_sub(1).and_then(|at| self.places.get(at)).map_or(first, |place| place.end);
        first..last.max(first)
    }

    /// The character at a place.
    pub fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).copied()
    }

    /// The character before a place.
    pub fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|at| self.at(at))
    }

    /// Whether a word stands at a place.
    pub fn has(&self, index: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(offset, c)| self.at(index + offset) == Some(c))
    }

    /// Whether a word ends at a place.
    pub fn has_before(&self, index: usize, word: &str) -> bool {
        index.checked_sub(word.chars().count()).is_some_and(|start| self.has(start, word))
    }

    /// The clause around a place: up to the nearest punctuation on both sides.
    pub fn clause(&self, range: Range<usize>) -> Range<usize> {
        let front = self.chars.get(..range.start).unwrap_or(&[]);
        let start = front.iter().rposition(|c| is_stop(*c)).map_or(0, |at| at + 1);
        let back = self.chars.get(range.end..).unwrap_or(&[]);
        let end = back.iter().position(|c| is_stop(*c)).map_or(self.chars.len(), |at| range.end + at);
        start..end
    }
}

/// Whether a sign ends a clause.
pub fn is_stop(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '。' | '!' | '?' | '、' | '|')
}

/// The half-width form of a character; every dash is `-`.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '—' | '–' | '−' | '‐' | '‑' | '―' => '-',
        '〜' | '∼' => '~',
        c => c,
    }
}

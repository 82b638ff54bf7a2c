//! Brings a source to the form the grammar reads: half-width outside quotation, comments off, one physical line at a time,
//! every byte knowing where it was written.

/// Opens and closes a text: `“…”` `"…"`.
pub(super) const TEXT: [char; 2] = ['\u{1}', '\u{2}'];
/// Opens and closes a name: `「…」` and backquotes.
pub(super) const NAME: [char; 2] = ['\u{3}', '\u{4}'];
/// Attributes whose line is free text to its end.
pub(super) const FREE_TEXT: [&str; 4] = ["说明", "依据", "责任", "文号"];

/// A piece of normalised text that remembers where each byte was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The normalised text.
    pub(super) text: String,
    /// Where the way from `text` to the source changes: from this byte of `text` on, one comes from the byte of the source beside it.
    runs: Vec<(usize, usize)>,
    /// One past the last source byte of the line.
    end: usize,
    /// A free-text attribute: its word and its text as written.
    pub(super) free: Option<(&'static str, String)>,
    /// Where a quotation that is never closed begins, in the source.
    pub(super) unclosed: Option<usize>,
}

impl Line {
    fn push(&mut self, c: char, origin: usize) {
        self.begin_run(origin);
        self.text.push(c);
    }

    fn push_str(&mut self, text: &str, origin: usize) {
        self.begin_run(origin);
        self.text.push_str(text);
    }

    /// Notes that what comes next was written at `origin`.
    fn begin_run(&mut self, origin: usize) {
        let at = self.text.len();
        if self.runs.last().is_none_or(|(start, from)| origin != from + (at - start)) {
            self.runs.push((at, origin));
        }
    }

    /// The source byte behind a byte of the normalised text; inside a character that of its start.
    pub(super) fn origin(&self, at: usize) -> usize {
        if at >= self.text.len() {
            return self.end;
        }
        let at = self.text.floor_char_boundary(at);
        let run = self.runs.partition_point(|(start, _)| *start <= at).checked_sub(1).and_then(|i| self.runs.get(i));
        run.map_or(self.end, |(start, from)| from + (at - start))
    }

    /// The source stretch behind a stretch of the normalised text.
    pub(super) fn stretch(&self, start: usize, end: usize) -> (usize, usize) {
        (self.origin(start), self.origin(end).max(self.origin(start)))
    }

    /// The source stretch of its code: from its first character to where a comment or the line ends.
    pub(super) fn bounds(&self) -> (usize, usize) {
        (self.origin(0), self.end)
    }

    /// Whether nothing is left on it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.free.is_none()
    }

    /// Takes the next line on, behind a space.
    pub(super) fn join(&mut self, next: &Self) {
        self.push(' ', self.end);
        let shift = self.text.len();
        self.text.push_str(&next.text);
        self.runs.extend(next.runs.iter().map(|(start, from)| (start + shift, *from)));
        self.end = next.end;
        self.unclosed = self.unclosed.or(next.unclosed);
    }

    /// Drops white space and copied punctuation (`，；。、`) at its end.
    pub(super) fn trim_end(&mut self) {
        let kept = self.text.trim_end_matches([' ', '\t', ',', ';', '。', '、']).len();
        self.cut(kept);
    }

    /// Keeps the first `kept` bytes.
    fn cut(&mut self, kept: usize) {
        self.end = self.origin(kept);
        self.text.truncate(kept);
    }
}

/// Every physical line of a source, normalised.
pub(super) fn lines(source: &str) -> Vec<Line> {
    let mut start = 0;
    let mut lines = Vec::new();
    for raw in source.split_inclusive('\n') {
        lines.push(line(raw.trim_end_matches(['\n', '\r']), start));
        start += raw.len();
    }
    lines
}

fn line(raw: &str, offset: usize) -> Line {
    if let Some(line) = free_text(raw, offset) {
        return line;
    }
    let text = String::with_capacity(raw.len());
    let mut line = Line { text, end: offset + raw.len(), ..Line::default() };
    let is_heading = raw.trim_start().starts_with('【');
    let mut at = raw.len() - raw.trim_start().len();
    while let Some(tail) = raw.get(at..)
        && let Some(c) = tail.chars().next()
    {
        let plain = plain_length(tail);
        if plain > 0 {
            line.push_str(tail.get(..plain).unwrap_or(""), offset + at);
            at += plain;
            continue;
        }
        if starts_comment(c, tail) {
            line.end = offset + at;
            break;
        }
        let opened = at;
        at += c.len_utf8();
        let Some((open, close)) = quotation(c, tail) else {
            let c = half_width(c, is_heading);
            // White space before the first word is no part of the line.
            if !line.text.is_empty() || !c.is_whitespace() {
                line.push(c, offset + opened);
            }
            continue;
        };
        line.push(open, offset + opened);
        let (inside, mark) = body(raw.get(at..).unwrap_or(""), closers(c));
        inside.char_indices().for_each(|(i, c)| line.push(if c.is_control() { ' ' } else { c }, offset + at + i));
        at += inside.len();
        match mark {
            Some(mark) => {
                line.push(close, offset + at);
                at += mark.len_utf8();
            }
            None => line.unclosed = Some(offset + opened),
        }
    }
    let kept = line.text.trim_end().len();
    line.cut(kept);
    line
}

/// How many bytes at the start of a text stand in a normalised line as they are, whatever is around them.
fn plain_length(text: &str) -> usize {
    let plain = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}' | 'a'..='z' | 'A'..='Z' | '0'..='9');
    text.char_indices().find(|(_, c)| !plain(*c)).map_or(text.len(), |(at, _)| at)
}

/// What stands before the closing mark of a quotation, and that mark if there is one.
fn body<'a>(rest: &'a str, closers: &[char]) -> (&'a str, Option<char>) {
    let closed = rest.char_indices().find(|(_, c)| closers.contains(c));
    closed.map_or((rest, None), |(at, mark)| (rest.get(..at).unwrap_or(""), Some(mark)))
}

fn starts_comment(c: char, tail: &str) -> bool {
    match c {
        '#' | '＃' => true,
        '/' => tail.starts_with("//"),
        '／' => tail.starts_with("／／"),
        _ => false,
    }
}

/// The marks that the grammar knows for a quotation that begins here.
fn quotation(c: char, tail: &str) -> Option<(char, char)> {
    let [text_open, text_close] = TEXT;
    let [name_open, name_close] = NAME;
    match c {
        '"' | '“' | '”' | '＂' => Some((text_open, text_close)),
        '「' | '『' | '`' | '｀' => Some((name_open, name_close)),
        '《' if is_title(tail) => Some(('《', '》')),
        _ => None,
    }
}

/// `《` opens a title unless a number follows: then an input method typed it for `<`.
fn is_title(tail: &str) -> bool {
    let inside = tail.trim_start_matches('《').trim_start();
    tail.contains('》') || !inside.starts_with(|c: char| half(c).is_ascii_digit())
}

fn closers(open: char) -> &'static [char] {
    match open {
        '"' | '＂' => &['"', '＂'],
        '“' | '”' => &['”', '“'],
        '「' => &['」'],
        '『' => &['』'],
        '《' => &['》'],
        _ => &['`', '｀'],
    }
}

fn half_width(c: char, is_heading: bool) -> char {
    match c {
        '【' | '】' if is_heading => c,
        _ => half(c),
    }
}

/// The half-width form of a character.
pub(super) fn half(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' | '\u{feff}' | '\u{200b}' => ' ',
        '！'..='～' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '—' | '–' | '−' | '‐' | '‑' | '―' => '-',
        '〜' | '∼' => '~',
        '・' | '•' | '‧' => '·',
        '【' => '[',
        '】' => ']',
        '∗' => '*',
        '∕' => '/',
        '≧' => '≥',
        '≦' => '≤',
        c if c.is_control() => ' ',
        c => c,
    }
}

fn free_text(raw: &str, offset: usize) -> Option<Line> {
    let body = raw.trim_start();
    // 说 依 责 文: most lines are told apart by their first character.
    if !body.starts_with(['说', '依', '责', '文']) {
        return None;
    }
    let word = FREE_TEXT.iter().find(|word| body.starts_with(**word))?;
    let rest = body.strip_prefix(word)?;
    let separated = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == '：' || c == ':');
    if !separated {
        return None;
    }
    let start = offset + raw.len() - body.len();
    let text = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '：' || c == ':').trim_end();
    let mut line = Line { end: offset + raw.trim_end().len(), ..Line::default() };
    word.char_indices().for_each(|(at, c)| line.push(c, start + at));
    line.free = Some((word, text.to_owned()));
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(raw: &str) -> Line {
        lines(raw).remove(0)
    }

    #[test]
    fn full_width_forms_become_half_width_outside_quotation() {
        assert_eq!(only("ＳＺ０４：企业　＞　１６０家，").text, "SZ04:企业 > 160家,");
        assert_eq!(only("类型 ＝ “现代（商贸）”").text, "类型 = \u{1}现代（商贸）\u{2}");
        assert_eq!(only("「15分钟（圈）」 完成").text, "\u{3}15分钟（圈）\u{4} 完成");
    }

    #[test]
    fn comments_end_a_line_but_not_a_quotation_or_free_text() {
        assert_eq!(only("企业 > 160家 # 注").text, "企业 > 160家");
        assert_eq!(only("企业 > 160家 // 注").text, "企业 > 160家");
        assert_eq!(only("类型 = \"#1\"").text, "类型 = \u{1}#1\u{2}");
        assert_eq!(only("  说明 见 http://a.cn #3 ").free, Some(("说明", "见 http://a.cn #3".to_owned())));
    }

    #[test]
    fn a_byte_knows_where_it_was_written() {
        let line = only("　企业 ＞ 160");
        let at = line.text.find('>').unwrap();
        assert_eq!(line.stretch(at, at + 1), (10, 13));
    }

    #[test]
    fn an_open_quotation_is_remembered() {
        assert_eq!(only("类型 = “商贸").unclosed, Some(9));
    }
}

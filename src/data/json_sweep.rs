//! A JSON object read in one sweep over bytes at hand: where each of its values stands; nothing is built.
//!
//! Only objects whose keys are known, each once, are read so, as long as nothing in them is wrong. Any other is left to
//! [`super::json`], which reads it from its start, learns its keys and tells what is wrong where.

/// Nesting followed here; [`super::json`] goes deeper.
pub(crate) const DEEPEST: usize = 16;

/// The keys of a table, each as files write it.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    names: Vec<String>,
    written: Vec<Written>,
}

/// A key in its quotes; nothing when it holds what needs an escape.
#[derive(Debug)]
struct Written {
    plain: Vec<u8>,
    /// With `\u…` for everything but ASCII, as writers do that keep to ASCII.
    escaped: Vec<u8>,
}

/// What a value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Its key is not there.
    #[default]
    Absent,
    Null,
    True,
    False,
    Number,
    Text,
    /// A text with escapes.
    Escaped,
    /// An array or object.
    Nested,
}

/// A value: what it is, and where it stands in its object, without quotes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: Kind,
}

impl Span {
    /// Where it stands.
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Keys {
    /// Those of a table.
    pub(crate) fn new(names: &[String]) -> Self {
        let mut keys = Self::default();
        for name in names {
            keys.push(name.clone());
        }
        keys
    }

    /// Learns one more.
    pub(crate) fn push(&mut self, name: String) {
        let easy = !name.contains(|c: char| c < ' ' || matches!(c, '"' | '\\'));
        let quoted = |text: String| if easy { format!("\"{text}\"").into_bytes() } else { Vec::new() };
        let plain = quoted(name.clone());
        let escaped = if name.is_ascii() { Vec::new() } else { quoted(in_ascii(&name)) };
        self.written.push(Written { plain, escaped });
        self.names.push(name);
    }

    /// All, in order of appearance.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The key that some bytes begin with, inside the object of the key `within`, and its length with quotes. Objects
    /// mostly have their keys in the same order, so it is looked for from `guess` on.
    fn find(&self, bytes: &[u8], within: Option<usize>, guess: usize) -> Option<(usize, usize)> {
        if let (None, Some(length)) = (within, self.written.get(guess).and_then(|written| written.length(bytes))) {
            return Some((guess, length));
        }
        let prefix = within.and_then(|at| self.names.get(at));
        let (before, behind) = self.written.split_at_checked(guess).unwrap_or((&self.written, &[]));
        let all = (guess..).zip(behind).chain((0..).zip(before));
        all.into_iter().find_map(|(at, written)| {
            let length = match prefix {
                None => written.length(bytes)?,
                Some(prefix) => {
                    let rest = self.names.get(at)?.strip_prefix(prefix.as_str())?.strip_prefix('.')?;
                    written.length_within(bytes, rest.len())?
                }
            };
            Some((at, length))
        })
    }
}

impl Written {
    fn length(&self, bytes: &[u8]) -> Option<usize> {
        let forms = [&self.plain, &self.escaped];
        forms.into_iter().find(|form| !form.is_empty() && bytes.starts_with(form)).map(Vec::len)
    }

    /// Of a key of an inner object, whose name are the last bytes of the whole name.
    fn length_within(&self, bytes: &[u8], length: usize) -> Option<usize> {
        let name = self.plain.get(self.plain.len().checked_sub(length + 1)?..)?;
        bytes.strip_prefix(b"\"")?.starts_with(name).then_some(length + 2)
    }
}

fn in_ascii(text: &str) -> String {
    let mut ascii = String::new();
    for c in text.chars() {
        if c.is_ascii() {
            ascii.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| ascii.push_str(&format!("\\u{unit:04x}")));
        }
    }
    ascii
}

/// Reads the object that some bytes begin with, into one span for each key; gives its length. Of a file of one object a line
/// that includes the line end, and nothing else may stand in the line; `ended` tells that no bytes come behind these.
pub(crate) fn object(bytes: &[u8], keys: &Keys, spans: &mut [Span], (lines, ended): (bool, bool)) -> Option<usize> {
    spans.fill(Span::default());
    u32::try_from(bytes.len()).ok()?;
    let mut sweep = Sweep { bytes, at: 0, lines, keys, spans };
    sweep.object(None, 0, 0)?;
    if lines {
        match sweep.visible() {
            None if sweep.byte() == Some(b'\n') => sweep.at += 1,
            None if ended => {}
            _ => return None,
        }
    }
    Some(sweep.at)
}

struct Sweep<'a> {
    bytes: &'a [u8],
    at: usize,
    lines: bool,
    keys: &'a Keys,
    spans: &'a mut [Span],
}

impl<'a> Sweep<'a> {
    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The next byte that is no blank.
    fn visible(&mut self) -> Option<u8> {
        loop {
            match self.byte()? {
                b'\n' if self.lines => return None,
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                visible => return Some(visible),
            }
        }
    }

    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.visible()? == wanted).then(|| self.at += 1)
    }

    /// Whether a list goes on behind a comma, or ends.
    fn goes_on(&mut self, end: u8) -> Option<bool> {
        let byte = self.visible()?;
        self.at += 1;
        match byte {
            b',' => Some(true),
            byte if byte == end => Some(false),
            _ => None,
        }
    }

    /// An object, of the key `within` or of the table itself; gives the key after its last.
    fn object(&mut self, within: Option<usize>, mut guess: usize, depth: usize) -> Option<usize> {
        self.take(b'{')?;
        if depth > DEEPEST {
            return None;
        }
        if self.visible()? == b'}' {
            self.at += 1;
            return Some(guess);
        }
        loop {
            self.visible()?;
            let (key, length) = self.keys.find(self.rest(), within, guess)?;
            self.at += length;
            self.take(b':')?;
            guess = self.member(key, depth)?;
            if !self.goes_on(b'}')? {
                return Some(guess);
            }
        }
    }

    /// The value of a key; gives the key after it.
    fn member(&mut self, key: usize, depth: usize) -> Option<usize> {
        if self.spans.get(key)?.kind != Kind::Absent {
            return None;
        }
        let first = self.visible()?;
        let from = self.at;
        let is_object = first == b'{';
        let kind = if is_object { Kind::Nested } else { self.value(first, depth)? };
        let quotes = usize::from(matches!(kind, Kind::Text | Kind::Escaped));
        let end = u32::try_from(self.at - quotes).ok()?;
        *self.spans.get_mut(key)? = Span { start: u32::try_from(from + quotes).ok()?, end, kind };
        if is_object { self.object(Some(key), key + 1, depth + 1) } else { Some(key + 1) }
    }

    /// Any value but an object, which is left to [`super::json`] inside an array.
    fn value(&mut self, first: u8, depth: usize) -> Option<Kind> {
        match first {
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            b'[' => self.array(depth),
            b'n' => self.word(b"null", Kind::Null),
            b't' => self.word(b"true", Kind::True),
            b'f' => self.word(b"false", Kind::False),
            _ => None,
        }
    }

    fn array(&mut self, depth: usize) -> Option<Kind> {
        self.take(b'[')?;
        if depth > DEEPEST {
            return None;
        }
        if self.visible()? == b']' {
            self.at += 1;
            return Some(Kind::Nested);
        }
        loop {
            let first = self.visible()?;
            self.value(first, depth + 1)?;
            if !self.goes_on(b']')? {
                return Some(Kind::Nested);
            }
        }
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Option<Kind> {
        let behind = self.rest().strip_prefix(word)?.first()?;
        self.at += word.len();
        (!behind.is_ascii_alphanumeric()).then_some(kind)
    }

    /// A number as RFC 8259 has it.
    fn number(&mut self) -> Option<Kind> {
        if self.byte()? == b'-' {
            self.at += 1;
        }
        if self.byte()? == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte()? == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte()?, b'e' | b'E') {
            self.at += 1;
            if matches!(self.byte()?, b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        (!matches!(self.byte()?, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')).then_some(Kind::Number)
    }

    fn digits(&mut self) -> Option<()> {
        let from = self.at;
        while self.byte()?.is_ascii_digit() {
            self.at += 1;
        }
        (self.at > from).then_some(())
    }

    fn string(&mut self) -> Option<Kind> {
        self.at += 1;
        let mut kind = Kind::Text;
        loop {
            self.at += plain_run(self.rest());
            match self.byte()? {
                b'"' => {
                    self.at += 1;
                    return Some(kind);
                }
                b'\\' => {
                    self.at += 1 + escape(self.bytes.get(self.at + 1..)?)?;
                    kind = Kind::Escaped;
                }
                _ => return None,
            }
        }
    }
}

/// How long an escape is behind its backslash, if it is one.
fn escape(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => Some(1),
        [b'u', digits @ ..] => match hex(digits)? {
            0xd800..=0xdbff => {
                let low = digits.get(4..)?.strip_prefix(b"\\u")?;
                matches!(hex(low)?, 0xdc00..=0xdfff).then_some(11)
            }
            0xdc00..=0xdfff => None,
            _ => Some(5),
        },
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> Option<u32> {
    bytes.get(..4)?.iter().try_fold(0, |code, byte| Some(code << 4 | char::from(*byte).to_digit(16)?))
}

/// How many bytes stand before the first quote, backslash or control character.
fn plain_run(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = ONES << 7;
    let is = |eight: u64, byte: u8| {
        let differs = eight ^ (ONES * u64::from(byte));
        differs.wrapping_sub(ONES) & !differs
    };
    let mut at = 0;
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let eight = u64::from_le_bytes(*eight);
        let control = eight.wrapping_sub(ONES * 0x20) & !eight;
        let found = (is(eight, b'"') | is(eight, b'\\') | control) & HIGHS;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, b'"' | b'\\') || *byte < 0x20).unwrap_or(rest.len())
}

/// The bytes of a text whose escapes were found sound.
pub(crate) fn unescaped(mut bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    while let Some(at) = memchr::memchr(b'\\', bytes) {
        let (before, behind) = bytes.split_at_checked(at).unwrap_or_default();
        text.extend_from_slice(before);
        let behind = behind.get(1..).unwrap_or_default();
        let c = match behind.first() {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => unicode(behind),
            Some(byte) => char::from(*byte),
            None => break,
        };
        text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        bytes = escape(behind).and_then(|length| behind.get(length..)).unwrap_or_default();
    }
    text.extend_from_slice(bytes);
    text
}

/// `uXXXX`, a surrogate pair as one character.
fn unicode(bytes: &[u8]) -> char {
    let unit = |from: usize| bytes.get(from..).and_then(hex).unwrap_or(0);
    let (high, low) = (unit(1), unit(7));
    let code = if (0xd800..0xdc00).contains(&high) {
        0x1_0000 + ((high - 0xd800) << 10) + low.wrapping_sub(0xdc00)
    } else {
        high
    };
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests;

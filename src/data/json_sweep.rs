//! A JSON object read in one sweep over bytes at hand: where each of its values stands; nothing is built.
//!
//! Only objects whose keys are known, each once, are read so, as long as nothing in them is wrong. Any other is left to
//! [`super::json`], which reads it from its start, learns its keys and tells what is wrong where.

/// Nesting followed here; [`super::json`] goes deeper.
const DEEPEST: usize = 16;

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

impl Keys {
    /// Those of a table.
    pub(crate) fn new(names: &[String]) -> Self {
        let mut keys = Self::default();
        names.iter().for_each(|name| keys.push(name.clone()));
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
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::data::json::{JsonReader, Spot};
    use crate::data::json_row::JsonRow;
    use crate::data::window::Window;

    /// What both readers make of an object whose keys are known: cells as text, and the object's length; `None` when one
    /// does not read it.
    type Read = Option<(Vec<String>, u64)>;

    fn reader(bytes: &[u8]) -> JsonReader {
        JsonReader::new(Window::whole(Arc::from(bytes), 0), Spot { offset: 0, line: 1, column: 1 })
    }

    fn one_by_one(bytes: &[u8], names: &[String], lines: bool) -> Read {
        let mut reader = reader(bytes);
        let members = if lines { reader.object_in_line() } else { reader.object() }.ok()?;
        if lines && !reader.at_line_end().ok()? {
            return None;
        }
        if lines {
            reader.skip_line().ok()?;
        }
        let mut cells = vec![None; names.len()];
        for (key, cell) in members {
            cells[names.iter().position(|name| *name == key)?] = Some(cell);
        }
        Some((shown(JsonRow::Built(&cells)), reader.spot().offset))
    }

    fn swept(bytes: &[u8], names: &[String], lines: bool) -> Read {
        let mut spans = vec![Span::default(); names.len()];
        let length = object(bytes, &Keys::new(names), &mut spans, (lines, true))?;
        let mut reader = reader(bytes);
        reader.ahead(bytes.len()).ok()?;
        reader.pass(length, lines);
        Some((shown(JsonRow::Swept { bytes, spans: &spans }), reader.spot().offset))
    }

    fn shown(row: JsonRow<'_>) -> Vec<String> {
        (0..row.len()).map(|at| format!("{:?} in line {}", row.cell(at), row.line(at, 1))).collect()
    }

    fn names(all: &[&str]) -> Vec<String> {
        all.iter().map(|name| (*name).to_owned()).collect()
    }

    /// Whether the sweep reads an object, and as the other reader does.
    fn agree(text: &[u8], keys: &[&str], lines: bool) -> bool {
        let keys = names(keys);
        let found = swept(text, &keys, lines);
        if found.is_some() {
            assert_eq!(found, one_by_one(text, &keys, lines), "{}", String::from_utf8_lossy(text));
        }
        found.is_some()
    }

    #[test]
    fn what_writers_write_is_swept() {
        let keys = ["名称", "投资额(亿元)", "地点", "地点.区", "地点.街道", "标签", "😀"];
        for text in [
            "{}",
            "{\"名称\":\"甲\",\"投资额(亿元)\":0.66,\"标签\":[1,\"a\",[null,true,false]]}\n",
            " { \"投资额(亿元)\" : -1.5e+3 , \"名称\" : null }\r\n",
            "{\"\\u540d\\u79f0\": \"\\u7532\\ud83d\\ude00\\n\\\"\\\\/\", \"\\ud83d\\ude00\": true}",
            "{\"地点\":{\"街道\":\"甲\",\"区\":\"乙\"},\"名称\":false}",
            "{\"地点\":{},\"标签\":[]}",
        ] {
            assert!(agree(text.as_bytes(), &keys, true) && agree(text.as_bytes(), &keys, false), "{text}");
        }
        assert!(agree("{\"名称\":\n\"甲\",\n\n\"标签\":1}".as_bytes(), &keys, false));
    }

    #[test]
    fn what_is_wrong_or_unknown_is_not_swept() {
        let keys = ["a", "b", "a.b", "x\"y"];
        for text in [
            "{\"a\":1,\"a\":2}",
            "{\"a\":{\"b\":1},\"a.b\":2}",
            "{\"a.b\":2,\"a\":{\"b\":1}}",
            "{\"c\":1}",
            "{\"a\":01}",
            "{\"a\":1.}",
            "{\"a\":-}",
            "{\"a\":+1}",
            "{\"a\":1e}",
            "{\"a\":nul}",
            "{\"a\":truely}",
            "{\"a\":\"\t\"}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\ud83d\"}",
            "{\"a\":\"\\ude00\"}",
            "{\"a\":\"\\u12\"}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{a:1}",
            "{\"a\":[1,]}",
            "{\"a\":[{\"b\":1,\"b\":2}]}",
            "{\"x\"y\":1}",
            "{\"a\":1",
            "{\"a\":\"",
            "[1]",
            "",
        ] {
            assert!(!agree(text.as_bytes(), &keys, false), "{text}");
        }
        for text in ["{\"a\":\n1}", "{\"a\":1} x", "{\"a\":1}{\"b\":2}", "\n{\"a\":1}"] {
            assert!(!agree(text.as_bytes(), &keys, true), "{text}");
        }
    }

    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let words = vec![
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"a\"",
            "\"a\":",
            "\"名称\":",
            "\"b\":{",
            "\"甲\"",
            "1",
            "-0.5e7",
            "null",
            "true",
            " ",
            "\n",
            "\r\n",
            "\"\\u7532\"",
            "\\",
            "\"",
            "\"x\\\"y\"",
        ];
        prop_oneof![
            9 => prop::sample::select(words).prop_map(|word| word.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..4),
        ]
    }

    /// A member in any of the ways it can be written.
    fn member() -> impl Strategy<Value = String> {
        let key = prop::sample::select(vec!["a", "b", "名称", "\\u540d\\u79f0", "c"]);
        let value = prop::sample::select(vec![
            "1",
            "-0",
            "0.10",
            "1e999",
            "\"\"",
            "\"甲乙丙丁戊己庚辛\"",
            "\"1234567\\n89\"",
            "null",
            "true",
            "[]",
            "[1,[2]]",
            "{}",
            "{\"a\":1}",
            "{\"名称\":{\"a\": \"丙\"}}",
            "01",
            "\"\u{1}\"",
        ]);
        let blank = || prop::sample::select(vec!["", "", " ", "\t", "\r\n", "\n"]);
        (key, value, blank(), blank())
            .prop_map(|(key, value, one, two)| format!("{one}\"{key}\"{two}:{one}{value}{two}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn whatever_is_swept_is_what_the_other_reader_reads(
            pieces in prop::collection::vec(piece(), 0..14),
            lines: bool,
        ) {
            let text = [b"{".to_vec(), pieces.concat()].concat();
            agree(&text, &["a", "b", "名称", "b.a", "a.a", "x\"y"], lines);
        }

        #[test]
        fn objects_are_read_alike(members in prop::collection::vec(member(), 0..5), lines: bool) {
            let text = format!("{{{}}}\n", members.join(","));
            let nested: Vec<String> = ["a", "b", "c", "名称"]
                .iter()
                .flat_map(|key| [format!("{key}"), format!("{key}.a"), format!("{key}.名称"), format!("{key}.名称.a")])
                .collect();
            let keys: Vec<&str> = nested.iter().map(String::as_str).collect();
            let read = agree(text.as_bytes(), &keys, lines);
            let sound = one_by_one(text.as_bytes(), &nested, lines).is_some();
            prop_assert_eq!(read, sound, "{}", text);
        }
    }
}

//! JSON and NDJSON read as streams: numbers stay text, every value knows its line and column, no key stands twice.

use std::collections::HashSet;
use std::io;

use super::read_error::ReadErrorKind;
use super::record::{Percent, RawCell};
use super::window::Window;
use crate::limits::{Exceeded, Limit, Limits};

/// A value of a record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct JsonCell {
    /// The line it begins in, from 1.
    pub(crate) line: u64,
    /// Its column in that line, in characters from 1.
    pub(crate) column: u64,
    /// What it is.
    pub(crate) value: JsonValue,
}

/// A scalar, or something that no cell can hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum JsonValue {
    /// `null`
    Null,
    /// `true` or `false`
    Truth(bool),
    /// A number, as written.
    Number(String),
    /// A string.
    Text(String),
    /// A string with bytes that are not UTF-8.
    Undecodable(String),
    /// An array or object.
    Nested,
}

impl JsonCell {
    /// Whether it is a text with bytes that are not UTF-8.
    #[cfg(test)]
    pub(super) fn is_undecodable(&self) -> bool {
        matches!(self.value, JsonValue::Undecodable(_))
    }

    /// As any format gives a cell.
    pub(crate) fn raw(&self) -> RawCell<'_> {
        match &self.value {
            JsonValue::Null => RawCell::Empty,
            JsonValue::Truth(truth) => RawCell::Truth(*truth),
            JsonValue::Number(text) => RawCell::Number { text: text.into(), percent: Percent::No, binary: false },
            JsonValue::Text(text) => RawCell::Text(text.into()),
            JsonValue::Undecodable(lossy) => RawCell::Undecodable(lossy.clone()),
            JsonValue::Nested => RawCell::Nested,
        }
    }
}

/// An object's members, in order. Of few keys each is compared, of many their hashes.
#[derive(Default)]
struct Members {
    all: Vec<(String, JsonCell)>,
    many: HashSet<String>,
}

/// How many keys are few.
const FEW: usize = 32;

impl Members {
    fn has(&self, key: &str) -> bool {
        if self.many.is_empty() { self.all.iter().any(|(other, _)| other == key) } else { self.many.contains(key) }
    }

    fn push(&mut self, key: String, cell: JsonCell) {
        if !self.many.is_empty() {
            self.many.insert(key.clone());
        } else if self.all.len() == FEW {
            self.many = self.all.iter().map(|(key, _)| key).chain(std::iter::once(&key)).cloned().collect();
        }
        self.all.push((key, cell));
    }
}

/// Why reading stopped.
#[derive(Debug)]
pub(crate) enum JsonError {
    /// The file could not be read.
    Io(io::Error),
    /// What it holds is wrong, at a line and column.
    Wrong(ReadErrorKind, (u64, u64)),
}

impl From<io::Error> for JsonError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

type Parsed<T> = Result<T, JsonError>;

/// A place in the text: byte offset, line, column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) offset: u64,
    pub(crate) line: u64,
    pub(crate) column: u64,
}

/// Reads JSON values from a stream of UTF-8.
pub(crate) struct JsonReader {
    window: Window,
    spot: Spot,
    /// Whether a line end ends everything: NDJSON.
    one_line: bool,
}

impl JsonReader {
    /// Reads what `window` shows, whose first byte lies at `spot`.
    pub(crate) fn new(window: Window, spot: Spot) -> Self {
        Self { window, spot, one_line: false }
    }

    /// Where the next byte stands.
    pub(crate) fn spot(&self) -> Spot {
        self.spot
    }

    fn peek(&mut self) -> Parsed<Option<u8>> {
        while self.window.rest().is_empty() && !self.window.ended() {
            self.window.more()?;
        }
        Ok(self.window.rest().first().copied())
    }

    fn bump(&mut self, byte: u8) {
        self.window.take(1);
        self.spot.offset += 1;
        if byte == b'\n' {
            self.spot.line += 1;
            self.spot.column = 1;
        } else if byte & 0xc0 != 0x80 {
            self.spot.column += 1;
        }
    }

    /// Takes the bytes at hand up to the first that ends a run of plain ones, all in one line.
    fn run(&mut self, ends: impl Fn(u8) -> bool) -> &[u8] {
        let rest = self.window.rest();
        let length = rest.iter().position(|byte| ends(*byte)).unwrap_or(rest.len());
        let taken = self.window.take(length);
        self.spot.offset += length as u64;
        let run = self.window.taken(taken);
        self.spot.column += run.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u64;
        run
    }

    /// The bytes that come next, at least so many where there are so many, and whether none come behind them.
    pub(crate) fn ahead(&mut self, length: usize) -> io::Result<(&[u8], bool)> {
        if self.window.rest().len() < length && !self.window.ended() {
            self.window.at_least(length)?;
        }
        Ok((self.window.rest(), self.window.ended()))
    }

    /// Takes bytes from those ahead; of `one_line` only the last can be a line end.
    pub(crate) fn pass(&mut self, length: usize, one_line: bool) -> &[u8] {
        let taken = self.window.take(length);
        let bytes = self.window.taken(taken);
        self.spot.offset += bytes.len() as u64;
        if one_line && bytes.last() == Some(&b'\n') {
            self.spot.line += 1;
            self.spot.column = 1;
            return bytes;
        }
        let line = memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
        if line > 0 {
            self.spot.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
            self.spot.column = 1;
        }
        let rest = bytes.get(line..).unwrap_or_default();
        self.spot.column += rest.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u64;
        bytes
    }

    fn wrong<T>(&self, expected: &'static str) -> Parsed<T> {
        Err(JsonError::Wrong(ReadErrorKind::JsonSyntax { expected }, (self.spot.line, self.spot.column)))
    }

    /// What is read within.
    pub(super) fn limits(&self) -> &Limits {
        self.window.limits()
    }

    /// Holds what has come of a value against a limit.
    pub(super) fn hold(&self, limit: Limit, found: u64) -> Parsed<()> {
        // How much more would come nobody knows.
        let exceeded = self.window.limits().hold(limit, found).map_err(|exceeded| Exceeded { found: None, ..exceeded });
        exceeded.map_err(|exceeded| JsonError::Wrong(exceeded.into(), (self.spot.line, self.spot.column)))
    }

    /// The next byte that is no blank, not taken.
    pub(crate) fn next_visible(&mut self) -> Parsed<Option<u8>> {
        while let Some(byte) = self.peek()? {
            match byte {
                b'\n' if self.one_line => return Ok(None),
                b' ' | b'\t' | b'\n' | b'\r' => self.bump(byte),
                visible => return Ok(Some(visible)),
            }
        }
        Ok(None)
    }

    /// Takes a byte if it is the next visible one.
    pub(crate) fn take(&mut self, wanted: u8) -> Parsed<bool> {
        let found = self.next_visible()? == Some(wanted);
        if found {
            self.bump(wanted);
        }
        Ok(found)
    }

    /// Takes a byte that must come next.
    pub(crate) fn expect(&mut self, wanted: u8, name: &'static str) -> Parsed<()> {
        if self.take(wanted)? { Ok(()) } else { self.wrong(name) }
    }

    /// Takes the rest of the line; where a broken line of NDJSON is given up.
    pub(crate) fn skip_line(&mut self) -> Parsed<()> {
        while let Some(byte) = self.peek()? {
            self.bump(byte);
            if byte == b'\n' {
                break;
            }
        }
        Ok(())
    }

    /// Whether only blanks stand before the next line end.
    pub(crate) fn at_line_end(&mut self) -> Parsed<bool> {
        while let Some(byte) = self.peek()? {
            match byte {
                b' ' | b'\t' | b'\r' => self.bump(byte),
                other => return Ok(other == b'\n'),
            }
        }
        Ok(true)
    }

    /// An object's members, in order; no key may stand twice.
    pub(crate) fn object(&mut self) -> Parsed<Vec<(String, JsonCell)>> {
        self.expect(b'{', "对象 `{…}`")?;
        let mut members = Members::default();
        if self.take(b'}')? {
            return Ok(members.all);
        }
        loop {
            let key = self.key(|key| members.has(key))?;
            self.member(key, 1, &mut members)?;
            if self.take(b'}')? {
                return Ok(members.all);
            }
            self.expect(b',', "逗号 `,` 或 `}`")?;
        }
    }

    /// A value under its key, and what an object holds under `key.inner`, however deep.
    fn member(&mut self, key: String, depth: u32, members: &mut Members) -> Parsed<()> {
        self.hold(Limit::Columns, members.all.len() as u64 + 1)?;
        if self.next_visible()? != Some(b'{') {
            let cell = self.cell(depth)?;
            members.push(key, cell);
            return Ok(());
        }
        self.hold(Limit::Depth, u64::from(depth))?;
        let (line, column) = (self.spot.line, self.spot.column);
        members.push(key.clone(), JsonCell { line, column, value: JsonValue::Nested });
        self.expect(b'{', "对象 `{…}`")?;
        if self.take(b'}')? {
            return Ok(());
        }
        loop {
            let path = |inner: &str| format!("{key}.{inner}");
            let inner = self.key(|inner| members.has(&path(inner)))?;
            self.member(path(&inner), depth + 1, members)?;
            if self.take(b'}')? {
                return Ok(());
            }
            self.expect(b',', "逗号 `,` 或 `}`")?;
        }
    }

    /// An object that ends before its line does.
    pub(crate) fn object_in_line(&mut self) -> Parsed<Vec<(String, JsonCell)>> {
        self.one_line = true;
        let members = self.object();
        self.one_line = false;
        members
    }

    /// A key and its colon.
    pub(crate) fn key(&mut self, is_known: impl Fn(&str) -> bool) -> Parsed<String> {
        if self.next_visible()? != Some(b'"') {
            return self.wrong("双引号里的键");
        }
        let at = (self.spot.line, self.spot.column);
        let key = String::from_utf8_lossy(&self.string()?).into_owned();
        if is_known(&key) {
            return Err(JsonError::Wrong(ReadErrorKind::JsonKeyTwice { key }, at));
        }
        self.expect(b':', "冒号 `:`")?;
        Ok(key)
    }

    /// Any value.
    pub(super) fn cell(&mut self, depth: u32) -> Parsed<JsonCell> {
        let next = self.next_visible()?;
        let (line, column) = (self.spot.line, self.spot.column);
        let value = match next {
            Some(b'"') => match String::from_utf8(self.string()?) {
                Ok(text) => JsonValue::Text(text),
                Err(error) => JsonValue::Undecodable(String::from_utf8_lossy(error.as_bytes()).into_owned()),
            },
            Some(b'{' | b'[') => {
                self.skip_nested(depth)?;
                JsonValue::Nested
            }
            Some(b'-' | b'0'..=b'9') => JsonValue::Number(self.number()?),
            Some(b't' | b'f' | b'n') => self.word()?,
            _ => return self.wrong("一个值"),
        };
        Ok(JsonCell { line, column, value })
    }

    fn skip_nested(&mut self, depth: u32) -> Parsed<()> {
        self.hold(Limit::Depth, u64::from(depth))?;
        if self.take(b'[')? {
            if self.take(b']')? {
                return Ok(());
            }
            loop {
                self.cell(depth + 1)?;
                if self.take(b']')? {
                    return Ok(());
                }
                self.expect(b',', "逗号 `,` 或 `]`")?;
            }
        }
        self.expect(b'{', "对象 `{…}`")?;
        if self.take(b'}')? {
            return Ok(());
        }
        let mut keys = HashSet::new();
        loop {
            let key = self.key(|key| keys.contains(key))?;
            keys.insert(key);
            self.hold(Limit::Columns, keys.len() as u64)?;
            self.cell(depth + 1)?;
            if self.take(b'}')? {
                return Ok(());
            }
            self.expect(b',', "逗号 `,` 或 `}`")?;
        }
    }

    /// `true`, `false`, `null`.
    fn word(&mut self) -> Parsed<JsonValue> {
        let mut word = Vec::new();
        while let Some(byte) = self.peek()?.filter(|b| b.is_ascii_alphanumeric() && word.len() < 8) {
            self.bump(byte);
            word.push(byte);
        }
        match word.as_slice() {
            b"true" => Ok(JsonValue::Truth(true)),
            b"false" => Ok(JsonValue::Truth(false)),
            b"null" => Ok(JsonValue::Null),
            _ => self.wrong("true、false 或 null"),
        }
    }

    /// A number as RFC 8259 has it, as text.
    fn number(&mut self) -> Parsed<String> {
        let part = |byte: u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
        let mut text = String::new();
        while self.peek()?.is_some_and(part) {
            text.extend(self.run(|byte| !part(byte)).iter().copied().map(char::from));
            self.hold(Limit::Cell, text.len() as u64)?;
        }
        if is_number(&text) { Ok(text) } else { self.wrong("一个数") }
    }

    /// The bytes of a string, its escapes resolved.
    fn string(&mut self) -> Parsed<Vec<u8>> {
        self.expect(b'"', "双引号")?;
        let mut bytes = Vec::new();
        loop {
            self.hold(Limit::Cell, bytes.len() as u64)?;
            match self.peek()? {
                None => return self.wrong("字符串的结束引号"),
                Some(b'"') => {
                    self.bump(b'"');
                    return Ok(bytes);
                }
                Some(b'\\') => {
                    self.bump(b'\\');
                    let c = self.escape()?;
                    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Some(byte) if byte < 0x20 => return self.wrong("写成转义的控制字符（换行写 `\\n`）"),
                Some(_) => bytes.extend_from_slice(self.run(|byte| matches!(byte, b'"' | b'\\') || byte < 0x20)),
            }
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let Some(byte) = self.peek()? else { return self.wrong("转义") };
        // A line end stays: a broken line must not take the next with it.
        if byte == b'\n' {
            return self.wrong("JSON 的转义");
        }
        self.bump(byte);
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return self.wrong("JSON 的转义"),
        })
    }

    /// `\uXXXX`, a surrogate pair as one character.
    fn unicode(&mut self) -> Parsed<char> {
        let high = self.hex()?;
        if let Some(c) = char::from_u32(high) {
            return Ok(c);
        }
        if high < 0xdc00 && self.peek()? == Some(b'\\') {
            self.bump(b'\\');
            if self.peek()? == Some(b'u') {
                self.bump(b'u');
                let low = self.hex()?;
                let code = (0x1_0000 + ((high - 0xd800) << 10)).wrapping_add(low.wrapping_sub(0xdc00));
                if let (0xdc00..=0xdfff, Some(c)) = (low, char::from_u32(code)) {
                    return Ok(c);
                }
            }
        }
        self.wrong("成对的 `\\u` 转义")
    }

    fn hex(&mut self) -> Parsed<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek()?.and_then(|b| char::from(b).to_digit(16).map(|d| (b, d)));
            let Some((byte, digit)) = digit else { return self.wrong("四位十六进制数") };
            self.bump(byte);
            code = code * 16 + digit;
        }
        Ok(code)
    }
}

/// Whether a text is a JSON number: no leading zeros or plus, digits on both sides of the point.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

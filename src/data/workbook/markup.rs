//! XML as workbooks have it, read in pieces: tags, ends and text; prefixes of namespaces are passed over.

use memchr::{memchr, memmem};

use super::archive::Part;
use crate::data::read_error::ReadErrorKind;
use crate::limits::{Limit, Limits};

/// Bytes asked for at a time.
const BLOCK: usize = 1 << 16;
const SMALL_BLOCK: usize = 1 << 9;

/// Where the bytes of a part come from.
pub(super) enum Feed<'a> {
    /// The archive itself.
    Part(Part<'a>),
    /// A thread that decompresses ahead.
    Ahead(std::sync::mpsc::Receiver<Result<Vec<u8>, ReadErrorKind>>),
}

/// A part being read.
pub(super) struct Scanner<'a> {
    feed: Feed<'a>,
    /// What it is read within.
    pub(super) limits: Limits,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    ended: bool,
}

/// A piece of a part.
#[derive(Debug)]
pub(super) enum Token<'b> {
    /// `<name …>` or `<name …/>`.
    Open(Tag<'b>),
    /// `</name>`, without its prefix.
    Close(&'b [u8]),
    /// Text between tags, entities as written.
    Text(&'b [u8]),
    /// Text that holds no entities.
    Literal(&'b [u8]),
}

/// A tag that opens an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'b> {
    /// Its name, without its prefix.
    pub(super) name: &'b [u8],
    /// Whether the element ends at once.
    pub(super) empty: bool,
    attributes: &'b [u8],
}

enum Found {
    Markup(usize),
    Text(usize),
    Literal(usize),
    Skipped(usize),
}

pub(super) fn malformed() -> ReadErrorKind {
    ReadErrorKind::BadWorkbook { reason: "内部的 XML 写法有误".to_owned() }
}

impl<'a> Scanner<'a> {
    /// Begins a part.
    pub(super) fn new(feed: Feed<'a>, limits: Limits) -> Self {
        Self { feed, limits, buffer: Vec::new(), at: 0, end: 0, ended: false }
    }

    /// What was read and not yet looked at.
    pub(super) fn ahead(&self) -> &[u8] {
        self.buffer.get(self.at..self.end).unwrap_or_default()
    }

    /// Passes over some of [`Self::ahead`].
    pub(super) fn advance(&mut self, length: usize) {
        self.at = (self.at + length).min(self.end);
    }

    /// Reads more; `false` at the end of the part.
    fn refill(&mut self) -> Result<bool, ReadErrorKind> {
        if self.ended {
            return Ok(false);
        }
        self.buffer.copy_within(self.at..self.end, 0);
        self.end -= self.at;
        self.at = 0;
        if self.end > self.limits.count(Limit::Cell) {
            return Err(self.limits.exceeded(Limit::Cell, None).into());
        }
        let length = match &mut self.feed {
            Feed::Part(part) if part.is_ended() => 0,
            Feed::Part(part) => {
                let block = usize::try_from(part.size()).unwrap_or(BLOCK).clamp(SMALL_BLOCK, BLOCK);
                if self.buffer.is_empty() {
                    self.buffer = vec![0; block];
                } else if self.buffer.len() < self.end + block {
                    self.buffer.resize(self.end + block, 0);
                }
                part.read(self.buffer.get_mut(self.end..).unwrap_or_default())?
            }
            Feed::Ahead(blocks) => match blocks.recv() {
                Ok(block) => {
                    let block = block?;
                    self.buffer.truncate(self.end);
                    self.buffer.extend_from_slice(&block);
                    block.len()
                }
                Err(_) => 0,
            },
        };
        self.end += length;
        self.ended = length == 0;
        Ok(length > 0)
    }

    /// Where a sign stands behind the first bytes ahead, reading on until it comes.
    fn find(&mut self, sign: &[u8], mut from: usize) -> Result<Option<usize>, ReadErrorKind> {
        loop {
            let rest = self.ahead().get(from..).unwrap_or_default();
            let found = if let [byte] = sign { memchr(*byte, rest) } else { memmem::find(rest, sign) };
            if let Some(at) = found {
                return Ok(Some(from + at));
            }
            from = from.max((self.end - self.at).saturating_sub(sign.len() - 1));
            if !self.refill()? {
                return Ok(None);
            }
        }
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token<'_>>, ReadErrorKind> {
        loop {
            if self.at == self.end && !self.refill()? {
                return Ok(None);
            }
            let found = self.piece()?;
            let from = self.at;
            let (Found::Markup(length) | Found::Text(length) | Found::Literal(length) | Found::Skipped(length)) = found;
            self.at = from + length;
            let piece = from..from + length;
            match found {
                Found::Skipped(_) => {}
                Found::Markup(_) => return Ok(Some(markup(self.buffer.get(piece).unwrap_or_default())?)),
                Found::Text(_) => return Ok(self.buffer.get(piece).map(Token::Text)),
                Found::Literal(_) => {
                    return Ok(self.buffer.get(piece.start + 9..piece.end - 3).map(Token::Literal));
                }
            }
        }
    }

    fn piece(&mut self) -> Result<Found, ReadErrorKind> {
        if self.ahead().first() != Some(&b'<') {
            let length = self.find(b"<", 0)?.unwrap_or(self.end - self.at);
            return Ok(Found::Text(length));
        }
        while self.end - self.at < 9 && self.refill()? {}
        let close =
            |sign: &'static [u8]| move |found: Option<usize>| found.map(|at| at + sign.len()).ok_or_else(malformed);
        match self.ahead() {
            [_, b'?', ..] => Ok(Found::Skipped(self.find(b"?>", 2).and_then(close(b"?>"))?)),
            [_, b'!', b'-', b'-', ..] => Ok(Found::Skipped(self.find(b"-->", 4).and_then(close(b"-->"))?)),
            bytes if bytes.starts_with(b"<![CDATA[") => {
                Ok(Found::Literal(self.find(b"]]>", 9).and_then(close(b"]]>"))?))
            }
            // A document type could define entities, which no workbook has.
            [_, b'!', ..] => Err(malformed()),
            _ => self.tag_length().map(Found::Markup),
        }
    }

    /// How long the tag ahead is; `>` inside quotes does not end it.
    fn tag_length(&mut self) -> Result<usize, ReadErrorKind> {
        let (mut at, mut quote) = (1, 0);
        loop {
            for byte in self.ahead().get(at..).unwrap_or_default() {
                at += 1;
                match *byte {
                    b'>' if quote == 0 => return Ok(at),
                    b'"' | b'\'' if quote == 0 => quote = *byte,
                    byte if byte == quote => quote = 0,
                    _ => {}
                }
            }
            if !self.refill()? {
                return Err(malformed());
            }
        }
    }

    /// Passes over the rest of an element whose tag was read.
    pub(super) fn skip(&mut self) -> Result<(), ReadErrorKind> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()?.ok_or_else(malformed)? {
                Token::Open(tag) if !tag.empty => depth += 1,
                Token::Close(_) => depth -= 1,
                _ => {}
            }
        }
        Ok(())
    }

    /// Adds the text of the element whose tag was read, up to its end.
    pub(super) fn text(&mut self, text: &mut String) -> Result<(), ReadErrorKind> {
        loop {
            match self.next()?.ok_or_else(malformed)? {
                Token::Text(raw) => unescape(raw, text)?,
                Token::Literal(raw) => text.push_str(utf8(raw)?),
                Token::Open(tag) if tag.empty => {}
                Token::Open(_) => self.skip()?,
                Token::Close(_) => return Ok(()),
            }
        }
    }
}

fn markup(piece: &[u8]) -> Result<Token<'_>, ReadErrorKind> {
    let inner = piece.get(1..piece.len().saturating_sub(1)).unwrap_or_default();
    if let Some(name) = inner.strip_prefix(b"/") {
        return Ok(Token::Close(local(name.trim_ascii_end())));
    }
    let (inner, empty) = inner.strip_suffix(b"/").map_or((inner, false), |inner| (inner, true));
    let end = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at_checked(end).ok_or_else(malformed)?;
    Ok(Token::Open(Tag { name: local(name), empty, attributes }))
}

/// The value between two signs, if that is what comes next.
pub(super) fn between<'a>(ahead: &'a [u8], open: &[u8], close: &[u8]) -> Option<&'a [u8]> {
    let rest = ahead.strip_prefix(open)?;
    let (value, behind) = rest.split_at_checked(memchr(b'<', rest)?)?;
    behind.starts_with(close).then_some(value)
}

/// A name without its prefix.
pub(super) fn local(name: &[u8]) -> &[u8] {
    name.iter().position(|byte| *byte == b':').and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

/// Bytes as text.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, ReadErrorKind> {
    let wrong = || ReadErrorKind::BadWorkbook { reason: "内部的文字不是 UTF-8".to_owned() };
    std::str::from_utf8(bytes).map_err(|_| wrong())
}

impl<'b> Tag<'b> {
    /// A tag of which only the attributes matter.
    pub(super) fn of_attributes(attributes: &'b [u8]) -> Self {
        Self { name: b"", empty: false, attributes }
    }

    /// Names, without prefixes, and values, entities as written.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'b [u8], &'b [u8])> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = rest.trim_ascii_start();
            let equals = memchr(b'=', rest)?;
            let name = rest.get(..equals)?.trim_ascii_end();
            let value = rest.get(equals + 1..)?.trim_ascii_start();
            let quote = value.first().filter(|quote| matches!(quote, b'"' | b'\''))?;
            let value = value.get(1..)?;
            let end = memchr(*quote, value)?;
            rest = value.get(end + 1..)?;
            Some((local(name), value.get(..end)?))
        })
    }

    /// The value of an attribute, entities as written.
    pub(super) fn raw(&self, name: &str) -> Option<&'b [u8]> {
        self.attributes().find(|(key, _)| *key == name.as_bytes()).map(|(_, value)| value)
    }

    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Result<Option<String>, ReadErrorKind> {
        let Some(raw) = self.raw(name) else { return Ok(None) };
        let mut value = String::new();
        unescape(raw, &mut value)?;
        Ok(Some(value))
    }

    /// The value of an attribute that is a number.
    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        std::str::from_utf8(self.raw(name)?).ok()?.trim().parse().ok()
    }

    /// Whether an attribute is set.
    pub(super) fn is_on(&self, name: &str) -> bool {
        matches!(self.raw(name), Some(b"1" | b"true" | b"on"))
    }
}

/// Adds text with its entities resolved; line ends are one sign, as XML has it.
pub(super) fn unescape(raw: &[u8], text: &mut String) -> Result<(), ReadErrorKind> {
    let mut rest = utf8(raw)?;
    while let Some((before, behind)) = rest.split_once(['&', '\r']) {
        text.push_str(before);
        let sign = rest.as_bytes().get(before.len());
        if sign == Some(&b'\r') {
            text.push('\n');
            rest = behind.strip_prefix('\n').unwrap_or(behind);
            continue;
        }
        let (name, after) = behind.split_once(';').ok_or_else(malformed)?;
        text.push(entity(name).ok_or_else(malformed)?);
        rest = after;
    }
    text.push_str(rest);
    Ok(())
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_and_line_ends_are_resolved() {
        let read = |raw: &str| {
            let mut text = String::new();
            unescape(raw.as_bytes(), &mut text).map(|()| text)
        };
        assert_eq!(read("R&amp;D&#32463;&#x8d39;\r\n<").unwrap(), "R&D经费\n<");
        assert!(read("&undefined;").is_err());
        assert!(read("a & b").is_err());
    }

    #[test]
    fn a_tag_gives_its_attributes_without_prefixes() {
        let Ok(Token::Open(tag)) = markup(b"<x:sheet name='a>b' r:id = \"rId1\"/>") else { panic!() };
        assert_eq!((tag.name, tag.empty), (&b"sheet"[..], true));
        assert_eq!(tag.get("name").unwrap().as_deref(), Some("a>b"));
        assert_eq!(tag.raw("id"), Some(&b"rId1"[..]));
    }
}

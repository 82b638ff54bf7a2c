//! The texts of a book or a sheet, one behind the other in one piece of memory.

use std::borrow::Cow;

use super::markup::{Scanner, Tag, Token, between, malformed, unescape, utf8};
use crate::data::read_error::ReadErrorKind;
use crate::limits::{Limit, Limits};

/// Texts by their number.
#[derive(Debug, Default)]
pub(super) struct Texts {
    all: String,
    ends: Vec<u32>,
    limits: Limits,
}

impl Texts {
    /// For a book read within some limits.
    pub(super) fn within(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// The text of a number.
    pub(super) fn get(&self, number: u32) -> Option<&str> {
        let at = usize::try_from(number).ok()?;
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.all.get(start as usize..*self.ends.get(at)? as usize)
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// Takes one in.
    pub(super) fn push(&mut self, text: &str) -> Result<u32, ReadErrorKind> {
        if self.all.len() + text.len() > self.limits.count(Limit::Texts) {
            return Err(self.limits.exceeded(Limit::Texts, None).into());
        }
        if self.ends.len() >= self.limits.count(Limit::Cells) {
            return Err(self.limits.exceeded(Limit::Cells, None).into());
        }
        self.all.push_str(text);
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        Ok(self.len() - 1)
    }

    /// Reads the shared strings of a book: rich text joined, phonetic signs left out.
    pub(super) fn shared(mut scanner: Scanner<'_>) -> Result<Self, ReadErrorKind> {
        let mut texts = Self::within(scanner.limits);
        let mut text = String::new();
        loop {
            let (open, close) = (b"<si><t>", b"</t></si>");
            if let Some(value) = between(scanner.ahead(), open, close) {
                if memchr::memchr3(b'&', b'\r', b'_', value).is_none() {
                    texts.push(utf8(value)?)?;
                } else {
                    text.clear();
                    unescape(value, &mut text)?;
                    texts.push(&unescaped(&text))?;
                }
                let length = open.len() + value.len() + close.len();
                scanner.advance(length);
                continue;
            }
            let Some(token) = scanner.next()? else { return Ok(texts) };
            if let Token::Open(Tag { name: b"si", empty, .. }) = token {
                text.clear();
                if !empty {
                    rich_text(&mut scanner, &mut text)?;
                }
                texts.push(&unescaped(&text))?;
            }
        }
    }
}

/// Adds the text of `<si>` or `<is>`, whose tag was read, up to its end.
pub(super) fn rich_text(scanner: &mut Scanner<'_>, text: &mut String) -> Result<(), ReadErrorKind> {
    let mut depth = 1;
    while depth > 0 {
        match scanner.next()?.ok_or_else(malformed)? {
            Token::Open(Tag { name: b"t", empty: false, .. }) => scanner.text(text)?,
            Token::Open(Tag { name: b"rPh", empty: false, .. }) => scanner.skip()?,
            Token::Open(Tag { empty: false, .. }) => depth += 1,
            Token::Close(_) => depth -= 1,
            _ => {}
        }
    }
    Ok(())
}

/// A text with its `_x000D_` resolved: characters that XML has no form for (ECMA-376 part 1, 22.9.2.19). A line feed behind
/// a carriage return is one line end.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if memchr::memmem::find(text.as_bytes(), b"_x").is_none() {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("_x") {
        whole.push_str(before);
        let code = behind.get(..5).and_then(|code| code.strip_suffix('_'));
        let code = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        match code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)) {
            Some(c) => {
                whole.push(c);
                rest = behind.get(5..).unwrap_or_default();
            }
            None => {
                whole.push_str("_x");
                rest = behind;
            }
        }
    }
    whole.push_str(rest);
    Cow::Owned(whole.replace("\r\n", "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_without_a_form_in_xml_are_resolved() {
        assert_eq!(unescaped("甲_x000D_\n乙"), "甲\n乙");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescaped("a_xyz_b_x12"), "a_xyz_b_x12");
    }

    #[test]
    fn texts_are_found_by_their_number() {
        let mut texts = Texts::default();
        assert_eq!((texts.push("甲").unwrap(), texts.push("").unwrap(), texts.push("乙").unwrap()), (0, 1, 2));
        assert_eq!([0, 1, 2, 3].map(|at| texts.get(at)), [Some("甲"), Some(""), Some("乙"), None]);
    }
}

//! Submitted text made harmless for the formats of machines: nothing in it can act as markup, command or link.

use std::borrow::Cow;
use std::fmt::Write as _; // writing to a String cannot fail
use std::io::{self, Write};

use crate::diagnostic::visible;

/// For HTML text and attribute values.
pub fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

/// For Markdown, table cells included: on one line, no markup, no HTML, no link.
pub fn markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let shown = visible(text);
    let mut before = None;
    let mut rest = shown.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // A bare address becomes a link without any markup.
            ':' if next == Some('/') => safe.push_str("&#58;"),
            '.' if matches!(before, Some('w' | 'W')) => safe.push_str("&#46;"),
            '@' => safe.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '|' | '~' => safe.extend(['\\', c]),
            // Headings, lists and rules begin a line.
            '#' | '+' | '-' | '=' if before.is_none() => safe.extend(['\\', c]),
            '.' if next.is_none_or(char::is_whitespace) && safe.chars().all(|digit| digit.is_ascii_digit()) => {
                safe.extend(['\\', c]);
            }
            _ => safe.push(c),
        }
        before = Some(c);
    }
    safe
}

/// For XML text and attribute values; what XML has no character for is named.
pub fn xml(text: &str) -> String {
    let shown = visible(text).replace('\u{fffe}', "<U+FFFE>").replace('\u{ffff}', "<U+FFFF>");
    quick_xml::escape::escape(shown).into_owned()
}

/// For the log of a CI service: no line of a report for people is taken for a workflow command.
pub fn log(text: String) -> String {
    if !text.contains("::") && !text.contains("##[") {
        return text;
    }
    let guarded = |line: &str| {
        let sign = if line.trim_start().starts_with("::") { "·" } else { "" };
        format!("{sign}{}", line.replace("##[", "##·["))
    };
    text.split_inclusive('\n').map(guarded).collect()
}

/// A writer of JSON in which characters that nobody sees are written as escapes; they stand in strings only.
#[derive(Debug)]
pub struct Escaping<W>(pub W);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.0.write_all(escaped(text).as_bytes())?,
            Err(_) => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn escaped(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains('\u{7f}') || !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| {
                let _ = write!(safe, "\\u{unit:04x}");
            });
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// Controls, and what reorders or hides the text round it.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// JSON in which every character can be seen, ending in a line break.
pub fn json(value: &impl serde::Serialize) -> String {
    let mut bytes = Vec::new();
    // INVARIANT: every map key is a string and memory takes every byte, so writing cannot fail.
    let _ = serde_json::to_writer_pretty(Escaping(&mut bytes), value);
    String::from_utf8(bytes).unwrap_or_default() + "\n"
}

/// A path as a URI reference: relative paths stay relative, every byte that may not stand there is percent-encoded.
pub fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hostile_gets_through() {
        assert_eq!(html("<b a='1'>&\"\u{1b}\u{202e}"), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;␛&lt;U+202E&gt;");
        assert_eq!(markdown("[a](http://b)|<i>\n=x"), "\\[a\\]\\(http&#58;//b\\)\\|&lt;i&gt;␊=x");
        assert_eq!([markdown("=a-b"), markdown("1. www.e"), markdown("a:b")], ["\\=a-b", "1\\. www&#46;e", "a:b"]);
        assert_eq!(xml("]]>\u{0}\u{ffff}"), "]]&gt;␀&lt;U+FFFF&gt;");
        assert_eq!(uri("data/指 标:1.csv"), "data/%E6%8C%87%20%E6%A0%87%3A1.csv");
        assert_eq!(uri("/a"), "file:///a");
        assert_eq!(log("a\n  ::error::b\n##[group]".to_owned()), "a\n·  ::error::b\n##·[group]");
        assert_eq!(json(&"一\u{202e}\u{1b}\u{e0001}"), "\"一\\u202e\\u001b\\udb40\\udc01\"\n");
    }
}

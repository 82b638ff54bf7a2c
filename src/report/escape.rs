//! Submitted text made harmless for the formats of machines: nothing in it can act as markup, command or link.

use std::fmt::Write as _; // writing to a String cannot fail

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
    for c in visible(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // A bare address becomes a link without any markup.
            ':' => safe.push_str("&#58;"),
            '@' => safe.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '-' | '!' | '|' | '~' | '=' => {
                safe.push('\\');
                safe.push(c);
            }
            _ => safe.push(c),
        }
    }
    safe
}

/// For XML text and attribute values; what XML has no character for is named.
pub fn xml(text: &str) -> String {
    let shown = visible(text).replace('\u{fffe}', "<U+FFFE>").replace('\u{ffff}', "<U+FFFF>");
    quick_xml::escape::escape(shown).into_owned()
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
        assert_eq!(markdown("[a](http://b)|<i>\n=x"), "\\[a\\]\\(http&#58;//b\\)\\|&lt;i&gt;␊\\=x");
        assert_eq!(xml("]]>\u{0}\u{ffff}"), "]]&gt;␀&lt;U+FFFF&gt;");
        assert_eq!(uri("data/指 标:1.csv"), "data/%E6%8C%87%20%E6%A0%87%3A1.csv");
        assert_eq!(uri("/a"), "file:///a");
    }
}

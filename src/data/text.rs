//! Text from data files: as names are compared, as messages show it, and which name was probably meant.

use std::borrow::Cow;

/// Characters of a cell shown in a message before it is cut.
const SHOWN: usize = 40;

/// Whether a character takes no part in names: blanks of every width and invisible marks.
fn is_filler(c: char) -> bool {
    if matches!(c, '\u{4e00}'..='\u{9fff}' | '!'..='~') {
        return false;
    }
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}')
}

/// The half-width form of a full-width letter, digit or sign.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        // ratio sign, small and vertical forms that input methods and scanned forms put in their place
        '\u{2236}' | '\u{fe55}' | '\u{fe13}' => ':',
        '\u{fe59}' => '(',
        '\u{fe5a}' => ')',
        '\u{fe6a}' => '%',
        other => other,
    }
}

/// A name as names are compared: half-width and without blanks.
pub(crate) fn name_key(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) || text.chars().all(|c| !is_filler(c) && half_width(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_filler(*c)).map(half_width).collect())
}

/// A cell's text as values are read: half-width, blanks kept inside, none at the ends.
pub(crate) fn value_text(text: &str) -> Cow<'_, str> {
    let trimmed = trim(text);
    if trimmed.is_ascii() || trimmed.chars().all(|c| half_width(c) == c) {
        return Cow::Borrowed(trimmed);
    }
    Cow::Owned(trimmed.chars().map(half_width).collect())
}

/// Without blanks and invisible marks at its ends.
pub(crate) fn trim(text: &str) -> &str {
    if is_trimmed(text.as_bytes()) { text } else { text.trim_matches(is_filler) }
}

/// Whether a text surely has no filler at its ends, told by the commonest bytes: visible ASCII, and characters of three bytes
/// from U+4000 to U+9FFF.
#[inline]
pub(crate) fn is_trimmed(bytes: &[u8]) -> bool {
    let visible = |byte: u8| matches!(byte, 0x21..=0x7e);
    let han = |byte: u8| matches!(byte, 0xe4..=0xe9);
    match bytes {
        [] => true,
        [only] => visible(*only),
        [first, .., last] if visible(*last) => visible(*first) || han(*first),
        [first, .., lead, _, last] if han(*lead) && *last >= 0x80 => visible(*first) || han(*first),
        [lead, _, _] => han(*lead),
        _ => false,
    }
}

/// Text of a file as a message shows it: nothing in it can move the cursor or turn the line, and long text is cut.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for (count, c) in trim(text).chars().enumerate() {
        if count == SHOWN {
            shown.push('…');
            break;
        }
        match c {
            // Cells are broken into lines to fit their width.
            '\n' => shown.push(' '),
            '\r' => {}
            _ if is_unprintable(c) => shown.extend(c.escape_unicode()),
            _ => shown.push(c),
        }
    }
    shown
}

/// Controls, direction marks and other characters that would change how the rest of a line is drawn.
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The known name that was probably meant.
pub(crate) fn similar<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    crate::diagnostic::nearest(&name_key(written), known).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_never_reach_a_message() {
        assert_eq!(shown("甲\u{1b}[31m乙\n"), "甲\\u{1b}[31m乙");
    }

    #[test]
    fn a_name_is_the_same_in_both_widths() {
        assert_eq!(name_key("ＰＭ２．５　浓度"), "PM2.5浓度");
    }
}

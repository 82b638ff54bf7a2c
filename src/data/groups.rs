//! Rows that head a group of items and give its subtotal: `一,工业项目（22个）,123456`, `（一）服务业项目,9`.

use super::text::name_key;

/// Columns that may number the rows.
const LEFT: usize = 2;

/// What numbers a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// `一` `（二）`
    Numeral,
    /// `一、工业项目`
    Heading,
    /// `1` `12`
    Digits,
    /// Anything else.
    Words,
}

/// The column whose numerals part a table into groups: some rows have them, and at least as many items have none.
pub(crate) fn column(rows: &[&[String]]) -> Option<usize> {
    (0..LEFT).find(|column| {
        let texts = rows.iter().filter_map(|row| row.get(*column)).filter(|text| !name_key(text).is_empty());
        let marks: Vec<Mark> =
            texts.filter(|text| super::aside::kind_of(text).is_none()).map(|text| mark(text)).collect();
        let count = |wanted: Mark| marks.iter().filter(|mark| **mark == wanted).count();
        let parts = |heads: usize, items: usize| heads > 0 && items >= heads;
        let digits = count(Mark::Digits);
        parts(count(Mark::Numeral), digits) || parts(count(Mark::Heading), count(Mark::Words) + digits)
    })
}

/// Whether a text in that column heads a group.
pub(crate) fn is_head(text: &str) -> bool {
    matches!(mark(text), Mark::Numeral | Mark::Heading)
}

fn mark(text: &str) -> Mark {
    let key = name_key(text);
    let bare = key.trim_matches(['(', ')', '、', '.']);
    if !bare.is_empty() && bare.chars().all(is_numeral) {
        Mark::Numeral
    } else if is_numbered_heading(&key) {
        Mark::Heading
    } else if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit()) {
        Mark::Digits
    } else {
        Mark::Words
    }
}

fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// `一、工业项目` `（二）服务业项目`
pub(crate) fn is_numbered_heading(text: &str) -> bool {
    let inside = text.strip_prefix(['(', '（']);
    let rest = inside.unwrap_or(text).trim_start_matches(is_numeral);
    let numbered = rest.len() < inside.unwrap_or(text).len();
    numbered && rest.starts_with(if inside.is_some() { &[')', '）'][..] } else { &['、'][..] })
}

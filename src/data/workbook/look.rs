//! What a number format makes of a number: a percentage, a day, a month, a time of day, or nothing.

use std::collections::BTreeMap;

use super::markup::{Scanner, Token};
use super::sections::Sections;
use crate::data::read_error::ReadErrorKind;
use crate::data::record::{DayShape, Percent};

/// How a cell shows its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// As a number.
    Number(Percent),
    /// As a date or a time.
    Day(DayShape),
    /// As its sections say, which stand here in the book's looks.
    Sections(u16),
}

/// The looks of a book's cell styles, by their number.
#[derive(Debug, Default)]
pub(super) struct Looks {
    styles: Vec<Look>,
    sections: Vec<Sections>,
}

impl Look {
    /// A number as it is.
    pub(super) const PLAIN: Self = Self::Number(Percent::No);

    /// The look of a format; built-in ones are not written out in the file: ECMA-376 part 1, 18.8.30, with those of
    /// Chinese Excel.
    fn of(id: u32, code: Option<&str>) -> Self {
        match (id, code) {
            (_, Some(code)) => Self::of_code(code),
            (9 | 10, None) => Self::Number(Percent::Yes),
            (27 | 36 | 50 | 52 | 57 | 17, None) => Self::Day(DayShape::Month),
            (18..=21 | 32..=35 | 45..=47 | 55 | 56, None) => Self::Day(DayShape::Time),
            (14..=16 | 22 | 28..=31 | 51 | 53 | 54 | 58, None) => Self::Day(DayShape::Day),
            _ => Self::PLAIN,
        }
    }

    /// The look that a format's code describes.
    pub(super) fn of_code(code: &str) -> Self {
        let (letters, elapsed) = letters(code);
        let has = |set: &[char]| letters.contains(set);
        let is_date = elapsed || has(&['y', 'm', 'd', 'h', 's']) || letters.contains('e') && !has(&['0', '#', '?']);
        match () {
            () if !is_date && has(&['%']) => Self::Number(Percent::Yes),
            () if !is_date => Self::PLAIN,
            () if elapsed => Self::Day(DayShape::Time),
            () if has(&['d']) => Self::Day(DayShape::Day),
            () if has(&['y', 'e']) => Self::Day(DayShape::Month),
            () if has(&['h', 's']) => Self::Day(DayShape::Time),
            () => Self::Day(DayShape::Day),
        }
    }
}

/// The small letters of a format's first section that format anything: not quoted, not escaped, not in brackets; and whether
/// the brackets count hours, minutes or seconds.
fn letters(code: &str) -> (String, bool) {
    let (mut letters, mut elapsed) = (String::new(), false);
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                elapsed |= !inside.is_empty() && inside.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S'));
            }
            '\\' | '_' | '*' | '!' => drop(chars.next()),
            ';' => break,
            other => letters.extend(other.to_lowercase()),
        }
    }
    let words = ["general", "am/pm", "a/p", "e+", "e-"];
    (words.iter().fold(letters, |letters, word| letters.replace(word, "")), elapsed)
}

impl Looks {
    /// The look of a style; a style that the book does not have formats nothing.
    pub(super) fn get(&self, style: u32) -> Look {
        let look = usize::try_from(style).ok().and_then(|at| self.styles.get(at));
        look.copied().unwrap_or(Look::PLAIN)
    }

    /// The sections of a look.
    pub(super) fn sections(&self, at: u16) -> Option<&Sections> {
        self.sections.get(usize::from(at))
    }

    /// The look of a style's format; what shows more than one look keeps its sections.
    fn of(&mut self, id: u32, code: Option<&str>) -> Look {
        let look = Look::of(id, code);
        let Some(sections) = code.filter(|_| matches!(look, Look::Number(_))).and_then(Sections::of_code) else {
            return look;
        };
        let known = self.sections.iter().position(|other| *other == sections);
        let Ok(at) = u16::try_from(known.unwrap_or(self.sections.len())) else { return Look::Number(Percent::Masked) };
        if known.is_none() {
            self.sections.push(sections);
        }
        Look::Sections(at)
    }

    /// The looks of styles by their formats.
    pub(super) fn of_formats(styles: &[u32], codes: &BTreeMap<u32, String>) -> Self {
        let mut looks = Self::default();
        for id in styles {
            let look = looks.of(*id, codes.get(id).map(String::as_str));
            looks.styles.push(look);
        }
        looks
    }

    /// Reads a book's styles as far as the formats of its cells.
    pub(super) fn read(mut scanner: Scanner<'_>) -> Result<Self, ReadErrorKind> {
        let mut codes: BTreeMap<u32, String> = BTreeMap::new();
        let mut looks = Self::default();
        let (mut in_codes, mut in_cells) = (false, false);
        while let Some(token) = scanner.next()? {
            match token {
                Token::Open(tag) => match tag.name {
                    b"numFmts" => in_codes = !tag.empty,
                    b"cellXfs" => in_cells = !tag.empty,
                    b"numFmt" if in_codes => {
                        if let (Some(id), Some(code)) = (tag.number("numFmtId"), tag.get("formatCode")?) {
                            codes.insert(id, code);
                        }
                    }
                    b"xf" if in_cells => {
                        let id = tag.number("numFmtId").unwrap_or(0);
                        let look = looks.of(id, codes.get(&id).map(String::as_str));
                        looks.styles.push(look);
                    }
                    _ => {}
                },
                Token::Close(b"numFmts") => in_codes = false,
                Token::Close(b"cellXfs") => break,
                _ => {}
            }
        }
        Ok(looks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_tell_percentages_dates_and_times() {
        let percent = ["0.0%", "0%;[Red]-0%", "# ??/?? %", "[>1]0.0%;0%"];
        let plain =
            ["General", "0\"%\"", "0\\%", "#,##0.00_);[Red](#,##0.00)", "0.00E+00", "[$¥-804]#,##0", "@", "0.0\"m\""];
        let day = ["yyyy/m/d", "[$-804]yyyy\"年\"m\"月\"d\"日\";@", "d-mmm-yy", "m/d/yy h:mm", "e/m/d"];
        let month = ["yyyy\"年\"m\"月\";@", "mmm-yy", "yyyy-mm"];
        let time = ["h:mm", "[h]:mm:ss", "[mm]", "mm:ss.0", "上午/下午h\"时\"mm\"分\"", "h:mm AM/PM"];
        let all = [
            (&percent[..], Look::Number(Percent::Yes)),
            (&plain, Look::PLAIN),
            (&day, Look::Day(DayShape::Day)),
            (&month, Look::Day(DayShape::Month)),
            (&time, Look::Day(DayShape::Time)),
        ];
        for (codes, look) in all {
            for code in codes {
                assert_eq!(Look::of_code(code), look, "{code}");
            }
        }
    }
}

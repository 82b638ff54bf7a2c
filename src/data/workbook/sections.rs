//! Number formats that show something else than the number: `0"万元"`, `0!.0,"万元"`, `[<1]0.0%;0.0`.

use super::cell::decimal;
use super::look::Look;
use crate::data::record::Percent;

/// A format whose sections are told apart by the number, or that writes words behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sections(Vec<Section>);

/// One of the parts between semicolons.
#[derive(Clone, Debug, Default, PartialEq)]
struct Section {
    /// What the number has to be: `[>=1]`.
    condition: Option<(String, f64)>,
    /// Whether it shows a digit.
    shows: bool,
    percent: bool,
    /// Whether commas divide the number, or signs stand among its digits.
    masked: bool,
    /// What stands behind the digits.
    suffix: String,
}

/// What a format makes of one number.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shown {
    /// Nothing but its look.
    Plain(Look),
    /// The number with words behind it.
    Text(String),
}

impl Sections {
    /// Those of a format; `None` when its first section says all there is to say.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        let all: Vec<Section> = split(code).map(Section::read).collect();
        let mut numeric = all.iter().filter(|section| section.shows);
        let first = numeric.next()?;
        let is_plain = |section: &Section| section.suffix.is_empty() && !section.masked;
        let alike = is_plain(first) && numeric.all(|section| is_plain(section) && section.percent == first.percent);
        (!alike).then_some(Self(all))
    }

    /// What it makes of a number.
    pub(super) fn show(&self, text: &str) -> Shown {
        let Some(number) = text.parse().ok().filter(|number: &f64| number.is_finite()) else {
            return Shown::Plain(Look::PLAIN);
        };
        let Some(section) = self.section(number).filter(|section| section.shows) else {
            return Shown::Plain(Look::Number(Percent::Masked));
        };
        match (section.masked, section.suffix.as_str()) {
            (true, _) => Shown::Plain(Look::Number(Percent::Masked)),
            (false, "") if section.percent => Shown::Plain(Look::Number(Percent::Yes)),
            (false, "") => Shown::Plain(Look::PLAIN),
            (false, _) if section.percent => Shown::Plain(Look::Number(Percent::Masked)),
            (false, suffix) => Shown::Text(decimal(number) + suffix),
        }
    }

    /// The section that shows a number: by conditions where there are any, else by sign.
    fn section(&self, number: f64) -> Option<&Section> {
        if self.0.iter().any(|section| section.condition.is_some()) {
            let fits =
                |section: &&Section| section.condition.as_ref().is_none_or(|(sign, bound)| holds(number, sign, *bound));
            return self.0.iter().find(fits);
        }
        let at = match self.0.len() {
            0 | 1 => 0,
            _ if number < 0.0 => 1,
            2 => 0,
            _ => {
                if number == 0.0 {
                    2
                } else {
                    0
                }
            }
        };
        self.0.get(at)
    }
}

fn holds(number: f64, sign: &str, bound: f64) -> bool {
    match sign {
        "<" => number < bound,
        "<=" => number <= bound,
        ">" => number > bound,
        ">=" => number >= bound,
        "<>" => number.total_cmp(&bound).is_ne(),
        _ => number.total_cmp(&bound).is_eq(),
    }
}

/// The sections of a format; a semicolon in quotes or behind a backslash ends none.
fn split(code: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    code.split(move |c: char| {
        let ends = c == ';' && !quoted && !escaped;
        quoted ^= c == '"' && !escaped;
        escaped = matches!(c, '\\' | '!') && !escaped && !quoted;
        ends
    })
}

impl Section {
    fn read(code: &str) -> Self {
        let mut section = Self::default();
        let mut chars =
            code.replace("General", "0").replace("G/通用格式", "0").chars().collect::<Vec<_>>().into_iter().peekable();
        let (mut literal, mut commas, mut foreign) = (String::new(), false, None);
        while let Some(c) = chars.next() {
            match c {
                '0' | '#' | '?' => {
                    foreign = foreign.or_else(|| currency(&literal));
                    section.masked |= section.shows && !name(&literal).is_empty();
                    (section.shows, commas) = (true, false);
                    literal.clear();
                }
                ',' => commas = section.shows,
                '%' => section.percent = true,
                '"' => literal.extend(chars.by_ref().take_while(|c| *c != '"')),
                '\\' | '!' => literal.extend(chars.next()),
                '_' | '*' => drop(chars.next()),
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    let sign = inside.strip_prefix('$').map(|rest| rest.split('-').next().unwrap_or_default());
                    foreign = foreign.or_else(|| currency(sign?));
                    section.condition = condition(&inside).or(section.condition);
                }
                '$' => foreign = foreign.or(currency("$")),
                '@' => return Self::default(),
                // Behind a decimal point or a word a comma divides as it does at the end of the digits.
                '.' => section.masked |= commas,
                other if !other.is_ascii() => literal.push(other),
                _ => {}
            }
            section.masked |= commas && !matches!(chars.peek(), Some('0' | '#' | '?' | ','));
        }
        foreign = foreign.or_else(|| currency(&literal));
        let behind = foreign.filter(|_| section.shows).unwrap_or_else(|| name(&literal));
        behind.clone_into(&mut section.suffix);
        section
    }
}

/// The money other than our own that a sign stands for.
fn currency(sign: &str) -> Option<&'static str> {
    let known = [("$", "美元"), ("USD", "美元"), ("€", "欧元"), ("EUR", "欧元"), ("£", "英镑"), ("HK", "港元")];
    let found = known.iter().rev().find(|(mark, _)| sign.contains(mark));
    found.map(|(_, word)| *word)
}

/// A literal without the blanks, brackets and signs that only set numbers in line.
fn name(literal: &str) -> &str {
    literal.trim_matches(|c: char| c.is_whitespace() || "()-+¥￥".contains(c))
}

fn condition(inside: &str) -> Option<(String, f64)> {
    let bound = inside.trim_start_matches(['<', '>', '=']);
    let sign = inside.strip_suffix(bound).filter(|sign| !sign.is_empty())?;
    Some((sign.to_owned(), bound.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_say_no_more_than_their_first_section_are_none() {
        for code in [
            "General",
            "0.00%;[Red]-0.00%",
            "#,##0.00_);[Red](#,##0.00)",
            "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
            "_-¥* #,##0.00_-",
            "0.00E+00",
            "[$¥-804]#,##0.00",
            "# ?/?",
            "0.0%;-0.0%;\"—\"",
            "[Red][<0]0.0;0.0",
            "000\\-0000",
        ] {
            assert_eq!(Sections::of_code(code), None, "{code}");
        }
    }

    #[test]
    fn a_number_is_what_its_section_shows() {
        let show = |code: &str, text: &str| Sections::of_code(code).unwrap().show(text);
        let (percent, masked) = (Shown::Plain(Look::Number(Percent::Yes)), Shown::Plain(Look::Number(Percent::Masked)));
        assert_eq!(show("[<1]0.0%;0.0", "0.081"), percent);
        assert_eq!(show("[<1]0.0%;0.0", "8.1"), Shown::Plain(Look::PLAIN));
        assert_eq!(show("[>=1]0.0;0.0%", "0.081"), percent);
        assert_eq!(show("0.0\"万元\"", "5000"), Shown::Text("5000万元".into()));
        assert_eq!(show("0\\户", "12"), Shown::Text("12户".into()));
        assert_eq!(show("0.0\"%\";-0.0\"%\"", "-8.1"), Shown::Text("-8.1%".into()));
        for code in ["$#,##0.00", "[$$-409]#,##0.00", "\"US$\"0", "0.0\" USD\""] {
            assert_eq!(show(code, "120"), Shown::Text("120美元".into()), "{code}");
        }
        assert_eq!(show("[$€-2] #,##0", "120"), Shown::Text("120欧元".into()));
        for code in ["0!.0,\"万元\"", "#,##0,", "#,##0.0,,", "0\\.0000", "0\"亿\"0000\"万\"", "0.0,"] {
            assert_eq!(show(code, "50000"), masked, "{code}");
        }
    }
}

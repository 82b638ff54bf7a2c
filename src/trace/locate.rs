//! Finds in a plan's text the stretch that a rule comes from.

use super::section::Outline;
use std::ops::Range;

/// The figure (with its unit), or else the subject's name, in the section that the locator names; in bytes of `text`.
///
/// A locator is heading words joined by `·` (`一·做大数字经济`): each is looked for behind the one before it.
/// Where no section is found the whole text is searched, and then only a line with both name and figure will do.
pub fn locate(text: &str, locator: &str, figure: Option<(&str, &str)>, subject: &str) -> Option<Range<usize>> {
    let lines = lines(text);
    let words = words_of(subject);
    let start = section(&lines, locator).or_else(|| by_outline(text, locator));
    let inside = lines.get(start.unwrap_or(0)..).unwrap_or(&[]);
    let inside: Vec<&Row> = match start {
        Some(_) => inside.iter().take(1).chain(inside.iter().skip(1).take_while(|line| !line.is_chapter())).collect(),
        None => inside.iter().collect(),
    };
    let with_figure = |line: &&Row| figure.and_then(|(value, unit)| line.figure(value, unit));
    let named = |line: &Row| words.iter().any(|word| line.plain.contains(word));
    let both = inside.iter().filter(|line| named(line)).find_map(with_figure);
    if start.is_none() {
        return both;
    }
    let either = || inside.iter().find_map(with_figure);
    let name = || inside.iter().find_map(|line| words.iter().find_map(|word| line.find(word)));
    both.or_else(either).or_else(name).or_else(|| part_of_name(&inside, &plain(subject)))
}

/// The first line of the section that the text's outline has for a locator.
fn by_outline(text: &str, locator: &str) -> Option<usize> {
    let lines = super::line::lines(text);
    let named = !locator.trim().is_empty();
    Outline::new(&lines).find(locator, lines.len()).filter(|_| named).map(|range| range.start)
}

/// How many characters in a row two texts share at most; signs and spaces share nothing.
pub fn shared(a: &str, b: &str) -> usize {
    longest_run(a, b).0
}

/// The longest run that two texts share: its length, and where it ends in the first, in characters.
fn longest_run(a: &str, b: &str) -> (usize, usize) {
    let words: Vec<char> = b.chars().collect();
    let mut row = vec![0; words.len() + 1];
    let mut longest = (0, 0);
    for (at, x) in a.chars().enumerate() {
        let mut diagonal = 0;
        for (slot, y) in row.iter_mut().skip(1).zip(&words) {
            let above = *slot;
            *slot = if x == *y && x.is_alphanumeric() { diagonal + 1 } else { 0 };
            if *slot > longest.0 {
                longest = (*slot, at + 1);
            }
            diagonal = above;
        }
    }
    longest
}

/// The longest stretch of a name that a line holds, when it is a good part of the name: plans word milestones at greater length.
fn part_of_name(rows: &[&Row], name: &str) -> Option<Range<usize>> {
    let enough = (name.chars().count() / 2).max(4);
    let runs = rows.iter().map(|row| (longest_run(&row.plain, name), row));
    let best = runs.fold(None, |best: Option<((usize, usize), &&Row)>, next| match best {
        Some(best) if best.0.0 >= next.0.0 => Some(best),
        _ => Some(next),
    });
    let ((length, end), row) = best.filter(|((length, _), _)| *length >= enough)?;
    let first = row.places.get(end.checked_sub(length)?)?;
    let last = row.places.get(end.checked_sub(1)?)?;
    Some(first.0..last.1)
}

/// A line of the text: as compared, and where each of its characters stands.
struct Row {
    plain: String,
    places: Vec<(usize, usize)>,
}

fn lines(text: &str) -> Vec<Row> {
    let mut start = 0;
    let row = |line: &str| {
        let row = Row::new(line, start);
        start += line.len();
        row
    };
    text.split_inclusive('\n').map(row).collect()
}

impl Row {
    /// Spaces and commas are dropped, full-width signs become half-width ones.
    fn new(line: &str, start: usize) -> Self {
        let mut row = Self { plain: String::new(), places: Vec::new() };
        for (at, c) in line.char_indices() {
            let c = half_width(c);
            if !c.is_whitespace() && c != ',' {
                row.plain.push(c);
                let original = line.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                row.places.push((start + at, start + at + original));
            }
        }
        row
    }

    /// The original place of a stretch of the plain line, given in bytes of it.
    fn original(&self, range: Range<usize>) -> Option<Range<usize>> {
        let index = |byte: usize| self.plain.get(..byte).map(|before| before.chars().count());
        let (first, last) = (index(range.start)?, index(range.end)?.checked_sub(1)?);
        Some(self.places.get(first)?.0..self.places.get(last)?.1)
    }

    fn find(&self, word: &str) -> Option<Range<usize>> {
        let at = self.plain.find(word)?;
        self.original(at..at + word.len())
    }

    /// The figure with its unit, not as part of a longer number.
    fn figure(&self, value: &str, unit: &str) -> Option<Range<usize>> {
        let value = value.split("..").next().unwrap_or(value);
        let wanted = format!("{value}{unit}");
        let alone = |at: &usize| {
            let before = self.plain.get(..*at).and_then(|b| b.chars().next_back());
            let after = self.plain.get(at + wanted.len()..).and_then(|a| a.chars().next());
            let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
            !joined(before) && (!unit.is_empty() || !joined(after))
        };
        let at = self.plain.match_indices(wanted.as_str()).map(|(at, _)| at).find(alone)?;
        self.original(at..at + wanted.len())
    }

    /// Whether it opens a chapter (`二、…`).
    fn is_chapter(&self) -> bool {
        let ordinal: String = self.plain.chars().take_while(|c| "一二三四五六七八九十".contains(*c)).collect();
        !ordinal.is_empty() && self.plain.strip_prefix(ordinal.as_str()).is_some_and(|rest| rest.starts_with('、'))
    }

    /// Whether it opens the section of a heading word: an ordinal alone, or the word near its beginning.
    fn opens(&self, word: &str) -> bool {
        let ordinal = word.chars().all(|c| "一二三四五六七八九十".contains(c));
        if ordinal {
            return self.plain.starts_with(&format!("{word}、"));
        }
        let at = self.plain.find(word).and_then(|at| self.plain.get(..at));
        at.is_some_and(|before| before.chars().count() <= 8)
    }
}

/// The line that the locator's last word opens; each word is looked for behind the one before it.
fn section(lines: &[Row], locator: &str) -> Option<usize> {
    let mut at = 0;
    let mut found = None;
    for word in locator.split('·').map(plain).filter(|w| !w.is_empty()) {
        let line = lines.iter().skip(at).position(|line| line.opens(&word))?;
        at += line;
        found = Some(at);
    }
    found
}

fn plain(text: &str) -> String {
    text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect()
}

/// The names in a subject, the longest first.
fn words_of(subject: &str) -> Vec<String> {
    let subject = plain(subject.split('[').next().unwrap_or(subject).trim_end_matches(" 增长"));
    let words = subject.split(|c: char| "()「」《》.".contains(c)).filter(|w| w.chars().count() >= 2);
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::locate;

    const TEXT: &str = "某区计划\n一、做强产业\n（一）做大某经济。力争甲类企业超过１６０家、乙类企业1160家。\n\
                        二、改善民生\n新增就业160家、甲类企业 160 家。\n\
                        加快城东美术馆展陈建设，力争年内对外开放。\n";

    fn found(locator: &str, figure: Option<(&str, &str)>, subject: &str) -> Option<(usize, &'static str)> {
        let range = locate(TEXT, locator, figure, subject)?;
        Some((range.start, TEXT.get(range)?))
    }

    #[test]
    fn the_figure_is_found_in_its_section_and_not_inside_another_number() {
        let full = TEXT.find("１６０家").unwrap();
        assert_eq!(found("一·做大某经济", Some(("160", "家")), "甲类企业"), Some((full, "１６０家")));
        assert_eq!(found("二", Some(("160", "家")), "甲类企业").map(|f| f.1), Some("160家"));
        assert_eq!(found("一·做大某经济", None, "乙类企业").map(|f| f.1), Some("乙类企业"));
        assert_eq!(found("三·没有", Some(("161", "家")), "甲类企业"), None);
        assert_eq!(found("二·民生", None, "城东美术馆开放").map(|f| f.1), Some("城东美术馆"));
        assert_eq!(found("二·民生", None, "城西美术馆开放"), None);
    }
}

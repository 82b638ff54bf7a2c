//! The sections of a plan's text: numbered headings, headings that run into their paragraph, and which lines they hold.

use super::line::{Line, is_stop};
use super::scan::{bullet, list_number};
use std::ops::Range;

/// One section.
#[derive(Clone, Debug)]
pub struct Section {
    /// How deep: 1 `一、`, 2 `（一）`, 3 a heading without a number, 4 `1.`.
    pub level: u8,
    /// Its ordinal (`一`), empty when it has none.
    pub number: String,
    /// Its words.
    pub title: String,
    /// Its lines, the heading's own included.
    pub lines: Range<usize>,
    /// How many characters of its first line are heading.
    pub heading: usize,
}

/// The sections of a text.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// In the order of the text.
    pub sections: Vec<Section>,
    /// For each line the innermost section that holds it.
    innermost: Vec<Option<usize>>,
    /// How each line begins.
    openings: Vec<String>,
}

/// How a line ends that signs or dates a text.
const SIGNATURES: [&str; 9] = ["政府", "委员会", "局", "办公室", "厅", "党委", "人大", "日", "浏览"];
/// The longest heading, in characters.
const LONGEST: usize = 42;
/// The longest heading that runs into its paragraph.
const LONGEST_RUN_IN: usize = 24;
/// Locator words for what a chapter says before its first section, or outside all of them.
const LOOSE: [&str; 9] = ["总", "总体", "总述", "引言", "其他", "概述", "开头", "导语", "结尾"];

impl Outline {
    /// Reads the headings.
    pub fn new(lines: &[Line]) -> Self {
        let mut outline = Self::default();
        for (index, line) in lines.iter().enumerate() {
            if let Some((level, number, title, heading)) = heading(line) {
                outline.sections.push(Section { level, number, title, lines: index..lines.len(), heading });
            }
        }
        outline.close(lines.len());
        outline.open_items(lines);
        outline.openings = lines.iter().map(|line| line.text(0..LONGEST_RUN_IN.min(line.chars.len()))).collect();
        outline
    }

    fn close(&mut self, lines: usize) {
        let mut open: Vec<usize> = Vec::new();
        self.innermost = vec![None; lines];
        let heads: Vec<(u8, usize)> = self.sections.iter().map(|s| (s.level, s.lines.start)).collect();
        for (index, (level, start)) in heads.iter().enumerate() {
            while let Some(last) = open.last().copied() {
                if heads.get(last).is_some_and(|(deeper, _)| deeper < level) {
                    break;
                }
                open.pop();
                if let Some(section) = self.sections.get_mut(last) {
                    section.lines.end = *start;
                }
            }
            open.push(index);
            let next = heads.get(index + 1).map_or(lines, |(_, next)| *next);
            self.innermost.get_mut(*start..next).into_iter().flatten().for_each(|line| *line = Some(index));
        }
    }

    /// A numbered line that nothing follows, or that names a figure, says all that its section says: none of it is heading alone.
    fn open_items(&mut self, lines: &[Line]) {
        for section in self.sections.iter_mut().filter(|section| section.level != 3) {
            let Some(line) = lines.get(section.lines.start) else { continue };
            let number = list_number(line);
            let whole = section.heading >= line.chars.len() && section.lines.len() == 1 && section.level > 1;
            if number > 0 && (whole || is_promising(&section.title)) {
                section.heading = number;
            }
        }
    }

    /// The sections around a line, the outermost first.
    pub fn around(&self, line: usize) -> Vec<&Section> {
        let Some(innermost) = self.innermost.get(line).copied().flatten() else { return Vec::new() };
        let mut path: Vec<&Section> = Vec::new();
        for section in self.sections.get(..=innermost).unwrap_or(&[]).iter().rev() {
            let deeper = path.last().is_none_or(|inner| section.level < inner.level);
            if section.lines.contains(&line) && deeper {
                path.push(section);
            }
            if section.level == 1 {
                break;
            }
        }
        path.reverse();
        path
    }

    /// Takes the paragraph that a locator's last word opens for a section of that name, where no heading bears the word: it is followed
    /// by no stop.
    pub fn adopt(&mut self, locator: &str, lines: usize) {
        let (above, part) = locator.rsplit_once('·').unwrap_or(("", locator));
        let (part, Some(range)) = (plain(part), self.find(above, lines)) else { return };
        let named = self.sections.iter().any(|s| range.contains(&s.lines.start) && s.fits(&part) > 0);
        let Some(paragraph) = self.paragraph(&part, &range).filter(|_| !named && !is_ordinal(&part)) else { return };
        let at = self.sections.partition_point(|section| section.lines.start < paragraph.start);
        if self.sections.get(at).is_some_and(|section| section.lines.start == paragraph.start) {
            return;
        }
        let title = without_ordinal(&part).to_owned();
        let section = Section { level: 3, number: String::new(), title, lines: paragraph.start..lines, heading: 0 };
        self.sections.insert(at, section);
        self.close(lines);
    }

    /// The paragraph that a locator's word opens, though no stop tells it from the rest as a heading.
    fn paragraph(&self, part: &str, range: &Range<usize>) -> Option<Range<usize>> {
        let word = without_ordinal(part);
        let openings = self.openings.get(range.clone()).unwrap_or(&[]);
        let line = openings.iter().position(|opening| word.chars().count() >= 3 && opening.starts_with(word))?;
        Some(range.start + line..range.start + line + 1)
    }

    /// Where a line's own heading ends, in characters.
    pub fn heading_end(&self, line: usize) -> usize {
        let own = self.innermost.get(line).copied().flatten().and_then(|index| self.sections.get(index));
        own.filter(|section| section.lines.start == line).map_or(0, |section| section.heading)
    }

    /// The locator of a line: `一·做大数字经济`; items of a list (`1.`) are no level of it. Empty before the first heading.
    pub fn locator(&self, line: usize) -> String {
        let word = |section: &&Section| {
            let numbered = section.level == 1 && !section.number.is_empty() && section.number.chars().count() <= 3;
            if numbered { section.number.clone() } else { section.title.clone() }
        };
        let path = self.around(line);
        path.iter()
            .filter(|section| section.level < 4)
            .map(word)
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join("·")
    }

    /// The lines that a locator names; `None` when no section bears one of its words.
    pub fn find(&self, locator: &str, all: usize) -> Option<Range<usize>> {
        let mut range = 0..all;
        for part in locator.split('·').map(plain).filter(|part| !part.is_empty()) {
            if LOOSE.contains(&part.as_str()) {
                continue;
            }
            let inside =
                self.sections.iter().filter(|s| range.contains(&s.lines.start) || s.lines.start == range.start);
            let best = inside.map(|section| (section.fits(&part), section)).filter(|(score, _)| *score > 0);
            let best = best.fold(None, |best: Option<(u8, &Section)>, next| match best {
                Some(best) if best.0 >= next.0 => Some(best),
                _ => Some(next),
            });
            range = match best {
                Some((_, section)) => section.lines.clone(),
                None => self.paragraph(&part, &range)?,
            };
        }
        Some(range)
    }
}

impl Section {
    /// How well a word of a locator names it: 0 not at all.
    fn fits(&self, part: &str) -> u8 {
        if is_ordinal(part) {
            return if self.number == part { 5 - self.level.min(4) + 2 } else { 0 };
        }
        let word = without_ordinal(part);
        let long = word.chars().count() >= 2;
        let mut rest = self.title.chars();
        let scattered = long && word.chars().all(|c| rest.any(|own| own == c));
        match () {
            () if self.title == word => 6,
            () if long && self.title.starts_with(word) => 5,
            () if long && self.title.contains(word) => 4,
            () if self.title.chars().count() >= 3 && word.contains(self.title.as_str()) => 3,
            () if scattered && word.chars().count() * 3 >= self.title.chars().count() => 2,
            () if scattered => 1,
            () => 0,
        }
    }
}

fn is_ordinal(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| "一二三四五六七八九十".contains(c))
}

/// `一、全力…` as a locator's word: without its number.
fn without_ordinal(part: &str) -> &str {
    part.split_once('、').filter(|(number, _)| is_ordinal(number)).map_or(part, |(_, title)| title)
}

fn plain(text: &str) -> String {
    text.chars().map(super::line::half_width).filter(|c| !c.is_whitespace()).collect()
}

/// The heading that a line begins with: level, number, title, and how many characters it takes.
fn heading(line: &Line) -> Option<(u8, String, String, usize)> {
    if bullet(line) > 0 {
        return None;
    }
    let numbered = list_number(line);
    let chapter = chapter(line);
    let level = match (chapter, numbered, line.at(0)?) {
        (Some(_), _, _) => 1,
        (None, 0, _) => 3,
        (None, _, '(') if line.at(1).is_some_and(|c| !c.is_ascii_digit()) => 2,
        (None, n, c) if !c.is_ascii_digit() && line.before(n) == Some('、') => 1,
        _ => 4,
    };
    let start = chapter.unwrap_or(numbered);
    let behind = line.chars.get(start..).unwrap_or(&[]);
    let stop = behind.iter().position(|c| matches!(c, '。' | ':' | ';' | '!' | '?'));
    let length = stop.unwrap_or(behind.len());
    let body = behind.len() - length;
    let fits = match level {
        3 => run_in(line, length, stop.map(|at| behind.get(at).copied()), body),
        4 => length <= LONGEST_RUN_IN && stop.is_none_or(|at| behind.get(at) == Some(&'。') && body > 8),
        _ => length <= LONGEST,
    };
    let taken = if stop.is_some() { length + 1 } else { length };
    let number: String =
        line.text(0..start).chars().filter(|c| is_ordinal(&c.to_string()) || c.is_ascii_digit()).collect();
    let title = if fits { line.text(start..start + length) } else { String::new() };
    let heads = fits && length >= 2 || level <= 2 && start > 0;
    heads.then_some((level, number, title, if fits { start + taken } else { start }))
}

/// `第一章` `第一部分`
fn chapter(line: &Line) -> Option<usize> {
    let numeral = line.chars.iter().skip(1).take_while(|c| is_ordinal(&c.to_string())).count();
    let ends = ["章", "部分", "篇"].into_iter().find(|word| line.has(1 + numeral, word))?;
    (line.at(0) == Some('第') && numeral > 0).then(|| 1 + numeral + ends.chars().count())
}

/// Whether a heading names a figure that is no year.
fn is_promising(title: &str) -> bool {
    let chars: Vec<char> = title.chars().collect();
    chars
        .windows(2)
        .any(|pair| matches!(pair, [c, next] if c.is_ascii_digit() && !next.is_ascii_digit() && *next != '年'))
}

/// A heading without a number: short words and a full stop, the paragraph behind it; a line that ends in a colon;
/// or a short line without any stop.
fn run_in(line: &Line, length: usize, stop: Option<Option<char>>, body: usize) -> bool {
    let words = line.chars.get(..length).unwrap_or(&[]);
    let promising = words.iter().any(char::is_ascii_digit) && stop != Some(Some(':'));
    let spoken = words.iter().any(|c| is_stop(*c));
    let shape = match stop {
        Some(Some('。')) => length <= LONGEST_RUN_IN && body > 20 && !spoken,
        Some(Some(':')) => (4..=LONGEST).contains(&length) && body <= 1,
        None => length <= LONGEST_RUN_IN && !spoken,
        _ => false,
    };
    let dated = stop == Some(Some(':')) && words.first().is_some_and(char::is_ascii_digit);
    let signed = stop.is_none() && SIGNATURES.iter().any(|end| words.ends_with(&end.chars().collect::<Vec<_>>()));
    shape && !promising && !signed && (dated || words.first().is_some_and(|c| c.is_alphabetic()))
}

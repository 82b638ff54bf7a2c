//! What a cell says of units, in words: `单位：万元`, `金额单位 万元`, `（万元）`, `重点项目表（万元）`.

use crate::value::{Flavor, Number, Unit, Units};

use super::text::name_key;

/// A unit heard in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    /// Units.
    Units(Vec<Unit>),
    /// Behind `单位：`, something that is none.
    Unknown(String),
}

/// Signs that stand between units.
const BETWEEN: [char; 8] = ['、', ',', '，', ';', '；', '和', '及', '|'];
/// Words that `单位` may stand behind and still mean a unit of measure.
const MEASURED: [&str; 9] = ["计量", "金额", "货币", "数据", "人数", "面积", "数量", "统计", "投资"];
/// What joins `单位` to its unit in a sentence.
const VERBS: [&str; 7] = ["均为", "都为", "统一为", "一律为", "为", "均是", "是"];

/// What every `单位` in a cell says; `next` is what the next filled cell says.
pub(crate) fn in_cell(text: &str, next: &str, units: &Units) -> Vec<Heard> {
    let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, '\u{3000}')).filter(|piece| !piece.is_empty());
    let pieces: Vec<String> = pieces.map(|piece| name_key(piece).into_owned()).collect();
    let words = if pieces.iter().any(|p| p.contains("单位")) { pieces } else { vec![name_key(text).into_owned()] };
    let heard = words.iter().enumerate().filter_map(|(at, word)| {
        let mark = Mark::last(word)?;
        mark.heard(words.get(at + 1..).unwrap_or_default(), next, units)
    });
    heard.collect()
}

/// The unit that a cell is, or its last bracket if it is a title, or what stands behind its only colon.
pub(crate) fn alone(text: &str, is_title: bool, units: &Units) -> Option<Unit> {
    let key = name_key(text);
    let inside = key.strip_prefix(OPEN).map(|rest| rest.trim_end_matches(CLOSE));
    let naked = || Some(key.as_ref()).filter(|word| is_plain(word));
    let labelled = || key.split_once(':').map(|(_, word)| word);
    let bracket = || key.strip_suffix(CLOSE).and_then(|rest| rest.rsplit_once(OPEN)).map(|(_, word)| word);
    let words = [inside, naked(), labelled(), if is_title { bracket() } else { None }];
    words.into_iter().flatten().find_map(|word| measure(word, units))
}

/// The unit that a piece of a name is: `万元`, `单位:万元`.
pub(crate) fn of_piece(piece: &str, units: &Units) -> Option<Unit> {
    let word = Mark::last(piece).map_or(piece, |mark| mark.said);
    measure(word, units).filter(|_| is_plain(word))
}

const OPEN: [char; 4] = ['(', '[', '【', '〔'];
const CLOSE: [char; 4] = [')', ']', '】', '〕'];

/// A unit of which it matters that it is said: not the plain counts, which are words of every title.
fn measure(word: &str, units: &Units) -> Option<Unit> {
    let is_scale = |unit: &Unit| !unit.dimension.is_count() || unit.factor != Number::one();
    let is_time = |unit: &Unit| ["天", "月"].iter().any(|name| units.lookup(name).is_some_and(|u| u.comparable(unit)));
    let is_measure = |unit: &Unit| unit.flavor == Flavor::Plain && !unit.is_bare() && is_scale(unit) && !is_time(unit);
    lookup(word, units).filter(is_measure).filter(|_| !word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a word without brackets is a unit at sight: most units of one letter are names, too.
fn is_plain(word: &str) -> bool {
    word.chars().nth(1).is_some() || matches!(word, "元" | "吨" | "亩")
}

/// The unit that a word names; of money the currency may be said with it.
pub(crate) fn lookup(word: &str, units: &Units) -> Option<Unit> {
    units.lookup(word).or_else(|| {
        let rest = ["人民币", "RMB", "CNY"].iter().find_map(|name| {
            let bracketed = format!("({name})");
            let before = word.strip_prefix(name).map(|rest| rest.trim_start_matches(':'));
            before.or_else(|| word.strip_suffix(name)).or_else(|| word.strip_suffix(bracketed.as_str()))
        })?;
        units.lookup(rest).filter(|unit| unit.name.ends_with('元') && !unit.name.ends_with("美元"))
    })
}

/// A `单位` that may mean a unit of measure.
struct Mark<'a> {
    /// Whether it can mean nothing else: `单位：`, `金额单位：`, and not `填报单位：`.
    is_sure: bool,
    /// What stands behind it.
    said: &'a str,
}

impl<'a> Mark<'a> {
    fn last(key: &'a str) -> Option<Self> {
        let (before, behind) = key.rsplit_once("单位")?;
        let colon = behind.strip_prefix([':', ';']);
        let verb = || VERBS.iter().find_map(|verb| behind.strip_prefix(verb));
        let said = colon.or_else(verb).unwrap_or(behind);
        Some(Self { is_sure: colon.is_some() && is_measured(before), said })
    }

    /// The unit, the words behind it joined on where they belong to it: `万 元`.
    fn heard(&self, behind: &[String], next: &str, units: &Units) -> Option<Heard> {
        let first = if self.said.is_empty() && behind.is_empty() { next } else { self.said };
        let word = |count: usize| first.to_owned() + &behind.iter().take(count).map(String::as_str).collect::<String>();
        let words = (0..=behind.len()).rev().map(word);
        let found = words.clone().find_map(|word| listed(bare(&word), units));
        if let Some(found) = found.filter(|all| self.is_sure || all.iter().all(|u| measure(&u.name, units).is_some())) {
            return Some(Heard::Units(found));
        }
        let said = bare(first);
        (self.is_sure && !said.is_empty() && !is_office(said)).then(|| Heard::Unknown(said.to_owned()))
    }
}

/// A word without the brackets round it and the stop behind it.
fn bare(word: &str) -> &str {
    let word = word.trim_end_matches(['。', ';', '.']).trim_start_matches(OPEN);
    let closed = |word: &str| word.contains(OPEN);
    if closed(word) { word } else { word.trim_end_matches(CLOSE) }
}

/// Whether what stands before `单位` leaves it a unit of measure.
fn is_measured(before: &str) -> bool {
    before.is_empty()
        || MEASURED.iter().any(|word| before.ends_with(word))
        || before.ends_with(|c: char| !c.is_alphabetic())
}

/// Whether a cell is a line that says a unit, or an office, behind `单位：`.
pub(crate) fn is_line(key: &str) -> bool {
    let key = key.trim_start_matches(OPEN);
    Mark::last(key).is_some_and(|mark| mark.is_sure)
}

/// One unit, or several. `万元/人` above columns of money and of people names both; above one of 元/人 it is that.
fn listed(word: &str, units: &Units) -> Option<Vec<Unit>> {
    let known = |word: &str| lookup(word, units).filter(|unit| !unit.is_bare());
    let split = |sign: &[char]| -> Option<Vec<Unit>> {
        let parts: Vec<&str> = word.split(sign).filter(|part| !part.is_empty()).collect();
        parts.iter().map(|part| known(part)).collect()
    };
    match known(word) {
        Some(unit) if word.contains('/') => {
            Some(std::iter::once(unit).chain(split(&['/']).unwrap_or_default()).collect())
        }
        Some(unit) => Some(vec![unit]),
        None => split(&BETWEEN).or_else(|| split(&['/'])).filter(|all| !all.is_empty()),
    }
}

/// Whether a word ends as offices are called.
fn is_office(word: &str) -> bool {
    word.chars().count() >= 3
        && word.ends_with([
            '局', '委', '办', '部', '司', '府', '镇', '乡', '村', '会', '院', '校', '心', '队', '道', '站', '所', '处',
        ])
}

//! How firmly a sentence promises its figures.

use super::figure::Figure;
use super::line::Line;
use super::words::{BEFORE, FIRM, NO_STRENGTH, STRENGTHS, beginning, ending};

/// How far back a sentence is read.
const REACH: usize = 120;

/// The strength word of a figure: the last of its own clause, else the last firm one of its sentence (`力争…，营业收入…` promises
/// both no more than firmly), else what the paragraph's `预期目标是：` says of all that follows. Empty when there is none.
pub(super) fn of(line: &Line, sentence: usize, figure: &Figure) -> &'static str {
    let start = sentence.max(figure.chars.start.saturating_sub(REACH));
    let said = line.text(start..figure.chars.start);
    let clause = said.rfind([',', ';', '。', '!', ':']).map_or(0, |at| at + 1);
    let own = said.get(clause..).unwrap_or("");
    let binding = |word: &str| word != "完成";
    if let Some(word) = last(own, |word, _| binding(word)) {
        // 加快推进 is 加快: of two words in one breath the first says how firmly.
        let front = own.rfind(word).and_then(|at| own.get(..at)).unwrap_or("");
        return ending(front, &STRENGTHS).filter(|word| binding(word)).unwrap_or(word);
    }
    if own.contains("完成") && !own.contains("完成率") {
        return "完成";
    }
    let carried = said.get(..clause).unwrap_or("");
    last(carried, |word, behind| FIRM.contains(&word) && !is_tier(behind)).unwrap_or_else(|| expected(line, figure))
}

/// The last strength word of a text that fits.
fn last(text: &str, fits: impl Fn(&'static str, &str) -> bool) -> Option<&'static str> {
    let found = STRENGTHS.iter().flat_map(|word| text.match_indices(word).map(|(at, _)| (at, *word)));
    let fitting = found.filter(|(at, word)| {
        let behind = text.get(at + word.len()..).unwrap_or("");
        beginning(behind, &NO_STRENGTH).is_none() && fits(word, behind)
    });
    fitting.max_by_key(|(at, _)| *at).map(|(_, word)| word)
}

/// `力争9%` raises the figure before it and says nothing of the next clause.
fn is_tier(behind: &str) -> bool {
    let range = beginning(behind, &BEFORE).map_or(0, str::len);
    let rest = behind.get(range..).unwrap_or("");
    let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < rest.len() && !unit.starts_with(['年', '月'])
}

fn expected(line: &Line, figure: &Figure) -> &'static str {
    let before = line.chars.get(..figure.chars.start).unwrap_or(&[]);
    let start = before.iter().rposition(|c| *c == '。').map_or(0, |at| at + 1);
    let said: String = before.get(start..).unwrap_or(&[]).iter().take(REACH).collect();
    if said.contains("预期目标") { "预期" } else { "" }
}

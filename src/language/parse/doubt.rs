//! Lines that a clerk may mean in two ways: both readings are shown, none is chosen.

use super::problem::ProblemKind;
use super::slip::{self, Slip};
use crate::language::words::OPERATORS;
use crate::value::{Number, doubtful_numeral};

/// `楼 达到 一百二栋`: 102 or 120.
pub(super) fn numeral(text: &str) -> Option<Slip> {
    slip::words(text).find_map(|(at, word)| {
        let starts = word.char_indices().filter(|(_, c)| is_numeral(*c)).map(|(i, _)| i);
        starts.take(20).find_map(|skipped| numeral_at(text, at + skipped))
    })
}

fn numeral_at(text: &str, at: usize) -> Option<Slip> {
    let (before, tail) = text.split_at_checked(at)?;
    let run: String = tail.chars().take_while(|c| is_numeral(*c)).collect();
    // 三千五万元: 万 belongs to the unit.
    [run.as_str(), run.trim_end_matches(['万', '亿'])].into_iter().find_map(|numeral| {
        let behind = tail.strip_prefix(numeral)?;
        let reading = |number: &Number| {
            let line = format!("{before}{number}{behind}");
            slip::complete(&line).then(|| (number.to_string(), slip::shown(&line)))
        };
        let [ones, rank] = doubtful_numeral(numeral)?;
        let readings = [reading(&ones)?, reading(&rank)?];
        let kind = ProblemKind::DoubtfulNumeral { word: numeral.to_owned(), readings };
        Some(Slip { kind, at: at..at + numeral.len(), mended: None })
    })
}

fn is_numeral(c: char) -> bool {
    "〇零一二两三四五六七八九十百千万亿".contains(c)
}

/// `企业 超过 前 100名`: a rank, or a number of them?
pub(super) fn rank(text: &str) -> Option<Slip> {
    let (found, _) = text.match_indices(" 前").take(20).find(|(at, _)| rank_at(text, *at).is_some())?;
    rank_at(text, found)
}

fn rank_at(text: &str, space: usize) -> Option<Slip> {
    let (before, tail) = text.split_at_checked(space)?;
    let operator = before.rsplit(' ').next().filter(|word| OPERATORS.contains(word))?;
    let front = before.strip_suffix(operator)?;
    let behind = tail.trim_start().strip_prefix('前')?;
    // `前期投资` and `前三季度` are names.
    let value =
        behind.strip_prefix(' ').or_else(|| behind.starts_with(|c: char| c.is_ascii_digit()).then_some(behind))?;
    let lines = [format!("{front}前 {value}"), format!("{before} {value}")];
    if !lines.iter().all(|line| slip::complete(line)) {
        return None;
    }
    let rank = format!("前 {}", value.split([' ', ',']).next().unwrap_or(value));
    let lines = lines.map(|line| slip::shown(&line));
    let kind = ProblemKind::RankBehindOperator { operator: operator.to_owned(), rank, lines };
    Some(Slip { kind, at: front.len()..before.len(), mended: None })
}

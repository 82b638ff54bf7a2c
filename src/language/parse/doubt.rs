//! Lines that a clerk may mean in two ways: both readings are shown, none is chosen.

use super::grammar::{self, Entry, Rule};
use super::problem::ProblemKind;
use super::slip::{self, Slip};
use crate::language::ast::{ArithmeticOperator, Commitment, Condition, ConditionKind, Expr, ExprKind, RangeKind};
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

/// `企业 超过 160-170家` reads as a difference that nobody means: 160 less 170.
pub(super) fn difference(commitment: &Commitment) -> Option<&Expr> {
    let tier = commitment.tier.as_ref().and_then(|tier| subtracted(&tier.range.kind));
    tier.or_else(|| differing(&commitment.predicate))
}

fn differing(condition: &Condition) -> Option<&Expr> {
    match &condition.kind {
        ConditionKind::And(parts) | ConditionKind::Or(parts) => parts.iter().find_map(differing),
        ConditionKind::Not(part) => differing(part),
        ConditionKind::If { premise, then } => differing(premise).or_else(|| differing(then)),
        ConditionKind::Each { filter, body, .. } => filter.as_deref().and_then(differing).or_else(|| differing(body)),
        ConditionKind::Measure { range, .. } => subtracted(&range.kind),
        _ => None,
    }
}

fn subtracted(range: &RangeKind) -> Option<&Expr> {
    let RangeKind::Bound { value, .. } = range else { return None };
    let ExprKind::Arithmetic { left, operator, right } = &value.kind else { return None };
    let figures = [left, right].iter().all(|side| matches!(side.kind, ExprKind::Quantity(_)));
    let bracketed = left.span.start != value.span.start;
    (figures && !bracketed && operator.kind == ArithmeticOperator::Subtract).then_some(value)
}

/// `企业 160-170家左右`, `企业 介于 160~170家`: an interval with a word before or behind it that it cannot have.
pub(super) fn interval(text: &str) -> Option<Slip> {
    let mut signs = text.char_indices().filter(|(_, c)| "-~至到".contains(*c)).take(20);
    signs.find_map(|(at, sign)| interval_at(text, at, sign.len_utf8()))
}

fn interval_at(text: &str, at: usize, width: usize) -> Option<Slip> {
    let (before, rest) = (text.get(..at)?.trim_end(), text.get(at + width..)?);
    let behind = rest.trim_start();
    let low = before.rsplit([' ', ':', ',', '(', '[', '>', '<', '=', '≥', '≤']).next()?;
    let low = low.get(low.find(|c: char| c.is_ascii_digit() || is_numeral(c))?..)?;
    let high = behind.split([' ', ',', ')', ']']).next()?;
    let sides = ["左右", "以上", "以下", "以内", "之间"];
    let bare = sides.iter().fold(high, |high, side| high.strip_suffix(side).unwrap_or(high));
    let (start, end) = (before.len() - low.len(), at + width + rest.len() - behind.len() + bare.len());
    let written = format!("{low}{}{bare}", text.get(at..at + width)?);
    let reads =
        |text: &str| grammar::read(Entry::Only(Rule::promised), text).is_ok_and(|tree| tree.end() == text.len());
    let joined = written.replace('到', "至");
    let is_digit = |c: char| c.is_ascii_digit() || c == '.' || is_numeral(c);
    let unit = if low.ends_with(is_digit) { bare.trim_start_matches(is_digit) } else { "" };
    let lines = [joined, format!("介于 {low}{unit} 至 {bare}")];
    let sound = reads(&written) && lines.iter().all(|line| slip::complete(&format!("某指标 {line}")));
    let kind = ProblemKind::IntervalWithWord { written, lines };
    sound.then_some(Slip { kind, at: start..end, mended: None })
}

//! Titles that name a period, and the kind of figure below it: `2023年6月`, `2023年同比`, `2023年/一季度`.

use crate::language::ast::FigureAspect;
use crate::value::Period;

use super::figures::{GROWTH, NET, VALUE};
use super::period::{self, Written};
use super::title::Title;

/// What stands below a period for the figure itself.
const LEVEL: [&str; 9] = ["绝对数", "绝对值", "绝对量", "总量", "完成", "完成数", "完成值", "实际", "实绩"];

/// The period and aspect that a title of a wide table names.
pub(crate) fn period_title(title: &Title, plan: Option<&Period>) -> Option<(Written, FigureAspect)> {
    let mut is_grouped = false;
    for (_, name) in &title.names {
        let group = name.split_once('/').and_then(|(upper, lower)| Some((named_period(upper, plan)?, lower)));
        is_grouped |= group.is_some();
        let (rest, aspect) = aspect_of(name);
        let found = match group {
            Some((group, lower)) => grouped(group, lower, name),
            None if is_grouped => None,
            None => named_period(rest, plan).map(|when| (when, aspect)),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// What a title is of whose upper row is a period: a part of that period, or a kind of figure. Its lower row alone, which
/// would be read in the plan's year, says nothing.
fn grouped(group: Written, lower: &str, name: &str) -> Option<(Written, FigureAspect)> {
    let (rest, aspect) = aspect_of(name);
    let rest = rest.split_once('/').map_or("", |(_, rest)| rest);
    if rest.is_empty() || VALUE.contains(&lower) || LEVEL.contains(&lower) {
        return Some((group, aspect));
    }
    let is_number = rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let whole = name.strip_suffix(lower).map(|upper| upper.trim_end_matches('/').to_owned() + rest);
    let part = whole.and_then(|whole| named_period(&whole, Some(&group.period)));
    part.or_else(|| named_period(rest, Some(&group.period))).filter(|_| !is_number).map(|when| (when, aspect))
}

/// A title without the word for a change behind it.
fn aspect_of(name: &str) -> (&str, FigureAspect) {
    let aspects = [(GROWTH, FigureAspect::Growth), (NET, FigureAspect::NetIncrease)];
    let bare = name.strip_suffix(')').unwrap_or(name);
    let found = aspects.iter().find_map(|(words, aspect)| {
        let rest = words.iter().filter_map(|word| bare.strip_suffix(word)).min_by_key(|rest| rest.len())?;
        let rest = if bare == name { Some(rest) } else { rest.strip_suffix('(') };
        Some((rest?.trim_end_matches('/'), *aspect))
    });
    found.unwrap_or((name, FigureAspect::Level))
}

fn named_period(text: &str, plan: Option<&Period>) -> Option<Written> {
    let is_period = text.contains(|c: char| c.is_ascii_digit() || "年月季".contains(c));
    period::read(text, plan).filter(|_| is_period)
}

//! Joins physical lines into statements: a line goes on while a bracket is open or when it ends in an operator or a comma,
//! unless the next line starts a statement.

use super::text::{Line, NAME, TEXT};
use crate::language::words;
use std::borrow::Cow;

/// Brackets, and 若 in 若, nested deeper than this are refused: no honest rule comes near.
pub(super) const DEEPEST: usize = 64;

/// A line of fewer bytes has no room for more than [`DEEPEST`] 若.
const SHORT: usize = DEEPEST * 3;

/// Words that begin a declaration or another line of its own.
const DECLARING: [&str; 16] = [
    "计划",
    "指标",
    "表",
    "列",
    "等级",
    "参数",
    "单位",
    "强度",
    "定义",
    "引用",
    "测试",
    "给定",
    "期望",
    "判定日",
    "勾稽",
    "描述",
];
/// Words that begin an attribute line.
pub(super) const ATTRIBUTES: [&str; 18] = [
    "责任",
    "说明",
    "依据",
    "文号",
    "地区",
    "期间",
    "期限",
    "无期限",
    "进度",
    "可无",
    "容差",
    "属性",
    "审核",
    "标签",
    "方向",
    "别名",
    "口径",
    "上年",
];
/// Words that leave something open at the end of a line.
const OPEN_WORDS: [&str; 10] = ["且", "或", "非", "若", "则", "其中", "按", "至", "属于", "每个"];

/// What the brackets of a line leave behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brackets {
    /// Every one is closed.
    Closed,
    /// One opened at this byte is not closed.
    Open(usize),
    /// One closed at this byte was never opened, or another kind was.
    Stray(usize),
    /// They nest deeper than [`DEEPEST`] at this byte.
    Deep(usize),
}

/// Looks at the brackets of a normalised line.
pub(super) fn brackets(text: &str) -> Brackets {
    let none = !text.bytes().any(|b| matches!(b, b'(' | b')' | b'[' | b']' | b'{' | b'}'));
    if none && text.len() < SHORT {
        return Brackets::Closed;
    }
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut closing = None;
    for (at, c) in text.char_indices() {
        match closing {
            Some(end) if c == end => closing = None,
            Some(_) => {}
            None => match step(&mut open, at, c) {
                Step::Quotation(end) => closing = Some(end),
                Step::On => {}
                Step::Off(result) => return result,
            },
        }
    }
    if text.len() >= SHORT
        && let Some((at, _)) = text.match_indices("若 ").nth(DEEPEST)
    {
        return Brackets::Deep(at);
    }
    open.last().map_or(Brackets::Closed, |(at, _)| Brackets::Open(*at))
}

/// Whether a text could nest deeper than the stack allows: in brackets, or in 若 and 每个, which take a whole condition behind them.
pub(super) fn exhausts(text: &str) -> bool {
    if text.len() < DEEPEST {
        return false;
    }
    let mut depth = 0usize;
    let mut words = 0;
    let mut closing = None;
    for (at, c) in text.char_indices() {
        match c {
            _ if closing.is_some() => closing = closing.filter(|end| *end != c),
            _ if c == TEXT[0] => closing = Some(TEXT[1]),
            _ if c == NAME[0] => closing = Some(NAME[1]),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '若' => words += 1,
            '每' if text.get(at..).is_some_and(|tail| tail.starts_with("每个")) => words += 1,
            _ => {}
        }
        if depth > DEEPEST || words > DEEPEST {
            return true;
        }
    }
    false
}

enum Step {
    On,
    Quotation(char),
    Off(Brackets),
}

fn step(open: &mut Vec<(usize, char)>, at: usize, c: char) -> Step {
    match c {
        _ if c == TEXT[0] => Step::Quotation(TEXT[1]),
        _ if c == NAME[0] => Step::Quotation(NAME[1]),
        '(' | '[' | '{' => {
            open.push((at, c));
            if open.len() > DEEPEST { Step::Off(Brackets::Deep(at)) } else { Step::On }
        }
        ')' | ']' | '}' => match open.pop() {
            Some((_, opener)) if closer(opener) == c => Step::On,
            _ => Step::Off(Brackets::Stray(at)),
        },
        _ => Step::On,
    }
}

/// The bracket that closes one.
pub(super) fn closer(opener: char) -> char {
    match opener {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// Joins lines into statements; `complete` tells whether a text makes a statement by itself.
pub(super) fn join(lines: Vec<Line>, complete: &dyn Fn(&str) -> bool) -> Vec<Line> {
    let mut rest: std::collections::VecDeque<Line> = lines.into_iter().filter(|l| !l.is_blank()).collect();
    let mut joined = Vec::new();
    while let Some(first) = rest.pop_front() {
        let taken = if first.free.is_some() || first.unclosed.is_some() { 0 } else { reach(&first, &rest, complete) };
        let mut whole = first;
        rest.drain(..taken).for_each(|next| whole.join(&next));
        whole.trim_end();
        joined.push(whole);
    }
    joined
}

/// How many lines that are not blank each statement is made of.
pub(super) fn groups(lines: &[Line], complete: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let mut rest: std::collections::VecDeque<Line> = lines.iter().filter(|l| !l.is_blank()).cloned().collect();
    let mut sizes = Vec::new();
    while let Some(first) = rest.pop_front() {
        let taken = if first.free.is_some() || first.unclosed.is_some() { 0 } else { reach(&first, &rest, complete) };
        rest.drain(..taken);
        sizes.push(taken + 1);
    }
    sizes
}

/// How many of the next lines belong to the first.
fn reach(first: &Line, rest: &std::collections::VecDeque<Line>, complete: &dyn Fn(&str) -> bool) -> usize {
    let mut text = Cow::Borrowed(first.text.as_str());
    for (taken, next) in rest.iter().enumerate() {
        match brackets(&text) {
            Brackets::Open(_) if next.free.is_none() && !starts_firmly(&next.text) => {}
            // A bracket that nothing closes swallows no other statement.
            Brackets::Open(_) => return 0,
            Brackets::Closed if goes_on(&text) && next.free.is_none() && !starts(&text, &next.text, complete) => {}
            _ => return taken,
        }
        let longer = text.to_mut();
        longer.push(' ');
        longer.push_str(&next.text);
    }
    if matches!(brackets(&text), Brackets::Open(_)) { 0 } else { rest.len() }
}

/// Whether a line starts with a label, a heading, a declaration or an attribute.
fn starts_firmly(text: &str) -> bool {
    let end = text.char_indices().find(|(_, c)| !(c.is_alphanumeric() || "_-.·#".contains(*c)));
    let (word, behind) = text.split_at_checked(end.map_or(text.len(), |(at, _)| at)).unwrap_or((text, ""));
    let labelled = !word.is_empty() && behind.starts_with(':');
    let declares = DECLARING.contains(&word) || ATTRIBUTES.contains(&word);
    text.starts_with('【') || labelled || declares && (behind.is_empty() || behind.starts_with(' '))
}

fn starts(before: &str, next: &str, complete: &dyn Fn(&str) -> bool) -> bool {
    let alone = before.trim_end_matches([' ', ',', ';', '、']);
    // Behind a comma a strength word opens the second tier; behind an operator it can only open another rule.
    let strong = next.split(' ').next().is_some_and(|word| words::STRENGTHS.contains(&word));
    starts_firmly(next)
        || strong && !before.trim_end().ends_with([',', '、'])
        || complete(alone) && complete(next.trim_end_matches([' ', ',', ';', '。', '、']))
}

/// Whether a line ends in an operator or a comma.
fn goes_on(text: &str) -> bool {
    let text = text.trim_end();
    let last_word = text.rsplit(' ').next().unwrap_or("");
    text.ends_with([',', '、', '+', '-', '×', '*', '÷', '/', '>', '<', '=', '≥', '≤', '≠', '≈', ':'])
        || OPEN_WORDS.contains(&last_word)
        || words::OPERATORS.contains(&last_word) && !complete_tail(last_word)
}

/// Words that are operators but also end a whole statement (`事项 X 完成`, `列 完成 是`).
fn complete_tail(word: &str) -> bool {
    ["完成", "实现", "是", "为"].contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    fn joined(source: &str) -> Vec<String> {
        let complete = |t: &str| t.split(' ').count() >= 3;
        join(text::lines(source), &complete).into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn an_open_bracket_goes_on_until_it_closes() {
        assert_eq!(joined("计数(楼宇\n  其中 甲 > 1)\n达到 5"), ["计数(楼宇 其中 甲 > 1)", "达到 5"]);
    }

    #[test]
    fn an_open_bracket_never_swallows_a_labelled_line() {
        assert_eq!(joined("计数(楼宇 > 1\nA2：企业 > 5家"), ["计数(楼宇 > 1", "A2:企业 > 5家"]);
    }

    #[test]
    fn an_operator_at_the_end_goes_on_and_copied_punctuation_is_dropped() {
        assert_eq!(joined("企业 不低于\n160家"), ["企业 不低于 160家"]);
        assert_eq!(joined("企业 > 160家；\n营收 > 100亿元。"), ["企业 > 160家", "营收 > 100亿元"]);
        assert_eq!(joined("企业 > 160家，\n营收 > 100亿元，"), ["企业 > 160家", "营收 > 100亿元"]);
        assert_eq!(joined("资产 突破 100亿元，\n力争 180亿元"), ["资产 突破 100亿元, 力争 180亿元"]);
    }
}

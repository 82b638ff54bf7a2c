//! Tells what a plan promises from what it says of years gone by.

use crate::trace::line::Line;
use crate::trace::{Figure, Outline};

/// Titles of sections that look back.
const BACK: [&str; 14] = [
    "回顾",
    "执行情况",
    "完成情况",
    "主要成效",
    "取得的成",
    "工作总结",
    "过去",
    "存在的问题",
    "困难和问题",
    "困难与问题",
    "面临的形势",
    "形势分析",
    "运行情况",
    "成绩",
];
/// Titles and beginnings that look ahead.
const AHEAD: [&str; 13] =
    ["目标", "安排", "任务", "举措", "措施", "重点", "打算", "思路", "总体要求", "建议", "围绕", "今年是", "今年要"];
/// Words of a clause that says how things are.
const IS: [&str; 22] = [
    "已",
    "现有",
    "目前",
    "截至",
    "截止",
    "上年",
    "去年",
    "往年",
    "累计完成",
    "累计建成",
    "同期",
    "位居",
    "位列",
    "荣获",
    "获评",
    "获批",
    "成功入选",
    "连续",
    "以来",
    "历年",
    "比上年同期",
    "作用",
];
/// A share of what was planned tells what was done.
const OF_THE_PLAN: [&str; 8] =
    ["占年计划", "占全年计划", "占年度计划", "占计划", "占预算", "完成年计划", "完成年度计划", "为年计划"];
/// Words that promise all the same.
const WILL: [&str; 12] =
    ["力争", "确保", "争取", "预期", "目标", "要", "将", "达到", "努力", "不低于", "不少于", "左右"];

/// The year that the plan is for: the latest that its first lines name together with 计划 or 报告, else the latest they name.
pub(super) fn plan_year(lines: &[Line]) -> Option<i16> {
    let head = lines.iter().filter(|line| !line.chars.is_empty()).take(40);
    let named = |line: &Line| {
        let text = line.text(0..line.chars.len().min(80));
        let titled = ["计划", "报告", "目标", "工作要点"].iter().any(|word| text.contains(word));
        if titled { years(&text).into_iter().max() } else { None }
    };
    let titled = head.clone().filter(|line| line.chars.len() <= 80).filter_map(named).max();
    titled.or_else(|| head.flat_map(|line| years(&line.text(0..line.chars.len()))).max())
}

/// The calendar years that a text names.
pub(super) fn years(text: &str) -> Vec<i16> {
    let chars: Vec<char> = text.chars().collect();
    let year = |window: &[char]| match window {
        [digits @ .., '年'] => digits.iter().try_fold(0i16, |year, digit| Some(year * 10 + digit_of(*digit)?)),
        _ => None,
    };
    chars.windows(5).filter_map(year).filter(|year| (1990..2100).contains(year)).collect()
}

/// `2` and `二` alike.
fn digit_of(c: char) -> Option<i16> {
    let numeral = || ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'].iter().position(|own| *own == c);
    let zero = || matches!(c, '零' | '○').then_some(0);
    c.to_digit(10)
        .map(|digit| digit as usize)
        .or_else(numeral)
        .or_else(zero)
        .and_then(|digit| i16::try_from(digit).ok())
}

/// Which lines look back.
pub(super) fn past_lines(lines: &[Line], outline: &Outline, year: Option<i16>) -> Vec<bool> {
    let mut past = vec![false; lines.len()];
    let mut looking_back = false;
    for (index, line) in lines.iter().enumerate() {
        let around = outline.around(index);
        let heads =
            around.iter().rev().find_map(|section| of_title(&section.title, year).filter(|_| section.level < 4));
        let starts = around.last().is_some_and(|section| section.lines.start == index && section.level < 4);
        if starts {
            looking_back = heads.unwrap_or(false);
        }
        looking_back = of_opening(line, year).unwrap_or(looking_back);
        if let Some(flag) = past.get_mut(index) {
            *flag = looking_back || heads == Some(true);
        }
    }
    past
}

/// Whether a section's title looks back; `None` when it does not say.
fn of_title(title: &str, year: Option<i16>) -> Option<bool> {
    let last = years(title).into_iter().max();
    let back = BACK.iter().any(|word| title.contains(word));
    let ahead = AHEAD.iter().any(|word| title.contains(word));
    match (last, year) {
        (Some(last), Some(year)) if last < year => Some(true),
        (Some(last), Some(year)) if last == year && !back => Some(false),
        _ if back && !(ahead && title.contains("目标")) => Some(true),
        _ if ahead => Some(false),
        _ => None,
    }
}

/// Whether a paragraph's beginning looks back or ahead; `None` when it does not say.
fn of_opening(line: &Line, year: Option<i16>) -> Option<bool> {
    let year = year?;
    let text = line.text(0..line.chars.len().min(24));
    let first = years(&text).into_iter().next();
    let opening = line.text(0..6);
    if opening.starts_with("过去")
        || opening.starts_with("一年来")
        || opening.starts_with("去年")
        || opening.starts_with("回顾")
    {
        return Some(true);
    }
    let first_chars = line.chars.iter().take(7).collect::<String>();
    match first {
        Some(first) if first < year && years(&first_chars).contains(&first) => Some(true),
        Some(first) if first >= year => Some(false),
        _ if opening.starts_with("今年") => Some(false),
        _ => None,
    }
}

/// Whether a figure of a line that looks ahead is promised.
pub(super) fn promises(line: &Line, figure: &Figure, year: Option<i16>) -> bool {
    let clause = wide_clause(line, figure);
    let text = line.text(clause.clone());
    let front = line.text(clause.start..figure.chars.start);
    if years(&text).iter().any(|own| year.is_some_and(|year| *own < year)) {
        return false;
    }
    if of_last_year(line, figure.chars.start, year) {
        return false;
    }
    let will = WILL.iter().any(|word| front.contains(word)) || !figure.behind.is_empty();
    let next = line.text(clause.end + 1..clause.end + 8);
    if figure.past || OF_THE_PLAN.iter().any(|word| text.contains(word) || next.starts_with(word)) {
        return false;
    }
    if is_aside(&front) {
        return false;
    }
    let said = uncompared(text);
    // `“十四五”以来年均增长6.5%，到2025年达到500亿元` tells of years still to come.
    let onward = next.starts_with('到') && years(&next).iter().any(|own| year.is_some_and(|year| *own >= year));
    let said = if onward { said.replace("以来", "") } else { said };
    let is = IS.iter().any(|word| said.contains(word));
    let same_period = figure.change == "同比增长" && !will;
    (!is || will) && !same_period && !front.contains('已')
}

/// `赤字规模5.66万亿元、比上年增加1.6万亿元`: the second figure says the first again.
fn is_aside(front: &str) -> bool {
    let own = front.rsplit_once('、').map_or("", |(_, own)| own);
    ["比上年", "较上年", "比去年", "较去年"].iter().any(|word| own.starts_with(word))
}

/// 比上年增长, 比上年增加 compare what is promised; 比上年同期 tells what was done.
fn uncompared(mut text: String) -> String {
    for word in ["比上年", "较上年", "比去年", "较去年"] {
        let parts: Vec<&str> = text.split(word).collect();
        let (first, rest) = parts.split_first().unwrap_or((&"", &[]));
        let joint = |part: &&str| if part.starts_with("同期") { word } else { "" };
        let behind: Vec<&str> = rest.iter().flat_map(|part| [joint(part), part]).collect();
        text = format!("{first}{}", behind.concat());
    }
    text
}

/// Whether the sentence of a place begins with a year gone by.
pub(super) fn of_last_year(line: &Line, at: usize, year: Option<i16>) -> bool {
    let front = line.chars.get(..at).unwrap_or(&[]);
    let start = front.iter().rposition(|c| matches!(c, '。' | '!')).map_or(0, |stop| stop + 1);
    let opening = line.text(start..start + 6);
    let named = ["去年", "上年", "过去"].iter().any(|word| opening.starts_with(word));
    named || years(&opening).first().is_some_and(|own| year.is_some_and(|year| *own < year))
}

/// The clause around a figure; `、` and `:` do not end it.
fn wide_clause(line: &Line, figure: &Figure) -> std::ops::Range<usize> {
    let stop = |c: &char| matches!(c, ',' | ';' | '。' | '!');
    let front = line.chars.get(..figure.chars.start).unwrap_or(&[]);
    let start = front.iter().rposition(stop).map_or(0, |at| at + 1);
    let back = line.chars.get(figure.chars.end..).unwrap_or(&[]);
    let end = back.iter().position(stop).map_or(line.chars.len(), |at| figure.chars.end + at);
    start..end
}

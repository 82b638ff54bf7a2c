//! Pieces of a sentence that promise something done.

use super::Promise;
use super::review::years;
use super::subject::clean;
use super::target::{strength, without_deadline};
use crate::trace::line::Line;
use crate::trace::words::STRENGTHS;
use crate::trace::{Figure, deadline};

/// Words that say when something is done.
const DONE: [&str; 54] = [
    "清零",
    "揭牌",
    "验收",
    "开通",
    "印发",
    "新建",
    "扩建",
    "迁建",
    "完成",
    "建成",
    "投入使用",
    "投用",
    "投产",
    "投运",
    "竣工",
    "完工",
    "通车",
    "开放",
    "开工",
    "启动",
    "运营",
    "开园",
    "开业",
    "开馆",
    "挂牌",
    "上市",
    "落户",
    "出台",
    "制定",
    "成立",
    "设立",
    "建立",
    "搭建",
    "创建",
    "申报",
    "举办",
    "编印",
    "编制",
    "引进",
    "注入",
    "汇编",
    "交付",
    "达产",
    "封顶",
    "贯通",
    "启用",
    "办好",
    "评估",
    "签约",
    "落地",
    "建设",
    "改造",
    "实施",
    "收尾",
];
/// Of those, the ones that need a date or a strength word to promise anything.
const WEAK: [&str; 5] = ["建设", "改造", "实施", "运营", "开放"];
/// Of those, the ones that say at the end of a piece, by themselves, that something will be there.
const THERE: [&str; 16] = [
    "建成",
    "投入使用",
    "投用",
    "投产",
    "投运",
    "竣工",
    "完工",
    "通车",
    "开园",
    "开业",
    "开馆",
    "启用",
    "交付",
    "封顶",
    "贯通",
    "揭牌",
];
/// Strength words of work that goes on: with a weak word they promise no end.
const ONGOING: [&str; 8] = ["推进", "加快", "加速", "鼓励", "大力", "积极", "持续", "稳步"];
/// What no one can call done.
const VAGUE: [&str; 27] = [
    "机制", "体系", "格局", "环境", "氛围", "水平", "能力", "力度", "意识", "模式", "方式", "作用", "优势", "理念",
    "精神", "会议", "战略", "主线", "思想", "思路", "活力", "质量", "工作", "稳定", "好转", "安全", "发展",
];
/// How a piece begins that says by what means, not what.
const MEANS: [&str; 16] = [
    "以", "通过", "围绕", "坚持", "按照", "锚定", "紧盯", "聚焦", "依托", "立足", "根据", "结合", "为", "对", "在",
    "实现",
];
const MOST: usize = 40;

/// The milestones of a line: pieces without a figure of their own.
pub(super) fn milestones(line: &Line, body: usize, figures: &[&Figure], year: Option<i16>) -> Vec<(Promise, usize)> {
    let mut found = Vec::new();
    let item = crate::trace::list_number(line);
    let mut start = body.max(item);
    for (at, c) in line.chars.iter().enumerate().skip(body).chain([(line.chars.len(), &'。')]) {
        if !matches!(c, ',' | ';' | '。' | ':' | '!') {
            continue;
        }
        let own = figures.iter().any(|f| !f.named && (start..at).contains(&f.chars.start));
        let listed = item > 0 && start == item;
        if !own && let Some(promise) = milestone(line, start..at, listed, year) {
            found.push((promise, start));
        }
        start = at + 1;
    }
    found
}

/// `listed`: whether the piece is what an item of a list says first.
fn milestone(line: &Line, piece: std::ops::Range<usize>, listed: bool, year: Option<i16>) -> Option<Promise> {
    let text = line.text(piece.clone());
    let past = super::review::of_last_year(line, piece.start, year)
        || years(&text).iter().any(|own| year.is_some_and(|year| *own < year));
    let length = text.chars().count();
    if past || !(5..=60).contains(&length) || text.contains('已') || MEANS.iter().any(|word| text.starts_with(word)) {
        return None;
    }
    let firm = ["确保", "力争", "争取"].iter().any(|word| text.contains(word));
    let done = done(&text).or(firm.then_some(""))?;
    let due = deadline::last(&text);
    let strong = STRENGTHS.iter().find(|word| **word != "完成" && text.contains(**word));
    let opens = DONE.iter().any(|word| text.starts_with(word));
    let ends =
        text.rfind(done).and_then(|at| text.get(at + done.len()..)).is_some_and(|rest| rest.chars().count() <= 3);
    let mild = |word: &&&str| matches!(**word, "持续" | "积极" | "稳步" | "大力" | "鼓励");
    let bound = due.is_some() || strong.is_some_and(|word| !mild(&word) || ends && !WEAK.contains(&done));
    let vague = VAGUE.iter().any(|word| text.ends_with(word));
    let weak = WEAK.contains(&done);
    let there = THERE.iter().any(|word| text.ends_with(word));
    let built = listed && opens && matches!(done, "建设" | "改造") && length >= 8;
    if vague || !(bound || opens && !weak || there || built) || weak && due.is_none() && strong.is_none() && !built {
        return None;
    }
    let ongoing = weak && done != "改造" && due.is_none() && strong.is_some_and(|word| ONGOING.contains(word));
    let state = match done {
        "启动" | "开工" => "启动",
        "" => "推进",
        _ if ongoing => "推进",
        _ => "完成",
    };
    let said = without_leading(&text);
    let said = due.as_deref().map_or(said.clone(), |due| without_deadline(&said, due));
    let name: String = clean(&whole(line, piece.start, said)).chars().take(MOST).collect();
    let strength = strong.map_or("", |word| strength(word));
    (name.chars().count() >= 3).then(|| Promise::Milestone { strength, name, state, deadline: due.unwrap_or_default() })
}

/// `力争上半年全部开工`: what is meant stands in the piece before.
fn whole(line: &Line, start: usize, said: String) -> String {
    const LACKING: [&str; 6] = ["全部", "全面", "对外", "正式", "顺利", "如期"];
    let bare = said.chars().count() <= 8 && LACKING.iter().any(|word| said.starts_with(word));
    let Some(comma) = start.checked_sub(1).filter(|at| bare && line.at(*at) == Some(',')) else { return said };
    let before = line.chars.get(..comma).unwrap_or(&[]);
    let first = before.iter().rposition(|c| matches!(c, ',' | ';' | '。' | ':' | '!')).map_or(0, |at| at + 1);
    let topic: String = without_leading(&line.text(first..comma)).chars().take(MOST / 2).collect();
    format!("{topic}{said}")
}

/// The word that says when it is done: the one it begins with, else the last.
fn done(text: &str) -> Option<&'static str> {
    let opening = DONE.iter().find(|word| text.starts_with(**word));
    let last = || DONE.iter().filter_map(|word| Some((text.rfind(word)? + word.len(), word.len(), word))).max();
    opening.or_else(|| last().map(|(_, _, word)| word)).copied()
}

/// Without the strength words and dates it begins with.
fn without_leading(text: &str) -> String {
    let mut text = super::subject::without_date(super::subject::without_ordinal(text));
    while let Some(rest) = STRENGTHS
        .iter()
        .filter(|word| **word != "完成")
        .chain(&["包括", "继续", "今年", "年内", "全年", "抓紧", "扎实", "同时", "并"])
        .find_map(|word| text.strip_prefix(*word))
    {
        text = super::subject::without_date(rest);
    }
    super::subject::without_date(text).to_owned()
}

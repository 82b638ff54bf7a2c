//! Pieces of a sentence that promise something done.

use super::Promise;
use super::review::years;
use super::subject::clean;
use super::target::{strength, without_deadline};
use crate::trace::line::Line;
use crate::trace::words::STRENGTHS;
use crate::trace::{Figure, deadline};

/// Words that say when something is done.
const DONE: [&str; 46] = [
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
/// What no one can call done.
const VAGUE: [&str; 23] = [
    "机制", "体系", "格局", "环境", "氛围", "水平", "能力", "力度", "意识", "模式", "方式", "作用", "优势", "理念",
    "精神", "会议", "战略", "主线", "思想", "思路", "活力", "质量", "工作",
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
    let mut start = body;
    for (at, c) in line.chars.iter().enumerate().skip(body).chain([(line.chars.len(), &'。')]) {
        if !matches!(c, ',' | ';' | '。' | ':' | '!') {
            continue;
        }
        let own = figures.iter().any(|f| !f.named && (start..at).contains(&f.chars.start));
        if !own && let Some(promise) = milestone(line, start..at, year) {
            found.push((promise, start));
        }
        start = at + 1;
    }
    found
}

fn milestone(line: &Line, piece: std::ops::Range<usize>, year: Option<i16>) -> Option<Promise> {
    let text = line.text(piece.clone());
    let past = super::review::of_last_year(line, piece.start, year)
        || years(&text).iter().any(|own| year.is_some_and(|year| *own < year));
    let length = text.chars().count();
    if past || !(5..=60).contains(&length) || text.contains('已') || MEANS.iter().any(|word| text.starts_with(word)) {
        return None;
    }
    let done = DONE.iter().find(|word| text.contains(**word))?;
    let due = deadline::last(&text);
    let strong = STRENGTHS.iter().find(|word| **word != "完成" && text.contains(**word));
    let opens = DONE.iter().any(|word| text.starts_with(word));
    let bound =
        due.is_some() || strong.is_some_and(|word| !matches!(*word, "持续" | "积极" | "稳步" | "大力" | "鼓励"));
    let vague = VAGUE.iter().any(|word| text.ends_with(word));
    let weak = WEAK.contains(done);
    if vague || !(bound || opens && !weak) || weak && due.is_none() && strong.is_none() {
        return None;
    }
    let state = if matches!(*done, "启动" | "开工") { "启动" } else { "完成" };
    let said = without_leading(&text);
    let said = due.as_deref().map_or(said.clone(), |due| without_deadline(&said, due));
    let name: String = clean(&said).chars().take(MOST).collect();
    let strength = strong.map_or("", |word| strength(word));
    (name.chars().count() >= 3).then(|| Promise::Milestone { strength, name, state, deadline: due.unwrap_or_default() })
}

/// Without the strength words and dates it begins with.
fn without_leading(text: &str) -> String {
    let mut text = super::subject::without_date(text);
    while let Some(rest) = STRENGTHS
        .iter()
        .filter(|word| **word != "完成")
        .chain(&["继续", "今年", "年内", "全年", "抓紧", "扎实", "同时", "并"])
        .find_map(|word| text.strip_prefix(*word))
    {
        text = super::subject::without_date(rest);
    }
    super::subject::without_date(text).to_owned()
}

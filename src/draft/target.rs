//! A figure of the plan as a rule's line.

use super::Promise;
use super::subject::{TAKING, bare, says_when, subject};
use crate::diagnostic::Diagnostics;
use crate::language::format::print;
use crate::language::parse::parse;
use crate::source::Sources;
use crate::trace::line::Line;
use crate::trace::{Figure, list_number};
use crate::value::{Number, Rounding};

/// Strength words of the language.
const STRONG: [&str; 16] = [
    "确保", "必须", "力争", "预期", "全力", "争取", "加快", "推进", "鼓励", "加速", "大力", "积极", "持续", "稳步",
    "逐步", "完成",
];

/// What is said of a figure that counts a list of which everything is to be done.
const WHOLE_LIST: &str = "是要全部做到的清单，宜改成「每个 表 共 N个：…」";

/// What is said of a figure whose name stands in a list.
const TOGETHER: &str = "几个指标写在一句里，名称要核";

/// What is said of a figure that counts a part of the one before it.
const PART: &str = "「其中」说的是前一项的一部分，名称要核";

/// What a figure promises; `beside`: the figures of its line.
pub(super) fn target(line: &Line, beside: &[&Figure], figure: &Figure) -> Promise {
    match super::respective::named(line, beside, figure) {
        Some((name, shared)) => measured(line, &shared, name, TOGETHER),
        None => {
            let name = subject(line, figure);
            let verb = super::part::verb_of_whole(line, beside, figure).filter(|_| !name.is_empty());
            match verb {
                Some(_) if TAKING.iter().any(|own| name.starts_with(own)) => measured(line, figure, name, PART),
                Some(verb) => measured(line, figure, format!("{verb}{name}"), PART),
                None => measured(line, figure, name, ""),
            }
        }
    }
}

fn measured(line: &Line, figure: &Figure, mut name: String, doubtful: &'static str) -> Promise {
    let figure = &in_percent(figure);
    if figure.before == "前" {
        name = ranked(&name);
    }
    if figure.written == "全覆盖" && !name.is_empty() {
        name.push_str("覆盖率");
    }
    let mut change = if is_second_tier(line, figure) { "增长" } else { change(line, figure) };
    if change.is_empty()
        && !matches!(figure.unit_word.as_str(), "%" | "‰")
        && let Some(counted) = increased(&name)
    {
        (name, change) = (counted, "净增");
    }
    let nameless = name.is_empty();
    if nameless {
        name = fallback(line, figure);
    }
    if change.is_empty()
        && (figure.unit_word.ends_with("点") || figure.change == "年均增长")
        && !figure.change.is_empty()
    {
        name = format!("{}{}", bare(&name), figure.change);
    }
    name = without_deadline(&name, &figure.deadline);
    let unit = match change {
        "净增" if figure.unit_word.ends_with('点') => "%".to_owned(),
        "净增" | "" => unit(figure),
        _ => String::new(),
    };
    Promise::Target {
        strength: strength(figure.strength),
        doubt: if !doubtful.is_empty() {
            doubtful
        } else if figure.unit_word.ends_with("百分点")
            && ["高于", "低于", "快于"].iter().any(|word| name.contains(word))
        {
            "是与别处相比的差"
        } else if nameless || !name.contains("全部") {
            doubt(figure, nameless)
        } else {
            WHOLE_LIST
        },
        subject: name,
        change,
        range: range(figure, change),
        unit,
        deadline: figure.deadline.clone(),
    }
}

/// `净增市场主体`: the verb says how the figure is meant, and the name is behind it.
fn increased(name: &str) -> Option<String> {
    let counted = ["净增长", "净增加", "净增"].iter().find_map(|verb| name.strip_prefix(verb))?;
    (!counted.is_empty()).then(|| counted.to_owned())
}

/// `增长1.5倍` is a growth of 150%.
fn in_percent(figure: &Figure) -> Figure {
    let grows = matches!(figure.change, "增长" | "同比增长" | "提高" | "增加") && !is_level(figure);
    if figure.unit_word != "倍" || !grows {
        return figure.clone();
    }
    let hundred = Number::from(100i64);
    Figure {
        low: &figure.low * &hundred,
        high: figure.high.as_ref().map(|high| high * &hundred),
        unit_word: "%".to_owned(),
        unit: crate::value::Units::builtin().lookup("%"),
        ..figure.clone()
    }
}

/// `综合实力力争进入全省前10名`: a place in a list, without among whom and how firmly.
fn ranked(name: &str) -> String {
    const AMONG: [&str; 9] = ["全省", "全市", "全国", "全区", "全县", "进入", "位居", "保持", "力争"];
    let mut name = name.trim_end_matches("排名");
    while let Some(rest) = AMONG.iter().find_map(|word| name.strip_suffix(word)) {
        name = rest;
    }
    if name.is_empty() { String::new() } else { format!("{name}排名") }
}

/// The rule's line for a figure, ready to paste: `力争 「数字经济核心产业企业」 超过 160家`.
pub fn line(line: &Line, figure: &Figure) -> String {
    match target(line, &[figure], figure) {
        Promise::Target { strength, subject, change, range, .. } => {
            let parts = [strength.to_owned(), quoted(&subject), change.to_owned(), range];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        }
        Promise::Milestone { .. } => String::new(),
    }
}

/// A name, in marks unless it reads as the same name without them.
pub(super) fn quoted(name: &str) -> String {
    let marked = format!("「{name}」");
    let same = reads(name).is_some_and(|own| reads(&marked) == Some(own));
    if same { name.to_owned() } else { marked }
}

/// What a name says wherever a draft writes one; `None` if it cannot be read there.
fn reads(name: &str) -> Option<String> {
    let text =
        format!("指标 {name} 家\n{name} 超过 1家\n{name} 增长 1%\n{name} 1家以上\n事项 {name}\n事项 {name} 完成\n");
    let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
    let file = parse(sources.add("draft.plan", &text), &text, &mut sink);
    sink.is_empty().then(|| print(&file))
}

/// A name without the date that its attribute 期限 says.
pub(super) fn without_deadline(name: &str, deadline: &str) -> String {
    match name.split_once(deadline).filter(|_| !deadline.is_empty()) {
        Some((front, behind)) => format!("{front}{}", behind.trim_start_matches(['底', '末']).trim_start_matches('前')),
        None => name.to_owned(),
    }
}

/// The strength as a word of the language.
pub(super) fn strength(word: &'static str) -> &'static str {
    let known = STRONG.iter().find(|own| **own == word && word != "完成").copied();
    known.unwrap_or(if word == "努力" { "争取" } else { "" })
}

fn change(line: &Line, figure: &Figure) -> &'static str {
    let rate = matches!(figure.unit_word.as_str(), "%" | "‰");
    match figure.change {
        "增长" | "同比增长" | "提高" | "增加" if rate && !is_level(figure) => "增长",
        "下降" | "降低" | "减少" | "压减" | "削减" if rate && !is_level(figure) => "下降",
        "净增" | "净增长" if !rate => "净增",
        "增加" | "增长" if !rate && !is_level(figure) && on_last_year(line, figure) => "净增",
        "提高" | "增加" | "上升" if figure.unit_word.ends_with("百分点") && !is_level(figure) => "净增",
        "提高" | "上升" if !rate && figure.before.is_empty() && figure.unit.is_some() => "净增",
        _ if figure.written.starts_with('翻') => "增长",
        _ => "",
    }
}

/// `增长8%，力争达到10%`: the second figure is a rate of growth too.
fn is_second_tier(line: &Line, figure: &Figure) -> bool {
    let clause = line.clause(figure.chars.clone());
    let own = bare(&line.text(clause.start..figure.chars.start));
    let before = clause.start.checked_sub(1).map(|stop| line.clause(stop..stop));
    let growing = before.is_some_and(|before| {
        let text = line.text(before);
        text.contains("增长") && text.contains('%')
    });
    figure.unit_word == "%" && figure.change.is_empty() && own.is_empty() && growing
}

/// `比上年增加12家` says what is compared, so it is a net increase.
fn on_last_year(line: &Line, figure: &Figure) -> bool {
    let clause = line.text(line.clause(figure.chars.clone()).start..figure.chars.start);
    ["比上年", "较上年", "比去年", "较去年"].iter().any(|word| clause.contains(word))
}

/// 提高到 90% is a level, not a change.
fn is_level(figure: &Figure) -> bool {
    figure.before.ends_with(['到', '至'])
}

fn unit(figure: &Figure) -> String {
    if figure.before == "前" {
        return "名".to_owned();
    }
    if figure.unit.is_some() { figure.unit_word.clone() } else { String::new() }
}

/// The range in words of the language.
fn range(figure: &Figure, change: &str) -> String {
    let unit = unit(figure);
    let low = format!("{}{unit}", decimal(&figure.low));
    if let Some(high) = &figure.high {
        return match figure.behind {
            "之间" => format!("介于 {low} 至 {high}{unit}"),
            _ => format!("{}至{high}{unit}", figure.low),
        };
    }
    let lowering = ["下降", "降低", "压缩", "压减", "控制"].iter().any(|word| figure.before.starts_with(word));
    match figure.behind {
        "左右" | "上下" => return format!("{low}左右"),
        "以上" | "及以上" => return format!("{low}以上"),
        "以下" | "以内" | "之内" | "及以下" => return format!("不超过 {low}"),
        _ => {}
    }
    match figure.before {
        "不低于" | "不少于" | "不小于" | "不高于" | "不超过" | "不大于" | "不多于" | "超过" | "突破" | "低于"
        | "高于" | "大于" | "小于" | "少于" | "多于" | "至少" => format!("{} {low}", figure.before),
        "超" | "达到或超过" => format!("{} {low}", if figure.before == "超" { "超过" } else { "达到" }),
        "约" => format!("{low}左右"),
        "前" => format!("前 {low}"),
        "≥" => format!("不低于 {low}"),
        "≤" => format!("不超过 {low}"),
        ">" => format!("超过 {low}"),
        "<" => format!("低于 {low}"),
        _ if lowering => format!("不超过 {low}"),
        _ if change.is_empty() => format!("达到 {low}"),
        _ => low,
    }
}

/// A fraction that no decimal is (三分之一), rounded up to two places: the rule never asks less than the plan.
fn decimal(number: &Number) -> Number {
    if number.decimal_places().is_some() { number.clone() } else { number.cut(2, Rounding::Ceil) }
}

/// A name for a figure that nothing names: the words of its clause.
fn fallback(line: &Line, figure: &Figure) -> String {
    let clause = line.clause(figure.chars.clone());
    let start = clause.start.max(list_number(line)).min(figure.chars.start);
    let front = bare(&super::said(line, start..figure.chars.start));
    let front = if says_when(&front) { String::new() } else { front };
    let around = front + &super::said(line, figure.chars.end..clause.end);
    let name: String = super::subject::clean(&around).chars().take(24).collect();
    if name.is_empty() { format!("未名指标{}", figure.written.replace(',', "")) } else { name }
}

fn doubt(figure: &Figure, nameless: bool) -> &'static str {
    if nameless {
        return "指标的名称不明";
    }
    if figure.low.decimal_places().is_none() {
        return "分数取了近似";
    }
    match (figure.change, figure.unit_word.as_str()) {
        (_, "倍") => "倍数没有单位",
        ("年均增长", _) => "年均增长没有写起算年",
        ("新增" | "增加", _) => "是新增的数，不是总数",
        (_, "") => "没有单位",
        ("", "%") if figure.before.is_empty() => "是占比还是增速",
        _ if matches!(figure.before, "接近" | "近") => "接近没有界限",
        _ if figure.high.is_some() => "区间以下端为准",
        _ => "",
    }
}

//! What a figure measures, as the words around it say.

use crate::trace::line::{Line, is_stop};
use crate::trace::words::{BEFORE, BEHIND, CHANGES, STRENGTHS, ending};
use crate::trace::{Figure, list_number};
use crate::value::Units;

/// Words before a name that are none of it.
const LEADING: [&str; 44] = [
    "拟",
    "包括",
    "全力以赴",
    "锚定",
    "不断",
    "突出抓好",
    "重点",
    "深入",
    "扎实",
    "认真",
    "分步",
    "严格",
    "紧盯",
    "聚焦",
    "达到",
    "保持",
    "主要预期目标是",
    "预期目标是",
    "主要目标是",
    "目标是",
    "千方百计",
    "奋力",
    "着力",
    "全面",
    "继续",
    "进一步",
    "同时",
    "其中",
    "预计",
    "计划",
    "实现",
    "全年",
    "年内",
    "今年",
    "全区",
    "全市",
    "全县",
    "全省",
    "全国",
    "我区",
    "我市",
    "我县",
    "我省",
    "的",
];
/// Verbs whose object is named behind the figure.
pub(super) const TAKING: [&str; 50] = [
    "新改建",
    "改建",
    "发展",
    "安排",
    "推出",
    "投放",
    "新增",
    "引进",
    "培育",
    "打造",
    "建成",
    "建设",
    "改造",
    "完成",
    "新建",
    "创建",
    "落地",
    "签约",
    "筹建",
    "配建",
    "启动",
    "开工",
    "实施",
    "推进",
    "推动",
    "招引",
    "招引落地",
    "新开工",
    "办好",
    "举办",
    "增加",
    "实现",
    "净增",
    "增长",
    "扩建",
    "改扩建",
    "开展",
    "设立",
    "谋划",
    "储备",
    "申报",
    "认定",
    "提供",
    "发放",
    "筹集",
    "开通",
    "布局",
    "整治",
    "修建",
    "种植",
];
/// Words behind a name, before the range, that are none of it.
const TRAILING: [&str; 31] = [
    "拟安排",
    "拟按",
    "拟",
    "安排",
    "实际",
    "名义",
    "同口径",
    "再",
    "各",
    "合计",
    "总计",
    "进入",
    "位居",
    "位列",
    "跻身",
    "稳居",
    "上调",
    "同比",
    "年均",
    "可比",
    "保持",
    "力争",
    "累计",
    "完成",
    "实现",
    "翻一番",
    "翻番",
    "比上年",
    "较上年",
    "比去年",
    "较去年",
];
/// How the words behind a counted noun go on.
const ONWARD: [&str; 10] = ["支持", "用于", "推动", "带动", "并", "且", "其中", "力争", "实现", "确保"];
/// The longest name that is kept whole, in characters.
const LONGEST: usize = 24;

/// The name of what a figure measures; empty when the words around it do not say.
pub(super) fn subject(line: &Line, figure: &Figure) -> String {
    let name = around(line, figure);
    if says_when(&name) { String::new() } else { name }
}

/// `“十四五”以来` says when, and not what.
pub(super) fn says_when(name: &str) -> bool {
    const SPANS: [&str; 11] =
        ["十一五", "十二五", "十三五", "十四五", "十五五", "十六五", "本届", "近年", "五年", "三年", "两年"];
    let plain = clean(name);
    let rest = SPANS.iter().find_map(|span| plain.strip_prefix(span));
    rest.is_some_and(|rest| ["", "以来", "期间", "时期", "末", "期末", "来", "内"].contains(&rest))
}

fn around(line: &Line, figure: &Figure) -> String {
    if !figure.row.is_empty() {
        let name = bare(figure.row.split('(').next().unwrap_or_default());
        let name = ["增速", "增长率", "增幅"].iter().find_map(|word| name.strip_suffix(word)).unwrap_or(&name);
        return shorten(&clean(name));
    }
    let front = front(line, figure);
    let behind = behind(line, figure);
    let whole = front;
    let front = behind_amount(&whole);
    if front.is_empty() && behind.is_empty() {
        return shorten(&clean(whole.trim_end_matches('的')));
    }
    let whole = ["全区", "全市", "全县", "全省", "全国"].iter().any(|word| front.ends_with(word));
    let counted = figure.unit.as_ref().is_some_and(|unit| unit.dimension.is_count()) && !behind.is_empty();
    let front = if behind.is_empty() { front } else { shared_verb(line, figure, front) };
    let taking = whole
        || counted
        || front.is_empty()
        || TAKING.iter().any(|verb| front.ends_with(verb))
        || front.ends_with('等')
        || front.ends_with('对');
    let name = if taking { format!("{front}{behind}") } else { front };
    shorten(&clean(&name))
}

/// `完成28条道路大修和12公里架空线入地`: of the words before a later figure of a list only the verb is its own; 为 and 对 are of
/// the sentence.
fn shared_verb(line: &Line, figure: &Figure, front: String) -> String {
    if matches!(front.as_str(), "为" | "对" | "向" | "给") {
        return String::new();
    }
    if !front.ends_with(['和', '及', '与']) {
        return front;
    }
    let before = line.chars.get(..figure.chars.start).unwrap_or(&[]);
    let start = before.iter().rposition(|c| matches!(c, ',' | ';' | '。' | ':')).map_or(0, |at| at + 1);
    let clause = line.text(start.max(list_number(line))..figure.chars.start);
    let verb = TAKING.iter().filter(|verb| clause.starts_with(**verb)).max_by_key(|verb| verb.len());
    verb.filter(|verb| !matches!(**verb, "完成" | "实现")).map_or_else(String::new, |verb| (*verb).to_owned())
}

/// Of words that reach over another figure (`总投资1376亿元的`), those behind it.
fn behind_amount(front: &str) -> String {
    let over = |at: &usize| front.get(..*at).is_some_and(|before| before.contains(|c: char| c.is_ascii_digit()));
    let own = front.rfind('的').filter(over).and_then(|at| front.get(at + '的'.len_utf8()..));
    own.unwrap_or(front).to_owned()
}

/// Of the clause before, what its own figure measures.
fn before_amount(said: &str) -> String {
    without_date(bare(said).as_str()).chars().take_while(|c| !c.is_ascii_digit()).collect()
}

/// The words before a figure, without those that belong to the sentence or to the range.
fn front(line: &Line, figure: &Figure) -> String {
    let stops: Vec<usize> = line
        .chars
        .iter()
        .enumerate()
        .take(figure.chars.start)
        .filter(|(_, c)| is_stop(**c))
        .map(|(at, _)| at)
        .collect();
    let (mut end, mut comma) = (figure.chars.start, false);
    let first = list_number(line).min(end);
    for stop in stops.iter().rev().map(|at| Some(*at)).chain([None]) {
        let said = line.text(stop.map_or(first, |at| at + 1)..end);
        let text = if comma { bare(&before_amount(&said)) } else { bare(&said) };
        let text = if line.at(end) == Some('|') && !is_name(&text) { String::new() } else { text };
        let listed = stop.is_some_and(|at| line.at(at) == Some('、'))
            && (!figure.change.is_empty() || behind(line, figure).is_empty());
        let alone = !listed && stop.is_none_or(|at| !matches!(line.at(at), Some(':' | ',' | '|')));
        let tier = stop.is_some_and(|at| line.at(at) == Some(',')) && !behind(line, figure).is_empty();
        if !text.is_empty() || alone || tier {
            return text;
        }
        comma = stop.is_some_and(|at| matches!(line.at(at), Some(',' | '、')));
        end = stop.unwrap_or(0);
    }
    String::new()
}

/// Whether a cell of a row names something: it is neither a number nor a unit.
fn is_name(cell: &str) -> bool {
    cell.contains(char::is_alphabetic) && Units::builtin().lookup(cell).is_none()
}

/// Without sentence words before and range words behind; keeps a lone verb.
pub(super) fn bare(text: &str) -> String {
    let mut text = without_date(without_ordinal(text)).to_owned();
    while let Some(word) = [BEFORE.as_slice(), &CHANGES, &TRAILING]
        .into_iter()
        .find_map(|table| ending(&text, table))
        .filter(|word| !is_verb(&text, word) && !word.ends_with(['幅', '速']))
    {
        text.truncate(text.len() - word.len());
    }
    if let Some((name, year)) = text.rsplit_once('到')
        && year.chars().count() == 5
        && year.ends_with('年')
    {
        text = String::from(name);
    }
    let strengths = STRENGTHS.iter().filter(|word| **word != "完成");
    while let Some(word) =
        LEADING.iter().chain(strengths.clone()).find(|word| text.starts_with(**word) && text.len() > word.len())
    {
        text.drain(..word.len());
        text = String::from(without_date(&text));
    }
    let strengths = STRENGTHS.iter().any(|word| *word == text && *word != "完成");
    if strengths || LEADING.contains(&text.as_str()) { String::new() } else { text }
}

/// Without the ordinal it begins with: `一是` `二要`.
pub(super) fn without_ordinal(text: &str) -> &str {
    let rest = text.trim_start_matches(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
    let named = rest.len() < text.len();
    rest.strip_prefix(['是', '要']).filter(|behind| named && !behind.is_empty()).unwrap_or(text)
}

/// Without the date it begins with: `2023年度` `9月底前` `到2025年`.
pub(super) fn without_date(text: &str) -> &str {
    let plain = text.strip_prefix('到').unwrap_or(text);
    let digits = plain.chars().take_while(char::is_ascii_digit).count();
    let Some(rest) = plain.get(digits..).filter(|_| digits > 0) else { return text };
    match rest.strip_prefix('年') {
        Some(behind) if digits == 4 => without_date(behind.trim_start_matches('度').trim_start_matches('底')),
        _ => rest
            .strip_prefix('月')
            .map_or(text, |behind| behind.trim_start_matches(['底', '末']).trim_start_matches('前')),
    }
}

/// 新增 and 增加 stay with what they add.
fn is_verb(text: &str, word: &str) -> bool {
    let compared = ["比上年增加", "较上年增加", "比去年增加", "较去年增加"].iter().any(|said| text.ends_with(said));
    matches!(word, "新增" | "增加") && !compared && (text.len() == word.len() || text.ends_with(word))
}

/// The noun behind a figure.
fn behind(line: &Line, figure: &Figure) -> String {
    let mut start = figure.chars.end;
    // 200个(标准桩)以上公共充电桩
    let aside = line.chars.iter().skip(start).take(10).position(|c| *c == ')').filter(|_| line.at(start) == Some('('));
    start += aside.map_or(0, |at| at + 1);
    if let Some(word) = BEHIND.iter().find(|word| line.has(start, word)) {
        start += word.chars().count();
    }
    let counts = figure.unit.as_ref().is_some_and(|unit| unit.dimension.is_count());
    let stop = |c: &char| is_stop(*c) || matches!(c, '(' | ')') || *c == '的' && !counts;
    let rest = line.chars.get(start..).unwrap_or(&[]);
    let rest = if rest.first() == Some(&'的') { rest.get(1..).unwrap_or(&[]) } else { rest };
    let noun: Vec<char> = rest.iter().take(LONGEST).take_while(|c| !stop(c)).copied().collect();
    let another = |pair: &[char]| matches!(pair, ['和' | '及' | '与', next] if next.is_ascii_digit());
    let end = noun.windows(2).position(another).unwrap_or(noun.len());
    let noun: String = noun.into_iter().take(end).collect();
    if ONWARD.iter().any(|word| noun.starts_with(word)) { String::new() } else { noun }
}

/// Without marks that a quoted name cannot hold.
pub(super) fn clean(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '“' | '”' | '"' | '「' | '」' | '『' | '』' | '`' | '•' | '#') && !c.is_control())
        .collect()
}

fn shorten(name: &str) -> String {
    let length = name.chars().count();
    name.chars().skip(length.saturating_sub(LONGEST)).collect()
}

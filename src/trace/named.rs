//! Which numbers are a part of a name and promise nothing by themselves.

use super::figure::Figure;
use super::line::{Line, is_stop};
use super::words;
use crate::value::Number;

/// Whether a number belongs to a name: a thing's number, a slogan, a version, an ordinal.
pub(super) fn is_named(line: &Line, figure: &Figure) -> bool {
    let (start, end) = (figure.chars.start, figure.chars.end);
    let before = line.before(start);
    let next = line.at(end);
    if before.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '第' | '.' | '+' | '_' | '#')) {
        return true;
    }
    if is_rank(line, figure) {
        return false;
    }
    // 3条10千伏线路: a number may follow a whole figure.
    let glued = |c: char| c.is_ascii_alphabetic() || c.is_ascii_digit() && figure.unit_word.is_empty();
    if next.is_some_and(|c| matches!(c, '+' | '号' | '强' | '"') || glued(c)) {
        return true;
    }
    if words::NAMED.iter().any(|word| line.has(end, word)) || is_calendar(figure) || is_circle(line, figure) {
        return true;
    }
    if figure.written.starts_with(|c: char| c.is_ascii_digit()) {
        return figure.unit_word.is_empty() && !is_compared(line, figure) || is_slogan(line, figure);
    }
    let amount = figure.written.contains("分之") || figure.written.ends_with(['成', '倍']);
    if figure.written.starts_with(['翻', '全']) || amount {
        return false;
    }
    figure.unit_word.is_empty() || is_word(line, figure)
}

/// Years, months and days that are no dates: `三年行动`, `3年`.
fn is_calendar(figure: &Figure) -> bool {
    matches!(figure.unit_word.as_str(), "年" | "月" | "日" | "季度" | "周" | "期" | "届" | "级" | "轮" | "点")
        && figure.before.is_empty()
}

/// `前10名` `前三`
fn is_rank(line: &Line, figure: &Figure) -> bool {
    let closed = line.at(figure.chars.end).is_none_or(|c| is_stop(c) || "以之".contains(c));
    let placed = matches!(figure.unit_word.as_str(), "名" | "位") || figure.unit_word.is_empty() && closed;
    line.before(figure.chars.start) == Some('前') && placed
}

/// `15分钟…圈`
fn is_circle(line: &Line, figure: &Figure) -> bool {
    let timed = matches!(figure.unit_word.as_str(), "分钟" | "小时");
    timed
        && (0..12)
            .map_while(|offset| line.at(figure.chars.end + offset))
            .take_while(|c| !is_stop(*c))
            .any(|c| c == '圈')
}

/// A number without a unit counts only where a comparison word stands before it and nothing behind.
fn is_compared(line: &Line, figure: &Figure) -> bool {
    let front = line.text(figure.chars.start.saturating_sub(4)..figure.chars.start);
    let closed = line.at(figure.chars.end).is_none_or(|c| is_stop(c) || "以左".contains(c));
    closed && words::ending(&front, &words::BEFORE).is_some()
}

fn is_slogan(line: &Line, figure: &Figure) -> bool {
    let slogan = || words::SLOGANS.iter().any(|word| line.has(figure.chars.end, word));
    figure.unit_word == "个" && slogan() || figure.unit_word == "方" && line.at(figure.chars.end) == Some('面')
}

/// Whether a Chinese numeral with a measure word is a word of the language (`一批`, `三类问题`) and counts nothing.
fn is_word(line: &Line, figure: &Figure) -> bool {
    let front = line.text(figure.chars.start.saturating_sub(4)..figure.chars.start);
    let counted = words::ending(&front, &words::COUNTING);
    let small = figure.low < Number::from(10i64);
    let one = figure.low == Number::one();
    let measured = figure.unit.as_ref().is_some_and(|unit| !unit.dimension.is_count());
    let strong = "家栋所条座处户人张套间名辆台亩".contains(figure.unit_word.as_str()) || figure.unit_word == "个";
    let cut = line.at(figure.chars.end).is_some_and(|c| "一二三四五六七八九十".contains(c));
    if is_slogan(line, figure) || cut {
        return true;
    }
    match counted {
        Some(word) if one && figure.unit_word == "个" => !matches!(word, "不少于" | "至少" | "增加" | "新增" | "净增"),
        Some(_) => !strong && !measured,
        None if measured => figure.chars.len() - figure.unit_word.chars().count() < 2,
        None => {
            let composed = figure.chars.len() > 2;
            let round = figure.written.starts_with(['十', '百', '千']) && !composed;
            let noun = line.at(figure.chars.end).is_some_and(|c| c.is_alphabetic() && c != '等');
            let clause = line.text(line.clause(figure.chars.clone()).start..figure.chars.start);
            let verb = words::COUNTING.iter().any(|word| word.chars().count() > 1 && clause.contains(word));
            !closes_list(line, figure)
                && (one || round || !strong || !(noun || composed || verb) || small && figure.unit_word == "人")
        }
    }
}

/// `新增三级医院一家、卫生服务站四个`: a count at the end of an item whose list begins with a verb that makes things.
fn closes_list(line: &Line, figure: &Figure) -> bool {
    const MAKING: [&str; 9] = ["新增", "新建", "引进", "建成", "培育", "创建", "改造", "扩建", "设立"];
    let closed = line.at(figure.chars.end).is_none_or(is_stop);
    let counts = "家栋所条座处户间台亩".contains(figure.unit_word.as_str())
        || figure.unit_word == "个" && figure.low > Number::one();
    let front = line.chars.get(..figure.chars.start).unwrap_or(&[]);
    let start = front.iter().rposition(|c| is_stop(*c) && *c != '、').map_or(0, |at| at + 1);
    let list = line.text(start..figure.chars.start);
    closed && counts && MAKING.iter().any(|verb| list.starts_with(verb))
}

/// `20亿元以上项目不少于2个`: a threshold that names what is counted, when a figure follows in the same clause.
pub(super) fn thresholds(line: &Line, figures: &mut [Figure]) {
    let starts: Vec<usize> = figures.iter().filter(|f| !f.named).map(|f| f.chars.start).collect();
    for figure in figures {
        let side = ["及以上", "以上", "以下", "的"].into_iter().find(|side| line.has(figure.chars.end, side));
        let counts = figure.unit.as_ref().is_none_or(|unit| unit.dimension.is_count() || unit.dimension.is_none());
        let behind = figure.chars.end + side.map_or(0, |side| side.chars().count());
        let noun = line.at(behind).is_some_and(char::is_alphabetic);
        let bare = figure.written.starts_with(['亿', '千', '百', '十']);
        let clause = colon_clause(line, behind);
        let follows = starts.iter().any(|start| (behind..clause).contains(start));
        figure.named |= !counts && noun && (side.is_some() && follows || bare);
    }
}

/// Where a clause ends, a colon not ending it.
fn colon_clause(line: &Line, at: usize) -> usize {
    let behind = line.chars.get(at..).unwrap_or(&[]);
    behind.iter().position(|c| is_stop(*c) && *c != ':').map_or(line.chars.len(), |offset| at + offset)
}

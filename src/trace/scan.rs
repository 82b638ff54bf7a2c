//! Finds the figures of a text, a line at a time, in one pass over its characters.

use super::figure::Figure;
use super::line::Line;
use super::{named, strength, table, words};
use crate::value::{Number, Units, parse_numeral};
use std::ops::Range;

/// Every number of a text's lines, those inside names marked as such. Dates, list numbers and document numbers are left out.
pub fn scan(lines: &[Line], units: &Units) -> Vec<Figure> {
    let mut found = Vec::new();
    let (heads, rows) = table::heads(lines);
    for (index, line) in lines.iter().enumerate() {
        let first = found.len();
        scan_line(line, index, units, &mut found);
        if let Some(head) = rows.get(index).copied().flatten().and_then(|head| heads.get(head)) {
            table::complete(head, line, found.split_at_mut(first).1, units);
        }
    }
    found
}

/// Every amount of a rule's line: nothing is taken for a name but what stands in quotation marks.
pub fn amounts(text: &str, units: &Units) -> Vec<Figure> {
    let lines = super::line::lines(text);
    let mut found = scan(&lines, units);
    let quoted: Vec<Vec<bool>> = lines.iter().map(quotations).collect();
    let open = |f: &Figure| {
        let marks = quoted.get(f.line).and_then(|q| q.get(f.chars.start));
        let glued = lines.get(f.line).and_then(|l| l.before(f.chars.start)).is_some_and(|c| c.is_ascii_alphabetic());
        !marks.copied().unwrap_or(false) && !glued
    };
    found.retain(open);
    found
}

fn scan_line(line: &Line, index: usize, units: &Units, found: &mut Vec<Figure>) {
    let quoted = quotations(line);
    let first = found.len();
    let mut at = list_number(line);
    while at < line.chars.len() {
        let Some(token) = token(line, at, units) else {
            at += 1;
            continue;
        };
        at = token.end.max(at + 1);
        if let Some(mut figure) = token.figure {
            figure.line = index;
            figure.place = line.place(figure.chars.clone());
            figure.named = quoted.get(figure.chars.start).copied().unwrap_or(false) || named::is_named(line, &figure);
            found.push(figure);
        }
    }
    let (_, own) = found.split_at_mut(first);
    named::thresholds(line, own);
    for figure in own {
        surround(line, figure);
    }
}

/// Which characters stand inside `“…”`, `《…》`, `「…」` or `〔…〕`; marks that are not closed nearby open nothing.
fn quotations(line: &Line) -> Vec<bool> {
    let mut inside = vec![false; line.chars.len()];
    let mut open: Option<(usize, char)> = None;
    for (at, c) in line.chars.iter().enumerate() {
        match (open, c) {
            (Some((start, close)), c) if *c == close => {
                inside.get_mut(start..=at).into_iter().flatten().for_each(|flag| *flag = true);
                open = None;
            }
            (Some((start, _)), _) if at - start > 40 => open = None,
            (None, '“') => open = Some((at, '”')),
            (None, '"') => open = Some((at, '"')),
            (None, '《') => open = Some((at, '》')),
            (None, '「') => open = Some((at, '」')),
            (None, '〔') => open = Some((at, '〕')),
            (None, '[') => open = Some((at, ']')),
            _ => {}
        }
    }
    inside
}

/// How many characters mark the line as an item of a list: `▶` `——` `①`.
pub(super) fn bullet(line: &Line) -> usize {
    let mark = |c: &char| "▶►▷●○■□◆◇•·★☆※➤➢✓✔*—–-".contains(*c) || matches!(c, '\u{2460}'..='\u{249b}');
    let marks = line.chars.iter().take_while(|c| mark(c)).count();
    // A minus belongs to its number.
    let minus = marks == 1 && line.at(0) == Some('-') && line.at(1).is_some_and(|c| c.is_ascii_digit());
    if minus { 0 } else { marks }
}

/// How many characters the line's own number takes: `一、` `（一）` `1.` `（1）` `第一章`, a bullet before it included.
pub fn list_number(line: &Line) -> usize {
    let first = bullet(line);
    let open = first + usize::from(line.at(first) == Some('('));
    let numeral = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
    let digits = line.chars.iter().skip(open).take_while(|c| numeral(c)).count();
    let end = open + digits;
    let closes = match line.at(end) {
        Some(')') => open > first || line.at(first).is_some_and(|c| c.is_ascii_digit()),
        Some('、') => true,
        // 7.5% at the start of a line is a figure; 3.500万元… is a list number and a name, 2.9月底前 a list number and a month.
        Some('.') => {
            let behind = line.chars.iter().skip(end + 1).take_while(|c| c.is_ascii_digit()).count();
            behind == 0 || behind >= 3 || line.at(end + 1 + behind) == Some('月')
        }
        _ => false,
    };
    if digits > 0 && digits <= 3 && closes { end + 1 } else { first }
}

struct Token {
    end: usize,
    figure: Option<Figure>,
}

fn token(line: &Line, at: usize, units: &Units) -> Option<Token> {
    if let Some(special) = special(line, at, units) {
        return Some(special);
    }
    let (low, mut end) = number(line, at)?;
    if let Some(end) = date(line, at, end) {
        return Some(Token { end, figure: None });
    }
    let first_unit = unit(line, end, units);
    let joint = first_unit.as_ref().map_or(end, |(_, _, end)| *end);
    let high = upper(line, joint).or_else(|| upper(line, end));
    let mut upper_end = None;
    if let Some((value, behind)) = high.filter(|(value, _)| *value > low) {
        if let Some(end) = date(line, at, behind) {
            return Some(Token { end, figure: None });
        }
        upper_end = Some(value);
        end = behind;
    }
    let found = if upper_end.is_some() { unit(line, end, units).or(first_unit) } else { first_unit };
    let (unit, word, unit_end) = found.map_or((None, String::new(), end), |(u, w, e)| (u, w, e));
    let end = end.max(unit_end);
    let figure = figure(line, at..end, low, upper_end, unit, word);
    Some(Token { end, figure: Some(figure) })
}

fn figure(
    line: &Line,
    chars: Range<usize>,
    low: Number,
    high: Option<Number>,
    unit: Option<crate::value::Unit>,
    unit_word: String,
) -> Figure {
    Figure {
        place: 0..0,
        line: 0,
        written: line.text(chars.clone()),
        chars,
        low,
        high,
        unit_word,
        unit,
        before: "",
        behind: "",
        change: "",
        strength: "",
        deadline: String::new(),
        named: false,
        row: String::new(),
        past: false,
    }
}

/// `三分之一` `百分之五` `翻一番` `九成` `亿元` `全覆盖`: amounts that are no number with a unit.
fn special(line: &Line, at: usize, units: &Units) -> Option<Token> {
    let percent = units.lookup("%");
    let made = |end: usize, value: Number| {
        let figure = figure(line, at..end, value, None, percent.clone(), "%".to_owned());
        Some(Token { end, figure: Some(figure) })
    };
    match line.at(at)? {
        '翻' if line.has(at, "翻番") => return made(at + 2, Number::from(100i64)),
        '翻' if line.at(at + 2) == Some('番') => {
            let times = "一两三四五".chars().position(|c| line.at(at + 1) == Some(c))?;
            return made(at + 3, Number::from([100i64, 300, 700, 1500, 3100].get(times).copied()?));
        }
        '百' if line.has(at, "百分之") => {
            let (value, end) = number(line, at + 3)?;
            let (value, end) = decimals(line, value, end);
            return made(end, value);
        }
        '全' if line.has(at, "全覆盖") && is_promised_whole(line, at) => return made(at + 3, Number::from(100i64)),
        '亿' => {
            let alone = line.before(at).is_none_or(|c| !c.is_ascii_digit() && !is_numeral(c) && c != '.');
            let (unit, word, end) = unit(line, at, units).filter(|(_, word, _)| alone && word.ends_with('元'))?;
            return Some(Token { end, figure: Some(figure(line, at..end, Number::one(), None, unit, word)) });
        }
        _ => {}
    }
    let (value, end) = number(line, at)?;
    if line.has(end, "分之") {
        let (part, end) = number(line, end + 2)?;
        return made(end, (&part * &Number::from(100i64)).checked_div(&value)?);
    }
    let next = line.at(end + 1);
    let tenths = line.at(end) == Some('成') && next.is_none_or(|c| super::line::is_stop(c) || "以左".contains(c));
    if tenths { made(end + 1, &value * &Number::from(10i64)) } else { None }
}

/// `八点五`: the places behind a numeral's point.
fn decimals(line: &Line, whole: Number, end: usize) -> (Number, usize) {
    let digit = |c: &char| "零一二三四五六七八九".chars().position(|own| own == *c);
    let digits: Vec<usize> = line.chars.iter().skip(end + 1).map_while(digit).collect();
    if line.at(end) != Some('点') || digits.is_empty() {
        return (whole, end);
    }
    let text: String = digits.iter().map(ToString::to_string).collect();
    let part = Number::parse(&format!("0.{text}")).unwrap_or_default();
    (&whole + &part, end + 1 + digits.len())
}

/// `实现…全覆盖` says 100%; `全覆盖投放` says how.
fn is_promised_whole(line: &Line, at: usize) -> bool {
    let closed = line.at(at + 3).is_none_or(super::line::is_stop);
    let front = line.text(line.clause(at..at + 3).start..at);
    closed && ["实现", "达到", "确保", "力争", "完成", "做到"].iter().any(|word| front.contains(word))
}

/// The number that begins at a place, and where it ends.
fn number(line: &Line, at: usize) -> Option<(Number, usize)> {
    let c = line.at(at)?;
    if c.is_ascii_digit() {
        let end = digits_end(line, at);
        let text: String = line.text(at..end).replace(',', "");
        return Some((Number::parse(&text)?, end));
    }
    if !is_numeral(c) || line.before(at).is_some_and(is_numeral) {
        return None;
    }
    let end = numeral_end(line, at);
    Some((parse_numeral(&line.text(at..end))?, end))
}

/// A numeral goes on behind 万 and 亿 where another numeral follows (一万五千); else they belong to the unit (三十亿元).
fn numeral_end(line: &Line, at: usize) -> usize {
    let (mut end, mut grouped) = (at, false);
    while let Some(c) = line.at(end) {
        let next = line.at(end + 1).is_some_and(is_numeral);
        let joins = matches!(c, '万' | '亿') && end > at && (grouped || next);
        if !is_numeral(c) && !joins {
            break;
        }
        grouped |= joins;
        end += 1;
    }
    end
}

fn is_numeral(c: char) -> bool {
    "〇零一二两三四五六七八九十百千".contains(c)
}

/// Digits, thousands in groups of three, a decimal point.
fn digits_end(line: &Line, at: usize) -> usize {
    let run = |from: usize| line.chars.iter().skip(from).take_while(|c| c.is_ascii_digit()).count();
    let mut end = at + run(at);
    if end - at <= 3 {
        while line.at(end) == Some(',') && run(end + 1) == 3 {
            end += 4;
        }
    }
    let decimals = run(end + 1);
    if line.at(end) == Some('.') && decimals > 0 { end + 1 + decimals } else { end }
}

/// The upper end of a range whose lower end, unit and all, ends here.
fn upper(line: &Line, at: usize) -> Option<(Number, usize)> {
    let joined = matches!(line.at(at), Some('-' | '~' | '至' | '到'));
    let doubled = line.at(at) == Some('-') && line.at(at + 1) == Some('-');
    if joined { number(line, at + 1 + usize::from(doubled)) } else { None }
}

/// Where a date ends whose first number is given; `None` when it is no date.
fn date(line: &Line, start: usize, end: usize) -> Option<usize> {
    let length = end - start;
    let whole = line.chars.get(start..end).is_some_and(|chars| chars.iter().all(char::is_ascii_digit));
    let numerals =
        line.chars.get(start..end).is_some_and(|chars| chars.iter().all(|c| "〇零一二三四五六七八九".contains(*c)));
    match line.at(end)? {
        '年' if length == 4 && (whole || numerals) => Some(end + 1),
        '月' | '日' if whole && length <= 2 && line.before(start).is_none_or(|c| c != '.') => Some(end + 1),
        '月' if !whole && line.before(start).is_none_or(|c| c != '个') => Some(end + 1),
        '-' | '.' | '/' if whole && length == 4 => iso(line, end),
        '-' | '~' | '至' if whole && length <= 4 => {
            let next = digits_end(line, end + 1);
            let closes = matches!(line.at(next), Some('年' | '月')) && next > end + 1 && next - end <= 5;
            (closes && (length == 4) == (line.at(next) == Some('年'))).then_some(next + 1)
        }
        _ => None,
    }
}

/// `2023-03-24`, and codes such as `2023-0007`.
fn iso(line: &Line, end: usize) -> Option<usize> {
    let run = line.chars.iter().skip(end).take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '/')).count();
    let parts = line.text(end..end + run).matches(['-', '.', '/']).count();
    (parts == 2 && run >= 4).then_some(end + run)
}

/// The unit that begins at a place: the unit, as written, and where it ends.
fn unit(line: &Line, at: usize, units: &Units) -> Option<(Option<crate::value::Unit>, String, usize)> {
    if line.at(at) == Some('倍') {
        return Some((None, "倍".to_owned(), at + 1));
    }
    let letter = |c: &char| c.is_alphabetic() || matches!(c, '%' | '‰' | '/' | '㎡' | '㎥' | '³' | '²' | '·');
    let letters: String = line.chars.iter().skip(at).take(12).take_while(|c| letter(c)).collect();
    if let Some((unit, word)) = more_than(&letters, units) {
        let end = at + word.chars().count() + 1;
        return Some((Some(unit), word, end));
    }
    let (unit, rest) = units.split_unit(&letters)?;
    let word = letters.strip_suffix(rest)?.to_owned();
    let end = at + word.chars().count();
    Some((Some(unit), word, end))
}

/// `余公里` `万余户` `多家`: the unit of a number that is somewhat more, without the word that says so.
fn more_than(letters: &str, units: &Units) -> Option<(crate::value::Unit, String)> {
    let at = letters.find(['余', '多']).filter(|at| matches!(letters.get(..*at), Some("" | "万" | "亿")))?;
    let (front, behind) = letters.split_at_checked(at)?;
    let letters = format!("{front}{}", behind.trim_start_matches(['余', '多']));
    let (unit, rest) = units.split_unit(&letters)?;
    let word = letters.strip_suffix(rest).filter(|word| word.len() > front.len())?.to_owned();
    Some((unit, word))
}

/// The words around a figure.
fn surround(line: &Line, figure: &mut Figure) {
    let clause = line.clause(figure.chars.clone());
    let mut front = line.text(clause.start..figure.chars.start);
    figure.before = words::ending(&front, &words::BEFORE).unwrap_or("");
    front.truncate(front.len() - figure.before.len());
    figure.change = words::ending(&front, &words::CHANGES).unwrap_or("");
    figure.behind = words::beginning(&line.text(figure.chars.end..figure.chars.end + 3), &words::BEHIND).unwrap_or("");
    if figure.before.is_empty() && figure.written.contains(['余', '多']) {
        figure.before = "超过";
    }
    let sentence = line.chars.get(..figure.chars.start).unwrap_or(&[]);
    let start = sentence.iter().rposition(|c| matches!(c, '。' | ';' | '!')).map_or(0, |at| at + 1);
    figure.strength = strength::of(line, start, figure);
    figure.deadline = deadline(line, start, figure).unwrap_or_default();
}

/// The date of the figure's own clause, else of a clause of its sentence that says no more than a date.
fn deadline(line: &Line, sentence: usize, figure: &Figure) -> Option<String> {
    let comma = |c: &char| matches!(c, ',' | ';' | '。' | '!');
    let front = line.chars.get(sentence..figure.chars.start).unwrap_or(&[]);
    let start = front.iter().rposition(comma).map_or(sentence, |at| sentence + at + 1);
    let back = line.chars.get(figure.chars.end..).unwrap_or(&[]);
    let end = back.iter().position(comma).map_or(line.chars.len(), |at| figure.chars.end + at);
    let start = start.max(figure.chars.start.saturating_sub(120));
    let own = line.text(start..figure.chars.start) + &line.text(figure.chars.end..end.min(figure.chars.end + 60));
    let bare = front.split(comma).filter(|clause| clause.len() <= 12).map(|clause| clause.iter().collect::<String>());
    let bare = bare.filter(|clause| clause.ends_with(['前', '底', '末', '内', '年']));
    super::deadline::last(&own).or_else(|| bare.rev().find_map(|clause| super::deadline::last(&clause)))
}

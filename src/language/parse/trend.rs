//! How plans word a change: `比上年提高 5%`, `同比增加 5家`, `减少 5%`. The language has three words for it, and the mended line uses
//! the one that fits the figure.

use super::grammar::{self, Entry, Rule};
use super::problem::ProblemKind;
use super::slip::{self, Slip};
use crate::language::words::{self, OPERATORS, Trend};

/// A line may word several changes so: two tiers, two conditions.
const MOST: usize = 4;

/// A word of change as plans write it, in place of ours. Where the line reads as it is, a name may well end in such a word: `whole` looks
/// at whole words alone.
pub(super) fn change(text: &str, whole: bool) -> Option<Slip> {
    let first = found(text, whole)?;
    let mut line = first.replaced(text)?;
    for _ in 1..MOST {
        if slip::complete(&line) {
            break;
        }
        line = found(&line, whole)?.replaced(&line)?;
    }
    let kind = ProblemKind::ForeignOperator { word: first.word.to_owned(), meant: first.meant };
    slip::complete(&line).then_some(Slip { kind, at: first.at..first.at + first.word.len(), mended: Some(line) })
}

/// A change worded in another way than ours.
struct Found<'a> {
    at: usize,
    /// As written, to before the figure: `比上年提高`.
    word: &'a str,
    /// What it is in our words: `增长`, `净增 不高于`.
    meant: String,
    /// The line from the word on, put in our words.
    tail: String,
}

impl Found<'_> {
    fn replaced(&self, text: &str) -> Option<String> {
        Some(slip::tidy(&format!("{} {}", text.get(..self.at)?, self.tail)))
    }
}

fn found(text: &str, whole: bool) -> Option<Found<'_>> {
    let body = text.find(':').map_or(0, |at| at + 1);
    slip::words(text).find_map(|(at, word)| {
        let starts = word.char_indices().map(|(inside, _)| at + inside);
        starts.take(if whole { 1 } else { 40 }).find_map(|start| {
            text.get(body..start).filter(|subject| !subject.trim().is_empty())?;
            found_at(text, start)
        })
    })
}

fn found_at(text: &str, at: usize) -> Option<Found<'_>> {
    let tail = text.get(at..)?;
    let (trend, behind) = words::trend(tail)?;
    let word = tail.strip_suffix(behind)?;
    let rest = behind.trim_start();
    let operator = OPERATORS.iter().copied().find(|operator| rest.starts_with(operator)).unwrap_or("");
    let rest = rest.strip_prefix(operator)?.trim_start();
    if !slip::starts_value(rest) {
        return None;
    }
    let figure = rest.split([' ', ',']).next()?;
    let behind = rest.strip_prefix(figure)?;
    let (meant, figure) = match trend {
        Trend::Up if is_rate(figure) => ("增长", figure.to_owned()),
        Trend::Up => ("净增", figure.to_owned()),
        Trend::Down if is_rate(figure) => ("下降", figure.to_owned()),
        Trend::UpTo => ("达到", figure.to_owned()),
        Trend::DownTo => ("不高于", figure.to_owned()),
        Trend::Down => {
            let (bound, figure) = fallen(operator, figure)?;
            let meant = format!("净增 {bound}");
            return Some(Found { at, word, tail: format!("{meant} -{figure}{behind}"), meant });
        }
    };
    // `提高到 不低于 90%` says the bound twice.
    let meant = if operator.is_empty() || !matches!(trend, Trend::UpTo | Trend::DownTo) { meant } else { "" };
    Some(Found { at, word, meant: meant.to_owned(), tail: format!("{meant} {operator} {figure}{behind}") })
}

fn is_rate(figure: &str) -> bool {
    figure.contains(['%', '‰'])
}

/// A fall by a quantity is a net increase that stays below its negative: `减少 5家以上` is `净增 不高于 -5家`.
fn fallen<'f>(operator: &str, figure: &'f str) -> Option<(&'static str, &'f str)> {
    let sides = ["以上", "以下", "以内"];
    let (side, figure) =
        sides.iter().find_map(|side| Some((*side, figure.strip_suffix(side)?))).unwrap_or(("", figure));
    let bound = match (operator, side) {
        ("" | "达到" | "不少于" | "不低于" | "至少", "" | "以上") => "不高于",
        ("超过" | "多于" | "大于" | "高于" | "突破", "") => "低于",
        ("" | "不超过" | "不多于" | "不高于" | "至多", "以下" | "以内")
        | ("不超过" | "不多于" | "不高于" | "至多", "") => "不低于",
        _ => return None,
    };
    Some((bound, figure)).filter(|(_, figure)| !figure.contains(['-', '~', '至']) && !figure.ends_with("左右"))
}

/// `控制在 2%-3%`: an interval of which both ends bind, while `2%-3%` alone binds at its lower end.
pub(super) fn kept_between(text: &str) -> Option<Slip> {
    ["控制在", "保持在", "稳定在", "维持在"].into_iter().find_map(|word| {
        let (before, behind) = text.split_once(word)?;
        let behind = behind.trim_start();
        let interval = behind.split([' ', ',']).next()?;
        let rest = behind.strip_prefix(interval)?;
        let bare = interval.strip_suffix("之间").unwrap_or(interval);
        let tree = grammar::read(Entry::Only(Rule::promised), bare).ok().filter(|tree| tree.end() == bare.len())?;
        let (low, high) = (tree.child(Rule::low)?.text, tree.child(Rule::high)?.text);
        let unit = if low.ends_with(is_numeral) { high.trim_start_matches(is_numeral) } else { "" };
        let mended = slip::tidy(&format!("{before} 介于 {low}{unit} 至 {high}{rest}"));
        let kind = ProblemKind::ForeignOperator { word: word.to_owned(), meant: "介于".to_owned() };
        slip::complete(&mended).then_some(Slip {
            kind,
            at: before.len()..before.len() + word.len(),
            mended: Some(mended),
        })
    })
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || ".,一二两三四五六七八九十百千".contains(c)
}

/// `增长 -5%`: at least so much down, or at most?
pub(super) fn negative(text: &str) -> Option<Slip> {
    let (at, _) = text.match_indices(" -").take(20).find(|(at, _)| negative_at(text, *at).is_some())?;
    negative_at(text, at)
}

fn negative_at(text: &str, space: usize) -> Option<Slip> {
    let (before, tail) = text.split_at_checked(space)?;
    let change = before.rsplit([' ', ':', ',']).next().filter(|word| words::CHANGES.contains(word))?;
    let tail = tail.strip_prefix(" -")?;
    let written = tail.split([' ', ',']).next()?;
    let behind = tail.strip_prefix(written)?;
    if let Some(about) = written.strip_suffix("左右") {
        let mended = format!("{}下降 {about}左右{behind}", before.strip_suffix("增长")?);
        let kind = ProblemKind::ForeignOperator { word: format!("{change} -"), meant: "下降".to_owned() };
        let at = before.len() - change.len()..space + 2;
        return slip::complete(&mended).then_some(Slip { kind, at, mended: Some(mended) });
    }
    let figure =
        ["以上", "以下", "以内"].iter().fold(written, |figure, side| figure.strip_suffix(side).unwrap_or(figure));
    let front = before.strip_suffix(change)?;
    let most = format!("{before} 不低于 -{figure}{behind}");
    let least = match change {
        "增长" => format!("{front}下降 {figure}{behind}"),
        "下降" | "年均增长" => return None,
        _ => format!("{before} 不高于 -{figure}{behind}"),
    };
    let lines = [least, most];
    let sound = slip::starts_value(figure) && lines.iter().all(|line| slip::complete(line));
    let lines = lines.map(|line| slip::shown(&line));
    let kind = ProblemKind::NegativeChange { change: change.to_owned(), figure: format!("-{written}"), lines };
    sound.then_some(Slip { kind, at: space + 1..space + 2 + written.len(), mended: None })
}

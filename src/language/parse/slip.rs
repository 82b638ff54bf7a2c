//! A line that cannot be read: which of the common slips is it, and how does the line read when mended?
//!
//! A mend is only offered when the mended line can be read: candidates are tried, not guessed.

use super::grammar::{self, Entry, Failure, Rule, Tree};
use super::layout::{self, Brackets, closer};
use super::problem::ProblemKind;
use super::text::{NAME, TEXT};
use crate::language::words::{CHANGES, OPERATORS, SHORT_OPERATORS, STRENGTHS};

/// Other words that may stand between names.
const JOINTS: [&str; 13] =
    ["不属于", "属于", "符合", "格式", "介于", "其中", "非空", "为空", "唯一", "启动", "推进", "左右", "以上"];
/// Words that begin a declaration or a predicate and take a name.
const LEADING: [&str; 12] =
    ["每个", "事项", "指标", "参数", "定义", "等级", "单位", "强度", "勾稽", "表", "列", "计划"];
/// Notations of other trades, and ours.
const FOREIGN: [(&str, &str); 38] = [
    ("大于或等于", "不低于"),
    ("小于或等于", "不高于"),
    ("大于等于", "不低于"),
    ("小于等于", "不高于"),
    ("同比增长", "增长"),
    ("同比 增长", "增长"),
    ("同比下降", "下降"),
    ("同比 下降", "下降"),
    ("控制在", ""),
    ("保持在", ""),
    ("稳定在", ""),
    ("维持在", ""),
    ("超过了", "超过"),
    ("达到了", "达到"),
    ("高于等于", "不低于"),
    ("高于或等于", "不低于"),
    ("低于等于", "不高于"),
    ("低于或等于", "不高于"),
    ("至少达到", "至少"),
    ("不迟于", "不晚于"),
    ("不先于", "不早于"),
    ("迟于", "晚于"),
    ("=>", ">="),
    ("=<", "<="),
    ("==", "="),
    ("&&", "且"),
    ("||", "或"),
    ("并且", "且"),
    ("而且", "且"),
    ("以及", "且"),
    ("或者", "或"),
    ("如果", "若"),
    ("那么", "则"),
    ("每一个", "每个"),
    ("不大於", "不大于"),
    ("不少於", "不少于"),
    ("不低於", "不低于"),
    ("不高於", "不高于"),
];

/// What is wrong, where in the line (bytes), and the mended line.
#[derive(Debug)]
pub(super) struct Slip {
    pub(super) kind: ProblemKind,
    pub(super) at: std::ops::Range<usize>,
    pub(super) mended: Option<String>,
}

/// Whether a text can be read as a whole statement.
pub(super) fn complete(text: &str) -> bool {
    // `A1:超过 5家` is a labelled line that lost its subject, no indicator called A1.
    let lost = |tree: &Tree| tree.rule == Rule::copied && text.starts_with(|c: char| c.is_ascii());
    grammar::read(Entry::Statement, text).is_ok_and(|tree| without_range(&tree).is_none() && !lost(&tree))
}

/// The first subject without a range, where figures (not rows) are spoken of.
pub(super) fn without_range<'t, 'a>(tree: &'t Tree<'a>) -> Option<&'t Tree<'a>> {
    let commits = matches!(tree.rule, Rule::commitment | Rule::own_strength);
    if commits { figure_without_range(tree.child(Rule::condition)?) } else { None }
}

fn figure_without_range<'t, 'a>(tree: &'t Tree<'a>) -> Option<&'t Tree<'a>> {
    match tree.rule {
        Rule::each | Rule::sum => None,
        Rule::comparison if !tree.has(Rule::range) => {
            let sum = tree.child(Rule::sum)?;
            let group = tree_path(sum).filter(|t| t.rule == Rule::group);
            group.map_or(Some(sum), |group| group.children.iter().find_map(figure_without_range))
        }
        Rule::comparison => None,
        _ => tree.children.iter().find_map(figure_without_range),
    }
}

/// Down a path of only children to the first that is a group.
fn tree_path<'t, 'a>(tree: &'t Tree<'a>) -> Option<&'t Tree<'a>> {
    match tree.children.as_slice() {
        [only] if only.rule == Rule::group => Some(only),
        [only] => tree_path(only),
        _ => None,
    }
}

/// What is wrong with a line whose brackets are not in order.
pub(super) fn bracket(text: &str, found: Brackets) -> Option<Slip> {
    match found {
        Brackets::Closed => None,
        Brackets::Open(at) => {
            let opener = text.get(at..)?.chars().next()?;
            Some(Slip {
                kind: ProblemKind::UnclosedBracket { opener },
                at: at..at + 1,
                mended: close(text, at, closer(opener)),
            })
        }
        Brackets::Stray(at) => {
            let closer = text.get(at..)?.chars().next()?;
            let mut mended = text.to_owned();
            mended.remove(at);
            let mended = complete(&mended).then_some(mended);
            Some(Slip { kind: ProblemKind::StrayBracket { closer }, at: at..at + 1, mended })
        }
        Brackets::Deep(at) => {
            Some(Slip { kind: ProblemKind::TooDeep { most: layout::DEEPEST }, at: at..at + 1, mended: None })
        }
    }
}

/// Puts the closing bracket where the line can be read, the farthest such place first.
fn close(text: &str, opened: usize, closer: char) -> Option<String> {
    let mut places: Vec<usize> = text
        .char_indices()
        .filter(|(at, c)| *at > opened && (*c == ' ' || *c == ':' || *c == ','))
        .map(|(at, _)| at)
        .collect();
    places.push(text.len());
    places.iter().rev().take(200).find_map(|at| {
        let (before, behind) = text.split_at_checked(*at)?;
        let candidate = format!("{before}{closer}{behind}");
        (layout::brackets(&candidate) == Brackets::Closed && complete(&candidate)).then_some(candidate)
    })
}

/// What is wrong with a statement that cannot be read.
pub(super) fn statement(text: &str, failure: &Failure) -> Slip {
    if layout::exhausts(text) {
        return Slip { kind: ProblemKind::TooComplex, at: 0..text.len(), mended: None };
    }
    let by_trial = misspelt_attribute(text)
        .or_else(|| super::doubt::rank(text))
        .or_else(|| super::trend::change(text, false))
        .or_else(|| super::trend::negative(text))
        .or_else(|| super::trend::kept_between(text))
        .or_else(|| foreign(text))
        .or_else(|| title_mark(text))
        .or_else(|| super::doubt::interval(text))
        .or_else(|| strength_inside(text))
        .or_else(|| misspelt(text))
        .or_else(|| missing_space(text));
    by_trial.or_else(|| no_subject(text)).unwrap_or_else(|| unexpected(text, failure))
}

/// What is wrong with a statement that says nothing of its subject.
pub(super) fn bare(text: &str, subject: &Tree) -> Slip {
    if let Some(rule) = super::words::declaration(text) {
        return unexpected(
            text,
            &failure_of(rule, text).unwrap_or(Failure { at: text.len(), expected: vec![Rule::word] }),
        );
    }
    if OPERATORS.contains(&subject.text) {
        return unfinished(subject);
    }
    let slip = misspelt_attribute(text).or_else(|| super::trend::change(text, false));
    let slip = slip.or_else(|| super::trend::kept_between(text)).or_else(|| foreign(text));
    let slip = slip.or_else(|| strength_inside(text)).or_else(|| misspelt(text));
    slip.or_else(|| missing_space(text)).unwrap_or_else(|| Slip {
        kind: ProblemKind::NoRange { subject: shown(subject.text) },
        at: subject.start..subject.end(),
        mended: None,
    })
}

/// `企业 超过`, and nothing behind it.
fn unfinished(operator: &Tree) -> Slip {
    let expected = vec!["数值（如 `160家`）"];
    let kind = ProblemKind::Unexpected { found: String::new(), expected, form: None };
    Slip { kind, at: operator.start..operator.end(), mended: None }
}

/// What is wrong with `企业 大大于 160家`, which reads as a strength, a subject and a bare quantity.
pub(super) fn two_words(text: &str, tree: &Tree) -> Option<Slip> {
    let comparison = only_comparison(tree.child(Rule::condition)?)?;
    let dated =
        comparison.child(Rule::range).is_none_or(|range| range.text.trim().ends_with(['底', '日', '月', '前', '内']));
    if let Some(slip) = misspelt_attribute(text).filter(|_| dated) {
        return Some(slip);
    }
    if let Some(slip) = super::trend::change(text, true).or_else(|| super::trend::kept_between(text)) {
        return Some(slip);
    }
    let bound = comparison.child(Rule::range)?.child(Rule::bound)?;
    if bound.has(Rule::operator) || comparison.has(Rule::change) {
        return strength_inside(text).or_else(|| foreign_among(text, |word| word.contains(' ')));
    }
    let slip = foreign(text).or_else(|| strength_inside(text));
    slip.or_else(|| misspelt(text).filter(|slip| slip.at.start >= comparison.start))
}

/// `SZ04：企业 力争达到 160家` → `SZ04：力争 企业 达到 160家`
fn strength_inside(text: &str) -> Option<Slip> {
    let body = text.find(':').map_or(0, |at| at + 1);
    words(text).find_map(|(at, found)| {
        ["确保", "必须", "力争", "争取", "预期", "全力"].into_iter().find_map(|word| {
            let start = at + found.find(word)?;
            text.get(body..start).filter(|subject| !subject.trim().is_empty())?;
            let (head, subject) = (text.get(..body)?, text.get(body..start)?);
            let behind = text.get(start + word.len()..)?;
            let behind = OPERATORS.iter().find_map(|operator| {
                behind.trim_start().strip_prefix(operator).map(|value| format!("{operator} {value}"))
            });
            let mended = tidy(&format!("{head}{word} {subject} {}", behind?));
            let kind = ProblemKind::StrengthInside { word };
            complete(&mended).then_some(Slip { kind, at: start..start + word.len(), mended: Some(mended) })
        })
    })
}

fn only_comparison<'t, 'a>(tree: &'t Tree<'a>) -> Option<&'t Tree<'a>> {
    match tree.children.as_slice() {
        [only] if only.rule == Rule::comparison => Some(only),
        [only] => only_comparison(only),
        _ => None,
    }
}

/// `每个项目：…`: a label that swallowed the beginning of its rule.
pub(super) fn fused_label(text: &str) -> Option<Slip> {
    let rest = text.strip_prefix("每个").filter(|rest| !rest.starts_with([' ', ':']))?;
    let mended = format!("每个 {rest}");
    let word = text.split(':').next()?;
    let kind = ProblemKind::MissingSpace { word: shown(word) };
    complete(&mended).then_some(Slip { kind, at: 0..word.len(), mended: Some(mended) })
}

fn failure_of(rule: Rule, text: &str) -> Option<Failure> {
    grammar::read(Entry::Only(rule), text).err()
}

fn foreign(text: &str) -> Option<Slip> {
    foreign_among(text, |_| true)
}

fn foreign_among(text: &str, among: fn(&str) -> bool) -> Option<Slip> {
    let (word, meant) = FOREIGN.iter().find(|(word, _)| among(word) && find_outside(text, word).is_some())?;
    let at = find_outside(text, word)?;
    let (before, behind) = (text.get(..at)?, text.get(at + word.len()..)?);
    // 控制在 4% is an upper bound, which a bare 4% is not; 控制在 4%以内 says so itself.
    let bare = *word == "控制在" && starts_value(behind.trim_start());
    let meant = if bare && !sided(behind) { "不超过" } else { meant };
    let mended = tidy(&format!("{before} {meant} {behind}"));
    let mended = complete(&mended).then_some(mended);
    let kind = ProblemKind::ForeignOperator { word: (*word).to_owned(), meant: meant.to_owned() };
    Some(Slip { kind, at: at..at + word.len(), mended })
}

/// Whether a value carries the word behind it that bounds it, or is an interval.
fn sided(text: &str) -> bool {
    let value = text.trim_start().split(',').next().unwrap_or("").trim_end();
    ["以上", "以下", "以内", "左右", "之间"].iter().any(|side| value.ends_with(side))
        || value.contains(['-', '~', '至'])
}

fn title_mark(text: &str) -> Option<Slip> {
    let (at, mark) = text.char_indices().find(|(at, c)| {
        (*c == '《' && !text.get(*at..).is_some_and(|t| t.contains('》'))) || stray_title(text, *at, *c)
    })?;
    let sign = if mark == '《' { " < " } else { " > " };
    let mended = tidy(&format!("{}{sign}{}", text.get(..at)?, text.get(at + mark.len_utf8()..)?));
    let mended = complete(&mended).then_some(mended);
    Some(Slip { kind: ProblemKind::TitleMark { mark }, at: at..at + mark.len_utf8(), mended })
}

fn stray_title(text: &str, at: usize, c: char) -> bool {
    c == '》' && !text.get(..at).is_some_and(|before| before.contains('《'))
}

/// Tries every word of the language (of the strengths, where a subject is due: `煤低于5吨` is no slip for 低于) that differs from a written one in one character. Where several fit (`大大于`: 大于 or 不大于?)
/// all are named and none is put in.
fn misspelt(text: &str) -> Option<Slip> {
    words(text).find_map(|(at, word)| {
        let letters = word.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        // One character is too little to tell what was meant.
        letters.chars().nth(1)?;
        let leads = leads(text, at);
        let fits: Vec<(&'static str, String)> = vocabulary()
            .filter(|meant| !leads || STRENGTHS.contains(meant))
            .filter_map(|meant| Some((meant, respelt(text, at, letters, meant)?)))
            .collect();
        let mut meant: Vec<&'static str> = fits.iter().map(|(meant, _)| *meant).collect();
        meant.sort_unstable();
        meant.dedup();
        let mended = fits.into_iter().next()?.1;
        let mended = (meant.len() == 1).then_some(mended);
        Some(Slip {
            kind: ProblemKind::Misspelt { word: letters.to_owned(), meant },
            at: at..at + letters.len(),
            mended,
        })
    })
}

/// Whether nothing but a label and strength words stands before a word: a subject is due there, and no operator.
fn leads(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    let before = before.rsplit(':').next().unwrap_or(before);
    before.split(' ').all(|word| word.is_empty() || STRENGTHS.contains(&word))
}

/// `期陷 2023年9月底`: an attribute line whose word differs in one character.
fn misspelt_attribute(text: &str) -> Option<Slip> {
    let (word, behind) = text.split_once(' ')?;
    let meant = layout::ATTRIBUTES.iter().find(|meant| one_off(word, meant))?;
    let mended = format!("{meant} {behind}");
    let free = super::text::FREE_TEXT.contains(meant);
    let reads = free || grammar::read(Entry::Attribute, &mended).is_ok();
    let kind = ProblemKind::Misspelt { word: shown(word), meant: vec![meant] };
    reads.then_some(Slip { kind, at: 0..word.len(), mended: Some(mended) })
}

fn vocabulary() -> impl Iterator<Item = &'static str> {
    OPERATORS.iter().chain(&CHANGES).chain(&JOINTS).chain(&STRENGTHS).copied()
}

/// The line with one word put in place of one that differs in a character, if it can then be read.
fn respelt(text: &str, at: usize, letters: &str, meant: &str) -> Option<String> {
    if !one_off(letters, meant) {
        return None;
    }
    let (before, behind) = (text.get(..at)?, text.get(at + letters.len()..)?);
    let mended = tidy(&format!("{before}{meant} {behind}"));
    complete(&mended).then_some(mended)
}

/// Whether two words differ in one character, or in the order of two: at least two characters each.
fn one_off(written: &str, meant: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (written.chars().collect(), meant.chars().collect());
    let similar = a.len().abs_diff(b.len()) <= 1 && a.len() >= 2 && b.len() >= 2 && written != meant;
    similar && a.iter().any(|c| b.contains(c)) && strsim::osa_distance(written, meant) == 1
}

/// Tries to break words that were run together.
fn missing_space(text: &str) -> Option<Slip> {
    if text.len() > 600 {
        return None;
    }
    words(text).find_map(|(at, word)| {
        breaks(word).into_iter().find_map(|broken| {
            let (before, behind) = (text.get(..at)?, text.get(at + word.len()..)?);
            let mended = tidy(&format!("{before}{broken}{behind}"));
            let kind = ProblemKind::MissingSpace { word: shown(word) };
            complete(&mended).then(|| Slip { kind, at: at..at + word.len(), mended: Some(mended) })
        })
    })
}

/// The ways to break one word.
fn breaks(word: &str) -> Vec<String> {
    let mut heads = vec![(String::new(), word)];
    for lead in STRENGTHS.iter().chain(&LEADING) {
        if let Some(rest) = word.strip_prefix(lead).filter(|rest| !rest.is_empty()) {
            heads.push((format!("{lead} "), rest));
            let inner = LEADING.iter().find_map(|l| rest.strip_prefix(l).map(|r| (format!("{lead} {l} "), r)));
            heads.extend(inner);
        }
    }
    // No name begins with these three, so the whole word is tried as a name only behind them.
    heads.sort_by_key(|(head, _)| !["确保", "必须", "力争"].iter().any(|firm| head.starts_with(firm)));
    let mut ways: Vec<String> =
        heads.iter().flat_map(|(head, rest)| cuts(rest).into_iter().map(move |cut| format!("{head}{cut}"))).collect();
    ways.extend(heads.iter().filter(|(head, _)| !head.is_empty()).map(|(head, rest)| format!("{head}{rest}")));
    ways
}

/// A word cut before and behind one operator, change or joint in it.
fn cuts(word: &str) -> Vec<String> {
    let mut cuts = Vec::new();
    for (at, _) in word.char_indices().skip(1) {
        let (Some(before), Some(tail)) = (word.get(..at), word.get(at..)) else {
            continue;
        };
        let known = OPERATORS.iter().chain(&CHANGES).chain(&JOINTS).find(|w| tail.starts_with(**w));
        let short = SHORT_OPERATORS.iter().find(|w| tail.strip_prefix(**w).is_some_and(starts_value));
        let rank = tail.strip_prefix('前').is_some_and(starts_rank).then_some(&"前");
        if let Some(operator) = known.or(short).or(rank) {
            let behind = tail.strip_prefix(operator).unwrap_or("");
            cuts.push(format!("{before} {operator} {behind}"));
            cuts.extend(cuts_behind(before, operator, behind));
        }
        if starts_value(tail) && !before.ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-') {
            cuts.push(format!("{before} {tail}"));
        }
    }
    cuts
}

/// `净增长超过5家`: a change and an operator behind each other.
fn cuts_behind(before: &str, change: &str, behind: &str) -> Option<String> {
    let operator = OPERATORS.iter().find(|w| behind.starts_with(**w))?;
    Some(format!("{before} {change} {operator} {}", behind.strip_prefix(operator)?))
}

pub(super) fn starts_value(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十百千".contains(c))
}

/// `5名`, as in 前5名; 前三季度 is a part of the year.
fn starts_rank(text: &str) -> bool {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十百千".contains(c));
    starts_value(text) && ["名", "位", "强"].iter().any(|unit| behind.starts_with(unit))
}

fn no_subject(text: &str) -> Option<Slip> {
    let body = text.split_once(':').map_or(text, |(_, body)| body);
    let start = text.len() - body.len();
    let with =
        format!("某指标 {}", STRENGTHS.iter().find_map(|s| body.trim_start().strip_prefix(s)).unwrap_or(body).trim());
    let lacking = complete(&with) && !with.contains(" 某指标");
    lacking.then_some(Slip { kind: ProblemKind::NoSubject, at: start..text.len(), mended: None })
}

fn unexpected(text: &str, failure: &Failure) -> Slip {
    let declared = super::words::declaration(text).and_then(|rule| failure_of(rule, text));
    let failure = declared.as_ref().unwrap_or(failure);
    if failure.expected.is_empty() && failure.at == 0 {
        return Slip { kind: ProblemKind::TooComplex, at: 0..text.len(), mended: None };
    }
    let at = failure.at.min(text.len());
    let rest = text.get(at..).unwrap_or("");
    let skipped = rest.len() - rest.trim_start().len();
    let found: String = rest.trim_start().chars().take_while(|c| !c.is_whitespace()).take(20).collect();
    let start = at + skipped;
    let expected = super::words::expected(&failure.expected);
    let kind = ProblemKind::Unexpected { found: shown(&found), expected, form: Some(super::words::form(text)) };
    Slip { kind, at: start..start + found.len(), mended: None }
}

/// The words of a line that stand outside quotation, with their places.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    let mut closing = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = closing.is_some();
        match closing {
            Some(end) if c == end => closing = None,
            None if c == TEXT[0] => closing = Some(TEXT[1]),
            None if c == NAME[0] => closing = Some(NAME[1]),
            _ => {}
        }
        let part = !inside && closing.is_none() && (c.is_alphanumeric() || "_·.-%‰㎡".contains(c));
        match (part, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.extend(text.get(from..at).map(|word| (from, word)));
                start = None;
            }
            _ => {}
        }
    }
    words.into_iter()
}

/// Where a word stands outside quotation.
fn find_outside(text: &str, word: &str) -> Option<usize> {
    let mut closing = None;
    for (at, c) in text.char_indices() {
        match closing {
            Some(end) if c == end => closing = None,
            Some(_) => {}
            None if c == TEXT[0] => closing = Some(TEXT[1]),
            None if c == NAME[0] => closing = Some(NAME[1]),
            None if text.get(at..).is_some_and(|t| t.starts_with(word)) => return Some(at),
            None => {}
        }
    }
    None
}

/// One space between words.
pub(super) fn tidy(text: &str) -> String {
    text.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A normalised text as a user would write it.
pub(super) fn shown(text: &str) -> String {
    let marks = [(TEXT[0], "“"), (TEXT[1], "”"), (NAME[0], "「"), (NAME[1], "」")];
    marks.iter().fold(text.to_owned(), |text, (mark, written)| text.replace(*mark, written))
}

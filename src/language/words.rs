//! The words of the language that more than the grammar must know: for slips, spaces and line ends.

/// Operator words, longer ones first.
pub(crate) const OPERATORS: [&str; 30] = [
    "不大于",
    "不小于",
    "不少于",
    "不低于",
    "不多于",
    "不高于",
    "不超过",
    "不早于",
    "不晚于",
    "不等于",
    "不为",
    "不是",
    "超过",
    "大于",
    "高于",
    "多于",
    "突破",
    "达到",
    "至少",
    "至多",
    "完成",
    "实现",
    "低于",
    "小于",
    "少于",
    "不满",
    "不足",
    "等于",
    "早于",
    "晚于",
];
/// Operator words of one character: they may also be a part of a name, so a number must follow.
pub(crate) const SHORT_OPERATORS: [&str; 5] = ["超", "达", "为", "是", "约"];
/// Words of change.
pub(crate) const CHANGES: [&str; 7] = ["年均增长", "净增长", "净增", "新增", "增加", "增长", "下降"];
/// Words that begin a commitment.
pub(crate) const STRENGTHS: [&str; 16] = [
    "确保", "必须", "完成", "力争", "预期", "全力", "争取", "加快", "推进", "鼓励", "加速", "大力", "积极", "持续",
    "稳步", "逐步",
];
/// What a change is measured on, as plans word it; ours need not say it.
const BASES: [&str; 11] = [
    "比上年同期",
    "较上年同期",
    "比去年同期",
    "较去年同期",
    "比上年",
    "较上年",
    "比去年",
    "较去年",
    "比前一年",
    "较前一年",
    "同比",
];
const RISES: [&str; 7] = ["提高", "提升", "上升", "上涨", "增长", "增加", "净增"];
const FALLS: [&str; 8] = ["下降", "降低", "减少", "下滑", "回落", "压减", "压降", "缩减"];

/// Verbs that stand before 到 and 至 alone.
const RAISES: [&str; 4] = ["扩大", "扩展", "增", "升"];
const LOWERS: [&str; 1] = ["降"];

/// Which way a change goes, and whether its figure is the step or the level that it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trend {
    /// `提高 5%`
    Up,
    /// `降低 5%`
    Down,
    /// `提高到 90%`
    UpTo,
    /// `降至 4%`
    DownTo,
}

/// The change that a text begins with in a plan's words and not in ours, and what stands behind it: `比上年提高 5%`, `减少5家`,
/// `提高到 90%`.
pub(crate) fn trend(text: &str) -> Option<(Trend, &str)> {
    let behind_base = BASES.iter().find_map(|base| text.strip_prefix(base));
    let bare = behind_base.map_or(text, str::trim_start);
    let after = |words: &[&str]| words.iter().find_map(|word| bare.strip_prefix(word));
    let to = |behind: Option<_>| behind.and_then(|rest: &str| rest.strip_prefix(['到', '至']));
    let (up, down) = (after(&RISES), after(&FALLS));
    let led = to(up.or_else(|| after(&RAISES))).map(|behind| (Trend::UpTo, behind));
    let led = led.or_else(|| to(down.or_else(|| after(&LOWERS))).map(|behind| (Trend::DownTo, behind)));
    let ours = behind_base.is_none() && CHANGES.iter().any(|change| text.starts_with(change));
    let step = || up.map(|behind| (Trend::Up, behind)).or_else(|| down.map(|behind| (Trend::Down, behind)));
    led.or_else(|| step().filter(|_| !ours))
}

/// A name that swallowed a change in a plan's words, parted: `企业比上年提高` is `企业` and a rise.
pub(crate) fn trend_behind(name: &str) -> Option<(&str, Trend)> {
    name.char_indices().skip(1).find_map(|(at, _)| {
        let (stem, tail) = name.split_at_checked(at)?;
        trend(tail).filter(|(_, behind)| behind.is_empty()).map(|(trend, _)| (stem, trend))
    })
}

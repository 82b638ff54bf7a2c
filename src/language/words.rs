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

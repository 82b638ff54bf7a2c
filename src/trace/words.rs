//! The words that plans put around their figures.

/// Before a number: how it binds. Longer words first.
pub const BEFORE: [&str; 50] = [
    "达到或超过",
    "保持在",
    "控制在",
    "稳定在",
    "不低于",
    "不少于",
    "不小于",
    "不高于",
    "不超过",
    "不大于",
    "不多于",
    "提高到",
    "提升到",
    "提高至",
    "提升至",
    "降低到",
    "降低至",
    "下降到",
    "下降至",
    "压缩到",
    "压缩至",
    "压减到",
    "压减至",
    "增加到",
    "增加至",
    "扩大到",
    "扩大至",
    "累计达",
    "低于",
    "高于",
    "大于",
    "小于",
    "少于",
    "多于",
    "超过",
    "突破",
    "达到",
    "至少",
    "接近",
    "确保",
    "力争",
    "约",
    "超",
    "达",
    "前",
    "近",
    "≥",
    "≤",
    ">",
    "<",
];
/// Behind a number.
pub const BEHIND: [&str; 9] = ["及以上", "及以下", "以上", "以下", "以内", "之内", "左右", "上下", "之间"];
/// Words of change before a number or before its comparison word.
pub const CHANGES: [&str; 21] = [
    "年均增长",
    "同比增长",
    "净增长",
    "增长",
    "净增",
    "新增",
    "增加",
    "增幅",
    "增速",
    "涨幅",
    "下降",
    "降低",
    "减少",
    "压减",
    "提高",
    "提升",
    "上升",
    "削减",
    "压缩",
    "降幅",
    "翻番",
];
/// How firmly a plan promises; the words of the language come first.
pub const STRENGTHS: [&str; 17] = [
    "确保", "必须", "力争", "预期", "全力", "争取", "加快", "推进", "鼓励", "加速", "大力", "积极", "持续", "稳步",
    "逐步", "努力", "完成",
];
/// Of those, the ones that firmly bind all that a sentence says after them; the others say how their own clause is gone about.
pub const FIRM: [&str; 7] = ["确保", "必须", "力争", "预期", "全力", "争取", "努力"];
/// What follows a strength word that is none: `预期寿命` `完成率` `推进会`.
pub const NO_STRENGTH: [&str; 6] = ["寿命", "率", "会", "性", "机制", "比例"];
/// Behind these a small Chinese numeral counts.
pub const COUNTING: [&str; 32] = [
    "不少于",
    "不低于",
    "不超过",
    "至少",
    "超过",
    "突破",
    "达到",
    "达",
    "超",
    "增加",
    "新增",
    "净增",
    "实现",
    "建成",
    "建设",
    "打造",
    "培育",
    "引进",
    "完成",
    "新建",
    "改造",
    "启动",
    "开工",
    "创建",
    "设立",
    "引育",
    "招引",
    "落地",
    "签约",
    "扩建",
    "共",
    "约",
];
/// Behind a number with 个 these make a slogan, not a count.
pub const SLOGANS: [&str; 26] = [
    "自信",
    "意识",
    "维护",
    "毫不动摇",
    "方面",
    "坚持",
    "确立",
    "统筹",
    "善于",
    "务必",
    "革命",
    "阶段",
    "转变",
    "更加",
    "转向",
    "聚焦",
    "关系",
    "领域",
    "环节",
    "层面",
    "层次",
    "重点",
    "关键",
    "月",
    "百年",
    "大局",
];
/// Behind a number and its unit these make a place's or a thing's name.
pub const NAMED: [&str; 10] = ["伏", "地块", "号", "路", "街坊", "机房", "基地班", "行动", "攻坚", "计划"];
/// Dates that a clause can be due on, as words.
pub const DATES: [&str; 12] =
    ["上半年", "下半年", "一季度", "二季度", "三季度", "四季度", "前三季度", "年内", "年底", "年末", "今年", "全年"];

/// The first word of a table that stands at the end of a text.
pub fn ending<'t>(text: &str, table: &[&'t str]) -> Option<&'t str> {
    table.iter().find(|word| text.ends_with(**word)).copied()
}

/// The first word of a table that stands at the beginning of a text.
pub fn beginning<'t>(text: &str, table: &[&'t str]) -> Option<&'t str> {
    table.iter().find(|word| text.starts_with(**word)).copied()
}

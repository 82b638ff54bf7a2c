//! What the grammar's rules are called in messages: the words of a clerk, never a rule's name.

use super::grammar::Rule;

/// What could have stood at a place, each once, in a fixed order, the likeliest first.
pub(super) fn expected(rules: &[Rule]) -> Vec<&'static str> {
    let mut words: Vec<(u8, &'static str)> = rules.iter().filter_map(|rule| friendly(*rule)).collect();
    words.sort_unstable();
    words.dedup();
    words.into_iter().map(|(_, word)| word).take(5).collect()
}

/// A rule's name for people, with its rank in lists; `None` for what would only confuse.
fn friendly(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::range | Rule::bound | Rule::operator | Rule::bare => (1, "范围（如 `超过 160家`、`7.5%左右`）"),
        Rule::value | Rule::quantity | Rule::number | Rule::cn_quantity | Rule::given_value | Rule::listed_quantity => {
            (2, "数值（如 `160家`）")
        }
        Rule::date | Rule::named_date => (3, "日期（如 `2023年9月底`）"),
        Rule::text | Rule::text_body => (4, "带引号的文本"),
        Rule::plain_name | Rule::word | Rule::quoted_name | Rule::milestone_name | Rule::copied_name => (5, "名称"),
        Rule::condition | Rule::comparison | Rule::either | Rule::both | Rule::negation | Rule::implication => {
            (6, "条件")
        }
        Rule::state | Rule::state_word => (7, "`启动`、`推进` 或 `完成`"),
        Rule::then_word => (8, "`则`"),
        Rule::to_word => (9, "`至`"),
        Rule::flag => (10, "`非空`、`唯一`、`可空` 或 `非负`"),
        Rule::nature => (11, "`累计`、`时点` 或 `均值`"),
        Rule::submitted => (12, "`未启动`、`已启动`、`推进中` 或 `已完成`"),
        Rule::unit => (13, "单位"),
        Rule::and_word | Rule::or_word => (14, "`且` 或 `或`"),
        Rule::colon => (8, "`：`"),
        Rule::where_word | Rule::filter => (15, "`其中`"),
        Rule::set | Rule::text_set => (16, "`{…}`"),
        Rule::EOI => (20, "行尾"),
        _ => return None,
    })
}

/// How the statement that a line begins is written.
pub(super) fn form(line: &str) -> &'static str {
    let body =
        line.split_once(':').filter(|(label, _)| !label.contains(' ')).map_or(line, |(_, body)| body).trim_start();
    let word = body.split([' ', '\u{1}', '\u{3}']).next().unwrap_or("");
    match word {
        "指标" => "`指标 名称 [单位或等级] [累计|时点|均值]`",
        "表" => "`表 名称 [累计|时点]`，下面每列一行 `列 名称 类型`",
        "列" => {
            "`列 名称 类型 [非空] [唯一] [可空] [非负]`，类型是 文本、整数、数值、日期、是否、单位、等级或 `{\"签约\", \"落地\"}`"
        }
        "等级" => "`等级 名称 {\"低\", \"中\", \"高\"}`",
        "参数" => "`参数 名称 [单位] [= 值]`",
        "单位" => "`单位 标准件 = 12 个`",
        "强度" => "`强度 全力 = 力争`",
        "定义" => "`定义 名称 = 表达式` 或 `定义 名称 = 表 其中 条件`",
        "引用" => "`引用 \"文件.plan\"`",
        "测试" => "`测试 \"名称\"`，下面写 `给定` 和 `期望`",
        "给定" => "`给定 指标 = 3000人 于 2023年6月`、`给定 事项 名称 已完成`、`给定 表 名称 { 列, 列 / 值, 值 }`",
        "描述" => "`描述 92栋 商务楼宇存量 [说明 \"…\"]`",
        "期望" => "`期望 SZ04 未达标` 或 `期望 TZ03 未达标 2行`",
        "判定日" => "`判定日 2023-06-30`",
        "勾稽" => "`勾稽 甲 = 乙 + 丙 [容差 100户]`",
        "事项" => "`事项 名称 完成`（或 启动、推进）",
        "每个" => "`每个 表 [其中 条件]：条件`",
        "若" => "`若 条件 则 条件`",
        "计划" => "`计划 名称`",
        _ => "`[标号：] [强度] 指标 范围`，如 `SZ04：力争 数字经济核心产业企业 超过 160家`",
    }
}

/// The grammar's rule for the declaration that a line begins.
pub(super) fn declaration(line: &str) -> Option<Rule> {
    let word = line.split([' ', '\u{1}', '\u{3}']).next().unwrap_or("");
    let rest = line.strip_prefix(word).unwrap_or("").trim_start();
    Some(match word {
        "指标" => Rule::indicator,
        "表" => Rule::table,
        "列" => Rule::column,
        "等级" => Rule::scale,
        "参数" => Rule::parameter,
        "单位" => Rule::unit_decl,
        "强度" => Rule::strength_decl,
        "定义" => Rule::definition,
        "引用" => Rule::include,
        "测试" => Rule::test,
        "给定" if rest.starts_with("表 ") => Rule::given_table,
        "给定" if rest.starts_with("事项 ") => Rule::given_milestone,
        "给定" if rest.starts_with("参数 ") => Rule::given_parameter,
        "给定" => Rule::given_figure,
        "期望" => Rule::expect,
        "描述" => Rule::description,
        "判定日" => Rule::as_of,
        "勾稽" => Rule::identity,
        "事项" => Rule::milestones,
        _ => return None,
    })
}

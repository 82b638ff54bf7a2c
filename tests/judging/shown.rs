use super::first;
use plancheck::judge::RuleResult;

const PLAN: &str = "计划 测试计划\n  期间 2023年\n";

fn shown(declared: &str, rule: &str, given: &str) -> RuleResult {
    first(&format!("{PLAN}{declared}\n甲：{rule}\n测试 \"x\"\n  给定 {given}\n  期望 甲 达标\n"))
}

fn amounts(result: &RuleResult) -> (String, String, Option<&str>) {
    let amount = |a: &Option<plancheck::judge::Amount>| {
        a.as_ref().map_or_else(String::new, |a| format!("{}{}", a.value, a.unit))
    };
    (amount(&result.actual), amount(&result.gap), result.completion.as_deref())
}

#[test]
fn the_gap_of_a_count_is_the_next_whole_number() {
    let result = shown("指标 企业 家 时点", "企业 超过 160家", "企业 = 152家");
    assert_eq!(amounts(&result), ("152家".into(), "9家".into(), Some("95%")));
    let result = shown("指标 企业 家 时点", "企业 不少于 160家", "企业 = 152家");
    assert_eq!(amounts(&result), ("152家".into(), "8家".into(), Some("95%")));
    let result = shown("指标 企业 家 时点", "企业 低于 160家", "企业 = 160家");
    assert_eq!(amounts(&result), ("160家".into(), "1家".into(), None));
    let result = shown("指标 户数 户 时点", "户数 突破 10万户", "户数 = 98408户");
    assert_eq!(amounts(&result), ("9.8408万户".into(), "0.1593万户".into(), Some("98.4%")));
}

#[test]
fn what_is_not_met_never_shows_a_hundred_percent() {
    let completion = |rule, given| shown("指标 值 亿元 时点", rule, given).completion.unwrap();
    assert_eq!(completion("值 不少于 160亿元", "值 = 159.9亿元"), "99.9%");
    assert_eq!(completion("值 不少于 160亿元", "值 = 159.9999亿元"), "99.9%");
    assert_eq!(completion("值 超过 160亿元", "值 = 160亿元"), "99.9%");
    assert_eq!(completion("值 超过 160亿元", "值 = 160.5亿元"), "100.3%");
    assert_eq!(completion("值 不少于 160亿元", "值 = 160亿元"), "100%");
}

#[test]
fn growth_is_short_by_points_and_cut_toward_not_met() {
    let result = shown("指标 产值 亿元 累计\n  上年 727.24亿元", "产值 增长 7.5%", "产值 = 781.2亿元");
    let (actual, gap, completion) = amounts(&result);
    assert_eq!(actual, "7.41%");
    assert!(gap.ends_with("个百分点"), "{gap}");
    assert_eq!(completion, None);
    let result = shown("指标 产值 亿元 累计", "产值 增长 7.5%左右", "产值 同比 = 7.1%");
    assert_eq!(amounts(&result).1, "0.4个百分点");
    assert!(result.applied.contains(&"容差 0.5个百分点（默认）".to_owned()), "{:?}", result.applied);
}

#[test]
fn figures_are_shown_in_the_unit_of_the_rule() {
    let result = shown("指标 贷款 万元 累计", "贷款 突破 0.85亿元", "贷款 = 8400万元");
    assert_eq!(amounts(&result).0, "0.84亿元");
    let target = result.target.unwrap();
    assert_eq!((target.op.as_str(), target.value.as_str(), target.unit.as_str()), (">", "0.85", "亿元"));
}

#[test]
fn a_mean_yearly_growth_is_cut_downward() {
    let text = format!(
        "{PLAN}指标 产值 亿元 累计\n甲：产值 年均增长 10% 自 2020年\n测试 \"x\"\n  给定 产值 = 133.0999999999亿元\n  给定 产值 = 100亿元 于 2020年\n  期望 甲 未达标\n"
    );
    let result = first(&text);
    assert!(result.actual.unwrap().value.starts_with("9.99"));
}

#[test]
fn groups_that_fail_are_findings_of_their_own() {
    let text = format!(
        "{PLAN}表 项目\n  列 街道 文本\n  列 类型 文本\n甲：计数(项目 其中 类型 = \"商贸\" 按 街道) 不少于 1个\n测试 \"x\"\n  给定 表 项目 {{ 街道, 类型 / \"东\", \"商贸\" / \"西\", \"工业\" / \"北\", \"工业\" }}\n  期望 甲 未达标\n"
    );
    let result = first(&text);
    let groups: Vec<_> = result
        .groups
        .iter()
        .map(|g| (g.name.as_str(), g.actual.as_ref().unwrap().value.as_str(), g.gap.as_ref().unwrap().value.as_str()))
        .collect();
    assert_eq!(groups, [("北", "0", "1"), ("西", "0", "1")]);
}

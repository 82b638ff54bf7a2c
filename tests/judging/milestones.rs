use super::{first, holds};
use plancheck::diagnostic::Severity;

const PLAN: &str = "计划 测试计划
  期间 2023年
事项 美术馆
事项 商圈
";

#[test]
fn a_milestone_is_met_in_time_late_or_not_yet() {
    holds(&format!(
        "{PLAN}甲：力争 事项 美术馆 完成
  期限 2023年9月底
乙：事项 美术馆 启动
丙：事项 美术馆 推进
测试 \"按期\"
  给定 事项 美术馆 已完成 于 2023-09-30
  期望 甲 达标
  期望 乙 达标
  期望 丙 人工判定
测试 \"晚一天\"
  给定 事项 美术馆 已完成 于 2023-10-01
  期望 甲 未达标
  期望 乙 达标
测试 \"没写日期\"
  给定 事项 美术馆 已完成
  期望 甲 达标
测试 \"提前完成\"
  判定日 2023-06-30
  给定 事项 美术馆 已完成 于 2023-05-01
  期望 甲 达标
测试 \"判定日还没完成\"
  判定日 2023-06-30
  给定 事项 美术馆 已完成 于 2023-09-01
  期望 甲 未到期
测试 \"推进中未到期\"
  判定日 2023-09-29
  给定 事项 美术馆 推进中
  期望 甲 未到期
  期望 乙 达标
测试 \"推进中到期\"
  判定日 2023-09-30
  给定 事项 美术馆 推进中
  期望 甲 未达标
测试 \"未启动\"
  给定 事项 美术馆 未启动
  期望 乙 未达标
测试 \"没有填报\"
  期望 甲 缺数据
  期望 乙 缺数据
  期望 丙 人工判定
"
    ));
}

#[test]
fn milestones_combine() {
    holds(&format!(
        "{PLAN}甲：事项 美术馆 完成 且 事项 商圈 完成
乙：事项 美术馆 推进 且 事项 商圈 推进
测试 \"年中都完成\"
  判定日 2023-06-30
  给定 事项 美术馆 已完成 于 2023-05-01
  给定 事项 商圈 已完成 于 2023-05-01
  期望 甲 达标
  期望 乙 人工判定
测试 \"缺一\"
  给定 事项 美术馆 已完成 于 2023-05-01
  期望 甲 缺数据
测试 \"一个没完成\"
  给定 事项 美术馆 推进中
  期望 甲 未达标
"
    ));
}

#[test]
fn a_finished_milestone_without_a_date_says_so() {
    let result = first(&format!("{PLAN}甲：事项 美术馆 完成\n测试 \"x\"\n  给定 事项 美术馆 已完成\n  期望 甲 达标\n"));
    assert!(result.notes.iter().any(|n| n.contains("完成日期")), "{:?}", result.notes);
    assert_eq!(result.weight, None);
    assert_eq!(result.evidence, ["「美术馆」已完成"]);
}

#[test]
fn what_is_for_people_to_judge_weighs_a_note() {
    let result =
        first(&format!("{PLAN}甲：确保 事项 美术馆 推进\n测试 \"x\"\n  给定 事项 美术馆 推进中\n  期望 甲 人工判定\n"));
    assert_eq!(result.weight, Some(Severity::Note));
}

//! What looks like the figure asked for and is another: it gives no value, and what it is is said.

use super::{Folder, figures, findings};

const RULES: &str = "计划 例
  期间 2023年
指标 投资 亿元 累计
指标 人均收入 元 均值
A1：投资 达到 100亿元
A2：人均收入 达到 30000元
A3：千人床位 不少于 8.5张/千人
A4：PM2.5[国控] 不高于 35微克/立方米
";

fn read(name: &str, csv: &str) -> (Vec<String>, Vec<String>) {
    let submission = Folder::new().file(name, csv).open(RULES);
    (figures(&submission, RULES), findings(&submission))
}

#[test]
fn a_count_is_no_count_per_thousand() {
    let (read_as, found) = read("指标.csv", "指标,时期,数值,单位\n千人床位,2023年,5000,张\n");
    assert_eq!(read_as, ["千人床位 2023年 Level 错"]);
    assert_eq!(found, ["unit-mismatch error 指标.csv:2 c2"]);
    let (read_as, found) = read("指标.csv", "指标,时期,数值,单位\n千人床位,2023年,86,张/万人\n");
    assert_eq!((read_as, found), (vec!["千人床位 2023年 Level 0.0086".to_owned()], vec![]));
}

#[test]
fn a_plan_or_a_forecast_is_no_figure() {
    for title in ["2023年（预计）", "2023年（计划）", "2023年（目标）", "2023年（上年同期）"] {
        let (read_as, found) = read("指标.csv", &format!("指标,单位,2022年,{title}\n投资,亿元,90,150\n"));
        assert_eq!(read_as, ["投资 2022年 Level 9000000000"], "{title}");
        assert_eq!(found, ["undeclared-column note 指标.csv:1 d1"], "{title}");
    }
    let (read_as, found) = read("指标.csv", "指标,时期,数值（计划）,单位\n投资,2023年,150,亿元\n");
    assert_eq!(read_as, [""; 0]);
    assert!(found.contains(&"missing-column error 指标.csv:1".to_owned()), "{found:?}");
}

#[test]
fn growth_in_brackets_is_growth() {
    let (read_as, _) = read("指标.csv", "指标,单位,2023年,2023年（同比）\n投资,亿元,150,8%\n");
    assert_eq!(read_as, ["投资 2023年 Level 15000000000", "投资 2023年 Growth 0.08"]);
}

#[test]
fn a_month_of_its_own_is_no_year_to_date() {
    let month = ["投资 2023年12月当月 Level 800000000"];
    let row = "投资,2023年12月,8,亿元\n";
    for (name, head) in [
        ("指标.csv", "指标,时期,数值（当月）,单位\n"),
        ("指标（当月）.csv", "指标,时期,数值,单位\n"),
        ("指标.csv", "主要指标当月数,,,\n指标,时期,数值,单位\n"),
    ] {
        let (read_as, _) = read(name, &format!("{head}{row}"));
        assert_eq!(read_as, month, "{name} {head}");
    }
    let (read_as, _) = read("指标（当月）.csv", &format!("指标,时期,数值（累计）,单位\n{row}"));
    assert_eq!(read_as, ["投资 2023年12月 Level 800000000"]);
}

#[test]
fn what_stands_below_no_title_is_said() {
    let (read_as, found) = read("指标.csv", "指标,时期,数值,\n投资,2023年,200,万元\n");
    assert_eq!(read_as, ["投资 2023年 Level 错"]);
    assert_eq!(found, ["untitled-column warning 指标.csv:2 d2", "unknown-unit error 指标.csv:2 d2"]);
    let (read_as, found) = read("指标.csv", "指标,时期,数值,单位,\n投资,2023年,200,亿元,作废\n");
    assert_eq!(read_as, ["投资 2023年 Level 20000000000"]);
    assert_eq!(found, ["untitled-column warning 指标.csv:2 e2"]);
}

#[test]
fn a_unit_that_nobody_knows_in_a_title_is_not_made_good_by_the_unit_column() {
    let (read_as, found) = read("指标.csv", "指标,时期,数值（万园）,单位\n投资,2023年,200,亿元\n");
    assert_eq!(read_as, ["投资 2023年 Level 错"]);
    assert_eq!(found, ["unknown-unit error 指标.csv:1 c1"]);
}

#[test]
fn a_unit_for_each_person_is_no_unit_of_money() {
    let (read_as, found) =
        read("指标.csv", "单位：万元/人,,\n指标,时期,数值\n人均收入,2023年,3\n投资,2023年,2000000\n");
    assert_eq!(read_as, ["人均收入 2023年 Level 错", "投资 2023年 Level 错"]);
    assert_eq!(found, ["unit-mismatch error 指标.csv:3 c3", "unit-mismatch error 指标.csv:4 c4"]);
}

#[test]
fn a_scope_that_no_rule_names_is_said() {
    let (_, found) = read("指标.csv", "指标,时期,数值,单位,范围\nPM2.5,2023年,90,微克/立方米,国控站\n");
    assert_eq!(found, ["unneeded-scope note 指标.csv:2 e2"]);
}

#[test]
fn a_unit_in_the_title_of_the_names_is_that_of_the_table() {
    for head in ["指标（万元）,2023年", "指标名称（单位：万元）,2023年", "地区（万元）,指标,2023年"]
    {
        let row = if head.starts_with("地区") { "国控,投资,900000\n" } else { "投资,900000\n" };
        let (read_as, _) = read("指标.csv", &format!("{head}\n{row}"));
        assert!(read_as[0].ends_with("Level 9000000000"), "{head}: {read_as:?}");
    }
}

#[test]
fn two_columns_of_one_name_but_for_the_unit_give_no_value() {
    let (read_as, found) = read("指标.csv", "指标,时期,数值,数值（亿元）\n投资,2023年,1,200\n");
    assert_eq!(read_as, [""; 0]);
    assert_eq!(found, ["column-twice error 指标.csv:1 d1"]);
    let (read_as, found) = read("指标.csv", "指标,时期,数值,单位,计量单位\n投资,2023年,200,亿元,万元\n");
    assert_eq!(read_as, ["投资 2023年 Level 错"]);
    assert!(found.contains(&"column-twice error 指标.csv:1 e1".to_owned()), "{found:?}");
}

#[test]
fn a_table_of_another_year_is_none_of_the_plans() {
    let (read_as, found) = read("指标2023年12月.csv", "报告期：2022年12月,,\n指标,数值,单位\n投资,150,亿元\n");
    assert_eq!(read_as, [""; 0]);
    assert_eq!(found, ["period-contradicts error 指标2023年12月.csv:2"]);
    let (read_as, _) = read("指标2022年12月.csv", "指标,单位,本年\n投资,亿元,150\n");
    assert_eq!(read_as, ["投资 2022年12月 Level 15000000000"]);
    let (read_as, _) = read("指标2023年1-6月.csv", "指标,单位,本年\n投资,亿元,150\n");
    assert_eq!(read_as, ["投资 2023年上半年 Level 15000000000"]);
}

#[test]
fn a_header_again_is_no_item_however_it_is_spaced() {
    let rules = "计划 例\n  期间 2023年\n表 名录\n  列 名称 文本\n  列 街道 文本\nA1：计数(名录) 等于 2个\n";
    for again in ["名称,街道", "名 称,街 道", "名　称,街　道"] {
        let csv = format!("名称,街道\n甲,东\n{again}\n乙,西\n");
        let submission = Folder::new().file("名录.csv", &csv).open(rules);
        assert_eq!(submission.dataset.files[0].rows_set_aside, [("重复的表头".to_owned(), 1)], "{again}");
    }
}

#[test]
fn the_second_half_of_a_year_is_no_year_to_date() {
    for written in ["2023年下半年", "2023年7-12月"] {
        let (read_as, _) = read("指标.csv", &format!("指标,时期,数值,单位\n投资,{written},60,亿元\n"));
        assert_eq!(read_as, ["投资 2023年下半年当月 Level 6000000000"], "{written}");
    }
}

#[test]
fn a_share_beside_a_quantity_is_another_column() {
    let rules = "计划 例\n  期间 2023年\n表 名录\n  列 名称 文本\n  列 投资额 万元\nA1：合计(名录.投资额) 达到 5万元\n";
    for beside in ["投资额（占比）", "投资额（%）", "投资额（其中政府投资）"] {
        let csv = format!("名称,投资额,{beside}\n甲,5,3\n");
        let submission = Folder::new().file("名录.csv", &csv).open(rules);
        assert_eq!(findings(&submission), ["undeclared-column note 名录.csv:1 c1"], "{beside}");
    }
}

#[test]
fn brackets_that_say_what_is_in_a_figure_leave_it_what_it_is() {
    for title in ["2023年（含计划外）", "2023年（不含上年结转）", "2023年（完成）", "2023年（初步核算）"]
    {
        let (read_as, found) = read("指标.csv", &format!("指标,单位,{title}\n投资,亿元,150\n"));
        assert_eq!(read_as, ["投资 2023年 Level 15000000000"], "{title}: {found:?}");
    }
}

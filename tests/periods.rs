//! Several files of one table, each for a period: the newest counts alone, and nothing stands in for it unsaid.

use crate::cli::Desk;

#[test]
fn an_older_file_does_not_stand_in_for_one_that_cannot_be_read() {
    let desk = Desk::new()
        .file(
            "规则.plan",
            "计划 例\n  期间 2023年\n表 项目\n  列 名称 文本\n  列 投资额 亿元\nA1：合计(项目.投资额) 达到 1亿元\n",
        )
        .file("data/项目2023年6月.csv", "名称,投资额\n甲,5\n")
        .file("data/项目2023年12月.csv", "甲,5\n乙,6\n");
    let ran = desk.run(&["check", "--as-of", "2023-12-31"]);
    assert!(ran.out.contains("A1 缺数据"), "{}", ran.out);
    assert_eq!(ran.status, 1);
}

#[test]
fn two_files_that_end_alike_are_said_and_rows_not_counted_are_set_aside() {
    let desk = Desk::new()
        .file(
            "规则.plan",
            "计划 例\n  期间 2023年\n表 项目\n  列 名称 文本\n  列 投资额 亿元\nA1：合计(项目.投资额) 达到 1亿元\n",
        )
        .file("data/项目2023年6月.csv", "名称,投资额\n甲,5\n")
        .file("data/项目2023年12月.csv", "名称,投资额\n甲,50\n")
        .file("data/项目2023年.csv", "名称,投资额\n甲,1\n");
    let ran = desk.run(&["check", "--as-of", "2023-12-31"]);
    assert!(ran.out.contains("[periods-end-alike]"), "{}", ran.out);
    assert_eq!(ran.out.matches("不是最新一期 1").count(), 2, "{}", ran.out);
    assert_eq!(ran.status, 1);
}

/// Data in folders of any depth.
const ANYWHERE: &str = "[plan]\nrules = [\"规则.plan\"]\n[[data]]\npath = \"data/**/*.csv\"\n";

const SITES: &str = "计划 例\n  期间 2023年\n表 项目\n  列 名称 文本\n  列 投资额 亿元\nA1：计数(项目) 不少于 1个\n";

#[test]
fn an_item_table_is_of_the_time_that_the_line_above_it_names() {
    let desk = Desk::new().file("规则.plan", SITES).file("data/项目.csv", "报告期：2022年12月,\n名称,投资额\n甲,5\n");
    let ran = desk.run(&["check", "--as-of", "2023-12-31"]);
    assert!(ran.out.contains("A1 缺数据"), "{}", ran.out);
}

#[test]
fn a_report_of_nothing_is_no_item() {
    for nothing in ["无,", "/,/", "1,/", "本月无新增,"] {
        let desk = Desk::new().file("规则.plan", SITES).file("data/项目.csv", format!("名称,投资额\n{nothing}\n"));
        let ran = desk.run(&["check", "--as-of", "2023-12-31"]);
        assert!(!ran.out.contains("A1 达标"), "{nothing}: {}", ran.out);
        assert!(ran.out.contains("无内容的行 1"), "{nothing}: {}", ran.out);
    }
}

#[test]
fn a_copy_beside_its_original_is_said() {
    let manifest = "[plan]\nrules = [\"规则.plan\"]\n[[data]]\npath = \"data/*.csv\"\ntable = \"项目\"\n";
    let desk = Desk::new()
        .file("plancheck.toml", manifest)
        .file("规则.plan", SITES)
        .file("data/A街道.csv", "名称,投资额\n甲,5\n")
        .file("data/A街道(1).csv", "名称,投资额\n甲,5\n");
    let ran = desk.run(&["check", "--as-of", "2023-12-31"]);
    assert!(ran.out.contains("[copy-counted]"), "{}", ran.out);
    assert_eq!(ran.status, 1);
}

#[test]
fn sheets_names_and_folders_say_the_time_of_item_tables() {
    for (june, december) in
        [("data/项目（6月）.csv", "data/项目（12月）.csv"), ("data/2023年6月/项目.csv", "data/2023年12月/项目.csv")]
    {
        let desk = Desk::new()
            .file("plancheck.toml", ANYWHERE)
            .file(
                "规则.plan",
                "计划 例\n  期间 2023年\n表 项目\n  列 名称 文本\n  列 投资额 亿元\nA1：计数(项目) 等于 2个\n",
            )
            .file(june, "名称,投资额\n甲,5\n")
            .file(december, "名称,投资额\n甲,5\n乙,6\n");
        let ran = desk.run(&["check", "--as-of", "2023-12-31"]);
        assert_eq!(ran.status, 0, "{june}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains("不是最新一期 1"), "{june}: {}", ran.out);
    }
}

#[test]
fn sheets_and_folders_named_by_a_month_alone_are_of_the_plans_year() {
    let desk = Desk::new()
        .file("plancheck.toml", ANYWHERE)
        .file("规则.plan", SITES)
        .file("data/6月/项目.csv", "名称,投资额\n甲,5\n")
        .file("data/12月/项目.csv", "名称,投资额\n甲,5\n乙,6\n");
    let ran = desk.run(&["check", "--as-of", "2023-12-31"]);
    assert!(ran.out.contains("不是最新一期 1"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_plan_of_half_a_year_is_judged_by_the_figure_of_that_half() {
    let desk = Desk::new()
        .file("规则.plan", "计划 例\n  期间 2023年下半年\n指标 企业 家 累计\nA1：企业 不超过 60家\n")
        .file("data/指标.csv", "指标,时期,数值,单位\n企业,2023年上半年,30,家\n企业,2023年下半年,52,家\n");
    assert_eq!(desk.run(&["check", "--as-of", "2023-12-31"]).status, 0);
}

#[test]
fn a_mean_of_the_last_year_of_five_is_whole() {
    let desk = Desk::new()
        .file("规则.plan", "计划 例\n  期间 2021-2025年\n指标 浓度 微克/立方米 均值\nA1：浓度 不高于 35微克/立方米\n")
        .file("data/指标.csv", "指标,时期,数值,单位\n浓度,2025年,34,微克/立方米\n");
    assert_eq!(desk.run(&["check", "--as-of", "2025-12-31"]).status, 0);
}

#[test]
fn what_stands_beside_the_table_alone_is_no_item() {
    let desk = Desk::new().file("规则.plan", SITES).file("data/项目.csv", ",名称,投资额\n1,甲,5\n2,,\n3,,\n");
    let ran = desk.run(&["check", "--as-of", "2023-12-31"]);
    assert!(ran.out.contains("表格以外的行 2"), "{}", ran.out);
}

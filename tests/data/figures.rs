use super::{Folder, figures, findings};

const RULES: &str = "计划 示例\n  期间 2023年\n指标 地区生产总值 亿元 累计\n指标 数字企业 家 时点\n指标 市场主体 万户 时点\n指标 城镇化率 % 均值\n\
    地区生产总值 超过 700亿元\n数字企业 超过 160家\n市场主体 突破 10万户\n城镇化率 达到 90%\nPM2.5[国控] 不高于 35微克/立方米\n新增岗位 达到 3000个\n";

fn read(csv: &str) -> (Vec<String>, Vec<String>) {
    let submission = Folder::new().file("指标.csv", csv).open(RULES);
    (figures(&submission, RULES), findings(&submission))
}

#[test]
fn a_long_table_gives_a_figure_a_row() {
    let (figures, findings) =
        read("指标,时期,数值,单位,同比\n地区生产总值,2023年,781.2,亿元,7.3%\n数字企业,2023年,152,家,\n");
    assert_eq!(
        figures,
        ["地区生产总值 2023年 Level 78120000000", "地区生产总值 2023年 Growth 0.073", "数字企业 2023年 Level 152"]
    );
    assert_eq!(findings, [""; 0]);
}

#[test]
fn a_wide_table_gives_a_figure_a_period() {
    let (figures, findings) = read("指标,单位,2022年,2023年6月（当月）,2023年\n地区生产总值,亿元,727,60,\n");
    assert_eq!(
        figures,
        [
            "地区生产总值 2022年 Level 72700000000",
            "地区生产总值 2023年6月当月 Level 6000000000",
            "地区生产总值 2023年 Level 空"
        ]
    );
    assert_eq!(findings, [""; 0]);
}

#[test]
fn a_row_with_growth_alone_is_a_growth_figure() {
    let (figures, _) =
        read("指标,时期,数值,单位,同比,净增\n地区生产总值,2023年,,亿元,7.3%,\n市场主体,2023年,—,户,,7560\n");
    assert_eq!(figures, ["地区生产总值 2023年 Growth 0.073", "市场主体 2023年 NetIncrease 7560"]);
}

#[test]
fn what_is_no_rank_is_not_used_as_one() {
    let rules = "计划 示例\n  期间 2023年\n指标 排名 名 时点\n指标 增加 名 时点\n排名 前 3名\n增加 不超过 3名\n";
    let csv = "指标,时期,数值,单位\n排名,2023年6月,0,名\n排名,2023年7月,-1,名\n排名,2023年8月,1.5,名\n排名,2023年9月,1,名\n增加,2023年9月,0,名\n";
    let submission = Folder::new().file("指标.csv", csv).open(rules);
    let values = figures(&submission, rules);
    assert_eq!(
        values,
        [
            "排名 2023年6月 Level 错",
            "排名 2023年7月 Level 错",
            "排名 2023年8月 Level 错",
            "排名 2023年9月 Level 1",
            "增加 2023年9月 Level 0"
        ]
    );
    assert_eq!(
        findings(&submission),
        ["no-rank error 指标.csv:2 c2", "no-rank error 指标.csv:3 c3", "no-rank error 指标.csv:4 c4"]
    );
}

#[test]
fn a_missing_unit_is_never_guessed() {
    let (figures, findings) =
        read("指标,时期,数值,单位\n地区生产总值,2023年,781.2,\nPM2.5[国控],2023年,33,\n新增岗位,2023年,98400,\n");
    assert_eq!(
        figures,
        ["地区生产总值 2023年 Level 78120000000", "PM2.5[国控] 2023年 Level 错", "新增岗位 2023年 Level 98400"]
    );
    assert_eq!(findings, ["unit-missing error 指标.csv:3 c3", "unit-assumed note 指标.csv:4 c4"]);
}

#[test]
fn an_indicator_declared_without_a_unit_has_none() {
    let rules = "计划 示例\n  期间 2023年\n指标 财政收入\n财政收入 突破 100亿元\n";
    let submission = Folder::new().file("指标.csv", "指标,时期,数值\n财政收入,2023年,120\n").open(rules);
    assert_eq!(figures(&submission, rules), ["财政收入 2023年 Level 错"]);
}

#[test]
fn another_dimension_is_no_value() {
    let (figures, findings) = read("指标,时期,数值,单位\n地区生产总值,2023年,781.2,家\n数字企业,2023年,8.1%,\n");
    assert_eq!(figures, ["地区生产总值 2023年 Level 错", "数字企业 2023年 Level 错"]);
    assert_eq!(findings, ["unit-mismatch error 指标.csv:2 c2", "unit-mismatch error 指标.csv:3 c3"]);
}

#[test]
fn an_unknown_unit_is_said_at_its_cell() {
    let (figures, findings) = read("指标,时期,数值,单位\n地区生产总值,2023年,781.2,亿园\n数字企业,2023年,12户户,家\n");
    assert_eq!(figures, ["地区生产总值 2023年 Level 错", "数字企业 2023年 Level 错"]);
    assert_eq!(findings, ["unknown-unit error 指标.csv:2 d2", "unknown-unit error 指标.csv:3 c3"]);
}

#[test]
fn a_growth_rate_without_percent_is_not_taken() {
    let (figures, findings) = read("指标,时期,数值,单位,同比\n地区生产总值,2023年,781.2,亿元,7.3\n");
    assert_eq!(figures[1], "地区生产总值 2023年 Growth 错");
    assert_eq!(findings, ["unit-missing error 指标.csv:2 e2"]);
    let (figures, findings) = read("指标,时期,数值,单位,同比（%）\n地区生产总值,2023年,781.2,亿元,7.3\n");
    assert_eq!(figures[1], "地区生产总值 2023年 Growth 0.073");
    assert_eq!(findings, [""; 0]);
}

#[test]
fn the_nearest_unit_counts() {
    let (figures, _) = read("单位：万元,,\n指标,时期,数值（亿元）\n地区生产总值,2023年,781.2\n");
    assert_eq!(figures, ["地区生产总值 2023年 Level 78120000000"]);
    let (figures, _) = read("单位：万元,,\n指标,时期,数值\n地区生产总值,2023年,\"7,812,000\"\n");
    assert_eq!(figures, ["地区生产总值 2023年 Level 78120000000"]);
    let (figures, _) =
        read("指标,时期,数值,单位\n市场主体,2023年,12.5万,\n市场主体,2022年,12.5万,户\n数字企业,2023年,152户,家\n");
    assert_eq!(figures, ["市场主体 2023年 Level 125000", "市场主体 2022年 Level 125000", "数字企业 2023年 Level 152"]);
}

#[test]
fn a_unit_line_that_is_no_unit_gives_no_value() {
    let (figures, findings) = read("单位：亿园,,\n指标,时期,数值\n地区生产总值,2023年,781.2\n");
    assert_eq!(figures, ["地区生产总值 2023年 Level 错"]);
    assert_eq!(findings, ["unknown-unit error 指标.csv:1 a1"]);
}

#[test]
fn the_same_figure_twice() {
    let (figures, findings) = read("指标,时期,数值,单位\n数字企业,2023年,152,家\n数字企业,2023年,152,户\n");
    assert_eq!(figures, ["数字企业 2023年 Level 152"]);
    assert_eq!(findings, ["repeated-figure note 指标.csv:3 c3"]);
    let (figures, findings) = read("指标,时期,数值,单位\n数字企业,2023年,152,家\n数字企业,2023年,161,家\n");
    assert_eq!(figures, ["数字企业 2023年 Level 错", "数字企业 2023年 Level 错"]);
    assert_eq!(findings, ["conflicting-figures error 指标.csv:3 c3"]);
}

#[test]
fn a_year_to_date_figure_is_the_same_under_both_names() {
    let (figures, findings) = read(
        "指标,时期,数值,单位\n地区生产总值,2023年6月,380,亿元\n地区生产总值,2023年1-6月,381,亿元\n地区生产总值,2023年6月当月,60,亿元\n",
    );
    assert_eq!(findings, ["conflicting-figures error 指标.csv:3 c3"]);
    assert_eq!(figures[2], "地区生产总值 2023年6月当月 Level 6000000000");
}

#[test]
fn a_misspelt_indicator_is_named() {
    let submission = Folder::new()
        .file("指标.csv", "指标,时期,数值,单位\n数字企也,2023年,152,家\n火星人口,2023年,1,人\n")
        .open(RULES);
    assert_eq!(
        findings(&submission),
        ["unknown-indicator warning 指标.csv:2 a2", "unknown-indicator note 指标.csv:3 a3"]
    );
    assert!(submission.dataset.findings[0].help[0].contains("数字企业"));
    assert_eq!(submission.dataset.files[0].rows_set_aside, [("不认得的指标".to_owned(), 2)]);
}

#[test]
fn a_bad_period_is_named() {
    let (figures, findings) =
        read("指标,时期,数值,单位\n数字企业,去年底,152,家\n数字企业,,153,家\n数字企业,6月,154,家\n");
    assert_eq!(figures, ["数字企业 2023年6月 Level 154"]);
    assert_eq!(findings, ["bad-period error 指标.csv:2 b2", "period-missing error 指标.csv:3 b3"]);
}

#[test]
fn a_file_is_for_the_period_in_its_name() {
    let submission = Folder::new().file("指标_2023年6月.csv", "指标,数值,单位\n数字企业,152,家\n").open(RULES);
    assert_eq!(figures(&submission, RULES), ["数字企业 2023年6月 Level 152"]);
    let submission = Folder::new().file("指标.csv", "指标,数值,单位\n数字企业,152,家\n").open(RULES);
    assert_eq!(findings(&submission), ["missing-column error 指标.csv:1"]);
}

#[test]
fn names_may_carry_numbers_scopes_and_units() {
    let (figures, findings) = read(
        "指标,时期,数值\n1.数字企业,2023年,152\nPM2.5（国控）,2023年,33微克/立方米\n地区生产总值（万元）,2023年,7812000\n",
    );
    assert_eq!(
        figures,
        ["数字企业 2023年 Level 152", "PM2.5[国控] 2023年 Level 0.000000033", "地区生产总值 2023年 Level 78120000000"]
    );
    assert_eq!(findings, [""; 0]);
}

#[test]
fn a_year_over_its_quarters_and_kinds_is_one_header() {
    let rules = "计划 示例\n  期间 2023年\n指标 产值 亿元\n产值 超过 1亿元\n";
    let read = |csv: &str| figures(&Folder::new().file("指标.csv", csv).open(rules), rules);
    let csv = "指标,2022年,,2023年,\n,一季度,二季度,一季度,1-6月\n产值,1,2,3,4\n";
    let expected = [
        "产值 2022年一季度 Level 100000000",
        "产值 2022年二季度 Level 200000000",
        "产值 2023年一季度 Level 300000000",
        "产值 2023年上半年 Level 400000000",
    ];
    assert_eq!(read(csv), expected);
    let csv = "指标,2023年,,\n,绝对数（亿元）,同比增长（%）,位次\n产值,3,7.1,2\n";
    assert_eq!(read(csv), ["产值 2023年 Level 300000000", "产值 2023年 Growth 0.071"]);
    // Merged cells repeat the year and the names.
    let csv = "指标,2023年,2023年,2023年\n指标,计划,完成,占比\n产值,9,3,0.3\n";
    assert_eq!(read(csv), ["产值 2023年 Level 300000000"]);
}

#[test]
fn a_rule_without_a_unit_takes_counts_and_numbers_only() {
    let rules = "企业 > 160\n甲 / 2 + 1 不超过 160\n乙 净增 160\n";
    let rows = "指标,时期,数值,单位,净增\n企业,2023年,200,亿元,\n企业,2022年,200,%,\n企业,2021年,200,万户,\n企业,2020年,200,,\n甲,2023年,3,吨,\n乙,2023年,,亿元,200\n";
    let submission = Folder::new().file("指标.csv", rows).open(rules);
    let refused = ["2 c2", "3 c3", "6 c6", "7 e7"].map(|cell| format!("unit-mismatch error 指标.csv:{cell}"));
    assert_eq!(findings(&submission), refused);
    let kept: Vec<String> = figures(&submission, rules).into_iter().filter(|f| !f.ends_with('错')).collect();
    assert_eq!(kept, ["企业 2021年 Level 2000000", "企业 2020年 Level 200"]);
}

#[test]
fn indicators_that_meet_without_a_unit_measure_one_thing() {
    let rules = "甲 > 乙\n勾稽 丙 = 丁 + 戊\n己 增长 5%\n";
    let rows = "指标,时期,数值,单位\n甲,2023年,200,亿元\n乙,2023年,5,吨\n丙,2023年,3,亿元\n丁,2023年,20000,万元\n戊,2023年,1,\n\
        己,2022年,190,\n己,2023年,205,亿元\n";
    let submission = Folder::new().file("指标.csv", rows).open(rules);
    let kept: Vec<String> = figures(&submission, rules).into_iter().filter(|f| !f.ends_with('错')).collect();
    let expected = [
        "甲 2023年 Level 20000000000",
        "丙 2023年 Level 300000000",
        "丁 2023年 Level 200000000",
        "己 2023年 Level 20500000000",
    ];
    assert_eq!(kept, expected, "{:?}", findings(&submission));
    assert_eq!(findings(&submission).len(), 3, "{:?}", findings(&submission));
}

#[test]
fn a_rate_below_one_without_a_sign_is_said() {
    let rules = "计划 示例\n  期间 2023年\n指标 失业率 %\n失业率 不高于 5%\n表 街道\n  列 名称 文本\n  列 完成率 %\n每个 街道：完成率 不低于 50%\n";
    let read = |name: &str, csv: &str| findings(&Folder::new().file(name, csv).open(rules));
    assert_eq!(read("指标.csv", "指标,时期,数值\n失业率,2023年,0.6\n"), ["unit-assumed warning 指标.csv:2 c2"]);
    assert_eq!(read("街道.csv", "名称,完成率\n甲,0.6\n乙,60\n丙,0.6%\n"), ["unit-assumed warning 街道.csv:2 b2"]);
    for csv in ["指标,时期,数值\n失业率,2023年,6\n", "指标,时期,数值,单位\n失业率,2023年,0.6,%\n"]
    {
        assert_eq!(read("指标.csv", csv), [""; 0], "{csv}");
    }
    assert_eq!(read("街道.csv", "名称,完成率（%）\n甲,0.6\n"), [""; 0]);
}

#[test]
fn two_units_that_differ_are_no_unit() {
    let rules = "计划 示例\n  期间 2023年\n指标 产值 亿元\n产值 超过 1亿元\n";
    let submission = Folder::new().file("指标.csv", "指标,时期,数值,单位\n产值（万元）,2023年,750,亿元\n").open(rules);
    assert_eq!(figures(&submission, rules), ["产值 2023年 Level 错"]);
    assert_eq!(findings(&submission), ["unit-mismatch error 指标.csv:2 d2"]);
    let same = Folder::new().file("指标.csv", "指标,时期,数值,单位\n产值（亿元）,2023年,750,亿元\n").open(rules);
    assert_eq!(figures(&same, rules), ["产值 2023年 Level 75000000000"]);
}

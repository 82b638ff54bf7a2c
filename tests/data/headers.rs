use super::{Folder, figures, findings, rows};

const RULES: &str = "计划 示例\n  期间 2023年\n指标 数字企业 家 时点\n数字企业 超过 160家\n表 项目\n  列 项目名称 文本\n  列 「投资/计划」 亿元\n  列 「投资/完成」 亿元\n  列 开工日期 日期\n\
    合计(项目.「投资/计划」) 超过 1亿元\n合计(项目.「投资/完成」) 超过 1亿元\n计数(项目 其中 项目名称 = \"甲\") 不少于 1个\n每个 项目：开工日期 不晚于 2023年9月底\n";
const ALL: [&str; 4] = ["项目名称", "投资/计划", "投资/完成", "开工日期"];

fn read(csv: &str) -> (Vec<String>, Vec<String>) {
    let mut submission = Folder::new().file("项目.csv", csv).open(RULES);
    (rows(&mut submission, RULES, "项目", &ALL), findings(&submission))
}

#[test]
fn rows_above_the_header_are_set_aside_and_counted() {
    let csv = "2023年数字企业表,,\n填报单位：区统计局,,单位：家\n\n指标,时期,数值\n数字企业,2023年,152\n";
    let submission = Folder::new().file("指标.csv", csv).open(RULES);
    assert_eq!(figures(&submission, RULES), ["数字企业 2023年 Level 152"]);
    let file = &submission.dataset.files[0];
    assert_eq!(file.rows_set_aside, [("空行".to_owned(), 1), ("表头以上".to_owned(), 2)]);
    assert_eq!((file.rows_read, file.rows_used), (4, 1));
    assert_eq!(submission.dataset.figures[0].place.cell(), Some("C5".to_owned()));
}

#[test]
fn a_header_of_two_rows_names_columns_by_group() {
    let (lines, findings) =
        read("重大项目表,,,\n项目名称,投资（万元）,,开工日期\n,计划,完成,\n甲,20000,10000,2023-09-01\n");
    assert_eq!(lines, ["4: 甲 200000000 100000000 2023-09-01"]);
    assert_eq!(findings, [""; 0]);
}

#[test]
fn a_lower_unit_goes_before_the_upper() {
    let (lines, findings) = read("项目名称,投资（万元）,,开工日期\n,计划(亿元),完成,\n甲,2,10000,2023-09-01\n");
    assert_eq!(lines, ["3: 甲 200000000 100000000 2023-09-01"]);
    assert_eq!(findings, [""; 0]);
}

#[test]
fn a_lower_name_alone_is_enough_where_it_is_unique() {
    let rules = "计划 示例\n表 项目\n  列 名称 文本\n  列 计划 亿元\n  列 计划人数 人\n计数(项目 其中 名称 = \"甲\") 不少于 1个\n合计(项目.计划) 超过 1亿元\n合计(项目.计划人数) 超过 1人\n";
    let csv = "名称,投资（万元）,,人员,\n,计划,完成,计划人数,完成人数\n甲,20000,1,3,4\n";
    let mut submission = Folder::new().file("项目.csv", csv).open(rules);
    assert_eq!(rows(&mut submission, rules, "项目", &["名称", "计划", "计划人数"]), ["3: 甲 200000000 3"]);
    let twice = "名称,投资（万元）,,贷款（万元）,\n,计划,完成,计划,完成\n甲,20000,1,3,4\n";
    let mut submission = Folder::new().file("项目.csv", twice).open(rules);
    assert_eq!(rows(&mut submission, rules, "项目", &["计划"]), ["3: 错"]);
    assert!(findings(&submission).contains(&"column-twice error 项目.csv:2 d2".to_owned()));
}

#[test]
fn the_manifest_may_say_where_the_header_is() {
    let csv = "项目名称,投资/计划,投资/完成,开工日期\n示例,1,1,2023-01-01\n项目名称,投资/计划,投资/完成,开工日期\n甲,2,1,2023-09-01\n";
    let mut submission = Folder::new().file("项目.csv", csv).with(|i| i.header = Some(3)).open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &ALL), ["4: 甲 200000000 100000000 2023-09-01"]);
}

#[test]
fn the_manifest_may_rename_columns() {
    let csv = "名字,计划投资（万元）,投资/完成,开工日期\n甲,20000,1,2023-09-01\n";
    let folder = Folder::new().file("x.csv", csv).with(|i| {
        i.table = Some("项目".into());
        i.rename = [("名字".into(), "项目名称".into()), ("计划投资".into(), "投资/计划".into())].into();
    });
    let mut submission = folder.open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &["项目名称", "投资/计划"]), ["2: 甲 200000000"]);
    assert_eq!(findings(&submission), [""; 0]);
}

#[test]
fn a_header_again_in_the_middle_is_set_aside() {
    let head = "项目名称,投资/计划,投资/完成,开工日期\n";
    let (lines, findings) = read(&format!("{head}甲,2,1,2023-09-01\n{head}乙,2,1,2023-09-01\n"));
    assert_eq!(lines.len(), 2);
    assert_eq!(findings, [""; 0]);
}

#[test]
fn full_width_titles_with_breaks_are_the_same() {
    let (lines, findings) =
        read("项目\u{3000}名称,\"投资／\n计划（亿元）\",投资/完成,开工日期（年月日）\n甲,2,1,2023-09-01\n");
    assert_eq!(lines, ["3: 甲 200000000 100000000 2023-09-01"].map(|l| l.replace("3:", "2:")));
    assert_eq!(findings, [""; 0]);
}

#[test]
fn a_misspelt_header_unit_gives_no_value() {
    let (lines, findings) = read("项目名称,投资/计划（万园）,投资/完成,开工日期\n甲,2,1,2023-09-01\n");
    assert_eq!(lines, ["2: 甲 错 100000000 2023-09-01"]);
    assert_eq!(findings, ["unknown-unit error 项目.csv:1 b1"]);
}

/// Rules whose columns measure money, people and days.
const SITES: &str = "计划 例\n  期间 2023年\n表 项目\n  列 项目名称 文本 唯一\n  列 投资额 亿元\n  列 职工 人\n  列 开工日期 日期\n合计(项目.投资额) 不少于 3亿元\n合计(项目.职工) 不少于 30人\n每个 项目：开工日期 不晚于 2023年9月底\n每个 项目：项目名称 唯一\n";
const SITE_COLUMNS: [&str; 4] = ["项目名称", "投资额", "职工", "开工日期"];
const SITE_HEAD: &str = "项目名称,投资额,职工,开工日期\n";

fn sites(csv: &str) -> (Vec<String>, Vec<String>, Vec<(String, u64)>) {
    let mut submission = Folder::new().file("项目.csv", csv).open(SITES);
    let rows = rows(&mut submission, SITES, "项目", &SITE_COLUMNS);
    (rows, findings(&submission), submission.dataset.files[0].rows_set_aside.clone())
}

#[test]
fn the_unit_line_is_read_wherever_it_stands() {
    for line in [
        "单位：万元,,,",
        "（单位：万元）,,,",
        ",,,单位：万元、人",
        "重点项目表（单位：万元）,,,",
        "填报单位：区发改委  填报日期：2023年6月  单位：万元,,,",
        "单位:,万元,,",
        "单位：万元/人,,,",
        "金额单位：万元  人数单位：人,,,",
    ] {
        let (rows, findings, _) = sites(&format!("{line}\n{SITE_HEAD}甲,20000,10,2023-06-30\n"));
        assert_eq!(rows, ["3: 甲 200000000 10 2023-06-30"], "{line}");
        assert_eq!(findings, [""; 0], "{line}");
    }
    let (rows, _, aside) = sites(&format!("{SITE_HEAD}甲,20000,10,2023-06-30\n单位：万元,,,\n"));
    assert_eq!(rows, ["2: 甲 200000000 10 2023-06-30"]);
    assert_eq!(aside, [("单位行".to_owned(), 1)]);
}

#[test]
fn a_unit_line_with_two_scales_of_money_gives_no_value() {
    let (rows, findings, _) = sites(&format!("单位：万元、亿元,,,\n{SITE_HEAD}甲,2,10,2023-06-30\n"));
    assert_eq!(rows, ["3: 甲 错 10 2023-06-30"]);
    assert_eq!(findings, ["unknown-unit error 项目.csv:1 a1"]);
}

#[test]
fn a_row_of_units_below_the_titles_belongs_to_the_header() {
    for units in [",万元,人,", ",（万元）,（人）,"] {
        let (rows, findings, _) = sites(&format!("{SITE_HEAD}{units}\n甲,20000,10,2023-06-30\n"));
        assert_eq!(rows, ["3: 甲 200000000 10 2023-06-30"], "{units}");
        assert_eq!(findings, [""; 0]);
    }
}

#[test]
fn groups_above_a_row_of_known_titles_make_the_others_known() {
    let (rows, findings, _) =
        sites("重点项目,,,\n项目名称,投资（万元）,人员,开工日期\n,投资额,职工,\n甲,20000,10,2023-06-30\n");
    assert_eq!(rows, ["4: 甲 200000000 10 2023-06-30"]);
    assert_eq!(findings, [""; 0]);
}

#[test]
fn a_row_that_numbers_the_columns_is_no_data() {
    for numbers in ["1,2,3,4", "甲,(1),(2),(3)", "A,B,C,D", "甲,1,2,3"] {
        let (rows, findings, aside) = sites(&format!("{SITE_HEAD}{numbers}\n甲,2,10,2023-06-30\n"));
        assert_eq!(rows, ["3: 甲 200000000 10 2023-06-30"], "{numbers}");
        assert_eq!((findings, aside), (Vec::new(), vec![("栏次行".to_owned(), 1)]), "{numbers}");
    }
}

#[test]
fn rows_below_the_data_are_set_aside_with_their_reasons() {
    let below = "其中：市级,1亿元,3,2023-06-30\n小计,2亿元,10,\n合计（1个）,2亿元,11,\n审核人：,张三,填报人：,李四\n\
        制表人 张三,,,\n单位（盖章）：,,,\n第1页 共2页,,,\n填表说明：如实填报,,,\n数据来源：发改委,,,\n";
    let (rows, findings, aside) = sites(&format!("{SITE_HEAD}甲,2亿元,10,2023-06-30\n{below}"));
    assert_eq!(rows, ["2: 甲 200000000 10 2023-06-30"]);
    assert_eq!(findings, ["total-mismatch error 项目.csv:5 c5"]);
    let reasons = aside.iter().map(|(reason, count)| format!("{reason} {count}"));
    let expected = ["其中行 1", "合计行 1", "填报人、审核人行 3", "备注行 1", "小计行 1", "数据来源行 1", "页码行 1"];
    let mut reasons: Vec<_> = reasons.collect();
    reasons.sort();
    let mut expected = expected.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(reasons, expected);
}

#[test]
fn the_period_may_stand_above_the_header() {
    for line in ["报告期：2023年6月", "2023年6月主要指标"] {
        let csv = format!("{line}\n指标,数值,单位\n数字企业,152,家\n");
        let submission = Folder::new().file("指标.csv", csv).open(RULES);
        assert_eq!(figures(&submission, RULES), ["数字企业 2023年6月 Level 152"], "{line}");
    }
}

//! Where a table says its unit: in a line however spelt, a title, a group, a name; what cannot be used is said.

use super::{Folder, figures, findings, rows};
use rust_xlsxwriter::{Format, Workbook};

const RULES: &str = "计划 示例\n  期间 2023年\n表 项目\n  列 名称 文本\n  列 投资额 亿元\n  列 面积 平方米\n合计(项目.投资额) 超过 1亿元\n合计(项目.面积) 超过 1平方米\n每个 项目：名称 非空\n指标 产值 亿元\n产值 超过 1亿元\n";
const HEAD: &str = "名称,投资额,面积\n";
const ROW: &str = "甲,20000,3\n";
/// 20000 in 万元.
const IN_WAN: &str = "甲 200000000 3";

fn read(name: &str, csv: &str) -> (Vec<String>, Vec<String>) {
    let mut submission = Folder::new().file(name, csv).open(RULES);
    let lines = rows(&mut submission, RULES, "项目", &["名称", "投资额", "面积"]);
    let lines = lines.iter().map(|line| line.split_once(": ").unwrap().1.to_owned()).collect();
    (lines, findings(&submission))
}

#[test]
fn a_unit_line_is_read_however_it_is_spelt() {
    for line in [
        "单位：万元",
        "单位 万元",
        "单位：万 元",
        "（万元）",
        "万元",
        "金额：万元",
        "单位（万元）",
        "单位为万元",
        "单位；万元",
        "单位∶万元",
        "单位﹕万元",
        "投资单位：万元",
        "单位：人民币万元",
        "单位：万元（人民币）",
    ] {
        let (lines, findings) = read("项目.csv", &format!("重点项目表,,\n,,{line}\n{HEAD}{ROW}"));
        assert_eq!((lines.as_slice(), findings.len()), (&[IN_WAN.to_owned()][..], 0), "{line}: {findings:?}");
    }
}

#[test]
fn a_title_and_a_row_below_the_header_may_say_the_unit() {
    for csv in [
        format!("重点项目表（万元）,,\n{HEAD}{ROW}"),
        format!("重点项目表(单位万元),,\n\n{HEAD}{ROW}"),
        format!("{HEAD}单位：万元,,\n{ROW}"),
        format!("{HEAD}（万元）,,\n{ROW}"),
        format!("{HEAD}{ROW}单位：万元,,\n"),
    ] {
        assert_eq!(read("项目.csv", &csv), (vec![IN_WAN.to_owned()], vec![]), "{csv}");
    }
}

#[test]
fn lines_for_different_measures_are_all_read() {
    for above in ["金额单位：万元,,\n面积单位：万平方米,,\n", "金额单位：万元,,面积单位：万平方米\n"]
    {
        let (lines, findings) = read("项目.csv", &format!("{above}{HEAD}{ROW}"));
        assert_eq!((lines, findings), (vec!["甲 200000000 30000".to_owned()], vec![]), "{above}");
    }
}

#[test]
fn the_name_of_file_or_sheet_may_say_the_unit() {
    for name in ["项目（万元）.csv", "项目(单位：万元).csv", "项目_万元.csv"] {
        assert_eq!(read(name, &format!("{HEAD}{ROW}")), (vec![IN_WAN.to_owned()], vec![]), "{name}");
    }
    // What stands in the table is nearer.
    assert_eq!(read("项目（亿元）.csv", &format!("单位：万元,,\n{HEAD}{ROW}")).0, [IN_WAN]);
    assert_eq!(read("项目-年.csv", &format!("{HEAD}{ROW}")).0, ["甲 2000000000000 3"]);
}

#[test]
fn an_export_may_have_its_unit_in_the_file_name_only() {
    let csv = "数据库：分省年度数据\n指标：产值\n时间：最近3年\n地区,2023年\n江西省,20000\n";
    let rules = "计划 示例\n  期间 2023年\n指标 产值 亿元\n产值[江西省] 超过 1亿元\n";
    let submission = Folder::new().file("产值（万元）.csv", csv).open(rules);
    assert_eq!(figures(&submission, rules), ["产值[江西省] 2023年 Level 200000000"]);
}

#[test]
fn the_unit_of_a_group_in_three_rows_holds_below_it() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("项目").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 2, 0, "名称", &plain).unwrap();
    sheet.merge_range(0, 1, 0, 2, "投资（万元）", &plain).unwrap();
    sheet.merge_range(1, 1, 1, 2, "数额", &plain).unwrap();
    sheet.write(2, 1, "投资额").unwrap().write(2, 2, "贷款").unwrap();
    sheet.merge_range(0, 3, 2, 3, "面积", &plain).unwrap();
    sheet.write(3, 0, "甲").unwrap().write(3, 1, 20000).unwrap().write(3, 3, 3).unwrap();
    let mut submission = Folder::new().file("a.xlsx", book.save_to_buffer().unwrap()).open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &["名称", "投资额", "面积"]), [format!("4: {IN_WAN}")]);
}

#[test]
fn two_scales_of_one_measure_are_no_unit() {
    let csv = format!("单位：亿元,,\n{HEAD}{ROW}\n单位：万元,,\n{HEAD}乙,1,1\n");
    let (lines, findings) = read("项目.csv", &csv);
    assert_eq!(lines, ["甲 错 3", "乙 错 1"]);
    assert_eq!(findings, ["unknown-unit error 项目.csv:5 a5"]);
}

#[test]
fn a_unit_said_where_it_is_not_read_is_a_finding() {
    let late = format!("{HEAD}{}单位：万元,,\n", ROW.repeat(40));
    assert_eq!(read("项目.csv", &late).1, ["unit-line-unused error 项目.csv:42 a42"]);
    let remark = format!("{HEAD}{ROW}注：金额单位均为万元。,,\n");
    assert_eq!(read("项目.csv", &remark).1, ["unit-line-unused error 项目.csv:3 a3"]);
    let same = format!("名称,投资额（万元）,面积\n{ROW}注：金额单位均为万元。,,\n");
    assert_eq!(read("项目.csv", &same), (vec![IN_WAN.to_owned()], vec![]));
}

#[test]
fn rows_below_a_table_are_no_items() {
    for below in [
        "合计：1个",
        "共计1个项目",
        "截至2023年12月31日",
        "（盖章）",
        "审核：李四",
        "2023年12月31日",
        "※含续建",
        "以上数据截至12月底",
        "单位负责人签字：",
        "本表含续建。",
    ] {
        let (lines, findings) = read("项目.csv", &format!("{HEAD}{ROW}{below},,\n"));
        assert_eq!((lines.len(), findings.as_slice()), (1, &[][..]), "{below}");
    }
    // What could be an item counts, and is said.
    let (lines, findings) = read("项目.csv", &format!("{HEAD}{ROW}续建部分,,\n"));
    assert_eq!((lines.len(), findings), (2, vec!["lone-cell error 项目.csv:3 a3".to_owned()]));
}

#[test]
fn a_group_s_heading_with_its_subtotal_is_no_item() {
    let by_number =
        "序号,名称,投资额,面积\n一,工业项目（2个）,3,\n1,甲,1,1\n2,乙,2,1\n二,服务业,5,\n1,丙,5,1\n,合计,8,\n";
    let (lines, findings) = read("项目.csv", by_number);
    assert_eq!(lines, ["甲 100000000 1", "乙 200000000 1", "丙 500000000 1"]);
    assert_eq!(findings, ["undeclared-column note 项目.csv:1 a1"]);
    let by_name = format!("{HEAD}（一）工业项目,3,\n甲,1,1\n乙,2,1\n（二）服务业,5,\n丙,5,1\n合计,8,\n");
    assert_eq!(read("项目.csv", &by_name), (lines, vec![]));
    // Items that are numbered like that are items.
    let (lines, findings) = read("项目.csv", &format!("{HEAD}一、甲,1,1\n二、乙,2,1\n三、丙,5,1\n合计,8,\n"));
    assert_eq!((lines.len(), findings), (3, vec![]));
}

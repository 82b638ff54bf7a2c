//! Tables as statistics offices export them.

use super::{Folder, at, figures, findings};

const RULES: &str = "计划 示例\n  期间 2023年\n指标 地区生产总值 亿元\n指标 零售总额 亿元 累计\n地区生产总值[江西省] 超过 30000亿元\n零售总额 超过 1亿元\n零售总额 增长 5%\n";
const BY_PLACE: &str = "地区,2023年,2022年\n北京市,43760.7,41540.9\n江西省,32200.1,\n广东省,135673.2,129513.6\n注：2023年为初步核算数,含修订。\n数据来源：国家统计局\n";
const JIANGXI: [&str; 2] = ["地区生产总值[江西省] 2023年 Level 3220010000000", "地区生产总值[江西省] 2022年 Level 空"];

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

#[test]
fn a_table_by_place_is_read_without_a_word_of_configuration() {
    let text = format!("数据库：分省年度数据\n指标：地区生产总值(亿元)\n时间：最近3年\n{BY_PLACE}");
    let submission = Folder::new().file("分省年度数据.csv", gb18030(&text)).open(RULES);
    assert_eq!(figures(&submission, RULES), JIANGXI);
    let said = ["table-by-header note 分省年度数据.csv:1", "unneeded-rows note 分省年度数据.csv:4"];
    assert_eq!(findings(&submission), said);
    let file = &submission.dataset.files[0];
    let aside: u64 = file.rows_set_aside.iter().map(|(_, rows)| rows).sum();
    assert_eq!((file.rows_read, file.rows_used, aside), (8, 1, 7));
}

#[test]
fn the_name_of_the_file_may_be_the_indicator_with_its_unit() {
    for name in ["地区生产总值(亿元).csv", "地区生产总值（亿元）.csv"] {
        let submission = Folder::new().file(name, gb18030(BY_PLACE)).open(RULES);
        assert_eq!(figures(&submission, RULES), JIANGXI);
    }
}

#[test]
fn a_table_of_one_place_gives_figures_of_that_place() {
    let text = "数据库：分省年度数据\n地区：江西省\n时间：最近3年\n指标,2023年,2022年\n地区生产总值(亿元),32200.1,\n人均地区生产总值(元/人),71216,69000\n";
    let submission = Folder::new().file("分省年度数据.csv", gb18030(text)).open(RULES);
    assert_eq!(figures(&submission, RULES), JIANGXI);
}

#[test]
fn a_wider_place_never_stands_for_the_plans_own() {
    let rules = "计划 南昌市西湖区2023年计划\n  期间 2023年\n指标 地区生产总值 亿元\n地区生产总值 超过 700亿元\n";
    let text = "指标：地区生产总值(亿元)\n地区,2023年\n南昌市,7324.5\n西湖区,781.2\n";
    let submission = Folder::new().file("分县数据.csv", text).open(rules);
    assert_eq!(figures(&submission, rules), ["地区生产总值 2023年 Level 78120000000"]);
}

#[test]
fn the_kind_of_figure_may_end_the_name() {
    let text = "数据库：月度数据\n时间：最近13个月\n指标,2023年12月\n零售总额_累计值(亿元),400\n零售总额_累计增长(%),5.2\n零售总额_当期值(亿元),30\n";
    let submission = Folder::new().file("月度数据.csv", text).open(RULES);
    let expected = [
        "零售总额 2023年12月 Level 40000000000",
        "零售总额 2023年12月 Growth 0.052",
        "零售总额 2023年12月当月 Level 3000000000",
    ];
    assert_eq!(figures(&submission, RULES), expected);
}

#[test]
fn an_office_may_name_its_file_as_it_likes() {
    let text = "指标,时期,数值,单位\n零售总额,2023年,400,亿元\n";
    let submission = Folder::new().file("商务局.csv", text).file("商务局(1).csv", text).open(RULES);
    assert_eq!(figures(&submission, RULES), ["零售总额 2023年 Level 40000000000"]);
    assert_eq!(findings(&submission), ["table-by-header note 商务局.csv:1", "unmatched-data warning 商务局(1).csv:1"]);
}

const BY_YEAR: &str = "时间,北京市,江西省,广东省\n2023年,43760.7,32200.1,135673.2\n2022年,41540.9,,129513.6\n注：2023年为初步核算数,含修订。\n数据来源：国家统计局\n";

#[test]
fn periods_may_stand_down_the_rows_and_places_across() {
    let text = format!("数据库：分省年度数据\n指标：地区生产总值(亿元)\n时间：最近3年\n{BY_YEAR}");
    let submission = Folder::new().file("分省年度数据.csv", gb18030(&text)).open(RULES);
    assert_eq!(figures(&submission, RULES), JIANGXI);
    let said = ["table-by-header note 分省年度数据.csv:1", "unneeded-rows note 分省年度数据.csv:4"];
    assert_eq!(findings(&submission), said);
    let places: Vec<_> = submission.dataset.figures.iter().map(|figure| at(&submission, &figure.place)).collect();
    assert_eq!(places, ["分省年度数据.csv:5 C5", "分省年度数据.csv:6 C6"]);
    let file = &submission.dataset.files[0];
    let aside: u64 = file.rows_set_aside.iter().map(|(_, rows)| rows).sum();
    assert_eq!((file.rows_read, file.rows_used, aside), (7, 2, 5));
    for name in ["地区生产总值(亿元).csv", "地区生产总值（亿元）_年度.csv", "指标.csv"] {
        let text = if name == "指标.csv" { &text } else { BY_YEAR };
        let submission = Folder::new().file(name, gb18030(text)).open(RULES);
        assert_eq!(figures(&submission, RULES), JIANGXI, "{name}");
    }
}

#[test]
fn faults_of_such_a_table_name_the_cell_that_is_used_and_no_other() {
    let text = "数据库：分省年度数据\n指标：地区生产总值(亿元)\n时间：最近4年\n时间,北京市,江西省\n2023年,三万,3万2\n去年底,1,2\n,1,2\n2022年,x,#REF!\n2021年,1\n2020年,1,30万元\n";
    let submission = Folder::new().file("分省年度数据.csv", gb18030(text)).open(RULES);
    let [value, _] = JIANGXI;
    let value = |year: u32, what: &str| value.replace("2023", &year.to_string()).replace("3220010000000", what);
    assert_eq!(figures(&submission, RULES), [value(2023, "错"), value(2022, "错"), value(2020, "300000")]);
    let said = [
        "table-by-header note 分省年度数据.csv:1",
        "unneeded-rows note 分省年度数据.csv:4",
        "not-a-number error 分省年度数据.csv:5 c5",
        "bad-period error 分省年度数据.csv:6 a6",
        "period-missing error 分省年度数据.csv:7 a7",
        "excel-error error 分省年度数据.csv:8 c8",
        "broken-row error 分省年度数据.csv:9",
    ];
    assert_eq!(findings(&submission), said);
}

#[test]
fn a_table_of_one_place_may_have_its_periods_down_the_rows_too() {
    let text = "数据库：分省年度数据\n地区：江西省\n时间：最近3年\n时间,地区生产总值(亿元),人均地区生产总值(元/人),零售总额_累计增长(%)\n2023年,32200.1,71216,5.2\n2022年,,69000,4\n";
    let submission = Folder::new().file("分省年度数据.csv", gb18030(text)).open(RULES);
    assert_eq!(figures(&submission, RULES), JIANGXI, "零售总额 is wanted of no 江西省");
    let said = [
        "table-by-header note 分省年度数据.csv:1",
        "unneeded-rows note 分省年度数据.csv:4",
        "unneeded-rows note 分省年度数据.csv:4",
    ];
    assert_eq!(findings(&submission), said);
}

#[test]
fn every_cell_of_a_table_of_one_place_is_named_as_it_stands() {
    let text = "数据库：分省年度数据\n地区：江西省\n时间：最近3年\n指标,2024年,2023年,2022年\n地区生产总值(亿元),34202.5,三万,31213.8\n";
    let submission = Folder::new().file("分省年度数据.csv", gb18030(text)).open(RULES);
    let expected = [2024, 2023, 2022].map(|year| format!("地区生产总值[江西省] {year}年 Level"));
    let figures: Vec<_> = figures(&submission, RULES);
    assert!(figures.iter().zip(&expected).all(|(figure, start)| figure.starts_with(start)), "{figures:?}");
    assert_eq!(
        findings(&submission),
        ["table-by-header note 分省年度数据.csv:1", "not-a-number error 分省年度数据.csv:5 c5"]
    );
}

#[test]
fn the_plans_own_place_and_lone_rows_are_read_from_periods_down_the_rows() {
    let rules = "计划 南昌市西湖区2023年计划\n  期间 2023年\n指标 地区生产总值 亿元\n地区生产总值 超过 700亿元\n";
    let text = "指标：地区生产总值(亿元)\n时间,南昌市,西湖区\n2023年,7324.5,781.2\n2022年,7203.5,727.24\n";
    let submission = Folder::new().file("分县数据.csv", text).open(rules);
    let expected = ["地区生产总值 2023年 Level 78120000000", "地区生产总值 2022年 Level 72724000000"];
    assert_eq!(figures(&submission, rules), expected);
    let text = "指标：地区生产总值(亿元)\n时间,江西省\n2023年,32200.1\n2022年,\n";
    let submission = Folder::new().file("分省数据.csv", text).open(RULES);
    assert_eq!(figures(&submission, RULES), JIANGXI);
}

#[test]
fn a_list_with_a_date_is_no_export() {
    let text = "时间,企业,江西省\n2023年,甲,1\n";
    let submission = Folder::new().file("走访.csv", text).open(RULES);
    assert_eq!(figures(&submission, RULES), [""; 0]);
    assert_eq!(findings(&submission), ["unmatched-data warning 走访.csv:1"]);
    let text = "时间,数值\n2023年,1\n";
    let submission = Folder::new().file("指标.csv", text).open(RULES);
    assert_eq!(findings(&submission), ["missing-column error 指标.csv:1"]);
}

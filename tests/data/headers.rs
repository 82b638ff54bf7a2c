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

//! Files with one fault each: the finding names the cell, and no figure comes out of it.

use super::{Folder, figures, findings, rows};

const RULES: &str = "计划 例\n  期间 2023年\n表 项目\n  列 项目名称 文本 唯一\n  列 投资额 亿元\n  列 职工 人\n  列 开工日期 日期\n  列 身份证 文本\nA1：合计(项目.投资额) 不少于 3亿元\nA2：合计(项目.职工) 不少于 30人\nA3：每个 项目：开工日期 不晚于 2023年9月底\nA4：每个 项目：身份证 格式 身份证号\nA6：每个 项目：项目名称 唯一\n";
const COLUMNS: [&str; 5] = ["项目名称", "投资额", "职工", "开工日期", "身份证"];
const HEAD: &str = "项目名称,投资额,职工,开工日期,身份证\n";
const GOOD: &str = "甲,2,10,2023-06-30,11010519491231002X\n";
const READ: &str = "2: 甲 200000000 10 2023-06-30 11010519491231002X";

struct Found {
    rows: Vec<String>,
    findings: Vec<String>,
    aside: Vec<(String, u64)>,
}

fn read(csv: impl AsRef<[u8]>) -> Found {
    let mut submission = Folder::new().file("项目.csv", csv).open(RULES);
    let rows = rows(&mut submission, RULES, "项目", &COLUMNS);
    let aside = submission.dataset.files[0].rows_set_aside.clone();
    Found { rows, findings: findings(&submission), aside }
}

/// The second row, and its only finding.
fn row(line: &str) -> (String, String) {
    let found = read(format!("{HEAD}{line}\n"));
    assert_eq!((found.rows.len(), found.findings.len()), (1, 1), "{line}: {:?}", found.findings);
    (found.rows[0].clone(), found.findings[0].clone())
}

#[test]
fn a_value_of_the_wrong_kind_is_faulty_in_its_own_cell_only() {
    let cases = [
        ("甲,2平方米,10,2023-06-30,x", "unit-mismatch error 项目.csv:2 b2", 1),
        ("甲,若干,10,2023-06-30,x", "not-a-number error 项目.csv:2 b2", 1),
        ("甲,1.2.3,10,2023-06-30,x", "not-a-number error 项目.csv:2 b2", 1),
        ("甲,约2,10,2023-06-30,x", "not-a-number error 项目.csv:2 b2", 1),
        ("甲,>2,10,2023-06-30,x", "not-a-number error 项目.csv:2 b2", 1),
        ("甲,2,10%,2023-06-30,x", "unit-mismatch error 项目.csv:2 c2", 2),
        ("甲,1.2E+08,10,2023-06-30,x", "digits-lost error 项目.csv:2 b2", 1),
        ("甲,2,10,2023-06-30,3.60103E+17", "digits-lost error 项目.csv:2 e2", 4),
        ("甲,2,10,2023-06-30,'360103199001011234", "stray-apostrophe error 项目.csv:2 e2", 4),
        ("甲,'2,10,2023-06-30,x", "stray-apostrophe error 项目.csv:2 b2", 1),
        ("甲,2,10,2023-02-30,x", "not-a-date error 项目.csv:2 d2", 3),
        ("甲,#REF!,10,2023-06-30,x", "excel-error error 项目.csv:2 b2", 1),
        ("\u{fffd}\u{fffd},2,10,2023-06-30,x", "undecodable-bytes error 项目.csv:2 a2", 0),
        ("锟斤拷,2,10,2023-06-30,x", "undecodable-bytes error 项目.csv:2 a2", 0),
    ];
    for (line, finding, column) in cases {
        let (row, found) = row(line);
        assert_eq!(found, finding, "{line}");
        let cells: Vec<&str> = row.split(' ').skip(1).collect();
        let faulty: Vec<usize> = cells.iter().enumerate().filter(|(_, c)| **c == "错").map(|(i, _)| i).collect();
        assert_eq!(faulty, [column], "{line}");
    }
}

#[test]
fn a_day_serial_is_read_and_noted() {
    let (row, finding) = row("甲,2,10,45107,x");
    assert_eq!(row, "2: 甲 200000000 10 2023-06-30 x");
    assert_eq!(finding, "date-serial note 项目.csv:2 d2");
}

#[test]
fn full_width_letters_and_digits_are_read() {
    let found = read(format!("{HEAD}甲,２亿元,１０,２０２３－０６－３０,x\n"));
    assert_eq!(found.rows, ["2: 甲 200000000 10 2023-06-30 x"]);
    assert_eq!(found.findings, [""; 0]);
}

#[test]
fn a_row_again_is_a_finding_with_both_places() {
    let mut submission = Folder::new().file("项目.csv", format!("{HEAD}{GOOD}{GOOD}")).open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &COLUMNS).len(), 2);
    assert_eq!(findings(&submission), ["repeated-value error 项目.csv:3 a3"]);
    assert_eq!(submission.dataset.findings[0].also[0].row, 2);
}

#[test]
fn a_shifted_row_gives_no_value_at_all() {
    for line in ["甲,,2,10,2023-06-30,x", "甲,2,10,2023-06-30"] {
        let (row, finding) = row(line);
        assert_eq!((row.as_str(), finding.as_str()), ("2: 错 错 错 错 错", "broken-row error 项目.csv:2"), "{line}");
    }
}

#[test]
fn a_byte_of_no_encoding_spoils_one_cell() {
    for text in [HEAD.as_bytes().to_vec(), encoding_rs::GB18030.encode(HEAD).0.into_owned()] {
        let found = read([text.as_slice(), b"A,2\xff,10,2023-06-30,x\n"].concat());
        assert_eq!(found.rows, ["2: A 错 10 2023-06-30 x"]);
        assert_eq!(found.findings, ["undecodable-bytes error 项目.csv:2 b2"]);
    }
}

#[test]
fn a_title_misspelt_is_missing_and_the_right_one_is_suggested() {
    let mut submission =
        Folder::new().file("项目.csv", format!("{}{GOOD}", HEAD.replace("投资额", "投资颔"))).open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &["投资额"]), ["2: 错"]);
    assert_eq!(findings(&submission), ["missing-column error 项目.csv:1", "undeclared-column note 项目.csv:1 b1"]);
    assert!(submission.dataset.findings[0].help[0].contains("投资颔"));
}

#[test]
fn what_a_page_break_repeats_is_no_data() {
    let breaks = [
        "重点项目表（续）,,,,\n",
        "第2页 共3页,,,,\n",
        "单位：亿元,,,,\n",
        "\n",
        ",,,,\n",
        HEAD,
        "一、工业项目,,,,\n",
        "（二）服务业项目,,,,\n",
    ];
    for broken in breaks {
        let found = read(format!("单位：亿元,,,,\n{HEAD}{GOOD}{broken}乙,1,20,2023-06-30,x\n"));
        assert_eq!(found.rows.len(), 2, "{broken}");
        assert_eq!(found.findings, [""; 0], "{broken}");
        assert_eq!(found.aside.iter().map(|(_, count)| count).sum::<u64>(), 2, "{broken}");
    }
}

#[test]
fn a_header_of_two_rows_may_be_repeated() {
    let rules = "计划 例\n表 项目\n  列 名称 文本\n  列 「投资/计划」 亿元\n合计(项目.「投资/计划」) 超过 1亿元\n计数(项目 其中 名称 = \"甲\") 不少于 1个\n";
    let head = "名称,投资（亿元）,\n,计划,完成\n";
    let csv = format!("{head}甲,2,1\n{head}乙,2,1\n");
    let mut submission = Folder::new().file("项目.csv", csv).open(rules);
    assert_eq!(rows(&mut submission, rules, "项目", &["名称", "投资/计划"]), ["3: 甲 200000000", "6: 乙 200000000"]);
}

#[test]
fn a_row_with_nothing_but_a_name_is_data_that_are_missing() {
    let found = read(format!("{HEAD}{GOOD}乙工程,,,,\n"));
    assert_eq!(found.rows, [READ, "3: 乙工程 空 空 空 空"]);
}

#[test]
fn a_total_that_is_off_is_named_at_its_cell() {
    let found = read(format!("{HEAD}{GOOD}合计,3,10,,\n"));
    assert_eq!(found.rows, [READ]);
    assert_eq!(found.findings, ["total-mismatch error 项目.csv:3 b3"]);
}

#[test]
fn figures_in_the_wrong_column_have_no_value() {
    let rules = "计划 例\n  期间 2023年\n指标 产值 亿元\n产值 达到 3亿元\n";
    let csv = "指标,时间,数值,单位\n产值,2023年,亿元,4\n";
    let submission = Folder::new().file("指标.csv", csv).open(rules);
    assert_eq!(figures(&submission, rules), ["产值 2023年 Level 错"]);
    assert_eq!(findings(&submission), ["not-a-number error 指标.csv:2 c2", "unknown-unit error 指标.csv:2 d2"]);
}

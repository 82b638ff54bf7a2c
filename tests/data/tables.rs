use super::{Folder, at, findings, rows};

const RULES: &str = "计划 示例\n  期间 2023年\n等级 信用 {\"低\", \"中\", \"高\" = \"A级\"}\n表 项目 时点\n  列 项目名称 文本 唯一\n  列 投资额 亿元 非空 非负\n\
    \u{20} 列 开工日期 日期\n  列 状态 {\"签约\", \"落地\"}\n  列 床位 整数\n  列 可网办 是否\n  列 等次 信用\n\
    计数(项目 其中 状态 = \"落地\") 不少于 1个\n合计(项目.投资额) 超过 1亿元\n每个 项目：开工日期 不晚于 2023年9月底\n每个 项目：床位 不低于 1\n每个 项目：可网办\n每个 项目：等次 不低于 \"低\"\n";
const HEADER: &str = "项目名称,投资额,开工日期,状态,床位,可网办,等次\n";
const ALL: [&str; 7] = ["项目名称", "投资额", "开工日期", "状态", "床位", "可网办", "等次"];

fn read(body: &str) -> (Vec<String>, Vec<String>, Vec<(String, u64)>) {
    let mut submission = Folder::new().file("项目.csv", format!("{HEADER}{body}")).open(RULES);
    let lines = rows(&mut submission, RULES, "项目", &ALL);
    let file = &submission.dataset.files[0];
    let aside: u64 = file.rows_set_aside.iter().map(|(_, n)| n).sum();
    assert_eq!(file.rows_read, file.rows_used + aside);
    assert_eq!(file.rows_used, lines.len() as u64);
    (lines, findings(&submission), file.rows_set_aside.clone())
}

#[test]
fn rows_are_typed_columns_in_base_units() {
    let (lines, findings, _) = read("甲,20,2023/9/1,签约,25,√,高\n乙,5000万元,20230901,落地,3,否,Ａ级\n");
    assert_eq!(lines, ["2: 甲 2000000000 2023-09-01 签约 25 true #2", "3: 乙 50000000 2023-09-01 落地 3 false #2"]);
    assert_eq!(findings, [""; 0]);
}

#[test]
fn blanks_are_blank_and_promises_are_findings() {
    let (lines, findings, _) = read("甲,,—,签约,无,/,…\n甲,-1,2023-09-01,意向,2.5,是,低\n");
    assert_eq!(lines, ["2: 甲 空 空 签约 空 空 空", "3: 甲 -100000000 2023-09-01 意向 2.5 true #0"]);
    assert_eq!(
        findings,
        [
            "blank-not-allowed error 项目.csv:2 b2",
            "repeated-value error 项目.csv:3 a3",
            "negative-value error 项目.csv:3 b3",
            "outside-set error 项目.csv:3 d3",
            "not-an-integer error 项目.csv:3 e3",
        ]
    );
}

#[test]
fn what_is_no_value_is_faulty_at_its_cell() {
    let (lines, findings, _) = read("甲,约100,2023-02-30,签约,#REF!,也许,特高\n乙,3家,2023年9月,签约,1,是,低\n");
    assert_eq!(lines, ["2: 甲 错 错 签约 错 错 错", "3: 乙 错 错 签约 1 true #0"]);
    assert_eq!(
        findings,
        [
            "not-a-number error 项目.csv:2 b2",
            "not-a-date error 项目.csv:2 c2",
            "excel-error error 项目.csv:2 e2",
            "not-a-truth error 项目.csv:2 f2",
            "not-a-grade error 项目.csv:2 g2",
            "unit-mismatch error 项目.csv:3 b3",
            "not-a-date error 项目.csv:3 c3",
        ]
    );
}

#[test]
fn a_total_a_remark_and_a_blank_row_are_set_aside() {
    let (lines, findings, aside) =
        read("甲,20,2023-09-01,签约,1,是,低\n,,,,,,\n合计,21,,,,,\n备注：含续建\n填报人：张三,,,,审核人：李四,,\n");
    assert_eq!(lines.len(), 1);
    assert_eq!(findings, ["total-mismatch error 项目.csv:4 b4"]);
    let reasons: Vec<_> = aside.iter().map(|(reason, n)| format!("{reason}{n}")).collect();
    assert_eq!(reasons, ["合计行1", "填报人、审核人行1", "备注行1", "空行1"]);
}

#[test]
fn a_total_that_adds_up_is_no_finding() {
    let (_, findings, _) =
        read("甲,20.1,2023-09-01,签约,1,是,低\n乙,0.2,2023-09-01,签约,1,是,低\n合 计,\"20.3\",,,2,,\n");
    assert_eq!(findings, [""; 0]);
}

#[test]
fn a_ragged_row_counts_and_none_of_its_cells_does() {
    let (lines, findings, _) = read(
        "甲,20,2023-09-01,签约,1,是,低\n乙,1,376,2023-09-01,签约,1,是,低\n丙,3\n\"丁,4,2023-09-01,签约,1,是,低\n戊,5,2023-09-01,签约,1,是,低\n",
    );
    assert_eq!(lines[1..4], ["3: 错 错 错 错 错 错 错", "4: 错 错 错 错 错 错 错", "5: 错 错 错 错 错 错 错"]);
    assert_eq!(lines[4], "6: 戊 500000000 2023-09-01 签约 1 true #0");
    assert_eq!(findings, ["broken-row error 项目.csv:3", "broken-row error 项目.csv:4", "broken-row error 项目.csv:5"]);
}

#[test]
fn a_missing_column_has_no_value_anywhere() {
    let csv = "项目名称,投资领,开工日期,状态,床位,可网办,等次\n甲,20,2023-09-01,签约,1,是,低\n";
    let mut submission = Folder::new().file("项目.csv", csv).open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &["项目名称", "投资额"]), ["2: 甲 错"]);
    assert_eq!(findings(&submission), ["missing-column error 项目.csv:1", "undeclared-column note 项目.csv:1 b1"]);
    assert!(submission.dataset.findings[0].help[0].contains("投资领"));
}

#[test]
fn a_column_twice_has_no_value() {
    let csv = format!("投资额,{HEADER}9,甲,20,2023-09-01,签约,1,是,低\n");
    let mut submission = Folder::new().file("项目.csv", csv).open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &["投资额"]), ["2: 错"]);
    assert_eq!(findings(&submission), ["column-twice error 项目.csv:1 c1"]);
}

#[test]
fn a_value_is_unique_over_the_files_of_one_period() {
    let row = |name: &str| format!("{HEADER}{name},1,2023-09-01,签约,1,是,低\n");
    let one = Folder::new().file("项目-甲局.csv", row("甲")).file("项目-乙局.csv", row("甲")).open(RULES);
    assert_eq!(findings(&one), ["repeated-value error 项目-乙局.csv:2 a2"]);
    assert!(at(&one, &one.dataset.findings[0].also[0]).starts_with("项目-甲局.csv:2"));
    let two = Folder::new().file("项目_2023年6月.csv", row("甲")).file("项目_2023年.csv", row("甲")).open(RULES);
    assert_eq!(findings(&two), [""; 0]);
}

#[test]
fn many_findings_of_one_kind_are_counted() {
    let body: String = (0..250).map(|n| format!("项目{n},约1,2023-09-01,签约,1,是,低\n")).collect();
    let (_, findings, _) = read(&body);
    assert_eq!(findings.len(), 101);
    let submission = Folder::new().file("项目.csv", format!("{HEADER}{body}")).open(RULES);
    assert!(submission.dataset.findings.last().unwrap().message.contains("150"));
}

#[test]
fn a_header_unit_of_another_dimension_is_a_finding() {
    let csv =
        HEADER.replace("投资额", "投资额（家）") + "甲,20,2023-09-01,签约,1,是,低\n乙,2亿元,2023-09-01,签约,1,是,低\n";
    let mut submission = Folder::new().file("项目.csv", csv).open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &["投资额"]), ["2: 错", "3: 200000000"]);
    assert_eq!(findings(&submission), ["unit-mismatch error 项目.csv:1 b1"]);
}

#[test]
fn batches_do_not_change_the_rows() {
    let body: String = (0..9000).map(|n| format!("项目{n},1,2023-09-01,签约,1,是,低\n")).collect();
    let (lines, findings, _) = read(&body);
    assert_eq!((lines.len(), findings.len()), (9000, 0));
    assert_eq!(lines[8999], "9001: 项目8999 100000000 2023-09-01 签约 1 true #0");
}

#[test]
fn subtotals_are_checked_and_totals_leave_nothing_out() {
    let rules = "计划 示例\n表 项目\n  列 名称 文本\n  列 投资额 亿元\n合计(项目.投资额) 超过 1亿元\n";
    let read = |rows: &str| findings(&Folder::new().file("项目.csv", format!("名称,投资额\n{rows}")).open(rules));
    assert_eq!(read("甲,1\n乙,2\n小计,3\n丙,4\n小计,4\n合计,7\n"), [""; 0]);
    assert_eq!(read("东区小计,3\n甲,1\n乙,2\n西区小计,4\n丙,4\n"), [""; 0]);
    assert_eq!(read("甲,1\n东小计,1\n乙,2\n西小计,2\n全区小计,3\n丙,4\n小计,4\n总计,7\n"), [""; 0]);
    assert_eq!(read("甲,1\n乙,2\n小计,5\n丙,4\n小计,4\n合计,7\n"), ["total-mismatch error 项目.csv:4 b4"]);
    assert_eq!(read("甲,1\n合计,约1\n"), ["not-a-number error 项目.csv:3 b3"]);
    // Items behind the last total.
    assert_eq!(read("甲,1\n乙,2\n合计,3\n其中：甲类,1\n乙类,2\n"), ["total-mismatch error 项目.csv:4 b4"]);
}

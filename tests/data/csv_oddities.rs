//! Oddities of CSV: each ends in data, or in a finding at the right row.

use super::{Folder, findings, rows};

const RULES: &str = "计划 例\n表 项目\n  列 名称 文本\n  列 备注 文本\n计数(项目 其中 名称 = \"甲\") 不少于 1个\n计数(项目 其中 备注 = \"甲\") 不少于 0个\n";

fn read(csv: impl AsRef<[u8]>) -> (Vec<String>, Vec<String>) {
    let mut submission = Folder::new().file("项目.csv", csv).open(RULES);
    (rows(&mut submission, RULES, "项目", &["名称", "备注"]), findings(&submission))
}

#[test]
fn quoting_of_every_kind_is_data() {
    let cases = [
        ("甲,\"a,b\"", "甲 a,b"),
        ("甲,\"\"", "甲 空"),
        ("甲, \"a,b\" ", "甲 a,b"),
        ("甲,\"a \"\"b\"\" c\"", "甲 a \"b\" c"),
        (
            "甲,\"{\"\"type\"\": \"\"Point\"\", \"\"at\"\": [102.0, 0.5]}\"",
            "甲 {\"type\": \"Point\", \"at\": [102.0, 0.5]}",
        ),
        ("甲,\"a\nb\"", "甲 a\nb"),
        ("甲,\"a\r\nb\"", "甲 a\r\nb"),
        ("甲,\"a\n\"\"b\"\"\"", "甲 a\n\"b\""),
        ("甲,ʤ ☃", "甲 ʤ ☃"),
        ("甲,a\"b\"c", "甲 a\"b\"c"),
        ("\"甲\"  ,x", "甲 x"),
        ("甲,x,", "甲 x"),
    ];
    for (line, expected) in cases {
        for end in ["\n", "\r\n", ""] {
            let (rows, findings) = read(format!("\u{feff}\"名称\",备注\n{line}{end}"));
            assert_eq!(rows, [format!("2: {expected}")], "{line:?}");
            assert_eq!(findings, [""; 0], "{line:?}");
        }
    }
}

#[test]
fn what_cannot_be_cut_is_named_and_costs_one_row() {
    for line in ["甲,\"x", "甲,\"x\"y", "甲,x,y", "甲"] {
        let (rows, findings) = read(format!("名称,备注\n{line}\n乙,z\n"));
        assert_eq!(rows, ["2: 错 错", "3: 乙 z"], "{line:?}");
        assert_eq!(findings, ["broken-row error 项目.csv:2"], "{line:?}");
    }
}

#[test]
fn a_comma_too_many_does_not_shift_a_row_into_its_blank_last_cell() {
    let (rows, findings) = read("名称,备注\n甲,乙,\n丙,x\n丁,y\n");
    assert_eq!(rows, ["2: 错 错", "3: 丙 x", "4: 丁 y"]);
    assert_eq!(findings, ["broken-row error 项目.csv:2"]);
    // Where every row ends in a comma, none has one too many.
    assert_eq!(
        read("名称,备注\n甲,x,\n丙,,\n注：略\n"),
        (vec!["2: 甲 x".to_owned(), "3: 丙 空".to_owned()], Vec::new())
    );
}

#[test]
fn a_comma_missing_in_the_header_does_not_shift_the_rows_below() {
    let (rows, findings) = read("序号名称,备注\n1,甲,\n2,乙,\n");
    assert_eq!(rows, ["2: 错 错", "3: 错 错"]);
    let broken = ["broken-row error 项目.csv:2", "broken-row error 项目.csv:3"];
    assert!(broken.iter().all(|finding| findings.contains(&(*finding).to_owned())), "{findings:?}");
}

#[test]
fn a_file_without_anything_is_said() {
    for csv in ["", "\n\n", "\u{feff}"] {
        assert_eq!(read(csv).1, ["header-not-found error 项目.csv:1"], "{csv:?}");
    }
    assert_eq!(read("名称,备注\n").1, ["no-rows warning 项目.csv:1"]);
}

//! `plancheck fmt`: the canonical layout of rule files.

use crate::cli::{Desk, run_at};
use plancheck::diagnostic::Diagnostics;
use plancheck::language::{format, parse};
use plancheck::source::SourceId;
use std::path::Path;

const UNTIDY: &str = include_str!("cases/fmt/untidy.plan");

#[test]
fn one_file_is_printed_and_left_alone() {
    let desk = Desk::new().file("a.plan", UNTIDY);
    let ran = desk.run(&["fmt", "a.plan"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert_eq!(desk.read("a.plan"), UNTIDY);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn check_names_the_file_and_the_first_line_that_differs() {
    let desk = Desk::new().file("rules/a.plan", "甲 超过 5家\n乙 超过5家\n").file("rules/b.plan", "甲 超过 5家\n");
    let ran = desk.run(&["fmt", "--check"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert_eq!(ran.out, "rules/a.plan:2：写作 `乙 超过5家`，应为 `乙 超过 5家`\n");
    assert_eq!(desk.run(&["fmt", "--check", "rules/b.plan"]).status, 0);
}

#[test]
fn line_ends_marks_and_a_missing_line_break_are_said_and_mended() {
    let cases: [(&str, &str); 5] = [
        ("甲 超过 5家", "a.plan:2：文件末尾缺少换行"),
        ("甲 超过 5家\r\n", "a.plan:1：行尾是 CRLF"),
        ("\u{feff}甲 超过 5家\n", "a.plan:1：文件开头有字节序标记（BOM）"),
        ("甲 超过 5家\n\n\n", "a.plan:2：文件末尾多出空行"),
        ("\n甲 超过 5家\n", "a.plan:1：多出一个空行"),
    ];
    for (text, said) in cases {
        let desk = Desk::new().file("a.plan", text);
        let ran = desk.run(&["fmt", "--check", "a.plan"]);
        assert_eq!((ran.status, ran.out.trim_end()), (1, said), "{text:?}");
        assert_eq!(desk.run(&["fmt", "--fix", "a.plan"]).out, "已改 a.plan\n");
        assert_eq!(desk.read("a.plan"), "甲 超过 5家\n", "{text:?}");
        assert_eq!(desk.run(&["fmt", "--fix", "a.plan"]).out, "", "{text:?}");
    }
}

#[test]
fn a_file_from_a_chinese_windows_becomes_utf_8() {
    let (bytes, _, _) = encoding_rs::GB18030.encode("甲 超过 5家\n");
    let desk = Desk::new().file("a.plan", bytes);
    assert_eq!(desk.run(&["fmt", "--check", "a.plan"]).out, "a.plan:1：不是 UTF-8 编码\n");
    assert_eq!(desk.run(&["fmt", "--fix", "a.plan"]).status, 0);
    assert_eq!(desk.read("a.plan"), "甲 超过 5家\n");
}

#[test]
fn a_file_with_mistakes_is_left_alone_and_the_others_are_not() {
    let desk = Desk::new().file("a.plan", "甲  超过 5家\n乙 超国 5家\n").file("b.plan", "甲  超过 5家\n");
    let ran = desk.run(&["fmt", "--fix"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, "已改 b.plan\n"));
    assert!(ran.err.contains("a.plan:2"), "{}", ran.err);
    assert_eq!(desk.read("a.plan"), "甲  超过 5家\n乙 超国 5家\n");
    assert_eq!(desk.read("b.plan"), "甲 超过 5家\n");
}

#[test]
fn forgotten_spaces_are_put_in_only_when_asked() {
    let desk = Desk::new().file("a.plan", "数字经济核心产业企业超过160家  # 注\n");
    assert_eq!(desk.run(&["fmt", "a.plan"]).status, 2);
    assert_eq!(desk.run(&["fmt", "--check", "a.plan"]).status, 2);
    assert_eq!(desk.run(&["fmt", "--fix", "a.plan"]).status, 0);
    assert_eq!(desk.read("a.plan"), "数字经济核心产业企业 超过 160家  # 注\n");
}

#[test]
fn check_and_fix_exclude_each_other() {
    assert_eq!(Desk::new().file("a.plan", "甲 超过 5家\n").run(&["fmt", "--check", "--fix"]).status, 2);
}

#[test]
fn every_shipped_rule_file_has_the_canonical_layout() {
    for path in
        ["rules/xihu-2023", "examples/minimal", "examples/xihu-2023", "examples/yunxi-2024", "src/cli/init/示例.plan"]
    {
        let ran = run_at(Path::new(env!("CARGO_MANIFEST_DIR")), &["fmt", "--check", path], &[]);
        assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    }
}

#[test]
fn the_small_files_of_the_language_keep_their_meaning() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/good");
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let tidy = format::canonical(&text);
        assert_eq!(format::canonical(&tidy), tidy);
        let read = |text: &str| parse::parse(SourceId::default(), text, &mut Diagnostics::default()).statements;
        assert!(read(&text) == read(&tidy), "{tidy}");
    }
}

#[test]
fn a_strength_run_together_with_a_name_is_parted_from_it() {
    for (fused, parted) in [
        ("确保企业数超过160家", "确保 企业数 超过 160家"),
        ("A：力争城镇新增就业实现6000人", "A：力争 城镇新增就业 实现 6000人"),
        ("预期寿命超过80年", "预期寿命 超过 80年"),
    ] {
        let desk = Desk::new().file("规则.plan", format!("{fused}\n"));
        let ran = desk.run(&["fmt", "--fix", "规则.plan"]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert_eq!(desk.read("规则.plan"), format!("{parted}\n"));
    }
}

//! `plancheck lint`: one file a kind; the shipped examples; nothing said of what is sound.

use crate::cli::{Desk, run_at};
use std::fs;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> (PathBuf, Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lint").join(name);
    let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    (folder, names)
}

#[test]
fn each_kind_is_found_with_its_sum() {
    let (folder, names) = folder("bad");
    for name in names {
        let ran = run_at(&folder, &["lint", &name, "--fail-on", "note"], &[]);
        assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{name}");
        let code = name.trim_end_matches(".plan");
        assert!(ran.out.contains(&format!("[{code}]")), "{name}\n{}", ran.out);
        insta::assert_snapshot!(format!("lint-{name}"), ran.out);
    }
}

#[test]
fn nothing_is_said_of_what_is_sound() {
    let (folder, names) = folder("good");
    for name in names {
        let ran = run_at(&folder, &["lint", &name, "--fail-on", "warning"], &[]);
        assert_eq!(ran.status, 0, "{name}\n{}{}", ran.out, ran.err);
    }
}

#[test]
fn the_examples() {
    for example in ["xihu-2023", "yunxi-2024"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let ran = run_at(root, &["lint", &format!("examples/{example}")], &[]);
        insta::assert_snapshot!(format!("lint-example-{example}"), ran.out);
    }
}

#[test]
fn json_is_versioned() {
    let ran = Desk::new().file("规则.plan", "A：企业 > 160家\nB：企业 < 100家\n").run(&["lint", "--format", "json"]);
    assert_eq!(ran.status, 1);
    insta::assert_snapshot!(ran.out);
}

/// The codes found in rules below a plan of 2023.
fn codes(rules: &str) -> Vec<String> {
    let text = format!("计划 某区2023年计划\n  期间 2023年\n{rules}");
    let ran = Desk::new().file("规则.plan", &text).run(&["lint", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let code = |finding: &serde_json::Value| finding["code"].as_str().unwrap().to_owned();
    found["findings"].as_array().unwrap().iter().map(code).collect()
}

#[test]
fn what_only_excludes_one_number_is_implied_by_no_bound() {
    assert!(codes("指标 学校 所 时点\nA：学校 不少于 9所\nB：学校 不等于 10所\n").is_empty());
}

#[test]
fn one_milestone_at_two_strengths_or_twice() {
    let twice = |second: &str| codes(&format!("A：确保 事项 体育馆 完成\nB：{second}\n"));
    assert_eq!(twice("力争 事项 体育馆 完成"), ["strength-differs"]);
    assert_eq!(twice("确保 事项 体育馆 完成"), ["duplicate-rule"]);
    assert!(twice("确保 事项 图书馆 完成").is_empty());
    assert!(twice("加快 事项 体育馆 启动").is_empty());
}

#[test]
fn a_contradiction_through_an_identity_shows_its_sum() {
    let rules = "计划 某区2023年计划\n  期间 2023年\n指标 总支出 万元 累计\n指标 甲 万元 累计\n指标 乙 万元 累计\n\
                 勾稽 总支出 = 甲 + 乙\nA：总支出 TOTAL\nB：甲 PART\nC：乙 PART\n";
    let said = |total: &str, part: &str| {
        let rules = rules.replace("TOTAL", total).replace("PART", part);
        Desk::new().file("规则.plan", &rules).run(&["lint"]).out
    };
    let over = said("不超过 10000万元", "不低于 6000万元");
    assert!(over.contains("甲 6000万元 + 乙 6000万元 = 12000万元，比 10000万元 多 2000万元"), "{over}");
    let under = said("不低于 10000万元", "不超过 4000万元");
    assert!(under.contains("甲 4000万元 + 乙 4000万元 = 8000万元，比 10000万元 少 2000万元"), "{under}");
    assert!(!said("不超过 10000万元", "不低于 5000万元").contains("contradiction"));
}

#[test]
fn filters_that_no_row_can_meet() {
    let table = "表 楼宇\n  列 税 亿元 非负\n  列 类 {\"甲\", \"乙\"}\n  列 日 日期\n  列 好 是否\n";
    let found = |filter: &str| {
        codes(&format!("{table}A：计数(楼宇 其中 {filter}) 达到 3栋\n")).contains(&"empty-filter".to_owned())
    };
    for filter in [
        "税 大于 5亿元 且 税 小于 3亿元",
        "类 = \"甲\" 且 类 = \"乙\"",
        "日 早于 2024年3月1日 且 日 晚于 2024年5月1日",
        "好 且 非 好",
        "税 小于 0亿元",
    ] {
        assert!(found(filter), "{filter}");
    }
    for filter in
        ["税 不低于 5亿元 且 税 不超过 5亿元", "类 = \"甲\" 且 好", "日 晚于 2024年3月1日 且 日 早于 2024年5月1日"]
    {
        assert!(!found(filter), "{filter}");
    }
}

#[test]
fn an_increase_that_does_not_reach_its_level() {
    let rules = |level: u8| format!("指标 企业 家 时点\n  上年 100家\nA：企业 净增 10家\nB：企业 达到 {level}家\n");
    assert!(codes(&rules(120)).contains(&"shortfall".to_owned()));
    assert!(!codes(&rules(110)).contains(&"shortfall".to_owned()));
}

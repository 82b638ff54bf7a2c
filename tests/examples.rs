//! The shipped examples, run as a user runs them; and what README shows and says.

use crate::cli::{Desk, Ran, run_at};
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn plancheck(arguments: &[&str]) -> Ran {
    run_at(root(), arguments, &[])
}

#[test]
fn one_line_alone_is_a_whole_rule_file() {
    let ran = plancheck(&["check", "examples/minimal"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn xihu_at_the_end_of_the_year() {
    let ran = plancheck(&["check", "examples/xihu-2023"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn xihu_at_mid_year() {
    let ran = plancheck(&["check", "examples/xihu-2023", "--as-of", "2023-06-30"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn xihu_as_json() {
    let ran = plancheck(&["check", "examples/xihu-2023", "--format", "json"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn the_rules_of_xihu_pass_their_own_tests() {
    let ran = plancheck(&["test", "examples/xihu-2023"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
}

/// The labels of the plan's 145 commitments; GQ04 is the upper tier of GQ03.
const COMMITMENTS: [(&str, usize); 24] = [
    ("ZB", 7),
    ("CY", 2),
    ("SZ", 6),
    ("LY", 7),
    ("SM", 7),
    ("WL", 8),
    ("YL", 13),
    ("JR", 5),
    ("ZS", 10),
    ("TZ", 3),
    ("YS", 1),
    ("HQ", 2),
    ("ZW", 3),
    ("ZT", 10),
    ("GQ", 5),
    ("CX", 8),
    ("HZ", 4),
    ("JC", 5),
    ("CG", 7),
    ("HB", 9),
    ("SB", 7),
    ("JY", 9),
    ("WH", 5),
    ("QT", 2),
];

#[test]
fn every_commitment_of_xihu_is_a_rule_with_a_section_and_a_place() {
    let list = plancheck(&["list", "examples/xihu-2023", "--format", "json"]);
    let rules: serde_json::Value = serde_json::from_str(&list.out).unwrap();
    let rules = rules.as_array().unwrap();
    let wanted = COMMITMENTS.iter().flat_map(|(mark, most)| (1..=*most).map(move |n| format!("{mark}{n:02}")));
    let wanted: Vec<String> = wanted.map(|label| if label == "GQ04" { "GQ03/2".to_owned() } else { label }).collect();
    assert_eq!(wanted.len(), 145);
    for label in &wanted {
        let scoped = format!("{label}/");
        let own: Vec<_> =
            rules.iter().filter(|r| r["id"] == **label || r["id"].as_str().unwrap().starts_with(&scoped)).collect();
        assert!(!own.is_empty(), "{label}");
        assert!(own.iter().all(|r| r["section"] != "" && r["office"].is_string()), "{label}");
    }
    let folder = root().join("rules/xihu-2023");
    let text: String = fs::read_dir(folder).unwrap().map(|f| fs::read_to_string(f.unwrap().path()).unwrap()).collect();
    for rule in wanted.iter().filter(|label| !label.contains('/')) {
        let block = text.split(&format!("\n{rule}：")).nth(1).unwrap();
        let attributes = block.lines().skip(1).take_while(|line| line.starts_with("  "));
        assert!(attributes.into_iter().any(|line| line.starts_with("  依据 ")), "{rule}");
    }
}

#[test]
fn the_shipped_rules_stand_alone() {
    let ran = plancheck(&["test", "rules/xihu-2023"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let run = || plancheck(&["check", "examples/xihu-2023"]).out;
    assert_eq!(run(), run());
}

/// The fenced blocks of a page with the given language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let open = format!("```{language}\n");
    page.split(&open).skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

#[test]
fn readme_shows_what_the_program_prints() {
    let printed = plancheck(&["check", "examples/xihu-2023"]).out;
    let linted = plancheck(&["lint", "rules/xihu-2023"]).out;
    for name in ["README.md", "README.zh-CN.md"] {
        let page = fs::read_to_string(root().join(name)).unwrap();
        let shown = blocks(&page, "text");
        assert!(shown.iter().any(|block| printed.contains(block.trim_end()) && block.contains("SZ04")), "{name}");
        assert!(shown.iter().any(|block| linted.contains(block.trim_end()) && block.contains("ZT05")), "{name}");
    }
}

#[test]
fn every_rule_in_readme_is_read() {
    for name in ["README.md", "README.zh-CN.md"] {
        let page = fs::read_to_string(root().join(name)).unwrap();
        let rules = blocks(&page, "plan");
        assert!(!rules.is_empty(), "{name}");
        for rule in rules {
            let ran = Desk::new().file("规则.plan", &rule).run(&["list"]);
            assert_eq!(ran.status, 0, "{name}\n{rule}\n{}", ran.err);
        }
    }
}

/// The handbook, its blocks tried as the reader would try them.
fn handbook() -> String {
    fs::read_to_string(root().join("docs/handbook.zh-CN.md")).unwrap()
}

#[test]
fn every_rule_in_the_handbook_is_read_without_a_word() {
    let rules = blocks(&handbook(), "plan");
    assert!(rules.len() > 10);
    for rule in rules {
        let ran = Desk::new().file("规则.plan", &rule).run(&["list"]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{rule}");
    }
}

#[test]
fn the_handbook_begins_with_a_folder_that_is_judged_as_it_shows() {
    let page = handbook();
    let (rules, data, shown) = (blocks(&page, "plan"), blocks(&page, "csv"), blocks(&page, "text"));
    let desk = Desk::new().file("规则.plan", &rules[0]);
    let ran = desk.file("data/指标.csv", &data[0]).file("data/重点项目.csv", &data[1]).run(&["check"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert!(ran.out.contains(shown[0].trim_end()), "{}", ran.out);
}

#[test]
fn the_handbooks_figures_are_read_in_either_shape() {
    let page = handbook();
    for data in &blocks(&page, "csv")[2..] {
        let desk = Desk::new()
            .file("规则.plan", "指标 地区生产总值 亿元 累计\nZB01：地区生产总值 超过 411亿元\n数字经济企业 > 151\n");
        let ran = desk.file("data/指标.csv", data).run(&["check", "--only", "ZB01"]);
        assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    }
}

#[test]
fn the_handbooks_manifest_knows_its_keys_and_its_tests_pass() {
    let page = handbook();
    let rules = blocks(&page, "plan");
    let tested = rules.iter().find(|rule| rule.contains("测试 \"")).unwrap();
    let ran = Desk::new().file("规则.plan", tested).run(&["test"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    let parameter = "参数 市级下达PM2.5 微克/立方米\nPM2.5 不高于 市级下达PM2.5\n";
    let desk = Desk::new().file("plancheck.toml", &blocks(&page, "toml")[0]).file("rules/一.plan", parameter);
    let ran = desk.run(&["list"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
}

#[test]
fn yunxi_shows_the_plans_own_line_beside_a_finding() {
    let ran = plancheck(&["check", "examples/yunxi-2024"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn yunxi_before_the_end_of_the_year() {
    let ran = plancheck(&["check", "examples/yunxi-2024", "--as-of", "2024-09-30"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn the_rules_of_yunxi_pass_their_own_tests() {
    let ran = plancheck(&["test", "examples/yunxi-2024"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
}

#[test]
fn every_row_of_xihu_is_accounted_for() {
    let ran = plancheck(&["check", "examples/xihu-2023", "--format", "json"]);
    let result: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    for file in result["data"].as_array().unwrap() {
        let count = |key: &str| file[key].as_u64().unwrap();
        assert_eq!(count("rows_read"), count("rows_used") + count("rows_set_aside"), "{file}");
    }
}

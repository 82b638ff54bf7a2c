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
    for name in ["README.md", "README.zh-CN.md"] {
        let page = fs::read_to_string(root().join(name)).unwrap();
        let shown = blocks(&page, "text");
        assert!(shown.iter().any(|block| printed.contains(block.trim_end()) && block.contains("SZ04")), "{name}");
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

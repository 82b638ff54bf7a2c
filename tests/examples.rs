//! The examples that ship with the project: each runs, and every rule comes out as it did when it was checked by hand.

use std::fmt::Write as _;
use std::process::Command;

use serde_json::Value;

fn run(arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plancheck"));
    let output = command.env_clear().current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// The JSON result of an example on a day.
fn judged(folder: &str, as_of: &str) -> Value {
    let (status, out) = run(&["check", folder, "--as-of", as_of, "--format", "json"]);
    assert_eq!(status, 1, "{folder} shows what fails");
    serde_json::from_str(&out).unwrap()
}

/// A line a rule, then a line a data finding.
fn outcome(result: &Value) -> String {
    let mut text = String::new();
    for rule in result["rules"].as_array().unwrap() {
        let explained = if rule["explained"] == true { " explained" } else { "" };
        let _ = writeln!(text, "{} {}{explained}", rule["id"].as_str().unwrap(), rule["status"].as_str().unwrap());
    }
    for finding in result["data_findings"].as_array().unwrap() {
        let (code, at) = (finding["code"].as_str().unwrap(), &finding["at"]);
        let _ = writeln!(text, "[{code}] {} {}", at["file"].as_str().unwrap_or(""), at["row"]);
    }
    text
}

#[test]
fn the_whole_plan_at_midyear() {
    insta::assert_snapshot!(outcome(&judged("examples/xihu-2023", "2023-06-30")));
}

#[test]
fn the_whole_plan_at_the_end_of_the_year() {
    insta::assert_snapshot!(outcome(&judged("examples/xihu-2023", "2023-12-31")));
}

#[test]
fn the_invented_district() {
    insta::assert_snapshot!(outcome(&judged("examples/yunxi-2024", "2024-12-31")));
}

#[test]
fn the_invented_district_before_the_end() {
    insta::assert_snapshot!(outcome(&judged("examples/yunxi-2024", "2024-09-30")));
}

#[test]
fn one_line_and_one_figure_make_an_example() {
    let result = judged("examples/minimal", "2023-12-31");
    assert_eq!(result["summary"]["violated"], 1);
    assert_eq!(result["rules"][0]["actual"]["value"], "152");
}

#[test]
fn a_finding_shows_the_plans_own_line() {
    let (_, out) = run(&["check", "examples/yunxi-2024"]);
    assert!(out.contains("examples/yunxi-2024/plan.txt:10:11"), "{out}");
    assert!(out.contains("计划原文"));
}

#[test]
fn a_figure_in_the_wrong_unit_is_pointed_out() {
    let (_, out) = run(&["check", "examples/xihu-2023"]);
    assert!(out.contains("约为目标 8500万元 的万倍"), "{out}");
}

#[test]
fn the_rules_own_tests_pass() {
    for folder in ["examples/xihu-2023", "examples/xihu-2023/rules", "examples/yunxi-2024"] {
        let (status, out) = run(&["test", folder]);
        assert_eq!(status, 0, "{out}");
    }
}

#[test]
fn every_row_is_accounted_for() {
    let result = judged("examples/xihu-2023", "2023-12-31");
    for file in result["data"].as_array().unwrap() {
        let count = |key: &str| file[key].as_u64().unwrap();
        assert_eq!(count("rows_read"), count("rows_used") + count("rows_set_aside"), "{file}");
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let arguments = ["check", "examples/xihu-2023", "--format", "json"];
    assert_eq!(run(&arguments), run(&arguments));
}

//! `plancheck diff`: what changed between two reviews.

use serde_json::Value;

use crate::cli::{Desk, Ran};

const RULES: &str = "计划 某区计划
  期间 2023年
指标 投资 亿元 累计
指标 负债率 %
指标 企业 家
A1：确保 投资 超过 100亿元
A2：确保 负债率 不高于 60%
A3：力争 企业 超过 160家
A4：确保 企业 超过 150家
  审核 核实
";

fn figures(rows: &str) -> String {
    format!("指标,时期,数值,单位\n{rows}")
}

/// Reviews the same desk twice, with other rules, figures and dates.
fn reviews(old: (&str, &str, &str), new: (&str, &str, &str)) -> Desk {
    let mut desk = Desk::new();
    for (name, (rules, rows, date)) in [("old.json", old), ("new.json", new)] {
        desk = desk.file("规则.plan", rules).file("data/指标.csv", figures(rows));
        let ran = desk.run(&["check", "--format", "json", "-o", name, "--as-of", date]);
        assert!(ran.status < 2, "{}", ran.err);
    }
    desk
}

fn diff(desk: &Desk, more: &[&str]) -> Ran {
    desk.run(&[&["diff", "old.json", "new.json"], more].concat())
}

fn json(desk: &Desk) -> Value {
    serde_json::from_str(&diff(desk, &["--format", "json"]).out).unwrap()
}

const JUNE: &str = "投资,2023年3月,20,亿元\n投资,2023年6月,60,亿元\n负债率,2023年6月,62.5%,\n企业,2023年6月,155,家\n";
const DECEMBER: &str = "投资,2023年3月,210000,万元\n投资,2023年6月,600000,万元\n投资,2023年,101.5,亿元\n负债率,2023年,60.1%,\n企业,2023年,149,家\n";

fn year() -> Desk {
    reviews((RULES, JUNE, "2023-06-30"), (RULES, DECEMBER, "2023-12-31"))
}

#[test]
fn every_kind_of_change_is_said_in_every_format() {
    let desk = year();
    let ran = diff(&desk, &[]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    insta::assert_snapshot!(ran.out);
    insta::assert_snapshot!(diff(&desk, &["--format", "json"]).out);
    insta::assert_snapshot!(diff(&desk, &["--format", "markdown"]).out);
    let page = diff(&desk, &["--format", "html", "-o", "d.html"]);
    assert_eq!((page.status, page.out.as_str()), (1, ""));
    let page = desk.read("d.html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("往期数据改动（1 项）"), "{page}");
    assert!(!page.contains("<script") && !page.contains(" src=") && !page.contains("href="), "nothing is loaded");
}

#[test]
fn figures_are_subtracted_exactly_and_know_their_good_side() {
    let changes = json(&year());
    let moved = |id: &str| changes["moved"].as_array().unwrap().iter().find(|m| m["id"] == id).unwrap().clone();
    let by = |id| (moved(id)["difference"].clone(), moved(id)["unit"].clone(), moved(id)["better"].clone());
    assert_eq!(by("A1"), ("+41.5".into(), "亿元".into(), true.into()));
    assert_eq!(by("A2"), ("-2.4".into(), "个百分点".into(), true.into()));
    assert_eq!(by("A3"), ("-6".into(), "家".into(), false.into()));
}

#[test]
fn a_past_figure_in_another_unit_is_no_restatement_and_another_value_is() {
    let changes = json(&year());
    let restated = changes["restated"].as_array().unwrap();
    assert_eq!(restated.len(), 1, "{restated:#?}");
    let march = &restated[0];
    assert_eq!(
        (&march["old"], &march["new"], &march["difference"]),
        (&"20亿元".into(), &"210000万元".into(), &"+10000万元".into())
    );
    assert_eq!(
        (&march["old_at"], &march["new_at"]),
        (&"data/指标.csv:2（C2）".into(), &"data/指标.csv:2（C2）".into())
    );
}

#[test]
fn the_status_says_whether_anything_got_worse() {
    let same = reviews((RULES, JUNE, "2023-06-30"), (RULES, JUNE, "2023-06-30"));
    let ran = diff(&same, &[]);
    assert_eq!((ran.status, ran.out.lines().last()), (0, Some("没有变化")));
    let met = "投资,2023年,101,亿元\n负债率,2023年,50%,\n企业,2023年,170,家\n";
    let better = reviews((RULES, JUNE, "2023-06-30"), (RULES, met, "2023-12-31"));
    assert_eq!(diff(&better, &[]).status, 0);
    let warned = met.replace("170", "155");
    let worse = reviews((RULES, met, "2023-12-31"), (RULES, &warned, "2023-12-31"));
    let status = |least: &str| diff(&worse, &["--fail-on", least]).status;
    assert_eq!((diff(&worse, &[]).status, status("warning"), status("error"), status("never")), (1, 1, 0, 0));
    let lost = met.replace("企业,2023年,170,家\n", "");
    let lost = reviews((RULES, met, "2023-12-31"), (RULES, &lost, "2023-12-31"));
    assert_eq!(diff(&lost, &["--fail-on", "error"]).status, 1, "a figure that is gone is a miss");
}

#[test]
fn an_explanation_that_no_longer_counts_is_a_miss() {
    let missed = "投资,2023年,101,亿元\n负债率,2023年,50%,\n企业,2023年,149,家\n";
    let desk = Desk::new().file("规则.plan", RULES).file("data/指标.csv", figures(missed));
    let signed = "规则,行,说明,签署人,日期,有效期\nA4,,已核实,张三,2023-12-01,2023-12-31\n";
    let desk = desk.file("data/说明.csv", signed);
    desk.run(&["check", "--format", "json", "-o", "old.json", "--as-of", "2023-12-31"]);
    desk.run(&["check", "--format", "json", "-o", "new.json", "--as-of", "2024-01-01"]);
    let changes = json(&desk);
    assert_eq!(changes["newly_missed"][0]["id"], "A4");
    assert_eq!(changes["new_findings"][0]["code"], "explanation-expired");
}

#[test]
fn rules_added_removed_and_changed_are_listed() {
    let rules = RULES.replace("A3：力争 企业 超过 160家\n", "A5：企业 超过 170家\n").replace("100亿元", "90亿元");
    let changes = json(&reviews((RULES, JUNE, "2023-06-30"), (&rules, JUNE, "2023-06-30")));
    let said: Vec<(&str, &str)> = changes["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["id"].as_str().unwrap(), r["what"].as_str().unwrap()))
        .collect();
    assert_eq!(said, [("A1", "text"), ("A1", "target"), ("A5", "added"), ("A3", "removed")]);
}

#[test]
fn what_cannot_be_compared_is_refused_with_its_code() {
    let desk = year();
    let result = desk.read("old.json");
    let desk = desk
        .file("broken.json", &result[..result.len() / 2])
        .file("other.json", result.replace("某区计划", "邻区计划"))
        .file("later.json", result.replacen("\"version\": 1", "\"version\": 2", 1))
        .file("unjudged.json", "{\"version\": 1, \"diagnostics\": []}")
        .file("twice.json", result.replace("\"A2\"", "\"A1\""))
        .file("strange.json", result.replace("\"on_track\"", "\"fine\"").replace("\"violated\"", "\"fine\""))
        .file("list.json", "[]");
    let cases = [
        ("broken.json", "result-unusable"),
        ("other.json", "result-other-plan"),
        ("later.json", "result-version"),
        ("unjudged.json", "result-unusable"),
        ("twice.json", "result-unusable"),
        ("strange.json", "result-unusable"),
        ("list.json", "result-unusable"),
        ("gone.json", "path-missing"),
    ];
    for (file, code) in cases {
        let ran = desk.run(&["diff", "old.json", file]);
        assert!(ran.status == 2 && ran.err.contains(&format!("[{code}]")) && ran.out.is_empty(), "{file}: {}", ran.err);
    }
}

#[test]
fn results_without_figures_say_what_cannot_be_seen() {
    let desk = year();
    let mut old: Value = serde_json::from_str(&desk.read("old.json")).unwrap();
    old.as_object_mut().unwrap().remove("figures");
    let desk = desk.file("old.json", old.to_string());
    assert!(diff(&desk, &[]).out.contains("看不出往期数据改动"));
}

#[test]
fn the_ending_names_the_format_and_no_older_comparison_stays() {
    let desk = crate::cli::Desk::new()
        .file("规则.plan", "A1：企业 超过 160家\n")
        .file("data/指标.csv", "指标,时期,数值,单位\n企业,2023年,152,家\n");
    desk.run(&["check", "--format", "json", "-o", "old.json"]);
    let files = ["r.html", "r.md", "r.json", "r.txt"];
    for file in files {
        assert_eq!(desk.run(&["diff", "old.json", "old.json", "-o", file]).status, 0);
    }
    assert!(desk.read("r.html").starts_with("<!DOCTYPE html>") && desk.read("r.json").starts_with('{'));
    let desk = desk.file("new.json", "{}").file("other.json", "[");
    for file in files {
        let ran = desk.run(&["diff", "new.json", "other.json", "-o", file]);
        assert!(ran.status == 2 && ran.err.contains("other.json") && ran.err.contains("new.json"), "{}", ran.err);
        assert!(desk.read(file).contains("result-unusable"), "{}", desk.read(file));
    }
}

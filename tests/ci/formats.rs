//! SARIF, JUnit and GitHub annotations: their shape, their places, and when they fail.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::cli::{Desk, Ran, run_at};

const RULES: &str = "计划 某区2023年计划
  期间 2023年
表 项目
  列 名称 文本
  列 投资额 亿元
【一·工业】
A1：确保 企业 超过 160家
A2：力争 营收 超过 100亿元
A3：确保 每个 项目：投资额 不低于 1亿元
  审核 核实
A4：确保 税收 超过 3亿元
【二·民生】
A5：确保 就业 超过 10人
A6：推进 事项 场馆 推进
";

const FIGURES: &str = "指标,时期,数值,单位
企业,2023年,152,家
营收,2023年,90,亿元
就业,2023年,12,人
人口,2023年,12,人
";

const ITEMS: &str = "名称,投资额\n甲,2\n\"乙\n厂\",0.5\n丙,0.7\n";
const SIGNED: &str = "规则,行,说明,签署人,日期,有效期\nA3,,已核实,张三,2023-12-01,2024-12-31\n";

pub(super) fn desk() -> Desk {
    Desk::new()
        .file("规则.plan", RULES)
        .file("data/指标.csv", FIGURES)
        .file("data/项目.csv", ITEMS)
        .file("data/事项.csv", "事项,状态\n场馆,推进中\n")
        .file("data/说明.csv", SIGNED)
}

fn sarif(ran: &Ran) -> Value {
    let log: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((log["version"].as_str(), log["runs"].as_array().map(Vec::len)), (Some("2.1.0"), Some(1)));
    log["runs"][0].clone()
}

fn of<'r>(run: &'r Value, rule: &str) -> &'r Value {
    run["results"].as_array().unwrap().iter().find(|r| r["ruleId"] == rule).unwrap_or_else(|| panic!("{rule}: {run:#}"))
}

/// What the published schema of SARIF asks of every log, and GitHub of every result.
fn assert_sound(run: &Value) {
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rules.len(), "ids are unique");
    for rule in rules {
        let texts = ["shortDescription", "fullDescription", "help"].map(|key| rule[key]["text"].as_str().unwrap());
        assert!(texts.iter().all(|text| !text.is_empty()) && rule["help"]["markdown"].is_string(), "{rule:#}");
        assert!(["error", "warning", "note"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
    }
    let mut prints = BTreeSet::new();
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let (kind, level) = (result["kind"].as_str().unwrap(), result["level"].as_str().unwrap());
        assert!(kind == "fail" || (kind == "review" && level == "none"), "{result:#}");
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        for place in result["locations"].as_array().unwrap() {
            let uri = place["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
            assert!(!uri.is_empty() && uri.is_ascii() && !uri.contains(' '), "{uri}");
        }
        assert!(prints.insert(result["partialFingerprints"]["plancheck/v1"].as_str().unwrap().to_owned()));
    }
}

#[test]
fn sarif_points_at_cells_rules_and_explanations() {
    let ran = desk().run(&["check", "--format", "sarif"]);
    let run = sarif(&ran);
    assert_sound(&run);
    assert_eq!((ran.status, run["invocations"][0]["exitCode"].as_i64()), (1, Some(1)));
    let missed = of(&run, "A1");
    let place = &missed["locations"][0];
    assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "data/%E6%8C%87%E6%A0%87.csv");
    let region = serde_json::json!({"startLine": 2, "startColumn": 10, "endColumn": 13});
    assert_eq!(place["physicalLocation"]["region"], region);
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "C2");
    let rule = &missed["relatedLocations"][0]["physicalLocation"];
    assert_eq!((&rule["region"]["startLine"], &rule["region"]["startColumn"]), (&7.into(), &4.into()));
    let explained = of(&run, "A3");
    assert_eq!(explained["level"], "error");
    let suppression = &explained["suppressions"][0];
    assert_eq!(suppression["status"], "accepted");
    assert!(suppression["justification"].as_str().unwrap().contains("张三"));
    assert_eq!(of(&run, "A2")["level"], "warning");
    assert_eq!(of(&run, "A6")["kind"], "review");
    assert_eq!(of(&run, "plancheck/unknown-indicator")["level"], "note");
    assert!(!run["results"].as_array().unwrap().iter().any(|r| r["ruleId"] == "A5"), "what is met gives no alert");
    assert_eq!(run["properties"]["met"], 1);
}

#[test]
fn fingerprints_do_not_depend_on_lines() {
    let prints = |desk: Desk| -> BTreeSet<String> {
        let run = sarif(&desk.run(&["check", "--format", "sarif"]));
        let of = |r: &Value| format!("{} {}", r["ruleId"], r["partialFingerprints"]["plancheck/v1"]);
        run["results"].as_array().unwrap().iter().map(of).collect()
    };
    let shifted = FIGURES.replace("企业,2023年", "就业,2022年,11,人\n企业,2023年");
    let moved = desk().file("data/指标.csv", shifted).file("规则.plan", format!("# 加一行\n{RULES}"));
    assert_eq!(prints(desk()), prints(moved));
    let better = desk().file("data/指标.csv", FIGURES.replace("152", "170"));
    assert_ne!(prints(desk()), prints(better));
}

#[test]
fn what_was_not_judged_is_red_in_every_format() {
    let bad = || Desk::new().file("规则.plan", "企业 超过 160佳\n").file("data/指标.csv", FIGURES);
    let ran = bad().run(&["check", "--format", "sarif"]);
    let run = sarif(&ran);
    assert_sound(&run);
    assert_eq!((ran.status, &run["invocations"][0]["executionSuccessful"]), (2, &Value::Bool(false)));
    assert_eq!(run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"], 1);
    let junit = bad().run(&["check", "--format", "junit"]).out;
    assert!(junit.contains("errors=\"1\"") && junit.contains("<error type=\"unknown-unit\""), "{junit}");
    let github = bad().run(&["check", "--format", "github"]).out;
    assert!(github.starts_with("::error file=规则.plan,line=1,col=10,title=unknown-unit::"), "{github}");
    assert!(github.lines().last().unwrap().contains("无法判定"));
}

#[test]
fn junit_fails_where_the_exit_status_does() {
    let run = |least: &str| desk().run(&["check", "--format", "junit", "--fail-on", least]).out;
    let error = run("error");
    insta::assert_snapshot!(error);
    let count = |text: &str, word: &str| text.matches(&format!("<{word} ")).count();
    assert_eq!((count(&error, "failure"), count(&error, "error")), (1, 1), "A1 is missed, A4 has no data");
    let warning = run("warning");
    assert_eq!((count(&warning, "failure"), count(&warning, "error")), (2, 1), "A2 too");
    let note = run("note");
    assert_eq!(
        (count(&note, "failure"), count(&note, "error")),
        (3, 2),
        "and what people decide, and a figure nobody asked for"
    );
    let never = run("never");
    assert_eq!((count(&never, "failure"), count(&never, "error")), (0, 0));
    assert!(never.contains("<skipped message=\"A1 未达标"), "what is missed never passes");
}

#[test]
fn annotations_are_bounded_and_counted() {
    let mut rules = String::new();
    let mut figures = "指标,时期,数值,单位\n".to_owned();
    for n in 0..40 {
        rules.push_str(&format!("B{n}：确保 指标{n}号 超过 100家\n"));
        figures.push_str(&format!("指标{n}号,2023年,50,家\n"));
    }
    let desk = Desk::new().file("规则.plan", rules).file("data/指标.csv", figures);
    let ran = desk.run(&["check", "--format", "github"]);
    assert_eq!((ran.status, ran.out.lines().count()), (1, 11));
    assert!(ran.out.lines().last().unwrap().contains("另有 30 项没有列出"), "{}", ran.out);
}

#[test]
fn the_jobs_summary_is_added_to_the_file_github_names() {
    let desk = desk().file("summary.md", "前面的步骤\n");
    let ran = desk.run_in(&["check", "--format", "github"], &[("GITHUB_STEP_SUMMARY", "summary.md")]);
    insta::assert_snapshot!(ran.out);
    let summary = desk.read("summary.md");
    assert!(summary.starts_with("前面的步骤\n### 某区2023年计划\n"), "{summary}");
    assert!(summary.contains("| 错误 | A1 未达标 |") && summary.contains("| 合计 | 6 |"), "{summary}");
    desk.run(&["check", "--format", "json", "-o", "r.json"]);
    assert_eq!(desk.read("summary.md"), summary, "only where annotations are asked for");
}

#[test]
fn the_shipped_examples_are_sound_in_every_format() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for example in ["examples/minimal", "examples/xihu-2023", "examples/yunxi-2024"] {
        let ran = run_at(root, &["check", example, "--format", "sarif"], &[]);
        assert_sound(&sarif(&ran));
        let junit = run_at(root, &["check", example, "--format", "junit"], &[]).out;
        let mut reader = quick_xml::Reader::from_str(&junit);
        reader.config_mut().check_end_names = true;
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
        assert_eq!(junit, run_at(root, &["check", example, "--format", "junit"], &[]).out);
    }
}

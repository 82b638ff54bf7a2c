//! The section that lists every signed explanation, and what became of each.

use serde_json::Value;

use crate::cli::Desk;

const RULES: &str = "计划 某区计划
  期间 2023年
表 项目
  列 投资额 亿元
A1：确保 企业 超过 160家
  审核 核实
A2：确保 企业 超过 170家
A3：确保 每个 项目：投资额 不低于 1亿元
  审核 核实
A4：确保 企业 超过 100家
  审核 核实
A5：确保 企业 超过 155家
  审核 核实
";

const SIGNED: &str = "规则,行,说明,签署人,日期,有效期
A1,,统计口径调整,张三,2023-12-20,2024-06-30
A2,,强制规则,张三,2023-12-20,2024-06-30
A3,2,只说明一行,李四,2023-12-20,
A4,,已经达标,李四,2023-12-20,2024-06-30
A5,,过期了,王五,2023-01-20,2023-06-30
A9,,没有这条,王五,2023-12-20,2024-06-30
A1,,没有签署人,,2023-12-20,2024-06-30
A1,第x行,行号不对,张三,2023-12-20,2024-06-30
";

fn desk() -> Desk {
    Desk::new()
        .file("规则.plan", RULES)
        .file("data/指标.csv", "指标,时期,数值,单位\n企业,2023年,152,家\n")
        .file("data/项目.csv", "投资额\n0.5\n0.6\n")
        .file("data/说明.csv", SIGNED)
}

#[test]
fn the_text_report_lists_them_all() {
    let out = desk().run(&["check"]).out;
    let section = out.split("【说明】").nth(1).unwrap().split("【").next().unwrap();
    insta::assert_snapshot!(section.trim_end());
}

#[test]
fn the_json_result_lists_them_with_their_fate() {
    let ran = desk().run(&["check", "--format", "json"]);
    crate::reports::assert_fits(&ran.out);
    let result: Value = serde_json::from_str(&ran.out).unwrap();
    let fates: Vec<(&str, &str, bool)> = result["explanations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| {
            (e["rule"].as_str().unwrap(), e["fate"].as_str().unwrap(), !e["covers"].as_array().unwrap().is_empty())
        })
        .collect();
    let wanted = [
        ("A1", "counts", true),
        ("A2", "mandatory", false),
        ("A3", "partial", false),
        ("A4", "unused", false),
        ("A5", "expired", false),
        ("A9", "unknown_rule", false),
    ];
    assert_eq!(fates, wanted);
    let explained: Vec<&str> = result["rules"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["explained"] == true)
        .map(|r| r["id"].as_str().unwrap())
        .collect();
    assert_eq!(explained, ["A1"], "neither a mandatory rule, nor half the rows, nor an expired one");
    assert_eq!(result["summary"]["explained"], 1);
}

#[test]
fn a_report_of_other_rules_does_not_call_an_explanation_partial() {
    let ran = desk().run(&["check", "--format", "json", "--only", "A4"]);
    let result: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(result["explanations"][0]["fate"], "counts");
}

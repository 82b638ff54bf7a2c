//! A run for which nobody names a date: nothing is let off, and no date is made up.

use crate::cli::Desk;
use serde_json::Value;

const RULES: &str = "\
表 项目
  列 名称 文本
  列 开工日期 日期
A1：每个 项目：开工日期 不晚于 2023年9月底
A2：每个 项目：天数(开工日期) 不超过 30天
A3：每个 项目：天数(开工日期) 不少于 30天
A4：计数(项目) 达到 2个
  期限 2030年底
A5：每个 项目：名称 非空
  审核 核实
";

fn desk() -> Desk {
    Desk::new()
        .file("规则.plan", RULES)
        .file("data/项目.csv", "名称,开工日期\n甲,2023-05-01\n乙,\n,2023-01-01\n")
        .file("data/说明.csv", "规则,行,说明,签署人,日期,有效期\nA5,,情况属实,张三,2023-12-01,2030-01-31\n")
}

#[test]
fn everything_is_due_and_nothing_is_counted_to_a_day() {
    let ran = desk().run(&["check", "--format", "json"]);
    let result: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&result["as_of"], &result["as_of_source"]), (&Value::Null, &Value::from("unknown")));
    let status: Vec<&str> =
        result["rules"].as_array().unwrap().iter().map(|rule| rule["status"].as_str().unwrap()).collect();
    assert_eq!(status, ["missing", "missing", "missing", "met", "violated"]);
    let codes: Vec<&Value> = result["data_findings"].as_array().unwrap().iter().map(|f| &f["code"]).collect();
    assert_eq!(codes, ["explanation-expired"]);
}

#[test]
fn the_report_says_so_and_how_to_name_one() {
    let ran = desk().run(&["check"]);
    assert!(ran.out.starts_with("判定日 未定"), "{}", ran.out);
    assert!(ran.out.contains("--as-of") && !ran.out.contains("0000") && !ran.out.contains("9999"), "{}", ran.out);
}

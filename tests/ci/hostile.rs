//! Submitted text that would act if anybody let it: as markup, command, formula, link or terminal control.

use crate::cli::Desk;

const EVIL: &str = "<script>alert(1)</script>]]>::error::x=cmd|'/C calc'!A0[点](http://e.example)\u{1b}[2J\u{202e}{0}";

/// The same text as an indicator nobody knows, as a cell that fails its rule, as a signer, an office, a plan and a file's name.
pub(super) fn desk() -> Desk {
    let rules = format!(
        "计划 「::error::{EVIL}」\n  期间 2023年\n表 项目\n  列 名称 文本\n  列 状态 {{\"签约\", \"落地\"}}\n\
         A1：确保 每个 项目：状态 为 \"签约\"\n  责任 {EVIL}\n  审核 核实\nA2：确保 「{EVIL}」 超过 3家\n"
    );
    let quoted = EVIL.replace('"', "\"\"");
    Desk::new()
        .file("规则.plan", rules)
        .file("data/项目.csv", format!("名称,状态\n\"::error::{quoted}\",\"{quoted}\"\n\"甲\n::error::x\",落地\n"))
        .file("data/<b>::x,y%0A.csv", format!("指标,时期,数值,单位\n\"{quoted}\",2023年,\"{quoted}\",家\n"))
        .file(
            "data/说明.csv",
            format!("规则,行,说明,签署人,日期,有效期\nA1,,\"{quoted}\",\"{quoted}\",2023-12-01,2024-12-31\n"),
        )
}

fn run(format: &str) -> String {
    let ran = desk().run(&["check", "--format", format, "--as-of", "2023-12-31"]);
    assert!(ran.status == 1 && ran.out.contains("script"), "{format} {}: {}{}", ran.status, ran.out, ran.err);
    assert!(ran.out.chars().all(|c| c == '\n' || !c.is_control()), "{format}: a control character got through");
    assert!(!ran.out.contains('\u{202e}'), "{format}: reordering got through");
    ran.out
}

#[test]
fn text_is_no_workflow_command() {
    let out = run("text");
    assert!(!out.lines().any(|line| line.trim_start().starts_with("::")), "{out}");
}

#[test]
fn json_keeps_every_character_as_an_escape() {
    let out: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    assert_eq!(out["rules"][0]["office"], EVIL.trim());
}

#[test]
fn sarif_has_no_link_placeholder_or_markup() {
    let out = run("sarif");
    let log: serde_json::Value = serde_json::from_str(&out).unwrap();
    for rule in log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap() {
        let markdown = rule["help"]["markdown"].as_str().unwrap();
        assert!(!markdown.contains("<script") && !markdown.contains("](http"), "{markdown}");
    }
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let message = result["message"]["text"].as_str().unwrap();
        assert!(
            !message.replace("\\](", "").contains("](") && !message.replace("{{0}", "").contains("{0}"),
            "{message}"
        );
    }
}

#[test]
fn junit_stays_xml() {
    let out = run("junit");
    assert!(!out.contains("<script") && !out.contains("]]>"), "{out}");
    let mut reader = quick_xml::Reader::from_str(&out);
    while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
}

#[test]
fn the_page_has_one_script_and_no_way_out() {
    let out = run("html");
    assert_eq!(out.matches("<script").count(), 1, "{out}");
    assert_eq!(out.matches("</script").count(), 1, "{out}");
    assert!(!out.contains("]]>") && !out.contains("href=\"http") && !out.contains("src="), "{out}");
    assert!(out.contains("default-src 'none'") && out.contains("&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;"), "{out}");
}

#[test]
fn annotations_say_one_command_a_line() {
    let out = run("github");
    for line in out.lines() {
        let command = line.strip_prefix("::").unwrap();
        let (head, message) = command.split_once("::").unwrap();
        assert!(["error", "warning", "notice"].contains(&head.split(' ').next().unwrap()), "{line}");
        let properties = head.split_once(' ').unwrap().1;
        let names: Vec<&str> = properties.split(',').map(|property| property.split_once('=').unwrap().0).collect();
        assert!(names.iter().all(|name| ["file", "line", "col", "title"].contains(name)), "{line}");
        assert!(!message.contains('\r'));
    }
    assert!(out.contains("%250A.csv") || !out.contains("0A.csv"), "{out}");
}

#[test]
fn the_jobs_summary_has_no_markup() {
    let desk = desk();
    desk.run_in(&["check", "--format", "github"], &[("GITHUB_STEP_SUMMARY", "s.md")]);
    let summary = desk.read("s.md");
    assert!(!summary.contains("<script") && !summary.contains("](http") && !summary.contains("http:"), "{summary}");
    assert!(summary.chars().all(|c| c == '\n' || !c.is_control()) && !summary.contains('\u{202e}'));
}

#[test]
fn comparisons_are_harmless_in_every_format() {
    let desk = desk();
    desk.run(&["check", "--format", "json", "-o", "old.json", "--as-of", "2023-06-30"]);
    let desk = desk.file("data/项目.csv", "名称,状态\n甲,签约\n");
    desk.run(&["check", "--format", "json", "-o", "new.json", "--as-of", "2023-12-31"]);
    for format in ["text", "json", "markdown", "html"] {
        let out = desk.run(&["diff", "old.json", "new.json", "--format", format]).out;
        assert!(out.contains("script"), "{format}: {out}");
        assert!(out.chars().all(|c| c == '\n' || !c.is_control()) && !out.contains('\u{202e}'), "{format}");
        assert!(!out.lines().any(|line| line.trim_start().starts_with("::")), "{format}: {out}");
        assert!(!out.contains("<script") || matches!(format, "text" | "json"), "{format}: {out}");
        assert!(!out.contains("](http") || format != "markdown", "{out}");
    }
}

#[test]
fn a_plans_name_is_no_mark_of_a_template() {
    let rules =
        |target: &str| format!("计划 「{{body}}{{title}}{{{{ style }}}}」\n  期间 2023年\nA1：企业 超过 {target}\n");
    let desk = Desk::new()
        .file("规则.plan", rules("160家"))
        .file("data/指标.csv", "指标,时期,数值,单位\n企业,2023年,152,家\n");
    desk.run(&["check", "--format", "json", "-o", "old.json"]);
    let desk = desk.file("规则.plan", rules("150家"));
    desk.run(&["check", "--format", "json", "-o", "new.json"]);
    let page = desk.run(&["diff", "old.json", "new.json", "--format", "html"]).out;
    assert!(page.contains("<title>「{body}{title}") && page.matches("<h1>").count() == 1, "{page}");
    let report = desk.run(&["check", "--format", "html"]).out;
    assert!(report.contains("{body}{title}{{ style }}"), "{report}");
}

//! Drafting, tried on plans of invented places in three styles, each beside a list of what it commits to.

use crate::cli::{Desk, run_at};
use plancheck::draft::{Promise, commitments, draft};
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/drafted")
}

/// What a commitment says: what it is about, and how much or what state.
fn said(promise: &Promise) -> (String, String) {
    match promise {
        Promise::Target { subject, change, range, .. } => {
            (subject.clone(), format!("{change} {range}").trim().to_owned())
        }
        Promise::Milestone { name, state, .. } => (name.clone(), (*state).to_owned()),
    }
}

/// Commitments of the list that were not found, and what was found besides.
fn compare(name: &str) -> (usize, Vec<String>, Vec<String>) {
    let text = fs::read_to_string(folder().join(format!("{name}.txt"))).unwrap();
    let list = fs::read_to_string(folder().join(format!("{name}.tsv"))).unwrap();
    let mut found: Vec<(String, String)> = commitments(&text).iter().map(|c| said(&c.promise)).collect();
    let mut missed = Vec::new();
    for wanted in list.lines() {
        let (subject, ranges) = wanted.split_once('\t').unwrap();
        let fits = |(own, range): &(String, String)| own.contains(subject) && ranges.split('|').any(|r| range == r);
        match found.iter().position(fits) {
            Some(at) => drop(found.remove(at)),
            None => missed.push(wanted.to_owned()),
        }
    }
    let extra = found.into_iter().map(|(subject, range)| format!("{subject} {range}")).collect();
    (list.lines().count(), missed, extra)
}

#[test]
fn commitments_of_plans_in_three_styles_are_found_and_nothing_of_last_year() {
    let report: Vec<_> = ["县", "市", "全国"].map(|name| (name, compare(name))).into();
    insta::assert_debug_snapshot!(report);
    let (all, missed, extra) = report
        .iter()
        .fold((0, 0, 0), |(a, m, e), (_, (all, missed, extra))| (a + all, m + missed.len(), e + extra.len()));
    assert!(missed * 20 <= all && extra * 20 <= all, "of {all} missed {missed}, besides {extra}");
}

#[test]
fn what_is_drafted_is_read_checked_and_covers_its_own_plan() {
    for name in ["县", "市", "全国"] {
        let text = fs::read_to_string(folder().join(format!("{name}.txt"))).unwrap();
        let desk = Desk::new().file("计划.txt", &text);
        let ran = desk.run(&["draft", "--text", "计划.txt", "-o", "规则.plan"]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{name}");
        assert!(!desk.read("规则.plan").contains("待人工"), "{name}\n{}", desk.read("规则.plan"));
        let listed = desk.run(&["list", "规则.plan"]);
        assert_eq!((listed.status, listed.err.as_str()), (0, ""), "{name}");
        let traced = desk.run(&["trace", "规则.plan", "--text", "计划.txt", "--min-coverage", "50"]);
        assert_eq!(traced.status, 0, "{name}\n{}", traced.out);
    }
}

#[test]
fn the_same_text_gives_the_same_file_and_no_file_is_overwritten() {
    let text = fs::read_to_string(folder().join("县.txt")).unwrap();
    assert_eq!(draft(&text), draft(&text));
    insta::assert_snapshot!(draft(&text).text);
    let desk = Desk::new().file("计划.txt", &text).file("规则.plan", "企业 超过 5家\n");
    let ran = desk.run(&["draft", "--text", "计划.txt", "-o", "规则.plan"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("file-exists"), "{}", ran.err);
    assert_eq!(desk.read("规则.plan"), "企业 超过 5家\n");
}

#[test]
fn a_text_without_commitments_and_a_missing_text_are_refused() {
    let ran = Desk::new().file("计划.txt", "没有数字的文字\n").run(&["draft", "--text", "计划.txt"]);
    assert!(ran.status == 2 && ran.err.contains("no-figures"), "{}", ran.err);
    let ran = run_at(&folder(), &["draft", "--text", "没有.txt"], &[]);
    assert!(ran.status == 2 && ran.err.contains("path-missing"), "{}", ran.err);
}

/// The rules drafted from one paragraph.
fn rules(paragraph: &str) -> Vec<String> {
    let text = format!("清江县2025年国民经济和社会发展计划\n一、主要任务\n{paragraph}\n");
    let drafted = draft(&text).text;
    let rules = drafted.lines().filter_map(|line| line.strip_prefix('T')?.split_once('：'));
    rules.map(|(_, rule)| rule.to_owned()).collect()
}

#[test]
fn names_and_figures_said_in_one_breath_are_paired() {
    let cases = [
        (
            "城镇、农村居民人均可支配收入分别增长5.5%和7%。",
            ["城镇居民人均可支配收入 增长 5.5%", "农村居民人均可支配收入 增长 7%"],
        ),
        (
            "城乡居民人均可支配收入分别增长5%、6.5%左右。",
            ["城镇居民人均可支配收入 增长 5%", "农村居民人均可支配收入 增长 6.5%左右"],
        ),
        ("进口和出口总额分别增长3%、4%。", ["进口总额 增长 3%", "出口总额 增长 4%"]),
        ("粮食产量、油料产量分别达到20万吨、3万吨。", ["粮食产量 达到 20万吨", "油料产量 达到 3万吨"]),
    ];
    for (paragraph, wanted) in cases {
        assert_eq!(rules(paragraph), wanted, "{paragraph}");
    }
}

#[test]
fn a_figure_that_is_only_raised_becomes_a_second_tier() {
    assert_eq!(rules("全年新增规上工业企业20家以上，力争突破25家。"), ["新增规上工业企业 20家以上，力争 突破 25家"]);
    assert_eq!(rules("确保企业达到20家，力争商户突破25家。").len(), 2);
}

#[test]
fn a_deadline_is_no_part_of_a_name_and_points_are_an_increase() {
    assert_eq!(rules("确保县医院新院区9月底前建成投用。"), ["确保 事项 县医院新院区建成投用 完成"]);
    assert_eq!(rules("研发经费占比提高0.2个百分点。"), ["研发经费占比 净增 0.2个百分点"]);
}

#[test]
fn what_is_compared_with_is_no_part_of_a_name_and_strengths_stay() {
    let said = |paragraph: &str| rules(paragraph).join("\n");
    let tiers = said("一般公共预算收入确保完成15亿元、力争完成16亿元。");
    assert!(tiers.contains("确保 一般公共预算收入 达到 15亿元，力争 达到 16亿元"), "{tiers}");
    let growth = said("实际到位资金比上年增长12%，达到84亿元。");
    assert!(growth.contains("实际到位资金 增长 12%") && growth.contains("实际到位资金 达到 84亿元"), "{growth}");
    let doubled = said("力争规上工业企业数翻一番，达到240家。");
    assert!(doubled.contains("规上工业企业数 达到 240家"), "{doubled}");
    let due = said("确保三季度末前完成老旧小区改造21个。");
    assert!(due.contains("老旧小区改造 达到 21个") && !due.contains("末前"), "{due}");
    let listed = said("新增三级医院一家、社区卫生服务站四个。");
    assert!(listed.contains("达到 1家") && listed.contains("达到 4个"), "{listed}");
}

#[test]
fn a_row_is_named_by_its_cell_of_words_and_a_year_may_be_in_numerals() {
    let drafted = draft("二〇二四年主要指标\n一、主要指标\n1 | 地区生产总值 | 亿元 | 310.5 | 增长6.5%左右\n").text;
    assert!(drafted.contains("地区生产总值 增长 6.5%左右"), "{drafted}");
    assert!(drafted.contains("计划 二〇二四年主要指标\n  期间 2024年"), "{drafted}");
}

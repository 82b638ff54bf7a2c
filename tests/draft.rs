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
fn lists_of_deeds_are_read_whatever_marks_them() {
    let said =
        rules("▶新增公共停车位800个\n1.改造老旧小区20个\n（二）新建小微公园12个\n①培育规上企业20家\n——开通公交线路3条");
    let wanted = [
        "新增公共停车位 达到 800个",
        "改造老旧小区 达到 20个",
        "新建小微公园 达到 12个",
        "培育规上企业 达到 20家",
        "开通公交线路 达到 3条",
    ];
    assert_eq!(said, wanted);
}

#[test]
fn what_is_counted_stands_behind_its_number() {
    for (paragraph, wanted) in [
        ("为1000户老年人进行居家适老化改造。", "老年人进行居家适老化改造 达到 1000户"),
        ("新增2000个幼儿园托位和300个社区托位。", "新增社区托位 达到 300个"),
        ("完成28条道路大修和12公里架空线入地。", "架空线入地 达到 12公里"),
        ("更新投运500辆新能源公交车。", "更新投运新能源公交车 达到 500辆"),
        ("新建200个（标准桩）以上公共充电桩。", "新建公共充电桩 达到 200个"),
        ("清淤2500余公里河道。", "超过 2500公里"),
    ] {
        assert!(rules(paragraph).iter().any(|rule| rule.ends_with(wanted)), "{paragraph} {:?}", rules(paragraph));
    }
}

#[test]
fn ranks_multiples_and_whole_cover_become_rules() {
    for (paragraph, wanted) in [
        ("综合实力力争进入全省前10名。", "力争 综合实力排名 前 10名"),
        ("外贸出口增长1.5倍。", "外贸出口 增长 150%"),
        ("产值翻两番。", "产值 增长 300%"),
        ("实现全县养老助餐服务全覆盖。", "养老助餐服务覆盖率 达到 100%"),
        ("合格率达到百分之九十八点五。", "合格率 达到 98.5%"),
        ("今年赤字率拟按4%左右安排。", "赤字率 4%左右"),
        ("基础养老金最低标准再提高20元。", "基础养老金最低标准 净增 20元"),
        ("确保零就业家庭动态清零。", "确保 事项 零就业家庭动态清零 完成"),
    ] {
        assert_eq!(rules(paragraph), [wanted], "{paragraph}");
    }
}

#[test]
fn a_strength_holds_for_what_it_is_said_of() {
    assert_eq!(rules("力争数字企业超过160家，营业收入超100亿元。")[1], "力争 营业收入 超过 100亿元");
    assert_eq!(rules("力争2025年市场主体突破10万户，个转企100户。")[1], "力争 个转企 达到 100户");
    assert_eq!(rules("加快推进22家托育点建设。")[0], "加快 托育点建设 达到 22家");
    let weak = rules("推进绿地建设，建成公共绿地5万平方米。");
    assert!(weak.contains(&"建成公共绿地 达到 5万平方米".to_owned()), "{weak:?}");
    assert!(weak.contains(&"推进 事项 绿地建设 推进".to_owned()), "{weak:?}");
    let tier = rules("主要预期目标是：地区生产总值增长8%、力争9%，工业投资增长12%；粮食产量20万吨。");
    assert_eq!(tier[1..], ["预期 工业投资 增长 12%", "预期 粮食产量 达到 20万吨"]);
    assert!(!rules("人均预期寿命79.3岁。")[0].contains("预期 人均"));
}

#[test]
fn shares_of_a_plan_already_done_promise_nothing() {
    assert!(rules("工业增加值完成4亿元，占年计划的53.1%，同比增长13%。").is_empty());
    let level = rules("赤字规模5.6亿元、比上年增加1.6亿元。");
    assert_eq!(level, ["赤字规模 达到 5.6亿元"]);
}

#[test]
fn a_table_of_indicators_is_read_by_its_heads() {
    let table = "指标名称 | 单位 | 属性 | 2024年完成 | 2025年目标 | 增长（%）\n地区生产总值 | 亿元 | 预期性 | 310.5 | 335 | 6.5左右\n\
                 工业增加值增速 | % | 预期性 | 7.1 | 8左右 |\n城镇调查失业率 | % | 预期性 | 5.1 | ≤5.5 |\n\
                 单位GDP能耗降低 | % | 约束性 | 3.2 | 2.5 |";
    let wanted = [
        "地区生产总值 达到 335亿元",
        "地区生产总值 增长 6.5%左右",
        "工业增加值 增长 8%左右",
        "城镇调查失业率 不超过 5.5%",
        "单位GDP能耗 下降 2.5%",
    ];
    assert_eq!(rules(table), wanted);
}

#[test]
fn a_row_is_named_by_its_cell_of_words_and_a_year_may_be_in_numerals() {
    let drafted = draft("二〇二四年主要指标\n一、主要指标\n1 | 地区生产总值 | 亿元 | 310.5 | 增长6.5%左右\n").text;
    assert!(drafted.contains("地区生产总值 增长 6.5%左右"), "{drafted}");
    assert!(drafted.contains("计划 二〇二四年主要指标\n  期间 2024年"), "{drafted}");
}

#[test]
fn a_net_increase_and_the_parts_of_a_count_keep_their_verb() {
    assert_eq!(rules("净增市场主体7560户。"), ["市场主体 净增 7560户"]);
    assert_eq!(rules("全年净增市场主体不少于7560户。"), ["市场主体 净增 不少于 7560户"]);
    let text = "清江县2025年国民经济和社会发展计划\n一、主要任务\n新增“四上”企业30家以上，其中规上工业企业10家、限上商贸企业8家。\n";
    let drafted = draft(text);
    assert!(drafted.text.contains("：新增规上工业企业 达到 10家"), "{}", drafted.text);
    assert!(drafted.text.contains("：新增限上商贸企业 达到 8家"), "{}", drafted.text);
    assert_eq!(drafted.unsure, 2, "{}", drafted.text);
    assert_eq!(rules("市场主体净增7560户，其中企业2000户。")[1], "企业 净增 2000户");
    assert_eq!(rules("规上企业达到120家，其中工业企业80家。")[1], "工业企业 达到 80家");
}

#[test]
fn a_span_of_years_is_no_name_and_what_goes_on_is_promised() {
    let said = rules("7.“十四五”以来年均增长6.5%，到2025年达到500亿元。");
    assert_eq!(said, ["「未名指标6.5%年均增长」 达到 6.5%", "未名指标500亿元 达到 500亿元"]);
    assert!(rules("“十四五”以来年均增长6.5%。").is_empty());
}

#[test]
fn the_number_of_an_item_before_a_month_is_no_part_of_a_name() {
    assert_eq!(rules("2.9月底前完成云溪大桥通车。"), ["事项 完成云溪大桥通车 完成"]);
    assert_eq!(rules("2.5个百分点以上。").len(), 1);
}

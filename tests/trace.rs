//! The plan's text against the rules: figures found, covered, waived, absent.

use crate::cli::{Desk, Ran};
use plancheck::trace::{Figure, line, scan};
use plancheck::value::Units;
use std::io::Write as _;
use std::time::{Duration, Instant};

const PLAN: &str = "云溪区2024年计划\n2023年，全区生产总值312.5亿元。\n一、壮大产业\n（一）做大数字产业。力争数字企业超过160家，\
                    营业收入超100亿元。推进“百千万工程”，重点培育92栋商务楼宇。\n（二）抓好招商。全年引进200个项目、落地200个项目。\n\
                    二、改善民生\n改造老旧小区一百二十个，新增学位3至5千个，三分之一的社区建成食堂。\n";
const RULES: &str = "计划 云溪区2024年计划\n  期间 2024年\n描述 312.5亿元 地区生产总值 说明 \"上年结果\"\n【一·做大数字产业】\n\
                     A01：力争 数字企业 超过 160家\nA02：力争 营业收入 超过 100亿元\n描述 92栋 商务楼宇存量\n【一·抓好招商】\n\
                     A03：引进项目 达到 200个\n";

fn desk(rules: &str, plan: &str) -> Desk {
    Desk::new().file("规则.plan", rules).file("计划.txt", plan)
}

fn traced(rules: &str, plan: &str, more: &[&str]) -> Ran {
    desk(rules, plan).run(&[&["trace", "规则.plan", "--text", "计划.txt"], more].concat())
}

/// The figures of a text that a rule is asked for, and those inside names.
fn figures(text: &str) -> (Vec<String>, Vec<String>) {
    let all: Vec<Figure> = scan(&line::lines(text), &Units::builtin());
    let words = |named: bool| all.iter().filter(|f| f.named == named).map(|f| f.written.clone()).collect();
    (words(false), words(true))
}

#[test]
fn figures_are_found_in_every_form() {
    for (text, wanted) in [
        ("力争企业超过１６０家，营收1,376.5亿元", &["160家", "1,376.5亿元"][..]),
        ("增长5%—6%，引进100–120家，投资1000万元以上", &["5%-6%", "100-120家", "1000万元"]),
        ("改造小区一百二十个，新建3至5个公园", &["一百二十个", "3至5个"]),
        ("增长7.5%左右，提高0.3个百分点，是上年的2倍", &["7.5%", "0.3个百分点", "2倍"]),
        ("三分之一的社区达标，产值翻一番，覆盖率达九成", &["三分之一", "翻一番", "九成"]),
        ("增加一栋亿元楼，至少建成1个驿站", &["一栋", "1个"]),
        ("PM2.5浓度不高于35微克/立方米", &["35微克/立方米"]),
        ("3.500万元以上固定资产投资:增长8.5%以上", &["8.5%"]),
        ("新增2500余公里，100多家企业，10万余户", &["2500余公里", "100多家", "10万余户"]),
        ("总人口一万五千人，产值翻两番，达到百分之八点五", &["一万五千人", "翻两番", "百分之八点五"]),
        ("进入全省前10名、全市前三，出口增长一倍", &["10名", "三", "一倍"]),
        ("建设3条10千伏线路，班列300列，寿命79.3岁", &["3条", "300列", "79.3岁"]),
        ("实现助餐服务全覆盖", &["全覆盖"]),
        ("亿元以上项目不少于50个，投资超5亿元的不少于4个", &["50个", "4个"]),
    ] {
        assert_eq!(figures(text).0, wanted, "{text}");
    }
}

#[test]
fn numbers_inside_names_dates_and_list_numbers_are_no_figures() {
    for text in [
        "PM2.5和PM10",
        "360数字城市安全大脑",
        "跟进801台地块",
        "“十四五”规划",
        "信用等级“2A+”",
        "赣府〔2023〕5号",
        "2023年9月底前",
        "（一）第一名",
        "1.做好工作",
        "三大攻坚、十大行动、六大产业",
        "“百千万”工程",
        "二〇二三年",
        "世界500强",
        "15分钟养老服务圈",
        "5G基站和4A级景区",
        "110热线",
        "一批项目、一体化",
        "千方百计",
        "长三角",
        "2021—2025年",
        "索引号A25030--2023-0007",
        "两个毫不动摇",
        "2023-03-24",
        "三年行动",
        "朝阳二号电排站",
        "楼宇十条等政策",
        "5方面问题",
        "加快自行车全覆盖投放",
        "前三季度",
    ] {
        assert_eq!(figures(text).0, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn words_around_a_figure_are_read() {
    let all = scan(&line::lines("确保今年9月底前亿元楼超过12栋；力争增长7.5%左右"), &Units::builtin());
    let said: Vec<_> = all
        .iter()
        .filter(|f| !f.named)
        .map(|f| (f.strength, f.change, f.before, f.behind, f.deadline.as_str()))
        .collect();
    assert_eq!(said, [("确保", "", "超过", "", "9月底前"), ("力争", "增长", "", "左右", "")]);
}

#[test]
fn uncovered_figures_are_shown_with_their_line_and_a_rule_to_paste() {
    let ran = traced(RULES, PLAN, &[]);
    assert_eq!(ran.status, 1);
    insta::assert_snapshot!(ran.out);
    assert_eq!(traced(RULES, PLAN, &["--min-coverage", "55"]).status, 0);
    assert_eq!(traced(RULES, PLAN, &["--min-coverage", "56"]).status, 1);
    assert_eq!(traced(RULES, PLAN, &["--min-coverage", "半"]).status, 2);
    insta::assert_snapshot!(traced(RULES, PLAN, &["--format", "json"]).out);
}

#[test]
fn a_rule_whose_figure_is_not_in_its_section_fails_whatever_the_coverage() {
    for (rule, code) in [
        ("【一·做大数字产业】\nA：数字企业 超过 161家\n", "plan-figure-absent"),
        ("【一·抓好招商】\nA：数字企业 超过 160家\n", "plan-figure-absent"),
        ("【一·做大数字产业】\nA：数字企业营收 超过 160亿元\n", "plan-figure-absent"),
        ("【四·没有】\nA：数字企业 超过 160家\n", "plan-section-missing"),
    ] {
        let ran = traced(rule, PLAN, &["--min-coverage", "0"]);
        assert!(ran.status == 1 && ran.out.contains(code), "{rule}\n{}", ran.out);
    }
    let cited = "【四·没有】\nA：数字企业 超过 160家\n  依据 一·做大数字产业\n";
    assert_eq!(traced(cited, PLAN, &["--min-coverage", "0"]).status, 0);
}

#[test]
fn a_paragraph_that_a_locator_names_is_a_section_of_its_own() {
    let plan = "某县2025年计划\n一、产业\n做强楼宇。楼宇达到12栋，这一段说的是楼宇经济怎么做，写得长一些。\n优商贸强力推进五大行动，引进项目60个。\n";
    let rules = "【一·做强楼宇】\nA：楼宇 达到 12栋\n【一·优商贸】\nB：引进项目 达到 60个\n";
    let ran = traced(rules, plan, &[]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("一·优商贸 "), "{}", ran.out);
    let wrong = traced(
        "【一·做强楼宇】\nA：楼宇 达到 12栋\nC：引进项目 达到 60个\n【一·优商贸】\nB：引进项目 达到 60个\n",
        plan,
        &[],
    );
    assert!(wrong.out.contains("plan-figure-absent"), "{}", wrong.out);
}

#[test]
fn one_rule_covers_one_of_two_equal_figures() {
    let ran = traced("【一·抓好招商】\nA：引进项目 达到 200个\n", PLAN, &["--format", "json"]);
    assert_eq!(ran.out.matches("\"covered_by\": \"A\"").count(), 1, "{}", ran.out);
}

#[test]
fn a_description_that_waives_nothing_is_said() {
    let ran =
        traced("【一·做大数字产业】\n描述 93栋 商务楼宇\n描述 百千万 工程名\nA：数字企业 超过 160家\n", PLAN, &[]);
    assert_eq!(ran.out.matches("description-unused").count(), 1, "{}", ran.out);
}

#[test]
fn the_manifest_names_the_text_and_what_cannot_be_read_is_refused() {
    let manifest = "[plan]\ntext = \"计划.txt\"\n";
    let named = desk(RULES, PLAN).file("plancheck.toml", manifest);
    assert_eq!(named.run(&["trace", "--min-coverage", "10"]).status, 0);
    for (arguments, code) in [
        (&["trace", "规则.plan"][..], "argument-invalid"),
        (&["trace", "规则.plan", "--text", "没有.txt"], "path-missing"),
        (&["trace", "规则.plan", "--text", "空.txt"], "no-figures"),
        (&["trace", "规则.plan", "--text", "坏.docx"], "file-unreadable"),
    ] {
        let ran = desk(RULES, PLAN).file("空.txt", "没有数\n").file("坏.docx", "不是压缩包").run(arguments);
        assert!(ran.status == 2 && ran.err.contains(code), "{arguments:?} {}", ran.err);
    }
}

#[test]
fn word_documents_pages_and_other_encodings_say_the_same() {
    let paragraphs = |open: &str, close: &str| PLAN.lines().map(|l| format!("{open}{l}{close}")).collect::<String>();
    let page = format!("<html><body>{}</body></html>", paragraphs("<p>", "</p>\n"));
    let body = paragraphs("<w:p><w:r><w:t>", "</w:t></w:r></w:p>");
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(xml.as_bytes()).unwrap();
    let word = archive.finish().unwrap().into_inner();
    let (gbk, _, _) = encoding_rs::GB18030.encode(PLAN);
    let desk = desk(RULES, PLAN).file("计划.html", page).file("计划.docx", word).file("国标.txt", gbk);
    let plain = desk.run(&["trace", "规则.plan", "--text", "计划.txt"]);
    let table = |out: &str| out[out.find("章节").unwrap()..].to_owned();
    for name in ["计划.html", "计划.docx", "国标.txt"] {
        let ran = desk.run(&["trace", "规则.plan", "--text", name]);
        assert_eq!((ran.status, table(&ran.out)), (1, table(&plain.out)), "{name}");
    }
}

#[test]
fn pages_saved_by_a_word_processor_read_like_the_text() {
    let pre = format!("<html><body><pre>{PLAN}</pre></body></html>");
    let marked = PLAN.replace("160家", "<del>150</del><ins>160</ins>家");
    let page: String = marked.lines().map(|line| format!("<p>{line}</p>\n")).collect();
    let cells = "<table><tr><td><p>指标名称</p></td><td><p>单位</p></td><td><p>2024年目标</p></td></tr>\
                 <tr><td><p>数字企业</p></td><td><p>家</p></td><td><p>161</p></td></tr></table>";
    let desk = desk(RULES, PLAN).file("原样.html", pre).file("修订.html", page).file("表.html", cells);
    let plain = desk.run(&["trace", "规则.plan", "--text", "计划.txt"]);
    let table = |out: &str| out[out.find("章节").unwrap()..].to_owned();
    for name in ["原样.html", "修订.html"] {
        let ran = desk.run(&["trace", "规则.plan", "--text", name]);
        assert_eq!(table(&ran.out), table(&plain.out), "{name}");
    }
    let drafted = desk.run(&["draft", "--text", "表.html"]);
    assert!(drafted.out.contains("数字企业 达到 161家"), "{}{}", drafted.out, drafted.err);
}

#[test]
fn a_megabyte_is_traced_in_linear_time() {
    let chapter = &PLAN[PLAN.find("一、").unwrap()..];
    let small = chapter.repeat(250);
    let time = |text: &str| {
        let started = Instant::now();
        let found = scan(&line::lines(text), &Units::builtin()).len();
        assert!(found > 0);
        started.elapsed()
    };
    let (once, eight) = (time(&small), time(&small.repeat(8)));
    assert!(eight < once * 40 + Duration::from_millis(500), "{once:?} {eight:?}");
}

#[test]
fn an_increase_on_last_year_is_pasted_as_one() {
    let ran = traced("", "某县2025年计划\n一、创新\n高新技术企业达到85家以上，较上年增加12家。\n", &[]);
    assert!(ran.out.contains("高新技术企业 净增 12家"), "{}{}", ran.out, ran.err);
}

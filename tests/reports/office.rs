//! Reports for offices (markdown, csv, xlsx, docx): hostile text in names and cells comes out as text.

use calamine::{Data, Reader, Xlsx};
use quick_xml::events::Event;

use crate::cli::Desk;

const HOSTILE: [&str; 6] = ["<script>x</script>", "=cmd|' /C calc'!A0", "]]>", "::error::x", "\u{1b}[2J", "\u{202e}x"];

/// A run whose office, plan, file and cell hold the text.
fn desk(text: &str) -> Desk {
    let name: String = text.chars().filter(|c| !"/\u{1b}".contains(*c)).collect();
    let rules = "计划 示例\n  期间 2023年\n指标 产值 亿元 累计\n表 项目\n  列 名称 文本\n  列 额 亿元\n\
        A1：力争 产值 达到 10亿元\n  责任 区=局\nA2：每个 项目：名称 = \"甲\"\n";
    Desk::new()
        .file("规则.plan", rules.replace("区=局", &format!("「{name}」")))
        .file(format!("data/{name}/指标.csv").as_str(), "指标,时期,数值,单位\n产值,2023年,-9.5,亿元\n")
        .file("data/项目.csv", format!("名称,额\n\"{text}\",1\n"))
}

fn made(desk: &Desk, format: &str) -> Vec<u8> {
    let ran = desk.run(&["check", ".", "--format", format, "-o", "r"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let first = std::fs::read(desk.path().join("r")).unwrap();
    desk.run(&["check", ".", "--format", format, "-o", "s"]);
    assert_eq!(first, std::fs::read(desk.path().join("s")).unwrap(), "{format} differs between runs");
    first
}

fn unseen(text: &str) -> bool {
    text.contains(['\u{1b}', '\u{202e}', '\u{0}'])
}

#[test]
fn hostile_text_is_harmless_in_markdown() {
    for text in HOSTILE {
        let said = String::from_utf8(made(&desk(text), "markdown")).unwrap();
        assert!(!unseen(&said) && !said.contains("<script"), "{said}");
        assert!(!said.lines().any(|line| line.trim_start().starts_with("::")), "{said}");
    }
}

#[test]
fn hostile_text_is_harmless_in_csv() {
    for text in HOSTILE {
        let said = String::from_utf8(made(&desk(text), "csv")).unwrap();
        let rest = said.strip_prefix('\u{feff}').unwrap();
        assert!(!unseen(rest) && rest.ends_with("\r\n"), "{rest}");
        for line in rest.split_terminator("\r\n") {
            assert!(!line.contains('\n') && !line.starts_with("::"), "{line}");
            assert!(!line.split(',').any(|cell| cell.trim_matches('"').starts_with(['=', '@', '+'])), "{line}");
        }
        assert!(rest.contains(",-9.5,"), "a negative number stays one: {rest}");
    }
}

#[test]
fn hostile_text_is_harmless_in_workbooks() {
    for text in HOSTILE {
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(made(&desk(text), "xlsx"))).unwrap();
        for name in book.sheet_names() {
            assert!(
                name.encode_utf16().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\']),
                "{name}"
            );
            assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
            let range = book.worksheet_range(&name).unwrap();
            assert!(!range.used_cells().any(|(_, _, cell)| unseen(&cell.to_string())), "{name}");
        }
        let range = book.worksheet_range("对照表").unwrap();
        assert!(range.used_cells().any(|(_, _, cell)| *cell == Data::Float(-9.5)));
    }
}

/// The text of every part of a Word file, by its name.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        let name = part.name().unwrap().into_owned();
        parts.push((name, text));
    }
    parts
}

/// The names of a part's elements; panics if it is no well-formed XML.
fn elements(text: &str) -> std::collections::BTreeSet<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut names, mut depth) = (std::collections::BTreeSet::new(), 0_i32);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                depth += 1;
                names.insert(tag.name().as_ref().to_owned());
            }
            Event::Empty(tag) => drop(names.insert(tag.name().as_ref().to_owned())),
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    names
}

#[test]
fn hostile_text_is_harmless_in_papers() {
    let unsigned = "规则,行,说明,签署人,日期,有效期\nA2,,甲,乙,2023-12-01,2024-12-31\n";
    let plain = elements(&document(&made(&desk("甲乙").file("data/说明.csv", unsigned), "docx")));
    for text in HOSTILE {
        let signed = format!("规则,行,说明,签署人,日期,有效期\nA2,,\"{text}\",\"{text}\",2023-12-01,2024-12-31\n");
        let bytes = made(&desk(text).file("data/说明.csv", signed), "docx");
        for (name, part) in parts(&bytes) {
            let elements = elements(&part);
            assert!(!unseen(&part) && !part.contains("]]>") && !part.contains("<script"), "{name}: {part}");
            // No field, no link, no picture: nothing in it but paragraphs and tables, whatever was submitted.
            assert!(name != "word/document.xml" || elements == plain, "{text}: {elements:?}");
        }
        let shown =
            plancheck::diagnostic::visible(text).replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&apos;");
        assert!(document(&bytes).contains(&shown), "{text}");
    }
}

fn document(bytes: &[u8]) -> String {
    parts(bytes).into_iter().find(|(name, _)| name == "word/document.xml").unwrap().1
}

const PAPER: &str = "计划 某区2023年国民经济和社会发展计划
  期间 2023年
表 项目
  列 名称 文本
  列 投资额 亿元
【一·工业】
A1：确保 企业 超过 160家
  责任 区工信局
A2：力争 营收 达到 100亿元
【二·民生】
A3：每个 项目：投资额 不低于 1亿元
  审核 核实
  责任 区发改委、区财政局
A4：事项 场馆 完成
";

fn paper() -> Desk {
    Desk::new()
        .file("规则.plan", PAPER)
        .file("data/指标.csv", "指标,时期,数值,单位\n企业,2023年,152,家\n人口,2023年,x,人\n")
        .file("data/项目.csv", "名称,投资额\n甲,2\n乙,0.5\n")
        .file("data/事项.csv", "事项,状态\n场馆,推进中\n")
        .file("data/说明.csv", "规则,行,说明,签署人,日期,有效期\nA3,,已核实,张三,2023-12-01,2024-12-31\n")
}

#[test]
fn a_paper_says_what_is_missed_whom_to_chase_and_what_was_read_how() {
    let bytes = made(&paper(), "docx");
    insta::assert_snapshot!(document(&bytes));
    let names: Vec<String> = parts(&bytes).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.first().unwrap(), "[Content_Types].xml", "readers look for it first");
    let types = &parts(&bytes)[0].1;
    for (name, part) in parts(&bytes) {
        elements(&part);
        let known =
            name.ends_with(".rels") || name.starts_with('[') || types.contains(&format!("PartName=\"/{name}\""));
        assert!(known, "{name} has no type");
    }
}

#[test]
fn rows_of_a_paper_are_whole_and_its_header_stands_on_every_page() {
    let document = document(&made(&paper(), "docx"));
    let rows = document.matches("<w:tr>").count();
    assert_eq!(document.matches("<w:cantSplit/>").count(), rows);
    assert_eq!(document.matches("<w:tblHeader/>").count(), document.matches("<w:tbl>").count());
    for style in document.split("<w:pStyle w:val=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let styles = include_str!("../../src/report/docx/styles.xml");
        assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{style}");
    }
}

#[test]
fn a_paper_of_a_choice_of_rules_says_so() {
    let desk = paper();
    for (format, file) in [("docx", "r.docx"), ("html", "r.html"), ("markdown", "r.md"), ("text", "r.txt")] {
        desk.run(&["check", "--only", "A1", "--format", format, "-o", file]);
        let text = match format {
            "docx" => document(&std::fs::read(desk.path().join(file)).unwrap()),
            _ => desk.read(file),
        };
        assert!(text.contains("范围：只列选出的 1 条，其余 3 条不在内"), "{format}: {text}");
    }
}

#[test]
fn no_format_makes_up_a_date_of_judgement() {
    let rules = "计划 示例\n表 项目\n  列 名称 文本\nA1：每个 项目：名称 = \"甲\"\n";
    let desk = Desk::new().file("规则.plan", rules).file("data/项目.csv", "名称\n乙\n");
    for format in ["text", "json", "sarif", "junit", "github", "markdown", "csv", "html"] {
        let said = String::from_utf8(made(&desk, format)).unwrap();
        assert!(!said.contains("9999"), "{format}: {said}");
    }
    assert!(!document(&made(&desk, "docx")).contains("9999"));
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(made(&desk, "xlsx"))).unwrap();
    let range = book.worksheet_range("对照表").unwrap();
    assert!(range.used_cells().all(|(_, _, cell)| !cell.to_string().contains("9999")));
}

#[test]
fn where_nothing_could_be_judged_no_older_report_stays() {
    let desk = paper();
    let formats = ["text", "json", "sarif", "junit", "github", "markdown", "csv", "html", "xlsx", "docx"];
    let arguments: Vec<&str> = formats.iter().flat_map(|format| ["--format", format, "-o", format]).collect();
    let check = |desk: &Desk| desk.run(&[["check"].as_slice(), arguments.as_slice()].concat());
    assert_eq!(check(&desk).status, 1);
    let desk = desk.file("规则.plan", "企业 超过 160佳\n# <script>\u{202e}]]>\n");
    let ran = check(&desk);
    assert!(ran.status == 2 && ran.out.is_empty(), "{}", ran.out);
    for format in formats {
        let bytes = std::fs::read(desk.path().join(format)).unwrap();
        let text = match format {
            "docx" => document(&bytes),
            "xlsx" => {
                let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
                let range = book.worksheet_range("无法判定").unwrap();
                range.used_cells().map(|(_, _, cell)| cell.to_string()).collect()
            }
            _ => String::from_utf8(bytes).unwrap(),
        };
        let told = text.contains("无法判定") || matches!(format, "json" | "sarif" | "junit");
        assert!(told && text.contains("unknown-unit") && !text.contains("152"), "{format}: {text}");
        assert!(!unseen(&text), "{format}: {text}");
    }
}

#[test]
fn a_rule_of_two_offices_stands_on_the_sheet_of_each() {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(made(&paper(), "xlsx"))).unwrap();
    let names = book.sheet_names();
    assert_eq!(&names[..6], ["对照表", "一·工业", "二·民生", "区工信局", "区发改委", "区财政局"]);
    for office in ["区发改委", "区财政局"] {
        let range = book.worksheet_range(office).unwrap();
        assert!(range.used_cells().any(|(_, _, cell)| *cell == Data::String("A3".to_owned())), "{office}");
    }
}

/// Ten thousand rules in a hundred chapters, three periods each, a third of them missed.
fn ten_thousand() -> Desk {
    let mut rules = String::from("计划 某区计划\n  期间 2023年\n");
    let mut figures = String::from("指标,时期,数值,单位\n");
    for number in 0..10_000 {
        if number % 100 == 0 {
            rules.push_str(&format!("【第{}章】\n", number / 100));
        }
        rules.push_str(&format!("R{number}：确保 指标{number}号 达到 100家\n  责任 单位{}\n", number % 60));
        for year in 2021..2024 {
            figures.push_str(&format!("指标{number}号,{year}年,{},家\n", 99 + number % 3));
        }
    }
    Desk::new().file("规则.plan", rules).file("data/指标.csv", figures)
}

#[test]
fn a_page_of_ten_thousand_rules_is_light_and_no_report_loses_one() {
    let desk = ten_thousand();
    let ran = desk.run(&[
        "check", "--format", "html", "-o", "r.html", "--format", "docx", "-o", "r.docx", "--format", "csv", "-o",
        "r.csv",
    ]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let page = desk.read("r.html");
    assert!(page.len() < 5_000_000, "{}", page.len());
    assert_eq!(page.matches("<tr class=\"r ").count(), 10_000);
    assert_eq!(desk.read("r.csv").lines().count(), 10_001);
    let paper = document(&std::fs::read(desk.path().join("r.docx")).unwrap());
    assert!(paper.contains("R9999 指标9999号") && paper.contains("逐条核对 10000 条规则"));
}

#[test]
fn a_choice_that_is_none_leaves_no_older_report() {
    let desk = paper();
    desk.run(&["check", "-o", "r.html"]);
    let ran = desk.run(&["check", "--only", "A77", "-o", "r.html"]);
    assert!(ran.status == 2 && ran.err.contains("only-unmatched"), "{}", ran.err);
    assert!(desk.read("r.html").contains("无法判定"));
}

/// 基本达标 is neither missed nor late: it has a heading of its own. A 勾稽 that holds within its 容差 wants nothing.
#[test]
fn what_is_nearly_met_is_not_counted_among_the_missed() {
    let rules = "计划 示例\n  期间 2023年\n指标 投资 亿元 累计\n指标 甲 亿元 累计\n指标 乙 亿元 累计\n\
        A1：投资 增长 5%左右\nA2：甲 达到 11亿元\nA3：勾稽 甲 = 乙 容差 1亿元\n";
    let data = "指标,时期,数值,单位,同比\n投资,2023年,,,4.6%\n甲,2023年,10,亿元,\n乙,2023年,9.5,亿元,\n";
    let desk = Desk::new().file("规则.plan", rules).file("data/指标.csv", data);
    let said = String::from_utf8(made(&desk, "markdown")).unwrap();
    let headings: Vec<&str> = said.lines().filter(|line| line.starts_with("## ")).take(2).collect();
    assert_eq!(headings, ["## 未达标、缺数据和滞后 1 条", "## 基本达标 1 条"]);
    let result: serde_json::Value = serde_json::from_slice(&made(&desk, "json")).unwrap();
    let gap = |rule: usize| result["rules"][rule]["gap"]["value"].as_str();
    assert_eq!((gap(1), gap(2)), (Some("1"), None));
    let table = String::from_utf8(made(&desk, "csv")).unwrap();
    assert!(table.lines().any(|line| line.contains("勾稽 甲 = 乙") && line.contains(",10,,,达标")), "{table}");
}

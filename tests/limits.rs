//! Every limit refuses with its own code, says its value and its flag, and lets through what the flag that it names allows.

use std::io::{Cursor, Write as _};

use crate::cli::{Desk, Ran};

const RULES: &str = "表 项目\n  列 名称 文本\n  列 投资额 亿元\n合计(项目.投资额) 不低于 1亿元\n";

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default().compression_level(Some(9))).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with one sheet.
fn xlsx(worksheet: &str) -> Vec<u8> {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |name: &str, target: &str| {
        format!("<Relationships><Relationship Id='a' Type='{kind}/{name}' Target='{target}'/></Relationships>")
    };
    let book = "<workbook><sheets><sheet name='项目' r:id='a'/></sheets></workbook>";
    zip(&[
        ("_rels/.rels", relation("officeDocument", "book.xml").as_bytes()),
        ("book.xml", book.as_bytes()),
        ("_rels/book.xml.rels", relation("worksheet", "sheet.xml").as_bytes()),
        ("sheet.xml", format!("<worksheet>{worksheet}</worksheet>").as_bytes()),
    ])
}

fn ods(table: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name='项目'>{table}\
         </table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    zip(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

const SHEET: &str = "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>名称</t></is></c>\
    <c r='B1' t='inlineStr'><is><t>投资额(亿元)</t></is></c></row><row r='2'><c r='A2' t='inlineStr'><is><t>甲</t></is></c>\
    <c r='B2'><v>3</v></c></row></sheetData><mergeCells><mergeCell ref='A2:A3'/><mergeCell ref='D2:D3'/></mergeCells>";

fn check(name: &str, bytes: &[u8], limit: Option<&str>) -> Ran {
    let desk = Desk::new().file("规则.plan", RULES).file(&format!("data/{name}"), bytes);
    match limit {
        Some(limit) => desk.run(&["check", "--limit", limit]),
        None => desk.run(&["check"]),
    }
}

#[test]
fn every_limit_names_its_value_and_the_flag_that_raises_it() {
    let csv = "名称,投资额(亿元)\n甲,3\n";
    let json = "[{\"名称\": \"甲乙丙丁\", \"投资额(亿元)\": 3, \"又\": {\"里\": {\"深\": [1]}}}]";
    let book = xlsx(SHEET);
    let open = "<table:table-row><table:table-cell office:value-type='string'><text:p>名称</text:p></table:table-cell>\
        <table:table-cell office:value-type='string'><text:p>投资额(亿元)</text:p></table:table-cell></table:table-row>";
    let cases: &[(&str, &str, &str, Vec<u8>)] = &[
        ("文件大小", "file-too-big", "项目.csv", csv.into()),
        ("文件大小", "file-too-big", "项目.csv.gz", gz(csv.repeat(9).as_bytes())),
        ("文本大小", "file-too-big", "项目.csv", csv.into()),
        ("工作簿大小", "workbook-too-big", "项目.xlsx", book.clone()),
        ("工作簿大小", "workbook-too-big", "项目.xlsx.gz", gz(&book)),
        ("解压大小", "unpacked-too-big", "项目.xlsx", book.clone()),
        ("列数", "too-many-columns", "项目.csv", csv.into()),
        ("列数", "too-many-columns", "项目.xlsx", book.clone()),
        ("列数", "too-many-columns", "项目.ods", ods(open)),
        ("列数", "too-many-columns", "项目.json", json.into()),
        ("行长度", "line-too-long", "项目.csv", csv.into()),
        ("单元格长度", "cell-too-long", "项目.json", json.into()),
        ("单元格长度", "cell-too-long", "项目.ods", ods(open)),
        ("单元格数", "workbook-too-big", "项目.xlsx", book.clone()),
        ("文字总量", "workbook-too-big", "项目.xlsx", book.clone()),
        ("合并单元格数", "too-many-merged", "项目.xlsx", book),
        ("嵌套层数", "json-too-deep", "项目.json", json.into()),
        ("规则数", "too-many-rules", "项目.csv", csv.into()),
    ];
    for (limit, code, name, bytes) in cases {
        let ran = check(name, bytes, Some(&format!("{limit}=1")));
        assert!(ran.status == 2 && ran.out.is_empty(), "{limit} {name}: {}", ran.out);
        assert!(ran.err.contains(&format!("[{code}]")), "{limit} {name}: {}", ran.err);
        assert!(ran.err.contains(&format!("{limit}超过上限")), "{limit} {name}: {}", ran.err);
        let mut said = ran.err;
        for _ in 0..40 {
            let Some((_, flag)) = said.split_once("--limit ") else { break };
            let flag = flag.split('`').next().unwrap().to_owned();
            assert!(flag.starts_with(&format!("{limit}=")), "{limit} {name}: {flag}");
            said = check(name, bytes, Some(&flag)).err;
        }
        assert!(!said.contains(code), "{limit} {name}: {said}");
        assert!(!check(name, bytes, None).err.contains(code), "{limit} {name}");
    }
}

#[test]
fn the_manifest_raises_limits_and_the_command_line_counts_before_it() {
    let desk = |manifest: &str| {
        let desk = Desk::new().file("规则.plan", RULES).file("data/项目.csv", "名称,投资额(亿元),注\n甲,3,\n");
        desk.file("plancheck.toml", manifest)
    };
    let tight = desk("[limits]\ncolumns = 2\n");
    let ran = tight.run(&["check"]);
    assert!(ran.status == 2 && ran.err.contains("data/项目.csv:1:1：没有读：列数超过上限：3，上限 2"), "{}", ran.err);
    assert!(!tight.run(&["check", "--limit", "列数=3"]).err.contains("too-many-columns"));
    assert!(!desk("[limits]\n\"列数\" = 3\nfile-size = \"1MB\"\n").run(&["check"]).err.contains("too-many"));
    for wrong in ["columns = 0", "columns = \"许多\"", "colums = 3", "depth = 100000"] {
        let ran = desk(&format!("[limits]\n{wrong}\n")).run(&["check"]);
        assert!(ran.status == 2 && ran.err.contains("[manifest-value]"), "{wrong}: {}", ran.err);
    }
    for wrong in ["列数", "列数=", "列=3", "列数=-1", "列数=1000000"] {
        let ran = desk("").run(&["check", "--limit", wrong]);
        assert!(ran.status == 2 && ran.err.contains("--limit"), "{wrong}: {}", ran.err);
    }
}

#[test]
fn more_findings_are_listed_when_asked_for() {
    let rules = "表 项目\n  列 名称 文本\n  列 投资额 亿元\n甲：每个 项目：投资额 不低于 1亿元\n";
    let rows: String = (0..150).map(|n| format!("项{n},{}\n", if n % 2 == 0 { "0.5" } else { "约三" })).collect();
    let desk = Desk::new().file("规则.plan", rules).file("data/项目.csv", format!("名称,投资额(亿元)\n{rows}"));
    let listed = |limit: &[&str]| {
        let ran = desk.run(&[&["check", "--format", "json"], limit].concat());
        let result: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let findings = result["data_findings"].as_array().map_or(0, Vec::len);
        (result["rules"][0]["rows"]["shown"].as_array().unwrap().len(), findings)
    };
    assert_eq!(listed(&["--limit", "列出条数=10"]).0, 10);
    assert_eq!(listed(&[]).0, 100);
    assert_eq!(listed(&["--limit", "列出条数=1000"]).0, 150);
}

/// Files made to exhaust the reader, an eighth of their full size or less; `docs/limits.md` says what the full ones take.
#[test]
fn hostile_files_are_refused() {
    let million = 1_000_000;
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        ("too-many-columns", "项目.csv", ",".repeat(million).into_bytes()),
        ("line-too-long", "项目.csv", vec![b'a'; 5 << 20]),
        ("line-too-long", "项目.csv", vec![0; 5 << 20]),
        ("unpacked-too-big", "项目.csv.gz", gz(&[b'\n'; 10 << 20])),
        ("unpacked-too-big", "项目.xlsx", xlsx(&format!("<sheetData>{}", "<r/>".repeat(5 << 19)))),
        ("unpacked-too-big", "项目.ods", ods(&"<a/>".repeat(5 << 19))),
        ("too-many-merged", "项目.xlsx", xlsx(&format!("{SHEET}{}", "<mergeCell ref='A1:B1'/>".repeat(140_000)))),
        ("bad-workbook", "项目.xlsx", xlsx(&format!("<sheetData><row><c t='inlineStr'><is>{}", "<r>".repeat(200_000)))),
        (
            "bad-workbook",
            "项目.ods",
            ods(&format!("<table:table-row><table:table-cell>{}", "<text:p>".repeat(200_000))),
        ),
        (
            "too-many-columns",
            "项目.ods",
            ods(
                "<table:table-row><table:table-cell table:number-columns-repeated='1000000'><text:p>1</text:p></table:table-cell></table:table-row>",
            ),
        ),
        (
            "workbook-too-big",
            "项目.ods",
            ods(
                "<table:table-row table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated='16384'><text:p>1</text:p></table:table-cell></table:table-row>",
            ),
        ),
        ("json-too-deep", "项目.json", "[".repeat(100_000).into_bytes()),
        ("json-too-deep", "项目.json", format!("[{{\"a\":{}", "{\"a\":".repeat(100_000)).into_bytes()),
        ("json-too-deep", "项目.ndjson", format!("{{\"a\":{}", "[".repeat(100_000)).into_bytes()),
        ("too-many-columns", "项目.json", keys(million / 10).into_bytes()),
        ("too-many-columns", "项目.json", format!("[{{\"甲\":[{}]}}]", keys(million / 10)).into_bytes()),
        ("cell-too-long", "项目.json", format!("[{{\"甲\": \"{}", "a".repeat(5 << 20)).into_bytes()),
        ("cell-too-long", "项目.json", format!("[{{\"甲\": 1{}", "0".repeat(5 << 20)).into_bytes()),
    ];
    for (code, name, bytes) in cases {
        let ran = check(name, &bytes, None);
        assert_eq!(ran.status, 2, "{code} {name} of {} bytes: {}", bytes.len(), ran.out);
        let said = ran.err.contains(&format!("[{code}]")) || code == "json-too-deep" && ran.err.contains("json-shape");
        assert!(said, "{code} {name}: {}", ran.err);
    }
}

fn keys(count: usize) -> String {
    let members: Vec<String> = (0..count).map(|n| format!("\"k{n}\":0")).collect();
    format!("[{{{}}}]", members.join(","))
}

#[test]
fn hostile_rules_are_refused() {
    let nested =
        |open: &str, close: &str| format!("甲：{}企业{} 超过 160家\n", open.repeat(100_000), close.repeat(100_000));
    let cases = [
        ("nested-too-deep", nested("(", ")")),
        ("nested-too-deep", nested("（", "")),
        ("nested-too-deep", format!("{}企业 超过 160家\n", "若 ".repeat(100_000))),
        ("too-many-rules", "企业 超过 160家\n".repeat(200_000)),
        ("file-too-big", format!("# {}\n", "长".repeat(6 << 20))),
    ];
    for (code, rules) in cases {
        let ran = Desk::new().file("规则.plan", rules).run(&["lint"]);
        assert!(ran.status == 2 && ran.err.contains(&format!("[{code}]")), "{code}: {:.2000}", ran.err);
    }
}

#[test]
fn a_hostile_plan_text_is_refused() {
    let word = |xml: &str| zip(&[("word/document.xml", xml.as_bytes())]);
    let cases = [
        ("计划.txt", "增长5%。".repeat(3 << 20).into_bytes()),
        ("计划.docx", word(&format!("<w:t>{}</w:t>", "增长5%。".repeat(3 << 20)))),
    ];
    for (name, bytes) in cases {
        let ran = Desk::new().file(name, bytes).run(&["draft", "--text", name]);
        assert!(ran.status == 2 && ran.err.contains("[file-too-big]"), "{name}: {}", ran.err);
    }
    let page = format!("<p>企业达到160家</p>{}", "<script>".repeat(200_000));
    let ran = Desk::new().file("计划.html", page).run(&["draft", "--text", "计划.html"]);
    assert!(ran.status == 0 && ran.out.contains("160家"), "{}", ran.err);
}

/// The table of `docs/limits.md` is what the program does.
#[test]
fn the_documented_limits_are_those_of_the_program() {
    use plancheck::limits::{Limit, Limits};
    for page in ["docs/limits.md", "docs/handbook.zh-CN.md"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        let text = std::fs::read_to_string(path).unwrap();
        for limit in Limit::all() {
            let row =
                format!("| {} | `{}` | {} |", limit.name(), limit.key(), limit.written(Limits::default().get(limit)));
            assert!(text.contains(&row), "{page}: {row}");
        }
    }
}

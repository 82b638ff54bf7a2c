//! What is fuzzed. Each function takes any bytes and must neither panic nor hang nor take more than a gigabyte; `cargo test` runs
//! them over the seeds and over seeds changed at random, cargo-fuzz over whatever it finds.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use plancheck::config::{Settings, read_document};
use plancheck::diagnostic::{Diagnostic, Diagnostics, Style, render_all};
use plancheck::judge::trial;
use plancheck::language::check::{Overrides, check};
use plancheck::language::{format, parse};
use plancheck::limits::Limits;
use plancheck::report::{csv as table, json as result, text};
use plancheck::source::Sources;
use plancheck::trace::trace;
use plancheck::{draft, lint, review};

/// A rule file: read, checked, drawn, linted, tested; printed and read again.
pub fn rules(bytes: &[u8]) {
    let mut sources = Sources::default();
    let id = sources.add("规则.plan", String::from_utf8_lossy(bytes));
    let text = sources.get(id).map(|source| source.text.clone()).unwrap_or_default();
    let mut sink = Diagnostics::default();
    let file = parse::parse(id, &text, &mut sink);
    let read = !sink.has_errors();
    let program = check(std::slice::from_ref(&file), &sources, &Overrides::default(), &mut sink);
    places(&sources, sink.iter());
    render_all(&sources, &sink.clone().sorted(), Style::default());
    let canonical = format::canonical(&text);
    if read {
        assert_eq!(format::canonical(&canonical), canonical, "layout is not settled");
        let printed = format::print(&file);
        let mut sink = Diagnostics::default();
        let again = parse::parse(id, &printed, &mut sink);
        assert!(!sink.has_errors(), "what is printed is not read: {printed}\n{:?}", sink.sorted());
        assert_eq!(again.statements, file.statements, "what is printed means something else: {printed}");
    }
    if !sink.has_errors() {
        lint::lint(&program);
        trial::run(&program);
    }
}

/// Every place lies in its text.
fn places<'a>(sources: &Sources, diagnostics: impl Iterator<Item = &'a Diagnostic>) {
    for label in diagnostics.flat_map(|diagnostic| &diagnostic.labels) {
        let text = sources.get(label.span.source).map_or("", |source| source.text.as_str());
        assert!(text.get(label.span.start as usize..label.span.end as usize).is_some(), "{label:?}");
    }
}

/// The rules that data are judged against.
const RULES: &str = "\
计划 「试」\n  期间 2023年\n指标 企业数 家\n指标 投资额 亿元\n指标 增速 %\n表 项目\n  列 编号 文本 唯一\n  列 名称 文本\n\
\x20 列 投资额 亿元 非负\n  列 开工日期 日期 可空\n  列 状态 {\"签约\", \"落地\"}\n甲：力争 企业数 超过 160家\n乙：投资额 增长 7%左右\n增速 不低于 5%\n丙：事项 「开工」 完成\n  期限 6月底\n丁：每个 项目：编号 唯一\n\
戊：每个 项目 其中 名称 非空：投资额 不低于 1亿元\n己：合计(项目.投资额) 不低于 10亿元\n庚：占比(项目 按 名称) 不低于 3%\n\
辛：每个 项目：若 开工日期 非空 则 开工日期 不晚于 2023-06-30\n";

/// A folder of this thread, made once, on a disk of memory where there is one.
fn scratch(files: &[(&str, &[u8])]) -> PathBuf {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
    let thread = format!("{:?}", std::thread::current().id()).replace(['(', ')'], "");
    let folder = base.join(format!("plancheck-fuzz-{}-{thread}", std::process::id()));
    fs::create_dir_all(&folder).expect("a scratch folder");
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).expect("a scratch file");
    }
    folder
}

/// Judges one data file and writes reports on it.
fn judged(name: &str, bytes: &[u8]) {
    let folder = scratch(&[("规则.plan", RULES.as_bytes()), (name, bytes)]);
    let path = folder.join(name);
    let settings = Settings { data: vec![path.clone()], ..Settings::default() };
    match review(&folder.join("规则.plan"), &settings, None) {
        Ok(review) => {
            let view = review.view(None);
            text::render(&view, Style { verbose: true, ..Style::default() });
            serde_like(&result::render(&view));
            table::render(&view);
        }
        Err(failure) => {
            let own = failure.diagnostics.iter().all(|diagnostic| diagnostic.span().is_none());
            assert!(own, "the rules are sound: {:?}", failure.diagnostics);
            render_all(&failure.sources, &failure.diagnostics, Style::default());
        }
    }
    let _ = fs::remove_file(path);
}

/// A result is one JSON object on lines of its own.
fn serde_like(text: &str) {
    assert!(text.starts_with('{') && text.trim_end().ends_with('}'));
}

/// One of several names by the first byte, and the bytes behind it.
fn chosen<'b, 'n>(bytes: &'b [u8], names: &[&'n str]) -> (&'n str, &'b [u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&b'0', &[]));
    let index = usize::from(first.wrapping_sub(b'0')) % names.len();
    (names.get(index).copied().unwrap_or_default(), rest)
}

/// Delimited text; the first byte says which table of the rules it is for.
pub fn csv(bytes: &[u8]) {
    let (name, bytes) =
        chosen(bytes, &["项目.csv", "指标.csv", "事项.csv", "说明.csv", "项目.tsv", "别的.txt", "项目.csv.gz"]);
    judged(name, bytes);
}

/// JSON and NDJSON; the first byte says which.
pub fn json(bytes: &[u8]) {
    let (name, bytes) = chosen(bytes, &["项目.json", "指标.json", "全部.json", "项目.ndjson", "指标.ndjson"]);
    judged(name, bytes);
}

/// A workbook whole, or one part of a workbook that is sound otherwise; the first byte says which.
pub fn workbook(bytes: &[u8]) {
    let kinds = [
        "x",
        "o",
        "s",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "content.xml",
    ];
    let (kind, bytes) = chosen(bytes, &kinds);
    match kind {
        "x" => judged("项目.xlsx", bytes),
        "o" => judged("项目.ods", bytes),
        "s" => judged("项目.xls", bytes),
        "content.xml" => judged(
            "项目.ods",
            &packed(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), (kind, bytes)]),
        ),
        part => {
            let parts: Vec<(&str, &[u8])> =
                PARTS.iter().map(|(name, text)| (*name, if *name == part { bytes } else { text.as_bytes() })).collect();
            judged("项目.xlsx", &packed(&parts));
        }
    }
}

/// A workbook as small as can be.
const PARTS: &[(&str, &str)] = &[
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="项目" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
    ),
    (
        "xl/worksheets/sheet1.xml",
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row><row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" t="s"><v>3</v></c><c r="C2" s="1"><v>12.5</v></c></row></sheetData></worksheet>"#,
    ),
    (
        "xl/sharedStrings.xml",
        r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>编号</t></si><si><t>名称</t></si><si><t>投资额(亿元)</t></si><si><t>甲</t></si></sst>"#,
    ),
    (
        "xl/styles.xml",
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.00%"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#,
    ),
];

/// Parts in a zip, not compressed.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(*name, stored).expect("an entry");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

/// The plan's text: compared with rules, and drafted from; the first byte says in which format it comes.
pub fn plan(bytes: &[u8]) {
    let (name, bytes) = chosen(bytes, &["计划.txt", "计划.html", "计划.docx", "word/document.xml"]);
    let word;
    let (name, bytes) = match name {
        "word/document.xml" => {
            word = packed(&[(name, bytes)]);
            ("计划.docx", word.as_slice())
        }
        name => (name, bytes),
    };
    let folder = scratch(&[(name, bytes)]);
    let Ok(text) = read_document(&folder.join(name), &Limits::default()) else { return };
    let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
    let id = sources.add("规则.plan", RULES);
    let file = parse::parse(id, RULES, &mut sink);
    let program = check(&[file], &sources, &Overrides::default(), &mut sink);
    let plan = sources.add("计划.txt", text.clone());
    let found = trace(&program, &sources, plan, &draft::line);
    places(&sources, found.diagnostics.iter());
    render_all(&sources, &found.diagnostics, Style::default());
    let drafted = draft::draft(&text);
    let mut sink = Diagnostics::default();
    let id = sources.add("起草.plan", drafted.text);
    let text = sources.get(id).map(|source| source.text.clone()).unwrap_or_default();
    let file = parse::parse(id, &text, &mut sink);
    check(&[file], &sources, &Overrides::default(), &mut sink);
    assert!(!sink.has_errors(), "what is drafted has mistakes: {text}\n{:?}", sink.sorted());
}

use std::io::Write;

use super::{Folder, figures, findings, rows};

const RULES: &str = "计划 示例\n  期间 2023年\n指标 数字企业 家 时点\n数字企业 超过 160家\n表 项目\n  列 名称 文本\n  列 投资 亿元\n合计(项目.投资) 超过 1亿元\n计数(项目 其中 名称 = \"甲\") 不少于 1个\n";
const CSV: &str = "指标,时期,数值,单位\n数字企业,2023年,152,家\n";
const FIGURE: [&str; 1] = ["数字企业 2023年 Level 152"];

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn utf_16(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}

#[test]
fn text_is_read_in_every_encoding_and_delimiter() {
    let tab = CSV.replace(',', "\t");
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("指标.csv", CSV.into(), "UTF-8"),
        ("指标.csv", [b"\xef\xbb\xbf", CSV.as_bytes()].concat(), "UTF-8"),
        ("指标.csv", gbk(CSV), "GB18030"),
        ("指标.csv.gz", gz(&gbk(CSV)), "GB18030"),
        ("指标.tsv", tab.clone().into(), "UTF-8"),
        ("指标.txt", utf_16(&tab), "UTF-16LE"),
        ("指标.csv", CSV.replace(',', ";").into(), "UTF-8"),
        ("指标.CSV", CSV.replace('\n', "\r\n").into(), "UTF-8"),
    ];
    for (name, bytes, encoding) in cases {
        let submission = Folder::new().file(name, bytes).open(RULES);
        assert_eq!(figures(&submission, RULES), FIGURE, "{name} {encoding}");
        assert_eq!(submission.dataset.files[0].encoding, encoding);
        let noted = if name == "指标.csv" && encoding == "UTF-8" { findings(&submission) } else { Vec::new() };
        assert!(noted.iter().all(|finding| finding == "other-delimiter note 指标.csv:1"), "{noted:?}");
        assert_eq!(findings(&submission), noted, "{name} {encoding}");
    }
}

#[test]
fn a_declared_encoding_is_honoured() {
    let submission = Folder::new().file("指标.csv", gbk(CSV)).with(|i| i.encoding = Some("gbk".into())).open(RULES);
    assert_eq!(figures(&submission, RULES), FIGURE);
    let folder = Folder::new().file("指标.csv", CSV).with(|i| i.encoding = Some("gb99".into()));
    assert_eq!(folder.refused(RULES), [("unknown-encoding", None)]);
}

#[test]
fn bytes_that_the_encoding_does_not_know_are_found_at_their_cell() {
    let mut bytes = CSV.as_bytes().to_vec();
    bytes.extend("数字企业,2022年,1".bytes().chain([0xff]).chain("5,家\n".bytes()));
    let submission = Folder::new().file("指标.csv", &bytes).open(RULES);
    assert_eq!(findings(&submission), ["undecodable-bytes error 指标.csv:3 c3"]);
    let mut bytes = gbk(CSV);
    bytes.extend(gbk("数字企业,2022年,1"));
    bytes.extend([0xff, b',', b'\n']);
    let submission = Folder::new().file("指标.csv", &bytes).open(RULES);
    assert_eq!(findings(&submission), ["undecodable-bytes error 指标.csv:3 c3"]);
}

#[test]
fn json_is_an_object_of_tables() {
    let text = "{\n \"指标\": [\n  {\"指标\": \"数字企业\", \"时期\": \"2023年\",\n   \"数值\": 1.52e2, \"单位\": \"家\"}\n ],\n \"项目\": [{\"名称\": \"甲\", \"投资\": 0.1}, {\"投资\": null, \"名称\": \"乙\"}, {\"名称\": [1]}]\n}";
    let mut submission = Folder::new().file("数据.json", text).open(RULES);
    assert_eq!(figures(&submission, RULES), FIGURE);
    assert_eq!(submission.dataset.figures[0].place.row, 4);
    assert_eq!(rows(&mut submission, RULES, "项目", &["名称", "投资"]), ["6: 甲 10000000", "6: 乙 空", "6: 错 空"]);
    assert_eq!(findings(&submission), ["nested-value error 数据.json:6 名称"]);
}

#[test]
fn ndjson_is_an_object_a_line_and_a_broken_line_is_a_row() {
    let text = "{\"名称\": \"甲\", \"投资\": 1}\n\n{\"名称\": \"乙\", \"投资\": \n{\"名称\": \"丙\", \"投资\": 3}\n";
    for name in ["项目.ndjson", "项目.jsonl"] {
        let mut submission = Folder::new().file(name, text).open(RULES);
        let read = rows(&mut submission, RULES, "项目", &["名称", "投资"]);
        assert_eq!(read, ["1: 甲 100000000", "3: 错 错", "4: 丙 300000000"]);
        assert_eq!(findings(&submission), [format!("broken-row error {name}:3")]);
    }
    let mut submission = Folder::new().file("项目.ndjson.gz", gz(text.as_bytes())).open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &["投资"]).len(), 3);
}

#[test]
fn numbers_of_json_are_exact() {
    let text = "{\"项目\": [{\"名称\": 360103199003071234, \"投资\": 0.1234567890123456789}]}";
    let mut submission = Folder::new().file("数据.json", text).open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &["名称", "投资"]), ["1: 360103199003071234 12345678.90123456789"]);
}

#[test]
fn what_cannot_be_read_stops_the_run() {
    let refused = |name: &str, bytes: &[u8]| Folder::new().file(name, bytes).refused(RULES)[0];
    assert_eq!(refused("数据.json", b"{\"a\": [{\"b\": 1,\n \"b\": 2}]}"), ("json-key-twice", Some((2, 2))));
    assert_eq!(refused("数据.json", b"{\"a\": [], \"a\": []}"), ("json-key-twice", Some((1, 11))));
    assert_eq!(refused("项目.ndjson", b"{\"b\": 1, \"b\": 2}\n"), ("json-key-twice", Some((1, 10))));
    assert_eq!(refused("数据.json", b"{\"a\": [{\"b\": 01}]}"), ("json-syntax", Some((1, 16))));
    assert_eq!(refused("数据.json", b"{\"a\": [{\"b\": 1}"), ("json-syntax", Some((1, 16))));
    assert_eq!(refused("数据.json", b"[]x"), ("json-syntax", Some((1, 3))));
    assert_eq!(refused("数据.json", b"{\"a\": 1}"), ("json-shape", Some((1, 7))));
    assert_eq!(refused("数据.json", b"[1]"), ("json-shape", Some((1, 2))));
    assert_eq!(refused("数据.json", format!("[{{\"a\": {}", "[".repeat(100_000)).as_bytes()).0, "json-too-deep");
    assert_eq!(refused("指标.pdf", b"%PDF").0, "unknown-data-format");
    assert_eq!(refused("指标.csv", b"PK\x03\x04abc").0, "not-a-table");
    assert_eq!(refused("指标.csv", b"a,b\n1,\0\0\n").0, "not-a-table");
    assert_eq!(refused("指标.xls", b"<html><table></table></html>").0, "not-a-table");
    assert_eq!(refused("指标.xlsx", b"PK\x03\x04abc").0, "bad-workbook");
    assert_eq!(refused("指标.xlsx", b"").0, "not-a-table");
    let whole = gz(CSV.repeat(500).as_bytes());
    assert_eq!(refused("指标.csv.gz", &whole[..whole.len() / 2]).0, "data-file-damaged");
    assert_eq!(refused("指标.csv.gz", CSV.as_bytes()).0, "data-file-damaged");
}

#[test]
fn nesting_beyond_a_lowered_limit_is_refused_in_any_row() {
    let text = "{\"名称\": [1]}\n{\"名称\": [[[1]]]}\n";
    let folder = Folder::new().file("项目.ndjson", text).with(|i| i.limits.set("depth", "2").unwrap());
    assert_eq!(folder.refused(RULES), [("json-too-deep", Some((2, 10)))]);
}

#[test]
fn a_missing_file_and_a_folder_stop_the_run() {
    let mut folder = Folder::new();
    folder.path("没有.csv");
    let path = folder.path("文件夹.csv");
    std::fs::create_dir(path).unwrap();
    assert_eq!(folder.refused(RULES), [("data-file-missing", None), ("not-a-table", None)]);
}

#[test]
fn a_manifest_that_names_no_table_or_period_stops_the_run() {
    let folder = Folder::new().file("a.csv", CSV).with(|i| i.table = Some("指栎".into()));
    assert_eq!(folder.refused(RULES), [("unknown-table", None)]);
    let folder = Folder::new().file("指标.csv", CSV).with(|i| i.period = Some("去年".into()));
    assert_eq!(folder.refused(RULES), [("bad-file-period", None)]);
}

#[test]
fn a_file_that_matches_nothing_is_counted() {
    let submission = Folder::new().file("项木.csv", "名称,投资\n甲,1\n乙,2\n").open(RULES);
    assert_eq!(findings(&submission), ["unmatched-data warning 项木.csv:1"]);
    assert_eq!(submission.dataset.findings[0].help, ["是不是「项目」？"]);
    assert_eq!(submission.dataset.files[0].rows_set_aside, [("对不上表的行".to_owned(), 3)]);
}

#[test]
fn an_empty_file_and_one_without_rows_are_said() {
    let submission = Folder::new().file("指标.csv", "").file("项目.csv", "名称,投资\n").open(RULES);
    assert_eq!(findings(&submission), ["header-not-found error 指标.csv:1", "no-rows warning 项目.csv:1"]);
}

#[test]
fn escapes_in_data_never_reach_a_message() {
    let submission =
        Folder::new().file("指标.csv", "指标,时期,数值\n\u{1b}[31m数字\u{202e}企也,2023年,1\n").open(RULES);
    let message = &submission.dataset.findings[0].message;
    assert!(!message.chars().any(|c| c.is_control() || c == '\u{202e}'), "{message}");
}

#[test]
fn a_file_named_twice_counts_once_and_a_copy_counts_not_at_all() {
    let mut folder = Folder::new().file("项目.csv", "名称,投资\n甲,1\n");
    folder.inputs.push(folder.inputs[0].clone());
    let mut submission = folder.open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &["名称"]), ["2: 甲"]);
    for copy in ["项目(1).csv", "项目 - 副本.csv"] {
        let submission = Folder::new().file(copy, "名称,投资\n甲,1\n").open(RULES);
        assert_eq!(findings(&submission), [format!("unmatched-data warning {copy}:1")]);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    /// Whatever bytes are submitted, reading ends with findings or an error, and every place can be shown.
    #[test]
    fn no_bytes_can_stop_reading(pieces in proptest::collection::vec(piece(), 0..30), extension in 0usize..5) {
        let name = ["项目.csv", "指标.csv", "数据.json", "项目.ndjson", "事项.tsv"][extension];
        let bytes: Vec<u8> = pieces.concat();
        let folder = Folder::new().file(name, bytes);
        if let Ok(mut submission) = folder.try_open(RULES) {
            rows(&mut submission, RULES, "项目", &["名称", "投资"]);
            for finding in &submission.dataset.findings {
                proptest::prop_assert!(!finding.message.chars().any(char::is_control), "{:?}", finding.message);
                finding.place.iter().for_each(|place| drop(submission.excerpt(place)));
            }
            for figure in &submission.dataset.figures {
                submission.excerpt(&figure.place);
            }
            for file in &submission.dataset.files {
                let aside: u64 = file.rows_set_aside.iter().map(|(_, n)| n).sum();
                proptest::prop_assert_eq!(file.rows_read, file.rows_used + aside);
            }
        }
    }
}

/// Fragments that such files are made of, and bytes that they are not.
fn piece() -> impl proptest::strategy::Strategy<Value = Vec<u8>> {
    use proptest::prelude::*;
    let words: Vec<&str> = vec![
        "名称,投资\n",
        "指标,时期,数值,单位\n",
        "事项\t状态\n",
        "{",
        "}",
        "[",
        "]",
        "\"项目\":",
        "\"名称\":",
        "\"",
        ",",
        ":",
        "\n",
        "\r",
        "\t",
        "甲,1\n",
        "数字企业,2023年,1,家\n",
        "合计,",
        "备注：",
        "单位：万元\n",
        "1,2345",
        "12.5万",
        "\\u",
        "\\ud800",
        "1e999",
        "-",
        "\u{1b}[2J",
        "\u{feff}",
        "（亿元）",
        "99999999999999999999999999999999999999999999",
        "2023年",
        ";",
    ];
    prop_oneof![
        4 => prop::sample::select(words).prop_map(|word| word.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ]
}

//! Rows and cells told by their bytes alone are what the whole reading makes of them.

use plancheck::data::{DataFinding, Input, Shares, open_by};
use plancheck::judge::{Settings, judge};
use proptest::prelude::*;

use super::shares::rows;
use crate::data::program;

const RULES: &str = "\
计划 试\n  期间 2023年\n\n表 项目\n  列 编号 文本\n  列 名称 文本\n  列 投资额 万元 非负\n  列 占比 %\n  列 开工日期 日期\n  列 数量 整数\n  列 状态 {\"无\", \"在建\", \"合计\"}\n\n\
甲：每个 项目：编号 非空\n乙：每个 项目：名称 非空\n丙：合计(项目.投资额) 不低于 10亿元\n丁：每个 项目：占比 不低于 5%\n\
戊：每个 项目：开工日期 不晚于 2023-06-30\n己：每个 项目：数量 ≥ 1\n庚：每个 项目：状态 = \"在建\"\n";

/// What stands in tables, and what nearly stands there.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[0-9]{1,9}(\\.[0-9]{1,4})?",
        2 => "20[0-9]{2}-[01][0-9]-[0-3][0-9]",
        3 => "[A-Zen]{1,2}-?[0-9]{0,4}",
        3 => "[合共小注一二甲表计无暂未不楼街道金问]{1,4}",
        1 => "[ 　\u{a0}]{0,2}[甲a1#'－—][乙b2%万 ]{0,2}",
        1 => prop::sample::select(vec![
            "", "无", "暂无", "N/A", "null", "NULL", "#N/A", "#REF!", "####", "'100", "1.2E+08", "1e5", "－5", "０．６", "0.6%", "12.5万",
            "约100", ">100", "—", "…", "/", "合计", "小计", "甲计", "其中：", "备注：无", "填报人：张三", "单位：万元", "第1页", "一、工业",
            "（一）工业", "锟斤拷", "在建", "在 建", "3.0", "2023-02-30", "2023/6/1", "45000", "编号", "名称", "01", "007", "-0", "1.", ".5", "99999999999999999999",
        ])
        .prop_map(str::to_owned),
    ]
}

/// The rows, cells and findings of a file, but for what tells its format.
fn seen(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let program = program(RULES);
    let inputs = [Input { path, shown: name.to_owned(), ..Input::default() }];
    let mut submission = open_by(&program, &inputs, Shares { threads: 1, ..Shares::default() }).unwrap();
    let mut rows = rows(&mut submission.tables, 7, |row, _, cells| format!("{row} {cells:?}"));
    let judgement = judge(&program, &submission.dataset, &mut submission.tables, &Settings::default());
    let file = &submission.dataset.files[0];
    rows.push(format!("{} {} {:?}", file.rows_read, file.rows_used, file.rows_set_aside));
    let place = |finding: &DataFinding| finding.place.as_ref().map(|place| (place.row, place.column.clone()));
    let finding = |finding: &DataFinding| format!("{} {} {:?}", finding.code, finding.message, place(finding));
    (rows, judgement.findings.iter().map(finding).collect())
}

fn csv(rows: &[Vec<String>]) -> String {
    let quoted = |cell: &String| if cell.contains(',') { format!("\"{cell}\"") } else { cell.clone() };
    let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n";
    format!("编号,名称,投资额,占比,开工日期,数量,状态\n{}", rows.iter().map(line).collect::<String>())
}

/// Objects, with each text as it is or each of its characters escaped.
fn ndjson(rows: &[Vec<String>], escaped: bool) -> String {
    let names = ["编号", "名称", "投资额", "占比", "开工日期", "数量", "状态"];
    let escape =
        |text: &String| format!("\"{}\"", text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>());
    let written = |cell: &String| if escaped { escape(cell) } else { serde_json::json!(cell).to_string() };
    let object = |row: &Vec<String>| {
        let members = names.iter().zip(row).map(|(name, cell)| format!("\"{name}\":{}", written(cell)));
        format!("{{{}}}\n", members.collect::<Vec<_>>().join(","))
    };
    rows.iter().map(object).collect()
}

/// As many cases as the other laws, up to a number that takes a minute.
fn config() -> ProptestConfig {
    let all = super::config();
    ProptestConfig { cases: all.cases.min(256), ..all }
}

proptest! {
    #![proptest_config(config())]

    /// Lines with a quote are read one by one, others many at a time.
    #[test]
    fn a_quote_and_a_line_end_change_nothing(rows in prop::collection::vec(prop::collection::vec(cell(), 7), 1..8)) {
        let text = csv(&rows);
        let quoted = |line: &str| line.rsplit_once(',').map(|(before, last)| format!("{before},\"{}\"\n", last.trim_matches('"')));
        let mut lines = text.lines();
        let header = lines.next().unwrap();
        let quoted: String = lines.filter_map(quoted).collect();
        let many = seen("项目.csv", text.as_bytes());
        prop_assert_eq!(&many, &seen("项目.csv", format!("{header}\n{quoted}").as_bytes()));
        prop_assert_eq!(&many, &seen("项目.csv", text.replace('\n', "\r\n").as_bytes()));
    }

    /// Text in GB18030 is decoded first.
    #[test]
    fn rows_and_texts_are_the_same_in_both_encodings(rows in prop::collection::vec(prop::collection::vec(cell(), 7), 1..8)) {
        let text = csv(&rows);
        prop_assume!(!text.contains('锟'));
        let mut marked = vec![0x84, 0x31, 0x95, 0x33];
        marked.extend_from_slice(&encoding_rs::GB18030.encode(&text).0);
        prop_assert_eq!(seen("项目.csv", text.as_bytes()), seen("项目.csv", &marked));
    }

    /// Texts with escapes are never told by their bytes.
    #[test]
    fn cells_are_the_same_as_in_json(rows in prop::collection::vec(prop::collection::vec(cell(), 5), 1..8)) {
        let named = |(at, row): (usize, &Vec<String>)| [vec![format!("XM-{at}"), "某楼".to_owned()], row.clone()].concat();
        let rows: Vec<Vec<String>> = rows.iter().enumerate().map(named).collect();
        let numbered = |(rows, _): (Vec<String>, Vec<String>)| -> Vec<String> {
            rows.iter().map(|row| row.split_once(' ').unwrap().1.to_owned()).collect()
        };
        let escaped = numbered(seen("项目.ndjson", ndjson(&rows, true).as_bytes()));
        prop_assert_eq!(&numbered(seen("项目.csv", csv(&rows).as_bytes())), &escaped);
        prop_assert_eq!(&numbered(seen("项目.ndjson", ndjson(&rows, false).as_bytes())), &escaped);
    }
}

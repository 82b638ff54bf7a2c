//! How a file is divided among threads, and when it is checked, changes nothing: not a row, a cell, a finding or a place.

use std::rc::Rc;

use plancheck::data::{BatchColumn, ColumnValues, FileTables, Input, Shares, Tables, open_by, open_lazily};
use plancheck::judge::{Settings, judge};
use plancheck::language::program::{ColumnId, Program, TableId};
use proptest::prelude::*;

use crate::data::program;

const RULES: &str = "\
计划 试\n  期间 2023年\n\n表 项目\n  列 编号 文本 唯一\n  列 名称 文本\n  列 投资额 亿元 非负\n  列 开工日期 日期 可空\n\n\
甲：每个 项目：编号 唯一\n乙：每个 项目 其中 名称 非空：投资额 ≥ 1亿元\n丙：每个 项目：若 开工日期 非空 则 开工日期 不晚于 2023-06-30\n\
丁：合计(项目.投资额) 不低于 10亿元\n戊：计数(项目) ≥ 3个\n己：占比(项目 按 名称) 不低于 3%\n";

thread_local! {
    static PROGRAM: Rc<Program> = Rc::new(program(RULES));
    /// The same without values that must differ across files, and with a pass that needs another before it.
    static APART: Rc<Program> = Rc::new(program(&format!(
        "{}庚：每个 项目：名称 属于 项目.编号\n辛：每个 项目：投资额 ≤ 合计(项目.投资额)\n", RULES.replace("编号 文本 唯一", "编号 文本")
    )));
    /// Hardly a column is asked for.
    static SPARE: Rc<Program> = Rc::new(program(&format!(
        "{}戊：计数(项目) ≥ 3个\n", RULES.split("甲：").next().unwrap().replace("编号 文本 唯一", "编号 文本")
    )));
    /// No rule passes over it.
    static UNASKED: Rc<Program> = Rc::new(program(&format!(
        "{}\n指标 总值 亿元\n\n戊：总值 ≥ 3亿元\n", RULES.split("甲：").next().unwrap().replace("编号 文本 唯一", "编号 文本")
    )));
}

/// Cells as offices write them, and worse.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[0-9]{1,2}",
        2 => "[甲乙丙]{1,2}",
        1 => Just(String::new()),
        1 => Just("\"含,逗号\"".to_owned()),
        1 => Just("\"换\n行\"".to_owned()),
        1 => Just("\"双\"\"引号\"\"\r\n\"".to_owned()),
        1 => Just("半\"引".to_owned()),
        1 => Just("\"不关".to_owned()),
        1 => Just("2023-05-0".to_owned()),
        1 => Just("2023-07-01".to_owned()),
        1 => Just("合计".to_owned()),
        1 => Just("-3.50".to_owned()),
        1 => Just("约5".to_owned()),
    ]
}

fn line() -> impl Strategy<Value = String> {
    let cells = prop_oneof![8 => Just(4_usize), 1 => 0_usize..6];
    let end = prop_oneof![4 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r"), 1 => Just("\n\n")];
    (cells.prop_flat_map(|n| prop::collection::vec(cell(), n)), end).prop_map(|(cells, end)| cells.join(",") + end)
}

fn bytes(lines: &[String], gb18030: bool) -> Vec<u8> {
    let text = format!("编号,名称,投资额(亿元),开工日期\n{}", lines.concat());
    if gb18030 { encoding_rs::GB18030.encode(&text).0.into_owned() } else { text.into_bytes() }
}

/// An object a line, as programs write them, and worse.
fn object() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        4 => (0_u32..99).prop_map(|number| number.to_string()),
        2 => "[甲乙丙]{1,2}".prop_map(|text| format!("\"{text}\"")),
        1 => prop::sample::select(vec![
            "null", "true", "-3.50", "1e2", "\"约5\"", "\"2023-07-01\"", "\"2023-05-0\"", "\"\\u4e59\\n\\\"\"", "\"合计\"", "[1, {\"a\": 2}]",
            "{\"内\": 1}", "01", "\"不关", "\"\\", "nul",
        ])
        .prop_map(str::to_owned),
    ];
    let keys = prop_oneof![
        8 => Just(["编号", "名称", "投资额(亿元)", "开工日期"]),
        2 => Just(["名称", "编号", "别的", "投资额(亿元)"]),
        1 => Just(["\\u540d\\u79f0", "开工日期", "编 号", "编号"]),
    ];
    let twice = prop::option::weighted(0.01, Just("编号"));
    let in_order = (keys, prop::collection::vec(prop::option::weighted(0.8, value), 4), twice).prop_map(
        |(keys, values, twice)| {
            let members = keys.iter().zip(values).filter_map(|(key, value)| Some(format!("\"{key}\":{}", value?)));
            members.chain(twice.map(|key| format!("\"{key}\":1"))).collect::<Vec<String>>()
        },
    );
    let end = prop_oneof![6 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\n\n"), 1 => Just(" \n"), 1 => Just(",\n"), 1 => Just("")];
    (in_order, end).prop_map(|(members, end)| format!("{{{}}}{end}", members.join(", ")))
}

/// A workbook with these rows; `None` is a row that holds nothing.
fn workbook(rows: &[Option<Vec<String>>]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("项目").unwrap();
    let header = ["编号", "名称", "投资额(亿元)", "开工日期"].map(str::to_owned);
    let rows = std::iter::once(&header[..]).chain(rows.iter().map(|row| row.as_deref().unwrap_or_default()));
    for (at, cells) in rows.enumerate() {
        for (column, text) in cells.iter().enumerate() {
            let (row, column) = (at as u32, column as u16);
            match text.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, text).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// The cells of a column by row, those without a value by their state alone.
fn cells(column: &BatchColumn) -> Vec<String> {
    let text = |at: usize| match &column.values {
        ColumnValues::Number(all) => format!("{:?}", all.get(at).unwrap()),
        ColumnValues::Date(all) => format!("{:?}", all[at]),
        ColumnValues::Text(all) => format!("{:?}", all.get(at)),
        ColumnValues::Truth(all) => format!("{:?}", all[at]),
        ColumnValues::Grade(all) => format!("{:?}", all[at]),
    };
    (0..column.states.len()).map(|at| format!("{:?} {}", column.states[at], text(at))).collect()
}

/// The rows of the first table, each in words.
pub(super) fn rows(
    tables: &mut FileTables,
    width: usize,
    row: impl Fn(u64, u64, Vec<&String>) -> String,
) -> Vec<String> {
    let columns: Vec<ColumnId> = (0..width).map(ColumnId).collect();
    let mut rows = Vec::new();
    for (file, _) in tables.files(TableId(0)) {
        tables.scan(TableId(0), &[file], &columns, &plancheck::data::ask_nothing, &mut |batch, _| {
            let columns: Vec<Vec<String>> = batch.columns.iter().map(cells).collect();
            let cells = |at: usize| columns.iter().map(|column| &column[at]).collect();
            rows.extend((0..batch.rows.len()).map(|at| row(batch.rows[at], batch.offsets[at], cells(at))));
        });
    }
    rows
}

/// Everything that can be known of a file.
fn seen(name: &str, bytes: &[u8], shares: Shares) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let program = PROGRAM.with(Rc::clone);
    let inputs = [Input { path, shown: name.to_owned(), ..Input::default() }];
    let mut submission = match open_by(&program, &inputs, shares) {
        Ok(submission) => submission,
        Err(errors) => return format!("{errors:#?}"),
    };
    let rows = rows(&mut submission.tables, 4, |row, offset, cells| format!("{row} {offset} {cells:?}"));
    let judgement = judge(&program, &submission.dataset, &mut submission.tables, &Settings::default());
    format!("{:#?}\n{rows:#?}\n{judgement:#?}", submission.dataset)
}

/// What becomes of a file, all of it checked when it is opened or in the first pass.
fn judged(program: &Program, (name, bytes): (&str, &[u8]), shares: Shares, lazily: bool) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let inputs = [Input { path, shown: name.to_owned(), ..Input::default() }];
    let opened = match lazily {
        true => open_lazily(program, &inputs, shares, plancheck::data::Ahead::start(&inputs, shares)),
        false => open_by(program, &inputs, shares),
    };
    let mut submission = match opened {
        Ok(submission) => submission,
        Err(errors) => return format!("{errors:#?}"),
    };
    let judgement = judge(program, &submission.dataset, &mut submission.tables, &Settings::default());
    if let Err(errors) = submission.settle() {
        return format!("{errors:#?}");
    }
    format!("{:#?}\n{judgement:#?}", submission.dataset.files)
}

/// As many cases as the other laws, up to a number that takes a minute: each opens files and starts threads.
fn config() -> ProptestConfig {
    let all = super::config();
    ProptestConfig { cases: all.cases.min(500), ..all }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_result_does_not_depend_on_threads(
        lines in prop::collection::vec(line(), 0..24),
        gb18030: bool,
        threads in 2_usize..5,
        bytes_a_share in prop_oneof![Just(1_u64), Just(7), Just(30), Just(200)],
    ) {
        let bytes = bytes(&lines, gb18030);
        let plain = seen("项目.csv", &bytes, Shares { threads: 1, ..Shares::default() });
        let shared = seen("项目.csv", &bytes, Shares { threads, bytes: bytes_a_share });
        prop_assert_eq!(plain, shared);
    }

    #[test]
    fn nor_that_of_one_object_a_line(
        lines in prop::collection::vec(object(), 0..24),
        threads in 1_usize..5,
        bytes_a_share in prop_oneof![Just(1_u64), Just(7), Just(30), Just(200)],
        spoilt in prop::option::weighted(0.1, any::<prop::sample::Index>()),
    ) {
        let mut bytes = lines.concat().into_bytes();
        if let Some(at) = spoilt.filter(|_| !bytes.is_empty()) {
            let at = at.index(bytes.len());
            bytes[at] = 0xff;
        }
        let plain = seen("项目.ndjson", &bytes, Shares { threads: 1, ..Shares::default() });
        let shared = seen("项目.ndjson", &bytes, Shares { threads, bytes: bytes_a_share });
        prop_assert_eq!(plain, shared);
    }

    #[test]
    fn nor_that_of_a_workbook(
        rows in prop::collection::vec(prop::option::weighted(0.9, prop::collection::vec(cell(), 0..6)), 0..24),
        threads in 2_usize..5,
        rows_a_share in 1_u64..5,
    ) {
        let bytes = workbook(&rows);
        let plain = seen("项目.xlsx", &bytes, Shares { threads: 1, ..Shares::default() });
        let shared = seen("项目.xlsx", &bytes, Shares { threads, bytes: rows_a_share * 256 });
        prop_assert_eq!(plain, shared);
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: super::config().cases.min(80), ..super::config() })]

    #[test]
    fn the_result_does_not_depend_on_when_cells_are_checked(
        lines in prop::collection::vec(line(), 0..24),
        gb18030: bool,
        threads in 1_usize..4,
        bytes_a_share in prop_oneof![Just(1_u64), Just(7), Just(30), Just(200)],
    ) {
        let bytes = bytes(&lines, gb18030);
        let file = ("项目.csv", bytes.as_slice());
        for program in [APART.with(Rc::clone), SPARE.with(Rc::clone), UNASKED.with(Rc::clone)] {
            let at_once = judged(&program, file, Shares { threads: 1, ..Shares::default() }, false);
            let lazily = judged(&program, file, Shares { threads, bytes: bytes_a_share }, true);
            prop_assert_eq!(at_once, lazily);
        }
    }

    #[test]
    fn nor_of_objects(
        lines in prop::collection::vec(object(), 0..24),
        threads in 1_usize..4,
        bytes_a_share in prop_oneof![Just(1_u64), Just(7), Just(30), Just(200)],
    ) {
        let bytes = lines.concat().into_bytes();
        let file = ("项目.ndjson", bytes.as_slice());
        for program in [APART.with(Rc::clone), SPARE.with(Rc::clone), UNASKED.with(Rc::clone)] {
            let at_once = judged(&program, file, Shares { threads: 1, ..Shares::default() }, false);
            let lazily = judged(&program, file, Shares { threads, bytes: bytes_a_share }, true);
            prop_assert_eq!(at_once, lazily);
        }
    }
}

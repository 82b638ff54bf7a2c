//! How a file is divided among threads changes nothing: not a row, a cell, a finding or a place.

use std::rc::Rc;

use plancheck::data::{BatchColumn, ColumnValues, Input, Shares, Tables, open_by};
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

/// The cells of a column by row, those without a value by their state alone.
fn cells(column: &BatchColumn) -> Vec<String> {
    let text = |at: usize| match &column.values {
        ColumnValues::Number(all) => format!("{:?}", all[at]),
        ColumnValues::Date(all) => format!("{:?}", all[at]),
        ColumnValues::Text(all) => format!("{:?}", all.get(at)),
        ColumnValues::Truth(all) => format!("{:?}", all[at]),
        ColumnValues::Grade(all) => format!("{:?}", all[at]),
    };
    (0..column.states.len()).map(|at| format!("{:?} {}", column.states[at], text(at))).collect()
}

/// Everything that can be known of a file.
fn seen(bytes: &[u8], shares: Shares) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("项目.csv");
    std::fs::write(&path, bytes).unwrap();
    let program = PROGRAM.with(Rc::clone);
    let inputs = [Input { path, shown: "项目.csv".to_owned(), ..Input::default() }];
    let mut submission = open_by(&program, &inputs, shares).unwrap();
    let columns: Vec<ColumnId> = (0..4).map(ColumnId).collect();
    let mut rows = Vec::new();
    for (file, _) in submission.tables.files(TableId(0)) {
        submission.tables.scan(TableId(0), &[file], &columns, &mut |batch| {
            let columns: Vec<Vec<String>> = batch.columns.iter().map(cells).collect();
            rows.extend((0..batch.rows.len()).map(|at| {
                let cells: Vec<&String> = columns.iter().map(|column| &column[at]).collect();
                format!("{} {} {cells:?}", batch.rows[at], batch.offsets[at])
            }));
        });
    }
    let judgement = judge(&program, &submission.dataset, &mut submission.tables, &Settings::default());
    format!("{:#?}\n{rows:#?}\n{judgement:#?}", submission.dataset)
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
        let plain = seen(&bytes, Shares { threads: 1, ..Shares::default() });
        let shared = seen(&bytes, Shares { threads, bytes: bytes_a_share });
        prop_assert_eq!(plain, shared);
    }
}

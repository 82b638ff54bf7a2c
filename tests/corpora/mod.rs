//! Public files of other projects, where they are at hand: each ends in data or in a clear error.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use plancheck::data::{self, Input};

use crate::data::program;

/// Files that their makers broke or locked on purpose, with what is said of them.
const REFUSED: [(&str, &str); 7] = [
    ("OOM_alloc3.xls", "bad-workbook"),
    ("issue252.xlsx", "data-file-damaged"),
    ("issue_385.xls", "workbook-locked"),
    ("issue_594_dos.ods", "too-many-columns"),
    ("pass_protected.ods", "workbook-locked"),
    ("pass_protected.xlsx", "workbook-locked"),
    ("too_small.xls", "not-a-table"),
];

/// Folders whose files have tests of their own, which know what must be refused.
const SUITES: [&str; 2] = ["JSONTestSuite", "pollock"];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true if SUITES.iter().any(|suite| path.ends_with(suite)) => {}
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn every_file_ends_in_data_or_in_a_clear_error() {
    let Ok(folder) = std::env::var("PLANCHECK_CORPORA") else { return };
    let mut paths = Vec::new();
    files(Path::new(&folder), &mut paths);
    paths.sort();
    let program = program("表 甲\n  列 一 文本\n计数(甲 其中 一 = \"1\") 不少于 1个\n");
    let (mut tally, mut refused) = (BTreeMap::new(), Vec::new());
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if !["csv", "json", "xlsx", "xlsm", "xls", "ods"].contains(&extension.as_str()) {
            continue;
        }
        let input = Input { path, shown: name.clone(), table: Some("甲".to_owned()), ..Input::default() };
        let outcome = match data::open(&program, &[input]) {
            Ok(_) => "read",
            Err(errors) => {
                refused.push((name, errors[0].kind.code()));
                errors[0].kind.code()
            }
        };
        *tally.entry((extension, outcome)).or_insert(0) += 1;
    }
    writeln!(std::io::stderr(), "{tally:#?}\n{refused:#?}").unwrap();
    refused.retain(|(name, code)| !REFUSED.contains(&(name.as_str(), *code)));
    assert_eq!(refused, []);
}

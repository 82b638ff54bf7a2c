//! Pollock's polluted CSV files, where they are at hand: how much of the clean files is read, by Pollock's own measure.

mod cells;
mod measure;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use super::aside::{RowKind, kind};
use super::bytes::Room;
use super::file::open_file;
use super::header::{Header, Wanted, answers, find};
use super::input::Input;
use super::record::Record;
use super::stretches::Shares;
use super::text::trim;
use super::title::Title;
use crate::value::Units;
use measure::{Rows, number, score};

/// The columns that the rules name, the same for every file: all that is used of what Pollock hands to a system.
const NAMES: [&str; 9] =
    ["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"];

/// Points lost by the files of each pollution, of ten a file, and the scores: of rows as they are cut, and of what is judged.
const LOST: &str = "\
file_double_trailing_newline 1: 0.000 0.000
file_escape_char_0x00 1: 0.315 0.218
file_escape_char_0x5C 1: 0.315 0.218
file_field_delimiter_0x20 1: 10.000 10.000
file_field_delimiter_0x2C_0x20 1: 4.849 0.000
file_field_delimiter_0x3B 1: 0.000 0.000
file_field_delimiter_0x9 1: 0.000 0.000
file_header_multirow_2 1: 3.036 3.036
file_header_multirow_3 1: 3.036 3.036
file_header_only 1: 0.000 0.000
file_multitable_less 1: 1.597 0.000
file_multitable_more 1: 1.713 0.000
file_multitable_same 1: 1.651 1.638
file_no_header 1: 10.000 10.000
file_no_payload 1: 10.000 10.000
file_no_trailing_newline 1: 0.000 0.000
file_one_data_row 1: 0.000 0.000
file_preamble 1: 0.000 0.000
file_quotation_char_0x27 1: 4.661 5.060
file_record_delimiter_0xA 1: 0.000 0.000
file_record_delimiter_0xD 1: 0.000 0.000
row_extra_quote 756: 43.017 62.749
row_field_delimiter 84: 14.973 12.988
row_less_sep 672: 26.437 67.032
row_more_sep 756: 2.872 71.574
source 1: 0.000 0.000
simple: 9.940 9.888
weighted: 8.642 8.789
";

struct Columns;

impl Wanted for Columns {
    fn score(&self, titles: &[Title]) -> usize {
        NAMES.iter().filter(|name| titles.iter().any(|title| answers(title, name))).count()
    }
}

/// What is made of a file.
struct Read {
    header: Header,
    columns: Vec<usize>,
    /// Every row as it is cut, titles as written, whatever is said to be wrong.
    cut: Rows,
    /// What rules see: the columns that they name, without the rows that are said to be broken.
    judged: Rows,
}

impl Read {
    fn below(header: Header) -> Self {
        let column = |name: &&str| Some(((*name).to_owned(), *header.columns(name).first()?));
        let (names, columns) = NAMES.iter().filter_map(column).unzip();
        let titles = header.titles.iter().map(|title| title.written.clone()).collect();
        Self { header, columns, cut: vec![titles], judged: vec![names] }
    }

    fn take(&mut self, record: &Record<'_>) {
        let text = |index: usize| record.cell(index).display();
        let kind = kind(record, &self.header, &|_| false);
        if !matches!(kind, RowKind::Aside(_)) {
            self.cut.push((0..record.len()).map(text).collect());
        }
        if matches!(kind, RowKind::Data | RowKind::Lone) {
            self.judged.push(self.columns.iter().map(|index| trim(&text(*index)).to_owned()).collect());
        }
    }
}

/// Reads a file as `check` does; nothing where it is refused or no header is found.
fn read(path: PathBuf) -> Option<Read> {
    let input = Input { path, ..Input::default() };
    let table = open_file(&input, &mut Room::beside(Shares::default())).ok()?.tables.pop()?;
    let header = find(&table.origin, &Columns, None, &BTreeMap::new(), &Units::default()).unwrap()?;
    let mut rows = table.origin.rows(header.start).unwrap();
    rows.next().unwrap();
    let mut read = Read::below(header);
    while let Some(record) = rows.next().unwrap() {
        read.take(&record);
    }
    Some(read)
}

/// The rows of a clean file, in which every cell is quoted.
fn clean(path: &Path) -> Rows {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    lines.map(|line| line.split("\",\"").map(|cell| cell.replace("\"\"", "\"")).collect()).collect()
}

/// What was done to a file, from its name; those of one row are told together.
fn pollution(name: &str) -> String {
    let stem = name.trim_end_matches(".csv");
    let words = stem.split('_').map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()));
    if stem.starts_with("row_") { words.take(3).collect::<Vec<_>>().join("_") } else { stem.to_owned() }
}

/// Writes rows down for Pollock's own `evaluate.py`, where a folder for them is named.
fn keep(way: &str, name: &str, rows: Option<&Rows>) {
    let Ok(folder) = std::env::var("PLANCHECK_POLLOCK") else { return };
    let cell = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let row = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n";
    let text = rows.map_or("Application Error".to_owned(), |rows| rows.iter().map(row).collect());
    let folder = Path::new(&folder).join(way);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}_converted.csv")), text).unwrap();
}

/// The points of a file, out of ten: for its rows as they are cut, and for what of them is judged.
fn points(folder: &Path, name: &str) -> [f64; 2] {
    let clean = clean(&folder.join("clean").join(name));
    let read = read(folder.join("csv").join(name));
    let ways = [("cut", read.as_ref().map(|read| &read.cut)), ("judged", read.as_ref().map(|read| &read.judged))];
    ways.map(|(way, rows)| {
        keep(way, name, rows);
        score(&clean, rows)
    })
}

#[test]
fn public_polluted_files_are_read_as_far_as_nothing_is_guessed() {
    let Ok(folder) = std::env::var("PLANCHECK_CORPORA") else { return };
    let folder = Path::new(&folder).join("pollock");
    let Ok(weights) = fs::read(folder.join("pollock_weights.json")) else { return };
    let weights: BTreeMap<String, f64> = serde_json::from_slice(&weights).unwrap();
    let files = fs::read_dir(folder.join("csv")).unwrap();
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let (mut lost, mut simple, mut weighted) = (BTreeMap::new(), [0.0; 2], [0.0; 2]);
    let whole: f64 = names.iter().map(|name| weights[name]).sum();
    for name in &names {
        let group: &mut (usize, [f64; 2]) = lost.entry(pollution(name)).or_default();
        group.0 += 1;
        for (way, points) in points(&folder, name).into_iter().enumerate() {
            group.1[way] += 10.0 - points;
            simple[way] += points / number(names.len());
            weighted[way] += points * weights[name] / whole;
        }
    }
    let mut told = String::new();
    for (group, (files, [cut, judged])) in lost {
        writeln!(told, "{group} {files}: {cut:.3} {judged:.3}").unwrap();
    }
    for (name, [cut, judged]) in [("simple", simple), ("weighted", weighted)] {
        writeln!(told, "{name}: {cut:.3} {judged:.3}").unwrap();
    }
    assert_eq!(told, LOST);
}

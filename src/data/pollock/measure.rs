//! Pollock's measure: how much of a clean file the rows hold that were read from its polluted copy.

use std::collections::BTreeMap;

use super::cells::normal;

/// Rows of texts, the titles first.
pub(crate) type Rows = Vec<Vec<String>>;

/// How far rows are those of a clean file, out of ten: one point that anything was read, and one each for precision, recall
/// and F1 of titles, of records and of cells.
pub(crate) fn score(clean: &Rows, read: Option<&Rows>) -> f64 {
    let Some(read) = read else { return 0.0 };
    let Some((wanted, records)) = clean.split_first() else { return 10.0 };
    let (titles, below) = read.split_first().map_or((&[][..], &[][..]), |(titles, below)| (titles.as_slice(), below));
    let cells = shared(&clean.concat(), &read.concat());
    1.0 + shared(&normals(wanted), &normals(titles)) + shared(&joined(records), &joined(below)) + cells
}

fn normals(row: &[String]) -> Vec<String> {
    row.iter().map(|cell| normal(cell)).collect()
}

/// Records as one text each: a cell that stands in the wrong column costs nothing here.
fn joined(rows: &[Vec<String>]) -> Vec<String> {
    rows.iter().map(|row| normals(row).concat()).collect()
}

/// Precision, recall and F1 of bags of texts, summed; where nothing is wanted all is right.
fn shared(wanted: &[String], read: &[String]) -> f64 {
    if wanted.is_empty() {
        return 3.0;
    }
    let mut left = BTreeMap::new();
    for text in wanted {
        *left.entry(text).or_insert(0) += 1;
    }
    let mut found = 0.0;
    for text in read {
        if let Some(count) = left.get_mut(text).filter(|count| **count > 0) {
            *count -= 1;
            found += 1.0;
        }
    }
    if found == 0.0 {
        return 0.0;
    }
    let (precision, recall) = (found / number(wanted.len()), found / number(read.len()));
    precision + recall + 2.0 * precision * recall / (precision + recall)
}

/// A count that a float holds.
pub(crate) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

#[test]
fn a_row_left_out_costs_less_than_a_row_cut_wrong() {
    let rows = |rows: &[&[&str]]| -> Rows {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    };
    let clean = rows(&[&["a", "b"], &["1", "x"], &["2", "y"]]);
    let scores = [rows(&[&["a", "b"], &["1", "x"]]), rows(&[&["a", "b"], &["1", "x"], &["2y"]])];
    let out = |read: Option<&Rows>| format!("{:.2}", score(&clean, read));
    assert_eq!(scores.each_ref().map(|read| out(Some(read))), ["8.63", "9.19"]);
    assert_eq!([out(Some(&clean)), out(None)], ["10.00", "0.00"]);
}

//! Rule files: the good ones are read and mean what the snapshot says; each bad one shows the mistake it is named for.

use crate::cli::run_at;
use std::fs;
use std::path::{Path, PathBuf};

fn cases(folder: &str) -> (PathBuf, Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".plan")).collect();
    names.sort();
    assert!(!names.is_empty());
    (folder, names)
}

#[test]
fn good_files_are_read_and_mean_what_they_say() {
    let (folder, names) = cases("good");
    for name in names {
        let ran = run_at(&folder, &["list", &name], &[]);
        assert_eq!(ran.status, 0, "{name}\n{}", ran.err);
        insta::assert_snapshot!(format!("good-{name}"), format!("{}{}", ran.out, ran.err));
    }
}

#[test]
fn bad_files_show_every_mistake_at_its_place() {
    let (folder, names) = cases("bad");
    for name in names {
        let ran = run_at(&folder, &["list", &name], &[]);
        assert!(!ran.err.is_empty(), "{name} says nothing");
        insta::assert_snapshot!(format!("bad-{name}"), ran.err);
    }
}

#[test]
fn five_mistakes_are_five_diagnostics_and_exit_2() {
    let (folder, _) = cases("bad");
    let ran = run_at(&folder, &["check", "five-mistakes.plan"], &[]);
    assert_eq!((ran.status, ran.err.matches("错误[").count()), (2, 5), "{}", ran.err);
}

#[test]
fn the_tests_of_good_files_hold() {
    let (folder, _) = cases("good");
    let ran = run_at(&folder, &["test", "09-tests.plan"], &[]);
    assert_eq!(ran.status, 0, "{}", ran.out);
}

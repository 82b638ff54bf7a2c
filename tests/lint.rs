//! `plancheck lint`: one file a kind; the shipped examples; nothing said of what is sound.

use crate::cli::{Desk, run_at};
use std::fs;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> (PathBuf, Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lint").join(name);
    let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    (folder, names)
}

#[test]
fn each_kind_is_found_with_its_sum() {
    let (folder, names) = folder("bad");
    for name in names {
        let ran = run_at(&folder, &["lint", &name, "--fail-on", "note"], &[]);
        assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{name}");
        let code = name.trim_end_matches(".plan");
        assert!(ran.out.contains(&format!("[{code}]")), "{name}\n{}", ran.out);
        insta::assert_snapshot!(format!("lint-{name}"), ran.out);
    }
}

#[test]
fn nothing_is_said_of_what_is_sound() {
    let (folder, names) = folder("good");
    for name in names {
        let ran = run_at(&folder, &["lint", &name, "--fail-on", "warning"], &[]);
        assert_eq!(ran.status, 0, "{name}\n{}{}", ran.out, ran.err);
    }
}

#[test]
fn the_examples() {
    for example in ["xihu-2023", "yunxi-2024"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let ran = run_at(root, &["lint", &format!("examples/{example}")], &[]);
        insta::assert_snapshot!(format!("lint-example-{example}"), ran.out);
    }
}

#[test]
fn json_is_versioned() {
    let ran = Desk::new().file("规则.plan", "A：企业 > 160家\nB：企业 < 100家\n").run(&["lint", "--format", "json"]);
    assert_eq!(ran.status, 1);
    insta::assert_snapshot!(ran.out);
}

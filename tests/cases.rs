//! Small rule files, each named for what it shows: `syntax` and `meaning` hold mistakes, `good` holds every form of the language.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use plancheck::diagnostic::{Diagnostic, Diagnostics, Severity, Style, render_all};
use plancheck::language::check::{Overrides, check};
use plancheck::language::parse::parse;
use plancheck::language::program::Program;
use plancheck::report::sentence;
use plancheck::source::Sources;

use super::cli::Desk;

/// Codes that no rule file by itself yields: a value in the manifest, and a line too long to keep.
const ELSEWHERE: &[&str] = &["not-a-value", "too-complex"];

struct Case {
    name: String,
    sources: Sources,
    program: Program,
    diagnostics: Vec<Diagnostic>,
}

fn cases(folder: &str) -> Vec<Case> {
    let folder = format!("{}/tests/cases/{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
        let id = sources.add(name.clone(), text.clone());
        let file = parse(id, &text, &mut sink);
        let program = check(&[file], &sources, &Overrides::default(), &mut sink);
        Case { name, sources, program, diagnostics: sink.sorted() }
    };
    paths.into_iter().map(read).collect()
}

fn drawn(case: &Case) -> String {
    let text = render_all(&case.sources, &case.diagnostics, Style::default());
    format!("===== {}\n{text}", case.name)
}

#[test]
fn mistakes_of_writing() {
    insta::assert_snapshot!(cases("syntax").iter().map(drawn).collect::<String>());
}

#[test]
fn mistakes_of_meaning() {
    insta::assert_snapshot!(cases("meaning").iter().map(drawn).collect::<String>());
}

#[test]
fn a_file_named_for_a_code_yields_it_and_every_code_has_a_file() {
    let mut seen: BTreeSet<&str> = ELSEWHERE.iter().copied().collect();
    let all: Vec<Case> = cases("syntax").into_iter().chain(cases("meaning")).collect();
    for case in &all {
        let stem = case.name.trim_end_matches(".plan");
        let yields = case.diagnostics.iter().any(|d| d.code == stem);
        assert!(yields || !stem.is_ascii() && !case.diagnostics.is_empty(), "{}", case.name);
        seen.extend(case.diagnostics.iter().map(|d| d.code));
    }
    let rooms = [plancheck::language::parse::CODES, plancheck::language::check::CODES];
    let without: Vec<_> = rooms.into_iter().flatten().filter(|code| !seen.contains(*code)).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn good_forms_mean_what_they_say() {
    let mut text = String::new();
    for case in cases("good") {
        let grave: Vec<_> = case.diagnostics.iter().filter(|d| d.severity > Severity::Note).collect();
        assert!(grave.is_empty(), "{}", drawn(&case));
        writeln!(text, "===== {}", case.name).unwrap();
        for rule in &case.program.rules {
            writeln!(text, "{}", sentence::of(&case.program, &case.sources, rule)).unwrap();
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn five_mistakes_are_told_in_one_run() {
    let text = include_str!("cases/syntax/五处错误.plan");
    let ran = Desk::new().file("规则.plan", text).run(&["check"]);
    assert_eq!(ran.status, 2);
    let codes = ["missing-space", "foreign-operator", "unclosed-bracket", "unknown-unit", "unexpected-text"];
    for code in codes {
        assert_eq!(ran.err.matches(&format!("[{code}]")).count(), 1, "{}", ran.err);
    }
    assert!(ran.err.contains("共 5 处错误"));
}

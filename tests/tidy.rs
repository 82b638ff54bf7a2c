//! The walls between the rooms, read from the sources; and how long a file and a function may be.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines of code (neither blank nor comment nor test) that a file may have.
const FILE: usize = 500;
/// Lines that a function may have.
const FUNCTION: usize = 70;

/// What no file of a room may name. A room is a path below `src`.
const WALLS: &[(&str, &[&str])] = &[
    ("source.rs", &["crate::"]),
    ("value", &["crate::language", "crate::data", "crate::judge", "crate::report", "crate::config", "crate::cli"]),
    (
        "language/parse",
        &["language::check", "language::program", "crate::data", "crate::judge", "crate::report", "crate::cli"],
    ),
    ("language", &["crate::data", "crate::judge", "crate::report", "crate::config", "crate::cli", "crate::trace"]),
    ("data", &["crate::judge", "crate::report", "crate::config", "crate::cli", "language::parse", "language::check"]),
    ("judge", &["language::parse", "language::check", "crate::report", "crate::config", "crate::cli", "crate::trace"]),
    (
        "lint",
        &[
            "language::parse",
            "language::check",
            "crate::data",
            "crate::judge",
            "crate::report",
            "crate::config",
            "crate::cli",
            "crate::trace",
        ],
    ),
    (
        "report",
        &[
            "language::parse",
            "language::check",
            "crate::config",
            "crate::cli",
            "data::open",
            "Submission",
            "FileTables",
        ],
    ),
    ("trace", &["crate::report", "crate::judge", "crate::data", "crate::config", "crate::cli"]),
    ("diagnostic", &["crate::language", "crate::data", "crate::judge", "crate::report", "crate::cli"]),
];

/// What only the named places may name.
const KEPT: &[(&str, &[&str])] = &[
    ("pest", &["language/parse/grammar.rs"]),
    ("miette", &["diagnostic/render.rs"]),
    ("std::fs", &["data", "config", "cli", "main.rs"]),
    ("std::env", &["data", "config", "cli", "main.rs"]),
    ("stdout", &["cli", "main.rs"]),
    ("stderr", &["cli", "main.rs"]),
    ("SystemTime", &["cli/as_of.rs"]),
];

/// Words of the written language that meaning keeps, and judging may therefore name.
const SHARED_WORDS: &[&str] = &["ArithmeticOperator", "FigureAspect", "Nature", "State"];

#[test]
fn no_room_looks_over_its_walls() {
    let mut broken = Vec::new();
    for (name, code) in sources() {
        let forbidden = WALLS.iter().filter(|(room, _)| name.starts_with(room)).flat_map(|(_, words)| *words);
        broken.extend(forbidden.filter(|word| code.contains(*word)).map(|word| format!("{name}: {word}")));
        for (word, places) in KEPT {
            let allowed = places.iter().any(|place| name.starts_with(place));
            if !allowed && names(&code, word) {
                broken.push(format!("{name}: {word}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn judging_knows_of_the_written_language_only_what_meaning_keeps() {
    for (name, code) in sources().into_iter().filter(|(name, _)| name.starts_with("judge")) {
        for part in code.split("language::ast::").skip(1) {
            let group = part.strip_prefix('{').and_then(|rest| rest.split('}').next());
            let imported = group.unwrap_or_else(|| part.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(""));
            let words = imported.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
            let strange: Vec<&str> = words.filter(|w| !SHARED_WORDS.contains(w)).collect();
            assert!(strange.is_empty(), "{name}: ast::{strange:?}");
        }
    }
}

#[test]
fn files_and_functions_stay_short() {
    let mut long = Vec::new();
    for (name, code) in sources() {
        let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
        if lines > FILE {
            long.push(format!("{name}: {lines} lines"));
        }
        long.extend(
            functions(&code).into_iter().filter(|(_, n)| *n > FUNCTION).map(|(f, n)| format!("{name}: {f} {n}")),
        );
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn the_entry_is_thin() {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(main.lines().count() <= 40);
}

/// Every source below `src`: its path from there, and its code without comments and tests.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        (name, code(&fs::read_to_string(&path).unwrap()))
    };
    paths.into_iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|e| e == "rs") {
            paths.push(path);
        }
    }
}

fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    let lines = before_tests.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a word stands in the code by itself.
fn names(code: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    code.match_indices(word)
        .any(|(at, _)| !part(code[..at].chars().next_back()) && !part(code[at + word.len()..].chars().next()))
}

/// Whether a function is one match and nothing else: a table, which may be as long as what it lists.
fn is_table(lines: &[&str], indent: &str) -> bool {
    let inner = format!("{indent}    ");
    let own: Vec<&&str> =
        lines.iter().filter(|l| l.starts_with(&inner) && !l[inner.len()..].starts_with(' ')).collect();
    let body: Vec<&&&str> = own.iter().filter(|l| !l.trim_start().starts_with(['.', ')'])).collect();
    matches!(body.as_slice(), [first, last] if first.trim_start().starts_with("match ") && last.trim() == "}")
}

/// Every function with its length, from its first line to the brace that closes it; those whose length a lint
/// is told to expect, and tables, are left out.
fn functions(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let head = line.trim_start();
        let starts = ["fn ", "pub fn ", "pub(crate) fn ", "pub(super) fn "].iter().any(|h| head.starts_with(h));
        let excused = lines[..index].iter().rev().take(4).any(|l| l.contains("too_many_lines"));
        if !starts || excused || line.trim_end().ends_with(['}', ';']) {
            continue;
        }
        let indent = &line[..line.len() - head.len()];
        let close = format!("{indent}}}");
        let length = lines[index..].iter().position(|l| *l == close).unwrap_or(0) + 1;
        if is_table(&lines[index..index + length], indent) {
            continue;
        }
        found.push((head.split('(').next().unwrap_or("").to_owned(), length));
    }
    found
}

//! What `fuzz/` runs for long is run here in short: over its seeds, over the project's own files, and over both changed at random.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

#[path = "../fuzz/src/lib.rs"]
mod targets;

/// How often each seed is changed.
const CHANGES: u64 = 24;

/// Seeds longer than this are read as they are and not changed: they would only take long.
const LONG: usize = 1 << 13;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// The files of a folder and those below it, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }

    /// Some bytes with a few places changed: turned, cut out, doubled, swapped for a word.
    fn change(&mut self, bytes: &[u8], words: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.throw(4) {
            let from = self.throw(bytes.len() + 1);
            let longest = 1 << self.throw(7);
            let to = (from + self.throw(longest)).min(bytes.len());
            match self.throw(5) {
                0 if from < bytes.len() => bytes[from] ^= 1 << self.throw(8),
                1 => drop(bytes.drain(from..to)),
                2 => {
                    let copy = bytes[from..to].to_vec();
                    let at = self.throw(bytes.len() + 1);
                    drop(bytes.splice(at..at, copy));
                }
                3 => bytes.truncate(from),
                _ if !words.is_empty() => {
                    let word = words[self.throw(words.len())].clone();
                    drop(bytes.splice(from..to, word));
                }
                _ => {}
            }
        }
        bytes
    }
}

/// The words of a dictionary.
fn words(target: &str) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(root().join("fuzz/dictionaries").join(format!("{target}.dict"))).unwrap();
    let quoted = text.lines().filter(|line| line.starts_with('"')).map(|line| &line.as_bytes()[1..line.len() - 1]);
    quoted.map(plain).collect()
}

/// A dictionary's word without its escapes.
fn plain(word: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word;
    while let Some((first, behind)) = rest.split_first() {
        let hex = if *first == b'\\' { behind.strip_prefix(b"x").and_then(|hex| hex.get(..2)) } else { None };
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &behind[3..] } else { behind };
    }
    bytes
}

/// Runs a target over seeds and their changes; what fails is shown with the bytes that do it.
fn run(name: &str, target: fn(&[u8]), seeds: impl IntoIterator<Item = Vec<u8>>) {
    let words = words(name);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for seed in seeds {
        let changes = if seed.len() > LONG { 0 } else { CHANGES };
        for number in 0..=changes {
            let bytes = if number == 0 { seed.clone() } else { dice.change(&seed, &words) };
            if let Err(fault) = catch_unwind(AssertUnwindSafe(|| target(&bytes))) {
                let said = fault.downcast_ref::<String>().cloned();
                let said = said.or_else(|| fault.downcast_ref::<&str>().map(|said| (*said).to_owned()));
                panic!("{name}: {}\n{}", said.unwrap_or_default(), String::from_utf8_lossy(&bytes));
            }
        }
    }
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    files(&root().join("fuzz/seeds").join(target)).iter().map(|path| fs::read(path).unwrap()).collect()
}

fn of_the_project(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let paths = files(&root().join(folder)).into_iter().filter(|path| path.to_string_lossy().ends_with(ending));
    paths.map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn any_rule_text_is_read_or_said_to_be_wrong() {
    let own = of_the_project("tests/cases", ".plan").into_iter().chain(of_the_project("rules", ".plan"));
    run("rules", targets::rules, seeds("rules").into_iter().chain(own));
}

#[test]
fn any_delimited_text_is_read_or_said_to_be_wrong() {
    run("csv", targets::csv, seeds("csv"));
}

#[test]
fn any_json_is_read_or_said_to_be_wrong() {
    run("json", targets::json, seeds("json"));
}

#[test]
fn any_workbook_is_read_or_said_to_be_wrong() {
    run("workbook", targets::workbook, seeds("workbook"));
}

#[test]
fn any_plan_text_is_read_or_said_to_be_wrong() {
    run("plan", targets::plan, seeds("plan"));
}

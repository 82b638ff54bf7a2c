//! Every code has a page that `explain` prints, and every page's example gives that code.

use crate::cli::Desk;
use plancheck::explain;
use std::collections::BTreeSet;

/// Codes whose cause is no text that a page could show: the folder's own tests make it.
const MADE_IN_CODE: [&str; 19] = [
    "bad-workbook",
    "data-file-changed",
    "data-file-missing",
    "data-file-refused",
    "format-unknown",
    "formula-not-calculated",
    "hidden-columns",
    "hidden-rows",
    "hidden-sheet",
    "merged-number",
    "rule-file-encoding",
    "sheet-missing",
    "template-limit",
    "too-complex",
    "undecodable-bytes",
    "workbook-locked",
    "too-many-merged",
    "unpacked-too-big",
    "workbook-too-big",
];

/// The statuses of results have pages too; their examples run with `--format json`.
const STATUSES: [&str; 8] = ["met", "nearly_met", "on_track", "behind", "not_due", "violated", "missing", "manual"];

fn all_codes() -> BTreeSet<&'static str> {
    let rooms = [
        plancheck::language::parse::CODES,
        plancheck::language::check::CODES,
        plancheck::config::CODES,
        plancheck::cli::CODES,
        plancheck::data::CODES,
        plancheck::data::ReadErrorKind::CODES,
        plancheck::judge::CODES,
        plancheck::trace::CODES,
        plancheck::lint::CODES,
        plancheck::diff::CODES,
        &STATUSES,
    ];
    rooms.into_iter().flatten().copied().collect()
}

/// A fenced block of a page: its language, its name, its text.
struct Block<'p> {
    language: &'p str,
    name: &'p str,
    text: &'p str,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let fenced = page.split("```").skip(1).step_by(2);
    fenced
        .map(|block| {
            let (info, text) = block.split_once('\n').unwrap();
            let (language, name) = info.split_once(' ').unwrap_or((info, ""));
            Block { language, name, text }
        })
        .collect()
}

const MEND: &str = "改正";

/// Whether a block is the mended form of another: of the one it names, else of that in its language.
fn mends(mend: &Block<'_>, block: &Block<'_>) -> bool {
    match mend.name.strip_prefix(MEND) {
        Some("") => mend.language == block.language,
        Some(path) => path.trim_start() == block.name,
        None => false,
    }
}

/// What the program says of the files of a page, those with a mend being the mended ones if asked.
fn said(page: &str, mended: bool) -> String {
    let blocks = blocks(page);
    let mut desk = Desk::new();
    for block in blocks.iter().filter(|b| b.language != "sh" && !b.name.starts_with(MEND)) {
        let mend = blocks.iter().find(|other| mends(other, block)).filter(|_| mended);
        let replaced = mend.map_or(block.text, |m| m.text);
        desk = desk.file(block.name, replaced);
    }
    let command = blocks.iter().find(|b| b.language == "sh").map(|b| b.text.trim());
    let words = command.map_or(vec!["check"], |line| line.split(' ').skip(1).collect());
    let runs = [words, vec!["list"]];
    let ran = runs.iter().map(|arguments| desk.run(arguments));
    ran.map(|ran| ran.out + &ran.err).collect()
}

fn says(text: &str, code: &str) -> bool {
    if STATUSES.contains(&code) {
        return text.contains(&format!("\"status\": \"{code}\""));
    }
    text.contains(&format!("[{code}]")) || text.contains(&format!("（{code}）"))
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages: BTreeSet<&str> = explain::codes().collect();
    let codes = all_codes();
    assert_eq!(codes.difference(&pages).collect::<Vec<_>>(), Vec::<&&str>::new(), "codes without a page");
    assert_eq!(pages.difference(&codes).collect::<Vec<_>>(), Vec::<&&str>::new(), "pages without a code");
    assert!(
        codes.iter().filter(|c| !STATUSES.contains(c)).all(|c| c.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
    );
    insta::assert_snapshot!(codes.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_page_shows_an_example_and_its_mend() {
    for code in explain::codes().filter(|code| !STATUSES.contains(code)) {
        let page = explain::page(code).unwrap();
        assert!(["\n## 例", "\n## 改法"].iter().all(|heading| page.contains(heading)), "{code}");
    }
}

#[test]
fn every_example_gives_its_code() {
    let mut wrong = Vec::new();
    for code in explain::codes().filter(|code| !MADE_IN_CODE.contains(code)) {
        let page = explain::page(code).unwrap();
        let text = said(page, false);
        if !says(&text, code) {
            wrong.push(format!("{code}:\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{} pages:\n{}", wrong.len(), wrong.join("\n----\n"));
}

#[test]
fn no_mended_example_gives_its_code() {
    for code in explain::codes() {
        let page = explain::page(code).unwrap();
        let blocks = blocks(page);
        let named = blocks.iter().filter(|b| b.name.starts_with(MEND));
        for mend in named {
            assert!(blocks.iter().any(|block| mends(mend, block)), "{code}: {}", mend.name);
            let text = said(page, true);
            assert!(!says(&text, code), "{code}:\n{text}");
        }
    }
}

#[test]
fn bytes_that_no_page_can_show_give_their_codes() {
    let manifest = "[[data]]\npath = \"data/指标.csv\"\nencoding = \"utf-8\"\n";
    let mut broken = "指标,时期,数值,单位\n企业,2023年,170".as_bytes().to_vec();
    broken.extend(b"\xff,\xe5\xae\xb6\n");
    let rule = || Desk::new().file("规则.plan", "企业 超过 160家\n");
    let csv = "指标,时期,数值,单位\n企业,2023年,170,家\n";
    let gbk = b"\xc6\xf3\xd2\xb5 > 160\xbc\xd2\n";
    let desks = [
        ("rule-file-encoding", Desk::new().file("规则.plan", gbk).file("data/指标.csv", csv)),
        ("undecodable-bytes", rule().file("plancheck.toml", manifest).file("data/指标.csv", broken)),
        ("bad-workbook", rule().file("data/指标.xlsx", b"PK\x03\x04 no workbook")),
    ];
    for (code, desk) in desks {
        let ran = desk.run(&["check"]);
        assert!(says(&(ran.out + &ran.err), code), "{code}");
    }
}

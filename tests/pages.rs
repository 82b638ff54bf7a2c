//! The pages of the codes: one for every code, each with an example that yields it and a mend that does not.

use std::collections::{BTreeMap, BTreeSet};

use plancheck::explain;

use super::cli::{Desk, Ran};

/// The statuses, which have pages beside the codes.
const STATUSES: &[&str] = &["met", "nearly_met", "on_track", "behind", "not_due", "violated", "missing", "manual"];

/// Codes that no text file yields: their examples need broken bytes, a workbook, a refusing system or chance.
const WITHOUT_EXAMPLE: &[&str] = &[
    "bad-workbook",
    "data-file-changed",
    "data-file-missing",
    "data-file-refused",
    "digits-lost",
    "excel-error",
    "explanation-incomplete",
    "figures-conflict",
    "file-unreadable",
    "format-unknown",
    "rule-file-encoding",
    "sheet-missing",
    "too-complex",
    "undecodable-bytes",
    "workbook-locked",
];

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let rooms = [
        plancheck::language::parse::CODES,
        plancheck::language::check::CODES,
        plancheck::config::CODES,
        plancheck::cli::CODES,
        plancheck::data::ReadErrorKind::CODES,
        plancheck::data::CODES,
        plancheck::judge::CODES,
        STATUSES,
    ];
    let known: BTreeSet<&str> = rooms.into_iter().flatten().copied().collect();
    let pages: Vec<&str> = explain::codes().collect();
    assert_eq!(pages, known.into_iter().collect::<Vec<_>>());
    let sound = |code: &&str| code.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    assert!(pages.iter().filter(|code| !STATUSES.contains(code)).all(sound));
    insta::assert_snapshot!(pages.join("\n"));
}

#[test]
fn a_room_names_each_of_its_codes_once() {
    for room in [plancheck::language::parse::CODES, plancheck::language::check::CODES, plancheck::data::CODES] {
        assert_eq!(room.iter().collect::<BTreeSet<_>>().len(), room.len());
    }
}

#[test]
fn every_example_yields_its_code_and_every_mend_ends_it() {
    let mut wrong = Vec::new();
    for code in explain::codes() {
        let page = explain::page(code).unwrap();
        let (bad, mended) = page.split_once("\n## 改法\n").unwrap();
        let example = Example::read(bad);
        if example.is_empty() {
            assert!(WITHOUT_EXAMPLE.contains(&code), "{code} 没有例子");
            continue;
        }
        assert!(!WITHOUT_EXAMPLE.contains(&code), "{code} 有了例子");
        let ran = example.run();
        if !says(&ran, code) {
            wrong.push(format!("{code} 的例子没有得出它：\n{}{}", ran.out, ran.err));
        }
        let mend = Example::read(mended);
        if !mend.is_empty() {
            let ran = example.mended_by(mend).run();
            if says(&ran, code) {
                wrong.push(format!("{code} 改了还在：\n{}{}", ran.out, ran.err));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bytes_that_no_page_can_show_yield_their_codes() {
    let manifest = "[[data]]\npath = \"data/指标.csv\"\nencoding = \"utf-8\"\n";
    let mut broken = "指标,时期,数值,单位\n企业,2023年,170".as_bytes().to_vec();
    broken.extend(b"\xff,\xe5\xae\xb6\n");
    let rule = |desk: Desk| desk.file("规则.plan", "企业 超过 160家\n");
    let csv = "指标,时期,数值,单位\n企业,2023年,170,家\n";
    let gbk = b"\xc6\xf3\xd2\xb5 > 160\xbc\xd2\n";
    let runs = [
        ("rule-file-encoding", Desk::new().file("规则.plan", gbk).file("data/指标.csv", csv)),
        ("undecodable-bytes", rule(Desk::new()).file("plancheck.toml", manifest).file("data/指标.csv", broken)),
        ("bad-workbook", rule(Desk::new()).file("data/指标.xlsx", b"PK\x03\x04 no workbook")),
    ];
    for (code, desk) in runs {
        let ran = desk.run(&["check"]);
        assert!(says(&ran, code), "{code}: {}{}", ran.out, ran.err);
    }
}

/// Whether a run reports a code (notes stand on one line, their code behind), or a result of that status.
fn says(ran: &Ran, code: &str) -> bool {
    let marks = if STATUSES.contains(&code) {
        vec![format!("\"status\": \"{code}\"")]
    } else {
        vec![format!("[{code}]"), format!("（{code}）")]
    };
    marks.iter().any(|mark| ran.out.contains(mark) || ran.err.contains(mark))
}

/// The fenced blocks of a part of a page: files, and the command if not `plancheck check`.
#[derive(Default)]
struct Example {
    files: BTreeMap<String, String>,
    command: Option<String>,
}

impl Example {
    fn read(part: &str) -> Self {
        let mut example = Self::default();
        for block in part.split("\n```").skip(1).step_by(2) {
            let (info, body) = block.split_once('\n').unwrap();
            match info.split_once(' ') {
                Some((_, path)) => _ = example.files.insert(path.to_owned(), format!("{body}\n")),
                None => example.command = Some(body.trim_start_matches("$ plancheck ").to_owned()),
            }
        }
        example
    }

    fn is_empty(&self) -> bool {
        self.files.is_empty() && self.command.is_none()
    }

    fn mended_by(mut self, mend: Self) -> Self {
        self.files.extend(mend.files);
        self.command = mend.command.or(self.command);
        self
    }

    fn run(&self) -> Ran {
        let desk = self.files.iter().fold(Desk::new(), |desk, (path, text)| desk.file(path, text));
        let command = self.command.as_deref().unwrap_or("check");
        desk.run(&command.split(' ').collect::<Vec<_>>())
    }
}

//! Long files: read many lines at a time and by several threads, each row and cell still in its place.

use plancheck::data::{Shares, open_by};

use plancheck::diagnostic::Severity;

use super::{Folder, at, program, rows};

const RULES: &str = "\
计划 试\n  期间 2023年\n\n表 项目\n  列 编号 文本\n  列 名称 文本\n  列 投资额 亿元\n  列 开工日期 日期 可空\n\n甲：每个 项目：名称 非空 且 投资额 ≥ 0亿元\n";

const COLUMNS: [&str; 4] = ["编号", "名称", "投资额", "开工日期"];

/// A long table as it is written, what its rows say, and where something is wrong in it.
#[derive(Default)]
struct Long {
    text: String,
    rows: Vec<String>,
    faults: Vec<String>,
    row: usize,
}

impl Long {
    /// Rows of many shapes, none of a length that divides a block.
    fn new(count: usize) -> Self {
        let mut long =
            Self { text: "编号,名称,投资额(亿元),开工日期\n".to_owned(), row: 2, ..Self::default() };
        for at in 0..count {
            long.row(at);
        }
        long
    }

    fn row(&mut self, at: usize) {
        let (id, name, begin) = (format!("XM-{at}"), "一二三楼".repeat(at % 9 + 1), self.row);
        let (day, shown) = if at.is_multiple_of(3) { ("", "空") } else { ("2023-06-30", "2023-06-30") };
        let number = format!("{}.{:02}", at % 500, at % 100);
        let base = (at % 500 * 100 + at % 100) * 1_000_000;
        let says = |name: &str| format!("{begin}: {id} {name} {base} {shown}");
        let plain = format!("{id},{name},{number},{day}");
        match at % 997 {
            0 => self.line(
                &format!("{id},\"{name}\n，续\",{number},{day}\r\n"),
                Some(says(&format!("{name}\n，续"))),
                None,
            ),
            1 => self.line(
                &format!("{id},\"{name}\"\"甲\"\"\",{number},{day}\n"),
                Some(says(&format!("{name}\"甲\""))),
                None,
            ),
            2 => self.line("\n", None, None),
            3 => self.line(
                &format!("{id},{name},约5,{day}\n"),
                Some(format!("{begin}: {id} {name} 错 {shown}")),
                Some("not-a-number"),
            ),
            4 => {
                self.line(&format!("{id},{name},{number}\n"), Some(format!("{begin}: 错 错 错 错")), Some("broken-row"))
            }
            5 => self.line(&format!("小计,,{number},\n"), None, None),
            6 => self.line(
                &format!("{id},{name}{SPOILT},{number},{day}\n"),
                Some(format!("{begin}: {id} 错 {base} {shown}")),
                Some("undecodable-bytes"),
            ),
            7..100 => self.line(&(plain + "\r\n"), Some(says(&name)), None),
            _ => self.line(&(plain + "\n"), Some(says(&name)), None),
        }
    }

    fn line(&mut self, text: &str, says: Option<String>, fault: Option<&str>) {
        self.faults.extend(fault.map(|code| format!("{code} {}", self.row)));
        self.rows.extend(says);
        self.text.push_str(text);
        self.row += 1;
    }
}

/// What stands for a byte that no encoding knows.
const SPOILT: char = '§';

fn spoilt(text: &[u8], sign: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.windows(sign.len()).position(|window| window == sign) {
        bytes.extend_from_slice(&rest[..at]);
        bytes.push(0xff);
        rest = &rest[at + sign.len()..];
    }
    bytes.extend_from_slice(rest);
    bytes
}

/// The rows and findings of a file, read by some threads in shares of some size.
fn read(bytes: &[u8], shares: Shares) -> (Vec<String>, Vec<String>) {
    let folder = Folder::new().file("项目.csv", bytes);
    let mut submission = open_by(&program(RULES), &folder.inputs, shares).unwrap();
    let found = submission.dataset.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let found = found.map(|finding| format!("{} {}", finding.code, finding.place.as_ref().unwrap().row)).collect();
    (rows(&mut submission, RULES, "项目", &COLUMNS), found)
}

#[test]
fn every_row_is_in_its_place_whatever_lies_at_the_ends_of_blocks() {
    let long = Long::new(20_000);
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let utf_8 = spoilt(long.text.as_bytes(), SPOILT.to_string().as_bytes());
    let gb18030 = spoilt(&gb18030(&long.text), &gb18030(&SPOILT.to_string()));
    for bytes in [utf_8, gb18030] {
        for (threads, bytes_a_share) in [(1, 1 << 20), (2, 1 << 20), (3, 100_003)] {
            let (rows, found) = read(&bytes, Shares { threads, bytes: bytes_a_share });
            let wrong = rows.iter().zip(&long.rows).find(|(row, wanted)| row != wanted);
            assert_eq!(wrong, None);
            assert_eq!(rows.len(), long.rows.len());
            assert_eq!(found, long.faults);
        }
    }
}

#[test]
fn a_repeated_value_names_its_first_place_however_long_ago() {
    const UNIQUE: &str = "计划 试\n  期间 2023年\n\n表 项目\n  列 编号 文本 唯一\n\n甲：每个 项目：编号 非空\n";
    let lines = |numbers: &mut dyn Iterator<Item = usize>| numbers.map(|n| format!("XM-{n}\n")).collect::<String>();
    let first = format!("编号\n{}", lines(&mut (0..70_000).chain([3, 69_000, 69_000])));
    let second = format!("编号\n{}", lines(&mut [70_001, 69_001, 70_001].into_iter()));
    let table = |input: &mut plancheck::data::Input| input.table = Some("项目".to_owned());
    let folder = Folder::new().file("甲.csv", first).with(table).file("乙.csv", second).with(table);
    for (threads, bytes) in [(1, 1 << 20), (3, 50_001)] {
        let submission = open_by(&program(UNIQUE), &folder.inputs, Shares { threads, bytes }).unwrap();
        let places = |finding: &plancheck::data::DataFinding| {
            let also = finding.also.iter().map(|place| at(&submission, place));
            format!("{} ← {}", at(&submission, finding.place.as_ref().unwrap()), also.collect::<Vec<_>>().join(" "))
        };
        let found: Vec<String> = submission.dataset.findings.iter().map(places).collect();
        assert_eq!(
            found,
            [
                "甲.csv:70002 A70002 ← 甲.csv:5 A5",
                "甲.csv:70003 A70003 ← 甲.csv:69002 A69002",
                "甲.csv:70004 A70004 ← 甲.csv:69002 A69002",
                "乙.csv:3 A3 ← 甲.csv:69003",
                "乙.csv:4 A4 ← 乙.csv:2 A2",
            ]
        );
    }
}

//! Reports for offices (markdown, csv, xlsx): hostile text in names and cells comes out as text.

use calamine::{Data, Reader, Xlsx};

use crate::cli::Desk;

const HOSTILE: [&str; 6] = ["<script>x</script>", "=cmd|' /C calc'!A0", "]]>", "::error::x", "\u{1b}[2J", "\u{202e}x"];

/// A run whose office, plan, file and cell hold the text.
fn desk(text: &str) -> Desk {
    let name: String = text.chars().filter(|c| !"/\u{1b}".contains(*c)).collect();
    let rules = "计划 示例\n  期间 2023年\n指标 产值 亿元 累计\n表 项目\n  列 名称 文本\n  列 额 亿元\n\
        A1：力争 产值 达到 10亿元\n  责任 区=局\nA2：每个 项目：名称 = \"甲\"\n";
    Desk::new()
        .file("规则.plan", rules.replace("区=局", &format!("「{name}」")))
        .file(format!("data/{name}/指标.csv").as_str(), "指标,时期,数值,单位\n产值,2023年,-9.5,亿元\n")
        .file("data/项目.csv", format!("名称,额\n\"{text}\",1\n"))
}

fn made(desk: &Desk, format: &str) -> Vec<u8> {
    let ran = desk.run(&["check", ".", "--format", format, "-o", "r"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let first = std::fs::read(desk.path().join("r")).unwrap();
    desk.run(&["check", ".", "--format", format, "-o", "s"]);
    assert_eq!(first, std::fs::read(desk.path().join("s")).unwrap(), "{format} differs between runs");
    first
}

fn unseen(text: &str) -> bool {
    text.contains(['\u{1b}', '\u{202e}', '\u{0}'])
}

#[test]
fn hostile_text_is_harmless_in_markdown() {
    for text in HOSTILE {
        let said = String::from_utf8(made(&desk(text), "markdown")).unwrap();
        assert!(!unseen(&said) && !said.contains("<script"), "{said}");
        assert!(!said.lines().any(|line| line.trim_start().starts_with("::")), "{said}");
    }
}

#[test]
fn hostile_text_is_harmless_in_csv() {
    for text in HOSTILE {
        let said = String::from_utf8(made(&desk(text), "csv")).unwrap();
        let rest = said.strip_prefix('\u{feff}').unwrap();
        assert!(!unseen(rest) && rest.ends_with("\r\n"), "{rest}");
        for line in rest.split_terminator("\r\n") {
            assert!(!line.contains('\n') && !line.starts_with("::"), "{line}");
            assert!(!line.split(',').any(|cell| cell.trim_matches('"').starts_with(['=', '@', '+'])), "{line}");
        }
        assert!(rest.contains(",-9.5,"), "a negative number stays one: {rest}");
    }
}

#[test]
fn hostile_text_is_harmless_in_workbooks() {
    for text in HOSTILE {
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(made(&desk(text), "xlsx"))).unwrap();
        for name in book.sheet_names() {
            assert!(
                name.encode_utf16().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\']),
                "{name}"
            );
            assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
            let range = book.worksheet_range(&name).unwrap();
            assert!(!range.used_cells().any(|(_, _, cell)| unseen(&cell.to_string())), "{name}");
        }
        let range = book.worksheet_range("对照表").unwrap();
        assert!(range.used_cells().any(|(_, _, cell)| *cell == Data::Float(-9.5)));
    }
}

//! A workbook judged by the whole program, beside calamine only reading its cells: `cargo bench --bench workbook [-- ROWS]`.
//!
//! The two take turns, each in a process of its own; the medians and their ratio are printed. The workbook is made once,
//! with the same rows on every machine.
#![allow(clippy::print_stdout, reason = "a benchmark is read on a terminal")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use calamine::{DataRef, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, Workbook};

/// Turns that count.
const TURNS: usize = 5;
/// Rows where nobody says how many.
const ROWS: u32 = 200_000;
/// What makes this program be the one that only reads cells.
const CELLS: &str = "--cells-of";

const HEADER: [&str; 11] = [
    "项目编号",
    "项目名称",
    "街道",
    "行业",
    "投资额(亿元)",
    "计划开工日期",
    "开工日期",
    "完成率(%)",
    "状态",
    "信用代码",
    "联系电话",
];
const STREETS: [&str; 8] =
    ["城东街道", "城西街道", "南湖街道", "北苑街道", "滨江街道", "云栖街道", "白杨街道", "临江镇"];
const TRADES: [&str; 8] =
    ["集成电路", "人工智能", "生物医药", "高端装备", "新材料", "现代物流", "软件信息", "文化创意"];
const STATES: [(&str, f64); 3] = [("在建", 42.5), ("竣工", 100.0), ("停工", 7.1)];

type Done<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Done {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    match arguments.next() {
        Some(word) if word == CELLS => cells(&arguments.next().unwrap_or_default()),
        rows => compare(rows.and_then(|rows| rows.parse().ok()).unwrap_or(ROWS)),
    }
}

fn compare(rows: u32) -> Done {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::temp_dir().join(format!("plancheck-workbook-{rows}"));
    std::fs::create_dir_all(&folder)?;
    let book = folder.join("项目.xlsx");
    if !book.exists() {
        write(&book, rows)?;
    }
    let check = || {
        let mut command = Command::new(PathBuf::from(env!("CARGO_BIN_EXE_plancheck")));
        command.arg("check").arg(root.join("benches/projects")).arg("--data").arg(&book);
        command
    };
    let this = std::env::current_exe()?;
    let read = || {
        let mut command = Command::new(&this);
        command.arg(CELLS).arg(&book);
        command
    };
    let (mut checks, mut reads) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        reads.push(wall(read())?);
        checks.push(wall(check())?);
    }
    let (read, check) = (median(reads), median(checks));
    println!("calamine, cells    {:>9.3} s", read.as_secs_f64());
    println!("plancheck check    {:>9.3} s", check.as_secs_f64());
    println!("ratio              {:>9.2}", check.as_secs_f64() / read.as_secs_f64());
    Ok(())
}

fn cells(path: &str) -> Done {
    let mut book: Xlsx<_> = open_workbook(path)?;
    let mut bytes = 0;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name)?;
        while let Some(cell) = cells.next_cell()? {
            bytes += match cell.get_value() {
                DataRef::String(text) => text.len(),
                DataRef::SharedString(text) => text.len(),
                _ => 8,
            };
        }
    }
    println!("{bytes}");
    Ok(())
}

fn write(path: &Path, rows: u32) -> Done {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet().set_name("项目")?;
    sheet.write_row(0, 0, HEADER)?;
    let pick = |row: u32, among: &[&'static str]| among.get((row as usize * 7) % among.len()).copied().unwrap_or("");
    for row in 1..=rows {
        let mixed = row.wrapping_mul(2_654_435_761);
        let date = |days: u32| f64::from(45_000 + days);
        let (state, done) = STATES.get(mixed as usize % STATES.len()).copied().unwrap_or_default();
        sheet.write(row, 0, format!("XM-{row:08}"))?;
        sheet.write(row, 1, format!("滨江数字安防生产基地{}号", mixed % 1_000_003))?;
        sheet.write(row, 2, pick(row, &STREETS))?.write(row, 3, pick(mixed % 97, &TRADES))?;
        sheet.write(row, 4, f64::from(mixed % 100_000) / 1000.0 + 0.01)?;
        sheet.write_with_format(row, 5, date(mixed % 900 + 30), &day)?.write_with_format(
            row,
            6,
            date(mixed % 900),
            &day,
        )?;
        sheet.write(row, 7, done)?.write(row, 8, state)?;
        sheet.write(row, 9, format!("91{:06}MA{:08}", mixed % 1_000_000, row))?;
        sheet.write(row, 10, format!("1{mixed:010}"))?;
    }
    book.save(path)?;
    Ok(())
}

fn wall(mut command: Command) -> Done<Duration> {
    let begin = Instant::now();
    command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(begin.elapsed())
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

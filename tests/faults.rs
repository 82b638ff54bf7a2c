//! What goes wrong around a run: disks, pipes, signals, links, names, other runs. Each is a clear error or does no harm.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use crate::cli::Desk;

const RULES: &str =
    "计划 试\n  期间 2023年\n表 项目\n  列 名称 文本\n  列 投资额 亿元\n甲：每个 项目：投资额 不低于 1亿元\n";

fn desk() -> Desk {
    Desk::new().file("规则.plan", RULES).file("data/项目.csv", "名称,投资额(亿元)\n甲,3\n乙,0.5\n")
}

fn plancheck(desk: &Desk) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plancheck"));
    command.current_dir(desk.path()).env_clear();
    command
}

fn names(desk: &Desk) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(desk.path()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_is_said_and_leaves_no_half_of_a_report() {
    let desk = desk();
    for format in ["text", "json", "sarif", "csv", "html", "xlsx"] {
        let ran = desk.run(&["check", "--format", format, "-o", "/dev/full"]);
        assert!(ran.status == 2 && ran.err.contains("[file-unwritable]"), "{format}: {}", ran.err);
    }
    let out = fs::File::options().write(true).open("/dev/full").unwrap();
    let status = plancheck(&desk).args(["check", "--format", "json"]).stdout(out).status().unwrap();
    assert_eq!(status.code(), Some(2));
    assert_eq!(names(&desk), ["data", "规则.plan"]);
}

#[test]
fn a_report_that_cannot_be_placed_leaves_the_folder_as_it_was() {
    let desk = desk().file("结果/留着.txt", "");
    let ran = desk.run(&["check", "-o", "结果"]);
    assert!(ran.status == 2 && ran.err.contains("[file-unwritable]"), "{}", ran.err);
    let ran = desk.run(&["check", "-o", "没有/结果.json"]);
    assert!(ran.status == 2 && ran.err.contains("[file-unwritable]"), "{}", ran.err);
    assert_eq!(names(&desk), ["data", "结果", "规则.plan"]);
}

#[test]
fn a_file_that_must_not_be_changed_is_not() {
    let desk = desk().file("r.json", "旧");
    let path = desk.path().join("r.json");
    let mut rights = fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).unwrap();
    let ran = desk.run(&["check", "-o", "r.json"]);
    assert!(ran.status == 2 && ran.err.contains("没有权限"), "{}", ran.err);
    assert_eq!(desk.read("r.json"), "旧");
}

#[test]
fn a_link_to_a_report_stays_a_link() {
    let desk = desk().file("别处/真.json", "旧");
    symlink("别处/真.json", desk.path().join("r.json")).unwrap();
    assert_eq!(desk.run(&["check", "-o", "r.json"]).status, 1);
    assert!(desk.path().join("r.json").is_symlink() && desk.read("别处/真.json").starts_with('{'));
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let rows: String = (0..20_000).map(|n| format!("项{n},0.5\n")).collect();
    let desk = desk().file("data/项目.csv", format!("名称,投资额(亿元)\n{rows}"));
    for format in ["text", "json", "csv", "html", "junit"] {
        let mut command = plancheck(&desk);
        command.args(["check", "--format", format, "--limit", "列出条数=20000"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(1), "{format}");
        assert!(!String::from_utf8_lossy(&ended.stderr).contains("panicked"), "{format}");
    }
}

#[test]
fn an_interrupted_run_ends_by_the_signal_and_leaves_whole_reports() {
    let desk = desk();
    let mut command = plancheck(&desk);
    command.args(["check", "--watch", "--interval", "20", "--format", "json", "-o", "r.json"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(said.next().unwrap().unwrap().contains("第 1 次核对"));
    while !desk.path().join("r.json").exists() {
        std::thread::yield_now();
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    // A shell makes 130 of it.
    assert_eq!(child.wait().unwrap().signal(), Some(2));
    assert!(serde_json::from_str::<serde_json::Value>(&desk.read("r.json")).is_ok());
}

#[test]
fn loops_of_links_end() {
    let desk = desk();
    symlink("..", desk.path().join("data/上")).unwrap();
    symlink("自己.csv", desk.path().join("data/自己.csv")).unwrap();
    symlink("乙", desk.path().join("甲")).unwrap();
    symlink("甲", desk.path().join("乙")).unwrap();
    let ran = desk.run(&["check"]);
    assert!(ran.status == 2 && ran.err.contains("自己.csv"), "{}{}", ran.out, ran.err);
    fs::remove_file(desk.path().join("data/自己.csv")).unwrap();
    assert_eq!(desk.run(&["check"]).status, 1);
    let ran = desk.run(&["check", "甲"]);
    assert!(ran.status == 2 && ran.err.contains("[path-missing]"), "{}", ran.err);
}

#[test]
fn pipes_and_devices_are_no_data_files() {
    let desk = desk();
    symlink("/dev/zero", desk.path().join("data/零.csv")).unwrap();
    let ran = desk.run(&["check"]);
    assert!(ran.status == 2 && ran.err.contains("[not-a-table]"), "{}", ran.err);
    fs::remove_file(desk.path().join("data/零.csv")).unwrap();
    assert!(Command::new("mkfifo").arg(desk.path().join("data/管.csv")).status().unwrap().success());
    let ran = desk.run(&["check"]);
    assert!(ran.status == 2 && ran.err.contains("管道或设备"), "{}", ran.err);
    fs::remove_file(desk.path().join("data/管.csv")).unwrap();
    assert!(Command::new("mkfifo").arg(desk.path().join("管.plan")).status().unwrap().success());
    let ran = desk.run(&["check"]);
    assert!(ran.status == 2 && ran.err.contains("[file-unreadable]"), "{}", ran.err);
}

#[test]
fn names_with_spaces_and_without_utf_8_are_read() {
    let desk = Desk::new().file("我 的/规 则.plan", RULES);
    let folder = desk.path().join("我 的/data");
    fs::create_dir_all(&folder).unwrap();
    let csv = "名称,投资额(亿元)\n甲,3\n";
    fs::write(folder.join("项目 (1 月).csv"), csv).unwrap();
    fs::write(folder.join(OsStr::from_bytes(b"\xcf\xee\xc4\xbf \xff.csv")), csv).unwrap();
    let ran = desk.run(&["check", "我 的", "--data", "我 的/data/项目 (1 月).csv", "-o", "结 果.json"]);
    assert!(ran.status != 101 && !ran.err.contains("panicked"), "{}", ran.err);
    let mut command = plancheck(&desk);
    command.args(["check", "我 的", "--format", "json", "-o"]).arg(OsStr::from_bytes(b"\xbd\xe1.json"));
    let ended = command.output().unwrap();
    assert!(!String::from_utf8_lossy(&ended.stderr).contains("panicked"));
    let made = fs::read(desk.path().join(OsStr::from_bytes(b"\xbd\xe1.json"))).unwrap();
    let result: serde_json::Value = serde_json::from_slice(&made).unwrap();
    assert_eq!(result["data"].as_array().map(Vec::len), Some(2), "{result:#}");
}

#[test]
fn runs_at_once_on_one_file_leave_one_whole_report() {
    let desk = desk();
    let start = || plancheck(&desk).args(["check", "--format", "json", "-o", "r.json"]).spawn().unwrap();
    let runs: Vec<_> = (0..6).map(|_| start()).collect();
    for mut run in runs {
        assert_eq!(run.wait().unwrap().code(), Some(1));
    }
    assert!(serde_json::from_str::<serde_json::Value>(&desk.read("r.json")).is_ok());
    assert_eq!(names(&desk), ["data", "r.json", "规则.plan"]);
}

/// A table too long to be kept is read again for the rules: what it is then must be what it was.
#[test]
fn a_file_that_changes_between_two_looks_is_said_to_have_changed() {
    use plancheck::judge::{Settings, judge};
    let rules = "表 项目\n  列 名称 文本\n  列 投资额 亿元\n每个 项目：投资额 不低于 1亿元\n";
    let program = crate::data::program(rules);
    let rows: String = (0..400_000).map(|n| format!("项{n},3\n")).collect();
    let changes: [fn(&std::path::Path); 4] = [
        |path| fs::File::options().write(true).open(path).unwrap().set_len(1 << 20).unwrap(),
        |path| fs::remove_file(path).unwrap(),
        |path| fs::write(path, "名称,投资额(亿元)\n").unwrap(),
        |path| {
            use std::io::Write as _;
            fs::File::options().append(true).open(path).unwrap().write_all("末,0.5\n".as_bytes()).unwrap();
        },
    ];
    for change in changes {
        let mut folder = crate::data::Folder::new();
        let path = folder.path("项目.csv");
        fs::write(&path, format!("名称,投资额(亿元)\n{rows}")).unwrap();
        let mut submission = folder.open(rules);
        change(&path);
        let judged = judge(&program, &submission.dataset, &mut submission.tables, &Settings::default());
        assert!(judged.findings.iter().any(|f| f.code == "data-file-changed"), "{:?}", judged.findings);
    }
}

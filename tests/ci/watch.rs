//! `check --watch`: a child process, and files that change under it.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::cli::Desk;

/// So long a run may take at the very most; nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(60);
const FIGURES: &str = "指标,时期,数值,单位\n企业,2023年,152,家\n";

struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(desk: &Desk, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plancheck"));
        command.env_clear().current_dir(desk.path()).args(["check", "--watch", "--interval", "20"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (send, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let send = send.clone();
            std::thread::spawn(move || {
                BufReader::new(stream).lines().map_while(Result::ok).for_each(|line| drop(send.send(line)));
            });
        }
        Self { child, lines }
    }

    /// Reads until a line has the words; gives it.
    fn until(&self, words: &str) -> String {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => seen.push(line),
                Err(_) => panic!("no `{words}` in {seen:#?}"),
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn desk() -> Desk {
    Desk::new().file("规则.plan", "A1：企业 超过 160家\n").file("data/指标.csv", FIGURES)
}

#[test]
fn every_change_is_judged_again() {
    let desk = desk();
    let watch = Watch::start(&desk, &[]);
    watch.until("第 1 次核对");
    watch.until("错误 1，");
    let put = |path: &str, text: &str| fs::write(desk.path().join(path), text).unwrap();
    put("data/指标.csv", &FIGURES.replace("152", "1700"));
    watch.until("错误 0，");
    // Faulty rules, an absent file and a half-written one end nothing.
    put("规则.plan", "A1：企业 超过 160佳佳\n");
    watch.until("unknown-unit");
    put("规则.plan", "A1：企业 超过 16000家\n");
    watch.until("错误 1，");
    fs::remove_file(desk.path().join("data/指标.csv")).unwrap();
    watch.until("data-none");
    put("data/指标.csv", "指标,时期,数");
    watch.until("次核对");
    put("data/指标.csv", &FIGURES.replace("152", "170000"));
    watch.until("错误 0，");
    // A new file counts like a changed one.
    put("data/更多.csv", "指标,时期,数值,单位\n人口,2023年,1,人\n");
    watch.until("unknown-indicator");
}

#[test]
fn reports_written_by_the_runs_are_no_changes() {
    let desk = desk();
    let watch = Watch::start(&desk, &["--format", "json", "-o", "data/r.json", "--data", "data/指标.csv"]);
    watch.until("第 1 次核对");
    while !fs::read_to_string(desk.path().join("data/r.json")).is_ok_and(|text| text.ends_with("}\n")) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let quiet = || watch.lines.recv_timeout(Duration::from_millis(500));
    assert!(quiet().is_err(), "the run's own file starts no other run");
    assert!(desk.read("data/r.json").contains("\"152\""));
    // A file that is put in place whole is one change.
    fs::write(desk.path().join("新.tmp"), FIGURES.replace("152", "1700")).unwrap();
    fs::rename(desk.path().join("新.tmp"), desk.path().join("data/指标.csv")).unwrap();
    watch.until("第 2 次核对");
    assert!(quiet().is_err(), "nor does the second");
}

#[test]
fn a_closed_standard_output_ends_the_watch() {
    let desk = desk();
    let mut command = Command::new(env!("CARGO_BIN_EXE_plancheck"));
    command.env_clear().current_dir(desk.path()).args(["check", "--watch", "--interval", "20"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let out: ChildStdout = child.stdout.take().unwrap();
    let mut lines = BufReader::new(out).lines();
    while !lines.next().unwrap().unwrap().starts_with("错误 1，") {}
    drop(lines);
    fs::write(desk.path().join("data/指标.csv"), FIGURES.replace("152", "1700")).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "the status is that of the last run");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_watch_as_it_ends_any_program() {
    use std::os::unix::process::ExitStatusExt;
    let desk = desk();
    let mut watch = Watch::start(&desk, &[]);
    watch.until("错误 1，");
    let sent = Command::new("bash").args(["-c", &format!("kill -INT {}", watch.child.id())]).status().unwrap();
    assert!(sent.success());
    assert_eq!(watch.child.wait().unwrap().signal(), Some(2), "a shell shows 130");
}

#[test]
fn an_interval_needs_something_to_wait_for() {
    let ran = desk().run(&["check", "--interval", "100"]);
    assert_eq!(ran.status, 2, "{}", ran.err);
    let ran = desk().run(&["check", "--watch", "--as-of", "昨天"]);
    assert!(ran.status == 2 && ran.err.contains("date-invalid"), "{}", ran.err);
}
